"""How firm the news is, for the bottom line: a letter, a study, a permit, an interim order, a suspension, a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from didymium.brief.ledger import carried, say
from didymium.brief.relations import Operand
from didymium.brief.setting import Setting
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Sentence

SIZES = frozenset({"mass", "mass_rate", "money", "price", "share", "multiple"})
NEAR = 0.5  # nearness from which a start is that of the plant of the news
CUES = (  # families or directions of leads (all where empty), words of the sentence that tells the news, what they mean
    ("", r"letters? of (?:interest|intent)", "It is a letter, not money: nothing of it is binding yet."),
    ("", r"non-?binding|memorand(?:um|a)|MoUs?\b|expression of interest", "Nothing of it is binding yet."),
    ("", r"recommend\w*|has backed|endors\w+", "It is a recommendation, not a decision."),
    ("", r"preliminar(?:y|ily)|provisional", "It is preliminary and may still change."),
    ("dispute", r"temporar(?:y|ily)|interim (?:order|relief|ruling)|grant\w* an injunction",
     "It is an interim order: it decides nothing for good."),
    ("dispute", r"den(?:y|ied|ies)|refus\w+|reject\w+|dismiss\w+", "It is a refusal: things stay as they were."),
    ("deal dispute", r"paus\w+|stopp\w+ the clock", "It is a pause, not a decision."),
    ("project", r"open(?:s|ed)\b|launch(?:es|ed)|inaugurat\w+|(?:begun|began|starts?|started) (?:up|production)",
     "It is open, not planned."),
    ("ease", r"suspen\w+|paus\w+|truce|postpon\w+|delay\w*",
     "It is a suspension, not a repeal."),
    ("project deal policy", r"(?:pre-?)?feasibility|stud(?:y|ies)|pilot|exploration|drill\w*",
     "It is a study, not a plant"),
    ("project", r"permit\w*|approv\w+|licen[cs]e|record of decision|green light",
     "It is a permit, not a plant"),
)  # fmt: skip
PLANNED = (
    r"draft|proposes?|proposed|plans? to|planning to|considers?|considering|weighs?|weighing|mulls?|bill\b|aims? to"
    r"|preparing to"
)
OPEN = r"awaits?|awaiting|pending|subject to|(?:has|have|had) yet to|still needs?|provided that|so long as|if approved"
HEAD = 700  # characters in which an article says on what its news still hangs
SOURCES = r"\bsources\b|people (?:familiar|with knowledge)|reportedly|person familiar"
_PAST = re.compile(r"(?i)\b(?:previous\w*|earlier|former\w*)\b|(?<!non-)\bbinding (?:bid|offer|deal)")  # of another one
NOUNS = {
    "export_restriction": "measure", "restriction_eased": "easing", "import_measure": "duty", "investment": "money",
    "agreement": "agreement", "corporate": "deal", "supply_project": "project", "stockpile": "stockpile",
    "price_support": "support", "list_designation": "list",
}  # fmt: skip


def unsized(setting: Setting, pool: Sequence[Operand], context: Context) -> tuple[Sentence, ...]:
    """That the article gives no number, where it states none of a mass, a sum, a price or a share of the news."""
    told = [o for o in pool if o.origin == "span" and o.kind in SIZES and o.near >= NEAR]
    if told:
        return ()
    event = setting.lead.event
    key = setting.ledger.span(event.start, event.end)
    made = carried([say("The article gives no number by which it could be sized.", key)], setting.ledger, context)
    return () if made is None else (made,)


def status(setting: Setting, pool: Sequence[Operand], context: Context) -> tuple[Sentence, ...]:
    """One sentence on how firm the lead is; none where it is done."""
    made = carried(_worded(setting, pool), setting.ledger, context)
    return () if made is None else (made,)


def _worded(setting: Setting, pool: Sequence[Operand]) -> Iterator[Sentence]:
    lead, text = setting.lead, setting.reading.article.text
    where = next(((s, e) for s, e in split_sentences(text) if s < lead.event.end and e > lead.event.start), None)
    if where is None:
        return
    key, words = setting.ledger.span(*where), text[slice(*where)]
    if lead.event.status == "denied":
        yield say("It is denied, not confirmed.", key)
    for families, cue, says in CUES:
        fits = not families or {lead.family, lead.direction} & {*families.split()}
        if fits and re.search(rf"(?i)\b(?:{cue})", words):
            yield from _ended(says, key, pool)
    if lead.event.status == "proposed" or (lead.kind == "news" and re.search(rf"(?i)\b(?:{PLANNED})", words)):
        yield say(f"The {NOUNS.get(lead.event.type, 'step')} is planned, not decided.", key)
    yield from _hanging(setting, OPEN, "It is not final: a condition is still open.")
    yield from _hanging(setting, r"non-?binding", "Nothing of it is binding yet.")
    if re.search(f"(?i){SOURCES}", words):
        yield say("It rests on unnamed sources and is not confirmed.", key)


def _hanging(setting: Setting, words: str, says: str) -> Iterator[Sentence]:
    """A verdict where one of the first sentences of the article has such words."""
    text = setting.reading.article.text
    for start, end in split_sentences(text):
        told = text[start:end]
        if start < HEAD and re.search(rf"(?i)\b(?:{words})\b", told) and not _PAST.search(told):
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
