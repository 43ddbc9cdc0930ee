"""Make what episodes teach: `joint.parquet` and `fit.parquet`, draws of the hyperparameters.

    python scripts/calibrate_twin.py [--draws 8192] [--particles 1024]

For each episode the kernel runs at Sobol points theta ~ q; its likelihood p(observed | theta) is taken as the Gaussian
that has its moments under q, so that its integral over p(theta | h) is closed for any hyperparameters h. Particles of h
start from their priors and take the episodes in the order in which they ended (sequential Monte Carlo: weights,
resampling, random-walk moves that see all episodes so far). The particles after each year are a vintage of
`joint.parquet`; `fit.parquet` holds the log likelihood of each episode at each particle of the last vintage, so that an
episode can be left out by weights.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln

from didymium.twin import hierarchy as h
from didymium.twin.backtest import PRICES, Episode, Series, age_of, episodes, load_episode, movement, one, place
from didymium.twin.measure import covariates, flows, settled
from didymium.twin.noise import FREEDOM, QUOTE, run_away
from didymium.twin.parameters import DIMENSIONS, mineral_priors, sobol, values
from didymium.twin.run import known_world, prepare
from didymium.world.load import load_world

Floats = NDArray[np.float64]
WIDER = 1.25  # of the prior spread between shocks: q covers what the posterior may ask for
CHUNK = 1024
WIDEST = 0.999  # of the variance of q: what an episode leaves of it where it says nothing


@dataclass(frozen=True)
class Evidence:
    """What one episode says of theta, as a Gaussian likelihood exp(fit + slope u - u curve u / 2), with
    u = (theta - centre) / spread of q. seen: part of the draws that its moments rest on."""

    name: str
    ended: dt.date
    x: h.Covariates
    centre: Floats
    spread: Floats
    slope: Floats
    curve: Floats
    fit: float
    seen: float


def gaussian(u: Floats, log_fit: Floats) -> tuple[Floats, Floats, float, float]:
    """(slope, curve, log of the constant, effective part of the draws) of the Gaussian likelihood whose product with
    N(0, 1) has the moments of `u`, dims (draw, parameter), weighted by the likelihood; few draws are drawn to N(0, 1).

    A mean of likelihoods over the draws does not do: q and p(theta | h) lie apart in a dozen dimensions, so that few
    draws make up the mean, and hyperparameters learn which of them were lucky.
    """
    weight = np.exp(log_fit - log_fit.max())
    mean_fit = float(np.log(weight.mean()) + log_fit.max())
    weight /= weight.sum()
    count, n = 1 / float((weight**2).sum()), u.shape[1]
    mean = count / (count + n) * (weight @ u)
    cover = (count * (u - mean).T @ ((u - mean) * weight[:, None]) + n * np.eye(n)) / (count + n)
    size, axes = np.linalg.eigh(cover)
    size = np.minimum(size, WIDEST)  # a likelihood tells something along each axis, or nothing
    inverse = (axes / size) @ axes.T
    slope, curve = inverse @ mean, inverse - np.eye(n)
    constant = mean_fit + 0.5 * float(-np.log(size).sum() - slope @ ((axes * size) @ axes.T) @ slope)
    return slope, curve, constant, count / len(u)


def proposal(x: h.Covariates) -> Floats:
    """The single row of hyperparameters whose draws are q: prior means, spreads that hold the means' uncertainty."""
    covariate = dict(zip(h.COVARIATES, x.row(), strict=True))
    variance = dict.fromkeys(h.parameters(), 0.0)
    for t in h.terms():
        if t.covariate == "spread":
            variance[t.parameter] += (WIDER * np.exp(t.mean)) ** 2
        else:
            variance[t.parameter] += (t.deviation * covariate[t.covariate]) ** 2
    return np.array([[0.5 * np.log(variance[t.parameter]) if t.covariate == "spread" else t.mean for t in h.terms()]])


