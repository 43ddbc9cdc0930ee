"""Cues: beginnings of words, in groups, all found in one pass over a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

G = TypeVar("G")


def lower(text: str) -> str:
    """`text` in lower case, each character in its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Cues(Generic[G]):
    """Groups of word beginnings; a form that opens with a letter must open a word."""

    def __init__(self, groups: Mapping[G, Iterable[str]]) -> None:
        self._owners: dict[str, list[G]] = {}
        for group, forms in groups.items():
            for form in forms:
                self._owners.setdefault(form, []).append(group)

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, tuple[tuple[bool, list[G]], ...]]:
        found = AhoCorasick(list(self._owners), implementation=Implementation.DFA)
        return found, tuple((form[0].isalpha(), groups) for form, groups in self._owners.items())

    def found(self, text: str) -> Iterator[tuple[int, list[G]]]:
        """Yields where each form that stands in `text` begins, and the groups that have it."""
        automaton, owners = self._automaton
        for form, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            opens, groups = owners[form]
            if not (opens and start and text[start - 1].isalnum()):
                yield start, groups

    def places(self, text: str) -> dict[G, list[int]]:
        """For each group that occurs in `text` the places where its forms begin, in order."""
        out: dict[G, list[int]] = {}
        for start, groups in self.found(text):
            for group in groups:
                out.setdefault(group, []).append(start)
        return {group: sorted(set(starts)) for group, starts in out.items()}

    def counts(self, text: str) -> Counter[G]:
        """How often the forms of each group begin in `text`."""
        return Counter(group for _, groups in self.found(text) for group in groups)


def matches(
    text: str, places: Iterable[int], whole: re.Pattern[str], before: re.Pattern[str] | None = None, reach: int = 48
) -> Iterator[re.Match[str]]:
    """Yields the matches of `whole` that begin at one of `places`; they do not overlap.

    `before` (a pattern that ends in "$") is what stands in front of a place, at most `reach` characters; `whole` then
    begins with it.
    """
    end = 0
    for place in places:
        start: int | None = place
        if before is not None:
            opening = before.search(text, max(end, place - reach), place)
            start = opening.start() if opening else None
        if start is not None and start >= end and (match := whole.match(text, start)):
            end = match.end()
            yield match
