"""Hostile and broken sources: bounded, told in one line, and the next one is read all the same."""

from __future__ import annotations

import gzip
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from didymium.errors import BadInput, Unavailable
from didymium.news.fetch import http_getter
from didymium.store import AlertRow, Store, watching
from didymium.watch import Settings, Watcher, add, run, sinks
from didymium.watch.polite import Polite
from feeds import Web, page, reply, rss

GOOD = "https://good.example/feed"
BAD = "https://bad.example/feed"
CALM = "Copper prices rose in London on Tuesday as traders weighed stocks in warehouses and the dollar."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.db") as opened:
        add(opened, BAD, name="bad")
        add(opened, GOOD, name="good")
        yield opened


@pytest.fixture
def web() -> Web:
    return Web(
        {GOOD: rss(("https://good.example/1", "Copper", "Short.")), "https://good.example/1": page("Copper", CALM)}
    )


def round_of(store: Store, web: Web) -> dict[str, tuple[str, int, str]]:
    """State, articles read and error of each source, after a round in bounded time and memory."""
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    made = Watcher(store, Settings(force=True), network=web.new_visitor()).once()
    assert time.process_time() - start < 15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 500_000
    return {t.name: (t.state, t.read, t.error or "") for t in made.watches}


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = gzip.compress(b"<rss>" + b"\0" * (200 * 2**20))


