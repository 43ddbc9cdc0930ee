"""Bytes of a source: bounded, and only from where a user may send us."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

import httpx
import pytest

from didymium.errors import BadInput, Unavailable
from didymium.news.fetch import Fetcher, Raw, checked_address, fetch, gunzip, http_fetcher

PUBLIC = {"news.example": ["93.184.216.34"], "v6.example": ["2606:2800:220:1::1"], "inside.example": ["10.0.0.8"],
          "mixed.example": ["93.184.216.34", "127.0.0.1"], "none.example": []}  # fmt: skip


def fetcher(handler: Callable[[httpx.Request], httpx.Response], **options: object) -> Fetcher:
    resolver = lambda host, port: PUBLIC[host]  # noqa: E731
    return http_fetcher(transport=httpx.MockTransport(handler), resolver=resolver, **options)  # type: ignore[arg-type]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> httpx.Response:
    """A response that streams, as one from the network does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=named)


def page(request: httpx.Request) -> httpx.Response:
    return answer(b"<p>gallium</p>", content_type="text/html; charset=utf-8")


def test_a_file_and_its_gzip_are_read_alike(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(b"gallium")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"gallium"))
    assert fetch(tmp_path / "a.txt").data == fetch(tmp_path / "b.txt.gz").data == b"gallium"


def test_standard_input(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"gallium")))
    assert fetch("-") == Raw(b"gallium", "-")


def test_a_url_needs_the_network_to_be_allowed() -> None:
    with pytest.raises(BadInput, match="the network is off"):
        fetch("https://news.example/a")


def test_the_fetcher_is_a_parameter() -> None:
    assert fetch("https://news.example/a", fetcher=lambda url: Raw(b"x", url)).data == b"x"


def test_a_page_is_fetched_from_the_address_that_was_checked() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return page(request)

    raw = fetcher(handler)("https://news.example/a?b=c#d")
    assert (raw.data, raw.content_type, raw.charset, raw.url) == (b"<p>gallium</p>", "text/html", "utf-8",
                                                                 "https://news.example/a?b=c#d")  # fmt: skip
    assert seen[0].url.host == "93.184.216.34"
    assert seen[0].headers["host"] == "news.example"
    assert seen[0].extensions["sni_hostname"] == "news.example"


def test_ipv6_addresses_are_bracketed() -> None:
    seen: list[httpx.Request] = []
    fetcher(lambda request: seen.append(request) or page(request))("http://v6.example:8080/")
    assert str(seen[0].url) == "http://[2606:2800:220:1::1]:8080/"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::",
     "255.255.255.255"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    with pytest.raises(BadInput, match="not a public address"):
        checked_address(host, 80)


@pytest.mark.parametrize("host", ["inside.example", "mixed.example"])
def test_names_that_lead_inside_are_refused(host: str) -> None:
    with pytest.raises(BadInput, match="not a public address"):
        fetcher(page)(f"http://{host}/")


def test_a_name_without_address() -> None:
    with pytest.raises(Unavailable, match="does not resolve"):
        fetcher(page)("http://none.example/")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::1]/", "http://user:pw@news.example/", "http:///x",
                                 "http://news.example:99999/"])  # fmt: skip
def test_odd_urls_are_refused(url: str) -> None:
    with pytest.raises(BadInput):
        fetcher(page)(url)


def redirect_to(target: str) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.headers["host"] == "news.example" and request.url.path == "/start":
            return answer(status=302, location=target)
        return page(request)

    return handler


def test_a_redirect_is_followed() -> None:
    raw = fetcher(redirect_to("/end"))("https://news.example/start")
    assert raw.url == "https://news.example/end"


@pytest.mark.parametrize("host", ["127.0.0.1", "inside.example", "169.254.169.254", "[::1]"])
def test_a_redirect_inside_is_refused(host: str) -> None:
    with pytest.raises(BadInput, match="not a public address"):
        fetcher(redirect_to(f"http://{host}/latest"))("https://news.example/start")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://news.example/x", "//[bad"])
def test_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    with pytest.raises(BadInput, match=r"only http and https|not a valid"):
        fetcher(redirect_to(target))("https://news.example/start")


def test_redirects_end() -> None:
    loop = lambda request: answer(status=302, location="/start")  # noqa: E731
    with pytest.raises(BadInput, match="more than 5 redirects"):
        fetcher(loop)("https://news.example/start")


def test_a_body_longer_than_it_says_is_cut_off() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(b"x" * 5000), headers={"content-length": "10"})

    with pytest.raises(BadInput, match="larger than"):
        fetcher(handler, limit=1000)("http://news.example/")


def test_a_body_announced_as_too_long_is_not_read() -> None:
    handler = lambda request: httpx.Response(200, headers={"content-length": "99999999"})  # noqa: E731
    with pytest.raises(BadInput, match="larger than"):
        fetcher(handler, limit=1000)("http://news.example/")


def test_a_gzip_bomb_is_bounded() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    handler = lambda request: httpx.Response(  # noqa: E731
        200, stream=httpx.ByteStream(bomb), headers={"content-encoding": "gzip", "content-type": "text/html"}
    )
    with pytest.raises(BadInput, match="decompressed"):
        fetcher(handler, limit=100_000)("http://news.example/")


def test_gunzip_reads_both_kinds_and_refuses_damage() -> None:
    assert gunzip([gzip.compress(b"a" * 999)], "x") == gunzip([zlib.compress(b"a" * 999)], "x") == b"a" * 999
    with pytest.raises(BadInput, match="damaged"):
        gunzip([b"\x1f\x8bnonsense"], "x")


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "audio/mpeg", "font/woff2"])
def test_media_are_refused(kind: str) -> None:
    handler = lambda request: answer(b"x", content_type=kind)  # noqa: E731
    with pytest.raises(BadInput, match="not an article"):
        fetcher(handler)("http://news.example/")


def test_an_encoding_that_was_not_asked_for() -> None:
    handler = lambda request: httpx.Response(  # noqa: E731
        200, stream=httpx.ByteStream(b"x"), headers={"content-encoding": "br"}
    )
    with pytest.raises(BadInput, match="not asked for"):
        fetcher(handler)("http://news.example/")


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_server_errors_are_said(status: int) -> None:
    with pytest.raises(Unavailable, match=str(status)):
        fetcher(lambda request: httpx.Response(status))("http://news.example/")


def test_a_server_that_does_not_answer() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out")

    with pytest.raises(Unavailable, match="no answer"):
        fetcher(handler)("http://news.example/")


def test_a_slow_body_ends_at_the_deadline() -> None:
    handler = lambda request: httpx.Response(200, stream=httpx.ByteStream(b"x"))  # noqa: E731
    with pytest.raises(Unavailable, match="took too long"):
        fetcher(handler, seconds=-1.0)("http://news.example/")


def test_the_session_refuses_the_network() -> None:
    import socket

    with pytest.raises(AssertionError, match="the network is a parameter"):
        socket.create_connection(("93.184.216.34", 80))
    with pytest.raises(AssertionError, match="the network is a parameter"):
        socket.getaddrinfo("example.com", 80)
