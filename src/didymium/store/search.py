"""Lists and full-text search: one set of filters for articles, briefs and events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql.elements import ColumnElement

from didymium import labels as names
from didymium.errors import BadInput
from didymium.store import tables as t
from didymium.store.values import BriefRow, Filters, Hit, Page, StoryRow
from didymium.world.load import parse_date

MOST_ROWS, MOST_WORDS = 500, 32
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_WORDLIKE = re.compile(r"[^\W_]")
MARK = "**"
Clause = ColumnElement[bool]
About = dict[int, dict[str, tuple[str, ...]]]


def terms(text: str) -> tuple[list[str], list[str]]:
    """The words and "phrases" wanted, and those with a minus that are not; anything else in `text` is ignored.

    Raises `BadInput` when only unwanted ones are given.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TOKEN.findall(text[:2000])[:MOST_WORDS]:
        asked = (phrase or word).replace('"', " ").replace("\0", " ").strip()
        if _WORDLIKE.search(asked):
            (unwanted if minus else wanted).append(asked)
    if unwanted and not wanted:
        raise BadInput("a search needs at least one word without a minus")
    return wanted, unwanted


def page_of(limit: int, offset: int) -> tuple[int, int]:
    """Limit (1..500) and offset (0 or more) of a page; `BadInput` for others."""
    if not 1 <= limit <= MOST_ROWS or not 0 <= offset <= 10**9:
        raise BadInput(f"a page has 1 to {MOST_ROWS} rows from offset 0 on; got limit {limit}, offset {offset}")
    return limit, offset


def hits(connection: Connection, text: str, filters: Filters, limit: int, offset: int) -> Page[Hit]:
    """Articles that have all words of `text`, best first (newest first without text)."""
    limit, offset = page_of(limit, offset)
    wanted, unwanted = terms(text)
    postgres = connection.dialect.name == "postgresql"
    find = (_postgres if postgres else _sqlite)(wanted, unwanted) if wanted else _newest_first()
    a = t.articles.c
    where = [*find.match, *_narrow(filters, find.no)]
    dated = filters.since or filters.until or filters.source
    source = find.source if find.wide or not dated else find.source.join(t.articles, a.no == find.no)
    total, numbers = _counted(
        connection, sa.select(find.no).select_from(source).where(*where), find.order, limit, offset
    )
    columns = (a.no, a.id, a.story, a.title, a.source, a.day, a.url, find.snippet.label("snippet"))
    wide = find.source if find.wide else find.source.join(t.articles, a.no == find.no)
    query = sa.select(*columns).select_from(wide).where(find.no.in_(numbers), *find.match)
    rows = {r.no: r for r in connection.execute(query)}
    newest, told = _newest(connection, numbers), _about(connection, numbers)
    return Page(tuple(_hit(rows[no], newest.get(no), told[no]) for no in numbers if no in rows), total, limit, offset)


def _counted(
    connection: Connection, query: sa.Select[Any], order: tuple[Any, ...], limit: int, offset: int
) -> tuple[int, list[int]]:
    """How many rows a query of numbers has, and those of one page: in one pass where it narrows, else by the index."""
    if query.whereclause is None:
        page = connection.execute(query.order_by(*order).limit(limit).offset(offset)).scalars().all()
        count = query.with_only_columns(sa.func.count(), maintain_column_froms=True)
        return connection.execute(count).scalar_one(), list(page)
    both = query.add_columns(sa.func.count().over()).order_by(*order).limit(limit).offset(offset)
    rows = connection.execute(both).all()
    if rows or not offset:
        return (rows[0][1] if rows else 0), [row[0] for row in rows]
    return connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one(), []


def briefs(connection: Connection, filters: Filters, order: str, limit: int, offset: int) -> Page[BriefRow]:
    """Briefs, newest first, or most material first with order "material"."""
    limit, offset = page_of(limit, offset)
    b, a = t.briefs.c, t.articles.c
    orders: dict[str, tuple[Any, ...]] = {
        "newest": (b.day.desc().nulls_last(), b.no.desc()),
        "made": (b.no.desc(),),
        "material": (b.material_usd.desc().nulls_last(), b.no.desc()),
    }
    if order not in orders:
        raise BadInput(f"order {order!r}: give newest, made or material")
    where = _narrow(filters, b.article, b)
    total, numbers = _counted(connection, sa.select(b.no).where(*where), orders[order], limit, offset)
    columns = [column for column in b if column.name != "data"]
    query = sa.select(*columns, a.id.label("article_id"), a.story).join(t.articles, b.article == a.no)
    rows = connection.execute(query.where(b.no.in_(numbers)).order_by(*orders[order])).all()
    told = _about(connection, [r.article for r in rows])
    return Page(tuple(_brief(r, told[r.article]) for r in rows), total, limit, offset)


