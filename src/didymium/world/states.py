"""The history of measures and what state each is in on a day.

`measures` holds one row a measure, `measure_states` the log of acts on it. A state whose last day has passed without a
later act is *outcome not known since that day*: it is worked out here, never stored, and never read as in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from didymium.errors import MissingData
from didymium.world.days import first_day, parse_date, spoken

if TYPE_CHECKING:
    from didymium.world.load import World

Row = dict[str, Any]
STATES = ("proposed", "announced", "in_force", "suspended", "ended", "unknown")
VIEW = (
    "id", "announced", "effective", "ends", "actor", "targets", "kind", "gta_type", "minerals", "stage",
    "severity", "severity_basis", "amends", "title", "summary", "confidence", "source_id", "known_from",
    "status", "suspended_until",
)  # columns of the table of the first edition, read-only, with the end of a suspension apart  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One row of `measure_states`: what was done, the state after it, and from when until when.

    start: first day of the state; until: its last day where one is stated; minerals: only where the act is
    about a part of the measure's; allowed: share of normal trade that passes, 0..1.
    """

    id: str
    measure: str
    act: str
    state: str
    date: str
    begins: str
    start: dt.date
    until: dt.date | None
    until_text: str | None
    minerals: frozenset[str]
    allowed: float | None
    practice: str | None
    instrument: str | None
    reported: bool
    source_id: str
    known_from: dt.date
    accepted: str | None = None  # who took it into the overlay, when and from what


@dataclass(frozen=True)
class State:
    """What a measure is on a day: one of `STATES`, from `first`'s day until the end of `last`'s term.

    For an unknown outcome both are the act whose term has passed; for an announced measure the act to come.
    """

    measure: str
    state: str
    first: Act
    last: Act

    @property
    def since(self) -> dt.date | None:
        """First day of the state; of an unknown outcome the last day on which the state before was known."""
        return self.last.until if self.state == "unknown" else self.first.start

    @property
    def until(self) -> dt.date | None:
        """Last day of the state's stated term."""
        return None if self.state in ("unknown", "ended") else self.last.until

    @property
    def reported(self) -> bool:
        """Whether the state rests on statements, without a notice."""
        return self.last.reported

    @property
    def binds(self) -> bool:
        """Whether the measure is in force."""
        return self.state == "in_force"

    @property
    def words(self) -> str:
        """'suspended until 10 January 2027, as reported': the state and its dates as people say them.

        A state that rests on an accepted row says so.
        """
        amended = "amended, " if self.last.act == "amended" else ""
        return self._said() + (f"; {amended}{self.last.accepted}" if self.last.accepted else "")

    def _said(self) -> str:
        since = spoken(self.first.begins)
        until = f" until {spoken(self.last.until_text)}" if self.until and self.last.until_text else ""
        told = ", as reported" if self.reported else ""
        if self.state == "unknown":
            was = self.last.state.replace("_", " ")
            return f"outcome not known since {spoken(self.last.until_text or '')} (until then {was})"
        if self.state == "suspended":
            return f"suspended{until or f' since {since}'}{told}"
        if self.state == "announced" and self.first.state != "announced":
            return f"announced, takes effect {_on(self.first.begins)} {since}{told}"
        if self.state == "in_force":
            return f"in force since {since}{until}{told}"
        return f"{self.state} {_on(self.first.begins)} {since}{told}"

    def to_json(self) -> Row:
        """The state with plain keys."""
        return {
            "measure": self.measure, "state": self.state, "words": self.words,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "reported": self.reported, "allowed": self.first.allowed, "practice": self.first.practice,
            "source_id": self.last.source_id,
        }  # fmt: skip


def _on(date: str) -> str:
    return "on" if len(date) == 10 else "in"


def history(world: World, measure: str) -> tuple[Act, ...]:
    """The acts on a measure that were public on the world's date, in the order in which they took effect.

    Raises `MissingData` for an id that no measure has.
    """
    acts = _histories(world.settled("measures", "measure_states")).get(measure)
    if acts is None:
        raise MissingData(f"no measure {measure!r}: see `didymium world row`")
    return acts


def state_of(world: World, measure: str, day: dt.date | None = None, mineral: str | None = None) -> State:
    """The state of a measure on `day` (the world's date, else today), by the acts of which that day knew.

    mineral: acts on a part of the measure count where they are about it; without one only whole acts count.
    """
    on = day or world.date or dt.date.today()
    acts = [a for a in history(world, measure) if not a.minerals or mineral in a.minerals]
    return _state(measure, acts or list(history(world, measure)), on)


def states(world: World, day: dt.date | None = None) -> dict[str, State]:
    """The state of every measure on `day`, by id."""
    on = day or world.date or dt.date.today()
    return {m: state_of(world, m, on) for m in _histories(world.settled("measures", "measure_states"))}


def _state(measure: str, acts: list[Act], day: dt.date) -> State:
    acts = _standing([a for a in acts if first_day(a.date) <= day or a.start <= day]) or acts[:1]
    begun, ahead = [a for a in acts if a.start <= day], [a for a in acts if a.start > day]
    waiting = not begun or (begun[-1].state in ("proposed", "announced") and bool(ahead))
    if waiting:
        coming = ahead[0]
        kind = "proposed" if coming.state == "proposed" else "announced"
        return State(measure, kind, coming, coming)
    first, last = _stretch(begun, ahead)
    if last.state != "ended" and last.until and last.until < day:
        return State(measure, "unknown", last, last)
    return State(measure, last.state, first, last)


