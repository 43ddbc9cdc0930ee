"""What the kernel reads and remembers, in memory: named fields as rows of a few flat arrays.

A field is the number of its first row. Few arrays compile fast and leave registers for draws.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
METRICS = ("price", "paid", "billed", "arrivals", "got", "wanted", "stock", "exports", "revenue")
NMET = len(METRICS)
LANES = 32  # draws that the kernel runs abreast
PARAMETERS = (
    "use_elasticity", "steepness", "rung_weight", "top", "stock_elasticity_inverse", "cover_ceiling",
    "supply_elasticity", "shutdown_elasticity", "plan_speed", "spare", "input_cost",
    "arbitrage", "stock", "refill", "contract", "hoard", "fear_keep", "substitution", "substitution_limit",
    "leak_closed", "leak_open", "price_speed", "restock", "conversion", "follow", "glut",
    "premium", "relief_inverse",
)  # fmt: skip
NPAR = len(PARAMETERS)


class Arrays(NamedTuple):
    """A chain and its shocks. M markets, C countries, T months, A arcs, R restricted arcs, E economies."""

    last: I32  # M: final market of its chain
    first: I32  # M: first market of its chain
    resale: I32  # M: 0 made to order, 1 sold on outside the states that restrict, 2 one world price of an exchange
    supply: F32  # M*C: baseline share of a seller
    use: F32  # M*C: baseline share of a buyer
    months: F32  # M*C: normal working stock of a buyer, relative to the stock parameter
    scrap: F32  # M*C: part of a seller's output that needs no upstream input
    arc_ptr: I32  # M*C+1, arcs grouped by buyer
    arc_from: I32  # A: seller's country
    arc_flow: F32  # A: baseline flow
    arc_limit: I32  # A: row of `allowed`, or -1 where never restricted
    allowed: F32  # T, R: permitted share of the baseline flow
    limited: I32  # T, M: 1 where a measure limits some arc of the market in that month
    relieved: I32  # T, M: 1 once supply has come or use has gone in the chain
    leak: F32  # T, R: blocked share x build-up of leakage
    open: F32  # T, R: share of the seller's exports that stays free
    capacity: F32  # T, M*C: surviving share of capacity
    added: F32  # T, M*C: planned new capacity
    demand: F32  # T, M*C: demand multiplier
    thrift: F32  # T, M*C: demand multiplier of substitution programmes
    given: F32  # T, M*C: extra arrivals (recycling programmes)
    fear: F32  # T, M*C: jump of perceived risk
    reserve: F32  # M*C: public stock, months of use
    member_ptr: I32  # E+1
    member: I32  # countries of an economy
    sender: I32  # C: number of the sender that a country belongs to, 0 for none
    told: I32  # C: the same of the states whose exports are told
    struck: I32  # M*C: 1 where the scenario restricts what a seller sells or takes its output


FLOATS = ("supply", "use", "months", "scrap", "allowed", "leak", "open", "capacity", "added",
          "demand", "thrift", "given", "fear", "reserve")  # fmt: skip
INTS = ("last", "first", "resale", "limited", "relieved", "sender", "told", "struck")
POINTERS = ("arc_ptr", "arc_from", "out_ptr", "out_to", "lim_ptr", "lim_from", "lim_to", "bar_ptr", "bar_row",
            "part_ptr", "part", "region_ptr", "region_country")  # fmt: skip
SIZES = ("M", "C", "T", "E", "G", "R", "n", "outs", "trade")


def _record(fields: tuple[str, ...], name: str) -> Any:
    """A named tuple, which the kernel reads as it reads a struct."""
    return namedtuple(name, fields)


Plan: Any = _record(
    (*SIZES, "x", "k", "w", *FLOATS, "arc_flow", "out_flow", "lim_flow", "mean", *INTS, *POINTERS), "Plan"
)
Plan.__doc__ = """`Arrays` packed for the kernel: sizes, three flat arrays, and where each field begins in its array.

