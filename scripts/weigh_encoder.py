"""Choose the odds from which an event or a claim is told where the encoder reads beside the models over features.

    python scripts/weigh_encoder.py DOCS:GOLD[:WEIGHT] ... --statements FILE --figures FILE [--write]

The articles that the encoder did not learn from are read by it and by models over features fitted without them: the
thresholds of types of event and the odds of no claim are those of the best F1 there, moved by `KEENER` and
`KEENER_CLAIMS`. They are stored beside the heads of the encoder. Run it after `train_encoder.py`.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

import numpy as np
import train_claims as tc
import train_events as te

from didymium.news.encoder import HEADS
from didymium.news.events import find_events
from didymium.news.extract import encoded
from didymium.news.model import TYPES, Model

SHIFTS = np.arange(-4, 2.1, 0.5)
KEENER = -1.0  # log-odds: F1 hardly changes there, and other hands label a quarter more events
KEENER_CLAIMS = -4.0  # likewise: a third more claims; costs 0.01 of F1 on the corpus


def thresholds(corpus: te.Corpus, fitted: Model) -> np.ndarray:
    """The threshold of each type of event that is best over documents that no model saw."""
    tables = []
    for level in te.GRID:
        heads = {"thresholds": np.full(len(TYPES), level, np.float32)}
        documents = {k: _with_heads(d, heads) for k, d in corpus.documents.items()}
        found = {k: te.told(str(corpus.rows[k]["text"]), d, fitted) for k, d in documents.items()}
        tables.append(te.counts(corpus, found))
        right, labelled, told = tables[-1].sum(axis=0)
        scores = f"precision {right / max(1, told):.3f}, recall {right / labelled:.3f}, F1 {te.f1(tables[-1]):.3f}"
        sys.stdout.write(f"threshold {level:5.2f}: {scores}\n")
    return te.best_thresholds(tables) + np.float32(KEENER)


def odds_of_none(corpus: tc.Corpus, fitted: tc.ClaimModel) -> float:
    """What the encoder's odds of no claim are moved by for the best F1 over documents that no model saw."""
    scores = []
    for shift in SHIFTS:
        found = {}
        for key, document in corpus.documents.items():
            moved = _with_heads(document, {"none": np.float32(shift)})
            found[key] = tc.told(str(corpus.rows[key]["text"]), moved, corpus.events[key], fitted)
        loose, strict = tc.report(corpus, found)
        scores.append(tc.f1(loose))
        sys.stdout.write(f"no claim {shift:5.2f}: F1 {scores[-1]:.3f}, with the metric {tc.f1(strict):.3f}\n")
    return float(SHIFTS[int(np.argmax(scores))])


def _with_heads(document: te.Document, heads: dict[str, np.ndarray]) -> te.Document:
    """The document read with some heads put in place of those stored."""
    if document.encoded is None:
        return document
    return replace(document, encoded=replace(document.encoded, heads={**document.encoded.heads, **heads}))


def main() -> int:
    """Fit, choose, report, and with `--write` store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--statements", nargs="*", default=[])
    parser.add_argument("--figures")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    corpus, single = te.read_corpus(given.corpora), te.statements(given.statements)
    aside = te.aside(corpus)
    model = te.blank((*corpus.documents.values(), *(d for _, d in single)))
    fitted = te.fit([r for r in te.training_rows(corpus, single, model) if r.document not in aside], model)
    own = te.Corpus(*({k: part[k] for k in aside} for part in corpus))
    own = own._replace(documents={k: replace(d, encoded=encoded(d)) for k, d in own.documents.items()})
    least = thresholds(own, fitted)
    sys.stdout.write(", ".join(f"{t} {z:.2f}" for t, z in zip(TYPES, least, strict=True)) + "\n")

    seen = {k: _with_heads(d, {"thresholds": least}) for k, d in own.documents.items()}
    events = {k: find_events(d, fitted) for k, d in seen.items()}
    rest = {k: find_events(d, fitted) for k, d in corpus.documents.items() if k not in aside}
    rows = tc.rows_of(tc.Corpus(*corpus, events | rest)) + (tc.statements(given.figures, 2.0) if given.figures else [])
    claims = tc.fit([r for r in rows if r.document not in aside])
    shift = odds_of_none(tc.Corpus(own.rows, seen, own.labels, own.weights, events), claims)
    sys.stdout.write(f"odds of no claim moved by {shift}\n")
    if given.write:
        with np.load(HEADS) as stored:
            arrays = dict(stored)
        np.savez_compressed(HEADS, **arrays | {"thresholds": least, "none": np.float32(shift + KEENER_CLAIMS)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
