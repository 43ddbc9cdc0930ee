"""One event told several times in an article becomes one statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from didymium.records import Amount

SAME_ACTOR_ONE = {
    "export_restriction",
    "restriction_eased",
    "import_measure",
    "list_designation",
    "price_support",
    "stockpile",
    "agreement",
}
PAID = {"investment", "corporate", "stockpile"}  # told again where the same sum is
UNSURE = 0.35  # the chance under which a statement may be a second telling
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
    """Whether two statements of one article tell the same event."""
    if a.type != b.type or a.direction != b.direction:
        return False
    if _share_money(a, b) and (a.sentence == b.sentence or (a.type in PAID and _meet(a.actors, b.actors))):
        return True
    if a.type == "price_move" and set(a.minerals) != set(b.minerals):
        return False
    if a.sentence == b.sentence and a.start == b.start and _meet(a.actors, b.actors):
        return not (a.type in {"supply_project", "investment"} and _apart(a, b))
    if a.sentence == b.sentence and _overlap(a, b) > 0.6 and _meet(a.actors, b.actors):
        return True
    turned = a.type in SAME_ACTOR_ONE and set(b.actors) <= set(a.targets)
    if not ((turned or _meet(a.actors, b.actors)) and _meet(a.minerals, b.minerals)):
        return False
    if a.type == "price_move":
        left, right = {(x.value, x.unit) for x in a.amounts}, {(x.value, x.unit) for x in b.amounts}
        return set(a.minerals) == set(b.minerals) and (not left or not right or bool(left & right))
    if _years_differ(a.date, b.date) or _numbers_differ(a, b) or not _meet(a.targets, b.targets):
        return False
    if a.sentence == b.sentence:
        return a.type in SAME_ACTOR_ONE or not _apart(a, b)
    if not _told_again(a, b):
        return False
    if a.status != b.status and {a.status, b.status} & {"ended", "suspended", "denied", "proposed"}:
        return False
    if a.date and b.date and a.date[:7] != b.date[:7] and len(a.date) > 4 and len(b.date) > 4:
        return False
    if a.type == "agreement":
        settled = not {a.status, b.status} & {"ended", "suspended", "denied", "proposed"}
        return (a.status == b.status or settled) and (set(a.actors) <= set(b.actors) or set(b.actors) <= set(a.actors))
    if a.type in SAME_ACTOR_ONE:
        return True
    return a.type in {
        "supply_project",
        "supply_disruption",
        "domestic_policy",
        "corporate",
        "investment",
        "legal_dispute",
        "demand_shift",
    } and _repeats(a, b)


def _told_again(a: Statement, b: Statement) -> bool:
    """Whether a later sentence tells the same again: in like words, of the same parties, of the same day, or unsurely.

    Cases and deals between firms are told on at length; of all other types a sentence that the model is sure of stands
    for itself.
    """
    if a.type in {"legal_dispute", "corporate"} or _alike(a.stems, b.stems):
        return True
    if a.targets and {*a.targets} == {*b.targets} and {*a.minerals} == {*b.minerals} and {*b.actors} <= {*a.actors}:
        return True
    known = {(x.value, x.unit) for x in a.amounts}
    if a.status != b.status or any((x.value, x.unit) not in known for x in b.amounts):
        return False
    adds = {*b.actors} - {*a.actors, *a.targets, *a.firms} or {*b.firms} - {*a.firms} or {*b.minerals} - {*a.minerals}
    later = b.date is not None and b.date != a.date
    return b.chance < UNSURE or (a.date is not None and a.date == b.date) or not (adds or later)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= ALIKE * max(1, min(len(a), len(b)))


def _share_money(a: Statement, b: Statement) -> bool:
    """Both name the same sum, and not each a sum of its own."""
    left, right = ({x.usd for x in s.amounts if x.usd and "/" not in x.unit} for s in (a, b))
    return bool(left & right) and (left <= right or right <= left)


def _repeats(a: Statement, b: Statement) -> bool:
    """The later statement adds no number but a length of time, no party and no date: it tells the same again."""
    return (
        all(x.unit in LENGTHS for x in b.amounts)
        and set(b.actors) <= set(a.actors)
        and (not a.targets or set(b.targets) <= set(a.targets))
        and set(b.minerals) <= set(a.minerals)
        and (b.date is None or (a.date or b.date)[:7] == b.date[:7])
    )


def _apart(a: Statement, b: Statement) -> bool:
    return abs(a.at - b.at) > 40


def _overlap(a: Statement, b: Statement) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / max(1, min(a.end - a.start, b.end - b.start))


def _meet(a: Iterable[str], b: Iterable[str]) -> bool:
    left, right = set(a), set(b)
    return not left or not right or bool(left & right)


def _years_differ(a: str | None, b: str | None) -> bool:
    return bool(a and b and a[:4] != b[:4])


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
