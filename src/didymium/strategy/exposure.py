"""Exposure of companies, sectors and bills of materials to a scenario: facts and ranges, no advice."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.files import csv_rows
from didymium.records import Chart, Figure, Record
from didymium.strategy import charts
from didymium.strategy.atrisk import suppliers_of
from didymium.strategy.baseline import Chain as Tonnes
from didymium.strategy.bom import Bill, bill, read_bom
from didymium.strategy.cost import LEAST_DRAWS
from didymium.strategy.market import Market, market, price_per_kg
from didymium.strategy.options import FAMILY, contents, known_chain
from didymium.strategy.outcome import Outcome, Span, figure, frame, view
from didymium.twin import Scenario, load_scenario
from didymium.twin.projects import known
from didymium.twin.traits import GOES_INTO, sector_shares
from didymium.world.load import World

RUNNING = frozenset({"operating", "ramping"})
LITTLE = 0.1  # of a mineral's use, below which an industry is not told to buy it
SLIGHT = 0.05  # of what an asset may gain, below which what it may lose is no side of its own, and the reverse
SPREAD = 2 / 3  # a company is diversified when no country holds more of its running assets than this
_TICKER = re.compile(r"[A-Z]{2,6}:[A-Z0-9]{1,6}(?:[.-][A-Z]{1,3})?")


class Asset(Record):
    """One project of a company as the project table has it; capacity and output in `unit`."""

    id: str
    name: str
    country: str
    stage: str
    minerals: tuple[str, ...]
    status: str
    start_year: int | None
    capacity: float | None
    unit: str | None
    output: float | None
    output_year: int | None
    chinese_control: str | None  # not known where only a project's earlier state was public
    source_id: str
    confidence: str | None


class Ticker(Record):
    """A listing: `format` says whether it looks like EXCHANGE:SYMBOL, `verified` whether the table marks it checked."""

    symbol: str
    format: Literal["plausible", "odd"]
    verified: bool


class Company(Record):
    """A company with its assets; `asset_ids` without a row in the project table are in `unknown_assets`."""

    id: str
    name: str
    country: str
    role: str
    minerals: tuple[str, ...]
    tickers: tuple[Ticker, ...]
    assets: tuple[Asset, ...]
    unknown_assets: tuple[str, ...]
    china_exposure: str | None
    source_id: str
    confidence: str
    industries: tuple[str, ...] = ()  # of a user: the sectors that it belongs to

    @property
    def running(self) -> tuple[Asset, ...]:
        """Assets that produce today."""
        return tuple(a for a in self.assets if a.status in RUNNING)

    def share_in(self, countries: frozenset[str]) -> tuple[float, str] | None:
        """(share 0..1 of the running capacity that lies in these countries, basis); None without a running asset.

        Counted by capacity when every running asset states it in one unit, else by number of assets.
        """
        assets = self.running
        if not assets:
            return None
        units = {a.unit for a in assets}
        if len(units) == 1 and None not in units and all(a.capacity for a in assets):
            weights, basis = [float(a.capacity or 0.0) for a in assets], f"capacity, {assets[0].unit}"
        else:
            weights, basis = [1.0] * len(assets), "number of running assets"
        inside = sum(w for w, a in zip(weights, assets, strict=True) if a.country in countries)
        return inside / sum(weights), basis

    @property
    def diversified(self) -> bool | None:
        """Whether running assets lie in two countries or more with none above two thirds; None without any."""
        if not self.running:
            return None
        count = Counter(a.country for a in self.running)
        return len(count) > 1 and max(count.values()) / len(self.running) <= SPREAD


@lru_cache(maxsize=8)
def companies(world: World) -> tuple[Company, ...]:
    """All companies known on the world's date, with the assets that were known by then; users by their industry alone
    last."""
    assets = {row["id"]: _of_project(row) for row in world.table("projects").iter_rows(named=True)}
    sectors = {row["id"]: row for row in csv_rows(labels.DATA / "user_industries.csv")}
    listed = {row["id"]: _company(row, assets, sectors) for row in world.table("companies").iter_rows(named=True)}
    blank = {"asset_ids": None, "china_exposure": None, "role": "end user", "confidence": ""}
    users = [
        row | blank | {"minerals": row["buys"], "source_id": row["source"]}
        for ident, row in sectors.items()
        if ident not in listed
    ]
    return (*listed.values(), *(_company(row, assets, sectors) for row in users))


def _of_project(row: dict[str, Any]) -> Asset:
    return Asset(
        id=row["id"], name=row["name"], country=row["country"], stage=row["stage"],
        minerals=tuple(known(row["minerals"])), status=row["status"] or "not known", start_year=row["start_year"],
        capacity=_number(row["capacity"]), unit=row["capacity_unit"],
        output=_number(row["output_latest"]), output_year=row["output_year"],
        chinese_control=row["chinese_control"], source_id=row["source_id"], confidence=row["confidence"],
    )  # fmt: skip


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _company(row: dict[str, Any], assets: dict[str, Asset], sectors: dict[str, dict[str, str]]) -> Company:
    ids = [i for i in (row["asset_ids"] or "").split(";") if i]
    symbols = [t for t in (row["ticker"] or "").split(";") if t]
    return Company(
        id=row["id"], name=row["name"], country=row["country"], role=row["role"],
        minerals=tuple(known(row["minerals"])),
        tickers=tuple(_ticker(t, row.get("ticker_checked")) for t in symbols),
        assets=tuple(assets[i] for i in ids if i in assets), unknown_assets=tuple(i for i in ids if i not in assets),
        industries=tuple(filter(None, sectors.get(row["id"], {}).get("sectors", "").split(";"))),
        china_exposure=row["china_exposure"], source_id=row["source_id"], confidence=row["confidence"],
    )  # fmt: skip


def _ticker(symbol: str, checked: object) -> Ticker:
    seen = str(checked).strip().lower() in {"yes", "true", "1", "verified"}
    return Ticker(symbol=symbol, format="plausible" if _TICKER.fullmatch(symbol) else "odd", verified=seen)


def find_company(name: str, world: World) -> Company:
    """The company with this id, name, first words of its name or ticker; `UnknownLabel` with the nearest names."""
    wanted = name.casefold().strip()
    rows = companies(world)
    for match in (_exactly, _partly):
        found = [c for c in rows if match(c, wanted)]
        if len(found) == 1 or (found and match is _exactly):
            return found[0]
    raise UnknownLabel("company", name, [c.name.casefold() for c in rows])


def _exactly(company: Company, wanted: str) -> bool:
    symbols = {t.symbol.casefold() for t in company.tickers}
    return wanted in {company.id, company.name.casefold()} | symbols | {s.split(":")[-1] for s in symbols}


def _partly(company: Company, wanted: str) -> bool:
    return len(wanted) > 2 and company.name.casefold().startswith(wanted)


ADVICE = "Facts and ranges, no investment advice."
Direction = Literal["gains", "loses", "either way", "untouched", "unknown"]


class AssetExposure(Record):
    """One asset in a scenario: change of its sales at the new price, USD over the horizon; None if unpriced."""

    asset: str
    name: str
    country: str
    stage: str
    minerals: tuple[str, ...]
    restricted: bool
    starved: bool = False  # makes what it makes of what the scenario stops elsewhere
    change: Span | None
    reason: str


class CompanyExposure(Record):
    """A company: assets, spread, share of running capacity in China (or the restricting states), gain or loss."""

    company: Company
    exposed_share: float | None
    exposed_to: tuple[str, ...]
    share_basis: str
    diversified: bool | None
    direction: Direction
    change: Span | None
    assets: tuple[AssetExposure, ...]
    reason: str


class SectorExposure(Record):
    """A sector of an economy: value added at risk over the horizon, USD (None without a scenario), and what it uses."""

    sector: str
    economy: str
    loss: Span | None
    share_of_value_added: Span | None
    uses: tuple[tuple[str, float, str, float], ...]  # mineral, part of its use 0..1, main supplier, its share 0..1
    reason: str


class ExposureResult(Outcome):
    """What `exposure` returns; the parts that were asked for are filled."""

    rows: tuple[CompanyExposure, ...] = ()
    sectors: tuple[SectorExposure, ...] = ()
    bill: Bill | None = None
    missing: tuple[str, ...] = ()
    grid: tuple[tuple[str, str, Span], ...] = ()  # (sector, economy, value added at risk)

    def to_json(self) -> dict[str, Any]:
        """The published JSON; a bill has lines, bad_lines, total, unpriced and fix_first."""
        body = {
            "rows": [r.model_dump(mode="json") for r in self.rows],
            "sectors": [s.model_dump(mode="json") for s in self.sectors],
            "bill": None if self.bill is None else bill_json(self.bill),
            "figures": [f.model_dump(mode="json") for f in self.figures], "notes": list(self.notes),
            "missing": list(self.missing),
            "grid": [{"sector": s, "economy": c, **loss.model_dump()} for s, c, loss in self.grid],
        }  # fmt: skip
        return body | {"run": self.run, "manifest": self.manifest}

    def chart(self) -> Chart:
        """Heat map: sectors by economy, or lines of the bill by kind of loss."""
        if self.bill is not None:
            cells = [
                (f"{r.line} {r.part}"[:40], kind, Span(low=v[0], value=v[1], high=v[2], unit="USD"))
                for r in sorted(self.bill.lines, key=lambda r: -(r.loss or (0, 0, 0))[1])[:20]
                for kind, v in (("revenue", r.revenue_loss), ("cost", r.cost_rise))
                if v is not None
            ]
            return charts.heat_map("Loss by line of the bill", "USD", cells)
        if self.grid:
            cells = [(labels.sector_name(s), labels.country_name(c), loss) for s, c, loss in self.grid]
            return charts.heat_map("Value added at risk by sector", "USD", cells)
        cells = [
            (r.company.name, "share exposed", Span(value=v, low=v, high=v, unit="1"))
            for r in self.rows
            if (v := r.exposed_share) is not None
        ]
        return charts.heat_map("Share of running capacity exposed", "1", cells)


def bill_json(found: Bill) -> dict[str, Any]:
    """A bill with stable keys."""
    return {
        "lines": [r.to_json() for r in found.lines], "bad_lines": [b.model_dump() for b in found.bad_lines],
        "total": found.total.model_dump(), "unpriced": found.unpriced,
        "fix_first": [
            {"line": f.line, "part": f.part, "low": f.loss[0], "value": f.loss[1], "high": f.loss[2], "unit": "USD",
             "share": f.share, "supplier": f.supplier, "alternative": f.alternative} for f in found.fix_first
        ],
    }  # fmt: skip


def exposure(
    company: str | None = None, sector: str | None = None, bom: str | Path | None = None,
    scenario: Scenario | dict[str, Any] | str | Path | None = None, importer: str | None = None,
    world: World | None = None, as_of: str | dt.date | None = None, draws: int = LEAST_DRAWS, seed: int = 0,
) -> ExposureResult:  # fmt: skip
    """Who is exposed to what, as facts; with a scenario also the gain or loss, with ranges.

    company: id, name or ticker (all companies by default); sector: one sector; bom: a CSV bill of materials (needs a
    scenario); importer: whose sectors, or where the plant stands (default: the one importer that the scenario names,
    else the United States). A run has as many draws as every cost at least. The first figure is what the importer loses
    as a whole. Money is over the horizon. No investment advice.
    Errors: `UnknownLabel`, `BadTable`, `BadInput`, `BadScenario`, `MissingData`. Method: docs/method/exposure.md.
    """
    known = view(world, as_of)
    plan = None if scenario is None else load_scenario(scenario)
    if bom is not None and plan is None:
        raise BadInput("a bill of materials needs a scenario to be judged by: add --scenario NAME or FILE")
    who = labels.country(importer) if importer else _importer(plan)
    met = None if plan is None else market(plan, who, known, max(draws, LEAST_DRAWS), seed)
    args = {
        "company": company, "sector": sector, "bom": None if bom is None else Path(bom).name,
        "scenario": None if plan is None else plan.name, "importer": who,
    }  # fmt: skip
    base = frame("exposure", args, known, draws, seed)
    if bom is not None and met is not None:
        found = bill(read_bom(bom, known), met)
        total = figure("bill_loss_usd", found.total, country=who, name=plan.name if plan else None)
        return ExposureResult(**base, bill=found, figures=(total,), notes=_bill_notes(found, who, met))
    rows = () if sector and not company else _companies(company, known, met)
    trades = () if company else tuple(_sector(s, who, known, met) for s in _sectors(sector))
    return ExposureResult(
        **base, rows=rows, sectors=trades, figures=(*_whole(who, met), *_figures(rows, trades, who)),
        notes=(ADVICE, *_gaps(met)), missing=met.result.missing if met else (),
        grid=tuple(_grid(met, {s.sector for s in trades if s.loss})) if met else (),
    )  # fmt: skip


def _whole(who: str, met: Market | None) -> Iterable[Figure]:
    """What the economy loses as a whole: its makers, who buys from them, and what comes in imports."""
    loss = met.result.loss(who) if met is not None else None
    if loss is not None:
        yield figure("value_added_at_risk_usd", Span(low=loss[0], value=loss[1], high=loss[2], unit="USD"), country=who)


def _grid(met: Market, sectors: set[str]) -> Iterable[tuple[str, str, Span]]:
    """Value added at risk of these sectors in every economy that the twin reports."""
    for f in met.result.figures:
        if f.metric == "value_added_at_risk_usd" and f.sector in sectors and f.country and f.low is not None:
            yield str(f.sector), f.country, Span(value=f.value, low=f.low, high=f.high or f.value, unit="USD")


def _gaps(met: Market | None) -> Iterable[str]:
    if met is not None and met.result.missing:
        yield f"{len(met.result.missing)} figures have no data behind them and are not counted (--json lists them)."


BUYERS = frozenset({"end user", "trader"})


def _importer(plan: Scenario | None) -> str:
    named = {c for r in plan.restrictions for c in r.importers} - {"WLD"} if plan else set()
    return named.pop() if len(named) == 1 else "USA"


def _bill_notes(found: Bill, who: str, met: Market) -> tuple[str, ...]:
    said = [
        ADVICE, f"Counted for a plant in {labels.country_name(who, article=True)}, over {met.years * 12:.0f} months.",
        "Lines add up; revenue that hangs on several lines is counted at each of them, so the sum is an upper bound.",
    ]  # fmt: skip
    if found.bad_lines:
        said.append(f"{len(found.bad_lines)} lines could not be read and are not in the sum.")
    if found.unpriced:
        said.append(f"{found.unpriced} lines could not be priced and are not in the sum.")
    return tuple(said)


def _companies(name: str | None, world: World, met: Market | None) -> tuple[CompanyExposure, ...]:
    chosen = (find_company(name, world),) if name else companies(world)
    found = [company_exposure(c, world, met) for c in chosen]
    return tuple(sorted(found, key=lambda r: (-abs(r.change.value) if r.change else 0.0, r.company.name)))


def company_exposure(company: Company, world: World, met: Market | None) -> CompanyExposure:
    """The exposure of one company; without a scenario the facts alone."""
    senders = {"CHN"} if met is None else {r.exporter for r in met.result.scenario.restrictions}
    share, basis = _share(company, frozenset(senders), world)
    assets = () if met is None else tuple(_asset(a, company, world, met) for a in company.running if _touched(a, met))
    known = [a.change for a in assets if a.change is not None]
    direction, reason = _direction(company, met, assets)
    return CompanyExposure(
        company=company, exposed_share=share, exposed_to=tuple(sorted(senders)), share_basis=basis,
        diversified=company.diversified,
        direction=direction, change=_sum(known), assets=assets, reason=reason,
    )  # fmt: skip


def _sum(parts: Sequence[Span]) -> Span | None:
    """Quantiles added up, for all meet the same scenario; None of nothing."""
    low, mid, high = (sum(getattr(p, k) for p in parts) for k in ("low", "value", "high"))
    return Span(value=mid, low=low, high=high, unit="USD") if parts else None


def _share(company: Company, senders: frozenset[str], world: World) -> tuple[float | None, str]:
    """(share of the running capacity in these countries, basis); None where the tables do not tell: what a user buys is
    not in them, and that none of the assets in them lies there does not mean that none does."""
    if company.role in BUYERS:
        return None, f"not known: how much it buys is not in the tables{_bought(company, world)}"
    found = company.share_in(senders)
    if found is None:
        return None, "not known: no running asset in the tables"
    if found[0] == 0:
        where = " or ".join(labels.country_name(c, article=True) for c in sorted(senders))
        lie = Counter(labels.country_name(a.country, article=True) for a in company.running).most_common()
        held = ", ".join(f"{place} ({n})" for place, n in lie)
        return None, f"not known: of its running assets the tables have none in {where}, but in {held}"
    return found


def _bought(company: Company, world: World) -> str:
    """Who holds most of the supply of what a user is known to buy, in words; empty where nothing is known of either."""
    bought = dict.fromkeys(labels.each_mineral(company.minerals) if company.minerals else ())
    uses = world.table("uses")
    for sector in company.industries:  # and what its industry takes most of, or is said to use
        bought |= dict.fromkeys(m for m, part, *_ in _uses(sector, company.country, world, 5) if part >= LITTLE)
        unsized = uses.filter((pl.col("sector") == sector) & pl.col("share").is_null())
        bought |= dict.fromkeys(unsized["mineral"].to_list())
    parts = []
    for mineral in bought:
        if held := suppliers_of(world, mineral):
            most = max(held, key=lambda c: (held[c], c))
            parts.append(f"{labels.mineral_name(mineral)} ({labels.country_name(most)} {held[most]:.0%} of supply)")
    return f"; it or its industry buys {', '.join(parts)}" if parts else ""


def _touched(asset: Asset, met: Market) -> bool:
    return bool(set(labels.each_mineral(asset.minerals)) & met.touched) if asset.minerals else False


def _direction(company: Company, met: Market | None, assets: Sequence[AssetExposure]) -> tuple[Direction, str]:
    if met is None:
        return "unknown", "no scenario was given"
    touched = set(labels.each_mineral(company.minerals)) & met.touched if company.minerals else set()
    if company.role in BUYERS:
        hit = [f for s in company.industries if (f := _of_sector(s, company.country, met)) is not None]
        if lost := _sum([span for span in hit if span.value > 0]):
            industries = " and ".join(map(labels.sector_name, company.industries))
            where = labels.country_name(company.country, article=True)
            low, mid, high = (f"{float(f'{x / 1e9:.2g}'):,g}" for x in (lost.low, lost.value, lost.high))
            told = f"{industries} of {where} lose {mid} billion USD of value added ({low} to {high})"
            return "loses", f"by industry, not by company: {told}"
        reason = "buys what becomes scarce; its purchases are not in the tables, so the size is not priced"
        return ("loses", reason) if touched else ("unknown", "nothing that it is known to buy is in the scenario")
    if not assets and touched:
        return "unknown", "it deals in a mineral of the scenario, but no running asset of it is in the tables"
    if not assets:
        return "untouched", "no running asset in the tables makes a mineral of the scenario"
    sides = {_side(a) for a in assets}
    gaps = [a for a in assets if a.change is None]
    reason = "" if not gaps else f"not priced: {'; '.join(dict.fromkeys(f'{a.name} ({a.reason})' for a in gaps))}"
    return (sides.pop() if len(sides) == 1 else "either way"), reason


def _of_sector(sector: str, economy: str, met: Market) -> Span | None:
    """Value added that a sector loses in the scenario; None where the twin does not tell."""
    found = met.result.figure("value_added_at_risk_usd", economy, sector=sector)
    if found is None or found.low is None or found.high is None:
        return None
    return Span(value=found.value, low=found.low, high=found.high, unit="USD")


def _side(asset: AssetExposure) -> Direction:
    """Which way an asset's sales go; without a size, an asset behind the measure loses, one whose feed is stopped may
    do either and any other one gains."""
    if asset.change is None:
        return "loses" if asset.restricted else "either way" if asset.starved else "gains"
    low, high = asset.change.low, asset.change.high
    return "gains" if low >= -SLIGHT * high else "loses" if high <= -SLIGHT * low else "either way"


def _asset(asset: Asset, company: Company, world: World, met: Market) -> AssetExposure:
    goods = [m for m in labels.each_mineral(asset.minerals) if m in met.touched]
    stage = "refine" if asset.stage == "recycle" else asset.stage
    cut = max((met.restricted(asset.country, m, stage) for m in goods), default=0.0)
    fed = {m for a in company.running if _feeds(a, stage, met) for m in labels.each_mineral(a.minerals)}
    starved = asset.stage != "recycle" and any(met.starved(asset.country, m, stage) for m in goods if m not in fed)
    if starved:
        change, reason = None, "its feed is stopped, and how much of it is not known"
    else:
        change, reason = _sales(asset, goods, stage, world, met, cut > 0)
    return AssetExposure(
        asset=asset.id, name=asset.name, country=asset.country, stage=stage, minerals=tuple(goods), restricted=cut > 0,
        starved=starved, change=change, reason=reason,
    )  # fmt: skip


def _feeds(asset: Asset, stage: str, met: Market) -> bool:
    """Whether an asset makes what its owner's plants of a stage use, and no measure stops it there."""
    if asset.stage not in labels.STAGES or labels.STAGES.index(asset.stage) >= labels.STAGES.index(stage):
        return False
    return not any(met.restricted(asset.country, m, asset.stage) > 0 for m in labels.each_mineral(asset.minerals))


