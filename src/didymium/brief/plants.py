"""Mines, plants and firms as operands: what they make and can make, lead times."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import expand, kin, rows_about
from didymium.brief.prices import weak_sources
from didymium.brief.relations.base import Operand
from didymium.brief.setting import MOST_MINERALS, Row, Setting, cell
from didymium.brief.supply import STAGE_NOUN, fact, latest, stages
from didymium.text.gazetteer import find_names
from didymium.world.rows import of_many_sites

NOUNS = {"mine": "mine", "refine": "refinery", "separate": "separation plant", "component": "plant", "metal": "smelter"}
YEARS = (len("2024"), len("2023-07/2024-06"))  # periods of a calendar or financial year
LEAST_NAME = 3  # letters from which a firm's name is told from words
OLD = 3  # years after which a capacity is told with its year
_COMPOUND = re.compile(
    r"(?i)hydroxide|lioh|\blce\b|lithium carbonate|spodumene|wo3|anode|dy\+tb|spherical|sulphate(?<!in sulphate)"
    r"|manganese ore|ferrochrome|equivalent|\bquota"
)  # goods whose tonnes are not those in which the mineral is counted
_GOODS = re.compile(
    r" magnet| graphite| rare[- ]earth| heavy| ionic| tungsten| lithium| gallium| germanium| cobalt| separation"
    r"| copper| nickel| zinc| tin\b| manganese| platinum| palladium| uranium| alumin| bauxite| molybdenum| antimony"
    r"| titanium| fluorspar| potash"
)
RUN = frozenset({"operating", "ramping", "paused", "care"})
_REMARK = re.compile(r",| \(| with | contained\b")  # what follows the good
_OF_GOOD = {"ndpr": "didymium", "ndfeb": "NdFeB magnets", "reo": "rare earths", "lithium": "lithium", "lce": "lithium"}
_BY_FIRST = {"lead": "lead", "U": "uranium"}  # first words of goods, which are no name elsewhere


def plants(setting: Setting) -> Iterator[Operand]:
    """Sites and firms that the article names: what they make and can make."""
    if not setting.minerals:
        return
    firms = tuple(_firms(setting))
    yield from firms
    named = sited(setting)
    sites = tuple(
        o for row in named for o in plant(setting, row, "firm_capacity" if row["status"] in RUN else "planned_capacity")
    )
    yield from sites
    yield from _beside(setting, {(o.mineral, o.stage) for o in (*firms, *sites)})


def sited(setting: Setting) -> list[Row]:
    """The sites of the story: those that its opening names, the one that it names at all, those of its firm."""
    rows = rows_about(setting.world, "projects", setting.minerals)
    about = [
        r for r in rows.to_dicts()
        if main_mineral(r) & _wanted(setting) and not of_many_sites(r) and placed(setting, r)
    ]  # fmt: skip
    run = [r for r in about if _run(r, setting)]  # of several that a firm runs the news may be about another
    only = len(run) == 1 and _may_be(run[0], setting)
    first = [r for r in about if _told(r, setting.opening)]
    if setting.lead.site:  # of the sites that the opening names the others are no subject of it
        news = f"{setting.lead.title}. {setting.lead.event.quote}"
        first = [r for r in first if _told(r, news) or called(r["name"]) in setting.lead.site]
    told = first or [r for r in about if _told(r, setting.reading.article.text)]
    told = told if first or (len(told) == 1 and not setting.lead.site) else []  # the only one named, in the body
    named = told or (run if only else [])
    return [r for r in named if not _of_the_seller(r, setting)]


def _beside(setting: Setting, goods: set[tuple[str | None, str | None]]) -> Iterator[Operand]:
    """The world's output at the stages of sites and firms where the news is told of another one."""
    told = stages(setting)
    for mineral, stage in sorted(
        (m, s) for m, s in goods if m in labels.minerals() and s in STAGE_NOUN and s not in told
    ):
        if row := latest(setting, "production", mineral, "WLD", stage):
            yield fact(setting, row, "site_world", f"world {STAGE_NOUN[stage]} of {mineral} in {row['year']}")


