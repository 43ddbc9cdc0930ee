"""`sweep report`: which axes move a figure, and which cells stand out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from didymium.errors import MissingData
from didymium.scale.sweep import collected, manifest, scan

METRIC = "value_added_at_risk_usd"


@dataclass(frozen=True)
class Effect:
    """One axis: the share of the variance of the figure over the grid that its value alone explains (0..1), and the
    mean of the figure at each of its values."""

    axis: str
    share: float
    means: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Report:
    """What a sweep says of one figure. cells: how many have it; effects: axes, the strongest first; top: the cells
    where it is highest, as (cell, value, low, high, settings)."""

    metric: str
    unit: str
    country: str | None
    mineral: str | None
    cells: int
    effects: tuple[Effect, ...]
    top: tuple[tuple[int, float, float | None, float | None, dict[str, str]], ...]

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "metric": self.metric, "unit": self.unit, "country": self.country, "mineral": self.mineral,
            "cells": self.cells,
            "effects": [{"axis": e.axis, "share": e.share, "means": dict(e.means)} for e in self.effects],
            "top": [{"cell": c, "value": v, "low": lo, "high": hi, **at} for c, v, lo, hi, at in self.top],
        }  # fmt: skip


def report(
    folder: str | Path, metric: str = METRIC, *, country: str | None = None, mineral: str | None = None, most: int = 10
) -> Report:
    """Which axes and cells of a sweep matter for a figure (its median, and in `top` also p05 and p95).

    country, mineral: which figure where a cell has several (default: the country whose figure varies most; the figure
    of no single sector). Shares are first-order: variance of the means over one axis by the variance over all cells;
    what they leave to 1 is interaction. Source: Saltelli et al. 2008, Global Sensitivity Analysis, ch. 4.
    Errors: `MissingData` where no cell has such a figure, with the metrics that there are.
    """
    axes = list(manifest(folder)["vary"])
    figures = _figures(folder, metric, country, mineral)
    country = country or _liveliest(figures, "country")
    figures = figures if country is None else figures.filter(pl.col("country") == country)
    mineral = mineral or _liveliest(figures, "mineral")
    figures = figures if mineral is None else figures.filter(pl.col("mineral") == mineral)
    one = figures.unique("cell", keep="first", maintain_order=True)
    table = one.join(collected(folder, scan(folder, "cells").select("cell", *axes)), on="cell").sort("cell")
    effects = sorted((_effect(table, axis) for axis in axes), key=lambda e: -e.share)
    return Report(
        metric, str(table["unit"][0]), country, mineral, len(table), tuple(effects), _top(table, axes, most)
    )  # fmt: skip


def _figures(folder: str | Path, metric: str, country: str | None, mineral: str | None) -> pl.DataFrame:
    lazy = scan(folder, "figures")
    wanted = lazy.filter((pl.col("metric") == metric) & pl.col("sector").is_null())
    for column, value in (("country", country), ("mineral", mineral)):
        if value is not None:
            wanted = wanted.filter(pl.col(column) == value)
    found = collected(folder, wanted)
    if found.is_empty():
        known = ", ".join(sorted(collected(folder, lazy.select(pl.col("metric").unique()))["metric"].drop_nulls()))
        about = ", ".join(filter(None, (country, mineral)))
        raise MissingData(f"{folder}: no {metric}{f' of {about}' if about else ''}; there are: {known or 'no figures'}")
    return found


def _liveliest(figures: pl.DataFrame, column: str) -> str | None:
    """The value of a column whose figures vary most over the cells; ties go to the first by name."""
    spread = figures.group_by(column).agg(pl.col("value").std().fill_null(0.0).alias("spread"))
    order = spread.sort(["spread", column], descending=[True, False], nulls_last=True)
    value = order[column][0]
    return None if value is None else str(value)


def _effect(table: pl.DataFrame, axis: str) -> Effect:
    means = table.group_by(axis, maintain_order=True).agg(pl.col("value").mean().alias("mean"), pl.len().alias("n"))
    whole, total = float(table["value"].mean() or 0.0), float(table["value"].var(ddof=0) or 0.0)  # type: ignore[arg-type]
    between = float(((means["mean"] - whole) ** 2 * means["n"]).sum()) / len(table)
    pairs = tuple((str(a), float(m)) for a, m in zip(means[axis], means["mean"], strict=True))
    return Effect(axis, between / total if total > 0 else 0.0, pairs)


def _top(table: pl.DataFrame, axes: list[str], most: int) -> tuple[tuple[Any, ...], ...]:
    rows = table.sort(["value", "cell"], descending=[True, False]).head(most).iter_rows(named=True)
    return tuple((r["cell"], r["value"], r["low"], r["high"], {a: r[a] for a in axes}) for r in rows)


def shown(value: float, unit: str) -> str:
    """A figure of the report in three digits with its unit."""
    return f"{value:.3g} {unit}" if unit != "1" else f"{value:.3g}"


def settings(at: dict[str, str]) -> str:
    """The settings of a cell in one line."""
    return ", ".join(f"{k}={json.dumps(v) if ' ' in v else v}" for k, v in at.items())
