"""One brief, four prints: Markdown, HTML, PDF and JSON, all from the same value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from didymium.brief.render.html import to_html
from didymium.brief.render.json import schema, to_json
from didymium.brief.render.markdown import to_markdown
from didymium.brief.render.pdf import to_pdf
from didymium.errors import BadInput
from didymium.files import write_atomic
from didymium.records import Brief

__all__ = ["FORMATS", "render", "save", "schema", "to_html", "to_json", "to_markdown", "to_pdf"]

FORMATS: dict[str, Callable[[Brief], str | bytes]] = {
    "md": to_markdown,
    "html": to_html,
    "json": to_json,
    "pdf": to_pdf,
}


def render(brief: Brief, form: str) -> str | bytes:
    """The brief as `md`, `html` or `json` (text) or `pdf` (bytes); another format raises `BadInput`."""
    if form not in FORMATS:
        raise BadInput(f"format {form!r} is not known: use one of {', '.join(FORMATS)}")
    return FORMATS[form](brief)


def save(brief: Brief, path: str | Path, form: str | None = None) -> Path:
    """Write the brief to `path` whole or not at all, in the format that its ending names, else in `form`."""
    target = Path(path)
    ending = target.suffix.lstrip(".").lower()
    return write_atomic(target, render(brief, ending if ending in FORMATS else form or ending or "md"))
