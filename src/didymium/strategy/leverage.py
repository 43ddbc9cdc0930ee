"""Leverage: what one state can do to another through its minerals, what it costs both, and how long that lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import BadInput, MissingData
from didymium.records import Chart, Figure, Record
from didymium.strategy import charts, history
from didymium.strategy.atrisk import BIG, HOLDS, RECENT, credible, suppliers_of
from didymium.strategy.cost import (
    EVERY,
    HEAVY,
    LEAST_DRAWS,
    LOOSE,
    MAGNETS,
    Cost,
    Measure,
    cost,
    dependence,
    families,
    good_name,
    guessed,
    known_network,
    quick,
    sales_usd,
    unpriced,
)
from didymium.strategy.options import Expiry, expiry, last_replaced
from didymium.strategy.outcome import Draws, Outcome, Span, figure, frame, span, today, view
from didymium.twin.network import PRODUCTS, Chain
from didymium.twin.production import added
from didymium.twin.traits import GOES_INTO, in_surplus
from didymium.world.load import World

SEVERITIES, DURATIONS = (0.5, 1.0), (6, 18)  # share cut; months
SHORTLIST, BLUFFS = 12, 3  # goods that are weighed; places among them for what costs the sender more
SCREENED, SIMULATED = 18, 4  # goods that go from the screen by tonnes to the one by a few draws; in the fast mode
SURE = 0.75  # part of the draws that must agree before a measure is called real or a bluff
DECIDED = 0.95  # part of the draws in which the sender must lose for a ratio to be told
SOON = 5  # years within which new capacity makes a hold "expiring"
NOTHING = 1e-5  # of what the target adds in a year: a measure that costs it less in five years is no leverage
WEAK = 0.2  # a reverse pair that costs no more than this part of the other way round is next to none,
SLIGHT = 50  # if it costs no more than so many times what the state does not notice
FELT = 0.005  # of what a state adds in a year, below which it does not live on what it sells
LITTLE = 0.005  # of the world's flow of a later stage, up to which a state sells ore alone
VITAL = 1 / 3  # of what all minerals earn the sender abroad, from which no stop is believed
PLENTY = 0.2  # of the target's use: what comes from the sender is named even where it is not weighed
NAMED = 12  # minerals of a measure, up to which it is about each of them
PRECEDENTS = 3  # that a row names, the latest
STOPS = frozenset({"export_ban", "de_facto_halt"})  # what leaves nothing to withhold
OUTSIDE = {
    "high-purity quartz": ("USA", "NOR"),
    "uranium and its enrichment": ("KAZ", "RUS", "CAN"),
    "helium": ("USA", "QAT", "RUS"),
    "ethane": ("USA",),
    "coal, oil and gas": ("USA", "RUS", "AUS", "IDN", "SAU"),
    "chips and machines": ("USA", "TWN", "KOR", "JPN", "NLD", "CHN"),
}  # what no row weighs, with the states that others depend on for it (judgement)
Verdict = Literal["real", "expiring", "bluff", "undecided", "none"]


class Leverage(Record):
    """One measure weighed. Costs in USD: in the first year and over five years; negative sender cost is a gain.

    ratio: USD lost by the target per USD lost by the sender over five years; None where the sender's side cannot be
    priced, or where it gains in more than one draw in twenty, so that no ratio is decided. gain_chance: part of the
    draws in which the sender earns by it. target_share: part of the target's use that comes through the sender's sales
    of the good, 0..1; guess: no trade statistic and no source says so, only who makes and who uses. verdict: real
    (costs the target more than the sender in at least three draws of four), expiring (real, but new capacity replaces
    it within five years), bluff (costs the sender more in at least three of four), undecided (neither, or a guess),
    none (costs the target next to nothing).
    """

    mineral: str
    stage: str
    importers: tuple[str, ...]
    severity: float
    months: int
    supply_share: float
    target_share: float
    guess: bool = False
    target_cost_year: Span
    target_cost_five_years: Span
    sender_cost_year: Span | None
    sender_cost_five_years: Span | None
    sender_basis: str
    sales_lost_t: Span
    ratio: Span | None
    gain_chance: float | None
    verdict: Verdict
    expires: Expiry | None
    precedents: tuple[str, ...]
    run: str

    @property
    def label(self) -> str:
        """The measure in words."""
        whom = "all buyers" if "WLD" in self.importers else " and ".join(map(labels.country_name, self.importers))
        how = "stop" if self.severity >= 0.995 else f"cut of {self.severity:.0%}"
        return f"{self.good}, {how} for {self.months} months, {whom}"

    @property
    def good(self) -> str:
        """What is held back, in words."""
        return good_name(self.mineral, self.stage)


class LeverageResult(Outcome):
    """What `leverage` returns: measures by what they cost the target, the reverse pair, and what is out of sight."""

    rows: tuple[Leverage, ...]
    reverse: tuple[Leverage, ...]
    elsewhere: tuple[str, ...]  # what others depend on the sender for that no row weighs

    def best(self) -> tuple[Leverage, ...]:
        """The costliest measure to the target of each mineral and stage."""
        seen: dict[tuple[str, str], Leverage] = {}
        for row in self.rows:
            seen.setdefault((row.mineral, row.stage), row)
        return tuple(seen.values())

    def chart(self) -> Chart:
        """Tornado: cost to the sender to the left, to the target to the right, over five years."""
        none = Span(value=0.0, low=0.0, high=0.0, unit="USD")
        pairs = [(r.label, r.sender_cost_five_years or none, r.target_cost_five_years) for r in self.best()]
        sender, target = (labels.country_name(self.args[k], article=True) for k in ("sender", "target"))
        return charts.tornado(f"Leverage of {sender} over {target}", "USD over five years", pairs)


def leverage(
    sender: str, target: str, minerals: Iterable[str] | str | None = None, world: World | None = None,
    as_of: str | dt.date | None = None, draws: int = LEAST_DRAWS, seed: int = 0, *, top: int | None = None,
) -> LeverageResult:  # fmt: skip
    """Every measure of `sender` on `target` worth weighing, by what it costs the target over five years.

    A mineral counts when the sender holds 5 % of the world's supply of it and sells at some stage; a measure is on all
    stages, as a premium's is. A quick screen and then a few draws of a year's stop rank them, a dozen are simulated: a
    cut of 50 % and a stop, for 6 and 18 months, to all buyers, and a stop for 6 and 18 months to the target alone.
    minerals: only these
    (a mineral that the sender does not sell has a cost of zero). top: fast mode for briefs, only so many, one measure
    each (a stop for 12 months to all buyers), no reverse pair. Dollars are those of the price and value-added tables.
    Errors: `UnknownLabel`; `BadInput` when both are one state; `MissingData` when the twin cannot price the target's
    losses and the sender sells something. Method: docs/method/leverage.md.
    """
    here, there = labels.country(sender), labels.country(target)
    if here == there or "WLD" in (here, there):
        raise BadInput(f"leverage needs two different states, not {sender!r} and {target!r}")
    known = view(world, as_of)
    named = [minerals] if isinstance(minerals, str) else minerals
    asked = None if named is None else list(labels.each_mineral(list(named)))
    why = unpriced(there)
    if why is not None and holds(here, known, asked):
        raise MissingData(f"no leverage over {labels.country_name(there, article=True)} can be told: {why}")
    rows = _weighed(here, there, asked, known, draws, seed, top)
    both = top is None
    back = _weighed(there, here, None, known, draws, seed, 3) if both and unpriced(here) is None else ()
    spare = [m for m in holds(here, known) if in_surplus(known, m)] if asked is None else []
    told = {(r.mineral, r.stage) for r in rows}
    less = [g for g in candidates(here, there, known) if (g[0], g[2]) not in told] if asked is None and both else []
    hidden = unweighed(here, there, known) if asked is None and both else {"no use": "", "net buyer": ""}
    args = {"sender": here, "target": there, "minerals": asked, "top": top, "reverse": both}
    return LeverageResult(
        **frame("leverage", args, known, draws, seed), rows=rows, reverse=back,
        elsewhere=tuple(good for good, states in OUTSIDE.items() if here in states),
        figures=tuple(_figures(here, there, rows)),
        notes=tuple(_notes(here, there, rows, back, both, spare, less, hidden, SLIGHT * nothing(here, known))),
    )  # fmt: skip


def _weighed(
    sender: str, target: str, asked: list[str] | None, world: World, draws: int, seed: int, top: int | None
) -> tuple[Leverage, ...]:
    rows: list[Leverage] = []
    goods = candidates(sender, target, world, None if asked is None else tuple(asked))
    ranked = ranking(sender, target, goods[: SCREENED if top is None else max(top, SIMULATED)], world, seed)
    for good, _ in _shortlist(ranked) if top is None else ranked[:top]:
        for measure in _grid(sender, target, good) if top is None else (year_stop(sender, good),):
            if (found := cost(measure, target, world, draws, seed)) is not None:
                rows.append(_row(measure, target, good[3], found, world))
    if top is None and (whole := by_one_decree(goods)) is not None:
        measure = replace(year_stop(sender, whole), months=DURATIONS[-1])
        if (found := cost(measure, target, world, draws, seed)) is not None:
            rows.append(_row(measure, target, whole[3], found, world))
    rows += [_zero(target, m) for m in asked or () if not any(m in g[1] for g in goods)]
    return tuple(sorted(rows, key=lambda r: (-r.target_cost_five_years.value, r.mineral, r.stage, r.importers)))


Good = tuple[str, tuple[str, ...], str, float]
BASKET = "rare earths"  # licensed and stopped together: China's acts of 2010, April and October 2025, January 2026


def by_one_decree(goods: Sequence[Good]) -> Good | None:
    """All rare earths with what is made of them as one good at every stage, where two goods of the list are such: a
    decree that names them all costs more than any one of them. None elsewhere."""
    parts = [g for g in goods if all(BASKET in labels.groups(m) for m in g[1])]
    if len(parts) < 2:
        return None
    made = sorted(m for m in PRODUCTS if BASKET in labels.groups(m))
    return BASKET, labels.each_mineral([BASKET, *made]), EVERY, max(g[3] for g in parts)


def ranking(
    sender: str, target: str, goods: Sequence[Good], world: World, seed: int
) -> tuple[tuple[Good, bool], ...]:  # fmt: skip
    """The goods by what the target loses when all of it is stopped for a year, by a few draws of the twin, the
    costliest first; each with whether it costs the sender more."""
    if len(goods) <= 1:
        return tuple((good, False) for good in goods)
    weighed: list[tuple[float, Good, bool]] = []
    for good in goods:
        found = cost(year_stop(sender, good), target, world, seed=seed, screen=True)
        if found is not None:
            hit = float(np.median(found.target_five))
            weighed.append((hit, good, found.sender_five is not None and float(np.median(found.sender_five)) > hit))
    weighed.sort(key=lambda item: (-item[0], item[1][0], item[1][2]))
    return tuple((good, bluff) for _, good, bluff in weighed)


def _shortlist(ranked: Sequence[tuple[Good, bool]]) -> list[tuple[Good, bool]]:
    """The costliest goods; a few places are for those that cost the sender more than the target, so that a bluff is
    told as one."""
    held, bluffs = ([x for x in ranked if x[1] == bluff] for bluff in (False, True))
    return [*held[: SHORTLIST - min(BLUFFS, len(bluffs))], *bluffs][:SHORTLIST]


def year_stop(sender: str, good: Good) -> Measure:
    """A stop of a good for a year, to all buyers."""
    label, members, stage, _ = good
    return Measure(sender, ("WLD",), label, members, stage, 0.0, 12)


@lru_cache(maxsize=64)
def candidates(
    sender: str, target: str, world: World, asked: tuple[str, ...] | None = None, *, believed: bool | None = None
) -> tuple[Good, ...]:
    """What the sender could withhold, (label, minerals, stages, share of world supply), the most promising first.

    A mineral is one good at all its stages, as decrees and premiums have it; magnets are one of their own, beside what
    is sold loose of their elements. Unless asked for by name, only what would be believed at some stage (`credible`).
    """
    held = holds(sender, world, asked)
    sure = asked is None if believed is None else believed
    score: dict[tuple[str, str], float] = {}
    minerals: dict[tuple[str, str], list[str]] = {}
    for stage in labels.STAGES:
        for label, members in families(held, stage, by_decree=asked is None):
            here = [m for m in members if _holds_at(sender, target, m, stage, world)]
            if not here or (sure and not credible(sender, target, here, stage, world)):
                continue
            good = label, _sold_as(sender, target, label, stage, world)
            score[good] = max(score.get(good, 0.0), *(quick(sender, target, m, stage, world) for m in here))
            minerals.setdefault(good, []).extend(m for m in here if m not in minerals.get(good, ()))
    ranked = sorted((good for good, usd in score.items() if usd > 0), key=lambda good: (-score[good], good))
    return tuple(
        (*good[:1], tuple(minerals[good]), good[1], max(held.get(m, 0.0) for m in minerals[good])) for good in ranked
    )


def _sold_as(sender: str, target: str, label: str, stage: str, world: World) -> str:
    """The stages of a good that is sold at a stage; who sells no more than ore is told as such."""
    if label in PRODUCTS:
        return stage
    if label in (HEAVY, *MAGNETS) and stage in LOOSE.split(" and "):
        return LOOSE
    net = known_network(world, label, sender, target) if stage == "mine" else None
    later = () if net is None else (s for s in net.stages if s != stage)
    return EVERY if net is None or any(_abroad(net, sender, s)[0] > LITTLE for s in later) else stage


def unweighed(sender: str, target: str, world: World) -> dict[str, str]:
    """What a fifth of the target's use of comes from a sender that holds it, and still is not weighed, in words: where
    no sector hangs on it (`no use`), and where the sender buys more abroad than it sells (`net buyer`)."""
    weighed = {m for good in candidates(sender, target, world) for m in good[1]}
    found: dict[str, list[tuple[float, str]]] = {"no use": [], "net buyer": []}
    for mineral in holds(sender, world):
        net = known_network(world, mineral, sender, target)
        if mineral in {*weighed, *GOES_INTO} or net is None or sender not in net.countries:
            continue
        known = [s for s in net.stages if not guessed(net, sender, target, s)]
        if not known:
            continue
        share, stage = max((dependence(net, sender, target, s, worldwide=False), s) for s in known)
        if share < PLENTY or not credible(sender, target, (mineral,), stage, world):
            continue
        sold, bought, _ = _abroad(net, sender, stage)
        if sold < bought or _matters(sender, target, mineral, stage, world):
            why = "net buyer" if sold < bought else "no use"
            found[why].append((share, f"{labels.mineral_name(mineral)} ({share:.0%})"))
    return {why: ", ".join(name for _, name in sorted(named, reverse=True)[:NAMED]) for why, named in found.items()}


def holds(sender: str, world: World, asked: Iterable[str] | None = None) -> dict[str, float]:
    """Minerals (all listed ones, or those asked for) of which the sender has 5 % of world supply, with its share."""
    shares = {m: suppliers_of(world, m) for m in (listed(world) if asked is None else asked)}
    return {m: s[sender] for m, s in shares.items() if s.get(sender, 0.0) >= BIG}


@lru_cache(maxsize=16)
def listed(world: World) -> tuple[str, ...]:
    """Minerals that a state has listed as critical or restricted by the world's date, and what they are made into."""
    named = set(world.table("lists")["mineral"]) | {m for e in history.measures(world) for m in e.minerals}
    return tuple(m for m in labels.minerals() if m in named and not labels.is_group(m))


