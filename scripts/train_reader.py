"""Fit the heads of the reader on labelled articles, over the states of the encoder.

    pip install torch
    python scripts/train_reader.py --states CACHE [--write]

CACHE keeps the states of each article, worked out when it is first met (some 1.2 GB). The heads learn from all of
`tests/corpus`, then are tuned on its eighth to tenth parts, real news retold, labelled by reading. Cuts, the weights
of the lead and its confidences are fitted on articles of these that the heads which read them did not learn from
(four folds); a fifth of the eighth is held out of all. Tuned heads are drawn back towards those of before: a mean of
both reads texts of either kind better. Seed 0.
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
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy, gelu

from didymium import labels
from didymium.news import encoder
from didymium.news.document import Document, prepare
from didymium.news.encoder import Encoded, Read
from didymium.news.events import KEENER, find_events, told_in
from didymium.news.families import FAMILIES, NEWS, SIDED, news_of
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
    weights,
)
from didymium.news.implied import numbers_of
from didymium.news.lead import confidence_features, lead_features
from didymium.news.mentions import Cast, cast_of
from didymium.news.opinions import features
from didymium.news.seen import OPENED, Seen, see
from didymium.news.sums import sums_of
from didymium.news.tags import FEATURES, VOCABULARY, document_features

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
PARTS = ("", "second_", "third_", "fourth_", "fifth_", "sixth_", "seventh_", "eighth_", "ninth_", "tenth_")
REAL = ("eighth", "ninth", "tenth")  # parts that retell what was published
SIZE, KIND, HIDDEN = 384, 32, 160
GLANCES, OPENING = 6, 192  # free attentions over the opening, and the width of what reads them
SHARE = 0.3  # of the shorter span: from here on a labelled quote lies in a sentence
BATCH, FOLDS = 12, 4
LEARNT, TUNED = (4, 2e-3), (12, 2e-3)  # rounds over our own prose and over the measured articles, with their rates
DRAWN = 0.75  # part of the tuned heads in the mean of them and those of before
PLENTY, THIN = ("first", "second", "third", "fourth", "fifth"), 4  # of these parts one article in four is learnt from
WEIGHT = {"first": 0.7, "second": 0.7, "third": 0.7, "sixth": 2.0, "seventh": 3.0} | dict.fromkeys(REAL, 8.0)
UNSEEN = 4.0  # what an article of our own weighs more that the encoder has not learnt from
PROGRESS = {"fact": ("in_force", "announced"), "proposed": ("proposed",), "over": ("ended", "suspended"),
            "denied": ("denied",)}  # fmt: skip
SPARING = 0.55  # log-odds above the best cut of single sentences, which counts no event that is told twice
TITLED = 0.3  # of the headline's words, from which a lead's words tell the same
_MINERALS = {alias.lower(): mineral for alias, mineral in labels.mineral_aliases().items()}
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
    part: str
    openings: list[int]
    tags: np.ndarray
    shares: np.ndarray
    news: int  # which of `NEWS` the lead is
    mentions: list[tuple[int, int]]
    events: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    fold: int = -1  # of those that cuts are fitted on; 0 for what is held out of all
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


def named(mineral: str) -> str:
    """A mineral by the name that the reader gives it."""
    return _MINERALS.get(mineral.lower(), mineral)


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
                    np.zeros((len(numbers), len(KINDS)), np.float32), np.ones(len(numbers), np.float32), label["part"],
                    [w[0] - base for w in windows], np.array([t in label["tags"] for t in VOCABULARY], np.float32),
                    document_features(document), news_in(label), [])  # fmt: skip
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


def news_in(label: Row) -> int:
    """The number in `NEWS` of an article's lead."""
    lead = next((e for e in label["events"] if e["lead"]), None)
    return 0 if lead is None else news_of(lead["type"], lead["direction"])


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
            if event.get("titled", True) and _titled(document, event):
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
                (0, 0, any(same(value, named(g)) for g in event["minerals"])) if mineral
                else (any(same(value, g) for g in event["actors"]), any(same(value, g) for g in _hit(event)), 0)
            )  # fmt: skip
        found = {m.value for m in cast.mentions if m.kind == "mineral"}
        sides = np.array([[v not in found, v not in found, v in found] for v in values], np.float32).reshape(-1, 3)
        sample.events.append({
            "sentence": index[s], "kind": kind, "status": _progress(event),
            "attributed": float(event["attributed"]), "lead": event["lead"],
            "stage": STAGES.index(event["stage"] if event["stage"] in STAGES else None),
            "mentions": [kept[n] for n in near], "groups": [values.index(cast.mentions[n].value) for n in near],
            "pairs": pair_features([cast.mentions[n] for n in near], cast.counts, cast.titled, s, begin[0]),
            "roles": roles, "mask": sides,
            "sums": [r for _, r in sums], "units": [unit_class(q.unit, False) for q, _ in sums],
            "held": np.array([_is_amount(q, event["amounts"]) for q, _ in sums], np.float32),
        })  # fmt: skip


