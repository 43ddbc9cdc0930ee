"""Size: what a stated mass is against what was before, against supply, use, need and stock."""

from __future__ import annotations

import re

from didymium.brief import phrase
from didymium.brief.lead import Lead
from didymium.brief.relations.base import Case, Operand, Relation, ahead, annual, months_of, slot
from didymium.brief.relations.pairs import be, of_the_deal
from didymium.brief.relations.ties import between, changed, is_step, way

MASSES = "quota target output capacity lost gain offtake exports sales plain surplus"
LIMITS = "quota target"
LOOSE = frozenset({"lost", "surplus", "gain"})
ORE = frozenset({"ore", "spodumene", "concentrate", "carbonate", "hydroxide", "oxide", "magnet"})  # not metal contained
# what is sold by the weight of its ore or salt, where the tables count the metal, the oxide or the K2O in it
COUNTED_OTHERWISE = frozenset({"manganese", "lithium", "potash", "vanadium", "titanium"})
_CONTENT = re.compile(r"(?i)\bcontained|\bmetal\b|\bk2o\b|\bcontent\b")
LITHIUM = 0.18788  # tonnes of lithium in one of lithium carbonate
SAME = 0.05  # relative gap within which two masses are said to be the same


def _contained(case: Case) -> bool:
    """Whether the first mass is counted in contained metal, as world tables are, and not in ore."""
    first = next(iter(case.ops.values()))
    if case.lead.rock and first.origin == "span" and not _CONTENT.search(f"{first.said} {first.label.good}"):
        return False
    if (
        first.origin == "span"
        and first.mineral in COUNTED_OTHERWISE
        and not _CONTENT.search(f"{first.said} {first.label.good}")
    ):
        return False
    return first.good not in ORE and not first.note.startswith("wet")


_MOVES = {  # stem of a word of movement, and its noun
    "reduc": "reduction", "cut": "cut", "fall": "fall", "fell": "fall", "drop": "drop", "declin": "decline",
    "decreas": "decrease", "los": "loss", "miss": "miss", "ris": "rise", "rose": "rise", "increas": "increase",
    "gr": "growth", "gain": "gain", "jump": "jump", "add": "addition",
}  # fmt: skip
_STANDS_AS = {"plan": "planned", "forecast": "expected", "may": "possible"}
_MOVED = re.compile(rf"\b((?:{'|'.join(_MOVES)})\w*)")


def _step(size: Operand) -> str:
    """By how much something moved: "a planned cut of 48,000 tonnes in Codelco's output"; empty without its verb."""
    moved = _MOVED.findall(f"{size.head} ")
    if not moved or not size.called:
        return ""
    noun = next(n for stem, n in _MOVES.items() if moved[-1].startswith(stem))
    stand = "expected" if "expect" in size.head else _STANDS_AS.get(size.label.stand, "")
    words = f"{stand} {noun}".strip()
    of = re.sub(r"(?<=\s)(?:planned|forecast) ", "", size.called)
    year = size.said.removeprefix(size.bare)
    return f"{'an' if words[0] in 'ae' else 'a'} {words} of {size.bare} in {of}{year}"


def _what(size: Operand) -> str:
    """A mass with what it is, where the text says that of it or whose it is."""
    if size.label.kind == "step":
        return _step(size)
    works = re.match(r"[^.;,]{0,30}?\b(plant|mine|smelter|refinery|facility)\b", size.after)
    if size.role == "capacity" and "unnamed" in size.note and works:
        return f"{size.said} at the {works[1]}"
    loose = size.role == "plain" or (size.role in LOOSE and not size.firm) or "unnamed" in size.note
    return size.said if loose else f"{size.called or size.name} of {size.said}"


def _of_world(case: Case) -> str:
    size, world = case.size, case.world
    what = _what(size)
    return what and f"{phrase.capital(what)} {be(size)} {case.percent()} of {world.name} ({world.said})."


_SHAPED = re.compile(r"(?i)\b(?:magnets?|anodes?|wafers?|cells?|components?)\b")  # no part of what mines make


def _of_home(case: Case) -> str:
    size, home = case.size, case.home
    kind = "[[export ]]" if size.role == "quota" and "export" in size.called else ""
    told = f"{phrase.capital(size.name.replace('quota', f'{kind}quota'))} of {size.said}"
    if abs(case.value - 1) <= SAME:
        return f"{told} is what was made before ({home.name}: {home.said}): it caps growth and cuts no supply."
    if case.value < 1:
        return f"{told} is {case.percent(1 - case.value)} below {home.name} ({home.said})."
    return f"{told} leaves room for {case.percent(case.value - 1)} more than {home.name} ({home.said})."


def _part(case: Case) -> str:
    cut = "lost" if case.part.role == "cut" else "set aside" if case.part.role == "reserved" else "added"
    year = f" in {case.part.time[:4]}" if case.part.time and case.part.time[:4] not in case.base.said else ""
    return (
        f"{case.part.said} of {case.base.said} is {case.said('t', case.part.value * case.base.value)} {cut}{year}, "
        f"{case.percent()} of {case.world.name} ({case.world.said})."
    )


