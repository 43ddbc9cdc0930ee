"""What the article itself states of the shock: how much is cut, for how long, from when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import polars as pl

from didymium import labels
from didymium.brief.scenes import HORIZON, next_month
from didymium.brief.sides import shares
from didymium.errors import BadInput
from didymium.news.sentences import split_sentences
from didymium.records import Event, Reading
from didymium.text.base import parse_number
from didymium.world.load import World, parse_date

ORES = {"aluminium": ("bauxite",)}  # what else a mineral is called at the mine
LEAST, DAYS = 0.02, 30.44  # a smaller cut is no shock; days a month
NEAR = 2  # sentences after the event that still tell of it
_PARTS = {
    "half": 0.5, "a half": 0.5, "a third": 1 / 3, "two thirds": 2 / 3, "a quarter": 0.25, "three quarters": 0.75,
    "a fifth": 0.2, "a tenth": 0.1,
}  # fmt: skip
_SIZE = rf"(?:(?P<percent>\d+(?:\.\d+)?)\s?(?:%|per ?cent)|(?P<part>{'|'.join(_PARTS)}))"
_FLOW = r"(?:quotas?|exports?|shipments?|output|production|suppl(?:y|ies)|capacity|mining|deliveries|tonnage|plans?)"
_ABOUT = r"(?:(?:about|some|nearly|almost|roughly|around|up to|more than|over|at least)\s)?"
_CUT = (
    r"(?:cuts?|cutting|reduc\w+|lower\w*|slash\w*|curb\w*|trim\w*|drop\w*|falls?|fell|fallen|down|shrink\w*|"
    r"los(?:e|es|t|ing))"
)
_LESS = (
    re.compile(rf"(?i)\b{_CUT}\b[^.;]{{0,70}}?\b(?:by|down|of)\s{_ABOUT}{_SIZE}"),
    re.compile(rf"(?i)\b{_CUT}\s{_ABOUT}{_SIZE}"),
    re.compile(rf"(?i){_SIZE}\s(?:less|lower|below|down|fewer|cut|reduction)\b"),
)
_HALVED = re.compile(rf"(?i)\bhalv(?:e|es|ed|ing)\b[^.;]{{0,40}}\b{_FLOW}|\b{_FLOW}\b[^.;]{{0,20}}\bhalved\b")
_TONNES = r"(\d[\d,.]*)(\s(?:million|thousand))?\stonnes"
_THAN = r"\b(?:from|against|(?:compared|down) (?:with|from)|half of|than)\b"
_AGAINST = re.compile(rf"(?i){_TONNES}(?:(?!tonnes)[^.;]){{0,90}}{_THAN}[^.;]{{0,45}}?{_TONNES}")
_STOP = r"(?:bans?|banned|embargo\w*|halt(?:s|ed)?|stop(?:s|ped)?|blocks?|blocked|suspended)"
_ALL = re.compile(
    rf"(?i)\b{_STOP}\b[^.;]{{0,40}}\b(?:exports?|shipments?)\b|\b(?:exports?|shipments?)\b[^.;]{{0,60}}\b{_STOP}\b"
)
_ENDED = re.compile(r"(?i)\b(?:replac\w+|lift\w*|end(?:s|ed)?|quotas?|eas(?:es|ed|ing)|licen[cs]\w+)\b")
_SHUT = re.compile(
    r"(?i)\b(?:stop(?:s|ped)?|shut(?:s|down)?|halt(?:s|ed)?|clos(?:es|ed|ure)|suspend(?:s|ed)?|withdr[ae]w\w*|revok\w+)\b"
)
_OTHER = re.compile(r"(?i)\b(?:pric\w+|tariffs?|dut(?:y|ies)|demand|shares? of|stocks?|cost)\b")
_TIME = re.compile(
    r"(?i)\b(?:shut\w*|clos\w+|halt\w*|stop\w*|suspend\w*|bans?|banned|lasts?|lasting|takes?|repairs?|outage|idle[sd]?|"
    r"out|strike)\b[^.;]{0,40}?\b(?P<n>\d+|[a-z]+)[\s-](?P<unit>days?|weeks?|months?|years?)\b"
    r"(?! (?:ago|ahead|earlier|before|after|later|sooner))"
)
_UNTIL = re.compile(r"(?i)\buntil (?:the end of )?(?:the year|(?P<month>[A-Z][a-z]{2,8})(?: (?P<year>\d{4}))?)\b")


@dataclass(frozen=True)
class Stated:
    """What a text states: the share cut (0..1), where it stands, months that it lasts and its first month, if said.

    whole: whether the size is the article's of one site or firm and is taken of the whole country.
    """

    share: float
    start: int
    end: int
    months: int | None
    begins: str | None
    whole: bool = False


def stated(reading: Reading, event: Event | None, scene: str, holder: str, mineral: str, stage: str,
           world: World, today: dt.date) -> Stated | None:  # fmt: skip
    """The shock that the article states, None where it states no size. Sentences of the event and two after it."""
    if event is None or scene not in {"cut", "outage"}:
        return None
    text, spans = reading.article.text, _spans(reading, event)
    found = next(((x, s) for s in spans if (x := _size(text[slice(*s)], scene)) is not None), None)
    if found is None and (stop := _stopped(reading, event, scene)) is not None:
        event, spans = stop, _spans(reading, stop)
    share, at = found or (_stop(event, scene), spans[0])
    site = next((x for s in spans if (x := _site(text[slice(*s)], holder, mineral, stage, world))), None)
    whole = scene == "outage" and site is None
    if scene == "outage" and site is not None:
        left = 1.0 if _SHUT.search(f"{reading.article.title} {text[slice(*spans[0])]}") else None
        share = site * part if (part := share if share is not None else left) is not None else None
    if share is None or not LEAST <= share <= 1.0:
        return None
    words = " ".join([reading.article.title, *(text[slice(*s)] for s in spans)])
    return Stated(share, *at, _months(words, today), _begins(event, today), whole)


def _spans(reading: Reading, event: Event) -> list[tuple[int, int]]:
    """The sentence of the event, then those after it."""
    every = split_sentences(reading.article.text)
    first = next((k for k, (s, e) in enumerate(every) if s <= event.start < e), 0)
    return list(every[first : first + 1 + NEAR]) or [(event.start, event.end)]


def _size(words: str, scene: str) -> float | None:
    """Share of a flow (0..1) that one sentence states as cut."""
    if _HALVED.search(words):
        return 0.5
    if scene == "cut" and (pair := _AGAINST.search(words)):
        less, more = _tonnes(pair[1], pair[2]), _tonnes(pair[3], pair[4])
        if 0 < less < more:
            return 1 - less / more
    for found in (m for pattern in _LESS for m in pattern.finditer(words)):
        flows = re.search(rf"(?i)\b{_FLOW}\b", words[: found.end() + 30])
        if flows and not _OTHER.search(words[max(0, found.start() - 30) : found.end()]):
            return _value(found)
    return None


def _stopped(reading: Reading, event: Event, scene: str) -> Event | None:
    """The event, or another that tells of the same restriction by the same actors, which states a whole stop."""
    same = [e for e in reading.events if e.type == event.type and e.actors == event.actors and not e.background]
    return next((e for e in (event, *same) if _stop(e, scene) is not None), None)


def _stop(event: Event, scene: str) -> float | None:
    """A whole stop, where the event bans or halts exports and is no quota."""
    whole = scene == "cut" and event.type == "export_restriction" and event.status in {"in_force", "announced"}
    return 1.0 if whole and _ALL.search(event.quote) and not _ENDED.search(event.quote) else None


def _value(found: re.Match[str]) -> float:
    return float(found["percent"]) / 100 if found["percent"] else _PARTS[found["part"].lower()]


def _tonnes(digits: str, scale: str | None) -> float:
    return float(digits.replace(",", "").rstrip(".")) * {"million": 1e6, "thousand": 1e3}.get(
        (scale or "").strip(), 1.0
    )


def _site(words: str, holder: str, mineral: str, stage: str, world: World) -> float | None:
    """Share of the country's output (0..1) that a site makes: as stated, or its share of the world's over its own."""
    name = "|".join(re.escape(a) for a, c in labels.country_aliases().items() if c == holder and len(a) > 3)
    own = re.search(rf"{_SIZE}\sof\s(?:{name})(?:'s|’s)?\b", words)
    if own is not None:
        return _value(own)
    part = re.search(rf"{_SIZE}\sof\s(?:the\s)?(?:world|global)", words)
    held = dict(shares(world, mineral, stage)).get(holder, 0.0)
    if (tonnes := _output(words, holder, mineral, stage, world)) is not None:
        return tonnes
    if part is None or held <= 0 or any(a in words[: part.start()] for a in labels.country_aliases() if len(a) > 3):
        return None
    return min(_value(part) / held, 1.0)


def _output(words: str, holder: str, mineral: str, stage: str, world: World) -> float | None:
    """Share of the country's output (0..1) that stated tonnes of the mineral are, where its own tonnes are known."""
    names = "|".join(
        re.escape(a) for a, m in labels.mineral_aliases().items() if m in (mineral, *ORES.get(mineral, ()))
    )
    said = re.search(rf"(?i){_TONNES} of (?:{names})\b", words)
    if said is None:
        return None
    rows = world.facts("production", mineral=mineral, country=holder, stage=stage).filter(pl.col("unit") == "t")
    made = float(rows["value"].to_list()[0]) if rows.height else 0.0
    size = _tonnes(said[1], said[2])
    return min(size / made, 1.0) if 0 < size <= 1.3 * made else None


