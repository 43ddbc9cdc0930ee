"""Which minerals an event is about: a linear model over those that the article names, the broad group among them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from didymium import labels
from didymium.news.document import BROAD, Document, mineral_label
from didymium.news.names import Name
from didymium.news.spot import Candidate, Group, Spot, limits, odds_of

SLOT = "minerals"
_PAIRS = {"didymium": ("neodymium", "praseodymium"), "dysprosium and terbium": ("dysprosium", "terbium")}
_PLAIN = {"synthetic graphite": "graphite", "natural graphite": "graphite", "spherical graphite": "graphite"}
_NEAR = 3
_BORNE = "borne"
Held = dict[str, set[str]]


def minerals_of(spot: Spot) -> tuple[str, ...]:
    """The minerals of an event, in the order in which the article comes to them."""
    found, limit = candidates(spot), limits(SLOT)[0]
    odds = {m: z for m, (z,) in zip(found, odds_of(SLOT, spot.kind, found.values()), strict=True)}
    chosen = tuple(m for m, z in odds.items() if z >= limit)
    return chosen or ((max(odds, key=lambda m: odds[m]),) if odds else ())


def candidates(spot: Spot) -> dict[str, Candidate]:
    """The minerals that can be meant."""
    document, index = spot.document, spot.sentence.index
    found: Held = {}
    here = [n for n in spot.sentence.names if n.kind == "mineral"]
    for order, name in enumerate(here):
        inside = "clause" if spot.clause[0] <= name.start < spot.clause[1] else "sentence"
        quoted = "quoted" if spot.quote[0] <= name.start < spot.quote[1] else "unquoted"
        side = spot.side(name.start, name.end)
        near = min(3, spot.gap(name.start, name.end) // 30)
        last = "last" if order + 1 == len(here) or here[order + 1].start > spot.trigger[0] else "earlier"
        for mineral in _labels(name):
            names = found.setdefault(mineral, set())
            names |= {inside, quoted, f"{inside} {quoted}"}
            names |= {side, f"{side} {inside}", f"{side} {near}", f"{side} {last}"}
    for mineral in sorted(_borne(spot)):
        found.setdefault(mineral, set()).add(_BORNE)
    for back in (*range(1, _NEAR + 1), -1):
        if 0 <= index - back < len(document.sentences):
            for name in document.sentences[index - back].names:
                for mineral in _labels(name):
                    found.setdefault(mineral, set()).add(f"back {back}")
    return _stand(spot, found, bool(here), _counts(document))


def _borne(spot: Spot) -> set[str]:
    """The minerals that companies of the sentence bear in their names ("Arcadium Lithium")."""
    known = labels.mineral_aliases()
    words = {w.lower() for n in spot.sentence.names if n.kind == "company" for w in n.id.split()}
    return {mineral_label(known[w]) for w in words if w in known}


def _labels(name: Name) -> tuple[str, ...]:
    """The minerals that a name stands for."""
    if name.kind != "mineral":
        return ()
    label = mineral_label(name.id)
    return _PAIRS.get(label) or (_PLAIN.get(label, label),)


def _counts(document: Document) -> tuple[Counter[str], tuple[str, ...]]:
    """How often each mineral is named, and those of the title."""
    said = Counter(m for n in document.names for m in _labels(n))
    return said, tuple(dict.fromkeys(m for n in document.title_names for m in _labels(n)))


def _stand(spot: Spot, found: Held, here: bool, told: tuple[Counter[str], tuple[str, ...]]) -> dict[str, Candidate]:
    """The candidates with what the whole article says of them; groups and the minerals named most come in too."""
    counts, titled = told
    group = frozenset(labels.members("rare earths"))
    top = max(counts.values(), default=1)
    for mineral in (*titled, *(m for m, n in counts.most_common(4) if n >= 0.4 * top), "critical minerals"):
        found.setdefault(mineral, set())
    if any(m in group for m in found):
        found.setdefault("rare earths", set())
    near = {m for m, names in found.items() if names & {"clause", "sentence"}}
    inside = {m for m, names in found.items() if "clause" in names}
    close = sum(any(n.startswith("back") for n in names) for names in found.values())
    size, depth, parts, close = (min(3, n) for n in (len(near), len(inside), len(inside & group), close))
    out = {}
    for mineral, names in found.items():
        place = "clause" if mineral in inside else "sentence" if mineral in near else "absent"
        sort = mineral if mineral in BROAD else "element" if mineral in group else "mineral"
        beside = ("single" if near - BROAD - {mineral} else "broad") if near - {mineral} else "alone"
        own = inside if mineral == "rare earths" else {mineral}
        kin = "kin" if own & group and "rare earths" in near else "-"
        names.add(place)
        names.add(f"is {mineral} {place}")
        weight = round(4 * counts[mineral] / top)
        about = _article(place, sort, weight, f"{mineral in titled} {bool(titled)}", close)
        others = _beside(place, sort, beside, kin, size, depth, parts)
        out[mineral] = Candidate(names, [about, others, _borne_here(place, sort, here, _BORNE in names)])
    return out


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
