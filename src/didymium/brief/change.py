"""What would change this: the value at which the main findings turn, and what would make them false."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.insights import sentence
from didymium.brief.ledger import Ledger, say
from didymium.brief.relations import Found, formula_over
from didymium.brief.worth import Chosen
from didymium.errors import BadInput
from didymium.proof import derive
from didymium.records import Sentence

MOST = 3
NEAR = 0.02  # relative distance below which a flip value is the present one


def change(chosen: Chosen, ledger: Ledger) -> tuple[Sentence, ...]:
    """At most three sentences: the values at which the best findings turn over, then what would make one false."""
    found = (*chosen.bottom, *chosen.why, *chosen.reply, *chosen.long)
    made = [s for f in _firsts(found) if (s := _flip(f, ledger)) is not None][: MOST - 1]
    loose = next((f for f in found if f.relation.false_if and not f.relation.flip), None)
    if loose is not None and len(made) < MOST:
        text = sentence(loose, ledger)
        made.append(say(f"Not so if {loose.relation.false_if}: {text.text}", *text.evidence))
    return tuple(made)


def _firsts(found: tuple[Found, ...]) -> list[Found]:
    """The best finding of each first operand that has a flip value."""
    seen: dict[str, Found] = {}
    for one in found:
        if one.relation.flip:
            seen.setdefault(next(iter(one.case.ops.values())).id, one)
    return list(seen.values())


def _flip(found: Found, ledger: Ledger) -> Sentence | None:
    """At which value of its first operand, all else equal, a finding turns over."""
    first = next(iter(found.case.ops.values()))
    formula = formula_over(found.relation.flip, found.case)
    try:
        figure = derive(formula, ledger.evidence)
    except BadInput:
        return None
    if figure.low is not None or first.value == 0 or abs(figure.value / first.value - 1) < NEAR:
        return None
    key = ledger.derived(formula, metric="flip_value", mineral=first.mineral)
    shown = phrase.quantity(figure.value, figure.unit, 3)
    return say(f"The view turns at {shown} for {first.name}.", key)
