"""Who gains and who loses by name, and whose the site is."""

from __future__ import annotations

from didymium.brief.relations.base import Case, Relation, slot

_FALLS = {"down": "the loss is theirs", "up": "what it brings is theirs"}


def _owned(case: Case) -> str:
    lead = case.lead
    end = _FALLS.get(str(lead.direction)) if lead.family == "project" else "what is decided falls on them"
    return f"{case.site.name} belongs to {case.site.note}{f': {end}' if end else ''}."


def _named(case: Case) -> str:
    return f"{case.of.said}: {case.of.note}."


def _counted(case: Case) -> str:
    of = case.of
    return f"count({', '.join(of.extra[: int(of.value)])})"


def _of_lands(case: Case) -> str:
    return f"{case.first.name}: {'; '.join(o.said for o in case.ops.values())}."


_PLACES = ("first", "second", "third")

RELATIONS = (
    *(
        Relation(
            name, label, (slot("of", role, "row", mineral=False),), _counted, "count", _named, ("reply", "long"),
            use=1.0, surprise=lambda v: 0.8, about="sides", heads=False, weight=lambda c: 1.4 + 0.1 * c.of.value,
        )
        for name, label, role in (
            ("who_gains", "Who gains", "gainers"), ("who_loses", "Who loses", "losers"),
            ("who_pays", "Who pays", "payers"),
            ("who_saves", "Who saves", "savers"),
        )
    ),
    *(
        Relation(
            f"lands_gain{f'_{many}' * (many > 1)}", "Who gains",
            tuple(slot(place, f"lands_up_{k}", "row") for k, place in enumerate(_PLACES[:many], 1)), "first", "share",
            _of_lands, ("reply", "long"), also=_PLACES[1:many], use=1.0, surprise=lambda v: 0.8, about="sides",
            heads=False, weight=lambda c: 1.3 + 0.05 * len(c.ops),
        )
        for many in (3, 2, 1)
    ),
    Relation(
        "owners_of_the_site", "Whose it is", (slot("site", "owners", "row", mineral=False),), "count(site)", "count",
        _owned, ("why", "reply"), use=0.85, surprise=lambda v: 0.7, about="own", heads=False,
    ),
)  # fmt: skip
