"""`evaluate`: precision, recall and F1 of found events, claims, tags and slots against a labelled set.

Within a document events and claims are matched one to one, most similar pairs first. Events may pair when the types are
equal and the quotes share 30 % of the shorter one, or when they share a party and a mineral (or neither names one).
Claims may pair when value (within 1 %) and unit agree and the quotes overlap by 30 %; the strict score wants the
metric too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from didymium.errors import BadInput
from didymium.news.extract import extract
from didymium.records import Article

Row = Mapping[str, Any]
Pair = tuple[Row, Row]
Span = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores in the published form and the misses: (kind, document, type or metric, quote)."""

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
    except ValueError:
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
    events: list[Pair] = []
    claims: list[Pair] = []
    counts = dict.fromkeys(("events", "found_events", "claims", "found_claims", "tags", "gold_tags", "found_tags"), 0)
    misses: list[tuple[str, str, str, str]] = []
    for key, labels in gold.items():
        text, result = _flat(texts[key]), found.get(key, {})
        pairs = _match(text, labels["events"], result.get("events", []), _event_likeness)
        claim_pairs = _match(text, labels["claims"], result.get("claims", []), _claim_likeness)
        misses += _missed(key, "event", "type", pairs, labels["events"], result.get("events", []))
        misses += _missed(key, "claim", "metric", claim_pairs, labels["claims"], result.get("claims", []))
        events, claims = events + pairs, claims + claim_pairs
        _count(counts, labels, result)
    return Evaluation(_report(events, claims, counts), tuple(misses))


def matched_events(text: str, gold: Sequence[Row], found: Sequence[Row]) -> list[Pair]:
    """The (labelled, found) pairs of events of one document, as the scorer matches them."""
    return _match(_flat(text), gold, found, _event_likeness)


def _count(counts: dict[str, int], labels: Row, result: Row) -> None:
    tags, given = _lower(labels.get("tags")), _lower(result.get("tags"))
    counts["events"] += len(labels["events"])
    counts["claims"] += len(labels["claims"])
    counts["found_events"] += len(result.get("events", []))
    counts["found_claims"] += len(result.get("claims", []))
    counts["tags"] += len(tags & given)
    counts["gold_tags"] += len(tags)
    counts["found_tags"] += len(given)


def _report(events: list[Pair], claims: list[Pair], counts: dict[str, int]) -> dict[str, Any]:
    strict = sum(g.get("metric") == f.get("metric") for g, f in claims)
    same = sum(g.get("status") == f.get("status") for g, f in events)
    slots: dict[str, float] = {name: _set_f1(events, name) for name in ("actors", "targets", "minerals")}
    return {
        "events": _prf(len(events), counts["events"], counts["found_events"]),
        "claims": _prf(len(claims), counts["claims"], counts["found_claims"]),
        "claims_strict": _prf(strict, counts["claims"], counts["found_claims"]),
        "tags": _prf(counts["tags"], counts["gold_tags"], counts["found_tags"]),
        "slots": slots | {"amounts": _amounts_f1(events), "status": round(same / len(events), 3) if events else 0.0},
    }


def _missed(
    key: str, kind: str, name: str, pairs: list[Pair], gold: Sequence[Row], found: Sequence[Row]
) -> list[tuple[str, str, str, str]]:
    hit = {id(row) for pair in pairs for row in pair}
    out = [(f"missed {kind}", key, str(r.get(name)), str(r.get("quote", ""))) for r in gold if id(r) not in hit]
    return out + [(f"extra {kind}", key, str(r.get(name)), str(r.get("quote", ""))) for r in found if id(r) not in hit]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _span(text: str, quote: str | None) -> Span:
    folded = _flat(quote or "")
    at = text.find(folded) if folded else -1
    return (at, at + len(folded)) if at >= 0 else None


def _overlap(text: str, a: Row, b: Row) -> float:
    """Shared characters over the shorter quote; 0 where a quote is not in the text."""
    left, right = _span(text, a.get("quote")), _span(text, b.get("quote"))
    if not left or not right:
        return 0.0
    return max(0, min(left[1], right[1]) - max(left[0], right[0])) / max(1, min(left[1] - left[0], right[1] - right[0]))


def _lower(values: Iterable[Any] | None) -> set[str]:
    return {str(v).strip().lower() for v in values or ()}


def _event_likeness(text: str, gold: Row, found: Row) -> float:
    if gold["type"] != found["type"]:
        return 0.0
    party = (_lower(gold.get("actors")) | _lower(gold.get("targets"))) & (
        _lower(found.get("actors")) | _lower(found.get("targets"))
    )
    wanted, given = _lower(gold.get("minerals")), _lower(found.get("minerals"))
    shared = _overlap(text, gold, found)
    if shared >= 0.3:
        return 1 + shared + 0.1 * len(party) + 0.1 * len(wanted & given)
    return 0.5 + 0.1 * len(party) if party and (wanted & given or not (wanted or given)) else 0.0


def _near(a: Any, b: Any) -> bool:
    try:
        return abs(float(a) - float(b)) <= 0.01 * max(abs(float(a)), abs(float(b)), 1e-12)
    except (TypeError, ValueError):
        return False


def _unit(row: Row) -> str:
    return str(row.get("unit")).lower()


def _claim_likeness(text: str, gold: Row, found: Row) -> float:
    if not _near(gold.get("value"), found.get("value")) or _unit(gold) != _unit(found):
        return 0.0
    shared = _overlap(text, gold, found)
    return shared + (gold.get("metric") == found.get("metric")) if shared >= 0.3 else 0.0


def _match(
    text: str, gold: Sequence[Row], found: Sequence[Row], likeness: Callable[[str, Row, Row], float]
) -> list[Pair]:
    """One-to-one pairs, the most alike first."""
    ranked = sorted(
        ((likeness(text, g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True
    )
    left, right, pairs = set(range(len(gold))), set(range(len(found))), []
    for value, i, j in ranked:
        if value > 0 and i in left and j in right:
            left.discard(i)
            right.discard(j)
            pairs.append((gold[i], found[j]))
    return pairs


def _prf(hits: int, gold: int, found: int) -> dict[str, Any]:
    precision, recall = hits / found if found else 0.0, hits / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
        "gold": gold,
        "found": found,
    }


def _set_f1(pairs: list[Pair], key: str) -> float:
    sets = [(_lower(g.get(key)), _lower(f.get(key))) for g, f in pairs]
    hits = sum(len(a & b) for a, b in sets)
    return float(_prf(hits, sum(len(a) for a, _ in sets), sum(len(b) for _, b in sets))["f1"])


def _amounts_f1(pairs: list[Pair]) -> float:
    hits = gold = given = 0
    for g, f in pairs:
        wanted, left = list(g.get("amounts") or []), list(f.get("amounts") or [])
        gold, given = gold + len(wanted), given + len(left)
        for amount in wanted:
            twin = next(
                (x for x in left if _near(amount.get("value"), x.get("value")) and _unit(amount) == _unit(x)), None
            )
            if twin is not None:
                left.remove(twin)
                hits += 1
    return float(_prf(hits, gold, given)["f1"])
