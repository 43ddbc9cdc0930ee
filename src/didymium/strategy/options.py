"""What money can buy: projects, offtakes, stockpiles, recycling and substitution, each with cost, tonnes and lead time.

Costs come from the project table where a source states them; else from a cost class: the capital that the sourced
projects of the same stage took per dollar of yearly output. Each option says which, and with what range.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import polars as pl

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Record
from didymium.strategy.baseline import PRODUCT, Chain, Use, chain
from didymium.strategy.outcome import today
from didymium.twin.projects import PAIRS, entering, known, products_of
from didymium.twin.projects import contents as twin_contents
from didymium.twin.traits import stage_value
from didymium.world.load import World
from didymium.world.reconcile import MAGNET_ELEMENTS

Kind = Literal["project", "offtake", "stockpile", "recycling", "substitution"]


class Output(Record):
    """What an option adds of one mineral at one stage, t/yr of content when complete."""

    mineral: str
    stage: str
    tonnes: float


class Option(Record):
    """One thing that money can buy; `cost_usd` is for the whole of it (for a stockpile: for one month of use)."""

    id: str
    name: str
    kind: Kind
    country: str
    stage: str
    mineral: str
    outputs: tuple[Output, ...]
    cost_usd: float
    cost_low: float
    cost_high: float
    cost_basis: str  # sourced, or how the class was made
    limit: float = 1.0
    unit: str = "project"
    lead_months: float
    ramp_months: float = 0.0
    lead_basis: str = "typical"
    needs_feed: bool = False
    status: str = ""
    source_id: str
    note: str = ""


class Menu(Record):
    """The options, what is coming without them, and what could not be priced and why."""

    options: tuple[Option, ...]
    coming: tuple[Option, ...]
    unpriced: tuple[tuple[str, str], ...]


THRIFT = {"low": (0.5, 1.0, 2.0), "medium": (1.0, 3.0, 6.0), "high": (3.0, 10.0, 20.0)}  # years of price a t/yr (prior)
FILL_MONTHS, MOST_MONTHS, HOLDING = 12, 24, 0.05  # stock: time to buy it, most that is offered, yearly cost of holding
PARTS_MONTHS = 3  # of parts that blocks of common grades are: what is made to drawings is stocked number by number, at
DRAWN, DRAWN_MONTHS = 3.0, 9  # so many times the price, and for so many months more (judgement)
MARKET = 0.10  # most of a year's world output that a stockpile may buy
WORDS = {"mine": "concentrate", "refine": "refined", "metal": "metal", "component": "component"}


def stockpiles(
    world: World, chains: dict[str, Chain], prices: dict[str, float], importer: str, years: float
) -> list[Option]:
    """Months of the importer's use, held at every stage that it takes from abroad.

    What is sold as one is held as one: a month of magnets holds all its rare earths, one of oxide or metal both light
    ones, so that neither has the worth of the whole magnet. Cost: price x tonnes x (1 + 5 % a year of holding); of
    parts beyond three months, which are made to drawings, three times that.
    """
    goods = dict.fromkeys((_sold_as_one(m, stage, chains), stage) for m, c in chains.items() for stage in c.stages)
    piles = (
        _pile(world, minerals, stage, chains, prices, importer, years, drawn)
        for minerals, stage in goods
        for drawn in ((False, True) if stage == "component" else (False,))
    )
    return [o for o in piles if o is not None]


def _sold_as_one(mineral: str, stage: str, chains: dict[str, Chain]) -> tuple[str, ...]:
    group = MAGNET_ELEMENTS if stage == "component" else PAIRS["ndpr"]
    return tuple(m for m in group if m in chains and stage in chains[m].stages) if mineral in group else (mineral,)


def _pile(world: World, minerals: tuple[str, ...], stage: str, chains: dict[str, Chain],
          prices: dict[str, float], importer: str, years: float, drawn: bool) -> Option | None:  # fmt: skip
    at = {m: chains[m].stages.index(stage) for m in minerals}
    month = {m: float(chains[m].taken(at[m], importer).sum()) / 12 for m in minerals}
    if min(month.values()) <= 0:
        return None
    value = sum(prices[m] * stage_value(world, m, stage) * t for m, t in month.items())
    cost = value * (1 + HOLDING * years) * (DRAWN if drawn else 1.0)
    most = DRAWN_MONTHS if drawn else PARTS_MONTHS if stage == "component" else MOST_MONTHS
    limit = min(most, *(MARKET * chains[m].arcs[at[m]].sum() / t for m, t in month.items()))
    magnets = stage == "component" and minerals[0] in MAGNET_ELEMENTS
    good = PRODUCT if magnets else labels.mineral_name("didymium") if len(minerals) > 1 else minerals[0]
    name = (good if magnets else f"{good} ({WORDS[stage]})") + ", made to drawings" * drawn
    return Option(
        id=f"stock-{good}-{stage}{'-drawn' if drawn else ''}".lower().replace(" ", "-"), name=f"Stock of {name}",
        kind="stockpile", country=importer, stage=stage, mineral=max(minerals, key=lambda m: prices[m] * month[m]),
        outputs=tuple(Output(mineral=m, stage=stage, tonnes=t) for m, t in month.items()),
        cost_usd=cost, cost_low=cost, cost_high=3 * cost, limit=float(limit), unit="month of use", lead_months=6,
        cost_basis=f"price x tonnes, {HOLDING:.0%} a year for holding; up to three times as dear outside the exporter",
        source_id="", lead_basis=f"bought over {FILL_MONTHS} months",
    )  # fmt: skip


def thrift(world: World, chains: dict[str, Chain], prices: dict[str, float], uses: tuple[Use, ...]) -> list[Option]:
    """Programmes that let a sector do with less: t/yr up to the five-year share of the substitution table, the
    cheapest first."""
    left = {(u.mineral, u.sector): u.tonnes for u in uses}  # that no programme before spares: a use is replaced once
    found = []
    rows = [r for r in world.table("substitution").iter_rows(named=True) if r["penalty_class"] in THRIFT]
    for row in sorted(rows, key=lambda r: THRIFT[r["penalty_class"]]):
        names = MAGNET_ELEMENTS if row["mineral"] == "NdFeB magnets" else known(row["mineral"])
        part, at = row["max_share_5y"] or 0.0, [(m, row["sector"]) for m in names if (m, row["sector"]) in left]
        saved = {use[0]: left[use] * part for use in at if part}
        left |= {use: left[use] * (1 - part) for use in at}
        if saved:
            found.append(_thrift(row, saved, chains, prices))
    return found


def _thrift(row: dict[str, Any], saved: dict[str, float], chains: dict[str, Chain], prices: dict[str, float]) -> Option:
    value = sum(prices[m] * t for m, t in saved.items())
    low, mid, high = (f * value for f in THRIFT[row["penalty_class"]])
    sector = labels.sector_name(row["sector"])
    return Option(
        id=f"thrift-{row['mineral']}-{row['sector']}-{row['substitute'][:24]}".replace(" ", "-").lower(),
        name=f"{row['substitute']} ({sector})", kind="substitution", country="",
        stage=chains[next(iter(saved))].stages[-1], mineral=max(saved, key=lambda m: prices[m] * saved[m]),
        outputs=tuple(Output(mineral=m, stage=chains[m].stages[-1], tonnes=t) for m, t in saved.items()),
        cost_usd=mid, cost_low=low, cost_high=high, unit="programme",
        cost_basis=f"class: {THRIFT[row['penalty_class']][1]:g} years of price for a {row['penalty_class']} penalty",
        lead_months=float(row["time_to_switch_months"] or 24), ramp_months=36.0,
        lead_basis="sourced" if row["numbers_sourced"] == "yes" else "typical", source_id=row["source_id"] or "",
    )  # fmt: skip


PREMIUM = (0.10, 0.25, 0.60)  # of the price, for an assured offtake (prior; top: the 110 USD/kg floor for NdPr)
CAPEX_RANGE = (0.85, 1.0, 1.5)  # of a stated capital cost (AACE class 3 to 4 studies)
FOREIGN_FEED = re.compile(r"third-party|recycled|spodumene|flake|concentrate", re.I)
COMING = {"construction", "ramping", "financed"}
OPEN = {"planned", "care"}


def menu(world: World, chains: dict[str, Chain], prices: dict[str, float], uses: tuple[Use, ...],
         importer: str, years: float) -> Menu:  # fmt: skip
    """All options for an importer that add tonnes of the planned minerals within `years`.

    Projects under Chinese control are no diversification and are left out; a project that is already financed or
    under construction in the importer's own country comes anyway; abroad it is an offtake. Of a plant in a third
    country no more is for sale than the importer's part of the use outside the largest seller and the host, so that
    the plans of two importers never buy the same tonnes.
    """
    found: list[Option] = []
    coming: list[Option] = []
    unpriced: list[tuple[str, str]] = []
    intensity = capital_intensity(world, chains, prices)
    for row in _projects(world, chains):
        try:
            option = _project(world, row, chains, prices, intensity, importer, years)
        except MissingData as error:
            unpriced.append((row["name"], str(error)))
            continue
        at_home = _at_home(row["country"], importer, world)
        if not at_home:
            part = option.limit * open_part(chains[option.mineral], option, importer)
            if part <= 0:
                unpriced.append((row["name"], "none of its output is for this importer, by use"))
                continue
            option = option.model_copy(update={"limit": part})
        (coming if at_home and row["status"] in COMING else found).append(option)
    coming += _running(world, chains, prices, importer)
    found += [*stockpiles(world, chains, prices, importer, years), *thrift(world, chains, prices, uses)]
    return Menu(options=tuple(found), coming=tuple(coming), unpriced=tuple(unpriced))


def open_part(chain: Chain, option: Option, importer: str) -> float:
    """The importer's part of the mineral's use outside the largest seller and the plant's own country, 0..1."""
    use, made = chain.arcs[-1].sum(axis=0), chain.arcs[-1].sum(axis=1)
    out = {int(np.argmax(made)), *(i for i, c in enumerate(chain.countries) if c == option.country)}
    rest = sum(float(u) for i, u in enumerate(use) if i not in out)
    mine = sum(float(use[i]) for i in chain.columns(importer) if i not in out)
    return min(mine / rest, 1.0) if rest > 0 else 0.0


