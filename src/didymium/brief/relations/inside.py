"""The article's own numbers where they are no two levels of one thing: premiums, duties, terms, standstills.

What was before, planned, sold or a part is paired by labels (`pairs`); here the words next to two numbers tie them.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, subject, worded
from didymium.brief.relations.base import Case, Operand, Relation, annual, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, be, labelled, mid, middle
from didymium.brief.relations.ties import (
    FROM,
    HEAD,
    beside,
    between,
    close,
    cue,
    next_to,
)  # fmt: skip

OPENS = 30  # characters of a sentence before a length of time that opens it
LEVELS = (
    "quote price realised cost floor results loss lost output exports imports quota target capacity sales trade_value"
)
STOCKS = " stock surplus need reserves"


# words


def _near_words(operand: Operand) -> str:
    """The words that stand by a number."""
    return f"{operand.before[-60:]} {operand.after[:50]}"


def _span(case: Case) -> str:
    """The value in tonnes, as a range where it has one."""
    if case.low is None or case.high is None:
        return case.said("t")
    return f"{phrase.plain(case.low, 3)} to {phrase.plain(case.high, 3)} tonnes"


def _since(case: Case) -> str:
    return (
        f"The time since {case.began.said} costs {_span(case)} at most at the pace of {case.year.said}, if all stands "
        f"still."
    )


def _since_both(case: Case) -> str:
    year, other = case.year, case.other
    return (
        f"The time since {case.began.said} costs {_span(case)} at most at the pace of {year.said} and {other.said}, if "
        f"all stands still."
    )


def _market_of(operand: Operand) -> tuple[str, str]:
    """The market of a price, and the word next to it that names it; empty where none does."""
    near = f"{operand.head[-110:]} # {operand.after[:50]}"
    found = [(abs(m.start() - near.index("#")), name, m[0]) for name, cue_ in _MARKETS for m in cue_.finditer(near)]
    return min(found)[1:] if found else ("", "")


def _two_markets(case: Case) -> bool:
    """Whether two prices of one mineral are of two markets, and neither is a forecast or of an earlier day."""
    dear, cheap = case.dear, case.cheap
    here, there = _market_of(dear)[0], _market_of(cheap)[0]
    apart = here and there and here != there
    now = not any("forecast" in o.note or FROM.search(o.before) or _PAST.search(_near_words(o)) or _high(o)
                  for o in (dear, cheap))  # fmt: skip
    months = {str(o.time)[:7] for o in (dear, cheap) if o.time}
    same = dear.mineral == cheap.mineral and dear.good == cheap.good and dear.unit == cheap.unit and len(months) < 2
    taxed = "China" in {here, there} and dear.value < 1.3 * cheap.value  # with 13 % of tax in the price
    return bool(apart and now and same and close(dear, cheap) and not taxed)


def _markets(case: Case) -> str:
    dear, cheap = case.dear, case.cheap
    here, there = (_PLACES.get(word, word.capitalize()) for _, word in map(_market_of, (dear, cheap)))
    told = f"{phrase.capital(case.mineral)} in {here} ({dear.bare}) costs {case.times()} what it does in {there}"
    return f"{told} ({cheap.bare}){mid(dear, cheap)}."


def _a_year(case: Case) -> str:
    year = worded(case.value, case.mass)
    told = f"{phrase.capital(subject(case.mass))} in {case.spell.bare}"
    return f"{told} {be(case.mass)} a pace of {case.about}{year} a year."


def _without_premium(case: Case) -> str:
    rest = money(case.sum.value - case.value, case.sum.unit)
    return (
        f"A premium of {case.over.bare} in {case.sum.bare} puts the value before at {case.about}"
        f"{money(case.value, case.sum.unit)}: {case.about}{rest} is premium."
    )


def _of_the_peak(case: Case) -> str:
    return f"{phrase.capital(subject(case.now))} is {case.percent()} of the peak ({case.peak.bare})."


# conditions

_STRIKE = cue("strik*|walk*_off|halt*|shut*|stopp*|force_majeure|suspend*|locked_out|lockout|idle*|clos*")
_SPELL = re.compile(r"\b(?:first|in|over|for|during|last|past|within)\b[^.]{0,25}$")


def _partial(mass: Operand, spell: Operand) -> bool:
    """Whether a mass is said of a part of a year that is told in months."""
    return (
        (beside(mass, spell) or _opened_by(mass, spell))
        and 0.9 < spell.value < 11.5
        and spell.extra != ()
        and bool(_SPELL.search(spell.before[-40:]))
        and mass.role not in {"target", "capacity", "stock", "lost"}
    )


_MASS = re.compile(
    r"\d[\d.,]*\s?-?(?:(?:metric|dry|wet|million|thousand|short)\s)*(?:tonnes?|tons?|t|kt|mt|lbs?|pounds|oz|ounces)\b"
)


def _opened_by(mass: Operand, spell: Operand) -> bool:
    """Whether the sentence of a mass opens with a part of a year and no other mass stands between."""
    return (
        mass.sentence == spell.sentence
        and spell.start < mass.start
        and len(spell.head) < OPENS
        and not _MASS.search(mass.head[len(spell.head) :])
    )


def _standing_since(case: Case) -> bool:
    """Whether a day is said to be that of a standstill that goes on, of a site whose output is told as one number."""
    alone = case.year.only or not case.year.label.sure  # of "A tonnes of concentrate and B of cathode" one is a part
    return alone and _stands(case)


def _both_since(case: Case) -> bool:
    """The same where the output is told as two numbers: "62,308 tons of concentrate and 32,807 tons of cathodes"."""
    year, other = case.year, case.other
    told = between(year, other)
    return (
        _stands(case)
        and told is not None
        and told.endswith(" and ")
        and year.label.sure
        and other.label.sure
        and year.label.thing == other.label.thing == "output"
        and year.label.kind == other.label.kind == "level"
        and year.label.owner_id == other.label.owner_id
        and year.time == other.time
        and year.unit == other.unit
    )


def _stands(case: Case) -> bool:
    began = f"{case.began.head} {case.began.after}"
    days = case.ops["today"].value - case.began.value
    return (
        case.lead.family == "project"
        and case.lead.direction == "down"
        and len(str(case.began.time)) == 10
        and 3 <= days < 300
        and bool(_STRIKE.search(began))
        and annual(case.year)
        and case.year.role != "lost"
        and _same_site(began, f"{case.year.head} {case.year.after}")
    )


_SITE = re.compile(r"(\w+) (?:mine|smelter|plant|refinery|operations?|facility)\b")


def _same_site(first: str, second: str) -> bool:
    """Whether two sentences are of one mine or plant, where the first names one."""
    named = {m[1] for m in _SITE.finditer(first)} - {"the", "its", "a", "this", "copper", "zinc", "nickel"}
    return not named or any(n in second for n in named)


_PLACES = {"us": "the United States", "u.s.": "the United States", "american": "the United States",
           "european": "Europe", "chinese": "China", "domestic": "China", "lme": "London", "comex": "New York",
           "midwest": "the Midwest", "shfe": "Shanghai", "in-warehouse": "Europe"}  # fmt: skip
_MARKETS = (
    ("Europe", cue("europe|european|rotterdam|in-warehouse")),
    ("the United States", cue("u\\.s\\.|us|american|united_states|comex|new_york|midwest")),
    ("China", cue("china|chinese|shanghai|shfe|wuxi|domestic")),
    ("London", cue("london|lme")),
)


_PAST = cue("average*|compares|last_year|earlier|previous*|a_year_ago|forecast*|may|could|would")


def _high(operand: Operand) -> bool:
    near = f"{operand.before[-40:]} {operand.after[:30]}"
    return bool(re.search(r"\b(?:peak\w*|record|highs?)\b", near) or re.search(r"\bpeaks?\b", operand.before[-100:]))


LEAST_BID = 1e5  # of money below which a bid is one for each share
_BID = frozenset({"acquisition", "equity", "plain", "quote", "price", "worth"})
SHARES = "rise cut plain share tariff premium reserved quota sales aside results"
_ENDED = re.compile(  # what has stopped goes on at no pace
    r"(?i)\b(?:halt\w*|suspen\w+|stop\w*|shut\w*|clos(?:es|ed|ure)|no exports|exported no|zero|force majeure|cyclone|"
    r"fire)\b"
)


RELATIONS = (
    Relation(
        "gap_of_markets", "Price here and there",
        (slot("dear", "price", "span", "price"), slot("cheap", "price", "span", "price")),
        lambda c: f"{middle(c.dear, 'dear')} / {middle(c.cheap, 'cheap')}", "ratio", _markets, ("why", "reply"),
        when=_two_markets, holds=lambda v: 1.08 < v < 50, use=0.95, surprise=lambda v: 0.9,
    ),
    *(
        Relation(
            f"lost_since{name}",
            "What is lost so far",
            (
                *(slot(one, "output target plain", "span", "mass mass_rate") for one in made),
                slot("began", "began past", "span", mineral=False),
                slot("today", "today", "span", mineral=False),
            ),
            f'({" + ".join(made)}) * days(began, today) / unit(1, "yr")',
            "t",
            words,
            ("why", "reply"),
            when=when,
            holds=lambda v: v > 1,
            use=0.9,
            surprise=lambda v: 0.8,
        )
        for name, made, words, when in (
            ("", ("year",), _since, _standing_since),
            ("_of_both", ("year", "other"), _since_both, _both_since),
        )
    ),
    Relation(
        "pace_of_a_period",
        "Pace",
        (
            slot("mass", f"{LEVELS}{STOCKS} offtake", "span", "mass"),
            slot("spell", "duration", "span", "duration", mineral=False),
        ),
        "mass / spell",
        "t/yr",
        _a_year,
        ("why", "long"),
        when=lambda c: (
            labelled(c.mass)
            and c.mass.label.kind == "level"
            and c.mass.label.stand == "now"
            and not c.mass.label.past
            and not _ENDED.search(f"{c.lead.title} {c.lead.event.quote}")
            and months_of(c.mass) in {None, 0, 1}
            and "-" not in c.spell.bare  # "a seven-month high" is no span of the number
            and _partial(c.mass, c.spell)
        ),
        holds=lambda v: v > 1,
        use=0.6,
    ),
    Relation(
        "value_before_premium",
        "What the premium costs",
        (
            slot("sum", ANY_ROLE, "span", "money", mineral=False),
            slot("over", SHARES, "span", "share", mineral=False),
        ),
        "sum / (1 + over)",
        "money",
        _without_premium,
        ("why", "reply"),
        also=("sum - sum / (1 + over)",),
        when=lambda c: (
            c.sum.label.anew is None
            and (c.sum.value >= LEAST_BID or c.sum.sentence == c.over.sentence)
            and not re.search(r"\b(?:previous\w*|earlier|initial\w*|rejected)\b", c.sum.head[-80:])
            and (c.sum.role in _BID or c.sum.label.thing in {"deal", "acquisition"})
            and bool(
                re.match(r"\s*premium", c.over.after) or re.search(r"premium of (?:about |nearly )?$", c.over.before)
            )
            and c.lead.family == "deal"
            and (c.sum.near >= HEAD or c.sum.sentence == c.over.sentence)
            and (c.sum.role != "quote" or between(c.sum, c.over) is not None)
            and next_to(c.sum, c.over)
            # a sum behind "a premium of 121% to" is its base, and not what was bid
            and not (c.over.start < c.sum.start and re.match(r"\s*(?:premium )?(?:to|over|above|on)\b", c.over.after))
        ),
        holds=lambda v: v > 0,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "part_of_the_peak",
        "Against the peak",
        (slot("now", "price quote", "span"), slot("peak", "price quote", "span")),
        "now / peak",
        "share",
        _of_the_peak,
        ("why", "long"),
        when=lambda c: (
            _high(c.peak)
            and "forecast" not in c.now.note + c.peak.note
            and not (_high(c.now) or FROM.search(c.now.before) or _PAST.search(_near_words(c.now)))
            and c.now.unit == c.peak.unit
            and c.now.good == c.peak.good
            and c.now.firm == c.peak.firm
        ),
        holds=lambda v: 0.05 < v < 0.98,
        use=0.7,
        surprise=lambda v: 0.7 if v < 0.5 else 0.4,
    ),
)  # fmt: skip
