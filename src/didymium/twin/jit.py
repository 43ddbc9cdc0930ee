"""How the twin's loops are compiled: once, kept in a cache, and said when it takes a while."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import event

log = logging.getLogger("didymium.twin")
_jit: Any = njit  # with options that its typed form does not list
_listen: Any = event.register
SOURCES = ("simd.py", "layout.py", "laws.py", "engine.py", "fractions.py")


def cached(make: Callable[[int], Any]) -> Any:
    """The function that `make(stamp)` defines, compiled on its first call and kept beside the package or, where that
    cannot be written, in the user's cache folder; where neither can be, it is compiled anew in each process.

    The stamp changes with the source of all that is compiled and stands in the name under which it is kept, so that
    nothing older is ever read: it may speak of modules that are gone.
    """
    function = make(_stamp())
    function.__qualname__ = f"{function.__qualname__}.{_stamp():x}"
    options = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return _jit(cache=True, **options)(function)
    except RuntimeError:  # numba found no place to write to
        return _jit(**options)(function)


@lru_cache(maxsize=1)
def _stamp() -> int:
    text = b"".join((Path(__file__).parent / name).read_bytes() for name in SOURCES)
    return int(hashlib.sha256(text).hexdigest()[:12], 16) + 1


class _Told(event.Listener):
    """Says once that the kernel is being compiled, for it takes seconds; nothing when it comes from the cache."""

    said = False

    def on_start(self, event: Any) -> None:
        if not self.said and event.data["dispatcher"].py_func.__module__ == "didymium.twin.engine":
            self.said = True
            log.info("compiling the twin's kernel (first run only, a few seconds) ...")

    def on_end(self, event: Any) -> None:
        """Nothing to say."""


_listen("numba:compile", _Told())
