"""A computed figure made of the right operands is proven, and of any other of the same unit it is not, text and all."""

from __future__ import annotations

import re
from functools import cache

import polars as pl
import pytest

from didymium import proof
from didymium.proof import known as says
from didymium.proof import operands, wholes
from didymium.proof.evidence import faults
from didymium.proof.formula import parsed
from didymium.proof.rows import row_id
from didymium.records import DerivedEvidence, Figure, Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
ARTICLE = (
    "Acme lost 90,000 ounces of platinum to the strike in March. Since January it has lost 200,000 ounces of platinum, "
    "worth $180 million, while workers went without $40 million in wages. Acme pledged $600 million of spending within "
    "five years and a head office in Perth for eight years. Zeta offered a premium of 50% for the firm, whose resource "
    "it had raised by 20%, in a bid of $300 million. The quota for tungsten is 50,000 tonnes, up from 40,000 tonnes, "
    "while that for antimony is 80,000 tonnes. At Moonta, Acme makes 9,000 tonnes of copper (100% basis; 3,000 tonnes "
    "Acme's share)."
)
SITE = "Port Pirie in Australia (Nyrstar (Trafigura)): 185,000 tonnes a year of lead refined in 2016, "


@cache
def fact(
    mineral: str, country: str = "WLD", year: int = 2023, metric: str = "production", stage: str = "refine"
) -> str:
    """The id of the newest row of facts of these."""
    about = {"mineral": mineral, "country": country, "year": year, "metric": metric, "stage": stage}
    table = WORLD.table("facts").filter(*(pl.col(c) == v for c, v in about.items())).sort("known_from")
    return row_id(WORLD, "facts", table.row(-1, named=True))


def refused(text: str, formulas: dict[str, str], **about: str | None) -> list[str]:
    """Why a sentence about figures (metric: formula) is refused; operands: "quote", [table id column]."""
    book = proof.Ledger(WORLD, ARTICLE)

    def named(match: re.Match[str]) -> str:
        if match["quote"]:
            start = ARTICLE.index(match["quote"])
            return book.span(start, start + len(match["quote"]), reads=True)
        return book.row(*match["row"].split(" "))

    keys = []
    for metric, formula in formulas.items():
        made = re.sub(r"\"(?P<quote>[^\"]+)\"|\[(?P<row>[^\]]+)\]", named, formula)
        keys.append(book.derived(made, metric, **about) if made not in book.evidence else made)
    context = proof.Context(WORLD, ARTICLE, "", DAY)
    wrong = [why for key in keys for why in faults(key, book.evidence, context)]
    return wrong + list(proof.prove(Sentence(text=text, evidence=tuple(keys)), book.evidence, context).reasons)


def of_world(row: str, share: str, whole: str) -> list[str]:
    formula = f"([projects port-pirie-lead capacity] * unit(1, 'yr')) / [facts {row} value]"
    return refused(f"{SITE}{share} of world {whole}.", {"site_of_world": formula}, mineral="lead", country="AUS",
                   name="Port Pirie (lead smelter)")  # fmt: skip


def test_a_site_is_set_against_the_world_output_of_its_own_metal() -> None:
    assert of_world(fact("lead"), "1.4%", "refined output of lead in 2023") == []
    assert of_world(fact("zinc"), "1.4%", "refined output of zinc in 2023")
    assert of_world(fact("zinc"), "1.4%", "refined output of lead in 2023")
    assert of_world(fact("lead", stage="mine"), "4.1%", "refined output of lead in 2023")
    assert of_world(fact("lead", year=2022), "1.4%", "refined output of lead in 2023")


CHANGED = "Tin averaged $31,800/t in February 2025, {} a year before."
TIN, OLD, NICKEL = (
    f"[prices {m}.{m.title()}.world-market.{y}-02.USD-kg.worldbank-pinksheet value]"
    for m, y in (("tin", 2025), ("tin", 2024), ("nickel", 2024))
)


