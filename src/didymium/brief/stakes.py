"""Who gains and who loses by the news, by name: the other makers of its good, where it moves what is to be had."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.background import TRADE_FAMILIES, made_good
from didymium.brief.buyers import MADE, Buyer, buyers, listed
from didymium.brief.lead import is_country, rows_about
from didymium.brief.makers import HEAVY, OLD, SIZED, Maker, contained, makers
from didymium.brief.plants import called, sited, told_of
from didymium.brief.record import EXPORT, known, known_measures
from didymium.brief.relations.base import Operand
from didymium.brief.relations.worths import FROM_FEED
from didymium.brief.setting import MOST_MINERALS, Row, Setting
from didymium.brief.supply import COUNTED, latest, named_shares
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date

WHO = frozenset({"Who gains", "Who loses"})  # labels of what they are told under
ENOUGH = 2  # makers with a size from which no countries are told for them
BOUGHT = 4  # buyers of a sentence
NAMED, NEXT = 3, 1  # makers that run, and others, of a sentence
COUNTS = 0.1  # part of the largest that runs from which one to come is told
LEAST_LAND = 0.05  # share of a stage from which a country is named as one that sells
HOLDS = 0.03  # share of a stage from which a step of a country moves what is to be had
TOLD = 0.3  # nearness from which what is lost is told of the news
MISSED = 0.01  # part of a year's world output from which a stop does
LONG_AGO = 90  # days since a stop began after which news of it is of no new one
FREED = 0.03  # and from which a restart does
STATE_SELLS = "CHN"  # whose sellers a control of their own state serves
DOMINATES = 0.5  # share from which a rising price of which an article blames export controls is that country's doing
KINDS = frozenset({"news", "notice", "release", "market_report", "wrap", "statistics"})
THERE = "{there}"  # for the countries of those that are named
GOOD_AT = {"bauxite": "mine", "alumina": "refine", "aluminium": "metal"}  # goods that are a stage
_CURBS = re.compile(
    r"(?i)\bexport(?:s|ing)?\b[^.;]{0,40}\b(?:ban\w*|curbs?|controls?|licen[cs]\w*|quotas?|restrict\w+)\b|"
    r"\b(?:ban\w*|curbs?|controls?|restrict\w+)\b[^.;]{0,30}\bexports?\b"
)
_STATE = re.compile(  # what stops a site because of where it stands
    r"(?i)\b(?:coups?|governments?|junta|decrees?|revok\w+|licen[cs]\w*|permits?|nationali[sz]\w+|bans?|courts?|laws?|"
    r"unrest|turmoil|war|rebels?|militar\w+|embargo\w*|sanctions?|regulat\w+|ministr\w+|power|electricity|energy)\b"
)
_LIFTED = re.compile(
    r"(?i)\b(?:lift\w*|suspen\w+|remov\w+|scrap\w*|ends?|ended|drop(?:s|ped)|abolish\w*|eas(?:es|ed|ing))\b"
)
_SEIZED = re.compile(r"(?i)\b(?:nationali[sz]\w+|expropriat\w+|seiz(?:es?|ed|ing|ure))\b")
_PLANS = re.compile(
    r"(?i)\b(?:propos\w+|plan(?:s|ned|ning)?|consider\w*|mull\w*|weigh\w*|threat\w+|could|may|might|draft|bill|seek\w*|petition\w*|alleg\w+)\b"
)
_ALL_MINES = re.compile(  # of a country or its largest district
    r"(?i)\b(?:mining (?:ban|suspension|moratorium)|ban on mining|suspension of all (?:\w+ )?(?:mining|mineral)|"
    r"all min(?:es|ing)|nationwide)\b"
)
SEVERAL = 3  # heavy rare earths of an article from which it is about them all
_SETTLED = re.compile(  # a strike that is over
    r"(?i)\b(?:deal|agree\w*|ends?|ended|ending|call(?:s|ed)? off|halting|averts?|averted)\b[^.;]{0,60}\bstrikes?\b|"
    r"\bstrikes?\b[^.;]{0,60}\b(?:deal|ends?|ended|called off|over|averted|suspended)\b"
)
_LEGAL = re.compile(r"(?i)[\s,]+(?:corporation|corp|group|inc|ltd|limited|plc|company|co)\.?$")
_SHUTS = re.compile(r"(?i)\b(?:shut\w*|clos(?:es?|ed|ing|ure)|halt\w*|stop(?:s|ped)?|suspend\w*)\b")
_LATER = re.compile(r"(?i)\b(?:delay\w*|postpon\w+|shelv\w+|defer\w*|put off)\b")  # what takes nothing out yet
_AGAIN = re.compile(r"(?i)\b(?:resum\w+|restart\w*|re-?open\w*|lift\w*|ends? (?:the )?(?:strike|ban|moratorium))\b")
_OF_ALL = re.compile(
    r"(?i)(\d+(?:\.\d+)?)\s?(?:%|per ?cent)\s(?:of\s)?(?:the\s)?(?:annual\s|total\s|primary\s)*(?:global|world)"
)
_TURNED = re.compile(  # a price that moves the other way now
    r"(?i)\b(?:end(?:s|ed|ing)?|snap(?:s|ped)?|halt(?:s|ed)?|break(?:s|ing)?|broke) [^.;]{0,40}"
    r"\b(?:los\w+|declines?|slides?|rall\w+|gains?|streak|runs?)\b|"
    r"\b(?:recover\w*|rebound\w*|stabili[sz]\w*|steadi\w+|trim\w*|pares?|pared)\b"
)
_ALLOWS = re.compile(r"(?i)\b(?:allow\w*|resum\w*|relax\w*|eas(?:es|ed|ing)|extends? [^.;]{0,30}quotas?)\b")
_PRICE = re.compile(r"(?i)\bprices?\b|\bquotes?\b|\bfutures\b|\bpremiums?\b|\brall\w+|\bsurg\w+|\bslump\w*|\bplung\w+")


_SAME = re.compile(  # a list that goes on as it was changes nothing that is to be had
    r"(?i)\bunchanged\b|\bsame (?:list|number|companies|firms|quota)\b|\b(?:roll(?:s|ed)?|carried) over\b|\brollover\b"
)
_OF_BALANCE = re.compile(r"(?i)\b(?:deficits?|surplus(?:es)?|shortfalls?|balance)\b")  # whose end is no rise of a price
_MADE_OF_IT = re.compile(  # goods of their own, whose makers and buyers are others
    r"(?i)\b(?:fused|calcined|tabular|brown|white)[- ]+(?:alumina|aluminium oxide)\b|\bcorundum\b|\btitanium dioxide\b|"
    r"\bpigments?\b|\belectrodes?\b|\bferro-?\w+\b|\bsilico-?\w*manganese\b|\bcarbides?\b(?! tools)|\bextrusions?\b|"
    r"\bfoil\b|\b(?:wire )?rods?\b|\btubes?\b|\bpipes?\b|\bshot\b|\bwheels?\b|\bscrap\b"
)


@dataclass(frozen=True)
class Turn:
    """What the news does to makers of its good: the words before their names, and whom it leaves out.

    out: countries of which none is named; only: those of which alone some are; home: where the first stand.
    """

    role: str  # gainers or losers
    opens: str
    out: tuple[str, ...] = ()
    firms_out: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    home: str = ""
    lasts: bool = False  # whether it holds long enough for those that do not run yet
    ends: str = ""  # what befalls those who buy the good, whose sellers are not meant then


def stakes(setting: Setting) -> Iterator[Operand]:
    """The makers that gain, or lose, by the news, with countries and sizes; the countries where no maker is known.

    Of several choices of them the longest that is proven is told.
    """
    lead = setting.lead
    fits = lead.kind in KINDS or lead.event.type == "supply_disruption"
    if not fits or (lead.shaped and not _is_enriched(setting)) or lead.status_denied:
        return
    done = set[str]()
    for good, mineral, at in _goods(setting):
        for turn in _turns(setting, good, mineral, at):
            if turn.role in done:
                continue
            if turn.ends:
                told = [*_buying(setting, good, mineral, at, turn)]
                done |= {turn.role} if told else set()
                yield from told
                continue
            found = _chosen(setting, good, mineral, at, turn)
            few = sum(m.is_known for m in found) < ENOUGH
            told = [*_lands(setting, good, mineral, at, turn)] if few else []
            told = told or [*_operands(setting, good, turn, found)]
            done |= {turn.role} if told else set()
            yield from told


def _chosen(setting: Setting, good: str, mineral: str, at: frozenset[str], turn: Turn) -> list[Maker]:
    """The largest that run, those at home first, and the nearest of those that do not run yet."""
    trade = setting.lead.family in TRADE_FAMILIES  # a site that it names may be the one that is hit
    found = makers(setting, mineral, at, out=turn.out, firms_out=turn.firms_out, only=turn.only, named=trade)
    if good == "enriched uranium":
        found = [m for m in found if str(m.row["capacity_unit"]).startswith("SWU")]
    found.sort(key=lambda m: m.country != turn.home)
    running = [m for m in found if m.runs][:NAMED]
    least = COUNTS * max((m.weight for m in running), default=0.0)
    if len(running) >= ENOUGH:
        return _by_firm(running)
    waits = (m for m in found if not m.runs and turn.lasts and m.size > 0 and m.weight >= least)
    return [*_by_firm(running), *itertools.islice(waits, NEXT)]


def _by_firm(some: list[Maker]) -> list[Maker]:
    """What is told without a firm first, or a firm would own it."""
    return sorted(some, key=lambda m: bool(m.firm))


def _buying(setting: Setting, good: str, mineral: str, at: frozenset[str], turn: Turn) -> Iterator[Operand]:
    """The firms that buy the good, as the news may leave them with less of it or with a cheaper one."""
    whose = GOODS_BOUGHT.get(good, mineral)
    for bought in _bought_at(setting, good, at):
        if found := buyers(setting, whose, bought, out=turn.out, only=turn.only, most=BOUGHT):
            forms = {b.form for b in found}
            name = forms.pop() if len(forms) == 1 else ""
            place = f" in {phrase.country(turn.only[0])}" if len(turn.only) == 1 else ""
            opens = f"Buyers of {name or good}{place} {turn.ends}"
            yield from _operands(setting, good, replace(turn, opens=opens, home=turn.only[0] if place else ""), found)
            return


GOODS_BOUGHT = {"NdFeB magnets": "NdFeB magnets", "graphite anodes": "graphite"}  # under which their buyers stand


def _bought_at(setting: Setting, good: str, at: frozenset[str]) -> Iterator[frozenset[str]]:
    """The stages at which the buyers who are hit buy: of what is mined those who refine it, else those who use it."""
    lead, ore = setting.lead, frozenset({"mine"})
    if good in GOODS_BOUGHT:
        yield frozenset({"component"})
    elif good in GOOD_AT:
        yield frozenset({GOOD_AT[good]})
    elif lead.family != "market" and (lead.rock or (lead.stage == "mine" and lead.family == "export_control")):
        yield ore
    elif lead.family in {"project", "dispute"}:
        yield from (ore, MADE) if at == ore else (MADE,)
    else:
        yield MADE if at & MADE or lead.family in {"market", "import_measure"} else ore
        yield ore  # of what is sold as rock: graphite


def _operands(setting: Setting, good: str, turn: Turn, chosen: Sequence[Maker | Buyer]) -> Iterator[Operand]:
    """All of them, then some less."""
    for many in dict.fromkeys((len(chosen), len(chosen) - 1, 2, 1)):
        for some in itertools.combinations(chosen, many) if 0 < many <= len(chosen) else ():
            yield _operand(setting, good, turn, some)
            if len({m.column in SIZED for m in some}) > 1:  # a size beside a name without one may be read as of both
                yield _operand(setting, good, turn, [replace(m, column="known_from") for m in some])


def _operand(setting: Setting, good: str, turn: Turn, chosen: Sequence[Maker | Buyer]) -> Operand:
    ids = tuple(setting.ledger.cell(m.table, m.row, m.column) for m in chosen)
    lands = dict.fromkeys(str(m.row["country"]) for m in chosen)
    opens = turn.opens.replace(THERE, phrase.listed([phrase.country(c) for c in lands]))
    return Operand(ids[0], turn.role, "count", float(len(ids)), "count", opens, good, "row", near=1.0,
                   note=_note(turn, chosen), extra=ids)  # fmt: skip


def _note(turn: Turn, chosen: Sequence[Maker | Buyer]) -> str:
    some = [m for m in chosen if isinstance(m, Buyer)]
    return listed(some, not turn.home) if some else "; ".join(m.told() for m in chosen if isinstance(m, Maker))


def _lands(setting: Setting, good: str, mineral: str, at: frozenset[str], turn: Turn) -> Iterator[Operand]:
    """The other countries with most of a stage; not China among those that mine, which sells the metal."""
    if turn.only or not turn.out or turn.role != "gainers":
        return
    barred = {*turn.out, *_barred(setting, mineral)}
    for stage in sorted(at, key=lambda s: (s != setting.lead.stage, s != "refine")):
        held = [
            (key, r) for r in named_shares(setting.world, mineral, stage)
            if r["country"] not in {*barred, *(["CHN"] if stage == "mine" else [])} and r["share"] >= LEAST_LAND
            and int(r["year"]) >= setting.today.year - OLD
            and (key := setting.ledger.share(mineral, stage, str(r["country"]))) is not None
        ][:NAMED]  # fmt: skip
        if held:
            of = f"of world {phrase.output(mineral, stage)} in {held[0][1]['year']}"
            for k, (key, row) in enumerate(held, 1):
                part = float(row["share"])
                said = f"{phrase.country(str(row['country']))}, {phrase.quantity(part, 'share')} {of}"
                yield Operand(key, f"lands_up_{k}", "share", part, "share", said, turn.opens, "row", near=1.0,
                              mineral=mineral, stage=stage)  # fmt: skip
            return


def _barred(setting: Setting, mineral: str) -> Iterator[str]:
    """The countries that let none of a mineral out themselves."""
    for row in rows_about(setting.world, "measures", (mineral,)).filter(pl.col("kind") == "export_ban").to_dicts():
        to_all = not row["firms"] and {*str(row["targets"] or "WLD").split(";")} == {"WLD"}
        if to_all and (k := known(setting, row)) is not None and k.state.state == "in_force":
            yield str(row["actor"])


def _goods(setting: Setting) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(name of the good, mineral, stages) of what the news is about."""
    lead, made = setting.lead, made_good(setting)
    if made == ("NdFeB magnets", "component"):
        yield "NdFeB magnets", "rare earths", frozenset({"component"})
    elif made == ("graphite", "refine"):
        yield "graphite anodes", "graphite", frozenset({"component"})
    elif made is not None:
        yield HEAVY, HEAVY, frozenset({"refine", "metal"})
    elif _is_enriched(setting):
        yield "enriched uranium", "uranium", frozenset({"refine"})
    elif {*lead.minerals} <= {"scandium", *labels.members("rare earths")} and _heavies(setting) >= SEVERAL:
        yield HEAVY, HEAVY, frozenset({"refine"})
    elif lead.stage != "component" or lead.family == "import_measure":
        most = MOST_MINERALS if lead.family == "export_control" else 1  # of other news the rest is beside it
        for mineral in lead.minerals[:most] or _of_firms(setting):
            at = _at(setting, mineral)
            if lead.family == "export_control" and lead.actor:  # what it sells: who refines its ore gains nothing
                at = frozenset(s for s in at if _share(setting, mineral, lead.actor, frozenset({s})) >= HOLDS) or at
            element = mineral in labels.members("rare earths")
            good = HEAVY if mineral in labels.members(HEAVY) else "rare earths" if element else mineral
            yield good, mineral, at


