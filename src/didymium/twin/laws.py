"""The laws of one month for one market, sixteen draws abreast; equations in docs/method/twin.md.

Each function names the equation that it is. Arrays are (node, 16); node = market * C + country.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from didymium.twin.simd import exp2, least, load, log2, most, narrow, splat, store, where_positive, widen

PARAMETERS = (
    "use_elasticity", "choke_elasticity", "choke", "stock_elasticity_inverse", "cover_floor", "cover_ceiling",
    "supply_elasticity", "shutdown_elasticity", "plan_speed", "spare", "build_rate", "build_speed", "input_cost",
    "arbitrage", "stock", "refill", "contract", "hoard", "fear_keep", "substitution", "substitution_limit",
    "leak_closed", "leak_open", "host_headroom", "price_speed", "restock",
)  # fmt: skip
(EPS, EPS2, CHOKE, IEPSN, RMIN, RMAX, ETA, ETADN, PHI, SPARE, BUILD, SPEED, COST, SIGMA, STOCK, TAU, LAM, HOARD, DECAY,
 KAPPA, SMIN, LEAK0, LEAK1, HEAD, RHO, RESTOCK) = range(len(PARAMETERS))  # fmt: skip
NPAR = len(PARAMETERS)
ONE, ZERO, HALF, TWO = np.float32(1.0), np.float32(0.0), np.float32(0.5), np.float32(2.0)
TINY, NEARLY = np.float32(1e-20), np.float32(1.0 - 2e-6)

compiled: Any = njit(
    nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, forceinline=True
)  # type: ignore[call-overload]


@compiled
def buyers(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Perceived risk, pull on sellers, and what final users want at the price they pay (use equation).

    Users inside a state that restricts are served as if they paid what its sellers get on average.
    """
    a_demand, a_fear, a_last, a_thrift, a_use, a_sender = a.demand, a.fear, a.last, a.thrift, a.use, a.sender
    s_base, s_fear, s_keep, s_level, s_pull, s_wish = s.base, s.fear, s.keep, s.level, s.pull, s.wish
    s_received = s.received
    p = m * NPAR
    one, zero = splat(ONE), splat(ZERO)
    eps, eps2, choke = load(par, p + EPS), load(par, p + EPS2), load(par, p + CHOKE)
    sigma, decay = load(par, p + SIGMA), load(par, p + DECAY)
    kappa, smin = load(par, p + KAPPA), load(par, p + SMIN)
    for j in range(m * C, m * C + C):
        if a_use[j] == ZERO:
            continue
        level = load(s_level, j)
        store(s_fear, j, most(load(s_fear, j) * decay + splat(a_fear[t, j]), zero))
        bid = most(level, load(s_received, j)) if a_sender[j - m * C] > 0 else level
        store(s_pull, j, exp2(sigma * bid))
        if a_last[m]:
            dear = most(level, zero)
            keep = load(s_keep, j)
            keep = most(keep * (one - kappa * dear), least(keep, smin))
            store(s_keep, j, keep)
            wanted = keep * (a_use[j] * a_demand[t, j] * a_thrift[t, j])
            store(s_base, j, wanted)
            store(s_wish, j, wanted * exp2(zero - eps * dear - eps2 * most(level - choke, zero)))