def _firms(setting: Setting) -> Iterator[Operand]:
    """What a firm of the headline, of a deal one of the news, made of its mineral in the last years."""
    lead = setting.lead
    named = {k for n in find_names(lead.title) if n.kind == "company" for k in (n.id, n.surface)}
    named |= {f for f in lead.firms if f and lead.family == "deal"}
    log = setting.world.table("site_figures").filter(
        pl.col("company").is_not_null() & (pl.col("name").is_in(sorted(named)) | pl.col("company").is_in(sorted(named)))
    )
    for (name,), part in log.group_by(["name"], maintain_order=True):
        about = part.filter(pl.col("minerals").is_in(sorted(_wanted(setting))))
        for _, rows in about.group_by(["minerals", "stage"], maintain_order=True):
            for one in whole_years(rows).tail(1).to_dicts():
                yield _output(setting, one, "firm_output", str(name))


def whole_years(log: pl.DataFrame) -> pl.DataFrame:
    """What was made in whole years, as reported, oldest first: of calendar and financial years those told last."""
    long, end = pl.col("output_year").str.len_chars(), pl.col("output_year").str.slice(-7)
    made = log.filter(long.is_in(YEARS), pl.col("basis") == "reported", pl.col("capacity_unit").str.contains("^t( |$)"))
    made = made.with_columns(end=pl.when(long == 4).then(end + "-12").otherwise(end)).sort("end", "known_from")
    return made.filter(long == long.last()).drop("end")


def _wanted(setting: Setting) -> frozenset[str]:
    own = setting.lead.minerals[:MOST_MINERALS]
    return frozenset(k for m in own for k in kin(m)) | set(own)


def main_mineral(row: Row) -> frozenset[str]:
    """The mineral for which a project is built: the first that its row names, with its groups."""
    return expand(str(row["minerals"]).split(";", maxsplit=1)[0])


_PLACE = r"(?:mine|mining|project|deposit|plant|smelter|refinery|quarry|operations?|complex|facility)"


def _told(row: Row, text: str) -> bool:
    """Whether a text names a site; one that does not run by its name alone only beside a word for a site."""
    alone = called(row["name"])
    plain = alone and not {"company", "country"} & {n.kind for n in find_names(alone)}
    name = alone if plain else short(row["name"])
    spelt = r"[-\s]".join(re.escape(part) for part in re.split(r"[-\s]", name))  # Neves-Corvo, Neves Corvo
    spelt = re.sub(rf"\[\S*\]({_PLACE.title()})$", r"(?:\\s[a-z]+){0,2}\\s(?i:\1)", spelt)  # Eagle nickel mine
    beside = rf"\b{spelt}\b[^.]{{0,60}}\b{_PLACE}\b|\b{_PLACE}\b[^.]{{0,20}}\b{spelt}\b"
    return bool(re.search(rf"\b{spelt}\b" if row["status"] in RUN or not plain else beside, text))


def placed(setting: Setting, row: Row) -> bool:
    """Whether an article names the country of a site or who runs it; of one that names no country, any site is."""
    text = f"{setting.lead.title}. {setting.reading.article.text}"
    lands = {n.id for n in find_names(text) if n.kind == "country"} | {*setting.lead.sides}
    firms = (f.strip() for f in re.split("[;,%()]", str(row["operator"] or "")))
    named = any(re.search(rf"\b{re.escape(f)}\b", text) for f in firms if len(f) >= LEAST_NAME and f[0].isupper())
    return not lands or row["country"] in lands or named


def _run(row: Row, setting: Setting) -> bool:
    """Whether a firm of the news runs the site: asked only where the article names no site itself."""
    return any(f and f in str(row["operator"]) for f in setting.lead.firms)


_SITE = re.compile(  # a site by its name
    r"\b(?!(?:The|Its?|This|That|An?|Each|Every|Both|New|Another|One|Any|No|Such) )[A-Z][a-z]+ "
    r"(?:[a-z-]+ ){0,2}(?:mine|smelter|refinery|plant|project|deposit|operations?)\b"
)


def _may_be(row: Row, setting: Setting) -> bool:
    """Whether the news of a firm may be about the one site that is known of it: it names no site or other country."""
    text = setting.reading.article.text
    lands = {n.id for n in find_names(text) if n.kind == "country" and n.surface != labels.adjective(n.id)}
    firm = "|".join(re.escape(f) for f in setting.lead.firms if f) or "$^"
    return not [m for m in _SITE.findall(text) if not re.match(firm, m)] and (not lands or row["country"] in lands)


