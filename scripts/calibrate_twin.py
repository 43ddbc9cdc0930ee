"""Make what episodes teach: `joint.parquet`, `fit.parquet` (draws of the hyperparameters) and `observed.csv`.

    python scripts/calibrate_twin.py [--draws 8192] [--particles 1024]

For each episode the kernel runs at Sobol points theta ~ q; its likelihood under hyperparameters h is the mean of
p(observed | theta) p(theta | h) / q(theta). Particles of h start from their priors and take the episodes in the order
in which they ended (sequential Monte Carlo: weights, resampling, random-walk moves that see all episodes so far). The
particles after each year are a vintage of `joint.parquet`; `fit.parquet` holds the log likelihood of each episode at
each particle of the last vintage, so that an episode can be left out by weights.
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
from didymium.twin import regression
from didymium.twin.backtest import PRICES, Episode, age_of, episodes, known_of, load_episode, movement
from didymium.twin.measure import covariates, flows
from didymium.twin.noise import FREEDOM, QUOTE, run_away
from didymium.twin.parameters import mineral_priors, priors, sobol, values
from didymium.twin.paths import Series, one, place
from didymium.twin.run import known_world, prepare
from didymium.world.load import load_world

Floats = NDArray[np.float64]
WIDER = 1.25  # of the prior spread between shocks: q covers what the posterior may ask for
CHUNK = 1024
KEPT = 1024  # draws of an episode that stand for all of them, taken by their likelihood


@dataclass(frozen=True)
class Evidence:
    """One episode at points of q taken by their likelihood. theta: dims (draw, parameter); log_q: log q(theta);
    fit: log of the mean likelihood under q."""

    name: str
    ended: dt.date
    x: h.Covariates
    theta: Floats
    log_q: Floats
    fit: float


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
        points = sobol(CHUNK, 1, len(priors()), first)
        v = {m.mineral: values(points, mineral_priors(known, m.mineral)) for s in shocks for m in s.markets}
        found: dict[Series, NDArray[np.float32]] = {}
        for s in shocks:
            mine = [Series(o.metric, m, o.stage, o.economy) for o in observed for m in o.minerals]
            mine = [w for w in mine if any((k.mineral, k.name) == (w.mineral, w.stage) for k in s.markets)]
            if not mine:
                continue
            x = x or covariates(s.markets[place(s, mine[0])], s.outage)
            row = proposal(x)
            out = flows(s, [h.settle(v[k.mineral], covariates(k, s.outage), row, k.name) for k in s.markets])
            found |= {w: y for w in mine if (y := one(s, out, w)) is not None}
        if not found or x is None:
            return None
        first_seen = next(iter(found))
        scale = h.normal_scale(v[first_seen.mineral], x, row, first_seen.stage)
        theta = np.stack([scale[p] for p in h.parameters()], axis=1)
        parts.append(fit(e, plan, known, found, theta))
    theta, log_fit = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    centre, spread = h.moments(proposal(x), x)
    log_q = sum(normal_log(theta[:, i], centre[p], spread[p]) for i, p in enumerate(h.parameters()))
    weight = np.exp(log_fit - log_fit.max())
    at = np.searchsorted(np.cumsum(weight) / weight.sum(), (np.arange(KEPT) + 0.5) / KEPT)
    mean = float(np.log(weight.mean()) + log_fit.max())
    return Evidence(name, e.ended(), x, theta[at], np.asarray(log_q)[at], mean)


def normal_log(value: Floats, centre: Floats, spread: Floats) -> Floats:
    """Log density of a normal, without its constant."""
    return np.asarray(-0.5 * ((value - centre) / spread) ** 2 - np.log(spread))


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
    """Log likelihood of one episode at each row of hyperparameters: importance sampling over its draws."""
    centre, spread = h.moments(rows, e.x)
    m, s = (np.stack([d[p] for p in h.parameters()]) for d in (centre, spread))  # (parameter, row)
    base = -e.log_q.astype(np.float32)
    squares = np.concatenate([e.theta**2, e.theta], axis=1).astype(np.float32)
    weights = np.concatenate([-0.5 / s**2, m / s**2]).astype(np.float32)
    const = (-0.5 * (m / s) ** 2 - np.log(s)).sum(axis=0)
    found = np.empty(len(rows))
    for first in range(0, len(rows), 512):
        part = slice(first, first + 512)
        value = squares @ weights[:, part] + base[:, None]
        top = value.max(axis=0)
        found[part] = np.log(np.exp(value - top).mean(axis=0)) + top
    return np.asarray(found + const + e.fit)


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
        pl.DataFrame([row for rows in pool.map(observed, names) for row in rows]).write_csv(regression.TABLE)
        found = [e for e in pool.map(evidence, names, [a.draws] * len(names)) if e is not None]
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


def observed(name: str) -> list[dict[str, object]]:
    """What was seen in an episode beside what was known of it beforehand: rows of `observed.csv`."""
    e = load_episode(name)
    plan = e.plan()
    shocks, _ = prepare(plan, known_world(plan, load_world()))
    rows = []
    for o in e.observed:
        for period, value in o.values.items() if o.metric in PRICES else ():
            months = [i for i, c in enumerate(plan.calendar()) if c.startswith(period[:7])]
            if months and any(x.mineral == o.minerals[0] and x.name == o.stage for k in shocks for x in k.markets):
                known = known_of(o, months, shocks)[1]
                rows.append({
                    "episode": name, "ended": e.ended(), "lost": round(known.lost, 5), "month": round(known.month, 2),
                    "value": round(known.x.value, 4), "exchange": known.x.exchange, "outage": known.x.outage,
                    "seen": round(float(np.log(value / o.baseline)), 5),
                })  # fmt: skip
    return rows


def vintage(known_from: dt.date, rows: Floats) -> pl.DataFrame:
    """The particles of one vintage as a table."""
    columns = {t.name: rows[:, i].astype(np.float32) for i, t in enumerate(h.terms())}
    return pl.DataFrame({"known_from": [known_from] * len(rows), **columns})


if __name__ == "__main__":
    main()
