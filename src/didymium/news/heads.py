"""What is read off the encoder's states: kinds of event by sentence, status, roles, sums, metrics, whose number, tags.

A head is one attention (kinds) or two layers (all that weigh a pair: a mention for an event, a mention for a number);
`scripts/train_reader.py` fits them and writes data/reader_heads.npz.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from didymium import labels
from didymium.news.document import Document
from didymium.news.families import NEWS
from didymium.news.mentions import Mention

WEIGHTS = labels.DATA / "reader_heads.npz"
Floats = npt.NDArray[np.float32]


class Kind(NamedTuple):
    """A type of event with the direction that it has, None where the type has none."""

    type: str
    direction: str | None


KINDS = tuple(
    Kind(*pair)
    for pair in (
        ("export_restriction", "tighten"), ("restriction_eased", "ease"), ("import_measure", "tighten"),
        ("import_measure", "ease"), ("investment", None), ("agreement", None), ("list_designation", None),
        ("price_support", None), ("stockpile", None), ("supply_project", "up"), ("supply_disruption", "down"),
        ("legal_dispute", None), ("domestic_policy", None), ("corporate", None), ("demand_shift", "up"),
        ("demand_shift", "down"), ("price_move", "up"), ("price_move", "down"),
    )
)  # fmt: skip
STATUSES = ("in_force", "announced", "proposed", "ended", "suspended", "denied")
METRICS = (
    "none", "production_share", "processing_share", "magnet_share", "reserves_share", "export_share", "import_share",
    "import_reliance", "demand_share", "production", "exports", "imports", "demand", "price", "price_change", "quota",
    "list_count", "reserves", "capacity",
)  # fmt: skip
STAGES = (None, "mine", "refine", "metal", "component", "all")
UNITS = ("money", "%", "t", "t/yr", "price", "count", "x", "time", "other")
MENTIONS = ("state", "company", "agency", "body", "project", "place", "other", "mineral")


@lru_cache(maxsize=1)
def weights() -> dict[str, Floats]:
    """The arrays of data/reader_heads.npz by name."""
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def two_layers(name: str, parts: Sequence[Floats], first: Floats | None = None) -> Floats:
    """The log-odds of a pair head: rows (n, width) of each part, or one row for all; returns (n, outcomes).

    first: what the head's first part has come to already (`first_part`); `parts` are then the others.
    """
    held = weights()
    total: Floats = held[f"{name}.bias"] if first is None else held[f"{name}.bias"] + first
    for number, part in enumerate(parts, 0 if first is None else 1):
        total = total + part @ held[f"{name}.{number}"]
    return np.asarray(_gelu(total) @ held[f"{name}.out"] + held[f"{name}.out_bias"], np.float32)


def opening_odds(states: Floats) -> Floats:
    """The log-chance of each of `NEWS` as the lead, read off headline and first sentences at once (pieces, size).

    An attention a kind of news, and some free ones that two layers read.
    """
    held, kinds = weights(), len(NEWS)
    weighed = states @ held["opening.look"] + held["opening.place"][: len(states)]
    weighed = np.exp(weighed - weighed.max(axis=0))
    looked = (weighed / weighed.sum(axis=0)).T @ states
    hidden = _gelu(looked[kinds:].ravel() @ held["opening.hidden"] + held["opening.hidden_bias"])
    odds = (looked[:kinds] * held["opening.news"]).sum(axis=1) + hidden @ held["opening.out"] + held["opening.bias"]
    return np.asarray(odds - odds.max() - np.log(np.exp(odds - odds.max()).sum()), np.float32)


def first_part(name: str, rows: Floats) -> Floats:
    """What the first part of a pair head makes of its rows, for many calls of `two_layers`."""
    return np.asarray(rows @ weights()[f"{name}.0"], np.float32)


def sentence_features(document: Document) -> Floats:
    """What is known of each sentence beside its words (sentences + 1 rows, the last for the headline; 9 columns)."""
    named = np.array([bool(s.minerals) for s in document.sentences], np.float32)
    rows = np.zeros((len(named) + 1, 9), np.float32)
    if len(named):
        index = np.arange(len(named))
        rows[:-1, 0] = index == 0
        rows[:-1, 1] = np.minimum(index, 12) / 12
        rows[:-1, 2] = named
        rows[1:-1, 3] = named[:-1]
        rows[:-1, 4] = named.mean()
        rows[:-1, 5] = [min(len(s.text), 400) / 400 for s in document.sentences]
        rows[:-1, 6] = [bool(s.quantities or s.money) for s in document.sentences]
    rows[:, 7] = any(n.kind == "mineral" for n in document.title_names)
    rows[-1, 8] = 1
    return rows


def pair_features(
    mentions: Sequence[Mention], counts: Mapping[str, int], titled: frozenset[str], sentence: int, at: int
) -> Floats:
    """What is known of mentions beside their words, seen from a place in a sentence (mentions, 20)."""
    rows = np.zeros((len(mentions), 20), np.float32)
    for row, m in zip(rows, mentions, strict=True):
        row[MENTIONS.index(m.kind)] = 1
        row[8 + (0 if m.sentence < 0 else 3 + max(-2, min(2, m.sentence - sentence)))] = 1
        here = m.sentence == sentence
        row[14] = here and m.end <= at
        row[15] = min(abs(m.start - at) / 100, 3) if here else 3
        row[16] = np.log1p(counts.get(m.value, 1)) / 3
        row[17] = m.value in titled
        row[18] = m.subject
        row[19] = m.adjective
    return rows


def unit_class(unit: str, money: bool) -> int:
    """The class of a unit in `UNITS`; money: whether it is a sum."""
    if money or (len(unit) == 3 and unit.isupper()):
        return UNITS.index("money")
    if unit in UNITS[1:4] or unit in ("count", "x"):
        return UNITS.index(unit)
    if unit[:3].isupper() and "/" in unit:
        return UNITS.index("price")
    return UNITS.index("time" if unit in {"days", "weeks", "months", "years"} else "other")


def _gelu(x: Floats) -> Floats:
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))), np.float32)
