"""Claims against the world: supported, contradicted, outdated or uncheckable, with the figure that decides.

A wrong verdict is worse than none: between "within the tolerance of the wording" and "clearly another number" lies
a band that stays uncheckable, and only a complete series of the very thing that is claimed may contradict.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from didymium import labels
from didymium.errors import MissingData
from didymium.news.doubts import counts_concentrate, doubtful
from didymium.news.figures import SHARES, Known, figures_for
from didymium.news.ranks import check_rank
from didymium.records import Article, Claim, Reference, Verdict
from didymium.text.gazetteer import find_names

if TYPE_CHECKING:
    from didymium.world.load import World

PERCENT = (*SHARES, "import_reliance", "import_share")
ONLY_SUPPORTS = frozenset({  # of which forms, partners and periods differ too much to contradict
    "price_change", "quota", "imports", "exports", "demand", "capacity", "import_share",
})  # fmt: skip
DEFINED, APART = frozenset({"reserves", "reserves_share"}), 3.0  # counted by several definitions, and how far these lie
OLD = 4  # years after which a figure no longer contradicts what is said to be so now
RECENT = 2  # years between a figure and the newest one that still make it current
CLEAR = {  # beyond the tolerance: points of percentages, else shares of the figure, below and above it
    "percent": (8.0, 8.0), "level": (0.5, 0.5), "price": (0.75, 3.0), "count": (0.0, 0.0),
}  # fmt: skip
_PAST = re.compile(
    r"\b(?:once|used to|previously|formerly|in the past|at (?:its|the) peak|years? ago|decades? ago|up from|down from|"
    r"compared with|had (?:accounted|made|held|supplied|produced))\b", re.I)  # fmt: skip
_CHANGING = re.compile(
    r"\b(?:add(?:s|ed|ing)?|rais(?:e|es|ed|ing)|expand\w*|grow\w*|lengthen\w*|new|draft|propos\w+|would|will|remov\w+|increas\w+|brings?|"
    r"total to)\b", re.I)  # fmt: skip
_WORLD = re.compile(
    r"\b(?:worldwide|globally|(?:world|global)(?:'s)? (?:[\w-]+ ){0,3}(?:production|output|supply|demand|consumption|"
    r"use|reserves|capacity|exports|imports|mined?|mining|produced|used|consumed|made))\b", re.I)  # fmt: skip
_STAGES = {
    "mine": re.compile(r"\bmin(?:e|es|ed|ing)\b", re.I),
    "refine": re.compile(r"\b(?:refin|process|smelt|separat)", re.I),
    "component": re.compile(r"\b(?:magnet|anode|cathode)", re.I),
}
_PART_OF_YEAR = re.compile(
    r"\b(?:(?:first|second|third|fourth|last|this|previous) (?:quarter|half)|half[- ]year|(?:three|six|nine) months|"
    r"Q[1-4]|[12]H|H[12]|quarterly|a month|monthly|a week|weekly|a day|daily)\b", re.I)  # fmt: skip
_AVERAGE = re.compile(r"\b(?:averag\w+|on average|mean|annual(?:ly)? pric\w+)\b", re.I)
_NO_PRICE = re.compile(
    r"\b(?:(?:treatment|processing|refining|smelting|tolling|conversion) (?:charges?|fees?|margins?|costs?)|TC/?RCs?|"
    r"premiums?|discounts?|surcharges?|floors?|payables?|break-?even|cash costs?)\b", re.I)  # fmt: skip
_ITS_OWN = re.compile(  # of one firm's sales
    r"\b(?:realis\w+|realiz\w+|achieved|received|weighted average|average (?:selling|sales|contract)|basket|its|our|"
    r"the company's)\b[^.;]{0,25}\bpric\w+|\bsales? volumes?\b", re.I)  # fmt: skip
_GRADES = re.compile(r"amorphous|flake|lump|spherical|crystalline|technical|battery|chemical|metallurgical", re.I)
_FORM = re.compile(
    r"\b(?:ores?|concentrates?|spodumene|carbonate|hydroxide|LCE|sulphates?|sulfates?|high-purity|class (?:1|one)|"
    r"pig iron|matte|scrap|black mass|powder|fines|mica|brine)\b", re.I)  # fmt: skip
_OTHER_LIST = re.compile(
    r"\b(?:strategic|first|designated|of the \d+|of them|relian(?:t|ce)|depend\w+|imports?|net-import|further)\b", re.I
)
_LISTED = re.compile(
    r"\b(?:list|inventor|catalogue|total|count|number|names|contain|includ|deem|classif|designat|critical|to \d)",
    re.I)  # fmt: skip
_UNSURE = re.compile(r"^(?:which|that|who|whose)\b|\bfrom\b.*\bto\b|\bquotas?\b", re.I | re.S)  # whose, or of when
_LEVELS = frozenset({"production", "exports", "imports", "demand", "reserves", "capacity"})


def check_claims(claims: Iterable[Claim], world: World, as_of: dt.date | str | None = None) -> tuple[Claim, ...]:
    """The claims with `verdict`, `reference` and `note`, each against what was public on `as_of`.

    as_of: date of the article; None takes the world's own date (or its edition).
    """
    view = world.as_of(as_of) if as_of is not None else world
    checked = [check_claim(claim, view) for claim in claims]
    return tuple(_as_printed(_of_range(claim, checked), view) for claim in checked)


def _ratio(claim: Claim) -> float:
    """The claim over the figure that it is held against; infinite over nothing."""
    return claim.value / claim.reference.value if claim.reference and claim.reference.value else math.inf


def _as_printed(claim: Claim, view: World) -> Claim:
    """The claim, not held against a figure near it that a later edition of its table may have revised."""
    told = claim.reference.source_id if claim.reference is not None else ""
    against = claim.verdict in {"contradicted", "outdated"} and bool(told) and view.later(told)
    if not against or not 1 / REVISED < _ratio(claim) < REVISED:
        return claim
    return _with(claim, "uncheckable", None, "the figure that was printed by then is not at hand, a later edition is")


REVISED = 2.0  # times that no edition revises a figure by


def apart_from_its_source(claims: Iterable[Claim], article: Article, world: World) -> tuple[Claim, ...]:
    """The claims, none held against tables of another form, or supported by what its outlet told in the same days.

    A row that was entered from this very story agrees with it by itself, and is no second witness.
    """
    import polars as pl

    claims = [_of_now(_of_metal(c, article.text), article.text) for c in claims]
    told = [c.reference.source_id for c in claims if c.reference is not None] if article.published else []
    sources = world.table("sources").filter(pl.col("source_id").is_in(told))
    same = {s for s, who, day in sources.select("source_id", "publisher", "published").iter_rows()
            if _of_outlet(str(who), article) and _same_days(str(day or ""), str(article.published))}  # fmt: skip
    return tuple(
        _with(c, "uncheckable", None, "the only figure on record is of the same outlet and days: no second witness")
        if c.verdict == "supported" and c.reference is not None and c.reference.source_id in same
        else c
        for c in claims
    )


def _of_outlet(publisher: str, article: Article) -> bool:
    """Whether a publisher is an article's outlet, or the agency that it has the story from: "TimesLIVE (Reuters)"."""
    own, who = (article.source or "").strip().lower(), re.split(r"[,(]", publisher)[0].strip().lower()
    ends = f"{own}\n{article.text[:CREDITS]}\n{article.text[-CREDITS:]}".lower()
    return bool(own and own in publisher.lower()) or re.search(rf"(?<!\w){re.escape(who)}(?!\w)", ends) is not None


