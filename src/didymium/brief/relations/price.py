"""Price: against its own history, against cost, and what the sender needs for a cut to pay."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.base import ROCK, Case, Relation, ahead, annual, of_the_sender, slot


def _breakeven(case: Case) -> str:
    return (
        f"With {case.said('share', 1 / case.value)} of the tonnes ({case.limit.said} of "
        f"{case.was.name}, {case.was.said}), the "
        f"sender's income holds only if the price is {phrase.plain(case.value, 2)} times what it was."
    )


RELATIONS = (
    Relation(
        "sender_break_even",
        "Break-even of the sender",
        (slot("limit", "quota", "span", "mass_rate mass"), slot("was", "country_output", "row")),
        "was / limit",
        "ratio",
        _breakeven,
        ("why", "reply"),
        also=("limit / was",),
        when=lambda c: (
            not c.limit.firm
            and c.limit.good not in ROCK
            and c.limit.place in {None, c.was.place}
            and c.limit.stage in {None, c.was.stage}
            and annual(c.limit)
            and of_the_sender(c.limit, c.was)
            and ahead(c.limit, c.today)
        ),
        holds=lambda v: 1.1 < v < 8,
        use=0.95,
        surprise=lambda v: 0.9,
        families=frozenset({"export_control", "project", "policy"}),
    ),
)
