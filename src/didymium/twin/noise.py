"""How far prices and volumes move by themselves: what stands between a modelled ratio and an observed one.

The twin's ratios are over the same month without the measure; history gives ratios over a day in the past. In between
the market moves for reasons of its own, so a forecast of the observed ratio is the modelled one times that movement.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.errors import UnknownLabel
from didymium.world.load import World

Floats = NDArray[np.floating[Any]]
F32 = NDArray[np.float32]
FREEDOM = 5.0  # of Student's t: yearly changes of the price table have a kurtosis of about 9
POOLED = 10.0  # yearly changes that the pooled figure weighs as many as
OF_MEANS = 1.5**0.5  # changes of yearly means of a random walk vary by 2/3 of its yearly variance
FEWEST = 20  # yearly changes below which nothing is pooled
VOLUME_HALF_LIFE = 12.0  # months: volumes come back to their level, so that it varies as its yearly changes do
TIGHT = 0.02  # rise of the log effect at which quotes run away by 63 % of what they may (judgement)
RUN = 1.4  # multiple of the calibrated surge in a forecast: the likelihood takes a run as one surprise
OWN = 0.65  # multiple of a market's own movement in a forecast, whose volatility is read from years that hold squeezes
# too; of the pairs whose bands hold what they say within a width of x5 in controls, each episode left out, the best
QUOTE = 0.10  # standard deviation of a quote around the market: grade, place, trader (assumed)


def volatility(world: World, mineral: str) -> tuple[float, str]:
    """Yearly standard deviation of the log price of a mineral by itself, and what it rests on.

    sigma^2 = 1.5 (n0 s0^2 + sum d^2) / (n0 + n), d the changes of yearly means in the mineral's own series known by the
    world's date, s0 those of all minerals, n0 = 10. NaN when the price table is too thin.
    """
    return _pooled(_changes(world.settled("prices")), mineral, "prices")


def volume_volatility(world: World, mineral: str, exporter: str) -> tuple[float, str]:
    """The same for the tonnes that a country exports of a mineral, from the trade table.

    Codes of small flows jump by orders of magnitude, so the spread is taken from the median absolute change.
    """
    changes = _exports(world.settled("trade"), exporter)
    everything = np.array([d for own in changes.values() for d in own])
    if everything.size < FEWEST:
        return float("nan"), f"fewer than {FEWEST} yearly changes of exports are known"
    own = np.array(changes.get(mineral, ()))
    middle = [1.4826 * float(np.median(np.abs(x))) if x.size else 0.0 for x in (everything, own)]
    variance = (POOLED * middle[0] ** 2 + own.size * middle[1] ** 2) / (POOLED + own.size)
    return float(np.sqrt(variance)), f"{own.size} own and {everything.size} pooled yearly changes of exports"


def _pooled(changes: dict[str, list[float]], mineral: str, what: str) -> tuple[float, str]:
    everything = np.array([d for own in changes.values() for d in own])
    if everything.size < FEWEST:
        return float("nan"), f"fewer than {FEWEST} yearly changes of {what} are known"
    own = np.array(changes.get(mineral, ()))
    variance = (POOLED * np.mean(everything**2) + np.sum(own**2)) / (POOLED + own.size)
    return float(OF_MEANS * np.sqrt(variance)), f"{own.size} own and {everything.size} pooled yearly changes of {what}"


@lru_cache(maxsize=16)
def _changes(world: World) -> dict[str, list[float]]:
    try:
        table = world.table("prices")
    except UnknownLabel:
        return {}
    table = table.filter(pl.col("value") > 0).with_columns(year=pl.col("period").str.slice(0, 4).cast(pl.Int32))
    key = ("mineral", "form", "market", "unit")
    return _yearly(table.group_by(*key, "year").agg(pl.col("value").mean()), key)


@lru_cache(maxsize=16)
def _exports(world: World, exporter: str) -> dict[str, list[float]]:
    table = world.table("trade").filter((pl.col("exporter") == exporter) & (pl.col("quantity_t") > 0))
    key = ("mineral", "hs")
    return _yearly(table.group_by(*key, "year").agg(value=pl.col("quantity_t").sum()), key)


def _yearly(table: pl.DataFrame, key: tuple[str, ...]) -> dict[str, list[float]]:
    """Log changes from one year to the next, by mineral (the first of `key`)."""
    found: dict[str, list[float]] = {}
    for name, own in table.sort("year").partition_by(*key, as_dict=True, maintain_order=True).items():
        years, logs = own["year"].to_numpy(), np.log(own["value"].to_numpy())
        next_year = np.diff(years) == 1
        found.setdefault(str(name[0]), []).extend(np.diff(logs)[next_year].tolist())
    return found


NEAR = 2  # months within which a peak counts as foretold


def near(peaks: NDArray[np.int64]) -> Floats:
    """Part of the draws that have their highest within two months of each month, from how many have it in which.

    The month around which most do is what is foretold: that of the highest median would do where a shock moves the
    price much; where it moves it by a few per cent the draws peak anywhere, and what is asked is a window."""
    return np.asarray(np.convolve(peaks, np.ones(2 * NEAR + 1))[NEAR:-NEAR] / max(peaks.sum(), 1))


def walk(months: int, before: int, draws: int, sigma: float | Floats, seed: int, *, stays: bool = False) -> Floats:
    """Factors by which the market moves by itself, dims (month, draw), median 1.

    A random walk of the log price with yearly standard deviation `sigma` (one, or one a draw), `before` months old in
    the first month (the age of the baseline); with `stays` (volumes) one that comes back with a half-life of a year and
    varies by `sigma` at any time. Scaled by Student's t of five degrees of freedom and unit variance a draw, with
    a quote's own 10 %.
    """
    rng = np.random.default_rng([seed, months, before, draws])
    keep = 0.5 ** (1 / VOLUME_HALF_LIFE) if stays else 1.0
    path = _mirrored(rng, months, draws)
    path[0] *= 1.0 if stays else np.sqrt(max(before, 0.5) / 12)
    path[1:] *= np.sqrt(1 - keep**2) if stays else np.sqrt(1 / 12)
    for t in range(1, months):
        path[t] += np.float32(keep) * path[t - 1]
    tails = np.sqrt((FREEDOM - 2) / rng.chisquare(FREEDOM, draws - draws // 2))
    tails = np.concatenate([tails, tails[: draws // 2]])
    path *= np.asarray(sigma * tails, dtype=np.float32)
    path += np.float32(QUOTE) * _mirrored(rng, months, draws)
    return np.exp(path)


def _mirrored(rng: np.random.Generator, months: int, draws: int) -> F32:
    """Standard normals, each draw of the first half with its mirror image in the second: medians stay at zero."""
    half = rng.standard_normal((months, draws - draws // 2), dtype=np.float32)
    return np.concatenate([half, -half[:, : draws // 2]], axis=1)


def moving(sigma: float, market: Floats) -> Floats:
    """Yearly standard deviation with which a market moves by itself in a forecast, dims (draw,): `OWN` x sigma x the
    drawn multiple; zero where no volatility is known."""
    return np.asarray(OWN * np.nan_to_num(sigma) * market)


def own_moves(world: World, mineral: str, shape: tuple[int, ...], market: Floats, seed: int) -> F32:
    """Movement of a mineral's price by itself over a run, dims (month, draw) = `shape`, quotes within it; market: the
    multiple of its volatility, a draw. Where no volatility is known only the quote moves."""
    wide = moving(volatility(world, mineral)[0], market)
    number = zlib.crc32(mineral.encode())  # each mineral moves by itself, the same whatever else runs
    return walk(shape[0], 1, shape[1], wide, (seed + number) % 2**32)


def quoted(effect: Floats, market: Floats, scatter: Floats, surge: Floats, seed: int) -> Floats:
    """What a quote will say: effect x the market's own movement x exp(scatter |ln effect| z) x how far quotes run away.

    effect, market: dims (month, draw). scatter: dims (draw,), spread of one series of quotes per unit of log effect, as
    calibrated; one z a draw: in a squeeze little is traded, and who buys at all sets the quote. surge: `run_away`.
    """
    rng = np.random.default_rng([seed, effect.shape[1], 1])
    z = rng.standard_normal(effect.shape[1:]).astype(effect.dtype)
    log = np.log(effect)
    return np.asarray(market * np.exp(log + scatter * np.abs(log) * z + run_away(log, RUN * surge, rng)))


def run_away(log_effect: Floats, surge: Floats, rng: np.random.Generator) -> Floats:
    """How far the log of a quote runs above the effect once a market tightens at all: surge x Exp(1), one a draw.

    What mechanisms of other forms would add has one sign, for panic and thin trade lift quotes and nothing pushes them
    below what the effect says: s E (1 - exp(-max(ln effect, 0) / 2 %)). log_effect: dims (month, draw); surge (draw,).
    """
    most = rng.exponential(size=log_effect.shape[1:]).astype(log_effect.dtype) * surge.astype(log_effect.dtype)
    return np.asarray(most * -np.expm1(np.maximum(log_effect, 0) / -TIGHT))


def crps(sample: Floats, seen: float) -> float:
    """Continuous ranked probability score of a sample for one observation, in the sample's unit; less is better.

    E|X - y| - E|X - X'| / 2, the second mean over all pairs. Source: Gneiting and Raftery 2007.
    """
    x = np.sort(sample)
    n = len(x)
    spread = 2 * np.sum((2 * np.arange(1, n + 1) - n - 1) * x) / n**2
    return float(np.mean(np.abs(x - seen)) - spread / 2)
