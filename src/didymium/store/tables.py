"""The store's tables, the same on SQLite and PostgreSQL; times are ISO 8601 text in UTC, days YYYY-MM-DD.

articles   one article as read; `story` is the event that it tells
events     one story over all its outlets, joined by `didymium.news.dedupe`
mentions   one typed event as one article states it, with its span
claims     one quantitative claim of an article, with its verdict
labels     what an article is about: kind (mineral, country, type, tag) and value, for filters
sketches   hashes of an article's text, to find its copies
briefs     one brief as JSON, with what lists and filters need beside it
watches    one source that is watched, with its health
seen       one item of a watched source, so that a run goes on where the last one stopped
alerts     one alert and where it still has to go
runs       one run of a verb: a watch, a simulation
chunks     one chunk of an archive that was taken in, with what became of its records
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import String as PlainString
from sqlalchemy import Text as PlainText


class _Stored(TypeDecorator[str]):
    """Text that every database takes: half a surrogate (a file's name may hold some) and NUL are spelt out."""

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        """The value as it is stored and looked up."""
        return value and value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


class Text(_Stored):
    """Of any length."""

    impl, cache_ok = PlainText, True


class String(_Stored):
    """Of a bounded length."""

    impl, cache_ok = PlainString, True


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _article() -> Column[int]:
    return Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), nullable=False)


events = Table(
    "events",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("day", String(10), index=True),  # of the earliest report
    Column("last_day", String(10)),
    Column("lead", Integer),  # articles.no of the earliest report
    Column("title", Text, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("type", String(32)),  # of the first event that the earliest report states
    Column("data", JSON),  # that event
)

articles = Table(
    "articles",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("url_key", Text, index=True),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("story", Integer, ForeignKey("events.no"), index=True),
    Column("title", Text, nullable=False),
    Column("source", Text),
    Column("author", Text),
    Column("published", Text),
    Column("day", String(10), index=True),
    Column("language", String(16), nullable=False),
    Column("region", Text),
    Column("url", Text),
    Column("text", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("digest", Text, nullable=False, server_default=""),  # sentences of its newest brief, for search
    Column("shingles", LargeBinary, nullable=False),  # hashes, 4 bytes each, to tell copies
    Column("ingested_at", String(20), nullable=False, index=True),
)

mentions = Table(
    "mentions",
    METADATA,
    Column("no", Integer, primary_key=True),
    _article(),
    Column("type", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("background", Boolean, nullable=False),
    Column("date", String(10)),
    Column("expires", String(10)),
    Column("data", JSON, nullable=False),
    Index(None, "article"),
)

claims = Table(
    "claims",
    METADATA,
    Column("no", Integer, primary_key=True),
    _article(),
    Column("metric", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("mineral", Text, nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", Text, nullable=False),
    Column("verdict", String(16)),
    Column("data", JSON, nullable=False),
    Index(None, "article"),
)

labels = Table(
    "labels",
    METADATA,
    Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("value", String(120), primary_key=True),
    Index(None, "kind", "value", "article"),
)

sketches = Table(
    "sketches",
    METADATA,
    Column("hash", BigInteger, primary_key=True),
    Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), primary_key=True),
    Index(None, "article"),
)

briefs = Table(
    "briefs",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    _article(),
    Column("as_of", String(10), nullable=False),
    Column("day", String(10)),  # of the article
    Column("title", Text, nullable=False),
    Column("source", Text),
    Column("material_usd", Float),  # largest simulated loss or relief; null where no run says one
    Column("material", JSON),  # the figure behind it, with its range
    Column("made_at", String(20), nullable=False),
    Column("data", Text, nullable=False),
    Index(None, "article"),
    Index(None, "day", "no"),
    Index(None, "material_usd"),
)

watches = Table(
    "watches",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("target", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("added_at", String(20), nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("tried_at", String(20)),
    Column("succeeded_at", String(20)),
    Column("due_at", String(20)),
    Column("newest", String(10)),  # day of the newest item
    Column("items", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("errors", Integer, nullable=False, server_default="0"),  # ever
    Column("error", Text),
)

seen = Table(
    "seen",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("watch", Integer, ForeignKey("watches.no", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, done, failed, skipped
    Column("tries", Integer, nullable=False),
    Column("note", Text),
    Column("data", JSON),
    Column("at", String(20), nullable=False),
    Index(None, "watch", "state"),
    UniqueConstraint("watch", "key"),
)

alerts = Table(
    "alerts",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("made_at", String(20), nullable=False, index=True),
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("alert", Integer, ForeignKey("alerts.no", ondelete="CASCADE"), primary_key=True),
    Column("sink", String(200), primary_key=True),
    Column("sent_at", String(20)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Text),
)

runs = Table(
    "runs",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("verb", String(32), nullable=False, index=True),
    Column("state", String(12), nullable=False),  # running, done, failed, cancelled
    Column("args", JSON, nullable=False),
    Column("result", JSON),
    Column("error", Text),
    Column("started_at", String(20), nullable=False),
    Column("ended_at", String(20)),
)

chunks = Table(
    "chunks",
    METADATA,
    Column("key", String(96), primary_key=True),
    Column("path", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("refused", JSON, nullable=False),  # reason -> how many
    Column("taken_at", String(20), nullable=False),
)
