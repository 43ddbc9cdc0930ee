"""The history of the store's schema, applied by alembic."""
