"""What a brief does not tell: sizes of a part by the whole, terms years away, small changes, what others said."""

from __future__ import annotations

import pytest

from didymium.brief.anaphora import leans
from didymium.brief.compose import compose, findings
from didymium.brief.limits import NO_NEWS, UNSETTLED
from didymium.brief.summary import leaves_open
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world

WORLD = load_world(edition_only=True)


def told(title: str, text: str, day: str) -> str:
    """All sentences of a brief but those of the summary, which are the article's."""
    brief = compose(read_article(Article(title=title, text=text, published=day)), WORLD, draws=20)
    points = [s for i in brief.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences))]
    watch = [w.sentence for w in brief.watch]
    return " ".join(s.text for s in (*brief.bottom_line, *points, *brief.change, *watch, *brief.limits))


ZAMBIA = "Copper output of Zambia was 890,000 tonnes in 2025, {0} than a year before, the ministry said on Monday."
STEPPE = (
    "Steppe Uranium will lower its nominal level of uranium output from 8,777 tU (around 23 million pounds) to 7,697 "
    "tU. This cut, which amounts to roughly 3 million pounds, is expected to reduce the world's primary uranium supply "
    "by about 5%, it said on Friday."
)
ALBA = (
    "Aluminium Bahrain has shut {0} of its smelter in Bahrain, it said on Sunday, as alumina cannot come in. The "
    "shutdown began on Sunday."
)


@pytest.mark.parametrize(
    ("title", "text", "day", "words"),
    [
        ("Steppe Uranium cuts its plan for 2026", STEPPE, "2025-08-22", "5% below what"),
        ("Alba shuts 19% of its capacity", ALBA.format("19% of its capacity"), "2026-03-16", "a standstill of"),
        ("EU sets duties on magnesia from China",
         "The European Union on Thursday set anti-dumping duties on fused alumina from China for five years, until 16 "
         "January 2031, the Commission said.", "2026-01-16", "were extended"),
        ("Zambia's copper output slips", ZAMBIA.format("1% less"), "2026-02-03", "below what"),
        ("Indonesia and the Philippines talk of nickel",
         "Indonesia and the Philippines will discuss an agreement on nickel this week, Indonesia's mining minister "
         "said on Wednesday.", "2026-05-06", "have been suspended or ended"),
        ("US lifts sanctions on potash from Belarus",
         "The United States on Monday lifted its sanctions on potash from Belarus, the Treasury said. American firms "
         "may buy it again.", "2025-12-15", "Indian Potash"),
        ("Kasempa options Bucko Creek for $80 million",
         "Kasempa has granted Ridge Metals an option to purchase its Bucko Creek nickel project for $80 million. "
         "The mine lies near Thompson. Ridge Metals will make an initial payment of $20 million in cash upon closing.",
         "2025-09-25", "of $80 million"),
        ("Kasempa copper output falls 20%",
         "Copper output of Kasempa fell to 91,911 tonnes in the year to March, the firm said on Tuesday, down from "
         "114,369 tonnes a year earlier.", "2025-04-23", "114,369 tonnes of copper equals"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_news_is_not_told(title: str, text: str, day: str, words: str) -> None:
    assert words not in told(title, text, day)


@pytest.mark.parametrize(
    ("title", "text", "day", "words"),
    [
        ("Zambia's copper output rises", ZAMBIA.format("9% more"), "2026-02-03", "3.9% of world mine output"),
        ("Alba shuts its smelter", ALBA.format("all"), "2026-03-16", "a standstill of"),
    ],
)  # fmt: skip
def test_what_is_of_a_year_or_the_whole_site_is_sized(title: str, text: str, day: str, words: str) -> None:
    assert words in told(title, text, day)


def test_of_a_step_neither_level_is_set_against_a_year() -> None:
    reading = read_article(Article(title="Steppe Uranium cuts its plan", text=STEPPE, published="2025-08-22"))
    assert not [f for f in findings(reading, WORLD)["findings"] if "tU equals" in f["text"]]


def test_what_an_author_tells_of_others_is_no_claim_of_his() -> None:
    text = (
        "President Trump has said the United States should take Greenland for its rare earths. That is what we hear "
        "every week. The United States has its own."
    )
    said = told("Opinion: Why we should care about rare earths", text, "2025-03-03")
    assert "The author argues: “President Trump" not in said


def test_a_text_on_mining_is_not_said_to_have_no_news() -> None:
    text = "The agency certified the application of a firm for seabed licences on Thursday. It covers 122,000 sq. km."
    said = told("Application for seabed licence passes a milestone", text, "2026-03-10")
    assert NO_NEWS not in said
    assert UNSETTLED in said
    assert NO_NEWS in told(
        "Shares rise in Frankfurt", "Shares of car makers rose by 2% in Frankfurt on Monday.", "2026-03-10"
    )


def test_an_idea_that_was_told_before_is_leant_on() -> None:
    assert leans("The working group endorsed that idea.")
    assert not leans("The working group endorsed the idea of a stockpile.")


def test_a_start_is_meant_by_its_own_words_alone() -> None:
    """The year in which building starts is not that of the first tonne."""
    text = (
        "The United States approved the Kasempa lithium mine in Nevada on Tuesday. Construction is planned to start in "
        "2026 with first production in 2029."
    )
    made = read_article(Article(title="US approves Kasempa lithium mine", text=text, published="2025-05-06"))
    watched = {w.date: w.sentence.text for w in compose(made, WORLD, draws=20).watch}
    assert "adds no supply" in watched["2029"]
    assert "adds no supply" not in watched["2026"]


def brief_of(title: str, text: str, day: str, source: str = "") -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day, source=source or None)), WORLD, draws=20)


