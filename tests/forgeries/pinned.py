"""What the proof says of some sentences, pinned: which checks refuse a forgery, and how texts are read.

A forgery that fails for another reason than it did, or a text that is read in another way, is looked at before the pins
are made anew: `python tests/forgeries/pinned.py` (from `tests/`) writes `pins.jsonl`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from didymium.proof import Proof
from didymium.proof.reading import read
from forgeries import forge, lies, second, third, varied
from forgeries.cases import DAY, Case, cases

PINS = Path(__file__).parent / "pins.jsonl"
EACH = 6  # forgeries a class


def kinds(proof: Proof) -> list[str]:
    """The reasons without the words that they quote, and without what they name at their end."""
    return sorted({re.sub(r"['\"].*?['\"](?!\w)", "_", why).split(":")[0][:60] for why in proof.reasons})


def items(text: str) -> list[str]:
    """Each thing that a text is read as: kind, words, clause, role, range, meaning."""
    return [_told(i) for i in read(text, DAY).items if i.kind not in {"function", "punctuation"}]


def _told(item: Any) -> str:
    number = item.number
    size = [f"{number.value:.6g} {number.kind} {number.unit} {number.qualifier}"] if number else []
    size += [f"{end.value:.6g}" for end in (number.low, number.high) if end] if number else []
    said = [item.kind, item.surface, str(item.clause), str(item.sentence), item.role + "f" * item.of_firm, *size]
    return "|".join([*said, *sorted(item.keys)])


BOOKS = {"lies": lies, "second": second, "third": third}


@cache
def proof_of(book: str, text: str) -> Proof:
    """The proof of a true sentence or a lie about the article of a book."""
    return BOOKS[book].case(text).prove()


@cache
def chosen() -> tuple[tuple[str, str, Callable[[], Proof]], ...]:
    """(where it comes from, forged or true sentence, what proves it) of all that is pinned."""
    found: list[tuple[str, str, Callable[[], Proof]]] = []
    for name, book in BOOKS.items():
        found += [(name, text, partial(proof_of, name, text)) for text in (*book.TRUE, *book.LIES)]
    plain = tuple(c for c in cases() if c.context.text)  # of articles: rows of the world change
    for name in forge.CLASSES:
        made = forge.forged(plain, name, EACH, seed=11)
        found += [(name, text, Case(text, cites, old.evidence, old.context).prove) for old, (text, cites) in made]
    return (*found, *(("varied", text, proof) for text, proof in varied.proofs()))


def made(first: int = 0, step: int = 1) -> Iterator[dict[str, Any]]:
    """The pins as they come out now, or every so manieth of them."""
    articles = [*(book.ARTICLE for book in BOOKS.values()), *map(varied.article, varied.SHAPES)]
    texts = [t for article in articles for t in re.split(r"(?<=[.]) (?=[A-Z])", article)]
    for name, said, prove in (*chosen(), *(("reading", t, None) for t in texts))[first::step]:
        if prove is None:
            yield {"of": name, "text": said, "items": items(said)}
        else:
            proof = prove()
            yield {"of": name, "text": said, "verdict": proof.verdict, "why": kinds(proof)}


def pins() -> list[dict[str, Any]]:
    """The pins as they are kept."""
    return [json.loads(line) for line in PINS.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    PINS.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in made()), "utf-8")
    print(f"{len(pins())} pins", file=sys.stderr)
