"""What a sum of producers leaves out, by its own other years and by other sources."""

import pytest

from didymium.world.lacking import Lack, Sum, lacks

FULL = {"A": 0.6, "B": 0.3, "C": 0.1}


def test_a_large_producer_that_another_source_names_is_missed_within_two_years():
    one = Sum("x", 2018, {"A": 0.86, "C": 0.14})
    assert lacks(one, [one, Sum("y", 2020, FULL)]) == Lack(pytest.approx(0.3), ("B",), "y", 2020)
    assert lacks(one, [one, Sum("y", 2021, FULL)]) is None


def test_producers_that_stand_among_the_others_are_not_missed():
    assert lacks(Sum("x", 2018, {"A": 0.6, "OTH": 0.4}), [Sum("y", 2018, FULL)]) is None
    assert lacks(Sum("x", 2018, FULL), [Sum("y", 2018, {"A": 0.6, "OTH": 0.4})]) is None  # B and C are the others


def test_a_rest_that_another_source_leaves_is_missed_though_nobody_names_it():
    lack = lacks(Sum("x", 2018, {"A": 0.95, "B": 0.05}), [Sum("y", 2018, {"A": 0.65, "OTH": 0.35})])
    assert lack == Lack(pytest.approx(0.3), (), "y", 2018)


def test_a_producer_of_the_nearest_years_is_missed_one_that_shrank_is_not():
    years = [Sum("x", 2010, FULL), Sum("x", 2012, FULL)]
    gap = Sum("x", 2011, {"A": 0.9, "C": 0.1})
    assert lacks(gap, [*years, gap]) == Lack(pytest.approx(0.3), ("B",), "x", 2010)
    shrunk = [Sum("x", 2009, FULL), Sum("x", 2010, {"A": 0.86, "B": 0.04, "C": 0.1})]
    assert lacks(gap, [*shrunk, gap]) is None


def test_what_is_less_than_an_eighth_is_let_pass():
    one = Sum("x", 2018, {"A": 1.0})
    assert lacks(one, [Sum("y", 2018, {"A": 0.88, "B": 0.12})]) is None
    assert lacks(one, [Sum("y", 2018, {"A": 0.87, "B": 0.13})])
