"""Production network: what industries of one economy need of another's, from the OECD inter-country tables of 2022."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.world.industries import GROUPS, critical_groups, group_of, parts
from didymium.world.load import World

Floats = NDArray[np.float64]
MEMBERS = ("DEU", "FRA", "ITA")  # of the European Union, told apart
REST_EU, REST = "REU", "ROW"  # blocks: the other members; all others
OTHERS = ("CAN", "MEX", "BRA", "TWN", "IDN", "VNM", "THA", "MYS", "AUS", "RUS")
ALONE = ("USA", "JPN", "KOR", "CHN", "IND", "GBR", *MEMBERS)
TABLED = (*ALONE, *OTHERS, REST_EU, REST)  # what the table tells apart
DEFERRED = 0.25  # of the weight for buyers that are services, builders or utilities: they put purchases off (judgement)
WEIGHTY = 0.05  # cost share in output from which an input is wholly critical; smaller ones in proportion (judgement)


@dataclass(frozen=True, eq=False)
class Network:
    """Value added and needs of units (economies and blocks).

    value_added: dims (unit, group), USD a year. home, abroad: dims (unit, unit, group): part of the value added of the
    first unit that is lost for each part of the output of a group of the second, the first round downstream; home
    inside one unit, abroad across borders; home_next, abroad_next: the second round. orders: the
    first round upstream, for what is no longer bought (a second one added 2 %).
    """

    units: tuple[str, ...]
    value_added: Floats
    home: Floats
    abroad: Floats
    home_next: Floats
    abroad_next: Floats
    orders: Floats


def unit_of(economy: str, units: tuple[str, ...]) -> str:
    """The unit that an economy of the table is part of."""
    if economy in units:
        return economy
    return REST_EU if economy == REST_EU or economy in labels.eu_members() else REST


def _table(world: World) -> pl.DataFrame:
    return world.table("production_network")


def _bare(world: World) -> World:
    """The edition alone: the network is of one year, the same at every date and under every overlay."""
    return World(None, world.folder, world.edition)


def added(world: World) -> dict[str, dict[str, float]]:
    """Value added by economy of the table (its blocks among them) and industry, USD a year."""
    return _added(_bare(world))


@lru_cache(maxsize=4)
def _added(world: World) -> dict[str, dict[str, float]]:
    known = set(_table(world)["from_economy"].unique())
    found: dict[str, dict[str, float]] = {}
    rows = world.table("industries").drop_nulls("value_added_usd")
    for code, industry, usd in rows.select("economy", "industry", "value_added_usd").iter_rows():
        own = found.setdefault(code if code in known else unit_of(code, ()), {})
        own[industry] = own.get(industry, 0.0) + usd
    return found


@lru_cache(maxsize=64)
def sector_value(world: World, economy: str, sector: str) -> float:
    """Value added of a sector in an economy or block of the table, USD a year: its parts of the industries' own."""
    own = added(world).get(economy, {})
    return sum(own.get(industry, 0.0) * part for industry, part in parts().get(sector, {}).items())


@lru_cache(maxsize=16)
def _network(world: World, units: tuple[str, ...]) -> Network:
    G, n = len(GROUPS), len(units)
    flows = _flows(world, units).reshape(n, G, n, G)
    va, output = _summed(world, units, "value_added_usd"), _summed(world, units, "output_usd")
    bought = flows.sum(axis=0)  # (group, buyer, buyer's group)
    share = np.divide(flows, bought[None], out=np.zeros_like(flows), where=bought[None] > 0)
    cost = np.divide(bought, output[None], out=np.zeros_like(bought), where=output[None] > 0)
    weight = np.minimum(1.0, cost / WEIGHTY) * np.array(critical_groups())[:, None, None]
    need = (share * weight[None]).transpose(2, 3, 0, 1)  # (buyer, its group, seller, its group)
    need = need * np.where(np.array(critical_groups()) > 0, 1.0, DEFERRED)[None, :, None, None]
    for u in range(n):
        need[u, np.arange(G), u, np.arange(G)] = 0.0
    whole = need.reshape(n * G, n * G)
    inside = np.zeros_like(need)
    for u in range(n):
        inside[u, :, u] = need[u, :, u]
    inner = inside.reshape(n * G, n * G)
    rounds = (inner, whole - inner, inner @ inner, whole @ whole - inner @ inner)
    home, abroad, home_next, abroad_next = (_by_unit(r, va) for r in rounds)
    return Network(units, va, home, abroad, home_next, abroad_next, _orders(flows, va, output))


