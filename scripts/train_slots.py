"""Train the models of actors and targets on labelled corpora and report F1 by cross-validation over documents.

    python scripts/train_slots.py DOCS:GOLD ... [--write]

Each party near a found event that matches a labelled one is a sample: is it an actor, is it a target? Logistic
regression with L2 on the named features of `didymium.news.choose` (L-BFGS from zero, deterministic).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from train_events import read_corpus

from didymium.news import choose as c
from didymium.news import events
from didymium.news.document import Document
from didymium.news.evaluate import matched_events

RIDGE, FOLDS, FEWEST = 4, 8, 3


class Sample(NamedTuple):
    """One party beside one event: document, event number, value, features, and whether it is actor and target."""

    document: str
    event: int
    value: str
    names: frozenset[str]
    truth: tuple[bool, bool]


class Truth(NamedTuple):
    """The labelled (actors, targets) of an event, lower case, and the rules' own answer."""

    document: str
    labelled: tuple[set[str], set[str]]
    ruled: tuple[tuple[str, ...], tuple[str, ...]]


def samples(corpus) -> tuple[list[Sample], list[Truth]]:
    """All parties of the found events that match a label."""
    out: list[Sample] = []
    truths: list[Truth] = []
    for key, document in corpus.documents.items():
        seen, found = _found(document)
        text = str(corpus.rows[key]["text"])
        rows = [_row(document, text, s) for s in found]
        for label, row in matched_events(text, corpus.labels[key]["events"], rows):
            statement = found[rows.index(row)]
            call = seen.get((statement.type, statement.trigger_start))
            if call is None or statement.type == "price_move":
                continue
            labelled = tuple({str(v).lower() for v in label.get(role) or []} for role in c.ROLES)
            for value, names in c.candidates(*call).items():
                truth = tuple(value.lower() in values for values in labelled)
                out.append(Sample(key, len(truths), value, frozenset(names), truth))
            truths.append(Truth(key, labelled, call[-1]))
    return out, truths


def _found(document: Document):
    """The statements of a document and how `choose` was called for each."""
    seen = {}
    keep = events.choose

    def watch(*call):
        seen[call[0], call[3][0]] = call
        return call[-1]

    events.choose = watch
    try:
        return seen, events.find_events(document)
    finally:
        events.choose = keep


def _row(document: Document, text: str, s) -> dict:
    start, end = document.folded.original(s.start, s.end)
    return {
        "type": s.type,
        "actors": s.actors,
        "targets": s.targets,
        "minerals": s.minerals,
        "quote": text[start:end],
    } | {"id": id(s)}


def fit(rows: list[Sample], role: int) -> dict[str, float]:
    """Weights by feature name ("" is the constant)."""
    counts = Counter(name for row in rows for name in row.names)
    names = sorted(n for n, k in counts.items() if k >= FEWEST)
    column = {n: i for i, n in enumerate(names)}
    held = [[column[n] for n in row.names if n in column] + [len(names)] for row in rows]
    bounds = np.cumsum([0, *map(len, held)])
    x = sp.csr_matrix((np.ones(bounds[-1]), np.concatenate([np.array(h) for h in held]), bounds))
    y = np.array([float(row.truth[role]) for row in rows])
    ridge = np.array([RIDGE] * len(names) + [0.01])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        return float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(ridge * w * w)), x.T @ (p - y) + ridge * w

    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {n: round(float(w), 3) for n, w in zip([*names, ""], best, strict=True) if abs(w) > 0.01}


def chance(weights: dict[str, float], names: frozenset[str]) -> float:
    """The chance of a party with these features."""
    return float(1 / (1 + np.exp(-weights.get("", 0.0) - sum(weights.get(n, 0.0) for n in names))))


def f1(picked: list[tuple[int, str]], truths: list[Truth], role: int) -> float:
    """Micro F1 of (event, value) pairs."""
    labelled = sum(len(t.labelled[role]) for t in truths)
    right = sum(v.lower() in truths[e].labelled[role] for e, v in picked)
    return 2 * right / max(1, labelled + len(picked))


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows, truths = samples(read_corpus(arguments.corpora))
    keys = sorted({row.document for row in rows})
    stored: dict[str, dict[str, float]] = {"limits": {}}
    for index, role in enumerate(c.ROLES):
        chances: list[tuple[float, int, str]] = []
        for fold in range(FOLDS):
            held = set(keys[fold::FOLDS])
            weights = fit([r for r in rows if r.document not in held], index)
            chances += [(chance(weights, r.names), r.event, r.value) for r in rows if r.document in held]
        grid = {
            level / 100: f1([(e, v) for p, e, v in chances if p >= level / 100], truths, index)
            for level in range(20, 75, 5)
        }
        limit = max(grid, key=lambda level: grid[level])
        ruled = f1([(e, v) for e, t in enumerate(truths) for v in t.ruled[index]], truths, index)
        sys.stdout.write(f"{role}: rules alone {ruled:.3f}, cross-validated {grid[limit]:.3f} at {limit}\n")
        stored[role], stored["limits"][role] = fit(rows, index), limit
    if arguments.write:
        c.WEIGHTS.write_text(json.dumps(stored, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {c.WEIGHTS.name}, {c.WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