def _is_enriched(setting: Setting) -> bool:
    """Whether the news is of enriched uranium, which is sold by who enriches."""
    lead = setting.lead
    return lead.mineral == "uranium" and "enrich" in f"{lead.title}. {lead.event.quote}".lower()


def _heavies(setting: Setting) -> int:
    """How many of the heavy rare earths the article names."""
    text = setting.reading.article.text.lower()
    return sum(m in text for m in labels.members(HEAVY))


def _of_firms(setting: Setting) -> tuple[str, ...]:
    """The first mineral of the firm of a deal whose good is not told."""
    rows = setting.world.table("companies").filter(pl.col("name").is_in([*setting.lead.firms]))
    return tuple(dict.fromkeys(str(m).split(";")[0] for m in rows["minerals"].to_list()))[:1]


_ORE = re.compile(r"(?i)\b(?:ores?|concentrates?)\b")


def _at(setting: Setting, mineral: str) -> frozenset[str]:
    """The stages at which who sells a mineral is moved by the news."""
    lead = setting.lead
    site = next((str(r["stage"]) for r in sited(setting)), None) if lead.family == "project" else None
    if good := GOOD_AT.get(mineral) or site or ("mine" if lead.rock else None):
        return frozenset({good})
    if mineral == "lithium" and lead.stage in {"mine", "refine", None}:
        return frozenset({"mine", "refine"})  # of brine it is made where it is pumped
    if lead.stage == "refine" and mineral in {"rare earths", *labels.members("rare earths")}:
        return frozenset({"refine"})  # whose metal is another good
    mined = mineral not in FROM_FEED and latest(setting, "production", mineral, "WLD", "mine") is not None
    if mined and (lead.stage == "mine" or lead.family == "market"):
        return frozenset({"mine"})  # what sells earns the price: a smelter that buys ore earns a fee
    if lead.family == "import_measure" and mineral in labels.members("platinum group metals"):
        return frozenset({"mine", "refine", "metal"})  # mines of these sell metal
    dutied = lead.family == "import_measure" and not _ORE.search(setting.reading.article.text)  # metal and articles
    if not mined or lead.stage in {"refine", "metal"} or dutied:
        return frozenset({"refine", "metal"})
    return frozenset({"mine"} if lead.family == "project" else {"mine", "refine", "metal"})


