"""Balanced flows of one mineral at one stage: production by country and observed trade made to agree.

The supply of stage k is its production; its use is the production of stage k+1 (over recovery) or, where no later
stage is known, apparent use: production + imports - exports in contained tonnes (`apparent`), without trade the
industries that use it; sourced consumption overrules. The arcs are the ones nearest to the tonnes traded, traced to
where they were made, whose rows sum to supply and whose columns sum to use (`balance`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium import labels
from didymium.errors import MissingData
from didymium.world.apparent import NEAR, OTHERS, Trade, nearest_year, traced, trade_rows
from didymium.world.apparent import trade as traded
from didymium.world.balance import BORDER, CAPTIVE, TRACE, Floats, balance, distance, home_prior, trade_prior
from didymium.world.basket import basket
from didymium.world.industries import use_by_industry
from didymium.world.load import World
from didymium.world.origins import imported, shaped
from didymium.world.shares import STANDS_FOR, series

LARGE = 0.05  # of world output: a producer whose exports tell of the world's
SIZE = 40
READS = ("facts", "trade", "chains", "deposit_mix", "consumption", "uses")  # the dated tables behind the flows
GROSS = {"chromium": 0.31}  # t of the element a t of what mining is stated in (chromite of 46 % Cr2O3)
MAGNET = "NdFeB magnets"
MAGNET_ELEMENTS = ("neodymium", "praseodymium", "dysprosium", "terbium")
MAGNET_REO = 0.36  # t of rare-earth oxide a t of NdFeB (Nd2Fe14B holds 26.7 % of metal, plus excess)


@dataclass(frozen=True)
class Flows:
    """Closed flows of one mineral at one stage and year.

    flows: dims (exporter, importer), the diagonal is what a country uses of its own output; rows sum to
    `supply`, columns to `use`, in `unit` (t/yr of content, or share of world output where no tonnage is
    known). estimated: same dims, True where no trade statistic of this very mineral shows the arc. residual:
    distance of the arcs to the observed trade shares, 0..1 (NaN without trade). use_gap: stated use of the
    next stage over supply, before both were made equal (NaN where unknown). basis: how each part was made.
    """

    mineral: str
    stage: str
    year: int
    unit: str
    countries: tuple[str, ...]
    flows: Floats
    supply: Floats
    use: Floats
    estimated: NDArray[np.bool_]
    residual: float
    use_gap: float
    basis: tuple[str, ...]
    sources: tuple[str, ...]


class Side(NamedTuple):
    """Shares of countries at one stage with the total behind them."""

    shares: dict[str, float]
    total: float | None
    basis: str
    sources: tuple[str, ...]
    year: int


def reconcile(world: World, mineral: str, stage: str, year: int | None = None, size: int = SIZE) -> Flows:
    """The balanced flows of `mineral` at `stage` in `year` (latest by default), for at most `size` countries.

    Smaller countries are pooled in `OTH`, which trades like a country. A rare earth without a series of its
    own at a stage takes its basket of deposits (mine) or its nearest group's shares, and says so in `basis`.
    Errors: `UnknownLabel`; `MissingData` when the world has no series at that stage.
    Method: entropy-nearest matrix with given sums (RAS); see docs/method/risk.md.
    """
    return _reconciled(world.settled(*READS), labels.mineral(mineral), labels.stage(stage), year, size)


@lru_cache(maxsize=1024)
def _reconciled(world: World, name: str, level: str, year: int | None, size: int) -> Flows:
    product = STANDS_FOR.get((name, level))
    if level == "component" and product and series(world, name, level).is_empty():
        return _as_held_in(product, name, _reconciled(world, product, level, year, size))
    when = year or _latest(world, name, level)
    made = supply_side(world, name, level, when)
    trade, code = _trade(world, name, level, when)
    seen = traded(world, name, level, when)
    total = made.total or _near_total(world, name, level, when) or _least_total(made.shares, seen)
    origin = traced({c: v * total for c, v in made.shares.items()}, seen) if seen and total else None
    used = _use_side(world, name, level, when, made, trade, origin)
    countries = _countries(made, used, trade, size)
    supply, use = _vector(made.shares, countries), _vector(used.shares, countries)
    arcs = _pooled(*origin, countries) / total if origin and total else None
    by_value = _matrix(trade, countries)
    own = arcs is not None or (code == name and not _shared(trade, code, name))
    mined = level == "mine" and code is None and "rare earths" not in labels.groups(name)
    captive = mined and "output of the" in used.basis
    flows, residual, told = _balanced(
        arcs, by_value, supply, use, None if own else (world, name, level, countries), CAPTIVE if captive else BORDER
    )
    unit = made.total or 1.0
    return Flows(
        mineral=name, stage=level, year=when, unit="t/yr" if made.total else "share of world output",
        countries=countries, flows=flows * unit, supply=supply * unit, use=use * unit,
        estimated=(by_value <= 0) | _shared(trade, code, name), residual=residual,
        use_gap=(used.total or float("nan")) / (made.total or float("nan")),
        basis=tuple(dict.fromkeys((made.basis, used.basis, _trade_basis(trade, code, name, seen, told)))),
        sources=tuple(sorted({*made.sources, *used.sources, *trade["source_id"].drop_nulls().unique(), *told})),
    )  # fmt: skip


def _as_held_in(product: str, name: str, whole: Flows) -> Flows:
    """The flows of a product as those of an element in it, in shares of world output."""
    scale = 1.0 / whole.supply.sum()
    told = f"{whole.basis[-1]}; flows of {product}, which hold {name}"
    return replace(
        whole, mineral=name, unit="share of world output", flows=whole.flows * scale, supply=whole.supply * scale,
        use=whole.use * scale, use_gap=float("nan"), basis=(*whole.basis[:-1], told),
    )  # fmt: skip


def _balanced(
    arcs: Floats | None,
    by_value: Floats,
    supply: Floats,
    use: Floats,
    asked: tuple[World, str, str, Codes] | None,
    border: float = BORDER,
) -> tuple[Floats, float, tuple[str, ...]]:
    """(flows, distance to what was traded, who tells of origins): arcs traced to origin where tonnes are known, else
    traded values, else home first (`border`); where no code is the mineral's own (`asked`), imports of blocs whose
    origins are told go by those."""
    if arcs is not None:
        flows = balance(arcs + TRACE * home_prior(supply, use), supply, use)
        return flows, distance(flows, arcs), ()
    seen = by_value.sum() > 0
    prior = trade_prior(by_value, supply, use) if seen else home_prior(supply, use, border)
    prior, told = shaped(prior, *asked) if asked else (prior, ())
    flows = balance(prior, supply, use)
    return flows, distance(flows, by_value) if seen else float("nan"), told


def _pooled(codes: tuple[str, ...], arcs: Floats, countries: tuple[str, ...]) -> Floats:
    place = {c: i for i, c in enumerate(countries)}
    join = np.zeros((len(codes), len(countries)))
    for i, code in enumerate(codes):
        join[i, place.get(code, place[OTHERS])] = 1.0
    return np.asarray(join.T @ arcs @ join)


def _near_total(world: World, mineral: str, stage: str, year: int) -> float | None:
    """World tonnes of the nearest stage that states them, for a stage that is known in shares only."""
    at = labels.STAGES.index(stage)
    order = sorted(labels.STAGES, key=lambda s: abs(labels.STAGES.index(s) - at))
    held = GROSS.get(mineral, 1.0) if stage != "mine" else 1.0
    if "rare earths" in labels.groups(mineral) and (rare := _in_deposits(world, mineral, year)):
        return rare
    years = sorted({year, *_years_of_output(world.settled("facts"), mineral)}, key=lambda y: abs(y - year))
    return next((t * held for y in years for s in order if (t := world_total(world, mineral, s, y))), None)


def output(world: World, flows: Flows) -> float:
    """World output of the stage behind some flows, t/yr: stated, of the nearest stage, or the least that trade allows;
    NaN where nothing tells."""
    if flows.unit == "t/yr":
        return float(flows.supply.sum())
    made = supply_side(world, flows.mineral, flows.stage, flows.year)
    seen = traded(world, flows.mineral, flows.stage, flows.year)
    near = _near_total(world, flows.mineral, flows.stage, flows.year)
    return made.total or near or _least_total(made.shares, seen) or float("nan")


def _least_total(shares: dict[str, float], seen: Trade | None) -> float | None:
    """The least world output of which every large producer could have exported what it did; None without trade."""
    if seen is None:
        return None
    return max((seen.exports(c) / v for c, v in shares.items() if v >= LARGE and c != OTHERS), default=0.0) or None


@lru_cache(maxsize=512)
def _years_of_output(world: World, mineral: str) -> tuple[int, ...]:
    return tuple(sorted({o.year for (name, _), rows in _outputs(world).items() if name == mineral for o in rows}))


def supply_side(world: World, mineral: str, stage: str, year: int, rest: bool = True) -> Side:
    """Shares of countries in the output of a stage, with world tonnes where they are known.

    Order: the mineral's own series of within three years; for a rare earth at the mine its basket; its own
    older series; the series of its nearest group of rare earths (not of components, which hold few of them). rest:
    divide the unnamed rest of a series as the compilers' estimate does.
    Errors: `MissingData` when none has one.
    """
    own = _series(world, mineral, stage, year)
    if own and rest:
        own = _rest_named(world, mineral, stage, own)
    if own and mineral == MAGNET:
        return own._replace(total=_magnet_tonnes(world, year))
    if own and abs(own.year - year) <= NEAR:
        return own
    family = labels.groups(mineral)
    if stage == "mine" and "rare earths" in family and (mix := _from_basket(world, mineral, year)):
        return mix
    if own:
        return own
    related = [g for g in family if "rare earths" in (g, *labels.groups(g))] if stage != "component" else []
    for group in related:
        if other := _series(world, group, stage, year):
            return other._replace(total=None, basis=f"{stage}: shares of {group}, as {mineral} has no series")
    raise MissingData(f"no shares by country for {mineral} at stage {stage} in {year}")


def _rest_named(world: World, mineral: str, stage: str, own: Side) -> Side:
    """A series with its unnamed rest divided as the compilers' estimate divides it, a prior of the structure."""
    if own.shares.get(OTHERS, 0.0) <= 0:
        return own
    rest = {c: v for c, v in _estimated(world, mineral, stage).items() if c not in own.shares or c == OTHERS}
    whole = sum(rest.values())
    if not rest or whole <= 0:
        return own
    shares = own.shares | {c: own.shares[OTHERS] * v / whole for c, v in rest.items()}
    if OTHERS not in rest:
        shares[OTHERS] = 0.0
    return own._replace(shares=shares, basis=f"{own.basis}, the rest by the compilers' estimate")