def _standing(acts: list[Act]) -> list[Act]:
    """The acts without those that a later one overtook before they took effect, in the order of their effect."""
    kept: list[Act] = []
    for act in sorted(acts, key=lambda a: (first_day(a.date), a.start, a.state == "ended")):
        kept = [*(k for k in kept if k.start <= act.start), act]
    return kept


def _stretch(begun: list[Act], ahead: list[Act]) -> tuple[Act, Act]:
    """The acts from which and by which the present state holds: earlier ones and extensions without a gap."""
    first = last = begun[-1]
    for earlier in reversed(begun[:-1]):
        if earlier.state != first.state:
            break
        first = earlier
    for act in ahead:  # an extension that begins when the present term ends
        if act.state != last.state or last.until is None or (act.start - last.until).days > 1:
            break
        last = act
    return first, last


@lru_cache(maxsize=64)
def _histories(world: World) -> dict[str, tuple[Act, ...]]:
    found: dict[str, list[Act]] = {m: [] for m in world.table("measures")["id"]}
    for row in world.table("measure_states").iter_rows(named=True):
        if row["measure"] in found:
            mark = world.accepted("measure_states", row["id"])
            found[row["measure"]].append(_act(row, mark["words"] if mark else None))
    return {m: tuple(sorted(acts, key=_order)) for m, acts in found.items() if acts}


def _order(act: Act) -> tuple[dt.date, bool, str]:
    return (act.start, act.state == "ended", act.date)


def _act(row: Row, accepted: str | None) -> Act:
    begins = row["from"] or row["date"]
    # a partial date says that the state ended somewhere in that month: it may have bound to its last day
    start = parse_date(begins) if row["state"] == "ended" else first_day(begins)
    return Act(
        id=row["id"], measure=row["measure"], act=row["act"], state=row["state"], date=row["date"],
        begins=begins, start=start, until=parse_date(row["until"]) if row["until"] else None, until_text=row["until"],
        minerals=frozenset((row["minerals"] or "").split(";")) - {""}, allowed=row["allowed"],
        practice=row["practice"], instrument=row["instrument"], reported=row["basis"] == "reported",
        source_id=row["source_id"], known_from=row["known_from"], accepted=accepted,
    )  # fmt: skip


def restrictions(measures: pl.DataFrame, log: pl.DataFrame) -> pl.DataFrame:
    """The table of the first edition as a read-only view: one row a measure, and one an act that suspends or lifts.

    `ends` is the day on which a measure ended or its term ends; the end of a suspension is `suspended_until`.
    """
    by_measure: dict[str, list[Row]] = {}
    for row in sorted(log.iter_rows(named=True), key=lambda r: (r["from"] or r["date"], r["date"])):
        by_measure.setdefault(row["measure"], []).append(row)
    heads = {m["id"]: m for m in measures.iter_rows(named=True)}
    rows = [_seen(head, by_measure[i]) for i, head in heads.items() if i in by_measure]
    rows += _easings(heads, log)
    schema = {c: pl.Float64 if c == "severity" else pl.Date if c == "known_from" else pl.String for c in VIEW}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("announced", "id")


def _seen(head: Row, acts: list[Row]) -> Row:
    whole = [a for a in acts if not a["minerals"]]
    bound = [a for a in whole if a["state"] in ("in_force", "announced")]
    over = next((a for a in reversed(whole) if a["state"] == "ended"), None)
    held = [a for a in whole if a["state"] == "suspended"]
    row = {c: head.get(c) for c in VIEW}
    row["announced"] = min(a["date"] for a in acts)
    begun = [a for a in bound if a["state"] == "in_force"] or bound  # what was only announced begins by a later act
    row["effective"] = next((a["from"] for a in begun), None)
    row["ends"] = _last_bound(over) if over else (bound[-1]["until"] if bound and not held else None)
    row["suspended_until"] = held[-1]["until"] if held and not over else None
    row["status"] = "reported" if acts[-1]["basis"] == "reported" else None
    return row


def _last_bound(over: Row) -> str:
    """The last day in force where the act names it as its date, else the day from which the measure is over."""
    begins = over["from"] or over["date"]
    named = (first_day(begins) - parse_date(over["date"])).days == 1
    return str(over["date"] if named else begins)


def _easings(heads: dict[str, Row], log: pl.DataFrame) -> Iterator[Row]:
    """One row for each act that suspends, goes on suspending or lifts, with all the measures that it names."""
    eased = log.filter(pl.col("instrument_id").is_not_null() & pl.col("state").is_in(["suspended", "ended"]))
    for (ident,), part in eased.group_by(["instrument_id"], maintain_order=True):
        rows = part.filter(pl.col("measure").is_in(list(heads))).rows(named=True)
        if not rows:
            continue
        first, head = rows[0], heads[rows[0]["measure"]]
        paused = any(r["state"] == "suspended" for r in rows)
        minerals = _joined(r["minerals"] or heads[r["measure"]]["minerals"] for r in rows)
        yield dict.fromkeys(VIEW) | {
            "id": ident, "announced": first["date"], "effective": first["from"],
            "ends": max((r["until"] for r in rows if r["until"]), default=None),
            "kind": "suspension" if paused else "lifting", "actor": head["actor"], "targets": head["targets"],
            "minerals": minerals, "stage": head["stage"], "amends": _joined(r["measure"] for r in rows),
            "title": first["instrument"], "summary": first["note"], "confidence": first["confidence"],
            "source_id": first["source_id"], "known_from": first["known_from"],
            "status": "reported" if first["basis"] == "reported" else None,
        }  # fmt: skip


def _joined(cells: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(part for cell in cells for part in cell.split(";")))
