"""`extract`: from a clean article to typed, dated events, claims, tags and entities, each with its verbatim span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from didymium.news import lead as leads
from didymium.news.claims import Found, find_claims
from didymium.news.directions import FAMILIES, MEASURES, SIDED, SITED, attributed, direction_of
from didymium.news.document import Document, prepare
from didymium.news.encoder import Encoded, encode
from didymium.news.events import find_events, told_in
from didymium.news.merge import Statement
from didymium.news.tags import find_tags, region_of
from didymium.records import Article, Claim, Entity, Event, Reading
from didymium.text.names import Name

if TYPE_CHECKING:
    from didymium.world.load import World


RUNNING = 3  # sentences that make a running text, which the encoder has learnt to read


def extract(article: Article, world: World | None = None, *, fast: bool = False) -> Reading:
    """What an article states: tags, entities, events and claims; text[start:end] == quote for each.

    Deterministic and offline: gazetteers, clause structure, typed patterns, trained models and an encoder that reads
    the running text; `fast` leaves the encoder out. Negated, hedged and conditional statements are left out; `world`
    is the view for later checks and does not change what is read.
    """
    document = prepare(article.title, article.text, article.published)
    if not fast:
        document = replace(document, encoded=encoded(document))
    statements = find_events(document)
    placed = article if article.region else article.model_copy(update={"region": region_of(document)})
    events = tuple(_event(document, article.text, s) for s in statements)
    events, others = _led(article, events, leads.kind_of(article))
    return Reading(
        article=placed,
        kind=leads.kind_of(article),
        lead=next((e for e in events if e.lead), None),
        also=others,
        tags=find_tags(document, statements),
        entities=_entities(document, article.text),
        events=events,
        claims=tuple(_claim(document, article.text, c) for c in find_claims(document, statements)),
    )


def encoded(document: Document) -> Encoded | None:
    """The document as the encoder reads it, None for a sentence or two and where none can state an event."""
    if len(document.sentences) < RUNNING:
        return None
    wanted = {s.index for s in told_in(document)}
    lines = [(s.start, document.low[s.start : s.end]) for s in document.sentences]
    return encode(document.low_title, lines, wanted) if wanted else None


def _led(article: Article, events: tuple[Event, ...], kind: str) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """The events with the lead marked, and those of equal weight."""
    title = prepare("", article.title, article.published)
    headline = [_event(title, article.title, s) for s in find_events(title)] if article.title else []
    best = leads.pick(article, events, headline, kind)
    if best is None:
        return events, ()
    marked = tuple(e.model_copy(update={"lead": True}) if i == best else e for i, e in enumerate(events))
    return marked, tuple(events[i] for i in leads.also(article, events, best, headline))


def _event(document: Document, text: str, statement: Statement) -> Event:
    start, end = document.folded.original(statement.start, statement.end)
    family, quote = FAMILIES[statement.type], text[start:end]
    sentence = document.sentences[statement.sentence]
    named = [n for n in sentence.names if statement.start <= n.start < statement.end]
    sides = tuple(dict.fromkeys(statement.actors + statement.targets))
    companies = [document.aliases.get(n.id, n.id) for n in named if n.kind == "company"]
    return Event(
        family=family,
        direction=direction_of(statement.type, quote, statement.status),
        attributed=statement.status == "reported" or attributed(sentence.text),
        parties=sides if family in SIDED else (),
        place=_place(named, sides) if family in SITED and statement.type != "price_move" else None,
        firms=tuple(dict.fromkeys([*(s for s in sides if not _is_state(s)), *companies])),
        type=statement.type,
        status=statement.status,
        actors=statement.actors,
        targets=statement.targets or (("WLD",) if family in MEASURES else ()),
        minerals=statement.minerals,
        stage=statement.stage,
        amounts=statement.amounts,
        date=statement.date,
        expires=statement.expires,
        quote=quote,
        start=start,
        end=end,
        gta_type=statement.gta_type,
        background=statement.background,
    )


def _place(named: Sequence[Name], sides: tuple[str, ...]) -> str | None:
    """The country of a site, else the last country named, else a side that is a state."""
    sites = [n.country for n in named if n.kind == "project" and n.country]
    countries = [n.country for n in named if n.kind == "country" and n.country]
    states = [s for s in sides if _is_state(s)]
    return next(iter([*sites, *reversed(countries), *states]), None)


def _is_state(side: str) -> bool:
    return len(side) == 3 and side.isupper()


def _claim(document: Document, text: str, found: Found) -> Claim:
    start, end = document.folded.original(found.start, found.end)
    return Claim(
        metric=found.metric,
        subject=found.subject,
        mineral=found.mineral,
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
