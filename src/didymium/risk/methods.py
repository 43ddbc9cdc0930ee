"""The methods of `risk` that rest on production, trade and restrictions; each returns rows for one query.

A method raises `MissingData` where the world lacks an input; the verb turns that into a row that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import MissingData
from didymium.risk.concentration import herfindahl, n_minus_1, restricted_share, top_n
from didymium.risk.gpr import geopolrisk, geopolrisk_cf, unit_price
from didymium.risk.lookup import Imports, Query, Supply, governance_sources, imports, members, political_risk, supply
from didymium.risk.measures import day_of, in_force, unsettled
from didymium.risk.result import Row
from didymium.world.reconcile import Flows, reconcile, world_total

CF_UNIT = "kg Cu-eq/kg"
PUBLISHED_NIR = {"USA": "net_import_reliance", "EUU": "import_reliance"}


def _row(q: Query, method: str, found: Supply, value: float, **more: object) -> Row:
    note = "; ".join(n for n in (found.note, str(more.pop("note", ""))) if n)
    sources = tuple(dict.fromkeys((*found.sources, *more.pop("sources", ()))))  # type: ignore[misc]
    return Row(q.mineral, method, q.stage, year=found.year, value=value, sources=sources, note=note, **more)  # type: ignore[arg-type]


def _supply(q: Query) -> Supply:
    return supply(q.world, q.mineral, q.stage or "mine", q.year)


def share(q: Query) -> tuple[Row, ...]:
    """Share of each country in the output of the stage, largest first, with the range over sources."""
    found = _supply(q)
    order = sorted(found.shares, key=lambda c: (c == "OTH", -found.shares[c], c))
    rows = []
    for country in order:
        stated = [x for x in (found.low[country], found.high[country]) if x is not None]
        other = [r[country] for r in found.rivals if country in r]
        low, high = _range(found.shares[country], stated + other)
        rows.append(_row(q, "share", found, found.shares[country], country=country, low=low, high=high))
    return tuple(rows)


def _range(value: float, others: Sequence[float]) -> tuple[float | None, float | None]:
    return (min(value, *others), max(value, *others)) if others else (None, None)


def _hhi_bounds(shares: dict[str, float]) -> tuple[float, float]:
    """HHI when `OTH` is many small countries, and when it is as few as can be without outgrowing the smallest named.

    A country that a table leaves in "others" is taken to be no larger than the smallest that it names.
    """
    named = [s for c, s in shares.items() if c != "OTH"]
    total, others = sum(shares.values()), shares.get("OTH", 0.0)
    base = herfindahl(named, total=total) if named else 0.0
    largest = min([others, *named]) / total
    return base, base + largest * others / total


def hhi(q: Query) -> tuple[Row, ...]:
    """HHI of the output of the stage, 0..1; bounds from what `OTH` may hold and from rival sources."""
    found = _supply(q)
    low, high = _hhi_bounds(found.shares)
    value = (low + high) / 2
    lows, highs = zip((low, high), *(_hhi_bounds(r) for r in found.rivals), strict=True)
    return (_row(q, "hhi", found, value, low=min(lows), high=max(highs)),)


def top3(q: Query) -> tuple[Row, ...]:
    """Share of the three largest countries, with the range over sources."""
    found = _supply(q)
    value = top_n(found.shares, 3)
    low, high = _range(value, [top_n(r, 3) for r in found.rivals])
    named = sorted((c for c in found.shares if c != "OTH"), key=lambda c: -found.shares[c])[:3]
    who = ", ".join(labels.country_name(c) for c in named)
    return (_row(q, "top3", found, value, low=low, high=high, note=who),)


def n_1(q: Query) -> tuple[Row, ...]:
    """What the others can supply of their own use without the largest supplier, as a fraction."""
    flows = _flows(q)
    made = dict(zip(flows.countries, flows.supply, strict=True))
    used = dict(zip(flows.countries, flows.use, strict=True))
    named = {c: x for c, x in made.items() if c != "OTH"}
    largest = max(named, key=lambda c: named[c])
    value = n_minus_1(made, used, largest)
    note = f"without {labels.country_name(largest)}; use is estimated ({flows.basis[1]})"
    return (
        Row(q.mineral, "n-1", q.stage, country=largest, year=flows.year, value=value, sources=flows.sources, note=note),
    )


def _flows(q: Query) -> Flows:
    found = _supply(q)
    return reconcile(q.world, q.mineral, q.stage or "mine", found.year)


def _importer(q: Query) -> str:
    if q.importer is None:
        raise MissingData("needs an importer (--importer)")
    return q.importer


def nir(q: Query) -> tuple[Row, ...]:
    """Net import reliance of the importer: the published figure, else net imports over use in the reconciled flows.

    What a country mines and sends abroad to be refined is no supply of the refined product: production is
    that of the asked stage alone.
    """
    importer = _importer(q)
    if published := published_nir(q):
        return published
    found = _supply(q)
    if "OTH" not in found.shares and not set(members(importer, found.year)) & set(found.shares):
        return (
            _row(q, "nir", found, 1.0, importer=importer, note="no output of its own at this stage: all is imported"),
        )
    flows = _flows(q)
    inside = np.isin(flows.countries, members(importer, flows.year))
    used, made = float(flows.use[inside].sum()), float(flows.supply[inside].sum())
    if used <= 0:
        raise MissingData(f"no use of {q.mineral} at stage {q.stage} by {importer} is known")
    note = f"estimated: net imports over use, from reconciled flows ({flows.basis[1]})"
    value = max(0.0, used - made) / used
    return (
        Row(
            q.mineral, "nir", q.stage, importer=importer, year=flows.year, value=value, sources=flows.sources, note=note
        ),
    )


def published_nir(q: Query) -> tuple[Row, ...]:
    """The stated reliance (USGS for the USA, the EU study for the EU), a row a form, of the latest or asked year.

    A figure without a stage is about the mineral as a whole and answers any stage; no figure gives no rows.
    """
    metric = PUBLISHED_NIR.get(q.importer or "")
    if metric is None:
        return ()
    rows = q.world.table("facts").filter(
        (pl.col("mineral") == q.mineral) & (pl.col("metric") == metric) & pl.col("value").is_not_null()
    )
    if q.stage is not None:
        rows = rows.filter(pl.col("stage").is_null() | (pl.col("stage") == q.stage))
    rows = rows.filter(pl.col("year") == (q.year or pl.col("year").max()))
    newest = rows.sort("known_from").unique(["stage", "form"], keep="last", maintain_order=True)
    return tuple(_published(q, r) for r in newest.sort("stage", "form").iter_rows(named=True))


def _published(q: Query, fact: dict[str, Any]) -> Row:
    note = "; ".join(["published", *(str(fact[k]) for k in ("form", "note") if fact[k])])
    value, bound = fact["value"] / 100, "more than" in note.lower() or "greater" in note.lower()
    return Row(
        q.mineral, "nir", fact["stage"], importer=q.importer, year=fact["year"], value=value,
        low=value if bound else None, high=1.0 if bound else None, sources=(fact["source_id"],), note=note,
    )  # fmt: skip


def gpr(q: Query) -> tuple[Row, ...]:
    """GeoPolRisk of the importer at the stage, by the published formula on trade of the same stage and year."""
    score = _score(q)
    return (
        Row(q.mineral, "geopolrisk", q.stage, importer=q.importer, year=score.year, value=score.value,
            low=score.low, high=score.high, sources=score.sources, note=score.note),
    )  # fmt: skip


def gpr_cf(q: Query) -> tuple[Row, ...]:
    """GeoPolRisk's characterisation factor: score x price of the imports, in kg copper-equivalent per kg."""
    score = _score(q)
    if not score.bought.tonnes:
        raise MissingData(f"imports of {score.bought.name} are known by value only, so there is no unit price")
    price = unit_price([sum(score.bought.usd.values()) / 1e3], [sum(score.bought.tonnes.values())])
    value, low, high = (float(geopolrisk_cf(s, price)) for s in (score.value, score.low, score.high))
    note = f"price {price:.3g} USD/kg gross weight; {score.note}"
    return (
        Row(q.mineral, "geopolrisk-cf", q.stage, importer=q.importer, year=score.year, value=value, low=low,
            high=high, unit=CF_UNIT, sources=score.sources, note=note),
    )  # fmt: skip