def _progress(event: Row) -> np.ndarray:
    """Which of `STATUSES` an event may have: real articles are labelled with the four coarse ones."""
    may = (event["progress"],) if "progress" in event else PROGRESS[event["status"]]
    return np.array([s in may for s in STATUSES])


def _hit(event: Row) -> list[str]:
    """Whom an event is aimed at; of a deal or dispute the sides that do not act."""
    sides = event["parties"] if event["family"] in SIDED else ()
    return event["targets"] or [p for p in sides if p not in event["actors"]]


def _titled(document: Document, lead: Row) -> bool:
    """Whether the words of a lead are those of the headline."""
    title, told = (
        set(re.findall(r"[a-z]{4}", t.lower())) for t in (document.title, " ".join([lead["quote"], *lead["also"]]))
    )
    return len(title & told) >= TITLED * len(title)


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
        told = named(claim[slot]) if minerals else claim[slot]
        right = next((i for i, v in enumerate(values) if plain(v) == plain(told)), None)
        if right is None:
            right = next((i for i, v in enumerate(values) if same(v, told)), -1)
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
        self.spot = nn.Linear(SIZE, len(NEWS) + GLANCES, bias=False)
        self.place = nn.Parameter(torch.zeros(OPENED, len(NEWS) + GLANCES))
        self.news = nn.Parameter(torch.randn(len(NEWS), SIZE) * 0.02)
        self.glanced, self.opened = nn.Linear(SIZE * GLANCES, OPENING), nn.Linear(OPENING, len(NEWS))
        self.drop, self.drop_more = nn.Dropout(0.1), nn.Dropout(0.4)

    def opening(self, own: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
        """The log-odds of `NEWS`, own (articles, pieces, size) headline and first sentences."""
        own = own * self.drop_more(torch.ones(len(own), 1, SIZE))
        weights = (self.spot(own) + self.place[: own.shape[1]]).masked_fill(~held[:, :, None], -1e4).softmax(1)
        looked = weights.transpose(1, 2) @ own
        hidden = gelu(self.glanced(looked[:, len(NEWS) :].flatten(1)), approximate="tanh")
        return (looked[:, : len(NEWS)] * self.news).sum(-1) + self.opened(self.drop_more(hidden))

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

    def openings(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of headline and first sentences of each sample, and which of them are there."""
        parts = []
        for s, o in zip(self.samples, self.offsets, strict=True):
            spans = s.sentences[-1:] + s.sentences[:-1] if s.numbers[-1] < 0 else s.sentences
            parts.append(torch.cat([self.rows[int(o) + a : int(o) + b] for a, b in spans[:OPENED]])[:OPENED])
        own = nn.utils.rnn.pad_sequence(parts, batch_first=True)
        return own, torch.arange(own.shape[1])[None] < torch.tensor([len(p) for p in parts])[:, None]

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
    tags = bce(tags_of(net, batch, seen), torch.from_numpy(np.stack([s.tags for s in batch.samples])), reduction="none")
    weight, right = torch.tensor([s.weight for s in batch.samples]), torch.tensor([s.news for s in batch.samples])
    out["tags"] = mean(tags.mean(1), weight)
    out["news"] = mean(cross_entropy(net.opening(*batch.openings()), right, reduction="none"), weight)
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
    weight = torch.tensor([batch.samples[n].weight for n, _ in events])
    may = torch.from_numpy(np.stack([e["status"] for _, e in events]))
    status = -found["status"][:, :-1].log_softmax(1).masked_fill(~may, -30.0).logsumexp(1)
    attributed = bce(found["status"][:, -1], torch.tensor([e["attributed"] for _, e in events]), reduction="none")
    stage = cross_entropy(found["stage"], torch.tensor([e["stage"] for _, e in events]), reduction="none")
    out = {"status": mean(status, weight), "attributed": mean(attributed, weight), "stage": mean(stage, weight)}
    if "roles" in found:
        right = torch.from_numpy(np.concatenate([e["roles"] for _, e in events]))
        mask = torch.from_numpy(
            np.concatenate([e["mask"] * w.item() for (_, e), w in zip(events, weight, strict=True)])
        )
        out["roles"] = mean(bce(found["roles"], right, reduction="none"), mask)
    if "sums" in found:
        own = torch.cat([w.expand(len(e["held"])) for (_, e), w in zip(events, weight, strict=True)])
        right = torch.from_numpy(np.concatenate([e["held"] for _, e in events]))
        out["sums"] = mean(bce(found["sums"], right, reduction="none"), own)
    return out


def mean(loss: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """The weighed mean of a loss."""
    return (loss * weight).sum() / weight.sum().clamp(min=1e-6)


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
    weight = torch.tensor([batch.samples[n].weight for n, _ in found["figures"]])
    metric = torch.tensor([f["metric"] for _, f in found["figures"]])
    out = {"metric": mean(cross_entropy(found["metric"], metric, reduction="none"), weight)}
    if "claims" not in found:
        return out
    out["figure_stage"] = cross_entropy(found["stage"], torch.tensor([f["stage"] for _, f in found["claims"]]))
    for slot in ("subject", "mineral"):
        each, own = list[torch.Tensor](), list[float]()
        for i, ((n, f), odds) in enumerate(zip(found["claims"], found[slot], strict=True)):
            both = torch.cat([odds, found["world"][i : i + 1]]) if slot == "subject" else odds
            if f[slot]["right"] >= 0 and len(both) > 1:
                each.append(-both.log_softmax(0)[f[slot]["right"]])
                own.append(batch.samples[n].weight)
        if each:
            out[slot] = mean(torch.stack(each), torch.tensor(own))
    return out


def train(net: Net, samples: list[Sample], states: np.memmap, epochs: int, rate: float) -> Net:
    """The heads after some rounds over samples."""
    torch.manual_seed(0)
    order = random.Random(0)
    optimiser = torch.optim.AdamW(net.train().parameters(), lr=rate, weight_decay=0.02)
    steps, step = epochs * -(-len(samples) // BATCH), 0
    for _ in range(epochs):
        samples = order.sample(samples, len(samples))
        for i in range(0, len(samples), BATCH):
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, step / 60) * max(0.02, 1 - step / steps)
            parts = losses(net, Batch(samples[i : i + BATCH], states))
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
    return net.eval()


@torch.no_grad()
def answers(net: Net, samples: list[Sample], states: np.memmap, store: dict[str, list[Any]]) -> None:
    """Add to `store` what the heads say of samples beside what is right, but for the kinds of events."""
    for i in range(0, len(samples), BATCH):
        batch = Batch(samples[i : i + BATCH], states)
        seen = read(net, batch)
        store["tags"].append(tags_of(net, batch, seen).numpy())
        store["tagged"].append(np.stack([s.tags for s in batch.samples]))
        if found := events_of(net, batch, seen):
            events = found["events"]
            best = found["status"][:, :-1].argmax(1).tolist()
            store["status"].append([e["status"][b] for (_, e), b in zip(events, best, strict=True)])
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
            for n, (_, f) in enumerate(found.get("claims", ())):
                for slot in ("subject", "mineral"):
                    odds = found[slot][n]
                    both = torch.cat([odds, found["world"][n : n + 1]]) if slot == "subject" else odds
                    store[slot].append([len(both) > 0 and int(both.argmax()) == f[slot]["right"]])


def cuts(store: dict[str, list[Any]]) -> dict[str, Any]:
    """The log-odds from which sides, sizes, claims and tags are told, where F1 is highest; prints what is reached."""
    all_ = {k: np.concatenate(v) for k, v in store.items()}
    out: dict[str, Any] = {}
    masks = [all_["role_mask"][:, r] > 0 for r in range(3)]
    out["roles"] = np.array([best_cut(all_["roles"][m, r], all_["role"][m, r] > 0) for r, m in enumerate(masks)])
    reached = {
        f"role {r}": f1(all_["roles"][m, r] > out["roles"][r], all_["role"][m, r] > 0) for r, m in enumerate(masks)
    }
    out["sums"] = best_cut(all_["sums"], all_["sum"] > 0)
    reached["sums"] = f1(all_["sums"] > out["sums"], all_["sum"] > 0)
    out["none"] = max(np.arange(-2, 2.1, 0.25), key=lambda b: claim_f1(all_["metric"], all_["metrics"], b))
    reached["metric"] = claim_f1(all_["metric"], all_["metrics"], out["none"])
    out["tags"] = best_cut(all_["tags"].ravel(), all_["tagged"].ravel() > 0)
    reached["tags"] = f1(all_["tags"] > out["tags"], all_["tagged"] > 0)
    reached |= {k: float(np.mean(all_[k])) for k in ("status", "subject", "mineral")}
    print("reached", {k: round(v, 3) for k, v in reached.items()}, flush=True)
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


def arrays_of(net: Net) -> dict[str, np.ndarray]:
    """The heads by the names under which `didymium.news.heads` reads them."""
    given = {n: p.detach().numpy() for n, p in net.named_parameters()}
    out = {"look": given["look.weight"].T, "kinds": given["kinds"], "kinds_bias": given["kinds_bias"],
           "kinds_features": given["kinds_features"], "kind": given["kind.weight"],
           "metric_kind": given["metric_kind.weight"], "tags": given["tags.weight"].T,
           "tags_bias": given["tags.bias"], "opening.look": given["spot.weight"].T, "opening.place": given["place"],
           "opening.news": given["news"], "opening.hidden": given["glanced.weight"].T,
           "opening.hidden_bias": given["glanced.bias"], "opening.out": given["opened.weight"].T,
           "opening.bias": given["opened.bias"]}  # fmt: skip
    for name, module in net.named_children():
        if isinstance(module, Pair):
            out |= {f"{name}.{i}": part.weight.detach().numpy().T for i, part in enumerate(module.parts)}
            out |= {f"{name}.bias": given[f"{name}.bias"], f"{name}.out": given[f"{name}.out.weight"].T,
                    f"{name}.out_bias": given[f"{name}.out.bias"]}  # fmt: skip
    return out


def kept(array: np.ndarray) -> np.ndarray:
    """An array as it is stored: the large ones in half precision."""
    return array.astype(np.float16 if array.size > 100 else np.float32)


def use(arrays: dict[str, np.ndarray]) -> None:
    """Let the reader read with these arrays where it has its own."""
    weights().update({n: kept(a).astype(np.float32) for n, a in arrays.items()})


def articles(corpus: Path) -> Iterator[tuple[Row, Row]]:
    """Yields (text, label) of the corpus, each label with the name of its part."""
    for part in PARTS:
        texts, told = ({r["id"]: r for r in lines(corpus / f"{part}{n}.jsonl")} for n in ("docs", "gold"))
        for key, label in told.items():
            yield texts[key], label | {"part": part.removesuffix("_") or "first"}


def lines(path: Path) -> list[Row]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


class Cache:
    """The states of articles in `path`.f16, where each sentence's lie in `path`.pkl; what is missing is worked out."""

    def __init__(self, path: Path, texts: Iterable[Row]) -> None:
        index, file = path.with_suffix(".pkl"), path.with_suffix(".f16")
        self.entries: dict[tuple[str, int], Any] = pickle.loads(index.read_bytes()) if index.exists() else {}
        at = file.stat().st_size // (2 * SIZE) if file.exists() else 0
        with file.open("ab") as out:
            for text in texts:
                if self.key(text) not in self.entries:
                    self.entries[self.key(text)], states = _encoded(text, at)
                    at += len(states)
                    out.write(states.tobytes())
        index.write_bytes(pickle.dumps(self.entries))
        self.states = np.memmap(file, np.float16, "r").reshape(-1, SIZE)

    def key(self, text: Row) -> tuple[str, int]:
        """What an article's states are kept under."""
        return text["id"], zlib.crc32(f"{text['title']}\n{text['text']}".encode())


def _encoded(text: Row, at: int) -> tuple[tuple[Any, ...], np.ndarray]:
    """(windows, length and places of the headline, places in each sentence) of an article, and its states."""
    known, session = encoder._vocabulary(), encoder._session()
    document = prepare(text["title"], text["text"], text.get("date"))
    runs = [encoder._pieces(known, s.start, document.low[s.start : s.end]) for s in document.sentences]
    title, starts = (part[: encoder.TITLE] for part in encoder._pieces(known, 0, document.low_title))
    windows, states = [], [np.zeros((0, SIZE), np.float16)]
    for window in encoder._windows(title, [run[0] for run in runs]):
        ids = np.array([window.pieces], dtype=np.int64)
        states.append(session.run(None, {"ids": ids})[0][0].astype(np.float16))
        windows.append((at, len(ids[0]), {i: (r.start, r.stop) for i, r in window.rows.items()}))
        at += len(ids[0])
    return (windows, len(title), starts, [run[1] for run in runs]), np.concatenate(states)


def fit_opinion(corpus: Path) -> np.ndarray:
    """The head of opinions: the articles of `opinions.txt` against the others of five parts, by `opinions.features`.

    A ridge over standardised features; an opinion counts as much as a third of the rest together.
    """
    opinions = set((corpus / "opinions.txt").read_text("utf-8").split())
    texts = [r for part in ("sixth", "seventh", *REAL) for r in lines(corpus / f"{part}_docs.jsonl")]
    right = np.array([t["id"] in opinions for t in texts], float)
    x = np.array([features(t["title"], t["text"]) for t in texts], float)
    mean, spread = x.mean(0), x.std(0) + 1e-6
    x = np.c_[np.ones(len(texts)), (x - mean) / spread]
    counts = np.where(right == 1, (1 - right).sum() / right.sum() / 3, 1.0)
    penalty = np.r_[0.0, np.full(SIZE, 200.0), np.full(x.shape[1] - 1 - SIZE, 5.0)]  # the manner is drawn in less
    weight = np.zeros(x.shape[1])
    for _ in range(30):  # Newton's steps
        chance = 1 / (1 + np.exp(-x @ weight))
        slope = (x * (counts * chance * (1 - chance))[:, None]).T @ x + np.diag(penalty + 1e-9)
        weight -= np.linalg.solve(slope, x.T @ (counts * (chance - right)) + penalty * weight)
    plain = weight[1:] / spread
    return np.r_[weight[0] - mean @ plain, plain]


def fold_of(key: str, part: str) -> int:
    """-1 for what the heads only learn from, 0 for a fifth of the eighth part, held out of all, else 1 to 4."""
    chance = zlib.crc32(key.encode())
    return chance % (FOLDS + 1) if part == "eighth" else 1 + chance % FOLDS if part in REAL else -1


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


@dataclass
class Case:
    """A measured article with what the reader sees of it by heads that did not learn from it."""

    sample: Sample
    document: Document
    lead: Row | None
    encoded: Encoded
    arrays: dict[str, np.ndarray]

    def seen(self) -> Seen:
        """The article as these heads see it; what is then found is found by them too."""
        use(self.arrays)
        return see(self.document, self.encoded)


def fit_kinds(cases: list[Case]) -> dict[str, np.ndarray]:
    """The log-odds from which a sentence tells each kind, where F1 is highest after the grammar."""
    odds, right = list[np.ndarray](), list[np.ndarray]()
    for case in cases:
        seen, index = case.seen(), {n: i for i, n in enumerate(case.sample.numbers)}
        for sentence in told_in(case.document):
            if sentence.index in seen.index and sentence.index in index:
                keener = KEENER[sentence.index > 1] if case.sample.part in REAL else 0.0
                odds.append(seen.odds[seen.index[sentence.index]] + keener)
                right.append(case.sample.kinds[index[sentence.index]] > 0)
    z, y = np.array(odds), np.array(right)
    common = best_cut(z.ravel(), y.ravel())  # of rare kinds the best cut is mostly chance
    each = np.array([(common + best_cut(z[:, k], y[:, k])) / 2 for k in range(len(KINDS))])
    print("kinds", {"F1": round(f1(z > each, y), 3), "cut": round(common, 2)}, flush=True)
    return {"cut.thresholds": each + SPARING}


def fit_lead(cases: list[Case]) -> dict[str, np.ndarray]:
    """The weights of what speaks for a lead, its calibrated confidence."""
    found = []
    for case in cases:
        seen = case.seen()
        told = find_events(seen)
        if told and case.lead is not None:
            right = np.array([_is_lead(case.document, s, case.lead) for s in told])
            found.append((lead_features(seen, told), right, told, case.lead))
    weight = _softmax_fit([(f, r) for f, r, *_ in found if r.any()])
    use({"lead": weight})
    sure = [_judged(f, told, lead, weight) for f, _, told, lead in found]
    x, y = np.array([a for a, _ in sure]), np.array([b for _, b in sure])
    confidence = np.stack([_logistic_fit(x, y[:, i]) for i in range(y.shape[1])], axis=1)
    chance = 1 / (1 + np.exp(-x @ confidence[:, -1]))
    right = y[:, -1].astype(bool)
    print("lead told", {c: (right & (chance >= c)).mean().round(3) for c in (0.4, 0.5, 0.6)}, flush=True)
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
    right.append(all(right))
    return confidence_features(s, features[best], float(chances[best] / chances.sum())), right


def _softmax_fit(cases: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights under which the right statements of each article are likeliest."""
    sets = [(torch.from_numpy(f), torch.from_numpy(r)) for f, r in cases]

    def loss(weight: torch.Tensor) -> torch.Tensor:
        each = [(f @ weight).logsumexp(0) - (f @ weight)[r].logsumexp(0) for f, r in sets]
        return torch.stack(each).mean() + 0.002 * weight.square().sum()

    return _descended(loss, cases[0][0].shape[1], 150)


def _logistic_fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Logistic regression with a small penalty."""
    rows_, right = torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y.astype(np.float32))
    return _descended(lambda w: bce(rows_ @ w, right) + 0.003 * w[1:].square().sum(), x.shape[1], 400)


def _descended(loss: Callable[[torch.Tensor], torch.Tensor], size: int, rounds: int) -> np.ndarray:
    weight = torch.zeros(size, requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=0.05)
    for _ in range(rounds):
        optimiser.zero_grad()
        loss(weight).backward()
        optimiser.step()
    return weight.detach().numpy()


def fitted(samples: list[Sample], texts: dict[str, tuple[Row, Row]], cache: Cache) -> dict[str, np.ndarray]:
    """All arrays of the reader: learnt from our own prose, then tuned on the measured articles, without one fold each
    for what is fitted to what the heads say; prints what the folds reach."""
    own, cases, store = [s for s in samples if s.fold < 0], list[Case](), defaultdict[str, list[Any]](list)
    base = train(Net(), own, cache.states, *LEARNT)

    def tuned(fold: int) -> Net:
        left = [s for s in samples if s.fold > 0 and s.fold != fold]
        again = random.Random(fold).sample(own, min(len(own), len(left)))
        net = train(deepcopy(base), left + again, cache.states, *TUNED)
        with torch.no_grad():
            for after, before in zip(net.parameters(), base.parameters(), strict=True):
                after.lerp_(before, 1 - DRAWN)
        return net

    for fold in range(1, FOLDS + 1):
        net, left = tuned(fold), [s for s in samples if s.fold == fold]
        answers(net, left, cache.states, store)
        cases += [case_of(sample, *texts[sample.id], cache, arrays_of(net)) for sample in left]
    found = {f"cut.{name}": np.atleast_1d(np.asarray(cut)) for name, cut in cuts(store).items()}
    for fit in (fit_kinds, fit_lead):
        use(found)
        found |= fit(cases)
    return found | arrays_of(tuned(0))


def case_of(sample: Sample, text: Row, label: Row, cache: Cache, arrays: dict[str, np.ndarray]) -> Case:
    """A measured article for what is fitted over the reader."""
    lead = next((e for e in label["events"] if e["lead"]), None)
    document = prepare(text["title"], text["text"], text.get("date"))
    return Case(sample, document, lead, encoded_of(cache.entries[cache.key(text)], cache.states), arrays)


def main() -> int:
    """Train, report, and with `--write` store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    texts = {label["id"]: (text, label) for text, label in articles(given.corpus)}
    cache = Cache(given.states, (text for text, _ in texts.values()))
    samples = []
    for key, (text, label) in texts.items():
        entry, part = cache.entries[cache.key(text)], label["part"]
        unseen = part in ("fourth", "fifth", "sixth") and zlib.crc32(key.encode()) % 10 == 0  # of the encoder
        if entry[0] and (unseen or part not in PLENTY or zlib.crc32(f"{key}x".encode()) % THIN == 0):
            weight = WEIGHT.get(part, 1.0) * (UNSEEN if unseen else 1)
            sample = sample_of(prepare(text["title"], text["text"], text.get("date")), label, entry, weight)
            sample.fold = fold_of(key, part)
            sample.keep(cache.states)
            samples.append(sample)
    arrays = fitted(samples, texts, cache) | {"opinion": fit_opinion(given.corpus)}
    if given.write:
        np.savez_compressed(WEIGHTS, **{n: kept(a) for n, a in arrays.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
