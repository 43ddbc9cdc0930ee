"""What would change this: the value at which a main finding turns, the best fact against it, the day that decides."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.brief import phrase
from didymium.brief.insights import sentence
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, say
from didymium.brief.relations import Found, Operand, formula_over
from didymium.brief.worth import Chosen
from didymium.errors import BadInput
from didymium.proof import derive
from didymium.records import Sentence
from didymium.world.days import parse_date

MOST_TURNS = 2
NEAR = 0.02  # relative distance below which a flip value is the present one
LEAST_NEAR = 0.62  # nearness to the lead below which a day decides something else
DECIDES = ("until", "expiry", "entry", "ahead", "start")  # roles of the days that decide, the strongest first


def change(chosen: Chosen, ledger: Ledger) -> tuple[Sentence, ...]:
    """The values at which the best findings turn over, and the facts that speak against one."""
    found = (*chosen.bottom, *chosen.why, *chosen.reply, *chosen.long)
    turns = [s for f in _firsts(found) if (s := _turn(f, ledger)) is not None][:MOST_TURNS]
    against = [_against(f, ledger) for f in chosen.against]
    return tuple(dict.fromkeys([*turns, *against]))


def _firsts(found: tuple[Found, ...]) -> list[Found]:
    """The best finding of each first operand that has a flip value."""
    seen: dict[str, Found] = {}
    for one in found:
        if one.relation.flip:
            seen.setdefault(next(iter(one.case.ops.values())).id, one)
    return list(seen.values())


def _turn(found: Found, ledger: Ledger) -> Sentence | None:
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
    return say(f"With {shown} instead of {first.bare or first.said} {found.relation.turn}.", key, first.id)


def _against(found: Found, ledger: Ledger) -> Sentence:
    """A finding that speaks against one of the main ones."""
    told = sentence(found, ledger)
    return say(f"Against it: {told.text[:1].lower() if told.text[:3] == 'The' else told.text[:1]}{told.text[1:]}",
               *told.evidence)  # fmt: skip


def decides(lead: Lead, pool: Sequence[Operand], today: str, ledger: Ledger) -> tuple[Sentence, ...]:
    """The day ahead on which the matter is decided: an end first, else a start; the article's before the world's.

    The end of a suspension decides where the news is about what is suspended.
    """
    eased = lead.direction == "ease" or lead.family == "agreement"
    days = [o for o in pool if o.role in DECIDES and not o.id.startswith("~") and o.time and len(o.time) == 10]
    days = [o for o in days if o.near >= LEAST_NEAR and (o.role != "expiry" or eased)]
    best = min(days, key=lambda o: (o.origin != "span", -o.near, DECIDES.index(o.role), o.value), default=None)
    if best is None or best.time is None or best.time <= today:
        return ()
    formula = f'months(day("{today}"), {best.id})'
    try:
        months = derive(formula, ledger.evidence).value
    except BadInput:
        return ()
    left = best.value - parse_date(today).toordinal()
    if abs(30.44 * months - left) > 45:
        return ()  # the text gives no year, and its words alone mean another one
    told = f"The day that decides is {best.said}"
    if months >= 1:
        key = ledger.derived(formula, metric="decides_on")
        return (say(f"{told}, {phrase.quantity(months, 'months')} away.", key),)
    key = ledger.derived(formula.replace("months(", "days("), metric="decides_on")
    return (say(f"{told}, {left:.0f} days away.", key),)
