"""Speed of the twin, with the same laws in vectorised numpy and a roofline of the kernel's own mix beside it.

    python benchmarks/twin.py [--quick]

Prints a table: one mineral's scenario; every chain of a world of 30 x 4 x 60 shocked at once; scaling in
draws, months and arcs; memory of a million draws.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numba import njit

sys.path.insert(0, str(Path(__file__).parent))
import twin_numpy

from didymium.twin import Scenario, simulate
from didymium.twin.draws import sobol
from didymium.twin.engine import run
from didymium.twin.laws import NPAR
from didymium.twin.network import Chain
from didymium.twin.parameters import lanes, priors, values
from didymium.twin.schedule import lay
from didymium.twin.simd import LANES, exp2, load, log2, splat, store
from didymium.twin.traits import Traits

CHAINS, STAGES, COUNTRIES, MONTHS, ARCS = 30, 4, 60, 36, 6
MULTIPLY_ADDS, DIVISIONS, POWERS = 132, 5, 3.25  # of a node and month with six arcs, counted in twin/laws.py


def best(work, times=3):
    """Seconds of the fastest of a few runs."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def synthetic(n: int, arcs: int = ARCS) -> Chain:
    """A chain of `STAGES` stages and `COUNTRIES` countries, each buyer with `arcs` sellers, country 0 by far
    the largest."""
    rng = np.random.default_rng(n)
    codes = (*(f"C{i:02d}" for i in range(COUNTRIES - 1)), "OTH")
    use = rng.dirichlet(np.full(COUNTRIES, 0.5), STAGES) * 0.9 + 0.1 / COUNTRIES
    flows = np.zeros((STAGES, COUNTRIES, COUNTRIES))
    for k in reversed(range(STAGES)):
        for j in range(COUNTRIES):
            sellers = np.r_[0, 1 + rng.permutation(COUNTRIES - 1)[: arcs - 1]]
            flows[k, sellers, j] = rng.dirichlet(np.r_[4.0, np.full(arcs - 1, 1.0)]) * use[k, j]
        if k:
            use[k - 1] = flows[k].sum(axis=1)  # what stage k makes is what stage k - 1 sells to
            use[k - 1] = np.maximum(use[k - 1], 1e-6)
            use[k - 1] /= use[k - 1].sum()
    return Chain("dysprosium", ("mine", "refine", "metal", "component"), codes, flows, (1.0,) * STAGES, (), ())


def shocked(net: Chain, months: int = MONTHS):
    """The synthetic chain with its largest seller's sales at every stage cut."""
    shape = (STAGES, COUNTRIES)
    facts = Traits(
        np.ones(shape, "f4"), np.zeros(shape, "f4"), np.ones(shape, "f4"), {}, (), 1.0, "", net.countries, None, ()
    )
    plan = Scenario.model_validate({"name": "bench", "start": "2025-01", "months": months, "restrictions": [
        {"exporter": "CHN", "minerals": ["dysprosium"], "from": "2025-01", "allowed": 0.4}]})  # fmt: skip
    net = replace(net, countries=("CHN", *net.countries[1:]))
    return lay(plan, [(net, replace(facts, countries=net.countries))]).arrays


def parameters(draws: int):
    """The kernel's parameters of every draw, the same at each stage."""
    rows = lanes(values(sobol(draws, 0, len(priors())), priors()))
    return np.ascontiguousarray(np.repeat(rows[:, None], STAGES, axis=1).reshape(len(rows), STAGES * NPAR, LANES))


