"""Server time of every page of the dashboard with many stored briefs: a real server on this machine, one client.

    python benchmarks/desk.py [--briefs 10000] [--db FILE] [--rounds 3]

Each address is asked on a server that has just started (`first`: nothing of it is kept yet) and then some more times;
`best` takes the quickest of these rounds of each address, for a machine that does other things too. --settle waits so
many seconds first, as the pages of the minerals are made ahead while nobody asks.
A kind of page is asked under many addresses (every mineral, countries, pairs, briefs, searches). `kB` is the largest
page as sent before compression, charts and all. --db keeps the filled database for the next run.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
from store import MINERALS, QUERIES, fill

from didymium import labels
from didymium.brief.compose import brief
from didymium.store import Store

COUNTRIES = ("CHN", "USA", "AUS", "COD", "IDN", "CHL", "JPN", "DEU", "KAZ", "ZAF", "MMR", "IND", "BRA", "CAN", "RUS")


def real(store: Store) -> list[str]:
    """Ids of real briefs of the articles in examples/, with their charts: stored among the made-up ones."""
    paths = sorted((Path(__file__).parents[1] / "examples").glob("*.html"))
    return [store.put_brief(brief(str(path), draws=200)) for path in paths]


def addresses(idents: list[str], reals: list[str]) -> dict[str, list[str]]:
    """The addresses of each kind of page."""
    single = [m for m in labels.minerals() if not labels.is_group(m)]
    return {
        "today": ["/"],
        "brief": [f"/brief/{i}" for i in idents],
        "brief, charts": [f"/brief/{i}" for i in reals],
        "mineral": [f"/mineral/{quote(m, safe='')}" for m in (*single, "rare earths")],
        "minerals": ["/minerals"],
        "country": [f"/country/{c}" for c in COUNTRIES],
        "countries": ["/countries"],
        "pair": [f"/pair/{a}/{b}" for a in COUNTRIES[:6] for b in COUNTRIES[1:9] if a != b],
        "lab": ["/lab", "/lab?scenario=drc-cobalt-quota"],
        "plan": ["/plan"],
        "exposure": ["/exposure"],
        "calendar": ["/calendar", "/calendar?within=90", *(f"/calendar?mineral={quote(m)}" for m in MINERALS)],
        "search": [f"/search?q={quote(q)}" for q in QUERIES],
        "search, filters": [f"/search?q={quote(q)}&mineral=rare+earths&country=China&since=2024-06" for q in QUERIES],
        "sources": ["/sources"],
        "read": ["/read"],
    }


@contextmanager
def server(path: Path) -> Iterator[str]:
    """The address of a server that has just started on the database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = "from didymium.cli import main; raise SystemExit(main())"
    running = subprocess.Popen(
        [sys.executable, "-c", call, "serve", "--port", str(port), "--db", str(path)],
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{base}/healthz", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
    finally:
        running.terminate()
        running.wait(20)


def ask(client: httpx.Client, address: str) -> tuple[float, int]:
    """Milliseconds until the whole page was there, and its bytes."""
    start = time.perf_counter()
    got = client.get(address)
    spent = (time.perf_counter() - start) * 1000
    got.raise_for_status()
    return spent, len(got.content)


def p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--briefs", type=int, default=10_000)
    given.add_argument("--db", type=Path, default=None)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--settle", type=float, default=0.0)
    options = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "desk.db"
        with Store.open(path) as store:
            if store.counts()["briefs"] < options.briefs:
                fill(store, options.briefs, random.Random(0))
            idents = [row.id for k in range(20) for row in store.briefs(limit=2, offset=k * options.briefs // 20).rows]
            reals = real(store)
            print(store.counts())
        with server(path) as base, httpx.Client(base_url=base, timeout=60) as client:
            time.sleep(options.settle)
            show(client, addresses(idents, reals), options.rounds)


def show(client: httpx.Client, pages: dict[str, list[str]], rounds: int) -> None:
    print(
        f"{'page':16} {'asked':>5} {'first p95':>10} {'p50':>7} {'p95':>7} {'best p95':>9} {'kB':>5}   ms of the server"
    )
    for name, places in pages.items():
        first = [ask(client, place) for place in places]
        again = [[ask(client, place)[0] for _ in range(rounds)] for place in places]
        every = [ms for times in again for ms in times]
        largest = max(size for _, size in first) / 1000
        best = p95([min(times) for times in again])
        told = (p95([ms for ms, _ in first]), statistics.median(every), p95(every), best, largest)
        print(f"{name:16} {len(places):9} " + " ".join(f"{value:9.0f}" for value in told), flush=True)


if __name__ == "__main__":
    main()
