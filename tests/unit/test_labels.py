"""The full label of a number: whose, of what, level or step or share, now or before or planned."""

from __future__ import annotations

import pytest

from didymium.news import labels as module
from didymium.news import read_article
from didymium.news.labels import Label, label_at, labels
from didymium.records import Article


def told(text: str, title: str = "News of the day") -> dict[str, Label]:
    """The labels of the numbers of a text by their words."""
    reading = read_article(Article(title=title, text=text, published="2025-11-10"))
    found = labels(reading)
    return {text[q.start : q.end]: x for q, x in zip(reading.quantities, found, strict=True)}


@pytest.mark.parametrize(
    ("text", "number", "thing", "kind", "stand", "owner"),
    [
        (
            "Lynas produced 3,993 tonnes of rare earth oxide.",
            "3,993 tonnes", "output", "level", "now", "Lynas",
        ),
        (
            "Chile's state miner Codelco produced 1,328 tonnes of copper.",
            "1,328 tonnes", "output", "level", "now", "Codelco",
        ),
        (
            "Codelco saw a 40% drop in copper output to 4,205 tonnes in the first quarter from 7,057 tonnes.",
            "7,057 tonnes", "output", "level", "now", "Codelco",
        ),
        (
            "Zambia's copper output fell to 414,000 tonnes.",
            "414,000 tonnes", "output", "level", "now", "Zambia",
        ),
        (
            "Zambia's copper output fell by 7.8%.",
            "7.8%", "output", "step", "now", "Zambia",
        ),
        (
            "Vale raised its nickel production guidance to 180,000 tonnes.",
            "180,000 tonnes", "output", "level", "plan", "Vale",
        ),
        (
            "China exported 4,184 kg of gallium in June.",
            "4,184 kg", "exports", "level", "now", "China",
        ),
        (
            "Codelco plans to produce 1.4 million tonnes of copper.",
            "1.4 million tonnes", "output", "level", "plan", "Codelco",
        ),
        (
            "Codelco could produce 1.4 million tonnes of copper.",
            "1.4 million tonnes", "output", "level", "may", "Codelco",
        ),
        (
            "The smelter of Alba has an annual capacity of 1.62 million tonnes.",
            "1.62 million tonnes", "capacity", "level", "now", "Alba",
        ),
        (
            "Congo accounts for 70% of global cobalt output.",
            "70%", "share", "share", "now", "Congo",
        ),
    ],
)  # fmt: skip
def test_a_number_has_its_thing_owner_and_state(
    text: str, number: str, thing: str, kind: str, stand: str, owner: str
) -> None:
    one = next(x for words, x in told(text).items() if number in words)
    assert (one.thing, one.kind, one.stand, one.owner) == (thing, kind, stand, owner)
    assert one.whole


def test_what_was_before_is_told_apart_from_what_is() -> None:
    made = told("Vale raised its nickel output forecast to 180,000 tonnes from 160,000 tonnes.")
    assert [x.past for x in made.values()] == [False, True]
    assert {x.thing for x in made.values()} == {"output"}
    again = told("Vale sees nickel output of 180,000 tonnes, compared with earlier estimates of 160,000 tonnes.")
    assert [x.past for x in again.values()] == [False, True]


def test_a_step_has_its_way_and_what_it_is_measured_from() -> None:
    made = told("Zambia's copper output rose 12% from a year earlier.")
    assert made["12%"].way == 1
    assert "a year earlier" in made["12%"].since
    assert told("Zambia's copper output slumped 12%.")["12%"].way == -1
    gap = told("Zambia's copper output came in 30,000 tonnes below the forecast.")
    assert not any(x.whole for x in gap.values())  # what is below a forecast is no step over time


def test_a_pronoun_takes_up_the_last_name_and_never_a_dateline() -> None:
    text = "MOSCOW, Oct 28 - Nornickel raised its plans on Monday. The company produced 146,210 tonnes of nickel."
    made = told(text)
    assert made["146,210 tonnes"].owner == "Nornickel"
    start = text.index("146,210")
    assert (label_at(text, "", start, start + 14) or Label()).owner == "Nornickel"


