"""The planning program: buy options now, then run the chain in every scenario; a linear program on a live HiGHS model.

Everything that moves is a flow in tonnes a period: an import arc, a plant, a purchase that an option makes possible, a
use that goes without. First stage `x` (options, shared by all scenarios), second stage `flow` and `level` (stocks); the
algebra stands in docs/method/plan.md. Replies sit in slots that start as "nothing happens": adding a reply, a changed
scenario or another budget only changes bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.errors import Infeasible, MissingData

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
    factor: Array | None = None  # (W,) on the loss of each scenario; 1 where None

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
Rows = tuple[Block, str, Array]  # blocks, sign, right-hand side


def constraints(case: Case, budget: float) -> dict[str, Rows]:
    """Every family of constraints as blocks of columns a variable: the named rows of the program."""
    moments = case.cap.shape[0] * case.cap.shape[1]
    one = sparse.csr_array(np.ones((1, 1)))
    every, replies = _eye(case.cap.shape[0]), case.slots
    some = sparse.eye_array(replies, case.cap.shape[0], k=case.cap.shape[0] - replies)
    total = sparse.kron(every, sparse.kron(case.discount[None], np.ones((1, int(case.sector.max(initial=-1)) + 1))))
    owner = _picked(case.sector, int(case.sector.max(initial=-1)) + 1)
    rows: dict[str, Rows] = _physical(case) | {
        "budget": ({"x": sparse.csr_array(case.price[None] * SCALE)}, "<=", np.full(1, budget * SCALE)),
        "sector loss": (
            {"hit": sparse.kron(_eye(moments), owner), "flow": -_without(case)}, ">=",
            np.zeros(moments * len(case.sector)),
        ),
        "loss": ({"loss": _inverse(case), "hit": -total}, "=", np.zeros(every.shape[0])),
        "tail": (
            {"excess": every, "loss": -every, "value at risk": np.ones((every.shape[0], 1))}, ">=",
            np.zeros(every.shape[0]),
        ),
        "worst tail": ({"worst excess": one, "worst": -one, "value at risk": one}, ">=", np.zeros(1)),
    }  # fmt: skip
    if replies:
        rows["worst reply"] = ({"worst": np.ones((replies, 1)), "loss": -some}, ">=", np.zeros(replies))
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
        "balance": (balance, ">=", need.ravel()),
        "stock size": (room, "<=", np.tile(case.initial, moments)),
    }
    backed = np.flatnonzero(case.option >= 0)
    if len(backed):
        chosen = np.tile(case.option[backed], moments)
        given = (case.cap[:, :, backed].ravel(), (np.arange(len(chosen)), chosen))
        capacity = {
            "x": -sparse.coo_array(given, (len(chosen), len(case.options))),
            "flow": sparse.kron(_eye(moments), _picked(backed, flows)),
        }
        rows["option capacity"] = (capacity, "<=", np.zeros(len(chosen)))
    return rows


def _eye(size: int) -> Any:
    return sparse.eye_array(size)


def _inverse(case: Case) -> Any:
    """The reciprocal of each scenario's factor, so that loss / factor is the sum of what sectors lose."""
    return _eye(len(case.cap)) if case.factor is None else sparse.diags_array(1 / case.factor)


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


HURDLE = 1.0  # USD of risk-adjusted loss that a dollar must at least avoid to be spent: a budget is no gift
LEAST = 1e-9  # shadow price above which the budget binds


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
    duals: dict[str, float]  # USD of risk-adjusted loss avoided by one more unit; `budget` 0 where none avoids a dollar
    value: Array  # (O,) USD avoided by one more unit of the option, before its price


@dataclass(frozen=True)
class Program:
    """The linear program of a case: min cost x, low <= matrix x <= high, 0 <= x <= upper; where each family of
    variables (`columns`) and of constraints (`rows`) stands."""

    columns: dict[str, slice]
    rows: dict[str, slice]
    matrix: Any
    low: Array
    high: Array
    cost: Array
    upper: Array


