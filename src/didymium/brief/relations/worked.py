"""Sums that an article's own numbers ask for: a rate, a whole, what a target leaves, what a tonne of a plant costs.

Each is asked for by the words between and around two numbers ("<0> over <1>") and by nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.brief import phrase
from didymium.brief.lead import is_country
from didymium.brief.relations.amounts import digits, each, money, worded
from didymium.brief.relations.base import TOLD_FIRST, Case, Operand, Relation, annual, of_a_part, percent, slot
from didymium.brief.relations.pairs import ANY_ROLE, mid, middle, named, names, one_substance, opening, verb
from didymium.brief.relations.size import equals
from didymium.brief.relations.ties import frame
from didymium.news.labels import one_owner
from didymium.text.gazetteer import find_names

ROUGH = (
    r"(?:(?:about|around|nearly|roughly|almost|some|just|only|over|more than|less than|approximately|an? estimated|"
    r"up to|as much as|at least|an?|the)\s)*"
)
_NONE = r"[^|<;]"  # no other number of the two, and no other sentence


def _asks(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("ROUGH", ROUGH).replace("~", _NONE))


def _bare(operand: Operand) -> str:
    """A number at the start of a sentence, with what a mass is of where its words say so."""
    return phrase.capital(operand.full or operand.bare)


def _begins(operand: Operand) -> str:
    """A number with what it is, but not whose, and its verb, in the words that the proof carries."""
    told = [*_unowned(operand), operand.full or operand.bare]
    return f"{{{'|'.join(f'{phrase.capital(n)} {verb(operand, n)}' for n in told)}}}"


def _unowned(operand: Operand) -> list[str]:
    """What a number may be called without whose it is, and without where it comes from or goes, the fullest first."""
    return [n for n in names(operand)[1:-1] if not re.search(r" (?:to|from) ", n)]


# an amount over a term

_OVER = _asks(
    r"<0>(?! (?:a|per|each) (?:year|month|day|annum))(?P<led>~{0,110}?)"
    r"\b(?:over|for|during|within|valid for|spread over)\s"
    r"(?:(?:the|its|a|an|next|coming|following|first|period|of|at least|about|up to)\s)*<1>"
)
_OTHERWISE = re.compile(  # of another time, or what has been so for so long
    r"\b(?:least|most|\w+est|record|first time|best|and|but|while|after|since|ago|which|who|when|where)\b|\d"
)
_AGO = re.compile(r"^[- ]?(?:ago|earlier|before|old|after|later|now|running|(?:high|low)\b|of (?:age|mine life))")


def _over_a_term(case: Case) -> bool:
    size, term = case.size, case.term
    found = _OVER.search(frame(size, term))
    if found is None or _OTHERWISE.search(found["led"]) or _AGO.match(term.tail) or size.kind == "mass_rate":
        return False
    paid = size.kind == "money"
    lasting = term.value >= (YEARS if paid else SHORT) and not (paid and size.value < LEAST_OUTLAY)
    return lasting and size.role not in {"reserves", "debt", "results", "lost", "stock"}


LEAST_OUTLAY = 1e6  # money below which a sum is a price
SHORT, YEARS = 2, 24  # months from which a term spreads tonnes; and money, and from which it is told by the year


def _rate(case: Case) -> str:
    size, yearly = case.size, case.term.value >= YEARS
    told = worded(case.value / (1 if yearly else 12), size, 2)
    each_of = "year" if yearly else "month"
    term = re.sub(r"-(year|month)s?$", r" \1s", case.term.bare)
    return f"{_bare(size)} in {term} {verb(size, size.bare)} {case.bound}{told} a {each_of}."


# the whole of which an amount is a part

_JOINS = (
    r"(?:or|equal(?:s|ling)? to|equals|equivalent to|represent(?:s|ing|ed)?|account(?:s|ing|ed)? for|mak(?:es?|ing) up|"
    r"which is|correspond(?:s|ing) to|meet(?:s|ing)?|cover(?:s|ing)?|suppl(?:y|ies|ying)|satisf(?:y|ies|ying)|"
    r"enough (?:for|to (?:meet|cover|supply))|compris(?:es|ing))"
)
_PART_FIRST = _asks(rf"<0>\)?,?~{{0,45}}?\b{_JOINS}\s(?:for\s)?ROUGH<1>,?\s(?:of|in)\s(?P<whole>[^|<;,.()]{{4,70}})")
_SHARE_FIRST = _asks(
    r"<1>\sof\s(?P<whole>[^|<;,.()]{4,60}?)\s?[,(]\s?(?:or|equal to|equivalent to|that is)?\s?ROUGH<0>\)?(?:$|[ ,.;)])"
)
_ENDS = re.compile(
    r"\s(?:that|which|who|while|when|as|and|or|but|by|in|for|from|to|at|over|under|with|is|are|was|were|will|would|could|"
    r"has|have|had|once|if|last|this|next|each|per|on|after|before|during|through)\b.*$"
)
_WHOLES = re.compile(
    r"\b(?:demand|needs?|requirements?|consumption|use|usage|supply|output|production|exports?|imports?|sales|capacity|"
    r"reserves?|resources?|stocks?|inventor(?:y|ies)|total|budget|cost|revenue|market|quota|shipments|deliveries|purchases|"
    r"volume|trade|investment|funding|value)$"
)


_OWNER = re.compile(
    r"^(?:(?:\S+\s)*?(?!(?:company|group|firm|miner|state)['’])\S+(?:'s|’s|s')|the|its|their|our|all|an?)\s"
)


def _whole_words(case: Case) -> str:
    """What an amount is a part of, without whose it is: "annual demand"; empty where the words do not say it."""
    told = frame(case.size, case.part)
    found = _PART_FIRST.search(told) or _SHARE_FIRST.search(told)
    if found is None:
        return ""
    words = _ENDS.sub("", found["whole"]).strip()
    words = _OWNER.sub("", words)
    named = (
        w.capitalize() if any(n.kind == "country" for n in find_names(w.capitalize())) else w for w in words.split()
    )
    return " ".join(named) if _WHOLES.search(words) and len(words) > 5 else ""


def _over_part(case: Case) -> str:
    """The formula of the whole: of a year where its words say so."""
    return 'size / part / unit(1, "yr")' if re.search(r"\b(?:annual|yearly)\b", _whole_words(case)) else "size / part"


def _whole(case: Case) -> str:
    words = _whole_words(case)
    whole = worded(case.value, case.size, 2)
    if case.low is not None and case.high is not None:
        whole = f"{whole} ({worded(case.low, case.size, 2)} to {worded(case.high, case.size, 2)})"
    return f"{_begins(case.size)} {case.part.bare} of the {words}, which puts that at {case.bound}{whole}."


# what a target leaves

_TARGET = re.compile(r"\b(?:full[- ]year|annual|guidance|target\w*|forecast|plan\w*|20\d\d)\b")
_FIRST = {
    3: re.compile(r"\b(?:first[- ]quarter|first three months|q1|1q|march quarter|three months (?:to|ended) march)\b"),
    6: re.compile(r"\b(?:first[- ]half|first six months|h1|1h|half[- ]year)\b"),
}


def _so_far(case: Case) -> int:
    """The months of the year that a flow is of, by the words of its sentence or the title; 0 where none say so."""
    words = f"{case.done.head} # {case.done.tail} | {case.lead.title.lower()}"
    told = [m for m, cue in _FIRST.items() if cue.search(words)]
    return told[0] if len(told) == 1 else 0


def _of_a_target(case: Case) -> bool:
    done, target = case.done, case.target
    a, b = done.label, target.label
    words = f"{target.head[-80:]} {target.bare.lower()} {target.tail[:60]}"
    if a.good and b.good and ("ore" in a.good.split()) != ("ore" in b.good.split()):
        return False
    one = a.sure and one_owner(a, b) and a.thing == b.thing and one_substance(done, target)
    years = {o.time[:4] for o in (done, target) if o.time}
    now = a.stand == "now" and not a.past and target.role == "target" and len(years) < 2
    return bool(one and now and _TARGET.search(words) and _so_far(case)) and not target.label.past


def _needs(case: Case) -> tuple[float, ...]:
    """What each part that is left of the year has to bring, in the middle of the target and at its ends."""
    done, target = case.done, case.target
    low, high = (target.value if end is None else end for end in (target.low, target.high))
    return tuple((whole - done.value) / PARTS[_so_far(case)] for whole in ((low + high) / 2, low, high))


def _wide(case: Case) -> bool:
    """Whether both ends of a target ask for more than the part of the year that is over, or both for less."""
    _, low, high = _needs(case)
    return low < high and (low - case.done.value) * (high - case.done.value) > 0


def _rest(case: Case) -> str:
    """The formula of what each part that is left of the year has to bring."""
    return _of_rest(case, "target" if _wide(case) else middle(case.target, "target"))


def _of_rest(case: Case, target: str) -> str:
    return f"({target} - done) / 3" if _so_far(case) == 3 else f"{target} - done"


def _pace(case: Case) -> str:
    return f"change({_of_rest(case, middle(case.target, 'target'))}, done)"


def _left(case: Case) -> str:
    done, target = case.done, case.target
    needs, each_of = _needs(case), REST[_so_far(case)]
    rest, *ends = (worded(n, done, digits(done)) for n in needs)
    amount = f"{rest} ({' to '.join(ends)})" if _wide(case) else rest
    pace = needs[0] / done.value - 1
    return (
        f"{opening(done)} {percent(case.value)} of {named(target)}{mid(target)}: {each_of} needs {amount}, "
        f"{percent(abs(pace))} {'more' if pace > 0 else 'less'} than this one."
    )


PARTS = {3: 3, 6: 1}  # parts of a year that are left, of the length of what is done
REST = {3: "each of the quarters left", 6: "the half that is left"}


# what a tonne of yearly capacity costs

_BUILDS = re.compile(
    r"\b(?:capacity|plant|smelter|refinery|facility|factory|mine|line|project|expansion|complex|works)\b"
)


def _capacity_cost(case: Case) -> bool:
    cost, able = case.cost, case.able
    near = cost.sentence == able.sentence or (
        cost.sentence is not None and able.sentence is not None
        and 0 <= max(cost.sentence[0], able.sentence[0]) - min(cost.sentence[1], able.sentence[1]) <= 5
    )  # fmt: skip
    whole = cost.label.thing in {"cost", "investment"} and able.role in {"capacity", "plain", "target", "output"}
    named = [{*(o.label.owner or "").split()} for o in (cost, able) if (o.label.owner or "")[:1].isupper()]
    apart = len(named) > 1 and not named[0] & named[1]
    one = not apart and (cost.role == "capex" or cost.label.owner_id == able.label.owner_id is not None)
    one = one and not re.match(r"[^.;,]{0,25}\b(?:loan|debt|grant)", cost.tail)
    rate = able.kind == "mass_rate" or able.role == "capacity"
    clear = cost.alone and able.alone and "by the" not in able.note
    return bool(near and whole and one and rate and clear and _BUILDS.search(frame(cost, able)))


def _per_tonne(case: Case) -> str:
    cost, able = case.cost, case.able
    made = "capacity" if able.role == "capacity" else "output"
    return f"{_begins(cost)} {case.bound}{money(case.value, cost.unit)} a tonne of yearly {made} at {named(able)}."


MOST_A_TONNE = 1e6  # money for a tonne a year beyond which a sum is that of more than the works


# a part of a sum of money

_KINDS = re.compile(r"\b(?:loans?|debt|grants?|subsidies|equity|financing|funding)\b")


def _kind_of(part: Operand) -> str:
    """What kind of money the words beside a sum call it; empty where they call it none."""
    found = _KINDS.search(f"{part.head[-60:]} # {part.tail[:60]}")
    return found[0] if found else ""


def _of_the_sum(case: Case) -> bool:
    part, total = case.part, case.total
    figure = re.search(r"\d[\d.,]*", total.bare)
    titled = figure is not None and figure[0] in case.lead.title
    cost = total.label.sure and total.label.thing == "cost"
    first = total.near >= TOLD_FIRST and (titled or cost) and not total.hedged
    return bool(first and total.start < part.start and part.unit == total.unit and _kind_of(part))


def _of_sum(case: Case) -> str:
    kind, share = _kind_of(case.part), f"{case.bound}{percent(case.value)} of {named(case.total)}"
    be = "are" if kind.endswith("s") else "is"
    return f"{{{phrase.capital(kind)}|Planned {kind}}} of {case.part.bare} {{{be}|would be}} {share}."


# parts of a country's total, of a plant's capacity


def _of_its_country(case: Case) -> bool:
    """Whether a mass is that of a firm or site, and the total that of a country, of one thing, good and year."""
    size, total = case.size, case.total
    a, b = size.label, total.label
    whose = a.owner_id not in {None, "", "WLD"} and not is_country(a.owner_id or "") and is_country(b.owner_id or "")
    years = (size.time or "")[:4], (total.time or "")[:4]
    one = a.sure and b.sure and a.thing == b.thing != "" and size.mineral == total.mineral is not None
    whole = annual(size) and annual(total) and not of_a_part(case, size)
    return bool(whose and one and whole and (years[0] == years[1] or not all(years)))


def _of_capacity(case: Case) -> bool:
    """Whether a mass of a year and a capacity are those of one owner and good."""
    made, able = case.made, case.able
    a, b = made.label, able.label
    one = a.sure and b.sure and a.owner_id == b.owner_id is not None and made.mineral == able.mineral
    now = not a.past and not b.past and a.stand == b.stand and annual(made) and not of_a_part(case, made)
    forms = a.good == b.good or not (a.good and b.good)
    return bool(one and now and forms and b.thing == "capacity" and a.thing in {"output", "offtake", "sales"})


def _of_total(case: Case) -> str:
    first, second = case.ops.values()
    told = "|".join(phrase.capital(n) for n in names(first))
    part = f"{case.bound}{percent(case.value)}{case.ends()}"
    return f"{{{told}}} {equals(first)} {part} of {named(second)}."


# a part that a sentence counts within its whole

_WITHIN = _asks(
    r"<0>[^|<;.\d]{0,60}?\b(?:(?:which|that) (?:also )?includes?|of which|including|includes|inclusive of|comprising)\s"
    r"(?:[a-z]+\s){0,3}?ROUGH<1>"
)


def _within(case: Case) -> bool:
    """Whether a sentence tells one amount as counted in another: "$77m in cash, which includes $18m unrestricted"."""
    whole, part = case.whole, case.part
    same = whole.unit == part.unit and whole.sentence == part.sentence and whole.low is None is part.low
    goods = whole.mineral == part.mineral or whole.kind == "money"
    return bool(same and goods and _WITHIN.search(frame(whole, part)))


def _of_it(case: Case) -> str:
    whole, part = case.whole, case.part
    of = named(whole) if whole.kind == "money" else whole.full or whole.bare  # "will defer 11,000 t": of what is open
    return f"{_begins(part)} {case.bound}{percent(case.value)} of {of}."


# what a tonne brings, and what tonnes bring at a price that the text sets

_BRINGS = _asks(
    r"<0>~{0,90}\b(?:worth|valued at|generat\w+|earn\w+|brought in|bringing|revenues?|value|proceeds|sold for)\b"
    r"~{0,40}<1>"
    r"|\b(?:worth|value|sales|exports|revenues?)~{0,60}<1>~{0,60}\b(?:for|from|on)\s(?:ROUGH|sales of |exports of )*<0>"
)


def _brings(case: Case) -> bool:
    """Whether a sum of money is what a mass of the same sentence brought."""
    size, paid = case.size, case.paid
    sold = size.label.thing in {"exports", "sales", "output", "imports"} and not size.label.past
    return bool(size.sentence == paid.sentence and sold and _BRINGS.search(frame(size, paid)))


def _a_tonne(case: Case) -> str:
    tonne = f"{case.bound}{each(case.value, replace(case.size, unit=case.paid.unit))}"
    size = case.size
    told = "|".join((*_unowned(size), f"the {size.label.thing} of {size.bare}", size.full or size.bare))
    return f"{_bare(case.paid)} for {{{told}}} is {tonne}."


def _at_a_floor(case: Case) -> bool:
    """Whether the one mass that a deal delivers meets the one price that it sets."""
    size, floor = case.size, case.floor
    least = floor.role == "floor" or _LEAST.search(floor.before)
    return bool(case.lead.family == "deal" and size.only and floor.only and least)


_LEAST = re.compile(r"\b(?:floor|minimum) price\b[^.;]{0,20}$")


def _worth(case: Case) -> str:
    size, floor = case.size, case.floor
    return (
        f"At {floor.bare} {size.full or size.bare} are worth {case.bound}{money(case.value, floor.unit.split('/')[0])}."
    )


# two lists of one sentence, of which the second is what the first was

_LISTS = re.compile(
    r"\b(?P<noun>[a-z]{3,})\)? of <0>[^|;]*\b(?:(?:down|up) from|(?:lowered|raised|reduced|cut|compared|rose|fell) "
    r"(?:from|with|to)|against|versus)\s[^|;]*?\b(?P=noun)\)? of <1>"
)


_INITIALS = frozenset({"ebitda", "ebit", "npat", "npv", "aisc"})


def _of_two_lists(case: Case) -> bool:
    new, old = case.new, case.old
    return new.unit == old.unit and new.sentence == old.sentence and _LISTS.search(frame(new, old)) is not None


def _from_list(case: Case) -> str:
    new, old = case.new, case.old
    found = _LISTS.search(frame(new, old))
    noun = found["noun"] if found else ""
    noun = noun.upper() if noun in _INITIALS else phrase.capital(noun)
    return f"{noun} of {new.bare} is {percent(abs(case.value))} {case.side} {old.bare}."


# what a study puts the value of a project at, against what it costs

_NPV = _asks(r"\b(?:npv\d*(?:\s?\(?\d+%\)?)?|net present value)\b~{0,40}$")
_INITIAL = re.compile(
    r"\b(?:(?:initial|upfront|up-front|pre-?production|total|development)\s)?(?:capital (?:costs?|expenditures?)|"
    r"capex|construction costs?)\b[^|<;.]{0,40}$"
)


def _of_a_study(case: Case) -> bool:
    worth, cost = case.worth, case.cost
    one = worth.unit == cost.unit and worth.sentence is not None and cost.sentence is not None
    near = one and abs(worth.sentence[0] - cost.sentence[0]) < FAR  # type: ignore[index]
    now = not cost.label.past and (worth.time or case.today)[:4] >= case.today[:4]
    return bool(near and now and _NPV.search(worth.before) and _INITIAL.search(cost.before))


FAR = 400  # characters between the two sentences in which a study is told


def _times(case: Case) -> str:
    worth, cost = case.worth, case.cost
    return f"The net present value of {worth.bare} is {case.times()} the capital cost of {cost.bare}."


LABEL = "On its own numbers"
_MASSES = "mass mass_rate"
_ANY = ANY_ROLE + " former target life gain reserved plain"

RELATIONS = (
    Relation(
        "rate_of_term", LABEL, (
            slot("size", _ANY, "span", "mass money", mineral=False), slot("term", "duration", "span", mineral=False),
        ),
        "size / term", "flow", _rate, ("why", "long"), when=_over_a_term,
        use=0.7, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "whole_of_part", LABEL, (
            slot("size", _ANY, "span", "mass mass_rate money", mineral=False),
            slot("part", "share stake plain reserved aside", "span", "share", mineral=False),
        ),
        _over_part, "flow", _whole, ("why", "long"), when=lambda c: bool(_whole_words(c)),
        use=0.8, surprise=lambda v: 0.7, bare=True, any_form=True, most=2,
    ),
    Relation(
        "target_left", LABEL, (
            slot("done", "output sales exports", "span", "mass"),
            slot("target", "target", "span", _MASSES, mineral=False),
        ),
        lambda c: f"done / {middle(c.target, 'target')}", "share", _left, ("why", "reply"), when=_of_a_target,
        also=(_rest, _pace),
        holds=lambda v: 0.05 < v < 0.98, use=0.95, surprise=lambda v: 0.7, bare=True, any_form=True, most=2,
    ),
    Relation(
        "cost_of_capacity", LABEL, (
            slot("cost", "capex pledge plain", "span", "money", mineral=False),
            slot("able", "capacity plain target output", "span", _MASSES),
        ),
        "cost / able", "price", _per_tonne, ("why", "long"), when=_capacity_cost, holds=lambda v: v < MOST_A_TONNE,
        use=0.85, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "part_of_sum", LABEL, (
            slot("part", "loan grant equity plain pledge budget capex", "span", "money", mineral=False),
            slot("total", "capex pledge plain budget", "span", "money", mineral=False),
        ),
        "part / total", "share", _of_sum, ("why", "reply"), when=_of_the_sum,
        holds=lambda v: 0.005 < v < 3 and abs(v - 1) > 0.03, use=0.8, surprise=lambda v: 0.6, bare=True, most=2,
    ),
    Relation(
        "part_within", LABEL, (
            slot("part", _ANY, "span", "mass mass_rate money", mineral=False),
            slot("whole", _ANY, "span", "mass mass_rate money", mineral=False),
        ),
        "part / whole", "share", _of_it, ("why", "reply"), when=_within,
        holds=lambda v: 0.005 < v < 0.98, use=0.8, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "part_of_country", LABEL, (
            slot("size", "output target capacity exports", "span", _MASSES),
            slot("total", "output target capacity exports", "span", _MASSES),
        ),
        "size / total", "share", _of_total, ("why", "reply"), when=_of_its_country,
        holds=lambda v: 5e-4 < v < 0.98, use=0.8, surprise=lambda v: 0.6, bare=True,
    ),
    Relation(
        "part_of_capacity", LABEL, (
            slot("made", "output target offtake sales", "span", _MASSES), slot("able", "capacity", "span", _MASSES),
        ),
        "made / able", "share", _of_total, ("why", "long"), when=_of_capacity,
        holds=lambda v: 0.02 < v < 0.98, use=0.85, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "value_over_cost", LABEL, (
            slot("worth", _ANY, "span", "money", mineral=False), slot("cost", _ANY, "span", "money", mineral=False),
        ),
        "worth / cost", "ratio", _times, ("why", "long"), when=_of_a_study,
        holds=lambda v: 0.05 < v < 30, use=0.9, surprise=lambda v: 0.6, bare=True,
    ),
    Relation(
        "paid_by_the_tonne", LABEL, (
            slot("size", _ANY, "span", "mass"), slot("paid", _ANY, "span", "money", mineral=False),
        ),
        "paid / size", "price", _a_tonne, ("why", "long"), when=_brings,
        use=0.85, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "worth_at_the_floor", LABEL, (
            slot("size", "offtake sales plain target", "span", _MASSES), slot("floor", "floor price", "span", "price"),
        ),
        "size * floor", "money", _worth, ("why", "reply"), when=_at_a_floor,
        use=0.9, surprise=lambda v: 0.6, bare=True, any_form=True, most=2,
    ),
    Relation(
        "before_in_a_list", "Before and now", (
            slot("new", _ANY, "span", "mass mass_rate money price"),
            slot("old", _ANY, "span", "mass mass_rate money price", mineral=False),
        ),
        "change(new, old)", "share", _from_list, ("why", "long"), when=_of_two_lists,
        holds=lambda v: -0.98 < v < 20 and abs(v) > 0.005, use=0.9, surprise=lambda v: min(1.0, 0.4 + abs(v)),
        bare=True, most=2,
    ),
)  # fmt: skip
