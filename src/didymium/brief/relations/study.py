"""What the study of a project says of itself: when its capital comes back, what it is worth for it, what it keeps."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.lead import is_country
from didymium.brief.relations.amounts import money, subject
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, be, its, labelled, one_form
from didymium.brief.relations.sums import estimated, level
from didymium.brief.relations.ties import HEAD, close, follows
from didymium.news.labels import one_owner

_CAPITAL = re.compile(r"(?i)\b(?:capital|capex|initial|upfront|construction|development|build)\b|\bto cost\s$")
_RUNNING = re.compile(r"(?i)\b(?:operating|running|production|cash|unit|sustaining|opex)\b")
_YEARLY = re.compile(r"(?i)\b(?:annual|yearly|a year|per year|each year|per annum|p\.?a\.?)\b")
_WORTH = re.compile(r"(?i)\bnet present value\b|\bnpv\b")


def _of_one(first: Operand, second: Operand) -> bool:
    """Whether two sums are of one project, told in one currency as levels."""
    levels = estimated(first) and estimated(second) and first.unit == second.unit
    return labelled(first, second) and levels and one_owner(first.label, second.label)


def _built(cost: Operand) -> bool:
    """Whether a cost is that of building it."""
    told = f"{cost.called} {cost.before[-40:]}"
    return cost.label.thing == "cost" and bool(_CAPITAL.search(told)) and not _RUNNING.search(cost.called)


def _each_year(sum_: Operand) -> bool:
    return bool(_YEARLY.search(f"{sum_.called} {sum_.bare} {sum_.before[-60:]}"))


def _pays(case: Case) -> bool:
    flow = case.flow
    return _of_one(case.cost, flow) and _built(case.cost) and flow.label.thing == "cash flow" and _each_year(flow)


def _valued(case: Case) -> bool:
    return _of_one(case.worth, case.cost) and _built(case.cost) and bool(_WORTH.search(case.worth.called))


def _keeps(case: Case) -> bool:
    """Whether a project's sales of a year are set against what a year of it costs to run."""
    earned, cost = case.earned, case.cost
    running = cost.label.thing == "cost" and bool(_RUNNING.search(cost.called))
    return _of_one(earned, cost) and earned.label.thing == "revenue" and running and (
        _each_year(earned) and _each_year(cost)
    )  # fmt: skip


def _yearly_output(plant: Operand) -> bool:
    """Whether a mass is what a plant or mine makes or could make in a year, of metal and not of rock."""
    yearly = plant.kind == "mass_rate" or plant.label.thing == "capacity" or months_of(plant) == 12
    made = labelled(plant) and estimated(plant) and plant.label.thing in {"output", "capacity"}
    return (
        made and yearly and not ROCK & {*re.findall(r"[a-z]+", f"{plant.good} {plant.bare} {plant.label.good}".lower())}
    )


def _bought(case: Case) -> bool:
    """Whether a deal is for the site or firm whose yearly output is told, which is not the buyer's."""
    deal, plant = case.deal, case.plant
    buyers = {deal.label.owner_id, *case.lead.firms}
    bought = (
        plant.label.owner_id not in buyers and plant.label.owner_id is not None and not is_country(plant.label.owner_id)
    )
    return (
        case.lead.family == "deal" and labelled(deal) and level(deal) and deal.label.thing in {"deal", "acquisition"}
        and bought and deal.near >= HEAD and _yearly_output(plant) and _whole(case)
    )  # fmt: skip


def _whole(case: Case) -> bool:
    """Whether nothing near the sum says that a part alone is bought."""
    return not _PART.search(f"{case.lead.title} {case.lead.event.quote} {case.deal.head} {case.deal.after}")


def _adds(case: Case) -> bool:
    """Whether what a site that is bought makes stands beside what its buyer makes."""
    plant, own = case.plant, case.own
    theirs = own.label.owner in case.lead.firms and plant.label.owner not in case.lead.firms and plant.label.owner
    return (
        case.lead.family == "deal" and bool(theirs) and not is_country(plant.label.owner_id or "") and close(plant, own)
        and _yearly_output(plant) and labelled(own) and estimated(own) and own.label.thing == "output"
        and months_of(own) == 12 and one_form(plant, own) and bool(_BESIDE.search(f"{own.head} {own.called}"))
    )  # fmt: skip


_PART = re.compile(r"(?i)\b(?:stake|interest|share of|shares in|per ?cent of|% of|half of|minority)\b|\d%")
_BESIDE = re.compile(r"(?i)\b(?:existing|current|already|adds?|added|own)\b")


def _at_the_site(case: Case) -> bool:
    """Whether a cut in percent is one of what a named plant or mine can make or makes in a year."""
    cut, base = case.cut, case.base
    a, b = cut.label, base.label
    yearly = base.kind == "mass_rate" or months_of(base) == 12
    fits = a.sure and a.kind == "step" and a.way < 0 and a.thing == "output" and a.stand in {"now", "plan"}
    return (
        fits and labelled(base) and level(base) and b.stand == "now" and b.thing in {"capacity", "output"} and yearly
        and a.owner_id == b.owner_id and len(a.owner_id or "") > 3 and one_form(cut, base)
        and ("world" not in case.ops or case.world.stage == base.stage)
    )  # fmt: skip


