"""One document to one `Article`: HTML, plain text, Markdown, PDF or a JSON object; faults in one line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from itertools import pairwise
from typing import Any

from didymium.errors import BadArticle
from didymium.files import clean
from didymium.news.fetch import Raw
from didymium.news.formats import decode, sniff, visible
from didymium.news.header import Header, read_header
from didymium.news.identity import host_of, is_outlet_of, is_same_site
from didymium.news.page import parse_page
from didymium.news.parsers import PARSERS, pdf_limits
from didymium.news.repair import repaired
from didymium.records import Article
from didymium.text.stamps import day_of, stamp

MAX_TEXT = 1_000_000  # characters of one article
# What the libraries that take pages apart may raise over a page that was made to break them.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, AssertionError)
_LETTER = re.compile(r"[^\W\d_]")
STOPWORDS = frozenset({
    "the", "of", "and", "to", "in", "a", "for", "on", "that", "is", "by", "with", "as", "at", "from", "its", "it",
    "was", "said", "has", "have", "are", "be", "will", "an", "this", "not", "which", "but", "were", "would", "than",
    "more", "after", "their", "been", "or", "over", "into", "new",
})  # fmt: skip
_CONSENT = re.compile(
    r"accept all|reject all|manage (?:options|preferences|choices)|we (?:value|respect) your privacy|our partners|"
    r"cookie (?:policy|settings|preferences)|use cookies|before you continue|legitimate interest|consent",
    re.I,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|read|unlock|keep)|already a subscriber|for subscribers only|"
    r"start your free trial|(?:sign|log) in to (?:continue|read)|(?:continue|keep) reading (?:this article )?with|"
    r"(?:article|content|story) is (?:reserved |only |available ){0,2}(?:for|to) (?:our |premium |registered ){0,2}"
    r"(?:subscribers|members)|to read the (?:full|rest)|create (?:a|your) free account to|unlock this article|"
    r"you have reached your (?:free )?(?:article )?limit", re.I)  # fmt: skip
_ROBOT = re.compile(
    r"verify (?:that )?you are (?:a )?human|enable javascript and cookies|are you a robot|unusual traffic|"
    r"checking your browser|^access denied|^just a moment", re.I)  # fmt: skip


def parse(raw: Raw) -> Article:
    """The article in `raw`, its text verbatim but for lost signs (`repair`) and control characters, which are spaces.

    Raises `BadArticle` with one line for binary data, an empty page, a consent wall, a paywall stub, an encrypted PDF,
    a feed or archive (those hold many: `items`), and a document beyond the limits.
    """
    name = raw.name[:200]
    try:
        return _parsed(raw, name)
    except UNREADABLE as error:
        raise BadArticle(f"{name}: cannot be read ({type(error).__name__}); give its text") from None


def _parsed(raw: Raw, name: str) -> Article:
    kind = sniff(raw)
    if kind in ("feed", "jsonl", "warc"):
        raise BadArticle(f"{name}: holds many articles; read it as a collection")
    if kind == "pdf":
        return _pdf(raw)
    text = decode(raw.data, raw.charset)
    if kind == "html":
        return _html(text, raw)
    if kind == "json":
        return article_of(_json_object(text, name), name)
    return _text(text, raw, markdown=kind == "markdown")


def article_of(row: dict[str, Any], name: str) -> Article:
    """The article in a JSON object {"id", "title", "date", "source", "text"}; `text` is kept as it is.

    Also read: `published` for date, `body` or `content` for text, `author`, `url`, `region`, `language`.
    """
    try:
        return _of_row(row, name)
    except UNREADABLE as error:
        raise BadArticle(f"{name}: cannot be read ({type(error).__name__}); give its text") from None


def _of_row(row: dict[str, Any], name: str) -> Article:
    text = next((row[key] for key in ("text", "body", "content") if isinstance(row.get(key), str)), None)
    if text is None:
        raise BadArticle(f'{name}: no "text" in the JSON object')
    _refuse_long(text, name)
    date = next((str(row[key]) for key in ("published", "date") if row.get(key)), "")
    fields = {key: clean(str(row[key])) for key in ("source", "author", "url", "region") if row.get(key)}
    title = clean(str(row.get("title") or ""))
    return _finish(name, clean(text), title or (read_header(clean(text)).title or ""), (stamp(date),), fields,
                   language=str(row.get("language") or "") or None)  # fmt: skip


def language_of(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of the language of `text`; a text too short to tell takes the declared one, else "en"."""
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    known = (declared or "").split("-")[0].split("_")[0].lower()
    if sum(word in STOPWORDS for word in words) > 0.2 * len(words) and len(words) > 5:
        return "en"
    if sum(map(len, words)) < 40:
        return known if len(known) == 2 else "en"
    import py3langid

    return str(py3langid.classify(text[:4000].lower())[0])