def _projects(world: World, chains: dict[str, Chain]) -> list[dict[str, Any]]:
    rows = world.table("projects").filter(
        pl.col("status").is_in([*COMING, *OPEN]) & (pl.col("chinese_control") == "no")
    )
    group = {g for m in chains for g in labels.groups(m)}
    wanted = set(chains) | group
    return [r for r in rows.iter_rows(named=True) if wanted & set(known(r["minerals"]))]


def _running(world: World, chains: dict[str, Chain], prices: dict[str, float], importer: str) -> list[Option]:
    """Plants that run at home with a stated output at a stage where the shares (of an older year) show none."""
    rows = world.table("projects").filter(
        pl.col("status").is_in(["operating", "ramping"])
        & (pl.col("chinese_control") == "no")
        & (pl.col("output_latest") > 0)
    )
    found = []
    for row in rows.iter_rows(named=True):
        if not _at_home(row["country"], importer, world):
            continue
        parts = contents(world, row["capacity_unit"] or "", float(row["output_latest"]), row, chains)
        new = [
            o for o in parts if o.stage in chains[o.mineral].stages and _none_made(chains[o.mineral], o.stage, importer)
        ]
        if new:
            found.append(Option(
                id=f"{row['id']}-now", name=f"{row['name']} (output of {row['output_year']})", kind="project",
                country=row["country"], stage=new[0].stage,
                mineral=max(new, key=lambda o: o.tonnes * prices[o.mineral]).mineral,
                outputs=tuple(new), cost_usd=0, cost_low=0, cost_high=0, cost_basis="running", lead_months=0,
                needs_feed=True, status=row["status"], source_id=row["source_id"],
            ))  # fmt: skip
    return found