def _sales(
    asset: Asset, goods: Sequence[str], stage: str, world: World, met: Market, restricted: bool
) -> tuple[Span | None, str]:
    """Change of an asset's sales: t/yr of content x price x (price ratio where it lies, less one) x years; of one
    behind a measure its part of what the state's exports gain or lose, so that no firm outgrows its state.

    Volume is that of its latest year.
    """
    tonnes = asset.output
    if tonnes is None:
        return None, "its output is not in the tables"
    family = {m for g in goods for m in (FAMILY if g in FAMILY else (g,))}
    chains = {m: c for m in sorted(family) if (c := known_chain(world, m)) is not None}
    row = {"id": asset.id, "stage": asset.stage, "country": asset.country, "minerals": ";".join(asset.minerals)}
    try:
        made = [o for o in contents(world, asset.unit or "", tonnes, row, chains) if o.mineral in goods]
    except MissingData as error:
        return None, str(error)
    usd = {o.mineral: price_per_kg(world, o.mineral) for o in made}
    if restricted:
        return _of_state(asset.country, [(o.mineral, o.tonnes, usd[o.mineral]) for o in made], chains, met)
    parts = []
    for output in made:
        price, ratio = usd[output.mineral], met.ratio(output.mineral, output.stage, asset.country)
        if price is not None and ratio is not None:
            parts.append([output.tonnes * 1000 * price * (r - 1) * met.years for r in ratio])
    if not parts:
        return None, "the content, price or market of its product is unknown"
    low, mid, high = sorted(sum(each) for each in zip(*parts, strict=True))
    return Span(value=mid, low=low, high=high, unit="USD"), ""