def test_what_a_share_is_of_is_known() -> None:
    one = told("Congo accounts for 70% of global cobalt output.")["70%"]
    assert (one.base, one.base_owner) == ("output", "world")


def test_a_number_in_two_currencies_is_one() -> None:
    made = list(told("Lynas reported sales revenue of A$200.2 million ($129.19 million).").values())
    assert made[0].thing == made[1].thing == "revenue"
    assert made[1].anew is not None


def test_words_that_name_nothing_give_no_label() -> None:
    made = told("A total of 4,260 kilograms of the metal cleared customs.")
    assert not any(x.whole for x in made.values())
    assert label_at("No number here.", "", 0, 0) is None


def test_a_step_compared_to_a_day_and_a_forecast_of_others_are_told_apart() -> None:
    up = told("The tungsten price was $1,000 per tonne, up by $100 per tonne compared to December 18.")
    assert up["$100 per tonne"].kind == "step"
    assert up["$100 per tonne"].thing == "price"
    seen = told("Freeport's molybdenum sales of 82 tonnes came in below the average estimate of 86 tonnes.")
    assert [x.stand for x in seen.values()] == ["now", "forecast"]
    assert {x.thing for x in seen.values()} == {"sales"}


def test_where_a_report_comes_from_owns_nothing() -> None:
    made = told("Investing.com -- Freeport's copper output was 400 tonnes.")
    assert made["400 tonnes"].owner == "Freeport"


@pytest.mark.parametrize(
    ("text", "number", "thing", "owner"),
    [
        ("Allkem said lithium output of Mt Cattlin would be 114,000 tonnes to 124,000 tonnes.",
         "114,000 tonnes to 124,000 tonnes", "output", "Mt Cattlin"),
        ("Russia received 22 tonnes of gallium.", "22 tonnes", "imports", "Russia"),
        ("Lynas was granted a loan of A$50 million (US$33 million).", "US$33 million", "loan", "Lynas"),
        ("Spodumene sold by Sayona in the quarter was up 77% to 48,992 tonnes.", "48,992 tonnes", "sales", "Sayona"),
        ("However, the capital cost of the mine is $2 billion.", "$2 billion", "cost", "the mine"),
    ],
)  # fmt: skip
def test_owners_and_things_that_the_sentence_tells_in_other_ways(
    text: str, number: str, thing: str, owner: str
) -> None:
    label = told(text, "A mine grows")[number]
    assert (label.thing, label.owner) == (thing, owner)


def test_an_owner_goes_on_from_the_number_before() -> None:
    text = "Teck reported QB copper output of 39,600 tonnes. Annual production guidance was cut to 180,000 tonnes."
    assert told(text, "Teck cuts copper forecast")["180,000 tonnes"].owner == "QB"


@pytest.mark.parametrize(
    ("text", "number", "thing", "kind", "owner"),
    [
        ("Vale's nickel output fell by 7.8% to 414,000 tonnes.", "7.8%", "output", "step", "Vale"),
        ("Vale's nickel output fell by 7.8% to 414,000 tonnes.", "414,000 tonnes", "output", "level", "Vale"),
        ("Vale sold 40,000 tonnes of nickel, which was 12% less than in May.", "12%", "sales", "step", "Vale"),
        ("Vale's unit cost was $591 a tonne, which is down 13% on the quarter.", "13%", "cost", "step", "Vale"),
        ("Vale exported 44,970 tonnes, marking a 10.1% increase on 2023.", "10.1%", "exports", "step", "Vale"),
        ("Vale exported 44,970 tonnes. This represents a 26% increase on May.", "26%", "exports", "step", "Vale"),
        ("Vale reported a 43% increase in sales to 235,800 tonnes.", "235,800 tonnes", "sales", "level", "Vale"),
        ("Alba, which has a smelting capacity of 1,620 tonnes of aluminium, shut it.",
         "1,620 tonnes", "capacity", "level", "Alba"),
        ("The ramp-up of Candelaria, which produced 111,400 tonnes of copper, goes on.",
         "111,400 tonnes", "output", "level", "Candelaria"),
        ("Vale sold 40,000 tonnes of nickel. Goldman was expecting nickel sales of 39,000 tonnes.",
         "39,000 tonnes", "sales", "level", "Vale"),
    ],
)  # fmt: skip
def test_levels_and_steps_of_one_thing_are_told_apart(
    text: str, number: str, thing: str, kind: str, owner: str
) -> None:
    found = told(text)[number]
    assert (found.thing, found.kind, found.owner) == (thing, kind, owner)


