"""The run at the heart of a brief: what a cut of the topic's mineral does to the economy that depends on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from didymium.brief import known, phrase
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.material import losses
from didymium.brief.scenes import CUT_MONTHS, HALF, HORIZON, SWING, scenario
from didymium.brief.sides import PRICED, Scene, as_economy, buyers_of, is_country, lost, shares
from didymium.brief.stated import Stated, stated
from didymium.records import Figure, Point
from didymium.twin import simulate
from didymium.twin.network import MAGNETS
from didymium.twin.result import Row

_RAW = re.compile(r"(?i)\b(?:raw|unprocessed|ores?|concentrates?)\b")
LEAST = 1e5  # USD below which a loss is not worth a sentence


@dataclass(frozen=True)
class Shock:
    """A scenario, how a sentence says it, and where its size comes from (the article, history, or nowhere)."""

    scenario: dict[str, Any]
    words: str  # "a twelve-month cut of 74% in China's exports of dysprosium"
    depth: float
    basis: str | None = None  # evidence of the depth
    like: str | None = None  # the measure whose depth is repeated, in words
    after: str = ""  # how a sentence says where the size comes from: ", as the article states"
    said: Stated | None = None


def shock(desk: Desk) -> Shock | None:
    """What the twin is asked: an outage, a barrier, a swing of demand or a cut.

    Of the size, length and start that the article states; else a cut as deep as the holder's last one.
    """
    topic = desk.topic
    if topic.run is None or topic.holder is None:
        return None
    buyers, depth, basis, like, after = _buyers(desk), HALF, None, None, ""
    said = stated(desk.reading, topic.lead, topic.scene, topic.holder, topic.run, topic.stage, desk.world, desk.today)
    if said is not None:
        depth, basis, after = said.share, desk.ledger.span(said.start, said.end), ", as the article states,"
    elif topic.scene == "cut":
        depth, basis, like, after = _depth(desk, topic.run, topic.holder)
    elif topic.scene == "outage":
        depth = lost(topic.lead, topic.holder)
    months = (said.months if said else None) or CUT_MONTHS
    made = scenario(
        topic.scene, topic.run, topic.holder, buyers, topic.stage, desk.today, depth, months,
        said.begins if said else None, _ore(desk),
    )  # fmt: skip
    stage = topic.stage if topic.scene == "outage" else _ore(desk) or ""
    words = _words(topic.scene, topic.run, topic.holder, buyers, stage, depth, months)
    return Shock(made, words, depth, basis, like, after, said)


def _ore(desk: Desk) -> str | None:
    """The mine, where the lead event keeps in ore alone and the holder mines the mineral; None for all stages."""
    lead, topic = desk.topic.lead, desk.topic
    raw = lead is not None and _RAW.search(lead.quote) is not None
    aimed = raw and lead is not None and lead.type == "export_restriction" and topic.scene == "cut"
    held = (shares(desk.world, str(m), "mine") for m in (topic.run, topic.focus))
    mined = any(dict(found).get(str(topic.holder), 0.0) > 0 for found in held)
    return "mine" if aimed and mined and topic.mover == topic.holder else None


def _buyers(desk: Desk) -> tuple[str, ...]:
    """Who is cut off: those who raise a barrier, those whom an export measure names, else all."""
    lead, topic = desk.topic.lead, desk.topic
    if topic.scene == "barrier":
        return buyers_of(lead)
    aimed = lead is not None and lead.type == "export_restriction" and topic.mover == topic.holder
    targets = lead.targets if lead and aimed else ()
    if topic.family == "easing" and topic.run and topic.holder and (row := _repeated(desk, topic.run, topic.holder)):
        targets = tuple(str(row["targets"] or "WLD").split(";"))
    named = tuple(dict.fromkeys(as_economy(t) for t in targets if is_country(t)))
    return named if named and set(named) <= set(PRICED) else ("WLD",)


def _words(
    scene: Scene, mineral: str, holder: str, buyers: tuple[str, ...], stage: str, depth: float, months: int
) -> str:
    """The shock as a noun phrase."""
    whose, size = phrase.possessive(phrase.country(holder)), phrase.quantity(depth, "share")
    long = f"a{'n' if months in {8, 11, 18} else ''} {phrase.count(months)}-month"
    if scene == "outage":
        making = phrase.stage(stage, mineral)
        what = phrase.dug(mineral) if mineral == "aluminium" and stage == "mine" else mineral
        return f"{long} loss of {size} of {whose} {making if 'magnet' in making else f'{what} {making}'}"
    if scene in {"slack", "boom"}:
        turn = "rise" if scene == "boom" else "fall"
        return f"{long} {turn} of {phrase.quantity(SWING, 'share')} in world demand for {mineral}"
    to = "" if buyers == ("WLD",) else f" to {phrase.listed([phrase.country(b) for b in buyers])}"
    what = phrase.staged(mineral, "mine") if stage == "mine" and scene == "cut" else mineral
    if depth >= 0.995:
        return f"{long} stop of {whose} exports of {what}{to}"
    return f"{long} cut of {size} in {whose} exports of {what}{to}"


def _depth(desk: Desk, mineral: str, holder: str) -> tuple[float, str | None, str | None, str]:
    """How deep the holder's last measured cut on the mineral went (0..1), its fact, and its name, long and short.

    A half, without fact and name, where no source states a depth.
    """
    row = _repeated(desk, mineral, holder)
    if row is None:
        return HALF, None, None, ""
    cut = phrase.quantity(float(row["severity"]), "share")
    did = "stopped shipments" if float(row["severity"]) >= 0.995 else f"cut shipments by {cut}"
    like = f"the {known.measure_name(row)}, announced {phrase.on_day(row['announced'])}, which {did}"
    fact = known.measure_fact(desk.ledger, row)
    return float(row["severity"]), fact, like, f", as after its {known.short_name(row)},"


def _repeated(desk: Desk, mineral: str, holder: str) -> known.Row | None:
    """The holder's last measured cut on the mineral; where controls are eased, the last that is suspended first."""
    names = (mineral, "NdFeB magnets") if mineral in MAGNETS else (mineral,)
    rows = known.measures(desk.world, names, holder, desk.today).filter(pl.col("kind").is_in(known.TRADE_KINDS))
    told = [(r, d) for r in rows.iter_rows(named=True) if (d := known.depth(r, desk.world)) is not None and d >= 0.05]
    eased = [r for r, _ in told if desk.topic.family == "easing" and known.suspended(r, desk.world)]
    part = [r for r, d in told if d <= 0.95]
    return next(reversed(eased or part), None)


