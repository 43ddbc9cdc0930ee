"""What moves by itself in a headline or sentence, and what that makes of an article."""

import re

import pytest

from didymium.news import read_article
from didymium.news.moves import headlined, moves_of
from didymium.records import Article


@pytest.mark.parametrize(
    ("headline", "of", "direction", "ahead"),
    [
        ("China's gallium exports slump in August ahead of licences", "volume", "down", False),
        ("Exports of manganese ore from Gabon more than double", "volume", "up", False),
        ("Zambia's copper output to rise next year", "volume", "up", True),
        ("Global tin surplus narrows to 3,000 t in May", "balance", None, False),
        ("Study group forecasts zinc deficit for 2027", "balance", None, True),
        ("Magnesium prices in China fall after plants restart", "price", "down", False),
        ("Cobalt market drops", "price", "down", False),
        ("Tin futures hit record high on Myanmar fears", "price", "up", False),
        ("Nickel prices touch four-year low", "price", "down", False),
        ("Antimony prices were 1.5 percent lower in Rotterdam", "price", "down", False),
        ("Zinc futures ended 0.7 per cent higher on short covering", "price", "up", False),
        ("Tin prices give back gains", "price", "down", False),
    ],
)
def test_a_headline_says_what_moves_which_way(headline: str, of: str, direction: str | None, ahead: bool) -> None:
    move = headlined(headline, ())
    assert move is not None
    assert (move.of, move.direction, move.ahead) == (of, direction, ahead)


@pytest.mark.parametrize(
    "headline",
    [
        "Chile's regulator cuts lithium output quota",
        "Smelter halts output as zinc prices slump",
        "Australian silicon hit with 12% duties",
        "Indonesia's export ban falls at the court",
        "Miner warns of production hit on power cuts",
        "Export-Import Bank increases support for tungsten",
    ],
)
def test_what_somebody_does_is_no_move(headline: str) -> None:
    assert headlined(headline, ()) is None


def test_a_mineral_that_rises_is_a_price_but_not_with_words_between() -> None:
    words = "Tin climbs 2% as nickel from Indonesia falls"
    assert [(m.of, m.direction) for m in moves_of(words, ((0, 3), (16, 22)))] == [("price", "up")]


def test_a_figure_that_moved_is_told_as_statistics_and_not_as_a_step() -> None:
    text = (
        "China shipped 402 tons of antimony in March, 38% less than in February, customs said on Sunday. "
        "Exporters have needed a licence since September 2024, when Beijing put the metal under export control. "
        "The United States got none."
    )
    title = "China's antimony exports drop 38% in March as licences lag"
    reading = read_article(Article(title=title, text=text, published="2025-04-20"))
    assert reading.kind == "statistics"
    assert reading.lead is not None
    assert (reading.lead.family, reading.lead.direction, reading.lead.place) == ("market", "down", "CHN")
    assert reading.lead.minerals == ("antimony",)
    assert reading.lead.actors == ()
    assert reading.lead.quote.startswith("China shipped 402 tons")
    assert not any(e.lead for e in reading.events)  # no event is made of a figure


def test_a_headline_on_a_falling_price_leads_before_the_stop_of_months_ago() -> None:
    text = (
        "Smelters in Shaanxi that had been ordered to stop in September are running again, the local paper wrote. "
        "Half of the country's magnesium comes from the county. The price soared to 65,000 yuan on 22 September. "
        "On 28 October magnesium stood at 43,000 yuan a tonne, 2,000 yuan below the level before the stop."
    )
    title = "Magnesium prices in China fall after plants restart"
    lead = read_article(Article(title=title, text=text, published="2021-10-29")).lead
    assert lead is not None
    assert (lead.type, lead.direction, lead.minerals) == ("price_move", "down", ("magnesium",))


@pytest.mark.parametrize(
    "headline",
    ["Miner ships first tin concentrate from Bisie", "Plant in Ontario delivers its maiden cargo of cobalt sulphate"],
)
def test_a_first_shipment_is_a_start_of_supply_and_no_figure(headline: str) -> None:
    minerals = [(m.start(), m.end()) for m in re.finditer("tin|cobalt", headline)]
    assert any((m.of, m.direction) == ("start", "up") for m in moves_of(headline, tuple(minerals)))
    assert headlined(headline, ()) is None


def test_a_share_that_soars_is_no_stock_of_metal() -> None:
    assert headlined("Sigma Lithium stock soars on report of a stake", [(6, 13)]) is None


def test_a_price_under_pressure_falls() -> None:
    move = headlined("Platinum prices under pressure", [(0, 8)])
    assert move is not None
    assert (move.of, move.direction) == ("price", "down")