@compiled
def plans(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Planned output follows the margin slowly; a high margin starts new capacity that stays (supply, build
    equations)."""
    basket_ptr, basket_node, basket_weight = a.basket_ptr, a.basket_node, a.basket_weight
    supply, build, added, first = a.supply, a.build, a.added, a.first
    received, levels, plans_, built_, pipes1, pipes2 = s.received, s.level, s.plan, s.built, s.pipe1, s.pipe2
    zero, half, one, p = splat(ZERO), splat(HALF), splat(ONE), m * NPAR
    eta, down, phi = load(par, p + ETA), load(par, p + ETADN), load(par, p + PHI)
    rate, speed, cost = load(par, p + BUILD), load(par, p + SPEED), load(par, p + COST)
    for i in range(m * C, m * C + C):
        if supply[i] == ZERO and build[i] == ZERO:
            continue
        margin = zero
        for k in range(basket_ptr[i], basket_ptr[i + 1]):
            margin = margin + load(received, basket_node[k]) * basket_weight[k]
        if not first[m]:
            margin = margin - cost * load(levels, i - C)
        drive = least(most(margin - half, zero), one)
        pipe1, pipe2 = load(pipes1, i), load(pipes2, i)
        step1, step2 = pipe1 * speed, pipe2 * speed
        store(pipes1, i, pipe1 + drive * rate * build[i] - step1)
        store(pipes2, i, pipe2 + step1 - step2)
        built = load(built_, i) + step2
        store(built_, i, built)
        aim = exp2(margin * where_positive(margin, eta, down)) * supply[i]
        fresh = built + splat(added[t, i])
        plan = load(plans_, i)
        store(plans_, i, plan + phi * (aim + fresh * exp2(least(margin, zero) * down) - plan))


@compiled
def producers(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """What sellers want to make, within capacity and host, and the input that it asks for (Leontief equation)."""
    supply, build, added, first, capacity = a.supply, a.build, a.added, a.first, a.capacity
    host, scrap, use = a.host, a.scrap, a.use
    plans_, built_, offer, running, wishes, bases = s.plan, s.built, s.offer, s.running, s.wish, s.base
    zero, half, one, p = splat(ZERO), splat(HALF), splat(ONE), m * NPAR
    spare, head = load(par, p + SPARE), load(par, p + HEAD)
    for i in range(m * C, m * C + C):
        if supply[i] == ZERO and build[i] == ZERO:
            continue
        able = (one + spare) * (supply[i] * capacity[t, i]) + load(built_, i) + splat(added[t, i])
        if host[i] >= 0:
            able = least(able, load(running, host[i]) * (one + head) * supply[i])
        want = least(load(plans_, i), able)
        store(offer, i, want)
        if not first[m]:
            asked = most(want - splat(scrap[i] * supply[i]), zero) * (ONE / (ONE - scrap[i]))
            store(wishes, i - C, asked)
            store(bases, i - C, (asked + splat(use[i - C])) * half)


@compiled
def offers(a, m, C, s):  # type: ignore[no-untyped-def]
    """What sellers can make from the inputs at hand: offer <= scrap + (stock + arrivals) of the market before."""
    a_build, a_first, a_scrap, a_supply = a.build, a.first, a.scrap, a.supply
    s_arrived, s_got, s_offer, s_stock, s_wish = s.arrived, s.got, s.offer, s.stock, s.wish
    if a_first[m]:
        return
    for i in range(m * C, m * C + C):
        if a_supply[i] == ZERO and a_build[i] == ZERO:
            continue
        hand = narrow(load(s_stock, i - C) + load(s_arrived, i - C)) * NEARLY
        limit = hand * (ONE - a_scrap[i]) + splat(a_scrap[i] * a_supply[i])
        store(s_offer, i, least(load(s_offer, i), limit))
        store(s_got, i - C, least(load(s_wish, i - C), hand))


@compiled
def shares(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """How a seller divides its offer: w = baseline x pull; limited arcs are capped, the rest share what remains.

    The price that a seller acts on is the mean of what its free buyers pay, by their w.
    """
    arc_flow, arc_from, arc_ptr = a.arc_flow, a.arc_from, a.arc_ptr
    weight, worth, offer, remain, received = s.weight, s.worth, s.offer, s.remain, s.received
    pulls, levels = s.pull, s.level
    zero, one, tiny = splat(ZERO), splat(ONE), splat(TINY)
    for i in range(C):
        store(weight, i, zero)
        store(worth, i, zero)
    if a.limited[t, m] > 0:
        limited_shares(a, par, t, m, C, s)
    else:
        for j in range(m * C, m * C + C):
            pull, level = load(pulls, j), load(levels, j)
            for arc in range(arc_ptr[j], arc_ptr[j + 1]):
                i = arc_from[arc]
                w = pull * arc_flow[arc]
                store(weight, i, load(weight, i) + w)
                store(worth, i, load(worth, i) + w * level)
    capped = s.capped
    for i in range(C):
        free = one / most(load(weight, i), tiny)
        rest = load(offer, m * C + i)
        if a.limited[t, m] > 0:
            rest = most(rest - load(capped, i), zero)
        store(remain, i, rest * free)
        store(received, m * C + i, load(worth, i) * free)


@compiled
def limited_shares(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Weights of free and of limited arcs apart, then what the limited ones take."""
    arc_flow, arc_from, arc_ptr, arc_limit, allowed = a.arc_flow, a.arc_from, a.arc_ptr, a.arc_limit, a.allowed
    weight, worth, barred, capped, pulls, levels = s.weight, s.worth, s.barred, s.capped, s.pull, s.level
    for i in range(C):
        store(capped, i, splat(ZERO))
        store(barred, i, splat(ZERO))
    for j in range(m * C, m * C + C):
        pull, level = load(pulls, j), load(levels, j)
        for arc in range(arc_ptr[j], arc_ptr[j + 1]):
            i, r = arc_from[arc], arc_limit[arc]
            w = pull * arc_flow[arc]
            if r >= 0 and allowed[t, r] < ONE:
                store(barred, i, load(barred, i) + w)
            else:
                store(weight, i, load(weight, i) + w)
                store(worth, i, load(worth, i) + w * level)
    limit(a, par, t, m, C, s)


@compiled
def limit(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """What limited arcs take of each seller's offer: min(their share of it, baseline x (allowed + leakage)).

    Leakage grows with the price gap and with the share of the seller's other exports that is free.
    """
    a_allowed, a_arc_flow, a_arc_from, a_arc_limit, a_arc_ptr, a_leak, a_open = (
        a.allowed,
        a.arc_flow,
        a.arc_from,
        a.arc_limit,
        a.arc_ptr,
        a.leak,
        a.open,
    )
    s_barred, s_cap, s_capped, s_level, s_offer, s_pull, s_ratio, s_weight = (
        s.barred,
        s.cap,
        s.capped,
        s.level,
        s.offer,
        s.pull,
        s.ratio,
        s.weight,
    )
    one, zero, two, half = splat(ONE), splat(ZERO), splat(TWO), splat(HALF)
    closed, opened = load(par, m * NPAR + LEAK0), load(par, m * NPAR + LEAK1)
    for i in range(C):
        whole = most(load(s_weight, i) + load(s_barred, i), splat(TINY))
        store(s_ratio, i, load(s_offer, m * C + i) / whole)
    for j in range(m * C, m * C + C):
        gap = least(most(load(s_level, j), zero), two) * half + half
        for arc in range(a_arc_ptr[j], a_arc_ptr[j + 1]):
            r = a_arc_limit[arc]
            if r >= 0 and a_allowed[t, r] < ONE:
                i, free = a_arc_from[arc], a_open[t, r]
                leak = least((closed * (ONE - free) + opened * free) * gap, one) * a_leak[t, r]
                x = least(load(s_pull, j) * load(s_ratio, i), leak + splat(a_allowed[t, r])) * a_arc_flow[arc]
                store(s_cap, r, x)
                store(s_capped, i, load(s_capped, i) + x)


@compiled
def deliver(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Physical rationing: each buyer gets its sellers' shares, never more than it has room for at the lowest price.

    Recycling programmes and public stocks (the shortfall of arrivals, while they last) come on top. The push of a
    buyer's price is what its sellers pay more for their inputs, by their cost share.
    """
    arc_flow, arc_from, arc_ptr, arc_limit, allowed = a.arc_flow, a.arc_from, a.arc_ptr, a.arc_limit, a.allowed
    use, months, given, reserved, sender = a.use, a.months, a.given, a.reserve, a.sender
    shipped, remain, cap, flow, reserve, arrivals = s.shipped, s.remain, s.cap, s.flow, s.reserve, s.arrived
    inputs, pushes, spots = s.ratio, s.push, s.spot
    wishes, pulls, fears, bases, stock = s.wish, s.pull, s.fear, s.base, s.stock
    one, zero, p = splat(ONE), splat(ZERO), m * NPAR
    rmax, stock_of, hoard = load(par, p + RMAX), load(par, p + STOCK), load(par, p + HOARD)
    restock, cost = load(par, p + RESTOCK), load(par, p + COST)
    some, made = a.limited[t, m] > 0, not a.first[m]
    for i in range(C):
        store(shipped, m * C + i, widen(zero))
        if made:
            store(inputs, i, load(spots, m * C - C + i) * cost)
    for j in range(m * C, m * C + C):
        if use[j] == ZERO:
            continue
        wish, pull = load(wishes, j), load(pulls, j)
        free, bound = zero, zero
        for arc in range(arc_ptr[j], arc_ptr[j + 1]):
            r = arc_limit[arc]
            if some and r >= 0 and allowed[t, r] < ONE:
                bound = bound + load(cap, r)
            else:
                free = free + load(remain, arc_from[arc]) * arc_flow[arc]
        goal = most(stock_of * (one + hoard * load(fears, j)) * months[j] * load(bases, j), splat(TINY))
        room = most(wish * restock + goal * rmax - narrow(load(stock, j)), zero)  # what it takes over `restock` months
        taken = least(one, room / most((free * pull + bound) * restock, splat(TINY)))
        scale = pull * taken
        arrived, push = widen(zero), zero
        for arc in range(arc_ptr[j], arc_ptr[j + 1]):
            i, r = arc_from[arc], arc_limit[arc]
            if some and r >= 0 and allowed[t, r] < ONE:
                x = load(cap, r) * taken
            else:
                x = load(remain, i) * arc_flow[arc] * scale
            if made:
                push = push + x * load(inputs, i)
            if sender[i] > 0:
                store(flow, arc, x)
            exact = widen(x)
            arrived = arrived + exact
            store(shipped, m * C + i, load(shipped, m * C + i) + exact)
        if made:
            store(pushes, j, push / most(narrow(arrived), splat(TINY)))
        more = splat(given[t, j])
        if reserved[j] > ZERO:
            released = least(narrow(load(reserve, j)), most(wish - narrow(arrived), zero))
            store(reserve, j, load(reserve, j) - widen(released))
            more = more + released
        store(arrivals, j, arrived + widen(more))


@compiled
def prices(a, par, t, m, C, s):  # type: ignore[no-untyped-def]
    """Market price and the price that users pay: cover in sight against cover wanted, on top of what the sellers'
    inputs cost more, in a linearly implicit step."""
    a_horizon, a_months, a_supply, a_use = a.horizon, a.months, a.supply, a.use
    s_arrived, s_base, s_fear, s_level, s_push, s_running, s_shipped, s_spot, s_stock, s_wish = (
        s.arrived,
        s.base,
        s.fear,
        s.level,
        s.push,
        s.running,
        s.shipped,
        s.spot,
        s.stock,
        s.wish,
    )
    one, zero, p = splat(ONE), splat(ZERO), m * NPAR
    iepsn, rmin, rmax = load(par, p + IEPSN), load(par, p + RMIN), load(par, p + RMAX)
    stock_of, hoard, tau = load(par, p + STOCK), load(par, p + HOARD), load(par, p + TAU)
    sigma, lam, speed = load(par, p + SIGMA), load(par, p + LAM), load(par, p + RHO)
    top = zero - log2(rmin) * iepsn
    for j in range(m * C, m * C + C):
        if a_use[j] == ZERO:
            continue
        came, ahead = narrow(load(s_arrived, j)), least(tau, splat(a_horizon[t, j]))
        goal = most(stock_of * (one + hoard * load(s_fear, j)) * a_months[j] * load(s_base, j), splat(TINY))
        cover = most(narrow(load(s_stock, j)) + ahead * (came - load(s_wish, j)), goal * rmin)
        scarce, push = zero - log2(most(least(cover / goal, rmax), rmin)) * iepsn, load(s_push, j)
        target = least(scarce + push, most(top, push))
        last, level = load(s_spot, j), load(s_level, j)
        now = last + speed * (target - last)
        slope = lam * sigma * iepsn * ahead * came  # of the next price in this one, times cover
        store(s_spot, j, now)
        store(s_level, j, level + lam * (now - level) * cover / (cover + slope))
    for i in range(m * C, (m * C + C) if s.hosted else m * C):
        if a_supply[i] > ZERO:
            store(s_running, i, narrow(load(s_shipped, i)) * (ONE / a_supply[i]))


@compiled
def exports(a, m, C, s):  # type: ignore[no-untyped-def]
    """Exports of senders, and their value at the buyers' prices."""
    sender, arc_from, sent_ptr, sent_arc, sent_to = a.sender, a.arc_from, a.sent_ptr, a.sent_arc, a.sent_to
    abroad, revenue, flow, spot = s.abroad, s.revenue, s.flow, s.spot
    for i in range(C):
        if sender[i] > 0:
            store(abroad, m * C + i, splat(ZERO))
            store(revenue, m * C + i, splat(ZERO))
    for k in range(sent_ptr[m], sent_ptr[m + 1]):
        i, x = m * C + arc_from[sent_arc[k]], load(flow, sent_arc[k])
        store(abroad, i, load(abroad, i) + x)
        store(revenue, i, load(revenue, i) + x * exp2(load(spot, sent_to[k])))


@compiled
def draw_inputs(a, m, C, s):  # type: ignore[no-untyped-def]
    """Stocks of makers: N' = N + arrivals - (shipped - scrap) / (1 - scrap share)."""
    a_scrap, a_supply, a_use = a.scrap, a.supply, a.use
    s_arrived, s_consumed, s_shipped, s_stock = s.arrived, s.consumed, s.shipped, s.stock
    for i in range(m * C, m * C + C):
        j = i - C
        if a_use[j] == ZERO:
            continue
        scrap = np.float64(a_scrap[i])
        primary = load(s_shipped, i) - widen(splat(a_scrap[i] * a_supply[i]))
        used = most(primary, widen(splat(ZERO))) * (1.0 / (1.0 - scrap))
        if s.audited:
            store(s_consumed, j, used)
        store(s_stock, j, load(s_stock, j) + load(s_arrived, j) - used)


@compiled
def final_use(a, m, C, s):  # type: ignore[no-untyped-def]
    """Final users consume min(wish, stock + arrivals); N' = N + arrivals - use."""
    a_use = a.use
    s_arrived, s_consumed, s_got, s_stock, s_wish = s.arrived, s.consumed, s.got, s.stock, s.wish
    for j in range(m * C, m * C + C):
        if a_use[j] == ZERO:
            continue
        hand = load(s_stock, j) + load(s_arrived, j)
        used = widen(least(load(s_wish, j), narrow(hand) * NEARLY))
        if s.audited:
            store(s_consumed, j, used)
        store(s_got, j, narrow(used))
        store(s_stock, j, hand - used)
