"""The backtest page: every score as it fell, with plots of the observed series against the band."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from didymium.files import write_atomic
from didymium.records import Chart
from didymium.standalone import drawn
from didymium.twin.backtest import QUOTED, Backtest, Observed
from didymium.twin.chart import MONTH, ORANGE, VEGA_LITE, band
from didymium.twin.scoreboard import Goal, Line, beside_published, goals, scoreboard
from didymium.world.load import load_world

PAGE = Path(__file__).parent / "tables" / "backtests.md"  # what the page says above the scores, and above the board


def write(found: tuple[Backtest, ...], path: str | Path, more: Sequence[Goal] = ()) -> Path:
    """Write the page and one SVG a series beside it; the page's path. more: aims that other verbs score."""
    target = Path(path)
    for b in found:
        for o in b.episode.observed:
            picture = plot(b, o)
            if picture is not None:
                write_atomic(target.parent / "backtests" / f"{_file(b, o)}.svg", drawn(picture))
    return write_atomic(target, text(found, more))


def text(found: tuple[Backtest, ...], more: Sequence[Goal] = ()) -> str:
    """The page in Markdown."""
    manifest = found[0].manifest
    head = _above()[0].format(draws=manifest["draws"], seed=manifest["seed"], world=manifest["world"])
    lines = scoreboard(found, manifest["seed"])
    board = table(lines) + aims(found, more)
    return head + "\n" + summary(found) + "\n" + board + _overview(found) + "".join(map(_episode, found))


def _above() -> tuple[str, str]:
    intro, board = PAGE.read_text(encoding="utf-8").split("\n## Scoreboard")
    return intro, f"## Scoreboard{board}"


def aims(found: Sequence[Backtest], more: Sequence[Goal]) -> str:
    """What was aimed at beside what is reached, in Markdown; a miss says why."""
    rows = [
        f"| {g.what} | {g.aim} | {g.reached} | {MET[g.met]}{': ' + g.why if g.why else ''} |"
        for g in (*goals(found, found[0].manifest["seed"], lambda: beside_published(load_world())), *more)
    ]
    return "\n".join(["", "| aim | goal | now | met |", "|---|---|---:|---|", *rows, ""]) if rows else ""


MET = {True: "yes", False: "**no**", None: "**undecided**"}


def table(lines: Sequence[Line]) -> str:
    """The scoreboard in Markdown; the best CRPS of each class is marked."""
    if not lines:
        return ""
    best = {g: min(x.crps for x in lines if x.group == g) for g in {x.group for x in lines}}
    rows = [
        f"| {x.group} | {x.forecast} | {x.n} | {_part(x.inside)} | {_part(x.inside_big)} | {x.error:.2f} | "
        f"{'**' if x.crps == best[x.group] else ''}{x.crps:.3f}{'**' if x.crps == best[x.group] else ''} | "
        f"{'' if x.rank != x.rank else format(x.rank, '.2f')} | x{x.width:.1f} |"
        for x in lines
    ]
    head = "| class | forecast | n | inside | inside above x1.5 | error | CRPS | rank | p95 / p05 |"
    return "\n".join([_above()[1], head, "|---|---|---:|---:|---:|---:|---:|---:|---:|", *rows, ""])


def _part(x: float) -> str:
    return "" if x != x else f"{x:.0%}"


def summary(found: tuple[Backtest, ...]) -> str:
    """One line: how many observations of the physical episodes lie where, and how sharp the bands are."""
    scores = [s for b in found for s in b.scores if b.episode.kind == "physical"]
    if not scores:
        return "Nothing was scored.\n"
    inside, right, near = (sum(getattr(s, k) for s in scores) for k in ("inside", "direction", "magnitude"))
    sharp = float(np.median([s.high / s.low for s in scores]))
    ours, theirs = (float(np.mean([getattr(s, k) for s in scores])) for k in ("crps", "naive"))
    return (
        f"Of {len(scores)} observations {inside} lie inside the band ({inside / len(scores):.0%}; 90% is exact), "
        f"{right} have the right direction, {near} are within x3. The median band spans x{sharp:.1f} from p05 to p95. "
        f"CRPS {ours:.2f}, no effect {theirs:.2f}.\n"
    )