def _none_made(flow: Chain, stage: str, importer: str) -> bool:
    return flow.made(flow.stages.index(stage), importer) <= 0


def _at_home(country: str, importer: str, world: World) -> bool:
    return country == importer or (importer == "EUU" and labels.is_eu(country, today(world)))


def _project(world: World, row: dict[str, Any], chains: dict[str, Chain], prices: dict[str, float],
             intensity: dict[str, tuple[float, float, float]], importer: str, years: float) -> Option:  # fmt: skip
    outputs = outputs_of(world, row, chains)
    stage = outputs[0].stage
    value = sum(o.tonnes * prices[o.mineral] for o in outputs)
    offtake = row["status"] in COMING
    if offtake:
        low, cost, high = (p * value * years for p in PREMIUM)
        basis = f"class: a premium of {PREMIUM[1]:.0%} of the price over {years:.0f} years"
    else:
        low, cost, high, basis = _capex(row, value, stage, intensity)
    kind: Kind = "offtake" if offtake else ("recycling" if row["stage"] == "recycle" else "project")
    chain_lead, ramp = typical(world, outputs[0], row["stage"])
    return Option(
        id=row["id"], name=row["name"], kind=kind, country=row["country"], stage=stage,
        mineral=max(outputs, key=lambda o: o.tonnes * prices[o.mineral]).mineral, outputs=outputs, cost_usd=cost,
        cost_low=low, cost_high=high, cost_basis=basis, lead_months=_lead(world, row, chain_lead), ramp_months=ramp,
        lead_basis=row["lead_basis"] or "typical of the stage", needs_feed=_needs_feed(world, row),
        status=row["status"], source_id=row["source_id"], note=row["capex_basis"] or "",
    )  # fmt: skip


