"""HTML to text and to a Reading: F1 of the body and pages a second, beside the peers that are installed, in one run.

    python benchmarks/pages.py [--pages DIR] [--rounds N]

Without DIR the pages are made here: the texts of the labelled stories in four layouts with the furniture of news
sites (scripts, menus, link lists, banners, comments). DIR holds `html/NAME.html` and `txt/NAME.txt`. Peers, if
importable: trafilatura (as it comes, and with its fast setting), readability-lxml, newspaper4k, resiliparse.
Processor time of one core; every extractor is warmed by one pass.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from didymium.errors import DidymiumError
from didymium.news import read_article
from didymium.news.article import parse
from didymium.news.fetch import Raw

ROOT = Path(__file__).parents[1]
Pages = list[tuple[str, str]]  # html, text


def f1(found: str, gold: str) -> float:
    """Overlap of words (of characters where there are no spaces)."""
    a, b = (Counter(re.findall(r"[a-zA-Z0-9À-ɏЀ-ӿ\u0600-\u06ff]+|\w", text)) for text in (found, gold))
    both = sum((a & b).values())
    return 2 * both / max(1, a.total() + b.total())


def made_pages(seed: int = 5) -> Pages:
    rng = random.Random(seed)
    rows = [json.loads(line) for line in (ROOT / "tests/fixtures/stories.jsonl").read_text().splitlines()]
    sets = [rows[i : i + 6] for i in range(0, len(rows) - 5, 3)]
    return [layout(chosen, rng) for chosen, layout in itertools.product(sets, (semantic, divs, table, form))]


def links(rng: random.Random, count: int) -> str:
    words = [
        "gallium",
        "copper",
        "markets",
        "quota",
        "output",
        "deal",
        "prices",
        "report",
        "week",
        "miners",
        "shares",
        "talks",
        "smelter",
        "port",
        "rail",
    ]
    return "".join(f'<li><a href="/{i}">{" ".join(rng.choices(words, k=6)).title()}</a></li>' for i in range(count))


def script(rng: random.Random, size: int) -> str:
    return "<script>var state=" + json.dumps({f"k{i}": rng.random() for i in range(size)}) + ";</script>"


def paragraphs(rows: list[dict[str, str]], mark: str = "p") -> tuple[str, str]:
    texts = [row["text"] for row in rows]
    return "".join(f"<{mark}>{text}</{mark}>" for text in texts), "\n\n".join(texts)


def head(rows: list[dict[str, str]], rng: random.Random) -> str:
    title, date = rows[0]["title"], rows[0]["date"]
    stamp = f'<meta property="article:published_time" content="{date}T10:00:00Z">'
    named = f'<meta charset="utf-8"><title>{title} | Site</title><meta property="og:title" content="{title}">{stamp}'
    return f"<head>{named}{script(rng, 3000)}<style>{'a{b:c}' * 800}</style></head>"


def frame(rows: list[dict[str, str]], rng: random.Random, body: str) -> str:
    return f"<html>{head(rows, rng)}<body>{body}{script(rng, 4000)}</body></html>"


def semantic(rows: list[dict[str, str]], rng: random.Random) -> tuple[str, str]:
    body, gold = paragraphs(rows)
    top = f"<header><nav><ul>{links(rng, 60)}</ul></nav></header>"
    story = f"<article><h1>{rows[0]['title']}</h1>{body}</article>"
    rest = f"<aside><ul>{links(rng, 40)}</ul></aside></main><footer><ul>{links(rng, 50)}</ul></footer>"
    return frame(rows, rng, f"{top}<main>{story}{rest}"), gold


def divs(rows: list[dict[str, str]], rng: random.Random) -> tuple[str, str]:
    body, gold = paragraphs(rows)
    middle = body.replace("</p>", '</p><div class="ad-slot"><span>Advertisement</span></div>', 2)
    share = "<div class='share'><a>Share</a> <a>Print</a></div>"
    story = f"<div id='content'><h1>{rows[0]['title']}</h1>{share}<div class='story'>{middle}</div></div>"
    side = f"<div class='sidebar'><h3>Most read</h3><ul>{links(rng, 60)}</ul></div>"
    talk = "<div class='comments'><p>Log in to comment.</p></div>"
    return frame(rows, rng, f"<div class='menu'><ul>{links(rng, 80)}</ul></div>{story}{side}{talk}"), gold


def table(rows: list[dict[str, str]], rng: random.Random) -> tuple[str, str]:
    body, gold = paragraphs(rows)
    side = f"<td><ul>{links(rng, 40)}</ul></td>"
    story = f"<td><h1>{rows[0]['title']}</h1>{body}</td>"
    return frame(rows, rng, f"<table><tr>{side}{story}{side}</tr></table>"), gold


def form(rows: list[dict[str, str]], rng: random.Random) -> tuple[str, str]:
    body, gold = paragraphs(rows)
    banner = "<div class='cookie-banner'><p>We use cookies.</p><button>Accept</button></div>"
    menu = f"<div class='nav'><ul>{links(rng, 90)}</ul></div>"
    related = f"<ul class='related'>{links(rng, 12)}</ul>"
    story = f"<div role='main'><h1>{rows[0]['title']}</h1><div class='body'>{body}</div>{related}</div>"
    return frame(rows, rng, f"<form>{banner}{menu}{story}</form>"), gold


def real_pages(folder: Path) -> Pages:
    texts = {path.stem: path for path in (folder / "txt").glob("*.txt")}
    return [(page.read_text(errors="replace"), texts[page.stem].read_text())
            for page in sorted((folder / "html").glob("*.html")) if page.stem in texts]  # fmt: skip


def ours(html: str) -> str:
    return parse(Raw(html.encode(), "page.html")).text


def reading(html: str) -> str:
    return read_article(parse(Raw(html.encode(), "page.html"))).article.text


def trafilatura_default(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def trafilatura_fast(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, favor_precision=True, include_comments=False, fast=True) or ""


def readability(html: str) -> str:
    import lxml.html
    from readability import Document

    return str(lxml.html.fromstring(Document(html).summary()).text_content())


def newspaper(html: str) -> str:
    import newspaper

    article = newspaper.Article("http://site.example/")
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False, links=False))


ALL: list[tuple[str, str, Callable[[str], str]]] = [
    ("didymium, HTML to article", "didymium", ours),
    ("didymium, HTML to Reading with verdicts", "didymium", reading),
    ("trafilatura, favor_precision", "trafilatura", trafilatura_default),
    ("trafilatura, favor_precision, fast", "trafilatura", trafilatura_fast),
    ("readability-lxml", "readability", readability),
    ("newspaper4k", "newspaper", newspaper),
    ("resiliparse", "resiliparse", resiliparse),
]


def measure(run: Callable[[str], str], pages: Pages, rounds: int) -> tuple[float, float, float, int]:
    """Mean and median F1, pages a second, pages that failed."""
    failed = 0
    scores = []
    for html, gold in pages:
        try:
            scores.append(f1(run(html), gold))
        except (DidymiumError, ImportError, ValueError):
            scores.append(0.0)
            failed += 1
    start = time.process_time()
    for html, _ in pages * rounds:
        try:
            run(html)
        except (DidymiumError, ImportError, ValueError):
            continue
    speed = rounds * len(pages) / (time.process_time() - start)
    return statistics.mean(scores), statistics.median(scores), speed, failed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path)
    options.add_argument("--rounds", type=int, default=2)
    chosen = options.parse_args()
    pages = real_pages(chosen.pages) if chosen.pages else made_pages()
    print(f"{len(pages)} pages, {sum(len(html) for html, _ in pages) / len(pages) / 1000:.0f} kB on average")
    print(f"{'':42} {'mean F1':>8} {'median':>8} {'pages/s':>8} {'failed':>7}")
    for name, module, run in ALL:
        if importlib.util.find_spec(module) is None:
            print(f"{name:42} not installed")
            continue
        mean, median, speed, failed = measure(run, pages, chosen.rounds)
        print(f"{name:42} {mean:8.3f} {median:8.3f} {speed:8.1f} {failed:7}")


if __name__ == "__main__":
    main()
