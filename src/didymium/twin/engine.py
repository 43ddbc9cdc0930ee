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
    compiled,
    deliver,
    draw_inputs,
    exports,
    final_use,
    offers,
    plans,
    prices,
    producers,
    shares,
)
from didymium.twin.simd import LANES, exp2, load, narrow, splat, store, widen

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
_jit: Any = njit  # with an option that its typed form does not list
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
    limited: I32  # T, M: 1 where a measure limits some arc of the market in that month
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
    sent_ptr: I32  # M+1: arcs of each market that leave a sender
    sent_arc: I32
    sent_to: I32  # node of their buyer
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
    abroad: F32
    revenue: F32
    push: F32  # what the sellers' inputs cost more, log
    got: F32  # what makers and users could use of what they wanted
    stock: F64
    reserve: F64
    arrived: F64
    consumed: F64
    shipped: F64
    weight: F32
    worth: F32
    capped: F32
    barred: F32
    ratio: F32
    remain: F32
    flow: F32  # (A, 16), senders only
    cap: F32  # what each limited arc takes, (R, 16)
    singles: F32  # every array above up to `got`, one row after the other
    doubles: F64
    trade: bool  # some country restricts
    hosted: bool  # some by-product hangs on a host
    audited: bool


class Ledger(NamedTuple):
    """Node totals for audits, each (T, M*C, 16) doubles; length 0 when not asked for."""

    stock: F64
    arrived: F64
    consumed: F64
    shipped: F64


SINGLES, DOUBLES, SCRATCH = 18, 5, 6  # arrays of State by kind, in its order


