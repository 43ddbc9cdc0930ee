"""Which minerals an event is about: a linear model over those that the article names, the broad group among them."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from didymium import labels
from didymium.news.document import BROAD, Document, mineral_label
from didymium.news.spot import Candidate, Group, Spot, limits, odds_of
from didymium.text.names import Name

SLOT = "minerals"
_PAIRS = {"didymium": ("neodymium", "praseodymium"), "dysprosium and terbium": ("dysprosium", "terbium")}
_PLAIN = {"synthetic graphite": "graphite", "natural graphite": "graphite", "spherical graphite": "graphite"}
_NEAR = 3
_BORNE = "borne"
Held = dict[str, Candidate]


class Said(NamedTuple):
    """The minerals that an article names: in each sentence, how often, in its title, and those that it is about."""

    told: tuple[tuple[str, ...], ...]
    counts: Counter[str]
    titled: tuple[str, ...]
    about: tuple[str, ...]


def minerals_of(spot: Spot) -> tuple[str, ...]:
    """The minerals of an event, in the order in which the article comes to them."""
    found, limit = candidates(spot), limits(SLOT, spot.kind)[0]
    odds = {m: z for m, (z,) in zip(found, odds_of(SLOT, spot.kind, found.values()), strict=True)}
    chosen = tuple(m for m, z in odds.items() if z >= limit)
    return chosen or ((max(odds, key=lambda m: odds[m]),) if odds else ())


def candidates(spot: Spot) -> dict[str, Candidate]:
    """The minerals that can be meant."""
    said, index = said_in(spot.document), spot.sentence.index
    found: Held = {}
    inside = _here(spot, found)
    near = frozenset(found)
    borne = _borne(spot)
    for mineral in sorted(borne):
        _add(found, mineral, _group(_BORNE))
    close: set[str] = set()
    for back in (*range(1, _NEAR + 1), -1):
        if 0 <= index - back < len(said.told):
            close.update(said.told[index - back])
            for mineral in said.told[index - back]:
                _add(found, mineral, _group(f"back {back}"))
    for mineral in said.about:
        found.setdefault(mineral, Candidate(set(), []))
    if not _elements().isdisjoint(found):
        found.setdefault("rare earths", Candidate(set(), []))
    _stand(found, said, (inside, near, borne), min(3, len(close)), bool(spot.sentence.minerals))
    return found


def _here(spot: Spot, found: Held) -> frozenset[str]:
    """Adds the minerals of the sentence; returns those of the clause."""
    here, clause, quote, within = spot.sentence.minerals, spot.clause, spot.quote, []
    for order, name in enumerate(here):
        inside = "clause" if clause[0] <= name.start < clause[1] else "sentence"
        quoted = "quoted" if quote[0] <= name.start < quote[1] else "unquoted"
        near = min(3, spot.gap(name.start, name.end) // 30)
        last = "last" if order + 1 == len(here) or here[order + 1].start > spot.trigger[0] else "earlier"
        group = _seat(inside, quoted, spot.side(name.start, name.end), near, last)
        for mineral in _labels(name):
            _add(found, mineral, group)
            if inside == "clause":
                within.append(mineral)
    return frozenset(within)


def _add(found: Held, mineral: str, group: Group) -> None:
    one = found.get(mineral)
    if one is None:
        one = found[mineral] = Candidate(set(), [])
    one.groups.append(group)


@cache
def _seat(inside: str, quoted: str, side: str, near: int, last: str) -> Group:
    """The features of where a mineral is named."""
    return frozenset(
        (inside, quoted, f"{inside} {quoted}", side, f"{side} {inside}", f"{side} {near}", f"{side} {last}")
    )


@cache
def _group(*names: str) -> Group:
    """A few features, one of few such groups."""
    return frozenset(names)


def _borne(spot: Spot) -> set[str]:
    """The minerals that companies of the sentence bear in their names ("Arcadium Lithium")."""
    return {m for n in spot.sentence.names if n.kind == "company" for m in _borne_by(n.id)}


@lru_cache(maxsize=8192)
def _borne_by(company: str) -> tuple[str, ...]:
    known = labels.mineral_aliases()
    return tuple(mineral_label(known[w]) for w in company.lower().split() if w in known)


def _labels(name: Name) -> tuple[str, ...]:
    """The minerals that a name stands for."""
    return _labels_of(name.id) if name.kind == "mineral" else ()


@cache
def _labels_of(mineral: str) -> tuple[str, ...]:
    label = mineral_label(mineral)
    return _PAIRS.get(label) or (_PLAIN.get(label, label),)


@cache
def _elements() -> Group:
    return frozenset(labels.members("rare earths"))


@lru_cache(maxsize=16)
def said_in(document: Document) -> Said:
    """The minerals that an article names."""
    told = tuple(tuple(dict.fromkeys(m for n in s.minerals for m in _labels(n))) for s in document.sentences)
    counts = Counter(m for n in document.names for m in _labels(n))
    titled = tuple(dict.fromkeys(m for n in document.title_names for m in _labels(n)))
    top = max(counts.values(), default=1)
    often = (m for m, n in counts.most_common(4) if n >= 0.4 * top)
    return Said(told, counts, titled, (*titled, *often, "critical minerals"))


Sets = tuple[frozenset[str], frozenset[str], set[str]]


def _stand(found: Held, said: Said, sets: Sets, close: int, here: bool) -> None:
    """Adds what the whole article says of each candidate; `sets` are in the clause, in the sentence, in a company."""
    inside, near, borne = sets
    group, top = _elements(), max(said.counts.values(), default=1)
    size, depth, parts = (min(3, n) for n in (len(near), len(inside), len(inside & group)))
    for mineral, (_, groups) in found.items():
        place = "clause" if mineral in inside else "sentence" if mineral in near else "absent"
        sort = mineral if mineral in BROAD else "element" if mineral in group else "mineral"
        others = near - {mineral}
        beside = ("single" if others - BROAD else "broad") if others else "alone"
        own = inside if mineral == "rare earths" else {mineral}
        kin = "kin" if own & group and "rare earths" in near else "-"
        weight = round(4 * said.counts[mineral] / top)
        groups.append(_group(place, f"is {mineral} {place}"))
        groups.append(_article(place, sort, weight, f"{mineral in said.titled} {bool(said.titled)}", close))
        groups.append(_beside(place, sort, beside, kin, size, depth, parts))
        groups.append(_borne_here(place, sort, here, mineral in borne))


@lru_cache(maxsize=8192)
def _article(place: str, sort: str, share: int, title: str, close: int) -> Group:
    """The features of what the article says of a mineral."""
    return frozenset((
        f"{place} share {share}", f"{place} {sort} share {share}", f"{place} title {title}",
        f"{place} {sort} title {title}", f"{place} close {close}",
    ))  # fmt: skip


@lru_cache(maxsize=8192)
def _beside(place: str, sort: str, beside: str, kin: str, size: int, depth: int, parts: int) -> Group:
    """The features of the minerals beside one in its sentence."""
    return frozenset((
        f"{place} {sort}", f"{place} {sort} {beside}", f"{place} {sort} {kin}", f"{place} of {size}",
        f"{place} {sort} of {depth}", f"{place} {sort} elements {parts}",
    ))  # fmt: skip


@lru_cache(maxsize=256)
def _borne_here(place: str, sort: str, here: bool, borne: bool) -> Group:
    """The features of whether the sentence names minerals and companies that bear one."""
    return frozenset((f"here {here} {place} {sort}", f"{place} here {here} borne {borne}"))
