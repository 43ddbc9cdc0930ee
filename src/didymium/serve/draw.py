"""Pictures of the dashboard as inline SVG: charts of the verbs, the world map, the flow of a chain. No script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

from didymium.brief.charts import CONFIG, PALETTE, VEGA_LITE
from didymium.brief.render.svg import to_page_svg
from didymium.records import Chart
from didymium.serve.words import country

STEPS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.4)  # shares at which the map grows darker
WIDE = 520  # pixels beyond which a chart is not shrunk to the width of a phone
SLACK = 36  # pixels beside a chart: a browser sets its letters a little wider than the drawing reckons
WIDTH, HEIGHT, NODE, MARGIN = 1000, 340, 13, 220  # pixels; the margin holds the names of the last column


def picture(chart: Chart) -> str:
    """A chart of any verb as SVG in the page's own ink, on no ground of its own."""
    spec = {k: v for k, v in chart.spec.items() if k != "title"}
    given = spec.get("config", {})
    config: dict[str, Any] = CONFIG | {k: v for k, v in given.items() if k not in CONFIG}
    axis = {**config["axis"], "labelLimit": 380}
    header = {"labelColor": CONFIG["axis"]["labelColor"], "labelFontSize": 12, "labelLimit": 230}  # type: ignore[index]
    return to_page_svg(chart.model_copy(update={"spec": spec | {"config": config | {"header": header, "axis": axis}}}))


