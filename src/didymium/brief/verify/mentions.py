"""What the verifier reads in a text: numbers, dates, names with roles, words; `at` is where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """One number: value in `unit` (None: bare), half of its last written place as `slack`, and where it stands."""

    value: float
    unit: str | None
    slack: float
    at: float
    qualifier: str | None = None
    end: str | None = None  # low or high end of a range
    surface: str = ""
    of: str = ""
    before: str = ""
    other_unit: str | None = None
    rough: bool = False  # a number of a fact or run, which a sentence may round


@dataclass(frozen=True, slots=True)
class When:
    """One date as exact as the text says it."""

    iso: str
    at: float
    surface: str
    end: str | None = None  # of a period ("between a and b")


@dataclass(frozen=True, slots=True)
class Named:
    """One name: kind (country, mineral, org), canonical id and what it does in its clause (A, T, L, W or blank)."""

    kind: str
    id: str
    at: float
    role: str
    surface: str
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One content word."""

    text: str
    concept: str
    at: float
    negated: bool


@dataclass(frozen=True)
class Parsed:
    """All mentions of a text; `at` counts tokens with gaps at clause and sentence ends."""

    text: str
    numbers: tuple[Number, ...] = ()
    whens: tuple[When, ...] = ()
    names: tuple[Named, ...] = ()
    words: tuple[Word, ...] = ()
    negations: tuple[float, ...] = ()
    band: float | None = None
    tokens: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark of a text."""

    text: str
    start: int
    end: int


def inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a piece of text overlaps one of the spans."""
    return any(s < end and start < e for s, e in spans)
