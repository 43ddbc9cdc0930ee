"""What a number comes to: a month's tonnes and some days' in a year, tonnes at a floor price, a loss after a profit."""

from __future__ import annotations

from tests.unit.test_brief_pairs import LEAD, computed


def test_tonnes_a_month_are_told_a_year_and_over_the_contract() -> None:
    said = computed(
        "Almonty signed a supply contract for tungsten concentrate with Tungsten Parts Wyoming on Monday. Almonty will "
        "deliver a minimum of 40 tonnes per month of tungsten concentrate.",
        "Almonty signs tungsten supply contract",
    )
    assert "come to at least 480 tonnes a year" in said


def test_output_between_two_days_is_a_pace() -> None:
    said = computed(f"{LEAD} Vale produced 1,290 tonnes of nickel between 15 September and 11 October.")
    assert "between 15 September and 11 October is a pace of 17,500 tonnes a year" in said


def test_output_of_a_day_or_without_days_is_no_pace() -> None:
    assert "is a pace of" not in computed(f"{LEAD} Vale produced 1,290 tonnes of nickel since 15 September.")
    assert "is a pace of" not in computed(f"{LEAD} Vale produced 90 tonnes of nickel between 9 and 11 October.")


def test_a_loss_after_a_profit_is_a_swing() -> None:
    said = computed(
        f"{LEAD} Vale reported a net loss of $414.2 million, compared to net income of $75.3 million a year before."
    )
    assert "is a swing of $490 million" in said


def test_a_loss_per_share_is_no_swing() -> None:
    said = computed(
        f"{LEAD} Vale reported a net loss of $4.14 per share, compared to net income of $0.75 per share a year before."
    )
    assert "swing" not in said


def test_a_division_is_a_part_of_its_firm() -> None:
    said = computed(
        f"{LEAD} Vale's total revenue reached $53.6 million. The nickel division generated $21.9 million in revenue."
    )
    assert "is 41% of Vale's total revenue of $53.6 million" in said


def test_tonnes_are_worth_their_floor_price() -> None:
    said = computed(
        "MP Materials started its separation plant in California on Monday. MP Materials produced 721 tonnes of NdPr "
        "oxide in the quarter. An agreement sets a minimum price of $110 per kilogram for NdPr oxide of MP Materials.",
        "MP Materials starts separation plant",
    )
    assert "is worth $79.3 million" in said


def test_a_sale_is_worth_its_mass_at_its_price() -> None:
    said = computed(
        "Paladin Energy will sell 300,000 pounds of uranium a year to a US utility at $80 a pound from 2026 to 2030, "
        "it said on Monday.",
        "Paladin Energy sells uranium to a US utility",
        "2025-03-24",
    )
    assert "are worth $24 million" in said
    assert "fall away" not in said  # a stop of last year is none of its news
