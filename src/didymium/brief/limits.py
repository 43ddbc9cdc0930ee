"""What a brief does not know, each limit said with the evidence for saying so."""

from __future__ import annotations

from didymium.brief import phrase, shock
from didymium.brief.counts import query
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.records import Figure, Sentence


def limits(desk: Desk) -> tuple[Sentence, ...]:
    """The limits of a brief: no event, no chain, an assumed depth, economies and sectors without figures."""
    if desk.topic.lead is None:
        return (_no_event(desk),)
    if desk.topic.focus is None:
        return (_no_shares(desk),)
    return tuple(s for s in (_depth(desk), _missing(desk)) if s is not None)


def _no_event(desk: Desk) -> Sentence:
    text = "The article states no event about critical minerals of a kind that Didymium reads"
    figure = Figure(metric="events", value=0, unit="count")
    return say(f"{text}.", query(desk, "read", {"article": desk.reading.article.sha256}, figure, text))


def _no_shares(desk: Desk) -> Sentence:
    named = phrase.listed(list(desk.topic.minerals)) or "the minerals of this article"
    text = f"The world holds no shares by country of {named}, so no run was made"
    figure = Figure(metric="shares", value=0, unit="count", mineral=next(iter(desk.topic.minerals), None))
    return say(f"{text}.", query(desk, "shares", {"minerals": list(desk.topic.minerals)}, figure, text))


def _depth(desk: Desk) -> Sentence | None:
    """Where the depth of the stress comes from."""
    ran = shock.result(desk)
    if ran is None or not ran[0].scenario.get("restrictions"):
        return None
    if ran[0].basis is not None:
        return say(f"The stress run is a what-if that repeats the depth of {ran[0].like}.", ran[0].basis)
    hit = shock.loss(desk)
    if hit is None:
        return None
    text = (
        f"The stress run is a what-if: the depth of its cut, {phrase.quantity(shock.HALF, 'share')}, is an assumption"
    )
    run = ran[1].run
    evidence = desk.ledger.run(run, f"{text} ({ran[0].words})", hit[1])
    return say(f"{text}.", evidence)


def _missing(desk: Desk) -> Sentence | None:
    """What the run could not price in the dependent economy."""
    ran, hit = shock.result(desk), shock.loss(desk)
    if ran is None or hit is None:
        return None
    where = f" in {hit[1].country}"
    gaps = sorted({m.removesuffix(where).removeprefix("value added of ") for m in ran[1].missing if m.endswith(where)})
    names = [phrase.sector(g) for g in gaps]
    if not names:
        return None
    text = (
        f"The loss in {phrase.country(str(hit[1].country))} leaves out {phrase.listed(names, 5)}, for "
        "which no value added is known"
    )
    return say(f"{text}.", desk.ledger.run(ran[1].run, text, hit[1]))
