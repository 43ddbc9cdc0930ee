"""Which parties act in an event and which are aimed at: a linear model and a small net over each that can be meant."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from didymium.news.cast import Cast, Mention
from didymium.news.encoder import NEAR, Place, mixed
from didymium.news.model import TYPES, stem
from didymium.news.party_net import weigh
from didymium.news.spot import Candidate, Group, Spot, limits, odds_of

SLOT = "parties"
ROLES = ("actors", "targets")
_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|he|his|she|both|the (?:\w+ )?(?P<noun>company|miner|group|firm|producer|country|"
    r"government|ministry|two|bloc|agency|commission|cabinet|department|bank|state|developer|owner|maker|mine|project|plant|"
    r"smelter|refinery|venture|deposit|site))\b",
    re.I,
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)\s(?:\w+ly\s)?\w+(?:ed|en|wn|ld|de|ught|ut)\b")
_WORD = re.compile(r"\w+")
BY_READING = 0.4  # the part of the encoder in the log-odds
_AND = (" and ", " and the ", " & ")
Held = dict[str, Candidate]
Roles = tuple[tuple[str, ...], tuple[str, ...]]


def choose(spot: Spot, cast: Cast) -> Roles:
    """(actors, targets) of an event; a price move has none."""
    if spot.kind == "price_move":
        return (), ()
    found = candidates(spot, cast)
    both = zip(odds_of(SLOT, spot.kind, found.values()), weigh(spot, cast, found), strict=True)
    odds = {value: [(a + b) / 2 for a, b in zip(*z, strict=True)] for value, z in zip(found, both, strict=True)}
    read, least = _read(spot, cast, odds), limits(SLOT, spot.kind)
    over = {v: (z[0] - least[0], z[1] - least[1]) for v, z in read.items()}
    return _together(spot, cast, picked(read, least, odds), over)


def _together(spot: Spot, cast: Cast, chosen: Roles, over: dict[str, tuple[float, float]]) -> Roles:
    """The parties chosen, those that "and" joins in the role that suits both better; `over`: odds above the limits."""
    text = spot.document.text
    actors, targets = (list(role) for role in chosen)
    for one, other in pairwise(cast.told[spot.sentence.index]):
        names = {one.value, other.value}
        if text[one.end : other.start] not in _AND or not (names & {*actors} and names & {*targets}):
            continue
        act, aim = (sum(over[v][role] for v in names) for role in (0, 1))
        actors, targets = ([v for v in role if v not in names] for role in (actors, targets))
        (actors if act >= aim else targets).extend(v for v in over if v in names)
    return tuple(actors), tuple(targets)


def _read(spot: Spot, cast: Cast, odds: dict[str, list[float]]) -> dict[str, list[float]]:
    """The odds of parties that are named near by, those that the encoder gives mixed in."""
    read, index = spot.document.encoded, spot.sentence.index
    if read is None:
        return odds
    places: dict[str, list[Place]] = {}
    for at in range(max(0, index - NEAR), min(len(cast.told), index + NEAR + 1)):
        for m in cast.told[at]:
            places.setdefault(m.value, []).append(Place(at, m.start, m.end))
    own = {v: read.party(index, TYPES.index(spot.kind), places.get(v, ())) for v in odds}
    return {
        v: z if (seen := own[v]) is None else mixed(np.array(z), seen, BY_READING).tolist() for v, z in odds.items()
    }


def picked(
    odds: dict[str, list[float]], least: tuple[float, ...], plain: dict[str, list[float]] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parties that pass the limits, each in the role that suits it better; the likeliest actor where none does.

    plain: the odds by which that one is chosen, where they are others.
    """
    over = {v: (z[0] - least[0], z[1] - least[1]) for v, z in odds.items()}
    actors = tuple(v for v, (a, t) in over.items() if a > 0 and a >= t)
    targets = tuple(v for v, (_, t) in over.items() if t > 0 and v not in actors)
    if not actors and odds:
        plain = plain or odds
        best = max(plain, key=lambda v: plain[v][0])
        actors = (best,) if plain[best][0] > least[2] and best not in targets else ()
    return actors, targets


def candidates(spot: Spot, cast: Cast) -> dict[str, Candidate]:
    """The parties that the event can mean."""
    said = _PRONOUN.search(spot.document.text, spot.sentence.start, spot.trigger[0])
    pronoun = (said.group("noun") or said.group()).lower() if said else "-"
    word = _verb(spot)
    found: Held = {}
    _here(spot, cast, found, word)
    here = frozenset(found)
    _around(spot, cast, found, here, pronoun)
    _leading(cast, found, here, pronoun)
    _homes(spot, cast, found)
    place, present, size = min(spot.sentence.index, 3), min(4, len(here)), min(len(found), 6)
    for value, (_, groups) in found.items():
        form = "S" if len(value) == 3 and value.isupper() else "N"
        groups.append(_crowd(form, value not in here, size, present, min(cast.counts.get(value, 0), 4)))
        groups.append(_told(form, word, pronoun, place))
    return found


def _here(spot: Spot, cast: Cast, found: Held, word: str) -> None:
    """Adds the parties of the sentence; `word` tells the event."""
    text, (start, end) = spot.document.text, spot.trigger
    voice = "passive" if _PASSIVE.search(text, max(spot.clause[0], start - 12), end + 4) else "active"
    told = cast.told[spot.sentence.index]
    before = sum(m.end <= start for m in told)
    for i, m in enumerate(told):
        order = min(before - 1 - i if i < before else i - before, 3)
        if m.value not in found:
            found[m.value] = Candidate(set(), [])
        _mention(spot, m, order, min(i, 3), voice, word, found[m.value])


