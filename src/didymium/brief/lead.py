"""The lead of an article as the brief uses it: the reader's proposition, with the sides and the good named.

Nothing displaces it: slots that the text does not settle stay empty, and what needs them is not said.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.news.completion import UMBRELLAS as UMBRELLAS
from didymium.news.results import BY_PRODUCTS
from didymium.news.sentences import split_sentences
from didymium.records import Event, Reading, StatedQuantity
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.load import World

ROCK = 400  # characters in which an article says that it is about ore
LEAST_SURE = 0.2  # the reader's confidence in the minerals of an event from which they are its own
SEVERAL = 2  # times that a text about minerals at large names those that it means
OPENING = 900  # characters in which an article about minerals at large names those that it means
WEIGHTS = frozenset({"t", "kg", "lb", "oz", "g", "yr"})  # last parts of units of masses and of prices by mass
FAMILIES = {
    "export_restriction": ("export_control", "tighten"),
    "restriction_eased": ("export_control", "ease"),
    "import_measure": ("import_measure", "tighten"),
    "agreement": ("agreement", None),
    "investment": ("deal", None),
    "corporate": ("deal", None),
    "supply_project": ("project", "up"),
    "supply_disruption": ("project", "down"),
    "list_designation": ("policy", None),
    "price_support": ("policy", None),
    "stockpile": ("policy", None),
    "domestic_policy": ("policy", None),
    "legal_dispute": ("dispute", None),
    "price_move": ("market", None),
    "demand_shift": ("market", None),
}
TOPICS = {  # what a headline tells that is no step of anybody
    "shortage": re.compile(
        r"(?i)\b(?:shortages?|scarc\w+|squeeze\w*|bottlenecks?|run(?:s|ning)? (?:short|out|low|dry))\b"
    ),
    "substitution": re.compile(
        r"(?i)\b(?:substitut\w+|alternatives? to|replac(?:e|es|ing)|instead of|without|wean\w*|sodium-ion)\b"
        r"|\w-free\b"
    ),
}
OF_TOPICS = frozenset({"supply_disruption", "price_move", "demand_shift"})
_FIGURES = re.compile(r"(?i)\b(?:output|production|guidance|forecasts?|targets?|shipments|produced|mined)\b")
_STOPPED = re.compile(
    r"(?i)\b(?:halt\w*|suspen\w+|stop\w*|shut\w*|clos\w+|idl\w+|strik\w+|walk\w* ?out|force majeure|fires?|flood\w*|"
    r"collaps\w+|accident\w*|outages?|explo\w+|earthquake|restart\w*|resum\w+|re-?open\w*|start\w*|open\w*|launch\w*|"
    r"buil[dt]\w*|construct\w*|commission\w*|permits?|approv\w+|expan\w+|new|first|sell|buy|acquir\w+|protest\w*)\b"
)
_CUT = re.compile(r"(?i)\b(?:cut(?:s|ting|back\w*)?|slash\w*|curtail\w*|reduc\w+|trim\w*)\b")
_PLAN = re.compile(r"(?i)\b(?:guidance|forecasts?|targets?|outlook|estimates?)\b")
_STUDY = re.compile(r"(?i)\b(?:models?|study|studies|research(?:ers)?|papers?|simulat\w+|scenarios?|analys[ie]s)\b")
_COULD = re.compile(r"\b(?:could|would|might)\b")
_SUPPOSES = re.compile(r"(?i)\b(?:could|would|might|may)\b.*\bif\b|\bif\b.*\b(?:could|would|might|may)\b|\bimpact of\b")
_SHAPED = re.compile(  # goods made further down, of which mine and refined output tell nothing
    r"(?i)\b(?:extrusions?|foils?|sheets?|coils?|cables?|wires?|pipes?|tubes?|wheels?|fasteners?|castings?|wafers?|"
    r"enrich(?:ed|ment)|electrodes?|solar cells?|modules?)\b"
)
FRESH = 21  # days around an act within which news of it is of a new step
VIEWS = frozenset({"opinion", "results", "wrap", "market_report", "research"})  # kinds that may rest on older events


@dataclass(frozen=True)
class Lead:
    """The news as one proposition.

    family, direction, status: as read; actor: the country that acts; targets: countries that it hits or frees;
    place: where the good is made or was to be made; firms: named firms; minerals: the specific ones first;
    event: the telling with its span; kind: the kind of article.
    """

    event: Event
    kind: str
    family: str
    direction: str | None
    actor: str | None
    targets: tuple[str, ...]
    parties: tuple[str, ...]
    place: str | None
    firms: tuple[str, ...]
    minerals: tuple[str, ...]
    stage: str | None
    site: str | None = None
    limited: bool = False  # the text sets a quota or cap
    rock: bool = False  # it is about ore, so that its tonnes are not those of the metal
    topic: str = ""  # shortage or substitution, where the headline tells of one
    title: str = ""  # of the article
    figures: bool = False  # it tells what was or will be made, and of no stop or start

    @property
    def mineral(self) -> str | None:
        """The specific mineral of the news; None where only an umbrella word is said."""
        return self.minerals[0] if self.minerals else None

    @property
    def supposed(self) -> bool:
        """Whether a study tells what would be: no step of anybody, which others could answer."""
        told = f"{self.title}. {self.event.quote}"
        return bool(_COULD.search(self.title) or (_STUDY.search(told) and _SUPPOSES.search(self.event.quote)))

    def is_step(self, today: str) -> bool:
        """Whether the news is a step of these days: no look back, report on how one works, or talk of one to come.

        today: ISO day of the brief.
        """
        day = str(self.event.date or "")
        done = self.kind in {"news", "notice"} and self.event.status in {"in_force", "announced"} and not self.supposed
        return done and len(day) == len(today) and abs((parse_date(today) - parse_date(day)).days) <= FRESH

    @property
    def builds(self) -> bool:
        """Whether the news is of supply that is being built or paid for."""
        return self.event.type in {"investment", "price_support"} or (self.family, self.direction) == ("project", "up")

    @property
    def shaped(self) -> bool:
        """Whether the news is about a good made further down the chain than what the world's tables count."""
        return _SHAPED.search(f"{self.title}. {self.event.quote}") is not None

    @property
    def on_firms(self) -> bool:
        """Whether the measure is aimed at named firms or bodies and not at the whole of a country."""
        listed = any(a.unit == "count" and a.what and _BODIES.search(a.what) for a in self.event.amounts)
        hit = any(t != "WLD" and not is_country(t) for t in self.event.targets)
        return self.family in {"export_control", "import_measure"} and bool(
            hit or listed or _AGAINST.search(self.event.quote)
        )

    @property
    def hits_buyers(self) -> bool:
        """Whether exports or output that others buy are at stake, so that it matters who buys."""
        down = self.family in {"project", "market"} and self.direction == "down"
        return self.family in {"export_control", "agreement", "dispute"} or down

    @property
    def short(self) -> bool:
        """Whether less is to be had: a step against buyers, lost output, a rising price, falling exports or stocks."""
        if self.kind == "statistics":
            return self.direction == "down"
        if self.family in {"export_control", "import_measure"}:
            return self.direction == "tighten"
        return (self.family, self.direction) in {("project", "down"), ("market", "up")}

    @property
    def status_denied(self) -> bool:
        """Whether a named party says that it is not so."""
        return self.event.status == "denied"

    @property
    def sides(self) -> tuple[str, ...]:
        """The countries of the news, the one that acts first."""
        found = (self.actor, *self.targets, *self.parties, self.place)
        return tuple(dict.fromkeys(c for c in found if c and is_country(c)))


