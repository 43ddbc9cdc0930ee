"""EU supply risk and economic importance end to end from the world's facts: shares, t, governance, components."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.risk.eu import eu_economic_importance, eu_supply_risk, eu_weighted_hhi, wgi_scaled
from didymium.risk.lookup import Query, governance_sources
from didymium.risk.result import Row
from didymium.world.load import World

STUDIES = {2017: "eu-crm-2017", 2023: "eu-crm-2023"}
WGI_YEARS = (2016, 2020)
MAX_VALUE_ADDED = 204_200.0  # million EUR, C28 machinery, mean 2014-2018 as used by the study of 2023
TRACE = 0.0005  # a share stated as below 0.1 % is taken as half of that


class Span(NamedTuple):
    """A value with the bounds that the rounding of its inputs leaves."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Stage:
    """One assessed stage: supply risk with its bounds and the parts that it came from."""

    stage: str
    risk: Span
    basis: str


def study(world: World, year: int | None) -> int:
    """The latest study known in the world and not later than `year`; else `MissingData`."""
    known = set(world.table("facts")["source_id"].unique())
    found = [s for s, source in STUDIES.items() if source in known and (year is None or s <= year)]
    if not found:
        raise MissingData(f"no EU study by {year or world.date}: the world holds those of 2017 and 2023")
    return max(found)


@lru_cache(maxsize=4)
def _facts(world: World, edition: int) -> pl.DataFrame:
    return world.table("facts").filter(pl.col("source_id") == STUDIES[edition])


@lru_cache(maxsize=4)
def _scaled_wgi(world: World) -> dict[str, float]:
    """Governance on the EU scale, mean of 2016-2020, of every country that has it."""
    rows = world.table("governance").filter((pl.col("metric") == "wgi_mean") & pl.col("year").is_between(*WGI_YEARS))
    means = rows.group_by("country", maintain_order=True).agg(pl.col("value").mean())
    return {c: float(wgi_scaled(v)) for c, v in means.iter_rows() if v is not None}


def assessed(world: World, mineral: str, edition: int) -> tuple[Stage, ...]:
    """Supply risk at each stage that the study's tables allow, the bottleneck first.

    2017: from the published components. 2023: HHI from shares, t and WGI 2016-2020, then the formula.
    Errors: `MissingData` naming what lacks.
    """
    rows = _facts(world, edition).filter(pl.col("mineral") == mineral)
    if rows.is_empty():
        raise MissingData(f"{mineral} is not in the EU study of {edition}")
    build = _stage_2017 if edition == 2017 else _stage_2023
    found: list[Stage] = []
    reasons: list[str] = []
    for stage in (s for s in labels.STAGES if s in set(rows["stage"].drop_nulls())):
        try:
            found.append(build(world, rows, stage))
        except MissingData as error:
            reasons.append(f"{stage}: {error}")
    if not found:
        raise MissingData("; ".join(reasons) or "no stage was assessed")
    return tuple(sorted(found, key=lambda s: -s.risk.value))


def _stage_2017(world: World, rows: pl.DataFrame, stage: str) -> Stage:
    have = {r["metric"]: r for r in rows.filter(pl.col("stage") == stage).iter_rows(named=True)}
    if "si_sr" not in have:
        raise MissingData("not the stage that the study used")
    basis = str(have["si_sr"]["note"] or "")

    def part(metric: str, step: float, scale: float = 1.0) -> Span | None:
        return _rounded(have[metric]["value"] / scale, step) if metric in have else None

    risk = _risk(
        part("hhi_wgi_t_global", 0.05), part("hhi_wgi_t_eu", 0.05), part("import_reliance", 0.005, 100),
        part("recycling_input_rate", 0.005, 100), part("si_sr", 0.05), basis,
    )  # fmt: skip
    return Stage(stage, risk, basis)


