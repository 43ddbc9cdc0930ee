"""Pairs of an article's own numbers by their labels: then and now, a level and its step, a plan and what was made.

Two numbers are set against each other where both labels are whole (`didymium.news.labels`) and say that they belong
together: of one thing, of one owner, of one good, for spans of one length. Nothing here looks at words; each sentence
names whose its first number is.
"""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.relations.amounts import subject
from didymium.brief.relations.base import TOLD_FIRST, Case, Operand, Relation, months_of, slot
from didymium.brief.relations.ties import between, close, follows, frame, is_step
from didymium.news.labels import one_owner
from didymium.text.gazetteer import find_names

TWICE = 0.995  # change from which a level is told as a multiple
LEAST, MOST = 0.005, 20.0  # change that says something, and beyond which two numbers are hardly of one thing
_AHEAD = frozenset({"plan", "forecast"})
ANY = "mass mass_rate price money share"
_SUMS = "mass mass_rate price money"
ANY_ROLE = (
    "quote price realised cost floor results loss lost output exports imports quota target capacity sales trade_value "
    "loan grant equity pledge budget capex acquisition plain stock surplus need reserves gain former offtake gap share "
    "market_cap rise cut stake tariff premium tax aside"
)


def labelled(*ops: Operand) -> bool:
    """Whether the labels of all numbers are whole and say in words what they are; a share's price sizes nothing."""
    return all(o.origin == "span" and o.label.whole and o.called and o.label.thing != "share price" for o in ops)


def of_one(first: Operand, second: Operand) -> bool:
    """Whether two numbers measure one thing, in one unit, of one owner and one good."""
    a, b = first.label, second.label
    same = a.thing == b.thing and first.unit.removesuffix("/yr") == second.unit.removesuffix("/yr")
    return same and a.partner == b.partner and one_owner(a, b) and one_good(first, second) and one_kind(first, second)


_KINDS = frozenset(  # words before a noun that make another thing of it
    re.findall(
        r"\w+",
        "jewelry jewellery automotive industrial investment domestic foreign internal external spot contract "
        "export import net gross adjusted operating free quarterly monthly local average target closing sustaining "
        "cash",
    )
)


def one_kind(first: Operand, second: Operand) -> bool:
    """Whether two nouns name one kind of thing: no "jewelry demand" is set against demand."""
    kinds = _KINDS if first.label.thing == "price" else _KINDS - {"target"}  # a target of output is a plan of it
    told = ({*re.findall(r"[a-z]+", o.called.lower())} & kinds | _grounds(o) for o in (first, second))
    return next(told) == next(told)


def _grounds(operand: Operand) -> set[str]:
    """The countries that a number's noun names beside its owner: "Anglo's Chilean output"."""
    named = {n.id for n in find_names(operand.called) if n.kind == "country"}
    return named - {operand.label.owner_id or "", operand.label.partner or ""}


def one_good(first: Operand, second: Operand) -> bool:
    """Whether two numbers are of one good: its form and mineral, of a price also its words."""
    a, b = first.label.good.lower(), second.label.good.lower()
    inherited = first.sentence == second.sentence and first.label.noun == second.label.noun and second.label.past
    if first.good != second.good and first.good and second.good and not inherited:
        return False
    if first.mineral != second.mineral and first.mineral and second.mineral:
        return False
    if "price" in {first.label.thing, second.label.thing}:
        return a == b or (first.sentence == second.sentence and first.label.noun == second.label.noun)
    return not (a and b) or first.mineral == second.mineral is not None or a == b


_COMPOUND = re.compile(r"\b(?=[A-Za-z]*\d)(?:[A-Z][a-z]?\d*){2,}\b")


def one_substance(first: Operand, second: Operand) -> bool:
    """Whether two masses are of one substance, by the minerals and compounds of their nouns, else their sentences."""
    a, b = map(_substances, (first, second))
    return not a.isdisjoint(b) if a and b else first.mineral == second.mineral


def _substances(operand: Operand) -> set[str]:
    """The minerals and compounds that a number's noun names, else those of its sentence."""
    for words in (operand.called, f"{operand.head} {operand.full} {operand.tail}"):
        if found := {n.id for n in find_names(words) if n.kind == "mineral"} | {*_COMPOUND.findall(words)}:
            return found
    return set()


