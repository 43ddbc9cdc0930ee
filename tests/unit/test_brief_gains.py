"""Whose a site is, whom else a giver pays, what partners bring: the rows that are taken, and the day they are told."""

from __future__ import annotations

from functools import cache

import pytest

from didymium.brief.compose import findings
from didymium.brief.ledger import Ledger, say
from didymium.news import read_article
from didymium.proof import Context, prove
from didymium.records import Article
from didymium.world.load import load_world


@cache
def told(title: str, text: str, day: str) -> dict[str, str]:
    """The worthiest that is found of each relation, by its name."""
    reading = read_article(Article(title=title, text=text, published=day))
    rows = findings(reading, load_world(), draws=20)["findings"]
    return {f["relation"]: f["text"] for f in reversed(rows)}


STRIKE = "Workers at the {} copper mine walked off the job on Monday and the mine stopped production, a union said."


def test_the_owners_are_those_of_the_day() -> None:
    text = STRIKE.format("Cerro Verde")
    seen = told("Strike halts Cerro Verde copper mine in Peru", text, "2025-11-10")
    assert "Freeport-McMoRan (55.1%), Sumitomo Metal Mining (21%)" in seen["owners_of_the_site"]
    assert "owners_of_the_site" not in told("Strike halts Cerro Verde copper mine in Peru", text, "2023-11-13")


def test_owners_that_the_article_names_are_not_told_again() -> None:
    text = STRIKE.format("Collahuasi") + " It belongs to Anglo American, Glencore and a consortium led by Mitsui."
    assert "owners_of_the_site" not in told("Strike halts Collahuasi copper mine in Chile", text, "2025-11-10")


def test_a_stake_that_is_sold_makes_no_owners() -> None:
    text = "Glencore will sell its stake in the Collahuasi copper mine in Chile after a stop of its mill, it said."
    assert "owners_of_the_site" not in told("Glencore sells stake in Collahuasi copper mine", text, "2025-11-10")


@pytest.mark.parametrize(
    ("parts", "proven"),
    [
        ("Ivanhoe Mines (39.6%), Zijin Mining (39.6%), DRC (20%) and Crystal River (0.8%)", True),
        ("Ivanhoe Mines (39.6%), Zijin Mining (39.6%) and Crystal River (20%)", False),
        ("Ivanhoe Mines (20%), Zijin Mining (39.6%), DRC (39.6%) and Crystal River (0.8%)", False),
    ],
)
def test_each_owner_has_the_part_of_its_row(parts: str, proven: bool) -> None:
    world = load_world("2025-12-01")
    ledger = Ledger(world, "x")
    row = {"id": "kamoa-kakula.2016-11-18"}
    counted = ledger.derived(f"count({ledger.cell('project_states', row, 'date')})", metric="owners_of_the_site")
    sentence = say(f"Kamoa-Kakula belongs to {parts}.", counted, ledger.cell("project_states", row, "owners"))
    context = Context(world, "x", "x", "2025-12-01", ledger.runs, None)
    assert prove(sentence, ledger.evidence, context).proven is proven


HALT = "Production at the {} copper mine in {} was halted after a fatal accident on Monday, its owner said."


BAN = "China banned exports of {} to {} on Monday with immediate effect, the commerce ministry said."


def test_next_in_line_is_not_who_is_barred() -> None:
    seen = told("China bans exports of rare earths", BAN.format("rare earths", "the United States"), "2025-11-10")
    assert "to the United States, by value of its imports in 2023: France (13%)" in seen["other_sellers"]
    assert "China" not in seen["other_sellers"]


def test_a_stop_in_a_country_that_the_article_does_not_name_is_none_of_its_news() -> None:
    text = "A plant for used rare-earth magnets has opened in Birmingham in the UK, its owner said on Monday."
    seen = told("Rare-earth magnet plant opens in the UK", text, "2026-01-15")
    assert "own_stop_share" not in seen


def test_a_year_is_sized_by_what_was_published_of_it_then() -> None:
    text = "Northfield will make 220,000 tonnes of copper a year at its new mine in Peru, it said on Monday."
    then = told("Northfield opens copper mine in Peru", text, "2024-03-19")["size_of_world"]
    now = told("Northfield opens copper mine in Peru", text, "2025-03-19")["size_of_world"]
    assert "in 2023 (22 million tonnes)" in then  # a later edition made it 22.6
    assert "in 2024" in now