def sells(sender: str, target: str, mineral: str, world: World) -> bool:
    """Whether a stop of the mineral by the sender would be believed and reach the target, at some stage."""
    return any(
        credible(sender, target, (mineral,), stage, world) and _matters(sender, target, mineral, stage, world)
        for stage in labels.STAGES
    )


def _matters(sender: str, target: str, mineral: str, stage: str, world: World) -> bool:
    """Whether the sender's sales abroad, less what it buys there, are 5 % of what all others use at the stage, and 5 %
    of the target's use comes through them."""
    net = known_network(world, mineral, sender, target)
    if net is None or stage not in net.stages or sender not in net.countries:
        return False
    sold, bought, others = _abroad(net, sender, stage)
    return sold - bought >= BIG * others and dependence(net, sender, target, stage, worldwide=True) >= BIG


def _abroad(net: Chain, sender: str, stage: str) -> tuple[float, float, float]:
    """What a sender sells abroad at a stage, what it buys there, what all others use; shares of the world's flow."""
    flows, row = net.flows[net.stages.index(stage)], net.countries.index(sender)
    sold, bought = (float(x.sum() - flows[row, row]) for x in (flows[row], flows[:, row]))
    return sold, bought, float(flows.sum() - flows[:, row].sum())


def _holds_at(sender: str, target: str, mineral: str, stage: str, world: World) -> bool:
    """Whether there is something to withhold: sales that matter to the target, and that nothing stops already.

    A stop counts where it is told to be total, or a ban that is younger than the last year of the trade table, of what
    the sender sold by it: what flows has passed any older one, the DR Congo bans cobalt's concentrates and sells what
    it has leached, and a halt of unstated depth is one of some sites or of a while.
    """
    stops = history.select(history.measures(world), STOPS, sender, frozenset({mineral}), target)
    rows = world.settled("trade").table("trade")
    young = int(rows["year"].max() or 0)  # type: ignore[arg-type]
    sold = rows.filter((pl.col("mineral") == mineral) & (pl.col("exporter") == sender) & (pl.col("year") == young))
    told = sold.is_empty() or stage in sold["stage"]
    for m in history.in_force(stops, world):
        ban = m.kind == "export_ban" and m.severity is None and told and (m.effective or m.announced).year >= young
        if m.stage == stage and (m.severity == 1 or ban):
            return False
    return _matters(sender, target, mineral, stage, world)


