"""A brief as PDF by typst: the template reads the brief as data, so no text of an article is ever markup."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from didymium.brief.render.svg import to_svg
from didymium.brief.render.view import view
from didymium.records import Brief

TEMPLATE = Path(__file__).parent / "templates" / "brief.typ"


def to_pdf(brief: Brief) -> bytes:
    """The brief as a tagged PDF/UA-1 with embedded fonts; the same brief gives the same bytes."""
    import typst

    with tempfile.TemporaryDirectory(prefix="didymium-") as name:
        folder = Path(name)
        main = folder / "brief.typ"
        main.write_bytes(TEMPLATE.read_bytes())
        (folder / "brief.json").write_text(json.dumps(_data(brief, folder)), "utf-8")
        pdf: bytes = typst.compile(
            main,
            root=folder,
            format="pdf",
            pdf_standards="ua-1",
            timestamp=_stamp(brief),
            ignore_system_fonts=True,
        )
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
