"""What is kept of a month: metrics summed over economies, and node totals for audits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from didymium.twin.laws import ZERO, compiled
from didymium.twin.layout import NMET
from didymium.twin.simd import at, exp2, load, narrow, splat, store, widen

F64 = NDArray[np.float64]
PRICES = 2  # the first metrics are means of logarithms, the others sums


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
    for g in range(a.G):
        price, paid, arrived, got = zero, zero, widen(zero), zero
        wanted, held, abroad, revenue = zero, widen(zero), zero, zero
        for place in range(at(k, a.region_ptr + g), at(k, a.region_ptr + g + 1)):
            c = at(k, a.region_country + place)
            j, use = m * C + c, at(x, a.use + m * C + c)
            if use > ZERO:
                price = price + load(f, s.spot + j) * use
                paid = paid + load(f, s.level + j) * use
                arrived = arrived + load(d, s.arrived + j)
                held = held + load(d, s.stock + j)
                got = got + load(f, s.got + j)
                wanted = wanted + load(f, wants + j)
            if at(k, a.sender + c) > 0:
                abroad = abroad + load(f, s.abroad + j)
                revenue = revenue + load(f, s.revenue + j)
        row = s.sums + g * NMET
        store(f, row, price)
        store(f, row + 1, paid)
        store(f, row + 2, narrow(arrived))
        store(f, row + 3, got)
        store(f, row + 4, wanted)
        store(f, row + 5, narrow(held))
        store(f, row + 6, abroad)
        store(f, row + 7, revenue)


@compiled
def record(a, m, s, out, row, step, fresh):  # type: ignore[no-untyped-def]
    """The metrics of each economy in market `m`: sums over its regions, prices as use-weighted geometric means.

    out: one row a metric, `step` apart from `row` on; added to what stands there unless `fresh`.
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
            store(out, place, total if fresh else load(out, place) + total)


@compiled
def enter(audit, row, n, s):  # type: ignore[no-untyped-def]
    """Node totals of one month in the ledger, from `row` on."""
    d = s.d
    for node in range(n):
        store(audit.stock, row + node, load(d, s.stock + node))
        store(audit.arrived, row + node, load(d, s.arrived + node))
        store(audit.consumed, row + node, load(d, s.consumed + node))
        store(audit.shipped, row + node, load(d, s.shipped + node))
