"""Whether evidence is what it says it is: a verbatim span, a row of the world by its date, a run of the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from didymium.brief.verify.evidence import Fault
from didymium.brief.verify.parse import parse
from didymium.brief.verify.proof import proof
from didymium.errors import MissingData, UnknownLabel
from didymium.news.verdict import check_claim
from didymium.records import Brief, Claim, Event, Evidence, FactEvidence, Figure, RunEvidence, SpanEvidence
from didymium.world.load import World, parse_date

_SCALES = (1.0, 100.0, 0.01, 1e3, 1e-3, 1e6, 1e-6)
NEAR = 0.006  # relative gap that rounding of a table's figure may leave
_DERIVED = ("count", "change", "span", "median", "mean", "total", "left")


def evidence_faults(brief: Brief, key: str, text: str, world: World | None) -> tuple[Fault, ...]:
    """What is wrong with one piece of evidence itself."""
    item = brief.evidence[key]
    if isinstance(item, SpanEvidence):
        same = 0 <= item.start < item.end <= len(text) and text[item.start : item.end] == item.quote
        return () if same else (Fault("span", f"{key} is not verbatim in the article"),)
    if not isinstance(item, FactEvidence | RunEvidence):
        return (Fault("evidence", f"{key} is evidence of kind {item.kind!r}, which is not checked here"),)
    own = tuple(_own_figure(key, item, brief))
    if isinstance(item, RunEvidence):
        known = item.run in brief.manifest.get("runs", {})
        return own if known else (*own, Fault("run", f"{key} cites run {item.run}, which the manifest does not have"))
    return (*own, *(_fact_faults(key, item, brief, world) if world is not None else ()))


def _own_figure(key: str, item: FactEvidence | RunEvidence, brief: Brief) -> Iterator[Fault]:
    """The statement may not print another value than the figure beside it."""
    if item.figure is None:
        return
    read = proof(item, brief.article)
    value = next((n for n in read.numbers if n.end is None), None)
    printed = [n for n in read.parsed.numbers if value is not None and n.unit == value.unit]
    if value is None or not printed:
        return
    if not any(abs(abs(value.value) - abs(n.value)) <= max(n.slack, 0.05 * abs(value.value)) * 1.001 for n in printed):
        yield Fault("figure", f"{key} prints another value than its figure {item.figure.value:g} {item.figure.unit}")


def _fact_faults(key: str, item: FactEvidence, brief: Brief, world: World) -> Iterator[Fault]:
    day = str(brief.manifest.get("as_of") or "")
    if day and item.known_from and parse_date(item.known_from) > parse_date(day):
        yield Fault("look-ahead", f"{key} was not public by {day}")
    if not _source_known(world, item.source_id):
        yield Fault("source", f"{key} cites source {item.source_id!r}, which the world does not have")
        return
    try:
        values = _values(world, item.table, item.source_id, item.row)
    except UnknownLabel:
        yield Fault("fact", f"{key} cites table {item.table!r}, which the world does not have")
        return
    if values is None:
        yield Fault("fact", f"{key}: table {item.table} has no such row from {item.source_id} by {day or 'now'}")
    elif item.figure is not None and not _held(item, item.figure, values, world):
        yield Fault("fact", f"{key}: no row of {item.table} from {item.source_id} holds {item.figure.value:g}")


@lru_cache(maxsize=4096)
def _source_known(world: World, source_id: str) -> bool:
    try:
        world.source(source_id)
    except MissingData:
        return False
    return True


@lru_cache(maxsize=4096)
def _values(world: World, table: str, source_id: str, row: str | None) -> tuple[float, ...] | None:
    """Every number in the rows that the evidence may mean; None where the world shows no such row."""
    rows = world.table(table)
    if "source_id" in rows.columns:
        rows = rows.filter(pl.col("source_id") == source_id)
    ids = [c for c in ("id", "agreement_id", "series_id") if c in rows.columns]
    if row and ids:
        rows = rows.filter(pl.any_horizontal([pl.col(c).cast(pl.String) == row for c in ids]))
    if rows.is_empty():
        return None
    numeric = rows.select(pl.col(pl.NUMERIC_DTYPES) if hasattr(pl, "NUMERIC_DTYPES") else pl.selectors.numeric())
    return tuple(float(v) for column in numeric.iter_columns() for v in column.drop_nulls().to_list())


def _held(item: FactEvidence, figure: Figure, values: tuple[float, ...], world: World) -> bool:
    """Whether the figure is a number of the rows (in another scale perhaps) or derived from them."""
    if any(word in figure.metric for word in _DERIVED) or not values:
        return True
    sizes, wanted = np.abs(np.outer(values, _SCALES)), abs(figure.value)
    if np.any(np.abs(wanted - sizes) <= NEAR * np.maximum(np.maximum(sizes, wanted), 1e-12)):
        return True
    return any(_near(figure.value, v * scale) for v in _shares(world, figure) for scale in (1.0, 100.0))


def _near(a: float, b: float) -> bool:
    return abs(abs(a) - abs(b)) <= NEAR * max(abs(a), abs(b), 1e-12)


@lru_cache(maxsize=1024)
def _share_column(world: World, mineral: str, stage: str, country: str | None) -> tuple[float, ...]:
    try:
        rows = world.shares(mineral, stage)
    except (MissingData, UnknownLabel):
        return ()
    kept = rows.filter(pl.col("country") == country) if country else rows
    return tuple(float(v) for v in kept["share"].drop_nulls().to_list())


def _shares(world: World, figure: Figure) -> tuple[float, ...]:
    """The closed shares of the world for what the figure is about."""
    if not figure.mineral or not figure.stage:
        return ()
    return _share_column(world, figure.mineral, figure.stage, figure.country)


# claims and events


def claim_faults(claim: Claim, text: str, world: World | None) -> Iterator[Fault]:
    """What is wrong with a row of the claims table: its span, its value, its reference, its verdict."""
    yield from _span(claim.start, claim.end, claim.quote, text)
    values = [abs(n.value) for n in parse(claim.quote).numbers]
    if values and not any(_near(abs(claim.value), v * s) for v in values for s in (1.0, *_SCALES)):
        yield Fault("number", f"{claim.value:g} is not in the quotation")
    if claim.verdict in {"supported", "contradicted", "outdated"} and claim.reference is None:
        yield Fault("claim", f"the verdict {claim.verdict} has no reference")
    if claim.reference and world is not None and not _source_known(world, claim.reference.source_id):
        yield Fault("source", f"reference source {claim.reference.source_id!r} is not known")
    if claim.verdict and world is not None:
        again = check_claim(claim.model_copy(update={"verdict": None, "reference": None, "note": ""}), world)
        if (again.verdict, again.reference, again.note) != (claim.verdict, claim.reference, claim.note):
            yield Fault("claim", "the verdict, its figure or its note is not what the world gives")


def event_faults(event: Event, text: str) -> Iterator[Fault]:
    """What is wrong with an event: its span."""
    yield from _span(event.start, event.end, event.quote, text)


def _span(start: int, end: int, quote: str, text: str) -> Iterator[Fault]:
    if text[start:end] != quote:
        yield Fault("span", "the quotation is not verbatim in the article")


def unused(evidence: dict[str, Evidence], cited: set[str]) -> list[str]:
    """Evidence that no sentence cites."""
    return [key for key in evidence if key not in cited]


def manifest_faults(brief: Brief) -> Iterator[Fault]:
    """What is wrong with the manifest: the article's hash."""
    manifest: dict[str, Any] = brief.manifest
    stated = manifest.get("article")
    if isinstance(stated, str) and len(stated) == 64 and stated != brief.article.sha256:
        yield Fault("manifest", "the article is not the one of the manifest (its hash differs)")
