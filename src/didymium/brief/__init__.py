"""The brief: an article, read against the world and the twin, with every sentence proven.

The folder and the verb share one word, so the module itself is callable: `didymium.brief(source)`.
"""

from __future__ import annotations

import sys
import types
from typing import Any


class _Verb(types.ModuleType):
    """A module that is called as its verb."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """`didymium.brief.compose.brief`."""
        from didymium.brief.compose import brief

        return brief(*args, **kwargs)


sys.modules[__name__].__class__ = _Verb
