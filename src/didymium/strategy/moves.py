"""How often a state answered in a certain way: counts over the history of measures and deals, with their posterior."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from didymium import labels
from didymium.errors import BadInput, UnknownLabel
from didymium.files import csv_rows
from didymium.records import Event, Record
from didymium.strategy import history
from didymium.strategy.history import Measure, first_day
from didymium.strategy.outcome import Span, today
from didymium.twin import Scenario, load_scenario
from didymium.world.load import World

PRESSURE = frozenset({"export_restriction", "import_measure", "legal_dispute", "domestic_policy", "list_designation"})


@dataclass(frozen=True)
class Situation:
    """Who did what to whom: the actor, those it aims at, the minerals, and whether it presses, moves away or, aimed at
    nobody, falls short (an outage)."""

    name: str
    actor: str
    targets: tuple[str, ...]
    minerals: tuple[str, ...]
    family: Family
    scenario: Scenario | None = None


def situation(event: Event | Scenario | dict[str, Any] | str | Path, world: World) -> Situation:
    """The situation that an event, a row of the world or a scenario describes."""
    if isinstance(event, Event):
        return _of_event(event)
    if isinstance(event, str):
        measure = next((m for m in history.measures(world) if m.id == event), None)
        if measure is not None:
            return _of_measure(measure)
        deal = next((d for d in deals(world) if d.id == event), None)
        if deal is not None:
            actor = next(iter(sorted(deal.countries - deal.hosts)), next(iter(sorted(deal.countries)), ""))
            return _checked(Situation(event, actor, (), _singles(deal.minerals), "diversification"))
    plan = load_scenario(event)
    named = [r.minerals for r in plan.restrictions] + [o.minerals for o in plan.outages]
    minerals = labels.each_mineral([m for each in named for m in each])
    if plan.restrictions:
        first = plan.restrictions[0]
        return _checked(Situation(plan.name, first.exporter, tuple(first.importers), minerals, "pressure", plan))
    if not plan.outages:
        raise BadInput(f"{plan.name}: a scenario without a measure or an outage has no other side; give an event")
    return _checked(Situation(plan.name, plan.outages[0].country, (), minerals, "shortfall", plan))


def _of_event(event: Event) -> Situation:
    minerals = labels.each_mineral(event.minerals) if event.minerals else ()
    family: Family = "pressure" if event.type in PRESSURE else "diversification"
    actor = event.actors[0] if event.actors else ""
    return _checked(Situation(event.type, actor, event.targets, minerals, family))


def _of_measure(measure: history.Measure) -> Situation:
    family: Family = "pressure" if measure.kind in history.HOSTILE else "diversification"
    return _checked(Situation(measure.id, measure.actor, measure.targets, _singles(measure.minerals), family))


def _singles(minerals: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(m for m in minerals if not labels.is_group(m)))


def _checked(case: Situation) -> Situation:
    if not case.actor:
        raise BadInput(f"{case.name}: the event names no acting state, so there is no other side")
    if not case.minerals:
        raise BadInput(f"{case.name}: the event names no mineral, so no response can be weighed")
    return case


MoveName = Literal[
    "restrict more", "ease", "come to terms", "stock up", "subsidise down the chain", "capture third-country supply",
    "retaliate elsewhere",
]  # fmt: skip
MOVES: tuple[MoveName, ...] = MoveName.__args__  # type: ignore[attr-defined]
AIMED = frozenset({"restrict more", "ease", "come to terms", "retaliate elsewhere"})  # moves towards one state
Family = Literal["pressure", "diversification", "shortfall"]
CHOOSING = frozenset({"export_ban", "export_licence", "de_facto_halt"})
SUPPORT = frozenset({"grant", "loan", "tax_credit", "price_floor", "equity"})
DOWNSTREAM = frozenset({"refine", "metal", "component"})
UPGRADING = frozenset({"price_floor", "domestic_processing_requirement", "technology_export_control"})
DIVERSIFYING = frozenset({"facilitation", "stockpile", "price_floor", "list_change"})
PARTIES = labels.DATA / "deal_parties.csv"  # agencies and firms by the names that deals use
EPISODE = 120  # days: triggers within so many days of the first are one episode
HALF_LIFE = 6.0  # years after which an episode counts half: states learn, and the last years tell more
ENOUGH = 5  # own episodes below which the frequency of the other states joins the prior
PLAIN = 0.15  # nearer than that to the frequency at any time an event tells little
POOL = 2.0  # episodes that the frequency of the other states is then worth


@dataclass(frozen=True)
class Deal:
    """One row of the deals table with the countries behind its parties."""

    id: str
    announced: dt.date
    countries: frozenset[str]
    hosts: frozenset[str]
    minerals: frozenset[str]
    stage: str
    kind: str
    summary: str
    source_id: str


class Frequency(Record):
    """How often the move followed: posterior probability, counts, the base rate of the move, and examples.

    `probability` is for the next `months`; `base` the share of all windows of that length, trigger or not, in which the
    move came, recent ones weighing more in both; `median_lag` in months over the cases in which it came; the pooled
    counts are those of other states and are only asked for when the state's own episodes are few.
    """

    probability: Span
    hits: int
    episodes: int
    pooled_hits: int | None
    pooled_episodes: int | None
    base: float | None
    months: int
    median_lag: float | None
    examples: tuple[str, ...]

    @property
    def basis(self) -> str:
        """The basis in one sentence, with n, and whether the event tells more than any other time."""
        others = f"; of other states {self.pooled_hits} of {self.pooled_episodes}" if self.pooled_episodes else ""
        said = (
            f"followed {self.hits} of {self.episodes} such events within {self.months} months, recent ones weigh more"
        )
        if self.base is None:
            return said + others
        plain = abs(self.probability.value - self.base) < PLAIN
        return f"{said}{others}; at any time {self.base:.0%}{', so the event tells little' if plain else ''}"


def deals(world: World) -> tuple[Deal, ...]:
    """All deals that were public on the world's date, in order of announcement."""
    return _deals(world.settled("deals", "companies"))


