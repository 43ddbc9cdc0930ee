"""Finding faults in the world's tables: shares that do not close, rows without a source, slips, gaps, dates, labels.

Severity: `error` a fault that makes a figure wrong or unusable, `warn` something to look at, `info` a known
difference that is listed rather than hidden (two publishers that differ by more than 10 %).
"""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.records import ArticleKind, EventType, Family
from didymium.world import schema, spellings
from didymium.world.days import first_day
from didymium.world.exports import FACTOR, WANTED, compared
from didymium.world.lacking import Sum, lacks
from didymium.world.load import LATER, World, closed_on, parse_date
from didymium.world.rows import WEAK
from didymium.world.shares import PRODUCTS, closed
from didymium.world.states import states

CLASSES = frozenset({
    "official", "company", "statistics", "press", "trade_press", "law_firm", "think_tank", "aggregator", "none",
})  # fmt: skip
PLANNED = re.compile(r"not read|as (?:told|planned)|\bmeant\b|guided|is the plan|derived|expected|ratified|[Tt]o last")
BARE = re.compile(r"^https?://[^/]+/?$")
ORE = re.compile(r"\b(?:ores?|concentrates?)\b")
Row = dict[str, Any]
TOGETHER = frozenset({"joint_venture", "partnership"})  # kinds that tellings take for each other
SHARE_HELD = re.compile(r"\s*(?:about )?\d+(?:\.\d+)?\s*%.*$")
STANDING = frozenset({"in_force", "suspended"})
OPEN = frozenset({"announced", "signed", "committed", "reported"})  # states of a deal that is not done
YEARS_TO_CLOSE = 2  # within which a take-over is done or dropped
GONE = frozenset({"cancelled", "closed"})  # projects that no firm's list of sites needs
WEEKS_APART = 9  # within which two tellings of a deal are taken for one
YEARS_OF_RESERVES = 3  # a capacity is seldom more than twice the output
GAP = 0.10
FACTS_ONLY_COUNTRIES = ("country", "exporter", "importer", "partner")
DATED = (
    ("measure_states", "from", "until"), ("stoppages", "from", "until"),
    ("agreements", "signed", "expires"), ("provisions", "effective", "expires"),
)  # fmt: skip


Told = tuple[str, str, str, str]  # severity, table, where, message


@dataclass(frozen=True)
class Finding:
    """One finding: its check, severity, table, the row or group it concerns, and what to do."""

    check: str
    severity: str
    table: str
    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        """The finding with plain keys."""
        return asdict(self)


def check(world: World) -> tuple[Finding, ...]:
    """Every finding on the tables of a world, errors first."""
    order = {"error": 0, "warn": 1, "info": 2}
    found = (Finding(name, *told) for name, run in CHECKS.items() for told in run(world))
    return tuple(sorted(found, key=lambda f: (order[f.severity], f.check, f.table, f.where)))


def columns(world: World) -> Iterator[Told]:
    """Tables and columns of the schema that are absent; required cells that are empty."""
    for name in schema.tables():
        try:
            rows = world.table(name)
        except UnknownLabel:
            yield "error", name, name, "the table is missing: run `didymium world build`"
            continue
        lost = [c for c in schema.dtypes(name) if c not in rows.columns]
        if lost:
            yield "error", name, lost[0], f"column {lost[0]} is missing: rebuild the table"
        for column in (c for c in schema.required(name) if c in rows.columns):
            empty = rows[column].null_count()
            if empty:
                yield "error", name, column, f"{empty} rows have no {column}, which is required"


def sources(world: World) -> Iterator[Told]:
    """Rows whose source is not in sources.csv; sources without a licence."""
    table = world.table("sources")
    known = set(table["source_id"])
    for name, rows in world.tables():
        if name == "sources" or "source_id" not in rows.columns:
            continue
        for source_id in sorted(_cited(rows) - known):
            yield "error", name, source_id, "rows cite a source that sources.csv does not have"
    local = table.filter(pl.any_horizontal(pl.col("title", "publisher").str.contains(r"shared/|\.csv\b")))
    for row in local.iter_rows(named=True):
        yield "error", "sources", row["source_id"], "the title names a local file, no publication"


def _cited(rows: pl.DataFrame) -> set[str]:
    cells = [rows[c].drop_nulls() for c in ("source_id", "also") if c in rows.columns]
    return {each for cell in cells for text in cell for each in text.split(";")}


