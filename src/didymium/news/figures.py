"""The world's figures that a claim can be compared with: same thing, same subject, same unit, public by the date."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from didymium import labels
from didymium.records import Claim

if TYPE_CHECKING:
    from didymium.world.load import World

SHARES = ("production_share", "processing_share", "magnet_share", "reserves_share")
LEVELS = {
    "production": ("production",), "reserves": ("reserves",), "capacity": ("capacity",), "imports": ("us_imports",),
    "exports": ("us_exports",), "demand": ("us_consumption", "demand"), "quota": ("export_quota",),
}  # fmt: skip
TO_TONNES = {"t": 1.0, "t/yr": 1.0, "kg": 1e-3, "kg/yr": 1e-3, "kt": 1e3, "kt/yr": 1e3, "Mt": 1e6, "Mt/yr": 1e6,
             "lb": 0.00045359237, "lb/yr": 0.00045359237, "oz": 3.11034768e-5, "oz/yr": 3.11034768e-5, "g": 1e-6,
             "t REO": 1.0}  # fmt: skip
TO_USD_PER_KG = {"USD/kg": 1.0, "USD/t": 1e-3, "USD/lb": 2.20462262, "USD/g": 1e3, "USD/oz": 32.1507466}
REFINED = ("refine", "metal")
_KIN = {
    "rare earths": ("magnet rare earths",), "magnet rare earths": ("didymium", "neodymium"),
    "didymium": ("magnet rare earths", "neodymium"), "neodymium": ("didymium", "magnet rare earths"),
    "heavy rare earths": ("dysprosium and terbium", "dysprosium", "terbium"),
    "dysprosium and terbium": ("dysprosium", "terbium"), "dysprosium": ("dysprosium and terbium",),
    "terbium": ("dysprosium and terbium",),
}  # fmt: skip
_STAGE_WORDS = {
    "mine": re.compile(r"\bmin(?:e|es|ed|ing)\b|\bore\b|\bextract", re.I),
    "refine": re.compile(r"process|refin|separat|smelt", re.I),
    "metal": re.compile(r"\bmetals?\b|alloy", re.I),
    "component": re.compile(r"magnet|anode|cathode|wafer", re.I),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One figure of the world, in the claim's unit, with what it is a figure of."""

    value: float
    year: int
    source_id: str
    mineral: str
    stage: str | None = None
    low: float | None = None
    high: float | None = None
    what: str = ""  # form, list, measure
    when: str = ""  # the period, where it is shorter than the year
    trusted: bool = True  # high confidence in the source
    solid: bool = True  # a complete series of a trusted source: may contradict, not only support
    row: str | None = None  # id of the row that holds it


@dataclass(frozen=True, slots=True)
class Row:
    """One row of `facts` that a claim may meet."""

    id: str
    mineral: str
    stage: str | None
    country: str
    year: int
    metric: str
    value: float
    low: float | None
    high: float | None
    unit: str
    known_from: dt.date | None
    source_id: str
    form: str
    partner: str | None
    complete: bool
    confidence: str | None


_COLUMNS = list(Row.__dataclass_fields__)
_METRICS = ("share", "import_reliance", "net_import_reliance", "import_source_share", *sum(LEVELS.values(), ()))


class _Dated(Protocol):
    """A row that became public on a day."""

    @property
    def known_from(self) -> dt.date | None: ...


R = TypeVar("R", bound=_Dated)


def figures_for(claim: Claim, world: World) -> list[Known]:
    """Every figure that says the same thing as the claim, public by the world's date; [] when there is none."""
    find = _FINDERS.get(claim.metric)
    return list(find(claim, world)) if find else []


def stages_of(claim: Claim) -> tuple[str, ...] | None:
    """The stages that the claim's words name; None when they leave it open.

    "China produces 90 % of the world's rare earths" does not say at which stage; a stage that the reader inferred
    counts only when the quote has a word for it. A share of processing at the mine is open too.
    """
    if claim.metric == "magnet_share":
        return ("component",)
    if claim.metric == "processing_share" and claim.stage != "mine":
        return (claim.stage,) if claim.stage == "component" else REFINED
    if claim.metric == "processing_share":
        return None
    if claim.stage and (claim.stage not in _STAGE_WORDS or _STAGE_WORDS[claim.stage].search(claim.quote)):
        return REFINED if claim.stage == "refine" else (claim.stage,)
    return None


def minerals_of(claim: Claim) -> tuple[str, ...]:
    """The claim's mineral and its next of kin, under whose name the figure may be kept."""
    name = _canonical(claim.mineral)
    if claim.metric == "magnet_share" or (claim.stage == "component" and "rare earths" in (name, *_groups(name))):
        return ("NdFeB magnets", name)
    return (name, *_KIN.get(name, ()))


def _canonical(name: str) -> str:
    return labels.mineral_aliases().get(name, name)


def _groups(name: str) -> tuple[str, ...]:
    return labels.groups(name) if name in labels.minerals() else ()