def outputs_of(world: World, row: dict[str, Any], chains: dict[str, Chain]) -> tuple[Output, ...]:
    """What a project adds of the planned minerals, from its products or its incremental capacity and unit.

    Raises `MissingData` when no incremental capacity is known from a source or its unit says no content.
    """
    made = products_of(row, _products(world.settled("project_products")).get(row["id"], []))
    outputs = [o for unit, t in made for o in contents(world, unit, float(t), row, chains)]
    if not outputs:
        raise MissingData(f"its unit ({made[0][0] or 'none'}) does not say how much of the minerals it holds")
    last = max(outputs, key=lambda o: labels.STAGES.index(o.stage)).stage
    return tuple(
        o.model_copy(update={"stage": _own_stage(o.stage, chains[o.mineral], made[0][0])})
        for o in outputs
        if o.stage == last
    )


def _own_stage(stage: str, chain: Chain, product: str) -> str:
    """The chain's name of what a plant makes: a refinery of refined metal makes metal, where the chain tells it from
    oxides and salts; where it does not, refine and metal are one."""
    if stage == "refine" and "metal" in chain.stages and re.search(r"\b(refined|metal)\b", product.casefold()):
        return "metal"
    other = {"refine": "metal", "metal": "refine"}.get(stage, stage)
    return other if stage not in chain.stages and other in chain.stages else stage