def evidence(name: str, draws: int) -> Evidence | None:
    """Run one episode at the points of q; None where it has no price that can be scored."""
    e, world = load_episode(name), load_world()
    plan = e.plan()
    known = known_world(plan, world)
    shocks, _ = prepare(plan, known)
    observed = [o for o in e.observed if o.metric in PRICES]
    parts: list[tuple[Floats, Floats, Floats]] = []
    x = None
    for first in range(0, draws, CHUNK):
        points = sobol(CHUNK, 1, DIMENSIONS, first)
        v = {m.mineral: values(points, mineral_priors(known, m.mineral)) for s in shocks for m in s.markets}
        found: dict[Series, NDArray[np.float32]] = {}
        for s in shocks:
            mine = [Series(o.metric, m, o.stage, o.economy) for o in observed for m in o.minerals]
            mine = [w for w in mine if any((k.mineral, k.name) == (w.mineral, w.stage) for k in s.markets)]
            if not mine:
                continue
            x = x or covariates(s.markets[place(s, mine[0])], s.outage)
            row = proposal(x)
            out = flows(s, settled(s, v.__getitem__, row))
            found |= {w: y for w in mine if (y := one(s, out, w)) is not None}
        if not found or x is None:
            return None
        first_seen = next(iter(found))
        scale = h.normal_scale(v[first_seen.mineral], x, row, first_seen.stage)
        theta = np.stack([scale[p] for p in h.parameters()], axis=1)
        parts.append(fit(e, plan, known, found, theta))
    theta, log_fit = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    centre, spread = (np.array([d[p][0] for p in h.parameters()]) for d in h.moments(proposal(x), x))
    return Evidence(name, e.ended(), x, centre, spread, *gaussian((theta - centre) / spread, log_fit))


def fit(e: Episode, plan, known, found, theta: Floats) -> tuple[Floats, Floats]:  # type: ignore[no-untyped-def]
    """theta and the log likelihood of all its observations at each draw (Student's t in each series)."""
    total = np.zeros(len(theta))
    names = h.parameters()
    own = {p: np.clip(np.exp(theta[:, names.index(p)]), *h.LIMITS[p]) for p in ("market", "scatter", "surge")}
    market, scatter = own["market"], own["scatter"]
    for o in e.observed:
        paths = [found[s] for s in (Series(o.metric, m, o.stage, o.economy) for m in o.minerals) if s in found]
        months = [[i for i, c in enumerate(plan.calendar()) if c.startswith(k[:7])] for k in o.values]
        use = [k for k, m in enumerate(months) if m]
        if o.metric not in PRICES or not paths or not use:
            continue
        path = np.mean([np.log(np.maximum(y.astype(float), 1e-9)) for y in paths], axis=0)
        ran = path + run_away(path, own["surge"], np.random.default_rng(len(total)))
        effect, quote = (
            np.stack([np.log(np.exp(y[months[k]]).mean(axis=0)) for k in use], axis=1) for y in (path, ran)
        )
        seen = np.log([list(o.values.values())[k] / o.baseline for k in use])
        ages = np.array([age_of(plan, o) + np.mean(months[k]) for k in use]) / 12
        sigma = np.nan_to_num(movement(known, o)[0])
        total += student(seen - quote, ages, sigma * market, scatter, effect)
    return theta, total


def student(error: Floats, ages: Floats, sigma: Floats, scatter: Floats, effect: Floats) -> Floats:
    """Log density of errors, dims (draw, observation): a random walk, quotes, and the series' own scatter."""
    walk = np.minimum(ages[:, None], ages[None, :])
    cover = sigma[:, None, None] ** 2 * walk + (scatter[:, None, None] * effect[:, :, None]) * (
        scatter[:, None, None] * effect[:, None, :]
    )
    cover = cover + np.eye(len(ages)) * QUOTE**2
    factor = np.linalg.cholesky(cover * (FREEDOM - 2) / FREEDOM)
    white = np.linalg.solve(factor, error[:, :, None])[:, :, 0]
    n, k = FREEDOM, len(ages)
    log_det = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    const = gammaln((n + k) / 2) - gammaln(n / 2) - 0.5 * k * np.log(n * np.pi)
    return np.asarray(const - log_det - 0.5 * (n + k) * np.log1p((white**2).sum(axis=1) / n))


def prior_draws(count: int, rng: np.random.Generator) -> Floats:
    """Hyperparameters from their priors, dims (draw, term)."""
    return np.stack([t.mean + t.deviation * rng.standard_normal(count) for t in h.terms()], axis=1)


def log_prior(rows: Floats) -> Floats:
    """Log prior density of hyperparameters, without its constant."""
    mean, deviation = (np.array([getattr(t, k) for t in h.terms()]) for k in ("mean", "deviation"))
    return np.asarray(-0.5 * (((rows - mean) / deviation) ** 2).sum(axis=1))


def log_likelihood(e: Evidence, rows: Floats) -> Floats:
    """Log likelihood of one episode at each row of hyperparameters.

    log of the integral of exp(evidence + b u - u A u / 2) N(u; mu, S), with u = (theta - centre of q) / spread of q.
    """
    centre, spread = h.moments(rows, e.x)
    names = h.parameters()
    mu = np.stack([(centre[p] - c) / s for p, c, s in zip(names, e.centre, e.spread, strict=True)], axis=1)
    inverse = np.stack([(s / spread[p]) ** 2 for p, s in zip(names, e.spread, strict=True)], axis=1)
    precision = e.curve[None] + inverse[:, :, None] * np.eye(len(names))
    pull = inverse * mu + e.slope
    root = np.linalg.cholesky(precision)
    half = np.linalg.solve(root, pull[:, :, None])[:, :, 0]
    log_det = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    prior = 0.5 * (np.log(inverse) - inverse * mu**2).sum(axis=1)
    return np.asarray(e.fit + prior - log_det + 0.5 * (half**2).sum(axis=1))


