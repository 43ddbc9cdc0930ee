"""Chains that run together: markets side by side, rare earths tied by their basket, by-products to their host."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.twin.layout import Arrays
from didymium.twin.network import Chain
from didymium.twin.production import unit_of
from didymium.twin.traits import BASKET_WEIGHT, Traits

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Market:
    """One stage of one chain inside a group; `stage` indexes its chain."""

    chain: Chain
    traits: Traits
    stage: int

    @property
    def mineral(self) -> str:
        """The chain's mineral."""
        return self.chain.mineral

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.chain.stages[self.stage]

    @property
    def last(self) -> bool:
        """True where the buyers are final users."""
        return self.stage == len(self.chain.stages) - 1


@dataclass(frozen=True)
class Shock:
    """Coupled chains with their shocks. start: first month that differs from the baseline (months = none does).

    economies: names of the members in `arrays`, in order; OUT is every buyer outside the senders. units: those of them
    whose losses are counted, which together are the world. outage: output is lost and nothing restricted. date: day
    behind which the world is masked.
    """

    markets: tuple[Market, ...]
    countries: tuple[str, ...]
    economies: tuple[str, ...]
    arrays: Arrays
    start: int
    senders: tuple[str, ...]
    units: tuple[str, ...] = ()
    outage: bool = False
    date: dt.date | None = None

    @cached_property
    def lack(self) -> F32:
        """Part of its usual supply that each buyer loses before anybody answers, dims (month, node); negative where new
        supply comes. Sellers fall short by capacity and by what their own inputs lack."""
        a, C = self.arrays, len(self.countries)
        lack = np.zeros(a.capacity.shape)
        for k in range(len(self.markets)):
            here, arcs = slice(k * C, (k + 1) * C), slice(a.arc_ptr[k * C], a.arc_ptr[(k + 1) * C])
            able = a.capacity[:, here].astype(float)
            if not a.first[k]:
                able *= 1 - lack[:, (k - 1) * C : k * C] * (1 - a.scrap[here])
            able += np.divide(a.added[:, here], a.supply[here], out=np.zeros_like(able), where=a.supply[here] > 0)
            row = a.arc_limit[arcs]
            allowed = np.where(row >= 0, a.allowed[:, np.maximum(row, 0)], 1.0) if a.allowed.shape[1] else 1.0
            gone = a.arc_flow[arcs] * (1 - able[:, a.arc_from[arcs]] * allowed)
            upto = np.concatenate([np.zeros((len(gone), 1)), gone.cumsum(axis=1)], axis=1)
            ends = a.arc_ptr[k * C : (k + 1) * C + 1] - a.arc_ptr[k * C]
            lack[:, here] = (upto[:, ends[1:]] - upto[:, ends[:-1]]) / np.maximum(a.use[here], 1e-12)
        return lack.astype(np.float32)

    def unit(self, economy: str) -> str | None:
        """The unit (economy or block) in which the losses of an economy are counted; None for an aggregate of them."""
        return None if economy in ("EUU", "WLD") else unit_of(economy, self.units)


def joined(each: list[Arrays], markets: tuple[Market, ...], C: int) -> Arrays:
    """One set of arrays for several chains: nodes one after the other, baskets and hosts tied across them."""
    nodes = np.cumsum([0, *(a.supply.size for a in each)])
    arcs = np.cumsum([0, *(a.arc_from.size for a in each)])
    rows = np.cumsum([0, *(a.open.shape[1] for a in each)])
    pointer = np.concatenate([[0], *(a.arc_ptr[1:] + arcs[n] for n, a in enumerate(each))])
    limit = np.concatenate([np.where(a.arc_limit >= 0, a.arc_limit + rows[n], -1) for n, a in enumerate(each)])
    whole: dict[str, Any] = {
        f: np.concatenate([getattr(a, f) for a in each], axis=-1) for f in Arrays._fields if f not in _OWN
    }
    basket = _baskets(markets, C, whole["basket_weight"])
    assert nodes[-1] == len(markets) * C
    return Arrays(
        **{
            **whole, "arc_ptr": ints(pointer), "arc_limit": ints(limit), "member_ptr": each[0].member_ptr,
            "member": each[0].member, "sender": each[0].sender, "host": _hosts(markets, C), **basket,
        }
    )  # fmt: skip


_OWN = {
    "arc_ptr", "arc_limit", "member_ptr", "member", "sender", "host", "basket_ptr", "basket_node",
}  # fmt: skip


def _baskets(markets: tuple[Market, ...], C: int, own: F32) -> dict[str, Any]:
    """Rare earths leave a mine together: each mine listens to every element's price, by its part of the
    basket's value."""
    mines = [m for m, x in enumerate(markets) if x.stage == 0 and x.name == "mine" and x.mineral in BASKET_WEIGHT]
    pointer, node, weight = [0], [], []
    for m in range(len(markets)):
        tied = mines if m in mines else [m]
        for i in range(C):
            node += [k * C + i for k in tied]
            weight += [BASKET_WEIGHT[markets[k].mineral] for k in tied] if m in mines else [own[m * C + i]]
            pointer.append(len(node))
    return {"basket_ptr": ints(pointer), "basket_node": ints(node), "basket_weight": floats(weight)}


def _hosts(markets: tuple[Market, ...], C: int) -> NDArray[np.int32]:
    """By-products cannot outgrow their host: the node of the host's market in the same country, -1 where not
    simulated."""
    host = np.full((len(markets), C), -1, np.int32)
    first = {x.mineral: m for m, x in enumerate(markets) if x.stage == 0}
    for m, x in enumerate(markets):
        if x.stage == 0 and x.traits.host in first:
            at = first[x.traits.host]
            host[m] = np.where(markets[at].chain.supply[0] > 0, at * C + np.arange(C), -1)
    return host.ravel()


def ints(values: object) -> NDArray[np.int32]:
    """Values as the kernel's whole numbers."""
    return np.ascontiguousarray(values, dtype=np.int32)


def floats(values: object) -> F32:
    """Values as the kernel's floats."""
    return np.ascontiguousarray(values, dtype=np.float32)
