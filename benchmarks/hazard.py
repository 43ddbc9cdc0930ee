"""What the hazard of measures foretold each New Year beside what came: the table of docs/method/premium.md.

Each prediction sees only what was known the day before; a year in which no supplier or measure was known yet is left
out. Scores: Poisson deviance of the units' yearly counts and mean |ln((predicted + 1) / (came + 1))| of the yearly
totals, both beside a constant rate (all past rounds over all unit-years).
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.errors import MissingData
from didymium.strategy import hazard
from didymium.strategy.atrisk import FIRST, cells, rounds
from didymium.strategy.outcome import today
from didymium.world.load import World, load_world

Array = NDArray[np.float64]
PERIODS = ((2010, 2014), (2015, 2019), (2020, 2022), (2023, 2029))  # the quarters of two decades; the last to date
FIFTHS = 5  # units are compared in fifths by predicted rate, ranked anew each year


@dataclass(frozen=True)
class Year:
    """One year's forecast: counts (draw, unit), the rate (unit,), the constant rate, what came (unit,), its length."""

    year: int
    counts: Array
    rate: Array
    constant: float
    came: Array
    length: float


def forecast(world: World, year: int, draws: int, seed: int) -> Year | None:
    """The forecast of a year by what was known on the last day before it; None where that is nothing."""
    begin, end = dt.date(year - 1, 12, 31), min(dt.date(year, 12, 31), today(world))
    past = world.as_of(begin)
    try:
        members, seen = cells(past, FIRST)
    except MissingData:
        return None
    model, length = hazard.fit(seen), (end - begin).days / 365.25
    rates = hazard.rates(model, draws, seed) * length
    came = np.array([sum(begin < d <= end for d in rounds(u, world)) for u in members], dtype=float)
    counts = np.random.default_rng(seed).poisson(rates).astype(float)
    return Year(year, counts, rates.mean(axis=0), float((seen.y.sum() + 0.5) / model.years * length), came, length)


def deviance(came: Array, rate: Array) -> float:
    """2 sum [y ln(y / mu) - (y - mu)]."""
    rate = np.maximum(rate, 1e-9)
    return float(2 * np.sum(np.where(came > 0, came * np.log(np.maximum(came, 1e-9) / rate), 0.0) - came + rate))


def groups(years: list[Year]) -> list[tuple[float, float, float, float]]:
    """(predicted, low, high, came) a year: of all units, then of each fifth of them, the lowest prediction first."""
    span = sum(y.length for y in years)
    fifths = [np.array_split(np.argsort(y.rate, kind="stable"), FIFTHS) for y in years]
    found = []
    for each in ([np.arange(len(y.came)) for y in years], *([f[g] for f in fifths] for g in range(FIFTHS))):
        counts = sum(y.counts[:, at].sum(1) for y, at in zip(years, each, strict=True)) / span
        came = sum(float(y.came[at].sum()) for y, at in zip(years, each, strict=True)) / span
        low, high = np.quantile(counts, (0.05, 0.95))
        found.append((float(np.mean(counts)), float(low), float(high), came))
    return found


def record(world: World, draws: int = 400, seed: int = 0) -> list[Year]:
    """The forecasts of all years of `PERIODS`."""
    last = today(world)
    wanted = [y for first, end in PERIODS for y in range(first, min(end, last.year) + 1) if dt.date(y, 1, 31) < last]
    return [found for y in wanted if (found := forecast(world, y, draws, seed)) is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=400)
    years = record(load_world(), parser.parse_args().draws)
    print("| period | predicted | range | came | of it in the highest fifth |\n|---|---|---|---|---|")
    for first, end in PERIODS:
        own = [y for y in years if first <= y.year <= end]
        whole, *_, top = groups(own)
        part = top[3] / whole[3] if whole[3] else float("nan")
        print(f"| {own[0].year}-{own[-1].year} | {whole[0]:.0f} | {whole[1]:.0f} to {whole[2]:.0f} | {whole[3]:.0f} | "
              f"{part:.0%} |")  # fmt: skip
    flat = [np.full(len(y.came), y.constant) for y in years]
    ours, theirs = (
        sum(deviance(y.came, r) for y, r in zip(years, rates, strict=True)) for rates in ([y.rate for y in years], flat)
    )
    totals = np.array([(y.rate.sum(), f.sum(), y.came.sum()) for y, f in zip(years, flat, strict=True)])
    error = np.abs(np.log((totals[:, :2] + 1) / (totals[:, 2:] + 1))).mean(axis=0)
    ends = [np.quantile(y.counts.sum(axis=1), (0.05, 0.95)) for y in years]
    inside = sum(low <= y.came.sum() <= high for y, (low, high) in zip(years, ends, strict=True))
    print(f"explained {1 - ours / theirs:.0%} of the deviance; {inside} of {len(years)} totals inside the band")
    print(f"error of the totals {error[0]:.2f}, of a constant rate {error[1]:.2f}")


if __name__ == "__main__":
    main()