def closing(world: World) -> Iterator[Told]:
    """Share tables that claim to be complete and do not add up to one (3 %), shares above one."""
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["share", "capacity_share"]) & pl.col("value").is_not_null()
    )
    over = rows.filter((pl.col("value") > 1.0005) | (pl.col("value") < 0))
    for row in over.iter_rows(named=True):
        yield "error", "facts", _name(row), f"share {row['value']:.3g} is outside 0..1"
    keys = ["mineral", "stage", "source_id", "metric", "series", "form", "year"]
    sums = rows.filter(pl.col("complete")).group_by(keys).agg(pl.col("value").sum().alias("total"))
    for row in sums.filter(~pl.col("total").is_between(0.97, 1.03)).iter_rows(named=True):
        where = f"{row['mineral']} {row['stage']} {row['year']} {row['source_id']}"
        yield "error", "facts", where, f"shares add up to {row['total']:.3f}, not 1: mark it partial"


def totals(world: World) -> Iterator[Told]:
    """Production tables whose countries miss the printed world total by more than 10 %."""
    rows = world.table("facts").filter((pl.col("metric") == "production") & pl.col("preferred").fill_null(True))
    keys = ["mineral", "stage", "source_id", "form", "year"]
    world_row = pl.col("country") == "WLD"
    sums = rows.group_by(keys).agg(
        pl.col("value").filter(~world_row).sum().alias("sum"), pl.col("value").filter(world_row).first().alias("world")
    )
    for row in sums.filter((pl.col("world") > 0) & (pl.col("sum") > 0)).iter_rows(named=True):
        ratio = row["sum"] / row["world"]
        where = f"{row['mineral']} {row['stage']} {row['year']} {row['source_id']}"
        if abs(ratio) > 500 or abs(ratio) < 1 / 500:
            yield "error", "facts", where, f"countries are {ratio:.3g} times the total: a unit slip"
        elif abs(ratio - 1) > GAP:
            yield "warn", "facts", where, f"countries add up to {ratio:.2f} of the printed world total"


def slips(world: World) -> Iterator[Told]:
    """World totals or prices that jump a thousandfold from one year or edition to another: a unit slip."""
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["production", "capacity", "reserves"])
        & (pl.col("country") == "WLD")
        & (pl.col("value") > 0)
    )
    keys = ["mineral", "stage", "metric", "form", "unit"]
    yield from _jumps(rows, keys, "facts")
    yield from _jumps(
        world.table("prices").filter(pl.col("value") > 0), ["mineral", "form", "market", "unit"], "prices"
    )


def reserves(world: World) -> Iterator[Told]:
    """World reserves of a few years' output: a capacity in the wrong column."""
    rows = world.table("facts").filter((pl.col("country") == "WLD") & (pl.col("unit") == "t"))
    keys = ["mineral", "stage", "form"]
    made = rows.filter(pl.col("metric") == "production").group_by(keys).agg(pl.col("value").max().alias("made"))
    held = rows.filter(pl.col("metric") == "reserves").join(made, on=keys, nulls_equal=True)
    for row in held.filter(pl.col("value") < YEARS_OF_RESERVES * pl.col("made")).iter_rows(named=True):
        where = f"{row['mineral']} {row['stage']} {row['source_id']}"
        said = f"{row['value']:,.0f} t for a yearly output of {row['made']:,.0f} t: is this a capacity?"
        yield "error", "facts", where, said


def goods(world: World) -> Iterator[Told]:
    """Controls whose summary names ore or concentrate and whose stage leaves the mine out."""
    rows = world.table("measures").filter(
        pl.col("kind").is_in(["export_ban", "export_licence", "export_quota", "export_tax"])
    )
    for row in rows.iter_rows(named=True):
        stages = set((row["stage"] or "all").split(";"))
        if ORE.search(row["summary"] or "") and not stages & {"mine", "all"}:
            said = f"names ore or concentrate, but its stage is {row['stage']}: add mine"
            yield "error", "measures", row["id"], said


def taxes(world: World) -> Iterator[Told]:
    """Royalties and taxes on mining among the taxes on exports: they are owed whoever buys."""
    charged = world.table("measures").filter(pl.col("kind") == "export_tax")
    for ident in charged.filter(~pl.col("title").str.to_lowercase().str.contains("export"))["id"]:
        yield "error", "measures", ident, "a tax that is not on exports is domestic_policy; one that is says so"