def _turns(setting: Setting, good: str, mineral: str, at: frozenset[str]) -> Iterator[Turn]:
    """What the news does to the makers of a good; none where it moves nothing that they sell."""
    lead = setting.lead
    if lead.family == "export_control":
        yield from _of_control(setting, good, mineral, at)
    elif lead.family == "import_measure":
        yield from _of_duty(setting, good)
    elif lead.supposed:
        return
    elif _SEIZED.search(f"{lead.title}. {lead.event.quote}"):
        yield from _of_seizure(setting, good, mineral, at)
    elif lead.family == "project" or (lead.family == "dispute" and _SHUTS.search(lead.title)):
        yield from _of_site(setting, good, mineral)
    elif lead.family == "market" and lead.event.type == "price_move":
        yield from _of_price(setting, good, mineral, at)


def _share(setting: Setting, mineral: str, country: str, at: frozenset[str]) -> float:
    """The largest share of a country in the stages of a mineral; 1 where the world has none of anybody."""
    rows = [r for s in at for r in named_shares(setting.world, mineral, s)]
    return max((float(r["share"]) for r in rows if r["country"] == country), default=0.0 if rows else 1.0)


def _would(setting: Setting) -> bool:
    """Whether a step is no more than proposed, planned or threatened yet."""
    lead = setting.lead
    words = f"{lead.title}. {lead.event.quote}"
    return lead.event.status in {"proposed", "reported"} or lead.supposed or _PLANS.search(words) is not None


