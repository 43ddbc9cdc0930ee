"""Who does it and to whom: actors and targets of a statement, by position, voice and type."""

from __future__ import annotations

import re
from collections.abc import Iterable

from didymium.news.document import Actor, Document, Sentence

COMPANY_FIRST = {"supply_project", "corporate", "demand_shift", "supply_disruption"}
STATE_ONLY = {
    "export_restriction",
    "restriction_eased",
    "import_measure",
    "list_designation",
    "domestic_policy",
    "stockpile",
}
_PASSIVE = re.compile(
    r"\b(?:receiv\w+|secur(?:e|es|ed)|obtain\w*|got|get(?:s)?|w[io]ns?|won|awarded (?:a|"
    r"an|\$)|was awarded|were awarded|lands?|landed|raised|chosen|selected for|benefit\w*)"
    r"\b",
    re.I,
)
_BY = re.compile(r"\b(?:by|from|of)\s(?:the\s)?$", re.I)
_TOWARD = {
    "export_restriction": re.compile(r"\b(?:to|on|against|for|at|with|in)\s(?:the\s|\w+\s|\d+\s){0,3}$", re.I),
    "restriction_eased": re.compile(r"\b(?:to|on|against|for|in)\s(?:the\s|\w+\s|\d+\s){0,3}$", re.I),
    "import_measure": re.compile(
        r"\b(?:from|on|against|in|of|to|with)\s(?:the\s|\w+\s|certain\s|all\s|imports of\s){0,4}$", re.I
    ),
    "investment": re.compile(r"\b(?:in|to|for|into|with|of|at|by)\s(?:the\s|a\s|an\s|\w+\s){0,4}$", re.I),
    "legal_dispute": re.compile(r"\b(?:against|with|at|of|by)\s(?:the\s|\w+\s){0,2}$", re.I),
}
_PRONOUN = re.compile(
    r"(?:^|[,\"]\s?)(?:it|the (?:company|miner|group|firm|producer|country|government|"
    r"ministry|two|bloc|agency|regulator|order|commission|cabinet|plan|measure|proclamation|"
    r"bank)|they|he|she|both)\b",
    re.I,
)
_THE_SITE = re.compile(
    r"\b(?:the|that|its)\s(?:[\w-]+\s){0,2}?(?:mine|plant|project|venture|company|scheme|"
    r"refinery|smelter|facility|deposit)\b",
    re.I,
)
_NATIONAL = re.compile(
    r"\b(?:the (?:\w+ )?(?:government|ministry|cabinet|parliament|president|senate|regulator|"
    r"country|state)|lawmakers|officials|authorities|congress)\b",
    re.I,
)


