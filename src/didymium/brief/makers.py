"""Who makes a good, by name: sites and firms with what they made of late or can make, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.buyers import TABLE, market_rows
from didymium.brief.lead import kin, rows_about
from didymium.brief.plants import called, counted_in, good_of, told_of, whole_years
from didymium.brief.prices import weak_sources
from didymium.brief.setting import Row, Setting
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.rows import of_many_sites
from didymium.world.sites import site_words

OLD = 3  # years after which what was made tells nothing of now
LATELY = 365  # days since the end of a stop for which a site counts as none that runs
HEAVY = "heavy rare earths"
SIZED = frozenset({"output_latest", "capacity"})  # a capacity without a year of its own orders sellers and is not told
RUNS = frozenset({"operating", "ramping"})
IDLE = frozenset({"care", "paused"})
AHEAD = frozenset({"construction", "financed"})  # what is only planned is no seller of these years
SOON = 3  # years from the day of the news beyond which a start is none of its sellers
TOLD_LATELY = 2 * 365  # days for which what was told of a site to come holds
HOLDS = 5  # years for which a capacity that was told holds
LEAST_NAME = 3  # letters of a name by which a firm is told from words
_REMARK = re.compile(r",| \(| with | aimed | meant| contained\b")  # what follows the good
_SHARED = re.compile(r"(?i)\b(?:artisanal|and others|aggregate|agg\.|militia)")  # names of no firm
_NO_SIZE = re.compile(r"(?i)\b(?:quota|feed|MREC|equivalent|wet|dry)\b")  # of what is counted otherwise
CONTENT = (  # of the metal in a good, for the order of sellers alone
    (re.compile(r"(?i)spodumene"), 0.028), (re.compile(r"(?i)carbonate|hydroxide|\blce\b"), 0.18),
    (re.compile(r"(?i)\bore\b"), 0.35), (re.compile(r"(?i)heavy mineral|ilmenite"), 0.3),
)  # fmt: skip


@dataclass(frozen=True)
class Maker:
    """A site, or a firm as a whole, with the row that tells its size; `size` 0 where none is told.

    table, row: the cell `column` of which it is known by; rate: whether the size is of a year and of no one year.
    """

    name: str
    country: str  # of the site; empty for a firm, whose sites stand in several
    firm: str  # who runs it, where its name does not tell
    state: str
    table: str
    row: Row
    column: str
    site: str = ""  # its id; empty for a firm
    size: float = 0.0
    good: str = ""  # in which the size is counted, where that is not the mineral

    @property
    def runs(self) -> bool:
        """Whether it makes something now."""
        return self.state in RUNS

    @property
    def is_known(self) -> bool:
        """Whether it is told with a size, or known as one that sells."""
        return self.size > 0 or self.table == TABLE

    @property
    def weight(self) -> float:
        """Its size in tonnes of metal, roughly: by it sellers are ordered, and nothing else is made of it."""
        return self.size * contained(str(self.row.get("capacity_unit") or ""))

    def told(self) -> str:
        """'San Rafael in Peru (Minsur), 26,200 tonnes in 2023'."""
        if self.country:
            return f"{site_words(self.name, self.country, self.firm, self.state)}{self._sized()}"
        return f"{self.name} of {phrase.country(self.row['country'])}{self._sized()}"

    def _sized(self) -> str:
        if not self.size or self.column not in SIZED:
            return ""
        unit = "kilograms" if str(self.row["capacity_unit"]).startswith("kg") else ""
        mass = f"{phrase.plain(self.size, 4)} {unit}" if unit else phrase.mass(self.size, 4)
        good = f" of {self.good}" if self.good else ""
        if self.column == "output_latest":
            pace = " a year" if "/yr" in str(self.row["capacity_unit"]) else ""
            return f", {mass}{good}{pace} in {phrase.year(str(self.row['output_year']))}"
        year = f" in {self.row['capacity_year']}" if self.row.get("capacity_year") else ""
        return f", able to make {mass}{good} a year{year}"


def contained(unit: str) -> float:
    """The tonnes of metal, roughly, in one of a unit such as "t/yr manganese ore" or "kg PGM (6E)"."""
    part = next((part for cue, part in CONTENT if cue.search(unit)), 1.0)
    return part / 1000 if unit.startswith("kg") else part


def makers(
    setting: Setting, mineral: str, at: frozenset[str], *, out: Iterable[str] = (), firms_out: Iterable[str] = (),
    only: Iterable[str] = (), named: bool = False,
) -> list[Maker]:  # fmt: skip
    """Who makes a mineral at some stages outside some countries and firms: those that run first, then by size.

    out: countries whose sites and firms are left out; firms_out: names of firms and sites left out; only: countries
    whose sites alone are meant, those that the article names too; named: whether those that it names are meant anyway.
    """
    lands, barred = frozenset(out), tuple(f for f in firms_out if len(f) >= LEAST_NAME)
    whole = {r["id"]: r for r in setting.world.undated().table("projects").to_dicts()}  # to leave out, and no more
    sites = [
        m
        for m in _sites(setting, mineral, at, named=bool(only) or named)
        if not _hit(m, whole.get(m.site, m.row), lands, barred)
    ]
    if only:
        there = [m for m in _sellers(setting, mineral, at) if m.row["country"] in only]
        return _ranked(setting, [*(m for m in sites if m.country in only and m.runs), *there])
    firms = [m for m in _firms(setting, mineral, at, named) if not _of_place(setting, m, lands, barred)]
    firms += [m for m in _sellers(setting, mineral, at) if m.row["country"] not in lands and m.name not in barred]
    first = tuple(f.name.split()[0] for f in firms)
    sites = [s for s in sites if not _names(first, f"{s.name} {whole.get(s.site, s.row)['operator']}")]
    return _ranked(setting, [*firms, *sites])


def _ranked(setting: Setting, some: Iterable[Maker]) -> list[Maker]:
    """Those that rest on no weak source, one of a firm: those that run first, then by size."""
    weak = weak_sources(setting.world)
    found = [m for m in some if m.row["source_id"] not in weak]
    found.sort(key=lambda m: (not m.runs, m.state not in IDLE, not m.size, -m.weight, m.name))
    once: dict[str, Maker] = {}
    for one in found:
        once.setdefault(one.firm or one.name, one)
    return list(once.values())


def _sites(setting: Setting, mineral: str, at: frozenset[str], named: bool = False) -> Iterator[Maker]:
    """The sites of a mineral; named: those that the article names too."""
    text, wanted, still = setting.reading.article.text, _names_of(mineral), stopped(setting)
    kept = {str(r["project"]) for r in market_rows(setting, "keeps", wanted, at)}  # which sell nothing of it
    for row in rows_about(setting.world, "projects", tuple(sorted(wanted))).to_dicts():
        if row["stage"] not in at or str(row["minerals"]).split(";")[0] not in wanted or of_many_sites(row):
            continue
        if row["source_id"] and setting.world.later(row["source_id"]):
            continue
        name, firm = _name(row), str(row["operator"] or "").split(" (")[0].split(";")[0]
        state, told = str(row["status"]), name in text or (firm and firm in text)
        if not name or _SHARED.search(f"{row['name']} {firm}") or (told and not named):
            continue
        if {row["id"], str(row["name"])} & (still | kept):
            continue
        if state in RUNS | IDLE | AHEAD and (made := _maker(setting, row, name, firm, state, mineral)) is not None:
            yield made


def _names_of(mineral: str) -> frozenset[str]:
    """The minerals that a row may name first to be of one: its groups too, of a heavy rare earth the heavy alone."""
    heavy = frozenset({HEAVY, "samarium", *labels.members(HEAVY)})
    return heavy if mineral in heavy else kin(mineral)


def _maker(setting: Setting, row: Row, name: str, firm: str, state: str, mineral: str) -> Maker | None:
    """A site with what it made last, else what it can make; of one to come only what was told of late and is due."""
    columns = ("output_latest", "capacity") if state in RUNS else ("capacity",)
    found = next((f for c in columns if (f := _size(setting, row, c, mineral)) is not None), None)
    if state in AHEAD:
        start = told_of(setting, row, "start_year")
        due = int(str(start[1]["start_year"])[:4]) if start else 0
        if found is None or not setting.today.year <= due <= setting.today.year + SOON:
            return None
        if (setting.today - found[1]["known_from"]).days > TOLD_LATELY:
            return None
    day = "status_known_from" if row["status_known_from"] else "known_from"
    if state in IDLE and not _has_run(setting, row):
        return None
    if found is None and (state not in RUNS or row[day].year < setting.today.year - OLD):
        return None
    who = firm if firm and firm.split()[0] not in name else ""
    if found is None:
        return Maker(name, str(row["country"]), who, state, "projects", row, day, row["id"])
    table, told, column = found
    undated = column == "capacity" and not told.get("capacity_year") and told.get("start_year")
    if undated or not _counts(told, mineral):
        return Maker(name, str(row["country"]), who, state, "projects", row, day, row["id"], float(told[column]))
    good = _REMARK.split(good_of(told, mineral))[0]
    return Maker(name, str(row["country"]), who, state, table, {**row, **told}, column, row["id"],
                 float(told[column]), "" if _is(good, mineral) else good)  # fmt: skip


def _counts(told: Row, mineral: str) -> bool:
    """Whether a size is one of the mineral itself: kilograms of six platinum metals are none of platinum."""
    counted = counted_in(good_of(told, mineral), mineral).removesuffix(" compounds")
    return counted in {mineral, *labels.members(mineral), *_PARTS.get(mineral, ())}


def _has_run(setting: Setting, row: Row) -> bool:
    """Whether a site ever made something: what was never built stands not idle."""
    log = setting.world.table("site_figures").filter((pl.col("project") == row["id"]) & (pl.col("output_latest") > 0))
    return bool(row["output_latest"]) or log.filter(pl.col("basis") == "reported").height > 0


def _is(good: str, mineral: str) -> bool:
    """Whether what a size counts is the mineral itself."""
    return good.split(" ")[0] in {mineral.split(" ")[0], *_SIGNS.get(mineral, ())} and "oxide" not in good


_SIGNS = {"nickel": ("Ni",), "uranium": ("U",), "potash": ("K2O",), "NdFeB magnets": ("sintered",)}


def _size(setting: Setting, row: Row, column: str, mineral: str) -> tuple[str, Row, str] | None:
    """The table and row that last told an output of the last years, or a capacity."""
    found = told_of(setting, row, column, mineral) or told_of(setting, row, column)
    if found is None or not found[1].get(column):
        return None
    table, told = found
    counted = counted_in(good_of(told, mineral), mineral).removesuffix(" compounds")
    if counted not in kin(mineral) | _names_of(mineral) | _PARTS.get(mineral, set()) or _NO_SIZE.search(
        good_of(told, "")
    ):
        return None  # of what it makes beside it
    year = str(told["output_year"] or "")
    if column == "output_latest" and (not year or int(year.split("/")[-1][:4]) < setting.today.year - OLD):
        return None
    told_in = int(told.get("capacity_year") or told["known_from"].year)
    return (table, told, column) if column == "output_latest" or told_in >= setting.today.year - HOLDS else None


_PARTS = {"rare earths": {"didymium"}}  # in which its makers count what they sell


def _name(row: Row) -> str:
    """As a sentence says it; where that holds a country's name too, by its place or its firm."""
    whole, firm = str(row["name"]), str(row["operator"] or "").split(" (")[0]
    options = (called(whole).removesuffix(" Operations"), whole.partition(", ")[2], firm)
    return next((n for n in options if n and not any(f.kind == "country" for f in find_names(n))), "")