def _of_state(
    country: str, made: Sequence[tuple[str, float, float | None]], chains: dict[str, Tonnes], met: Market
) -> tuple[Span | None, str]:
    """An asset's part, by value, of what its state's exports of these minerals gain or lose in the scenario."""
    state = met.result.samples.get(("sender_income_change_usd", country))
    own = sum(t * usd for m, t, usd in made if usd is not None)
    sold = sum(usd * _sold(chains[m], country) for m, _, usd in made if usd is not None and m in chains)
    if state is None or sold <= 0:
        return None, "what its state's exports gain or lose is not known"
    low, mid, high = (float(q) for q in np.quantile(np.asarray(state) * min(own / sold, 1.0), (0.05, 0.5, 0.95)))
    return Span(value=mid, low=low, high=high, unit="USD"), ""


def _sold(flow: Tonnes, country: str) -> float:
    """What a state sells abroad of a mineral, t/yr, at the stage at which it sells most."""
    if country not in flow.countries:
        return 0.0
    i = flow.countries.index(country)
    return max(float(arcs[i].sum() - arcs[i, i]) for arcs in flow.arcs)


def _sectors(name: str | None) -> tuple[str, ...]:
    return (labels.sector(name),) if name else labels.sectors()


def _sector(name: str, economy: str, world: World, met: Market | None) -> SectorExposure:
    loss = None if met is None else _of_sector(name, economy, met)
    untold = met is not None and loss is None
    worth = _value_added(name, economy, world)
    part = None
    if loss is not None and worth and met is not None:
        per = 1 / (worth * met.years)
        part = Span(value=loss.value * per, low=loss.low * per, high=loss.high * per, unit="1")
    return SectorExposure(
        sector=name, economy=economy, loss=loss, share_of_value_added=part, uses=_uses(name, economy, world),
        reason="the scenario touches nothing that it uses, or its value added is unknown" if untold else "",
    )  # fmt: skip