@njit(nogil=True)
def mix(x, y, units, adds, divisions, powers):
    """The kernel's multiply-adds, divisions and powers with nothing else: everything stays in registers."""
    a, b, c, d = load(x, 0), load(x, 1), load(x, 2), load(x, 3)
    e, f, g, h = load(x, 4), load(x, 5), load(x, 6), load(x, 7)
    k = splat(np.float32(0.999))
    for _ in range(units):
        for _ in range(adds // 8):
            a, b, c, d = a * k + k, b * k + k, c * k + k, d * k + k
            e, f, g, h = e * k + k, f * k + k, g * k + k, h * k + k
        for _ in range(divisions):
            a = k / a
        for _ in range(powers // 4):
            a, b = exp2(b), log2(a)
            c, d = exp2(d), log2(c)
    store(y, 0, a + b + c + d + e + f + g + h)


def roofline() -> float:
    """Node-months of a block of draws a second at the kernel's mix, nothing but arithmetic, on as many threads as
    it uses."""
    units, blocks, threads = 25_000, 4, os.cpu_count() or 1  # four node-months a unit, so that 3.25 powers are 13

    def work(_: int) -> None:
        x, y = np.full((8, LANES), 1.1, np.float32), np.zeros((1, LANES), np.float32)
        mix(x, y, units, MULTIPLY_ADDS * blocks, DIVISIONS * blocks, int(POWERS * blocks) // 4 * 4)

    work(0)
    with ThreadPoolExecutor(threads) as pool:
        return threads * units * blocks / best(lambda: list(pool.map(work, range(threads))), 5)


def world(draws: int) -> dict[str, float]:
    """Draws a second with every chain shocked: kernel, numpy, roofline."""
    nets = [shocked(synthetic(n)) for n in range(CHAINS)]
    par = parameters(draws)
    run(nets[0], par[:1], 0, monthly=False)
    kernel = draws / best(lambda: [run(a, par, 0, monthly=False) for a in nets])
    few = np.ascontiguousarray(par[:4].reshape(4, STAGES, NPAR, 32).transpose(1, 2, 0, 3).reshape(STAGES, NPAR, 64))
    peer = 2 * LANES / (best(lambda: twin_numpy.run(nets[0], few), 2) * CHAINS)
    peak = roofline() * LANES / (CHAINS * STAGES * COUNTRIES * MONTHS)
    return {"kernel": kernel, "numpy": peer, "roofline": peak}


def scaling() -> list[tuple[str, float]]:
    """Milliseconds by draws, months and arcs: cost is linear."""
    rows = []
    base = shocked(synthetic(0))
    for draws in (512, 1024, 2048, 4096):
        par = parameters(draws)
        rows.append((f"{draws} draws", best(lambda par=par: run(base, par, 0, monthly=False)) * 1e3))
    par = parameters(1024)
    for months in (18, 36, 72):
        a = shocked(synthetic(0), months)
        rows.append((f"{months} months", best(lambda a=a: run(a, par, 0, monthly=False)) * 1e3))
    for arcs in (3, 6, 12, 24):
        a = shocked(synthetic(0, arcs))
        rows.append((f"{arcs} arcs a buyer", best(lambda a=a: run(a, par, 0, monthly=False)) * 1e3))
    return rows


def million() -> tuple[float, float]:
    """Seconds and peak GiB of a million draws of one scenario, in a process of its own."""
    code = (
        "import resource; from didymium.twin import simulate; simulate('drc-cobalt-quota', draws=1_000_000);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    begin = time.perf_counter()
    peak = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - begin, int(peak) / 2**20


def main() -> None:
    """Print the table."""
    simulate("drc-cobalt-quota", draws=64)
    one = best(lambda: simulate("drc-cobalt-quota", draws=1000), 5)
    print(f"one mineral, 1,000 draws x 36 months, warm      {one * 1e3:8.1f} ms     (reach <= 100)")
    w = world(256 if "--quick" in sys.argv else 1024)
    print(f"every chain, draws/s                            {w['kernel']:8.0f}        (reach >= 1,500)")
    print(
        f"  the same laws in numpy                        {w['numpy']:8.1f}        "
        f"kernel is {w['kernel'] / w['numpy']:.0f} x (reach >= 20)"
    )
    print(
        f"  roofline of the same mix, registers only      {w['roofline']:8.0f}        "
        f"kernel is {w['kernel'] / w['roofline']:.0%} (reach >= 50 %)"
    )
    for name, ms in scaling():
        print(f"  {name:46}{ms:8.1f} ms")
    if "--quick" not in sys.argv:
        seconds, gib = million()
        print(f"1,000,000 draws of one scenario                 {seconds:8.1f} s      peak {gib:.2f} GiB (reach <= 2)")
    print(f"peak memory here {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
