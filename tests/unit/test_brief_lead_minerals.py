"""Which of several minerals a brief is about: that of the headline, what the act hits most, no by-product."""

from __future__ import annotations

import pytest

from didymium.brief.lead import lead_of
from didymium.news import read_article
from didymium.news.results import results_of
from didymium.records import Article
from didymium.world.load import load_world


@pytest.mark.parametrize(
    ("title", "text", "first"),
    [
        (  # gold is the one of them that nobody lacks
            "US exempts gold and tungsten from tariffs",
            "The United States exempted gold and tungsten from its import tariffs on Monday, the White House said.",
            "tungsten",
        ),
        (  # of the two DR Congo makes most of cobalt
            "DR Congo bans exports of copper and cobalt",
            "DR Congo banned exports of copper and cobalt concentrates on Monday, its mines ministry said.",
            "cobalt",
        ),
        (
            "Chile raises its tax on exports of copper",
            "Chile raised its tax on exports of copper, lithium and molybdenum on Monday, its government said.",
            "copper",
        ),
    ],
)
def test_the_mineral_that_an_act_hits_most_comes_first(title: str, text: str, first: str) -> None:
    world = load_world("2025-11-10")
    lead = lead_of(read_article(Article(title=title, text=text, published="2025-11-10"), world=world), world)
    assert lead is not None
    assert lead.minerals[0] == first


def test_an_earlier_act_on_another_good_is_not_what_the_headline_is_about() -> None:
    text = (
        "Canada, Chile and Peru told the US government that imports of copper do not threaten its security, as they "
        "try to fend off tariffs that it may set after an investigation. The three sell most of what it buys, a letter "
        "that was made public on Monday says. They are led by Chile.\n\n"
        "In his first term the president imposed tariffs of 25% on steel and aluminium under the same law."
    )
    article = Article(title="Copper suppliers push back against US tariffs", text=text, published="2025-11-10")
    world = load_world("2025-11-10")
    lead = lead_of(read_article(article, world=world), world)
    assert lead is not None
    assert lead.minerals[0] == "copper"


REPORT = (
    "Pilbara Minerals management spoke of a better market for {} in the December quarter. Sales came to 232,000 tonnes "
    "and revenue to A$373 million; unit costs were A$585 a tonne."
)


def test_a_report_of_a_firm_is_of_the_one_mineral_that_it_names() -> None:
    world, title = load_world("2026-01-31"), "Pilbara Minerals Q2 Earnings Call Highlights"

    def article(goods: str) -> Article:
        return Article(title=title, text=REPORT.format(goods), published="2026-01-31")

    told = lead_of(read_article(article("lithium"), world=world), world)
    assert told is not None
    assert (told.family, told.kind, told.minerals, told.firms) == (
        "deal",
        "results",
        ("lithium",),
        ("Pilbara Minerals",),
    )
    assert results_of(article("lithium and tantalum")) is None


def test_where_the_reader_is_unsure_the_opening_must_tell_one_kind_of_event() -> None:
    text = "Japan asked China on Tuesday to drop its ban on exports of gallium. {}"
    bare = text.format("The ministry gave no further word on gallium.")
    more = text.format("A gallium plant in Ontario stopped work after a fire on Monday, its owner said.")
    world, title = load_world("2026-01-07"), "Tokyo pleads for a step back"
    found = []
    for told in (bare, more):
        reading = read_article(Article(title=title, text=told, published="2026-01-07"), world=world)
        found.append(lead_of(reading.model_copy(update={"lead": None, "kind": "news"}), world))
    assert found[0] is not None
    assert found[0].family == "export_control"
    assert found[1] is None
