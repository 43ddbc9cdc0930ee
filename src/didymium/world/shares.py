"""Which share table speaks for a mineral at a stage: one closed series with its source, by a stated precedence.

Precedence: (1) preferred series (USGS production; IEA production; the cited series marked preferred), the
newest year first, then in the order of `ORDER`; (2) other complete series (EU study, BGS, cited), likewise.
Projections (years after the day of publication) and series that do not cover the world are never taken; the
compilers' own estimates only when asked for. Shares of a production table are value / sum of its countries;
those of a share table are divided by their sum, which must lie within 0.97..1.03.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from didymium import labels
from didymium.errors import MissingData

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


def shares(world: World, mineral: str, stage: str, year: int | None = None, estimates: bool = False) -> pl.DataFrame:
    """One closed series: country, share 0..1 (adding to 1), low, high, year, basis, source, known_from, confidence.

    mineral, stage: any label; `mineral` in the result says whose series it is (magnets stand for neodymium at
    `component`). year: that year only, else the newest. estimates: also series without a published source.
    Raises `MissingData` (naming what there is) when no series covers the world.
    """
    name, at = labels.mineral(mineral), labels.stage(stage)
    found = _candidates(world, name, at, estimates)
    if found.is_empty() and (name, at) in STANDS_FOR:
        found = _candidates(world, STANDS_FOR[name, at], at, estimates)
    chosen = found if year is None else found.filter(pl.col("year") == year)
    if chosen.is_empty():
        raise MissingData(_nothing(world, name, at, year, found))
    best = chosen.row(0, named=True)
    return (
        chosen.filter(pl.struct("_key", "year") == {"_key": best["_key"], "year": best["year"]})
        .sort("share", descending=True)
        .select(COLUMNS)
    )


def series(world: World, mineral: str, stage: str, estimates: bool = False) -> pl.DataFrame:
    """Every closed series known for a mineral and stage, best first, for trends and comparison of sources."""
    return _candidates(world, labels.mineral(mineral), labels.stage(stage), estimates).select(*COLUMNS, "series")


def _candidates(world: World, mineral: str, stage: str, estimates: bool) -> pl.DataFrame:
    rows = world.table("facts").filter(
        (pl.col("mineral") == mineral)
        & (pl.col("stage") == stage)
        & pl.col("metric").is_in(["production", "share"])
        & (pl.col("country") != "WLD")
        & pl.col("complete")
        & (pl.col("value") > 0)
        & (pl.col("year") <= pl.col("known_from").dt.year())
    )
    if not estimates:
        rows = rows.filter(pl.col("source_id") != "estimate")
    rows = rows.filter((pl.col("metric") == "share") | pl.col("preferred").fill_null(True))
    key = pl.concat_str(
        "source_id", "metric", pl.col("series").fill_null(""), pl.col("form").fill_null(""), separator="|"
    )
    total = pl.col("value").sum().over("_key", "year")
    return (
        rows.with_columns(key.alias("_key"))
        .with_columns(total.alias("_total"))
        .filter((pl.col("metric") == "production") | pl.col("_total").is_between(0.97, 1.03))
        .with_columns(
            (pl.col("value") / pl.col("_total")).alias("share"),
            *((pl.col(c) / pl.col("_total")).alias(c) for c in ("low", "high")),
            _rank().alias("_rank"),
            pl.col("preferred").fill_null(False).alias("_preferred"),
        )
        .sort("_preferred", "year", "_rank", "known_from", "_key", descending=[True, True, False, True, False])
    )


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
    stages = [s for s in labels.STAGES if _candidates(world, mineral, s, estimates=False).height]
    have = f"there is {', '.join(stages)}" if stages else "no stage has one"
    return f"no share table of {mineral} at {stage} that covers the world{when}: {have}"
