"""Pairs of an article's own numbers: what their labels allow, and how the sentence names them."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")

LEAD = "Vale raised its nickel production guidance at its mines in Canada on Monday."


def computed(text: str, title: str = "Vale raises nickel guidance", date: str = "2025-11-10") -> str:
    """All computed sentences of the brief of a text."""
    made = compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)
    points = [p for i in made.insights for p in i.points]
    told = [
        *made.bottom_line,
        *(s for i in made.insights for s in i.framing),
        *(s for p in points for s in p.sentences),
    ]
    return " ".join(s.text for s in told)


def test_a_plan_is_set_against_the_one_it_replaces() -> None:
    said = computed(f"{LEAD} Vale's nickel production guidance was lifted to 180,000 tonnes, up from 160,000 tonnes.")
    assert "Vale's nickel production guidance of 180,000 tonnes is 12% above the earlier one (160,000 tonnes)" in said


def test_ranges_meet_at_their_middle() -> None:
    said = computed(
        f"{LEAD} Vale's nickel production guidance was lifted to 170,000-190,000 tonnes from 150,000-170,000 tonnes."
    )
    assert "12% above the earlier one (150,000-170,000 tonnes) at the middle" in said


@pytest.mark.parametrize(
    "text",
    [
        "Vale's nickel output fell to 414,000 tonnes. Glencore's nickel output was 450,000 tonnes before.",
        "Vale produced 100,000 tonnes of nickel, while its copper output was 300,000 tonnes a year earlier.",
        "Vale's nickel output reached 45,000 tonnes in the third quarter, from 180,000 tonnes in 2024.",
    ],
)
def test_two_owners_two_goods_and_two_spans_are_no_pair(text: str) -> None:
    said = computed(f"{LEAD} {text}")
    assert "before (450,000" not in said
    assert "before (300,000" not in said
    assert "before (180,000" not in said


def test_a_number_is_of_the_year_right_behind_it_and_what_may_leave_is_a_quota() -> None:
    said = computed(
        "The Democratic Republic of Congo will lift its ban on cobalt exports on October 16 and set quotas. "
        "Miners will be allowed to ship up to 18,125 tons for the rest of 2025 and 96,600 tons in each of 2026 "
        "and 2027.",
        "Congo to swap cobalt ban for quotas",
        "2025-09-22",
    )
    assert "quota of 96,600 tons in 2026 is 56% below" in said
    assert "2.3 times what it was" in said


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        (
            "Magnesium prices in China fall after plants resume",
            "Magnesium prices in China fell on Thursday after plants in Fugu resumed production. On "
            "September 22, the "
            "price of magnesium was 65,000 yuan per ton. On October 28, the price returned to 43,000 yuan per ton.",
            "34% below that of 22 September (65,000 yuan per ton)",
        ),
    ],
)
def test_sums_terms_and_needs_are_set_against_each_other(title: str, text: str, said: str) -> None:
    assert said in computed(text, title, "2021-10-29" if "Magnesium" in title else "2025-11-10")


def test_outlays_add_up_and_a_batch_meets_the_same_batch() -> None:
    paid = computed(
        "Glencore has bought Li-Cycle, a lithium battery recycler, out of bankruptcy. Glencore invested $200 million "
        "into Li-Cycle in 2022 and another $75 million in 2024.",
        "Glencore buys Li-Cycle",
        "2025-08-10",
    )
    assert "62% below" not in paid
    quotas = computed(
        "China on Thursday announced the second batch of rare earth export quotas for this year, totaling 15,738 "
        "tonnes. The second batch of rare earth export quotas of last year stood at 7,976 tonnes.",
        "China announces second batch of rare earth export quotas",
        "2011-07-14",
    )
    assert "97% above those of 2010 (7,976 tonnes)" in quotas


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        (
            "Weda Bay Nickel's quota is cut",
            "Indonesia told its biggest nickel mine on Tuesday to cut output. PT Weda Bay Nickel will receive 12 "
            "million tons of ore production quota this year, down from 42 million tons in 2025.",
            "planned ore production quota of 12 million tons is 71% below that of 2025 (42 million tons)",
        ),
    ],
)
def test_a_quota_is_set_against_the_one_before_and_what_was_made(title: str, text: str, said: str) -> None:
    assert said in computed(text, title, "2026-02-11" if "Weda" in title else "2025-01-17")


def test_a_range_that_was_is_no_move_from_one_end_to_the_other() -> None:
    said = computed(
        f"{LEAD} Vale's nickel production guidance rose to between 2.6 million and 2.7 million tonnes, up from "
        "2.3 million to 2.4 million tonnes previously."
    )
    assert "13% above the earlier one (2.3 million to 2.4 million tonnes) at the middle" in said


def test_a_step_is_sized_with_the_word_of_its_movement() -> None:
    title = "Vale cuts nickel output in Canada"
    said = computed("Vale will reduce its nickel output in Canada by 48,000 tonnes in 2025, it said on Monday.", title)
    assert "48,000 tonnes of nickel equals 1.2% of world mine output" in said
    assert "Vale's nickel output of 48,000" not in said


def test_a_named_site_stands_by_what_it_makes_and_no_other_of_its_firm_does() -> None:
    said = computed(
        "Teck Resources halted the Red Dog zinc mine in Alaska on 12 October 2026 after an accident, the company said.",
        "Teck halts Red Dog zinc mine after accident",
        "2026-10-12",
    )
    assert "at the pace of Red Dog" in said
    assert "the pace of Trail" not in said


def test_a_site_that_runs_is_known_by_its_name_alone_and_its_ore_is_no_metal() -> None:
    said = computed(
        "Eramet stopped the Moanda mine in Gabon on 12 October 2026. The manganese mine will stand still for a week.",
        "Eramet stops Moanda manganese mine in Gabon",
        "2026-10-12",
    )
    assert "Moanda in Gabon" not in said  # 7.5 million tonnes of ore are no part of 20 million tonnes of manganese
    said = computed(
        "Minsur shut the San Rafael mine in Peru on 12 October 2026. The tin mine will stand still for a week.",
        "Minsur shuts San Rafael tin mine in Peru",
        "2026-10-12",
    )
    assert "at the pace of San Rafael" in said


def test_an_alumina_refinery_stands_by_its_part_of_the_world_s_alumina() -> None:
    said = computed(
        "Norsk Hydro halted half of the Alunorte alumina refinery in Brazil on 12 October 2026 after heavy rain.",
        "Hydro halts half of Alunorte alumina refinery",
        "2026-10-12",
    )
    assert "% of world output of alumina" in said


def test_an_annual_cap_is_told_a_year_and_the_rest_of_a_year_is_none() -> None:
    said = computed(
        "The Democratic Republic of Congo will replace its ban on cobalt exports with quotas on October 16, it said. "
        "For the rest of 2025 miners may export up to 18,125 tonnes of cobalt. Annual caps will rise to 96,600 tonnes "
        "for both 2026 and 2027.",
        "Congo to replace cobalt export ban with quotas",
        "2025-09-22",
    )
    assert "96,600 tonnes a year in 2026 is 56% below mine output of cobalt" in said
    assert "18,125 tonnes in 2025 is about 92% below" not in said


def test_a_draw_is_a_part_of_its_loan_and_a_price_a_part_of_the_whole() -> None:
    text = (
        "Lithium Americas reached an agreement to initiate the first $435 million draw from a previously announced "
        "$2.26 billion loan. General Motors, which invested $656 million in the mine last year for a 40% stake, agreed."
    )
    said = computed(text, "Lithium Americas draws on its loan for the Thacker Pass lithium mine")
    assert "$656 million for 40% values the whole at $1.64 billion" in said


def test_a_deficit_is_set_against_the_one_before() -> None:
    text = "Forecast 240 koz deficit for 2026 follows deep 1,082 koz deficit in 2025. Prices rose on Monday."
    said = computed(text, "Platinum market faces a fourth deficit", "2026-03-04")
    assert "deficit of 240 koz in 2026 is 78% below that of 2025 (1,082 koz)" in said


def test_a_range_with_its_unit_twice_is_the_earlier_plan() -> None:
    text = (
        "Anglo American has reported that its copper output was within guidance of between 690,000 t and 750,000 t, "
        "but has lowered its production guidance for this year to between 700,000 t and 760,000 t, compared with a "
        "previously targeted 760,000 t to 820,000 t."
    )
    said = computed(text, "Anglo American lowers copper production guidance", "2026-02-05")
    assert "700,000 t to 760,000 t is 7.6% below the earlier one (760,000 t to 820,000 t)" in said


def test_a_month_of_exports_is_no_part_of_a_year_of_output() -> None:
    text = (
        "China's exports of gallium fell in July 2023. China's exports of gallium were 5.15 tons in July and 7.67 tons "
        "in the same month in 2022."
    )
    said = computed(text, "China's exports of gallium fall", "2023-08-20")
    assert "of world refined output of gallium in" not in said


@pytest.mark.parametrize(
    ("title", "text", "date", "untrue"),
    [
        (
            "Chile's copper output slips in May",
            "Chile's copper output fell 4.2% in May to 424,500 tonnes, the commission said on Wednesday. Escondida's "
            "output rose 18.6% to 109,100 tonnes, and Collahuasi's fell 4.9% to 46,400 tonnes.",
            "2024-07-03",
            ("Escondida's output of 46,400", "109,100 tonnes is 4.9%", "of copper in 2023 (22.6 million tonnes)"),
        ),
        (
            "Azure Minerals agrees to takeover",
            "Azure Minerals agreed on Thursday to a takeover by SQM for A$1.6 billion, after it had "
            "previously rejected a "
            "bid of A$900 million. The offer is at a premium of 44%.",
            "2023-10-26",
            ("in A$900 million",),
        ),
        (
            "Northvale Nickel output falls short",
            "Northvale Nickel produced 27,800 tonnes of nickel in the first nine months, it said on "
            "Wednesday; its plan "
            "for 2025 is 41,000 tonnes.",
            "2025-10-22",
            ("below the plan",),
        ),
        (
            "Harrow nickel mine idled",
            "Ridgeline will idle its Harrow nickel mine in Finland, it said on Tuesday. Nickel fell "
            "from US$26,400 a tonne "
            "in January 2023 to US$17,900 a tonne this week. The mine's cost is US$19,500 a tonne.",
            "2024-05-14",
            ("price of US$26,400",),
        ),
        (
            "Copper climbs to record",
            "Copper climbed to $13,140 a tonne on the London Metal Exchange on Tuesday. The US copper "
            "premium widened to "
            "$1,050 a tonne.",
            "2026-01-06",
            ("Copper at $1,050",),
        ),
        (
            "Southern Copper workers back at work after strike",
            "Workers at Southern Copper in Peru ended a strike on Monday. Toquepala and Cuajone "
            "together produced 310,000 "
            "tonnes of copper last year.",
            "2017-04-24",
            ("Toquepala's copper output", "Each day of standstill"),
        ),
    ],
)
def test_what_the_article_does_not_give_is_not_reckoned(
    title: str, text: str, date: str, untrue: tuple[str, ...]
) -> None:
    said = computed(text, title, date)
    assert not [words for words in untrue if words in said]


QUOTA = (
    "China set its quota for tungsten concentrate at 114,000 tons for 2024, up from 111,000 tons a year before, the "
    "ministry said on Monday. Hunan province received the largest allocation of 26,500 tons. China's tungsten output "
    "reached 127,300 tons in 2023."
)


def test_a_part_of_a_country_is_not_the_country_and_concentrate_is_no_metal() -> None:
    said = computed(QUOTA, "China raises tungsten quota for 2024", "2024-09-02")
    assert "2.7% above what it was before (111,000 tons" in said
    assert "26,500 tons is" not in said
    assert "of world mine output of tungsten" not in said


def test_a_quota_of_a_quarter_is_no_part_of_a_year_of_output() -> None:
    text = (
        "The Democratic Republic of Congo set quotas of 18,125 tonnes of cobalt for the fourth quarter and of 96,600 "
        "tonnes of cobalt a year from 2026, its regulator said on Monday."
    )
    said = computed(text, "Congo sets cobalt export quotas", "2025-10-20")
    assert "18,125 tonnes of cobalt equals" not in said
    assert "96,600 tonnes of cobalt a year equals 35% of world mine output of cobalt" in said


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (  # a stake of which the next sentence tells how large it is
            "Ridgeline to sell Chilean copper mine stakes for $1.5 billion",
            "Ridgeline Metals and Ridgeline Trading agreed to sell their stakes in the Sierra Gorda copper mine "
            "in Chile for $1.5 billion on Monday. The sellers, who together hold a 45% stake, thought of leaving.",
            "$1.5 billion for 45% values the whole at $3.33 billion.",
        ),
        (  # a range after "up from" far behind the new one
            "Southgate Metals lifts copper target",
            "Southgate Metals now expects to produce between 85,000 and 90,000 tonnes of copper for the calendar year, "
            "up from 75,000 to 80,000 tonnes previously, it said on Monday.",
            "is 13% above the earlier one (75,000 to 80,000 tonnes) at the middle.",
        ),
        (  # a number that leaves its unit to the one that it is compared with
            "Ridgeline cuts copper forecast",
            "Ridgeline Metals cut its copper output forecast on Monday. Copper output is now forecast at 343,000 to "
            "355,000 tonnes, compared with 353,000 to 373,000 previously.",
            "is 3.9% below",
        ),
    ],
)
def test_what_the_words_between_two_numbers_tie(title: str, text: str, told: str) -> None:
    assert told in computed(text, title, "2025-11-10")


def test_a_first_payment_is_none_of_before() -> None:
    text = (
        "Ridgeline Metals sold the Eva copper project for $230 million on Monday. It will receive an initial "
        "$170 million in cash. Up to $30 million in cash will also be paid later."
    )
    assert "below the earlier" not in computed(text, "Ridgeline Metals sells Eva", "2022-12-15")


@pytest.mark.parametrize(("again", "held"), [("", True), (" ($US430 million)", False)])
def test_a_sum_that_is_told_again_in_us_dollars_is_in_others(again: str, held: bool) -> None:
    said = computed(
        "Lithium Americas agreed to a first draw from its loan. General Motors, which invested "
        f"$656 million{again} in the mine last year for a 40% stake, agreed.",
        "Lithium Americas draws on its loan for the Thacker Pass lithium mine",
        "2025-11-10",
    )
    assert ("values the whole at $1.6" in said) is held


@pytest.mark.parametrize(
    ("title", "text", "said", "true"),
    [
        ("DR Congo caps cobalt exports", "The DR Congo has allocated a cobalt quota of 18,125 tonnes for the fourth "
         "quarter and will cap annual exports at 96,600 tonnes from 2026, it said on Monday.",
         "the price is 2.3 times what it was", True),
        ("Congo allots cobalt quotas", "The DR Congo allotted its cobalt export quotas on Monday. CMOC's quota "
         "is 6,650 tonnes of cobalt.", "6,650 tonnes of cobalt equals", False),
        ("Startup builds magnet plant", "A rare earths start-up will build a 10,000 metric ton magnet facility "
         "in North Carolina, it said on Monday.", "of world mine output of rare earths", False),
    ],
)  # fmt: skip
def test_what_a_sum_takes_is_of_one_span_and_one_thing(title: str, text: str, said: str, true: bool) -> None:
    assert (said in computed(text, title, "2025-11-10")) is true


@pytest.mark.parametrize(("who", "good", "true"), [("DR Congo", "cobalt", True), ("China", "antimony", False)])
def test_a_quota_of_exports_meets_the_output_of_who_uses_none_of_it(who: str, good: str, true: bool) -> None:
    size = "96,600" if true else "20,000"
    text = f"{who} ended its ban on {good} exports on Monday and set an export quota of {size} tonnes for 2026."
    assert ("income holds only if" in computed(text, f"{who} resumes {good} exports", "2025-11-10")) is true
