"""What news without a number comes to by its own words: what a ruling turns on, who is spared, what is missing."""

from __future__ import annotations

from functools import cache

import pytest

from didymium.brief.compose import compose
from didymium.brief.relations.base import Operand
from didymium.brief.relations.worths import of_one_good
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world


@cache
def brief(title: str, text: str, day: str = "2025-11-10") -> Brief:
    reading = read_article(Article(title=title, text=text, published=day))
    return compose(reading, load_world(), draws=20)


def told(title: str, text: str) -> str:
    made = brief(title, text)
    points = (p for i in made.insights for p in i.points)
    return " ".join(s.text for s in (*made.bottom_line, *(s for p in points for s in p.sentences)))


COURT = "Zambian court restores copper miner's licence"
TRADE = "US trade panel ends case on tungsten from Vietnam"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("The High Court ruled that the minister did not have the power to cancel it.", "It turns on who may decide"),
        (
            "The High Court ruled that the minister failed to consult the miner.",
            "It turns on how the decision was made",
        ),
        ("The court found that it lacks jurisdiction over the dispute.", "It settles which court decides"),
    ],
)
def test_a_ruling_turns_on_what_it_says(words: str, says: str) -> None:
    news = f"Zambia's High Court on Monday restored the licence of Kasempa Copper for its copper mine. {words}"
    assert says in told(COURT, news)


def test_a_refused_injunction_ends_no_case() -> None:
    news = "A Zambian High Court judge on Monday denied villagers an injunction against the Kasempa copper mine."
    assert "Only interim relief is refused" in told("Zambian judge denies bid to stop Kasempa copper mine", news)


def test_a_block_for_a_time_leaves_no_ruling_standing() -> None:
    news = (
        "A Zambian High Court judge on Monday temporarily blocked the transfer of land for the Kasempa copper mine. "
        "The judge said villagers were likely to succeed in their appeal to the Supreme Court."
    )
    title = "Zambian judge temporarily blocks Kasempa copper mine"
    assert "decides nothing for good" in " ".join(s.text for s in brief(title, news).bottom_line)
    assert "The ruling below stands" not in told(title, news)


def test_what_the_text_says_was_had_is_not_missing() -> None:
    news = (
        "Kasempa Copper said on Monday it will build its copper mine in Zambia by 2028. {}"
        "Before the final investment decision it had spent $90 million."
    )
    title = "Kasempa Copper to build Zambian copper mine"
    assert "Still missing: the final investment decision" in told(title, news.format(""))
    assert "Still missing" not in told(title, news.format("The board has taken the final investment decision. "))


def test_one_approval_that_was_had_leaves_the_others_missing() -> None:
    news = (
        "Canada granted regulatory approval on Monday for the takeover of Kasempa Copper, which mines copper in "
        "Zambia, by Southgate Metals.{}"
    )
    title, more = "Canada clears takeover of Kasempa Copper", " Further regulatory approvals remain pending."
    assert "Still missing: the regulators' approval." in told(title, news.format(more))
    assert "Still missing" not in told(title, news.format(" Regulatory approvals had been sought in September."))


def test_an_award_is_money_and_no_mine() -> None:
    news = (
        "An arbitration tribunal on Monday awarded Kasempa Copper $90 million for the copper mine that Zambia "
        "took from it in 2018."
    )
    assert "What is won is money, not the mine." in told("Tribunal awards Kasempa Copper $90 million", news)
    sought = news.replace("awarded Kasempa Copper", "heard Kasempa Copper, which seeks an award of")
    assert "What is won" not in told("Tribunal hears Kasempa Copper", sought)


def test_an_appeal_leaves_the_ruling_standing() -> None:
    news = (
        "Villagers asked Zambia's Supreme Court on Monday to review a ruling that let Kasempa Copper keep the licence "
        "of its copper mine."
    )
    title = "Zambian villagers take copper licence case to Supreme Court"
    assert "The ruling below stands until the higher court acts." in told(title, news)
    decided = news.replace("asked Zambia's Supreme Court on Monday to review", "lost in Zambia's Supreme Court over")
    assert "The ruling below stands" not in told(title, decided)


def test_a_bid_in_shares_moves_with_the_buyer() -> None:
    news = (
        "Southgate Metals agreed on Monday to buy Kasempa Copper, which mines copper in Zambia, for 1.2 Southgate "
        "shares for each Kasempa share. The deal is subject to the approval of the High Court."
    )
    said = told("Southgate Metals to buy Kasempa Copper in all-share deal", news)
    assert "It is paid in shares: what the sellers get moves with the price of the buyer." in said
    assert "Still missing: the court's approval." in said


def test_what_a_side_claims_is_no_ground_of_the_ruling() -> None:
    news = (
        "Zambia's High Court on Monday restored the licence of Kasempa Copper for its copper mine. Kasempa Copper had "
        "argued before the court that the minister failed to consult it and did not have the power to act."
    )
    assert "turns on" not in told(COURT, news)