def _mention(spot: Spot, m: Mention, order: int, place: int, voice: str, word: str, one: Candidate) -> None:
    """Adds the features of a place where a party is named."""
    side = spot.side(m.start, m.end)
    inside = side + ("c" if spot.clause[0] <= m.start < spot.clause[1] else "x")
    quoted = "quoted" if spot.quote[0] <= m.start < spot.quote[1] else "unquoted"
    form = m.kind + ("*" if m.adjective else "")
    part = side + ("s" if m.subject else "o")
    near = min(3, spot.gap(m.start, m.end) // 30)
    one.groups.append(_seat(side, inside, quoted, form, near, place))
    one.groups.append(_order(side, part, form, order, voice))
    one.names.update(_by_words(side, form, part, m.lead, m.last, m.after, word))


@cache
def _seat(side: str, inside: str, quoted: str, form: str, near: int, place: int) -> Group:
    """The features of where a name stands."""
    return frozenset(
        (side, inside, form, side + form, inside + form, f"{side} g{near}", f"k{place} {form}", quoted + side)
    )


@cache
def _order(side: str, part: str, form: str, order: int, voice: str) -> Group:
    """The features of what a name can be in its sentence."""
    return frozenset(
        (f"{side} o{order}", f"{side}{form} o{order}", f"{part}{form} o{order}", part + voice, side + form + voice)
    )


def _by_words(side: str, form: str, part: str, lead: str, last: str, after: str, word: str) -> tuple[str, ...]:
    """The features of the words beside a name and of the event."""
    return (
        f"{side} {lead}", f"{side}{form} {lead}", f"<{last}", f">{after}", f"{side}<{last}", f"{side}>{after}",
        f"{part} t {word}", f"{side} {lead} t {word}",
    )  # fmt: skip


def _verb(spot: Spot) -> str:
    """The stem of the first word of the trigger."""
    word = _WORD.search(spot.document.text, *spot.trigger)
    return stem(word.group().lower()) if word else ""


def _around(spot: Spot, cast: Cast, found: Held, here: frozenset[str], pronoun: str) -> None:
    """Adds the parties of the sentences before, and of the one behind."""
    index = spot.sentence.index
    for back in range(1, min(NEAR, index) + 1):
        for i, m in enumerate(cast.told[index - back]):
            if m.adjective:
                continue
            if m.value in here:
                found[m.value].groups.append(_group(f"also {back}"))
            else:
                _absent(found, m.value, m.kind).append(_before(back, m.kind, m.subject, min(i, 2), pronoun))
    for m in cast.told[index + 1][:3] if index + 1 < len(cast.told) else ():
        if not m.adjective and m.value not in found:
            _absent(found, m.value, m.kind).append(_group(f"next {m.kind}"))


@cache
def _group(*names: str) -> Group:
    """A few features, one of few such groups."""
    return frozenset(names)


@lru_cache(maxsize=8192)
def _before(back: int, kind: str, subject: bool, place: int, pronoun: str) -> Group:
    """The features of a place in a sentence before where a party is named."""
    near, part = f"{back}b{kind}", "s" if subject else "o"
    return frozenset((f"{back}b", near, f"{near} {part}{place}", f"{back}b p {pronoun}", f"{near} p {pronoun}"))


def _absent(found: Held, value: str, kind: str) -> list[Group]:
    """The features of a party, begun where the sentence does not name it."""
    one = found.get(value)
    if one is None:
        one = found[value] = Candidate(set(), [_group("absent", f"absent {kind}")])
    return one.groups


def _leading(cast: Cast, found: Held, here: frozenset[str], pronoun: str) -> None:
    """Adds the parties that the article names most and those of its title."""
    for i, value in enumerate(cast.leads):
        _absent(found, value, cast.kinds[value]).append(_lead(i, cast.kinds[value], pronoun))
    for value in cast.titled:
        kind, told = cast.kinds[value], "title in" if value in here else "title out"
        _absent(found, value, kind).append(_group("title", f"title {kind}", told))


@lru_cache(maxsize=1024)
def _lead(place: int, kind: str, pronoun: str) -> Group:
    """The features of a party that the article names most."""
    return frozenset((f"lead {place}", f"lead {kind} p {pronoun}"))


def _homes(spot: Spot, cast: Cast, found: Held) -> None:
    """Adds the states that companies, sites and places near by lie in."""
    for back in range(min(NEAR, spot.sentence.index) + 1):
        for m in cast.told[spot.sentence.index - back]:
            if m.country and m.value != m.country and m.kind != "state":
                _absent(found, m.country, "home").append(_group(f"home {back}", f"home {back} {m.kind}"))


@cache
def _crowd(form: str, absent: bool, size: int, present: int, count: int) -> Group:
    """The features of how many parties there are and how often this one is named."""
    held = ("A" if absent else "P") + form
    told = f"n{size}", f"in{present}", f"cnt{count}"
    return frozenset((form, *told, f"{form}cnt{count}", f"{held}in{min(present, 3)}"))


@lru_cache(maxsize=8192)
def _told(form: str, word: str, pronoun: str, place: int) -> Group:
    """The features of the form of a party and of the words that tell the event."""
    return frozenset((f"{form} p {pronoun}", f"t {word} {form}", f"sent{place}{form}"))
