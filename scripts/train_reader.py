"""Fit the heads of the reader on the labelled corpus, over the states of the encoder.

    pip install torch
    python scripts/train_reader.py --states CACHE [--epochs 6] [--write]

CACHE holds the states of the corpus, written by `read_states` on the first run (some 2 GB). All heads learn at once;
a tenth of the articles is held out, thresholds and confidences are fitted on it. Seed 0.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy, gelu

from didymium.news import encoder
from didymium.news.document import Document, prepare
from didymium.news.encoder import Encoded, Read
from didymium.news.events import find_events
from didymium.news.families import FAMILIES
from didymium.news.heads import (
    KINDS,
    METRICS,
    STAGES,
    STATUSES,
    UNITS,
    WEIGHTS,
    pair_features,
    sentence_features,
    unit_class,
)
from didymium.news.implied import numbers_of
from didymium.news.lead import confidence_features, lead_features
from didymium.news.mentions import Cast, cast_of
from didymium.news.seen import see
from didymium.news.sums import sums_of
from didymium.news.tags import FEATURES, VOCABULARY, document_features

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
SIZE, KIND, HIDDEN = 384, 32, 160
SHARE = 0.3  # of the shorter span: from here on a labelled quote lies in a sentence
BATCH, RATE = 12, 2e-3
UNSEEN = 4.0  # what an article weighs more that the encoder has not learnt from
WEIGHT = {"first": 0.7, "second": 0.7, "third": 0.7, "sixth": 2.0, "seventh": 3.0}
Row = dict[str, Any]


@dataclass
class Sample:
    """A labelled article as arrays; rows of states count from the article's first."""

    id: str
    weight: float
    first: int
    rows: int
    sentences: list[tuple[int, int]]  # (first, last) row of each read sentence, the headline last
    numbers: list[int]  # of those sentences in the article, -1 for the headline
    features: np.ndarray
    kinds: np.ndarray
    told: np.ndarray  # whether a sentence's kinds are labelled
    openings: list[int]
    tags: np.ndarray
    shares: np.ndarray
    mentions: list[tuple[int, int]]
    events: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    held: bool = False  # out of training
    means: dict[str, np.ndarray] = field(default_factory=dict)  # of spans of states, in halves

    def keep(self, states: np.memmap) -> None:
        """Work out the mean states of all spans once."""
        own = np.asarray(states[self.first : self.first + self.rows], np.float32)
        spans = {
            "sentences": self.sentences,
            "mentions": self.mentions,
            "sums": [r for e in self.events for r in e["sums"]],
            "figures": [f["rows"] for f in self.figures],
        }
        for name, held in spans.items():
            found = [own[a:b].mean(axis=0) for a, b in held]
            self.means[name] = np.array(found, np.float16).reshape(-1, SIZE)
        self.means["opening"] = own[self.openings].mean(axis=0)


def plain(value: object) -> str:
    """A name without what tells companies' forms."""
    v = re.sub(r"\(.*?\)|[.,’']", "", str(value)).casefold().strip()
    return re.sub(r"^the |( (inc|corp|corporation|co|ltd|limited|plc|llc|company|minerals?|group))+$", "", v)


def same(a: object, b: object) -> bool:
    """Equal names; one may be the other's beginning."""
    x, y = plain(a), plain(b)
    return x == y or x.startswith(y + " ") or y.startswith(x + " ")


def rows_of(starts: list[int], span: tuple[int, int], first: int) -> tuple[int, int] | None:
    """The rows of the word pieces that a span of the text covers."""
    if not starts:
        return None
    at = max(0, int(np.searchsorted(starts, span[0], "right")) - 1)
    begin, end = int(np.searchsorted(starts, starts[at])), int(np.searchsorted(starts, span[1]))
    return (first + begin, first + end) if end > begin else None


def sample_of(document: Document, label: Row, entry: tuple[Any, ...], weight: float) -> Sample:
    """An article with its labels."""
    windows, title, title_starts, starts = entry
    base, rows = windows[0][0], sum(w[1] for w in windows)
    at: dict[int, tuple[int, int]] = {}
    for first, _, held in windows:
        at |= {i: (first - base + a, first - base + b) for i, (a, b) in held.items() if b > a}
    numbers = sorted(at)
    sentences = [at[i] for i in numbers]
    if title:
        numbers, sentences = [*numbers, -1], [*sentences, (1, 1 + title)]
    features = sentence_features(document)[numbers]
    sample = Sample(label["id"], weight, base, rows, sentences, numbers, features,
                    np.zeros((len(numbers), len(KINDS)), np.float32), np.ones(len(numbers), np.float32),
                    [w[0] - base for w in windows], np.array([t in label["tags"] for t in VOCABULARY], np.float32),
                    document_features(document), [])  # fmt: skip
    cast, index = cast_of(document), {n: i for i, n in enumerate(numbers)}
    kept: dict[int, int] = {}
    for n, m in enumerate(cast.mentions):
        where = (title_starts, 1) if m.sentence < 0 else (starts[m.sentence], at.get(m.sentence, (0, 0))[0])
        own = starts[m.sentence] if m.sentence >= 0 else title_starts
        if m.sentence in index and (found := rows_of(own, (m.start, m.end), where[1])):
            kept[n] = len(sample.mentions)
            sample.mentions.append(found)
    _events(sample, document, label, cast, kept, index, starts)
    _figures(sample, document, label, cast, kept, index, starts)
    return sample