@dataclass(frozen=True)
class _Score:
    """A GeoPolRisk score with its range and what it rests on."""

    year: int
    value: float
    low: float
    high: float
    bought: Imports
    sources: tuple[str, ...]
    note: str


def _score(q: Query) -> _Score:
    importer = _importer(q)
    year, made, bought = _same_year(q, importer)
    value, low, high, lost = _bounds(q, importer, year, made, bought)
    sources = tuple(
        dict.fromkeys((*made.sources, *bought.sources, *governance_sources(q.world, "wgi_political_stability")))
    )
    return _Score(year, value, low, high, bought, sources, _gpr_note(made, bought, lost, year))


def _same_year(q: Query, importer: str) -> tuple[int, Supply, Imports]:
    """The asked year, or the latest one with both production and trade."""
    stage = q.stage or "mine"
    made = _supply(q)
    years = (q.year,) if q.year else tuple(range(made.year, made.year - 8, -1))
    for year in years:
        try:
            bought = imports(q.world, q.mineral, stage, importer, year)
            own = made if year == made.year else _nearest(q, year, made)
        except MissingData as error:
            reason = error
            continue
        return year, own, bought
    raise reason


def _nearest(q: Query, year: int, latest: Supply) -> Supply:
    try:
        return supply(q.world, q.mineral, q.stage or "mine", year)
    except MissingData:
        return latest


