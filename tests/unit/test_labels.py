"""Labels: canonical names, groups, aliases, countries by date."""

import csv

import pytest

from didymium import labels
from didymium.errors import UnknownLabel


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Rare earth elements", "rare earths"), ("REEs", "rare earths"), ("NdPr", "didymium"),
        ("yttrium oxide", "yttrium"), ("PGMs", "platinum group metals"), ("Antimony trioxide", "antimony"),
        ("coltan", "tantalum"), ("Aluminum", "aluminium"), ("natural graphite", "graphite"),
        ("Dy", "dysprosium"),
        ("APT", "tungsten"), ("permanent magnets", "NdFeB magnets"), ("  Met   coal ", "metallurgical coal"),
    ],
)  # fmt: skip
def test_mineral_is_found_by_any_of_its_names(name, canonical):
    assert labels.mineral(name) == canonical


def test_unknown_mineral_names_the_nearest():
    with pytest.raises(UnknownLabel, match="dysprosium"):
        labels.mineral("disprosium")


def test_groups_hold_their_members_through_subgroups():
    assert {"dysprosium", "lanthanum", "yttrium", "neodymium"} <= set(labels.members("rare earths"))
    assert set(labels.members("magnet rare earths")) == {"neodymium", "praseodymium", "dysprosium", "terbium"}
    assert set(labels.members("heavy rare earths")).isdisjoint(labels.members("light rare earths"))
    assert "NdFeB magnets" not in labels.members("rare earths")
    assert labels.members("gallium") == ()
    assert "rare earths" in labels.groups("terbium")


def test_every_member_knows_its_group():
    for name in labels.minerals():
        for group in labels.groups(name):
            assert name in labels.members(group) or not labels.symbol(name) or group in ("aluminium",)


def test_each_mineral_opens_groups_once():
    assert labels.each_mineral(["didymium", "neodymium", "gallium"]) == (
        "praseodymium",
        "neodymium",
        "gallium",
    )


def test_an_alias_means_one_mineral_only():
    seen: dict[str, str] = {}
    with (labels.DATA / "minerals.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for alias in [row["mineral"], *f"{row['aliases']};{row['lookups']}".split(";")]:
                if alias:
                    assert seen.setdefault(alias.casefold(), row["mineral"]) == row["mineral"], alias


def test_text_aliases_hold_no_bare_symbol():
    symbols = {labels.symbol(name) for name in labels.minerals()} - {None}
    assert symbols.isdisjoint(labels.mineral_aliases())


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Beijing", "CHN"), ("Washington", "USA"), ("the Netherlands", "NLD"), ("Brussels", "EUU"),
        ("Tokyo", "JPN"),
        ("DRC", "COD"), ("Burma", "MMR"), ("Congo, Rep.", "COG"), ("Turkey", "TUR"), ("Ivory Coast", "CIV"),
        ("Korea, Rep.", "KOR"), ("China, Hong Kong SAR", "HKG"), ("gb", "GBR"), ("Burmese", "MMR"),
        ("Kyiv", "UKR"),
    ],
)  # fmt: skip
def test_country_by_name_adjective_capital_or_code(name, iso3):
    assert labels.country(name) == iso3


def test_country_in_a_sentence():
    assert labels.country_name("USA", article=True) == "the United States"
    assert labels.country_name("CHN", article=True) == "China"
    assert labels.adjective("MMR") == "Burmese"
    assert labels.capital("CHN") == "Beijing"
    assert labels.capital("CHL") is None
    with pytest.raises(UnknownLabel, match="country 'Atlantis'"):
        labels.country("Atlantis")


def test_text_aliases_of_countries_are_written_forms():
    aliases = labels.country_aliases()
    assert aliases["U.S."] == "USA"
    assert aliases["Chinese"] == "CHN"
    assert {"WLD", "OTH"}.isdisjoint(aliases.values())
    assert "CHN" not in aliases


def test_the_eu_changes_with_the_date():
    assert len(labels.eu_members("2010-06-30")) == 27
    assert len(labels.eu_members("2014-01-01")) == 28
    assert len(labels.eu_members()) == 27
    assert labels.is_eu("GBR", "2020-01-31")
    assert not labels.is_eu("GBR", "2020-02-01")
    assert not labels.is_eu("HRV", "2012-12-31")


def test_stages_and_sectors():
    assert [labels.stage(w) for w in ("Processing", "magnets", "mining", "alloys")] == [
        "refine", "component", "mine", "metal",
    ]  # fmt: skip
    assert labels.sector("EV makers") == "electric_vehicles"
    assert labels.sector_name("fibre_infrared").startswith("optical fibre")
    assert set(labels.sector_aliases().values()) <= set(labels.sectors())
    with pytest.raises(UnknownLabel):
        labels.stage("smurfing")
    with pytest.raises(UnknownLabel):
        labels.sector("alchemy")
