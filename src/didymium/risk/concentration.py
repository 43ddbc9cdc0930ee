"""Concentration and reliance: HHI, top-n, N-1, net import reliance, exposure to restricted supply."""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.errors import BadInput, MissingData
from didymium.risk.inputs import Floats, Values, aligned, given, plain


def shares_of(supply: Values, total: Values | None = None) -> Any:
    """Shares of each country in the supply, 0..1: supply / total.

    supply: dims (..., country), any unit, non-negative. total: dims (...), the same unit; the sum over
    countries unless given (give it when the list is incomplete). Errors: `MissingData` for a missing value
    or a total of zero, `BadInput` for a negative value, an aggregate among the countries, or a total below
    the sum by more than 5 %.
    """
    values = given("shares", supply)
    if values.ndim == 0:
        raise BadInput("shares must be a list, dict or array over countries, not one number")
    whole = values.sum(axis=-1) if total is None else given("total", total)
    if np.any(whole <= 0):
        raise MissingData("the total is zero: there is no supply whose concentration could be measured")
    if np.any(values.sum(axis=-1) > whole * 1.05):
        raise BadInput("the countries sum to more than 105 % of the total: check units and aggregates")
    return values / np.expand_dims(whole, -1)


def herfindahl(shares: Values, total: Values | None = None) -> Any:
    """Concentration of supply (HHI), sum_c (x_c / sum x)^2, 0..1.

    shares: dims (..., country); shares (0..1 or %) or tonnes, as only the proportions count; sequence, dict or
    numpy array. total: the denominator where the list of countries is incomplete.
    Returns a float, or an array of dims (...). Errors as `shares_of`.
    Source: Herfindahl 1950; DG GROW 2017; Santillan-Saldivar et al. 2022 (GeoPolRisk).
    """
    return plain((shares_of(shares, total) ** 2).sum(axis=-1))


def top_n(shares: Values, n: int = 3) -> Any:
    """Share of the n largest countries in the supply, 0..1.

    shares: dims (..., country), any unit; an `OTH` ("all others") entry of a dict is no single country and
    is never among the largest, but counts in the total. Errors as `shares_of`. Source: IEA Global Critical
    Minerals Outlook.
    """
    if n < 1:
        raise BadInput(f"n must be at least 1, got {n}")
    whole, named = _split_others(shares)
    parts = shares_of(named, whole)
    return plain(np.sort(parts, axis=-1)[..., -n:].sum(axis=-1))


def _split_others(shares: Values) -> tuple[Values | None, Values]:
    if not (hasattr(shares, "keys") and hasattr(shares, "items")) or "OTH" not in shares:
        return None, shares
    whole = float(given("shares", shares).sum())
    return whole, {k: v for k, v in shares.items() if k != "OTH"}


def n_minus_1(supply: Values, demand: Values, largest: str | None = None) -> Any:
    """What the others can supply of their demand without the largest supplier, as a fraction (1 = all).

    N-1 = (sum S - S_max) / (sum D - D_max): max is the largest supplier (or `largest`), D_max its own demand.
    supply, demand: dims (..., country), t/yr, the same countries (dicts are joined by key; a supplier that
    demand does not list is an error unless it has no part in the result). Errors: `MissingData` when all
    demand is the supplier's own. Source: IEA, Global Critical Minerals Outlook 2025 (there in %).
    """
    wanted = aligned(supply, demand, np.nan)
    made, used = given("supply", supply), np.asarray(wanted, dtype=float)
    keys = list(supply) if hasattr(supply, "keys") else None
    if largest is not None and (keys is None or largest not in keys):
        raise BadInput(f"largest {largest!r} is not among the suppliers")
    top = made.argmax(axis=-1) if largest is None or keys is None else np.asarray(keys.index(largest))
    own = _own_demand(used, top)
    total = given("demand", demand).sum(axis=-1)
    if np.any(total - own <= 0):
        raise MissingData("no demand outside the largest supplier: N-1 is not defined")
    rest = made.sum(axis=-1) - np.take_along_axis(made, np.expand_dims(top, -1), -1)[..., 0]
    return plain(rest / (total - own))


def _own_demand(used: Floats, top: Any) -> Floats:
    own: Floats = np.take_along_axis(used, np.expand_dims(top, -1), -1)[..., 0]
    if np.isnan(own).any():
        raise MissingData("demand of the largest supplier is missing: N-1 needs it")
    return own


def net_import_reliance(production: Values, imports: Values, exports: Values) -> Any:
    """Net imports as a part of apparent consumption, 0..1; a net exporter has 0.

    NIR = max(0, (imports - exports) / (production + imports - exports)).
    production, imports, exports: dims (...), the same mass unit (content, not gross weight of different
    forms).
    Errors: `MissingData` for a missing value, and where apparent consumption is not positive though there
    are net imports. Source: EC 2017 (there IR); USGS adds stock changes.
    """
    made, net = given("production", production), given("imports", imports) - given("exports", exports)
    consumption = made + net
    if np.any((net >= 0) & (consumption <= 0)):
        raise MissingData("neither production nor net imports: import reliance is not defined")
    safe = np.where(net > 0, consumption, 1.0)
    return plain(np.where(net > 0, net, 0.0) / safe)


def restricted_share(shares: Values, severity: Values) -> Any:
    """Part of the supply that is cut if every restriction bites, sum_c s_c * severity_c, 0..1.

    shares: dims (..., country), any unit. severity: dims (..., country), 0..1 of the baseline flow that is
    not allowed (1 for a measure that could stop all of it); a country that a dict does not list is
    unrestricted.
    Errors as `shares_of`; `BadInput` for a severity outside 0..1.
    """
    cut = given("severity", aligned(shares, severity, 0.0), 0.0, 1.0)
    return plain((shares_of(shares) * cut).sum(axis=-1))
