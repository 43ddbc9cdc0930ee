"""Dates and expiry of what a sentence tells, the time that a number is of, and whether it is a fall."""

from __future__ import annotations

import re
from collections.abc import Sequence

from didymium.news.acts import governing, is_bound
from didymium.news.document import Document, Sentence
from didymium.news.families import FAMILIES, MEASURES
from didymium.news.merge import LENGTHS, Statement
from didymium.text.dates import Date, find_dates
from didymium.text.quantities import Quantity
from didymium.text.syntax import Tree, parse

FALL = re.compile(
    r"\b(?:f[ae]ll\w*|drop\w*|plung\w*|tumbl\w*|slump\w*|slid\w*|slip\w*|crash\w*|sank|sink\w*|declin\w*|collaps\w*|"
    r"halv\w*|decreas\w*|retreat\w*|lost|los(?:es|ing)|shed|weak\w*|dip\w*|plummet\w*|down|lower|cut\w*|reduc\w*|slash\w*|"
    r"less|shr[aiu]nk\w*|eas\w+|off|soft\w*|below|under|cheaper|discount|trim\w*|lose|minus)\b|-$",
    re.I,
)
RISE = re.compile(
    r"\b(?:r[io]se\w*|rising|jump\w*|surg\w*|soar\w*|climb\w*|gain\w*|(?<!gave )(?<!give )(?<!given )up|"
    r"higher|increas\w*|rall\w+|more|rebound\w*|spik\w*|"
    r"doubl\w*|tripl\w*|grew|grow\w*|dearer|add\w*|advanc\w*|firm\w*|above|leapt|lift\w*|rais\w*)\b",
    re.I,
)
NEAR = 30  # characters between "takes effect" and its day
_COMMENCES = frozenset(("start", "begin", "commence"))
_WHICH = frozenset(("of", "since"))
_TIMES = frozenset(["end", "beginning", "start", "middle", "half", "quarter", "month", "week", "day", "part", "course"])
_SINCE = re.compile(r"\b(?:since|first in|first time in)\s(?:the\s|early\s|late\s|mid-?)?$", re.I)
_QUARTER = re.compile(
    r"\b(?:(?P<q>first|second|third|fourth|final|last|march|june|september|december)[\s-]quarter|Q(?P<n>[1-4])\b|"
    r"(?P<h>first|second)[\s-]half|(?P<months>first\s(?:six|6))\smonths|H(?P<m>[12])\b)",
    re.I,
)
_NTH = {"first": 1, "march": 1, "second": 2, "june": 2, "third": 3, "september": 3, "fourth": 4, "final": 4, "last": 4,
        "december": 4}  # fmt: skip
