"""Each fault that `world check` is to find, planted in the world as one row."""

import datetime as dt

import polars as pl
import pytest

from didymium.world import check, spellings
from didymium.world.load import World, load_world
from didymium.world.overlay.accepted import AcceptedRow, Overlay

WORLD = load_world(edition_only=True)
DAY = dt.date(2026, 1, 5)


def planted(table, ident, **cells):
    """The world with one row changed or added."""
    return World(overlay=Overlay.of((accepted(table, ident, DAY, **cells),)))


def accepted(table, ident, day, **cells):
    """An accepted row."""
    return AcceptedRow(
        table=table, id=ident, cells=cells, proposal="p", accepted_by="x", accepted_on="2026-01-05",
        known_from=day, source="a test",
    )  # fmt: skip


def errors(run, world, severity="error"):
    return [f"{table} {where}" for found, table, where, _ in run(world) if found == severity]


def copied(table, old, **cells):
    """The cells of a row of the edition, some of them otherwise."""
    row = WORLD.table(table).filter(pl.col("id") == old).row(0, named=True)
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in row.items()} | cells


MEASURE = "cn-gage-2023"
ACT = WORLD.table("measure_states").filter(pl.col("measure") == MEASURE)["id"][0]
SERIES = WORLD.table("stage_shares").filter(pl.col("complete") == "complete").row(0, named=True)
PROJECT = WORLD.table("projects").filter(pl.col("status").is_in(["planned", "construction"])).row(0, named=True)["id"]
SOURCE = WORLD.table("sources").filter(pl.col("url").is_not_null() & pl.col("locator").is_null()).row(0, named=True)
HELD = WORLD.table("facts").filter((pl.col("mineral") == "tin") & (pl.col("metric") == "reserves")
                                   & (pl.col("country") == "WLD")).row(0, named=True)  # fmt: skip


