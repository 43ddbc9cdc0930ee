"""How like cases ended: how long such stops lasted, how often such steps were eased, terms extended, deals done."""

from __future__ import annotations

from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.base import Case, Question, Relation, slot


def _lasted(case: Case) -> str:
    return (
        f"Of {case.all.said} stops of {_good(case)}mines and plants{_where(case)} by {case.all.name} on record whose "
        f"end is known, half were over within {case.half.said} and a quarter lasted longer than {case.late.said}."
    )


def _good(case: Case) -> str:
    return f"{case.all.good} " if case.all.good else ""


def _where(case: Case) -> str:
    return f" in {phrase.country(case.all.place)}" if case.all.place else ""


def _hits(case: Case) -> str:
    return f"{case.hits.said} ({case.percent()})" if case.hits.value else case.hits.said


def _eased(case: Case) -> str:
    by = f" by {phrase.country(case.all.place)}" if case.all.place else ""
    on = f" on {case.all.good}" if case.all.good else ""
    return f"Of {case.all.said} {case.all.name}{on}{by} on record {_hits(case)} were lifted or suspended within a year."


def _extended(case: Case) -> str:
    return f"Of {case.all.said} {case.all.name} on record whose term ran out, {_hits(case)} were extended."


def _done(case: Case) -> str:
    return f"Of {case.all.said} {case.all.name} on record that were decided, {_hits(case)} were completed."


def _kept(case: Case) -> str:
    return (
        f"Of {case.all.said} {_good(case)}projects on record whose first year of output, as first told, has passed, "
        f"{_hits(case)} had begun by its end."
    )


def _after(way: str) -> Callable[[Case], str]:
    return lambda case: (
        f"In {case.all.said} earlier months the average price of {case.all.name} {way} by a tenth or more: half a year "
        f"later it stood higher in {_hits(case)}."
    )


def _some(value: float) -> bool:
    return value > 0


def _any(value: float) -> bool:
    return True


_COUNTED: tuple[
    tuple[str, str, str, str, Callable[[Case], str], tuple[Question, ...], Callable[[float], bool]], ...
] = (
    (
        "controls_held",
        "How long such steps hold",
        "controls_counted",
        "controls_eased",
        _eased,
        ("reply", "long"),
        _some,
    ),
    ("terms_run_out", "How such terms end", "terms_counted", "terms_extended", _extended, ("reply", "long"), _some),
    (
        "takeovers_done",
        "Whether such deals close",
        "takeovers_counted",
        "takeovers_completed",
        _done,
        ("why", "reply"),
        _some,
    ),
    ("starts_kept", "Whether such plans hold", "starts_counted", "starts_kept", _kept, ("long", "why"), _any),
    ("after_a_rise", "After such moves", "rises_counted", "rises_higher", _after("rose"), ("long", "why"), _some),
    ("after_a_fall", "After such moves", "falls_counted", "falls_higher", _after("fell"), ("long", "why"), _some),
)  # name, label, roles of the count and of the cases that ended so, words, questions, values told

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
    *(
        Relation(
            name, label, (slot("hits", hits, "run", mineral=False), slot("all", counted, "run", mineral=False)),
            "hits / all", "share", words, questions, also=("hits", "all"), holds=holds, use=0.8,
            surprise=lambda v: 0.6, about="own", heads=False,
        )
        for name, label, counted, hits, words, questions, holds in _COUNTED
    ),
)  # fmt: skip
