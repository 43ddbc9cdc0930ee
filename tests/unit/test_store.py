"""The store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from briefs import sample_brief as sample
from databases import Databases, groups, ingest_all, postgres, stories
from didymium.cli import main
from didymium.errors import BadInput, Unavailable, UnknownLabel
from didymium.news.dedupe import join_stories
from didymium.records import Article, Brief, Reading
from didymium.store import Filters, Store, database_url, watching
from didymium.store import tables as t
from didymium.store.articles import url_key
from didymium.store.connect import HEAD, VERSION_TABLE, move, revision, shown
from didymium.store.search import terms
from didymium.store.tables import METADATA


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    folder = tmp_path_factory.mktemp("stores")
    if request.param == "sqlite":
        yield Databases(folder)
        return
    with postgres() as server:
        yield Databases(folder, server.get_uri())


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.new()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def full(databases: Databases) -> Iterator[Store]:
    with Store.open(databases.new(filled=True)) as opened:
        yield opened


def reading(text: str, title: str = "Gallium exports limited", **fields: str) -> Reading:
    return Reading(article=Article(title=title, text=text, **fields))


LONG = " ".join(f"Sentence {i} says that the ministry limits exports of gallium and of germanium." for i in range(20))


# articles


def test_the_same_article_is_one_record(store: Store) -> None:
    first = [store.ingest(r) for r in stories()]
    assert [store.ingest(r) for r in stories()] == first
    assert store.counts()["articles"] == len(stories()) == len(set(first))


def test_an_article_comes_back_as_it_was_read_without_its_quantities_and_steps(full: Store) -> None:
    for given in stories():
        assert full.article(full.ingest(given)) == given.model_copy(update={"quantities": (), "steps": ()})
    assert full.article("0" * 16) is None


def test_a_later_version_takes_the_place(store: Store) -> None:
    first = store.ingest(reading(LONG, url="https://www.a.example/x?utm_source=mail#top", published="2025-03-01"))
    later = reading(LONG + " A new last sentence.", url="http://a.example/x/", published="2025-03-01")
    assert store.ingest(later) == first
    assert store.article(first) == later
    assert store.search("last sentence").total == 1


def test_a_stub_does_not_replace_the_article(store: Store) -> None:
    first = store.ingest(reading(LONG, url="https://a.example/x"))
    assert store.ingest(reading(LONG[: len(LONG) // 4], url="https://a.example/x")) == first
    kept = store.article(first)
    assert kept is not None
    assert kept.article.text == LONG


def test_another_article_under_the_same_address_is_its_own(store: Store) -> None:
    first = store.ingest(reading(LONG, url="https://a.example/news"))
    other = reading(
        "Nickel miners in Indonesia wait for their quotas of the coming year.", "Nickel", url="https://a.example/news"
    )
    assert store.ingest(other) != first


def test_a_copy_at_another_outlet_is_a_second_report_of_one_event(store: Store) -> None:
    one = store.ingest(reading(LONG, source="Ore Wire", published="2025-03-02"))
    two = store.ingest(reading(LONG, source="Harbour Desk", published="2025-03-01"))
    assert one != two
    [event] = store.events().rows
    assert (event.articles, event.sources, event.article) == (2, ("Harbour Desk", "Ore Wire"), two)
    assert (event.day, event.last_day) == ("2025-03-01", "2025-03-02")


@pytest.mark.parametrize("seed", range(3))
def test_stories_are_those_of_the_whole_in_any_order(store: Store, seed: int) -> None:
    given = list(stories())
    random.Random(seed).shuffle(given)
    for start in range(0, len(given), 7):
        ingest_all(store, given[start : start + 7])
    want = sorted(sorted(given[i].article.title for i in story.members) for story in join_stories(given))
    assert groups(store) == want


def test_an_article_that_joins_two_stories_makes_them_one(store: Store) -> None:
    words = [f"word{i}" for i in range(400)]
    for part, source in ((words[:200], "A"), (words[200:], "B")):
        store.ingest(reading(" ".join(part), f"Part of {source}", source=source))
    before = store.counts()["events"]
    store.ingest(reading(" ".join(words), source="C"))
    assert (before, store.counts()["events"]) == (2, 1)
    assert store.events().rows[0].articles == 3


def test_what_a_database_refuses_is_stored_all_the_same(store: Store) -> None:
    odd = reading(
        "Gallium\x00 exports \ud800 fell.", "A\x00title", published="not a date", url="https://a.example/" + "x" * 9000
    )
    kept = store.article(store.ingest(odd))
    assert kept is not None
    assert len(kept.article.text) == len(odd.article.text)
    assert kept.article.published is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("http://www.a.example/x/?utm_source=y&b=1", "https://a.example/x?b=1#z"),
        ("https://A.example:443/x", "https://a.example/x"),
    ],
)
def test_addresses_of_one_page(a: str, b: str) -> None:
    assert url_key(a) == url_key(b)


@pytest.mark.parametrize(
    "address", ["https://a.example/x?id=1", "https://a.example:8080/x", "https://b.example/x", "http://[bad"]
)
def test_addresses_of_other_pages(address: str) -> None:
    assert url_key(address) != url_key("https://a.example/x")


# search


def test_search_finds_all_words_best_first(full: Store) -> None:
    found = full.search("gallium ban")
    assert found.total == len(found.rows) >= 3
    assert "gallium" in found.rows[0].title.lower()
    assert "**" in found.rows[0].snippet


def test_search_takes_phrases_and_minus(full: Store) -> None:
    with_words = {h.article for h in full.search("rare earth", limit=100).rows}
    phrase = {h.article for h in full.search('"rare earth controls"', limit=100).rows}
    without = {h.article for h in full.search("rare earth -magnets", limit=100).rows}
    assert phrase < with_words
    assert without < with_words
    assert all("magnets" not in full.article(a).article.text.lower() for a in without)


def test_filters_narrow(full: Store) -> None:
    everything = full.search(limit=100)
    assert everything.total == len(stories())
    days = [hit.day or "" for hit in everything.rows]
    assert days == sorted(days, reverse=True)
    for filters, fits in (
        (Filters(mineral="Ga"), lambda h: "gallium" in h.minerals),
        (Filters(country="China"), lambda h: "CHN" in h.countries),
        (Filters(type="export_restriction"), lambda h: "export_restriction" in h.types),
        (Filters(source="Harbour Desk"), lambda h: h.source == "Harbour Desk"),
        (Filters(since="2025", until="2025-06"), lambda h: "2025-01-01" <= h.day <= "2025-06-30"),
    ):
        found = full.search("", filters, limit=100)
        want = [h for h in everything.rows if fits(h)]
        assert 0 < found.total == len(want) < everything.total
        assert [h.article for h in found.rows] == [h.article for h in want]


def test_a_group_finds_its_members(full: Store) -> None:
    group = {h.article for h in full.search("", Filters(mineral="rare earths"), limit=100).rows}
    member = {h.article for h in full.search("", Filters(mineral="dysprosium"), limit=100).rows}
    assert member
    assert member < group


def test_pages_join_up(full: Store) -> None:
    query = "China"
    whole = full.search(query, limit=100).rows
    parts = [hit for offset in range(0, len(whole), 5) for hit in full.search(query, limit=5, offset=offset).rows]
    assert tuple(parts) == whole


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "''", "%", "\\", "AND OR NOT", "a" * 5000, "*:()^", "gallium*", "日本", "\x00"]
)
def test_any_text_is_a_search(full: Store, text: str) -> None:
    assert full.search(text).total >= 0


def test_bad_questions_are_told(full: Store) -> None:
    with pytest.raises(BadInput, match="without a minus"):
        full.search("-gallium")
    with pytest.raises(UnknownLabel, match="did you mean gallium"):
        full.search("", Filters(mineral="galium"))
    with pytest.raises(UnknownLabel, match="export_restriction"):
        full.search("", Filters(type="export_restrictions"))
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        full.search("", Filters(since="soon"))
    for limit, offset in ((0, 0), (501, 0), (1, -1)):
        with pytest.raises(BadInput, match="1 to 500 rows"):
            full.search("", limit=limit, offset=offset)


def test_words_of_a_search() -> None:
    assert terms('rare "earth ban" -China -"the US" --') == (["rare", "earth ban"], ["China", "the US"])


# briefs and events


def other(number: int) -> Brief:
    """A brief of another article with a stake of `number` million."""
    given = sample()
    ids = {k: e for k, e in given.evidence.items() if e.kind == "run"}
    key, evidence = next(iter(ids.items()))
    figure = evidence.figure.model_copy(update={"metric": "value_added_at_risk_usd", "value": number * 1e6})
    kept = {k: e for k, e in given.evidence.items() if e.kind != "run"}
    article = given.article.model_copy(
        update={"title": f"Story {number}", "text": f"{given.article.text} {number}", "url": None}
    )
    return given.model_copy(
        update={"article": article, "evidence": {**kept, key: evidence.model_copy(update={"figure": figure})}}
    )


def test_a_brief_comes_back_and_is_kept_once(store: Store) -> None:
    given = sample()
    ident = store.put_brief(given)
    assert store.put_brief(given) == ident
    assert store.get_brief(ident) == given
    assert store.get_brief("nothing") is None
    assert (store.counts()["briefs"], store.counts()["articles"]) == (1, 1)


def test_the_words_of_a_brief_are_found(store: Store) -> None:
    given = sample()
    ident = store.put_brief(given)
    words = given.insights[0].points[0].sentences[0].text.split()[:6]
    [hit] = store.search(f'"{" ".join(words)}"').rows
    assert hit.brief == ident


def test_briefs_by_day_and_by_stake(store: Store) -> None:
    idents = {n: store.put_brief(other(n)) for n in (20, 700, 5)}
    found = store.briefs(order="material")
    assert [row.id for row in found.rows] == [idents[700], idents[20], idents[5]]
    assert found.rows[0].material is not None
    assert found.rows[0].material["unit"] == "USD"
    assert [r.id for r in store.briefs(Filters(material_usd=6e6), order="made").rows] == [idents[700], idents[20]]
    with pytest.raises(BadInput, match="newest, made or material"):
        store.briefs(order="best")


def test_a_story_is_briefed_when_one_of_its_reports_is(store: Store) -> None:
    given = sample()
    copy = Reading(article=given.article.model_copy(update={"source": "Another", "url": None}), events=given.events)
    ident = store.ingest(copy)
    assert not store.is_briefed(ident)
    store.put_brief(given)
    assert store.is_briefed(ident)
    [event] = store.events().rows
    assert event.brief is not None


def test_events_fit_filters(full: Store) -> None:
    found = full.events(Filters(mineral="cobalt"), limit=100)
    assert 0 < found.total < full.events().total
    assert all("cobalt" in row.minerals for row in found.rows)
    assert found.rows[0].event is not None
    json.dumps(found.to_json())


# export


@pytest.mark.parametrize("what", ["articles", "briefs", "events", "claims"])
def test_export_holds_every_row(full: Store, tmp_path: Path, what: str) -> None:
    full.put_brief(sample())
    want = full.counts()[what]
    for suffix in ("jsonl", "parquet"):
        assert full.export(tmp_path / f"x.{suffix}", what) == want
    lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    table = pl.read_parquet(tmp_path / "x.parquet")
    assert len(lines) == table.height == want
    assert table.columns == list(lines[0])
    key = "quote" if what == "claims" else "title"
    assert table[key].to_list() == [line[key] for line in lines]


def test_export_takes_filters(full: Store, tmp_path: Path) -> None:
    only = Filters(mineral="gallium")
    assert full.export(tmp_path / "x.jsonl", filters=only) == full.search("", only).total


def test_a_bad_export_leaves_nothing(full: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for path, what, match in (("x.csv", "articles", "jsonl or parquet"), ("x.jsonl", "words", "cannot export")):
        with pytest.raises(BadInput, match=match):
            full.export(folder / path, what)
    with pytest.raises(UnknownLabel):
        full.export(folder / "x.jsonl", filters=Filters(mineral="nonsense"))
    assert list(folder.iterdir()) == []


# the schema


def test_migrations_make_the_tables_of_the_code(store: Store) -> None:
    options = {
        "version_table": VERSION_TABLE,
        "include_object": lambda _o, name, *_: not str(name).startswith(("search", "ix_articles_search")),
    }
    with store.engine.connect() as connection:
        assert revision(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_migrations_go_down_and_up_with_data(full: Store) -> None:
    before = full.search("gallium", limit=100)
    with full.writing() as connection:
        move(connection, "0001")
    assert full.counts()["articles"] == len(stories())
    full.ingest(reading("Gallium rose again on Friday as buyers waited for licences.", "Late news"))
    with full.writing() as connection:
        move(connection, "head")
    after = full.search("gallium", limit=100)
    assert after.total == before.total + 1
    assert {h.article for h in before.rows} < {h.article for h in after.rows}


def test_migrations_go_to_the_ground(store: Store) -> None:
    with store.writing() as connection:
        move(connection, "base")
        assert set(sa.inspect(connection).get_table_names()) == {VERSION_TABLE}


def test_a_newer_database_is_refused_in_one_line(url: str) -> None:
    with Store.open(url) as store, store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(BadInput, match="newer didymium") as told:
        Store.open(url)
    assert "\n" not in str(told.value)


def test_files_that_are_no_store_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("not a database at all, and long enough to be read as one " * 20)
    with pytest.raises(BadInput, match="not a database"):
        Store.open(text)
    foreign = tmp_path / "b.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE articles (x)")
    connection.close()
    with pytest.raises(BadInput, match="another program"):
        Store.open(foreign)
    with pytest.raises(BadInput, match="cannot be made"):
        Store.open(text / "inside" / "c.db")


def test_urls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("DIDYMIUM_DB", raising=False)
    assert str(database_url().database).endswith("didymium.db")
    monkeypatch.setenv("DIDYMIUM_DB", "postgres://me:secret@db.example/news")
    url = database_url()
    assert url.drivername == "postgresql+psycopg"
    assert "secret" not in shown(url)
    for bad in ("mysql://a/b", "sqlite://", "://", "postgresql+asyncpg://a/b"):
        with pytest.raises(BadInput):
            database_url(bad)


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["didymium.store.connect"], "find_spec", lambda _: None)
    with pytest.raises(BadInput, match=r"didymium\[postgres\]"):
        database_url("postgresql://a/b")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(Unavailable, match="does not answer") as told:
        Store.open("postgresql://me:secret@127.0.0.1:9/none")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "given", ["postgresql://me:top@secret@127.0.0.1:9/none", "host=127.0.0.1 password=secret dbname=none"]
)
def test_an_address_that_cannot_be_read_as_one_is_refused_unseen(given: str) -> None:
    with pytest.raises(BadInput, match="cannot be read") as told:
        database_url(given)
    assert "secret" not in str(told.value)


# watches, alerts, runs


def test_watches_keep_their_health(store: Store) -> None:
    store.add_watch("wire", "feed", "https://a.example/feed", {"languages": ["en"]})
    store.add_watch("wire", "feed", "https://a.example/feed", {"languages": ["en"]})
    with pytest.raises(BadInput, match="is there already"):
        store.add_watch("wire", "feed", "https://b.example/feed")
    assert [w.status for w in store.watches()] == ["new"]
    items = [(f"k{i}", {"url": f"https://a.example/{i}"}) for i in range(3)]
    with store.writing() as connection:
        assert watching.succeeded(connection, "wire", items[:2], due_at=None, etag="e", newest="2020-01-01") == 2
        assert watching.succeeded(connection, "wire", items, due_at=None, etag="f") == 1
        watching.settle(connection, "wire", "k0", "done")
        assert [key for key, _, _ in watching.waiting(connection, "wire", 10)] == ["k1", "k2"]
    [watch] = store.watches()
    assert (watch.status, watch.items, watch.waiting, watch.etag) == ("silent", 3, 2, "f")
    with store.writing() as connection:
        for _ in range(watching.DEAD):
            watching.failed(connection, "wire", "no answer", None)
    [watch] = store.watches()
    assert (watch.status, watch.failures, watch.error) == ("dead", watching.DEAD, "no answer")
    store.remove_watch("wire")
    assert store.watches() == ()
    with pytest.raises(BadInput, match="no watch named"):
        store.remove_watch("wire")


def test_an_alert_is_made_once_and_delivered_once_to_each(store: Store) -> None:
    with store.writing() as connection:
        assert watching.add_alert(connection, "k", "brief", "Title", {"a": 1}, ["one", "two", "one"])
        assert not watching.add_alert(connection, "k", "brief", "Other", {}, ["three"])
        assert [a.key for a in watching.alerts(connection, 10, 0, sink="one")] == ["k"]
        watching.delivered(connection, "k", "one")
        assert watching.alerts(connection, 10, 0, sink="one") == ()
        watching.delivered(connection, "k", "two", error="no answer")
    [alert] = store.alerts()
    assert (alert.title, alert.waiting) == ("Title", ("two",))


def test_runs_go_from_running_to_done(store: Store) -> None:
    store.put_run("simulate-1", "simulate", "running", {"draws": 10})
    assert store.run("simulate-1").ended_at is None  # type: ignore[union-attr]
    store.put_run("simulate-1", "simulate", "done", {"draws": 10}, result={"x": [1, 2]})
    [run] = store.runs("simulate")
    assert (run.state, run.result, run.args) == ("done", {"x": [1, 2]}, {"draws": 10})
    assert store.runs("plan") == ()
    assert store.run("none") is None
    with pytest.raises(BadInput, match="give running"):
        store.put_run("x", "simulate", "odd", {})


def test_a_failed_block_leaves_nothing(store: Store) -> None:
    def work() -> None:
        with store.writing() as connection:
            store.ingest_in(connection, stories()[0])
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError):
        work()
    assert set(store.counts().values()) == {0}
    store.ingest(stories()[0])
    assert store.counts()["articles"] == 1


# the command


def test_the_command_searches_and_exports(
    databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ["--db", databases.new(filled=True)]
    assert main(["store", "search", "gallium", "--country", "China", "--json", *db]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"] >= 2
    assert all("CHN" in row["countries"] for row in found["rows"])
    assert main(["store", "search", "gallium", "--limit", "1", *db]) == 0
    assert "**" in capsys.readouterr().out
    assert main(["store", "export", str(tmp_path / "x.jsonl"), "--what", "claims", "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == len((tmp_path / "x.jsonl").read_text().splitlines())
    assert main(["store", "search", "--mineral", "galium", *db]) == 2
    assert "did you mean gallium" in capsys.readouterr().err
    assert main(["store", "export", str(tmp_path / "x.csv"), *db]) == 2
    assert "jsonl or parquet" in capsys.readouterr().err


def test_what_an_earlier_version_kept_beyond_today_is_left_out(store: Store) -> None:
    brief = sample()
    ident = store.put_brief(brief)
    with store.writing() as connection:
        for table in (t.mentions, t.claims):
            for row in connection.execute(sa.select(table.c.no, table.c.data)).all():
                values = {"data": row.data | {"a_field_of_old": 1}}
                connection.execute(table.update().where(table.c.no == row.no).values(values))
        held = json.loads(connection.execute(sa.select(t.briefs.c.data)).scalar_one())
        held["events"] = [event | {"a_field_of_old": 1} for event in held["events"]]
        connection.execute(t.briefs.update().values(data=json.dumps(held)))
    assert store.get_brief(ident) == brief
    [hit] = store.search("").rows
    assert store.article(hit.article) is not None


def test_what_is_open_for_reading_only_is_read_and_never_written(databases: Databases) -> None:
    url = databases.new()
    with Store.open(url) as store:
        ident = store.put_brief(sample())
    with Store.open(url, read_only=True) as reader:
        assert reader.get_brief(ident) == sample()
        with pytest.raises(BadInput, match="for reading only"):
            reader.put_brief(sample())
        with pytest.raises((Unavailable, sa.exc.DBAPIError)), reader.reading() as connection:
            connection.exec_driver_sql("DELETE FROM briefs")
        assert reader.get_brief(ident) == sample()


def test_nothing_is_made_or_migrated_for_reading_only(tmp_path: Path) -> None:
    place = tmp_path / "none" / "x.db"
    with pytest.raises(BadInput, match="no database there"):
        Store.open(place, read_only=True)
    assert not place.parent.exists()
    old = tmp_path / "old.db"
    with Store.open(old) as store, store.writing() as connection:
        move(connection, "0001")
    before = old.read_bytes()
    with pytest.raises(BadInput, match="schema is 0001"):
        Store.open(old, read_only=True)
    assert old.read_bytes() == before
    assert main(["store", "search", "x", "--db", str(place), "--read-only"]) == 2
