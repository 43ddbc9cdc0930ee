"""Projects that a scenario names: what each adds to the chains, and from when."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadScenario, DidymiumError, MissingData
from didymium.twin.measure import tonnes
from didymium.twin.network import Chain, chain
from didymium.twin.parameters import structural
from didymium.twin.scenario import Capacity, Project, Scenario
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import MAGNET_ELEMENTS, MAGNET_REO

Row = dict[str, Any]
MAGNETS = "NdFeB magnets"
GROUPS = {  # products that hold several elements in the proportion in which the world makes them
    r"ndfeb": (MAGNET_ELEMENTS, MAGNET_REO),
    r"dy\+tb|dytb": (("dysprosium", "terbium"), 1.0),
    r"ndpr": (("neodymium", "praseodymium"), 1.0),
}
CONTENT = {"wo3": 0.793, "v2o5": 0.560, "hydroxide": 0.165, "carbonate": 0.188, "lce": 0.188, "spodumene": 0.028}
FIRST = {"construction": 0.5, "financed": 0.5, "ramping": 0.0}  # part of the lead time that is still to come
DEFAULT_RAMP = 12


def rows_of(plan: Scenario, world: World) -> dict[str, Row]:
    """The project table's row for each project that the scenario names; `BadScenario` with the nearest names.

    A project that a scenario names is its author's assumption, not news: the table is read whole.
    """
    whole = structural(world, "projects")
    return {p.name: _find(plan, p.name, whole) for p in plan.policy.projects if p.named and p.name}


def _find(plan: Scenario, name: str, table: pl.DataFrame) -> Row:
    wanted = name.strip().casefold()
    rows = list(table.iter_rows(named=True))
    for row in rows:
        if wanted in (row["id"].casefold(), row["name"].casefold()):
            return row
    words = set(re.findall(r"\w+", wanted))
    partly = [row for row in rows if words <= set(re.findall(r"\w+", f"{row['id']} {row['name']}".casefold()))]
    if len(partly) == 1:
        return partly[0]
    names = [row["name"] for row in partly] or _nearest(wanted, [str(row["name"]) for row in rows])
    what = "several projects fit" if partly else "no such project"
    hint = f"; nearest: {'; '.join(names[:3])}" if names else ""
    raise BadScenario(f"{plan.at('policy', 'projects')}: {what} {name!r}{hint}")


def _nearest(wanted: str, names: list[str]) -> list[str]:
    """The three names whose beginning, as long as what is wanted, is most like it; none that is hardly so."""
    like = [(difflib.SequenceMatcher(None, wanted, n[: len(wanted)].casefold()).ratio(), n) for n in names]
    return [n for ratio, n in sorted(like, key=lambda x: -x[0])[:3] if ratio >= 0.5]


def with_projects(
    plan: Scenario, rows: dict[str, Row], chains: dict[str, Chain], world: World
) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with its projects written as new capacity, and notes on those that add nothing.

    rows: of `rows_of`. chains: the minerals that are simulated; a project's other products are left aside.
    """
    added: list[Capacity] = []
    notes: list[str] = []
    for p in plan.policy.projects:
        if not p.named:
            added.append(p.capacity())
            continue
        row = rows[str(p.name)]
        try:
            added += _capacities(plan, p, row, chains, world)
        except MissingData as error:
            notes.append(f"{row['name']}: {error}")
    return plan.model_copy(update={"new_capacity": (*plan.new_capacity, *added)}), tuple(notes)


def _capacities(plan: Scenario, p: Project, row: Row, chains: dict[str, Chain], world: World) -> list[Capacity]:
    if row["status"] in ("operating", "closed") and p.from_ is None:
        raise MissingData(f"{row['status']}: already in the baseline; give `from` to count its new capacity")
    found: dict[tuple[str, str], float] = {}
    for text, made in _made(world, row):
        for key, share in _shares(world, text, made, row, chains).items():
            found[key] = found.get(key, 0.0) + share
    if not found:
        raise MissingData("adds nothing to the minerals of this scenario that a source states")
    begin, ramp = p.from_ or _start(plan, row), p.ramp_months or DEFAULT_RAMP
    rest = {"country": row["country"], "from": begin, "ramp_months": ramp}
    return [
        Capacity.model_validate({**rest, "mineral": m, "stage": s, "share": share}) for (m, s), share in found.items()
    ]


