"""From shortage and price to value added at risk, by sector and economy."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from didymium.twin.laws import ONE, TINY, ZERO
from didymium.twin.simd import LANES, exp2, least, load, log2, most, splat, store
from didymium.twin.traits import Sector

F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
PRIORITY = 0.5  # how strongly shortage falls on sectors that earn little per tonne
FAMILIES = {
    **dict.fromkeys(("neodymium", "praseodymium", "dysprosium", "terbium", "didymium", "NdFeB magnets"), "magnets"),
    **dict.fromkeys(("samarium", "SmCo magnets"), "SmCo magnets"),
    **dict.fromkeys(("graphite", "synthetic graphite", "lithium", "cobalt", "nickel", "manganese"), "cells"),
}


@njit(nogil=True, cache=True, error_model="numpy")
def _fractions(got, wanted, paid, cost, short, long, speed, weight, start, out):  # type: ignore[no-untyped-def]
    """Lost part of value added, rows (T * blocks, LANES); see `lost`."""
    blocks = cost.shape[0]
    one, zero = splat(ONE), splat(ZERO)
    for t in range(start, got.shape[0] // blocks):
        for b in range(blocks):
            row = t * blocks + b
            q = most(load(got, row), splat(np.float32(1e-6))) / most(load(wanted, row), splat(TINY))
            q = exp2(log2(least(q, one)) * weight)
            a = load(cost, b)
            age = one - exp2((zero - load(speed, b)) * np.float32(t - start))
            s = load(short, b) + (load(long, b) - load(short, b)) * age
            power = (s - one) / s
            inner = a * exp2(log2(q) * power) + (one - a)
            made = exp2(log2(inner) / power)
            dearer = a * q * most(load(paid, row) - one, zero)
            store(out, row, least(one - made + dearer, one))


def lost(got: F32, wanted: F32, paid: F32, cost: F32, v: dict[str, Floats], weight: float, start: int) -> F32:
    """Part of a sector's value added that is lost, dims (month, draw), 0..1.

    1 - [a q^((s-1)/s) + 1 - a]^(s/(s-1)) + a q (p - 1), with q the delivered share of the mineral (q = Q^w:
    sectors that earn more per tonne go short later), a its cost share, p the price that users pay over the
    baseline, and s moving from short to long run. got, wanted, paid: dims (month, draw). cost: dims (draw,).
    Source: CES in the form of the gas-embargo studies (Bachmann et al. 2022); a -> Hulten's first order for small cuts.
    """
    months, draws = got.shape
    out = np.zeros((months, draws), np.float32)

    def rows(x: NDArray[np.float32] | Floats) -> F32:
        return np.ascontiguousarray(x, dtype=np.float32).reshape(-1, LANES)

    long = np.minimum(v["ces_long"], 0.95)
    speed = 1 / (12 * v["ces_years"] * np.log(2))
    _fractions(
        rows(got),
        rows(wanted),
        rows(paid),
        rows(cost),
        rows(v["ces_short"]),
        rows(long),
        rows(speed),
        np.float32(weight),
        start,
        out.reshape(-1, LANES),
    )
    return out


def priorities(sectors: list[Sector]) -> dict[str, float]:
    """The exponent w of each sector of one economy: (share / value added)^0.5, scaled so that the mean over
    use is one."""
    raw = {s.sector: (s.share / s.value_added) ** PRIORITY for s in sectors}
    mean = sum(s.share * raw[s.sector] for s in sectors) / sum(s.share for s in sectors)
    return {name: value / mean for name, value in raw.items()}


def cost_share(sector: Sector, use_t: float, price: float, level: F32, fallback: F32) -> F32:
    """Value of the mineral in a sector over its value added, dims (draw,); `fallback` where tonnes or price
    are unknown."""
    value = sector.share * use_t * price / sector.value_added
    known = np.isfinite(value)
    return np.asarray(np.clip(value * level if known else fallback, 1e-9, 0.5), dtype=np.float32)


def family(mineral: str) -> str:
    """Minerals that serve the same part (the magnet, the cell): the scarcest decides, their losses do not add."""
    return FAMILIES.get(mineral, mineral)
