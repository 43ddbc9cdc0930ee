import numpy as np
import pytest

from didymium import risk
from didymium.errors import BadInput, MissingData

NAN = float("nan")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([1.0], 1.0),
        ([0.5, 0.5], 0.5),
        ([50, 50], 0.5),
        ({"CHN": 270, "USA": 51, "OTH": 69}, (270**2 + 51**2 + 69**2) / 390**2),
        ((3, 1), 0.625),
        (np.array([0.25] * 4), 0.25),
    ],
)
def test_herfindahl(shares, expected):
    assert risk.herfindahl(shares) == pytest.approx(expected, abs=1e-15)


def test_herfindahl_of_an_incomplete_list_needs_its_total():
    assert risk.herfindahl([0.6, 0.2], total=1.0) == pytest.approx(0.4)
    assert risk.herfindahl([0.6, 0.2]) == pytest.approx(0.625)


def test_herfindahl_over_many_minerals_at_once():
    supply = np.array([[1.0, 1, 2], [0, 0, 5]])
    assert risk.herfindahl(supply) == pytest.approx([0.375, 1.0])


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ([0.4, NAN], MissingData, "missing"),
        ({"CHN": 0.9, "USA": None}, MissingData, "USA"),
        ([0.0, 0.0], MissingData, "zero"),
        ([-1.0, 2.0], BadInput, "at least 0"),
        ({"CHN": 1, "Total": 1}, BadInput, "Total"),
        ({"CHN": 1, "WLD": 1}, BadInput, "WLD"),
        (["much"], BadInput, "numbers"),
        (0.5, BadInput, "one number"),
        ([], MissingData, "zero"),
    ],
)
def test_herfindahl_refuses(bad, error, words):
    with pytest.raises(error, match=words):
        risk.herfindahl(bad)


def test_top_n_keeps_all_others_out_of_the_largest_but_in_the_total():
    assert risk.top_n({"A": 5, "B": 3, "C": 1, "OTH": 11}, 2) == pytest.approx(0.4)
    assert risk.top_n([5, 3, 1, 1], 3) == pytest.approx(0.9)
    assert risk.top_n([5, 3], 3) == pytest.approx(1.0)


def test_n_minus_1_leaves_out_the_largest_supplier_and_its_own_demand():
    supply = {"CHN": 90.0, "AUS": 8.0, "USA": 2.0}
    demand = {"USA": 30.0, "CHN": 60.0, "AUS": 0.0, "DEU": 10.0}
    assert risk.n_minus_1(supply, demand) == pytest.approx(10 / 40)
    assert risk.n_minus_1(supply, demand, largest="AUS") == pytest.approx(92 / 100)
    with pytest.raises(MissingData, match="demand of the largest"):
        risk.n_minus_1(supply, {"USA": 30.0})
    with pytest.raises(BadInput, match="BRA"):
        risk.n_minus_1(supply, demand, largest="BRA")


@pytest.mark.parametrize(
    ("production", "imports", "exports", "expected"),
    [(20, 90, 10, 0.8), (0, 5, 0, 1.0), (100, 10, 60, 0.0), (100, 0, 0, 0.0), (10, 5, 100, 0.0)],
)
def test_net_import_reliance(production, imports, exports, expected):
    assert risk.net_import_reliance(production, imports, exports) == pytest.approx(expected)


def test_net_import_reliance_of_nothing_is_not_zero():
    with pytest.raises(MissingData):
        risk.net_import_reliance(0, 0, 0)
    with pytest.raises(MissingData):
        risk.net_import_reliance(NAN, 1, 0)


def test_restricted_share_joins_by_country_and_leaves_the_rest_unrestricted():
    assert risk.restricted_share({"CHN": 70, "USA": 30}, {"CHN": 0.5, "MMR": 1.0}) == pytest.approx(0.35)
    with pytest.raises(BadInput):
        risk.restricted_share([0.5, 0.5], [50, 0])


def test_eu_weighted_hhi_by_hand():
    shares = {"China": 0.8, "Chile": 0.2}
    wgi, t = {"China": 5.7, "Chile": 3.0, "Peru": 5.0}, {"China": 1.1, "Chile": 0.8}
    assert risk.eu_weighted_hhi(shares, wgi, t) == pytest.approx(0.64 * 5.7 * 1.1 + 0.04 * 3.0 * 0.8)
    assert risk.eu_weighted_hhi([0.8, 0.2], [5.7, 3.0], 1.0) == pytest.approx(0.64 * 5.7 + 0.04 * 3.0)


@pytest.mark.parametrize(
    ("shares", "wgi", "error", "words"),
    [
        ([80.0, 20.0], [5.0, 5.0], BadInput, "fraction"),
        ([0.8, 0.2], [5.0, NAN], MissingData, "wgi"),
        ([0.8, 0.2], [5.0, -1.2], BadInput, "wgi_scaled"),
        ({"A": 0.8}, {"B": 5.0}, MissingData, "wgi"),
        ({"A": 0.8}, [5.0], BadInput, "dicts"),
        ([0.8], {"A": 5.0}, BadInput, "dicts"),
    ],
)
def test_eu_weighted_hhi_refuses(shares, wgi, error, words):
    with pytest.raises(error, match=words):
        risk.eu_weighted_hhi(shares, wgi, 1.0)