def test_a_price_is_set_against_the_same_one_a_year_before() -> None:
    def told(by: str, new: str, old: str) -> list[str]:
        change = f"change({new}, {old})"
        return refused(CHANGED.format(by), {"price": TIN, "price_change": change}, mineral="tin")

    assert told("22% above", TIN, OLD) == []
    assert told("95% above", TIN, NICKEL)
    assert told("18% below", OLD, TIN)


@pytest.mark.parametrize(
    ("text", "formulas", "true"),
    [
        ("The loss of 200,000 ounces of platinum at $180 million is $900 an ounce.",
         {"price_of_the_deal": '"$180 million" / "200,000 ounces"'}, True),
        ("The loss of 90,000 ounces of platinum at $180 million is $2,000 an ounce.",
         {"price_of_the_deal": '"$180 million" / "90,000 ounces"'}, False),
        ("The loss of 200,000 ounces of platinum at $40 million is $200 an ounce.",
         {"price_of_the_deal": '"$40 million" / "200,000 ounces"'}, False),
    ],
)  # fmt: skip
def test_two_amounts_that_make_a_figure_are_of_one_thing(text: str, formulas: dict[str, str], true: bool) -> None:
    assert (refused(text, formulas) == []) is true


@pytest.mark.parametrize(
    ("text", "other", "true"),
    [
        ("The quota of 50,000 tonnes is 25% above what it was before (40,000 tonnes).", "40,000 tonnes", True),
        ("The quota of 50,000 tonnes is 38% below what it was before (80,000 tonnes).", "80,000 tonnes", False),
    ],
)
def test_a_number_is_of_the_mineral_that_stands_with_it(text: str, other: str, true: bool) -> None:
    made = refused(text, {"then_and_now": f'change("50,000 tonnes", "{other}")'}, mineral="tungsten")
    assert (made == []) is true


def told(text: str) -> list[str]:
    start = ARTICLE.index("At Moonta")
    book = proof.Ledger(WORLD, ARTICLE)
    key = book.span(start, len(ARTICLE))
    context = proof.Context(WORLD, ARTICLE, "", DAY)
    return list(proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, context).reasons)


def test_what_is_of_the_whole_of_a_mine_is_no_owners_share() -> None:
    assert told(ARTICLE[ARTICLE.index("At Moonta") :]) == []
    assert told("At Moonta, Acme makes 9,000 tonnes of copper (3,000 tonnes on a 100% basis).")
    assert told("At Moonta, Acme makes 9,000 tonnes of copper (Acme's share; 3,000 tonnes 100% basis).")
    world = f"[facts {fact('copper', stage='mine')} value]"
    whole = "9,000 tonnes of copper equals 0.04% of world mine output of copper in 2023 (22.4 million tonnes)."
    size = {"size_of_world": f'"9,000 tonnes" / {world}'}
    assert refused(whole, size, mineral="copper") == []
    assert refused(whole.replace("equals", "of Acme's share equals"), size, mineral="copper")
    part = "3,000 tonnes of copper equals 0.013% of world mine output of copper in 2023 (22.4 million tonnes)."
    assert refused(part, {"size_of_world": f'"3,000 tonnes" / {world}'}, mineral="copper")


def world_and_shares(whole: str, share: str, text: str) -> list[str]:
    book = proof.Ledger(WORLD, "")
    keys = (book.row("facts", whole, "value"), book.row("facts", share, "value", "world_share"))
    context = proof.Context(WORLD, "", "", DAY)
    return list(proof.prove(Sentence(text=text, evidence=keys), book.evidence, context).reasons)


