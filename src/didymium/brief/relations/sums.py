"""Sums of an article by their labels: what they pay for, over how long, how much of a cost or a need they are."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, subject, worded_each
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, be, labelled
from didymium.brief.relations.ties import between, close, follows
from didymium.news.labels import one_owner

_GIVEN = frozenset({"loan", "grant", "investment", "budget"})  # money for a project, which is not its cost
_TRADED = frozenset({"purchases", "sales", "exports"})
_MASSED = re.compile(r"\d[\d,.]*\s?(?:t|tonnes?|tons?|tpa|t/yr?)\b")  # then the sum is of that mass
_CLAIMS = re.compile(r"(?i)\bdumping\b"), re.compile(r"(?i)\b(?:countervailing|subsid\w*)\b")


def level(operand: Operand) -> bool:
    """Whether a number is a level that holds or is planned, neither of before nor told again, and surely read."""
    label = operand.label
    return label.sure and label.kind == "level" and label.stand != "may" and not label.past and label.anew is None


def estimated(operand: Operand) -> bool:
    """Whether a number is a level that holds, is planned, or would be."""
    return level(replace(operand, label=replace(operand.label, stand="now")))


def _one_deal(total: Operand, mass: Operand) -> bool:
    """Whether a sum and a mass are of one deal: told together, or the only ones of their kind in the text."""
    same = total.sentence == mass.sentence and one_owner(total.label, mass.label)
    part = re.search(r"\b(?:includ\w*|initial|additional)\b[^.;]*$", mass.head)
    return same or (total.only and mass.only and close(total, mass) and not part)


_FOR = re.compile(
    r"^[^.;\d]{0,50}?\b(?:for|to (?:buy|supply|purchase|deliver|acquire|provide)|covers?|covering|"
    r"targets?)\s(?:[a-z]+ ){0,3}$"
)
_WORTH_OF = re.compile(
    r"^[^.;\d]{0,60}?\b(?:for|worth|valued at|at a (?:total )?(?:cost|price|value) of|totall?ing)\s(?:[a-z]+ ){0,3}$"
)
_EQUALS = re.compile(r"^[^.;\d]{0,40}?\b(?:equal to|equivalent to|worth|valued at)\s(?:[a-z]+ ){0,2}$")  # "in value"
_CONTRACT = re.compile(
    r"\b(?:contracts?|deals?|agreements?|orders?|tenders?|purchas\w+|buys?|bought|sold|sells?|sales?|"
    r"shipments?|offtake)\b"
)
_BUILDS = re.compile(
    r"\b(?:plants?|project|mine|refinery|smelter|factory|facility|stake|%|shares?|capacity|annual\w*|"
    r"per year|a year)\b"
)


def _paid_for(total: Operand, mass: Operand) -> bool:
    """Whether the words of one sentence say what is paid for a mass, and nothing there is built."""
    there, back = between(total, mass), between(mass, total)
    tied = (there is not None and _FOR.match(there)) or (back is not None and _WORTH_OF.match(back))
    words = f"{total.head} {total.after} {mass.head} {mass.after}"
    plain = total.low is None and mass.kind == "mass" and "/" not in total.unit and total.value >= 1e5
    worth = back is not None and _EQUALS.match(back) and re.match(r"\s?in value\b", total.after)
    return bool(plain and (worth or (tied and _CONTRACT.search(words) and not _BUILDS.search(words))))


def _for_tonnes(case: Case) -> bool:
    total, mass = case.total, case.mass
    if _paid_for(total, mass):
        return True
    spread = ("/" in total.unit, mass.kind == "mass_rate", mass.label.term is None or total.label.term is None)
    return (
        level(total)
        and (total.label.thing in {"deal", "purchases"} or total.label.noun == mass.label.noun is not None)
        and labelled(mass)
        and level(mass)
        and mass.label.thing in _TRADED
        and spread[0] == spread[1]
        and _one_deal(total, mass)
    )


_TO_BUILD = re.compile(
    r"\b(?:build|construct|expand|restart|develop|establish|finance|fund|"
    r"support)\w*\b[^.;]{0,60}\b(?:plant|mine|refinery|"
    r"smelter|factory|facility|project)\b"
)
_AND_MAKES = re.compile(
    r"^[^.;\d]{0,30}\b(?:and|to) (?:to |would |will |could )?(?:produce|make|yield|have)\b[^.;\d]{0,40}$|"
    r"^ for (?:about )?$"
)
_SITES_COST = re.compile(r"\b(?:operating|running|production|cash|unit|sustaining|annual)\b")
_IT_MAKES = re.compile(
    r"^(?:[^.;,]{0,80}, )?(?:the|once|when|with|at full|its|it|this)\b[^.;]{0,60}\b(?:plant|mine|refinery|smelter|"
    r"factory|facility|project|"
    r"funding|loan|money|investment|grant|capacity|it|built|complete\w*|operational)\b[^.;\d]{0,80}$"
)


def _builds_it(total: Operand, plant: Operand) -> bool:
    """Whether money builds a plant, and the next sentence tells what it is to make in a year."""
    told = replace(total, label=replace(total.label, anew=None))  # "140 billion won ($100.7 million)" is one sum
    given = total.label.thing in {"cost", *_GIVEN} and level(told) and total.low is None
    there = between(total, plant)
    if (
        there is not None
        and _AND_MAKES.match(there)
        and total.label.thing == "cost"
        and not _SITES_COST.search(total.called)
    ):
        return estimated(total) and plant.kind == "mass_rate" and total.low is None
    ahead = plant.kind == "mass_rate" and (plant.label.stand != "now" or "capacity" in {plant.label.thing, plant.role})
    built = _TO_BUILD.search(f"{total.head} {total.after}") and _IT_MAKES.match(plant.head.strip())
    return given and ahead and follows(total, plant) and bool(built) and plant.alone


def _of_plant(case: Case) -> bool:
    """Whether a sum builds what a capacity measures."""
    total, plant = case.total, case.plant
    if _builds_it(total, plant):
        return True
    made = plant.label.thing == "capacity" or (plant.label.thing == "output" and plant.label.stand != "now")
    made = made and not re.search(r"\bguidance\b", plant.called)  # of all that a firm makes in a year
    told = total.sentence == plant.sentence and one_owner(total.label, plant.label)
    metal = plant.label.stand != "now" and not ROCK & {*re.findall(r"[a-z]+", f"{plant.good} {plant.bare}".lower())}
    alone = total.label.thing == "cost" and not _MASSED.search(f"{total.head} {total.after}")
    alone = alone or (
        total.label.thing in _GIVEN and total.mineral == plant.mineral is not None
        and total.label.owner_id == plant.label.owner_id is not None and plant.label.stand != "now"
    )  # fmt: skip # money given to the firm whose plant it is to be
    one = told or (total.only and plant.only and metal and alone)
    yearly = plant.kind == "mass_rate" or plant.label.thing == "capacity" or months_of(plant) == 12
    # of a firm in a year, and for no plant
    spent = re.search(r"spend|expenditure", total.called) and (total.time or plant.label.thing == "output")
    return (
        estimated(total)
        and total.label.thing in {"cost", *_GIVEN}
        and labelled(plant)
        and estimated(plant)
        and made
        and one
        and yearly
        and not spent
        and plant.good not in {"ore", "concentrate"}
    )


def _both_duties(case: Case) -> bool:
    """Whether an anti-dumping and a countervailing duty are on one good."""
    one, other = case.one, case.other
    sure = one.label.sure and other.label.sure and one.label.thing == other.label.thing == "duty"
    names = one.called and other.called and _CLAIMS[0].search(one.called) and _CLAIMS[1].search(other.called)
    return bool(sure and names and one.mineral == other.mineral)


# words


def _paid(case: Case) -> str:
    price = worded_each(case.value, case.mass, case.total.unit.split("/")[0])
    first = f"a value of {case.total.bare}" if case.total.label.thing == "value" else subject(case.total)
    told = f"{{{phrase.capital(first)}|{phrase.capital(case.total.bare)}}}"
    return f"{told} for {case.mass.bare} is {case.about}{price}."


def _each_tonne(case: Case) -> str:
    total = case.total
    told = f"the {total.label.thing} of {total.bare}"
    named = [subject(total)] * bool(total.called) + [told, total.bare]
    made = "capacity" if "capacity" in {case.plant.metric, case.plant.label.thing} else "output"
    ends = money(case.value, total.unit)
    if case.low is not None and case.high is not None:
        ends = f"{money(case.low, total.unit)} to {money(case.high, total.unit)}"
    whose, verb = "|".join(map(phrase.capital, named)), f"{{{be(total)}|would be}}"
    return f"{{{whose}}} for {case.plant.bare} {verb} {case.about}{ends} a tonne of yearly {made}."


def _duties(case: Case) -> str:
    one, other = case.one, case.other
    return f"{phrase.capital(subject(one))} and {subject(other)} are {case.percent()} together."


def _any(name: str, kinds: str, mineral: bool = False) -> tuple[str, str, str, str, bool]:
    return name, ANY_ROLE, "span", kinds, mineral


RELATIONS = (
    Relation(
        "price_of_the_deal", "Price for each tonne",
        (slot(*_any("total", "money")), slot(*_any("mass", "mass mass_rate"))),
        "total / mass", "price", _paid, ("why", "reply"),
        when=_for_tonnes, holds=lambda v: 20 < v < 1e8, use=0.9, surprise=lambda v: 0.7, bare=True,
    ),
    Relation(
        "cost_of_a_tonne", "Cost of the plant",
        (slot(*_any("total", "money")), slot(*_any("plant", "mass mass_rate"))),
        "total / plant", "price", _each_tonne, ("why", "long"),
        when=_of_plant, holds=lambda v: 50 < v < 1e8, use=0.8, surprise=lambda v: 0.6,
    ),
    Relation(
        "duties_together", "Both duties",
        (slot(*_any("one", "share")), slot(*_any("other", "share"))),
        "one + other", "share", _duties, ("why", "reply"),
        when=_both_duties, holds=lambda v: 0 < v < 20, use=0.95, surprise=lambda v: 0.7,
    ),
)  # fmt: skip
"""Relations of labelled sums."""
