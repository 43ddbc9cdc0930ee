"""Train the tag model on a labelled corpus and report its score by cross-validation.

    python scripts/train_tags.py DOCS:GOLD ... [--write]

Logistic regression with L2 on the features of `didymium.news.tags` (L-BFGS from zero, so the same corpus gives the same
weights). `--write` stores them in the package.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.events import find_events
from didymium.news.tags import FEWEST, MOST, OWN, THRESHOLD, VOCABULARY, WEIGHTS, TagFeatures, tag_features

RIDGE = {"own": 0.3, "bias": 0.5, "same": 2.0, "context": 8.0}
Sample = list[tuple[dict[str, float], float]]


def samples(docs: dict, gold: dict) -> list[Sample]:
    """For each labelled document its (features, label) of every tag."""
    out = []
    for key, labels in gold.items():
        if not labels["tags"]:
            continue
        row = docs[key]
        document = prepare(row.get("title") or "", row["text"], row.get("date"))
        found = tag_features(document, find_events(document))
        out.append([(named(found, tag), float(tag in labels["tags"])) for tag in VOCABULARY])
    return out


def named(features: TagFeatures, tag: str) -> dict[str, float]:
    """The features of one tag by name: its own as they are, those of the context with the tag behind them."""
    own = {name: x for name, x in zip(OWN, features.own[tag], strict=True) if x}
    return own | {f"{name}:{tag}": x for name, x in features.context.items()}


def penalty(name: str) -> float:
    """The L2 weight of a feature: small for a tag's own, large for what all tags share."""
    feature, _, tag = name.partition(":")
    if not tag:
        return RIDGE["own"]
    return RIDGE["bias" if feature == "bias" else "same" if feature.endswith(f" {tag}") else "context"]


def fit(rows: list[Sample]) -> dict[str, float]:
    """Weights by name that minimise the penalised logistic loss."""
    pairs = [pair for sample in rows for pair in sample]
    names = sorted({name for features, _ in pairs for name in features})
    index = {name: i for i, name in enumerate(names)}
    cells = [(i, index[name], x) for i, (features, _) in enumerate(pairs) for name, x in features.items()]
    at, column, value = zip(*cells, strict=True)
    x = sp.csr_matrix((value, (at, column)), shape=(len(pairs), len(names)))
    y, ridge = np.array([label for _, label in pairs]), np.array([penalty(name) for name in names])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        return float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(ridge * w * w)), x.T @ (p - y) + ridge * w

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {name: round(float(value), 3) for name, value in zip(names, best, strict=True) if abs(value) > 0.01}


def f1(rows: list[Sample], weights: dict[str, float], threshold: float = THRESHOLD) -> tuple[int, int, int]:
    """(right, labelled, given) tags over the documents."""
    hits = labelled = given = 0
    for sample in rows:
        chances = [
            1 / (1 + np.exp(-sum(weights.get(n, 0.0) * v for n, v in features.items()))) for features, _ in sample
        ]
        order = sorted(range(len(chances)), key=lambda i: -chances[i])
        picked = [i for i in order if chances[i] >= threshold][:MOST]
        picked = picked if len(picked) >= FEWEST else order[:FEWEST]
        hits += sum(sample[i][1] for i in picked)
        labelled += sum(label for _, label in sample)
        given += len(picked)
    return int(hits), int(labelled), int(given)


def cross_validate(rows: list[Sample], folds: int = 10, threshold: float = THRESHOLD) -> float:
    """F1 over held-out folds (documents i, i + folds, ...)."""
    total = np.zeros(3)
    for fold in range(folds):
        weights = fit([r for i, r in enumerate(rows) if i % folds != fold])
        total += f1([r for i, r in enumerate(rows) if i % folds == fold], weights, threshold)
    hits, labelled, given = total
    return float(2 * hits / (labelled + given))


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    parts = [part.split(":") for part in arguments.corpora]
    rows = [row for docs, gold in parts for row in samples(read_rows(docs), read_rows(gold))]
    sys.stdout.write(f"{len(rows)} documents, cross-validated tag F1 {cross_validate(rows):.3f}\n")
    if arguments.write:
        WEIGHTS.write_text(json.dumps(fit(rows), indent=0, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {WEIGHTS.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