def _firms(setting: Setting, mineral: str, at: frozenset[str], named: bool = False) -> Iterator[Maker]:
    """The firms that told what they made of a mineral as a whole in one of the last years."""
    text, gone = setting.reading.article.text, _taken_over(setting)
    log = setting.world.table("site_figures").filter(
        pl.col("company").is_not_null() & pl.col("project").is_null() & (pl.col("output_latest") > 0)
        & pl.col("minerals").is_in(sorted({mineral})) & pl.col("stage").is_in(sorted(at))
    )  # fmt: skip
    for (name,), rows in log.group_by(["name"], maintain_order=True):
        for row in whole_years(rows).tail(1).to_dicts() if str(name) not in gone else ():
            late = int(str(row["output_year"]).split("/")[-1][:4]) >= setting.today.year - OLD
            if late and (named or str(name).split()[0] not in text):
                good = _REMARK.split(good_of(row, mineral))[0]
                column = "output_latest" if _counts(row, mineral) else "known_from"
                yield Maker(str(name).split(" (")[0], "", "", "operating", "site_figures", row, column,
                            "", float(row["output_latest"]), "" if _is(good, mineral) else good)  # fmt: skip


_OF_SHARES = re.compile(r"(?i)\ba share\b|\btake-?overs?\b|\bmergers?\b")  # of a firm, and of none of its sites


