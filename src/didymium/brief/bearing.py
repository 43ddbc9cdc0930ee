"""What bears on a story: who is a party of the article, and of which minerals a row of the world mainly is."""

from __future__ import annotations

from didymium import labels
from didymium.brief import known
from didymium.brief.desk import Desk
from didymium.brief.sides import as_economy, home_of, is_country, mentions


def parties(desk: Desk, *, leading: bool = False) -> frozenset[str]:
    """The countries that act or are acted on in the article, or that its headline names; with the Union of members.

    leading: in the lead event alone.
    """
    events = [e for e in desk.topic.events if not e.background and (not leading or e is desk.topic.lead)]
    named = [p for e in events for p in (*e.actors, *e.targets)]
    codes = {c for p in named if (c := p if is_country(p) else home_of(p))}
    title = desk.reading.article.title
    codes |= {e.id for e in desk.reading.entities if e.kind == "country" and e.name in title}
    codes |= {desk.topic.mover} if desk.topic.mover else set()
    return frozenset(codes | {as_economy(c) for c in codes})


def spoken(desk: Desk, economy: str | None) -> bool:
    """Whether the article speaks of an economy: as a party, or by name."""
    if economy is None:
        return False
    return economy in parties(desk) or economy in {as_economy(c) for c in mentions(desk.reading)}


def sides(desk: Desk) -> frozenset[str]:
    """The parties, the side that holds the supply and the side whose loss is counted."""
    more = {c for c in (desk.topic.holder, desk.topic.dependent) if c}
    return parties(desk) | more


def within(codes: list[str], among: frozenset[str]) -> list[str]:
    """Those of the countries that are among the sides; of the Union's members all where the Union is."""
    members = labels.eu_members() if "EUU" in among else ()
    return [c for c in codes if c in among or c in members]


def mainly(cell: str | None, minerals: tuple[str, ...]) -> bool:
    """Whether a `minerals` cell starts with one of the minerals (or their kin) and names at most one other."""
    kin = known.family(minerals)
    names = [n.strip() for n in (cell or "").split(";") if n.strip()]
    own = [bool(known.expand(n) & kin) for n in names]
    return bool(own) and own[0] and own.count(False) <= 1