_AGAINST = re.compile(
    r"(?i)\b(?:against|(?:to|on)(?= (?:\d+|two|three|ten|twenty|dozens|several|some|named|certain)\b)|"
    r"list(?:s|ed|ing)?|blacklist\w*|adds?|added|adding|sanction\w*|bars?|barred|penali[sz]\w+|targets?)\s(?:[\w$,.'’-]+\s){0,5}?"
    r"(?:entit(?:y|ies)|firms?|companies|contractors|suppliers|organi[sz]ations?)\b"
)
_BODIES = re.compile(r"(?i)\b(?:entit(?:y|ies)|firms?|companies|contractors|suppliers|organi[sz]ations?)\b")


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset((*labels.countries(), "EUU"))


def is_country(code: str) -> bool:
    """Whether a party is a country code (EUU among them), not an agency or company in capitals."""
    return code in _codes()


def lead_of(reading: Reading, world: World) -> Lead | None:
    """The lead of a reading; None where the text tells no news, or none about minerals."""
    kind = reading.kind or "news"
    topic = next((name for name, cue in TOPICS.items() if cue.search(reading.article.title)), "")
    views = _first(reading) if kind in VIEWS - {"opinion"} else None
    event = reading.lead or views or _by_headline(reading, topic)
    if kind != "opinion":  # whose thesis stands by itself
        event = event or _in_figures(reading) or _of_one_kind(reading)
    if event is None or not _about_minerals(event, reading):
        return None
    usual = FAMILIES[event.type]
    topic = topic if reading.lead is None or event.type in OF_TOPICS else ""
    if (event.type, event.direction) == ("demand_shift", "down") and TOPICS["shortage"].search(event.quote):
        topic = "shortage"  # fewer cars are made for want of it
    family = "market" if topic else event.family or usual[0]
    direction = event.direction or usual[1]
    direction = {"shortage": "up", "substitution": "down"}.get(topic, direction)
    if family in {"export_control", "import_measure"} and _UNEASED.search(reading.article.title):
        direction = "tighten"
    if event.type == "price_move" and direction == "up" and _only_falls(f"{reading.article.title}. {event.quote}"):
        direction = "down"
    sites = _sites(event, reading, world)
    actor = _actor(event)
    minerals = _hit_most(_minerals(event, reading), reading.article.title, family, event.place or actor, world)
    stated = event.place if event.place and not seated(event.place, reading) else None
    place = stated or next((c for _, c in sites), None)
    if place is None and family == "project" and actor and not seated(actor, reading):
        place = actor
    return Lead(
        event=event,
        kind=kind,
        family=family,
        direction=direction,
        actor=actor,
        targets=tuple(t for t in event.targets if is_country(t)),
        parties=tuple(p for p in (event.parties or event.actors) if is_country(p)),
        place=place,
        firms=_firms(event, sites),
        minerals=minerals,
        stage=event.stage if event.stage != "all" else None,
        site=_site(event, reading),
        rock=bool(
            re.search(
                r"(?i)\bores?\b(?! (?:grade|bod|reserve))|\bwmt\b",
                f"{reading.article.title} {reading.article.text[:ROCK]}",
            )
        ),
        topic=topic,
        title=reading.article.title,
        figures=_tells_output(family, reading.article.title) and _of_figures(f"{reading.article.title}. {event.quote}"),
        limited=bool(re.search(r"(?i)\bquotas?\b|\bRKABs?\b", f"{reading.article.title} {reading.article.text[:800]}")),
    )


