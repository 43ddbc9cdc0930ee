import itertools
import json

import pytest

from didymium.cli import main
from didymium.errors import MissingData, UnknownLabel
from didymium.world.load import load_world

WORLD = load_world(edition_only=True)
GALLIUM = "production.gallium.refine.CHN.2025.usgs-mcs-2026-production.t.usgs-mcs-2026"


def test_a_figure_shows_its_very_row_its_source_and_its_series():
    row = WORLD.row(GALLIUM)
    assert (row.table, row.values["value"], row.values["unit"]) == ("facts", 900.0, "t")
    assert row.source["publisher"]
    assert GALLIUM in {point["id"] for point in row.history}
    assert {point["year"] for point in row.history} >= {2024, 2025}
    assert all(point["id"] != GALLIUM for point in row.rivals)


def test_a_measure_shows_its_state_and_its_acts_in_order():
    row = WORLD.as_of("2026-11-28").row("cn-oct25-57")
    assert row.state == "suspended until 10 January 2027, as reported"
    assert [a["act"] for a in row.history] == ["entered", "suspended", "amended", "extended"]
    assert all(a["source_id"] and a["publisher"] for a in row.history)


def test_an_act_of_a_notice_is_found_in_the_view():
    row = WORLD.row("cn-suspend-72-2025")
    assert (row.table, row.values["kind"]) == ("restrictions", "suspension")


def test_a_row_of_trade_is_found_by_the_id_that_is_made_for_it():
    row = WORLD.row("250410.CHN.JPN.2020")
    assert (row.values["hs"], row.values["importer"], row.values["year"]) == ("250410", "JPN", 2020)


def test_an_unknown_row_names_the_nearest_and_a_later_one_is_not_there_yet():
    with pytest.raises(UnknownLabel, match="cn-us-ban-2024"):
        WORLD.row("cn-us-ban-2025")
    with pytest.raises(MissingData, match="was not public"):
        WORLD.as_of("2024-01-01").row("cn-us-ban-2024")
    with pytest.raises(UnknownLabel):
        WORLD.row("cn-us-ban-2024", "no such table")


def test_a_figure_of_a_site_stands_beside_what_was_told_before_and_after():
    row = WORLD.row("ambatovy.output.nickel.2018.2018-02-13")
    assert (row.table, row.values["basis"]) == ("project_figures", "guidance")
    assert {r["period"] for r in row.history} >= {"2017", "2018"}
    assert all(r["value"] for r in row.history)
    site = WORLD.row("ambatovy")
    assert {"figure", "status"} <= {k for r in site.history for k in r}
    assert [r["known_from"] for r in site.history] == sorted(r["known_from"] for r in site.history)


def test_the_command_prints_the_row(capsys):
    assert main(["world", "row", "cn-us-ban-2024", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["values"]["title"].startswith("export ban on gallium")
    assert said["accepted"] is None
    assert main(["world", "row", "cn-us-ban-2024"]) == 0
    assert "history:" in capsys.readouterr().out
    assert main(["world", "row", "nothing-like-it"]) == 2


SIZED = [
    ("zinc", "mine"), ("lead", "mine"), ("tin", "mine"), ("lithium", "mine"), ("aluminium", "mine"),
    ("aluminium", "refine"), ("aluminium", "metal"), ("platinum", "mine"), ("palladium", "mine"), ("silver", "mine"),
    ("gold", "mine"), ("molybdenum", "mine"), ("potash", "mine"), ("phosphate", "mine"), ("lead", "refine"),
]  # fmt: skip


def _made(world, mineral, stage):
    rows = world.facts("production", mineral=mineral, country="WLD", stage=stage)
    return rows.filter(rows["scenario"].is_null() & rows["preferred"].fill_null(True) & (rows["value"] > 0))


@pytest.mark.parametrize("year", range(2011, 2024))
def test_a_view_of_any_year_sizes_the_common_minerals_by_what_was_past(year):
    view = WORLD.as_of(f"{year}-07-01")
    for mineral, stage in SIZED:
        newest = _made(view, mineral, stage)["year"].max()
        assert year - 5 <= newest < year, (mineral, stage, newest)


@pytest.mark.parametrize(("mineral", "stage"), SIZED)
def test_world_output_runs_on_where_one_publisher_follows_another(mineral, stage):
    """No seam between gross and contained weight, oxide and metal, mined and refined, kilograms and tonnes."""
    by_year = dict(_made(WORLD, mineral, stage).sort("year").select("year", "value").iter_rows())
    years = sorted(y for y in by_year if y >= 2008)
    for before, after in itertools.pairwise(years):
        growth = (by_year[after] / by_year[before]) ** (1 / (after - before))
        assert 0.6 < growth < 1.9, (mineral, stage, before, after)


def test_zinc_of_mines_is_not_the_refined_zinc_that_the_series_turns_to():
    rows = WORLD.table("facts")
    rows = rows.filter((rows["source_id"] == "usgs-ds140") & (rows["mineral"] == "zinc"))
    assert rows["year"].max() == 2014
