"""Losses beside the estimates that others publish (`twin/tables/loss_estimates.csv`, each with its source)."""

from __future__ import annotations

import pytest

from didymium.twin import simulate
from didymium.twin.scoreboard import beside_published
from didymium.world.load import load_world


@pytest.fixture(scope="module")
def rows():
    return beside_published(load_world())


def test_most_published_losses_lie_in_bands_of_no_more_than_ten_times(rows):
    aimed = [row.inside for row in rows if row.aim]
    assert len(aimed) == 8
    assert sum(aimed) >= 6


def test_parts_of_the_draws_say_alone_what_all_say(rows):
    for row in rows:
        assert len(row.by_part) == 8
        assert row.by_part.count(row.inside) > 4, row.name


def test_no_published_loss_is_further_than_an_order_of_magnitude(rows):
    for row in rows:
        assert row.low / 10 < row.ours[1] < row.high * 10, row.name


def test_a_longer_cut_costs_more_and_all_three_ways_count(rows):
    year, quarter = (next(r for r in rows if r.name.endswith(end)) for end in ("Japan for a year", "three months"))
    assert year.ours[1] > 2 * quarter.ours[1]
    cut = {"exporter": "CHN", "minerals": ["rare earths"], "from": "2026-01", "to": "2026-11", "allowed": 0.2}
    plan = {"name": "cut", "start": "2026-01", "months": 12, "as_of": "2025-11-01", "restrictions": [cut]}
    run = simulate(plan, draws=128, money=True, monthly=False)
    whole, ways = run.loss("DEU"), run.loss_parts("DEU")
    assert all(ways[way][1] > 0.02 * whole[1] for way in ("direct", "network", "embedded"))
