"""Points on the other side's replies and what they mean for investors: moves, prices, companies, sectors, tell-tales."""

from __future__ import annotations

from didymium.brief import phrase, shock
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.records import Point, Sentence


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """How soon the stress would be felt and how long it would last."""
    economy = desk.topic.dependent
    hit = shock.timing(desk, economy) if economy else None
    if hit is None:
        return ()
    start, end, evidence = hit
    text = (
        f"In the stress run, users in {phrase.country(str(economy))} run short {start} and supply is back to normal "
        f"after {end}."
    )
    return (say(text, *evidence),)


def first_move(desk: Desk) -> Point | None:
    """The likeliest reply of the other side."""
    return None


def second_move(desk: Desk) -> Point | None:
    """The next likeliest reply."""
    return None


def prices(desk: Desk) -> Point | None:
    """Prices outside against prices inside."""
    outside, inside = shock.price_peak(desk, desk.topic.dependent), shock.price_peak(desk, desk.topic.holder)
    if outside is None:
        return None
    figure, evidence = outside
    where = phrase.country(str(figure.country))
    text = f"{phrase.capital(str(figure.mineral))} bought in {where} would peak at {phrase.with_range(figure)} its baseline price"
    ids = [evidence]
    if inside is not None:
        text += f", against {phrase.with_range(inside[0])} inside {phrase.country(str(inside[0].country))}"
        ids.append(inside[1])
    return Point(label="Prices", sentences=(say(text + ".", *ids),))


def companies(desk: Desk) -> Point | None:
    """Listed companies that gain or lose."""
    return None


def sectors(desk: Desk) -> Point | None:
    """Where the loss falls, sector by sector."""
    hits = [h for h in shock.sector_losses(desk, 4) if h[0].sector != "other"][:3]
    if not hits:
        return None
    parts = [f"{phrase.sector(f.sector)} with {phrase.with_range(f)}" for f, _ in hits]
    text = f"In {phrase.country(str(desk.topic.dependent))} the loss falls first on {phrase.listed(parts)}."
    return Point(label="Sectors", sentences=(say(text, *(e for _, e in hits)),))


def tell_tales(desk: Desk) -> Point | None:
    """What would show that a reply is under way."""
    return None