@lru_cache(maxsize=16)
def _deals(world: World) -> tuple[Deal, ...]:
    companies, found = _companies(world), []
    home = cache(lambda party: _home(party, companies))
    for row in world.table("deals").iter_rows(named=True):
        day = first_day(row["announced"])
        if day is None:
            continue
        hosts = frozenset((row["host"] or "").split(";")) - {""}
        parties = frozenset(code for part in row["parties"].split(";") if (code := home(part.strip())))
        found.append(Deal(
            row["id"], day, parties, hosts, history.names(row["minerals"] or ""),
            row["stage"] or "", row["kind"], row["summary"], row["source_id"],
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda d: (d.announced, d.id)))


def _companies(world: World) -> dict[str, str]:
    rows = world.table("companies").select("name", "country").iter_rows()
    homes = {name.split(" (")[0]: country for name, country in rows if country}
    return homes | {r["party"]: r["country"] for r in csv_rows(PARTIES)}


def _home(party: str, companies: dict[str, str]) -> str | None:
    """Country of a party of a deal: an ISO code, a name ("US DoW", "Chinese firms"), a company by what it is called or
    how that begins; None where none is known."""
    try:
        return labels.country(party)
    except UnknownLabel:
        pass
    for name, code in companies.items():
        if name in party or (len(party) > 4 and name.startswith(party)):
            return code
    said = _country_words().search(party)
    return labels.country(said.group()) if said else None


