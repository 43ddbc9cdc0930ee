"""The calendar: what expires, takes effect, is decided or starts, as of a day, and what it would mean.

- `entries(world, day, within=90, mineral=None) -> tuple[Entry, ...]`
- `once(entries)`: one lapse told once, for a reader
- `folded(entries)`: in groups, what ends together and what a year brings without a day
- `with_meanings(entries, world, day, store=None) -> tuple[Entry, ...]`: each with the twin's run
- `kept_meanings(entries, world, day, store) -> tuple[Entry, ...]`: with what kept runs said, nothing is run
- `to_ics(entries, stamp=...) -> str`
- `due(entries, day, days)`: what is to be warned of
"""

from __future__ import annotations

from didymium.calendar.entries import Entry, Meaning, due, entries, folded, once
from didymium.calendar.ics import meaning_of, summary_of, to_ics
from didymium.calendar.meaning import kept_meanings, meaning, with_meanings

__all__ = [
    "Entry", "Meaning", "due", "entries", "folded", "kept_meanings", "meaning", "meaning_of", "once", "summary_of",
    "to_ics", "with_meanings",
]  # fmt: skip
