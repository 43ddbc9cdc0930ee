"""`extract`: from a clean article to typed, dated events, claims, tags and entities, each with its verbatim span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from didymium import labels
from didymium.news import lead as leads
from didymium.news.claims import Found, find_claims
from didymium.news.completion import completed, next_step
from didymium.news.document import Document, prepare
from didymium.news.encoder import OPENS, Encoded, encode
from didymium.news.events import figure_of, find_events, told_in
from didymium.news.families import FAMILIES, SIDED, attributed
from didymium.news.gta import gta_type
from didymium.news.heads import weights
from didymium.news.implied import numbers_of
from didymium.news.merge import Statement
from didymium.news.results import results_of
from didymium.news.seen import Seen, see
from didymium.news.stated import NO_CLAIMS, find_stated
from didymium.news.steps import find_steps
from didymium.news.tags import about_minerals, document_features, home_of, picked, region_of, spoken_of, told_of
from didymium.records import Article, Claim, Entity, Event, Reading, StatedQuantity
from didymium.text.names import Name

if TYPE_CHECKING:
    from didymium.world.load import World

FIRST = 700  # characters of the text that a fast reading takes in


def extract(article: Article, world: World | None = None, *, fast: bool = False) -> Reading:
    """What an article states: kind, lead, tags, entities, events and claims; text[start:end] == quote for each.

    Deterministic and offline. `fast` reads headline and opening only, where the lead stands.
    `world` is the view for later checks and does not change what is read.
    """
    document = prepare(article.title, article.text, article.published)
    kind = leads.kind_of(article)
    entities, seen = _entities(document, article.text), _seen(document, fast)
    if seen is None:
        return Reading(article=_placed(article, document, None), kind=kind, entities=entities)
    statements = find_events(seen)
    events = tuple(_event(document, article.text, s) for s in statements)
    quantities = find_stated(seen, article.text)
    figured = figure_of(seen) if leads.of_figures(seen, statements, kind) else None
    best, others = leads.pick(seen, statements, kind) if figured is None else (None, ())
    if best is not None:
        marked = events[best.number].model_copy(update={"lead": True, "confidence": best.confidence})
        marked = completed(marked, document, quantities, article.published, events)
        events = tuple(marked if i == best.number else e for i, e in enumerate(events))
    steps = find_steps(document, events, None if best is None else best.number)
    if best is not None:
        ahead = events[best.number].model_copy(update={"next_step": next_step(steps, best.number)})
        events = (*events[: best.number], ahead, *events[best.number + 1 :])
    lead = None if best is None else events[best.number]
    if figured is not None:
        kind = "results" if figured.actors else "statistics"
        marked = _event(document, article.text, figured).model_copy(update={"lead": True})
        lead = completed(marked, document, quantities, article.published, events)
    may_report = kind == "results" or (kind in {"news", "market_report"} and lead is None)
    if may_report and (reported := results_of(article)) is not None:
        kind, lead, others = "results", reported, ()
        events = tuple(e.model_copy(update={"lead": False, "next_step": None}) for e in events)
    tags = _tags(seen, len(statements))
    return Reading(
        article=_placed(article, document, lead, of_firm=kind == "results"),
        kind=kind,
        lead=lead,
        also=tuple(events[i] for i in others),
        tags=tags if lead is not None or kind == "opinion" else told_of(tags, document),
        entities=entities,
        events=events,
        claims=_claims(seen, article.text, quantities),
        quantities=quantities,
        steps=steps,
    )


def _placed(article: Article, document: Document, lead: Event | None, of_firm: bool = False) -> Article:
    """The article with its region, where the page gives none; of_firm: it tells what a firm reports."""
    if article.region:
        return article
    home = home_of(document, lead) if of_firm and not (lead and lead.place) else None
    return article.model_copy(update={"region": home or region_of(document, lead)})


def _seen(document: Document, fast: bool) -> Seen | None:
    """The article as the heads see it, None where no sentence is about minerals or holds a number."""
    wanted = {s.index for s in told_in(document)}
    figured = {i for i, numbers in enumerate(numbers_of(document)) if numbers} if document.minerals else set()
    wanted |= figured
    sentences = [s for s in document.sentences if s.start < OPENS] if fast else document.sentences
    lines = [(s.start, document.low[s.start : s.end]) for s in sentences]
    encoded = encode(document.low_title, lines, wanted, figured, first=fast) if wanted else None
    if encoded is None:
        return None
    told = {i: read for i, read in encoded.told.items() if not fast or document.sentences[max(i, 0)].start < FIRST}
    return see(document, Encoded(told, encoded.opening))


def _tags(seen: Seen, events: int) -> tuple[str, ...]:
    if not about_minerals(seen.document, events):
        return ()
    most = 1 / (1 + np.exp(-seen.odds.max(axis=0)))
    held = weights()
    whole = np.concatenate([seen.encoded.opening, most, document_features(seen.document)])
    odds = np.asarray(whole @ held["tags"] + held["tags_bias"] + spoken_of(seen.document), np.float32)
    return picked(odds, float(held["cut.tags"][0]))


def _event(document: Document, text: str, statement: Statement) -> Event:
    start, end = document.folded.original(statement.start, statement.end)
    family, quote = FAMILIES[statement.type], text[start:end]
    others = statement.targets or (statement.firms if family == "deal" else ())
    sides = tuple(dict.fromkeys(statement.actors + others))
    spans = (document.folded.original(*span) for span in statement.also)
    return Event(
        type=statement.type,
        status=statement.status,
        family=family,
        direction=statement.direction,
        attributed=statement.attributed or attributed(quote),
        actors=statement.actors,
        targets=statement.targets,
        parties=sides if family in SIDED else (),
        place=statement.place,
        firms=statement.firms,
        minerals=statement.minerals,
        stage=statement.stage,
        amounts=statement.amounts,
        date=statement.date,
        expires=statement.expires,
        quote=quote,
        start=start,
        end=end,
        also=tuple(text[a:b] for a, b in spans),
        gta_type=gta_type(statement.type, quote),
        background=statement.background,
    )


def _claims(seen: Seen, text: str, quantities: Sequence[StatedQuantity]) -> tuple[Claim, ...]:
    """The claims, without those whose number measures what no claim does (costs, stocks, share prices)."""
    document = seen.document
    others = {q.start for q in quantities if q.metric in NO_CLAIMS}
    return tuple(_claim(document, text, c) for c in find_claims(seen) if document.folded.at(c.at) not in others)


def _claim(document: Document, text: str, found: Found) -> Claim:
    start, end = document.folded.original(found.start, found.end)
    return Claim(
        metric=found.metric,
        subject=found.subject,
        mineral=labels.mineral_name(found.mineral),
        stage=found.stage,
        value=found.value,
        unit=found.unit,
        year=found.year,
        approx=found.approx,
        quote=text[start:end],
        start=start,
        end=end,
        qualifier=found.qualifier,
    )


def _entities(document: Document, text: str) -> tuple[Entity, ...]:
    """Each named thing once, at its first place."""
    first: dict[tuple[str, str], Name] = {}
    for name in document.names:
        first.setdefault((name.kind, name.ref or document.aliases.get(name.id, name.id)), name)
    return tuple(_entity(document, text, name, identity) for (_, identity), name in first.items())


def _entity(document: Document, text: str, name: Name, identity: str) -> Entity:
    start, end = document.folded.original(name.start, name.end)
    return Entity(kind=name.kind, id=identity, name=text[start:end], ticker=name.ticker, start=start, end=end)
