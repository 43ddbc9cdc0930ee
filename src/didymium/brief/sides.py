"""Who stands where in an event: who holds the supply, at which stage, who depends on it, who answers."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Literal

import polars as pl

from didymium import labels
from didymium.brief.verify.parse import names_in
from didymium.errors import MissingData, UnknownLabel
from didymium.records import Event, Reading
from didymium.world.load import World

Scene = Literal["cut", "barrier", "outage", "slack", "boom"]
# Economies whose loss a brief may count, in the order in which they are tried when a text names none.
ECONOMIES = ("USA", "EUU", "JPN", "KOR", "DEU", "IND", "GBR", "TWN", "CHN")
PRICED = ("USA", "EUU", "JPN", "KOR", "DEU", "CHN")  # those for which the twin has value added by sector
MUCH, HOLDS, SELLS, SOME, RULES = 0.15, 0.05, 0.02, 0.005, 0.5  # of world output
_UP = re.compile(
    r"(?i)\b(?:ris(?:e|es|ing)|rose|jump\w*|surg\w+|soar\w*|climb\w*|gain(?:s|ed)?|rall(?:y|ied|ies)|records?|tops?|"
    r"highest|doubl\w+|tripl\w+|higher|rebound\w*|dearer|spik\w+|grow\w*|boom\w*|shortage|perk\w*|firm(?:s|ed|er)?)\b"
)
_DOWN = re.compile(
    r"(?i)\b(?:fall(?:s|ing|en)?|fell|drop\w*|slump\w*|slid(?:e|es|ing)?|plung\w+|tumbl\w+|sank|sinks?|sinking|"
    r"lowest|lower|cheaper|crash\w*|collaps\w+|declin\w+|slip\w*|soften\w*|softer|weak\w*|glut|breather|cool\w*|"
    r"oversuppl\w+|downtrend|dip(?:s|ped)?|shrink\w*|rout|needs none|do without)\b"
)


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(labels.country_aliases().values())


_ACCIDENT = re.compile(
    r"(?i)\b(?:flood\w*|\w*slides?|fires?|quakes?|strikes?|accidents?|collapse\w*|explo\w+|storms?)\b"
)
_SITE = re.compile(r"\b(?:mine|smelter|refinery|plant|shaft|pit|concentrator|complex|project)\b")
_LESS = re.compile(
    r"(?i)\b(?:cuts?|without|free of|replac\w+|instead of|drops?|substitut\w+|no more|none|thrift\w*|phas\w+ out|"
    r"[a-z]+-free|eliminat\w+|away from|reduc\w+)\b"
)


def is_country(code: str) -> bool:
    """Whether a party is a country code (EUU among them), not an agency or company in capitals."""
    return code in _codes()


def shares(world: World, mineral: str, stage: str) -> tuple[tuple[str, float], ...]:
    """(country, share 0..1) of the named countries at a stage; empty where the world has none."""
    return _shares(world, mineral, stage)


@lru_cache(maxsize=4096)
def _shares(world: World, mineral: str, stage: str) -> tuple[tuple[str, float], ...]:
    try:
        rows = world.shares(mineral, stage)
    except (MissingData, UnknownLabel):
        return ()
    return tuple((c, s) for c, s in rows.select("country", "share").iter_rows() if c not in {"OTH", "WLD"})


def top(world: World, mineral: str, stage: str) -> tuple[str, float] | None:
    """The country with the largest share at a stage, and that share."""
    return max(shares(world, mineral, stage), key=lambda pair: pair[1], default=None)


def known(world: World, mineral: str) -> bool:
    """Whether the world has shares of a mineral at any stage."""
    return any(shares(world, mineral, stage) for stage in labels.STAGES)


def bottleneck(world: World, mineral: str | None) -> str:
    """The stage at which the supply of a mineral is most concentrated."""
    held = {s: best[1] for s in labels.STAGES if mineral and (best := top(world, mineral, s))}
    return max(held, key=lambda s: held[s]) if held else "refine"


def own_share(world: World, mineral: str, country: str) -> float:
    """The largest share that a country has of a mineral at any stage."""
    return max((dict(shares(world, mineral, s)).get(country, 0.0) for s in labels.STAGES), default=0.0)


def own_stage(world: World, mineral: str, country: str, least: float) -> str | None:
    """The stage at which a country holds most of a mineral's supply; None where it holds under `least`."""
    held = {s: dict(shares(world, mineral, s)).get(country, 0.0) for s in labels.STAGES}
    best = max(held, key=lambda s: held[s])
    return best if held[best] >= least else None


def mentions(reading: Reading) -> Counter[str]:
    """How often each country is named."""
    return Counter(e.id for e in reading.entities if e.kind == "country")


