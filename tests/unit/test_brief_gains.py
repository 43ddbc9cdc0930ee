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


def test_who_gains_by_a_stop_is_none_of_its_owners() -> None:
    text = HALT.format("Escondida", "Chile")
    seen = told("Accident halts Escondida copper mine in Chile", text, "2026-06-02")
    assert seen["who_gains"].startswith("Other sellers of copper gain: Freeport-McMoRan of the United States, ")
    assert "BHP" not in seen["who_gains"]
    assert "Rio Tinto" not in seen["who_gains"]


def test_a_stop_that_the_world_does_not_miss_helps_nobody() -> None:
    text = "Production at the Eagle nickel mine in Michigan in the United States was halted after a fire on Monday."
    seen = told("Fire halts Eagle nickel mine in the United States", text, "2026-06-02")
    assert "who_gains" not in seen
    assert "lands_gain" not in seen


def test_who_sells_from_elsewhere_stands_neither_there_nor_under_its_firms() -> None:
    seen = told("China bans exports of tungsten", BAN.format("tungsten", "the United States"), "2025-11-10")
    assert "China" not in seen["who_gains"]
    text = "DR Congo banned all exports of cobalt on Monday with immediate effect, the mines ministry said."
    seen = told("DR Congo bans exports of cobalt", text, "2025-11-10")
    assert "Kisanfu in the DR Congo (CMOC)" in seen["who_loses"]
    assert "DR Congo" not in seen.get("who_gains", "") + seen.get("lands_gain", "")


@pytest.mark.parametrize(("said", "gains"), [("banned", "gain"), ("proposed a ban on", "would gain")])
def test_what_is_only_proposed_would_help(said: str, gains: str) -> None:
    text = f"Gabon {said} all exports of manganese ore on Monday, the mines ministry said."
    seen = told("Gabon and its manganese ore", text, "2025-06-03")
    assert f"Other sellers of manganese {gains}: South Africa, " in seen["lands_gain"]


def test_a_part_owner_of_what_stopped_is_no_gainer_and_nobody_is_in_its_country_where_the_state_stopped_it() -> None:
    text = (
        "Cameco Corporation said output at the Inkai uranium mine in Kazakhstan was halted on Wednesday because the "
        "energy ministry gave no permit. The mine makes 4% of global uranium output."
    )
    seen = told("Inkai uranium mine in Kazakhstan halted", text, "2025-01-03")
    assert "Namibia" in seen["who_gains"]
    assert "Kazakhstan" not in seen["who_gains"]
    assert "Cameco" not in seen["who_gains"]


def test_a_mine_that_a_court_shuts_helps_others() -> None:
    text = (
        "Panama's president ordered the closure of the Cobre Panamá copper mine on Tuesday after a court ruled "
        "that its contract was unconstitutional. The mine makes more than 1% of global copper output."
    )
    seen = told("Panama to shut Cobre Panamá copper mine after court ruling", text, "2023-11-29")
    assert "Codelco of Chile" in seen["who_gains"]


def test_a_strike_that_is_over_helps_nobody() -> None:
    text = "BHP has reached an agreement with the union at the Escondida copper mine in Chile on Friday, it said."
    over = told("BHP strikes deal with Escondida union, halting copper mine strike", text, "2024-08-18")
    assert "who_gains" not in over
    text = "Workers at the Escondida copper mine in Chile began a strike on Tuesday morning, their union said."
    assert "who_gains" in told("Workers strike at world's largest copper mine in blow to BHP", text, "2024-08-13")


@pytest.mark.parametrize(
    ("title", "opening", "some"),
    [
        ("Copper futures end five-session decline", "Copper futures ended a five-session decline on Thursday.", False),
        ("Copper prices fall for a fifth session", "Copper prices fell for a fifth session on Thursday.", True),
    ],
)
def test_a_price_that_turns_takes_from_nobody(title: str, opening: str, some: bool) -> None:
    text = f"{opening} Stocks in exchange warehouses rose above 500,000 tonnes."
    assert ("who_loses" in told(title, text, "2026-01-22")) is some


