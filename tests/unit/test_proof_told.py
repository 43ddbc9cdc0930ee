"""Rows whose figure is told for another: guidance, one buyer's trade, a pace, a year before."""

from __future__ import annotations

import importlib

import pytest

from didymium import proof
from didymium.proof.known import known
from didymium.proof.rows import cell, find_row, row_id
from didymium.proof.shapes import of_no_such_part
from didymium.proof.sides import mingled
from didymium.records import DerivedEvidence, Figure, Sentence, SpanEvidence
from didymium.world.load import load_world

prover = importlib.import_module("didymium.proof.prove")
WORLD = load_world()
SITES = WORLD.table("site_figures")
CONTEXT = proof.Context(WORLD, day="2026-11-10")


@pytest.mark.parametrize(("basis", "mood"), [("reported", "fact"), ("guidance", "planned")])
def test_what_a_firm_guides_to_is_no_output(basis: str, mood: str) -> None:
    found = SITES.filter((SITES["basis"] == basis) & SITES["output_latest"].is_not_null()).row(0, named=True)
    book = proof.Ledger(WORLD, "")
    key = book.row("site_figures", str(found["id"]), "output_latest")
    assert known(key, book.evidence, CONTEXT).modality == mood


def test_trade_with_one_country_is_not_told_of_another() -> None:
    book = proof.Ledger(WORLD, "")
    key = book.row("monthly_trade", "bauxite-chn-from-aus-2024-11", "value")
    text = "China's imports of bauxite from {} were 3.508 million tonnes in November 2024."
    proofs = [proof.prove(Sentence(text=text.format(w), evidence=(key,)), book.evidence, CONTEXT)
              for w in ("Australia", "Guinea")]  # fmt: skip
    assert [any("trade with AUS" in why for why in p.reasons) for p in proofs] == [False, True]
    bare = Sentence(text="China's imports of bauxite were 3.508 million tonnes in November 2024.", evidence=(key,))
    assert not proof.prove(bare, book.evidence, CONTEXT).proven


def test_a_pace_is_that_of_a_year() -> None:
    table = WORLD.table("monthly_trade")
    row = table.filter(table["period"] == "2024-01/2024-06").row(0, named=True)
    made = cell(WORLD, "monthly_trade", row, "value", "rate")
    assert made is not None
    assert made.value == pytest.approx(2 * row["value"])
    assert made.unit == f"{row['unit']}/yr"


@pytest.mark.parametrize(("early", "apart"), [("2025-04", True), ("2024-10", False), ("2024-04", True)])
def test_a_price_is_set_against_that_of_a_year_before(early: str, apart: bool) -> None:
    book = proof.Ledger(WORLD, "")
    price = "tin.Tin.world-market.{}.USD-kg.worldbank-pinksheet"
    new, old = (book.row("prices", price.format(month), "value") for month in ("2025-10", early))
    key = book.derived(f"change({new}, {old})", "price_change", mineral="tin")
    found = [why for _, why in mingled([known(key, book.evidence, CONTEXT)], book.evidence, CONTEXT)]
    assert ("its two prices are not a year apart" in found) is apart
    assert find_row(WORLD, "prices", price.format(early))


# by what a number is multiplied; what it is then told of, and of what it may not be
PARTS = """
* 1: the first half, H1, 1H, six months, 6-month terms, January | the year, three months, Q3
* 2: the first half, H2, July | the year, the quarter
* 3: the first quarter, Q1, 1Q, three months, the quarter | the year, six months
/ 3: nine months, Q3, January | the year, Q2
* 4: the fourth quarter, Q2, 3Q, three months | 18 months, the year
* 12: a month, May, Oct | a day, the year, a week
* 365: a day, daily runs, 5 tpd | a month, the year
* 0.848: U3O8, yellowcake, uranium oxide, uranium concentrate, triuranium octoxide | lead, ore
* 0.188: LCE, lithium carbonate | lithium hydroxide, lead
* 0.165: lithium hydroxide | lithium carbonate
* 0.028: SC6, spodumene | lithium carbonate, ore
* 0.793: WO3, tungsten trioxide, tungsten oxide | tungsten, V2O5
* 0.56: V2O5, vanadium pentoxide | vanadium
* 0.835: Sb2O3, antimony trioxide | antimony
* 0.699: Nb2O5, niobium pentoxide, niobium oxide | ferroniobium
* 0.65: ferroniobium | niobium oxide
* 0.819: Ta2O5, tantalum pentoxide | tantalum
* 0.652: Sc2O3, scandium oxide | scandium
"""


