"""One story over many outlets: near-identical copies by shared shingles, and the same event told in other words.

Copies: candidates share hashes of their bottom-64 sketches (the 64 smallest hashes of the five-word shingles), and
each pair is then checked on its full shingle sets. Same event: type, actors and minerals agree, the dates are near,
and headline and lead share their names, numbers and words.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from didymium.news.article import STOPWORDS
from didymium.records import Reading
from didymium.text.stamps import day_of

SHINGLE = 5  # words
SKETCH = 64  # hashes
COPY = 0.5  # share of the shorter text's shingles that the longer has
SHARED = 4  # sketch hashes in common that make a candidate
LEAD = 700  # characters
DAYS = 4  # between two reports of one event
SAME_EVENT, SAME_WORDS = 0.22, 0.45  # cosine of headline and lead: with and without an event in common
CROWD = 200  # a hash that more texts share says nothing (a licence line, a footer)
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_COMMON = STOPWORDS | {
    "also", "says", "who", "they", "he", "she", "his", "her", "about", "could", "other", "some", "while", "under",
    "last", "year", "years", "two", "one",
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """One event and the readings that tell it, as positions in the input."""

    lead: int  # the earliest, else the first
    members: tuple[int, ...]
    copies: tuple[tuple[int, ...], ...]  # members that are near-identical, by group
    sources: tuple[str, ...]


def shingles(text: str) -> frozenset[int]:
    """Hashes of the five-word shingles of a text, case and punctuation aside; a shorter text is one shingle."""
    words = [word.lower() for word in _WORD.findall(text)]
    last = max(1, len(words) - SHINGLE + 1)
    return (
        frozenset(zlib.crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(last)) if words else frozenset()
    )


def sketch(hashes: frozenset[int]) -> tuple[int, ...]:
    """The 64 smallest hashes in order: a fixed-size stand-in for the text, to be kept beside it."""
    return tuple(sorted(hashes)[:SKETCH])


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """Share of the smaller set that the larger has, 0..1: high for a cut or lengthened copy too."""
    small = min(len(a), len(b))
    return len(a & b) / small if small else 0.0


def likely_copies(shared: int, a: int, b: int) -> bool:
    """Whether two texts whose sketches of `a` and `b` hashes have `shared` in common are worth the exact check."""
    return shared >= min(SHARED, max(1, min(a, b) // 4))


def near_duplicates(texts: Iterable[str], threshold: float = COPY) -> list[tuple[int, ...]]:
    """The positions of the texts, grouped: near-identical ones together, all others alone; ordered by first member."""
    sets = [shingles(text) for text in texts]
    sketches = [sketch(hashes) for hashes in sets]
    pairs = ((a, b) for a, b in _candidates(sketches) if containment(sets[a], sets[b]) >= threshold)
    return _groups(len(sets), pairs)


def join_stories(readings: Iterable[Reading]) -> list[Story]:
    """The readings as stories: copies and reports of the same event together, ordered by first member."""
    readings = list(readings)
    copies = near_duplicates(f"{r.article.title}\n{r.article.text}" for r in readings)
    reports = [Report(reading) for reading in readings]
    pairs = [(group[0], other) for group in copies for other in group[1:]]
    pairs += [(a, b) for a, b in _event_candidates(reports) if same_event(reports[a], reports[b])]
    groups = _groups(len(readings), pairs)
    return [_story(group, readings, copies) for group in groups]


def same_event(a: Report, b: Report) -> bool:
    """True when two reports tell the same event: near in time, and alike in event and words.

    With an event in common (type, actor, mineral) a loose likeness of words suffices; without one the words must be
    close and the minerals must not differ. A report without a date needs close words.
    """
    if a.day and b.day and abs((a.day - b.day).days) > DAYS:
        return False
    likeness = cosine(a.words, b.words)
    if a.keys & b.keys and a.day and b.day:
        return likeness >= SAME_EVENT
    return likeness >= SAME_WORDS and (bool(a.minerals & b.minerals) or not (a.minerals or b.minerals))


def cosine(a: Counter[str], b: Counter[str]) -> float:
    """Cosine of two bags of words, 0..1."""
    dot = sum(count * b[word] for word, count in a.items())
    size = (sum(c * c for c in a.values()) * sum(c * c for c in b.values())) ** 0.5
    return dot / size if size else 0.0


class Report:
    """What is compared of a reading: day, event keys, words of headline and lead."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.day: dt.date | None = day_of(reading.article.published)

    @cached_property
    def keys(self) -> frozenset[tuple[str, str, str]]:
        """(type, actor, mineral) of each event that is news."""
        return frozenset(
            (event.type, actor, mineral)
            for event in self.reading.events
            if not event.background
            for actor in (event.actors or ("",))
            for mineral in (event.minerals or ("",))
        )

    @cached_property
    def minerals(self) -> frozenset[str]:
        """Minerals that headline and lead name."""
        lead = len(self.reading.article.title) + LEAD
        named = (e.id for e in self.reading.entities if e.kind == "mineral" and e.start < lead)
        return frozenset(named) | {mineral for _, _, mineral in self.keys if mineral}

    @cached_property
    def words(self) -> Counter[str]:
        """Words of headline (twice) and lead; names and numbers count double."""
        article = self.reading.article
        bag: Counter[str] = Counter()
        for part, weight in ((article.title, 2), (article.text[:LEAD], 1)):
            for word in _WORD.findall(part):
                low = word.lower().removesuffix("'s").removesuffix("’s")
                if len(low) > 1 and low not in _COMMON:
                    bag[_stem(low)] += weight * (2 if word[0].isupper() or word[0].isdigit() else 1)
        return Counter({word: min(count, 6) for word, count in bag.items()})


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _candidates(sketches: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs that share sketch hashes; texts too short for a full sketch need fewer."""
    holders: dict[int, list[int]] = defaultdict(list)
    for place, hashes in enumerate(sketches):
        shared: Counter[int] = Counter()
        for value in hashes:
            shared.update(holders[value])
            if len(holders[value]) < CROWD:
                holders[value].append(place)
        for other, count in shared.items():
            if likely_copies(count, len(hashes), len(sketches[other])):
                yield other, place


def _event_candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs near in time; sorted by day so that a long stream is not compared all with all."""
    order = sorted(range(len(reports)), key=lambda i: (reports[i].day or dt.date.min, i))
    for at, first in enumerate(order):
        day = reports[first].day
        for second in order[at + 1 :]:
            other = reports[second].day
            if day and other and (other - day).days > DAYS:
                break
            yield min(first, second), max(first, second)


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Connected components of `pairs` over 0..count-1."""
    parent = list(range(count))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    found: dict[int, list[int]] = defaultdict(list)
    for i in range(count):
        found[root(i)].append(i)
    return [tuple(group) for group in found.values()]


def _story(group: tuple[int, ...], readings: Sequence[Reading], copies: Sequence[tuple[int, ...]]) -> Story:
    lead = min(group, key=lambda i: (readings[i].article.published or "9999", i))
    alike = tuple(members for members in copies if len(members) > 1 and members[0] in group)
    sources = dict.fromkeys(readings[i].article.source for i in group)
    return Story(lead, group, alike, tuple(source for source in sources if source))
