"""Sums that a reader does in his head, of numbers that the words of their sentences tie: one pattern for each.

A pattern stands over the sentences of the numbers in small letters, in which each number is told by its place: "<0>
per worker"; "|" parts the sentences. The numbers need no label; each is named as the article prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.relations.amounts import money, worded, worded_each
from didymium.brief.relations.base import Case, Formula, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, mid, middle, named, names
from didymium.brief.relations.ties import HEAD, NEAR, frame

_S = r"[^|<]"  # a sign of a sentence that is none of the numbers
_WORKERS = r"(?:(?:union(?:i[sz]ed)? |mine ?)?(?:worker|employee|member|miner)s?|jobs?)\b"
_BONUS = r"(?:bonus|payment)"
_OPEN = r"\b(?:still|pending|outstanding|awaiting|waiting|under review|in process|undecided)\b"
_ALL = r"(?:the |some |about |around |a total of |all |its |their )*"
_ASKED = r"(?:appl|sought|request|submitt|ask)\w*"
_EARNED = r"(?:adjusted |underlying |net |operating )*(?:ebitda|profit|income|earnings)"
_RUNS = r"\b(?:unit|cash|operating|c1|aisc|all-in)\b[^|<]{0,40}\bcosts?\b[^|<]{0,30}"
_SOLD_AT = r"\b(?:realis|realiz|achiev|receiv|selling|sales)\w*[^|<]{0,30}\bprice\w*[^|<]{0,40}"
_OF_A_PLAN = re.compile(
    r"\b(?:guidance|forecast\w*|expect\w*|target\w*|outlook|plan\w*|previous|earlier|from)\b[^.;]*$"
)
_DEAL = r"\b(?:deal|agreement|contract|supply|offtake)\b"
_TAKES = r"\b(?:suppl|receiv|buy|purchas|deliver|take|provid)\w*\b[^|<\d]{0,60}"
_STOP = r"(?:strike|stoppage|shutdown|outage|halt|walkout|blockade)"
_LOSS = re.compile(r"\bloss\w*")
_OVER = r"\b(?:carr\w+ over|roll\w+ over|unused|unspent|left over)"
_GOES_IN = r"\b(?:process|treat|feed|recycl|from|using|convert)\w*"
_COMES_OUT = r"\b(?:to|and|into|will|would|could) (?:produc|mak|yield|recover)"
_FEED = re.compile(
    r"\b(?:ores?|concentrates?|scrap|black mass|magnets|batteries|feed\w*|rock|material|waste|tailings)\b"
)
_CARS = r"\b(?:evs?|vehicles?|cars?|motors?|turbines?)\b"
_ENOUGH = r"\b(?:enough|sufficient|equivalent|equal|suppl\w+|power|support\w*|for)\b"
_GRADED = r"(?:of (?:ore|\w+ ore|material) |of )?(?:at|grading|with (?:an? )?(?:average )?grades? of|averaging|@)"
_GOOD = re.compile(
    r"^\s?((?:[a-z]+ )?(?:oxide|carbon|copper|nickel|zinc|lead|tin|cobalt|manganese|graphite|TGC|lithium|tungsten)"
    r"|Li2O|U3O8|TREO|WO3|Cu|Ni|Zn|Sn|Sb|Co|Mn|V2O5|Ta2O5|Nb2O5|TiO2|P2O5)\b",
    re.I,
)
_GIVEN = r"\b(?:rescue|bail-?out|package|lifeline|aid|loans?|grants?|fund\w*|invest\w*|support\w*|lend\w*)\b"
_HIRED = re.compile(r"^(?!.*indirect).*\b(?:jobs|workers|employees|people)\b")
_BUILT = r"\b(?:invest|cost|expansion|expand|build|built|construct|price tag|loan|grant|fund)\w*"
_LENT = frozenset({"loan", "grant", "equity", "pledge"})  # which may be a part of what a plant costs
_IT = r"(?:the|it|its|this|that|when|once|at)\b"
_SEVERAL = re.compile(r"\b(?:combined|together|projects|plants|mines)\b")
_MAKES = r"\b(?:capacity|produc|process|recycl|make|output|treat|refin)\w*"
_DOWN_BY = r"\b(?P<way>down|up|f[ae]ll\w*|r[io]se\w*|cut|drop\w*|lower\w*|rais\w+|increas\w+|decreas\w+|declin\w+)"
_STEP_OF = r"\ban? (?P<fall>decrease|decline|fall|drop|cut|reduction|loss)\b|\ban? (?:increase|rise|gain|jump)\b"
_MORE = re.compile(r"\b(?:additional|further|more|another)\b")
_KIN = ({"agreement", "deal", "framework", "memorandum"}, {"permit", "approval", "licence", "license"})
SUMMED = 6  # digits of a sum
MOST_A_HEAD = 1e6  # of money that one person is paid


def _tied(
    name: str, label: str, takes: dict[str, str], tie: str, formula: Formula, unit: str, words: Callable[[Case], str],
    when: Callable[[Case], bool] = lambda case: True, holds: Callable[[float], bool] = lambda value: value > 0,
    use: float = 0.85, also: tuple[Formula, ...] = (),
) -> Relation:  # fmt: skip
    """A relation of exact numbers (name -> kinds) close to each other, whose sentences a pattern fits."""
    cue = re.compile(tie)

    def fits(case: Case) -> bool:
        ops = tuple(case.ops.values())
        exact = all(o.low is None or o.kind == "price" for o in ops)
        starts = [o.sentence[0] for o in ops if o.sentence]
        told = exact and bool(starts) and max(starts) - min(starts) < NEAR * (len(ops) - 1)
        return told and cue.search(frame(*ops)) is not None and when(case)

    slots = tuple(
        slot(n, f"{ANY_ROLE} life counted listed duration", "span", kinds, "", False) for n, kinds in takes.items()
    )
    return Relation(name, label, slots, formula, unit, words, ("why", "long"), when=fits, holds=holds, use=use,
                    also=also, surprise=lambda v: 0.7, bare=True, any_form=True)  # fmt: skip


def _one_unit(*ops: Operand) -> bool:
    return len({o.unit for o in ops}) == 1


def _alike(one: Operand, other: Operand) -> bool:
    """Whether two counts are of one thing, by the last words of what they count."""
    a, b = (o.bare.lower().split(" ")[-1].rstrip("s") for o in (one, other))
    return a == b or any({a, b} <= kin for kin in _KIN)


_OF = re.compile(
    r"\s?(?:(?:per|each|a) year )?of ((?:synthetic |natural |refined |battery-grade )?[a-z]+)\b(?! \w+ing\b)"
)


def _told(operand: Operand) -> str:
    """A number with what it is of, in plain words."""
    told = re.sub(r" (?:per|each) (year)\b", r" a \1", (operand.full or operand.bare).replace("so-called ", ""))
    of = _OF.match(operand.after) if told == operand.bare or " of " not in told else None
    good = of[1] if of and of[1] not in {"a", "an", "the"} and operand.kind == "mass_rate" else ""
    return f"{told} of {good}" if good else told


# words


def _heads_paid(case: Case) -> str:
    paid = money(case.value, case.each.unit)
    return f"{phrase.capital(case.heads.bare)} at {case.each.bare} each come to {case.about}{paid}."


def _margin(case: Case) -> str:
    return f"{phrase.capital(case.left.bare)} is {case.percent()} of {case.sales.bare}."


def _priced_now(price: Operand) -> bool:
    """Whether a price is that of now, and none of a plan or of before."""
    return price.low is None and not (price.label.past or _OF_A_PLAN.search(price.head[-60:]))


def _left_each(case: Case) -> str:
    return f"A cost of {case.cost.bare} against {case.price.bare} leaves a margin of {case.percent()}."


def _over_the_term(case: Case) -> str:
    years = re.sub(r"-year$", " years", case.term.bare)
    return f"{phrase.capital(_told(case.rate))} in {years} come to {case.bound}{worded(case.value, case.rate)}."


def _by_the_day(case: Case) -> str:
    days = re.sub(r"-day$", " days", case.spell.bare)
    return f"A loss of {case.sum.bare} in {days} is {case.about}{money(case.value, case.sum.unit)} for each day."


def _done_of(case: Case) -> str:
    return f"{phrase.capital(case.done.bare)} are {case.percent()} of {case.whole.bare}."


def _together(case: Case) -> str:
    """The first two numbers and their sum."""
    one, other = tuple(case.ops.values())[:2]
    both = one.value + other.value
    told = phrase.plain(both, SUMMED) if one.kind == "count" else worded(both, one, SUMMED)
    return f"{phrase.capital(one.bare)} and {other.bare} are {case.about}{told} together"


def _both(case: Case) -> str:
    return f"{_together(case)}."


def _of_both(case: Case) -> str:
    return f"{_together(case)}: those done are {case.percent()} of all."


def _a_thing(case: Case) -> str:
    kilos = phrase.plain(1000 * case.value, 3)
    return (
        f"{phrase.capital(_told(case.mass))} for {case.cars.bare} are {case.about}{kilos} kilograms for each of them."
    )


def _held(case: Case) -> str:
    good = _GOOD.match(case.grade.after)
    rock = f"{case.rock.bare} of {case.rock.good}" if case.rock.good else case.rock.bare
    of, it = (f" {good[1]}", " of it") if good else ("", "")
    held = f"{case.about}{worded(case.value, case.rock)}"
    return f"{phrase.capital(rock)} at {case.grade.bare}{of} hold {held}{it}."


def _a_job(case: Case) -> str:
    each = f"{case.about}{money(case.value, case.sum.unit)} for each of them"
    told = f"{{{'|'.join(map(phrase.capital, names(case.sum)))}}}"
    return f"{told} for {case.jobs.bare} is {each}."


def _a_ton(case: Case) -> str:
    ton = f"{case.about}{worded_each(case.value, case.plant, case.sum.unit)} of yearly capacity"
    return f"{phrase.capital(case.sum.bare)} for {_told(case.plant)} is {ton}."


def _down(case: Case) -> bool:
    """Whether the words say that a level fell to be what it is."""
    told = re.search(rf"{_DOWN_BY}[^|<]{{0,40}}<1>|<0>[^|<]*(?:{_STEP_OF})", frame(case.level, case.step))
    way = told["way"] if told else ""
    return bool(told and (told["fall"] or re.match(r"down|f[ae]ll|cut|drop|lower|decreas|declin", way or "")))


def _from_step(case: Case) -> str:
    return f"step / ({middle(case.level, 'level')} {'+' if _down(case) else '-'} step)"


def _stepped(case: Case) -> str:
    level, way = case.level, "fall" if _down(case) else "rise"
    return f"A {way} by {case.step.bare} to {level.bare} is one of {case.percent(abs(case.value))}{mid(level)}."


def _floor_told(case: Case) -> str:
    return f"The floor of {case.floor.bare} is {case.times()} the price of {case.price.bare}."


def _at_a_part(case: Case) -> str:
    daily = "by the day" in case.whole.note
    part = f"{case.about}{worded(case.value / (365.25 if daily else 1), case.whole)}{' a day' if daily else ''}"
    return f"{phrase.capital(case.share.bare)} of {case.whole.bare} is {part}."


def _part(case: Case) -> str:
    part, whole = tuple(case.ops.values())[:2]
    be = "is" if part.kind == "money" else "are"
    return f"{phrase.capital(_told(part))} {be} {case.percent()} of {_told(whole)}."


def _with_carried(case: Case) -> str:
    both = f"{case.about}{worded(case.value, case.quota, SUMMED)}"
    return f"With {case.carried.bare} carried over {named(case.quota)} comes to {both}."


def _yielded(case: Case) -> str:
    return f"{phrase.capital(_told(case.made))} are {case.percent()} of {_told(case.feed)} that go in."


_MASS = "mass mass_rate"

RELATIONS = (
    _tied(
        "paid_to_all", "What all of it comes to", {"each": "money", "heads": "count"},
        rf"<0> (?:per|for each|for every|to each|an?) {_WORKERS}|<0> {_BONUS}[a-z ]{{0,16}} (?:per|for|to) each"
        rf"|\boffer\w* (?:the |its |all )?<1>[^|<]{{0,40}}\b{_BONUS}[^|<]{{0,20}}<0>", "each * heads", "money",
        _heads_paid, lambda c: re.search(_WORKERS, c.heads.bare) is not None and c.each.value < MOST_A_HEAD,
    ),
    _tied(
        "margin_told", "Margin", {"sales": "money", "left": "money"},
        rf"\b(?:sales|revenues?|turnover)\b{_S}{{0,30}}<0>[^<]{{0,90}}\b{_EARNED}\b{_S}{{0,60}}<1>"
        rf"|\b{_EARNED}\b{_S}{{0,40}}<1>{_S}{{0,40}}\bon (?:net |operating |total )?"
        r"(?:sales|revenues?|turnover) of <0>", "left / sales",
        "share", _margin, lambda c: _one_unit(c.sales, c.left) and not _LOSS.search(c.left.head[-60:]),
        holds=lambda v: 0.005 < v < 0.9, use=0.8,
    ),
    _tied(
        "margin_on_price", "Margin", {"cost": "price", "price": "price"},
        rf"{_RUNS}<0>[^<]*{_SOLD_AT}<1>|{_SOLD_AT}<1>[^<]*{_RUNS}<0>", "1 - cost / price", "share", _left_each,
        lambda c: (
            _one_unit(c.cost, c.price) and ("local" in c.cost.note) == ("local" in c.price.note)
            and _priced_now(c.cost) and _priced_now(c.price)
        ),
        holds=lambda v: 0.01 < v < 0.95, use=0.9,
    ),
    _tied(
        "total_of_the_term", "How much it is", {"rate": "mass_rate", "term": "duration"},
        rf"\bsuppl\w+\b[^|<]{{0,60}}<0>[^|<]{{0,200}}\bfor a (?:period|term) of <1>"
        rf"|<1> (?:[a-z]+ ){{0,3}}{_DEAL}[^<]*{_TAKES}<0>"
        rf"|{_DEAL}[^<]*{_TAKES}<0>[^|<\d]{{0,60}}\b(?:for|over)\b[^|<\d]{{0,20}}<1>",
        "rate * term / unit(1, 'yr')", "t", _over_the_term,
        lambda c: 18 <= c.term.value <= 360 and c.rate.low is None and "year" in c.term.bare, use=0.85,
    ),
    _tied(
        "loss_of_a_day", "What a day is", {"sum": "money", "spell": "duration"},
        rf"<1> {_STOP}\b[^|]*(?:\|[^|<]*)?\b(?:lost|costs?|loss(?:es)?)\b[^|<\d]{{0,20}}<0>"
        rf"|<1> {_STOP}\b[^|]*(?:\|[^|<]*)?<0> in loss", "sum / spell * unit(1, 'day')", "money", _by_the_day,
        lambda c: "day" in c.spell.bare and c.sum.value > 1e6, holds=lambda v: v > 1e4, use=0.85,
    ),
    _tied(
        "counts_done", "How many of them", {"done": "count", "whole": "count"},
        rf"<0>(?: [a-z]+){{0,2}} (?:out )?of {_ALL}<1>"
        rf"|\b(?:approv|grant|issu|licen[cs])\w*[^|<]{{0,60}}<0>[^<]*(?:\btotal of <1>|<1>{_S}{{0,40}}\b{_ASKED})",
        "done / whole", "share",
        _done_of, lambda c: _alike(c.done, c.whole) or c.done.bare[-1:].isdigit(),
        holds=lambda v: 0.01 < v < 0.99, use=0.85,
    ),
    _tied(
        "counts_open", "How many of them", {"done": "count", "open": "count"},
        rf"<0>[^|]*<1>{_S}{{0,40}}{_OPEN}", "done / (done + open)", "share", _of_both, also=("done + open",),
        holds=lambda v: 0.02 < v < 0.98,
    ),
    _tied(
        "counts_together", "Together", {"one": "count", "other": "count"}, "<0>[^<]*<1>", "one + other", "count",
        _both, lambda c: _alike(c.one, c.other) and _MORE.search(c.other.bare) is not None, use=0.8,
    ),
    _tied(
        "with_the_carried", "Together", {"quota": _MASS, "carried": _MASS},
        rf"<0>[^<]*(?:{_OVER}{_S}{{0,60}}<1>|<1>{_S}{{0,60}}{_OVER})", "quota + carried", "t", _with_carried,
        lambda c: _one_unit(c.quota, c.carried) and "quota" in {c.quota.role, c.quota.label.thing}, use=0.95,
    ),
    _tied(
        "made_of_the_feed", "What it yields", {"made": _MASS, "feed": _MASS},
        rf"{_GOES_IN}{_S}{{0,40}}<1>{_S}{{0,60}}{_COMES_OUT}{_S}{{0,40}}<0>", "made / feed", "share", _yielded,
        lambda c: (
            months_of(c.made) == months_of(c.feed) and _FEED.search(f"{c.feed.bare} {c.feed.after}") is not None
        ),
        holds=lambda v: 1e-4 < v < 0.95, use=0.8,
    ),
    _tied(
        "mass_of_a_car", "What each takes", {"mass": _MASS, "cars": "count"},
        rf"<0>[^<\d]*{_ENOUGH}[^|<\d]{{0,40}}<1>", "mass / cars", "t", _a_thing,
        lambda c: re.search(_CARS, c.cars.bare.lower()) is not None, holds=lambda v: 1e-4 < v < 1, use=0.7,
    ),
    _tied(
        "metal_in_the_rock", "What it holds", {"rock": "mass", "grade": "share"},
        rf"<0>,?\s?{_GRADED} [a-z ]{{0,20}}<1>", "rock * grade", "t", _held,
        lambda c: c.rock.value >= 1e5 and _GOOD.match(c.grade.after) is not None, use=0.8,
    ),
    _tied(
        "money_for_a_job", "What a job costs", {"sum": "money", "jobs": "count"},
        rf"{_GIVEN}[^|]{{0,60}}<0>[^|]*<1>|<0>[^|]{{0,60}}{_GIVEN}[^|]*(?:\|[^|]*){{0,2}}<1>", "sum / jobs", "money",
        _a_job, lambda c: _HIRED.search(c.jobs.bare.lower()) is not None and c.sum.near >= HEAD,
        holds=lambda v: 1e3 < v < 1e8, use=0.75,
    ),
    _tied(
        "money_for_capacity", "Cost of the plant", {"sum": "money", "plant": "mass_rate"},
        rf"(?:{_BUILT}[^|<]{{0,60}}<0>|<0>[^|<]{{0,60}}{_BUILT})(?:[^|<]*|[^|<]*\| ?{_IT}[^|<]*)"
        rf"{_MAKES}[^|<]{{0,60}}<1>", "sum / plant", "price", _a_ton,
        lambda c: (
            c.plant.alone and c.sum.value > 1e6 and c.sum.role not in _LENT
            and not (c.sum.label.past or c.sum.hedged or _SEVERAL.search(c.sum.head))
        ),
        holds=lambda v: 50 < v < 1e7, use=0.8,
    ),
    _tied(
        "step_to_level", "Size of the step", {"level": "mass price", "step": "mass price"},
        rf"{_DOWN_BY} (?:by )?<1> to [a-z ]{{0,12}}<0>|<0>[^|<]{{0,60}}(?:{_STEP_OF}) of <1>", _from_step, "share",
        _stepped,
        lambda c: _one_unit(c.level, c.step) and c.level.kind == c.step.kind and c.step.value < c.level.value,
        holds=lambda v: 0.004 < v < 5, use=0.8,
    ),
    _tied(
        "floor_over_told", "At the floor price", {"floor": "price", "price": "price"},
        r"\b(?:minimum|floor|guaranteed)[^|<]{0,30}<0>[^|<]{0,50}\b(?:current|now|today|market|price is)[^|<]{0,30}<1>",
        "floor / price", "ratio", _floor_told, lambda c: _one_unit(c.floor, c.price),
        holds=lambda v: 0.3 < v < 20, use=0.9,
    ),
    _tied(
        "both_told", "Together", {"one": _MASS, "other": _MASS},
        r"<0> and <1>[^|<]{0,20} respectively\b", "one + other", "t", _both,
        lambda c: (
            _one_unit(c.one, c.other) and c.one.mineral == c.other.mineral is not None
            and c.one.role in {"quota", "output", "exports"}
        ),
        use=0.75,
    ),
    _tied(
        "share_of_capacity", "Part of the whole", {"share": "share", "whole": _MASS},
        r"<0> of (?:its |the |full |nameplate |total )*capacity\b[^|]*\|?[^|]{0,16}\bcapacity[^|<]{0,50} (?:is|of|at) "
        r"<1>",
        lambda c: "share * whole / unit(1, 'day')" if "by the day" in c.whole.note else "share * whole", "t/yr",
        _at_a_part, use=0.8,
    ),
    _tied(
        "part_included", "Part of the whole", {"part": f"{_MASS} money", "whole": f"{_MASS} money"},
        r"<1>[^<]*(?:\b(?:up-?front|initial)\b[^|<\d]{0,25}<0>|<0>[^|<\d]{0,20}\b(?:up-?front|(?:paid )?on clos\w+)\b)"
        r"|<1>[^<]*\|[^|<]{0,40}\b(?:includ|compris|consist)\w*[^|<\d]{0,25}<0>", "part / whole", "share", _part,
        lambda c: _one_unit(c.part, c.whole) and c.part.mineral == c.whole.mineral,
        holds=lambda v: 0.01 < v < 0.99, use=0.75,
    ),
)  # fmt: skip
"""Relations of numbers that a pattern of words ties."""
