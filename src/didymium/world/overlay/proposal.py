"""A proposal: rows that an article or a file would add to the world or change in it, checked against the schema."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from didymium import labels
from didymium.errors import BadInput, UnknownLabel
from didymium.world import schema
from didymium.world.considerations import TABLE
from didymium.world.days import parse_date, plain
from didymium.world.overlay.accepted import Cells, id_of, typed

if TYPE_CHECKING:
    from didymium.world.load import World

Match = Literal["new", "known", "changes"]
DATES = frozenset({
    "date", "from", "until", "announced", "signed", "effective", "expires", "as_of", "start_year",
})  # texts that hold an ISO date, possibly partial  # fmt: skip
FREE = frozenset({"stage", "severity", "capacity_t"})  # cells that may stay open when a doubtful row is accepted
PATTERNS = frozenset({"named", "words", "bars"})  # columns of a dossier
COUNTRY = frozenset({"country", "actor", "host", "economy", "exporter", "importer"})
GENERIC = re.compile(r"^all \(.+\)$")
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


@dataclass(frozen=True)
class Draft:
    """One row that a proposal would write: its table and cells, with the id that these give it."""

    table: str
    cells: Cells

    @property
    def id(self) -> str:
        """The id of the row."""
        return id_of(self.table, self.cells)


@dataclass(frozen=True)
class Proposal:
    """What is proposed: `match` says whether the world has it, lacks it or has it otherwise.

    table, row: what the proposal is about (for a change of a measure's state the measure); changes: one a cell, `old`
    what the world says now; lacks: cells that whoever accepts must give, required ones that the source does not tell
    and doubtful ones; offers: what the text says of each doubtful one, also of those that may stay open; start, end:
    the quote's place.
    """

    id: str
    match: Match
    table: str
    row: str
    title: str
    changes: tuple[Cells, ...]
    why: str
    known_from: str | None
    lacks: tuple[str, ...] = ()
    offers: Mapping[str, str] = field(default_factory=dict)
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    article: Cells | None = None
    file: str | None = None

    def to_json(self) -> Cells:
        """The proposal with plain keys."""
        return asdict(self) | {"changes": list(self.changes), "lacks": list(self.lacks)}


def proposal(
    world: World, drafts: Iterable[Draft], *, match: Match, about: tuple[str, str], title: str, why: str,
    known_from: str | None, doubts: Mapping[tuple[str, str], str] | None = None, **where: Any,
) -> Proposal:  # fmt: skip
    """The proposal that these rows make against the world; its id is that of its rows and their source.

    doubts: (table, column) of a cell that is doubtful to what the text offers for it; the cell is left open.
    """
    open_ = doubts or {}
    rows = [Draft(d.table, {c: v for c, v in d.cells.items() if (d.table, c) not in open_}) for d in drafts]
    changes = tuple(change for draft in rows for change in _changes(world, draft))
    missing = (lack for draft in rows if not held(world, draft.table, draft.id) for lack in _lacks(draft))
    lacks = tuple(dict.fromkeys((*(c for _, c in open_ if c not in FREE), *missing)))
    key = repr([(d.table, d.id) for d in rows] + [about, where.get("article"), where.get("file")])
    ident = hashlib.sha256(key.encode()).hexdigest()[:10]
    return Proposal(
        ident,
        match,
        *about,
        title,
        changes,
        why,
        known_from,
        lacks,
        {c: said for (_, c), said in open_.items()},
        **where,
    )


def held(world: World, table: str, ident: str) -> Cells:
    """The row of the world with this id, empty where there is none."""
    rows = world.table(table)
    found = rows.filter(rows["id"] == ident) if "id" in rows.columns else rows.clear()
    return found.row(0, named=True) if found.height else {}


def slug(*parts: object) -> str:
    """An id of what is given: 'Deal', None, 'A & B' -> 'deal-a-b', 60 characters at most."""
    text = "-".join(str(p) for p in parts if p)
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def _changes(world: World, draft: Draft) -> Iterable[Cells]:
    now = held(world, draft.table, draft.id)
    for column, value in typed(draft.table, draft.cells).items():
        if value is not None and now.get(column) != value:
            given = draft.cells[column]
            yield {"table": draft.table, "row": draft.id, "column": column,
                   "old": plain(now.get(column)), "new": plain(given)}  # fmt: skip


def _lacks(draft: Draft) -> list[str]:
    known = {c for c, v in draft.cells.items() if v not in (None, "")}
    return [c for c in schema.required(draft.table) if c not in known and c != "id"]


def checked(table: str, cells: Mapping[str, Any], where: str = "") -> Cells:
    """The cells of a row as the table holds them. Raises `BadInput` with one line: what, where, how to mend it."""
    place = where or f"{table} row {cells.get('id') or ''}".strip()
    strange = sorted(set(cells) - set(schema.dtypes(table)) - {"id"})
    if strange:
        raise BadInput(f"{place}: {table} has no column {strange[0]}; it has {', '.join(schema.dtypes(table))}")
    try:
        row = typed(table, cells)
    except ValueError as error:
        raise BadInput(f"{place}: {error}; give a number") from None
    except BadInput as error:
        raise BadInput(f"{place}: {error}") from None
    for column, value in row.items():
        if value is not None:
            _valid(table, column, value, place)
    return row


def _valid(table: str, column: str, value: Any, place: str) -> None:
    """Refuses a date, name or word that the column does not take."""
    words = schema.WORDS.get((table, column))
    if words and set(str(value).split(";")) - words:
        raise BadInput(f"{place}: {column} {value!r} is none of {', '.join(sorted(words))}")
    if table == TABLE and column in PATTERNS:
        try:
            re.compile(str(value))
        except re.error as error:
            raise BadInput(f"{place}: {column} {value!r} is no pattern: {error}") from None
    if column in DATES and isinstance(value, str):
        if not _ISO.fullmatch(value):
            raise BadInput(f"{place}: {column} {value!r} is no date; give YYYY-MM-DD, YYYY-MM or YYYY")
        try:
            parse_date(value)
        except BadInput as error:
            raise BadInput(f"{place}: {column}: {error}") from None
    mineral = column in ("mineral", "minerals") and table != "stockpiles"
    for name in str(value).split(";") if mineral or column in COUNTRY else ():
        if name not in labels.AGGREGATES and not (mineral and GENERIC.match(name)):
            try:
                (labels.mineral if mineral else labels.country)(name)
            except UnknownLabel as error:
                raise BadInput(f"{place}: {column}: {error}") from None