def test_a_case_that_fails_spares_importers_and_names_who_asked() -> None:
    news = (
        "The U.S. International Trade Commission voted on Monday that imports of tungsten from Vietnam do not injure "
        "the U.S. industry, so no duties will be imposed. Kennerly Tungsten petitioned the Commerce Department in June."
    )
    assert "No duties follow: importers pay none" in told(TRADE, news)
    assert "The petition of Kennerly Tungsten comes to nothing." in told(TRADE, news)


def test_a_duty_that_comes_is_no_failed_case() -> None:
    news = (
        "The United States imposed anti-dumping duties of 30% on tungsten from Vietnam on Monday, the Commerce "
        "Department said. Kennerly Tungsten petitioned the Commerce Department in June."
    )
    said = told("US imposes duties on tungsten from Vietnam", news)
    assert "No duties follow" not in said
    assert "comes to nothing" not in said


def test_money_that_keeps_a_smelter_open_adds_nothing() -> None:
    news = (
        "The Australian government will give Nyrvale a bailout of A$90 million to keep its zinc smelter in Hobart "
        "open, it said on Monday."
    )
    assert "It keeps running what runs: it adds no tonnes." in told("Australia bails out zinc smelter", news)


def test_what_a_permit_still_needs_is_listed() -> None:
    news = (
        "Oregon's Sawtooth Antimony has received the federal permit for its antimony mine, it said on Monday. It is "
        "still finalizing the remaining state permits and is seeking project financing. A final investment decision "
        "is due next year."
    )
    said = told("Sawtooth antimony mine gets federal permit", news)
    assert "Still missing: the final investment decision, the finance and further permits." in said


def test_what_has_been_had_is_not_missing() -> None:
    news = (
        "Oregon's Sawtooth Antimony has received the federal permit for its antimony mine, it said on Monday. It has "
        "taken the final investment decision and has secured the financing."
    )
    assert "Still missing" not in told("Sawtooth antimony mine gets federal permit", news)


def test_a_bid_that_has_failed_misses_nothing() -> None:
    news = (
        "Shareholders of Kasempa Copper on Monday rejected a $90 million takeover offer from Southgate Metals. The "
        "shareholders' vote was the last condition of the copper deal."
    )
    assert "Still missing" not in told("Kasempa Copper shareholders reject takeover by Southgate Metals", news)


def test_a_price_that_keeps_a_project_afloat_is_no_rescue() -> None:
    news = (
        "Oregon's Sawtooth Antimony has received the federal permit for its antimony mine, it said on Monday. Gold "
        "will keep the project financially afloat."
    )
    assert "It keeps running" not in told("Sawtooth antimony mine gets federal permit", news)


def test_a_petition_is_no_duty_yet() -> None:
    news = (
        "The U.S. Commerce Department opened an investigation into tungsten from Vietnam on Monday after Kennerly "
        "Tungsten filed a petition. It will announce its preliminary determination on duties next month."
    )
    assert "Importers pay deposits" not in told("US opens dumping case on tungsten from Vietnam", news)


def test_an_offtake_hangs_on_the_plant_that_is_to_deliver() -> None:
    news = (
        "Kasempa Graphite signed a binding offtake deal on Monday to supply Northway Motors with 5,000 tonnes of "
        "graphite anode material a year from a plant in Texas that has yet to be built."
    )
    assert "It hangs on a plant or mine that does not stand yet." in told("Kasempa to supply graphite anodes", news)
    assert "It hangs on" not in told("Kasempa to supply graphite", news.replace(" that has yet to be built", ""))


def test_a_memorandum_of_a_president_is_no_loose_deal() -> None:
    news = (
        "The US president issued a presidential memorandum on Monday declining to impose tariffs on imports of "
        "titanium sponge. Kennerly Titanium (KTC) filed a Section 232 petition in June."
    )
    brief_ = brief("US president declines to impose tariffs on titanium sponge", news)
    assert not any("binding" in s.text for s in brief_.bottom_line)
    assert "The petition of Kennerly Titanium comes to nothing." in told(
        "US president declines to impose tariffs on titanium sponge", news
    )


def test_a_claim_that_is_lost_on_appeal_is_not_decided_anew() -> None:
    news = (
        "The Court of Appeal on Monday rejected the appeal of Kasempa Copper over its cancelled copper contracts. At a "
        "hearing the miner urged the court to overturn the ruling as the exchange failed to disclose papers."
    )
    assert "how the decision was made" not in told("Copper miner loses appeal over cancelled contracts", news)


@pytest.mark.parametrize(("mineral", "stands"), [("copper", True), ("potash", False)])
def test_no_price_stands_for_tonnes_that_are_counted_in_an_oxide(mineral: str, stands: bool) -> None:
    made = Operand("a", "firm_capacity", "mass", 5.0, "t", "", "", "row", mineral=mineral)
    price = Operand("b", "price_now", "price", 5.0, "USD/t", "", "", "row", mineral=mineral, time="2025-10")
    assert of_one_good(made, price, "2025-11-10") is stands
