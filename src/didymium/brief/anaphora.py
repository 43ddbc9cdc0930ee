"""Sentences that lean on what stands before them: opening pronouns, "these hurdles", "that decision", "he said"."""

from __future__ import annotations

import re

from didymium.text.gazetteer import find_names

OPENING = re.compile(
    r"^(?:(?:However|Meanwhile|Moreover|Furthermore|In addition|Additionally|Still|Yet|Also|Separately|Nevertheless|"
    r"Instead|For now|Indeed|Similarly|That said|As a result|In turn|In response|Besides|In contrast|By contrast|"
    r"At the same time|On the other hand|Notably|Quietly|Overall|For example|For instance|Nonetheless|Consequently),|"
    r"(?:But|And|Yet)\b,?)\s+(?=\S)"
)
MARKUP = re.compile(  # of a point or a section
    r"^(?:(?:SUMMARY|DATES|Summary|Highlights|Key points):\s|\(?\d{1,2}[.)]\s|\*\*[^*]{1,60}\*\*|[•·▪#>*–-]+)\s*"
)
_START = re.compile(
    r"^(?:[\"“'‘]|It|They|He|She|We|I|This(?! (?:year|month|week|quarter|morning|notice|Regulation|Decision)\b)|"
    r"These|Those|That|Such|His|Her|Their|Its|Our|Both(?! (?:firms|companies|parties|sides|countries|governments)\b)|"
    r"Another|Others?|Some|One(?! [a-z]+ (?:was|is)\b)|"
    r"Many|Most(?! of the )|Each|Either|Neither|"
    r"None(?! of the )|All of (?:them|these|this|it)|Which means|No\.|Yes\.|Hence|Thus|Therefore|"
    r"The (?:main |chief |other )?reasons? (?:is|are|was|were)|The (?:result|consequence|upshot) (?:is|was)|"
    r"(?:An?|One|Two|Three|Four|Five|Six|Some|Several|A few|\d+) (?:hour|day|week|month|year)s? (?:later|earlier|"
    r"before|after)|Later|Earlier(?! \w+s\b)|Afterwards?|The (?:same|next|following|previous) (?:day|week|month|year)|"
    r"Then|So|Here|There (?:they|he|she|it))\b"
)
_DEFINITE = re.compile(  # "The plan ...", with nothing said of what plan
    r"^(?:The|(?:Prior to|Under|After|Before|Following|Since|Despite|As part of|With) the) "
    r"(?:(?:new|latest|proposed|planned|latter|former|same|other|two|three) )*(?P<noun>move|company|deal|order|"
    r"rule|measure|firm|group|plan|announcement|latter|former|two|same|other|factory|decision|sum|document|scheme|"
    r"closure|contract|venture|cut|pair|figure|reply|answer|plant|facility|pause|rise|increase|fall|drop|decline|"
    r"shortfall|ruling|delay|agreement|transaction|sale|operation|initiative|project|ban|policy|report|letter|survey|"
    r"study|statement|filing|disruption|outage|dispute|investment|shortage|gain|loss|downturn|rally|surge|crackdown|"
    r"restriction|mine|smelter|refinery|proposal|regulator|suspension|tariff|loan|quota|directive|step|exemption|"
    r"injunction|pact|accord|alliance|halt|permit|licen[cs]e|probe|investigation|review|law|bill|levy|label|grant|"
    r"programme|program|fund|talks|truce|window|partnership|memorandum|list)(?:s|es)?\b"
    r"(?![’'])(?! (?:of|for|on|by|in|at|between|from|with|to) )"
)
_SUBJECT = re.compile(  # a pronoun that acts after an opening without a name: "Now, they are", "This week, it is up"
    r"^(?:(?:Now|Today|Later|Soon|Since then|Currently),?|[A-Z][^,.;:A-Z]{2,60},)\s"
    r"(?:it|they|he|she|this|these|those|both)\b"
)
_CLAUSE = re.compile(  # a subordinate opening whose noun was named before
    r"^(?:Though|Although|While|Because|Since|As|After|Before|With|Under|In|Of|From|By|For|At|On|Among|Until|Despite|"
    r"Against|Beyond|Behind|If|When|Where|Once|To|Following|"
    r"[A-Z]\w+ed by)\s(?:all\s)?(?:these|those|this|that|such|them|it|he|she|they)\b"
)
_POINTS = re.compile(  # "around that meeting", wherever it stands
    r"\b(?:at|around|after|before|under|from|of|to|by|on|with|in|during|for|\w+ed|\w+es)\s(?:that|those|these)\s"
    r"(?P<noun>idea|view|request|suggestion|argument|claim|meeting|"
    r"summit|visit|talk|deal|agreement|accord|pact|order|law|bill|measure|rule|decision|ban|plan|ruling|case|tender|"
    r"loan|sale|purchase|project|plant|mine|proposal|announcement)s?\b"
)
METAL = re.compile(  # which one, the sentence before tells
    r"\b(?:the|that|this) (?:(?:red|white|yellow|silvery|precious|strategic|critical|battery|key) )?"
    r"(?:metal|mineral|material|commodity|element|ore)\b"
    r"(?! (?:prices?|market|sector|industry|exchange|trade|maker|export|that|which|used|needed|mined|from|in)\b)"
)
_OF_THESE = re.compile(
    r"\b(?:of|to|on|for|about|over) such (?!a\b|an\b|as\b)[a-z]|"
    r"^(?:[\w’'-]+\s){1,5}(?:these|those|them)\b(?!\s(?:who|that|which)\b)"
)  # "supplies most of these"
OPENS = 70  # characters in which "such goods" are those of a sentence before
_QUOTE = re.compile(r"^[\"“][^\"”]{5,400}[\"”]")
TOLD = 10  # words around an opening quotation from which it explains itself
_SPEAKER = re.compile(r"\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b")
FEWEST_TOLD = 5  # the same where it ends on who speaks, by full name
_PERSON = re.compile(r"\b(?:he|she|his|him|hers?)\b")
_SAID = re.compile(
    r",[”\"]? (?:it|they) (?:said|says|added|adds|noted|wrote)\b|\b(?:it|they) (?:also|too|added)\b|"
    r"\b(?:that|which|as|when|after|before|because|since) (?:it|they) (?:(?:had|has|have) )?\w+ed\b"
)
_NAME = re.compile(r"(?<!^)\b[A-Z][A-Za-z’'.-]+")
_TITLE = re.compile(r"\b(?:minister|president|secretary|chairman|chairwoman|chief|director|spokes\w+|official|analyst|"
                    r"manager|founder|head|lawyer|trader|reader|he who)\b", re.IGNORECASE)  # fmt: skip


