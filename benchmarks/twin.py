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
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import twin_mix
import twin_numpy

from didymium.twin import Scenario, simulate
from didymium.twin.engine import empty_ledger, run
from didymium.twin.hierarchy import Covariates, joint, settle
from didymium.twin.layout import LANES, NPAR, Arrays, new_state, pack
from didymium.twin.network import Chain
from didymium.twin.parameters import DIMENSIONS, lanes, priors, sobol, values
from didymium.twin.schedule import lay
from didymium.twin.traits import Traits

CHAINS, STAGES, COUNTRIES, MONTHS, ARCS = 30, 4, 60, 36, 6
CORES = os.cpu_count() or 1


def best(work, times=3, threads=CORES):
    """Seconds of the fastest of a few runs: by the wall, and of CPU a thread, which a busy machine hardly changes."""
    found = []
    for _ in range(times):
        begin = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - begin[0], (time.process_time() - begin[1]) / threads))
    return np.min(found, axis=0)


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
    return lay(plan, net, replace(facts, countries=net.countries)).arrays


def parameters(draws: int):
    """The kernel's parameters of every draw, the same at each stage."""
    v = values(sobol(draws, 0, DIMENSIONS), priors())
    rows = lanes(settle(v, Covariates(1.0, 0.0, 0.0), joint(None), "refine") | {"premium": np.zeros(draws)})
    return np.ascontiguousarray(np.repeat(rows[:, None], STAGES, axis=1).reshape(len(rows), STAGES * NPAR, LANES))


def world(draws: int) -> dict[str, Any]:
    """Draws a second with every chain shocked, by wall and by CPU: kernel, numpy and roofline in turns, for a busy
    machine slows all three; how far kernel and numpy differ; and the operations of a node and month."""
    nets = [shocked(synthetic(n)) for n in range(CHAINS)]
    par, plan = parameters(draws), pack(nets[0])
    each = twin_mix.counted(plan, new_state(plan), MONTHS // 2)
    few = np.ascontiguousarray(par[:2].reshape(2, STAGES, NPAR, LANES).transpose(1, 2, 0, 3).reshape(STAGES, NPAR, -1))
    book = empty_ledger(nets[0])
    run(nets[0], par[:1], 0, audit=book)
    rates = np.zeros((3, 2))
    for _ in range(5):
        kernel = draws / best(lambda: [run(a, par, 0) for a in nets], 1)
        peer = 2 * LANES / (best(lambda: twin_numpy.run(nets[0], few), 1, 1) * CHAINS)
        peak = np.array(twin_mix.roofline(each)) / (CHAINS * STAGES * COUNTRIES * MONTHS)
        rates = np.maximum(rates, (kernel, peer, peak))
    arrivals = twin_numpy.run(nets[0], few)[1][:, :, :LANES]
    gap = float(np.abs(book.arrived - arrivals).max() / arrivals.max())
    return {"kernel": rates[0], "numpy": rates[1], "roofline": rates[2], "gap": gap, "each": each}


def scaling() -> list[tuple[str, float]]:
    """CPU milliseconds by draws, months and arcs: cost is linear."""
    rows = []
    base = shocked(synthetic(0))

    def row(name: str, a: Arrays, par: np.ndarray) -> None:
        rows.append((name, best(lambda: run(a, par, 0), 5)[1] * CORES * 1e3))

    for draws in (512, 1024, 2048, 4096, 8192):
        row(f"{draws} draws", base, parameters(draws))
    par = parameters(1024)
    for months in (18, 36, 72, 144):
        row(f"{months} months", shocked(synthetic(0), months), par)
    for arcs in (3, 6, 12, 24, 48):
        row(f"{arcs} arcs a buyer", shocked(synthetic(0, arcs)), par)
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
    one = best(lambda: simulate("drc-cobalt-quota", draws=1000), 9, 1) * 1e3
    print(f"{CORES} cores; by the wall (by CPU time)")
    print(f"one mineral, 1,000 draws x 36 months, warm   {one[0]:8.1f} ms ({one[1]:.1f})  reach <= 100")
    found = world(256 if "--quick" in sys.argv else 1024)
    kernel, peer, peak = (found[k] for k in ("kernel", "numpy", "roofline"))
    print(f"every chain, draws/s                         {kernel[0]:8.0f} ({kernel[1]:.0f})  reach >= 1,500")
    print(f"  the same laws in numpy                     {peer[0]:8.1f} ({peer[1]:.1f})")
    times, part = kernel / peer, kernel / peak
    print(f"  kernel over numpy                          {times[0]:8.0f} ({times[1]:.0f})  reach >= 20")
    print(f"  largest difference, part of largest flow   {found['gap']:8.0e}")
    print(f"  roofline: the same mix in registers        {peak[0]:8.0f} ({peak[1]:.0f})")
    print(f"  kernel of roofline                         {part[0]:8.0%} ({part[1]:.0%})  reach >= 50 %")
    print("  a node and month: " + ", ".join(f"{n:.1f} {kind}" for kind, n in found["each"].items()))
    for name, ms in scaling():
        print(f"  {name:40}   {ms:8.1f} CPU ms")
    if "--quick" not in sys.argv:
        seconds, gib = million()
        print(f"1,000,000 draws of one scenario              {seconds:8.1f} s   peak {gib:.2f} GiB  reach <= 2")
    print(f"peak memory here {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
