"""The tables: articles, events, claims, briefs, watches, alerts, runs.

They are made as `didymium.store.tables` has them, for no version that is released has had others. A revision that
changes one of them first writes down here what stood before it.
"""

from __future__ import annotations

from alembic import op

from didymium.store.tables import METADATA

revision = "0001"
down_revision: str | None = None
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None

LATER = frozenset({"chunks"})  # tables that a later revision makes
TABLES = [table for table in METADATA.sorted_tables if table.name not in LATER]


def upgrade() -> None:
    """Make the tables and their indexes."""
    METADATA.create_all(op.get_bind(), TABLES, checkfirst=False)


def downgrade() -> None:
    """Drop them."""
    METADATA.drop_all(op.get_bind(), TABLES, checkfirst=False)
