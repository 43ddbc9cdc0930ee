"""Which share table speaks for a mineral at a stage: one closed series with its source, by a stated precedence.

Precedence: (1) preferred series (USGS production; IEA production; the cited series marked preferred), the
newest year first, of a year what is no mirror first, then in the order of `ORDER`; (2) other complete series
(EU study, BGS, cited), likewise; (3) cited shares of the leaders alone, the rest standing as `OTH` by difference
(basis `derived`). A table that is three years older than the newest that is trusted (of the stage's own good, not
of chemicals alone) comes after those that are not.
Projections (years after the day of publication) are never taken, nor sums that lack a main producer (`lacking`);
the compilers' own estimates only when asked for. Shares of a production table are value / sum of its countries;
those of a complete share table are divided by their sum, which must lie within 0.97..1.03. Where the publisher
prints a rounded world total beside the countries, low and high span both denominators.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.world.rows import WEAK

if TYPE_CHECKING:
    from didymium.world.load import World

ORDER = ("usgs-mcs", "iea-cmd", "eu-crm", "bgs-wms")
COLUMNS = (
    "country", "share", "low", "high", "year", "basis", "source_id", "known_from", "confidence", "mineral", "form",
)  # fmt: skip
MAGNET_METALS = ("neodymium", "praseodymium", "dysprosium", "terbium", "didymium", "magnet rare earths", "rare earths")
STANDS_FOR = {
    ("bauxite", "mine"): "aluminium",
    ("alumina", "refine"): "aluminium",
    ("samarium", "component"): "SmCo magnets",
    ("didymium", "mine"): "neodymium",
    ("didymium", "refine"): "neodymium",
    **{(metal, "component"): "NdFeB magnets" for metal in MAGNET_METALS},
}  # the series that stands for a mineral which has none of its own at the stage
NEWER = {("rare earths", "refine"): "magnet rare earths"}  # of which the newer figures are, where a group is asked for
PRODUCTS = ("separated oxides", "chemicals", "hydroxide", "high purity")  # goods of a stage that stand for themselves
WHOLE = 0.9995  # above which cited shares leave no rest
STALE = 3  # years by which a series is so much older than another that it matters


def aged_by(year: int | None, newest: int) -> int:
    """Years by which a figure is older than the newest beside it, where so many that a reader must be told; else 0."""
    return newest - year if year and newest - year >= STALE else 0


@lru_cache(maxsize=1024)
def shares(
    world: World, mineral: str, stage: str, year: int | None = None, estimates: bool = False, group: bool = False
) -> pl.DataFrame:
    """One closed series: country, share 0..1 (adding to 1), low, high, year, basis, source, known_from, confidence.

    mineral, stage: any label; `mineral` in the result says whose series it is (magnets stand for neodymium at
    `component`). year: that year only, else the newest. estimates: also series without a published source.
    group: where an element has no series of its own, or one that is three years older or more than that of its nearest
    group with one, the group's (rare earths for dysprosium): an old share is not the present one.
    Raises `MissingData` (naming what there is) when no series covers the world.
    """
    name, at = labels.mineral(mineral), labels.stage(stage)
    found = _known(world, name, at, estimates)
    if found.is_empty() and (name, at) in STANDS_FOR:
        found = _known(world, STANDS_FOR[name, at], at, estimates)
    if group and (found.is_empty() or year is None):
        found = _newest(world, name, at, estimates, found)
    if found.is_empty() or (year is not None and year not in found["year"]):
        raise MissingData(_nothing(world, name, at, year, found))
    return _best(world.settled("facts"), str(found["mineral"][0]), at, year, estimates)


def _newest(world: World, name: str, at: str, estimates: bool, own: pl.DataFrame) -> pl.DataFrame:
    """An element's own series, or that of its nearest group where there is none or it is much older."""
    wider = [NEWER[name, at]] if (name, at) in NEWER else []
    for parent in (*wider, *(g for g in labels.groups(name) if g != "critical minerals")):
        other = _known(world, parent, at, estimates)
        if not other.is_empty() and (own.is_empty() or other["year"][0] - own["year"][0] >= STALE):
            return other
    return own


