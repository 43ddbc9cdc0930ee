"""What a number comes to: a month's tonnes in a year, tonnes at a floor price."""

from __future__ import annotations

from tests.unit.test_brief_pairs import computed


def test_tonnes_a_month_are_told_a_year_and_over_the_contract() -> None:
    said = computed(
        "Almonty signed a supply contract for tungsten concentrate with Tungsten Parts Wyoming on Monday. Almonty will "
        "deliver a minimum of 40 tonnes per month of tungsten concentrate.",
        "Almonty signs tungsten supply contract",
    )
    assert "come to at least 480 tonnes a year" in said


def test_tonnes_are_worth_their_floor_price() -> None:
    said = computed(
        "MP Materials started its separation plant in California on Monday. MP Materials produced 721 tonnes of NdPr "
        "oxide in the quarter. An agreement sets a minimum price of $110 per kilogram for NdPr oxide of MP Materials.",
        "MP Materials starts separation plant",
    )
    assert "is worth $79.3 million" in said
