"""Money: what a sum is against capacity, the market, earlier deals, prices and trade."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import Case, Relation, slot
from didymium.brief.relations.ties import buys

PER_T = {"lb": 0.00045359237, "oz": 3.11034768e-5}  # tonnes


SUMS = "loan grant equity pledge budget capex plain"


def _floor(case: Case) -> str:
    side = "above" if case.value > 1 else "below"
    return (
        f"The floor of {case.floor.said} stands {case.percent(abs(case.value - 1))} {side} "
        f"{case.price.name} ({case.price.said})."
    )


def _implied(case: Case) -> str:
    whole = f"{case.about}{money(case.value, case.sum.unit)}"
    return f"{phrase.capital(case.sum.said)} for {case.stake.said} values the whole at {whole}."


def _tariff_bill(case: Case) -> str:
    bill = case.said("USD", digits=3)
    return f"A duty of {case.rate.said} on {case.trade.said} of imports is {bill} if nothing is rerouted."


def _each(case: Case) -> str:
    """A price difference by the pound or ounce where the price is told so, else by the kilogram or tonne."""
    value, said = case.value, case.price.said.lower()
    if "pound" in said or "lb" in said:
        return f"{case.about}${phrase.plain(value * PER_T['lb'], 3)} a pound"
    if "ounce" in said or "oz" in said:
        return f"{case.about}${phrase.plain(value * PER_T['oz'], 3)} an ounce"
    if value < 60_000:
        return case.said("USD/t")
    return f"{case.about}{phrase.quantity(value / 1000, 'USD/kg')}"


def _for_the_site(case: Case) -> bool:
    """Whether the sentence of a sum names the site: a loan for the mine is none for its buyer's plant."""
    sum_, site = case.sum, case.cost.name.removeprefix("the cost of ")
    words = f"{sum_.head}{sum_.after} {sum_.label.owner or ''}".lower()
    return site.split()[0].lower() in words


def _of_cost(case: Case) -> str:
    return f"{phrase.capital(case.sum.said)} is {case.percent()} of {case.cost.name} ({case.cost.said})."


def _contract(case: Case) -> str:
    each = case.value if case.value < 60_000 else case.value / 1000
    shown = phrase.quantity(each, "USD/t" if case.value < 60_000 else "USD/kg")
    gap = case.value / case.price.value - 1
    side = "above" if gap > 0 else "below"
    return (
        f"{phrase.capital(case.sum.bare)} for {case.mass.bare} is {case.about}{shown}, {case.percent(gap)} {side} "
        f"{case.price.name} ({case.price.said})."
    )


def _worth(case: Case) -> str:
    size = case.size
    what = f"{size.name} of {size.said}" if size.firm or size.role in {"quota", "stock"} else size.said
    return f"At {case.price.name} ({case.price.said}) {what} is worth {case.said('USD')}."


def _duty_market(case: Case) -> str:
    return f"A duty of {case.rate.said} is {_each(case)} at {case.price.name} ({case.price.said})."


RELATIONS = (
    Relation(
        "floor_over_price",
        "Floor against price",
        (slot("floor", "floor price", "span", "price"), slot("price", "price_now", "row")),
        "floor / price",
        "ratio",
        _floor,
        ("why", "long"),
        also=("change(floor, price)",),
        flip="price",
        turn="it would pay nothing",
        when=lambda c: "floor" in c.floor.note,
        holds=lambda v: 0.2 < v < 10,
        use=0.9,
        surprise=lambda v: 0.8 if v > 1.3 else 0.5,
    ),
    Relation(
        "stake_implies",
        "Implied value",
        (
            slot("sum", "equity acquisition plain pledge worth", "span", "money", mineral=False),
            slot("stake", "stake share plain", "span", "share", mineral=False),
        ),
        "sum / stake",
        "money",
        _implied,
        ("why", "reply"),
        when=lambda c: buys(c.stake, c.sum),
        holds=lambda v: 1e6 < v < 1e12,
        use=0.7,
    ),
    Relation(
        "tariff_bill",
        "The duty in money",
        (slot("rate", "tariff", "span", "share"), slot("trade", "trade_value", "span", "money", mineral=False)),
        "rate * trade",
        "USD",
        _tariff_bill,
        ("why", "reply"),
        when=lambda c: (
            c.rate.label.sure
            and c.rate.near >= 0.6
            and not c.trade.label.past
            and c.trade.place in {None, c.rate.place, *c.lead.sides}
        ),
        holds=lambda v: v > 1e5,
        use=0.8,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "sum_of_cost",
        "How far the money goes",
        (slot("sum", "loan grant equity pledge", "span", "money"), slot("cost", "firm_capex", "row")),
        "sum / cost",
        "share",
        _of_cost,
        ("why", "long"),
        when=_for_the_site,
        holds=lambda v: 0.005 < v < 3,
        use=0.8,
        surprise=lambda v: 0.7 if v < 0.3 else 0.5,
    ),
    Relation(
        "contract_price",
        "Price for each tonne",
        (
            slot("sum", SUMS + " acquisition results", "span", "money"),
            slot("mass", "offtake plain stock target quota exports need lost sales", "span", "mass"),
            slot("price", "price_now", "row"),
        ),
        "sum / mass",
        "USD",
        _contract,
        ("why", "reply"),
        when=lambda c: (
            c.sum.label.thing in {"deal", "purchases", "sales", "revenue"}
            and c.mass.label.thing in {"purchases", "sales", "exports"}
            and c.sum.sentence == c.mass.sentence
            and c.price.unit == "USD/t"
            and c.price.good in {"", c.mass.good}
            and (c.sum.role != "results" or c.mass.role in {"lost", "sales"})
            and 0.1 < c.sum.value / c.mass.value / c.price.value < 10
        ),
        holds=lambda v: 10 < v < 1e9,
        use=0.75,
        surprise=lambda v: 0.5,
        also=("change(sum / mass, price)",),
    ),
    Relation(
        "worth_of_mass",
        "In money",
        (
            slot("size", "offtake stock", "span", "mass mass_rate"),
            slot("price", "price_now", "row"),
        ),
        "size * price",
        "USD",
        _worth,
        ("why",),
        when=lambda c: (
            c.price.good == ""
            and len(str(c.price.time)) == len("2025-01")
            and c.size.good in {"", "contained"}
            and c.price.unit == "USD/t"
        ),
        holds=lambda v: v > 1e6,
        use=0.6,
        heads=False,
    ),
    Relation(
        "duty_on_market_price",
        "The duty on a tonne",
        (slot("rate", "tariff", "span", "share"), slot("price", "price_now", "row")),
        "rate * price",
        "USD",
        _duty_market,
        ("why", "reply"),
        when=lambda c: c.price.good == "" and c.price.unit == "USD/t" and c.lead.family == "import_measure",
        holds=lambda v: v > 1,
        use=0.75,
        surprise=lambda v: 0.6,
    ),
)
