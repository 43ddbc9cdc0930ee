"""Events of an article: typed statements with status, parties, minerals, amounts and dates, each told once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from didymium.labels import mineral_aliases
from didymium.news.document import BROAD, Document, Sentence, minerals_in
from didymium.news.gta import gta_type
from didymium.news.lexicon import groups_of
from didymium.news.merge import Statement, merge
from didymium.news.model import event_chances, trigger_at
from didymium.news.openers import openers, places, word_index
from didymium.news.roles import roles
from didymium.news.rules import RULES, SITE, Rule
from didymium.news.rules_industry import INDUSTRY
from didymium.news.slots.dates import Date
from didymium.news.slots.money import Money, to_usd
from didymium.news.slots.quantities import Quantity
from didymium.news.stages import stage_of
from didymium.news.status import status_of
from didymium.records import Amount

ALL_RULES = (*RULES, *INDUSTRY)
MOST = 12
LIKELY, LIKELY_BESIDE = 0.45, 0.75
_NAMED = {"supply_project", "corporate", "demand_shift"}
_NO_PATTERN = re.compile(r"$^")
QUOTE = 300
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
_EFFECT = re.compile(
    r"\b(?:effective|from|starting|beginning|as of|takes? effect|took effect|in force|"
    r"into force|start(?:s|ing)?|until|on|in|by|since)\s+(?:on\s+)?$",
    re.I,
)
_SAID = re.compile(r", (?:according to [^,]{2,60}|[^,]{2,60}? (?:said|says|announced|told)\b[^,]{0,40})\.?$", re.I)


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    sentence: Sentence
    start: int
    end: int


def find_events(document: Document) -> tuple[Statement, ...]:
    """The events that the article states, at most twelve, in the order of the text."""
    gates, groups = _gates(document), groups_of(document)
    found: list[Statement] = []
    last: tuple[str, ...] = ()
    for sentence in document.sentences:
        statements = [
            s
            for hit in _hits(document, sentence, gates.get(sentence.index, ()))
            if (s := _statement(document, hit, last)) is not None
        ]
        statements = _compete(statements)
        statements += _likely(document, sentence, groups[sentence.index], statements, last)
        found += statements
        last = _subjects(sentence) or last
    return _most_material(merge(found))


def _likely(
    document: Document,
    sentence: Sentence,
    groups: dict[int, int],
    known: list[Statement],
    last: tuple[str, ...],
) -> list[Statement]:
    """What the trained model sees in a sentence and no pattern found."""
    if not _relevant(document, sentence) or len(sentence.text) < 25:
        return []
    types = {s.type for s in known}
    limit = LIKELY if not known else LIKELY_BESIDE
    out = []
    for kind, chance in event_chances(groups).items():
        rivals = {(kind, t) for t in types} | {(t, kind) for t in types}
        at = trigger_at(kind, groups) if chance >= limit and kind not in types and not rivals & _PAIRS else None
        if at is not None:
            hit = _Hit(Rule(kind, (), _NO_PATTERN, rank=2), sentence, at, _word_end(document.text, at))
            statement = _statement(document, hit, last)
            if statement is not None and (
                kind not in _NAMED
                or any(p.kind == "company" for p in sentence.parties)
                or any(n.kind == "project" for n in sentence.names)
            ):
                out.append(statement)
    return out


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _subjects(sentence: Sentence) -> tuple[str, ...]:
    """The parties that a pronoun in the next sentence can mean."""
    fit = [p for p in sentence.parties if p.subject and not p.adjective and p.kind != "body"]
    return tuple(dict.fromkeys(p.value for p in fit))[:2]


@cache
def _cues() -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    by_cue: dict[str, list[int]] = defaultdict(list)
    for index, rule in enumerate(ALL_RULES):
        for cue in rule.cues:
            by_cue[cue].append(index)
    words = [c for c in by_cue if not c.startswith("$")]
    return AhoCorasick(words, implementation=Implementation.DFA), tuple(tuple(by_cue[w]) for w in words)


@cache
def _special(cue: str) -> tuple[int, ...]:
    return tuple(i for i, rule in enumerate(ALL_RULES) if cue in rule.cues)


def _gates(document: Document) -> dict[int, tuple[int, ...]]:
    """For each sentence the rules whose cue occurs in it."""
    automaton, owners = _cues()
    starts = [s.start for s in document.sentences]
    open_: dict[int, set[int]] = defaultdict(set)
    text = document.text.lower()
    for cue, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        if start and text[start - 1].isalnum():
            continue
        open_[bisect_right(starts, start) - 1].update(owners[cue])
    for sentence in document.sentences:
        if sentence.money:
            open_[sentence.index].update(_special("$money"))
        if any(n.kind == "mineral" for n in sentence.names):
            open_[sentence.index].update(_special("$mineral"))
    return {index: tuple(sorted(rules)) for index, rules in open_.items()}


def _hits(document: Document, sentence: Sentence, gates: tuple[int, ...]) -> list[_Hit]:
    """All places where a rule fires in a sentence that bears on minerals."""
    if not gates or not _relevant(document, sentence):
        return []
    hits = []
    words = word_index(sentence.text)
    for index in gates:
        rule = ALL_RULES[index]
        for match in _matches(rule.pattern, _openers()[index], sentence.text, words):
            if match.end() > match.start() and not (rule.bars and rule.bars.search(match.group())):
                hit = _Hit(rule, sentence, sentence.start + match.start(), sentence.start + match.end())
                if _holds(document, hit):
                    hits.append(hit)
    return hits


@cache
def _openers() -> tuple[frozenset[str] | None, ...]:
    return tuple(openers(rule.pattern) for rule in ALL_RULES)


def _matches(
    pattern: re.Pattern[str], heads: frozenset[str] | None, text: str, words: dict[str, list[int]]
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` gives, tried only where a word opens as the pattern does."""
    if heads is None:
        yield from pattern.finditer(text)
        return
    end = 0
    for at in places(heads, words):
        if at >= end and (match := pattern.match(text, at)):
            end = max(match.end(), at + 1)
            yield match


