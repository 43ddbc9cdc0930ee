"""A small trained model beside the patterns: which types of event a sentence states, by the word groups it holds.

Logistic regression on groups and pairs of groups (`lexicon`); weights in data/event_weights.npz, trained on the
labelled corpus by `scripts/train_events.py`. It only adds what no pattern found, and only above a type's threshold.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.lexicon import NAMES

WEIGHTS = Path(labels.__file__).parent / "data" / "event_weights.npz"
TYPES = (
    "export_restriction",
    "restriction_eased",
    "import_measure",
    "investment",
    "agreement",
    "list_designation",
    "price_support",
    "stockpile",
    "supply_project",
    "supply_disruption",
    "legal_dispute",
    "domestic_policy",
    "corporate",
    "demand_shift",
    "price_move",
)
SIZE = len(NAMES)
FEATURES = 1 + SIZE + SIZE * (SIZE - 1) // 2
KEY = {
    "export_restriction": ("ban", "licence", "quota", "control", "export"),
    "restriction_eased": ("ease",),
    "import_measure": ("tariff", "import", "probe"),
    "investment": ("invest", "pledge", "raise"),
    "agreement": ("sign", "pact"),
    "list_designation": ("list",),
    "price_support": ("floor",),
    "stockpile": ("stock", "tender"),
    "supply_project": ("start", "make", "plan"),
    "supply_disruption": ("halt", "accident"),
    "legal_dispute": ("court",),
    "domestic_policy": ("enact", "law"),
    "corporate": ("merge", "offtake"),
    "demand_shift": ("substitute",),
    "price_move": ("up", "down", "price"),
}


def feature_ids(groups: dict[int, int]) -> list[int]:
    """Feature numbers of a sentence: the constant, its groups and their pairs."""
    held = sorted(groups)
    pairs = [1 + SIZE + a * (2 * SIZE - a - 1) // 2 + (b - a - 1) for a, b in combinations(held, 2)]
    return [0, *(1 + g for g in held), *pairs]


@cache
def _weights() -> npt.NDArray[np.float32]:
    with np.load(WEIGHTS) as stored:
        dense = np.zeros((FEATURES, len(TYPES)), dtype=np.float32)
        dense[stored["rows"], stored["columns"]] = stored["values"]
    return dense


def event_chances(groups: dict[int, int], least: float = 0.0) -> dict[str, float]:
    """The chance of each event type that reaches `least`, for a sentence that holds these groups."""
    logits = _weights()[feature_ids(groups)].sum(axis=0)
    if least and logits.max() < math.log(least / (1 - least)):
        return {}
    chances = (1 / (1 + np.exp(-logits))).tolist()
    return {kind: chance for kind, chance in zip(TYPES, chances, strict=True) if chance >= least}


def trigger_at(kind: str, groups: dict[int, int]) -> int | None:
    """The place of the word that states an event of type `kind`, None where none of its groups is held."""
    index = {name: i for i, name in enumerate(NAMES)}
    return next((groups[index[name]] for name in KEY[kind] if index[name] in groups), None)
