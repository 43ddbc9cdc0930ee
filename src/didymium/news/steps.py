"""Dated steps ahead that an article states: deadlines, starts, ends, terms counted from a day, each with its window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from didymium.news.document import Document, Sentence
from didymium.records import Event, Step, StepKind
from didymium.text.terms import Window, find_windows

NEAR = 2  # sentences behind an event whose steps are its own
SAID = 200  # characters of the clause that a step is told in


def find_steps(document: Document, events: Sequence[Event], lead: int | None) -> tuple[Step, ...]:
    """The dated steps that lie ahead of the article's day, in the order of the text; () without that day.

    events: of the reading, in its order; lead: the place of the lead among them.
    """
    today = document.reference
    if today is None:
        return ()
    out: dict[tuple[dt.date, StepKind, int | None], Step] = {}
    for sentence in document.sentences:
        base = sentence.start
        dates = [replace(d, start=d.start - base, end=d.end - base) for d in sentence.dates]
        for w in find_windows(sentence.text, dates, today):
            window = w._replace(start=w.start + base, end=w.end + base)
            step = _step(document, sentence, window, events, lead)
            out.setdefault((window.last, window.kind, step.event), step)
    return tuple(out.values())


def _step(document: Document, sentence: Sentence, w: Window, events: Sequence[Event], lead: int | None) -> Step:
    left, right = sentence.clause(w.start)
    left, right = max(left, w.start - SAID), min(right, w.end + SAID)
    start, end = document.folded.original(w.start, w.end)
    return Step(
        kind=w.kind, first=w.first.isoformat(), last=w.last.isoformat(), what=document.text[left:right].strip(" ,;:"),
        event=_event_of(document, sentence, start, events, lead), start=start, end=end,
    )  # fmt: skip


def _event_of(document: Document, sentence: Sentence, at: int, events: Sequence[Event], lead: int | None) -> int | None:
    """The event in whose words a step stands, else the nearest shortly before, the lead first."""
    inside = [i for i, e in enumerate(events) if e.start <= at < e.end]
    if inside:
        return lead if lead in inside else inside[0]
    first = document.sentences[max(0, sentence.index - NEAR)].start
    begin = document.folded.original(first, first + 1)[0]
    near = [i for i, e in enumerate(events) if begin <= e.start <= at]
    return lead if lead in near else near[-1] if near else None
