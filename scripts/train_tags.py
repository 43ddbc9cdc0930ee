"""Train the tag model on a labelled corpus and report its score by cross-validation.

    python scripts/train_tags.py tests/corpus/docs.jsonl tests/corpus/gold.jsonl [--write]

Logistic regression with L2 on the features of `didymium.news.tags`: shared weights for all tags and small offsets for
each. Newton steps from zero, so the same corpus gives the same weights. `--write` stores them in the package.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np

from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.events import find_events
from didymium.news.tags import FEWEST, MOST, THRESHOLD, VOCABULARY, WEIGHTS, tag_features

SHARED = {"words", "title", "events", "lead", "share", "place"}
PENALTY = {"shared": 0.3, "bias": 0.5, "words": 2.0, "share": 2.0, "place": 2.0, "event": 4.0}
Sample = list[tuple[dict[str, float], float]]


def samples(docs: dict, gold: dict) -> list[Sample]:
    """For each labelled document its (features, label) of every tag."""
    out = []
    for key, labels in gold.items():
        if not labels["tags"]:
            continue
        row = docs[key]
        document = prepare(row.get("title") or "", row["text"], row.get("date"))
        features = tag_features(document, find_events(document))
        out.append([(features[tag], float(tag in labels["tags"])) for tag in VOCABULARY])
    return out


def penalty(name: str) -> float:
    """The L2 weight of a feature: small for shared ones, large for one tag's own."""
    if name in SHARED:
        return PENALTY["shared"]
    return PENALTY.get(name.partition(":")[0], PENALTY["event"])


def fit(rows: list[Sample], steps: int = 30) -> dict[str, float]:
    """Weights by name that minimise the penalised logistic loss."""
    pairs = [pair for sample in rows for pair in sample]
    names = sorted({name for features, _ in pairs for name in features})
    index = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(pairs), len(names)))
    for i, (features, _) in enumerate(pairs):
        for name, value in features.items():
            x[i, index[name]] = value
    y = np.array([label for _, label in pairs])
    ridge = np.array([penalty(name) for name in names])
    w = np.zeros(len(names))
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        w -= np.linalg.solve(hessian, gradient)
    return {name: round(float(value), 4) for name, value in zip(names, w, strict=True) if abs(value) > 5e-4}


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
    parser.add_argument("docs")
    parser.add_argument("gold")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = samples(read_rows(arguments.docs), read_rows(arguments.gold))
    sys.stdout.write(f"{len(rows)} documents, cross-validated tag F1 {cross_validate(rows):.3f}\n")
    if arguments.write:
        WEIGHTS.write_text(json.dumps(fit(rows), indent=0, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {WEIGHTS.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
