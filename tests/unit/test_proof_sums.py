"""The numbers of a computed sentence make what the words between them say, each in its place."""

from __future__ import annotations

import re

import pytest

from didymium.proof.known import Known
from didymium.proof.reading import read
from didymium.proof.sums import _masked, _phrases, reckoned
from didymium.records import DerivedEvidence, Figure

DAY = "2025-11-10"


def why_not(text: str) -> list[str]:
    """The faults of a sentence with a computed figure."""
    item = DerivedEvidence(formula="e1 / e2", operands=("e1", "e2"), figure=Figure(metric="x", value=1, unit=""),
                           statement="")  # fmt: skip
    return [why for _, why in reckoned(read(text, DAY), [Known("e3", item)])]


TRUE = [
    "The mine's output of 520 tonnes is 30% above what it was before: 400 tonnes.",
    "The mine's output of 400 tonnes is 23% below what it was before (a year ago): 520 tonnes.",
    "The mine's output of 520 tonnes is 30% over what it was before: 400 tonnes.",
    "The plan of 400 tonnes is 120 tonnes (23%) below the earlier one (520 tonnes): 0.6% of world output (20,000 t).",
    "The sales of 520 tonnes are 120 tonnes more than its output of 400 tonnes.",
    "30 permits and 90 applications are 120 together: those done are 25% of all.",
    "The sales of 400 tonnes are 120 tonnes less than its output of 520 tonnes.",
    "Tin at $33,000 a tonne is 10% above the average price of tin in May 2024 ($30,000/t).",
    "The mine's output of 520 tonnes in 2024 is 2.6% of world output in 2024 (20,000 tonnes).",
    "The loan of $60 million and the grant of $20 million are $80 million together, 40% of the cost of $200 million.",
    "Tin at $30,000 a tonne is 10% below the forecast of $33,333 a tonne.",
    "The 2,000 tonnes at $30,000 a tonne are worth $60 million.",
    "The loan of $60 million is 3 times what it was before ($20 million).",
    "5% of the output of 520 tonnes is 26 tonnes.",
    "The right to 300 tonnes is 75% of what was made (400 tonnes): 100 tonnes are left without one.",
    "$60 million for 30% values the whole at $200 million.",
    "The site made 4% of world output in 2024: a standstill of 3 months is 1% of it.",
    "At $30,000 a tonne the mine's 2,000 tonnes are worth $60 million.",
    "The deal of $60 million for 2,000 tonnes is $30,000 a tonne.",
    "The loan of $60 million is $30,000 a tonne for the output of 2,000 tonnes.",
    "150,000 tonnes a year over two years come to 300,000 tonnes.",
    "Each week of standstill costs 2,030 tonnes at the pace of 106,000 tons a year.",
    "The duty of 93.5% comes to $325 million on the imports of $347.1 million in 2023.",
    "Five of eleven bans and licences have been suspended or ended since.",
    "Tin averaged $30,000/t in May 2024, 5% above a year before; it stands in the middle of its range of ten years "
    "($15,000/t in May 2016 to $45,000/t in May 2022).",
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_numbers_that_make_what_is_said_are_let_be(text: str) -> None:
    assert not why_not(text)


PAIRS = [
    ("520", "400"), ("$60 million", "$20 million"), ("$33,000", "$30,000"), ("520 tonnes", "20,000 tonnes"),
    ("$36,000", "$30,000"), ("$80 million", "$60 million"), ("$40", "$10"), ("$3,000", "$33,000"),
    ("$3,000", "$30,000"),
    ("26 tonnes", "520 tonnes"), ("300 tonnes", "100 tonnes"), ("$20,000", "$25,000"), ("$60 million", "$200 million"),
    ("300 tonnes", "400 tonnes"), ("$27,000", "$3,000"), ("98%", "60%"), ("Five", "eleven"), ("50", "40"), ("20", "15"),
    ("6,000", "6,100"),
    ("$60 million", "$180 million"), ("$15,000", "$45,000"), ("120", "400"), ("220", "55"),
    ("14.2%", "12.5%"), ("2,000 tonnes", "20,000 tonnes"),
    ("150,000", "300,000"), ("2,030 tonnes", "106,000 tons"), ("$325 million", "$347.1 million"),
]  # fmt: skip


def swapped(text: str) -> list[str]:
    return [text.replace(a, "\0").replace(b, a).replace("\0", b) for a, b in PAIRS if a in text and b in text]


@pytest.mark.parametrize("text", [t for t in TRUE if swapped(t)])
def test_numbers_that_change_places_do_not_make_it(text: str) -> None:
    assert any(why_not(t) for t in swapped(text))


def test_over_and_under_are_above_and_below() -> None:
    assert why_not("The mine's output of 520 tonnes is 30% under what it was before: 400 tonnes.")


def test_every_phrase_of_the_table_is_tried() -> None:
    tried = set()
    for text in TRUE:
        masked, _ = _masked(text, read(text, DAY).numbers)
        tried |= {p.pattern for p, _ in _phrases() if p.search(masked)}
    assert not [p.pattern for p, _ in _phrases() if p.pattern not in tried]


def test_what_has_a_unit_is_no_share_of_what_follows() -> None:
    assert not why_not("The loss of 90,000 ounces of platinum in 6 weeks is about 15,000 ounces a week.")
    assert why_not("The loss of 15% of 90,000 ounces is about 15,000 ounces.")


def test_a_sentence_without_a_computed_figure_is_not_reckoned() -> None:
    assert not list(reckoned(read(swapped(TRUE[0])[0], DAY), []))


def _sums(text: str) -> list[str]:
    return re.findall(r"\bUSD \d+m\b", text)


def test_a_range_is_reckoned_with_both_its_ends_unless_its_middle_is_said() -> None:
    told = "The plan of 480 to 560 tonnes is {} above what it was before: 400 tonnes."
    for part, whole, middle in (("30%", True, True), ("21%", True, False), ("45%", False, False)):
        assert (not why_not(told.format(part))) is whole
        assert (not why_not(told.format(part).replace("tonnes is", "tonnes at the middle is"))) is middle


FALSE = [  # each by one row of the table
    "The plan of 400 tonnes is 150 tonnes (23%) below the earlier one (520 tonnes).",
    "The plan of 400 t is 120 t (23%) below the earlier one (520 t): 6% of world output (20,000 tonnes).",
    "The loan is $80 million, 60% of the cost of $200 million.",
    "The loan of $60 million and the grant of $20 million are $90 million together.",
    "At $30,000 a tonne the 2,000 tonnes are worth $70 million.",
    "The 2,000 tonnes at $30,000 a tonne are worth $70 million.",
    "The deal of $60 million for 2,000 tonnes is $40,000 a tonne.",
    "The loan of $60 million is $40,000 a tonne for 2,000 tonnes.",
    *(f"Tin averaged ${n},000/t in May 2024, 5% above a year before; it stands in the middle of its range of ten years "
      "($15,000/t in May 2016 to $45,000/t in May 2022)." for n in (10, 50)),
    "The site made 4% of world output in 2024: a standstill of 6 months is 1% of it.",
]  # fmt: skip


@pytest.mark.parametrize("text", FALSE)
def test_numbers_that_do_not_make_what_is_said_are_refused(text: str) -> None:
    assert why_not(text)