def _bounds(q: Query, importer: str, year: int, made: Supply, bought: Imports) -> tuple[float, float, float, float]:
    """Score, low, high and the unscored part: countries without WGI count 0 or 1, output in `OTH` home or foreign."""
    trust = political_risk(q.world, year)
    flow = bought.tonnes or bought.usd
    unknown = [c for c in flow if c not in trust]
    known = {c: x for c, x in flow.items() if c in trust}
    if not known:
        raise MissingData("no exporter of these imports has a governance score")
    domestic, doubt = _domestic(q, importer, made, bought)
    value = geopolrisk(made.shares, known, trust, domestic)
    low = geopolrisk(made.shares, flow, trust | dict.fromkeys(unknown, 0.0), domestic + doubt)
    high = geopolrisk(made.shares, flow, trust | dict.fromkeys(unknown, 1.0), domestic)
    lost = sum(flow[c] for c in unknown) / sum(flow.values())
    return float(value), min(float(low), float(value)), max(float(high), float(value)), lost


def _domestic(q: Query, importer: str, made: Supply, bought: Imports) -> tuple[float, float]:
    """Domestic output at this very stage in the unit of the imports, and how much of `OTH` might be domestic too.

    With a code of its own and known tonnes: production in t (a stage of unknown output makes what the one
    before it gives). Else the home part of the importer's use in the
    reconciled flows, set against the imports, as tonnes of one good say nothing about another.
    """
    inside = members(importer, made.year)
    named = sum(made.shares.get(c, 0.0) for c in inside)
    if named == 0 and "OTH" not in made.shares:
        return 0.0, 0.0
    total = made.total or _earlier_total(q, made.year)
    if bought.name == q.mineral and bought.tonnes and total:
        hidden = made.shares.get("OTH", 0.0) if named == 0 else 0.0
        return named * total, hidden * total
    flows = _flows(q)
    here = np.isin(flows.countries, inside)
    used, home = float(flows.use[here].sum()), float(flows.flows[np.ix_(here, here)].sum())
    if used <= 0 or used - home <= 1e-9 * used:
        raise MissingData(f"the flows show no net use of imports of {q.mineral} at stage {q.stage} by {importer}")
    return sum((bought.tonnes or bought.usd).values()) * home / (used - home), 0.0


