"""Size: what a stated mass is against what was before, against supply, use, need and stock."""

from __future__ import annotations

import re
from collections.abc import Callable

from didymium.brief import phrase
from didymium.brief.lead import UMBRELLAS, is_country, kin
from didymium.brief.relations.base import (
    STATE,
    Case,
    Operand,
    Relation,
    ahead,
    annual,
    of_a_part,
    of_the_sender,
    percent,
    slot,
)
from didymium.brief.relations.pairs import ANY_ROLE, of_the_deal
from didymium.brief.relations.ties import is_step
from didymium.text.gazetteer import find_names

LIMITS = "quota target"
SAME = 0.05  # relative gap within which two masses are said to be the same


MOST_LOOSE = 0.3  # of a year's world output, up to which a mass whose words do not name its substance may be of it
_OF_ALL = re.compile(  # then it is no size of the story
    r"\b(?:world(?:wide)?|global)(?:['’]s)?\s(?:[\w-]+\s){0,3}?(?:output|production|supply|demand|consumption|market|use|"
    r"total|exports|trade|stocks?|inventories)\b|\bworldwide\b|\bthe world(?: will)? (?:produce|consume|use|need)"
)


def _whole(case: Case) -> bool:
    """Whether the whole is that of the substance and stage of the mass, and the mass is one of the story."""
    size, world = case.size, case.ops.get("world", case.ops.get("use"))
    of = size.of_what
    if of is None or world is None or world.mineral != of.mineral or ("world" in case.ops and world.note != of.stage):
        return False
    of_all = size.role not in LOOSE and _OF_ALL.search(f"{size.head[-90:]} # {size.after[:50]}")
    return (
        of_the_deal(case, size)
        and _of_the_story(case, size)
        and _sizes_the_news(case, size)
        and not of_all
        and size.label.owner_id != "WLD"
        and size.role not in {"threshold", "aside"}
    )


_ONCE = re.compile(r"^[^.;\d]{0,60}\b(?:(?:down|up) from|versus|against|compared (?:with|to))\s")


def _sizes_the_news(case: Case, size: Operand) -> bool:
    """Whether a mass is what the news moves: no deposits of a country, no quota that is changed, no mere case."""
    measure, lead = size.label.thing, case.lead
    ground = measure == "reserves" and not lead.firms and not lead.site
    changed = measure == "quota" and (size.label.past or _ONCE.match(size.tail))  # the change is the news
    limit = measure == "quota" and size.mineral == "tungsten"  # which China sets in concentrate of 65% WO3
    limit = limit or lead.kind in {"opinion", "wrap", "market_report"}  # which count stocks and traffic
    runs_on = lead.direction == "down" and size.role not in LOOSE  # the news is what is lost, not what is made
    whose = size.label.owner_id or size.place or ""
    part = "quota" in {measure, size.role} and not is_country(whose)  # a firm's, of the quota of its state
    moved = {measure, size.role} & {"surplus", "deficit", "gap"} and is_step(size)  # "its deficit down by 158,000 oz"
    supposed = measure in {"surplus", "deficit"} and re.search(r"\bif\b", size.tail)
    return not (ground or changed or supposed or limit or runs_on or part or moved)


def _of_the_story(case: Case, size: Operand) -> bool:
    """Whether a mass is of a mineral of the headline, where it names one, and no country's in news of a site."""
    lead = case.lead
    named = [n.id for n in find_names(lead.title) if n.kind == "mineral" and n.id not in UMBRELLAS]
    titled = {k for n in named or lead.minerals for k in kin(n)}
    at_a_site = lead.family == "project" and lead.site is not None and is_country(size.label.owner_id or "")
    return (not titled or not titled.isdisjoint(kin(size.mineral or ""))) and not at_a_site


LOOSE = frozenset({"gap", "lost", "surplus", "gain"})


def counted(size: Operand, name: str = "size") -> str:
    """The formula of a mass in what the tables count."""
    of = size.of_what
    held = "" if of is None or of.content == 1 else f" * {of.content:g}"
    return f"{name}{held}"


def _over(whole: str) -> Callable[[Case], str]:
    return lambda case: f"{counted(case.size)} / {whole}"


def _tonnes(case: Case) -> str:
    """The formula of the tonnes that the words print beside the article's own; empty where those are they."""
    size = case.size
    plain = size.of_what is not None and size.of_what.content == 1
    return "" if plain and (case.bound == "about " or not _POUNDS.search(size.full)) else counted(size)


_QUARTER = re.compile(
    r"[^.;,]{0,30}\b(?:in|for|of|during) (?:the )?(?:first|second|third|fourth|last|final|rest|remainder|remaining)\b"
)


_OF_QUARTER = re.compile(
    r"\b(?:quarter|(?:three|six|nine) months)\b(?!.*\b(?:annual|yearly|a year|full[- ]year|20\d\d)\b)[^.;]{0,90}$"
)


