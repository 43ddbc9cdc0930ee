"""What is dated ahead: measures, suspensions, quotas, provisions, agreements, decisions, projects, as of a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput
from didymium.records import Figure
from didymium.world.load import World, parse_date
from didymium.world.show import covers, expiries
from didymium.world.states import history, states

Row = dict[str, Any]
QUOTAS = ("export_quota", "production_quota")
SUSPENDS = re.compile(r"\bsuspen[ds]", re.I)
DECIDES = re.compile(
    r"\b(?:due|review\w*|report\w*|decisions?|decide|determin\w+|consultations?|guidance|rules|strategy)\b", re.I
)
AIMS = re.compile(r"\b(?:aims?|goals?|targets?|to be|within \d+ (?:months?|years?)|by the end)\b", re.I)
EXTENDED = re.compile(r"extension|extended|runs? to|kept to", re.I)
ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
OVER = ("expired", "superseded", "ended")
STARTING = ("construction", "financed", "planned")


@dataclass(frozen=True)
class Meaning:
    """What the twin says of an entry: `side` is loss or relief, `figure` the value added at risk of the economy that is
    hit hardest (USD, p05..p95), `words` the scenario, `basis` where its depth is from, `run` the id of the run."""

    side: str
    figure: Figure
    words: str
    basis: str
    run: str


@dataclass(frozen=True)
class Entry:
    """One dated thing. `precision` says how much of `date` the source states (day, month, year: then it is the last
    day of it); `extended_to`: the later end that is reported, without a notice that changes this row."""

    date: dt.date
    precision: str
    kind: str  # suspension, quota, measure, provision, agreement, decision, project
    what: str  # ends, takes effect, is due, starts
    title: str
    who: tuple[str, ...]
    minerals: tuple[str, ...]
    status: str | None
    next: str | None
    extended_to: str | None
    table: str
    id: str
    source_id: str
    source: str
    url: str | None
    state: str | None = None  # of a measure, in words: "suspended until 10 January 2027, as reported"
    meaning: Meaning | None = None
    no_meaning: str | None = None  # why there is no run, where one was asked for

    @property
    def uid(self) -> str:
        """A stable name of the entry."""
        return "-".join([self.table, self.id, self.what.replace(" ", "-"), self.date.isoformat(), _slug(self.title)])

    @property
    def alarms(self) -> bool:
        """Whether its date is to be warned of: not where a later one is reported, or it was overtaken."""
        return self.extended_to is None and self.status not in OVER

    @property
    def names(self) -> str:
        """Who it is about, as people say it."""
        return ", ".join(_name(w) for w in self.who)

    def when(self) -> str:
        """The date as far as it is stated: YYYY, YYYY-MM or the day."""
        return self.date.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def to_json(self) -> Row:
        """The entry as plain JSON."""
        meaning = (
            {**asdict(self.meaning), "figure": self.meaning.figure.model_dump(mode="json")} if self.meaning else None
        )
        plain = {k: v for k, v in vars(self).items() if k != "meaning"}
        return {"uid": self.uid, **plain, "date": self.when(), "who": list(self.who), "minerals": list(self.minerals),
                "meaning": meaning}  # fmt: skip


def entries(world: World, day: dt.date, *, within: int | None = 90, mineral: str | None = None) -> tuple[Entry, ...]:
    """What ends, takes effect, is due or starts from `day` on, as known on that day; soonest first.

    Before them stand the measures of which nobody knows how they went on since their last day passed.

    within: days ahead (and back, for those), None for all. mineral: only what names it, its group or its members. A
    thing with only a month or year is in when that month or year is not over and begins within the days.

    Raises `UnknownLabel`, `BadInput`.
    """
    if within is not None and not 0 <= within <= 36525:
        raise BadInput(f"within {within} days: give 0 to 36525")
    name = labels.mineral(mineral) if mineral else None
    seen = world.as_of(day)
    span = dt.timedelta(days=within) if within is not None else None
    found = [
        *_open(seen, name, day, day - span if span is not None else dt.date.min),
        *_endings(seen, name, day), *_beginnings(seen, name, day), *_projects(seen, name, day),
    ]  # fmt: skip
    last = day + span if span is not None else dt.date.max
    unique = {entry.uid: entry for entry in found if _first(entry) <= last}
    return tuple(sorted(unique.values(), key=lambda e: (e.date, e.precision, e.kind, e.title)))


def once(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries for a reader, so that one lapse is told once: without suspensions that a provision tells too (same
    day, same side, minerals in common) and without the beginning of what an ending says it is extended by."""
    given = tuple({(e.date, e.kind, e.what, e.who, e.title): e for e in found}.values())
    told = [e for e in given if e.table == "provisions" and e.kind == "suspension"]
    ends = [e for e in given if e.extended_to]
    return tuple(
        e for e in given
        if not any(_same(e, other) for other in told) and not any(_goes_on(e, other) for other in ends)
    )  # fmt: skip


