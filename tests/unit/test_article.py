"""One document to one article: what the page says of itself, and its text verbatim."""

from __future__ import annotations

import datetime as dt
import io
import json
import textwrap
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from didymium.errors import BadArticle
from didymium.news import article
from didymium.news.article import language_of, parse
from didymium.news.fetch import Raw, fetch
from didymium.news.header import read_header
from didymium.records import Article
from didymium.text.stamps import stamp

EXAMPLES = Path(__file__).parents[2] / "examples"
LEAD = (
    "China limited exports of gallium and germanium on Monday, the commerce ministry said in a notice on its website."
)
MORE = (
    "Buyers in Japan and Germany said that they hold stocks for about three months and look for other sources of metal."
)


def html(body: str = f"<p>{LEAD}</p><p>{MORE}</p>", head: str = "<title>T</title>", **raw: str) -> Article:
    return parse(
        Raw(f"<html><head>{head}</head><body><article>{body}</article></body></html>".encode(), "p.html", **raw)
    )


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("11/10/2025, 12:38:32 EST", "2025-11-10T12:38:32-05:00"),
        ("2025-11-10T12:38:00-05:00", "2025-11-10T12:38:00-05:00"),
        ("2025-11-10T12:38:32.123Z", "2025-11-10T12:38:32+00:00"),
        ("Mon, 10 Nov 2025 12:38:32 GMT", "2025-11-10T12:38:32+00:00"),
        ("10 November 2025, 12:38 HKT", "2025-11-10T12:38:00+08:00"),
        ("Nov 10, 2025 at 3:05 p.m. ET", "2025-11-10T15:05:00-05:00"),
        ("July 1, 2025 at 12:05 a.m. ET", "2025-07-01T00:05:00-04:00"),
        ("Updated 9:05 AM EDT, Fri April 4, 2025", "2025-04-04T09:05:00-04:00"),
        ("10.11.2025 14:00 Uhr", "2025-11-10T14:00:00"),
        ("10/11/2025 09:00 GMT", "2025-11-10T09:00:00+00:00"),
        ("25/12/2025", "2025-12-25"),
        ("12/25/2025", "2025-12-25"),
        ("20251110", "2025-11-10"),
        ("2025-11-10 12:38:32 +0530", "2025-11-10T12:38:32+05:30"),
        ("2025-02-30", None),
        ("13/13/2025", None),
        ("a tonne costs 2025 dollars", None),
        ("", None),
    ],
)
def test_stamps(text: str, iso: str | None) -> None:
    assert stamp(text) == iso


ZONES = {
    "WET": "Europe/Lisbon", "CET": "Europe/Berlin", "EET": "Europe/Helsinki", "EST": "America/New_York",
    "CST": "America/Chicago", "MST": "America/Denver", "PST": "America/Los_Angeles", "BRT": "America/Sao_Paulo",
    "GST": "Asia/Dubai", "IST": "Asia/Kolkata", "HKT": "Asia/Hong_Kong", "SGT": "Asia/Singapore",
    "AWST": "Australia/Perth", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "SAST": "Africa/Johannesburg",
    "MSK": "Europe/Moscow", "ACST": "Australia/Darwin", "AEST": "Australia/Brisbane", "ET": "America/New_York",
    "PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago",
}  # fmt: skip
SUMMER = {
    "BST": "Europe/London", "CEST": "Europe/Berlin", "EEST": "Europe/Helsinki", "EDT": "America/New_York",
    "CDT": "America/Chicago", "MDT": "America/Denver", "PDT": "America/Los_Angeles", "NZST": "Pacific/Auckland",
}  # fmt: skip
SOUTH = {"AEDT": "Australia/Sydney", "NZDT": "Pacific/Auckland"}


@pytest.mark.parametrize(
    ("zone", "place", "month"),
    [*((z, p, 1) for z, p in {**ZONES, **SOUTH}.items()), *((z, p, 7) for z, p in SUMMER.items())],
)
def test_a_zone_is_as_its_place_keeps_time(zone: str, place: str, month: int) -> None:
    kept = dt.datetime(2026, month, 15, 12, 30, tzinfo=ZoneInfo(place))
    assert stamp(f"15/{month:02d}/2026 12:30 {zone}") == kept.isoformat()


def test_example_page_is_read_whole_and_without_furniture() -> None:
    article = parse(fetch(EXAMPLES / "us-rare-earths-drive.html"))
    assert article.title == "Washington widens its rare earths search as truce with Beijing runs on a clock"
    assert (article.source, article.author, article.region) == ("Minerals Ledger", "Ines Calloway", "Global")
    assert (article.published, article.language) == ("2025-11-10T12:38:00-05:00", "en")
    assert "about 70% of global rare earth mining and roughly 90% of processing output" in article.text
    assert "raising the total to 60" in article.text
    for furniture in (
        "cookies",
        "Advertisement",
        "Sign up",
        "Rotterdam",
        "Comments",
        "$999",
        "All rights reserved",
        "Nickel",
    ):
        assert furniture not in article.text


