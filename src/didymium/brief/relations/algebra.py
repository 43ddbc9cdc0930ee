"""Sums of typed numbers: what a unit brought, what part of the whole one is, what several come to, a month's mean.

Two numbers are reckoned with each other by what their clauses say that they measure, of whom and to whom
(`didymium.brief.typed`), and by the span of time that they are of; no pattern of words ties them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.lead import is_country
from didymium.brief.relations.amounts import worded
from didymium.brief.relations.base import Case, Formula, Operand, Relation, Slot, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE
from didymium.brief.relations.ties import close, follows, way

_ROLES = f"{ANY_ROLE} life target budget aside"
_GIVEN = frozenset({"loan", "grant", "equity", "funding", "spending"})
_FIRST = re.compile(r"\b(?:initial|first|up-?front|upon clos\w+|on clos\w+|at clos\w+|immediate)\b")
_GOES_FORWARD = re.compile(r"\b(?:each|per|every)\s$")
SUMMED = 6  # digits of a sum
NEAR = 700  # characters between the sentences of two numbers of one project


def _is_now(operand: Operand) -> bool:
    """Whether a number is a level of now: neither of before nor of a plan, no step, no second telling."""
    told, label = operand.typed, operand.label
    step = label.sure and label.kind == "step"
    return bool(told.measure) and not (told.then or told.ahead or step or label.past or label.anew is not None)


def _apart(one: Operand, other: Operand) -> int:
    return abs((one.sentence or (0, 0))[0] - (other.sentence or (0, 0))[0])


def _one_span(one: Operand, other: Operand) -> bool:
    """Whether two flows are of one span of time, or the text tells none for either."""
    lengths = {months_of(one), months_of(other)} - {None, 0}
    if one.sentence == other.sentence:
        return len(lengths) < 2
    times = {(o.time or "")[:7] for o in (one, other)} - {""}
    years = {t[:4] for t in times}
    return len(lengths) < 2 and (len(times) < 2 or (len(years) == 1 and any(len(t) == 4 for t in times)))


def _one_good(one: Operand, other: Operand) -> bool:
    """Whether two masses may be of one good and form."""
    return all(not (a and b and a != b) for a, b in ((one.mineral, other.mineral), (one.good, other.good)))


def _one_owner(one: Operand, other: Operand) -> bool:
    """Whether the clauses of two numbers name one owner, or at least one of them names none."""
    names = [(o.typed.whose or "").lower().removesuffix(" mine").removesuffix(" project") for o in (one, other)]
    short, long = sorted(names, key=len)
    return long.startswith(short)


def _exact(*ops: Operand) -> bool:
    return all(o.low is None for o in ops)


def _one_unit(*ops: Operand) -> bool:
    units = {o.unit.removesuffix("/yr") for o in ops}
    return len(units) == 1 and len({"local" in o.note for o in ops}) == 1


def _told(operand: Operand, noun: bool = True) -> str:
    """A number with the noun of its clause before it, where that is one: "revenue of $47.1 million"."""
    word = operand.typed.word.lower()
    if noun and word in _NOUNS:
        return f"{word} of {operand.bare}"
    return operand.full or operand.bare


def _is_named(operand: Operand) -> bool:
    """Whether a word says what a number of a part or whole is."""
    told = operand.typed
    return told.word.lower() in _NOUNS or told.partner is not None or told.measure == "cost"


_NOUNS = frozenset(
    {"revenue", "revenues", "sales", "exports", "imports", "shipments", "output", "production", "capacity", "demand",
     "consumption", "quota", "funding", "loan", "grant", "investment", "surplus", "deficit", "profit", "receipts"}
)  # fmt: skip


def _capital(operand: Operand, noun: bool = True) -> str:
    return phrase.capital(_told(operand, noun))


def _either(operand: Operand, last: str = "") -> str:
    """A number at the start of a sentence, with its noun or without it, whichever the proof carries."""
    return f"{{{_capital(operand)}{last}|{phrase.capital(operand.full or operand.bare)}{last}}}"


def _or(operand: Operand) -> str:
    return f"{{{_told(operand)}|{operand.full or operand.bare}}}"


def _be(operand: Operand) -> str:
    return "is" if operand.kind == "money" else "are"


# a unit


_SIGNED = {1: "+", -1: "-"}


def _both_moved(case: Case) -> bool:
    """Whether one share is by how much sales moved in money, the other by how much in tonnes, since the same time."""
    worth, mass = case.worth, case.mass
    a, b = worth.typed, mass.typed
    ways = way(worth) * way(mass)
    money_ = a.measure in {"revenue", "worth"} and b.measure in {"volume", "exports", "sales"}
    near = worth.sentence == mass.sentence or follows(worth, mass) or follows(mass, worth)
    steps = worth.label.kind == mass.label.kind == "step" or not (worth.label.sure and mass.label.sure)
    plain = not (a.then or b.then or a.ahead or b.ahead) and _one_owner(worth, mass)
    return bool(ways and money_ and near and steps and plain)


def _moved(case: Case) -> str:
    return f"(1 {_SIGNED[way(case.worth)]} worth) / (1 {_SIGNED[way(case.mass)]} mass) - 1"


def _split(case: Case) -> str:
    ways = ["up" if way(o) > 0 else "down" for o in (case.worth, case.mass)]
    told = f"Revenue {ways[0]} {case.worth.bare} on tonnes {ways[1]} {case.mass.bare}"
    return f"{told} mean {case.percent(abs(case.value))} {'more' if case.value > 0 else 'less'} for each tonne."


# a part


def _goes_to(case: Case) -> bool:
    """Whether a mass that goes to one country is a part of all that goes out in the same month or year."""
    part, whole = case.part, case.whole
    a, b = part.typed, whole.typed
    trade = a.measure == b.measure in {"exports", "imports"} and a.partner is not None and b.partner is None
    spans = bool(part.time or months_of(part)) or part.sentence == whole.sentence or _apart(part, whole) < NEAR
    return (
        trade and spans and _is_now(part) and _is_now(whole) and _one_span(part, whole) and _one_good(part, whole)
        and part.kind == whole.kind and _so_far(part) == _so_far(whole) and (part.time or "") == (whole.time or "")
        and a.partner not in {b.whose}
    )  # fmt: skip


def _pays_for(case: Case) -> bool:
    """Whether money given is a part of what the project costs: the one cost that the text tells near it."""
    part, whole = case.part, case.whole
    builds = whole.typed.measure == "spending" and _TO_BUILD.match(whole.after)
    given = part.typed.measure in {"loan", "grant", "equity", "funding"} and (whole.typed.measure == "cost" or builds)
    given = given and not re.search(r"\b(?:placement|shares?|stock)\b", f"{part.head[-40:]} {part.after[:40]}")
    unit = re.search(r"\b(?:unit|cash|operating|sustaining|production)\s(?:\w+\s)?costs?\b", whole.head[-60:])
    return bool(
        given and not unit and not part.typed.then and not whole.typed.then and _apart(part, whole) < NEAR
        and _one_owner(part, whole) and whole.value >= 1e7 and not _GOES_FORWARD.search(part.before)
    )  # fmt: skip


_TO_BUILD = re.compile(r"\s?(?:to|in) (?:expand|build|construct|develop|upgrade|complete)\w*\b")


def _taken_of(case: Case) -> bool:
    """Whether what one buyer takes in a year is a part of what the project is to make in one."""
    part, whole = case.part, case.whole
    yearly = all(o.kind == "mass_rate" or months_of(o) == 12 or _A_YEAR.match(o.after) for o in (part, whole))
    return (
        part.typed.measure == "offtake" and whole.typed.measure in {"output", "capacity"} and yearly
        and _one_good(part, whole) and not part.typed.then and not whole.typed.then and _apart(part, whole) < FAR
        and case.lead.family in {"deal", "project", "agreement"} and part.near >= 0.7
    )  # fmt: skip


_A_YEAR = re.compile(r"\s?(?:[\w-]+ ){0,4}(?:annually|a year|per year)")


def _of_package(case: Case) -> bool:
    """Whether money is a part of the package that the same news tells beside it."""
    part, whole = case.part, case.whole
    given = part.typed.measure in _GIVEN and whole.typed.measure == "funding" and "package" in whole.after[:30]
    return given and part.start < whole.start and (part.sentence == whole.sentence or follows(part, whole))


FAR = 2_000  # the same of what is told of the one project of a text


def _first_of(case: Case) -> bool:
    """Whether a first payment is one of the price of the deal."""
    part, whole = case.part, case.whole
    deal = case.lead.family == "deal" or re.search(r"(?i)option|acqui|buy|deal|stake|sale", case.lead.title)
    first = _FIRST.search(f"{part.before[-60:]} # {part.after[:40]}")
    return bool(
        deal
        and first
        and part.typed.measure in {"payment", "price"}
        and whole.typed.measure in {"payment", "price"}
        and whole.near >= 0.9
        and not _FIRST.search(f"{whole.before[-60:]} # {whole.after[:40]}")
        and _apart(part, whole) < FAR
        and whole.label.thing != "revenue"
    )


def _firm_of_all(case: Case) -> bool:
    """Whether a firm's quota is a part of what the state sets for all."""
    part, whole = case.part, case.whole
    a, b = part.typed, whole.typed
    firm = a.whose is not None and not is_country(a.whose) and (b.whose is None or is_country(b.whose))
    return (
        a.measure == b.measure == "quota" and firm and not a.then and not b.then and close(part, whole)
        and whole.near >= 0.9 and _one_good(part, whole)
    )  # fmt: skip


