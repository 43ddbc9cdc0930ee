"""Charts of a brief: plain values in, a Vega-Lite chart and a text that says the same out.

Colours are Okabe and Ito's (2008), told apart by readers with any common colour blindness; ink and rules are two
fixed tones that the page replaces by its own in light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from didymium.brief import phrase
from didymium.records import Chart

INK, RULE = "#1f2328", "#d8dadc"
ACCENT = "#0072b2"
WIDTH = 260  # of the bars; their labels stand to the left, with room for a wider font than the one that was measured
LINE_WIDTH = 350  # of a line chart, so that letters are as large as in the bars
LABELS = {"left": 30, "right": 8, "top": 4, "bottom": 4}
PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
VEGA_LITE = "https://vega.github.io/schema/vega-lite/v5.json"
CONFIG = {
    "background": None,
    "padding": 4,
    "font": "system-ui, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "gridColor": RULE, "domainColor": RULE, "tickColor": RULE,
             "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 220,
             "labelOverlap": "greedy", "labelSeparation": 8},
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "symbolStrokeWidth": 0, "orient": "top",
               "title": None, "columns": 3, "labelLimit": 150, "symbolType": "square"},
    "text": {"color": INK, "fontSize": 12},
}  # fmt: skip


def sizes(mineral: str, told: Sequence[tuple[str, float]]) -> Chart:
    """Bars of amounts of one mineral in tonnes, as (what, tonnes)."""
    rows = [{"what": what, "tonnes": round(tonnes, 1)} for what, tonnes in told]
    spec = _spec(
        rows,
        height={"step": 34},
        mark={"type": "bar", "height": 22, "color": ACCENT},
        encoding={
            "y": _axis("what", "nominal", None, sort=[w for w, _ in told], domain=False, ticks=False, labelLimit=260),
            "x": _axis("tonnes", "quantitative", "tonnes a year", format="~s", tickCount=5),
        },
    )
    spec["padding"] = LABELS
    return Chart(id="sizes", title=f"The amounts of {_inside(mineral)} compared", spec=spec, text=said("sizes", rows))


def said(kind: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """What a chart draws, in words: a function of its data alone, so that they cannot part. Empty for other kinds."""
    if kind == "shares":
        held: dict[str, list[str]] = {}
        for row in sorted((r for r in rows if r["country"] != "Others"), key=lambda r: -r["share"]):
            held.setdefault(row["stage"], []).append(f"{row['country']} {phrase.percent_number(100 * row['share'])}%")
        order = dict.fromkeys(r["stage"] for r in rows)
        return "; ".join(f"{stage}: {', '.join(held[stage])}" for stage in order if stage in held) + "."
    if kind == "sizes":
        return "; ".join(f"{r['what']}: {phrase.mass(r['tonnes'])}" for r in rows) + "."
    if kind == "history":
        top, low = max(rows, key=lambda r: r["price"]), min(rows, key=lambda r: r["price"])

        def at(row: Mapping[str, Any]) -> tuple[str, str]:
            scale, unit = (1000, "USD/t") if _by_the_tonne(rows) else (1, "USD/kg")
            return phrase.quantity(row["price"] * scale, unit), phrase.day(row["month"])

        (first, opens), (last, ends) = at(rows[0]), at(rows[-1])
        return (
            f"From {first} in {opens} to {last} in {ends}; highest {' ('.join(at(top))}), lowest {' ('.join(at(low))})."
        )
    return ""


def _by_the_tonne(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a metal is quoted by the tonne and not by the kilogram."""
    return bool(max(r["price"] for r in rows) < DEAR)


DEAR = 60  # USD/kg from which prices are quoted by the kilogram


def concentration(name: str, series: Mapping[str, Mapping[int, float]], source: str) -> Chart:
    """Lines of one measure over the years, e.g. China's share by stage.

    series: label -> year -> share 0..1; years without a figure are gaps, not zeros.
    """
    rows = [
        {"year": str(y), "label": label, "share": v} for label, line in series.items() for y, v in sorted(line.items())
    ]
    spec = _spec(
        rows,
        height=220,
        mark={"type": "line", "point": {"size": 28}, "strokeWidth": 2},
        encoding={
            "x": _axis("year", "ordinal", None, labelAngle=0, labelOverlap=True),
            "y": {
                **_axis("share", "quantitative", None, format="%", tickCount=5),
                "scale": {"domain": [0, 1]},
            },
            "color": _colours("label", list(series)),
        },
    )
    words = "; ".join(_first_last(label, line) for label, line in series.items() if line)
    return Chart(id="concentration", title=f"{name} over time", spec=spec, text=f"{words}. Source: {source}.")


def price_history(name: str, months: Sequence[str], values: Sequence[float]) -> Chart:
    """A line of average prices in USD/kg by month or year (YYYY-MM, YYYY)."""
    rows = [{"month": m, "price": round(v, 6)} for m, v in zip(months, values, strict=True)]
    unit = "thousand USD/t" if _by_the_tonne(rows) else "USD/kg"  # the same number, as its texts quote it
    spec = _spec(
        rows,
        height=180,
        mark={"type": "line", "color": ACCENT, "strokeWidth": 2},
        encoding={
            "x": _axis("month", "temporal", None, format="%Y", tickCount=6),
            "y": {**_axis("price", "quantitative", unit, tickCount=5), "scale": {"zero": True}},
        },
    )
    spec["width"] = LINE_WIDTH
    return Chart(id="history", title=f"Average price of {_inside(name)}", spec=spec, text=said("history", rows))


def _spec(rows: list[dict[str, Any]], height: object, mark: object, encoding: object) -> dict[str, Any]:
    body = {"mark": mark, "encoding": encoding}
    return {
        "$schema": VEGA_LITE,
        "width": WIDTH,
        "height": height,
        "data": {"values": rows},
        **body,
        "config": CONFIG,
    }


def _axis(field: str, kind: str, title: str | None, sort: list[str] | None = None, **axis: object) -> dict[str, Any]:
    order = {"sort": sort} if sort else {}
    return {"field": field, "type": kind, "axis": {"title": title, **axis}, **order}


def _colours(field: str, names: list[str]) -> dict[str, Any]:
    scale = {"domain": names, "range": list(PALETTE[: len(names)])}
    return {"field": field, "type": "nominal", "sort": names, "scale": scale}


def _first_last(label: str, line: Mapping[int, float]) -> str:
    first, last = min(line), max(line)
    return f"{label}: {100 * line[first]:.0f}% in {first}, {100 * line[last]:.0f}% in {last}"


def _inside(name: str) -> str:
    """A name as it stands inside a sentence: "Terbium bought" is "terbium bought", "NdFeB" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
