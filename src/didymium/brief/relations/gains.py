"""Who gains and who loses by name: owners of the site, others paid by the same giver, what partners make."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Operand, Relation, slot

LEAST_RUN = 9  # months
LEAST_SUM = 2e7  # USD below which a sum builds nothing
_FALLS = {"down": "the loss is theirs", "up": "what it brings is theirs"}


def _owned(case: Case) -> str:
    lead = case.lead
    end = _FALLS.get(str(lead.direction)) if lead.family == "project" else "what is decided falls on them"
    return f"{case.site.name} belongs to {case.site.note}{f': {end}' if end else ''}."


def _given(case: Case) -> str:
    one, other = case.one, case.other
    of = f" for {one.good}" if one.good else ""
    return f"{phrase.capital(one.name)} also stands behind others{of}: {one.note}; {other.note}."


def _runs(case: Case) -> str:
    return f"The case has run for {case.length()}, since {case.since.said}."


def _signed(case: Case) -> str:
    first, *others = case.ops.values()
    told = f"{_holds(first)} held {first.said} of world {first.name} in {first.time}"
    more = [f"{_holds(o)} {o.said} of world {o.name} in {o.time}" for o in others]
    return f"{phrase.capital(phrase.listed([told, *more]))}."


def _named(case: Case) -> str:
    return f"{case.of.said}: {case.of.note}."


def _counted(case: Case) -> str:
    of = case.of
    return f"count({', '.join(of.extra[: int(of.value)])})"


def _of_lands(case: Case) -> str:
    return f"{case.first.name}: {'; '.join(o.said for o in case.ops.values())}."


def _holds(operand: Operand) -> str:
    return phrase.country(str(operand.place))


_PLACES = ("first", "second", "third")
_SIGNERS = ("signer", "signer_next")

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
            f"{name}{f'_{many}' * (many > 1)}", label,
            tuple(slot(place, f"{role}_{k}", "row") for k, place in enumerate(_PLACES[:many], 1)), "first", "share",
            _of_lands, ("reply", "long"), also=_PLACES[1:many], use=1.0, surprise=lambda v: 0.8, about="sides",
            heads=False, weight=lambda c: 1.3 + 0.05 * len(c.ops),
        )
        for name, label, role in (("lands_gain", "Who gains", "lands_up"), ("lands_lose", "Who loses", "lands_down"))
        for many in (3, 2, 1)
    ),
    *(
        Relation(
            f"signers_make_{many}" if many > 1 else "signers_make", "What the partners make",
            tuple(slot(role, role, "row", mineral=False) for role in _SIGNERS[:many]), "signer", "share", _signed,
            ("why", "long"), also=_SIGNERS[1:many], use=0.7 + 0.1 * many, surprise=lambda v: 0.7, about="own",
            heads=False,
        )
        for many in (2, 1)
    ),
    Relation(
        "case_runs", "How long it has run",
        (slot("now", "today", "span"), slot("since", "case_since", "span", mineral=False)), "months(since, now)",
        "months", _runs, ("long", "why"), holds=lambda v: v >= LEAST_RUN, use=0.8, surprise=lambda v: 0.6, heads=False,
    ),
    Relation(
        "owners_of_the_site", "Whose it is", (slot("site", "owners", "row", mineral=False),), "count(site)", "count",
        _owned, ("why", "reply"), use=0.85, surprise=lambda v: 0.7, about="own", heads=False,
    ),
    Relation(
        "same_giver", "Whom else it pays",
        (slot("one", "given", "row", mineral=False), slot("other", "given_next", "row", mineral=False)),
        "one", "USD", _given, ("reply", "long"), also=("other",), use=0.85,
        surprise=lambda v: 0.7, about="own", heads=False,
    ),
)  # fmt: skip
