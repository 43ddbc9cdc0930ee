"""What a specialist has to add to such a story: rows of `considerations` that fit it.

Each is printed word for word, beside the place of the article that asks for it. Those that fit by more of their
conditions come first: a row for a site, an instrument or a state's step before one for a mineral. What an aside of the
article asks for, or holds for all stories of a kind, stands where little else does.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from didymium import labels
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, carried, say
from didymium.proof import Context
from didymium.records import NO_DAY, Insight, Point, Reading, Sentence, Watch
from didymium.text import find_dates
from didymium.text.gazetteer import find_names
from didymium.world.considerations import QUESTIONS, TABLE, Row, is_near, is_proper, is_titled, places, tells_of_name
from didymium.world.load import World

MOST, MOST_EACH = 6, 2  # rows of the insights of a brief, and of one question
AHEAD = frozenset({"test", "watch"})  # questions of the news alone, and of no aside
FEW = 3  # of them, from which nothing of an aside or of all stories of a kind is added
YOUNG = 2 * 365  # days for which what became known is told of a story as it stands
OPENING, FIRST = 1500, 600  # characters in which an article tells what else happens, and of whom it is
LEAST, NEAR = 3.5, 5.0  # fit below which a row is not about this story, and from which it is about nothing else
SHARED = 0.12  # part of a row's longer words that the article must have: with fewer it is of another question
RETOLD = 0.6  # and from which, without a number of its own, it only tells again what the article does
ALIKE = 0.4  # part of the words of one that another has, from which they say the same
NAMED, IN_TITLE, SAID, GOOD, OWN_GOOD, SHARP, BROAD = 2.5, 1.0, 1.5, 1.0, 0.5, 1.5, 0.5  # of the fit
PASSED = 21  # days after which what became known is a case before this one, and not the story itself
OWN = 4.0  # a row of the desk's own
PROPER = 1.0  # what is asked for stands there as a name: a site or firm before a word of the trade
STATE, NEXT_STATE = 1.0, 0.5  # a side of the news, and one that the opening names
_OWN_KINDS = frozenset({"opinion", "results", "statistics", "research"})  # articles that tell of no step of today


@dataclass(frozen=True)
class Considered:
    """A row that fits: how well, and its sentence with the evidence.

    loose: whether an aside of the article asks for it, or it is true of all stories of a kind; own: whether it tells
    of what the news names, as it stands now.
    """

    row: Row
    fit: float
    said: Sentence
    loose: bool = False
    own: bool = False


@dataclass(frozen=True)
class _Story:
    """What the conditions of a row are held against; of a text without a lead its events and what its title names."""

    title: str
    kind: str
    family: str
    kinds: frozenset[str]  # of the news itself
    beside: frozenset[str]  # of what the opening tells beside it
    goods: tuple[str, ...]  # those of the title, and the lead's first
    sides: frozenset[str]
    named: frozenset[str]  # countries, those of the opening too
    quote: tuple[int, int] | None  # place of the event

    @classmethod
    def of(cls, reading: Reading, lead: Lead | None) -> _Story:
        title, kind, text = reading.article.title, reading.kind or "news", reading.article.text
        named = list(find_names(title))
        titled = [n.id for n in named if n.kind == "mineral"]
        if lead is None:
            events = [e for e in reading.events if not e.background]
            told = {k for e in events for k in (e.family or "", f"{e.family}/{e.direction}", e.type)}
            sides = {n.id for n in named if n.kind == "country"} | {c for e in events for c in (*e.actors, *e.targets)}
            kinds = frozenset({f"kind={kind}", *told})
            return cls(title, kind, "", kinds, frozenset(), tuple(titled), frozenset(sides), frozenset(sides), None)
        own = {lead.family, f"{lead.family}/{lead.direction}", lead.event.type, f"kind={lead.kind}"}
        goods = tuple(m for k, m in enumerate(lead.minerals) if k == 0 or m in titled)
        start, end = lead.event.start, lead.event.end
        quote = (start, end) if text[start:end] == lead.event.quote else None
        first = (
            e for e in reading.events if not e.background and e.start < OPENING and {*e.minerals} & {*lead.minerals}
        )
        beside = frozenset(k for e in first for k in (e.family or "", f"{e.family}/{e.direction}", e.type))
        opening = (n.id for n in (*named, *find_names(text[:FIRST])) if n.kind == "country")
        acting = frozenset(lead.sides)
        return cls(title, lead.kind, lead.family, frozenset(own), beside, goods, acting, acting.union(opening), quote)

    def is_beside(self, row: Row) -> bool:
        """Whether a row is for what the opening tells beside the news."""
        when = {*(row["when"] or "").split()}
        return bool(when) and len(self.kinds) > 1 and not when & self.kinds


def considered(
    reading: Reading, lead: Lead | None, world: World, ledger: Ledger, today: dt.date, context: Context,
    dated: bool = True,
) -> tuple[Considered, ...]:  # fmt: skip
    """The rows that are printed of an article, the best of each question, no two of which say the same.

    dated: whether the day of the article is known; else what is neither a standing rule nor about this story alone may
    be of another time, and what is told as history may be the story itself.

    Of an article without a lead those alone that its title asks for by name.
    """
    if reading.article.language != "en":  # whose words no pattern knows
        return ()
    fitting = _fitting(_Story.of(reading, lead), reading, world, ledger, today)
    title = reading.article.title
    fitting = (
        c for c in fitting
        if dated
        or c.row["standing"]
        or (c.fit >= NEAR and is_titled(c.row, title) and c.row["question"] in {"aim", "reply", "long"})
    )  # fmt: skip
    kept: list[Considered] = []
    for one in sorted(fitting, key=lambda c: (c.loose, -c.fit, str(c.row["id"]))):
        same = [c for c in kept if c.row["question"] == one.row["question"]]
        answers = one.row["question"] in QUESTIONS
        full = answers and sum(c.row["question"] in QUESTIONS for c in kept) >= (FEW if one.loose else MOST)
        more = len(same) >= MOST_EACH or (one.loose and (not answers or any(c.loose for c in same)) and bool(same))
        if full or more or any(_alike(c.said.text, one.said.text) for c in kept):
            continue
        if carried((one.said,), ledger, context) is not None:
            kept.append(one)
    return tuple(kept)


def nearest(found: tuple[Considered, ...]) -> tuple[tuple[Sentence, ...], tuple[Considered, ...]]:
    """The row that is most about this story, for the bottom line, and the others; none where none is near enough.

    It tells of what the news names, as it stands now: what is true of all stories of a kind says nothing of this one.
    """
    able = [c for c in found if c.row["question"] in {"aim", "reply"} and c.fit >= NEAR and c.own]
    best = max(able, key=lambda c: c.fit, default=None)
    return ((best.said,), tuple(c for c in found if c is not best)) if best else ((), found)


def insights_of(found: tuple[Considered, ...]) -> tuple[Insight, ...]:
    """One insight a question, each row a point under its label."""
    made = []
    for key, asked in QUESTIONS.items():
        points = tuple(Point(label=str(c.row["label"]), sentences=(c.said,)) for c in found if c.row["question"] == key)
        if points:
            made.append(Insight(question=asked, framing=(), points=points))
    return tuple(made)


def turning_of(found: tuple[Considered, ...]) -> tuple[Sentence, ...]:
    """What would change the view."""
    return tuple(c.said for c in found if c.row["question"] == "test")


def watched_of(found: tuple[Considered, ...], today: dt.date) -> tuple[Watch, ...]:
    """Who decides, and by when or by what rule: under its day where it tells one ahead, and no other."""
    return tuple(Watch(date=_day_ahead(c, today), sentence=c.said) for c in found if c.row["question"] == "watch")


def _day_ahead(one: Considered, today: dt.date) -> str:
    told = {d.value for d in find_dates(one.said.text, None) if d.kind == "date" and len(d.value) > len("2025")}
    ahead = {d for d in told if d > today.isoformat()[: len(d)]}
    return ahead.pop() if len(ahead) == 1 else NO_DAY


def _fitting(story: _Story, reading: Reading, world: World, ledger: Ledger, today: dt.date) -> Iterator[Considered]:
    text = reading.article.text
    words = _words(f"{story.title} {text}")
    for row, fit, at, loose in _for_story(story, text, world, today):
        told = str(row["text"])
        if fit >= LEAST and _shared(told, words) >= SHARED and not _retells(told, text, words):
            spans = [ledger.span(*place) for place in at or ([story.quote] if story.quote else [])]
            said = say(told, ledger.row(TABLE, str(row["id"]), "text"), *spans)
            yield Considered(row, fit, said, loose, not loose and _is_own(row, story, text, today))


def _is_own(row: Row, story: _Story, text: str, today: dt.date) -> bool:
    """Whether a row tells of what the news names, and of its first good, as it stands now."""
    young = bool(row["standing"]) or (today - row["known_from"]).days <= YOUNG
    goods = {*filter(None, (row["minerals"] or "").split(";"))}
    of_good = not goods or bool(goods & {*story.goods[:1]})
    return young and of_good and not story.is_beside(row) and tells_of_name(row, text)


def _retells(told: str, text: str, words: frozenset[str]) -> bool:
    """Whether a row only tells again what the article does."""
    return _shared(told, words) >= RETOLD and _figures(told) <= _figures(text)


def _figures(text: str) -> frozenset[str]:
    """The numbers of a text that are no dates."""
    dates = [(d.start, d.end) for d in find_dates(text, None)]
    found = (m for m in re.finditer(r"\d[\d.,]*", text) if not any(a <= m.start() < b for a, b in dates))
    return frozenset(m[0].rstrip(".,").replace(",", "") for m in found)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{5,}", text.lower()))


def _shared(told: str, words: frozenset[str]) -> float:
    """The part of the longer words of a row that an article has too."""
    own = _words(told)
    return len(own & words) / max(1, len(own))


def _for_story(
    story: _Story, text: str, world: World, today: dt.date
) -> Iterator[tuple[Row, float, tuple[tuple[int, int], ...], bool]]:
    """The rows whose conditions a story meets, how well, where it has the words that they ask for, and how loosely."""
    goods = frozenset(g for m in story.goods for g in (m, *labels.groups(m)))
    for row in world.table(TABLE).iter_rows(named=True):
        if row["until"] is not None and row["until"] <= today:
            continue
        if row["question"] == "record" and (today - row["known_from"]).days < PASSED:
            continue
        fit = _fit(row, story, goods)
        if fit is None or (at := places(row, story.title, text)) is None:
            continue
        titled = is_titled(row, story.title)
        fit += NAMED * bool(row["named"]) + IN_TITLE * titled + SAID * bool(row["words"])
        asked = bool(row["named"]) or (bool(row["words"]) and story.kind != "opinion")
        of_kind = story.kind not in _OWN_KINDS or f"kind={story.kind}" in (row["when"] or "") or asked
        about = story.family or titled or (row["minerals"] and at)  # a good that the title of a text without a lead has
        own = world.accepted(TABLE, str(row["id"])) is not None
        loose = False if own else _loosely(row, story, text, titled)
        if of_kind and about and loose is not None:
            yield row, fit + PROPER * is_proper(row, text) + OWN * own, at, loose


def _loosely(row: Row, story: _Story, text: str, titled: bool) -> bool | None:
    """Whether an aside asks for a row, or it holds for all stories of a kind; None where both, or it is of the
    news alone."""
    near, beside = is_near(row, story.title, text), story.is_beside(row)
    general = not (row["minerals"] or row["actors"] or tells_of_name(row, text))
    if (not near and (beside or row["question"] in AHEAD)) or (beside and general):
        return None
    return not near or general or (beside and not titled)


def _fit(row: Row, story: _Story, goods: frozenset[str]) -> float | None:
    """How well a story fits a row's conditions on it; None where it does not."""
    fit, ahead = 0.0, row["question"] in AHEAD
    if when := {*(row["when"] or "").split()}:
        if len(story.kinds) > 1 and not when & (story.kinds if ahead else story.kinds | story.beside):
            return None
        fit += SHARP if when & (story.kinds - {story.family}) else BROAD if when & story.kinds else 0.0
    if minerals := {*filter(None, (row["minerals"] or "").split(";"))}:
        if not minerals & goods:
            return None
        fit += GOOD + OWN_GOOD * bool(minerals & {*story.goods[:1]})
    if actors := {*filter(None, (row["actors"] or "").split(";"))}:
        if not actors & (story.sides if ahead else story.named):
            return None
        fit += STATE if actors & story.sides else NEXT_STATE
    return fit


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"\w{4,}", t.lower())) for t in (one, other))
    return len(a & b) >= ALIKE * min(len(a), len(b))