@lru_cache(maxsize=64)
def _products(world: World) -> dict[str, list[dict[str, Any]]]:
    """Rows of the products table by project."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in world.table("project_products").iter_rows(named=True):
        found.setdefault(row["asset_id"], []).append(row)
    return found


def contents(world: World, unit: str, tonnes: float, row: dict[str, Any], chains: dict[str, Chain]) -> list[Output]:
    """What `tonnes` in `unit` of a product hold of each planned mineral, t of content; [] when it does not say."""

    def output(mineral: str, stage: str) -> float:
        flow = chains.get(mineral) or chain(world, mineral)
        at = 0 if stage == "mine" else flow.stages.index(stage) if stage in flow.stages else -1
        return float(flow.arcs[at].sum())

    stage, held = entering(unit, row["stage"]), twin_contents(world, unit, tonnes, row, chains, output)
    return [Output(mineral=m, stage=stage, tonnes=t) for m, t in held.items()]


def _capex(row: dict[str, Any], value: float, stage: str,
           intensity: dict[str, tuple[float, float, float]]) -> tuple[float, float, float, str]:  # fmt: skip
    if row["capex_usd"] and "capex" not in (row.get("memory_fields") or ""):
        low, mid, high = (f * float(row["capex_usd"]) for f in CAPEX_RANGE)
        return low, mid, high, "sourced"
    if value <= 0 or stage not in intensity:
        raise MissingData("no source states its capital cost and no cost class fits")
    low, mid, high = (k * value for k in intensity[stage])
    ratio = intensity[stage][1]
    return low, mid, high, f"class: {ratio:.2g} USD of capital a USD of yearly output, as in sourced projects"


def capital_intensity(
    world: World, chains: dict[str, Chain], prices: dict[str, float]
) -> dict[str, tuple[float, float, float]]:
    """USD of capital a USD of yearly output by stage: (10th percentile, median, 90th) over projects with both known."""
    found: dict[str, list[float]] = {}
    for row in world.table("projects").filter(pl.col("capex_usd").is_not_null()).iter_rows(named=True):
        if "capex" in (row.get("memory_fields") or ""):
            continue
        try:
            outputs = outputs_of(world, row, chains)
        except MissingData:
            continue
        value = sum(o.tonnes * prices[o.mineral] for o in outputs)
        found.setdefault(outputs[0].stage, []).append(float(row["capex_usd"]) / value)
    pooled = [k for ks in found.values() for k in ks]
    chosen = {s: found[s] if len(found.get(s, [])) >= 3 else pooled for s in labels.STAGES}
    return {s: _spread(ks) for s, ks in chosen.items() if ks}


def _spread(values: list[float]) -> tuple[float, float, float]:
    low, mid, high = np.quantile(values, [0.1, 0.5, 0.9])
    return float(low), float(mid), float(high)


def typical(world: World, output: Output, stage: str) -> tuple[float | None, float]:
    """(lead time, ramp-up) in months of a new plant of the stage; lead None where no source tells one."""
    names = (output.mineral, *((PRODUCT,) if output.mineral in MAGNET_ELEMENTS else ()), *labels.groups(output.mineral))
    steps = {"refine": ["refine", "separate"], "recycle": ["recycling"]}.get(stage, [stage])
    rows = world.table("chains").filter(pl.col("stage").is_in(steps))
    told = pl.col("sourced_fields").str.contains("lead_time") & pl.col("lead_kind").str.contains("decision")
    lead, ramp = None, 12.0
    for name in reversed(names):  # the nearest of the names last
        own = rows.filter(pl.col("mineral") == name).sort("default", descending=True, maintain_order=True)
        months = own.filter(told)["lead_time_months_new"].drop_nulls()
        lead = float(months[0]) if len(months) else lead
        ramps = own["ramp_months"].drop_nulls()
        ramp = float(ramps[0]) if len(ramps) else ramp
    return lead, ramp


def _lead(world: World, row: dict[str, Any], typical: float | None) -> float:
    """Months from the world's date to first output: the project's own lead, and never before its stated start."""
    lead = row["lead_time_months"] if row["lead_time_months"] is not None else typical
    if lead is None and row["start_year"] is None:
        raise MissingData("no lead time is known")
    now, own = today(world), float(lead or 0.0)
    until = (dt.date(int(row["start_year"]), 1, 1) - now).days / 30.44 if row["start_year"] else 0.0
    return max(own, until, 0.0) if row["status"] in OPEN else max(until, own / 2, 0.0)


def _needs_feed(world: World, row: dict[str, Any]) -> bool:
    if row["stage"] in {"mine", "recycle"}:
        return False
    fed = ";".join(world.table("project_products")["feeds"].drop_nulls())
    if row["id"] in fed.split(";") or row["stage"] != "refine" or row["deposit_type"] is None:
        return True
    return bool(FOREIGN_FEED.search(row["deposit_type"]))


def find(name: str, options: Sequence[Option]) -> int:
    """Position of the option with this id or name, or the only one with this text in its name; else `UnknownLabel`."""
    low = name.casefold()
    exact = [i for i, o in enumerate(options) if low in {o.id.casefold(), o.name.casefold()}]
    hits = exact or [i for i, o in enumerate(options) if low in o.name.casefold()]
    if len(hits) != 1:
        raise UnknownLabel("option", name, [o.name.casefold() for o in options])
    return hits[0]


LITTLE = 0.05  # of the target's use, below which nothing need be replaced
REACH = 0.25  # part of what a producer sells elsewhere that another buyer can bid away (prior)
SLIP, UNPAID = 1.25, 0.5  # on the time to a project's start; part of what is not paid for that is built (priors)
HORIZON = 10  # years ahead that the pipeline is read
FAMILY = ("neodymium", "praseodymium", "dysprosium", "terbium", "samarium")  # planned together: magnets hold several


class Coming(Record):
    """One project's addition of a mineral: t/yr of content from `year` on; committed: it is being built or paid for."""

    project: str
    name: str
    country: str
    mineral: str
    stage: str
    tonnes: float
    year: int
    committed: bool
    chinese_control: bool


