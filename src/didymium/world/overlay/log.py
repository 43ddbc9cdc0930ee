"""The log of the overlay: append-only, in a small SQLite file or in the store's PostgreSQL, folded into what stands.

An entry is written once and never changed: `proposed` with the proposal, `accepted` with the changes as edited,
`rejected`, and `taken back` for an acceptance that is undone. What stands is worked out from the entries in order.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from didymium.errors import BadInput, Unavailable
from didymium.files import data_folder
from didymium.world.days import parse_date
from didymium.world.overlay.accepted import AcceptedRow, Overlay, rows_of, user

VARIABLE = "DIDYMIUM_OVERLAY"
_TABLE = """create table if not exists overlay_log (
    seq {key}, at text not null, who text not null, action text not null, id text not null, body text not null)"""
_KEPT = """create trigger if not exists overlay_log_{0} before {0} on overlay_log
    begin select raise(abort, 'the log of the overlay is append-only'); end"""
_READ = "select at, who, action, id, body from overlay_log order by seq"
_WRITE = "insert into overlay_log (at, who, action, id, body) values (:at, :who, :action, :id, :body)"
_BUSY_SECONDS = 30


@dataclass(frozen=True)
class Entry:
    """One line of the log: when (ISO, UTC), who, what was done to which proposal, and with what."""

    at: str
    who: str
    action: str
    id: str
    body: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The entry with plain keys."""
        return {k: v for k, v in vars(self).items() if k != "body"} | self.body


Decide = Callable[[tuple[Entry, ...]], list[tuple[str, str, dict[str, Any]]]]
Run = Callable[[str, dict[str, Any]], Any]


def place(given: str | None = None) -> str:
    """Where the overlay lies: `given`, else DIDYMIUM_OVERLAY, else a shared store's URL, else a file of the user's.

    A path, `sqlite:///PATH` or a PostgreSQL URL; of the second the path is given back.
    """
    shared = os.environ.get("DIDYMIUM_DB", "")
    own = str(data_folder() / "overlay.db")
    chosen = given or os.environ.get(VARIABLE) or (shared if shared.startswith("postgres") else own)
    return chosen if chosen.startswith("postgres") else str(Path(chosen.removeprefix("sqlite:///")).expanduser())


def entries(where: str | None = None) -> tuple[Entry, ...]:
    """All entries in order; none where there is no log yet. Raises `Unavailable` where the database is away."""
    at = place(where)
    if not at.startswith("postgres") and not Path(at).is_file():
        return ()
    with _open(at) as run:
        return _entries(run(_READ, {}))


def append(decide: Decide) -> tuple[Entry, ...]:
    """Adds what `decide` makes of the log as it stands, in one transaction: all of it or nothing.

    decide: entries -> [(action, proposal id, body)]; what it raises leaves the log as it was.
    """
    stamp = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with _open(place(), writes=True) as run:
        rows = decide(_entries(run(_READ, {})))
        made = tuple(Entry(stamp, user(), action, ident, body) for action, ident, body in rows)
        for entry in made:
            run(_WRITE, vars(entry) | {"body": json.dumps(entry.body, ensure_ascii=False, sort_keys=True)})
        return made


def _entries(rows: Any) -> tuple[Entry, ...]:
    return tuple(Entry(at, who, action, ident, json.loads(body)) for at, who, action, ident, body in rows)


def _open(where: str, *, writes: bool = False) -> AbstractContextManager[Run]:
    """A transaction on the log, alone where it writes: a function that runs one statement in it."""
    return (_postgres if where.startswith("postgres") else _sqlite)(where, writes)


@contextmanager
def _sqlite(where: str, writes: bool) -> Iterator[Run]:
    path = Path(where)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute(_TABLE.format(key="integer primary key autoincrement"))
            for verb in ("update", "delete"):
                connection.execute(_KEPT.format(verb))
            connection.execute("begin immediate" if writes else "begin")
            with connection:  # commits, or rolls back what raises
                yield connection.execute
    except OSError as error:
        raise BadInput(f"cannot open {path}: {(error.strerror or str(error)).lower()}; set {VARIABLE}") from None
    except sqlite3.OperationalError as error:
        raise Unavailable(f"the overlay {path} does not answer ({error}); try again") from None
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path} is no overlay ({error}); set {VARIABLE} to another file") from None


@contextmanager
def _postgres(url: str, writes: bool) -> Iterator[Run]:
    import sqlalchemy as sa

    try:
        with _engine(url).begin() as connection:
            connection.execute(sa.text(_TABLE.format(key="bigserial primary key")))
            if writes:
                connection.execute(sa.text("lock table overlay_log in exclusive mode"))
            yield lambda sql, values: connection.execute(sa.text(sql), values)
    except sa.exc.OperationalError:
        raise Unavailable("the database of the overlay does not answer; try again") from None


@lru_cache(maxsize=4)
def _engine(url: str) -> Any:
    import sqlalchemy as sa

    return sa.create_engine(sa.engine.make_url(url).set(drivername="postgresql+psycopg"))


def current_overlay() -> Overlay | None:
    """The rows that stand accepted; kept until the log changes."""
    at = place()
    if at.startswith("postgres"):
        return standing(entries(at))
    try:
        stat = Path(at).stat()
    except OSError:
        return None
    return _kept(at, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _kept(at: str, changed: int, size: int) -> Overlay | None:
    del changed, size  # they say whether the file is still the one that was read
    return standing(entries(at))


def states_of(log: tuple[Entry, ...]) -> dict[str, Entry]:
    """The last entry of each proposal, by id: what it is now."""
    return {entry.id: entry for entry in log}


def standing(log: tuple[Entry, ...]) -> Overlay | None:
    """The overlay of the acceptances that were not taken back, in their order."""
    last = states_of(log)
    accepted = [e for e in log if e.action == "accepted" and last[e.id] is e]
    return Overlay.of(tuple(row for entry in accepted for row in _rows(entry)))


def _rows(entry: Entry) -> Iterator[AcceptedRow]:
    body = entry.body
    article = body.get("article") or {}
    for (table, ident), cells in rows_of(body["changes"]).items():
        yield AcceptedRow(
            table=table, id=ident, cells=cells, proposal=entry.id, accepted_by=entry.who, accepted_on=entry.at,
            known_from=parse_date(body["known_from"]), source=article.get("title") or body.get("file") or "own rows",
            url=article.get("url"), article=article.get("sha256"), start=body.get("start"), end=body.get("end"),
            quote=body.get("quote"),
        )  # fmt: skip


def overlay_of(digest: str) -> Overlay | None:
    """The overlay with this digest, as it stood at some time of the log; None where it never did."""
    log = entries()
    stood = (standing(log[:n]) for n in range(len(log), 0, -1))
    return next((found for found in stood if found and found.digest == digest), None)
