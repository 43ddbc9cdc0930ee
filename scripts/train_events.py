"""Train the event model on a labelled corpus and report what it adds, by cross-validation over documents.

    python scripts/train_events.py DOCS GOLD STATEMENTS [--write] [--folds 8]

Logistic regression with L2 for all types at once (L-BFGS from zero, deterministic) on the features of
`didymium.news.model`. A sentence states an event type when a labelled quote of that type shares at least 30 % of the
shorter span with it. STATEMENTS are single labelled sentences ({"type", "text"} a line, type
null for none); they only train.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from didymium.news.document import Document, prepare
from didymium.news.evaluate import read_rows
from didymium.news.lexicon import groups_of
from didymium.news.model import BUCKETS, FEATURES, PAIRS, STEMS, TYPES, WEIGHTS, feature_ids

BIAS, SINGLE, PAIR, STEM = 0.01, 1.0, 2.0, 2.0
DATE = "2025-11-01"
Row = tuple[str, list[int], np.ndarray]


def sentences(docs: dict, gold: dict) -> list[Row]:
    """(document, feature numbers, labels of the 15 types) of every sentence."""
    rows: list[Row] = []
    for key, labels in gold.items():
        row = docs[key]
        document = prepare(row.get("title") or "", row["text"], row.get("date"))
        spans = [(e["type"], *_span(document, e["quote"])) for e in labels["events"]]
        for sentence, places in zip(document.sentences, groups_of(document), strict=True):
            y = np.zeros(len(TYPES))
            for kind, start, end in spans:
                shared = min(sentence.end, end) - max(sentence.start, start)
                if start >= 0 and shared >= 0.3 * min(end - start, sentence.end - sentence.start):
                    y[TYPES.index(kind)] = 1
            rows.append((key, feature_ids(places, sentence.text), y))
    return rows


def statements(path: str) -> list[Row]:
    """The rows of single labelled sentences."""
    rows: list[Row] = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = prepare("", row["text"], DATE)
        y = np.array([float(kind == row["type"]) for kind in TYPES])
        rows.append(("", feature_ids(groups_of(document)[0], row["text"]), y))
    return rows


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def _span(document: Document, quote: str) -> tuple[int, int]:
    """The span of a quote in the folded text, (-1, -1) where it is not found."""
    words = " ".join(quote.translate(_PLAIN).split())
    at = " ".join(document.text.split()).find(words)
    return (at, at + len(words)) if at >= 0 else (-1, -1)


def ridge() -> np.ndarray:
    """The L2 weight of each feature."""
    return np.concatenate([[BIAS], np.full(PAIRS - 1, SINGLE), np.full(STEMS - PAIRS, PAIR), np.full(BUCKETS, STEM)])


def fit(rows: list[Row]) -> np.ndarray:
    """Weights (features x types)."""
    columns = np.concatenate([ids for _, ids, _ in rows])
    bounds = np.cumsum([0, *(len(ids) for _, ids, _ in rows)])
    x = sp.csr_matrix((np.ones(len(columns)), columns, bounds), shape=(len(rows), FEATURES))
    used = np.flatnonzero(np.asarray(x.sum(axis=0)).ravel() >= 3)
    x, y, weight = x[:, used], np.array([y for _, _, y in rows]), ridge()[used, None]
    shape = (len(used), len(TYPES))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(shape)
        z = x @ w
        value = np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(weight * w * w)
        return float(value), (x.T @ (1 / (1 + np.exp(-z)) - y) + weight * w).ravel()

    best = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    dense = np.zeros((FEATURES, len(TYPES)), dtype=np.float32)
    dense[used] = best.x.reshape(shape)
    return dense


def store(dense: np.ndarray) -> None:
    """Write the weights that matter."""
    rows, columns = np.nonzero(np.abs(dense) > 0.02)
    np.savez_compressed(
        WEIGHTS,
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int8),
        values=dense[rows, columns].astype(np.float16),
    )


def folds_of(keys: list[str], folds: int) -> list[set[str]]:
    """The documents of each fold."""
    return [set(keys[fold::folds]) for fold in range(folds)]


def cross_validate(rows: list[Row], single: list[Row], folds: int, threshold: float = 0.3) -> tuple[float, float]:
    """(precision, recall) of the model alone over sentences of documents that it has not seen."""
    hits = labelled = found = 0.0
    for held in folds_of(sorted({key for key, _, _ in rows}), folds):
        dense = fit([r for r in rows if r[0] not in held] + single)
        for _, ids, y in (r for r in rows if r[0] in held):
            given = dense[ids].sum(axis=0) >= np.log(threshold / (1 - threshold))
            hits, labelled, found = hits + float(np.sum(given * y)), labelled + y.sum(), found + float(np.sum(given))
    return hits / max(1, found), hits / max(1, labelled)


def main() -> int:
    """Train, report sentence-level precision and recall by cross-validation, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs")
    parser.add_argument("gold")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("statements")
    arguments = parser.parse_args()
    single = statements(arguments.statements)
    rows = sentences(read_rows(arguments.docs), read_rows(arguments.gold))
    if arguments.folds:
        precision, recall = cross_validate(rows, single, arguments.folds)
        sys.stdout.write(
            f"{len(rows)} sentences of {len({r[0] for r in rows})} documents; alone, cross-validated: "
            f"precision {precision:.3f}, recall {recall:.3f}\n"
        )
    if arguments.write:
        store(fit(rows + single))
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