def _value_added(sector: str, economy: str, world: World) -> float | None:
    rows = world.table("sectors").filter((pl.col("sector") == sector) & (pl.col("economy") == economy))
    known = rows["value_added_usd"].drop_nulls()
    return float(known[0]) if len(known) else None


def _uses(sector: str, economy: str, world: World, most: int = 8) -> tuple[tuple[str, float, str, float], ...]:
    """The minerals of which the sector takes the largest parts, with the main supplier of each."""
    shares = {m: sector_shares(world, m, economy).get(sector, 0.0) for m in world.table("uses")["mineral"].unique()}
    taken = {
        m: v for m, v in shares.items() if v > 0 and not shares.get(GOES_INTO.get(m, ""), 0.0)
    }  # magnets are one good
    found = []
    for mineral in sorted(taken, key=lambda m: (-taken[m], m)):
        if held := suppliers_of(world, mineral):
            main = max(held, key=lambda c: (held[c], c))
            found.append((mineral, taken[mineral], main, held[main]))
    return tuple(found[:most])


def _figures(rows: Sequence[CompanyExposure], trades: Sequence[SectorExposure], who: str) -> Iterable[Figure]:
    for row in rows:
        if row.change is not None:
            yield figure("sales_change_usd", row.change, name=row.company.name, country=row.company.country)
        if row.exposed_share is not None and len(rows) == 1:
            share = Span(value=row.exposed_share, low=row.exposed_share, high=row.exposed_share, unit="1")
            yield figure(
                "exposed_share", share, name=row.company.name, counterpart=row.exposed_to[0] if row.exposed_to else None
            )
    for trade in trades:
        if trade.loss is not None:
            yield figure("value_added_at_risk_usd", trade.loss, sector=trade.sector, country=who)