def _jumps(rows: pl.DataFrame, keys: list[str], table: str) -> Iterator[Told]:
    spread = rows.group_by(keys).agg(
        (pl.col("value").max() / pl.col("value").median()).alias("up"),
        (pl.col("value").median() / pl.col("value").min()).alias("down"),
    )
    for row in spread.filter((pl.col("up") > 300) | (pl.col("down") > 300)).iter_rows(named=True):
        ratio = max(row["up"], row["down"])
        where = " ".join(str(row[k]) for k in keys if row[k])
        yield "error", table, where, f"values differ {ratio:,.0f}-fold within one series: a unit slip?"


def gaps(world: World) -> Iterator[Told]:
    """Sources that differ by more than 10 % on the same country's share in the same year."""
    rows = world.table("facts").filter(
        pl.col("metric").is_in(["production", "share"])
        & pl.col("complete")
        & (pl.col("country") != "WLD")
        & (pl.col("source_id") != "estimate")
        & pl.col("preferred").fill_null(True)
        & (pl.col("value") > 0)
    )
    key = ["mineral", "stage", "year", "source_id", "form", "series"]
    share = (pl.col("value") / pl.col("value").sum().over(key)).alias("share")
    rows = rows.with_columns(share).filter(~pl.col("country").is_in(["OTH"]) & (pl.col("share") >= 0.1))
    spread = rows.group_by("mineral", "stage", "country", "year").agg(
        pl.col("share").max().alias("high"),
        pl.col("share").min().alias("low"),
        pl.col("source_id").sort_by("share").first().alias("lowest"),
        pl.col("source_id").sort_by("share").last().alias("highest"),
    )
    wide = spread.filter((pl.col("high") / pl.col("low") - 1 > GAP) & (pl.col("lowest") != pl.col("highest")))
    for row in wide.sort("mineral", "stage", "year").iter_rows(named=True):
        where = f"{row['mineral']} {row['stage']} {row['country']} {row['year']}"
        said = f"{row['lowest']} says {row['low']:.0%}, {row['highest']} {row['high']:.0%}"
        yield "info", "facts", where, f"{said}: both are kept, the precedence decides"


def producers(world: World) -> Iterator[Told]:
    """Share tables that leave out a large producer, as other sources or their own other years tell.

    A production table, which has its world total beside it, and producers that nobody names are only to be looked at.
    """
    for (mineral, stage, product), tables in _sums(world).items():
        known = [each for each, _ in tables]
        for each, tier in tables:
            if tier >= 0 and (lack := lacks(each, known)):
                who = ", ".join(lack.producers) or "producers that are not named"
                said = f"leaves out {who}, {lack.part:.0%} of the world by {lack.told_by} of {lack.told_of}"
                where = f"{mineral} {stage} {each.year} {each.series}{product and f' {product}'}"
                closed_by_total = tier > 0 or "|production|" in each.series
                severe = lack.producers and not closed_by_total
                yield "error" if severe else "warn", "facts", where, f"{said}: mark it incomplete"


def _sums(world: World) -> dict[tuple[str, str, str], list[tuple[Sum, int]]]:
    """The closed tables with their tier by mineral, stage and product (chemicals apart from metal)."""
    by: dict[tuple[str, str, str], dict[tuple[str, int, int], dict[str, float]]] = {}
    for mineral, stage, form, *key, country, share in closed(world).iter_rows():
        product = form if form in PRODUCTS else ""
        by.setdefault((mineral, stage, product), {}).setdefault((key[0], key[1], key[2]), {})[country] = share
    return {
        goods: [(Sum(name, year, shares), tier) for (name, year, tier), shares in tables.items()]
        for goods, tables in sorted(by.items())
    }


def dates(world: World) -> Iterator[Told]:
    """Dates out of order: known before the year they are about, after today, an end before its beginning."""
    today = dt.date.today()
    for name, rows in world.tables():
        for column in (c for c in ("known_from", *LATER) if c in rows.columns):
            for row in rows.filter(pl.col(column) > today).head(3).iter_rows(named=True):
                yield "error", name, _name(row), f"{column} {row[column]}, which is still to come"
    facts = world.table("facts").filter(
        (pl.col("year") > pl.col("known_from").dt.year())
        & pl.col("basis").is_in(["reported", "revised"])
        & pl.col("scenario").is_null()
        & (pl.col("metric") != "export_quota")  # a quota is announced ahead
    )
    for row in facts.head(20).iter_rows(named=True):
        yield "error", "facts", _name(row), f"{row['basis']} for {row['year']}, known {row['known_from']}"
    for name, first, last in DATED:
        yield from _order(name, world.table(name), first, last)
    for row in world.table("projects").filter(pl.col("status_known_from").is_not_null()).iter_rows(named=True):
        runs = row["start_year"] if row["status"] in ("operating", "ramping") else None
        told = max(str(y)[:4] for y in (row["output_year"], row["capacity_year"], runs, "") if y is not None)
        if told > f"{row['status_known_from']:%Y}":
            yield "error", "projects", row["id"], f"told of {told}, known {row['status_known_from']}"
        published = world.source(row["source_id"])["published"]
        if published and row["capacity"] is not None and first_day(published) > row["status_known_from"]:
            yield "error", "projects", row["id"], f"a capacity known {row['status_known_from']}, told {published}"


