"""A small net beside the model of parties: it reads the words by a name, by the event and between them by meaning.

Words are pooled by their distance from the name (left and right), at the trigger, behind it, and between the two; the
marks are the type of event and the commoner features of `choose`. The weights in data/party_net.npz are trained by
`scripts/train_slots.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

from didymium import labels
from didymium.news.cast import Cast
from didymium.news.model import placed
from didymium.news.net import GAP
from didymium.news.pooled import Ids, PooledNet, load, pooled, vocabulary
from didymium.news.spot import Candidate, Groups, Spot

WEIGHTS = Path(labels.__file__).parent / "data" / "party_net.npz"
GROUPS = (1, 2, 3, 1, 2, 3, 3, 3, 12)  # words left of a name, right of it, at the trigger, behind it, between them


def weigh(spot: Spot, cast: Cast, found: dict[str, Candidate]) -> list[list[float]]:
    """The log-odds of acting and of being aimed at (columns) for each party that can be meant (rows)."""
    if not found:
        return []
    net, groups = party_net()
    kind, get = net.numbers.get(mark_of(spot.kind), 0), net.numbers.get
    held = [
        set().union(filter(None, map(get, one.names)), *map(groups.__getitem__, one.groups)) for one in found.values()
    ]
    out: list[list[float]] = net.logits(pooled(near(spot, cast, found), GROUPS), [[kind, *m] for m in held]).tolist()
    return out


def mark_of(kind: str) -> str:
    """The mark of a type of event."""
    return f"type {kind}"


def near(spot: Spot, cast: Cast, values: Iterable[str]) -> Ids:
    """For each party (rows) the words by the place of its name that is nearest to the event, by `GROUPS`; else gaps."""
    at, words = placed(spot.document, spot.sentence)
    known = vocabulary()
    rows, trigger = [known[word] for word in words], bisect_left(at, spot.trigger[0])
    told = rows[max(0, trigger - 1) : trigger + 2], rows[trigger + 2 : trigger + 5]
    places: dict[str, tuple[int, int]] = {}
    for m in sorted(cast.told[spot.sentence.index], key=lambda m: spot.gap(m.start, m.end), reverse=True):
        places[m.value] = bisect_left(at, m.start), bisect_left(at, m.end)
    out = []
    for value in values:
        parts: tuple[list[int], ...] = ([], [], [], [], [], [], *told, [])
        if value in places:
            first, behind = places[value]
            left, right = rows[max(0, first - 6) : first][::-1], rows[behind : behind + 6]
            between = rows[behind:trigger] if behind <= trigger else rows[trigger:first]
            parts = left[:1], left[1:3], left[3:], right[:1], right[1:3], right[3:], *told, between[:12]
        out.append([row for part, size in zip(parts, GROUPS, strict=True) for row in _filled(part, size)])
    return np.array(out, dtype=np.int64)


def _filled(part: list[int], size: int) -> list[int]:
    return part + [GAP] * (size - len(part))


@lru_cache(maxsize=1)
def party_net() -> tuple[PooledNet, Groups]:
    """The net that ships with the package, and its marks of groups of features."""
    net = load(WEIGHTS)
    return net, Groups(net.numbers)
