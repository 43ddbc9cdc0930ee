"""Watching: manners, items, what is kept of them, alerts, health."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
import json
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from databases import stories
from didymium import calendar
from didymium.brief.shock import stated_depth
from didymium.cli import main
from didymium.errors import BadInput, Unavailable, UnknownLabel
from didymium.news import read_article
from didymium.news.article import article_of
from didymium.news.fetch import Raw
from didymium.records import Event
from didymium.store import AlertRow, Filters, Store, watching
from didymium.watch import Settings, Sink, Watcher, add, sink
from didymium.watch.material import stake
from didymium.watch.robots import parse
from didymium.watch.sinks import letter
from didymium.watch.sitemap import pages
from didymium.world.load import load_world
from didymium.world.overlay.verbs import review
from feeds import Web, page, reply, rss

CALM = "Copper prices rose {} percent in London on Tuesday as traders weighed stocks in warehouses and the dollar."
FEED = "https://wire.example/feed.xml"
ALERT = AlertRow("k", "brief", "Gallium cut", {"brief": "b1", "value_usd": 1e8}, "2025-05-01T00:00:00Z", ())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.db") as opened:
        yield opened


@pytest.fixture
def web() -> Web:
    links = [f"https://wire.example/a/{i}" for i in range(3)]
    made = Web({link: page(f"Copper rises {i} percent", CALM.format(i)) for i, link in enumerate(links)})
    made.pages[FEED] = rss(*((link, f"Copper rises {i} percent", "Short.") for i, link in enumerate(links)))
    return made


def watcher(store: Store, web: Web, *sinks: Sink, **settings: object) -> Watcher:
    return Watcher(store, Settings(**settings), sinks, network=web.new_visitor())  # type: ignore[arg-type]


def due_now(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE watches SET due_at = NULL")


# what is fetched and kept


def test_a_feed_is_read_page_by_page_and_once(store: Store, web: Web) -> None:
    add(store, FEED)
    [tally] = watcher(store, web).once().watches
    assert (tally.state, tally.new, tally.read, tally.failed) == ("ok", 3, 3, 0)
    assert {store.article(h.article).article.text for h in store.search(limit=10).rows} == {
        CALM.format(i) for i in range(3)
    }  # type: ignore[union-attr]
    count = len(web.asked)
    [tally] = watcher(store, web).once().watches
    assert (tally.new, tally.read) == (0, 0)
    assert web.visited()[-1] == FEED
    assert len(web.asked) == count + 2  # robots.txt of a new visitor, and the feed


def test_an_unchanged_feed_is_not_sent_again(store: Store, web: Web) -> None:
    body = str(web.pages[FEED])

    def tagged(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == '"v1"' and "if-modified-since" in request.headers:
            return httpx.Response(304)
        return reply(body, ETag='"v1"', Last_Modified="Tue, 20 May 2025 10:00:00 GMT")

    web.pages[FEED] = tagged
    add(store, FEED)
    assert watcher(store, web).once().watches[0].state == "ok"
    assert watcher(store, web).once().watches[0].state == "unchanged"
    assert store.watches()[0].status == "silent"  # it answers, but its newest item is of 2025


def test_where_the_page_cannot_be_had_the_feed_speaks(store: Store, web: Web) -> None:
    web.pages[FEED] = rss(("https://wire.example/private/1", "Copper rises", CALM.format(4)))
    web.pages["https://wire.example/robots.txt"] = "User-agent: *\nDisallow: /private"
    add(store, FEED)
    [tally] = watcher(store, web).once().watches
    assert (tally.read, tally.failed) == (1, 0)
    assert "https://wire.example/private/1" not in web.visited()
    kept = store.article(store.search().rows[0].article)
    assert kept is not None
    assert CALM.format(4) in kept.article.text


def test_a_page_that_does_not_answer_is_tried_again_and_then_left(store: Store, web: Web) -> None:
    link = "https://wire.example/a/0"
    good, web.pages[link] = web.pages[link], 502
    add(store, FEED)
    [tally] = watcher(store, web).once().watches
    assert (tally.read, tally.failed, store.watches()[0].waiting) == (2, 0, 1)
    web.pages[link] = good
    [tally] = watcher(store, web).once().watches
    assert (tally.read, store.watches()[0].waiting) == (1, 0)


def test_a_round_that_is_cut_goes_on_where_it_was(store: Store, web: Web) -> None:
    add(store, FEED)
    cut = watcher(store, web)

    def stop_at_first(request: httpx.Request) -> httpx.Response:
        cut.stop.set()
        return reply(page("Copper rises 2 percent", CALM.format(2)))

    web.pages["https://wire.example/a/2"] = stop_at_first  # the oldest is read first
    done = cut.once()
    assert done.stopped
    assert (done.watches[0].read, store.watches()[0].waiting) == (1, 2)
    assert store.runs("watch")[0].state == "cancelled"
    web.pages[FEED] = 500
    [tally] = watcher(store, web).once().watches
    assert (tally.state, tally.read, store.watches()[0].waiting) == ("failing", 2, 0)


def test_a_sitemap_gives_its_newest_pages(store: Store, web: Web) -> None:
    links = "".join(
        f"<url><loc>https://wire.example/a/{i}</loc><lastmod>2025-05-0{i + 1}</lastmod></url>" for i in range(3)
    )
    web.pages["https://wire.example/map.xml"] = f"<urlset>{links}</urlset>"
    web.pages["https://wire.example/index.xml"] = (
        "<sitemapindex><sitemap><loc>https://wire.example/map.xml</loc></sitemap></sitemapindex>"
    )
    add(store, "https://wire.example/index.xml")
    [tally] = watcher(store, web).once().watches
    assert (tally.new, tally.read) == (3, 3)
    assert store.watches()[0].newest == "2025-05-03"


def test_sitemaps_are_read_by_pattern() -> None:
    text = """<?xml version="1.0"?><ns:urlset xmlns:ns="x">
    <ns:url><ns:loc><![CDATA[https://a.example/1?a=1&b=2]]></ns:loc></ns:url>
    <ns:url><ns:loc>https://a.example/2?a=1&amp;b=2</ns:loc><n:publication_date>2025-01-02</n:publication_date></ns:url>
    <ns:url><ns:loc></ns:loc></ns:url></ns:urlset>"""
    listed = pages(Raw(text.encode(), "map"), lambda url: pytest.fail(url))
    assert [entry.url for entry in listed] == ["https://a.example/2?a=1&b=2", "https://a.example/1?a=1&b=2"]
    with pytest.raises(BadInput, match="not a sitemap"):
        pages(Raw(b"<html></html>", "page"), lambda url: pytest.fail(url))


def test_a_page_is_news_when_its_article_changes(store: Store, web: Web) -> None:
    link = "https://wire.example/a/0"
    add(store, link, name="page")
    counts = [watcher(store, web).once().watches[0].new for _ in range(2)]
    web.pages[link] = page(
        "Nickel falls", "Nickel fell on Friday in Shanghai after stocks rose for a third week in a row."
    )
    counts.append(watcher(store, web).once().watches[0].new)
    assert counts == [1, 0, 1]
    assert store.counts()["articles"] == 2


def test_a_folder_gives_each_file_once_and_again_when_changed(store: Store, web: Web, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(CALM.format(1))
    (folder / "bad.txt").write_bytes(b"\x89PNG\x00\x00")
    (folder / ".hidden").write_text(CALM.format(9))
    add(store, str(folder))
    [tally] = watcher(store, web).once().watches
    assert (tally.new, tally.read, tally.failed) == (2, 1, 1)
    assert watcher(store, web).once().watches[0].new == 0
    (folder / "a.txt").write_text(CALM.format(1) + " More is to come on Wednesday.")
    assert watcher(store, web).once().watches[0].read == 1


def test_languages_and_minerals_are_filters(store: Store, web: Web) -> None:
    german = "Der Minister sagte am Montag, dass die Ausfuhr von Gallium und Germanium im Juni begrenzt wird."
    web.pages["https://wire.example/a/0"] = page("Ausfuhr begrenzt", german).replace('lang="en"', 'lang="de"')
    add(store, FEED, minerals=["copper"])
    [tally] = watcher(store, web).once().watches
    assert (tally.read, tally.skipped) == (2, 1)
    add(store, FEED, name="any", languages=[], minerals=["rare earths"])
    [_, tally] = watcher(store, web).once().watches
    assert (tally.read, tally.skipped) == (0, 3)


def test_a_dead_source_does_not_stop_the_rest_and_is_told_once(store: Store, web: Web) -> None:
    add(store, "https://dead.example/feed", name="dead")
    add(store, FEED, name="wire")
    told: list[AlertRow] = []
    for turn in range(watching.DEAD + 2):
        made = watcher(store, web, Sink("list", told.append), force=True).once()
        states = {t.name: t.state for t in made.watches}
        assert states["wire"] in ("ok", "unchanged")
        assert states["dead"] == ("dead" if turn + 1 >= watching.DEAD else "failing")
    assert [alert.title for alert in told] == ["The watch dead is dead: 5 failures in a row"]
    assert {w.name: w.status for w in store.watches()}["dead"] == "dead"
    web.pages["https://dead.example/feed"] = web.pages[FEED]
    watcher(store, web, force=True).once()
    assert {w.name: w.failures for w in store.watches()}["dead"] == 0


def test_a_source_that_failed_is_left_alone_for_longer_and_longer(store: Store, web: Web) -> None:
    web.pages[FEED] = 500
    add(store, FEED)
    waits = []
    for _ in range(3):
        due_now(store)
        watcher(store, web).once()
        due = dt.datetime.fromisoformat(due_of(store))
        waits.append((due - dt.datetime.now(dt.UTC)).total_seconds() / 60)
    assert [round(w) for w in waits] == [5, 10, 20]
    count = len(web.asked)
    assert watcher(store, web).once().watches[0].state == "waiting"
    assert len(web.asked) == count


def due_of(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.exec_driver_sql("SELECT due_at FROM watches").scalar())


def test_a_busy_server_says_when_to_come_back(store: Store, web: Web) -> None:
    web.pages[FEED] = lambda _: httpx.Response(429, headers={"Retry-After": "7200"})
    add(store, FEED)
    watcher(store, web).once()
    left = dt.datetime.fromisoformat(due_of(store)) - dt.datetime.now(dt.UTC)
    assert 7100 < left.total_seconds() <= 7200


# manners


def test_a_host_is_asked_once_a_second_or_as_it_wishes(store: Store, web: Web) -> None:
    web.pages["https://wire.example/robots.txt"] = "User-agent: didymium\nCrawl-delay: 7\nAllow: /"
    add(store, FEED)
    watcher(store, web).once()
    times = [at for _, at in web.at]
    assert web.at[0][0] == "https://wire.example/robots.txt"
    assert [b - a for a, b in itertools.pairwise(times[1:])] == [7.0] * 3


def test_robots_that_cannot_be_had_is_no_permission(store: Store, web: Web) -> None:
    web.pages["https://wire.example/robots.txt"] = 503
    add(store, FEED)
    [tally] = watcher(store, web).once().watches
    assert tally.state == "failing"
    assert web.visited() == []


@pytest.mark.parametrize(
    ("text", "url", "allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Didymium\nDisallow: /b", "/x", True),
        ("User-agent: other\nUser-agent: didymium\nDisallow: /b # private", "/b", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b-c-d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-c-b-d", True),
        ("User-agent: *\nDisallow: /x$", "/x", False),
        ("User-agent: *\nDisallow: /x$", "/xy", True),
        ("User-agent: *\nDisallow: /%7Euser", "/~user/a", False),
        ("User-agent: *\nDisallow: /?q=", "/?q=1", False),
        ("\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("Disallow: /x", "/x", True),
    ],
)
def test_robots(text: str, url: str, allowed: bool) -> None:
    assert parse(text, "didymium").allows(f"https://a.example{url}") is allowed


def test_what_can_be_added(store: Store, tmp_path: Path) -> None:
    assert add(store, "https://www.a.example/news/rss.xml") == "a.example-news"
    for target, kind, match in (
        ("ftp://a.example/x", "auto", "http"),
        ("https://me:pw@a.example/x", "auto", "not the address"),
        (str(tmp_path / "none"), "auto", "folder that exists"),
        (str(tmp_path), "feed", "http"),
        ("https://a.example", "folder", "not the address"),
        ("https://a.example", "odd", "give auto"),
    ):
        with pytest.raises(BadInput, match=match):
            add(store, target, kind=kind)
    with pytest.raises(UnknownLabel, match="gallium"):
        add(store, "https://a.example", minerals=["galium"])
    with pytest.raises(BadInput, match="two letters"):
        add(store, "https://a.example", languages=["english"])


# what matters, and who is told


def test_what_is_material_is_briefed_and_told_once_an_event(store: Store, web: Web) -> None:
    reports = [r for r in stories() if "Congo" in r.article.title or "cobalt" in r.article.title][:3]
    links = [f"https://wire.example/c/{i}" for i in range(len(reports))]
    web.pages[FEED] = rss(*((link, r.article.title, "Short.") for link, r in zip(links, reports, strict=True)))
    for link, r in zip(links, reports, strict=True):
        web.pages[link] = page(r.article.title, r.article.text, str(r.article.published))
    add(store, FEED)
    told: list[AlertRow] = []
    calm = watcher(store, web, Sink("list", told.append), material_usd=1e15, draws=16).once()
    assert (calm.watches[0].read, calm.watches[0].briefs, told) == (3, 0, [])
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM seen")
    made = watcher(store, web, Sink("list", told.append), material_usd=1e6, draws=16).once()
    assert store.counts()["events"] == 1
    assert (made.watches[0].briefs, made.watches[0].alerts, made.delivered) == (1, 1, 1)
    [alert] = told
    row = store.briefs().rows[0]
    assert alert.data["brief"] == row.id
    assert alert.data["low_usd"] <= alert.data["value_usd"] <= alert.data["high_usd"]
    assert alert.data["mineral"] == "cobalt" or "cobalt" in row.minerals
    assert store.get_brief(row.id) is not None
    assert store.search("", Filters(mineral="cobalt", material_usd=1e6)).total >= 0


def test_a_round_files_what_its_articles_propose_once(
    store: Store, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIDYMIUM_OVERLAY", str(tmp_path / "overlay.db"))
    title = "Tajikistan bans exports of antimony concentrate to the United States"
    text = (
        "Tajikistan's industry ministry on Monday banned exports of antimony concentrate to the United States with "
        "effect from 1 November 2026, the ministry said in a statement. It mined 21,000 tonnes of antimony."
    )
    link = "https://wire.example/tjk"
    web.pages[FEED] = rss((link, title, "Short."))
    web.pages[link] = page(title, text, "2026-10-05T08:00:00+00:00")
    add(store, FEED)
    [tally] = watcher(store, web, material_usd=1e15, draws=16).once().watches
    waiting = review()
    assert tally.proposals == len(waiting) >= 1
    assert any(row["table"] == "measures" and row["quote"] in text for row in waiting)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM seen")
    [again] = watcher(store, web, material_usd=1e15, draws=16).once().watches
    assert (again.proposals, len(review())) == (0, len(waiting))


def test_an_alert_that_does_not_arrive_waits(store: Store, web: Web) -> None:
    got: list[str] = []
    open_ = threading.Event()

    def send(alert: AlertRow) -> None:
        if not open_.is_set():
            raise Unavailable("no answer")
        got.append(alert.key)

    with store.writing() as connection:
        watching.add_alert(connection, "k", "brief", "Title", {}, ["odd", "good"])
    sinks = (Sink("odd", send), Sink("good", lambda alert: got.append("good")))
    made = watcher(store, web, *sinks).once()
    assert (made.delivered, made.undelivered, got) == (1, 1, ["good"])
    open_.set()
    assert watcher(store, web, *sinks).once().delivered == 1
    assert watcher(store, web, *sinks).once().delivered == 0
    assert got == ["good", "k"]


def test_expiries_are_told_at_each_step_once(store: Store, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    today = dt.datetime.now(dt.UTC).date()
    first = calendar.entries(load_world(), dt.date(2026, 11, 1), within=60)
    given = [e for e in first if e.alarms and e.precision == "day"][:1]
    soon = [given[0].__class__(**{**vars(given[0]), "date": today + dt.timedelta(days=5)})]
    monkeypatch.setattr(calendar, "entries", lambda *_args, **_kw: tuple(soon))
    monkeypatch.setattr(calendar, "with_meanings", lambda found, *_args, **_kw: tuple(found))
    told: list[AlertRow] = []
    rounds = [watcher(store, web, Sink("list", told.append), days_before=(7, 30)).once().expiries for _ in range(2)]
    assert rounds == [1, 0]
    assert "in 5 days" in told[0].title
    assert told[0].data["source"]


def test_a_webhook_is_signed() -> None:
    got: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(204 if len(got) == 1 else 500)

    made = sink("https://hook.example/T0K3N?x=1", environment={"DIDYMIUM_WEBHOOK_SECRET": "s3cret"},
                transport=httpx.MockTransport(receive), resolver=lambda *_: ["93.184.216.34"])  # fmt: skip
    assert "T0K3N" not in made.name
    made.send(ALERT)
    [request] = got
    stamp = request.headers["x-didymium-timestamp"]
    want = hmac.new(b"s3cret", stamp.encode() + b"." + request.content, hashlib.sha256).hexdigest()
    assert request.headers["x-didymium-signature"] == f"sha256={want}"
    assert request.headers["host"] == "hook.example"
    assert json.loads(request.content)["data"]["brief"] == "b1"
    with pytest.raises(Unavailable, match="500") as told:
        made.send(ALERT)
    assert "T0K3N" not in str(told.value)


def test_a_webhook_reaches_no_private_address() -> None:
    secret = {"DIDYMIUM_WEBHOOK_SECRET": "x"}
    for address in ("https://127.0.0.1/x", "https://10.0.0.8/x", "https://169.254.169.254/x", "https://[::1]/x"):
        with pytest.raises(BadInput, match="not a public address"):
            sink(address, environment=secret).send(ALERT)


def test_a_local_webhook_can_be_allowed() -> None:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    sink(
        f"http://127.0.0.1:{server.server_port}/x", allow_local=True, environment={"DIDYMIUM_WEBHOOK_SECRET": "x"}
    ).send(ALERT)
    thread.join()
    server.server_close()
    assert json.loads(got[0])["key"] == "k"


def test_a_file_gets_a_line(tmp_path: Path) -> None:
    made = sink(f"file:{tmp_path}/new/alerts.jsonl")
    made.send(ALERT)
    made.send(ALERT)
    lines = (tmp_path / "new" / "alerts.jsonl").read_text().splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["Gallium cut"] * 2


def test_mail_goes_through_the_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []

    class Relay:
        def __init__(self, host: str, port: int, **_: object) -> None:
            done.append((host, port))

        def starttls(self, **_: object) -> None:
            done.append("tls")

        def login(self, *words: str) -> None:
            done.append(words)

        def send_message(self, message: object) -> None:
            done.append(message["Subject"])  # type: ignore[index]

        def __enter__(self) -> Relay:
            return self

        def __exit__(self, *_: object) -> None:
            done.append("end")

    monkeypatch.setattr(smtplib, "SMTP", Relay)
    environment = {"DIDYMIUM_SMTP": "smtp://me:p%40ss@mail.example", "DIDYMIUM_MAIL_FROM": "d@a.example"}
    sink("mailto:you@b.example", environment=environment).send(ALERT)
    assert done == [("mail.example", 587), "tls", ("me", "p@ss"), "Didymium: Gallium cut", "end"]
    assert letter(ALERT, "a@b.example", "c@d.example").get_content().startswith("Gallium cut")


def test_sinks_that_cannot_be(tmp_path: Path) -> None:
    for target, environment, match in (
        ("https://hook.example", {}, "DIDYMIUM_WEBHOOK_SECRET is not set"),
        ("mailto:a@b.example", {}, "DIDYMIUM_SMTP is not set"),
        ("pigeon", {}, "give stdout"),
    ):
        with pytest.raises(BadInput, match=match):
            sink(target, environment=environment)
    (tmp_path / "file").write_text("")
    for path, match in ((tmp_path, "is a folder; give a file in it"), (tmp_path / "file" / "x", "file is no folder")):
        with pytest.raises(BadInput, match=match):
            sink(f"file:{path}")
    made = sink(f"file:{tmp_path}/later")
    (tmp_path / "later").mkdir()
    with pytest.raises(Unavailable, match="cannot be written"):
        made.send(ALERT)


# the command


def test_the_command_adds_runs_lists_removes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(CALM.format(1))
    db = ["--db", str(tmp_path / "s.db")]
    assert main(["watch", "add", str(folder), "--name", "mine", "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "mine"}
    assert main(["watch", "run", "--once", "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out)["watches"][0]["read"] == 1
    assert main(["watch", "list", "--json", *db]) == 0
    assert json.loads(capsys.readouterr().out)["watches"][0]["status"] == "ok"
    assert main(["watch", "list", *db]) == 0
    assert "mine" in capsys.readouterr().out
    assert main(["watch", "remove", "mine", *db]) == 0
    assert main(["watch", "remove", "mine", *db]) == 2
    assert "no watch named" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (["run", "--every", "soon"], "like 15m"),
        (["run", "--every", "0m"], "like 15m"),
        (["run", "--once", "--every", "1m"], "not both"),
        (["run", "nobody"], "no watch named 'nobody'"),
        (["run", "--alert", "pigeon"], "give stdout"),
    ],
)
def test_nonsense_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], match: str) -> None:
    assert main(["watch", *arguments, "--db", str(tmp_path / "s.db")]) == 2
    err = capsys.readouterr().err
    assert match in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_daemon_ends_clean(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(CALM.format(1))
    db = ["--db", str(tmp_path / "s.db")]
    assert main(["watch", "add", str(folder), *db]) == 0
    command = [sys.executable, "-m", "didymium", "watch", "run", "--every", "1h", "--json", *db]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        time.sleep(0.1)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert first["watches"][0]["read"] == 1
    assert process.returncode == 0, err
    assert "stopped, nothing is lost" in err


@pytest.mark.parametrize(
    ("quote", "depth"),
    [
        ("China will ban all exports of gallium to the United States.", 1.0),
        ("The ministry halted shipments of antimony abroad.", 1.0),
        ("Jakarta cut nickel ore quotas by 34 per cent.", 0.34),
        ("DR Congo reduced its cobalt export quota by 12.5% from July.", 0.125),
        ("Exports of gallium now need a licence.", None),
        ("China banned exports without a licence.", None),
        ("Prices rose 12% after the announcement.", None),
    ],
)
def test_how_deep_an_event_says_it_cuts(quote: str, depth: float | None) -> None:
    event = Event(type="export_restriction", status="announced", quote=quote, start=0, end=len(quote))
    assert stated_depth(event) == depth


def test_an_export_ban_is_weighed_as_what_it_is() -> None:
    text = (
        "China's commerce ministry said on Friday that it will ban all exports of gallium to the United States from 1 "
        "December 2026, citing national security. China makes about 99% of the world's gallium."
    )
    given = {"title": "China bans gallium exports to the United States", "text": text, "published": "2026-11-20"}
    found = stake(read_article(article_of(given, "x")), load_world(), draws=16, seed=0)
    assert found is not None
    assert (found.side, found.figure.country) == ("loss", "USA")
    assert found.words == "a twelve-month stop of China's exports of gallium to the United States"
    assert found.figure.low is not None
    assert 0 <= found.figure.low <= found.figure.value <= (found.figure.high or 0)


def test_no_secret_is_told_when_a_sink_fails(caplog: pytest.LogCaptureFixture) -> None:
    secret = "hush-5f2c"
    mail = {"DIDYMIUM_SMTP": f"smtp://me:{secret}@127.0.0.1:9", "DIDYMIUM_MAIL_FROM": "a@example.org"}
    hook = {"DIDYMIUM_WEBHOOK_SECRET": secret}
    sinks = [
        sink("mailto:b@example.org", environment=mail),
        sink(f"http://127.0.0.1:9/{secret}", environment=hook, allow_local=True),
        sink(f"https://10.0.0.1/{secret}", environment=hook),
    ]
    for each in sinks:
        with pytest.raises((Unavailable, BadInput)) as told:
            each.send(ALERT)
        assert secret not in f"{told.value} {each.name} {caplog.text}"


def test_an_address_of_this_machine_is_refused_when_it_is_added(store: Store) -> None:
    for address in ("http://127.0.0.1:8475/feed.xml", "http://localhost/feed", "http://[::1]/x", "http://10.1.2.3/x"):
        with pytest.raises(BadInput, match="--allow-local"):
            add(store, address)
        assert add(store, address, name=address, allow_local=True) == address


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://2130706433/feed", "--allow-local"),
        ("http://0177.0.0.1/feed", "--allow-local"),
        ("http://①②⑦.⓪.⓪.①/feed", "--allow-local"),
        ("http://wire.example:99999/", "not the address"),
        ("http://wire.example:0/", "not the address"),
        ("http://wire example/", "not the address"),
        (f"http://wire.example/{'x' * 2000}", "not the address"),
    ],
)
def test_addresses_of_this_machine_in_other_words_and_what_is_none_are_refused(
    store: Store, address: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        add(store, address)


def test_a_name_that_is_no_text_is_kept_found_and_removed(tmp_path: Path) -> None:
    named = ["--name", "half \udcff", "--db", str(tmp_path / "x.db")]
    assert main(["watch", "add", "https://a.example/feed", *named]) == 0
    assert main(["watch", "remove", named[1], *named[2:]]) == 0
    assert main(["check", "\udcff China makes 98% of the gallium of the world."]) == 0


@pytest.mark.parametrize("material", ["nan", "inf", "-1"])
def test_a_threshold_is_a_sum_of_money(tmp_path: Path, capsys: pytest.CaptureFixture[str], material: str) -> None:
    assert main(["watch", "run", "--once", f"--material={material}", "--db", str(tmp_path / "s.db")]) == 2
    assert "give US dollars" in capsys.readouterr().err
