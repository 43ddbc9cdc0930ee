"""What the article's numbers in a formula are of: each figure with its own operands, and with others."""

from __future__ import annotations

import re

import pytest

from didymium import proof
from didymium.errors import DidymiumError
from didymium.proof.evidence import faults
from didymium.records import Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
ARTICLE = (
    "Acme Lithium produced 40,000 tonnes of spodumene concentrate last quarter and sold 44,000 tonnes. "
    "Acme Lithium's output in the fiscal year was 150,000 tonnes. "
    "The price that it achieved was $900 per tonne, against costs of $500 per tonne.\n"
    "Zeta Lithium produced 60,000 tonnes of spodumene concentrate, 20% more than in the previous quarter, and its "
    "shipments of 52,000 tonnes were up 30%.\n"
    "Zeta plans to make 10,000 tonnes per year of lithium hydroxide from 2027. A minimum of 8,000 tonnes per year goes "
    "to one buyer. At full rate the plant could make 1,500 tonnes per year of lithium.\n"
    "The ministry cut the quota of Tano Mining to 9 million tonnes of ore this year, from 12 million tonnes in 2024. "
    "Indonesia's mine output was 220 million tonnes of ore in 2024. "
    "China holds 48% of antimony mining, 59% of germanium refining and 90% of antimony refining. "
    "Zeta's cobalt output was 9,000 tonnes, down from 9,500 tonnes in May but up 22% on the year. "
    "Nord limits exports to 18,000 tonnes of cobalt for the fourth quarter of 2025 and 77,000 tonnes for 2026. "
    "Nord holds 38% of the market in Asia and 42% in Europe. Nord held 31% of it in Africa, after 26% in 2023. "
    "The Nord mine has 7 million tonnes of rock at 0.5% tin and 9 million tonnes at 0.8% tin."
)
WORLDS = "facts production.{0}.mine.WLD.2023.usgs-mcs-2024-{1}-production.t.usgs-mcs-2024-{1} value"
LITHIUM = f"[{WORLDS.format('lithium', 'lithium-world')}]"
NICKEL = f"[{WORLDS.format('nickel', 'nickel')}]"
CUT = 'change("9 million tonnes", "12 million tonnes")'


def why_not(metric: str, formula: str, text: str = "") -> tuple[str, ...]:
    """What is wrong with a figure by a formula over quotations ("...") and rows ([...]), or with its sentence."""
    book = proof.Ledger(WORLD, ARTICLE)

    def named(match: re.Match[str]) -> str:
        if match["row"]:
            return book.row(*match["row"].split(" "))
        start = ARTICLE.index(match["quote"])
        return book.span(start, start + len(match["quote"]), reads=True)

    made = re.sub(r"\"(?P<quote>[^\"]+)\"|\[(?P<row>[^\]]+)\]", named, formula)
    try:
        key = book.derived(made, metric)
    except DidymiumError as error:
        return (str(error),)
    context = proof.Context(WORLD, ARTICLE, "", DAY)
    told = proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, context).reasons if text else ()
    return (*faults(key, book.evidence, context), *(why for why in told if why.startswith("its sides are of two")))


@pytest.mark.parametrize(
    ("metric", "true", "false"),
    [
        ("then_and_now", CUT, 'change("9 million tonnes", "220 million tonnes")'),
        ("then_and_now", CUT, 'change("52,000 tonnes", "40,000 tonnes")'),
        ("told_stage_gap", '"90%" - "48%"', '"59%" - "48%"'),
        ("sales_value", '"44,000 tonnes" * "$900 per tonne"', '"44,000 tonnes" * "$500 per tonne"'),
        ("sales_value", '"44,000 tonnes" * "$900 per tonne"', '"52,000 tonnes" * "$900 per tonne"'),
        ("sum", '"40,000 tonnes" + "60,000 tonnes"', '"40,000 tonnes" + "150,000 tonnes"'),
        ("sum", '"40,000 tonnes" + "60,000 tonnes"', '"40,000 tonnes" + "52,000 tonnes"'),
        ("sum", '"9,000 tonnes" + "9,500 tonnes"', '"18,000 tonnes" + "77,000 tonnes"'),
    ],
)  # fmt: skip
def test_two_numbers_are_of_one_measure_owner_good_and_time(metric: str, true: str, false: str) -> None:
    assert why_not(metric, true) == ()
    assert why_not(metric, false)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("({t} * unit(1, 'yr')) * 0.165 / {w}", "({t} * unit(1, 'yr')) / {w}"),
        ("({t} * unit(1, 'yr')) * 0.165 / {w}", "({t} * unit(1, 'yr')) * 0.188 / {w}"),
        ("({m} * unit(1, 'yr')) / {w}", "({m} * unit(1, 'yr')) * 0.165 / {w}"),
        ("({m} * unit(1, 'yr')) / {w}", "({b} * unit(1, 'yr')) / {w}"),
        ("({m} * unit(1, 'yr')) / {w}", '"60,000 tonnes" / {w}'),
        ("({m} * unit(1, 'yr')) / {w}", '"9 million tonnes" / {n}'),
    ],
)
def test_tonnes_are_of_the_metal_that_the_world_counts(true: str, false: str) -> None:
    names = {
        "t": '"10,000 tonnes per year"', "m": '"1,500 tonnes per year"', "b": '"8,000 tonnes per year"', "w": LITHIUM,
        "n": NICKEL,
    }  # fmt: skip
    assert why_not("size_of_world", true.format(**names)) == ()
    assert any("good" in why for why in why_not("size_of_world", false.format(**names)))


