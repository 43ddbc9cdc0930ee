"""A figure of several numbers is told with each in its own place, in its own direction and as what it was reckoned."""

from __future__ import annotations

import re

import polars as pl
import pytest

from didymium import proof
from didymium.proof.rows import row_id
from didymium.records import Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world(DAY)
_OUTPUTS = WORLD.table("facts").filter(
    (pl.col("mineral") == "copper") & (pl.col("country") == "WLD") & (pl.col("year") == 2024)
    & (pl.col("metric") == "production") & (pl.col("stage") == "refine")
)  # fmt: skip
OUTPUT = row_id(WORLD, "facts", _OUTPUTS.sort("known_from").row(-1, named=True))
ARTICLE = (
    "Acme's earnings from lithium exports rose 49% while its sales volumes rose 8%. Acme had revenue of A$373 million "
    "on sales of 232,000 tonnes of spodumene concentrate, with unit costs of A$585 a tonne. The capital cost of the "
    "refinery is $1.7 billion, and it will have a production capacity of 23,000 tonnes a year of rare earth oxides. "
    "Beta spent $200 million on a mine, and its output is 10,000 tonnes a year of copper."
)
CASES = [
    ("Revenue up 49% on tonnes up 8% mean 38% more for each tonne.",
     "worth_by_the_tonne", ('(1 + "49%") / (1 + "8%") - 1',),
     ("up 49% on tonnes up 8%|up 8% on tonnes up 49%", "more|less", "tonnes up|tonnes down", "38%|83%",
      "Revenue up|Revenue down")),
]  # fmt: skip


def refused(text: str, metric: str, formulas: tuple[str, ...]) -> tuple[str, ...]:
    """Why the sentence about figures of "quoted numbers" and [table id column] is refused; all but the first: also."""
    book = proof.Ledger(WORLD, ARTICLE)

    def named(match: re.Match[str]) -> str:
        if match["row"]:
            return book.row(*match["row"].replace("WORLD", f"facts {OUTPUT}").split(" "))
        start = ARTICLE.index(match["quote"])
        return book.span(start, start + len(match["quote"]), reads=True)

    made = [re.sub(r"\"(?P<quote>[^\"]+)\"|\[(?P<row>[^\]]+)\]", named, f) for f in formulas]
    keys = [book.derived(f, metric if k == 0 else f"{metric}_also") for k, f in enumerate(made)]
    keys += [k for k, e in book.evidence.items() if getattr(e, "table", "") == "balances"]
    said = Sentence(text=text, evidence=tuple(keys))
    return proof.prove(said, book.evidence, proof.Context(WORLD, ARTICLE, "", DAY)).reasons


@pytest.mark.parametrize(("true", "metric", "formulas", "edits"), CASES)
def test_each_number_stands_in_its_place(
    true: str, metric: str, formulas: tuple[str, ...], edits: tuple[str, ...]
) -> None:
    assert refused(true, metric, formulas) == ()
    for old, new in (e.split("|") for e in edits):
        assert old in true
        assert refused(true.replace(old, new), metric, formulas), new
