"""The dateline that opens a report ("JAKARTA, Dec 17, 2025 (Reuters) - "): place, day, agency; no part of the prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from didymium import labels
from didymium.files import csv_rows
from didymium.text.gazetteer import find_names
from didymium.text.stamps import stamp

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
    rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? (?:19|20)\d\d)?"
)
_NAME = r"[A-Z][\w.'’-]*(?: (?:(?:of|de|del|la|el|da|do|sur) )?[A-Z][\w.'’-]*){0,3}"
_PLACE = rf"(?P<place>{_NAME}(?:/{_NAME})?(?:, {_NAME}){{0,2}}(?:/{_NAME})?)"
_WIRE = r"(?:\((?P<agency>[A-Za-z][\w .&'’-]{1,40})\)|/(?P<wire>[A-Z][\w .-]{2,25})/)"
_BY = rf"By {_NAME}(?:(?:,| and|, and) {_NAME})*"
_DASH = r"(?: ?(?:--?|[–—]{1,2}) ?)"
_APART = r"(?: --? ?|--? | ?[–—]{1,2} ?| : |: )"  # "SIBANYE-Stillwater" is a name
_LEAD = r"(?=[\"'“‘$€£A-Z\d])"
_FORMS = tuple(re.compile(form) for form in (
    rf"{_PLACE}(?:[,.]| ?[-–—]) (?P<day>{_DAY})(?:,? {_WIRE}(?:{_DASH}|:? )|{_DASH}| ?[.:] ){_LEAD}",
    rf"(?P<place>[A-Z][A-Z.'’ /-]{{2,30}}[A-Z]) (?P<day>{_DAY}){_DASH}{_LEAD}",
    rf"(?P<day>{_DAY}) {_WIRE}{_DASH}{_LEAD}",
    rf"(?P<day>{_DAY}) ?[–—] ?{_LEAD}",
    rf"\d{{1,2}}:\d\d ?[AP]M(?: [A-Z]{{2,4}})?, \d\d/\d\d/\d{{4}} {_WIRE}{_DASH}{_LEAD}",
    rf"(?:{_PLACE}(?:{_DASH}|,? ))?{_WIRE}(?:{_DASH}|: )(?:(?P<day>{_DAY}){_DASH})?{_LEAD}",
    rf"(?P<wire>[A-Z][\w.]{{2,30}}\.(?:com|net|org)|AF?P|UPI|PTI|Reuters|Bloomberg|Xinhua)(?: ?[–—] ?| --? ?){_LEAD}",
    rf"(?P<place>[A-Z][A-Z.'’ /-]{{3,30}}[A-Z](?:, {_NAME})?|LIMA|OSLO|ROME|KYIV|BAKU|DOHA){_APART}{_LEAD}",
    rf"{_BY}[,.]? (?:{_PLACE}, )?{_DAY},? {_WIRE}{_DASH}{_LEAD}",
    rf"{_WIRE},? (?P<day>{_DAY})(?:{_DASH}| ?: ){_LEAD}",
    rf"(?:{_PLACE}(?:,? |--?))?\([A-Z][\w .&/'’-]{{2,60}} - (?P<day>{_DAY})\)(?::|{_DASH})? ?{_LEAD}",
    rf"\((?P<agency>[A-Z][\w .&'’-]{{2,40}})\):? {_LEAD}",
    rf"(?P<city>{_NAME})(?:, {_NAME})?(?: [–—] | -- ){_LEAD}(?![^\n]*(?: [–—] | -- ))",
    # and no aside: "Alba — a mine — said"
    rf"\[[A-Z][\w .'’/-]{{2,40}}\] ?(?:(?P<day>{_DAY}): )?{_LEAD}",
    rf"(?i:dive (?:brief|insight)|exclusive|breaking|update): ?{_LEAD}",
    rf"(?:(?P<place>[A-Z][A-Z.'’ /-]{{2,30}}[A-Z])(?:, {_NAME}|,)? )?(?P<day>{_DAY}) (?=[A-Z][\w’'-]* (?![\d,]))",
))  # fmt: skip
_LINES, _DEEPEST, _LONGEST = 8, 24, 100


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline's span in the text, and what it says; None where it is silent."""

    start: int
    end: int
    published: str | None
    source: str | None


@cache
def _countries() -> frozenset[str]:
    """The names of countries, which open a sentence and date nothing; their capitals do."""
    capitals = {name for row in csv_rows(labels.DATA / "countries.csv") for name in row["capital"].split(";")}
    return frozenset(labels.country_aliases()) - capitals


def find_dateline(text: str) -> Dateline | None:
    """The dateline among the first lines of `text`, None where there is none. A day without a year dates nothing."""
    at = 0
    for number, line in enumerate(text[:3000].split("\n")[:_DEEPEST]):
        start = at + len(line) - len(line.lstrip())
        for form in _FORMS:
            found = form.match(text, start, at + len(line))
            if found and found.end() - start <= _LONGEST and found.end() < at + len(line):
                part = found.groupdict()
                if number >= _LINES and not (part.get("day") and (part.get("agency") or part.get("wire"))):
                    continue  # below the points of a release the agency and the day tell it alone
                if part.get("city") in _countries():
                    return None
                named = find_names((part.get("place") or part.get("city") or "").title())
                if not part.get("day") and any(n.kind in {"mineral", "company"} for n in named):  # "COPPER: Prices ..."
                    return None
                return Dateline(
                    start, found.end(), stamp(part.get("day") or ""), part.get("agency") or part.get("wire")
                )
        at += len(line) + 1
    return None
