from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

STORIES = (
    ("China bans exports of gallium to the United States",
     "China's commerce ministry banned exports of gallium and germanium to the United States on Tuesday."),
    ("Congo sets cobalt quotas",
     "Congo will let 96,600 tonnes of cobalt leave the country in 2026, its regulator said on Monday."),
    ("Smelter in Peru halts zinc output",
     "A strike halted the zinc smelter in Peru on Monday, which makes 340,000 tonnes a year, the union said."),
    ("Village fair draws a crowd", "The fair in the village drew a crowd on Sunday, and the band played until dusk."),
)  # fmt: skip


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two worker processes."""
    import distributed

    env = {"NUMBA_NUM_THREADS": "1", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", env=env
    ) as found:
        yield found.scheduler_address


def page(number: int) -> str:
    title, text = STORIES[number % len(STORIES)]
    day = f"2025-0{1 + number % 9}-1{number % 8}"
    more = f" Report {number} of the wire says that nothing else was known on that day in the town of Alpha-{number}."
    return (
        f"<html><head><title>{title} ({number})</title>"
        f"<meta property='article:published_time' content='{day}T09:00:00Z'>"
        f"</head><body><article><h1>{title} ({number})</h1><p>{text}</p><p>{more * 3}</p></article></body></html>"
    )


def record(number: int) -> bytes:
    body = page(number).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news{number}.example/a/{number}\r\n"
        f"WARC-Date: 2025-06-01T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same forty records as WARC by member, plain WARC, WARC in one stream, JSON lines and a folder."""
    folder = tmp_path_factory.mktemp("archives")
    records = [record(n) for n in range(40)]
    found = {k: folder / n for k, n in (("members", "a.warc.gz"), ("plain", "b.warc"), ("stream", "c.warc.gz"),
                                        ("lines", "d.jsonl"), ("folder", "pages"))}  # fmt: skip
    found["members"].write_bytes(b"".join(gzip.compress(r) for r in records))
    found["plain"].write_bytes(b"".join(records))
    found["stream"].write_bytes(gzip.compress(b"".join(records)))
    rows = [{"id": str(n), "title": STORIES[n % 4][0], "text": f"{STORIES[n % 4][1]} Alpha-{n}."} for n in range(40)]
    found["lines"].write_text("".join(json.dumps(r) + "\n" for r in rows))
    found["folder"].mkdir()
    for n in range(40):
        (found["folder"] / f"{n:03}.html").write_text(page(n))
    return found
