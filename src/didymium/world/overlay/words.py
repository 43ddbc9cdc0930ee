"""The words by which a telling is read and a row is named: the lists of `data/lexicon/overlay_words.csv`."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from didymium.labels import lexicon
from didymium.records import Event
from didymium.text.dateline import find_dateline
from didymium.world.days import parse_date

BESIDES = re.compile(  # opens a clause that tells why, while or for how long and not what was done
    r"(?:,| )\b(?:whil(?:e|st)|because|amid|pending|so that|in (?:response|retaliation) to|unless|citing|in order to|"
    r"until (?!(?:further|the end|\d|\w+ \d))|(?:after|following|as) (?:it|they|the|an?|its|their|talks|\w+ing)) ",
    re.I,
)


@lru_cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """(word, what is said) of a list in its order: a pattern, or the word that it stands for."""
    return tuple((r["word"], r["said"]) for r in lexicon("overlay_words") if r["list"] == name)


@lru_cache
def meaning(name: str) -> dict[str, str]:
    """A list as a mapping, such as the kind of a type."""
    return dict(pairs(name))


def word(name: str, text: str) -> str | None:
    """The first word of a list whose pattern the text holds."""
    return next((w for w, pattern in pairs(name) if re.search(pattern, text, re.I)), None)


def main_clause(text: str) -> str:
    """A telling up to the clause that tells why, while or after what it is done."""
    return BESIDES.split(text, maxsplit=1)[0]


def kind_told(text: str) -> str | None:
    """The kind of control that a telling names: by its main clause, else by the reason or condition behind it."""
    kinds = [(kind, pattern) for kind, pattern in pairs("measure") if kind != "entity_listing"]
    parts = (main_clause(text), text)
    return next((kind for part in parts for kind, pattern in kinds if re.search(pattern, part, re.I)), None)


def acts(name: str, text: str) -> bool:
    """Whether a text tells an act: `extended`, `suspended`, `ended`, `resumed`, `runs`, `permit`."""
    return re.search(meaning("act")[name], text, re.I) is not None


def done_on(event: Event, day: dt.date) -> str:
    """The day on which what is told was done: the event's where it is not after the article's, else the article's."""
    return event.date if event.date and parse_date(event.date) <= day else day.isoformat()


def amount(event: Event, unit: str) -> float | None:
    """The first amount of the event in a unit."""
    return next((a.value for a in event.amounts if a.unit == unit), None)


def prose(quote: str) -> str:
    """A quote in one line without a headline above it and a dateline before it."""
    lines = [line.strip() for line in quote.splitlines() if line.strip()]
    while len(lines) > 1 and not lines[0].endswith((".", "!", "?", ":", ";", "”", '"', ",")):
        del lines[0]
    told = " ".join(lines)
    opening = find_dateline(told)
    return told[opening.end :] if opening and opening.start == 0 else told


def stage_told(text: str) -> str | None:
    """The stages of the goods whose trade a text tells ("exports of cobalt hydroxide" -> refine), None where unsaid."""
    found = (match.group(1) for _, pattern in pairs("goods") if (match := re.search(pattern, text)))
    forms = (";".join(stage for stage, form in pairs("form") if re.search(form, goods, re.I)) for goods in found)
    main = re.split(r" (?:to|for|by|from) ", main_clause(text))[0]
    named = {stage for stage, form in pairs("form") if re.search(form, main, re.I)}
    return next(filter(None, forms), named.pop() if len(named) == 1 else None)
