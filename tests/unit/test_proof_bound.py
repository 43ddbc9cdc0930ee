"""What stands around the numbers of a computed sentence is theirs: owner, stage, period, good, place."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.proof.bound import _apart, _stretches
from didymium.proof.reading import read
from didymium.records import Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
ARTICLE = (
    "Chile's Escondida mine will produce 40,000 tonnes of copper in 2025, First Quantum said. "
    "Peru set a mining quota of 90,000 tonnes and a smelting quota of 60,000 tonnes for tin. "
    "Peru's smelting quota was 50,000 tonnes a year earlier. "
    "Zambia's copper exports rose to 30,000 tonnes, up from 20,000 tonnes. "
    "The mill's anti-dumping duty is 90% and its countervailing duty is 6%. "
    "Cuba imported $400 million of tin. "
    "Codelco's initial capital cost is $70 million and its free cash flow is $50 million a year. "
    "Codelco lost 8,000 tonnes of copper production. "
    "Borealis has unrestricted cash of $9 million and a debt of $45 million. "
    "Zeta's estimated capital cost is $80 million and its cash flow is $40 million a year. "
    "Zambia exported 900 tonnes of tungsten concentrate this year, against 600 tonnes last year. "
    "Cobre Alto made 9,000 tonnes of copper in 2016, more than double its 2015 output, and sold 3,000 tonnes. "
    "Zeta's revenue rose 10% to $44 million as tin prices climbed. "
)
OVER_BEFORE = ("change(e1, e2)", "then_and_now", ("30,000 tonnes", "20,000 tonnes"))
OF_SMELTING = ("change(e1, e2)", "then_and_now", ("60,000 tonnes", "50,000 tonnes"))
OF_BOTH = ("e1 / e2", "part_of_typed", ("60,000 tonnes", "90,000 tonnes"))
CASH = ("e1 / e2", "part_of_typed", ("$9 million", "$45 million"))
HELD = ("change(e1, e2)", "then_and_now", ("900 tonnes", "600 tonnes"))
SOLD = ("e1 / e2", "part_of_typed", ("3,000 tonnes", "9,000 tonnes"))


def found(formula: str, metric: str, quotes: tuple[str, ...], text: str) -> proof.Proof:
    book = proof.Ledger(WORLD, ARTICLE)
    for quote in quotes:
        book.span(ARTICLE.index(quote), ARTICLE.index(quote) + len(quote), reads=True)
    key = book.derived(formula, metric)
    return proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, proof.Context(WORLD, ARTICLE, "", DAY))


@pytest.mark.parametrize(
    ("made", "text", "true"),
    [
        (OVER_BEFORE, "Zambia's copper exports of 30,000 tonnes are 50% above what they were before (20,000 tonnes).",
         True),
        (OVER_BEFORE, "Zambia's exports of 30,000 tonnes are 50% above what they were before (20,000 tonnes).", True),
        (OVER_BEFORE, "Peru's copper exports of 30,000 tonnes are 50% above what they were before (20,000 tonnes).",
         False),
        (OVER_BEFORE, "The world's copper exports of 30,000 tonnes are 50% above what they were before "
                      "(20,000 tonnes).", False),
        (OVER_BEFORE, "Zambia's monthly copper exports of 30,000 tonnes are 50% above what they were before "
                      "(20,000 tonnes).", False),
        (OVER_BEFORE, "Zambia's smelting exports of 30,000 tonnes are 50% above what they were before "
                      "(20,000 tonnes).", False),
        (OVER_BEFORE, "First Quantum's copper exports of 30,000 tonnes are 50% above what they were before "
                      "(20,000 tonnes).", False),
        (OF_SMELTING, "Peru's smelting quota of 60,000 tonnes is 20% above what it was before (50,000 tonnes).", True),
        (OF_SMELTING, "Peru's mining quota of 60,000 tonnes is 20% above what it was before (50,000 tonnes).", False),
        (OF_BOTH, "The smelting quota of 60,000 tonnes is 67% of the mining quota of 90,000 tonnes.", True),
        (OF_BOTH, "The mining quota of 60,000 tonnes is 67% of the smelting quota of 90,000 tonnes.", False),
        (CASH, "Borealis' unrestricted cash of $9 million is 20% of its debt of $45 million.", True),
        (OVER_BEFORE, "Zambia's copper exports of 20,000 tonnes are 50% above what they were before (20,000 tonnes).",
         False),
        (HELD, "Zambia's tungsten concentrate exports of 900 tonnes are 50% above what they were before "
               "(600 tonnes).", True),
        (HELD, "Zambia's tungsten exports of 900 tonnes are 50% above what they were before (600 tonnes).", False),
        (SOLD, "Cobre Alto's sales of 3,000 tonnes are 33% of its copper output of 9,000 tonnes in 2016.", True),
        (SOLD, "Cobre Alto's sales of 3,000 tonnes are 33% of its copper output of 9,000 tonnes in 2015.", False),
    ],
)  # fmt: skip
def test_a_number_is_told_with_what_is_its_own(made: tuple[str, str, tuple[str, ...]], text: str, true: bool) -> None:
    proven = found(*made, text)
    assert proven.proven is true, proven.reasons


def test_a_sentence_falls_into_stretches_and_these_into_the_parts_of_its_numbers() -> None:
    said = read("A quota of 5 tonnes and exports of 9 tonnes (6 tonnes of tin) are 14 tonnes: ore.")
    parts = [[i.surface for i in part] for whole in _stretches(said) for part in _apart(whole)]
    assert parts[0] == ["a", "quota", "of", "5 tonnes"]
    assert parts[1][:3] == ["exports", "of", "9 tonnes"]
    assert "6 tonnes" in parts[1]
    assert ["14 tonnes"] in parts


def deal(text: str, *cells: tuple[str, str, str], formula: str = "", metric: str = "") -> proof.Proof:
    """A sentence on cells of rows e1, e2, ... and on what a formula makes of them."""
    book = proof.Ledger(WORLD, "")
    keys = tuple(book.row(*cell) for cell in cells)
    keys += (book.derived(formula, metric),) if formula else ()
    return proof.prove(Sentence(text=text, evidence=keys), book.evidence, proof.Context(WORLD, "", "", DAY))


NAMED_TRADERS = (
    ("measures", "cn-statetrade-2024", "title"),
    ("measure_states", "cn-statetrade-2024.entered.2023-10-30.2024-01-01", "from"),
)


@pytest.mark.parametrize(
    ("goods", "true"),
    [("tungsten, antimony and silver", True), ("tungsten", False), ("tungsten and silver", False)],
)  # fmt: skip
def test_each_mineral_of_a_title_is_told(goods: str, true: bool) -> None:
    told = f"China has applied its named-trader rule for exports of {goods} since 1 January 2024."
    made = deal(told, *NAMED_TRADERS)
    assert made.proven is true, made.reasons


INTENT = next(
    str(r["id"]) for r in WORLD.table("deals").to_dicts() if str(r["summary"]).startswith("Letter of intent: up")
)


@pytest.mark.parametrize(
    ("told", "true"),
    [
        ("Letter of intent: up to 10,000 t/yr concentrate for about ten years from 2027.", True),
        ("Letter of intent: up to 10,000 t/yr concentrate from 2027.", False),
        ("Letter of intent: up to 10,000 t/yr for about ten years from 2027.", False),
        ("It is a letter of intent.", True),
    ],
)
def test_what_a_row_says_in_words_is_told_whole(told: str, true: bool) -> None:
    made = deal(told, ("deals", INTENT, "summary"))
    assert made.proven is true, made.reasons


@pytest.mark.parametrize(
    ("told", "true"),
    [
        ("Codelco's copper production loss of 8,000 tonnes is {} of world mine output of copper", True),
        ("Codelco's copper production of 8,000 tonnes is {} of world mine output of copper", False),
        ("El Salto's copper production loss of 8,000 tonnes is {} of world mine output of copper", False),
        ("Codelco's copper production loss of 8,000 tonnes is {} of Codelco's mine output of copper", False),
        ("Codelco's copper production loss of 8,000 tonnes is {} of Chile's mine output of copper", False),
    ],
)
def test_a_share_of_the_world_is_no_share_of_a_firm(told: str, true: bool) -> None:
    book = proof.Ledger(WORLD, ARTICLE)
    start = ARTICLE.index("8,000 tonnes")
    part = book.span(start, start + len("8,000 tonnes"), reads=True)
    rows = WORLD.table("facts").filter(mineral="copper", metric="production", stage="mine", year=2024, country="WLD")
    row = rows.row(0, named=True)
    whole = book.row("facts", proof.row_id(WORLD, "facts", row), "value")
    key = book.derived(f"{part} / {whole}", "size_of_world")
    share = 8000 / float(row["value"])
    text = told.format(f"{100 * share:.2g}%") + " in 2024."
    proven = proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, proof.Context(WORLD, ARTICLE, "", DAY))
    assert proven.proven is true, (text, proven.reasons)


@pytest.mark.parametrize(("good", "true"), [("REO", True), ("rare earth oxides", True), ("rare earths", False)])
def test_oxides_may_be_told_by_their_initials(good: str, true: bool) -> None:
    article = "Rare earth oxide (REO) output of Zeta was 9,000 tonnes, it said."
    book = proof.Ledger(WORLD, article)
    part = book.span(article.index("9,000"), article.index("9,000") + len("9,000 tonnes"), reads=True)
    rows = WORLD.table("facts").filter(mineral="rare earths", metric="production", stage="mine", country="WLD")
    row = rows.sort("year").row(-1, named=True)
    key = book.derived(f"{part} / {book.row('facts', proof.row_id(WORLD, 'facts', row), 'value')}", "size_of_world")
    text = f"9,000 tonnes of {good} equals {900_000 / row['value']:.2g}% of world mine output of rare earths in "
    said = Sentence(text=f"{text}{row['year']} ({row['value']:,.0f} tonnes).", evidence=(key,))
    made = proof.prove(said, book.evidence, proof.Context(WORLD, article, "", DAY))
    assert made.proven is true, made.reasons


SITE = "el-teniente.output.copper-contained.2024.2025-08-31"


@pytest.mark.parametrize(
    ("who", "year", "true"),
    [
        ("El Teniente in Chile (Codelco)", "2024", True), ("El Teniente in Chile", "2024", True),
        ("Chile", "2024", False), ("Codelco", "2024", False), ("Codelco in Chile", "2024", False),
        ("El Teniente in Chile (Codelco)", "August 2025", False), ("El Teniente in Chile (Codelco)", "2023", False),
    ],
)  # fmt: skip
def test_what_a_site_made_is_told_with_its_name_and_its_year(who: str, year: str, true: bool) -> None:
    book = proof.Ledger(WORLD, "")
    rows = WORLD.table("facts").filter(mineral="copper", metric="production", stage="mine", year=2024, country="WLD")
    row = rows.row(0, named=True)
    made, whole = (
        book.row("site_figures", SITE, "output_latest"),
        book.row("facts", proof.row_id(WORLD, "facts", row), "value"),
    )
    key = book.derived(f"{made} / {whole}", "site_of_world", mineral="copper", country="CHL")
    text = f"{who} made 356,000 tonnes of copper in {year}, {35_600_000 / row['value']:.2g}% of world mine output of "
    said = Sentence(text=f"{text}copper in 2024.", evidence=(key,))
    found = proof.prove(said, book.evidence, proof.Context(WORLD, "", "", DAY))
    assert found.proven is true, found.reasons
