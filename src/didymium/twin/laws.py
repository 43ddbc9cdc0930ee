"""The laws of one month for one market, thirty-two draws abreast; equations in docs/method/twin.md.

Each function names the equation that it is; fields of `a` (Plan) and `s` (State) are where they begin in their flat
arrays. node = market * C + country; j is a buyer, i a seller, r a limited arc.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from didymium.twin.layout import NPAR, PARAMETERS
from didymium.twin.simd import at, exp2, least, load, log2, most, narrow, splat, store, where_positive, widen

(EPS, STEEP, RUNG, TOP, IEPSN, RMAX, ETA, ETADN, PHI, SPARE, COST, SIGMA, STOCK, TAU, LAM, HOARD, DECAY,
 KAPPA, SMIN, LEAK0, LEAK1, RHO, RESTOCK, CONVERSION, FOLLOW, GLUT, PREMIUM,
 RELIEF) = range(len(PARAMETERS))  # fmt: skip
BARE = np.float32(2e-3)  # least cover in sight, part of what is wanted: keeps the logarithm finite
CALM = np.float32(0.75)  # least part of the usual stock that relief leaves wanted (judgement)
RESOLD = np.float32(1.5)  # power of relative cover in a buyer's pull (judgement)
ORDINARY = np.float32(0.05)  # base-2 log of a margin for whose like plans hardly change: 3.5 % (judgement)
ONE, ZERO, HALF, TWO = np.float32(1.0), np.float32(0.0), np.float32(0.5), np.float32(2.0)
TINY, NEARLY = np.float32(1e-20), np.float32(1.0 - 2e-6)

compiled: Any = njit(
    nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False, forceinline=True
)  # type: ignore[call-overload]


@compiled
def felt(margin):  # type: ignore[no-untyped-def]
    """What of a margin changes plans: little of an ordinary movement, nearly all of a large one (supply equation).
    Without it output would chase its own stocks, and rest would be no steady state."""
    square = margin * margin
    return margin * (square / (square + splat(ORDINARY * ORDINARY)))


@compiled
def plans(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """Planned output follows the margin slowly (supply equation). Then what sellers want to make, within capacity, and
    the input that it asks for (Leontief equation)."""
    x, k, f, C = a.x, a.k, s.f, a.C
    zero, half, one, p, now = splat(ZERO), splat(HALF), splat(ONE), m * NPAR, t * a.n
    made, relieved = at(k, a.first + m) == 0, at(k, a.relieved + t * a.M + m) > 0
    for i in range(m * C, m * C + C):
        share = at(x, a.supply + i)
        if share == ZERO:
            continue
        margin = load(f, s.received + i)
        if made:
            margin = margin - load(par, p + COST) * load(f, s.level + i - C)
        if relieved:  # a price above its usual one may lose what it stands above it before anybody stops
            margin = most(margin, least(margin + load(par, p + PREMIUM), zero))
        margin = felt(margin)
        moved = exp2(margin * where_positive(margin, load(par, p + ETA), load(par, p + ETADN)))
        fresh = splat(at(x, a.added + now + i))
        plan = load(f, s.plan + i)
        plan = plan + load(par, p + PHI) * (moved * share + fresh * where_positive(margin, one, moved) - plan)
        store(f, s.plan + i, plan)
        able = (one + load(par, p + SPARE)) * (share * at(x, a.capacity + now + i)) + fresh
        want = least(plan, able)
        store(f, s.offer + i, want)
        if made:
            scrap = at(x, a.scrap + i)
            asked = most(want - splat(scrap * share), zero) * (ONE / (ONE - scrap))
            store(f, s.wish + i - C, asked)
            store(f, s.base + i - C, (asked + splat(at(x, a.use + i - C))) * half)


@compiled
def buyers(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """Perceived risk, pull on sellers, what final users want at the price they pay (use equation), wanted stock.

    Users inside a state that restricts are served as if they paid what its sellers get on average.
    """
    x, k, f, C = a.x, a.k, s.f, a.C
    zero, one, p, now = splat(ZERO), splat(ONE), m * NPAR, t * a.n
    for j in range(m * C, m * C + C):
        c = j - m * C
        if at(x, a.use + j) == ZERO:
            store(f, s.pull + c, zero)
            store(f, s.pulled + c, zero)
            store(f, s.sought + c, zero)
            continue
        level = load(f, s.level + j)
        fear = load(f, s.fear + j) * load(par, p + DECAY) + splat(at(x, a.fear + now + j))
        store(f, s.fear + j, fear)
        bid = most(level, load(f, s.received + j)) if at(k, a.sender + c) > 0 else level
        pull = exp2(load(par, p + SIGMA) * bid) * at(x, a.demand + now + j)  # who orders more gets more
        store(f, s.thirst + c, zero)
        store(f, s.pull + c, pull)
        store(f, s.pulled + c, pull * level)
        store(f, s.sought + c, pull * load(f, s.aim + j))
        if at(k, a.last + m):
            dear, keep = most(level, zero), load(f, s.keep + j)
            keep = most(keep * (one - load(par, p + KAPPA) * level), least(keep, load(par, p + SMIN)))
            keep = least(keep, one)  # below the old price uses come back as fast as they left above it
            store(f, s.keep + j, keep)
            wanted = keep * (at(x, a.use + j) * at(x, a.demand + now + j) * at(x, a.thrift + now + j))
            store(f, s.base + j, wanted)
            rung = load(par, p + RUNG)
            stay = (one + rung) / (one + rung * exp2(load(par, p + STEEP) * dear))
            store(f, s.wish + j, wanted * stay * exp2(zero - load(par, p + EPS) * dear))
        alarm = most(one + load(par, p + HOARD) * fear, splat(CALM))
        uses = load(f, (s.wish if at(k, a.last + m) else s.base) + j)
        goal = load(par, p + STOCK) * alarm * at(x, a.months + j) * uses
        store(f, s.goal + c, most(goal, splat(TINY)))
    if at(k, a.resale + m) > 0:
        resold(a, t, m, s)


@compiled
def apart(a, t, m, c):  # type: ignore[no-untyped-def]
    """Whether a buyer stands outside the market in which a good is sold on: inside a state that restricts, where no
    exchange makes one price, or while this market is restricted."""
    exchange = at(a.k, a.resale + m) > 1 and at(a.k, a.limited + t * a.M + m) == 0
    return at(a.x, a.use + m * a.C + c) == ZERO or (at(a.k, a.sender + c) > 0 and not exchange)


@compiled
def resold(a, t, m, s):  # type: ignore[no-untyped-def]
    """A good is sold on to who holds least: a buyer's pull is multiplied by all buyers' cover over its own, to the
    power of 1.5: stock and a month's use against the stock wanted and a month's use (resale equation). Where all are
    bare no one pulls more; with a power of two thin stocks would overshoot in a month's step."""
    f, d, C = s.f, s.d, a.C
    held, goal = splat(TINY), splat(TINY)
    for c in range(C):
        if not apart(a, t, m, c):
            month = load(f, s.base + m * C + c)
            held = held + (narrow(load(d, s.stock + m * C + c)) + month)
            goal = goal + (load(f, s.goal + c) + month)
    world = held / goal
    for c in range(C):
        if not apart(a, t, m, c):
            month = load(f, s.base + m * C + c)
            more = world * (load(f, s.goal + c) + month) / (narrow(load(d, s.stock + m * C + c)) + month)
            thirst = log2(more) * RESOLD
            more = exp2(thirst)
            store(f, s.thirst + c, thirst)
            store(f, s.pull + c, load(f, s.pull + c) * more)
            store(f, s.pulled + c, load(f, s.pulled + c) * more)
            store(f, s.sought + c, load(f, s.sought + c) * more)