def refuse(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def hang(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("timed out")


BROKEN: dict[str, tuple[Callable[[httpx.Request], httpx.Response] | str | bytes | int, str]] = {
    "empty": ("", ""),
    "words": ("12 34 56", "no article text"),
    "cut": ("<?xml version='1.0'?><rss><channel><item><title>x", ""),
    "no entries": ("<rss version='2.0'><channel><title>x</title></channel></rss>", "without entries"),
    "binary": (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "binary"),
    "laughs": (f"{LAUGHS}]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>", ""),
    "redirects for ever": (lambda _: httpx.Response(302, headers={"location": BAD}), "redirects"),
    "redirects inside": (lambda _: httpx.Response(302, headers={"location": "https://127.0.0.1/x"}), "not a public"),
    "redirects to a file": (lambda _: httpx.Response(302, headers={"location": "file:///etc/passwd"}), "http"),
    "gzip bomb": (lambda _: reply(BOMB, Content_Encoding="gzip"), "larger than"),
    "bad gzip": (lambda _: reply(b"\x1f\x8bnothing", Content_Encoding="gzip"), "damaged gzip"),
    "says it is huge": (lambda _: reply("<rss/>", Content_Length=str(10**12)), "larger than"),
    "a picture": (lambda _: reply("x", Content_Type="image/png"), "image/png"),
    "odd encoding": (lambda _: reply("x", Content_Encoding="br"), "was not asked for"),
    "not found": (404, "404"),
    "gone": (410, "remove the watch"),
    "server error": (500, "500"),
    "busy": (503, "busy"),
    "refused": (refuse, "no answer"),
    "hangs": (hang, "no answer"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_source_is_told_and_the_next_is_read(store: Store, web: Web, name: str) -> None:
    web.pages[BAD], match = BROKEN[name]
    found = round_of(store, web)
    assert found["good"] == ("ok", 1, "")
    state, read, error = found["bad"]
    assert (state, read) == ("failing", 0) or (state == "ok" and read <= (name == "laughs"))
    assert match in error
    assert "\n" not in error
    assert bool(error) is (state == "failing")
    rows = {w.name: w for w in store.watches()}
    assert rows["bad"].errors == (1 if error else 0)
    assert rows["good"].status in ("ok", "silent")


def test_entities_from_outside_are_not_read(store: Store, web: Web) -> None:
    item = f"<item><title>&x;</title><description>&x; {CALM}</description></item>"
    web.pages[BAD] = f"{OUTSIDE}<rss version='2.0'><channel>{item}</channel></rss>"
    round_of(store, web)
    assert store.search("root").total == 0
    assert all("root:" not in str(store.article(hit.article)) for hit in store.search(limit=50).rows)


def test_a_feed_with_ten_thousand_entries_is_taken_in_part(store: Store, web: Web) -> None:
    web.pages[BAD] = rss(*((f"https://bad.example/{i}", "Copper", "x") for i in range(28)))
    web.pages[BAD] = str(web.pages[BAD]).replace("</channel>", "<item><title>x</title></item>" * 10_000 + "</channel>")
    assert round_of(store, web)["good"][1] == 1
    assert {w.name: w.items for w in store.watches()}["bad"] <= 20
    assert len([a for a in web.visited() if a.startswith("https://bad.example/")]) <= 21


@pytest.mark.parametrize("answers", [True, False])
def test_a_source_of_slow_pages_does_not_hold_the_round(store: Store, web: Web, answers: bool) -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        web.sleep(20.0)
        if answers:
            return reply(page("Copper", CALM))
        raise httpx.ReadTimeout("timed out")

    links = [f"https://bad.example/{n}" for n in range(100)]
    web.pages[BAD] = "<urlset>" + "".join(f"<url><loc>{link}</loc></url>" for link in links) + "</urlset>"
    web.pages |= dict.fromkeys(links, slow)
    assert round_of(store, web)["good"] == ("ok", 1, "")
    assert web.now < run.MOST_WAIT + 60
    before = set(web.visited())
    round_of(store, web)
    assert set(web.visited()) > before  # what was left is visited in the next round


def test_one_entry_of_no_characters_does_not_cost_the_others(store: Store, web: Web) -> None:
    odd = "Tin &#xD800;&#x0dFfF;&#55296;&#057343; fell &#1114112;&#x110000;&#99999999;"
    web.pages[BAD] = rss(("https://bad.example/1", odd, "Short."), ("https://bad.example/2", "Zinc rose", "Short."))
    for number in (1, 2):
        web.pages[f"https://bad.example/{number}"] = 404
    assert round_of(store, web)["bad"][:2] == ("ok", 0)
    with store.reading() as connection:
        notes = connection.exec_driver_sql("SELECT data FROM seen WHERE state = 'waiting'").scalars().all()
    assert sorted("Zinc" in str(note) for note in notes) == [False, True]
    assert any("Tin \\ufffd\\ufffd\\ufffd\\ufffd fell \\ufffd\\ufffd\\ufffd" in str(note) for note in notes)


def test_a_server_that_says_unchanged_at_first_sight_has_sent_nothing(store: Store, web: Web) -> None:
    web.pages[BAD] = lambda _: httpx.Response(304, headers={"Location": BAD})
    state, _, error = round_of(store, web)["bad"]
    assert (state, "sent nothing before" in error) == ("failing", True)


def test_an_endless_sitemap_index_is_left_in_time(store: Store, web: Web) -> None:
    nested = "".join(f"<sitemap><loc>{BAD}?{i}</loc></sitemap>" for i in range(1000))
    web.pages[BAD] = f"<sitemapindex>{nested}</sitemapindex>"
    for i in range(1000):
        web.pages[f"{BAD}?{i}"] = web.pages[BAD]
    assert round_of(store, web)["good"][1] == 1
    assert len(web.visited()) < 20


def test_odd_entries_do_no_harm(store: Store, web: Web) -> None:
    web.pages[BAD] = rss(
        ("javascript:alert(1)", "<script>alert(1)</script>Copper", "&lt;img src=x onerror=alert(1)&gt; " + CALM),
        ("", "", ""),
        ("https://10.0.0.1/x", "Nickel", "Short text of a nickel story that rose."),
        ("//bad.example/rel", "Tin", "Short text of a tin story that fell."),
    )
    assert round_of(store, web)["good"][1] == 1
    assert not any("10.0.0.1" in address for address in web.visited())
    assert all("<" not in hit.title for hit in store.search(limit=50).rows)


def test_a_robots_txt_of_any_kind_is_bounded(store: Store, web: Web) -> None:
    web.pages[BAD] = web.pages[GOOD]
    for robots in (b"\0" * 1000, "Disallow: /" * 200_000, "User-agent: *\nDisallow: /" + "*a" * 5000, "\n" * 500_000):
        web.pages["https://bad.example/robots.txt"] = robots
        assert round_of(store, web)["good"][0] in ("ok", "unchanged")


class Server:
    """A server on loopback that answers each connection with the same bytes, slowly when asked to."""

    def __init__(self, answer: bytes, pause: float = 0.0) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.answer, self.pause = answer, pause
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        try:
            robots = b"robots.txt" in connection.recv(4096)
            body = b"HTTP/1.1 404 N\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" if robots else self.answer
            step = 1 if self.pause and not robots else max(1, len(body))
            for at in range(0, len(body), step):
                connection.sendall(body[at : at + step])
                time.sleep(0 if robots else self.pause)
        except OSError:
            pass

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


@pytest.mark.parametrize(
    ("answer", "pause", "match"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>", 0.0, "no answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n<rss>", 0.0, "no answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 0.0, "no answer"),
        (b"nonsense\r\n\r\n", 0.0, "no answer"),
        (b"", 0.0, "no answer"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"<rss>" * 40, 0.05, "took too long"),
    ],
)
def test_a_server_that_lies_or_dawdles_is_left(answer: bytes, pause: float, match: str) -> None:
    with Server(answer, pause) as server:
        polite = Polite(http_getter(allow_private=True, seconds=1.0), pause=0.0)
        start = time.monotonic()
        with pytest.raises((Unavailable, BadInput), match=match):
            polite.get(f"{server.address}/feed")
        assert time.monotonic() - start < 5


def test_what_a_server_sends_in_place_of_a_chunk_does_not_fill_the_line() -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 5000 + b"\r\n"
    with Server(answer) as server, pytest.raises(Unavailable, match="no answer") as found:
        Polite(http_getter(allow_private=True, seconds=2.0), pause=0.0).get(f"{server.address}/feed")
    assert len(str(found.value)) < 300


class Dripping(Server):
    """A server that answers with `answer` and then goes on for ever, a byte at a time."""

    def _talk(self, connection: socket.socket) -> None:
        try:
            if not self.answer.startswith(b"220"):  # a relay speaks first
                connection.recv(4096)
            connection.sendall(self.answer)
            while True:
                connection.sendall(b"a")
                time.sleep(0.05)
        except OSError:
            pass


DRIPS = {
    "a status line": b"HTTP/1.1 2",
    "a header": b"HTTP/1.1 200 OK\r\nX-A: ",
    "headers": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20,
    "a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    "what comes before the answer": b"HTTP/1.1 100 Continue\r\nX-A: ",
    "a body without an end": b"HTTP/1.1 200 OK\r\n\r\n",
}


@pytest.mark.parametrize("kind", DRIPS)
def test_no_server_gains_time_by_dripping(kind: str) -> None:
    with Dripping(DRIPS[kind]) as server:
        getter = http_getter(allow_private=True, seconds=1.0)
        start = time.monotonic()
        with pytest.raises((Unavailable, BadInput)):
            getter(f"{server.address}/feed", {})
        assert time.monotonic() - start < 10  # it would go on for ever


LINK_LOCAL = ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "2852039166", "meta.example"]


@pytest.mark.parametrize("host", LINK_LOCAL)
def test_who_may_visit_the_private_network_asks_no_link_local_address(host: str) -> None:
    with pytest.raises(BadInput, match="link-local"):
        http_getter(allow_private=True, resolver=named)(f"http://{host}/latest", {})


def named(host: str, port: int) -> list[str]:
    """What a system answers for names that are such addresses in other words."""
    return ["10.0.0.7", "169.254.169.254"] if host == "meta.example" else ["169.254.169.254"]


def test_a_relay_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "MAIL_SECONDS", 1.0)
    with Dripping(b"220 ") as server:
        relay = {sinks.SMTP: server.address.replace("http", "smtp"), sinks.SENDER: "d@a.example"}
        told = sinks.sink("mailto:you@b.example", environment=relay)
        start = time.monotonic()
        with pytest.raises(Unavailable, match="took too long"):
            told.send(AlertRow("k", "brief", "t", {}, "2025-05-01T00:00:00Z", ()))
        assert time.monotonic() - start < 10


def test_a_webhook_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "SECONDS", 1.0)
    with Dripping(b"HTTP/1.1 200 OK\r\nX-A: ") as server:
        told = sinks.sink(server.address, allow_local=True, environment={sinks.SECRET: "s"})
        with pytest.raises(Unavailable):
            told.send(AlertRow("k", "brief", "t", {}, "2025-05-01T00:00:00Z", ()))