def reach(sender: str, target: str, mineral: str, stage: str, world: World) -> float:
    """Part of the target's use of a mineral that comes through the sender's sales at a stage, 0..1."""
    net = known_network(world, mineral, sender, target)
    named = stage.split(" and ")
    at = () if net is None or sender not in net.countries else [s for s in net.stages if {s, EVERY} & {*named}]
    return max((dependence(net, sender, target, s, worldwide=True) for s in at if net is not None), default=0.0)


def is_guess(measure: Measure, target: str, world: World) -> bool:
    """Whether nothing but a guess says that the target buys any of the goods of a measure from the sender."""
    nets = [(m, known_network(world, m, measure.sender, target)) for m in measure.minerals]
    known = [(m, net) for m, net in nets if net is not None and measure.sender in net.countries]
    at = [(net, s) for _, net in known for s in filter(measure.on, net.stages)]
    return bool(at) and all(guessed(net, measure.sender, target, s) for net, s in at)


def _grid(sender: str, target: str, good: Good) -> Iterable[Measure]:
    label, members, stage, _ = good
    wide = [(("WLD",), severity, months) for severity in SEVERITIES for months in DURATIONS]
    aimed = [((target,), 1.0, months) for months in DURATIONS]
    return [Measure(sender, who, label, members, stage, 1.0 - cut, months) for who, cut, months in (*aimed, *wide)]


