"""The planning program of about 200,000 variables: build, total and re-solve, beside HiGHS alone and Pyomo in one run.

    uv run --with pyomo python benchmarks/plan.py        (without Pyomo its line is left out)

The instance is the plan of the United States for the rare earths to 2035 on the world that ships, with as many sampled
histories as make the size. "HiGHS alone" gets the same matrix as arrays; Pyomo writes the same rows one by one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from didymium import labels
from didymium.strategy.harden import Setting, setting
from didymium.strategy.program import Case, Live, Risk, build
from didymium.world.load import load_world

BUDGET = 4e8


def instance(draws: int) -> Setting:
    return setting(load_world(), "USA", labels.members("rare earths"), dt.date(2035, 12, 31), 0, draws)


def timed(work: Callable[[], Any], repeats: int = 5) -> tuple[float, Any]:
    """(median seconds, last result)."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def whole(case: Case) -> tuple[Live, float]:
    live = Live(case, BUDGET, Risk())
    return live, live.solve().objective


def alone(lp: highspy.HighsLp) -> float:
    """HiGHS on the same matrix, handed over as arrays: no model, no labels."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    highs.run()
    return float(highs.getInfo().objective_function_value)


def resolve(live: Live, given: Setting) -> tuple[float, float]:
    """Median and worst seconds to solve again after one scenario has changed, with setting it and reading the plan."""
    rng, seconds, arcs = np.random.default_rng(1), [], len(given.frame.arcs)
    for _ in range(20):
        w, start = rng.integers(given.draws), rng.integers(given.frame.periods - 4)
        cap = given.case.cap[w].copy()
        cap[start : start + 4, :arcs] *= rng.uniform(0, 0.5)
        began = time.perf_counter()
        live.scenario(int(w), cap, given.case.arrival[w])
        live.solve()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), max(seconds)


def in_pyomo(lp: highspy.HighsLp) -> Callable[[], Any] | None:
    """Writes the same program in Pyomo row by row; None where Pyomo is not installed."""
    try:
        from pyomo import environ as pyo
    except ImportError:
        return None
    cost, low, high = (np.asarray(v).tolist() for v in (lp.col_cost_, lp.col_lower_, lp.col_upper_))
    bottom, top = np.asarray(lp.row_lower_), np.asarray(lp.row_upper_)
    part = lp.a_matrix_
    shape = (lp.num_row_, lp.num_col_)
    parts = tuple(np.asarray(v) for v in (part.value_, part.index_, part.start_))
    if part.format_ == highspy.MatrixFormat.kRowwise:
        matrix = csr_matrix(parts, shape=shape)
    else:
        matrix = csr_matrix(parts, shape=shape[::-1]).T.tocsr()

    def write() -> Any:
        model = pyo.ConcreteModel()
        model.x = pyo.Var(range(len(cost)), bounds=lambda _, i: (low[i], None if high[i] > 1e20 else high[i]))
        x = [model.x[i] for i in range(len(cost))]

        def row(_: Any, r: int) -> Any:
            at = slice(matrix.indptr[r], matrix.indptr[r + 1])
            body = pyo.quicksum(v * x[i] for i, v in zip(matrix.indices[at], matrix.data[at], strict=True))
            if bottom[r] == top[r]:
                return body == top[r]
            return body <= top[r] if top[r] < 1e20 else body >= bottom[r]

        model.rows = pyo.Constraint(range(matrix.shape[0]), rule=row)
        model.goal = pyo.Objective(expr=pyo.quicksum(c * v for c, v in zip(cost, x, strict=True) if c))
        return model

    return write


def report(draws: int) -> None:
    given = instance(draws)
    build(given.case, BUDGET, Risk())  # imports and caches are warm
    lp = Live(given.case, BUDGET, Risk()).highs.getLp()
    print(f"{lp.num_col_:,} variables, {lp.num_row_:,} rows ({draws} sampled histories)")
    seconds, _ = timed(lambda: build(given.case, BUDGET, Risk()))
    solver, value = timed(lambda: alone(lp))
    total, (live, goal) = timed(lambda: whole(given.case))
    again, slowest = resolve(live, given)
    print(f"  HiGHS alone, same matrix  {solver:7.3f} s   optimum {value:,.1f} million USD")
    print(f"  build                     {seconds:7.3f} s   (reach 0.7 at 200,000)")
    print(f"  build, solve, read        {total:7.3f} s   {total / solver:.2f} x alone (reach 1.25), {goal / 1e6:,.1f}")
    print(f"  re-solve, one scenario    {again:7.3f} s   median of 20, slowest {slowest:.3f} (reach 0.1 at 200,000)")
    if (write := in_pyomo(lp)) is not None:
        print(f"  Pyomo, build only         {timed(write, 3)[0]:7.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, nargs="+", default=[16, 64])
    for draws in parser.parse_args().draws:
        report(draws)


if __name__ == "__main__":
    main()
