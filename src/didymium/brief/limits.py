"""Limits: what the brief could not say, and why, in the words of this story."""

from __future__ import annotations

import re

from didymium.brief.frames import frame_of
from didymium.brief.lead import is_opinion
from didymium.brief.ledger import Ledger, say
from didymium.brief.setting import OPENS, Setting
from didymium.news.document import MOST_READ
from didymium.news.sentences import split_sentences
from didymium.records import Reading, Sentence
from didymium.text.gazetteer import find_names

NO_NEWS = "No news about critical minerals was read in the article, so nothing is computed."
_OF_MINES = re.compile(r"(?i)\b(?:critical minerals?|nodules|seabed|deep-?sea|mining licen[cs]e|smelters?)\b")
NOT_CRITICAL = frozenset({"gold"})
LONG = "The article is longer than what is read of one: its end was not looked at."
UNDATED = "The article gives no date: it is read as of the day of this brief."
OF_ITS_TEXT = "The article gives no date: it is read as of the latest that its text tells."
UNSETTLED = "The article is only summed up: what its news does to which mineral was not certain enough to reckon with."


def unsettled(reading: Reading) -> bool:
    """Whether critical minerals are told of, and no event about them could be taken as the news."""
    opening = f"{reading.article.title}. {reading.article.text[:OPENS]}"
    told = {m for e in reading.events for m in e.minerals} | {n.id for n in find_names(opening) if n.kind == "mineral"}
    told |= {c.mineral for c in reading.claims if c.mineral}
    return bool(told - NOT_CRITICAL) or _OF_MINES.search(opening) is not None


def limits(
    setting: Setting | None, ledger: Ledger, reading: Reading, by_its_text: bool = False
) -> tuple[Sentence, ...]:
    """What was not read or is not known of the article; empty where that is nothing.

    by_its_text: whether the day of the view is taken from days that an article without a date tells.
    """
    span = next(iter(split_sentences(reading.article.text)), None)
    if span is None:
        return ()
    key = ledger.span(*span) if setting is None else ledger.span(setting.lead.event.start, setting.lead.event.end)
    made = [LONG] * (len(ledger.text) > MOST_READ) + [OF_ITS_TEXT if by_its_text else UNDATED] * (
        not reading.article.published
    )
    if setting is None and is_opinion(reading):
        return tuple(say(m, key) for m in made)
    if setting is None:
        return tuple(say(m, key) for m in (*made, UNSETTLED if unsettled(reading) else NO_NEWS))
    lead = setting.lead
    if lead.kind == "opinion":  # of which no size is to be expected
        return tuple(say(m, key) for m in made)
    if frame_of(lead).name == "listing":
        made.append(
            "What the named firms bought is not public, so the step is not sized as a stop to their whole country."
        )
    return tuple(say(m, key) for m in made)
