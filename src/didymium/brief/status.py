"""How firm the news is, for the bottom line: a letter, a study, a permit, an interim order, a suspension, a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from didymium.brief.lead import Lead
from didymium.brief.ledger import carried, say
from didymium.brief.relations import Operand
from didymium.brief.setting import Setting
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Sentence

NEAR = 0.5  # nearness from which a start is that of the plant of the news
CUES = (  # families or directions of leads (all where empty), words of the sentence that tells the news, what they mean
    ("", r"letters? of (?:interest|intent)", "It is a letter, not money: nothing of it is binding yet."),
    ("", r"non-?binding|memorand(?:um|a)|MoUs?\b|expression of interest", "Nothing of it is binding yet."),
    ("", r"recommend\w*|has backed|endors\w+", "It is a recommendation, not a decision."),
    ("", r"preliminar(?:y|ily)|provisional", "It is preliminary and may still change."),
    ("dispute", r"temporar(?:y|ily)|interim (?:order|relief|ruling)|grant\w* an injunction",
     "It is an interim order: it decides nothing for good."),
    ("dispute", r"den(?:y|ied|ies)|refus\w+|reject\w+|dismiss\w+|won.t block|sided with",
     "It is a refusal: things stay as they were."),
    ("deal dispute", r"paus\w+|stopp\w+ the clock", "It is a pause, not a decision."),
    ("ease", r"suspen\w+|paus\w+|truce|postpon\w+|delay\w*", "It is a suspension, not a repeal."),
    ("up", r"open(?:s|ed)\b|launch(?:es|ed)|inaugurat\w+|(?:begun|began|starts?|started) (?:up|production)",
     "It is open, not planned."),
    ("up deal policy", r"(?:pre-?)?feasibility|pilot (?:plant|stud)|exploration|drill\w*",
     "It is a study, not a plant"),
    ("up", r"(?:grant|receiv|issu|award|obtain|secur|won|got)\w*[^.]{0,60}\bpermits?\b|approv(?:es|ed|al)\b"
     r"|record of decision|green light", "It is a permit, not a plant"),
)  # fmt: skip
USUAL = (  # how firm news of a family is by its verbs, where nothing else is said of it
    ("tighten", r"licen[cs]\w*|export controls?", "It is a licence, not a stop: who gets one decides."),
    ("tighten", r"until further notice|indefinite\w*", "It has no end date."),
    ("tighten", r"bans?\b|banned|prohibit\w*", "It is a stop, not a licence."),
    ("dispute", r"court|judge|tribunal|ruling|panel|ruled", "It is a ruling: an appeal can still change it."),
    ("down", r"(?:cut|lower|slash|reduc|trim|revis)\w*[^.]{0,80}\b(?:targets?|guidance|forecasts?|plans?|outlook)",
     "It is a cut of a plan, not of what was made."),
    ("down", r"halt\w*|suspend\w*|shut\w*|clos\w+|idl(?:ed|ing)|strikes?|stoppage|force majeure|accident",
     "Output stands still, and how long decides."),
    ("deal agreement policy", r"pledg\w+|commit(?:s|ted|ment)|earmark\w+|will (?:provide|invest|give|spend)|to provide",
     "It is promised, not paid."),
    ("deal agreement", r"sign(?:s|ed)|agree(?:s|d|ment)|seal(?:s|ed)|secur(?:es|ed)|offtake|will supply|accord",
     "It is agreed, not delivered."),
    ("up", r"first (?:production|output|batch|shipment|ore)|has (?:made|produced|shipped)|makes|produced|produces",
     "It is output, not a plan."),
    ("policy", r"plans?|strateg\w+|programmes?|programs?|schemes?|framework",
     "It is a plan: money and plants come later."),
    ("market", r"(?:mon|tues|wednes|thurs|fri)day|today|session", "It is the move of a day, not a trend."),
)  # fmt: skip
PLANNED = (
    r"draft|proposes?|proposed|plans? to|planning to|considers?|considering|weighs?|weighing|mulls?|bill\b|aims? to"
    r"|preparing to"
)
OPEN = r"awaits?|awaiting|pending|subject to|(?:has|have|had) yet to|still needs?|provided that|so long as|if approved"
HEAD = 700  # characters in which an article says on what its news still hangs
SOURCES = r"sources|people (?:familiar|with knowledge)|reportedly|person familiar"
_PAST = re.compile(r"(?i)\b(?:previous\w*|earlier|former\w*)\b|(?<!non-)\bbinding (?:bid|offer|deal)")  # of another one
NOUNS = {
    "export_restriction": "measure", "restriction_eased": "easing", "import_measure": "duty", "investment": "money",
    "agreement": "agreement", "corporate": "deal", "supply_project": "project", "stockpile": "stockpile",
    "price_support": "support", "list_designation": "list",
}  # fmt: skip


def usual(setting: Setting, context: Context) -> tuple[Sentence, ...]:
    """How firm news of its kind is, for a brief without another first line; else that no number sizes it."""
    where = _telling(setting)
    if where is not None:
        key, words = setting.ledger.span(*where), setting.reading.article.text[slice(*where)]
        options = [say(says, key) for says in _cued(USUAL, setting.lead, words)]
        if (made := carried(options, setting.ledger, context)) is not None:
            return (made,)
    return _unsized(setting, context)


def _telling(setting: Setting) -> tuple[int, int] | None:
    """Where the sentence stands that tells the news."""
    event, text = setting.lead.event, setting.reading.article.text
    return next(((s, e) for s, e in split_sentences(text) if s < event.end and e > event.start), None)


def _unsized(setting: Setting, context: Context) -> tuple[Sentence, ...]:
    """That the article gives no number, where it states none at all but dates."""
    if setting.reading.quantities:
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
    if (where := _telling(setting)) is None:
        return
    key, words = setting.ledger.span(*where), text[slice(*where)]
    if lead.event.status == "denied":
        yield say("It is denied, not confirmed.", key)
    for says in _cued(CUES, lead, words):
        yield from _ended(says, key, pool)
    if lead.event.status == "proposed" or (lead.kind == "news" and re.search(rf"(?i)\b(?:{PLANNED})", words)):
        yield say(f"The {NOUNS.get(lead.event.type, 'step')} is planned, not decided.", key)
    yield from _hanging(setting, OPEN, "It is not final: a condition is still open.")
    yield from _hanging(setting, r"non-?binding", "Nothing of it is binding yet.")
    yield from _hanging(setting, r"preliminary (?:deal|agreement|accord)", "It is preliminary and may still change.")
    yield from _hanging(setting, SOURCES, "It rests on unnamed sources and is not confirmed.")


def _cued(cues: Sequence[tuple[str, str, str]], lead: Lead, words: str) -> Iterator[str]:
    """The verdicts of a table whose words a sentence has, for the family and direction of the news."""
    for families, cue, says in cues:
        fits = not families or {lead.family, lead.direction} & {*families.split()}
        if fits and re.search(rf"(?i)\b(?:{cue})", words):
            yield says


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
