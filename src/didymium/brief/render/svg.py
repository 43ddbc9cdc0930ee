"""Charts as static SVG by vl-convert: no script and no network in the page."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from didymium.brief.charts import INK, RULE
from didymium.records import Chart


def to_svg(chart: Chart) -> str:
    """The chart drawn as SVG with its own colours (for print)."""
    return _draw(json.dumps(chart.spec, sort_keys=True))


def to_page_svg(chart: Chart) -> str:
    """The chart as SVG for the page: ink and rules follow the theme, the width follows the column."""
    text = to_svg(chart).replace(INK, "currentColor").replace(RULE, "var(--rule)")
    head = f'<svg aria-hidden="true" focusable="false" viewBox="{_box(text)}" class="chart" '
    return re.sub(r"<svg [^>]*>", head + 'xmlns="http://www.w3.org/2000/svg">', text, count=1)


def _box(text: str) -> str:
    found = re.search(r'viewBox="([\d. -]+)"', text)
    return found.group(1) if found else "0 0 600 300"


@lru_cache(maxsize=128)
def _draw(spec: str) -> str:
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(json.loads(spec))
    return text
