"""The planning program: buy options now, then run the chain in every scenario; a linear program on a live HiGHS model.

Everything that moves is a flow in tonnes a period: an import arc, a plant, a purchase that an option makes possible, a
use that goes without. First stage `x` (options, shared by all scenarios); second stage `flow`, `level` (stocks).

    min  sum_w p_w L_w + pi T + rho [eta + (sum_w p_w z_w + pi z_T) / (1 - alpha)] + dust * spend
    budget          sum_o price_o x_o <= budget
    balance         inflow - inflow drawn on by the next stage + level[t-1] - level[t] + arrivals x >= demand
    option capacity flow <= capacity * x          (no capacity before the lead time)
    stock size      level <= private size + bought tonnes
    sector loss     hit[s] >= loss of going without mineral m in sector s, for every m (a magnet needs all its elements)
    loss            L_w = sum of hit, discounted
    worst reply     T >= L_a for the replies a of the adversary;  z_w >= L_w - eta, z_T >= T - eta

`rho` is the risk aversion and z the excess over the value at risk (Rockafellar and Uryasev 2000). Replies sit in
slots that start as "nothing happens": adding a reply, a changed scenario or another budget only changes bounds.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from didymium.errors import Infeasible, MissingData

Array = NDArray[np.float64]
Index = NDArray[np.intp]
DUST = 0.01  # USD of risk-adjusted loss that a dollar must at least avoid to be spent
SCALE = 1e-6  # the program counts money in millions of USD
_LINOPY = threading.Lock()  # linopy's semantics are a setting of the process: one build at a time


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


@dataclass(frozen=True)
class Risk:
    """How risk is weighed: `aversion` is the weight of the CVaR at level `alpha` beside the mean (0: neutral)."""

    aversion: float = 1.0
    alpha: float = 0.9


@dataclass(frozen=True)
class Solution:
    """A solved program: what is bought, the loss by scenario, and what each constraint is worth."""

    x: Array  # (O,)
    spent: float
    loss: Array  # (W,) USD
    worst: float  # USD, the largest loss over the replies
    mean: float
    cvar: float
    objective: float
    duals: dict[str, float]  # USD of risk-adjusted loss avoided by one more unit
    value: Array  # (O,) USD avoided by one more unit of the option, before its price


def build(case: Case, budget: float, risk: Risk) -> linopy.Model:
    """The linear program of a case in linopy, strict: a gap or a label that does not match raises."""
    with _LINOPY, linopy.options as options:
        options(semantics="v1")
        return _build(case, budget, risk)


def _build(case: Case, budget: float, risk: Risk) -> linopy.Model:
    model = linopy.Model(sparse=True)
    axis: dict[str, pd.Index[Any]] = {
        "scenario": pd.RangeIndex(case.cap.shape[0], name="scenario"),
        "period": pd.RangeIndex(case.cap.shape[1], name="period"),
        "flow": pd.Index(case.flows, name="flow"),
        "node": pd.Index(case.nodes, name="node"),
        "option": pd.Index(case.options, name="option"),
    }
    upper = case.cap * np.where(case.option < 0, 1.0, case.limit[case.option] if len(case.limit) else 1.0)
    x = model.add_variables(0, _on(axis, "option", case.limit), name="x")
    flow = model.add_variables(0, _on(axis, "scenario period flow", upper), name="flow")
    level = model.add_variables(0, coords=[axis["scenario"], axis["period"], axis["node"]], name="level")
    loss = model.add_variables(0, coords=[axis["scenario"]], name="loss")
    excess = model.add_variables(0, coords=[axis["scenario"]], name="excess")
    worst, over, var = (model.add_variables(0, name=name) for name in ("worst", "worst excess", "value at risk"))
    _physical(model, case, axis, x, flow, level)
    spend = (_on(axis, "option", case.price * SCALE) * x).sum()
    model.add_constraints(spend <= budget * SCALE, name="budget")
    _losses(model, case, axis, flow, loss)
    model.add_constraints(excess - loss + var >= 0, name="tail")
    model.add_constraints(over - worst + var >= 0, name="worst tail")
    if case.slots:
        reply = slice(len(case.probability) - case.slots, None)
        model.add_constraints(worst - loss.isel(scenario=reply) >= 0, name="worst reply")
    p, tail = _on(axis, "scenario", case.probability), risk.aversion / (1 - risk.alpha)
    goal = (p * loss).sum() + case.strategic * worst + DUST * spend + 1e-9 * worst
    if risk.aversion:
        goal = goal + risk.aversion * var + tail * (p * excess).sum() + tail * case.strategic * over
    model.add_objective(goal)
    return model


def _physical(model: Any, case: Case, axis: Mapping[str, pd.Index], x: Any, flow: Any, level: Any) -> None:
    """Add the balance of every node, the capacity that options give, and the room for stocks."""
    nodes = np.asarray(case.nodes)
    inflow = (1 * flow).groupby(_groups(axis["flow"], nodes[case.to])).sum()
    balance = (-1 * level).add(inflow, join="left")
    fed = np.flatnonzero(case.source >= 0)
    if len(fed):
        taken = (_on(axis, "flow", case.draw) * flow).isel(flow=fed)
        groups = _groups(axis["flow"][fed], nodes[case.source[fed]])
        balance = balance.sub(taken.groupby(groups).sum(), join="left")
    before = (1 * level).isel(period=slice(None, -1)).assign_coords(period=axis["period"][1:])
    balance = balance.add(before, join="left")
    room = 1 * level
    if len(case.pile):
        piles = pd.RangeIndex(len(case.pile), name="pile")
        groups = xr.DataArray(nodes[case.pile_node], coords=[piles], name="node")
        bought = x.isel(option=case.pile_option).rename(option="pile").assign_coords(pile=piles)
        shape = [axis["scenario"], axis["period"], piles]
        fresh, held = (xr.DataArray(v * case.pile, coords=shape) for v in (case.arrival, case.arrival.cumsum(axis=1)))
        balance = balance.add((fresh * bought).groupby(groups).sum(), join="left")
        room = room.sub((held * bought).groupby(groups).sum(), join="left")
    need = np.broadcast_to(case.demand, (case.cap.shape[0], *case.demand.shape)).copy()
    need[:, 0] -= case.initial
    model.add_constraints(balance >= _on(axis, "scenario period node", need), name="balance")
    model.add_constraints(room <= _on(axis, "node", case.initial), name="stock size")
    backed = np.flatnonzero(case.option >= 0)
    if len(backed):
        chosen = x.isel(option=case.option[backed]).rename(option="flow").assign_coords(flow=axis["flow"][backed])
        most = _on(axis, "scenario period flow", case.cap).isel(flow=backed)
        model.add_constraints(flow.isel(flow=backed) - most * chosen <= 0, name="option capacity")


def _losses(model: Any, case: Case, axis: Mapping[str, pd.Index], flow: Any, loss: Any) -> None:
    """Add the loss of every sector, at least that of each mineral it lacks, and their discounted sum."""
    sectors = pd.RangeIndex(int(case.sector.max(initial=-1)) + 1, name="sector")
    pairs = pd.RangeIndex(len(case.sector), name="pair")
    hit = model.add_variables(0, coords=[axis["scenario"], axis["period"], sectors], name="hit")
    bare = np.flatnonzero(case.pair >= 0)
    unit = (_on(axis, "scenario flow", case.loss * SCALE) * flow).isel(flow=bare)
    groups = xr.DataArray(case.pair[bare], coords=[axis["flow"][bare]], name="pair")
    each = hit.isel(sector=case.sector).rename(sector="pair").assign_coords(pair=pairs)
    model.add_constraints(each - unit.groupby(groups).sum() >= 0, name="sector loss")
    total = (_on(axis, "period", case.discount) * hit).sum(["period", "sector"])
    model.add_constraints(loss - total == 0, name="loss")


def _on(axis: Mapping[str, pd.Index], dims: str, values: Array) -> xr.DataArray:
    return xr.DataArray(values, coords=[axis[d] for d in dims.split()])


def _groups(axis: pd.Index, names: Any) -> xr.DataArray:
    return xr.DataArray(names, coords=[axis], name="node")


class Live:
    """A program on a live HiGHS model: bounds change, the last basis stays, so the next solve is warm."""

    def __init__(self, case: Case, budget: float, risk: Risk | None = None, solver: str = "choose") -> None:
        self.case, self.risk = replace(case, cap=case.cap.copy(), arrival=case.arrival.copy()), risk or Risk()
        model = build(case, budget, self.risk)
        self._columns = {name: slice(*model.variables[name].range) for name in model.variables}
        self._rows = {name: slice(*model.constraints[name].range) for name in model.constraints}
        self._node_row = model.constraints["balance"].indexes["node"].get_indexer(list(case.nodes))
        self.highs = _highs(model)
        self.highs.setOptionValue("solver", solver)
        self._warm = False

    @property
    def size(self) -> tuple[int, int]:
        """(variables, constraints)."""
        return self.highs.getNumCol(), self.highs.getNumRow()

    def budget(self, usd: float) -> None:
        """Set the budget."""
        self.highs.changeRowBounds(self._rows["budget"].start, -highspy.kHighsInf, float(usd) * SCALE)

    def bounds(self, low: Array, high: Array) -> None:
        """Set what must and may be bought of each option; equal bounds fix it."""
        columns = np.arange(len(low), dtype=np.int32) + self._columns["x"].start
        self.highs.changeColsBounds(len(columns), columns, low.astype(float), high.astype(float))

    def scenario(self, index: int, cap: Array, arrival: Array) -> None:
        """Replace one scenario: `cap` (T, F) of its flows and `arrival` (T, K) of its stockpiles."""
        case, (_, periods, flows) = self.case, self.case.cap.shape
        scale = np.where(
            case.option < 0, 1.0, np.take(case.limit, case.option, mode="clip") if len(case.limit) else 1.0
        )
        first = self._columns["flow"].start + index * periods * flows
        columns = np.arange(first, first + periods * flows, dtype=np.int32)
        self.highs.changeColsBounds(columns.size, columns, np.zeros(columns.size), (cap * scale).ravel())
        self._capacities(index, cap)
        self._arrivals(index, arrival)

    def _capacities(self, index: int, cap: Array) -> None:
        backed = np.flatnonzero(self.case.option >= 0)
        first = self._rows["option capacity"].start + index * len(cap) * len(backed) if len(backed) else 0
        for t, j in np.argwhere(cap[:, backed] != self.case.cap[index][:, backed]):
            row, column = first + t * len(backed) + j, self._columns["x"].start + self.case.option[backed[j]]
            self.highs.changeCoeff(int(row), int(column), -float(cap[t, backed[j]]))
        self.case.cap[index] = cap

    def _arrivals(self, index: int, arrival: Array) -> None:
        case, nodes = self.case, len(self.case.nodes)
        for name, new, old, sign in (
            ("balance", arrival, case.arrival[index], 1.0),
            ("stock size", arrival.cumsum(axis=0), case.arrival[index].cumsum(axis=0), -1.0),
        ):
            first = self._rows[name].start + index * len(arrival) * nodes
            for t, k in np.argwhere(new != old):
                row = first + t * nodes + self._node_row[case.pile_node[k]]
                column = self._columns["x"].start + case.pile_option[k]
                self.highs.changeCoeff(int(row), int(column), sign * float(new[t, k] * case.pile[k]))
        case.arrival[index] = arrival

    def solve(self) -> Solution:
        """The optimum under the present bounds; raises `Infeasible` with the constraints that contradict each other."""
        if self._warm:
            self.highs.setOptionValue("solver", "simplex")
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible(f"no plan fits: {', '.join(self.conflict())} cannot hold together")
        if status != highspy.HighsModelStatus.kOptimal:
            raise Infeasible(f"the planning program ended as {self.highs.modelStatusToString(status)}, not as optimal")
        self._warm = True
        return self._solution()

    def flows(self) -> Array:
        """The flows of the last solution, dims (scenario, period, flow), t a period."""
        values = np.asarray(self.highs.getSolution().col_value)[self._columns["flow"]]
        return np.asarray(values.reshape(self.case.cap.shape))

    def conflict(self) -> tuple[str, ...]:
        """Names of the constraints in an irreducible infeasible set, e.g. `budget`."""
        _, iis = self.highs.getIis()
        rows = [name for name, at in self._rows.items() if any(at.start <= r < at.stop for r in iis.row_index_)]
        at = self._columns["x"]
        forced = [self.case.options[c - at.start] for c in iis.col_index_ if at.start <= c < at.stop]
        return tuple(f"constraint `{name}`" for name in rows) + tuple(f"required {name!r}" for name in forced)

    def _solution(self) -> Solution:
        case, found = self.case, self.highs.getSolution()
        columns, rows = np.asarray(found.col_value), np.asarray(found.row_dual)
        x = columns[self._columns["x"]]
        sampled = case.probability > 0
        loss = columns[self._columns["loss"]] / SCALE
        worst = float(loss[-case.slots :].max()) if case.slots else float("nan")
        weights = np.append(case.probability[sampled], case.strategic if case.slots else 0.0)
        values = np.append(loss[sampled], worst if case.slots else 0.0)
        dollar = -float(rows[self._rows["budget"]][0])
        value = case.price * (DUST + dollar) - np.asarray(found.col_dual)[self._columns["x"]] / SCALE
        return Solution(
            x, float(case.price @ x), loss[sampled], worst, float(weights @ values),
            tail_mean(values, weights, self.risk.alpha), float(self.highs.getInfo().objective_function_value) / SCALE,
            {"budget": dollar} | self._tonnes(rows), value,
        )  # fmt: skip

    def _tonnes(self, rows: Array) -> dict[str, float]:
        """Worth of one more tonne a period in all periods and scenarios, by node: `balance[<node>]`, USD."""
        worth = rows[self._rows["balance"]].reshape(-1, len(self.case.nodes)).sum(axis=0) / SCALE
        return {
            f"balance[{name}]": float(worth[row]) for name, row in zip(self.case.nodes, self._node_row, strict=True)
        }


class _Silent(highspy.Highs):
    """HiGHS that writes nothing, not even the banner that its constructor prints."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Turn output off before the first call that may log."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _highs(model: linopy.Model) -> Any:
    """The model as a silent HiGHS instance, handed over as arrays."""
    parts = model.matrices
    entries: Any = parts.A
    rows, sense, right = entries.tocsr(), np.asarray(parts.sense), np.asarray(parts.b, dtype=float)
    low = np.where(sense == "<", -highspy.kHighsInf, right)
    high = np.where(sense == ">", highspy.kHighsInf, right)
    whole = np.zeros(len(parts.c), dtype=np.int32)  # no variable is an integer
    shape = (
        len(parts.c),
        len(right),
        rows.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
    )
    matrix = (rows.indptr.astype(np.int32), rows.indices.astype(np.int32), rows.data)
    highs = _Silent()  # type: ignore[no-untyped-call]
    highs.passModel(*shape, parts.c, parts.lb, parts.ub, low, high, *matrix, whole)
    return highs


def tail_mean(values: Array, weights: Array, alpha: float) -> float:
    """CVaR: the mean of the worst 1 - alpha of a discrete distribution, in the unit of `values`.

    Rockafellar and Uryasev 2000: min over e of e + sum w (v - e)+ / (1 - alpha), attained at the alpha-quantile.
    """
    weights = weights / weights.sum()
    order = np.argsort(values, kind="stable")[::-1]
    room = np.clip((1 - alpha) - np.concatenate([[0.0], np.cumsum(weights[order])[:-1]]), 0, weights[order])
    return float(room @ values[order] / room.sum())