def _of_control(setting: Setting, good: str, mineral: str, at: frozenset[str]) -> Iterator[Turn]:
    """A step of a large seller shelters, or no longer shelters, those who sell from elsewhere."""
    lead, actor = setting.lead, setting.lead.actor
    if actor is None or not is_country(actor) or lead.on_firms:
        return
    if _share(setting, mineral, actor, at) < HOLDS:
        yield from _of_sanctions(setting, good, mineral, at)
        return
    if lead.direction == "tighten" and (_ALLOWS.search(lead.title) or _SAME.search(setting.reading.article.text)):
        return  # what a headline allows, or leaves as it was, takes nothing out
    firm, hit = not _would(setting), tuple(t for t in lead.targets if is_country(t) and t != actor)
    here = f"Sellers of {good} from {phrase.country(actor)}"
    if lead.direction == "tighten":
        yield Turn("gainers", f"Other sellers of {good} {'gain' if firm else 'would gain'}", (actor,), lasts=True)
        if actor != STATE_SELLS:
            yield Turn("losers", f"{here} {'lose' if firm else 'would lose'}", only=(actor,))
        yield Turn("payers", "", (actor,), only=hit, ends="that would pay more or run short", lasts=True)
    else:
        if actor != STATE_SELLS:
            yield Turn("gainers", f"{here} gain", only=(actor,))
        yield Turn("savers", "", (actor,), only=hit, ends="that would gain", lasts=True)
    stood = any(k.state.state in {"in_force", "suspended"} for k in known_measures(setting, actor, EXPORT))
    lifted = _LIFTED.search(f"{lead.title}. {lead.event.quote}")
    if lead.direction == "ease" and firm and stood and lifted and not lead.limited:
        yield Turn("losers", f"Other sellers of {good} lose shelter", (actor,))