def _row(measure: Measure, target: str, share: float, found: Cost, world: World) -> Leverage:
    goods, bill = frozenset(measure.minerals), found.sender_five
    past = history.select(history.measures(world), history.EXPORT, measure.sender, goods, target)
    nearest = sorted(
        (m for m in past if m.kind in HOLDS),
        key=lambda m: (_young(m, world) and len(m.minerals) <= NAMED, -len(m.minerals), m.announced),
    )[-PRECEDENTS:]  # who names few goods means them
    held = sorted(nearest, key=lambda m: m.announced)
    needed = vital(measure, target, world)
    before = pulled(measure, target, world) and not needed
    ratio = None if bill is None else ratio_of(found.target_five, bill)
    sure = None if bill is None else float(np.mean(found.target_five > bill))
    guess = is_guess(measure, target, world)
    at = [s for s in labels.STAGES if measure.on(s)]
    each = [expiry(world, measure.sender, target, m, at) for m in measure.minerals if not in_surplus(world, m)]
    ends = last_replaced(e for e in each if e is not None)
    hit = span(found.target_five, "USD")
    return Leverage(
        mineral=measure.label, stage=measure.stage, importers=measure.importers, severity=measure.severity,
        months=measure.months, supply_share=share,
        target_share=max(reach(measure.sender, target, m, measure.stage, world) for m in measure.minerals),
        guess=guess, target_cost_year=found.target_year, target_cost_five_years=hit,
        sender_cost_year=found.sender_year, sender_basis=found.sender_basis,
        sender_cost_five_years=None if bill is None else span(bill, "USD"),
        sales_lost_t=span(found.lost_t, "t/yr"), ratio=None if ratio is None else span(ratio, "1"),
        gain_chance=None if bill is None else float(np.mean(bill < 0)),
        verdict=_verdict(
            hit, None if guess else sure, ends, today(world).year, nothing(target, world), pulled=before, needed=needed
        ),
        expires=ends, precedents=tuple(m.statement for m in (held or past)[-PRECEDENTS:]),
        run=found.run,
    )  # fmt: skip