_COMPARED = re.compile(r"\b(?:ago|earlier|before|previous\syear|prior\syear)\b", re.I)
_MEASURED = re.compile(r"\b(?:than|against|compared\s\w+|versus|vs\.?)\s[^,;]{0,40}$")
_BASE = re.compile(r"\b(?:from|over)\s(?:the\s)?$")
_AND = re.compile(r"\s(?:of\s[\w-]+\s)?(?:and|or|to)\s(?:\w+\s)?")
_APART = re.compile(r"[,;:]\s|\d|\band\s(?:in|by|for|at)\s")
_LAW = re.compile(r"\b(?:Act|Law|Code|Statute|Ordinance|Amendments?) of $")
_EFFECT = re.compile(
    r"\b(?:effective|from|starting|beginning|as of|takes? effect|took effect|in force|"
    r"into force|start(?:s|ing)?|until|on|in|by|since)\s+(?:on\s+)?$",
    re.I,
)
_BESIDE = re.compile(
    r"\s(?:(?P<up>higher|more|above|dearer|up|(?:rise|increase|gain|jump|surge)s?\b)|(?:from\s)?(?:drops?|falls?|declines?|cuts?|lower|less|"
    r"slump|plunge|reduction|decrease|slide|down|below|cheaper|fewer|smaller|weaker|easier|short\sof|off|under)\b)",
    re.I,
)
_FELL = re.compile(
    rf"{FALL.pattern}|\b(?:sunk|sinks|caved|loss|g[ai]v\w+\sup|wiped|t(?:ake|ook|aken)\saway|c[ao]me\sback\sby)\b", re.I
)
_OVER = re.compile(
    r"\b(?:lift|scrap|revok|cancel|end|remov|repeal|abolish|drop|suspend|waiv|rescind|eas)(?:e|ed|es|ped|s|led)?\b|\bstr(?:uck|ikes?)\sdown\b",
    re.I,
)
_STOOD = re.compile(
    r"\b(?:in\s(?:place|force|effect)|introduced|imposed|adopted|brought\sin|set\sup|dating|decreed)\s"
    r"(?:since|in|on|from|of)\s(?:\w+\s)?$",
    re.I,
)
_PROLONGED = re.compile(r"\b(?:exten[ds]|prolong|renew)\w*\b[^;:]*\bto\s(?:the\send\sof\s)?$", re.I)
_ELLIPSIS = re.compile(r"\d%?(?:\sto\s\S+)?(?:,|\sand)\s(?:and\s)?[a-z-]+\s$", re.I)  # "zinc 1.3% to $2,760 and tin "


