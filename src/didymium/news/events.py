"""Events of an article: typed statements with status, parties, minerals, amounts and dates, each told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import NamedTuple

import numpy as np

from didymium.news.amounts import amounts_of, is_background, when
from didymium.news.cast import Cast, cast_of
from didymium.news.choose import choose
from didymium.news.document import Document, Sentence
from didymium.news.encoder import mixed
from didymium.news.firing import gates_of, hits_of, rules_of
from didymium.news.gta import gta_type
from didymium.news.lexicon import Places
from didymium.news.meant import minerals_of
from didymium.news.merge import Statement, merge
from didymium.news.model import (
    RULE,
    TYPES,
    Model,
    by_meaning,
    event_model,
    features_of,
    key,
    stems_of,
    tokens_of,
    trigger_at,
)
from didymium.news.needs import Hit, relevant
from didymium.news.progress import status_at
from didymium.news.rule_words import Rule
from didymium.news.spot import Spot
from didymium.news.stages import stage_of
from didymium.news.status import status_of

MOST = 12
GATE = -3.0  # log-odds without rules below which a type is not looked at
SHORTEST = 25
OPPOSITE = frozenset(("export_restriction", "restriction_eased"))
QUOTE = 300
_PRICE = re.compile(r"\b(?:prices?|priced|futures|premiums?|quotations?)\b", re.I)
_SAID = re.compile(r", (?:according to [^,]{2,60}|[^,]{2,60}? (?:said|says|announced|told)\b[^,]{0,40})\.?$", re.I)


def find_events(document: Document, model: Model | None = None) -> tuple[Statement, ...]:
    """The events that the article states, at most twelve, in the order of the text."""
    model, cast = model or event_model(), cast_of(document)
    found: list[Statement] = []
    for view in views(document, model):
        found += _told(document, view, cast, model)
    return _most_material(merge(found))


class Fired(NamedTuple):
    """A hit with the clause that it stands in, its (date, expiry, whether that lies ahead) and its status, if any."""

    hit: Hit
    clause: tuple[int, int]
    dates: tuple[str | None, str | None, bool]
    status: str | None


class View(NamedTuple):
    """A sentence with its word classes, the rules that fire in it and the model's chance of each type."""

    sentence: Sentence
    places: Places
    hits: tuple[Fired, ...]
    chances: dict[str, float]
    likely: frozenset[str]


def views(document: Document, model: Model, gate: float = GATE) -> Iterator[View]:
    """Yields the view of each sentence; rules of types whose log-odds are below `gate` are not tried."""
    told = told_in(document)
    tokens = tokens_of(document, told)
    features, places = features_of(document, model, tokens, told)
    odds = model.logits(features, len(told)).astype(np.float64)
    if model.net and told:
        odds = 0.5 * (odds + by_meaning(tokens, model.net))
    read = document.encoded
    seen = [None if read is None else read.events(s.index) for s in told]
    most = [row if own is None else np.maximum(row, own) for row, own in zip(odds, seen, strict=True)]
    gates, tried = gates_of(document), [rules_of(compress(TYPES, (row >= gate).tolist())) for row in most]
    hits = [
        tuple(_fired(document, h) for h in hits_of(document, s, gates[s.index], rules))
        for s, rules in zip(told, tried, strict=True)
    ]
    for row, fired in zip(odds, hits, strict=True):
        for weights in map(model.weight, rule_features(fired)):
            if weights is not None:
                row += weights
    for row, own in zip(odds, seen, strict=True):
        if own is not None:
            row[:] = mixed(row, own)
    least = [model.thresholds if read is None or own is None else read.heads["thresholds"] for own in seen]
    chances, likely = (
        (1 / (1 + np.exp(-odds))).tolist(),
        [(o >= at).tolist() for o, at in zip(odds, least, strict=True)],
    )
    found = {
        s.index: View(s, near, fired, dict(zip(TYPES, chance, strict=True)), frozenset(compress(TYPES, types)))
        for s, near, fired, chance, types in zip(told, places, hits, chances, likely, strict=True)
    }
    for sentence in document.sentences:
        yield found.get(sentence.index) or View(sentence, [], (), {}, frozenset())


def told_in(document: Document) -> list[Sentence]:
    """The sentences that can state an event: long enough and of the story."""
    return [s for s in document.sentences if len(s.text) >= SHORTEST and relevant(document, s)]


def rule_features(hits: Iterable[Fired]) -> set[int]:
    """The features that rules give: for each type whether one fires and states a fact, or only fires."""
    firm = {f.hit.rule.type for f in hits if f.status is not None}
    weak = {f.hit.rule.type for f in hits} - firm
    return {key(RULE, 1 + 2 * TYPES.index(t)) for t in firm} | {key(RULE, 2 + 2 * TYPES.index(t)) for t in weak}


def _told(document: Document, view: View, cast: Cast, model: Model) -> list[Statement]:
    """The statements of a sentence: of each likely type where its rules fire, else where its words stand.

    A type whose rules all fire on what is negated, hedged or conditional is not told.
    """
    view = _one_way(view)
    known = _compete(document, view, cast)
    types = {s.type for s in known} | {f.hit.rule.type for f in view.hits if f.status is None}
    for kind in sorted(view.likely - types, key=lambda k: -view.chances[k]):
        known.append(_statement(document, worded(document, view, kind, model), cast, view.chances[kind]))
    return known