@lru_cache(maxsize=1024)
def _estimated(world: World, mineral: str, stage: str) -> dict[str, float]:
    rows = World(None, world.folder, world.edition).facts("share", mineral=mineral, stage=stage)
    rows = rows.filter((pl.col("source_id") == "estimate") & pl.col("scenario").is_null() & (pl.col("unit") == "1"))
    rows = rows.filter(pl.col("year") == pl.col("year").max())
    return dict(rows.group_by("country", maintain_order=True).agg(pl.col("value").max()).iter_rows())


def _magnet_tonnes(world: World, year: int) -> float | None:
    """World output of magnets, t/yr: the magnet rare earths mined over what a tonne of magnets holds of them."""
    held = [_in_deposits(world, m, year) for m in MAGNET_ELEMENTS]
    return sum(t for t in held if t) / MAGNET_REO if all(held) else None


def _in_deposits(world: World, mineral: str, year: int) -> float | None:
    """What the world's rare-earth mining holds of an element, t/yr, by the deposits that state it (at least half)."""
    ore = _series(world, "rare earths", "mine", year)
    try:
        return ore.total * basket(world, mineral, ore.shares, least=0.5).per_reo if ore and ore.total else None
    except MissingData:
        return None


_OF_TABLE = ("mineral", "source_id", "series", "form", "year")


