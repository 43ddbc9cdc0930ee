"""The world: tables with types, sources, shares by precedence, facts, pages, the command."""

import datetime as dt
import json

import polars as pl
import pytest

from didymium.brief.plants import called
from didymium.cli import main
from didymium.errors import BadInput, MissingData, UnknownLabel
from didymium.text.gazetteer import find_names
from didymium.world import schema
from didymium.world.check import check
from didymium.world.load import World, _shown, load_world, parse_date
from didymium.world.shares import series, total_beside
from didymium.world.show import covers, expiries, profile


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.mark.parametrize("table", schema.tables())
def test_every_table_has_the_columns_and_types_of_the_schema(world, table):
    rows = world.table(table)
    for column, dtype in schema.dtypes(table).items():
        assert rows.schema[column] == dtype, f"{table}.{column}"
    for column in schema.required(table):
        assert rows[column].null_count() == 0, f"{table}.{column}"


def test_every_row_has_a_source_that_exists_and_is_no_local_file(world):
    sources = world.table("sources")
    for table in schema.tables():
        rows = world.table(table)
        if "source_id" in rows.columns:
            assert set(rows["source_id"].drop_nulls()) <= set(sources["source_id"])
    text = sources.select(pl.concat_str(["title", "publisher"], ignore_nulls=True)).to_series()
    assert not text.str.contains(r"shared/|file id|\.csv").any()
    assert sources["licence"].null_count() == 0


def test_source_by_id(world):
    assert world.source("usgs-mcs-2026")["publisher"] == "US Geological Survey"
    with pytest.raises(MissingData, match="no source 'nowhere'"):
        world.source("nowhere")


def test_unknown_table_names_the_nearest(world):
    with pytest.raises(UnknownLabel, match="facts"):
        world.table("fact")


def test_shares_are_closed_and_sourced(world):
    table = world.shares("rare earths", "mine")
    assert table["share"].sum() == pytest.approx(1, abs=1e-9)
    assert table.row(0, named=True)["country"] == "CHN"
    assert table["source_id"].unique().to_list() == ["usgs-mcs-2026"]
    assert (table["low"] <= table["share"] + 1e-12).all()
    assert (table["share"] <= table["high"] + 1e-12).all()


def test_shares_of_a_year_and_of_a_year_without_data(world):
    assert world.shares("cobalt", "mine", year=2009)["year"].unique().to_list() == [2009]
    with pytest.raises(MissingData, match=r"for 1950.*there is .*2009"):
        world.shares("cobalt", "mine", year=1950)


def test_missing_shares_say_what_there_is(world):
    with pytest.raises(MissingData, match=r"gallium at component.*refine"):
        world.shares("gallium", "component")
    with pytest.raises(UnknownLabel):
        world.shares("unobtanium", "mine")


def test_magnets_stand_for_their_metals_and_say_so(world):
    assert world.shares("neodymium", "component")["mineral"].unique().to_list() == ["NdFeB magnets"]


def test_the_group_stands_in_only_when_asked(world):
    old = world.as_of("2010-06-30")
    with pytest.raises(MissingData):
        old.shares("dysprosium", "mine")
    assert old.shares("dysprosium", "mine", group=True)["mineral"].unique().to_list() == ["rare earths"]


def test_leaders_alone_get_the_rest_by_difference(world):
    table = world.as_of("2025-03-31").shares("NdFeB magnets", "component")
    assert set(table["country"]) == {"CHN", "OTH"}
    assert table["share"].sum() == pytest.approx(1)
    assert set(table["basis"]) == {"derived"}


def test_estimates_only_when_asked(world):
    with pytest.raises(MissingData):
        world.shares("SmCo magnets", "component")
    table = world.shares("SmCo magnets", "component", estimates=True)
    assert set(table["source_id"]) == {"estimate"}
    assert set(table["confidence"]) == {"low"}


def test_a_year_that_lacks_its_main_producer_gives_no_share(world):
    """Gallium in 2009 without China would make Kazakhstan the leader with 49 %."""
    with pytest.raises(MissingData):
        world.as_of("2011-06-30").shares("gallium", "refine")


def test_projections_are_no_shares(world):
    assert world.shares("copper", "mine")["year"].max() <= dt.date.today().year