def test_a_day_that_is_moved_lies_ahead() -> None:
    text = (
        "Kasempa Graphite said on Monday that Tembo Motors had agreed to extend the deadline of their graphite anode "
        "supply deal. Kasempa Graphite said the original 16 September deadline, which was initially extended to 15 "
        "November, had been further pushed to 16 January 2026."
    )
    made = brief_of("Kasempa and Tembo extend graphite deadline again", text, "2025-11-17")
    assert "2026-01-16" in {w.date for w in made.watch}


def test_a_move_of_shares_opens_where_it_tells_the_act_that_moved_them() -> None:
    text = (
        "Shares in Kasempa Lithium rose 9% overnight as investors backed the $6.7 billion takeover of the lithium "
        "miner by Tembo Metals. State-owned Steppe Holding has a 14.9% stake in Tembo Metals."
    )
    made = brief_of("Tembo Metals gets Kasempa shareholder approval for $6.7bn takeover", text, "2024-12-24")
    assert made.bottom_line[0].text.startswith("Shares in Kasempa Lithium rose 9%")


def test_what_a_clause_with_while_grants_is_not_open() -> None:
    assert not leaves_open("While a deal with the state is awaiting approval, the mine makes 90,000 tonnes a year.")
    assert leaves_open("The deal with the state is awaiting approval.")


def test_the_thesis_is_the_question_with_its_own_answer() -> None:
    """Not what a president wants, and no question that is left open."""
    text = (
        "There has been a lot of news about rare earths. President Trump has said the United States should acquire "
        "Greenland for its rare earths. Why should you care? Our jets and our phones depend on them, and so do we. Do "
        "we need Greenland to secure our rare earths? No. Our own mountains hold all the rare earths that we need, and "
        "we must mine them. Our children should not have to buy rare earths from China, and we should start now."
    )
    first = brief_of("Opinion: Why we should care about rare earths", text, "2025-03-10").bottom_line
    told = " ".join(s.text for s in first)
    assert "our rare earths? No." in told
    assert "Trump" not in told
    assert "Why should you care" not in told


def test_a_duty_hits_the_buyers_and_helps_the_sellers_of_its_goods() -> None:
    """A duty on tungsten products is none on carbide that the text does not name, and helps no mine of ore."""
    text = (
        "The United States will raise its section 301 duty on certain tungsten products from China to 25% on 1 January "
        "2025, its trade representative said on Wednesday."
    )
    said = told("US raises duties on Chinese tungsten products", text, "2024-12-11")
    assert "tungsten carbide" not in said
    assert "Dolphin Mine" not in said
    assert "Panasqueira" not in said
