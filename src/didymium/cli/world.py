"""`didymium world`: show, row, check, build, sources, labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from didymium.cli.options import AsOf, Json
from didymium.cli.overlay import register
from didymium.cli.terminal import print_json
from didymium.labels import country_name, vocabulary

if TYPE_CHECKING:
    from rich.console import Console

app = App(name="world", help="The sourced world: show, row, check, build, sources, labels; your own rows over it.")
register(app)

Name = Annotated[str, Parameter(help="A mineral or group: dysprosium, rare earths, Ga.")]
RowId = Annotated[str, Parameter(help="The id of a row: cn-us-ban-2024, D037, production.gallium.refine.CHN.2025....")]
Table = Annotated[str | None, Parameter(help="Look in this table only.")]
Edition = Annotated[str, Parameter(help="A packed edition: a file or URL.")]
Use = Annotated[str | None, Parameter(help="The name of the edition that verbs are to read; `package` ships.")]
PackFrom = Annotated[Path | None, Parameter(name="--from", help="Folder of the tables (default: those in use).")]
Kind = Annotated[str | None, Parameter(name="--class", help="Only sources of this class.")]
Lists = Annotated[tuple[str, ...], Parameter(help="Lists of critical minerals, such as US 2025.", negative=())]
From = Annotated[Path, Parameter(name="--from", help="Folder with the publishers' files.")]
Out = Annotated[Path | None, Parameter(help="Folder for the tables (default: the package's own).")]


@app.command
def show(mineral: Name, /, *, as_of: AsOf = None, json: Json = False) -> None:
    """Show what is known of a mineral: stages, trend, measures, expiries, lists, reliance, stops, prices, projects."""
    import datetime as dt

    from didymium.risk.measures import on_exports, on_users
    from didymium.world.load import load_world
    from didymium.world.show import profile

    world = load_world(as_of)
    day = world.date or dt.date.today()
    page = profile(world, mineral, on_exports(world, mineral, day), on_users(world, mineral, day))
    if json:
        print_json(page)
    else:
        _print_page(page)


@app.command
def row(ident: RowId, /, *, table: Table = None, as_of: AsOf = None, json: Json = False) -> None:
    """Show one row by its id: its cells, its source, what rivals say, and its history."""
    from didymium.world.load import load_world

    found = load_world(as_of).row(ident, table).to_json()
    if json:
        print_json(found)
    else:
        _print_row(found)


def _print_row(found: dict[str, Any]) -> None:
    print(f"{found['table']}: {found['id']} (edition {found['edition']})")
    for column, value in found["values"].items():
        if value is not None and column != "id":
            print(f"  {column}: {value}")
    if found["state"]:
        print(f"state: {found['state']}")
    if found["accepted"]:
        print(found["accepted"]["words"])
    if source := found["source"]:
        said = ", ".join(str(source[k]) for k in ("publisher", "title", "published", "url") if source.get(k))
        print(f"source: {said}{' [weak]' if found['weak'] else ''}")
    for title in ("history", "rivals"):
        if found[title]:
            print(f"{title}:")
        for each in found[title]:
            told = ", ".join(f"{k} {v}" for k, v in each.items() if v not in (None, False) and k != "id")
            print(f"  {told}")


@app.command
def check(*, json: Json = False, as_of: AsOf = None, errors: bool = False) -> int:
    """Check the tables: shares, doubles, outcomes, fillers, sources, slips, gaps, dates, labels. 1 on errors.

    --errors prints no warnings and notes.
    """
    from didymium.world.check import check as findings
    from didymium.world.load import load_world

    found = findings(load_world(as_of))
    count = {s: sum(f.severity == s for f in found) for s in ("error", "warn", "info")}
    if json:
        print_json({**count, "findings": [f.to_json() for f in found]})
    else:
        for each in (f for f in found if f.severity == "error" or not errors):
            print(f"{each.severity:5} {each.check:8} {each.table}: {each.where}: {each.message}")
        print(f"{count['error']} errors, {count['warn']} warnings, {count['info']} notes")
    return 1 if count["error"] else 0


@app.command
def build(*, from_: From, out: Out = None, json: Json = False) -> None:
    """Rebuild the tables from publishers' own files (USGS, IEA, EU, BACI, WGI, ...); nothing is written on a fault."""
    from didymium.world.build import build as rebuild
    from didymium.world.load import TABLES

    report = rebuild(from_, out or TABLES).to_json()
    if json:
        print_json(report)
        return
    for name, reader in report["read"].items():  # type: ignore[attr-defined]
        print(f"read     {name} ({reader})")
    for name in report["skipped"]:  # type: ignore[attr-defined]
        print(f"skipped  {name}: no reader knows its columns")
    for name, rows in report["tables"].items():  # type: ignore[attr-defined]
        print(f"written  {name}: {rows:,} rows")


