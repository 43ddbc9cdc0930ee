"""A plain regression on past episodes, and its blend with the twin's prices where it foretells better: in outages.

`tables/observed.csv` holds what was seen in every episode beside what was known of it beforehand;
`scripts/calibrate_twin.py` makes it from the episodes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.twin import measure as m_
from didymium.twin.group import Shock
from didymium.twin.hierarchy import Covariates

Floats = NDArray[np.floating[Any]]
F32 = NDArray[np.float32]
TABLE = Path(__file__).parent / "tables" / "observed.csv"
PENALTY = 0.3  # of the ridge, in episodes: judgement
HALF = 0.5  # the twin's part in a blended log price: an equal pool, which no other weight in tenths beat by 1 % in CRPS
FEWEST = 8  # episodes from which a regression is fitted


@dataclass(frozen=True)
class Known:
    """What was known of an observed price beforehand: the part of the buyers' usual supply that is lost, 0..1, months
    since the shock began, and what the market is like."""

    lost: float
    month: float
    x: Covariates

    def features(self) -> Floats:
        """What the regression uses: the size of the loss, alone and by market and shock, and time."""
        size, late = -np.log(max(1 - self.lost, 0.05)), np.log1p(self.month) / np.log(13)
        x = self.x
        value = np.clip(x.value / 3, -1, 1)  # from half a dollar to 200 a kilogram: beyond, a loss would lower prices
        return np.array(
            [1.0, size, size * late, -size * value, size * x.exchange, size * x.outage, late * (1 - x.exchange)]
        )


def ridge(rows: Floats, seen: Floats, weights: Floats) -> Floats:
    """Coefficients of a ridge regression; the constant is not shrunk less than the rest, as no shock is no change."""
    left = (rows * weights[:, None]).T @ rows + PENALTY * np.eye(rows.shape[1])
    return np.linalg.solve(left, (rows * weights[:, None]).T @ seen)


def fit(known: Iterable[Known], seen: Floats, episodes: NDArray[Any]) -> Floats:
    """Coefficients over observations, each episode weighing one."""
    weight = np.array([1 / np.sum(episodes == n) for n in episodes])
    return ridge(np.stack([k.features() for k in known]), seen, weight)


@lru_cache(maxsize=128)
def fitted(date: dt.date | None, leave: str | None = None) -> tuple[float, ...] | None:
    """Coefficients from the episodes that had ended by a date (None: all), without one; None where they are few."""
    table = pl.read_csv(TABLE, try_parse_dates=True)
    table = table.filter((pl.col("ended") <= date) if date else pl.lit(True))
    table = table.filter(pl.col("episode") != leave) if leave else table
    if table["episode"].n_unique() < FEWEST:
        return None
    known = [
        Known(r["lost"], r["month"], Covariates(r["value"], r["exchange"], r["outage"]))
        for r in table.iter_rows(named=True)
    ]
    return tuple(fit(known, table["seen"].to_numpy(), table["episode"].to_numpy()))


def blend(shock: Shock, out: F32, coefficients: tuple[float, ...] | None) -> F32:
    """The kernel's metrics with prices half the twin's and half the regression's, in logarithms, from the month in
    which an outage begins; other shocks as they are.

    Spot and paid prices move alike. out: dims (economy, market, metric, month, draw).
    """
    if not shock.outage or coefficients is None:
        return out
    blended = out.copy()
    for m, x in enumerate(shock.markets):
        traits = m_.covariates(x, outage=True)
        for e in range(len(shock.economies)):
            if m_.base_use(shock, e, m) <= 0:
                continue
            lost = m_.lost_share(shock, m_.priced_by(shock, e, m), m)
            line = np.zeros(len(lost), np.float32)
            for t in range(shock.start, len(lost)):
                line[t] = Known(float(lost[t]), t - shock.start + 1.0, traits).features() @ np.array(coefficients)
            lift = np.exp((1 - HALF) * line)[:, None]
            for metric in (m_.PRICE, m_.PAID):
                blended[e, m, metric] = out[e, m, metric] ** np.float32(HALF) * lift
    return blended
