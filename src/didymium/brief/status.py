"""How firm the news is, for the bottom line: a letter, a study, a permit, an interim order, a suspension, a plan."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache

from didymium import labels
from didymium.brief.first_line import News
from didymium.brief.lead import Lead
from didymium.brief.ledger import carried, say
from didymium.brief.relations import Operand
from didymium.brief.setting import Setting
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Sentence

NEAR = 0.5  # nearness from which a start is that of the plant of the news
PLANNED = (
    r"draft|proposes?|proposed|plans? to|planning to|considers?|considering|weighs?|weighing|mulls?|bill\b|aims? to"
    r"|preparing to"
)
HEAD = 700  # characters in which an article says how firm its news is
SOURCES = (
    r"sources? (?:said|says?|told|close|with|familiar)|(?:two|three|several|many|trade|industry|market) sources"
    r"|according to sources|people (?:familiar|with knowledge)|person familiar"
)
_OPENLY = re.compile(r"(?i)\b(?:confirmed|announced|declared|(?:in|by) a (?:statement|filing|notice)|published)\b")
_PAST = re.compile(  # of another one, or of one that does bind
    r"(?i)\b(?:previous\w*|earlier|former\w*)\b|(?<!non-)\bbinding (?:bid|offer|deal|letter|agreement)"
)
NOUNS = {
    "export_restriction": "measure", "restriction_eased": "easing", "import_measure": "duty", "investment": "money",
    "agreement": "agreement", "corporate": "deal", "supply_project": "project", "stockpile": "stockpile",
    "price_support": "support", "list_designation": "list",
}  # fmt: skip


@cache
def _table(rank: str) -> tuple[tuple[frozenset[str], re.Pattern[str], str], ...]:
    """(families or directions, words, verdict) of `first` verdicts, or of those that are `usual` in a family.

    A row without a verdict tells that nothing is to be said.
    """
    with (labels.DATA / "lexicon" / "verdicts.csv").open(encoding="utf-8", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["rank"] == rank]
    return tuple((frozenset(r["when"].split()), re.compile(rf"(?i)\b(?:{r['words']})"), r["says"]) for r in rows)


def usual(setting: Setting, told: News, context: Context) -> tuple[Sentence, ...]:
    """How firm news of its kind is, by the sentence that tells it, for a brief that computes nothing."""
    words = setting.reading.article.text[told.start : told.end]
    key = setting.ledger.span(told.start, told.end)
    here = (q for q in setting.reading.quantities if told.start <= q.start < told.end)
    money = any(q.usd is not None for q in here)
    said = (s for s in _cued("usual", setting.lead, words) if money or "money" not in s)
    made = carried((say(s, key) for s in said), setting.ledger, context)
    return () if made is None else (made,)


def status(setting: Setting, told: News, pool: Sequence[Operand], context: Context) -> tuple[Sentence, ...]:
    """One sentence on how firm the news is; none where it is done, or its own sentence says how firm it is."""
    made = carried(_worded(setting, told, pool), setting.ledger, context)
    return () if made is None else (made,)


_FAILED = re.compile(
    r"(?i)\b(?:fail\w*|reject\w*|voted? (?:down|against)|defeat\w*|scrap\w*|abandon\w*|drop(?:s|ped))\b"
)


def _worded(setting: Setting, told: News, pool: Sequence[Operand]) -> Iterator[Sentence]:
    lead = setting.lead
    words, key = setting.reading.article.text[told.start : told.end], setting.ledger.span(told.start, told.end)
    if lead.event.status == "denied":
        yield say("The report is denied, not confirmed.", key)
    for says in _cued("first", lead, words):
        yield from _ended(says, key, pool)
    if (
        lead.event.status == "proposed"
        and not _FAILED.search(f"{lead.title} {words}")
        and not re.search(rf"(?i)\b(?:{PLANNED})", told.said.text)
    ):
        yield say(f"The {NOUNS.get(lead.event.type, 'step')} is planned, not decided.", key)
    yield from _hanging(
        setting, r"letters? of (?:interest|intent)", "A letter binds nobody: no money is committed yet."
    )
    yield from _hanging(setting, r"non-?binding", "Nothing in the deal is binding yet.")
    yield from _hanging(
        setting, r"preliminary (?:deal|agreement|accord)", "What is reported is preliminary and may still change."
    )
    if not _OPENLY.search(words) and not re.search(rf"(?i)\b(?:{SOURCES})", told.said.text):
        unnamed = "The report rests on unnamed sources and is not confirmed."
        yield from _hanging(setting, SOURCES, unnamed, told.start)


def _cued(rank: str, lead: Lead, words: str) -> Iterator[str]:
    """The verdicts of a table whose words a sentence has, for the family and direction of the news."""
    for families, cue, says in _table(rank):
        if (not families or {lead.family, lead.direction} & families) and cue.search(words):
            if not says:
                return
            yield says


def _hanging(setting: Setting, words: str, says: str, since: int | None = None) -> Iterator[Sentence]:
    """A verdict where one of the first sentences of the article, or of the news and the next, has such words."""
    text = setting.reading.article.text
    sentences = split_sentences(text)
    near = sentences if since is None else [s for s in sentences if s[1] > since][:2]
    for start, end in near:
        if start >= HEAD:
            return
        told = text[start:end]
        if re.search(rf"(?i)\b(?:{words})\b", told) and not _PAST.search(told):
            yield say(says, setting.ledger.span(start, end))


def _ended(says: str, key: str, pool: Sequence[Operand]) -> Iterator[Sentence]:
    """A verdict; of a plant that does not stand yet with the first year in which it can deliver."""
    if says.endswith("."):
        yield say(says, key)
        return
    starts = [o for o in pool if o.role == "start" and o.near >= NEAR and o.extra]
    first = min(starts, key=lambda o: o.value, default=None)
    if first is not None:
        yield say(f"{says}: no tonnes before {first.said}.", key, *first.extra)
    yield say(f"{says}: it brings no tonnes yet.", key)
