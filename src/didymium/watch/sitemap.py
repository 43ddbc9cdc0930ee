"""Sitemaps: the pages that a site lists, newest first. Read by pattern, so that entities and nesting cannot hurt."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from didymium.errors import BadInput
from didymium.news.fetch import Raw, gunzip
from didymium.news.formats import decode

MOST_PAGES, MOST_MAPS = 1000, 10
MOST_ENTRIES, MOST_FIELD = 100_000, 2100  # read of one file; characters of an address
_KIND = re.compile(r"<(?:\w{1,40}:)?(urlset|sitemapindex)\b")
_MARK = re.compile(r"<(/?)(?:\w{1,40}:)?(url|sitemap|loc|publication_date|lastmod)\s{0,40}>")
_CDATA = "<![CDATA["


class Listed(NamedTuple):
    """One page of a sitemap and its date as written, "" where there is none."""

    url: str
    date: str


def kind_of(data: bytes) -> str | None:
    """urlset or sitemapindex, None for anything else."""
    found = _KIND.search(decode(data[:4000]))
    return found.group(1) if found else None


def pages(raw: Raw, get: Callable[[str], Raw]) -> list[Listed]:
    """The pages of a sitemap, or of the newest sitemaps of an index; newest first, at most a thousand.

    Raises `BadInput` for something else than a sitemap.
    """
    kind, listed = _read(raw)
    if kind == "sitemapindex":
        nested = [_read(get(entry.url)) for entry in listed[:MOST_MAPS]]
        listed = [entry for each, entries in nested if each == "urlset" for entry in entries]
    unique = {entry.url: entry for entry in sorted(listed, key=lambda e: e.date, reverse=True)}
    return list(unique.values())[:MOST_PAGES]


def _read(raw: Raw) -> tuple[str, list[Listed]]:
    data = gunzip([raw.data], raw.name) if raw.data[:2] == b"\x1f\x8b" else raw.data
    kind = kind_of(data)
    if kind is None:
        raise BadInput(f"{raw.name[:120]}: not a sitemap (no urlset or sitemapindex in it)")
    found = list(islice(_entries(decode(data)), MOST_ENTRIES))
    return kind, sorted(found, key=lambda e: e.date, reverse=True)


def _entries(text: str) -> Iterator[Listed]:
    """The entries in order, by one pass over the marks."""
    told: dict[str, str] | None = None
    for mark in _MARK.finditer(text):
        closes, name = mark.group(1), mark.group(2)
        if name in ("url", "sitemap"):
            if closes and told and told.get("loc"):
                yield Listed(html.unescape(told["loc"]), told.get("publication_date") or told.get("lastmod") or "")
            told = None if closes else {}
        elif told is not None and not closes:
            told.setdefault(name, _words_at(text, mark.end()))


def _words_at(text: str, at: int) -> str:
    """The text of a field that begins there, plain or as CDATA."""
    head = text[at : at + MOST_FIELD].lstrip()
    head = head.removeprefix(_CDATA)
    return re.split(r"<|\]\]>", head, maxsplit=1)[0].strip()
