"""Ingest and search of the store: articles a second with reading and joining, and search over 10,000 briefs.

    python benchmarks/store.py [--briefs 10000] [--db postgresql://...]

Articles are made up from the sentences of the test corpus, some 3,000 characters each, fourteen a day; many lead with
the same story, so that there is something to join. Beside us: SQLite's own FTS5 on the same index, without filters,
labels, stories or snippets (what search costs at least).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from didymium.news import read_article
from didymium.records import Article, Brief, Reading, Sentence
from didymium.store import Filters, Store

ROOT = Path(__file__).parents[1] / "tests"
DOCS = [
    json.loads(line)
    for name in ("corpus/docs.jsonl", "fixtures/stories.jsonl")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
]
SENTENCES = [s for doc in DOCS for s in re.split(r"(?<=[.!?])\s+", doc["text"]) if len(s) > 40]
MINERALS = ("gallium", "dysprosium", "graphite", "lithium", "cobalt", "nickel", "tungsten", "copper", "rare earths")
QUERIES = ("gallium", "export licences", '"commerce ministry"', "magnets -copper", "price rose tonne",
           "dysprosium Japan", "plant lithium Chile", "stocks", "zinc", "China", "the minister said")  # fmt: skip


def article(number: int, rng: random.Random, days: int = 0) -> Article:
    """A made-up article of about 3,000 characters: the headline and lead of a story of the test corpus, then sentences
    of others, each with made-up names put in so that no two articles share a phrase."""
    lead = rng.choice(DOCS)
    own = [s for s in re.split(r"(?<=[.!?])\s+", lead["text"]) if len(s) > 40][:2]
    told = [*own, *(renamed(s, rng) for s in rng.sample(SENTENCES, 18))]
    text = "\n\n".join(" ".join(told[at : at + 4]) for at in range(0, len(told), 4))
    day = dt.date(2024, 1, 1) + dt.timedelta(days=days)
    return Article(
        title=f"{lead['title']} ({rng.randint(1, 10**6)})", text=text, published=day.isoformat(),
        source=f"Outlet {rng.randint(1, 40)}", url=f"https://outlet.example/{number}",
    )  # fmt: skip


def renamed(sentence: str, rng: random.Random) -> str:
    """The sentence with a made-up word after every fourth."""
    words = sentence.split()
    parts = [
        [*words[at : at + 4], "".join(rng.choice("abdegiklmnoprstuv") for _ in range(6))]
        for at in range(0, len(words), 4)
    ]
    return " ".join(word for part in parts for word in part)


def brief_of(reading: Reading, number: int) -> Brief:
    """A brief that fills the store as a real one does: sentences for search, JSON of real size."""
    said = tuple(Sentence(text=line, evidence=("e1",)) for line in reading.article.text.split("\n\n"))
    return Brief(
        article=reading.article, tags=reading.tags, summary=said[:3], background=said[3:], insights=(),
        claims=reading.claims, events=reading.events, watch=(), limits=(), charts=(), evidence={},
        manifest={"as_of": reading.article.published, "draws": number},
    )  # fmt: skip


def timed(work: object, *args: object, **named: object) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    work(*args, **named)  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {statistics.median(ordered):.1f} ms, p95 {ordered[int(0.95 * (len(ordered) - 1))]:.1f} ms"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--briefs", type=int, default=10_000)
    given.add_argument("--db", default=None)
    options = given.parse_args()
    rng = random.Random(0)
    articles = [article(n, rng, n // 14) for n in range(300)]
    read_article(articles[0])
    with tempfile.TemporaryDirectory() as folder, Store.open(options.db or Path(folder) / "b.db") as store:
        start = time.perf_counter()
        _ = [read_article(a) for a in articles[:60]]
        print(f"read             {60 / (time.perf_counter() - start):.0f} articles/s")
        start = time.perf_counter()
        readings = [read_article(a, fast=True) for a in articles]
        reading_s = time.perf_counter() - start
        with store.writing() as connection:
            count = len([store.ingest_in(connection, reading) for reading in readings])
        whole = time.perf_counter() - start
        print(f"fast and ingest  {count / whole:.0f} articles/s ({count / reading_s:.0f} to read, "
              f"{count / (whole - reading_s):.0f} to store and join)")  # fmt: skip
        one = [timed(store.ingest, read_article(article(10_000 + n, rng, 30 + n // 14))) for n in range(60)]
        print(f"ingest one       {spread(one)} (its own transaction, flushed to the disk)")
        fill(store, options.briefs, rng)
        print(f"filled           {store.counts()}")
        searches(store)
        if options.db is None:
            beside(Path(folder) / "b.db")


def fill(store: Store, count: int, rng: random.Random) -> None:
    """Stores made-up briefs of made-up articles, each read and joined as any other; says how fast, towards the end."""
    start = time.perf_counter()
    for begin in range(0, count, 250):
        if begin == count - count % 250 - 1000:
            start = time.perf_counter()
        readings = [
            read_article(article(20_000 + n, rng, begin * 700 // count), fast=True)
            for n in range(begin, min(begin + 250, count))
        ]
        with store.writing() as connection:
            for number, reading in enumerate(readings, begin):
                store.ingest_in(connection, reading)
                store.put_brief_in(connection, brief_of(reading, number))
    print(f"the last 1,000   {1000 / (time.perf_counter() - start):.0f} articles/s (read, joined, with a brief)")


def searches(store: Store) -> None:
    filters = {"no filter": Filters(), "filters": Filters(mineral="rare earths", country="China", since="2024-06")}
    for name, narrow in filters.items():
        times = [timed(store.search, q, narrow) for _ in range(3) for q in QUERIES]
        print(f"search           {spread(times)} ({name})")
    print(f"list briefs      {spread([timed(store.briefs, offset=n * 400) for n in range(20)])}")
    print(f"list by mineral  {spread([timed(store.briefs, Filters(mineral=m)) for m in MINERALS])}")
    print(f"events           {spread([timed(store.events, Filters(mineral=m)) for m in MINERALS])}")
    idents = [row.id for row in store.briefs(limit=20).rows]
    print(f"one brief        {spread([timed(store.get_brief, i) for i in idents])}")


def beside(path: Path) -> None:
    """FTS5 alone on the same index: the first twenty by rank and the count."""
    connection = sqlite3.connect(path)

    def ask(query: str) -> None:
        words = " ".join(f'"{w.strip(chr(34))}"' for w in query.split() if not w.startswith("-"))
        connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (words,)).fetchall()
        connection.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 20", (words,)).fetchall()

    print(f"FTS5 alone       {spread([timed(ask, q) for _ in range(3) for q in QUERIES])}")
    connection.close()


if __name__ == "__main__":
    main()