G: regions, countries that belong to the same economies; n: M * C; x: floats; k: whole numbers; w: flows of
never restricted arcs, by buyer, then (from `outs` on) by seller; trade: some country's exports are told. Never
restricted arcs stand twice, by buyer (`arc_*`) and by seller (`out_*`). The others (`lim_*`) stand by buyer, in
the order of `allowed`; `bar_row` lists them by seller. part: regions of each economy; region_country: countries
of each region; mean: dims (M, E), one over the baseline use of an economy.
"""


def pack(a: Arrays) -> Any:
    """The kernel's form of `a`."""
    n, C = a.supply.size, a.sender.size
    buyer = np.repeat(np.arange(n), np.diff(a.arc_ptr))
    free = a.arc_limit < 0
    node, origin, flow = buyer[free], a.arc_from[free], a.arc_flow[free]
    seller = node // C * C + origin
    turn = np.argsort(seller, kind="stable")
    bound = buyer[~free]
    barred = bound // C * C + a.arc_from[~free]
    floats = {f: getattr(a, f) for f in FLOATS}
    floats |= {"arc_flow": flow, "out_flow": flow[turn], "lim_flow": a.arc_flow[~free]}
    ints = {f: getattr(a, f) for f in INTS}
    ints |= {"arc_ptr": _pointer(node, n), "arc_from": origin, "out_ptr": _pointer(seller, n), "out_to": node[turn],
             "lim_ptr": _pointer(bound, n), "lim_from": a.arc_from[~free], "lim_to": bound,
             "bar_ptr": _pointer(barred, n), "bar_row": np.argsort(barred, kind="stable")}  # fmt: skip
    both = np.concatenate([flow, flow[turn]]).astype(np.float64)
    (groups, parts), use = _regions(a), a.use.reshape(-1, C).astype(np.float64)
    ints |= {"part_ptr": _ends(parts), "part": np.concatenate(parts), "region_ptr": _ends(groups),
             "region_country": np.concatenate(groups)}  # fmt: skip
    whole = np.stack([use[:, members].sum(axis=1) for members in np.split(a.member, a.member_ptr[1:-1])], axis=1)
    floats["mean"] = np.divide(1.0, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    return Plan(
        M=a.last.size, C=C, T=len(a.capacity), E=len(parts), G=len(groups), R=a.allowed.shape[1], n=n,
        x=_flat(floats, np.float32), k=_flat(ints, np.int32), w=both, outs=flow.size,
        trade=bool(a.told.any()), **_begins(floats), **_begins(ints),
    )  # fmt: skip


def _regions(a: Arrays) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
    """The countries of each region, and the regions of each economy."""
    belongs = np.zeros((a.sender.size, a.member_ptr.size - 1), bool)
    belongs[a.member, np.repeat(np.arange(belongs.shape[1]), np.diff(a.member_ptr))] = True
    kinds, region = np.unique(belongs, axis=0, return_inverse=True)
    groups = [np.flatnonzero(region.ravel() == g) for g in range(len(kinds))]
    return groups, [np.flatnonzero(column) for column in kinds.T]


def _ends(lists: list[NDArray[Any]]) -> NDArray[Any]:
    return np.cumsum([0, *map(len, lists)])


def _pointer(node: NDArray[Any], n: int) -> NDArray[Any]:
    return np.concatenate([[0], np.cumsum(np.bincount(node, minlength=n))])


def _flat(fields: dict[str, NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate([np.ravel(v).astype(dtype) for v in fields.values()])


def _begins(fields: dict[str, NDArray[Any]]) -> dict[str, Any]:
    ends = np.cumsum([v.size for v in fields.values()])
    return {name: int(end) - v.size for (name, v), end in zip(fields.items(), ends, strict=True)}


SINGLES = ("level", "index", "spot", "aim", "fear", "keep", "base", "wish", "plan", "offer", "received", "fetched",
           "abroad", "revenue", "got")  # fmt: skip
DOUBLES = ("stock", "reserve", "arrived", "consumed", "shipped")
SCRATCH = ("pull", "pulled", "sought", "thirst", "goal", "input", "dear", "push", "quote", "agreed", "indexed", "cover",
           "held", "came")  # fmt: skip
WIDE = ("remain", "scale", "taken")


State: Any = _record(("f", "d", "audited", *SINGLES, *SCRATCH, "cap", "sums", *DOUBLES, *WIDE), "State")
State.__doc__ = """What a block remembers from month to month, rows of draws: one a node,
or (SCRATCH, WIDE) one a country, for the market at work.

level: log price that users pay (contracts); index: log of quotes, as late; aim: log price to which the quote is
going; keep: demand left after substitution; base: use at the baseline price; wish: use wanted at the price paid;
received: log price that a seller acts on; fetched: that to which its buyers' quotes are going; got: what makers
and users could use of what they wanted; pull: weight of a buyer in its sellers' eyes; pulled: the same times
its log price; sought: times its `aim`; thirst: log of what it pulls more for holding less than others; goal:
stock that it wants; input: log of how much dearer its inputs are, by their cost share; push: the same of a
buyer's price; quote: price ratio; agreed, indexed: those of contracts and of the index; cover: stock in sight;
held: stock at the month's begin; came: arrivals, then those of the months ahead; cap: what
each limited arc takes; sums: metrics of each region; remain: of a seller's offer, a unit of weight; scale: of a
buyer, pull x taken; taken: part that it takes of what it is offered.
"""


def new_state(a: Any, audited: bool = False) -> Any:
    """Memory for one thread, used again for each of its blocks."""
    rows = {
        "f": [a.n] * len(SINGLES) + [a.C] * len(SCRATCH) + [max(1, a.R), a.G * NMET],
        "d": [a.n] * len(DOUBLES) + [a.C] * len(WIDE),
    }
    names = {"f": (*SINGLES, *SCRATCH, "cap", "sums"), "d": (*DOUBLES, *WIDE)}
    begins = {
        name: int(begin)
        for kind, counts in rows.items()
        for name, begin in zip(names[kind], np.cumsum([0, *counts[:-1]]), strict=True)
    }
    f, d = aligned((sum(rows["f"]), LANES), np.float32), aligned((sum(rows["d"]), LANES), np.float64)
    return State(f=f, d=d, audited=audited, **begins)


def aligned(shape: tuple[int, ...], dtype: type) -> NDArray[Any]:
    """Zeros that start on a cache line, so that a register never straddles two."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + 64, np.uint8)
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + size].view(dtype).reshape(shape)
