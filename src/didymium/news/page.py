"""A news page: its body without the furniture, and what the page says of itself."""

from __future__ import annotations

import html as entities
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from didymium.errors import BadArticle
from didymium.news.formats import visible
from didymium.text.stamps import stamp

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_HTML = 8 * 2**20  # characters of a page
MAX_SLIM = 2**20  # characters without scripts, above which the body is taken without scoring its parts
MAX_DEPTH, MAX_TAGS = 300, 80_000

_RAW = re.compile(r"<!--|<(script|style|noscript|svg|template|iframe|textarea)\b([^<>]*)>", re.I)
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*+)[^<>]{2000,}+>")  # longer ones hold attributes by the hundred
_OPTION = re.compile(r"</?(?:option|optgroup|select)\b[^<>]*>", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NOT_NESTING = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "html", "body", "head",
})  # fmt: skip
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|tr|section|article|ul|ol|table|blockquote|dt|dd|header|main)\b[^<>]*>", re.I
)
_ANY = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_FURNITURE = (
    "nav,footer,aside,button,link,dialog,object,embed,input,[aria-hidden=true],[hidden],[role=dialog],[role=navigation]"
)
_STORY = ("[itemprop=articleBody]", "article", "[role=main]", "main")
_DATE_KEYS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dc.date", "dcterms.created", "date", "pubdate", "publish-date",
    "publication_date", "cxenseparse:recs:publishtime", "article:published",
)  # fmt: skip
_FEW_WORDS = 400  # characters outside links that make no article
_MANY_LINKS = 1000


@dataclass(frozen=True)
class Page:
    """Body, headline and what the page says of itself."""

    text: str
    title: str
    source: str | None
    author: str | None
    published: tuple[str, ...]  # candidates, best first
    language: str | None
    section: str | None
    url: str | None


@dataclass(frozen=True)
class _Declared:
    """Meta tags and JSON-LD of a page."""

    meta: dict[str, str] = field(default_factory=dict)
    item: dict[str, Any] = field(default_factory=dict)


def parse_page(html: str, name: str) -> Page:
    """The article of a page. `BadArticle` for a page that is too large or has no article."""
    if len(html) > MAX_HTML:
        raise BadArticle(f"{name}: a page of {len(html) / 2**20:.0f} MB, the limit is {MAX_HTML // 2**20} MB")
    slim, scripts = strip_raw(html)
    if is_knotted(slim):
        return _plain_page(slim, scripts, name)
    from selectolax.lexbor import LexborHTMLParser

    doc = LexborHTMLParser(slim)
    _refuse_nothing_but_links(doc, name)
    told = _Declared(_meta(doc), _news_item(scripts))
    title, lang = _headline(doc, told), _attribute(doc, "html", "lang")
    url = _attribute(doc, "link[rel=canonical]", "href") or told.meta.get("og:url")
    stamps = tuple(_stamps(doc, told))
    author = _author(doc, told)
    section = _name(told.item.get("articleSection")) or told.meta.get("article:section")
    text = _paragraphs(_without_title(_body(doc, slim, told), title))
    if doc.body is not None and len(doc.css("a")) > _MANY_LINKS:
        _refuse_links(doc, text, name)
    return Page(text, title, _outlet(doc, told), author, stamps, lang, section, url)


def strip_raw(html: str) -> tuple[str, list[str]]:
    """The page without scripts, styles and comments, in linear time, and the texts of its JSON-LD scripts."""
    parts, scripts, at = [], [], 0
    while found := _RAW.search(html, at):
        parts.append(html[at : found.start()])
        tag = (found.group(1) or "").lower()
        if not tag:
            close = html.find("-->", found.end())
            at = close + 3 if close >= 0 else len(html)
            continue
        end = _closing(tag).search(html, found.end())
        if end is None:  # never closed: scripts hide the rest, others do not
            parts.append("" if tag in ("script", "style") else html[found.end() :])
            at = len(html)
            break
        if tag == "script" and "ld+json" in found.group(2).lower():
            scripts.append(html[found.end() : end.start()])
        at = end.end()
    parts.append(html[at:])
    return _slim_tags("".join(parts)), scripts


def is_knotted(html: str) -> bool:
    """True for a page so deep or of so many tags that no tree is built of it."""
    depth = 0
    for count, found in enumerate(_TAG.finditer(html)):
        if found.group(2).lower() not in _NOT_NESTING:
            depth = max(0, depth - 1) if found.group(1) else depth + 1
        if depth > MAX_DEPTH or count > MAX_TAGS:
            return True
    return False


