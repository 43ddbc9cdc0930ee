"""Which act of a sentence an event is, how it is said, and who does it."""

from __future__ import annotations

import re

from didymium.news.acts import Act, Mood, doer, governing, is_circumstance, is_duty, is_past_past, is_state, mood, words
from didymium.news.directions import clears, eases, spares
from didymium.news.families import FAMILIES, MEASURES
from didymium.news.heads import KINDS, Kind
from didymium.news.seen import TITLE, Seen, as_prose
from didymium.text.syntax import Tree, parse

_NONE = frozenset[str]()
_HAMPERS, _FREES = frozenset(("begin", "keep")), frozenset(("end", "refuse", "spare", "allow", "resume"))
_TRADE, _SITE = frozenset(("measure", "trade")), frozenset(("work", "permission", "stoppage", "guidance"))
_FITS: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    Kind("export_restriction", "tighten"): (_HAMPERS | {"revoke", "fix"}, _TRADE | {"permission"}),
    Kind("import_measure", "tighten"): (_HAMPERS, _TRADE),
    Kind("restriction_eased", "ease"): (_FREES, _TRADE),
    Kind("import_measure", "ease"): (_FREES, _TRADE),
    Kind("supply_project", "up"): (frozenset(("restart", "resume", "allow", "raise")), _SITE),
    Kind("supply_disruption", "down"): (frozenset(("revoke", "end", "cut")), _SITE),
    Kind("deal", None): (frozenset(("refuse", "end", "revoke", "allow")), frozenset(("bid",))),
    Kind("policy", None): (frozenset(("refuse", "end", "revoke")), frozenset(("plan",))),
    Kind("stockpile", None): (frozenset(("refuse", "end", "revoke")), frozenset(("bid",))),
    Kind("dispute", None): (frozenset(("rule", "refuse", "end")), frozenset(("case",))),
}  # the senses of act and object that fit a kind, of a type or family
_WORKS = frozenset(("restart", "resume", "flow"))
_OVER = frozenset(("end", "refuse", "revoke"))
_OFFICE = re.compile(
    r"\b(?:senat(?:e|ors?)|lawmakers?|congress\w*|parliament\w*|president|(?:prime\s)?ministers?|ministr(?:y|ies)|cabinet|"
    r"government|authorit(?:y|ies)|officials?|regulators?|courts?|judges?)$",
    re.I,
)
_PROBED = re.compile(  # a duty that is only looked into
    r"\b(?:open|launch|initiat|begin|began|start|institut)\w*\b[^.;]{0,60}?\b(?:investigation|probe|proceeding|inquiry|review)s?\b"
    r"|\b(?:to|will)\sinvestigate\b|\b(?:order|conduct)\w*\b[^.;]{0,40}?\binvestigation\b",
    re.I,
)
_OUTSIDERS = re.compile(
    r"\b(?:analysts?|traders?|economists?|experts?|consultants?|critics|observers|strategists?)\b", re.I
)


def act_of(seen: Seen, sentence: int, kind: int, at: int) -> Act | None:
    """The act of a sentence, or the headline (`TITLE`), that is an event of a kind: of those that fit the nearest."""
    known = KINDS[kind]
    senses, objects = _FITS.get(known, _FITS.get(Kind(FAMILIES[known.type], None), (_NONE, _NONE)))
    ease = known.direction == "ease"
    told = seen.acts.get(sentence, ())
    fit = [a for a in told if (a.senses & senses and a.objects & objects) or (ease and (eases(a) or clears(a)))]
    if known.type == "legal_dispute":
        fit += [a for a in told if "court" in a.doers and "rule" in a.senses]
    return min(fit, key=lambda a: abs(a.at + _start(seen, sentence) - at), default=None)