CREDITS = 80  # characters at the ends of a text in which its agency stands


def _of_metal(claim: Claim, text: str) -> Claim:
    """The claim, uncheckable where it speaks against the tables and its tonnes may be those of concentrate."""
    against = claim.verdict in {"contradicted", "outdated"} and claim.unit in {"t", "t/yr"}
    if not against or not counts_concentrate(claim.mineral or "", text):
        return claim
    return _with(claim, "uncheckable", None, "the article counts concentrate, the tables the metal in it")


def _of_now(claim: Claim, text: str) -> Claim:
    """The claim, uncheckable where the article tells it as an estimate or plan that another has replaced."""
    if claim.verdict is None or not _REPLACED.search(text[max(0, claim.start - REACH) : claim.end]):
        return claim
    return _with(claim, "uncheckable", None, "the article tells it as a figure that another has replaced")


REACH = 60  # characters before a claim in which it is called a former one
_REPLACED = re.compile(
    r"(?i)\b(?:previous|earlier|prior|former|initial|original)(?:ly)? (?:[\w-]+ ){0,2}"
    r"(?:estimate|forecast|target|guidance|quota|plan|range)s?\b[^.;]{0,40}\d"
)


def _same_days(first: str, second: str) -> bool:
    """Whether two days lie within `SAME_STORY` of each other; False where one is no whole day."""
    try:
        days = [dt.date.fromisoformat(day[:10]) for day in (first, second)]
    except ValueError:
        return False
    return abs((days[0] - days[1]).days) <= SAME_STORY