def _stage_2023(world: World, rows: pl.DataFrame, stage: str) -> Stage:
    reliance, basis = _reliance(rows, stage)
    local = _hhi(world, rows, stage, "eu sourcing", 0.005)
    everywhere = _hhi(world, rows, stage, "global", 0.0005)
    return Stage(stage, _risk(
        everywhere, local, reliance,
        _component(rows, "recycling_input_rate", stage, 0.005, 100), _component(rows, "si_sr", stage, 0.005), basis,
    ), basis)  # fmt: skip


def _hhi(world: World, rows: pl.DataFrame, stage: str, scenario: str, step: float) -> Span | None:
    """HHI_WGI,t of global supply or EU sourcing with the bounds from rounded shares; None where there are no shares."""
    here = rows.filter((pl.col("stage") == stage) & (pl.col("scenario") == scenario))
    key = "partner" if scenario == "eu sourcing" else "country"
    given = here.filter(pl.col("metric").is_in(["share", "sourcing_share"]))
    if given.is_empty():
        return None
    share = {r[key]: TRACE if r["note"] == "less than" else r["value"] for r in given.iter_rows(named=True)}
    trade = dict(here.filter(pl.col("metric") == "trade_parameter").select("country", "value").iter_rows())
    scores = {c: _scaled_wgi(world).get(c) for c in share}
    lost = {c for c, v in scores.items() if v is None}
    kept = {c: s for c, s in share.items() if c not in lost}
    value = eu_weighted_hhi(kept, scores, trade)
    spread = 2 * step * sum(s * (scores[c] or 0.0) * trade.get(c, 1.0) for c, s in kept.items())
    most = sum(share[c] ** 2 * 10 * trade.get(c, 1.0) for c in lost)
    return Span(value, max(0.0, value - spread), value + spread + most)


def _reliance(rows: pl.DataFrame, stage: str) -> tuple[Span | None, str]:
    found = rows.filter((pl.col("metric") == "import_reliance") & (pl.col("stage") == stage))
    if found.is_empty():
        return None, ""
    return _rounded(found["value"][0] / 100, 0.005), str(found["note"][0] or "")


def _component(rows: pl.DataFrame, metric: str, stage: str, step: float, scale: float = 1.0) -> Span | None:
    """The stage's own component, else that of the mineral's main assessment (metal apart from ore and oxide)."""
    found = rows.filter(pl.col("metric") == metric)
    own = found.filter(pl.col("stage") == stage)
    rest = found.filter(pl.col("stage") != "metal") if stage != "metal" else found
    best = own if len(own) else (rest if len(rest) else found)
    return _rounded(best["value"][0] / scale, step) if len(best) else None


def _rounded(value: float, step: float) -> Span:
    return Span(value, max(0.0, value - step), value + step)


def _risk(
    world_hhi: Span | None, local_hhi: Span | None, reliance: Span | None, recycled: Span | None,
    substitution: Span | None, basis: str,
) -> Span:  # fmt: skip
    if recycled is None or substitution is None:
        raise MissingData("the study's copy lacks the recycling rate or the substitution index")
    local = None if basis.replace(" ", "").upper().startswith("GSONLY") else local_hhi
    everywhere = None if basis.replace(" ", "").upper() in ("EUONLY", "EUSONLY", "EU") else world_hhi
    if everywhere is None and local is None:
        raise MissingData(f"no shares for its basis ({basis or 'not stated'})")
    if everywhere and local and reliance is None:
        raise MissingData("no import reliance")

    def risk(i: int) -> float:
        ratio = reliance[0] if reliance else None
        return float(eu_supply_risk(
            everywhere[i] if everywhere else None, local[i] if local else None, ratio,
            min(1.0, recycled[{0: 0, 1: 2, 2: 1}[i]]), min(1.0, substitution[i]),
        ))  # fmt: skip

    return Span(*(risk(i) for i in range(3)))


def supply_risk(q: Query) -> tuple[Row, ...]:
    """EU supply risk: the bottleneck stage, or the asked stage alone; of a group, the mean of its members."""
    edition = study(q.world, q.year)
    wanted = _wanted(q)
    if labels.is_group(q.mineral):
        return (_mean(q, edition, "eu-sr"),)
    found = [s for s in assessed(q.world, q.mineral, edition) if wanted is None or s.stage == wanted]
    if not found:
        raise MissingData(f"stage {wanted} was not assessed in {edition}")
    best = found[0]
    rest = ", ".join(f"{s.stage} {s.risk.value:.1f}" for s in found[1:])
    note = "; ".join(n for n in (f"basis {best.basis}" if best.basis else "", rest and f"other stages: {rest}") if n)
    return (_eu_row(q, "eu-sr", best.stage, edition, best.risk, note),)


