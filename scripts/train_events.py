"""Train the event model on labelled corpora and report what it adds, by cross-validation over documents.

    python scripts/train_events.py DOCS:GOLD[:WEIGHT] ... --statements FILE ... [--write] [--folds 6]

Two models that are averaged: logistic regression with L2 for all types at once (L-BFGS from zero, deterministic) on the
features of `didymium.news.model`, and the net of `didymium.news.net` (`train_net.py`). A sentence states an event type
when a labelled quote of that type shares at least 30 % of the shorter span with it. STATEMENTS are single labelled
sentences ({"type", "text"} a line, type null for none); they only train. The thresholds are those that give the best
event F1 over held-out documents of full WEIGHT (1 where none is given), raised by `SURER`.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from train_net import fit_net

from didymium.news import model as m
from didymium.news.document import Document, Sentence, prepare
from didymium.news.evaluate import Row as Label
from didymium.news.evaluate import read_rows, score
from didymium.news.events import find_events, rule_features, told_in, views
from didymium.news.lexicon import NAMES
from didymium.news.model import MASKS, TYPES, WEIGHTS, Features, Model
from didymium.news.net import GAP, word_table
from didymium.news.net import WEIGHTS as NET_WEIGHTS

SINGLE = 0.7  # what a single statement weighs
FEWEST = 2  # sentences that must hold a feature
RIDGE = {m.ALONE: 0.5, m.NEXT: 2.0, m.SKIP: 2.0, m.CLASSES: 1.0, m.LEFT: 2.0, m.RIGHT: 2.0, m.RULE: 0.6,
         m.PLACE: 1.0, m.TITLE: 3.0, m.BEFORE: 3.0, m.SUBJECT: 1.0}  # fmt: skip
SURER = 0.25  # log-odds added to the thresholds of the best F1: a wrong event is worse than a missed one
DATE = "2025-11-01"


class Row(NamedTuple):
    """One sentence: its document, feature numbers, rows of word vectors and the labels of the 15 types."""

    document: str
    keys: tuple[int, ...]
    words: np.ndarray
    labels: np.ndarray
    weight: float


def blank(documents: Iterable[Document]) -> Model:
    """A model with all atoms of the documents and no weights."""
    words = Counter[str]()
    for document in documents:
        words.update({m.stem(w) for w in m._TOKEN.findall(document.text.lower()) if w not in m._PLAIN})
    atoms = (*(f"#{n}" for n in NAMES), *MASKS, *sorted(w for w, n in words.items() if n >= FEWEST))
    nothing = np.zeros((1, len(TYPES)), dtype=np.float32)
    return Model(atoms, np.array([-1], dtype=np.int64), nothing, np.zeros(len(TYPES), dtype=np.float32))


def by_sentence(features: Features, sentences: int) -> list[list[int]]:
    """The feature numbers of each sentence."""
    out: list[list[int]] = [[] for _ in range(sentences)]
    for row, number in zip(features.rows.tolist(), features.keys.tolist(), strict=True):
        out[row].append(number)
    return out


def features(document: Document, told: list[Sentence], model: Model) -> tuple[list[list[int]], list[np.ndarray]]:
    """The feature numbers and the rows of word vectors of each told sentence."""
    tokens = m.tokens_of(document, told)
    words = m.rows_of(tokens)
    keys = by_sentence(m.features_of(document, model, tokens, told)[0], len(told))
    return keys, split(words)


def split(words: np.ndarray) -> list[np.ndarray]:
    """The rows of each sentence of a text in which a gap closes each."""
    return [part[part != GAP] for part in np.split(words, np.flatnonzero(words == GAP) + 1)[:-1]]


def sentences(key: str, document: Document, labels: dict, model: Model, weight: float) -> list[Row]:
    """The rows of a labelled document."""
    spans = [(e["type"], *_span(document, e["quote"])) for e in labels["events"]]
    told = told_in(document)
    seen = {v.sentence.index: v for v in views(document, model, gate=-np.inf)}
    rows = []
    for sentence, own, words in zip(told, *features(document, told, model), strict=True):
        y = np.zeros(len(TYPES))
        for kind, start, end in spans:
            shared = min(sentence.end, end) - max(sentence.start, start)
            if start >= 0 and shared >= 0.3 * min(end - start, sentence.end - sentence.start):
                y[TYPES.index(kind)] = 1
        numbers = (m.BIAS, *own, *rule_features(seen[sentence.index].hits))
        rows.append(Row(key, numbers, words, y, weight))
    return rows


def statements(paths: Iterable[str]) -> list[tuple[str | None, Document]]:
    """The single labelled sentences."""
    lines = [line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["type"], prepare("", row["text"], DATE)) for row in map(json.loads, lines)]


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def _span(document: Document, quote: str) -> tuple[int, int]:
    """The span of a quote in the folded text, (-1, -1) where it is not found."""
    words = " ".join(quote.translate(_PLAIN).split())
    at = " ".join(document.text.split()).find(words)
    return (at, at + len(words)) if at >= 0 else (-1, -1)


def fit(rows: list[Row], model: Model) -> Model:
    """The model with the weights that minimise the penalised logistic loss of the rows."""
    counts = Counter(k for row in rows for k in row.keys)
    used = np.array(sorted(k for k, n in counts.items() if n >= FEWEST), dtype=np.int64)
    column = {k: i for i, k in enumerate(used.tolist())}
    held = [[column[k] for k in row.keys if k in column] for row in rows]
    bounds = np.cumsum([0, *(len(h) for h in held)])
    flat = np.concatenate([np.array(h, dtype=np.int64) for h in held])
    x = sp.csr_matrix((np.ones(len(flat)), flat, bounds), shape=(len(rows), len(used)))
    y, heft = np.array([r.labels for r in rows]), np.array([[r.weight] for r in rows])
    ridge = np.array([[RIDGE[k >> 40] if k != m.BIAS else 0.01] for k in used.tolist()])
    shape = (len(used), len(TYPES))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        w = w.reshape(shape)
        z = x @ w
        value = np.sum(heft * (np.logaddexp(0, z) - y * z)) + 0.5 * np.sum(ridge * w * w)
        return float(value), (x.T @ (heft * (1 / (1 + np.exp(-z)) - y)) + ridge * w).ravel()

    best = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    table = word_table(m.MASKS_AS_SIGNS, m._BREAK)[1]
    net = fit_net([r.words for r in rows], y, heft[:, 0].astype(np.float32), table)
    return replace(model, keys=used, weights=best.x.reshape(shape).astype(np.float32), net=net)


class Corpus(NamedTuple):
    """Labelled documents by id, with what each weighs in training."""

    rows: dict[str, Label]
    documents: dict[str, Document]
    labels: dict[str, Label]
    weights: dict[str, float]


def read_corpus(parts: Iterable[str]) -> Corpus:
    """The corpus of DOCS:GOLD[:WEIGHT] parts."""
    corpus = Corpus({}, {}, {}, {})
    for part in parts:
        docs, gold, *weight = part.split(":")
        rows, labels = read_rows(docs), read_rows(gold)
        if twice := corpus.labels.keys() & labels.keys():
            raise SystemExit(f"{gold}: {min(twice)} is the id of another article too; give it a name of its own")
        for key, label in labels.items():
            row = rows[key]
            corpus.rows[key], corpus.labels[key] = row, label
            corpus.documents[key] = prepare(row.get("title") or "", row["text"], row.get("date"))
            corpus.weights[key] = float(weight[0]) if weight else 1.0
    return corpus


def aside(corpus: Corpus) -> set[str]:
    """The articles that the encoder does not learn from: one in ten of full weight."""
    return {k for k, w in corpus.weights.items() if w >= 1 and zlib.crc32(k.encode()) % 10 == 0}


def training_rows(corpus: Corpus, single: list[tuple[str | None, Document]], model: Model) -> list[Row]:
    """All rows: sentences of documents and single statements (document "")."""
    rows = [
        row
        for key, document in corpus.documents.items()
        for row in sentences(key, document, corpus.labels[key], model, corpus.weights[key])
    ]
    for kind, document in single:
        held, words = features(document, list(document.sentences), model)
        hits = [h for view in views(document, model, gate=-np.inf) for h in view.hits]
        y = np.array([float(t == kind) for t in TYPES])
        own = [k for ks in held for k in ks if k >> 40 < m.PLACE]  # a single statement stands in no story
        numbers = (m.BIAS, *own, *rule_features(hits))
        rows.append(Row("", numbers, np.concatenate(words), y, SINGLE))
    return rows


GRID = np.arange(-2.5, 0.8, 0.25)


def told(text: str, document: Document, model: Model) -> dict:
    """The labels that the model gives to a document."""
    events = []
    for s in find_events(document, model):
        start, end = document.folded.original(s.start, s.end)
        row = {"type": s.type, "actors": s.actors, "targets": s.targets, "minerals": s.minerals}
        events.append(row | {"status": s.status, "amounts": [], "quote": text[start:end]})
    return {"events": events, "claims": [], "tags": []}


def held_out(corpus: Corpus, rows: list[Row], model: Model, folds: int) -> list[dict[str, dict]]:
    """For each threshold of the grid the labels found in documents that the model has not seen."""
    keys = [k for k in sorted(corpus.documents) if corpus.weights[k] >= 1]
    found: list[dict[str, dict]] = [{} for _ in GRID]
    for held in (set(keys[fold::folds]) for fold in range(folds)):
        fitted = fit([r for r in rows if r.document not in held], model)
        for level, out in zip(GRID, found, strict=True):
            at = replace(fitted, thresholds=np.full(len(TYPES), level, dtype=np.float32))
            out |= {k: told(str(corpus.rows[k]["text"]), corpus.documents[k], at) for k in held}
    return found


def counts(corpus: Corpus, found: dict[str, dict]) -> np.ndarray:
    """(right, labelled, found) of each type (rows)."""
    labels = {k: corpus.labels[k] for k in found}
    scored = score({k: str(corpus.rows[k].get("text") or "") for k in found}, labels, found)
    out = np.zeros((len(TYPES), 3))
    for label in labels.values():
        for event in label["events"]:
            out[TYPES.index(event["type"]), :2] += 1
    for kind, _, type_, _ in scored.misses:
        if kind == "missed event":
            out[TYPES.index(type_), 0] -= 1
        elif kind == "extra event":
            out[TYPES.index(type_), 2] += 1
    out[:, 2] += out[:, 0]
    return out


def f1(table: np.ndarray) -> float:
    """F1 over all types of a table of (right, labelled, found)."""
    right, labelled, found = table.sum(axis=0)
    return float(2 * right / max(1.0, labelled + found))


def best_thresholds(tables: list[np.ndarray]) -> np.ndarray:
    """The threshold of each type: the best for all types together, moved for one type where that gains clearly."""
    best = max(range(len(GRID)), key=lambda i: f1(tables[i]))
    chosen = [best] * len(TYPES)

    def total(levels: list[int]) -> float:
        return f1(np.array([tables[level][t] for t, level in enumerate(levels)]))

    for _ in range(2):
        for t in range(len(TYPES)):
            tried = {i: total([*chosen[:t], i, *chosen[t + 1 :]]) - 0.0003 * abs(i - best) for i in range(len(GRID))}
            chosen[t] = max(tried, key=lambda i: tried[i])
    return np.array([GRID[i] for i in chosen], dtype=np.float32)


def store(model: Model) -> None:
    """Write the weights that matter, and the atoms that they use."""
    keep = np.abs(model.weights).max(axis=1) > 0.03
    rows, columns = np.nonzero(np.abs(model.weights[keep]) > 0.01)
    np.savez_compressed(
        WEIGHTS,
        atoms=np.array("\n".join(model.atoms)),
        keys=model.keys[keep],
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int8),
        values=model.weights[keep][rows, columns].astype(np.float16),
        thresholds=model.thresholds,
    )
    net = model.net
    values = {f"filters{i}": f for i, f in enumerate(net.filters)} | {f"biases{i}": b for i, b in enumerate(net.biases)}
    values |= {"weights": net.weights, "bias": net.bias}
    small = {name: v.astype(np.float16) for name, v in values.items()}
    np.savez_compressed(NET_WEIGHTS, **small)


def main() -> int:
    """Train, choose thresholds by cross-validation, report, and store when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--statements", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=6)
    arguments = parser.parse_args()
    corpus, single = read_corpus(arguments.corpora), statements(arguments.statements)
    model = blank((*corpus.documents.values(), *(d for _, d in single)))
    rows = training_rows(corpus, single, model)
    tables = [counts(corpus, found) for found in held_out(corpus, rows, model, arguments.folds)]
    for level, table in zip(GRID, tables, strict=True):
        right, labelled, found = table.sum(axis=0)
        scores = f"precision {right / max(1, found):.3f}, recall {right / labelled:.3f}, F1 {f1(table):.3f}"
        sys.stdout.write(f"threshold {level:5.2f}: {scores}\n")
    thresholds = best_thresholds(tables)
    chosen = np.array([tables[int(np.argmin(np.abs(GRID - v)))][t] for t, v in enumerate(thresholds)])
    size = f"{len(rows)} sentences of {len(corpus.documents)} documents"
    sys.stdout.write(f"{size}; events, cross-validated: F1 {f1(chosen):.3f}\n")
    for kind, level, (right, labelled, found) in zip(TYPES, thresholds, chosen, strict=True):
        sys.stdout.write(f"  {kind:20s} {level:5.2f}  right {right:.0f} of {labelled:.0f}, found {found:.0f}\n")
    if arguments.write:
        store(replace(fit(rows, model), thresholds=thresholds + np.float32(SURER)))
        sys.stdout.write(f"wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
