"""A planning case as arrays, and its constraints as sparse blocks of columns, one block a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.errors import MissingData

Array = NDArray[np.float64]
Index = NDArray[np.intp]
SCALE = 1e-6  # the program counts money in millions of USD


@dataclass(frozen=True)
class Case:
    """One planning case as arrays; money in USD, mass in tonnes a period.

    Sizes: W scenarios (the last `slots` are the adversary's), T periods, N nodes (mineral x stage), F flows, O options.
    A flow delivers to node `to`; a plant's flow also draws `draw` tonnes a tonne from node `source` (-1: from outside).
    `option` is the option that a flow needs (-1: none); `cap` is then the capacity of the whole option.
    """

    nodes: tuple[str, ...]
    flows: tuple[str, ...]
    options: tuple[str, ...]
    to: Index  # (F,)
    source: Index  # (F,)
    draw: Array  # (F,)
    option: Index  # (F,)
    cap: Array  # (W, T, F)
    pair: Index  # (F,) the mineral x sector that goes without, -1 for what is no loss
    sector: Index  # (P,) sector of each mineral x sector pair
    loss: Array  # (W, F) USD/t of going without; zero elsewhere
    discount: Array  # (T,)
    demand: Array  # (T, N)
    price: Array  # (O,) USD for the whole option
    limit: Array  # (O,) largest number of units
    initial: Array  # (N,) private stock, t: at the start, and the most that may be held
    pile_option: Index  # (K,) a pile is one mineral that a stockpile option holds at one node
    pile_node: Index  # (K,)
    pile: Array  # (K,) t a unit of the option
    arrival: Array  # (W, T, K) share of the bought stock that arrives in the period
    probability: Array  # (W,), sums to 1 - strategic; zero in the slots
    slots: int = 0
    strategic: float = 0.0  # probability that the sender picks its best reply

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and not np.isfinite(value).all():
                where = np.argwhere(~np.isfinite(value))[0]
                raise MissingData(
                    f"plan: {field.name} has no number at {self._place(field.name, where)}; a gap is not zero"
                )

    def _place(self, name: str, where: NDArray[np.int_]) -> str:
        labels = dict.fromkeys(("cap", "loss", "draw"), self.flows) | dict.fromkeys(("demand", "initial"), self.nodes)
        known = labels.get(name, self.options)
        return known[where[-1]] if where[-1] < len(known) else str(tuple(where.tolist()))


Block = Mapping[str, Any]  # columns of each variable, sparse, by its name
Rows = tuple[str, Block, str, Array]  # dims, blocks, sign, right-hand side


def constraints(case: Case, budget: float) -> dict[str, Rows]:
    """Every family of constraints as blocks of columns a variable: the named rows of the program."""
    moments = case.cap.shape[0] * case.cap.shape[1]
    one = sparse.csr_array(np.ones((1, 1)))
    every, replies = _eye(case.cap.shape[0]), case.slots
    some = sparse.eye_array(replies, case.cap.shape[0], k=case.cap.shape[0] - replies)
    total = sparse.kron(every, sparse.kron(case.discount[None], np.ones((1, int(case.sector.max(initial=-1)) + 1))))
    owner = _picked(case.sector, int(case.sector.max(initial=-1)) + 1)
    rows: dict[str, Rows] = _physical(case) | {
        "budget": ("one", {"x": sparse.csr_array(case.price[None] * SCALE)}, "<=", np.full(1, budget * SCALE)),
        "sector loss": (
            "scenario period pair", {"hit": sparse.kron(_eye(moments), owner), "flow": -_without(case)}, ">=",
            np.zeros(moments * len(case.sector)),
        ),
        "loss": ("scenario", {"loss": every, "hit": -total}, "=", np.zeros(every.shape[0])),
        "tail": (
            "scenario", {"excess": every, "loss": -every, "value at risk": np.ones((every.shape[0], 1))}, ">=",
            np.zeros(every.shape[0]),
        ),
        "worst tail": ("one", {"worst excess": one, "worst": -one, "value at risk": one}, ">=", np.zeros(1)),
    }  # fmt: skip
    if replies:
        rows["worst reply"] = ("reply", {"worst": np.ones((replies, 1)), "loss": -some}, ">=", np.zeros(replies))
    return rows


def _physical(case: Case) -> dict[str, Rows]:
    """The balance of every node, the room for stocks, and the capacity that options give."""
    scenarios, periods, flows = case.cap.shape
    nodes, moments = len(case.nodes), scenarios * periods
    fed = np.flatnonzero(case.source >= 0)
    into = sparse.coo_array((np.ones(flows), (case.to, np.arange(flows))), (nodes, flows))
    drawn = sparse.coo_array((case.draw[fed], (case.source[fed], fed)), (nodes, flows))
    carry = sparse.kron(_eye(scenarios), sparse.kron(sparse.eye_array(periods, k=-1) - _eye(periods), _eye(nodes)))
    need = np.broadcast_to(case.demand, (scenarios, *case.demand.shape)).copy()
    need[:, 0] -= case.initial
    balance = {"x": _piled(case, case.arrival), "flow": sparse.kron(_eye(moments), into - drawn), "level": carry}
    room = {"x": -_piled(case, case.arrival.cumsum(axis=1)), "level": _eye(moments * nodes)}
    rows: dict[str, Rows] = {
        "balance": ("scenario period node", balance, ">=", need.ravel()),
        "stock size": ("scenario period node", room, "<=", np.tile(case.initial, moments)),
    }
    backed = np.flatnonzero(case.option >= 0)
    if len(backed):
        chosen = np.tile(case.option[backed], moments)
        given = (case.cap[:, :, backed].ravel(), (np.arange(len(chosen)), chosen))
        capacity = {
            "x": -sparse.coo_array(given, (len(chosen), len(case.options))),
            "flow": sparse.kron(_eye(moments), _picked(backed, flows)),
        }
        rows["option capacity"] = ("scenario period backed", capacity, "<=", np.zeros(len(chosen)))
    return rows


def _eye(size: int) -> Any:
    return sparse.eye_array(size)


def _picked(columns: Index, size: int) -> Any:
    """A row for each of `columns` with a one there."""
    return sparse.coo_array((np.ones(len(columns)), (np.arange(len(columns)), columns)), (len(columns), size))


def _piled(case: Case, share: Array) -> Any:
    """Columns of the options at the nodes: t of each pile that a unit has brought, share: (W, T, K)."""
    moments, nodes = share.shape[0] * share.shape[1], len(case.nodes)
    row = np.arange(moments)[:, None] * nodes + case.pile_node
    column = np.broadcast_to(case.pile_option, row.shape)
    values = share.reshape(moments, -1) * case.pile
    return sparse.coo_array((values.ravel(), (row.ravel(), column.ravel())), (moments * nodes, len(case.options)))


def _without(case: Case) -> Any:
    """Columns of the flows that go without: millions of USD a tonne at each scenario, period and pair."""
    scenarios, periods, flows = case.cap.shape
    bare = np.flatnonzero(case.pair >= 0)
    moment = np.arange(scenarios * periods)[:, None]
    row, column = moment * len(case.sector) + case.pair[bare], moment * flows + bare
    values = np.repeat(case.loss[:, bare] * SCALE, periods, axis=0)
    shape = (scenarios * periods * len(case.sector), scenarios * periods * flows)
    return sparse.coo_array((values.ravel(), (row.ravel(), column.ravel())), shape)
