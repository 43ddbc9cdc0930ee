"""Train the models of parties, minerals, amounts and status on labelled corpora; report them by cross-validation.

    python scripts/train_slots.py DOCS:GOLD[:WEIGHT] ... [--write] [--folds 4]

Each labelled event is a place: the sentence that shares most of its quote, at the words of a rule of its type, else at
the word that speaks most for it. Logistic regression with L2 on the named features of `didymium.news.choose`, `meant`,
`amounts` and `progress` (L-BFGS from zero, deterministic); for parties averaged with the net of `party_net`
(`train_pooled.py`). The limits of each type are those of the best F1 over
held-out documents, for parties raised by `SURER`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from train_events import Corpus, _span, read_corpus
from train_pooled import Plan, fit_pooled

from didymium.news import events as ev
from didymium.news.cast import Cast, cast_of
from didymium.news.choose import ROLES, candidates, picked
from didymium.news.document import Document
from didymium.news.meant import candidates as minerals
from didymium.news.model import TYPES, Model, event_model
from didymium.news.party_net import GROUPS, mark_of, near
from didymium.news.party_net import WEIGHTS as NET_WEIGHTS
from didymium.news.pooled import PooledNet, pooled, store
from didymium.news.progress import STATUSES, features
from didymium.news.spot import ALWAYS, WEIGHTS, Names, Spot, whole, with_kind
from didymium.news.tally import features as readings
from didymium.news.tally import numbers_of

Row = dict[str, Any]
Found = dict[tuple[int, object], np.ndarray]


class Place(NamedTuple):
    """A labelled event where it is told, with what the rules say of it."""

    document: str
    spot: Spot
    cast: Cast
    ruled: str | None
    date: str | None
    label: Row
    weight: float


class Sample(NamedTuple):
    """One candidate of a slot: the number of its place, its value, its features and which roles it has."""

    place: int
    value: object
    names: list[str]
    truth: tuple[bool, ...]
    words: tuple[int, ...] = ()


def places(corpus: Corpus) -> list[Place]:
    """The labelled events that have a sentence."""
    model, out = event_model(), []
    for key, document in corpus.documents.items():
        cast, told = cast_of(document), {v.sentence.index: v for v in ev.views(document, model, gate=-np.inf)}
        for label in corpus.labels[key]["events"]:
            start, end = _span(document, label.get("quote") or "")
            sentence = max(document.sentences, key=lambda s: min(s.end, end) - max(s.start, start))
            if start >= 0 and told[sentence.index].chances:
                fired = _fired(document, told[sentence.index], label["type"], (start, end), model)
                spot = ev.spot_of(document, fired)
                weight = corpus.weights.get(key, 1.0)
                out.append(Place(key, spot, cast, fired.status, fired.dates[0], label, weight))
    return out


def _fired(document: Document, view: ev.View, kind: str, quote: tuple[int, int], model: Model) -> ev.Fired:
    """The hit of a type in a sentence: of a rule where one fires, else of the words that speak for it."""
    hits = [f for f in view.hits if f.hit.rule.type == kind]
    if hits:
        return min(hits, key=lambda f: (not quote[0] <= f.hit.start < quote[1], f.status is None, f.hit.start))
    return ev.worded(document, view, kind, model)


def parties(number: int, place: Place) -> Iterator[Sample]:
    """Each party that can be meant: is it an actor, is it a target?"""
    labelled = [_low(place.label.get(role)) for role in ROLES]
    if place.spot.kind != "price_move":
        found = candidates(place.spot, place.cast)
        words = near(place.spot, place.cast, found).tolist()
        for (value, one), seen in zip(found.items(), words, strict=True):
            truth = tuple(value.lower() in values for values in labelled)
            yield _sample(number, place, value, {"": one.every()}, truth)._replace(words=tuple(seen))


def named(number: int, place: Place) -> Iterator[Sample]:
    """Each mineral that can be meant."""
    labelled = _low(place.label.get("minerals"))
    for value, one in minerals(place.spot).items():
        yield _sample(number, place, value, {"": one.every()}, (value.lower() in labelled,))


def sums(number: int, place: Place) -> Iterator[Sample]:
    """Each reading of each number of the sentence."""
    labelled = _sums(place.label)
    for one, reading, names in readings(place.spot, numbers_of(place.spot)):
        truth = any(_same((v, reading.unit.lower()), x) for v in reading.values for x in labelled)
        yield _sample(number, place, (one, reading), names, (truth,))


def statuses(number: int, place: Place) -> Iterator[Sample]:
    """The place itself: which of the statuses has it?"""
    names = features(place.spot, place.ruled, place.date)
    yield _sample(number, place, "", names, tuple(place.label["status"] == s for s in STATUSES))


def _sample(number: int, place: Place, value: object, names: Names, truth: tuple[bool, ...]) -> Sample:
    return Sample(number, value, ["", *sorted(with_kind(place.spot.kind, (ALWAYS, *whole(names))))], truth)


def _low(values: Iterable[Any] | None) -> set[str]:
    return {str(v).strip().lower() for v in values or ()}


def _sums(label: Row) -> list[tuple[float, str]]:
    told = [a for a in label.get("amounts") or () if a.get("value") is not None]
    return [(float(a["value"]), str(a["unit"]).lower()) for a in told]


def _same(a: tuple[float, str], b: tuple[float, str]) -> bool:
    return a[1] == b[1] and abs(a[0] - b[0]) <= 0.01 * max(abs(a[0]), abs(b[0]), 1e-12)


class Slot(NamedTuple):
    """How a slot is trained: its samples, ridge, fewest rows of a feature, limits to try, and what it counts."""

    samples: Callable[[int, Place], Iterator[Sample]]
    ridge: float
    fewest: int
    grid: tuple[tuple[float, ...], ...]
    counts: Callable[[list[Place], Found, tuple[float, ...]], np.ndarray]
    plan: Plan | None = None  # of the net that it is averaged with


def _by_place(found: Found) -> dict[int, dict[Any, np.ndarray]]:
    out: dict[int, dict[Any, np.ndarray]] = {}
    for (number, value), odds in found.items():
        out.setdefault(number, {})[value] = odds
    return out


def count_parties(told: list[Place], found: Found, limits: tuple[float, ...]) -> np.ndarray:
    """Rows of (hits, labelled, picked) for actors and for targets."""
    by, out = _by_place(found), np.zeros((2, 3))
    for number, place in enumerate(told):
        chosen = picked({v: list(z) for v, z in by.get(number, {}).items()}, limits)
        for row, role, values in zip(out, ROLES, chosen, strict=True):
            labelled, mine = _low(place.label.get(role)), _low(values)
            row += (len(labelled & mine), len(labelled), len(mine))
    return out


def count_minerals(told: list[Place], found: Found, limits: tuple[float, ...]) -> np.ndarray:
    """One row of (hits, labelled, picked)."""
    by, out = _by_place(found), np.zeros((1, 3))
    for number, place in enumerate(told):
        odds = {v: z[0] for v, z in by.get(number, {}).items()}
        mine = {v for v, z in odds.items() if z >= limits[0]} or set(sorted(odds, key=lambda v: -odds[v])[:1])
        labelled = _low(place.label.get("minerals"))
        out[0] += (len(labelled & _low(mine)), len(labelled), len(mine))
    return out


def count_sums(told: list[Place], found: Found, limits: tuple[float, ...]) -> np.ndarray:
    """One row of (hits, labelled, picked)."""
    by, out = _by_place(found), np.zeros((1, 3))
    for number, place in enumerate(told):
        best: dict[Any, tuple[float, Any]] = {}
        for (one, reading), z in by.get(number, {}).items():
            if z[0] > best.get(one, (limits[0],))[0]:
                best[one] = z[0], reading
        mine = {(v, reading.unit.lower()) for _, reading in best.values() for v in reading.values}
        labelled = _sums(place.label)
        out[0] += (sum(any(_same(m, x) for m in mine) for x in labelled), len(labelled), len(mine))
    return out


def count_statuses(told: list[Place], found: Found, limits: tuple[float, ...]) -> np.ndarray:
    """One row of (hits, labelled, picked)."""
    right = sum(STATUSES[int(z.argmax())] == told[number].label["status"] for (number, _), z in found.items())
    return np.array([[right, len(found), len(found)]])


SURER = (0.7, 0.6, 0.0)  # added to the limits of parties: one that is wrong is worse than none
MOVED = 0.001  # F1 that limits of one type alone must gain
_LEVELS = tuple((x / 10,) for x in range(-10, 4, 2))
_PAIRS = tuple(product((-0.9, -0.6, -0.3, 0.0, 0.4), (-1.8, -1.6, -1.4, -1.2, -1.0, -0.7), (-4.0, -2.5, -1.5)))
SLOTS = {
    "parties": Slot(parties, 6.0, 12, _PAIRS, count_parties, Plan(GROUPS, False, 150, 96, 14)),
    "minerals": Slot(named, 2.0, 8, _LEVELS, count_minerals),
    "amounts": Slot(sums, 3.0, 10, _LEVELS, count_sums),
    "status": Slot(statuses, 2.0, 8, ((0.0,),), count_statuses),
}


def matrix(rows: list[Sample], fewest: int) -> tuple[list[str], sp.csr_matrix]:
    """The features that enough rows hold (the constant "" first) and which row holds which."""
    counts = Counter(n for row in rows for n in row.names)
    names = ["", *sorted(n for n, k in counts.items() if n and k >= fewest)]
    column = {n: i for i, n in enumerate(names)}
    held = [[column[n] for n in row.names if n in column] for row in rows]
    bounds = np.cumsum([0, *map(len, held)])
    flat = np.concatenate([np.array(h) for h in held])
    return names, sp.csr_matrix((np.ones(bounds[-1]), flat, bounds), shape=(len(rows), len(names)))


def fit(x: sp.csr_matrix, y: np.ndarray, heft: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of a penalised logistic regression for each column of `y`; of a multinomial one where there are many."""
    one, many, shape = np.full((x.shape[1], 1), ridge), y.shape[1] > 2, (x.shape[1], y.shape[1])
    one[0] = 0.01

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(shape)
        z = x @ w
        if many:
            z -= z.max(axis=1, keepdims=True)
            z -= np.log(np.exp(z).sum(axis=1, keepdims=True))
            p, lost = np.exp(z), -y * z
        else:
            p, lost = 1 / (1 + np.exp(-z)), np.logaddexp(0, z) - y * z
        value = float(np.sum(heft * lost) + 0.5 * np.sum(one * w * w))
        return value, (x.T @ (heft * (p - y)) + one * w).ravel()

    best = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    return np.asarray(best).reshape(shape)


