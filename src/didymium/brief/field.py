"""Who else is in the field of a story: the sites elsewhere that make its good, are being built, or stand idle."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.brief import phrase
from didymium.brief.background import PROJECT_STATES, made_good
from didymium.brief.lead import rows_about
from didymium.brief.plants import called, counted_in, good_of, main_mineral, told_of
from didymium.brief.relations.base import Operand
from didymium.brief.relations.worths import FROM_FEED
from didymium.brief.setting import MOST_MINERALS, Row, Setting
from didymium.brief.supply import latest, stages
from didymium.records import Evidence
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.rows import of_many_sites

MAGNETS = "NdFeB magnets"
NAMED = 3  # sites that are named
ENOUGH = 2  # sites from which they are a field
AHEAD = frozenset({"ramping", "construction", "financed", "planned"})  # states of sites that are to come
SOON = 6  # years from the day of the news beyond which a start is no rival of it
LATELY = 365  # days since the end of a stop for which a site counts as none that runs
TOLD_LATELY = 2 * 365  # days for which what was told of a plan holds
_AGAIN = re.compile(r"(?i)\b(?:restart|re-?open|resum|strike|walkout|union|mothball)\w*")  # of what is there already
_DOUBT = re.compile(r"(?i)concentrate|carbonate|mrec|doubt|resource|whole|mean of|average")  # of a size and its unit
OLD = 4  # years after which what a site made tells nothing of now
IDLE = frozenset({"care", "paused"})  # states of sites that stand still


@dataclass(frozen=True)
class Site:
    """A site with the row that tells its size in tonnes a year."""

    row: Row
    table: str
    told: Row
    column: str
    size: float

    @property
    def rate(self) -> bool:
        """Whether the size is of a year: tonnes a year, and not the tonnes of one year."""
        return str(self.told["capacity_unit"]).startswith("t/yr")

    @property
    def sound(self) -> bool:
        """Whether the size is that of a year in the unit in which the good is counted, and nothing said casts doubt."""
        unit = str(self.told["capacity_unit"]).replace(" in concentrate", "")  # of the metal in it
        said = f"{unit} {self.told['note'] or ''} {self.row['capacity_remark'] or ''}"
        metal = "rare earths" not in main_mineral(self.row) or self.row["stage"] == "component"
        of_oxide = metal or re.search(r"(?i)\breo\b|oxide", said) is not None
        return of_oxide and (self.row["status"] == "operating" or _DOUBT.search(said) is None)

    @property
    def name(self) -> str:
        """As a sentence says it; where that holds a country's name too, by its place or its firm."""
        whole, firm = str(self.row["name"]), str(self.row["operator"] or "").split(" (")[0]
        options = (called(whole), whole.partition(", ")[2], firm)
        return next((n for n in options if n and not any(f.kind == "country" for f in find_names(n))), "")

    @property
    def firms(self) -> list[str]:
        """Who runs it, where its name does not tell."""
        who = re.split(r"[;,()]", str(self.row["operator"] or ""))
        return [f.strip() for f in who if f.strip()] if self.name not in str(self.row["operator"]) else []


def field(setting: Setting) -> list[Operand]:
    """The largest sites to come and those that run, of the mineral and stage of the news, none of its own."""
    if not setting.lead.minerals or setting.lead.shaped:
        return []
    mineral, stage = _good(setting)
    sites = [s for s in _sites(setting, mineral, frozenset({stage})) if s.sound]
    again = _AGAIN.search(f"{setting.lead.title} {setting.lead.event.quote}")  # nothing new is built there
    coming = [s for s in sites if s.row["status"] in AHEAD and s.rate and _new(setting, s) and not again]
    idle = _idle(setting)
    running = [
        s for s in sites
        if s.row["status"] == "operating" and not any(k == s.row["id"] or k.startswith(s.name) for k in idle)
    ]  # fmt: skip
    log = setting.world.table("site_figures").filter(pl.col("basis") == "reported", pl.col("output_latest") > 0)
    ran = {str(p) for (p,) in log.select("project").iter_rows()} | {*idle}
    rest = [s for s in sites if s.row["status"] in IDLE and s.row["id"] in ran and s.rate] if setting.lead.short else []
    return [
        *_operands(setting, coming, "coming"), *_operands(setting, running, "running"),
        *_operands(setting, rest, "idle"),
        *(_operand(setting, (s,), "maker") for s in _makers(setting, idle)),
    ]  # fmt: skip


def _makers(setting: Setting, idle: tuple[str, ...]) -> list[Site]:
    """The largest sites of any stage that run, by what they made or were told to be able to make in the last years."""
    mineral, stage = _good(setting)
    goods = dict.fromkeys((mineral, *setting.lead.minerals[:MOST_MINERALS])) if stage != "component" else {}
    if setting.lead.family == "project":  # of a smelter that stops mines gain nothing
        goods = {m: None for m in goods if stage in _sold_at(setting, m)}
    able = (
        s for m in goods for s in _sites(setting, m, _sold_at(setting, m))
        if s.row["status"] == "operating" and s.sound
        and (s.column == "output_latest" or (setting.today - s.told["known_from"]).days <= TOLD_LATELY)
        and not any(k == s.row["id"] or k.startswith(s.name) for k in idle)
    )  # fmt: skip
    return sorted(able, key=lambda s: (-s.size, s.row["id"]))[:NAMED]


def _sold_at(setting: Setting, mineral: str) -> frozenset[str]:
    """The stages at which who sells earns the price of the metal: mines; a smelter that buys ore earns a fee."""
    mined = mineral not in FROM_FEED and latest(setting, "production", mineral, "WLD", "mine") is not None
    return frozenset({"mine"} if mined else {"refine", "metal"})