def test_the_worlds_output_is_no_countrys_and_its_shares_are_of_its_year() -> None:
    share = proof.share_row(WORLD, "tin", "mine", "IDN")[1]
    year = int(share.split("IDN.")[1][:4])
    row = {y: fact("tin", year=y, stage="mine") for y in (year, year - 1)}
    size = {y: WORLD.table("facts").filter(pl.col("id") == row[y])["value"][0] for y in row}
    text = "World mine output of tin was {:,.0f} tonnes in {}. Indonesia held about {:.2g}% of it."
    part = 100 * proof.row_evidence(WORLD, "facts", share, "value", "world_share").figure.value  # type: ignore[union-attr]
    assert world_and_shares(row[year], share, text.format(size[year], year, part)) == []
    assert world_and_shares(row[year - 1], share, text.format(size[year - 1], year - 1, part))
    own = fact("tin", "IDN", year, stage="mine")
    made = WORLD.table("facts").filter(pl.col("id") == own)["value"][0]
    assert world_and_shares(own, share, text.format(made, year, part))
    held = fact("tin", year=year, metric="reserves", stage="mine")
    there = WORLD.table("facts").filter(pl.col("id") == held)["value"][0]
    assert world_and_shares(held, share, text.format(there, year, part))


def test_the_note_of_a_row_lends_its_figure_no_other_country_or_year() -> None:
    table = WORLD.table("facts").filter(pl.col("note").str.contains("China"))
    told = "China held {:.2g}% of world mine output of rare earths in {}."
    rows = table.filter(
        (pl.col("metric") == "share") & (pl.col("mineral") == "rare earths") & (pl.col("stage") == "mine")
    )
    proven = set()
    for row in rows.filter(pl.col("year") == 2008).iter_rows(named=True):
        book = proof.Ledger(WORLD, "")
        key = book.row("facts", row_id(WORLD, "facts", row), "value", "world_share")
        figure = proof.row_evidence(WORLD, "facts", row_id(WORLD, "facts", row), "value", "world_share").figure
        assert figure is not None
        sentence = Sentence(text=told.format(100 * figure.value, 2008), evidence=(key,))
        if proof.prove(sentence, book.evidence, proof.Context(WORLD, "", "", DAY)).proven:
            proven.add(row["country"])
    assert len(rows.filter(pl.col("year") == 2008)) > 1
    assert proven == {"CHN"}


def test_a_change_on_the_year_is_of_prices_a_year_apart() -> None:
    earlier = OLD.replace("2024-02", "2024-01")
    change = f"change({TIN}, {earlier})"
    told = CHANGED.format("26% above")
    assert refused(told, {"price": TIN, "price_change": change}, mineral="tin")


def test_a_step_in_points_is_of_two_shares_told_together() -> None:
    article = "The rebate drops from 9% to 6%. Demand was firm. Stocks were low. Prices rose 14%, traders said."
    for old, text, true in (("9%", "6% after 9% is a fall of 3 percentage points.", True),
                            ("14%", "6% after 14% is a fall of 8 percentage points.", False)):  # fmt: skip
        book = proof.Ledger(WORLD, article)
        spans = [book.span(article.index(q), article.index(q) + len(q), reads=True) for q in ("6%", old)]
        key = book.derived(f"{spans[0]} - {spans[1]}", "told_share_gap")
        context = proof.Context(WORLD, article, "", DAY)
        held = proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, context).proven
        assert (held and not faults(key, book.evidence, context)) is true, old


def row_refused(text: str, *cells: str) -> list[str]:
    book = proof.Ledger(WORLD, "")
    keys = tuple(book.row(*cell.split(" ")) for cell in cells)
    return list(
        proof.prove(Sentence(text=text, evidence=keys), book.evidence, proof.Context(WORLD, "", "", DAY)).reasons
    )


def test_what_a_site_can_make_is_no_output_and_no_owners_share() -> None:
    told = "Port Pirie in Australia (Nyrstar (Trafigura)): {}."
    cell = "projects port-pirie-lead capacity"
    assert row_refused(told.format("185,000 tonnes a year of lead refined in 2016"), cell) == []
    assert row_refused(told.format("an output of 185,000 tonnes a year of lead refined in 2016"), cell)
    assert row_refused(told.format("185,000 tonnes a year of lead refined in 2016 as Trafigura's share"), cell)


