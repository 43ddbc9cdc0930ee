"""What must stand beside the words of a rule for it to hold: parties, money, minerals, prices."""

from __future__ import annotations

import re
from typing import NamedTuple

from didymium.news.document import Document, Sentence
from didymium.news.rule_words import SITE, Rule

_STATE_WORD = re.compile(
    r"\b(?:government|ministry|minister|cabinet|parliament|president|senate|congress|"
    r"lawmakers|regulator|commission|administration|state|county|authorities|the order|"
    r"department|court|agency|federal|secretary)\b",
    re.I,
)
_INDUSTRY_WORD = re.compile(rf"\b{SITE}\b|\b(?:miners?|mining|ore|smelt\w*|refin\w*|battery|magnets?)\b", re.I)
_IT = re.compile(
    r"^It\b|\b(?:it|they) (?:has|have|will|is|also|had|would|plans?)\b|^The (?:measure|"
    r"order|proclamation|plan|law|rule|bill|decree|country|programme|program|mission)"
    r"\b"
)
_SHARES = re.compile(r"\b(?:shares?|stocks?)\b(?!\s+of\s+(?:the|global|world))", re.I)
_FINANCE = re.compile(
    r"\b(?:invest\w*|loans?|grants?|equity|fund\w*|financ\w*|stake|preferred|credit|"
    r"letters? of|subsid\w*|backing|guarantee|award\w*|package|support|pledg\w*|commit\w*|"
    r"capital|poured|debt|inject\w*|bond|raise[sd]?|received?|secured|len[dt]|lending|"
    r"convertible|co-financ\w*)\b|\bput(?:s|ting)?\b.{0,40}\binto\b",
    re.I,
)
_VOLUME = re.compile(
    r"\b(?:shipments|exports|imports|output|production|demand|supplies|supply|sales|"
    r"stocks|consumption|tonnes|tons) (?:of|for) (?:\w+ )?$",
    re.I,
)
_FINANCE_NOUN = re.compile(r"\b(?:loans?|grants?|equity|credit)\b", re.I)
_NO_FINANCE = re.compile(
    r"\b(?:would cost|could cost|lose|lost|losses|revenue|profit|sales of|market value|"
    r"worth of|valued at|takeover|acquisition of|acquire|buyout|per share|a share|job "
    r"losses|GDP|trade deficit|fine of|fined|damages|tariffs?|earnings|exports worth|"
    r"imports worth|capital spending|spending cut)\b",
    re.I,
)


class Hit(NamedTuple):
    """A place where a rule fires; positions count in the folded text."""

    rule: Rule
    sentence: Sentence
    start: int
    end: int


