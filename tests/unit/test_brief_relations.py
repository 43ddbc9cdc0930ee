"""The catalogue of relations: what each computes, when it is silent, and that its declaration is whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger
from didymium.brief.profile import Profile, for_you, load_profile
from didymium.brief.relations import CATALOGUE, Found, Operand, compute
from didymium.errors import BadInput
from didymium.proof.formula import names_in
from didymium.records import DerivedEvidence, Event, Figure
from didymium.world.load import load_world

DAY = "2025-09-22"
LEAD = Lead(
    event=Event(type="export_restriction", status="announced", quote="q", start=0, end=1), kind="news",
    family="export_control", direction="tighten", actor="COD", targets=(), parties=(), place=None, firms=(),
    minerals=("cobalt",), stage="mine",
)  # fmt: skip
UNITS = {"mass": "t", "mass_rate": "t/yr", "share": "share", "money": "USD", "price": "USD/t", "duration": "months"}


def operands(*given: tuple[str, str, str, float, str]) -> tuple[list[Operand], Ledger]:
    """Operands from (role, kind, origin, value, note), each with evidence that holds its value."""
    ledger = Ledger(load_world(), "")
    made = []
    for role, kind, origin, value, note in given:
        figure = Figure(metric=f"{role}_{len(made)}", value=value, unit=UNITS[kind])
        key = ledger.add(DerivedEvidence(formula="x", operands=("x",), figure=figure, statement=role))
        made.append(
            Operand(key, role, kind, value, UNITS[kind], f"{value:g}", role, origin, 1.0, mineral="cobalt", note=note)  # type: ignore[arg-type]
        )
    return made, ledger


def found(*given: tuple[str, str, str, float, str], lead: Lead = LEAD) -> dict[str, Found]:
    pool, ledger = operands(*given)
    return {f.relation.name: f for f in compute(CATALOGUE, pool, lead, DAY, ledger.evidence)}


def test_every_declaration_is_whole() -> None:
    names = [r.name for r in CATALOGUE]
    assert len(names) == len(set(names)) >= 45
    for relation in CATALOGUE:
        slots = {s.name for s in relation.takes}
        for formula in (relation.formula, *relation.also, *([relation.flip] if relation.flip else [])):
            assert set(names_in(formula)) <= slots | {"today"}, relation.name
        assert relation.questions
        assert len(relation.label.split()) <= 8


def test_a_quota_against_last_year_s_output() -> None:
    made = found(("quota", "mass", "span", 96_600.0, "export"), ("country_output", "mass", "row", 220_000.0, ""))
    assert made["limit_against_output"].value == pytest.approx(0.4391, abs=1e-4)
    assert made["sender_break_even"].value == pytest.approx(2.2774, abs=1e-4)


def test_a_rate_is_the_mass_of_a_year() -> None:
    made = found(("quota", "mass_rate", "span", 96_600.0, ""), ("country_output", "mass", "row", 220_000.0, ""))
    assert made["limit_against_output"].value == pytest.approx(0.4391, abs=1e-4)


def test_a_quota_for_the_rest_of_a_year_is_set_against_no_year() -> None:
    made = found(("quota", "mass", "span", 18_125.0, "rest of"), ("country_output", "mass", "row", 220_000.0, ""))
    assert "limit_against_output" not in made
    assert "sender_break_even" not in made


def test_who_fills_the_gap_counts_the_others_alone() -> None:
    made = found(
        ("quota", "mass", "span", 96_600.0, ""), ("country_output", "mass", "row", 220_000.0, ""),
        ("world_output", "mass", "row", 290_000.0, ""),
    )  # fmt: skip
    assert made["others_fill_the_limit"].value == pytest.approx((220_000 - 96_600) / 70_000)
    assert made["size_of_world"].value == pytest.approx(96_600 / 290_000)


def test_need_against_limit_is_silent_where_nothing_is_short() -> None:
    short = found(("quota", "mass", "span", 265.0, ""), ("need", "mass", "span", 343.0, ""))
    assert short["limit_against_need"].value == pytest.approx(1 - 265 / 343)
    assert "limit_against_need" not in found(("quota", "mass", "span", 350.0, ""), ("need", "mass", "span", 343.0, ""))


def test_a_floor_against_the_market() -> None:
    made = found(("floor", "price", "span", 110_000.0, "floor"), ("price_now", "price", "row", 55_000.0, ""))
    assert made["floor_over_price"].value == pytest.approx(2.0)
    assert "above" in made["floor_over_price"].text


def test_the_pace_of_a_quarter_against_the_plan() -> None:
    made = found(("output", "mass", "span", 7_200.0, "quarter"), ("target", "mass", "span", 30_000.0, ""))
    assert made["run_rate"].value == pytest.approx(0.96)
    assert "below" in made["run_rate"].text


def test_units_that_clash_give_nothing() -> None:
    assert found(("quota", "money", "span", 5.0, ""), ("country_output", "mass", "row", 220_000.0, "")) == {}


def test_a_profile_says_what_is_touched(tmp_path: Path) -> None:
    profile = load_profile(Path(__file__).parents[2] / "examples" / "profile.yaml")
    said = for_you(profile, LEAD, None, dt.date(2025, 9, 22))
    assert any("50% of your cobalt comes from the DR Congo" in s for s in said)
    assert any("10 weeks, to 1 December 2025" in s for s in said)
    assert for_you(Profile(minerals=("tin",)), LEAD, None, dt.date(2025, 9, 22)) == (
        "Nothing that you named is touched.",
    )
    bad = tmp_path / "p.yaml"
    bad.write_text("economy: Atlantis\n")
    with pytest.raises(BadInput, match="economy"):
        load_profile(bad)


def test_a_halt_of_some_months_is_sized_and_a_halt_without_a_term_is_not() -> None:
    rows = (("country_output", "mass", "row", 220_000.0, ""), ("world_output", "mass", "row", 290_000.0, ""))
    quote = LEAD.event.model_copy(update={"quote": "The Congo has suspended all cobalt exports for four months."})
    lead = replace(LEAD, event=quote)
    made = found(*rows, ("duration", "duration", "span", 4.0, ""), lead=lead)
    assert made["withheld_by_stop"].value == pytest.approx(220_000 / 3, rel=1e-3)
    assert "withheld_by_stop" not in found(*rows, lead=lead)
