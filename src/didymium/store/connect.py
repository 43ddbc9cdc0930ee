"""A database URL to an engine that is ready: pragmas set, schema at its newest revision, faults in one line."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    TimeoutError,
)

from didymium.errors import BadInput, DidymiumError, Unavailable
from didymium.files import data_folder
from didymium.store.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

VARIABLE = "DIDYMIUM_DB"
VERSION_TABLE = "didymium_schema"
HEAD = "0003"  # the newest revision in migrations/versions
BUSY_SECONDS = 30
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x64696479  # of the schema, in PostgreSQL


def database_url(given: str | Path | None = None) -> URL:
    """The database: `given` (a file or a URL), else DIDYMIUM_DB, else `didymium.db` in the user's data folder.

    Raises `BadInput` for a URL of another kind, or PostgreSQL without its driver.
    """
    text = str(given or os.environ.get(VARIABLE) or data_folder() / "didymium.db")
    if "://" not in text:
        if re.match(r"(?:postgres\w*|sqlite\w*|mysql|[\w+]{3,20}):/|[^/]*:[^/]*@|.*\b(?:dbname|password)=", text, re.I):
            raise BadInput("the database URL cannot be read; give a file or postgresql://user@host/name")
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadInput("the database URL cannot be read; give a file or postgresql://user@host/name") from None
    if "@" in (url.host or ""):  # the rest of a password, that messages would show
        raise BadInput("the database URL cannot be read; write an @ in its password as %40")
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        if find_spec("psycopg") is None:
            raise BadInput("PostgreSQL needs its driver: pip install 'didymium[postgres]'")
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    raise BadInput(f"database {url.drivername!r} is not supported; give a file or postgresql://user@host/name")


def shown(url: URL) -> str:
    """The database as messages name it: a file's path, or the URL without its password and its parameters."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def _unsaid(text: str, url: URL) -> str:
    """What a driver says without the secrets of the URL that it may repeat."""
    given = [url.password, *(v for key, v in url.query.items() if "pass" in key.lower())]
    for secret in {str(each) for each in given if each}:
        text = text.replace(secret, "***")
    return text


def connect(given: str | Path | None = None, *, read_only: bool = False) -> Engine:
    """An engine on the database, its schema created or migrated; safe when several processes do it at once.

    read_only: nothing is created, migrated or written; the database must be there, its schema the newest.
    Raises `BadInput` for a file that is no database, another program's database or one of a newer version, and
    `Unavailable` for a server that does not answer.
    """
    url = database_url(given)
    engine = _reader(url) if read_only else _engine(url)
    try:
        with told(url):
            if read_only:
                _expect_newest(engine, url)
            else:
                _upgrade(engine, url)
    except DidymiumError:
        engine.dispose()
        raise
    return engine


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turns the driver's errors into ours: a damaged or foreign file `BadInput`, all else `Unavailable`."""
    try:
        yield
    except (OperationalError, InterfaceError, DatabaseError, TimeoutError, DisconnectionError) as error:
        if isinstance(error, (IntegrityError, ProgrammingError, DataError)):
            raise  # our fault, not the database's
        reason = _unsaid(" ".join(str(getattr(error, "orig", error)).split()), url)[:160]
        if "not a database" in reason or "malformed" in reason:
            raise BadInput(f"{shown(url)}: not a database or damaged ({reason}); give another file") from None
        raise Unavailable(f"{shown(url)}: the database does not answer ({reason}); try again") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{path.parent}: cannot be made ({(error.strerror or '').lower()}); give another place"
        ) from None
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _pragmas)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _reader(url: URL) -> Engine:
    """An engine whose connections the database itself keeps from writing."""
    if url.get_backend_name() != "sqlite":
        only = {"connect_timeout": 5, "options": "-c default_transaction_read_only=on"}
        return sa.create_engine(url, pool_pre_ping=True, connect_args=only)
    path = Path(str(url.database)).absolute()
    if not path.is_file():
        raise BadInput(f"{path}: no database there; `didymium watch` or `didymium ingest` makes one")

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )

    engine = sa.create_engine(url, creator=opened)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _expect_newest(engine: Engine, url: URL) -> None:
    with engine.connect() as connection:
        found = revision(connection)
        _refuse(connection, found, url)
    if found != HEAD:
        raise BadInput(
            f"{shown(url)}: its schema is {found or 'not there'}, this didymium reads {HEAD}; "
            "open it once for writing, as `didymium watch list` does"
        )


def _pragmas(connection: Any, _record: object) -> None:
    """WAL (readers never wait), full flush at commit (what is acknowledged survives), foreign keys, patience."""
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """A writer takes the write lock at once, so that two writers queue instead of failing half-way."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def revision(connection: Connection) -> str | None:
    """The schema's revision in the database; None for a database that is not ours yet."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()


def _upgrade(engine: Engine, url: URL) -> None:
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        _refuse(connection, revision(connection), url)
        move(connection, "head")


def _refuse(connection: Connection, found: str | None, url: URL) -> None:
    """`BadInput` for a database of a newer version or of another program."""
    if found is not None and found > HEAD:
        raise BadInput(
            f"{shown(url)}: written by a newer didymium (schema {found}, this one knows {HEAD}); upgrade didymium"
        )
    if found is None and (taken := set(METADATA.tables) & set(sa.inspect(connection).get_table_names())):
        raise BadInput(f"{shown(url)}: another program's database (table {min(taken)!r}); give another one")


def config(connection: Connection) -> Config:
    """Alembic's configuration for a connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def move(connection: Connection, to: str) -> None:
    """Migrates up or down to a revision (`head`, `base`, `0001`) within the connection's transaction."""
    from alembic import command

    down = to == "base" or (to != "head" and to < (revision(connection) or ""))
    (command.downgrade if down else command.upgrade)(config(connection), to)
