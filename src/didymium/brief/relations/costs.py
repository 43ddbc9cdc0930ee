"""Prices against costs: what a firm keeps, the price at which it keeps nothing, the price at which idle plants return,
what a floor costs, and what the forecast balance of the market leaves of tonnes that are lost or added."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from didymium.brief import phrase
from didymium.brief.relations.amounts import each, money, subject
from didymium.brief.relations.base import Case, Found, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE
from didymium.brief.relations.price import of_today
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
    mineral = price.mineral == cost.mineral or price.mineral in {"didymium", "rare earths"} >= {str(cost.mineral)}
    return price.unit == cost.unit and mineral and forms(told) == forms(cost.good)


def is_price(price: Operand, case: Case) -> bool:
    """Whether a price is one of the market, or one received, of now."""
    if price.origin == "row":
        return age(price, case.today) <= OLDEST
    told = price.label.sure and price.label.thing == "price" and price.label.kind == "level"
    return told and of_today(price, case.today) and not {"floor", "forecast"} & {*price.note.split()} and not price.per


def _earns(case: Case) -> bool:
    return is_price(case.price, case) and one_good(case.price, case.cost)


def _at(price: Operand) -> str:
    """A price in words: that of the article, or the average of a month."""
    return price.bare if price.origin == "span" else f"{price.name} ({price.said})"


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


def _returns(case: Case) -> str:
    idle, price = case.idle, case.price
    gap = case.percent(abs(case.value))
    if idle.note == "restart price":
        told = f"{idle.name} would be back at {idle.said}, as told {when(idle)}"
    else:
        told = f"{idle.name} was shut at {idle.said} {when(idle)}"
    return f"{_again(case)}: {told}; {_at(price)} is {gap} {'above' if case.value > 0 else 'below'} that."


def _stays_shut(case: Case) -> str:
    idle, price = case.idle, case.price
    gap = case.percent(abs(case.value))
    shut = f"{idle.name} was shut for the price in {phrase.day(str(idle.time))}"
    return (
        f"{_again(case)}: {shut}, when {case.mineral} averaged {idle.said}; {_at(price)} is {gap} "
        f"{'above' if case.value > 0 else 'below'} that."
    )


def _can_return(case: Case) -> bool:
    """Whether news of a price meets plants that stand idle for it, or is of such a plant itself."""
    lead, idle = case.lead, case.idle
    priced = lead.family == "market" and (case.price.origin == "span" or lead.direction in {"up", "down"})
    own = idle.name in f"{lead.title}. {lead.event.quote}"
    return (priced or own) and is_price(case.price, case) and one_good(case.price, idle)


def _again(case: Case) -> str:
    return "Idle plants can come back" if case.value > 0 else "Idle plants need more"


def _balance(case: Case) -> str:
    lost, bal = case.lost, case.bal
    told = f"the {bal.note} of {bal.good} that {_who(bal.name)} has forecast for {bal.time} ({bal.said})"
    return f"{phrase.capital(lost.full or lost.bare)} is {_of(case)} {told}."


def _who(name: str) -> str:
    return f"the {name}" if re.search(r"Group|Institute|Council|Association|Department|Office", name) else name


def _of(case: Case) -> str:
    return f"{case.times()}" if case.value >= 2 else f"{case.percent()} of"


def _in_the_balance(case: Case) -> bool:
    lost, bal = case.lost, case.bal
    label = lost.label
    down = (label.kind == "step" and label.way < 0 and label.thing == "output") or lost.role == "lost"
    year = (lost.time or case.today)[:4]
    return down and bal.time == year and lost.near >= 0.5 and lost.mineral == bal.mineral


_RUNNING = re.compile(r"(?i)\b(?:unit|cash|operating|all-in|aisc|aic|c1|fob|production|mining|net direct)\b")
_RECEIVED = re.compile(r"(?i)\b(?:reali[sz]\w+|received|achieved|average|sales|selling|sold)\b")
_BUILT = re.compile(r"(?i)\b(?:capital|capex|construction|development|build|treatment|refining)\b")


def is_cost(cost: Operand) -> bool:
    """Whether a number of the article is what a tonne costs to make now."""
    label, told = cost.label, f"{cost.called} {cost.before[-50:]}"
    made = label.sure and label.thing == "cost" and label.kind == "level" and not (label.past or cost.low)
    return made and bool(_RUNNING.search(told)) and not _BUILT.search(cost.called)


def _kept(case: Case) -> bool:
    """Whether what a tonne costs is told beside the price of the same good, received by the same firm or quoted."""
    cost, price = case.cost, case.price
    told = is_cost(cost) and is_price(price, case) and cost.unit == price.unit and cost.mineral == price.mineral
    same = forms(f"{cost.called} {cost.good}") & forms(f"{price.called} {price.good}") or not (
        forms(f"{cost.called} {cost.good}") and forms(f"{price.called} {price.good}")
    )
    ours = not (cost.label.owner_id and price.label.owner_id) or cost.label.owner_id == price.label.owner_id
    alike = cost.label.stand == price.label.stand and (cost.time or price.time) == (price.time or cost.time)
    received = bool(_RECEIVED.search(f"{price.called} {price.before[-60:]}")) or price.role == "realised"
    return told and bool(same) and ours and alike and received


def _keeps(case: Case) -> str:
    cost, price = case.cost, case.price
    size = each(abs(price.value - cost.value), price)
    if case.value < 0:
        return f"At {price.bare} a cost of {cost.bare} loses {size}."
    return f"At {price.bare} a cost of {cost.bare} leaves {size}: a fall of the price by {case.percent()} takes it."


def _sold_by_firm(case: Case) -> bool:
    """Whether a revenue, what was sold for it and what a tonne cost are those of one firm, good and span of time."""
    total, sold, cost = case.total, case.sold, case.cost
    a, b = total.label, sold.label
    one = a.thing == "revenue" and b.thing == "sales" and a.kind == b.kind == "level" and a.stand == b.stand == "now"
    now = not (a.past or b.past) and None in {total.low, total.high} and sold.low is None
    owned = not (a.owner_id and b.owner_id) or a.owner_id == b.owner_id
    return (
        one and now and owned and a.sure and b.sure and is_cost(cost) and cost.unit.split("/")[0] == total.unit
        and (case.lead.minerals or ("",))[0] == sold.mineral and months_of(total) in {months_of(sold), None, 0}
    )  # fmt: skip


def _each_sold(case: Case) -> str:
    total, sold, cost = case.total, case.sold, case.cost
    price = total.value / sold.value
    paid, kept = (f"{money(v, total.unit)} a tonne" for v in (price, price - cost.value))
    told = f"{phrase.capital(subject(total))} for {sold.bare} is {paid}"
    return f"{told}: a cost of {cost.bare} leaves {kept}, and a fall of the price by {case.percent()} takes it."


RELATIONS = (
    Relation(
        "kept_of_the_price", "Margin",
        (slot("price", ANY_ROLE, "span", "price", "", False), slot("cost", ANY_ROLE, "span", "price", "", False)),
        "1 - cost / price", "share", _keeps, ("why", "long"), when=_kept, also=("price - cost",),
        holds=lambda v: -1 < v < 0.97, use=0.95, surprise=lambda v: 0.8,
    ),
    Relation(
        "kept_of_the_sales", "Margin",
        (
            slot("total", ANY_ROLE, "span", "money", "", False), slot("sold", ANY_ROLE, "span", "mass", "", False),
            slot("cost", ANY_ROLE, "span", "price", "", False),
        ),
        "1 - cost / (total / sold)", "share", _each_sold, ("why", "long"), when=_sold_by_firm,
        also=("total / sold", "total / sold - cost"), holds=lambda v: 0 < v < 0.97, use=1.0, surprise=lambda v: 0.9,
        any_form=True,
    ),
    Relation(
        "left_of_the_price", "Margin",
        (slot("price", "price quote realised price_now"), slot("cost", "own_cost", "row")), "1 - cost / price", "share",
        _left, ("why", "long"), when=_earns, also=("price - cost",), holds=lambda v: -2 < v < 0.97, use=0.95,
        surprise=lambda v: 0.8, about="own",
    ),
    Relation(
        "idle_returns", "Idle plants",
        (slot("price", "price quote price_now"), slot("idle", "idle", "row")), "change(price, idle)", "share",
        _returns, ("long", "reply"), when=_can_return, holds=lambda v: abs(v) < 4, use=0.95,
        surprise=lambda v: 0.8, most=2, heads=False,
    ),
    Relation(
        "idle_for_the_price", "Idle plants",
        (slot("price", "price quote price_now"), slot("idle", "shut", "row")), "change(price, idle)", "share",
        _stays_shut, ("long", "reply"), when=_can_return, holds=lambda v: abs(v) < 4, use=0.9,
        surprise=lambda v: 0.7, most=2, heads=False,
    ),
    Relation(
        "lost_of_the_balance", "Against the balance",
        (slot("lost", "lost cut output plain", "span", "mass"), slot("bal", "balance", "row")), "lost / bal", "share",
        _balance, ("why", "long"), when=_in_the_balance, holds=lambda v: 0.02 < v < 20, use=1.0,
        surprise=lambda v: 0.9,
    ),
)  # fmt: skip
FLIPS = frozenset({"idle_returns", "idle_for_the_price"})  # what would change the view, and answers no other question
MOST_FLIPS = 2


def flipped(found: Sequence[Found]) -> tuple[Found, ...]:
    """The flips of a brief: of the plants that stand idle those nearest to their price, each once."""
    plants: dict[str, Found] = {}
    for one in sorted(found, key=lambda f: (f.told == 0, f.case.idle.note != "restart price", abs(f.value))):
        plants.setdefault(one.case.idle.name, one)
    return tuple(itertools.islice(plants.values(), MOST_FLIPS))
