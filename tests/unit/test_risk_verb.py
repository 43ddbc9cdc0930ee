import csv
import io
import json

import pytest

from didymium import labels, risk
from didymium.cli import main
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Figure
from didymium.risk import METHODS
from didymium.risk.measures import day_of, in_force, on_exports, unsettled
from didymium.world.load import load_world, parse_date

KEYS = [
    "mineral", "method", "stage", "country", "importer", "year", "value", "low", "high", "unit", "sources", "note",
]  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return load_world()


def value(rows, **wanted):
    found = [r for r in rows if all(getattr(r, k) == v for k, v in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_rows_figures_and_manifest(world):
    found = risk.risk(["rare earths", "Dy", "gallium"], importer="USA", world=world)
    assert {r.mineral for r in found.rows} == {"rare earths", "dysprosium", "gallium"}
    assert all(isinstance(f, Figure) for f in found.figures)
    assert len(found.figures) == sum(r.value is not None for r in found.rows)
    assert found.manifest["verb"] == "risk"
    assert found.manifest["args"]["importer"] == "USA"
    out = found.to_json()
    assert list(out["rows"][0]) == KEYS
    assert out["run"] == found.run
    json.dumps(out, allow_nan=False)
    again = risk.risk(["rare earths", "Dy", "gallium"], importer="USA", world=world)
    assert again.to_json() == out


def test_a_row_with_a_value_has_sources_and_one_without_says_why(world):
    for row in risk.risk("all", importer="DEU", method=["hhi", "geopolrisk", "nir", "restricted"], world=world).rows:
        if row.value is None:
            assert row.note.startswith("no data: "), row
        else:
            assert row.sources, row
            assert row.low is None or row.low <= row.value <= row.high, row


@pytest.mark.parametrize("method", list(METHODS))
def test_never_fewer_rows_than_asked(world, method):
    asked = ["germanium", "gallium", "thallium", "rare earths", "argon", "steel"]
    rows = risk.risk(asked, importer="EUU", year=2021, method=method, stage="refine", world=world).rows
    assert {r.mineral for r in rows} == set(asked)


def test_germanium_without_trade_is_not_without_risk(world):
    rows = risk.risk("germanium", importer="USA", year=2022, method="geopolrisk", stage="refine", world=world).rows
    assert [r.value for r in rows] == [None]
    assert "2022" in rows[0].note


def test_all_knows_every_mineral_of_the_lists(world):
    rows = risk.risk("all", method="top3", world=world).rows
    named = {r.mineral for r in rows}
    assert set(world.table("lists")["mineral"]) <= named
    assert {"uranium", "dysprosium", "platinum"} <= named


def test_shares_close_and_are_told_apart_by_stage(world):
    rows = risk.risk("cobalt", method="share", world=world).rows
    for stage in {r.stage for r in rows}:
        assert sum(r.value for r in rows if r.stage == stage) == pytest.approx(1.0)
    assert value(rows, stage="mine", country="COD").value > 0.6
    assert value(rows, stage="refine", country="CHN").value > 0.6


def test_projections_are_called_projections(world):
    row = value(risk.risk("lithium", year=2035, method="top3", stage="refine", world=world).rows, year=2035)
    assert 0.5 < row.value <= 1
    assert "projection" in row.note


def test_ore_that_leaves_is_no_supply_of_the_refined_product(world):
    rows = risk.risk("rare earths", importer="USA", method=["nir", "geopolrisk"], world=world).rows
    assert value(rows, method="nir", stage="mine").value == 0.0  # a net exporter of concentrates
    assert value(rows, method="nir", stage="refine").value > 0.5
    assert value(rows, method="geopolrisk", stage="refine").value > 0.2


def test_the_eu_is_the_sum_of_its_members_without_their_trade_with_each_other(world):
    row = risk.risk("lithium", importer="EUU", year=2022, method="geopolrisk", stage="refine", world=world).rows[0]
    members = labels.eu_members("2022-12-31")
    rows = world.table("trade")
    import polars as pl

    outside = rows.filter(
        (pl.col("mineral") == "lithium") & (pl.col("stage") == "refine") & (pl.col("year") == 2022)
        & pl.col("importer").is_in(members) & ~pl.col("exporter").is_in(members)
    )  # fmt: skip
    from didymium.risk.lookup import imports

    bought = imports(world, "lithium", "refine", "EUU", 2022)
    assert sum(bought.usd.values()) == pytest.approx(outside["value_usd"].sum())
    assert not set(bought.usd) & set(members)
    assert row.value is not None or row.note


def test_methods_of_an_importer_need_one(world):
    row = risk.risk("gallium", method="nir", stage="refine", world=world).rows[0]
    assert row.value is None
    assert "importer" in row.note
    eu = risk.risk("gallium", importer="USA", method="eu-sr", world=world).rows[0]
    assert eu.value is None
    assert "EU" in eu.note


def test_groups_take_the_mean_of_their_members_in_the_eu_method(world):
    found = risk.risk(["platinum group metals", "platinum", "palladium"], method="eu-sr", world=world).rows
    group = value(found, mineral="platinum group metals")
    assert "mean of 5 members" in group.note
    assert group.low <= group.value <= group.high


@pytest.mark.parametrize(
    ("minerals", "more", "kind"),
    [
        ("unobtanium", {}, "mineral"),
        ("gallium", {"importer": "Atlantis"}, "country"),
        ("gallium", {"method": "vibes"}, "method"),
        ("gallium", {"stage": "kitchen"}, "stage"),
    ],
)
def test_unknown_names_raise(world, minerals, more, kind):
    with pytest.raises(UnknownLabel, match=f"unknown {kind}"):
        risk.risk(minerals, world=world, **more)


def test_nothing_later_than_the_view_is_used(world):
    then = world.as_of("2010-06-30")
    rows = risk.risk(["rare earths", "gallium"], importer="JPN", world=then).rows
    assert all(r.year is None or r.year <= 2010 for r in rows)
    assert value(rows, mineral="rare earths", stage="mine", method="share", country="CHN").value > 0.9


@pytest.mark.parametrize(
    ("mineral", "stage", "importer", "day", "actor", "bound"),
    [
        ("gallium", "refine", "USA", "2023-07-15", "CHN", False),  # announced, not yet in force
        ("gallium", "refine", "USA", "2023-09-01", "CHN", True),
        ("dysprosium", "refine", "DEU", "2025-03-31", "CHN", False),
        ("dysprosium", "refine", "DEU", "2025-05-01", "CHN", True),
        ("dysprosium", "component", "DEU", "2025-05-01", "CHN", True),  # magnets are listed by name
        ("samarium", "component", "DEU", "2025-05-01", "CHN", True),
        ("antimony", "mine", "DEU", "2024-10-01", "CHN", True),  # ore is among the goods
        ("graphite", "mine", "USA", "2024-10-01", "CHN", True),  # natural flake
        ("tungsten", "mine", "USA", "2025-10-01", "CHN", False),  # no ore among the goods
    ],
)
def test_restrictions_bind_from_their_effective_date(world, mineral, stage, importer, day, actor, bound):
    assert (actor in in_force(world, mineral, stage, importer, parse_date(day))) is bound


def test_a_suspended_ban_does_not_come_back_by_itself(world):
    def bans(read, day):
        rows = read(world, "gallium", "refine", "USA", parse_date(day)).get("CHN", [])
        return {r["id"] for r in rows if r["kind"] == "export_ban"}

    assert bans(in_force, "2025-06-01") == {"cn-us-ban-2024"}
    assert not bans(in_force, "2026-06-01")
    assert not bans(unsettled, "2026-11-27")
    assert not bans(in_force, "2026-11-28")
    assert bans(unsettled, "2026-11-28") == {"cn-us-ban-2024"}


def test_a_measure_of_unknown_outcome_widens_the_restricted_share(world):
    """Kazakhstan's scrap ban ran for six months from October 2025; nobody tells whether it was renewed."""
    [row] = risk.risk(["copper"], method=["restricted"], stage="refine", world=world.as_of("2026-11-28")).rows
    assert row.high > row.value
    assert "high if it binds: Kazakhstan" in row.note
    assert "outcome not known since" in row.note


def test_a_royalty_and_a_stop_of_one_firm_restrict_no_exports(world):
    day = parse_date("2026-12-01")
    copper = {r["id"] for rows in in_force(world, "copper", "mine", None, day).values() for r in rows}
    assert "zm-export-levy-2013" in copper
    assert not copper & {"cl-royalty-2023", "pe-mining-tax-2011", "pe-conga-2011"}
    assert "pe-conga-2011" not in {r["id"] for r in on_exports(world, "copper", day)}


def test_figures_much_older_than_those_beside_them_say_so(world, capsys):
    rows = risk.risk(["antimony"], method=["top3"], world=world).rows
    notes = {r.stage: r.note for r in rows}
    assert "years older than the newest beside them" in notes["refine"]
    assert "older" not in notes["mine"]
    main(["risk", "antimony", "--method", "top3"])
    assert "2018, 7 years older" in capsys.readouterr().out.replace("\n", " ")


def test_a_ban_on_one_buyer_does_not_bind_another(world):
    day = parse_date("2025-06-01")
    for_usa = {r["id"] for r in in_force(world, "gallium", "refine", "USA", day)["CHN"]}
    for_japan = {r["id"] for r in in_force(world, "gallium", "refine", "JPN", day)["CHN"]}
    assert for_japan < for_usa


def test_the_day_of_a_year_is_never_after_the_view(world):
    assert day_of(world.as_of("2024-05-01"), 2024) == parse_date("2024-05-01")
    assert day_of(world, 2019) == parse_date("2019-12-31")


def test_cli_prints_tables_json_and_csv(capsys):
    assert main(["risk", "rare earths", "dysprosium", "gallium", "--importer", "USA"]) == 0
    text = capsys.readouterr().out
    assert "China" in text
    assert "no data" in text
    assert main(["risk", "cobalt", "--method", "share", "--stage", "mine"]) == 0
    assert "DR Congo" in capsys.readouterr().out
    assert main(["risk", "cobalt", "--method", "top3,hhi", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["rows"][0]) == KEYS
    assert main(["risk", "cobalt", "--method", "top3", "--csv", "--as-of", "2024-12-31"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == KEYS
    assert all(int(r["year"]) <= 2024 for r in rows if r["year"])


@pytest.mark.parametrize(
    "tokens",
    [["risk"], ["risk", "unobtanium"], ["risk", "cobalt", "--method", "x"], ["risk", "cobalt", "--as-of", "x"]],
)
def test_cli_refuses_in_one_line(capsys, tokens):
    assert main(tokens) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert len(out.err.strip().splitlines()) == 1


def test_missing_governance_is_missing_not_average(world):
    from didymium.risk.lookup import governance

    with pytest.raises(MissingData):
        governance(world.as_of("1995-01-01"), 1990)


@pytest.mark.parametrize(("width", "whole"), [("80", False), ("220", True)])
def test_a_narrow_terminal_gets_a_block_for_each_stage_and_no_cut_word(capsys, monkeypatch, width, whole):
    monkeypatch.setenv("COLUMNS", width)
    assert main(["risk", "uranium", "--importer", "USA"]) == 0
    text = capsys.readouterr().out
    assert "…" not in text
    assert ("uranium, mine, 2024" in text) is not whole
    assert "net import reliance" in text
    assert max(map(len, text.splitlines())) <= int(width)
