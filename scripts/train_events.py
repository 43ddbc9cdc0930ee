"""Train the event model on a labelled corpus and report what it adds, by cross-validation over documents.

    python scripts/train_events.py tests/corpus/docs.jsonl tests/corpus/gold.jsonl [--write] [--folds 8]

One-against-rest logistic regression with L2 (L-BFGS from zero, deterministic) on groups and pairs of groups.
A sentence states an event type when a labelled quote of that type shares at least 30 % of its characters with it.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from scipy.optimize import minimize

from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.lexicon import groups_of
from didymium.news.model import FEATURES, TYPES, WEIGHTS, feature_ids

SINGLE, PAIR = 1.0, 4.0


def sentences(docs: dict, gold: dict) -> list[tuple[str, list[int], np.ndarray]]:
    """(document, feature numbers, labels of the 15 types) of every sentence."""
    rows = []
    for key, labels in gold.items():
        row = docs[key]
        document = prepare(row.get("title") or "", row["text"], row.get("date"))
        folded = " ".join(document.text.split())
        spans = [
            (e["type"], folded.find(" ".join(e["quote"].translate(_PLAIN).split())), len(" ".join(e["quote"].split())))
            for e in labels["events"]
        ]
        for sentence, groups in zip(document.sentences, groups_of(document), strict=True):
            y = np.zeros(len(TYPES))
            for kind, at, size in spans:
                if at >= 0 and min(sentence.end, at + size) - max(sentence.start, at) >= 0.3 * min(
                    size, sentence.end - sentence.start
                ):
                    y[TYPES.index(kind)] = 1
            rows.append((key, feature_ids(groups), y))
    return rows


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def fit(rows: list) -> np.ndarray:
    """Weights (features x types)."""
    used = sorted({f for _, ids, _ in rows for f in ids})
    place = {f: i for i, f in enumerate(used)}
    x = np.zeros((len(rows), len(used)))
    for i, (_, ids, _) in enumerate(rows):
        x[i, [place[f] for f in ids]] = 1
    counts = x.sum(axis=0)
    keep = counts >= 3
    x, used = x[:, keep], [f for f, k in zip(used, keep, strict=True) if k]
    ridge = np.array([0.01 if f == 0 else SINGLE if f <= FEATURES - 1 and f < 1 + 60 else PAIR for f in used])
    dense = np.zeros((FEATURES, len(TYPES)))
    for t in range(len(TYPES)):
        y = np.array([labels[t] for _, _, labels in rows])
        dense[used, t] = _logistic(x, y, ridge)
    return dense


def _logistic(x: np.ndarray, y: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(ridge * w * w)
        return float(value), x.T @ (p - y) + ridge * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def store(dense: np.ndarray) -> None:
    """Write the weights that matter."""
    rows, columns = np.nonzero(np.abs(dense) > 0.01)
    np.savez_compressed(
        WEIGHTS,
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int8),
        values=dense[rows, columns].astype(np.float16),
    )


def main() -> int:
    """Train, report sentence-level F1 by cross-validation, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs")
    parser.add_argument("gold")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    rows = sentences(read_rows(arguments.docs), read_rows(arguments.gold))
    keys = sorted({key for key, _, _ in rows})
    hits = gold = found = 0.0
    for fold in range(arguments.folds):
        held = set(keys[fold :: arguments.folds])
        dense = fit([r for r in rows if r[0] not in held])
        for _, ids, y in (r for r in rows if r[0] in held):
            p = 1 / (1 + np.exp(-dense[ids].sum(axis=0)))
            hits, gold, found = hits + float(np.sum((p >= 0.5) * y)), gold + y.sum(), found + float(np.sum(p >= 0.5))
    sys.stdout.write(
        f"{len(rows)} sentences of {len(keys)} documents; alone, cross-validated: precision {hits / found:.3f}, "
        f"recall {hits / gold:.3f}\n"
    )
    if arguments.write:
        store(fit(rows))
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