class _Table(NamedTuple):
    """One closed series: whose it is, its year, shares and sources."""

    owner: str
    year: int
    shares: dict[str, float]
    sources: tuple[str, ...]


def _tables(world: World, mineral: str, stage: str) -> tuple[_Table, ...]:
    """Every closed series of a mineral at a stage (or of what stands for it), best first."""
    return _closed_series(world.settled("facts"), mineral, stage)


@lru_cache(maxsize=1024)
def _closed_series(world: World, mineral: str, stage: str) -> tuple[_Table, ...]:
    rows = series(world, mineral, stage)
    if rows.is_empty() and (mineral, stage) in STANDS_FOR:
        rows = series(world, STANDS_FOR[mineral, stage], stage)
    tables: dict[tuple[object, ...], _Table] = {}
    for key, country, share in zip(rows.select(_OF_TABLE).iter_rows(), rows["country"], rows["share"], strict=True):
        made = tables.setdefault(key, _Table(str(key[0]), int(key[4]), {}, (str(key[1]),)))
        made.shares[country] = share
    return tuple(tables.values())


def _series(world: World, mineral: str, stage: str, year: int) -> Side | None:
    """The best series of the nearest year, earlier before later; None where there is none."""
    tables = _tables(world, mineral, stage)
    if not tables:
        return None
    best = min(tables, key=lambda t: (abs(t.year - year), t.year > year))
    total = world_total(world, mineral, stage, best.year) if best.owner == mineral else None
    whose = "" if best.owner == mineral else f" of {best.owner}"
    return Side(best.shares, total, f"{stage}: production shares{whose} of {best.year}", best.sources, best.year)