def test_alumina_is_no_aluminium() -> None:
    table = WORLD.table("facts").filter(
        (pl.col("form") == "alumina") & (pl.col("country") == "WLD") & (pl.col("metric") == "production")
    )
    row = table.sort("year").row(-1, named=True)
    cell = f"facts {row_id(WORLD, 'facts', row)} value"
    told = f"World refined output of {{}} was {row['value']:,.0f} tonnes in {row['year']}."
    assert row_refused(told.format("alumina").replace("refined output", "output"), cell) == []
    assert row_refused(told.format("aluminium"), cell)


def test_the_days_of_a_measure_are_its_own() -> None:
    states = WORLD.table("measure_states").filter(pl.col("from").is_not_null() & (pl.col("act") == "entered"))
    first, second = states.row(0, named=True), states.row(-1, named=True)
    known = [says.known(k, book.evidence, proof.Context(WORLD, "", "", DAY)) for book, k in _states(first, second)]
    assert list(wholes.of_one_measure(known[:1], {})) == []
    assert list(wholes.of_one_measure(known, {}))


def _states(*rows: dict[str, object]) -> list[tuple[proof.Ledger, str]]:
    book = proof.Ledger(WORLD, "")
    return [(book, book.row("measure_states", row_id(WORLD, "measure_states", row), "from")) for row in rows]


def test_a_half_of_a_year_is_not_told_as_the_year() -> None:
    article = "The ministry set quotas for the first half of 2019. Output rose in 2018."
    book = proof.Ledger(WORLD, article)
    key = book.span(0, article.index(" Output"))
    context = proof.Context(WORLD, article, "", "2019-03-01")

    def reasons(text: str) -> tuple[str, ...]:
        return proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, context).reasons

    assert reasons("The ministry set quotas for the first half of 2019.") == ()
    assert reasons("The ministry set quotas for 2019.")


# a formula; the operands that it sets side by side, and how; by what it multiplies the first
SIDES = """
a / b: part a b
change(a, b): change a b
share(a, b): part a b
ratio(a, b): part a b
sum(a, b, c): sum a b, sum a c, sum b c
(a + b) / c: part a c, part b c, sum a b
a * 0.188 / b: part a b; 0.188
middle(a) - b: minus a b
convert(a, 't') * b: product a b
a / unit(1, 'yr'):
(a - b) / 3: minus a b
a * b / 12: product a b
count(a, b):
"""


@pytest.mark.parametrize("line", SIDES.strip().splitlines())
def test_what_a_formula_sets_side_by_side(line: str) -> None:
    formula, _, told = line.partition(":")
    pairs, _, factor = told.partition(";")
    tree = parsed(formula)
    assert [" ".join(p) for p in operands._pairs(tree)] == [p for p in pairs.strip().split(", ") if p]
    assert operands._factor(tree, "a") == float(factor or 1)


@pytest.mark.parametrize(("between", "apart"), [(0, False), (1, False), (2, True)])
def test_an_amount_and_its_price_stand_within_two_sentences(between: int, apart: bool) -> None:
    text = "Acme sold 2,000 tonnes of tin. " + "It rained. " * between + "Buyers paid $30 million."
    book = proof.Ledger(WORLD, text)
    keys = [book.span(text.index(q), text.index(q) + len(q), reads=True) for q in ("$30 million", "2,000 tonnes")]
    key = book.derived(f"{keys[0]} / {keys[1]}", "paid_by_the_tonne", mineral="tin")
    found = faults(key, book.evidence, proof.Context(WORLD, text, "", DAY))
    assert any("another number stands between" in why for why in found) is apart, found