_AFTER_IT = re.compile(  # "Operations were suspended after the incident"
    r"\b(?:after|following|since|before|due to|because of|caused by|from|by) the (?P<noun>incident|accident|event|"
    r"collapse|fire|blast|explosion|earthquake|outage|stoppage|strike|flood(?:ing)?|breach|landslide|mudslide|shutdown)\b"
    r"(?! (?:of|at|in|on|by|that|which)\b)"
)


def definite(sentence: str) -> str | None:
    """The noun, of an opening such as "The plan ..." or "after the incident", of which something before must have told.

    None where there is none.
    """
    opened = _DEFINITE.match(OPENING.sub("", sentence.lstrip()))
    if opened:
        return opened["noun"]
    later = _AFTER_IT.search(sentence)
    return later["noun"] if later and later["noun"] not in sentence[: later.start()].lower() else None


def leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood."""
    words = OPENING.sub("", MARKUP.sub("", sentence.lstrip()))
    words = words[:1].upper() + words[1:]
    if (quote := _QUOTE.match(words)) and _NAME.search(rest := words[quote.end() :]):
        least = FEWEST_TOLD if _SPEAKER.search(rest) else TOLD
        if len(rest.split()) >= least:
            return False  # who says it, of what, is told around it
    if any(p.match(words) for p in (_START, _CLAUSE, _SUBJECT)) or _OF_THESE.search(words[:OPENS]):
        return True
    if on_the_metal(words):
        return True
    if (points := _POINTS.search(words)) and points["noun"] not in words[: points.start()].lower():
        return True
    if (person := _PERSON.search(words)) and not _named(words[: person.start()], words):
        return True
    return bool((it := _SAID.search(words)) and not _NAME.search(words[: it.start()]))


def on_the_metal(words: str) -> bool:
    """Whether a sentence tells of "the metal" and does not say of which."""
    metal = METAL.search(words)
    return metal is not None and not any(n.kind == "mineral" for n in find_names(words[: metal.start()]))


_SPEAKS = re.compile(
    r"(?<![A-Za-z’'.-] )\b([A-Z][a-z]+) (?:also |further )?"
    r"(?:said|says|noted|notes|added|adds|told|explained|warned|argued|wrote|continued|stressed)\b|"
    r"\b(?:said|according to) ([A-Z][a-z]+)(?=[.,;])"
)


def surnames(words: str) -> tuple[str, ...]:
    """Who speaks in a sentence by one name alone that is no name of a firm, state or office: "..., Xu noted"."""
    found = (m[1] or m[2] for m in _SPEAKS.finditer(words))
    return tuple(n for n in found if not find_names(n))


def unintroduced(words: str, before: str) -> bool:
    """Whether a sentence lets somebody speak by a surname whose full name only the text before it gives."""
    full = (rf"\b[A-Z][a-z]+ (?:[A-Z]\. )?{n}\b|\b{n} [A-Z][a-z]+" for n in surnames(words))
    return any(re.search(f, before) and not re.search(f, words) for f in full)


def _named(before: str, words: str) -> bool:
    """Whether someone whom a later "he" may be is named before it, or right after ("said she")."""
    first = re.match(r"[A-Z][a-z]+ [A-Z]", words) is not None
    return first or _NAME.search(before) is not None or _TITLE.search(before) is not None