def _of_sanctions(setting: Setting, good: str, mineral: str, at: frozenset[str]) -> Iterator[Turn]:
    """A buyer's sanctions on a large seller shelter the others, and their end is that seller's gain."""
    lead = setting.lead
    hit = tuple(t for t in lead.targets if is_country(t) and _share(setting, mineral, t, at) >= HOLDS)
    if not hit or not re.search(r"(?i)\bsanction", f"{lead.title}. {lead.event.quote}") or _would(setting):
        return
    tight = lead.direction == "tighten"
    yield Turn(
        "losers" if tight else "gainers", f"Sellers of {good} from {THERE} {'lose' if tight else 'gain'}", only=hit
    )
    others = "gain" if tight else "lose shelter"
    yield Turn("gainers" if tight else "losers", f"Other sellers of {good} {others}", hit)
    role, ends = ("payers", "that would pay more or run short") if tight else ("savers", "that would gain")
    yield Turn(role, "", hit, only=(lead.actor,) if lead.actor else (), ends=ends, lasts=True)


def _of_seizure(setting: Setting, good: str, mineral: str, at: frozenset[str]) -> Iterator[Turn]:
    """A state that takes a site over puts its output at risk, which helps who sells from elsewhere."""
    lead = setting.lead
    place = lead.place or lead.actor
    if place and is_country(place) and _share(setting, mineral, place, at) >= MISSED:
        yield Turn("gainers", f"Other sellers of {good} would gain", (place,), _own_firms(setting))


