"""Firms of a market: each is told with its own country and use, as a buyer of what its row says."""

from __future__ import annotations

import pytest

from didymium.brief.ledger import Ledger, say
from didymium.proof import Context, prove
from didymium.world.load import load_world

WORLD = load_world("2026-06-01")
SILICON = ("momentive-silicon-refine-buys", "hemlock-silicon-refine-buys")
MIXED = ("kennametal-tungsten-refine-buys", "outokumpu-nickel-metal-buys")
PAY = "Buyers of {} that would pay more: {}."


def proven(text: str, *rows: str) -> bool:
    ledger = Ledger(WORLD, "x")
    cells = [ledger.row("market_firms", row, "known_from", "identity") for row in rows]
    counted = ledger.derived(f"count({', '.join(cells)})", metric="who_pays")
    return prove(say(text, counted, *cells), ledger.evidence, Context(WORLD, "x", "x", "2026-06-01", {}, None)).proven


@pytest.mark.parametrize(
    ("good", "firms", "true"),
    [
        ("silicon metal", "Momentive of the United States (silicones); Hemlock (polysilicon)", True),
        ("silicon metal in the United States", "Momentive (silicones); Hemlock (polysilicon)", True),
        ("silicon metal in Japan", "Momentive (silicones); Hemlock (polysilicon)", False),
        ("silicon metal", "Momentive (polysilicon); Hemlock (silicones)", False),
        ("silicon metal", "Momentive and Hemlock (silicones and polysilicon)", False),
        ("silicon metal", "Momentive (silicones)", False),
        ("silicon metal", "Momentive (silicones); Hemlock of Japan (polysilicon)", False),
        ("silicon metal", "Momentive (silicones); Wacker Chemie (polysilicon)", False),
        ("silicon metal", "Momentive (silicones); Hemlock (polysilicon); Wacker Chemie (silicones)", False),
        ("silicon metal", "Momentive (catalysts); Hemlock (polysilicon)", False),
        ("tungsten", "Momentive (silicones); Hemlock (polysilicon)", False),
    ],
)
def test_a_firm_stands_with_its_own_country_use_and_good(good: str, firms: str, true: bool) -> None:
    assert proven(PAY.format(good, firms), *SILICON) is true


def test_buyers_of_two_goods_buy_neither_of_them_together() -> None:
    firms = "Kennametal of the United States (carbide tools); Outokumpu of Finland (stainless steel)"
    assert not proven(PAY.format("tungsten", firms), *MIXED)
    assert proven(PAY.format("tungsten", firms.split(";")[0]), MIXED[0])


@pytest.mark.parametrize("says", ["Sellers of {} that would pay more: {}.", "Buyers of {} that pay more: {}.",
                                  "Buyers of {} that would gain: {}."])  # fmt: skip
def test_what_befalls_buyers_is_told_as_what_would_be(says: str) -> None:
    assert not proven(says.format("silicon metal", "Momentive (silicones); Hemlock (polysilicon)"), *SILICON)


def test_who_buys_is_no_seller_and_who_sells_no_buyer() -> None:
    assert not proven(PAY.format("tungsten", "Nui Phao of Vietnam"), "nui-phao-tungsten-refine-sells")
    assert not proven("Sellers of tungsten gain: Kennametal of the United States.", MIXED[0])
