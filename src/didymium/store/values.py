"""What the store gives back: frozen values that turn to JSON as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def now() -> str:
    """The present moment in UTC, ISO 8601 to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Value:
    """A frozen row of the store."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows: `total` is the count of all that fit the filters."""

    rows: tuple[T, ...]
    total: int
    limit: int
    offset: int

    def to_json(self) -> dict[str, Any]:
        """{"total", "limit", "offset", "rows"}."""
        rows = [row.to_json() if isinstance(row, Value) else row for row in self.rows]
        return {"total": self.total, "limit": self.limit, "offset": self.offset, "rows": rows}


@dataclass(frozen=True)
class Filters:
    """What lists and search are narrowed to; None is no limit. Names are any labels, dates ISO (YYYY, YYYY-MM, day)."""

    mineral: str | None = None  # a group finds its members too
    country: str | None = None
    type: str | None = None  # an event type
    source: str | None = None
    since: str | dt.date | None = None
    until: str | dt.date | None = None
    material_usd: float | None = None  # at least this simulated loss or relief


@dataclass(frozen=True)
class Hit(Value):
    """One article found: `snippet` has the words found between ** **; `brief` is the id of its newest brief."""

    article: str
    brief: str | None
    event: int | None
    title: str
    source: str | None
    day: str | None
    url: str | None
    snippet: str
    minerals: tuple[str, ...]
    countries: tuple[str, ...]
    types: tuple[str, ...]
    material_usd: float | None


@dataclass(frozen=True)
class BriefRow(Value):
    """One brief in a list; `material` is the figure behind `material_usd`, with range, unit and period."""

    id: str
    article: str
    event: int | None
    title: str
    source: str | None
    day: str | None
    as_of: str
    made_at: str
    material_usd: float | None
    material: dict[str, Any] | None
    minerals: tuple[str, ...]
    countries: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True)
class StoryRow(Value):
    """One event over all its outlets; `event` is what the earliest report states first, None where it states none."""

    id: int
    day: str | None
    last_day: str | None
    title: str
    type: str | None
    event: dict[str, Any] | None
    sources: tuple[str, ...]
    articles: int
    article: str  # id of the earliest report
    brief: str | None
    material_usd: float | None
    minerals: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True)
class WatchRow(Value):
    """One watched source and its health."""

    name: str
    kind: str  # feed, sitemap, folder, page
    target: str
    options: dict[str, Any]
    added_at: str
    status: str  # new, ok, silent, failing, dead
    tried_at: str | None
    succeeded_at: str | None
    due_at: str | None
    items: int
    waiting: int
    failures: int
    errors: int
    error: str | None
    newest: str | None  # day of the newest item
    etag: str | None = field(default=None, repr=False)
    modified: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AlertRow(Value):
    """One alert; `waiting` are the sinks that it still has to reach."""

    key: str
    kind: str  # brief, expiry, watch
    title: str
    data: dict[str, Any]
    made_at: str
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class RunRow(Value):
    """One run of a verb."""

    id: str
    verb: str
    state: str  # running, done, failed, cancelled
    args: dict[str, Any]
    result: Any
    error: str | None
    started_at: str
    ended_at: str | None
