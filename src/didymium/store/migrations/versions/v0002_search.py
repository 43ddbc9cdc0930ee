"""Full-text search over headline, brief and text: FTS5 with triggers on SQLite, a stored tsvector on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

COLUMNS = "title, digest, text"
NEW, OLD = "new.no, new.title, new.digest, new.text", "old.no, old.title, old.digest, old.text"
FORGET = f"INSERT INTO search (search, rowid, {COLUMNS}) VALUES ('delete', {OLD});"
LEARN = f"INSERT INTO search (rowid, {COLUMNS}) VALUES ({NEW});"
SQLITE = (
    f"CREATE VIRTUAL TABLE search USING fts5 ({COLUMNS}, content='articles', content_rowid='no', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "INSERT INTO search (search, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)')",
    "INSERT INTO search (search) VALUES ('rebuild')",
    f"CREATE TRIGGER search_insert AFTER INSERT ON articles BEGIN {LEARN} END",
    f"CREATE TRIGGER search_delete AFTER DELETE ON articles BEGIN {FORGET} END",
    f"CREATE TRIGGER search_update AFTER UPDATE OF {COLUMNS} ON articles BEGIN {FORGET} {LEARN} END",
)
SQLITE_DOWN = (
    "DROP TRIGGER search_insert",
    "DROP TRIGGER search_delete",
    "DROP TRIGGER search_update",
    "DROP TABLE search",
)
MOST = 200_000  # characters of a text that PostgreSQL indexes: a tsvector holds 1 MB
POSTGRES = (
    "ALTER TABLE articles ADD COLUMN search tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('english', left(title, 10000)), 'A') || "
    "setweight(to_tsvector('english', left(digest, 100000)), 'B') || "
    f"setweight(to_tsvector('english', left(text, {MOST})), 'D')) STORED",
    "CREATE INDEX ix_articles_search ON articles USING gin (search)",
)
POSTGRES_DOWN = ("ALTER TABLE articles DROP COLUMN search",)


def upgrade() -> None:
    """Index what is there and keep it indexed."""
    _run(SQLITE, POSTGRES)


def downgrade() -> None:
    """Drop the index; the articles stay."""
    _run(SQLITE_DOWN, POSTGRES_DOWN)


def _run(sqlite: tuple[str, ...], postgres: tuple[str, ...]) -> None:
    for statement in postgres if op.get_bind().dialect.name == "postgresql" else sqlite:
        op.execute(statement)