class Expiry(Record):
    """When other sellers and new capacity outside the sender's hold replace what the target takes from it.

    early: the target gets all that is new and outbids others for a part of the rest; late: it gets no more of what is
    new than its part of the demand that the sender serves abroad;
    None: not within the pipeline. `covered` is the late measure's share of need in the last year, 0..1; `today_t` what
    sellers of today can turn to other buyers; needs and tonnes in t/yr.
    """

    early: int | None
    late: int | None
    need_t: float
    today_t: float
    pipeline_t: float
    covered: float
    projects: tuple[str, ...]


@lru_cache(maxsize=4096)
def known_chain(world: World, mineral: str, importer: str = "USA") -> Chain | None:
    """The chain of a mineral in tonnes with the importer told apart, None when the world has no tonnes of it."""
    try:
        return chain(world, mineral, importer)
    except MissingData:
        return None


@lru_cache(maxsize=1024)
def coming(world: World, mineral: str) -> tuple[Coming, ...]:
    """Projects not yet in full operation that add the mineral, with sourced tonnes, by year of their first output.

    A project without a start year counts from the world's date plus its lead time; one without either, or without a
    sourced capacity, is left out. Recycling counts as new supply.
    """
    family = FAMILY if mineral in FAMILY else (mineral,)
    chains = {m: c for m in family if (c := known_chain(world, m)) is not None}
    if mineral not in chains:
        return ()
    rows = world.table("projects").filter(pl.col("status").is_in([*COMING, *OPEN]))
    found = []
    for row in rows.iter_rows(named=True):
        year = row["start_year"] or _later(world, row["lead_time_months"])
        if year is None or not _names(row["minerals"], mineral):
            continue
        try:
            outputs = outputs_of(world, row, chains)
        except MissingData:
            continue
        found += [
            Coming(
                project=row["id"], name=row["name"], country=row["country"], mineral=mineral, stage=o.stage,
                tonnes=o.tonnes, year=max(int(year), today(world).year), committed=row["status"] in COMING,
                chinese_control=row["chinese_control"] != "no",
            )
            for o in outputs
            if o.mineral == mineral
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda c: (c.year, c.project)))


