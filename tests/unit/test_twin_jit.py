"""The kernel where it cannot be kept, and what is said while it compiles."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import ClassVar

import pytest

from didymium.twin import jit
from didymium.twin.engine import run_block

CODE = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
from didymium.twin.jit import cached
print(cached(lambda stamp: lambda x: x + (stamp > 0))(1))
"""


def test_without_a_place_for_the_cache_the_kernel_still_compiles():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "2"


def test_the_stamp_follows_the_source(tmp_path, monkeypatch):
    before = jit._stamp()
    for name in jit.SOURCES:
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    monkeypatch.setattr(jit, "__file__", str(tmp_path / "jit.py"))
    jit._stamp.cache_clear()
    changed = jit._stamp()
    (tmp_path / "laws.py").write_text("# other", encoding="utf-8")
    jit._stamp.cache_clear()
    assert len({before, changed, jit._stamp()}) == 3
    jit._stamp.cache_clear()


def test_what_is_kept_is_named_by_its_source():
    """A kernel of another version may speak of modules that are gone, so it is never even opened."""
    assert run_block.py_func.__qualname__.endswith(f".{jit._stamp():x}")


@pytest.mark.filterwarnings("error")
def test_compiling_is_said_once(caplog):
    caplog.set_level("INFO", "didymium.twin")

    class Start:
        data: ClassVar = {"dispatcher": run_block}

    told = jit._Told()
    told.on_start(Start())
    told.on_start(Start())
    assert [r.getMessage() for r in caplog.records] == [
        "compiling the twin's kernel (first run only, a few seconds) ..."
    ]
