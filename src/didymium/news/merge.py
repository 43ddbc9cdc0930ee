"""One event told several times in an article becomes one statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from didymium.records import Amount

ALIKE = 0.35  # the part of the fewer words that two tellings of one event share at least
LENGTHS = {"days", "weeks", "months", "years", "km", "miles", "ha"}  # no sizes of an event


class Statement(NamedTuple):
    """One statement of an event; all positions count in the folded text, `at` is where its strongest word stands."""

    type: str
    direction: str | None
    status: str
    attributed: bool
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    minerals: tuple[str, ...]
    stage: str | None
    amounts: tuple[Amount, ...]
    date: str | None
    expires: str | None
    start: int
    end: int
    at: int
    sentence: int
    background: bool
    chance: float = 1.0
    place: str | None = None
    firms: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    odds: tuple[tuple[str, float], ...] = ()  # of the likeliest actor and mineral
    also: tuple[tuple[int, int], ...] = ()


def merge(statements: list[Statement]) -> list[Statement]:
    """Statements with those of the same event joined into the first (fuller slots are kept)."""
    out: list[Statement] = []
    for statement in statements:
        for index, known in enumerate(out):
            if same_event(known, statement):
                out[index] = _join(known, statement)
                break
        else:
            out.append(statement)
    return out


def same_event(a: Statement, b: Statement) -> bool:
    """Whether two statements of one article tell the same event: alike, or the later one adds nothing."""
    if (a.type, a.direction) != (b.type, b.direction):
        return False
    if not (_meet(a.actors, b.actors) and _meet(a.minerals, b.minerals) and _meet(a.targets, b.targets)):
        return False
    if bool(a.date and b.date and a.date[:4] != b.date[:4]) or _numbers_differ(a, b):
        return False
    if a.type == "price_move":
        return set(a.minerals) == set(b.minerals)
    if not a.actors and set(a.targets) & set(b.targets) and b.sentence == a.sentence + 1:
        return True  # who acts is named in the next sentence
    return not _apart(a, b) if a.sentence == b.sentence else _alike(a.stems, b.stems) or not _adds(a, b)


def _adds(a: Statement, b: Statement) -> bool:
    """Whether the later statement tells a number, a side, a mineral or a day that the first does not."""
    known = {(x.value, x.unit) for x in a.amounts}
    more = {*b.actors} - {*a.actors, *a.targets, *a.firms} or {*b.minerals} - {*a.minerals}
    later = b.date is not None and b.date != a.date
    return bool(more or later or any((x.value, x.unit) not in known for x in b.amounts))


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= ALIKE * max(1, min(len(a), len(b)))


def _apart(a: Statement, b: Statement) -> bool:
    return abs(a.at - b.at) > 40


def _meet(a: Iterable[str], b: Iterable[str]) -> bool:
    left, right = set(a), set(b)
    return not left or not right or bool(left & right)


def _numbers_differ(a: Statement, b: Statement) -> bool:
    """Both have money (or percentages) and share none of it."""
    for unit in {x.unit for x in a.amounts} - {"count"}:
        left, right = {x.value for x in a.amounts if x.unit == unit}, {x.value for x in b.amounts if x.unit == unit}
        if left and right and not left & right:
            return True
    return False


def _join(first: Statement, later: Statement) -> Statement:
    keep = {(a.value, a.unit) for a in first.amounts}
    extra = tuple(a for a in later.amounts if (a.value, a.unit) not in keep) if first.sentence == later.sentence else ()
    return first._replace(
        actors=first.actors or later.actors,
        targets=first.targets or later.targets,
        minerals=first.minerals or later.minerals,
        amounts=first.amounts + extra,
        date=first.date or later.date,
        expires=first.expires or later.expires,
        stage=first.stage or later.stage,
        place=first.place or (later.place if first.type != "price_move" else None),  # the world's price has none
        firms=tuple(dict.fromkeys(first.firms + later.firms)),
        chance=max(first.chance, later.chance),
        also=first.also + ((later.start, later.end),) * (first.start != later.start),
    )