@pytest.mark.parametrize("line", PARTS.strip().splitlines())
def test_of_what_a_number_is_that_a_formula_multiplies(line: str) -> None:
    times, _, told = line.partition(": ")
    for words, part in ((w, n == 1) for n, side in enumerate(told.split(" | ")) for w in side.split(", ")):
        text = f"The mine made 4,200 tonnes of metal from {words}."
        book = proof.Ledger(WORLD, text)
        made = book.span(text.index("4,200"), text.index(" of metal"), reads=True)
        figure = Figure(metric="year_of_quarter", value=16_800, unit="t")
        item = DerivedEvidence(formula=f"{made} {times}", operands=(made,), figure=figure, statement="")
        assert bool([*of_no_such_part(item, book.evidence, text)]) is part, words


@pytest.mark.parametrize(("said", "true"), [
    ("The rise was fuelled by a weak dollar and firm demand.", False),
    ("The rise was fuelled by a weak dollar, hopes of cuts, and firm demand.", True),
    ("Halts have nearly stalled trading.", True), ("Halts have stalled trading.", False),
])  # fmt: skip
def test_what_is_listed_or_nearly_so_is_told_whole(said: str, true: bool) -> None:
    text = "The rise was fuelled by a weak dollar, hopes of cuts, and firm demand. Halts have nearly stalled trading."
    book = proof.Ledger(WORLD, text)
    key = book.span(0, len(text))
    found = proof.prove(
        Sentence(text=said, evidence=(key,)), book.evidence, proof.Context(WORLD, text, "", "2026-11-10")
    )
    assert found.proven is true, found.reasons


@pytest.mark.parametrize(("term", "true"), [
    ("2025 to 2027", True), ("2027 to 2025", False), ("2025", False), ("2027", False),
])  # fmt: skip
def test_the_term_in_a_title_is_told_whole(term: str, true: bool) -> None:
    book = proof.Ledger(WORLD, "")
    title = next(r for r in WORLD.table("measures").iter_rows(named=True) if "2025 to 2027" in str(r["title"]))
    key = book.row("measures", str(title["id"]), "title")
    text = f"{title['title'].replace('2025 to 2027', term)}."
    found = proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, CONTEXT)
    assert any("whole" in why for why in found.reasons) is not true, found.reasons


ARTICLE = (
    "Prices for germanium have soared to $2,580-2,680/kg from $1,450-1,550/kg in June. "
    "The samples were taken in Mexico between 2013-2022. Acme Metals will send copper from e-scrap to Canada. "
    "Zeta is stepping back from plans to sell tin. Orion helps supply minerals to the United States and its allies. "
    "The document said that 2019-24 imports of silicon had not risen. Copper makes magnets from rare earths."
)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("from $1,450-1,550/kg in", "from $1,450/kg in"), ("between 2013-2022", "between 2013"),
        ("copper from e-scrap", "copper to e-scrap"), ("from plans", "to plans"), ("2019-24", "2019"),
        ("United States and", "United States firms and"), ("magnets from rare", "magnets to rare"),
    ],
)  # fmt: skip
def test_ends_of_a_range_and_ways_stay(true: str, false: str) -> None:
    text = next(s for s in proof.Context(WORLD, ARTICLE).text.split(". ") if true in s).rstrip(".") + "."
    start = ARTICLE.index(text[:-1])
    evidence = {"e1": SpanEvidence(start=start, end=start + len(text), quote=ARTICLE[start : start + len(text)])}
    context = proof.Context(WORLD, ARTICLE, day="2026-11-10")
    said = [Sentence(text=t, evidence=("e1",)) for t in (text, text.replace(true, false))]
    assert [proof.prove(s, evidence, context).proven for s in said] == [True, False]


