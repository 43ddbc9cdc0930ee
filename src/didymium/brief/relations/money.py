"""Money: what a sum is against capacity, the market, earlier deals, prices and trade."""

from __future__ import annotations

from didymium.brief import phrase
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import Case, Relation, slot
from didymium.brief.relations.ties import buys

PER_T = {"lb": 0.00045359237, "oz": 3.11034768e-5}  # tonnes


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


def _duty_market(case: Case) -> str:
    return f"A duty of {case.rate.said} is {_each(case)} at {case.price.name} ({case.price.said})."


RELATIONS = (
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
        "sum_of_cost", "How far the money goes",
        (slot("sum", "loan grant equity pledge", "span", "money"), slot("cost", "firm_capex", "row")), "sum / cost",
        "share", _of_cost, ("why", "long"), when=_for_the_site, holds=lambda v: 0.005 < v < 3, use=0.8,
        surprise=lambda v: 0.7 if v < 0.3 else 0.5,
    ),
    Relation(
        "duty_on_market_price", "The duty on a tonne",
        (slot("rate", "tariff", "span", "share"), slot("price", "price_now", "row")), "rate * price", "USD",
        _duty_market, ("why", "reply"),
        when=lambda c: c.price.good == "" and c.price.unit == "USD/t" and c.lead.family == "import_measure",
        holds=lambda v: v > 1, use=0.75, surprise=lambda v: 0.6,
    ),
)  # fmt: skip
