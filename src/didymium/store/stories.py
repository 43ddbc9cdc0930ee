"""Stories in the store: what `didymium.news.dedupe.join_stories` says of all articles, kept up article by article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from didymium.news.dedupe import COPY, DAYS, SHARED, SKETCH, Report, containment, likely_copies, same_event
from didymium.records import Reading
from didymium.store import tables as t
from didymium.store.articles import Fresh, joins, readings, unpacked

MOST = 2_000  # newest articles that one is compared with as reports of one event
KEPT = 20_000  # reports kept in memory


Key = tuple[str, str | None]  # sha256 and time of publication


class Memory:
    """Reports of stored articles, kept between ingests by what they are made of; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: dict[Key, Report] = {}

    def put(self, key: Key, report: Report) -> None:
        """Keeps one."""
        self._kept[key] = report
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)), None)

    def get(self, connection: Connection, wanted: dict[int, Key]) -> dict[int, Report]:
        """The reports of articles given as number -> key, read from the store where they are not kept."""
        found = {no: self._kept.get(key) for no, key in wanted.items()}
        missing = [no for no, report in found.items() if report is None]
        for start in range(0, len(missing), 500):
            for no, reading in readings(connection, missing[start : start + 500], lead=True).items():
                found[no] = Report(reading)
                self.put(wanted[no], Report(reading))
        return {no: report for no, report in found.items() if report is not None}


def join(connection: Connection, number: int, fresh: Fresh, memory: Memory) -> int:
    """The story of an article: that of its copies and of other reports of the event, joined; else a new one."""
    article = fresh.reading.article
    memory.put((article.sha256, article.published), fresh.report)
    own = connection.execute(sa.select(t.articles.c.story).where(t.articles.c.no == number)).scalar()
    found = set() if own is None else {own}
    _reports(connection, number, fresh, memory, found)
    _copies(connection, number, fresh, found)
    stories = sorted(found)
    story = stories[0] if stories else _new(connection, fresh.reading)
    connection.execute(t.articles.update().where(t.articles.c.no == number).values(story=story))
    if len(stories) > 1:
        connection.execute(t.articles.update().where(t.articles.c.story.in_(stories)).values(story=story))
        connection.execute(t.events.delete().where(t.events.c.no.in_(stories[1:])))
    if len(stories) != 1 or own is not None or not _grow(connection, story, number, fresh):
        _refresh(connection, story)
    return story


def _new(connection: Connection, reading: Reading) -> int:
    key = connection.execute(
        t.events.insert().values(title=reading.article.title, sources=[], articles=0)
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def _copies(connection: Connection, number: int, fresh: Fresh, found: set[int]) -> None:
    """Adds the stories of near-identical articles: candidates by shared sketch hashes, then the full shingle sets."""
    c, a, count = t.sketches.c, t.articles.c, sa.func.count()
    joined = t.sketches.join(t.articles, a.no == c.article)
    query = sa.select(a.no, a.story, count.label("shared"), sa.func.length(a.shingles).label("bytes"))
    query = query.select_from(joined).where(c.hash.in_(fresh.sketch), a.no != number).group_by(a.no)
    size = len(fresh.sketch)
    if size >= 4 * SHARED:
        query = query.having(sa.or_(count >= SHARED, sa.func.length(a.shingles) < 16 * SHARED))
    likely = {
        row.no: row.story for row in connection.execute(query).all()
        if row.story not in found and likely_copies(row.shared, size, min(SKETCH, row.bytes // 4))
    }  # fmt: skip
    for number, kept in _shingles(connection, list(likely)):
        if likely[number] not in found and containment(fresh.shingles, unpacked(kept)) >= COPY:
            found.add(likely[number])


def _shingles(connection: Connection, numbers: list[int], most: int = 100) -> Iterator[tuple[int, bytes]]:
    """The packed shingles of articles, so many at a time."""
    a = t.articles.c
    for at in range(0, len(numbers), most):
        query = sa.select(a.no, a.shingles).where(a.no.in_(numbers[at : at + most]))
        yield from ((row.no, row.shingles) for row in connection.execute(query))


def _reports(connection: Connection, number: int, fresh: Fresh, memory: Memory, found: set[int]) -> None:
    """Adds the stories of articles on the same event: near in time, with a mineral in common (or an event without)."""
    report = fresh.report
    c, kind = t.articles.c, t.labels.c
    named = (kind.article == c.no, kind.kind == "join", kind.value.in_(sorted(joins(report))))
    query = sa.select(c.no, c.story, c.sha256, c.published).where(c.no != number, sa.exists().where(*named))
    if report.day:
        first, last = (report.day + dt.timedelta(days=d) for d in (-DAYS, DAYS))
        near = sa.select(c.no).where(c.day.between(first.isoformat(), last.isoformat()))
        query = query.where(c.no.in_(near.union_all(sa.select(c.no).where(c.day.is_(None)))))
    rows = connection.execute(query.order_by(c.no.desc()).limit(MOST)).all()
    others = memory.get(connection, {row.no: (row.sha256, row.published) for row in rows})
    for row in rows:
        if row.story not in found and row.no in others and same_event(report, others[row.no]):
            found.add(row.story)


def _grow(connection: Connection, story: int, number: int, fresh: Fresh) -> bool:
    """Writes one more article into a story's row; False where it comes before the leading one."""
    e, a = t.events.c, t.articles.c
    row = connection.execute(
        sa.select(t.events, a.published).join(t.articles, a.no == e.lead).where(e.no == story)
    ).one()
    article, day = fresh.reading.article, fresh.report.day
    if (article.published or "9999", number) < (row.published or "9999", row.lead):
        return False
    days = sorted({row.day, row.last_day, day.isoformat() if day else None} - {None})
    values: dict[str, Any] = {"articles": row.articles + 1, "last_day": days[-1] if days else None,
                              "day": days[0] if days else None}  # fmt: skip
    if article.source and article.source not in row.sources:
        values["sources"] = [*row.sources, article.source]
    connection.execute(t.events.update().where(e.no == story).values(values))
    return True


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
