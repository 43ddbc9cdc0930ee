"""Briefs in the store: JSON as issued, and what lists and filters need beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from didymium.files import clean
from didymium.records import Brief, Figure, Sentence
from didymium.store import tables as t
from didymium.store.values import now

MATERIAL = ("value_added_at_risk_usd", "loss_avoided_usd", "deal_value_usd")  # simulated loss or relief
_APART = ("source", "withheld", "runs")  # of the manifest: they do not tell two briefs of one article apart


def brief_id(brief: Brief) -> str:
    """The id of a brief: the same article, world, date, draws, seed and version give the same."""
    manifest = {key: value for key, value in brief.manifest.items() if key not in _APART}
    text = json.dumps([brief.article.sha256, brief.article.url, manifest], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def material(brief: Brief) -> Figure | None:
    """The largest loss or relief in USD that the brief's runs say, with its range; None where they say none."""
    figures = (e.figure for e in brief.evidence.values() if e.kind == "run")
    found = [f for f in figures if f.metric in MATERIAL]
    return max(found, key=lambda f: abs(f.value), default=None)


def sentences(brief: Brief) -> Iterator[Sentence]:
    """All sentences of a brief in reading order."""
    yield from brief.summary
    yield from brief.background
    for insight in brief.insights:
        yield from insight.framing
        for point in insight.points:
            yield from point.sentences
    yield from (watch.sentence for watch in brief.watch)


def put(connection: Connection, brief: Brief, article: int, day: str | None) -> str:
    """Stores a brief of a stored article and makes its sentences searchable; the same brief twice is one."""
    ident = brief_id(brief)
    if connection.execute(sa.select(t.briefs.c.no).where(t.briefs.c.id == ident)).first():
        return ident
    figure = material(brief)
    row = {
        "id": ident,
        "article": article,
        "as_of": str(brief.manifest.get("as_of") or day or now()[:10])[:10],
        "day": day,
        "title": clean(brief.article.title),
        "source": brief.article.source,
        "material_usd": abs(figure.value) if figure else None,
        "material": figure.model_dump(mode="json") if figure else sa.null(),
        "made_at": now(),
        "data": brief.model_dump_json(),
    }
    connection.execute(t.briefs.insert().values(row))
    digest = clean(" ".join(s.text for s in sentences(brief)))
    connection.execute(t.articles.update().where(t.articles.c.no == article).values(digest=digest))
    return ident


def get(connection: Connection, ident: str) -> Brief | None:
    """A stored brief; None for an unknown id."""
    data = connection.execute(sa.select(t.briefs.c.data).where(t.briefs.c.id == ident)).scalar()
    return None if data is None else Brief.model_validate_json(data, extra="ignore")
