"""Lists of critical minerals: which minerals each edition names, and what changed against the one before."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable
from didymium.world.build.common import Built, any_of, code_of, conform, no_repeats, read_csv

COLUMNS = ("list_year", "mineral")
GATHERED = ("family", "edition", "mineral", "date", "source_id")
US = {
    "2018": ("us-list-2018", "2018-05-18"),
    "2022": ("us-list-2022", "2022-02-24"),
    "2025": ("us-list-2025", "2025-11-07"),
}
recognise = any_of(COLUMNS, GATHERED)


def read(path: Path) -> Built:
    """List rows with the change (first, added, kept, removed) against the edition before."""
    rows = read_csv(path)
    if set(GATHERED) <= set(rows.columns):
        return _gathered(path, rows)
    rows = no_repeats(path, rows, list(COLUMNS))
    names = code_of(path, rows["mineral"], "mineral")
    editions = {
        year: [names[m] for m in rows.filter(pl.col("list_year") == year)["mineral"].to_list()]
        for year in sorted(rows["list_year"].unique().to_list())
    }
    if lost := [y for y in editions if y not in US]:
        raise BadTable(f"{path.name}: the list of {lost[0]} has no source on record; add its date and citation")
    table = [row for year in editions for row in changes(f"US {year}", editions, year)]
    stamped = pl.DataFrame(table, schema=["list", "mineral", "change", "_year"], orient="row").with_columns(
        pl.col("_year").replace({y: US[y][1] for y in US}).str.to_date().alias("known_from"),
        pl.col("_year").replace({y: US[y][0] for y in US}).alias("source_id"),
    )
    return Built({"lists": conform("lists", stamped)})


def _gathered(path: Path, rows: pl.DataFrame) -> Built:
    """Lists in our own layout: family (EU, India), edition, mineral, date, source, strategic."""
    rows = no_repeats(path, rows, ["family", "edition", "mineral"])
    code_of(path, rows["mineral"], "mineral")
    parts = []
    for (family,), each in rows.group_by(["family"], maintain_order=True):
        editions = {
            y: each.filter(pl.col("edition") == y)["mineral"].to_list() for y in sorted(each["edition"].unique())
        }
        parts += [row for y in editions for row in changes(f"{family} {y}", editions, y)]
    table = pl.DataFrame(parts, schema=["list", "mineral", "change", "edition"], orient="row")
    dates = rows.with_columns(pl.concat_str("family", pl.lit(" "), "edition").alias("list"))
    strategic = dates.select("list", "mineral", (pl.col("strategic") == "true").alias("strategic"))
    known = dates.select("list", pl.col("date").str.to_date().alias("known_from"), "source_id").unique("list")
    whole = table.join(known, on="list").join(strategic, on=["list", "mineral"], how="left")
    return Built({"lists": conform("lists", whole)})


def changes(name: str, editions: dict[str, list[str]], year: str) -> list[tuple[str, str, str, str]]:
    """(list, mineral, change, year) rows of one edition against the one before; groups cover their members."""
    before = [y for y in editions if y < year]
    now = editions[year]
    if not before:
        return [(name, m, "first", year) for m in now]
    old = _wide(editions[before[-1]])
    rows = [(name, m, "kept" if _wide([m]) & old else "added", year) for m in now]
    gone = [m for m in editions[before[-1]] if not _wide([m]) & _wide(now)]
    return rows + [(name, m, "removed", year) for m in gone]


def _wide(names: list[str]) -> set[str]:
    return {*names, *(x for m in names for x in labels.members(m))}
