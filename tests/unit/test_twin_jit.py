"""The kernel where it cannot be kept, and what is said while it compiles."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import ClassVar

import pytest

from didymium.twin import engine
from didymium.twin.engine import run_block

CODE = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
from didymium.twin.engine import cached
print(cached(lambda stamp: lambda x: x + (stamp > 0))(1))
"""


def test_without_a_place_for_the_cache_the_kernel_still_compiles():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "2"


def test_the_stamp_follows_the_source(tmp_path, monkeypatch):
    before = engine._stamp()
    for name in engine.SOURCES:
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    monkeypatch.setattr(engine, "__file__", str(tmp_path / "engine.py"))
    engine._stamp.cache_clear()
    changed = engine._stamp()
    (tmp_path / "laws.py").write_text("# other", encoding="utf-8")
    engine._stamp.cache_clear()
    assert len({before, changed, engine._stamp()}) == 3
    engine._stamp.cache_clear()


def test_what_is_kept_is_named_by_its_source():
    """A kernel of another version may speak of modules that are gone, so it is never even opened."""
    assert run_block.py_func.__qualname__.endswith(f".{engine._stamp():x}")


@pytest.mark.filterwarnings("error")
def test_compiling_is_said_once(caplog):
    caplog.set_level("INFO", "didymium.twin")

    class Start:
        data: ClassVar = {"dispatcher": run_block}

    told = engine._Told()
    told.on_start(Start())
    told.on_start(Start())
    assert [r.getMessage() for r in caplog.records] == [
        "compiling the twin's kernel (first run only, a few seconds) ..."
    ]
