"""What each kind of evidence says to the proof: who acts, what happens when, in which mood, of what size."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from didymium import proof
from didymium.errors import BadInput, MissingData
from didymium.proof import entail, rows
from didymium.proof import known as says
from didymium.proof.evidence import Context
from didymium.proof.known import Known, Stated, known
from didymium.proof.reading import read
from didymium.records import DerivedEvidence, Evidence, Figure, RowEvidence, RunEvidence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
YEAR = (("yr", 1),)


def a_row(table: str = "facts", **more: Any) -> RowEvidence:
    made = RowEvidence(table=table, id="x", column="value", statement="s", source_id="s", source="s", known_from=DAY)
    return made.model_copy(update=more)


@pytest.mark.parametrize(
    ("row", "roles"),
    [
        ({"actor": "CHN", "targets": "USA;JPN"}, {"CHN": "A", "USA": "T", "JPN": "T"}),
        ({"exporter": "COD", "importer": "CHN"}, {"COD": "A", "CHN": "T"}),
        ({"obliges": "UKR", "parties": "UKR;USA"}, {"UKR": "A"}),
        ({"country": "CHL"}, {}),
    ],
)
def test_who_acts_in_a_row_and_on_whom(row: dict[str, str], roles: dict[str, str]) -> None:
    assert says._row_roles(row) == {f"country:{c}": r for c, r in roles.items()}


# act, what happens on its date, what does not
HAPPENS = (
    ("proposed", {"propose"}, {"impose", "takes_effect", "end", "lift"}),
    ("announced", {"impose", "announce"}, {"end", "lift", "suspend", "resume"}),
    ("entered", {"takes_effect", "start", "impose"}, {"end", "lift", "suspend", "extend"}),
    ("suspended", {"suspend"}, {"takes_effect", "impose", "end", "resume"}),
    ("resumed", {"resume", "takes_effect"}, {"suspend", "end", "lift"}),
    ("extended", {"extend"}, {"end", "lift", "suspend"}),
    ("amended", {"takes_effect"}, {"end", "lift", "suspend"}),
    ("ended", {"end", "expire", "lift"}, {"takes_effect", "extend", "suspend", "start"}),
)


@pytest.mark.parametrize(("act", "does", "never"), HAPPENS)
def test_what_happens_on_the_date_of_an_act(act: str, does: set[str], never: set[str]) -> None:
    found = says._dates({"act": act, "date": dt.date(2025, 3, 4)})["2025-03-04"]
    assert does <= found
    assert "announce" in found
    assert not never & found
    apart = says._dates({"act": act, "date": "2025-03-04", "from": "2025-05-01"})
    assert apart["2025-03-04"] == {"announce"} | ({act} & {"suspended", "ended"})
    assert does - {"announce"} <= apart["2025-05-01"]
    assert not never & apart["2025-05-01"]


@pytest.mark.parametrize("act", ["suspended", "extended"])
def test_until_is_where_it_ends(act: str) -> None:
    found = says._dates({"act": act, "date": "2025-03-04", "until": "2026-03-04"})
    assert {"end", "expire", "due"} <= found["2026-03-04"]
    assert not {"takes_effect", "start", "impose", "lift"} & found["2026-03-04"]
    assert ("suspend" in found["2026-03-04"]) is (act == "suspended")


@pytest.mark.parametrize(
    ("column", "does"),
    [
        ("announced", "announce impose propose agree sign pledge"), ("signed", "sign agree announce"),
        ("effective", "takes_effect start impose"), ("from", "takes_effect start impose"),
        ("start", "takes_effect start impose"), ("ends", "end expire suspend due extend until"),
        ("until", "end expire suspend due extend until"), ("expires", "end expire suspend due until"), ("year", "*"),
    ],
)  # fmt: skip
def test_what_may_be_told_to_happen_on_the_day_of_a_column(column: str, does: str) -> None:
    assert says._dates({column: "2026-11-10"}) == {"2026-11-10": frozenset(does.split())}


def test_no_date_is_read_where_none_is_said() -> None:
    assert says._dates({"known_from": "2025-03-04", "note": "2025-03", "value": "12025", "year": "1825"}).keys() == {
        "2025-03"}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "mood"),
    [("operating", "fact"), ("closed", "fact"), ("ramping_up", "fact"), ("producing", "fact"), ("planned", "planned"),
     ("construction", "planned"), ("care", "fact"), ("None", "planned")],
)  # fmt: skip
def test_a_project_that_has_not_run_is_planned(status: str, mood: str) -> None:
    assert says._row_modality(a_row("projects"), {"status": status}, "projects_capacity") == mood


def test_a_figure_of_years_to_come_is_expected() -> None:
    known = dt.date(2025, 5, 1)
    for year, ahead in ((2024, False), (2025, False), (2026, True), (2030, True)):
        row = {"year": year, "known_from": known, "scenario": "STEPS"}
        assert says._ahead(row) is ahead
        assert says._row_modality(a_row("facts"), row, "production") == ("expected" if ahead else "fact")
        assert says._limits(row, "share") == frozenset({"share", *(["scenario STEPS"] if ahead else [])})


def test_a_plant_is_built_or_runs() -> None:
    assert {"build", "plan", "due"} <= says._not_yet({"status": "operating"})
    assert "w:operat" in says._not_yet({"status": "planned"})
    assert not says._not_yet({"status": "planned"}) & {"plan", "due"}
    assert not says._not_yet({"status": "construction"}) & {"build", "plan", "due"}
    assert "build" in says._not_yet({"status": "planned"})
    assert not says._not_yet({"status": "operating"}) & {"w:operat"}


@pytest.mark.parametrize("note", ["more than", "less than", "about", "at least", "up to"])
def test_a_note_bounds_its_figure(note: str) -> None:
    assert says._note({"note": note}) == note
    assert says._note({"note": f"{note} a mine"}) is None
    stated = says.figure_number(Figure(metric="m", value=2.0, unit="kt"), note)
    assert (stated.value, stated.dims, stated.qualifiers) == (2000.0, (("t", 1),), {note})


def test_the_seller_is_that_of_a_share_of_imports() -> None:
    assert says._seller({"metric": "import_source_share", "partner": "RUS"}) == "RUS"
    assert says._seller({"metric": "imports", "partner": "RUS"}) == ""


@pytest.mark.parametrize(
    ("stage", "key"),
    [("mine", "mine"), ("separate", "refine"), ("refine", "refine"), ("metal", "metalmaking"),
     ("component", "magnetmaking")],
)  # fmt: skip
def test_a_figure_is_of_its_stage_and_names(stage: str, key: str) -> None:
    figure = Figure(metric="m", value=1, unit="t", stage=stage, country="CHN;RUS", counterpart="JPN",
                    mineral="cobalt;nickel", sector="steel", period="2024/2025")  # fmt: skip
    assert says.figure_slots(figure) == {
        "stage": {key}, "country": {"country:CHN", "country:RUS", "country:JPN"},
        "mineral": {"mineral:cobalt", "mineral:nickel"}, "sector": {"sector:steel"}, "date": {"2024", "2025"},
    }  # fmt: skip
    assert "mineral:battery metals" in says.figure_slots(figure, listed=True)["mineral"]
    assert says.figure_slots(Figure(metric="m", value=1, unit="t")) == {}


def numbers(**args: Any) -> list[tuple[float, str]]:
    told = dict(says._arguments({"scenario": args}))
    return [(round(n.value, 6), n.metric) for n in says._argument_numbers(told)]


def test_a_scenario_has_its_cut_and_length() -> None:
    cut = {"exporter": "COD", "allowed": 0.44, "from": "2026-01", "to": "2026-12"}
    assert numbers(restrictions=[cut]) == [(0.56, "cut"), (1.0, "length")]
    assert numbers(restrictions=[{**cut, "from": "2026", "to": "2027"}]) == [(0.56, "cut"), (2.0, "length")]
    assert numbers(restrictions=[{**cut, "to": "2026-01"}]) == [(0.56, "cut"), (round(1 / 12, 6), "length")]
    assert numbers(outage=[{"lost": 0.3, "start": "2026-01", "months": 6}]) == [(0.3, "cut"), (0.5, "length")]


def run_known(**args: Any) -> Known:
    figure = Figure(metric="price_ratio", value=1.5, low=1.2, high=2.0, unit="1", mineral="cobalt", country="CHN",
                    period="2026-01/2026-06")  # fmt: skip
    item = RunEvidence(run="r", metric="price_ratio", index=0, statement="", figure=figure)
    runs = {"r": {"verb": "simulate", "args": args}}
    return says.known("e1", {"e1": item}, proof.Context(WORLD, day=DAY, runs=runs))


def test_a_run_says_its_figure_its_horizon_and_who_acts() -> None:
    made = run_known(restrictions=[{"exporter": "COD", "importer": "CHN", "minerals": ["cobalt"], "allowed": 0.4}],
                     responder="USA", sender="IDN", target="JPN", start="2026-02")  # fmt: skip
    first = made.numbers[0]
    assert (first.value, first.low, first.high, first.exact, first.qualifiers) == (1.5, 1.2, 2.0, True, {"exactly"})
    assert [n.value for n in made.numbers if n.metric == "horizon"] == [pytest.approx(0.5)]
    assert made.modality == "conditional"
    assert made.roles == {"country:COD": "A", "country:USA": "A", "country:IDN": "A", "country:CHN": "T",
                          "country:JPN": "T"}  # fmt: skip
    assert {"2026-01", "2026-06", "2026-02"} <= made.slots["date"]
    assert {"country:CHN", "country:COD", "country:USA"} <= made.slots["country"]
    assert "mineral:cobalt" in made.slots["mineral"]


TEXT = "Exports fell to at least 96,600 tonnes, from about 220,000 tonnes. Acme sold 5,000 tonnes."


def derived_known(formula: str, *more: Evidence, **about: str) -> Known:
    book = proof.Ledger(WORLD, TEXT)
    for words in ("at least 96,600 tonnes", "about 220,000 tonnes", "5,000 tonnes"):
        book.span(TEXT.index(words), TEXT.index(words) + len(words), reads=True)
    for item in more:
        book.add(item)
    key = book.derived(formula, **about)
    context = proof.Context(WORLD, TEXT, "", DAY, {"r": {"verb": "simulate", "args": {}}})
    return says.known(key, book.evidence, context)


A_RUN = RunEvidence(run="r", metric="loss", index=0, statement="", figure=Figure(metric="m", value=9.0, unit="t"))


@pytest.mark.parametrize(
    ("formula", "qualifiers", "summed", "mood"),
    [
        ("e3 / 2", {"exactly"}, False, "fact"), ("e1 / e3", {"at least", "about"}, False, "fact"),
        ("e2 / e3", {"about"}, False, "fact"), ("e1 + e3", {"at least", "about"}, True, "fact"),
        ("sum(e3, e3)", {"exactly"}, True, "fact"), ("count(e1, e2)", {"exactly"}, False, "fact"),
        ("e3 - e4", {"exactly"}, False, "conditional"),
    ],
)  # fmt: skip
def test_a_derivation_keeps_the_bounds_and_moods_of_its_operands(
    formula: str, qualifiers: set[str], summed: bool, mood: str
) -> None:
    made = derived_known(formula, A_RUN)
    assert made.numbers[0].qualifiers == qualifiers
    assert made.numbers[0].summed is summed
    assert made.modality == mood
    assert not made.spoken


def test_a_derivation_from_a_plan_is_a_plan() -> None:
    planned = proof.row_evidence(WORLD, "projects", "wagerup-gallium", "capacity")
    made = derived_known("e4 / 2", planned)
    assert made.modality == "planned"
    assert derived_known("e4 / 2", planned.model_copy(update={"weak": True})).weak
    assert not derived_known("(e4 / e5) * e3", planned.model_copy(update={"weak": True}), planned).weak
    assert not made.weak


def test_a_derivation_names_the_day_it_counts_from() -> None:
    book = proof.Ledger(WORLD, "The ban ends on 1 May 2027.")
    key = book.span(16, 26, reads=True)
    made = book.derived(f'months(day("{DAY}"), {key})')
    found = says.known(made, book.evidence, proof.Context(WORLD, book.text, "", DAY))
    assert DAY in found.slots["date"]


@pytest.mark.parametrize(
    ("before", "text", "named"),
    [
        ("Alcoa met officials.", "The company spent $5 million.", {"name:alcoa"}),
        ("Alcoa and Glencore met.", "The company spent $5 million.", set()),
        ("Glencore sold ore. Alcoa met officials.", "The company spent $5 million.", {"name:alcoa"}),
        ("Chile met officials.", "The country spent $5 million.", {"country:CHL"}),
        ("Chile and Peru met.", "The country spent $5 million.", set()),
        ("Alcoa met officials.", "A company spent $5 million.", set()),
        ("Chile met officials.", "The company spent $5 million.", set()),
        ("", "The company spent $5 million.", set()),
    ],
)
def test_whom_the_company_stands_for(before: str, text: str, named: set[str]) -> None:
    made = says.referring(read(text, DAY), read(before, DAY))
    word = next(i for i in made.items if i.surface in {"company", "country"})
    assert {k for k in word.keys if ":" in k and not k.startswith("w:")} == named


def test_who_leads_a_share_is_the_largest_of_its_series() -> None:
    for mineral, stage in (("gallium", "refine"), ("cobalt", "mine"), ("antimony", "mine")):
        shares = WORLD.shares(mineral, stage).filter(~pl.col("country").is_in(["OTH", "WLD"]))
        ranked = shares.sort("share", descending=True)["country"].to_list()
        for country, leads in ((ranked[0], True), (ranked[1], False), (ranked[-1], False)):
            table, key = proof.share_row(WORLD, mineral, stage, country)
            for transform in ("world_share", "identity"):
                item = a_row(table, id=key, transform=transform)
                row = rows.find_row(WORLD, table, key)
                wanted = leads and transform == "world_share"
                assert says._leads(row, item, proof.Context(WORLD, day=DAY)) is wanted, (mineral, country)


def test_a_span_says_its_whole_sentence_and_its_numbers_as_they_are_bound() -> None:
    start = TEXT.index("96,600")
    item = SpanEvidence(start=start, end=start + 6, quote="96,600")
    made = says.known("e1", {"e1": item}, proof.Context(WORLD, TEXT, "", DAY))
    assert made.spoken
    assert [(n.value, n.qualifiers, n.exact) for n in made.numbers] == [
        (96_600.0, {"at least"}, False), (220_000.0, {"about"}, False)]  # fmt: skip
    assert "w:acm" not in made.words


# rows


@pytest.mark.parametrize(
    ("table", "column", "low", "high"),
    [
        ("facts", "value", "low", "high"), ("chains", "recovery", "recovery_low", "recovery_high"),
        ("chains", "lead_time_months_new", "lead_low", "lead_high"),
        ("stocks", "stock_months_typical", "stock_months_low", "stock_months_high"),
        ("substitution", "time_to_switch_months", "time_low", "time_high"),
    ],
)  # fmt: skip
def test_a_cell_has_the_ends_of_its_own_columns(table: str, column: str, low: str, high: str) -> None:
    row = {column: 5.0, low: 4.0, high: 7.0, "unit": "t", "metric": "production"}
    made = rows.cell(WORLD, table, row, column)
    assert made is not None
    assert (made.low, made.value, made.high) == (4.0, 5.0, 7.0)


@pytest.mark.parametrize(
    ("table", "column", "row", "unit"),
    [
        ("facts", "value", {"value": 1.0, "unit": "kt"}, "kt"), ("facts", "low", {"low": 1.0, "unit": "kt"}, "kt"),
        ("projects", "capacity", {"capacity": 1.0, "capacity_unit": "t/yr NdPr oxide"}, "t/yr"),
        ("projects", "output_latest", {"output_latest": 1.0, "capacity_unit": "t/yr zinc"}, "t/yr"),
        ("deals", "amount", {"amount": 1.0, "currency": "EUR"}, "EUR"),
        ("deals", "amount_usd", {"amount_usd": 1.0, "currency": "EUR"}, "USD"),
        ("projects", "lead_time_months", {"lead_time_months": 1.0}, "months"),
    ],
)  # fmt: skip
def test_a_cell_is_in_its_own_unit(table: str, column: str, row: dict[str, Any], unit: str) -> None:
    assert rows.unit_of_cell(table, column, row) == unit
    made = rows.cell(WORLD, table, row, column)
    assert made is not None
    assert (made.value, made.unit) == (1.0, unit)


def test_what_is_no_cell_is_refused() -> None:
    with pytest.raises(BadInput):
        rows.cell(WORLD, "facts", {"value": 1.0}, "colour")
    with pytest.raises(MissingData):
        rows.cell(WORLD, "facts", {"value": None}, "value")
    with pytest.raises(BadInput):
        rows.unit_of_cell("facts", "colour", {})
    with pytest.raises(MissingData):
        rows.find_row(WORLD, "facts", "none")
    with pytest.raises(MissingData):
        proof.share_row(WORLD, "cobalt", "mine", "ISL")


@pytest.mark.parametrize(
    ("size", "unit", "transform", "made", "told"),
    [
        (0.25, "1", "percent", 25.0, "%"), (2.0, "kt", "to:t", 2000.0, "t"), (2000.0, "t", "to:kt", 2.0, "kt"),
        (3.0, "USD/kg", "to:USD/t", 3000.0, "USD/t"), (18.0, "months", "to:years", 1.5, "years"),
    ],
)  # fmt: skip
def test_a_transform_converts_value_and_ends(size: float, unit: str, transform: str, made: float, told: str) -> None:
    value, new, (low, high) = rows._transformed(size, unit, (size / 2, size * 2), transform)
    assert (value, new, low, high) == (pytest.approx(made), told, pytest.approx(made / 2), pytest.approx(made * 2))


@pytest.mark.parametrize(
    ("cell", "day", "text"),
    [
        ("2025", dt.date(2025, 1, 1), "2025"), ("2025-03", dt.date(2025, 3, 1), "2025-03"),
        (dt.date(2025, 3, 4), dt.date(2025, 3, 4), "2025-03-04"), ("2025-13", None, ""), ("25-03", None, ""),
        ("March 2025", None, ""), ("20250304", None, ""),
    ],
)  # fmt: skip
def test_a_cell_that_is_a_date_is_its_first_day(cell: object, day: dt.date | None, text: str) -> None:
    assert rows._date(cell) == ((float(day.toordinal()), text) if day else None)
    assert rows._number(12) == 12.0
    assert rows._number("12.5") == 12.5
    assert rows._number(True) is rows._number("") is rows._number("2025-03-04") is None


def test_a_figure_is_about_what_its_row_is() -> None:
    row = {"actor": "CHN", "targets": "USA", "minerals": "cobalt", "stage": "mine", "sector": "steel", "title": "ban",
           "announced": "2025-03-04", "value": 1.0, "unit": "t"}  # fmt: skip
    assert rows._slots("measures", row) == {
        "mineral": "cobalt", "stage": "mine", "country": "CHN", "counterpart": "USA", "sector": None, "name": "ban",
        "period": "2025-03-04"}  # fmt: skip
    assert rows._slots("uses", row)["sector"] == "steel"
    assert rows._slots("measures", {"exporter": "COD", "importer": "CHN"})["counterpart"] == "CHN"
    assert set(rows._slots("facts", {"country": ""}).values()) == {None}


def test_a_row_is_told_whole_and_to_its_last_digit() -> None:
    row = {"id": "x", "metric": "production", "mineral": "tin", "country": "CHN", "partner": "RUS", "year": 2024,
           "value": 123456.789, "unit": "t", "source_id": "s", "note": "a;b"}  # fmt: skip
    told = rows.statement_of(WORLD, "facts", row, "value")
    assert told.startswith("production: 123456.789 t; ")
    assert {"mineral tin", "country China", "partner Russia", "year 2024", "note a, b"} <= set(told.split("; "))
    assert not [w for w in ("source", " x", "unit", "metric") if w in told]


@pytest.mark.parametrize(("mineral", "stage"), [("cobalt", "mine"), ("cobalt", "refine"), ("copper", "mine"),
                                                ("copper", "refine"), ("rare earths", "mine"),
                                                ("nickel", "mine"), ("nickel", "refine"), ("zinc", "mine"),
                                                ("zinc", "refine"), ("gallium", "refine"), ("graphite", "mine"),
                                                ("lithium", "mine"), ("tin", "mine")])  # fmt: skip
def test_the_row_behind_a_share_gives_the_share(mineral: str, stage: str) -> None:
    for share in WORLD.shares(mineral, stage).iter_rows(named=True):
        if share["country"] in {"OTH", "WLD"}:
            continue
        item = proof.row_evidence(WORLD, *proof.share_row(WORLD, mineral, stage, share["country"]), "value",
                                  "world_share")  # fmt: skip
        assert item.figure is not None
        assert item.figure.value == share["share"]
        assert (item.figure.country, item.figure.period) == (share["country"], str(share["year"]))
        assert (item.figure.mineral, item.figure.stage) == (mineral, stage)


def test_a_figure_is_told_with_its_slots() -> None:
    figure = Figure(metric="price_ratio", value=1.5, low=1.2, high=2.0, unit="1", mineral="rare_earths", country="CHN")
    assert proof.evidence.in_words(figure) == "price ratio: 1.5 (1.2 to 2) 1; rare earths, China"


def test_a_stated_number_keeps_its_slots_apart() -> None:
    one = Stated(1.0, YEAR, "", None, None, "length", True)
    assert (one.qualifiers, one.exact, one.summed, one.about) == ({"exactly"}, True, False, None)
    assert isinstance(proof.derived("a + a", {"a": A_RUN}), DerivedEvidence)


def test_what_a_span_says_is_read_once_for_one_article_and_anew_for_another() -> None:
    span = SpanEvidence(start=0, end=4, quote="Mine")
    first = Context(load_world(), "Mine output fell to 40 tonnes in 2024.", day="2025-01-01")
    other = replace(first, text="Mine output fell to 70 tonnes in 2024.")
    assert known("e1", {"e1": span}, first) is known("e1", {"e1": span}, first)
    assert [n.value for n in known("e1", {"e1": span}, first).numbers] != [
        n.value for n in known("e1", {"e1": span}, other).numbers
    ]


@pytest.mark.parametrize(
    ("table", "row", "column", "text", "true"),
    [
        ("facts", "production.rare-earths.mine.CHN.2024.usgs-mcs-2025-production.t.usgs-mcs-2025", "value",
         "China's miners made 270,000 tonnes of rare earths in 2024.", True),
        ("measures", "cn-gage-2023", "title", "China's exporters licensed gallium and germanium.", False),
        ("measures", "cn-gage-2023", "title", "China licensed gallium and germanium.", True),
    ],
)  # fmt: skip
def test_what_a_country_does_is_not_done_by_its_firms(table: str, row: str, column: str, text: str, true: bool) -> None:
    ledger = proof.Ledger(WORLD, "")
    told = known(ledger.row(table, row, column), ledger.evidence, Context(WORLD, "", "", DAY))
    assert (not list(entail.roles(read(text, DAY), [told], []))) is true


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("It can make 5 t.", {"capacity"}), ("It is able to quickly process ore.", {"capacity"}),
        ("It can sell 5 t.", set()), ("5 t of tin are required.", {"need_for"}), ("It is required.", set()),
        ("It is capable of smelting ore.", {"capacity"}), ("It can turn out 5 t.", {"capacity"}),
    ],
)  # fmt: skip
def test_what_a_plant_can_make_and_what_is_needed(text: str, means: set[str]) -> None:
    assert says.able(read(text, DAY)) == means


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("It may export 5 t.", True), ("It may sell 5 t.", False), ("It is allowed to ship 5 t.", True),
        ("It exports 5 t.", False), ("It is allowed to sell 5 t.", False),
    ],
)  # fmt: skip
def test_what_may_leave_a_country(text: str, true: bool) -> None:
    assert says.allows_exports(read(text, DAY)) is true


@pytest.mark.parametrize(
    ("before", "text", "who"),
    [
        ("Glencore closed a mine.", "It sold tin.", "Glencore"), ("Glencore and BHP closed a mine.", "It fell.", ""),
        ("Peru closed a mine.", "Its tin fell.", "Peru"), ("Glencore met BHP.", "It sold tin.", "Glencore"),
        ("A mine fell.", "It sold tin.", ""), ("Glencore was fined.", "It sold tin.", "Glencore"),
        ("Glencore fell.", "BHP said it sold tin.", "BHP"), ("Peru fell. Glencore rose.", "It sold tin.", "Glencore"),
    ],
)  # fmt: skip
def test_it_is_the_one_who_acts_in_the_sentence_before(before: str, text: str, who: str) -> None:
    made = says._named_anew(read(text, DAY), before, DAY)
    assert " ".join(i.surface for i in made.items if i.kind in {"company", "country"}) == who


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("LIMA, Nov 3 (Reuters) - Peru sold tin. Chile bought it.", "sold tin", "Peru sold tin."),
        ("LIMA, Nov 3 (Reuters) - Peru sold tin. Chile bought it.", "bought", "Chile bought it."),
        ("Mr. Diaz sold tin. It fell.", "Diaz", "Mr. Diaz sold tin."), ("It fell! Did it? Yes.", "Did", "Did it?"),
        ("The U.S. Mint sold tin. It fell.", "tin", "The U.S. Mint sold tin."),
        ("It fell.\nPeru sold tin", "sold", "Peru sold tin"), ("It rose 5. (It fell.) Yes.", "fell", "(It fell.)"),
        ("It said: “Tin fell.” Peru sold it.", "Peru", "Peru sold it."),
    ],
)  # fmt: skip
def test_the_whole_sentence_around_some_words(text: str, span: str, whole: str) -> None:
    assert says.whole_sentences(text, text.index(span), text.index(span) + len(span)) == whole


def test_where_the_sentences_of_a_text_begin_and_end() -> None:
    text = "One fell.\n\nTwo rose. “Three fell.” "
    assert [text[a:b] for a, b in says.sentence_spans(text)] == ["One fell.", "Two rose.", "“Three fell.”"]
    assert says.sentence_spans("  ") == ()