def _months(words: str, today: dt.date) -> int | None:
    """How long it lasts, whole months within the horizon of the run; None where the text does not say."""
    if (found := _TIME.search(words)) is not None:
        days = {"d": 1.0, "w": 7.0, "m": DAYS, "y": 365.25}[found["unit"][0].lower()]
        number = parse_number(found["n"])
        return min(max(round(number * days / DAYS), 1), HORIZON) if number > 0 else None
    until = _UNTIL.search(words)
    if until is None:
        return None
    year = int(until["year"]) if until["year"] else today.year
    month = _MONTHS.index(until["month"].lower()) + 1 if (until["month"] or "").lower() in _MONTHS else 12
    left = (year - today.year) * 12 + month - today.month
    return min(left, HORIZON) if left >= 1 else None


_MONTHS = [dt.date(2000, m, 1).strftime("%B").lower() for m in range(1, 13)]


def _begins(event: Event, today: dt.date) -> str | None:
    """The first month of a measure that takes effect later than next month, YYYY-MM."""
    if not event.date:
        return None
    try:
        day = parse_date(event.date) if len(event.date) > 4 else dt.date(int(event.date), 1, 1)
    except (BadInput, ValueError):
        return None
    month = day.strftime("%Y-%m")
    return month if next_month(today) < month else None