@pytest.mark.parametrize(
    ("formula", "told", "untold"),
    [
        ('"44,000 tonnes" / "150,000 tonnes"',
         "Sales of 44,000 tonnes in the quarter are 29% of output of 150,000 tonnes.",
         "44,000 tonnes in the quarter are 29% of output of 150,000 tonnes."),
        ('"40,000 tonnes" / "150,000 tonnes"', "The quarter's 40,000 tonnes are 27% of output of 150,000 tonnes.",
         "Output of 40,000 tonnes is 27% of output of 150,000 tonnes."),
        ('"9 million tonnes" / "220 million tonnes"',
         "The quota of 9 million tonnes is 4.1% of the output of 2024 (220 million tonnes).",
         "The quota of 9 million tonnes is 4.1% of output of 220 million tonnes."),
        ('"18,000 tonnes" / "77,000 tonnes"', "18,000 tonnes are 23% of the 77,000 tonnes of 2026.",
         "18,000 tonnes are 23% of 77,000 tonnes."),
    ],
)  # fmt: skip
def test_in_what_the_sides_of_a_share_differ_is_told(formula: str, told: str, untold: str) -> None:
    assert why_not("derived", formula, told) == ()
    assert why_not("derived", formula, untold)


def faults_of(article: str, metric: str, formula: str) -> tuple[str, ...]:
    """What is wrong with a figure over quotations of an article of its own."""
    book = proof.Ledger(WORLD, article)
    spans = [(m[1], article.index(m[1])) for m in re.finditer(r'"([^"]+)"', formula)]
    for quote, start in spans:
        formula = formula.replace(f'"{quote}"', book.span(start, start + len(quote), reads=True))
    key = book.derived(formula, metric)
    return faults(key, book.evidence, proof.Context(WORLD, article, "", DAY))


@pytest.mark.parametrize(
    ("article", "metric", "formula", "why"),
    [
        ("Guinea's exports were 9 million wet tonnes of bauxite in May, down from 12 million tonnes in April.",
         "then_and_now", 'change("9 million wet tonnes", "12 million tonnes")', "wet tonnes"),
        ("Acme Lithium's output was 40,000 tonnes in 2024. Zeta Lithium's output was 60,000 tonnes in 2023.",
         "then_and_now", 'change("40,000 tonnes", "60,000 tonnes")', "the other of Zeta Lithium"),
        ("Zeta's cobalt output was 9,000 tonnes, down 22% on the year.",
         "derived", '"9,000 tonnes" / (1 + "22%")', "goes the other way"),
        ("Zeta's cobalt output rose to 9,000 tonnes (on a 100% basis).",
         "derived", '"9,000 tonnes" / (1 + "100%")', "no step"),
        ("Zeta's mine of $390 million ($US260 million) got a loan of $40 million.",
         "part_of_typed", '"$40 million" / "$390 million"', "none of the United States"),
        ("Zeta's mine got a loan of $40 million.", "part_of_typed", '"$40 million" / "loan of $40 million"', "itself"),
    ],
)  # fmt: skip
def test_a_wet_tonne_an_owner_and_a_way_are_not_exchanged(article: str, metric: str, formula: str, why: str) -> None:
    assert any(why in fault for fault in faults_of(article, metric, formula)), faults_of(article, metric, formula)