def figures(world: World) -> Iterator[Told]:
    """Figures of sites and firms that no table has, in no unit of theirs, told before their time, or out of line."""
    units = {"output": {"t", "kg"}, "capacity": {"t/yr", "kg/yr"}, "start": {"year"}}
    for table, owner, owners in (
        ("project_figures", "project", "projects"),
        ("company_output", "company", "companies"),
    ):
        rows, known = world.table(table), set(world.table(owners)["id"])
        for row in rows.iter_rows(named=True):
            what, period = row.get("figure", "output"), str(row["period"] or "")
            if row[owner] not in known:
                yield "error", table, row["id"], f"{owners}.csv has no {row[owner]}"
            if row["unit"] not in units.get(what, {row["unit"]}) or (what == "capex" and not row["unit"].isupper()):
                yield "error", table, row["id"], f"{row['unit']} is no unit of {what}"
            if (what == "output") != bool(re.fullmatch(r"\d{4}(-Q[1-4]|-H[12]|-\d\d/\d{4}-\d\d)?", period)):
                yield "error", table, row["id"], f"{period or 'no period'} does not fit {what}"
            elif len(period) == 4 and "financial year to" in str(row["note"]):
                yield "error", table, row["id"], f"{period} is a financial year: give its first and last month"
            elif period and row["basis"] == "reported" and not first_day(period[:4]) < row["known_from"]:
                yield "error", table, row["id"], f"an output of {period}, known {row['known_from']}"
        made = rows.filter((pl.col("period").str.len_chars() == 4) & (pl.col("unit").is_in(["t", "kg"])))
        keys = [c for c in (owner, "mineral", "stage", "good", "unit") if c in made.columns]
        ends = made.group_by(keys).agg(pl.col("value").min().alias("low"), pl.col("value").max().alias("high"))
        for row in ends.to_dicts():
            if row["high"] > 20 * row["low"]:
                yield "warn", table, row[owner], f"outputs of {row['good']} lie more than 20 times apart: a slip?"


def _order(name: str, rows: pl.DataFrame, first: str, last: str) -> Iterator[Told]:
    for row in rows.filter(pl.col(first).is_not_null() & pl.col(last).is_not_null()).iter_rows(named=True):
        begin, end = str(row[first]), str(row[last])
        size = min(len(begin), len(end))
        if not re.match(r"^\d{4}(-\d{2}){0,2}$", begin) or not re.match(r"^\d{4}(-\d{2}){0,2}$", end):
            yield "warn", name, _name(row), f"{first} {begin} or {last} {end} is no ISO date"
        elif end[:size] < begin[:size]:
            yield "error", name, _name(row), f"{last} {end} lies before {first} {begin}"


def rising(world: World) -> Iterator[Told]:
    """Share series, complete or not, that add up to more than 1.02."""
    facts = world.table("facts").filter(pl.col("metric").is_in(["share", "capacity_share"]))
    keys = ["mineral", "stage", "source_id", "metric", "series", "form", "scenario", "partner", "year"]
    yield from _over(facts, keys, "value", "facts")
    for name, rows in world.tables():
        if name in ("stage_shares", "uses"):
            yield from _over(rows, ["series_id"], "share", name)


def _over(rows: pl.DataFrame, keys: list[str], column: str, table: str) -> Iterator[Told]:
    sums = rows.group_by(keys).agg(pl.col(column).sum().alias("total"))
    for row in sums.filter(pl.col("total") > 1.02).iter_rows(named=True):
        where = " ".join(str(row[k]) for k in keys if row[k] is not None)
        yield "error", table, where, f"shares add up to {row['total']:.3f}: a part stands twice"


