"""Prices against costs: what a firm keeps, what new supply needs, and what a forecast balance leaves of lost tonnes."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import each, money
from didymium.brief.relations.base import Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, names
from didymium.brief.relations.price import of_today
from didymium.brief.relations.site import in_part
from didymium.brief.relations.size import STANDSTILL
from didymium.brief.relations.worths import OLDEST, age

_FORMS = re.compile(  # goods that are not the metal itself, by the word that tells them apart
    r"(?i)\b(?:spodumene|sc6|concentrates?|carbonate|hydroxide|oxide|ores?|pig|npi|matte|sul[pf]hate|mhp|apt|wo3|trioxide|"
    r"flake|sponge|alumina|bauxite|scrap|alloy|ferro\w+|premiums?|charges|lepidolite|pentoxide|mica|anode|swu|"
    r"enrichment|conversion)\b"
)
ALIKE = {"sc6": "spodumene", "apt": "wo3", "sulfate": "sulphate"}
BESIDE = frozenset({"concentrate"})  # which another form of the same good says too


def when(cost: Operand) -> str:
    """The period of a cost or threshold in words: "in the June 2025 quarter", "in 2024", "in May 2025"."""
    period = str(cost.time)
    part = next((p for p in ("quarter", "half") if p in cost.after), "")
    told = phrase.year(period) if "/" in period else phrase.day(period)
    return f"in the {told} {part}" if part and len(period) == len("2025-06") else f"in {told}"


def forms(words: str) -> frozenset[str]:
    """The forms that some words name: spodumene, carbonate, oxide; none of the metal itself."""
    told = {ALIKE.get(w, w) for w in (m[0].lower().rstrip("s") for m in _FORMS.finditer(words))}
    return frozenset(told - BESIDE or told)


def one_good(price: Operand, cost: Operand) -> bool:
    """Whether a price is of the good that a cost or threshold is told of, in one currency."""
    told = (
        f"{price.called} {price.label.good} {price.good} {price.before[-40:]}" if price.origin == "span" else price.good
    )
    ndpr = cost.mineral == "didymium" and (price.mineral in {"rare earths", "didymium"} or "ndpr" in price.head)
    mineral = price.mineral == cost.mineral or ndpr
    bare = cost.good.startswith("NdPr") and not forms(told) and "metal" not in told.lower()  # it is quoted as oxide
    return price.unit == cost.unit and mineral and (bare or forms(told) == forms(cost.good))


_PAST = re.compile(r"(?:below|above|over|under|past)\b")


def is_price(price: Operand, case: Case) -> bool:
    """Whether a price is one of the market, or one received, of now."""
    if price.origin == "row":
        return len(str(price.time)) == len("2025-01") and age(price, case.today) <= OLDEST  # a year's average is old
    level = price.label.kind == "level" or _PAST.match(price.bare) is not None
    told = price.label.sure and price.label.thing == "price" and level
    told = told and not _OTHER_TIME.search(price.head)
    return told and of_today(price, case.today) and not {"floor", "forecast"} & {*price.note.split()} and not price.per


_SHUT = re.compile(r"(?i)\b(?:closures?|ceas\w+|shut\w*|evacuat\w+)\b")


def _earns(case: Case) -> bool:
    """Whether a price meets the cost of a firm that sells at it, and whose works do not stand still."""
    news = f"{case.lead.title} {case.lead.event.quote}"
    if STANDSTILL.search(news) or _SHUT.search(news):
        return False
    return is_price(case.price, case) and one_good(case.price, case.cost)


def _at(price: Operand) -> str:
    """A price in words with what it is of: that of the article, or the average of a month."""
    if price.origin == "row":
        return f"{price.name} ({price.said})"
    first, called = price.called.split(" ")[0], price.called
    called = called[:1].lower() + called[1:] if first[1:].islower() else called
    called = re.sub(r"\bprices$", "price", called)
    return f"the {called} of {price.bare}" if "price" in called else f"{called} at {price.bare}"


def _cost(case: Case) -> str:
    cost = case.cost
    return f"{phrase.possessive(cost.name)} {cost.note} was {cost.said} {when(cost)}"


def _left(case: Case) -> str:
    """What is kept of each tonne, or lost."""
    cost, side = case.cost, "leaves" if case.value > 0 else "loses"
    size = each(abs(case.price.value - cost.value), cost)
    if case.value > 0:
        return f"{_cost(case)}: {_at(case.price)} {side} {size}, and a fall of {case.percent()} takes it."
    more = phrase.plain(100 * (cost.value / case.price.value - 1), 2)
    return f"{_cost(case)}: {_at(case.price)} {side} {size}, and it takes a rise of {more}% to cover it."


REFINED = "refine"


def _gone(case: Case) -> str:
    plant, bal = case.plant, case.bal
    told = f"The {bal.note} of {bal.good} that {_who(bal.name)} has forecast for {bal.time} ({bal.said})"
    pace = f"a standstill of {case.length()} at the pace of {plant.note.split(' in ')[0]} ({plant.said})"
    return f"{told} is {'used up' if bal.note == 'surplus' else 'matched'} by {pace}."


def _stands_still(case: Case) -> bool:
    """Whether a site stands still as a whole, in news of it or of the price that its stop moves."""
    lead, bal = case.lead, case.bal
    news = f"{lead.title} {lead.event.quote}"
    stops = (STANDSTILL.search(news) or _SHUT.search(news)) and not in_part(lead)
    down = (lead.family, lead.direction) in {("project", "down"), ("market", "up")}
    told = _who(bal.name) != bal.name  # by a study group: a firm is not told beside another one's site
    return bool(stops) and down and told and bal.time == case.today[:4] and case.plant.mineral == bal.mineral


def _who(name: str) -> str:
    return f"the {name}" if re.search(r"Group|Institute|Council|Association|Department|Office", name) else name


_COST = re.compile(  # what a tonne costs to make, told right before its number
    r"\b(?:(?:unit|cash|operat\w+|running|production|mining|direct|all-in|sustaining|fob|c1|delivered|average)\b[^.;|$]{0,60}?"
    r"\b(?:costs?|cash cost)|aisc|c1|opex)\b(?P<between>[^.;]{0,90})$"
)
_NO_COST = re.compile(
    r"\b(?:capital|capex|construction|treatment|initial|guidance|guided|expect\w*|target\w*|forecast\w*|will|would|could|"
    r"study|from|against|versus|compared|estimates?)\b"
)
_REVENUE = re.compile(r"\b(?:revenues?|sales revenue|turnover)\b(?P<between>[^.;]{0,80})$")
_EARLIER = re.compile(r"\b(?:from|against|versus|compared (?:with|to)|guidance|expect\w*|forecast\w*|target\w*)\b")
_DOLLARS = re.compile(r"(?i)us|\$us")


def _right_after(cue: re.Pattern[str], number: Operand, never: re.Pattern[str]) -> bool:
    """Whether a cue stands before a number with no other amount of money, and none of some words, between."""
    told = cue.search(number.head[-220:])
    between = next((g for g in told.groups() if g is not None), "") if told else ""
    return told is not None and not never.search(f"{told[0]}") and not re.search(r"[$€£]\s?\d", between)


def is_cost(cost: Operand) -> bool:
    """Whether a number of the article is what a tonne costs to make now."""
    return cost.low is None and not cost.label.past and _right_after(_COST, cost, _NO_COST)


def _of_one_money(*ops: Operand) -> bool:
    """Whether sums are of one currency, as the article writes it: "$" beside "US$" is another one."""
    signs = {(o.unit.split("/")[0], bool(_DOLLARS.match(o.bare)), "local" in o.note) for o in ops}
    return len(signs) == 1


_OTHER_TIME = re.compile(
    r"\((?:q[1-4]|h[12]|20\d\d|prior|previous|[a-z]+ (?:quarter|half))[^()]*$"
)  # "(Q2 2023: $25,587)"


def _near(*ops: Operand) -> bool:
    """Whether numbers stand in one part of the article."""
    starts = [o.start for o in ops]
    return max(starts) - min(starts) < PART


PART = 1200  # characters


def _sold_by_firm(case: Case) -> bool:
    """Whether a revenue, what was sold for it and what a tonne cost are told together, of one span of time."""
    total, sold, cost = case.total, case.sold, case.cost
    exact = None in {total.low, total.high} and sold.low is None and not total.hedged
    earned = _right_after(_REVENUE, total, _EARLIER)
    spans = {o.time[:4] for o in (total, sold) if o.time}
    return (
        exact and earned and is_cost(cost) and _of_one_money(total, cost) and _near(total, sold, cost)
        and len(spans) < 2 and len(case.lead.minerals) == 1 and sold.mineral == case.lead.mineral
        and months_of(total) in {months_of(sold), None, 0}
    )  # fmt: skip


def _each_sold(case: Case) -> str:
    total, sold, cost = case.total, case.sold, case.cost
    price = total.value / sold.value
    paid, kept = (f"{money(v, total.unit)} a tonne" for v in (price, price - cost.value))
    told = f"{{{'|'.join(map(phrase.capital, names(total)))}}} for {sold.bare} is {paid}"
    return f"{told}: a cost of {cost.bare} leaves {kept}, and a fall of the price by {case.percent()} takes it."


RELATIONS = (
    Relation(
        "kept_of_the_sales", "Margin",
        (
            slot("total", ANY_ROLE, "span", "money", False), slot("sold", "sales", "span", "mass", False),
            slot("cost", ANY_ROLE, "span", "price", False),
        ),
        "1 - cost / (total / sold)", "share", _each_sold, ("why", "long"), when=_sold_by_firm,
        also=("total / sold", "total / sold - cost"), holds=lambda v: 0 < v < 0.97, use=1.0, surprise=lambda v: 0.9,
        any_form=True, bare=True,
    ),
    Relation(
        "left_of_the_price", "Margin",
        (slot("price", "price quote realised price_now"), slot("cost", "own_cost", "row")), "1 - cost / price", "share",
        _left, ("why", "long"), when=_earns, also=("price - cost",), holds=lambda v: -2 < v < 0.97, use=0.95,
        weight=lambda c: 1.0 if c.price.origin == "span" else 0.8, surprise=lambda v: 0.8, about="own",
    ),
    Relation(
        "surplus_taken_out", "Against the balance",
        (slot("plant", "firm_capacity", "row"), slot("bal", "balance", "row")), 'bal / plant * unit(1, "yr")',
        "months", _gone, ("long", "reply"), when=_stands_still, holds=lambda v: 0.5 < v < 36, use=0.95,
        surprise=lambda v: 0.8, about="own", heads=False,
    ),
)  # fmt: skip
"""Relations of prices and costs."""
