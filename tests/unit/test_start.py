"""A process loads what it uses: the heavy libraries wait for the first thing that needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

NEVER = {
    "import didymium.cli; didymium.cli.main(['--help'])": (
        "polars numpy pydantic onnxruntime trafilatura yaml markdown_it"
    ),
    "import didymium.brief.compose, didymium.strategy.responses, didymium.brief.shock, didymium.brief.render": (
        "numba scipy xarray httpx onnxruntime trafilatura jinja2"
    ),
    "from didymium.news import check; check('China makes 98% of the gallium of the world.')": (
        "numba scipy xarray trafilatura httpx requests typer"
    ),
    "from didymium.twin import load_scenario, library; load_scenario(next(iter(library())))": "numba scipy xarray",
}


@pytest.mark.parametrize("code", NEVER)
def test_what_is_not_used_is_not_loaded(code: str) -> None:
    told = f"{code}\nimport sys; print('loaded:', *sorted(set({NEVER[code].split()!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded:", done.stdout[-300:]
