"""Sums that news of results and prices asks for: how large a step told in tonnes or money is, tonnes sold that were
not made, and what a price leaves above the cost.

Each takes two numbers whose labels say that they are of one owner, good and span of time.
"""

from __future__ import annotations

import re

from didymium.brief.relations.amounts import digits, each, money, worded
from didymium.brief.relations.base import Case, Relation, months_of, percent, slot
from didymium.brief.relations.pairs import ANY_ROLE, named, one_kind, one_substance, opening, plural
from didymium.brief.relations.ties import between, close, follows
from didymium.news.labels import one_owner

# how large a step is that the text tells in the unit of the level: one in percent says so itself

_STEP_FIRST = re.compile(
    r"^(?:\s?(?:year[- ]on[- ]year|on (?:the )?(?:year|month|quarter)|y/y|yoy|q/q|qoq|m/m)\b,?)?"
    r"(?:\s(?:increase|rise|gain|jump|growth|decrease|decline|drop|fall|cut|reduction|slump|slide|surge)\b)?"
    r"(?:\s(?:in|of)\s(?:(?!and\b|but\b|while\b|with\b)[\w'’-]+\s){1,6}?)?"
    r"\s?(?:year[- ]on[- ]year|on (?:the )?(?:year|month|quarter)|(?:from|on|compared with|compared to|versus) "
    r"(?:the |a )?(?:previous|prior|preceding|last|same|year|quarter|month)\b[a-z -]{0,24}?)?,?"
    r"\s?(?:to|at)\s(?:(?:about|around|nearly|just|only|some|almost|a|an|record|total|of|new)\s)*$"
)
_LEVEL_FIRST = re.compile(
    r"^(?:\s(?:of|in|for|during|per|on)\s[^,;:]{1,60}?|\s?\([^()]{1,40}\))*"
    r"(?:,?\s?\(?(?:which (?:is|was)|this (?:is|was)|marking|representing|reflecting|a|an|is|was|were|are))*"
    r"(?:,?\s?\(?(?:up|down|rising|falling|growing|higher|lower|by|an increase of|a rise of|a decrease of|a fall of|"
    r"a drop of|a decline of|[+-]))*\s?(?:(?:about|around|nearly|almost)\s)*$"
)
_OTHER_BASE = re.compile(
    r"\b(?:forecast|guidance|budget\w*|plan\w*|target\w*|estimate\w*|expect\w*|average|capacity|nameplate|consensus|"
    r"benchmark|spot|than (?!(?:a|one|the|last|in|it|they|previous\w*|prior) ?(?:year|month|quarter|week|same|first|"
    r"second|third|fourth|previous|prior|earlier|before|was|were|19|20|january|february|march|april|may|june|july|"
    r"august|september|october|november|december)))"
)
_A_RATE = re.compile(
    r"\b(?:annual(?:ly|i[sz]ed)?(?: average)? (?:growth|rate|increase)|cagr|compound\w*|rate of|average|"
    r"(?:a|per|each|every) (?:year|annum|month))\b"
)
_ITS_BASE = re.compile(r"\b(?:from|against|versus|vs\.?|compared (?:to|with)|than)\b[^.;,]{0,40}?(?<![\w-])[$€£]?\d")
_YEAR = re.compile(r"\b(?:q[1-4] |h[12] |first |second |third |fourth )?(?:19|20)\d\d\b|\bq[1-4]\b|\bh[12]\b")


LEAST = 0.025  # step below which the level before tells nothing


def _of_the_level(case: Case) -> bool:
    """Whether a step is that by which a level of its sentence moved, and the text does not give the level before."""
    level, step = case.level, case.step
    a, b = level.label, step.label
    if not (a.sure and b.sure and level.called and (a.kind, b.kind) == ("level", "step")) or a.past or b.past:
        return False
    one = a.thing == b.thing and one_owner(a, b) and a.partner == b.partner and b.way != 0
    one = one and (a.noun == b.noun or not (a.good and b.good) or a.good.lower() == b.good.lower())
    plain = not step.hedged and not level.hedged and step.low is None and level.low is None
    large = abs(step.value / level.value) >= LEAST
    now = a.stand == "now" and level.sentence == step.sentence is not None
    if not (one and plain and large and now and one_kind(level, step)):
        return False
    told = between(step, level)
    tied = _STEP_FIRST.match(told) if told is not None else _LEVEL_FIRST.match(between(level, step) or "~")
    last = max(level, step, key=lambda o: o.start)
    behind = _YEAR.sub("", last.tail[:90])
    based = f"{step.head[-40:] if told is None else ''} {told or ''} {re.split('[,;.]', last.tail)[0]}"
    rate = _A_RATE.search(f"{step.head[-40:]} # {told or ''} # {last.tail[:70]}")
    return bool(tied) and not rate and not _OTHER_BASE.search(_YEAR.sub("", based)) and not _ITS_BASE.search(behind)


def _before(case: Case) -> str:
    """The formula of the level before its step."""
    return f"level {'-' if case.step.label.way > 0 else '+'} step"


def _was(case: Case) -> str:
    level, side = case.level, "above" if case.step.label.way > 0 else "below"
    were = "they were" if plural(level) else "it was"
    gap = percent(abs(level.value / case.value - 1))
    return f"{opening(level, bare=False)} {gap} {side} what {were} before: {worded(case.value, level, 3)}."


# tonnes sold beside tonnes made