@lru_cache(maxsize=1)
def _country_words() -> re.Pattern[str]:
    words = sorted(labels.country_aliases(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


@lru_cache(maxsize=2048)
def dates_of(
    move: MoveName, actor: str, against: str | None, minerals: frozenset[str], world: World
) -> tuple[tuple[dt.date, str], ...]:
    """When `actor` made this move (date, what), in order; against: the other side, None for anyone."""
    events = history.measures(world)
    if move == "restrict more":
        rows = history.fresh(history.select(events, history.EXPORT, actor, minerals, against))
    elif move == "ease":
        rows = history.select(events, history.EASING, actor, minerals, against)
    elif move == "retaliate elsewhere":
        rows = _elsewhere(events, actor, against, minerals)
    elif move == "come to terms":
        return _merge((), [d for d in _agreements(world) if {actor, against} <= d.countries and d.minerals & minerals])
    elif move == "stock up":
        rows = tuple(m for m in events if m.kind == "stockpile" and m.actor == actor and m.covers(minerals))
    elif move == "subsidise down the chain":
        return _merge(history.select(events, UPGRADING, actor, minerals), _subsidies(actor, minerals, world))
    else:
        abroad = [d for d in deals(world) if actor in d.countries and d.hosts - {actor} and d.minerals & minerals]
        return _merge((), abroad)
    return _merge(rows, ())


def _agreements(world: World) -> list[Deal]:
    """Agreements between states, as deals whose parties are states."""
    found = []
    for row in world.table("agreements").iter_rows(named=True):
        day, parties = first_day(row["signed"]), frozenset((row["parties"] or "").split(";"))
        if day is not None:
            goods, summary = history.names(row["minerals"] or ""), row["summary"]
            found.append(Deal(row["id"], day, parties, parties, goods, "", row["kind"], summary, row["source_id"]))
    return found


def _elsewhere(
    events: Sequence[Measure], actor: str, against: str | None, minerals: frozenset[str]
) -> tuple[Measure, ...]:
    """Measures on other goods that may answer one state: those that name it, and licences and bans on all buyers, with
    which the actor chooses whom it serves; a quota, tax or rule that all feel alike answers nobody. None against a
    state that the actor never named in any."""
    named = any(m.actor == actor and against in m.targets for m in events if m.kind in history.HOSTILE)
    if against is not None and not named:
        return ()
    other = history.select(events, history.ELSEWHERE, actor, None, against)
    goods = [m for m in history.select(events, history.EXPORT, actor, None, against) if not m.minerals & minerals]
    meant = [m for m in {*other, *goods} if against in (None, *m.targets) or m.kind in CHOOSING]
    return history.fresh(sorted(meant, key=lambda m: (m.announced, m.id)))


def _subsidies(actor: str, minerals: frozenset[str], world: World) -> list[Deal]:
    return [
        d
        for d in deals(world)
        if actor in d.hosts and d.kind in SUPPORT and d.stage in DOWNSTREAM and d.minerals & minerals
    ]


def _merge(rows: Iterable[Measure], signed: Iterable[Deal]) -> tuple[tuple[dt.date, str], ...]:
    said = [(m.announced, m.statement) for m in rows]
    said += [(d.announced, f"{d.announced:%Y-%m}: {d.summary}") for d in signed]
    return tuple(sorted(said))


@lru_cache(maxsize=512)
def triggers(
    family: Family, responder: str, minerals: frozenset[str], world: World, by: str | None = None
) -> tuple[dt.date, ...]:
    """First days of the episodes in which others (`by`: this state) put `responder` under pressure, or moved away from
    it.

    pressure: an export or import measure, listing or dispute that hits the responder; diversification: stockpiles,
    lists, price floors, deals abroad on minerals that it sells; shortfall: sites of the minerals abroad that stopped.
    Triggers within 120 days are one episode.
    """
    if family == "shortfall":
        rows = world.table("stoppages").select("from", "country", "minerals").iter_rows()
        return episodes(
            day for begun, country, named in rows
            if country != responder and history.names(named) & minerals and (day := first_day(begun))
        )  # fmt: skip
    events = history.measures(world)
    if family == "pressure":
        days = [m.announced for m in history.select(events, history.HOSTILE, by, importer=responder)]
    else:
        days = [m.announced for m in history.select(events, DIVERSIFYING, minerals=minerals) if m.actor != responder]
        days += [d.announced for d in deals(world) if responder not in d.countries | d.hosts and d.minerals & minerals]
    return episodes(days)


def episodes(days: Iterable[dt.date]) -> tuple[dt.date, ...]:
    """First days of episodes: a day opens a new one when the last one opened more than `EPISODE` days before."""
    found: list[dt.date] = []
    for day in sorted(days):
        if not found or (day - found[-1]).days > EPISODE:
            found.append(day)
    return tuple(found)


@dataclass(frozen=True)
class Case:
    """One episode: when it opened and after how many months the move came (None: not within the window)."""

    opened: dt.date
    lag: float | None


def cases(
    move: MoveName, family: Family, responder: str, against: str | None, minerals: frozenset[str], world: World,
    months: int = 12,
) -> tuple[Case, ...]:  # fmt: skip
    """What followed each episode (of a move that is aimed at one state those that this state opened); an episode whose
    window the world's date cuts off is left out."""
    window, now = dt.timedelta(days=30.44 * months), today(world)
    made = [day for day, _ in dates_of(move, responder, against, minerals, world)]
    found = []
    for start in triggers(family, responder, minerals, world, against):
        if start + window <= now:
            after = [day for day in made if start < day <= start + window]
            found.append(Case(start, (min(after) - start).days / 30.44 if after else None))
    return tuple(found)


def frequency(
    move: MoveName, family: Family, responder: str, against: str | None, minerals: frozenset[str], world: World,
    months: int = 12, pool: Sequence[str] = (),
) -> Frequency:  # fmt: skip
    """Posterior probability that `responder` makes `move` within `months` of a trigger of this family.

    Beta(0.5 + weighted hits, 0.5 + weighted misses), Jeffreys' prior; an episode weighs 0.5^(age / 6 years). With
    fewer than five own episodes the frequency of the states in `pool` joins the prior, worth two episodes.
    """
    own = cases(move, family, responder, against, minerals, world, months)
    few = len(own) < ENOUGH
    others = [c for o in pool if few and o != responder for c in cases(move, family, o, None, minerals, world, months)]
    prior = (0.5, 0.5)
    if others:
        share = sum(c.lag is not None for c in others) / len(others)
        prior = (0.5 + POOL * share, 0.5 + POOL * (1 - share))
    weights = [_weight(c.opened, today(world)) for c in own]
    hits = sum(w for w, c in zip(weights, own, strict=True) if c.lag is not None)
    lags = sorted(c.lag for c in own if c.lag is not None)
    said = [text for _, text in dates_of(move, responder, against, minerals, world)]
    return Frequency(
        probability=history.beta_share(hits, sum(weights), prior), hits=len(lags), episodes=len(own),
        pooled_hits=sum(c.lag is not None for c in others) if few else None,
        pooled_episodes=len(others) if few else None,
        base=_base(move, responder, against, minerals, world, months), months=months,
        median_lag=lags[len(lags) // 2] if lags else None, examples=tuple(said[-3:]),
    )  # fmt: skip


def _weight(day: dt.date, now: dt.date) -> float:
    return float(0.5 ** ((now - day).days / 365.25 / HALF_LIFE))


def _base(
    move: MoveName, responder: str, against: str | None, minerals: frozenset[str], world: World, months: int
) -> float | None:
    """Share of all windows, one starting each month of the history, in which the move came, weighed as episodes are."""
    rows = history.measures(world)
    if not rows:
        return None
    window, now, day = dt.timedelta(days=30.44 * months), today(world), rows[0].announced
    made = [d for d, _ in dates_of(move, responder, against, minerals, world)]
    hits = total = 0.0
    while day + window <= now:
        weight = _weight(day, now)
        total, hits = total + weight, hits + weight * any(day < d <= day + window for d in made)
        day += dt.timedelta(days=30.44)
    return hits / total if total else None
