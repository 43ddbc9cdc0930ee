"""From chains, options and stops to the arrays of a planning case: nodes, flows, capacities by scenario and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.strategy.baseline import Chain, Use, loss_slopes
from didymium.strategy.options import FILL_MONTHS, REACH, Option, Output
from didymium.strategy.program import Case
from didymium.strategy.stops import Stop
from didymium.twin.loss import exposed_part

Array = NDArray[np.float64]
MONTHS = 6.0  # of a period
SURGE = 1.25  # of its usual sales, what a seller can spare when only this importer is cut off (ARIO's overproduction)
SMALL = 1e-4  # arcs below that part of the importer's use are left out
DISCOUNT = 0.03  # a year


@dataclass(frozen=True)
class Arc:
    """An import arc: chain, stage, exporter (position), tonnes a year usual and in reach of a bid."""

    mineral: str
    stage: int
    exporter: int
    reach: float


@dataclass(frozen=True)
class Plant:
    """A flow with a capacity: own production, a coming project or an option's output; `option` -1 if it needs none."""

    label: str
    node: int
    source: int
    draw: float
    tonnes: float
    country: str
    stage: str
    mineral: str
    option: int
    lead: float
    ramp: float


@dataclass(frozen=True)
class Layout:
    """Everything about a case that does not depend on the scenario."""

    chains: dict[str, Chain]
    importer: str
    options: tuple[Option, ...]
    uses: tuple[Use, ...]
    nodes: tuple[tuple[str, int], ...]
    arcs: tuple[Arc, ...]
    plants: tuple[Plant, ...]
    periods: int
    stock: dict[str, float]  # months of use that users hold

    @property
    def names(self) -> tuple[str, ...]:
        """Node names: mineral and stage."""
        return tuple(f"{m} {self.chains[m].stages[s]}" for m, s in self.nodes)


def layout(chains: dict[str, Chain], importer: str, options: Sequence[Option], coming: Sequence[Option],
           uses: Sequence[Use], periods: int, stock: dict[str, float]) -> Layout:  # fmt: skip
    """The frame of a case."""
    nodes = tuple((m, s) for m, c in chains.items() for s in range(len(c.stages)))
    at = {node: i for i, node in enumerate(nodes)}
    arcs = tuple(a for node in nodes for a in _arcs(chains[node[0]], node[1], importer))
    plants = [p for node in nodes for p in _own(chains[node[0]], node[1], importer, at)]
    plants += [p for o in coming for p in _outputs(o, -1, chains, at)]
    plants += [p for i, o in enumerate(options) for p in _outputs(o, i, chains, at) if o.kind != "stockpile"]
    return Layout(chains, importer, tuple(options), tuple(uses), nodes, arcs, tuple(plants), periods, stock)


def _arcs(chain: Chain, stage: int, importer: str) -> list[Arc]:
    taken, own = chain.taken(stage, importer), set(chain.columns(importer))
    supply = chain.arcs[stage].sum(axis=1)
    last = stage == len(chain.stages) - 1
    spare = np.zeros_like(supply) if last else REACH * np.maximum(supply - taken, 0.0)
    floor = SMALL * max(float(taken.sum()), 1e-9)
    return [
        Arc(chain.mineral, stage, e, float(spare[e]))
        for e in range(len(supply))
        if e not in own and taken[e] + spare[e] > floor
    ]


def _own(chain: Chain, stage: int, importer: str, at: dict[tuple[str, int], int]) -> list[Plant]:
    """The importer's own output at a stage; its feed is what it takes today of the stage before."""
    made = chain.made(stage, importer)
    if made <= 0:
        return []
    fed = float(chain.taken(stage - 1, importer).sum()) if stage else 0.0
    source = at[chain.mineral, stage - 1] if fed > 0 else -1
    draw = min(fed / made, 1 / chain.recovery[stage]) if fed > 0 else 0.0
    name = chain.stages[stage]
    return [Plant(f"own {chain.mineral} {name}", at[chain.mineral, stage], source, draw, made, importer, name,
                  chain.mineral, -1, 0.0, 0.0)]  # fmt: skip


def _outputs(option: Option, index: int, chains: dict[str, Chain], at: dict[tuple[str, int], int]) -> list[Plant]:
    found = []
    for out in option.outputs:
        chain = chains[out.mineral]
        if out.stage not in chain.stages:
            continue
        s = chain.stages.index(out.stage)
        source = at[out.mineral, s - 1] if option.needs_feed and s else -1
        draw = 1 / chain.recovery[s] if source >= 0 else 0.0
        found.append(Plant(
            f"{option.id} {out.mineral} {out.stage}", at[out.mineral, s], source, draw, out.tonnes, option.country,
            out.stage, out.mineral, index, option.lead_months, option.ramp_months,
        ))  # fmt: skip
    return found


