"""Which cells of a proposal are doubtful: what the telling names and no cell takes, and where two readings differ.

A doubtful cell is left open for who accepts, with what the text offers for it: a cell to fill is honest, a wrong one is
not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from didymium import labels
from didymium.records import Event, Reading, Step
from didymium.text.dates import find_dates
from didymium.text.gazetteer import find_names
from didymium.world.days import first_day
from didymium.world.overlay.accepted import Cells
from didymium.world.overlay.measures import expanded
from didymium.world.overlay.proposal import Draft
from didymium.world.overlay.words import acts, stage_told

BEHIND = 600  # characters behind a telling in which its start and end may stand
PART = re.compile(r"\b(?:half|a third|a quarter|a fifth|\d[\d.]* ?(?:%|per ?cent))(?!\w)", re.I)
TONNES = re.compile(r"\b\d[\d,.]*(?: million)? (?:metric )?(?:tonnes|tons)\b")
SLACK = 3  # days by which two counts of one term may differ ("for three months": 28 February or 1 March)
Doubts = dict[tuple[str, str], str]  # (table, column) to what the text offers for it


def doubts_of(drafts: Iterable[Draft], event: Event, reading: Reading, day: dt.date) -> Doubts:
    """The doubtful cells of the rows that a telling gives, each with what the text offers instead."""
    written = list(drafts)
    rows = {d.table: d.cells for d in written}
    out: Doubts = {}
    for table in ("measure_states", "stoppages"):
        if cells := rows.get(table):
            out |= {(table, c): said for c, said in _days(written, cells, event, reading, day)}
    if cells := rows.get("measure_states"):
        out |= {("measure_states", c): said for c, said in _state(cells, event)}
    if cells := rows.get("stoppages"):
        out |= {("stoppages", c): said for c, said in _stop(cells, event)}
    if cells := rows.get("measures"):
        out |= {("measures", c): said for c, said in _sides(cells, event)}
    return out


def ahead(event: Event, reading: Reading) -> tuple[Step, ...]:
    """The dated steps ahead in a telling and the sentences behind it, without decisions that are awaited."""
    return tuple(s for s in reading.steps if _of(event, s, reading) and not acts("awaited", s.what))


def _of(event: Event, step: Step, reading: Reading) -> bool:
    """Whether a step is one of a telling: by the reader, else a start or end in the sentences behind the last event."""
    if step.event is not None:
        return reading.events[step.event].start == event.start
    last = max((e.start for e in reading.events if e.start <= step.start), default=-1)
    return last == event.start and step.start - event.end < BEHIND and acts("runs", step.what)


def begun(event: Event, reading: Reading) -> str | None:
    """The one day ahead on which a telling says that it begins, as exact as it says it; None where none or several."""
    steps = ahead(event, reading)
    days = {_value(s) for s in steps if s.kind in ("from", "not_before") or (s.kind == "on" and s.start < event.end)}
    return days.pop() if len(days) == 1 else None


def ended_on(event: Event, reading: Reading) -> str | None:
    """The one day ahead until which a telling says that something holds; None where none or several."""
    days = {s.last for s in ahead(event, reading) if s.kind == "until"}
    return days.pop() if len(days) == 1 else None


def _value(step: Step) -> str:
    """The day, month or year that a step names; of another window its first day."""
    next_day = (first_day(step.last) + dt.timedelta(days=1)).isoformat()
    whole = (n for n, rest in ((4, "-01-01"), (7, "-01")) if step.first[n:] == rest == next_day[n:])
    length = next((n for n in whole if step.first[:n] == step.last[:n]), 10)
    return step.first[:length]


def _days(drafts: list[Draft], cells: Cells, event: Event, reading: Reading, day: dt.date) -> Iterator[tuple[str, str]]:
    """A start or an end of the text that is neither of the row, and a start that is told without a day."""
    taken = [str(d.cells[k]) for d in drafts for k in ("from", "until", "date") if d.cells.get(k)]
    begins = first_day(cells["from"] or day.isoformat())
    for step in ahead(event, reading):
        if step.kind == "by" or any(_within(value, step) for value in taken):
            continue
        if step.kind != "until" and (begins <= day or first_day(step.first) < begins):
            yield "from", _said(step)
        elif step.kind == "until" and not cells.get("until"):
            yield "until", _said(step)
    others = (e.start for e in reading.events if e.start > event.end)
    told = reading.article.text[event.start : min([event.end + BEHIND, *others])]
    if begins == day and acts("begins", told) and not acts("at once", told):
        yield "from", "told without a plain day"
    named = [d for d in find_dates(event.quote, day) if d.kind == "date" and d.value > day.isoformat()]
    if begins > day and any(d.value < str(cells["from"])[: len(d.value)] for d in named if d.role != "until"):
        yield "from", " or ".join(d.value for d in named)


def _within(value: str, step: Step) -> bool:
    """Whether a day of a row is the one of a step."""
    given, first, last = first_day(value), first_day(step.first), first_day(step.last)
    if step.kind == "until":  # of a term the window begins today
        return abs((given - last).days) <= SLACK or (len(value) < 10 and step.last.startswith(value))
    return first <= given <= last or step.last.startswith(value)


def _said(step: Step) -> str:
    return step.first if step.first == step.last else f"{step.first} to {step.last}"


def _stop(cells: Cells, event: Event) -> Iterator[tuple[str, str]]:
    """Tonnes that a stop names and that no cell holds."""
    tonnes = [a.value for a in event.amounts if a.unit in ("t", "t/yr")]
    said = [f"{t:,.0f} t" for t in tonnes] or [m.group() for m in TONNES.finditer(event.quote)]
    if said and cells["capacity_t"] is None:
        yield "capacity_t", " or ".join(said)


def _state(cells: Cells, event: Event) -> Iterator[tuple[str, str]]:
    """A state of what is done already, told in words of what may be."""
    if cells["state"] not in ("proposed", "announced") and acts("hedged", event.quote):
        yield "state", f"{cells['state']} or proposed"


def _sides(cells: Cells, event: Event) -> Iterator[tuple[str, str]]:
    """Goods, states and a share that the telling names and the measure does not have; a stage that no word tells."""
    names = find_names(event.quote)
    held = expanded(str(cells["minerals"] or "").split(";"))
    goods = [n.id for n in names if n.kind == "mineral" and not acts("works", event.quote[n.end :])]
    beyond = [g for g in dict.fromkeys(goods) if not expanded([g]) & held]
    unsaid = goods and event.quote in str(cells["summary"]) and not held <= expanded(goods)
    if (beyond or unsaid) and cells["minerals"]:
        yield "minerals", ", ".join([str(cells["minerals"]), *beyond])
    sides = {str(cells["actor"]), *str(cells["targets"] or "").split(";")}
    states = [n.id for n in names if n.kind == "country" and n.id in {*labels.countries(), "EUU"}]
    others = [s for s in dict.fromkeys(states) if s not in sides]
    if others:
        yield "targets", ", ".join([str(cells["targets"]), *others])
    part = PART.search(event.quote)
    if cells["kind"] in (None, "export_quota") and cells["severity"] is None and part:
        yield "severity", part.group()
    if cells["stage"] != "all" and stage_told(event.quote) is None:
        yield "stage", str(cells["stage"] or "not told")