def ratio_of(target: Draws, sender: Draws) -> Draws | None:
    """USD lost by the target per USD lost by the sender, a draw; None where the sender gains too often to say.

    Draws in which it gains (at most one in twenty) have the largest ratio of the others.
    """
    loses = sender > 0
    if float(np.mean(loses)) < DECIDED:
        return None
    ratio = np.where(loses, np.maximum(target, 0.0) / np.where(loses, sender, 1.0), np.nan)
    return np.asarray(np.where(loses, ratio, np.nanmax(ratio)))


def nothing(target: str, world: World) -> float:
    """USD in five years that the target does not notice: a hundred-thousandth of its value added of a year."""
    parts = ("DEU", "FRA", "ITA", "REU") if target == "EUU" else (target,)
    return NOTHING * sum(sum(added(world).get(part, {}).values()) for part in parts)


def _verdict(
    hit: Span, sure: float | None, ends: Expiry | None, year: int, least: float, *, pulled: bool, needed: bool
) -> Verdict:
    """What a measure is; `sure`: part of the draws in which the target loses more than the sender, None if unpriced
    or guessed; least: USD that the target does not notice; pulled: who has done it before, with a good that it can do
    without, does not bluff, whatever it costs; needed: who would give up what it lives on bluffs where it loses more in
    half of the draws, and is not believed for sure where it loses less."""
    if hit.value <= least:
        return "none"
    few = 0.5 if needed else 1 - SURE
    if sure is None or few < sure < SURE:
        return "undecided"
    if sure <= few:
        return "undecided" if pulled else "bluff"
    if needed:
        return "undecided"
    soon = ends is not None and ends.late is not None and ends.late <= year + SOON
    return "expiring" if soon else "real"


