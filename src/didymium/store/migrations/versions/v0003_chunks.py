"""Chunks of archives that were taken in, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: tuple[str, ...] | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "chunks",
        sa.Column("key", sa.String(96), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("taken_at", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_chunks"),
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("chunks")