def _of_duty(setting: Setting, good: str) -> Iterator[Turn]:
    """A duty helps who makes the good at home or elsewhere and hurts whom it is set on; a refused one the reverse."""
    lead, actor = setting.lead, setting.lead.actor
    hit = tuple(t for t in lead.targets if is_country(t))
    other = _MADE_OF_IT.search(f"{lead.title}. {lead.event.quote}")
    if actor is None or not is_country(actor) or lead.on_firms or other:
        return
    if lead.direction == "ease":
        yield Turn("losers", f"Makers of {good} at home lose the shelter", only=(actor,))
        yield Turn("savers", "", only=(actor,), ends="that would gain")
        return
    yield Turn("payers", "", only=(actor,), ends="that would pay more")
    would = _would(setting)
    if hit:
        gains = "would gain" if would else "gain"
        yield Turn("gainers", f"Other sellers of {good} {gains}", hit, home=actor, lasts=True)
        yield Turn("losers", f"Sellers of {good} from {THERE} {'would lose' if would else 'lose'}", only=hit)
    else:
        yield Turn("gainers", f"Makers of {good} at home {'would gain' if would else 'gain'}", only=(actor,))


def _of_site(setting: Setting, good: str, mineral: str) -> Iterator[Turn]:
    """A stop that the world misses helps who else sells the good, and the restart of such a site hurts them."""
    lead = setting.lead
    words, own, part = f"{lead.title}. {lead.event.quote}", _own_firms(setting), _lost(setting, mineral)
    of_state = lead.site is None or _STATE.search(setting.opening)
    spared = _LATER.search(words) or _SETTLED.search(lead.title) or _stood_before(setting)
    if (lead.direction == "down" or lead.family == "dispute") and part >= MISSED and not spared:
        yield Turn("gainers", f"Other sellers of {good} gain", (lead.place,) if of_state and lead.place else (), own)
        yield Turn("payers", "", ends="that would pay more or run short")
    if lead.direction == "up" and part >= FREED and _AGAIN.search(words):
        yield Turn("losers", f"Other sellers of {good} lose by the return", (), own)
        yield Turn("savers", "", ends="that would gain")


def _counted_as(mineral: str, stage: str) -> tuple[str, str, str]:
    """(mineral, the world, stage) under which the world's output of a good at a stage is counted."""
    name, at = COUNTED.get(mineral, (mineral, stage))
    return name, "WLD", at


def _stood_before(setting: Setting) -> bool:
    """Whether a site of the news had stopped months before it: what is decided of it now takes nothing more out."""
    sites = {str(k) for r in sited(setting) or _named_there(setting) for k in (r["id"], r["name"])}
    for row in setting.world.table("stoppages").to_dicts():
        long = (setting.today - parse_date(str(row["from"]))).days > LONG_AGO
        lasts = row["until"] is None or parse_date(str(row["until"])) >= setting.today
        if long and lasts and {str(row["project_id"]), str(row["site"])} & sites:
            return True
    return False


