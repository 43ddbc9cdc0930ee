"""Figures that the publishers print, against the world's tables (figure, tolerance, source)."""

import polars as pl
import pytest

from didymium.world.load import load_world


@pytest.mark.parametrize(
    ("mineral", "stage", "country", "percent", "source"),
    [
        ("rare earths", "mine", "CHN", 69, "USGS MCS 2026, rare earths: 270,000 of 390,000 t in 2025e"),
        ("gallium", "refine", "CHN", 99, "USGS MCS 2026, gallium: 900 of 909 t listed in 2025e"),
        ("tungsten", "mine", "CHN", 79, "USGS MCS 2026, tungsten: 67,000 of 85,000 t in 2025e"),
        ("magnesium", "metal", "CHN", 86, "USGS MCS 2026, magnesium metal: 950 of 1,100 kt in 2025e"),
        ("antimony", "mine", "CHN", 36, "USGS MCS 2026, antimony: 40,000 of 110,000 t in 2025e"),
        ("graphite", "mine", "CHN", 78, "USGS MCS 2026, graphite: 1.4 of 1.8 Mt in 2025e"),
        ("cobalt", "mine", "COD", 74, "USGS MCS 2026, cobalt: 230,000 of 310,000 t in 2025e"),
        ("nickel", "mine", "IDN", 67, "USGS MCS 2026, nickel: 2.6 of 3.9 Mt in 2025e"),
        ("lithium", "mine", "AUS", 32, "USGS MCS 2026, lithium: 92,000 of 290,000 t in 2025e"),
        ("NdFeB magnets", "component", "CHN", 94, "IEA, October 2025: permanent magnets 2024"),
        ("magnet rare earths", "refine", "CHN", 91, "IEA Global Critical Minerals Outlook 2025: refining 2024"),
        ("graphite", "component", "CHN", 96, "IEA Global Critical Minerals Outlook 2025: battery-grade graphite 2024"),
        ("cobalt", "refine", "CHN", 78, "IEA Global Critical Minerals Outlook 2025: refining 2024"),
        ("lithium", "refine", "CHN", 70, "IEA Global Critical Minerals Outlook 2025: refining 2024"),
        ("nickel", "refine", "IDN", 43, "IEA Global Critical Minerals Outlook 2025: refining 2024"),
        ("nickel", "refine", "CHN", 31, "IEA Global Critical Minerals Outlook 2025: refining 2024"),
        ("uranium", "mine", "KAZ", 39, "World Nuclear Association, 2025 update: production from mines 2024"),
        ("uranium", "mine", "CAN", 24, "World Nuclear Association, 2025 update: production from mines 2024"),
        ("uranium", "mine", "NAM", 12, "World Nuclear Association, 2025 update: production from mines 2024"),
        ("dysprosium", "refine", "CHN", 100, "European Commission 2023, annex: processing 2016-2020"),
        ("terbium", "refine", "CHN", 100, "European Commission 2023, annex: processing 2016-2020"),
        ("germanium", "refine", "CHN", 68, "Tsinghua University (Zeng et al.) 2025: refined output of 2022"),
    ],
)  # fmt: skip
def test_share(mineral, stage, country, percent, source):
    """The printed percentage lies within half a point of the range that the world gives."""
    row = load_world().shares(mineral, stage).filter(pl.col("country") == country).row(0, named=True)
    low = row["share"] if row["low"] is None else min(row["low"], row["share"])
    high = row["share"] if row["high"] is None else max(row["high"], row["share"])
    assert 100 * low - 0.5 <= percent <= 100 * high + 0.5, source


@pytest.mark.parametrize(
    ("mineral", "percent", "more"),
    [
        ("rare earths", 67, False), ("heavy rare earths", 100, False), ("gallium", 100, False),
        ("graphite", 100, False),
        ("antimony", 91, False), ("cobalt", 79, False), ("germanium", 50, True), ("tungsten", 50, True),
    ],
)  # fmt: skip
def test_us_net_import_reliance_2025(mineral, percent, more):
    """USGS, Mineral Commodity Summaries 2026, salient statistics."""
    row = load_world().facts("net_import_reliance", mineral, "USA", year=2025).row(0, named=True)
    assert row["unit"] == "%"
    assert row["value"] == percent
    assert row["note"] == ("more than" if more else None)
    if more:
        assert (row["low"], row["high"]) == (percent, 100)


