"""Sitemaps: the pages that a site lists, newest first. Read by pattern, so that entities and nesting cannot hurt."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import NamedTuple

from didymium.errors import BadInput
from didymium.news.fetch import Raw, gunzip
from didymium.news.formats import decode

MOST_PAGES, MOST_MAPS = 1000, 10
_KIND = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)\b")
_ENTRY = re.compile(r"<(?:\w+:)?(?:url|sitemap)>(.*?)</(?:\w+:)?(?:url|sitemap)>", re.S)
_FIELD = r"<(?:\w+:)?{}>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</"
_LOC = re.compile(_FIELD.format("loc"))
_DATES = tuple(re.compile(_FIELD.format(name)) for name in ("publication_date", "lastmod"))


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
    found = [entry for block in _ENTRY.findall(decode(data)) if (entry := _entry(block))]
    return kind, sorted(found, key=lambda e: e.date, reverse=True)


def _entry(block: str) -> Listed | None:
    loc = _LOC.search(block)
    if loc is None:
        return None
    date = next((m.group(1) for pattern in _DATES if (m := pattern.search(block))), "")
    return Listed(html.unescape(loc.group(1)), date)