def _orders(flows: Floats, va: Floats, output: Floats) -> Floats:
    """Value added of its suppliers that each unit loses when a group of a unit buys nothing, dims (unit, unit, group),
    USD a year. An industry's own product at home is left out, as in `network`."""
    n, G = va.shape
    bought = flows.copy()
    for u in range(n):
        bought[u, np.arange(G), u, np.arange(G)] = 0.0
    return _by_unit(bought.reshape(n * G, n * G), va / np.maximum(output, 1.0))


def _by_unit(need: Floats, va: Floats) -> Floats:
    """`need` (seller or buyer hit, group that stops) weighed by `va` of who is hit, summed over its groups, dims (unit,
    unit, group)."""
    n, G = va.shape
    return np.asarray((need * va.reshape(-1)[:, None]).reshape(n, G, n, G).sum(axis=1))


def _flows(world: World, units: tuple[str, ...]) -> Floats:
    place, G = {g: i for i, g in enumerate(GROUPS)}, len(GROUPS)
    who = {e: units.index(unit_of(e, units)) for e in set(_table(world)["from_economy"].unique())}
    rows = _table(world)
    at = [
        rows[f"{side}_economy"].replace_strict(who).to_numpy() * G
        + rows[f"{side}_industry"].replace_strict(place).to_numpy()
        for side in ("from", "to")
    ]
    flows = np.zeros((len(units) * G, len(units) * G))
    np.add.at(flows, (at[0], at[1]), rows["value_usd"].to_numpy())
    return flows


def _summed(world: World, units: tuple[str, ...], column: str) -> Floats:
    known, place = set(_table(world)["from_economy"].unique()), {g: i for i, g in enumerate(GROUPS)}
    found = np.zeros((len(units), len(GROUPS)))
    rows = world.table("industries").drop_nulls(column)
    for code, industry, usd in rows.select("economy", "industry", column).iter_rows():
        economy = code if code in known else unit_of(code, ())
        found[units.index(unit_of(economy, units)), place[group_of()[industry]]] += usd
    return found


def spread(world: World, units: tuple[str, ...], unit: str, sector: str) -> Floats:
    """USD that each unit loses for each USD of value added that a sector of a unit loses, dims (5, unit).

    Rows: downstream at home and abroad in the first round, at home and abroad in the second; upstream in the first.
    The sector's loss stands in its industries by their value added.
    """
    return _spread(_bare(world), units, unit, sector)


@lru_cache(maxsize=256)
def _spread(world: World, units: tuple[str, ...], unit: str, sector: str) -> Floats:
    net, u = _network(world, units), units.index(unit)
    own = added_of(world, units, unit)
    made = np.zeros(len(GROUPS))
    for industry, part in parts().get(sector, {}).items():
        made[GROUPS.index(group_of()[industry])] += own.get(industry, 0.0) * part
    if made.sum() <= 0:
        return np.zeros((5, len(units)))
    per_usd = made / made.sum() / np.maximum(net.value_added[u], 1.0)
    rounds = (net.home, net.abroad, net.home_next, net.abroad_next, net.orders)
    return np.stack([m[:, u] @ per_usd for m in rounds])


def added_of(world: World, units: tuple[str, ...], unit: str) -> dict[str, float]:
    """Value added of a unit by industry, USD a year: the economies of the table that it is made of."""
    found: dict[str, float] = {}
    for economy, own in added(world).items():
        if unit_of(economy, units) == unit:
            for industry, usd in own.items():
                found[industry] = found.get(industry, 0.0) + usd
    return found