def result(desk: Desk) -> tuple[Shock, Any] | None:
    """The shock and its run; None where the twin cannot run it (the reason is kept for the limits)."""

    def make() -> tuple[Shock, Any] | None:
        made = shock(desk)
        return (made, simulate(made.scenario, world=desk.world, draws=desk.draws, seed=desk.seed)) if made else None

    return desk.once("the stress run", make)


def with_dependent(desk: Desk) -> Desk:
    """The desk with the economy whose loss is counted: that of the article if the twin prices it, else the hardest hit.

    An economy that the article names and the twin cannot price is kept in `desk.unpriced`, for the limits.
    """
    topic = desk.topic
    if topic.run is None or topic.holder is None:
        return desk
    scene: Scene = "cut" if topic.scene == "slack" else topic.scene  # weaker demand costs no user anything
    buyers = _buyers(desk)
    found = losses(desk.world, scene, topic.run, topic.holder, buyers, topic.stage, HALF)
    if topic.dependent in PRICED and found.get(str(topic.dependent), 0.0) >= LEAST:
        return desk
    rest = {c: v for c, v in found.items() if c in PRICED and c != topic.holder and v >= LEAST}
    if not rest:
        return desk
    hit = max(rest, key=lambda c: rest[c])
    aimed = topic.lead.targets if topic.lead else ()
    kept = topic.other if topic.other != topic.dependent or topic.other in aimed else None
    other = kept or (hit if hit != topic.mover else None) or topic.dependent
    return replace(desk, topic=replace(topic, dependent=hit, other=other), unpriced=topic.dependent)


def figure(run: Any, metric: str, **wanted: str | None) -> Figure | None:
    """The first headline figure of a run with this metric and these labels (None = must be unset)."""
    for item in run.figures:
        if item.metric == metric and all(getattr(item, k) == v for k, v in wanted.items()):
            return item if isinstance(item, Figure) else None
    return None


def cite(desk: Desk, metric: str, what: str, **wanted: str | None) -> tuple[Figure, str] | None:
    """A figure of the stress run with its evidence; `what` says it in the evidence's statement."""
    ran = result(desk)
    if ran is None:
        return None
    found = figure(ran[1], metric, **wanted)
    if found is None:
        return None
    words = phrase.capital(f"{ran[0].words}{ran[0].after}").rstrip(",")
    return found, desk.cite(ran[1], found, f"{words}: {what} {phrase.with_range(found)}")


def loss(desk: Desk) -> tuple[Shock, Figure, str] | None:
    """The dependent economy's value added at risk over the horizon."""
    ran, economy = result(desk), desk.topic.dependent
    if ran is None or economy is None:
        return None
    hit = cite(
        desk,
        "value_added_at_risk_usd",
        f"value added at risk in {phrase.country(economy)} over {HORIZON} months",
        country=economy,
        sector=None,
    )
    return (ran[0], *hit) if hit and hit[0].value >= LEAST else None


