"""Building from publishers' own layouts: what is read, what is replaced, what stays, by the rules that are stated."""

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import polars as pl
import pytest

from didymium.cli import main
from didymium.errors import BadTable
from didymium.world.build import READERS, baci, bgs, build, header, reader_of
from didymium.world.build.corrections import corrected
from didymium.world.build.lists import changes
from didymium.world.load import TABLES, World
from publishers import BACI, EU, IEA, USGS, WGI

SHARED = os.environ.get("DIDYMIUM_SHARED")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    copy = tmp_path / "tables"
    shutil.copytree(TABLES, copy)
    return copy


def built(folder: Path, tables: Path, name: str, text: str) -> World:
    (folder / name).write_text(text, encoding="utf-8")
    build(folder, out=tables, base=tables)
    return World(folder=tables)


def test_next_years_edition_is_one_command(folder, tables, capsys):
    (folder / "MCS2027_Commodities_Data.csv").write_text(USGS, encoding="utf-8")
    assert main(["world", "build", "--from", str(folder), "--out", str(tables), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["read"] == {"MCS2027_Commodities_Data.csv": "usgs"}
    world = World(folder=tables)
    table = world.shares("gallium", "refine")
    assert table["year"].unique().to_list() == [2026]
    assert table["share"][0] == pytest.approx(950 / 953)
    assert world.source("usgs-mcs-2027")["published"] == "2027-01-31"
    assert world.as_of("2026-12-31").shares("gallium", "refine")["year"].unique().to_list() == [2025]
    assert world.shares("rare earths", "mine")["source_id"][0] == "usgs-mcs-2026"


def test_usgs_marks_become_nulls_bounds_and_notes(folder, tables):
    world = built(folder, tables, "mcs2027.csv", USGS)
    reliance = world.facts("net_import_reliance", "gallium", "USA", year=2026).row(0, named=True)
    assert (reliance["value"], reliance["low"], reliance["high"], reliance["note"]) == (95, 95, 100, "more than")
    used = world.table("facts").filter(
        (pl.col("metric") == "us_consumption") & (pl.col("year") == 2026) & (pl.col("mineral") == "gallium")
    )
    assert used["value"].to_list() == [None]
    assert "withheld" in used["note"][0]
    made = world.facts("production", "gallium", "CHN", year=2026).row(0, named=True)
    assert (made["value"], made["unit"], made["basis"]) == (950, "t", "estimated")
    assert made["known_from"] == dt.date(2027, 1, 31)
    price = world.table("prices").filter((pl.col("mineral") == "gallium") & (pl.col("period") == "2026"))
    assert price.select("value", "unit").rows() == [(600, "USD/kg")]


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ("Estimated. -- Less than ½ unit.", "less than half a unit"),
        ("See Appendix C. -- Included with “Other countries.”", "included with other countries"),
        ("Investor stocks preclude a meaningful figure.", "not given, see notes"),
    ],
)
def test_the_mark_s_of_usgs_says_what_its_note_says(folder, tables, notes, said):
    row = f'PEAT,World Mine Production,Peat,Germany,Reserves,Reserves,thousand metric tons,2026,s,"{notes}"\n'
    facts = built(folder, tables, "mcs2027.csv", USGS + row).table("facts")
    peat = facts.filter((pl.col("mineral") == "peat") & (pl.col("year") == 2026) & (pl.col("country") == "DEU"))
    assert peat.select("value", "note").rows() == [(None, said)]


def test_what_usgs_estimates_of_an_earlier_year_is_an_estimate(folder, tables):
    made = 'PEAT,World Mine Production,Peat,{},Production,Mine production,thousand metric tons,2025,{},"{}"\n'
    rows = made.format("Germany", 830, "Estimated. -- Dry.") + made.format("Finland", 2500, "Dry. Estimated by none.")
    facts = built(folder, tables, "mcs2027.csv", USGS + rows).table("facts")
    peat = facts.filter((pl.col("mineral") == "peat") & (pl.col("source_id") == "usgs-mcs-2027"))
    assert dict(peat.select("country", "basis").rows()) == {"DEU": "estimated", "FIN": "reported"}


