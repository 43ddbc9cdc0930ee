"""Sweep and ingest on a Dask cluster of this machine: efficiency on two workers, and what more would cost.

    python benchmarks/scale.py [--cells 64] [--draws 1000] [--pages 400]
    python benchmarks/scale.py --kill --cells 10000 --draws 100 --pages 4000

With --kill, a worker is killed (SIGKILL) in the middle of one sweep and one archive, and what came of them is held
against one process that nobody disturbed: every byte of the sweep, every article and story of the archive.
Efficiency = time in one process / (workers x time on the cluster), the cluster warm in both cases (worlds loaded,
kernels compiled), medians of three. Beside us: the same cells by `multiprocessing.Pool(2)`, which loses everything
with a worker. The last lines extrapolate with the measured efficiency; nothing in them was run.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import multiprocessing
import os
import resource
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import distributed
import sqlalchemy as sa

from didymium.scale import ingest, sweep
from didymium.scale.grid import Axis, Grid
from didymium.scale.sweep import run_block
from didymium.store import Store

STORY = (
    "{country}'s trade ministry licensed exports of {mineral} on Monday. Output was {n} tonnes in 2024, about {share}% "
    "of the world's supply. Prices doubled within a year, traders in port {n} said. "
)
MINERALS = ("gallium", "cobalt", "graphite", "tungsten", "nickel", "lithium", "antimony")
COUNTRIES = ("China", "Indonesia", "Chile", "Russia", "Australia")
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
        text = story(n) * 8 if n % 10 == 0 else f"The fair in village {n} drew a crowd and the band played on. " * 40
        body = f"<html><head><title>Page {n}</title></head><body><article><p>{text}{n}</p></article></body></html>"
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://h{n}.example/\r\n"
        records.append(gzip.compress(f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"))
    path = folder / "pages.warc.gz"
    path.write_bytes(b"".join(records))
    return path


def story(n: int) -> str:
    return STORY.format(country=COUNTRIES[n % 5], mineral=MINERALS[n % 7], n=600 + n, share=1 + n % 90)


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
    parser.add_argument("--kill", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (disturbed if args.kill else efficiency)(args, Path(folder))


def two_workers() -> distributed.LocalCluster:
    return distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        env={"NUMBA_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip


def efficiency(args: argparse.Namespace, folder: Path) -> None:
    plan, warm = grid(args.cells, args.draws), grid(8, args.draws)
    with two_workers() as cluster:
        address = cluster.scheduler_address
        pages = archive(folder, args.pages)
        sweep(warm, folder / "w1", workers=0)
        sweep(warm, folder / "w2", cluster=address)
        one = timed(lambda out: sweep(plan, out / "s", workers=0))
        two = timed(lambda out: sweep(plan, out / "s", cluster=address))
        ingest([pages], folder / "w1.db", workers=0, size=20_000)
        ingest([pages], folder / "w2.db", cluster=address, size=20_000)
        alone = timed(lambda out: ingest([pages], out / "a.db", workers=0, size=20_000))
        both = timed(lambda out: ingest([pages], out / "a.db", cluster=address, size=20_000))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(run_block, [(warm, n) for n in range(8)])
        start = time.perf_counter()
        pool.starmap(run_block, [(plan, n) for n in range(args.cells)], chunksize=1)
        peer = time.perf_counter() - start
    tell(args, one, two, peer, alone, both)


class Killer:
    """Kills one worker of a cluster once half of the work is done; `peak` is the most memory that a worker held."""

    def __init__(self, address: str) -> None:
        self.address, self.killed, self.peak = address, 0, 0

    def __call__(self, done: int, total: int) -> None:
        if not self.killed and 2 * done >= total:
            with distributed.Client(self.address) as client:
                self.killed = next(iter(client.run(os.getpid).values()))
                self.look(client)
            os.kill(self.killed, signal.SIGKILL)

    def look(self, client: distributed.Client) -> None:
        self.peak = max(self.peak, *client.run(peak).values())


def peak() -> int:
    """The most memory that this process held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def disturbed(args: argparse.Namespace, folder: Path) -> None:
    plan, pages = grid(args.cells, args.draws), archive(folder, args.pages)
    alone = timed(lambda _: sweep(plan, folder / "s1", workers=0), 1)
    with two_workers() as cluster:
        killer = Killer(cluster.scheduler_address)
        both = timed(lambda _: sweep(plan, folder / "s2", cluster=killer.address, progress=killer), 1)
        with distributed.Client(killer.address) as client:
            killer.look(client)
    same = parts(folder / "s1") == parts(folder / "s2")
    said(f"sweep, {args.cells} cells of {args.draws} draws", alone, both, same, killer)
    alone = timed(lambda _: ingest([pages], folder / "a1.db", workers=0, size=20_000), 1)
    with two_workers() as cluster:
        killer = Killer(cluster.scheduler_address)
        both = timed(
            lambda _: ingest([pages], folder / "a2.db", cluster=killer.address, size=20_000,
                             progress=lambda counts, done, of: killer(done, of)), 1
        )  # fmt: skip
        with distributed.Client(killer.address) as client:
            killer.look(client)
    kept = stored(folder / "a1.db")
    said(f"ingest, {args.pages} pages, {len(kept)} kept", alone, both, kept == stored(folder / "a2.db"), killer)


def parts(folder: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("part-*.parquet"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).digest() for path in found}


def stored(db: Path) -> list[tuple[object, ...]]:
    """Every article with the number of its events and claims and of the articles of its story."""
    with Store.open(db) as store, store.reading() as connection:
        rows = connection.execute(sa.text(
            "select url, title, text, published, (select count(*) from mentions m where m.article = a.no), "
            "(select count(*) from claims c where c.article = a.no), "
            "(select count(*) from articles b where b.story = a.story) from articles a order by url"
        ))  # fmt: skip
        return [tuple(row) for row in rows]


def said(what: str, alone: float, both: float, same: bool, killer: Killer) -> None:
    print(f"{what}: one process {alone:.0f} s, two workers with one killed in the middle {both:.0f} s")
    print(f"  the same results: {'yes' if same else 'NO'}; killed: process {killer.killed}")
    print(f"  peak memory: a worker {killer.peak / 1e9:.2f} GB, the client {peak() / 1e9:.2f} GB", flush=True)


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