@lru_cache(maxsize=1024)
def _best(world: World, mineral: str, stage: str, year: int | None, estimates: bool) -> pl.DataFrame:
    found = _candidates(world, mineral, stage, estimates)
    chosen = found if year is None else found.filter(pl.col("year") == year)
    best = chosen.row(0, named=True)
    return (
        chosen.filter(pl.struct("_key", "year") == {"_key": best["_key"], "year": best["year"]})
        .sort("share", descending=True, maintain_order=True)
        .select(COLUMNS)
    )


def total_beside(world: World, stage: str, share: dict[str, Any]) -> dict[str, Any] | None:
    """The world total that the publication of a share prints for its year; None where it prints none.

    Two publishers count different mines: China's 82 % of one total is no 82 % of another's.
    """
    rows = world.facts("production", mineral=share["mineral"], country="WLD", stage=stage, year=share["year"]).filter(
        pl.col("scenario").is_null() & (pl.col("unit") == "t") & (pl.col("value") > 0)
    )
    one = (r for r in rows.iter_rows(named=True) if _edition(r["source_id"]) == _edition(share["source_id"]))
    return next(one, None)


def _edition(source: str) -> str:
    """One edition of the USGS summaries is told by several pages: `usgs-mcs-2023-nickel`, `...-nickel-countries`."""
    return source[: len("usgs-mcs-2023")] if source.startswith("usgs-mcs-") else source


def forget() -> None:
    """Drops the series kept in memory, after the tables were rebuilt."""
    for kept in (shares, _best, _placed):
        kept.cache_clear()


def series(world: World, mineral: str, stage: str, estimates: bool = False) -> pl.DataFrame:
    """Every closed series known for a mineral and stage, best first, for trends and comparison of sources."""
    return _known(world, labels.mineral(mineral), labels.stage(stage), estimates).select(*COLUMNS, "series")


def closed(world: World) -> pl.DataFrame:
    """Every closed table: mineral, stage, form, key, year, tier (1 preferred, 0 complete, -1 by difference), country
    and share."""
    names = {"_key": "key", "_tier": "tier"}
    return (
        _closed(world, estimates=False)
        .rename(names)
        .select("mineral", "stage", "form", "key", "year", "tier", "country", "share")
    )


def _known(world: World, mineral: str, stage: str, estimates: bool) -> pl.DataFrame:
    return _candidates(world.settled("facts"), mineral, stage, estimates)


def _candidates(world: World, mineral: str, stage: str, estimates: bool) -> pl.DataFrame:
    found = _placed(world, estimates)
    return found.get((mineral, stage), found["", ""])


@lru_cache(maxsize=16)
def _placed(world: World, estimates: bool) -> dict[tuple[str, str], pl.DataFrame]:
    """The closed series by mineral and stage, best first; under ("", "") a table without rows."""
    found = _closed(world, estimates)
    parts = found.partition_by("mineral", "stage", as_dict=True, maintain_order=True)
    return {(str(key[0]), str(key[1])): part for key, part in parts.items()} | {("", ""): found.clear()}


def _closed(world: World, estimates: bool) -> pl.DataFrame:
    """All closed series of all minerals and stages, the best of each first."""
    rows = _rows(world, estimates)
    key = pl.concat_str(
        "source_id", "metric", pl.col("series").fill_null(""), pl.col("form").fill_null(""), separator="|"
    )
    rows = rows.with_columns(key.alias("_key")).with_columns(
        pl.col("value").sum().over("mineral", "stage", "_key", "year").alias("_total"),
        pl.col("preferred").fill_null(False).alias("_first"),
    )
    whole = rows.filter(pl.col("complete")).filter(
        (pl.col("metric") == "production") | pl.col("_total").is_between(0.97, 1.03)
    )
    share = pl.col("value") / pl.col("_total")
    printed = pl.when(pl.col("_world") > 0.9 * pl.col("_total")).then(pl.col("value") / pl.col("_world"))
    found = whole.with_columns(
        share.alias("share"),
        pl.coalesce(pl.col("low") / pl.col("_total"), pl.min_horizontal(share, printed.clip(0, 1))).alias("low"),
        pl.coalesce(pl.col("high") / pl.col("_total"), pl.max_horizontal(share, printed.clip(0, 1))).alias("high"),
        pl.col("_first").cast(pl.Int64).alias("_tier"),
    )
    return (
        pl.concat([found, _by_difference(rows)])
        .with_columns(_rank().alias("_rank"), pl.col("source_id").is_in(_weak(world)).alias("_weak"))
        .with_columns(_old().alias("_old"))
        .sort(
            "_old",
            "_tier",
            "year",
            "_weak",
            "_rank",
            "known_from",
            "_key",
            descending=[False, True, True, False, False, True, False],
            maintain_order=True,
        )
    )


