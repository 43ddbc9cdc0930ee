"""What sides signed before, and the stage that a third state holds."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot

_PLACES = ("first", "second")
_WAYS = {
    "rock": "It brings ore and not the stage after it", "plant": "It goes at a stage that others hold",
    "open": "What it would have to loosen",
}  # fmt: skip


def _before(case: Case) -> str:
    one = case.before
    return f"{phrase.capital(one.good)} had one before: a {one.name} of {one.said}{one.note}."


def _held(case: Case) -> str:
    one, *others = case.ops.values()
    told = [f"{o.said} of world {o.name} in {o.time}" for o in (one, *others)]
    return f"{_WAYS[one.note]}: {phrase.country(str(one.place))} held {phrase.listed(told)}."


RELATIONS = (
    Relation(
        "signed_before", "What they signed before", (slot("before", "pact_before", "row", mineral=False),),
        "count(before)", "count", _before, ("why", "long"), use=0.95, surprise=lambda v: 0.8, about="own", heads=False,
    ),
    *(
        Relation(
            f"held_outside{f'_{many}' * (many > 1)}", "Who holds the next stage",
            tuple(slot(place, f"held_outside_{k}", "row", mineral=False) for k, place in enumerate(_PLACES[:many], 1)),
            "first", "share", _held, ("reply", "why"), also=_PLACES[1:many], use=0.7 + 0.1 * many,
            surprise=lambda v: v, about="own", heads=False,
        )
        for many in (2, 1)
    ),
)  # fmt: skip
