"""The laws of one month for one market, sixteen draws abreast; equations in docs/method/twin.md.

Each function names the equation that it is. Arrays are (node, 16); node = market * C + country.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from didymium.twin.simd import exp2, least, load, log2, most, narrow, splat, store, where_positive, widen

PARAMETERS = (
    "use_elasticity", "choke_elasticity", "choke", "stock_elasticity_inverse", "cover_floor", "cover_ceiling",
    "supply_elasticity", "shutdown_elasticity", "plan_speed", "spare", "build_rate", "build_speed", "input_cost",
    "arbitrage", "stock", "refill", "contract", "hoard", "fear_keep", "substitution", "substitution_limit",
    "leak_closed", "leak_open", "host_headroom", "price_speed",
)  # fmt: skip
(EPS, EPS2, CHOKE, IEPSN, RMIN, RMAX, ETA, ETADN, PHI, SPARE, BUILD, SPEED, COST, SIGMA, STOCK, TAU, LAM, HOARD, DECAY,
 KAPPA, SMIN, LEAK0, LEAK1, HEAD, RHO) = range(len(PARAMETERS))  # fmt: skip
NPAR = len(PARAMETERS)
ONE, ZERO, HALF, TWO = np.float32(1.0), np.float32(0.0), np.float32(0.5), np.float32(2.0)
TINY, NEARLY, FREE = np.float32(1e-20), np.float32(1.0 - 2e-6), np.float32(1e6)

compiled = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)


@compiled
def buyers(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Perceived risk, pull on sellers, and what final users want at the price they pay (use equation)."""
    p = m * NPAR
    one, zero = splat(ONE), splat(ZERO)
    eps, eps2, choke = load(par, p + EPS), load(par, p + EPS2), load(par, p + CHOKE)
    sigma, decay = load(par, p + SIGMA), load(par, p + DECAY)
    kappa, smin = load(par, p + KAPPA), load(par, p + SMIN)
    for j in range(m * C, m * C + C):
        if a.use[j] == ZERO:
            continue
        level = load(s.level, j)
        store(s.fear, j, load(s.fear, j) * decay + splat(a.fear[t, j]))
        store(s.pull, j, exp2(sigma * level))
        if a.last[m]:
            dear = most(level, zero)
            keep = load(s.keep, j)
            keep = most(keep * (one - kappa * dear), least(keep, smin))
            store(s.keep, j, keep)
            wanted = keep * (a.use[j] * a.demand[t, j] * a.thrift[t, j])
            store(s.base, j, wanted)
            store(s.wish, j, wanted * exp2(zero - eps * dear - eps2 * most(level - choke, zero)))


