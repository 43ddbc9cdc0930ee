"""Proposing, reviewing, accepting, rejecting and exporting: what the commands, the API and the pages call.

Each is one transaction on the log: a proposal is filed once, an acceptance holds all its rows or none.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.errors import BadInput, UnknownLabel
from didymium.world import schema
from didymium.world.overlay.accepted import AcceptedRow, Cells, id_of, rows_of
from didymium.world.overlay.log import Entry, append, entries, standing, states_of
from didymium.world.overlay.proposal import Proposal, checked, held

if TYPE_CHECKING:
    from didymium.world.load import World

WORD = {"proposed": "open", "accepted": "accepted", "rejected": "rejected", "taken back": "taken back"}


def file(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Files the proposals that would change something and are not in the log yet; gives back those filed now."""
    given = {p.id: p for p in proposals if p.match != "known"}

    def decide(log: tuple[Entry, ...]) -> list[tuple[str, str, Cells]]:
        held = states_of(log)
        return [("proposed", i, p.to_json()) for i, p in given.items() if i not in held]

    if not given:
        return ()
    return tuple(given[e.id] for e in append(decide))


def review(state: str | None = "open") -> list[Cells]:
    """The proposals of a state (open, accepted, rejected, taken back; None: all), in the order in which they came.

    Each with its state, when and by whom it came to it, and the changes as they stand.
    """
    log = entries()
    last = states_of(log)
    first = {e.id: e for e in reversed(log) if e.action == "proposed"}
    rows = [
        first[i].body | now.body | {"id": i, "state": WORD[now.action], "at": now.at, "who": now.who}
        for i, now in last.items() if i in first
    ]  # fmt: skip
    return [r for r in rows if state is None or r["state"] == state]


def accept(world: World, ident: str, edits: Mapping[str, str] | None = None) -> Cells:
    """Accepts an open proposal, with cells set otherwise by `edits` (column or table.column to value).

    Raises `UnknownLabel` for no such proposal, `BadInput` for one that is not open, lacks a required cell or holds
    one that its column does not take: then nothing is accepted.
    """

    def decide(log: tuple[Entry, ...]) -> list[tuple[str, str, Cells]]:
        body = _held(log, ident, ("proposed", "rejected", "taken back"), "is accepted already")
        given = {key.rpartition(".")[2] for key in edits or {}}
        if asked := [c for c in body["lacks"] if c not in given]:
            raise BadInput(f"{body['title']}: {_asks(body, asked[0])}; give --set {asked[0]}=... (empty for none)")
        body["changes"] = _edited(body, dict(edits or {}))
        known = (edits or {}).get("known_from") or body["known_from"]
        if not known:
            raise BadInput(f"{ident}: the article has no day; give --set known_from=YYYY-MM-DD")
        body["known_from"] = known
        _whole(world, body)
        return [("accepted", ident, body)]

    return append(decide)[0].body


def reject(ident: str) -> str:
    """Rejects an open proposal or takes an accepted one back; tells which (`rejected`, `taken back`)."""

    def decide(log: tuple[Entry, ...]) -> list[tuple[str, str, Cells]]:
        body = _held(log, ident, ("proposed", "accepted"), "is rejected already")
        done = "taken back" if states_of(log)[ident].action == "accepted" else "rejected"
        return [(done, ident, {"title": body["title"]})]

    return append(decide)[0].action


def _held(log: tuple[Entry, ...], ident: str, states: tuple[str, ...], else_said: str) -> Cells:
    """The proposal with the changes as first filed. Raises where there is none or its state does not allow."""
    first = next((e for e in log if e.id == ident and e.action == "proposed"), None)
    if first is None:
        raise UnknownLabel("proposal", ident, list(states_of(log)))
    if states_of(log)[ident].action not in states:
        raise BadInput(f"{ident} {else_said}; see `didymium world review --all`")
    return dict(first.body)


def _asks(body: Cells, column: str) -> str:
    """Why a cell is asked for: 'until is doubtful (2027-03-01?)', 'cause is not told'."""
    offer = body.get("offers", {}).get(column)
    return f"{column} is doubtful ({offer}?)" if offer else f"{column} is not told"


def _edited(body: Cells, edits: dict[str, str]) -> list[Cells]:
    """The changes with the edits: a cell that is there is set, one of the main row is added."""
    changes = list(body["changes"])
    tables = dict.fromkeys(c["table"] for c in changes)
    for key, value in edits.items():
        table, _, column = key.rpartition(".")
        named = [t for t in tables if table in ("", t) and column in schema.dtypes(t)]
        if not named:
            raise BadInput(f"{key}: no row of this proposal has it; its tables are {', '.join(tables) or 'none'}")
        own = [t for t in named if t != "sources"] or named
        for each in named if column == "known_from" else own if table else own[:1]:
            there = {c["row"]: c["old"] for c in changes if (c["table"], c["column"]) == (each, column)}
            rows = dict.fromkeys(c["row"] for c in changes if c["table"] == each)
            changes = [c for c in changes if (c["table"], c["column"]) != (each, column)]
            changes += [{"table": each, "row": r, "column": column, "old": there.get(r), "new": value or None}
                        for r in rows]  # fmt: skip
    return changes


def _whole(world: World, body: Cells) -> None:
    """Refuses a proposal of which a row would not fit its table."""
    if not body["changes"]:
        raise BadInput(f"{body['title']}: nothing to accept, {body['why']}")
    for (table, ident), cells in rows_of(body["changes"]).items():
        row = checked(table, cells, f"{table} {ident}")
        empty = [c for c in schema.required(table) if row.get(c) is None and c not in ("id", "known_from")]
        if empty and not held(world, table, ident):
            raise BadInput(f"{table} {ident}: {empty[0]} is not told; give --set {empty[0]}=...")


def patch(folder: Path) -> str:
    """The accepted rows as a patch of the edition's CSV tables (`git apply`); of other tables as lines of a comment."""
    overlay = standing(entries())
    parts: list[str] = []
    for table in sorted(overlay.tables) if overlay else ():
        rows = [r for r in overlay.rows if r.table == table] if overlay else []
        path = folder / f"{table}.csv"
        if not path.is_file():
            parts += [f"# {table} {r.id}: {dict(r.cells)}\n" for r in rows]
            continue
        old = path.read_text(encoding="utf-8")
        name = f"src/didymium/world/tables/{table}.csv"
        new = _with(old, table, rows)
        parts += difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"a/{name}", f"b/{name}")
    return "".join(parts)


def _with(text: str, table: str, rows: list[AcceptedRow]) -> str:
    reader = csv.DictReader(io.StringIO(text))
    columns = list(reader.fieldnames or ())
    held = {id_of(table, {k: v for k, v in r.items() if v}): r for r in reader}
    for each in rows:
        cells = {k: "" if v is None else str(v) for k, v in each.cells.items() if k in columns}
        fresh = {"id": each.id} if "id" in columns else {}
        held[each.id] = held.get(each.id, dict.fromkeys(columns, "")) | fresh | cells
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(held.values())
    return out.getvalue()
