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
from didymium.brief.substance import Substance
from didymium.brief.worth import choose
from didymium.errors import BadInput
from didymium.news.labels import Label
from didymium.proof.formula import names_in
from didymium.records import DerivedEvidence, Event, Figure
from didymium.world.load import load_world

DAY = "2025-09-22"
LEAD = Lead(
    event=Event(type="export_restriction", status="announced", quote="q", start=0, end=1, date="2025-09-21"),
    kind="news",
    family="export_control", direction="tighten", actor="COD", targets=(), parties=(), place=None, firms=(),
    minerals=("cobalt",), stage="mine",
)  # fmt: skip
UNITS = {"mass": "t", "mass_rate": "t/yr", "share": "share", "money": "USD", "price": "USD/t", "duration": "months"}

LABEL = Label(thing="output", sure=True, owner="A", owner_id="A")


def operands(*given: tuple[str, str, str, float, str]) -> tuple[list[Operand], Ledger]:
    """Operands from (role, kind, origin, value, note), each with evidence that holds its value."""
    ledger = Ledger(load_world(), "")
    made = []
    for role, kind, origin, value, note in given:
        figure = Figure(metric=f"{role}_{len(made)}", value=value, unit=UNITS[kind])
        key = ledger.add(DerivedEvidence(formula="x", operands=("x",), figure=figure, statement=role))
        made.append(
            Operand(
                key,
                role,
                kind,
                value,
                UNITS[kind],
                f"{value:g}",
                role,
                origin,
                1.0,
                mineral="cobalt",
                note=note,
                label=LABEL,
                called=f"A's {role}",
                of_what=Substance("cobalt", 1.0, "mine"),
            )  # type: ignore[arg-type]
        )
    return made, ledger


def found(*given: tuple[str, str, str, float, str], lead: Lead = LEAD) -> dict[str, Found]:
    pool, ledger = operands(*given)
    return {f.relation.name: f for f in compute(CATALOGUE, pool, lead, DAY, ledger.evidence)}


def made(role: str, origin: str, value: float, unit: str, **more: object) -> Operand:
    """One operand with its evidence in `BOOK`."""
    kinds = {"t": "mass", "share": "share", "USD": "money", "months": "duration", "USD/t": "price", "date": "date"}
    figure = Figure(metric=role, value=value, unit="t/yr" if unit == "t/yr" else unit)
    bounds = {k: more[k] for k in ("low", "high") if k in more}
    key = BOOK.add(
        DerivedEvidence(formula="x", operands=("x",), figure=figure.model_copy(update=bounds), statement=role)
    )
    slots: dict[str, object] = {
        "mineral": "cobalt", "near": 1.0, "of_what": Substance("cobalt", 1.0, "mine"), **more
    }  # fmt: skip
    kind = kinds.get(unit, "mass")
    return Operand(key, role, kind, value, unit, f"{value:g}", role, origin, label=LABEL, called=f"A's {role}", **slots)  # type: ignore[arg-type]


BOOK = Ledger(load_world(), "")


def worked(*pool: Operand, lead: Lead = LEAD) -> dict[str, Found]:
    return {f.relation.name: f for f in compute(CATALOGUE, pool, lead, DAY, BOOK.evidence)}


def test_choice_gives_each_question_its_findings_and_says_nothing_twice() -> None:
    pool = [
        made("quota", "span", 96_600.0, "t"),
        made("country_output", "row", 220_000.0, "t", place="COD"),
        made("world_output", "row", 290_000.0, "t"),
    ]
    chosen = choose(compute(CATALOGUE, pool, LEAD, DAY, BOOK.evidence), frozenset())
    assert chosen.bottom[0].told
    printed = (*chosen.bottom, *chosen.why, *chosen.reply, *chosen.long)
    assert len({f.text for f in printed}) == len(printed)
    assert all(len(some) <= 5 for some in (chosen.why, chosen.reply, chosen.long))


def test_the_bottom_line_rests_on_the_news() -> None:
    quota, home = made("quota", "span", 96_600.0, "t", near=0.4), made("country_output", "row", 220_000.0, "t")
    assert choose(list(worked(quota, home).values()), frozenset()).bottom == ()  # stands far down in the text
    near = replace(quota, near=1.0)
    assert choose(list(worked(near, home).values()), frozenset()).bottom
    other = [replace(o, mineral="copper") for o in (near, home)]
    assert choose(list(worked(*other).values()), frozenset()).bottom == ()  # of another mineral than the news