SAME_STORY = 7  # days around an article in which its outlet tells the same story


def _of_range(claim: Claim, checked: Sequence[Claim]) -> Claim:
    """The claim, not contradicted where it is one end of a range that holds the figure or whose other end fits it."""
    if claim.verdict not in ("contradicted", "outdated") or claim.reference is None:
        return claim
    meant = (claim.start, claim.end, claim.metric, claim.subject, claim.mineral, claim.unit)
    for end in checked:
        if end.value != claim.value and (end.start, end.end, end.metric, end.subject, end.mineral, end.unit) == meant:
            low, high = sorted((claim.value, end.value))
            if end.verdict == "supported" or low <= claim.reference.value <= high:
                note = f"one end of a range from {low:,.10g} to {high:,.10g}; {claim.note}"
                return claim.model_copy(update={"verdict": "uncheckable", "note": note})
    return claim


def check_claim(claim: Claim, world: World) -> Claim:
    """One claim with its verdict against `world` as it stands."""
    if claim.unit == "rank":
        return check_rank(claim, world)
    this_year = (world.date or dt.date.today()).year
    year = int(claim.year[:4]) if claim.year and claim.year[:4].isdecimal() else None
    if year is not None and year > this_year and claim.metric != "quota":
        return _with(claim, "uncheckable", None, f"a statement about {year}, which has not come")
    if reason := _apart(claim):
        return _with(claim, "uncheckable", None, reason)
    known = sorted(figures_for(claim, world), key=lambda k: (k.year, k.when, k.solid), reverse=True)
    if not known:
        return _with(claim, "uncheckable", None, _nothing(claim))
    current = _current(claim, known, year, this_year)
    if fit := _nearest(claim, [k for k in current if _fits(claim, k)]):
        return _with(claim, "supported", fit, _sentence(fit, claim, world))
    newest = max(k.year for k in current or known)
    older = [k for k in known if k.year < newest and k not in current and _fits(claim, k, exact=True)]
    dated = claim.metric == "quota"  # one is set anew each year: a near one of another year says nothing
    if older and year is None and not dated and _PAST.search(claim.quote):
        return _with(claim, "supported", older[0], _sentence(older[0], claim, world))
    recent = year is None or this_year - year <= 1
    rivals = [k for k in known if year is None and claim.metric in PERCENT and newest - k.year <= 2 * RECENT]
    return _against(claim, current, rivals, older[0] if older and recent else None, world)


def _current(claim: Claim, known: Sequence[Known], year: int | None, this_year: int) -> list[Known]:
    """The figures that speak for the claimed year, or for now: the newest of each source, if it is not stale."""
    if claim.metric == "quota":  # a decision on one year, or the very number of one on several
        meant = year or this_year
        return [k for k in known if k.year == meant or (k.value == claim.value and 0 < meant - k.year <= RECENT)]
    if year is not None:
        exact = [k for k in known if k.year == year]
        return exact or [k for k in known if 0 < year - k.year <= RECENT]
    newest: dict[tuple[str, str, str | None, str], Known] = {}
    for figure in known:
        newest.setdefault((figure.source_id, figure.mineral, figure.stage, figure.what), figure)
    stale = 1 if claim.metric in ("price", "price_change", "list_count") else RECENT
    return [k for k in newest.values() if known[0].year - k.year <= stale and not _superseded(claim, k, known[0])]


