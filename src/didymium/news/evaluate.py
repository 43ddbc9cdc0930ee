"""`evaluate`: how well events, the lead, claims and tags are found, against a labelled set.

Within a document events are matched one to one, best pairs first. A pair needs the same family and direction and the
same place in the text: quotes that share 30 % of the shorter one, or one sentence with a shared side or mineral. A
further finding of a matched event is a duplicate, counted apart. The lead is right where family and direction, an actor
or the place, and a mineral are right. Claims match on value (1 %), unit and place or metric; `claims_full` wants
metric, subject and mineral too. Slots are scored on matched events. In the labels `a|b` means that either is right.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from didymium.errors import BadInput
from didymium.news.extract import extract
from didymium.news.families import MEASURES, SIDED, SITED
from didymium.records import Article

Row = Mapping[str, Any]
Pair = tuple[Row, Row]
COARSE = {"announced": "fact", "in_force": "fact", "reported": "fact", "suspended": "over", "ended": "over"}
_UNITS = {"t/yr": ("t", 1.0), "t/year": ("t", 1.0), "tpa": ("t", 1.0), "tonnes": ("t", 1.0), "tons": ("t", 1.0),
          "kt": ("t", 1e3), "kg": ("t", 1e-3), "usd/t": ("usd/kg", 1e-3), "percent": ("%", 1.0)}  # fmt: skip
_ALIAS = {"magnets": "rare earths", "rare earth": "rare earths", "rare earth elements": "rare earths",
          "aluminium": "aluminum"}  # fmt: skip
_FORM = re.compile(r"^(the|us) |( (inc|corp|corporation|co|ltd|limited|plc|llc|company|minerals?|group))+$")
_STOP = re.compile(r"[.!?][\"”’')\]]*\s(?=[\"“‘'(\[]*[A-Z0-9])|\s(?=[*●•] )")
_SHORT = re.compile(r"(?:\b(?:[A-Z]\.)+|\b(?:Inc|Corp|Ltd|Co|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|St|No|vs|Sec|Jan|Feb|Aug|Sept|"
                    r"Oct|Nov|Dec)\.)$")  # fmt: skip
LEAD_PARTS = ("family", "direction", "who", "minerals", "amounts")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores in the published form and the misses: (kind, document, type or metric, quote or what is wrong)."""

    scores: dict[str, Any]
    misses: tuple[tuple[str, str, str, str], ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The scores with stable keys."""
        return self.scores


def read_rows(path: str | Path) -> dict[str, Row]:
    """Documents or labels of a JSON-lines file by their `id`; `BadInput` names file and line."""
    rows: dict[str, Row] = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({error}); give a JSON-lines file") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _parse(path, number, line)
            rows[str(row["id"])] = row
    return rows


def _parse(path: str | Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadInput(f"{path}, line {number}: no JSON; each line is one object with an id") from None
    if not isinstance(row, dict) or "id" not in row:
        raise BadInput(f"{path}, line {number}: no id; each line is one object with an id")
    return row


def read_article(row: Row) -> Article:
    """The article of a document row {"id", "title", "date", "source", "text"}."""
    return Article(
        title=str(row.get("title") or ""),
        source=row.get("source"),
        published=row.get("date"),
        text=str(row.get("text") or ""),
    )


def evaluate(docs: str | Path, gold: str | Path, found: str | Path | None = None, *, fast: bool = False) -> Evaluation:
    """Scores of `found` (default: what `extract` finds in `docs`) against the labels in `gold`.

    docs: rows {"id", "title", "date", "source", "text"}; gold and found: rows {"id", "events", "claims", "tags"}.
    """
    texts, labels = read_rows(docs), read_rows(gold)
    missing = [key for key in labels if key not in texts]
    if missing:
        raise BadInput(f"{gold}: {len(missing)} labelled ids are not in {docs}, first {missing[0]!r}")
    results = read_rows(found) if found else {key: found_row(key, texts[key], fast=fast) for key in labels}
    return score({key: str(texts[key].get("text") or "") for key in labels}, labels, results)


def found_row(key: str, row: Row, *, fast: bool = False) -> dict[str, Any]:
    """The labels that `extract` gives to one document."""
    reading = extract(read_article(row), fast=fast)
    return {
        "id": key,
        "events": [e.model_dump(mode="json") for e in reading.events],
        "claims": [c.model_dump(mode="json") for c in reading.claims],
        "tags": list(reading.tags),
    }


def score(texts: Mapping[str, str], gold: Mapping[str, Row], found: Mapping[str, Row]) -> Evaluation:
    """The scores of `found` against `gold`, all by document id."""
    count: Counter[tuple[str, str]] = Counter()
    slots: dict[str, list[Any]] = defaultdict(list)
    leads: list[dict[str, bool | None]] = []
    misses: list[tuple[str, str, str, str]] = []
    for key, labels in gold.items():
        text, given = _Text(texts[key]), found.get(key, {})
        events = [{**e, "status": COARSE.get(e["status"], e["status"])} for e in given.get("events") or ()]
        claims = [c for c in given.get("claims") or () if c.get("metric") != "other"]
        matched = {
            "events": _match(text, labels["events"], events, _pair_of(("family", "direction"))),
            "events_type": _match(text, labels["events"], events, _pair_of(("type",))),
            "claims": _match(text, labels["claims"], claims, _claim_pair, _full),
        }
        for what, part in matched.items():
            count.update(part.counts(what))
        count["claims_full", "right"] += sum(_full(a, b) for a, b in matched["claims"].pairs)
        _slots(slots, matched["events"].pairs, matched["claims"].pairs)
        lead = lead_parts(_lead(labels["events"]), _lead(events))
        leads.append({"accuracy": all(lead[k] is not False for k in LEAD_PARTS[:4]), **lead})
        misses += _misses(key, lead, matched)
        tags, told = _folded(labels.get("tags")), _folded(given.get("tags"))
        count.update({("tags", "right"): len(tags & told), ("tags", "gold"): len(tags), ("tags", "found"): len(told)})
    for of in ("gold", "found"):
        count["claims_full", of] = count["claims", of]
    return Evaluation(_report(count, slots, leads), tuple(misses))


def lead_parts(gold: Row | None, found: Row | None) -> dict[str, bool | None]:
    """Which parts of the lead are right; None where the labels have no such part."""
    if gold is None or found is None:
        return dict.fromkeys(LEAD_PARTS[:4], gold is None and found is None)
    sited = bool(found.get("place") or not _who(gold)) and _same_place(gold, found)
    who = _hits(_who(gold), _who(found))[0] > 0 or sited
    return {
        "family": gold["family"] == found["family"],
        "direction": gold["direction"] == found.get("direction") if gold["direction"] else None,
        "who": who if _who(gold) or gold.get("place") else None,
        "minerals": _hits(gold["minerals"], found.get("minerals"))[0] > 0 if gold["minerals"] else None,
        "amounts": _amounts(gold["amounts"], found.get("amounts"))[0] > 0 if gold["amounts"] else None,
    }


class _Text:
    """A text with white space folded and the ends of its sentences."""

    def __init__(self, text: str) -> None:
        self.text, self.ends, at = _flat(text), list[int](), 0
        for line in filter(None, map(_flat, text.splitlines())):
            self.ends += [at + m.end() for m in _STOP.finditer(line) if not _SHORT.search(line[: m.start() + 1])]
            at += len(line) + 1
            self.ends.append(at)

    def spans(self, quotes: Iterable[Any]) -> Iterator[tuple[int, int, set[int]]]:
        """Yields start, end and the sentences of each quote that the text holds."""
        for quote in filter(None, map(_flat, quotes)):
            at = self.text.find(quote)
            if at >= 0:
                bounds = zip([0, *self.ends], self.ends, strict=False)
                held = {n for n, (a, b) in enumerate(bounds) if a < at + len(quote) and at < b}
                yield at, at + len(quote), held

    def near(self, gold: Row, found: Row) -> float:
        """2 to 3 where the quotes overlap (less on another telling), 1 in one sentence, else 0."""
        best = 0.0
        for n, (start, end, held) in enumerate(self.spans([gold.get("quote"), *(gold.get("also") or ())])):
            for a, b, other in self.spans([found.get("quote")]):
                shared = max(0, min(end, b) - max(start, a)) / min(end - start, b - a)
                best = max(best, 2 + shared - 0.5 * bool(n) if shared >= 0.3 else float(bool(held & other)))
        return best


@dataclass(frozen=True, slots=True)
class _Matched:
    pairs: list[Pair]
    missed: list[Row]
    extra: list[Row]
    twice: list[Row]

    def counts(self, what: str) -> dict[tuple[str, str], int]:
        """How many are right, labelled, found and told twice."""
        right = len(self.pairs)
        return {(what, "right"): right, (what, "gold"): right + len(self.missed),
                (what, "found"): right + len(self.extra), (what, "twice"): len(self.twice)}  # fmt: skip


def _match(
    text: _Text, gold: Sequence[Row], found: Sequence[Row], likeness: Callable[[_Text, Row, Row], float],
    again: Callable[[Row, Row], bool] = lambda g, f: True,
) -> _Matched:  # fmt: skip
    """One-to-one pairs, the most alike first."""
    alike = {(i, j): s for i, g in enumerate(gold) for j, f in enumerate(found) if (s := likeness(text, g, f)) > 0}
    left, right, pairs = set[int](), set[int](), list[Pair]()
    for i, j in sorted(alike, key=lambda k: (-alike[k], k)):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((gold[i], found[j]))
    twice = {j for i, j in alike if j not in right and again(gold[i], found[j])}
    missed = [g for i, g in enumerate(gold) if i not in left]
    return _Matched(pairs, missed, [f for j, f in enumerate(found) if j not in right | twice],
                    [found[j] for j in sorted(twice)])  # fmt: skip


def _pair_of(keys: Sequence[str]) -> Callable[[_Text, Row, Row], float]:
    def likeness(text: _Text, g: Row, f: Row) -> float:
        near = text.near(g, f) if all(g.get(k) == f.get(k) for k in keys) else 0.0
        sides = _hits(_who(g) + list(g.get("targets") or ()), _who(f) + list(f.get("targets") or ()))[0]
        shared = sides + _hits(g.get("minerals"), f.get("minerals"))[0]
        return near + 0.01 * shared if near > 1 or (near and shared and g["family"] == f["family"]) else 0.0

    return likeness


def _full(g: Row, f: Row) -> bool:
    return g.get("metric") == f.get("metric") and all(_same(g.get(k), f.get(k)) for k in ("subject", "mineral"))


def _claim_pair(text: _Text, g: Row, f: Row) -> float:
    if not _same_quantity(g, f):
        return 0.0
    return text.near(g, f) + 0.5 * (g.get("metric") == f.get("metric")) + 3 * _full(g, f)


def _slots(slots: dict[str, list[Any]], events: list[Pair], claims: list[Pair]) -> None:
    """Adds how the slots of matched events and claims agree."""
    for g, f in events:
        for name, families in (("actors", None), ("minerals", None), ("targets", MEASURES), ("parties", SIDED)):
            if families is None or g["family"] in families:
                slots[name].append(_hits(g.get(name), f.get(name)))
        slots["amounts"].append(_amounts(g.get("amounts"), f.get("amounts")))
        if g["family"] in SITED and (g.get("place") or f.get("place")):
            slots["place"].append(_same_place(g, f))
        for name in ("status", "attributed"):
            slots[name].append((g.get(name) or False) == (f.get(name) or False))
    for name in ("metric", "subject", "mineral", "year"):
        slots[f"claim_{name}"] += [_same(g.get(name), f.get(name)) for g, f in claims]


def _report(count: Counter[tuple[str, str]], slots: dict[str, list[Any]], leads: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"documents": len(leads)}
    out["lead"] = {k: _share([lead.get(k) for lead in leads]) for k in ("accuracy", *LEAD_PARTS)}
    for what in ("events", "events_type", "claims", "claims_full", "tags"):
        more = {"duplicates": count[what, "twice"]} if what in ("events", "events_type", "claims") else {}
        out[what] = _prf(count[what, "right"], count[what, "gold"], count[what, "found"]) | more
    sums = {k: _prf(*map(sum, zip(*slots[k], strict=True)))["f1"] if slots[k] else None
            for k in ("actors", "targets", "parties", "minerals", "amounts")}  # fmt: skip
    names = ("place", "status", "attributed", "claim_metric", "claim_subject", "claim_mineral", "claim_year")
    return out | {"slots": sums | {k: _share(slots[k]) for k in names}}


def _misses(key: str, lead: Row, matched: Mapping[str, _Matched]) -> list[tuple[str, str, str, str]]:
    wrong = ", ".join(k for k, v in lead.items() if v is False)
    out = [("lead", key, "", f"wrong: {wrong}")] if wrong else []
    for what, name, slot in (("event", "type", "events"), ("claim", "metric", "claims")):
        parts = (("missed", matched[slot].missed), ("extra", matched[slot].extra), ("twice", matched[slot].twice))
        out += [(f"{how} {what}", key, str(r.get(name)), _flat(r.get("quote"))) for how, rows in parts for r in rows]
    for g, f in matched["claims"].pairs:
        if not _full(g, f):
            told = "; ".join(f"{k} {g.get(k)}, found {f.get(k)}" for k in ("metric", "subject", "mineral")
                             if not _same(g.get(k), f.get(k)))  # fmt: skip
            out.append(("claim slots", key, str(g.get("metric")), f"{g.get('value')} {g.get('unit')}: {told}"))
    return out


def _lead(events: Sequence[Row]) -> Row | None:
    return next((e for e in events if e.get("lead")), events[0] if events else None)


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())


def _folded(values: Iterable[Any] | None) -> set[str]:
    return {str(v).casefold() for v in values or ()}


def _name(value: Any) -> str:
    plain = _FORM.sub("", re.sub(r"\(.*?\)|[.,’']", "", str(value)).casefold().strip())
    return _ALIAS.get(plain, plain)


def _same(gold: Any, found: Any) -> bool:
    """Equal names; one may be the other's beginning."""
    f = _name(found)
    return any(a == f or a.startswith(f + " ") or f.startswith(a + " ") for a in map(_name, str(gold).split("|")))


def _hits(gold: Iterable[Any] | None, found: Iterable[Any] | None) -> tuple[int, int, int]:
    """Numbers of right, labelled and found values."""
    g, f = list(dict.fromkeys(gold or ())), list(dict.fromkeys(found or ()))
    right = sum(any(_same(a, b) for b in f) for a in g)
    return right, len(g), right + sum(not any(_same(a, b) for a in g) for b in f)


def _quantity(value: Any, unit: Any) -> tuple[float, str]:
    name, factor = _UNITS.get(str(unit).casefold(), (str(unit).casefold(), 1.0))
    try:
        return float(value) * factor, name
    except (TypeError, ValueError):
        return float("nan"), name


def _same_quantity(g: Row, f: Row) -> bool:
    b, unit = _quantity(f.get("value"), f.get("unit"))
    each = (_quantity(g.get("value"), u) for u in str(g.get("unit")).split("|"))
    return any(u == unit and abs(a - b) <= 0.01 * max(abs(a), abs(b), 1e-12) for a, u in each)


def _amounts(gold: Sequence[Row] | None, found: Sequence[Row] | None) -> tuple[int, int, int]:
    g, f = gold or (), found or ()
    return sum(any(_same_quantity(a, b) for b in f) for a in g), len(g), len(f)


def _who(event: Row) -> list[Any]:
    return list(event.get("actors") or ()) + (list(event.get("parties") or ()) if event["family"] in SIDED else [])


def _same_place(g: Row, f: Row) -> bool:
    return _same(g.get("place") or "null", f.get("place") or "null")


def _prf(hits: int, gold: int, found: int) -> dict[str, Any]:
    precision, recall = hits / found if found else 0.0, hits / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "gold": gold,
            "found": found}  # fmt: skip


def _share(values: Iterable[Any]) -> float | None:
    known = [bool(v) for v in values if v is not None]
    return round(sum(known) / len(known), 3) if known else None
