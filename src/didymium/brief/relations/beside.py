"""Numbers that the words between them tie: a level and its step, a part and its whole, a sum and what it is for.

No label need be whole here. The words that stand between two numbers of one sentence say how they belong together, and
the sentence made of them names each by what stands with it ("58,000 tonnes of tungsten"), and whose it is where the
label is sure.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations import pairs
from didymium.brief.relations.amounts import digits, subject, worded, worded_each
from didymium.brief.relations.base import ROCK, Case, Operand, Relation, months_of, slot
from didymium.brief.relations.pairs import ANY_ROLE, labelled, mid, middle, named, names, opening, verb
from didymium.brief.relations.reckoned import is_project
from didymium.brief.relations.sums import level, over_years
from didymium.brief.relations.ties import HEAD, between, close, follows
from didymium.news.labels import one_owner
from didymium.text.gazetteer import find_names

_R = (
    r"(?:(?:about|around|nearly|roughly|almost|some|just|only|over|more than|less than|approximately|"
    r"estimated|an?|the|"
    r"up to|as much as|at least)\s)*"
)
_UP = r"rises?|increases?|gains?|jumps?|growth|surges?|climb|expansion|hike"
_DOWN = r"falls?|drops?|declines?|decreases?|cuts?|reductions?|slump|plunge|contraction|slowdown"
_MADE = (
    r"(?:(?:which|that|this|or|a figure|and|is|was|are|were|would|will|has|have|be|mark\w*|represent\w*|mean\w*|"
    r"equal\w*|equivalent to|reflect\w*|show\w*|constitut\w*|amount\w* to|corresponding to|registering|recording|"
    r"posting)\s)*"
)
_STEP_BEHIND = re.compile(  # between a level and its step
    rf"^(?:\s[\w()&'’-]+){{0,9}}?\s?(?:[,(–—-]\s?|\s){_MADE}"
    rf"(?:(?:an?|the)\s(?:[\w-]+\s){{0,3}}?(?:(?P<rise>{_UP})|(?P<fall>{_DOWN}))\sof\s"
    rf"|(?:(?P<up>up|higher)|(?P<down>down|lower))\s(?:by\s)?|(?P<named>)){_R}$"
)
_NAMES_STEP = re.compile(
    rf"^\s?(?:(?:year[- ]on[- ]year|annual|yearly|y/y|quarterly|monthly|month[- ]on[- ]month)\s)?"
    rf"(?:(?P<rise>{_UP}|higher|more|above)|(?P<fall>{_DOWN}|lower|less|fewer|below))\b(?! of\b)"
)
_STEP_TO = re.compile(  # between a step and the level that it led to
    r"^(?:\s(?!and\b|but\b|while\b|from\b)[\w'’-]+){0,3}"
    r"(?:\s(?:from|on|compared with|versus|over|since|year[- ]on)[^.,;:\d]{0,40})?,?\s"
    rf"to\s(?:a (?:total|record|new|low|high)\s(?:\w+\s)?(?:of\s)?)?{_R}$"
)
_MOVED = re.compile(
    r"\b(?:(?P<up>r[io]se\w*|rebound\w*|recover\w*|advanc\w+|expand\w*|increas\w+|jump\w*|gr[eo]w\w*|"
    r"climb\w*|gain\w*|surg\w+|soar\w*|rais\w+|up)"
    r"|(?P<down>f[ae]ll\w*|slip\w*|dipp\w*|tumbl\w+|sank|shed|drop\w*|declin\w+|decreas\w+|cut\w*|"
    r"reduc\w+|lower\w*|slump\w*|plung\w+|slid\w*|shr[aiu]nk\w*|down))"
    rf"(?:\s(?:[^.,;:\d]{{0,70}}\s)?by)?\s{_R}$"
)
_ONTO = re.compile(  # then a step has its own level, or its base, behind it
    rf"\b(?:to|from|than|versus|against|with)\s(?:[\w'’-]+\s){{0,3}}?{_R}$"
    r"|(?<!annual )(?<!yearly )\bbasis\b|\bequivalent\b|\blike[- ]for[- ]like\b"
)
_OTHER_BASE = re.compile(  # "3% above the average for the month" is of that; "up 21% and 20%" of two, in their order
    r"^\s?(?:(?:above|below|over|under|(?:higher|lower|more|less) than)\s"
    r"(?!(?:a|the|last|in)\s(?:year|same|previous|prior|quarter|month|first|second|third|fourth|20\d\d)|last|20\d\d)"
    r"|and\s*$)"
)
LEAST_SUM = 1e5  # of money below which it is the price of a share, or of something else
LEAST_STEP, MOST_STEP = 0.03, 3.0  # below the first what was before says nothing that the change does not
_SIGNED = {1: "+", -1: "-"}


def _levels(*ops: Operand) -> bool:
    """Whether numbers are amounts of something, and no price of a share."""
    return all(o.label.thing != "share price" and (o.kind != "money" or o.value >= LEAST_SUM) for o in ops)


_LOWER_TO = re.compile(  # "2.8% lower to near $1,867"
    r"(?:^|\s)\s?(?:(?:lower|down|weaker)|(?P<up>higher|up|firmer))\s(?:at|to)\s(?:(?:near|about|around|nearly)\s)?$"
)


def way_told(case: Case) -> int:
    """Which way a step beside a level went by the words between and around them; 0 where they do not tie the two."""
    level, change = case.level, case.change
    if level.sentence != change.sentence or change.low is not None or _OTHER_BASE.match(change.after):
        return 0
    behind, before = between(level, change), between(change, level)
    if behind is not None and (told := _STEP_BEHIND.match(behind)) is not None and not _ONTO.search(change.after):
        named_ = _NAMES_STEP.match(change.after) if told["named"] is not None else told
        if named_ is None:
            return 0
        found = named_.groupdict()
        return 1 if found.get("rise") or found.get("up") else -1
    if before is not None and (onto := _LOWER_TO.match(before)):
        return 1 if onto["up"] else -1
    if before is not None and _STEP_TO.match(before) and (moved := _MOVED.search(change.before)):
        return 1 if moved["up"] else -1
    return 0


_OF_ANOTHER = re.compile(  # "8 million pounds, is expected to reduce the world's supply by about 5%"
    r"\b(?:reduc|cut|lower|rais|lift|increas|boost)\w*\s(?:the|its|their|world|global|total)\b"
)


def _stepped(case: Case) -> bool:
    """Whether the grammar, or the words beside a level, tell how far it moved, and nothing tells what it was."""
    level, change = case.level, case.change
    if level.old is not None or _OF_ANOTHER.search(between(level, change) or ""):
        return False
    if change.kind == "share" and change.value < LEAST_STEP:
        return False
    if pairs.stepped(case):
        return True
    ways = {way_told(case), change.label.way if change.label.sure else 0} - {0}
    level_told = _levels(level) and not level.label.past and level.role not in {"lost", "gain"}
    written = change.label.kind != "share" and re.search(r"\d|per ?cent", change.bare) is not None
    return level_told and written and LEAST_STEP < change.value < MOST_STEP and len(ways) == 1 and bool(way_told(case))


def _way(case: Case) -> int:
    return case.change.label.way if case.change.label.sure else way_told(case)


def _was(case: Case) -> str:
    """The formula of a level before a step that is told as a share."""
    return f"{middle(case.level, 'level')} / (1 {_SIGNED[_way(case)]} change)"


def _since(change: Operand) -> str:
    if change.label.since.lower().startswith("in "):
        return ""  # when it moved, and not from when
    lead = r"(?i)^(?:compared )?(?:from|than|with|to|on|over|since|versus|vs\.?|against) "
    words = re.sub(lead, "", change.label.since)
    words = "a year before" if words in {"the year", "year"} else words
    return f"[[ ({words})]]" if words and len(words) < 40 else ""


def _before(case: Case) -> str:
    level, change = case.level, case.change
    side = "above" if _way(case) > 0 else "below"
    size = f"{case.about}{worded(case.value, level, digits(level))}{mid(level)}."
    told = []
    for name in names(level):
        is_ = verb(level, name)
        before = f"what {'they were' if is_ == 'are' else 'it was'} before{_since(change)}"
        told.append(f"{phrase.capital(name)} {is_} {change.bare} {side} {before}: {size}")
    return f"{{{'|'.join(told)}}}"


# a whole


_APPOSED = re.compile(  # between an amount and the share that it makes up
    rf"^(?:\s[\w()&'’.-]+){{0,8}}?\s?(?:[,(–—-]\s?|\s){_MADE}(?:accounts?|accounted|accounting)?\s?(?:for|"
    rf"or|to)?\s?{_R}$"
)
_WHOLE = re.compile(  # behind the share: what it is of
    r"^\)?\s?of ((?:(?:its|their|the|all|total|global|world(?:wide)?|world['’]s|national|annual|yearly|"
    r"last year['’]s|"
    r"company['’]s|group['’]s|firm['’]s|country['’]s|miner['’]s|producer['’]s|nation['’]s|market['’]s|"
    r"[a-z]{4,}(?:['’]s)?|20\d\d)\s){1,6}?"
    r"(?:output|production|supply|supplies|demand|consumption|use|imports|exports|sales|capacity|market|"
    r"revenue|total|reserves))"
    r"(?=\s?(?:[.,;)]|in\b|for\b|last\b|as\b|this\b|and\b|but\b|by\b|from\b|$))"
)  # fmt: skip


def _share_behind(case: Case) -> bool:
    """Whether what an amount is of something whole is told right behind it: "4,000 tonnes, about 7.5% of ..."."""
    part, share = case.part, case.share
    told, turned = between(part, share), between(share, part)
    if turned is not None and _OR.fullmatch(turned):
        return part.low is None and share.low is None and _levels(part) and _WHOLE.match(part.after) is not None
    return (
        told is not None and part.low is None and share.low is None and _levels(part) and not _of_two(part)
        and bool(_APPOSED.match(told)) and _WHOLE.match(share.after) is not None
    )  # fmt: skip


_OR = re.compile(r"\s?(?:\(|,|\bor\b)\s?(?:or )?(?:about |some |around )?")


def _of_two(part: Operand) -> bool:
    """Whether a number ends a pair that a share behind it may be of: "62,308 tons of one and 32,807 of the other"."""
    return (
        part.before != part.head and re.fullmatch(r"[^,;.]*\band\s(?:about |some |another )?", part.before) is not None
    )


def _in_all(case: Case) -> str:
    whole = _WHOLE.match(case.share.after) or _WHOLE.match(case.part.after)
    words = re.sub(r"\b[a-z]+(?=['’]s\b)", _as_named, whole[1]) if whole else ""
    return f"{opening(case.part)} {case.share.bare} of {words}: {case.about}{worded(case.value, case.part)} in all."


def _as_named(word: re.Match[str]) -> str:
    """A word of a text in small letters as a country is written, where it is one."""
    name = word[0].capitalize()
    return name if any(n.kind == "country" for n in find_names(name)) else word[0]


_OF_WHOLE = re.compile(  # between a share and the whole that it is of
    rf"^\s?of\s(?:(?:the|its|their|an?|total|full|estimated|planned|initial|whole|combined|overall|annual|project's|"
    rf"more than|about|around|some|nearly|over|up to|roughly)\s)*$"
    rf"|^\s?of\s(?:(?!(?:and|or|from|to|by|in|with|while|at|for|is|was|were|are|as|on|that|which|whose|who|"
    rf"has|had)\b)"
    rf"[\w'’().&-]+\s){{1,8}}of\s{_R}$"
)


_OF_IT = re.compile(r"\s?of (?:it|that|this|them|the total|the sum|which)\b")


def _of_the_whole(case: Case) -> bool:
    """Whether a share is told right before the whole that it is of: "60% of Eramet's revenue of 3.4 billion euros"."""
    share, whole = case.share, case.whole
    told = between(share, whole)
    back = between(whole, share)
    if back is not None and re.fullmatch(r"[^.;\d]{0,25},\s(?:or |about |some )*", back) and _OF_IT.match(share.after):
        return share.low is None and share.label.kind != "step" and _levels(whole) and whole.low is None
    plain = share.low is None and share.label.kind != "step" and re.search(r"\d", share.bare) is not None
    return told is not None and _OF_WHOLE.fullmatch(told) is not None and plain and _levels(whole)


def _amount(case: Case) -> str:
    whole = case.whole
    return f"{phrase.capital(case.share.bare)} of {named(whole)} is {case.about}{worded(case.value, whole)}."


def _in_list(case: Case) -> bool:
    """Whether some amounts are told side by side that make up another, told in their sentence or the one before."""
    whole, parts = case.whole, [o for k, o in case.ops.items() if k != "whole"]
    made = sum(o.value for o in parts)
    alike = all(o.unit == whole.unit and o.low is None and not o.hedged and o.label.kind != "share" for o in parts)
    starts = [o.start for o in parts]
    return (
        alike and starts == sorted(starts) and len({o.sentence for o in parts}) == 1 and whole.low is None
        and abs(made - whole.value) <= min(sum(map(_slack, (whole, *parts))), ROUNDED * whole.value)
        and (made == whole.value or _slack(whole) < LEAST_DIGITS * whole.value) and min(o.value for o in parts) > 0
        and len({o.mineral for o in (whole, *parts)} - {None}) < 2
        and (follows(whole, parts[0]) or _is_split(whole, parts) or _told_first(whole, parts))
    )  # fmt: skip


def _told_first(whole: Operand, parts: list[Operand]) -> bool:
    """Whether the news tells the whole, and a later sentence the parts, the last of them behind an "and"."""
    last = between(parts[-2], parts[-1])
    return whole.near >= HEAD and whole.start < parts[0].start and whole.sentence != parts[0].sentence and bool(
        last and re.search(r"\band\b", last) and sum(o.value for o in parts) == whole.value
    )  # fmt: skip


_SPLIT = re.compile(
    r"\b(?:of which|includ\w*|compris\w*|consist\w*|contribut\w*|made up|split|divid\w*|part of|out of|"
    r"total\w*)\b|, with\b|:"
)


def _is_split(whole: Operand, parts: list[Operand]) -> bool:
    """Whether the words say that a number of the same sentence is made up of some others, and is none of their list."""
    first = min((whole, parts[0]), key=lambda o: o.start)
    return whole.sentence == parts[0].sentence and bool(_SPLIT.search(f"{first.head[-20:]} {first.after}"))


ROUNDED = 0.005  # of a whole, by which the parts that make it up may miss it at most
LEAST_DIGITS = 0.01  # of a whole, below which its last digit must lie for a sum to be no chance


def _slack(operand: Operand) -> float:
    """Half of the last digit in which a number is written."""
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", operand.bare)
    if digits is None:
        return 0.0
    written = float(digits[0].replace(",", ""))
    scale = operand.value / written if written else 0.0
    bare = digits[0].replace(",", "")
    zeros = 0 if digits[1] else len(bare) - len(bare.rstrip("0"))
    return 0.5 * scale * 10.0 ** (-len(digits[1]) if digits[1] else min(zeros, 1))


def _shares(case: Case) -> str:
    parts = [o for k, o in case.ops.items() if k != "whole"]
    each = [f"the {o.bare} {'make up ' if not k else ''}{case.percent(o.value / case.whole.value)}"
            for k, o in enumerate(parts)]  # fmt: skip
    return f"Of {named(case.whole)} {', '.join(each[:-1])} and {each[-1]}."


# a time


_OVER = re.compile(
    r"^[^.;]{0,70}(?<!in )\b(?:over|across|within|for)\s"
    rf"(?:(?:the next|the first|the|its|their|an?|a period of|another|next|coming)\s)*{_R}$"
)
_LEAST = re.compile(r"(?:low|high|larg|small|great|long|few)est|\brecord\b")
_WAITS = re.compile(r"\b(?:average|mean|postpon\w*|delay\w*|defer\w*|suspend\w*)\b")  # no sum spread over years
_YEARLY = re.compile(r"\b(?:annual\w*|yearly|a year|per year|each year|of ore)\b")


def _spread(case: Case) -> bool:
    """Whether the grammar or the words tell over how many years an amount is spread."""
    total, term = case.total, case.term
    if total.term == term.id and over_years(case):
        return True
    behind, before = between(total, term), between(term, total)
    if behind is not None and term.bare.lower().startswith("over "):
        behind = f"{behind}over "  # read as a bound of the number
    told = (behind is not None and _OVER.match(behind) and not _LEAST.search(behind)) or (
        before is not None and term.bare.endswith("-year") and re.fullmatch(r",?\s(?:[\w-]+,?\s)?", before)
    )
    yearly = _YEARLY.search(f"{total.head[-60:]} {total.bare} {total.after[:30]}")
    yearly = yearly or _WAITS.search(f"{total.head} {behind or ''}")
    years = 18 <= term.value <= 480 and "year" in term.bare
    return years and bool(told) and not yearly and total.low is None and _levels(total)


def _yearly(case: Case) -> str:
    total = case.total
    term = re.sub(r"^over ", "", re.sub(r"-(year|month)$", r" \1s", case.term.bare))
    told = f"{{{'|'.join(map(phrase.capital, names(total)))}}}"
    return f"{told} in {term} is {case.bound}{worded(case.value, total)} for each year."


# shares


_TO_SHARE = re.compile(
    rf"^(?:\s(?:in (?:19|20)\d\d|last year|a year (?:ago|earlier|before)|at present|now|today|"
    rf"currently))?,?\s(?:up |down )?to\s{_R}$"
)
_UP_FROM = re.compile(
    rf"^[^.;]{{0,40}}\b(?:(?:up|down|compared with|against|versus|instead of|rather than) )?from\s{_R}$"

                      rf"|^[^.;]{{0,30}},?\s(?:compared (?:with|to)|against|versus|instead of|"
                      rf"rather than)\s{_R}$")  # fmt: skip
_FROM_SHARE = re.compile(rf"\bfrom\s{_R}$")
LEAST_POINTS = 0.02


def _from_share(case: Case) -> bool:
    """Whether the words tell two shares as one thing before and now: "rose from 25% to 60%", "25%, up from 10%"."""
    new, old = case.new, case.old
    plain = new.low is None and old.low is None and "step" not in {new.label.kind, old.label.kind}
    there, back = between(old, new), between(new, old)
    tied = (there is not None and _TO_SHARE.match(there) and _FROM_SHARE.search(old.before)) or (
        back is not None and _UP_FROM.match(back) and old.start - new.start < NEAR_SHARES
    )
    return plain and bool(tied) and all("pp" not in o.bare.split() for o in (new, old))


NEAR_SHARES = 80  # characters between two shares that the words tell as one thing


def _points(case: Case) -> str:
    new, old = case.new, case.old
    points = phrase.plain(abs(100 * case.value), 3)
    way = "rise" if case.value > 0 else "fall"
    return f"{phrase.capital(new.bare)} after {old.bare} is a {way} of {case.about}{points} percentage points."


# things


_SHIPPED = re.compile(r"\b(?:sold|sales|ship\w*|deliver\w*)\b")


_OF_THE_GOOD = re.compile(r"\b(?:segment|division|sales revenues?|revenues? from)\b")  # and not of a firm with others


def _for_sales(case: Case) -> bool:
    """Whether a revenue is told close to the tonnes that were sold in the same span, and no price with them."""
    total, mass = case.total, case.mass
    a, b = total.label, mass.label
    revenue = a.sure and a.thing == "revenue" and a.kind == "level" and a.stand == "now" and not a.past
    tied = re.search(r"\bfor (?:a |total |sales )*revenues? of $", between(mass, total) or "") is not None
    of_it = tied or _OF_THE_GOOD.search(total.called) or (mass.mineral or "?") in total.called
    sold = b.thing in {"sales", "exports"} or bool(_SHIPPED.search(f"{mass.before[-40:]} # {mass.after[:30]}"))
    level_told = b.kind == "level" and not b.past and b.stand == "now" and mass.role not in {"lost", "gain", "former"}
    whose = not (b.sure and b.owner_id and a.owner_id) or one_owner(a, b)
    spans = {months_of(total), months_of(mass)} - {None}
    spans = {3 if "quarter" in o.note else months_of(o) for o in (total, mass)} - {None, 0} if len(spans) > 1 else spans
    near = close(total, mass) and total.low is None and mass.low is None and mass.mineral == case.lead.mineral
    told = revenue and bool(of_it) and sold and level_told and whose
    return told and near and len(spans) < 2 and "quarter" in total.note + mass.note


def _each(case: Case) -> str:
    price = worded_each(case.value, case.mass, case.total.unit)
    return f"{{{'|'.join(map(phrase.capital, names(case.total)))}}} for {case.mass.bare} is {case.about}{price}."


def _of_stake(case: Case) -> bool:
    """Whether a stake in the site of the news is told with what that site makes in a year."""
    stake, year = case.stake, case.year
    a, b = stake.label, year.label
    site = (b.owner or "?").lower()
    inside = re.search(rf"\b(?:stake|interest|holding|share)\s(?:in|of)\s(?:the )?{re.escape(site)}", stake.after)
    owns = a.thing == "stake" and a.kind != "step" and stake.low is None and bool(inside) and a.owner_id != b.owner_id
    makes = labelled(year) and level(year) and b.thing in {"output", "capacity"} and year.low is None
    return owns and makes and (year.kind == "mass_rate" or months_of(year) == 12) and len(b.owner_id or "") > 3


def _attributable(case: Case) -> str:
    return f"{phrase.capital(case.stake.bare)} of {subject(case.year)} is {case.about}{worded(case.value, case.year)}."


# a day


_STANDS = re.compile(
    r"(?i)\b(?:strik\w*|walk\w* out|halt\w*|shut\w*|stopp\w*|force majeure|suspend\w*|blockad\w*|outage|"
    r"idled?|clos\w*|"
    r"halv\w*)\b"
)


def _a_day(case: Case) -> bool:
    """Whether a mine or plant of the news stands still whose output of a year the text tells."""
    year, lead = case.year, case.lead
    a = year.label
    told = f"{lead.title} {lead.event.quote}"
    here = (a.owner or "?").split(" ")[0].lower() in f"{year.head}{year.after}" or _IT.search(year.head)
    ours = (
        bool(here)
        and a.owner_id is not None
        and len(a.owner_id) != 3
        and (
            a.owner_id in lead.firms
            or (a.owner or "?") in told
            or (lead.site is not None and lead.site in {a.owner, a.owner_id})
            or (lead.site is None and is_project(a.owner))
        )
    )
    return (
        lead.family == "project" and lead.direction == "down" and bool(_STANDS.search(told)) and labelled(year) and ours
        and level(year) and a.thing == "output" and a.stand == "now" and months_of(year) == 12 and year.low is None
        and year.good not in ROCK
    )  # fmt: skip


_IT = re.compile(r"\b(?:the (?:mine|smelter|plant|company|operation|refinery|site|miner|group)|it|which)\b")


def _daily(case: Case) -> str:
    at = f"At {case.part.bare} a" if "part" in case.ops else "A"
    return f"{at} day of {subject(case.year)} is {case.about}{worded(case.value, case.year)}."


_SO_MUCH = re.compile(
    r"\s?(?:of )?(?:its |the |normal |planned |installed |usual |total )*(?:capacity|output|production|"
    r"normal|levels)\b"
)


def _part_a_day(case: Case) -> bool:
    """The same where the text says that it runs at a part of what it makes, or has lost a part."""
    part = case.part
    told = _SO_MUCH.match(part.after) or part.bare.lower() == "halved"
    return bool(told) and part.near >= HEAD and part.low is None and _a_day(case)


_MASS = "mass mass_rate"
_ANY = f"{_MASS} price money"


def _any(name: str, kinds: str = _ANY, mineral: bool = False) -> tuple[str, str, str, str, str, bool]:
    return name, f"{ANY_ROLE} life counted listed aside", "span", kinds, "", mineral


def _together(one: Operand, other: Operand) -> bool:
    """Whether two numbers stand in one sentence."""
    return one.sentence == other.sentence


def _listed(one: Operand, other: Operand) -> bool:
    """Whether a number may stand behind another in a list of parts whose whole is told first."""
    return one.unit == other.unit and (one.sentence == other.sentence or follows(one, other))


_PARTS = ("one", "other", "third", "fourth")

RELATIONS = (
    Relation(
        "level_before", "Before and now", (slot(*_any("level")), slot(*_any("change", "share"))), _was, "level",
        _before, ("why", "long"), when=_stepped, holds=lambda v: v > 0, use=0.8,
        surprise=lambda v: 0.6, bare=True, heads=False,
    ),
    Relation(
        "whole_behind_a_share", "The whole", (slot(*_any("part", f"{_MASS} money")), slot(*_any("share", "share"))),
        "part / share", "level", _in_all, ("why", "long"), when=_share_behind, holds=lambda v: v > 0, use=0.9,
        surprise=lambda v: 0.6, bare=True, chain=_together, any_form=True,
    ),
    Relation(
        "part_of_the_sum", "How much it is", (slot(*_any("share", "share")), slot(*_any("whole", f"{_MASS} money"))),
        "share * whole", "level", _amount, ("why", "long"), when=_of_the_whole, holds=lambda v: v > 1, use=0.9,
        surprise=lambda v: 0.7, bare=True, chain=_together,
    ),
    *(
        Relation(
            f"parts_make_it_up{'' if n == 2 else f'_{n}'}", "Part of the whole",
            tuple(slot(*_any(name, f"{_MASS} money")) for name in ("whole", *_PARTS[:n])), "one / whole",
            "share", _shares, ("why",), also=tuple(f"{name} / whole" for name in _PARTS[1:n]), when=_in_list,
            holds=lambda v: v < 0.99, use=0.9, surprise=lambda v: 0.6, bare=True, chain=_listed,
        )
        for n in (4, 3, 2)
    ),
    Relation(
        "a_year_of_the_term", "What it is a year",
        (slot(*_any("total", f"{_MASS} money")), slot("term", "duration", "span", "duration", "", False)),
        'total / term * unit(1, "yr")', "level", _yearly, ("why", "long"),
        when=_spread, holds=lambda v: v > 1, use=0.8, surprise=lambda v: 0.6, bare=True, chain=_together,
    ),
    Relation(
        "told_share_gap", "Before and now", (slot(*_any("new", "share")), slot(*_any("old", "share"))), "new - old",
        "share", _points, ("why", "reply"), when=_from_share, holds=lambda v: LEAST_POINTS < abs(v) < 1, use=0.3,
        surprise=lambda v: 0.3, bare=True, chain=_together, heads=False,
    ),
    Relation(
        "price_of_what_was_sold", "Price for each tonne",
        (slot(*_any("total", "money")), slot(*_any("mass", "mass"))), "total / mass", "price", _each, ("why", "long"),
        when=_for_sales, holds=lambda v: 20 < v < 1e9, use=0.85, surprise=lambda v: 0.6, bare=True,
    ),
    Relation(
        "output_of_the_stake", "What the stake brings", (slot(*_any("stake", "share")), slot(*_any("year", _MASS))),
        "stake * year", "t", _attributable, ("why", "long"), when=_of_stake, holds=lambda v: v > 1, use=0.8,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "a_day_of_the_output", "What a day is", (slot(*_any("year", _MASS)),), 'year * unit(1, "day") / unit(1, "yr")',
        "t", _daily,
        ("why", "reply"), when=_a_day, holds=lambda v: v > 1, use=0.8, surprise=lambda v: 0.6,
    ),
    Relation(
        "a_day_of_the_part", "What a day is", (slot(*_any("year", _MASS)), slot(*_any("part", "share"))),
        'part * year * unit(1, "day") / unit(1, "yr")', "t", _daily, ("why", "reply"), when=_part_a_day,
        holds=lambda v: v > 1, use=0.9, surprise=lambda v: 0.6,
    ),
)  # fmt: skip
"""Relations of numbers that stand side by side."""
