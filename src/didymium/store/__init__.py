"""The store: articles, events over all outlets, claims, briefs, watches, alerts and runs, on SQLite or PostgreSQL.

    with Store.open() as store:
        ident = store.ingest(reading)
        hits = store.search("gallium licences", Filters(country="China", since="2025"))

What a method has returned is on the disk: a process killed later loses nothing of it, one killed before left nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from didymium.errors import BadInput
from didymium.files import data_folder
from didymium.records import Brief, Reading
from didymium.store import articles, briefs, chunks, search, watching
from didymium.store import tables as t
from didymium.store.connect import connect, database_url, shown, told
from didymium.store.export import export
from didymium.store.stories import Memory, join
from didymium.store.values import AlertRow, BriefRow, Filters, Hit, Page, RunRow, StoryRow, WatchRow

__all__ = [
    "AlertRow", "BriefRow", "Filters", "Hit", "Page", "RunRow", "Store", "StoryRow", "WatchRow", "data_folder",
    "database_url",
]  # fmt: skip
_INGEST = 0x64696401  # PostgreSQL's lock of those who join stories
NONE = Filters()


class Store:
    """A database that is open; threads may share it. Raises `Unavailable` where the database does not answer."""

    def __init__(self, engine: Engine, read_only: bool = False) -> None:
        self.engine, self.read_only = engine, read_only
        self._memory = Memory()

    @classmethod
    def open(cls, url: str | Path | None = None, *, read_only: bool = False) -> Store:
        """The store at `url` (a file or postgresql://...), else DIDYMIUM_DB, else in the user's data folder.

        It is created or migrated when needed; with `read_only` it must be there and is never written.
        Raises `BadInput` for a database of a newer version or another program, `Unavailable` for a
        server that does not answer.
        """
        return cls(connect(url, read_only=read_only), read_only)

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The database as messages name it, without a password."""
        return shown(self.engine.url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read in one snapshot."""
        with told(self.engine.url), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together when the block ends well, and else not at all."""
        if self.read_only:
            raise BadInput(f"{self.name}: is open for reading only")
        with told(self.engine.url), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection

    def ping(self) -> None:
        """Returns when the database answers; raises `Unavailable` otherwise."""
        with self.reading() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        with self.reading() as connection:
            names = ("articles", "events", "claims", "briefs", "watches", "alerts", "runs")
            count = sa.func.count()
            return {
                n: connection.execute(sa.select(count).select_from(t.METADATA.tables[n])).scalar_one() for n in names
            }

    # articles, events, briefs

    def ingest(self, reading: Reading) -> str:
        """Stores what was read of an article and joins it to its story; returns its id.

        The same article (text and place) again changes nothing; a later version under its address takes its place.
        """
        with self.writing() as connection:
            return self.ingest_in(connection, reading)

    def ingest_in(self, connection: Connection, reading: Reading) -> str:
        """`ingest` within a transaction of the caller."""
        return str(self._kept(connection, reading)[0].id)

    def _kept(self, connection: Connection, reading: Reading) -> tuple[sa.Row[*tuple[Any, ...]], bool]:
        """The stored row (no, id, day, story) of an article, stored now if it was not; and whether it was."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_INGEST})")
        fresh = articles.Fresh(articles.cleaned(reading))
        row = articles.find(connection, fresh)
        number = articles.insert(connection, fresh) if row is None else int(row.no)
        if row is None or articles.revise(connection, row, fresh):
            join(connection, number, fresh, self._memory)
        c = t.articles.c
        held = sa.select(c.no, c.id, c.day, c.story).where(c.no == number)
        return connection.execute(held).one(), row is not None

    def put_chunk(
        self, key: str, path: str, readings: Sequence[Reading], aside: int = 0, refused: Mapping[str, int] | None = None
    ) -> chunks.Counts | None:
        """Stores what was read of one chunk of an archive, with its counts, together; None where it was taken already.

        aside: records that are not about minerals; refused: reason -> how many could not be read.
        """
        with self.writing() as connection:
            if chunks.is_taken(connection, key):
                return None
            held = [self._kept(connection, reading) for reading in readings]
            new = [row for row, known in held if not known]
            bad = dict(refused or {})
            counts = chunks.Counts(
                read=len(held) + aside + sum(bad.values()), kept=len(new), known=len(held) - len(new), aside=aside,
                refused=sum(bad.values()), joined=sum(self._shared(connection, row.no) for row in new),
            )  # fmt: skip
            chunks.put(connection, key, path, counts, bad)
            return counts

    @staticmethod
    def _shared(connection: Connection, number: int) -> bool:
        """Whether the story of an article has an earlier one."""
        c = t.articles.c
        story = sa.select(c.story).where(c.no == number).scalar_subquery()
        return connection.execute(sa.select(c.no).where(c.story == story, c.no < number).limit(1)).first() is not None

    def taken_chunks(self) -> frozenset[str]:
        """The keys of all chunks of archives that were taken in."""
        with self.reading() as connection:
            return chunks.taken(connection)

    def chunk_counts(self, keys: Iterable[str]) -> tuple[chunks.Counts, dict[str, int]]:
        """What became of the records of these chunks, and the reasons of those refused."""
        with self.reading() as connection:
            return chunks.total(connection, keys)

    def article(self, ident: str) -> Reading | None:
        """What was read of a stored article; None for an unknown id."""
        with self.reading() as connection:
            number = connection.execute(sa.select(t.articles.c.no).where(t.articles.c.id == ident)).scalar()
            return None if number is None else articles.readings(connection, [number])[number]

    def put_brief(self, brief: Brief) -> str:
        """Stores a brief, and its article where that is not stored yet; returns its id. The same brief is kept once."""
        with self.writing() as connection:
            return self.put_brief_in(connection, brief)

    def put_brief_in(self, connection: Connection, brief: Brief) -> str:
        """`put_brief` within a transaction of the caller."""
        read = Reading(article=brief.article, tags=brief.tags, events=brief.events, claims=brief.claims)
        held, _ = self._kept(connection, read)
        return briefs.put(connection, brief, held.no, held.day)

    def get_brief(self, ident: str) -> Brief | None:
        """A brief by its id; None for an unknown one."""
        with self.reading() as connection:
            return briefs.get(connection, ident)

    def briefs(
        self, filters: Filters = NONE, *, order: str = "newest", limit: int = 20, offset: int = 0
    ) -> Page[BriefRow]:
        """Briefs that fit; order: newest (by the article's day), made (by when it was stored), material."""
        with self.reading() as connection:
            return search.briefs(connection, filters, order, limit, offset)

    def search(self, text: str = "", filters: Filters = NONE, *, limit: int = 20, offset: int = 0) -> Page[Hit]:
        """Articles with all words of `text` in headline, text or brief, best first; without text newest first.

        "a phrase" in quotes is found as it stands, a word with a minus must not occur.
        """
        with self.reading() as connection:
            return search.hits(connection, text, filters, limit, offset)

    def events(self, filters: Filters = NONE, *, limit: int = 20, offset: int = 0) -> Page[StoryRow]:
        """Events over all their outlets, newest first."""
        with self.reading() as connection:
            return search.stories(connection, filters, limit, offset)

    def reports(self, event: int) -> tuple[Hit, ...]:
        """The articles that tell an event, earliest first; none for an unknown event."""
        with self.reading() as connection:
            return search.reports(connection, event)

    def is_briefed(self, article: str) -> bool:
        """Whether the event that an article tells has a brief already, of this report or another."""
        with self.reading() as connection:
            return search.is_briefed(connection, article)

    def export(
        self, path: str | Path, what: str = "articles", *, form: str | None = None, filters: Filters = NONE
    ) -> int:
        """Writes articles, briefs, events or claims as JSON lines or Parquet; returns how many rows."""
        with self.reading() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return export(connection, path, what, form, filters)

    # watches, alerts, runs

    def add_watch(self, name: str, kind: str, target: str, options: dict[str, Any] | None = None) -> None:
        """Adds a source to watch; `BadInput` where the name is taken by another."""
        with self.writing() as connection:
            watching.add_watch(connection, name, kind, target, options or {})

    def remove_watch(self, name: str) -> None:
        """Removes a watch; what it brought stays."""
        with self.writing() as connection:
            watching.remove_watch(connection, name)

    def watches(self) -> tuple[WatchRow, ...]:
        """All watches with their health."""
        with self.reading() as connection:
            return watching.watches(connection)

    def alerts(self, *, limit: int = 50, offset: int = 0) -> tuple[AlertRow, ...]:
        """Alerts, newest first."""
        search.page_of(limit, offset)
        with self.reading() as connection:
            return watching.alerts(connection, limit, offset)

    def put_run(
        self, ident: str, verb: str, state: str, args: dict[str, Any], result: Any = None, error: str | None = None
    ) -> None:
        """Stores a run or how it goes on; state: running, done, failed, cancelled."""
        if state not in ("running", "done", "failed", "cancelled"):
            raise BadInput(f"state {state!r}: give running, done, failed or cancelled")
        with self.writing() as connection:
            watching.put_run(connection, ident, verb, state, args, result, error)

    def run(self, ident: str) -> RunRow | None:
        """One run; None for an unknown id."""
        with self.reading() as connection:
            return watching.run(connection, ident)

    def runs(self, verb: str | None = None, *, limit: int = 50, results: bool = True) -> tuple[RunRow, ...]:
        """Runs, newest first; without `results` theirs are None, which is quicker."""
        search.page_of(limit, 0)
        with self.reading() as connection:
            return watching.runs(connection, verb, limit, results)

    def runs_of(self, idents: Iterable[str]) -> dict[str, RunRow]:
        """The runs of these ids that are there, by id."""
        with self.reading() as connection:
            return watching.runs_of(connection, idents)