def stories(connection: Connection, filters: Filters, limit: int, offset: int) -> Page[StoryRow]:
    """Events over all their outlets, newest first; one fits when any of its articles fits the filters."""
    limit, offset = page_of(limit, offset)
    e, a = t.events.c, t.articles.c
    where = [e.no.in_(sa.select(a.story).where(*_narrow(filters, a.no)))] if filters != Filters() else []
    order = (e.day.desc().nulls_last(), e.no.desc())
    total, numbers = _counted(connection, sa.select(e.no).where(*where), order, limit, offset)
    query = sa.select(t.events, a.id.label("article_id")).join(t.articles, a.no == e.lead)
    rows = connection.execute(query.where(e.no.in_(numbers)).order_by(*order)).all()
    inside = _members(connection, [r.no for r in rows])
    newest = _newest(connection, [no for members in inside.values() for no in members])
    told = _about(connection, [r.lead for r in rows])
    return Page(tuple(_story(r, inside[r.no], newest, told[r.lead]) for r in rows), total, limit, offset)


def reports(connection: Connection, story: int) -> tuple[Hit, ...]:
    """The articles that tell one event, earliest first."""
    a = t.articles.c
    columns = (a.no, a.id, a.story, a.title, a.source, a.day, a.url, sa.func.substr(a.text, 1, 240).label("snippet"))
    rows = connection.execute(
        sa.select(*columns).where(a.story == story).order_by(a.published.nulls_last(), a.no)
    ).all()
    newest, told = _newest(connection, [r.no for r in rows]), _about(connection, [r.no for r in rows])
    return tuple(_hit(r, newest.get(r.no), told[r.no]) for r in rows)


def is_briefed(connection: Connection, article: str) -> bool:
    """Whether any report of the article's story has a brief."""
    a, b = t.articles.c, t.briefs.c
    story = sa.select(a.story).where(a.id == article).scalar_subquery()
    query = sa.select(b.no).join(t.articles, a.no == b.article).where(a.story == story).limit(1)
    return connection.execute(query).first() is not None


@dataclass(frozen=True)
class _Find:
    """How words are found: what to select from, the article's number in it, the conditions, the order, the snippet;
    `wide` when `source` holds all columns of `articles`."""

    source: Any
    no: Any
    match: tuple[Clause, ...]
    order: tuple[Any, ...]
    snippet: Any
    wide: bool = True


def _newest_first() -> _Find:
    a = t.articles.c
    return _Find(t.articles, a.no, (), (a.day.desc().nulls_last(), a.no.desc()), sa.func.substr(a.text, 1, 240))


def _sqlite(wanted: list[str], unwanted: list[str]) -> _Find:
    table = sa.table("search", sa.column("rowid", sa.Integer))
    text = " ".join(f'"{w}"' for w in wanted) + "".join(f' NOT "{w}"' for w in unwanted)
    match = sa.literal_column("search").op("MATCH", is_comparison=True)(text)
    rank: Any = sa.literal_column("search.rank")
    snippet: Any = sa.literal_column(f"snippet(search, -1, '{MARK}', '{MARK}', '…', 28)")
    number: Any = sa.literal_column("(+search.rowid)", sa.Integer)  # the words are looked up first, filters after
    return _Find(table, number, (match,), (rank, number.desc()), snippet, wide=False)


def _postgres(wanted: list[str], unwanted: list[str]) -> _Find:
    text = " ".join([*(f'"{w}"' for w in wanted), *(f'-"{w}"' for w in unwanted)])
    query: Any = sa.func.websearch_to_tsquery(sa.literal_column("'english'"), text)
    column: Any = sa.literal_column("articles.search")
    options = f"StartSel={MARK}, StopSel={MARK}, MaxWords=30, MinWords=12, MaxFragments=1"
    body = sa.func.left(t.articles.c.text, 20_000)
    snippet = sa.func.ts_headline(sa.literal_column("'english'"), body, query, options)
    a, match = t.articles.c, column.op("@@", is_comparison=True)(query)
    return _Find(t.articles, a.no, (match,), (-sa.func.ts_rank(column, query), a.no.desc()), snippet)


