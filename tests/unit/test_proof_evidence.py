"""Evidence is exact: the very cell, the statement made again, the formula recomputed, nothing later than the day."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from didymium import proof
from didymium.errors import BadInput, MissingData
from didymium.proof.evidence import faults, read_within
from didymium.proof.reading import read
from didymium.proof.rows import cell
from didymium.records import DerivedEvidence, Evidence, Figure, RowEvidence, RunEvidence, Sentence, SpanEvidence
from didymium.world.load import World, load_world

DAY = "2025-11-10"
TEXT = (
    "Congo set a quota of 96,600 tonnes for 2026. It exported 220,000 tonnes in 2024. The fund has up to $400 million."
)


def world() -> World:
    return load_world().as_of(DAY)


def ledger() -> proof.Ledger:
    return proof.Ledger(world(), TEXT)


def context(book: proof.Ledger) -> proof.Context:
    return proof.Context(world(), TEXT, "", DAY, book.runs)


def a_price() -> tuple[str, dict[str, Any]]:
    rows = world().table("prices").filter(pl.col("mineral") == "gallium")
    row = rows.row(-1, named=True)
    return proof.row_id(world(), "prices", row), row


def test_a_row_is_said_from_the_row() -> None:
    book = ledger()
    row, values = a_price()
    item = book.evidence[book.row("prices", row, "value")]
    assert isinstance(item, RowEvidence)
    assert item.figure is not None
    assert item.figure.value == values["value"]
    assert item.figure.unit == values["unit"]
    assert item.known_from == str(values["known_from"])
    assert item.statement == proof.statement(world(), "prices", row, "value")
    assert "gallium" in item.statement
    assert not faults("e1", book.evidence, context(book))


@pytest.mark.parametrize(
    "change",
    [
        {"statement": "Price of gallium: 1 USD/kg"}, {"source": "another"}, {"url": "https://example.org"},
        {"known_from": "2020-01-01"}, {"column": "period"}, {"id": "none"}, {"table": "facts"}, {"weak": True},
        {"transform": "percent"}, {"edition": "2020.01"}, {"confidence": "certain"},
    ],
)  # fmt: skip
def test_a_changed_row_is_found(change: dict[str, Any]) -> None:
    book = ledger()
    key = book.row("prices", a_price()[0], "value")
    forged = book.evidence | {key: book.evidence[key].model_copy(update=change)}
    assert faults(key, forged, context(book))


def test_another_value_than_the_cell_is_found() -> None:
    book = ledger()
    key = book.row("prices", a_price()[0], "value")
    item = book.evidence[key]
    assert isinstance(item, RowEvidence)
    assert item.figure is not None
    figure = item.figure.model_copy(update={"value": item.figure.value * 1.001})
    assert faults(key, {key: item.model_copy(update={"figure": figure})}, context(book))


def test_a_row_that_was_not_public_yet_is_refused() -> None:
    row, _ = a_price()
    early = load_world().as_of("2001-01-01")
    with pytest.raises(MissingData):
        proof.row_evidence(early, "prices", row, "value")
    book = ledger()
    key = book.row("prices", row, "value")
    seen = proof.Context(world(), TEXT, "", "2001-01-01", {})
    assert "public" in faults(key, book.evidence, seen)[0]


def test_a_world_share_is_the_worlds() -> None:
    book = ledger()
    key = book.row(*proof.share_row(world(), "rare earths", "mine", "CHN"), "value", "world_share")
    item = book.evidence[key]
    assert isinstance(item, RowEvidence)
    assert item.figure is not None
    shares = world().shares("rare earths", "mine")
    assert item.figure.value == shares.filter(pl.col("country") == "CHN")["share"][0]
    assert item.figure.metric == "share"


def test_transforms_convert_and_refuse() -> None:
    row, values = a_price()
    per_tonne = proof.row_evidence(world(), "prices", row, "value", "to:USD/t").figure
    assert per_tonne is not None
    assert per_tonne.value == pytest.approx(values["value"] * 1000)
    with pytest.raises(BadInput):
        proof.row_evidence(world(), "prices", row, "value", "to:t")
    with pytest.raises(BadInput):
        proof.row_evidence(world(), "prices", row, "value", "doubled")


def test_a_span_must_be_verbatim_and_read_what_it_states() -> None:
    book = ledger()
    start = TEXT.index("96,600")
    key = book.span(start, start + len("96,600 tonnes"), reads=True)
    item = book.evidence[key]
    assert isinstance(item, SpanEvidence)
    assert item.reads is not None
    assert (item.reads.value, item.reads.unit) == (96_600, "t")
    assert not faults(key, book.evidence, context(book))
    reads = item.reads.model_copy(update={"value": 86_600.0})
    assert faults(key, {key: item.model_copy(update={"reads": reads})}, context(book))
    assert faults(key, {key: item.model_copy(update={"quote": "96,601 tonnes"})}, context(book))
    assert faults(key, {key: item.model_copy(update={"start": start - 1})}, context(book))


def test_a_bound_is_read_with_its_span() -> None:
    assert proof.read_quantity("up to $400 million").quantifier == "up to"
    assert proof.read_quantity("between 200 and 300 tonnes").model_dump(include={"value", "low", "high"}) == {
        "value": None, "low": 200, "high": 300}  # fmt: skip
    with pytest.raises(BadInput):
        proof.read_quantity("96,600 tonnes and 220,000 tonnes")
    with pytest.raises(BadInput):
        proof.read_quantity("nothing at all")


def spans(book: proof.Ledger) -> tuple[str, str]:
    found = []
    for words in ("96,600 tonnes", "220,000 tonnes"):
        start = TEXT.index(words)
        found.append(book.span(start, start + len(words), reads=True))
    return found[0], found[1]


def test_a_derivation_is_recomputed() -> None:
    book = ledger()
    quota, exports = spans(book)
    key = book.derived(f"share({quota}, {exports})", "quota_share", mineral="cobalt")
    item = book.evidence[key]
    assert isinstance(item, DerivedEvidence)
    assert item.figure.value == pytest.approx(96_600 / 220_000)
    assert item.figure.unit == "share"
    assert not faults(key, book.evidence, context(book))
    turned = {"formula": f"share({exports}, {quota})", "operands": (exports, quota)}
    for change in (turned, {"operands": (exports, quota)},
                   {"formula": f"{quota} + {exports}"}, {"statement": "quota share: 0.9 share; cobalt"},
                   {"figure": item.figure.model_copy(update={"value": 0.5})},
                   {"figure": item.figure.model_copy(update={"unit": "t"})}):  # fmt: skip
        assert faults(key, book.evidence | {key: item.model_copy(update=change)}, context(book)), change


def test_a_derivation_stands_on_its_operands() -> None:
    book = ledger()
    quota, exports = spans(book)
    key = book.derived(f"share({quota}, {exports})")
    forged = dict(book.evidence)
    forged[quota] = forged[quota].model_copy(update={"quote": "99,600 tonnes"})
    assert faults(key, forged, context(book))
    del forged[quota]
    assert faults(key, forged, context(book))


def test_a_circle_of_derivations_ends() -> None:
    figure = Figure(metric="derived", value=1.0, unit="share")
    circle: dict[str, Evidence] = {
        a: DerivedEvidence(formula=f"{b} / {b}", operands=(b,), figure=figure, statement="derived: 1 share; ")
        for a, b in (("e1", "e2"), ("e2", "e1"))
    }
    assert faults("e1", circle, proof.Context(world(), TEXT))


def test_a_run_must_be_in_the_manifest_and_its_metric_its_figures() -> None:
    figure = Figure(metric="price_ratio", value=2.0, low=1.0, high=3.0, unit="1")
    item = RunEvidence(run="simulate-1", metric="price_ratio", index=0, statement="", figure=figure)
    runs = {"simulate-1": {"verb": "simulate", "args": {}}}
    assert not faults("e1", {"e1": item}, proof.Context(world(), TEXT, runs=runs))
    assert faults("e1", {"e1": item}, proof.Context(world(), TEXT, runs={}))
    for change in ({"metric": "price_min"}, {"index": -1}, {"figure": figure.model_copy(update={"low": 9.0})}):
        assert faults("e1", {"e1": item.model_copy(update=change)}, proof.Context(world(), TEXT, runs=runs)), change


def test_the_same_evidence_keeps_one_id() -> None:
    book = ledger()
    assert book.span(0, 5) == book.span(0, 5) == "e1"
    assert book.span(0, 6) == "e2"


def test_a_bound_that_a_span_reads_is_its_own() -> None:
    book = ledger()
    start = TEXT.index("up to $400")
    key = book.span(start, start + len("up to $400 million"), reads=True)
    item = book.evidence[key]
    assert isinstance(item, SpanEvidence)
    assert item.reads is not None
    for change in ({"quantifier": "exactly"}, {"unit": "EUR"}, {"value": None, "low": 4e8, "high": 5e8}):
        forged = item.model_copy(update={"reads": item.reads.model_copy(update=change)})
        assert faults(key, {key: forged}, context(book)), change


def test_a_derived_value_is_recomputed_to_its_last_digits() -> None:
    book = ledger()
    quota, exports = spans(book)
    key = book.derived(f"share({quota}, {exports})")
    item = book.evidence[key]
    assert isinstance(item, DerivedEvidence)
    near = item.figure.model_copy(update={"value": item.figure.value * (1 + 1e-6)})
    assert faults(key, book.evidence | {key: item.model_copy(update={"figure": near})}, context(book))
    same = item.figure.model_copy(update={"value": item.figure.value * (1 + 1e-13)})
    assert not faults(key, book.evidence | {key: item.model_copy(update={"figure": same})}, context(book))


def test_a_formula_counts_from_the_day_of_the_brief_alone() -> None:
    book = ledger()
    start = TEXT.index("2026")
    until = book.span(start, start + 4, reads=True)
    for day, wrong in ((DAY, False), ("2025-10-10", True)):
        key = book.derived(f'months(day("{day}"), {until})')
        assert bool(faults(key, book.evidence, context(book))) is wrong, day


def test_what_rests_on_weak_sources_alone_is_not_proven() -> None:
    book = ledger()
    weak = next(
        (key for row in world().table("facts").iter_rows(named=True)
         if world().source(str(row["source_id"])).get("class") in {"aggregator", "none"} and row["value"] is not None
         for key in [book.row("facts", proof.row_id(world(), "facts", row), "value")]), None)  # fmt: skip
    if weak is None:
        weak = book.row("prices", a_price()[0], "value")
        book.evidence[weak] = book.evidence[weak].model_copy(update={"weak": True})
    item = book.evidence[weak]
    assert isinstance(item, RowEvidence)
    assert item.weak
    said = proof.prove(Sentence(text="The figure is on record.", evidence=(weak,)), book.evidence, context(book))
    assert any("weak" in why for why in said.reasons)


def test_a_cell_with_ends_keeps_them_and_converts_them() -> None:
    row = {"metric": "production", "mineral": "tin", "value": 10.0, "low": 8.0, "high": 12.5, "unit": "t"}
    for transform, size, unit in (("identity", 1, "t"), ("to:kg", 1000, "kg")):
        made = cell(world(), "facts", row, "value", transform)
        assert made is not None
        assert (made.value, made.low, made.high, made.unit) == (10 * size, 8 * size, 12.5 * size, unit)
    for outside in ({"low": 11.0}, {"high": 9.0}, {"low": None}):
        made = cell(world(), "facts", row | outside, "value")
        assert made is not None
        assert (made.low, made.high) == (None, None)
    with pytest.raises(BadInput):
        cell(world(), "facts", row | {"unit": "count"}, "value", "to:share")


@pytest.mark.parametrize("change", [{"country": "JPN"}, {"mineral": "tin"}, {"period": "1999"}, {"unit": "USD/t"},
                                    {"metric": "production"}])  # fmt: skip
def test_what_a_figure_is_of_is_its_rows(change: dict[str, Any]) -> None:
    book = ledger()
    key = book.row("prices", a_price()[0], "value")
    item = book.evidence[key]
    assert isinstance(item, RowEvidence)
    assert item.figure is not None
    assert faults(key, {key: item.model_copy(update={"figure": item.figure.model_copy(update=change)})}, context(book))


def test_a_range_that_a_span_reads_is_used_with_its_middle_and_ends() -> None:
    book = proof.Ledger(world(), "It will ship between 200 and 300 tonnes this year, of 500 tonnes.")
    parts = [book.span(book.text.index(w), book.text.index(w) + len(w), reads=True)
             for w in ("between 200 and 300 tonnes", "500 tonnes")]  # fmt: skip
    item = book.evidence[book.derived(f"share({parts[0]}, {parts[1]})")]
    assert isinstance(item, DerivedEvidence)
    assert (item.figure.value, item.figure.low, item.figure.high) == (0.5, 0.4, 0.6)


@pytest.mark.parametrize(
    ("text", "quote", "true"),
    [
        ("Zambia cut its plan to 25,000 tons to 26,500 tons.", "25,000 tons", False),
        ("Zambia cut its plan to 25,000 tons to 26,500 tons.", "26,500 tons", False),
        ("Zambia cut its plan to 25,000 tons to 26,500 tons.", "25,000 tons to 26,500 tons", True),
        ("Zambia's output rose from 25,000 tons to 26,500 tons.", "26,500 tons", True),
        ("The price was $40 to $50 a pound.", "$50 a pound", False),
    ],
)
def test_an_operand_is_no_end_of_a_range(text: str, quote: str, true: bool) -> None:
    book = proof.Ledger(world(), text)
    key = book.span(text.index(quote), text.index(quote) + len(quote), reads=True)
    assert (not faults(key, book.evidence, proof.Context(world(), text, "", DAY))) is true


def test_each_end_of_a_figure_is_looked_at() -> None:
    book = proof.Ledger(world(), "It will ship between 200 and 300 tonnes this year, of 500 tonnes.")
    key = book.span(13, 39, reads=True)
    made = book.derived(f"{key} + {key}")
    item = book.evidence[made]
    assert isinstance(item, DerivedEvidence)
    assert not faults(made, book.evidence, proof.Context(world(), book.text, "", DAY))
    for change in ({"low": 410.0}, {"high": 590.0}, {"low": None, "high": None}, {"low": None}, {"value": 510.0}):
        forged = item.model_copy(update={"figure": item.figure.model_copy(update=change)})
        assert faults(made, book.evidence | {made: forged}, proof.Context(world(), book.text, "", DAY)), change


def test_a_span_stands_where_it_says() -> None:
    text = "Output rose. Prices fell. Output rose."
    context = proof.Context(world(), text, "", DAY)
    for start, end, quote, wrong in ((0, 12, "Output rose.", False), (26, 38, "Output rose.", False),
                                     (13, 25, "Output rose.", True), (1, 13, "Output rose.", True),
                                     (-12, 38, "Output rose.", True), (5, 5, "", True), (26, 99,
                                      "Output rose.", True)):  # fmt: skip
        item = SpanEvidence(start=start, end=end, quote=quote)
        assert bool(faults("e1", {"e1": item}, context)) is wrong, (start, end)


def test_a_run_is_in_the_manifest_with_its_ends_in_order() -> None:
    for value, low, high, wrong in ((2.0, 1.0, 3.0, False), (-2.0, -3.0, -1.0, False), (-2.0, -1.0, -3.0, True),
                                    (2.0, 3.0, 1.0, True), (2.0, None, None, False)):  # fmt: skip
        figure = Figure(metric="m", value=value, low=low, high=high, unit="1")
        item = RunEvidence(run="simulate-1", metric="m", index=0, statement="", figure=figure)
        runs = {"simulate-1": {"verb": "simulate", "args": {}}}
        assert bool(faults("e1", {"e1": item}, proof.Context(world(), TEXT, runs=runs))) is wrong, (low, high)
        other = {"simulate-2": runs["simulate-1"]}
        why = faults("e1", {"e1": item}, proof.Context(world(), TEXT, runs=other))
        assert why == ("run simulate-1 is not in the manifest",)


def test_operands_are_those_of_the_formula_in_their_order() -> None:
    book = ledger()
    quota, exports = spans(book)
    key = book.derived(f"share({quota}, {exports})")
    item = book.evidence[key]
    for operands in ((exports, quota), (quota,), (quota, exports, quota), ()):
        forged = book.evidence | {key: item.model_copy(update={"operands": operands})}
        assert faults(key, forged, context(book)), operands


def test_the_statement_of_a_derivation_is_made_of_its_figure() -> None:
    book = ledger()
    quota, exports = spans(book)
    key = book.derived(f"share({quota}, {exports})")
    item = book.evidence[key]
    assert isinstance(item, DerivedEvidence)
    for statement in ("", item.statement.replace("0.4391", "0.4931"), f"{item.statement} and more"):
        forged = book.evidence | {key: item.model_copy(update={"statement": statement})}
        assert any("statement" in why for why in faults(key, forged, context(book))), statement


def test_an_accepted_row_is_what_was_accepted() -> None:
    book = ledger()
    row, values = a_price()
    key = book.accepted("prices", row, "value", "my file", "2025-11-01")
    item = book.evidence[key]
    assert not faults(key, book.evidence, context(book))
    assert item.kind == "accepted"
    assert item.figure is not None
    assert item.figure.value == values["value"]
    late = {"known_from": "2025-11-11"}
    other = {"figure": item.figure.model_copy(update={"value": 2 * values["value"]})}
    for change in (late, other, {"statement": "another"}, {"id": "none"}, {"column": "period"}):
        forged = book.evidence | {key: item.model_copy(update=change)}
        assert faults(key, forged, context(book)), change
    assert not faults(key, book.evidence | {key: item.model_copy(update={"known_from": DAY})}, context(book))


@pytest.mark.parametrize(("known", "late"), [("2025-11-09", False), (DAY, False), ("2025-11-11", True),
    ("2025-12", True),
                                             ("2026", True), ("", False)])  # fmt: skip
def test_what_was_known_on_the_day_is_not_late(known: str, late: bool) -> None:
    assert proof.evidence._late(known, proof.Context(world(), day=DAY)) is late
    assert not proof.evidence._late(known, proof.Context(world()))


def test_an_operand_at_fault_is_one_of_what_rests_on_it_however_deep() -> None:
    book = ledger()
    quota, exports = spans(book)
    first = book.derived(f"share({quota}, {exports})")
    second = book.derived(f"{first} + {first}")
    third = book.derived(f"{second} - {first}")
    assert not faults(third, book.evidence, context(book))
    forged = book.evidence | {quota: book.evidence[quota].model_copy(update={"quote": "99,600 tonnes"})}
    for key in (first, second, third):
        assert any(why.startswith(f"its operand {quota}") for why in faults(key, forged, context(book))), key


@pytest.mark.parametrize(
    ("quote", "kind", "value", "high"),
    [
        ("5 tonnes", "mass", 5.0, None), ("5 kg", "mass", 5.0, None), ("40%", "share", 40.0, None),
        ("5 to 6 tonnes", "mass", None, 6.0), ("three months", "duration", 3.0, None),
        ("5 tonnes a year", "mass_rate", 5.0, None),
        ("$7 million", "money", 7e6, None), ("$7 to $9 million", "money", None, 9e6),
    ],
)  # fmt: skip
def test_a_quotation_is_read_as_a_quantity_of_its_kind(
    quote: str, kind: str, value: float | None, high: float | None
) -> None:
    read = proof.read_quantity(quote)
    assert (read.kind, read.value, read.high) == (kind, value, high)


@pytest.mark.parametrize(
    ("article", "quote", "value", "unit"),
    [
        ("Output fell to 150 million tons from 227 million this year.", "227 million", 227e6, "t"),
        ("Output was 1.1 million tonnes in 2024, up from 900,000 in 2020.", "900,000", 9e5, "t"),
        ("Acme makes 40 tonnes a year, against 50.", "50", 50, "t/yr"),
        ("Tin at $45,000 a tonne is up from $35,000 in May.", "$35,000", 35e3, "USD/t"),
        ("Uranium sales were 24 million pounds, and 25 million pounds before.", "25 million pounds", 25e6, "lb"),
        ("Uranium sales were £24 million; it lent 25 million pounds.", "25 million pounds", 25e6, "GBP"),
        ("The union lent 25 million pounds.", "25 million pounds", 25e6, "GBP"),
        ("Tin rose to $45,000 a tonne. It spent $35,000 in May.", "$35,000", 35e3, "USD"),
    ],
)  # fmt: skip
def test_a_number_takes_the_unit_that_stands_around_it(article: str, quote: str, value: float, unit: str) -> None:
    told = read_within(article, article.index(quote), article.index(quote) + len(quote))
    assert (told.value, told.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    "article",
    [
        "Output fell to 150 million tons from 227 million people's work.", "It made 9 tonnes. It fell from 8 in May.",
        "It sold 90,000 tonnes, up from 8 in May.", "It sold 90 tonnes to 8 in May.", "It sold 90 days from 80 in May.",
        "It sold 90 tonnes to 8 firms, up from 7 in May.",
    ],
)  # fmt: skip
def test_a_number_takes_no_unit_of_another_thing(article: str) -> None:
    assert not [n for n in read(article).numbers[1:] if n.number and ("t", 1) in n.number.dims]


def test_a_pair_of_which_one_leaves_its_unit_out_is_proven() -> None:
    text = (
        "Acme made 24 million pounds of uranium, down from 30 million pounds. Its output of tin was 90 tons, from 60."
    )
    book = proof.Ledger(world(), text)
    for quote in ("24 million pounds", "30 million pounds", "90 tons", "60"):
        book.span(text.index(quote), text.index(quote) + len(quote), reads=True)
    for made, said in (
        ("change(e1, e2)", "Acme's 24 million pounds of uranium are 20% below what they were before "
                           "(30 million pounds)."),
        ("change(e3, e4)", "Its output of tin of 90 tons is 50% above what it was before (60 tons)."),
    ):  # fmt: skip
        key = book.derived(made, "then_and_now")
        assert not faults(key, book.evidence, proof.Context(world(), text, "", DAY))
        found = proof.prove(Sentence(text=said, evidence=(key,)), book.evidence, proof.Context(world(), text, "", DAY))
        assert found.proven, found.reasons


def test_what_narrows_from_a_range_to_another_has_two_ranges() -> None:
    for text, ends in (
        ("It cut its plan to 170 to 180 tonnes from 160 to 190 tonnes.", [(170, 180), (160, 190)]),
        ("It cut its plan from 160 to 190 tonnes.", [(None, None), (None, None)]),
    ):
        found = [i.number for i in read(text).numbers if i.number]
        assert [(n.low.value if n.low else None, n.high.value if n.high else None) for n in found] == ends
