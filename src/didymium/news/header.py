"""The header lines of a text: title, region, source, time, author, as wire copies and saved briefs carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from didymium import labels
from didymium.text import find_dates
from didymium.text.dateline import find_dateline
from didymium.text.gazetteer import find_names
from didymium.text.stamps import stamp

REGIONS = frozenset({
    "global", "world", "international", "asia", "asia pacific", "asia-pacific", "apac", "africa", "sub-saharan africa",
    "europe", "european union", "eu", "eurasia", "north america", "south america", "latin america", "americas",
    "middle east", "mena", "oceania", "central asia", "south asia", "southeast asia", "east asia", "emea", "us", "u.s.",
    "usa", "united states", "uk", "united kingdom", "china", "japan", "india", "australia", "canada", "germany",
    "france", "russia", "brazil", "south korea", "indonesia", "ukraine", "greenland", "chile", "kazakhstan",
    "uzbekistan", "democratic republic of the congo", "south africa",
})  # fmt: skip
_LINES = 25
_UPDATE = re.compile(r"^(?:(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|EXCLUSIVE|BREAKING|FACTBOX|ANALYSIS)[ \d]*[-:–—]\s?)+")
_FIELD = re.compile(
    r"(?:(?<=[a-z.)0-9])(?=(?:Published|Updated|Author|By|Date)\s?:)|^|[|•·]\s*|\t)\s*"
    r"(?P<key>source|published(?: on| at)?|publication date|date|posted|author|by|writer|region|url|link|title|"
    r"headline)\s*:\s*",
    re.I,
)
_BYLINE = re.compile(r"^(?:By|BY|by)\s+(?P<name>[A-Z][\w.'’-]+(?:\s+(?:and\s+)?[A-Z][\w.'’-]+){1,5})\s*$")
_DATELINE_ONLY = re.compile(
    r"^[\w\s,.:/+()|·•*_&'’–—-]{6,80}$"
)  # "Reuters · 2025-06-21", "By A. Writer | June 21, 2025"
_KEYS = {"published on": "published", "published at": "published", "publication date": "published", "date": "published",
         "posted": "published", "by": "author", "writer": "author", "link": "url", "headline": "title"}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """What the first lines say; None where they say nothing."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    region: str | None = None
    url: str | None = None


def read_header(text: str) -> Header:
    """The header of a text from its first lines: labelled fields (also glued together), byline, region, dateline.

    The title is the first line when it is short and not a field. Fields are not cut out of the text.
    """
    lines = [line.strip() for line in text[:6000].splitlines()[: 2 * _LINES] if line.strip()][:_LINES]
    found: dict[str, str] = {}
    for place, line in enumerate(lines):
        if len(line) > 300:
            break
        for key, value in _fields(line):
            found.setdefault(key, value)
        if place and (byline := _BYLINE.match(line)):
            found.setdefault("author", byline.group("name"))
        if line.lower() in REGIONS:
            found.setdefault("region", line)
        if place in (1, 2, 3) and _DATELINE_ONLY.match(line) and (iso := stamp(line)):
            found.setdefault("published", iso)
            if outlet := _outlet_of(line):
                found.setdefault("source", outlet)
    if opening := find_dateline(text):
        for key, told in (("published", opening.published), ("source", opening.source)):
            if told:
                found.setdefault(key, told)
    title = found.get("title") or _title(lines)
    return Header(title, *(found.get(key) for key in ("source", "author", "published", "region", "url")))


def _outlet_of(line: str) -> str | None:
    """The outlet of a line of outlet and day ("The Northern Miner, 3 June 2025"); None where it names none."""
    rest = _SEPARATED.split(line)[0].strip(" *_")
    if find_dates(rest, None) or rest.lower() in REGIONS or re.match(r"(?:by|posted)\b", rest, re.I):
        return None
    placed = rest in labels.places() or any(n.kind == "country" for n in find_names(rest))  # where it was written
    alone = " " in rest or _ALONE.fullmatch(rest) or (re.fullmatch(r"[A-Z][a-z]{3,}", rest) and not placed)
    return rest if alone and _OUTLET.fullmatch(rest) else None


_SEPARATED = re.compile(r"(?:,|\s[|·•–—-]|\s\()\s?")
_ALONE = re.compile(  # a name of one word that is an outlet's: inner capitals, a domain, initials, or a known one
    r"\w{1,30}\.\w{2,12}|[A-Z][a-z]{1,20}[A-Z]\w{1,20}|[A-Z]{2,5}|Reuters|Bloomberg|Xinhua|Nikkei|Argus|Fastmarkets|Platts|Caixin|Yicai|"
    r"Politico|Axios|Forbes|Fortune|Barron['’]s|Kitco|Benzinga|Economist|Guardian|Quartz|Kyodo|Yonhap|Antara|Interfax"
)
_OUTLET = re.compile(r"(?:[A-Z][\w.'’&-]*|of|the|and|on|&)(?: (?:[A-Z][\w.'’&-]*|of|the|and|on|in|for|&)){0,5}")


def _title(lines: list[str]) -> str | None:
    if not lines:
        return None
    first = _UPDATE.sub("", lines[0].lstrip("# ").strip())
    return first if len(first) <= 300 and not _FIELD.match(first) else None


def _fields(line: str) -> list[tuple[str, str]]:
    """The labelled fields of a line, each value up to the next label."""
    marks = list(_FIELD.finditer(line))
    if not marks or marks[0].start() > 0:
        return []
    out = []
    for mark, stop in zip(marks, [m.start() for m in marks[1:]] + [len(line)], strict=True):
        key = mark.group("key").lower()
        key = _KEYS.get(key, key)
        value = line[mark.end() : stop].strip(" |•·\t")
        value = stamp(value) or "" if key == "published" else value
        if value and len(value) <= 200:
            out.append((key, value))
    return out
