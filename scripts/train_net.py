"""Fit the net of `didymium.news.net`: Adam on the logistic loss of all types, dropped words and answers, fixed seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from didymium.news.net import Net

WIDTHS = (1, 2, 3, 4)
FILTERS = 96
EPOCHS = 16
BATCH = 128
RATE, DECAY = 3e-3, 3e-2
DROPPED_WORDS, DROPPED_ANSWERS = 0.15, 0.6
LONGEST = 56  # words of a sentence that training looks at
Values = dict[str, np.ndarray]


def fit_net(rows: list[np.ndarray], labels: np.ndarray, weights: np.ndarray, table: np.ndarray, seed: int = 0) -> Net:
    """The net that fits the labels (sentences x types) of sentences given as rows of the table of word vectors."""
    random = np.random.default_rng(seed)
    values = _first(random, table.shape[1], labels.shape[1])
    mean, spread = ({k: np.zeros_like(v) for k, v in values.items()} for _ in range(2))
    short = [r[:LONGEST] for r in rows]
    steps, labels = EPOCHS * (len(rows) // BATCH), labels.astype(np.float32)
    step = 0
    for _ in range(EPOCHS):
        for batch in _batches(random, np.array([len(r) for r in short])):
            slopes = _slopes(random, values, table, [short[i] for i in batch], labels[batch], weights[batch])
            step += 1
            rate = RATE * min(1, step / 100) * (1 - step / (steps + 1))
            for name, slope in slopes.items():
                mean[name] = 0.9 * mean[name] + 0.1 * slope
                spread[name] = 0.999 * spread[name] + 0.001 * slope**2
                size = np.sqrt(spread[name] / (1 - 0.999**step)) + 1e-8
                values[name] -= rate * (mean[name] / (1 - 0.9**step) / size + DECAY * values[name])
    kernels = tuple(values[f"filters{w}"].reshape(w, table.shape[1], FILTERS) for w in WIDTHS)
    return Net(kernels, tuple(values[f"biases{w}"] for w in WIDTHS), values["weights"], values["bias"])


def _first(random: np.random.Generator, dimensions: int, types: int) -> Values:
    """The values that training starts from."""
    values: Values = {"weights": 0.05 * random.standard_normal((FILTERS * len(WIDTHS), types))}
    values["bias"] = np.full(types, -2.5)
    for width in WIDTHS:
        rows = width * dimensions
        values[f"filters{width}"] = random.standard_normal((rows, FILTERS)) / np.sqrt(rows)
        values[f"biases{width}"] = np.zeros(FILTERS)
    return {k: v.astype(np.float32) for k, v in values.items()}


def _batches(random: np.random.Generator, lengths: np.ndarray) -> Iterator[np.ndarray]:
    """Yields batches of sentences of like length in random order."""
    order, batches = random.permutation(len(lengths)), []
    for start in range(0, len(order), 12 * BATCH):
        part = order[start : start + 12 * BATCH]
        part = part[np.argsort(lengths[part], kind="stable")]
        batches += [part[i : i + BATCH] for i in range(0, len(part) - BATCH + 1, BATCH)]
    random.shuffle(batches)
    yield from batches


def _slopes(
    random: np.random.Generator,
    values: Values,
    table: np.ndarray,
    rows: list[np.ndarray],
    labels: np.ndarray,
    weights: np.ndarray,
) -> Values:
    """The slope of the mean loss of a batch in each value."""
    size, longest, dimensions = len(rows), max(8, *(len(r) for r in rows)), table.shape[1]
    words = np.zeros((size, longest), dtype=np.int64)
    for i, row in enumerate(rows):
        words[i, : len(row)] = row
    vectors = table[np.where(random.random(words.shape) >= DROPPED_WORDS, words, 0)]
    answers, places, windows = [], [], []
    for width in WIDTHS:
        seen = _windows(vectors, width)
        answer = (seen.reshape(-1, width * dimensions) @ values[f"filters{width}"]).reshape(size, longest, FILTERS)
        answer[words == 0] = -1e9
        places.append(answer.argmax(axis=1))
        answers.append(answer.max(axis=1) + values[f"biases{width}"])
        windows.append(seen)
    strongest = np.concatenate(answers, axis=1)
    kept = ((random.random(strongest.shape) >= DROPPED_ANSWERS) / (1 - DROPPED_ANSWERS)).astype(np.float32)
    held = np.maximum(strongest, 0) * kept
    chance = 1 / (1 + np.exp(-(held @ values["weights"] + values["bias"])))
    error = ((chance - labels) * weights[:, None] / size).astype(np.float32)
    back = (error @ values["weights"].T) * kept * (strongest > 0)
    slopes = {"weights": held.T @ error, "bias": error.sum(axis=0)}
    for i, width in enumerate(WIDTHS):
        part = back[:, i * FILTERS : (i + 1) * FILTERS]
        chosen = windows[i][np.arange(size)[:, None], places[i]]
        slopes[f"filters{width}"] = (part[:, :, None] * chosen).sum(axis=0).T
        slopes[f"biases{width}"] = part.sum(axis=0)
    return slopes


def _windows(vectors: np.ndarray, width: int) -> np.ndarray:
    """The rows from half a width before each row on, side by side (sentences, words, width x dimensions)."""
    size, longest, dimensions = vectors.shape
    wide = np.zeros((size, longest + width - 1, dimensions), dtype=vectors.dtype)
    wide[:, width // 2 : width // 2 + longest] = vectors
    steps = wide.strides
    return np.lib.stride_tricks.as_strided(wide, (size, longest, width * dimensions), steps)
