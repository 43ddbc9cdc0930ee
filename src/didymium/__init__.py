"""Didymium: critical-minerals intelligence. The verbs below are the whole public surface."""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_VERBS = {
    "load_world": "didymium.world.load", "read": "didymium.news", "check": "didymium.news",
    "verify": "didymium.brief.replay", "simulate": "didymium.twin", "backtest": "didymium.twin",
    **{name: f"didymium.risk.{name}" for name in ("partners", "precedents")},
    **{name: f"didymium.strategy.{name}" for name in ("leverage", "responses", "plan", "premium", "exposure")},
}  # fmt: skip

_MODULES = ("brief", "risk", "labels", "errors", "records")  # the first two are called as their verbs

__all__ = ["__version__", "brief", "risk", *sorted(_VERBS)]


def __dir__() -> list[str]:
    """The verbs and modules, so that completion shows them before they are imported."""
    return sorted({*__all__, *_MODULES})


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used, so that `import didymium` stays fast."""
    if name in _VERBS:
        return getattr(importlib.import_module(_VERBS[name]), name)
    if name in _MODULES:
        return importlib.import_module(f"didymium.{name}")
    raise AttributeError(f"module 'didymium' has no attribute {name!r}")
