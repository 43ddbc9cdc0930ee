"""Numbers of a text with unit, written places, qualifier and their part in a range."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.brief.verify.mentions import Number, inside
from didymium.text.base import DIGITS, parse_number, qualifier_before
from didymium.text.money import find_money
from didymium.text.quantities import find_quantities

_BARE = re.compile(rf"(?<![\w.])(?P<a>{DIGITS})(?![\d])", re.A)


_WORD_NUMBER = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)\b", re.I)


Found = tuple[Number, int, int]


_YEARLY = frozenset({"yr", "year", "annum", "a"})


_TIME_UNITS = frozenset({"days", "weeks", "months", "years"})


def read_numbers(text: str, taken: list[tuple[int, int]]) -> list[Found]:
    """The numbers of a text outside the taken spans, with where they start and end."""
    found: list[Found] = []
    money = find_money(text)
    for m in money:
        yearly = m.per in _YEARLY
        if (m.per is None or yearly) and not inside(m.start, m.end, taken):
            unit = f"{m.unit.partition('/')[0]}/yr" if yearly else m.unit
            found += _ends(m.value, m.high, unit, m.qualifier, m.start, m.end, text)
    spans = taken + [(s, e) for _, s, e in found]
    for q in find_quantities(text, money=money):
        if not inside(q.start, q.end, spans):
            found += _ends(q.value, q.high, q.unit, q.qualifier, q.start, q.end, text, q.of)
    found += _bare(text, taken + [(s, e) for _, s, e in found])
    return _priced(_paired(sorted(found, key=lambda item: item[1:]), text), text)


def _ends(
    value: float, high: float | None, unit: str, qualifier: str | None, start: int, end: int, text: str, of: str = ""
) -> list[Found]:
    surface = text[start:end]
    digits = re.findall(DIGITS, surface, re.A)
    unit = "t" if unit == "t/yr" else unit
    before = text[max(0, start - 28) : start].lower()
    if unit in _TIME_UNITS and surface.lower().startswith("over "):
        qualifier = None
    low = Number(
        value, unit, _slack(value, digits[:1]), 0.0, qualifier, None if high is None else "low", surface, of, before
    )
    if high is None:
        return [(low, start, end)]
    mixed = len(set(re.findall(r"A\$|C\$|US\$|[$€£¥]", surface))) > 1
    top = replace(low, unit="mixed" if mixed else unit, value=high, slack=_slack(high, digits[1:2]), end="high")
    return [(low, start, end), (top, start + 1, end)]


def _slack(value: float, digits: list[str]) -> float:
    """Half of the last written place, in the units of `value`."""
    if not digits or not value:
        return 0.0
    written = re.sub(r"[,\s]", "", digits[0])
    number = float(written)
    places = len(written.partition(".")[2])
    return 0.5 * 10.0**-places * abs(value / number) if number else 0.0


def _bare(text: str, taken: list[tuple[int, int]]) -> list[Found]:
    found = []
    for match in _BARE.finditer(text):
        if not inside(match.start(), match.end(), taken):
            value = float(re.sub(r"[,\s]", "", match.group("a")))
            qualifier, _ = qualifier_before(text, match.start())
            before = text[max(0, match.start() - 28) : match.start()].lower()
            slack = _slack(value, [match.group("a")])
            number = Number(value, None, slack, 0.0, qualifier, surface=match.group(), before=before)
            found.append((number, match.start(), match.end()))
    for match in _WORD_NUMBER.finditer(text):
        if not inside(match.start(), match.end(), taken):
            word = match.group().lower()
            value = {"once": 1.0, "twice": 2.0}.get(word) or parse_number(word)
            unit = "x" if word in {"once", "twice"} else None
            found.append((Number(value, unit, 0.0, 0.0, surface=word), match.start(), match.end()))
    return found


_PER = re.compile(r"(?:/|\b(?:a|per)\s)(kg|kilograms?|kilos?|tonnes?|tons?|t|pounds?|lb)\b", re.I)


_PER_UNIT = {"k": "USD/kg", "t": "USD/t", "p": "USD/lb", "l": "USD/lb"}


def _priced(found: list[Found], text: str) -> list[Found]:
    """Plain dollars beside "a tonne" elsewhere in the sentence may be a price per tonne."""
    per = _PER.search(text)
    if not per:
        return found
    other = _PER_UNIT[per.group(1)[0].lower()]
    return [(replace(n, other_unit=other) if n.unit == "USD" else n, s, e) for n, s, e in found]


_LINK = re.compile(r"^(?:\s?(?:,|and|to|or|–|-|against|,? and)\s?(?:between|from|about|roughly)?\s?)$", re.I)


_RANGE_OPEN = re.compile(r"(?:between|from|range(?: of| from)?|ranges from)\s?[$€£A-Z]{0,3}\s?$", re.I)


def _paired(found: list[Found], text: str) -> list[Found]:
    """Bare numbers take the unit of the number they are joined to; "between a and b" and "a to b" become range ends."""
    made = list(found)
    for k in range(len(made) - 1):
        (a, a0, a1), (b, b0, b1) = made[k], made[k + 1]
        link = text[a1:b0]
        if b0 < a1 or not _LINK.match(link):
            continue
        if a.unit is None and b.unit not in {None, "count"}:
            scale = _scale_of(b, text[b0:b1]) if a.value < abs(b.value) / 1e2 else 1.0
            a = replace(a, unit=b.unit, value=a.value * scale, slack=a.slack * scale)
        opened = _RANGE_OPEN.search(text[max(0, a0 - 16) : a0])
        joined = link.strip().lower()
        if a.unit == b.unit and a.end is None and ((opened and joined == "and") or joined in {"to", "–", "-"}):
            moved = _MOVED.search(text[max(0, a0 - 40) : a0])
            if not moved:
                a, b = replace(a, end="low"), replace(b, end="high")
        made[k], made[k + 1] = (a, a0, a1), (b, b0, b1)
    return made


_MOVED = re.compile(
    r"\b(?:r[io]se|risen|fell|fallen|grew|cut|went|moved|dropped|climbed|jumped|up|down|raised|lowered|raising|"
    r"\w+ed)\b[^.;,]{0,25}\bfrom\s?[$€£]?\s?$",
    re.I,
)


def _scale_of(number: Number, surface: str) -> float:
    digits = re.findall(DIGITS, surface, re.A)
    return number.value / float(digits[-1].replace(",", "")) if digits and float(digits[-1].replace(",", "")) else 1.0
