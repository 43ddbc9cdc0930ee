"""Signs that a machine lost on the way to a page, and dollars of which a page says whose they are, put right."""

from __future__ import annotations

import re
from collections.abc import Mapping

from didymium.news.identity import host_of

_TERM = r'["“](?:the )?(?![A-Z]{2,6}["”])[^"“”()]{2,40}["”]'  # as which a release goes on to name something
_LOST = (  # what stands where a sign was lost -> the sign
    (re.compile(r"(?<=[a-z])\?(?=[a-z])(?!\S*[/=])"), " "),  # "per ton?per year"
    (re.compile(r"\\(?=[~$%&_])"), ""),  # "\~C$116m"
    (re.compile(r"~(?=(?:[A-Z]{1,3})?\$?\d)"), "about "),
    (re.compile(rf"\s\((?:the )?{_TERM}(?:,? or (?:the )?{_TERM})*\)"), ""),  # '(the "Transaction")'
    (re.compile(r'\((?:the )?["“]([A-Z]{2,6})["”]\)'), r"(\1)"),
    (re.compile(r"\s?<{1,2} ?[A-Z][A-Z\d-]{2,20} ?>{1,2}(?:>)?"), ""),  # "<< ANT-LON >>", a page of prices
    (
        re.compile(r"(?<=[a-z)]) (?:[A-Z]{2,6}\d?(?:_?p?[a-z])?\.[A-Z]{1,2}|\d{4,6}\.[A-Z]{2})(?=[\s,.;’'])"),
        "",
    ),  # "BHP.AX"
    (re.compile(r"\s\((?:[A-Z]{2,8}|Nasdaq|OTC\w*): ?[A-Z\d][\w.]{0,8}(?:[;,] ?[^()]{2,40})?\)"), ""),  # "(ASX: BHP)"
    (re.compile(r"(?<=[A-Za-z]) ?& & ?(?=[A-Z])"), " & "),
    (re.compile(r"(?<=\$) (?=\d)"), ""),
    (re.compile(r"(?<![\w.,!?])(?:''|‘‘|``)(?=\w)"), "“"),  # marks of a quotation typed as two
    (re.compile(r"(?<=[A-Za-z.,!?…])(?:''|’’)(?!\w)"), "”"),
    (re.compile(r"\b(metric )(?:heap|load|lot)(s?)\b"), r"\1ton\2"),  # an outlet that words each report anew by machine
    (re.compile(r"(?<=\d )heaps\b"), "tons"),
    (re.compile(r"\bcustomizeds data\b"), "customs data"),
)
_LABEL = re.compile(  # with which an outlet opens a paragraph
    r"(?m)^(?:Why (?:it matters|this matters|it[’']s important)|What(?:[’']s| is) (?:happening|new|next)|Of note|"
    r"Driving the news|State of play|The big picture|Between the lines|By the numbers|Catch up quick|Zoom (?:in|out)|"
    r"Flashback|Context|The latest|The intrigue|Threat level|Worth noting|How it works|Details): (?=[A-Z])"
)
_COUNTRIES = {"au": "A$", "ca": "C$", "nz": "NZ$"}  # by the end of an outlet's host
_OUTLETS = re.compile(
    r"(?P<au>Australia|\bASX\b|Sydney|Melbourne|Perth|Stockhead|Small Caps)|(?P<ca>Canad|Toronto|Globe and Mail|"
    r"Financial Post|\bTSX|Northern Miner|Vancouver)|(?P<nz>New Zealand)"
)
_AMERICAN = re.compile(r"US\$|\$US|\bUSD ?\d")
_BARE = re.compile(r"(?<![A-Za-z$])\$(?=\d)")


def repaired(text: str, fields: Mapping[str, str | None]) -> str:
    """A text with lost signs put back, and `$` as `A$`, `C$` or `NZ$` where the text and its outlet say so.

    fields: `url` and `source` of the article. A bare dollar is the outlet's own where the text writes those of the
    United States apart ("US$", "$US") and the outlet is of one of three countries; otherwise it stays as it is.
    """
    for lost, sign in _LOST:
        text = lost.sub(sign, text)
    own = _own_dollar(fields)
    text = _LABEL.sub("", text)
    if not own or not _AMERICAN.search(text):
        return text
    text = re.sub(r"\$US(?=\d)", "US$", text)
    return _BARE.sub(lambda found: own if _is_own(text, found.start()) else found[0], text)


_BEHIND_AMERICAN = re.compile(r"US\$(?:[^.!?\n]|\.(?=\d))*$")
_CONVERTED = re.compile(r"(?:\(|\bor )(?:about |some |roughly |around )?$")


def _is_own(text: str, at: int) -> bool:
    """Whether a bare dollar is the outlet's own: behind one of the United States in its sentence only a conversion."""
    led = text[max(0, at - 300) : at]
    return not _BEHIND_AMERICAN.search(led) or _CONVERTED.search(led) is not None


def _own_dollar(fields: Mapping[str, str | None]) -> str:
    """The sign of the dollar of an outlet's country, by its host, else by its name; empty for all others."""
    end = host_of(fields.get("url") or "").rpartition(".")[2]
    named = _OUTLETS.search(fields.get("source") or "")
    return _COUNTRIES.get(end) or _COUNTRIES.get((named.lastgroup or "") if named else "", "")
