"""GeoPolRisk: geopolitical supply risk of importing a mineral, and its life-cycle characterisation factor.

Source: Koyamparambath et al., JOSS 10.21105/joss.09600; Santillan-Saldivar et al. 2022. Written from the
formulas.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.errors import MissingData
from didymium.risk.concentration import herfindahl
from didymium.risk.inputs import Floats, Values, aligned, array, given, is_mapping, plain

CF_REFERENCE = 0.409412948  # copper's mean score x price: the unit of the factor is kg copper-equivalent


def governance_risk(wgi_political_stability: Values) -> Any:
    """g = clip(0.5 - 0.2 * WGI political stability, 0, 1); high is unstable.

    wgi_political_stability: the World Bank's estimate, about -2.5..2.5, any dims; NaN stays NaN (missing is
    not 0.5).
    """
    found = array("wgi_political_stability", wgi_political_stability)
    return plain(np.clip(0.5 - 0.2 * found, 0.0, 1.0))


def import_risk(imports: Values, governance: Values, domestic: Values, default: float | None = None) -> Any:
    """Governance-weighted import share of supply, sum_i g_i f_i / (p + F), 0..1.

    imports f_i: dims (..., country), t/yr from each country i; F their sum. governance g_i: dims (...,
    country), 0..1 (`governance_risk`); dicts are joined by country. domestic p: dims (...), t/yr of domestic
    production, in the same content as the imports. default: governance of a country without a value; the
    published tool takes 0.5, here there is none unless you say so.
    Errors: `MissingData` for an exporter without governance, a missing import or domestic value, or p + F =
    0; `BadInput` for a governance outside 0..1.
    """
    lacking = np.nan if default is None else default
    named = tuple(imports) if is_mapping(imports) else ()
    trust = aligned(imports, governance, lacking)
    flow = given("imports", imports)
    risk = _weighted(flow, np.asarray(trust, dtype=float), lacking, named)
    supply = given("domestic", domestic) + flow.sum(axis=-1)
    if np.any(supply <= 0):
        raise MissingData("neither imports nor domestic production: import risk is not defined")
    return plain(risk / supply)


def _weighted(flow: Floats, trust: Floats, default: float, named: tuple[str, ...]) -> Floats:
    trust = np.where(np.isnan(trust), default, trust)
    lost = np.isnan(trust) & (flow > 0)
    if lost.any():
        last = np.broadcast_to(lost, flow.shape).reshape(-1, flow.shape[-1]).any(axis=0)
        who = [str(n) for n, bad in zip(named, np.atleast_1d(last), strict=False) if bad]
        raise MissingData(f"governance is missing for {', '.join(who[:5]) or f'{int(last.sum())} exporter(s)'}")
    known = given("governance", np.where(np.isnan(trust), 0.0, trust), 0.0, 1.0, "see governance_risk()")
    return np.asarray((flow * known).sum(axis=-1))


def geopolrisk(
    production: Values, imports: Values, governance: Values, domestic: Values, default: float | None = None
) -> Any:
    """GeoPolRisk score, HHI(production) * sum_i g_i f_i / (p + F), 0..1.

    production: dims (..., producer), t/yr of each producing country, no "Total" row. The other arguments as
    `import_risk`; leading dims (...) broadcast, so all minerals, importers and years go in one call.
    Errors: those of `herfindahl` and `import_risk`. Source: JOSS 10.21105/joss.09600.
    """
    return herfindahl(production) * import_risk(imports, governance, domestic, default)


def unit_price(value: Values, quantity: Values) -> Any:
    """Price of the imports, sum of value / sum of quantity (thousand USD and t give kUSD/t = USD/kg).

    value, quantity: dims (..., country). Errors: `MissingData` for a missing value or a quantity of zero.
    """
    worth, mass = given("value", value), given("quantity", quantity)
    total = np.atleast_1d(mass).sum(axis=-1)
    if np.any(total <= 0):
        raise MissingData("no quantity imported: there is no unit price")
    return plain(np.atleast_1d(worth).sum(axis=-1) / total)


def geopolrisk_cf(score: Values, price: Values) -> Any:
    """Characterisation factor, score * price / 0.409412948, in kg copper-equivalent per kg.

    score: dims (...), `geopolrisk`. price: dims (...), USD/kg (= kUSD/t) of the importer's imports.
    Errors: `MissingData` for a missing value. Source: JOSS 10.21105/joss.09600.
    """
    return plain(given("score", score, 0.0, 1.0) * given("price", price) / CF_REFERENCE)