def span(document: Document, quote: str | None) -> tuple[int, int]:
    """Where a quote stands in the folded text, (-1, -1) where it does not."""
    said = " ".join((quote or "").replace("’", "'").replace("“", '"').replace("”", '"').split())
    start = document.text.find(said) if said else -1
    return (start, start + len(said)) if start >= 0 else (-1, -1)


def _held(document: Document, quote: str) -> list[tuple[int, int]]:
    """(shared characters, sentence) of the sentences that a quote lies in, most first."""
    start, end = span(document, quote)
    out = []
    for s in document.sentences if start >= 0 else ():
        shared = min(s.end, end) - max(s.start, start)
        if shared >= SHARE * min(end - start, s.end - s.start):
            out.append((shared, s.index))
    return sorted(out, reverse=True)


def _events(
    sample: Sample, document: Document, label: Row, cast: Cast, kept: dict[int, int], index: dict[int, int],
    starts: list[list[int]],
) -> None:  # fmt: skip
    for event in label["events"]:
        kind = KINDS.index((event["type"], event["direction"]))  # type: ignore[arg-type]
        for quote in (event["quote"], *event["also"]):
            for _, s in _held(document, quote):
                if s in index:
                    sample.kinds[index[s], kind] = 1
        held = [s for _, s in _held(document, event["quote"]) if s in index]
        if event["lead"] and -1 in index:
            if event.get("titled", True):
                sample.kinds[index[-1], kind] = 1
            else:
                sample.told[index[-1]] = 0
        if not held:
            continue
        s, begin = held[0], span(document, event["quote"])
        near = [n for n in cast.near(s) if n in kept]
        sums = [(q, r) for q in sums_of(document, document.sentences[s])
                if (r := rows_of(starts[s], (q.start, q.end), sample.sentences[index[s]][0]))]  # fmt: skip
        values = list(dict.fromkeys(cast.mentions[n].value for n in near))
        roles = np.zeros((len(values), 3), np.float32)
        for i, value in enumerate(values):
            mineral = any(cast.mentions[n].kind == "mineral" for n in near if cast.mentions[n].value == value)
            roles[i] = (
                (0, 0, any(same(value, g) for g in event["minerals"])) if mineral
                else (any(same(value, g) for g in event["actors"]), any(same(value, g) for g in event["targets"]), 0)
            )  # fmt: skip
        found = {m.value for m in cast.mentions if m.kind == "mineral"}
        sides = np.array([[v not in found, v not in found, v in found] for v in values], np.float32).reshape(-1, 3)
        sample.events.append({
            "sentence": index[s], "kind": kind, "status": STATUSES.index(event["progress"]),
            "attributed": float(event["attributed"]), "lead": event["lead"],
            "stage": STAGES.index(event["stage"] if event["stage"] in STAGES else None),
            "mentions": [kept[n] for n in near], "groups": [values.index(cast.mentions[n].value) for n in near],
            "pairs": pair_features([cast.mentions[n] for n in near], cast.counts, cast.titled, s, begin[0]),
            "roles": roles, "mask": sides,
            "sums": [r for _, r in sums], "units": [unit_class(q.unit, False) for q, _ in sums],
            "held": np.array([_is_amount(q, event["amounts"]) for q, _ in sums], np.float32),
        })  # fmt: skip


def _is_amount(number: Any, amounts: Iterable[Row]) -> bool:
    values = [abs(v) for v in (number.value, number.high) if v is not None]
    return any(_near(v, a.get("value")) for v in values for a in amounts)


def _near(a: float, b: Any) -> bool:
    return isinstance(b, (int, float)) and abs(abs(a) - abs(b)) <= 0.01 * max(abs(a), abs(b), 1e-12)


