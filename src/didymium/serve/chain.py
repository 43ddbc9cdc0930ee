"""The chain of one mineral for the flow picture."""

from __future__ import annotations

from typing import Any

from didymium.errors import MissingData
from didymium.serve.views import Row, uses
from didymium.serve.words import STAGES
from didymium.world.load import World


def flow(world: World, name: str, most: int = 5) -> Row | None:
    """The chain of one mineral for the flow picture: columns, nodes and links as shares of the world's flow."""
    from didymium.twin.network import chain

    try:
        net = chain(world, name)
    except MissingData:
        return None
    supply = net.supply
    used = uses(world, name)
    kept = _named(net.countries, supply, most)
    columns = [STAGES[s] for s in net.stages]
    nodes, links = [], []
    for i in range(len(net.stages)):
        nodes += [[i, c, v] for c, v in _pooled(net.countries, supply[i], kept)]
    for i in range(len(net.stages) - 1):
        links += _arcs(net, i, kept)
    last = len(net.stages)
    users = _pooled(net.countries, net.use[last - 1], kept)
    columns.append("Users")
    nodes += [[last, c, v] for c, v in users]
    links += _arcs(net, last - 1, kept)
    if sum(u["share"] for u in used) > 0.5:
        columns.append("Uses")
        nodes += [[last + 1, u["sector"], u["share"]] for u in used]
        links += [[last, c, u["sector"], v * u["share"]] for c, v in users for u in used]
    return {
        "columns": columns, "nodes": nodes, "links": links, "uses": used, "basis": list(net.basis),
        "sources": list(net.sources), "tonnes": [None if t != t else t for t in net.tonnes],
    }  # fmt: skip


def _named(countries: tuple[str, ...], supply: Any, most: int) -> set[str]:
    best = {c: float(supply[:, k].max()) for k, c in enumerate(countries) if c != "OTH"}
    return set(sorted(best, key=lambda c: -best[c])[:most])


def _pooled(countries: tuple[str, ...], values: Any, kept: set[str]) -> list[tuple[str, float]]:
    out: dict[str, float] = {}
    for code, value in zip(countries, values, strict=True):
        key = code if code in kept else "OTH"
        out[key] = out.get(key, 0.0) + float(value)
    ranked = [*sorted((c for c in out if c != "OTH"), key=lambda c: -out[c]), "OTH"]
    return [(c, out[c]) for c in ranked if out.get(c, 0.0) > 0.002]


def _arcs(net: Any, stage: int, kept: set[str]) -> list[list[Any]]:
    """Ribbons from the sellers of a stage to its buyers, who are the sellers of the next."""
    out: dict[tuple[str, str], float] = {}
    names = [c if c in kept else "OTH" for c in net.countries]
    for i, seller in enumerate(names):
        for j, buyer in enumerate(names):
            value = float(net.flows[stage, i, j])
            if value > 0:
                out[seller, buyer] = out.get((seller, buyer), 0.0) + value
    return [[stage, a, b, v] for (a, b), v in out.items() if v > 0.002]
