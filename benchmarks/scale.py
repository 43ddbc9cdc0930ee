"""Sweep and ingest on a Dask cluster of this machine: efficiency on two workers, and what more would cost.

    python benchmarks/scale.py [--cells 64] [--draws 1000] [--pages 400]

Efficiency = time in one process / (workers x time on the cluster), the cluster warm in both cases (worlds loaded,
kernels compiled), medians of three. Beside us: the same cells by `multiprocessing.Pool(2)`, which loses everything
with a worker. The last lines extrapolate with the measured efficiency; nothing in them was run.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import distributed

from didymium.scale import ingest, sweep
from didymium.scale.grid import Axis, Grid
from didymium.scale.sweep import run_block

STORY = (
    "China's commerce ministry licensed exports of gallium on Monday. Output was 600 tonnes in 2024, about 98% of "
    "the world's supply. Prices doubled within a year, traders said. "
)
BASE = {
    "name": "gallium", "start": "2025-01", "months": 24,
    "restrictions": [
        {"exporter": "CHN", "minerals": ["gallium"], "importers": ["WLD"], "allowed": 0.5, "from": "2025-02"}
    ],
}  # fmt: skip


def grid(cells: int, draws: int) -> Grid:
    shares = tuple(round(n / cells, 6) for n in range(cells))
    return Grid("benchmark", BASE, (Axis("restrictions.0.allowed", shares),), draws=draws)


def archive(folder: Path, pages: int) -> Path:
    """A WARC of made-up pages, one in ten about a mineral."""
    records = []
    for n in range(pages):
        text = STORY * 8 if n % 10 == 0 else f"The fair in village {n} drew a crowd and the band played on. " * 40
        body = f"<html><head><title>Page {n}</title></head><body><article><p>{text}{n}</p></article></body></html>"
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://h{n}.example/\r\n"
        records.append(gzip.compress(f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"))
    path = folder / "pages.warc.gz"
    path.write_bytes(b"".join(records))
    return path


def timed(work: Callable[[Path], object], runs: int = 3) -> float:
    """Median seconds; each run in a folder of its own."""
    spent = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            work(Path(folder))
            spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=64)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=400)
    args = parser.parse_args()
    plan = grid(args.cells, args.draws)
    warm = grid(8, args.draws)
    with (
        tempfile.TemporaryDirectory() as folder,
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            env={"NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        ) as cluster,
    ):  # fmt: skip
        address = cluster.scheduler_address
        pages = archive(Path(folder), args.pages)
        sweep(warm, Path(folder) / "w1", workers=0)
        sweep(warm, Path(folder) / "w2", cluster=address)
        one = timed(lambda out: sweep(plan, out / "s", workers=0))
        two = timed(lambda out: sweep(plan, out / "s", cluster=address))
        ingest([pages], Path(folder) / "w1.db", workers=0, size=20_000)
        ingest([pages], Path(folder) / "w2.db", cluster=address, size=20_000)
        alone = timed(lambda out: ingest([pages], out / "a.db", workers=0, size=20_000))
        both = timed(lambda out: ingest([pages], out / "a.db", cluster=address, size=20_000))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(run_block, [(warm, n) for n in range(8)])
        start = time.perf_counter()
        pool.starmap(run_block, [(plan, n) for n in range(args.cells)], chunksize=1)
        peer = time.perf_counter() - start
    tell(args, one, two, peer, alone, both)


def tell(args: argparse.Namespace, one: float, two: float, peer: float, alone: float, both: float) -> None:
    efficiency, reading = one / (2 * two), alone / (2 * both)
    rate = args.cells * args.draws / one
    print(f"sweep, {args.cells} cells of {args.draws} draws: one process {one:.2f} s, two workers {two:.2f} s")
    print(f"  efficiency {efficiency:.2f}; multiprocessing.Pool(2) {peer:.2f} s, {one / (2 * peer):.2f}")
    print(f"ingest, {args.pages} pages, a tenth about minerals: one {alone:.2f} s, two workers {both:.2f} s")
    print(f"  efficiency {reading:.2f}; {args.pages / alone:,.0f} pages/s a core")
    hours = 1e9 / rate / 3600
    print(f"extrapolated: 10^9 draws {hours:,.0f} core hours at efficiency 1, {hours / efficiency:,.0f} at this one")
    cores = 1e6 / 86400 / (args.pages / alone) / reading
    print(f"extrapolated: 10^6 pages a day keep {cores:.2f} cores busy")


if __name__ == "__main__":
    main()