def _own_firms(setting: Setting) -> tuple[str, ...]:
    """The firms and sites of the news, by name."""
    lead = setting.lead
    told = ";".join(f"{r['operator'] or ''};{r['owners'] or ''};{r['name']}" for r in sited(setting))
    names = (re.sub(r"\s*[\d.]+\s?%.*", "", n).strip() for n in re.split(r"[;,()]", told))
    found = (_LEGAL.sub("", n) for n in (*lead.firms, lead.site or "", *names))  # "Cameco" of "Cameco Corporation"
    return tuple(dict.fromkeys(n for n in found if n))


def _lost(setting: Setting, mineral: str) -> float:
    """The part of the world's output of a year that the site of the news makes: as told, else by the world's rows."""
    if (told := _OF_ALL.search(setting.reading.article.text)) is not None:
        return float(told[1]) / 100
    of_all = latest(setting, "production", *_counted_as(mineral, "mine"))
    gone = [o.value for o in setting.stated if o.role == "lost" and o.unit in {"t", "t/yr"} and o.near >= TOLD]
    if gone and of_all is not None:
        return max(gone) / float(of_all["value"])
    parts = [0.0]
    for row in sited(setting) or _named_there(setting):
        world = latest(setting, "production", *_counted_as(mineral, row["stage"]))
        for column in ("output_latest", "capacity"):
            found = told_of(setting, row, column)
            if found and world and found[1][column]:
                size = float(found[1][column]) * contained(str(found[1]["capacity_unit"]))
                parts.append(size / float(world["value"]))
    if setting.lead.place and _ALL_MINES.search(f"{setting.lead.title}. {setting.lead.event.quote}"):
        parts.append(_share(setting, mineral, setting.lead.place, frozenset({"mine"})))
    of = (_counted_as(mineral, s) for s in ("mine", "refine", "metal"))
    whole = [w for name, land, stage in of if (w := latest(setting, "production", name, land, stage))]
    for one in setting.stated:
        made = one.metric in {"production", "capacity", "output"} and one.unit in {"t", "t/yr"} and not one.good
        if made and one.mineral == mineral and whole:
            parts.append(one.value / max(float(w["value"]) for w in whole))
    return max(parts)


def _named_there(setting: Setting) -> list[Row]:
    """The sites of the good that the article names in the country of its news."""
    rows = rows_about(setting.world, "projects", setting.lead.minerals[:1]).to_dicts()
    text = setting.reading.article.text
    return [r for r in rows if r["country"] == setting.lead.place and (n := called(r["name"])) and n in text]


def _of_price(setting: Setting, good: str, mineral: str, at: frozenset[str]) -> Iterator[Turn]:
    """A price that moves pays, or costs, who sells; where a country's controls move it, who sells from elsewhere."""
    lead, text = setting.lead, setting.reading.article.text
    news = f"{lead.title}. {lead.event.quote}"
    if lead.direction not in {"up", "down"} or not _PRICE.search(news) or _TURNED.search(news):
        return
    if _OF_BALANCE.search(lead.title):
        return
    role, ends = ("payers", "that would pay more") if lead.direction == "up" else ("savers", "that would gain")
    yield Turn(role, "", ends=ends)
    if lead.direction == "up" and _CURBS.search(text):
        held = (r for s in at for r in named_shares(setting.world, mineral, s) if float(r["share"]) >= DOMINATES)
        if (whose := next((str(r["country"]) for r in held if r["country"] in setting.named), None)) is not None:
            yield Turn("gainers", f"Other sellers of {good} gain", (whose,))
            return
    rows = [r for s in at for r in named_shares(setting.world, mineral, s) if float(r["share"]) >= HOLDS]
    said = {n.id for n in find_names(f"{lead.title}. {lead.event.quote}") if n.kind == "country"}
    troubled = tuple(str(r["country"]) for r in rows if r["country"] in said)
    if lead.direction == "up" and troubled and _STATE.search(f"{lead.title}. {lead.event.quote}"):
        yield Turn("gainers", f"Other sellers of {good} gain", troubled)
        return
    role, does = ("gainers", "gain") if lead.direction == "up" else ("losers", "lose")
    yield Turn(role, f"Sellers of {good} {does} by the price")