def fragment_text(html: str) -> str:
    """The words of a piece of HTML without a tree: tags cut out, one block a line, in linear time."""
    text = visible(entities.unescape(_ANY.sub("", _BLOCK.sub("\n", html))))
    return "\n\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)


@lru_cache(maxsize=16)
def _closing(tag: str) -> re.Pattern[str]:
    return re.compile(rf"</{tag}\b[^<>]*>", re.I)


def _slim_tags(html: str) -> str:
    html = _LONG_TAG.sub(r"<\1>", html)
    return _OPTION.sub(" ", html)


def _plain_page(html: str, scripts: list[str], name: str) -> Page:
    """A page read without a tree: tags cut out, blocks as lines."""
    told = _Declared({}, _news_item(scripts))
    found = re.search(r"<title\b[^<>]*>([^<]{0,500})", html, re.I)
    title = str(told.item.get("headline") or (entities.unescape(found.group(1)).strip() if found else ""))
    body = _without_title(fragment_text(html), title)
    if len(body) < 40:
        raise BadArticle(f"{name}: no article text in a page of {len(html):,} characters and very deep or many tags")
    return Page(visible(body), visible(title), _name(told.item.get("publisher")), _name(told.item.get("author")),
                _ld_stamps(told.item), None, None, None)  # fmt: skip


