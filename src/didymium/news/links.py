"""What the numbers of a sentence have of each other: a level and its change, old and new, a sum told again, parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from didymium.news.owners import MASSES
from didymium.records import StatedQuantity

NEAR = 90  # characters between two numbers that belong together
FURTHER = 200  # characters between a change and the level of the sentence before
_OLD = re.compile(
    r"\b(?:down|up|lower|higher|reduced|cut|fell|rose|drop|increase|risen|fallen)?\s*\bfrom\b|\bcompared (?:with|to)\b|"
    r"\bagainst\b|\bversus\b|\binstead of\b|\bthan (?:its |the |a |an )?(?:earlier |prior |previous )?"
    r"(?:forecast|target|estimates?|guidance)\b",
    re.I,
)
_OWN = re.compile(r"\b(?:production|capacity|exports|imports|reserves|demand|sales)\b|\w\sand\b", re.I)  # of another
_OPPOSITE = frozenset(("deficit", "surplus"))
_BASE = re.compile(r"\b(?:of|than|below|above|from)\b", re.I)
_NEW = re.compile(r"^\s*(?:[\w ]{0,25}\s)?to\s(?:about |around |nearly |just |only )?$", re.I)
_ROUGH = r"(?:(?:about|around|some|or|roughly|nearly|almost|approximately|by|just|only|over|more\sthan|an?|another)\s)*"
_AGAIN = re.compile(rf"\s?(?:\w+\s)?\({_ROUGH}", re.I)  # "32,777 tU (around 85 million pounds"
_PART_OF = re.compile(r"\s(?:out\s)?of\s(?:an?|the|its|that|total|planned|up\sto|\s)*")
_MOVED = re.compile(  # "16,400 t (35 % grade), down 24 %"
    rf"(?:\s\([^)]*\))?(?:\s(?:last|this|in|over|for|during)\s[\w\s]{{2,24}}?|\sof\s[\w-]+(?:\s[\w-]+)?)?,?\s"
    rf"(?:and\s)?(?:(?:which\s(?:is|was)\s)?(?:up|down)\s|(?:an?|or)\s(?:\w+\s(?:of\s)?)?){_ROUGH}",
    re.I,
)
_REACHED = re.compile(rf"\s(?:[\w-]+\s){{0,6}}?to\s(?:[\w-]+\s){{0,3}}?{_ROUGH}", re.I)  # "fell 8 % to $3.14"
_EQUALS = re.compile(  # "97 million t, representing 24.3 %"
    rf",?\s(?:of\s[\w-]+,?\s)?(?:representing|accounting\sfor|making\sup|equal\sto|equivalent\sto|or)\s{_ROUGH}", re.I
)
_SHARED = frozenset(("production", "reserves", "exports", "demand"))
_OF_BOTH = ("metric", "mineral", "owner", "state", "period", "change", "stage")
_OF_ALL = ("metric", "mineral", "owner", "stage")
_VAGUE = frozenset(("amount", "change", "price", "price_change", "grade"))


def linked(source: str, found: Sequence[StatedQuantity], offset: int) -> list[StatedQuantity]:
    """The numbers of a sentence, each with what it has of the others, and whom it replaces or is a share of.

    offset: place of the first in `Reading.quantities`.
    """
    out = [one.model_copy(update=_links(source, found, at, offset)) for at, one in enumerate(found)]
    for at in range(1, len(out)):
        _share(source, out, at)
    for one in out:
        if one.old is not None:
            old = out[one.old - offset]
            metric = old.metric if {old.metric, one.metric} == _OPPOSITE else one.metric
            of_old = {"metric": metric, "mineral": one.mineral, "owner": one.owner, "state": "former"}
            out[one.old - offset] = old.model_copy(update=of_old)
    return out


def carried(before: StatedQuantity | None, one: StatedQuantity) -> StatedQuantity:
    """A number whose words do not tell what it is, as the like one before it: rows of a list go on, changes refer."""
    if before is None or one.metric != "amount":
        return one
    far = one.start - before.end
    if before.unit == one.unit and far <= NEAR:
        return one.model_copy(update={"metric": before.metric, "owner": one.owner or before.owner})
    if one.change and _is_level(before) and far <= FURTHER:
        return one.model_copy(update={"metric": before.metric, "owner": before.owner})
    return one


def _share(source: str, out: list[StatedQuantity], at: int) -> None:
    """Gives the number at a place, or the one before it, what both have in common."""
    one, before = out[at], out[at - 1]
    if _AGAIN.fullmatch(source, before.end, one.start) and _alike(before, one):
        out[at] = _with(one, before, _OF_BOTH)
    elif _PART_OF.fullmatch(source, before.end, one.start) and before.unit == one.unit:
        out[at - 1] = _with(before, one, ("metric", "owner"))
    elif one.unit == "%" and before.metric in _SHARED and _EQUALS.fullmatch(source, before.end, one.start):
        out[at] = _with(one, before, ("owner", "mineral")).model_copy(update={"metric": f"{before.metric}_share"})
    elif one.unit == "%" and one.change:
        level = next((o for o in reversed(out[:at]) if _is_level(o)), None)
        if level is not None and _MOVED.fullmatch(source, level.end, one.start):
            out[at] = _of_level(one, level)
    elif before.change and before.unit == "%" and _is_level(one) and _REACHED.fullmatch(source, before.end, one.start):
        _agree(out, at)


def _agree(out: list[StatedQuantity], at: int) -> None:
    """A change and the level that it led to measure the same: what the words before the change say, else the level."""
    change, level = out[at - 1], out[at]
    if change.metric in _VAGUE - {"price_change"}:
        out[at - 1] = _of_level(change, level)
    elif change.metric != "price_change" or level.metric in _VAGUE:
        metric = "price" if change.metric == "price_change" else change.metric
        if metric == "price":
            change = out[at - 1] = change.model_copy(update={"owner": level.owner})
        out[at] = level.model_copy(update={"metric": metric, "owner": change.owner})


def _of_level(change: StatedQuantity, level: StatedQuantity) -> StatedQuantity:
    metric = "price_change" if level.metric == "price" else level.metric
    return _with(change, level, _OF_ALL).model_copy(update={"metric": metric})


def _with(one: StatedQuantity, other: StatedQuantity, fields: Sequence[str]) -> StatedQuantity:
    return one.model_copy(update={f: getattr(other, f) for f in fields})


def _is_level(one: StatedQuantity) -> bool:
    """Whether a number is a mass, a sum or a price as it stands."""
    return not one.change and (one.unit.partition("/")[0] in MASSES or one.unit[:3].isupper())


def _alike(one: StatedQuantity, other: StatedQuantity) -> bool:
    """Whether two are both masses, both sums or both prices."""
    return (one.unit.partition("/")[0] in MASSES) == (other.unit.partition("/")[0] in MASSES) and (
        one.unit[:3].isupper() == other.unit[:3].isupper()
    )


def _base(one: StatedQuantity) -> str:
    """The unit without the time of a yearly rate, which texts leave out where a number is told again."""
    return one.unit.removesuffix("/yr")


def _links(source: str, found: Sequence[StatedQuantity], at: int, offset: int) -> dict[str, int]:
    one = found[at]
    for far, other in enumerate(found[at + 1 :], at + 1):
        between = source[one.end : other.start]
        if len(between) >= NEAR:
            break
        if _base(other) == _base(one) and one.change == other.change:
            said = _OLD.search(source, found[far - 1].end, other.start)
            own = said and _OWN.search(source, said.end(), other.start)
            apart = said is None or (own and own[0].lower() != one.metric)
            return {} if apart else {"old": offset + far}
        if one.unit == "%" and other.unit.partition("/")[0] in MASSES and _BASE.search(between):
            return {"base": offset + far}
    before = found[at - 1] if at and _base(found[at - 1]) == _base(one) and found[at - 1].state == "former" else None
    if before is not None and _NEW.match(source[before.end : one.start]):
        return {"old": offset + at - 1}
    return {}
