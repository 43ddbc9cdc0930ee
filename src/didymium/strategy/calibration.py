"""Did the hazard foresee what came? Fit on what was known each New Year, predict that year, count what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.errors import MissingData
from didymium.records import Record
from didymium.strategy import hazard
from didymium.strategy.atrisk import cells, covariates, rounds
from didymium.strategy.outcome import today
from didymium.world.load import World

Array = NDArray[np.float64]
PERIODS = ((2010, 2014), (2015, 2019), (2020, 2022), (2023, 2029))  # the quarters of two decades; the last to date
FIRST = 2006  # the first year of the table of measures
GROUPS = 5  # units are compared in fifths by predicted rate


class CalibrationPoint(Record):
    """Predicted and realised rounds of measures a year over one group of units in one period.

    group 0 is all units together; 1 the fifth with the lowest prediction, 5 the highest. low and high are the 5th
    and 95th percentile of what the model would have counted.
    """

    period: str
    group: int
    units: int
    predicted: float
    low: float
    high: float
    realised: float
    inside: bool


class Calibration(Record):
    """Predictions against what came, and their score beside a constant rate (all past rounds over all unit-years).

    deviance: Poisson deviance of the units' yearly counts; explained: 1 - deviance / that of the constant rate (0: no
    better); log_error: mean of |ln((predicted + 1) / (came + 1))| of the yearly totals; inside: part of the years
    whose total lies within the 5th to 95th percentile.
    """

    points: tuple[CalibrationPoint, ...]
    years: int
    inside: float
    deviance: float
    constant_deviance: float
    explained: float
    log_error: float
    constant_log_error: float


@dataclass(frozen=True)
class _Year:
    """One year's forecast: counts (draw, unit), the rate (unit,), the constant rate, what came (unit,), its length."""

    year: int
    counts: Array
    rate: Array
    constant: float
    came: Array
    length: float


def calibration(
    world: World, periods: Sequence[tuple[int, int]] = PERIODS, draws: int = 400, seed: int = 0
) -> Calibration:
    """Predicted against realised rounds, year by year; each prediction sees only what was known the day before.

    A year in which no supplier or measure was known yet is left out. Raises `MissingData` when none is left.
    """
    last = today(world)
    wanted = [y for first, end in periods for y in range(first, min(end, last.year) + 1) if dt.date(y, 1, 31) < last]
    years = [found for y in wanted if (found := _forecast(world, y, draws, seed)) is not None]
    if not years:
        raise MissingData("no year of these periods has a forecast; name later ones")
    points = [p for span in periods for p in _period([y for y in years if span[0] <= y.year <= span[1]])]
    ours, theirs = (sum(_deviance(y.came, rate(y)) for y in years) for rate in (lambda y: y.rate, _flat))
    totals = np.array([(y.rate.sum(), _flat(y).sum(), y.came.sum()) for y in years])
    error = np.abs(np.log((totals[:, :2] + 1) / (totals[:, 2:] + 1))).mean(axis=0)
    within = [_inside(y.counts.sum(axis=1), float(y.came.sum())) for y in years]
    return Calibration(
        points=tuple(points), years=len(years), inside=float(np.mean(within)), deviance=ours, constant_deviance=theirs,
        explained=1 - ours / theirs, log_error=float(error[0]), constant_log_error=float(error[1]),
    )  # fmt: skip


def _flat(year: _Year) -> Array:
    return np.full(len(year.came), year.constant)


def _deviance(came: Array, rate: Array) -> float:
    """2 sum [y ln(y / mu) - (y - mu)]."""
    rate = np.maximum(rate, 1e-9)
    return float(2 * np.sum(np.where(came > 0, came * np.log(np.maximum(came, 1e-9) / rate), 0.0) - came + rate))


def _forecast(world: World, year: int, draws: int, seed: int) -> _Year | None:
    begin, end = dt.date(year - 1, 12, 31), min(dt.date(year, 12, 31), today(world))
    past = world.as_of(begin)
    try:
        members, seen = cells(past, FIRST)
    except MissingData:
        return None
    model, length = hazard.fit(seen), (end - begin).days / 365.25
    now = np.array([covariates(u, begin, past) for u in members])
    rates = hazard.rates(model, now, seen, draws, seed) * length
    came = np.array([sum(begin < d <= end for d in rounds(u, world)) for u in members], dtype=float)
    constant = (seen.y.sum() + 0.5) / seen.e.sum() * length
    counts = np.random.default_rng(seed).poisson(rates).astype(float)
    return _Year(year, counts, rates.mean(axis=0), float(constant), came, length)


def _period(years: Sequence[_Year]) -> list[CalibrationPoint]:
    """All units, then fifths of them (ranked anew each year), summed over the years of a period, a year."""
    if not years:
        return []
    name, span = f"{years[0].year}-{years[-1].year}", sum(y.length for y in years)
    fifths = [np.array_split(np.argsort(y.rate, kind="stable"), GROUPS) for y in years]
    groups = [[np.arange(len(y.came)) for y in years], *([f[g] for f in fifths] for g in range(GROUPS))]
    return [
        _point(name, g, sum(y.counts[:, at].sum(1) for y, at in zip(years, rows, strict=True)) / span,
               sum(float(y.came[at].sum()) for y, at in zip(years, rows, strict=True)) / span, len(rows[-1]))
        for g, rows in enumerate(groups)
    ]  # fmt: skip


def _inside(counts: Array, came: float) -> bool:
    low, high = (float(x) for x in np.quantile(counts, [0.05, 0.95]))
    return low <= came <= high


def _point(period: str, group: int, counts: Array, realised: float, units: int) -> CalibrationPoint:
    low, high = (float(x) for x in np.quantile(counts, [0.05, 0.95]))
    return CalibrationPoint(
        period=period, group=group, units=units, predicted=float(counts.mean()), low=low, high=high,
        realised=realised, inside=_inside(counts, realised),
    )  # fmt: skip