def test_hopes_are_nobodys_deed() -> None:
    move = headlined("Hopes of revival dashed as lithium prices crater", [(27, 34)])
    assert move is not None
    assert (move.of, move.direction) == ("price", "down")


def test_a_first_thing_that_is_no_cargo_is_no_start() -> None:
    assert not any(m.of == "start" for m in moves_of("Britain completes first review of its minerals strategy", ()))


def test_who_says_so_behind_the_headline_is_no_part_of_it() -> None:
    title = "India may recommend cut in bauxite export tax - sources"
    text = "India's mines ministry may recommend cutting the 15% export tax on bauxite, two officials said on Monday."
    lead = read_article(Article(title=title, text=text, published="2026-03-02")).lead
    assert lead is not None
    assert (lead.family, lead.direction, lead.status) == ("export_control", "ease", "proposed")
    assert lead.actors == ("IND",)


def test_the_headlines_first_doer_leads_and_not_the_state_that_it_answers() -> None:
    title = "India seeks halt to rare earth exports to Japan, sources say"
    text = (
        "New Delhi wants its rare earths at home. India has asked the state miner IREL to halt exports of rare earths "
        "to Japan, two people said. The suspension comes after China tightened its export controls in April."
    )
    lead = read_article(Article(title=title, text=text, published="2025-06-14")).lead
    assert lead is not None
    assert (lead.family, lead.direction, lead.actors) == ("export_control", "tighten", ("IND",))


@pytest.mark.parametrize(
    ("headline", "direction"),
    [
        ("Peru copper output down 2.3% through July", "down"),
        ("Congo cobalt exports up nearly 4% in May", "up"),
        ("Tin exports see sharp drop in June", "down"),
    ],
)
def test_a_figure_moves_without_a_verb_of_its_own(headline: str, direction: str) -> None:
    move = headlined(headline, ())
    assert move is not None
    assert (move.of, move.direction) == ("volume", direction)


def test_a_prolonged_permit_to_export_eases_and_a_mining_permit_is_no_leave() -> None:
    assert any(m.of == "leave" for m in moves_of("Indonesia extends Amman's copper concentrate export permit", ()))
    assert not any(m.of == "leave" for m in moves_of("Indonesia extends Amman's copper mining permit", ()))
    title = "Indonesia extends Amman's copper concentrate export permit until June"
    text = (
        "Indonesia has decided to extend Amman Mineral's copper concentrate export permit until June 2025, the mining "
        "minister said on Friday. The old one ended on December 31, after a fire at the company's smelter."
    )
    lead = read_article(Article(title=title, text=text, published="2025-02-21")).lead
    assert lead is not None
    assert (lead.family, lead.direction, lead.actors) == ("export_control", "ease", ("IDN",))


def test_the_court_is_not_who_sues() -> None:
    title = "UAE miner seeks World Bank arbitration against Guinea over bauxite licence"
    text = (
        "An Emirati mining company has launched arbitration proceedings at the World Bank after Guinea withdrew its "
        "licence to operate a bauxite mine. Axis International said on Monday it had filed a case with the "
        "International Centre for Settlement of Investment Disputes, seeking $28 billion from the state."
    )
    lead = read_article(Article(title=title, text=text, published="2025-12-29")).lead
    assert lead is not None
    assert lead.family == "dispute"
    assert "World Bank" not in lead.actors


def test_a_firms_sales_that_rise_are_its_result_and_no_fall_of_the_price_beside_them() -> None:
    title = "SQM lithium sales up 21% despite low prices"
    text = (
        "Chilean lithium producer SQM posted a 21% increase in lithium sales volumes in the second quarter. It sold "
        "52,300 t. Prices for lithium carbonate averaged $12.96/kg, down 57% on the year."
    )
    reading = read_article(Article(title=title, text=text, published="2025-08-20"))
    assert reading.lead is not None
    assert (reading.lead.direction, reading.lead.actors) == ("up", ("SQM",))


def test_no_injury_to_an_industry_ends_the_case_whatever_was_found_before() -> None:
    title = "USITC says unwrought palladium from Russia does not injure US industry"
    text = (
        "The U.S. International Trade Commission on Friday determined that a US industry is not materially injured by "
        "imports of unwrought palladium from Russia. The investigation had been ongoing, with the Department of "
        "Commerce last week making a final determination on a countervailing duty of 109.1%."
    )
    lead = read_article(Article(title=title, text=text, published="2026-05-29")).lead
    assert lead is not None
    assert (lead.family, lead.direction, lead.status) == ("import_measure", "ease", "ended")