def _weak(world: World) -> list[str]:
    """Sources that no sentence may rest on alone."""
    table = world.table("sources")
    return table.filter(pl.col("class").is_in(WEAK))["source_id"].to_list() if "class" in table.columns else []


def _old() -> pl.Expr:
    """Whether a table is so much older than the newest of its mineral and stage that even leaders alone tell more."""
    trusted = (pl.col("confidence") != "low").fill_null(True) & ~pl.col("_weak")
    goods = pl.col("year").filter(~pl.col("form").fill_null("").is_in(PRODUCTS) & trusted)
    return goods.max().over("mineral", "stage").fill_null(0) - pl.col("year") >= STALE


def _rows(world: World, estimates: bool) -> pl.DataFrame:
    """Production and share rows of single countries with a positive figure that are no projection.

    `_world` is the total that the publisher prints for the same table, null where there is none.
    """
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["production", "share"])
        & (pl.col("value") > 0)
        & (pl.col("year") <= pl.col("known_from").dt.year())
    )
    if not estimates:
        rows = rows.filter(pl.col("source_id") != "estimate")
    same = ["mineral", "stage", "source_id", "metric", "form", "year"]
    total = pl.col("value").filter(pl.col("country") == "WLD").first().over(same)
    rows = rows.with_columns(pl.when(pl.col("metric") == "production").then(total).alias("_world"))
    rows = rows.filter(pl.col("country") != "WLD")
    return rows.filter((pl.col("metric") == "share") | pl.col("preferred").fill_null(True))


def _by_difference(rows: pl.DataFrame) -> pl.DataFrame:
    """Cited shares of the leaders with the rest as `OTH`."""
    part = rows.filter(
        ~pl.col("complete").fill_null(False)
        & (pl.col("metric") == "share")
        & pl.col("_total").is_between(0.3, WHOLE)  # what adds up to all is a sum that lacks a producer, no leaders
    ).with_columns(pl.col("value").alias("share"), pl.lit(-1, pl.Int64).alias("_tier"))
    rest = part.unique(["mineral", "stage", "_key", "year"], keep="first", maintain_order=True).with_columns(
        pl.lit("OTH").alias("country"),
        (1 - pl.col("_total")).alias("share"),
        pl.lit(None, pl.Float64).alias("low"),
        pl.lit(None, pl.Float64).alias("high"),
    )
    return pl.concat([part, rest.filter(pl.col("share") > 1e-9)]).with_columns(pl.lit("derived").alias("basis"))


def _rank() -> pl.Expr:
    rank = pl.lit(1)  # cited series come after USGS and before the other publishers
    for place, prefix in enumerate(ORDER):
        rank = pl.when(pl.col("source_id").str.starts_with(prefix)).then(pl.lit(place * 2)).otherwise(rank)
    return rank


def _nothing(world: World, mineral: str, stage: str, year: int | None, found: pl.DataFrame) -> str:
    when = f" as known on {world.date}" if world.date else ""
    if year is not None and found.height:
        years = ", ".join(str(y) for y in found["year"].unique().sort().to_list())
        return f"no share table of {mineral} at {stage} for {year}{when}: there is {years}"
    stages = [s for s in labels.STAGES if _known(world, mineral, s, estimates=False).height]
    have = f"there is {', '.join(stages)}" if stages else "no stage has one"
    return f"no share table of {mineral} at {stage} that covers the world{when}: {have}"