@compiled
def producers(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Planned output, new capacity and the input that it asks for (supply, build and Leontief equations)."""
    p = m * NPAR
    one, zero, half = splat(ONE), splat(ZERO), splat(HALF)
    eta, down, phi = load(par, p + ETA), load(par, p + ETADN), load(par, p + PHI)
    spare, rate, speed = load(par, p + SPARE), load(par, p + BUILD), load(par, p + SPEED)
    cost, head = load(par, p + COST), load(par, p + HEAD)
    for i in range(m * C, m * C + C):
        if a.supply[i] == ZERO and a.build[i] == ZERO:
            continue
        margin = zero
        for k in range(a.basket_ptr[i], a.basket_ptr[i + 1]):
            margin = margin + load(s.received, a.basket_node[k]) * a.basket_weight[k]
        if not a.first[m]:
            margin = margin - cost * load(s.level, i - C)
        aim = exp2(margin * where_positive(margin, eta, down)) * a.supply[i]
        drive = least(most(margin - half, zero), one)
        pipe1, pipe2, built = load(s.pipe1, i), load(s.pipe2, i), load(s.built, i)
        step1, step2 = pipe1 * speed, pipe2 * speed
        store(s.pipe1, i, pipe1 + drive * rate * a.build[i] - step1)
        store(s.pipe2, i, pipe2 + step1 - step2)
        built = built + step2
        store(s.built, i, built)
        fresh = built + splat(a.added[t, i])
        plan = load(s.plan, i)
        plan = plan + phi * (aim + fresh * exp2(least(margin, zero) * down) - plan)
        store(s.plan, i, plan)
        able = (one + spare) * (a.supply[i] * a.capacity[t, i]) + fresh
        if a.host[i] >= 0:
            able = least(able, load(s.running, a.host[i]) * (one + head) * a.supply[i])
        want = least(plan, able)
        store(s.offer, i, want)
        if not a.first[m]:
            asked = most(want - splat(a.scrap[i] * a.supply[i]), zero) * (ONE / (ONE - a.scrap[i]))
            store(s.wish, i - C, asked)
            store(s.base, i - C, (asked + splat(a.use[i - C])) * HALF)


@compiled
def offers(a, m, C, s):  # type: ignore[no-untyped-def]
    """What sellers can make from the inputs at hand: offer <= scrap + (stock + arrivals) of the market before."""
    if a.first[m]:
        return
    for i in range(m * C, m * C + C):
        if a.supply[i] == ZERO and a.build[i] == ZERO:
            continue
        hand = narrow(load(s.stock, i - C) + load(s.arrived, i - C)) * NEARLY
        limit = hand * (ONE - a.scrap[i]) + splat(a.scrap[i] * a.supply[i])
        store(s.offer, i, least(load(s.offer, i), limit))
        store(s.got, i - C, least(load(s.wish, i - C), hand))


@compiled
def permitted(a, par, t, m, j, arc, level):  # type: ignore[no-untyped-def]
    """Largest flow of a restricted arc: baseline x (allowed + leakage, which grows with the price gap)."""
    r = a.arc_limit[arc]
    if a.allowed[t, r] >= ONE:
        return splat(FREE)
    free = a.open[t, r]
    share = load(par, m * NPAR + LEAK0) * (ONE - free) + load(par, m * NPAR + LEAK1) * free
    gap = least(most(level, splat(ZERO)), splat(TWO)) * HALF + splat(HALF)
    return (least(share * gap, splat(ONE)) * a.leak[t, r] + splat(a.allowed[t, r])) * a.arc_flow[arc]


@compiled
def shares(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """How a seller divides its offer: w = baseline x pull; restricted arcs are capped, the rest share what remains."""
    zero, tiny = splat(ZERO), splat(TINY)
    for i in range(C):
        store(s.weight, i, tiny)
        store(s.capped, i, zero)
        store(s.barred, i, zero)
    for j in range(m * C, m * C + C):
        pull = load(s.pull, j)
        for arc in range(a.arc_ptr[j], a.arc_ptr[j + 1]):
            i = a.arc_from[arc]
            weight = pull * a.arc_flow[arc]
            store(s.weight, i, load(s.weight, i) + weight)
            if a.arc_limit[arc] >= 0:
                store(s.barred, i, load(s.barred, i) + weight)
    for i in range(C):
        store(s.ratio, i, load(s.offer, m * C + i) / load(s.weight, i))
    for j in range(m * C, m * C + C):
        pull, level = load(s.pull, j), load(s.level, j)
        for arc in range(a.arc_ptr[j], a.arc_ptr[j + 1]):
            if a.arc_limit[arc] >= 0:
                i = a.arc_from[arc]
                most_x = permitted(a, par, t, m, j, arc, level)
                x = least(pull * a.arc_flow[arc] * load(s.ratio, i), most_x)
                store(s.capped, i, load(s.capped, i) + x)
    for i in range(C):
        rest = most(load(s.offer, m * C + i) - load(s.capped, i), zero)
        store(s.remain, i, rest / most(load(s.weight, i) - load(s.barred, i), tiny))


@compiled
def clear(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Flows and prices of one market: physical rationing first, then the price that makes buyers hold what they got."""
    p = m * NPAR
    one, zero = splat(ONE), splat(ZERO)
    iepsn, rmin, rmax = load(par, p + IEPSN), load(par, p + RMIN), load(par, p + RMAX)
    stock_of, tau, lam = load(par, p + STOCK), load(par, p + TAU), load(par, p + LAM)
    hoard, sigma, speed = load(par, p + HOARD), load(par, p + SIGMA), load(par, p + RHO)
    shares(a, par, t, m, C, s)
    for i in range(m * C, m * C + C):
        store(s.shipped, i, widen(zero))
        store(s.paid, i, zero)
        store(s.sold, i, splat(TINY))
        store(s.abroad, i, zero)
        store(s.revenue, i, zero)
    for j in range(m * C, m * C + C):
        if a.use[j] == ZERO:
            continue
        here = j - m * C
        pull, level, base, wish = load(s.pull, j), load(s.level, j), load(s.base, j), load(s.wish, j)
        held = narrow(load(s.stock, j))
        raw = zero
        first = a.arc_ptr[j]
        for arc in range(first, a.arc_ptr[j + 1]):
            i = a.arc_from[arc]
            if a.arc_limit[arc] >= 0:
                x = least(pull * a.arc_flow[arc] * load(s.ratio, i), permitted(a, par, t, m, j, arc, level))
            else:
                x = pull * a.arc_flow[arc] * load(s.remain, i)
            store(s.flow, arc - first, x)
            raw = raw + x
        goal = most(stock_of * (one + hoard * load(s.fear, j)) * a.months[j] * base, splat(TINY))
        ahead = least(tau, splat(a.horizon[t, j]))
        room = most(wish + (goal * rmax - held) / ahead, zero)
        taken = least(one, room / most(raw, splat(TINY)))
        arrived = widen(zero)
        for arc in range(first, a.arc_ptr[j + 1]):
            i = m * C + a.arc_from[arc]
            x = load(s.flow, arc - first) * taken
            store(s.flow, arc - first, x)
            exact = widen(x)
            arrived = arrived + exact
            store(s.shipped, i, load(s.shipped, i) + exact)
            if a.arc_limit[arc] < 0 or a.allowed[t, a.arc_limit[arc]] >= ONE:
                store(s.paid, i, load(s.paid, i) + x * level)
                store(s.sold, i, load(s.sold, i) + x)
        extra = splat(a.given[t, j])
        if a.reserve[j] > ZERO:
            extra = extra + least(narrow(load(s.reserve, j)), most(wish - narrow(arrived), zero))
            store(s.reserve, j, load(s.reserve, j) - widen(extra - splat(a.given[t, j])))
        arrived = arrived + widen(extra)
        store(s.arrived, j, arrived)
        came = narrow(arrived)
        cover = most(held + ahead * (came - wish), goal * rmin)
        target = zero - log2(most(least(cover / goal, rmax), rmin)) * iepsn
        slope = sigma * iepsn * ahead * came / cover
        last = load(s.spot, j)
        log_price = last + speed * (target - last)
        store(s.spot, j, log_price)
        store(s.level, j, level + lam * (log_price - level) / (one + lam * slope))
        if s.trade:
            price = exp2(log_price)
            for arc in range(first, a.arc_ptr[j + 1]):
                i = a.arc_from[arc]
                if a.sender[i] > 0 and a.sender[i] != a.sender[here]:
                    x = load(s.flow, arc - first)
                    store(s.abroad, m * C + i, load(s.abroad, m * C + i) + x)
                    store(s.revenue, m * C + i, load(s.revenue, m * C + i) + x * price)
    for i in range(m * C, m * C + C):
        if a.supply[i] > ZERO:
            store(s.received, i, load(s.paid, i) / load(s.sold, i))
            store(s.running, i, narrow(load(s.shipped, i)) * (ONE / a.supply[i]))


@compiled
def draw_inputs(a, m, C, s):  # type: ignore[no-untyped-def]
    """Stocks of makers: N' = N + arrivals - (shipped - scrap) / (1 - scrap share)."""
    for i in range(m * C, m * C + C):
        j = i - C
        if a.use[j] == ZERO:
            continue
        scrap = np.float64(a.scrap[i])
        primary = load(s.shipped, i) - widen(splat(a.scrap[i] * a.supply[i]))
        used = most(primary, widen(splat(ZERO))) * (1.0 / (1.0 - scrap))
        store(s.consumed, j, used)
        store(s.stock, j, load(s.stock, j) + load(s.arrived, j) - used)


@compiled
def final_use(a, m, C, s):  # type: ignore[no-untyped-def]
    """Final users consume min(wish, stock + arrivals); N' = N + arrivals - use."""
    for j in range(m * C, m * C + C):
        if a.use[j] == ZERO:
            continue
        hand = load(s.stock, j) + load(s.arrived, j)
        used = widen(least(load(s.wish, j), narrow(hand) * NEARLY))
        store(s.consumed, j, used)
        store(s.got, j, narrow(used))
        store(s.stock, j, hand - used)