_UNEASED = re.compile(  # an easing that is given up or refused: "ends exemption", "drops plan to lift", "rebuff bid to"
    r"(?i)\b(?:ends?|ended|drop(?:s|ped)?|scrap(?:s|ped)|withdr[ae]w\w*|revok\w+|cancel\w*|reject\w*|rebuff\w*|refus\w+|"
    r"shelv\w+|abandon\w*)\s(?:[\w'’-]+\s){0,5}?(?:exempt\w*|waivers?|reprieve|truce|"
    r"(?:(?:plans?|bids?|calls?|push|proposals?)\s)?(?:to|for)\s(?:lift\w*|eas\w+|drop\w*|delay\w*|end\w*|scrap\w*))\b"
)


def _tells_output(family: str, title: str) -> bool:
    """Whether news of a site, or a market whose headline moves output and no price, may be one of figures."""
    return family == "project" or (family == "market" and bool(_FIGURES.search(title)) and "price" not in title.lower())


def _of_figures(words: str) -> bool:
    """Whether news of mines or plants tells output, a forecast or guidance, and of no stop, cut, start or building."""
    cut = _CUT.search(words) is not None and _PLAN.search(words) is None
    return _FIGURES.search(words) is not None and _STOPPED.search(words) is None and not cut


def is_opinion(reading: Reading) -> bool:
    """Whether the article is an opinion."""
    return reading.kind == "opinion"


