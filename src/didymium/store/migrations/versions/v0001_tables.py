"""The tables: articles, events, claims, briefs, watches, alerts, runs."""

from __future__ import annotations

from alembic import op
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
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision: str | None = None
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

TABLES = (
    "events", "articles", "mentions", "claims", "labels", "sketches", "briefs", "watches", "seen", "alerts",
    "deliveries", "runs",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables and their indexes."""
    _news()
    _found()
    _watching()
    _doing()


def downgrade() -> None:
    """Drop them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _article() -> Column[int]:
    return Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), nullable=False)


def _news() -> None:
    op.create_table(
        "events",
        Column("no", Integer, primary_key=True),
        Column("day", String(10), index=True),
        Column("last_day", String(10)),
        Column("lead", Integer),
        Column("title", Text, nullable=False),
        Column("sources", JSON, nullable=False),
        Column("articles", Integer, nullable=False),
        Column("type", String(32)),
        Column("data", JSON),
    )
    op.create_table(
        "articles",
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
        Column("digest", Text, nullable=False, server_default=""),
        Column("shingles", LargeBinary, nullable=False),
        Column("ingested_at", String(20), nullable=False, index=True),
    )
    op.create_table(
        "mentions",
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
    op.create_table(
        "claims",
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


def _found() -> None:
    op.create_table(
        "labels",
        Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), primary_key=True),
        Column("kind", String(8), primary_key=True),
        Column("value", String(120), primary_key=True),
        Index(None, "kind", "value", "article"),
    )
    op.create_table(
        "sketches",
        Column("hash", BigInteger, primary_key=True),
        Column("article", Integer, ForeignKey("articles.no", ondelete="CASCADE"), primary_key=True),
        Index(None, "article"),
    )
    op.create_table(
        "briefs",
        Column("no", Integer, primary_key=True),
        Column("id", String(16), nullable=False, unique=True),
        _article(),
        Column("as_of", String(10), nullable=False),
        Column("day", String(10)),
        Column("title", Text, nullable=False),
        Column("source", Text),
        Column("material_usd", Float),
        Column("material", JSON),
        Column("made_at", String(20), nullable=False),
        Column("data", Text, nullable=False),
        Index(None, "article"),
        Index(None, "day", "no"),
        Index(None, "material_usd"),
    )


def _watching() -> None:
    op.create_table(
        "watches",
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
        Column("newest", String(10)),
        Column("items", Integer, nullable=False, server_default="0"),
        Column("failures", Integer, nullable=False, server_default="0"),
        Column("errors", Integer, nullable=False, server_default="0"),
        Column("error", Text),
    )
    op.create_table(
        "seen",
        Column("no", Integer, primary_key=True),
        Column("watch", Integer, ForeignKey("watches.no", ondelete="CASCADE"), nullable=False),
        Column("key", Text, nullable=False),
        Column("state", String(8), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("note", Text),
        Column("data", JSON),
        Column("at", String(20), nullable=False),
        Index(None, "watch", "state"),
        UniqueConstraint("watch", "key"),
    )
    op.create_table(
        "alerts",
        Column("no", Integer, primary_key=True),
        Column("key", Text, nullable=False, unique=True),
        Column("kind", String(16), nullable=False),
        Column("title", Text, nullable=False),
        Column("data", JSON, nullable=False),
        Column("made_at", String(20), nullable=False, index=True),
    )


def _doing() -> None:
    op.create_table(
        "deliveries",
        Column("alert", Integer, ForeignKey("alerts.no", ondelete="CASCADE"), primary_key=True),
        Column("sink", String(200), primary_key=True),
        Column("sent_at", String(20)),
        Column("tries", Integer, nullable=False, server_default="0"),
        Column("error", Text),
    )
    op.create_table(
        "runs",
        Column("no", Integer, primary_key=True),
        Column("id", String(80), nullable=False, unique=True),
        Column("verb", String(32), nullable=False, index=True),
        Column("state", String(12), nullable=False),
        Column("args", JSON, nullable=False),
        Column("result", JSON),
        Column("error", Text),
        Column("started_at", String(20), nullable=False),
        Column("ended_at", String(20)),
    )
