"""A small net beside the claim model: it reads the words around a number by their meaning.

The words left and right of the number are pooled by distance; the marks are its unit, size, rule and events. The
weights in data/claim_net.npz are trained by `scripts/train_claims.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from didymium import labels
from didymium.news.net import GAP
from didymium.news.pooled import PooledNet, load

WEIGHTS = Path(labels.__file__).parent / "data" / "claim_net.npz"
REACH = 10  # words on each side
MARKS = ("u=", "q=", "s=", "r=", "rule=", "E")  # the openings of features of the claim model that the net sees too
GROUPS = (1, 2, 3, 4, 1, 2, 3, 4)  # words that are summed up, by their distance on the left and on the right


def seen(rows: Sequence[int], left: int, right: int) -> list[int]:
    """The rows of the words before `left`, the nearest first, and of those from `right` on, gaps where none is left."""
    before, after = list(rows[max(0, left - REACH) : left][::-1]), list(rows[right : right + REACH])
    return before + [GAP] * (REACH - len(before)) + after + [GAP] * (REACH - len(after))


@lru_cache(maxsize=1)
def claim_net() -> PooledNet:
    """The net that ships with the package."""
    return load(WEIGHTS)