def _by_headline(reading: Reading, topic: str) -> Event | None:
    """The event on minerals that the headline tells, where the reader settled on none; None where none is near it."""
    news = [e for e in reading.events if not e.background and e.minerals]
    if topic:
        return next((e for e in news if e.type in OF_TOPICS), None)
    head, text = stems(reading.article.title), reading.article.text
    around = {(left, right): stems(text[left:right]) for left, right in split_sentences(text)}
    near = [
        (len(head & next((w for (a, b), w in around.items() if a <= e.start < b), stems(e.quote))), -e.start, e)
        for e in news
    ]
    shared, _, best = max(near, key=lambda n: n[:2], default=(0, 0, None))
    return best if shared >= SEVERAL else None


@lru_cache(4096)
def stems(words: str) -> frozenset[str]:
    """The first letters of the words of a text that have four or more."""
    return frozenset(w[:6] for w in re.findall(r"[a-z]{4,}", words.lower()))


def _about_minerals(event: Event, reading: Reading) -> bool:
    """Whether minerals are more than a word in passing: in the headline, in the news, or again and again."""
    said = [n for n in find_names(f"{reading.article.title}. {event.quote}") if n.kind == "mineral"]
    told = [e.id for e in reading.entities if e.kind == "mineral"]
    sure = event.minerals and event.confidence.get("minerals", 0.0) >= LEAST_SURE
    in_name = any(m in reading.article.title.lower() for m in (*told, "minerals", "raw materials"))
    weighed = [q for q in _weighed(reading) if q.mineral in told]
    return bool(said or sure or in_name) or len(told) >= SEVERAL or len(weighed) >= SEVERAL


def _weighed(reading: Reading) -> list[StatedQuantity]:
    """The masses and prices by mass that are said of a mineral."""
    return [q for q in reading.quantities if q.mineral and q.unit.rpartition("/")[2].split(" ")[0] in WEIGHTS]


def _in_figures(reading: Reading) -> Event | None:
    """News that is a figure and no step of anybody, from a headline on a mineral: its first sentence, as a market's.

    "China's exports of rare earths fall 3.4 % in August".
    """
    title = [n.id for n in find_names(reading.article.title) if n.kind == "mineral" and n.id not in UMBRELLAS]
    told = [q for q in _weighed(reading) if q.mineral in title]
    if reading.events or len(told) < SEVERAL or (reading.kind or "news") == "opinion":
        return None
    left, right = split_sentences(reading.article.text)[0]
    return Event(
        type="demand_shift", status="in_force", minerals=(title[0],), quote=reading.article.text[left:right],
        start=left, end=right,
    )  # fmt: skip


def _of_one_kind(reading: Reading) -> Event | None:
    """The first event on minerals of an opening that tells events of one kind alone."""
    news = [e for e in reading.events if not e.background and e.start < OPENING]
    one = len({(FAMILIES[e.type][0], e.direction or FAMILIES[e.type][1]) for e in news}) == 1
    return next((e for e in news if one and _about_minerals(e, reading)), None)