def pulled(measure: Measure, target: str, world: World) -> bool:
    """Whether the sender has held back one of the minerals from the target, at this stage or at all, in the last ten
    years."""
    past = history.select(history.measures(world), HOLDS, measure.sender, frozenset(measure.minerals), target)
    return any(
        measure.stage == EVERY or _at(m, s) for m in past if _young(m, world) for s in measure.stage.split(" and ")
    )


def _young(m: history.Measure, world: World) -> bool:
    return (today(world) - m.announced).days <= RECENT * 365.25


def _at(m: history.Measure, stage: str) -> bool:
    """Whether a measure is on a stage; the table calls oxides and salts metal where one act names both."""
    named = set(m.stage.split(";"))
    both = {"refine", "metal"}
    return bool({EVERY, stage} & named) or (stage in both and bool(named & both))


def vital(measure: Measure, target: str, world: World) -> bool:
    """Whether what the sender sells of the good makes up a third of what minerals earn it abroad, by the last year of
    the trade table beside it, and where that is known half a per cent of what it adds: whatever it stopped before,
    nobody believes that it stops this."""
    rows = world.settled("trade").table("trade")
    own = rows.filter((pl.col("year") == rows["year"].max()) & (pl.col("exporter") == measure.sender))
    stages = [s for s in labels.STAGES if measure.on(s)]
    rest = own.filter(~(pl.col("mineral").is_in(measure.minerals) & pl.col("stage").is_in(stages)))["value_usd"].sum()
    sold = sales_usd(replace(measure, importers=("WLD",)), target, world) or 0.0
    adds = sum(added(world).get(measure.sender, {}).values())
    return sold > max(VITAL * (sold + float(rest)), FELT * adds)


