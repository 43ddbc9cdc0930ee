"""Fit a net of `didymium.news.pooled`: Adam, dropped words, marks and answers, fixed seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from didymium.news.net import GAP
from didymium.news.pooled import PooledNet, pooled

BATCH = 128
RATE = 2e-3
DECAY = {"words": 0.1, "marks": 0.1, "answers": 0.1, "direct": 0.003}
DROPPED_WORDS, DROPPED_MARKS, DROPPED_ANSWERS = 0.25, 0.1, 0.6
Values = dict[str, np.ndarray]


class Plan(NamedTuple):
    """How a net is fitted: sizes of groups of words, whether just one outcome holds, how many cases a mark needs."""

    groups: tuple[int, ...]
    one: bool
    fewest: int
    hidden: int = 64
    epochs: int = 20


def fit_pooled(
    plan: Plan, words: np.ndarray, held: Sequence[Sequence[str]], labels: np.ndarray, heft: np.ndarray
) -> PooledNet:
    """The net that fits the labels (cases x outcomes) of cases with their words and the names of their marks."""
    random = np.random.default_rng(0)
    counts = Counter(name for names in held for name in names)
    names = tuple(sorted(f for f, n in counts.items() if n >= plan.fewest))
    column = {f: i for i, f in enumerate(names)}
    marks = np.zeros((len(held), len(names)), dtype=np.float32)
    for row, features in zip(marks, held, strict=True):
        row[[column[f] for f in features if f in column]] = 1
    values = _first(random, pooled(words[:1], plan.groups).size, len(names), labels.shape[1], plan.hidden)
    mean, spread = ({k: np.zeros_like(v) for k, v in values.items()} for _ in range(2))
    steps, step = plan.epochs * (len(words) // BATCH), 0
    for _ in range(plan.epochs):
        order = random.permutation(len(words))
        for batch in np.split(order[: len(order) // BATCH * BATCH], len(order) // BATCH):
            slopes = _slopes(random, plan, values, words[batch], marks[batch], labels[batch], heft[batch])
            step += 1
            rate = RATE * min(1, step / 100) * (1 - step / (steps + 1))
            for name, slope in slopes.items():
                mean[name] = 0.9 * mean[name] + 0.1 * slope
                spread[name] = 0.999 * spread[name] + 0.001 * slope**2
                size = np.sqrt(spread[name] / (1 - 0.999**step)) + 1e-8
                move = mean[name] / (1 - 0.9**step) / size + DECAY.get(name, 0.0) * values[name]
                values[name] = (values[name] - rate * move).astype(np.float32)
    return PooledNet(names, **values)


def _first(random: np.random.Generator, inputs: int, marks: int, outcomes: int, hidden: int) -> Values:
    """The values that training starts from."""
    values = {
        "words": random.standard_normal((inputs, hidden)) / np.sqrt(inputs),
        "marks": 0.1 * random.standard_normal((marks, hidden)),
        "answers": 0.05 * random.standard_normal((hidden, outcomes)),
        "direct": np.zeros((marks, outcomes)),
        "bias": np.zeros(hidden),
        "last": np.zeros(outcomes),
    }
    return {name: v.astype(np.float32) for name, v in values.items()}


def _slopes(
    random: np.random.Generator,
    plan: Plan,
    values: Values,
    words: np.ndarray,
    marks: np.ndarray,
    labels: np.ndarray,
    heft: np.ndarray,
) -> Values:
    """The slope of the mean loss of a batch in each value."""
    seen = np.where(random.random(words.shape) >= DROPPED_WORDS, words, GAP)
    inputs = pooled(seen, plan.groups).reshape(len(words), -1)
    marks = marks * (random.random(marks.shape) >= DROPPED_MARKS)
    hidden = np.maximum(inputs @ values["words"] + marks @ values["marks"] + values["bias"], 0)
    kept = (random.random(hidden.shape) >= DROPPED_ANSWERS) / (1 - DROPPED_ANSWERS)
    z = (hidden * kept) @ values["answers"] + marks @ values["direct"] + values["last"]
    outer = (_chances(z, plan.one) - labels) * heft[:, None] / len(words)
    inner = (outer @ values["answers"].T) * kept * (hidden > 0)
    return {
        "words": inputs.T @ inner, "marks": marks.T @ inner, "bias": inner.sum(axis=0),
        "answers": (hidden * kept).T @ outer, "direct": marks.T @ outer, "last": outer.sum(axis=0),
    }  # fmt: skip


def _chances(z: np.ndarray, one: bool) -> np.ndarray:
    """The chance of each outcome, one of which holds (rows sum to 1), or each by itself."""
    if not one:
        return np.asarray(1 / (1 + np.exp(-z)))
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
