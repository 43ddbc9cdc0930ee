"""Points on the other side's replies and what they mean for investors: moves, prices, companies, sectors, signs."""

from __future__ import annotations

import re
from typing import Any

from didymium.brief import known, phrase, shock
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.sides import ECONOMIES, is_country
from didymium.brief.verify.texts import MOVES
from didymium.errors import MissingData
from didymium.records import Event, Figure, Point, Sentence
from didymium.strategy.exposure import ExposureResult, exposure
from didymium.strategy.responses import Response, ResponsesResult, responses

FEWEST = 2  # episodes in which a move must have come to be told
AGAINST = ("retaliate elsewhere", "restrict more")  # moves that are aimed at the other side
RIVALS = ("RUS",)  # what economies of weight there are beside those of a brief
TOLD = 2  # moves that are told, and so priced
DRAWS = 200  # of each run behind the answers: they are many, and only their order of size is told


def answers(desk: Desk) -> ResponsesResult | None:
    """The ranked moves of the other side after the lead event (or in the stress, where no state acts)."""

    def make() -> ResponsesResult:
        draws, who = min(desk.draws, DRAWS), desk.topic.other
        return responses(_cause(desk), desk.world, draws=draws, seed=desk.seed, responder=who, priced=TOLD)

    if desk.topic.scene in {"outage", "slack", "boom"} or (desk.topic.lead and not desk.topic.other):
        return None  # nobody in the story is the other side
    return desk.once("the answers of the other side", make)


def _cause(desk: Desk) -> Event | dict[str, Any]:
    """What is answered: the lead event by a state on the mineral that the brief dwells on, else the stress run."""
    lead, topic = desk.topic.lead, desk.topic
    actor = topic.mover or topic.dependent
    if lead is None or actor is None or actor == topic.other or topic.focus is None or topic.family == "price":
        return _scenario(desk)
    targets = tuple(t for t in lead.targets if is_country(t))
    return lead.model_copy(update={"actors": (actor,), "targets": targets, "minerals": (topic.run or topic.focus,)})


def _scenario(desk: Desk) -> dict[str, Any]:
    ran = shock.result(desk)
    if ran is None:
        raise MissingData("no event and no stress run to answer")
    return ran[0].scenario


FRAME = {
    "cut": "Under that stress users in {where} would run short {start}.",
    "outage": "Users in {where} would run short {start}.",
    "boom": "At that pace users in {where} would run short {start}.",
    "barrier": "Behind the barrier users in {where} would run short {start}.",
}


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """How soon the stress would be felt and how long it would last."""
    economy = desk.topic.dependent
    hit = shock.timing(desk, economy) if economy and desk.topic.scene != "slack" else None
    if hit is None:
        return ()
    start, end, (begins, ends) = hit
    return (
        say(FRAME[desk.topic.scene].format(where=phrase.country(str(economy)), start=start), begins),
        say(f"Supply would be back to normal after {end}.", ends),
    )


def first_move(desk: Desk) -> Point | None:
    """The likeliest reply of the other side."""
    return _move(desk, 0)


def second_move(desk: Desk) -> Point | None:
    """The next likeliest reply."""
    return _move(desk, 1)


def third_move(desk: Desk) -> Point | None:
    """The third likeliest reply."""
    return _move(desk, 2)


def _move(desk: Desk, rank: int) -> Point | None:
    found = answers(desk)
    rows = _fitting(found)
    if found is None or len(rows) <= rank:
        return None
    row = rows[rank]
    return Point(label=MOVES[row.move], sentences=(_chance(desk, found, row, rank), *_effect(desk, found, row)))


def _fitting(found: ResponsesResult | None) -> list[Response]:
    """The moves that have come before and fit the pair.

    The record of one large economy hitting another tells nothing of what it does to a smaller seller of raw materials,
    in which it is the main customer or investor.
    """
    rows = [r for r in found.rows if r.frequency and r.frequency.hits >= FEWEST] if found else []
    return [r for r in rows if r.counterpart in (*ECONOMIES, *RIVALS) or r.move not in AGAINST]


