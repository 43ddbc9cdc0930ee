"""`didymium read` and `didymium check`."""

from __future__ import annotations

import io
import json as jsonlib
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from didymium import labels
from didymium.cli.options import Json
from didymium.errors import BadInput

if TYPE_CHECKING:
    from rich.console import RenderableType

    from didymium.news import ReadItem
    from didymium.records import Claim, Event, Reading

Source = Annotated[str, Parameter(allow_leading_hyphen=True)]
Out = Annotated[Path | None, Parameter(name=["--out", "-o"])]


def read(
    source: Source,
    /,
    *,
    json: Json = False,
    as_of: str | None = None,
    out: Out = None,
    offline: bool = False,
    fast: bool = False,
    sift: bool = False,
    llm: str | None = None,
) -> int:
    """Read an article: its lead, its events, its claims with their verdicts, its tags.

    Parameters
    ----------
    source
        A file (HTML, text, Markdown, PDF, JSON), a URL, `-` for standard input, or many articles: a folder, JSON lines,
        a feed, a WARC file. Many give one JSON line each, in order; an input that fails gives a line with `error`.
    as_of
        Use only what was known on this date (default: the date of the article).
    out
        Write to this file instead.
    offline
        Fetch nothing from the network.
    fast
        For floods of articles: headline and opening only, several times as fast.
    sift
        Of many articles, leave unread those that hardly name a mineral or mine.
    llm
        Base of an OpenAI-compatible endpoint whose model proposes events of one article; only what the text carries is
        taken.
    """
    from didymium.chat import connect
    from didymium.news import read_article, read_items
    from didymium.news.items import open_source
    from didymium.records import Article

    opened = open_source(source, offline=offline)
    if not isinstance(opened, Article):
        return _lines(source, read_items(opened, as_of=as_of, fast=fast, sift=sift), out, _reading_row)
    reading = read_article(opened, as_of=as_of, fast=fast, llm=None if llm is None else connect(llm))
    _emit(reading.model_dump_json(indent=2) if _wants_json(json, out) else _reading_view(reading), out)
    return 0


def check(
    source: Source, /, *, json: Json = False, as_of: str | None = None, out: Out = None, offline: bool = False
) -> int:
    """Check the claims of an article, or of one sentence in quotes, against the world.

    Parameters
    ----------
    source
        A file, a URL, `-`, a folder or JSON lines as for `read`, or a sentence.
    as_of
        Use only what was known on this date (default: the date of the article; of a sentence: today).
    out
        Write to this file instead.
    offline
        Fetch nothing from the network.
    """
    from didymium.files import clean
    from didymium.news import checked, is_sentence, read_article, read_items
    from didymium.news.items import open_source
    from didymium.records import Article

    opened = Article(title="", text=clean(source)) if is_sentence(source) else open_source(source, offline=offline)
    if not isinstance(opened, Article):
        return _lines(source, read_items(opened, as_of=as_of), out, partial(_claims_row, as_of=as_of))
    claims = checked(read_article(opened, as_of=as_of), as_of=as_of)
    if _wants_json(json, out):
        _emit(jsonlib.dumps(_claims_json(claims), indent=2, ensure_ascii=False), out)
    else:
        _emit(_claims_table(claims) if claims else "No claim that can be checked.", out)
    return 0


def _wants_json(json: bool, out: Path | None) -> bool:
    return json or (out is not None and out.suffix == ".json")


def _lines(source: str, items: Iterable[ReadItem], out: Path | None, row: Callable[[ReadItem], dict[str, Any]]) -> int:
    """One JSON line an input; 0 when at least one could be read, else 2."""
    counts = {"read": 0, "failed": 0}
    rendered = _counted(map(row, items), counts)
    if out is None:
        for text in rendered:
            print(text)
    else:
        from didymium.files import write_atomic

        write_atomic(out, "".join(f"{text}\n" for text in rendered))
    if not any(counts.values()):
        raise BadInput(f"{source[:200]}: no articles in it")
    if counts["failed"]:
        print(f"didymium: {counts['read']} read, {counts['failed']} failed (lines with `error`)", file=sys.stderr)
    return 0 if counts["read"] else 2