def test_facts_are_best_first(world):
    rows = world.facts("net_import_reliance", "rare earths", "United States")
    assert rows.row(0, named=True)["form"] == "Compounds and metals"
    assert rows["year"].is_sorted(descending=True)
    assert world.facts("production", "helium", "China", year=1900).is_empty()


def test_missing_is_null_and_never_zero(world):
    facts = world.table("facts").filter(pl.col("note") == "withheld to avoid disclosing company data")
    assert facts.height > 100
    assert facts["value"].null_count() == facts.height


def test_trade_drops_absurd_quantities_and_says_so(world):
    trade = world.table("trade")
    one = trade.filter(
        (pl.col("hs") == "261100")
        & (pl.col("exporter") == "MRT")
        & (pl.col("importer") == "CHN")
        & (pl.col("year") == 2010)
    ).row(0, named=True)
    assert one["quantity_t"] is None
    assert one["flag"] == "unit_value_low"
    bad = trade.filter(pl.col("flag").is_in(["no_quantity", "unit_value_low", "unit_value_high"]))
    assert bad["quantity_t"].null_count() == bad.height
    assert trade.filter(pl.col("flag").is_null())["quantity_t"].null_count() == 0


def test_the_truce_clock_has_its_own_rows(world):
    rows = {r["id"]: r for r in world.table("restrictions").iter_rows(named=True)}
    assert rows["cn-suspend-70-2025"]["ends"] == "2026-11-10"
    assert rows["cn-suspend-72-2025"]["ends"] == "2026-11-27"
    assert rows["cn-truce-ext-2026-09"]["ends"] == "2027-01-10"
    assert "cn-suspend-72-2025" not in rows["cn-truce-ext-2026-09"]["amends"]
    assert rows["cn-truce-ext-2026-09"]["status"] == "reported"


def test_the_shipped_tables_pass_their_own_check(world):
    errors = [f for f in check(world) if f.severity == "error"]
    assert errors == []


def test_check_lists_publishers_that_differ(world):
    assert any(f.check == "gaps" and "both are kept" in f.message for f in check(world))


def test_a_page_has_every_part(world):
    page = profile(world, "gallium")
    refine = next(s for s in page["stages"] if s["stage"] == "refine")
    assert refine["shares"][0]["country"] == "CHN"
    assert [p["year"] for p in refine["trend"]] == sorted(p["year"] for p in refine["trend"])
    assert any("no_data" in s for s in page["stages"])
    assert {row["list"] for row in page["lists"]} >= {"US 2025", "EU 2023"}
    assert {s["source_id"] for s in page["sources"]} >= {refine["source_id"]}
    json.dumps(page)


def test_a_page_sets_a_share_beside_the_total_that_it_is_of():
    """In mid-2022 one publisher's total of graphite was 1.64 times the one of which China held 82 %."""
    old = load_world("2022-12-31", edition_only=True)
    mine = next(s for s in profile(old, "graphite")["stages"] if s["stage"] == "mine")
    output = next(r for r in profile(old, "graphite")["world_production"] if r["stage"] == "mine")
    assert (mine["year"], output["year"], output["source_id"]) == (2021, 2021, mine["source_id"])
    other = {"mineral": "graphite", "year": 2021, "source_id": "nobody"}
    assert total_beside(old, "mine", other) is None


def test_a_page_tells_stops_and_the_age_of_a_share(world):
    page = profile(world, "antimony")
    assert {s["stage"]: s["older"] for s in page["stages"]}["refine"] == 7
    stops = profile(world, "magnesium")["stops"]
    assert "yulin-magnesium-2021" in {s["id"] for s in stops}
    assert [s["from"] for s in stops] == sorted((s["from"] for s in stops), reverse=True)


def test_a_trend_keeps_to_the_product_that_is_shown(world):
    refine = next(s for s in profile(world, "manganese")["stages"] if s["stage"] == "refine")
    assert {p["source_id"] for p in refine["trend"]} == {refine["source_id"]}, "alloys, no sulphate"


def test_a_page_of_a_mineral_without_data_says_so(world):
    page = profile(world, "krypton")
    assert all(s["no_data"] for s in page["stages"] if s["stage"] in ("metal", "component"))
    assert page["projects"] == []
    assert page["lists"] == []