def test_what_a_headline_allows_takes_nothing_out() -> None:
    text = (
        "The Democratic Republic of Congo will allow cobalt exports under the quotas of 2025 until the end of March, "
        "the regulator said on Wednesday. It will cap exports at 96,600 tonnes a year from 2026."
    )
    said = told("Congo to allow cobalt quotas until March", text, "2025-12-31")
    assert "who_loses" not in said


def test_makers_that_count_what_they_sell_in_didymium_are_named() -> None:
    text = "China's commerce ministry said on Thursday that exports of rare earths need licences from now on."
    said = told("China tightens export licences on rare earths", text, "2025-10-09")["who_gains"]
    assert "Mountain Pass in the United States" in said
    assert "tonnes of NdPr oxide in the year to June 2025" in said


def test_buyers_are_those_of_the_day_and_of_the_side_that_is_hit() -> None:
    text = "The United States set final anti-dumping duties of 40% on silicon metal from Norway on Tuesday, it said."
    seen = told("US sets duties on silicon metal", text, "2026-06-02")
    assert "in the United States that would pay more: Dow and Momentive (silicones)" in seen["who_pays"]
    assert "Wacker" not in seen["who_pays"]
    early = told("US sets duties on silicon metal", text, "2012-06-05")
    assert "Dow Corning (silicones)" in early["who_pays"]
    assert "who_pays" not in told("US sets duties on silicon metal", text, "2010-06-01")


def test_what_is_eased_helps_those_who_buy_it() -> None:
    text = "China suspended its export controls on graphite on Monday until 10 November 2026, the ministry said."
    seen = told("China suspends graphite export controls", text, "2025-11-10")
    assert "POSCO Future M of South Korea" in seen["who_saves"]
    assert "who_pays" not in seen


def test_works_that_keep_what_they_make_are_no_seller() -> None:
    seen = told("China bans exports of tungsten", BAN.format("tungsten", "the United States"), "2025-11-10")
    assert "Nui Phao of Vietnam" in seen["who_gains"]
    assert "Mittersill" not in seen["who_gains"]


def test_a_firm_that_was_bought_sells_nothing_any_more() -> None:
    text = "Lithium prices rose 8% to 81,000 yuan a tonne in Guangzhou on Monday, traders said."
    then, now = (told("Lithium prices rise", text, day)["who_gains"] for day in ("2024-12-16", "2025-08-11"))
    assert "Arcadium" in then
    assert "Arcadium" not in now


def test_those_who_lose_by_a_duty_are_told_with_their_own_countries() -> None:
    text = "The United States set final anti-dumping duties of 40% on silicon metal from Norway and Laos on Tuesday."
    seen = told("US sets duties on silicon metal", text, "2026-06-02")
    assert seen["who_loses"] == "Sellers of silicon from Norway lose: Elkem of Norway."


@pytest.mark.parametrize(("good", "pay"), [("silicon metal", True), ("silicon carbide", False)])
def test_a_duty_on_what_is_made_of_a_metal_is_none_on_the_metal(good: str, pay: bool) -> None:
    text = f"The United States set final anti-dumping duties of 40% on {good} from Norway on Tuesday, it said."
    assert ("who_pays" in told(f"US sets duties on {good}", text, "2026-06-02")) is pay


def test_a_basket_of_metals_sizes_none_of_them() -> None:
    text = "Platinum prices rose 8% to a record of $2,400 an ounce in London on Monday, traders said."
    seen = told("Platinum prices rise", text, "2024-12-16")
    assert "kilograms" not in seen.get("who_gains", "")


def test_a_list_that_is_left_as_it_was_moves_nobody() -> None:
    text = BAN.format("tungsten", "the United States")
    assert "who_pays" in told("China bans exports of tungsten", text, "2025-11-10")
    seen = told("China bans exports of tungsten", f"{text} The list of goods is unchanged.", "2025-11-10")
    assert not {"who_pays", "who_gains", "lands_gain"} & {*seen}
