"""The store as files: JSON lines or Parquet, one row an article, brief, event or claim; written whole or not at all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from didymium.errors import BadInput
from didymium.files import replacing
from didymium.store import search
from didymium.store import tables as t
from didymium.store.articles import readings
from didymium.store.values import Filters

BATCH = 200
Row = dict[str, Any]


def export(connection: Connection, path: str | Path, what: str, form: str | None, filters: Filters) -> int:
    """Writes the rows of `what` (articles, briefs, events, claims) to `path`; returns how many.

    form: jsonl or parquet, else by the ending of the path. In Parquet nested parts (events, claims, a brief) are JSON
    text. Raises `BadInput` for another form or table, or a place that cannot be written.
    """
    form = form or {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(Path(path).suffix.lower())
    if what not in KINDS:
        raise BadInput(f"cannot export {what!r}; give {', '.join(KINDS)}")
    if form not in FORMS:
        raise BadInput(f"{path}: give the form, jsonl or parquet, or a path that ends so")
    with replacing(path) as file:
        return FORMS[form](file, KINDS[what](connection, filters))


def _articles(connection: Connection, filters: Filters) -> Iterator[list[Row]]:
    for rows in _batches(lambda limit, offset: search.hits(connection, "", filters, limit, offset).rows):
        numbers = _numbers(connection, [r.article for r in rows])
        read = readings(connection, numbers.values())
        yield [
            {"id": r.article, "event": r.event, "minerals": list(r.minerals), "countries": list(r.countries),
             "types": list(r.types), "brief": r.brief, **_flat(read[numbers[r.article]].model_dump(mode="json"))}
            for r in rows
        ]  # fmt: skip


def _flat(reading: Row) -> Row:
    return {**reading.pop("article"), **reading}


def _briefs(connection: Connection, filters: Filters) -> Iterator[list[Row]]:
    c = t.briefs.c
    for rows in _batches(lambda limit, offset: search.briefs(connection, filters, "made", limit, offset).rows):
        query = sa.select(c.id, c.data).where(c.id.in_([r.id for r in rows]))
        data = {row.id: json.loads(row.data) for row in connection.execute(query)}
        yield [{**r.to_json(), "brief": data[r.id]} for r in rows]


def _events(connection: Connection, filters: Filters) -> Iterator[list[Row]]:
    for rows in _batches(lambda limit, offset: search.stories(connection, filters, limit, offset).rows):
        yield [r.to_json() for r in rows]


def _claims(connection: Connection, filters: Filters) -> Iterator[list[Row]]:
    for rows in _batches(lambda limit, offset: search.hits(connection, "", filters, limit, offset).rows):
        numbers = {no: ident for ident, no in _numbers(connection, [r.article for r in rows]).items()}
        c = t.claims.c
        query = sa.select(c.article, c.data).where(c.article.in_(numbers)).order_by(c.article, c.no)
        yield [{"article": numbers[row.article], **row.data} for row in connection.execute(query)]


def _numbers(connection: Connection, idents: list[str]) -> dict[str, int]:
    c = t.articles.c
    rows = connection.execute(sa.select(c.id, c.no).where(c.id.in_(idents)))
    return {row.id: row.no for row in rows}


def _batches(page: Callable[[int, int], tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    offset = 0
    while rows := page(BATCH, offset):
        yield rows
        offset += len(rows)


def _jsonl(file: BinaryIO, batches: Iterator[list[Row]]) -> int:
    count = 0
    for rows in batches:
        file.writelines(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
        count += len(rows)
    return count


def _parquet(file: BinaryIO, batches: Iterator[list[Row]]) -> int:
    """Batch by batch to parts on the disk, then together in one pass, so that no more than a batch is held."""
    import polars as pl

    count = 0
    with tempfile.TemporaryDirectory(prefix="didymium-") as folder:
        for number, rows in enumerate(filter(None, batches)):
            plain = [{key: _cell(key, value) for key, value in row.items()} for row in rows]
            pl.DataFrame(plain, schema=_schema(list(plain[0]))).write_parquet(Path(folder) / f"{number:08d}.parquet")
            count += len(rows)
        if count:
            pl.scan_parquet(Path(folder) / "*.parquet").sink_parquet(file)
        else:
            pl.DataFrame().write_parquet(file)
    return count


LISTS = {"minerals", "countries", "types", "tags", "sources"}
NUMBERS = {"value": "Float64", "material_usd": "Float64", "articles": "Int64", "start": "Int64", "end": "Int64",
           "approx": "Boolean"}  # fmt: skip


def _schema(columns: list[str]) -> dict[str, Any]:
    import polars as pl

    lists = {name: pl.List(pl.String) for name in LISTS}
    plain = {name: getattr(pl, kind) for name, kind in NUMBERS.items()}
    return {name: lists.get(name) or plain.get(name, pl.String) for name in columns}


def _cell(name: str, value: Any) -> Any:
    """Lists of words, numbers, text and null as they are; all else as JSON text."""
    if value is None or isinstance(value, str) or name in NUMBERS:
        return value
    return list(value) if name in LISTS else json.dumps(value, ensure_ascii=False)


KINDS: dict[str, Callable[[Connection, Filters], Iterator[list[Row]]]] = {
    "articles": _articles, "briefs": _briefs, "events": _events, "claims": _claims,
}  # fmt: skip
FORMS = {"jsonl": _jsonl, "parquet": _parquet}