def build(case: Case, budget: float, risk: Risk) -> Program:
    """The program of a case, strict: a gap (NaN) raises, and so does a block that does not fit its rows or variable."""
    scenarios, periods, _ = case.cap.shape
    moments, sectors = scenarios * periods, int(case.sector.max(initial=-1)) + 1
    scale = np.where(case.option < 0, 1.0, case.limit[case.option] if len(case.limit) else 1.0)
    tail = risk.aversion / (1 - risk.alpha)
    free = np.full(moments * max(len(case.nodes), sectors, 1), highspy.kHighsInf)
    variables: dict[str, tuple[Any, Any]] = {  # cost, upper bound
        "x": (HURDLE * SCALE * case.price, case.limit), "flow": (0.0, (case.cap * scale).ravel()),
        "level": (0.0, free[: moments * len(case.nodes)]), "hit": (0.0, free[: moments * sectors]),
        "loss": (case.probability, free[:scenarios]), "excess": (tail * case.probability, free[:scenarios]),
        "worst": (case.strategic + 1e-9, free[:1]), "worst excess": (tail * case.strategic, free[:1]),
        "value at risk": (risk.aversion, free[:1]),
    }  # fmt: skip
    families = constraints(case, budget)
    columns = _places({name: len(upper) for name, (_, upper) in variables.items()})
    rows = _places({name: len(right) for name, (_, _, right) in families.items()})
    matrix = sparse.vstack([_row(name, family, columns) for name, family in families.items()], format="csr")
    cost = np.concatenate([np.broadcast_to(c, len(upper)) for c, upper in variables.values()])
    right = np.concatenate([r for _, _, r in families.values()])
    _no_gap("objective", cost)
    sign = np.repeat([s for _, s, _ in families.values()], [len(r) for _, _, r in families.values()])
    low, high = (
        np.where(sign == s, without, right) for s, without in (("<=", -highspy.kHighsInf), (">=", highspy.kHighsInf))
    )
    return Program(columns, rows, matrix, low, high, cost, np.concatenate([u for _, u in variables.values()]))


def _places(sizes: dict[str, int]) -> dict[str, slice]:
    ends = np.cumsum(list(sizes.values())).tolist()
    return {name: slice(end - sizes[name], end) for name, end in zip(sizes, ends, strict=True)}


def _row(name: str, family: Rows, columns: dict[str, slice]) -> Any:
    """One family of constraints over all variables."""
    blocks, _, right = family
    unknown = set(blocks) - set(columns)
    if unknown:
        raise ValueError(f"constraint {name}: no variable {sorted(unknown)}")
    sizes = {v: at.stop - at.start for v, at in columns.items()}
    parts = [blocks[v] if v in blocks else sparse.csr_array((len(right), size)) for v, size in sizes.items()]
    matrix = sparse.csr_array(sparse.hstack(parts, format="csr"))
    if matrix.shape != (len(right), sum(sizes.values())):
        raise ValueError(f"constraint {name}: its columns do not fit the variables")
    _no_gap(f"constraint {name}", matrix.data, right)
    return matrix


def _no_gap(name: str, *values: Array) -> None:
    if any(np.isnan(v).any() for v in values):
        raise ValueError(f"{name}: NaN among its numbers; a gap is not zero")