def _visible(rows: Iterable[R], world: World) -> Iterator[R]:
    """Rows public by the world's date; a row without a date only in the present view."""
    for row in rows:
        if world.date is None or (row.known_from is not None and row.known_from <= world.date):
            yield row


def _rows(world: World, mineral: str) -> Iterator[Row]:
    return _visible(_facts(dataclasses.replace(world, date=None), mineral), world)


@lru_cache(maxsize=512)
def _facts(world: World, mineral: str) -> tuple[Row, ...]:
    """The rows of `facts` on a mineral; neither projections nor figures of low confidence."""
    import polars as pl

    told = pl.col("value").is_not_null() & pl.col("metric").is_in(_METRICS)
    out: list[Row] = []
    for row in world.table("facts").filter(pl.col("mineral") == mineral, told).select(_COLUMNS).iter_rows(named=True):
        seen = row["known_from"]
        if row["confidence"] == "low" or (seen is not None and row["year"] > seen.year):
            continue
        if row["metric"] == "demand" and row["form"] != "total":
            continue
        row["form"], row["complete"] = row["form"] or "", row["complete"] is not False
        out.append(Row(**row))
    return tuple(out)


def _shares(claim: Claim, world: World) -> Iterator[Known]:
    """Shares of the subject in the world: stated ones, and output (or reserves) over the world's."""
    stages = stages_of(claim)
    level = "reserves" if claim.metric == "reserves_share" else "production"
    for mineral in minerals_of(claim):
        rows = [r for r in _rows(world, mineral) if level == "reserves" or stages is None or r.stage in stages]
        if level == "production":
            yield from (_stated(r, claim) for r in rows if r.metric == "share" and r.country == claim.subject)
        yield from _derived([r for r in rows if r.metric == level], claim)


def _stated(row: Row, claim: Claim) -> Known:
    factor = 1.0 if row.unit == "%" else 100.0
    low, high = (None if bound is None else bound * factor for bound in (row.low, row.high))
    solid = row.complete and row.mineral == minerals_of(claim)[0]
    trusted = row.confidence == "high"
    return Known(row.value * factor, row.year, row.source_id, row.mineral, row.stage, low, high, row.form,
                 trusted=trusted, solid=solid, row=row.id)  # fmt: skip


def _derived(rows: list[Row], claim: Claim) -> Iterator[Known]:
    """Output of the subject over the output of the world in the same series of one source."""
    tables: dict[tuple[str, int, str, str, str | None], dict[str, float]] = defaultdict(dict)
    ids: dict[tuple[str, int, str, str, str | None], str] = {}
    for row in rows:
        key = (row.source_id, row.year, row.form, row.unit, row.stage)
        tables[key][row.country] = row.value
        if row.country == claim.subject:
            ids[key] = row.id
    for key, values in tables.items():
        source, year, form, _, stage = key
        total = values.get("WLD")
        if claim.subject in values and claim.subject != "WLD" and total:
            share = 100 * values[claim.subject] / total
            if share <= 102:
                solid = rows[0].mineral == minerals_of(claim)[0]
                yield Known(share, year, source, rows[0].mineral, stage, what=form, solid=solid, row=ids[key])


def _reliance(claim: Claim, world: World) -> Iterator[Known]:
    for row in _rows(world, minerals_of(claim)[0]):
        if row.metric in ("net_import_reliance", "import_reliance") and row.country == claim.subject:
            yield _stated(row, claim)


def _import_sources(claim: Claim, world: World) -> Iterator[Known]:
    """Shares of one supplier in one country's imports; the pair is read from the subject and the quote."""
    rows = [r for r in _rows(world, minerals_of(claim)[0]) if r.metric == "import_source_share" and r.partner]
    named = _countries_in(claim.quote) | {claim.subject}
    pairs = {(r.country, r.partner) for r in rows if {r.country, r.partner} <= named}
    pairs = {pair for pair in pairs if claim.subject in pair}
    if len(pairs) == 1:
        yield from (_stated(r, claim) for r in rows if (r.country, r.partner) in pairs)


def _countries_in(text: str) -> set[str]:
    words = re.findall(r"[A-Z][\w.'’-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w.'’-]*)*", text)
    aliases = labels.country_aliases()
    parts = {piece for word in words for piece in (word, *word.split())}
    return {aliases[part] for part in parts if part in aliases}


def _levels(claim: Claim, world: World) -> Iterator[Known]:
    """Tonnes produced, held, traded or used by the subject."""
    factor = TO_TONNES.get(claim.unit)
    stages = stages_of(claim)
    if factor is None:
        return
    for row in _rows(world, minerals_of(claim)[0]):
        unit = TO_TONNES.get(row.unit)
        if row.metric not in LEVELS[claim.metric] or row.country != claim.subject or unit is None:
            continue
        if claim.metric in ("production", "capacity") and stages is not None and row.stage not in stages:
            continue
        yield Known(row.value * unit / factor, row.year, row.source_id, row.mineral, row.stage, what=row.form,
                    row=row.id)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Price:
    """One row of `prices`."""

    id: str
    mineral: str
    market: str | None
    period: str
    value: float
    unit: str
    known_from: dt.date | None
    source_id: str
    form: str | None