def _figures(
    sample: Sample, document: Document, label: Row, cast: Cast, kept: dict[int, int], index: dict[int, int],
    starts: list[list[int]],
) -> None:  # fmt: skip
    claims = [(span(document, c["quote"]), c) for c in label["claims"]]
    for s, numbers in zip(document.sentences, numbers_of(document), strict=True):
        if s.index not in index:
            continue
        for q in numbers:
            rows = rows_of(starts[s.index], (q.start, q.end), sample.sentences[index[s.index]][0])
            if rows is None:
                continue
            said = [c for (a, b), c in claims if a <= q.start < b
                    and any(_near(v, c["value"]) for v in (q.value, q.high) if v is not None)]  # fmt: skip
            claim = said[0] if said and said[0]["metric"] in METRICS else None
            figure: Row = {"sentence": index[s.index], "rows": rows, "unit": unit_class(q.unit, False),
                           "metric": METRICS.index(claim["metric"]) if claim else 0}  # fmt: skip
            if claim:
                figure |= _whose(claim, cast, kept, s.index, q.start)
            sample.figures.append(figure)


def _whose(claim: Row, cast: Cast, kept: dict[int, int], s: int, at: int) -> Row:
    """Candidates for subject and mineral of a claim, with the right one's number, -1 where it is none of them."""
    near = [n for n in cast.near(s, 2) if n in kept]
    out: Row = {"stage": STAGES.index(claim.get("stage"))}
    for slot, minerals in (("subject", False), ("mineral", True)):
        own = [n for n in near if (cast.mentions[n].kind == "mineral") == minerals]
        values = list(dict.fromkeys(cast.mentions[n].value for n in own))
        right = next((i for i, v in enumerate(values) if plain(v) == plain(claim[slot])), None)
        if right is None:
            right = next((i for i, v in enumerate(values) if same(v, claim[slot])), -1)
        if slot == "subject" and claim[slot] == "WLD":
            right = len(values)
        out[slot] = {
            "mentions": [kept[n] for n in own], "groups": [values.index(cast.mentions[n].value) for n in own],
            "pairs": pair_features([cast.mentions[n] for n in own], cast.counts, cast.titled, s, at),
            "values": len(values), "right": right,
        }  # fmt: skip
    return out


