"""Train the model of actors and targets on labelled corpora and report F1 by cross-validation over documents.

    python scripts/train_slots.py DOCS:GOLD ... [--write]

Each party near a found event that matches a labelled one is a sample: is it an actor, is it a target? Logistic
regression with L2 on the named features of `didymium.news.choose` (L-BFGS from zero, deterministic).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from train_events import Corpus, read_corpus

from didymium.news import choose as c
from didymium.news import events
from didymium.news.document import Document
from didymium.news.evaluate import matched_events
from didymium.news.merge import Statement
from didymium.news.needs import Hit
from didymium.news.roles import roles
from didymium.news.rule_words import Rule

RIDGE, FOLDS, FEWEST = 4.0, 8, 3


class Sample(NamedTuple):
    """One party beside one event: document, event number, value, features, and whether it is actor and target."""

    document: str
    event: int
    value: str
    names: frozenset[str]
    truth: tuple[bool, ...]


class Truth(NamedTuple):
    """The labelled (actors, targets) of an event, lower case, and the rules' own answer."""

    labelled: tuple[set[str], ...]
    ruled: tuple[tuple[str, ...], tuple[str, ...]]


def samples(corpus: Corpus) -> tuple[list[Sample], list[Truth]]:
    """The parties near the found events that match a label, price moves apart."""
    parties: list[Sample] = []
    truths: list[Truth] = []
    for key, document in corpus.documents.items():
        found = [s for s in events.find_events(document) if s.type != "price_move"]
        text, last = str(corpus.rows[key]["text"]), events.carried(document)
        rows = [_row(document, text, s) for s in found]
        for label, row in matched_events(text, corpus.labels[key]["events"], rows):
            statement = found[rows.index(row)]
            sentence = document.sentences[statement.sentence]
            hit = Hit(Rule(statement.type, (), ""), sentence, statement.trigger_start, statement.trigger_end)
            clause, before = events.clause_of(sentence, hit), last[sentence.index]
            place = (statement.type, document, sentence)
            ruled = roles(*place, hit.start, hit.end, clause, before)
            labelled = tuple({str(v).lower() for v in label.get(role) or []} for role in c.ROLES)
            for value, names in c.candidates(*place[1:], (hit.start, hit.end), clause, before, ruled).items():
                truth = tuple(value.lower() in values for values in labelled)
                parties.append(Sample(key, len(truths), value, frozenset(c.with_kind(statement.type, names)), truth))
            truths.append(Truth(labelled, ruled))
    return parties, truths


def _row(document: Document, text: str, s: Statement) -> dict[str, Any]:
    start, end = document.folded.original(s.start, s.end)
    row = {"type": s.type, "actors": s.actors, "targets": s.targets, "minerals": s.minerals}
    return row | {"quote": text[start:end], "id": id(s)}


def fit(rows: list[frozenset[str]], y: np.ndarray, ridge: float) -> dict[str, float]:
    """Weights by feature name ("" is the constant) of a logistic regression."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(n for n, k in counts.items() if k >= FEWEST)
    column = {n: i for i, n in enumerate(names)}
    held = [[column[n] for n in row if n in column] + [len(names)] for row in rows]
    bounds = np.cumsum([0, *map(len, held)])
    x = sp.csr_matrix((np.ones(bounds[-1]), np.concatenate([np.array(h) for h in held]), bounds))
    penalty = np.array([ridge] * len(names) + [0.01])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        return float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(penalty * w * w)), x.T @ (p - y) + penalty * w

    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return {n: round(float(w), 3) for n, w in zip([*names, ""], best, strict=True) if abs(w) > 0.01}


def logit(weights: dict[str, float], names: frozenset[str]) -> float:
    """The log-odds that the weights give to these features."""
    return weights.get("", 0.0) + sum(weights.get(n, 0.0) for n in names)


def f1(picked: list[tuple[int, str]], truths: list[Truth], role: int) -> float:
    """Micro F1 of (event, value) pairs."""
    labelled = sum(len(t.labelled[role]) for t in truths)
    right = sum(v.lower() in truths[e].labelled[role] for e, v in picked)
    return 2 * right / max(1, labelled + len(picked))


def train_roles(rows: list[Sample], truths: list[Truth], keys: list[str]) -> dict[str, dict[str, float]]:
    """Weights of actors and targets with their limits; reports F1 over held-out documents."""
    stored: dict[str, dict[str, float]] = {"limits": {}}
    for index, role in enumerate(c.ROLES):
        chances: list[tuple[float, int, str]] = []
        for held in (set(keys[fold::FOLDS]) for fold in range(FOLDS)):
            seen = [r for r in rows if r.document not in held]
            weights = fit([r.names for r in seen], np.array([float(r.truth[index]) for r in seen]), RIDGE)
            odds = [(logit(weights, r.names), r) for r in rows if r.document in held]
            chances += [(1 / (1 + float(np.exp(-z))), r.event, r.value) for z, r in odds]
        levels = [level / 100 for level in range(20, 75, 5)]
        grid = {level: f1([(e, v) for p, e, v in chances if p >= level], truths, index) for level in levels}
        limit = max(grid, key=lambda level: grid[level])
        ruled = f1([(e, v) for e, t in enumerate(truths) for v in t.ruled[index]], truths, index)
        sys.stdout.write(f"{role}: rules alone {ruled:.3f}, cross-validated {grid[limit]:.3f} at {limit}\n")
        stored[role] = fit([r.names for r in rows], np.array([float(r.truth[index]) for r in rows]), RIDGE)
        stored["limits"][role] = limit
    return stored


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    parties, truths = samples(read_corpus(arguments.corpora))
    stored = train_roles(parties, truths, sorted({row.document for row in parties}))
    if arguments.write:
        c.WEIGHTS.write_text(json.dumps(stored, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        sys.stdout.write(f"wrote {c.WEIGHTS.name}, {c.WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
