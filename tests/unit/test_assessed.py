"""Points for minerals of which little is known by country, and what a brief says where even these are few."""

from __future__ import annotations

import pytest

from didymium import load_world
from didymium.brief.compose import compose
from didymium.brief.verify import verify
from didymium.news import read_article
from didymium.records import Article, Brief

FLUORSPAR = (
    "Mexichem cut output of fluorspar at its Las Cuevas mine in Mexico by 30% after a roof collapse on 11 June 2018. "
    "The mine supplies acid-grade fluorspar to hydrofluoric acid makers in the United States. Repairs may take six "
    "months."
)
HELIUM = (
    "Helium is scarce as plants in Qatar are down after fires in January, buyers said on 17 February 2022. Qatar "
    "supplies about 30% of the world's helium. Chip makers in the United States pay twice as much as a year ago."
)


def made(title: str, text: str, date: str) -> Brief:
    world = load_world()
    return compose(read_article(Article(title=title, text=text, published=date), world=world), world, draws=64)


@pytest.fixture(scope="module")
def fluorspar() -> Brief:
    return made("Mexico's fluorspar mine Las Cuevas cuts output", FLUORSPAR, "2018-06-14")


def test_trade_and_assessment_stand_in_for_shares(fluorspar: Brief) -> None:
    said = {p.label: " ".join(s.text for s in p.sentences) for i in fluorspar.insights for p in i.points}
    assert {"Exporters", "Buyers", "Border price", "Criticality", "Import reliance", "Substitution"} <= set(said)
    assert "came from Mexico" in said["Exporters"]
    assert "above the threshold of 1.0" in said["Criticality"]
    assert "Recycling" not in said  # the rate is the European Union's, which is no side of the story
    assert sorted(len(i.points) for i in fluorspar.insights)[1] >= 3
    assert all(len(i.points) >= 2 for i in fluorspar.insights)
    assert fluorspar.background[0].text.startswith("Trade across borders in fluorspar was worth")
    assert verify(fluorspar).ok


def test_nothing_of_a_code_that_several_minerals_share() -> None:
    text = "China put gallium under export licences on Monday. The United States buys its gallium from China."
    found = made("China puts gallium under licence", text, "2025-03-03")
    assert not {"Suppliers", "Exporters", "Buyers"} & {p.label for i in found.insights for p in i.points}


def test_few_points_are_explained() -> None:
    found = made("Qatar helium plant outage leaves chip makers short", HELIUM, "2022-02-17")
    assert any(len(i.points) < 3 for i in found.insights)
    assert any(
        s.text == "Some questions have few points: the world of 17 February 2022 holds no trade, prices, uses, "
        "substitutes or projects of helium."
        for s in found.limits
    )