def doubles(world: World) -> Iterator[Told]:
    """One measure under two ids; a law or order among the agreements; one address under two ids of sources."""
    rows = world.table("measures")
    first = dict(_first_acts(world))
    dated = rows.with_columns(pl.col("id").replace_strict(first, default=None).alias("_day")).sort("id")
    alike = ["actor", "kind", "targets", "minerals", "stage"]
    for also in ("_day", "instrument"):  # two notices of a day are two measures
        same = (
            dated.drop_nulls(also)
            .group_by(*alike, also, maintain_order=True)
            .agg("id", pl.col("instrument").alias("_by"))
        )
        for ids, by in same.filter(pl.col("id").list.len() > 1).select("id", "_by").iter_rows():
            if None in by or len(set(by)) < len(by):
                yield "error", "measures", " = ".join(ids), "one measure under two ids: join them"
    told = (
        world.table("measure_states")
        .group_by(*("measure", "act", "date", "from", "minerals"), maintain_order=True)
        .len()
    )
    for measure, act, day, *_, rows in told.filter(pl.col("len") > 1).iter_rows():
        yield "error", "measure_states", measure, f"{rows} rows of one act ({act}, {day}): join them"
    for row in world.table("agreements").filter(pl.col("kind").is_in(["law", "executive_order"])).iter_rows(named=True):
        yield "error", "agreements", row["id"], f"a {row['kind']} is a measure: move it"
    # parts of a data set share its address and are told apart by the locator
    addressed = world.table("sources").drop_nulls("url").group_by("url", "locator").agg(pl.col("source_id").sort())
    for ids in addressed.filter(pl.col("source_id").list.len() > 1).sort("source_id")["source_id"]:
        yield "error", "sources", " = ".join(ids), "one address under two ids: keep one"


def retold(world: World) -> Iterator[Told]:
    """A deal, project, stop or agreement that stands twice, its names in other spellings."""
    for table, alike, what in (
        ("deals", _same_deal, "deal"), ("projects", _same_project, "project"), ("stoppages", _same_stop, "stop"),
        ("agreements", _same_agreement, "agreement"),
    ):  # fmt: skip
        for one, other in combinations(world.table(table).iter_rows(named=True), 2):
            if alike(one, other):
                where = " = ".join(sorted((one["id"], other["id"])))
                yield "error", table, where, f"one {what} under two ids: join them"


def _same_deal(one: Row, other: Row) -> bool:
    """Of one kind, on one mineral, within two months, between the same sides, for the same sum where both tell one."""
    kinds = {one["kind"], other["kind"]}
    if (len(kinds) > 1 and not kinds <= TOGETHER) or not _shared(one, other, "minerals"):
        return False
    if abs((parse_date(one["announced"]) - parse_date(other["announced"])).days) > WEEKS_APART * 7:
        return False
    sums = [r["amount_usd"] or r["amount"] for r in (one, other)]
    few, more = sorted((r["parties"].split(";") for r in (one, other)), key=len)
    if None in sums and len(few) < len(more):
        return False  # one that names fewer sides is the other only by its sum
    if None not in sums and abs(sums[0] / sums[1] - 1) > GAP:
        return False
    return all(any(spellings.same(a, b) for b in more) for a in few)


def _same_project(one: Row, other: Row) -> bool:
    if one["country"] != other["country"] or one["stage"] != other["stage"]:
        return False
    return spellings.key(one["name"]) == spellings.key(other["name"]) and _shared(one, other, "minerals")


def _same_stop(one: Row, other: Row) -> bool:
    if one["country"] != other["country"] or not spellings.same(one["site"], other["site"]):
        return False
    first, later = sorted((one, other), key=lambda r: r["from"])
    return bool(later["from"][:7] <= (first["until"] or "9999")[:7])


def _same_agreement(one: Row, other: Row) -> bool:
    sides = [set(r["parties"].split(";")) for r in (one, other)]
    return sides[0] == sides[1] and all(one[c] == other[c] for c in ("kind", "signed"))


def holdings(world: World) -> Iterator[Told]:
    """Firms whose list of sites leaves out one that names them as its operator or an owner."""
    sites = world.table("projects").filter(~pl.col("status").is_in(GONE))
    held: dict[str, set[str]] = {}
    for row in sites.iter_rows(named=True):
        for name in f"{row['operator'] or ''};{row['owners'] or ''}".split(";"):
            held.setdefault(spellings.key(SHARE_HELD.sub("", name)), set()).add(row["id"])
    for row in world.table("companies").iter_rows(named=True):
        left_out = held.get(spellings.key(row["name"]), set()) - set((row["asset_ids"] or "").split(";"))
        if left_out:
            said = f"leaves out {', '.join(sorted(left_out))}, which name it"
            yield "error", "companies", row["id"], said