def _lithium(case: Case) -> str:
    held = phrase.quantity(LITHIUM * case.size.value, "t", 3)
    told = case.size.bare if "carbonate" in case.size.bare else f"{case.size.bare} of lithium carbonate"
    return f"{phrase.capital(told)} hold {held} of lithium, {case.percent()} of {case.world.name} ({case.world.said})."


def _gap(case: Case) -> str:
    return (
        f"{phrase.capital(case.limit.name)} of {case.limit.said} falls {case.percent()} short of "
        f"a need of {case.need.said}."
    )


def _cut_tonnes(case: Case) -> str:
    return (
        f"A cut of {case.cut.said} to {case.limit.said} takes out {case.said('t')}, "
        f"{case.percent(case.value / case.world.value)} of {case.world.name}."
    )


_OVER = re.compile(
    r"(?i)\bback (?:at|to) work|\bend(?:s|ed|ing)? (?:\S+ ){0,4}(?:strike|walkout)|\bresum\w+|\breturn\w* to work"
)
STANDSTILL = re.compile(
    r"(?i)\b(?:strike|walk\w* off|halt\w*|standstill|shut\w*|stoppage|force majeure|suspend\w*|idle\w*)\b"
)


def _a_day(case: Case) -> str:
    share = case.percent(case.output.value / case.world.value)
    return (
        f"Each day of standstill costs {case.said('t')} at the pace of {case.output.said}, which is {share} of "
        f"{case.world.name}."
    )


def _many_years(case: Case) -> bool:
    """A plain mass above two years of use: what a mine holds or yields over its life, not a yearly flow."""
    return _unrated(case.size) and case.size.value > 2 * case.use.value


def _is_told(size: Operand, lead: Lead) -> bool:
    """Whether the sentence of a mass, or the news, names its mineral."""
    told = f"{size.head} {size.bare} {size.after}".lower()
    return size.mineral in {None, lead.mineral} or size.mineral in told or bool(size.label.good)


def _unrated(size: Operand) -> bool:
    """Whether a mass that is made or planned is told without a rate."""
    return size.kind == "mass" and size.role in {"plain", "output", "target"}


def _covers(case: Case) -> str:
    what = phrase.capital(case.size.said)
    what = what if case.size.role == "plain" else f"{phrase.capital(case.size.name)} of {case.size.said}"
    return f"{what} equals {case.percent()} of {case.use.name} ({case.use.said})."


def _cover(case: Case) -> str:
    return (
        f"{phrase.capital(case.stock.name)} ({case.stock.said}) are {case.length()} of "
        f"{case.use.name} ({case.use.said})."
    )


def _added(case: Case) -> str:
    return (
        f"A rise of {case.rise.said} to {case.limit.said} adds {case.said('t')}, "
        f"{case.percent(case.value / case.world.value)} of {case.world.name}."
    )


def _year(operand: Operand) -> str:
    return f" in {operand.time[:4]}" if operand.time else ""


def _need_in_tonnes(case: Case) -> str:
    part = f"{phrase.capital(case.share.said)} of the need{_year(case.share)}"
    return f"{part} is {case.said('t')} ({case.use.name}: {case.use.said})."