def _earlier_total(q: Query, year: int) -> float | None:
    """World output of the nearest stage before this one in t, the most that this one can make."""
    for stage in reversed(labels.STAGES[: labels.STAGES.index(q.stage or "mine")]):
        if found := world_total(q.world, q.mineral, stage, year):
            return found
    return None


def _gpr_note(made: Supply, bought: Imports, lost: float, year: int) -> str:
    parts = [f"HS {', '.join(bought.codes)}, {'gross weight' if bought.tonnes else 'by value'}"]
    if made.year != year:
        parts.append(f"production of {made.year}")
    if bought.shared:
        parts.append("the code holds other minerals too")
    if bought.tonnes and bought.gaps > 0.005:
        parts.append(f"quantity of {bought.gaps:.0%} of the value filled at the mean unit value")
    if lost > 0:
        parts.append(f"{lost:.1%} of imports from places without a governance score left out")
    return "; ".join([*parts, *([made.note] if made.note else [])])


def restricted(q: Query) -> tuple[Row, ...]:
    """Part of supply that comes from countries with export restrictions in force: of the importer, else of the world.

    value: exposed to any measure that binds (licence, quota, tax, ban); low: what the measures say they cut,
    where they say it; high: the exposed part, with those measures too of which nobody knows whether they bind.
    """
    found = _supply(q)
    source, origin, note = _origins(q, found)
    asked = (q.world, q.mineral, q.stage or "mine", q.importer, day_of(q.world, q.year))
    active, unknown = in_force(*asked), unsettled(*asked)
    inside = members(q.importer, found.year) if q.importer else ()
    actors = [c for c in origin if c in active and c not in inside]
    exposed = restricted_share(origin, dict.fromkeys(actors, 1.0))
    stated = {c: max((r["severity"] or 0.0) for r in active[c]) for c in actors}
    cited = [r["source_id"] for c in actors for r in active[c]]
    doubtful = [c for c in origin if c in unknown and c not in active and c not in inside]
    most = restricted_share(origin, dict.fromkeys([*actors, *doubtful], 1.0))
    notes = (note, _named(active, actors), *(_doubt(unknown[c][0]) for c in doubtful))
    return (
        _row(q, "restricted", found, exposed, importer=q.importer, low=restricted_share(origin, stated), high=most,
             sources=(*source, *cited), note="; ".join(n for n in notes if n)),
    )  # fmt: skip


def _doubt(row: dict[str, Any]) -> str:
    who = labels.country_name(row["actor"])
    return f"high if it binds: {who}, {row['title']} ({row['state_words']})"


def _origins(q: Query, found: Supply) -> tuple[tuple[str, ...], dict[str, float], str]:
    """Where supply comes from: the importer's reconciled flows, else its imports by value, else world output."""
    if q.importer is None:
        return (), found.shares, "of world output"
    flows = _flows(q)
    column = flows.flows[:, np.isin(flows.countries, members(q.importer, flows.year))].sum(axis=1)
    if column.sum() > 0:
        return (
            flows.sources,
            dict(zip(flows.countries, column, strict=True)),
            "of the importer's supply, reconciled flows",
        )
    try:
        bought = imports(q.world, q.mineral, q.stage or "mine", q.importer, found.year)
    except MissingData:
        return (), found.shares, f"of world output, as no use by {q.importer} at this stage is known"
    return bought.sources, bought.usd, f"of the importer's purchases by value, HS {', '.join(bought.codes)}"


def _named(active: dict[str, list[dict[str, object]]], actors: Iterable[str]) -> str:
    names = [f"{labels.country_name(c)}: {active[c][0]['title']}" for c in actors]
    return "; ".join(names[:4]) if names else "no export restriction in force"