def _first(reading: Reading) -> Event | None:
    """The subject of an article of views or figures: the event that its headline is nearest to, else the first."""
    news = [e for e in reading.events if not e.background] or list(reading.events)
    title = set(re.findall(r"[a-z]{4,}", reading.article.title.lower()))
    head = [e for e in news if e.start < 600]
    best = max(
        head, key=lambda e: (len(title & set(re.findall(r"[a-z]{4,}", e.quote.lower()))), -e.start), default=None
    )
    return best or next(iter(news), None)


_RISES = re.compile(
    r"(?i)\b(?:ris\w+|rose|gain\w*|jump\w*|surg\w+|soar\w*|climb\w*|rall\w+|higher|highest|record|spik\w+|up|boost\w*|"
    r"increas\w+|doubl\w+|tripl\w+|tight\w*|scarc\w+|shortages?|squeez\w*|strong\w*|lift\w*|recover\w*|advanc\w+)\b"
)
_FALLS = re.compile(
    r"(?i)\b(?:fall\w*|fell|drop\w*|slump\w*|slid\w*|plung\w+|tumbl\w+|s[ai]nk\w*|lower|weak\w*|eas\w+)\b|"
    r"\b(?:lowest|broke|breaking) (?:down|below)\b|\blowest\b|\bpric\w+ (?:down|below)\b"
)


def _only_falls(words: str) -> bool:
    """Whether the words of a price's news tell of a fall and of no rise."""
    return _FALLS.search(words) is not None and _RISES.search(words) is None


_LIGHT = frozenset({"neodymium", "praseodymium", "didymium"})


_SO_MANY = re.compile(
    r"(?i)\b(?P<n>two|three|four|five|six|seven|eight|nine|ten)\s(?:\w+\s){0,2}?(?:metals|minerals|elements|materials)\b"
)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _counted(event: Event, reading: Reading) -> tuple[str, ...]:
    """The minerals of "five metals": those of the first sentence that names just as many; none where none does."""
    told = _SO_MANY.search(f"{reading.article.title}. {event.quote}")
    if told is None:
        return ()
    text, many = reading.article.text, _NUMBERS.index(told["n"].lower()) + 2
    for start, end in split_sentences(text)[:LOOKED]:
        named = dict.fromkeys(
            n.id for n in find_names(text[start:end]) if n.kind == "mineral" and n.id not in UMBRELLAS
        )
        if len(named) == many:
            return tuple(named)
    return ()


LOOKED = 25  # sentences of a text in which the goods of a step are looked for
OF_TRADE = frozenset({"export_restriction", "restriction_eased", "import_measure"})


def _minerals(event: Event, reading: Reading) -> tuple[str, ...]:
    """The minerals of the event; an umbrella word takes those of the headline, else what the text comes back to.

    A step of a state on minerals at large is about its list, and about none of those that it names as examples.
    """
    own = [m for m in event.minerals if m not in UMBRELLAS]
    own = [m for m in own if not re.search(rf"(?i)\b{m} (?:billionaire|magnate|tycoon|heiress)", event.quote)]
    if set(own) <= set(counted := _counted(event, reading)) and counted:
        return counted
    if own and set(own) <= _LIGHT:  # made, priced and traded as one of the rare earths' oxides
        own = ["rare earths"]
    words = reading.article.title
    title = [n.id for n in find_names(words) if n.kind == "mineral" and n.id not in UMBRELLAS]
    said = {n.id for n in find_names(event.quote) if n.kind == "mineral"}
    if own and not title and not any(said & kin(m) for m in own):
        own = _nearest_named(own, reading, of_trade=event.type in OF_TRADE)
    if own and not title and said & UMBRELLAS and not any(said & kin(m) for m in own):
        own = []  # filled in from examples further down
        if FAMILIES[event.type][0] == "policy":
            return ()
    if event.type in OF_TRADE and words not in event.quote and not set(title) & {*said, *own} and set(own) & said:
        own = [m for m in own if m in said]  # the sentence that tells a step names its goods, a headline a field
        title = []
    if len(own) > 1 and not set(own) & BY_PRODUCTS & set(title):
        own = [m for m in own if m not in BY_PRODUCTS] or own
    if own:
        return tuple(sorted(dict.fromkeys(own), key=lambda m: (m not in title, own.index(m))))
    told = [e for e in reading.entities if e.kind == "mineral" and e.id not in UMBRELLAS]
    opening = _come_back_to([e.id for e in told if e.start < OPENING], words)
    best = opening or _come_back_to([e.id for e in told], words)
    sites = (w for f in (*event.firms, event.quote) for m in _OF_SITE.finditer(f) for w in (m[1].lower(),))
    return tuple(dict.fromkeys(title)) or best[:2] or tuple(dict.fromkeys(w for w in sites if is_mineral(w)))