def relevant(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence belongs to the mineral story: it, the one before, or the headline names a mineral or site."""
    if document.focused or any(n.kind in {"mineral", "project"} or n.ref for n in sentence.names):
        return True
    if _INDUSTRY_WORD.search(sentence.text):
        return True
    headline = {n.id for n in document.title_names if n.kind in {"company", "project"}}
    if document.minerals and headline & {n.id for n in sentence.names}:
        return True
    if sentence.index <= 2 and any(s.minerals for s in document.sentences[:6]):
        return True
    before = document.sentences[sentence.index - 1] if sentence.index else None
    return bool(before and before.minerals and document.minerals)


def holds(document: Document, hit: Hit) -> bool:
    """Whether all that a rule needs stands beside its words."""
    return all(_NEEDS[need](document, hit) for need in hit.rule.needs)


def _near_money(document: Document, hit: Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return any(start <= m.start < end and not (m.per and "/" in m.unit) for m in hit.sentence.money)


def _finance(document: Document, hit: Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return bool(_FINANCE.search(document.text[start:end])) and not _NO_FINANCE.search(
        document.text[max(start, hit.start - 25) : min(end, hit.end + 60)]
    )


def _state(document: Document, hit: Hit) -> bool:
    return (
        any(p.kind in {"state", "agency"} and not p.adjective for p in hit.sentence.parties)
        or bool(_STATE_WORD.search(hit.sentence.text))
        or bool(_IT.search(hit.sentence.text))
    )


def _pact(document: Document, hit: Hit) -> bool:
    parties = [p for p in hit.sentence.parties if p.kind in {"state", "agency", "body"}]
    companies = [p for p in hit.sentence.parties if p.kind == "company"]
    states = {p.country or p.value for p in parties if not p.adjective}
    mineral = (
        bool(hit.sentence.minerals)
        or document.focused
        or bool(re.search(r"\bmin(?:ing|erals?)\b", hit.sentence.text, re.I))
    )
    return mineral and (len(states) >= 2 or (bool(parties) and not companies))


def _company(document: Document, hit: Hit) -> bool:
    return any(p.kind == "company" for p in hit.sentence.parties) or bool(
        re.search(r"\b(?:the (?:company|miner|group|firm)|it)\b", hit.sentence.text)
    )


def _companies(document: Document, hit: Hit) -> bool:
    names = {p.value for p in hit.sentence.parties if p.kind == "company"}
    return len(names) >= 2 or (bool(names) and "joint venture" in hit.sentence.text.lower())


def _industry(document: Document, hit: Hit) -> bool:
    return (
        document.focused
        or any(n.kind in {"mineral", "project"} for n in hit.sentence.names)
        or bool(_INDUSTRY_WORD.search(hit.sentence.text))
    )


def _priced(document: Document, hit: Hit) -> bool:
    text = document.text[hit.start : hit.end]
    number = any(q.unit == "%" or "/" in q.unit for q in hit.sentence.quantities) or bool(hit.sentence.money)
    mineral = bool(hit.sentence.minerals) or bool(document.minerals)
    return (
        mineral
        and (number or "price" in text.lower())
        and not _SHARES.search(document.text[max(hit.sentence.start, hit.start - 25) : hit.end])
    )


def _number(document: Document, hit: Hit) -> bool:
    tail = [
        q
        for q in hit.sentence.quantities
        if hit.end - 2 <= q.start < hit.end + 60 and (q.unit == "%" or "/" in q.unit or q.unit == "x")
    ]
    sums = [m for m in hit.sentence.money if hit.end - 2 <= m.start < hit.end + 60]
    if _VOLUME.search(document.text[max(hit.sentence.start, hit.start - 25) : hit.start]):
        return False
    return bool(tail or sums) and not _SHARES.search(document.text[max(hit.sentence.start, hit.start - 40) : hit.end])


def _inward(document: Document, hit: Hit) -> bool:
    tail = document.text[hit.start : hit.end + 40]
    return not re.search(r"\bexport|\bshipments\b", tail, re.I) or "import" in tail.lower()


def _two_companies(document: Document, hit: Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return len({p.value for p in hit.sentence.parties if p.kind == "company" and start - 80 <= p.start < end}) >= 2


def _exports(document: Document, hit: Hit) -> bool:
    return bool(re.search(r"\bexport|\bship|\babroad|\boverseas", hit.sentence.text, re.I))


def _fundable(document: Document, hit: Hit) -> bool:
    return bool(
        _INDUSTRY_WORD.search(hit.sentence.text)
        or _FINANCE_NOUN.search(hit.sentence.text)
        or any(p.kind == "company" for p in hit.sentence.parties)
    )


def _party(document: Document, hit: Hit) -> bool:
    return any(not p.adjective for p in hit.sentence.parties)


def _stock(document: Document, hit: Hit) -> bool:
    return "stockpil" in document.low or "strategic reserve" in document.low


def _states(document: Document, hit: Hit) -> bool:
    states = {p.country or p.value for p in hit.sentence.parties if p.kind in {"state", "agency"}}
    return len(states) >= 2 or bool(
        re.search(
            r"\b(?:both|the two) (?:sides|countries|governments|nations)\b|\bgovernment (?:pact|agreement|deal)\b",
            hit.sentence.text,
        )
    )


def _exporting(document: Document, hit: Hit) -> bool:
    return (
        bool(re.search(r"export|shipment|ship\b", hit.sentence.text, re.I))
        or "export" in document.title.lower()
        or "export" in document.text[:1500].lower()
    )


def _ore_quota(document: Document, hit: Hit) -> bool:
    text = hit.sentence.text
    return bool(re.search(r"\b(?:ore|min(?:e|es|ing|ers)|dig|smelt\w*|produc\w+)\b", text)) and "export" not in text


def _tonnage(document: Document, hit: Hit) -> bool:
    tail = document.text[hit.start : hit.end + 40]
    weighed = any(q.unit in {"t", "t/yr", "GWh"} for q in hit.sentence.quantities)
    return weighed or bool(re.search(r"\b(?:first|start up|on stream|online)\b", tail))


_NEEDS = {
    "money": _near_money,
    "finance": _finance,
    "state": _state,
    "pact": _pact,
    "company": _company,
    "company2": _companies,
    "industry": _industry,
    "priced": _priced,
    "number": _number,
    "export": _exporting,
    "fundable": _fundable,
    "inward": _inward,
    "companies": _two_companies,
    "exports": _exports,
    "party": _party,
    "orequota": _ore_quota,
    "tonnage": _tonnage,
    "stock": _stock,
    "states": _states,
}
