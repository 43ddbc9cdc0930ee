"""What a number measures, of whom and to whom, by the words of its clause."""

from __future__ import annotations

import pytest

from didymium.brief.typed import Spot, Typed, typed_all

# a sentence with its numbers in square brackets, each with its kind; what they measure
MEASURED = [
    ("Ridgeline had revenue of [$47 million:money] on sales of [29,011 tonnes:mass].", "revenue sales"),
    ("A [$120 million:money] loan will fund the mine, which is to cost [$290 million:money].", "loan cost"),
    ("The state gave it A[$400 million:money] ([$257 million:money]) in a loan.", "loan loan"),
    ("The market was in a surplus of [36,000 tons:mass], or 15% of demand, up from [25,000 tons:mass].",
     "surplus surplus<"),
    ("The [320,000-tonne:mass] smelter had to cut production.", "capacity"),
    ("Output rose to [4,453 tonnes:mass] while exports fell to [3,100 tonnes:mass].", "output exports"),
    ("Sales volumes rose to [20,045 tonnes:mass], a [20%:share] decline in the realised price notwithstanding.",
     "sales price"),
    ("Ridgeline met the minister on Monday with [40 tonnes:mass].", "-"),
]  # fmt: skip


def read(marked: str) -> list[Typed]:
    """The types of the numbers that a sentence marks."""
    words, spots = "", []
    for part in marked.split("["):
        told, end, rest = part.partition("]")
        if not end:
            words += told
            continue
        surface, _, kind = told.rpartition(":")
        spots.append(Spot(len(words), len(words) + len(surface), kind))
        words += surface + rest
    return typed_all(words, spots)


@pytest.mark.parametrize(("marked", "measures"), MEASURED)
def test_a_number_measures_what_its_clause_says(marked: str, measures: str) -> None:
    assert [f"{t.measure or '-'}{'<' if t.then else ''}" for t in read(marked)] == measures.split()


def test_trade_has_the_country_that_it_comes_from() -> None:
    told = read("Imports from Australia were valued at [$34 million:money], from Brazil at [$60 million:money].")
    assert [t.partner for t in told] == ["AUS", "BRA"]