def test_a_plan_that_was_overtaken_is_past() -> None:
    found = told(
        "China bought 5,000 tonnes of cobalt. The volume is higher than the original plan to buy 2,000 tonnes."
    )
    assert (found["2,000 tonnes"].stand, found["2,000 tonnes"].past) == ("plan", True)


def test_the_numbers_of_a_text_are_labelled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"Firm{k} Metals produced {k + 10} tonnes of tin." for k in range(20))
    calls, own = list[str](), module._labels
    monkeypatch.setattr(module, "_labels", lambda *given: calls.append(given[0]) or own(*given))
    starts = [text.index(f" {k + 10} tonnes") + 1 for k in range(20)]
    found = [label_at(text, "", start, start + 9) for start in starts]
    assert [x and x.owner for x in found] == [f"Firm{k} Metals" for k in range(20)]
    assert calls == [text]


def test_a_total_is_not_of_the_one_told_last() -> None:
    found = told(
        "The Cerro Verde mine produced 36,000 tonnes of copper. Accumulated copper output stood at 1,993,000 tonnes.",
        "Peru copper output edges down",
    )
    assert found["1,993,000 tonnes"].owner != "Cerro Verde"


@pytest.mark.parametrize(
    ("text", "number", "thing", "kind", "past", "owner"),
    [
        (
            "Lynas recorded its highest quarterly production ever at 13,254 tons.",
            "13,254 tons", "output", "level", False, "Lynas",
        ),
        (
            "The materials division contributed $31.6 million from rare earths.",
            "$31.6 million", "revenue", "level", False, "the materials division",
        ),
        (
            "Albemarle reported a net loss of $414 million, compared to net income of $75 million last year.",
            "$75 million", "profit", "level", True, "Albemarle",
        ),
        (
            "Albemarle reported a net loss of $414 million, compared to net income of $75 million last year.",
            "$414 million", "loss", "level", False, "Albemarle",
        ),
        (
            "Chilean producers’ market share of lithium fell from 38 percent to 24 percent.",
            "24 percent", "share", "share", False, "Chilean producers",
        ),
        (
            "Almonty will supply a minimum of 40 tonnes per month of tungsten oxide.",
            "a minimum of 40 tonnes per month", "sales", "level", False, "Almonty",
        ),
        (
            "China shipped 1,620 tonnes of rare earths in July, customs figures show, 69% less than a year before.",
            "69%", "exports", "step", False, "China",
        ),
        (
            "China exported 298,000 tonnes of nickel worth $2.45 billion.",
            "$2.45 billion", "exports", "level", False, "China",
        ),
        (
            "Codelco turned out 123,200 tonnes of copper.",
            "123,200 tonnes", "output", "level", False, "Codelco",
        ),
        (
            "Sumitomo Metal Mining said it would acquire a 70% stake in the Oracle Nickel project.",
            "70%", "stake", "share", False, "Sumitomo Metal Mining",
        ),
        (
            "Umicore will invest $500 million in a plant with a capacity of 150,000 tonnes in Europe.",
            "150,000 tonnes", "capacity", "level", False, "Umicore",
        ),
    ],
)  # fmt: skip
def test_shapes_of_results_and_trade(text: str, number: str, thing: str, kind: str, past: bool, owner: str) -> None:
    label = told(text)[number]
    assert (label.thing, label.kind, label.past, label.owner, label.sure) == (thing, kind, past, owner, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Copper concentrate fell 15.2% to 120,389 tonnes.", "15.2%"),  # of output or sales, and no price
        ("Albemarle's loss was $3.87 per share.", "$3.87"),
        ("Vale will pair the funding with an additional $300 million.", "$300 million"),
        ("This will amount to a volume of 2,000 tonnes of tin.", "2,000 tonnes"),
        ("Alumina: 5.67 million tonnes, down 9.7%.", "9.7%"),
    ],
)
def test_what_a_sentence_does_not_say_is_no_whole_label(text: str, number: str) -> None:
    assert not told(text)[number].whole


