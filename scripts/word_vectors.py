"""Make data/word_vectors.npz, the meaning of words as the event net reads them, from GloVe vectors.

    python scripts/word_vectors.py glove.6B.100d.txt [--words 30000]

GLOVE is the text form of the vectors (a word and its numbers a line, the commonest words first): Pennington, Socher and
Manning 2014, trained on Wikipedia 2014 and Gigaword 5, in the public domain (PDDL 1.0). Kept are the commonest words
and those of tests/corpus; each vector less the mean, scaled and rounded to a byte.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import numpy as np

from didymium.news.net import VECTORS

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
WORD = re.compile(r"[a-z]{2,}|[%$€.]")
STEP = 0.03  # one byte, in standard deviations of the numbers


def in_corpus() -> set[str]:
    """The words of the labelled articles and statements."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    return {word for line in lines for word in WORD.findall(str(json.loads(line).get("text", "")).lower())}


def main() -> int:
    """Read, choose, round and store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("glove", type=Path)
    parser.add_argument("--words", type=int, default=30_000)
    arguments = parser.parse_args()
    wanted, words, rows = in_corpus(), [], []
    with arguments.glove.open(encoding="utf-8") as lines:
        for line in lines:
            word, *numbers = line.split(" ")
            if WORD.fullmatch(word) and (len(words) < arguments.words or word in wanted):
                words.append(word)
                rows.append(np.array(numbers, dtype=np.float32))
    vectors = np.array(rows)
    common = vectors[: arguments.words]
    scaled = (vectors - common.mean(axis=0)) / common.std()
    stored = np.clip(np.round(scaled / STEP), -127, 127).astype(np.int8)
    np.savez_compressed(VECTORS, words=np.array("\n".join(words)), vectors=stored, step=np.float32(STEP))
    print(f"{len(words)} words, {VECTORS.stat().st_size / 1024:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