def _html(html: str, raw: Raw) -> Article:
    name = raw.name[:200]
    page = parse_page(html, name)
    _refuse_long(page.text, name)
    text = _unwrapped(page.text)
    header = read_header(text)
    _refuse_walls(page.text, page.title, name)
    fields = {"source": page.source or header.source, "author": page.author or header.author, "url": page.url,
              "region": _region(page.section) or header.region} | _own_place(raw, page.url, page.source)  # fmt: skip
    stamps = (*page.published, header.published)
    text = repaired(text, fields)
    return _finish(name, text, page.title or (header.title or ""), stamps, fields, page.language, least=40)


def _text(text: str, raw: Raw, *, markdown: bool) -> Article:
    _refuse_long(text, raw.name[:200])
    text = clean(text)
    front: dict[str, str] = {}
    if markdown:
        front, text = _front_matter(text)
        text = _plain_markdown(text)
    text = _unwrapped(text)
    header = _overlay(read_header(text), front)
    fields = {"source": header.source, "author": header.author, "url": header.url, "region": header.region}
    fields |= _own_place(raw, header.url, header.source)
    first = " ".join(text[:2000].split())
    return _finish(raw.name[:200], repaired(text, fields), header.title or first[:200], (header.published,), fields)


_NARROW, _WIDE = 50, 120  # characters between which lines that an editor or a mail program broke are wide
_FEW = 2  # lines that go on in the middle of a sentence: fewer may be chance
_SPREAD = re.compile(r"[^.!?:\"”\s]\n\s*\n(?=[a-z])")
_NO_PROSE = re.compile(r"[-*•|>#\d]")


def _unwrapped(text: str) -> str:
    """A text whose lines were broken at a width, with its paragraphs in one line each: a line is taken on where the
    first word of the next one would not have fitted into the width. Blank lines within sentences are none."""
    if len(_SPREAD.findall(text)) > _FEW:
        text = re.sub(r"\n\s*\n", "\n", text)
    lines = [line.rstrip() for line in text.split("\n")]
    pairs = [(a, b) for a, b in pairwise(lines) if a and b and not _NO_PROSE.match(b)]
    width = max((len(a) for a, _ in pairs), default=0)
    full = {(a, b) for a, b in pairs if len(a) + 1 + len(b.split(None, 1)[0]) > width}
    goes_on = sum(b.lstrip()[0].islower() for _, b in full)
    if not _NARROW <= width <= _WIDE or goes_on < _FEW:
        return text
    out = [lines[0]]
    for last, line in pairwise(lines):
        out.append(f"{out.pop()} {line.lstrip()}" if (last, line) in full else line)
    return "\n".join(out)


def _pdf(raw: Raw) -> Article:
    name = raw.name[:200]
    told = PARSERS.call(
        "didymium.news.parsers:pdf", {"name": name, "most": MAX_TEXT}, raw.data, what=name,
        limits=pdf_limits(len(raw.data)),
    )  # fmt: skip
    text, title = visible(told["text"]), visible(told["title"])
    header = read_header(text)
    fields = {"source": header.source, "author": header.author or told["author"], "region": header.region}
    fields |= _own_place(raw, None, header.source)
    if len(title.split()) <= 2 or re.search(r"\.(?:docx?|indd|pdf)$", title):
        title = header.title or ""
    text = repaired(text, fields)
    return _finish(name, text, title, (header.published, stamp(told["made"].removeprefix("D:")[:8])), fields,
                   empty="a PDF without text (a scan?); run text recognition first")  # fmt: skip


