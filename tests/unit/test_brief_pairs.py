"""Pairs of an article's own numbers: what their labels allow, and how the sentence names them."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article
from didymium.world.load import load_world

LEAD = "Vale raised its nickel production guidance at its mines in Canada on Monday."


def computed(text: str, title: str = "Vale raises nickel guidance", date: str = "2025-11-10") -> str:
    """All computed sentences of the brief of a text."""
    made = compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)
    points = [p for i in made.insights for p in i.points]
    told = [
        *made.bottom_line,
        *(s for i in made.insights for s in i.framing),
        *(s for p in points for s in p.sentences),
    ]
    return " ".join(s.text for s in told)


def test_a_plan_is_set_against_the_one_it_replaces() -> None:
    said = computed(f"{LEAD} Vale's nickel production guidance was lifted to 180,000 tonnes, up from 160,000 tonnes.")
    assert "Vale's nickel production guidance of 180,000 tonnes is 12% above the earlier one (160,000 tonnes)" in said


def test_ranges_meet_at_their_middle() -> None:
    said = computed(
        f"{LEAD} Vale's nickel production guidance was lifted to 170,000-190,000 tonnes from 150,000-170,000 tonnes."
    )
    assert "12% above the earlier one (150,000-170,000 tonnes) at the middle" in said


def test_a_level_and_its_step_give_what_was_before() -> None:
    said = computed(f"{LEAD} Vale's nickel output fell 8% to 41,400 tonnes in the third quarter.")
    assert "Vale's nickel output of 41,400 tonnes is 8% below what it was before" in said
    assert "45,000 tonnes, a step of 3,600 tonnes" in said


@pytest.mark.parametrize(
    "text",
    [
        "Vale's nickel output fell to 414,000 tonnes. Glencore's nickel output was 450,000 tonnes before.",
        "Vale produced 100,000 tonnes of nickel, while its copper output was 300,000 tonnes a year earlier.",
        "Vale's nickel output reached 45,000 tonnes in the third quarter, from 180,000 tonnes in 2024.",
    ],
)
def test_two_owners_two_goods_and_two_spans_are_no_pair(text: str) -> None:
    said = computed(f"{LEAD} {text}")
    assert "before (450,000" not in said
    assert "before (300,000" not in said
    assert "before (180,000" not in said


def test_a_share_of_a_mass_is_told_in_tonnes() -> None:
    text = "Vale produces around 24% of global nickel production of 3.6 million tonnes."
    assert "864,000 tonnes" in computed(f"{LEAD} {text}")


def test_what_was_sold_is_worth_its_own_price_and_no_part_of_a_year_meets_a_year() -> None:
    said = computed(
        "Syrah Resources produced 34,000 tonnes of natural graphite in the quarter, it said. "
        "Syrah Resources sold 29,000 tonnes of natural graphite in the quarter. "
        "These sales were achieved at an average price of $577 per tonne.",
        "Syrah Resources lifts graphite output in the December quarter",
        "2026-01-27",
    )
    assert "brought $16.7 million" in said
    assert "of world mine output" not in said


def test_a_number_is_of_the_year_right_behind_it_and_what_may_leave_is_a_quota() -> None:
    said = computed(
        "The Democratic Republic of Congo will lift its ban on cobalt exports on October 16 and set quotas. "
        "Miners will be allowed to ship up to 18,125 tons for the rest of 2025 and 96,600 tons in each of 2026 "
        "and 2027.",
        "Congo to swap cobalt ban for quotas",
        "2025-09-22",
    )
    assert "quota of 96,600 tons in 2026 is 56% below" in said
    assert "2.3 times what it was" in said