def aligned(shape: tuple[int, ...], dtype: type) -> NDArray[Any]:
    """Zeros that start on a cache line, so that sixteen floats never straddle two."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + 64, np.uint8)
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + size].view(dtype).reshape(shape)


def new_state(a: Arrays, audited: bool = False) -> State:
    """Memory for one thread, used again for each of its blocks."""
    n, C = a.supply.size, a.sender.size
    singles = aligned((SINGLES, n, LANES), np.float32)
    doubles = aligned((DOUBLES, n, LANES), np.float64)
    scratch = aligned((SCRATCH, C, LANES), np.float32)
    flow = aligned((max(1, a.arc_from.size), LANES), np.float32)
    cap = aligned((max(1, a.allowed.shape[1]), LANES), np.float32)
    flat = singles.reshape(-1, LANES), doubles.reshape(-1, LANES)
    flags = bool(a.sender.any()), bool((a.host >= 0).any()), audited
    return State._make([*singles, *doubles, *scratch, flow, cap, *flat, *flags])


@compiled
def _rest(a, par, m, C, s):  # type: ignore[no-untyped-def]
    """Set one market to its baseline."""
    a_months, a_reserve, a_supply, a_use = a.months, a.reserve, a.supply, a.use
    s_base, s_keep, s_plan, s_reserve, s_running, s_stock, s_wish = (
        s.base,
        s.keep,
        s.plan,
        s.reserve,
        s.running,
        s.stock,
        s.wish,
    )
    one = splat(np.float32(1.0))
    months = load(par, m * NPAR + STOCK)
    for j in range(m * C, m * C + C):
        store(s_stock, j, widen(months * a_months[j] * a_use[j]))
        store(s_reserve, j, widen(splat(a_reserve[j] * a_use[j])))
        store(s_plan, j, splat(a_supply[j]))
        store(s_keep, j, one)
        store(s_running, j, one)
        store(s_base, j, splat(a_use[j]))
        store(s_wish, j, splat(a_use[j]))


@compiled
def _add(out, row, value, fresh):  # type: ignore[no-untyped-def]
    if fresh:
        store(out, row, value)
    else:
        store(out, row, load(out, row) + value)


@compiled
def _record(a, t, start, m, C, s, monthly, out, width, block):  # type: ignore[no-untyped-def]
    """Sum nodes over the members of each economy: flows as shares, prices as use-weighted means of logarithms."""
    a_capacity, a_last, a_member, a_member_ptr, a_sender, a_use = (
        a.capacity,
        a.last,
        a.member,
        a.member_ptr,
        a.sender,
        a.use,
    )
    s_abroad, s_arrived, s_base, s_got, s_level, s_revenue, s_spot, s_stock, s_wish = (
        s.abroad,
        s.arrived,
        s.base,
        s.got,
        s.level,
        s.revenue,
        s.spot,
        s.stock,
        s.wish,
    )
    T = a_capacity.shape[0]
    months = T if monthly else 1
    fresh = monthly or t == start
    for e in range(a_member_ptr.size - 1):
        zero = splat(ZERO)
        price, paid, weight = zero, zero, ZERO
        arrived, held = widen(zero), widen(zero)
        got, wanted, abroad, revenue = zero, zero, zero, zero
        for k in range(a_member_ptr[e], a_member_ptr[e + 1]):
            j = m * C + a_member[k]
            if a_use[j] > ZERO:
                price = price + load(s_spot, j) * a_use[j]
                paid = paid + load(s_level, j) * a_use[j]
                weight += a_use[j]
                arrived = arrived + load(s_arrived, j)
                held = held + load(s_stock, j)
                got = got + load(s_got, j)
                wanted = wanted + (load(s_base, j) if a_last[m] else load(s_wish, j))
            if a_sender[a_member[k]] > 0:
                abroad = abroad + load(s_abroad, j)
                revenue = revenue + load(s_revenue, j)
        row = ((e * a_last.size + m) * NMET * months + (t if monthly else 0)) * width + block
        step = months * width
        scale = np.float32(1.0) / weight if weight > ZERO else np.float32(np.nan)
        _add(out, row, exp2(price * scale), fresh)
        _add(out, row + step, exp2(paid * scale), fresh)
        _add(out, row + 2 * step, narrow(arrived), fresh)
        _add(out, row + 3 * step, got, fresh)
        _add(out, row + 4 * step, wanted, fresh)
        _add(out, row + 5 * step, narrow(held), fresh)
        _add(out, row + 6 * step, abroad, fresh)
        _add(out, row + 7 * step, revenue, fresh)


@compiled
def _enter(audit, row, n, s):  # type: ignore[no-untyped-def]
    s_arrived, s_consumed, s_shipped, s_stock = s.arrived, s.consumed, s.shipped, s.stock
    audit_arrived, audit_consumed, audit_shipped, audit_stock = (
        audit.arrived,
        audit.consumed,
        audit.shipped,
        audit.stock,
    )
    for node in range(n):
        store(audit_stock, row + node, load(s_stock, node))
        store(audit_arrived, row + node, load(s_arrived, node))
        store(audit_consumed, row + node, load(s_consumed, node))
        store(audit_shipped, row + node, load(s_shipped, node))


def _stamp() -> int:
    """A number that changes with the source of the laws, so that compiled code is never older than they are."""
    here = Path(__file__).parent
    text = b"".join((here / name).read_bytes() for name in ("simd.py", "laws.py", "engine.py"))
    return int(hashlib.sha256(text).hexdigest()[:12], 16) + 1


def _compiled_run(stamp: int) -> Any:
    @_jit(nogil=True, cache=True, error_model="numpy", _nrt=False)
    def run_block(a, s, par, start, monthly, out, width, block, audit):  # type: ignore[no-untyped-def]
        """Write the metrics of one block of sixteen draws to `out`.

        par: (M * NPAR, 16). out: (E * M * NMET * T' * width, 16), T' = T, or 1 for sums over months.
        start: first month in which anything differs from the baseline; earlier months are not run.
        """
        if stamp == 0:
            return
        M, T = a.last.size, a.capacity.shape[0]
        C = a.supply.size // M
        for row in range(s.singles.shape[0]):
            store(s.singles, row, splat(ZERO))
        for row in range(s.doubles.shape[0]):
            store(s.doubles, row, widen(splat(ZERO)))
        for m in range(M):
            _rest(a, par, m, C, s)
        for t in range(start, T):
            for m in range(M):
                buyers(a, par, t, m, C, s)
            for m in range(M):
                plans(a, par, t, m, C, s)
                producers(a, par, t, m, C, s)
            for m in range(M):
                offers(a, m, C, s)
                shares(a, par, t, m, C, s)
                deliver(a, par, t, m, C, s)
                prices(a, par, t, m, C, s)
                if s.trade:
                    exports(a, m, C, s)
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
    out = aligned((E, M, NMET, T, blocks, LANES), np.float32)
    out[:, :, :, : start if monthly else 0] = np.nan
    flat = out.reshape(-1, LANES)
    none = np.empty((0, LANES), np.float64)
    book = Ledger(*(b.reshape(-1, LANES) for b in audit)) if audit else Ledger(none, none, none, none)
    threads = min(blocks, os.cpu_count() or 1)

    def work(first: int) -> None:
        state = new_state(a, audit is not None)
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


def warm() -> None:
    """Compile the kernel or load it from the cache, on arrays of nothing."""
    one, table = np.zeros(1, np.int32), np.zeros((1, 1), np.float32)
    fields: dict[str, Any] = {f: np.zeros(1, np.float32) for f in Arrays._fields}
    fields |= dict.fromkeys(("last", "first", "host", "basket_node", "arc_from", "arc_limit", "member", "sender"), one)
    fields |= {f: np.zeros(2, np.int32) for f in ("basket_ptr", "arc_ptr", "member_ptr", "sent_ptr")}
    fields |= dict.fromkeys(("sent_arc", "sent_to"), one)
    wide = ("allowed", "leak", "open", "capacity", "added", "demand", "thrift", "given", "fear", "horizon")
    fields |= dict.fromkeys(wide, table) | {"limited": np.zeros((1, 1), np.int32)}
    run(Arrays(**fields), np.zeros((1, NPAR, LANES), np.float32), 1)