CHANCES = (
    "{who} {did} within {months} months after {hits} of {episodes} such episodes on record; with recent years weighing "
    "more, that points to a chance of {chance}.",
    "After {hits} of those {episodes} episodes {who} {did} within {months} months: a chance of {chance}.",
)


def _chance(desk: Desk, found: ResponsesResult, row: Response, rank: int) -> Sentence:
    """How often the move followed in the past, and the probability that this gives."""
    seen = row.frequency
    assert seen is not None
    who = phrase.country(row.responder) if rank else phrase.capital(phrase.country(row.responder))
    figure = Figure(
        metric="move_probability", value=seen.probability.value, low=seen.probability.low,
        high=seen.probability.high, unit="1",
        country=row.responder, counterpart=row.counterpart, name=row.move,
    )  # fmt: skip
    chance = phrase.with_range(figure.model_copy(update={"metric": "share"}))
    did = MOVE_DID[row.move]
    form = CHANCES[min(rank, 1)]
    text = form.format(
        who=who,
        did=did,
        months=seen.months,
        hits=phrase.count(seen.hits),
        episodes=phrase.count(seen.episodes),
        chance=chance,
    )
    statement = (
        f"{phrase.capital(who)} {did} within {seen.months} months after {seen.hits} of {seen.episodes} such episodes; "
        f"probability {chance}"
    )
    return say(text, desk.cite(found, figure, statement))


MOVE_DID = {
    "restrict more": "added export measures on the same minerals",
    "ease": "eased its own measures",
    "subsidise down the chain": "put public money into makers further down the chain",
    "capture third-country supply": "bought into supply in third countries",
    "retaliate elsewhere": "hit back with measures on other goods",
    "dump the price": "pushed the price below the cost of rivals",
}


MOVE_DOES = {
    "restrict more": "adds to its export measures",
    "ease": "eases its measures",
    "subsidise down the chain": "pays makers further down the chain",
    "capture third-country supply": "buys into supply elsewhere",
    "retaliate elsewhere": "hits back on other goods",
    "dump the price": "pushes the price down",
}


def _effect(desk: Desk, found: ResponsesResult, row: Response) -> tuple[Sentence, ...]:
    """What the move would cost or spare the counterpart, where the twin can price it."""
    if row.effect is None or not row.priced or abs(row.effect.value) < 1e6:
        return ()
    named = known.named_minerals(row.what)
    if named and row.move != "retaliate elsewhere" and not named & known.family(desk.minerals):
        return ()
    spares = row.effect.value < 0
    ends = sorted(abs(x) for x in (row.effect.low, row.effect.high))
    figure = Figure(
        metric="move_effect_usd", value=abs(row.effect.value), low=ends[0], high=ends[1], unit="USD",
        country=row.counterpart, counterpart=row.responder, name=row.move,
    )  # fmt: skip
    whom, verb = phrase.country(row.counterpart), "spare" if spares else "cost"
    what = _plain_move(row.what)
    size = f"{phrase.with_range(figure)} over five years{phrase.open_size(figure)}"
    text = f"In the twin, {what} would {verb} {whom} {size}."
    return (
        say(
            text,
            desk.cite(
                found,
                figure,
                f"{phrase.capital(what)}: would {verb} {whom} {phrase.with_range(figure)} of "
                "value added over five years",
            ),
        ),
    )


def _plain_move(what: str) -> str:
    """The move as people say it: 'a stop of graphite at the component stage' is a stop of its making."""
    words = what.split(";")[0].split(": ")[-1].replace(", to all buyers", " to all buyers")
    other = r"a stop of another mineral, (.+?) \((\w+)\),? for a year"
    words = re.sub(other, r"a stop of \1 at the \2 stage for a year", words)
    words = re.sub(
        r"half of what (.+?) sells of (.+?) goes elsewhere for a year",
        r"a year's loss of half of what \1 sells of \2",
        words,
    )
    return re.sub(
        r"a stop of (.+?) at the (\w+) stage for a year",
        lambda m: f"a year's stop of exports of {phrase.staged(m[1], m[2])}",
        words,
    )


