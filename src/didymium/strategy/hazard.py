"""How often a measure comes: Poisson counts around a rate of the state, a Gamma frailty a unit, a wave that all share.

The wave is a discounted Gamma (the power steady model of Smith 1979; Harvey and Fernandes 1989): past years count
0.5 to the power of their age, so that a calm or a spate of decrees moves the next year's rate. What a unit is like
(its share of supply, how far apart the two states vote) foretells nothing beside the record, see premium.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HALF_LIFE = 10.0  # years after which a unit's round counts half (8 and 15 foretold as well as 10, 4 and none worse)
STATE = 10.0  # rounds that the mean of all states weighs as many as in the rate of one (3 and 30 foretold as well)
FADE = 0.5  # weight of a year's surprise in the wave, a year later (prior: a wave halves in a year)
WAVE, WAVE_VOTES = 0.7, 10.0  # prior shape of the factor of a wave (5th to 95th percentile 0.02 to 3), and its weight
SHAPES = np.exp(np.linspace(-4, 3, 141))  # of the frailty, among which the likeliest is taken; ln k ~ N(0, 1)


@dataclass(frozen=True)
class Cells:
    """Rounds `y` of each unit at risk and year, dims (unit, year), the last year last; exposure `e`, years, dims
    (year,); `sender`: the number of each unit's sender, dims (unit,)."""

    y: Array
    e: Array
    sender: NDArray[np.intp]


@dataclass(frozen=True)
class Fit:
    """A fitted hazard: rounds a year of the mean unit, from so many decrees (a sender's year with a round); frailty
    shape `k`; faded rounds of each unit, those expected of it and its state's rate over the mean, dims (unit,).

    `shock` is the shape of the Gamma factor that all units share in a time: restrictions come in waves. `wave` holds
    the (came, expected) decrees of the past years, faded: that factor's law for the next year is
    Gamma(shock + came, shock + expected).
    """

    base: float
    decrees: int
    k: float
    hits: Array
    expected: Array
    lean: Array
    shock: float
    wave: tuple[float, float]
    events: int
    years: float

    @property
    def swell(self) -> float:
        """Mean factor of the wave for the next year (1: as many decrees of late as expected)."""
        return (self.shock + self.wave[0]) / (self.shock + self.wave[1])


def fit(cells: Cells) -> Fit:
    """The rate of measures: y ~ Poisson(u e b s), s of the state, u ~ Gamma(k, k) a unit, integrated out.

    One decree on twelve minerals counts as one surprise, not twelve, in the wave and in how sure `base` is. Raises
    ValueError without cells.
    """
    if not cells.y.size:
        raise ValueError("no unit is at risk")
    faded = 0.5 ** (np.arange(len(cells.e), 0, -1) / HALF_LIFE)
    hits, years = cells.y @ faded, float(cells.e @ faded)
    base = (float(hits.sum()) + 0.5) / (years * len(hits))
    counts, own = np.bincount(cells.sender), np.bincount(cells.sender, hits)
    lean = ((STATE + own) / (STATE + counts * base * years))[cells.sender]
    mass = base * years * lean
    k = _shape(hits, mass)
    came, expected = cells.y.sum(axis=0), base * cells.e * float(lean @ ((k + hits) / (k + mass)))
    decreed = np.zeros((int(cells.sender.max()) + 1, len(cells.e)))
    np.add.at(decreed, cells.sender, cells.y)
    decrees = int(np.sum(decreed > 0))
    size, weight = max(float(came.sum()) / max(decrees, 1), 1.0), FADE ** np.arange(len(came), 0, -1.0)
    wave = float(weight @ came) / size, float(weight @ expected) / size
    at_risk = float(cells.e.sum()) * len(hits)
    return Fit(base, decrees, k, hits, mass, lean, _shock(came, expected), wave, int(came.sum()), at_risk)


def _shape(hits: Array, expected: Array) -> float:
    """The likeliest shape of the frailty, by its prior and the units' counts."""
    from scipy.special import gammaln

    each = [
        np.sum(gammaln(k + hits) - gammaln(k) + k * np.log(k) - (k + hits) * np.log(k + expected)) - np.log(k) ** 2 / 2
        for k in SHAPES
    ]
    return float(SHAPES[np.argmax(each)])


def _shock(came: Array, expected: Array) -> float:
    """Shape s of the common factor of a wave: Var(Y) = M + M^2 / s over the totals of the years, drawn to the prior.

    1 / s is the mean of the moment estimate (one vote a year) and of the prior 1 / 0.7 (ten votes): a fit that saw one
    wave of restrictions cannot know how high or low the next one runs.
    """
    excess = np.sum((came - expected) ** 2 - expected)
    spread = max(float(excess), 0.0) / max(float(np.sum(expected**2)), 1e-9)
    return float((len(expected) + WAVE_VOTES) / (len(expected) * min(spread, 50.0) + WAVE_VOTES / WAVE))


def rates(model: Fit, draws: int, seed: int) -> Array:
    """Draws of the yearly rates of the units, dims (draws, unit): rate of the state x frailty x wave.

    The common rate is as sure as its decrees are many; the frailty of a unit given its record is
    Gamma(k + rounds, k + expected); the wave is shared by all units of a draw.
    """
    rng = np.random.default_rng(seed)
    votes = model.decrees + 0.5
    base = model.base * rng.gamma(votes, 1 / votes, (draws, 1))
    wave = rng.gamma(model.shock + model.wave[0], 1 / (model.shock + model.wave[1]), (draws, 1))
    frailty = rng.gamma(model.k + model.hits, 1 / (model.k + model.expected), (draws, len(model.hits)))
    return np.asarray(base * model.lean * frailty * wave)