def falling(event: Event | None, reading: Reading) -> bool:
    """Whether the words of the headline, else of the event, speak of a fall."""
    for words in (reading.article.title, event.quote if event else ""):
        down, up = len(_DOWN.findall(words)), len(_UP.findall(words))
        if down != up:
            return down > up
    return False


def place(event: Event, reading: Reading, world: World, mineral: str) -> str | None:
    """Where a disruption lies: the acting country, one of the headline, that of a project that is named.

    Else the country named most, or one named half as often that is known to supply the mineral.
    """
    said = f"{reading.article.title} {event.quote}"
    titled = [c for alias, c in labels.country_aliases().items() if len(alias) > 3 and alias in reading.article.title]
    sites = [c for name, c in _sites(world) if name in said]
    sure = next((c for c in (*event.actors, *titled, *sites) if is_country(c) and c not in PRICED), None)
    named = mentions(reading).most_common()
    often = [c for c, n in named if 2 * n >= named[0][1]]
    held = {c: own_share(world, mineral, c) for c in often}
    best = max(often, key=lambda c: held[c], default=None)
    return sure or best


@lru_cache(maxsize=64)
def _sites(world: World) -> tuple[tuple[str, str], ...]:
    """(first word or words of a project's name, country) for names that are long enough to be told from words."""
    rows = world.table("projects").select("name", "country").iter_rows()
    return tuple(
        (short, c) for name, c in rows if len(short := re.split(r"[,(/]| mine| refinery", name)[0].strip()) > 5
    )


def mover_of(event: Event | None) -> str | None:
    """The country that acts: named as actor, else the home of the acting company."""
    actors = event.actors if event else ()
    found = next((a for a in actors if is_country(a)), None)
    return found or next((home for a in actors if (home := home_of(a))), None)


@lru_cache(maxsize=1024)
def home_of(party: str) -> str | None:
    """The country of a company or agency that is known by name."""
    found = [n for n in names_in(party) if n.country]
    return next((str(n.country) for n in found if n.kind in {"agency", "body", "company", "country"}), None)


def lost(event: Event | None, country: str) -> float:
    """Share of a country's capacity that a disruption is taken to stop: half by act of the state, a fifth at a site."""
    if event is None or country not in event.actors or _ACCIDENT.search(event.quote) or _SITE.search(event.quote):
        return 0.2
    return 0.5 if all(is_country(t) for t in event.targets) else 0.2


def buyers_of(event: Event | None) -> tuple[str, ...]:
    """The economies that raise a barrier; all buyers where no state does."""
    return tuple(dict.fromkeys(as_economy(c) for c in (event.actors if event else ()) if is_country(c))) or ("WLD",)


def scene_of(
    family: str, event: Event | None, reading: Reading, world: World, mineral: str
) -> tuple[Scene, str | None, str]:
    """What the twin is asked of an event on a mineral: the kind of shock, the holder of the supply, the stage."""
    mover = mover_of(event)
    if family == "tariff" and event and (hit := _seller(event, world, mineral, mover)):
        return "barrier", *hit
    if family == "dispute" and event and (hit := _party(event, world, mineral)):
        return "cut", *hit
    where = place(event, reading, world, mineral) if event and family in {"disruption", "dispute"} else None
    if where and (family == "disruption" or where not in PRICED):
        return "outage", where, own_stage(world, mineral, where, SOME) or "mine"
    if (own := _own(family, event, world, mineral, mover)) is not None:
        return "cut", *own
    return _market(family, event, reading), *_rival(event, reading, world, mineral, mover)


def _market(family: str, event: Event | None, reading: Reading) -> Scene:
    """Weaker or stronger demand for news of the market, a cut of supply for all other news."""
    if family not in {"price", "demand"}:
        return "cut"
    said = f"{reading.article.title} {event.quote if event else ''}"
    if falling(event, reading) or (family == "demand" and _LESS.search(said)):
        return "slack"
    return "boom" if family == "demand" else "cut"


def _own(family: str, event: Event | None, world: World, mineral: str, mover: str | None) -> tuple[str, str] | None:
    """The side that moves and its stage, where it is itself the supplier that matters.

    Whoever restricts or eases is; whoever sets a policy, buys for its stocks or agrees alone with a firm is from 15 %
    of world output, or 5 % for a policy; anyone is who holds most of the supply.
    """
    if mover is None:
        return None
    alone = sum(is_country(a) for a in (event.actors if event else ())) <= 1
    eased = HOLDS if mover in ECONOMIES else SOME  # a large buyer that eases something has eased an import duty
    rules = RULES if mover in ECONOMIES and mover != "CHN" else HOLDS  # a large buyer's policy is for its own supply
    least = {"restriction": SOME, "easing": eased, "policy": rules}.get(family, RULES)
    if family in {"agreement", "stockpile"} and alone:
        least = MUCH
    stage = own_stage(world, mineral, mover, least)
    if stage is None and family in {"restriction", "easing"} and mover not in PRICED:
        stage = bottleneck(world, mineral)
    return (mover, stage) if stage else None