def test_a_good_keeps_its_form() -> None:
    assert told("Lithium hydroxide costs $13,250 a tonne.")["$13,250 a tonne"].thing == "price"
    sets = told("The deal sets a minimum price of $110 per kilogram for NdPr products alongside an offtake.")
    assert sets["$110 per kilogram"].good == "NdPr products"


def test_what_is_lost_is_no_output() -> None:
    found = told("Codelco raised its loss estimate from the collapse to 48,000 tonnes of copper production.")
    assert found["48,000 tonnes"].thing == "lost"
    assert told("Codelco raised its forecast to 48,000 tonnes of copper production.")["48,000 tonnes"].thing == "output"


def test_the_mine_is_the_only_one_that_the_text_names() -> None:
    first = "Codelco reopened a part of the Mulonga mine. "
    text = f"{first}The mine, which Codelco owns, produced 400,000 tonnes of copper in 2024."
    assert told(text)["400,000 tonnes"].owner == "Mulonga"
    two = f"{first}It closed the Tembo mine. The mine, which Codelco owns, produced 400,000 tonnes of copper in 2024."
    assert told(two)["400,000 tonnes"].owner != "Mulonga"


def test_exports_without_an_owner_are_those_of_the_only_exporter() -> None:
    first = "China's magnet exports in October fell 5%. "
    found = told(f"{first}Exports were 5,473 tons in October, customs data showed.")
    assert found["5,473 tons"].owner == "China"
    other = told(f"{first}Japan's magnet exports rose 2%. Prices rose 3%. Exports were 5,473 tons in October.")
    assert other["5,473 tons"].owner is None


def test_what_is_weighed_may_be() -> None:
    assert told("The bank considers a loan of $200 million to Acme Metals.")["$200 million"].stand == "may"
    assert told("Acme Metals' goal is to produce 10,000 tonnes of magnets.")["10,000 tonnes"].stand == "plan"


def test_a_curly_apostrophe_tells_whose_a_thing_is() -> None:
    text = "Output at the El Soldado copper mine fell 22% to 9,700 t. Quellaveco’s production fell 22% to 70,300 t."
    assert told(text)["70,300 t"].owner == "Quellaveco"


def test_the_guidance_before_is_past_in_a_sentence_of_its_own() -> None:
    made = told("Tembo lowered its nickel forecast to 196,000 tons. The previous guidance had been 204,000 tons.")
    assert [made[n].past for n in ("196,000 tons", "204,000 tons")] == [False, True]


def test_a_mine_where_a_state_may_stand_is_asked_for_no_adjective() -> None:
    text = (
        "The company launched commercial production in early 2024, and has not yet hit full output, which is expected "
        "to be about 6,500 metric tons of total rare earth oxides a year by 2027."
    )
    found = told(text, "US agrees $565 million financing deal with Brazilian rare earths miner Serra Verde")
    assert [x.owner for words, x in found.items() if "6,500" in words] != ["BRA"]


def test_the_mark_of_a_point_and_a_compound_own_nothing() -> None:
    text = "- V2O5 production of 1,297 tonnes in the first quarter."
    label = label_at(text, "Largo reports its first quarter", 21, 33)
    assert label is not None
    assert text[slice(*label.noun or (0, 0))] == "V2O5 production"
    assert label.owner in {"Largo", None}