def world_total(world: World, mineral: str, stage: str, year: int) -> float | None:
    """World output of a stage in t, the year's own or the nearest one within three years; None where unknown.

    The stated world total where there is one, else the sum of the countries of one source.
    """
    return _world_total(world.settled("facts"), mineral, stage, year)


@lru_cache(maxsize=4096)
def _world_total(world: World, mineral: str, stage: str, year: int) -> float | None:
    rows = [o for o in _outputs(world).get((mineral, stage), ()) if abs(o.year - year) <= NEAR]
    if not rows:
        return None
    first = min(abs(o.year - year) for o in rows)
    near = [o for o in rows if abs(o.year - year) == first]
    if stated := [o for o in near if o.country == "WLD"]:
        return sorted(stated, key=lambda o: o.known_from or dt.date.min)[-1].tonnes or None
    sums: dict[str, float] = {}
    for o in near:
        if o.country != "EUU":
            sums[o.source] = sums.get(o.source, 0.0) + o.tonnes
    return max(sums.values(), default=0.0) or None


class _Output(NamedTuple):
    """What a source says that a country, or the world, made in a year."""

    year: int
    country: str
    tonnes: float
    known_from: dt.date | None
    source: str


@lru_cache(maxsize=32)
def _outputs(world: World) -> dict[tuple[str, str], list[_Output]]:
    """Production in tonnes by mineral and stage."""
    stated = (pl.col("metric") == "production") & (pl.col("unit") == "t") & pl.col("value").is_not_null()
    rows = world.table("facts").filter(stated)
    told: dict[tuple[str, str], list[_Output]] = {}
    for mineral, stage, *row in rows.select("mineral", "stage", *_OF_OUTPUT).iter_rows():
        told.setdefault((str(mineral), str(stage)), []).append(_Output(*row))
    return told


_OF_OUTPUT = ("year", "country", "value", "known_from", "source_id")


def _from_basket(world: World, mineral: str, year: int) -> Side | None:
    ore = _series(world, "rare earths", "mine", year)
    if ore is None:
        return None
    try:
        mix = basket(world, mineral, ore.shares)
    except MissingData:
        return None
    total = ore.total * mix.per_reo if ore.total else None
    return Side(mix.shares, total, "mine: rare-earth mining x make-up of each country's deposits",
                tuple(sorted({*ore.sources, *mix.sources})), ore.year)  # fmt: skip


Codes = tuple[str, ...]
Origin = tuple[Codes, Floats]


def _use_side(
    world: World, mineral: str, stage: str, year: int, made: Side, trade: pl.DataFrame, origin: Origin | None
) -> Side:
    for later in labels.STAGES[labels.STAGES.index(stage) + 1 :]:
        if later == "component" and labels.is_group(mineral):
            continue  # magnets take a few of the rare earths, and a quarter of their mass
        try:
            found = supply_side(world, mineral, later, year, rest=origin is None)
        except MissingData:
            continue
        if origin is not None and abs(found.year - year) > NEAR:
            own = _apparent(world, mineral, year, made, trade, origin)
            return own._replace(basis=f"{own.basis}; the shares of the {later} stage are of {found.year}")
        recovery = _stated_recovery(world.settled("chains"), mineral, later)
        needed = found.total / recovery if found.total and recovery else None
        if origin is not None:
            found = found._replace(shares=_named(found.shares, origin))
        return found._replace(total=needed, basis=f"use: output of the {later} stage ({found.basis})")
    return _overruled(world, mineral, stage, made, _apparent(world, mineral, year, made, trade, origin))


@lru_cache(maxsize=1024)
def _stated_recovery(world: World, mineral: str, stage: str) -> float | None:
    rows = world.table("chains").filter(
        (pl.col("mineral") == mineral) & (pl.col("stage") == stage) & (pl.col("default") == 1)
    )
    found = rows["recovery"].drop_nulls()
    return float(found[0]) if len(found) else None