def found(check: str, article: str, formula: str, title: str = "", said: str = "", mineral: str | None = None,
          metric: str = "x") -> list[str]:  # fmt: skip
    """What is found of a figure of "quoted numbers" of an article."""
    book = proof.Ledger(WORLD, article)

    def named(match: re.Match[str]) -> str:
        start = article.index(match[1])
        return book.span(start, start + len(match[1]), reads=True)

    made = re.sub(r"\"([^\"]+)\"", named, formula)
    about = Figure(metric=metric, value=1.0, unit="1", mineral=mineral)
    item = DerivedEvidence(formula=made, operands=tuple(book.evidence), figure=about, statement="")
    if check == "unsaid":
        return list(operands.unsaid(item, book.evidence, article, title, DAY, said))
    return list(operands.mismatched(item, book.evidence, article, title, DAY))


UP = "Output was 500 tonnes, up from 400 tonnes a year earlier."
TWO = "Output was 500 tonnes. Sales were 400 tonnes."
OWNERS = "Vale's output was 500 tonnes. Glencore's output was 400 tonnes."
METALS = "Output of tin was 500 tonnes. Output of zinc was 400 tonnes."
YEARS = "Output of tin was 500 tonnes in 2023. Output of tin was 400 tonnes in 2024."
SPENT = "It spends $500 million {} and sold for $40 million."
CHANGE, LESS, SUM, PART = 'change("{}", "{}")', '"{}" - "{}"', '"{}" + "{}"', '"{}" / "{}"'
NEW, WAS = "500 tonnes", "400 tonnes"


@pytest.mark.parametrize(
    ("article", "formula", "why"),
    [
        (UP, CHANGE.format(NEW, WAS), ""), (UP, CHANGE.format(WAS, NEW), "the first is of the time before"),
        (TWO, CHANGE.format(NEW, WAS), "one is of output, the other of sales"), (TWO, PART.format(NEW, WAS), ""),
        (TWO, LESS.format(NEW, WAS), "one is of output, the other of sales"),
        ("Output was 500 wmt. Output had been 400 dmt.", CHANGE.format("500 wmt", "400 dmt"), "wet tonnes, or dry"),
        ("Output was 500 wmt. Output had been 400 wmt.", CHANGE.format("500 wmt", "400 wmt"), ""),
        (OWNERS, CHANGE.format(NEW, WAS), "one is of Vale, the other of Glencore"),
        (OWNERS, SUM.format(NEW, WAS), ""),
        (METALS, CHANGE.format(NEW, WAS), "one is of tin, the other of zinc"), (METALS, SUM.format(NEW, WAS), ""),
        ("Output of rare earths was 500 tonnes, of which neodymium 400 tonnes.", PART.format(WAS, NEW), ""),
        (YEARS, SUM.format(NEW, WAS), "one is of another time"), (YEARS, LESS.format(NEW, WAS), "another time"),
        (YEARS, CHANGE.format(NEW, WAS), "the first is of the time before"), (YEARS, CHANGE.format(WAS, NEW), ""),
        ("Tin fell 5% from a year earlier to 500 tonnes.", '"500 tonnes" / (1 - "5%")', ""),
        ("Tin fell 5% from a year earlier to 500 tonnes.", '"500 tonnes" / (1 + "5%")', "goes the other way"),
        ("Tin rose 5% on the quarter and 7% on the year.", '(1 + "5%") / (1 + "7%")', "on two bases"),
        ("Sales rose 5% on the year and output 7% year on year.", '(1 + "5%") / (1 + "7%")', ""),
        ("Acme has a 5% stake and 500 tonnes.", '"500 tonnes" / (1 + "5%")', "is what a number is of, and no step"),
        (SPENT.format("over the next five years"), PART.format("$40 million", "$500 million"), "of several years"),
        (SPENT.format("over the life of the mine"), PART.format("$40 million", "$500 million"), "of several years"),
        (SPENT.format("in Peru"), PART.format("$40 million", "$500 million"), ""),
        ("It spends $500 million over the next five years and $40 million over the next five years.",
         PART.format("$40 million", "$500 million"), ""),
        ("It sold 500 tonnes for $40 million.", PART.format("$40 million", NEW), ""),
        ("It sold 500 tonnes and 90 tonnes for $40 million.", PART.format("$40 million", NEW), "another number"),
        ("It sold 500 tonnes for $9 million and $40 million.", PART.format("$40 million", NEW), "another number"),
        ("It sold 500 tonnes.\nIt got $40 million.", PART.format("$40 million", NEW), "another number"),
        ("It sold 500 tonnes. It got $40 million.", PART.format("$40 million", NEW), ""),
    ],
)  # fmt: skip
def test_numbers_of_an_article_meet_in_a_figure_where_they_are_of_one_thing(
    article: str, formula: str, why: str
) -> None:
    told = found("mismatched", article, formula)
    assert bool(told) is bool(why), told
    assert why in " ".join(told)


