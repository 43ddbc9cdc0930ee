"""`didymium risk`, `precedents`, `partners`: indicators, how like cases ended, who trades with whom; table or JSON."""

from __future__ import annotations

import csv as csvlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from didymium import labels
from didymium.cli.options import AsOf, Flag, Json, Many
from didymium.cli.terminal import print_json
from didymium.errors import BadInput

if TYPE_CHECKING:
    from rich.table import Table

    from didymium.risk import RiskResult, Row

HEADS = {
    "share": "largest suppliers", "hhi": "HHI", "top3": "top 3", "n-1": "others meet without the largest (N-1)",
    "nir": "net import reliance", "geopolrisk": "GeoPolRisk", "geopolrisk-cf": "CF (kg Cu-eq/kg)",
    "eu-sr": "EU SR", "eu-ei": "EU EI", "restricted": "restricted",
}  # fmt: skip
PERCENT = frozenset({"share", "top3", "n-1", "nir", "restricted"})
WIDEST = 1000
MOST_BLOCKS = 12  # longer tables stay tables, however narrow the terminal
DIGITS = {"hhi": 2, "geopolrisk": 3, "geopolrisk-cf": 2, "eu-sr": 1, "eu-ei": 1}


def risk(
    minerals: Many = (),
    *,
    all_: Annotated[bool, Parameter(name="--all", negative=())] = False,
    importer: str | None = None,
    year: int | None = None,
    method: Many = (),
    stage: str | None = None,
    as_of: AsOf = None,
    json: Json = False,
    csv: Flag = False,
) -> int:
    """Tell how concentrated, relied upon, risky and restricted minerals are, by stage.

    Parameters
    ----------
    minerals
        Names of minerals or groups ("rare earths", dysprosium, Ga).
    all_
        Every mineral that the world knows.
    importer
        The buying country, or EU.
    year
        The year of the figures (default: the latest known).
    method
        share, hhi, top3, n-1, nir, geopolrisk, geopolrisk-cf, eu-sr, eu-ei, restricted (default: all that apply).
    stage
        mine, refine, metal or component (default: each that there is).
    csv
        Print the rows as CSV.
    """
    from didymium.risk import risk as compute
    from didymium.world.load import load_world

    if not minerals and not all_:
        raise BadInput("name a mineral, such as `didymium risk dysprosium`, or use --all")
    methods = [name for text in method for name in text.split(",") if name]
    asked = ("all",) if all_ else minerals
    found = compute(asked, importer, year, methods or None, stage, load_world(as_of))
    if json:
        print_json(found.to_json(), indent=None)
    elif csv:
        _csv(found)
    else:
        _show(found)
    return 0


def precedents(of: str, kind: str = "", *, as_of: AsOf = None, json: Json = False) -> int:
    """Tell how like cases ended: stops by cause, controls and suspensions, takeovers, prices after a move.

    Parameters
    ----------
    of
        stops, controls, terms, takeovers, starts, rises or falls.
    kind
        A cause of stops (strike, accident, power, ...), a kind of controls (export_ban, ...), or a mineral.
    """
    from rich.console import Console

    from didymium.risk.precedents import precedents as count
    from didymium.world.load import load_world

    found = count(of, kind, load_world(as_of))
    if json:
        print_json(found.to_json(), indent=None)
        return 0
    console = Console()
    for case in found.cases:
        length = "" if case.months is None else f" {case.months:.1f} months" if of in {"stops", "controls"} else ""
        ends = f"{case.start} to {case.end}" if case.end else case.start
        console.print(f"{case.id}: {case.name}, {ends},{length} {case.outcome}", highlight=False, soft_wrap=True)
    for told in found.told():
        console.print(told, style="bold", highlight=False)
    return 0


def partners(
    mineral: str, *, of: str = "", to: str = "", stage: str = "", as_of: AsOf = None, json: Json = False
) -> int:
    """Tell who buys what a country sells of a mineral, or who sells what it buys, by customs trade.

    Parameters
    ----------
    mineral
        A mineral that a customs code of its own tells.
    of
        The seller: its buyers are listed, with the part of their own imports that comes from it.
    to
        The buyer: its suppliers are listed, with the part of their own exports that goes to it.
    stage
        mine, refine, metal or component, where the mineral is traded at several.
    """
    from rich.console import Console

    from didymium.risk.partners import partners as trade
    from didymium.world.load import load_world

    found = trade(mineral, load_world(as_of), exporter=of or None, importer=to or None, stage=stage or None)
    if json:
        print_json(found.to_json(), indent=None)
        return 0
    for line in found.told():
        Console().print(line, highlight=False, soft_wrap=True)
    return 0