def _named(shares: dict[str, float], origin: Origin) -> dict[str, float]:
    """Shares of a stage's output with its unnamed rest among the countries that take in its input by trade."""
    codes, arcs = origin
    taken = {c: v for c, v in zip(codes, arcs.sum(axis=0), strict=True) if c not in shares and c != OTHERS}
    rest, whole = shares.get(OTHERS, 0.0), sum(taken.values())
    if rest <= 0 or whole <= 0:
        return shares
    return {c: v for c, v in shares.items() if c != OTHERS} | {c: rest * v / whole for c, v in taken.items()}


def _apparent(world: World, mineral: str, year: int, made: Side, trade: pl.DataFrame, origin: Origin | None) -> Side:
    """Use by country where no later stage is known: apparent use where tonnes are traded under the mineral's own
    code, else by the value added of the industries that use it, else by the value of all mineral imports."""
    if origin is not None:
        codes, arcs = origin
        used = arcs.sum(axis=0) / arcs.sum()
        note = "use: production + imports - exports in content, traced to origin"
        return Side(dict(zip(codes, used.tolist(), strict=True)), None, note, (), year)
    shares, note = use_without_trade(world, mineral, made.shares, year)
    return Side(shares, None, note, (), year)


def use_without_trade(
    world: World, mineral: str, made: dict[str, float], year: int | None = None
) -> tuple[dict[str, float], str]:
    """(countries' shares of a mineral's use where no trade of its own is known, how they were found).

    By the value added of the industries that use it; else by the value of all mineral imports; else as it is made.
    """
    shares = use_by_industry(world, _sectors(world, mineral))
    if shares:
        return shares, "use: by the value added of the industries that use it (table of 2022), a prior"
    if weight := industry(world, year):
        return weight, "use: by the value of all mineral imports, as no use by sector is known"
    return made, "use: as it is made, as neither trade nor use by sector is known"


@lru_cache(maxsize=512)
def _sectors(world: World, mineral: str) -> dict[str, float]:
    """Shares of sectors in the world's use, of the EU's or the United States' where no other are known."""
    rows = World(None, world.folder, world.edition).table("uses")
    rows = rows.filter((pl.col("preferred") == 1) & (pl.col("mineral") == mineral))
    for economy in ("WLD", "EUU", "USA"):
        own = rows.filter(pl.col("economy") == economy)
        sums = own.group_by("sector", maintain_order=True).agg(pl.col("share").sum())
        if len(sums):
            return dict(sums.iter_rows())
    return {}


def _overruled(world: World, mineral: str, stage: str, made: Side, found: Side) -> Side:
    """Use with the shares that a source states in their place, the other countries scaled to the rest."""
    rows = world.table("consumption").filter((pl.col("mineral") == mineral) & (pl.col("stage") == stage))
    stated = {c: (v, s) for c, v, s in rows.sort("year").select("country", "share", "source_id").iter_rows()}
    if "apparent" not in found.basis and "traced" not in found.basis:
        stated = _of_the_united_states(world, mineral, stage, made) | stated
    if not stated:
        return found
    rest = {c: v for c, v in found.shares.items() if c not in stated}
    told = sum(v for v, _ in stated.values())
    whole = max(told, 1.0)  # what is stated for several years may add up to more than there is
    scale = (whole - told) / (sum(rest.values()) or 1.0)
    shares = {c: v * scale for c, v in rest.items()} | {c: v / whole for c, (v, _) in stated.items()}
    basis = f"{found.basis}; as stated for {', '.join(sorted(stated))}"
    return Side(shares, None, basis, (*found.sources, *(s for _, s in stated.values())), found.year)


def _of_the_united_states(world: World, mineral: str, stage: str, made: Side) -> dict[str, tuple[float, str]]:
    """US consumption over the world's output, where it is stated in tonnes, the median of the years: what is apparent
    before what is reported; of a figure that counts scrap the part that is imported, net."""
    form, here = pl.col("form").fill_null(""), pl.col("stage").is_null() | (pl.col("stage") == stage)
    rows = world.facts("us_consumption", mineral=mineral).filter(here & (pl.col("unit") == "t") & (pl.col("value") > 0))
    if made.total:
        rows = rows.filter((pl.col("year") - made.year).abs() <= NEAR)
    bare = rows.filter(~form.str.contains("(?i)scrap|secondary|recycl|total"))
    part = 1.0 if len(bare) else imported(world.settled("facts"), mineral, stage) or 0.0
    rows = bare if len(bare) else rows
    rows = own if len(own := rows.filter(form.str.contains("(?i)apparent"))) else rows
    shares = [
        value * part / total
        for year, value in rows.select("year", "value").iter_rows()
        if (total := made.total or _near_total(world, mineral, stage, year) or 0.0) > 0
    ]
    share = float(np.median(shares)) if shares else 0.0
    return {"USA": (share, str(rows["source_id"][0]))} if 0 < share < 0.5 else {}


