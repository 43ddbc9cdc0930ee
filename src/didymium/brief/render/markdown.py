"""A brief as Markdown: plain bracketed note numbers, so that it reads the same in a terminal and in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from didymium.brief.render.notes import Note
from didymium.brief.render.view import Cited, Row, View, view
from didymium.records import Brief

# Controls, escapes, C1, invisible marks and those that turn the direction of writing.
_ORDERS = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def to_markdown(brief: Brief, long: bool = True) -> str:
    """The brief as CommonMark with a pipe table; text of the article is escaped, evidence stands as [n].

    long: with charts in words, limits, evidence and sources; without them: what a person reads, on two pages.
    """
    page = view(brief)
    return "\n".join(_lines(page if long else _bare(page), long)).strip() + "\n"


def _bare(page: View) -> View:
    """The page without the numbers of its notes."""

    def plain(items: tuple[Cited, ...]) -> tuple[Cited, ...]:
        return tuple(Cited(s.text, ()) for s in items)

    return replace(
        page, bottom_line=plain(page.bottom_line), summary=plain(page.summary), background=plain(page.background),
        insights=tuple((q, plain(f), tuple((k, plain(b)) for k, b in points)) for q, f, points in page.insights),
        change=plain(page.change), for_you=plain(page.for_you), checks=plain(page.checks),
        watch=tuple((d, w, Cited(i.text, ())) for d, w, i in page.watch),
    )  # fmt: skip


def escape(text: str) -> str:
    """Text in which nothing is Markdown, HTML or an order to a terminal, on one line."""
    flat = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(_ORDERS.sub(" ", text).split()))
    return re.sub(r"^([-+]|\d+[.)])(?=\s)", r"\\\1", flat)


def _lines(page: View, long: bool) -> Iterator[str]:
    yield f"# {escape(page.title)}\n"
    yield " · ".join(f"{k}: {escape(v)}" for k, v in page.meta) + "\n"
    if page.tags:
        yield " · ".join(f"*{escape(t)}*" for t in page.tags) + "\n"
    if page.bottom_line:
        yield f"**Bottom line.** {_cited(page.bottom_line)}\n"
    yield from _section("News Summary", page.summary)
    yield from _section("Background", page.background)
    if page.insights:
        yield "## In-Depth Insights\n"
    for question, framing, points in page.insights:
        yield f"### {escape(question)}\n"
        if framing:
            yield f"{_cited(framing)}\n"
        yield from (f"- **{escape(label)}:** {_cited(body)}" for label, body in points)
        yield ""
    yield from _items("What would change this", page.change)
    yield from _items("For you", page.for_you)
    if page.watch:
        yield "## What to watch\n"
        yield from (f"- **{when}** {_cited([item])}" for _, when, item in page.watch)
        yield ""
    yield from _claims(page)
    if long:
        yield from _charts(page)
    yield from _items("Limits", page.limits)
    if long:
        yield from _back(page)


def _items(title: str, items: tuple[Cited, ...]) -> Iterator[str]:
    if items:
        yield f"## {title}\n"
        yield from (f"- {_cited([item])}" for item in items)
        yield ""


def _section(title: str, body: tuple[Cited, ...]) -> Iterator[str]:
    if body:
        yield f"## {title}\n"
        yield f"{_cited(body)}\n"


def _cited(items: Iterable[Cited]) -> str:
    return " ".join(" ".join([escape(s.text), *(rf"\[{n.number}\]" for n in s.notes)]) for s in items)


def _claims(page: View) -> Iterator[str]:
    rows: tuple[Row, ...] = page.claims
    if rows or page.checks:
        yield "## Claims checked\n"
    if page.checks:
        yield from (*(f"- {_cited([item])}" for item in page.checks), "")
    if not rows:
        return
    yield "| Figure | Article | Published | Verdict |"
    yield "|---|---|---|---|"
    for r in rows:
        world = f"{r.world}, {escape(r.source)}" if r.source else r.world
        yield f"| {escape(r.about)} | {escape(r.stated)} | {world} | {r.mark} {r.verdict} |"
    yield ""
    if page.claims_folded:
        yield f"{page.claims_folded}\n"


def _charts(page: View) -> Iterator[str]:
    if page.charts:
        yield "## Charts in words\n"
        for chart, marks in zip(page.charts, page.chart_notes, strict=True):
            yield f"- **{escape(chart.title)}.** {escape(chart.text)}" + (rf" \[{marks}\]" if marks else "")
        yield ""


def _back(page: View) -> Iterator[str]:
    yield "## Evidence\n"
    yield from (_note(n) for n in page.notes)
    yield ""
    if page.sources:
        yield "## Sources\n"
        yield from (f"- {escape(text)}{f' <{url}>' if url else ''}" for text, url in page.sources)
        yield ""
    yield "---\n"
    yield " · ".join(f"{k}: {escape(v)}" for k, v in page.manifest)


def _note(note: Note) -> str:
    where = {
        "article": "Article",
        "fact": "World",
        "run": "Run",
        "row": "World",
        "derived": "Computed",
        "accepted": "Accepted",
        "given": "Your profile",
    }[note.kind]
    detail = f" *{escape(note.detail)}*" if note.detail else ""
    return f"{note.number}. {where}: {escape(note.body)}{detail}"
