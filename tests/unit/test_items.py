"""Many articles from one source: in order, with their ids, one failure not stopping the rest."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from didymium.errors import BadArticle, BadInput
from didymium.news.fetch import Raw
from didymium.news.items import Item, open_source
from didymium.records import Article

TEXT = (
    "China limited exports of gallium and germanium on Monday, the commerce ministry said in a notice on its website."
)


def items(source: str | Path, **options: object) -> list[Item]:
    opened = open_source(source, **options)  # type: ignore[arg-type]
    assert not isinstance(opened, Article)
    return list(opened)


def test_json_lines_keep_order_ids_and_faults(tmp_path) -> None:
    rows = [json.dumps({"id": "b", "text": TEXT, "date": "2025-01-02"}), "{broken", "", '{"id": "c"}', "[1]",
            json.dumps({"id": 7, "title": "T", "body": TEXT})]  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(rows))
    found = items(path)
    assert [item.id for item in found] == ["b", "2", "c", "5", "7"]
    assert [item.error is None for item in found] == [True, False, False, False, True]
    assert "line 2" in str(found[1].error)
    assert found[0].article.published == "2025-01-02"


def test_json_lines_gzipped_and_cut(tmp_path) -> None:
    data = "".join(json.dumps({"id": i, "text": f"{i} {TEXT}"}) + "\n" for i in range(2000)).encode()
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(data))
    assert len(items(path)) == 2000
    path.write_bytes(gzip.compress(data)[:-2000])
    stream = open_source(path)
    assert next(stream).id == "0"
    with pytest.raises(BadInput, match="damaged or cut"):
        list(stream)


def test_one_json_line_is_still_a_collection(tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "x", "text": TEXT}))
    assert [item.id for item in items(path)] == ["x"]


def test_json_array(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"id": "x", "text": TEXT}, {"id": "y", "text": TEXT}]))
    assert [item.id for item in items(path)] == ["x", "y"]


def test_folder_by_name_with_what_cannot_be_read(tmp_path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text(TEXT)
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{TEXT}</p></article></body></html>")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n" + bytes(99))
    (tmp_path / "d.jsonl").write_text(json.dumps({"id": "x", "text": TEXT}))
    (tmp_path / "e.csv").write_text("a,b\n1,2\n")
    (tmp_path / ".hidden").write_text("no")
    found = items(tmp_path)
    assert [item.id for item in found] == ["a.html", "c.png", "d.jsonl#x", "e.csv", "sub/b.txt"]
    assert [item.article is None for item in found] == [False, True, False, True, False]


def test_an_empty_folder_says_so(tmp_path) -> None:
    (tmp_path / ".hidden").write_text("no")
    with pytest.raises(BadInput, match="a folder without files"):
        items(tmp_path)


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Daily Ore</title><link>http://ore.example</link>
<item><title>Gallium &amp;amp; germanium limited</title><link>http://ore.example/1</link><guid>one</guid>
<pubDate>Mon, 10 Nov 2025 12:38:32 EST</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><script>bad()</script><p>More.</p>]]></content:encoded></item>
<item><title></title><guid>two</guid></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ore Atom</title><id>f</id>
<entry><id>a1</id><title>Gallium limited</title><updated>2025-11-10T12:38:32Z</updated>
<author><name>A. One</name></author>
<summary type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</summary></entry></feed>"""


def test_rss(tmp_path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS)
    first, second = items(path)
    assert first.id == "one"
    assert first.article.text == f"Gallium & germanium limited\n\n{TEXT}\n\nMore."
    assert (first.article.source, first.article.url) == ("Daily Ore", "http://ore.example/1")
    assert first.article.published == "2025-11-10T12:38:32-05:00"
    assert isinstance(second.error, BadArticle)


def test_atom_from_a_url() -> None:
    (item,) = items("http://ore.example/feed", fetcher=lambda url: Raw(ATOM.encode(), url, "application/atom+xml"))
    assert (item.id, item.article.author, item.article.published) == ("a1", "A. One", "2025-11-10T12:38:32+00:00")
    assert TEXT in item.article.text


def record(kind: str, url: str, body: bytes, head: str = "") -> bytes:
    lines = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-11-10T12:00:00Z\r\n{head}"
    return f"{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def response(body: bytes, status: str = "200 OK", headers: str = "Content-Type: text/html; charset=utf-8") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


PAGE = f"<html><head><title>Gallium limited</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()


def warc() -> list[bytes]:
    packed = gzip.compress(PAGE)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:50], packed[50:])) + b"0\r\n\r\n"
    return [
        record("warcinfo", "", b"software: test"),
        record("request", "http://a.example/1", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "http://a.example/1", response(PAGE)),
        record("response", "http://a.example/2", response(PAGE, "404 Not Found")),
        record("response", "http://a.example/3", response(b"x", headers="Content-Type: image/png")),
        record("response", "http://a.example/4", response(
            chunks, headers="Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip")),
        record("response", "http://a.example/5", response(b"<html></html>")),
    ]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_warc(tmp_path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, warc())) if packed else b"".join(warc()))
    found = items(path)
    assert [item.id[-1] for item in found] == ["1", "4", "5"]
    assert [item.article is None for item in found] == [False, False, True]
    assert found[0].article.text == found[1].article.text == TEXT
    assert found[0].article.published == "2025-11-10T12:00:00+00:00"


def test_warc_cut_short_or_lying(tmp_path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(warc())[:-20])
    assert "middle of a record" in str(items(path)[-1].error)
    path.write_bytes(
        record("response", "http://a.example/1", response(PAGE)).replace(b"Content-Length: ", b"Content-Length: x")
    )
    assert "without a length" in str(items(path)[-1].error)
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nshort")
    assert len(items(path)) == 2


@pytest.mark.parametrize("between", [bytes(1000), b"noise\r\nmore noise\r\n"])
def test_damaged_bytes_between_records_of_a_warc_are_told_and_cost_themselves_alone(tmp_path, between: bytes) -> None:
    path, records = tmp_path / "a.warc", warc()
    path.write_bytes(between.join(records) + between)
    found = items(path)
    whole = tmp_path / "b.warc"
    whole.write_bytes(b"".join(records))
    assert [i.id for i in found if i.article] == [i.id for i in items(whole) if i.article]
    told = [str(i.error) for i in found if i.error]
    assert sum("damaged bytes before a record" in t for t in told) == len(records) - 1
    assert "damaged from here on" in told[-1]


def test_warc_passes_what_warcio_writes(tmp_path) -> None:
    warcio = pytest.importorskip("warcio.warcwriter")
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders

    path = tmp_path / "w.warc.gz"
    with path.open("wb") as file:
        writer = warcio.WARCWriter(file, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record("http://a.example/", "response", payload=BytesIO(PAGE), http_headers=headers)
        )
    assert [item.article.text for item in items(path)] == [TEXT]
