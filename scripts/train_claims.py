"""Train the claim model on labelled corpora and report what it reaches, by cross-validation over documents.

    python scripts/train_claims.py DOCS:GOLD[:WEIGHT] ... --statements FILE [--figures FILE] [--events FILE] [--write]

Multinomial logistic regression with L2 (L-BFGS from zero, deterministic) on the features of
`didymium.news.claim_model`, averaged with the net of `didymium.news.claim_net` (`train_pooled.py`). A number is
labelled with the metric of the claim whose value it has and whose quote it stands in, else as no claim; FIGURES only
train. What the events of a document say of a number counts too: here those that event models find which have not seen
the document (STATEMENTS train these; EVENTS keeps what they found). The odds of no claim are moved to
where F1 over held-out documents is best, with half a count for the parts that weigh less than the heaviest.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import train_events
from scipy.optimize import minimize
from train_pooled import Plan, fit_pooled

from didymium.news.claim_model import BY_MEANING, METRICS, NONE, WEIGHTS, Around, ClaimModel, features_of, words_at
from didymium.news.claim_net import GROUPS, MARKS
from didymium.news.claim_net import WEIGHTS as NET_WEIGHTS
from didymium.news.claims import by_rules, find_claims, told_by, words_around
from didymium.news.document import Document, prepare
from didymium.news.evaluate import Row as Label
from didymium.news.evaluate import score
from didymium.news.events import find_events
from didymium.news.implied import numbers_of
from didymium.news.merge import Statement
from didymium.news.model import event_model
from didymium.news.pooled import store as store_net
from didymium.text.quantities import Quantity

FEWEST = 2  # numbers that must hold a feature
RIDGE = {"u=": 0.1, "rule": 0.4}  # by the opening of a feature's name
WORDS = 2.5  # of all other features
DATE = "2025-11-01"
PARTS = 3  # of the corpus, each read for events by a model trained on the others
KEENER = -1.2  # moves the odds of no claim further: on articles of another hand the models of the folds ask too much
SHIFTS = np.arange(-1.8, 1.0, 0.3)


class Corpus(NamedTuple):
    """Labelled documents by id, with what each weighs in training."""

    rows: dict[str, Label]
    documents: dict[str, Document]
    labels: dict[str, Label]
    weights: dict[str, float]
    events: dict[str, tuple[Statement, ...]]


class Row(NamedTuple):
    """One number: its document, features, metric and weight."""

    document: str
    features: tuple[str, ...]
    metric: str
    weight: float
    words: list[int]


def read_corpus(parts: Iterable[str]) -> Corpus:
    """The corpus of DOCS:GOLD[:WEIGHT] parts, no events yet."""
    return Corpus(*train_events.read_corpus(parts), {})


def unseen_events(parts: list[str], statements: list[str]) -> dict[str, tuple[Statement, ...]]:
    """The events of each document, found by event models that have not seen it."""
    corpus, single = train_events.read_corpus(parts), train_events.statements(statements)
    model = train_events.blank((*corpus.documents.values(), *(d for _, d in single)))
    rows = train_events.training_rows(corpus, single, model)
    keys, out = sorted(corpus.documents), {}
    for held in (set(keys[part::PARTS]) for part in range(PARTS)):
        fitted = train_events.fit([r for r in rows if r.document not in held], model)
        fitted = replace(fitted, thresholds=event_model().thresholds)
        out |= {key: find_events(corpus.documents[key], fitted) for key in held}
    return out


def with_events(corpus: Corpus, parts: list[str], statements: list[str], kept: str | None) -> Corpus:
    """The corpus with the events of its documents, from the file `kept` where that is there."""
    if kept and Path(kept).exists():
        events = pickle.loads(Path(kept).read_bytes())
    else:
        events = unseen_events(parts, statements)
        if kept:
            Path(kept).write_bytes(pickle.dumps(events))
    return corpus._replace(events=events)


def labelled(corpus: Corpus, key: str, numbers: tuple[tuple[Quantity, ...], ...]) -> dict[int, Label]:
    """The labelled claim that each number (by its place in the folded text) states."""
    document, text = corpus.documents[key], corpus.rows[key]["text"]
    out: dict[int, Label] = {}
    for claim in corpus.labels[key]["claims"]:
        start = text.find(claim["quote"])
        if start < 0:
            continue
        best = max(
            (
                (_closeness(document, q, claim, start), -q.start)
                for row in numbers
                for q in row
                if q.start not in out or q.high is not None
            ),
            default=(0.0, 0),
        )
        if best[0] > 0:
            out[-best[1]] = claim
    return out


def _closeness(document: Document, quantity: Quantity, claim: Label, start: int) -> float:
    """How surely a number is the one of a claim; 0 when it is not."""
    begin, end = document.folded.original(quantity.start, quantity.end)
    stop = start + len(claim["quote"])
    values = (quantity.value, quantity.high if quantity.high is not None else quantity.value)
    if not any(abs(abs(v) - abs(claim["value"])) <= 0.01 * max(abs(v), 1e-9) for v in values):
        return 0.0
    if not _alike(quantity.unit, claim["unit"]) or end <= start - 5 or begin >= stop + 25:
        return 0.0
    return 2.0 if start <= begin and end <= stop else 1.0


def _alike(unit: str, wanted: str) -> bool:
    same = [str(u).lower().removesuffix("/yr").replace("times", "x") for u in (unit, wanted)]
    return same[0] == same[1]


def rows_of(corpus: Corpus) -> list[Row]:
    """The numbers of all documents with their features and metrics."""
    out = []
    for key, document in corpus.documents.items():
        numbers = numbers_of(document)
        metrics = {at: claim["metric"] for at, claim in labelled(corpus, key, numbers).items()}
        for sentence, row in zip(document.sentences, numbers, strict=True):
            words, context = words_around(document, sentence, row)
            before = None
            events = [e for e in corpus.events[key] if e.sentence == sentence.index]
            for index, (quantity, rule) in enumerate(zip(row, by_rules(document, sentence, row), strict=True)):
                metric = metrics.get(quantity.start, NONE)
                around = Around(rule, before, context, told_by(events, quantity))
                features = tuple(features_of(words, row, index, around))
                out.append(Row(key, features, metric, corpus.weights[key], words_at(words, quantity)))
                before = metric
    return out


def statements(path: str, weight: float) -> list[Row]:
    """The numbers of single labelled sentences (document ""); those that `figures` does not name are no claims."""
    out = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        held = json.loads(line)
        document = prepare("", held["text"], DATE)
        events = find_events(document)
        left = list(held["figures"])
        for sentence, row in zip(document.sentences, numbers_of(document), strict=True):
            (words, context), before = words_around(document, sentence, row), None
            for index, (quantity, rule) in enumerate(zip(row, by_rules(document, sentence, row), strict=True)):
                fit_ = next((f for f in left if abs(abs(f[1]) - abs(quantity.value)) <= 0.01 * abs(f[1])), None)
                metric = fit_[0] if fit_ else NONE
                left = [f for f in left if f is not fit_]
                around = Around(rule, before, context, told_by(events, quantity))
                features = tuple(features_of(words, row, index, around))
                out.append(Row("", features, metric, weight, words_at(words, quantity)))
                before = metric
    return out


def ridge_of(name: str) -> float:
    """The weight of the penalty on one feature."""
    return next((value for opening, value in RIDGE.items() if name.startswith(opening)), WORDS)


def fit(rows: list[Row]) -> ClaimModel:
    """The model with the weights that minimise the penalised loss of the rows."""
    counts = Counter(f for row in rows for f in row.features)
    names = tuple(sorted(f for f, n in counts.items() if n >= FEWEST))
    column = {f: i for i, f in enumerate(names)}
    held = [[column[f] for f in row.features if f in column] for row in rows]
    bounds = np.cumsum([0, *(len(h) for h in held)])
    flat = np.array([i for h in held for i in h], dtype=np.int64)
    x = sp.csr_matrix((np.ones(len(flat)), flat, bounds), shape=(len(rows), len(names)))
    y = np.zeros((len(rows), len(METRICS)))
    y[np.arange(len(rows)), [METRICS.index(r.metric) for r in rows]] = 1
    heft = np.array([[r.weight] for r in rows])
    ridge = np.array([[ridge_of(name)] for name in names])
    size = len(names) * len(METRICS)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = w[:size].reshape(len(names), -1), w[size:]
        z = x @ weights + bias
        z -= z.max(axis=1, keepdims=True)
        log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        slope = heft * (np.exp(log) - y)
        value = -np.sum(heft * y * log) + 0.5 * np.sum(ridge * weights**2)
        return float(value), np.concatenate([(x.T @ slope + ridge * weights).ravel(), slope.sum(axis=0)])

    best = minimize(loss, np.zeros(size + len(METRICS)), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    weights = best.x[:size].reshape(len(names), -1).astype(np.float32)
    words = np.array([r.words for r in rows])
    held = [[f for f in r.features if f.startswith(MARKS)] for r in rows]
    net = fit_pooled(Plan(GROUPS, True, 5), words, held, y.astype(np.float32), heft[:, 0].astype(np.float32))
    return ClaimModel(names, weights, best.x[size:].astype(np.float32) * (1 - BY_MEANING), net)


def shifted(model: ClaimModel, by: float) -> ClaimModel:
    """The model with the odds of no claim moved by `by`."""
    bias = model.bias.copy()
    bias[0] += by
    return replace(model, bias=bias)


def told(text: str, document: Document, events: tuple[Statement, ...], model: ClaimModel) -> Label:
    """The claims that the model finds, as a labelled row."""
    claims = []
    for found in find_claims(document, events, model):
        start, end = document.folded.original(found.start, found.end)
        claims.append({"metric": found.metric, "value": found.value, "unit": found.unit, "quote": text[start:end]})
    return {"events": [], "claims": claims, "tags": []}


def held_out(corpus: Corpus, rows: list[Row], folds: int) -> list[dict[str, Label]]:
    """For each shift the claims found in documents that the model has not seen."""
    keys = sorted(corpus.documents)
    found: list[dict[str, Label]] = [{} for _ in SHIFTS]
    for held in (set(keys[fold::folds]) for fold in range(folds)):
        fitted = fit([r for r in rows if r.document not in held])
        for shift, out in zip(SHIFTS, found, strict=True):
            at = shifted(fitted, float(shift))
            out |= {k: told(str(corpus.rows[k]["text"]), corpus.documents[k], corpus.events[k], at) for k in held}
    return found


def report(corpus: Corpus, found: dict[str, Label]) -> tuple[np.ndarray, np.ndarray]:
    """(precision, recall) of found claims, and of those with the metric too; light parts count half."""
    texts = {k: str(r.get("text") or "") for k, r in corpus.rows.items()}
    most, out = max(corpus.weights.values()), []
    for kind in ("claims", "claims_strict"):
        counts = np.zeros(3)
        for heavy in (True, False):
            labels = {k: v | {"events": [], "tags": []} for k, v in corpus.labels.items()
                      if (corpus.weights[k] == most) == heavy}  # fmt: skip
            part = score(texts, labels, found).scores[kind]
            counts += np.array([part["recall"] * part["gold"], part["found"], part["gold"]]) * (1 if heavy else 0.5)
        out.append(counts[0] / counts[1:])
    return out[0], out[1]


def f1(scores: np.ndarray) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 / np.sum(1 / scores))


def store(model: ClaimModel) -> None:
    """Write the weights that matter."""
    keep = np.flatnonzero(np.abs(model.weights).max(axis=1) > 0.04)
    rows, columns = np.nonzero(np.abs(model.weights[keep]) > 0.02)
    np.savez_compressed(
        WEIGHTS,
        names=np.array("\n".join(model.names[i] for i in keep)),
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int8),
        values=model.weights[keep][rows, columns].astype(np.float16),
        bias=model.bias,
    )
    store_net(model.net, NET_WEIGHTS)


def main() -> int:
    """Train, choose the odds of no claim by cross-validation, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--figures", help='single sentences, {"text", "figures": [[metric, value], ...]} a line')
    parser.add_argument("--statements", nargs="*", default=[], help="single sentences that train the event models")
    parser.add_argument("--events", help="where the events found are kept")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    corpus = read_corpus(arguments.corpora)
    corpus = with_events(corpus, arguments.corpora, arguments.statements, arguments.events)
    rows = rows_of(corpus) + (statements(arguments.figures, 2.0) if arguments.figures else [])
    found = held_out(corpus, rows, arguments.folds)
    scores = [report(corpus, f) for f in found]
    for shift, (loose, strict) in zip(SHIFTS, scores, strict=True):
        figures = f"precision {loose[0]:.3f}, recall {loose[1]:.3f}, F1 {f1(loose):.3f}"
        sys.stdout.write(f"shift {shift:5.2f}: {figures}, with the metric {f1(strict):.3f}\n")
    best = float(SHIFTS[max(range(len(SHIFTS)), key=lambda i: f1(scores[i][0]))])
    sys.stdout.write(f"{len(rows)} numbers of {len(corpus.documents)} documents; best shift {best}\n")
    if arguments.write:
        store(shifted(fit(rows), best + KEENER))
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