def _of_one_span(case: Case) -> bool:
    """Whether tonnes sold and made are of one owner, good and span of time."""
    sold, made = case.sold, case.made
    a, b = sold.label, made.label
    told = (a.thing, b.thing) == ("sales", "output") and a.kind == b.kind == "level" and a.stand == b.stand == "now"
    one = a.sure and b.sure and one_owner(a, b) and bool(a.owner)
    plain = not (a.past or b.past or sold.hedged or made.hedged) and sold.low is None and made.low is None
    spans = sold.time == made.time and (
        sold.sentence == made.sentence or months_of(sold) == months_of(made) is not None
    )
    goods = a.good.lower() == b.good.lower() or not (a.good and b.good)
    same = sold.good == made.good and one_kind(sold, made) and one_substance(sold, made) and sold.unit == made.unit
    return bool(told and one and plain and spans and goods and same) and abs(sold.value / made.value - 1) > LEAST


def _gap(case: Case) -> str:
    sold, made = case.sold, case.made
    more = case.value > 0
    gap = worded(abs(case.value), sold, digits(sold))
    end = "what was not made came out of stock or was bought" if more else "the rest went into stock"
    return f"{opening(sold, bare=False)} {gap} {'more' if more else 'less'} than {named(made)}: {end}."


# what is left of a price above what a tonne costs

_REALISED = re.compile(
    r"\b(?:reali[sz]ed|achieved|received|average sell(?:ing)?|average sales?)\b[^|;.<]{0,40}$"
    r"|\breali[sz]\w+ (?:an? )?(?:average )?(?:\w+ ){0,2}(?:price|pricing) of $"
)
_UNIT_COST = re.compile(r"\b(?:unit|cash|c1|operating|production|sustaining|aisc|per[- ](?:pound|ounce|tonne|ton))\b")


def _above_its_cost(case: Case) -> bool:
    """Whether a price that a producer got meets what the same tonnes cost it."""
    price, cost = case.price, case.cost
    a, b = price.label, cost.label
    paid = price.role == "realised" or _REALISED.search(price.head[-90:])
    spent = (b.sure, b.thing, b.kind) == (True, "cost", "level") and _UNIT_COST.search(f"{cost.called} {cost.before}")
    now = not (a.past or b.past) and a.stand == b.stand == "now" and a.kind == "level"
    plain = price.low is None and cost.low is None and price.unit == cost.unit
    owners = not (a.owner and b.owner) or one_owner(a, b)
    one = owners and (price.mineral == cost.mineral or not (price.mineral and cost.mineral))
    spans = {price.time, cost.time} - {None}
    return bool(paid and spent and now and plain and one and len(spans) < 2 and close(price, cost))


def _margin(case: Case) -> str:
    price, cost = case.price, case.cost
    part = percent(case.value / price.value)
    return f"{opening(cost)} {each(case.value, price)} ({part}) below the realised price of {price.bare}."


# what tonnes sold brought at the price that was got for them


_SCALED = re.compile(r"\bequivalent\b|\bsc6\b|\bsc 6\b|\bbasis\b")  # a price of tonnes of another grade than was sold


def _sold_at(case: Case) -> bool:
    """Whether a price that a producer got is that of the tonnes sold beside it."""
    sold, price = case.sold, case.price
    a, b = sold.label, price.label
    paid = price.role == "realised" or _REALISED.search(price.head[-90:])
    told = (a.sure, a.thing, a.kind, a.stand) == (True, "sales", "level", "now") and b.kind == "level"
    plain = not (a.past or b.past) and sold.low is None and price.low is None
    spans = {sold.time, price.time} - {None}
    one = price.mineral == sold.mineral or not (price.mineral and sold.mineral)
    beside = sold.sentence == price.sentence or (follows(sold, price) and price.alone)
    scaled = _SCALED.search(f"{price.before} {price.bare} {price.after}".lower())
    return bool(paid and told and plain and one and beside and len(spans) < 2) and not scaled


def _sales_value(case: Case) -> str:
    price, sold = case.price, case.sold
    worth = money(case.value, price.unit.split("/")[0])
    return f"At {price.bare} {sold.full or sold.bare} are worth {case.bound}{worth}."


RELATIONS = (
    Relation(
        "sales_value", "On its own numbers", (
            slot("sold", "sales", "span", "mass"), slot("price", "price realised", "span", "price", mineral=False),
        ),
        "sold * price", "money", _sales_value, ("why", "long"), when=_sold_at,
        use=0.85, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "before_the_step", "Before and now", (
            slot("level", ANY_ROLE, "span", "mass mass_rate money price"),
            slot("step", ANY_ROLE + " aside", "span", "mass mass_rate money price", mineral=False),
        ),
        _before, "level", _was, ("why", "long"), when=_of_the_level, also=(lambda c: f"change(level, {_before(c)})",),
        use=0.8, surprise=lambda v: 0.5, bare=True, any_form=True, most=2, heads=False,
    ),
    Relation(
        "sold_over_made", "On its own numbers", (
            slot("sold", "sales output", "span", "mass"), slot("made", "output", "span", "mass"),
        ),
        "sold - made", "t", _gap, ("why", "long"), when=_of_one_span,
        use=0.85, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "left_of_price", "On its own numbers", (
            slot("price", "price realised", "span", "price"), slot("cost", "cost", "span", "price", mineral=False),
        ),
        "price - cost", "price", _margin, ("why", "long"), when=_above_its_cost, holds=lambda v: v > 0,
        also=("(price - cost) / price",), use=0.9, surprise=lambda v: 0.6, bare=True, any_form=True,
    ),
)  # fmt: skip