@app.command
def update(source: Edition, /, *, json: Json = False) -> None:
    """Install an edition from a file or URL: checked, whole or not at all; the old one stays."""
    from didymium.files import read_bytes
    from didymium.world.edition import MOST_BYTES, install

    if "://" in source:
        from didymium.news.fetch import http_fetcher

        data = http_fetcher(limit=MOST_BYTES, seconds=600)(source).data
    else:
        data = read_bytes(Path(source))
    made = install(data, source)
    said = {"edition": made.name, "folder": str(made.folder)}
    told = f"edition {made.name} is installed; `didymium world editions` lists all"
    print_json(said, indent=None) if json else print(told)


@app.command
def editions(*, use: Use = None, json: Json = False) -> None:
    """List the editions at hand, or choose the one that verbs read."""
    from didymium.world.edition import editions as known
    from didymium.world.edition import use as chosen

    if use:
        chosen(use)
    rows = [{"name": e.name, "folder": str(e.folder), "current": e.current} for e in known()]
    if json:
        print_json({"rows": rows})
        return
    for row in rows:
        print(f"{'*' if row['current'] else ' '} {row['name']:12} {row['folder']}")


@app.command
def pack(out: Path, /, *, name: str, day: str, from_: PackFrom = None) -> None:
    """Pack the tables as one file with checksums, for `didymium world update`."""
    from didymium.world.days import parse_date
    from didymium.world.edition import pack as packed
    from didymium.world.load import chosen_folder

    print(packed(chosen_folder(from_), out, name, parse_date(day).isoformat()))


@app.command
def sources(*, kind: Kind = None, json: Json = False) -> None:
    """List the sources by class with what rests on each: official, company, statistics, press and so on."""
    from didymium.world.coverage import rows_by_source
    from didymium.world.load import load_world

    world = load_world()
    resting = rows_by_source(world)
    table = world.table("sources").sort("class", "source_id")
    rows = [r | {"rows": resting.get(r["source_id"], {})} for r in table.iter_rows(named=True)]
    rows = [r for r in rows if kind is None or (r["class"] or "none") == kind]
    if json:
        print_json(rows)
        return
    for row in rows:
        when = row["published"] or "undated"
        read = f"; read {row['read_on']}" if row["read_on"] else "; not read"
        on = ", ".join(f"{t} {n}" for t, n in row["rows"].items()) or "nothing"
        print(f"{row['class'] or 'none':11} {row['source_id']}: {row['publisher']}: {row['title']} ({when}{read})")
        print(f"            {row['url'] or 'no address'}; on it rest: {on}")
    _count_classes(rows)


def _count_classes(rows: list[dict[str, Any]]) -> None:
    counts: dict[str, list[int]] = {}
    for row in rows:
        held = counts.setdefault(row["class"] or "none", [0, 0])
        held[0] += 1
        held[1] += sum(row["rows"].values())
    for name, (count, resting) in sorted(counts.items(), key=lambda c: -c[1][1]):
        print(f"{name:11} {count:5} sources, {resting:8,} rows")


