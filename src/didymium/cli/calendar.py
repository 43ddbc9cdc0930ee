"""`didymium calendar`."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.cli.options import Db, Draws, Flag, Json
from didymium.cli.terminal import print_json, progress
from didymium.errors import BadInput

if TYPE_CHECKING:
    from didymium.calendar import Entry


def calendar(
    *,
    within: str = "90d",
    mineral: str | None = None,
    as_of: str | None = None,
    with_runs: Flag = False,
    draws: Draws = 200,
    ics: Path | None = None,
    db: Db = None,
    json: Json = False,
) -> int:
    """Tell what expires, takes effect, is decided or starts, soonest first.

    Parameters
    ----------
    within
        How far ahead: 90d, 12w, 2y, or `all`.
    mineral
        Only what names this mineral, its group or its members.
    as_of
        See the world as known on this date, from which on things are ahead (default: today).
    with_runs
        Say what each would mean: the twin's run, kept in the database.
    ics
        Write an iCalendar file.
    """
    from didymium.calendar import entries, once
    from didymium.world.load import load_world, parse_date

    world = load_world()
    day = parse_date(as_of) if as_of else dt.date.today()
    found = entries(world, day, within=_days(within), mineral=mineral)
    found = found if json else once(found)
    if with_runs:
        found = _with_runs(found, day, draws, db)
    if ics:
        _write(found, ics)
    if json:
        print_json({"as_of": day.isoformat(), "edition": world.edition, "within": within,
                             "entries": [e.to_json() for e in found]})  # fmt: skip
    elif not ics:
        _print(found, day)
    return 0


def _days(text: str) -> int | None:
    if text == "all":
        return None
    found = re.fullmatch(r"(\d{1,5})\s*([dwy]?)", text.strip().lower())
    if not found:
        raise BadInput(f"--within {text[:20]!r}: give days, weeks or years, like 90d, 12w, 2y, or all")
    return int(found.group(1)) * {"": 1, "d": 1, "w": 7, "y": 365}[found.group(2)]


def _with_runs(found: tuple[Entry, ...], day: dt.date, draws: int, db: str | None) -> tuple[Entry, ...]:
    from didymium.calendar import with_meanings
    from didymium.store import Store
    from didymium.world.load import load_world

    show = progress("runs")
    with Store.open(db) as store:
        return with_meanings(
            found, load_world(), day, store=store, draws=draws, progress=show and (lambda n: show(n, len(found)))
        )


def _write(found: tuple[Entry, ...], path: Path) -> None:
    from didymium.calendar import to_ics
    from didymium.files import write_atomic

    write_atomic(path, to_ics(found, stamp=dt.datetime.now(dt.UTC)))
    print(f"wrote {path}: {len(found)} entries", file=sys.stderr)


def _print(found: tuple[Entry, ...], day: dt.date) -> None:
    """One line an entry or group of them, what follows or what it means below it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from didymium.calendar import folded

    if not found:
        print(f"nothing dated is ahead from {day}")
        return
    table = Table.grid(padding=(0, 2))
    for group in folded(found):
        text = Text(_line(group[0]) if len(group) == 1 else _group(group))
        for detail in _details(group[0]) if len(group) == 1 else _parts(group):
            text.append(f"\n  {detail}", style="dim")
        table.add_row(Text(group[0].when(), style="bold" if any(e.alarms for e in group) else "dim"), text)
    Console().print(table)
    if not any(e.meaning or e.no_meaning for e in found):
        print("what each would mean: --with-runs", file=sys.stderr)


def _line(entry: Entry) -> str:
    from didymium.calendar import summary_of

    return f"{summary_of(entry)} [{entry.kind}]{_tags(entry)}"


def _tags(entry: Entry, most: int = 5) -> str:
    """The minerals of an entry, where its title does not name them all."""
    if not entry.minerals or all(m in entry.title.lower() for m in entry.minerals):
        return ""
    more = f" and {len(entry.minerals) - most} more" if len(entry.minerals) > most else ""
    return f" · {', '.join(entry.minerals[:most])}{more}"


def _group(group: tuple[Entry, ...]) -> str:
    """The head of a group: how many, of whom, and the later day that is reported for them."""
    first = group[0]
    if first.kind == "project":
        return f"projects due in {first.when()} without a day ({len(group)})"
    sides = ", ".join(dict.fromkeys(e.names for e in group))
    verb = {"ends": "end", "takes effect": "take effect"}.get(first.what, f"({first.what})")
    return f"{sides}: {len(group)} suspensions {verb} [suspension]"


def _parts(group: tuple[Entry, ...]) -> list[str]:
    """A line for each entry of a group, with its own details below."""
    lines = []
    for entry in group:
        title = entry.title if entry.title.startswith(entry.names) else f"{entry.names}: {entry.title}"
        lines += [f"- {title.rstrip('.')}{_tags(entry)}", *(f"  {d}" for d in _details(entry))]
    return lines


def _details(entry: Entry) -> list[str]:
    from didymium.calendar import meaning_of

    later = f"Reported to be extended to {entry.extended_to}." if entry.extended_to else ""
    none = f"No run: {entry.no_meaning}." if entry.no_meaning else ""
    mine = (entry.state or "").partition("; accepted ")[2]
    accepted = f"Accepted {mine}." if mine else ""
    return [part for part in (later, entry.next, accepted, meaning_of(entry), none) if part]
