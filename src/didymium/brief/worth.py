"""What a finding is worth to a reader of this article, and which findings are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.brief.lead import BY_PRODUCTS
from didymium.brief.relations import Found

FEWEST, MOST = 3, 5  # findings of a question: asked for where there are true ones, and at most
FLOOR = 0.3  # worth below which a finding is not printed, however true
HEAD_NEAR = 0.3  # nearness to the lead below which a number of the article heads nothing
MOST_GENERAL = 2  # findings of a question that are true of the good for years
SECOND = 0.62  # worth from which a second finding stands in the bottom line
STATES = frozenset({
    "stays_in_force", "suspended_until", "ladder", "share_of_stage", "reliance", "main_use", "months_to_start",
    "measure_had_lasted", "seller_share", "site_alone",
})  # fmt: skip
GENERAL = frozenset({
    "hold_ahead", "supply_gap_ahead", "demand_growth", "comes_with_another", "replaced_in_a_year", "next_sellers",
    "worth_of_mass", "sum_against_deals", "added_to_list", "price_in_its_range", "being_built", "runs_today",
    "later_stage_gap", "eased_before", "stock_cover", "listed_with_it", "reserves_against_output_gap", "hold_moved_gap",
    "price_over_years", "sales_years_of_capacity", "earlier_reversal", "rate_of_next_step", "depth_of_precedent",
    "step_after_step", "answer_to_a_step", "stake_of_sender", "buyers_exposed", "newcomer", "rival_of_world",
})  # fmt: skip  # true of the good for years: never the bottom line while the story has one of its own
_STATE = 0.7  # weight of a finding that states how things are and weighs nothing against anything
_WEIGHTS = {"use": 0.30, "near": 0.25, "surprise": 0.15, "sharp": 0.10, "span": 0.20}


@dataclass(frozen=True)
class Chosen:
    """The findings of a brief: the bottom line, those of each question, and what speaks against the first.

    Those of a question stand in the order of their worth.
    """

    bottom: tuple[Found, ...]
    why: tuple[Found, ...]
    reply: tuple[Found, ...]
    long: tuple[Found, ...]
    against: tuple[Found, ...]  # what speaks against the main findings


def worth(found: Found, stated: frozenset[float]) -> float:
    """0..1: nearness to the lead, surprise, sharpness, use, rest on the article; little for what the article prints.

    stated: the fractions that the article prints itself.
    """
    parts = {
        "use": found.relation.use,
        "near": found.near,
        "surprise": found.relation.surprise(found.value),
        "sharp": found.sharp,
        "span": min(found.told, 2) / 2,
    }
    total = sum(_WEIGHTS[k] * v for k, v in parts.items())
    known = found.relation.unit == "share" and any(abs(abs(found.value) - s) <= 0.006 for s in stated)
    return total * (0.3 if known else 1.0) * (_STATE if found.relation.name in STATES else 1.0)


def choose(found: Sequence[Found], stated: frozenset[float]) -> Chosen:
    """The best findings: a bottom line of one or two, three to five a question, and no two that say the same."""
    scored = sorted(((worth(f, stated), -k, f) for k, f in enumerate(found)), key=lambda s: (-s[0], -s[1]))
    kept = list(_distinct(f for score, _, f in scored if score >= FLOOR and f.sharp > 0))
    heads = [f for f in kept if f.relation.name not in STATES | GENERAL and not _of_by_product(f)]
    bottom = _bottom([f for f in heads if not f.told or f.near >= HEAD_NEAR], stated)
    against = _counters(bottom, kept)
    places = _placed([f for f in kept if f not in bottom and f not in against])
    return Chosen(bottom, tuple(places["why"]), tuple(places["reply"]), tuple(places["long"]), against)


def _of_by_product(found: Found) -> bool:
    """Whether a finding is about a metal that the news only names beside its own."""
    return any(o.mineral in BY_PRODUCTS - set(found.case.lead.minerals) for o in found.case.ops.values())


def _bottom(kept: Sequence[Found], stated: frozenset[float]) -> tuple[Found, ...]:
    """The best finding, one that rests on the article where there is one; with the best that answers something else."""
    first = next((f for f in kept if f.told), next(iter(kept), None))
    if first is None:
        return ()
    other = (f for f in kept if f is not first and f.relation.questions[0] != first.relation.questions[0])
    second = next((f for f in other if worth(f, stated) >= SECOND), None)
    return (first,) if second is None else (first, second)


def _counters(bottom: Sequence[Found], kept: Sequence[Found]) -> tuple[Found, ...]:
    """At most one finding against the bottom line: of a relation that its own names, with a value that does."""
    names = [n for b in bottom for n in b.relation.counters]
    able = [f for f in kept if f.relation.name in names and f not in bottom]
    return tuple(sorted(able, key=lambda f: names.index(f.relation.name))[:1])


def _placed(kept: Sequence[Found]) -> dict[str, list[Found]]:
    """The findings by question: each where it belongs first, unless another question is short of one."""
    places: dict[str, list[Found]] = {"why": [], "reply": [], "long": []}
    for least in (FEWEST, MOST):
        for one in kept:
            if any(one in some for some in places.values()):
                continue
            room = [q for q in one.relation.questions if len(places[q]) < least and _unlike(one, places[q])]
            if room:
                places[room[0]].append(one)
    return places


def _unlike(one: Found, placed: Sequence[Found]) -> bool:
    """Whether a finding is the story's own, or one of the few general ones that a question may have."""
    general = sum(f.relation.name in GENERAL and not f.told for f in placed)
    return bool(one.told) or one.relation.name not in GENERAL or general < MOST_GENERAL


def _distinct(found: Iterable[Found]) -> Iterable[Found]:
    """The findings in order; one of a label (two where both rest on the article), none within another's operands."""
    seen: dict[str, int] = {}
    told: set[tuple[str, ...]] = set()
    used: list[frozenset[str]] = []
    firsts: set[tuple[str, str]] = set()  # relations with their first operand: the same sentence on another number
    for one in found:
        ops = [o for o in one.case.ops.values() if o.role != "today"]
        spans = tuple(f"{o.value:.6g}" for o in ops if o.origin == "span")
        ids = frozenset(o.id for o in ops)
        label, first = one.relation.label, (one.relation.name, ops[0].id if ops else "")
        if (
            seen.get(label, 0) >= 1 + (one.told >= 2)
            or (label, *spans) in told
            or first in firsts
            or (len(ids) == 1 and any(ids <= u for u in used))
        ):
            continue
        seen[label] = seen.get(label, 0) + 1
        told.add((label, *spans))
        used.append(ids)
        firsts.add(first)
        yield one
