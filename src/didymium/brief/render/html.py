"""A brief as one self-contained page: no network, no script needed, light and dark, printable."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from didymium.brief.render.svg import to_page_svg
from didymium.brief.render.view import view
from didymium.records import Brief

if TYPE_CHECKING:
    from jinja2 import Template


def to_html(brief: Brief) -> str:
    """The brief as an HTML document; every text is escaped, charts are inline SVG with a text that says the same."""
    page = view(brief)
    charts = [(c, to_page_svg(c), n) for c, n in zip(page.charts, page.chart_notes, strict=True)]
    return _template().render(page=page, charts=charts)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("didymium.brief.render", "templates")
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return env.get_template("brief.html.j2")