def _ahead(operand: Operand) -> bool:
    return operand.label.stand in _AHEAD


_COMPARED = re.compile(r"\b(?:compar\w+ (?:with|to)|against|versus|up from|down from)\s(?:[a-z]+\s){0,2}$")
_FROM_TO = re.compile(r"^[^,;.]{0,40}\bto\b[^,;.]{0,30}$|\bnow\b")  # "from 181,000 tons a year before to"


_FROM_ENDS, _TO_ENDS = (
    re.compile(r"\bfrom (?:the |between )?$"), re.compile(r"^[^,;.]{0,80}\bto (?:only |just |about |between )?$")
)  # fmt: skip


_OF_IT = re.compile(r"(?:that|this|it|which|the (?:figure|total|number))\b")  # of the sentence before


def _now_after(new: Operand, old: Operand) -> bool:
    """Whether a level is told as that of now behind one of the same noun: "averaged $25,000 and now sit at $16,725"."""
    told = between(old, new)
    moved = told is not None and re.search(r"\b(?:now|currently|today)\b", told) and ";" not in told
    return bool(moved) and new.label.noun == old.label.noun is not None and not (new.label.past or old.label.past)


def _told_before(new: Operand, old: Operand) -> bool:
    """Whether the second is what the first was before, in the words of the same or the next sentence."""
    if _now_after(new, old):
        return True
    if old.kind == "money" and re.search(r"\binitial\s$", old.before):
        return False  # the first payment of several
    made = _ahead(new) and old.label.stand == "now" and new.sentence == old.sentence and _COMPARED.search(old.before)
    if not old.label.past or new.label.past or (_ahead(new) != _ahead(old) and not made):
        return False
    lengths = {months_of(new), months_of(old)} - {None}
    lengths -= {0} if 12 not in lengths else set()
    if _SAME_SPAN.search(old.after):
        lengths = set()
    led = _FROM_ENDS.search(old.before) and _TO_ENDS.search(new.before)  # whatever stands in brackets between them
    if new.sentence == old.sentence and old.start < new.start and not (led or _FROM_TO.search(between(old, new) or "")):
        return False  # what another number of the sentence was before
    ahead = new.sentence == old.sentence and new.start < old.start and not new.after.lstrip().startswith("(")
    if ahead and between(new, old) is None:
        return False  # what the number between them was before
    beyond = follows(new, old) or (follows(old, new) and not _OF_IT.match(old.head))
    near = (
        new.sentence == old.sentence
        or (old.label.thing != "price" and old.alone and beyond)
        or (old.head == old.before and old.label.stand in _AHEAD and new.label.stand in _AHEAD and follows(new, old))
    )
    return near and len(lengths) < 2


def _years_apart(new: Operand, old: Operand, today: str) -> bool:
    """Whether two are of spans of one length, the first of the later one; a quota that the news tells is of now."""
    spans = months_of(new), months_of(old)
    fresh = new.label.thing == "quota" and new.near >= TOLD_FIRST and not new.time and spans[1] == 12
    spans = (12, 12) if fresh else spans
    later = ((today[:4] if fresh else new.time) or "") > (old.time or "") > ""
    alike = spans[0] == spans[1] and (spans[0] not in {None, 0} or _batch(new) == _batch(old) != "")
    return (
        later
        and alike
        and new.label.thing not in _OUTLAYS
        and _ahead(new) == _ahead(old)
        and close(new, old)
        and not (new.label.past or old.label.past)
    )


_OUTLAYS = frozenset({"investment", "loan", "grant", "deal", "purchases", "acquisition"})  # paid once: they add up
_BATCH = re.compile(r"\b(first|second|third|fourth) (?:[a-z]+ )?(?:batch|half|tranche|round)\b")


def _batch(operand: Operand) -> str:
    """Which batch or half of a year a number is of, in the words of its sentence."""
    told = _BATCH.search(f"{operand.head}{operand.after}")
    return told[1] if told else ""


def _then_and_now(case: Case) -> bool:
    new, old = case.new, case.old
    levels = new.label.kind == old.label.kind != "step" and "may" not in {new.label.stand, old.label.stand}
    rates = new.kind == "share" and new.label.thing in {"tax", "tariff", "share", "stake"}  # a percent of a percent
    if not (labelled(new, old) and levels) or rates:
        return False
    if _days_apart(new, old) or (_guided_anew(case) and _told_before(new, old)):
        return True
    return of_one(new, old) and (_told_before(new, old) or _years_apart(new, old, case.today))


