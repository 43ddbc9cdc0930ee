"""The history of measures: what states did to critical minerals, when, after what, and for how long."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from didymium import labels
from didymium.risk.measures import of_firms
from didymium.strategy.outcome import TAILS, Span, today
from didymium.twin.scenario import CUTS
from didymium.world import days
from didymium.world.load import World
from didymium.world.states import history as history_of

EXPORT = frozenset({
    "export_ban", "export_licence", "export_quota", "export_tax", "de_facto_halt", "state_trading",
})  # fmt: skip
EASING = frozenset({"suspension", "lifting", "facilitation"})
ELSEWHERE = frozenset({"import_tariff", "import_investigation", "entity_listing", "dispute"})
HOSTILE = EXPORT | ELSEWHERE | {"technology_export_control"}
PERIODIC = frozenset({"export_quota", "export_tax", "state_trading"})  # set for a period and set anew
RENEWAL_YEARS = 2.0  # a periodic measure on the same minerals within that time is the old one renewed


@dataclass(frozen=True)
class Measure:
    """One measure of the restrictions table; `minerals` holds canonical names, groups written out."""

    id: str
    announced: dt.date
    effective: dt.date | None
    ends: dt.date | None
    actor: str
    targets: tuple[str, ...]
    kind: str
    minerals: frozenset[str]
    stage: str
    severity: float | None
    title: str
    source_id: str

    def hits(self, importer: str) -> bool:
        """Whether the measure is aimed at `importer` (a member of the EU is hit by a measure on the EU)."""
        if importer == self.actor:
            return False
        return bool({"WLD", importer} & set(self.targets)) or (
            "EUU" in self.targets and (importer != "WLD" and labels.is_eu(importer, self.announced))
        )

    def covers(self, minerals: frozenset[str]) -> bool:
        """Whether it is on one of these minerals; one whose minerals are not told apart is on all."""
        return not self.minerals or bool(self.minerals & minerals)

    @property
    def statement(self) -> str:
        """The measure in plain words: when, who, what."""
        return f"{self.announced:%Y-%m}: {labels.country_name(self.actor)}, {self.title}"


def cuts(m: Measure) -> tuple[float, float]:
    """Least and most part of the flow that an export measure stops while it lasts: as stated, else by its kind.

    What is stated of a licence is the first months, in which nothing is decided yet, so its kind decides.
    """
    if m.severity is None or (m.kind == "export_licence" and m.severity > 0):
        return CUTS[m.kind]
    return m.severity, m.severity


@lru_cache(maxsize=16)
def measures(world: World) -> tuple[Measure, ...]:
    """All measures that were public on the world's date, in the order of their announcement."""
    firms = dict(world.table("measures").select("id", "firms").iter_rows())
    rows = [r | {"firms": firms.get(r["id"])} for r in world.table("restrictions").iter_rows(named=True)]
    dual_use: set[str] = set()
    found = []
    for row in sorted(rows, key=lambda r: (first_day(r["announced"]) or dt.date.max, r["id"])):
        measure = _measure(row, frozenset(dual_use))
        if measure is None:
            continue
        if (measure.actor, measure.kind) == ("CHN", "export_licence"):
            dual_use |= measure.minerals
        found.append(measure)
    return tuple(found)


def _measure(row: dict[str, Any], dual_use: frozenset[str]) -> Measure | None:
    announced = first_day(row["announced"])
    if announced is None:
        return None
    return Measure(
        id=row["id"], announced=announced, effective=first_day(row["effective"]), ends=first_day(row["ends"]),
        actor=row["actor"], targets=tuple(row["targets"].split(";")), kind=_kind(row),
        minerals=names(row["minerals"], dual_use), stage=row["stage"], severity=row["severity"],
        title=row["title"], source_id=row["source_id"],
    )  # fmt: skip


def _kind(row: dict[str, Any]) -> str:
    """The kind of a measure; who stops named firms (not all there are) has a dispute with them and restricts nobody."""
    return "dispute" if of_firms(row) else str(row["kind"])


def names(cell: str, dual_use: frozenset[str] = frozenset()) -> frozenset[str]:
    """Canonical minerals of a cell; `all (cn dual-use list)` is what China had put under licence by then."""
    found: set[str] = set()
    for part in cell.split(";"):
        if part.startswith("all ("):
            found |= dual_use if "cn dual-use" in part else set()
        else:
            found |= labels.expand(part)
    return frozenset(found)