def prices(desk: Desk) -> Point | None:
    """Prices outside against prices inside."""
    outside = shock.price_peak(desk, desk.topic.dependent) if desk.topic.scene != "slack" else None
    if outside is None or outside[0].value < 1.05:
        return None
    figure, evidence = outside
    inside = shock.price_peak(desk, desk.topic.holder, figure) if desk.topic.scene == "cut" else None
    where, when = phrase.country(str(figure.country)), phrase.day(str(figure.period))
    mineral = phrase.capital(str(figure.mineral))
    text = (
        f"{mineral} bought in {where} would cost {phrase.with_range(figure)} "
        f"{_its(str(figure.mineral))} baseline price in {when}, the dearest month"
    )
    ids = [evidence]
    if inside is not None and inside[0].value < 0.95:
        text += f", against {phrase.with_range(inside[0])} inside {phrase.country(str(inside[0].country))}"
        ids.append(inside[1])
    return Point(label="Prices", sentences=(say(text + ".", *ids),))


def _its(mineral: str) -> str:
    return phrase.verb(mineral, "its", "their")


def companies(desk: Desk) -> Point | None:
    """Companies whose sales would change most at the prices of the stress run; facts, no advice."""
    ran = shock.result(desk)
    if ran is None or desk.topic.scene == "slack":
        return None
    found = desk.once(
        "the exposure of companies",
        lambda: exposure(
            scenario=ran[0].scenario,
            importer=desk.topic.dependent,
            world=desk.world,
            draws=desk.draws,
            seed=desk.seed,
            result=ran[1],
        ),
    )
    rows = [f for f in found.figures if f.metric == "sales_change_usd" and abs(f.value) >= 1e6] if found else []
    rows = [f for f in rows if not (f.low or 0.0) < 0 < (f.high or 0.0)]  # a change of unknown sign tells nothing
    if found is None or not rows:
        return None
    top = sorted(rows, key=lambda f: -abs(f.value))[:2]
    said = [_sales(desk, found, f, first=n == 0) for n, f in enumerate(top)]
    return Point(label="Companies", sentences=tuple(said))


def _sales(desk: Desk, found: ExposureResult, figure: Figure, *, first: bool) -> Sentence:
    """One company's change of sales over the horizon of the stress run."""
    what, size = phrase.gain_or_loss(figure, "sales", "two years")
    text = f"{figure.name} would {what}"
    statement = f"{text}, at the prices of the stress run"
    return say(f"At the prices of the stress run {text}." if first else f"{text}.", desk.cite(found, size, statement))


def sectors(desk: Desk) -> Point | None:
    """Where the loss falls, sector by sector."""
    hits = [h for h in shock.sector_losses(desk, 4) if h[0].sector != "other"][:3]
    if not hits:
        return None
    (first, key), *rest = hits
    where = phrase.country(str(desk.topic.dependent))
    text = f"In {where} the loss is largest in {phrase.sector(first.sector)}, with {phrase.with_range(first)}"
    said = [say(f"{text}.", key)]
    if rest:
        parts = [f"{phrase.sector(f.sector)} with {phrase.with_range(f)}" for f, _ in rest]
        verb = "come" if len(parts) > 1 else "comes"
        said.append(say(f"Next {verb} {phrase.listed(parts)}.", *(e for _, e in rest)))
    return Point(label="Sectors", sentences=tuple(said))


def tell_tales(desk: Desk) -> Point | None:
    """What would show that the likeliest reply is under way."""
    found = answers(desk)
    row = next((r for r in _fitting(found) if r.tell_tales), None)
    if found is None or row is None or row.frequency is None:
        return None
    signs = [t.replace("customs: ", "") for t in row.tell_tales if not t[:4].isdigit()][:3]
    who, turn = phrase.country(row.responder), MOVE_DOES[row.move]
    figure = Figure(metric="move_cases", value=row.frequency.hits, unit="count", country=row.responder, name=row.move)
    statement = f"Signs that {who} {turn} ({row.move}; {row.frequency.hits} cases on record): {phrase.listed(signs)}"
    if not signs:
        return None
    text = f"Signs that {who} {turn} would be {phrase.listed(signs)}."
    return Point(label="Tell-tales", sentences=(say(text, desk.cite(found, figure, statement)),))
