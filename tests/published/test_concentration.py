"""Published shares and reliance: IEA Critical Minerals Dataset (base 2024), USGS Mineral Commodity Summaries 2026."""

import pytest

from didymium import risk
from didymium.world.load import load_world


@pytest.fixture(scope="module")
def world():
    return load_world()


def rows(world, mineral, method, **more):
    return risk.risk(mineral, method=method, world=world, **more).rows


@pytest.mark.parametrize(
    ("mineral", "stage", "year", "country", "share", "source"),
    [
        ("cobalt", "refine", 2024, "CHN", 0.78, "IEA Outlook 2025"),
        ("lithium", "refine", 2024, "CHN", 0.70, "IEA Outlook 2025"),
        ("graphite", "refine", 2024, "CHN", 0.96, "IEA Outlook 2025, battery-grade"),
        ("magnet rare earths", "refine", 2024, "CHN", 0.91, "IEA Outlook 2025"),
        ("NdFeB magnets", "component", 2024, "CHN", 0.94, "IEA commentary, October 2025"),
        ("rare earths", "mine", 2025, "CHN", 0.69, "USGS 2026: 270 of 390 kt"),
        ("gallium", "refine", 2025, "CHN", 0.99, "USGS 2026"),
        ("tungsten", "mine", 2025, "CHN", 0.79, "USGS 2026"),
        ("antimony", "mine", 2025, "CHN", 0.36, "USGS 2026"),
        ("magnesium", "metal", 2025, "CHN", 0.86, "USGS 2026"),
        ("dysprosium", "refine", 2018, "CHN", 1.00, "EU 2023"),
        ("terbium", "refine", 2018, "CHN", 1.00, "EU 2023"),
    ],
)
def test_share(world, mineral, stage, year, country, share, source):
    found = [r for r in rows(world, mineral, "share", stage=stage, year=year) if r.country == country]
    low, high = found[0].low or found[0].value, found[0].high or found[0].value
    assert low - 0.01 <= share <= high + 0.01, source


@pytest.mark.parametrize(
    ("mineral", "year", "stage", "reliance", "at_least"),
    [
        ("rare earths", 2025, "refine", 0.67, False),
        ("gallium", 2025, None, 1.00, False),
        ("graphite", 2025, None, 1.00, False),
        ("antimony", 2025, None, 0.91, False),
        ("cobalt", 2025, None, 0.79, False),
        ("germanium", 2025, None, 0.50, True),
        ("tungsten", 2025, None, 0.50, True),
    ],
)
def test_us_net_import_reliance(world, mineral, year, stage, reliance, at_least):
    """USGS Mineral Commodity Summaries 2026, figure 2 and commodity tables."""
    found = rows(world, mineral, "nir", importer="USA", year=year, stage=stage)
    values = [r for r in found if r.value is not None and r.value == pytest.approx(reliance, abs=0.005)]
    assert values, found
    if at_least:
        assert values[0].high == 1.0
