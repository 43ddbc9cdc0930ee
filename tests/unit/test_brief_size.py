"""How large a mass of an article is beside a year's output of its substance: the substance, its content, the words."""

from __future__ import annotations

from functools import cache

import pytest

from didymium.brief.compose import findings
from didymium.news import read_article
from didymium.records import Article
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")

SIZES = {"size_of_world", "size_of_both"}


@cache
def sizes(title: str, text: str, date: str = "2025-11-10") -> tuple[str, ...]:
    """The sentences on the sizes of an article's masses."""
    reading = read_article(Article(title=title, text=text, published=date))
    return tuple(f["text"] for f in findings(reading, load_world(), draws=20)["findings"] if f["relation"] in SIZES)


@pytest.mark.parametrize(
    ("title", "text", "start"),
    [
        (  # two substances in one sentence
            "Refinery in Ireland adds gallium circuit",
            "A refinery in Ireland will add a gallium circuit, its owner said on Monday. The plant makes 1.9 million "
            "tonnes of alumina annually and 40 tonnes of gallium per year.",
            "40 tonnes of gallium per year equals 5.3% of world refined output of gallium in 2024",
        ),
        (  # pounds of uranium oxide, a range
            "Northfield raises uranium forecast",
            "Northfield Uranium raised the forecast of its mine on Monday. It now expects 14 million to 15 million "
            "pounds of U3O8 in 2025, up from 12 million pounds of U3O8.",
            "14 million to 15 million pounds of U3O8 (5,390 to 5,770 tonnes of uranium) equals 9.3% (8.9% to 9.6%)",
        ),
        (  # ounces, lost
            "Strike at platinum mines in South Africa",
            "Southern Platinum said on Monday that it had lost 246,000 ounces of platinum production to a strike.",
            "The loss of 246,000 ounces of platinum (7.65 tonnes) equals 4.5% of world mine output of platinum",
        ),
        (  # the salt of a metal
            "Sierra Lithium opens plant",
            "Sierra Lithium produced 40,000 tonnes of lithium carbonate equivalent in 2024, it said on Monday.",
            "40,000 tonnes of lithium carbonate equivalent (7,520 tonnes of lithium) equals 2.9%",
        ),
        (  # the mineral stands before the number
            "Zambian copper output rises",
            "Zambia said on Monday that copper output was 820,000 tonnes in 2024, and that it had no "
            "cobalt left to sell.",
            "820,000 tonnes of copper equals 3.6% of world mine output of copper",
        ),
        (  # the salt before its capacity
            "Argentina's lithium capacity grows",
            "Argentina's lithium carbonate equivalent (LCE) production capacity has been raised to 136,500 tonnes, its "
            "chamber said on Monday.",
            "136,500 tonnes of lithium carbonate equivalent (25,700 tonnes of lithium) equals 10%",
        ),
        (  # refined, by the words with it
            "Smelter in Norway back at work",
            "A smelter in Norway resumed work on Monday. It can make 200,000 tonnes of refined zinc a year.",
            "200,000 tonnes of refined zinc a year equals 1.5% of world refined output of zinc",
        ),
    ],
)  # fmt: skip
def test_a_mass_is_told_beside_a_year_of_its_substance(title: str, text: str, start: str) -> None:
    assert [t for t in sizes(title, text) if t.startswith(start)]


@pytest.mark.parametrize(
    "mass",
    [
        "250,000 tonnes of copper ore",
        "120,000 tonnes of copper concentrate",
        "40,000 tonnes of spodumene concentrate",
        "30,000 tonnes of lithium",
        "12,000 tonnes of copper wire",
        "90,000 tonnes of copper concentrate containing gold",
        "500 tonnes of cargo",
        "9,000 tonnes of nickel matte",
        "20,000 ounces of copper equivalent",
        "70,000 wet tonnes",
        "8,000 tonnes of ore a day",
        "60,000 tonnes of unwrought copper",
        "5,000 tonnes of nickel ore",
    ],
)  # fmt: skip
def test_a_mass_of_unknown_content_is_told_beside_nothing(mass: str) -> None:
    mineral = next((m for m in ("lithium", "nickel", "copper") if m in mass), "copper")
    text = f"Harrow Mining said on Monday that its {mineral} mine in Chile moved {mass} in 2024."
    assert not sizes(f"Harrow moves more {mineral}", text)


def test_what_else_is_weighed_is_no_metal() -> None:
    text = "Harrow Mining will dig copper in Chile, it said. The mine would cut emissions by 90,000 tonnes a year."
    assert not sizes("Harrow to dig copper", text)


def test_what_all_make_is_no_size_of_a_story() -> None:
    text = "Harrow Mining will dig copper in Chile, it said on Monday. World output was 22 million tonnes of copper."
    assert not sizes("Harrow to dig copper", text)


def test_a_total_of_other_years_sizes_nothing() -> None:
    text = "Germania Metals made 20 tonnes of germanium in 2025, it said on Monday."
    assert not sizes("Germania makes germanium", text)  # the last total of the world is of 2019


def test_a_good_made_of_what_is_counted_is_set_against_no_world() -> None:
    assert not sizes(
        "EU sets duties on Chinese fused alumina",
        "The European Commission imposed anti-dumping duties on imports of fused alumina from China on Friday. The EU "
        "market for fused alumina has a volume of 380,000 tonnes.",
        "2026-01-17",
    )


def test_a_mineral_of_rare_earths_is_not_counted_as_their_oxides() -> None:
    text = (
        "Energy Fuels will mine 24,000 tonnes of monazite a year at its mineral sands project in Madagascar, it said."
    )
    assert not sizes("Energy Fuels to mine monazite", text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "China cuts tin export quota",
            "China cut its export quota for tin on Monday. The quota for tin is 18,000 tonnes, down from this year's "
            "18,900 tonnes.",
        ),
        (
            "Malaysia keeps ban on raw rare earths exports",
            "Malaysia will maintain its ban on exports of raw rare earths, the trade minister said on Monday. Malaysia "
            "has 16.1 million tonnes of rare earth deposits.",
        ),
    ],
)
def test_a_level_that_moves_and_what_lies_in_the_ground_size_no_news(title: str, text: str) -> None:
    assert not sizes(title, text)
