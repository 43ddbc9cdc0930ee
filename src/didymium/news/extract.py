"""`extract`: from a clean article to typed, dated events, claims, tags and entities, each with its verbatim span."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from didymium.news.claims import Found, find_claims
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
    return Reading(
        article=placed,
        tags=find_tags(document, statements),
        entities=_entities(document, article.text),
        events=tuple(_event(document, article.text, s) for s in statements),
        claims=tuple(_claim(document, article.text, c) for c in find_claims(document, statements)),
    )


def encoded(document: Document) -> Encoded | None:
    """The document as the encoder reads it, None for a sentence or two and where none can state an event."""
    if len(document.sentences) < RUNNING:
        return None
    wanted = {s.index for s in told_in(document)}
    lines = [(s.start, document.low[s.start : s.end]) for s in document.sentences]
    return encode(document.low_title, lines, wanted) if wanted else None


def _event(document: Document, text: str, statement: Statement) -> Event:
    start, end = document.folded.original(statement.start, statement.end)
    return Event(
        type=statement.type,
        status=statement.status,
        actors=statement.actors,
        targets=statement.targets,
        minerals=statement.minerals,
        stage=statement.stage,
        amounts=statement.amounts,
        date=statement.date,
        expires=statement.expires,
        quote=text[start:end],
        start=start,
        end=end,
        gta_type=statement.gta_type,
        background=statement.background,
    )


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
