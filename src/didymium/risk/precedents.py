"""How like cases ended: stops by their cause, controls and their terms by kind, takeovers, prices after a move.

Counts over the rows of the world that were public on the day of the view. A case without a recorded end is left out
of what is said of ends, and the counts say how many remain. Months of dates that have no day are of their month.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput, DidymiumError
from didymium.records import Figure, run_id
from didymium.records.base import in_short
from didymium.risk.result import manifest
from didymium.world.days import parse_date
from didymium.world.load import World, load_world
from didymium.world.states import Act, history

YEAR = 365  # days within which a control is asked to have been eased
MONTH = 365.25 / 12
LATER = 6  # months after a move of a price at which it is looked at again
MOVE = 0.1  # part by which a monthly average moves from the one before to count as such a move
CAUSES = {
    "accident": "accidents", "strike": "strikes", "order": "orders of the state", "flood": "floods",
    "earthquake": "earthquakes", "power": "power cuts", "price": "low prices", "war": "war",
}  # fmt: skip
CONTROLS = {
    "export_ban": "export bans", "export_licence": "export licence rules",
    "export_tax": "export taxes", "import_tariff": "import duties", "entity_listing": "listings of firms",
}  # fmt: skip
COUNTED = {
    "counted": "like cases", "half": "half were over within", "quarter": "a quarter lasted longer than",
    "higher": "of them higher half a year later",
}  # fmt: skip
TERMS = {"suspension": "suspensions", "export_ban": "export bans", "import_tariff": "import duties"}
_OFF = frozenset({"suspended", "ended"})


@dataclass(frozen=True)
class Precedent:
    """One like case: the row, its first and last day (None where it goes on or no end is recorded), what became of it.

    months: how long it lasted; of a price the relative change over the months after it.
    """

    id: str
    name: str
    start: str
    end: str | None
    outcome: str
    months: float | None = None
    country: str | None = None
    minerals: str = ""


@dataclass(frozen=True)
class Precedents:
    """The like cases, what is counted of them, and what re-creates both."""

    of: str
    kind: str
    noun: str
    cases: tuple[Precedent, ...]
    manifest: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return in_short(self)

    @property
    def run(self) -> str:
        """Id of the run: the same arguments and world (edition, accepted rows, day) give the same id."""
        return run_id("precedents", {k: v for k, v in self.manifest.items() if k not in {"verb", "version"}})

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """How many cases there are, then how many ended in the one way, or by when half and three quarters did."""
        if not self.cases:
            return ()
        args = self.manifest["args"]
        about = {"name": self.noun, "country": args["country"], "mineral": args["mineral"]}
        counted = Figure(metric=f"{self.of}_counted", value=float(len(self.cases)), unit="count", **about)
        if self.of != "stops":
            hits = sum(c.outcome == HIT[self.of] for c in self.cases)
            return counted, Figure(metric=f"{self.of}_{HIT[self.of]}", value=float(hits), unit="count", **about)
        long = sorted(float(c.months or 0) for c in self.cases)
        if len(long) < 2:
            return (counted,)
        half, late = statistics.median(long), statistics.quantiles(long, n=4, method="inclusive")[2]
        return (
            counted,
            Figure(metric="stops_half", value=round(half, 2), unit="months", **about),
            Figure(metric="stops_quarter", value=round(late, 2), unit="months", **about),
        )

    def told(self) -> Iterator[str]:
        """Each figure in words."""
        for figure in self.figures:
            last = figure.metric.rpartition("_")[2]
            unit = "" if figure.unit == "count" else f" {figure.unit}"
            yield f"{COUNTED.get(last, f'of them {last}')}: {figure.value:.3g}{unit}"

    def to_json(self) -> dict[str, Any]:
        """{"of", "kind", "noun", "cases": [...], "figures": [...], "run", "manifest"} with the published keys."""
        return {
            "of": self.of, "kind": self.kind, "noun": self.noun, "cases": [asdict(c) for c in self.cases],
            "figures": [f.model_dump(mode="json") for f in self.figures], "run": self.run, "manifest": self.manifest,
        }  # fmt: skip


def precedents(
    of: str, kind: str = "", world: World | None = None, *, country: str | None = None, mineral: str | None = None
) -> Precedents:
    """The like cases that the world holds, with how they ended.

    of: `stops` of mines and plants that have ended (kind: a cause of `CAUSES`); `controls` in force a year ago or
    longer, eased or not within their first year (kind of `CONTROLS`); `terms` that have run out, extended or not
    (kind of `TERMS`); `takeovers` that were decided; `starts` of sites that were to begin in a year now past, begun by
    then or not; `rises` and `falls`: months in which the average price of a
    mineral (kind) moved by a tenth or more, higher or lower half a year later.
    country: of the stops, or the state whose controls, terms or agreements are asked for; mineral: of stops, controls
    and starts.
    Errors: `BadInput` for another `of` or `kind`, `UnknownLabel` for a mineral that is none.
    """
    view = world or load_world()
    if of not in _CASES:
        raise BadInput(f"precedents of {of!r}: there is none; choose {', '.join(_CASES)}")
    kinds, cases = _CASES[of]
    priced = of in {"rises", "falls"}
    kind = labels.mineral(kind) if priced else kind
    if not priced and kind not in kinds:
        raise BadInput(f"precedents of {of} by {kind!r}: choose {', '.join(k for k in kinds if k) or 'no kind'}")
    land, good = labels.country(country) if country else None, labels.mineral(mineral) if mineral else None
    fits = (c for c in cases(view, kind) if (land or c.country) == c.country and (not good or _is_of(good, c.minerals)))
    found = tuple(sorted({c.id: c for c in fits}.values(), key=lambda c: (c.start, c.id)))
    args = {"of": of, "kind": kind, "country": land, "mineral": good}
    return Precedents(of, kind, kind if priced else kinds[kind], found, manifest("precedents", args, view))


def _is_of(mineral: str, listed: str) -> bool:
    """Whether a list of minerals has one, or a group of it."""
    names = {m.split(" (")[0] for m in listed.split(";")}
    return bool(names & {mineral, *(g for g in labels.groups(mineral) if g != "critical minerals")})


def _day(text: Any) -> dt.date | None:
    """A day of at least a month's precision; None for what has less."""
    try:
        return parse_date(str(text)) if text and len(str(text)) >= len("2025-01") else None
    except DidymiumError:
        return None