def _one_way(view: View) -> View:
    """The view where a sentence does not both restrict and ease, unless both are likelier than not."""
    if not view.likely >= OPPOSITE:
        return view
    less = min(OPPOSITE, key=view.chances.__getitem__)
    return view if view.chances[less] >= 0.5 else view._replace(likely=view.likely - {less})


def worded(document: Document, view: View, kind: str, model: Model) -> Fired:
    """The hit of a type at the word of a sentence that speaks most for it; of a price move at its prices."""
    at = trigger_at(kind, view.places, model, view.sentence.start)
    if kind == "price_move":
        start, end = view.sentence.clause(at)
        said = [m.start() for m in _PRICE.finditer(document.text, view.sentence.start, view.sentence.end)]
        at = at if not said or any(start <= place < end for place in said) else said[0]
    return _fired(document, Hit(Rule(kind, (), "", rank=2), view.sentence, at, _word_end(document.text, at)))


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def clause_of(sentence: Sentence, hit: Hit) -> tuple[int, int]:
    """The span of the clause that a hit stands in (of one price move where several share it)."""
    start, end = sentence.clause(hit.start)
    clause = (start, max(end, hit.end))
    return _price_clause(sentence, clause, hit) if hit.rule.type == "price_move" else clause


def around(document: Document, clause: tuple[int, int], hit: Hit) -> tuple[str, str, str]:
    """The clause before the trigger, the trigger, the clause after it."""
    text = document.text
    return text[clause[0] : hit.start], text[hit.start : hit.end], text[hit.end : clause[1]]


def _fired(document: Document, hit: Hit) -> Fired:
    """A hit with how far its event has come by the rules."""
    clause = clause_of(hit.sentence, hit)
    dates = when(document, hit.sentence, clause, hit)
    status = status_of(hit.rule.type, hit.sentence.text, *around(document, clause, hit), dates[2])
    return Fired(hit, clause, dates, status)


def spot_of(document: Document, fired: Fired) -> Spot:
    """The place of a hit with the quote that proves it."""
    hit, sentence = fired.hit, fired.hit.sentence
    quote = _quote(document, sentence, fired.clause, hit)
    if not hit.rule.pattern and sentence.end - sentence.start <= QUOTE:
        quote = sentence.start, sentence.end
    return Spot(hit.rule.type, document, sentence, (hit.start, hit.end), fired.clause, quote)


def _statement(document: Document, fired: Fired, cast: Cast, chance: float) -> Statement:
    hit, _, (date, expires, _), status = fired
    spot, rule = spot_of(document, fired), hit.rule
    start, end = spot.quote
    actors, targets = choose(spot, cast)
    return Statement(
        rule.type,
        status_at(spot, status, date),
        actors,
        targets,
        minerals_of(spot),
        stage_of(document.text[start:end], rule.type),
        amounts_of(spot),
        date,
        expires if rule.type not in {"price_move", "corporate"} else None,
        start,
        end,
        hit.start,
        hit.end,
        rule.rank,
        hit.sentence.index,
        gta_type(rule.type, document.text[start:end]),
        is_background(document, date),
        chance,
        stems_of(document.low[start:end]),
    )


def _price_clause(sentence: Sentence, clause: tuple[int, int], hit: Hit) -> tuple[int, int]:
    """The clause up to the next mineral: "silver slipped 0.4% and platinum added 0.6%" are two moves."""
    minerals = [n.start for n in sentence.minerals]
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


def _quote(document: Document, sentence: Sentence, clause: tuple[int, int], hit: Hit) -> tuple[int, int]:
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


def _compete(document: Document, view: View, cast: Cast) -> list[Statement]:
    """The statements of a sentence's rules: where two types claim the same words, the one that says more."""
    kept: list[Statement] = []
    firm = [f for f in view.hits if f.status is not None and f.hit.rule.type in view.likely]
    for fired in sorted(firm, key=lambda f: (-f.hit.rule.rank, f.hit.start)):
        if not any(_beaten(fired.hit, other) for other in kept):
            kept.append(_statement(document, fired, cast, view.chances[fired.hit.rule.type]))
    return sorted(kept, key=lambda s: s.trigger_start)


def _beaten(hit: Hit, other: Statement) -> bool:
    overlap = hit.start < other.trigger_end and other.trigger_start < hit.end
    if hit.rule.type == other.type:
        return overlap
    return overlap and other.rank > hit.rule.rank


def _most_material(statements: list[Statement]) -> tuple[Statement, ...]:
    """At most twelve: those with parties, amounts and an early place first; then in the order of the text."""

    def weight(s: Statement) -> float:
        return (
            6 * s.chance
            + (2 if s.actors else 0)
            + min(2, len(s.amounts))
            + (1 if s.minerals else 0)
            - 0.15 * s.sentence
            - (1 if s.background else 0)
        )

    best = sorted(statements, key=weight, reverse=True)[:MOST]
    return tuple(sorted(best, key=lambda s: s.start))
