"""Who buys what a country sells, and who sells what it buys."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from didymium.errors import BadInput, MissingData
from didymium.risk.partners import good_of, goods, partners
from didymium.world.load import load_world

WORLD = load_world(dt.date(2026, 6, 1))


def shares(**sides: str) -> dict[str, tuple[float, float]]:
    return {p.country: (p.export_share, p.import_share) for p in partners("graphite", WORLD, **sides).partners}


def test_shares_are_parts_of_the_whole_trade_of_each_side() -> None:
    flows = WORLD.table("trade").filter((pl.col("mineral") == "graphite") & (pl.col("year") == 2024))
    sold = flows.filter(pl.col("exporter") == "CHN")
    to_japan = sold.filter(pl.col("importer") == "JPN")["value_usd"].sum()
    bought = flows.filter(pl.col("importer") == "JPN")["value_usd"].sum()
    told = shares(exporter="CHN")["JPN"]
    assert told == pytest.approx((to_japan / sold["value_usd"].sum(), to_japan / bought))


def test_a_pair_is_told_alike_from_both_sides() -> None:
    assert shares(exporter="CHN")["JPN"] == pytest.approx(shares(importer="JPN")["CHN"])


def test_the_union_is_one_and_trade_within_it_is_none() -> None:
    found = partners("graphite", WORLD, importer="EUU")
    assert not {"DEU", "NLD", "POL"} & {p.country for p in found.partners}
    assert "CHN" in {p.country for p in found.partners}


def test_a_view_knows_no_later_year() -> None:
    assert partners("graphite", load_world(dt.date(2023, 10, 20)), exporter="CHN").year == 2021


def test_a_view_before_all_trade_has_none_and_what_is_known_to_lack_is_told() -> None:
    with pytest.raises(MissingData, match="next to no imports"):
        partners("graphite", load_world(dt.date(1999, 1, 1)), importer="EUU")
    told = [*partners("tin", WORLD, importer="CHN").told()]
    assert told[-1].startswith("not told by customs trade: Myanmar's")


def test_ports_through_which_goods_pass_are_marked() -> None:
    found = partners("chromium", WORLD, exporter="ZAF")
    assert {p.country for p in found.partners if p.hub} >= {"MOZ"}


@pytest.mark.parametrize(
    ("asked", "error", "why"),
    [
        ({"mineral": "graphite"}, BadInput, "either"),
        ({"mineral": "graphite", "exporter": "CHN", "importer": "JPN"}, BadInput, "either"),
        ({"mineral": "gallium", "exporter": "CHN"}, MissingData, "no customs code"),
        ({"mineral": "rare earths", "exporter": "CHN"}, MissingData, "metal, refine"),
        ({"mineral": "graphite", "exporter": "ISL"}, MissingData, "next to no exports"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_reason(
    asked: dict[str, str], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        partners(asked.pop("mineral"), WORLD, **asked)


def test_each_good_is_of_a_code_of_the_tables_and_a_stage_alone_may_settle_it() -> None:
    held = set(WORLD.table("trade").select("mineral", "stage").unique().iter_rows())
    assert {(g.mineral, g.stage) for g in goods()} <= held
    assert good_of("rare earths", None) is None
    assert good_of("rare earths", "metal") == next(g for g in goods() if g.name == "rare-earth metals")
