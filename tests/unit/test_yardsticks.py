"""Rows that take a number of a story: their grammar, what they reckon, and that nothing else is proven by them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from didymium.brief.compose import brief
from didymium.brief.render import to_markdown
from didymium.proof import Context, Ledger, filled, measured, prove, verify
from didymium.proof.yardsticks import shown, told
from didymium.records import Sentence, SpanEvidence
from didymium.world.check import yardsticks
from didymium.world.load import TABLES, World, load_world
from didymium.world.schema import dtypes
from didymium.world.yardsticks import bands, faults, slot, sums

TEXT = (
    "CATL halted its lithium mine at Jianxiawo in Jiangxi on Sunday after a permit lapsed, the company said. The mine "
    "gives about 6% of global lithium output and is to stay shut for at least three months.\n\nThe November contract "
    "closed at 81,000 yuan a tonne. Shares of Tianqi Lithium rose 19% in Hong Kong."
)
ROW: dict[str, Any] = {
    "id": "lithium-stop", "when": "project/down market/up", "minerals": "lithium", "named": None, "words": "permit",
    "bars": "recycl", "question": "aim", "label": "Size of the stop", "actors": None,
    "x": r"share 1 0.005..0.25 /# of (?:global|world)[^.;]{0,30}output/",
    "z": r"months 1 0.5..24 /shut for[^.;]{0,30}#/",
    "sums": "y = x * z / 12 as share; v = y * 1500000 as t",
    "text": "{x} of world lithium for {z} is {y} of a year's, {v} of 1.5m t: {reading}.",
    "readings": ">=0.001 | <=0.02: less than the surplus | <=0.3: more than the surplus",
    "until": None, "source_id": "usgs-mcs-2025", "known_from": "2025-02-01", "also": None,
}  # fmt: skip
SAYS = (
    "About 6% of world lithium for at least three months is 1.5% of a year's, 23,000 t of 1.5m t: "
    "less than the surplus."
)


def row(**changed: Any) -> dict[str, Any]:
    return ROW | changed


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The shipped world with this row alone in the table."""
    folder = tmp_path_factory.mktemp("world")
    for table in Path(TABLES).iterdir():
        if table.stem != "yardsticks":
            (folder / table.name).symlink_to(table)
    with (folder / "yardsticks.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, tuple(dtypes("yardsticks")))
        writer.writeheader()
        writer.writerow({k: v or "" for k, v in ROW.items()})
    return load_world(folder=folder, edition_only=True)


def span(ledger: Ledger, words: str) -> str:
    start = TEXT.index(words)
    return ledger.span(start, start + len(words), reads=True)


def cited(world: World, first: str = "6%", second: str = "three months") -> tuple[Sentence, Ledger, Context]:
    seen = world.as_of("2025-08-11")
    ledger = Ledger(seen, TEXT)
    at = TEXT.index("permit")
    ids = (ledger.row("yardsticks", "lithium-stop", "text"), span(ledger, first), span(ledger, second))
    told = Sentence(text=SAYS, evidence=(*ids, ledger.span(at, at + len("permit"))))
    return told, ledger, Context(seen, TEXT, "CATL halts a lithium mine", "2025-08-11")


def test_a_row_filled_with_its_numbers_is_proven_and_nothing_else_of_it(world: World) -> None:
    told, ledger, context = cited(world)
    assert prove(told, ledger.evidence, context).proven
    for was, now in (("6%", "7%"), ("1.5%", "2%"), ("23,000", "32,000"), ("less than", "more than"), ("at least ", "")):
        assert was in SAYS
        assert not prove(told.model_copy(update={"text": SAYS.replace(was, now)}), ledger.evidence, context).proven


def test_a_number_of_another_thing_the_order_of_two_and_a_missing_word_are_not_proven(world: World) -> None:
    other, ledger, context = cited(world, first="19%")
    assert not prove(other, ledger.evidence, context).proven
    told, ledger, context = cited(world)
    first, x, z, word = told.evidence
    for ids in ((first, z, x, word), (first, x, z), (first, x, word), (first, x, z, word, x[:1] + "9")):
        assert not prove(told.model_copy(update={"evidence": ids}), ledger.evidence, context).proven


def test_a_row_is_not_proven_after_its_end_nor_where_it_is_barred(world: World) -> None:
    told, ledger, _ = cited(world)
    barred = Context(ledger.world, TEXT, "A recycler gains", "2025-08-11")
    assert not prove(told, ledger.evidence, barred).proven


def test_a_story_prints_the_sum_under_its_question_and_it_verifies(world: World, tmp_path: Path) -> None:
    page = tmp_path / "stop.html"
    title = "CATL halts a lithium mine in Jiangxi"
    page.write_text(
        f'<html><head><title>{title}</title><meta property="article:published_time" content="2025-08-11"></head>'
        f"<body><article><h1>{title}</h1>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10) * 2))}</article></body>"
        "</html>",
        encoding="utf-8",
    )
    made = brief(str(page), draws=20, world=world)
    points = (p for i in made.insights for p in i.points)  # the number is none of the news itself
    assert SAYS in {s.text for p in points for s in p.sentences}
    assert verify(made, world=world).ok
    text = page.read_text(encoding="utf-8").replace(title, f"{title}, about 6% of output")
    page.write_text(text, encoding="utf-8")
    headed = brief(str(page), draws=20, world=world)
    assert SAYS in {s.text for s in headed.bottom_line}
    assert "Minerals: lithium" in to_markdown(headed)


def test_the_clause_is_that_of_the_result_and_none_beyond_the_bounds(world: World) -> None:
    _, ledger, _ = cited(world)
    numbers = {"x": ledger.evidence[span(ledger, "6%")], "z": ledger.evidence[span(ledger, "three months")]}
    spans = {k: v for k, v in numbers.items() if isinstance(v, SpanEvidence)}
    assert filled(row(), spans, TEXT) == SAYS
    more = filled(row(readings="<=0.01: less | <=0.3: more than the surplus"), spans, TEXT)
    assert more is not None
    assert more.endswith("more than the surplus.")
    assert filled(row(readings="<=0.001: less | <=0.01: more"), spans, TEXT) is None
    assert filled(row(readings=">=0.02 | <=0.03: less | <=0.3: more"), spans, TEXT) is None
    assert filled(row(sums="y = x / (z - z) as share"), spans, TEXT) is None


@pytest.mark.parametrize(
    ("words", "told", "value"),
    [
        ("6%", "share 1 0..1", 0.06),
        ("6%", "share 1 0.1..1", None),
        ("6%", "share 1 0..1 /rose #/", None),
        ("6%", "money USD 0..100", None),
        ("81,000 yuan a tonne", "price CNY/t 1e4..1e6", 81_000.0),
        ("81,000 yuan a tonne", "price USD/t 1e4..1e6", None),
        ("three months", "months 1 0..12", 3.0),
    ],
)
def test_a_slot_takes_numbers_of_its_kind_bounds_and_words(
    world: World, words: str, told: str, value: float | None
) -> None:
    _, ledger, _ = cited(world)
    item = ledger.evidence[span(ledger, words)]
    assert isinstance(item, SpanEvidence)
    found = measured(item, slot(told), TEXT)
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "words", "value", "said"),
    [
        ("It set duties of 60% to 80% on them.", "60% to 80%", 0.7, "60% to 80%"),
        ("It set duties of 1% to 80% on them.", "1% to 80%", None, ""),  # whose middle is no number
        ("It kept its plan at 60% to 80% of that.", "at 60% to 80%", 0.7, "60% to 80%"),
        ("It gave a loan of up to 60% of that.", "of up to 60%", 0.6, "up to 60%"),
        ("It is estimated at 60% to 80% of that.", "at 60% to 80%", 0.7, "60% to 80%"),
        ("It can store 1.5 TWh a year.", "1.5 TWh a year", 1500.0, "1.5 TWh a year"),
        ("It began a one-year pause.", "one-year", 12.0, "one year"),
        ("It began a nearly 90-day wait.", "90-day", 2.957, "nearly 90 days"),
    ],
)
def test_a_wide_range_is_no_number_and_a_term_is_told_in_its_own_words(
    world: World, text: str, words: str, value: float | None, said: str
) -> None:
    ledger, start = Ledger(world, text), text.index(words)
    item = ledger.evidence[ledger.span(start, start + len(words), reads=True)]
    assert isinstance(item, SpanEvidence)
    kinds = {"-": "months 1 0..100", "W": "energy GWh 0..1e4"}
    kind = next((k for sign, k in kinds.items() if sign in words), "share 1 0..9")
    assert measured(item, slot(kind), text) == (None if value is None else pytest.approx(value, rel=1e-3))
    assert value is None or told(item, text) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.01515, "share", "1.5%"),
        (0.0004, "share", "0.04%"),
        (22_487, "t", "22,000 t"),
        (1_234_000, "t", "1.2 million t"),
        (12_480, "USD/t", "$12,500 a tonne"),
        (345e6, "AUD", "A$350m"),
        (1.249e9, "USD", "$1.2bn"),
        (-2e6, "USD", "-$2m"),
        (2.34, "times", "2.3 times"),
        (1.0, "months", "1 month"),
        (0.52, "years", "0.52 years"),
        (999_600, "number", "1 million"),
    ],
)
def test_results_are_told_to_two_figures_or_three(value: float, unit: str, said: str) -> None:
    assert shown(value, unit) == said


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"x": "share 0..1"}, "KIND UNIT"),
        ({"x": "price USD 0..1"}, "is not in"),
        ({"x": "share 1 1..0"}, "do not rise"),
        ({"x": "share 1 0..1 /(/"}, "unterminated"),
        ({"sums": "y = x * q as share"}, "needs q"),
        ({"sums": "v = x as share"}, "the first is y"),
        ({"sums": "y = x as stones"}, "write NAME"),
        ({"text": "{x} is {y}."}, "{reading} once"),
        ({"text": "{x} is {w}: {reading}."}, "nothing fills w"),
        ({"readings": "<=1: all"}, "two or more"),
        ({"readings": "<=2: all | <=1: some"}, "rising"),
    ],
)
def test_a_sum_that_cannot_be_done_is_told(changed: dict[str, Any], why: str) -> None:
    assert any(re.search(re.escape(why), told) for told in faults(row(**changed)))
    assert not [*faults(row())]


def test_the_world_check_reads_the_table(world: World) -> None:
    assert not [t for t in yardsticks(world) if t[0] == "error"]


def test_formulas_and_clauses_are_read_in_order() -> None:
    assert [s.name for s in sums("y = x / 2 as share; v = y * 3 as t")] == ["y", "v"]
    assert bands("<=1: low | <=2: high").of(1.5) == "high"
    assert bands("<=1: low | <=2: high").of(2.5) is None
