"""The article's own numbers where they are no two levels of one thing: premiums, duties, terms, standstills.

What was before, planned, sold or a part is paired by labels (`pairs`); here the words next to two numbers tie them.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.lead import Lead
from didymium.brief.relations.amounts import each, money, subject, worded
from didymium.brief.relations.base import BODY, Case, Operand, Relation, annual, months_of, slot
from didymium.brief.relations.pairs import labelled
from didymium.brief.relations.ties import (
    FROM,
    HEAD,
    beside,
    between,
    close,
    cue,
    follows,
    runs_at,
    way,
)  # fmt: skip

OPENS = 30  # characters of a sentence before a length of time that opens it
LEVELS = (
    "quote price realised cost floor results loss lost output exports imports quota target capacity sales trade_value"
)
SUMS = "loan grant equity pledge budget capex acquisition trade_value results plain"
STOCKS = " stock surplus need reserves"
FLOWS = "lost exports offtake sales quota output target capacity stock plain"


_TOTAL = cue("total*|combined|in_all|altogether|overall|joint")
_MADE_OF = cue("combin*|consist*|made_up_of|of_which|compris*|includ*")
_VALUED = cue("value*|valued|valuation|worth")
_COST = cue("cost|costs|costed|capex|capital_cost|price_tag|to_build|construction")
_GIVEN = cue(
    "loan|loans|grant|grants|fund*|letter|commit*|contribut*|pledg*|stake|equity|financ*|invest*|provid*|award*|support"
)
_PREMIUM = cue("premium|lead|gap|spread|over_lme|over_the_lme|above_lme|above_global|above_world")
_YEAR = cue("year-on-year|year_on_year|y/y|yoy|year_earlier|last_year|previous_year|year_ago|same_period")
_QUARTER = cue("previous_quarter|quarter-on-quarter|q/q|prior_quarter|last_quarter")
_VALUE = frozenset({"revenue", "trade_value"})


# words


def _near_words(operand: Operand) -> str:
    """The words that stand by a number."""
    return f"{operand.before[-60:]} {operand.after[:50]}"


def _is(operand: Operand) -> str:
    """The verb behind `subject`."""
    return "are" if _many(operand) else "is"


def _many(operand: Operand) -> bool:
    return operand.name.endswith("s") and subject(operand).startswith(f"{operand.name} of")


def _step_before(case: Case) -> str:
    return f"A {_turn(case.change)} of {case.step.bare} or {case.change.bare} starts from {_roughly(case)}."


def _turn(change: Operand) -> str:
    return "rise" if way(change) > 0 else "fall"


def _roughly(case: Case) -> str:
    """The value in the words of the first operand, as what a rounded number gives."""
    return f"about {worded(case.value, next(iter(case.ops.values())))}"


def _idle(case: Case) -> str:
    plant = f"{case.said('t')} stand still at {case.share.bare} of {subject(case.plant)}"
    if "world" not in case.ops:
        return f"{plant}."
    return f"{plant}, {case.percent(case.value / case.world.value)} of {case.world.name} ({case.world.said})."


def _told_part(case: Case) -> str:
    return f"{phrase.capital(subject(case.part))} {_is(case.part)} {case.percent()} of {subject(case.whole)}."


def _span(case: Case) -> str:
    """The value in tonnes, as a range where it has one."""
    if case.low is None or case.high is None:
        return case.said("t")
    return f"{phrase.plain(case.low, 3)} to {phrase.plain(case.high, 3)} tonnes"


def _term(case: Case) -> str:
    return f"{phrase.capital(case.mass.bare)} in {case.spell.bare} is {_span(case)} a year."


def _pace_then(case: Case) -> str:
    year = "about " * case.mass.hedged + phrase.quantity(case.value * case.old.value, "t")
    return (
        f"{phrase.capital(case.mass.bare)} in {case.spell.bare} is a pace of {year} a year, "
        f"{case.times()} what it was before ({case.old.said})."
    )


def _since(case: Case) -> str:
    return (
        f"The time since {case.began.said} costs {_span(case)} at most at the pace of {case.year.said}, if all stands "
        f"still."
    )


def _pace_of_change(case: Case) -> str:
    turn = "faster" if case.value > 0 else "slower"
    return (
        f"The step of {case.now.bare} follows one of {case.was.bare}: growth is {turn} by {case.about}"
        f"{phrase.plain(abs(100 * case.value), 2)} percentage points."
    )


def _part_of_cost(case: Case) -> str:
    left = money(case.whole.value - case.part.value, case.whole.unit)
    return (
        f"{phrase.capital(case.part.bare)} is {case.percent()} of what the project is to cost ({case.whole.bare}): "
        f"{case.about}{left} is left to find."
    )


def _part_of_total(case: Case) -> str:
    return f"{phrase.capital(case.part.bare)} is {case.percent()} of the total ({case.whole.bare})."


def _both(case: Case) -> str:
    part, rest = case.part, case.rest
    whole = f"{case.about}{money(case.value, part.unit)} together"
    share = case.percent(part.value / case.value)
    return f"{phrase.capital(part.bare)} and {rest.bare} are {whole}, {share} of it lent or given."


def _each_tonne(case: Case) -> str:
    return (
        f"{phrase.capital(case.sum.bare)} for {case.plant.bare} is {case.about}"
        f"{money(case.value, case.sum.unit)} a tonne of yearly output."
    )


def _each_added(case: Case) -> str:
    added = phrase.quantity(case.plant.value / 2, "t")
    return (
        f"{phrase.capital(case.sum.bare)} for the {added} that come on top is {case.about}"
        f"{money(case.value, case.sum.unit)} a tonne of yearly output."
    )


def _sum_a_day(case: Case) -> str:
    day = money(case.value, case.sum.unit)
    spell = re.sub(r"-(day|week|month)$", r" \1s", case.spell.bare)
    return f"{phrase.capital(case.sum.bare)} in {spell} is {case.about}{day} for each day."


def _money_each(case: Case) -> str:
    each_ = money(case.value, case.sum.unit)
    return f"{phrase.capital(case.sum.bare)} is {case.about}{each_} for each tonne of the {case.plant.bare}."


def _market_of(operand: Operand) -> str:
    """The market of a price by the words next to it; empty where they name none."""
    near = f"{operand.head[-110:]} # {operand.after[:50]}"
    found = [(abs(m.start() - near.index("#")), name) for name, cue_ in _MARKETS for m in cue_.finditer(near)]
    return min(found)[1] if found else ""


def _two_markets(case: Case) -> bool:
    """Whether two prices of one mineral are of two markets, and neither is a forecast or of an earlier day."""
    dear, cheap = case.dear, case.cheap
    here, there = _market_of(dear), _market_of(cheap)
    apart = here and there and here != there
    now = not any("forecast" in o.note or FROM.search(o.before) or _PAST.search(_near_words(o)) or _high(o)
                  for o in (dear, cheap))  # fmt: skip
    months = {str(o.time)[:7] for o in (dear, cheap) if o.time}
    same = dear.mineral == cheap.mineral and dear.good == cheap.good and dear.unit == cheap.unit and len(months) < 2
    return bool(apart and now and same and close(dear, cheap))


def _markets(case: Case) -> str:
    dear, cheap = case.dear, case.cheap
    return (
        f"{phrase.capital(case.mineral)} in {_market_of(dear)} ({dear.bare}) costs {case.times()} what it does in "
        f"{_market_of(cheap)} ({cheap.bare})."
    )


def _longer(case: Case) -> str:
    return f"{phrase.capital(case.new.bare)} instead of {case.old.bare} is {case.times()} as long."


def _paid(case: Case) -> str:
    return (
        f"{phrase.capital(case.sum.bare)} for {case.mass.bare} is {case.about}{each(case.value, case.price)}, against "
        f"the {case.price.bare} that the article gives as the price."
    )


def _landed(case: Case) -> str:
    total = case.price.value + case.value
    return (
        f"A duty of {case.rate.bare} on {case.price.bare} adds {case.about}{each(case.value, case.price)} and takes "
        f"the price to {case.about}{each(total, case.price)}."
    )


def _priced_in(case: Case) -> str:
    end = "most of it is in the price" if case.value > 0.75 else "the market does not count on the whole of it"
    return f"The gap of {case.gap.bare} is {case.percent()} of the duty of {case.rate.bare}: {end}."


def _stake_worth(case: Case) -> str:
    return (
        f"{phrase.capital(case.stake.bare)} of {case.whole.bare} is {case.about}{money(case.value, case.whole.unit)}."
    )


def _a_year(case: Case) -> str:
    year = worded(case.value, case.mass)
    return f"{phrase.capital(subject(case.mass))} in {case.spell.bare} is a pace of {case.about}{year} a year."


def _unsold(case: Case) -> str:
    return (
        f"The right to {case.part.bare} is {case.percent()} of what was made ({case.whole.bare}): "
        f"{case.about}{phrase.quantity(case.whole.value - case.part.value, 't')} are left without one."
    )


def _without_premium(case: Case) -> str:
    rest = money(case.sum.value - case.value, case.sum.unit)
    return (
        f"A premium of {case.over.bare} in {case.sum.bare} puts the value before at {case.about}"
        f"{money(case.value, case.sum.unit)}: {case.about}{rest} is premium."
    )


_BID = cue("offer*|bid*|takeover|acquir*|buy*|purchase*")
_EARLIER = cue(
    "had_offered|had_agreed|scrapped|rejected|earlier|previous*|prior|received|rival|initial|first_offer|before_that|last_year|turned_down"
)


def _bids(case: Case) -> str:
    gap = f"{case.percent(abs(case.value))} {case.side}"
    return f"{phrase.capital(case.new.bare)} is {gap} the other offer of {case.old.bare}."


def _forecast(case: Case) -> str:
    gap = f"{case.percent(abs(case.value))} {case.side}"
    return f"The forecast of {case.ahead.bare} is {gap} what is paid now ({case.now.bare})."


def _of_the_peak(case: Case) -> str:
    return f"{phrase.capital(subject(case.now))} is {case.percent()} of the peak ({case.peak.bare})."


def _before_start(case: Case) -> str:
    side = "before" if case.value > 0 else "after"
    return f"The end on {case.end.said} comes {case.length(abs(case.value))} {side} the start in {case.start.said}."


def _margin(case: Case) -> str:
    left = f"leaves a margin of {case.percent()}" if case.value > 0 else f"means a loss of {case.percent()}"
    return f"A cost of {case.cost.bare} against a price of {case.price.bare} {left}."


def _price_effect(case: Case) -> str:
    return (
        f"With {case.worth.bare} {'more' if way(case.worth) > 0 else 'less'} in money on {case.mass.bare} "
        f"{'more' if way(case.mass) > 0 else 'less'} in tonnes each tonne brought {case.percent()} "
        f"{'more' if case.value > 0 else 'less'} than before."
    )


def _days_of_output(case: Case) -> str:
    days = 365.25 * case.value / 12
    return (
        f"The stock of {case.stock.bare} equals {phrase.plain(days, 2)} days of {case.world.name} ({case.world.said})."
    )


def _lead_in_points(case: Case) -> str:
    return (
        f"{phrase.capital(case.more.bare)} against {case.less.bare} is a lead of {case.about}"
        f"{phrase.plain(100 * case.value, 2)} percentage points."
    )


def _crossed(case: Case) -> str:
    need = case.was.value / case.limit.value
    end = "the cut pays for itself" if case.value > 1 else "the cut does not pay for itself yet"
    return (
        f"With {case.limit.bare} after {case.was.said} the sender breaks even at {phrase.plain(need, 2)} times the old "
        f"price; a rise of {case.rise.bare} makes it {phrase.plain(1 + case.rise.value, 2)} times: {end}."
    )


# conditions

_OR = re.compile(r"^\s?(?:\(|,?\s?or\s)(?:about |around |nearly |some |by )*$")
_STRIKE = cue("strik*|walk*_off|halt*|shut*|stopp*|force_majeure|suspend*|locked_out|lockout|idle*|clos*")
_SPELL = re.compile(r"\b(?:first|in|over|for|during|last|past|within)\b[^.]{0,25}$")
_SAME = ("metric", "firm", "place", "mineral", "good")


def _stepped(case: Case) -> bool:
    """Whether a step is told twice, in its unit and as a share: "has risen by 7,815 t or 20%"."""
    told = (between(case.step, case.change), between(case.change, case.step))
    return any(t is not None and _OR.match(t) for t in told) and way(case.change) != 0


def _sums_up(case: Case) -> bool:
    """Whether two numbers told side by side are together a third one near them."""
    part, rest, whole = case.part, case.rest, case.whole
    return (
        part.unit == rest.unit == whole.unit
        and beside(part, rest)
        and close(part, whole)
        and abs(part.value + rest.value - whole.value) <= 0.005 * whole.value
        and not (part.low or rest.low or whole.low)
    )


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


def _sped_up(case: Case) -> bool:
    """Whether a part-year and an earlier whole year are of one thing."""
    mass, old = case.mass, case.old
    same = all(getattr(mass, f) == getattr(old, f) for f in _SAME)
    year = str(old.time)[:4]
    whole = year in f"{old.before[-12:]} {old.after[:25]}"
    return (
        same and whole and len(str(old.time)) == 4 and annual(old) and year < case.today[:4] and close(mass, old)
        and mass.start > old.start and _partial(mass, case.spell)
    )  # fmt: skip


def _standing_since(case: Case) -> bool:
    """Whether a day is said to be that of a standstill that goes on."""
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


def _beside(case: Case) -> bool:
    """Whether the first sum is a part of the second by their words."""
    part, whole = case.part, case.whole
    return (
        close(part, whole)
        and part.unit == whole.unit
        and min(part.near, whole.near) >= 0.4
        and "results" not in {part.role, whole.role}
        and not _TOTAL.search(part.before[-40:])
    )


def _pays_toward(case: Case) -> bool:
    """Whether the money of the news goes to the project whose cost stands further down."""
    part, whole = case.part, case.whole
    return part.near >= HEAD and whole.role == "capex" and part.unit == whole.unit and whole.near >= BODY


def _costs(operand: Operand) -> bool:
    told = f"{operand.before[-45:]} {operand.said.lower()}"
    bought = _BID.search(operand.before[-60:]) or "stake" in operand.after[:30]
    return not bought and (operand.role == "capex" or bool(_COST.search(told)) or "project" in operand.after[:25])


_DOUBLES = re.compile(r"\bdoubl\w+\b[^.;\d]{0,120}\bto\s(?:about\s|around\s|some\s|nearly\s)?$")
_MARKETS = (
    ("Europe", cue("europe|european|rotterdam|in-warehouse")),
    ("the United States", cue("u\\.s\\.|us|american|united_states|comex|new_york|midwest")),
    ("China", cue("china|chinese|shanghai|shfe|wuxi|domestic")),
    ("London", cue("london|lme")),
)
_EXTENDS = re.compile(
    r"\b(?:extend|rais|increas|lengthen|boost|lift|expand)\w*\b[^.;]{0,30}\bto\s(?:about |up to |around )?$"
)
_LOSES = cue("lost|lose*|cost|costs|loss|losses|forgone")
_GROWS = cue("doubl*|tripl*|expand*|expansion|rais*|increas*|boost*|lift*|could|eventual*|ultimate*|potential*")


def _one_project(lead: Lead, first: Operand, second: Operand) -> bool:
    """Whether two numbers are of one owner, or of a firm of the news and its site."""
    own = {None, lead.site, *lead.firms}
    return first.firm == second.firm or {first.firm, second.firm} <= own


def _slower(case: Case) -> bool:
    """Whether two rises of one thing are compared by the words between them: "smaller than the 19%"."""
    now, was = case.now, case.was
    return (
        now.metric == was.metric != "price_change"
        and way(now) == way(was) == 1
        and close(now, was)
        and bool(_COMPARED.search(was.before))
        and bool(was.time)
        and str(now.time or "9")[:4] > str(was.time)[:4]
    )


_COMPARED = re.compile(r"\b(?:than|from|after|following|against|compared with)(?: [a-z]+){0,4} ?$")


_PAST = cue("average*|compares|last_year|earlier|previous*|a_year_ago|forecast*|may|could|would")


def _high(operand: Operand) -> bool:
    near = f"{operand.before[-40:]} {operand.after[:30]}"
    return bool(re.search(r"\b(?:peak\w*|record|highs?)\b", near) or re.search(r"\bpeaks?\b", operand.before[-100:]))


def _basis(operand: Operand) -> str:
    """What a change is measured against: the year or the quarter before; empty where the words do not say."""
    words = f"{operand.before} {operand.after}"
    year, quarter = bool(_YEAR.search(words)), bool(_QUARTER.search(words))
    return "" if year == quarter else "year" if year else "quarter"


def _earned(case: Case) -> bool:
    worth, mass = case.worth, case.mass
    return (
        worth.metric in _VALUE
        and mass.metric in {"sales", "production", "exports"}
        and way(worth) != 0
        and way(mass) != 0
        and worth.firm == mass.firm
        and _basis(worth) == _basis(mass) != ""
        and close(worth, mass)
    )


def _factor(change: Operand, name: str) -> str:
    """What a level is multiplied by in a change: "(1 + change)", "(1 - change)"."""
    return f"(1 {'+' if way(change) > 0 else '-'} {name})"


def _each_effect(case: Case) -> str:
    return f"{_factor(case.worth, 'worth')} / {_factor(case.mass, 'mass')} - 1"


SHARES = "rise cut plain share tariff premium reserved quota sales aside results"
RELATIONS = (
    Relation(
        "step_before",
        "Against before",
        (
            slot("step", LEVELS + STOCKS + " gain plain", "span", "mass mass_rate price money"),
            slot("change", SHARES, "span", "share", mineral=False),
        ),
        "step / change",
        "level",
        _step_before,
        ("why", "long"),
        when=_stepped,
        holds=lambda v: v > 0,
        use=0.7,
        surprise=lambda v: 0.6,
    ),
    *(
        Relation(
            f"stands_idle{name}",
            "What stands still",
            (
                slot("plant", "capacity output plain", "span", "mass mass_rate"),
                slot("share", SHARES + " stake utilisation", "span", "share", mineral=False),
                *more,
            ),
            "plant * (1 - share)",
            "t",
            _idle,
            ("why", "reply"),
            when=lambda c: runs_at(c.plant, c.share),
            also=also,
            holds=lambda v: v > 1,
            use=0.95,
            surprise=lambda v: 0.7,
        )
        for name, more, also in (
            ("", (), ()),
            ("_of_world", (slot("world", "world_output", "row"),), ("plant * (1 - share) / world",)),
        )
    ),
    Relation(
        "sum_a_day",
        "A day in money",
        (
            slot("sum", "results plain lost trade_value sales", "span", "money", mineral=False),
            slot("spell", "duration", "span", "duration", mineral=False),
        ),
        'sum / spell * unit(1, "day")',
        "money",
        _sum_a_day,
        ("why", "reply"),
        when=lambda c: (
            c.sum.sentence == c.spell.sentence
            and 0.05 < c.spell.value < 12
            and bool(_STRIKE.search(c.spell.after[:25]))
            and bool(_LOSES.search(f"{c.sum.before[-40:]} {c.sum.after[:30]}"))
        ),
        holds=lambda v: v > 1e3,
        use=0.8,
        surprise=lambda v: 0.7,
        heads=False,
        families=frozenset({"project"}),
    ),
    Relation(
        "money_for_each_tonne",
        "Money for each tonne",
        (
            slot("sum", "loan equity grant pledge", "span", "money", mineral=False),
            slot("plant", "capacity target", "span", "mass_rate mass"),
        ),
        "sum / plant",
        "price",
        _money_each,
        ("why", "long"),
        unless="capex",
        when=lambda c: (
            c.sum.near >= HEAD
            and c.plant.near >= 0.4
            and c.lead.family == "deal"
            and _one_project(c.lead, c.sum, c.plant)
            and not _GROWS.search(c.plant.head)
            and annual(c.plant)
        ),
        holds=lambda v: 50 < v < 1e8,
        use=0.7,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "gap_of_markets",
        "Price here and there",
        (slot("dear", "price", "span", "price"), slot("cheap", "price", "span", "price")),
        "dear / cheap",
        "ratio",
        _markets,
        ("why", "reply"),
        when=_two_markets,
        holds=lambda v: 1.08 < v < 50,
        use=0.95,
        surprise=lambda v: 0.9,
    ),
    Relation(
        "span_extended",
        "How much longer",
        (
            slot("new", "duration", "span", "duration", mineral=False),
            slot("old", "duration", "span", "duration", mineral=False),
        ),
        "new / old",
        "ratio",
        _longer,
        ("why", "long"),
        when=lambda c: (
            (follows(c.old, c.new) or c.old.sentence == c.new.sentence)
            and c.old.start < c.new.start
            and bool(_EXTENDS.search(c.new.head[-60:]))
            and c.old.bare.split(" ")[-1] == c.new.bare.split(" ")[-1]
        ),
        holds=lambda v: 1.05 < v < 50,
        use=0.85,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "part_by_sum",
        "Part of the whole",
        (
            slot("part", SUMS + " " + LEVELS + STOCKS, "span", "money mass mass_rate", mineral=False),
            slot("rest", SUMS + " " + LEVELS + STOCKS, "span", "money mass mass_rate", mineral=False),
            slot("whole", SUMS + " worth " + LEVELS + STOCKS, "span", "money mass mass_rate", mineral=False),
        ),
        "part / whole",
        "share",
        _told_part,
        ("why",),
        when=_sums_up,
        holds=lambda v: 0.5 <= v < 0.99,
        use=0.7,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "term_a_year",
        "What it is a year",
        (
            slot("mass", "offtake sales output plain exports target", "span", "mass"),
            slot("spell", "duration", "span", "duration", mineral=False),
        ),
        "mass / spell",
        "t/yr",
        _term,
        ("why", "long"),
        when=lambda c: (
            c.mass.sentence == c.spell.sentence
            and 24 <= c.spell.value <= 480
            and bool(re.search(r"\b(?:for|over|within)\s(?:the next |a period of |another |up to )*$", c.spell.before))
        ),
        holds=lambda v: v > 1,
        use=0.8,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "pace_against_then",
        "Before and now",
        (
            slot("mass", LEVELS + STOCKS, "span", "mass"),
            slot("spell", "duration", "span", "duration", mineral=False),
            slot("old", LEVELS + STOCKS + " former", "span", "mass"),
        ),
        'mass / spell * unit(1, "yr") / old',
        "ratio",
        _pace_then,
        ("why", "long"),
        also=("mass / spell",),
        when=_sped_up,
        holds=lambda v: 0.02 < v < 500 and not 0.9 < v < 1.1,
        use=0.95,
        surprise=lambda v: 0.9,
    ),
    Relation(
        "lost_since",
        "What is lost so far",
        (
            slot("year", "output target plain", "span", "mass mass_rate"),
            slot("began", "began past", "span", mineral=False),
            slot("today", "today", "span", mineral=False),
        ),
        'year * days(began, today) / unit(1, "yr")',
        "t",
        _since,
        ("why", "reply"),
        when=_standing_since,
        holds=lambda v: v > 1,
        use=0.9,
        surprise=lambda v: 0.8,
    ),
    Relation(
        "stake_of_the_value",
        "What the stake is worth",
        (
            slot("stake", "stake", "span", "share", mineral=False),
            slot("whole", "market_cap plain worth", "span", "money", mineral=False),
        ),
        "stake * whole",
        "money",
        _stake_worth,
        ("why",),
        when=lambda c: (
            c.stake.sentence == c.whole.sentence
            and (c.whole.role != "plain" or bool(_VALUED.search(c.whole.before[-50:])))
            and c.stake.near >= 0.7
        ),
        holds=lambda v: v > 1e6,
        use=0.9,
        surprise=lambda v: 0.8,
    ),
    Relation(
        "pace_of_a_period",
        "Pace",
        (
            slot("mass", LEVELS + STOCKS, "span", "mass"),
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
            and months_of(c.mass) in {None, 0}
            and "-" not in c.spell.bare  # "a seven-month high" is no span of the number
            and _partial(c.mass, c.spell)
        ),
        holds=lambda v: v > 1,
        use=0.6,
    ),
    Relation(
        "right_of_output",
        "What may leave",
        (slot("part", "quota", "span", "mass mass_rate"), slot("whole", "output", "span", "mass mass_rate")),
        "part / whole",
        "share",
        _unsold,
        ("why", "reply"),
        also=("whole - part",),
        when=lambda c: (
            c.part.firm is not None
            and c.part.firm == c.whole.firm
            and annual(c.part)
            and annual(c.whole)
            and c.part.good == c.whole.good
        ),
        holds=lambda v: 0.02 < v < 0.98,
        use=1.0,
        surprise=lambda v: 0.9,
    ),
    Relation(
        "value_before_premium",
        "What the premium costs",
        (
            slot("sum", "acquisition equity plain quote price worth", "span", "money", mineral=False),
            slot("over", SHARES, "span", "share", mineral=False),
        ),
        "sum / (1 + over)",
        "money",
        _without_premium,
        ("why", "reply"),
        also=("sum - sum / (1 + over)",),
        when=lambda c: (
            c.sum.label.anew is None
            and bool(
                re.match(r"\s*premium", c.over.after) or re.search(r"premium of (?:about |nearly )?$", c.over.before)
            )
            and c.lead.family == "deal"
            and (c.sum.near >= HEAD or c.sum.sentence == c.over.sentence)
            and (c.sum.role != "quote" or between(c.sum, c.over) is not None)
            and not re.search(r"premium (?:to|over|above|on)\b", between(c.over, c.sum) or "")
        ),
        holds=lambda v: v > 0,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "bid_against_bid",
        "Against the other bid",
        (
            slot("new", "acquisition equity plain", "span", "money", mineral=False),
            slot("old", "acquisition equity plain", "span", "money", mineral=False),
        ),
        "change(new, old)",
        "share",
        _bids,
        ("why", "reply"),
        when=lambda c: (
            c.lead.family == "deal"
            and c.new.near >= HEAD
            and c.new.unit == c.old.unit
            and c.new.role not in {"quote", "results"}
            and bool(_BID.search(c.new.head[-110:]))
            and bool(_EARLIER.search(c.old.head[-160:] + c.old.after[:60]))
            and not _EARLIER.search(c.new.head[-80:] + c.new.after[:60])
            and 0.2 < c.new.value / c.old.value < 5
        ),
        holds=lambda v: 0.005 < abs(v) < 5,
        use=0.9,
        surprise=lambda v: min(1.0, 0.5 + abs(v)),
    ),
    Relation(
        "forecast_against_told",
        "Forecast against price",
        (slot("ahead", "price", "span", "price"), slot("now", "price", "span", "price")),
        "change(ahead, now)",
        "share",
        _forecast,
        ("long", "why"),
        when=lambda c: (
            "forecast" in c.ahead.note
            and "forecast" not in c.now.note
            and c.ahead.sentence != c.now.sentence
            and c.ahead.unit == c.now.unit
            and c.ahead.good == c.now.good
            and not _high(c.now)
        ),
        holds=lambda v: 0.02 < abs(v) < 3,
        use=0.85,
        surprise=lambda v: min(1.0, 0.4 + abs(v)),
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
    Relation(
        "end_before_start",
        "Do the dates meet",
        (slot("end", "until", "span", mineral=False), slot("start", "start", "span", mineral=False)),
        "months(end, start)",
        "months",
        _before_start,
        ("long", "why"),
        when=lambda c: (
            min(c.end.near, c.start.near) >= 0.45
            and len(str(c.end.time)) == 10
            and len(str(c.start.time)) >= 7
            and not str(c.end.time).startswith(str(c.start.time))
        ),
        holds=lambda v: 0.9 < abs(v) < 120,
        use=0.8,
        surprise=lambda v: 0.8 if v > 0 else 0.4,
    ),
    Relation(
        "pace_of_change_gap",
        "Pace of growth",
        (slot("now", "rise", "span", "share"), slot("was", "rise", "span", "share")),
        "now - was",
        "share",
        _pace_of_change,
        ("why", "long"),
        when=_slower,
        holds=lambda v: 0.01 < abs(v) < 3,
        use=0.8,
        surprise=lambda v: min(1.0, 0.5 + abs(v)),
    ),
    Relation(
        "part_of_the_cost",
        "How far the money goes",
        (
            slot("part", SUMS, "span", "money", mineral=False),
            slot("whole", SUMS, "span", "money", mineral=False),
        ),
        "part / whole",
        "share",
        _part_of_cost,
        ("why",),
        also=("whole - part",),
        when=lambda c: (
            (_beside(c) or _pays_toward(c))
            and _costs(c.whole)
            and not _costs(c.part)
            and bool(_GIVEN.search(_near_words(c.part)))
        ),
        holds=lambda v: 0.02 < v < 0.97,
        use=0.9,
        surprise=lambda v: 0.6 if v > 0.5 else 0.8,
    ),
    Relation(
        "part_of_the_total",
        "Who pays",
        (
            slot("part", SUMS, "span", "money", mineral=False),
            slot("whole", SUMS, "span", "money", mineral=False),
        ),
        "part / whole",
        "share",
        _part_of_total,
        ("why",),
        when=lambda c: (
            _beside(c)
            and c.part.sentence == c.whole.sentence
            and bool(_TOTAL.search(c.whole.before[-40:]) or _MADE_OF.search(c.part.before[-60:]))
            and c.part.low is None
        ),
        holds=lambda v: 0.02 < v < 0.97,
        use=0.6,
    ),
    Relation(
        "sum_for_each_tonne",
        "Cost of the plant",
        (
            slot("sum", SUMS, "span", "money", mineral=False),
            slot("plant", "capacity target output", "span", "mass_rate mass"),
        ),
        "sum / plant",
        "price",
        _each_tonne,
        ("why", "long"),
        when=lambda c: (
            min(c.sum.near, c.plant.near) >= 0.4
            and _one_project(c.lead, c.sum, c.plant)
            and not _GROWS.search(c.plant.head)
            and (_costs(c.sum) or c.sum.role == "acquisition")
            and c.lead.direction != "down"
            and annual(c.plant)
            and c.lead.family in {"deal", "agreement", "project", "policy", "dispute"}
            and c.sum.value > 1e6
        ),
        holds=lambda v: 50 < v < 1e8,
        use=0.75,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "sum_for_each_added",
        "Cost of the plant",
        (
            slot("sum", SUMS, "span", "money", mineral=False),
            slot("plant", "capacity target output", "span", "mass_rate mass"),
        ),
        "sum / (plant / 2)",
        "price",
        _each_added,
        ("why", "long"),
        also=("plant / 2",),
        when=lambda c: (
            min(c.sum.near, c.plant.near) >= 0.4
            and _one_project(c.lead, c.sum, c.plant)
            and bool(_DOUBLES.search(c.plant.head))
            and (c.sum.role in {"capex", "pledge"} or _costs(c.sum))
            and annual(c.plant)
        ),
        holds=lambda v: 50 < v < 1e8,
        use=0.8,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "sum_of_both",
        "Stock and loan",
        (
            slot("part", "loan grant", "span", "money", mineral=False),
            slot("rest", "equity quote acquisition plain", "span", "money", mineral=False),
        ),
        "part + rest",
        "money",
        _both,
        ("why",),
        also=("part / (part + rest)",),
        when=lambda c: (
            c.part.sentence == c.rest.sentence
            and min(c.part.near, c.rest.near) >= HEAD
            and c.part.unit == c.rest.unit
            and min(c.part.value, c.rest.value) > 1e5
            and bool(re.search(r"\b(?:and|plus|another|along with|together with)\b", c.part.before + c.part.after))
            and (c.rest.after == c.part.before or c.part.after == c.rest.before)
        ),
        holds=lambda v: v > 1e6,
        use=0.6,
    ),
    Relation(
        "price_paid",
        "Price for each tonne",
        (
            slot("sum", SUMS, "span", "money", mineral=False),
            slot("mass", FLOWS, "span", "mass mass_rate"),
            slot("price", "price", "span", "price"),
        ),
        "sum / mass",
        "price",
        _paid,
        ("why", "reply"),
        when=lambda c: (
            c.sum.sentence == c.mass.sentence
            and c.price.unit.split("/")[0] == c.sum.unit
            and c.price.good == c.mass.good
            and 0.07 < abs(c.sum.value / c.mass.value / c.price.value - 1) < 0.9
        ),
        also=("change(sum / mass, price)",),
        holds=lambda v: v > 10,
        use=0.7,
        surprise=lambda v: 0.5,
    ),
    Relation(
        "price_with_duty",
        "The duty on a tonne",
        (slot("rate", "tariff", "span", "share"), slot("price", "price", "span", "price")),
        "rate * price",
        "price",
        _landed,
        ("why", "reply"),
        also=("price + rate * price",),
        when=lambda c: (
            c.rate.near >= 0.6
            and c.lead.family in {"import_measure", "export_control", "policy", "dispute"}
            and not re.search(r"\b(?:unchanged|kept|certain)\b", c.rate.head[-60:])
        ),
        holds=lambda v: v > 1,
        use=0.85,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "duty_in_the_price",
        "What the market believes",
        (
            slot("gap", SHARES, "span", "share", mineral=False),
            slot("rate", "tariff", "span", "share", mineral=False),
        ),
        "gap / rate",
        "share",
        _priced_in,
        ("why", "long"),
        when=lambda c: bool(_PREMIUM.search(f"{c.gap.before[-30:]} {c.gap.after[:40]}")) and c.gap.metric != "tariff",
        holds=lambda v: 0.05 < v < 1.5,
        use=0.95,
        surprise=lambda v: 0.9,
        families=frozenset({"import_measure", "policy", "market"}),
    ),
    Relation(
        "told_margin",
        "Margin",
        (slot("cost", "cost", "span", "price"), slot("price", "price realised", "span", "price")),
        "1 - cost / price",
        "share",
        _margin,
        ("why", "reply"),
        flip="price",
        turn="the margin would be gone",
        when=lambda c: c.cost.unit == c.price.unit and c.cost.good == c.price.good,
        holds=lambda v: -2 < v < 0.97,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "price_of_each_tonne",
        "What each tonne brought",
        (
            slot("worth", "results rise cut aside", "span", "share", mineral=False),
            slot("mass", "rise cut sales", "span", "share", mineral=False),
        ),
        _each_effect,
        "share",
        _price_effect,
        ("why", "reply"),
        when=_earned,
        holds=lambda v: 0.02 < abs(v) < 5,
        use=0.9,
        surprise=lambda v: min(1.0, 0.5 + abs(v)),
    ),
    Relation(
        "stock_in_days",
        "Stocks",
        (slot("stock", "stock", "span", "mass"), slot("world", "world_output", "row")),
        'stock / world * unit(1, "yr")',
        "months",
        _days_of_output,
        ("why", "reply"),
        when=lambda c: c.stock.good in {"", "contained"},
        holds=lambda v: 1e-3 < v < 24,
        use=0.85,
        surprise=lambda v: 0.9 if v < 0.5 else 0.6,
    ),
    Relation(
        "lead_in_votes_gap",
        "Who is ahead",
        (
            slot("more", "stake aside plain", "span", "share", mineral=False),
            slot("less", "stake aside plain", "span", "share", mineral=False),
        ),
        "more - less",
        "share",
        _lead_in_points,
        ("why", "reply"),
        when=lambda c: (
            c.more.sentence == c.less.sentence
            and c.more.metric == c.less.metric
            and bool(re.search(r"\b(?:overtak\w+|against|versus|compared|exceed\w*)\b", c.more.after))
            and c.more.after == c.less.before
        ),
        holds=lambda v: 0.002 < v < 0.5,
        use=0.6,
        heads=False,
    ),
    Relation(
        "price_against_break_even",
        "Does the cut pay",
        (
            slot("rise", "rise", "span", "share", mineral=False),
            slot("limit", "quota", "span", "mass_rate mass"),
            slot("was", "country_output", "row"),
        ),
        "(1 + rise) / (was / limit)",
        "ratio",
        _crossed,
        ("why", "long"),
        also=("1 + rise", "was / limit"),
        flip="was / limit - 1",
        turn="the cut would just pay for itself",
        when=lambda c: (
            c.rise.metric == "price_change"
            and way(c.rise) == 1
            and c.rise.value > 0.1
            and not c.limit.firm
            and annual(c.limit)
            and c.limit.place in {None, c.was.place}
        ),
        holds=lambda v: 0.1 < v < 10,
        use=1.0,
        surprise=lambda v: 0.9,
        families=frozenset({"export_control", "policy", "project"}),
    ),
)
