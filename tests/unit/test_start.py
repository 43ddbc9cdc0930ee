"""A process loads what it uses: the heavy libraries wait for the first thing that needs them."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

NEVER = {
    "import didymium.cli; didymium.cli.main(['--help'])": (
        "polars numpy pydantic onnxruntime trafilatura yaml markdown_it"
    ),
    "import didymium.brief.compose, didymium.strategy.responses, didymium.brief.shock, didymium.brief.render": (
        "numba scipy httpx onnxruntime trafilatura jinja2"
    ),
    "from didymium.news import check; check('China makes 98% of the gallium of the world.')": (
        "numba scipy trafilatura httpx requests typer"
    ),
    "from didymium.twin import load_scenario, library; load_scenario(next(iter(library())))": "numba scipy",
}


@pytest.mark.parametrize("code", NEVER)
def test_what_is_not_used_is_not_loaded(code: str) -> None:
    told = f"{code}\nimport sys; print('loaded:', *sorted(set({NEVER[code].split()!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded:", done.stdout[-300:]


def test_what_is_imported_is_declared() -> None:
    root = Path(__file__).parents[2]
    said = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    asked = [*said["dependencies"], *itertools.chain.from_iterable(said["optional-dependencies"].values())]
    declared = {re.split(r"[\[<>=]", each, maxsplit=1)[0].replace("-", "_") for each in asked}
    source = "\n".join(path.read_text() for path in (root / "src").rglob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) (\w+)(?:[\w.]* import| as |$|\.)", source, re.M))
    ours = {"didymium", "py", *sys.stdlib_module_names}
    named = {"yaml": "pyyaml", "vl_convert": "vl_convert_python"}
    assert {named.get(each, each) for each in imported - ours} - declared == set()


def test_the_runtime_of_the_encoder_keeps_and_sends_nothing(tmp_path: Path) -> None:
    quiet = {"CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS"}  # with which it never does
    told = {k: v for k, v in os.environ.items() if k not in quiet}
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    code = "from didymium.news.encoder import encode; encode('china bans gallium', [(0, 'china bans it.')], {0}, {0})"
    subprocess.run([sys.executable, "-c", code], env=told | home, check=True, timeout=120)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
