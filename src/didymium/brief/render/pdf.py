"""A brief as PDF by typst: the template reads the brief as data, so no text of an article is ever markup."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from didymium.brief.render.svg import to_svg
from didymium.brief.render.view import view
from didymium.errors import BadInput
from didymium.records import Brief

BOX = "\u25a1"
_FOREIGN = re.compile(  # all but Latin, Greek, Cyrillic, punctuation, currencies, arrows and signs
    "[^\n -~\xa1-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2015\u2018-\u2026\u2030-\u203a\u2044"
    "\u2070-\u209c\u20a0-\u20bf\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)
TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"


def to_pdf(brief: Brief) -> bytes:
    """The brief as a tagged PDF/UA-1 with embedded fonts; the same brief gives the same bytes."""
    import typst

    try:
        return _compiled(brief, json.dumps)
    except typst.TypstError:  # a script that the fonts lack: PDF/UA takes no letter that cannot be drawn
        return _compiled(brief, _drawable)


def _drawable(data: dict[str, object]) -> str:
    """The data as JSON with a box for each letter that the fonts may lack."""
    return json.dumps(_boxed(json.loads(json.dumps(data))))


def _boxed(value: Any) -> Any:
    if isinstance(value, str):
        return _FOREIGN.sub(BOX, value)
    if isinstance(value, list):
        return [_boxed(each) for each in value]
    return {key: _boxed(each) for key, each in value.items()} if isinstance(value, dict) else value


def _compiled(brief: Brief, written: Callable[[dict[str, object]], str]) -> bytes:
    import typst

    try:
        with tempfile.TemporaryDirectory(prefix="didymium-") as name:
            folder = Path(name)
            main = folder / "brief.typ"
            main.write_bytes(TEMPLATE.read_bytes())
            (folder / "brief.json").write_text(written(_data(brief, folder)), "utf-8")
            pdf: bytes = typst.compile(
                main, root=folder, format="pdf", pdf_standards="ua-1", timestamp=_stamp(brief),
                ignore_system_fonts=True,
            )  # fmt: skip
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BadInput(f"the PDF cannot be made in {tempfile.gettempdir()}: {why}; free some room") from None
    return pdf


def _data(brief: Brief, folder: Path) -> dict[str, object]:
    page = asdict(view(brief))
    page["charts"] = []
    for k, (chart, marks) in enumerate(zip(brief.charts, page["chart_notes"], strict=True)):
        (folder / f"{k}.svg").write_text(to_svg(chart), "utf-8")
        page["charts"].append({"title": chart.title, "text": chart.text, "marks": marks, "file": f"{k}.svg"})
    return page


def _stamp(brief: Brief) -> dt.datetime:
    """The day that the brief knows, so that a PDF does not depend on the clock."""
    day = str(brief.manifest.get("as_of") or brief.article.published or "")[:10]
    try:
        return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
    except ValueError:
        return dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
