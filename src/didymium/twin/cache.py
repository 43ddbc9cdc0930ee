"""Where the compiled kernel lies and whether it is there; importing this compiles nothing."""

from __future__ import annotations

from pathlib import Path


def is_compiled() -> bool:
    """True when this version of the kernel is in the cache (next to the package, or in the user's cache folder)."""
    from didymium.twin.engine import run_block

    index = Path(run_block.stats.cache_path)
    return index.exists() and any(index.glob("engine.*.nbi"))
