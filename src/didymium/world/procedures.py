"""The next legal step: what follows by rule from an event, and what in a text tells that event with its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from didymium.text import Date, find_dates

Row = Mapping[str, Any]
_DAY, _MONTH = len("2026-01-01"), len("2026-01")
_SAID = r"(?:said|says|told|announced|announces|reported|confirmed|disclosed|wrote|according to)"
_TOLD = re.compile(rf"(?i)\b{_SAID}\b(?:\s[\w'’]+){{0,4}}?\s(?:on\s)?$")  # before the day of a telling
_TELLS = re.compile(rf"(?i),?(?:\s[\w.'’()“”\"]+){{1,10}}?\s{_SAID}\b")  # after a day with which a sentence opens
_OPENS = re.compile(r"(?i)\W*(?:on\s)?")
_GOES_ON = (  # what begins a clause after ", and", where a name may be but the last of a list
    rf"(?:(?:in|on|by|after|it|they|he|she|the|an?|its|their|this|that|these|has|had|have|is|was|were|will|would|may)\b"
    rf"|(?:[\w.'’]+\s){{1,3}}(?:{_SAID}|will|would|has|had|is|was)\b|[a-z]+ed\b)"
)
_BREAK = re.compile(rf";|,?\s(?:while|whereas)\s|,\sbut\s|,\sand\s(?={_GOES_ON})")
_OF_ANOTHER = re.compile(  # what the day before is of, and not of the event
    r"(?i)\b(?:petition|complaint|application|request|order(?: \d+)?|regulation|notice|report|decision)s?"
    r"\s(?:of|dated|filed|filed on)\s$"
)
_TO_COME = re.compile(r"\b(?:to|will|would|may|might|could|should|must|can)\s(?:\w+ly\s)?$")


@cache
def _parts(cue: str) -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """(whether it is wanted, pattern) of each part of a cue: "commerce + preliminar + !usitc"."""
    parts = (p.strip() for p in cue.split("+"))
    return tuple(
        (not p.startswith("!"), re.compile("|".join(rf"\b{re.escape(w)}" for w in p.lstrip("!").split("/"))))
        for p in parts
    )


def tells_opening(row: Row, sentence: str) -> bool:
    """Whether a sentence tells the event that starts the clock of a procedure, as one that has happened."""
    cue, told = str(row.get("cue") or ""), re.sub(r"[‘’]", "'", sentence.lower())
    return bool(cue) and all(_stands(pattern, told) == wanted for wanted, pattern in _parts(cue))


def _stands(pattern: re.Pattern[str], told: str) -> bool:
    """Whether one of the words of a part stands in a sentence, and not only as what is to come ("to initiate")."""
    return any(not _TO_COME.search(told[: m.start()]) for m in pattern.finditer(told))


def opened_on(row: Row, sentence: str, today: str) -> tuple[Date, bool] | None:
    """The one day up to today that a sentence gives for the event that starts the clock; None where it gives none.

    With it whether it is the event's own day, and not the one on which it was told ("said on Thursday that it had").
    Where a sentence gives two, which of them is meant is not sure.
    """
    if not tells_opening(row, sentence):
        return None
    dates = [d for d in find_dates(sentence, today) if d.kind == "date" and len(d.value) >= _MONTH]
    own = [d for d in dates if not _is_of_telling(sentence, d)]
    found = own or dates
    if len({d.value for d in found}) != 1 or len(found[0].value) != _DAY:
        return None
    day = found[0]
    left, right = _clause(sentence, day)
    of_another = _OF_ANOTHER.search(sentence[: day.start]) and "petition" not in str(row["cue"])
    first, last = (str(row.get(c) or "") for c in ("from", "until"))
    fits = first <= day.value <= min(last or today, today) and tells_opening(row, sentence[left:right])
    return (day, bool(own)) if fits and not of_another else None


def _clause(sentence: str, day: Date) -> tuple[int, int]:
    """Where the clause of a day begins and ends."""
    breaks = [m.start() for m in _BREAK.finditer(sentence)]
    left = max((b for b in breaks if b < day.start), default=0)
    return left, min((b for b in breaks if b >= day.end), default=len(sentence))


def _is_of_telling(sentence: str, day: Date) -> bool:
    """Whether a day is that on which something was said: "said on Monday that", "On Monday the ministry announced"."""
    opens = _OPENS.fullmatch(sentence[: day.start]) and _TELLS.match(sentence, day.end)
    return bool(opens or _TOLD.search(sentence[: day.start]))


def due(start: dt.date, term: float, unit: str) -> dt.date:
    """The day that lies a term after another: of months the same day, or the last of a shorter month."""
    if unit == "days":
        return start + dt.timedelta(days=round(term))
    months = start.year * 12 + start.month - 1 + round(term * (12 if unit == "years" else 1))
    year, month = months // 12, months % 12 + 1
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, min(start.day, (after - dt.timedelta(days=1)).day))