def _seller(event: Event, world: World, mineral: str, mover: str | None) -> tuple[str, str] | None:
    """The target of a barrier that sells the mineral (of one against all: the main seller), and its stage."""
    for target in event.targets or (sellers(world, mineral, mover) if mover else ()):
        stage = own_stage(world, mineral, target, SELLS) if is_country(target) else None
        if stage:
            return target, stage
    return None


def _party(event: Event, world: World, mineral: str) -> tuple[str, str] | None:
    """The party of a dispute that supplies the mineral, and its stage."""
    parties = [c for c in (*event.targets, *event.actors) if is_country(c)]
    held = [(c, stage) for c in parties if (stage := own_stage(world, mineral, c, MUCH))]
    return held[0] if held else None


def sellers(world: World, mineral: str, importer: str) -> tuple[str, ...]:
    """The five countries from which an economy bought most of a mineral, the largest first."""
    return tuple(purchases(world, mineral, importer)["exporter"].head(5).to_list())


def own_code(mineral: str) -> pl.Expr:
    """Rows of trade whose customs code is the mineral's own: one of several minerals tells of none, but of a group."""
    return pl.lit(True) if labels.is_group(mineral) else pl.col("flag").fill_null("") != "group_code"


@lru_cache(maxsize=512)
def purchases(world: World, mineral: str, importer: str) -> pl.DataFrame:
    """What an economy bought abroad in the latest known year, by exporter, dearest first: exporter, value_usd, year,
    stage (`mine` where all of it left a mine).

    The Union's members count as one buyer, without what they buy from each other.
    """
    buyers = labels.eu_members() if importer == "EUU" else (importer,)
    rows = world.table("trade").filter(
        (pl.col("mineral") == mineral)
        & pl.col("importer").is_in(list(buyers))
        & ~pl.col("exporter").is_in(list(buyers))
        & pl.col("value_usd").is_not_null()
        & own_code(mineral)
    )
    last = rows.filter(pl.col("year") == pl.col("year").max())
    stages = last["stage"].unique().to_list()
    sold = last.group_by("exporter").agg(pl.col("value_usd").sum(), pl.col("year").max())
    sold = sold.with_columns(stage=pl.lit("mine" if stages == ["mine"] else ""))
    return sold.sort("value_usd", "exporter", descending=[True, False])


def _rival(
    event: Event | None, reading: Reading, world: World, mineral: str, mover: str | None
) -> tuple[str | None, str]:
    """The holder of the supply when none acts: the largest share at the bottleneck, raised for those that are named.

    The parties of the event are no rivals, unless one holds most of the supply itself.
    """
    stage = bottleneck(world, mineral)
    best = top(world, mineral, stage)
    if best is None:
        return None, stage
    parties = {mover, *(event.actors if event else ()), *(event.targets if event else ())}
    if best[0] in parties and best[1] >= RULES:
        return best[0], stage
    named = mentions(reading)
    if event and event.type == "agreement":
        parties = set()  # two suppliers that agree are the supply
    scored = [
        (share * (1 + min(named[c], 3) / 3), share, c, s)
        for s in labels.STAGES
        for c, share in shares(world, mineral, s)
        if c not in parties and share >= HOLDS
    ]
    if not scored:
        return best[0], stage
    _, _, country, at = max(scored)
    return country, at


def as_economy(code: str) -> str:
    """A member of the European Union that is no economy of its own counts as the Union."""
    if code in ECONOMIES or not is_country(code):
        return code
    return "EUU" if code in labels.eu_members() else code


def dependent_of(reading: Reading, holder: str | None, event: Event | None, scene: Scene) -> str | None:
    """The economy whose loss is counted: one that the event names, else the one named most; never the holder."""
    sides = (event.actors, event.targets) if event else ((), ())
    named = [*sides[0], *sides[1]] if scene == "barrier" else [*sides[1], *sides[0]]
    spoken = [c for c, _ in mentions(reading).most_common()]
    options = [c for c in (as_economy(c) for c in (*named, *spoken)) if c in ECONOMIES and c != holder]
    return next((c for c in options if c in PRICED), options[0] if options else None)


def other_of(
    family: str, mover: str | None, holder: str | None, dependent: str | None, event: Event | None
) -> str | None:
    """The side that answers: whom a measure is aimed at, else the holder or the dependent economy, never the mover."""
    aimed = family in {"restriction", "easing", "tariff", "dispute", "policy"}
    targets = [t for t in (event.targets if event and aimed else ()) if is_country(t)]
    sides = (*(t for t in targets if t in (holder, dependent)), holder, dependent)
    if mover is not None and mover == holder:
        sides = (*targets, *sides)
    return next((c for c in sides if c and c != mover), None)