def test_a_country_without_supply_may_lack_governance():
    assert risk.eu_weighted_hhi([1.0, 0.0], [5.0, NAN], 1.0) == pytest.approx(5.0)


def test_eu_supply_risk_by_hand_and_on_one_basis():
    assert risk.eu_supply_risk(9.2, 1.8, 1.0, 0.0, 0.9) == pytest.approx((4.6 + 0.9) * 0.9)
    assert risk.eu_supply_risk(9.2, 1.8, 0.0, 0.1, 1.0) == pytest.approx(1.8 * 0.9)
    assert risk.eu_supply_risk(2.4, None, None, 0.0, 1.0) == pytest.approx(2.4)
    assert risk.eu_supply_risk(None, 1.2, 0.5, 0.5, 0.5) == pytest.approx(0.3)
    both = risk.eu_supply_risk(np.array([1.0, 2.0]), np.array([3.0, 4.0]), 0.5, 0.0, 1.0)
    assert both == pytest.approx([0.25 + 2.25, 0.5 + 3.0])


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ((1.0, 1.0, 80.0, 0.1, 1.0), BadInput),
        ((1.0, 1.0, 0.8, 10.0, 1.0), BadInput),
        ((1.0, NAN, 0.8, 0.1, 1.0), MissingData),
        ((None, None, 0.8, 0.1, 1.0), MissingData),
        ((1.0, 1.0, None, 0.1, 1.0), MissingData),
        ((1.0, 1.0, 0.8, NAN, 1.0), MissingData),
    ],
)
def test_eu_supply_risk_refuses(args, error):
    with pytest.raises(error):
        risk.eu_supply_risk(*args)


def test_eu_economic_importance():
    assert risk.eu_economic_importance([0.5, 0.5], [204200, 102100], 1.0, 204200) == pytest.approx(7.5)
    with pytest.raises(MissingData):
        risk.eu_economic_importance([0.5, 0.5], [1.0, NAN], 1.0, 2.0)
    with pytest.raises(BadInput, match="above max"):
        risk.eu_economic_importance([1.0], [3.0], 1.0, 2.0)
    with pytest.raises(BadInput, match="fraction"):
        risk.eu_economic_importance([50, 50], [1.0, 1.0], 1.0, 2.0)


def test_geopolrisk_by_hand():
    production = {"CHN": 3.0, "AUS": 1.0}
    imports, governance = {"CHN": 60.0, "AUS": 20.0}, {"CHN": 0.6, "AUS": 0.3, "USA": 0.5}
    expected = 0.625 * (36 + 6) / 100
    assert risk.geopolrisk(production, imports, governance, 20.0) == pytest.approx(expected)
    assert risk.geopolrisk_cf(expected, 5.0) == pytest.approx(expected * 5 / 0.409412948)


def test_geopolrisk_of_many_at_once_equals_one_by_one():
    rng = np.random.default_rng(7)
    production, imports = rng.random((3, 1, 4, 9)), rng.random((3, 5, 4, 9))
    governance, domestic = rng.random((4, 9)), rng.random((3, 5, 4))
    together = risk.geopolrisk(production, imports, governance, domestic)
    assert together.shape == (3, 5, 4)
    one = risk.geopolrisk(production[1, 0, 2], imports[1, 3, 2], governance[2], domestic[1, 3, 2])
    assert together[1, 3, 2] == pytest.approx(one, abs=1e-15)


def test_geopolrisk_never_fills_in_governance_unasked():
    with pytest.raises(MissingData, match="BRA"):
        risk.geopolrisk([1.0], {"BRA": 5.0}, {"CHN": 0.5}, 0.0)
    assert risk.geopolrisk([1.0], {"BRA": 5.0}, {"CHN": 0.3}, 0.0, default=0.5) == pytest.approx(0.5)
    with pytest.raises(MissingData):
        risk.geopolrisk([1.0], [5.0], [NAN], 0.0)
    with pytest.raises(BadInput, match="governance_risk"):
        risk.geopolrisk([1.0], [5.0], [-1.2], 0.0)
    with pytest.raises(MissingData, match="neither imports"):
        risk.geopolrisk([1.0], [0.0], [0.5], 0.0)


def test_governance_risk_clips_and_keeps_gaps():
    assert risk.governance_risk([3.0, 0.0, -3.0]) == pytest.approx([0.0, 0.5, 1.0])
    assert np.isnan(risk.governance_risk(NAN))


def test_unit_price_is_total_value_over_total_quantity():
    assert risk.unit_price([10.0, 30.0], [1.0, 3.0]) == pytest.approx(10.0)
    with pytest.raises(MissingData):
        risk.unit_price([10.0], [0.0])