def cells(text: str, *rows: tuple[str, str, str]) -> bool:
    book = proof.Ledger(WORLD, "")
    keys = tuple(book.row(*row) for row in rows)
    return proof.prove(Sentence(text=text, evidence=keys), book.evidence, CONTEXT).proven


SHARE = ("facts", "share.antimony.refine.CHN.2024.antimony-refine-2024-500b20.1.globsec-2024-f712ea", "value")
QUOTA = "cn-w-sb-sn-quota-2014"
ENDS = "The term of China's export quota on tungsten, antimony, tin and others for {} ends on 31 December 2014."


@pytest.mark.parametrize(
    ("text", "rows", "true"),
    [
        ("China held 56% of world refined output of antimony in 2024.", (SHARE,), True),
        ("China held 56% of refined output of antimony in 2024.", (SHARE,), False),
        (ENDS.format("2014"), "quota", True), (ENDS.format("2013"), "quota", False),
        ("The {}import reliance of the United States on antimony was {:.0f}% of use in {}.", "net ", True),
        ("The {}import reliance of the United States on antimony was {:.0f}% of use in {}.", "", False),
    ],
)  # fmt: skip
def test_what_a_row_is_of_is_not_left_out(text: str, rows: str | tuple[tuple[str, str, str], ...], true: bool) -> None:
    if rows == "quota":
        states = WORLD.table("measure_states")
        state = states.filter((states["measure"] == QUOTA) & states["until"].is_not_null()).row(0, named=True)
        rows = (("measure_states", row_id(WORLD, "measure_states", state), "until"), ("measures", QUOTA, "title"))
    elif isinstance(rows, str):
        facts = WORLD.table("facts")
        at = (facts["metric"] == "net_import_reliance") & (facts["country"] == "USA")
        fact = facts.filter(at & (facts["mineral"] == "antimony")).sort("year").row(-1, named=True)
        text = text.format(rows, fact["value"] * (1 if fact["unit"] == "%" else 100), fact["year"])
        rows = (("facts", fact["id"], "value"),)
    assert cells(text, *rows) is true


HELD = (
    "Congo accounts for 70 percent of global mined cobalt. Indonesia accounts for 10 percent of global mined cobalt. "
    "Zambia bought 5 tonnes of tin in May. "
    "Mercuria and Codelco have set up a venture in tin."
)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("70 percent of the world's mined cobalt comes from Congo.", True),
        ("70 percent of the world's mined cobalt comes from Indonesia.", False),
        ("10 percent of the world's mined cobalt comes from Congo.", False),
        ("5 tonnes of tin came from Zambia in May.", False),
        ("Mercuria and Codelco have founded a venture in tin.", True),
    ],
)  # fmt: skip
def test_who_accounts_for_a_share_is_from_where_it_comes(text: str, true: bool) -> None:
    evidence = {"e1": SpanEvidence(start=0, end=len(HELD), quote=HELD)}
    context = proof.Context(WORLD, HELD, day="2026-11-10")
    spans = [(HELD.index(s), HELD.index(s) + len(s)) for s in HELD.rstrip(".").split(". ")]
    evidence |= {f"s{n}": SpanEvidence(start=a, end=b, quote=HELD[a:b]) for n, (a, b) in enumerate(spans)}
    proofs = [proof.prove(Sentence(text=text, evidence=(key,)), evidence, context) for key in evidence]
    assert any(p.proven for p in proofs) is true, [p.reasons for p in proofs]


@pytest.mark.parametrize(("said", "true"), [
    ("Japan takes 40% of it.", True), ("Korea takes 40% of it.", False), ("Korea may take 40% of it.", False),
])  # fmt: skip
def test_a_number_is_of_whom_its_own_sentence_names(said: str, true: bool) -> None:
    for text in ("Acme sold tin to Japan and Korea. Japan takes 40% of it.",
                 "Acme sold tin to Japan and Korea. The former takes 40% of it."):  # fmt: skip
        evidence = {"e1": SpanEvidence(start=0, end=len(text), quote=text)}
        context = proof.Context(WORLD, text, day="2026-11-10")
        assert proof.prove(Sentence(text=said, evidence=("e1",)), evidence, context).proven is true, text
