"""What the world's parameter tables say about one chain: stocks, scrap, by-products, sectors, value added, price."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import DidymiumError, MissingData, UnknownLabel
from didymium.files import csv_rows
from didymium.twin.network import MAGNET, MAGNETS, Chain, chain
from didymium.twin.parameters import SUBJECT, late, structural
from didymium.twin.production import MEMBERS, REST_EU, TABLED, sector_value
from didymium.world.apparent import unit_values
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import GROSS, MAGNET_ELEMENTS, MAGNET_REO

F32 = NDArray[np.float32]
UNIT_KG = {"tungsten": 7.93, "manganese": 10.0}  # kg of the element in a dry tonne unit (10 kg of WO3, of Mn)
HELD = {"lithium": 0.188, "vanadium": 0.56, "niobium": 0.65}  # kg of the element in a kg of what is priced: carbonate,
# pentoxide (stoichiometry), ferroniobium of 65 %
FORM = {"titanium": "average"}  # the form whose price is the metal's (sponge), where most that are priced are ores
STAGE_VALUE = {"mine": 0.5, "refine": 1.0, "metal": 1.1, "component": 1.5}  # of content over its price, where trade
# does not tell (judgement)
OF_ITS_OWN = {("aluminium", "refine"): 0.16}  # the same where a quote does: alumina at 334 to 504 USD/t beside metal at
# some 2,420 (COMEX and London, means of 2024)
RECENT = 5  # years of trade that tell it
RARE_EARTH_PART = 0.5  # of the price of a magnet, what its metals cost (judgement)
SMCO = {"samarium": 0.30, "cobalt": 0.65}  # t in a tonne of SmCo magnets, between SmCo5 and Sm2Co17
GOES_INTO = {"samarium": "SmCo magnets"} | dict.fromkeys(MAGNETS, MAGNET)  # the magnets that it is in
IN_MAGNETS = "magnets_other"  # what a row says that tells of an element no more than that


@dataclass(frozen=True)
class Sector:
    """One sector of one economy or block: share of its use, value added a year, and what part of the mineral
    substitutes can replace after one and after five years."""

    economy: str
    sector: str
    share: float
    value_added: float
    source: str
    saved: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Traits:
    """Parameters of one chain. months, scrap: dims (stage, country). price: USD/t, NaN where unknown. late:
    parameter tables of which nothing was known by the date."""

    months: F32
    scrap: F32
    uses: dict[str, dict[str, float]]
    sectors: tuple[Sector, ...]
    price: float
    countries: tuple[str, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...] = ()
    worth: float = float("nan")  # USD/kg, order of magnitude: the price, else the earliest one known later
    surplus: bool = False  # mines make more of it than is bought (`in_surplus`)
    stage_value: tuple[float, ...] = ()  # what a tonne of content sells for at each stage, over the price
    premium: float = 0.0  # log of the latest price over its usual one, at least 0
    input_cost: tuple[float, ...] = ()  # cost share of each stage's input, NaN where trade does not tell it


def traits(world: World, chain: Chain) -> Traits:
    """The traits of a chain as of the world's date; see `parameters.structural` for what stands in before any row."""
    return _traits(world.settled(*ORE, *SUBJECT, "trade"), chain)


@lru_cache(maxsize=2048)
def _traits(world: World, chain: Chain) -> Traits:
    uses = {code: sector_shares(world, chain.mineral, code) for code in (*chain.countries, "EUU")}
    sectors, missing = _sectors(world, chain.mineral, uses)
    price = _price(world, chain.mineral)
    if not np.isfinite(price):
        missing = (*missing, f"price of {chain.mineral}")
    return Traits(
        _months(world, chain), _scrap(world, chain), uses, sectors, price,
        chain.countries, missing, late(world, chain.mineral),
        price / 1000 * HELD.get(chain.mineral, 1.0) if np.isfinite(price) else _worth_later(world, chain.mineral),
        in_surplus(world, chain.mineral),
        tuple(stage_value(world, chain.mineral, s, chain.stages == ("component",)) for s in chain.stages),
        premium(world, chain.mineral),
        (float("nan"), *(_input_cost(world, chain.mineral, *pair) for pair in itertools.pairwise(chain.stages))),
    )  # fmt: skip


def _input_cost(world: World, mineral: str, before: str, stage: str) -> float:
    """Cost share of the input of a stage whose product has an exchange's price: what trade pays for a tonne of content
    in the input over it, 0.15 to 0.95; of an element in a magnet its part of the magnet's price; NaN where neither is
    known."""
    if stage == "component" and mineral in MAGNET_ELEMENTS:
        return RARE_EARTH_PART * _part_of_magnet(world, mineral)
    if stage == "component" and mineral in SMCO:
        return SMCO[mineral] * price_or_nan(world, mineral) / _smco_price(world)
    paid = _traded_value(world.settled("trade", "prices"), mineral, before) if on_exchange(mineral, stage) else None
    return float("nan") if paid is None else float(np.clip(paid, 0.15, 0.95))


