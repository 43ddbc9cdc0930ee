"""What `simulate` returns: quantiles by month, a summary, figures and the manifest that re-creates them; as a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from didymium.errors import BadInput
from didymium.files import inert, write_atomic
from didymium.records import Figure, run_id
from didymium.records.base import in_short
from didymium.twin.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl

METRICS = (
    "price_ratio", "shortage_share", "stock_months", "supply_t", "supply_ratio", "arrivals_ratio", "exports_ratio",
    "arrivals_t", "value_added_at_risk_usd", "value_added_lost_direct_usd", "value_added_lost_network_usd",
    "value_added_lost_embedded_usd", "sender_income_change_usd", "months_to_recovery", "months_to_shortage",
)  # fmt: skip
_UNIT_OF = {"_usd": "USD/month", "_t": "t/month", "_months": "months"}  # by how the name of a metric ends
UNITS = {m: next((u for end, u in _UNIT_OF.items() if m.endswith(end)), "1") for m in METRICS}
UNITS |= {m: "months" for m in METRICS if m.startswith("months_to")}
WIDE = 10.0  # times apart, from which the ends of a band of money or of prices say no order of magnitude


def decided(low: float, high: float) -> bool:
    """Whether a band of money or prices says how much: both ends on one side of zero, at most ten times apart."""
    near, far = sorted((abs(low), abs(high)))
    return low == high or (low * high > 0 and far <= WIDE * near)


@dataclass(frozen=True)
class Row:
    """p05, p50, p95 of one metric by month; economy, sector, mineral and stage say what it is a number of.

    quantiles of a price predict what will be quoted; effect: the same without the market's own movement and the scatter
    of quotes (None for other metrics, which have none). height: the month (place in the horizon) around which most
    draws of a price have their highest, their lowest where it falls.
    """

    metric: str
    mineral: str | None
    stage: str | None
    economy: str
    sector: str | None
    quantiles: NDArray[np.float32]  # (3, month)
    effect: NDArray[np.float32] | None = None
    height: int | None = None

    @property
    def keys(self) -> dict[str, str | None]:
        """What it is a number of, with its unit."""
        return {"mineral": self.mineral, "stage": self.stage, "economy": self.economy, "sector": self.sector,
                "metric": self.metric, "unit": UNITS[self.metric]}  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """The published row: missing months are null."""
        found = self.keys | dict(zip(("p05", "p50", "p95"), _plain(self.quantiles), strict=True))
        if self.effect is not None:
            found |= dict(zip(("effect_p05", "effect_p50", "effect_p95"), _plain(self.effect), strict=True))
        return found


@dataclass(frozen=True, eq=False)
class Result:
    """A simulated scenario. rows: monthly quantiles; figures: headline numbers with p05/p95; missing: what could not
    be computed and why; samples: totals over the horizon by (metric, economy), dims (draw,)."""

    scenario: Scenario
    months: tuple[str, ...]
    rows: tuple[Row, ...]
    figures: tuple[Figure, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    manifest: dict[str, Any]
    start: int = 0  # first month in which anything differs from the baseline
    samples: dict[tuple[str, str], NDArray[np.float32]] = field(repr=False, default_factory=dict)
    worth: dict[tuple[str, str, str], float] = field(repr=False, default_factory=dict)  # of use, USD a year

    def __repr__(self) -> str:
        return in_short(self)

    @property
    def run(self) -> str:
        """Id of the run: the same arguments and world (edition, accepted rows, day) give the same id."""
        return run_id(self.manifest["verb"], {k: v for k, v in self.manifest.items() if k not in {"verb", "version"}})

    @property
    def summary(self) -> tuple[dict[str, Any], ...]:
        """The headline numbers as plain rows; `beyond` names the ends (value, low, high) that the horizon cuts off: a
        recovery of 24 months in a run of 24 is one of more than 24."""
        keys = ("metric", "value", "low", "high", "unit", "mineral", "stage", "country", "sector", "name", "period")
        return tuple(
            {("economy" if k == "country" else k): getattr(f, k) for k in keys} | {"beyond": self.beyond(f)}
            for f in self.figures
        )

    def beyond(self, f: Figure) -> tuple[str, ...]:
        """Which of a figure's ends the horizon cuts off, so that they are lower bounds; only of months to recovery."""
        if f.metric != "months_to_recovery":
            return ()
        last = len(self.months) - self.start
        return tuple(k for k in ("value", "low", "high") if (v := getattr(f, k)) is not None and v >= last - 0.5)

    def to_json(self) -> dict[str, Any]:
        """The published dict: scenario, months, rows, summary, missing, notes, manifest."""
        return {
            "scenario": self.scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "months": list(self.months), "rows": [r.as_dict() for r in self.rows], "summary": list(self.summary),
            "missing": list(self.missing), "notes": list(self.notes), "manifest": self.manifest,
        }  # fmt: skip

    def figure(self, metric: str, economy: str | None = None, mineral: str | None = None, stage: str | None = None,
               sector: str | None = None) -> Figure | None:  # fmt: skip
        """The first headline number that fits, None where there is none (missing, never zero)."""
        asked = (("country", economy), ("mineral", mineral), ("stage", stage))
        fitting = (
            f
            for f in self.figures
            if (f.metric, f.sector) == (metric, sector) and all(v in (None, getattr(f, k)) for k, v in asked)
        )
        return next(fitting, None)

    def loss(self, economy: str) -> tuple[float, float, float] | None:
        """Value added at risk of an economy over the horizon, USD: p05, p50, p95; None where it cannot be computed."""
        return _triple(self.figure("value_added_at_risk_usd", economy))

    def loss_parts(self, economy: str) -> dict[str, tuple[float, float, float]]:
        """The loss of an economy by way, USD, p05, p50, p95 each: `direct` (its own makers go short), `network` (who
        buys from them at home), `embedded` (inputs from makers abroad that go short). Medians do not add up."""
        ways = ("direct", "network", "embedded")
        found = {way: _triple(self.figure(f"value_added_lost_{way}_usd", economy)) for way in ways}
        return {way: value for way, value in found.items() if value is not None}

    def series(self, metric: str, economy: str, mineral: str | None = None, stage: str | None = None,
               sector: str | None = None) -> NDArray[np.float32] | None:  # fmt: skip
        """Monthly p05, p50, p95 of one metric, dims (3, month); None where there is no such row.

        metric `price_effect`: a price without the market's own movement.
        """
        bare = metric == "price_effect"
        wanted = ("price_ratio" if bare else metric, economy, sector)
        for r in self.rows:
            same = (r.metric, r.economy, r.sector) == wanted
            if same and mineral in (None, r.mineral) and stage in (None, r.stage):
                return r.effect if bare else r.quantiles
        return None

    def height(self, f: Figure) -> int | None:
        """The month around which most draws of a price have their height."""
        keys = (f.metric, f.mineral, f.stage, f.country, f.sector)
        rows = (r for r in self.rows if (r.metric, r.mineral, r.stage, r.economy, r.sector) == keys)
        return next((r.height for r in rows), None)