def test_a_capacity_in_the_column_of_reserves_is_no_reserve(folder, tables):
    text = (
        "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_2024,CAP_2023,CAP_EST_2024,RESERVES_2024\n"
        "MCS2025,Indium,China,Refinery production,metric tons,650,760,,,1100\n"
        "MCS2025,Magnesium metal,China,Magnesium smelter production,thousand metric tons,805,950,,1800,1800\n"
    )
    world = built(folder, tables, "mcs2025_world.csv", text)
    rows = world.table("facts").filter(pl.col("mineral").is_in(["indium", "magnesium"]))
    rows = rows.filter(
        (pl.col("source_id") == "usgs-mcs-2025") & (pl.col("country") == "CHN") & (pl.col("year") == 2024)
    )
    made = rows.filter(pl.col("metric") != "production")
    assert sorted(made.select("mineral", "metric", "value", "unit").rows()) == [
        ("indium", "capacity", 1100, "t/yr"), ("magnesium", "capacity", 1.8e6, "t/yr"),
    ]  # fmt: skip


def test_the_salient_file_of_one_commodity(folder, tables):
    """An older edition adds what was known then: in the middle of 2023 the reliance of 2022 was an estimate."""
    text = (
        "DataSource,Commodity,Year,Production_kg,Imports_Metal_kg,Consump_Reported_kg,Price_Metal_dkg,Stocks_kg,"
        "Employment_num,NIR_pct\nMCS2023,Gallium,2021,0,8890,W,277,2810,5,>95\nMCS2023,Gallium,2022,0,12000,18000,400,2900,5,100\n"
    )
    world = built(folder, tables, "mcs2023-galli_salient.csv", text)
    old = world.as_of("2023-06-30")
    told = old.facts("net_import_reliance", "gallium", "USA", year=2022)
    reliance = told.filter(pl.col("source_id") == "usgs-mcs-2023").row(0, named=True)
    assert (reliance["value"], reliance["unit"]) == (100, "%")
    assert reliance["known_from"] == dt.date(2023, 1, 31)
    metal = old.facts("us_imports", "gallium", "USA", year=2022).row(0, named=True)
    assert (metal["value"], metal["unit"], metal["form"]) == (12, "t", "Metal")
    price = old.table("prices").filter((pl.col("mineral") == "gallium") & (pl.col("source_id") == "usgs-mcs-2023"))
    assert price.sort("period").select("period", "value", "unit", "form").rows()[-1] == ("2022", 400, "USD/kg", "Metal")
    with pytest.raises(BadTable, match=r"galli.csv: no column names a known statistic"):
        built(folder, tables, "galli.csv", "DataSource,Commodity,Year,Employment_num\nMCS2023,Gallium,2021,5\n")


def test_baci_in_the_publishers_columns(folder, tables):
    world = built(folder, tables, "BACI_HS92_Y2024_V202601.csv", BACI)
    rows = world.table("trade").filter((pl.col("hs") == "284690") & (pl.col("year") == 2024))
    assert rows.height == 3, "the code-year of the new release replaces the old one whole"
    arc = rows.filter((pl.col("exporter") == "CHN") & (pl.col("importer") == "USA")).row(0, named=True)
    assert (arc["value_usd"], arc["quantity_t"], arc["mineral"], arc["stage"]) == (9e5, 45, "rare earths", "refine")
    assert arc["known_from"] == dt.date(2026, 1, 31)
    missing = rows.filter(pl.col("exporter") == "MYS").row(0, named=True)
    assert (missing["quantity_t"], missing["flag"]) == (None, "no_quantity")
    assert world.table("trade").filter((pl.col("hs") == "284690") & (pl.col("year") == 2023)).height > 100


def test_a_quantity_is_dropped_beyond_the_factor_and_kept_within():
    base = {"hs": "1", "year": 2020, "group": None, "value_usd": 100.0, "quantity_t": 10.0}
    tonnes = [10.0 * baci.FACTOR * 1.01, 10.0 * baci.FACTOR * 0.99, 10.0 / baci.FACTOR * 0.99, None]
    rows = pl.DataFrame([base] * 5 + [base | {"quantity_t": t} for t in tonnes], schema_overrides={"group": pl.String})
    flags = baci.filtered(rows)["flag"].to_list()
    assert flags == [None] * 5 + ["unit_value_low", None, "unit_value_high", "no_quantity"]


def test_iea_leaves_footnotes_out_and_marks_sums_that_fail(folder, tables):
    note = "Copper,mining,Notes: supply projections are built using the data of announced projects by country,2024,\n"
    world = built(folder, tables, "iea.csv", IEA + note)
    rows = world.facts("production", "copper", stage="mine", year=2024).filter(pl.col("source_id") == "iea-cmd-2025")
    assert set(rows["country"]) == {"CHL", "WLD"}
    assert not rows["complete"].any(), "Chile alone does not make the world"


def test_a_source_keeps_what_its_file_does_not_say(folder, tables):
    before = World(folder=TABLES).source("usgs-mcs-2026")
    text = USGS.replace("2026,", "2025,")
    assert built(folder, tables, "mcs2026.csv", text).source("usgs-mcs-2026") == before
    assert before["class"] == "statistics"
    assert before["read_on"]


