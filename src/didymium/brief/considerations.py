"""What a specialist has to add to such a story: rows of `considerations` that fit the lead and the article's words.

A row is printed word for word, beside the place of the article that asks for it. Those that fit by more of their
conditions come first: a row for a site, an instrument or a state's step before one for a mineral.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from didymium import labels
from didymium.brief.lead import Lead
from didymium.brief.ledger import carried, say
from didymium.brief.setting import Row, Setting
from didymium.proof import Context
from didymium.records import Insight, Point, Sentence
from didymium.text.gazetteer import find_names
from didymium.world.considerations import QUESTIONS, places

TABLE = "considerations"
MOST, MOST_EACH, MOST_TESTS = 5, 2, 2  # rows of a brief, of one question, and of what would change the view
LEAST = 3.5  # fit below which a row is not about this story
ALIKE = 0.5  # part of the words of one that another has, from which they say the same
NAMED, IN_TITLE, SAID, GOOD, OWN_GOOD, STATE, SHARP, BROAD = 2.5, 1.0, 1.5, 1.0, 0.5, 1.0, 1.5, 0.5  # of the fit
_OWN_KINDS = frozenset({"opinion", "results", "statistics", "research"})  # articles that tell of no step of today


@dataclass(frozen=True)
class Considered:
    """A row that fits: how well, and its sentence with the evidence."""

    row: Row
    fit: float
    said: Sentence


def considered(setting: Setting, context: Context) -> tuple[Considered, ...]:
    """The rows that are printed of a story, the best of each question, no two of which say the same."""
    fitting = sorted(_fitting(setting), key=lambda c: (-c.fit, str(c.row["id"])))
    kept: list[Considered] = []
    for one in fitting:
        same = [c for c in kept if c.row["question"] == one.row["question"]]
        test = one.row["question"] == "test"
        full = len(same) >= (MOST_TESTS if test else MOST_EACH)
        full = full or (not test and sum(c.row["question"] != "test" for c in kept) >= MOST)
        if full or any(_alike(c.said.text, one.said.text) for c in kept):
            continue
        if carried((one.said,), setting.ledger, context) is not None:
            kept.append(one)
    return tuple(kept)


def insights_of(found: tuple[Considered, ...]) -> tuple[Insight, ...]:
    """One insight a question, each row a point under its label."""
    made = []
    for key, asked in QUESTIONS.items():
        points = tuple(Point(label=str(c.row["label"]), sentences=(c.said,)) for c in found if c.row["question"] == key)
        if points:
            made.append(Insight(question=asked, framing=(), points=points))
    return tuple(made)


def tests_of(found: tuple[Considered, ...]) -> tuple[Sentence, ...]:
    """What would change the view, or by what rule it is decided."""
    return tuple(c.said for c in found if c.row["question"] == "test")


def _fitting(setting: Setting) -> Iterator[Considered]:
    lead, text = setting.lead, setting.reading.article.text
    own = {lead.family, f"{lead.family}/{lead.direction}", lead.event.type, f"kind={lead.kind}"}
    titled = {n.id for n in find_names(lead.title) if n.kind == "mineral"}
    main = [m for k, m in enumerate(lead.minerals) if k == 0 or m in titled]
    goods = {g for m in main for g in (m, *labels.groups(m))}
    for row in setting.world.table(TABLE).iter_rows(named=True):
        if row["until"] is not None and row["until"] <= setting.today:
            continue
        fit = _fit(row, lead, own, goods, set(lead.sides))
        if fit is None or (at := places(row, lead.title, text)) is None:
            continue
        if row["named"]:
            fit += NAMED + IN_TITLE * bool(re.search(rf"(?i)\b(?:{row['named']})", lead.title))
        fit += SAID * bool(row["words"])
        if fit < LEAST or (
            lead.kind in _OWN_KINDS and f"kind={lead.kind}" not in (row["when"] or "") and not row["named"]
        ):
            continue
        event = lead.event
        spans = [setting.ledger.span(*place) for place in at]
        if not spans and text[event.start : event.end] == event.quote:
            spans = [setting.ledger.span(event.start, event.end)]
        yield Considered(row, fit, say(str(row["text"]), setting.ledger.cell(TABLE, row, "text"), *spans))


def _fit(row: Row, lead: Lead, own: set[str], goods: set[str], sides: set[str]) -> float | None:
    """How well the lead fits a row's conditions on it; None where it does not."""
    fit = 0.0
    if when := {*(row["when"] or "").split()}:
        if not when & own:
            return None
        fit += SHARP if {w for w in when & own if w != lead.family} else BROAD
    if minerals := {*filter(None, (row["minerals"] or "").split(";"))}:
        if not minerals & goods:
            return None
        fit += GOOD + OWN_GOOD * bool(minerals & {*lead.minerals[:1]})
    if actors := {*filter(None, (row["actors"] or "").split(";"))}:
        if not actors & sides:
            return None
        fit += STATE
    return fit


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w{4,}", t.lower())) for t in (one, other))
    return len(a & b) >= ALIKE * min(len(a), len(b))
