"""Who acts, on whom, in which minerals and by how much: the slots of an event."""

from __future__ import annotations

import pytest

from didymium.news import events
from didymium.news.cast import cast_of, places
from didymium.news.choose import candidates, choose, picked
from didymium.news.document import prepare
from didymium.news.meant import candidates as minerals
from didymium.news.meant import minerals_of
from didymium.news.merge import Statement
from didymium.news.progress import STATUSES, status_at
from didymium.news.spot import Spot, limits, logits
from didymium.news.tally import features, numbers_of


def spot(text: str, trigger: str, kind: str, index: int = 0) -> Spot:
    document = prepare("", text, "2025-11-03")
    sentence = document.sentences[index]
    start = document.text.index(trigger, sentence.start)
    span = sentence.start, sentence.end
    return Spot(kind, document, sentence, (start, start + len(trigger)), span, span)


def told(text: str, kind: str) -> Statement:
    return next(e for e in events.find_events(prepare("", text, "2025-11-03")) if e.type == kind)


def test_a_company_goes_by_the_form_that_the_article_gives_first() -> None:
    text = "Alphamin Resources halted its tin mine in Congo. Alphamin will restart the tin mine in May."
    cast = cast_of(prepare("", text, "2025-11-03"))
    assert {m.value for ms in cast.told for m in ms if m.kind == "company"} == {"Alphamin Resources"}


def test_names_of_no_table_and_places_are_parties() -> None:
    text = "The lithium works of Zubrowka Kings in Louisiana closed. Zubrowka Kings said so on Monday."
    cast = cast_of(prepare("", text, "2025-11-03"))
    kinds = {m.value: (m.kind, m.country) for ms in cast.told for m in ms}
    assert kinds == {"Zubrowka Kings": ("other", None), "Louisiana": ("place", "USA")}
    assert places()["Louisiana"] == "USA"
    assert "USA" in candidates(spot(text, "closed", "supply_disruption"), cast)


def test_the_actor_of_the_sentence_before_can_be_meant() -> None:
    text = "Lynas runs a rare earth plant in Malaysia. It will close the plant in March."
    at = spot(text, "close", "supply_disruption", 1)
    assert "absent" in candidates(at, cast_of(at.document))["Lynas"].every()


def test_each_party_has_one_role() -> None:
    odds = {"a": [2.0, -3.0], "b": [0.5, 1.5], "c": [-4.0, -4.0]}
    assert picked(odds, (0.0, 0.0, -1.0)) == (("a",), ("b",))
    assert picked({"a": [-0.5, -3.0]}, (0.0, 0.0, -1.0)) == (("a",), ())
    assert picked({}, (0.0, 0.0, -1.0)) == ((), ())


def test_price_moves_have_no_parties() -> None:
    at = spot("Lynas said that the price of cerium fell by 3%.", "fell", "price_move")
    assert choose(at, cast_of(at.document)) == ((), ())


def test_a_number_has_the_readings_that_labels_know() -> None:
    at = spot("Nickel fell 2% to $16,240 as a plant of 300 tonnes opened; it closed for a year.", "fell", "price_move")
    readings = [{(v, r.unit) for r in n.readings for v in r.values} for n in numbers_of(at)]
    assert {(2.0, "%"), (-2.0, "%")} in readings
    assert any({(16240.0, "USD"), (16240.0, "USD/t")} <= r for r in readings)
    assert {(300.0, "t"), (300.0, "t/yr")} in readings
    assert {(1.0, "years")} in readings


@pytest.mark.parametrize("text", ["Two workers died in the tin mine.", "Tin rose."])
def test_each_reading_has_features(text: str) -> None:
    at = spot(text, text.split()[1], "supply_disruption")
    numbers = numbers_of(at)
    assert all(names for _, _, names in features(at, numbers))
    assert [n.readings[0].values for n in numbers] == ([(2.0,)] if "Two" in text else [])


def test_minerals_are_single_ones_or_the_group() -> None:
    at = spot("China put NdPr oxide under licence.", "put", "export_restriction")
    assert {"neodymium", "praseodymium", "rare earths", "critical minerals"} <= set(minerals(at))
    assert minerals_of(spot("China put antimony under licence.", "put", "export_restriction")) == ("antimony",)


def test_status_is_one_of_the_seven() -> None:
    done = spot("China signed the rare earths pact on Monday.", "signed", "agreement")
    later = spot("Lynas will build a rare earths plant in 2027.", "build", "supply_project")
    assert status_at(done, "in_force", "2025-11-03") == "in_force"
    assert status_at(later, "announced", "2027") == "announced"
    assert len(logits("status", "agreement", ({},))[0]) == len(STATUSES)


def test_slots_of_an_event_read_together() -> None:
    event = told("Albemarle bought a lithium mine in Chile from SQM for $300 million on Monday.", "corporate")
    assert "Albemarle" in event.actors
    assert (event.minerals, event.status) == (("lithium",), "in_force")
    assert (3e8, "USD") in {(a.value, a.unit) for a in event.amounts}


def test_limits_are_stored() -> None:
    assert [len(limits(slot, "corporate")) for slot in ("parties", "minerals", "amounts", "status")] == [3, 1, 1, 1]


def test_a_price_move_takes_no_number_of_something_else() -> None:
    text = (
        "In 2010 China cut its rare earth export quota by about 40%, and prices outside China rose several times over."
    )
    moves = [e for e in events.find_events(prepare("", text, "2025-11-03")) if e.type == "price_move"]
    assert all(a.value not in (40, -40) for e in moves for a in e.amounts)
    event = told("Copper prices fell 3% to $9,000 a tonne in London.", "price_move")
    assert {(a.value, a.unit) for a in event.amounts} >= {(-3, "%")}


def test_nobody_is_no_party() -> None:
    text = "Lithium prices are low. Nobody builds a lithium plant in a year, an executive said."
    found = events.find_events(prepare("", text, "2025-11-03"))
    assert not any("Nobody" in e.actors for e in found)


def test_the_year_in_the_name_of_a_law_is_no_date() -> None:
    text = (
        "Cobalt rose.\n\nThe market was calm.\n\n"
        "The United States opened an investigation of cobalt imports under the Trade Expansion Act of 1962."
    )
    assert told(text, "import_measure").date is None
    assert told(text.replace("Act of 1962", "Act in 2024"), "import_measure").date == "2024"