def test_eu_shares_with_the_trade_parameter(folder, tables):
    world = built(folder, tables, "eu_global_shares.csv", EU)
    rows = world.table("facts").filter(
        (pl.col("source_id") == "eu-crm-2023") & (pl.col("mineral") == "gallium") & (pl.col("scenario") == "global")
    )
    assert dict(rows.filter(pl.col("metric") == "share").select("country", "value").rows()) == {
        "CHN": pytest.approx(0.94),
        "DEU": pytest.approx(0.06),
    }
    assert dict(rows.filter(pl.col("metric") == "trade_parameter").select("country", "value").rows()) == {
        "CHN": 1.0, "DEU": 0.8,
    }  # fmt: skip


def test_an_eu_bound_is_a_range_and_two_materials_are_two_series(folder, tables):
    text = EU + "Gallium,P,Japan,<0.1%,1.0\nTitanium,E,China,99%,1.0\nTitanium metal,E,China,99%,1.0\n"
    facts = built(folder, tables, "eu_global_shares.csv", text).table("facts")
    rows = facts.filter((pl.col("source_id") == "eu-crm-2023") & (pl.col("metric") == "share"))
    bound = rows.filter((pl.col("mineral") == "gallium") & (pl.col("country") == "JPN")).row(0, named=True)
    assert (bound["value"], bound["low"], bound["high"]) == (None, 0.0, pytest.approx(0.001))
    sums = rows.filter(pl.col("mineral") == "titanium").group_by("series").agg(pl.col("value").sum())
    assert dict(sums.iter_rows()) == {
        "eu-crm-2023|share|Titanium": pytest.approx(0.99), "eu-crm-2023|share|Titanium metal": pytest.approx(0.99),
    }  # fmt: skip


def test_wgi_year_is_replaced_and_the_rest_stays(folder, tables):
    before = World(folder=TABLES).table("governance").height
    world = built(folder, tables, "wgi.csv", WGI)
    assert world.table("governance").height == before + 2
    row = world.table("governance").filter((pl.col("country") == "CHN") & (pl.col("year") == 2024)).sort("metric")
    assert "wgi_mean" in row["metric"].to_list()


def test_building_twice_changes_nothing(folder, tables):
    built(folder, tables, "mcs2027.csv", USGS)
    once = {p.name: p.read_bytes() for p in tables.iterdir()}
    build(folder, out=tables, base=tables)
    assert {p.name: p.read_bytes() for p in tables.iterdir()} == once


def test_another_folder_gets_a_whole_world(folder, tmp_path):
    (folder / "wgi.csv").write_text(WGI, encoding="utf-8")
    build(folder, out=tmp_path / "new")
    assert {p.name for p in (tmp_path / "new").iterdir()} == {
        p.name for p in TABLES.iterdir() if p.suffix in (".csv", ".parquet", ".json")
    }
    assert World(folder=tmp_path / "new").table("restrictions").height > 200


def test_the_header_chooses_the_reader(folder):
    for name, text in {"usgs": USGS, "baci": BACI, "governance": WGI, "iea": IEA, "eu": EU}.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        assert reader_of(path) == name
        assert [reader for reader, module in READERS.items() if module.recognise(header(path))] == [name]


def test_a_correction_is_guarded_by_the_value_it_expects():
    rows = pl.DataFrame({"mineral": ["a", "b"], "value": [1.0, 2.0]})
    rule = {"table": "facts", "where": "mineral=a", "column": "value", "expected": "1.0", "value": "0.8", "reason": ""}
    assert corrected("facts", rows, (rule,))["value"].to_list() == [0.8, 2.0]
    assert corrected("facts", corrected("facts", rows, (rule,)), (rule,))["value"].to_list() == [0.8, 2.0]
    assert corrected("prices", rows, (rule,)).equals(rows)
    with pytest.raises(BadTable, match=r"has value 2.0, not 1.0"):
        corrected("facts", rows, (rule | {"where": "mineral=b"},))
    typed = pl.DataFrame({"mineral": ["a"], "complete": [True], "known_from": [dt.date(2024, 1, 31)]})
    closed = rule | {"column": "complete", "expected": "true", "value": "false"}
    later = rule | {"column": "known_from", "expected": "2024-01-31", "value": "2025-01-31"}
    assert corrected("facts", typed, (closed, later)).row(0) == ("a", False, dt.date(2025, 1, 31))


