"""Prices as operands: what a mineral costs now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.relations.base import PER_T, Operand
from didymium.brief.setting import Row, Setting, cell
from didymium.world.load import World

PRICED_MEMBER = {
    "rare earths": "didymium",
    "magnet rare earths": "didymium",
}  # the member whose price stands for a group
LEAST_MONTHS = 24  # monthly prices from which a series is one
YEAR_OF_MONTHS, OTHER = 12, 3.0  # months of now; times the price of now from which a yearly price is of another good


def prices(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The last price: a month where there are months, else a year."""
    mineral = PRICED_MEMBER.get(mineral, mineral)
    series = [] if labels.is_group(mineral) else price_series(setting.world, mineral)
    if series:
        yield _price(setting, series[-1])


def price_series(world: World, mineral: str) -> list[Row]:
    """Monthly prices in USD/kg, the oldest first; yearly ones where there are no months."""
    months = _months(world, mineral)
    return months.to_dicts() if months.height >= LEAST_MONTHS else yearly(world, mineral)


def _months(world: World, mineral: str) -> pl.DataFrame:
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral) & (pl.col("unit") == "USD/kg") & (pl.col("value") > 0)
    )
    return rows.filter(pl.col("period").str.contains(r"^\d{4}-\d\d$")).sort("period")


def yearly(world: World, mineral: str) -> list[Row]:
    """Yearly prices in USD/kg of one form and market, the oldest first: of those whose last is that of the months.

    An ore stands under its metal ("average unit value of imports" of bauxite under aluminium), which months tell apart.
    """
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral)
        & pl.col("unit").is_in(["USD/kg", "USD/dmtu"])
        & pl.col("period").str.contains(r"^\d{4}$")
        & (pl.col("value") > 0)
    )
    if rows.is_empty():
        return []
    firm = rows.filter(~pl.col("source_id").is_in(weak_sources(world)))
    rows = firm if firm.height else rows
    ordered, months = rows.sort("period", "known_from"), _months(world, mineral)
    now = float(months["value"][-YEAR_OF_MONTHS:].mean() or 0.0) if months.height >= LEAST_MONTHS else 0.0  # type: ignore[arg-type]
    near = ordered.filter(pl.col("value").is_between(now / OTHER, now * OTHER)) if now else ordered
    last = (near if near.height else ordered).row(-1, named=True)
    same = rows.filter(pl.col("form").eq_missing(last["form"]) & pl.col("market").eq_missing(last["market"]))
    return same.sort("known_from").unique(["period"], keep="last").sort("period").to_dicts()


_OTHER_GOOD = re.compile(
    r"(?i)carbonate|hydroxide|concentrate|pentoxide|dioxide|oxide|y2o3|ferro\w+|tantalite|alloy|celestite|compounds|ore\b"
    r"|chromite|ilmenite|rutile|slag|zircon\b|tio2|mischmetal|perrhenate|grade|mop\b|flake|amorphous"
)  # what is priced is not the metal itself


@lru_cache(maxsize=8)
def weak_sources(world: World) -> tuple[str, ...]:
    """Sources on which no sentence may rest alone."""
    weak = world.table("sources").filter(pl.col("class").is_in(["aggregator", "none"]))
    return tuple(weak["source_id"].to_list())


def _price(setting: Setting, row: Row) -> Operand:
    per = str(row["unit"]).split("/")[1]
    value = float(row["value"]) / PER_T[per]
    form, unit = str(row["form"] or row["mineral"]), "USD/mtu" if per == "dmtu" else "USD/t"
    what = (
        row["mineral"]
        if form.lower().replace("aluminum", "aluminium") in {"average", row["mineral"].lower()}
        else f"{row['mineral']} ({form})"
    )
    said = per_unit(value) if unit == "USD/t" else f"${phrase.plain(value / 100, 3)} an mtu"
    name = f"the average price of {what} in {phrase.day(row['period'])}"
    other = sorted(_OTHER_GOOD.findall(f"{form} {row['market'] or ''}".lower()), key="grade".__eq__)
    return cell(setting, "prices", row, "value", "price_now", value, unit, name, said=said, time=row["period"],
                good=other[0] if other else "")  # fmt: skip


def per_unit(value: float) -> str:
    """A price by the kilogram, or by the tonne where that is how it is traded."""
    return phrase.quantity(value, "USD/t") if value < 60_000 else phrase.quantity(value / 1000, "USD/kg")
