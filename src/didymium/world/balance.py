"""Flows between countries that close: the arcs nearest in entropy to a prior with given row and column sums."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.errors import BadInput

Floats = NDArray[np.float64]
BORDER = 10.0  # how much likelier a tonne stays at home, all else equal (border effects of 5-20: McCallum 1995)
CAPTIVE = 100.0  # the same of an ore that no trade code shows: brine, captive concentrate, slimes (judgement); not of
# rare earths, of which America's and Myanmar's went to China and Australia's to Malaysia
TRACE = 1e-3  # weight of the prior on an arc that trade statistics do not show
_SWEEPS, _CLOSE = 400, 1e-12


def home_prior(supply: Floats, use: Floats, border: float = BORDER) -> Floats:
    """Arcs in proportion to supply and use, `border` times as heavy at home; sums to the supply.

    supply, use: dims (country,), any one unit. Used where no trade is known. Source of the border effect:
    McCallum, AER 1995; Anderson and van Wincoop, AER 2003.
    """
    arcs = np.outer(supply, use)
    arcs[np.diag_indices_from(arcs)] *= border
    return np.asarray(arcs * (supply.sum() / arcs.sum())) if arcs.sum() > 0 else arcs


def balance(prior: Floats, supply: Floats, use: Floats) -> Floats:
    """The arcs x >= 0 that minimise sum x ln(x / prior) with rows summing to supply and columns to use.

    prior: dims (exporter, importer), > 0 where a flow is possible; supply, use: dims (country,), with equal
    totals. Alternating scaling (RAS, iterative proportional fitting), then what is left by rounding is moved
    so that every node closes to 1e-9 of the total. Errors: `BadInput` for negative or missing input or
    totals that differ.
    Source: Stone 1961 (RAS); Junius and Oosterhaven 2003 (GRAS); Altschuler et al. 2017 (rounding).
    """
    total = float(supply.sum())
    if not (np.all(prior >= 0) and np.all(supply >= 0) and np.all(use >= 0)):
        raise BadInput("balance needs non-negative numbers without gaps")
    if abs(total - float(use.sum())) > 1e-9 * max(total, 1e-300):
        raise BadInput(f"supply ({total:.6g}) and use ({use.sum():.6g}) must have the same total")
    if total == 0:
        return np.zeros_like(prior)
    return _closed(_scaled(prior, supply, use), supply, use)


def _scaled(prior: Floats, supply: Floats, use: Floats) -> Floats:
    across = np.ones_like(use)
    for _ in range(_SWEEPS):
        down = _ratio(supply, prior @ across)
        before, across = across, _ratio(use, down @ prior)
        if np.max(np.abs(across - before) / np.maximum(across, 1e-300)) < _CLOSE:
            break
    return np.asarray(down[:, None] * prior * across)


def _ratio(wanted: Floats, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)


def _closed(arcs: Floats, supply: Floats, use: Floats) -> Floats:
    """Arcs with no row above supply and no column above use; what lacks is added where both lack."""
    arcs = arcs * np.minimum(1.0, _ratio(supply, arcs.sum(axis=1)))[:, None]
    arcs = arcs * np.minimum(1.0, _ratio(use, arcs.sum(axis=0)))
    rows, columns = np.maximum(supply - arcs.sum(axis=1), 0.0), np.maximum(use - arcs.sum(axis=0), 0.0)
    return np.asarray(arcs + np.outer(rows, columns) / rows.sum()) if rows.sum() > 0 else arcs


def trade_prior(trade: Floats, supply: Floats, use: Floats) -> Floats:
    """The prior from observed trade: arcs as traded, home deliveries from what is left, a trace elsewhere.

    trade: dims (exporter, importer), observed value or gross weight, of which only the shares count: it is
    scaled so that the net exports that it shows add up to those that supply and use imply. Home deliveries
    are supply less exports, at least a tenth of what the country could take from itself. supply, use: dims
    (country,), one unit.
    """
    arcs = trade.copy()
    np.fill_diagonal(arcs, 0.0)
    arcs *= _scale(arcs, supply, use)
    possible = np.minimum(supply, use)
    home = np.clip(supply - arcs.sum(axis=1), 0.1 * possible, None)
    return np.asarray(arcs + np.diag(np.minimum(home, use)) + TRACE * home_prior(supply, use))


def _scale(arcs: Floats, supply: Floats, use: Floats) -> float:
    shown = np.maximum(arcs.sum(axis=1) - arcs.sum(axis=0), 0.0).sum()
    implied = np.maximum(supply - use, 0.0).sum()
    return float(implied / shown) if shown > 0 and implied > 0 else 1.0


def distance(flows: Floats, trade: Floats) -> float:
    """How far the balanced arcs are from the observed ones: half the sum of share differences over traded arcs, 0..1.

    0 is the same pattern between countries, 1 nothing in common. flows, trade: dims (exporter, importer); the
    diagonal does not count. NaN where nothing is traded on either side.
    """
    off = ~np.eye(len(flows), dtype=bool)
    ours, seen = flows[off], trade[off]
    if ours.sum() <= 0 or seen.sum() <= 0:
        return float("nan")
    return float(0.5 * np.abs(ours / ours.sum() - seen / seen.sum()).sum())
