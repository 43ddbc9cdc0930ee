"""Every relation of the catalogue can be told: an article of its kind gives its sentence, and the proof carries it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from didymium.brief.compose import findings
from didymium.brief.relations import CATALOGUE, site
from didymium.news import read_article
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


def test_what_is_only_proposed_stops_no_shipment() -> None:
    text = "Gabon {} exports of manganese ore from 2027, its president said on Monday."
    title = "Gabon {} exports of manganese ore, 2025-06-02"
    assert "loss_of_the_shock" in proven(title.format("bans"), text.format("banned"))
    assert "loss_of_the_shock" not in proven(title.format("proposes to ban"), text.format("proposed to ban"))