def stops(world: World) -> Iterator[Told]:
    """Stops at a site of the table that do not name its row, or name one that is not there, and ends from no source."""
    told = dict(world.table("sources").select("source_id", "published").iter_rows())
    sites = world.table("projects").rows(named=True)
    known = {p["id"] for p in sites}
    for row in world.table("stoppages").iter_rows(named=True):
        there = [p["id"] for p in sites if not row["project_id"] and _at(row, p)]
        if len(there) == 1:
            yield "error", "stoppages", row["id"], f"at {there[0]}: fill project_id"
        elif row["project_id"] and row["project_id"] not in known:
            yield "error", "stoppages", row["id"], f"no project {row['project_id']!r}"
        last = max(str(told[s] or "") for s in (row["source_id"], *filter(None, (row["also"] or "").split(";"))))
        if row["until"] and last < str(row["until"])[: len(last)] and not PLANNED.search(row["note"] or ""):
            yield "warn", "stoppages", row["id"], f"ends on {row['until']}, its last source is of {last}"


def _at(stop: Row, site: Row) -> bool:
    where = all(stop[c] == site[c] for c in ("country", "stage")) and _shared(stop, site, "minerals")
    return where and spellings.same(stop["site"].split(",")[0], site["name"].split(",")[0])


def _shared(one: Row, other: Row, column: str) -> bool:
    return bool(set((one[column] or "").split(";")) & set((other[column] or "").split(";")))


def _first_acts(world: World) -> Iterator[tuple[str, str]]:
    log = world.table("measure_states").sort("date")
    for row in log.unique("measure", keep="first", maintain_order=True).iter_rows(named=True):
        yield row["measure"], row["date"]


def outcomes(world: World) -> Iterator[Told]:
    """States that ran out by the edition's day without an outcome or a day on which one was looked for."""
    day = edition_day(world)
    looked = dict(world.table("measure_states").select("id", "looked_on").iter_rows())
    for ident, state in states(world, day).items():
        if state.state == "unknown" and (looked.get(state.last.id) or dt.date.min) < (state.since or day):
            said = f"{state.words}: add the act that followed, or looked_on"
            yield "error", "measures", ident, said
    told = dict(world.table("measure_states").group_by("measure").agg(pl.col("known_from").min()).iter_rows())
    for ident, known in world.table("measures").select("id", "known_from").iter_rows():
        if ident not in told:
            yield "error", "measures", ident, "no act on it: add a row of measure_states"
        elif told[ident] > known:
            said = f"known from {known}, its first act from {told[ident]}: a view between shows no state"
            yield "error", "measures", ident, said
    for name in ("agreements", "provisions"):
        for row in world.table(name).filter(pl.col("status") == "in_force").iter_rows(named=True):
            if row["expires"] and parse_date(row["expires"]) < day:
                said = f"in force, though it ended {row['expires']}: say what followed, or unknown"
                yield "error", name, row["id"], said
            if row["effective"] and first_day(row["effective"]) > dt.date.today():
                said = f"in force, though it begins on {row['effective']}: signed until then"
                yield "error", name, row["id"], said
    waiting = world.table("projects").filter(pl.col("status").is_in(["planned", "financed"]))
    for row in waiting.drop_nulls("start_year").iter_rows(named=True):
        if re.match(r"^\d{4}", row["start_year"]) and parse_date(row["start_year"]) < day:
            said = f"{row['status']}, though it was to start in {row['start_year']}: say what became of it"
            yield "error", "projects", row["id"], said
    takeovers = world.table("deals").filter((pl.col("kind") == "acquisition") & pl.col("status").is_in(OPEN))
    for row in takeovers.iter_rows(named=True):
        if (day - parse_date(row["announced"])).days > YEARS_TO_CLOSE * 366:
            said = f"{row['status']} since {row['announced']}: say whether it was completed"
            yield "warn", "deals", row["id"], said


def order(world: World) -> Iterator[Told]:
    """Plans to change a measure that take its state away: what stands stays in force until the change begins."""
    log = world.table("measure_states").filter(pl.col("minerals").is_null()).sort("date", maintain_order=True)
    for (ident,), acts in log.group_by("measure", maintain_order=True):
        for before, after in pairwise(acts.iter_rows(named=True)):
            if before["state"] in STANDING and after["state"] in ("announced", "proposed"):
                said = (
                    f"{after['act']} {after['date']} makes it {after['state']}: keep {before['state']}, note the plan"
                )
                yield "error", "measures", str(ident), said