def case(frame: Layout, draws: Sequence[Sequence[Stop]], late: Array, exposed: Array, elasticity: Array,
         slots: int, strategic: float) -> Case:  # fmt: skip
    """The planning case of a frame under sampled stops, with `slots` empty scenarios for the adversary's replies.

    late: (draws, options) factors on lead times; exposed (the general part, before the mineral's and sector's own),
    elasticity: (draws,) of the loss curve; the slots take their geometric means.
    """
    scenarios = [*draws, *([()] * slots)]
    lead = np.vstack([late, np.ones((slots, late.shape[1]))])
    painted = [paint(frame, stops, lead[w]) for w, stops in enumerate(scenarios)]
    piles = [(i, frame.nodes.index((o.mineral, s)), o.tonnes) for i, o, s in _piles(frame)]
    pair, sector, slices, slopes = _uses(frame, exposed, elasticity, slots)
    flows = len(frame.arcs) + len(frame.plants)
    none = np.full(flows, -1)
    per_year = 12 / MONTHS
    demand = np.zeros((frame.periods, len(frame.nodes)))
    initial = np.zeros(len(frame.nodes))
    for use in frame.uses:
        n = frame.nodes.index((use.mineral, len(frame.chains[use.mineral].stages) - 1))
        demand[:, n] += use.tonnes / per_year
        initial[n] += use.tonnes * frame.stock[use.mineral] / 12
    shed, at = [n for n, _, _ in slices], {node: i for i, node in enumerate(frame.nodes)}
    cap = np.stack([c for c, _ in painted])
    spare = np.broadcast_to([w / per_year for _, w, _ in slices], (*cap.shape[:2], len(slices)))
    return Case(
        nodes=frame.names, options=tuple(o.id for o in frame.options),
        flows=_labels(frame, [name for _, _, name in slices]),
        to=np.array([*(at[a.mineral, a.stage] for a in frame.arcs), *(p.node for p in frame.plants), *shed]),
        source=np.array([*([-1] * len(frame.arcs)), *(p.source for p in frame.plants), *([-1] * len(shed))]),
        draw=np.array([*([0.0] * len(frame.arcs)), *(p.draw for p in frame.plants), *([0.0] * len(shed))]),
        option=np.array([*([-1] * len(frame.arcs)), *(p.option for p in frame.plants), *([-1] * len(shed))]),
        cap=np.concatenate([cap, spare], axis=2), pair=np.concatenate([none, pair]), sector=sector,
        loss=np.concatenate([np.zeros((len(scenarios), flows)), slopes], axis=1),
        discount=np.asarray((1 + DISCOUNT) ** -((np.arange(frame.periods) + 0.5) / per_year), dtype=float),
        demand=demand,
        price=np.array([o.cost_usd for o in frame.options]), limit=np.array([o.limit for o in frame.options]),
        initial=initial, pile_option=np.array([p[0] for p in piles], dtype=np.intp),
        pile_node=np.array([p[1] for p in piles], dtype=np.intp), pile=np.array([p[2] for p in piles]),
        arrival=np.stack([a for _, a in painted]),
        probability=np.r_[np.full(len(draws), (1 - strategic) / len(draws)), np.zeros(slots)],
        slots=slots, strategic=strategic,
    )  # fmt: skip


def _labels(frame: Layout, slices: Sequence[str]) -> tuple[str, ...]:
    arcs = (f"import {i} {a.mineral} {frame.chains[a.mineral].countries[a.exporter]}" for i, a in enumerate(frame.arcs))
    plants = (f"{i} {p.label}" for i, p in enumerate(frame.plants))
    return (*arcs, *plants, *(f"without {i} {name}" for i, name in enumerate(slices)))


def _padded(values: Array, slots: int) -> Array:
    return np.concatenate([values, np.full(slots, float(np.exp(np.log(values).mean())))])


def _uses(
    frame: Layout, exposed: Array, elasticity: Array, slots: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[tuple[int, float, str]], Array]:
    """(pair of each slice, sector of each pair, slices as node, t/yr, name, slopes by scenario (W, slices))."""
    sectors = sorted({u.sector for u in frame.uses})
    pair, slices, slopes = [], [], []
    for k, use in enumerate(frame.uses):
        held = exposed_part(use.mineral, use.sector, exposed.astype(np.float32)).astype(float)
        width, slope = loss_slopes(use, _padded(held, slots), _padded(elasticity, slots))
        node = frame.nodes.index((use.mineral, len(frame.chains[use.mineral].stages) - 1))
        for j, w in enumerate(width):
            pair.append(k)
            slices.append((node, float(w), f"{use.mineral} {use.sector}"))
            slopes.append(slope[:, j])
    owner = np.array([sectors.index(u.sector) for u in frame.uses], dtype=np.intp)
    return np.array(pair, dtype=np.intp), owner, slices, np.stack(slopes, axis=1)


def _piles(frame: Layout) -> list[tuple[int, Output, int]]:
    return [
        (i, out, frame.chains[out.mineral].stages.index(out.stage))
        for i, o in enumerate(frame.options)
        if o.kind == "stockpile"
        for out in o.outputs
    ]


