"""Which parties act in an event and which are aimed at: a linear model over each party that can be meant."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from didymium.news.cast import Cast, Mention
from didymium.news.model import stem
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
_NEAR = 3
Held = dict[str, set[str]]


def choose(spot: Spot, cast: Cast) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(actors, targets) of an event; a price move has none."""
    if spot.kind == "price_move":
        return (), ()
    odds = {value: odds_of(SLOT, spot.kind, one) for value, one in candidates(spot, cast).items()}
    return picked(odds, limits(SLOT, spot.kind))


def picked(odds: dict[str, list[float]], least: tuple[float, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parties that pass the limits, each in the role that suits it better; the likeliest actor where none does."""
    over = {v: (z[0] - least[0], z[1] - least[1]) for v, z in odds.items()}
    actors = tuple(v for v, (a, t) in over.items() if a > 0 and a >= t)
    targets = tuple(v for v, (_, t) in over.items() if t > 0 and v not in actors)
    if not actors and odds:
        best = max(odds, key=lambda v: odds[v][0])
        actors = (best,) if odds[best][0] > least[2] and best not in targets else ()
    return actors, targets


def candidates(spot: Spot, cast: Cast) -> dict[str, Candidate]:
    """The parties that the event can mean."""
    said = _PRONOUN.search(spot.document.text, spot.sentence.start, spot.trigger[0])
    pronoun = (said.group("noun") or said.group()).lower() if said else "-"
    found: Held = {}
    _here(spot, cast, found)
    _around(spot, cast, found, pronoun)
    _leading(cast, found, pronoun)
    _homes(spot, cast, found)
    return _stand(spot, cast, found, pronoun)


def _here(spot: Spot, cast: Cast, found: Held) -> None:
    """Adds the parties of the sentence."""
    text, (start, end) = spot.document.text, spot.trigger
    voice = "passive" if _PASSIVE.search(text, max(spot.clause[0], start - 12), end + 4) else "active"
    word = _verb(spot)
    told = cast.told[spot.sentence.index]
    before = sum(m.end <= start for m in told)
    for i, m in enumerate(told):
        order = min(before - 1 - i if i < before else i - before, 3)
        found.setdefault(m.value, set()).update(_mention(spot, m, order, min(i, 3), voice, word))


def _mention(spot: Spot, m: Mention, order: int, place: int, voice: str, word: str) -> Group:
    """The features of a place where a party is named."""
    side = spot.side(m.start, m.end)
    inside = side + ("c" if spot.clause[0] <= m.start < spot.clause[1] else "x")
    quoted = "quoted" if spot.quote[0] <= m.start < spot.quote[1] else "unquoted"
    form = m.kind + ("*" if m.adjective else "")
    part = side + ("s" if m.subject else "o")
    near = min(3, spot.gap(m.start, m.end) // 30)
    return _seat(side, inside, quoted, form, near, place).union(
        _order(side, part, form, order, voice), _by_words(side, form, part, m.lead, m.last, m.after, word)
    )


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


def _around(spot: Spot, cast: Cast, found: Held, pronoun: str) -> None:
    """Adds the parties of the sentences before, and of the one behind."""
    index = spot.sentence.index
    for back in range(1, min(_NEAR, index) + 1):
        for i, m in enumerate(cast.told[index - back]):
            if m.adjective:
                continue
            names = _absent(found, m.value, m.kind)
            if "absent" in names:
                part = "s" if m.subject else "o"
                names |= {f"{back}b", f"{back}b{m.kind}", f"{back}b{m.kind} {part}{min(i, 2)}"}
                names |= {f"{back}b p {pronoun}", f"{back}b{m.kind} p {pronoun}"}
            else:
                names.add(f"also {back}")
    for m in cast.told[index + 1][:3] if index + 1 < len(cast.told) else ():
        if not m.adjective and m.value not in found:
            found[m.value] = {"absent", f"absent {m.kind}", f"next {m.kind}"}


def _absent(found: Held, value: str, kind: str) -> set[str]:
    """The features of a party, begun where the sentence does not name it."""
    return found.setdefault(value, {"absent", f"absent {kind}"})


def _leading(cast: Cast, found: Held, pronoun: str) -> None:
    """Adds the parties that the article names most and those of its title."""
    for i, value in enumerate(cast.leads):
        _absent(found, value, cast.kinds[value]).update((f"lead {i}", f"lead {cast.kinds[value]} p {pronoun}"))
    for value in cast.titled:
        names = _absent(found, value, cast.kinds[value])
        names |= {"title", f"title {cast.kinds[value]}", "title out" if "absent" in names else "title in"}


def _homes(spot: Spot, cast: Cast, found: Held) -> None:
    """Adds the states that companies, sites and places near by lie in."""
    for back in range(min(_NEAR, spot.sentence.index) + 1):
        for m in cast.told[spot.sentence.index - back]:
            if m.country and m.value != m.country and m.kind != "state":
                _absent(found, m.country, "home").update((f"home {back}", f"home {back} {m.kind}"))


def _stand(spot: Spot, cast: Cast, found: Held, pronoun: str) -> dict[str, Candidate]:
    """The parties with what all parties of the event and the article as a whole say of each."""
    present, size = min(4, sum("absent" not in names for names in found.values())), min(len(found), 6)
    word, place = _verb(spot), min(spot.sentence.index, 3)
    out = {}
    for value, names in found.items():
        form = "S" if len(value) == 3 and value.isupper() else "N"
        crowd = _crowd(form, "absent" in names, size, present, min(cast.counts.get(value, 0), 4))
        out[value] = Candidate(names, (crowd, _told(form, word, pronoun, place)))
    return out


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
