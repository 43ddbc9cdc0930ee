"""What must hold for every input: bounds, order of labels, scale, limits of the formulas, closing of the flows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium import risk
from didymium.world.balance import balance, home_prior, trade_prior

amounts = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=30)
part = st.floats(0.0, 1.0)
score = st.floats(0.0, 10.0)


@given(amounts)
def test_hhi_lies_between_equal_shares_and_one(supply):
    found = risk.herfindahl(supply)
    assert 1 / len(supply) - 1e-12 <= found <= 1 + 1e-12


@given(amounts, st.randoms(), st.floats(1e-3, 1e3))
def test_order_and_unit_do_not_matter(supply, random, factor):
    mixed = [x * factor for x in random.sample(supply, len(supply))]
    assert risk.herfindahl(mixed) == pytest.approx(risk.herfindahl(supply), rel=1e-9)
    assert risk.top_n(mixed, 3) == pytest.approx(risk.top_n(supply, 3), rel=1e-9)


@given(amounts)
def test_merging_two_suppliers_never_lowers_concentration(supply):
    merged = [sum(supply[:2]), *supply[2:]]
    assert risk.herfindahl(merged) >= risk.herfindahl(supply) - 1e-12


@given(amounts, st.integers(1, 5))
def test_top_n_grows_with_n_up_to_one(supply, n):
    assert risk.top_n(supply, n) <= risk.top_n(supply, n + 1) + 1e-12 <= 1 + 2e-12


@given(score, score, part, part)
def test_supply_risk_at_the_limits_of_import_reliance(world, local, recycled, substituted):
    kept = (1 - recycled) * substituted
    assert risk.eu_supply_risk(world, local, 0.0, recycled, substituted) == pytest.approx(local * kept)
    half = risk.eu_supply_risk(world, local, 1.0, recycled, substituted)
    assert half == pytest.approx((world + local) / 2 * kept)


@given(score, score, part, part, part)
def test_supply_risk_falls_with_recycling_and_lies_between_its_parts(world, local, reliance, recycled, more):
    found = risk.eu_supply_risk(world, local, reliance, recycled, 1.0)
    assert found >= risk.eu_supply_risk(world, local, reliance, recycled + (1 - recycled) * more, 1.0) - 1e-12
    low, high = sorted((world, local))
    assert low * (1 - recycled) - 1e-9 <= found <= high * (1 - recycled) + 1e-9


@given(amounts, amounts, st.floats(0, 1e6), st.data())
def test_geopolrisk_bounds_and_domestic_supply(production, imports, domestic, data):
    trust = data.draw(st.lists(part, min_size=len(imports), max_size=len(imports)))
    found = risk.geopolrisk(production, imports, trust, domestic)
    assert 0 <= found <= 1 + 1e-12
    assert risk.geopolrisk(production, imports, trust, domestic + 1.0) <= found + 1e-12
    named = {f"C{i}": x for i, x in enumerate(imports)}
    by_name = {f"C{i}": x for i, x in reversed(list(enumerate(trust)))}
    assert risk.geopolrisk(production, named, by_name, domestic) == pytest.approx(found, abs=1e-12)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_import_reliance_is_a_fraction(production, imports, exports):
    if production + imports > exports and production + imports > 0:
        assert 0 <= risk.net_import_reliance(production, imports, exports) <= 1


@st.composite
def markets(draw):
    n = draw(st.integers(2, 12))
    supply = np.array(draw(st.lists(st.floats(0, 1e5), min_size=n, max_size=n))) + 1e-6
    use = np.array(draw(st.lists(st.floats(0, 1e5), min_size=n, max_size=n))) + 1e-6
    seen = st.lists(st.sampled_from([0.0, 0.0, 1.0, 30.0, 1e4]), min_size=n * n, max_size=n * n)
    return supply, use * (supply.sum() / use.sum()), np.array(draw(seen)).reshape(n, n)


@settings(max_examples=150, deadline=None)
@given(markets())
def test_flows_close_at_every_node(market):
    supply, use, seen = market
    flows = balance(trade_prior(seen, supply, use), supply, use)
    assert np.all(flows >= 0)
    assert np.abs(flows.sum(axis=1) - supply).max() <= 1e-9 * supply.sum()
    assert np.abs(flows.sum(axis=0) - use).max() <= 1e-9 * supply.sum()


@given(markets(), st.randoms())
def test_flows_do_not_depend_on_the_order_of_countries(market, random):
    supply, use, _ = market
    order = random.sample(range(len(supply)), len(supply))
    flows = balance(home_prior(supply, use), supply, use)
    mixed = balance(home_prior(supply[order], use[order]), supply[order], use[order])
    assert mixed == pytest.approx(flows[np.ix_(order, order)], rel=1e-6, abs=1e-6 * supply.sum())


@given(markets())
def test_a_matrix_that_already_fits_is_left_alone(market):
    flows = market[2] + 1.0
    assert balance(flows, flows.sum(axis=1), flows.sum(axis=0)) == pytest.approx(flows, rel=1e-9)
