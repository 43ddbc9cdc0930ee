"""The strategic verbs: leverage, responses, plan, premium and exposure, each with ranges and a run that repeats it."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_VERBS = {
    "leverage": "leverage", "responses": "responses", "plan": "plan", "premium": "premium", "exposure": "exposure",
}  # fmt: skip
__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used: the module of the same name holds it."""
    if name not in _VERBS:
        raise AttributeError(f"module 'didymium.strategy' has no attribute {name!r}")
    verb = getattr(importlib.import_module(f"didymium.strategy.{_VERBS[name]}"), name)
    globals()[name] = verb
    return verb


class _Package(ModuleType):
    """Keeps the verb under its name: importing a module of the same name would put the module there."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, getattr(value, name) if name in _VERBS and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Package
