"""The backtest page: every score as it fell, with plots of the observed series against the band."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from didymium.files import write_atomic
from didymium.records import Chart
from didymium.twin.backtest import Backtest, Observed, band
from didymium.twin.chart import BLUE, ORANGE, VEGA_LITE, svg

INTRO = """# Backtests

Each episode is run with the world masked at the date in its heading and with the priors that every chain and every
episode share ([the twin](method/twin.md)). What enters is what the sender did (its measure and, where it was published,
how much still passed); what is predicted is price and volume. A score is printed as it falls: a miss is shown, not
tuned away. Inside: the observed value lies between p05 and p95. Direction: observed and median are on the same side of
the baseline. Within x3: the median is within a factor of three.

This page is written by `didymium backtest --page docs/backtests.md` ({draws:,} draws, seed {seed}, world {world}).
"""


def write(found: tuple[Backtest, ...], path: str | Path) -> Path:
    """Write the page and one SVG a series beside it; the page's path."""
    target = Path(path)
    for b in found:
        for o in b.episode.observed:
            picture = plot(b, o)
            if picture is not None:
                write_atomic(target.parent / "backtests" / f"{_file(b, o)}.svg", svg(picture))
    return write_atomic(target, text(found))


def text(found: tuple[Backtest, ...]) -> str:
    """The page in Markdown."""
    manifest = found[0].result.manifest
    inside, total = sum(b.hits[0] for b in found), sum(b.hits[1] for b in found)
    right = sum(s.direction for b in found for s in b.scores)
    near = sum(s.magnitude for b in found for s in b.scores)
    head = INTRO.format(draws=manifest["draws"], seed=manifest["seed"], world=manifest["world"])
    score = (
        f"\nOf {total} observations {inside} lie inside the band, {right} have the right direction, "
        f"{near} are within x3.\n"
    )
    return head + score + "".join(_episode(b) for b in found)


def _episode(b: Backtest) -> str:
    lines = [
        f"\n## {b.episode.title or b.episode.name}\n",
        f"Masked at {b.episode.masked}. Inputs: {b.episode.inputs}.\n",
        "| series | when | observed | p05 | median | p95 | inside | direction | within x3 |",
        "|---|---|---:|---:|---:|---:|---|---|---|",
    ]
    for s in b.scores:
        marks = " | ".join("yes" if x else "**no**" for x in (s.inside, s.direction, s.magnitude))
        lines.append(
            f"| {s.name} | {s.period} | {s.observed:.2f} | {s.low:.2f} | {s.mid:.2f} | {s.high:.2f} | {marks} |"
        )
    lines.append("")
    for p in b.peaks:
        lines.append(
            f"- Peak of {p['name']}: observed x{p['observed']:.1f} ({p['observed_at']}), median of the run "
            f"x{p['mid']:.1f}, {p['low']:.1f} to {p['high']:.1f} ({p['predicted_at']})."
        )
    lines.append("")
    lines += [f"![{o.name}](backtests/{_file(b, o)}.svg)" for o in b.episode.observed if band(b.result, o) is not None]
    lines.append("\nSources: " + "; ".join(dict.fromkeys(o.source for o in b.episode.observed)) + ".\n")
    return "\n".join(lines)


def _file(b: Backtest, o: Observed) -> str:
    return f"{b.episode.name}-" + "".join(c if c.isalnum() else "-" for c in o.name.lower())


def plot(b: Backtest, o: Observed) -> Chart | None:
    """The band by month with the observed values as points; None where the run has no such series."""
    q = band(b.result, o)
    if q is None:
        return None
    fan = [
        {"month": m, "low": float(q[0, i]), "mid": float(q[1, i]), "high": float(q[2, i])}
        for i, m in enumerate(b.result.months)
    ]
    points = [{"month": p if len(p) > 4 else f"{p}-07", "value": v / o.baseline} for p, v in o.values.items()]
    log = o.metric == "price_ratio"
    x = {"field": "month", "type": "temporal", "title": None, "timeUnit": "utcyearmonth", "axis": {"format": "%b %y"}}
    y: dict[str, Any] = {
        "type": "quantitative",
        "title": "over the baseline",
        "scale": {"type": "log" if log else "linear"},
    }
    spec = {
        "$schema": VEGA_LITE,
        "width": 420,
        "height": 200,
        "title": {"text": o.name, "anchor": "start"},
        "background": "white",
        "layer": [
            {
                "data": {"values": fan},
                "mark": {"type": "area", "opacity": 0.25, "color": BLUE},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": fan},
                "mark": {"type": "line", "color": BLUE},
                "encoding": {"x": x, "y": y | {"field": "mid"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 70, "color": ORANGE},
                "encoding": {"x": x, "y": y | {"field": "value"}},
            },
        ],
    }
    peak = float(np.max(q[1]))
    return Chart(id=_file(b, o), title=o.name, spec=spec, text=f"{o.name}: median peak {peak:.2f} over the baseline")
