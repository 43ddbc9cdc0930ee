"""Options that no project table lists: months of stock, and programmes to do with less."""

from __future__ import annotations

from typing import Any

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.strategy.baseline import Chain, Use
from didymium.strategy.option import MAGNET_ELEMENTS, Option, Output
from didymium.world.load import World

THRIFT = {"low": (0.5, 1.0, 2.0), "medium": (1.0, 3.0, 6.0), "high": (3.0, 10.0, 20.0)}  # years of price a t/yr (prior)
FILL_MONTHS, MOST_MONTHS, HOLDING = 12, 24, 0.05  # stock: time to buy it, most that is offered, yearly cost of holding
MARKET = 0.10  # most of a year's world output that a stockpile may buy
WORDS = {"mine": "concentrate", "refine": "refined", "metal": "metal", "component": "component"}


def stockpiles(chains: dict[str, Chain], prices: dict[str, float], importer: str, years: float) -> list[Option]:
    """Months of the importer's use, held at every stage that it takes from abroad.

    A month of magnets holds all its rare earths. Cost: price x tonnes x (1 + 5 % a year of holding).
    """
    found = []
    whole = tuple(m for m in MAGNET_ELEMENTS if m in chains and chains[m].stages[-1] == "component")
    for mineral, flow in chains.items():
        for s, stage in enumerate(flow.stages):
            if stage == "component" and mineral in whole:
                continue
            found.append(_pile((mineral,), stage, {mineral: s}, chains, prices, importer, years))
    if whole:
        last = {m: len(chains[m].stages) - 1 for m in whole}
        found.append(_pile(whole, "component", last, chains, prices, importer, years))
    return [o for o in found if o is not None]


def _pile(minerals: tuple[str, ...], stage: str, at: dict[str, int], chains: dict[str, Chain],
          prices: dict[str, float], importer: str, years: float) -> Option | None:  # fmt: skip
    month = {m: float(chains[m].taken(at[m], importer).sum()) / 12 for m in minerals}
    if min(month.values()) <= 0:
        return None
    value = sum(prices[m] * t for m, t in month.items())
    cost = value * (1 + HOLDING * years)
    limit = min(MOST_MONTHS, *(MARKET * chains[m].arcs[at[m]].sum() / t for m, t in month.items()))
    bundle = len(minerals) > 1
    name = "NdFeB magnets" if bundle else f"{minerals[0]} ({WORDS[stage]})"
    return Option(
        id=f"stock-{'ndfeb' if bundle else minerals[0].replace(' ', '-')}-{stage}", name=f"Stock of {name}",
        kind="stockpile", country=importer, stage=stage, mineral=max(minerals, key=lambda m: prices[m] * month[m]),
        outputs=tuple(Output(mineral=m, stage=stage, tonnes=t) for m, t in month.items()),
        cost_usd=cost, cost_low=cost, cost_high=3 * cost, limit=float(limit), unit="month of use", lead_months=6,
        cost_basis=f"price x tonnes, {HOLDING:.0%} a year for holding; up to three times as dear outside the exporter",
        source_id="", lead_basis=f"bought over {FILL_MONTHS} months",
    )  # fmt: skip


def thrift(world: World, chains: dict[str, Chain], prices: dict[str, float], uses: tuple[Use, ...]) -> list[Option]:
    """Programmes that let a sector do with less: t/yr up to the five-year share of the substitution table."""
    tonnes = {(u.mineral, u.sector): u.tonnes for u in uses}
    found = []
    for row in world.table("substitution").iter_rows(named=True):
        if row["penalty_class"] not in THRIFT or not row["max_share_5y"]:
            continue
        names = MAGNET_ELEMENTS if row["mineral"] == "NdFeB magnets" else _known(row["mineral"])
        saved = {m: tonnes[m, row["sector"]] * row["max_share_5y"] for m in names if (m, row["sector"]) in tonnes}
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
        stage=chains[next(iter(saved))].stages[-1],
        mineral=max(saved, key=lambda m: prices[m] * saved[m]),
        outputs=tuple(Output(mineral=m, stage=chains[m].stages[-1], tonnes=t) for m, t in saved.items()),
        cost_usd=mid, cost_low=low, cost_high=high, unit="programme",
        cost_basis=f"class: {THRIFT[row['penalty_class']][1]:g} years of price for a {row['penalty_class']} penalty",
        lead_months=float(row["time_to_switch_months"] or 24), ramp_months=36.0,
        lead_basis="sourced" if row["numbers_sourced"] == "yes" else "typical", source_id=row["source_id"] or "",
    )  # fmt: skip


def _known(name: str) -> tuple[str, ...]:
    try:
        return (labels.mineral(name),)
    except UnknownLabel:
        return ()
