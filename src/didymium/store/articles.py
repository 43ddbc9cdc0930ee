"""Articles in the store: one row an article whatever is ingested twice, and what it is about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from didymium.files import clean
from didymium.news.dedupe import COPY, CROWD, LEAD, Report, containment, shingles, sketch
from didymium.news.document import reference_date
from didymium.records import Article, Claim, Entity, Event, Reading
from didymium.store import tables as t
from didymium.store.values import now

_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ocid|ref|ref_src|smid|taid)$", re.I)
_LONG = 500  # characters of a key that an index takes as it is
KEEP = 0.5  # a later version under the same address that is shorter than this is a stub, not a revision


class Fresh:
    """An article as it comes in, with what is derived from its text once: shingles, sketch, report."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def shingles(self) -> frozenset[int]:
        """Of headline and text."""
        return shingles(f"{self.reading.article.title}\n{self.reading.article.text}")

    @cached_property
    def sketch(self) -> tuple[int, ...]:
        """The fixed-size stand-in for the shingles."""
        return sketch(self.shingles)

    @cached_property
    def report(self) -> Report:
        """What is compared with other reports of an event."""
        return Report(self.reading)


def packed(hashes: frozenset[int]) -> bytes:
    """Hashes of 32 bits as bytes, to be kept beside a text."""
    return np.array(sorted(hashes), "<u4").tobytes()


def unpacked(data: bytes) -> frozenset[int]:
    """The hashes of `packed`."""
    return frozenset(np.frombuffer(data, "<u4").tolist())


