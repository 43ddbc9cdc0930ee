"""Alembic's entry: migrates the connection that `didymium.store.connect` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from didymium.store.tables import METADATA

VERSION_TABLE = "didymium_schema"

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE
)
context.run_migrations()
