"""`didymium store`: search and export what is kept."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cyclopts import App, Parameter

from didymium.cli.options import Db, Json
from didymium.cli.terminal import print_json

if TYPE_CHECKING:
    from didymium.store import Filters as StoreFilters
    from didymium.store import Hit

app = App(name="store", help="Search and export what is kept: articles, events, claims, briefs.")


@Parameter(name="*")
@dataclass(frozen=True)
class Narrow:
    """What to narrow to."""

    mineral: str | None = None
    "Only what is about this mineral or group."
    country: str | None = None
    "Only what is about this country."
    type: str | None = None
    "Only what states an event of this type, like export_restriction."
    source: str | None = None
    "Only this outlet."
    since: str | None = None
    "From this date on (YYYY, YYYY-MM or a day)."
    until: str | None = None
    "Up to this date."
    db: Db = None
    read_only: bool = False
    "Open the database for reading only: nothing is created, migrated or written."

    def filters(self) -> StoreFilters:
        """The same for the store."""
        from didymium.store import Filters

        return Filters(self.mineral, self.country, self.type, self.source, self.since, self.until)


@app.command
def search(
    text: str = "", *, narrow: Narrow | None = None, limit: int = 20, offset: int = 0, json: Json = False
) -> None:
    """Find stored articles by words, "a phrase", -without, best first; without words the newest.

    Parameters
    ----------
    text
        What to look for in headlines, texts and briefs.
    limit
        How many to show, up to 500.
    offset
        How many to skip.
    """
    from didymium.store import Store

    narrow = narrow or Narrow()
    with Store.open(narrow.db, read_only=narrow.read_only) as store:
        page = store.search(text, narrow.filters(), limit=limit, offset=offset)
    if json:
        print_json(page.to_json())
        return
    for hit in page.rows:
        _print(hit)
    print(f"{len(page.rows)} of {page.total}", file=sys.stderr)


@app.command
def export(
    path: Path,
    *,
    what: Literal["articles", "briefs", "events", "claims"] = "articles",
    format: Literal["jsonl", "parquet"] | None = None,
    narrow: Narrow | None = None,
    json: Json = False,
) -> None:
    """Write what is kept as JSON lines or Parquet.

    Parameters
    ----------
    path
        The file; it is written whole or not at all.
    what
        What a row is.
    format
        jsonl or parquet (default: by the ending of the file).
    """
    from didymium.store import Store

    narrow = narrow or Narrow()
    with Store.open(narrow.db, read_only=narrow.read_only) as store:
        count = store.export(path, what, form=format, filters=narrow.filters())
    print_json({"rows": count}, indent=None) if json else print(f"wrote {path}: {count:,} {what}")


def _print(hit: Hit) -> None:
    about = " · ".join(part for part in (hit.day, hit.source, ", ".join(hit.minerals[:4])) if part)
    print(f"{hit.title}\n    {about}\n    {hit.snippet}")
    if hit.brief:
        print(f"    brief {hit.brief}")