def _meta(doc: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in doc.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        value = (attributes.get("content") or "").strip()
        if key and value:
            found.setdefault(key.strip().lower(), value)
    return found


def _news_item(scripts: list[str]) -> dict[str, Any]:
    """The first JSON-LD object that is an article; {} when there is none."""
    for script in scripts[:50]:
        if len(script) > 2**20:
            continue
        try:
            data = json.loads(script.strip().removesuffix(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kind = node.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(str(k).endswith(("Article", "BlogPosting", "Report", "PressRelease")) for k in kinds):
                return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    stack, seen = [data], 0
    while stack and seen < 2000:
        node = stack.pop(0)
        seen += 1
        if isinstance(node, list):
            stack.extend(node[:500])
        elif isinstance(node, dict):
            yield node
            stack.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _headline(doc: LexborHTMLParser, told: _Declared) -> str:
    """The h1 that says what the page says it is; else JSON-LD, og:title, the title without the outlet."""
    page_title = doc.css_first("title")
    declared = [str(told.item.get("headline") or ""), told.meta.get("og:title", ""), told.meta.get("twitter:title", ""),
                re.split(r" [|·»–—-] ", _line(page_title.text()))[0] if page_title else ""]  # fmt: skip
    declared = [_line(entities.unescape(text)) for text in declared]
    said = next((text for text in declared if len(text) >= 8), "") or max(declared, key=len)
    tops = [t for t in (_line(node.text(separator=" ")) for node in doc.css("h1")[:10]) if len(t) >= 8]
    near = [t for t in tops if _words(t) & _words(said)]
    if len(tops) == 1 and (near or len(said) < 8):
        return tops[0][:500]
    best = max(near, key=lambda t: len(_words(t) & _words(said)), default="")
    return (best or said or (tops[0] if tops else ""))[:500]


def _line(text: str) -> str:
    return " ".join(visible(text).split())


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _attribute(doc: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = doc.css_first(selector)
    return ((node.attributes.get(name) or "").strip() or None) if node else None


def _stamps(doc: LexborHTMLParser, told: _Declared) -> Iterator[str]:
    """Publication times that the page gives, those with a zone first."""
    texts = [str(told.item.get("datePublished") or "")] + [told.meta.get(key, "") for key in _DATE_KEYS]
    for node in doc.css("[itemprop=datePublished], time[datetime], time[pubdate], .published, .dateline, .byline")[:8]:
        texts += [node.attributes.get("datetime") or "", node.text(separator=" ")[:120]]
    found = [iso for text in texts if text and (iso := stamp(text))]
    yield from sorted(found, key=lambda iso: (not _zoned(iso), len(iso) == 10))


def _ld_stamps(item: dict[str, Any]) -> tuple[str, ...]:
    iso = stamp(str(item.get("datePublished") or ""))
    return (iso,) if iso else ()


def _zoned(iso: str) -> bool:
    return "T" in iso and bool(re.fullmatch(r"[+-]\d\d:\d\d", iso[-6:]))


def _name(value: Any) -> str | None:
    """The name in a JSON-LD person or organisation, or their list, joined."""
    if isinstance(value, list):
        names = [name for name in map(_name, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        value = value.get("name")
        return _name(value) if isinstance(value, list) else (_line(str(value)) or None if value else None)
    return _line(entities.unescape(value)) or None if isinstance(value, str) and not value.startswith("http") else None


def _author(doc: LexborHTMLParser, told: _Declared) -> str | None:
    for text in (told.item.get("author"), told.meta.get("author"), told.meta.get("article:author"),
                 told.meta.get("parsely-author"), told.meta.get("dc.creator")):  # fmt: skip
        if name := _name(text):
            return re.sub(r"^by\s+", "", name, flags=re.I)[:200]
    node = doc.css_first("[rel=author], [itemprop=author], .byline a, .author-name, .author")
    text = re.sub(r"^by\s+", "", _line(node.text(separator=" ")), flags=re.I) if node else ""
    return text if 2 < len(text) < 80 else None


def _outlet(doc: LexborHTMLParser, told: _Declared) -> str | None:
    for text in (told.item.get("publisher"), told.meta.get("og:site_name"), told.meta.get("application-name"),
                 told.meta.get("dc.publisher"), told.meta.get("publisher")):  # fmt: skip
        if name := _name(text):
            return name[:200]
    node = doc.css_first("title")
    parts = re.split(r" [|»–—] ", _line(node.text())) if node else []
    if len(parts) > 1 and len(parts[-1]) < 40:
        return parts[-1]
    host = urlsplit(_attribute(doc, "link[rel=canonical]", "href") or "").hostname
    return host.removeprefix("www.") if host else None


def _body(doc: LexborHTMLParser, slim: str, told: _Declared) -> str:
    """The text of the article: scored by trafilatura on the page without its furniture, else declared, else all."""
    import trafilatura

    for noisy in ("trafilatura", "htmldate"):  # its remarks on bad pages are said by our own errors
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    for node in doc.css(_FURNITURE):
        node.decompose()
    bare = _story_part(doc)
    if len(bare) > MAX_SLIM:
        return _all_text(doc)
    text = trafilatura.extract(bare, favor_precision=True, include_comments=False, fast=True) or ""
    if len(text) < 200:
        text = max(text, trafilatura.extract(slim, favor_recall=True, include_comments=False) or "", key=len)
    declared = told.item.get("articleBody")
    if isinstance(declared, str) and len(declared) > 2 * len(text):
        text = entities.unescape(re.sub(r"<[^<>]*>", " ", declared))
    return visible(text if text.strip() else _all_text(doc)).strip()


def _story_part(doc: LexborHTMLParser) -> str:
    """The HTML of the one element that is marked as the article and has most of the paragraphs, else of the page."""
    total = sum(len(node.text()) for node in doc.css("p"))
    for selector in _STORY:
        found = doc.css(selector)
        if len(found) == 1 and total > 400 and sum(len(node.text()) for node in found[0].css("p")) > total / 2:
            return f"<html><body>{found[0].html}</body></html>"
    return doc.html or ""


def _all_text(doc: LexborHTMLParser) -> str:
    text = doc.body.text(separator="\n") if doc.body else ""
    return visible("\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line))


def _paragraphs(text: str) -> str:
    """One paragraph or table row a block, without the rules between table head and body."""
    lines = (line.strip() for line in text.splitlines())
    return "\n\n".join(line for line in lines if line and not re.fullmatch(r"\|[-| ]+\|", line))


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    same = _words(first) == _words(title) and bool(title)
    return rest.lstrip("\n") if same else text


def _refuse_nothing_but_links(doc: LexborHTMLParser, name: str) -> None:
    """Raise for a page with hardly a word outside its links, before anything dear is done with it."""
    links = doc.css("a")
    if doc.body is None or len(links) <= _MANY_LINKS:
        return
    whole, linked = (sum(len("".join(node.text().split())) for node in nodes) for nodes in ((doc.body,), links))
    if whole > 5000 and whole - linked < _FEW_WORDS:
        raise BadArticle(f"{name}: a page of links, not an article; give the address of one article")


def _refuse_links(doc: LexborHTMLParser, text: str, name: str) -> None:
    """Raise for a body that is made of link texts (an index, a link farm)."""
    texts = sorted({_line(node.text(separator=" ")) for node in doc.css("a")[:20_000]})
    texts = [t for t in texts if len(t) > 8]
    sample = texts[:: max(1, len(texts) // 200)]
    if len(text) < 5000 or not sample:
        return
    covered = sum(min(text.count(t), 2000) * len(t) for t in sample) * len(texts) / len(sample)
    if covered > 0.6 * len(text):
        raise BadArticle(f"{name}: a page of links, not an article; give the address of one article")