@app.command
def coverage(*, list: Lists = ("US 2025", "EU 2023"), json: Json = False, as_of: AsOf = None) -> None:
    """Tell what is held of each mineral of the US and EU lists, and what the twin lacks with the reason."""
    from didymium.world.coverage import COLUMNS
    from didymium.world.coverage import coverage as matrix
    from didymium.world.load import load_world

    found = matrix(load_world(as_of), list)
    if json:
        print_json({"rows": [c.to_json() for c in found]})
        return
    print(f"{'mineral':20} {' '.join(f'{c[:8]:>8}' for c in COLUMNS)}")
    for line in found:
        cells = " ".join(f"{str(line.held.get(c, '-'))[:8]:>8}" for c in COLUMNS)
        print(f"{line.mineral:20} {cells}")
    for line in found:
        for what, reason in line.lacks.items():
            print(f"{line.mineral}: no {what}: {reason or 'no reason stated'}")
    whole = sum(not line.lacks for line in found)
    print(f"{whole} of {len(found)} minerals have all that the twin needs")


@app.command
def labels(*, json: Json = False) -> None:
    """List the canonical names of minerals, stages, countries and sectors."""
    known = vocabulary()
    if json:
        print_json(known)
        return
    print("minerals:", ", ".join(m for m in known["minerals"] if m not in known["groups"]))
    for group, members in known["groups"].items():
        print(f"group {group}: {', '.join(members) or 'no single members'}")
    print("stages:", ", ".join(known["stages"]))
    print("countries:", ", ".join(f"{code} {name}" for code, name in known["countries"].items()))
    print("sectors:", ", ".join(f"{key} ({name})" for key, name in known["sectors"].items()))


def _print_page(page: dict[str, Any]) -> None:
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True)
    out.print(f"[bold]{page['mineral']}[/bold], as known on {page['as_of']} (edition {page['edition']})")
    if page["members"]:
        out.print(f"members: {', '.join(page['members'])}")
    names = {s["source_id"]: s["publisher"] for s in page["sources"]}
    _print_stages(out, page["stages"], page["mineral"], names)
    _print_facts(out, page, names)
    _print_events(out, page)
    out.print("\n[bold]Prices[/bold]" if page["prices"] else "\n[bold]Prices[/bold]: no data")
    for row in page["prices"]:
        market = f", {row['market']}" if row["market"] else ""
        value = float(f"{row['value']:.4g}")
        out.print(f"  {row['period']}  {value:,.10g} {row['unit']}  {row['form']}{market}  ({_from(row, names)})")
    _print_stops(out, page["stops"])
    out.print("\n[bold]Projects[/bold]" if page["projects"] else "\n[bold]Projects[/bold]: no data")
    for row in page["projects"]:
        how = "reckoned here" if row["start_basis"] == "estimate" else "meant"
        due = f", start {how} for {row['start_year']}" if row["status"] in AHEAD and row["start_year"] else ""
        told = str(row["status_told"] or page["as_of"])[:4]
        old = f", as told in {told}" if row["status"] and int(told) + OLD <= int(page["as_of"][:4]) else ""
        status = f"{row['status'] or 'status not known'}{due}{old}"
        out.print(f"  {row['name']} ({country_name(row['country'])}, {row['stage']}, {status})")
    if more := page["projects_known"] - len(page["projects"]):
        out.print(f"  and {more} more")
    out.print("\n[bold]Sources[/bold]")
    for row in page["sources"][:SOURCES]:
        late = "; younger than this view" if row.get("later_edition") else ""
        out.print(
            f"  {row['source_id']}: {row['publisher']}, {row['title']} ({row['published'] or 'undated'}{late})",
            markup=False,
        )


SOURCES = 15  # printed on a terminal; --json has all
AHEAD = ("planned", "financed", "construction")  # of a project that is not known to have started
OLD = 3  # years after which the page of a mineral says when the status of a project was last told


