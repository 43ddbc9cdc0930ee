"""Watches, their items, alerts with their deliveries, and runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from didymium.errors import BadInput
from didymium.store import tables as t
from didymium.store.articles import short_key
from didymium.store.values import AlertRow, RunRow, WatchRow, now

DEAD = 5  # failures in a row
SILENT = dt.timedelta(days=60)  # since the newest item
MOST_TRIES = 20  # to deliver one alert
FINAL = ("done", "failed", "skipped")


def _once(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
    """Inserts the rows whose key is not there yet; returns how many."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    key = next(iter(table.primary_key.columns))
    kept = (make(table).values(row).on_conflict_do_nothing().returning(key) for row in rows)
    return sum(connection.execute(insert).first() is not None for insert in kept)


def add_watch(connection: Connection, name: str, kind: str, target: str, options: dict[str, Any]) -> None:
    """Adds a source to watch; its name must be free, the same watch again changes nothing."""
    row = {"name": name, "kind": kind, "target": target, "options": options, "added_at": now()}
    if _once(connection, t.watches, [row]):
        return
    old = _watch(connection, name)
    if (old.kind, old.target, old.options) != (kind, target, options):
        raise BadInput(f"a watch named {name!r} is there already ({old.target}); give another --name or remove it")


def remove_watch(connection: Connection, name: str) -> None:
    """Removes a watch and its memory of items; what was ingested stays."""
    number = _watch(connection, name).no
    connection.execute(t.watches.delete().where(t.watches.c.no == number))


def _watch(connection: Connection, name: str) -> Row[*tuple[Any, ...]]:
    row = connection.execute(sa.select(t.watches).where(t.watches.c.name == name)).first()
    if row is None:
        known = list(connection.execute(sa.select(t.watches.c.name).order_by(t.watches.c.no)).scalars())
        raise BadInput(f"no watch named {name[:80]!r}; there are: {', '.join(known[:20]) or 'none'}")
    return row


def watches(connection: Connection) -> tuple[WatchRow, ...]:
    """All watches with their health, in the order in which they were added."""
    c = t.seen.c
    waiting = sa.select(c.watch, sa.func.count().label("n")).where(c.state == "waiting").group_by(c.watch)
    counts = {row.watch: row.n for row in connection.execute(waiting)}
    rows = connection.execute(sa.select(t.watches).order_by(t.watches.c.no))
    return tuple(_watch_row(row, counts.get(row.no, 0)) for row in rows)


def _watch_row(row: Row[*tuple[Any, ...]], waiting: int) -> WatchRow:
    fields = {f: getattr(row, f) for f in WatchRow.__dataclass_fields__ if f not in ("status", "waiting")}
    return WatchRow(status=status(row), waiting=waiting, **fields)


def status(row: Any, today: dt.date | None = None) -> str:
    """new, ok, failing, dead (five failures in a row) or silent (answers, but nothing new for sixty days)."""
    if row.failures >= DEAD:
        return "dead"
    if row.failures:
        return "failing"
    if row.succeeded_at is None:
        return "new"
    limit = ((today or dt.datetime.now(dt.UTC).date()) - SILENT).isoformat()
    return "silent" if row.newest and row.newest < limit else "ok"


def succeeded(
    connection: Connection, name: str, items: Iterable[tuple[str, dict[str, Any]]], *, due_at: str | None,
    etag: str | None = None, modified: str | None = None, newest: str | None = None,
) -> int:  # fmt: skip
    """Notes a good answer and the items in it (key, what is needed to read it); returns how many are new."""
    row = _watch(connection, name)
    new = [
        {"watch": row.no, "key": short_key(key), "state": "waiting", "tries": 0, "data": data, "at": now()}
        for key, data in items
    ]
    count = _once(connection, t.seen, new)
    latest = max(filter(None, (row.newest, newest)), default=None)
    values = {"tried_at": now(), "succeeded_at": now(), "failures": 0, "error": None, "items": row.items + count,
              "etag": etag, "modified": modified, "due_at": due_at, "newest": latest}  # fmt: skip
    connection.execute(t.watches.update().where(t.watches.c.no == row.no).values(values))
    return count


def failed(connection: Connection, name: str, error: str, due_at: str | None) -> int:
    """Notes a failure; returns how many there were in a row."""
    row = _watch(connection, name)
    values = {"tried_at": now(), "failures": row.failures + 1, "errors": row.errors + 1, "error": error[:500],
              "due_at": due_at}  # fmt: skip
    connection.execute(t.watches.update().where(t.watches.c.no == row.no).values(values))
    return int(row.failures) + 1