def stage_value(world: World, mineral: str, stage: str, product: bool = False) -> float:
    """What a tonne of content sells for at a stage over the mineral's price: by the world's trade, the median of the
    last five years of which both are known, an ore's no more than its metal's; else a judgement. One where the chain
    is a product, whose price is its own; in a magnet the rare earths are a part of the price."""
    if product:
        return 1.0
    if stage == "component" and mineral in MAGNETS:
        return 1 / RARE_EARTH_PART
    if stage == "component" and mineral in SMCO and np.isfinite(dear := _smco_price(world)):
        return dear / SMCO[mineral] / price_or_nan(world, mineral)
    known = OF_ITS_OWN.get((mineral, stage)) or _traded_value(world.settled("trade", "prices"), mineral, stage)
    return min(known, 1.0) if known and stage == "mine" else known or STAGE_VALUE[stage]


@lru_cache(maxsize=2048)
def _traded_value(world: World, mineral: str, stage: str) -> float | None:
    price, gross = _prices(world, mineral), GROSS.get(mineral, 1.0)
    found = [usd / gross / price[year] for year, usd in unit_values(world, mineral, stage).items() if year in price]
    return float(np.median(found[-RECENT:])) if found else None


def _worth_later(world: World, mineral: str) -> float:
    """USD/kg of the first year of the price table, where nothing was known by the date: what a mineral is worth by
    order of magnitude is a prior of the structure, no news; NaN where there is none."""
    rows = World(None, world.folder, world.edition).table("prices")
    own = rows.filter((pl.col("mineral") == mineral) & (pl.col("unit") == "USD/kg"))
    if own.is_empty():
        return float("nan")
    first = own.filter(pl.col("period").str.slice(0, 4) == own["period"].str.slice(0, 4).min())
    return float(first["value"].median())  # type: ignore[arg-type]


def _months(world: World, chain: Chain) -> F32:
    """Normal stocks of each buyer relative to the general prior, from the mineral's own rows."""
    found = np.ones((len(chain.stages), len(chain.countries)), np.float32)
    eu = set(labels.eu_members())
    means = _stocks(world.settled("stocks"), chain.mineral)
    for code in sorted(means, key=lambda c: ({"WLD": 0, "EUU": 1}.get(c, 2), c)):  # a country's own figure comes last
        months = means[code]
        for j, country in enumerate(chain.countries):
            if months and (code in (country, "WLD") or (code == "EUU" and country in eu)):
                found[:, j] = np.clip(months / TYPICAL, 0.25, 20.0)  # reactors hold fuel for years
    return found


@lru_cache(maxsize=512)
def _stocks(world: World, mineral: str) -> dict[str, float | None]:
    """Months of use that each economy holds, mean of its rows."""
    rows = structural(world, "stocks").filter((pl.col("scope_kind") == "economy") & pl.col("sector").is_null())
    rows = rows.filter(pl.col("mineral") == mineral)
    return dict(rows.group_by("economy").agg(pl.col("stock_months_typical").mean()).iter_rows())


def _scrap(world: World, chain: Chain) -> F32:
    """Part of refined output that comes from old scrap (end-of-life recycling input rate)."""
    found = np.zeros((len(chain.stages), len(chain.countries)), np.float32)
    if len(chain.stages) > 1:
        found[1] = min(_old_scrap(world.settled("chains"), chain.mineral), 0.9)
    return found


@lru_cache(maxsize=512)
def _old_scrap(world: World, mineral: str) -> float:
    rows = structural(world, "chains").filter(
        (pl.col("mineral") == mineral) & (pl.col("stage") == "recycling") & (pl.col("default") == 1)
    )
    return float(rows["recovery"].drop_nulls().min() or 0.0) if len(rows) else 0.0  # type: ignore[arg-type]


