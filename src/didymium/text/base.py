"""Numbers, qualifiers and scales: the part of the grammar that money, dates and quantities share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Bounded, so that rows of digits cost no more than their length; what is longer is no amount.
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}|[1-9]\d{0,2}(?: \d{3}){1,6}(?!\d|,\d)|\d{1,24}(?!\d))(?:\.\d{1,24}(?!\d))?"
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {w: i for i, w in enumerate(_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)} | {"dozen": 12}
WORDS = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|(?:a )?dozen|"
    rf"{'|'.join(sorted(_ONES[1:], key=len, reverse=True))})"
)
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6, "m": 1e6,
    "crore": 1e7, "lakh": 1e5, "lakh crore": 1e12, "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
ARTICLES = {"a": 1.0, "an": 1.0, "half a": 0.5}  # "a thousand", "half a million"
SCALE_WORDS = r"(?:hundred|thousand|million|billion|trillion|lakh crore|crore|lakh|mln|bln|trn|mn|bn|tn)"

QUALIFIERS = {
    "about": "about", "around": "about", "approximately": "about", "roughly": "about", "some": "about",
    "an estimated": "about", "estimated": "about", "estimated at": "about", "circa": "about", "~": "about",
    "approx": "about", "approx.": "about", "c.": "about", "≈": "about", "in the region of": "about",
    "nearly": "nearly", "almost": "nearly", "close to": "nearly", "just under": "nearly", "just over": "more than",
    "more than": "more than", "over": "more than", "above": "more than", "exceeding": "more than",
    "well over": "more than", "greater than": "more than", "in excess of": "more than", "upwards of": "more than",
    ">": "more than", "at least": "at least", "no less than": "at least", "≥": "at least", "a minimum of": "at least",
    "up to": "up to", "as much as": "up to", "as many as": "up to", "as high as": "up to", "at most": "up to",
    "no more than": "up to", "a maximum of": "up to", "≤": "up to", "less than": "less than",
    "fewer than": "less than", "under": "less than", "below": "less than", "<": "less than",
}  # fmt: skip
_QUALIFIER = re.compile(
    r"(?:" + "|".join(re.escape(q) for q in sorted(QUALIFIERS, key=len, reverse=True)) + r")\s*(?:the\s|a\s)?$", re.I
)
_LAST_WORDS = tuple(sorted({q.split()[-1] for q in QUALIFIERS}))
_AFTER = re.compile(r"\s*(?:\+|-plus\b|\bor (more|so|less)\b)", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text: text[start:end] == surface."""

    start: int
    end: int
    surface: str


def parse_number(words: str) -> float:
    """The number that digits or English number words say ("1,200", "twenty-five", "two thousand and six")."""
    text = words.strip().lower().replace(",", "")
    if text in ARTICLES:
        return ARTICLES[text]
    text = text.replace(" ", "") if text[:1].isdigit() else text
    try:
        return float(text)
    except ValueError:
        return _spoken(text)


def _spoken(text: str) -> float:
    total = part = 0.0
    for word in re.findall(r"[a-z]+", text):
        if word in SMALL:
            part = part * SMALL[word] if word == "dozen" and part else part + SMALL[word]
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in SCALES:
            total, part = total + (part or 1) * SCALES[word], 0.0
    return total + part


def qualifier_before(text: str, start: int) -> tuple[str | None, int]:
    """The qualifier that ends right before `start` and where it begins (else None and `start`)."""
    window = text[max(0, start - 20) : start]
    words = window.lower().removesuffix(" ").removesuffix(" a").removesuffix(" the").split()
    if not words or not words[-1].endswith(_LAST_WORDS):
        return None, start
    found = _QUALIFIER.search(window)
    if not found or (found.start() and window[found.start()].isalpha() and window[found.start() - 1].isalnum()):
        return None, start
    said = re.sub(r"\s+(?:the|a)?\s*$", "", found.group().lower()).strip()
    return QUALIFIERS.get(said), start - (len(window) - found.start())


def qualifier_after(text: str, end: int) -> str | None:
    """The qualifier that follows a number: "+", "-plus", "or more", "or so", "or less"."""
    found = _AFTER.match(text, end)
    if not found:
        return None
    return {"so": "about", "less": "up to"}.get((found.group(1) or "").lower(), "more than")


def windows(places: Iterable[int], text: str, before: int, after: int) -> list[tuple[int, int]]:
    """Joined stretches of `text` around places in order, whole words (so that slow patterns run only there)."""
    spans: list[tuple[int, int]] = []
    for place in places:
        start, end = max(0, place - before), min(len(text), place + after)
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def alike(one: float, other: float) -> bool:
    """Whether two numbers can be in the same unit: neither is fifty times the other."""
    return 0.02 < abs(one) / max(abs(other), 1e-9) < 50
