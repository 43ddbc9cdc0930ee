"""What a watched source holds now: feed, sitemap, page or folder to items, each with what is needed to read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium.errors import BadInput
from didymium.files import below
from didymium.news.fetch import Raw, Reply, join
from didymium.news.formats import sniff
from didymium.news.identity import host_of, is_outlet_of, is_same_site
from didymium.news.items import feed_items, open_source
from didymium.records import Article
from didymium.store import WatchRow
from didymium.text.stamps import day_of
from didymium.watch import sitemap
from didymium.watch.polite import Polite
from didymium.watch.work import parsed

KINDS = ("auto", "feed", "sitemap", "page", "folder")
ENOUGH = 1500  # characters of a feed's own text with which its page need not be fetched
FIRST = 20  # items that the first visit takes; older ones are not caught up with


@dataclass(frozen=True)
class Found:
    """The items of one visit, oldest first: (key, data). `data` has `article`, `url`, `path`."""

    items: tuple[tuple[str, dict[str, Any]], ...]
    etag: str | None = None
    modified: str | None = None
    newest: str | None = None
    unchanged: bool = False


def visit(watch: WatchRow, polite: Polite) -> Found:
    """What the source holds now. Raises `DidymiumError` where it cannot be had or is of another kind."""
    if watch.kind == "folder":
        return _folder(Path(watch.target))
    conditions = _conditions(watch)
    reply = polite.get(watch.target, conditions)
    if reply.raw is None:
        if not conditions:
            raise BadInput(f"{watch.target[:120]}: the server says that nothing changed, but sent nothing before")
        return Found((), watch.etag, watch.modified, unchanged=True)
    etag, modified = _validators(reply)
    items, newest = _items(watch, reply.raw, polite)
    limit = FIRST if watch.succeeded_at is None else len(items)
    return Found(tuple(reversed(items[:limit])), etag, modified, newest)


def _conditions(watch: WatchRow) -> dict[str, str]:
    found = {"If-None-Match": watch.etag, "If-Modified-Since": watch.modified}
    return {name: value for name, value in found.items() if value}


def _validators(reply: Reply) -> tuple[str | None, str | None]:
    found = {name.lower(): value for name, value in reply.headers.items() if _is_sendable(value)}
    return found.get("etag"), found.get("last-modified")


def _is_sendable(value: str) -> bool:
    """Whether a header's value can be sent back as it came."""
    return value.isascii() and value.isprintable() and len(value) <= 500


Items = tuple[list[tuple[str, dict[str, Any]]], str | None]


def _items(watch: WatchRow, raw: Raw, polite: Polite) -> Items:
    """The items newest first, and the day of the newest; what the answer is decides where the watch does not say."""
    kind = _kind(raw) if watch.kind == "auto" else watch.kind
    readers: dict[str, Callable[[Raw, Polite], Items]] = {"feed": _feed, "sitemap": _sitemap, "page": _page}
    return readers[kind](raw, polite)


def _kind(raw: Raw) -> str:
    if raw.data[:2] == b"\x1f\x8b" or sitemap.kind_of(raw.data):
        return "sitemap"
    return "feed" if sniff(raw) == "feed" else "page"


def _feed(raw: Raw, _polite: Polite) -> Items:
    found: list[tuple[str, dict[str, Any]]] = []
    days: list[str] = []
    for item in feed_items(raw):
        if item.article is None:
            continue
        article = item.article
        link = join(raw.url or "", article.url) if article.url else None
        foreign = link is not None and not is_same_site(host_of(link), host_of(raw.url))
        told = article.source if article.source and is_outlet_of(article.source, host_of(raw.url)) else None
        place = {"url": f"{raw.url}#{link}" if foreign else link, "source": told or host_of(raw.url) or article.source}
        own = article.model_copy(update=place)
        data = {"url": link, "article": own.model_dump(mode="json"), "foreign": foreign}
        found.append((item.id if len(item.id) > 8 else link or item.id, data))
        days += [str(article.published)[:10]] if article.published else []
    if not found:
        raise BadInput(f"{raw.name[:120]}: a feed without an entry that can be read")
    order = sorted(found, key=lambda pair: str(pair[1]["article"].get("published") or ""), reverse=True)
    return order, max(days, default=None)


def _got(url: str, polite: Polite) -> Raw:
    reply = polite.get(url)
    if reply.raw is None:
        raise BadInput(f"{url[:120]}: an empty answer")
    return reply.raw


def _sitemap(raw: Raw, polite: Polite) -> Items:
    listed = sitemap.pages(raw, lambda url: _got(url, polite))
    days = [day for entry in listed if (day := _day(entry.date))]
    return [(entry.url, {"url": entry.url}) for entry in listed], max(days, default=None)


def _day(text: str) -> str | None:
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def _page(raw: Raw, _polite: Polite) -> Items:
    """A page is one item, new whenever its article changes."""
    article = parsed(raw)
    key = f"{raw.url}#{article.sha256[:16]}"
    day = day_of(article.published)
    return [(key, {"article": article.model_dump(mode="json")})], day.isoformat() if day else None


def _folder(folder: Path) -> Found:
    """Every file below a folder is an item, new again when it changes."""
    if not folder.is_dir():
        raise BadInput(f"{str(folder)[:200]}: no such folder")
    found = []
    for name in below(folder):
        told = (folder / name).stat()
        found.append((f"{name.as_posix()}@{told.st_mtime_ns}-{told.st_size}", {"path": str(folder / name)}))
    return Found(tuple(found))


def articles(data: dict[str, Any], polite: Polite) -> Iterator[Article]:
    """The articles of one item: a file's, a page's, or what the feed itself says where its page cannot be had."""
    if path := data.get("path"):
        yield from _of_file(path)
        return
    own = Article.model_validate(data["article"]) if data.get("article") else None
    url = data.get("url")
    if own and (not url or (len(own.text) >= ENOUGH and not data.get("foreign"))):
        yield own
        return
    yield _of_page(str(url), own, polite)


def _of_file(path: str) -> Iterator[Article]:
    opened = open_source(path)
    if isinstance(opened, Article):
        yield opened
        return
    faults = 0
    for item in opened:
        if item.article:
            yield item.article
        else:
            faults += 1
    if faults:
        raise BadInput(f"{path[:200]}: {faults} entries cannot be read; see `didymium read`")


def _of_page(url: str, own: Article | None, polite: Polite) -> Article:
    try:
        page = parsed(_got(url, polite))
    except BadInput:  # robots.txt, a paywall, a binary: what the feed says is all there is
        if own is None:
            raise
        return own
    known = {"url": page.url or url, "published": page.published or (own.published if own else None)}
    return page.model_copy(update=known)
