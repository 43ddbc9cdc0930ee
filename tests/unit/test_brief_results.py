"""Sums that news of results and trade asks for: the size of a step, stock behind sales, a price above its cost."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")


def computed(title: str, text: str, date: str) -> str:
    """All computed sentences of the brief of a text."""
    made = compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)
    points = [p for i in made.insights for p in i.points]
    told = [
        *made.bottom_line,
        *(s for i in made.insights for s in i.framing),
        *(s for p in points for s in p.sentences),
    ]
    return " ".join(s.text for s in told)


URANIUM = "Kazatomprom to cut uranium output", "2025-08-25"
CUT = "Kazatomprom will cut its uranium output in 2026, it said on Friday. "


@pytest.mark.parametrize(
    ("news", "text", "said"),
    [
        (
            ("Tungsten long-term prices rise", "2025-11-04"),
            "Tungsten prices in long-term contracts rose 52,000 yuan/t from the previous period to 445,000 yuan/t.",
            "445,000 yuan/t are 13% above what they were before: 393,000 yuan a tonne",
        ),
    ],
)
def test_a_step_in_the_unit_of_its_level_is_told_as_a_part_of_the_level_before(
    news: tuple[str, str], text: str, said: str
) -> None:
    assert said.lower() in computed(news[0], text, news[1]).lower()


@pytest.mark.parametrize(
    "text",
    [
        "Kazatomprom's uranium production rose 13% year on year to 12,242 tonnes in the first half of 2025.",
        "Kazatomprom's uranium production of 12,242 tonnes was 1,408 tonnes above its guidance.",
        "Kazatomprom's uranium production rose 1,385 tonnes to 12,242 tonnes from 10,857 tonnes.",
        "Kazatomprom's uranium production will rise 1,400 tonnes a year to 12,242 tonnes.",
        "Kazatomprom's uranium production rose by about 1,400 tonnes to 12,242 tonnes.",
        "Kazatomprom's uranium production was 12,242 tonnes. Its costs rose $1,400.",
        "Kazatomprom's uranium production was 12,242 tonnes, and its sales rose 1,400 tonnes.",
    ],
)
def test_a_step_on_another_base_or_of_another_thing_gives_none(text: str) -> None:
    assert "before: " not in computed(URANIUM[0], CUT + text, URANIUM[1])


LARGO = "Largo's vanadium output falls in the first quarter", "2025-04-24"


def test_what_was_sold_and_not_made_came_out_of_stock_or_was_bought() -> None:
    text = (
        "Largo's vanadium production fell in Q1 2025. Largo's vanadium sales were 2,046 tonnes in Q1 2025. "
        "Largo's vanadium production was 1,297 tonnes in Q1 2025."
    )
    said = computed(LARGO[0], text, LARGO[1])
    assert "sales of 2,046 tonnes are 749 tonnes more than" in said
    assert "what was not made came out of stock or was bought" in said
    less = computed(LARGO[0], text.replace("2,046", "1,046"), LARGO[1])
    assert "251 tonnes less than" in less
    assert "the rest went into stock" in less


@pytest.mark.parametrize(
    "sold",
    [
        "Largo's vanadium sales were 2,046 tonnes in 2024.",
        "Glencore's vanadium sales were 2,046 tonnes in Q1 2025.",
        "Largo's ilmenite sales were 2,046 tonnes in Q1 2025.",
        "Largo's planned vanadium sales are 2,046 tonnes in Q1 2025.",
    ],
)
def test_sales_of_another_span_owner_or_good_are_not_set_against_output(sold: str) -> None:
    text = (
        f"Largo's vanadium production fell in Q1 2025. {sold} Largo's vanadium production was 1,297 tonnes in Q1 2025."
    )
    assert "stock" not in computed(LARGO[0], text, LARGO[1])


NAL = "Elevra cuts spodumene guidance", "2026-01-29"


def test_a_realised_price_is_set_against_what_the_tonne_cost() -> None:
    text = (
        "Elevra Lithium's revenue came from spodumene concentrate sold at an average realised price of $998/dmt. "
        "Elevra Lithium's unit operating costs were $812/dmt."
    )
    said = computed(NAL[0], text, NAL[1])
    assert "unit operating costs of $812/dmt are $186 a tonne (19%) below the realised price of $998/dmt" in said
    assert "below the realised price" not in computed(NAL[0], text.replace("an average realised", "a floor"), NAL[1])
    assert "below the realised price" not in computed(NAL[0], text.replace("$812/dmt", "C$812/dmt"), NAL[1])


def test_a_range_of_a_target_is_told_with_what_its_ends_ask_for() -> None:
    text = (
        "Largo's vanadium production fell in Q1 2025. Largo's vanadium production was 1,297 tonnes in Q1 2025. Largo "
        "has revised its 2025 vanadium production and sales guidance ranges to 8,500-10,500 tonnes."
    )
    said = computed(LARGO[0], text, LARGO[1])
    assert (
        "each of the quarters left needs 2,734 tonnes (2,401 tonnes to 3,068 tonnes), 111% more than this one" in said
    )
    for other in (
        text.replace("tonnes in Q1 2025", "tonnes in Q1 2024"),
        text.replace("2025 vanadium", "2025 ilmenite"),
    ):
        assert "quarters left" not in computed(LARGO[0], other, LARGO[1])


COPPER = "Copper slips from record", "2026-01-15"


@pytest.mark.parametrize(
    ("news", "text", "said"),
    [
        (
            COPPER,
            "Copper slipped 0.7% to $13,098 per ton, after hitting an all-time high of $13,407 on Wednesday.",
            "$13,098 per ton is 2.3% below the all-time high of $13,407 a tonne",
        ),
        (
            ("Pilbara Minerals cuts lithium output", "2024-07-24"),
            "Pilbara Minerals will cut its lithium output. Sales were 43% higher at 235,800 tonnes of spodumene. "
            "The average realised price was $840 a tonne.",
            "At $840 a tonne 235,800 tonnes are worth $198 million",
        ),
        (
            ("Syrah to cut graphite output", "2026-01-29"),
            "Syrah Resources will cut graphite output at Balama. "
            "Syrah Resources held $77 million in cash, which includes $18 million of unrestricted cash.",
            "$18 million is 23% of Syrah Resources' cash of $77 million",
        ),
    ],
)
def test_a_price_below_its_record_sales_at_their_price_and_a_part_of_a_sum_are_told(
    news: tuple[str, str], text: str, said: str
) -> None:
    assert said.lower() in computed(news[0], text, news[1]).lower()


@pytest.mark.parametrize(
    ("news", "text", "never"),
    [
        (COPPER, "Copper slipped to $13,098 per ton on Thursday. Tin hit an all-time high of $43,407.", "all-time"),
        (COPPER, "Copper slipped to $13,098 per ton on Thursday. It had cost $13,407 in May.", "record"),
        (
            ("Pilbara Minerals cuts lithium output", "2024-07-24"),
            "Pilbara Minerals will cut its lithium output. Sales were 235,800 tonnes of spodumene concentrate. "
            "The average realised price was $840 a tonne on an SC6 equivalent basis.",
            "worth",
        ),
        (
            ("Syrah to cut graphite output", "2026-01-29"),
            "Syrah Resources will cut graphite output at Balama. "
            "Syrah Resources held $77 million in cash. Including debt, it raised $18 million.",
            "23%",
        ),
    ],
)
def test_another_good_a_price_of_another_grade_and_a_sum_beside_are_set_against_nothing(
    news: tuple[str, str], text: str, never: str
) -> None:
    assert never not in computed(news[0], text, news[1])
