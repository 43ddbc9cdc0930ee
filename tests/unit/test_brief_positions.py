"""Where the parties of a story stand: said without a number of the article, and only where the story turns on it."""

from __future__ import annotations

import re

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world


def brief_of(title: str, text: str, date: str) -> Brief:
    """The brief of an article in our own words."""
    return compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)


def insights_of(made: Brief) -> str:
    """All sentences of the insights."""
    return " ".join(s.text for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))


DUTIES_END = (
    "US ends global tariffs on tungsten and graphite",
    "The United States on Monday ended its global import tariffs on tungsten and graphite. President Donald Trump "
    "signed the order that exempts both minerals from the tariffs on Friday.",
    "2025-09-08",
)
LOAN = (
    "US lends Perpetua money for its Stibnite antimony mine in Idaho",
    "The Export-Import Bank of the United States approved a loan to Perpetua Resources for its Stibnite antimony mine "
    "in Idaho on Thursday, the bank said. The mine is to make antimony in the United States.",
    "2026-05-21",
)


def test_a_duty_that_began_after_the_article_does_not_stand_yet() -> None:
    said = insights_of(brief_of(*DUTIES_END[:2], "2024-06-10"))
    assert "tungsten and polysilicon" not in said


def test_imports_come_from_a_seller_over_years() -> None:
    behind = " ".join(s.text for s in brief_of(*LOAN).background)
    assert "share of its imports was 55% from 2021 to 2024" in behind


def test_an_easing_says_its_term_and_who_stays_barred() -> None:
    text = (
        "China has suspended its ban on exports of gallium, germanium and antimony to the United States, the commerce "
        "ministry said on Sunday. Exporters still need licences."
    )
    made = brief_of("China suspends ban on gallium exports to the United States", text, "2025-11-10")
    said = " ".join([insights_of(made), *(s.text for s in made.bottom_line)])
    assert "is suspended until 27 November 2026, 12 months from now" in said
    assert "to US military users since 3 December 2024" in said


def test_a_measure_of_another_actor_or_day_has_no_term_of_the_news() -> None:
    text = "China has suspended its ban on exports of gallium to the United States, the ministry said on Sunday."
    made = brief_of("China suspends ban on gallium exports to the United States", text, "2026-03-10")
    assert "is suspended until 27 November 2026, " not in insights_of(made)


def test_a_stop_at_a_known_mine_costs_its_month() -> None:
    text = "Workers at Escondida, the largest copper mine, went on strike on Tuesday, the union said."
    made = brief_of("Workers at Chile's Escondida copper mine go on strike", text, "2026-08-13")
    assert any(
        re.match(r"Each month of standstill costs 1\d\d,000 tonnes at the pace of Escondida", s.text)
        for s in made.bottom_line
    )
    half = "A strike halted half of Escondida, the largest copper mine, on Tuesday, the union said."
    part = brief_of("Strike halts half of Chile's Escondida copper mine", half, "2026-08-13")
    assert "month of standstill" not in " ".join([insights_of(part), *(s.text for s in part.bottom_line)])
    back = "Escondida, the largest copper mine, returned to full output on Tuesday, the union said."
    calm = brief_of("Chile's Escondida copper mine returns to full output", back, "2026-08-13")
    assert "standstill" not in " ".join([insights_of(calm), *(s.text for s in calm.bottom_line)])


@pytest.mark.parametrize("name", ["Neves-Corvo", "Neves Corvo"])
def test_a_site_is_found_with_and_without_its_hyphen(name: str) -> None:
    text = f"A fire stopped production at the {name} zinc mine in Portugal on Tuesday, Boliden said."
    said = insights_of(brief_of(f"Fire stops {name} zinc mine", text, "2026-08-13"))
    assert "Neves-Corvo in Portugal" in said
    assert "0.84% of world mine output of zinc in 2025" in said