class Pair(nn.Module):
    """Two layers over parts that lie side by side."""

    def __init__(self, widths: tuple[int, ...], out: int, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.parts = nn.ModuleList(nn.Linear(w, hidden, bias=False) for w in widths)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.out = nn.Linear(hidden, out)
        self.drop = nn.Dropout(0.15)

    def forward(self, *parts: torch.Tensor) -> torch.Tensor:
        """The log-odds of each row."""
        total = self.bias
        for layer, part in zip(self.parts, parts, strict=True):
            total = total + layer(part)
        return self.out(self.drop(gelu(total, approximate="tanh")))


class Net(nn.Module):
    """The heads."""

    def __init__(self) -> None:
        super().__init__()
        kinds, metrics = len(KINDS), len(METRICS)
        self.look = nn.Linear(SIZE, kinds, bias=False)
        self.kinds = nn.Parameter(torch.randn(kinds, SIZE) * 0.02)
        self.kinds_bias = nn.Parameter(torch.full((kinds,), -3.0))
        self.kinds_features = nn.Parameter(torch.zeros(9, kinds))
        self.kind, self.metric_kind = nn.Embedding(kinds, KIND), nn.Embedding(metrics, KIND)
        self.status = Pair((SIZE, KIND), len(STATUSES) + 1)
        self.stage = Pair((SIZE, KIND), len(STAGES))
        self.roles = Pair((SIZE, SIZE, KIND, 20), 3)
        self.sums = Pair((SIZE, SIZE, KIND, len(UNITS)), 1)
        self.metric = Pair((SIZE, SIZE, len(UNITS), 9), metrics)
        self.subject, self.mineral = (Pair((SIZE, SIZE, KIND, 20), 1) for _ in range(2))
        self.world = Pair((SIZE, SIZE, KIND), 1)
        self.figure_stage = Pair((SIZE, KIND), len(STAGES))
        self.tags = nn.Linear(SIZE + len(KINDS) + FEATURES, len(VOCABULARY))
        self.drop = nn.Dropout(0.1)

    def mixed(self, own: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
        """What each kind looks at: own (sentences, pieces, size) to (sentences, kinds, size)."""
        weights = self.look(own).masked_fill(~held[:, :, None], -1e4).softmax(1)
        return weights.transpose(1, 2) @ own


class Batch:
    """Some samples with their states laid end to end."""

    def __init__(self, samples: list[Sample], states: np.memmap) -> None:
        self.samples = samples
        parts = [np.asarray(states[s.first : s.first + s.rows], np.float32) for s in samples]
        self.rows = torch.from_numpy(np.concatenate(parts))
        self.offsets = np.cumsum([0, *(s.rows for s in samples)])[:-1]
        self.first_sentence = np.cumsum([0, *(len(s.sentences) for s in samples)])[:-1]
        self.first_mention = np.cumsum([0, *(len(s.mentions) for s in samples)])[:-1]

    def means(self, name: str) -> torch.Tensor:
        """The mean states of the spans of a name, of all samples in order."""
        return torch.from_numpy(np.concatenate([s.means[name] for s in self.samples]).astype(np.float32))

    def looks(self, net: Net) -> torch.Tensor:
        """What each kind looks at in each sentence, sentences of like length at once."""
        spans = [(a + int(o), b + int(o)) for s, o in zip(self.samples, self.offsets, strict=True)
                 for a, b in s.sentences]  # fmt: skip
        lengths = np.array([b - a for a, b in spans])
        out = torch.zeros(len(spans), len(KINDS), SIZE)
        for part in np.array_split(np.argsort(lengths), 6):
            if not len(part):
                continue
            longest = int(lengths[part].max())
            at = torch.tensor([spans[i][0] for i in part])[:, None] + torch.arange(longest)[None]
            held = torch.arange(longest)[None] < torch.from_numpy(lengths[part])[:, None]
            own = self.rows[at.clamp(max=len(self.rows) - 1)]
            own = own * net.drop(torch.ones(len(part), 1, SIZE))
            out = out.index_put((torch.from_numpy(part),), net.mixed(own, held))
        return out


def read(net: Net, batch: Batch) -> dict[str, torch.Tensor]:
    """Looks, log-odds of kinds and means of sentences and mentions."""
    looks = batch.looks(net)
    features = torch.from_numpy(np.concatenate([s.features for s in batch.samples]))
    odds = (looks * net.kinds).sum(-1) + net.kinds_bias + features @ net.kinds_features
    return {"looks": looks, "odds": odds, "features": features, "sentences": batch.means("sentences"),
            "mentions": batch.means("mentions")}  # fmt: skip


def pooled(odds: torch.Tensor, groups: torch.Tensor, count: int) -> torch.Tensor:
    """The highest log-odds of each group (rows by outcomes)."""
    out = torch.full((count, odds.shape[1]), -30.0)
    return out.scatter_reduce(0, groups[:, None].expand(-1, odds.shape[1]), odds, "amax", include_self=True)


def losses(net: Net, batch: Batch) -> dict[str, torch.Tensor]:
    """The loss of each head."""
    seen = read(net, batch)
    kinds = torch.from_numpy(np.concatenate([s.kinds for s in batch.samples]))
    told = torch.from_numpy(np.concatenate([s.told * s.weight for s in batch.samples]))
    out = {"kinds": (bce(seen["odds"], kinds, reduction="none").sum(1) * told).mean()}
    out["tags"] = bce(tags_of(net, batch, seen), torch.from_numpy(np.stack([s.tags for s in batch.samples])))
    out |= event_losses(net, batch, seen)
    return out | figure_losses(net, batch, seen)


def tags_of(net: Net, batch: Batch, seen: dict[str, torch.Tensor]) -> torch.Tensor:
    """The log-odds of the tags of each sample."""
    rows = []
    for n, s in enumerate(batch.samples):
        opening = torch.from_numpy(s.means["opening"])
        first = int(batch.first_sentence[n])
        most = seen["odds"][first : first + len(s.sentences)].detach().sigmoid().max(0).values
        rows.append(torch.cat([net.drop(opening), most, torch.from_numpy(s.shares)]))
    return net.tags(torch.stack(rows))


def events_of(net: Net, batch: Batch, seen: dict[str, torch.Tensor]) -> dict[str, Any] | None:
    """The answers of all heads on the labelled events."""
    events = [(n, e) for n, s in enumerate(batch.samples) for e in s.events]
    if not events:
        return None
    kind = torch.tensor([e["kind"] for _, e in events])
    where = torch.tensor([int(batch.first_sentence[n]) + e["sentence"] for n, e in events])
    look, code = seen["looks"][where, kind], net.kind(kind)
    out: dict[str, Any] = {"events": events, "status": net.status(look, code), "stage": net.stage(look, code)}
    pair, mention, groups, features, count = [], [], [], [], 0
    for i, (n, e) in enumerate(events):
        pair += [i] * len(e["mentions"])
        mention += [int(batch.first_mention[n]) + m for m in e["mentions"]]
        groups += [count + g for g in e["groups"]]
        features.append(e["pairs"])
        count += len(e["roles"])
    if pair:
        at = torch.tensor(pair)
        odds = net.roles(seen["mentions"][torch.tensor(mention)], look[at], code[at],
                         torch.from_numpy(np.concatenate(features)))  # fmt: skip
        out["roles"] = pooled(odds, torch.tensor(groups), count)
    sums = batch.means("sums")
    if len(sums):
        at = torch.tensor([i for i, (_, e) in enumerate(events) for _ in e["sums"]])
        units = torch.eye(len(UNITS))[[u for _, e in events for u in e["units"]]]
        out["sums"] = net.sums(sums, look[at], code[at], units)[:, 0]
    return out


def event_losses(net: Net, batch: Batch, seen: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The losses of what belongs to an event."""
    found = events_of(net, batch, seen)
    if found is None:
        return {}
    events = found["events"]
    out = {"status": cross_entropy(found["status"][:, :-1], torch.tensor([e["status"] for _, e in events])),
           "attributed": bce(found["status"][:, -1], torch.tensor([e["attributed"] for _, e in events])),
           "stage": cross_entropy(found["stage"], torch.tensor([e["stage"] for _, e in events]))}  # fmt: skip
    if "roles" in found:
        right = torch.from_numpy(np.concatenate([e["roles"] for _, e in events]))
        mask = torch.from_numpy(np.concatenate([e["mask"] for _, e in events]))
        out["roles"] = (bce(found["roles"], right, reduction="none") * mask).sum() / mask.sum()
    if "sums" in found:
        out["sums"] = bce(found["sums"], torch.from_numpy(np.concatenate([e["held"] for _, e in events])))
    return out


def figures_of(net: Net, batch: Batch, seen: dict[str, torch.Tensor]) -> dict[str, Any] | None:
    """The answers of all heads on the numbers; whose it is only for labelled claims."""
    figures = [(n, f) for n, s in enumerate(batch.samples) for f in s.figures]
    if not figures:
        return None
    means = batch.means("figures")
    where = torch.tensor([int(batch.first_sentence[n]) + f["sentence"] for n, f in figures])
    units = torch.eye(len(UNITS))[[f["unit"] for _, f in figures]]
    out: dict[str, Any] = {"figures": figures}
    out["metric"] = net.metric(net.drop(means), seen["sentences"][where], units, seen["features"][where])
    claims = [i for i, (_, f) in enumerate(figures) if f["metric"]]
    if not claims:
        return out
    at = torch.tensor(claims)
    own, code = means[at], net.metric_kind(torch.tensor([figures[i][1]["metric"] for i in claims]))
    out["stage"], out["claims"] = net.figure_stage(own, code), [figures[i] for i in claims]
    for slot, head in (("subject", net.subject), ("mineral", net.mineral)):
        pair, mention, groups, features, starts, count = [], [], [], [], [], 0
        for i, (n, f) in enumerate(out["claims"]):
            starts.append(count)
            pair += [i] * len(f[slot]["mentions"])
            mention += [int(batch.first_mention[n]) + m for m in f[slot]["mentions"]]
            groups += [count + g for g in f[slot]["groups"]]
            features.append(f[slot]["pairs"])
            count += f[slot]["values"]
        to = torch.tensor(pair, dtype=torch.long)
        odds = head(seen["mentions"][torch.tensor(mention, dtype=torch.long)], own[to], code[to],
                    torch.from_numpy(np.concatenate(features)))  # fmt: skip
        out[slot] = pooled(odds, torch.tensor(groups, dtype=torch.long), count)[:, 0].split(
            [f[slot]["values"] for _, f in out["claims"]]
        )
    sentences = seen["sentences"][where[at]]
    out["world"] = net.world(own, sentences, code)[:, 0]
    return out


def figure_losses(net: Net, batch: Batch, seen: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The losses of what belongs to a number."""
    found = figures_of(net, batch, seen)
    if found is None:
        return {}
    out = {"metric": cross_entropy(found["metric"], torch.tensor([f["metric"] for _, f in found["figures"]]))}
    if "claims" not in found:
        return out
    out["figure_stage"] = cross_entropy(found["stage"], torch.tensor([f["stage"] for _, f in found["claims"]]))
    for slot in ("subject", "mineral"):
        each = []
        for i, ((_, f), odds) in enumerate(zip(found["claims"], found[slot], strict=True)):
            both = torch.cat([odds, found["world"][i : i + 1]]) if slot == "subject" else odds
            if f[slot]["right"] >= 0 and len(both) > 1:
                each.append(-both.log_softmax(0)[f[slot]["right"]])
        if each:
            out[slot] = torch.stack(each).mean()
    return out


def train(net: Net, samples: list[Sample], states: np.memmap, held: list[Sample], epochs: int) -> None:
    """Fit the heads."""
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    steps, step = epochs * -(-len(samples) // BATCH), 0
    mean: dict[str, float] = {}
    for epoch in range(epochs):
        random.shuffle(samples)
        for i in range(0, len(samples), BATCH):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 60) * max(0.02, 1 - step / steps)
            parts = losses(net, Batch(samples[i : i + BATCH], states))
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
            mean |= {n: 0.98 * mean.get(n, v.item()) + 0.02 * v.item() for n, v in parts.items()}
            if step % 40 == 0:
                print(epoch, f"{step}/{steps}", {n: round(v, 3) for n, v in mean.items()}, flush=True)
        report(net, held, states)


@torch.no_grad()
def report(net: Net, held: list[Sample], states: np.memmap) -> dict[str, Any]:
    """What the heads reach on held-out articles, and the thresholds at which F1 is highest."""
    net.eval()
    store: dict[str, list[Any]] = defaultdict(list)
    hits: dict[str, list[bool]] = defaultdict(list)
    for i in range(0, len(held), BATCH):
        batch = Batch(held[i : i + BATCH], states)
        seen = read(net, batch)
        store["odds"].append(seen["odds"].numpy())
        store["kinds"].append(np.concatenate([s.kinds for s in batch.samples]))
        store["title"].append(np.concatenate([np.array(s.numbers) < 0 for s in batch.samples]))
        store["tags"].append(tags_of(net, batch, seen).numpy())
        store["tagged"].append(np.stack([s.tags for s in batch.samples]))
        if found := events_of(net, batch, seen):
            events = found["events"]
            hits["status"] += (
                found["status"][:, :-1].argmax(1) == torch.tensor([e["status"] for _, e in events])
            ).tolist()
            hits["stage"] += (found["stage"].argmax(1) == torch.tensor([e["stage"] for _, e in events])).tolist()
            if "roles" in found:
                store["roles"].append(found["roles"].numpy())
                store["role"].append(np.concatenate([e["roles"] for _, e in events]))
                store["role_mask"].append(np.concatenate([e["mask"] for _, e in events]))
            if "sums" in found:
                store["sums"].append(found["sums"].numpy())
                store["sum"].append(np.concatenate([e["held"] for _, e in events]))
        if found := figures_of(net, batch, seen):
            store["metric"].append(found["metric"].numpy())
            store["metrics"].append(np.array([f["metric"] for _, f in found["figures"]]))
            for i2, (_, f) in enumerate(found.get("claims", ())):
                for slot in ("subject", "mineral"):
                    odds = found[slot][i2]
                    both = torch.cat([odds, found["world"][i2 : i2 + 1]]) if slot == "subject" else odds
                    hits[slot].append(len(both) > 0 and int(both.argmax()) == f[slot]["right"])
    net.train()
    all_ = {k: np.concatenate(v) for k, v in store.items()}
    z, y = all_["odds"], all_["kinds"] > 0
    body = ~all_["title"]
    common = best_cut(z[body].ravel(), y[body].ravel())  # of rare kinds the best cut is mostly chance
    cuts = np.array([(common + best_cut(z[body, k], y[body, k])) / 2 for k in range(len(KINDS))])
    told = z[body] > cuts
    out: dict[str, Any] = {
        "thresholds": cuts,
        "kinds F1": f1(told, y[body]),
        "titles F1": f1(z[~body] > cuts, y[~body]),
    }
    out["roles"] = np.array([best_cut(all_["roles"][m, r], all_["role"][m, r] > 0)
                             for r in range(3) for m in [all_["role_mask"][:, r] > 0]])  # fmt: skip
    out["roles F1"] = [round(f1(all_["roles"][m, r] > out["roles"][r], all_["role"][m, r] > 0), 3)
                       for r in range(3) for m in [all_["role_mask"][:, r] > 0]]  # fmt: skip
    out["sums"] = best_cut(all_["sums"], all_["sum"] > 0)
    out["sums F1"] = f1(all_["sums"] > out["sums"], all_["sum"] > 0)
    shift = max(np.arange(-2, 2.1, 0.25), key=lambda b: claim_f1(all_["metric"], all_["metrics"], b))
    out["none"], out["metric F1"] = shift, claim_f1(all_["metric"], all_["metrics"], shift)
    out["tags"] = best_cut(all_["tags"].ravel(), all_["tagged"].ravel() > 0)
    out["tags F1"] = f1(all_["tags"] > out["tags"], all_["tagged"] > 0)
    out |= {f"{k} right": float(np.mean(v)) for k, v in hits.items()}
    print({k: (round(v, 3) if isinstance(v, float) else v) for k, v in out.items()
           if "F1" in k or "right" in k}, flush=True)  # fmt: skip
    return out


def best_cut(odds: np.ndarray, right: np.ndarray) -> float:
    """The log-odds above which F1 is highest."""
    return float(max(np.arange(-2.5, 1.6, 0.1), key=lambda t: f1(odds > t, right)))


def f1(found: np.ndarray, right: np.ndarray) -> float:
    """F1 of found against right."""
    return float(2 * (found & right).sum() / max(1, found.sum() + right.sum()))


def claim_f1(odds: np.ndarray, metrics: np.ndarray, shift: float) -> float:
    """F1 of claims with their metric, with `shift` added to the log-odds of no claim."""
    told = (odds + np.eye(odds.shape[1])[0] * shift).argmax(1)
    right = (told == metrics) & (metrics > 0)
    return float(2 * right.sum() / max(1, (told > 0).sum() + (metrics > 0).sum()))


def arrays_of(net: Net, measured: dict[str, Any]) -> dict[str, np.ndarray]:
    """The heads by the names under which `didymium.news.heads` reads them."""
    given = {n: p.detach().numpy() for n, p in net.named_parameters()}
    out = {"look": given["look.weight"].T, "kinds": given["kinds"], "kinds_bias": given["kinds_bias"],
           "kinds_features": given["kinds_features"], "kind": given["kind.weight"],
           "metric_kind": given["metric_kind.weight"], "tags": given["tags.weight"].T,
           "tags_bias": given["tags.bias"]}  # fmt: skip
    for name, module in net.named_children():
        if isinstance(module, Pair):
            out |= {f"{name}.{i}": part.weight.detach().numpy().T for i, part in enumerate(module.parts)}
            out |= {f"{name}.bias": given[f"{name}.bias"], f"{name}.out": given[f"{name}.out.weight"].T,
                    f"{name}.out_bias": given[f"{name}.out.bias"]}  # fmt: skip
    for name in ("thresholds", "roles", "sums", "none", "tags"):
        out[f"cut.{name}"] = np.atleast_1d(np.asarray(measured[name], np.float32))
    return {n: a.astype(np.float16 if a.size > 100 else np.float32) for n, a in out.items()}


def rows(corpus: Path, name: str) -> dict[str, Row]:
    """The articles (`docs`) or labels (`gold`) of all parts of the corpus by id, each with the name of its part."""
    out: dict[str, Row] = {}
    for part in ("", "second_", "third_", "fourth_", "fifth_", "sixth_", "seventh_"):
        for line in (corpus / f"{part}{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            out[row["id"]] = row | {"part": part.removesuffix("_") or "first"}
    return out


def samples(corpus: Path, cache: Path) -> list[Sample]:
    """All articles of the corpus as arrays."""
    texts, labels = rows(corpus, "docs"), rows(corpus, "gold")
    with cache.with_suffix(".pkl").open("rb") as file:
        entries = pickle.load(file)
    out = []
    for key, label in labels.items():
        if entries.get(key) and entries[key][0]:
            t = texts[key]
            document = prepare(t["title"], t["text"], t.get("date"))
            weight = WEIGHT.get(t["part"], 1.0) * (UNSEEN if unseen(key, t["part"]) else 1)
            sample = sample_of(document, label, entries[key], weight)
            sample.held = unseen(key, t["part"]) == 2
            out.append(sample)
    return out


def unseen(key: str, part: str) -> int:
    """1 or 2 for the articles that the encoder never learnt from (a tenth of the later parts), 0 for all others.

    What is unseen is as the reader will meet it: one half weighs more in training, the other is held out (2).
    """
    own = zlib.crc32(key.encode())
    return 0 if part in ("first", "second", "third", "seventh") or own % 10 else 1 + (own % 20 == 0)


def read_states(corpus: Path, cache: Path) -> None:
    """Write the states of all windows of the articles to `cache`.f16, and where each sentence's lie to `cache`.pkl."""
    known, session, at = encoder._vocabulary(), encoder._session(), 0
    index: dict[str, tuple[Any, ...]] = {}
    with cache.with_suffix(".f16").open("wb") as out:
        for key, t in rows(corpus, "docs").items():
            document = prepare(t["title"], t["text"], t.get("date"))
            runs = [encoder._pieces(known, s.start, document.low[s.start : s.end]) for s in document.sentences]
            title, starts = (part[: encoder.TITLE] for part in encoder._pieces(known, 0, document.low_title))
            windows = []
            for window in encoder._windows(title, [run[0] for run in runs]):
                ids = np.array([window.pieces], dtype=np.int64)
                own = session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0].astype(np.float16)
                out.write(own.tobytes())
                windows.append((at, len(own), {i: (r.start, r.stop) for i, r in window.rows.items()}))
                at += len(own)
            index[key] = (windows, len(title), starts, [run[1] for run in runs])
    with cache.with_suffix(".pkl").open("wb") as file:
        pickle.dump(index, file)


def encoded_of(entry: tuple[Any, ...], states: np.memmap) -> Encoded:
    """The article as the encoder read it, from the stored states."""
    windows, title, title_starts, starts = entry
    told, openings = {}, []
    for first, count, held in windows:
        own = np.asarray(states[first : first + count], np.float32)
        openings.append(own[0])
        told |= {i: Read(own[a:b], np.array(starts[i])) for i, (a, b) in held.items() if b > a}
        if title and -1 not in told:
            told[-1] = Read(own[1 : 1 + title], np.array(title_starts))
    return Encoded(told, np.mean(openings, axis=0))


def fit_lead(corpus: Path, cache: Path, states: np.memmap) -> dict[str, np.ndarray]:
    """The weights of what speaks for a lead, its calibrated confidence."""
    texts, labels = rows(corpus, "docs"), rows(corpus, "gold")
    with cache.with_suffix(".pkl").open("rb") as file:
        entries = pickle.load(file)
    cases = []
    for key in [k for k in labels if unseen(k, texts[k]["part"])]:
        t, lead = texts[key], next((e for e in labels[key]["events"] if e["lead"]), None)
        if lead is None or not entries.get(key) or not entries[key][0]:
            continue
        document = prepare(t["title"], t["text"], t.get("date"))
        seen = see(document, encoded_of(entries[key], states))
        told = find_events(seen)
        if told:
            right = [_is_lead(document, s, lead) for s in told]
            cases.append((lead_features(seen, told), np.array(right), told, lead))
    weight = _softmax_fit([(f, r) for f, r, *_ in cases if r.any()])
    sure = [_judged(f, told, lead, weight) for f, _, told, lead in cases]
    x, y = np.array([a for a, _ in sure]), np.array([b for _, b in sure])
    confidence = np.stack([_logistic_fit(x, y[:, i]) for i in range(y.shape[1])], axis=1)
    chance = 1 / (1 + np.exp(-x @ confidence[:, 0]))
    print(f"lead: family and direction {y[:, 0].mean():.3f}, who {y[:, 1].mean():.3f}, mineral {y[:, 2].mean():.3f}, "
          f"all {y.all(axis=1).mean():.3f} of {len(y)}", flush=True)  # fmt: skip
    for share in (0.05, 0.08, 0.12):
        cut = float(np.quantile(chance, share))
        print(f"withheld {share:.2f} (cut {cut:.2f}): wrong {1 - y[chance >= cut][:, 0].mean():.3f}", flush=True)
    return {"lead": weight, "confidence": confidence}


def _is_lead(document: Document, statement: Any, lead: Row) -> bool:
    start, end = span(document, lead["quote"])
    alike = FAMILIES[statement.type] == lead["family"] and statement.direction == lead["direction"]
    near = statement.start < end and start < statement.end
    return alike and (near or bool(set(statement.actors) & set(lead["actors"])))


def _judged(features: np.ndarray, told: Any, lead: Row, weight: np.ndarray) -> tuple[np.ndarray, list[bool]]:
    """What the confidences of the picked statement rest on, and whether family, sides and minerals are right."""
    scores = features @ weight
    chances = np.exp(scores - scores.max())
    best = int(scores.argmax())
    s = told[best]
    family = FAMILIES[s.type] == lead["family"] and s.direction == lead["direction"]
    who = any(same(a, b) for a in s.actors for b in (*lead["actors"], *lead["parties"]))
    placed = bool(s.place) and s.place == lead["place"]
    mineral = any(same(a, b) for a in s.minerals for b in lead["minerals"])
    right = [family, who or placed or not lead["actors"], mineral or not lead["minerals"]]
    return confidence_features(s, features[best], float(chances[best] / chances.sum())), right


def _softmax_fit(cases: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights under which the right statements of each article are likeliest."""
    weight = torch.zeros(cases[0][0].shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=0.05)
    sets = [(torch.from_numpy(f), torch.from_numpy(r)) for f, r in cases]
    for _ in range(150):
        loss = torch.stack([(f @ weight).logsumexp(0) - (f @ weight)[r].logsumexp(0) for f, r in sets]).mean()
        optimiser.zero_grad()
        (loss + 0.002 * weight.square().sum()).backward()
        optimiser.step()
    return weight.detach().numpy()


def _logistic_fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Logistic regression with a small penalty."""
    weight = torch.zeros(x.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=0.05)
    rows_, right = torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y.astype(np.float32))
    for _ in range(400):
        loss = bce(rows_ @ weight, right) + 0.003 * weight[1:].square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weight.detach().numpy()


def main() -> int:
    """Train, report, and with `--write` store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    if not given.states.with_suffix(".pkl").exists():
        read_states(given.corpus, given.states)
    states = np.memmap(given.states.with_suffix(".f16"), np.float16, "r").reshape(-1, SIZE)
    found = samples(given.corpus, given.states)
    for sample in found:
        sample.keep(states)
    held = [s for s in found if s.held]
    net = Net()
    train(net, [s for s in found if not s.held], states, held, given.epochs)
    measured = report(net, held, states)
    torch.save(net.state_dict(), given.states.with_suffix(".pt"))
    if given.write:
        arrays = arrays_of(net, measured)
        np.savez_compressed(WEIGHTS, **arrays)
        arrays |= fit_lead(given.corpus, given.states, states)  # reads with the heads just stored
        np.savez_compressed(WEIGHTS, **arrays)
    return 0


if __name__ == "__main__":
    sys.exit(main())