def fit_net(slot: Slot, told: list[Place], rows: list[Sample], y: np.ndarray, heft: np.ndarray) -> PooledNet:
    """The net of a slot."""
    held = [[mark_of(told[r.place].spot.kind), *(n for n in r.names if ": " not in n)] for r in rows]
    return fit_pooled(slot.plan, np.array([r.words for r in rows]), held, y, heft[:, 0])


def by_net(net: PooledNet, slot: Slot, told: list[Place], rows: list[Sample]) -> np.ndarray:
    """The log-odds of each outcome (columns) of samples (rows) by the net."""
    out = []
    for part in (rows[i : i + 2048] for i in range(0, len(rows), 2048)):
        names = [(mark_of(told[r.place].spot.kind), *r.names) for r in part]
        marks = [[net.numbers[n] for n in held if n in net.numbers] for held in names]
        out.append(net.logits(pooled(np.array([r.words for r in part]), slot.plan.groups), marks))
    return np.concatenate(out)


def train(name: str, told: list[Place], folds: int) -> tuple[dict[str, np.ndarray], PooledNet | None]:
    """The stored arrays of a slot, and its net; reports its score over held-out documents."""
    slot = SLOTS[name]
    rows = [s for number, place in enumerate(told) for s in slot.samples(number, place)]
    names, x = matrix(rows, slot.fewest)
    y = np.array([[float(t) for t in row.truth] for row in rows])
    heft = np.array([[told[row.place].weight] for row in rows])
    keys = sorted({p.document for p in told})
    fold = {key: i % folds for i, key in enumerate(keys)}
    own, odds = np.array([fold[told[row.place].document] for row in rows]), np.zeros(y.shape)
    for held in range(folds):
        seen = own != held
        odds[~seen] = x[~seen] @ fit(x[seen], y[seen], heft[seen], slot.ridge)
        if slot.plan:
            known, new = ([r for r, s in zip(rows, seen == want, strict=True) if s] for want in (True, False))
            net = fit_net(slot, told, known, y[seen], heft[seen])
            odds[~seen] = 0.5 * (odds[~seen] + by_net(net, slot, told, new))
    found = {(row.place, row.value): z for row, z in zip(rows, odds, strict=True)}
    best, scores = best_limits(slot, told, found)
    shown = " ".join(f"{score:.3f}" for score in scores)
    sys.stdout.write(f"{name}: held out {shown} at {best}, {len(names)} features\n")
    weights = fit(x, y, heft, slot.ridge)
    kept = np.abs(weights).max(axis=1) >= 0.08
    kept[0] = True
    table = weights[kept].astype(np.float16)
    words = np.array("\n".join(n for n, k in zip(names, kept, strict=True) if k).encode())
    stored = {
        f"{name}_names": words,
        f"{name}_weights": table,
        f"{name}_limits": np.array(best) + (SURER if slot.plan else 0),
    }
    return stored, fit_net(slot, told, rows, y, heft) if slot.plan else None


