"""What a finding is worth to a reader of this article, and which findings are printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.brief.lead import kin
from didymium.brief.prices import PRICED_MEMBER
from didymium.brief.relations import Found, Operand
from didymium.brief.relations.base import BODY
from didymium.brief.relations.ties import DOWN, UP
from didymium.text.gazetteer import find_names

FEWEST, MOST = 3, 5  # findings of a question: asked for where there are true ones, and at most
FLOOR = 0.3  # worth below which a finding is not printed, however true
SPARSE = 0.15  # the same for what parties hold or lack, where fewer findings than a question asks for pass the first
HEAD = 0.9  # nearness from which a number stands in the headline or in the sentences that tell the news
NEARER, WEIGHTY = 0.5, 0.85  # nearness and use from which one number of the text decides something about the news
SECOND = 0.55  # worth from which a second finding stands in the bottom line
MOST_OF_SIDES = 5  # findings of a brief that rest on the parties alone
ONE = 2  # minerals of the news up to which a number of one of them is a size of the news
_STATE = 0.7  # weight of a finding that states how things are and weighs nothing against anything
_WEIGHTS = {"head": 0.30, "use": 0.25, "surprise": 0.15, "sharp": 0.10, "span": 0.20}
MOST_REPLIES = 2  # findings on the other side that rest on no number of the article
STEPS = frozenset({"export_control", "agreement", "import_measure"})


@dataclass(frozen=True)
class Chosen:
    """The findings of a brief: the bottom line and those of each question.

    Those of a question stand in the order of their worth.
    """

    bottom: tuple[Found, ...]
    why: tuple[Found, ...]
    reply: tuple[Found, ...]
    long: tuple[Found, ...]


def worth(found: Found, stated: frozenset[float]) -> float:
    """0..1: operands in the news itself, use, surprise, sharpness, rest on the article; little for what it prints.

    stated: the fractions that the article prints itself.
    """
    own = found.relation.about == "own"  # joined by the names, sides and day of the news, it is as near as its numbers
    parts = {
        "head": 1.0 if own else max((o.near for o in _told(found)), default=0.0),
        "use": found.relation.use,
        "surprise": found.relation.surprise(found.value),
        "sharp": found.sharp,
        "span": 0.5 if own else min(found.told, 2) / 2,
    }
    total = sum(_WEIGHTS[k] * v for k, v in parts.items())
    plain = found.relation.unit == "share" and found.low is None  # no odds with a range are what the text prints
    known = plain and any(abs(abs(found.value) - s) <= min(0.006, 0.05 * s) for s in stated)
    return (
        total * (0.3 if known else 1.0) * (1.0 if found.relation.heads else _STATE) * found.relation.weight(found.case)
    )


def _told(found: Found) -> list[Operand]:
    """The operands that the article states."""
    return [o for o in found.case.ops.values() if o.origin == "span" and o.role != "today"]


def choose(found: Sequence[Found], stated: frozenset[float]) -> Chosen:
    """The best findings: a bottom line of one or two, up to five a question, and no two that say the same."""
    scored = sorted(((worth(f, stated), -k, f) for k, f in enumerate(found)), key=lambda s: (-s[0], -s[1]))
    kept = _kept(scored, FLOOR)
    if len(kept) < FEWEST:
        kept = _kept(scored, SPARSE)
    bottom = _bottom(kept, stated) or _verdict(kept)
    places = _placed([f for f in kept if f not in bottom])
    if not places["reply"] and any(f.case.lead.family in STEPS for f in kept):
        places["reply"] = _of_the_other_side(scored, {*map(id, (*bottom, *places["why"], *places["long"]))})
    return Chosen(bottom, tuple(places["why"]), tuple(places["reply"]), tuple(places["long"]))


def _of_the_other_side(scored: Sequence[tuple[float, int, Found]], shown: set[int]) -> list[Found]:
    """What the parties of a step on trade did and may do, for the question on the other side where it is empty."""
    able = (f for f in _kept(scored, SPARSE) if id(f) not in shown and f.relation.about == "sides")
    return [f for f in able if "reply" in f.relation.questions][:MOST_REPLIES]


def _kept(scored: Sequence[tuple[float, int, Found]], least: float) -> list[Found]:
    """The findings worth printing; least: what one that rests on the parties must be worth."""
    able = (
        f for score, _, f in scored
        if f.sharp > 0 and score >= (least if f.relation.about == "sides" else FLOOR) and _is_clear(f)
    )  # fmt: skip
    return list(_capped(_distinct(able)))


def _is_clear(found: Found) -> bool:
    """Whether a reader sees what the first number of a sentence is: the words say it, or the news has just told it.

    "$20 million is 25% of $80 million" leaves it open where the news tells of the $80 million.
    """
    told = _told(found)
    if told and told[0].near >= HEAD:
        return True
    return any(w not in _OF_AN_AMOUNT for w in re.findall(r"[a-z][a-z’'-]*", _VERB.split(found.text)[0].lower()))


_VERB = re.compile(r" (?:equals?|is|are|comes?|makes?|would be) ")
_OF_AN_AMOUNT = frozenset(  # words of which an amount with its bound, scale, unit and rate is made
    re.findall(
        r"\S+",
        "a an the of in and to at per each every up least more than less about around approximately roughly nearly "
        "almost over only million billion trillion thousand tonnes tonne tons ton metric dry wet dmt wmt mt t kt mtpa "
        "lb lbs pounds pound ounces ounce oz kg kilograms percent cent pc year years month months day annual annually "
        "yearly us usd aud cad c ca au cny rmb yuan euro euros dollars for",
    )
)


def _capped(found: Iterable[Found]) -> Iterable[Found]:
    """The findings on the minerals of the news, without those beyond the few that may rest on no number of it.

    What parties hold belongs to news that puts somebody's purchases at stake.
    """
    seen = 0
    able = (f for f in found if f.relation.any_form or _of_minerals(f, f.case.lead.minerals))
    for one in (f for f in able if not f.relation.any_form or _is_told_first(f)):
        lead = one.case.lead
        if one.told or one.relation.about != "sides":
            yield one
        elif (lead.hits_buyers or lead.family in STEPS) and seen < MOST_OF_SIDES:
            seen += 1
            yield one


def _is_told_first(found: Found) -> bool:
    """Whether a size is of a good that headline or news name, where they name one: of no aside further down."""
    lead = found.case.lead
    said = [n.id for n in find_names(f"{lead.title}. {lead.event.quote}") if n.kind == "mineral"]
    goods = {k for n in said for k in (n, *kin(n))}
    return not goods or all(not o.mineral or {o.mineral, *kin(o.mineral)} & goods for o in _told(found))


def _bottom(kept: Sequence[Found], stated: frozenset[float]) -> tuple[Found, ...]:
    """The best finding that may head a brief; with the best other one that answers something else."""
    able = [f for f in kept if _heads(f)]
    first = next((f for f in able if f.told), next(iter(able), None))
    if first is None:
        return ()
    other = (f for f in able if f is not first and f.relation.questions[0] != first.relation.questions[0])
    second = next((f for f in other if worth(f, stated) >= SECOND), None)
    return (first,) if second is None else (first, second)


# what tells of the story itself how large it is, how long it lasts or who pays, though on no number of the article
VERDICTS = frozenset({"stop_that_matters", "month_of_the_site", "window_against_lead_time"})
LEFT = 2  # findings from which one may stand first, so that the questions keep an answer


def _verdict(kept: Sequence[Found]) -> tuple[Found, ...]:
    """Where no finding may head the brief, the best one on its story, if others are left to answer the questions."""
    able = (f for f in kept if f.relation.name in VERDICTS and _of_the_news(f))
    return () if len(kept) < LEFT else tuple(itertools.islice(able, 1))


def _heads(found: Found) -> bool:
    """Whether a finding may be the bottom line: of the mineral and stage of the news, on a number that tells it.

    Two numbers of the text set against each other may also stand further down; without any number of the article
    what its parties have at stake in a step on trade.
    """
    lead, relation, ops = found.case.lead, found.relation, found.case.ops.values()
    told = _told(found)
    if not relation.heads or not _of_the_news(found) or _of_a_price(found):
        return False
    if len(lead.minerals) > ONE and any(o.origin != "span" and o.mineral for o in ops):
        return False
    if not _as_titled(lead.title, told):
        return False
    if any(o.near >= HEAD for o in told) or (len(told) > 1 and all(o.near >= BODY for o in told)):
        return True
    if relation.use >= WEIGHTY and any(o.near >= NEARER for o in told):
        return True
    sized = relation.name == "month_of_the_site"  # what a stop takes out is the size of the news
    return relation.about == "own" or (not told and (sized or (relation.about == "sides" and lead.family in STEPS)))


def _as_titled(title: str, told: Sequence[Operand]) -> bool:
    """Whether numbers are of a good that the headline names, where it names one, and move where it says all moved."""
    goods = {k for n in find_names(title) if n.kind == "mineral" for k in (n.id, *kin(n.id))}
    other = goods and any(o.mineral and o.mineral not in goods and not goods & {*kin(o.mineral)} for o in told)
    low = title.lower()
    way = bool(UP.search(low)) - bool(DOWN.search(low))
    return not other and not any(o.label.kind == "step" and o.label.way == -way for o in told if way)


def _of_a_price(found: Found) -> bool:
    """Whether a finding is a price against itself, in news that is about no price."""
    told = _told(found)
    priced = bool(told) and all(o.role in {"price", "quote", "realised", "rise", "cut", "aside"} for o in told)
    weighs = found.relation.use >= 1  # against what the text says it should be
    return (
        priced
        and not weighs
        and found.case.lead.family != "market"
        and found.relation.unit in {"level", "share", "ratio"}
    )


def _of_the_news(found: Found) -> bool:
    """Whether all operands are of the mineral and the stage of the news, where they and it have one."""
    lead = found.case.lead
    if lead.mineral is None:
        return all(o.mineral is None or o.origin == "span" for o in found.case.ops.values())
    return _of_minerals(found, (lead.mineral,))


def _of_minerals(found: Found, minerals: Sequence[str]) -> bool:
    """Whether what is known of the world in a finding is of one of the minerals, or their kin."""
    own = {k for m in minerals for k in (*kin(m), PRICED_MEMBER.get(m, m))}
    compounds = {f"{m} compounds" for m in minerals} | {"NdFeB magnets", "magnet rare earths"}
    ops = [
        o for o in found.case.ops.values()
        if o.mineral and (o.origin != "span" or (len(minerals) == 1 and o.kind != "money"))
    ]  # fmt: skip
    return not minerals or all(o.mineral in own | compounds for o in ops)


def _placed(kept: Sequence[Found]) -> dict[str, list[Found]]:
    """The findings by question: each where it belongs first, unless another question is short of one."""
    places: dict[str, list[Found]] = {"why": [], "reply": [], "long": []}
    for least in (FEWEST, MOST):
        for one in kept:
            if any(one in some for some in places.values()):
                continue
            room = [q for q in one.relation.questions if len(places[q]) < least]
            if room:
                places[room[0]].append(one)
    return places


SIZES = frozenset({"firm_capacity", "planned_capacity"})
SIZE_TOLD = 2  # times that what one site makes or can make is told


TOLD_BY = {  # what another finding says, with more
    "site_of_world": frozenset({"stop_that_matters"}),
    "month_of_the_site": frozenset({"month_in_money"}),
}


def _distinct(found: Iterable[Found]) -> Iterable[Found]:
    """The findings in order; one of a label (two where both rest on the article), none within another's operands.

    Two numbers of the article are set against each other once, and the day of one measure is told once.
    """
    found = [*found]
    names = frozenset(f.relation.name for f in found)
    found = [f for f in found if not names & TOLD_BY.get(f.relation.name, frozenset())]
    dated = set[str]()  # measures, by their titles
    seen: dict[str, int] = {}
    told: set[tuple[str, ...]] = set()
    used: list[tuple[str, frozenset[str]]] = []
    rows: dict[str, int] = {}  # how often a size of a site has been told
    firsts: set[tuple[str, str]] = set()  # relations with an operand: the same sentence on another number
    for one in found:
        ops = [o for o in one.case.ops.values() if o.role != "today"]
        spans = tuple(sorted(f"{o.value:.2g}" for o in ops if o.origin == "span"))
        ids = frozenset(o.id for o in ops)
        label, name = one.relation.label, one.relation.name
        days = {o.name for o in ops if o.origin == "row"} if one.told == 0 and one.unit == "months" else set[str]()
        ends = {(name, o.id) for o in (ops[:1] if one.told < 2 else ops)}
        if (
            seen.get(label, 0) >= max(1 + (one.told >= 2), one.relation.most)
            or (label, *spans) in told
            or (len(spans) > 1 and spans in told)
            or ends & firsts
            or days & dated
            or any(rows.get(o.id, 0) >= SIZE_TOLD for o in ops if o.role in SIZES)
            or any(ids < u or (ids == u and len(u) == 1) or (named == label and u < ids) for named, u in used)
        ):
            continue
        seen[label] = seen.get(label, 0) + 1
        told |= {(label, *spans), spans}
        used.append((label, ids))
        firsts |= ends
        dated |= days
        for o in ops:
            rows[o.id] = rows.get(o.id, 0) + 1
        yield one
