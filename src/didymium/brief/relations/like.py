"""How like cases ended: how long stops lasted, what was eased, extended, closed or begun, and what prices did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Relation, slot


def _lasted(case: Case) -> str:
    good = f"{case.all.good} " if case.all.good else ""
    where = f" in {phrase.country(case.all.place)}" if case.all.place else ""
    return (
        f"Of {case.all.said} stops of {good}mines and plants{where} by {case.all.name} on record whose "
        f"end is known, half were over within {case.half.said} and a quarter lasted longer than {case.late.said}; "
        f"among them those of {case.all.note}."
    )


def _eased(case: Case) -> str:
    by = f" by {phrase.country(case.all.place)}" if case.all.place else ""
    on = f" on {case.all.good}" if case.all.good else ""
    return (
        f"Of {case.all.said} {case.all.name}{on}{by} on record {case.hits.said} ({case.percent()}) were lifted or "
        f"suspended within a year: {case.all.note}."
    )


def _extended(case: Case) -> str:
    by = f" by {phrase.country(case.all.place)}" if case.all.place else ""
    return (
        f"Of {case.all.said} terms of {case.all.name}{by} on record that ran out {case.hits.said} "
        f"({case.percent()}) were extended."
    )


def _all_extended(case: Case) -> str:
    by = f" by {phrase.country(case.all.place)}" if case.all.place else ""
    return f"The terms of {case.all.name}{by} on record that ran out, {case.all.said} of them, were extended each time."


def _kept(case: Case) -> str:
    good = f"{case.all.good} " if case.all.good else ""
    return (
        f"Of {case.all.said} {good}{case.all.name} on record whose first date of start has passed {case.hits.said} "
        f"({case.percent()}) began by then."
    )


def _closed(case: Case) -> str:
    return (
        f"Of {case.all.said} takeovers on record that were decided {case.hits.said} ({case.percent()}) were completed."
    )


def _pacts(case: Case) -> str:
    return f"{case.all.said} {case.all.name} on minerals of {phrase.country(str(case.all.place))} on record"


def _loose(case: Case) -> str:
    return f"Of {_pacts(case)} {case.hits.said} ({case.percent()}) bind nobody."


def _all_loose(case: Case) -> str:
    return f"The {_pacts(case)} all bind nobody."


def _share(
    name: str, label: str, hits: str, counted: str, words: Callable[[Case], str],
    first: Literal["reply", "long"], surprise: float = 0.6, *,
    every: bool = False,
) -> Relation:  # fmt: skip
    """A part of the like cases that ended in one way; every: that all of them did."""
    takes = (slot("hits", hits, "run", mineral=False), slot("all", counted, "run", mineral=False))
    return Relation(
        name, label, takes, "hits / all", "share", words, (first, "long" if first == "reply" else "reply"),
        also=() if every else ("hits", "all"), holds=lambda v: v >= 0 and (v == 1) is every, use=0.8,
        surprise=lambda v: surprise, about="own", heads=False,
    )  # fmt: skip


RELATIONS = (
    Relation(
        "length_of_stops", "How long such stops last",
        (
            slot("half", "stops_half", "run", mineral=False), slot("late", "stops_quarter", "run", mineral=False),
            slot("all", "stops_counted", "run", mineral=False),
        ),
        "half", "months", _lasted, ("why", "long"), also=("late", "all"), holds=lambda v: v > 0, use=0.9,
        surprise=lambda v: 0.7, about="own", heads=False,
    ),
    _share("controls_held", "How long such steps hold", "controls_eased", "controls_counted", _eased, "reply"),
    _share("terms_extended_of_all", "How often such terms are extended", "terms_extended", "terms_counted", _extended,
           "long", 0.8),
    _share("terms_extended_each", "How often such terms are extended", "terms_extended", "terms_counted", _all_extended,
           "long", 0.8, every=True),
    _share("starts_kept_of_all", "How often such starts are kept", "starts_kept", "starts_counted", _kept, "long", 0.8),
    _share("pacts_loose_of_all", "How many of them bind", "pacts_loose", "pacts_counted", _loose, "long"),
    _share("pacts_loose_each", "How many of them bind", "pacts_loose", "pacts_counted", _all_loose, "long", every=True),
    _share("takeovers_closed_of_all", "How often such bids close", "takeovers_completed", "takeovers_counted", _closed,
           "reply", 0.4),
    Relation(
        "price_after_like_steps", "What like cases did to the price", (slot("cases", "price_responses", "row"),),
        lambda c: f"count({', '.join(c.cases.extra)})", "count", lambda c: f"{c.cases.said}: {c.cases.note}.",
        ("long", "reply"), use=1.0, surprise=lambda v: 0.8, heads=False, weight=lambda c: 1.2 + 0.1 * c.cases.value,
    ),
)  # fmt: skip
