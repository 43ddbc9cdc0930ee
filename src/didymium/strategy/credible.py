"""Which holds are credible: no element in surplus, and none that neither trade nor an earlier measure shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.strategy import history
from didymium.twin.traits import price_or_nan
from didymium.world.basket import basket
from didymium.world.load import World

SURPLUS = 0.1  # of the mean price of the basket, below which nobody mines for an element
FEWEST = 4  # priced elements from which a basket has a mean price
IN_SURPLUS = "in surplus: mines run for dearer elements, and whoever lacks it separates more of its ore"
ORE = ("facts", "prices", "deposit_mix", "chains")


def credible(sender: str, target: str, minerals: Sequence[str], stage: str, world: World) -> bool:
    """Whether a stop of these minerals at a stage would be believed.

    Not where all of them are in surplus; else where trade statistics show what is sold at that stage, or where the
    sender has put an export measure that hits the target on one of them before.
    """
    if all(in_surplus(world, m) for m in minerals):
        return False
    shown = any((m, stage) in _traded(world.settled("trade", "facts")) for m in minerals)
    return shown or used(sender, target, minerals, world)


def used(sender: str, target: str, minerals: Sequence[str], world: World) -> bool:
    """Whether the sender has put an export measure that hits the target on one of the minerals before."""
    events = history.measures(world)
    return bool(history.select(events, history.EXPORT, sender, frozenset(minerals), target))


@lru_cache(maxsize=64)
def _traded(world: World) -> frozenset[tuple[str, str]]:
    """(mineral, stage) pairs of which trade or exports are known."""
    stated = world.table("facts").filter(pl.col("metric") == "exports")
    pairs = [t.select("mineral", "stage").unique().iter_rows() for t in (world.table("trade"), stated)]
    return frozenset(pair for rows in pairs for pair in rows)


def in_surplus(world: World, mineral: str) -> bool:
    """Whether a rare earth costs less than a tenth of the mean of the basket that it is mined in.

    Mines run for the dear elements and pile up the cheap ones beside them, so whoever lacks a cheap one separates more
    of what lies there (the balance problem: Binnemans and Jones 2015). False where prices or ore are unknown.
    """
    return mineral in _surplus(world.settled(*ORE))


@lru_cache(maxsize=64)
def _surplus(world: World) -> frozenset[str]:
    try:
        rows = world.shares("rare earths", "mine")
    except MissingData:
        return frozenset()
    ore = dict(zip(rows["country"], rows["share"], strict=True))
    found: dict[str, tuple[float, float]] = {}
    for element in labels.members("rare earths"):
        try:
            held = basket(world, element, ore, least=0.5).per_reo
        except MissingData:
            continue
        if (usd := price_or_nan(world, element)) > 0:
            found[element] = held, usd
    if len(found) < FEWEST:
        return frozenset()
    mean = sum(held * usd for held, usd in found.values()) / sum(held for held, _ in found.values())
    return frozenset(element for element, (_, usd) in found.items() if usd < SURPLUS * mean)