class Live:
    """A program on a live HiGHS model: bounds change, the last basis stays, so the next solve is warm."""

    def __init__(self, case: Case, budget: float, risk: Risk | None = None) -> None:
        self.case, self.risk = replace(case, cap=case.cap.copy(), arrival=case.arrival.copy()), risk or Risk()
        program = build(case, budget, self.risk)
        self._columns, self._rows, self.highs = program.columns, program.rows, _highs(program)
        self.highs.setOptionValue("solver", "choose")
        self._warm = False

    def budget(self, usd: float) -> None:
        """Set the budget."""
        self.highs.changeRowBounds(self._rows["budget"].start, -highspy.kHighsInf, float(usd) * SCALE)

    def bounds(self, low: Array, high: Array) -> None:
        """Set what must and may be bought of each option; equal bounds fix it."""
        columns = np.arange(len(low), dtype=np.int32) + self._columns["x"].start
        self.highs.changeColsBounds(len(columns), columns, low.astype(float), high.astype(float))

    def scenario(self, index: int, cap: Array, arrival: Array, factor: float = 1.0) -> None:
        """Replace one scenario: `cap` (T, F) of its flows, `arrival` (T, K) of its stockpiles, the factor on its
        loss."""
        case, (_, periods, flows) = self.case, self.case.cap.shape
        scale = np.where(
            case.option < 0, 1.0, np.take(case.limit, case.option, mode="clip") if len(case.limit) else 1.0
        )
        first = self._columns["flow"].start + index * periods * flows
        columns = np.arange(first, first + periods * flows, dtype=np.int32)
        self.highs.changeColsBounds(columns.size, columns, np.zeros(columns.size), (cap * scale).ravel())
        self._capacities(index, cap)
        self._arrivals(index, arrival)
        self.highs.changeCoeff(self._rows["loss"].start + index, self._columns["loss"].start + index, 1 / factor)

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
                row = first + t * nodes + case.pile_node[k]
                column = self._columns["x"].start + case.pile_option[k]
                self.highs.changeCoeff(int(row), int(column), sign * float(new[t, k] * case.pile[k]))
        case.arrival[index] = arrival

    def solve(self) -> Solution:
        """The optimum under the present bounds; raises `Infeasible` with the constraints that contradict each other."""
        if self._warm:
            self.highs.setOptionValue("solver", "simplex")
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnknown:  # a warm start that lost its way: once more from scratch
            self.highs.clearSolver()
            self.highs.setOptionValue("solver", "ipm")
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
        value = case.price * (HURDLE + dollar) - np.asarray(found.col_dual)[self._columns["x"]] / SCALE
        return Solution(
            x, float(case.price @ x), loss[sampled], worst, float(weights @ values),
            tail_mean(values, weights, self.risk.alpha), float(self.highs.getInfo().objective_function_value) / SCALE,
            {"budget": HURDLE + dollar if dollar > LEAST else 0.0} | self._tonnes(rows), value,
        )  # fmt: skip

    def _tonnes(self, rows: Array) -> dict[str, float]:
        """Worth of one more tonne a period in all periods and scenarios, by node: `balance[<node>]`, USD."""
        worth = rows[self._rows["balance"]].reshape(-1, len(self.case.nodes)).sum(axis=0) / SCALE
        return {f"balance[{name}]": float(v) for name, v in zip(self.case.nodes, worth, strict=True)}


class _Silent(highspy.Highs):
    """HiGHS that writes nothing, not even the banner that its constructor prints."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Turn output off before the first call that may log."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _highs(program: Program) -> Any:
    """The program as a silent HiGHS instance, handed over as arrays; no variable is an integer."""
    p, rows = program, program.matrix
    shape: Any = (*rows.shape[::-1], rows.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0)
    matrix = (rows.indptr.astype(np.int32), rows.indices.astype(np.int32), rows.data)
    bounds = (p.cost, np.zeros_like(p.upper), p.upper, p.low, p.high)
    highs = _Silent()  # type: ignore[no-untyped-call]
    highs.passModel(*shape, *bounds, *matrix, np.zeros(len(p.cost), dtype=np.int32))  # type: ignore[call-overload]
    return highs


def tail_mean(values: Array, weights: Array, alpha: float) -> float:
    """CVaR: the mean of the worst 1 - alpha of a discrete distribution, in the unit of `values`.

    Rockafellar and Uryasev 2000: min over e of e + sum w (v - e)+ / (1 - alpha), attained at the alpha-quantile.
    """
    weights = weights / weights.sum()
    order = np.argsort(values, kind="stable")[::-1]
    room = np.clip((1 - alpha) - np.concatenate([[0.0], np.cumsum(weights[order])[:-1]]), 0, weights[order])
    return float(room @ values[order] / room.sum())