def _today(world: World) -> dt.date:
    return world.date or dt.date.today()


def _stops(world: World, cause: str) -> Iterator[Precedent]:
    """Stops by a cause whose first and last days are recorded and past."""
    for row in world.table("stoppages").filter(pl.col("cause") == cause).to_dicts():
        start, end = _day(row["from"]), _day(row["until"])
        if start and end and start <= end <= _today(world):
            yield Precedent(row["id"], row["site"], str(row["from"]), str(row["until"]), "ended",
                            round((end - start).days / MONTH, 2), row["country"], row["minerals"])  # fmt: skip


def _measures(world: World, kind: str) -> Iterator[tuple[dict[str, Any], tuple[Act, ...]]]:
    rows = world.table("measures")
    for row in (rows.filter(pl.col("kind") == kind) if kind else rows).to_dicts():
        yield row, tuple(a for a in history(world, row["id"]) if a.start <= _today(world))


def _controls(world: World, kind: str) -> Iterator[Precedent]:
    """Controls that came into force a year ago or longer: eased within the first year, or not."""
    for row, acts in _measures(world, kind):
        first = next((a for a in acts if a.state == "in_force"), None)
        if first is None or (_today(world) - first.start).days <= YEAR:
            continue
        start, term = first.start, first.until  # what runs out with its term is not eased
        ends = (a.start for a in acts if a.state in _OFF and a.start >= start)
        off = min((e for e in ends if term is None or e < term), default=None)
        soon = off is not None and (off - start).days <= YEAR
        months = round((off - start).days / MONTH, 1) if off else None
        yield Precedent(row["id"], row["title"], start.isoformat(), off.isoformat() if off else None,
                        "eased" if soon else "held", months, row["actor"], row["minerals"])  # fmt: skip


def _terms(world: World, kind: str) -> Iterator[Precedent]:
    """Terms of measures, or of suspensions, whose last day has passed: extended, or not; those of one day are one."""
    seen = set[tuple[str, dt.date]]()
    for row, acts in _measures(world, "" if kind == "suspension" else kind):
        for k, act in enumerate(acts):
            state = "suspended" if kind == "suspension" else "in_force"
            if act.state != state or act.until is None or act.until >= _today(world):
                continue
            if (row["actor"], act.until) not in seen:
                seen.add((row["actor"], act.until))
                later = acts[k + 1 :]
                longer = any(a.act == "extended" or (a.state == state and _after(a.until, act.until)) for a in later)
                if longer or any(a.state != state for a in later):  # else its outcome is not known
                    yield Precedent(row["id"], row["title"], act.start.isoformat(), act.until.isoformat(),
                                    "extended" if longer else "ended", None, row["actor"], row["minerals"])  # fmt: skip


def _after(one: dt.date | None, other: dt.date) -> bool:
    return one is not None and one > other