def _taken_over(setting: Setting) -> frozenset[str]:
    """The firms that were bought whole, as told by the day of the brief."""
    rows = setting.world.table("deals").filter((pl.col("kind") == "acquisition") & (pl.col("status") == "completed"))
    bought = (str(r["parties"]).split(";")[1:] for r in rows.to_dicts() if _OF_SHARES.search(str(r["summary"])))
    return frozenset(name for names in bought for name in names)


def _sellers(setting: Setting, mineral: str, at: frozenset[str]) -> Iterator[Maker]:
    """The firms that the world knows to sell a mineral, whatever they make of it a year."""
    for row in market_rows(setting, "sells", {mineral, *kin(mineral)}, at):
        yield Maker(str(row["name"]), "", "", "operating", TABLE, row, "known_from")


def _hit(maker: Maker, row: Row, lands: frozenset[str], barred: tuple[str, ...]) -> bool:
    """Whether a site stands in one of some countries, belongs to one of them, or to a firm that is left out.

    row: all that is known of it to this day, since whose it was may have been told later than that it runs.
    """
    told = f"{maker.name} {row['name']} {row['operator']} {row['owners']}"
    chinese = "CHN" in lands and row["chinese_control"] in {"yes", "part"}
    return maker.country in lands or chinese or _names(barred, told)


def _names(some: Iterable[str], text: str) -> bool:
    """Whether a text has one of some names."""
    return any(re.search(rf"\b{re.escape(n)}\b", text) for n in some)


def _of_place(
    setting: Setting, firm: Maker, lands: frozenset[str], barred: tuple[str, ...]
) -> bool:  # fmt: skip
    """Whether a firm is left out: by name, or where some countries are, unless all its sites stand in its own."""
    home, first = str(firm.row["country"]), firm.name.split()[0]
    if home in lands or _names(barred, firm.name) or _names((firm.name,), " ".join(barred)):
        return True
    rows = setting.world.table("projects").select("operator", "owners", "country").iter_rows() if lands else ()
    return bool(lands) and {c for who, of, c in rows if first in f"{who} {of}"} != {home}


def stopped(setting: Setting) -> frozenset[str]:
    """The sites, by id and by name, that stand still on the day of the brief or did within the last year."""
    rows = setting.world.table("stoppages").to_dicts()
    ends = ((r, r["until"] and parse_date(str(r["until"]))) for r in rows)
    still = (r for r, end in ends if end is None or (setting.today - end).days < LATELY)
    return frozenset(str(k) for r in still for k in (r["project_id"], r["site"]) if k)
