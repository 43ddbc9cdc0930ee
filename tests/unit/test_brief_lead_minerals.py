"""Which of several minerals a brief is about: that of the headline, what the act hits most, no by-product."""

from __future__ import annotations

import pytest

from didymium.brief.lead import lead_of
from didymium.news import read_article
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