def _lost_there(case: Case) -> bool:
    """Whether a loss is told beside what the same site, or the firm of the news with it, makes in a year."""
    lost, year = case.lost, case.year
    a, b = lost.label, year.label
    less = a.kind == "step" and a.way < 0 and a.thing == "output"
    ours = all(x.owner and (x.owner_id in case.lead.firms or x.owner in case.lead.event.quote) for x in (a, b))
    near = lost.sentence == year.sentence or follows(lost, year) or follows(year, lost)
    return (
        labelled(lost, year) and (less or a.thing == "lost") and b.thing == "output" and level(year)
        and b.stand == "now" and months_of(year) == 12 and near and (one_owner(a, b) or ours) and one_form(lost, year)
    )  # fmt: skip


def _of_a_year(case: Case) -> str:
    year = case.year
    when = f" in {year.time}" if year.time and year.time not in year.bare else ""
    return f"{phrase.capital(case.lost.bare)} is {case.percent()} of {subject(year)}{when}."


def _out(case: Case) -> str:
    planned = "planned " if case.cut.label.stand == "plan" else ""
    size = case.said("t", case.cut.value * case.base.value)
    lost = f"A {planned}cut of {case.cut.bare} takes out {size} of {subject(case.base)}"
    if "world" not in case.ops:
        return f"{lost}."
    return f"{lost}: {case.percent()} of {case.world.name} ({case.world.said})."


def _payback(case: Case) -> str:
    return f"At {case.flow.called} of {case.flow.bare} {its(case.cost, case.flow)} would come back in {case.length()}."


def _times(case: Case) -> str:
    return f"{phrase.capital(subject(case.worth))} {be(case.worth)} {case.times()} {its(case.cost, case.worth)}."


def _to_buy(case: Case) -> str:
    each = f"{case.about}{money(case.value, case.deal.unit)} a tonne for {subject(case.plant)}"
    told = subject(case.deal) if case.deal.label.noun else case.deal.bare
    return f"{phrase.capital(told)} {be(case.deal)} {each}."


def _more(case: Case) -> str:
    return f"{phrase.capital(subject(case.plant))} {be(case.plant)} {case.percent()} of {subject(case.own)}."


def _margin(case: Case) -> str:
    left = money(case.earned.value - case.cost.value, case.earned.unit)
    return (
        f"{phrase.capital(subject(case.earned))} less {its(case.cost, case.earned)} leave {case.about}{left}, "
        f"{case.percent()} of them."
    )


_CUT = (
    slot("cut", "cut", "span", "share"),
    slot("base", "capacity output plain", "span", "mass mass_rate", mineral=False),
)


def _sum(name: str) -> tuple[str, str, str, str, str, bool]:
    return name, ANY_ROLE, "span", "money", "", False


_PLANT = slot("plant", ANY_ROLE, "span", "mass mass_rate", mineral=False)

RELATIONS = (
    Relation(
        "payback", "Payback", (slot(*_sum("cost")), slot(*_sum("flow"))), 'cost / flow * unit(1, "yr")', "months",
        _payback, ("why", "long"), when=_pays, holds=lambda v: 2 < v < 360, use=0.95, surprise=lambda v: 0.7,
    ),
    Relation(
        "worth_of_the_cost", "Worth of the capital", (slot(*_sum("worth")), slot(*_sum("cost"))), "worth / cost",
        "ratio", _times, ("why", "long"), when=_valued, holds=lambda v: 0.1 < v < 50, use=0.85, surprise=lambda v: 0.6,
    ),
    Relation(
        "price_of_a_yearly_tonne", "Price of the output", (slot(*_sum("deal")), _PLANT), "deal / plant", "price",
        _to_buy, ("why", "long"), when=_bought, holds=lambda v: 50 < v < 1e7, use=0.95, surprise=lambda v: 0.7,
    ),
    Relation(
        "adds_to_the_buyer", "What it adds", (_PLANT, slot("own", ANY_ROLE, "span", "mass mass_rate")), "plant / own",
        "share", _more, ("why", "long"), when=_adds, holds=lambda v: 0.005 < v < 5, use=0.9, surprise=lambda v: 0.6,
    ),
    Relation(
        "kept_of_sales", "Margin", (slot(*_sum("earned")), slot(*_sum("cost"))), "(earned - cost) / earned", "share",
        _margin, ("why", "long"), when=_keeps, holds=lambda v: 0.02 < v < 0.98, also=("earned - cost",), use=0.9,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "lost_of_a_year", "Size",
        (slot("lost", "lost", "span", "mass"), slot("year", "output plain", "span", "mass mass_rate")), "lost / year",
        "share", _of_a_year, ("why", "reply"), when=_lost_there, holds=lambda v: 0.003 < v < 0.95, use=0.95,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "cut_at_the_site", "Size", _CUT, "cut * base", "t", _out, ("why",), when=_at_the_site,
        holds=lambda v: v > 1, use=0.85, surprise=lambda v: 0.5,
    ),
    Relation(
        "cut_at_the_site_of_world", "Size", (*_CUT, slot("world", "world_output", "row", mineral=False)),
        "cut * base / world", "share", _out, ("why", "reply"), when=_at_the_site, holds=lambda v: 1e-4 < v < 1,
        also=("cut * base",), use=0.95, surprise=lambda v: 0.7,
    ),
)  # fmt: skip
"""Relations of a project study."""