def move(
    rows: Floats, target: Callable[[Floats], Floats], rng: np.random.Generator, steps: int
) -> tuple[Floats, float]:
    """Random-walk Metropolis steps of all particles with their own covariance; the share accepted."""
    now, taken = target(rows), 0.0
    root = np.linalg.cholesky(np.cov(rows.T) + 1e-9 * np.eye(rows.shape[1]))
    size = 2.0 / np.sqrt(rows.shape[1])
    for _ in range(steps):
        new = rows + size * rng.standard_normal(rows.shape) @ root.T
        value = target(new)
        accept = np.log(rng.random(len(rows))) < value - now
        rows, now = np.where(accept[:, None], new, rows), np.where(accept, value, now)
        taken += float(accept.mean()) / steps
        size *= 1.4 if accept.mean() > 0.3 else 0.7 if accept.mean() < 0.15 else 1.0
    return rows, taken


def absorb(rows: Floats, known: list[Evidence], fresh: list[Evidence], rng: np.random.Generator, steps: int) -> Floats:
    """Particles after the fresh episodes too, tempered so that half of them keep their weight at each step."""
    done = 0.0
    while done < 1:
        gain = sum((log_likelihood(e, rows) for e in fresh), np.zeros(len(rows)))
        step = next(s for s in (1 - done, *np.geomspace(1, 1e-3, 30)) if s <= 1 - done and effective(s * gain) > 0.4)
        weight = np.exp(step * (gain - gain.max()))
        at = np.searchsorted(np.cumsum(weight / weight.sum()), (np.arange(len(rows)) + rng.random()) / len(rows))
        rows, done = rows[np.minimum(at, len(rows) - 1)], done + step

        def target(new: Floats, part: float = done) -> Floats:
            old = sum((log_likelihood(e, new) for e in known), log_prior(new))
            return np.asarray(old + part * sum((log_likelihood(e, new) for e in fresh), np.zeros(len(new))))

        rows, taken = move(rows, target, rng, steps)
        print(f"  {len(known)} + {done:.2f} x {len(fresh)} episodes, accepted {taken:.2f}", file=sys.stderr)
    return rows


def effective(log_weight: Floats) -> float:
    """Effective part of a weighted sample, 0..1."""
    w = np.exp(log_weight - log_weight.max())
    return float(w.sum() ** 2 / (w**2).sum() / len(w))


def main() -> None:
    """Write both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=8_192)
    parser.add_argument("--particles", type=int, default=1_024, help="of the early vintages; the last has four times")
    parser.add_argument("--steps", type=int, default=6)
    a = parser.parse_args()
    names = [n for n in episodes() if load_episode(n).kind == "physical"]
    with ProcessPoolExecutor(2) as pool:
        found = [e for e in pool.map(evidence, names, [a.draws] * len(names)) if e is not None]
    for e in found:
        print(f"{e.name:28s} rests on {e.seen * a.draws:6.0f} of {a.draws} draws", file=sys.stderr)
    found.sort(key=lambda e: (e.ended, e.name))
    rng = np.random.default_rng(20260101)
    rows = prior_draws(a.particles, rng)
    tables, known = [vintage(dt.date(1990, 1, 1), rows)], []
    years = sorted({e.ended.year for e in found})
    for year in years:
        fresh = [e for e in found if e.ended.year == year]
        rows = np.repeat(rows, 4, axis=0) if year == years[-1] else rows
        rows = absorb(rows, known, fresh, rng, a.steps)
        known += fresh
        tables.append(vintage(dt.date(year + 1, 1, 1), rows))
    pl.concat(tables).write_parquet(h.TABLE, compression="zstd")
    fits = {e.name: log_likelihood(e, rows).astype(np.float32) for e in found}
    pl.DataFrame(fits).write_parquet(h.FIT, compression="zstd")
    for i, t in enumerate(h.terms()):
        now = f"{rows[:, i].mean():6.2f} +- {rows[:, i].std():.2f}"
        print(f"{t.name:28s} prior {t.mean:6.2f} +- {t.deviation:.2f}  now {now}")


def vintage(known_from: dt.date, rows: Floats) -> pl.DataFrame:
    """The particles of one vintage as a table."""
    columns = {t.name: rows[:, i].astype(np.float32) for i, t in enumerate(h.terms())}
    return pl.DataFrame({"known_from": [known_from] * len(rows), **columns})


if __name__ == "__main__":
    main()