RELATIONS = (
    Relation(
        "part_of_base",
        "Size",
        (
            slot("part", "cut rise reserved", "span", "share"),
            slot("base", MASSES, "span", "mass mass_rate", link="base"),
            slot("world", "world_output", "row"),
        ),
        "part * base / world",
        "share",
        _part,
        ("why", "reply"),
        also=("part * base",),
        when=lambda c: (
            c.base.good not in ORE
            and not (is_step(c.base) or (c.base.label.past and c.base.label.stand == "now"))  # of a month, maybe
            and ";" not in (between(c.part, c.base) or "")
        ),
        holds=lambda v: 1e-4 < v < 1,
        use=0.9,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "size_of_world",
        "Size",
        (slot("size", MASSES, "span", "mass mass_rate"), slot("world", "world_output", "row")),
        "size / world",
        "share",
        _of_world,
        ("why", "reply"),
        when=lambda c: (
            _contained(c)
            and annual(c.size)
            and not c.size.label.past
            and not _SHAPED.search(f"{c.size.called} {c.size.label.good} {c.lead.title}")
            and of_the_deal(c, c.size)
            and c.size.stage in {None, "mine", c.world.stage}
            and (c.size.role != "plain" or c.lead.family == "project")
            # without a rate or a year so large a mass is what a mine holds or yields over its life
            and not (_unrated(c.size) and c.size.time is None and c.size.value > 0.3 * c.world.value)
        ),
        holds=lambda v: 1e-4 < v < 0.98,
        use=0.7,
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
        flip="home",
        turn="it would cut nothing",
        counters=("eased_before",),
        when=lambda c: (
            _contained(c)
            and not c.size.firm
            and (c.size.role == "quota" or not c.lead.firms)
            and c.size.place in {None, c.home.place}
            and c.size.stage in {None, c.home.stage}
            and annual(c.size)
            and ahead(c.size, c.today)
        ),
        holds=lambda v: 0.05 < v < 5,
        use=0.95,
        surprise=lambda v: 0.9 if abs(v - 1) < 0.1 or v < 0.6 else 0.5,
        families=frozenset({"export_control", "policy", "project"}),
    ),
    Relation(
        "limit_against_need",
        "Against need",
        (slot("limit", LIMITS, "span", "mass mass_rate"), slot("need", "need", "span", "mass mass_rate")),
        "1 - limit / need",
        "share",
        _gap,
        ("why", "reply"),
        flip="need",
        turn="nothing would be short",
        holds=lambda v: 0.01 < v < 0.95,
        use=0.9,
    ),
    Relation(
        "cut_in_tonnes",
        "Size of the cut",
        (
            slot("limit", LIMITS + " output exports imports", "span", "mass mass_rate"),
            slot("cut", "cut", "span", "share"),
            slot("world", "world_output", "row"),
        ),
        "limit * cut / (1 - cut)",
        "t",
        _cut_tonnes,
        ("why",),
        also=("limit * cut / (1 - cut) / world",),
        when=lambda c: (
            changed(c.limit, c.cut)
            and way(c.cut) == -1
            and c.limit.label.thing in {"quota", "capacity"}  # what was made is set against itself, by its label
            and months_of(c.limit) in {12, None}
            and _contained(c)
            and not (c.limit.old or c.limit.high)
            and c.cut.base is None
        ),
        holds=lambda v: v > 0,
        use=0.7,
    ),
    Relation(
        "loss_of_a_day",
        "Size",
        (slot("output", "output capacity", "span", "mass mass_rate"), slot("world", "world_output", "row")),
        'output * unit(1, "day") / unit(1, "yr")',
        "t",
        _a_day,
        ("why", "reply"),
        also=("output / world",),
        when=lambda c: (
            c.lead.family == "project"
            and c.lead.direction == "down"
            and bool(STANDSTILL.search(c.lead.event.quote))
            and not _OVER.search(f"{c.lead.title} {c.lead.event.quote}")
            and _contained(c)
            and annual(c.output)
            and c.output.near >= 0.6
            and c.output.stage in {None, c.world.stage}
        ),
        holds=lambda v: v > 1,
        use=0.85,
        surprise=lambda v: 0.7,
    ),
    Relation(
        "size_of_use",
        "Against use",
        (
            slot("size", "capacity offtake stock output target plain", "span", "mass mass_rate"),
            slot("use", "use", "row"),
        ),
        "size / use",
        "share",
        _covers,
        ("why", "long"),
        when=lambda c: (
            _contained(c)
            and _is_told(c.size, c.lead)
            and annual(c.size)
            and c.size.good != "magnet"
            and not _many_years(c)
            and (c.use.place or "USA") in c.lead.sides
        ),
        holds=lambda v: 0.002 < v < 30,
        use=0.9,
        surprise=lambda v: 0.8 if v > 0.5 else 0.5,
    ),
    Relation(
        "stock_cover",
        "Stocks",
        (slot("stock", "us_stock", "row"), slot("use", "use", "row")),
        'stock / use * unit(1, "yr")',
        "months",
        _cover,
        ("why",),
        when=lambda c: c.lead.short and "USA" in c.lead.sides and c.lead.family in {"export_control", "import_measure"},
        holds=lambda v: 0.05 < v < 60,
        use=0.7,
        surprise=lambda v: 0.7 if v < 2 else 0.5,
        about="good",
    ),
    Relation(
        "lithium_of_world",
        "Size",
        (slot("size", MASSES, "span", "mass mass_rate"), slot("world", "world_output", "row")),
        f"size * {LITHIUM} / world",
        "share",
        _lithium,
        ("why", "reply"),
        also=(f"size * {LITHIUM}",),
        when=lambda c: c.size.good == "carbonate" and c.size.mineral == "lithium" and annual(c.size),
        holds=lambda v: 1e-4 < v < 0.98,
        use=0.75,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "added_by_rise",
        "Size of the rise",
        (
            slot("limit", LIMITS + " output exports capacity", "span", "mass_rate mass"),
            slot("rise", "rise", "span", "share"),
            slot("world", "world_output", "row"),
        ),
        "limit * rise / (1 + rise)",
        "t",
        _added,
        ("why",),
        also=("limit * rise / (1 + rise) / world",),
        when=lambda c: (
            changed(c.limit, c.rise)
            and way(c.rise) == 1
            and _contained(c)
            and not c.limit.old
            and c.limit.near >= 0.6
            and ahead(c.limit, c.today)
        ),
        holds=lambda v: v > 0,
        use=0.8,
        surprise=lambda v: 0.6,
    ),
    Relation(
        "need_in_tonnes",
        "In tonnes",
        (slot("share", "share", "span", "share"), slot("use", "use", "row")),
        "share * use",
        "t",
        _need_in_tonnes,
        ("why",),
        when=lambda c: c.share.metric == "demand_share" and c.share.near >= 0.5,
        holds=lambda v: v > 1,
        use=0.8,
        surprise=lambda v: 0.6,
    ),
)
