"""The arithmetic of one month of the twin, counted from its laws, and how fast that mix runs with nothing else.

The laws are run in plain Python on numbers that hold no value and count what is done to them; which branch a law takes
depends on the chain alone, never on a draw. A product that goes into a sum counts as one multiply-add, as compiled
code fuses it. Loads, stores, addresses and branches count nothing: the roofline is arithmetic only, as many draws
abreast as the kernel runs, in as many threads, compiled with the same options.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numba import njit

from didymium.twin import engine, laws
from didymium.twin.layout import LANES, Plan, State
from didymium.twin.simd import exp2, least, load, log2, narrow, splat, store, widen

KINDS = ("multiply-add", "add", "multiply", "minimum", "divide", "exp2", "log2", "double", "widen", "narrow")
BATCH, CHAINS = 64, 8  # node-months in a unit of work; operations of a turn of each loop


kernel = njit(nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]


class Number:
    """A value that counts; `wide` for doubles, `product` while a sum could still take it up."""

    def __init__(self, done: Counter[str], wide: bool = False, product: bool = False) -> None:
        self.done, self.wide, self.product = done, wide, product

    def did(self, what: str, product: bool = False) -> Number:
        """The outcome of one operation; every sum and product of doubles counts alike."""
        self.done["double" if self.wide else what] += 1
        return Number(self.done, self.wide, product)

    def into(self, what: str, wide: bool) -> Number:
        """The outcome of a conversion."""
        self.done[what] += 1
        return Number(self.done, wide)

    def _sum(self, other: object) -> Number:
        for term in (self, other):
            if isinstance(term, Number) and term.product:
                term.product = False
                self.done["double" if self.wide else "multiply"] -= 1
                return self.did("multiply-add")
        return self.did("add")

    def _times(self, other: object) -> Number:
        return self.did("multiply", product=True)

    def _over(self, other: object) -> Number:
        return self.did("divide")

    __add__ = __radd__ = __sub__ = __rsub__ = _sum
    __mul__ = __rmul__ = _times
    __truediv__ = __rtruediv__ = _over


def counted(a: Plan, s: State, t: int) -> dict[str, float]:
    """Operations a node in month `t` of the plan `a`, by kind."""
    done: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    space: dict[str, object] = {"__name__": "laws in Python"}
    for module in (engine, laws):  # the laws last, as the engine imports the compiled ones
        exec(compile(Path(str(module.__file__)).read_text(encoding="utf-8"), module.__name__, "exec"), space)
    space |= {name: law.py_func for name, law in space.items() if hasattr(law, "py_func")}
    space |= {
        "at": lambda array, place: array[place], "splat": lambda _: Number(done), "store": lambda *_: None,
        "load": lambda array, row: Number(done, wide=array.dtype == np.float64),
        "widen": lambda v: v.into("widen", True), "narrow": lambda v: v.into("narrow", False),
        "exp2": lambda v: v.did("exp2"), "log2": lambda v: v.did("log2"), "least": lambda v, w: v.did("minimum"),
        "most": lambda v, w: v.did("minimum"), "where_positive": lambda v, *_: v.did("minimum"),
    }  # fmt: skip
    space["month"](a, np.zeros((a.M * laws.NPAR, LANES), np.float32), t, s)  # type: ignore[operator]
    for m in range(a.M):
        space["record"](a, m, s, np.zeros((1, LANES), np.float32), 0, 1, True)  # type: ignore[operator]
    return {kind: done[kind] / a.n for kind in KINDS}


@kernel
def floats(x, y, units, fused, adds, times, least_, divided, raised, logs):  # type: ignore[no-untyped-def]
    """`units` times the operations on floats of `BATCH` node-months, in eight chains, all in registers."""
    a, b, c, d = load(x, 0), load(x, 1), load(x, 2), load(x, 3)
    e, f, g, h = load(x, 4), load(x, 5), load(x, 6), load(x, 7)
    k, q = splat(np.float32(0.999)), splat(np.float32(0.001))
    for _ in range(units):
        for _ in range(fused):
            a, b, c, d = a * k + q, b * k + q, c * k + q, d * k + q
            e, f, g, h = e * k + q, f * k + q, g * k + q, h * k + q
        for _ in range(adds):
            a, b, c, d, e, f, g, h = a + q, b + q, c + q, d + q, e + q, f + q, g + q, h + q
        for _ in range(times):
            a, b, c, d, e, f, g, h = a * k, b * k, c * k, d * k, e * k, f * k, g * k, h * k
        for _ in range(least_):
            a, b, c, d = least(a, b), least(b, c), least(c, d), least(d, e)
            e, f, g, h = least(e, f), least(f, g), least(g, h), least(h, a)
        for _ in range(divided):
            a, b, c, d, e, f, g, h = k / a, k / b, k / c, k / d, k / e, k / f, k / g, k / h
        for _ in range(raised):
            a, b, c, d, e, f, g, h = exp2(a), exp2(b), exp2(c), exp2(d), exp2(e), exp2(f), exp2(g), exp2(h)
        for _ in range(logs):
            a, b, c, d, e, f, g, h = log2(a), log2(b), log2(c), log2(d), log2(e), log2(f), log2(g), log2(h)
    store(y, 0, a + b + c + d + e + f + g + h)


@kernel
def doubles(x, z, y, units, fused, widened, narrowed):  # type: ignore[no-untyped-def]
    """`units` times the operations on doubles and the conversions of `BATCH` node-months, in four chains."""
    a, b, c, d = load(x, 0), load(x, 1), load(x, 2), load(x, 3)
    A, B, C, D = load(z, 0), load(z, 1), load(z, 2), load(z, 3)
    for _ in range(units):
        for _ in range(2 * fused):
            A, B, C, D = A * 0.999 + 0.001, B * 0.999 + 0.001, C * 0.999 + 0.001, D * 0.999 + 0.001
        for _ in range(2 * widened):
            A, B, C, D = A + widen(a), B + widen(b), C + widen(c), D + widen(d)
            a, b, c, d = b, c, d, a
        for _ in range(2 * narrowed):
            a, b, c, d = a + narrow(A), b + narrow(B), c + narrow(C), d + narrow(D)
            A, B, C, D = B, C, D, A
    store(y, 0, a + b + c + d + narrow(A + B + C + D))


def rounds(each: dict[str, float]) -> list[int]:
    """How often each loop turns for `BATCH` node-months; a widening comes with a sum of doubles, a narrowing
    with a sum of floats, so those are taken off."""
    left = {**each, "double": each["double"] - each["widen"], "add": each["add"] - each["narrow"]}
    return [max(0, round(left[kind] * BATCH / CHAINS)) for kind in KINDS]


def work(units: int, turns: list[int]) -> None:
    """Do the arithmetic of `units` times `BATCH` node-months."""
    x, z, y = np.full((8, LANES), 1.1, np.float32), np.full((4, LANES), 1.1), np.zeros((1, LANES), np.float32)
    floats(x, y, units, *turns[:7])
    doubles(x, z, y, units, *turns[7:])


def roofline(each: dict[str, float]) -> tuple[float, float]:
    """Node-months of one draw a second at that mix, on as many threads as the kernel uses: by the wall, by CPU time."""
    units, threads, turns = 1_000, os.cpu_count() or 1, rounds(each)
    work(1, turns)
    begin = perf_counter(), process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [units] * threads, [turns] * threads))
    done = threads * units * BATCH * LANES
    return done / (perf_counter() - begin[0]), done * threads / (process_time() - begin[1])