def _overview(found: tuple[Backtest, ...]) -> str:
    lines = ["", "| episode | masked at | inside | CRPS | no effect |", "|---|---|---:|---:|---:|"]
    for b in found:
        data = b.to_json()
        scored = f"{data['inside']} of {data['observations']}" if b.episode.kind == "physical" else _verdict(b)
        both = ((data["crps"], data["crps_no_effect"])) if data["crps"] is not None else (float("nan"),) * 2
        lines.append(
            f"| {b.episode.title or b.episode.name} | {b.episode.masked} | {scored} | {both[0]:.2f} | {both[1]:.2f} |"
        )
    return "\n".join([*lines, ""])


def _verdict(b: Backtest) -> str:
    return "control: left unexplained" if b.still else "control: **explained, and it must not be**"


def _episode(b: Backtest) -> str:
    lines = [
        f"\n## {b.episode.title or b.episode.name}\n",
        f"Masked at {b.episode.masked}. Inputs: {b.episode.inputs}.\n",
        "| series | when | observed | p05 | median | p95 | inside | direction | within x3 | CRPS | no effect |",
        "|---|---|---:|---:|---:|---:|---|---|---|---:|---:|",
    ]
    for s in b.scores:
        marks = " | ".join("yes" if x else "**no**" for x in (s.inside, s.direction, s.magnitude))
        lines.append(
            f"| {s.name} | {s.period} | {s.observed:.2f} | {s.low:.2f} | {s.mid:.2f} | {s.high:.2f} | {marks} "
            f"| {s.crps:.2f} | {s.naive:.2f} |"
        )
    lines.append("")
    for p in b.peaks:
        lines.append(
            f"- Peak of {p['name']}: observed x{p['observed']:.1f} ({p['observed_at']}), forecast x{p['mid']:.1f}, "
            f"{p['low']:.1f} to {p['high']:.1f}; the effect peaks in {p['predicted_at']} "
            f"({p['predicted_from']} to {p['predicted_to']})."
        )
    lines += [f"- Not scored: {why}." for why in b.unscored]
    moving = {name: found for name, found in b.sigma.items() if found[0] > 0}
    lines += [f"- By itself {name} varies by {sigma:.0%} a year ({basis})." for name, (sigma, basis) in moving.items()]
    estimates = [n for n in b.notes if "a prior" in n]
    lines += [f"- Nothing earlier is known, so a later figure stands in: {n}." for n in estimates]
    lines.append("")
    lines += [f"![{o.name}](backtests/{_file(b, o)}.svg)" for o in b.episode.observed if o.name in b.bands]
    lines.append("\nSources: " + "; ".join(dict.fromkeys(o.source for o in b.episode.observed)) + ".\n")
    return "\n".join(lines)


def _file(b: Backtest, o: Observed) -> str:
    return f"{b.episode.name}-" + "".join(c if c.isalnum() else "-" for c in o.name.lower())


def plot(b: Backtest, o: Observed) -> Chart | None:
    """The band by month with the observed values as points; None where the run has no such series."""
    q = b.bands.get(o.name)
    if q is None:
        return None
    fan = [
        {"month": m, "low": float(low), "mid": float(mid), "high": float(high)}
        for m, low, mid, high in zip(b.episode.scenario.calendar(), *q, strict=True)
    ]
    points = [{"month": p if len(p) > 4 else f"{p}-07", "value": v / o.baseline} for p, v in o.values.items()]
    scale = {"type": "log" if o.metric in QUOTED else "linear"}
    y = {"type": "quantitative", "title": "over the baseline", "scale": scale}
    seen = {"mark": {"type": "point", "filled": True, "size": 70, "color": ORANGE}, "data": {"values": points}}
    spec = {
        "$schema": VEGA_LITE, "width": 420, "height": 200, "title": {"text": o.name, "anchor": "start"},
        "background": "white",
        "layer": [
            *({"data": {"values": fan}} | layer for layer in band(y)),
            seen | {"encoding": {"x": MONTH, "y": y | {"field": "value"}}},
        ],
    }  # fmt: skip
    peak = float(np.max(q[1]))
    return Chart(id=_file(b, o), title=o.name, spec=spec, text=f"{o.name}: median peak {peak:.2f} over the baseline")
