"""A brief as one self-contained page: no network, no script needed, light and dark, printable."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from didymium.brief.render.svg import to_page_svg
from didymium.brief.render.view import View, view
from didymium.files import clean
from didymium.records import Brief, Chart

if TYPE_CHECKING:
    from jinja2 import Template


def to_html(brief: Brief) -> str:
    """The brief as an HTML document; every text is escaped, charts are inline SVG with a text that says the same."""
    page = view(brief)
    return _template().render(page=page, charts=drawn(page))


def drawn(page: View) -> list[tuple[Chart, str, str, str]]:
    """(chart, SVG, numbers of its evidence, section that speaks of it) of each chart of a page."""
    parts = zip(page.charts, page.chart_notes, page.chart_places, strict=True)
    return [(chart, to_page_svg(chart), notes, place) for chart, notes, place in parts]


def straight(value: object) -> object:
    """What a page shows of a value: text without controls and marks that turn the direction of writing."""
    return type(value)(clean(value)) if isinstance(value, str) else value


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("didymium.brief.render", "templates")
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                      finalize=straight)  # fmt: skip
    return env.get_template("brief.html.j2")
