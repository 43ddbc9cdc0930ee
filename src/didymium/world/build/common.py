"""What every reader shares: reading a file with its faults named, numbers, units, labels, table schemas."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from didymium import labels
from didymium.errors import BadTable, UnknownLabel
from didymium.world.schema import dtypes

RESOURCES = Path(__file__).parent / "maps"
UNIT_TONNES = {
    "metric tons": 1.0, "thousand metric tons": 1e3, "million metric tons": 1e6, "kilograms": 1e-3,
    "thousand metric dry tons": 1e3, "tons": 1.0, "metric dry tons": 1.0, "t": 1.0, "kt": 1e3,
}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """What a reader returns: rows by table, and those of the sources that they cite which are new with the file."""

    tables: dict[str, pl.DataFrame]
    sources: tuple[dict[str, str | None], ...] = ()


def any_of(*layouts: Collection[str]) -> Callable[[Collection[str]], bool]:
    """The `recognise` of a reader: True for a header that holds all columns of one of its layouts."""
    return lambda columns: any(set(layout) <= set(columns) for layout in layouts)


def read_text(path: Path) -> str:
    """The file as text: UTF-8, or `BadTable` naming the first line that is in another encoding."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadTable(
            f"{path.name}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8 (Latin-1 or Windows-1252?); "
            f"convert it first: iconv -f WINDOWS-1252 -t UTF-8 {path.name}"
        ) from None


def read_csv(path: Path, required: Sequence[str] = ()) -> pl.DataFrame:
    """All cells as text (blank is null), after checking that the required columns are there."""
    text = read_text(path)
    try:
        rows = pl.read_csv(io.StringIO(text), infer_schema_length=0, null_values=["", "nan", "NaN", "None"])
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0][:160] if str(error) else "not a CSV table"
        raise BadTable(f"{path.name}: cannot be read as CSV ({reason}); check quotes and separators") from None
    require(path, rows.columns, required)
    return rows.with_columns(pl.all().str.strip_chars(" \u00a0"))


def require(path: Path, columns: Iterable[str], required: Iterable[str]) -> None:
    """`BadTable` when a required column is missing."""
    have = list(columns)
    if lost := [c for c in required if c not in have]:
        raise BadTable(
            f"{path.name}: column {lost[0]!r} is missing (found: {', '.join(have[:8])}); "
            "download the publisher's file again or restore the header row"
        )


def no_repeats(path: Path, rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The rows, or `BadTable` naming the first row that repeats the key of an earlier one."""
    repeats = rows.with_row_index("_line", offset=2).filter(pl.struct(key).is_duplicated())
    if repeats.is_empty():
        return rows
    first = repeats.row(0, named=True)
    second = repeats.filter(pl.all_horizontal([pl.col(c).eq_missing(pl.lit(first[c])) for c in key])).row(
        -1, named=True
    )
    what = ", ".join(str(first[c]) for c in key if first[c] is not None)
    raise BadTable(
        f"{path.name}, row {second['_line']}: repeats row {first['_line']} ({what[:120]}); remove one of the two"
    )


def number(column: str) -> pl.Expr:
    """A column as a number: thousands separators, blanks and marks such as W or NA become null."""
    return pl.col(column).str.replace_all(r"[,\s]", "").cast(pl.Float64, strict=False)


def bad_number(path: Path, rows: pl.DataFrame, column: str) -> None:
    """`BadTable` when a filled cell of a column that must hold numbers does not."""
    bad = rows.with_row_index("_line", offset=2).filter(pl.col(column).is_not_null() & number(column).is_null())
    if bad.height:
        row = bad.row(0, named=True)
        raise BadTable(f"{path.name}, row {row['_line']}: {column} {row[column]!r} is not a number; correct the cell")


def code_of(path: Path, names: pl.Series, kind: str, own: Mapping[str, str] = {}, skip: bool = False) -> dict[str, str]:
    """Each distinct name with its canonical label; an unknown one raises `BadTable`, or is left out with `skip`.

    kind: country, mineral or stage; own: the publisher's names that are no labels, as labels.
    """
    find = {"country": labels.country, "mineral": labels.mineral, "stage": labels.stage}[kind]
    out: dict[str, str] = {}
    for name in names.drop_nulls().unique().sort():
        try:
            out[name] = find(own.get(name, name))
        except UnknownLabel as error:
            if not skip:
                raise BadTable(f"{path.name}: {error}; add the name to the labels or correct it") from None
    return out


def conform(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with exactly the columns and types that the schema gives to the table; absent ones are null."""
    wanted = dtypes(table)
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in wanted.items()
    )


@cache
def resource(name: str) -> pl.DataFrame:
    """One of the maps that the readers use (HS codes, BACI countries, USGS commodities)."""
    return pl.read_csv(RESOURCES / f"{name}.csv", infer_schema_length=0, null_values=[""])


def slip_guard(path: Path, rows: pl.DataFrame, key: Sequence[str], value: str, old: pl.DataFrame) -> None:
    """`BadTable` when a group of new figures is near a thousand times (or a thousandth of) the known ones.

    Compares the median ratio new/old over the rows that share the key; a figure that only grew or shrank
    passes, a slipped unit (ratio within a factor 1.6 of 1,000 or 1/1,000) does not.
    """
    both = rows.join(old, on=list(key), how="inner", suffix="_old", nulls_equal=True).filter(
        (pl.col(value) > 0) & (pl.col(f"{value}_old") > 0)
    )
    by = [key[0], "metric"] if "metric" in key else [key[0]]
    groups = both.group_by(by).agg((pl.col(value) / pl.col(f"{value}_old")).median().alias("ratio"), pl.len())
    slipped = groups.filter((pl.col("ratio").log10().abs() - 3).abs() < 0.2).sort(by)
    if slipped.height:
        row = slipped.row(0, named=True)
        raise BadTable(
            f"{path.name}: {' '.join(str(row[c]) for c in by)} is {row['ratio']:.3g} times the figures known so far "
            f"({row['len']} rows): "
            "a thousand-fold unit slip; correct the unit column or the values"
        )
