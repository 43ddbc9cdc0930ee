"""Train the models of a claim's subject, stage and year on labelled corpora; report them by cross-validation.

    python scripts/train_claim_slots.py DOCS:GOLD[:WEIGHT] ... [--write] [--folds 4]

Conditional logistic regression with L2 (L-BFGS from zero, deterministic) on the candidates of
`didymium.news.claim_slots`, each labelled claim at its number. The score is the share of right choices over held-out
documents of the heaviest parts, among all claims, also those whose label is no candidate.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from train_claims import Corpus, labelled, read_corpus

from didymium.news.claim_slots import WEIGHTS, Told, stages, subjects, years
from didymium.news.claims import told_of
from didymium.news.implied import numbers_of
from didymium.news.spot import with_kind

FEWEST = 5  # candidates that must hold a feature
SLOTS: dict[str, tuple[Callable[[Told], Mapping], float]] = {
    "subject": (subjects, 1.5), "stage": (stages, 1.5), "year": (years, 1.0),
}  # fmt: skip


class Place(NamedTuple):
    """A labelled claim at its number."""

    document: str
    told: Told
    label: dict
    weight: float


class Samples(NamedTuple):
    """Candidates of all places: features, the place of each, whether it is right."""

    x: sp.csr_matrix
    place: np.ndarray
    right: np.ndarray


def places(corpus: Corpus) -> Iterator[Place]:
    """Yields the labelled claims that have a number."""
    for key, document in corpus.documents.items():
        numbers = numbers_of(document)
        claims = labelled(corpus, key, numbers)
        for sentence, row in zip(document.sentences, numbers, strict=True):
            for index, quantity in enumerate(row):
                if claim := claims.get(quantity.start):
                    told = told_of(document, sentence, row, index, claim["metric"])
                    if told:
                        yield Place(key, told, claim, corpus.weights[key])


def same(slot: str, value: object, label: object) -> bool:
    """Whether a candidate is the labelled one; a name also in a longer or shorter form."""
    a, b = str(value).lower(), str(label).lower()
    named = slot == "subject" and min(len(a), len(b)) > 3
    return a == b or (named and (a.startswith(b) or b.startswith(a)))


def samples(slot: str, told: list[Place]) -> tuple[list[str], Samples]:
    """The features that enough candidates hold, and the candidates."""
    rows = [
        (i, sorted(with_kind(p.told.metric, names)), same(slot, value, p.label.get(slot)))
        for i, p in enumerate(told)
        for value, names in SLOTS[slot][0](p.told).items()
    ]
    counts = Counter(n for _, names, _ in rows for n in names)
    kept = sorted(n for n, k in counts.items() if k >= FEWEST)
    column = {n: i for i, n in enumerate(kept)}
    held = [[column[n] for n in names if n in column] for _, names, _ in rows]
    flat, bounds = np.concatenate([np.array(h, dtype=np.int64) for h in held]), np.cumsum([0, *map(len, held)])
    x = sp.csr_matrix((np.ones(bounds[-1]), flat, bounds), shape=(len(rows), len(kept)))
    return kept, Samples(x, np.array([r[0] for r in rows]), np.array([r[2] for r in rows]))


def fit(data: Samples, heft: np.ndarray, ridge: float) -> np.ndarray:
    """The weights that make the right candidates of each place likeliest."""
    known = np.isin(data.place, np.unique(data.place[data.right]))
    x, right = data.x[known], data.right[known]
    _, place = np.unique(data.place[known], return_inverse=True)
    first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    heavy = heft[data.place[known]]

    def share(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        e = np.exp(z - np.maximum.reduceat(z, first)[place])
        total = np.add.reduceat(e, first)
        good = np.add.reduceat(e * right, first)
        return e / total[place], e * right / good[place]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p, q = share(z)
        good = np.add.reduceat(p * right, first)
        value = -np.sum(heavy[first] * np.log(good)) + 0.5 * ridge * w @ w
        return float(value), x.T @ (heavy * (p - q)) + ridge * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x


def train(slot: str, told: list[Place], folds: int) -> dict[str, np.ndarray]:
    """The stored arrays of a slot; reports its score over held-out documents."""
    names, data = samples(slot, told)
    heft = np.array([p.weight for p in told])
    keys = {key: i % folds for i, key in enumerate(sorted({p.document for p in told}))}
    fold = np.array([keys[p.document] for p in told])
    odds = np.zeros(len(data.place))
    for held in range(folds):
        seen = fold[data.place] != held
        part = Samples(data.x[seen], data.place[seen], data.right[seen])
        odds[~seen] = data.x[~seen] @ fit(part, heft, SLOTS[slot][1])
    top: dict[int, tuple[float, bool]] = {}
    for place, z, right in zip(data.place.tolist(), odds.tolist(), data.right.tolist(), strict=True):
        top[place] = max(top.get(place, (-np.inf, False)), (z, right), key=lambda pair: pair[0])
    tested = [i for i, p in enumerate(told) if p.weight == heft.max()]
    reach = len(set(data.place[data.right].tolist()) & set(tested)) / len(tested)
    score = sum(top[i][1] for i in tested) / len(tested)
    sys.stdout.write(f"{slot}: held out {score:.3f} of {len(tested)} ({reach:.3f} among the candidates)\n")
    weights = fit(data, heft, SLOTS[slot][1])
    keep = np.flatnonzero(np.abs(weights) >= 0.05)
    words = np.array("\n".join(["", *(names[i] for i in keep)]).encode())
    table = np.concatenate([[0.0], weights[keep]]).astype(np.float16)[:, None]
    return {f"{slot}_names": words, f"{slot}_weights": table}


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    told = list(places(read_corpus(arguments.corpora)))
    stored: dict[str, np.ndarray] = {}
    for slot in SLOTS:
        stored |= train(slot, told, arguments.folds)
    if arguments.write:
        np.savez_compressed(WEIGHTS, **stored)
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
