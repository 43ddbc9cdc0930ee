"""Runs the laws over months and blocks of draws: sixteen draws abreast, blocks over threads, compiled once and cached.

Quantities are shares of the world's baseline flow of a market (a market is one stage of a chain), prices are base-2
logarithms of the ratio to baseline, steps are months. Flows are rounded to single precision once; stocks and node
totals are doubles that add exactly those flows, so mass closes to rounding.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from didymium.twin.laws import (
    NPAR,
    STOCK,
    ZERO,
    buyers,
    clear,
    compiled,
    draw_inputs,
    final_use,
    offers,
    producers,
)
from didymium.twin.simd import LANES, exp2, load, narrow, splat, store, widen

F32, F64, I32 = NDArray[np.float32], NDArray[np.float64], NDArray[np.int32]
METRICS = ("price", "paid", "arrivals", "got", "wanted", "stock", "exports", "revenue")
NMET = len(METRICS)


class Arrays(NamedTuple):
    """Coupled chains and their shocks. M markets, C countries, T months, A arcs, R restricted arcs, E economies."""

    last: I32  # M: final market of its chain
    first: I32  # M: first market of its chain
    supply: F32  # M*C: baseline share of a seller
    use: F32  # M*C: baseline share of a buyer
    months: F32  # M*C: normal working stock of a buyer, relative to the stock parameter
    scrap: F32  # M*C: part of a seller's output that needs no upstream input
    build: F32  # M*C: seller's part of new capacity
    host: I32  # M*C: node that a by-product hangs on, or -1
    basket_ptr: I32  # M*C+1
    basket_node: I32
    basket_weight: F32
    arc_ptr: I32  # M*C+1, arcs grouped by buyer
    arc_from: I32  # A: seller's country
    arc_flow: F32  # A: baseline flow
    arc_limit: I32  # A: row of `allowed`, or -1 where never restricted
    allowed: F32  # T, R: permitted share of the baseline flow
    leak: F32  # T, R: blocked share x build-up of leakage
    open: F32  # T, R: share of the seller's exports that stays free
    capacity: F32  # T, M*C: surviving share of capacity
    added: F32  # T, M*C: planned new capacity
    demand: F32  # T, M*C: demand multiplier
    thrift: F32  # T, M*C: demand multiplier of substitution programmes
    given: F32  # T, M*C: extra arrivals (recycling programmes)
    fear: F32  # T, M*C: jump of perceived risk
    horizon: F32  # T, M*C: months until the known end of a measure
    reserve: F32  # M*C: public stock, months of use
    member_ptr: I32  # E+1
    member: I32  # countries of an economy
    sender: I32  # C: number of the sender that a country belongs to, 0 for none


class State(NamedTuple):
    """What a block remembers from month to month, (M*C, 16) each; scratch rows are (C, 16)."""

    level: F32  # log price that users pay (contracts)
    spot: F32
    fear: F32
    keep: F32  # demand left after substitution
    base: F32  # use at baseline price
    wish: F32  # use wanted at the price paid
    pull: F32
    plan: F32
    offer: F32
    received: F32
    running: F32
    built: F32
    pipe1: F32
    pipe2: F32
    paid: F32
    sold: F32
    abroad: F32
    revenue: F32
    got: F32  # what makers and users could use of what they wanted
    stock: F64
    reserve: F64
    arrived: F64
    consumed: F64
    shipped: F64
    weight: F32
    capped: F32
    barred: F32
    ratio: F32
    remain: F32
    flow: F32
    trade: bool


class Ledger(NamedTuple):
    """Node totals for audits, each (T, M*C, 16) doubles; length 0 when not asked for."""

    stock: F64
    arrived: F64
    consumed: F64
    shipped: F64


SINGLES, DOUBLES, SCRATCH = 19, 5, 5  # arrays of State by kind, in its order


def new_state(a: Arrays) -> State:
    """Memory for one thread, used again for each of its blocks."""
    n, C = a.supply.size, a.sender.size
    widest = int(np.diff(a.arc_ptr).max(initial=1))
    singles = np.zeros((SINGLES, n, LANES), np.float32)
    doubles = np.zeros((DOUBLES, n, LANES), np.float64)
    scratch = np.zeros((SCRATCH, C, LANES), np.float32)
    flow = np.zeros((widest, LANES), np.float32)
    return State(*singles, *doubles, *scratch, flow, bool(a.sender.any()))


@compiled
def _rest(a, par, m, C, s):  # type: ignore[no-untyped-def]
    """Set one market to its baseline."""
    zero, one, none = splat(ZERO), splat(np.float32(1.0)), widen(splat(ZERO))
    months = load(par, m * NPAR + STOCK)
    for j in range(m * C, m * C + C):
        for row in (s.level, s.spot, s.fear, s.pull, s.offer, s.received, s.built, s.pipe1, s.pipe2, s.paid, s.sold,
                    s.abroad, s.revenue, s.got):  # fmt: skip
            store(row, j, zero)
        for total in (s.arrived, s.consumed, s.shipped):
            store(total, j, none)
        store(s.stock, j, widen(months * a.months[j] * a.use[j]))
        store(s.reserve, j, widen(splat(a.reserve[j] * a.use[j])))
        store(s.plan, j, splat(a.supply[j]))
        store(s.keep, j, one)
        store(s.running, j, one)
        store(s.base, j, splat(a.use[j]))
        store(s.wish, j, splat(a.use[j]))


@compiled
def _add(out, row, value, fresh):  # type: ignore[no-untyped-def]
    if fresh:
        store(out, row, value)
    else:
        store(out, row, load(out, row) + value)


@compiled
def _record(a, t, start, m, C, s, monthly, out, width, block):  # type: ignore[no-untyped-def]
    """Sum nodes over the members of each economy: flows as shares, prices as use-weighted means of logarithms."""
    T = a.capacity.shape[0]
    months = T if monthly else 1
    fresh = monthly or t == start
    for e in range(a.member_ptr.size - 1):
        zero = splat(ZERO)
        price, paid, weight = zero, zero, ZERO
        arrived, held = widen(zero), widen(zero)
        got, wanted, abroad, revenue = zero, zero, zero, zero
        for k in range(a.member_ptr[e], a.member_ptr[e + 1]):
            j = m * C + a.member[k]
            if a.use[j] > ZERO:
                price = price + load(s.spot, j) * a.use[j]
                paid = paid + load(s.level, j) * a.use[j]
                weight += a.use[j]
                arrived = arrived + load(s.arrived, j)
                held = held + load(s.stock, j)
                got = got + load(s.got, j)
                wanted = wanted + (load(s.base, j) if a.last[m] else load(s.wish, j))
            if a.sender[a.member[k]] > 0:
                abroad = abroad + load(s.abroad, j)
                revenue = revenue + load(s.revenue, j)
        row = ((e * a.last.size + m) * NMET * months + (t if monthly else 0)) * width + block
        step = months * width
        scale = np.float32(1.0) / weight if weight > ZERO else np.float32(np.nan)
        _add(out, row, exp2(price * scale) if weight > ZERO else splat(scale), fresh)
        _add(out, row + step, exp2(paid * scale) if weight > ZERO else splat(scale), fresh)
        _add(out, row + 2 * step, narrow(arrived), fresh)
        _add(out, row + 3 * step, got, fresh)
        _add(out, row + 4 * step, wanted, fresh)
        _add(out, row + 5 * step, narrow(held), fresh)
        _add(out, row + 6 * step, abroad, fresh)
        _add(out, row + 7 * step, revenue, fresh)


@compiled
def _enter(audit, row, n, s):  # type: ignore[no-untyped-def]
    for node in range(n):
        store(audit.stock, row + node, load(s.stock, node))
        store(audit.arrived, row + node, load(s.arrived, node))
        store(audit.consumed, row + node, load(s.consumed, node))
        store(audit.shipped, row + node, load(s.shipped, node))


def _stamp() -> int:
    """A number that changes with the source of the laws, so that compiled code is never older than they are."""
    here = Path(__file__).parent
    text = b"".join((here / name).read_bytes() for name in ("simd.py", "laws.py", "engine.py"))
    return int(hashlib.sha256(text).hexdigest()[:12], 16) + 1


def _compiled_run(stamp: int) -> Any:
    @njit(nogil=True, cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
    def run_block(a, s, par, start, monthly, out, width, block, audit):  # type: ignore[no-untyped-def]
        """Write the metrics of one block of sixteen draws to `out`.

        par: (M * NPAR, 16). out: (E * M * NMET * T' * width, 16), T' = T, or 1 for sums over months.
        start: first month in which anything differs from the baseline; earlier months are not run.
        """
        if stamp == 0:
            return
        M, T = a.last.size, a.capacity.shape[0]
        C = a.supply.size // M
        for m in range(M):
            _rest(a, par, m, C, s)
        for t in range(start, T):
            for m in range(M):
                buyers(a, par, t, m, C, s)
            for m in range(M):
                producers(a, par, t, m, C, s)
            for m in range(M):
                offers(a, m, C, s)
                clear(a, par, t, m, C, s)
                if not a.first[m]:
                    draw_inputs(a, m, C, s)
                if a.last[m]:
                    final_use(a, m, C, s)
            for m in range(M):
                _record(a, t, start, m, C, s, monthly, out, width, block)
            if audit.stock.shape[0] > 0:
                _enter(audit, t * M * C, M * C, s)

    return run_block


run_block = _compiled_run(_stamp())


def run(a: Arrays, par: F32, start: int, *, monthly: bool = True, audit: Ledger | None = None) -> F32:
    """The metrics of every draw: float32 (E, M, NMET, T or 1, draws).

    par: (blocks, M * NPAR, 16), draws in blocks of sixteen. Months before `start` are left NaN for the caller to fill
    with the baseline.
    """
    blocks = par.shape[0]
    T = a.capacity.shape[0] if monthly else 1
    E, M = a.member_ptr.size - 1, a.last.size
    out = np.full((E, M, NMET, T, blocks, LANES), np.nan, np.float32)
    flat = out.reshape(-1, LANES)
    none = np.empty((0, LANES), np.float64)
    book = Ledger(*(b.reshape(-1, LANES) for b in audit)) if audit else Ledger(none, none, none, none)
    threads = min(blocks, os.cpu_count() or 1)

    def work(first: int) -> None:
        state = new_state(a)
        for block in range(first, blocks, threads):
            run_block(a, state, par[block], start, monthly, flat, blocks, block, book)

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
