"""Which inputs a result hangs on: first-order and total Sobol indices over the priors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.errors import MissingData
from didymium.twin.book import Book, Key
from didymium.twin.parameters import priors, sobol
from didymium.twin.run import Source, collect, known_world, prepare
from didymium.twin.scenario import load_scenario
from didymium.world.load import World, load_world

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """How much of the spread of an output one input explains: alone (first), with others (total), and its direction."""

    parameter: str
    first: float
    total: float
    direction: int  # +1 the output rises with the input, -1 it falls
    unit: str
    basis: str
    status: str

    def as_dict(self) -> dict[str, object]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Why:
    """Influences on one output, the largest total first. The output is taken in logarithms where it is money
    or a price."""

    metric: str
    mineral: str | None
    stage: str | None
    economy: str
    influences: tuple[Influence, ...]
    runs: int

    def to_json(self) -> dict[str, object]:
        """The published dict."""
        return {
            "metric": self.metric, "mineral": self.mineral, "stage": self.stage, "economy": self.economy,
            "runs": self.runs, "influences": [i.as_dict() for i in self.influences],
        }  # fmt: skip


def why(source: Source, world: World | None = None, points: int = 256, seed: int = 0) -> tuple[Why, ...]:
    """First-order and total Sobol indices for the headline outputs of a scenario: the largest loss, price and shortage.

    points: base sample n; the model runs n (d + 2) times for d inputs. S_i = mean(f_B (f_ABi - f_A)) / var,
    T_i = mean((f_A - f_ABi)^2) / (2 var), f centred; standard error about 1 / sqrt(n).
    Source: Saltelli et al. 2010 (first order), Jansen 1999 (total).
    """
    plan = load_scenario(source)
    known = known_world(plan, world or load_world())
    shocks, _ = prepare(plan, known)
    size = len(priors())
    both = sobol(points, seed, 2 * size)
    a, b = (
        both[:, :size],
        np.random.default_rng(seed).permutation(both[:, size:]),
    )  # few points of many dimensions pair up
    mixed = [np.where(np.arange(size) == i, b, a) for i in range(size)]
    design = np.concatenate([a, b, *mixed])
    book = Book(len(design), monthly=False)
    collect(book, plan, shocks, known, lambda first, count: design[first : first + count])
    samples = {k: np.concatenate(v).astype(float) for k, v in (book.samples | book.effects).items()}
    chosen = _headlines(samples)
    if not chosen:
        raise MissingData(f"{plan.name}: nothing varies in this scenario, so nothing explains it")
    return tuple(_indices(key, samples[key], a, points) for key in chosen)


def _headlines(samples: dict[Key, NDArray[np.float64]]) -> list[Key]:
    found = []
    for metric in ("value_added_at_risk_usd", "price_ratio", "shortage_share"):
        keys = [
            k
            for k in samples
            if k[0] == metric and k[4] is None and k[3] not in ("WLD", "OUT") and np.ptp(samples[k]) > 1e-6
        ]
        if keys:
            found.append(max(keys, key=lambda k: float(np.median(samples[k]))))
    return found


def _indices(key: Key, sample: NDArray[np.float64], a: Floats, n: int) -> Why:
    f = sample if key[0] == "shortage_share" else np.log(np.maximum(sample, 1e-3))
    fa, fb = f[:n], f[n : 2 * n]
    mean, variance = float(np.mean(f[: 2 * n])), float(np.var(f[: 2 * n]))
    found = []
    for i, prior in enumerate(priors()):
        fi = f[(2 + i) * n : (3 + i) * n]
        first = float(np.mean((fb - mean) * (fi - fa)) / variance)
        total = float(np.mean((fa - fi) ** 2) / (2 * variance))
        slope = float(np.sum((a[:, i] - 0.5) * (fa - fa.mean())))
        found.append(
            Influence(prior.parameter, first, total, 1 if slope >= 0 else -1, prior.unit, prior.basis, prior.status)
        )
    return Why(key[0], key[1], key[2], key[3], tuple(sorted(found, key=lambda x: -x.total)), len(f))