def waiting(connection: Connection, name: str, limit: int) -> list[tuple[str, dict[str, Any], int]]:
    """Items still to be read, oldest first: key, data, tries."""
    c = t.seen.c
    number = _watch(connection, name).no
    query = sa.select(c.key, c.data, c.tries).where(c.watch == number, c.state == "waiting")
    return [(r.key, r.data, r.tries) for r in connection.execute(query.order_by(c.tries, c.no).limit(limit))]


def settle(connection: Connection, name: str, key: str, state: str, note: str | None = None) -> None:
    """Notes how an item ended (done, failed, skipped), or that it waits for another try (waiting)."""
    c = t.seen.c
    number = _watch(connection, name).no
    values: dict[str, Any] = {"state": state, "tries": c.tries + 1, "note": (note or "")[:500] or None, "at": now()}
    if state in FINAL:
        values["data"] = sa.null()
    connection.execute(t.seen.update().where(c.watch == number, c.key == key).values(values))


def add_alert(
    connection: Connection, key: str, kind: str, title: str, data: dict[str, Any], sinks: Iterable[str]
) -> bool:
    """Adds an alert to be delivered to the sinks; False when its key is there already (told once)."""
    row = {"key": key, "kind": kind, "title": title, "data": data, "made_at": now()}
    if not _once(connection, t.alerts, [row]):
        return False
    number = connection.execute(sa.select(t.alerts.c.no).where(t.alerts.c.key == key)).scalar_one()
    _once(connection, t.deliveries, [{"alert": number, "sink": sink} for sink in dict.fromkeys(sinks)])
    return True


def alerts(connection: Connection, limit: int, offset: int, sink: str | None = None) -> tuple[AlertRow, ...]:
    """Alerts, newest first; with a sink only those that it still has to get, oldest first."""
    c, d = t.alerts.c, t.deliveries.c
    query = sa.select(t.alerts)
    if sink is None:
        query = query.order_by(c.no.desc())
    else:
        due = sa.select(d.alert).where(d.sink == sink, d.sent_at.is_(None), d.tries < MOST_TRIES)
        query = query.where(c.no.in_(due)).order_by(c.no)
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    open_ = sa.select(d.alert, d.sink).where(d.alert.in_([r.no for r in rows]), d.sent_at.is_(None)).order_by(d.sink)
    left: dict[int, list[str]] = {}
    for number, name in connection.execute(open_):
        left.setdefault(number, []).append(name)
    return tuple(AlertRow(r.key, r.kind, r.title, r.data, r.made_at, tuple(left.get(r.no, ()))) for r in rows)


def delivered(connection: Connection, key: str, sink: str, error: str | None = None) -> None:
    """Notes that a sink got an alert, or why it did not."""
    c = t.deliveries.c
    number = sa.select(t.alerts.c.no).where(t.alerts.c.key == key).scalar_subquery()
    values: dict[str, Any] = {"tries": c.tries + 1, "error": error and error[:500]}
    if error is None:
        values["sent_at"] = now()
    connection.execute(t.deliveries.update().where(c.alert == number, c.sink == sink).values(values))


def put_run(connection: Connection, ident: str, verb: str, state: str, args: dict[str, Any], result: Any,
            error: str | None) -> None:  # fmt: skip
    """Stores a run or how it goes on: a run of the same id is updated."""
    ended = now() if state != "running" else None
    row = {"id": ident, "verb": verb, "state": state, "args": args, "started_at": now()}
    _once(connection, t.runs, [row])
    values = {"state": state, "result": sa.null() if result is None else result, "error": error, "ended_at": ended}
    connection.execute(t.runs.update().where(t.runs.c.id == ident).values(values))


def run(connection: Connection, ident: str) -> RunRow | None:
    """One run; None for an unknown id."""
    row = connection.execute(sa.select(t.runs).where(t.runs.c.id == ident)).first()
    return _run(row) if row else None


def runs(connection: Connection, verb: str | None, limit: int, results: bool = True) -> tuple[RunRow, ...]:
    """Runs, newest first; with a verb its own only; without `results` their results are left in the database."""
    columns = [c for c in t.runs.c if results or c.name != "result"]
    query = sa.select(*columns).order_by(t.runs.c.no.desc()).limit(limit)
    rows = connection.execute(query.where(t.runs.c.verb == verb) if verb else query)
    return tuple(_run(row) for row in rows)


def runs_of(connection: Connection, idents: Iterable[str]) -> dict[str, RunRow]:
    """The runs of these ids that are there, by id."""
    rows = connection.execute(sa.select(t.runs).where(t.runs.c.id.in_(list(idents))))
    return {row.id: _run(row) for row in rows}


def _run(row: Row[*tuple[Any, ...]]) -> RunRow:
    return RunRow(
        row.id, row.verb, row.state, row.args, getattr(row, "result", None), row.error, row.started_at, row.ended_at
    )