def _relevant(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence belongs to the mineral story: it, the one before, or the headline names a mineral or site."""
    if any(n.kind in {"mineral", "project"} or n.ref for n in sentence.names) or _INDUSTRY_WORD.search(sentence.text):
        return True
    if document.focused:
        return True
    headline = {n.id for n in document.title_names if n.kind in {"company", "project"}}
    if document.minerals and headline & {n.id for n in sentence.names}:
        return True
    if sentence.index <= 2 and any(n.kind == "mineral" for s in document.sentences[:6] for n in s.names):
        return True
    before = document.sentences[sentence.index - 1] if sentence.index else None
    return bool(before and any(n.kind == "mineral" for n in before.names) and document.minerals)


def _holds(document: Document, hit: _Hit) -> bool:
    return all(_NEEDS[need](document, hit) for need in hit.rule.needs)


def _near_money(document: Document, hit: _Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return any(start <= m.start < end and not (m.per and "/" in m.unit) for m in hit.sentence.money)


def _finance(document: Document, hit: _Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return bool(_FINANCE.search(document.text[start:end])) and not _NO_FINANCE.search(
        document.text[max(start, hit.start - 25) : min(end, hit.end + 60)]
    )


def _state(document: Document, hit: _Hit) -> bool:
    return (
        any(p.kind in {"state", "agency"} and not p.adjective for p in hit.sentence.parties)
        or bool(_STATE_WORD.search(hit.sentence.text))
        or bool(_IT.search(hit.sentence.text))
    )


def _pact(document: Document, hit: _Hit) -> bool:
    parties = [p for p in hit.sentence.parties if p.kind in {"state", "agency", "body"}]
    companies = [p for p in hit.sentence.parties if p.kind == "company"]
    states = {p.country or p.value for p in parties if not p.adjective}
    mineral = (
        any(n.kind == "mineral" for n in hit.sentence.names)
        or document.focused
        or bool(re.search(r"\bmin(?:ing|erals?)\b", hit.sentence.text, re.I))
    )
    return mineral and (len(states) >= 2 or (bool(parties) and not companies))


def _company(document: Document, hit: _Hit) -> bool:
    return any(p.kind == "company" for p in hit.sentence.parties) or bool(
        re.search(r"\b(?:the (?:company|miner|group|firm)|it)\b", hit.sentence.text)
    )


def _companies(document: Document, hit: _Hit) -> bool:
    names = {p.value for p in hit.sentence.parties if p.kind == "company"}
    return len(names) >= 2 or (bool(names) and "joint venture" in hit.sentence.text.lower())


def _industry(document: Document, hit: _Hit) -> bool:
    return (
        document.focused
        or any(n.kind in {"mineral", "project"} for n in hit.sentence.names)
        or bool(_INDUSTRY_WORD.search(hit.sentence.text))
    )


def _priced(document: Document, hit: _Hit) -> bool:
    text = document.text[hit.start : hit.end]
    number = any(q.unit == "%" or "/" in q.unit for q in hit.sentence.quantities) or bool(hit.sentence.money)
    mineral = any(n.kind == "mineral" for n in hit.sentence.names) or bool(document.minerals)
    return (
        mineral
        and (number or "price" in text.lower())
        and not _SHARES.search(document.text[max(hit.sentence.start, hit.start - 25) : hit.end])
    )


def _number(document: Document, hit: _Hit) -> bool:
    tail = [
        q
        for q in hit.sentence.quantities
        if hit.end - 2 <= q.start < hit.end + 60 and (q.unit == "%" or "/" in q.unit or q.unit == "x")
    ]
    sums = [m for m in hit.sentence.money if hit.end - 2 <= m.start < hit.end + 60]
    if _VOLUME.search(document.text[max(hit.sentence.start, hit.start - 25) : hit.start]):
        return False
    return bool(tail or sums) and not _SHARES.search(document.text[max(hit.sentence.start, hit.start - 40) : hit.end])


def _inward(document: Document, hit: _Hit) -> bool:
    tail = document.text[hit.start : hit.end + 40]
    return not re.search(r"\bexport|\bshipments\b", tail, re.I) or "import" in tail.lower()


def _two_companies(document: Document, hit: _Hit) -> bool:
    start, end = hit.sentence.clause(hit.start)
    return len({p.value for p in hit.sentence.parties if p.kind == "company" and start - 80 <= p.start < end}) >= 2


def _exports(document: Document, hit: _Hit) -> bool:
    return bool(re.search(r"\bexport|\bship|\babroad|\boverseas", hit.sentence.text, re.I))


def _fundable(document: Document, hit: _Hit) -> bool:
    return bool(
        _INDUSTRY_WORD.search(hit.sentence.text)
        or _FINANCE_NOUN.search(hit.sentence.text)
        or any(p.kind == "company" for p in hit.sentence.parties)
    )


def _party(document: Document, hit: _Hit) -> bool:
    return any(not p.adjective for p in hit.sentence.parties)


def _stock(document: Document, hit: _Hit) -> bool:
    return "stockpil" in document.text.lower() or "strategic reserve" in document.text.lower()


def _states(document: Document, hit: _Hit) -> bool:
    states = {p.country or p.value for p in hit.sentence.parties if p.kind in {"state", "agency"}}
    return len(states) >= 2 or bool(
        re.search(
            r"\b(?:both|the two) (?:sides|countries|governments|nations)\b|\bgovernment (?:pact|agreement|deal)\b",
            hit.sentence.text,
        )
    )


def _exporting(document: Document, hit: _Hit) -> bool:
    return (
        bool(re.search(r"export|shipment|ship\b", hit.sentence.text, re.I))
        or "export" in document.title.lower()
        or "export" in document.text[:1500].lower()
    )


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
_NEEDS = {
    "money": _near_money, "finance": _finance, "state": _state, "pact": _pact, "company": _company, "company2": _companies,
    "industry": _industry, "priced": _priced, "number": _number, "export": _exporting, "fundable": _fundable, "inward": _inward, "tonnage": lambda document, hit: any(q.unit in {"t", "t/yr", "GWh"} for q in hit.sentence.quantities) or bool(re.search(r"\b(?:first|start up|on stream|online)\b", document.text[hit.start : hit.end + 40])), "orequota": lambda document, hit: bool(re.search(r"\b(?:ore|min(?:e|es|ing|ers)|dig|smelt\w*|produc\w+)\b", hit.sentence.text)) and "export" not in hit.sentence.text, "companies": _two_companies, "exports": _exports, "party": _party,
    "stock": _stock, "states": _states,
}  # fmt: skip


def _statement(document: Document, hit: _Hit, last: tuple[str, ...]) -> Statement | None:
    sentence, rule = hit.sentence, hit.rule
    clause = sentence.clause(hit.start)
    clause = (clause[0], max(clause[1], hit.end))
    if rule.type == "price_move":
        clause = _price_clause(sentence, clause, hit)
    date, expires, later = _when(document, sentence, clause, hit)
    status = status_of(rule.type, sentence.text, document.text[clause[0] : hit.start], document.text[hit.start : hit.end],
                       document.text[hit.end : clause[1]], later)  # fmt: skip
    if status is None:
        return None
    actors, targets = roles(rule.type, document, sentence, hit.start, hit.end, clause, last)
    minerals = _minerals(document, sentence, clause, rule.type, hit)
    start, end = _quote(document, sentence, clause, hit)
    return Statement(
        rule.type, rule.status or status, actors, targets, minerals, stage_of(document.text[start:end], rule.type),
        _amounts(document, sentence, start, end, rule.type), date, expires if rule.type not in {"price_move", "corporate"} else None,
        start, end, hit.start, hit.end, rule.rank, sentence.index, gta_type(rule.type, document.text[start:end]), _is_background(document, date),
    )  # fmt: skip


def _in_company_names(sentence: Sentence) -> tuple[str, ...]:
    """Minerals that companies bear in their names ("Arcadium Lithium"), where nothing else names one."""
    known = mineral_aliases()
    words = [w.lower() for n in sentence.names if n.kind == "company" for w in n.id.split()]
    return tuple(dict.fromkeys(known[w] for w in words if w in known))[:2]


def _listed(document: Document, sentence: Sentence) -> tuple[str, ...]:
    """The minerals put on a list: those of the sentence, else of the next one where it goes on about the list."""
    inside = minerals_in(sentence.names)
    if all(m in BROAD for m in inside) and sentence.index + 1 < len(document.sentences):
        after = document.sentences[sentence.index + 1]
        listed = minerals_in(after.names)
        if len(listed) >= 2 and re.search(r"\b(?:list|add|includ|join|new)", after.text, re.I):
            return listed
    return inside or document.minerals


def _price_clause(sentence: Sentence, clause: tuple[int, int], hit: _Hit) -> tuple[int, int]:
    """The clause up to the next mineral: "silver slipped 0.4% and platinum added 0.6%" are two moves."""
    minerals = [n.start for n in sentence.names if n.kind == "mineral"]
    after = [m for m in minerals if hit.end < m < clause[1]]
    before = [m for m in minerals if clause[0] < m <= hit.start]
    single = bool(after) and any(hit.end <= q.start < after[0] for q in sentence.quantities)
    end = after[0] if single else clause[1]
    first = next((m for m in minerals if clause[0] <= m < hit.end), clause[0])
    start = (
        before[-1]
        if before and first != before[-1] and any(clause[0] <= q.start < before[-1] for q in sentence.quantities)
        else clause[0]
    )
    return start, end


def _minerals(document: Document, sentence: Sentence, clause: tuple[int, int], kind: str, hit: _Hit) -> tuple[str, ...]:
    """Minerals of the clause, else of the sentence, the sentence before, the article."""
    if kind == "price_move":
        named = [n for n in sentence.names if n.kind == "mineral" and n.start <= hit.end]
        if named and named[-1].start >= clause[0] - 80:
            return minerals_in((named[-1],))
    if kind == "list_designation":
        return _listed(document, sentence)
    inside = minerals_in(tuple(n for n in sentence.names if clause[0] <= n.start < clause[1]))
    if inside:
        return inside
    before = document.sentences[sentence.index - 1].names if sentence.index else ()
    return minerals_in(sentence.names) or minerals_in(before)[:6] or document.minerals or _in_company_names(sentence)


def _quote(document: Document, sentence: Sentence, clause: tuple[int, int], hit: _Hit) -> tuple[int, int]:
    """The shortest run of clauses that holds subject, trigger and amounts, at most 300 characters."""
    start, end = clause
    if (
        hit.rule.type != "price_move"
        and not any(start <= p.start < hit.start for p in sentence.parties)
        and hit.start - sentence.start < 160
    ):
        start = sentence.start
    text = document.text
    lead = re.match(
        r"[;:,]?\s*(?:[-–—]\s)?(?:and|but|while|which|who|that|although|though|as|because|"
        r"since|after|when|whereas|where|before)?\s+",
        text[start:end],
        re.I,
    )
    if lead and start > sentence.start and start + lead.end() <= hit.start:
        start += lead.end()
    said = _SAID.search(text[hit.end : end])
    if said:
        end = hit.end + said.start()
    end = min(end, start + QUOTE)
    if end < hit.end:
        start, end = max(sentence.start, hit.end - 200), min(sentence.end, max(hit.end, hit.end + 60))
    while end > start and text[end - 1] in " ,;:":
        end -= 1
    while start < end and text[start] in " ,;:-–—":
        start += 1
    return start, min(end, start + QUOTE)


def _amounts(document: Document, sentence: Sentence, start: int, end: int, kind: str) -> tuple[Amount, ...]:
    """Money, percentages, masses, counts and lengths of time in the quoted span."""
    found: list[tuple[int, Amount]] = []
    for money in sentence.money:
        if start <= money.start < end + 1 and not (money.per and "/" in money.unit):
            found += [(money.start, a) for a in _money_amounts(money)]
    for quantity in sentence.quantities:
        if start <= quantity.start < end + 1 and _counts(kind, quantity):
            found += [(quantity.start, a) for a in _quantity_amounts(document, sentence, quantity, kind)]
    unique: dict[tuple[float, str], Amount] = {}
    for _, amount in sorted(found, key=lambda f: f[0]):
        unique.setdefault((amount.value, amount.unit), amount)
    return tuple(unique.values())


def _counts(kind: str, quantity: Quantity) -> bool:
    """Whether a quantity says something of the event: lengths of time for measures, people only for accidents."""
    if quantity.unit == "count":
        return quantity.of == "total" or bool(
            re.search(
                r"mineral|material|element|metal|item|product|project|compan|firm|entit|licen|deal|"
                r"agreement|substance|commodit",
                quantity.of,
            )
        )
    if quantity.unit in {"days", "weeks", "months", "years"}:
        return kind not in {
            "price_move",
            "corporate",
            "supply_project",
            "supply_disruption",
            "demand_shift",
            "legal_dispute",
        }
    return quantity.unit not in {"km", "mile", "μm", "ppm", "bp", "oz", "g", "ha"}


def _money_amounts(money: Money) -> list[Amount]:
    values = [money.value] + ([money.high] if money.high is not None else [])
    if money.currency == "USD":
        return [Amount(value=v, unit="USD", what=money.qualifier or "") for v in values]
    factor = money.usd / money.value if money.usd is not None and money.value else None
    if factor is None:
        return [Amount(value=v, unit=money.currency, what=money.qualifier or "") for v in values]
    return [
        Amount(
            value=round(v * factor, 2),
            unit="USD",
            what=money.qualifier or "",
            original_value=v,
            original_unit=money.currency,
        )
        for v in values
    ]


def _quantity_amounts(document: Document, sentence: Sentence, quantity: Quantity, kind: str) -> list[Amount]:
    values = [quantity.value] + ([quantity.high] if quantity.high is not None else [])
    sign = (
        -1.0
        if quantity.unit == "%" and kind in {"price_move", "demand_shift"} and _falls(document, sentence, quantity)
        else 1.0
    )
    what = quantity.of or quantity.qualifier or ""
    currency = quantity.unit.partition("/")[0]
    if "/" in quantity.unit and len(currency) == 3 and currency != "USD":
        return [_price_amount(document, v, quantity, currency) for v in values]
    return [Amount(value=round(sign * v, 6), unit=quantity.unit, what=what) for v in values]


def _price_amount(document: Document, value: float, quantity: Quantity, currency: str) -> Amount:
    usd = to_usd(value, currency, document.reference.year if document.reference else None)
    if usd is None:
        return Amount(value=value, unit=quantity.unit, what=quantity.qualifier or "")
    return Amount(
        value=round(usd, 4),
        unit=quantity.unit.replace(currency, "USD", 1),
        what=quantity.qualifier or "",
        original_value=value,
        original_unit=quantity.unit,
    )


_FALL = re.compile(
    r"\b(?:f[ae]ll\w*|drop\w*|plung\w*|tumbl\w*|slump\w*|slid\w*|slip\w*|crash\w*|sank|"
    r"sink\w*|declin\w*|collaps\w*|halv\w*|decreas\w*|retreat\w*|lost|los(?:es|ing)|"
    r"shed|weaken\w*|dip\w*|plummet\w*|down|lower|cut\w*|reduc\w*|slash\w*|less|shr[aiu]nk\w*|"
    r"eas(?:ed|ing))\b",
    re.I,
)
_RISE = re.compile(
    r"\b(?:r[io]se\w*|rising|jump\w*|surg\w*|soar\w*|climb\w*|gain\w*|up|higher|increas\w*|"
    r"rall\w+|more|rebound\w*|spik\w*|doubl\w*|tripl\w*|grew|grow\w*)\b",
    re.I,
)


def _falls(document: Document, sentence: Sentence, quantity: Quantity) -> bool:
    before = document.text[max(sentence.start, quantity.start - 70) : quantity.start]
    falls, rises = list(_FALL.finditer(before)), list(_RISE.finditer(before))
    if falls or rises:
        return bool(falls) and (not rises or falls[-1].start() > rises[-1].start())
    after = document.text[quantity.end : quantity.end + 25]
    return bool(
        re.match(r"\s(?:drop|fall|decline|cut|lower|less|slump|plunge|reduction|decrease|slide|down)", after, re.I)
    )


def _when(
    document: Document, sentence: Sentence, clause: tuple[int, int], hit: _Hit
) -> tuple[str | None, str | None, bool]:
    """(date, expiry, whether the date lies ahead) of a statement."""
    inside = [d for d in sentence.dates if clause[0] <= d.start < clause[1]]
    pool = inside or [d for d in sentence.dates if abs(d.start - hit.start) < 120]
    expires = next((d.value for d in pool if d.role == "until"), None)
    points = [d for d in pool if d.kind == "date" and d.role != "until"]
    reference = document.reference.isoformat() if document.reference else None
    date = _best(points, document, hit)
    if date is None and reference and (sentence.index <= 1 or expires):
        date = reference
    later = bool(date and reference and date > reference[: len(date)])
    return date, expires, later


def _best(points: list[Date], document: Document, hit: _Hit) -> str | None:
    """The effective date where one is marked, else the date nearest to the trigger."""
    if not points:
        return None
    marked = [d for d in points if d.role == "from" and d.start > hit.start]
    if marked:
        return marked[0].value
    after = [
        d for d in points if d.start >= hit.start and _EFFECT.search(document.text[max(0, d.start - 30) : d.start])
    ]
    return (after or sorted(points, key=lambda d: abs(d.start - hit.start)))[0].value


def _is_background(document: Document, date: str | None) -> bool:
    if not (date and document.reference):
        return False
    day = (date + "-12-31"[len(date) - 4 :]) if len(date) < 10 else date
    return (
        day[:10] < document.reference.isoformat()
        and (document.reference.year * 12 + document.reference.month) - (int(date[:4]) * 12 + int(day[5:7])) > 1
    )


_PAIRS = {
    ("restriction_eased", "export_restriction"), ("import_measure", "domestic_policy"), ("price_support", "domestic_policy"),
    ("corporate", "investment"), ("corporate", "agreement"), ("stockpile", "domestic_policy"), ("list_designation", "domestic_policy"),
    ("export_restriction", "domestic_policy"), ("restriction_eased", "domestic_policy"), ("domestic_policy", "agreement"), ("import_measure", "export_restriction"),
    ("restriction_eased", "import_measure"), ("import_measure", "legal_dispute"), ("export_restriction", "supply_disruption"), ("legal_dispute", "export_restriction"), ("legal_dispute", "import_measure"),
    ("supply_disruption", "supply_project"), ("price_move", "supply_project"), ("export_restriction", "supply_project"), ("restriction_eased", "supply_disruption"),
    ("domestic_policy", "supply_project"), ("demand_shift", "supply_project"), ("stockpile", "supply_project"), ("list_designation", "supply_project"), ("investment", "supply_project"),
    ("price_support", "investment"), ("price_support", "agreement"), ("import_measure", "agreement"), ("corporate", "supply_project"), ("list_designation", "import_measure"),
    ("domestic_policy", "corporate"), ("price_move", "supply_disruption"), ("demand_shift", "supply_disruption"), ("agreement", "investment"), ("legal_dispute", "domestic_policy"), ("list_designation", "agreement"), ("export_restriction", "investment"),
}  # fmt: skip


def _compete(statements: list[Statement]) -> list[Statement]:
    """Where two types claim the same words, the one that says more; other types may share a clause."""
    kept: list[Statement] = []
    for statement in sorted(statements, key=lambda s: (-s.rank, s.trigger_start)):
        if not any(_beaten(statement, other) for other in kept):
            kept.append(statement)
    return sorted(kept, key=lambda s: s.trigger_start)


def _beaten(statement: Statement, other: Statement) -> bool:
    overlap = statement.trigger_start < other.trigger_end and other.trigger_start < statement.trigger_end
    if statement.type == other.type:
        return overlap
    return overlap and ((other.type, statement.type) in _PAIRS or other.rank > statement.rank)


def _most_material(statements: list[Statement]) -> tuple[Statement, ...]:
    """At most twelve: those with parties, amounts and an early place first; then in the order of the text."""

    def weight(s: Statement) -> float:
        return (
            s.rank
            + (2 if s.actors else 0)
            + min(2, len(s.amounts))
            + (1 if s.minerals else 0)
            - 0.15 * s.sentence
            - (1 if s.background else 0)
        )

    best = sorted(statements, key=weight, reverse=True)[:MOST]
    return tuple(sorted(best, key=lambda s: s.start))
