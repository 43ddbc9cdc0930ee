"""Numbers that the words between them tie: a level and its step, a part and its whole, a sum and what it is for.

No label need be whole here. The words that stand between two numbers of one sentence say how they belong together, and
the sentence made of them names each by what stands with it ("58,000 tonnes of tungsten"), and whose it is where the
label is sure.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations import pairs
from didymium.brief.relations.amounts import digits, worded
from didymium.brief.relations.base import Case, Operand, Relation, slot
from didymium.brief.relations.pairs import ANY_ROLE, mid, middle, named, names, verb
from didymium.brief.relations.ties import between

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


# a part


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


_MASS = "mass mass_rate"
_ANY = f"{_MASS} price money"


def _any(name: str, kinds: str = _ANY, mineral: bool = False) -> tuple[str, str, str, str, bool]:
    return name, f"{ANY_ROLE} life counted listed aside", "span", kinds, mineral


RELATIONS = (
    Relation(
        "level_before", "Before and now", (slot(*_any("level")), slot(*_any("change", "share"))), _was, "level",
        _before, ("why", "long"), when=_stepped, holds=lambda v: v > 0, use=0.8,
        surprise=lambda v: 0.6, bare=True, heads=False,
    ),
    Relation(
        "part_of_the_sum", "How much it is", (slot(*_any("share", "share")), slot(*_any("whole", f"{_MASS} money"))),
        "share * whole", "level", _amount, ("why", "long"), when=_of_the_whole, holds=lambda v: v > 1, use=0.9,
        surprise=lambda v: 0.7, bare=True,
    ),
)  # fmt: skip
"""Relations of numbers that stand side by side."""