@pytest.mark.parametrize(
    ("name", "published", "within", "without"),
    [
        ("china-licences-april-2025.html", "2025-04-04T18:20:00+08:00", "samarium, gadolinium, terbium", "Most read"),
        ("congo-cobalt-quotas.html", "2025-10-16T07:45:00+02:00", "the quota is 96,600 tonnes a year", "Zambia"),
    ],
)
def test_other_layouts(name: str, published: str, within: str, without: str) -> None:
    article = parse(fetch(EXAMPLES / name))
    assert article.published == published
    assert within in article.text
    assert without not in article.text
    assert article.title not in article.text


def test_the_heading_is_not_told_twice() -> None:
    assert not html(f"<h1>Gallium limited</h1><p>{LEAD}</p><p>{MORE}</p>").text.startswith("Gallium limited")


def test_a_heading_that_is_the_logo_is_no_headline() -> None:
    head = (
        '<title>Gallium exports limited | Daily Ore</title><meta property="og:title" content="Gallium exports limited">'
    )
    article = html(f"<h1>Daily Ore Newspaper</h1><h1>Gallium exports limited</h1><p>{LEAD}</p><p>{MORE}</p>", head)
    assert (article.title, article.source) == ("Gallium exports limited", "Daily Ore")


def test_a_time_with_zone_is_preferred() -> None:
    head = (
        '<meta name="date" content="2025-11-10"><meta property="article:published_time" content="2025-11-10T09:00:00Z">'
    )
    assert html(head=head).published == "2025-11-10T09:00:00+00:00"


def test_json_ld_in_a_graph_with_lists_and_entities() -> None:
    item = {"@type": ["WebPage", "NewsArticle"], "headline": "Gallium &amp; germanium limited",
            "datePublished": "2025-01-02",
            "author": [{"name": "A. One"}, {"name": ["B. Two"]}], "publisher": {"name": "Daily Ore"}}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebSite"}, item]})}</script>'
    article = html(head=head)
    assert article.title == "Gallium & germanium limited"
    assert (article.author, article.source, article.published) == ("A. One, B. Two", "Daily Ore", "2025-01-02")


def test_article_body_of_json_ld_when_the_page_hides_it() -> None:
    body = f"{LEAD} {MORE} " * 4
    head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": body})}</script>'
    assert html(f"<p>{LEAD}</p>", head).text.count("gallium") == 4


def test_soft_hyphens_and_zero_width_marks_go() -> None:
    assert (
        "germanium on Monday" in html(f"<p>{LEAD.replace('germanium', 'germa&shy;ni&#8203;um')}</p><p>{MORE}</p>").text
    )


SUMMARY = """Gallium hunt goes on: analysts

Global
Source: The Morning OrePublished: 11/10/2025, 12:38:32 EST
Gallium
Export Controls

News Summary

China accounts for about 99% of gallium production.
"""


def test_a_page_with_its_own_summary_is_read_whole() -> None:
    article = parse(Raw(SUMMARY.encode(), "brief.txt"))
    assert article.text == SUMMARY
    assert (article.title, article.source) == ("Gallium hunt goes on: analysts", "The Morning Ore")
    assert (article.region, article.published) == ("Global", "2025-11-10T12:38:32-05:00")


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("T\nBy Ana Ruiz\n\nText", "author", "Ana Ruiz"),
        ("T\nSource: Ore | Published: 2025-01-02 | Author: Ana Ruiz\n", "published", "2025-01-02"),
        ("T\nSource: Ore | Published: 2025-01-02 | Author: Ana Ruiz\n", "author", "Ana Ruiz"),
        ("Title: Gallium\nDate: 2 January 2025\n\nText", "title", "Gallium"),
        ("T\n2 January 2025\n\nText", "published", "2025-01-02"),
        ("T\nAsia Pacific\nText", "region", "Asia Pacific"),
        ("T\n\nThe source: a ministry official, said so.", "source", None),
        ("T\n\nIt was published: nobody read it.", "published", None),
        ("T\n\nBy June prices rose by half and stayed there.", "author", None),
    ],
)
def test_header_lines(text: str, field: str, value: str | None) -> None:
    assert getattr(read_header(text), field) == value


def test_markdown_loses_its_marks_only() -> None:
    front = "---\ntitle: Gallium limited\ndate: 2025-01-02\nsource: Ore\n---\n"
    text = f"{front}# Head\n\n**China** limits [gallium](http://x) exports_of_it.\n"
    article = parse(Raw(text.encode(), "a.md"))
    assert article.text == "Head\n\nChina limits gallium exports_of_it.\n"
    assert (article.title, article.published, article.source) == ("Gallium limited", "2025-01-02", "Ore")


