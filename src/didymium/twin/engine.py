"""Runs the laws over months and blocks of draws: many draws abreast, blocks over threads, compiled once and cached.

Quantities are shares of the world's baseline flow of a market (a market is one stage of a chain), prices are base-2
logarithms of the ratio to baseline, steps are months. Flows are rounded to single precision once; stocks and node
totals are doubles that add exactly those flows, so mass closes to rounding. What is kept of a month: metrics summed
over economies, and node totals for audits.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numba.core import event
from numpy.typing import NDArray

from didymium.twin.laws import ONE, STOCK, ZERO, compiled, month
from didymium.twin.layout import LANES, NMET, NPAR, Arrays, aligned, new_state, pack
from didymium.twin.simd import at, exp2, least, load, log2, most, narrow, splat, store, widen

log = logging.getLogger("didymium.twin")
_jit: Any = njit  # with options that its typed form does not list
_listen: Any = event.register
SOURCES = ("simd.py", "layout.py", "laws.py", "engine.py")


def cached(make: Callable[[int], Any]) -> Any:
    """The function that `make(stamp)` defines, compiled on its first call and kept beside the package or, where that
    cannot be written, in the user's cache folder; where neither can be, it is compiled anew in each process.

    The stamp changes with the source of all that is compiled and stands in the name under which it is kept, so that
    nothing older is ever read: it may speak of modules that are gone.
    """
    function = make(_stamp())
    function.__qualname__ = f"{function.__qualname__}.{_stamp():x}"
    options = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return _jit(cache=True, **options)(function)
    except RuntimeError:  # numba found no place to write to
        return _jit(**options)(function)


@lru_cache(maxsize=1)
def _stamp() -> int:
    text = b"".join((Path(__file__).parent / name).read_bytes() for name in SOURCES)
    return int(hashlib.sha256(text).hexdigest()[:12], 16) + 1


class _Told(event.Listener):
    """Says once that the kernel is being compiled, for it takes seconds; nothing when it comes from the cache."""

    said = False

    def on_start(self, event: Any) -> None:
        if not self.said and event.data["dispatcher"].py_func.__module__ == "didymium.twin.engine":
            self.said = True
            log.info("compiling the twin's kernel (first run only, a few seconds) ...")

    def on_end(self, event: Any) -> None:
        """Nothing to say."""


_listen("numba:compile", _Told())


F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
ALONE = 8_000  # node-months of a block below which starting threads costs more than it saves


@compiled
def _rest(a, par, m, s):  # type: ignore[no-untyped-def]
    """Set one market to its baseline."""
    x, f, d, C, one = a.x, s.f, s.d, a.C, splat(ONE)
    months = load(par, m * NPAR + STOCK)
    for j in range(m * C, m * C + C):
        use = at(x, a.use + j)
        store(d, s.stock + j, widen(months * at(x, a.months + j) * use))
        store(d, s.reserve + j, widen(splat(at(x, a.reserve + j) * use)))
        store(f, s.plan + j, splat(at(x, a.supply + j)))
        store(f, s.keep + j, one)
        store(f, s.base + j, splat(use))
        store(f, s.wish + j, splat(use))


def _run_block(stamp: int) -> Any:
    def run_block(a, s, par, start, out, width, block, audit):  # type: ignore[no-untyped-def]
        """Write the metrics of one block of draws to `out`.

        par: (M * NPAR, LANES). out: (E * M * NMET * T * width, LANES).
        start: first month in which anything differs from the baseline; earlier months are not run.
        """
        if stamp == 0:
            return
        for row in range(s.f.shape[0]):
            store(s.f, row, splat(ZERO))
        for row in range(s.d.shape[0]):
            store(s.d, row, widen(splat(ZERO)))
        for m in range(a.M):
            _rest(a, par, m, s)
        for t in range(start, a.T):
            month(a, par, t, s)
            for m in range(a.M):
                record(a, m, s, out, block + t * width, a.T * width)
            if audit.stock.shape[0] > 0:
                enter(audit, t * a.n, a.n, s)

    return run_block


run_block = cached(_run_block)


def run(a: Arrays, par: F32, start: int, *, audit: Ledger | None = None) -> F32:
    """The metrics of every draw: float32 (E, M, NMET, T, draws).

    par: (blocks, M * NPAR, LANES), draws in blocks. Months before `start` are left NaN for the caller to fill
    with the baseline.
    """
    blocks, T = par.shape[0], a.capacity.shape[0]
    E, M = a.member_ptr.size - 1, a.last.size
    out = aligned((E, M, NMET, T, blocks, LANES), np.float32)
    out[:, :, :, :start] = np.nan
    flat = out.reshape(-1, LANES)
    plan, none = pack(a), np.empty((0, LANES), np.float64)
    book = Ledger(*(b.reshape(-1, LANES) for b in audit)) if audit else Ledger(none, none, none, none)
    steps = blocks * plan.n * (plan.T - start)  # node-months, about an eighth of a microsecond each
    threads = min(blocks, os.cpu_count() or 1) if steps > ALONE else 1

    def work(first: int) -> None:
        state = new_state(plan, audit is not None)
        for block in range(first, blocks, threads):
            run_block(plan, state, par[block], start, flat, blocks, block, book)

    if threads == 1:
        work(0)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))
    return out.reshape(E, M, NMET, T, blocks * LANES)


def empty_ledger(a: Arrays) -> Ledger:
    """A ledger with room for one block of draws."""
    shape = (a.capacity.shape[0], a.supply.size, LANES)
    return Ledger(*(np.zeros(shape) for _ in range(4)))


PRICES = 3  # the first metrics are means of logarithms, the others sums


class Ledger(NamedTuple):
    """Node totals for audits, each (T, M*C, LANES) doubles; length 0 when not asked for."""

    stock: F64
    arrived: F64
    consumed: F64
    shipped: F64


@compiled
def regions(a, m, s):  # type: ignore[no-untyped-def]
    """Sums over the countries of each region (those that belong to the same economies), so that a country is read once
    however many economies it belongs to: flows as shares, logarithms of prices times use."""
    x, k, f, d, C, zero = a.x, a.k, s.f, s.d, a.C, splat(ZERO)
    wants = s.base if at(k, a.last + m) else s.wish
    asked = s.index if at(k, a.resale + m) > 0 else s.level  # what is sold on is billed as its sellers are paid
    for g in range(a.G):
        price, paid, billed, arrived, got = zero, zero, zero, widen(zero), zero
        wanted, held, abroad, revenue = zero, widen(zero), zero, zero
        for place in range(at(k, a.region_ptr + g), at(k, a.region_ptr + g + 1)):
            c = at(k, a.region_country + place)
            j, use = m * C + c, at(x, a.use + m * C + c)
            if use > ZERO:
                price = price + load(f, s.spot + j) * use
                paid = paid + load(f, s.level + j) * use
                billed = billed + load(f, asked + j) * use
                arrived = arrived + load(d, s.arrived + j)
                held = held + load(d, s.stock + j)
                got = got + load(f, s.got + j)
                wanted = wanted + load(f, wants + j)
            if at(k, a.told + c) > 0:
                abroad = abroad + load(f, s.abroad + j)
                revenue = revenue + load(f, s.revenue + j)
        row = s.sums + g * NMET
        store(f, row, price)
        store(f, row + 1, paid)
        store(f, row + 2, billed)
        store(f, row + 3, narrow(arrived))
        store(f, row + 4, got)
        store(f, row + 5, wanted)
        store(f, row + 6, narrow(held))
        store(f, row + 7, abroad)
        store(f, row + 8, revenue)


@compiled
def record(a, m, s, out, row, step):  # type: ignore[no-untyped-def]
    """The metrics of each economy in market `m`: sums over its regions, prices as use-weighted geometric means.

    out: one row a metric, `step` apart from `row` on.
    """
    x, k, f = a.x, a.k, s.f
    regions(a, m, s)
    for e in range(a.E):
        for metric in range(NMET):
            total, place = splat(ZERO), row + ((e * a.M + m) * NMET + metric) * step
            for part in range(at(k, a.part_ptr + e), at(k, a.part_ptr + e + 1)):
                total = total + load(f, s.sums + at(k, a.part + part) * NMET + metric)
            if metric < PRICES:
                total = exp2(total * at(x, a.mean + m * a.E + e))
            store(out, place, total)


@compiled
def enter(audit, row, n, s):  # type: ignore[no-untyped-def]
    """Node totals of one month in the ledger, from `row` on."""
    d = s.d
    for node in range(n):
        store(audit.stock, row + node, load(d, s.stock + node))
        store(audit.arrived, row + node, load(d, s.arrived + node))
        store(audit.consumed, row + node, load(d, s.consumed + node))
        store(audit.shipped, row + node, load(d, s.shipped + node))


def _losses(stamp: int) -> Any:
    def _fractions(short, paid, critical, cost, exposed, low, long, speed, weight, saved, start, out, still):  # type: ignore[no-untyped-def]
        """Lost part of value added, and that of it which stands still, rows (T * blocks, LANES); see `loss.lost`."""
        if stamp == 0:
            return
        blocks = cost.shape[0]
        one, zero = splat(ONE), splat(ZERO)
        for t in range(start, short.shape[0] // blocks):
            for b in range(blocks):
                row = t * blocks + b
                q = most(one - load(short, row), splat(np.float32(1e-6)))
                q = exp2(log2(least(q, one)) * load(weight, b))
                q = one - (one - q) * (ONE - saved[t])
                age = one - exp2((zero - load(speed, b)) * np.float32(t - start))
                part = load(critical, b) * (one - age)
                s = load(low, b) + (load(long, b) - load(low, b)) * age
                power = (s - one) / s
                inner = part * exp2(log2(q) * power) + (one - part)
                made = exp2(log2(inner) / power)
                dearer = load(cost, b) * q * most(load(paid, row) - one, zero)
                stands = (one - made) * load(exposed, b)
                store(still, row, stands)
                store(out, row, least(stands + dearer, load(exposed, b)))

    return _fractions


fractions = cached(_losses)