def best_limits(slot: Slot, told: list[Place], found: Found) -> tuple[list[tuple[float, ...]], list[float]]:
    """The limits of each type: the best for all types together, moved for one type where that gains clearly; the F1."""
    own = [[p for p in told if p.spot.kind == kind] for kind in TYPES]
    number = [{n: i for i, n in enumerate(n for n, p in enumerate(told) if p.spot.kind == kind)} for kind in TYPES]
    parts = [{(at[n], v): z for (n, v), z in found.items() if n in at} for at in number]
    tables = [[slot.counts(p, f, limits) for p, f in zip(own, parts, strict=True)] for limits in slot.grid]

    def total(levels: list[int]) -> float:
        return sum(_f1(np.sum([tables[level][t] for t, level in enumerate(levels)], axis=0)))

    best = max(range(len(slot.grid)), key=lambda i: total([i] * len(TYPES)))
    chosen = [best] * len(TYPES)
    for t in range(len(TYPES)):
        tried = {i: total([*chosen[:t], i, *chosen[t + 1 :]]) - MOVED * (i != best) for i in range(len(slot.grid))}
        chosen[t] = max(tried, key=lambda i: tried[i])
    return [slot.grid[i] for i in chosen], _f1(np.sum([tables[level][t] for t, level in enumerate(chosen)], axis=0))


def _f1(counts: np.ndarray) -> list[float]:
    return [float(2 * hits / max(1, labelled + mine)) for hits, labelled, mine in counts]


def main() -> int:
    """Train, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    told = places(read_corpus(arguments.corpora))
    stored: dict[str, np.ndarray] = {}
    for name in SLOTS:
        arrays, net = train(name, told, arguments.folds)
        stored |= arrays
        if net and arguments.write:
            store(net, NET_WEIGHTS)
    if arguments.write:
        np.savez_compressed(WEIGHTS, **stored)
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