def _of_the_seller(row: Row, setting: Setting) -> bool:
    """Whether a site is that of a firm of a deal which the title does not name, where it names others."""
    lead = setting.lead
    titled = [f for f in lead.firms if f and f in lead.title] or find_names(lead.title)
    others = (f for f in lead.firms if f and f not in lead.title)
    return lead.family == "deal" and bool(titled) and any(f in str(row["operator"]) for f in others)


def size_column(row: Row) -> str | None:
    """The column that tells how many tonnes a year a site makes: what it made last where it runs, else its capacity."""
    if str(row["capacity_unit"] or "").split(" ")[0] != "t/yr":
        return None
    order = ("output_latest", "capacity") if row["status"] in RUN else ("capacity", "output_latest")
    return next((c for c in order if (row[c] or 0) > 0), None)


def short(name: str) -> str:
    """The name of a project without what it is; all of several that have no name of their own."""
    ends = r"[,(/]" if name[:1].islower() else r"[,(/]| mine| refinery| project| plant| (?:Gold )?Projects?\b"
    own = re.split(ends, name)[0].strip()
    bare = any(n.kind == "mineral" and n.surface == own for n in find_names(own))
    return re.split(r"[,(/]", name)[0].strip() if bare else own  # "Stibnite Gold Project": not the mineral


def called(name: str) -> str:
    """The name of a project as a sentence says it: without its good and what it is."""
    return short(name) if name[:1].islower() else _GOODS.split(short(name))[0].strip()


RAW = frozenset({"manganese", "titanium", "lithium", "iron"})  # of which the tables count the metal in the ore


def counted_in(good: str, mineral: str) -> str:
    """The mineral that a plant's capacity is counted in."""
    low = good.lower()
    rock = "concentrate" in low or (mineral in RAW and re.search(r"\bores?\b", low))
    if _COMPOUND.search(good) or (rock and "in concentrate" not in low and "contained" not in low):
        return f"{mineral} compounds"
    named = [n.id for n in find_names(good) if n.kind == "mineral"]
    named = [_BY_FIRST[first]] if (first := good.partition(" ")[0]) in _BY_FIRST else named
    return next((m for word, m in _OF_GOOD.items() if word in low), None) or (named[0] if named else mineral)


def good_of(row: Row, mineral: str) -> str:
    """The good that a site's size counts; the mineral where its unit names none."""
    return " ".join(str(row["capacity_unit"]).split(" ")[1:]) or mineral


_WHOLE = ~pl.col("note").fill_null("").str.starts_with("of ")  # not of a part of the project


def told_of(setting: Setting, row: Row, column: str, counted: str = "") -> tuple[str, Row] | None:
    """The table and row that last told a figure of a site, an output by its year; None where none did.

    counted: the mineral that a size must be counted in, where that matters.
    """
    log = setting.world.table("site_figures").filter((pl.col("project") == row["id"]) & pl.col(column).is_not_null())
    log = log.filter(pl.col("basis") == "reported" if column == "output_latest" else _WHOLE)
    figures = [("site_figures", r) for r in log.iter_rows(named=True)]
    if column in {"capacity", "output_latest"}:
        unit = re.compile(r"t/yr\b" if column == "capacity" else r"t( |$)")
        figures = [(t, r) for t, r in figures if unit.match(str(r["capacity_unit"])) and _of_a_year(r)]
    own = row[column] is not None and (column not in {"capacity", "output_latest"} or size_column(row))
    own = own and not (column == "start_year" and row["start_basis"] == "estimate")  # nobody told it
    own = own and not (column == "capacity" and setting.world.later(row["source_id"]))  # it may have grown since
    ones = [*figures, *([("projects", row)] if own else [])]
    ones = [o for o in ones if not counted or counted_in(good_of(o[1], counted), counted) == counted]
    year = "output_year" if column == "output_latest" else "known_from"  # a financial year ranks by its end
    built = row["status"] in RUN and column == "capacity"

    def rank(one: tuple[str, Row]) -> tuple[bool, str, str, str]:
        table, told = one
        is_there = table == "projects" or told["basis"] == "reported"
        end = str(told[year]).split("/")[-1]
        return built and is_there, f"{end}-12" if len(end) == YEARS[0] else end, str(told["known_from"]), table

    return max(ones, key=rank, default=None)