def _counted(rows: Iterable[dict[str, Any]], counts: dict[str, int]) -> Iterator[str]:
    for row in rows:
        counts["failed" if "error" in row else "read"] += 1
        yield jsonlib.dumps(row, ensure_ascii=False)


def _reading_row(item: ReadItem) -> dict[str, Any]:
    if item.reading is None:
        return {"id": item.id, "error": " ".join(str(item.error).split())}
    return {"id": item.id, **item.reading.model_dump(mode="json")}


def _claims_row(item: ReadItem, as_of: str | None) -> dict[str, Any]:
    from didymium.news import checked

    if item.reading is None:
        return {"id": item.id, "error": " ".join(str(item.error).split())}
    return {"id": item.id, **_claims_json(checked(item.reading, as_of=as_of))}


def _claims_json(claims: Iterable[Claim]) -> dict[str, Any]:
    return {"claims": [claim.model_dump(mode="json") for claim in claims]}


def _emit(content: RenderableType, out: Path | None) -> None:
    """Text or a view to standard output, or as a file that is whole or not there."""
    from rich.console import Console

    from didymium.files import write_atomic

    if out is None:
        print(content) if isinstance(content, str) else Console().print(content)
    elif isinstance(content, str):
        write_atomic(out, content + "\n")
    else:
        page = io.StringIO()
        Console(file=page, width=120).print(content)
        write_atomic(out, page.getvalue())


def _reading_view(reading: Reading) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    article = reading.article
    about = (article.source, article.author, article.published, article.region, article.url)
    parts: list[RenderableType] = [
        Text(article.title, style="bold"),
        Text(" · ".join(item for item in about if item), style="dim"),
        Text(", ".join(reading.tags)),
    ]
    if article.language != "en":
        parts.append(
            Text(f"Language: {article.language}. Only English is read for events; nothing was guessed.", style="yellow")
        )
    if reading.lead:
        parts.append(Text.assemble(("Lead: ", "bold"), _told(reading.lead), style=""))
    if reading.events:
        parts.append(_events_table(reading.events))
    if reading.claims:
        parts.append(_claims_table(reading.claims))
    if article.language == "en" and not reading.events and not reading.claims:
        parts.append(Text("No events and no claims of the known kinds."))
    return Group(*parts)


def _told(event: Event) -> str:
    """An event in a line: family, direction, sides, minerals, status."""
    what = " ".join(w.replace("_", " ") for w in (event.family, event.direction) if w)
    who = ", ".join(map(_name, event.actors)) or "nobody named"
    return f"{what} ({event.status.replace('_', ' ')}) · {who} · {', '.join(event.minerals) or 'no mineral named'}"


def _events_table(events: Iterable[Event]) -> RenderableType:
    from rich.table import Table

    table = Table(title="Events", title_justify="left", show_lines=True)
    for name in ("what", "who", "minerals", "when", "quote"):
        table.add_column(name, ratio=3 if name == "quote" else 1)
    for event in events:
        who = ", ".join(map(_name, event.actors)) + (
            " → " + ", ".join(map(_name, event.targets)) if event.targets else ""
        )
        when = (event.date or "") + (f" to {event.expires}" if event.expires else "")
        kind = event.type.replace("_", " ") + f"\n({event.status.replace('_', ' ')})"
        table.add_row(kind, who, ", ".join(event.minerals), when, event.quote)
    return table


def _claims_table(claims: Iterable[Claim]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    styles = {"supported": "green", "contradicted": "red", "outdated": "yellow"}
    table = Table(title="Claims", title_justify="left", show_lines=True)
    for name in ("verdict", "claim", "world", "quote"):
        table.add_column(name, ratio=2 if name in ("world", "quote") else 1)
    for claim in claims:
        verdict = claim.verdict or "uncheckable"
        said = " ".join(part for part in (claim.qualifier, f"{claim.value:,.10g} {claim.unit}") if part)
        what = f"{_name(claim.subject)}, {claim.mineral}, {claim.metric.replace('_', ' ')}: {said}"
        table.add_row(Text(verdict, style=styles.get(verdict, "dim")), what, claim.note, claim.quote)
    return table


def _name(label: str) -> str:
    return labels.country_name(label) if label in (*labels.countries(), *labels.AGGREGATES) else label
