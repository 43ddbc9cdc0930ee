"""Firms and sites of a market: each is told with its own country, use, firm and state, as its row has them."""

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


SITES = (("barruecopardo", "known_from"), ("sangdong-p1", "status_known_from"), ("dolphin", "status_known_from"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (", in ramp-up; Dolphin", "; Dolphin"),
        ("in Spain", "in Spain, in ramp-up"),
        ("in ramp-up", "idle"),
        (" (Almonty Industries)", ""),
        ("Group 6 Metals", "Almonty Industries"),
        ("in Spain", "in Portugal"),
        ("; Dolphin Mine in Australia (Group 6 Metals), in ramp-up", ""),
        ("Barruecopardo", "Panasqueira"),
        ("Other sellers of tungsten gain", "They gain"),
    ],
)
def test_a_site_told_without_a_size_stands_with_its_country_firm_and_state(old: str, new: str) -> None:
    true = "Other sellers of tungsten gain: Barruecopardo in Spain; Sangdong in South Korea (Almonty Industries), in \
ramp-up; Dolphin Mine in Australia (Group 6 Metals), in ramp-up."
    world, ledger = load_world("2026-02-01"), Ledger(load_world("2026-02-01"), "x")
    cells = [ledger.row("projects", row, column, "identity") for row, column in SITES]
    counted = ledger.derived(f"count({', '.join(cells)})", metric="who_gains")
    said = say(true.replace(old, new), counted, *cells)
    context = Context(world, "x", "x", "2026-02-01", {}, None)
    assert prove(said, ledger.evidence, context).proven is not bool(old)


@pytest.mark.parametrize(("good", "true"), [("tin concentrate", True), ("tin", True), ("tin metal", False),
                                            ("tin ore", False)])  # fmt: skip
def test_what_a_firm_buys_is_told_in_the_form_of_its_row(good: str, true: bool) -> None:
    assert proven(PAY.format(good, "Yunnan Tin of China (tin metal)"), "yunnan-tin-tin-mine-buys") is true


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("in 2024.", "in 2024, idle."),
        ("(Metals X)", "(Metals X), in ramp-up"),
        ("in Australia (Metals X)", "in Australia"),
        ("of Peru", "of Bolivia"),
        (", 11,010 tonnes in 2024", ""),
    ],
)
def test_a_site_told_with_a_size_has_no_other_state_firm_or_country(old: str, new: str) -> None:
    true = "Other sellers of tin gain: Minsur of Peru, 26,230 tonnes in 2023; Renison in Australia (Metals X), 11,010 \
tonnes in 2024."
    world, ledger = load_world("2025-04-22"), Ledger(load_world("2025-04-22"), "x")
    rows = ("minsur.tin.mine.tin-in-concentrate.2023.2024-02-29", "renison.output.tin-in-concentrate.2024.2025-01-21")
    cells = [ledger.row("site_figures", row, "output_latest", "identity") for row in rows]
    counted = ledger.derived(f"count({', '.join(cells)})", metric="who_gains")
    said = say(true.replace(old, new), counted, *cells)
    context = Context(world, "x", "x", "2025-04-22", {}, None)
    assert prove(said, ledger.evidence, context).proven is not bool(old)
