"""Losses beside the estimates that others publish (`twin/tables/loss_estimates.csv`, each with its source)."""

from __future__ import annotations

import pytest

from didymium.twin.scoreboard import beside_published
from didymium.world.load import load_world


@pytest.fixture(scope="module")
def rows():
    return beside_published(load_world())


def test_most_published_losses_lie_in_bands_of_no_more_than_ten_times(rows):
    assert len(rows) == 8
    assert sum(row.inside for row in rows) >= 6


def test_no_published_loss_is_further_than_an_order_of_magnitude(rows):
    for row in rows:
        assert row.low / 10 < row.ours[1] < row.high * 10, row.name


def test_a_longer_cut_costs_more_and_all_three_ways_count(rows):
    year, quarter = (next(r for r in rows if r.name.endswith(end)) for end in ("Japan for a year", "three months"))
    assert year.ours[1] > 2 * quarter.ours[1]
    wide = next(r for r in rows if r.name.startswith("IMF") and r.economy == "DEU")
    assert all(wide.parts[way][1] > 0.02 * wide.ours[1] for way in ("direct", "network", "embedded"))
