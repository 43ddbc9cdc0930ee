"""Law of time: nothing visible at a date was published after it, and the past does not change by asking later."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.errors import MissingData
from didymium.strategy.atrisk import suppliers_of
from didymium.twin import network
from didymium.world import load, reconcile, schema
from didymium.world.load import LATER, World, forget, load_world

DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2026, 11, 24))
TIMED = [t for t in schema.tables() if "known_from" in schema.dtypes(t)]
SHARES = [
    ("rare earths", "mine"),
    ("gallium", "refine"),
    ("cobalt", "refine"),
    ("graphite", "mine"),
    ("antimony", "mine"),
]

NEEDED = [
    ("rare earths", "mine"), ("rare earths", "refine"), ("antimony", "mine"), ("graphite", "mine"), ("cobalt", "mine"),
    ("cobalt", "refine"),
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(day=DAYS, table=st.sampled_from(TIMED))
def test_nothing_visible_was_published_later(day, table):
    rows = load_world().as_of(day).table(table)
    assert rows.filter(pl.col("known_from") > day).is_empty()
    for since, columns in LATER.items():
        if since in rows.columns:
            young = rows.filter(pl.col(since) > day)
            for column in columns:
                if column in rows.columns:
                    assert young[column].null_count() == young.height, f"{table}.{column} tells the future"


@settings(max_examples=40, deadline=None)
@given(day=DAYS, table=st.sampled_from(TIMED))
def test_what_days_share_is_what_each_would_see(day, table):
    world = load_world(edition_only=True).as_of(day)
    assert world.table(table).equals(load._visible.__wrapped__(world.folder, table, day, None))


def test_many_days_keep_few_large_tables():
    world = load_world(edition_only=True)
    days = [dt.date(2012, 1, 15) + dt.timedelta(days=90 * n) for n in range(40)]
    seen = {id(world.as_of(day).table("trade")) for day in days}
    assert len(seen) < len(days)
    assert load._large.cache_info().currsize <= 4
    assert world.as_of("2024-05-05").table("trade") is world.as_of("2024-05-06").table("trade")


@settings(max_examples=25, deadline=None)
@given(day=DAYS, later=DAYS, table=st.sampled_from(TIMED))
def test_a_view_of_a_later_view_is_the_earlier_view(day, later, table):
    first, second = sorted((day, later))
    world = load_world()
    direct = world.as_of(first).table(table)
    assert world.as_of(second).as_of(first).table(table).equals(direct)
    assert world.as_of(first).as_of(second).table(table).equals(direct)


@settings(max_examples=40, deadline=None)
@given(day=DAYS, pair=st.sampled_from(SHARES))
def test_shares_use_only_what_was_public(day, pair):
    try:
        table = load_world().as_of(day).shares(*pair)
    except MissingData:
        return
    assert table["known_from"].max() <= day
    assert table["year"].max() <= day.year
    assert table["share"].sum() == pytest.approx(1, abs=1e-9)


def test_no_row_is_without_a_date():
    world = World()
    for table in TIMED:
        assert world.table(table)["known_from"].null_count() == 0, table


def test_a_measure_does_not_know_its_end_before_it_was_announced():
    """China's rare-earth export tax of 2011 ended in May 2015; in 2012 nobody knew."""
    world = load_world()
    tax = pl.col("id") == "cn-ree-tax-2011"
    assert world.as_of("2012-06-30").table("restrictions").filter(tax)["ends"].to_list() == [None]
    assert world.as_of("2015-04-30").table("restrictions").filter(tax)["ends"].to_list() == ["2015-05-01"]


@pytest.mark.parametrize("day", ["2010-06-30", "2011-06-30", "2023-06-30", "2025-03-31"])
def test_the_views_of_the_backtests_have_what_they_need(day):
    world = load_world().as_of(day)
    for mineral, stage in NEEDED:
        assert world.shares(mineral, stage).height >= 2, (mineral, stage)
    if day > "2020":
        assert {world.shares(m, "refine")["country"][0] for m in ("gallium", "germanium")} == {"CHN"}
    trade = world.table("trade")
    assert {"rare earths", "graphite", "antimony", "cobalt"} <= set(trade["mineral"].unique())
    newest = trade["year"].max()
    assert int(day[:4]) - 3 <= newest <= int(day[:4]) - 1
    assert world.table("prices").filter(pl.col("mineral").is_in(["dysprosium", "lanthanum"])).height > 0


@settings(max_examples=40, deadline=None)
@given(day=DAYS, tables=st.lists(st.sampled_from(TIMED), min_size=1, max_size=3, unique=True))
def test_a_settled_view_holds_the_same_rows_and_is_never_later(day, tables):
    view = load_world().as_of(day)
    settled = view.settled(*tables)
    assert settled.date <= day
    for table in tables:
        assert settled.table(table).equals(view.table(table)), table


@settings(max_examples=15, deadline=None)
@given(later=DAYS, earlier=DAYS, mineral=st.sampled_from(["gallium", "terbium", "cobalt"]))
def test_what_is_kept_for_a_later_day_never_tells_an_earlier_one(later, earlier, mineral):
    """The chain and the shares asked for after those of a later day are the ones of a process that asked nothing."""
    first, second = sorted((earlier, later))
    world = load_world()
    _told(world.as_of(second), mineral)
    warm = _told(world.as_of(first), mineral)
    forget()
    for kept in (network._chain, network._stage, reconcile._reconciled, reconcile._closed_series):
        kept.cache_clear()
    assert warm == _told(world.as_of(first), mineral)


def _told(world, mineral):
    try:
        net = network.chain(world, mineral, ("USA",))
    except MissingData as error:
        return str(error)
    return net.countries, net.flows.tobytes(), str(net.tonnes), net.basis, net.sources, suppliers_of(world, mineral)


def test_the_end_of_a_stoppage_is_not_known_before_it():
    world = load_world(edition_only=True)
    over = world.table("stoppages").filter(pl.col("until").str.len_chars() == 10).row(0, named=True)
    day = dt.date.fromisoformat(over["until"])
    for at, said in ((day - dt.timedelta(days=1), None), (day, over["until"])):
        [row] = world.as_of(at).table("stoppages").filter(pl.col("id") == over["id"]).iter_rows(named=True)
        assert row["until"] == said