def test_expiries_come_soonest_first(world):
    rows = expiries(world, "gallium", dt.date(2026, 11, 24))
    assert rows[0]["date"] == dt.date(2026, 11, 27)
    assert [r["date"] for r in rows] == sorted(r["date"] for r in rows)


def test_a_cell_covers_members_groups_and_subgroups():
    assert covers("rare earths", "dysprosium")
    assert covers("heavy rare earths;gallium", "rare earths")
    assert not covers("gallium", "germanium")
    assert not covers("critical minerals", "gallium")
    assert not covers(None, "gallium")


@pytest.mark.parametrize(
    ("text", "day"), [("2024", "2024-12-31"), ("2024-02", "2024-02-29"), ("2024-02-03", "2024-02-03")]
)
def test_a_partial_date_means_its_last_day(text, day):
    assert parse_date(text) == dt.date.fromisoformat(day)


def test_a_bad_date_is_the_users_fault():
    with pytest.raises(BadInput, match="not YYYY-MM-DD"):
        load_world("yesterday")


def test_world_show_prints_the_page(capsys):
    assert main(["world", "show", "dysprosium", "--as-of", "2010-06-30"]) == 0
    out = capsys.readouterr().out
    assert "as known on 2010-06-30" in out
    assert "no data" in out
    assert "2025" not in out.split("Sources")[0]


def test_world_show_names_its_sources(capsys):
    assert main(["world", "show", "gallium"]) == 0
    told = capsys.readouterr().out.split("Sources")[0]
    assert "(US Geological Survey)" in told
    assert "usgs-mcs" not in told


def test_the_largest_of_the_main_projects_come_first():
    page = profile(load_world(), "cobalt")
    assert [r["id"] for r in page["projects"]][:2] == ["kisanfu", "tenke-fungurume"]  # nickel plants with cobalt behind
    assert len(page["projects"]) == 12 < page["projects_known"]