def _superseded(claim: Claim, known: Known, newest: Known) -> bool:
    """Only one edition of a list is in force."""
    return claim.metric == "list_count" and known.year < newest.year


def _against(claim: Claim, current: list[Known], rivals: list[Known], past: Known | None, world: World) -> Claim:
    """The verdict when no current figure fits: outdated, contradicted, or too near or too thin to say.

    rivals: figures of other years that must be as clear of the claim before it is contradicted, where the figure is
    revised much from edition to edition.
    """
    stage = claim.stage or ("mine" if claim.metric == "production_share" else None)
    best = max(current, key=lambda k: (k.solid, k.stage == stage, k.trusted, k.year, k.when), default=None)
    if best is None:
        return _with(claim, "uncheckable", None, "the world has no figure for that year")
    here = _sentence(best, claim, world)
    if claim.metric == "price_change":  # of other days, forms or currencies
        return _with(claim, "uncheckable", None, _nothing(claim))
    if claim.metric in DEFINED:
        here = f"{here}; reserves are counted by several definitions"
        if best.value and 1 / APART < claim.value / best.value < APART:
            return _with(claim, "uncheckable", None, f"nearest figure, of one definition: {here}")
    if claim.metric in ONLY_SUPPORTS or doubtful(claim) or not _may_contradict(claim, current):
        return _with(claim, "uncheckable", None, f"nearest figure, of something else or of a part: {here}")
    if not claim.year and best.year < (world.date or dt.date.today()).year - OLD:
        return _with(claim, "uncheckable", best, f"the newest figure is too old to say: {here}")
    if claim.metric == "list_count" and _CHANGING.search(claim.quote):
        return _with(claim, "uncheckable", None, f"the text reports a change that the world does not have yet; {here}")
    if past and _clear(claim, current, 0.5):
        then = f"{_number(past.value, claim.unit)} in {past.year}"
        return _with(claim, "outdated", best, f"true of {past.year} ({then}, {_publisher(past, world)}); now {here}")
    if _clear(claim, [*current, *rivals], 1.0):
        return _with(claim, "contradicted", best, here)
    return _with(claim, "uncheckable", best, f"near, but not within what the wording allows: {here}")


def _apart(claim: Claim) -> str | None:
    """Why no yearly figure of a country or of the world speaks for the claim; None where one may."""
    if claim.metric in {*SHARES, "production"} and _is_country(claim.subject):
        if _of_one_site(claim):
            return "a figure of one mine or plant"
        if _PART_OF_STATE.search(_before(claim)):
            return "a figure of a part of the country"
        if claim.unit == "%" and (_HELD.search(claim.quote) or _of_two(claim.quote)):
            return "what is controlled or sold, or of two minerals together"
        if claim.unit != "%" and _WORLDS_TOTAL.search(_before(claim)):
            return "the total of which the article tells a share"
    if claim.metric == "quota" and _OTHER_QUOTA.search(claim.quote):
        return "of mining or of separation, which the words do not settle"
    if claim.subject == "WLD" and claim.metric in _LEVELS and claim.unit != "%" and not _WORLD.search(claim.quote):
        return "whose figure this is the text does not say beside it"
    if claim.metric in _LEVELS - {"reserves"} and claim.unit != "%" and _PART_OF_YEAR.search(claim.quote):
        return "a figure for part of a year"
    if claim.metric == "price" and _NO_PRICE.search(claim.quote):
        return "a charge, premium or cost beside the price"
    if claim.metric == "price" and _ITS_OWN.search(claim.quote):
        return "what one seller got; what is published are prices of the market"
    if claim.metric == "price" and not _AVERAGE.search(claim.quote) and not _of_a_year(claim):
        return "a quote of a day; what is published are averages"
    if claim.metric == "price_change" and (not _of_a_year(claim) or _PART_OF_YEAR.search(claim.quote)):
        return "a change over another span than a year"
    return None


