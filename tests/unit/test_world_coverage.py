import json

import polars as pl

from didymium.cli import main
from didymium.risk import risk
from didymium.world.coverage import COLUMNS, coverage, rows_by_source
from didymium.world.load import load_world

WORLD = load_world(edition_only=True)


def test_the_matrix_has_every_mineral_of_the_lists_and_says_what_lacks():
    lines = {line.mineral: line for line in coverage(WORLD)}
    for name in ("US 2025", "EU 2023"):
        on = {m for m, line in lines.items() if name in line.lists}
        assert len(on) >= 30
    gallium = lines["gallium"]
    assert (gallium.held["refine"], gallium.lists) == (2025, ("EU 2023", "US 2025"))
    assert set(gallium.held) <= set(COLUMNS)
    for line in lines.values():
        assert set(line.lacks) <= {"production", "mine shares", "refined shares", "uses", "chain", "stocks"}
        assert ("uses" in line.lacks) == ("uses" not in line.held)


def test_an_earlier_view_covers_less():
    now = sum(len(line.held) for line in coverage(WORLD))
    then = sum(len(line.held) for line in coverage(WORLD.as_of("2015-01-01"), ("EU 2014", "EU 2011")))
    assert then < now


def test_rows_by_source_adds_up():
    facts = WORLD.table("facts")["source_id"].value_counts()
    count = dict(facts.iter_rows())["usgs-mcs-2026"]
    assert rows_by_source(WORLD)["usgs-mcs-2026"]["facts"] == count


def test_the_commands_print_the_matrix_and_the_classes(capsys):
    assert main(["world", "coverage", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {"mineral", "lists", "lacks", *COLUMNS} == set(rows[0])
    assert main(["world", "sources", "--class", "official"]) == 0
    said = capsys.readouterr().out
    assert "on it rest: " in said
    assert "aggregator" not in said.splitlines()[-1]


def test_a_view_of_2022_says_which_figures_a_later_edition_gives(capsys):
    assert main(["world", "show", "rare earths", "--as-of", "2022-12-31", "--json"]) == 0
    page = json.loads(capsys.readouterr().out)
    [reliance] = [r for r in page["net_import_reliance"] if r["year"] == 2021]
    assert reliance["later_edition"] is True
    assert main(["world", "show", "rare earths", "--as-of", "2022-12-31"]) == 0
    assert "as a later edition has it" in capsys.readouterr().out
    rows = risk("gallium", importer="USA", method="nir", world=WORLD.as_of("2022-12-31")).rows
    assert all("as later editions have it: usgs-mcs-2026" in r.note for r in rows if r.value is not None)
    now = risk("gallium", importer="USA", method="nir", world=WORLD.as_of("2026-11-28")).rows
    assert not any("later editions" in (r.note or "") for r in now)


def test_both_editions_of_a_figure_stand_under_their_own_day():
    made = (pl.col("mineral") == "gallium") & (pl.col("country") == "CHN") & (pl.col("metric") == "production")
    found = {day: set(WORLD.as_of(day).table("facts").filter(made & (pl.col("year") == 2024))["source_id"])
             for day in ("2025-06-01", "2026-06-01")}  # fmt: skip
    assert "usgs-mcs-2026" not in found["2025-06-01"]
    assert {"usgs-mcs-2025", "usgs-mcs-2026"} <= found["2026-06-01"]
