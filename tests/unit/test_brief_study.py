"""What is reckoned from the study of a project, from a cut at a site, and from plans told anew."""

from __future__ import annotations

import pytest
from tests.unit.test_brief_pairs import computed

from didymium.brief import plants
from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.news.sentences import split_sentences
from didymium.news.verdict import tolerance
from didymium.records import Article, Claim
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")

STUDY = (
    "Meridian Rare Earths published the feasibility study of its Kestrel rare earths project on Monday. The project's "
    "capital costs are put at $420 million. The project will have a net present value of $840 million and a free cash "
    "flow of $120 million a year. Yearly revenues have been estimated at $300 million and yearly operating costs at "
    "$90 million."
)


def test_a_plan_is_set_against_the_range_before_it() -> None:
    said = computed(
        "Teck cut its zinc plan on Monday. The company projected zinc production for 2025 to be in the range of "
        "285,000 tonnes to 290,000 tonnes, down from a previous estimate of 290,000 tonnes to 300,000 tonnes.",
        "Teck cuts zinc output forecast",
    )
    assert "below the earlier one (290,000 tonnes to 300,000 tonnes) at the middle" in said


def test_who_only_sells_is_not_sized() -> None:
    text = (
        "China Nonferrous agreed on Monday to buy the tin miner Taboca from Minsur. In 2023 Minsur produced 26,200 "
        "tonnes of tin in concentrate. In 2023 Taboca produced 5,600 tonnes of tin in concentrate."
    )
    said = computed(text, "China Nonferrous buys tin miner Taboca")
    assert "5,600 tonnes of tin" in said
    assert "26,200 tonnes of tin" not in said


def test_refined_metal_is_no_part_of_what_mines_make() -> None:
    text = (
        "Taboca raised output of refined tin in Brazil on Monday. In 2024 Taboca produced 5,400 tonnes of refined tin."
    )
    assert "5,400 tonnes of refined tin equals 1.5% of world refined output" in computed(
        text, "Taboca raises tin output"
    )
    plain = computed(text.replace("refined tin", "tin in concentrate"), "Taboca raises tin output")
    assert "of world refined output" not in plain


def test_a_sentence_ends_before_a_quotation_mark() -> None:
    text = "Output fell to 5 tonnes. “It will rise,” Rao said. ‘No,’ he added."
    assert [text[a:b] for a, b in split_sentences(text)][1].startswith("“It")


def test_a_site_is_named_by_a_name() -> None:
    """Where the news names another site, the one that is known of its firm is not sized."""
    assert plants._SITE.findall("The smelter stands still. Its zinc mine and a plant do not.") == []
    assert plants._SITE.findall("It halted the Budel zinc smelter.") == ["Budel zinc smelter"]


def test_what_somebody_says_as_we_is_left_out_of_the_summary() -> None:
    text = (
        "Liontown made 85,892 tonnes of spodumene concentrate in the quarter to June, it said on Monday. Our strategy "
        "has let us keep more cash than planned in a weak lithium market. Lithium shipments of 97,330 tonnes left "
        "Geraldton for buyers in China and Korea."
    )
    reading = read_article(Article(title="Liontown reports output", text=text, published="2025-07-29"))
    told = " ".join(s.text for s in compose(reading, load_world(), draws=16).summary)
    assert "Our strategy" not in told
    assert "97,330" in told


def test_a_quota_is_held_to_its_tonnes() -> None:
    claim = Claim(
        metric="quota",
        subject="CHN",
        mineral="rare earths",
        value=15_738,
        unit="t",
        quote="15,738 tonnes",
        start=0,
        end=13,
    )
    assert tolerance(claim) == pytest.approx((15_580.62, 15_895.38))
    assert tolerance(claim.model_copy(update={"metric": "production"}))[0] == pytest.approx(0.92 * 15_738)


def test_the_region_is_not_that_outside_which_the_news_lies() -> None:
    text = "Tardiff in Canada would be one of the largest rare earth mines outside China, the study said on Monday."
    read = read_article(Article(title="Study of large rare earth mine", text=text, published="2025-07-28"))
    assert read.article.region == "North America"


def test_a_mine_that_shares_its_name_lies_where_the_text_says() -> None:
    text = (
        "Cameco said on Friday that delays at its McArthur River mine in Saskatchewan cut its uranium forecast for "
        "2025. It now expects 14 million to 15 million pounds of uranium."
    )
    read = read_article(Article(title="Cameco cuts forecast for McArthur River", text=text, published="2025-08-29"))
    assert read.article.region == "North America"  # and not Australia, where another one makes zinc


def test_inquiries_for_tonnes_make_none() -> None:
    said = computed(
        "The Pentagon opened a nickel tender on Monday. It is making inquiries for 3,500 tonnes of nickel.",
        "Pentagon opens nickel tender",
    )
    assert "output of 3,500" not in said
