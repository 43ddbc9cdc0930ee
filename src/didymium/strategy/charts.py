"""Pictures of the strategic verbs: plain rows in, a Vega-Lite chart and a text that says the same out.

Colours are Okabe and Ito's (2008). `save` writes PNG, SVG, HTML (offline, self-contained) or the JSON specification.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from didymium.errors import BadInput
from didymium.files import write_atomic
from didymium.records import Chart
from didymium.standalone import chart_page, drawn
from didymium.strategy.outcome import Span

VEGA_LITE = "https://vega.github.io/schema/vega-lite/v5.json"
BLUE, ORANGE, GREEN, GREY = "#0072b2", "#e69f00", "#009e73", "#a9adb1"
CONFIG = {
    "font": "system-ui, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 380},
    "legend": {"title": None, "orient": "top", "labelFontSize": 12},
}
MONEY = "".join(
    f"abs(datum.value) >= {size} ? format(datum.value / {size}, '~g') + '{name}' : "
    for size, name in (("1e12", "trn"), ("1e9", "bn"), ("1e6", "m"), ("1e3", "k"))
)
BIG = {"labelOverlap": True, "labelExpr": MONEY + "format(datum.value, '~g')"}
RULE = {"type": "rule", "strokeWidth": 1.5}
Row = dict[str, Any]


def chart(id: str, title: str, text: str, rows: Sequence[Row], **parts: Any) -> Chart:
    """A chart of rows; `parts` are the Vega-Lite members beside the data (mark, encoding, layer, height)."""
    spec = {
        "$schema": VEGA_LITE, "title": {"text": title, "anchor": "start"}, "width": 520, "config": CONFIG,
        "data": {"values": list(rows)}, **parts,
    }  # fmt: skip
    return Chart(id=id, title=title, spec=spec, text=text)


def bars(id: str, title: str, unit: str, values: Sequence[tuple[str, Span]], log: bool = False) -> Chart:
    """Horizontal bars of medians, each with a rule from the 5th to the 95th percentile; in the order given."""
    rows = [{"label": n, "value": s.value, "low": s.low, "high": s.high} for n, s in values]
    scale = {"type": "symlog", "constant": 1e5} if log else {"zero": True}
    axis = BIG | ({"values": _powers(rows, 5)} if log else {})
    x = {"type": "quantitative", "title": unit, "scale": scale, "axis": axis}
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    layers = [
        {"mark": {"type": "bar", "color": BLUE, "height": 14}, "encoding": {"y": y, "x": x | {"field": "value"}}},
        {"mark": RULE, "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}}},
    ]  # fmt: skip
    text = "; ".join(f"{n}: {s}" for n, s in values)
    return chart(id, title, text, rows, layer=layers, height={"step": 22})


def tornado(title: str, unit: str, rows: Sequence[tuple[str, Span, Span]]) -> Chart:
    """Two-sided bars of (label, left, right): what a measure costs the sender to the left, the target to the right."""
    sides, data = ("cost to sender", "cost to target"), list[Row]()
    for label, left, right in rows:
        for side, value, sign in ((sides[0], left, -1), (sides[1], right, 1)):
            ends = sorted((sign * value.low, sign * value.high))
            data.append({"label": label, "side": side, "value": sign * value.value, "low": ends[0], "high": ends[1]})
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    axis = {"type": "quantitative", "title": unit, "scale": {"type": "symlog", "constant": 1e7}}
    axis |= {"axis": BIG | {"values": _powers(data, 8)}}
    color = {"field": "side", "type": "nominal", "scale": {"domain": list(sides), "range": [ORANGE, BLUE]}}
    layers = [
        {"mark": {"type": "bar", "height": 14},
         "encoding": {"y": y, "x": axis | {"field": "value", "stack": None}, "color": color}},
        *(
            {"transform": [{"filter": {"field": "side", "equal": side}}],
             "mark": RULE | {"color": ink, "yOffset": shift},
             "encoding": {"y": y, "x": axis | {"field": "low"}, "x2": {"field": "high"}}}
            for side, ink, shift in zip(sides, ("#7a5300", "#00344f"), (-4, 4), strict=True)
        ),
    ]  # fmt: skip
    text = "; ".join(f"{n}: {sides[0]} {left}, {sides[1]} {right}" for n, left, right in rows)
    return chart("tornado", title, text, data, layer=layers, height={"step": 22})


def _powers(rows: Sequence[Row], first: int) -> list[float]:
    """Zero and the powers of ten of both signs, from 10^first on, that the rows reach: ticks of a log axis."""
    low, high = (f((r[k] for r in rows), default=0.0) for f, k in ((min, "low"), (max, "high")))
    powers = [sign * 10.0**n for n in range(first, 14) for sign in (-1, 1)]
    return [0.0, *(p for p in powers if low <= p <= high)]


def heat_map(title: str, unit: str, cells: Sequence[tuple[str, str, Span]]) -> Chart:
    """A grid of (row, column, value): darker is more, the median is written in; no value, no cell."""
    rows = [{"row": r, "column": c, "value": s.value, "low": s.low, "high": s.high} for r, c, s in cells]
    base = {
        "x": {"field": "column", "type": "nominal", "title": None, "axis": {"orient": "top", "labelAngle": -35}},
        "y": {"field": "row", "type": "nominal", "title": None, "sort": None},
    }
    scale = {"scheme": "blues", "type": "sqrt"}
    shade = {"field": "value", "type": "quantitative", "title": unit, "scale": scale, "legend": {"format": "~s"}}
    top = max((abs(s.value) for _, _, s in cells), default=1.0) or 1.0
    ink = {"condition": {"test": f"datum.value > {top / 4}", "value": "white"}, "value": "black"}
    layers = [
        {"mark": "rect", "encoding": base | {"color": shade}},
        {"mark": {"type": "text", "fontSize": 10},
         "encoding": base | {"text": {"field": "value", "type": "quantitative", "format": ".2~s"}, "color": ink}},
    ]  # fmt: skip
    text = "; ".join(f"{r}, {c}: {s}" for r, c, s in cells)
    wide = 90 * len({c for _, c, _ in cells})
    return chart("heat-map", title, text, rows, layer=layers, height={"step": 24}, width=max(wide, 240))


def frontier(importer: str, points: Sequence[Row], budget: float) -> Chart:
    """Loss over budget: the mean, the mean of the worst tenth and the worst reply, with a rule at the budget asked for.

    points: dicts with `budget`, `loss`, `cvar` and `worst`, all USD.
    """
    names = {"loss": "expected loss", "cvar": "worst tenth (CVaR)", "worst": "worst reply"}
    rows = [{"budget": p["budget"], "series": name, "usd": p[key]} for p in points for key, name in names.items()]
    x = {"field": "budget", "type": "quantitative", "title": "budget, USD", "axis": BIG}
    y = {"field": "usd", "type": "quantitative", "title": "loss to the horizon, USD", "axis": BIG}
    color = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(names.values()), "range": [BLUE, ORANGE, GREEN]},
    }
    layers = [
        {"mark": {"type": "line", "point": True}, "encoding": {"x": x, "y": y, "color": color}},
        {"data": {"values": [{"budget": budget}]}, "mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3]},
         "encoding": {"x": x}},
    ]  # fmt: skip
    text = "; ".join(
        f"{p['budget']:.3g} USD: loss {p['loss']:.3g}, CVaR {p['cvar']:.3g}, worst {p['worst']:.3g}" for p in points
    )
    return chart("plan-frontier", f"What a budget buys: {importer}", text, rows, layer=layers, height=260)


def save(picture: Chart, path: str | Path) -> Path:
    """Write a chart as .png, .svg, .html or .json, chosen by the name's end; `BadInput` for another end."""
    import vl_convert

    target = Path(path)
    writers: dict[str, Callable[[], str | bytes]] = {
        ".json": lambda: json.dumps(picture.spec), ".svg": lambda: drawn(picture),
        ".png": lambda: bytes(vl_convert.vegalite_to_png(picture.spec, scale=2)),
        ".html": lambda: chart_page(picture.title, [picture]),
    }  # fmt: skip
    if target.suffix not in writers:
        raise BadInput(f"{target}: a chart can be written as .png, .svg, .html or .json")
    return write_atomic(target, writers[target.suffix]())
