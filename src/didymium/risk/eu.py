"""The European Commission's criticality method (guidelines 2017; studies of 2017, 2020 and 2023).

All arguments are the symbols of the formulas, in fractions: an import reliance of 80 % is 0.8.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.errors import BadInput, MissingData
from didymium.risk.inputs import Values, aligned, given, plain

_FRACTION = "give a fraction, not a percentage"


def wgi_scaled(wgi_mean: Values) -> Any:
    """Governance risk on the EU scale, (2.5 - mean WGI) * 2, 0..10 (high is bad).

    wgi_mean: mean of the six Worldwide Governance Indicators, -2.5..2.5. Estimates a little outside the
    nominal range are kept as they are. Source: EC 2017, section 3.2.
    """
    return plain(2 * (2.5 - given("wgi_mean", wgi_mean, -4.0, 4.0)))


def eu_weighted_hhi(shares: Values, wgi: Values, t: Values) -> Any:
    """Governance-weighted concentration, HHI_WGI,t = sum_c S_c^2 * WGI_c * t_c (0..15).

    shares: dims (..., country), fractions 0..1 of supply, used as they are (published shares need not sum to
    1). wgi: dims (..., country), on 0..10 (`wgi_scaled`). t: dims (..., country), trade parameter: 0.8 EU
    member or trade agreement, 1 none, 1.1..1.5 export restriction; one number for all is allowed. Dicts are
    joined by country. Errors: `MissingData` for a supplier (share > 0) without WGI or t.
    Source: EC 2017, eq. 3.
    """
    governance, trade = aligned(shares, wgi, np.nan), aligned(shares, t, np.nan)
    share = given("shares", shares, 0.0, 1.0, _FRACTION)
    if np.any(share.sum(axis=-1) > 1.05):
        raise BadInput(f"shares sum to {np.max(share.sum(axis=-1)):.3g}: {_FRACTION}, and leave sums out")
    risk, scale = _supplied("wgi", governance, share, 0.0, 13.0), _supplied("t", trade, share, 0.0, 3.0)
    return plain((share**2 * risk * scale).sum(axis=-1))


def _supplied(name: str, values: Values, share: Any, low: float, high: float) -> Any:
    found = np.broadcast_to(np.asarray(values, dtype=float), share.shape)
    lost = np.isnan(found) & (share > 0)
    if lost.any():
        raise MissingData(f"{name} is missing for {int(lost.sum())} supplier(s): missing is not average")
    hint = "the EU scale is 0..10, see wgi_scaled()" if name == "wgi" else ""
    return given(name, np.where(np.isnan(found), low, found), low, high, hint)


def eu_supply_risk(
    hhi_global: Values | None, hhi_eu: Values | None, import_reliance: Values | None, eol_rir: Values, si_sr: Values
) -> Any:
    """EU supply risk, SR = [HHI_GS * IR/2 + HHI_EU * (1 - IR/2)] * (1 - EoL_RIR) * SI_SR.

    hhi_global, hhi_eu: `eu_weighted_hhi` of world supply and of EU sourcing. import_reliance, eol_rir, si_sr:
    fractions 0..1. None (not NaN) for one of the two HHI means that the study rests on the other alone
    ("GS only", "EUS only"); import_reliance is then not used. All dims (...) broadcast.
    Errors: `MissingData` for a NaN or for both HHI None; `BadInput` for a percentage. Source: EC 2017, eq. 2.
    """
    if hhi_global is None and hhi_eu is None:
        raise MissingData("supply risk needs hhi_global, hhi_eu or both")
    if import_reliance is None and hhi_global is not None and hhi_eu is not None:
        raise MissingData("supply risk from both HHI needs import_reliance")
    one = hhi_eu if hhi_global is None else hhi_global
    world, local = (one, one) if hhi_global is None or hhi_eu is None else (hhi_global, hhi_eu)
    reliance = 0.0 if hhi_global is None or hhi_eu is None else import_reliance
    half = given("import_reliance", reliance, 0.0, 1.0, _FRACTION) / 2
    mixed = given("hhi_global", world, 0.0, 20.0) * half + given("hhi_eu", local, 0.0, 20.0) * (1 - half)
    kept = 1 - given("eol_rir", eol_rir, 0.0, 1.0, _FRACTION)
    return plain(mixed * kept * given("si_sr", si_sr, 0.0, 1.0, _FRACTION))


def eu_economic_importance(shares: Values, value_added: Values, si_ei: Values, max_value_added: Values) -> Any:
    """EU economic importance, EI = 10 * SI_EI * sum_a A_a * VA_a / max VA.

    shares: dims (..., application), fractions of EU use by application. value_added: dims (...,
    application), of the application's NACE 2-digit sector. max_value_added: the largest sector's, same money
    unit (2023 study: C28, 204,200 million EUR). si_ei: fraction 0..1. Dicts are joined by application.
    Errors: `MissingData` for a use (share > 0) without value added; `BadInput` for percentages. Source: EC
    2017, eq. 1.
    """
    worth = aligned(shares, value_added, np.nan)
    share = given("shares", shares, 0.0, 1.0, _FRACTION)
    if np.any(share.sum(axis=-1) > 1.05):
        raise BadInput(f"use shares sum to {np.max(share.sum(axis=-1)):.3g}: {_FRACTION}")
    largest = given("max_value_added", max_value_added)
    if np.any(largest <= 0):
        raise BadInput("max_value_added must be positive")
    sector = _supplied("value_added", worth, share, 0.0, np.inf)
    if np.any(sector > np.expand_dims(largest, -1) * (1 + 1e-9)):
        raise BadInput("a sector's value_added is above max_value_added: check units")
    score = 10 * given("si_ei", si_ei, 0.0, 1.0, _FRACTION) * (share * sector).sum(axis=-1) / largest
    return plain(score)
