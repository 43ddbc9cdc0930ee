"""Rebuilding the tables from publishers' own files: one small reader a publisher, chosen by the header.

`build(folder)` reads every CSV or Parquet file that a reader recognises, replaces what the same source said
before and leaves the rest; nothing is written before every file has been read without a fault.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import polars as pl

from didymium.errors import BadInput, BadTable
from didymium.files import write_atomic
from didymium.world.build import baci, bgs, cited, eu, governance, icio, iea, lists, own, prices, usgs, usgs_salient
from didymium.world.build.common import Built, conform, slip_guard
from didymium.world.build.corrections import corrected
from didymium.world.keys import with_ids
from didymium.world.load import TABLES, World, forget

PARQUET = frozenset({
    "facts", "trade", "prices", "governance", "alignment", "eu_uses", "industries", "production_network",
})  # the other tables are CSV, for people to edit  # fmt: skip
SAME = {
    "facts": ["source_id", "metric", "mineral", "scenario"], "trade": ["source_id", "hs", "year"],
    "prices": ["source_id", "mineral", "form"], "governance": ["source_id", "metric", "year"],
    "alignment": ["source_id", "year"], "lists": ["list"], "eu_uses": ["source_id", "mineral"],
    "industries": ["source_id", "year"], "production_network": ["source_id", "year"],
}  # fmt: skip
NATURAL = [
    "mineral", "stage", "country", "year", "metric", "source_id", "form", "scenario", "partner", "series", "unit",
]  # fmt: skip
SLIP = {
    "facts": (["mineral", "stage", "country", "metric", "form", "unit"], "value"),
    "trade": (["hs", "exporter", "importer", "year"], "value_usd"),
    "prices": (["mineral", "form", "market", "unit"], "value"),
}


READERS: dict[str, ModuleType] = {
    "cited": cited, "bgs": bgs, "eu": eu, "iea": iea, "usgs": usgs, "usgs-salient": usgs_salient,
    "governance": governance, "baci": baci, "prices": prices, "lists": lists,
    "icio": icio, "own": own,
}  # each offers recognise(columns) -> bool and read(path) -> Built  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What a build did: rows by table, files read with their reader, files that no reader knew."""

    tables: dict[str, int]
    read: dict[str, str]
    skipped: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The report with plain keys."""
        return {"tables": self.tables, "read": self.read, "skipped": list(self.skipped)}


def build(folder: Path, out: Path = TABLES, base: Path = TABLES) -> Report:
    """Reads publishers' files in `folder`, merges them into the tables of `base` and writes those to `out`.

    In another folder than `base` the tables that no reader builds are copied, so that it holds a whole world.

    Raises `BadTable` with one line (file, row, remedy) at the first fault; the tables then stay as they were.
    """
    files = _files(folder)
    chosen = {path: reader for path in files if (reader := reader_of(path))}
    if not chosen:
        raise BadTable(
            f"{folder}: no file of a known publisher; expected {', '.join(READERS)} (see docs/method/world.md)"
        )
    new, sources = _read_all(chosen, base)
    merged = {name: _merge(name, rows, base) for name, rows in new.items()}
    if sources:
        merged["sources"] = _merge("sources", conform("sources", pl.DataFrame(sources)), base)
    written = {name: _bytes(name, rows) for name, rows in merged.items()}
    for name, data in written.items():
        write_atomic(out / f"{name}.{'parquet' if name in PARQUET else 'csv'}", data)
    _complete(out, base)
    forget()
    return Report(
        {name: rows.height for name, rows in merged.items()},
        {path.name: reader for path, reader in chosen.items()},
        tuple(path.name for path in files if path not in chosen),
    )


def _complete(out: Path, base: Path) -> None:
    """Copies the tables that no reader builds, so that another folder holds a whole world."""
    for path in base.glob("*.*") if base != out and base.is_dir() else ():
        if not (out / path.name).exists():
            write_atomic(out / path.name, path.read_bytes())


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; give the folder that holds the publishers' files")
    return sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".parquet") and p.is_file())


def reader_of(path: Path) -> str | None:
    """The name of the reader for a file, by its header; None when no reader knows it."""
    columns = header(path)
    return next((name for name, reader in READERS.items() if reader.recognise(columns)), None)


def header(path: Path) -> list[str]:
    """The column names of a CSV or Parquet file."""
    if path.suffix == ".parquet":
        try:
            return list(pl.read_parquet_schema(path))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadTable(f"{path.name}: not a Parquet file ({str(error).splitlines()[0][:80]})") from None
    with path.open("rb") as file:
        first = file.readline(1 << 16).decode("utf-8", errors="replace").lstrip("\ufeff")
    return pl.read_csv(io.StringIO(first), infer_schema_length=0).columns if first.strip() else []


def _read_all(chosen: dict[Path, str], base: Path) -> tuple[dict[str, pl.DataFrame], list[dict[str, str | None]]]:
    parts: dict[str, list[pl.DataFrame]] = {}
    sources: dict[str | None, dict[str, str | None]] = {}
    for path, name in chosen.items():
        built: Built = READERS[name].read(path)
        sources.update({s["source_id"]: s for s in built.sources})
        for table, rows in built.tables.items():
            rows = corrected(table, rows)
            _guard(path, table, rows, base)
            parts.setdefault(table, []).append(rows)
    return {table: pl.concat(rows) for table, rows in parts.items()}, list(sources.values())


def _guard(path: Path, table: str, rows: pl.DataFrame, base: Path) -> None:
    """Refuses a thousand-fold slip against what the tables say already."""
    old = _old(table, base)
    if table not in SLIP or old is None:
        return
    key, value = SLIP[table]
    newest = "year" if "year" in rows.columns else "period"
    latest = old.drop_nulls(value).sort(newest).unique(key, keep="last", maintain_order=True)
    fresh = rows.drop_nulls(value).sort(newest).unique(key, keep="first", maintain_order=True)
    slip_guard(path, fresh, key, value, latest.select([*key, value]))


def _old(table: str, base: Path) -> pl.DataFrame | None:
    if not any((base / f"{table}{end}").exists() for end in (".parquet", ".csv")):
        return None
    return conform(table, World(folder=base).table(table))


def _merge(table: str, rows: pl.DataFrame, base: Path) -> pl.DataFrame:
    """New rows in the place of the older ones of the same source and subject."""
    old = _old(table, base)
    rows = rows.unique(NATURAL, keep="first", maintain_order=True) if table == "facts" else rows
    if old is None:
        return _ordered(table, rows)
    if table not in {*SAME, "sources"}:  # rows of our own columns replace those of their id
        fresh = with_ids(table, rows)["id"].to_list()
        return pl.concat([old.filter(~with_ids(table, old)["id"].is_in(fresh)), rows])
    if table == "sources":  # what a file says of its source; class and reading stay
        return _ordered(table, old.update(rows, on="source_id", how="full"))
    same = SAME[table]
    kept = old.join(rows.select(same).unique(), on=same, how="anti", nulls_equal=True)
    return _ordered(table, pl.concat([kept, rows]))


def _ordered(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    keys = ("hs", "year", "exporter", "importer", "mineral", "list", "metric", "source_id")
    if table == "sources":
        return rows.sort("source_id")
    return rows.sort([c for c in keys if c in rows.columns], maintain_order=True)


def _bytes(table: str, rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    if table in PARQUET:
        rows.write_parquet(buffer, compression="zstd", compression_level=12)
    else:
        rows.write_csv(buffer)
    return buffer.getvalue()
