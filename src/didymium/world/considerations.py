"""What one has to know to read a kind of story: rows of `considerations`, each for stories of certain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

Row = Mapping[str, Any]
TABLE = "considerations"  # whose rows are sentences for a kind of story
OPENS = 1500  # characters of an article, after its title, that tell what it is about
NEAR_NAME, NEAR_WORDS = 300, 900  # in which what a row asks for, by name or else, stands in no aside
QUESTIONS = {  # of the rows that stand under one; a row of `test` stands in what would change the view
    "aim": "What does it really decide?",
    "reply": "What does it mean for the other side and for investors?",
    "record": "How did such cases go?",
    "long": "What does it mean in the long run?",
}


def places(row: Row, title: str, text: str) -> tuple[tuple[int, int], ...] | None:
    """Where the text has the words that a row asks for (start, end), one place a pattern; None where it is not for it.

    What stands in the title alone has no place in the text.
    """
    opening = text[:OPENS]
    if (bars := row["bars"]) and (_pattern(bars).search(title) or _pattern(bars).search(opening)):
        return None
    found = []
    for told, where, said in ((row["named"], opening, title), (row["words"], text, "")):
        if not told:
            continue
        match = _found(told, where)
        if match is None and _found(told, said) is None:
            return None
        if match is not None:
            found.append(match.span())
    return tuple(found)


def is_titled(row: Row, title: str) -> bool:
    """Whether a title has the name that a row asks for."""
    return bool(row["named"]) and _found(row["named"], title) is not None


def is_near(row: Row, title: str, text: str) -> bool:
    """Whether a text has what a row asks for in its title or where it begins, and not in an aside further down."""
    asked = ((row["named"], NEAR_NAME), (row["words"], NEAR_WORDS))
    found = ((_found(told, title), _found(told, text), within) for told, within in asked if told)
    return all(titled is not None or (match is not None and match.start() < within) for titled, match, within in found)


def is_proper(row: Row, text: str) -> bool:
    """Whether what a row asks for by name opens the text as a name: "Greenbushes", and not "spodumene"."""
    first = next(_matches(row["named"], text[:OPENS]), None) if row["named"] else None
    return first is not None and _is_name(first, text, row["named"])


def tells_of_name(row: Row, text: str) -> bool:
    """Whether a row tells of a name by which the opening of a text asks for it, by its first word."""
    asked = _matches(row["named"], text[:OPENS]) if row["named"] else ()
    return any(_is_name(m, text, row["named"]) and _WORD.findall(m[0])[0] in str(row["text"]) for m in asked)


def _is_name(match: re.Match[str], text: str, told: str) -> bool:
    """Whether a word is written large as a name, also where it begins a sentence and is asked for as one."""
    asked = _WORD.findall(match[0])[0] in told
    return match[0][0].isupper() and (asked or not _BEGINS.search(text[: match.start()]))


_WORD = re.compile(r"(?:[A-Z]\.)+|[\w-]+|.")
_BEGINS = re.compile(r"(?:^|[.!?:\n])\s*[“\"‘']?$")  # a sentence, with whose first letter any word is written large


def _found(told: str, text: str) -> re.Match[str] | None:
    """The first place of what a row asks for."""
    return next(_matches(told, text), None)


def _matches(told: str, text: str) -> Iterator[re.Match[str]]:
    """The places of what a row asks for; what it asks for as a name is none in small letters ("trail")."""
    for match in _pattern(told).finditer(text):
        word = match[0]
        if not word.isalpha() or not word.islower() or word.capitalize() not in told or word in told:
            yield match


@cache
def _pattern(told: str) -> re.Pattern[str]:
    return re.compile(rf"(?is)\b(?:{told})")
