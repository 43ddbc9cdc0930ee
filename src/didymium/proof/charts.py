"""Charts held against their evidence: title, every drawn row with its names, every word of the caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from didymium import labels
from didymium.proof.entail import NAMES, dated, extremes
from didymium.proof.evidence import Context
from didymium.proof.formula import unit_of
from didymium.proof.known import Known, safe_known
from didymium.proof.prove import prove
from didymium.proof.reading import HIDDEN, Item, read
from didymium.records import Chart, Evidence, RowEvidence, Sentence

REST = "Others"
PLACES = frozenset({"rank", "order", "index"})  # where a row is drawn, not what
SOURCE = " Source: "
_ENDS = re.compile(r"\b(?:highest|lowest) (?=\$)")  # held against the evidence by themselves
WRITTEN = 6e-4  # of a drawn number: charts keep four digits


def chart_faults(chart: Chart, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    """What a chart draws, names or says that its evidence does not have."""
    lost = [e for e in chart.evidence if e not in evidence]
    if lost or not chart.evidence:
        yield f"the cited evidence {lost[0]!r} does not exist" if lost else "it cites no evidence"
        return
    if any(HIDDEN.search(text) for text in (chart.title, chart.text, *_strings(_drawing(chart)))):
        yield "it holds markup, an address or signs that are not seen"
    known = [k for e in chart.evidence if (k := safe_known(e, evidence, context)) is not None]
    for item in read(chart.title, context.day).items:
        named = item.kind == "word" and item.start > 0 and item.surface[0].isupper()  # that no list has: "New York"
        nowhere = named and not any(item.keys & k.words for k in known)
        if nowhere or (item.kind in {*NAMES, "number", "date"} and not any(_of(item, k) for k in known)):
            yield f"the title's {item.surface!r} is in no evidence of the chart"
    yield from _row_faults(chart, known, context)
    yield from _caption_faults(chart, evidence, context)


def _drawing(chart: Chart) -> Any:
    return {k: v for k, v in chart.spec.items() if k != "$schema"}


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _strings(value)
    elif isinstance(part, str):
        yield part


def _row_faults(chart: Chart, known: Sequence[Known], context: Context) -> Iterator[str]:
    rows: list[dict[str, Any]] = chart.spec.get("data", {}).get("values", [])
    series = _series(known, context) if any("month" in row for row in rows) else {}
    for row in rows:
        numbers = [float(v) for k, v in row.items() if isinstance(v, int | float) and k not in PLACES]
        names = [v for v in row.values() if isinstance(v, str)]
        for value in numbers:
            if REST in names:
                fault = abs(value - _rest(row, rows)) > 1e-3
            elif "month" in row:
                fault = not any(_drawn(value, v) for v in series.get(str(row["month"]), ()))
            else:
                fault = not any(_told(value, names, k, context) for k in known)
            if fault:
                yield f"{value:g} is drawn for {', '.join(names)}, which is in no evidence of the chart"
                return


def _rest(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> float:
    """What is left of one behind the other shares of a stage."""
    others = [r["share"] for r in rows if r.get("stage") == row.get("stage") and r["country"] != REST]
    return float(1 - sum(others))


def _series(known: Sequence[Known], context: Context) -> dict[str, list[float]]:
    """The prices of each period of the minerals whose prices the chart cites, in base units."""
    minerals = {
        k.item.figure.mineral
        for k in known
        if isinstance(k.item, RowEvidence) and k.item.table == "prices" and k.item.figure
    }
    found: dict[str, list[float]] = {}
    table = context.world.table("prices").filter(pl.col("mineral").is_in(list(minerals)))
    for row in table.select("period", "value", "unit").iter_rows(named=True):
        size = unit_of(str(row["unit"]))[0]
        found.setdefault(str(row["period"]), []).append(float(row["value"]) * size)
    return found


def _drawn(value: float, stated: float) -> bool:
    """Whether a drawn number is a stated one: as it is, in thousands of kilograms, in millions or in percent."""
    return any(abs(abs(value) * s - abs(stated)) <= WRITTEN * abs(stated) + 5e-5 * s for s in (1.0, 1e3, 1e6, 0.01))


def _told(value: float, names: Sequence[str], known: Known, context: Context) -> bool:
    """Whether one piece of evidence has the number and all names that are drawn with it."""
    ends = [v for n in known.numbers for v in (n.value, n.low, n.high) if v is not None]
    return any(_drawn(value, e) for e in ends) and all(
        _of(i, known) for name in names for i in read(name, context.day).items
    )


def _of(item: Item, known: Known) -> bool:
    """Whether a name, date or stage is one of the evidence's; other words name what is drawn."""
    if item.kind == "date":
        days = known.slots.get("date", frozenset())
        return not days or any(dated(next(iter(item.keys)), d) for d in days)
    if item.kind == "number":
        return any(n.dims == item.number.dims for n in known.numbers if item.number)
    if item.kind == "mineral":
        own = {k.partition(":")[2] for k in known.slots.get("mineral", ())}
        groups = {f"mineral:{g}" for m in own for g in (m, *labels.groups(m))}
        return bool(item.keys & groups)
    if item.kind in NAMES:
        return bool(item.keys & (known.slots.get(item.kind, frozenset()) | known.words))
    stages = item.keys & {"mine", "refine", "metalmaking", "magnetmaking"}
    stages_of = known.slots.get("stage", frozenset())
    return not stages or not stages_of or bool(stages & stages_of)


def _caption_faults(chart: Chart, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    """A caption is proven like any sentence; behind "Source:" stand the sources of its evidence."""
    text, _, sources = chart.text.partition(SOURCE)
    cited = {getattr(evidence[e], "source", "") for e in chart.evidence}
    if sources and sources.rstrip(".") not in {
        "; ".join(sorted(cited)).rstrip("."),
        *(c.rstrip(".") for c in cited),
    }:
        yield "its source is not the one of its evidence"
    known = [k for e in chart.evidence if (k := safe_known(e, evidence, context)) is not None]
    yield from (f"the caption: {why}" for _, why in extremes(read(text, context.day), known))
    text = _ENDS.sub("", text)
    proof = prove(Sentence(text=text, evidence=chart.evidence), evidence, context)
    yield from (f"the caption: {why}" for why in proof.reasons if "carries nothing" not in why)