def _fits(case: Case) -> bool:
    """Whether a mass may be what it seems: one that its words do not name is small beside what all make."""
    size = case.size
    of = size.of_what
    if not _whole(case) or of is None or (size.role == "gap" and size.label.past):
        return False
    if size.role in {"need", "imports"} or size.label.thing in {"demand", "imports"}:
        return False  # what one uses or buys is no part of what all make
    quarter = size.kind != "mass_rate" and (
        _QUARTER.match(size.after) or _OF_QUARTER.search(size.head) or _IN_QUARTER.search(size.tail[:SHORT])
    )
    if of_a_part(case, size) or quarter:
        return False  # of a quarter, which no year's total sizes
    if _OF_BEFORE.search(size.before.strip()) or (_STEP_TO.search(size.before.strip()) and " from " in size.head):
        return False  # of a step from one level to another the change is the news
    share = of_world(case)
    if share > MOST_UNNAMED and size.label.owner_id is None and size.role != "quota":
        return False  # what all make, maybe
    if size.role in {"reserves", "life"}:
        return share < MOST_YEARS
    return share < MOST_FLOW and (of.named or size.label.sure or share <= MOST_LOOSE)


SHORT = 90  # characters behind a number in which its quarter stands: "6,500 and 3,925 tonnes for the fourth quarter"
_IN_QUARTER = re.compile(r"\bfor the (?:first|second|third|fourth|last|final) quarter\b")
_OF_BEFORE = re.compile(
    r"\b(?:(?:up|down) from|versus|against|compared (?:with|to))(?: (?:about|around|nearly|just))?$"
)
_STEP_TO = re.compile(r"\bto(?: (?:about|around|roughly|nearly|just))?$")


MOST_UNNAMED = 0.6  # of a year's world output that a maker makes whom the text does not name
MOST_FLOW, MOST_YEARS = 0.98, 60  # of a year's world output that somebody can make, and that can lie in the ground


TRIVIAL = 0.001  # of a year's world output, below which a size says little


def of_world(case: Case) -> float:
    """A mass as a fraction of what all make; 1 where that is not known."""
    size, world = case.size, case.ops.get("world")
    return 1.0 if world is None or size.of_what is None else size.value * size.of_what.content / world.value


def _near_first(case: Case) -> float:
    """What one of several sizes is worth: old ones, those of the ground and of others less."""
    size, lead = case.size, case.lead
    year, owner = (size.time or case.today)[:4], size.label.owner_id
    old = 0.75 if size.label.past or size.role == "former" or int(year) < int(case.today[:4]) - 1 else 1.0
    last = 0.95 if year < case.today[:4] and old == 1 else 1.0
    ground = 0.85 if size.role in {"reserves", "life"} else 1.0
    state = len(owner or "") == 3
    own = 0.85 if owner and (owner not in lead.sides if state else lead.family in STATE) else 1.0
    named = 1.0 if size.of_what and size.of_what.named else 0.95
    anew = 1.1 if size.old else 1.0  # what another number was before
    small = 0.8 if of_world(case) < TRIVIAL else 1.0
    other = 0.85 if lead.minerals and size.mineral not in lead.minerals else 1.0
    return other * small * old * last * ground * own * named * anew


def _part(case: Case, scale: float, whole: Operand) -> str:
    """The value of a case times a scale as a share of a whole, or as a multiple of it."""
    told, times = (phrase.plain, " times") if case.value * scale >= MULTIPLE else (percent, " of")
    low, high = case.low, case.high
    ends = "" if low is None or high is None else f" ({_short(told, low * scale)} to {_short(told, high * scale)})"
    return f"{case.about}{_short(told, case.value * scale)}{ends}{times} {whole.name} ({whole.said})"


def _short(told: Callable[..., str], value: float) -> str:
    return told(value, 2) if told is phrase.plain else told(value)


def _sized(case: Case) -> str:
    """A mass against what all make of its substance in a year, and against what the United States use of it."""
    size, wholes = case.size, [case.ops[k] for k in ("world", "use") if k in case.ops]
    of, what = size.of_what, _named(size)
    parts = " and ".join(_part(case, wholes[0].value / w.value, w) for w in wholes)
    each = [v * (of.content if of else 1.0) for v in (size.low, size.high, size.value) if v is not None]
    tonnes = f"{case.about}{phrase.quantity(each[-1], 't', 2)}"
    if len(each) > 1:
        tonnes = f"{case.about}{phrase.plain(each[0], 3)} to {phrase.quantity(each[1], 't', 3)}"
    held = f" ({tonnes})" if _POUNDS.search(size.full) else ""
    if of and of.content != 1:
        held = f" ({tonnes} of {of.mineral})"
    return f"{what}{held} {equals(size)} {parts}."


def equals(size: Operand) -> str:
    """The verb as of what is, and as the sentence of a mass may ask for it."""
    words = f"{size.head} {size.after}"
    told = ["equals", *(f"{by} equal" for by, cue in _MOODS.items() if cue.search(words))]
    return f"{{{'|'.join(told)}}}"


_MOODS = {
    "would": re.compile(r"\b(?:could|may|might|would)\b"),
    "is expected to": re.compile(r"\b(?:expect|forecast|anticipat)\w*"),
    "is planned to": re.compile(r"\b(?:plan|target|aim|intend)\w*"),
}


