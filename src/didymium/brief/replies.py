"""Points on the other side's replies and what they mean for investors: moves, prices, "
"companies, sectors, tell-tales."""

from __future__ import annotations

from typing import Any

from didymium.brief import known, phrase, shock
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.errors import MissingData
from didymium.records import Figure, Point, Sentence
from didymium.strategy.exposure import ExposureResult, exposure
from didymium.strategy.responses import Response, ResponsesResult, responses

DRAWS = 200  # of each run behind the answers: they are many, and only their order of size is told


MOVE_LABELS = {
    "restrict more": "Further controls",
    "ease": "Easing",
    "subsidise down the chain": "Moving down the chain",
    "capture third-country supply": "Buying up third-country supply",
    "retaliate elsewhere": "Retaliation elsewhere",
    "dump the price": "A price war",
}


def answers(desk: Desk) -> ResponsesResult | None:
    """The ranked moves of the other side after the lead event (or in the stress, where there is no actor)."""
    lead, other = desk.topic.lead, desk.topic.other

    def make() -> ResponsesResult:
        return responses(
            lead or _scenario(desk), desk.world, draws=min(desk.draws, DRAWS), seed=desk.seed, responder=other
        )

    return desk.once("the answers of the other side", make)


def _scenario(desk: Desk) -> dict[str, Any]:
    ran = shock.result(desk)
    if ran is None:
        raise MissingData("no event and no stress run to answer")
    return ran[0].scenario


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """How soon the stress would be felt and how long it would last."""
    economy = desk.topic.dependent
    hit = shock.timing(desk, economy) if economy else None
    if hit is None:
        return ()
    start, end, evidence = hit
    text = (
        f"Under that stress users in {phrase.country(str(economy))} would run short {start}, and "
        "supply would be back to normal "
        f"after {end}."
    )
    return (say(text, *evidence),)


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
    rows = [r for r in found.rows if r.frequency and r.frequency.hits] if found else []
    if found is None or len(rows) <= rank:
        return None
    row = rows[rank]
    return Point(label=MOVE_LABELS[row.move], sentences=(_chance(desk, found, row), *_effect(desk, found, row)))


def _chance(desk: Desk, found: ResponsesResult, row: Response) -> Sentence:
    """How often the move followed in the past, and the probability that this gives."""
    seen = row.frequency
    assert seen is not None
    who = phrase.capital(phrase.country(row.responder))
    figure = Figure(
        metric="move_probability", value=seen.probability.value, low=seen.probability.low,
        high=seen.probability.high, unit="1",
        country=row.responder, counterpart=row.counterpart, name=row.move,
    )  # fmt: skip
    chance = phrase.with_range(figure.model_copy(update={"metric": "share"}))
    did = MOVE_DID[row.move]
    text = (
        f"{who} {did} within {seen.months} months of {seen.hits} of the {seen.episodes} such "
        "episodes on record; with recent "
        f"years weighing more, that points to a chance of {chance}."
    )
    statement = (
        f"{who} {did} within {seen.months} months after {seen.hits} of {seen.episodes} such episodes; "
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


def _effect(desk: Desk, found: ResponsesResult, row: Response) -> tuple[Sentence, ...]:
    """What the move would cost or spare the counterpart, where the twin can price it."""
    if row.effect is None or not row.priced or abs(row.effect.value) < 1e6:
        return ()
    named = known.named_minerals(row.what)
    if named and not named & known.family(desk.minerals):
        return ()
    spares = row.effect.value < 0
    ends = sorted(abs(x) for x in (row.effect.low, row.effect.high))
    figure = Figure(
        metric="move_effect_usd", value=abs(row.effect.value), low=ends[0], high=ends[1], unit="USD",
        country=row.counterpart, counterpart=row.responder, name=row.move,
    )  # fmt: skip
    whom, verb = phrase.country(row.counterpart), "spare" if spares else "cost"
    what = row.what.split(";")[0].split(": ")[-1].replace(", to all buyers", " to all buyers")
    text = f"In the twin, {what} would {verb} {whom} {phrase.with_range(figure)} over five years."
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


def prices(desk: Desk) -> Point | None:
    """Prices outside against prices inside."""
    outside = shock.price_peak(desk, desk.topic.dependent)
    if outside is None or outside[0].value < 1.02:
        return None
    figure, evidence = outside
    inside = shock.price_peak(desk, desk.topic.holder, figure)
    where, when = phrase.country(str(figure.country)), phrase.day(str(figure.period))
    mineral = phrase.capital(str(figure.mineral))
    text = (
        f"{mineral} bought in {where} would cost {phrase.with_range(figure)} its baseline price in "
        f"{when}, the dearest month"
    )
    ids = [evidence]
    if inside is not None:
        text += f", against {phrase.with_range(inside[0])} inside {phrase.country(str(inside[0].country))}"
        ids.append(inside[1])
    return Point(label="Prices", sentences=(say(text + ".", *ids),))


def companies(desk: Desk) -> Point | None:
    """Companies whose sales would change most at the prices of the stress run; facts, no advice."""
    ran = shock.result(desk)
    if ran is None:
        return None
    found = desk.once(
        "the exposure of companies",
        lambda: exposure(
            scenario=ran[0].scenario,
            importer=desk.topic.dependent,
            world=desk.world,
            draws=min(desk.draws, DRAWS),
            seed=desk.seed,
        ),
    )
    rows = [f for f in found.figures if f.metric == "sales_change_usd" and abs(f.value) >= 1e6] if found else []
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
    parts = [f"{phrase.sector(f.sector)} with {phrase.with_range(f)}" for f, _ in hits]
    text = f"In {phrase.country(str(desk.topic.dependent))} the loss falls first on {phrase.listed(parts)}."
    return Point(label="Sectors", sentences=(say(text, *(e for _, e in hits)),))


def tell_tales(desk: Desk) -> Point | None:
    """What would show that the likeliest reply is under way."""
    found = answers(desk)
    row = next((r for r in found.rows if r.frequency and r.frequency.hits and r.tell_tales), None) if found else None
    if found is None or row is None or row.frequency is None:
        return None
    signs = [t.replace("customs: ", "") for t in row.tell_tales if not t[:4].isdigit()][:3]
    who = phrase.country(row.responder)
    figure = Figure(metric="move_cases", value=row.frequency.hits, unit="count", country=row.responder, name=row.move)
    statement = (
        f"Signs that {who} turns to this move ({row.move}; {row.frequency.hits} cases on record): "
        f"{phrase.listed(signs)}"
    )
    return Point(
        label="Tell-tales",
        sentences=(say(f"Signs to look for are {phrase.listed(signs)}.", desk.cite(found, figure, statement)),),
    )