def _is_part(case: Case) -> bool:
    part, whole = case.part, case.whole
    if not (_one_unit(part, whole) and _exact(part) and (_is_named(part) or _is_named(whole))):
        return False
    return any(fits(case) for fits in (_goes_to, _pays_for, _first_of, _firm_of_all, _taken_of, _of_package))


def _part(case: Case) -> str:
    part, whole = case.part, case.whole
    share = case.percent()
    if part.typed.partner:
        land = phrase.country(part.typed.partner)
        way = "from" if part.typed.measure == "imports" else "to"
        return f"{phrase.capital(part.bare)} {way} {land} {_be(part)} {share} of {_or(whole)}."
    cost = "the cost of " if whole.typed.measure == "cost" else ""
    told = f"{{{cost}{whole.bare}|{whole.bare}}}" if cost else _or(whole)
    return f"{_either(part, f' {_be(part)}')} {share} of {told}."


# together


def _batches(case: Case) -> bool:
    """Whether two quotas are the first and the second batch of a year."""
    one, other = case.one, case.other
    a, b = one.typed, other.typed
    return (
        a.measure == b.measure == "quota" and {_batch(one), _batch(other)} == {"first", "second"}
        and one.time == other.time and _one_good(one, other) and not (a.then or b.then)
        and _one_unit(one, other) and _exact(one, other) and one.start < other.start
    )  # fmt: skip