def _zero(target: str, mineral: str) -> Leverage:
    nothing, tonnes = (Span(value=0.0, low=0.0, high=0.0, unit=u) for u in ("USD", "t/yr"))
    return Leverage(
        mineral=mineral, stage="refine", importers=(target,), severity=1.0, months=DURATIONS[-1], supply_share=0.0,
        target_share=0.0,
        target_cost_year=nothing, target_cost_five_years=nothing, sender_cost_year=nothing,
        sender_cost_five_years=nothing, sender_basis="sells none, or less than 5 % of the world's supply",
        sales_lost_t=tonnes, ratio=None, gain_chance=None, verdict="none", expires=None, precedents=(),
        run="",
    )  # fmt: skip


def _figures(sender: str, target: str, rows: Sequence[Leverage]) -> Iterable[Figure]:
    for row in rows:
        named = {"mineral": row.mineral, "stage": row.stage, "name": row.label}
        yield figure("target_cost_usd", row.target_cost_five_years, country=target, counterpart=sender, **named)
        yield figure("target_cost_first_year_usd", row.target_cost_year, country=target, counterpart=sender, **named)
        if row.sender_cost_five_years is not None:
            yield figure("sender_cost_usd", row.sender_cost_five_years, country=sender, counterpart=target, **named)
        if row.ratio is not None:
            yield figure("leverage_ratio", row.ratio, country=sender, counterpart=target, **named)


def _notes(
    sender: str, target: str, rows: Sequence[Leverage], back: Sequence[Leverage], both: bool, spare: Sequence[str],
    less: Sequence[Good], hidden: dict[str, str], slight: float,
) -> Iterable[str]:  # fmt: skip
    here, there = labels.country_name(sender, article=True), labels.country_name(target, article=True)
    if not any(r.verdict != "none" for r in rows):
        yield f"No stop of what {here} holds 5 % of world supply of costs {there} more than it hardly notices."
    most = [max((r.target_cost_five_years.value for r in each), default=0.0) for each in (back, rows)]
    if both and (why := unpriced(sender)) is not None:
        yield f"The reverse pair is not weighed: {why}."
    elif both and most[0] <= min(WEAK * most[1], slight):
        yield "The reverse pair has next to no leverage in minerals."
    yield f"Outside the model, either way: {', '.join(OUTSIDE)}."
    if held := [good for good, states in OUTSIDE.items() if sender in states]:
        yield f"Of these {here} is among those on whom others depend for {', '.join(held)}."
    if less:
        yield f"Screened and found to cost less: {', '.join(good_name(g[0], g[2]) for g in less)}."
    if hidden["no use"]:
        yield f"{here} also sells {there} much of its {hidden['no use']}, on which no sector of the twin hangs."
    if hidden["net buyer"]:
        yield f"Much of the {hidden['net buyer']} that {there} uses comes from {here}, a net buyer itself."
    if spare:
        yield f"Not weighed, since mines make more of them than is bought: {', '.join(spare)}."
