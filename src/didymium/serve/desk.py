"""What a server holds while it runs: the world, the store (opened when first needed), the jobs."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

from didymium.records import Brief
from didymium.serve.answers import NotFound
from didymium.serve.jobs import Jobs
from didymium.store import Store
from didymium.world.load import World, load_world


class Desk:
    """The state of one server; `store` opens the database when it is first asked for and again after it was away."""

    def __init__(self, store_url: str | Path | None = None, read_only: bool = False) -> None:
        self._url, self._read_only = store_url, read_only
        self._store: Store | None = None
        self._lock = threading.Lock()
        self.jobs = Jobs(self.store)

    @property
    def world(self) -> World:
        """The world as it is known today."""
        return load_world()

    @property
    def today(self) -> dt.date:
        """The day from which the calendar looks ahead."""
        return dt.datetime.now(dt.UTC).date()

    def store(self) -> Store:
        """The open store. Raises `Unavailable` while its database does not answer."""
        with self._lock:
            if self._store is None:
                self._store = Store.open(self._url, read_only=self._read_only)
            return self._store

    def brief(self, ident: str) -> Brief:
        """A stored brief. Raises `NotFound` for an unknown id."""
        made = self.store().get_brief(ident)
        if made is None:
            raise NotFound(f"no brief {ident[:40]!r} is stored")
        return made

    def close(self) -> None:
        """Ends jobs and connections."""
        self.jobs.close()
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None
