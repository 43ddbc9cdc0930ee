"""Did the hazard foresee what came? Fit on what was known at a date, predict the years after it, count what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.errors import MissingData
from didymium.records import Record
from didymium.strategy import hazard
from didymium.strategy.atrisk import cells, covariates, rounds
from didymium.strategy.outcome import today
from didymium.world.load import World

Array = NDArray[np.float64]
CUTS = ("2009-12-31", "2014-12-31", "2019-12-31", "2022-12-31")
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


def calibration(
    world: World, cuts: Sequence[str] = CUTS, draws: int = 400, seed: int = 0
) -> tuple[CalibrationPoint, ...]:
    """Predicted against realised rounds, period by period; each prediction sees only what was known at its start.

    A period runs from its cut to the next one (the last to the world's date); a cut at which no supplier or measure
    was known yet is left out.
    """
    ends = [*cuts[1:], today(world).isoformat()]
    points: list[CalibrationPoint] = []
    for begin, end in zip(cuts, ends, strict=True):
        if begin < end <= today(world).isoformat():
            points += _period(world, dt.date.fromisoformat(begin), dt.date.fromisoformat(end), draws, seed)
    return tuple(points)


def _period(world: World, begin: dt.date, end: dt.date, draws: int, seed: int) -> list[CalibrationPoint]:
    past = world.as_of(begin)
    try:
        members, seen = cells(past, FIRST)
    except MissingData:
        return []
    model = hazard.fit(seen)
    now = np.array([covariates(u, begin, past) for u in members])
    years = (end - begin).days / 365.25
    rates = hazard.rates(model, now, seen, draws, seed)
    counts = np.random.default_rng(seed).poisson(rates * years) / years
    came = np.array([sum(begin < d <= end for d in rounds(u, world)) for u in members]) / years
    order = np.argsort(counts.mean(0), kind="stable")
    groups = [np.arange(len(members)), *np.array_split(order, GROUPS)]
    name = f"{begin.year + 1}-{end.year}"
    return [
        _point(name, g, counts[:, rows].sum(1), float(came[rows].sum()), len(rows)) for g, rows in enumerate(groups)
    ]


def _point(period: str, group: int, counts: Array, realised: float, units: int) -> CalibrationPoint:
    low, high = (float(x) for x in np.quantile(counts, [0.05, 0.95]))
    return CalibrationPoint(
        period=period, group=group, units=units, predicted=float(counts.mean()), low=low, high=high,
        realised=realised, inside=low <= realised <= high,
    )  # fmt: skip
