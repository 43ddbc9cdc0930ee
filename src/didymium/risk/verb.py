"""The verb `risk`: indicators of minerals by stage, importer and year, with ranges, sources and honest gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.risk import criticality, methods
from didymium.risk.lookup import Query, stages
from didymium.risk.result import RiskResult, Row, manifest
from didymium.world.load import World, load_world
from didymium.world.shares import aged_by

Method = Callable[[Query], tuple[Row, ...]]
METHODS: dict[str, Method] = {
    "share": methods.share, "hhi": methods.hhi, "top3": methods.top3, "n-1": methods.n_1, "nir": methods.nir,
    "geopolrisk": methods.gpr, "geopolrisk-cf": methods.gpr_cf, "eu-sr": criticality.supply_risk,
    "eu-ei": criticality.economic_importance, "restricted": methods.restricted,
}  # fmt: skip
STAGELESS = ("eu-sr", "eu-ei")
OF_IMPORTER = ("nir", "geopolrisk", "geopolrisk-cf")


def risk(
    minerals: str | Sequence[str],
    importer: str | None = None,
    year: int | None = None,
    method: str | Sequence[str] | None = None,
    stage: str | None = None,
    world: World | None = None,
) -> RiskResult:
    """Rows of indicators for minerals or groups; one that has no data comes back as a row that says why.

    minerals: names, groups or symbols ("rare earths", "Dy"); "all" is every mineral that a table of the
    world knows. importer: country or EUU, needed by `nir`, `geopolrisk`, `geopolrisk-cf`. year: as asked, or
    the latest known. method: one or more of METHODS, all that apply by default. stage: one stage, or all
    that the world has.
    Errors: `UnknownLabel` for a mineral, country, stage or method. Methods: docs/method/risk.md.
    """
    view = world or load_world()
    names = _minerals([minerals] if isinstance(minerals, str) else minerals, view)
    buyer = labels.country(importer) if importer else None
    level = labels.stage(stage) if stage else None
    chosen = _methods(method, buyer)
    rows = tuple(row for name in names for row in _rows(view, name, level, buyer, year, chosen))
    rows = tuple(_aged(row, rows) for row in rows)
    rows = tuple(_told(row, view) for row in rows) if view.date else rows
    args = {"minerals": list(names), "importer": buyer, "year": year, "method": list(chosen), "stage": level}
    return RiskResult(rows, manifest("risk", args, view))


def _aged(row: Row, rows: Sequence[Row]) -> Row:
    """The row; where its figures are much older than the newest of the mineral its note says so."""
    beside = [r.year for r in rows if r.mineral == row.mineral and r.value is not None and r.year]
    years = aged_by(row.year, max(beside, default=0)) if row.value is not None else 0
    said = f"figures of {row.year}, {years} years older than the newest beside them"
    return replace(row, note="; ".join(n for n in (row.note, said) if n)) if years else row


def _told(row: Row, world: World) -> Row:
    """The row; where it rests on sources younger than the view its note says so."""
    late = [s for s in row.sources if world.later(s)]
    said = f"as later editions have it: {', '.join(late)}"
    return replace(row, note="; ".join(n for n in (row.note, said) if n)) if late else row


def _minerals(asked: Iterable[str], world: World) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in asked:
        found.update(dict.fromkeys(known_minerals(world) if name.lower() == "all" else (labels.mineral(name),)))
    return tuple(found)


def known_minerals(world: World) -> tuple[str, ...]:
    """Every mineral or group that a fact or a critical-minerals list of the world names, in the order of labels."""
    named = set(world.table("facts")["mineral"].unique()) | set(world.table("lists")["mineral"].unique())
    return tuple(m for m in labels.minerals() if m in named)


def _methods(asked: str | Sequence[str] | None, importer: str | None) -> tuple[str, ...]:
    if asked is None:
        skipped = {*(OF_IMPORTER if importer is None else ()), *(STAGELESS if importer not in (None, "EUU") else ())}
        return tuple(m for m in METHODS if m not in skipped)
    names = tuple(m.strip().lower() for m in ([asked] if isinstance(asked, str) else asked))
    for name in names:
        if name not in METHODS:
            raise UnknownLabel("method", name, METHODS)
    return names


def _rows(
    world: World, mineral: str, stage: str | None, importer: str | None, year: int | None, chosen: Sequence[str]
) -> Iterator[Row]:
    levels = (stage,) if stage else stages(world, mineral) or (None,)
    for name in chosen:
        whole = Query(world, mineral, stage, importer, year)
        single = name in STAGELESS or (name == "nir" and methods.published_nir(whole))
        for level in (stage,) if single else levels:
            yield from _answer(name, replace(whole, stage=level))


def _answer(method: str, query: Query) -> tuple[Row, ...]:
    try:
        if query.stage is None and method not in STAGELESS and not (method == "nir" and methods.published_nir(query)):
            raise MissingData(f"no production shares of {query.mineral} at any stage")
        return METHODS[method](query)
    except MissingData as error:
        return (
            Row(query.mineral, method, query.stage, importer=query.importer, year=query.year, note=f"no data: {error}"),
        )
