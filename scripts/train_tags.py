"""Train the tag model on labelled corpora and report its score by cross-validation.

    python scripts/train_tags.py DOCS:GOLD[:WEIGHT] ... [--write]

Logistic regression with L2 on the features of `didymium.news.tags` (L-BFGS from zero, so the same corpus gives the same
weights). The score is that of held-out documents of the heaviest parts. `--write` stores the weights in the package.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.events import find_events
from didymium.news.model import stem
from didymium.news.tags import OWN, VOCABULARY, WEIGHTS, TagFeatures, much, picked, tag_features

RIDGE = {"own": 0.3, "bias": 0.5, "same": 2.0, "word": 12.0, "context": 8.0}
FEWEST = 15  # documents that must hold a word


class Sample(NamedTuple):
    """A document's features, its tags and its weight."""

    features: TagFeatures
    tags: frozenset[str]
    weight: float


class Weights(NamedTuple):
    """The weights of a tag's own features, the names of the context's features and their weights for all tags."""

    own: np.ndarray
    names: tuple[str, ...]
    context: np.ndarray


def samples(part: str) -> list[Sample]:
    """The labelled documents of a DOCS:GOLD[:WEIGHT] part."""
    docs, gold, *weight = part.split(":")
    rows, out = read_rows(docs), []
    for key, labels in read_rows(gold).items():
        if labels["tags"]:
            document = prepare(rows[key].get("title") or "", rows[key]["text"], rows[key].get("date"))
            found = with_words(tag_features(document, find_events(document)))
            out.append(Sample(found, frozenset(labels["tags"]), float(weight[0]) if weight else 1.0))
    return out


def with_words(features: TagFeatures) -> TagFeatures:
    """The features with the words of text ("w ") and headline ("t ") among those of the context."""
    counts = Counter(map(stem, features.words))
    context = features.context | {f"w {word}": much(n) for word, n in counts.items()}
    return replace(features, context=context | {f"t {stem(word)}": 1.0 for word in features.titled})


def is_word(name: str) -> bool:
    """Whether a feature is a word of the text or headline."""
    return name[:2] in ("w ", "t ")


def penalties(names: tuple[str, ...]) -> np.ndarray:
    """The L2 weights (context features x tags): small where a feature speaks of the very tag."""
    kinds = ["bias" if n == "bias" else "word" if is_word(n) else "context" for n in names]
    return np.array([
        [RIDGE["same" if kind == "context" and name.endswith(f" {tag}") else kind] for tag in VOCABULARY]
        for name, kind in zip(names, kinds, strict=True)
    ])  # fmt: skip


def matrices(rows: list[Sample], names: tuple[str, ...]) -> tuple[np.ndarray, sp.csr_matrix]:
    """The own features (documents x tags x features) and those of the context (documents x features)."""
    index = {name: i for i, name in enumerate(names)}
    own = np.array([[row.features.own[tag] for tag in VOCABULARY] for row in rows])
    cells = [(i, index[n], x) for i, r in enumerate(rows) for n, x in r.features.context.items() if n in index]
    at, column, value = zip(*cells, strict=True)
    return own, sp.csr_matrix((value, (at, column)), shape=(len(rows), len(names)))


def fit(rows: list[Sample]) -> Weights:
    """The weights that minimise the penalised logistic loss."""
    counts = Counter(name for row in rows for name in row.features.context)
    names = tuple(sorted(n for n, count in counts.items() if count >= FEWEST or not is_word(n)))
    own, x = matrices(rows, names)
    y = np.array([[tag in row.tags for tag in VOCABULARY] for row in rows], dtype=float)
    heft, ridge = np.array([[row.weight] for row in rows]), penalties(names)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        a, b = w[: len(OWN)], w[len(OWN) :].reshape(ridge.shape)
        z = own @ a + x @ b
        slope = heft * (1 / (1 + np.exp(-z)) - y)
        value = np.sum(heft * (np.logaddexp(0, z) - y * z)) + 0.5 * RIDGE["own"] * a @ a + 0.5 * np.sum(ridge * b * b)
        to_own = np.einsum("dt,dtf->f", slope, own) + RIDGE["own"] * a
        return float(value), np.concatenate([to_own, (x.T @ slope + ridge * b).ravel()])

    best = minimize(loss, np.zeros(len(OWN) + ridge.size), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return Weights(best[: len(OWN)], names, best[len(OWN) :].reshape(ridge.shape))


def counts_of(rows: list[Sample], weights: Weights) -> np.ndarray:
    """(right, labelled, given) tags over the documents."""
    own, x = matrices(rows, weights.names)
    chances = 1 / (1 + np.exp(-(own @ weights.own + x @ weights.context)))
    given = [picked(row) for row in chances]
    hits = sum(len(row.tags & set(tags)) for row, tags in zip(rows, given, strict=True))
    return np.array([hits, sum(len(row.tags) for row in rows), sum(map(len, given))])


def cross_validate(rows: list[Sample], folds: int = 8) -> float:
    """F1 over held-out folds (documents i, i + folds, ... of the heaviest parts)."""
    heaviest = max(row.weight for row in rows)
    tested = [row for row in rows if row.weight == heaviest]
    always = [row for row in rows if row.weight != heaviest]
    total = np.zeros(3)
    for fold in range(folds):
        weights = fit(always + [r for i, r in enumerate(tested) if i % folds != fold])
        total += counts_of(tested[fold::folds], weights)
    return float(2 * total[0] / (total[1] + total[2]))


def store(weights: Weights) -> None:
    """Write the weights, small ones as none."""
    context = np.where(np.abs(weights.context) > 0.02, weights.context, 0)
    keep = np.flatnonzero(np.abs(context).max(axis=1))
    names = np.array("\n".join(weights.names[i] for i in keep))
    np.savez_compressed(
        WEIGHTS, names=names, own=weights.own.astype(np.float32), context=context[keep].round(2).astype(np.float16)
    )


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = [row for part in arguments.corpora for row in samples(part)]
    sys.stdout.write(f"{len(rows)} documents, cross-validated tag F1 {cross_validate(rows):.3f}\n")
    if arguments.write:
        store(fit(rows))
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
