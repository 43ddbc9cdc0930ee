"""Rules of a proof as a whole, of evidence, forms, charts and the formula language: what each alone refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from didymium import proof
from didymium.errors import BadInput, DidymiumError, MissingData
from didymium.proof import charts, draft, follow, forms, formula, links, moods, rows
from didymium.proof import evidence as checks
from didymium.proof import known as says
from didymium.proof.known import Known
from didymium.proof.prove import Proof
from didymium.proof.reading import read
from didymium.proof.verify import _finding_faults, _form_words
from didymium.records import (
    DerivedEvidence,
    Evidence,
    Figure,
    Form,
    GivenEvidence,
    Quantity,
    RunEvidence,
    Sentence,
    SpanEvidence,
)
from didymium.records import Finding as Derived
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
OPENING = "Opinion: a stock of magnets is overdue. "
VIEW = "Congress must pay for a stock. It would cost $5 million."


def span(text: str, quote: str) -> SpanEvidence:
    start = text.index(quote)
    return SpanEvidence(start=start, end=start + len(quote), quote=quote)


def of_article(article: str, text: str, *quotes: str, title: str = "") -> Proof:
    evidence: dict[str, Evidence] = {f"e{n}": span(article, q) for n, q in enumerate(quotes or (article,))}
    context = proof.Context(WORLD, article, title, DAY)
    return proof.prove(Sentence(text=text, evidence=tuple(evidence)), evidence, context)


RULES = (
    'The rules "to safeguard national security" bind President Joe Biden. '
    "Further spending is expected to reach $5 million in May."
)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ('The rules "to safeguard national security" bind President Joe Biden.', True),
        ("The rules to safeguard national security bind President Joe Biden.", False),
        ('The rules "to safeguard national security" bind President Donald Trump.', False),
        ("Further spending is expected to reach $5 million in May.", True),
        ("Total spending is expected to reach $5 million in May.", False),
    ],
)
def test_marks_of_quotation_heads_of_state_and_parts_are_kept(text: str, true: bool) -> None:
    quote = RULES.split(". ")[0] + "." if "rules" in text else RULES.split(". ")[1]
    assert of_article(RULES, text, quote).proven is true


def test_what_an_opinion_says_is_quoted_as_its_authors_word_for_word() -> None:
    first, second = "Congress must pay for a stock.", "It would cost $5 million."
    said = f"The author argues: “{first}”"
    both = f"The author argues: “{first} … {second}”"
    assert of_article(OPENING + VIEW, said, first).proven
    assert of_article(OPENING + VIEW, both, first, second).proven
    assert of_article(VIEW, said, first, title="Commentary: stocks").proven
    assert not of_article(OPENING + VIEW, said.replace("pay", "beg"), first).proven
    assert not of_article(OPENING + VIEW, f"The author argues: “{second} … {first}”", first, second).proven
    assert not of_article("Tin fell by 5% in May 2025. " + VIEW, said, first).proven
    assert of_article("Tin fell by 5% in May 2025. " + VIEW, said.replace("argues", "writes"), first).proven
    assert not of_article(OPENING + VIEW, f"The author denies: “{first}”", first).proven
    quoted = OPENING + "Congress “must” pay for a stock."
    assert of_article(quoted, "The author argues: “Congress ‘must’ pay for a stock.”", quoted[len(OPENING) :]).proven


def test_verbatim_is_one_whole_sentence_of_one_span() -> None:
    article = "Chile sold 5 tonnes of tin. Peru may sell more if prices rise."
    assert of_article(article, "Chile sold 5 tonnes of tin.", "Chile sold 5 tonnes of tin.").proven
    assert not of_article(article, "Peru may sell more.", "Peru may sell more").proven
    assert not of_article(article, "Peru may sell more if prices fall.", "Peru may sell more if prices rise.").proven


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a " * 401, "more than 400 words"), ("Chile sold tin. " + "x" * 2000, "more than 2,000 characters"),
        ("Chile <b>sold</b> tin.", "markup"), ("They named it.", "too little"),
    ],
)  # fmt: skip
def test_what_is_not_even_read(text: str, why: str) -> None:
    found = of_article("Chile sold tin.", text)
    assert found.verdict == "not proven"
    assert why in found.reasons[0]


def test_a_sentence_needs_evidence_that_exists_and_ends() -> None:
    figure = Figure(metric="m", value=1.0, unit="t")
    knot = DerivedEvidence(formula="e1", operands=("e1",), figure=figure, statement="")
    for cites, evidence, why in (
        ((), {}, "cites no evidence"), (("e1",), {}, "does not exist"), (("e1",), {"e1": knot},
         "rests on itself"),
    ):  # fmt: skip
        found = proof.prove(Sentence(text="It was 1 t.", evidence=cites), evidence, proof.Context(WORLD))
        assert why in found.reasons[0]
    lost = proof.row_evidence(WORLD, *proof.share_row(WORLD, "tin", "mine", "CHN"), "value").model_copy(
        update={"id": "none"}
    )
    found = proof.prove(Sentence(text="It was 1 t.", evidence=("e1",)), {"e1": lost}, proof.Context(WORLD))
    assert "a row that it cites does not exist" in found.reasons
    told = proof.row_evidence(WORLD, "measures", str(WORLD.table("measures")["id"][0]), "title")
    made = DerivedEvidence(formula="e1 * 2", operands=("e1",), figure=figure, statement="")
    evidence = {"e1": told, "e2": made}
    found = proof.prove(Sentence(text="It was 1 t of ore.", evidence=("e2",)), evidence, proof.Context(WORLD))
    assert found.reasons == ("e1 is no operand: it has no figure",)


def test_what_a_user_says_of_themselves_is_told_of_them_alone() -> None:
    given = GivenEvidence(
        statement="use of gallium", figure=Figure(metric="use", value=5.0, unit="t", mineral="gallium")
    )
    evidence: dict[str, Evidence] = {"e1": given}
    evidence["e2"] = proof.derived("e1 * 2", evidence, "use")
    for text, cites, yours in (
        ("You use 5 t.", ("e1",), True), ("Your use is 5 t.", ("e1",), True), ("Use is 5 t.", ("e1",), False),
        ("Use is 10 t.", ("e2",), False),
    ):  # fmt: skip
        found = proof.prove(Sentence(text=text, evidence=cites), evidence, proof.Context(WORLD))
        assert any("not about them" in why for why in found.reasons) is not yours, text


def derived(metric: str, **slots: Any) -> dict[str, Evidence]:
    book = proof.Ledger(WORLD, "")
    keys = [book.row(*proof.share_row(WORLD, "tungsten", "mine", c), "value") for c in ("CHN", "VNM")]
    key = book.derived(f"{keys[1]} / {keys[0]}", metric, **slots)
    return {"e0": book.evidence[key], **{k: book.evidence[k] for k in keys}}


def test_a_figure_of_something_with_a_name_is_told_with_it() -> None:
    evidence = derived("cost_a_tonne", name="Sangdong")
    why = "its figure is of Sangdong, which the sentence does not name"
    for text, named in (("It is 5% at Sangdong.", True), ("It is 5% at Hemerdon.", False)):
        found = proof.prove(Sentence(text=text, evidence=("e0",)), evidence, proof.Context(WORLD, day=DAY))
        assert (why in found.reasons) is not named, (text, found.reasons)


def of_row(table: str, row: str, column: str, text: str) -> Proof:
    found: dict[str, Evidence] = {"e1": proof.row_evidence(WORLD, table, row, column)}
    return proof.prove(Sentence(text=text, evidence=("e1",)), found, proof.Context(WORLD, "", "", DAY))


@pytest.mark.parametrize(("good", "true"), [("beryllium", True), ("copper", False)])
def test_a_price_is_of_its_mineral_and_not_of_what_its_market_deals_in(good: str, true: bool) -> None:
    row = "beryllium.average.annual-average-unit-value-be-e162b96f.2023.USD-kg.usgs-mcs-2026"  # beryllium-copper alloy
    assert of_row("prices", row, "value", f"In 2023 {good} cost $1,400/kg.").proven is true


@pytest.mark.parametrize(("who", "true"), [("", True), ("According to analysts, ", False)])
def test_who_says_so_in_the_note_of_a_row_is_no_other(who: str, true: bool) -> None:
    tax = "Russia's export tax on nickel, copper and aluminium was announced on 25 June 2021."
    assert of_row("measures", "ru-duty-2021", "title", f"{who}{tax}").proven is true


def test_who_leads_at_one_stage_is_not_told_to_lead() -> None:
    book = proof.Ledger(WORLD, "")
    key = book.row(*proof.share_row(WORLD, "cobalt", "refine", "CHN"), "value", "world_share")
    context = proof.Context(WORLD, day=DAY)
    why = "it leads in refine alone, which the sentence does not say"
    for text, told in (
        ("China leads in refined cobalt.", True), ("China leads in cobalt.", False),
        ("China has a share of cobalt.", True),
    ):  # fmt: skip
        found = proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, context)
        assert (why in found.reasons) is not told, (text, found.reasons)


# evidence


@dataclass(frozen=True)
class Ran:
    run: str = "simulate-1"
    figures: tuple[Figure, ...] = (
        Figure(metric="loss", value=5.0, unit="t"),
        Figure(metric="gain", value=7.0, unit="t"),
    )

    @property
    def manifest(self) -> dict[str, Any]:
        return {"verb": "simulate"}


def test_a_figure_of_a_run_is_kept_with_its_place_and_manifest() -> None:
    book = proof.Ledger(WORLD, "")
    item = book.evidence[book.run_figure(Ran(), 1)]
    assert isinstance(item, RunEvidence)
    assert (item.metric, item.index, item.figure.value, item.statement) == ("gain", 1, 7.0, "gain: 7 t; ")
    assert book.runs == {"simulate-1": {"verb": "simulate"}}


def test_what_has_no_quantity_is_no_operand() -> None:
    bare: dict[str, Evidence] = {"e1": span("Tin fell.", "Tin fell."), "e2": GivenEvidence(statement="use")}
    for key, why in (("e1", "reads no quantity"), ("e2", "has no figure"), ("e3", "no evidence 'e3'")):
        with pytest.raises(BadInput, match=why):
            checks.derive(f"{key} * 2", bare)
    with pytest.raises(MissingData, match="no evidence that exists"):
        checks.operands(("e3",), bare)


def test_figures_are_the_same_or_both_missing() -> None:
    one = Figure(metric="m", value=1.0, unit="t")
    assert checks.same_figure(None, None)
    assert checks.same_figure(one, one)
    assert not checks.same_figure(one, None)
    assert not checks.same_figure(None, one)
    assert not checks.same_figure(one, one.model_copy(update={"unit": "kg"}))
    assert not checks.same_figure(one, one.model_copy(update={"low": 0.5}))
    assert not checks.same_figure(one, one.model_copy(update={"value": 1.001}))


def test_a_row_of_a_bulky_table_is_found_by_its_id() -> None:
    first = WORLD.table("trade").row(0, named=True)
    name = rows.row_id(WORLD, "trade", first)
    assert rows.find_row(WORLD, "trade", name) == first
    with pytest.raises(MissingData, match="no row"):
        rows.find_row(WORLD, "trade", name + "0")


def test_a_share_needs_its_row() -> None:
    with pytest.raises(MissingData, match="no share of"):
        rows.share_row(WORLD, "tin", "mine", "LUX")
    table, name = rows.share_row(WORLD, "tin", "mine", "CHN")
    other = {**rows.find_row(WORLD, table, name), "source_id": "none"}
    with pytest.raises(MissingData, match="does not rest on this row"):
        rows.cell(WORLD, table, other, "value", "world_share")


# the formula language


def test_a_middle_is_of_one_range() -> None:
    names = {"a": formula.quantity(5.0, "t", 4.0, 6.5), "b": formula.quantity(7.0, "t")}
    middle = formula.evaluate("middle(a)", names)
    assert (middle.value, middle.low, middle.high, middle.dims) == (5.25, 5.25, 5.25, (("t", 1),))
    for wrong in ("middle(a, b)", "middle()", "a / (b - b)", "1 / 0"):
        with pytest.raises(BadInput):
            formula.evaluate(wrong, names)


@pytest.mark.parametrize(
    ("text", "made"),
    [("change(a, b)", "change"), ("a / b - 1", "change"), ("a / b - 2", ""), ("share(a, b)", "part"),
     ("ratio(a, b)", "part"), ("a / b", "part"), ("(a - b) / b", ""), ("a * b", ""), ("a / b + 1", "")],
)  # fmt: skip
def test_how_a_formula_makes_a_share(text: str, made: str) -> None:
    assert formula.made_as(text) == made


@pytest.mark.parametrize(
    ("text", "wholes"),
    [("a / b", ("b",)), ("a / (b + c)", ("b", "c")), ("a / b * unit(1, 'yr')", ("b",)), ("a * b", ()),
    ("a", ()),
     ("a + b / c", ())],
)  # fmt: skip
def test_what_stands_below_the_line(text: str, wholes: tuple[str, ...]) -> None:
    assert formula.wholes_in(text) == wholes


# forms


def sized(*numbers: says.Stated) -> Known:
    return Known("e1", GivenEvidence(statement=""), numbers=numbers)


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ({"value": 5.0}, True), ({"value": 5.1}, False), ({"value": 5.0, "unit": "kg"}, False), ({}, True),
        ({"low": 4.0, "high": 6.0}, True), ({"low": 3.0, "high": 6.0}, False), ({"high": 5.0}, True),
        ({"high": 9.0}, False), ({"low": 4.0}, True), ({"low": 9.0}, False),
        ({"value": 5.0, "low": 4.0, "high": 6.0}, True), ({"value": 5.0, "low": 4.5, "high": 6.0}, False),
    ],
)  # fmt: skip
def test_a_quantity_of_a_form_is_the_figure_with_its_range(said: dict[str, Any], true: bool) -> None:
    number = says.figure_number(Figure(metric="m", value=5.0, low=4.0, high=6.0, unit="t"))
    size = Quantity(**{"unit": "t", "kind": "mass", "role": "output"} | said)
    found = list(forms.faults(Form(predicate="x", quantities=(size,)), read("It was."), (sized(number),)))
    assert (found == []) is true


def test_a_subject_without_a_code_is_known_by_its_words() -> None:
    said = read("Rare magnet makers sold tin.")
    assert list(forms.faults(Form(predicate="x", subject="magnet_makers"), said, ())) == []
    assert list(forms.faults(Form(predicate="x", subject="steel_mills"), said, ())) != []


# moods, brackets, steps, passages


def test_grammar_says_nothing_of_what_no_sentence_holds() -> None:
    said = read("Output may fall.")
    item = said.items[1]
    empty = frozenset[str]()
    nowhere = item.__class__(item.kind, item.keys, 90, 95, item.surface)
    assert moods.moods_of(said, nowhere) == empty
    assert moods.ruled(said, nowhere) == (empty, empty)
    assert moods.causes(said, nowhere) == (empty, empty)


@pytest.mark.parametrize(
    ("text", "left"),
    [("east (75 miles) of", ["east", "of"]), ("(75 miles) east", ["east"]), ("75 miles) east", ["75 miles",
    ")", "east"]),
     ("a (b (c) d", ["a", "(", "b", "d"])],
)  # fmt: skip
def test_what_stands_in_brackets_is_set_apart(text: str, left: list[str]) -> None:
    assert [i.surface for i in follow._unbracketed(read(text, DAY).items)] == left


def test_a_sentence_that_shares_nothing_is_held_against_the_whole_article() -> None:
    article = "Chile sold 5 tonnes of tin. Peru sold 7 tonnes of zinc."
    context = proof.Context(WORLD, article, "", DAY)
    assert list(draft._passages("Magnets are scarce.", context)) == [((0, len(article)),)]
    assert next(iter(draft._passages("Peru sold zinc.", context))) == ((28, 55),)


# charts, findings


@pytest.mark.parametrize(
    ("text", "slots", "true"),
    [
        ("5 t", {}, True), ("$5", {}, False), ("2024", {"period": "2024-05"}, True), ("2023",
         {"period": "2024-05"}, False),
        ("2023", {}, True), ("tin", {"mineral": "tin"}, True), ("tin", {"mineral": "zinc"}, False),
        ("tin", {}, False), ("Chile", {"country": "CHL"}, True), ("Chile", {"country": "PER"}, False),
        ("mined", {"stage": "mine"}, True), ("mined", {"stage": "refine"}, False), ("mined", {}, True),
        ("total", {}, True),
        ("critical minerals", {"mineral": "tin"}, True),
    ],
)  # fmt: skip
def test_what_a_chart_names_is_of_its_evidence(text: str, slots: dict[str, str], true: bool) -> None:
    figure = Figure(metric="production", value=7.0, unit="t", **slots)
    known = Known("e1", GivenEvidence(statement=""), (says.figure_number(figure),), says.figure_slots(figure))
    assert charts._of(read(text, DAY).items[0], known) is true


@pytest.mark.parametrize(
    ("change", "why"),
    [({}, ""), ({"value": 11.0}, "its formula gives 10 t"), ({"unit": "kg"}, "its formula gives 10 t"),
     ({"formula": "e9 * 2"}, "no evidence 'e9'")],
)  # fmt: skip
def test_a_finding_is_computed_again(change: dict[str, Any], why: str) -> None:
    finding = Derived(
        **{
            "id": "d1",
            "relation": "sum",
            "worth": 1.0,
            "formula": "e1 * 2",
            "operands": ("e1",),
            "value": 10.0,
            "unit": "t",
        }
        | change
    )
    figure = Figure(metric="m", value=5.0, unit="t")
    evidence = {"e1": GivenEvidence(statement="", figure=figure)}

    @dataclass(frozen=True)
    class Page:
        evidence: dict[str, Any]

    found = list(_finding_faults(finding, Page(evidence)))  # type: ignore[arg-type]
    assert (found == []) if not why else (why in found[0])


def test_a_form_is_told_in_words() -> None:
    size = Quantity(value=5.0, unit="t", kind="mass", role="output")
    ends = Quantity(low=4.0, high=6.0, unit="t", kind="mass", role="")
    form = Form(subject="CHL", predicate="sells", quantities=(size, ends))
    assert _form_words(form) == "subject CHL, predicate sells; output 5.0 t; mass (4.0, 6.0) t"
    assert _form_words(Form(predicate="sells")) == "predicate sells"


def test_known_evidence_of_nothing_is_none() -> None:
    row = proof.row_evidence(WORLD, *proof.share_row(WORLD, "tin", "mine", "CHN"), "value")
    lost: dict[str, Evidence] = {"e1": row.model_copy(update={"id": "none"}), "e2": row}
    assert says.safe_known("e1", lost, proof.Context(WORLD)) is None
    assert says.safe_known("e2", lost, proof.Context(WORLD)) is not None
    with pytest.raises(DidymiumError):
        says.known("e1", lost, proof.Context(WORLD))


@pytest.mark.parametrize(
    ("metric", "period", "years"),
    [
        ("m", "2026-01/2026-12", [1.0]),
        ("m", "2026-01/2027-06", [1.5]), ("m", "2026-01", []), ("m", "2024/2026", []), ("m", None, []),
    ],
)  # fmt: skip
def test_over_which_time_a_figure_runs(metric: str, period: str | None, years: list[float]) -> None:
    found = list(says._periods(Figure(metric=metric, value=1.0, unit="t", period=period)))
    assert {(n.metric, n.exact, n.dims) for n in found} <= {("horizon", True, (("yr", 1),))}
    assert sorted(n.value for n in found) == pytest.approx(years)


def figure_of(article: str, formula: str, *quotes: str, metric: str = "derived") -> Known:
    """A figure derived from quantities of an article: a and b of the formula."""
    book = proof.Ledger(WORLD, article)
    for name, quote in zip("ab", quotes, strict=False):
        start = article.index(quote)
        formula = formula.replace(f"<{name}>", book.span(start, start + len(quote), reads=True))
    key = book.derived(formula, metric)
    return says.known(key, book.evidence, proof.Context(WORLD, article, "", DAY))


@pytest.mark.parametrize(
    ("article", "words", "none"),
    [
        ("It plans output of 5 t, traders said.", {"plan"}, {"quota"}), ("Output was 5 t, traders said.",
         set(), {"plan", "quota"}),
        ("It may export 5 t.", {"quota"}, {"plan"}), ("It may sell 5 t.", set(), {"quota"}),
        ("It exports 5 t.", set(), {"quota"}),
        ("It is allowed to ship 5 t.", {"quota"}, set()),
    ],
)  # fmt: skip
def test_what_a_figure_of_a_plan_or_a_limit_may_be_called(article: str, words: set[str], none: set[str]) -> None:
    known = figure_of(article, "<a> * 2", "5 t")
    assert words <= known.words
    assert not none & known.words


@pytest.mark.parametrize(
    ("article", "formula", "bounds"),
    [
        ("It made up to 5 t, and sold 7 t.", "<a> * 2", {"up to", "about"}), ("It made 5 t, and sold 7 t.",
         "<a> * 2", {"exactly"}),
        ("It made about 5 t, and sold 7 t.", "<a> * 2", {"about"}),
        ("It made up to 5 t, and sold about 7 t.", "<a> + <b>", {"up to", "about"}),
        ("It made at least 5 t, and sold 7 t.", "<a> / <b>", {"at least", "about"}),
        ("It made up to 5 t, and sold 7 t.", "count(<a>, <b>)", {"exactly"}),
        ("It made up to 5 t, and sold 7 t.", "rank(<a>, <b>)", {"exactly"}),
    ],
)  # fmt: skip
def test_a_figure_has_the_bounds_of_what_it_is_made_of(article: str, formula: str, bounds: set[str]) -> None:
    whole = next(q for q in ("up to 5 t", "about 5 t", "at least 5 t", "5 t") if q in article)
    other = "about 7 t" if "about 7 t" in article else "7 t"
    number = figure_of(article, formula, whole, other).numbers[0]
    assert set(number.qualifiers) == bounds
    assert number.summed is ("+" in formula)


def test_a_draft_is_matched_with_rows_of_what_it_names_alone() -> None:
    book = proof.Ledger(WORLD, "")
    keys = [k for k in draft._rows(read("China mined tin in 2024.", DAY), book) if k]
    found = [book.evidence[k] for k in keys]
    facts = [e for e in found if e.kind == "row" and e.table == "facts" and e.transform == "identity"]
    assert facts
    assert {(e.figure.mineral, e.figure.country, e.figure.period) for e in facts if e.figure} == {
        ("tin", "CHN", "2024")
    }
    prices = [e for e in found if e.kind == "row" and e.table == "prices"]
    assert all(e.figure and e.figure.mineral == "tin" and str(e.figure.period).startswith("2024") for e in prices)


# rows


SILENT = """id series series_id preferred complete default source_id confidence basis known_from source_kind amends
text_known_from status_known_from end_known_from ticker_checked unit capacity_unit currency metric low high asset_ids
severity_basis gta_type"""


def test_which_cells_of_a_row_are_told() -> None:
    row = dict.fromkeys((*SILENT.split(), "mineral", "note", "value"), "x") | {"stage": "", "country": None}
    assert [c for c in row if rows._says(c, row, "value")] == ["mineral", "note"]


@pytest.mark.parametrize(
    ("table", "row", "slots"),
    [
        ("facts", {"mineral": "tin", "minerals": "zinc", "country": "CHL", "year": 2024, "stage": "mine"},
         {"mineral": "tin", "country": "CHL", "period": "2024", "stage": "mine"}),
        ("measures", {"minerals": "zinc", "actor": "CHL", "targets": "PER", "announced": "2024-05", "title": "ban"},
         {"mineral": "zinc", "country": "CHL", "counterpart": "PER", "period": "2024-05", "name": "ban"}),
        ("trade", {"exporter": "CHL", "importer": "PER", "period": "2024-05"},
         {"country": "CHL", "counterpart": "PER", "period": "2024-05"}),
        ("stocks", {"holder": "JPN", "sector": "ships", "as_of": "2024"}, {"country": "JPN",
         "sector": "ships", "period": "2024"}),
        ("deals", {"host": "TZA", "partner": "IND", "signed": "2024", "sector": "ships", "project": "Kabanga"},
         {"country": "TZA", "counterpart": "IND", "period": "2024", "name": "Kabanga"}),
        ("facts", {"economy": "EUU", "mineral": "", "date": "2024-05-06"}, {"country": "EUU",
         "period": "2024-05-06"}),
        ("uses", {"obliges": "CHN", "use": "solder", "sector": "ships"}, {"country": "CHN",
         "name": "solder", "sector": "ships"}),
    ],
)  # fmt: skip
def test_what_a_row_is_about(table: str, row: dict[str, Any], slots: dict[str, str]) -> None:
    assert {k: v for k, v in rows._slots(table, row).items() if v is not None} == slots


@pytest.mark.parametrize(
    ("cell", "number", "date"),
    [
        (5, 5.0, None), ("5.5", 5.5, None), (True, None, None), (None, None, None), ("", None, None),
        ("many", None, None),
        ("2024", None, "2024"), ("2024-05", None, "2024-05"), ("2024-05-06", None, "2024-05-06"),
        ("2024-13", None, None),
        ("20245", 20245.0, None), ("202-05", None, None),
    ],
)  # fmt: skip
def test_what_a_cell_holds(cell: Any, number: float | None, date: str | None) -> None:
    assert rows._number(cell) == number
    found = rows._date(cell) if cell is not None else None
    assert (found[1] if found else None) == date


@pytest.mark.parametrize(
    ("transform", "made"),
    [("identity", (0.5, "1", (0.4, 0.6))), ("percent", (50.0, "%", (40.0, 60.0))), ("to:%", (50.0, "%",
    (40.0, 60.0)))],
)  # fmt: skip
def test_a_cell_is_converted_with_its_ends(transform: str, made: tuple[float, str, tuple[float, float]]) -> None:
    value, unit, ends = rows._transformed(0.5, "1", (0.4, 0.6), transform)
    assert (pytest.approx(value), unit) == made[:2]
    assert ends == pytest.approx(made[2])
    for wrong in ("kg", "to:kg", "to:count"):
        with pytest.raises(BadInput):
            rows._transformed(0.5, "1", (0.4, 0.6), wrong)


def test_words_of_a_cell_name_countries_in_full() -> None:
    told = {
        ("actor", "CHN"): "actor China", ("targets", "WLD"): "targets the world", ("parties",
         "CHN;JPN"): "parties China, Japan",
        ("note", "by_product"): "note by product", ("note", "a;b"): "note a, b", ("note", "CHN"): "note CHN",
        ("country", "XXX"): "country XXX",
    }  # fmt: skip
    assert {k: rows._words(*k) for k in told} == told


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("An influx of tin into Peru came.", True),
        ("An influx of tin out of Peru came.", False),
    ],
)
def test_which_way_it_goes_is_kept(text: str, true: bool) -> None:
    article = "Peru will grant First Quantum a permit. An influx of tin into Peru came."
    book = proof.Ledger(WORLD, article)
    at = (40, len(article)) if text.startswith("An influx") else (0, 39)
    known = [says.known(book.span(*at), book.evidence, proof.Context(WORLD, article, "", DAY))]
    said = read(text, DAY)
    assert (not [*links.linked(said, known)]) is true