def sector_shares(world: World, mineral: str, economy: str) -> dict[str, float]:
    """Shares of sectors in an economy's use: its own rows, else the world's, else the EU's; {} where none is known.

    What a row only says to be in magnets is divided as the uses of the magnets that the mineral is in.
    """
    known = _shares_of_use(world.settled("uses"))
    codes = [economy, "EUU"] if economy == REST_EU or economy in labels.eu_members() else [economy]
    product = GOES_INTO.get(mineral)
    whole = next((known[product, c] for c in (*codes, "WLD") if (product, c) in known), {}) if product else {}
    if mineral not in MAGNETS:  # nearly all of it is in the product, or in none
        return whole or next((known[mineral, c] for c in (*codes, "WLD", "EUU", "USA") if (mineral, c) in known), {})
    rows = [(name, code) for code in (*codes, "WLD", "EUU", "USA") for name in (mineral, product)]
    own = next((known[row] for row in rows if row in known), {})
    part = own.get(IN_MAGNETS, 0.0) if own is not whole else 0.0
    named = {s: share for s, share in own.items() if s != IN_MAGNETS} if part and whole else own
    more = {s: part * share for s, share in whole.items()} if part else {}
    return {s: named.get(s, 0.0) + more.get(s, 0.0) for s in (*named, *(s for s in more if s not in named))}


@lru_cache(maxsize=64)
def _shares_of_use(world: World) -> dict[tuple[str, str], dict[str, float]]:
    rows = structural(world, "uses").filter(pl.col("preferred") == 1)
    found = {}
    for key, own in rows.partition_by("mineral", "economy", as_dict=True, maintain_order=True).items():
        sums = own.group_by("sector", maintain_order=True).agg(pl.col("share").sum())
        whole = float(sums["share"].sum())
        found[str(key[0]), str(key[1])] = {s: v / whole for s, v in sums.iter_rows()}
    return found


TYPICAL = 1.9  # months of use: the geometric mean of the rows of the table, which are measured against it
MARKETS = Path(__file__).parent / "tables" / "markets.csv"


@lru_cache(maxsize=1)
def exchange_metals() -> dict[tuple[str, str], str]:
    """The exchange on which (mineral, stage) has one world price, from the table of markets."""
    return {(r["mineral"], r["stage"]): r["exchange"] for r in csv_rows(MARKETS)}


def on_exchange(mineral: str, stage: str) -> bool:
    """True where an exchange with visible stocks makes one world price."""
    return (mineral, stage) in exchange_metals()


@lru_cache(maxsize=64)
def _substitutes(world: World) -> dict[tuple[str, str], tuple[float, float]]:
    """The largest stated share of use that a substitute can take after one and after five years, by (mineral,
    sector)."""
    rows = structural(world, "substitution").filter(pl.col("max_share_substitutable_1y").is_not_null())
    best = rows.group_by("mineral", "sector").agg(
        pl.col("max_share_substitutable_1y").max(), pl.col("max_share_5y").max()
    )
    return {(str(m), str(s)): (float(a), max(float(a), float(b or a))) for m, s, a, b in best.iter_rows()}


def _sectors(
    world: World, mineral: str, uses: dict[str, dict[str, float]]
) -> tuple[tuple[Sector, ...], tuple[str, ...]]:
    """Sectors that use the mineral in each economy and block of the production network, and in the European Union.

    Value added is the economy's own row of `sectors`, else its part of the industries in the inter-country table.
    """
    known, swaps = _worth(world.settled("sectors")), _substitutes(world.settled("substitution"))
    found: list[Sector] = []
    missing: list[str] = []
    for economy in (*TABLED, "EUU"):
        shares = uses.get(economy) or sector_shares(world, mineral, economy)
        for sector, share in shares.items():
            if sector == "other":  # all the rest of manufacturing does not hang on a mineral's unnamed uses
                missing.append(f"loss of other uses of {mineral} beyond what they pay dearer: no sector of their own")
                continue
            usd, source = _sector_worth(world, known, economy, sector)
            if usd > 0:
                found.append(Sector(economy, sector, share, usd, source, swaps.get((mineral, sector), (0.0, 0.0))))
    if not found:
        missing.append(f"losses from {mineral}: no sector is known to use it")
    return tuple(found), tuple(dict.fromkeys(missing))


def _sector_worth(
    world: World, known: dict[tuple[str, str], dict[str, Any]], economy: str, sector: str
) -> tuple[float, str]:
    if economy == "EUU":
        members = (*MEMBERS, REST_EU)
        return sum(_sector_worth(world, known, code, sector)[0] for code in members), "oecd-icio-2025"
    row = known.get((economy, sector))
    if row is not None and row["value_added_usd"] is not None:
        return float(row["value_added_usd"]), str(row["source_id"])
    return sector_value(world, economy, sector), "oecd-icio-2025"


