"""The next legal step in a case: a day that follows by rule from an event that the article dates.

A step is told only where one sentence about the story tells, with its one day, the event that starts the clock (the
cue of a row of `procedures`), the state whose law it is acts in the story, and the article gives no day of its own
near the one that follows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from didymium.brief import phrase
from didymium.brief.article import told_sentences
from didymium.brief.ledger import say
from didymium.brief.setting import Setting
from didymium.labels import countries
from didymium.records import Sentence, Watch
from didymium.text import find_dates
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.procedures import due, opened_on

FAMILIES = frozenset({"import_measure", "dispute", "policy", "deal", "export_control"})
NEAR = 20  # days around a step within which a day of the article is taken to be the same step
HAPPENS = {"decision": "is due by", "filing": "is to be filed by", "end": "ends on"}
AROUND = {"decision": "is due around", "filing": "is to be filed by about", "end": "ends around"}  # start as told
_DATED = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
Row = dict[str, Any]


def steps(setting: Setting, told: set[str], about: Callable[[str], bool | None]) -> Iterator[Watch]:
    """The steps ahead; told: days that the article gives; about: whether a sentence is about the story."""
    lead, today, text = setting.lead, setting.today, setting.reading.article.text
    if lead.family not in FAMILIES:
        return
    now = today.isoformat()
    told = {d for d in (*told, *(d.value for d in find_dates(text, now))) if _DATED.fullmatch(d) and d > now[: len(d)]}
    rows = [r for r in setting.world.table("procedures").to_dicts() if r["cue"] and _is_its_law(setting, r)]
    seen: set[str] = set()
    for start, end in told_sentences(setting.reading, lead):
        if not about(text[start:end]):
            continue
        for row in rows:
            found = opened_on(row, text[start:end], now)
            if found is None or row["id"] in seen:
                continue
            seen.add(row["id"])
            date, own = found
            days = [due(parse_date(date.value), t, row["unit"]) for t in (row["term"], row["longest"]) if t]
            if days[0] > today and not any(_same_step(t, days) for t in told):
                key = setting.ledger.number(start + date.start, start + date.end, "date")
                if key is not None:
                    yield Watch(date=days[0].isoformat(), sentence=_said(setting, row, key, days[0], own))


def _is_its_law(setting: Setting, row: Row) -> bool:
    """Whether the state whose law it is acts in the story, or is named where nobody is read to act."""
    actor = setting.lead.actor
    if actor is None and row["actor"] in countries():
        return any(n.id == row["actor"] for n in find_names(setting.reading.article.text) if n.kind == "country")
    return row["actor"] == actor or (row["actor"] not in countries() and row["actor"] != "EUU")


def _same_step(told: str, days: list[dt.date]) -> bool:
    near = dt.timedelta(days=NEAR)
    return days[0] - near <= parse_date(told) <= days[-1] + near


def _said(setting: Setting, row: Row, start: str, day: dt.date, own: bool) -> Sentence:
    term = setting.ledger.cell("procedures", row, "term")
    after = "days_after" if row["unit"] == "days" else "months_after"
    key = setting.ledger.derived(f"{after}({start}, {term})", metric="legal_step")
    happens = (HAPPENS if own else AROUND)[row["kind"]]
    count = f"{row['term']:.0f} {row['unit']} after {row['opening']} ({row['instrument']})"
    longer = f"; {row['extension']}" if row["extension"] else ""
    return say(f"{phrase.capital(row['title'])} {happens} {phrase.day(day.isoformat())}, {count}{longer}.", key)