def test_world_show_json(capsys):
    assert main(["world", "show", "Ga", "--json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert page["mineral"] == "gallium"
    assert {"stages", "restrictions", "expires_next", "prices", "projects", "lists", "sources"} <= set(page)


def test_world_check_passes_on_the_shipped_tables(capsys):
    assert main(["world", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["error"] == 0


def test_world_sources_and_labels(capsys):
    assert main(["world", "sources", "--json"]) == 0
    assert any(s["source_id"] == "cepii-baci" for s in json.loads(capsys.readouterr().out))
    assert main(["world", "labels", "--json"]) == 0
    assert "dysprosium" in json.loads(capsys.readouterr().out)["groups"]["rare earths"]
    assert main(["world", "labels"]) == 0
    assert "group rare earths" in capsys.readouterr().out


def test_an_unknown_mineral_exits_2_with_one_line(capsys):
    assert main(["world", "show", "disprosium"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "dysprosium" in err


def test_an_old_share_of_an_element_gives_way_to_the_newer_one_of_its_group():
    world = load_world(edition_only=True)
    own = world.shares("neodymium", "refine")
    wider = world.shares("neodymium", "refine", group=True)
    assert own["mineral"][0] == "neodymium"
    assert wider["mineral"][0] == "magnet rare earths"
    assert wider["year"][0] - own["year"][0] >= 3
    before = world.as_of(str(own["known_from"][0])).shares("neodymium", "refine", group=True)
    assert before["mineral"][0] == "neodymium"
    newest = world.shares("gallium", "refine", group=True)
    assert newest["mineral"][0] == "gallium"


def test_a_page_leaves_out_the_stages_that_a_mineral_lacks():
    world = load_world(edition_only=True)
    stages = {m: [s["stage"] for s in profile(world, m)["stages"]] for m in ("gallium", "cobalt")}
    assert "mine" not in stages["gallium"]
    assert "refine" in stages["gallium"]
    assert stages["cobalt"][:2] == ["mine", "refine"]


def test_a_project_is_shown_as_it_stood_with_the_log_of_its_changes():
    world = load_world(edition_only=True)

    def seen(day, ident="toliara"):
        rows = world.as_of(day).table("projects").filter(pl.col("id") == ident)
        return rows.select("name", "owners", "status").row(0) if rows.height else None

    assert seen("2019-11-01") is None
    assert seen("2020-01-01") == ("Toliara (mineral sands)", "Base Resources 100%", "care")
    assert seen("2025-01-01") == ("Toliara (mineral sands)", "Energy Fuels 100%", "planned")
    assert seen("2026-11-28")[0] == "Vara Mada (Toliara) mineral sands"
    assert seen("2016-01-01", "mountain-pass-mine")[2] == "care"
    assert seen("2023-01-01", "mountain-pass-mine")[2] == "operating"
    history = world.as_of("2020-01-01").row("toliara").history
    assert [h["date"] for h in history] == ["2019-11-06"]
    log = world.table("project_states")
    assert set(log["project"]) <= set(world.table("projects")["id"])


def test_a_project_is_in_the_last_state_that_was_known() -> None:
    state = {d: load_world().as_of(d).table("projects").filter(pl.col("id") == "tara")["status"].item()
             for d in ("2024-01-31", "2026-01-31")}  # fmt: skip
    assert state == {"2024-01-31": "care", "2026-01-31": "operating"}
    assert load_world().table("projects").filter(pl.col("id") == "tara")["status"].item() == "operating"


def test_an_older_step_of_a_project_does_not_outlive_its_row() -> None:
    def owners(day):
        return load_world().as_of(day).table("projects").filter(pl.col("id") == "tenke-fungurume")["owners"].item()

    assert (owners("2023-01-01"), owners("2026-01-01")) == (
        "China Molybdenum 80%; Gecamines 20%",
        "CMOC 80%;Gecamines 20%",
    )


def test_a_page_says_when_the_status_of_a_project_was_last_told() -> None:
    told = {p["id"]: p["status_told"] for p in profile(load_world().as_of("2026-11-28"), "cobalt")["projects"]}
    assert told["boleo"] == "2015-01-29"
    assert told["kcc"] > "2025", "an output told later counts too"


def test_the_reserves_of_a_group_are_none_of_a_member() -> None:
    facts = load_world().table("facts").filter(pl.col("metric") == "reserves", pl.col("year") == 2024)
    assert "palladium" not in facts["mineral"].to_list()
    assert "platinum group metals" in facts["mineral"].to_list()


def test_a_remark_that_goes_on_after_its_day_is_hidden_before_it_came_about(world):
    def note(day):
        rows = (world.as_of(day) if day else world).table("stoppages")
        return rows.filter(pl.col("id") == "auby-2022")["note"][0]

    assert note("2022-03-01") is None  # "at a lower rate again in the weeks after 19 March 2022"
    assert "19 March 2022" in note("2022-04-01")
    assert "19 March 2022" in note(None)


def test_a_view_of_2022_shows_the_producers_of_its_time(world):
    tin = world.as_of("2022-07-30").shares("tin", "mine")
    assert (tin["year"][0], tin["country"][0]) == (2020, "CHN")
    assert tin.filter(pl.col("country") == "OTH")["basis"].to_list() == ["derived"]
    assert world.as_of("2021-03-31").shares("tungsten", "refine")["year"][0] == 2014
    assert world.shares("tin", "mine")["year"][0] == 2025


@pytest.mark.parametrize(
    ("mineral", "day", "year", "leader", "share"),
    [
        ("nickel", "2022-06-30", 2021, "IDN", 0.37),  # one year old, as the Summaries of 2022 had it
        ("nickel", "2023-06-30", 2022, "IDN", 0.48),
        ("cobalt", "2021-06-30", 2020, "COD", 0.68),
        ("rare earths", "2020-06-30", 2018, "CHN", 0.71),
        ("rare earths", "2021-06-30", 2020, "CHN", 0.58),
        ("lithium", "2019-06-30", 2018, "AUS", 0.59),
        ("tungsten", "2024-06-30", 2023, "CHN", 0.81),
    ],
)
def test_a_view_shows_the_shares_that_the_summaries_of_its_year_printed(world, mineral, day, year, leader, share):
    table = world.as_of(day).shares(mineral, "mine")
    first = table.row(0, named=True)
    assert (first["year"], first["country"]) == (year, leader)
    assert first["share"] == pytest.approx(share, abs=0.006)


def test_leaders_of_last_year_come_before_a_whole_table_of_long_ago(world):
    """In June 2023 the Commission's study has tin of 2018, World Mining Data the leaders of 2021."""
    assert world.as_of("2023-06-30").shares("tin", "mine")["year"][0] == 2021
    whole = series(world.as_of("2023-06-30"), "tin", "mine")
    assert set(whole.filter(pl.col("year") == 2018)["source_id"]) == {"eu-crm-2023"}
    antimony = world.shares("antimony", "refine")  # the newer figure is of low confidence
    assert (antimony["year"][0], antimony.height > 5) == (2018, True)


def test_of_one_year_a_mirror_comes_second(world):
    """Refined rare earths of 2024: a relay of the Energy Agency says 91 %, a think tank's own paper 85 %."""
    table = world.as_of("2026-03-11").shares("rare earths", "refine")
    assert (table["year"][0], table["source_id"][0]) == (2024, "csis-2025-b740fe")
    assert "iea-2025-10-commentary" in series(world, "rare earths", "refine")["source_id"].to_list()


def test_an_edition_that_is_kept_is_not_overwritten_by_the_next(world):
    """Rare earths of 2023: 240,000 t of China in the Summaries of 2024, 255,000 t in those of 2025."""

    def made(day):
        rows = world.as_of(day).facts("production", mineral="rare earths", country="CHN", year=2023)
        return rows.sort("known_from")["value"][-1]

    assert (made("2024-06-30"), made("2025-06-30")) == (240000, 255000)


def test_a_sum_that_lacks_a_producer_gives_no_share_by_difference(world):
    """The refiners of germanium that World Mining Data counts add up to 100 %, without a third of the world."""
    rows = world.table("facts").filter(pl.col("series") == "germanium|refine|2024|4e9607")
    assert not rows["complete"].any()
    assert rows["value"].sum() == pytest.approx(1, abs=0.01)
    told = series(world, "germanium", "refine")
    assert "germanium|refine|2024|4e9607" not in told["series"].to_list()
    assert "bgs-wms" not in told["source_id"].to_list()


def test_a_deal_does_not_tell_of_its_end_before_it_came_about(world):
    def summary(day):
        rows = (world.as_of(day) if day else world).table("deals")
        return rows.filter(pl.col("id") == "D603")["summary"][0]

    assert summary("2023-12-31") is None  # Compass gave the project up in February 2024
    assert "February 2024" in summary("2024-03-01")
    assert "February 2024" in summary(None)


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("first output meant for 2031", True),  # behind the edition: a plan
        ("shut until May 2024", False),
        ("run again on 2 July 2023", False),
        ("run again on 1 July 2023", True),
        ("output fell in 2025", False),
        ("shut since June 2023, 40 % less in 2022", True),
        (None, False),
    ],
)
def test_what_a_remark_tells_of_days_to_come(told, seen):
    shown = _shown(told, dt.date(2023, 7, 1), dt.date(2026, 11, 28))
    assert (shown is not None) == seen


def test_no_site_is_called_by_a_mineral_or_a_country_alone(world):
    names = [called(row["name"]).replace("-", " ") for row in world.table("projects").iter_rows(named=True)]
    bare = {n for n in names for f in find_names(n) if f.kind in {"mineral", "country"} and f.surface == n}
    assert bare <= {"Gibraltar", "Santo Domingo", "Stibnite"}  # mines that are called so
    assert not {"Chinese", "Mines", "Ports", "Smelters", "South African", "Synthetic", "Lac", "Grota"} & set(names)


def test_shares_of_smelters_and_refineries_together_say_so(world):
    rows = world.table("facts").filter((pl.col("source_id") == "bgs-wms") & (pl.col("mineral") == "copper"))
    assert set(rows.filter(pl.col("stage") == "refine")["form"]) == {"smelter and refined copper"}
    stocks = world.facts("us_stocks", mineral="aluminium")["form"].drop_nulls()
    assert not set(stocks) & {"industry, yearend"}  # of bauxite or alumina, as the chapter says


def test_a_start_that_the_edition_reckons_is_in_no_earlier_view():
    plans = load_world(edition_only=True).table("projects").filter(pl.col("start_basis") == "estimate")
    earlier = load_world(as_of="2025-06-30", edition_only=True).table("projects")
    seen = earlier.filter(pl.col("id").is_in(plans["id"].to_list()))
    assert plans["start_year"].drop_nulls().len() > 20
    assert seen.height
    assert seen["start_year"].drop_nulls().is_empty()