def url_key(url: str | None) -> str | None:
    """An address without what does not tell pages apart: scheme, `www.`, fragment, tracking, trailing slash."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return short_key(url)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    return short_key(f"{host}{port}{parts.path.rstrip('/')}{'?' + query if query else ''}")


def short_key(text: str) -> str:
    """A key that every index takes: `text`, or its hash when it is long."""
    return text if len(text) <= _LONG else f"sha256:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"


def cleaned(reading: Reading) -> Reading:
    """The reading without characters that a database refuses, one for one so that spans hold; a bad date is none."""
    given = reading.article
    published = given.published if reference_date(given.published) else None
    new = {"title": clean(given.title), "text": clean(given.text), "published": published}
    if all(getattr(given, key) == value for key, value in new.items()):
        return reading
    return reading.model_copy(update={"article": given.model_copy(update=new)})


def find(connection: Connection, fresh: Fresh) -> Row[*tuple[Any, ...]] | None:
    """The stored row of this very article: same text and place, or a revision under the same address."""
    article = fresh.reading.article
    key, digest = url_key(article.url), article.sha256
    same = t.articles.c.sha256 == digest
    where = sa.or_(same, t.articles.c.url_key == key) if key else same
    rows = connection.execute(sa.select(t.articles).where(where).order_by(t.articles.c.no)).all()
    exact = [r for r in rows if r.sha256 == digest and _same_place(r, key, article.source)]
    return exact[0] if exact else next((r for r in rows if key and r.url_key == key and _revised(r, fresh)), None)


def _same_place(row: Row[*tuple[Any, ...]], key: str | None, source: str | None) -> bool:
    """The same address; where one of the two has none, outlets that do not differ."""
    if key and row.url_key:
        return bool(key == row.url_key)
    return not (source and row.source) or bool(source == row.source)


def _revised(row: Row[*tuple[Any, ...]], fresh: Fresh) -> bool:
    return containment(unpacked(row.shingles), fresh.shingles) >= COPY


def insert(connection: Connection, fresh: Fresh) -> int:
    """Stores a new article with all that was read in it; returns its number."""
    article = fresh.reading.article
    key = url_key(article.url)
    ident = hashlib.sha256(f"{article.sha256}\n{key or article.source or ''}".encode()).hexdigest()[:16]
    row = {"id": ident, "url_key": key, "ingested_at": now(), **_columns(fresh)}
    number = connection.execute(t.articles.insert().values(row)).inserted_primary_key
    assert number is not None
    _parts(connection, int(number[0]), fresh)
    return int(number[0])


def revise(connection: Connection, row: Row[*tuple[Any, ...]], fresh: Fresh) -> bool:
    """Puts a later version in the place of a stored one; False for the same text or a stub of it."""
    article = fresh.reading.article
    if row.sha256 == article.sha256 or len(article.text) < KEEP * len(row.text):
        return False
    values = {**_columns(fresh), "revision": t.articles.c.revision + 1}
    connection.execute(t.articles.update().where(t.articles.c.no == row.no).values(values))
    for table in (t.mentions, t.claims, t.labels, t.sketches):
        connection.execute(table.delete().where(table.c.article == row.no))
    _parts(connection, row.no, fresh)
    return True


def _columns(fresh: Fresh) -> dict[str, Any]:
    reading, article = fresh.reading, fresh.reading.article
    day = reference_date(article.published)
    return {
        **article.model_dump(),
        "sha256": article.sha256,
        "day": day.isoformat() if day else None,
        "tags": list(reading.tags),
        "entities": [e.model_dump(mode="json") for e in reading.entities],
        "shingles": packed(fresh.shingles),
    }


def _parts(connection: Connection, number: int, fresh: Fresh) -> None:
    reading = fresh.reading
    told = [_mention(e, beside=e in reading.also) for e in reading.events]
    if reading.lead and reading.lead not in reading.events:  # a figure that is the news
        told.append(_mention(reading.lead, alone=True))
    rows: list[tuple[sa.Table, list[dict[str, Any]]]] = [
        (t.mentions, told),
        (t.claims, [_claim(c) for c in reading.claims]),
        (t.labels, [{"kind": kind, "value": value} for kind, value in sorted(about(fresh))]),
        (t.sketches, [{"hash": value} for value in _uncrowded(connection, fresh.sketch)]),
    ]
    for table, found in rows:
        if found:
            connection.execute(table.insert(), [{"article": number, **row} for row in found])


def _uncrowded(connection: Connection, sketch: tuple[int, ...]) -> list[int]:
    """The hashes that few articles share: a licence line or a footer says nothing."""
    c = t.sketches.c
    counts = sa.select(c.hash).where(c.hash.in_(sketch)).group_by(c.hash).having(sa.func.count() >= CROWD)
    crowded = set(connection.execute(counts).scalars())
    return [value for value in sketch if value not in crowded]


def _mention(event: Event, **marks: bool) -> dict[str, Any]:
    """The row of an event; `beside`: news of equal weight beside the lead; `alone`: the lead, none of the events."""
    return {
        "type": event.type,
        "status": event.status,
        "background": event.background,
        "date": (event.date or "")[:10] or None,
        "expires": (event.expires or "")[:10] or None,
        "data": {**event.model_dump(mode="json"), **marks},
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {"metric": claim.metric, "subject": claim.subject, "mineral": claim.mineral, "value": claim.value,
            "unit": claim.unit, "verdict": claim.verdict, "data": claim.model_dump(mode="json")}  # fmt: skip


def about(fresh: Fresh) -> set[tuple[str, str]]:
    """What an article is about, (kind, value): mineral, country, type (of event), tag, join, form (of article).

    Minerals and countries are those of its events and claims and of headline and lead. `join`: see `joins`.
    """
    reading = fresh.reading
    lead = len(reading.article.title) + LEAD
    named = [e for e in reading.entities if e.kind in ("mineral", "country") and e.start < lead]
    found: set[tuple[str, str]] = {(e.kind, e.id) for e in named}
    for event in reading.events:
        found.add(("type", event.type))
        found |= {("mineral", m) for m in event.minerals}
        found |= {("country", a) for a in (*event.actors, *event.targets) if _is_country(a)}
    found |= {("mineral", c.mineral) for c in reading.claims if c.mineral}
    found |= {("country", c.subject) for c in reading.claims if _is_country(c.subject)}
    found |= {("tag", tag) for tag in reading.tags}
    found |= {("join", value) for value in joins(fresh.report)}
    found |= {("form", reading.kind)} if reading.kind else set()
    return {(kind, clean(value)[:120]) for kind, value in found}


def joins(report: Report) -> set[str]:
    """Values of which two reports of one event share at least one: minerals, "" for an event without, "-" for none."""
    free = {""} if any(not mineral for *_, mineral in report.keys) else set()
    return free | (set(report.minerals) or {"-"})


def _is_country(name: str) -> bool:
    return len(name) == 3 and name.isupper() and name.isalpha() and name != "WLD"


def readings(connection: Connection, numbers: Iterable[int], *, lead: bool = False) -> dict[int, Reading]:
    """Stored articles as they were read, by number. lead: only the beginning of each text; no claims.

    What an earlier version kept beyond the records of today is left out. Quantities and steps are not kept: the text
    tells them.
    """
    wanted = list(numbers)
    c = t.articles.c
    text = sa.func.substr(c.text, 1, LEAD).label("text") if lead else c.text
    columns = (c.no, c.title, c.source, c.author, c.published, c.language, c.region, c.url, text, c.tags, c.entities)
    rows = connection.execute(sa.select(*columns).where(c.no.in_(wanted))).all()
    events = _data(connection, t.mentions, wanted)
    claims = {} if lead else _data(connection, t.claims, wanted)
    form = sa.select(t.labels.c.article, t.labels.c.value)
    form = form.where(t.labels.c.article.in_(wanted), t.labels.c.kind == "form")
    kinds = {row.article: row.value for row in connection.execute(form)}
    return {r.no: _reading(r, events.get(r.no, []), claims.get(r.no, []), kinds.get(r.no)) for r in rows}


def _data(connection: Connection, table: sa.Table, numbers: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    query = sa.select(table.c.article, table.c.data).where(table.c.article.in_(numbers)).order_by(table.c.no)
    for number, data in connection.execute(query):
        found.setdefault(number, []).append(data)
    return found


def _reading(
    row: Row[*tuple[Any, ...]], events: list[dict[str, Any]], claims: list[dict[str, Any]], kind: Any
) -> Reading:
    told = tuple(Event.model_validate(e, extra="ignore") for e in events)
    fields = ("title", "source", "author", "published", "language", "region", "url", "text")
    return Reading(
        article=Article(**{name: getattr(row, name) for name in fields}),
        tags=tuple(row.tags),
        entities=tuple(Entity.model_validate(e, extra="ignore") for e in row.entities),
        kind=kind,
        lead=next((e for e in told if e.lead), None),
        also=tuple(e for e, data in zip(told, events, strict=True) if data.get("beside")),
        events=tuple(e for e, data in zip(told, events, strict=True) if not data.get("alone")),
        claims=tuple(Claim.model_validate(c, extra="ignore") for c in claims),
    )
