"""From shortage and price to value added at risk, by sector and economy."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.twin.jit import cached
from didymium.twin.laws import ONE, TINY, ZERO
from didymium.twin.parameters import priors
from didymium.twin.simd import LANES, exp2, least, load, log2, most, splat, store
from didymium.twin.traits import Sector

F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
EXPOSED = Path(__file__).parent / "tables" / "exposed.csv"
PRIORITY = 0.25  # how strongly shortage falls on sectors that earn little per tonne, the middle of its prior
FAMILIES = {
    **dict.fromkeys(("neodymium", "praseodymium", "dysprosium", "terbium", "didymium", "NdFeB magnets"), "magnets"),
    **dict.fromkeys(("samarium", "SmCo magnets"), "SmCo magnets"),
    **dict.fromkeys(("graphite", "synthetic graphite", "lithium", "cobalt", "nickel", "manganese"), "cells"),
}


def _losses(stamp: int) -> Any:
    def _fractions(got, wanted, paid, cost, exposed, short, long, speed, weight, saved, start, out):  # type: ignore[no-untyped-def]
        """Lost part of value added, rows (T * blocks, LANES); see `lost`."""
        if stamp == 0:
            return
        blocks = cost.shape[0]
        one, zero = splat(ONE), splat(ZERO)
        for t in range(start, got.shape[0] // blocks):
            for b in range(blocks):
                row = t * blocks + b
                q = most(load(got, row), splat(np.float32(1e-6))) / most(load(wanted, row), splat(TINY))
                q = exp2(log2(least(q, one)) * load(weight, b))
                q = one - (one - q) * (ONE - saved[t])
                a, held = load(cost, b), most(load(exposed, b), load(cost, b))
                part = a / held
                age = one - exp2((zero - load(speed, b)) * np.float32(t - start))
                s = load(short, b) + (load(long, b) - load(short, b)) * age
                power = (s - one) / s
                inner = part * exp2(log2(q) * power) + (one - part)
                made = exp2(log2(inner) / power)
                dearer = a * q * most(load(paid, row) - one, zero)
                store(out, row, least((one - made) * held + dearer, one))

    return _fractions


_fractions = cached(_losses)


def lost(
    got: F32, wanted: F32, paid: F32, cost: F32, v: dict[str, Floats], weight: float | Floats, start: int,
    exposed: F32 | None = None, saved: tuple[float, float] = (0.0, 0.0),
) -> F32:  # fmt: skip
    """Part of a sector's value added that is lost, dims (month, draw), 0..1.

    e (1 - [b q^((s-1)/s) + 1 - b]^(s/(s-1))) + a q (p - 1), with e the part of the sector that hangs on the mineral, a
    the mineral's cost share in the sector and b = a / e in that part, q the delivered share of the mineral (q = Q^w:
    sectors that earn more per tonne go short later; a part of what is missing is `saved` by substitutes, as a share
    after one and after five years), p the price that users pay over the baseline, and s moving from short to long run.
    got, wanted, paid: dims (month, draw). cost, exposed (default 1): dims (draw,).
    Source: CES in the form of the gas-embargo studies (Bachmann et al. 2022); a -> Hulten's first order for small cuts.
    """
    months, draws = got.shape
    out = np.zeros((months, draws), np.float32)

    def rows(x: NDArray[np.float32] | Floats) -> F32:
        return np.ascontiguousarray(x, dtype=np.float32).reshape(-1, LANES)

    long, speed = np.minimum(v["ces_long"], 0.95), 1 / (12 * v["ces_years"] * np.log(2))
    held = np.ones(draws, np.float32) if exposed is None else exposed
    given = (got, wanted, paid, cost, held, v["ces_short"], long, speed, np.broadcast_to(weight, draws))
    _fractions(*map(rows, given), _savings(months, start, saved), start, out.reshape(-1, LANES))
    return out


def _savings(months: int, start: int, saved: tuple[float, float]) -> F32:
    """Part of the missing mineral that substitutes replace, by month: none at first, then the stated shares."""
    age = np.maximum(np.arange(months) - start, 0)
    return np.interp(age, (0, 12, 60), (0.0, *saved)).astype(np.float32)


def priorities(sectors: list[Sector], strength: Floats | float = PRIORITY) -> dict[str, Floats]:
    """The exponent w of each sector of one economy: (share / value added)^strength, scaled so that the mean over
    use is one; dims of `strength` (0: all go equally short)."""
    power = np.asarray(strength, dtype=float)
    raw = {s.sector: (s.share / s.value_added) ** power for s in sectors}
    mean = sum(s.share * raw[s.sector] for s in sectors) / sum(s.share for s in sectors)
    return {name: np.asarray(value / mean) for name, value in raw.items()}


@lru_cache(maxsize=1)
def _exposed() -> dict[tuple[str, str], tuple[float, float, float]]:
    with EXPOSED.open(encoding="utf-8", newline="") as file:
        return {
            (r["mineral"], r["sector"]): (float(r["low"]), float(r["mid"]), float(r["high"]))
            for r in csv.DictReader(file)
        }


def exposed_part(mineral: str, sector: str, general: F32) -> F32:
    """Part of a sector's value added that hangs on the mineral, dims (draw,), 0..1.

    The row of `tables/exposed.csv` where there is one, drawn at the place that the general prior's draw has in its own
    range; else the general draw itself.
    """
    own = _exposed().get((mineral, sector))
    if own is None:
        return general
    base = next(p for p in priors() if p.parameter == "exposed")
    low, mid, high = (np.log(x) for x in own)
    place, middle = np.log(general), np.log(base.mid)
    below = (place - middle) / (middle - np.log(base.low)) * (mid - low)
    above = (place - middle) / (np.log(base.high) - middle) * (high - mid)
    return np.asarray(np.exp(mid + np.where(place < middle, below, above)), dtype=np.float32)


def cost_share(sector: Sector, use_t: float, price: float, level: F32, fallback: F32) -> F32:
    """Value of the mineral in a sector over its value added, dims (draw,); `fallback` where tonnes or price
    are unknown."""
    value = sector.share * use_t * price / sector.value_added
    known = np.isfinite(value)
    return np.asarray(np.clip(value * level if known else fallback, 1e-9, 0.5), dtype=np.float32)


def family(mineral: str) -> str:
    """Minerals that serve the same part (the magnet, the cell): the scarcest decides, their losses do not add."""
    return FAMILIES.get(mineral, mineral)
