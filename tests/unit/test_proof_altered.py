"""Sentences, titles and terms of a finished brief that are changed by a word: each is refused, and as made it holds."""

from __future__ import annotations

import json
from functools import cache

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.proof import verify
from didymium.records import Article, Brief
from didymium.world.load import load_world

STRIKE = (
    "Workers at Chile's Escondida copper mine began a strike on Tuesday. Last year the mine produced 1.2 million "
    "tonnes of copper.",
    "Strike halts Escondida copper mine", "2024-08-13",
)  # fmt: skip
OFFER = (
    "Shareholders of Meridian Lithium approved its takeover by Rio Tinto on Monday, the company said. The $500 million "
    "takeover is expected to close in June.",
    "Meridian Lithium shareholders approve Rio Tinto takeover", "2025-03-10",
)  # fmt: skip
PRICES = (
    "Lynas published its quarterly report on Thursday. The average sales price of rare earths fell 10% on the quarter "
    "to A$54/kg, but was still 27% higher on the year.",
    "Lynas quarterly report", "2025-10-30",
)  # fmt: skip


@cache
def made(text: str, title: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def altered(brief: Brief, old: str, new: str) -> Brief:
    """The brief with some words changed wherever a sentence or title has them."""
    told = {"bottom_line", "summary", "background", "insights", "watch", "change", "charts"}
    text = brief.model_dump_json(include=told)
    assert old in text
    return Brief.model_validate({**brief.model_dump(mode="json"), **json.loads(text.replace(old, new))})


@pytest.mark.parametrize(
    ("article", "old", "new"),
    [
        (STRIKE, " in Chile by strikes", " in Chile"),
        (STRIKE, "plants in Chile by strikes", "plants by strikes"),
        (STRIKE, "stops of copper mines", "stops of tin mines"),
        (OFFER, "were completed", "were blocked"),
        (OFFER, "were completed", "ended"),
        (PRICES, "(the quarter)", "(the year)"),
        (PRICES, "10% below", "27% below"),
    ],
)
def test_a_word_changed_is_refused(article: tuple[str, str, str], old: str, new: str) -> None:
    brief = made(*article)
    assert verify(brief, alone=False).ok
    assert not verify(altered(brief, old, new), alone=False).ok