_OF_SITE = re.compile(
    r"[A-Z]\w+ ([a-z]+)(?: (?:mine|mining|project|plant|refinery|smelter)|$)"
)  # "Thacker Pass lithium mine"


def _nearest_named(own: list[str], reading: Reading, *, of_trade: bool) -> list[str]:
    """The minerals of news that names none, as its text tells: not one of an aside further down.

    Where another stands before them in the opening it is that one; of a step on trade, whose goods are told with it,
    none where they stand nowhere in the opening. Those that the text does not name at all are known from its site.
    """
    told = [e for e in reading.entities if e.kind == "mineral" and e.id not in UMBRELLAS]
    alike = {k for m in own for k in kin(m)}
    first = min((e.start for e in told if e.id in alike), default=None)
    if first is None:
        return own
    others = (e for e in told if e.start < min(first, OPENING) and not {*labels.groups(e.id)} & {*own})
    before = next((e.id for e in others), None)
    return [before] if before is not None else [] if of_trade and first >= OPENING else own


def _hit_most(minerals: tuple[str, ...], title: str, family: str, country: str | None, world: World) -> tuple[str, ...]:
    """The minerals of the news, those of the headline first; of several alike what is no by-product and weighs most.

    What an act hits most is what its country makes most of the world's, or, of a duty, what it must import most.
    """
    named = [n.id for n in find_names(title) if n.kind == "mineral"]
    weighs = family in {"export_control", "import_measure", "policy"} and country is not None and is_country(country)

    def rank(mineral: str) -> tuple[bool, bool, float]:
        part = _weight(mineral, family, str(country), world) if weighs and len(minerals) > 1 else 0.0
        return mineral not in named, mineral in BY_PRODUCTS, -round(part, 1)

    return tuple(sorted(minerals, key=rank))


def _weight(mineral: str, family: str, country: str, world: World) -> float:
    """The largest share of a country in a stage of a mineral; of who taxes imports how far it lives on them."""
    bought = family == "import_measure"
    metric = "net_import_reliance" if bought and country == "USA" else "import_reliance" if bought else "share"
    rows = world.facts(metric, mineral=mineral, country=country).filter(pl.col("scenario").is_null())
    last = rows.filter(pl.col("year") == rows["year"].max()) if rows.height else rows
    values = (float(v) * (0.01 if u == "%" else 1) for v, u in last.select("value", "unit").iter_rows() if v)
    return max(values, default=0.0)


def _come_back_to(named: list[str], title: str) -> tuple[str, ...]:
    """The minerals named several times, the one named most first; one in the name of a firm of the headline counts."""
    counts = Counter(named)
    for mineral in counts:
        counts[mineral] += mineral in title.lower()
    several = (m for m in counts if counts[m] >= SEVERAL)
    return tuple(sorted(several, key=lambda m: (-counts[m], named.index(m))))


def _actor(event: Event) -> str | None:
    return next((a for a in event.actors if is_country(a)), None) or next(
        (n.country for a in event.actors for n in find_names(a) if n.country), None
    )