def _wanted(q: Query) -> str | None:
    if q.importer not in (None, "EUU"):
        raise MissingData(f"the EU method is about the EU, not about {q.importer}: ask with --importer EUU or none")
    return q.stage


def _eu_row(q: Query, method: str, stage: str | None, edition: int, span: Span, note: str) -> Row:
    sources = (STUDIES[edition], *governance_sources(q.world, "wgi_mean")) if method == "eu-sr" else (STUDIES[edition],)
    return Row(q.mineral, method, stage, importer="EUU", year=edition, value=span.value, low=span.low,
               high=span.high, sources=sources, note=note)  # fmt: skip


def economic_importance(q: Query) -> tuple[Row, ...]:
    """EU economic importance from use shares, value added of the NACE sector and SI_EI; a group: mean of members."""
    edition = study(q.world, q.year)
    _wanted(q)
    if edition == 2017:
        return (_eu_row(q, "eu-ei", None, edition, _published(q, edition), "as published; uses are not held"),)
    rows = q.world.table("eu_uses").filter(pl.col("mineral") == q.mineral)
    if labels.is_group(q.mineral):
        return (_mean(q, edition, "eu-ei"),)
    if rows.is_empty():
        raise MissingData(f"no uses of {q.mineral} in the copy of the EU study of {edition} at hand")
    covered = float(rows["share"].sum())
    note = f"uses with a sector are {covered:.0%} of all" if abs(covered - 1) > 0.03 else ""
    return (_eu_row(q, "eu-ei", None, edition, _importance(q, rows, edition), note),)


def _published(q: Query, edition: int) -> Span:
    found = _facts(q.world, edition).filter(
        (pl.col("mineral") == q.mineral) & (pl.col("metric") == "economic_importance")
    )
    if found.is_empty():
        raise MissingData(f"{q.mineral} is not in the EU study of {edition}")
    return _rounded(found["value"][0], 0.05)


def _importance(q: Query, rows: pl.DataFrame, edition: int) -> Span:
    index = _component(_facts(q.world, edition).filter(pl.col("mineral") == q.mineral), "si_ei", "mine", 0.005)
    if index is None:
        raise MissingData("the study's copy lacks the substitution index")
    share, worth = rows["share"].to_numpy(), rows["value_added_meur"].to_numpy()

    def score(i: int, step: float) -> float:
        moved = np.clip(share + step, 0.0, 1.0)
        kept = moved / max(1.0, moved.sum())
        return float(eu_economic_importance(kept, worth, min(1.0, index[i]), MAX_VALUE_ADDED))

    unknown = 10 * min(1.0, index.high) * max(0.0, 1 - float(share.sum()))  # as if it all went to the largest sector
    return Span(score(0, 0.0), score(1, -0.005), max(score(2, 0.005), score(0, 0.0)) + unknown)


def _mean(q: Query, edition: int, method: str) -> Row:
    """Arithmetic mean over the group's members that were assessed, as the study does for HREE, LREE and PGM."""
    spans: list[Span] = []
    names: list[str] = []
    for member in labels.members(q.mineral):
        part = Query(q.world, member, q.stage, q.importer, q.year)
        try:
            row: Any = (supply_risk if method == "eu-sr" else economic_importance)(part)[0]
        except MissingData:
            continue
        spans.append(Span(row.value, row.low, row.high))
        names.append(member)
    if not spans:
        raise MissingData(f"no member of {q.mineral} was assessed in {edition}")
    mean = Span(*(float(np.mean([s[i] for s in spans])) for i in range(3)))
    return _eu_row(q, method, None, edition, mean, f"mean of {len(names)} members: {', '.join(names)}")
