"""How long a brief takes: first in a fresh process, then warm over the examples and articles of many dates.

    python benchmarks/brief.py [--articles 20] [--seed 1] [docs.jsonl]

Wall seconds and CPU seconds of this process stand side by side, for a busy machine changes only the former. The table
of where the time goes comes from a second pass under the profiler over other articles, as parts of the whole.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import numpy as np

from didymium.brief.compose import compose
from didymium.brief.render import render
from didymium.news import read_article
from didymium.news.items import open_source
from didymium.records import Article
from didymium.world.load import load_world

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus" / "docs.jsonl"
STEPS = (
    ("read", "news/__init__.py", "read_article"), ("lead", "brief/lead.py", "lead_of"),
    ("stress run", "brief/shock.py", "with_dependent"), ("background", "brief/background.py", "background"),
    ("leverage", "strategy/leverage.py", "leverage"), ("replies", "strategy/responses.py", "responses"),
    ("premium", "strategy/premium.py", "premium"), ("exposure", "strategy/exposure.py", "exposure"),
    ("plan", "strategy/plan.py", "plan"), ("proof", "proof/verify.py", "unproven"),
    ("render", "brief/render/__init__.py", "render"),
)  # fmt: skip


def examples() -> Iterator[Article]:
    """The articles that ship with the repository."""
    for path in sorted((ROOT / "examples").glob("*.html")):
        opened = open_source(path)
        if isinstance(opened, Article):
            yield opened


def corpus(path: Path, seed: int) -> list[Article]:
    """The articles of the corpus in a seeded order, so that dates and families are mixed."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    return [Article(title=row["title"], published=row["date"], text=row["text"]) for row in rows]


def brief_of(article: Article) -> None:
    """One whole brief: read, compose with 1,000 draws, verify, print as HTML."""
    world = load_world()
    render(compose(read_article(article, world=world), world, draws=1000), "html")


def timed(articles: Iterable[Article]) -> np.ndarray:
    """Wall and CPU seconds of each brief, dims (article, 2)."""
    found = []
    for article in articles:
        start = time.perf_counter(), time.process_time()
        brief_of(article)
        found.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return np.array(found)


def shares(articles: Iterable[Article]) -> dict[str, float]:
    """Part of the time that each step takes, 0..1 (a step that another one calls counts in both)."""
    profile = cProfile.Profile()
    profile.enable()
    for article in articles:
        brief_of(article)
    profile.disable()
    rows = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    spent = {(place, name): row[3] for (place, _, name), row in rows.items()}
    whole = spent[next(k for k in spent if k[1] == "brief_of")]
    return {
        step: sum(t for (place, name), t in spent.items() if place.endswith(f"didymium/{file}") and name == function)
        / whole
        for step, file, function in STEPS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    shipped = list(examples())
    if given.first:
        brief_of(shipped[0])
        return
    start = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--first"], check=True)
    print(f"first brief, fresh process: {time.perf_counter() - start:.1f} s from its start")
    brief_of(shipped[0])
    more = corpus(given.docs, given.seed)
    warm = timed([*shipped[1:], *more[: given.articles]])
    for name, column in (("wall", 0), ("CPU", 1)):
        low, high = np.quantile(warm[:, column], [0.5, 0.95])
        print(f"warm, {len(warm)} articles: p50 {low:.2f} s, p95 {high:.2f} s ({name})")
    print("where the time goes (parts of a brief; the rest is between the steps)")
    for step, part in shares(more[given.articles : given.articles * 2]).items():
        print(f"  {step:12s} {part:6.1%}")


if __name__ == "__main__":
    main()
