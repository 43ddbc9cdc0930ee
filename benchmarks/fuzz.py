"""Articles spoiled in every way: none may crash the reader or the brief, none may take long.

    python benchmarks/fuzz.py [--articles 1000] [--seed 1] [--slow 2.0] [--read-only] [docs.jsonl or folder ...]

Each case is an article of the corpora (or of the given JSON lines and folders of JSON) put through one to three
mutations and one wrapping (page, text, Markdown, JSON, PDF, MHTML, feed). It passes when it is read, briefed and
printed, or refused with an error of `didymium.errors`; processor time is counted with that of the worker processes,
libraries and tables warm; other work on the machine makes it larger, so a slow case is also told at the pace of a
fixed loop on the machine at rest. The last lines tell crashes, cases over --slow seconds, medians, what was refused.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import html
import json
import os
import random
import re
import statistics
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

from didymium.brief.compose import compose
from didymium.brief.render import to_html, to_markdown
from didymium.errors import DidymiumError
from didymium.news import read_article
from didymium.news.article import language_of
from didymium.news.items import open_source
from didymium.records import Article
from didymium.world.load import load_world

WARM = Article(  # its brief loads the parser, the tables and the twin
    title="China bans exports of gallium to the United States",
    text="China's commerce ministry banned all exports of gallium to the United States on Monday, effective at once.",
    published="2024-12-03",
)
PAGE = Path(__file__).parents[1] / "examples" / "us-rare-earths-drive.html"  # loads what takes pages apart
CORPUS = sorted((Path(__file__).parents[1] / "tests" / "corpus").glob("*docs.jsonl"))
TICKS = 100  # of processor time a second, in /proc
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Doc(NamedTuple):
    """What is mutated."""

    title: str
    text: str
    date: str


Mutation = Callable[[random.Random, Doc], Doc]
LONGEST = 30_000_000  # characters of a mutated text


def _put(rng: random.Random, doc: Doc, what: str) -> Doc:
    """`what` at some place between two words."""
    at = rng.randrange(len(doc.text) + 1)
    at = doc.text.find(" ", at) if " " in doc.text[at:] else at
    return doc._replace(text=f"{doc.text[:at]} {what} {doc.text[at:]}")


def _numbers(rng: random.Random, doc: Doc) -> Doc:
    forms = ("${n} billion", "{n}%", "{n},000 tonnes", "{n} kt a year", "1,{n},{n}", "$.{n}m",
             "{n}/{n}/{n}", "€{n}-{n}")  # fmt: skip
    storm = (rng.choice(forms).format(n=rng.randrange(10**6)) for _ in range(rng.choice((50, 2000))))
    return _put(rng, doc, " ".join(storm))


def _triggers(rng: random.Random, doc: Doc) -> Doc:
    """What makes a grammar look back: openers without an end, lists, clauses, quotes, brackets, dots."""
    pump = rng.choice((
        "and ", "China, ", "China and Japan, ", "from $1 to ", "between 1% and ", '"', "said that ", "which ", "(", "[",
        "U.S. ", "Mr. ", ". ", ", ", "- ", "not ", "if ", "gallium, ", "gallium and germanium, ", "its ", "of the ",
        "ban on the export of ", "exports from China to Japan ", "in 2024 ", "January ", "1 January ", "more than ",
        "$", "%", "1.", "1,", "— ", "the Democratic Republic of the ", "Ministry of ", "per cent of ", "A", "a-", "éa ",
    ))  # fmt: skip
    return _put(rng, doc, pump * rng.choice((200, 3000, 20_000)))


def _shuffled(rng: random.Random, doc: Doc) -> Doc:
    words = doc.text.split(" ")
    at = sorted(rng.randrange(len(words) + 1) for _ in range(2))
    part = words[at[0] : at[1]]
    rng.shuffle(part)
    return doc._replace(text=" ".join([*words[: at[0]], *part, *words[at[1] :]]))


def _cut(rng: random.Random, doc: Doc) -> Doc:
    return doc._replace(text=doc.text[: rng.randrange(1, len(doc.text) + 1)])


def _extremes(rng: random.Random, doc: Doc) -> Doc:
    days = (
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "-5",
        "2024-02-30",
        "31 June 2099",
        "1e999",
        "NaN",
        "٢٠٢٤-٠١-٠١",
    )
    text = re.sub(
        r"\b20\d\d\b",
        lambda m: rng.choice(("0000", "9999", "99999", "1", "2O24", m.group())),
        doc.text,
    )
    return Doc(doc.title, text, rng.choice(days))


def _scaled(rng: random.Random, doc: Doc) -> Doc:
    huge = ("9" * 400, "0", "-1", "1e400", "0.000000001", "١٢٣", "½", "1,2,3", "∞")
    return doc._replace(text=re.sub(r"\d[\d,.]*", lambda m: rng.choice((*huge, m.group())), doc.text))


def _unseen(rng: random.Random, doc: Doc) -> Doc:
    marks = "\u200b\u200d\u00ad\ufeff\u202e\u2066\u0301\u200f\x00\x1b\x07\x9b"
    return doc._replace(text="".join(c + rng.choice(marks) if rng.random() < 0.05 else c for c in doc.text))


def _repeated(rng: random.Random, doc: Doc) -> Doc:
    sentences = re.split(r"(?<=[.!?])\s+", doc.text)
    return doc._replace(text=" ".join(rng.choices(sentences, k=rng.choice((100, 1500)))))


def _flat(rng: random.Random, doc: Doc) -> Doc:
    """No sentence ends, all of one case, or no spaces."""
    how = rng.choice(
        (
            str.upper,
            str.lower,
            lambda t: t.replace(".", ","),
            lambda t: t.replace(" ", ""),
            str.title,
        )
    )
    return doc._replace(text=how(doc.text) * rng.choice((1, 20)))


def _long_line(rng: random.Random, doc: Doc) -> Doc:
    return _put(
        rng,
        doc,
        rng.choice(("x", "1", "é", "𝕏", "a1", "-", "=")) * rng.choice((50_000, 10_000_000)),
    )


def _marked(rng: random.Random, doc: Doc) -> Doc:
    orders = (
        SCRIPT,
        "{{7*7}}",
        "${x}",
        "=HYPERLINK(1)",
        "\x1b]0;x\x07",
        "#set text(red)",
        "`c` [x](javascript:1)",
        "&#60;",
    )
    return _put(rng, doc, rng.choice(orders))._replace(title=f"{rng.choice(orders)} {doc.title}")


def _confused(rng: random.Random, doc: Doc) -> Doc:
    """Names of all kinds in the place of others: countries, minerals, agencies, made-up ones."""
    names = (
        "China",
        "Gabon",
        "Wakanda",
        "gallium",
        "rare earths",
        "unobtainium",
        "Mars",
        "the EU",
        "USGS",
        "Ōöü-Ltd.",
    )
    return doc._replace(text=re.sub(r"\b[A-Z]\w+", lambda m: rng.choice((*names, m.group())), doc.text))


MUTATIONS: tuple[Mutation, ...] = (
    _numbers, _triggers, _shuffled, _cut, _extremes, _scaled, _unseen, _repeated, _flat, _long_line, _marked, _confused,
)  # fmt: skip


def _page(rng: random.Random, doc: Doc) -> bytes:
    """A page, with nests, long attributes, entities or markup that never closes around the article."""
    text = html.escape(doc.text) if rng.random() < 0.8 else doc.text
    body = "".join(f"<p>{part}</p>" for part in text.split("\n"))
    tag = rng.choice(("div", "b", "table", "span", "ul", "a", "font"))
    body = rng.choice((
        body, f"<{tag}>" * 20_000 + body, f'<div title="{"x" * 1_000_000}">{body}</div>', "&amp;" * 100_000 + body,
        "<!--" * 50_000 + body, body + "<i " + " ".join(f"a{n}=1" for n in range(20_000)) + ">", "<b><p>" * 5000 + body,
        f"<script>{'{' * 100_000}</script>{body}", f"<article>{body}", f"<table>{'<tr><td>1' * 5000}</table>{body}",
    ))  # fmt: skip
    head = f"<title>{html.escape(doc.title)}</title><meta property='article:published_time' content='{doc.date}'>"
    ld = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": doc.title,
            "datePublished": rng.choice((doc.date, 5, [1], {})),
        }
    )
    script = f"<script type='application/ld+json'>{ld if rng.random() < 0.9 else ld[:20]}</script>"
    page = f"<!doctype html><html><head>{head}{script}</head><body><h1>{doc.title}</h1>{body}</body></html>"
    return page.encode(rng.choice(("utf-8", "utf-16", "cp1252", "gb18030", "utf-7")), errors="replace")


def _text(rng: random.Random, doc: Doc) -> bytes:
    return f"{doc.title}\n\n{doc.date}\n\n{doc.text}".encode(
        rng.choice(("utf-8", "utf-16", "utf-32")), errors="replace"
    )


def _json(rng: random.Random, doc: Doc) -> bytes:
    odd = rng.choice((doc.date, 5, [], {"a": 1}, True, 10**400))
    row = {
        "title": doc.title,
        "text": doc.text,
        "date": rng.choice((doc.date, odd)),
        "source": rng.choice(("A", odd)),
    }
    return json.dumps(row | {"language": rng.choice(("en", odd))}).encode()


def _pdf(rng: random.Random, doc: Doc) -> bytes:
    """A small PDF of one page; some say wrong lengths or point at themselves."""
    lines = re.findall(r".{1,90}(?:\s|$)", doc.text)[:400]
    plain = (re.sub(r"[()\\]", "", line) for line in lines)
    shown = "".join(f"({line}) Tj T*\n" for line in plain)
    stream = f"BT /F1 9 Tf 40 800 Td 10 TL\n{shown}ET".encode("latin-1", errors="replace")
    kids = rng.choice(("[3 0 R]", "[3 0 R]", "[2 0 R 3 0 R]", "[9 0 R]"))
    length = rng.choice((len(stream), len(stream), 0, 10**9, -1))
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids {kids}/Count 1>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 900]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {length}>>\nstream\n".encode() + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )  # fmt: skip
    body = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj\n".encode() + part + b"\nendobj\n" for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def _mhtml(rng: random.Random, doc: Doc) -> bytes:
    edge = rng.choice(("----b", "----b", "x" * 100_000))
    body = base64.encodebytes(_page(rng, doc)[:200_000])
    head = (
        f'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{edge}"\r\n\r\n'
        f"--{edge}\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + body


def _feed(rng: random.Random, doc: Doc) -> bytes:
    item = f"<item><title>{html.escape(doc.title)}</title><description>{html.escape(doc.text)}</description></item>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{item}</channel></rss>".encode()


WRAPS: dict[str, Callable[[random.Random, Doc], bytes]] = {
    "a.html": _page, "b.html": _page, "a.txt": _text, "a.md": _text, "a.json": _json, "a.pdf": _pdf, "a.mhtml": _mhtml,
    "a.xml": _feed,
}  # fmt: skip


def cases(docs: list[Doc], number: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """(what was done, file name, bytes) of each case; a tenth have bytes flipped or are cut, or packed as gzip."""
    for n in range(number):
        rng = random.Random(f"{seed}-{n}")
        doc, done = rng.choice(docs), []
        for mutate in rng.choices(MUTATIONS, k=rng.choice((1, 1, 2, 3))):
            doc = mutate(rng, doc)
            doc = doc._replace(text=doc.text[:LONGEST])  # "repeated" of "repeated" is gigabytes
            done.append(mutate.__name__.strip("_"))
        name = rng.choice(list(WRAPS))
        data = bytearray(WRAPS[name](rng, doc))
        if rng.random() < 0.15:
            for _ in range(rng.choice((1, 50, len(data) // 20 + 1))):
                data[rng.randrange(len(data))] = rng.randrange(256)
            done.append("flipped")
        if rng.random() < 0.1:
            data = data[: rng.randrange(1, len(data) + 1)]
            done.append("truncated")
        packed = rng.random() < 0.03
        yield f"{n} {'+'.join(done)}", name, gzip.compress(data) if packed else bytes(data)


def loop() -> float:
    """Seconds of processor time of a fixed piece of work: up to twice as many with other work on the machine."""
    begun, counted = time.process_time(), dict[int, int]()
    for n in range(120_000):
        counted[n % 5000] = counted.get(n % 5000, 0) + n * n % 7
    "".join(sorted(str(n) for n in range(20_000)))
    return time.process_time() - begun


def spent() -> float:
    """Seconds of processor time of this process and of its workers."""
    total = time.process_time()
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def articles(path: Path) -> Iterator[Article]:
    opened = open_source(path)
    if isinstance(opened, Article):
        yield opened
        return
    for item in opened:
        if item.error is not None:
            raise item.error
        if item.article is not None:
            yield item.article


def outcome(path: Path, read_only: bool) -> tuple[str, float]:
    """What became of one file, and the seconds of reading alone."""
    begun, reading_time = spent(), 0.0
    try:
        for article in articles(path):
            reading = read_article(article)
            reading_time = spent() - begun
            if not read_only:
                made = compose(reading, load_world())
                shown = to_html(made) + to_markdown(made)
                if SCRIPT in shown or "\x1b" in shown:
                    return "crash: a script or an escape in the output", reading_time
        return "read", reading_time
    except DidymiumError as error:
        said = str(error)
        return ("crash: more than one line" if "\n" in said else f"refused: {type(error).__name__}"), spent() - begun
    except Exception:  # noqa: BLE001 whatever it is, it is what we look for
        return f"crash: {traceback.format_exc()[-1500:]}", spent() - begun


def given(paths: list[Path]) -> list[Doc]:
    """The articles of JSON lines, or of the JSON files of folders."""
    rows = []
    for path in paths:
        texts = (
            [p.read_text("utf-8") for p in sorted(path.glob("*.json"))]
            if path.is_dir()
            else path.read_text("utf-8").splitlines()
        )
        rows += [json.loads(text) for text in texts]
    return [
        Doc(r.get("title") or "", r["text"], r.get("date") or r.get("published") or "") for r in rows if r.get("text")
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=CORPUS)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=float, default=2.0)
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder for the files of cases that crash or are slow")
    args = parser.parse_args()
    docs = given(args.paths)
    seen: Counter[str] = Counter()
    whole, reading, late = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        made = compose(read_article(WARM), load_world())
        to_html(made) + to_markdown(made)
        list(articles(PAGE))
        language_of("Le gallium et le germanium sont des métaux rares que la Chine ne vend plus aux États-Unis.")
        rest = min(loop() for _ in range(100))
        for what, name, data in cases(docs, args.articles, args.seed):
            if int(what.split()[0]) < args.first:
                continue
            path = Path(folder) / name
            path.write_bytes(data)
            begun = spent()
            found, read_time = outcome(path, args.read_only)
            took = spent() - begun
            whole.append(took)
            reading.append(read_time)
            seen[found.split(":")[0] if found.startswith("crash") else found] += 1
            if found.startswith("crash") or took > args.slow:
                own = took * min(1.0, rest / statistics.median(loop() for _ in range(5)))
                late += own > args.slow
                print(
                    f"{what} {name}: {took:.2f} s, reading {read_time:.2f} s, at rest {own:.2f} s; {found}", flush=True
                )
                if args.keep:
                    (args.keep / f"{args.seed}-{what.split()[0]}-{name}").write_bytes(data)
    print(dict(seen))
    slow, slow_reads = sum(t > args.slow for t in whole), sum(t > 1 for t in reading)
    print(f"over {args.slow:g} s: {slow} of {len(whole)}, at rest {late}; reading over 1 s: {slow_reads}")
    for title, times in (("all", whole), ("reading", reading)):
        print(f"{title}: median {statistics.median(times):.2f} s, highest {max(times):.2f} s")


if __name__ == "__main__":
    main()