def _print_stages(out: Console, stages: list[dict[str, Any]], mineral: str, names: dict[str, str]) -> None:
    from rich.table import Table

    if not stages:
        out.print("Shares by stage: no data")
        return
    table = Table("stage", "year", "shares", "HHI", "leader over the years", "source")
    for row in stages:
        if "no_data" in row:
            table.add_row(row["stage"], "", f"no data: {row['no_data']}", "", "", "")
            continue
        said = ", ".join(f"{country_name(s['country'])} {s['share']:.0%}" for s in row["shares"])
        trend = ", ".join(f"{p['year']} {p['share']:.0%}" for p in row["trend"])
        of = row["mineral"] if row["mineral"] != mineral else row["form"]
        said += f" ({of})" if of else ""
        year = f"{row['year']}, {row['older']} years older" if row["older"] else str(row["year"])
        table.add_row(row["stage"], year, said, f"{row['hhi']:.2f}", trend, _from(row, names))
    out.print(table)


def _print_facts(out: Console, page: dict[str, Any], names: dict[str, str]) -> None:
    for key, title in (("world_production", "World production"), ("reserves", "World reserves")):
        for row in page[key]:
            where = f"{row['stage'] or 'all stages'}, {row['year']}"
            out.print(f"{title} ({where}): {row['value']:,.0f} {row['unit']}  ({_from(row, names)})")
        if not page[key]:
            out.print(f"{title}: no data")
    said = [f"{r['year']} {_reliance(r)}" for r in page["net_import_reliance"]]
    late = sorted({_from(r, names) for r in page["net_import_reliance"] if r.get("later_edition")})
    out.print(f"US net import reliance: {', '.join(said) or 'no data'}{f'  ({late[0]})' if late else ''}")
    for row in page["recycling_input_rate"]:
        out.print(f"Recycling input rate (EU, {row['year']}): {row['value']:g} %  ({_from(row, names)})")
    lists = ", ".join(f"{r['list']} ({r['change']})" for r in page["lists"])
    out.print(f"Critical-minerals lists: {lists or 'on none of the lists held here'}")


def _print_stops(out: Console, stops: list[dict[str, Any]]) -> None:
    if stops:
        out.print("\n[bold]Stops of mines and plants[/bold]")
    for row in stops:
        until = f"to {row['until']}" if row["until"] else "no end known"
        out.print(
            f"  {row['site']} ({country_name(row['country'])}): {row['from']}, {until}, {row['cause']}", markup=False
        )


def _print_events(out: Console, page: dict[str, Any]) -> None:
    title = "[bold]Export restrictions in force[/bold]"
    out.print(f"\n{title}" if page["restrictions"] else f"\n{title}: none on record")
    told = [("", row) for row in page["restrictions"][:10]]
    for key, mark in (("unsettled", "not settled"), ("not_in_force", "not in force"), ("user_limits", "some users")):
        told += [(f"[{mark}] ", row) for row in page[key]]
    for mark, row in told:
        out.print(f"  {mark}{country_name(row['actor'])}: {row['title']} ({row['words']})", markup=False)
    out.print(
        "\n[bold]Expires next[/bold]" if page["expires_next"] else "\n[bold]Expires next[/bold]: nothing on record"
    )
    for row in page["expires_next"][:8]:
        status = f" [{row['status']}]" if row["status"] else ""
        out.print(f"  {row['date']}  {row['what']}{status}", markup=False)


def _from(row: dict[str, Any], names: dict[str, str]) -> str:
    """The source of a figure by its name, and whether it is a later edition than the day asked for."""
    name = names.get(row["source_id"], row["source_id"])
    return f"{name}{', as a later edition has it' if row.get('later_edition') else ''}"


def _reliance(row: dict[str, Any]) -> str:
    if row["note"] == "net exporter":
        return "net exporter"
    sign = {"more than": ">", "less than": "<"}.get(row["note"] or "", "")
    return f"{sign}{row['value']:g} %"