def _sites(setting: Setting, mineral: str, at: frozenset[str]) -> Iterator[Site]:
    """The sites elsewhere of a good at some stages."""
    text = setting.reading.article.text
    named = {mineral, "rare earths"} if mineral == MAGNETS else {mineral}  # magnet plants stand under their metals
    for row in rows_about(setting.world, "projects", tuple(sorted(named))).to_dicts():
        if row["stage"] not in at or not named & main_mineral(row) or of_many_sites(row):
            continue
        name, operator = called(row["name"]), str(row["operator"] or "").split(" (")[0]
        own = not name or name in text or (operator and operator in text)  # the story's
        if own or not _counts(setting, str(row["country"])):
            continue
        column = "output_latest" if row["status"] == "operating" else "capacity"
        found = (f for c in (column, "capacity") if (f := told_of(setting, row, c, mineral)))
        table, told = next(found, ("", {}))
        column = column if told.get(column) else "capacity"
        if not told or (column == "output_latest" and int(str(told["output_year"])[:4]) < setting.today.year - OLD):
            continue
        if (told.get(column) or 0) > 0:
            yield Site(row, table, told, column, float(told[column]))


def _good(setting: Setting) -> tuple[str, str]:
    """The mineral or good of the news with its stage; magnets where the news of rare earths comes to speak of them."""
    if setting.lead.mineral == "rare earths" and "magnet" in setting.opening.lower():
        return MAGNETS, "component"
    return made_good(setting) or (setting.lead.minerals[0], next(iter(stages(setting)), "mine"))


def _counts(setting: Setting, country: str) -> bool:
    """Whether a country's sites are in the field: of an agreement the partners', of what is lost or barred others'."""
    lead = setting.lead
    if lead.family == "agreement":
        return country in lead.sides
    hit = {lead.place, lead.actor} if lead.family == "export_control" else set()
    hit |= {lead.place} if (lead.family, lead.direction) == ("project", "down") else set()
    hit |= set(lead.targets) if lead.family == "import_measure" else set()
    return country not in hit


def _idle(setting: Setting) -> tuple[str, ...]:
    """The sites, by id and by name, that stand still on the day of the brief or did within the last year."""
    rows = setting.world.table("stoppages").to_dicts()
    ends = ((r, r["until"] and parse_date(str(r["until"]))) for r in rows)
    still = (r for r, end in ends if end is None or (setting.today - end).days < LATELY)
    return tuple(str(k) for r in still for k in (r["project_id"], r["site"]) if k)


def _new(setting: Setting, site: Site) -> bool:
    """Whether a site is still to come: told of lately, due soon, and in no year's output yet."""
    start = str(site.row["start_year"] or "")[:4]
    soon = not start or int(start) <= setting.today.year + SOON
    begun = site.row["status"] == "ramping" and (not start or int(start) < setting.today.year - 1)
    return soon and not begun and (setting.today - site.told["known_from"]).days <= TOLD_LATELY


def _operands(setting: Setting, sites: list[Site], role: str) -> Iterator[Operand]:
    """The sum of the largest sites' sizes, with their names, countries and sizes in words; and of fewer of them.

    Of several such sums the first that is proven is told.
    """
    first = sorted(sites, key=lambda s: (s.row["status"] == "planned", -s.size, s.row["id"]))[:NAMED]
    first.sort(key=lambda s: bool(s.firms))  # what is told without a firm first, or a firm would own it
    for many in range(len(first), (1 if role == "idle" else ENOUGH) - 1, -1):
        for chosen in itertools.combinations(first, many):
            yield _operand(setting, chosen, role)


def _operand(setting: Setting, chosen: Sequence[Site], role: str) -> Operand:
    ledger, (mineral, stage) = setting.ledger, _good(setting)
    if role == "maker":
        mineral = counted_in(good_of(chosen[0].told, mineral), mineral)
    ids = [ledger.cell(s.table, s.told, s.column) for s in chosen]
    total = sum(s.size for s in chosen)
    paces = all(s.rate for s in chosen)
    masses = (f'({k} * unit(1, "yr"))' if s.rate and not paces else k for k, s in zip(ids, chosen, strict=True))
    key = ids[0]
    if len(ids) > 1:
        key = ledger.derived(f"sum({', '.join(masses)})", metric="field_sum", mineral=mineral)
    named = "; ".join(_named(s, ledger.evidence[k]) for s, k in zip(chosen, ids, strict=True))
    return Operand(
        key, role, "mass_rate" if paces else "mass", total, "t/yr" if paces else "t",
        phrase.mass(total) + (" a year" if paces else ""), mineral, "row", mineral=mineral, stage=stage,
        note=named, extra=tuple(ids),
    )  # fmt: skip


def _named(site: Site, told: Evidence) -> str:
    """'Wagerup in Australia, planned, 100 tonnes a year from 2026'."""
    size = f"{phrase.mass(site.size)}{' a year' if site.rate else ''}"
    period = str(getattr(getattr(told, "figure", None), "period", None) or "")
    year = period[:4]
    begins = site.row["status"] in AHEAD and year >= str(site.row["known_from"].year)
    size += (
        f" {'from' if begins and site.rate else 'in'} {phrase.year(period)}"
        if year and site.row["status"] not in IDLE
        else ""
    )
    state = f", {PROJECT_STATES[site.row['status']]}" if site.row["status"] in AHEAD else ""
    runs = f" ({phrase.listed(site.firms)})" if site.firms else ""
    return f"{site.name} in {phrase.country(site.row['country'])}{runs}{state}, {size}"
