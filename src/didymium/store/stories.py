"""Stories in the store: what `didymium.news.dedupe.join_stories` says of all articles, kept up article by article."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from didymium.news.dedupe import COPY, CROWD, DAYS, Report, containment, likely_copies, same_event, shingles, sketch
from didymium.records import Reading
from didymium.store import tables as t
from didymium.store.articles import joins, readings

MOST = 2_000  # newest articles that one is compared with as reports of one event
KEPT = 20_000  # reports kept in memory


class Memory:
    """Reports of stored articles, kept between ingests, by number and revision; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], Report] = {}

    def get(self, connection: Connection, wanted: dict[int, int]) -> dict[int, Report]:
        """The reports of articles given as number -> revision, read from the store where they are not kept."""
        missing = [no for no, revision in wanted.items() if (no, revision) not in self._kept]
        for start in range(0, len(missing), 500):
            for no, reading in readings(connection, missing[start : start + 500], lead=True).items():
                self._kept[no, wanted[no]] = Report(reading)
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        return {no: self._kept[no, revision] for no, revision in wanted.items() if (no, revision) in self._kept}


def join(connection: Connection, number: int, reading: Reading, memory: Memory) -> int:
    """The story of an article: that of its copies and of other reports of the event, joined; else a new one."""
    mates = {number, *_copies(connection, number, reading), *_reports(connection, number, reading, memory)}
    query = sa.select(t.articles.c.story).where(t.articles.c.no.in_(mates), t.articles.c.story.is_not(None))
    stories = sorted(set(connection.execute(query).scalars()))
    story = stories[0] if stories else _new(connection, reading)
    connection.execute(t.articles.update().where(t.articles.c.no == number).values(story=story))
    if len(stories) > 1:
        connection.execute(t.articles.update().where(t.articles.c.story.in_(stories)).values(story=story))
        connection.execute(t.events.delete().where(t.events.c.no.in_(stories[1:])))
    _refresh(connection, story)
    return story


def _new(connection: Connection, reading: Reading) -> int:
    key = connection.execute(
        t.events.insert().values(title=reading.article.title, sources=[], articles=0)
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def _copies(connection: Connection, number: int, reading: Reading) -> Iterable[int]:
    """Articles that are near-identical: candidates by shared sketch hashes, then the full shingle sets."""
    own = shingles(f"{reading.article.title}\n{reading.article.text}")
    hashes = sketch(own)
    c = t.sketches.c
    query = sa.select(c.hash, c.article).where(c.hash.in_(hashes), c.article != number)
    pairs = connection.execute(query.order_by(c.article)).all()
    crowd = Counter(value for value, _ in pairs)
    shared = Counter(other for value, other in pairs if crowd[value] <= CROWD)
    a = t.articles.c
    rows = connection.execute(sa.select(a.no, a.sketch_size, a.title, a.text).where(a.no.in_(_often(shared)))).all()
    for other, size, title, text in rows:
        likely = likely_copies(shared[other], len(hashes), size)
        if likely and containment(own, shingles(f"{title}\n{text}")) >= COPY:
            yield other


def _often(shared: Counter[int], most: int = 50) -> list[int]:
    return [other for other, _ in shared.most_common(most)]


def _reports(connection: Connection, number: int, reading: Reading, memory: Memory) -> Iterable[int]:
    """Articles that tell the same event: near in time, with a mineral in common (or an event without, or none)."""
    report = Report(reading)
    c, kind = t.articles.c, t.labels.c
    alike = sa.select(kind.article).where(kind.kind == "join", kind.value.in_(sorted(joins(report))))
    query = sa.select(c.no, c.revision).where(c.no != number, c.no.in_(alike))
    if report.day:
        first, last = (report.day + dt.timedelta(days=d) for d in (-DAYS, DAYS))
        query = query.where(sa.or_(c.day.is_(None), c.day.between(first.isoformat(), last.isoformat())))
    rows = connection.execute(query.order_by(c.no.desc()).limit(MOST)).all()
    others = memory.get(connection, {row.no: row.revision for row in rows})
    return [no for no, other in others.items() if same_event(report, other)]


def _refresh(connection: Connection, story: int) -> None:
    """Writes the story's row from its articles: the earliest leads, all outlets are named."""
    c = t.articles.c
    query = sa.select(c.no, c.title, c.source, c.published, c.day).where(c.story == story)
    rows = sorted(connection.execute(query).all(), key=lambda r: (r.published or "9999", r.no))
    lead = rows[0]
    days = sorted(r.day for r in rows if r.day)
    event = _leading(connection, lead.no)
    connection.execute(
        t.events.update()
        .where(t.events.c.no == story)
        .values(
            lead=lead.no,
            title=lead.title,
            day=days[0] if days else None,
            last_day=days[-1] if days else None,
            sources=list(dict.fromkeys(r.source for r in rows if r.source)),
            articles=len(rows),
            type=event["type"] if event else None,
            data=event or sa.null(),
        )
    )


def _leading(connection: Connection, number: int) -> dict[str, Any] | None:
    """The first event that an article states as news, else the first at all."""
    c = t.mentions.c
    query = sa.select(c.data).where(c.article == number).order_by(c.background, c.no).limit(1)
    found: dict[str, Any] | None = connection.execute(query).scalar()
    return found
