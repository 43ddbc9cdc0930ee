"""What a derived figure sets against what, held to the article and rows that it is made of: one condition at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from didymium import proof
from didymium.proof import entail, operands, sides
from didymium.proof import known as says
from didymium.proof.entail import Fault
from didymium.proof.evidence import faults
from didymium.proof.reading import read
from didymium.records import SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
CHINA = (*proof.share_row(WORLD, "tin", "mine", "CHN"), "value")
SOLD = "Zambia sold 5 tonnes of tin. Peru sold 20 tonnes of tin."
HELD = "It held 5 tonnes in 2024. It held 20 tonnes in 2022."
MADE = " It made 20 tonnes in 2024."


def found(check: str, article: str, formula: str, text: str, *quotes: str, metric: str = "share",
          mineral: str | None = None) -> list[Fault]:  # fmt: skip
    """The faults of one check in a sentence about a figure: a and b of its formula are the quotes, c a row of China."""
    book = proof.Ledger(WORLD, article)
    names = {
        name: book.span(article.index(quote), article.index(quote) + len(quote), reads=True)
        for name, quote in zip("ab", quotes, strict=False)
    } | ({"c": book.row(*CHINA)} if "c" in formula.replace("change", "") else {})
    key = book.derived(re.sub(r"\b[abc]\b", lambda m: names[m[0]], formula), metric, mineral=mineral)
    context = proof.Context(WORLD, article, "", DAY)
    known, said = [says.known(key, book.evidence, context)], read(text, DAY)
    uses: list[entail.Use] = []
    assert not list(entail.numbers(said, known, uses))

    def told(what: str) -> Iterator[Fault]:
        return ((entail.OPEN, why) for why in faults(key, book.evidence, context) if what in why)

    checks: dict[str, Iterator[Fault]] = {
        "mingled": told("its figure is of"), "sided": sides.sided(said, uses, book.evidence),
        "based": sides.based(said, uses, book.evidence), "called": sides.called(said, uses, context),
        "earlier": sides.measured(said, known, book.evidence, context),
        "spanned": told("a total of several years"),
    }  # fmt: skip
    return list(checks[check])


@pytest.mark.parametrize(
    ("article", "mineral", "faults"),
    [
        (SOLD, "tin", 0), (SOLD, "zinc", 2), (SOLD, "tin; zinc", 0), (SOLD, None, 0), (SOLD, "critical minerals", 0),
        ("Zambia sold 5 tonnes of tin.\nPeru sold 20 tonnes.", "zinc", 1),
        ("It mines zinc and sold 5 tonnes of it. It sold 20 tonnes.", "tin", 2),
        ("It mines tin. Prices fell. Costs rose. It sold 5 tonnes and 20 tonnes.", "zinc", 2),
        ("It mines tin. Prices fell. Costs rose. Wages rose. It sold 5 tonnes and 20 tonnes.", "zinc", 0),
        ("Metals fell. It sold 5 tonnes and 20 tonnes.", "zinc", 0),
        ("Arafura Rare Earths sold 5 tonnes and 20 tonnes.", "zinc", 2),
    ],
)  # fmt: skip
def test_a_figure_is_made_of_numbers_of_its_mineral(article: str, mineral: str | None, faults: int) -> None:
    made = found("mingled", article, "a / b", "It is 25% of it.", "5 tonnes", "20 tonnes", mineral=mineral)
    assert len(made) == faults


@pytest.mark.parametrize(
    ("formula", "text", "true"),
    [
        ("a / b", "5 tonnes is 25% of 20 tonnes.", True), ("a / b", "20 tonnes is 25% of 5 tonnes.", False),
        ("a / b", "It is 25% of 20 tonnes.", True), ("a / b", "20 tonnes: it is 25% of it.", True),
        ("change(a, b)", "5 tonnes is 75% below 20 tonnes.", True),
        ("change(a, b)", "20 tonnes is 75% below 5 tonnes.", False),
        ("change(middle(a), b)", "20 tonnes is 75% below 5 tonnes.", False),
        ("a / b", "20 tonnes was sold. It is 25%, of 5 tonnes.", True), ("min(a / b, b)", "25%.", True),
    ],
)  # fmt: skip
def test_the_two_that_are_compared_stand_in_their_order(formula: str, text: str, true: bool) -> None:
    if formula.startswith("min"):
        formula = "min(a / b, 1)"
    assert (found("sided", SOLD, formula, text, "5 tonnes", "20 tonnes") == []) is true


def test_two_that_are_almost_alike_keep_their_order() -> None:
    for sizes in (("100 t", "103 t"), ("100 t", "101.5 t"), ("100 t", "100.5 t")):
        article = f"It sold {sizes[0]} of tin. It made {sizes[1]} of tin."
        text = f"{sizes[1]} is {100 / float(sizes[1][:-2]):.1%} of {sizes[0]}."
        assert found("sided", article, "a / b", text, *sizes), sizes


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("It is 0.007% of China's output.", True), ("It is 0.007% of world output.", False),
        ("It is 0.007% of output.", True), ("It is 0.007% of the world's output.", False), ("It is 0.007%.", True),
        ("It is 0.007% of output in the world.", True), ("It is 0.007% above the world.", True),
    ],
)  # fmt: skip
def test_a_share_is_of_the_whole_that_it_is_computed_of(text: str, true: bool) -> None:
    assert (found("based", SOLD, "a / c", text, "5 tonnes") == []) is true


@pytest.mark.parametrize(
    ("article", "text", "true"),
    [
        ("It held 5 tonnes, down from 20 tonnes.", "It is 75% below what it was before.", True),
        ("It held 5 tonnes. It sells 20 tonnes.", "It is 75% below what it was before.", False),
        ("It held 5 tonnes. It sells 20 tonnes.", "It is 75% less than before.", False),
        ("It held 5 tonnes. It sells 20 tonnes.", "It is 75% below it.", True),
        ("It holds 5 tonnes. It had 20 tonnes.", "It is 75% below what it was before.", True),
        ("It sells 5 tonnes. It sells 20 tonnes instead.", "It is 75% below what it was before.", True),
    ],
)  # fmt: skip
def test_what_was_before_was_so_in_the_article(article: str, text: str, true: bool) -> None:
    made = found("earlier", article, "change(a, b)", text, "5 tonnes", "20 tonnes", metric="derived")
    assert (made == []) is true


@pytest.mark.parametrize(
    ("article", "true"),
    [
        ("It will sell 100 tonnes over five years." + MADE, False), ("It will sell 100 tonnes." + MADE, True),
        ("It will sell 100 tonnes over five years. It made 20 tonnes over five years.", True),
        ("It will sell 100 tonnes over five years. It made 20 tonnes over ten years.", False),
        ("It will sell 100 tonnes, and 7 ships over five years." + MADE, True),
    ],
)  # fmt: skip
def test_a_total_of_years_is_set_against_one_of_as_many(article: str, true: bool) -> None:
    made = found("spanned", article, "a / b", "It is 5 times it.", "100 tonnes", "20 tonnes", metric="ratio")
    assert (made == []) is true


def test_a_price_is_a_sum_for_the_tonnes_of_one_deal() -> None:
    article = "It sells 5 tonnes over five years for $20."
    assert found("spanned", article, "b / a", "It is $4 a tonne.", "5 tonnes", "$20", metric="unitvalue") == []


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("over the next ten years", "over the next ten years"), ("during the last five years",
         "during the last five years"),
        ("across three years", "across three years"), ("for several years", "for several years"),
        ("within two years", "within two years"), ("over its mine's life", "over its mine's life"),
        ("for the life of mine", "life of mine"), ("in a decade", "a decade"), ("over 12-year terms", "over 12-year"),
        ("over the whole twenty years", "over the whole twenty years"), ("for many years", "for many years"),
        ("over the coming sixteen years", "over the coming sixteen years"), ("in five years", ""), ("for years", ""),
        ("to 7 firms over five years", ""), ("now. Over five years it fell", ""),
    ],
)  # fmt: skip
def test_over_which_years_an_amount_adds_up(words: str, years: str) -> None:
    text = f"It sells 100 tonnes {words}."
    book = proof.Ledger(WORLD, text)
    span = book.evidence[book.span(9, 19, reads=True)]
    assert isinstance(span, SpanEvidence)
    assert (told := operands._told(span, text, "", DAY))
    assert operands._over_years(told) == years


@pytest.mark.parametrize(
    ("article", "text", "true"),
    [
        ("The first batch of its quota is 5 tonnes.", "The first batch is 5 tonnes.", True),
        ("The first batch of its quota is 5 tonnes.", "The quota is 5 tonnes.", False),
        ("The final phase of its quota is 5 tonnes.", "The quota is 5 tonnes.", False),
        ("The first batch is late. The quota is 5 tonnes.", "The quota is 5 tonnes.", True),
        ("The first part of its quota is 5 tonnes.", "The quota is 5 tonnes.", True),
    ],
)  # fmt: skip
def test_what_is_of_a_batch_is_told_of_it(article: str, text: str, true: bool) -> None:
    context = proof.Context(WORLD, article, "", DAY)
    quoted = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    uses: list[entail.Use] = []
    assert not list(entail.numbers(read(text, DAY), [says.known("e1", quoted, context)], uses))
    assert (list(sides.called(read(text, DAY), uses, context)) == []) is true


STEPS = (
    "Acme's zinc output rose 25% on the year to 500 tonnes. Its zinc sales fell 20% on the quarter to 80 tonnes. "
    "Its revenue rose 32% on the year and its prices rose 10% on the year, having lost 4% on the quarter. "
    "Zeta's tin output was 300 tonnes, up 50%, and Acme offered a 20% premium, $600 million in all."
)


@pytest.mark.parametrize(
    ("formula", "metric", "quotes", "true"),
    [
        ("e1 / (1 + e2)", "derived", ("500 tonnes", "25%"), True),
        ("e1 / (1 - e2)", "derived", ("500 tonnes", "25%"), False),
        ("e1 / (1 - e2)", "derived", ("80 tonnes", "20%"), True),
        ("e1 / (1 + e2)", "derived", ("80 tonnes", "20%"), False),
        ("e1 / (1 + e2)", "derived", ("300 tonnes", "50%"), True),
    ],
)  # fmt: skip
def test_a_percentage_is_reckoned_with_as_the_article_tells_it(
    formula: str, metric: str, quotes: tuple[str, ...], true: bool
) -> None:
    book = proof.Ledger(WORLD, STEPS)
    for quote in quotes:
        book.span(STEPS.index(quote), STEPS.index(quote) + len(quote), reads=True)
    context = proof.Context(WORLD, STEPS, "", DAY)
    assert (faults(book.derived(formula, metric), book.evidence, context) == ()) is true


def world_row(mineral: str, year: int = 2024) -> str:
    table = WORLD.table("facts")
    row = table.filter(mineral=mineral, metric="production", stage="mine", year=year, country="WLD").row(0, named=True)
    return proof.row_id(WORLD, "facts", row)


@pytest.mark.parametrize(("year", "odd"), [("2024", ""), ("2022", "2022")])
def test_the_whole_behind_a_share_is_of_its_year(year: str, odd: str) -> None:
    whole = proof.row_evidence(WORLD, "facts", world_row("tin"), "value")
    told = read(f"of world mine output of tin in {year}", DAY).items
    assert sides._unlike_whole(told, [whole]) == odd


@pytest.mark.parametrize("place", ["project", "site", "plant"])
def test_a_share_of_what_one_place_makes_is_none_of_the_worlds(place: str) -> None:
    whole = proof.row_evidence(WORLD, "facts", world_row("tin"), "value")
    told = read(f"of the {place}'s output", DAY).items
    assert sides._unlike_whole(told, [whole]).startswith(place)  # type: ignore[list-item]


@pytest.mark.parametrize("same", [True, False])
def test_what_a_site_makes_is_set_against_its_own_metal(same: bool) -> None:
    made = WORLD.table("site_figures").to_dicts()
    row = next(r for r in made if r["minerals"] == "copper" and r["output_latest"] is not None)
    book = proof.Ledger(WORLD, "")
    site = book.row("site_figures", str(row["id"]), "output_latest")
    whole = book.row("facts", world_row("copper" if same else "tin"), "value")
    key = book.derived(f"{site} / {whole}", "site_of_world")
    context = proof.Context(WORLD, "", "", DAY)
    known = [says.known(key, book.evidence, context)]
    wrong = [why for _, why in sides.mingled(known, book.evidence, context)]
    assert any("is no output of" in why for why in wrong) is not same


def test_sales_are_no_change_against_what_was_earned() -> None:
    text = "Acme Metals' net sales were $1.4 billion, up from $1.2 billion, and its net profit was $75.3 million."
    amounts = ["$1.4 billion", "$1.2 billion", "$75.3 million"]
    book = proof.Ledger(WORLD, text)
    now, was, earned = (book.span(text.index(a), text.index(a) + len(a), reads=True) for a in amounts)
    found = {other: book.derived(f"change({now}, {other})", "then_and_now") for other in (was, earned)}
    context = proof.Context(WORLD, text, "Acme Metals", DAY)
    assert not proof.faults(found[was], book.evidence, context)
    assert any("sales" in why for why in proof.faults(found[earned], book.evidence, context))


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("80% of world output", "WLD"), ("80% of China's output", "CHN"), ("80% of its output", "its"),
        ("80% of output of Peru", ""), ("80% above world output", ""), ("80% of the world's exports", "WLD"),
        ("80% of Peru's and Chile's use", "CHL PER"), ("80% of 5 tonnes", ""), ("80%. Of world output it is", ""),
        ("80% of tin in the world", "WLD"), ("80% of 5 tonnes of China's output", ""),
    ],
)  # fmt: skip
def test_whose_the_whole_behind_a_share_is(text: str, whose: str) -> None:
    said = read(text, DAY)
    found = sides._whole_behind(said, said.numbers[0])
    assert " ".join(sorted(k.removeprefix("country:") for k in found)) == whose


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("18 t (100% basis; 9 t Zeta's share)", {"18 t": "whole", "9 t": "share"}),
        ("18 t on a 100% basis", {"18 t": "whole"}), ("its share of output is 18 t", {"18 t": "share"}),
        ("18 t, its share", {"18 t": "share"}), ("18 t. Its share price is 5", {}), ("5 mines, its share", {}),
        ("18 t (Zeta's share)", {"18 t": "share"}), ("18 t and its share 9 t", {"9 t": "share"}),
        ("18 t (about 20 kt) on a 100% basis", {"18 t": "whole", "about 20 kt": "whole"}),
        ("attributable share of 5 t", {"5 t": "share"}), ("its share capital of $5 million", {}),
        ("5 t of equity share", {"5 t": "share"}), ("9 t. Its share: 5 t", {"5 t": "share"}),
    ],
)  # fmt: skip
def test_which_amounts_are_of_the_whole_of_a_mine_and_which_an_owners(text: str, parts: dict[str, str]) -> None:
    found = {i.surface: what.rpartition(" ")[2] for i, what in sides._parts_told(read(text, DAY))}
    assert found == parts
