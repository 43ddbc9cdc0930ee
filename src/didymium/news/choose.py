"""Which parties of a sentence act and which are aimed at: a logistic model over each party beside the rules of `roles`.

The weights in data/role_weights.json are trained by `scripts/train_slots.py` on the labelled corpus.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache, lru_cache
from itertools import compress
from pathlib import Path

from didymium import labels
from didymium.news.document import Actor, Document, Sentence

WEIGHTS = Path(labels.__file__).parent / "data" / "role_weights.json"
ROLES = ("actors", "targets")
_LAST_WORD = re.compile(r"([A-Za-z]+)\s(?:the\s|a\s|an\s|its\s)?$")
_PREPOSITIONS = frozenset(
    ("in", "to", "from", "by", "against", "with", "for", "of", "on", "between", "and", "into", "at", "than", "after")
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|the (?:company|miner|group|country|government|ministry|two|bloc))\b", re.I
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)\s(?:\w+ly\s)?\w+(?:ed|en|wn)\b")


def choose(
    kind: str,
    document: Document,
    sentence: Sentence,
    trigger: tuple[int, int],
    clause: tuple[int, int],
    last: tuple[str, ...],
    ruled: tuple[tuple[str, ...], tuple[str, ...]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(actors, targets) of a statement; `ruled` is what the rules of `roles` say."""
    if kind == "price_move":
        return (), ()
    seen = candidates(document, sentence, trigger, clause, last, ruled)
    chances = {value: _chances(kind, frozenset(names)) for value, names in seen.items()}
    picked = [_picked(chances, i, limit, ruled[i]) for i, limit in enumerate(_limits())]
    actors = picked[0] or tuple(v for v in ruled[0] if v not in picked[1])[:1]
    return actors, tuple(v for v in picked[1] if v not in actors)


def _picked(
    chances: dict[str, tuple[float, float]], role: int, limit: float, ruled: tuple[str, ...]
) -> tuple[str, ...]:
    """The parties of a role; the rules' group stays together where one of it is picked ("Sojitz and Jogmec")."""
    sure = {v for v, c in chances.items() if c[role] >= limit and c[role] >= c[1 - role]}
    if sure & set(ruled):
        sure |= {v for v in ruled if chances[v][role] >= 0.3 * limit and chances[v][role] >= chances[v][1 - role]}
    return tuple(v for v in chances if v in sure)


def candidates(
    document: Document,
    sentence: Sentence,
    trigger: tuple[int, int],
    clause: tuple[int, int],
    last: tuple[str, ...],
    ruled: tuple[tuple[str, ...], tuple[str, ...]],
) -> dict[str, set[str]]:
    """For each party that the statement can mean the names of its features."""
    pronoun = "pronoun" if _PRONOUN.search(document.text[clause[0] : trigger[1]]) else "no pronoun"
    voice = "passive" if _PASSIVE.search(document.text[max(clause[0], trigger[0] - 12) : trigger[1] + 4]) else "active"
    found: dict[str, set[str]] = {}
    for order, party in enumerate(sentence.parties):
        found.setdefault(party.value, set()).update(_mention(document.text, party, order, trigger, clause, voice))
    absent = ("absent", f"absent {pronoun}")
    for value in (*last, *ruled[0], *ruled[1], document.lead_state, document.lead_company):
        if value:
            found.setdefault(value, set(absent))
    for back in (1, 2):
        for party in document.sentences[sentence.index - back].parties if sentence.index >= back else ():
            if not party.adjective:
                found.setdefault(party.value, set(absent)).add(f"{back} before {party.kind}")
    alone = f"{min(3, len(found))} parties"
    titled = {v for n in document.title_names for v in (n.country, n.id)}
    for value, names in found.items():
        lead = (value == document.lead_state, value == document.lead_company, value in titled)
        names |= _standing((value in ruled[0], value in ruled[1]), value in last, lead, pronoun, _is_state(value))
        names.add(alone)
    return found


def with_kind(kind: str, names: set[str]) -> set[str]:
    """Features as the weights name them: for all types of event, and for this one."""
    return names | {f"{kind}: {name}" for name in names}


def _mention(
    text: str, party: Actor, order: int, trigger: tuple[int, int], clause: tuple[int, int], voice: str
) -> frozenset[str]:
    """The features of a place where a party is named."""
    side = "before" if party.end <= trigger[0] else "after" if party.start >= trigger[1] else "inside"
    inside = "in clause" if clause[0] <= party.start < clause[1] else "other clause"
    gap = min(3, max(party.start - trigger[1], trigger[0] - party.end, 0) // 30)
    tail = "possessive" if text[party.end : party.end + 2] == "'s" else "bare"
    form = f"{min(order, 3)} adjective" if party.adjective else f"{min(order, 3)} {party.kind}"
    lead = _preposition(text[max(0, party.start - 16) : party.start])
    return _placed(side, inside, form, lead, tail, gap, voice, "subject" if party.subject else "object")


@lru_cache(maxsize=4096)
def _preposition(before: str) -> str:
    word = _LAST_WORD.search(before)
    return word.group(1).lower() if word and word.group(1).lower() in _PREPOSITIONS else "no preposition"


@lru_cache(maxsize=8192)
def _placed(
    side: str, inside: str, ordered: str, lead: str, tail: str, gap: int, voice: str, subject: str
) -> frozenset[str]:
    order, _, form = ordered.partition(" ")
    return frozenset((
        side, inside, form, f"{side} {lead}", f"{side} {inside} {form}", f"{side} {tail} {form}", f"{side} {voice}",
        f"{side} {form} {lead}", f"{side} gap {gap}", f"order {order} {form}", f"{side} {subject} {voice}",
    ))  # fmt: skip


def _is_state(value: str) -> bool:
    return len(value) == 3 and value.isupper()


@cache
def _standing(
    ruled: tuple[bool, bool], said: bool, lead: tuple[bool, bool, bool], pronoun: str, state: bool
) -> frozenset[str]:
    """The features of what the rules, the sentence before and the headline say of a party."""
    names = {f"ruled {role}" for role, held in zip(ROLES, ruled, strict=True) if held} or {"not ruled"}
    if said:
        names |= {"said before", f"said before {pronoun}"}
    names.update(compress(("lead state", "lead company", "in the title"), lead))
    return frozenset(names | {"state" if state else "named"})


@lru_cache(maxsize=16384)
def _chances(kind: str, names: frozenset[str]) -> tuple[float, float]:
    weights = _weights(kind)
    found = [weights[name] for name in names if name in weights]
    actor, target = map(sum, zip(weights[""], *found, strict=True))
    return 1 / (1 + math.exp(-actor)), 1 / (1 + math.exp(-target))


@cache
def _stored() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return loaded


@cache
def _weights(kind: str) -> dict[str, tuple[float, float]]:
    """Weights of (actor, target) by feature for a type of event: what all types share and its own."""
    actors, targets = (_stored()[role] for role in ROLES)
    names = {name.removeprefix(f"{kind}: ") for name in (*actors, *targets)}
    own = {n: f"{kind}: {n}" for n in names if ": " not in n}
    return {n: (_sum(actors, n, own[n]), _sum(targets, n, own[n])) for n in own}


def _sum(weights: dict[str, float], *names: str) -> float:
    return sum(weights.get(name, 0.0) for name in names)


@cache
def _limits() -> tuple[float, float]:
    limits = _stored()["limits"]
    return limits["actors"], limits["targets"]