_LOST = re.compile(r"\blo(?:st|ss|sses|ses?|sing)\b")
_PORTION = re.compile(r"\b(?:first|second|third|fourth|initial)[ -](?:\w+ )?(?:batch|phase|round|half|tranche|stage)\b")


def _named(size: Operand) -> str:
    """A mass in the words that the proof may ask for: with its mineral, as a loss, as that of a first batch."""
    of = size.of_what
    good = (
        f" of {of.good or of.mineral}"
        if of and not of.named and re.search(r"(?i)(?:\d\s?t|tons?|tonnes|oz|ounces|kt|mt|lbs?|pounds)$", size.full)
        else ""
    )
    full = f"{size.full}[[{good}]]"
    told = [phrase.capital(full)]
    if _LOST.search(f"{size.head} {size.after}"):
        told.insert(0 if size.role == "lost" else 1, f"The loss of {full}")
    portion = _PORTION.search(f"{size.head} # {size.after}")
    told += [f"The {portion[0]} of {full}"] if portion else []
    return f"{{{'|'.join(told)}}}"


MULTIPLE = 1.5  # from which a share is told as a multiple
_POUNDS = re.compile(r"(?i)\b(?:pounds|lbs?|ounces|oz|[mk]?oz|koz|moz|mlbs?)\b")


def _of_home(case: Case) -> str:
    size, home = case.size, case.home
    kind = "[[export ]]" if size.role == "quota" and "export" in size.called else ""
    told = f"{phrase.capital(size.name.replace('quota', f'{kind}quota'))} of {size.said}"
    if abs(case.value - 1) <= SAME:
        return f"{told} is what was made before ({home.name}: {home.said}): it caps growth and cuts no supply."
    if case.value < 1:
        return f"{told} is {case.percent(1 - case.value)} below {home.name} ({home.said})."
    return f"{told} leaves room for {case.percent(case.value - 1)} more than {home.name} ({home.said})."


STANDSTILL = re.compile(
    r"(?i)\b(?:strike|walk\w* off|halt\w*|standstill|shut\w*|stoppage|force majeure|suspend\w*|idle\w*)\b"
)


_NOT_RUNNING = re.compile(r"(?i)\b(?:paused|under construction|planned|closed|financed|care|due (?:19|20)\d\d)\b")


def runs(plant: Operand) -> bool:
    """Whether a site makes what it can make, so that a standstill takes it out."""
    return _NOT_RUNNING.search(plant.note) is None


def _cover(case: Case) -> str:
    return (
        f"{phrase.capital(case.stock.name)} ({case.stock.said}) are {case.length()} of "
        f"{case.use.name} ({case.use.said})."
    )


RELATIONS = (
    *(
        Relation(
            name,
            "Size" if "world" in wholes else "Against use",
            (
                slot("size", ANY_ROLE + " reserved former target life gain", "span", "mass mass_rate"),
                *(slot(w, {"world": "world_whole", "use": "us_whole"}[w], "row") for w in wholes),
            ),
            _over(wholes[0]),
            "ratio",
            _sized,
            ("why", "reply"),
            also=(*(_over(w) for w in wholes[1:]), _tonnes),
            when=_fits,
            holds=lambda v: 2.5e-3 < v < 100,
            use=0.92 + 0.02 * len(wholes[1:]),
            surprise=lambda v: 0.6,
            weight=_near_first,
            most=2,
            bare=True,
            any_form=True,
        )
        for name, wholes in (
            ("size_of_world", ("world",)),
            ("size_of_both", ("world", "use")),
        )
    ),
    Relation(
        "limit_against_output",
        "Cap or cut",
        (slot("size", LIMITS, "span", "mass mass_rate"), slot("home", "country_output", "row")),
        "size / home",
        "ratio",
        _of_home,
        ("why", "long"),
        also=("change(size, home)",),
        when=lambda c: (
            not c.size.firm
            and (c.size.role == "quota" or not c.lead.firms)
            and c.size.place in {None, c.home.place}
            and c.size.stage in {None, c.home.stage}
            and annual(c.size)
            and of_the_sender(c.size, c.home)
            and ahead(c.size, c.today)
        ),
        holds=lambda v: 0.05 < v < 5,
        use=0.95,
        surprise=lambda v: 0.9 if abs(v - 1) < 0.1 or v < 0.6 else 0.5,
        families=frozenset({"export_control", "policy", "project"}),
    ),
    Relation(
        "stock_cover", "Stocks", (slot("stock", "us_stock", "row"), slot("use", "use", "row")),
        'stock / use * unit(1, "yr")', "months", _cover, ("why",),
        when=lambda c: (
            c.lead.short and "USA" in c.lead.sides and c.lead.family in {"export_control", "import_measure"}
            and c.lead.kind in {"news", "notice", "release"}
        ),
        holds=lambda v: 0.05 < v < 60, use=0.7, surprise=lambda v: 0.7 if v < 2 else 0.5,
        families=frozenset({"export_control", "agreement", "import_measure"}),
    ),
)  # fmt: skip
