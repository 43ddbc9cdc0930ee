"""Fan charts of a result: the median and the band from p05 to p95, month by month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from didymium import labels
from didymium.files import write_atomic
from didymium.records import Chart
from didymium.standalone import RECORD, chart_page
from didymium.twin.network import MAGNET, MAGNETS
from didymium.twin.result import Result, Row
from didymium.twin.traits import GOES_INTO

VEGA_LITE = "https://vega.github.io/schema/vega-lite/v5.json"
BLUE, ORANGE = "#0072b2", "#d55e00"
SHOWN = {
    "price_ratio": "price over baseline", "shortage_share": "share of use unmet",
    "stock_months": "stock, months of use", "value_added_at_risk_usd": "value added at risk, USD a month",
}  # fmt: skip
MOST = 6


def who(economy: str) -> str:
    """An economy as people say it."""
    return {"OUT": "outside the sender", "WLD": "the world"}.get(economy) or labels.country_name(economy, article=True)


def good(mineral: str | None, stage: str | None) -> str:
    """What is traded at a stage, as people say it: a component by the part that it is."""
    if mineral is None or stage is None:
        return mineral or stage or ""
    if stage == "component" and mineral in MAGNETS:
        return MAGNET
    part = PARTS.get(mineral, f"{mineral} parts")
    return part if stage == "component" else f"{mineral}, {WORDS.get(stage, stage)}"


def in_product(mineral: str | None, stage: str | None, result: Result) -> bool:
    """Whether the parts of an element are told by the product that they are, which the run holds beside it."""
    product = GOES_INTO.get(mineral or "") if stage == "component" else None
    return product is not None and any(f.mineral == product for f in result.figures)


WORDS = {"mine": "mined", "refine": "refined", "metal": "metal"}
PARTS = {
    MAGNET: MAGNET, "SmCo magnets": "SmCo magnets", "samarium": "SmCo magnets", "gallium": "gallium wafers",
    "graphite": "graphite anodes", "synthetic graphite": "synthetic graphite anodes", "tungsten": "tungsten tools",
}  # fmt: skip
MONTH = {"field": "month", "type": "temporal", "title": None, "timeUnit": "utcyearmonth"}


def band(y: dict[str, Any]) -> list[dict[str, Any]]:
    """The layers of a fan over months: the area from `low` to `high` and the line `mid`; y: its axis."""
    x = MONTH | {"axis": {"format": "%b %y", "labelOverlap": True}}
    area = {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}
    return [
        {"mark": {"type": "area", "opacity": 0.25, "color": BLUE}, "encoding": area},
        {"mark": {"type": "line", "color": BLUE}, "encoding": {"x": x, "y": y | {"field": "mid"}}},
    ]


def fan(result: Result, metric: str, rows: list[Row]) -> Chart:
    """One fan a row of the result, side by side; the text tells the peak of each."""
    values = [
        {"month": month, "what": _label(r)}
        | {k: _plain(line[i]) for k, line in zip(("low", "mid", "high"), r.quantiles, strict=True)}
        for r in rows
        for i, month in enumerate(result.months)
    ]
    money = {"labelExpr": "replace(format(datum.value, '~s'), 'G', 'bn')"}
    axis = {"shortage_share": {"format": ".0%"}, "value_added_at_risk_usd": money}.get(metric, {"format": ",.3~r"})
    title = SHOWN.get(metric, metric)
    layer = band({"type": "quantitative", "title": title, "axis": axis})
    spec: dict[str, Any] = {
        "$schema": VEGA_LITE, "title": {"text": title, "anchor": "start"}, "data": {"values": values},
        "facet": {"field": "what", "type": "nominal", "title": None, "sort": None}, "columns": 3,
        "spec": {"width": 230, "height": 150, "layer": layer}, "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    peaks = [[float(line.max()) for line in r.quantiles] for r in rows]
    text = "; ".join(
        f"{_label(r)}: median peak {mid:.3g} ({low:.3g} to {high:.3g})"
        for r, (low, mid, high) in zip(rows, peaks, strict=True)
    )
    return Chart(id=f"fan-{metric}", title=title, spec=spec, text=text)


def _plain(value: float) -> float | None:
    number = float(value)
    return None if number != number else round(number, 6)


def _label(r: Row) -> str:
    parts = (good(r.mineral, r.stage), who(r.economy), labels.sector_name(r.sector) if r.sector else None)
    return ", ".join(p for p in parts if p)


def fans(result: Result) -> tuple[Chart, ...]:
    """The charts of a result page: prices, shortages, stocks, losses, the rows that move most first, each shape once;
    among the prices also that inside the sender."""
    found = []
    senders = {r.exporter for r in result.scenario.restrictions}
    for metric in SHOWN:
        rows = [r for r in result.rows if r.metric == metric and r.sector is None and _moves(r) > 0]
        rows = [r for r in rows if not in_product(r.mineral, r.stage, result)]
        rows.sort(key=_moves, reverse=True)
        chosen = _apart(rows)
        inside = [r for r in rows if metric == "price_ratio" and r.economy in senders]
        if inside and not any(r.economy in senders for r in chosen):
            chosen = [*chosen[: MOST - 1], inside[0]]
        if chosen:
            found.append(fan(result, metric, chosen))
    return tuple(found)


def _apart(rows: list[Row]) -> list[Row]:
    """The first rows of other names, at most two of one good, whose medians differ from each other's by more than 2 %
    of their height somewhere."""
    chosen: list[Row] = []
    for r in rows:
        height = float(abs(r.quantiles[1]).max()) or 1.0
        same = [c for c in chosen if r.mineral and good(c.mineral, c.stage) == good(r.mineral, r.stage)]
        if len(same) > 1 or any(c.economy == r.economy for c in same):
            continue
        if all(float(abs(r.quantiles[1] - c.quantiles[1]).max()) > 0.02 * height for c in chosen):
            chosen.append(r)
        if len(chosen) == MOST:
            break
    return chosen


def _moves(r: Row) -> float:
    mid = r.quantiles[1]
    return 0.0 if not (mid == mid).all() else float(abs(mid - mid[0]).max())


def page(result: Result, path: str | Path) -> Path:
    """Write the fan charts as one self-contained HTML page that needs no network."""
    return write_atomic(path, chart_page(result.scenario.title or result.scenario.name, fans(result), RECORD))
