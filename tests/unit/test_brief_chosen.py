"""Which sentences of an article a brief takes: what decides before what praises, each thing once, and whole."""

from __future__ import annotations

import pytest

from didymium.brief.clauses import shortened
from didymium.brief.compose import compose
from didymium.brief.headline import headline
from didymium.brief.summary import (
    again,
    is_idle,
    is_praise,
    is_prose,
    leaves_open,
    tight,
    told_of,
    unopened,
    without_tickers,
)
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world

CODELCO = (
    "Codelco cut its copper guidance for 2025 to between 1.34 million and 1.37 million tonnes after the collapse at El "
    "Teniente"
)


def made(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def told(brief: Brief) -> tuple[str, str]:
    return " ".join(s.text for s in brief.bottom_line), " ".join(s.text for s in brief.summary)


def test_a_line_that_lacks_its_full_stop_is_a_sentence() -> None:
    assert is_prose(CODELCO)
    assert not is_prose("Control List Imposes Immediate Export Prohibitions On All The Goods Of Listed Firms Abroad")
    assert not is_prose("Codelco cut its copper guidance for 2025 to between 1.34 million tonnes and the")
    first, _ = told(made("Codelco cuts guidance", f"{CODELCO}\n\nSix workers died on 31 July.", "2025-08-14"))
    assert first.startswith("Codelco cut its copper guidance")


def test_what_the_page_cut_off_is_told_as_far_as_it_goes() -> None:
    text = (
        "The loan was approved on Tuesday.\nEcoGraf will get up to $40 million for a battery anode material plant in "
        "Kwinana, which would use natural flake"
    )
    cut = told_of(text, text.index("EcoGraf"), len(text))
    assert cut.prose
    assert "natural flake …" in " ".join(told(made("Australia approves graphite loan", text, "2022-02-02")))
    granted = "The ban is planned. While there were no imports of refined copper from Russia in 2022 or in 2021"
    assert told_of(granted, granted.index("While"), len(granted)).words.startswith("there were no imports")
    half = "The ban is planned. Refined copper from Russia was in 2022 and in 2021 shipped by way of the"
    assert not told_of(half, half.index("Refined"), len(half)).prose


def test_who_comments_before_a_colon_speaks() -> None:
    assert is_prose("IberAmerican's chief executive, Campbell Becher, commented: “Section B will resume promptly.”")
    assert not is_prose("Section C, hard rock: “a resource of natural minerals that is not yet mined by anybody”")


def test_an_item_of_a_list_is_a_sentence() -> None:
    assert is_prose("- imports above the quota may still enter duty-free if their price is above a set threshold,")


def test_what_a_firm_says_of_itself_goes_and_its_figure_stays() -> None:
    words = "Unit cash costs stayed near $6,634 per tonne, reinforcing our position as a low-cost producer of lithium."
    assert told_of(words, 0, len(words)).prose
    assert next(tight(words, frozenset())) == "Unit cash costs stayed near $6,634 per tonne."


def test_a_standfirst_tells_what_the_body_tells_again() -> None:
    brief = "LME nickel traded at $17,835 a tonne as of 6:45 a.m. in London, after touching $17,910."
    whole = "Nickel on the London Metal Exchange rose 2% to $17,835 a tonne as of 6:45 a.m., having touched $17,910."
    assert again(brief, whole)
    assert again(whole, brief)
    option = "PLS has the option to extend the deal for an extra year, keeping the annual volume of supply unchanged."
    assert again("The deal can be extended for an additional year by PLS, keeping the annual supply volume.", option)


def test_a_figure_that_no_other_sentence_has_is_told() -> None:
    price = "Prices of APT have risen to $400 per metric tonne unit, the highest level since late 2013."
    assert not again("Prices have risen 18% since the beginning of February.", price)


@pytest.mark.parametrize(
    "words",
    [
        "Shenghe said that it would not support the higher bid.",
        "The yearly volumes can be adjusted at the middle of the year.",
        "There is no certainty that the mine will be built.",
        "Plants could be forced to start cutting output next month.",
        "The court added that the government decides on the project.",
        "The ruling will not affect the project's timeline.",
        "Longi plans to begin mass production between April and June.",
        "Brussels will hold quarterly consultations with Norway and Iceland.",
        "An entity may apply for removal from the list.",
    ],
)
def test_what_decides_is_open(words: str) -> None:
    assert leaves_open(words) >= 2


def test_a_refusal_is_told_before_the_praise_of_a_minister() -> None:
    text = (
        "Peak Rare Earths approved a takeover by Shenghe Resources for A$195 million on Tuesday. Dan Tehan, a "
        "minister, said the projects would promote Australia as a trusted supplier of critical minerals. Shenghe, "
        "which holds 19.7%, had said that it would not support the A$240 million bid of General Innovation Capital "
        "Partners. The loans would pay long-term dividends to the economy, said Minister Keith Pitt. The mine "
        "would lie at Ngualla in Tanzania. Peak rejected the higher bid as not certain enough to close."
    )
    first, summed = told(made("Peak picks Shenghe takeover over higher bid", text, "2025-09-16"))
    assert "would not support" in first + summed
    assert "dividends" not in first + summed
    assert is_idle("Canmax is a major player in battery materials and is publicly traded on the exchange in Shenzhen.")


def test_praise_beside_a_fact_is_cut_and_the_fact_stays() -> None:
    words = (
        "The bank gave its first loan to a zinc mine under the Make More in America Initiative, a landmark federal "
        "programme aimed at reshoring industry."
    )
    assert is_praise(words)
    assert not told_of(words, 0, len(words)).praise


def test_a_denial_of_another_day_is_none_of_the_news() -> None:
    text = (
        "Britain aims to ban imports of nickel and copper from Russia, Prime Minister Rishi Sunak announced. The firm "
        "Russian Copper Company fell under the sanctions. In April, it denied media reports that its founder pays for "
        "a battalion. In April, the Russian Copper Company denied media reports that its founder sponsors a battalion."
    )
    first, _ = told(made("UK plans ban on nickel and copper imports from Russia", text, "2023-05-23"))
    assert "battalion" not in first


def test_results_that_were_announced_are_told() -> None:
    text = (
        "Lithium Argentina today announced its first quarter 2025 results. The operation performed as expected. "
        "Lithium carbonate production totaled 7,200 tonnes in the first quarter of 2025, a 15% fall on the quarter."
    )
    first, _ = told(made("Lithium Argentina Reports First Quarter 2025 Results", text, "2025-05-14"))
    assert "7,200 tonnes" in first


def test_the_act_of_the_headline_is_not_cut_out() -> None:
    text = (
        "The fuel crisis in Cuba goes on to show the economic paralysis of the country: this time, the impact extends "
        "to the Canadian mining company Sherritt, the main foreign partner of the state in the extraction of nickel "
        "and cobalt in Moa, which announced the temporary suspension of its operations on the island."
    )
    first, _ = told(made("Sherritt suspends operations in Cuba for lack of fuel", text, "2026-02-17"))
    assert "suspension of its operations" in first


def test_the_aside_that_gives_a_short_name_stays_where_it_is_used() -> None:
    words = (
        "The bank approved a loan of $15.8 million for its subsidiary, Empire State Mines LLC ('ESM'), to fund the "
        "zinc mine and to advance the graphite plant of ESM in New York."
    )
    assert all("('ESM')" in cut for cut in shortened(words, 12, lambda _: 0.0, 1.0, 99) if "of ESM" in cut)


def test_a_roll_call_is_no_news() -> None:
    words = (
        "Secretary of State Marco Rubio, joined by Vice President JD Vance, Treasury Secretary Scott Bessent, and "
        "Energy Secretary Chris Wright, hosted delegations of 54 countries."
    )
    assert without_tickers(words) == "Secretary of State Marco Rubio hosted delegations of 54 countries."


@pytest.mark.parametrize(
    ("title", "text", "region"),
    [
        ("Lithium Argentina reports results", "Lithium Argentina worked with Ganfeng to extend the maturities of its "
         "debt, and made 7,200 tonnes of lithium carbonate.", "South America"),
        ("Pilbara Minerals jumps on lithium auction", "The index has followed the lead of US markets. Pilbara Minerals "
         "got $2,240 a tonne at its auction of spodumene. Bank of America fell 2.5%.", "Oceania"),
    ],
)  # fmt: skip
def test_a_partner_and_a_market_abroad_are_no_place_of_the_news(title: str, text: str, region: str) -> None:
    assert read_article(Article(title=title, text=text, published="2025-06-11")).article.region == region


def test_what_joins_a_sentence_to_one_before_it_goes() -> None:
    assert unopened("A 10% tax will, meanwhile, continue to be levied.") == "A 10% tax will continue to be levied."
    assert unopened("Chips are short, however.") == "Chips are short."
    held = "The mine, owned by Vale, however, is shut."  # the comma before it closes the aside
    assert unopened(held) == held
    led = "Once put at $485 million, though, the price of the hub had doubled."
    assert unopened(led) == led


BLOCKED = (
    "A tribunal of the World Bank has prohibited Niger from selling uranium of the Somair mine.\n"
    "The ruling demands the release of Orano's country representative.\n"
    "Orano, which owns 63% of Somair, warned of the bankruptcy of the venture.\n\n"
    "A tribunal of the World Bank has prohibited Niger from selling any uranium of the Somair mine, which the junta "
    "seized in June 2025. The ruling of 23 September 2025 demands the release of Orano's country representative, who "
    "has been held since May. Orano owns 63% of Somair and the state's Sopamin the rest. The French group warned in "
    "July 2025 that the venture was near bankruptcy."
)


def test_points_above_a_text_that_tells_them_anew_are_told_once() -> None:
    text = " ".join(told(made("World Bank tribunal blocks Niger uranium sales", BLOCKED, "2025-09-26")))
    assert text.count("country representative") == 1
    assert text.count("63%") == 1


def test_a_headline_is_of_a_market_where_its_subject_is_a_metal_or_a_price() -> None:
    assert headline("Tin extends gains on Indonesian production cut", "", ()).is_of_goods
    assert headline("Lithium prices surge on supply cut", "", ()).is_of_goods
    assert not headline("Tin mines cut output in Indonesia", "", ()).is_of_goods


def test_results_are_told_with_what_their_headline_promises() -> None:
    text = (
        "32% growth to a record revenue of $184.2 million for the first half of 2025\n"
        "2025 EBITDA guidance increased to a range of $65 - $70 million, up from $55 - $60 million\n\n"
        "5N Plus Inc. today announced its financial results for the quarter ended June 30, 2025."
    )
    first, rest = told(made("5N Plus Reports Second Quarter Results and Increases Guidance", text, "2025-08-04"))
    assert first.startswith("5N Plus Inc.")
    assert "$65 - $70 million" in first
    assert "$184.2 million" in rest


def test_an_opinion_is_told_by_what_it_urges_and_not_by_its_figures_of_speech() -> None:
    text = (
        "EU leaders agreed to press ahead with a plan to buy European, but risk overlooking critical minerals.\n"
        "The 1990s were called the end of history. China has inherited the title of 18th-century Britain.\n"
        "Europe cannot focus only on end products. It must think vertically, from geology to stockpiles.\n"
        "China secured mining rights, built refining capacity and locked in offtakes for decades."
    )
    first, rest = told(made("Op-Ed: Europe's plan misses minerals", text, "2026-02-24"))
    assert "must think vertically" in first
    assert "locked in offtakes" in rest
