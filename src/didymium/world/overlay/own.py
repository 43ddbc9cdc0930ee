"""The user's own rows of any table, from a CSV or YAML file: each a proposal, or one clear line and none."""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium.errors import BadInput
from didymium.files import read_bytes
from didymium.world import schema
from didymium.world.days import first_day, parse_date
from didymium.world.overlay.accepted import Cells, id_of
from didymium.world.overlay.proposal import Draft, Match, Proposal, checked, held, proposal

if TYPE_CHECKING:
    from didymium.world.load import World

SUFFIXES = (".csv", ".yaml", ".yml")
WHY = {"known": "the world has this row", "changes": "the world has other cells", "new": "the world lacks it"}
ENDS = {"until": ("from", "date"), "expires": ("effective", "signed")}  # the last day of a row: its first one
LARGEST = 5_000_000  # bytes of a file of own rows


def is_own(path: Path) -> bool:
    """Whether a file holds rows rather than an article."""
    return path.suffix.lower() in SUFFIXES


def own_proposals(world: World, path: Path, table: str | None, today: str) -> tuple[Proposal, ...]:
    """One proposal a row of the file, matched by its id against the world.

    A CSV is of the table in its column `table`, in `table`, or that its name or its columns say; a YAML file maps
    tables to lists of rows. A row without source_id rests on the file itself, one without known_from on `today`.
    Raises `BadInput` for the first row that does not fit, naming it; then none is proposed.
    """
    text = _text(path)
    rows = list(_yaml(path, text) if path.suffix.lower() != ".csv" else _csv(path, text, table))
    if not rows:
        raise BadInput(f"{path}: no rows; give a header and a row a line")
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    source = Draft("sources", {
        "source_id": f"own-{digest}", "publisher": "own rows", "title": path.name, "published": today, "licence": "own",
    })  # fmt: skip
    made = tuple(_proposal(world, where, name, cells, source, today) for where, name, cells in rows)
    seen = dict[tuple[str, str], str]()
    for (where, name, cells), own in zip(rows, made, strict=True):
        if (before := seen.setdefault((own.table, own.row), where)) != where:
            raise BadInput(f"{where}: {own.table} row {own.row} stands in {before} too; keep one")
        _refers(world, where, name, cells, {(p.table, p.row) for p in made if p is not own})
    return made


def _refers(world: World, where: str, table: str, cells: Cells, others: set[tuple[str, str]]) -> None:
    """Refuses a cell that names a row which neither the world nor the file has."""
    for column, parents in schema.refers(table).items():
        value = str(cells.get(column) or "")
        key = "source_id" if parents == ("sources",) else "id"
        known = {str(k) for parent in parents for k in world.table(parent)[key]} if value else set()
        if value and value not in known and not any((parent, value) in others for parent in parents):
            near = difflib.get_close_matches(value, known, n=3, cutoff=0.6)
            hint = f"did you mean {', '.join(near)}?" if near else f"give it as a row of {parents[0]} in the same file"
            raise BadInput(f"{where}: {column}: no {' or '.join(parents)} row {value!r}: {hint}")


def _ordered(row: Cells, where: str, today: str) -> None:
    """Refuses a row that is known only after today, or whose state or term ends before it begins."""
    known = str(row.get("known_from") or "")
    if known and first_day(known).isoformat() > today:
        raise BadInput(f"{where}: known_from {known} is after today; give the day on which it was public")
    for ends, firsts in ENDS.items():
        begins = next((c for c in firsts if row.get(c)), None)
        if begins and row.get(ends) and parse_date(str(row[ends])) < first_day(str(row[begins])):
            raise BadInput(f"{where}: {ends} {row[ends]} is before {begins} {row[begins]}")


def _text(path: Path) -> str:
    data = read_bytes(path)
    if len(data) > LARGEST:
        raise BadInput(f"{path}: larger than {LARGEST // 10**6} MB; split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8; save it as UTF-8") from None


def _csv(path: Path, text: str, table: str | None) -> Iterator[tuple[str, str, Cells]]:
    reader = csv.DictReader(text.splitlines())
    fits = schema.fits(reader.fieldnames or (), free=("source_id", "known_from"))
    named = path.stem if path.stem in schema.tables() else None
    said = table or named or (fits[0] if len(fits) == 1 else None)
    for number, row in enumerate(reader, 2):
        where = f"{path.name} line {number}"
        if None in row or None in row.values():
            raise BadInput(f"{where}: {len(reader.fieldnames or ())} columns in the header, another number here")
        name = row.pop("table", None) or said
        if name is None:
            raise BadInput(f"{path.name}: neither its name nor its columns say of which table it is; give --table")
        yield where, name, {k: v for k, v in row.items() if v != ""}


def _yaml(path: Path, text: str) -> Iterator[tuple[str, str, Cells]]:
    from didymium.plain import parse_yaml

    body = parse_yaml(text, path.name)[0]
    if not isinstance(body, dict):
        raise BadInput(f"{path.name}: map each table to a list of rows, as `measures: [{{id: ...}}]`")
    for name, rows in body.items():
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
            if not isinstance(row, dict):
                raise BadInput(f"{path.name} {name} row {number}: a row maps columns to values")
            cells = {str(k): _scalar(v, f"{path.name} {name} row {number}: {k}") for k, v in row.items()}
            yield f"{path.name} {name} row {number}", str(name), {k: v for k, v in cells.items() if v is not None}


def _scalar(value: Any, where: str) -> Any:
    if isinstance(value, dict | list):
        raise BadInput(f"{where} holds a list or map; a cell is one value (join names by ;)")
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _proposal(world: World, where: str, table: str, cells: Cells, source: Draft, today: str) -> Proposal:
    if table not in schema.tables():
        raise BadInput(f"{where}: no table {table!r}; tables are {', '.join(schema.tables())}")
    types = schema.dtypes(table)
    full = dict(cells)
    drafts = []
    if "source_id" in types and table != "sources" and not full.get("source_id"):
        full["source_id"] = source.cells["source_id"]
        drafts.append(source)
    if "known_from" in types and not full.get("known_from"):
        full["known_from"] = today
    if "id" in types and not full.get("id"):
        raise BadInput(f"{where}: {table} rows need an id")
    row = checked(table, full, where)
    _ordered(row, where, today)
    ident = id_of(table, full)
    old = held(world, table, ident)
    same = bool(old) and all(row[c] == old[c] for c in cells if c in old)
    match: Match = "known" if same else "changes" if old else "new"
    made = proposal(
        world, [] if same else [*drafts, Draft(table, {"id": ident} | full if old else full)],
        match=match, about=(table, ident), title=f"{table} {ident}", known_from=str(full.get("known_from") or today),
        why=WHY[match], file=where,
    )  # fmt: skip
    if made.lacks and not old:
        raise BadInput(f"{where}: {table} rows need {', '.join(made.lacks)}")
    return made