_GUIDES = re.compile(r"(?i)\b(?:guidance|forecast|outlook|target|plan|quota)\w*")


def _of_the_headline(case: Case) -> float:
    """What a plan against the one before it is worth: more where the headline tells that it is changed."""
    plans = _ahead(case.new) and _ahead(case.old)
    return 1.3 if plans and _GUIDES.search(case.lead.title) else 1.0


def _guided_anew(case: Case) -> bool:
    """Whether two plans are those of the firm of the news and of its site, which the text tells as one."""
    new, old, lead = case.new, case.old, case.lead
    a, b = new.label, old.label
    own = all(x.owner and (x.owner_id in lead.firms or x.owner in lead.event.quote) for x in (a, b))
    kin = a.thing == b.thing and new.unit == old.unit and one_good(new, old) and one_kind(new, old)
    return own and kin and _ahead(new) and _ahead(old) and (follows(new, old) or follows(old, new))


def _days_apart(new: Operand, old: Operand) -> bool:
    """Whether two are prices of one good on two days, told close to each other; "the price" is the one told before."""
    a, b = new.label, old.label
    days = (new.time or ""), (old.time or "")
    named = a.good.lower() == b.good.lower() or (not a.good and a.noun is not None and old.start < new.start)
    return (
        a.thing == b.thing == "price"
        and a.stand == b.stand == "now"
        and not (a.past or b.past)
        and a.anew is b.anew is None
        and new.unit == old.unit
        and new.mineral == old.mineral
        and named
        and one_kind(new, old)
        and all(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", d) for d in days)
        and days[0][:7] > days[1][:7]
        and close(new, old)
    )


def of_the_deal(case: Case, operand: Operand) -> bool:
    """Whether a number is of a firm that the title of a deal names, where it names any: not of who only sells."""
    title, own = case.lead.title, operand.label.owner or ""
    firms = any(f and f in title for f in case.lead.firms) or any(n.kind == "company" for n in find_names(title))
    sites = operand.label.owner_id not in case.lead.firms  # a site belongs to one of them
    named = own in title or own.split(" ")[0] in title.split()  # "Sprott" of "Sprott Physical Uranium Trust"
    return case.lead.family != "deal" or not firms or not own or named or sites


# words


_SAME_SPAN = re.compile(r"^[^.;]{0,30}\bsame (?:month|period|quarter|week|time)\b")


SAYS_SO = re.compile(
    r"(?i)\b(?:plan|target|guidance|goal|forecast|estimate|outlook|expect|project|proposed|potential)"
)  # words by which a plan is told as one


def be(operand: Operand) -> str:
    """ "is" or "are", as the noun of a number asks for; "would be" of a plan that is told so."""
    stand = operand.label.stand
    ahead = stand == "may" or (stand == "plan" and "would" in operand.head.split())
    if ahead and not SAYS_SO.search(operand.called):
        return "would be"
    return "are" if plural(operand) else "is"


def names(operand: Operand) -> list[str]:
    """What a number may be called, the fullest first: whose and what it is, what alone, what stands with it."""
    bare, called, of = operand.full or operand.bare, operand.called, operand.of_what
    if not called:
        good = [f"{bare} of {of.good or of.mineral}"] if of is not None and not of.named else []
        return [*([f"{operand.name} of {operand.bare}"] if operand.role in _NAMED else []), *good, bare]
    noun = _OWNED.sub("", called)
    thing = noun.split(" ")[-1]
    kept = [f"the {n} of {operand.bare}" for n in dict.fromkeys((noun, thing)) if n != called and n[:1].islower()]
    return [subject(operand), *kept, bare]


_NAMED = frozenset(  # roles that say what a number is where its label does not
    {"output", "quota", "exports", "imports", "sales", "capacity", "reserves", "stock", "surplus", "gap", "need"}
)
_OWNED = re.compile(r"^.*?(?:'s|s') ")


def opening(operand: Operand, when: str = "", bare: bool = True) -> str:
    """A number with what it is and its verb at the start of a sentence, in the words that the proof carries."""
    told = names(operand) if bare else names(operand)[:-1] or names(operand)
    return f"{{{'|'.join(f'{phrase.capital(n)}{when} {verb(operand, n)}' for n in told)}}}"


def verb(operand: Operand, name: str) -> str:
    """ "is" or "are", or "would be", as what a number is called asks for."""
    if not name.startswith(operand.full or operand.bare):
        several = not operand.called and operand.name.endswith("s") and not operand.name.endswith("us")
        return "are" if several else be(operand)
    return "are" if operand.kind in {"mass", "mass_rate"} else "is"


def named(operand: Operand) -> str:
    """The same within a sentence, without a verb."""
    return f"{{{'|'.join(names(operand))}}}"


def plural(operand: Operand) -> bool:
    """Whether the noun of a number is one of several things."""
    noun = re.sub(r" (?:from|to) (?:the )?[A-Z].*$", "", operand.called)  # "exports to India"
    return noun.endswith("s") and not noun.endswith(("ss", "us"))


def _when(operand: Operand) -> str:
    """The year or span that a number is of, in brackets that may go."""
    time = operand.time or ""
    told = time in f"{operand.head} {operand.after}"  # "last year" may count from the quarter that is reported
    return f"[[ in {time}]]" if re.fullmatch(r"\d{4}", time) and told and time not in operand.bare else ""


def _old(case: Case) -> str:
    new, old = case.new, case.old
    if not old.label.past and re.fullmatch(r"\d{4}-\d\d-\d\d", old.time or ""):
        day = phrase.day(old.time or "")
        told = day if (old.time or "")[:4] in f"{old.head}{old.after}" else day[:-5]  # the text gives no year
        return f"{'those' if plural(new) else 'that'} of {told} ({old.bare})"
    if _now_after(new, old):
        return f"what {'they were' if plural(new) else 'it was'} before ({old.bare})"
    if not old.label.past:
        return f"{'those' if plural(new) else 'that'} of {_of_when(old)} ({old.bare})"
    if re.match(r"\s(?:now|today|currently|at present)\b", old.after):
        return f"the present {'ones' if plural(new) else 'one'} ({old.bare})"
    if (
        _ahead(old)
        and re.match(rf"[^.,;]{{0,15}}\bin {old.time or '?'}\b", old.after)
        and str(old.time) < case.today[:4]
    ):
        return f"{'those' if plural(new) else 'that'} of {old.time} ({old.bare})"
    if _ahead(old):
        return f"the earlier one ({old.bare})"
    when = "" if old.time == new.time else _when(old)  # "up from": of what the sentence dates the first alone
    return f"what {'they were' if plural(new) else 'it was'} before ({old.bare}{when})"


def _of_when(operand: Operand) -> str:
    """A year, quarter or month in words: "May", "May 2008" where the text gives the year, "Q2 2025"."""
    year, _, part = (operand.time or "").partition("-")
    if re.fullmatch(r"\d\d", part):
        month = phrase.MONTHS[int(part) - 1]
        return f"{month} {year}" if year in f"{operand.head}{operand.after}" else month
    return f"{part} {year}" if part else year


def _then(case: Case) -> str:
    new = case.new
    gap = f"{case.percent(abs(case.value))} {case.side} {_old(case)}{mid(new, case.old)}"
    when = "" if _now_after(new, case.old) else _when(new)
    return f"{opening(new, when, bare=False)} {gap}."


_NO_NUMBER = r"(?:[^.;\d]|(?<=[A-Za-z])\d|(?:19|20)\d\d\b)"  # but years, and names as U3O8
_DOWN_FROM = re.compile(
    rf"^{_NO_NUMBER}{{0,70}}?\b(?:down|up|lower|higher|reduced|raised|cut|lowered|increased|decreased|less|"
    rf"more|compared|"
    rf"revised|instead|rather|against|versus|than|below|above|from|short)\b{_NO_NUMBER}{{0,60}}$"
)
_FROM_LAST = re.compile(  # which of two is the older one
    r"\b(?:(?:down|up|from|than|against|versus|short of)|compared (?:to|with)|(?:instead|rather than) of)\s"
    r"(?:(?!(?:and|or|which|but|when|while|after|who|that|by|to|at|with|it|is|was|in (?!(?:19|"
    r"20)\d\d))\b)[\w'’-]+\s){0,7}$"
)
_TO_NEW = re.compile(
    r"^\s?(?:tonnes?|tons?|t|ounces|oz|pounds|lbs?|kt)?\s?(?:\([^()]{1,12}\) )?(?:of [\w-]+ )?(?:(?:in|at|"
    r"on) (?!and\b)[^.,;:]{3,40}? )?(?:up |down )?to "
    r"(?:about |around |nearly |some |just |over |a |an |between |only )*$"
)


def _goods(new: Operand, old: Operand) -> set[str]:
    """The goods of two numbers; one that only says more of the other is no other one."""
    goods = {o.label.good.lower() for o in (new, old)} - {""}
    longest = max(goods, key=len, default="")
    return {longest} if all(longest.endswith(g) for g in goods) else goods


_LISTED = re.compile(  # "43,000 t of copper and 70,000 oz of gold, down from 53,000 t of copper and 86,000 oz of gold"
    r"<0>[^|<]{0,160}\b(?:down|up|lowered|raised|reduced|cut) from[^|<]{0,110}<1>"
)


def _in_lists(new: Operand, old: Operand) -> bool:
    """Whether two numbers stand at one place of two lists of which the second is what the first was."""
    units = [re.findall(r"[a-z]+", o.bare.lower())[-1:] for o in (new, old)]
    one = new.mineral == old.mineral and units[0] == units[1] != [] and new.kind == old.kind == "mass"
    before = old.label.past or old.role == "former"
    return one and before and new.sentence == old.sentence and _LISTED.search(frame(new, old)) is not None


_OF = re.compile(r"\b([a-z]{3,})\)? of $")


def _of_the_first(old: Operand, new: Operand) -> bool:
    """Whether a number is called what one before was: "EBITDA of 27 and profit of 18, down from EBITDA of 41"."""
    found = _OF.search(old.before)
    return found is not None and re.search(rf"\b{found[1]}\)? of \S*\d", new.head) is not None


_UP_BY = re.compile(r"\b(?:up|down|by|gain\w*|add(?:ed|ing)|los(?:t|ing)|rose|fell|climbed|dropped)\s$")


def _down_from(case: Case) -> bool:
    """Whether the words between two numbers of one unit and one good tell the second as what the first was before."""
    new, old = case.new, case.old
    a, b = new.of_what, old.of_what
    goods = _goods(new, old), {o.mineral for o in (new, old)} - {None}
    things = {o.label.thing for o in (new, old) if o.label.sure and o.label.thing} - {"premium"}
    whose = {o.label.owner_id for o in (new, old) if o.label.sure and o.label.owner_id}
    alike = new.unit.removesuffix("/yr") == old.unit.removesuffix("/yr") and all(
        len(s) < 2 for s in (*goods, whose, things)
    )
    spans = len({months_of(new), months_of(old)} - {None}) < 2 or _FORESEEN.search(old.before[-60:])
    one = alike and bool(spans)
    same = a is None or b is None or (a.mineral, a.content) == (b.mineral, b.content)
    steps = {new.label.kind, old.label.kind} == {"level", "step"} and not _AS_LOW.search(new.before)
    shares = new.label.kind == "share" or steps
    if (
        not (new.called and one and same)
        or shares
        or is_step(new)
        or _OR_BY.search(new.head)
        or _UP_BY.search(old.before)
    ):
        return False
    if new.start < old.start and _in_lists(new, old):
        return True
    if new.start < old.start and _of_the_first(old, new):
        return False
    if new.kind == "money" and new.start < old.start and not _CHANGED.search(_outside(new, old)):
        return False  # "a first $435 million from the loan of $2.26 billion"
    if old.start < new.start and new.sentence == old.sentence and _EXPANDED.search(between(old, new) or ""):
        return new.unit.endswith("/yr") and new.value > old.value and "capacity" in f"{old.head}{old.after}"
    if old.start < new.start and _NORMAL.search(old.head[-60:]) and old.sentence == new.sentence:
        return new.label.stand in _AHEAD and between(old, new) is not None
    if new.sentence != old.sentence:
        return _former(new, old)
    if new.start < old.start:
        told = _outside(new, old)
        return bool(_DOWN_FROM.match(told) and _FROM_LAST.search(told)) and not _STEP_BY.search(new.before)
    led = between(old, new)
    return led is not None and bool(_TO_NEW.match(led) and _FROM_ENDS.search(old.before))


_AS_LOW = re.compile(r"\bto as (?:low|high|little|much|few|many) as\s$")  # and no step
_OR_BY = re.compile(r"\b(?:increase|rise|gain|decrease|fall|drop|decline)\b[^,;.]*\bor\s$")  # "of 23% or $130"
_CHANGED = re.compile(
    r"\b(?:down|up|lower|higher|reduced|raised|cut|lowered|increased|decreased|compared|revised|instead|against|versus)\b"
)
_EXPANDED = re.compile(
    r"\b(?:expan\w+|rais\w+|increas\w+|doubl\w+|tripl\w+|lift\w*)\b[^.;\d]{0,30}\bto\s(?:about |some |"
    r"around )?$"
)
_NORMAL = re.compile(r"\b(?:normally|usually|typically)\b[^.;,]*$")


def _former(new: Operand, old: Operand) -> bool:
    """Whether a sentence tells a former plan alone, and the one beside it the plan that holds, alone too."""
    near = follows(old, new) or follows(new, old)
    plan = new.role == "target" or new.label.stand in _AHEAD
    return near and old.role == "former" and plan and new.alone and old.alone and not new.label.past


_FORESEEN = re.compile(
    r"\b(?:forecast|estimate|guidance|outlook|target|plan|expect\w*|previous\w*|prior|earlier|initial\w*)\b"
)


def _outside(first: Operand, second: Operand) -> str:
    """The words between two numbers of a sentence, the first before the second, without what stands in brackets."""
    at = second.head.find(first.after[:20], len(first.head))
    return re.sub(r"\([^()]*\)", "", second.head[at:]) if at >= 0 and first.after else ""


_STEP_BY = re.compile(r"\bby\s(?:[a-z]+\s){0,2}$")


def _down(case: Case) -> str:
    new, old = case.new, case.old
    gap = f"{case.percent(abs(case.value))} {case.side} {old.full}{mid(new, old)}"
    return f"{opening(new)} {gap}."


def middle(operand: Operand, name: str) -> str:
    """An operand in a formula, by the middle of its range where it has one."""
    return f"middle({name})" if operand.low is not None else name


def _change(case: Case) -> str:
    return f"change({middle(case.new, 'new')}, {middle(case.old, 'old')})"


def mid(*ops: Operand) -> str:
    """Says that ranges are compared by their middles."""
    return " at the middle" if any(o.low is not None for o in ops) else ""


def _multiple(case: Case) -> str:
    new = case.new
    when = "" if _now_after(new, case.old) else _when(new)
    return f"{opening(new, when, bare=False)} {case.times()} {_old(case)}{mid(new, case.old)}."


def _quotient(case: Case) -> str:
    return f"{middle(case.new, 'new')} / {middle(case.old, 'old')}"


def _share(name: str, kinds: str = ANY) -> tuple[str, str, str, str]:
    return name, ANY_ROLE, "span", kinds


RELATIONS = (
    Relation(
        "then_and_now", "Before and now", (slot(*_share("new")), slot(*_share("old"), mineral=False)), _change,
        "share", _then, ("why", "long"), weight=_of_the_headline,
        when=_then_and_now, holds=lambda v: -0.98 < v < TWICE and abs(v) > LEAST,
        use=0.9, surprise=lambda v: min(1.0, 0.4 + abs(v)),
    ),
    Relation(
        "times_before", "Before and now", (slot(*_share("new", _SUMS)), slot(*_share("old", _SUMS), mineral=False)),
        _quotient, "ratio", _multiple, ("why", "long"), weight=_of_the_headline,
        when=_then_and_now, holds=lambda v: 1 + TWICE <= v < MOST, use=0.9, surprise=lambda v: 0.9,
    ),
    Relation(
        "down_from", "Before and now", (slot(*_share("new", _SUMS)), slot(*_share("old", _SUMS), mineral=False)),
        _change, "share", _down, ("why", "long"), when=_down_from,
        holds=lambda v: -0.95 < v < TWICE and abs(v) > LEAST, use=0.85, surprise=lambda v: min(1.0, 0.4 + abs(v)),
        bare=True,
    ),
)  # fmt: skip
"""Relations between two labelled numbers of an article."""
