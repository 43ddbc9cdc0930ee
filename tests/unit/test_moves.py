"""What moves by itself in a headline or sentence, and what that makes of an article."""

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