@compiled
def sellers(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """What sellers can make from the inputs at hand, and how they divide it: by w = baseline x pull; limited arcs are
    capped, the rest share what remains. The price that a seller acts on is the mean of what its free buyers pay, by
    their w."""
    x, k, f, d, C = a.x, a.k, s.f, s.d, a.C
    zero, tiny, made, cost = splat(ZERO), splat(TINY), at(k, a.first + m) == 0, load(par, m * NPAR + COST)
    for i in range(C):
        node = m * C + i
        if made and at(x, a.supply + node) != ZERO:
            inputs(a, m, i, s)
        weight, worth, quote, capped = zero, zero, zero, zero
        rows = range(at(k, a.bar_ptr + node), at(k, a.bar_ptr + node + 1))
        for arc in range(at(k, a.out_ptr + node), at(k, a.out_ptr + node + 1)):
            c, flow = at(k, a.out_to + arc) - m * C, at(x, a.out_flow + arc)
            weight = weight + load(f, s.pull + c) * flow
            worth = worth + load(f, s.pulled + c) * flow
            quote = quote + load(f, s.sought + c) * flow
        offer, barred = load(f, s.offer + node), zero
        for row in rows:
            r = at(k, a.bar_row + row)
            c, flow = at(k, a.lim_to + r) - m * C, at(x, a.lim_flow + r)
            if at(x, a.allowed + t * a.R + r) < ONE:
                barred = barred + load(f, s.pull + c) * flow
            else:
                weight = weight + load(f, s.pull + c) * flow
                worth = worth + load(f, s.pulled + c) * flow
                quote = quote + load(f, s.sought + c) * flow
        if len(rows) > 0:
            ratio = offer / most(weight + barred, tiny)
            for row in rows:
                r = at(k, a.bar_row + row)
                if at(x, a.allowed + t * a.R + r) < ONE:
                    capped = capped + limit(a, par, t, m, r, ratio, s)
        free = splat(ONE) / most(weight, tiny)
        remain = most(offer - capped, zero) * free
        store(d, s.remain + i, widen(remain))
        store(f, s.received + node, worth * free)
        store(f, s.fetched + node, quote * free)
        push = load(f, s.spot + node - C) * cost if made else zero
        store(f, s.input + i, push)
        store(f, s.dear + i, push * remain)


@compiled
def inputs(a, m, i, s):  # type: ignore[no-untyped-def]
    """Offer <= scrap + (1 - scrap share) x (stock + arrivals) of the market before (Leontief equation)."""
    x, f, d = a.x, s.f, s.d
    node, j = m * a.C + i, m * a.C + i - a.C
    hand = narrow(load(d, s.stock + j) + load(d, s.arrived + j)) * NEARLY
    scrap = at(x, a.scrap + node)
    limit = hand * (ONE - scrap) + splat(scrap * at(x, a.supply + node))
    store(f, s.offer + node, least(load(f, s.offer + node), limit))
    store(f, s.got + j, least(load(f, s.wish + j), hand))


@compiled
def limit(a, par, t, m, r, ratio, s):  # type: ignore[no-untyped-def]
    """What a limited arc takes of its seller's offer: min(its share of it, baseline x (allowed + leakage)).

    Leakage grows with the price gap, with the share of the seller's other exports that is free, and with how much more
    than those others the buyer lacks (`resold`).
    """
    x, f, j, row, p = a.x, s.f, at(a.k, a.lim_to + r), t * a.R + r, m * NPAR
    zero, one, two, half = splat(ZERO), splat(ONE), splat(TWO), splat(HALF)
    open_ = at(x, a.open + row)
    sought = load(f, s.level + j) + load(f, s.thirst + j - m * a.C) * open_  # who is free to buy sells on
    gap = least(most(sought, zero), two) * half + half
    leak = load(par, p + LEAK0) * (ONE - open_) + load(par, p + LEAK1) * open_
    allowed = least(leak * gap, one) * at(x, a.leak + row) + splat(at(x, a.allowed + row))
    cap = least(load(f, s.pull + j - m * a.C) * ratio, allowed) * at(x, a.lim_flow + r)
    store(f, s.cap + r, cap)
    return cap


@compiled
def deliver(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """Physical rationing: each buyer gets its sellers' shares, never more than it has room for at the lowest price.

    An arc carries (remain of the seller) x flow x (scale of the buyer), in doubles, so that arrivals and shipments are
    the same sums. Recycling programmes and public stocks (the shortfall of arrivals, while they last) come on top. The
    push of a buyer's price is what its sellers pay more for their inputs, by their cost share.
    """
    x, k, f, d, C, now = a.x, a.k, s.f, s.d, a.C, t * a.n
    zero, one, p, tiny = splat(ZERO), splat(ONE), m * NPAR, splat(TINY)
    made, often = at(k, a.first + m) == 0, one / load(par, p + RESTOCK)
    for j in range(m * C, m * C + C):
        if at(x, a.use + j) == ZERO:
            continue
        c, rows = j - m * C, range(at(k, a.lim_ptr + j), at(k, a.lim_ptr + j + 1))
        free, bound, dear, bound_dear = widen(zero), widen(zero), zero, zero
        for arc in range(at(k, a.arc_ptr + j), at(k, a.arc_ptr + j + 1)):
            i = at(k, a.arc_from + arc)
            free = free + load(d, s.remain + i) * at(a.w, arc)
            if made:
                dear = dear + load(f, s.dear + i) * at(x, a.arc_flow + arc)
        for r in rows:
            i, flow = at(k, a.lim_from + r), at(x, a.lim_flow + r)
            if at(x, a.allowed + t * a.R + r) < ONE:
                bound = bound + widen(load(f, s.cap + r))
                bound_dear = bound_dear + load(f, s.cap + r) * load(f, s.input + i)
            else:
                free = free + load(d, s.remain + i) * np.float64(flow)
                dear = dear + load(f, s.dear + i) * flow
        wish, pull, held = load(f, s.wish + j), load(f, s.pull + c), narrow(load(d, s.stock + j))
        offered = narrow(free) * pull
        if len(rows) > 0:
            offered = offered + narrow(bound)
        each = one / most(offered, tiny)
        room = wish + (load(f, s.goal + c) * load(par, p + RMAX) - held) * often
        taken = least(one, most(room, zero) * each)
        scale = widen(pull * taken)
        arrived = free * scale
        if len(rows) > 0:
            whole = widen(taken)
            arrived = arrived + bound * whole
            store(d, s.taken + c, whole)
        store(d, s.scale + c, scale)
        store(f, s.push + c, (dear * pull + bound_dear) * each)
        came, given = offered * taken, at(x, a.given + now + j)
        if given > ZERO or at(x, a.reserve + j) > ZERO:
            released = least(narrow(load(d, s.reserve + j)), most(wish - came, zero))
            store(d, s.reserve + j, load(d, s.reserve + j) - widen(released))
            arrived, came = arrived + widen(released + given), came + (released + given)
        store(d, s.arrived + j, arrived)
        store(f, s.came + c, came)
        store(f, s.held + c, held)


@compiled
def in_sight(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """Cover in sight of each buyer: its stock and what the months ahead bring beyond what they take."""
    x, f, C, p = a.x, s.f, a.C, m * NPAR
    for j in range(m * C, m * C + C):
        if at(x, a.use + j) == ZERO:
            continue
        c = j - m * C
        came = load(f, s.came + c)
        ahead = load(par, p + TAU)
        store(f, s.cover + c, load(f, s.held + c) + ahead * (came - load(f, s.wish + j)))
        store(f, s.came + c, ahead * came)


@compiled
def abroad(a, m, s):  # type: ignore[no-untyped-def]
    """Mean log price above the baseline of buyers outside the senders, last month."""
    x, f, C = a.x, s.f, a.C
    total, whole = splat(ZERO), ZERO
    for c in range(C):
        use = at(x, a.use + m * C + c)
        if use > ZERO and at(a.k, a.sender + c) == 0:
            total, whole = total + load(f, s.spot + m * C + c) * use, whole + use
    return most(total * (ONE / whole), splat(ZERO)) if whole > ZERO else total


@compiled
def one_price(a, t, m, s):  # type: ignore[no-untyped-def]
    """Cover and push of a good that is sold on are those of all buyers together: stocks move to who pays, so that no
    buyer's price stands above another's (world price equation)."""
    x, f, C = a.x, s.f, a.C
    cover, goal, push, whole = splat(ZERO), splat(ZERO), splat(ZERO), ZERO
    for c in range(C):
        if not apart(a, t, m, c):
            use = at(x, a.use + m * C + c)
            cover, goal = cover + load(f, s.cover + c), goal + load(f, s.goal + c)
            push, whole = push + load(f, s.push + c) * use, whole + use
    if whole == ZERO:
        return
    ratio, push = cover / goal, push * (ONE / whole)
    for c in range(C):
        if not apart(a, t, m, c):
            store(f, s.cover + c, ratio * load(f, s.goal + c))
            store(f, s.push + c, push)


@compiled
def prices(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """Spot price: cover in sight against cover wanted, less steep towards the top of the ladder of uses, on top of
    what the sellers' inputs cost more (price equation). An input is worth at most its product less what conversion
    costs at the least (worth equation). Inside a state that restricts the market sellers hold back, so that a glut
    weighs less, and the price follows that outside in part: what leaks and what is hoped for (inside equation). What a
    price stands above its usual one is scarcity, gone once buyers see more than they want (premium equation)."""
    x, k, f, C, p, zero, one = a.x, a.k, s.f, a.C, m * NPAR, splat(ZERO), splat(ONE)
    inverse, top, rest = load(par, p + IEPSN), load(par, p + TOP), not at(a.k, a.last + m)
    split, relieved = at(a.k, a.limited + t * a.M + m) > 0, at(k, a.relieved + t * a.M + m) > 0
    in_sight(a, par, t, m, s)
    outside = abroad(a, m, s) if split else zero
    if at(a.k, a.resale + m) > 0:
        one_price(a, t, m, s)
    for j in range(m * C, m * C + C):
        if at(x, a.use + j) == ZERO:
            continue
        c = j - m * C
        goal = load(f, s.goal + c)
        held = most(load(f, s.cover + c), goal * BARE)
        store(f, s.cover + c, held)
        ratio = held / goal
        scarce = zero - log2(least(ratio, load(par, p + RMAX))) * inverse
        tight = most(scarce, zero)
        slack = least(scarce, zero)
        if relieved:
            calm = least(most(one + load(par, p + HOARD) * load(f, s.fear + j), splat(CALM)), one)
            eased = least(most(ratio * calm - one, zero) * load(par, p + RELIEF), one)  # tonnes, not hopes
            slack = slack - eased * load(par, p + PREMIUM)
        target = tight * top / (top + tight) + load(f, s.push + c)
        if split and at(a.k, a.sender + c) > 0:
            target = target + slack * load(par, p + GLUT) + outside * load(par, p + FOLLOW)
        else:
            target = target + slack
        last = load(f, s.spot + j)
        spot = last + load(par, p + RHO) * (target - last)
        if rest:
            cost = load(par, p + NPAR + COST)
            product = exp2(load(f, s.fetched + j + C))
            kept = load(par, p + NPAR + CONVERSION) * (splat(ONE) - cost) * least(product, splat(ONE))
            worth = log2(most(product - kept, splat(BARE)) / cost)
            spot, target = least(spot, worth), least(target, worth)
        store(f, s.spot + j, spot)
        store(f, s.aim + j, spot if at(k, a.resale + m) > 1 else target)


@compiled
def contracts(a, par, t, m, s):  # type: ignore[no-untyped-def]
    """The price that users pay follows the market price, in a step that is implicit in how a buyer's price moves its
    cover; where an exchange makes one price for all it moves no one's. An index of quotes follows them as fast."""
    x, f, C, p = a.x, s.f, a.C, m * NPAR
    lam = load(par, p + LAM)
    one = at(a.k, a.resale + m) > 1 and at(a.k, a.limited + t * a.M + m) == 0
    still = splat(ZERO) if one else lam * load(par, p + SIGMA) * load(par, p + IEPSN)
    for j in range(m * C, m * C + C):
        if at(x, a.use + j) == ZERO:
            continue
        cover, level = load(f, s.cover + j - m * C), load(f, s.level + j)
        slope = still * load(f, s.came + j - m * C)  # of the next price in this one, times cover
        store(f, s.level + j, level + lam * (load(f, s.spot + j) - level) * cover / (cover + slope))
        index = load(f, s.index + j)
        store(f, s.index + j, index + lam * (load(f, s.spot + j) - index))


@compiled
def ship(a, t, m, s):  # type: ignore[no-untyped-def]
    """What each seller shipped, and the stocks of makers: N' = N + arrivals - (shipped - scrap) / (1 - scrap share)."""
    x, k, f, d, C = a.x, a.k, s.f, s.d, a.C
    made, none = at(k, a.first + m) == 0, widen(splat(ZERO))
    for i in range(C):
        node, total = m * C + i, none
        for arc in range(at(k, a.out_ptr + node), at(k, a.out_ptr + node + 1)):
            total = total + load(d, s.scale + at(k, a.out_to + arc) - m * C) * at(a.w, a.outs + arc)
        shipped, remain = none, load(d, s.remain + i)
        for row in range(at(k, a.bar_ptr + node), at(k, a.bar_ptr + node + 1)):
            r = at(k, a.bar_row + row)
            c = at(k, a.lim_to + r) - m * C
            if at(x, a.allowed + t * a.R + r) < ONE:
                shipped = shipped + widen(load(f, s.cap + r)) * load(d, s.taken + c)
            else:
                total = total + load(d, s.scale + c) * np.float64(at(x, a.lim_flow + r))
        shipped = shipped + total * remain
        if s.audited:
            store(d, s.shipped + node, shipped)
        if made and at(x, a.use + node - C) != ZERO:
            scrap, j = at(x, a.scrap + node), node - C
            share = at(x, a.supply + node)
            used = most(shipped - widen(splat(scrap * share)), none) * (1.0 / (1.0 - np.float64(scrap)))
            if s.audited:
                store(d, s.consumed + j, used)
            store(d, s.stock + j, load(d, s.stock + j) + load(d, s.arrived + j) - used)


@compiled
def exports(a, t, m, s):  # type: ignore[no-untyped-def]
    """Exports of the states that are told to buyers outside them, and their value: what a limit lets pass at the
    buyers' quotes, what leaks at the quote inside, as the rent of the rest goes to those who carry it, and what no
    limit binds at the price of contracts: of who stopped at what its buyers agreed, of who stands by at an index of
    their quotes (sender equation)."""
    x, k, f, d, C = a.x, a.k, s.f, s.d, a.C
    for c in range(C):
        store(f, s.quote + c, exp2(load(f, s.spot + m * C + c)))
        store(f, s.agreed + c, exp2(load(f, s.level + m * C + c)))
        store(f, s.indexed + c, exp2(load(f, s.index + m * C + c)))
    for i in range(C):
        state, node = at(k, a.told + i), m * C + i
        if state == 0:
            continue
        price = s.agreed if at(k, a.struck + node) > 0 else s.indexed
        abroad, revenue = splat(ZERO), splat(ZERO)
        remain = narrow(load(d, s.remain + i))
        for arc in range(at(k, a.out_ptr + node), at(k, a.out_ptr + node + 1)):
            c = at(k, a.out_to + arc) - m * C
            if at(k, a.told + c) != state:
                y = remain * at(x, a.out_flow + arc) * narrow(load(d, s.scale + c))
                abroad, revenue = abroad + y, revenue + y * load(f, price + c)
        for row in range(at(k, a.bar_ptr + node), at(k, a.bar_ptr + node + 1)):
            r = at(k, a.bar_row + row)
            c, allowed = at(k, a.lim_to + r) - m * C, at(x, a.allowed + t * a.R + r)
            if at(k, a.told + c) == state:
                continue
            if allowed < ONE:
                y = load(f, s.cap + r) * narrow(load(d, s.taken + c))
                legal = least(y, splat(allowed * at(x, a.lim_flow + r)))
                revenue = revenue + (legal * load(f, s.quote + c) + (y - legal) * load(f, s.quote + i))
            else:
                y = remain * at(x, a.lim_flow + r) * narrow(load(d, s.scale + c))
                revenue = revenue + y * load(f, price + c)
            abroad = abroad + y
        store(f, s.abroad + node, abroad)
        store(f, s.revenue + node, revenue)


@compiled
def final_use(a, m, s):  # type: ignore[no-untyped-def]
    """Final users consume min(wish, stock + arrivals); N' = N + arrivals - use."""
    f, d, C = s.f, s.d, a.C
    for j in range(m * C, m * C + C):
        if at(a.x, a.use + j) == ZERO:
            continue
        hand = load(d, s.stock + j) + load(d, s.arrived + j)
        used = widen(least(load(f, s.wish + j), narrow(hand) * NEARLY))
        if s.audited:
            store(d, s.consumed + j, used)
        store(f, s.got + j, narrow(used))
        store(d, s.stock + j, hand - used)


@compiled
def month(a, par, t, s):  # type: ignore[no-untyped-def]
    """One month: plans on last month's prices, then market by market down the chain."""
    for m in range(a.M):
        plans(a, par, t, m, s)
    for m in range(a.M):
        buyers(a, par, t, m, s)
        sellers(a, par, t, m, s)
        deliver(a, par, t, m, s)
        prices(a, par, t, m, s)
        contracts(a, par, t, m, s)
        ship(a, t, m, s)
        if a.trade:
            exports(a, t, m, s)
        if at(a.k, a.last + m):
            final_use(a, m, s)