def _json_object(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise BadArticle(f"{name}: not valid JSON; give an object with title, date, source, text") from None
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise BadArticle(f"{name}: JSON of {type(data).__name__}; give an object, or JSON lines for many articles")
    return data


def _finish(
    name: str,
    text: str,
    title: str,
    stamps: tuple[str | None, ...],
    fields: dict[str, str | None] | dict[str, str],
    language: str | None = None,
    *,
    least: int = 1,
    empty: str = "no article text",
) -> Article:
    """The article, after the checks that every kind shares: some text, not too much, a date that has come."""
    if sum(1 for _ in _LETTER.finditer(text[:10_000])) < least:
        raise BadArticle(f"{name}: {empty}")
    _refuse_long(text, name)
    text = _TERMINAL.sub("", text)
    published = next((iso for iso in stamps if iso and is_past(iso)), None)
    known = {key: value for key, value in fields.items() if value}
    return Article(title=title, text=text, published=published, language=language_of(text, language), **known)


_TERMINAL = re.compile(  # codes of contracts on an agency's terminals, which no reader knows: CMCU3, SCFcv1, <HGc1>
    r"(?<=[A-Za-z\d])\s(?:CM(?:CU|AL|ZN|PB|NI|SN)[03]|[A-Z]{2,4}cv?[1-9]|<[.A-Z]{2,8}(?:cv?)?\d?=?[A-Z]{0,4}>)(?=[\s,.);])"
)


def _own_place(raw: Raw, url: str | None, outlet: str | None) -> dict[str, str | None]:
    """Address and outlet of what came from a server: what it says of itself counts on its own host alone.

    {} for what came from elsewhere (a file), whose own words are all there is.
    """
    host = host_of(raw.url)
    if not host:
        return {}
    own = url if is_same_site(host_of(url), host) else raw.url
    return {"url": own, "source": outlet if outlet and is_outlet_of(outlet, host) else host}


def _refuse_long(text: str, name: str) -> None:
    if len(text) > MAX_TEXT:
        raise BadArticle(f"{name}: {len(text):,} characters of text, the limit is {MAX_TEXT:,}; split it")


def is_past(iso: str) -> bool:
    """False for a publication date that has not come (two days of grace for zones): such a date is not believed."""
    day = day_of(iso)
    return day is not None and day <= dt.date.today() + dt.timedelta(days=2)


def _refuse_walls(text: str, title: str, name: str) -> None:
    if len(text) < 3000 and _ROBOT.search(f"{title}\n{text}"):
        raise BadArticle(f"{name}: a robot check, not the article; save the page from a browser")
    if len(text) < 3000 and len({m.lower() for m in _CONSENT.findall(text + " " + title)}) >= 3:
        raise BadArticle(f"{name}: a consent wall, not the article; save the page after the choice")
    if len(text) < 20_000 and _PAYWALL.search(text):
        teaser = " ".join(line for line in text.splitlines() if not _PAYWALL.search(line))
        if len(teaser) < 200:
            raise BadArticle(f"{name}: a paywall stub of {len(teaser)} characters; give the full article")


def _region(section: str | None) -> str | None:
    from didymium.news.header import REGIONS

    return section if section and section.lower() in REGIONS else None


def _overlay(header: Header, front: dict[str, str]) -> Header:
    known = {field.name for field in dataclasses.fields(Header)}
    return dataclasses.replace(header, **{key: value for key, value in front.items() if key in known})


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields of a Markdown front matter, and the text after it."""
    found = re.match(r"\s*---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|$)", text, re.S)
    if not found:
        return {}, text
    fields = {}
    for line in found.group(1).splitlines():
        key, colon, value = line.partition(":")
        value = value.strip().strip("\"'")
        key = {"date": "published"}.get(key.strip().lower(), key.strip().lower())
        if colon and value:
            fields[key] = (stamp(value) or "") if key == "published" else value
    return {key: value for key, value in fields.items() if value}, text[found.end() :]


def _plain_markdown(text: str) -> str:
    """Markdown without its marks: headings, emphasis, links as their words, images and code fences out."""
    text = _without_fences(text)
    text = re.sub(r"!\[[^\[\]\n]{0,300}+\]\([^()\n]{0,2000}+\)", "", text)
    text = re.sub(r"\[([^\[\]\n]{1,500}+)\]\([^()\n]{0,2000}+\)", r"\1", text)
    text = re.sub(r"^[ \t]{0,3}#{1,6}[ \t]+|^[ \t]{0,3}>[ \t]?", "", text, flags=re.M)
    text = re.sub(r"(?<![*_])(\*\*|__)(?=[^\s*_])([^*_\n]{1,500}+)(?<=\S)\1", r"\2", text)
    return re.sub(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}+)(?<=\S)\*(?![\w*])", r"\1", text)


def _without_fences(text: str) -> str:
    """The lines outside of code fences; a fence that is never closed is none."""
    lines = text.split("\n")
    fences = [n for n, line in enumerate(lines) if line.startswith("```")]
    for first, last in reversed(list(zip(fences[::2], fences[1::2], strict=False))):
        del lines[first : last + 1]
    return "\n".join(lines)