def sector_losses(desk: Desk, most: int = 3) -> list[tuple[Figure, str]]:
    """The sectors of the dependent economy that lose most, each with its evidence."""
    ran, economy = result(desk), desk.topic.dependent
    if ran is None or economy is None or desk.topic.scene == "slack":
        return []
    rows = [f for f in ran[1].figures if f.metric == "value_added_at_risk_usd" and f.country == economy and f.sector]
    top = sorted((f for f in rows if f.value >= LEAST), key=lambda f: -f.value)[:most]
    return [
        (
            f,
            desk.cite(
                ran[1],
                f,
                f"{phrase.capital(ran[0].words)}: value added at risk in "
                f"{phrase.country(economy)}, {phrase.sector(f.sector)}: {phrase.with_range(f)}",
            ),
        )
        for f in top
    ]


def price_peak(desk: Desk, economy: str | None, like: Figure | None = None) -> tuple[Figure, str] | None:
    """The price in an economy over its baseline in the dearest month of the run, at the scarcest stage it buys at.

    With `like`: of the same mineral, stage and month as that figure.
    """
    ran = result(desk)
    if ran is None or economy is None:
        return None
    rows = [r for r in ran[1].rows if r.metric == "price_ratio" and r.economy == economy and r.mineral and r.stage]
    if like is not None:
        rows = [r for r in rows if (r.mineral, r.stage) == (like.mineral, like.stage)]
    if not rows:
        return None
    top = max(rows, key=lambda r: float(r.quantiles[1].max()))
    at = ran[1].months.index(like.period) if like else int(top.quantiles[1].argmax())
    return _price(desk, top, at, economy)


def price_trough(desk: Desk, economy: str) -> tuple[Figure, str] | None:
    """The price over its baseline in the cheapest month, of the last stage that the economy buys at."""
    ran = result(desk)
    if ran is None:
        return None
    rows = [r for r in ran[1].rows if r.metric == "price_ratio" and r.economy == economy and r.mineral and r.stage]
    if not rows:
        return None
    row = min(rows, key=lambda r: float(r.quantiles[1].min()))
    at = int(row.quantiles[1].argmin())
    return _price(desk, row, at, economy) if row.quantiles[1][at] <= 0.995 else None


def _price(desk: Desk, row: Row, at: int, economy: str) -> tuple[Figure, str] | None:
    """One month of a price row as a figure with its evidence."""
    ran = result(desk)
    if ran is None:
        return None
    low, mid, high = (float(line[at]) for line in row.quantiles)
    month = ran[1].months[at]
    figure = Figure(
        metric="price_ratio", value=mid, low=low, high=high, unit="1", mineral=row.mineral, stage=row.stage,
        country=economy, period=month,
    )  # fmt: skip
    what = f"price of {row.mineral} in {phrase.country(economy)} over its baseline in {phrase.day(month)}:"
    return figure, desk.cite(ran[1], figure, f"{phrase.capital(ran[0].words)}: {what} {phrase.with_range(figure)}")


def timing(desk: Desk, economy: str) -> tuple[str, str, tuple[str, str]] | None:
    """When users run short and how long until supply is normal (or the run ends): two phrases and their evidence."""
    begin = cite(
        desk, "months_to_shortage", f"months until users in {phrase.country(economy)} run short:", country=economy
    )
    end = cite(
        desk,
        "months_to_recovery",
        f"months until supply in {phrase.country(economy)} is normal again:",
        country=economy,
    )
    if begin is None or end is None:
        return None
    last = phrase.with_range(end[0])
    last = f"{last.removesuffix(')')}, where the run ends)" if (end[0].high or 0.0) >= HORIZON - 0.5 else last
    return f"within {phrase.with_range(begin[0])}", last, (begin[1], end[1])


def income(desk: Desk) -> tuple[Figure, str] | None:
    """Change of the sender's export income over the horizon."""
    holder = desk.topic.holder
    if holder is None:
        return None
    return cite(
        desk,
        "sender_income_change_usd",
        f"change of {phrase.possessive(phrase.country(holder))} export income over {HORIZON} months:",
        country=holder,
    )


def desk_stop(desk: Desk) -> bool:
    """Whether the stress run stops all that the holder sells."""
    ran = result(desk)
    return ran is not None and desk.topic.scene == "cut" and ran[0].depth >= 0.995


def sender_point(desk: Desk) -> Point | None:
    """What the measure costs or earns the sender; nothing where the run cannot tell the sign or the size is nil."""
    own = income(desk) if desk.topic.scene in {"cut", "barrier"} else None
    if own is None or abs(own[0].value) < LEAST:
        return None
    what, size = phrase.gain_or_loss(own[0], "export income", "two years")
    who = phrase.country(str(own[0].country))
    ran = result(desk)
    assert ran is not None
    text = f"By the same {'stop' if desk_stop(desk) else 'cut'} {who} would {what}"
    if loss(desk) is None:  # then no sentence before has told of the cut
        text = f"As a test, suppose {ran[0].words}{ran[0].after.rstrip(',')}; {who} would {what}"
    said = [say(f"{text}.", desk.cite(ran[1], size, text))]
    return Point(label="Price to the sender", sentences=tuple(said))