def _takeovers(world: World, kind: str) -> Iterator[Precedent]:
    rows = world.table("deals").filter(
        (pl.col("kind") == "acquisition") & pl.col("status").is_in(["completed", "cancelled"])
    )
    for row in rows.to_dicts():
        yield Precedent(row["id"], row["parties"], str(row["announced"]), None, row["status"])


def _pacts(world: World, kind: str) -> Iterator[Precedent]:
    """Agreements on minerals of which it is known whether they bind: once for each state that is a party."""
    for row in world.table("agreements").filter(pl.col("binding").is_in(["yes", "no"])).to_dicts():
        day = _day(row["signed"])
        outcome = "loose" if row["binding"] == "no" else "binding"
        if day and day <= _today(world) and row["kind"] != "trade_truce":
            for party in (p for p in row["parties"].split(";") if len(p) == len("USA") and p.isupper()):
                yield Precedent(
                    row["id"], row["parties"], str(row["signed"]), None, outcome, None, party, row["minerals"]
                )


_BEGUN = frozenset({"operating", "ramping"})


def _starts(world: World, kind: str) -> Iterator[Precedent]:
    """Sites whose start was first told, while it was ahead, for a year that has passed: begun by its end, or later.

    One that runs and of whose first year nothing is recorded is left out.
    """
    sites = {r["id"]: r for r in world.table("projects").to_dicts()}
    log = world.table("site_figures").filter(pl.col("project").is_not_null()).sort("known_from", "id")
    made = log.filter((pl.col("output_latest") > 0) & (pl.col("basis") == "reported"))
    made_in = dict(made.group_by("project").agg(pl.col("output_year").min()).iter_rows())
    for (name,), told in log.filter(pl.col("start_year").is_not_null()).group_by(["project"], maintain_order=True):
        rows, site = told.to_dicts(), sites.get(name)
        plan = next((r for r in rows if r["basis"] != "reported"), None)
        if site is None or plan is None:
            continue
        if name in made_in and _year(made_in[name]) < plan["known_from"].year:
            continue  # a plan of a site that ran already is no first start
        due, begun = _year(plan["start_year"]), [_year(r["start_year"]) for r in rows if r["basis"] == "reported"]
        if site["status"] in _BEGUN and site["start_basis"] != "estimate" and site["start_year"]:
            begun.append(_year(site["start_year"]))
        begun = begun or ([_year(made_in[name])] if name in made_in else [])
        if plan["known_from"].year > due or due >= _today(world).year or (site["status"] in _BEGUN and not begun):
            continue
        kept = bool(begun) and min(begun) <= due
        yield Precedent(name, site["name"], plan["told"], str(min(begun)) if begun else None,
                        "kept" if kept else "late", None, site["country"],
                        str(site["minerals"]).partition(";")[0])  # fmt: skip


def _year(text: Any) -> int:
    return int(str(text)[:4])


def _moves(world: World, mineral: str, sign: int) -> Iterator[Precedent]:
    """Months in which a price moved by `MOVE` or more, `LATER` months before the newest or earlier.

    A move in the months after one that counts is part of it.
    """
    rows = world.table("prices").filter((pl.col("mineral") == mineral) & (pl.col("period").str.len_chars() == 7))
    if rows.is_empty():
        return
    longest = rows.group_by("form", "market", "unit").len().sort("len", "form", "market", descending=True).row(0)
    series = rows.filter((pl.col("form").eq_missing(longest[0])) & pl.col("market").eq_missing(longest[1]))
    level = {_month(r["period"]): float(r["value"]) for r in series.sort("known_from").to_dicts()}
    last = -LATER
    for at in sorted(level):
        before, then = level.get(at - 1), level.get(at + LATER)
        if before is None or then is None or at - last < LATER or sign * (level[at] / before - 1) < MOVE:
            continue
        last, name = at, f"{at // 12:04d}-{at % 12 + 1:02d}"
        yield Precedent(name, mineral, name, None, "higher" if then > level[at] else "lower", then / level[at] - 1)


def _month(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7]) - 1


_CASES: dict[str, tuple[dict[str, str], Callable[[World, str], Iterator[Precedent]]]] = {
    "stops": (CAUSES, _stops), "controls": (CONTROLS, _controls), "terms": (TERMS, _terms),
    "takeovers": ({"": "takeovers"}, _takeovers), "starts": ({"": "projects"}, _starts),
    "pacts": ({"": "agreements"}, _pacts),
    "rises": ({}, lambda w, m: _moves(w, m, 1)),
    "falls": ({}, lambda w, m: _moves(w, m, -1)),
}  # fmt: skip
HIT = {
    "controls": "eased", "terms": "extended", "takeovers": "completed", "starts": "kept", "rises": "higher",
    "falls": "higher", "pacts": "loose",
}  # fmt: skip