def pictures(charts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each chart (as JSON) as {"id", "title", "text", "svg", "wide"}; a wide one is scrolled on a phone."""
    return [_pictured(Chart.model_validate(dict(c))) for c in charts]


def _pictured(chart: Chart) -> dict[str, Any]:
    svg = picture(chart)
    left, top, width, height = (float(part) for part in svg.partition('viewBox="')[2].partition('"')[0].split())
    wide = width > WIDE
    box = f'viewBox="{left - SLACK:g} {top:g} {width + 2 * SLACK:g} {height:g}"'
    svg = re.sub(r'viewBox="[^"]+" class="chart"', f'{box} class="chart{" wide" if wide else ""}"', svg, count=1)
    return {"id": chart.id, "title": chart.title, "text": chart.text, "svg": svg, "wide": wide}


@cache
def outlines() -> dict[str, Any]:
    """The country outlines: viewBox, source and an SVG path by ISO3 code (Natural Earth, public domain)."""
    text = files("didymium.serve").joinpath("static/world.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def world_map(shares: Mapping[str, float], names: Mapping[str, str]) -> str:
    """The map with countries shaded by share (0..1): classes m0 (none) to m6, the share in each country's title."""
    parts = [f'<svg class="map" viewBox="{outlines()["viewBox"]}" aria-hidden="true" focusable="false">']
    for code, path in outlines()["paths"].items():
        share = shares.get(code)
        if share is None:
            parts.append(f'<path class="m" d="{path}"/>')
        else:
            level = sum(share >= s for s in STEPS)
            said = escape(f"{names.get(code, code)}: {share:.1%}")
            parts.append(f'<path class="m m{level}" d="{path}"><title>{said}</title></path>')
    return "".join((*parts, "</svg>"))


class Node(NamedTuple):
    """One bar of the flow picture."""

    key: tuple[int, str]
    name: str
    share: float


class Link(NamedTuple):
    """One ribbon: from a node to a node of the next column."""

    source: tuple[int, str]
    target: tuple[int, str]
    share: float


def sankey(columns: Sequence[str], nodes: Sequence[Node], links: Sequence[Link]) -> str:
    """A flow picture: one column a stage, bars as high as shares of the world, ribbons between neighbours."""
    at = _places(columns, nodes)
    colour, scale = _colours(nodes), _scale(nodes)
    used: dict[tuple[str, tuple[int, str]], float] = {}
    body = []
    for link in sorted(links, key=lambda k: (k.source, at[k.target][1])):
        high = link.share * scale
        y0 = at[link.source][1] + _take(used, "out", link.source, high)
        y1 = at[link.target][1] + _take(used, "in", link.target, high)
        x0, x1 = at[link.source][0] + NODE, at[link.target][0]
        body.append(_ribbon(x0, y0, x1, y1, high, colour[link.source[1]]))
    for node in nodes:
        x, y, high = at[node.key]
        fill = colour[node.key[1]]
        body.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{NODE}" height="{max(high, 1):.1f}" fill="{fill}"/>')
        if high >= 9:
            said = escape(f"{node.name} {node.share:.0%}")
            body.append(f'<text x="{x + NODE + 4:.1f}" y="{y + high / 2 + 4:.1f}">{said}</text>')
    heads = [
        f'<text class="head" x="{_x(i, len(columns)):.1f}" y="14">{escape(c)}</text>' for i, c in enumerate(columns)
    ]
    head = f'<svg class="sankey" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
    return "".join((head, *body, *heads, "</svg>"))


def _x(column: int, of: int) -> float:
    return 0.0 if of < 2 else column * (WIDTH - NODE - MARGIN) / (of - 1)


def _scale(nodes: Sequence[Node]) -> float:
    """Pixels a unit of share, so that the fullest column fits with its gaps."""
    columns = {n.key[0] for n in nodes}
    most = max(sum(1 for n in nodes if n.key[0] == c) for c in columns)
    full = max(sum(n.share for n in nodes if n.key[0] == c) for c in columns)
    return (HEIGHT - 26 - 5 * most) / full


def _places(columns: Sequence[str], nodes: Sequence[Node]) -> dict[tuple[int, str], tuple[float, float, float]]:
    scale, out = _scale(nodes), {}
    for i in range(len(columns)):
        y = 24.0
        for node in (n for n in nodes if n.key[0] == i):
            out[node.key] = (_x(i, len(columns)), y, node.share * scale)
            y += node.share * scale + 5
    return out


def _take(used: dict[tuple[str, tuple[int, str]], float], side: str, key: tuple[int, str], high: float) -> float:
    """How far down a node's side its next ribbon begins, in pixels."""
    begin = used.get((side, key), 0.0)
    used[side, key] = begin + high
    return begin


def _ribbon(x0: float, y0: float, x1: float, y1: float, high: float, colour: str) -> str:
    mid, a, b = (x0 + x1) / 2, y0 + high / 2, y1 + high / 2
    return (
        f'<path d="M{x0:.1f},{a:.1f}C{mid:.1f},{a:.1f} {mid:.1f},{b:.1f} {x1:.1f},{b:.1f}" fill="none" '
        f'stroke="{colour}" stroke-opacity="0.35" stroke-width="{max(high, 0.6):.1f}"/>'
    )


def _colours(nodes: Sequence[Node]) -> dict[str, str]:
    """The largest countries in the palette, the rest and the uses in grey."""
    best: dict[str, float] = {}
    for node in nodes:
        best[node.key[1]] = max(best.get(node.key[1], 0.0), node.share)
    named = [c for c in sorted(best, key=lambda c: -best[c]) if len(c) == 3 and c != "OTH"]
    return dict.fromkeys(best, "#8b9095") | dict(zip(named, PALETTE, strict=False))


def trend(profile: Mapping[str, Any]) -> dict[str, Any] | None:
    """The leader's share over the years by stage, from a mineral's profile; None without two years."""
    from didymium.brief.charts import concentration

    lines = {
        f"{country(s['shares'][0]['country'])}, {s['stage']}": {p["year"]: p["share"] for p in s["trend"]}
        for s in profile["stages"] if "no_data" not in s and len(s["trend"]) > 1
    }  # fmt: skip
    if not lines:
        return None
    cited = sorted({p["source_id"] for s in profile["stages"] if "no_data" not in s for p in s["trend"]})
    return pictures([concentration("Share of the largest supplier", lines, ", ".join(cited)).model_dump()])[0]


def prices(world: Any, mineral: str) -> dict[str, Any] | None:
    """The price series with the most periods; None where no series has three."""
    import polars as pl

    rows = world.table("prices").filter(pl.col("mineral") == mineral)
    best = rows.group_by("form", "market", "unit", "basis").agg(pl.len(), pl.col("period").max().alias("last"))
    best = best.filter(pl.col("len") >= 3).sort("len", "last", descending=True)
    if not len(best):
        return None
    top = best.row(0, named=True)
    same = [pl.col(k).eq_missing(top[k]) for k in ("form", "market", "unit", "basis")]
    line = rows.filter(pl.all_horizontal(same)).sort("period").unique("period", keep="last", maintain_order=True)
    return _price_chart(top, line.select("period", "value", "source_id").to_dicts())


def _price_chart(top: Mapping[str, Any], points: list[dict[str, Any]]) -> dict[str, Any]:
    what = ", ".join(str(top[k]) for k in ("form", "market") if top[k])
    first, last = points[0], points[-1]
    cited = ", ".join(sorted({p["source_id"] for p in points}))
    text = (f"{what}: {first['value']:.4g} {top['unit']} in {first['period']}, {last['value']:.4g} {top['unit']} in "
            f"{last['period']} ({cited}).")  # fmt: skip
    x = {"field": "at", "type": "temporal", "axis": {"title": None, "labelAngle": 0, "tickCount": 6, "format": "%Y"}}
    y = {"field": "value", "type": "quantitative", "axis": {"title": top["unit"], "tickCount": 5}}
    spec = {
        "$schema": VEGA_LITE, "width": 340, "height": 220,
        "data": {"values": [p | {"at": _begin(p["period"])} for p in points]},
        "mark": {"type": "line", "color": PALETTE[0], "strokeWidth": 2}, "encoding": {"x": x, "y": y},
    }  # fmt: skip
    return pictures([Chart(id="price", title=f"Price: {what}", spec=spec, text=text).model_dump()])[0]


def _begin(period: str) -> str:
    """The first day of a period (YYYY, YYYY-MM, YYYY-Qn or a day)."""
    year, _, rest = period.partition("-")
    if rest.startswith("Q"):
        return f"{year}-{3 * int(rest[1:]) - 2:02d}-01"
    return f"{year}-{rest[:2] or '01'}-{rest[3:] or '01'}"