@pytest.mark.parametrize(
    ("article", "title", "mineral", "true"),
    [
        ("Output of zinc was 500 tonnes, up from 400 tonnes.", "", "tin", False),
        ("Output of tin was 500 tonnes, up from 400 tonnes.", "", "tin", True),
        ("Output of tin was 500 tonnes, up from 400 tonnes.", "", None, True),
        ("Output was 500 tonnes, up from 400 tonnes.", "Zinc falls", "tin", False),
        ("Output was 500 tonnes, up from 400 tonnes.", "Zinc falls", "zinc", True),
        ("Output of neodymium was 500 tonnes, up from 400 tonnes.", "", "rare earths", True),
        ("Arafura Rare Earths made 500 tonnes, up from 400 tonnes.", "", "tin", False),
        ("Tin fell. It rained. Output was 500 tonnes, up from 400 tonnes.", "", "zinc", False),
        ("Tin fell.\nOutput was 500 tonnes, up from 400 tonnes.", "", "zinc", True),
    ],
)  # fmt: skip
def test_a_figure_is_of_the_mineral_of_its_numbers_or_of_the_title(
    article: str, title: str, mineral: str | None, true: bool
) -> None:
    assert (not found("mismatched", article, CHANGE.format(NEW, WAS), title, mineral=mineral)) is true


QUOTA = "Its quota is 500 tonnes. It exported 400 tonnes."
THEN = "Output was 500 tonnes in 2024. Output was 400 tonnes in 2023."
SHARE = 'share("{}", "{}")'


@pytest.mark.parametrize(
    ("article", "formula", "said", "lacks"),
    [
        (QUOTA, SHARE, "It is 80% of what it exported.", ["quota"]), (QUOTA, SHARE, "It is 80%.", ["quota", "sales"]),
        (QUOTA, SHARE, "Its quota is 80% of what it exported.", []),
        (THEN, SHARE, "It is 80% of output.", ["2023 and 2024"]), (THEN, SHARE, "It is 80% of output in 2023.", []),
        (THEN, CHANGE, "It is 25% above that of 2023.", ["2024"]), (THEN, CHANGE, "Sales are 25% more.", ["output"]),
        (THEN, CHANGE, "In 2024 it is 25% above that of 2023.", []), (THEN, CHANGE, "Output is 25% more.", []),
        (UP, CHANGE, "It is 25% above what it was before.", []),
    ],
)  # fmt: skip
def test_in_what_two_sides_differ_is_told(article: str, formula: str, said: str, lacks: list[str]) -> None:
    assert found("unsaid", article, formula.format(NEW, WAS), said=said) == lacks


@pytest.mark.parametrize(
    ("counted", "holds"),
    [
        ("500 tonnes of tungsten", 1.0),
        ("500 tonnes of WO3", 0.793),
        ("500 tonnes of concentrate", None),
        ("500 tonnes of tungsten in concentrate", 1.0),
        ("500 tonnes of tungsten concentrate", None),
        ("500 dmt of tungsten", None),
        ("500 tonnes a year of tungsten", 1.0),
        ("500 tonnes of contained metal", 1.0),
        ("500 tonnes from ore", None),
        ("500 tonnes", 1.0),
    ],
)
def test_what_a_tonne_of_a_good_holds_of_its_metal(counted: str, holds: float | None) -> None:
    text = f"Acme sold {counted}."
    start = text.index("500")
    end = start + len(re.match(r"500 (?:tonnes a year|tonnes|dmt)", text[start:])[0])  # type: ignore[index]
    book = proof.Ledger(WORLD, text)
    span = book.evidence[book.span(start, end, reads=True)]
    made = operands._told(span, text, "", DAY)  # type: ignore[arg-type]
    assert made is not None
    content = operands._content(made, frozenset({"tungsten"}), text)
    assert content == (holds if holds is None else pytest.approx(holds, abs=0.001))


