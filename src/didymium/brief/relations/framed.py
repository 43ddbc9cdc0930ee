"""Sums that a reader does in his head, of numbers that the words of their sentences tie: one pattern for each.

A pattern stands over the sentences of the numbers in small letters, in which each number is told by its place: "<0>
per worker"; "|" parts the sentences. The numbers need no label; each is named as the article prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.amounts import worded, worded_each
from didymium.brief.relations.base import Case, Formula, Operand, Relation, slot
from didymium.brief.relations.pairs import ANY_ROLE
from didymium.brief.relations.ties import NEAR, frame

_S = r"[^|<]"  # a sign of a sentence that is none of the numbers
_EARNED = r"(?:adjusted |underlying |net |operating )*(?:ebitda|profit|income|earnings)"
_DEAL = r"\b(?:deal|agreement|contract|supply|offtake)\b"
_TAKES = r"\b(?:suppl|receiv|buy|purchas|deliver|take|provid)\w*\b[^|<\d]{0,60}"
_LOSS = re.compile(r"\bloss\w*")
_CARS = r"\b(?:evs?|vehicles?|cars?|motors?|turbines?)\b"
_ENOUGH = r"\b(?:enough|sufficient|equivalent|equal|suppl\w+|power|support\w*|for)\b"
_GRADED = r"(?:of (?:ore|\w+ ore|material) |of )?(?:at|grading|with (?:an? )?(?:average )?grades? of|averaging|@)"
_GOOD = re.compile(
    r"^\s?((?:[a-z]+ )?(?:oxide|carbon|copper|nickel|zinc|lead|tin|cobalt|manganese|graphite|TGC|lithium|tungsten)"
    r"|Li2O|U3O8|TREO|WO3|Cu|Ni|Zn|Sn|Sb|Co|Mn|V2O5|Ta2O5|Nb2O5|TiO2|P2O5)\b",
    re.I,
)
_BUILT = r"\b(?:invest|cost|expansion|expand|build|built|construct|price tag|loan|grant|fund)\w*"
_LENT = frozenset({"loan", "grant", "equity", "pledge"})  # which may be a part of what a plant costs
_IT = r"(?:the|it|its|this|that|when|once|at)\b"
_SEVERAL = re.compile(r"\b(?:combined|together|projects|plants|mines)\b")
_MAKES = r"\b(?:capacity|produc|process|recycl|make|output|treat|refin)\w*"


def _tied(
    name: str, label: str, takes: dict[str, str], tie: str, formula: Formula, unit: str, words: Callable[[Case], str],
    when: Callable[[Case], bool] = lambda case: True, holds: Callable[[float], bool] = lambda value: value > 0,
    use: float = 0.85, also: tuple[Formula, ...] = (),
) -> Relation:  # fmt: skip
    """A relation of exact numbers (name -> kinds) close to each other, whose sentences a pattern fits."""
    cue = re.compile(tie)

    def fits(case: Case) -> bool:
        ops = tuple(case.ops.values())
        exact = all(o.low is None or o.kind == "price" for o in ops)
        starts = [o.sentence[0] for o in ops if o.sentence]
        told = exact and bool(starts) and max(starts) - min(starts) < NEAR * (len(ops) - 1)
        return told and cue.search(frame(*ops)) is not None and when(case)

    slots = tuple(
        slot(n, f"{ANY_ROLE} life counted listed duration", "span", kinds, "", False) for n, kinds in takes.items()
    )
    return Relation(name, label, slots, formula, unit, words, ("why", "long"), when=fits, holds=holds, use=use,
                    also=also, surprise=lambda v: 0.7, bare=True, any_form=True)  # fmt: skip


def _one_unit(*ops: Operand) -> bool:
    return len({o.unit for o in ops}) == 1


_OF = re.compile(
    r"\s?(?:(?:per|each|a) year )?of ((?:synthetic |natural |refined |battery-grade )?[a-z]+)\b(?! \w+ing\b)"
)


def _told(operand: Operand) -> str:
    """A number with what it is of, in plain words."""
    told = re.sub(r" (?:per|each) (year)\b", r" a \1", (operand.full or operand.bare).replace("so-called ", ""))
    of = _OF.match(operand.after) if told == operand.bare or " of " not in told else None
    good = of[1] if of and of[1] not in {"a", "an", "the"} and operand.kind == "mass_rate" else ""
    return f"{told} of {good}" if good else told


# words


def _margin(case: Case) -> str:
    return f"{phrase.capital(case.left.bare)} is {case.percent()} of {case.sales.bare}."


def _over_the_term(case: Case) -> str:
    years = re.sub(r"-year$", " years", case.term.bare)
    return f"{phrase.capital(_told(case.rate))} in {years} come to {case.bound}{worded(case.value, case.rate)}."


def _a_thing(case: Case) -> str:
    kilos = phrase.plain(1000 * case.value, 3)
    return (
        f"{phrase.capital(_told(case.mass))} for {case.cars.bare} are {case.about}{kilos} kilograms for each of them."
    )


def _held(case: Case) -> str:
    good = _GOOD.match(case.grade.after)
    rock = f"{case.rock.bare} of {case.rock.good}" if case.rock.good else case.rock.bare
    of, it = (f" {good[1]}", " of it") if good else ("", "")
    held = f"{case.about}{worded(case.value, case.rock)}"
    return f"{phrase.capital(rock)} at {case.grade.bare}{of} hold {held}{it}."


def _a_ton(case: Case) -> str:
    ton = f"{case.about}{worded_each(case.value, case.plant, case.sum.unit)} of yearly capacity"
    return f"{phrase.capital(case.sum.bare)} for {_told(case.plant)} is {ton}."


def _part(case: Case) -> str:
    part, whole = tuple(case.ops.values())[:2]
    be = "is" if part.kind == "money" else "are"
    return f"{phrase.capital(_told(part))} {be} {case.percent()} of {_told(whole)}."


_MASS = "mass mass_rate"

RELATIONS = (
    _tied(
        "margin_told", "Margin", {"sales": "money", "left": "money"},
        rf"\b(?:sales|revenues?|turnover)\b{_S}{{0,30}}<0>[^<]{{0,90}}\b{_EARNED}\b{_S}{{0,60}}<1>"
        rf"|\b{_EARNED}\b{_S}{{0,40}}<1>{_S}{{0,40}}\bon (?:net |operating |total )?"
        r"(?:sales|revenues?|turnover) of <0>", "left / sales",
        "share", _margin, lambda c: _one_unit(c.sales, c.left) and not _LOSS.search(c.left.head[-60:]),
        holds=lambda v: 0.005 < v < 0.9, use=0.8,
    ),
    _tied(
        "total_of_the_term", "How much it is", {"rate": "mass_rate", "term": "duration"},
        rf"\bsuppl\w+\b[^|<]{{0,60}}<0>[^|<]{{0,200}}\bfor a (?:period|term) of <1>"
        rf"|<1> (?:[a-z]+ ){{0,3}}{_DEAL}[^<]*{_TAKES}<0>"
        rf"|{_DEAL}[^<]*{_TAKES}<0>[^|<\d]{{0,60}}\b(?:for|over)\b[^|<\d]{{0,20}}<1>",
        "rate * term / unit(1, 'yr')", "t", _over_the_term,
        lambda c: 18 <= c.term.value <= 360 and c.rate.low is None and "year" in c.term.bare, use=0.85,
    ),
    _tied(
        "mass_of_a_car", "What each takes", {"mass": _MASS, "cars": "count"},
        rf"<0>[^<\d]*{_ENOUGH}[^|<\d]{{0,40}}<1>", "mass / cars", "t", _a_thing,
        lambda c: re.search(_CARS, c.cars.bare.lower()) is not None, holds=lambda v: 1e-4 < v < 1, use=0.7,
    ),
    _tied(
        "metal_in_the_rock", "What it holds", {"rock": "mass", "grade": "share"},
        rf"<0>,?\s?{_GRADED} [a-z ]{{0,20}}<1>", "rock * grade", "t", _held,
        lambda c: c.rock.value >= 1e5 and _GOOD.match(c.grade.after) is not None, use=0.8,
    ),
    _tied(
        "money_for_capacity", "Cost of the plant", {"sum": "money", "plant": "mass_rate"},
        rf"(?:{_BUILT}[^|<]{{0,60}}<0>|<0>[^|<]{{0,60}}{_BUILT})(?:[^|<]*|[^|<]*\| ?{_IT}[^|<]*)"
        rf"{_MAKES}[^|<]{{0,60}}<1>", "sum / plant", "price", _a_ton,
        lambda c: (
            c.plant.alone and c.sum.value > 1e6 and c.sum.role not in _LENT
            and not (c.sum.label.past or c.sum.hedged or _SEVERAL.search(c.sum.head))
        ),
        holds=lambda v: 50 < v < 1e7, use=0.8,
    ),
    _tied(
        "part_included", "Part of the whole", {"part": f"{_MASS} money", "whole": f"{_MASS} money"},
        r"<1>[^<]*(?:\b(?:up-?front|initial)\b[^|<\d]{0,25}<0>|<0>[^|<\d]{0,20}\b(?:up-?front|(?:paid )?on clos\w+)\b)"
        r"|<1>[^<]*\|[^|<]{0,40}\b(?:includ|compris|consist)\w*[^|<\d]{0,25}<0>", "part / whole", "share", _part,
        lambda c: _one_unit(c.part, c.whole) and c.part.mineral == c.whole.mineral,
        holds=lambda v: 0.01 < v < 0.99, use=0.75,
    ),
)  # fmt: skip
"""Relations of numbers that a pattern of words ties."""
