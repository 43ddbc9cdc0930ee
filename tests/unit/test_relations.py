"""Every relation of the catalogue can be told: an article of its kind gives its sentence, and the proof carries it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from didymium.brief.compose import compose, findings
from didymium.brief.relations import CATALOGUE, contracts, site, worked
from didymium.news import read_article
from didymium.proof import places
from didymium.records import Article
from didymium.world.load import load_world

# of each article: the relations that hold in it; its title and date; its text
TOLD = (Path(__file__).with_name("relations.txt")).read_text("utf-8").strip().split("\n\n")
CASES = {name: case.split("\n", 2)[1:] for case in TOLD for name in case.split("\n", 1)[0].split()}


@cache
def proven(head: str, text: str) -> frozenset[str]:
    """The relations whose sentences the proof carries."""
    title, _, date = head.rpartition(", ")
    reading = read_article(Article(title=title, text=text, published=date))
    return frozenset(f["relation"] for f in findings(reading, load_world(), draws=20)["findings"])


# what was told of a site stands on rows that grow: `test_sites`
OF_ROWS = {r.name for r in site.RELATIONS}


@pytest.mark.parametrize("relation", [r.name for r in CATALOGUE if r.name not in OF_ROWS])
def test_a_relation_can_be_told(relation: str) -> None:
    assert relation in proven(*CASES.get(relation, ("", "")))


@pytest.mark.parametrize("relation", [r.name for r in (*worked.RELATIONS, *contracts.RELATIONS)])
def test_a_sum_of_the_article_is_printed(relation: str) -> None:
    head, text = CASES[relation]
    title, _, date = head.rpartition(", ")
    brief = compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)
    assert relation in {f.relation for f in brief.findings}
    assert not brief.manifest["withheld"]
    assert not any("17.8" in s.text and "40.9" in s.text for _, s in places(brief) if "below" in s.text)


def test_a_loan_is_set_against_the_cost_that_the_news_tells() -> None:
    text = (
        "Northcape Antimony got the go-ahead for its antimony mine in Idaho on Monday, which will cost $1.3 billion. "
        "The Export-Import Bank issued a letter of interest for up to $1.8 billion in financing."
    )
    assert "part_of_sum" in proven("Northcape gets go-ahead for antimony mine in Idaho, 2025-09-22", text)


def test_what_is_only_proposed_stops_no_shipment() -> None:
    text = "Gabon {} exports of manganese ore from 2027, its president said on Monday."
    title = "Gabon {} exports of manganese ore, 2025-06-02"
    assert "loss_of_the_shock" in proven(title.format("bans"), text.format("banned"))
    assert "loss_of_the_shock" not in proven(title.format("proposes to ban"), text.format("proposed to ban"))


@pytest.mark.parametrize(
    ("relation", "head", "text"),
    [
        (
            "rate_of_term",
            "Northcape Tungsten signs offtake deal, 2024-09-16",
            "Northcape Tungsten signed an offtake deal with Elmore Metals on Monday. It will offer Elmore 20 million "
            "shares at A$0.1 a share, with the offer to remain valid for two years.",
        ),
        (
            "rate_of_term",
            "Zambia's copper output falls, 2024-01-22",
            "Zambia produced 698,000 tonnes of copper in 2023, the least for 14 years, the ministry said on Monday.",
        ),
        (
            "cost_of_capacity",
            "Australia and the United States agree on critical minerals, 2025-10-21",
            "The United States sent letters of interest for more than $2.2 billion of investment on Monday. "
            "The Pentagon "
            "will build a gallium refinery with a capacity of 100 tonnes a year.",
        ),
        (
            "value_over_cost",
            "Study lifts the value of the Bandeira lithium project, 2025-09-17",
            "Lithium Ionic completed the feasibility study of the Bandeira lithium project in Brazil on Wednesday. The "
            "study of May 2024 had a net present value of $1.31 billion. The initial capital cost is $191 million.",
        ),
        (
            "week_of_a_stop",
            "Strike averted at Mantoverde copper mine, 2026-01-22",
            "Capstone Copper averted a strike at its Mantoverde copper mine in Chile on Thursday. Capstone produced "
            "106,000 tonnes of copper a year at Mantoverde.",
        ),
        (
            "part_of_fund",
            "Northcape lends $74 million to its mine, 2025-02-04",
            "Northcape approved a loan of $74 million for its graphite mine in Tanzania on Tuesday. Nearby a rival "
            "develops a $210 million programme.",
        ),
        (
            "duties_together",
            "United States sets anti-dumping duty on Chinese graphite, 2025-07-18",
            "The United States will impose preliminary anti-dumping duties of 93.5% on graphite from China. "
            "The anti-dumping duty of 2014 was 6.55%.",
        ),
        (
            "volume_of_contract",
            "PLS signs spodumene supply deal with Canmax, 2026-02-10",
            "PLS has signed an offtake agreement with Canmax Technologies, it said on Tuesday. PLS will supply 150,000 "
            "tonnes of spodumene concentrate a year. Its plant was built in two years.",
        ),
        (
            "cost_of_capacity",
            "Neo opens magnet plant at Narva, 2025-09-19",
            "Neo opened a magnet plant at Narva on Friday, which cost 75 million euro. VAC of Germany can make "
            "2,000 tonnes of magnets a year.",
        ),
    ],
)
def test_a_sum_that_the_words_do_not_ask_for_is_not_told(relation: str, head: str, text: str) -> None:
    assert relation not in proven(head, text)