def industry(world: World, year: int | None = None) -> dict[str, float]:
    """Countries by their part of the value of all mineral imports (0..1), a measure of their industry.

    year: the trade year nearest to it, by default the newest known; {} where no trade is known.
    """
    return _bought(world.settled("trade"), year)


@lru_cache(maxsize=64)
def _bought(world: World, year: int | None) -> dict[str, float]:
    trade = world.table("trade")
    rows = trade.filter(pl.col("year") == pl.col("year").max()) if year is None else nearest_year(trade, year)
    rows = rows.filter(pl.col("value_usd").is_not_null())
    totals = rows.group_by("importer", maintain_order=True).agg(pl.col("value_usd").sum()).sort("importer")
    whole = float(totals["value_usd"].sum())
    return {c: v / whole for c, v in totals.iter_rows()} if whole > 0 else {}


def _trade(world: World, mineral: str, stage: str, year: int) -> tuple[pl.DataFrame, str | None]:
    """Traded values of the mineral's own code, else of the code of its nearest group; with the name it stands under."""
    by = trade_rows(world.settled("trade"))
    for name in (mineral, *labels.groups(mineral)):
        if (name, stage) in by and not (rows := nearest_year(by[name, stage], year)).is_empty():
            return rows, name
    return world.table("trade").head(0), None


def _shared(trade: pl.DataFrame, code: str | None, mineral: str) -> bool:
    """True where the codes hold other minerals too, so that no arc is known for this one."""
    return code != mineral or bool((trade["flag"] == "group_code").any())


def _trade_basis(trade: pl.DataFrame, code: str | None, mineral: str, seen: Trade | None, told: tuple[str, ...]) -> str:
    if seen is not None:
        return f"arcs: tonnes traded in {seen.year} in content, HS {', '.join(seen.codes)}, traced to origin"
    of = f"; imports by the origins that {' and '.join(told)} state" if told else ""
    if code is None:
        return f"arcs: no trade statistic; in proportion to supply and use with a border effect{of}"
    codes = ", ".join(sorted(str(c) for c in trade["hs"].drop_nulls().unique()))
    shared = f", a code that {mineral} shares with others" if _shared(trade, code, mineral) else ""
    return f"arcs: trade by value of {trade['year'][0]}, HS {codes}{shared}{of}"


def _countries(made: Side, used: Side, trade: pl.DataFrame, size: int) -> tuple[str, ...]:
    value = float(trade["value_usd"].sum() or 0.0) or 1.0
    sold = trade.group_by("exporter", maintain_order=True).agg(pl.col("value_usd").sum() / value).iter_rows()
    weight: dict[str, float] = {}
    for country, share in (*made.shares.items(), *used.shares.items(), *sold):
        weight[country] = max(weight.get(country, 0.0), share)
    ranked = sorted((c for c in weight if c != OTHERS), key=lambda c: (-weight[c], c))
    return (*ranked[: size - 1], OTHERS)


def _vector(shares: dict[str, float], countries: tuple[str, ...]) -> Floats:
    known = np.array([shares.get(c, 0.0) for c in countries[:-1]])
    return np.append(known, max(0.0, 1.0 - known.sum()) if known.sum() < 1 - 1e-12 else 0.0)


def _matrix(trade: pl.DataFrame, countries: tuple[str, ...]) -> Floats:
    index = {c: i for i, c in enumerate(countries)}
    other = index[OTHERS]
    found = np.zeros((len(countries),) * 2)
    rows = trade.select("exporter", "importer", "value_usd").iter_rows()
    for exporter, importer, value in rows:
        found[index.get(exporter, other), index.get(importer, other)] += value
    return found


def _latest(world: World, mineral: str, stage: str) -> int:
    """The year of the best series, of the mineral or of its nearest group that has one."""
    for name in (mineral, *labels.groups(mineral)):
        if tables := _tables(world, name, stage):
            return tables[0].year
    raise MissingData(f"no shares by country for {mineral} at stage {stage}")