def first_day(text: str | None) -> dt.date | None:
    """First day of what a table's date says (2010-07 is 1 July 2010), None for an empty cell."""
    return days.first_day(text) if text else None


def select(
    events: Iterable[Measure], kinds: frozenset[str], actor: str | None = None, minerals: frozenset[str] | None = None,
    importer: str | None = None,
) -> tuple[Measure, ...]:  # fmt: skip
    """The measures of these kinds, by this actor, on any of these minerals, that hit this importer."""
    return tuple(
        m
        for m in events
        if m.kind in kinds
        and (actor is None or m.actor == actor)
        and (minerals is None or m.minerals & minerals)
        and (importer is None or m.hits(importer))
    )


def fresh(events: Iterable[Measure]) -> tuple[Measure, ...]:
    """Measures, in order, without renewals: a quota, tax or trading rule of the same state on some of the same minerals
    within two years is the old one set anew, not a step."""
    kept: list[Measure] = []
    last: dict[tuple[str, str, str], float] = {}
    for m in events:
        when = m.announced.toordinal() / 365.25
        keys = [(m.actor, m.kind, x) for x in m.minerals if m.kind in PERIODIC]
        if all(when - last.get(key, -math.inf) > RENEWAL_YEARS for key in keys):
            kept.append(m)
        last |= dict.fromkeys(keys, when)
    return tuple(kept)


def beta_share(hits: float, trials: float, prior: tuple[float, float] = (0.5, 0.5)) -> Span:
    """Posterior of a frequency: Beta(a + hits, b + misses), median and 5th to 95th percentile.

    The default prior is Jeffreys' (a = b = 0.5): with no trial the range is nearly the whole of 0..1.
    """
    from scipy.special import betaincinv

    low, mid, high = (float(x) for x in betaincinv(prior[0] + hits, prior[1] + trials - hits, TAILS))
    return Span(value=mid, low=low, high=high, unit="probability")


def gamma_rate(events: float, years: float, prior: tuple[float, float] = (0.5, 0.0)) -> Span:
    """Posterior of a yearly rate: Gamma(a + events, b + years); the default prior is Jeffreys' (0.5, 0)."""
    from scipy.special import gammaincinv

    low, mid, high = (float(x) / (prior[1] + years) for x in gammaincinv(prior[0] + events, TAILS))
    return Span(value=mid, low=low, high=high, unit="measures a year")


def durations(events: Iterable[Measure], world: World) -> tuple[int, float]:
    """(measures that ended, years in force in all): the sufficient statistics of an exponential duration.

    A measure that still stood on the world's date counts its years so far (right-censored), one whose outcome is not
    known its years until it was last known; an end that lay after that date is not looked at; a suspension ends it.
    """
    now, ended, years = today(world), 0, 0.0
    for event in events:
        begin, stop = event.effective or event.announced, stopped(event, world)
        if begin > now:
            continue
        ended += stop is not None
        years += max(((stop or now) - begin).days, 1) / 365.25
    return ended, years


def stopped(event: Measure, world: World) -> dt.date | None:
    """When a measure ended or was suspended, by the world's date; None while it stands."""
    dates = [d for d in (event.ends, suspensions(world).get(event.id)) if d is not None and d <= today(world)]
    return min(dates, default=None)


def in_force(events: Iterable[Measure], world: World) -> tuple[Measure, ...]:
    """Those that have begun by the world's date and stand on it."""
    now = today(world)
    return tuple(m for m in events if (m.effective or m.announced) <= now and stopped(m, world) is None)


@lru_cache(maxsize=16)
def suspensions(world: World) -> dict[str, dt.date]:
    """From when each measure was first suspended or ended, by the id of the measure."""
    found: dict[str, dt.date] = {}
    told = set(world.table("measure_states")["measure"])
    for ident in world.table("measures")["id"]:
        acts = history_of(world, ident) if ident in told else ()  # announced, and no act of it known by the date
        stops = [a.start for a in acts if a.state in ("suspended", "ended") and not a.minerals]
        if stops:
            found[ident] = min(stops)
    return found
