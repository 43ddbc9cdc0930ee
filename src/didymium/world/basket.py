"""Supply of single rare earths at the mine: what each country's deposits hold, times what it mines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.world.load import World

PAIR = "NdPr"  # some deposits state neodymium and praseodymium together
PAIR_SPLIT = {"Nd": 0.76, "Pr": 0.24}  # mean of the other deposits of the table, where only the pair is known
COVERED = 2 / 3  # of the world's rare-earth output must lie in deposits that state the element


@dataclass(frozen=True)
class Basket:
    """Shares of countries in the mine supply of one rare earth, and t of it per t of rare-earth oxide (REO)."""

    shares: dict[str, float]
    per_reo: float
    covered: float
    sources: tuple[str, ...]


def basket(world: World, element: str, reo: dict[str, float], least: float = COVERED) -> Basket:
    """The mine supply of `element` given the countries' shares of rare-earth mining.

    Each country's ore is a mix of deposit types (`deposit_mix`), each with its own make-up (`baskets`). reo:
    share of world REO mining by country, 0..1; `OTH` takes the make-up of monazite sands. least: part of it
    that must lie in deposits that state the element.
    Errors: `MissingData` when deposits that state the element hold less than two thirds of the REO, for then
    a share would say more about what is published than about what is mined; a deposit that states none adds
    none.
    """
    symbol = labels.symbol(element)
    content, cited = _content(replace(world, date=None), symbol or "")
    mixes = _mixes(world.settled("deposit_mix"))
    made: dict[str, float] = {}
    covered = 0.0
    for country, share in reo.items():
        for deposit, weight in mixes.get(country, mixes.get("OTH", {})).items():
            if deposit in content:
                covered += share * weight
                made[country] = made.get(country, 0.0) + share * weight * content[deposit]
    total = sum(made.values())
    if covered < least * sum(reo.values()) or total <= 0:
        raise MissingData(f"deposits that state their {element} hold only {covered:.0%} of rare-earth mining")
    return Basket({c: v / total for c, v in made.items()}, total, covered, cited)


@lru_cache(maxsize=256)
def _content(world: World, symbol: str) -> tuple[dict[str, float], tuple[str, ...]]:
    """What each deposit holds of an element: a property of the rock, so the whole table is read at every date."""
    rows = world.table("baskets").filter((pl.col("kind") == "deposit") & (pl.col("default") == 1))
    own = rows.filter(pl.col("element") == symbol)
    found = dict(zip(own["deposit_or_product"], own["share_of_REO"], strict=True))
    if symbol in PAIR_SPLIT:
        pair = rows.filter(pl.col("element") == PAIR)
        for name, share in zip(pair["deposit_or_product"], pair["share_of_REO"], strict=True):
            found.setdefault(name, share * PAIR_SPLIT[symbol])
    return found, tuple(sorted(set(own["source_id"].drop_nulls())))


@lru_cache(maxsize=64)
def _mixes(world: World) -> dict[str, dict[str, float]]:
    """The newest mix of deposits that each country mines: share by deposit, 0..1."""
    rows = world.table("deposit_mix")
    newest = rows.filter(pl.col("year") == pl.col("year").max().over("country"))
    found: dict[str, dict[str, float]] = {}
    for country, deposit, share in newest.select("country", "deposit", "share").iter_rows():
        found.setdefault(country, {})[deposit] = share
    return found