@lru_cache(maxsize=64)
def _worth(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    """The best row of the sectors table for each (economy, sector)."""
    table = structural(world, "sectors").with_columns(
        rank=pl.col("additive").str.starts_with("yes").cast(pl.Int8) * 10 - pl.col("share_of_industry")
    )
    best = table.sort("rank", descending=True).unique(["economy", "sector"], keep="first", maintain_order=True)
    return {(r["economy"], r["sector"]): r for r in best.iter_rows(named=True)}


def _price(world: World, mineral: str) -> float:
    """USD/t of the mineral as last known, from the price table (median of the forms of the latest year); of magnets
    that of the rare earths in them over their part of a magnet's price."""
    if mineral in ("NdFeB magnets", "SmCo magnets"):
        return _magnet_price(world) if mineral == "NdFeB magnets" else _smco_price(world)
    return _last_price(world.settled("prices"), mineral)


def _in_magnets(world: World) -> list[tuple[float, float]]:
    """USD a tonne and tonnes a year of each element of a magnet."""
    return [(_last_price(world.settled("prices"), m), chain(world, m).tonnes[0]) for m in MAGNET_ELEMENTS]


def _part_of_magnet(world: World, mineral: str) -> float:
    """What one element costs of all rare earths in magnets; before all prices were known, as the edition has it: a
    prior of the structure."""
    worth = [price * made for price, made in _in_magnets(world)]
    if not np.isfinite(worth).all():
        worth = [price * made for price, made in _in_magnets(World(None, world.folder, world.edition))]
    return worth[MAGNET_ELEMENTS.index(mineral)] / sum(worth)


def _magnet_price(world: World) -> float:
    each = _in_magnets(world)
    worth = sum(price * made for price, made in each) / sum(made for _, made in each)
    return worth * MAGNET_REO / RARE_EARTH_PART


def _smco_price(world: World) -> float:
    held = sum(part * _last_price(world.settled("prices"), m) for m, part in SMCO.items())
    return held / RARE_EARTH_PART


def _last_price(world: World, mineral: str) -> float:
    known = _prices(world, mineral)
    return known[max(known)] if known else float("nan")


@lru_cache(maxsize=4096)
def _prices(world: World, mineral: str) -> dict[int, float]:
    """USD a tonne of content by year, the median of the forms."""
    try:
        rows = world.table("prices")
    except UnknownLabel:
        return {}
    own = rows.filter((pl.col("mineral") == mineral) & (pl.col("unit") == "USD/kg"))
    if mineral in FORM:
        own = own.filter(pl.col("form") == FORM[mineral])
    held = HELD.get(mineral, 1.0)
    if own.is_empty() and mineral in UNIT_KG:
        own, held = rows.filter((pl.col("mineral") == mineral) & (pl.col("unit") == "USD/dmtu")), UNIT_KG[mineral]
    year = pl.col("period").str.slice(0, 4).cast(pl.Int32).alias("year")
    return {int(y): usd * 1000 / held for y, usd in own.group_by(year).agg(pl.col("value").median()).iter_rows()}


def premium(world: World, mineral: str) -> float:
    """Log of the latest price of a mineral over its usual one, the median of the five years before it; 0 where it is
    lower, where fewer than three of them are known or nothing of the last two years is."""
    known = _course(world.settled("prices"), mineral)
    if not known or (world.date is not None and (world.date.year + world.date.month / 12) - max(known) > STALE):
        return 0.0
    last = max(known)
    before = [usd for when, usd in known.items() if last - USUAL <= when < last]
    spans = last - min(known) >= FEWEST_YEARS and bool(before)
    return max(float(np.log(known[last] / np.median(before))), 0.0) if spans else 0.0


@lru_cache(maxsize=4096)
def _course(world: World, mineral: str) -> dict[float, float]:
    """USD a tonne by time in years: months of the exchange's series where there is one, else means of years."""
    try:
        rows = world.table("prices")
    except UnknownLabel:
        return {}
    monthly = rows.filter((pl.col("mineral") == mineral) & (pl.col("period").str.len_chars() == 7))
    series = monthly.filter(pl.len().over("form", "market", "unit") >= 12 * FEWEST_YEARS)
    if not series.is_empty():
        months = series.select("period", "value").iter_rows()
        return {int(p[:4]) + (int(p[5:]) - 0.5) / 12: float(usd) for p, usd in months}
    return {year + 0.5: usd for year, usd in _prices(world, mineral).items()}


def price_or_nan(world: World, mineral: str) -> float:
    """USD/t, NaN where the world has no price."""
    try:
        return _price(world, mineral)
    except DidymiumError:
        return float("nan")


USUAL, FEWEST_YEARS, STALE = 5.0, 3, 2.0  # years of the usual price, fewest that tell it, age of the latest price
SURPLUS = 0.1  # of the mean price of the basket, below which nobody mines for an element
FEWEST = 4  # priced elements from which a basket has a mean price
IN_SURPLUS = "in surplus: mines run for dearer elements, and whoever lacks it separates more of its ore"
ORE = ("facts", "prices", "deposit_mix", "chains")


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