def test_changes_between_editions_see_groups_and_members():
    editions = {"1": ["rare earths", "gallium"], "2": ["neodymium", "copper"]}
    assert changes("X 2", editions, "2") == [
        ("X 2", "neodymium", "kept", "2"), ("X 2", "copper", "added", "2"), ("X 2", "gallium", "removed", "2"),
    ]  # fmt: skip


SODA_ASH = """SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_2024
MCS2025,Soda ash,"World total (rounded), natural","Mine production, natural",thousand metric tons,23000,24000
MCS2025,Soda ash,"World total (rounded), synthetic","Production, Synthetic",thousand metric tons,45900,49000
MCS2025,Soda ash,World total (rounded),{},thousand metric tons,68800,73000
"""


def test_a_total_that_holds_another_is_not_added_to_it(folder, tables):
    text = SODA_ASH.format('"Soda ash, total natural and synthetic"')
    facts = built(folder, tables, "mcs2025_world.csv", text).facts("production", "soda ash", "WLD", year=2023)
    made = facts.filter(pl.col("source_id") == "usgs-mcs-2025").select("form", "value").rows()
    assert dict(made) == {None: 23e6, "synthetic": 45.9e6, "natural and synthetic": 68.8e6}
    with pytest.raises(BadTable, match="several world totals of soda ash"):
        built(folder, tables, "mcs2025_world.csv", SODA_ASH.format("All of it"))


@pytest.mark.skipif(not SHARED, reason="DIDYMIUM_SHARED (a folder with data/ of publishers' files) is not set")
def test_the_publishers_files_give_the_shipped_tables(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for path in sorted((Path(str(SHARED)) / "data").glob("usgs_mcs*")):
        (folder / path.name).symlink_to(path)
    out = tmp_path / "out"
    build(folder, out=out, base=tmp_path / "none")
    mine = pl.read_parquet(out / "facts.parquet")
    shipped = World().table("facts").filter(pl.col("source_id").is_in(["usgs-mcs-2025", "usgs-mcs-2026"]))
    assert mine.height == shipped.height
    assert mine["value"].sum() == pytest.approx(shipped["value"].sum())


def bgs_facts(tmp_path: Path, *lines: str) -> pl.DataFrame:
    path = tmp_path / "bgs.csv"
    path.write_text("\n".join(["mineral,stage,year,country,quantity,share_pct,units", *lines]))
    return bgs.read(path).tables["facts"]


def years(facts: pl.DataFrame, metric: str) -> list[int]:
    return facts.filter(pl.col("metric") == metric)["year"].unique().sort().to_list()


def test_years_that_count_china_s_rare_earths_twice_have_no_total(tmp_path: Path) -> None:
    row = "Rare Earths,mining,{},China,{},100,tonnes (metric)"
    facts = bgs_facts(tmp_path, row.format(2002, 176000), row.format(2011, 210000), row.format(2023, 255000))
    assert years(facts, "production") == [2023]
    assert years(facts, "share") == [2002, 2011, 2023]
    assert facts["complete"].drop_nulls().all()


def test_years_that_are_ruled_out_say_why_and_give_no_share_and_no_total(tmp_path: Path) -> None:
    row = "Rare Earths,mining,{},China,{},100,tonnes (metric)"
    facts = bgs_facts(tmp_path, row.format(2018, 180000), row.format(2023, 255000))
    assert years(facts, "production") == [2023]
    out = facts.filter((pl.col("year") == 2018) & (pl.col("metric") == "share"))
    assert out["complete"].to_list() == [False]
    assert out["note"][0].startswith("out of line")


def test_a_year_without_a_producer_of_the_years_around_it_gives_no_share_and_no_total(tmp_path: Path) -> None:
    row = "Tungsten,mining,{},{},{},0,tonnes (metal content)"
    told = [row.format(y, c, q) for y in (2014, 2015, 2016) for c, q in (("China", 60), ("Chile", 40))]
    facts = bgs_facts(tmp_path, *(line for line in told if "2015,Chile" not in line))
    assert years(facts, "production") == [2014, 2016]
    gap = facts.filter((pl.col("year") == 2015) & (pl.col("metric") == "share"))
    assert (gap["complete"].to_list(), gap["note"][0]) == ([False], "without CHL, not reported this year")


def test_a_producer_that_shrank_before_it_closed_is_not_missed(tmp_path: Path) -> None:
    row = "Tungsten,mining,{},{},{},0,tonnes (metal content)"
    told = [(2014, "Chile", 40), (2015, "Chile", 5), *((y, "China", 60) for y in (2014, 2015, 2016))]
    assert years(bgs_facts(tmp_path, *(row.format(*cells) for cells in told)), "production") == [2014, 2015, 2016]