def falls(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words around a number say that something fell by it."""
    if beside := _BESIDE.match(document.text, quantity.end):
        return beside.group("up") is None
    before = document.text[max(sentence.start, quantity.start - 300) : quantity.start]
    before = before if _ELLIPSIS.search(before) else before[-70:]
    falls, rises = list(_FELL.finditer(before)), list(RISE.finditer(before))
    return bool(falls) and (not rises or falls[-1].start() > rises[-1].start())


def when(document: Document, sentence: Sentence, clause: tuple[int, int], at: int) -> tuple[str | None, str | None]:
    """(date, expiry) of what is told at a place of a sentence; a date that hangs on another deed is not its own."""
    inside = [d for d in sentence.dates if clause[0] <= d.start < clause[1]]
    pool = inside or [d for d in sentence.dates if abs(d.start - at) < 120]
    today = document.reference.isoformat() if document.reference else ""
    ahead = (d for d in sentence.dates if d.role == "from" and d.value > today and d not in pool)
    pool += [d for d in ahead if _of_one_verb(sentence, d, at)]
    pool += [d for d in sentence.dates if d not in pool and any(_is_beside(document, d, p) for p in pool)]
    ends = [d for d in pool if d.role == "until" or _is_new_end(document, sentence, d)]
    expires = next((_said_day(sentence, d) for d in ends), None)
    stood = _OVER.search(sentence.text) is not None  # since when it had stood is not when it was ended
    points = [
        d for d in pool
        if d.kind == "date" and d not in ends and not _names_law(document.text, d)
        and not (stood and d.value < today and _STOOD.search(document.text, sentence.start, d.start))
    ]  # fmt: skip
    date = _best([d for d in points if not _elsewhere(sentence, d, at)], document, at)
    reference = document.reference.isoformat() if document.reference else None
    if date is None and reference and (sentence.index <= 1 or expires):
        date = reference
    return date, expires


def _is_beside(document: Document, end: Date, start: Date) -> bool:
    """Whether an end stands right before or behind a start ("for 18 months from 1 January 2027")."""
    between = document.text[min(end.end, start.end) : max(end.start, start.start)]
    pair = (end.role, start.role) == ("until", "from")
    return pair and len(between) <= len(", starting on ") and "," not in between[1:]


def _said_day(sentence: Sentence, end: Date) -> str:
    """An end, by the day where one stands right behind a length of time ("for a further year, until 27 November")."""
    behind = (d for d in sentence.dates if end.kind == "span" and d.role == "until" and d.kind == "date")
    return next((d.value for d in behind if 0 <= d.start - end.end <= len(", that is until ")), end.value)


def _is_new_end(document: Document, sentence: Sentence, date: Date) -> bool:
    """Whether something is prolonged to a date ("extended by two years to 17 November 2030")."""
    return date.kind == "date" and _PROLONGED.search(document.text, sentence.start, date.start) is not None


REACH = 600  # characters behind a telling in which a measure's start and end may stand
_ACT = (
    r"order|decree|decision|resolution|ordinance|directive|proclamation|regulation|rules?|circular|notice|notification|"
    r"change|suspension|waiver|exemption|quota|law|collection"
)
_MEASURE = (
    rf"(?:{_ACT}|ban|curb|measure|restriction|licen[cs]\w*|dut(?:y|ies)|tax|levy|control|halt|stop|freeze|floor|"
    r"prohibition|embargo|moratorium|ceiling|cap|regime|system|permit\w*|surcharge|"
    r"programme|program|scheme|requirement|pause|truce|it|they|which)"
)
_HOLDS = (
    r"(?:run|last|stay|remain|appl(?:y|ies)|hold|continue|bind|(?:is |are |be )?(?:valid|due|payable|applicable|owed|"
    r"collected|levied|charged|in (?:force|effect|place)))s?"
)
_STARTS = (
    r"(?:takes? effect|comes? into (?:force|effect)|enters? into force|starts?|begins?|kicks? in|"
    r"(?:is |are |be )?effective)"
)
_WILL = r"s?(?:,[^,;]{1,60},)?\s+(?:(?:is|are|will|would|shall|to|be|due|set|now|only)\s+)*?"
_BOUND = (
    r"(?:importers|exporters|shippers|buyers|firms|companies|miners|producers|traders)\s+"
    r"(?:must|will|shall|have to|need to)(?:\shave\sto)?\s(?:pay|post|apply|hold|obtain|declare|sell)[^.;]{0,40}?"
)
_RUNS = re.compile(
    rf"(?i)\b{_MEASURE}{_WILL}(?:{_HOLDS}|ends?|lapses?|expires?)\b|^\W*(?:[\w-]+\s){{0,4}}?{_MEASURE}\b.*\b{_HOLDS}\s(?:for|from|until)\b"
)
_BEGINS = {
    "ease": re.compile(
        rf"(?i)\b(?:{_ACT}|it|which){_WILL}(?:{_STARTS}|{_HOLDS})\b|\b(?:may|can|will)\b[^.;]{{0,40}}\b(?:again|freely|resume)\b"
    ),
    "tighten": re.compile(rf"(?i)\b(?:{_MEASURE}{_WILL}(?:{_STARTS}|{_HOLDS})|{_BOUND})\b"),
}


def timed(document: Document, told: Statement) -> Statement:
    """A measure with the start ahead and the end that the sentences behind it give.

    "The order takes effect on 1 May and runs for a year": of a measure whose own words give no day but the article's.
    """
    today = document.reference.isoformat() if document.reference else ""
    family = FAMILIES[told.type]
    if not today or told.background or (family not in MEASURES and family != "policy"):
        return told
    date, expires, sides = told.date, told.expires, {*told.actors, *told.targets}
    own = document.sentences[told.sentence]
    expires = expires or _length(own.text, date or today)
    starts = {d.value: d for d in own.dates if d.role == "from" and d.value > today and len(d.value) > len("2027")}
    if (date or today) == today and len(starts) == 1:
        date, begun = starts.popitem()
        expires = expires or next((d.value for d in own.dates if _is_beside(document, d, begun)), None)
    for sentence in document.sentences[told.sentence + 1 :]:
        if sentence.start > told.end + REACH:
            break
        if any(n.country and n.country not in sides for n in sentence.names) or _AWAITED.search(sentence.text):
            continue  # of another's measure, or when something will be decided
        begins = _BEGINS[told.direction or "tighten"].search(sentence.text)
        runs = _RUNS.search(sentence.text)
        ahead = [d for d in sentence.dates if d.value > today]
        near = (d for d in ahead if begins and 0 <= d.start - sentence.start - begins.end() < NEAR)
        comes = [d.value for d in ahead if d.role == "from" and (runs or _OPENS.match(sentence.text))]
        comes += (d.value for d in near if d.kind == "date" and d.role != "until")
        if comes and ((date or today) <= today or comes[0].startswith(str(date))):
            date = comes[0]
        if runs and expires is None:
            expires = next((_ends(d, date or today) for d in ahead if d.role == "until"), None)
        expires = expires or _length(sentence.text, date or today)
    return told._replace(date=date, expires=expires)


_AWAITED = re.compile(
    r"\b(?:decision|vote|ruling|verdict|hearing)s?\b[^.;]{0,40}\b(?:due|expected|planned|set|scheduled)\b", re.I
)
_LONG = re.compile(
    r"\b(\w+)-(day|week|month|year)(?:-long)? (?:\w+ )?(?:ban|halt|stop|suspension|moratorium|freeze)\b", re.I
)


_OPENS = re.compile(  # "From 1 March 2027 a licence is required"
    rf"(?i)\W*(?:from|as of|starting|beginning|effective)\s[^.;]*\b(?:"
    rf"{_MEASURE}{_WILL}(?:required|needed|{_HOLDS})|must)\b"
)
_LASTS = re.compile(rf"(?i)\b{_MEASURE}{_WILL}(?:run|last|hold)s?\s(\w+)\s(day|week|month|year)s?\b")


def _length(words: str, start: str) -> str | None:
    """The end of a measure whose length stands before its name or behind "last": "a six-month ban"."""
    found = _LONG.search(words) or _LASTS.search(words)
    dates = find_dates(f"for {found[1]} {found[2]}s", start) if found and len(start) == len("2025-01-01") else ()
    return next((d.value for d in dates), None)


def _ends(date: Date, start: str) -> str:
    """The end that a date or, counted from a start, a length of time gives."""
    return find_dates(date.surface, start)[0].value if date.kind == "span" and len(start) == 10 else date.value


def _of_one_verb(sentence: Sentence, date: Date, at: int) -> bool:
    """Whether a date behind a place of a sentence is of its verb ("froze exports on Monday, as of 1 May")."""
    tree = parse(sentence.text) if date.start > at else None
    told, own = (None, None) if tree is None else (governing(tree, p - sentence.start) for p in (date.start, at))
    if tree is None or told is None or own is None:
        return False
    return told == own or (own in tree.up(told) and _is_start(tree, told, own))


def _is_start(tree: Tree, told: int, own: int) -> bool:
    """Whether a verb below another says when that holds: "starting on 1 May", "need leave to export from 1 May"."""
    return tree.words[told].lemma in _COMMENCES or is_bound(tree, own)


def _elsewhere(sentence: Sentence, date: Date, at: int) -> bool:
    """Whether a date tells when something else was done ("scrapped a tax, reversing an order from May").

    Or which thing is meant ("cancelled its tender of August").
    """
    tree = parse(sentence.text)
    if tree is not None and _names(tree, date.end - sentence.start):
        return True
    told, own = (None, None) if tree is None else (governing(tree, p - sentence.start) for p in (date.start, at))
    if tree is None or told is None or own is None or told == own or not tree.words[told].is_verb:
        return False
    if _is_start(tree, told, own):
        return False
    return tree.words[told].dep in {"advcl", "relcl", "acl", "pcomp"} and own in tree.up(told)


def _names(tree: Tree, end: int) -> bool:
    """Whether the date that ends at a place says which one a noun means ("a ban of 2014", "the first since 1990")."""
    last = tree.top(end - 1, end)
    led = None if last is None else next((k for k in (last, *tree.up(last)) if tree.words[k].dep == "prep"), None)
    if led is None or tree.words[led].lemma not in _WHICH:
        return False
    noun = tree.words[tree.words[led].head]
    return (noun.is_noun or noun.lemma in {"that", "those"}) and noun.lemma not in _TIMES and not noun.text[0].isdigit()


def _names_law(text: str, date: Date) -> bool:
    """Whether a year only belongs to the name of a law ("the Trade Expansion Act of 1962")."""
    return len(date.value) == 4 and _LAW.search(text, max(0, date.start - 16), date.start) is not None


def _best(points: list[Date], document: Document, at: int) -> str | None:
    """The effective date where one is marked, else the date nearest to the trigger."""
    if not points:
        return None
    marked = [d for d in points if d.role == "from" and d.start > at]
    if marked:
        return marked[0].value
    after = [d for d in points if d.start >= at and _EFFECT.search(document.text[max(0, d.start - 30) : d.start])]
    return (after or sorted(points, key=lambda d: abs(d.start - at)))[0].value


def is_background(document: Document, date: str | None) -> bool:
    """Whether a date lies more than a month before the article."""
    if not (date and document.reference):
        return False
    day = (date + "-12-31"[len(date) - 4 :]) if len(date) < 10 else date
    return (
        day[:10] < document.reference.isoformat()
        and (document.reference.year * 12 + document.reference.month) - (int(date[:4]) * 12 + int(day[5:7])) > 1
    )


def period_of(document: Document, sentence: Sentence, q: Quantity, numbers: Sequence[Quantity]) -> str | None:
    """The time that a number is of: the date of its clause, else the nearest of its sentence, with quarter or half.

    A date behind the next number is of that one; "a year ago" is the time of what a number is compared with.
    """
    ends = min((n.start for n in numbers if n.start >= q.end and n.unit not in LENGTHS), default=sentence.end)
    dates = [
        d for d in sentence.dates
        if d.value[:4].isdigit() and d.kind == "date" and not _since(sentence, d)
        and (d.start < ends or _AND.fullmatch(document.text, q.end, ends)) and not _COMPARED.search(d.surface)
        and not _is_base(document.text, q, d)
        and not (d.end <= q.start and _AGAINST.fullmatch(document.text, d.end, q.start))
    ]  # fmt: skip
    start, end = sentence.clause(q.start)
    near = [d for d in dates if start <= d.start < end] or dates
    best = min(near, key=lambda d: _gap(document.text, d, q), default=None)
    value = best.value if best is not None and _gap(document.text, best, q) < 140 else None
    if value and best is not None:
        start, end = max(sentence.start, best.start - 24), best.end
    part = _QUARTER.search(document.text, start, end)
    year = value[:4] if value else str(document.reference.year) if document.reference and part else None
    if part and year and (value is None or len(value) == 4):
        quarter = part["n"] or (str(_NTH[part["q"].lower()]) if part["q"] else None)
        return f"{year}-Q{quarter}" if quarter else f"{year}-H{part['m'] or _NTH[(part['h'] or 'first').lower()]}"
    return value


_AGAINST = re.compile(r"(?i),?\s(?:vs\.?|versus|against|(?:as )?compared (?:to|with)|(?:(?:up|down) )?from)\s")


def _is_base(text: str, q: Quantity, date: Date) -> bool:
    """Whether a date behind a number is that of what it is measured against ("36 % less than in March 2012")."""
    base = q.unit == "%" and _BASE.search(text, q.end, date.start)
    return date.start >= q.end and bool(base or _MEASURED.search(text, q.end, date.start))


def _since(sentence: Sentence, date: Date) -> bool:
    """Whether a date only tells how long ago the like was seen ("the highest since March 2018")."""
    at = date.start - sentence.start
    return _SINCE.search(sentence.text[max(0, at - 20) : at]) is not None


def _gap(text: str, date: Date, q: Quantity) -> float:
    """How far a date is from a number: one behind a comma or another number is further."""
    between = text[q.end : date.start] if q.end <= date.start else text[date.end : q.start]
    return len(between) * (1 if q.end <= date.start else 1.3) + 25 * (_APART.search(between) is not None)
