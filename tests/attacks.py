"""Strings that make a regular expression work hard, derived from the expression itself, and how its work grows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from re import _constants as code
from re import _parser as parser
from typing import Any

REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
LONG = 16  # a repeat that may be longer is pumped
ENDS = ("", "\x00", "\n", "z9~", "<", "]")
_CATEGORY = {code.CATEGORY_DIGIT: "1", code.CATEGORY_WORD: "a", code.CATEGORY_SPACE: " ", code.CATEGORY_NOT_DIGIT: "a",
             code.CATEGORY_NOT_WORD: " ", code.CATEGORY_NOT_SPACE: "a"}  # fmt: skip


def attacks(pattern: str, flags: int = 0) -> tuple[tuple[str, str], ...]:
    """(before, pump) of each long repeat in a pattern, and of what leads to it: repeated, they are hard to match."""
    found: dict[tuple[str, str], None] = {}
    for before, pump in _pumps(parser.parse(pattern, flags), ""):
        for pair in ((before, pump), ("", before + pump), ("", before)):
            if pair[1]:
                found.setdefault(pair)
    return tuple(found)


def _pumps(nodes: Any, before: str) -> Iterator[tuple[str, str]]:
    """The repeats of a parsed pattern, each with an example of what stands before it."""
    for operation, value in nodes:
        if operation in REPEATS:
            _, most, inner = value
            yield from _pumps(inner, before)
            if most >= LONG:
                for example in dict.fromkeys((_example(inner), _example(inner, last=True))):
                    yield before, example
        elif operation is code.SUBPATTERN:
            yield from _pumps(value[-1], before)
        elif operation is code.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif operation is code.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif operation in (code.ASSERT, code.ASSERT_NOT):
            yield from _pumps(value[1], before)
        before += _one(operation, value, False)


def _example(nodes: Any, last: bool = False) -> str:
    return "".join(_one(operation, value, last) for operation, value in nodes)


def _one(operation: Any, value: Any, last: bool) -> str:
    """A short text that one node matches: of alternatives the first, or the last."""
    if operation is code.LITERAL:
        return chr(value)
    if operation is code.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if operation is code.ANY:
        return "a"
    if operation is code.IN:
        return _member(value, last)
    if operation in REPEATS:
        least, most, inner = value
        return _example(inner, last) * max(least, min(most, 1))
    if operation is code.SUBPATTERN:
        return _example(value[-1], last)
    if operation is code.ATOMIC_GROUP:
        return _example(value, last)
    if operation is code.BRANCH:
        return _example(value[1][-1 if last else 0], last)
    return ""


def _member(items: Any, last: bool) -> str:
    if items[0][0] is code.NEGATE:
        fits = re.compile("[^" + "".join(_member_class(item) for item in items[1:]) + "]")
        return next((c for c in ("a", " ", "1", "-", "<", "\n", "~") if fits.match(c)), "\u4e00")
    kind, value = items[-1 if last else 0]
    if kind is code.RANGE:
        return chr(value[1] if last else value[0])
    return chr(value) if kind is code.LITERAL else _CATEGORY[value]


def _member_class(item: Any) -> str:
    kind, value = item
    if kind is code.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if kind is code.LITERAL:
        return re.escape(chr(value))
    names = {"1": r"\d", "a": r"\w", " ": r"\s"}
    return names[_CATEGORY[value]]


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Processor time of the quickest of some tries, in seconds."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
        if spent[-1] > 1.0:
            break
    return min(spent)


def growth(work: Callable[[int], object], size: int, floor: float = 0.004) -> float:
    """Processor time for 4n over that for n; 1 where that for 4n is too short to matter (`floor` seconds)."""
    once = seconds(lambda: work(size))
    fourfold = seconds(lambda: work(4 * size))
    return fourfold / max(once, floor / 4) if fourfold > floor else 1.0