_GENERIC = re.compile(r"(?:The |A |Its )?(?:World|Country|Biggest|Largest|Giant|Top)\b")
_MINE = re.compile(r"\b((?:[A-Z][\w'’-]+\s){1,3})(?:[a-z-]+\s){0,2}(?:mine|smelter|refinery|plant|complex)\b")


def _site(event: Event, reading: Reading) -> str | None:
    """The mine or plant that the headline or the quotation names."""
    for words in (event.quote, reading.article.title):
        named = [n for n in find_names(words) if n.kind == "project"]
        if named:
            return named[0].id
        found = _MINE.search(words)
        if (
            found
            and not _GENERIC.match(found[1])
            and not any(n.kind == "country" and n.surface in found[1] for n in find_names(words))
            and not is_mineral(found[1])  # "Rare-earth magnet plant opens"
        ):
            return found[1].strip()
    return None


def is_mineral(name: str) -> bool:
    """Whether a name is a mineral's, and so of no site."""
    plain = name.replace("-", " ").strip()
    return any(n.kind == "mineral" and n.surface == plain for n in find_names(plain))


def _sites(event: Event, reading: Reading, world: World) -> list[tuple[str, str]]:
    """(name, country) of the projects and sites that the headline or the quotation names."""
    said = f"{reading.article.title}. {event.quote}"
    named = [(name, c) for name, c in sites(world) if name in said]
    return [(name, c) for name, c in named if re.search(rf"\b{re.escape(name)}\b", said)]


@lru_cache(maxsize=32)
def sites(world: World) -> tuple[tuple[str, str], ...]:
    """(first words of a project's name, country) for names that are long enough to be told from words."""
    rows = world.table("projects").select("name", "country").iter_rows()
    return tuple(
        (short, str(c))
        for name, c in rows
        if len(short := re.split(r"[,(/]| mine| refinery| project| plant", str(name))[0].strip()) > 5
        and not short[0].islower()  # of several without a name
    )


def seated(country: str, reading: Reading) -> bool:
    """Whether a country is told only as the seat of a company: "based in Canada", "the Canada-based miner"."""
    found = [n for n in find_names(reading.article.text) if n.kind == "country" and n.id == country]
    text = reading.article.text
    seats = [
        n for n in found if re.match(r"(?i)-based|-listed", text[n.end :]) or text[: n.start].endswith("based in ")
    ]
    return bool(found) and len(seats) == len(found)


def _firms(event: Event, found: list[tuple[str, str]]) -> tuple[str, ...]:
    parties = (*event.firms, *event.actors, *event.targets, *event.parties)
    names = [p for p in parties if not is_country(p) and p not in {"WLD", "WTO", "G7"}]
    return tuple(dict.fromkeys((*names, *(n for n, _ in found))))


@lru_cache(maxsize=4096)
def kin(mineral: str) -> frozenset[str]:
    """A mineral, its members, and the groups narrower than critical minerals."""
    try:
        return frozenset({mineral, *labels.members(mineral), *labels.groups(mineral)} - UMBRELLAS)
    except UnknownLabel:
        return frozenset({mineral})


@lru_cache(maxsize=4096)
def expand(cell: str) -> frozenset[str]:
    """The minerals that a table cell names (a;b;c), with the members of groups."""
    found: set[str] = set()
    for name in (n.strip() for n in (cell or "").split(";")):
        try:
            mineral = labels.mineral(name)
        except UnknownLabel:
            continue
        found |= {mineral, *(() if mineral in UMBRELLAS else labels.members(mineral))}
    return frozenset(found)


def rows_about(world: World, table: str, minerals: tuple[str, ...]) -> pl.DataFrame:
    """Rows of a table whose `minerals` cover one of the wanted ones, directly, as a member or through its group."""
    rows = world.table(table)
    wanted = frozenset(k for m in minerals for k in (m, *labels.members(m))) - UMBRELLAS
    mask = [bool(expand(cell or "") & wanted) for cell in rows["minerals"].to_list()]
    return rows.filter(pl.Series(mask, dtype=pl.Boolean))
