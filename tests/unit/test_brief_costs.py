"""Prices against costs: margins, idle plants, balances; a cost, price, unit or day that is forged is refused."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from didymium.brief.compose import findings
from didymium.brief.ledger import Ledger, say
from didymium.news import read_article
from didymium.proof import Context, prove
from didymium.records import Article
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")

WORLD = load_world(edition_only=True)
SIGMA = (
    "Sigma Lithium plans second plant at Grota do Cirilo",
    "Sigma Lithium said on Monday that it would go on with a second plant at its Grota do Cirilo mine in Brazil. The "
    "spodumene concentrate price was $850 a tonne last week, traders said.",
    "2025-10-20",
)


@cache
def told(title: str, text: str, day: str) -> dict[str, list[str]]:
    """The sentences of each relation that the proof carries."""
    reading = read_article(Article(title=title, text=text, published=day))
    made: dict[str, list[str]] = {}
    for f in findings(reading, WORLD, draws=20)["findings"]:
        made.setdefault(f["relation"], []).append(f["text"])
    return made


def test_a_firm_keeps_what_the_price_leaves_over_its_own_cost() -> None:
    assert (
        "Grota do Cirilo's cash cost was $442 a tonne in the June 2025 quarter: the spodumene concentrate price "
        "of $850 a tonne leaves $408 a tonne, and a fall of 48% takes it." in told(*SIGMA)["left_of_the_price"]
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("spodumene concentrate price was $850", "lithium carbonate price was $8,500"),  # another good
        ("$850", "A$850"),  # another currency
        ("Sigma Lithium said", "Atlas Lithium said"),  # whose cost nobody told
    ],
)
def test_a_cost_is_set_against_no_other_good_currency_or_firm(was: str, now: str) -> None:
    title, text, day = SIGMA
    title, text = (w.replace("Grota do Cirilo", "Neves") for w in (title, text)) if "Atlas" in now else (title, text)
    title = title.replace("Sigma", "Atlas") if "Atlas" in now else title
    assert "left_of_the_price" not in told(title, text.replace(was, now), day)


def test_a_cost_that_was_not_yet_told_is_not_known() -> None:
    title, text, _ = SIGMA
    assert "left_of_the_price" not in told(title, text, "2025-03-03")


FORGED = "Grota do Cirilo's cash cost was {cost} in the {when}: {price} leaves {left}, and a fall of {part}% takes it."
TRUE = {
    "cost": "$442 a tonne", "when": "June 2025 quarter", "price": "$850 a tonne", "left": "$408 a tonne", "part": "48",
}  # fmt: skip


@pytest.mark.parametrize(
    ("slot", "told_as", "true"),
    [
        ("cost", "$442 a tonne", True), ("cost", "$342 a tonne", False), ("cost", "$442 a pound", False),
        ("cost", "A$442 a tonne", False), ("price", "$950 a tonne", False), ("left", "$508 a tonne", False),
        ("part", "38", False), ("when", "March 2025 quarter", False),
    ],
)  # fmt: skip
def test_a_forged_cost_price_or_unit_is_refused(slot: str, told_as: str, true: bool) -> None:
    title, text, day = SIGMA
    world = WORLD.as_of(dt.date.fromisoformat(day))
    ledger = Ledger(world, text)
    row = {r["id"]: r for r in world.table("costs").to_dicts()}["grota-cash-2025q2"]
    cost, at = ledger.cell("costs", row, "value"), text.index("$850 a tonne")
    price = ledger.number(at, at + len("$850 a tonne"), "USD/t")
    keys = (
        ledger.derived(f"1 - {cost} / {price}", metric="left_of_the_price", mineral="lithium"),
        ledger.derived(f"{price} - {cost}", metric="left_of_the_price_also", mineral="lithium"),
        ledger.cell("costs", row, "kind"),
    )
    said = FORGED.format(**{**TRUE, slot: told_as})
    assert prove(say(said, *keys), ledger.evidence, Context(world, text, title, day)).proven is true
