"""`brief`: one article in, one proven brief out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from didymium import __version__
from didymium.brief.background import background
from didymium.brief.desk import Desk
from didymium.brief.ledger import Ledger
from didymium.brief.limits import limits
from didymium.brief.pictures import pictures
from didymium.brief.questions import sides_of, variant
from didymium.brief.recipes import insights
from didymium.brief.shock import with_dependent
from didymium.brief.summary import summary
from didymium.brief.topic import topic_of
from didymium.brief.verify import places, unproven, unsound
from didymium.brief.watch import to_watch
from didymium.errors import BadInput
from didymium.news import read
from didymium.records import Brief, Insight, Reading, Sentence
from didymium.world.load import World, load_world, parse_date

MOST_DRAWS = 1_000_000
MOST_SEED = 2**32 - 1


def brief(
    source: str,
    *,
    as_of: str | dt.date | None = None,
    draws: int = 1000,
    seed: int = 0,
    offline: bool = True,
    world: World | None = None,
) -> Brief:
    """The brief of one article: a file, a URL, or `-` for standard input.

    as_of: the date at which the world is seen (default: the article's own date, else the world's edition);
    draws: Monte Carlo draws of each run (1 or more); seed: of all runs. The same article, world, as_of, draws and
    seed give the same brief. Raises `BadArticle` for a page without an article, `BadInput` for bad arguments.
    """
    base = world if world is not None else load_world()
    reading = read(source, as_of=str(as_of) if as_of else None, world=base, offline=offline)
    return compose(reading, base, as_of=as_of, draws=draws, seed=seed, source=source)


def compose(
    reading: Reading,
    world: World,
    *,
    as_of: str | dt.date | None = None,
    draws: int = 1000,
    seed: int = 0,
    source: str | None = None,
) -> Brief:
    """The brief of an article that has been read; sentences that their evidence does not carry are withheld."""
    if not 1 <= draws <= MOST_DRAWS:
        raise BadInput(f"draws is {draws}: give a number from 1 to {MOST_DRAWS:,}")
    if not 0 <= seed <= MOST_SEED:
        raise BadInput(f"seed is {seed}: give a number from 0 to {MOST_SEED:,}")
    today = _today(reading, world, as_of)
    seen = world.as_of(today)
    ledger = Ledger(seen, reading.article.text)
    desk = with_dependent(Desk(reading, topic_of(reading, seen), seen, ledger, today, draws, seed))
    parts = {
        "summary": summary(reading, desk.topic, ledger),
        "background": background(desk),
        "insights": insights(desk),
        "watch": to_watch(desk),
    }
    draft = Brief(
        article=reading.article,
        tags=reading.tags,
        claims=reading.claims,
        events=reading.events,
        charts=pictures(desk),
        limits=limits(desk),
        evidence=ledger.evidence,
        manifest=_manifest(desk, source),
        **parts,
    )
    return _proven(draft, seen)


def _today(reading: Reading, world: World, as_of: str | dt.date | None) -> dt.date:
    """The date of the view: asked for, else the article's, else the edition's last day."""
    if as_of:
        return parse_date(as_of)
    return parse_date((reading.article.published or "")[:10] or world.edition.replace(".", "-"))


def _manifest(desk: Desk, source: str | None) -> dict[str, Any]:
    """What re-creates the brief byte for byte."""
    return {
        "version": __version__,
        "world": desk.world.name,
        "article": desk.reading.article.sha256,
        "source": source,
        "as_of": desk.today.isoformat(),
        "draws": desk.draws,
        "seed": desk.seed,
        "lead": [w.row() for w in desk.topic.weighed],
        "questions": _asked(desk),
        "runs": {key: desk.runs[key] for key in sorted(desk.runs)},
    }


def _asked(desk: Desk) -> dict[str, Any] | None:
    """The wording of the questions and the names in them, from which the verifier makes them again."""
    if not desk.minerals:
        return None
    return {"variant": variant(desk.topic), "sides": sides_of(desk.topic, desk.minerals)}


def _proven(draft: Brief, world: World) -> Brief:
    """The draft without the sentences that fail the verifier; the manifest says which were withheld."""
    bad = unproven(draft, world)
    final = draft.model_copy(
        update={
            "summary": _kept(draft.summary, bad),
            "background": _kept(draft.background, bad),
            "insights": tuple(i for i in (_kept_insight(i, bad) for i in draft.insights) if i.points),
            "watch": tuple(w for w in draft.watch if w.sentence not in bad),
            "limits": _kept(draft.limits, bad),
            "manifest": draft.manifest | {"withheld": sorted(s.text for s in bad)},
        }
    )
    cited = {e for _, s in places(final) for e in s.evidence} | {e for c in final.charts for e in c.evidence}
    whole = final.model_copy(update={"evidence": {e: item for e, item in draft.evidence.items() if e in cited}})
    return _without_rows(whole, unsound(whole, world))


def _without_rows(brief: Brief, faulty: frozenset[str]) -> Brief:
    """The brief without the claims and events (claims[2], events[0]) in which the verifier found a fault."""
    kept = {
        name: tuple(row for k, row in enumerate(getattr(brief, name)) if f"{name}[{k}]" not in faulty)
        for name in ("claims", "events")
    }
    return brief.model_copy(update=kept)


def _kept(given: tuple[Sentence, ...], bad: frozenset[Sentence]) -> tuple[Sentence, ...]:
    return tuple(s for s in given if s not in bad)


def _kept_insight(insight: Insight, bad: frozenset[Sentence]) -> Insight:
    """The insight without unproven sentences and without the points that they leave empty."""
    points = (p.model_copy(update={"sentences": _kept(p.sentences, bad)}) for p in insight.points)
    return insight.model_copy(
        update={"framing": _kept(insight.framing, bad), "points": tuple(p for p in points if p.sentences)}
    )