def fillers(world: World) -> Iterator[Told]:
    """Rows known from the end of a month whose source was published on another day of it."""
    published = dict(world.table("sources").select("source_id", "published").iter_rows())
    for name, rows in world.tables():
        if not {"known_from", "source_id"} <= set(rows.columns):
            continue
        ends = rows.filter(pl.col("known_from") == pl.col("known_from").dt.month_end())
        for row in ends.iter_rows(named=True):
            said = str(published.get(row["source_id"]) or "")
            if len(said) == 10 and said[:7] == str(row["known_from"])[:7] and said != str(row["known_from"]):
                what = f"known from {row['known_from']}, a filler: its source is of {said}"
                yield "error", name, _name(row), what


def words(world: World) -> Iterator[Told]:
    """Words that a column with a closed vocabulary does not know: nothing that reads the column would find them."""
    for (name, column), known in schema.WORDS.items():
        for row in world.table(name).filter(pl.col(column) != "").iter_rows(named=True):
            if strange := set(row[column].split(";")) - known:
                what = f"{column} {', '.join(sorted(strange))!r} is none of the list"
                yield "error", name, _name(row), what


def steps(world: World) -> Iterator[Told]:
    """Procedures without a term, with a longest one that is shorter, or by a cue that no sentence can have."""
    kinds = dict(world.table("sources").select("source_id", "class").iter_rows())
    for row in world.table("procedures").iter_rows(named=True):
        parts = [p.strip() for p in (row["cue"] or "").split("+")]
        if row["term"] is not None and (row["term"] <= 0 or (row["longest"] or row["term"]) < row["term"]):
            said = f"a term of {row['term']:g} and at most {row['longest'] or row['term']:g} {row['unit']}"
            yield "error", "procedures", row["id"], said
        if row["cue"] and (any(not all(p.lstrip("!").split("/")) for p in parts) or all(p[:1] == "!" for p in parts)):
            yield "error", "procedures", row["id"], f"cue {row['cue']!r} has an empty word, or none that must stand"
        if all(kinds.get(s) in WEAK for s in (row["source_id"], *(row["also"] or "").split(";")) if s):
            yield "error", "procedures", row["id"], "a provision on a weak source alone: find its text"


def grounds(world: World) -> Iterator[Told]:
    """Sources of no known class, bare domains, readings without their words; acts of states on weak sources."""
    for row in world.table("sources").iter_rows(named=True):
        if row["class"] is not None and row["class"] not in CLASSES:
            yield "error", "sources", row["source_id"], f"class {row['class']!r} is none of the list"
        if row["url"] and BARE.match(row["url"]):
            yield "error", "sources", row["source_id"], f"{row['url']} is a bare domain"
        if row["read_on"] and not row["printed"]:
            yield "error", "sources", row["source_id"], "read, without the words as printed"
        dated = len(row["accessed"] or "") == len("2026-11-29")  # sources before edition 2026.12 keep a month
        if dated and not (row["read_on"] and row["locator"] and row["printed"]):
            said = "not read: fill read_on, locator and the words as printed"
            yield "error", "sources", row["source_id"], said
    kinds = dict(world.table("sources").select("source_id", "class").iter_rows())
    for ident, cited, trust in _grounded(world):
        found = [kinds.get(s) for s in cited]
        if all(k in WEAK or k is None for k in found) and trust != "low":
            said = "an act of state on a weak source alone: find its text, or set confidence low"
            yield "error", "measures", ident, said
        elif "official" not in found and len([k for k in found if k not in WEAK]) < 2:
            yield "warn", "measures", ident, "an act of state without an official or a second source"


def _grounded(world: World) -> Iterator[tuple[str, list[str], str | None]]:
    """Each measure with the sources of it and its acts, and its confidence."""
    cited = world.table("measure_states").group_by("measure").agg(pl.col("source_id").unique())
    acts = dict(cited.iter_rows())
    for row in world.table("measures").iter_rows(named=True):
        also = (row.get("also") or "").split(";")
        yield row["id"], sorted({row["source_id"], *also, *acts.get(row["id"], ())} - {""}), row["confidence"]


def edition_day(world: World) -> dt.date:
    """The day on which the world's tables were closed: what must be known by then."""
    return min(world.date or dt.date.max, closed_on(world.folder))


