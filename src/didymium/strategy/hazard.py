"""How often a measure comes: Poisson counts with covariates, a Gamma frailty a unit, and a wave that all units share.

The wave is a discounted Gamma (the power steady model of Smith 1979; Harvey and Fernandes 1989): past years count
0.5 to the power of their age, so that a calm or a spate of decrees moves the next year's rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 32  # draws at a time
PRIOR_SD = 1.0  # of each standardised coefficient, and of log k
PRIOR_SD_BASE = 3.0  # of the intercept
FADE = 0.5  # weight of a year's surprise in the wave, a year later (prior: a wave halves in a year)
WAVE, WAVE_VOTES = 0.7, 10.0  # prior shape of the factor of a wave (5th to 95th percentile 0.02 to 3), and its weight


@dataclass(frozen=True)
class Cells:
    """Unit-years at risk: counts `y`, exposure `e` (years), covariates `x` (n, p), `unit`, `cluster`, `wave` (0..).

    cluster: cells that one decree moves together (a sender's year); wave: cells that one time moves together (a year).
    """

    y: Array
    e: Array
    x: Array
    unit: NDArray[np.intp]
    cluster: NDArray[np.intp]
    wave: NDArray[np.intp]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """A fitted hazard: coefficients of the standardised covariates (intercept first), frailty shape `k`, spread.

    `shock` is the shape of the Gamma factor that all units share in a time: restrictions come in waves. `wave` holds
    the (came, expected) decrees of the past years, faded: that factor's law for the next year is
    Gamma(shock + came, shock + expected). low, high: the range of the covariates seen; nothing is extrapolated.
    """

    names: tuple[str, ...]
    beta: Array
    cov: Array
    k: float
    centre: Array
    scale: Array
    events: int
    years: float
    shock: float
    wave: tuple[float, float]
    low: Array
    high: Array

    @property
    def swell(self) -> float:
        """Mean factor of the wave for the next year (1: as many decrees of late as expected)."""
        return (self.shock + self.wave[0]) / (self.shock + self.wave[1])

    def design(self, x: Array) -> Array:
        """Standardised covariates, kept within those seen, with the intercept in front; x: (n, p)."""
        z = (np.clip(np.atleast_2d(x), self.low, self.high) - self.centre) / self.scale
        return np.column_stack([np.ones(len(z)), z])

    def contributions(self, x: Array) -> dict[str, float]:
        """What each covariate multiplies the rate by, against the mean of the units at risk (1 = no effect)."""
        z = self.design(x)[0]
        return {name: float(np.exp(b * v)) for name, b, v in zip(self.names, self.beta[1:], z[1:], strict=True)}


def fit(cells: Cells) -> Fit:
    """Posterior mode and spread of the rate of measures.

    y_i ~ Poisson(u e_i exp(b0 + b z_i)), u ~ Gamma(k, k) a unit, b ~ N(0, 1) on standardised z, log k ~ N(0, 1).
    The frailty is integrated out (negative multinomial). The spread is the sandwich over `cluster`, so that one
    decree on twelve minerals counts as one surprise, not twelve. Raises ValueError without cells.
    """
    from scipy.optimize import minimize  # half a second, spared to those who fit nothing

    if not len(cells.y):
        raise ValueError("no unit is at risk")
    centre, scale = cells.x.mean(0), np.where(cells.x.std(0) > 1e-9, cells.x.std(0), 1.0)
    z = np.column_stack([np.ones(len(cells.y)), (cells.x - centre) / scale])
    base = np.log((cells.y.sum() + 0.5) / cells.e.sum())
    start = np.r_[base, np.zeros(z.shape[1] - 1), 0.0]
    best = minimize(_loss, start, (cells, z, base), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Fit(
        cells.names, best.x[:-1], _sandwich(best.x, cells, z), float(np.exp(best.x[-1])), centre, scale,
        int(cells.y.sum()), float(cells.e.sum()), *_waves(best.x, cells, z), cells.x.min(0), cells.x.max(0),
    )  # fmt: skip


def _waves(theta: Array, cells: Cells, z: Array) -> tuple[float, tuple[float, float]]:
    """(shape of the common factor, faded decrees that came and that were expected) from the totals of the waves."""
    k, mu = np.exp(theta[-1]), cells.e * np.exp(_dot(z, theta[:-1]))
    hits, mass = _totals(cells, cells.y), _totals(cells, mu)
    expected = np.bincount(cells.wave, mu * ((k + hits) / (k + mass))[cells.unit])
    came = np.bincount(cells.wave, cells.y).astype(float)
    decrees = int(np.sum(np.bincount(cells.cluster, cells.y) > 0))
    size = max(float(came.sum()) / max(decrees, 1), 1.0)
    weight = FADE ** np.arange(len(came), 0, -1.0)
    return _shock(came, expected.astype(float)), (float(weight @ came) / size, float(weight @ expected) / size)


def _shock(came: Array, expected: Array) -> float:
    """Shape s of the common factor of a wave: Var(Y) = M + M^2 / s over the totals of the waves, drawn to the prior.

    1 / s is the mean of the moment estimate (one vote a wave) and of the prior 1 / 0.7 (ten votes): a fit that saw one
    wave of restrictions cannot know how high or low the next one runs.
    """
    excess = np.sum((came - expected) ** 2 - expected)
    spread = max(float(excess), 0.0) / max(float(np.sum(expected**2)), 1e-9)
    return float((len(expected) + WAVE_VOTES) / (len(expected) * min(spread, 50.0) + WAVE_VOTES / WAVE))


def _dot(a: Array, b: Array) -> Array:
    """a @ b by one thread: a fit is the same on any number of cores, and at this size faster than by the BLAS."""
    return np.asarray(np.einsum("...n,n" + "k" * (b.ndim - 1), a, b))


def _totals(cells: Cells, values: Array) -> Array:
    return np.asarray(np.bincount(cells.unit, values, minlength=int(cells.unit.max()) + 1), dtype=float)


def _loss(theta: Array, cells: Cells, z: Array, base: float) -> tuple[float, Array]:
    """Minus log posterior and its gradient in (beta, log k)."""
    from scipy.special import digamma, gammaln

    beta, k = theta[:-1], np.exp(theta[-1])
    log_rate = _dot(z, beta)
    mu = cells.e * np.exp(log_rate)
    hits, mass = _totals(cells, cells.y), _totals(cells, mu)
    mixed = gammaln(k + hits) - gammaln(k) + k * np.log(k) - (k + hits) * np.log(k + mass)
    value = _dot(cells.y, log_rate) + np.sum(mixed)
    shrunk = np.r_[(beta[0] - base) / PRIOR_SD_BASE, beta[1:] / PRIOR_SD, theta[-1] / PRIOR_SD]
    gradient_beta = _dot(z.T, _residual(cells, mu, hits, mass, k))
    by_k = digamma(k + hits) - digamma(k) + np.log(k) + 1 - np.log(k + mass) - (k + hits) / (k + mass)
    spread = np.r_[PRIOR_SD_BASE, np.full(len(beta) - 1, PRIOR_SD), PRIOR_SD]
    return -(value - 0.5 * shrunk @ shrunk), -(np.r_[gradient_beta, k * by_k.sum()] - shrunk / spread)


def _residual(cells: Cells, mu: Array, hits: Array, mass: Array, k: float) -> Array:
    return cells.y - mu * ((k + hits) / (k + mass))[cells.unit]


def _sandwich(theta: Array, cells: Cells, z: Array) -> Array:
    """Covariance of beta: bread (curvature with the prior) around the meat (scores summed a cluster)."""
    beta, k = theta[:-1], np.exp(theta[-1])
    mu = cells.e * np.exp(_dot(z, beta))
    hits, mass = _totals(cells, cells.y), _totals(cells, mu)
    weight = mu * ((k + hits) / (k + mass))[cells.unit]
    bread = _dot((z * weight[:, None]).T, z) + np.diag(1 / np.r_[PRIOR_SD_BASE, np.full(len(beta) - 1, PRIOR_SD)] ** 2)
    scores = np.zeros((int(cells.cluster.max()) + 1, len(beta)))
    np.add.at(scores, cells.cluster, z * _residual(cells, mu, hits, mass, k)[:, None])
    inverse = np.linalg.inv(bread)
    return np.asarray(inverse + inverse @ _dot(scores.T, scores) @ inverse)


def rates(model: Fit, x: Array, past: Cells, draws: int, seed: int, only: NDArray[np.bool_] | None = None) -> Array:
    """Draws of the yearly rates of the units, dims (draws, unit): exp(b z) x frailty x wave.

    x: (unit, p), covariates now (of the units in `only` alone, where it is given); past: the cells of the fit, units in
    order; only: dims (unit,), the units asked for (their draws are the same as among all). The frailty of a unit given
    its record is Gamma(k + hits, k + expected); the wave, Gamma(shock + came, shock + expected), is shared by all units
    of a draw.
    """
    rng = np.random.default_rng(seed)
    beta = rng.multivariate_normal(model.beta, model.cov, size=draws, method="eigh")
    hits = np.bincount(past.unit, past.y)
    frailty = rng.gamma(model.k + hits, 1.0, (draws, len(hits)))
    wave = rng.gamma(model.shock + model.wave[0], 1 / (model.shock + model.wave[1]), (draws, 1))
    kept = np.ones(len(hits), bool) if only is None else only
    mine = kept[past.unit]
    design, years = model.design(past.x[mine]).T, past.e[mine]
    starts = np.flatnonzero(np.r_[True, np.diff(past.unit[mine]) > 0])
    blocks = np.array_split(beta, -(-draws // BLOCK))  # of draws: memory does not grow with them
    expected = np.concatenate([np.add.reduceat(np.exp(part @ design) * years, starts, axis=1) for part in blocks])
    return np.asarray(np.exp(beta @ model.design(x).T) * (frailty[:, kept] / (model.k + expected)) * wave)
