"""Sums that news of a deal, a duty or a stop asks for: what a contract comes to, what a duty takes, what a stop costs.

Each is asked for by the words around two numbers of the article, and by what they are; no row of the world is needed.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, worded
from didymium.brief.relations.base import TOLD_FIRST, Case, Operand, Relation, annual, of_a_part, percent, slot
from didymium.brief.relations.pairs import ANY_ROLE, named, verb
from didymium.brief.relations.size import STANDSTILL
from didymium.brief.relations.ties import frame

LABEL = "On its own numbers"
_ANY = ANY_ROLE + " former target life gain reserved plain"
_MASSES = "mass mass_rate"


def _start(operand: Operand) -> str:
    return phrase.capital(operand.full or operand.bare)


# what a rate comes to over the term of its contract

_TERM = re.compile(
    r"<1>,?(?: [a-z-]+){0,3} (?:agreement|contract|deal|arrangement|pact|accord|offtake|term)\b"
    r"|<0>[^|<;]{0,60}\b(?:over|for|during)\s(?:(?:the|its|a|an|next|coming|following|first|initial|period|of|"
    r"at least)\s)*<1>"
    r"|\b(?:term|duration|period) of <1>"
)
_SUPPLIED = frozenset({"supply", "sales", "offtake", "purchases", "exports", "deliveries"})


def _by_contract(case: Case) -> bool:
    size, term = case.size, case.term
    sold = size.label.thing in _SUPPLIED or size.role == "offtake"
    plain = size.only and annual(size) and not size.label.past and term.value >= 18
    return bool(sold and plain and case.lead.family == "deal" and _TERM.search(frame(size, term)))


def _volume(case: Case) -> str:
    term = re.sub(r"-(year|month)s?$", r" \1s", case.term.bare)
    return f"{_start(case.size)} over {term} come to {case.bound}{worded(case.value, case.size)}."


# what two duties on the same goods come to, and what a duty takes of the trade that it is on

_DUMPED, _SUBSIDISED = re.compile(r"anti-?\s?dumping"), re.compile(r"countervail\w*|anti-?\s?subsid\w*")


def _around(operand: Operand) -> str:
    return f"{operand.head[-110:]} # {operand.tail[:50]}"


def _two_duties(case: Case) -> bool:
    dumped, subsidised = case.dumped, case.subsidised
    kinds = _DUMPED.search(_around(dumped)) and _SUBSIDISED.search(_around(subsidised))
    mixed = _SUBSIDISED.search(dumped.head[-60:]) or _DUMPED.search(subsidised.head[-60:])
    both = dumped.label.sure and subsidised.label.sure and dumped.low is None and subsidised.low is None
    stands = not dumped.label.past and not subsidised.label.past
    return bool(case.lead.family == "import_measure" and kinds and not mixed and both and stands)


def _together(case: Case) -> str:
    dumped, subsidised = case.dumped, case.subsidised
    return (
        f"{{The|A planned}} anti-dumping duty of {dumped.bare} and the countervailing duty of {subsidised.bare} are "
        f"{case.bound}{percent(case.value)} together."
    )


def _on_trade(case: Case) -> bool:
    duty, trade = case.duty, case.trade
    imports = trade.label.thing == "imports" and trade.only and not trade.hedged
    first = duty.near >= TOLD_FIRST and duty.label.sure and duty.low is None
    lead = case.lead
    return bool(imports and first and lead.family == "import_measure" and lead.direction != "ease")


def _taken(case: Case) -> str:
    duty, trade = case.duty, case.trade
    taken = money(case.value, trade.unit)
    when = f" in {trade.time}" if re.fullmatch(r"\d{4}", trade.time or "") else ""
    return (
        f"{{The|A planned}} duty of {duty.bare} {{comes|would come}} to {case.bound}{taken} on the imports of "
        f"{trade.bare}{when}."
    )


# what a standstill costs by the week

_GOES_ON = re.compile(
    r"(?i)\b(?:resum\w+|re(?:start|open)\w*|avert\w*|end(?:s|ed)?|could|may|might|threat\w*|plans?)\b"
)


def _stands_still(case: Case) -> bool:
    size, lead = case.size, case.lead
    words = f"{lead.title} {lead.event.quote}"
    down = lead.direction == "down" or (lead.family == "market" and lead.direction is None)
    stops = STANDSTILL.search(lead.title) and not _GOES_ON.search(lead.title) and STANDSTILL.search(words)
    made = size.label.thing in {"output", "capacity"} and size.label.sure and not size.hedged
    own = size.label.owner_id in {*lead.firms, lead.site}
    whole = annual(size) and not of_a_part(case, size) and size.low is None and size.only
    return bool(down and stops and made and own and whole and not lead.figures)


def _week(case: Case) -> str:
    return f"Each week of standstill costs {worded(case.value, case.size)} at the pace of {named(case.size)}."


# what the news pays out of a fund

_FUND = re.compile(
    r"^\s?(?:[a-z-]+\s){0,4}?(?P<fund>facility|fund|scheme|programme|program|mission|package|budget|initiative)\b"
)
_OUT_OF = re.compile(
    r"\b(?:from|under|through|via|out of|part of|belongs? to|drawn from)\s"
    r"(?:an?|the|its|their)\s(?:[a-z-]+\s){0,2}$"
)


def _out_of_a_fund(case: Case) -> bool:
    part, total = case.part, case.total
    fund = _FUND.match(total.tail)
    paid = part.near >= TOLD_FIRST and part.unit == total.unit and part.label.thing in {"loan", "grant", "investment"}
    return bool(
        fund and paid and _OUT_OF.search(total.head) and not _FUND.match(part.tail) and total.label.thing != "profit"
    )


def _of_the_fund(case: Case) -> str:
    fund = _FUND.match(case.total.tail)
    if fund is None:
        return ""
    return (
        f"{_start(case.part)} {verb(case.part, case.part.bare)} {case.bound}{percent(case.value)} of the "
        f"{{|planned }}{fund['fund']} of {case.total.bare}."
    )


RELATIONS = (
    Relation(
        "volume_of_contract", LABEL, (
            slot("size", _ANY, "span", "mass_rate", mineral=False), slot("term", "duration", "span", mineral=False),
        ),
        "size * term / unit(1, 'yr')", "t", _volume, ("why", "long"), when=_by_contract,
        use=0.75, surprise=lambda v: 0.6, bare=True, any_form=True,
    ),
    Relation(
        "duties_together", LABEL, (
            slot("dumped", "tariff", "span", "share", mineral=False),
            slot("subsidised", "tariff", "span", "share", mineral=False),
        ),
        "dumped + subsidised", "share", _together, ("why", "reply"), when=_two_duties,
        use=0.95, surprise=lambda v: 0.6, bare=True,
    ),
    Relation(
        "duty_on_trade", LABEL, (
            slot("duty", "tariff", "span", "share", mineral=False),
            slot("trade", _ANY + " trade_value", "span", "money", mineral=False),
        ),
        "duty * trade", "money", _taken, ("why", "reply"), when=_on_trade,
        use=0.9, surprise=lambda v: 0.6, bare=True,
    ),
    Relation(
        "week_of_a_stop", LABEL, (slot("size", "output capacity plain target", "span", _MASSES),),
        "size * 7 / 365", "t", _week, ("why", "reply"), when=_stands_still,
        use=0.9, surprise=lambda v: 0.6, any_form=True,
    ),
    Relation(
        "part_of_fund", LABEL, (
            slot("part", _ANY + " loan grant pledge budget equity", "span", "money", mineral=False),
            slot("total", _ANY + " loan grant pledge budget equity", "span", "money", mineral=False),
        ),
        "part / total", "share", _of_the_fund, ("why", "long"), when=_out_of_a_fund,
        holds=lambda v: 0.002 < v < 0.97, use=0.8, surprise=lambda v: 0.6, bare=True,
    ),
)  # fmt: skip