def _prices(claim: Claim, world: World) -> Iterator[Known]:
    factor = TO_USD_PER_KG.get(claim.unit)
    if factor is None:
        return
    for row in _price_rows(claim, world):
        if row.unit in TO_USD_PER_KG:
            amount = row.value * TO_USD_PER_KG[row.unit] / factor
            yield Known(amount, int(row.period[:4]), row.source_id, row.mineral, what=row.form or row.mineral,
                        when=row.period, row=row.id)  # fmt: skip


def _price_rows(claim: Claim, world: World) -> Iterator[_Price]:
    return _visible(_prices_of(dataclasses.replace(world, date=None), _canonical(claim.mineral)), world)


@lru_cache(maxsize=512)
def _prices_of(world: World, mineral: str) -> tuple[_Price, ...]:
    import polars as pl

    rows = world.table("prices").filter(pl.col("mineral") == mineral)
    return tuple(_Price(**row) for row in rows.select(_Price.__slots__).iter_rows(named=True))


def _price_changes(claim: Claim, world: World) -> Iterator[Known]:
    """Change of the yearly price of one form against the year before, in %."""
    series: dict[tuple[str | None, str | None, str, str], dict[int, float]] = defaultdict(dict)
    for row in _price_rows(claim, world):
        if len(row.period) == 4 and row.value:
            series[(row.form, row.market, row.unit, row.source_id)][int(row.period)] = row.value
    for (form, _, _, source), values in series.items():
        for year, value in values.items():
            if before := values.get(year - 1):
                yield Known(100 * (value / before - 1), year, source, claim.mineral, what=form or claim.mineral)


_LIST_OWNER = {"USA": "US", "EUU": "EU"}


def _list_counts(claim: Claim, world: World) -> Iterator[Known]:
    """The number of minerals on each edition of the subject's list."""
    import polars as pl

    if claim.unit != "count":
        return
    owner = _LIST_OWNER.get(claim.subject) or (claim.subject if len(claim.subject) == 3 else None)
    if owner is None:
        return
    table = world.table("lists").filter(pl.col("list").str.starts_with(f"{owner} "), pl.col("change") != "removed")
    counts = table.group_by("list", "source_id").agg(pl.col("mineral").n_unique().alias("n"))
    for name, source, count in counts.select("list", "source_id", "n").iter_rows():
        if found := re.search(r"(?:19|20)\d\d", name):
            yield Known(float(count), int(found.group()), source, "critical minerals", what=name)


def _quotas(claim: Claim, world: World) -> Iterator[Known]:
    """Tonnes of a quota series, and those that the text of a quota measure of the subject names."""
    factor = TO_TONNES.get(claim.unit)
    if factor is None:
        return
    yield from _levels(claim, world)
    for actors, minerals, known in _quota_texts(world):
        if claim.subject in actors and _canonical(claim.mineral) in minerals:
            yield dataclasses.replace(known, value=known.value / factor, mineral=claim.mineral)


@lru_cache(maxsize=64)
def _quota_texts(world: World) -> tuple[tuple[list[str], list[str], Known], ...]:
    """Actors, minerals and each mass in tonnes in the acts on quota measures, else in the measure's own words."""
    import polars as pl

    table = world.table("restrictions").filter(pl.col("kind").str.contains("quota"))
    acts: dict[str, list[Known]] = defaultdict(list)
    for act in world.table("measure_states").iter_rows(named=True):
        acts[act["measure"]] += _masses(act["practice"], act["from"] or act["date"], act["source_id"], act["measure"])
    out = []
    for row in table.iter_rows(named=True):
        first = row["effective"] or row["announced"]
        told = acts[row["id"]]
        known = {k.value for k in told}
        own = _masses(f"{row['title']}. {row['summary'] or ''}", first, row["source_id"], row["title"])
        for one in (*told, *(k for k in own if k.value not in known)):
            named = dataclasses.replace(one, what=row["title"])
            out.append(((row["actor"] or "").split(";"), (row["minerals"] or "").split(";"), named))
    return tuple(out)


@lru_cache(maxsize=4_096)
def _masses(words: str | None, day: object, source: str, what: str) -> tuple[Known, ...]:
    """Each mass of a text, in tonnes; each day's view of the world asks for the same texts."""
    from didymium.text import find_quantities

    masses = [(q.value, TO_TONNES[q.unit]) for q in find_quantities(words or "") if q.unit in TO_TONNES]
    return tuple(Known(v * unit, int(str(day)[:4]), source, "", what=what, solid=False) for v, unit in masses)


_FINDERS: dict[str, Callable[[Claim, World], Iterable[Known]]] = {
    **dict.fromkeys(SHARES, _shares), "import_reliance": _reliance, "import_share": _import_sources,
    **dict.fromkeys(("production", "reserves", "capacity", "imports", "exports", "demand"), _levels),
    "price": _prices, "price_change": _price_changes, "list_count": _list_counts, "quota": _quotas,
}  # fmt: skip
