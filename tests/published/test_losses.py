"""Losses beside published ones: signs, order of magnitude, decay with the horizon; the figures stand in
docs/method/twin.md."""

from __future__ import annotations

import pytest

from didymium.twin import simulate
from didymium.world.load import load_world

WORLD = load_world()


def ban(*minerals: str, months: int = 12, exporter: str = "CHN", importers: tuple[str, ...] = ("WLD",)):
    """A full stop of one exporter's sales from January 2025, as known in November 2024."""
    measure = {"exporter": exporter, "importers": importers, "minerals": minerals, "from": "2025-01", "allowed": 0.0}
    return simulate({"name": "ban", "start": "2025-01", "months": months, "as_of": "2024-11-01",
                     "restrictions": [measure]}, WORLD, 256)  # fmt: skip


@pytest.mark.parametrize(("minerals", "low", "high"), [
    (("gallium",), 1.7e9, 8.2e9), (("germanium",), 0.01e9, 1.1e9), (("gallium", "germanium"), 1.7e9, 9.0e9)
])  # fmt: skip
def test_gallium_and_germanium_overlap_the_geological_survey(minerals, low, high):
    """USGS Open-File Report 2024-1057: loss of US GDP when China's net exports stop for a year."""
    ours = ban(*minerals).loss("USA")
    assert ours[0] < high
    assert ours[2] > low


def test_germanium_costs_less_than_gallium_at_the_top_of_the_band():
    """USGS Open-File Report 2024-1057: 8.2 against 1.1 billion USD."""
    assert ban("gallium").loss("USA")[2] > ban("germanium").loss("USA")[2]


def test_magnet_rare_earths_cost_more_than_lamps_and_cracking_catalysts():
    """USGS Open-File Report 2025-1047 ranks terbium and dysprosium at the top, lanthanum and europium far below."""
    magnets = ban("neodymium", "praseodymium", "dysprosium", "terbium").loss("USA")[1]
    assert magnets > 3 * ban("lanthanum").loss("USA")[1]
    assert magnets > 20 * ban("europium").loss("USA")[1]


def test_losses_decay_with_the_horizon():
    """Short-run losses far exceed long-run ones in every published study of such cuts."""
    loss = ban("dysprosium", "terbium", months=60).series("value_added_at_risk_usd", "USA")[1]
    years = loss.reshape(5, 12).sum(axis=1)
    assert years[0] > years[2] > 0
    assert years[4] < 0.5 * years[0]


def test_the_sender_loses_less_than_its_target():
    """The European Central Bank (2026) finds short-run gains in Chinese activity and losses of importers."""
    found = ban("dysprosium", "terbium")
    assert found.loss("CHN") is None or found.loss("CHN")[1] < 0.25 * found.loss("EUU")[1]