def _plain(rows: NDArray[np.float32]) -> list[list[float | None]]:
    return [[round(float(v), 6) if np.isfinite(v) else None for v in line] for line in rows]


def _triple(f: Figure | None) -> tuple[float, float, float] | None:
    return None if f is None or f.low is None or f.high is None else (f.low, f.value, f.high)


def frame(result: Result) -> pl.DataFrame:
    """The monthly rows as a long table: metric, unit, mineral, stage, economy, sector, month, p05, p50, p95."""
    import polars as pl

    keys = ("metric", "unit", "mineral", "stage", "economy", "sector")
    parts = [
        pl.DataFrame(
            {"month": list(result.months), **dict(zip(("p05", "p50", "p95"), r.quantiles, strict=True))}
        ).with_columns(*(pl.lit(row[k], dtype=pl.String).alias(k) for k in keys))
        for r in result.rows
        for row in (r.keys,)
    ]
    return pl.concat(parts).fill_nan(None).select(*keys, "month", "p05", "p50", "p95")


def plain_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with text that no spreadsheet takes for a formula."""
    import polars as pl

    return rows.with_columns(pl.col(pl.String).map_elements(inert, return_dtype=pl.String))


def save(result: Result, path: str | Path) -> Path:
    """Write the result to `path` whole or not at all: .parquet, .csv or .json by its ending.

    Errors: `BadInput` for another ending or a place that cannot be written.
    """
    import json

    target = Path(path)
    writers: dict[str, Any] = {
        ".parquet": lambda: _parquet(result),
        ".csv": lambda: plain_cells(frame(result)).write_csv(),
        ".json": lambda: json.dumps(result.to_json(), default=str),
    }  # fmt: skip
    if target.suffix not in writers:
        raise BadInput(f"{target.name}: end the name in .parquet, .csv or .json")
    return write_atomic(target, writers[target.suffix]())


def _parquet(result: Result) -> bytes:
    import io

    buffer = io.BytesIO()
    frame(result).write_parquet(buffer)
    return buffer.getvalue()