def _later(world: World, months: float | None) -> int | None:
    return None if months is None else (today(world) + dt.timedelta(days=30.44 * months)).year


def _names(cell: str, mineral: str) -> bool:
    return bool({mineral, *labels.groups(mineral)} & set(cell.split(";"))) or "rare earths" in cell


def outside(projects: Iterable[Coming], sender: str) -> tuple[Coming, ...]:
    """The projects that end a hold of `sender`: elsewhere, and not under Chinese control (wherever they lie)."""
    return tuple(p for p in projects if p.country != sender and not p.chinese_control)


def expiry(world: World, sender: str, target: str, mineral: str, stages: Sequence[str]) -> Expiry | None:
    """When the pipeline replaces what `target` takes from `sender`, at whichever of the stages it does so last; None
    without tonnes of the chain, or where the target takes less than a twentieth of its use from it.

    early year: what today's other sellers turn to it (a quarter of what they sell) and new t/yr >= what the target
    takes from the sender; late year: the target's part of what is new (its share of all that the sender sells abroad)
    >= the same, for what one buyer bids away others lack.
    """
    flow = known_chain(world, mineral, target)
    if flow is None or sender not in flow.countries:
        return None
    found = [_expiry(world, flow, sender, target, mineral, s) for s in flow.stages if s in stages]
    return last_replaced(e for e in found if e is not None)


def last_replaced(found: Iterable[Expiry]) -> Expiry | None:
    """What is replaced last: a stop holds as long as one of its goods is lacked."""
    return max(found, default=None, key=lambda e: (e.early or 9999, e.late or 9999, e.need_t))


def _expiry(world: World, flow: Chain, sender: str, target: str, mineral: str, stage: str) -> Expiry | None:
    s, row = flow.stages.index(stage), flow.countries.index(sender)
    need = float(flow.taken(s, target)[row])
    abroad = float(flow.arcs[s][row].sum() - flow.arcs[s][row, row])
    if need <= LITTLE * float(flow.taken(s, target).sum()) or abroad <= 0:
        return None
    adds = [_late(c, today(world).year) for c in outside(coming(world, mineral), sender) if c.stage == stage]
    part = min(1.0, need / abroad)
    first = today(world).year + 1  # what begins next month is not replaced within the month or the year
    supply = supply_by_year(adds, first, first + HORIZON)
    others = float(np.delete(flow.arcs[s], [row, *flow.columns(target)], axis=0).sum())
    turned = REACH * others
    early = next((y for y, t in supply.items() if turned + t >= need), None)
    late = next((y for y, t in supply.items() if t * part >= need), None)
    total = max(supply.values(), default=0.0)
    return Expiry(
        early=early, late=late, need_t=need, today_t=turned, pipeline_t=total,
        covered=min(1.0, total * part / need),
        projects=tuple(dict.fromkeys(c.name for c in adds)),
    )  # fmt: skip


def _late(c: Coming, now: int) -> Coming:
    """A project as it is to be expected: starts slip by a quarter of the time that is left, and of what nobody pays for
    yet half is built (middles of the priors of `stops` and `cost`)."""
    part = 1.0 if c.committed else UNPAID
    return c.model_copy(update={"tonnes": part * c.tonnes, "year": now + math.ceil(SLIP * (c.year - now))})


def supply_by_year(adds: Iterable[Coming], first: int, last: int) -> dict[int, float]:
    """Cumulative t/yr by year; a project counts half in the year of its first output and whole from the next."""
    rows = list(adds)
    return {
        year: sum(c.tonnes * (0.5 if c.year == year else 1.0) for c in rows if c.year <= year)
        for year in range(first, last + 1)
    }