BESIDE = "Its mines in Peru make 500 tonnes, and 400 tonnes in Chile."
THEN_ALONE = ("then_and_now", "down_from", "times_before", "before_in_a_list", "changed_by")


@pytest.mark.parametrize("metric", [*THEN_ALONE, "x"])
def test_what_is_set_against_the_time_before_is_so_in_the_article(metric: str) -> None:
    told = found("mismatched", BESIDE, CHANGE.format(NEW, WAS), metric=metric)
    assert any("of the time before" in why for why in told) is (metric in THEN_ALONE)
    assert (
        found("mismatched", "Output was 500 tonnes, up from 400 tonnes.", CHANGE.format(NEW, WAS), metric=metric) == []
    )


SOLD = "It sold 500 tonnes{} over 3 years for $40 million{}, 30% of it, at $900 a tonne."


@pytest.mark.parametrize(
    ("metric", "formula", "rival", "true"),
    [
        ("stake_implies", '"$40 million" / "30%"', "", True),
        ("stake_implies", '"$40 million" / "30%"', " (5% more)", False),
        ("whole_of_part", '"$40 million" / "30%"', "", True),
        ("whole_of_part", '"$40 million" / "30%"', " (5% more)", False),
        ("rate_of_term", '"500 tonnes" / "3 years"', "", True),
        ("rate_of_term", '"500 tonnes" / "3 years"', " and 7 tonnes", False),
        ("cost_of_capacity", '"$40 million" / "500 tonnes"', "", True),
        ("cost_of_capacity", '"$40 million" / "500 tonnes"', " and 7 tonnes", False),
        ("paid_by_the_tonne", '"$40 million" / "500 tonnes"', "", True),
        ("paid_by_the_tonne", '"$40 million" / "500 tonnes"', " and 7 tonnes", False),
        ("sales_value", '"500 tonnes" * "$900 a tonne"', "", True),
        ("sales_value", '"500 tonnes" * "$900 a tonne"', " and 7 tonnes", False),
        ("x", '"500 tonnes" * "$900 a tonne"', " and 7 tonnes", True),
    ],
)  # fmt: skip
def test_no_number_of_their_unit_stands_between_two_of_one_deal(
    metric: str, formula: str, rival: str, true: bool
) -> None:
    assert (found("mismatched", SOLD.format(rival, rival), formula, metric=metric) == []) is true


@pytest.mark.parametrize(
    ("metric", "article", "formula", "true"),
    [
        ("sold_over_made", "Sales were 500 tonnes and output 400 tonnes.", LESS.format(NEW, WAS), True),
        ("x", "Sales were 500 tonnes and output 400 tonnes.", LESS.format(NEW, WAS), False),
        ("left_of_price", "The price was $900 a tonne and the cost $700 a tonne.",
         LESS.format("$900 a tonne", "$700 a tonne"), True),
        ("x", "The price was $900 a tonne and the cost $700 a tonne.", LESS.format("$900 a tonne", "$700 a tonne"),
         False),
        ("sales_value", "Its costs are $900 a tonne for output of 500 tonnes.", '"500 tonnes" * "$900 a tonne"', False),
    ],
)  # fmt: skip
def test_two_measures_meet_where_their_figure_has_them_meet(
    metric: str, article: str, formula: str, true: bool
) -> None:
    assert (found("mismatched", article, formula, metric=metric) == []) is true
