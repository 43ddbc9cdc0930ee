"""Laws of the planning program, on random small cases: three stages, two minerals, options, stops and replies."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didymium.strategy.program import HURDLE, Case, Live, Risk, tail_mean

LAW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10_000)
PERIODS, DEMAND, LEADS = 8, 50.0, (2, 3, 5, 1, 2, 4)


def case(seed: int, draws: int = 10, slots: int = 2, strategic: float = 0.2) -> Case:
    """Two minerals of three stages; per mineral: imports of each stage, a refinery, a maker, a stockpile to buy."""
    rng = np.random.default_rng(seed)
    nodes, flows, to, source, draw, option, base, loss, pair = [], [], [], [], [], [], [], [], []

    def add(name, node, cap, feed=-1, needs=1.0, by=-1, usd=0.0, use=-1):
        flows.append(name), to.append(node), base.append(cap), source.append(feed)
        draw.append(needs if feed >= 0 else 0.0), option.append(by), loss.append(usd), pair.append(use)

    for m in range(2):
        n = 3 * m
        nodes += [f"m{m} mine", f"m{m} refine", f"m{m} component"]
        add(f"m{m} ore", n, 30.0)
        for c in range(2):
            add(f"m{m} oxide {c}", n + 1, 10.0)
            add(f"m{m} part {c}", n + 2, DEMAND * (0.8 if c else 0.4))
        add(f"m{m} refinery", n + 1, rng.uniform(10, 40), feed=n, needs=1.2, by=3 * m)
        add(f"m{m} maker", n + 2, rng.uniform(10, 40), feed=n + 1, needs=1.1, by=3 * m + 1)
        for k, usd in enumerate(np.sort(10 ** rng.uniform(5, 7, 4))):
            add(f"m{m} without {k}", n + 2, DEMAND / 4, usd=usd, use=2 * m + k // 2)
    demand = np.zeros((PERIODS, 6))
    demand[:, [2, 5]] = DEMAND
    weeks = draws + slots
    cap = np.broadcast_to(base, (weeks, PERIODS, len(flows))).copy()
    for f, o in enumerate(option):
        if o >= 0:
            cap[:, : LEADS[o], f] = 0.0
    for w in range(draws):
        for f, name in enumerate(flows):
            if " part " in name and rng.random() < 0.6:
                start = rng.integers(0, PERIODS)
                cap[w, start : start + 4, f] *= rng.uniform(0, 0.6)
    arrival = np.zeros((weeks, PERIODS, 2))
    arrival[:, 1] = 1.0
    probability = np.r_[np.full(draws, (1 - strategic) / draws), np.zeros(slots)]
    return Case(
        nodes=tuple(nodes), flows=tuple(flows), options=tuple(f"o{i}" for i in range(6)), to=np.array(to),
        source=np.array(source), draw=np.array(draw, float), option=np.array(option), cap=cap, pair=np.array(pair),
        sector=np.array([0, 1, 1, 2]), loss=np.broadcast_to(np.array(loss, float), (weeks, len(flows))).copy(),
        discount=0.97 ** np.arange(PERIODS), demand=demand, price=rng.uniform(5e6, 80e6, 6),
        limit=np.array([1.0, 1, 6, 1, 1, 6]), initial=np.array([0, 0, 5.0, 0, 0, 5.0]), pile_option=np.array([2, 5]),
        pile_node=np.array([2, 5]), pile=np.array([8.0, 8.0]), arrival=arrival, probability=probability, slots=slots,
        strategic=strategic,
    )  # fmt: skip


def answered(seed: int, **kw) -> Case:
    """A case whose first slot holds a reply: every part stops from period 3 on."""
    made = case(seed, **kw)
    cap = made.cap.copy()
    for f, name in enumerate(made.flows):
        if " part " in name:
            cap[-made.slots, 3:, f] = 0.0
    return replace(made, cap=cap)


@LAW
@given(SEEDS, st.floats(0, 2))
def test_a_bigger_budget_never_has_a_larger_loss(seed, aversion):
    live = Live(answered(seed), 0.0, Risk(aversion))
    found = []
    for budget in (0.0, 2e7, 6e7, 2e8, 1e9):
        live.budget(budget)
        found.append(live.solve())
    risky = [s.objective - HURDLE * s.spent for s in found]
    assert all(b <= a * (1 + 1e-7) + 1.0 for a, b in pairwise(risky))


@LAW
@given(SEEDS, st.floats(0, 3e8))
def test_a_plan_keeps_to_budget_capacity_and_lead_time(seed, budget):
    made = answered(seed)
    live = Live(made, budget)
    found = live.solve()
    assert found.spent <= budget * (1 + 1e-7) + 1.0
    assert np.all(found.x >= -1e-9)
    assert np.all(found.x <= made.limit + 1e-9)
    bought = found.x > 1e-4 * made.limit
    assert np.all(found.value[bought] >= HURDLE * made.price[bought] * (1 - 1e-6))
    flow = live.flows()
    for f, o in enumerate(made.option):
        if o >= 0:
            assert np.all(flow[:, : LEADS[o], f] <= 1e-7)
            assert np.all(flow[:, :, f] <= made.cap[:, :, f] * found.x[o] + 1e-6)


@LAW
@given(SEEDS)
def test_the_neutral_plan_has_the_lowest_mean_and_the_averse_the_lowest_cvar(seed):
    plans = [Live(answered(seed), 5e7, Risk(a)).solve() for a in (0.0, 0.5, 50.0)]
    slack = 1 + 1e-6
    assert all(plans[0].mean + HURDLE * plans[0].spent <= (p.mean + HURDLE * p.spent) * slack + 1.0 for p in plans)
    for p in plans:
        assert plans[2].cvar <= p.cvar * slack + (HURDLE * 5e7 + max(p.mean - plans[2].mean, 0.0)) / 50


@LAW
@given(SEEDS, st.floats(1e6, 2e8))
def test_the_shadow_price_predicts_the_finite_difference(seed, budget):
    live = Live(answered(seed), budget)
    here, step = live.solve(), 1e4
    live.budget(budget + step)
    right = (here.objective - live.solve().objective) / step
    live.budget(budget - step)
    left = (live.solve().objective - here.objective) / step
    low, high = min(left, right), max(left, right)
    assert low - 1e-3 * (1 + high) <= max(here.duals["budget"] - HURDLE, 0.0) <= high + 1e-3 * (1 + high)


@LAW
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_scenarios_does_not_matter(seed, random):
    made = case(seed)
    order = list(range(len(made.probability) - made.slots))
    random.shuffle(order)
    order += range(len(order), len(made.probability))
    turned = replace(made, cap=made.cap[order], loss=made.loss[order], arrival=made.arrival[order])
    assert Live(made, 5e7).solve().objective == pytest.approx(Live(turned, 5e7).solve().objective, rel=1e-9, abs=1.0)


@LAW
@given(SEEDS)
def test_a_change_on_the_live_model_equals_a_fresh_build(seed):
    made, other = case(seed), answered(seed)
    live = Live(made, 5e7)
    live.solve()
    at = len(made.probability) - made.slots
    arrival = made.arrival[at] * 0.5
    live.scenario(at, other.cap[at], arrival)
    arrivals = made.arrival.copy()
    arrivals[at] = arrival
    fresh = Live(replace(other, arrival=arrivals), 5e7).solve()
    assert live.solve().objective == pytest.approx(fresh.objective, rel=1e-7, abs=1.0)


@LAW
@given(SEEDS)
def test_a_mine_without_a_refinery_does_not_help(seed):
    made = answered(seed)
    ore = [i for i, n in enumerate(made.flows) if n.endswith(" ore")]
    cap = made.cap.copy()
    cap[:, :, ore] *= 100.0
    limit = made.limit.copy()
    limit[[0, 1, 3, 4]] = 0.0
    with_ore, without = (Live(replace(made, cap=c, limit=limit), 1e8).solve() for c in (cap, made.cap))
    assert with_ore.objective == pytest.approx(without.objective, rel=1e-9, abs=1.0)


@LAW
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.floats(0, 0.95))
def test_cvar_lies_between_mean_and_worst(values, alpha):
    v = np.array(values)
    w = np.full(len(v), 1 / len(v))
    found = tail_mean(v, w, alpha)
    assert v.mean() - 1e-6 <= found <= v.max() + 1e-6
    assert tail_mean(v, w, 0.0) == pytest.approx(v.mean(), abs=1e-6)
