"""One-year disruption of a single supplier, in the manner of the US critical-minerals method of 2025.

The equation is generic and ours in form; the published assessment (USGS OFR 2025-1047) adds 402 industries
to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.errors import BadInput, MissingData
from didymium.risk.inputs import Floats, Values, given, plain

_PRICE_CAP = 1e9  # searched up to this multiple of the old price
_STEPS = 200


def disruption_price(
    demand: Values,
    supply: Values,
    net_imports: Values,
    cut: Values,
    demand_elasticity: Values,
    supply_elasticity: Values,
    spare_capacity: Values,
) -> Any:
    """Price after a one-year cut as a multiple of the price before, P/P0 >= 1.

    Solves D0 (P/P0)^ed = min(S0 (P/P0)^es, S0 + X) + (1 - theta) NX0 for P by bisection.
    demand D0, supply S0 (all that is not cut), net_imports NX0 (from the disrupted country), spare_capacity
    X: dims (...), t/yr, with D0 = S0 + NX0. cut theta: 0..1. demand_elasticity ed < 0, supply_elasticity es
    >= 0. All dims broadcast. Errors: `BadInput` for an elasticity of the wrong sign or a market that does
    not balance at P0 (1 % tolerance); `MissingData` for NaN, and when nothing is left to buy at any price.
    """
    names = ("demand", "supply", "net_imports", "cut", "demand_elasticity", "supply_elasticity", "spare_capacity")
    raw = (demand, supply, net_imports, cut, demand_elasticity, supply_elasticity, spare_capacity)
    bounds = {"cut": (0.0, 1.0), "demand_elasticity": (-20.0, -1e-6)}
    checked = [given(n, v, *bounds.get(n, (0.0, np.inf))) for n, v in zip(names, raw, strict=True)]
    d0, s0, nx, theta, ed, es, spare = np.broadcast_arrays(*checked)
    if np.any(np.abs(d0 - s0 - nx) > 0.01 * d0):
        raise BadInput("demand must equal supply + net_imports before the cut (within 1 %)")
    if np.any((s0 + (1 - theta) * nx) <= 0):
        raise MissingData("nothing is left to buy after the cut: no price clears the market")

    def excess(ratio: Floats) -> Floats:
        made = np.minimum(s0 * ratio**es, s0 + spare)
        return np.asarray(d0 * ratio**ed - made - (1 - theta) * nx)

    return plain(_rising_root(excess, d0.shape))


def _rising_root(excess: Any, shape: tuple[int, ...]) -> Floats:
    """The ratio >= 1 where `excess`, falling in the price, is zero; 1 where it is not positive at 1."""
    low, high = np.zeros(shape), np.full(shape, np.log(_PRICE_CAP))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        short = excess(np.exp(middle)) > 0
        low, high = np.where(short, middle, low), np.where(short, high, middle)
        if np.max(high - low) < 1e-14:
            break
    return np.asarray(np.where(excess(np.ones(shape)) > 1e-12, np.exp(high), 1.0))


def disruption_loss(probability: Values, gdp_change: Values) -> Any:
    """Expected annual loss of a mineral over its disruptions, sum_s p_s * dGDP_s, in the unit of gdp_change.

    probability: dims (..., scenario), 0..1 a year. gdp_change: dims (..., scenario), USD (negative is a
    loss).
    Errors: `MissingData` for NaN; `BadInput` for a probability outside 0..1. Source: USGS OFR 2025-1047.
    """
    odds, change = given("probability", probability, 0.0, 1.0), given("gdp_change", gdp_change, -np.inf)
    return plain((odds * change).sum(axis=-1))