def known_labels(world: World) -> Iterator[Told]:
    """Countries and minerals that the labels do not know."""
    known_minerals, known_countries = set(labels.minerals()), {*labels.countries(), *labels.AGGREGATES}
    for name, rows in world.tables():
        if "mineral" in rows.columns:
            strange = sorted(set(rows["mineral"].drop_nulls().unique()) - known_minerals)
            severity = "error" if name in ("facts", "trade", "prices", "lists") else "info"
            for each in strange:
                yield severity, name, each, "no such mineral in the labels"
        if name in ("facts", "trade", "governance", "alignment"):
            for column in (c for c in FACTS_ONLY_COUNTRIES if c in rows.columns):
                for each in sorted(set(rows[column].drop_nulls().unique()) - known_countries):
                    yield "error", name, each, f"no such {column} in the labels"


def weak(world: World) -> Iterator[Told]:
    """How many rows rest on the compilers' estimate alone, by table."""
    for name, rows in world.tables():
        if name != "sources" and "source_id" in rows.columns:
            count = rows.filter(pl.col("source_id") == "estimate").height
            if count:
                yield "info", name, "estimate", f"{count} rows rest on an estimate without a source"


def exports(world: World) -> Iterator[Told]:
    """Stages whose modelled exports are not those of the trade statistics; an error where they are too many."""
    rows = compared(world)
    off = [row for row in rows if not row.fits]
    for row in (row for row in rows if not (row.fits and row.largest_fits)):
        told = f"{row.modelled:,.0f} t modelled, {row.traded:,.0f} t traded; {row.largest} "
        told += f"{row.largest_modelled:,.0f} and {row.largest_traded:,.0f} t"
        yield "info", "trade", f"{row.mineral} {row.stage} {row.year}", told
    if rows and len(off) > (1 - WANTED) * len(rows):
        told = f"{len(off)} of {len(rows)} stages with a trade code are beyond a factor of {FACTOR}"
        yield "error", "trade", "all", f"{told}: see `contents.csv` and the series of output"


def _name(row: dict[str, object]) -> str:
    parts = ("id", "agreement_id", "mineral", "stage", "country", "year", "metric", "source_id", "provision")
    return " ".join(str(row[p])[:60] for p in parts if row.get(p) is not None)


def considerations(world: World) -> Iterator[Told]:
    """Rows for a kind of story that would fit too many or none: patterns, names, conditions, terms, unread sources."""
    sources = world.table("sources")
    read = set(sources.filter(pl.col("read_on").is_not_null())["source_id"])
    public = dict(sources.select("source_id", "published").iter_rows())
    stories = {
        *typing.get_args(Family),
        *typing.get_args(EventType),
        *(f"kind={k}" for k in typing.get_args(ArticleKind)),
    }
    for row in world.table("considerations").iter_rows(named=True):
        when = (row["when"] or "").split()
        sharp = any("/" in w or w in typing.get_args(EventType) for w in when)
        lost = [f"no such kind of story: {w}" for w in when if w.partition("/")[0] not in stories]
        lost += [f"no such mineral: {m}" for m in _parts(row["minerals"]) - {*labels.minerals()}]
        lost += [f"no such country: {c}" for c in _parts(row["actors"]) - {*labels.countries(), *labels.AGGREGATES}]
        try:
            for column in ("named", "words", "bars"):
                re.compile(row[column] or "")
        except re.error as error:
            lost.append(f"{column}: {error}")
        conditions = sum(map(bool, (sharp, row["minerals"], row["actors"], row["words"])))
        if not row["named"] and conditions < 2:
            lost.append("fewer than two conditions")
        if row["until"] and row["until"] <= row["known_from"]:
            lost.append("it ends before it is known")
        if row["source_id"] not in read:
            lost.append(f"the source {row['source_id']} was not read")
        for cited in (row["source_id"], *sorted(_parts(row["also"]))):
            day = str(public.get(cited) or "")
            if not row["standing"] and len(day) == len("2025-01-01") and day > row["known_from"].isoformat():
                lost.append(f"it is known before its source {cited} of {day}")
        yield from (("error", "considerations", row["id"], why) for why in lost)


def _parts(cell: str | None) -> set[str]:
    return {*filter(None, (cell or "").split(";"))}


CHECKS: Mapping[str, Callable[[World], Iterator[Told]]] = {
    run.__name__: run
    for run in (
        columns, sources, closing, rising, doubles, taxes, retold, holdings, stops, outcomes, order, fillers, words,
        steps, grounds, totals, slips, reserves, goods, gaps, producers, considerations, dates, figures,
        weak, exports,
    )
} | {"labels": known_labels}  # fmt: skip