def roles(
    kind: str,
    document: Document,
    sentence: Sentence,
    start: int,
    end: int,
    clause: tuple[int, int],
    last: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(actors, targets) of a statement of type `kind` whose trigger spans [start, end) of the folded text.

    `last` are the actors of the sentence before, for "it", "the company", "the ministry".
    """
    parties = sentence.parties
    if kind == "price_move":
        return (), ()
    if kind == "agreement":
        return _signatories(parties, sentence, start, last), ()
    before = [
        p
        for p in parties
        if p.start < start and not (p.kind == "body" and kind not in {"legal_dispute", "price_support", "investment"})
    ]
    after = [p for p in parties if p.start >= start]
    actors = _subject(kind, before, clause, document, start)
    agents = [
        p
        for p in after
        if _BY.search(document.text[max(sentence.start, p.start - 10) : p.start])
        and document.text[max(0, p.start - 10) : p.start].rstrip(" the").endswith("by")
    ]
    targets = _objects(kind, after, actors, sentence, document, end)
    if kind == "investment" and _PASSIVE.search(document.text[clause[0] : end]) and (actors or targets):
        givers = [p for p in after if _BY.search(document.text[max(sentence.start, p.start - 12) : p.start])]
        return _values(givers) or _values(agents), _values(actors)
    if agents and not (kind in STATE_ONLY and actors):
        targets = actors if kind in {"investment", "corporate"} else targets
        actors = agents
    if kind == "investment" and actors:
        pair = [p for p in before if p.end + 1 == actors[-1].start and document.text[p.end] == "-"]
        if pair:
            return _values(pair), _values(actors[-1:])
    if kind == "investment" and not targets:
        targets = [p for p in before if p.kind == "company" and p not in actors][-1:]
        given = [
            p
            for p in after
            if re.search(r"\bfrom\s(?:the\s)?$", document.text[max(sentence.start, p.start - 10) : p.start])
        ]
        if given and re.search(r"\bwith\b", document.text[start : given[0].start]):
            return _values(given), _values(targets or actors)
        if not targets and last and _THE_SITE.search(sentence.text):
            return _expand(kind, actors) or last[:1], tuple(
                v for v in last if not (len(v) == 3 and v.isupper()) and v not in _values(actors)
            )[:1]
    names = _expand(kind, actors)
    if not names:
        names = _fallback(kind, document, sentence, clause, start, last, before, after)
    return names, tuple(v for v in _values(targets) if v not in names)


def _subject(kind: str, before: list[Actor], clause: tuple[int, int], document: Document, start: int) -> list[Actor]:
    """The coordinated group of parties that is the subject: in the clause first, else in the sentence."""
    for pool in ([p for p in before if p.start >= clause[0]], before):
        fit = [p for p in pool if p.subject and _fits(kind, p)]
        if fit:
            return _group(fit, document.text)
    return []


def _fits(kind: str, party: Actor) -> bool:
    if party.kind == "state":
        return not party.adjective
    return kind not in STATE_ONLY


def _group(fit: list[Actor], text: str) -> list[Actor]:
    """The last party with all that are joined to it by "and" or a comma."""
    group = [fit[-1]]
    for party in reversed(fit[:-1]):
        between = text[party.end : group[0].start]
        if (len(between) < 60 and between == "-") or re.fullmatch(
            r"(?:'s)?[\w\s.'-]{0,40}?(?:,| and| &|, and)\s(?:[\w.'-]+\s){0,4}?|(?:'s)?\s(?:[\w.-]+\s){0,3}",
            between,
        ):
            group.insert(0, party)
        else:
            break
    if (
        any(p.kind == "company" for p in group)
        and len({p.value for p in group}) > 1
        and all(p.adjective for p in group if p.kind == "state")
    ):
        group = [p for p in group if p.kind != "state"]
    return group


def _objects(
    kind: str, after: list[Actor], actors: list[Actor], sentence: Sentence, document: Document, end: int
) -> list[Actor]:
    mine = {p.value for p in actors}
    text = document.text
    if kind == "legal_dispute":
        return [p for p in after if p.value not in mine and (p.kind == "company" or p.kind == "state")][:5]
    if kind in {"corporate"}:
        return [p for p in after if p.kind == "company" and p.value not in mine][:3]
    if kind in {"supply_project", "supply_disruption", "demand_shift", "list_designation", "stockpile"}:
        return []
    if kind == "domestic_policy":
        return [p for p in after if p.kind == "company" and p.value not in mine][:4]
    if kind == "price_support":
        return [p for p in after if p.kind == "company" and p.value not in mine][:2]
    toward = _TOWARD.get(kind)
    found: list[Actor] = []
    for party in after:
        lead = text[max(sentence.start, party.start - 40) : party.start]
        if party.value in mine or party.kind == "body":
            continue
        if (
            (party.adjective and kind == "import_measure")
            or (
                kind == "investment"
                and (party.kind == "company" or (not party.adjective and toward and toward.search(lead)))
            )
            or (toward and toward.search(lead) and (party.kind == "state" or kind not in {"import_measure"}))
        ):
            found.append(party)
    limit = 6 if kind in {"export_restriction", "restriction_eased"} else 2
    if kind == "investment" and any(p.kind == "company" for p in found):
        found = [p for p in found if p.kind == "company"]
    return found[:limit]


_PLACE = re.compile(r"\b(?:in|at|near)\s(?:the\s)?$", re.I)


def _signatories(parties: tuple[Actor, ...], sentence: Sentence, start: int, last: tuple[str, ...]) -> tuple[str, ...]:
    states = [
        p
        for p in parties
        if p.kind in {"state", "agency"}
        and not _PLACE.search(sentence.text[max(0, p.start - sentence.start - 8) : p.start - sentence.start])
    ]
    values = _values(states)
    if len(values) == 1 and _PRONOUN.search(sentence.text):
        values = tuple(dict.fromkeys((*values, *last)))
    return values or last[:2]


def _expand(kind: str, actors: Iterable[Actor]) -> tuple[str, ...]:
    """Values of actors; a state's development bank brings its name, with the state where the state speaks too."""
    actors = list(actors)
    if kind in COMPANY_FIRST and any(p.kind == "company" for p in actors):
        actors = [p for p in actors if p.kind == "company"]
    return _values(actors)


def _values(parties: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.value for p in parties))


def _fallback(
    kind: str,
    document: Document,
    sentence: Sentence,
    clause: tuple[int, int],
    start: int,
    last: tuple[str, ...],
    before: list[Actor],
    after: list[Actor],
) -> tuple[str, ...]:
    """Actors where no subject is named: the possessor, the actors of the sentence before, the article's own state."""
    if kind in STATE_ONLY:
        owners = [p for p in before if p.kind == "state" and not (p.adjective and p.start >= clause[0])] or [
            p for p in after if p.kind == "state" and document.text[p.end : p.end + 2] == "'s"
        ]
        if last and _NATIONAL.search(sentence.text[: start - sentence.start]) and not [p for p in owners if p.subject]:
            return tuple(v for v in last if len(v) == 3 and v.isupper())[:1] or (
                (document.lead_state,) if document.lead_state else ()
            )
        if owners and not _PRONOUN.search(sentence.text[: start - sentence.start]):
            return (owners[-1].value,)
        if last and any(len(v) == 3 and v.isupper() for v in last):
            return tuple(v for v in last if len(v) == 3 and v.isupper())[:1]
        return (document.lead_state,) if document.lead_state else ()
    if kind in COMPANY_FIRST:
        companies = [p.value for p in before if p.kind == "company"] or [p.value for p in after if p.kind == "company"]
        if companies:
            return (companies[-1] if [p for p in before if p.kind == "company"] else companies[0],)
        if last and _PRONOUN.search(sentence.text[: start - sentence.start + 1]):
            return last[:1]
        states = [p.value for p in sentence.parties if p.kind == "state"]
        return (states[0],) if states else last[:1]
    if kind == "investment" and _PRONOUN.search(sentence.text) and last:
        return last[:1]
    states = [p.value for p in before if p.kind == "state"]
    return (states[0],) if states else last[:1] if _PRONOUN.search(sentence.text) else ()