def test_every_declaration_is_whole() -> None:
    names = [r.name for r in CATALOGUE]
    assert len(names) == len(set(names))
    for relation in CATALOGUE:
        slots = {s.name for s in relation.takes}
        written = (relation.formula, *relation.also)
        for formula in (f for f in written if isinstance(f, str)):
            assert set(names_in(formula)) <= slots | {"today"}, relation.name
        assert relation.questions
        assert len(relation.label.split()) <= 8


def test_a_quota_against_last_year_s_output() -> None:
    made = found(
        ("quota", "mass", "span", 96_600.0, "export"), ("country_output", "mass", "row", 220_000.0, "sold raw")
    )
    assert made["limit_against_output"].value == pytest.approx(0.4391, abs=1e-4)
    assert made["sender_break_even"].value == pytest.approx(2.2774, abs=1e-4)


def test_a_rate_is_the_mass_of_a_year() -> None:
    made = found(("quota", "mass_rate", "span", 96_600.0, ""), ("country_output", "mass", "row", 220_000.0, ""))
    assert made["limit_against_output"].value == pytest.approx(0.4391, abs=1e-4)


def test_a_quota_for_the_rest_of_a_year_is_set_against_no_year() -> None:
    made = found(("quota", "mass", "span", 18_125.0, "rest of"), ("country_output", "mass", "row", 220_000.0, ""))
    assert "limit_against_output" not in made
    assert "sender_break_even" not in made


def test_units_that_clash_give_nothing() -> None:
    assert found(("quota", "money", "span", 5.0, ""), ("country_output", "mass", "row", 220_000.0, "")) == {}


def test_a_profile_says_what_is_touched(tmp_path: Path) -> None:
    profile = load_profile(Path(__file__).parents[2] / "examples" / "profile.yaml")
    said = for_you(profile, LEAD, None, dt.date(2025, 9, 22))
    assert any("50% of your cobalt comes from the DR Congo" in s for s in said)
    assert any("10 weeks, to 1 December 2025" in s for s in said)
    assert any("exposed to the step" in s for s in said)
    dated = for_you(profile, LEAD, dt.date(2026, 1, 5), dt.date(2025, 9, 22))
    assert any("5 weeks short of 5 January 2026" in s for s in dated)
    assert for_you(Profile(minerals=("tin",)), LEAD, None, dt.date(2025, 9, 22)) == (
        "Nothing that you named is touched.",
    )
    bad = tmp_path / "p.yaml"
    bad.write_text("economy: Atlantis\n")
    with pytest.raises(BadInput, match="economy"):
        load_profile(bad)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("economy: no", "economy: False is no name; write it in quotes"),
        ("minerals: no", "minerals: False is no list of names"),
        ("minerals: [cobalt, 2024-01-01]", "is no name; write it in quotes"),
        ("suppliers: {cobalt: {COD: 70}}", r"suppliers.cobalt.COD: .* less than or equal to 1"),
        ("suppliers: {unobtainium: {COD: 1}}", "unknown mineral 'unobtainium'"),
        ("suppliers: {cobalt: {Wakanda: 1}}", "unknown country 'Wakanda'"),
        ("stock_weeks: {cobalt: .inf}", "stock_weeks.cobalt: .* less than or equal to 5000"),
        ("stock_weeks: {cobalt: -4}", "stock_weeks.cobalt: .* greater than or equal to 0"),
        ("stock_weeks: {cobalt: no}", "stock_weeks.cobalt: .* valid number"),
        ("parts: {motor: [no]}", "is no name; write it in quotes"),
    ],
)
def test_a_profile_that_cannot_be_is_one_clear_line(told: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(told)
    with pytest.raises(BadInput, match=said) as found:
        load_profile(file)
    assert "\n" not in str(found.value)


def test_names_of_a_profile_are_taken_as_people_write_them(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("suppliers: {Cobalt: {DR Congo: 0.4}}\nstock_weeks: {COBALT: 4}\nparts: {cell: cobalt}\n")
    said = " ".join(for_you(load_profile(file), LEAD, None, dt.date(2025, 9, 22)))
    assert "40% of your cobalt comes from the DR Congo" in said
    assert "4 weeks" in said
    assert "cell" in said
