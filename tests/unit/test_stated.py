"""The size, length and start of a shock as an article states them."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium import load_world
from didymium.brief.compose import compose
from didymium.brief.stated import Stated, stated
from didymium.news import read_article
from didymium.records import Article, Brief

DAY = "2025-11-10"


def told(text: str, scene: str, holder: str, mineral: str, stage: str, title: str = "News of the day") -> Stated | None:
    reading = read_article(Article(title=title, text=text, published=DAY))
    world, day = load_world(DAY), dt.date.fromisoformat(DAY)
    return stated(reading, reading.events[0], scene, holder, mineral, stage, world, day)


def brief_of(title: str, text: str, date: str = DAY) -> Brief:
    world = load_world()
    return compose(read_article(Article(title=title, text=text, published=date), world=world), world, draws=64)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("China cut its export quota for rare earths by 40% on Monday.", 0.40),
        ("Indonesia set the nickel ore quota at 250 million tonnes, down 34% from last year, it said.", 0.34),
        ("China halved its export quota for antimony on Monday.", 0.5),
        ("China cut exports of gallium by a third on Monday.", 1 / 3),
        ("Congo capped cobalt exports at 96,600 tonnes a year, less than half of the 220,000 tonnes of 2024.", 0.56),
        ("China banned exports of gallium to the United States on Monday.", 1.0),
    ],
)  # fmt: skip
def test_a_cut_is_as_large_as_stated(text: str, share: float) -> None:
    found = told(text, "cut", "CHN", "gallium", "refine")
    assert found is not None
    assert found.share == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize(
    "text",
    [
        "China put gallium under export licences on Monday. Prices fell by 40% in a week.",
        "China will replace its ban on exports of gallium with licences.",
        "China raised its export tax on tungsten to 20% on Monday.",
    ],
)
def test_what_is_no_size_of_a_cut(text: str) -> None:
    assert told(text, "cut", "CHN", "gallium", "refine") is None


def test_an_outage_is_the_site_s_part_of_the_country() -> None:
    mine = "Miners stopped all tin mining in Wa State. The mine makes about 70% of Myanmar's tin. "
    found = told(mine + "Repairs may take six months.", "outage", "MMR", "tin", "mine")
    assert found is not None
    assert (found.share, found.months, found.whole) == (pytest.approx(0.7), 6, False)
    of_world = "MMG shut its Las Bambas copper mine in Peru by force. Las Bambas makes 2% of the world's copper."
    found = told(of_world, "outage", "PER", "copper", "mine", "Las Bambas mine shut for 50 days")
    assert found is not None
    assert 0.1 < found.share < 0.3
    assert found.months == 2


def test_a_firm_s_cut_is_marked_as_taken_of_all() -> None:
    found = told("Kazatomprom cut its uranium output plan by 17% on Monday.", "outage", "KAZ", "uranium", "mine")
    assert found is not None
    assert (found.share, found.whole) == (pytest.approx(0.17), True)


def test_the_brief_says_whose_size_it_is() -> None:
    made = brief_of(
        "China cuts its export quota for gallium",
        "China cut its export quota for gallium by 40% on Monday. The United States buys most of its gallium there.",
    )
    assert "cut of 40% in China's exports of gallium, as the article states," in made.insights[0].framing[0].text
    run = next(r for r in made.manifest["runs"].values() if r["verb"] == "simulate")
    assert run["args"]["scenario"]["restrictions"][0]["allowed"] == pytest.approx(0.6)
    assert any("takes its size, 40%, from the article" in s.text for s in made.limits)


def test_else_the_holder_s_last_cut_with_its_date() -> None:
    made = brief_of(
        "China may tighten its controls on dysprosium",
        "China put dysprosium under new export licences on Monday. The United States depends on China for dysprosium.",
    )
    assert "as after its licences of April 2025;" in made.insights[0].framing[0].text
