"""Pages of charts that stand alone: no script, no network; names are text, never markup."""

from __future__ import annotations

import html
from collections.abc import Iterable

from didymium.files import clean
from didymium.records import Chart

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


RECORD = (
    "How often such figures came true: docs/backtests.md. Known to fail: the month of the highest price is foretold "
    "within two months in seven of ten cases; losses by short stops and by stops of gallium come out too large, and "
    "those by parts of samarium and yttrium rest on no case (docs/method/twin.md)."
)


def chart_page(title: str, charts: Iterable[Chart], foot: str = "") -> str:
    """One self-contained HTML page with each chart as drawn SVG and, for who does not see it, as text."""
    figures = "\n".join(
        f"<figure>{drawn(chart)}<figcaption>{html.escape(chart.text)}</figcaption></figure>" for chart in charts
    )
    shown = html.escape(title)
    return clean(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{shown}</title>\n'
        "<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
        "svg{max-width:100%;height:auto}figure{margin:2rem 0}figcaption{color:#555;font-size:.875rem}</style></head>\n"
        f"<body><h1>{shown}</h1>\n{figures}\n<p>{html.escape(foot)}</p>\n</body></html>\n"
    )


def drawn(chart: Chart) -> str:
    """A chart as static SVG."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.spec))
