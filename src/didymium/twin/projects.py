"""Projects that a scenario names: what each adds to the chains, and from when."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadScenario, DidymiumError, MissingData
from didymium.twin.network import Chain, chain, tonnes
from didymium.twin.parameters import structural
from didymium.twin.scenario import Capacity, Project, Scenario
from didymium.world.basket import basket
from didymium.world.load import World
from didymium.world.reconcile import MAGNET_ELEMENTS, MAGNET_REO

Row = dict[str, Any]
MAGNETS = "NdFeB magnets"
PAIRS = {r"dy\+tb|dytb": ("dysprosium", "terbium"), "ndpr": ("neodymium", "praseodymium")}  # sold as one product
CONTENT = {
    "wo3": 0.793, "v2o5": 0.560, "lithium hydroxide": 0.165, "lithium carbonate": 0.188, "lce": 0.188,
    "spodumene": 0.028, "scandium oxide": 0.652, "hpmsm": 0.318, "ferroniobium": 0.65,
}  # fmt: skip # t of the element a t of product (stoichiometry; spodumene at 6 % Li2O)
GROSS = re.compile(r"ore|quota|feed|throughput|finished|mrec|monazite|formulations|rare-earth-free|contained in", re.I)
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
    table = structural(world, "project_products").filter(pl.col("asset_id") == row["id"])
    found: dict[tuple[str, str], float] = {}
    for product, made in products_of(row, table.to_dicts()):
        for m, held in contents(world, product, made, row, chains, partial(_world_tonnes, world, chains)).items():
            stage = _nearest_stage(entering(product, str(row["stage"])), chains[m])
            found[m, stage] = found.get((m, stage), 0.0) + held / _whole(chains[m], stage)
    if not found:
        raise MissingData("adds nothing to the minerals of this scenario that a source states")
    begin, ramp = p.from_ or _start(plan, row), p.ramp_months or DEFAULT_RAMP
    rest = {"country": row["country"], "from": begin, "ramp_months": ramp}
    return [
        Capacity.model_validate({**rest, "mineral": m, "stage": s, "share": share}) for (m, s), share in found.items()
    ]


def products_of(row: Row, table: list[Row]) -> list[tuple[str, float]]:
    """(product, new t/yr) of a project: its products as a source states them (rows of `table`), else its incremental
    capacity and unit. `MissingData` where no source states either."""
    made = [(str(r["product"]).replace("_", " "), float(r["incremental_t"])) for r in table if _stated(r)]
    if table and made:
        return made
    if table or not row["capacity_incremental"] or "capacity" in (row.get("memory_fields") or ""):
        raise MissingData("its new capacity is not stated by a source")
    return [(str(row["capacity_unit"] or ""), float(row["capacity_incremental"]))]


def _stated(product: Row) -> bool:
    return product["quality"] not in (None, "memory") and (product["incremental_t"] or 0) > 0


def contents(
    world: World, product: str, made: float, row: Row, wanted: Collection[str], output: Callable[[str, str], float]
) -> dict[str, float]:
    """What `made` t of a product hold of each wanted mineral, t of content; {} where the product does not say.

    row: the project's; output: world output of a mineral at a stage, t/yr, in whose proportion the elements of one
    product stand (of the first stage for `mine`).
    """
    text = product.casefold()
    if "ndfeb" in text:  # rare earths in magnets or alloy, as oxide
        share = _proportions(MAGNET_ELEMENTS, entering(text, str(row["stage"])), output)
        found = {m: made * MAGNET_REO * part for m, part in share.items()} | {MAGNETS: made * MAGNET_REO}
    elif pair := next((pair for words, pair in PAIRS.items() if re.search(words, text)), None):
        found = {m: made * part for m, part in _proportions(pair, "mine", output).items()}
    elif re.search(r"\b(treo|reo|(mixed )?re oxides?|mixed carbonate)\b", text):
        found = {m: _in_oxides(world, made, m, row) for m in wanted}
    elif GROSS.search(text):
        found = {}
    else:
        factor = next((f for word, f in CONTENT.items() if word in text), 1.0)
        plain = factor != 1.0 or "anode" in text or "graphite" in text
        named = [m for m in wanted if m in text] or [m for m in known(row["minerals"]) if m in wanted and plain][:1]
        found = dict.fromkeys(named[:1], made * factor)
    return {m: t for m, t in found.items() if m in wanted and t > 0}


def _proportions(minerals: Sequence[str], stage: str, output: Callable[[str, str], float]) -> dict[str, float]:
    each = {m: output(m, stage) for m in minerals}
    return {m: t / sum(each.values()) for m, t in each.items()}


def _in_oxides(world: World, made: float, mineral: str, row: Row) -> float:
    if mineral == "rare earths" or "rare earths" not in labels.groups(mineral):
        return made * (mineral == "rare earths")
    try:
        return made * basket(world, mineral, {row["country"]: 1.0}).per_reo
    except MissingData:
        return 0.0


def known(cell: str | None) -> list[str]:
    """The minerals of a cell of names, in order; names that are none are left out."""
    found = []
    for name in (cell or "").split(";"):
        try:
            found.append(labels.mineral(name))
        except DidymiumError:
            continue
    return list(dict.fromkeys(found))


def _world_tonnes(world: World, chains: dict[str, Chain], mineral: str, stage: str) -> float:
    net = chains.get(mineral) or chain(world, mineral)
    return _whole(net, net.stages[0] if stage == "mine" else _nearest_stage(stage, net))


def _whole(net: Chain, stage: str) -> float:
    """World output of the stage, t/yr; `MissingData` where none is known."""
    whole = tonnes(net, net.stages.index(stage))
    if not whole > 0:
        raise MissingData(f"no world tonnes of {net.mineral} are known, so its part of the market is not")
    return whole


def entering(product: str, stage: str) -> str:
    """The stage at which a plant's product enters the chain: recycled oxides still want separation, magnets are
    components."""
    text = product.casefold()
    if "magnet" in text and "feed" not in text:
        return "component"
    if "alloy" in text or "metal" in text.split():
        return "refine" if stage == "refine" else "metal"
    if "concentrate" in text or "mixed" in text:
        return "mine"
    return "refine" if stage in ("recycle", "recycling", "separate") else stage


def _nearest_stage(stage: str, net: Chain) -> str:
    order = labels.STAGES
    at = order.index(stage) if stage in order else order.index("refine")
    return min(net.stages, key=lambda s: (abs(order.index(s) - at), order.index(s)))


def _start(plan: Scenario, row: Row) -> str:
    """First month of output: the stated start, and not before what is left of its lead time has passed."""
    lead = float(row["lead_time_months"] or 0.0) * FIRST.get(str(row["status"]), 1.0)
    now = dt.date.fromisoformat(f"{plan.start[:7]}-01")
    months = now.year * 12 + now.month - 1 + round(lead)
    if row["start_year"]:
        months = max(months, int(row["start_year"]) * 12)
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
