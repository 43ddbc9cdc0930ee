"""Indicators of supply risk: plain functions of explicit inputs, and the verb that fills them in.

The folder and the verb share one word, so the module itself is callable: `didymium.risk("gallium")`.
"""

from __future__ import annotations

import sys
import types
from typing import Any

from didymium.risk.concentration import herfindahl, n_minus_1, net_import_reliance, restricted_share, shares_of, top_n
from didymium.risk.eu import eu_economic_importance, eu_supply_risk, eu_weighted_hhi, wgi_scaled
from didymium.risk.gpr import geopolrisk, geopolrisk_cf, governance_risk, import_risk, unit_price
from didymium.risk.result import RiskResult, Row
from didymium.risk.verb import METHODS, known_minerals, risk

__all__ = [
    "METHODS", "RiskResult", "Row", "eu_economic_importance", "eu_supply_risk", "eu_weighted_hhi", "geopolrisk",
    "geopolrisk_cf", "governance_risk", "herfindahl", "import_risk", "known_minerals", "n_minus_1",
    "net_import_reliance", "restricted_share", "risk", "shares_of", "top_n", "unit_price", "wgi_scaled",
]  # fmt: skip


class _Verb(types.ModuleType):
    """A module that is called as its verb."""

    def __call__(self, *args: Any, **kwargs: Any) -> RiskResult:
        """`didymium.risk.risk`."""
        return risk(*args, **kwargs)


sys.modules[__name__].__class__ = _Verb
