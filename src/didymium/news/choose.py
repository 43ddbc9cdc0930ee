"""Which parties of a sentence act and which are aimed at: a logistic model over each party beside the rules of `roles`.

The weights in data/role_weights.json are trained by `scripts/train_slots.py` on the labelled corpus.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import cache
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
    chances = {value: _chances(kind, names) for value, names in seen.items()}
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
        found.setdefault(party.value, set()).update(_mention(document, party, order, trigger, clause, voice))
    for value in (*last, *ruled[0], *ruled[1]):
        found.setdefault(value, {"absent", f"absent {pronoun}"})
    for value in filter(None, (document.lead_state, document.lead_company)):
        found.setdefault(value, {"absent", f"absent {pronoun}"})
    for back in (1, 2):
        for party in document.sentences[sentence.index - back].parties if sentence.index >= back else ():
            if not party.adjective:
                found.setdefault(party.value, {"absent", f"absent {pronoun}"}).add(f"{back} before {party.kind}")
    alone = f"{min(3, len(found))} parties"
    for value, names in found.items():
        names |= _standing(value, document, last, ruled, pronoun)
        names.add(alone)
    return found


def with_kind(kind: str, names: set[str]) -> set[str]:
    """Features as the weights name them: for all types of event, and for this one."""
    return names | {f"{kind}: {name}" for name in names}


def _mention(
    document: Document, party: Actor, order: int, trigger: tuple[int, int], clause: tuple[int, int], voice: str
) -> Iterator[str]:
    text = document.text
    side = "before" if party.end <= trigger[0] else "after" if party.start >= trigger[1] else "inside"
    inside = "in clause" if clause[0] <= party.start < clause[1] else "other clause"
    word = _LAST_WORD.search(text[max(0, party.start - 16) : party.start])
    lead = word.group(1).lower() if word and word.group(1).lower() in _PREPOSITIONS else "no preposition"
    tail = "possessive" if text[party.end : party.end + 2] == "'s" else "bare"
    form = "adjective" if party.adjective else party.kind
    gap = min(3, max(party.start - trigger[1], trigger[0] - party.end, 0) // 30)
    yield from (side, inside, form, f"{side} {lead}", f"{side} {inside} {form}", f"{side} {tail} {form}")
    yield from (f"{side} {voice}", f"{side} {form} {lead}", f"{side} gap {gap}", f"order {min(order, 3)} {form}")
    yield f"{side} {'subject' if party.subject else 'object'} {voice}"


def _standing(
    value: str,
    document: Document,
    last: tuple[str, ...],
    ruled: tuple[tuple[str, ...], tuple[str, ...]],
    pronoun: str,
) -> set[str]:
    names = {f"ruled {role}" for role, values in zip(ROLES, ruled, strict=True) if value in values} or {"not ruled"}
    if value in last:
        names |= {"said before", f"said before {pronoun}"}
    if value == document.lead_state:
        names.add("lead state")
    if value == document.lead_company:
        names.add("lead company")
    if any(value in (n.country, n.id) for n in document.title_names):
        names.add("in the title")
    return names | {"state" if len(value) == 3 and value.isupper() else "named"}


def _chances(kind: str, names: set[str]) -> tuple[float, float]:
    general, own = _weights()[""], _weights().get(kind, {})
    actor, target = general[""]
    for pairs in (general, own):
        for name in names:
            if (pair := pairs.get(name)) is not None:
                actor, target = actor + pair[0], target + pair[1]
    return 1 / (1 + math.exp(-actor)), 1 / (1 + math.exp(-target))


@cache
def _stored() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return loaded


@cache
def _weights() -> dict[str, dict[str, tuple[float, float]]]:
    """Weights of (actor, target) by feature, for each type of event and for all ("")."""
    actors, targets = (_stored()[role] for role in ROLES)
    out: dict[str, dict[str, tuple[float, float]]] = {}
    for name in {"", *actors, *targets}:
        kind, parted, feature = name.partition(": ")
        place, feature = (kind, feature) if parted else ("", name)
        out.setdefault(place, {})[feature] = (actors.get(name, 0.0), targets.get(name, 0.0))
    return out


@cache
def _limits() -> tuple[float, float]:
    limits = _stored()["limits"]
    return limits["actors"], limits["targets"]