def paint(frame: Layout, stops: Sequence[Stop], late: Array) -> tuple[Array, Array]:
    """(capacity (T, arcs + plants) in t a period, arrivals (T, piles)) of one scenario."""
    allowed = {
        (m, s): _permission(stops, chain, s, frame.periods) for m, chain in frame.chains.items() for s in chain.stages
    }
    aimed = bool(stops) and all("WLD" not in s.targets for s in stops)
    flow_cap, open_share = _import_caps(frame, allowed, aimed)
    plants = (
        np.stack([_plant_cap(p, frame, allowed[p.mineral, p.stage], late) for p in frame.plants], axis=1)
        if frame.plants
        else np.zeros((frame.periods, 0))
    )
    arrivals = [_fill(open_share[frame.nodes.index((out.mineral, s))]) for _, out, s in _piles(frame)]
    return np.concatenate([flow_cap, plants], axis=1) * MONTHS / 12, np.array(arrivals).reshape(-1, frame.periods).T


def _permission(stops: Sequence[Stop], chain: Chain, stage: str, periods: int) -> Array:
    """Share of each arc that is allowed, dims (period, exporter, importer)."""
    allowed = np.ones((periods, len(chain.countries), len(chain.countries)))
    begins = np.arange(periods) * MONTHS
    for stop in stops:
        if chain.mineral not in stop.minerals or stage not in stop.stages or stop.sender not in chain.countries:
            continue
        e = chain.countries.index(stop.sender)
        overlap = np.clip(
            np.minimum(begins + MONTHS, stop.start + stop.months) - np.maximum(begins, stop.start), 0, MONTHS
        )
        hit = _hit(stop)
        to = [j for j, c in enumerate(chain.countries) if j != e and (hit is None or c in hit)]
        keep = 1 - stop.cut * overlap / MONTHS
        allowed[:, e, to] = np.minimum(allowed[:, e, to], keep[:, None])
    return allowed


def _hit(stop: Stop) -> frozenset[str] | None:
    """The countries that a stop hits, the members of the Union for EUU; None for all."""
    if "WLD" in stop.targets:
        return None
    return frozenset(stop.targets) | (frozenset(labels.eu_members()) if "EUU" in stop.targets else frozenset())


def _import_caps(frame: Layout, permits: dict[tuple[str, str], Array], aimed: bool) -> tuple[Array, list[Array]]:
    """(t/yr by period and arc, share of usual imports that still comes by node and period).

    permits: by (mineral, stage), dims (period, exporter, importer); aimed: no stop is on all buyers.
    What an exporter can sell at a stage falls with what reaches it of the stage before (the cascade through third
    countries): phi[s + 1, c] = sum_e flow_s[e, c] permission phi[s, e] / sum_e flow_s[e, c].
    """
    caps, shares = [], []
    for mineral, chain in frame.chains.items():
        phi = np.ones((frame.periods, len(chain.countries)))
        columns = chain.columns(frame.importer)
        for s, stage in enumerate(chain.stages):
            allowed = permits[mineral, stage]
            flows = chain.arcs[s][None] * allowed * phi[:, :, None]
            taken = flows[:, :, columns].sum(axis=2) * (SURGE if aimed else 1.0)
            arcs = [a for a in frame.arcs if (a.mineral, a.stage) == (mineral, s)]
            own = [a.exporter for a in arcs]
            bid = allowed[:, own][:, :, columns].mean(axis=2) * phi[:, own] * np.array([a.reach for a in arcs])
            caps.append(taken[:, own] + (bid if aimed else 0.0))  # in a stop on all, all bid for the same tonnes
            usual = chain.taken(s, frame.importer).sum()
            shares.append(np.minimum(taken.sum(axis=1) / usual, 1.0) if usual > 0 else np.ones(frame.periods))
            base = chain.arcs[s].sum(axis=0)
            phi = np.where(base > 0, np.divide(flows.sum(axis=1), base, out=np.ones_like(phi), where=base > 0), 1.0)
    return np.concatenate(caps, axis=1), shares


def _plant_cap(plant: Plant, frame: Layout, allowed: Array, late: Array) -> Array:
    """t/yr by period: nothing before the (possibly late) lead time, then a straight ramp; cut by the host's stops."""
    lead = plant.lead * (late[plant.option] if plant.option >= 0 else float(late.mean()) if late.size else 1.0)
    if plant.lead <= 0:
        lead = 0.0
    begins = np.arange(frame.periods) * MONTHS
    ready = np.clip((begins - lead + MONTHS) / max(plant.ramp, MONTHS), 0.0, 1.0) * (begins >= lead)
    chain = frame.chains[plant.mineral]
    if not plant.country or plant.country not in chain.countries or plant.country == frame.importer:
        return np.asarray(plant.tonnes * ready)
    columns = chain.columns(frame.importer)
    return np.asarray(plant.tonnes * ready * allowed[:, chain.countries.index(plant.country), columns].mean(axis=1))


def _fill(share: Array) -> Array:
    """Share of a stockpile that arrives by period: over a year from half a year on, as far as imports come through."""
    rate, left, found = MONTHS / FILL_MONTHS, 1.0, np.zeros(len(share))
    for t in range(1, len(share)):
        found[t] = min(left, rate * float(share[t]))
        left -= found[t]
    return found
