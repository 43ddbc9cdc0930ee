"""What episodes taught about the price laws: joint draws of (mu, B, Sigma), and parameters drawn from them.

A parameter theta of one shock in one market is transform(mu + B x + sigma z): x are the covariates of the market
and the kind of shock, z one standard normal a draw. (mu, B, sigma) are drawn jointly from their posterior given
the episodes that had ended by the world's date; `scripts/calibrate_twin.py` makes the table. docs/method/twin.md,
Calibration.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

TABLE = Path(__file__).parent / "tables" / "joint.parquet"
FIT = Path(__file__).parent / "tables" / "fit.parquet"
PRIOR = Path(__file__).parent / "tables" / "hierarchy.csv"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Covariates:
    """What a market is like: ln USD/kg over 10, traded on an exchange, lost output rather than a measure; 0 or 1."""

    value: float
    exchange: float
    outage: float

    def row(self) -> Floats:
        """Constant, value, exchange, outage."""
        return np.array([1.0, self.value, self.exchange, self.outage])


COVARIATES = ("constant", "value", "exchange", "outage")


@dataclass(frozen=True)
class Term:
    """One hyperparameter: the coefficient of a covariate in a parameter, or its spread between shocks; normal prior."""

    parameter: str
    covariate: str  # or "spread", whose logarithm is normal
    mean: float
    deviation: float
    source: str

    @property
    def name(self) -> str:
        """Column of the table of joint draws."""
        return f"{self.parameter}.{self.covariate}"


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """The hyperparameters with their priors, in the order of the table."""
    return tuple(
        Term(r["parameter"], r["covariate"], float(r["mean"]), float(r["deviation"]), r["source"])
        for r in pl.read_csv(PRIOR).iter_rows(named=True)
    )


def parameters() -> tuple[str, ...]:
    """The parameters that are drawn from the hierarchy."""
    return tuple(dict.fromkeys(t.parameter for t in terms()))


@lru_cache(maxsize=32)
def joint(date: dt.date | None) -> Floats:
    """Joint draws of the hyperparameters that a world seen on `date` may use, dims (draw, term)."""
    table = pl.read_parquet(TABLE)
    vintages = sorted(set(table["known_from"]))
    known = [v for v in vintages if date is None or v <= date]
    chosen = known[-1] if known else vintages[0]
    return table.filter(pl.col("known_from") == chosen).select([t.name for t in terms()]).to_numpy().astype(float)


def without(episode: str) -> Floats | None:
    """Joint draws given all episodes but one, dims (draw, term): those of the last vintage, drawn again by one over the
    likelihood that they give the episode (weights at most the square root of their number times the mean); None
    where it taught nothing."""
    fits = pl.read_parquet(FIT)
    if episode not in fits.columns:
        return None
    log = -fits[episode].to_numpy().astype(float)
    weight = np.exp(log - log.max())
    weight = np.minimum(weight, weight.mean() * np.sqrt(len(weight)))
    place = (np.arange(len(weight)) + 0.5) / len(weight)
    rows = np.searchsorted(np.cumsum(weight) / weight.sum(), place).clip(max=len(weight) - 1)
    return np.asarray(joint(None)[rows])


def normal(u: Floats) -> Floats:
    """Standard normal quantiles of u in 0..1, by a table of 4,096 cells (error below 1e-4 inside 0.0005..0.9995)."""
    return np.interp(u, *_quantiles())


@lru_cache(maxsize=1)
def _quantiles() -> tuple[Floats, Floats]:
    u = (np.arange(4096) + 0.5) / 4096
    inverse = NormalDist().inv_cdf
    return u, np.array([inverse(float(p)) for p in u])


def settle(v: dict[str, Floats], x: Covariates, draws: Floats, stage: str) -> dict[str, Floats]:
    """Parameter values of one market: those of `parameters()` from the joint draws, the others as they are.

    v: uniforms in 0..1 of the hierarchical parameters and of `episodes` (which joint draw), values of the others; dims
    (draw,). draws: `joint(date)`. stage: of the market.
    """
    return v | {name: bounded(name, theta) for name, theta in normal_scale(v, x, draws, stage).items()}


def normal_scale(v: dict[str, Floats], x: Covariates, draws: Floats, stage: str) -> dict[str, Floats]:
    """theta = mu + B x + sigma z of each hierarchical parameter, dims (draw,); arguments as in `settle`."""
    row = draws[np.minimum((v["episodes"] * len(draws)).astype(int), len(draws) - 1)]
    centre, spread = moments(row, x)
    z = {name: normal(v[name]) for name in parameters()} | {"stock": _of_stage(normal(v["stock"]), stage)}
    return {name: centre[name] + spread[name] * z[name] for name in parameters()}


def _of_stage(z: Floats, stage: str) -> Floats:
    """Deviates of one stage of a chain, its own: what smelters hold says little of what their customers do, so that no
    chain is dry or full at every stage at once but by chance."""
    return np.random.default_rng(zlib.crc32(stage.encode())).permutation(z)


def moments(row: Floats, x: Covariates) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """mu + B x and sigma of each parameter from rows of hyperparameters, dims (draw, term)."""
    covariate = dict(zip(COVARIATES, x.row(), strict=True))
    centre = {name: np.zeros(len(row)) for name in parameters()}
    spread = {}
    for i, t in enumerate(terms()):
        if t.covariate == "spread":
            spread[t.parameter] = np.exp(row[:, i])
        else:
            centre[t.parameter] = centre[t.parameter] + row[:, i] * covariate[t.covariate]
    return centre, spread


def bounded(name: str, theta: Floats) -> Floats:
    """From the normal scale to the parameter's own: a share for leaks, else positive, as the kernel can run it."""
    if name.startswith("leak"):
        return np.asarray(1 / (1 + np.exp(-theta)))
    low, high = LIMITS[name]
    return np.clip(np.exp(theta), low, high)


LIMITS = {
    "ladder": (1.02, 400.0), "stock_elasticity": (0.06, 4.0), "hoard": (0.01, 30.0), "spare": (0.001, 0.6),
    "price_speed": (0.03, 0.95), "stock": (0.2, 24.0), "fear_half_life": (1.0, 60.0), "market": (0.2, 4.0),
    "scatter": (0.02, 1.5), "surge": (0.005, 2.0), "price_floor": (0.2, 0.85), "relief": (0.01, 3.0),
}  # fmt: skip
