"""Charts held against their evidence: drawn as their kind is, every row of the evidence and none left out, captions.

How a chart of each kind is drawn stands in `lexicon/charts.json`: whatever else a drawing holds (a title, a scale, a
mark of its own) is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from didymium import labels
from didymium.proof.entail import NAMES, dated, good_of
from didymium.proof.evidence import Context
from didymium.proof.formula import unit_of
from didymium.proof.known import Known, safe_known
from didymium.proof.reading import HIDDEN, Item, read
from didymium.proof.rows import find_row
from didymium.records import Chart, Evidence, RowEvidence

SOURCE = " Source: "
WRITTEN = 6e-4  # of a drawn number: charts keep four digits
SAID = 6e-3  # of a number of a caption: three digits
_FIELDS = {"sizes": "what tonnes", "history": "month price"}


@cache
def _kinds() -> dict[str, Any]:
    """Of each kind of chart its specification, without what is drawn."""
    found: dict[str, Any] = json.loads(
        files("didymium.proof").joinpath("lexicon", "charts.json").read_text(encoding="utf-8")
    )
    return found


def bare(part: Any, drop: str = "data") -> Any:
    """A specification without its data and the names and colours that it lists."""
    if isinstance(part, Mapping):
        return {k: bare(v, "") for k, v in part.items() if k != drop}
    names = isinstance(part, list | tuple) and all(isinstance(v, str) for v in part)
    return "names" if names else list(part) if isinstance(part, list | tuple) else part


def _by_the_kilogram(spec: Any) -> Any:
    """The specification with a price axis in USD/kg, which in thousand USD/t has the same numbers."""
    if isinstance(spec, dict) and spec.get("encoding", {}).get("y", {}).get("axis", {}).get("title") == PER_TONNE:
        axis = spec["encoding"]["y"] | {"axis": spec["encoding"]["y"]["axis"] | {"title": "USD/kg"}}
        return spec | {"encoding": spec["encoding"] | {"y": axis}}
    return spec


PER_TONNE = "thousand USD/t"


def chart_faults(chart: Chart, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    """What a chart draws, names or says that its evidence does not have, or leaves out."""
    lost = [e for e in chart.evidence if e not in evidence]
    if lost or not chart.evidence:
        yield f"the cited evidence {lost[0]!r} does not exist" if lost else "it cites no evidence"
        return
    data = chart.spec.get("data", {})
    rows = data.get("values", [])
    fields = set(_FIELDS.get(chart.id, "").split())
    if (
        _by_the_kilogram(bare(chart.spec)) != _kinds().get(chart.id)
        or set(data) != {"values"}
        or not rows
        or any(set(row) != fields for row in rows)
    ):
        yield "it is not drawn as a chart of its kind"
        return
    known = [k for e in chart.evidence if (k := safe_known(e, evidence, context)) is not None]
    for item in read(chart.title, context.day).items:
        if item.kind in {*NAMES, "number", "date"} and not any(_of(item, k) for k in known):
            yield f"the title's {item.surface!r} is not what the chart is of"
        if item.kind == "mineral" and not any(good_of(item) <= k.words for k in known):
            yield f"the chart is of no {item.surface!r}"
    if any(HIDDEN.search(text) for text in (chart.title, chart.text, *(v for r in rows for v in map(str, r.values())))):
        yield "it holds markup, an address or signs that are not seen"
    text, _, sources = chart.text.partition(SOURCE)
    yield from {"sizes": _sizes, "history": _history}[chart.id](chart, rows, known, text, context)
    heads = {re.split(r", | \(|\s?\d", str(getattr(k.item, "source", "")))[0] for k in known}
    if sources and set(re.split(r", | and ", sources.rstrip("."))) != {h for s in heads for h in s.split(" and ")}:
        yield "its source is not the one of its evidence"


Rows = Sequence[Mapping[str, Any]]


def _sizes(chart: Chart, rows: Rows, known: Sequence[Known], text: str, context: Context) -> Iterator[str]:
    """Each amount is one piece of the evidence by its number, names and words, and each piece is drawn."""
    if chart.spec["encoding"]["y"]["sort"] != [r["what"] for r in rows] or len(rows) != len(known):
        yield "what is drawn is not what is cited"
    for row, k in zip(rows, known, strict=False):
        words = [i for i in read(row["what"], context.day).of("word") if not i.keys & k.words]
        if words or not _told(float(row["tonnes"]), (row["what"],), k, context):
            yield f"{row['tonnes']:g} is drawn for {row['what']}, which is not its evidence"
    yield from _caption(text, [("", [(f"{r['what']}: ", float(r["tonnes"]), "")]) for r in rows])


def _history(chart: Chart, rows: Rows, known: Sequence[Known], text: str, context: Context) -> Iterator[str]:
    """Each price is the world's of its month, and no month between the first and the last is left out."""
    cited = [k.item for k in known if isinstance(k.item, RowEvidence) and k.item.table == "prices"]
    same = pl.lit(value=False)
    for item in cited:
        own = find_row(context.world, "prices", item.id)
        same |= pl.all_horizontal(pl.col(c).eq_missing(own[c]) for c in ("mineral", "form", "market", "unit"))
    months = [str(r["month"]) for r in rows]
    table = context.world.table("prices").filter(
        same, pl.col("period").is_between(pl.lit(months[0]), pl.lit(months[-1]))
    )
    size = {str(u): unit_of(str(u))[0] / 1000 for u in table["unit"].unique()}
    series = {p: v * size[u] for p, v, u in table.select("period", "value", "unit").sort("period").iter_rows()
              if len(p) == len(months[0])}  # fmt: skip
    if months != list(series):
        yield "a month is left out, or is in no evidence of the chart"
        return
    prices = [float(r["price"]) for r in rows]
    if any(abs(p - series[m]) > WRITTEN * series[m] for m, p in zip(months, prices, strict=True)):
        yield "a price is drawn that is not the one of its month"
    told = _LINE.fullmatch(text)
    drawn = dict(zip(months, prices, strict=True))
    ends = (prices[0], prices[-1], max(prices), min(prices))
    for price, month, value in zip(told.groups()[::2], told.groups()[1::2], ends, strict=True) if told else ():
        number, days = (
            read(price, None).numbers,
            (k for i in read(month, None).items if i.surface == month for k in i.keys),
        )
        there = any(drawn[m] == value and day[:4] == m[:4] and dated(day, m) for day in days for m in months)
        if len(number) != 1 or not there or abs(_value(number[0]) / 1000 - value) > SAID * value:
            yield f"the caption's {price} in {month} is not what is drawn"
    if told is None:
        yield "the caption says another thing than is drawn"