def _before(claim: Claim) -> str:
    """The words of a claim's quote before its number, however that groups its digits."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", claim.quote)
    return plain[: max(plain.find(f"{claim.value:g}" if claim.value % 1 else f"{claim.value:.0f}"), 0)]


_PART_OF_STATE = re.compile(r"\b[A-Z]\w+ (?:State|Province|Region|Prefecture|Oblast|Territory)\b")
_WORLDS_TOTAL = re.compile(r"(?i)%[^;]*\b(?:global|world(?:wide)?)\b[^;]*\btotal\w*\s*$")
_HELD = re.compile(r"(?i)\bcontrols?\b[^;]*\b(?:sales|trade|supply chains?)\b")
_PAIR = re.compile(r"(?i)%[^;,]*?\b(\w+) and (\w+) (?:processing|refining|mining|output|production|supply)\b")


def _of_two(quote: str) -> bool:
    """Whether a share is told of two minerals together: "75% of nickel and cobalt processing"."""
    found = _PAIR.search(quote)
    return found is not None and all(any(n.kind == "mineral" for n in find_names(w)) for w in found.groups())


_OTHER_QUOTA = re.compile(r"(?i)\b(?:smelt|separat)\w*")
_SITE = re.compile(r"\b(?:mine|smelter|refinery|plant|project|deposit|pit)\b[^.;]{0,80}$", re.I)


def _of_one_site(claim: Claim) -> bool:
    """Whether a mine or plant is told right before the number, whose share it then is."""
    return _SITE.search(claim.quote[: max(claim.quote.find(f"{claim.value:g}"), 0)]) is not None


def _of_a_year(claim: Claim) -> bool:
    """Whether the words of a price give it a whole year."""
    year = claim.year or ""
    return len(year) == 4 and re.search(rf"\b(?:in|of|for) {year}\b", claim.quote) is not None


def _other_form(claim: Claim, current: Iterable[Known]) -> bool:
    """Whether the text names a form (ore, carbonate, concentrate) that none of the figures is of."""
    named = {word.lower().rstrip("s") for word in _FORM.findall(claim.quote)}
    return bool(named) and not any(word in known.what.lower() for word in named for known in current)


def _stages_told(claim: Claim) -> tuple[str | None, ...]:
    """The stage whose word stands nearest to the number; all stages where the text names none."""
    at = max(claim.quote.find(f"{claim.value:g}"), 0)
    near = [(abs(m.start() - at), stage) for stage, words in _STAGES.items() for m in words.finditer(claim.quote)]
    return (min(near)[1],) if near else (None, "mine", "refine", "metal", "component")


def _may_contradict(claim: Claim, current: Sequence[Known]) -> bool:
    """A complete series of the very thing may, or two sources that agree; a price only of the very year."""
    if claim.metric in {"price", "production_share", *_LEVELS} and _other_form(claim, current):
        return False
    if claim.metric == "list_count" and (_OTHER_LIST.search(claim.quote) or not _LISTED.search(claim.quote)):
        return False
    if claim.metric != "list_count" and _UNSURE.search(claim.quote):
        return False
    if claim.metric in {"production_share", "processing_share"} and not any(
        k.stage in _stages_told(claim) for k in current
    ):
        return False
    if claim.metric == "price" and not (claim.year and any(str(k.year) == claim.year[:4] for k in current)):
        return False
    return any(k.solid for k in current) or len({k.source_id for k in current}) > 1


def _kind(claim: Claim) -> str:
    if claim.metric in PERCENT:
        return "percent"
    return {"price": "price", "list_count": "count"}.get(claim.metric, "level")


def tolerance(claim: Claim, exact: bool = False) -> tuple[float, float]:
    """The lowest and highest figure that the claim's wording allows.

    Percentages in points, other values in shares of the claim. A round number is allowed more than an odd one;
    "about" more than none; "more than", "at least", "up to", "less than" and "nearly" open one side.
    exact: without the room for rounding, for older years.
    """
    value, word = claim.value, claim.qualifier or ("about" if claim.approx else None)
    if claim.metric == "list_count":
        slack = 0.0 if word is None else 0.1 * abs(value)
    elif _kind(claim) == "percent":
        slack = {None: 3.0 if value % 10 == 0 else 2.0, "about": 5.0 if value % 5 == 0 else 3.0}.get(word, 3.0)
    elif claim.metric == "quota" and word != "about":
        slack = 0.01 * abs(value)  # a quota is set to the tonne
    else:
        slack = abs(value) * {None: 0.08, "about": 0.15}.get(word, 0.10)
    slack = min(slack, 2.0) if exact and _kind(claim) == "percent" else slack
    wide = 12.0 if _kind(claim) == "percent" else 0.3 * abs(value)
    top = 100.0 if _kind(claim) == "percent" else value * 3
    sides = {
        "more than": (value - slack / 2, top),
        "at least": (value - slack / 2, top),
        "nearly": (value - 2 * slack, value + slack),
        "up to": (value - (slack if claim.metric == "quota" else wide), value + slack),
        "less than": (value - 2 * wide, value + slack / 2),
    }
    low, high = sides.get(word or "", (value - slack, value + slack))
    return (low, high) if not exact else (max(low, value - slack), min(high, value + slack))


def _fits(claim: Claim, known: Known, exact: bool = False) -> bool:
    low, high = tolerance(claim, exact)
    bottom, top = _bounds(known)
    grades = {g.lower() for g in _GRADES.findall(known.what)} if claim.metric == "price" else set[str]()
    return bottom <= high and top >= low and all(g in claim.quote.lower() for g in grades)


def _clear(claim: Claim, current: Iterable[Known], part: float) -> bool:
    """True when every figure lies beyond the tolerance by a clear margin (`part` of the usual one)."""
    low, high = tolerance(claim)
    below, above = (margin * part for margin in CLEAR[_kind(claim)])
    for known in current:
        scale = 1.0 if _kind(claim) == "percent" else abs(known.value)
        bottom, top = _bounds(known)
        if not (bottom > high + below * scale or top < low - above * scale):
            return False
    return True


def _bounds(known: Known) -> tuple[float, float]:
    bottom = known.low if known.low is not None else known.value
    return bottom, known.high if known.high is not None else known.value


def _nearest(claim: Claim, known: Sequence[Known]) -> Known | None:
    """The newest figure, of those the one from a complete series that is nearest to the claim."""
    return min(known, key=lambda k: (-k.year, not k.solid, abs(k.value - claim.value)), default=None)


def _with(claim: Claim, verdict: Verdict, known: Known | None, note: str) -> Claim:
    reference = None
    if known is not None:
        digits = 1 if claim.unit == "%" else 4
        reference = Reference(
            value=round(known.value, digits),
            unit=claim.unit,
            year=known.year,
            period=known.when or None,
            source_id=known.source_id,
            row=known.row,
        )
    return claim.model_copy(update={"verdict": verdict, "reference": reference, "note": note})


def _nothing(claim: Claim) -> str:
    return f"the world has no comparable figure ({claim.metric.replace('_', ' ')} of {claim.mineral}, {claim.unit})"


def _sentence(known: Known, claim: Claim, world: World) -> str:
    """The reference in words: figure, what of, year, publisher."""
    return f"{_number(known.value, claim.unit)} {_thing(known, claim)} ({_publisher(known, world)})"


def _thing(known: Known, claim: Claim) -> str:
    name = labels.country_name(claim.subject, article=True) if _is_country(claim.subject) else claim.subject
    name = "world" if claim.subject == "WLD" else name
    year = known.when or known.year
    if claim.metric == "list_count":
        return f"minerals on the list of {name} of {year}"
    if claim.metric in ("price", "price_change"):
        return f"for {known.what}, average of {year}"
    stage = {"mine": "mining", "refine": "refining", "metal": "metal", "component": ""}.get(known.stage or "", "")
    kind = _KINDS.get(claim.metric, stage)
    return f"{' '.join(word for word in (known.mineral, kind) if word)}, {name}, {year}"


_KINDS = {
    "reserves": "reserves", "reserves_share": "reserves", "import_reliance": "net import reliance",
    "import_share": "imports by source", "capacity": "capacity", "quota": "quota", "demand": "consumption",
    "imports": "imports", "exports": "exports",
}  # fmt: skip


def _is_country(label: str) -> bool:
    return label in (*labels.countries(), *labels.AGGREGATES)


def _publisher(known: Known, world: World) -> str:
    try:
        source = world.source(known.source_id)
    except MissingData:  # the world's own check reports it; a verdict does not fall for it
        return known.source_id
    return source.get("publisher") or source.get("title") or known.source_id


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.3g} %"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return shown if unit == "count" else f"{shown} {unit}"
