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