def test_the_size_of_a_firm_is_not_that_of_its_site() -> None:
    text = "A fire stopped a potash mine of Belaruskali in Belarus on Tuesday, the union said."
    made = brief_of("Fire halts Belaruskali potash mine", text, "2026-08-13")
    assert "tonnes a year of K2O" not in " ".join([insights_of(made), *(s.text for s in made.bottom_line)])


@pytest.mark.parametrize(
    ("site", "place", "said"),
    [
        ("Greenbushes lithium mine", "Western Australia", "12% of world mine output of lithium in 2025"),
        ("La Negra lithium refinery", "Chile", "6.8% of world refined output of lithium in 2024"),
    ],
)
def test_a_lithium_site_is_set_against_world_output_in_contained_lithium(site: str, place: str, said: str) -> None:
    text = f"A fire halted output at the {site} in {place} on Friday, the operator said."
    assert said in insights_of(brief_of(f"Fire halts {site}", text, "2026-08-14"))


def test_an_old_capacity_is_told_with_its_year() -> None:
    text = "A fire stopped the {0} smelter of {1} in China on Tuesday, the firm said."
    old = insights_of(
        brief_of("Fire stops Guixi copper smelter", text.format("Guixi copper", "Jiangxi Copper"), "2026-08-13")
    )
    assert "900,000 tonnes a year of copper refined in 2016" in old


def test_a_stop_at_a_smelter_is_set_against_refined_output() -> None:
    text = "A strike shut the Nordenham zinc smelter in Germany on Tuesday, the union said."
    said = insights_of(brief_of("Strike shuts Nordenham zinc smelter", text, "2026-08-13"))
    assert "of world refined output of zinc in 2025" in said


def test_a_control_on_technology_exposes_no_buyer_of_the_good() -> None:
    goods = (
        "China put exports of lithium carbonate to all countries under licence, the commerce ministry said on Tuesday."
    )
    know = "China put exports of technology for making lithium carbonate under licence, the ministry said on Tuesday."
    sold = "exports of lithium carbonate and hydroxide went"
    assert sold in insights_of(brief_of("China restricts lithium carbonate exports", goods, "2025-07-16"))
    assert sold not in insights_of(brief_of("China restricts lithium technology exports", know, "2025-07-16"))


def test_days_to_watch_stand_in_their_order_and_no_month_beside_its_day() -> None:
    text = (
        "Zimbabwe will ban exports of lithium concentrates on 1 January 2027, the ministry said on Monday. The ban "
        "takes effect in January 2027. Miners must file their plans by 30 September 2026."
    )
    days = [w.date for w in brief_of("Zimbabwe to ban lithium concentrate exports", text, "2026-04-08").watch]
    assert days == sorted(days)
    assert "2027-01-01" in days
    assert "2027-01" not in days


def test_a_loan_for_a_mine_is_not_set_against_the_plant_of_its_buyer() -> None:
    text = (
        "Critical Metals signed a letter of intent to supply Ucore Rare Metals with ore of its Tanbreez deposit "
        "for Ucore's plant in Louisiana. In June the US Export-Import Bank offered to lend up to $120 million for the "
        "mine."
    )
    made = brief_of("Tanbreez owner lines up Louisiana buyer for heavy rare earths", text, "2025-08-27")
    assert "of the cost of Ucore" not in " ".join([insights_of(made), *(s.text for s in made.bottom_line)])


def test_what_is_at_stake_stands_first_where_no_number_of_the_article_does() -> None:
    text = "China banned exports of rare earths to Japan on Tuesday, the commerce ministry said."
    made = brief_of("China bans rare earth exports to Japan", text, "2025-02-25")
    assert "Japan took 44% of China's exports of rare-earth compounds in 2023" in " ".join(
        s.text for s in made.bottom_line
    )
    text = "Freeport-McMoRan declared force majeure at the Grasberg copper mine in Indonesia on Wednesday."
    made = brief_of("Freeport declares force majeure at Grasberg, shares fall 17%", text, "2025-09-24")
    said = insights_of(made) + " ".join(s.text for s in made.bottom_line)
    assert "Each month of standstill costs 68,000 tonnes" in said