_LINE = re.compile(r"From (.+?) in (.+?) to (.+?) in (.+?); highest (.+?) \((.+?)\), lowest (.+?) \((.+?)\)\.")


def _value(item: Item) -> float:
    return item.number.value if item.number else 0.0


def _caption(text: str, said: Sequence[tuple[str, Sequence[tuple[str, float, str]]]]) -> Iterator[str]:
    """A caption says what is drawn, part by part: (what, [(name, value, unit)])."""
    parts = [
        re.escape(head) + ", ".join(re.escape(n) + r"(.+?)" + re.escape(u) for n, _, u in told) for head, told in said
    ]
    found = re.fullmatch("; ".join(parts) + r"\.", text)
    values = [(value, unit) for _, told in said for _, value, unit in told]
    for written, (value, unit) in zip(found.groups(), values, strict=True) if found else ():
        number = read(f"{written}{unit}", None).numbers
        slack = max(SAID * value, 0.5 if unit and value >= 1 else 0.05 if unit else 0.0)
        if (
            len(number) != 1
            or number[0].surface != f"{written}{unit}"
            or abs(_value(number[0]) * (100 if unit else 1) - value) > slack
        ):
            yield f"the caption's {written!r} is not what is drawn"
    if found is None:
        yield "the caption says another thing than is drawn"


def _told(value: float, names: Sequence[str], known: Known, context: Context) -> bool:
    """Whether one piece of evidence has the number and all names that are drawn with it."""
    ends = [v for n in known.numbers for v in (n.value, n.low, n.high) if v is not None]
    return any(abs(value - abs(e)) <= WRITTEN * abs(e) + 5e-7 for e in ends) and all(
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
