"""The run at the heart of a brief: what a cut of the topic's mineral does to the economy that depends on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from didymium.brief import known, phrase
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.topic import ECONOMIES
from didymium.records import Figure, Point
from didymium.twin import simulate

CUT_MONTHS, HORIZON = 12, 24
HALF = 0.5  # depth of the cut where history has no depth for this holder and mineral


@dataclass(frozen=True)
class Shock:
    """A scenario, how a sentence says it, and the fact behind its depth (where history has one)."""

    scenario: dict[str, Any]
    words: str  # "a twelve-month cut of 74% in China's exports of dysprosium"
    basis: str | None
    like: str | None = None  # the measure whose depth is repeated, in words


def shock(desk: Desk) -> Shock | None:
    """The topic's stress: an outage for a disruption, else a cut of the holder's exports as deep as its last one."""
    topic = desk.topic
    if topic.run is None or topic.holder is None:
        return None
    if topic.family == "disruption" and topic.mover:
        return _outage(desk, topic.run, topic.mover)
    return _cut(desk, topic.run, topic.holder)


def _start(desk: Desk) -> str:
    """The month after the brief's date."""
    return (desk.today.replace(day=1) + dt.timedelta(days=32)).strftime("%Y-%m")


def _end(start: str) -> str:
    year, month = int(start[:4]), int(start[5:7]) - 1 + CUT_MONTHS - 1
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _cut(desk: Desk, mineral: str, holder: str) -> Shock:
    depth, basis, like = _depth(desk, mineral, holder)
    start = _start(desk)
    restriction = {
        "exporter": holder,
        "importers": ["WLD"],
        "minerals": [mineral],
        "allowed": round(1 - depth, 2),
        "announced": desk.today.isoformat(),
        "from": start,
        "to": _end(start),
    }
    words = (
        f"a twelve-month cut of {phrase.quantity(depth, 'share')} in {phrase.possessive(phrase.country(holder))} "
        f"exports of {mineral}"
    )
    return Shock(_frame(desk, mineral, start) | {"restrictions": [restriction]}, words, basis, like)


def _outage(desk: Desk, mineral: str, country: str) -> Shock:
    start = _start(desk)
    lost = {
        "country": country,
        "minerals": [mineral],
        "stage": desk.topic.stage,
        "lost": HALF,
        "from": start,
        "to": _end(start),
    }
    words = (
        f"a twelve-month loss of half of {phrase.possessive(phrase.country(country))} {mineral} "
        f"{phrase.stage(desk.topic.stage)}"
    )
    return Shock(_frame(desk, mineral, start) | {"outages": [lost]}, words, None)


def _frame(desk: Desk, mineral: str, start: str) -> dict[str, Any]:
    return {"name": f"{mineral} stress", "start": start, "months": HORIZON, "as_of": desk.today.isoformat()}


def _depth(desk: Desk, mineral: str, holder: str) -> tuple[float, str | None, str | None]:
    """How deep the holder's last measured cut on the mineral went (0..1), its fact, and its name in words.

    A half, without fact and name, where no source states a depth.
    """
    rows = known.measures(desk.world, (mineral,), holder, desk.today).filter(
        pl.col("severity").cast(pl.Float64).is_between(0.05, 0.95) & pl.col("kind").is_in(known.TRADE_KINDS)
    )
    if rows.is_empty():
        return HALF, None, None
    row = rows.row(-1, named=True)
    cut = phrase.quantity(float(row["severity"]), "share")
    like = f"the {known.measure_name(row)}, announced {phrase.on_day(row['announced'])}, which cut shipments by {cut}"
    return float(row["severity"]), known.measure_fact(desk.ledger, row), like


def result(desk: Desk) -> tuple[Shock, Any] | None:
    """The shock and its run; None where the twin cannot run it (the reason is kept for the limits)."""

    def make() -> tuple[Shock, Any] | None:
        made = shock(desk)
        return (made, simulate(made.scenario, world=desk.world, draws=desk.draws, seed=desk.seed)) if made else None

    return desk.once("the stress run", make)


def with_dependent(desk: Desk) -> Desk:
    """The desk with the economy whose loss is counted: the one that the article names, else the one hit hardest."""
    ran = result(desk) if desk.topic.dependent is None else None
    if ran is None:
        return desk
    rows = [f for f in ran[1].figures if f.metric == "value_added_at_risk_usd" and f.sector is None]
    rows = [f for f in rows if f.country in ECONOMIES and f.country != desk.topic.holder and f.value > 0]
    if not rows:
        return desk
    hit = max(rows, key=lambda f: f.value).country
    other = desk.topic.other or (hit if hit != desk.topic.mover else None)
    return replace(desk, topic=replace(desk.topic, dependent=hit, other=other))


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
    return found, desk.cite(ran[1], found, f"{phrase.capital(ran[0].words)}: {what} {phrase.with_range(found)}")


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
    return (ran[0], *hit) if hit else None


def sector_losses(desk: Desk, most: int = 3) -> list[tuple[Figure, str]]:
    """The sectors of the dependent economy that lose most, each with its evidence."""
    ran, economy = result(desk), desk.topic.dependent
    if ran is None or economy is None:
        return []
    rows = [f for f in ran[1].figures if f.metric == "value_added_at_risk_usd" and f.country == economy and f.sector]
    top = sorted((f for f in rows if f.value > 0), key=lambda f: -f.value)[:most]
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
    """The price in an economy over its baseline in the dearest month of the cut, at the scarcest stage it buys at.

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
    top = max(rows, key=lambda r: float(r.quantiles[1][:CUT_MONTHS].max()))
    at = ran[1].months.index(like.period) if like else int(top.quantiles[1][:CUT_MONTHS].argmax())
    low, mid, high = (float(line[at]) for line in top.quantiles)
    figure = Figure(
        metric="price_ratio", value=mid, low=low, high=high, unit="1", mineral=top.mineral, stage=top.stage,
        country=economy, period=ran[1].months[at],
    )  # fmt: skip
    what = f"price of {top.mineral} in {phrase.country(economy)} over its baseline in {phrase.day(ran[1].months[at])}:"
    return figure, desk.cite(ran[1], figure, f"{phrase.capital(ran[0].words)}: {what} {phrase.with_range(figure)}")


def timing(desk: Desk, economy: str) -> tuple[str, str, tuple[str, ...]] | None:
    """When users run short and how long until supply is normal: two phrases and their evidence."""
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
    return f"within {phrase.with_range(begin[0])}", phrase.with_range(end[0]), (begin[1], end[1])


def ratio_point(desk: Desk) -> Point | None:
    """Loss of the target against the change of the sender's income."""
    hit, own = loss(desk), income(desk)
    if hit is None or own is None:
        return None
    _, lost, evidence = hit
    figure, paid = own
    text = (
        f"The same cut changes {phrase.possessive(phrase.country(str(figure.country)))} export income by "
        f"{phrase.with_range(figure)}, against {phrase.with_range(lost)} at risk in "
        f"{phrase.country(str(lost.country))}."
    )
    return Point(label="Leverage", sentences=(say(text, paid, evidence),))


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


def sender_point(desk: Desk) -> Point | None:
    """What the measure costs or earns the sender."""
    own = income(desk)
    if own is None:
        return None
    what, size = phrase.gain_or_loss(own[0], "export income", "two years")
    text = f"By the same cut {phrase.country(str(own[0].country))} would {what}"
    ran = result(desk)
    assert ran is not None
    return Point(label="Price to the sender", sentences=(say(f"{text}.", desk.cite(ran[1], size, text)),))
