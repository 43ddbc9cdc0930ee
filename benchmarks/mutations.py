"""How many mutated sentences the verifier catches: 2,000 a class over our own sentences and whole briefs.

.venv/bin/python benchmarks/mutations.py [--count 2000] [--briefs 16] [--seed 2026]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import mutations as m  # noqa: E402
from didymium.brief.compose import brief as compose  # noqa: E402
from didymium.brief.verify import check, verify  # noqa: E402
from didymium.records import Article, Brief, Evidence, Sentence  # noqa: E402

Source = tuple[list[m.Case], dict[str, Evidence], Article]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--briefs", type=int, default=16)
    options.add_argument("--seed", type=int, default=2026)
    args = options.parse_args()
    corpus, known = m.corpus_cases()
    made = briefs(args.briefs)
    sources: list[Source] = [(m.brief_cases(b), b.evidence, b.article) for b in made]
    own: Source = (corpus, known, Article(title="", published="2025-11-10", text=""))
    print(f"\n{len(corpus)} sentences of our own, {sum(len(s[0]) for s in sources)} of {len(made)} briefs\n")
    false = [alarms(own), *map(alarms, sources)]
    print(
        f"false alarms: own {false[0]} of {len(corpus)}; briefs {sum(false[1:])} of {sum(len(s[0]) for s in sources)}\n"
    )
    print("| class | mutants | caught, own sentences | caught, briefs | caught |\n|---|---|---|---|---|")
    for name in m.CLASSES:
        print(row(name, own, sources, args.count, args.seed), flush=True)
    began = time.perf_counter()
    for b in made:
        verify(b)
    print(f"\nverify, warm: {1000 * (time.perf_counter() - began) / len(made):.0f} ms a brief")


def briefs(count: int) -> list[Brief]:
    """Briefs of the articles in tests/corpus."""
    lines = (ROOT / "tests" / "corpus" / "docs.jsonl").read_text("utf-8").splitlines()
    step = max(1, len(lines) // count)
    found = []
    for line in lines[::step][:count]:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(json.dumps(json.loads(line)))
            file.flush()
            found.append(compose(file.name, draws=64))
    return found


def alarms(source: Source) -> int:
    """True sentences that the verifier does not let through."""
    cases, known, article = source
    return sum(bool(check(Sentence(text=c.text, evidence=c.evidence), known, article)) for c in cases)


def caught(name: str, source: Source, count: int, seed: int) -> tuple[int, int]:
    """(caught, made) mutants of one class."""
    cases, known, article = source
    read: dict[str, object] = {}
    made = m.mutants(cases, m.pool_of(cases, known), m.CLASSES[name], count, seed)
    hits = sum(
        bool(check(Sentence(text=text, evidence=keys), known, article, read))  # type: ignore[arg-type]
        for _, text, keys in made
    )
    return hits, len(made)


def row(name: str, own: Source, sources: list[Source], count: int, seed: int) -> str:
    """One line of the table."""
    share = [caught(name, s, count // 2 // len(sources) + 1, seed) for s in sources]
    a, b = caught(name, own, count - sum(n for _, n in share), seed), tuple(map(sum, zip(*share, strict=True)))
    cells = [f"{100 * x / y:.2f} %" if y else "–" for x, y in (a, b, (a[0] + b[0], a[1] + b[1]))]
    return f"| {name} | {a[1] + b[1]:,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
