"""What a finding is worth to a reader of this article, and which findings are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from didymium.brief.relations import Found

MOST = 4  # points of a question
LEAST, LEAST_UNTOLD = 0.45, 0.5  # worth below which a finding is no insight: resting on the article, on rows alone
BACKGROUND = (
    "stays_in_force",
    "suspended_until",
    "ladder",
    "share_of_stage",
    "reliance",
    "price_in_its_range",
    "main_use",
    "next_sellers",
    "later_stage_above_ore",
)
HEADS = frozenset({
    "seller_share", "depth_of_precedent", "loss_of_the_shock", "stock_cover", "newcomer", "site_of_use",
    "others_fill_a_stop", "withheld_by_stop",
})  # fmt: skip
SIZED = frozenset({"export_control", "project"})  # families that a share of world output sizes where nothing else does
_WEIGHTS = {"use": 0.30, "near": 0.25, "surprise": 0.15, "sharp": 0.10, "span": 0.20}


@dataclass(frozen=True)
class Chosen:
    """The findings of a brief: the bottom line, those of each question, and those that stand in the background."""

    bottom: tuple[Found, ...]
    why: tuple[Found, ...]
    reply: tuple[Found, ...]
    long: tuple[Found, ...]
    background: tuple[Found, ...]


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
    return total * (0.3 if known else 1.0)


def choose(found: Sequence[Found], stated: frozenset[float]) -> Chosen:
    """The best findings under the limits of length; no two of one relation that say the same of the same thing."""
    scored = sorted(((worth(f, stated), -k, f) for k, f in enumerate(found)), key=lambda s: (-s[0], -s[1]))
    able = [
        f
        for score, _, f in scored
        if score >= (LEAST if f.told else LEAST_UNTOLD) and f.sharp > 0 and f.relation.name not in BACKGROUND
    ]
    kept = list(_distinct(able))
    share = [f for _, _, f in scored if f.relation.name == "share_of_stage" and f.case.lead.family in SIZED]
    heads = [*(f for f in kept if f.told), *(f for f in kept if f.relation.name in HEADS), *share]
    first = next(iter(heads), None)
    bottom = (first,) if first is not None else ()
    places: dict[str, list[Found]] = {"why": [], "reply": [], "long": []}
    for one in (f for f in kept if f is not first):
        best = min((q for q in one.relation.questions), key=lambda q: len(places[q]))
        if len(places[best]) < MOST:
            places[best].append(one)
    rest = [f for _, _, f in scored if f.relation.name in BACKGROUND and f is not first]
    back = sorted(_distinct(rest), key=lambda f: BACKGROUND.index(f.relation.name))
    return Chosen(bottom, tuple(places["why"]), tuple(places["reply"]), tuple(places["long"]), tuple(back[:5]))


def _distinct(found: Iterable[Found]) -> Iterable[Found]:
    """The findings in order, at most two of a relation, none whose operands of the article were told alike."""
    seen: dict[str, int] = {}
    told: set[tuple[str, ...]] = set()
    for one in found:
        key = (
            one.relation.label,
            *(round(o.value, 6).__str__() for o in one.case.ops.values() if o.origin == "span" and o.role != "today"),
        )
        if seen.get(one.relation.name, 0) >= 1 + (one.told >= 2) or key in told:
            continue
        seen[one.relation.name] = seen.get(one.relation.name, 0) + 1
        told.add(key)
        yield one