def mood_of(seen: Seen, sentence: int, kind: int, act: Act | None, at: int) -> Mood:
    """How what is told at a place of the text is said, by the grammar; a forecast of outsiders is no event.

    Of a use a negation may tell ("motors that need no dysprosium").
    """
    tree, k = _verb(seen, sentence, act, at)
    if tree is None or k is None:
        return ""
    if act is not None and clears(act):
        return "ended"
    said = mood(tree, k) if act is None else act.mood
    verbs, measure = words()["verb"].get(tree.words[k].lemma, _NONE), FAMILIES[KINDS[kind].type] in MEASURES
    if measure and act is None and "urge" in verbs and "ask" not in verbs and tree.words[k].lemma != "need":
        return "none"  # a call for it; who needs a licence is barred
    if measure and act is None and "ask" in verbs and not said and not is_duty(tree, k):
        return "proposed"  # what is weighed or sought is not decided
    if measure and act is not None and KINDS[kind].direction == "ease":
        refused = "refuse" in act.senses and "measure" in act.objects and not act.mood
        said = "ended" if refused or ("keep" in act.senses and said == "denied") else said
    if (
        said == "denied"
        and measure
        and act is None
        and any(a.senses & {"end", "refuse", "cut"} and "measure" in a.objects for a in seen.acts.get(sentence, ()))
    ):
        return "none"  # a ban that is not lifted
    wished = any("ask" in a.senses and "firm" in a.doers for a in seen.acts.get(sentence, ()))
    if said == "proposed" and wished and KINDS[kind].direction == "ease":
        return "none"  # by those whom a measure hits
    if not said and FAMILIES[KINDS[kind].type] == "import_measure" and _PROBED.search(tree.text):
        return "proposed"
    if (said == "proposed" and _OUTSIDERS.search(tree.text)) or (act is None and is_state(tree, k)):
        return "none"
    if KINDS[kind].type == "supply_disruption" and said in {"none", "denied"}:
        said = "" if verbs & _WORKS else said  # "will not resume mining" is the loss itself
    if KINDS[kind].type == "supply_disruption" and said == "ended":
        return "none"  # "backed away from a decision to close"
    given_up = {"bid", "case", "stoppage"} | ({"plan"} if FAMILIES[KINDS[kind].type] == "policy" else set[str]())
    if not said and act is not None and act.senses & _OVER and act.objects & given_up:
        return "ended"
    if KINDS[kind].direction == "ease" and said == "denied":
        return "" if spares(tree.text.lower()) else "none"  # what goes on as before is no event
    return "" if KINDS[kind].type == "demand_shift" and said in {"none", "denied"} else said


def said_before(seen: Seen, sentence: int, act: Act | None, at: int) -> bool:
    """Whether what is told at a place had been done before what the sentence tells, or is what that is done upon."""
    tree, k = _verb(seen, sentence, act, at)
    return tree is not None and k is not None and (is_past_past(tree, k) or is_circumstance(tree, k))


def _verb(seen: Seen, sentence: int, act: Act | None, at: int) -> tuple[Tree | None, int | None]:
    """The parse of a sentence, or the headline, and the word of an act; without one the verb above a place."""
    tree = parse(_text(seen, sentence)) if sentence in seen.acts else None
    if tree is None:
        return None, None
    return tree, governing(tree, at - _start(seen, sentence)) if act is None else tree.top(act.at, act.at + 1)


def doers(seen: Seen, sentence: int, act: Act | None, at: int) -> tuple[str, ...]:
    """Whom the grammar of a sentence, or the headline, names as doing what it tells at a place."""
    span, start = subject_of(seen, sentence, act, at), _start(seen, sentence)
    if span is None:
        return ()
    text, end = _text(seen, sentence), span[1]
    official = _OFFICE.search(text, span[0], end) is not None  # "a Philippine senator" is the state, no "Chilean miner"
    here = [m for m in seen.cast.here(sentence) if m.kind != "mineral" and (official or not m.adjective)]
    return tuple(dict.fromkeys(m.value for m in here if span[0] <= m.start - start < end))


def subject_of(seen: Seen, sentence: int, act: Act | None, at: int) -> tuple[int, int] | None:
    """Start and end, in a sentence or the headline, of what does what it tells at a place."""
    return act.subject if act is not None else _subject(seen, sentence, at)


def _subject(seen: Seen, sentence: int, at: int) -> tuple[int, int] | None:
    tree, k = _verb(seen, sentence, None, at)
    who = None if tree is None or k is None else doer(tree, k)
    return who and who[:2]


def _text(seen: Seen, sentence: int) -> str:
    return as_prose(seen.document) if sentence == TITLE else seen.document.sentences[sentence].text


def _start(seen: Seen, sentence: int) -> int:
    return 0 if sentence == TITLE else seen.document.sentences[sentence].start
