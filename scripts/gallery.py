"""Write the gallery: a brief of each family from the corpus's articles, as two pages of Markdown, with an index.

    python scripts/gallery.py [--out docs/gallery]

The articles are our own prose about sourced facts (`tests/corpus/docs.jsonl`).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from didymium import load_world
from didymium.brief.compose import compose
from didymium.brief.frames import frame_of
from didymium.brief.lead import lead_of
from didymium.brief.render import to_markdown
from didymium.files import write_atomic
from didymium.news import read_many
from didymium.proof import verify
from didymium.records import Brief, Reading

ROOT = Path(__file__).parents[1]
EACH = 1  # briefs a family
DRAWS = 200


def chosen() -> list[tuple[str, str, Reading]]:
    """(family, id, reading) of the first articles told in each way."""
    world = load_world()
    found: dict[str, list[tuple[str, str, Reading]]] = defaultdict(list)
    for item in read_many(ROOT / "tests" / "corpus" / "docs.jsonl"):
        if item.reading is None:
            continue
        day = (item.reading.article.published or "")[:10]
        lead = lead_of(item.reading, world.as_of(day) if day else world)
        told = frame_of(lead).name if lead is not None else "none"
        if len(found[told]) < EACH:
            found[told].append((told, item.id, item.reading))
    return [row for family in sorted(found) for row in found[family]]


def main() -> int:
    """Write all briefs; returns 1 when one of them is not proven."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "gallery")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.md"):
        old.unlink()
    lines, bad = [], 0
    for family, key, reading in chosen():
        made: Brief = compose(reading, load_world(), draws=DRAWS)
        write_atomic(out / f"{key}.md", to_markdown(made, long=False))
        bad += not verify(made).ok
        lines.append(f"| {family} | [{made.article.title}]({key}.md) | {made.article.published} |")
        print(f"{family:16} {key} {made.article.title}", file=sys.stderr)
    head = (
        "# Gallery\n\nBriefs of our own articles, written by `python scripts/gallery.py`.\n\n"
        "| family | article | date |\n|---|---|---|\n"
    )
    (out / "index.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