def _csv(found: RiskResult) -> None:
    from dataclasses import fields

    from didymium.files import inert
    from didymium.risk import Row

    writer = csvlib.DictWriter(sys.stdout, [f.name for f in fields(Row)], lineterminator="\n")
    writer.writeheader()
    for row in found.rows:
        cells = {**asdict(row), "sources": ";".join(row.sources)}
        writer.writerow({name: inert(v) if isinstance(v, str) else v for name, v in cells.items()})


def _show(found: RiskResult) -> None:
    from rich.console import Console

    console = Console()
    with_value = [r for r in found.rows if r.value is not None]
    methods = list(dict.fromkeys(r.method for r in found.rows))
    table = _countries(with_value) if methods == ["share"] and with_value else _matrix(found.rows, methods)
    fits = (
        console.measure(table, options=console.options.update(width=WIDEST)).maximum <= console.width
        or table.row_count > MOST_BLOCKS
    )
    for shown in (table,) if fits else _blocks(table):
        console.print(shown)
    for line in _reasons(found.rows):
        console.print(line, style="dim", highlight=False)
    names = sorted({s for r in with_value for s in r.sources})
    console.print(f"Sources: {', '.join(names) or 'none'} (see `didymium world sources`)", style="dim", highlight=False)


def _countries(rows: Iterable[Row]) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for head in ("mineral", "stage", "year", "country"):
        table.add_column(head)
    table.add_column("share", justify="right")
    for row in rows:
        who = labels.country_name(row.country or "OTH")
        table.add_row(labels.mineral_name(row.mineral), row.stage, str(row.year), who, _value(row))
    return table


def _matrix(rows: Iterable[Row], methods: list[str]) -> Table:
    from rich.table import Table

    groups: dict[tuple[str, str | None], dict[str, list[Row]]] = {}
    for row in rows:
        place = row.stage if row.stage else "-"
        groups.setdefault((row.mineral, place), {}).setdefault(row.method, []).append(row)
    table = Table(box=None, header_style="bold")
    for head in ("mineral", "stage", "year"):
        table.add_column(head)
    for method in methods:
        table.add_column(HEADS[method], justify="left" if method == "share" else "right")
    told = {key: sorted({r.year for c in cells.values() for r in c if r.value is not None and r.year})
            for key, cells in groups.items()}  # fmt: skip
    for (mineral, stage), cells in groups.items():
        newest = max((years[-1] for (name, _), years in told.items() if name == mineral and years), default=0)
        span = _span(told[mineral, stage], newest)
        table.add_row(labels.mineral_name(mineral), stage, span, *(_cell(cells.get(m, [])) for m in methods))
    return table


def _span(years: list[int], newest: int) -> str:
    """'2024-2025', and how much older than the newest of the mineral where that matters."""
    from didymium.world.shares import aged_by

    if not years:
        return "-"
    said = f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])
    older = aged_by(years[-1], newest)
    return f"{said}, {older} years older" if older else said


def _blocks(wide: Table) -> Iterator[Table]:
    """The rows of a table that is wider than the terminal, each as a small table of its own: heading, then figures."""
    from rich.table import Table

    heads = [str(column.header) for column in wide.columns]
    for row in zip(*(column.cells for column in wide.columns), strict=True):
        block = Table(box=None, show_header=False, title=", ".join(map(str, row[:3])), title_justify="left")
        for head, cell in zip(heads[3:], row[3:], strict=True):
            if cell:
                block.add_row(head, cell)
        yield block


def _cell(rows: list[Row]) -> str:
    known = [r for r in rows if r.value is not None]
    if not rows:
        return ""
    if not known:
        return "no data"
    if known[0].method == "share":
        return _suppliers(known)
    return " / ".join(dict.fromkeys(_value(r) for r in known))


def _suppliers(rows: list[Row]) -> str:
    named = [r for r in rows if r.country != "OTH"][:3]
    return ", ".join(f"{labels.country_name(r.country or 'OTH')} {_value(r, spread=False)}" for r in named)


def _value(row: Row, spread: bool = True) -> str:
    text = _number(row.method, row.value or 0.0)
    if not spread or row.low is None or row.high is None:
        return text
    low, high = _number(row.method, row.low), _number(row.method, row.high)
    return text if low == high == text else f"{text} ({low} to {high})"


def _number(method: str, value: float) -> str:
    if method in PERCENT:
        return f"{100 * value:.0f} %" if value >= 0.01 or value == 0 else "< 1 %"
    return f"{value:.{DIGITS[method]}f}"


def _reasons(rows: Iterable[Row]) -> list[str]:
    """One line a reason, with the methods and stages that lack data for it."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.value is None:
            found.setdefault((row.mineral, row.note), []).append(row.method)
    return [f"{mineral}, {' and '.join(dict.fromkeys(m))}: {note}" for (mineral, note), m in found.items()]