def _narrow(filters: Filters, no: Any, dated: Any = None) -> list[Clause]:
    """The filters as conditions on a number of `articles`; day and source are those of `dated` (default: articles)."""
    a = dated if dated is not None else t.articles.c
    found: list[Clause] = []
    if filters.mineral:
        found.append(_labelled(no, "mineral", family(filters.mineral)))
    if filters.country:
        found.append(_labelled(no, "country", {names.country(filters.country)}))
    if filters.type:
        found.append(_labelled(no, "type", {_type(filters.type)}))
    if filters.source:
        found.append(a.source == filters.source)
    if filters.since:
        parse_date(filters.since)
        found.append(a.day >= str(filters.since))
    if filters.until:
        found.append(a.day <= parse_date(filters.until).isoformat())
    if filters.material_usd is not None:
        found.append(no.in_(sa.select(t.briefs.c.article).where(t.briefs.c.material_usd >= filters.material_usd)))
    return found


def _labelled(no: Any, kind: str, values: set[str]) -> Clause:
    c = t.labels.c
    found: Clause = no.in_(sa.select(c.article).where(c.kind == kind, c.value.in_(sorted(values))))
    return found


def family(name: str) -> set[str]:
    """A mineral and, for a group, all below it. Raises `UnknownLabel`."""
    mineral = names.mineral(name)
    return {mineral} | {m for m in names.minerals() if mineral in names.groups(m)}


def _type(name: str) -> str:
    from typing import get_args

    from didymium.errors import UnknownLabel
    from didymium.records import EventType

    if name not in get_args(EventType):
        raise UnknownLabel("event type", name, get_args(EventType))
    return name


def _about(connection: Connection, numbers: Iterable[int]) -> About:
    """Minerals, countries and types of articles, by number."""
    wanted = list(numbers)
    found: About = {no: {"mineral": (), "country": (), "type": ()} for no in wanted}
    c = t.labels.c
    query = sa.select(c.article, c.kind, c.value).where(
        c.article.in_(wanted), c.kind.in_(["mineral", "country", "type"])
    )
    for no, kind, value in connection.execute(query.order_by(c.value)):
        found[no][kind] = (*found[no][kind], value)
    return found


def _newest(connection: Connection, numbers: Iterable[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """The newest brief of each article: id and material_usd."""
    c = t.briefs.c
    query = sa.select(c.article, c.id, c.material_usd).where(c.article.in_(list(numbers))).order_by(c.no)
    return {row.article: row for row in connection.execute(query)}


def _members(connection: Connection, stories: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {no: [] for no in stories}
    c = t.articles.c
    for no, story in connection.execute(sa.select(c.no, c.story).where(c.story.in_(stories)).order_by(c.no)):
        found[story].append(no)
    return found


def _hit(row: Row[*tuple[Any, ...]], brief: Row[*tuple[Any, ...]] | None, told: dict[str, tuple[str, ...]]) -> Hit:
    return Hit(
        article=row.id, brief=brief.id if brief else None, event=row.story, title=row.title, source=row.source,
        day=row.day, url=row.url, snippet=" ".join(row.snippet.split()), minerals=told["mineral"],
        countries=told["country"], types=told["type"], material_usd=brief.material_usd if brief else None,
    )  # fmt: skip


def _brief(row: Row[*tuple[Any, ...]], told: dict[str, tuple[str, ...]]) -> BriefRow:
    return BriefRow(
        id=row.id, article=row.article_id, event=row.story, title=row.title, source=row.source, day=row.day,
        as_of=row.as_of, made_at=row.made_at, material_usd=row.material_usd, material=row.material,
        minerals=told["mineral"], countries=told["country"], types=told["type"],
    )  # fmt: skip


def _story(
    row: Row[*tuple[Any, ...]],
    members: list[int],
    newest: dict[int, Row[*tuple[Any, ...]]],
    told: dict[str, tuple[str, ...]],
) -> StoryRow:
    size: Callable[[Row[*tuple[Any, ...]]], tuple[float, int]] = lambda b: (b.material_usd or 0.0, -b.article)  # noqa: E731
    best = max((newest[no] for no in members if no in newest), key=size, default=None)
    return StoryRow(
        id=row.no, day=row.day, last_day=row.last_day, title=row.title, type=row.type, event=row.data,
        sources=tuple(row.sources), articles=row.articles, article=row.article_id,
        brief=best.id if best else None, material_usd=best.material_usd if best else None,
        minerals=told["mineral"], countries=told["country"],
    )  # fmt: skip
