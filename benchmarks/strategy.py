"""How long the strategic verbs take, warm: leverage, responses, premium, exposure and a bill of 100,000 lines.

    python benchmarks/strategy.py [--repeats 3]

Wall and CPU seconds of the fastest of the repeats, each with another seed, so that no run is found in a cache; what
depends on the world alone is warm, as in a process that serves. Memory is the peak of the process after each row.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

from didymium.strategy.exposure import exposure
from didymium.strategy.leverage import leverage
from didymium.strategy.plan import plan
from didymium.strategy.premium import premium
from didymium.strategy.responses import responses

LINES = 100_000
GOOD = ("gallium", "NdFeB magnets", "dysprosium", "cobalt", "copper", "lithium", "tungsten", "graphite")
SCENARIO = "china-ree-2025"


def bill(path: Path, bad: bool, seed: int = 1) -> Path:
    """A bill of 100,000 lines; with `bad`, about half of them have an unknown material or country or negative mass."""
    rng = random.Random(seed)
    names = (*GOOD, "unobtainium") if bad else GOOD
    masses, countries = (1, 10, 250, -5) if bad else (1, 10, 250), ("China", "Japan", "Chile", "")
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["part", "mineral", "kg/yr", "supplier country", "value", "revenue"])
        for i in range(LINES):
            where = f"Land {i}" if bad and i % 4 == 0 else rng.choice(countries)
            rows.writerow([f"p{i}", rng.choice(names), rng.choice(masses), where, rng.randint(1, 9999), 1000 + i])
    return path


def rows(folder: Path) -> Iterator[tuple[str, str, Callable[[int], Any]]]:
    """(what, goal, run by seed)."""
    clean, dirty = bill(folder / "clean.csv", bad=False), bill(folder / "dirty.csv", bad=True)
    yield "leverage CHN USA", "", lambda s: leverage("CHN", "USA", seed=s)
    yield "leverage IDN EUU", "", lambda s: leverage("IDN", "EUU", seed=s)
    yield "leverage, one mineral (brief)", "", lambda s: leverage("CHN", "USA", ["gallium"], seed=s, top=1)
    yield "responses china-ree-2025", "", lambda s: responses(SCENARIO, seed=s)
    yield "premium dysprosium, Germany", "", lambda s: premium("dysprosium", "DEU", seed=s)
    yield "premium, all minerals, USA", "", lambda s: premium(importer="USA", seed=s)
    yield "exposure, companies and sectors", "", lambda s: exposure(scenario=SCENARIO, seed=s)
    yield f"bill of {LINES:,} good lines", "<= 10", lambda s: exposure(bom=clean, scenario=SCENARIO, seed=s)
    yield f"bill of {LINES:,}, half of them bad", "<= 10", lambda s: exposure(bom=dirty, scenario=SCENARIO, seed=s)
    yield "plan, 8 histories (brief)", "", lambda s: plan("USA", 4e8, 2035, "gallium", draws=8, seed=s)
    yield "plan, rare earths, 64 histories", "<= 10", lambda s: plan("USA", 4e8, 2035, "rare earths", seed=s)


def fastest(run: Callable[[int], Any], repeats: int) -> tuple[float, float]:
    """Least wall and least CPU seconds; one run before warms what depends on the world alone."""
    run(1000)
    found = []
    for seed in range(repeats):
        start = time.perf_counter(), time.process_time()
        run(seed)
        found.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return min(f[0] for f in found), min(f[1] for f in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    print(f"{'what':36s} {'wall s':>8s} {'CPU s':>8s} {'reach':>7s} {'peak MB':>8s}")
    with tempfile.TemporaryDirectory() as folder:
        for what, goal, run in rows(Path(folder)):
            wall, cpu = fastest(run, repeats)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{what:36s} {wall:8.2f} {cpu:8.2f} {goal:>7s} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    main()