def _goes_on(entry: Entry, ending: Entry) -> bool:
    """Whether an entry is the beginning of the extension that an ending of that day tells of."""
    begins = entry.kind == ending.kind == "suspension" and entry.what == "takes effect"
    return begins and abs((entry.date - ending.date).days) <= 1 and bool({*entry.who} & {*ending.who})


def folded(found: Iterable[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """The entries in groups for a reader: suspensions that end on one day, projects due in one year; others alone."""
    groups: dict[object, list[Entry]] = {}
    for entry in found:
        loose = entry.kind == "project" and entry.precision == "year"
        whole = (entry.date, entry.kind, entry.what) if loose or entry.kind == "suspension" else entry.uid
        groups.setdefault(whole, []).append(entry)
    return tuple(tuple(group) for group in groups.values())


def _same(entry: Entry, told: Entry) -> bool:
    if entry.table != "restrictions" or entry.kind != "suspension":
        return False
    alike = (entry.date, entry.what, entry.extended_to) == (told.date, told.what, told.extended_to)
    return alike and bool({*entry.who} & {*told.who}) and bool({*entry.minerals} & {*told.minerals})


def _first(entry: Entry) -> dt.date:
    """The first day on which an entry with a month or a year alone can come."""
    if entry.precision == "day":
        return entry.date
    return entry.date.replace(day=1) if entry.precision == "month" else entry.date.replace(month=1, day=1)


def _open(world: World, mineral: str | None, day: dt.date, since: dt.date) -> Iterator[Entry]:
    """Measures whose state ran out between `since` and `day` without a known outcome."""
    rows = {r["id"]: r for r in world.table("restrictions").iter_rows(named=True)}
    for ident, state in states(world, day).items():
        row = rows[ident]
        late = state.state == "unknown" and state.since is not None and state.since >= since
        if late and (mineral is None or covers(row["minerals"], mineral)):
            kind = "suspension" if state.last.state == "suspended" else _kind("restrictions", row)
            yield _entry(world, row | {"source_id": state.last.source_id}, "restrictions", kind,
                         "outcome not known", str(state.last.until_text), str(row["title"]),
                         who=row["actor"], ident=ident, extended=None, state=state.words)  # fmt: skip


def _endings(world: World, mineral: str | None, day: dt.date) -> Iterator[Entry]:
    rows = expiries(world, mineral, day)
    told = {(r["id"], r["date"]) for r in rows if r["table"] == "provisions"}
    for row in rows:
        if row["table"] == "agreements" and (row["id"], row["date"]) in told:
            continue  # its provisions say it
        yield _ending(world, row, day)


def _ending(world: World, row: Row, day: dt.date) -> Entry:
    full = _full(world, row)
    column = "ends" if row["table"] == "restrictions" else "expires"
    kind = _kind(row["table"], full)
    text = _paused(world, full) or " ".join(str(row["what"] or "").split())
    due = kind == "decision" or (row["table"] == "provisions" and kind == "provision" and AIMS.search(text))
    return _entry(
        world, full, row["table"], kind, "is due" if due else "ends", full[column], text,
        who=row["who"], ident=row["id"], extended=_extended(world, row, full),
        state=_words(world, row["table"], full, day),
    )  # fmt: skip


def _paused(world: World, row: Row) -> str | None:
    """What a suspension holds, in plain words: the measures that its row names."""
    if row.get("kind") != "suspension":
        return None
    paused = world.table("restrictions").filter(pl.col("suspended_until").is_not_null())
    titles = {r["id"]: str(r["title"]) for r in paused.iter_rows(named=True)}
    held = list(dict.fromkeys(titles[i] for i in listed(row["amends"]) if i in titles))
    more = f" and {len(held) - 2} other measures" if len(held) > 3 else f" and {held[2]}" if len(held) == 3 else ""
    first = ", ".join(held[:2]) if more else " and ".join(held)
    return f"pause of {first}{more}" if held else None


def _words(world: World, table: str, row: Row, day: dt.date) -> str | None:
    """The state of a measure in words, with who accepted an act to come; of an act on others that of the first."""
    if table != "restrictions":
        return None
    known = states(world, day)
    ident = next((i for i in (row["id"], *listed(row["amends"])) if i in known), None)
    if ident is None:
        return None
    coming = next((a.accepted for a in history(world, ident) if a.accepted and a.start > day), None)
    words = known[ident].words
    return f"{words}; {coming}" if coming and coming not in words else words


def _full(world: World, row: Row) -> Row:
    """The whole row of an ending."""
    table = world.table(row["table"])
    key, what = {"restrictions": ("id", "title"), "provisions": ("agreement_id", "provision"),
                 "agreements": ("id", "summary")}[row["table"]]  # fmt: skip
    rows = table.filter((pl.col(key) == row["id"]) & (pl.col(what).eq_missing(row["what"])))
    return rows.row(0, named=True)


def _kind(table: str, row: Row) -> str:
    if table == "agreements":
        return "agreement"
    if table == "provisions":
        text = str(row["provision"])
        return "suspension" if SUSPENDS.search(text) else "decision" if DECIDES.search(text) else "provision"
    if row["kind"] in ("import_investigation", "dispute"):
        return "decision"
    return "suspension" if row["kind"] == "suspension" else "quota" if row["kind"] in QUOTAS else "measure"


def _extended(world: World, row: Row, full: Row) -> str | None:
    """A later end that is reported: a row that changes this one from its end on, or a date in what happens next."""
    if row["table"] != "restrictions":
        return _said(row["next"], row["date"]) if full["status"] != "in_force" else None
    if full["kind"] != "suspension":
        return None
    suspensions = world.table("restrictions").filter((pl.col("kind") == "suspension") & pl.col("ends").is_not_null())
    own = {*listed(full["amends"])}
    later = (r for r in suspensions.iter_rows(named=True) if own & {*listed(r["amends"])})
    return max((r["ends"] for r in later if _follows(r, row)), default=None)


def _follows(later: Row, row: Row) -> bool:
    """Whether a suspension begins where a row ends and goes on."""
    begin, end = parse_date(later["effective"]), parse_date(later["ends"])
    old: dt.date = row["date"]
    return abs((begin - old).days) <= 1 and end > old


def _said(text: str | None, end: dt.date) -> str | None:
    """The first later date in words that tell of an extension."""
    dates = [d for d in ISO.findall(text or "") if d > end.isoformat()]
    return dates[0] if dates and EXTENDED.search(text or "") else None


def _beginnings(world: World, mineral: str | None, day: dt.date) -> Iterator[Entry]:
    """Measures and provisions that take effect after the day."""
    for table, key, what, who in (
        ("restrictions", "id", "title", "actor"), ("provisions", "agreement_id", "provision", "obliges"),
    ):  # fmt: skip
        rows = world.table(table)
        over = set(rows.filter(pl.col("ends").is_not_null())[key]) if table == "restrictions" else set()
        for row in rows.filter(pl.col("effective").is_not_null()).iter_rows(named=True):
            if row.get("kind") == "lifting" and set(listed(row["amends"])) <= over:
                continue  # the ends of what it lifts say it
            if parse_date(row["effective"]) > day and (mineral is None or covers(row["minerals"], mineral)):
                kind, title = _kind(table, row), _paused(world, row) or str(row[what])
                yield _entry(world, row, table, kind, "takes effect", row["effective"], title, who=row[who],
                             ident=row[key], extended=None, state=_words(world, table, row, day))  # fmt: skip


def _projects(world: World, mineral: str | None, day: dt.date) -> Iterator[Entry]:
    """Projects that are to start in this year or later, by what somebody told."""
    told = pl.col("start_year").is_not_null() & (pl.col("start_basis") != "estimate").fill_null(True)
    rows = world.table("projects").filter(told & pl.col("status").is_in(STARTING))
    for row in rows.iter_rows(named=True):
        if not re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", row["start_year"]):
            continue
        if parse_date(row["start_year"]) >= day and (mineral is None or covers(row["minerals"], mineral)):
            yield _entry(world, row, "projects", "project", "starts", row["start_year"], row["name"],
                         who=row["country"], ident=row["id"], extended=None)  # fmt: skip


def _entry(world: World, row: Row, table: str, kind: str, what: str, date: str, title: str, *, who: str | None,
           ident: str, extended: str | None, state: str | None = None) -> Entry:  # fmt: skip
    source = world.source(row["source_id"])
    named = ", ".join(part for part in (source["publisher"], source["title"], source["published"]) if part)
    return Entry(
        date=parse_date(date), precision={4: "year", 7: "month"}.get(len(date), "day"), kind=kind, what=what,
        title=" ".join(title.split()), who=listed(who), minerals=listed(row["minerals"]), status=row["status"],
        next=row.get("what_happens_next"), extended_to=extended, table=table, id=ident, source_id=row["source_id"],
        source=named, url=source["url"], state=state,
    )  # fmt: skip


def listed(cell: str | None) -> tuple[str, ...]:
    """The parts of a `;`-separated cell."""
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def due(found: Iterable[Entry], day: dt.date, days: Iterable[int]) -> Iterator[tuple[Entry, int]]:
    """Entries to warn of on `day`, each with the smallest of `days` before it that has come; extended ones are not."""
    steps = sorted(days)
    for entry in found:
        left = (entry.date - day).days
        step = next((n for n in steps if 0 <= left <= n), None)
        if step is not None and entry.alarms and entry.precision == "day":
            yield entry, step


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40]


def _name(who: str) -> str:
    known = who in labels.countries() or who in labels.AGGREGATES
    return labels.country_name(who) if known else who