def _of_a_year(row: Row) -> bool:
    return row["output_year"] is None or len(row["output_year"]) in YEARS


def plant(setting: Setting, row: Row, role: str) -> Iterator[Operand]:
    """The latest output of a site that runs, or its capacity, as an operand, with its place, operator and start."""
    order = ("output_latest", "capacity") if row["status"] in RUN else ("capacity", "output_latest")
    found = [(c, *f) for c in order if (f := told_of(setting, row, c)) and f[1][c] > 0]
    if not found:
        return
    shared = (f for f in found if not counted_in(good_of(f[2], ""), "").endswith(" compounds"))
    column, table, one = next(shared, found[0])
    size, year = float(one[column]), one["output_year"] if column == "output_latest" else one.get("capacity_year")
    year = year if column == "output_latest" or int(year or 9999) <= setting.today.year - OLD else None
    good, start = good_of(one, setting.minerals[0]), told_of(setting, row, "start_year")
    due = str(start[1]["start_year"]) if start else ""
    who = [phrase.listed(str(row["operator"]).split(";"))] if row["operator"] else []
    who += ["paused"] if row["status"] == "paused" else []
    who += [f"due {due}"] if due and int(due[:4]) > setting.today.year else []
    note = f"{called(row['name'])} in {phrase.country(row['country'])}" + (f" ({', '.join(who)})" if who else "")
    unit = str(one["capacity_unit"]).split(" ")[0]
    pace = "tonnes a year" if unit == "t/yr" else "tonnes"
    said = (
        f"{phrase.plain(size, 4)} {pace} of {_REMARK.split(good)[0]}{f' in {phrase.year(str(year))}' if year else ''}"
    )
    yield cell(
        setting, table, one, column, role, size, unit,
        f"{phrase.possessive(short(row['name']))} {column.removesuffix('_latest')}", said=said,
        mineral=counted_in(good, setting.minerals[0]),
        stage=row["stage"], place=row["country"], firm=row["operator"], time=due or None, good=good, note=note,
    )  # fmt: skip


def _output(setting: Setting, one: Row, role: str, name: str) -> Operand:
    good, size = good_of(one, setting.minerals[0]), float(one["output_latest"])
    said = f"{phrase.plain(size, 4)} tonnes of {_REMARK.split(good)[0]} in {phrase.year(one['output_year'])}"
    return cell(setting, "site_figures", one, "output_latest", role, size, "t", f"the output of {name}", said=said,
                mineral=counted_in(good, setting.minerals[0]), stage=one["stage"],
                time=one["output_year"].split("/")[-1],
                good=name, note=name)  # fmt: skip


def lead_times(setting: Setting, mineral: str) -> Iterator[Operand]:
    """How long a new mine or plant takes from decision to output; else how long one that is under way still takes."""
    names = [mineral, *(g for g in labels.groups(mineral) if g != "critical minerals")]
    if labels.is_group(mineral):
        names += [g for g in labels.minerals() if mineral in labels.groups(g)]
    wanted = {setting.lead.stage, "separate"} if setting.lead.stage in NOUNS else {"mine", "refine", "separate"}
    rows = setting.world.table("chains").filter(
        pl.col("lead_time_months_new").is_not_null()
        & pl.col("sourced_fields").str.contains("lead_time")  # of other rows the source tells something else
        & pl.col("mineral").is_in(names)
        & pl.col("stage").is_in(sorted(s for s in wanted if s))
        & ~pl.col("source_id").is_in(weak_sources(setting.world))
    )
    fresh = rows.filter(pl.col("lead_kind").str.contains("decision"))
    for row in (fresh if fresh.height else rows).sort("lead_time_months_new", "id").tail(1).to_dicts():
        months = float(row["lead_time_months_new"])
        noun = f"{phrase.compound(row['mineral'])} {NOUNS.get(row['stage'], 'plant')}"
        name = f"a new {noun}" if "decision" in row["lead_kind"] else f"a {noun} under way"
        yield cell(setting, "chains", row, "lead_time_months_new", "lead_time", months, "months", name,
                   low=row["lead_low"], high=row["lead_high"], mineral=mineral, stage=row["stage"])  # fmt: skip