def moved(place: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(302, headers={"location": place})


def tagged(value: bytes) -> Callable[[httpx.Request], httpx.Response]:
    feed = rss(("https://bad.example/1", "Gallium", "Short."))
    told = [(b"etag", value), (b"last-modified", value)]
    return lambda _: httpx.Response(200, headers=told, stream=httpx.ByteStream(feed.encode()))


def busy(until: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(503, headers={"Retry-After": until})


ODD = {
    "a busy server in a zone that is none": busy("Mon, 01 Jan 2024 00:00:00 +99999999999999999999"),
    "a busy server for ever": busy("9" * 5000),
    "an ETag of other letters": tagged('"caf\u00e9 \u4e2d"'.encode()),
    "an ETag with an escape": tagged(b'"\x1b[31m"'),
    "an ETag without an end": tagged(b'"' + b"a" * 50_000),
    "a place that is no name": moved("http://xn--a/"),
    "a place that is no address": moved("http://["),
    "a place with a port that is none": moved("http://a.example:99999999/"),
    "a place of spaces": moved("   "),
    "a link that is no address": rss(("http://[", "Gallium is short", "Short.")),
    "a link to an impossible port": rss(("http://a.example:0x10/", "Gallium is short", "Short.")),
    "a day of four hundred digits": rss(("https://bad.example/1", "Gallium", "Short.")).replace("May", "9" * 400),
    "numbers of four hundred digits": rss(
        ("https://bad.example/1", f"${'9' * 400} billion", f"China makes {'9' * 400}%")
    ),
    "a language that is a number": '[{"text": "China banned exports of gallium.", "language": 5}]',
    "a title that is a list": '{"title": [1, {}], "text": "China banned gallium exports.", "date": 1e999, "url": [2]}',
    "characters that are none": rss(("https://bad.example/1", "Gallium &#xD800; &#x110000;", "&#0;&#xDFFF;")),
    "a metadata service": moved("http://169.254.169.254/latest"),
    "brackets": "[" * 300_000,
    "a map of nothing": "<urlset>" + "<url>" * 300_000,
    "a map of bad places": "<urlset><url><loc>http://[</loc></url><url><loc>\u202e</loc></url></urlset>",
}


@pytest.mark.parametrize("kind", ODD)
def test_no_answer_ends_the_round_for_the_others(store: Store, web: Web, kind: str) -> None:
    web.pages[BAD] = ODD[kind]
    for _ in range(3):
        assert round_of(store, web)["good"][0] in ("ok", "unchanged")
    error = round_of(store, web)["bad"][2]
    assert "\n" not in error
    assert "fault of ours" not in error


@pytest.mark.parametrize("where", ["visit", "read"])
def test_a_fault_of_ours_over_one_item_stands_in_its_row(
    store: Store, web: Web, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages[BAD] = rss(("https://bad.example/1", "Gallium", "Short."))
    web.pages["https://bad.example/1"] = page("Gallium", CALM)
    true = getattr(run if where == "visit" else run.work, where)

    def breaks(given: object, *rest: object) -> object:
        told = getattr(given, "target", None) or getattr(given, "url", None) or ""
        if "bad.example" in told:
            raise ZeroDivisionError
        return true(given, *rest)

    monkeypatch.setattr(run if where == "visit" else run.work, where, breaks)
    made = Watcher(store, Settings(force=True), network=web.new_visitor()).once()
    bad, good = made.watches
    assert (good.state, good.read) == ("ok", 1)
    if where == "visit":
        assert "a fault of ours (ZeroDivisionError)" in str(bad.error)
    else:
        assert bad.failed == 1


def test_files_of_any_name_are_read_and_end_no_round(store: Store, web: Web, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate((b"a\xff.txt", b"a\xfe.txt", b"line\nend\x1b[31m.txt")):
        (folder / os.fsdecode(name)).write_text(f"{CALM} {number} of 3.")
    (folder / os.fsdecode(b"bad\xff.txt")).write_bytes(b"\x89PNG\0\0")
    add(store, str(folder), name="folder")
    made = Watcher(store, Settings(force=True), network=web.new_visitor()).once()
    tally = {t.name: t for t in made.watches}["folder"]
    assert (tally.state, tally.read, tally.failed) == ("ok", 3, 1)
    again = Watcher(store, Settings(force=True), network=web.new_visitor()).once()
    assert {t.name: t.new for t in again.watches}["folder"] == 0


def test_an_alert_that_a_sink_cannot_write_does_not_keep_the_next(store: Store, web: Web) -> None:
    got: list[str] = []

    def send(alert: AlertRow) -> None:
        got.append(alert.title.encode("ascii").decode())

    with store.writing() as connection:
        for title in ("\u4e2d", "plain"):
            watching.add_alert(connection, title, "brief", title, {}, ["ascii"])
    made = Watcher(store, Settings(), (sinks.Sink("ascii", send),), network=web.new_visitor()).once()
    assert (got, made.delivered, made.undelivered) == (["plain"], 1, 1)


def test_what_takes_long_to_read_leaves_the_rest_for_the_next_round(
    store: Store, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MOST_WORK", -run.MOST_WAIT)
    web.pages[BAD] = rss(("https://bad.example/1", "Gallium", "Short."))
    assert round_of(store, web)["good"] == ("ok", 0, "")
    assert [w.waiting for w in store.watches()] == [1, 1]


def test_a_clock_that_jumped_parks_no_source(store: Store, web: Web) -> None:
    with store.writing() as connection:
        watching.failed(connection, "good", "no answer", "2096-01-01T00:00:00Z")
    made = Watcher(store, Settings(), network=web.new_visitor()).once()
    assert {t.name: t.state for t in made.watches}["good"] == "ok"


POSED = (
    '<html lang="en"><head><title>Copper</title><link rel="canonical" href="https://good.example/1">'
    '<meta property="og:site_name" content="Good"></head><body><article><p>{}</p></article></body></html>'
)


@pytest.mark.parametrize("by", ["page", "feed"])
def test_a_page_cannot_pose_as_another_outlet_nor_take_its_place(store: Store, web: Web, by: str) -> None:
    round_of(store, web)
    forged = CALM.replace("rose", "never rose")
    web.pages["https://bad.example/1"] = POSED.format(forged)
    link = "https://bad.example/1" if by == "page" else "https://good.example/1"
    web.pages[BAD] = rss((link, "Copper", forged * 40), title="Good")
    round_of(store, web)
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT url, source, text FROM articles").all()
    assert sum("never rose" in row.text for row in rows) == (by == "page")  # a foreign link is read at its own place
    for row in rows:
        place = str(row.url).split("/")[2]
        assert ("never rose" in row.text) == (place == "bad.example")
        assert row.source != "Good" or place == "good.example"