@pytest.mark.parametrize(
    ("year", "kilotonnes", "usd_per_kg"),
    [(2009, 20.4, 9.3), (2010, 26.6, 21.7), (2011, 19.6, 106.3), (2012, 9.8, 71.0), (2013, 17.7, 23.9)],
)
def test_chinas_rare_earth_exports_2009_2013(year, kilotonnes, usd_per_kg):
    """CEPII BACI, HS 284690, China to the world: tonnes and unit value."""
    rows = (
        load_world()
        .table("trade")
        .filter((pl.col("hs") == "284690") & (pl.col("exporter") == "CHN") & (pl.col("year") == year))
    )
    assert rows["quantity_t"].sum() / 1e3 == pytest.approx(kilotonnes, abs=0.06)
    weighed = rows.filter(pl.col("quantity_t").is_not_null())
    assert weighed["value_usd"].sum() / weighed["quantity_t"].sum() / 1e3 == pytest.approx(usd_per_kg, rel=0.01)


@pytest.mark.parametrize(
    ("edition", "count"),
    [
        ("US 2018", 35), ("US 2022", 50), ("US 2025", 60), ("EU 2023", 34), ("EU 2020", 30), ("EU 2017", 27),
        ("EU 2014", 20), ("EU 2011", 14), ("India 2023", 30),
        ("Canada 2021", 31), ("Canada 2024", 34), ("UK 2022", 18), ("Australia 2024", 31),
    ],
)  # fmt: skip
def test_lists_have_their_length(edition, count):
    """Federal Register 2018, 2022, 2025; European Commission 2011-2023; India, Canada, UK and Australia."""
    rows = load_world().table("lists").filter(pl.col("list") == edition)
    assert rows.filter(pl.col("change") != "removed").height == count


def test_the_us_list_of_2025_added_ten():
    """Federal Register, November 2025: ten minerals more than in 2022, none fewer."""
    rows = load_world().table("lists").filter(pl.col("list") == "US 2025")
    assert set(rows.filter(pl.col("change") == "added")["mineral"]) == {
        "boron", "copper", "lead", "metallurgical coal", "phosphate", "potash", "rhenium", "silicon", "silver",
        "uranium",
    }  # fmt: skip
    assert rows.filter(pl.col("change") == "removed").is_empty()


@pytest.mark.parametrize(
    ("mineral", "form", "year", "usd_per_kg"),
    [("dysprosium", "Dysprosium oxide", "2025", 239), ("terbium", "Terbium oxide", "2025", 1010),
     ("gallium", "average", "2025", 580), ("germanium", "Germanium metal", "2025", 4100),
     ("antimony", "metal", "2025", 55.1)],
)  # fmt: skip
def test_prices(mineral, form, year, usd_per_kg):
    """USGS, Mineral Commodity Summaries 2026 (antimony: 25 dollars a pound)."""
    rows = (
        load_world()
        .table("prices")
        .filter(
            (pl.col("mineral") == mineral)
            & (pl.col("period") == year)
            & pl.col("form").str.starts_with(form)
            & (pl.col("source_id") == "usgs-mcs-2026")
        )
    )
    assert rows["unit"].unique().to_list() == ["USD/kg"]
    assert rows["value"][0] == pytest.approx(usd_per_kg, rel=2e-3)


def test_the_export_quotas_of_2009_to_2011():
    """MOFCOM quotas as reported in December 2010 and July 2011, tonnes."""
    rows = load_world().facts("export_quota", "rare earths", "CHN").filter(pl.col("form") == "year")
    assert dict(zip(rows["year"], rows["value"], strict=True)) == {2009: 50145, 2010: 30258, 2011: 30184}