@pytest.mark.parametrize(
    ("run", "world", "said"),
    [
        (check.rising, planted("stage_shares", "x", **{**SERIES, "known_from": "2026-01-01", "id": "x", "share": 0.5}),
         "stage_shares"),
        (check.doubles, planted("measures", "twin", **copied("measures", MEASURE, id="twin")), "measures"),
        (check.doubles, planted("measure_states", "x", **copied("measure_states", ACT, id="x")),
         f"measure_states {MEASURE}"),
        (check.taxes, planted("measures", "cl-royalty-2023", kind="export_tax"), "measures cl-royalty-2023"),
        (check.doubles, planted("agreements", "A999", id="A999", signed="2026-01-05", parties="USA", kind="law"),
         "agreements A999"),
        (check.doubles, planted("sources", "again", **copied("sources", SOURCE["id"], id="again", source_id="again")),
         "again"),
        (check.dates, planted("projects", "pilgangoora", status_known_from="2023-04-21"), "projects pilgangoora"),
        (check.stops, planted("stoppages", "escondida-2024", project_id=None), "stoppages escondida-2024"),
        (check.stops, planted("stoppages", "escondida-2024", project_id="nowhere"), "stoppages escondida-2024"),
        (check.outcomes, planted("measure_states", "x", measure=MEASURE, act="extended", state="in_force",
                                 date="2026-01-05", until="2026-02-01"), f"measures {MEASURE}"),
        (check.outcomes, planted("agreements", "A999", id="A999", signed="2026-01-05", parties="USA;JPN", kind="mou",
                                 expires="2026-03-01", status="in_force"), "agreements A999"),
        (check.outcomes, planted("agreements", "A999", id="A999", signed="2026-01-05", parties="USA;JPN", kind="mou",
                                 effective="2199-01", status="in_force"), "agreements A999"),
        (check.outcomes, planted("projects", PROJECT, status="planned", start_year="2024"), f"projects {PROJECT}"),
        (check.dates, planted("projects", PROJECT, output_year="2027", output_latest=5.0), f"projects {PROJECT}"),
        (check.dates, planted("projects", PROJECT, status="ramping", start_year="2027"), f"projects {PROJECT}"),
        (check.dates, planted("deals", "D210", text_known_from="2099-01-01"), "deals D210"),
        (check.retold, planted("deals", "D999", **copied("deals", "D210", id="D999", parties="CODELCO Corp.;S.Q.M.")),
         "deals D210 = D999"),
        (check.retold, planted("projects", "jansen-x", **copied("projects", "jansen", id="jansen-x",
                               name="The Jánsen Potash, Saskatchewan")), "projects jansen = jansen-x"),
        (check.retold, planted("stoppages", "x", **copied("stoppages", "gemco-2024", id="x",
                               site="Groote Eylandt Mine", **{"from": "2024-04"})), "stoppages gemco-2024 = x"),
        (check.retold, planted("agreements", "A999", **copied("agreements", "A085", id="A999")),
         "agreements A085 = A999"),
        (check.holdings, planted("companies", "boliden", asset_ids="tara"), "companies boliden"),
        (check.order, planted("measure_states", "x", measure=MEASURE, act="amended", state="announced",
                              date="2026-01-05"), f"measures {MEASURE}"),
        (check.words, planted("projects", PROJECT, stage="refined"), f"projects {PROJECT}"),
        (check.words, planted("procedures", "us-ad-final", unit="weeks"), "procedures us-ad-final"),
        (check.steps, planted("procedures", "us-ad-final", longest=70.0), "procedures us-ad-final"),
        (check.steps, planted("procedures", "us-ad-final", term=0.0), "procedures us-ad-final"),
        (check.steps, planted("procedures", "us-ad-final", cue="commerce + final/"), "procedures us-ad-final"),
        (check.steps, planted("procedures", "us-ad-final", cue="!commerce"), "procedures us-ad-final"),
        (check.steps, planted("procedures", "us-ad-final", source_id="icsid-52"), "procedures us-ad-final"),
        (check.words, planted("deals", "D210", stage="mine;smelter"), "deals D210"),
        (check.goods, planted("measures", "cn-antimony-2024", stage="metal"), "measures cn-antimony-2024"),
        (check.reserves, planted("facts", HELD["id"], value=2.0), "facts tin mine"),
        (check.grounds, planted("sources", "bare", source_id="bare", publisher="X", title="Y", licence="facts",
                                url="https://example.org/"), "sources bare"),
        (check.grounds, planted("sources", "read", source_id="read", publisher="X", title="Y", licence="facts",
                                read_on="2026-01-01"), "sources read"),
        (check.grounds, planted("sources", "odd", source_id="odd", publisher="X", title="Y", licence="facts",
                                **{"class": "hearsay"}), "sources odd"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(run, world, said):
    assert not errors(run, WORLD)
    found = errors(run, world)
    assert any(said in each for each in found), found


def test_a_sum_without_its_largest_producer_is_found():
    """Manganese alloys of 2018 without China, to which the Commission's study gives 58 %."""
    rows = WORLD.table("facts").filter(
        (pl.col("source_id") == "bgs-wms") & (pl.col("mineral") == "manganese") & (pl.col("stage") == "refine")
    )
    ids = rows.filter((pl.col("year") == 2018) & (pl.col("metric") == "share"))["id"].to_list()
    whole = World(overlay=Overlay.of(tuple(accepted("facts", i, DAY, complete=True) for i in ids)))
    assert not errors(check.producers, WORLD)
    assert [f for f in errors(check.producers, whole) if "manganese refine 2018 bgs-wms" in f]


def test_a_take_over_that_is_open_for_years_is_found():
    old = copied("deals", "D696", id="D999", kind="acquisition", status="signed", announced="2019-05-02")
    assert "deals D999" in errors(check.outcomes, planted("deals", "D999", **old), "warn")
    assert "deals D999" not in errors(check.outcomes, planted("deals", "D999", **old | {"status": "completed"}), "warn")


def test_a_measure_that_is_known_before_its_first_act_is_found():
    head = accepted("measures", "early", DAY, **copied("measures", MEASURE, id="early", instrument="x"))
    act = {"measure": "early", "act": "entered", "state": "in_force", "date": "2026-01-05", "from": "2026-01-05"}
    for known, found in ((DAY, False), (dt.date(2026, 1, 6), True)):
        world = World(overlay=Overlay.of((head, accepted("measure_states", "x", known, **act))))
        assert ("measures early" in errors(check.outcomes, world)) is found


def test_an_act_of_a_state_on_an_aggregator_alone_is_found_unless_it_is_marked():
    weak = WORLD.table("sources").filter(pl.col("class") == "aggregator").row(0, named=True)["source_id"]
    head = copied("measures", MEASURE, id="alone", instrument="x", source_id=weak, confidence="high", also=None)
    assert "measures alone" in errors(check.grounds, planted("measures", "alone", **head))
    assert "measures alone" not in errors(check.grounds, planted("measures", "alone", **head | {"confidence": "low"}))


def test_an_act_of_a_state_needs_an_official_source_or_two_that_are_not_weak():
    press = WORLD.table("sources").filter(pl.col("class") == "press")["source_id"].to_list()
    head = copied("measures", MEASURE, id="alone", instrument="x", source_id=press[0], confidence="high", also=None)
    both = head | {"also": press[1]}
    assert "measures alone" in errors(check.grounds, planted("measures", "alone", **head), "warn")
    assert "measures alone" not in errors(check.grounds, planted("measures", "alone", **both), "warn")
    assert any("nobody" in f for f in errors(check.sources, planted("measures", "alone", **head | {"also": "nobody"})))


@pytest.mark.parametrize("gap", ["read_on", "locator", "printed"])
def test_a_source_added_on_a_day_must_have_been_read(gap):
    read = {"read_on": "2026-01-05", "locator": "first paragraph", "printed": "nine words"}
    head = {"source_id": "late", "publisher": "X", "title": "Y", "licence": "facts", "accessed": "2026-01-05"}
    assert "sources late" not in errors(check.grounds, planted("sources", "late", **head, **read))
    assert "sources late" in errors(check.grounds, planted("sources", "late", **head, **read | {gap: None}))


def test_a_filler_day_is_found():
    rows = WORLD.table("deals").join(WORLD.table("sources").select("source_id", "published"), on="source_id")
    row = rows.filter(pl.col("published").str.slice(0, 7) == "2025-10").filter(
        pl.col("published").str.len_chars() == 10
    )
    ident = row.filter(~pl.col("published").str.ends_with("-31")).row(0, named=True)["id"]
    moved = AcceptedRow("deals", ident, {}, "p", "x", "2026-01-05", dt.date(2025, 10, 31), "a test")
    assert any(ident in each for each in errors(check.fillers, World(overlay=Overlay.of((moved,)))))
    assert not errors(check.fillers, WORLD)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Lynas", "Lynas Rare Earths Ltd.", True), ("Société Le Nickel, S.A.", "SOCIETE LE NICKEL", True),
        ("S.Q.M.", "SQM", True), ("Alcoa Corp", "Alcoa Co.", True), ("Critical Metals", "Critical Minerals", False),
        ("Rio Tinto", "Rio Tinto Lithium", True), ("American Rare Earths", "American Battery Technology", False),
        ("Glencore (Kazzinc)", "Glencore plc", True),
    ],
)  # fmt: skip
def test_a_name_in_another_spelling_is_the_same(one, other, alike):
    assert spellings.same(one, other) is alike


def test_two_buyers_of_one_seller_are_two_deals():
    other = copied("deals", "D297", id="D999", parties="Another Carmaker;Vulcan Energy")
    assert not errors(check.retold, planted("deals", "D999", **other))


def test_a_joint_venture_told_as_a_partnership_is_the_same_deal():
    other = copied("deals", "D310", id="D999", parties="Codelco;Anglo American plc", kind="partnership")
    assert any("D310" in each for each in errors(check.retold, planted("deals", "D999", **other)))


def test_an_end_of_a_stop_that_no_source_can_know_is_told():
    told = errors(check.stops, planted("stoppages", "escondida-2024", also=None), "warn")
    assert told == ["stoppages escondida-2024"]