_BATCH = re.compile(r"\b(first|second) (?:[a-z-]+ ){0,2}(?:batch|half|tranche|round)\b")


def _batch(operand: Operand) -> str:
    told = _BATCH.findall(operand.head)
    return told[-1] if told else ""


def _both(case: Case) -> str:
    both = f"{case.about}{worded(case.value, case.one, SUMMED)}"
    other = f"the {_batch(case.other)} of {case.other.bare}"
    return f"The {_batch(case.one)} batch of {case.one.bare} and {other} are {both} together."


# a month


_SO_FAR = {
    3: r"first (?:quarter|three months)|three months (?:to|through|ended)", 4: r"first four months",
    5: r"first five months", 6: r"first (?:half|six months)|half-year", 7: r"first seven months",
    8: r"first eight months", 9: r"first (?:three quarters|nine months)", 10: r"first (?:10|ten) months",
    11: r"first (?:11|eleven) months",
}  # fmt: skip


def _so_far(operand: Operand) -> int:
    """The months of which a total is, as its sentence tells them; 0 where it does not."""
    words = f"{operand.head} {operand.after}"
    found = [n for n, told in _SO_FAR.items() if re.search(rf"\b(?:{told})\b", words)]
    return found[0] if len(found) == 1 else 0


# what is over the market's price of a firm


def _num(name: str, kinds: str) -> Slot:
    return slot(name, _ROLES, "span", kinds, False)


def _typed(
    name: str, label: str, takes: tuple[Slot, ...], formula: Formula, unit: str, words: Callable[[Case], str],
    when: Callable[[Case], bool], holds: Callable[[float], bool], also: tuple[Formula, ...] = (), unless: str = "",
) -> Relation:  # fmt: skip
    """A relation of typed numbers, which need no label and may be of any form and span."""
    return Relation(
        name, label, takes, formula, unit, words, ("why", "long"), when=when, holds=holds, bare=True, any_form=True,
        surprise=lambda v: 0.7, use=0.9, also=also, unless=unless,
    )  # fmt: skip


RELATIONS = (
    _typed(
        "worth_by_the_tonne", "Price for each tonne", (_num("worth", "share"), _num("mass", "share")), _moved, "share",
        _split, _both_moved, holds=lambda v: 0.02 < abs(v) < 5,
    ),
    _typed(
        "part_of_typed", "Part of the whole",
        (_num("part", "mass mass_rate money"), _num("whole", "mass mass_rate money")),
        "part / whole", "share", _part, _is_part, holds=lambda v: 0.03 < v < 0.995,
    ),
    _typed(
        "come_on_top", "Together", (_num("one", "mass mass_rate"), _num("other", "mass mass_rate")),
        "one + other", "level", _both, _batches, holds=lambda v: v > 0,
    ),
)  # fmt: skip
"""Sums of typed numbers."""
