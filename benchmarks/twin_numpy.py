"""The twin's laws in vectorised numpy: the peer of the compiled kernel, draws along the last axis, no loop
over nodes."""

from __future__ import annotations

import numpy as np

from didymium.twin.laws import BARE, CALM, ORDINARY, RESOLD
from didymium.twin.layout import PARAMETERS

P = {name: i for i, name in enumerate(PARAMETERS)}
TINY = 1e-20


def run(a, par, start=0):
    """Prices (log2) and arrivals of every node and month, dims (T, node, draw); par: (M, NPAR, draws), single
    precision."""
    M, C = a.last.size, a.sender.size
    T, n, D = a.capacity.shape[0], M * C, par.shape[2]
    node = np.repeat(np.arange(n), np.diff(a.arc_ptr))
    seller = (node // C) * C + a.arc_from
    buyers_of = [np.flatnonzero(node // C == m) for m in range(M)]
    first = [np.flatnonzero(np.r_[True, np.diff(node[x]) > 0]) for x in buyers_of]
    order = [x[np.argsort(seller[x], kind="stable")] for x in buyers_of]
    cut = [np.flatnonzero(np.r_[True, np.diff(seller[x]) > 0]) for x in order]
    q = {name: par[:, i] for name, i in P.items()}
    z = {
        k: np.zeros((n, D), np.float32)
        for k in (
            "level",
            "spot",
            "aim",
            "fetched",
            "fear",
            "received",
            "wish",
            "offer",
            "pull",
            "thirst",
            "cap",
            "flow",
        )
    }
    keep = np.ones((n, D), np.float32)
    plan, base = np.repeat(a.supply[:, None], D, 1), np.repeat(a.use[:, None], D, 1)
    months = np.repeat(q["stock"], C, axis=0)
    stock = (months * (a.months * a.use)[:, None]).astype(np.float64)
    reserve = np.repeat((a.reserve * a.use)[:, None], D, 1).astype(np.float64)
    arrived, shipped = np.zeros((n, D)), np.zeros((n, D))
    out = np.zeros((T, n, D), np.float32), np.zeros((T, n, D), np.float32)

    def relieved(t, m):
        return bool(a.relieved.reshape(-1, M)[t, m])

    def wide(m, name):
        return q[name][m][None]

    def by_seller(m, values):
        total = np.zeros((n, D), np.float32)
        x = order[m]
        total[seller[x][cut[m]]] = np.add.reduceat(values[np.searchsorted(buyers_of[m], x)], cut[m], axis=0)
        return total[m * C : m * C + C]

    def by_buyer(m, values):
        total = np.zeros((n, D), np.float32)
        total[node[buyers_of[m]][first[m]]] = np.add.reduceat(values, first[m], axis=0)
        return total[m * C : m * C + C]

    for t in range(start, T):
        for m in range(M):
            s = slice(m * C, m * C + C)
            z["fear"][s] = z["fear"][s] * wide(m, "fear_keep") + a.fear[t, s, None]
            bid = np.where(a.sender[:, None] > 0, np.maximum(z["level"][s], z["received"][s]), z["level"][s])
            z["pull"][s] = np.exp2(wide(m, "arbitrage") * bid) * a.demand[t, s, None]
            if a.last[m]:
                dear = np.maximum(z["level"][s], 0)
                least = np.minimum(keep[s], wide(m, "substitution_limit"))
                keep[s] = np.minimum(np.maximum(keep[s] * (1 - wide(m, "substitution") * z["level"][s]), least), 1)
                base[s] = keep[s] * (a.use[s] * a.demand[t, s] * a.thrift[t, s])[:, None]
                rung = wide(m, "rung_weight")
                stay = (1 + rung) / (1 + rung * np.exp2(wide(m, "steepness") * dear))
                z["wish"][s] = base[s] * stay * np.exp2(-wide(m, "use_elasticity") * dear)
        for m in range(M):
            s = slice(m * C, m * C + C)
            margin = z["received"][s]
            if not a.first[m]:
                margin = margin - wide(m, "input_cost") * z["level"][m * C - C : m * C]
            if relieved(t, m):
                margin = np.maximum(margin, np.minimum(margin + wide(m, "premium"), 0))
            margin = margin * (margin**2 / (margin**2 + ORDINARY**2))
            aim = (
                np.exp2(margin * np.where(margin > 0, wide(m, "supply_elasticity"), wide(m, "shutdown_elasticity")))
                * a.supply[s, None]
            )
            fresh = a.added[t, s, None]
            plan[s] += wide(m, "plan_speed") * (
                aim + fresh * np.exp2(np.minimum(margin, 0) * wide(m, "shutdown_elasticity")) - plan[s]
            )
            able = (1 + wide(m, "spare")) * (a.supply[s] * a.capacity[t, s])[:, None] + fresh
            z["offer"][s] = np.minimum(plan[s], able)
            if not a.first[m]:
                up = slice(m * C - C, m * C)
                asked = np.maximum(z["offer"][s] - (a.scrap[s] * a.supply[s])[:, None], 0) / (1 - a.scrap[s, None])
                z["wish"][up], base[up] = asked, (asked + a.use[up, None]) / 2
        for m in range(M):
            s, x = slice(m * C, m * C + C), buyers_of[m]
            if not a.first[m]:
                hand = stock[m * C - C : m * C] + arrived[m * C - C : m * C]
                z["offer"][s] = np.minimum(
                    z["offer"][s], hand * (1 - a.scrap[s, None]) + (a.scrap[s] * a.supply[s])[:, None]
                )
            goal = np.maximum(
                wide(m, "stock")
                * np.maximum(1 + wide(m, "hoard") * z["fear"][s], CALM)
                * a.months[s, None]
                * (z["wish"][s] if a.last[m] else base[s]),
                TINY,
            )
            buys, split = a.use[s] > 0, bool(a.limited[t * M + m if a.limited.ndim == 1 else (t, m)])
            one = buys & ((a.sender == 0) | (a.resale[m] > 1 and not split))
            z["thirst"][s] = 0
            if a.resale[m]:
                cover = (stock[s] + base[s]) / (goal + base[s])
                world = (stock[s] + base[s])[one].sum(axis=0) / (goal + base[s])[one].sum(axis=0)
                z["pull"][np.flatnonzero(one) + m * C] *= (world / cover[one]) ** RESOLD
                z["thirst"][np.flatnonzero(one) + m * C] = np.log2(world / cover[one]) * RESOLD
            weight = z["pull"][node[x]] * a.arc_flow[x, None]
            row = a.arc_limit[x]
            now = (row >= 0) & (a.allowed[t, row] < 1) if a.allowed.shape[1] else np.zeros(len(x), bool)
            free = np.where(now[:, None], 0, weight)
            sums, worth = by_seller(m, free), by_seller(m, free * z["level"][node[x]])
            quote = by_seller(m, free * z["aim"][node[x]])
            ratio = z["offer"][s] / np.maximum(by_seller(m, weight), TINY)
            flow = np.zeros_like(weight)
            if now.any():
                r, j = row[now], node[x][now]
                gap = np.clip(z["level"][j] + z["thirst"][j] * a.open[t, r, None], 0, 2) / 2 + 0.5
                leak = np.minimum(
                    (wide(m, "leak_closed") * (1 - a.open[t, r, None]) + wide(m, "leak_open") * a.open[t, r, None])
                    * gap,
                    1,
                )
                allowed = leak * a.leak[t, r, None] + a.allowed[t, r, None]
                flow[now] = np.minimum(z["pull"][j] * ratio[a.arc_from[x][now]], allowed) * a.arc_flow[x][now, None]
            rest = np.maximum(z["offer"][s] - by_seller(m, flow), 0) / np.maximum(sums, TINY)
            z["received"][s] = worth / np.maximum(sums, TINY)
            z["fetched"][s] = quote / np.maximum(sums, TINY)
            flow = np.where(now[:, None], flow, free * rest[a.arc_from[x]])
            ahead = wide(m, "refill")
            room = np.maximum(z["wish"][s] + (goal * wide(m, "cover_ceiling") - stock[s]) / wide(m, "restock"), 0)
            offered = np.maximum(by_buyer(m, flow), TINY)
            push = np.float32(0)
            if not a.first[m]:
                inputs = wide(m, "input_cost") * z["spot"][m * C - C : m * C]
                push = by_buyer(m, flow * inputs[a.arc_from[x]]) / offered
            flow = flow * np.minimum(1, room / offered)[node[x] - m * C]
            shipped[s] = by_seller(m, flow)
            came = by_buyer(m, flow).astype(np.float64)
            released = np.minimum(reserve[s], np.maximum(z["wish"][s] - came, 0)) * (a.reserve[s, None] > 0)
            reserve[s] -= released
            arrived[s] = came + released + a.given[t, s, None]
            cover = stock[s] + ahead * (arrived[s] - z["wish"][s])
            push = np.broadcast_to(push, cover.shape).copy()
            if a.resale[m]:
                part = (a.use[s] / max(a.use[s][one].sum(), TINY))[one, None]
                cover[one] = cover[one].sum(axis=0) / goal[one].sum(axis=0) * goal[one]
                push[one] = (push[one] * part).sum(axis=0)
            cover = np.maximum(cover, goal * BARE)
            scarce = -np.log2(np.minimum(cover / goal, wide(m, "cover_ceiling"))) * wide(m, "stock_elasticity_inverse")
            calm = np.clip(1 + wide(m, "hoard") * z["fear"][s], CALM, 1)
            eased = np.clip((cover / goal * calm - 1) * wide(m, "relief_inverse"), 0, 1) * wide(m, "premium")
            eased = eased * relieved(t, m)
            tight, slack, top = np.maximum(scarce, 0), np.minimum(scarce, 0) - eased, wide(m, "top")
            out_of = buys & (a.sender == 0)
            part = (a.use[s] / max(a.use[s][out_of].sum(), TINY))[out_of, None]
            abroad = np.maximum((z["spot"][s][out_of] * part).sum(axis=0), 0)
            inside = slack * wide(m, "glut") + abroad * wide(m, "follow")
            target = tight * top / (top + tight) + push + np.where((split & (a.sender > 0))[:, None], inside, slack)
            spot = z["spot"][s] + wide(m, "price_speed") * (target - z["spot"][s])
            if not a.last[m]:
                cost = wide(m + 1, "input_cost")
                product = np.exp2(z["fetched"][m * C + C : m * C + 2 * C])
                worth = product - wide(m + 1, "conversion") * (1 - cost) * np.minimum(product, 1)
                worth = np.log2(np.maximum(worth, BARE) / cost)
                spot, target = np.minimum(spot, worth), np.minimum(target, worth)
            z["spot"][s] = np.where(buys[:, None], spot, 0)
            z["aim"][s] = z["spot"][s] if a.resale[m] > 1 else np.where(buys[:, None], target, 0)
            pulls = wide(m, "arbitrage") * (a.resale[m] < 2 or split)
            slope = wide(m, "contract") * pulls * wide(m, "stock_elasticity_inverse") * ahead * arrived[s]
            z["level"][s] += wide(m, "contract") * (z["spot"][s] - z["level"][s]) * cover / (cover + slope)
            if not a.first[m]:
                up = slice(m * C - C, m * C)
                used = np.maximum(shipped[s] - (a.scrap[s] * a.supply[s])[:, None], 0) / (1 - a.scrap[s, None])
                stock[up] += arrived[up] - used
            if a.last[m]:
                hand = stock[s] + arrived[s]
                stock[s] = hand - np.minimum(z["wish"][s], hand)
        out[0][t], out[1][t] = z["spot"], arrived
    return out
