"""A brief as JSON, and the published schema of it."""

from __future__ import annotations

import json
from typing import Any

from didymium.records import Brief

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_json(brief: Brief) -> str:
    """The brief as JSON text with stable keys, one trailing newline."""
    return json.dumps(brief.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of a brief (draft 2020-12), generated from `records.Brief`."""
    return {
        "$schema": SCHEMA_DIALECT,
        **Brief.model_json_schema(mode="serialization"),
        "title": "Didymium brief",
    }
