"""Prices after like steps and stops: which cases are told, and that each is told as its row has it."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.brief.compose import compose
from didymium.brief.ledger import Ledger, say
from didymium.news import read_article
from didymium.proof import Context, prove, verify
from didymium.records import Article, Brief
from didymium.world.load import load_world
from didymium.world.responses import clause

WORLD = load_world(edition_only=True)
TABLE = "price_responses"


def told(brief: Brief) -> str:
    spoken = [s.text for i in brief.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences))]
    return next((t for t in (*spoken, *(s.text for s in brief.bottom_line)) if t.startswith("Prices ")), "")


def made(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), WORLD, draws=20)


def test_the_change_of_a_row_is_that_of_its_prices() -> None:
    for row in WORLD.table(TABLE).to_dicts():
        assert row["change"] == pytest.approx(row["after"] / row["before"] - 1, abs=6e-5), row["id"]
        assert row["before_period"][:4] <= row["announced"][:4] <= row["after_period"][:4] or "after" in row["note"]


def test_a_control_is_set_beside_what_the_last_ones_did_to_prices() -> None:
    brief = made(
        "China to restrict exports of indium and tellurium",
        "China's commerce ministry said on Friday that exporters of indium and tellurium must apply for licences from "
        "1 May, to safeguard national security.", "2025-03-28",
    )  # fmt: skip
    assert "bismuth in Europe up 567% by March 2025 (China's export licences of February 2025)" in told(brief)
    assert "gallium in Rotterdam up 114% by December 2023" in told(brief)
    assert "dysprosium" not in told(brief)  # whose control is still to come
    assert verify(brief).ok


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Malaysia keeps its ban on raw rare-earth exports",
         "Malaysia keeps its ban on exports of raw rare earths of 2024, its trade minister said on Thursday."),
        ("Indonesia and the Philippines talk of nickel",
         "Indonesia and the Philippines will talk of deals on nickel ore this week, an official said on Thursday."),
        ("Nornickel sees less palladium",
         "Nornickel expects to make 11% less palladium in 2026 because of lower grades, it said on Thursday."),
    ],
)  # fmt: skip
def test_what_is_no_new_control_or_stop_has_no_like_case(title: str, text: str) -> None:
    assert not told(made(title, text, "2026-03-12"))


def test_a_stop_is_set_beside_stops_of_its_own_metal() -> None:
    brief = made(
        "Strike halts Escondida copper mine in Chile",
        "Workers at BHP's Escondida copper mine in Chile went on strike on Thursday and it stopped output.",
        "2026-03-12",
    )  # fmt: skip
    assert told(brief).startswith("Prices of copper after like stops: copper up 22% by December 2025 (the mud rush at")
    assert "tin" not in told(brief)
    assert verify(brief).ok


GALLIUM = "gallium in Rotterdam up 114% by December 2023 (China's export licences of July 2023)"


@pytest.mark.parametrize(
    ("says", "true"),
    [
        (f"Prices after like steps: {GALLIUM}.", True),
        (f"Prices after the control of gallium itself: {GALLIUM}.", True),
        (f"Prices of gallium after like stops: {GALLIUM}.", False),
        (f"Prices after the control of antimony itself: {GALLIUM}.", False),
        (f"Prices after like steps: {GALLIUM.replace('114', '141')}.", False),
        (f"Prices after like steps: {GALLIUM.replace('up', 'down')}.", False),
        (f"Prices after like steps: {GALLIUM.replace('gallium', 'germanium')}.", False),
        (f"Prices after like steps: {GALLIUM.replace('Rotterdam', 'China')}.", False),
        (f"Prices after like steps: {GALLIUM.replace('December', 'August')}.", False),
        (f"Prices after like steps: {GALLIUM.replace('licences', 'bans')}.", False),
        (f"Prices after like steps: {GALLIUM} because of stock-building.", False),
    ],
)
def test_a_case_is_told_as_its_row_has_it(says: str, true: bool) -> None:
    ledger = Ledger(WORLD.as_of(dt.date(2025, 3, 28)), "China tightens.")
    row = next(r for r in ledger.world.table(TABLE).to_dicts() if r["mineral"] == "gallium")
    assert clause(row) == GALLIUM
    cell = ledger.cell(TABLE, row, "change")
    key = ledger.derived(f"count({cell})", metric="price_after_like_steps")
    context = Context(ledger.world, ledger.text, "", "2025-03-28")
    assert prove(say(says, key, cell), ledger.evidence, context).proven is true


def test_a_case_may_not_be_left_out_of_those_that_are_counted() -> None:
    ledger = Ledger(WORLD.as_of(dt.date(2025, 3, 28)), "China tightens.")
    rows = [r for r in ledger.world.table(TABLE).to_dicts() if r["mineral"] in {"gallium", "graphite"}]
    cells = [ledger.cell(TABLE, r, "change") for r in rows]
    key = ledger.derived(f"count({', '.join(cells)})", metric="price_after_like_steps")
    context = Context(ledger.world, ledger.text, "", "2025-03-28")
    both = "; ".join(clause(r) for r in rows)
    assert prove(say(f"Prices after like steps: {both}.", key), ledger.evidence, context).proven
    assert not prove(say(f"Prices after like steps: {clause(rows[0])}.", key), ledger.evidence, context).proven