def _made(world: World, row: Row) -> list[tuple[str, float]]:
    """(product, new t/yr) of a project: its products as a source states them, else its incremental capacity."""
    products = structural(world, "project_products").filter(
        (pl.col("asset_id") == row["id"]) & (pl.col("incremental_t") > 0) & (pl.col("quality") != "memory")
    )
    if len(products):
        return [(str(r["product"]).replace("_", " "), r["incremental_t"]) for r in products.iter_rows(named=True)]
    if not row["capacity_incremental"]:
        raise MissingData("its new capacity is not stated by a source")
    return [(str(row["capacity_unit"] or ""), float(row["capacity_incremental"]))]


def _shares(world: World, text: str, made: float, row: Row, chains: dict[str, Chain]) -> dict[tuple[str, str], float]:
    """Shares of the world's output of each simulated mineral that `made` t/yr of a product are."""
    word = text.casefold()
    for pattern, (members, content) in GROUPS.items():
        if re.search(pattern, word):
            known = {m: _whole(chains[m], _stage(word, row, chains[m])) for m in members if m in chains}
            if len(known) < len(members):  # the product's make-up needs all of them; a simulated part stands alone
                known |= {m: _world_tonnes(world, m) for m in members if m not in chains}
            whole = sum(known.values())
            parts = [m for m in (*members, *((MAGNETS,) if content == MAGNET_REO else ())) if m in chains]
            return {(m, _stage(word, row, chains[m])): made * content / whole for m in parts}
    if re.search(r"\b(treo|reo|re oxides?|mixed carbonate)\b", word):
        held = {(m, _stage(word, row, net)): _ore(world, made, m, net, row) for m, net in chains.items()}
        return {key: share for key, share in held.items() if share > 0}
    factor = next((f for name, f in CONTENT.items() if name in word), 1.0)
    named = [m for m in chains if m in word] or [m for m in _minerals(row)[:1] if m in chains and factor != 1.0]
    return {(m, (s := _stage(word, row, chains[m]))): made * factor / _whole(chains[m], s) for m in named[:1]}


def _ore(world: World, made: float, mineral: str, net: Chain, row: Row) -> float:
    if "rare earths" not in labels.groups(mineral):
        return 0.0
    try:
        return made * basket(world, mineral, {row["country"]: 1.0}).per_reo / _whole(net, net.stages[0])
    except MissingData:
        return 0.0


def _minerals(row: Row) -> list[str]:
    found = []
    for name in str(row["minerals"]).split(";"):
        try:
            found.append(labels.mineral(name))
        except DidymiumError:
            continue
    return found


def _world_tonnes(world: World, mineral: str) -> float:
    net = chain(world, mineral)
    return _whole(net, net.stages[0])


def _whole(net: Chain, stage: str) -> float:
    """World output of the stage, t/yr; `MissingData` where none is known."""
    whole = tonnes(net, net.stages.index(stage))
    if not whole > 0:
        raise MissingData(f"no world tonnes of {net.mineral} are known, so its part of the market is not")
    return whole


def _stage(word: str, row: Row, net: Chain) -> str:
    """The stage of the chain at which a product enters; the nearest one that the chain has."""
    stated = "refine" if row["stage"] in ("recycle", "recycling", "separate") else str(row["stage"])
    if "magnet" in word and "feed" not in word:
        stated = "component"
    elif "alloy" in word or "metal" in word.split():
        stated = "metal"
    elif "concentrate" in word or "mixed" in word:
        stated = "mine"
    order = labels.STAGES
    at = order.index(stated) if stated in order else order.index("refine")
    return min(net.stages, key=lambda s: (abs(order.index(s) - at), order.index(s)))


def _start(plan: Scenario, row: Row) -> str:
    """First month of output: the stated start, and not before what is left of its lead time has passed."""
    lead = float(row["lead_time_months"] or 0.0) * FIRST.get(str(row["status"]), 1.0)
    now = dt.date.fromisoformat(f"{plan.start[:7]}-01")
    months = now.year * 12 + now.month - 1 + round(lead)
    if row["start_year"]:
        months = max(months, int(row["start_year"]) * 12)
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