def test_json_object_keeps_its_text() -> None:
    text = " Odd  spacing\r\nkept.\tYes. "
    row = {"id": "7", "title": "T", "date": "2025-01-02", "source": "Ore", "text": text}
    article = parse(Raw(json.dumps(row).encode(), "a.json"))
    assert (article.text, article.title, article.published, article.source) == (text, "T", "2025-01-02", "Ore")


def test_json_without_text() -> None:
    with pytest.raises(BadArticle, match='no "text"'):
        parse(Raw(b'{"title": "T"}', "a.json"))


def pdf(*lines: str) -> bytes:
    """A small PDF with the lines as text."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 10 Tf 40 700 Td {shown}ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj" % number + body + b"endobj\n")
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places))
    out.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_pdf_lines_become_sentences() -> None:
    article = parse(
        Raw(
            pdf("Gallium notice", "", "China limited exports of gallium and ger-", "manium on Monday,", "it said."),
            "n.pdf",
        )
    )
    assert "exports of gallium and germanium on Monday, it said." in article.text
    assert article.title == "Gallium notice"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LEAD, "en"),
        (LEAD.upper(), "en"),
        (
            "La Chine a limité lundi les exportations de gallium et de germanium, a annoncé le ministère du commerce.",
            "fr",
        ),
        ("China hat am Montag die Ausfuhr von Gallium und Germanium beschränkt, teilte das Ministerium mit.", "de"),
        ("China limitó el lunes las exportaciones de galio y germanio, dijo el ministerio de comercio del país.", "es"),
        ("Китай ограничил экспорт галлия и германия, сообщило министерство торговли страны в понедельник.", "ru"),
        (
            "中国商务部周一宣布,对镓和锗实施出口管制,企业需要申请许可证才能出口这些金属以及相关的化合物,该措施自八月一日起施行,企业应当提前准备。",
            "zh",
        ),
        (
            "中国商務省は月曜日、ガリウムとゲルマニウムの輸出を規制すると発表した。企業は輸出許可を申請する必要がある。",
            "ja",
        ),
        ("Gallium up 4%", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_short_text_takes_the_declared_language() -> None:
    assert language_of("Gallium 4%", "de-AT") == "de"


def test_reading_twice_is_identical() -> None:
    raw = fetch(EXAMPLES / "us-rare-earths-drive.html")
    assert parse(raw) == parse(raw)


def test_shared_example_is_read_whole(shared: Path) -> None:
    path = shared / "example" / "news_brief_2025-11-10.txt"
    article = parse(fetch(path))
    assert article.text == path.read_text()
    assert article.source == "South China Morning Post"
    assert article.published == "2025-11-10T12:38:32-05:00"


def test_a_long_text_is_refused_before_it_is_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "clean", lambda text: pytest.fail("cleaned") if len(text) > 99 else text)
    with pytest.raises(BadArticle, match="the limit is"):
        article.article_of({"title": "Tin", "text": "x" * (article.MAX_TEXT + 1)}, "row 1")


WRAPPED = """Copper mine reopens after strike

Mining Desk, 4 March 2025

Workers at the copper mine in the north went back on Tuesday after twelve days on
strike, and the company said that the first ore would be milled within a week, and
more in April. Prices eased.

- a first point of some length that stands in a list of its own
- a second
"""


def test_blank_lines_within_sentences_are_none() -> None:
    told = (
        "Alba Mining said on Tuesday that it has agreed to supply rare earths to a plant of a state in the south. "
        "The mine is to make ten thousand tonnes a year of concentrate, about a tenth of what the project may yield, "
        "the firm said, and the plant is to open next year with room for two thousand tonnes of oxides."
    )
    raw = Raw("\n\n".join(("Alba sells rare earths", *textwrap.wrap(told, 60))).encode(), "a.txt")
    assert told in parse(raw).text


def test_lines_that_were_broken_at_a_width_are_joined() -> None:
    found = parse(Raw(WRAPPED.encode(), "mail.txt"))
    assert "twelve days on strike, and" in found.text
    assert "week, and more in April." in found.text
    assert "own\n- a second" in found.text
    assert found.title == "Copper mine reopens after strike"
    plain = b"A first sentence that has its own line and is long.\nA second one that has its own line.\n"
    assert "long.\nA second" in parse(Raw(plain, "plain.txt")).text


def test_codes_of_contracts_are_no_words_of_a_text() -> None:
    text = "Copper CMCU3 fell to $9,100, copper SCFcv1 in Shanghai too; CO2 and SC6 stay, as U3O8 does."
    read = parse(Raw(f"<html><body><article><h1>Copper</h1><p>{text}</p></article></body></html>".encode(), "a.html"))
    assert "Copper fell to $9,100, copper in Shanghai too; CO2 and SC6 stay, as U3O8 does." in read.text
