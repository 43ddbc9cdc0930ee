"""Words that turn a kind of event: what eases a measure, what tells of a price."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from didymium import labels
from didymium.news.heads import KINDS, Floats, Kind
from didymium.text.cues import Cues

EASED = tuple(i for i, k in enumerate(KINDS) if k.direction == "ease")
TIGHTENED = tuple(i for i, k in enumerate(KINDS) if k.direction == "tighten")
PRICED = 2.5  # log-odds that a record or a move of prices adds to that kind in a headline
_MEASURE = re.compile(
    r"\b(?:bans?|curbs?|controls?|restrictions?|quotas?|tariffs?|dut(?:y|ies)|lev(?:y|ies)|embargo\w*|requirements?|"
    r"rules?|moratorium|halt|licen[cs]\w+|prohibitions?|checks?|inspections?)\b"
)
_PERIOD = (
    r"(?:record|(?:multi|one|two|three|four|five|six|seven|eight|nine|ten|\d+(?:\.\d+)?)-?\s?(?:month|year|week|decade)|"
    r"all-time|decade|fresh|new)"
)
_NOT_FROM = (
    r"(?<!from )(?<!from a )(?<!from the )(?<!off )(?<!off a )(?<!below )(?<!above )"  # "eases from a record high"
)
_DRIVES = r"\w*\s(?:up\s|down\s|on\s)?(?:[\w'’-]+\s){0,3}prices?\b"
_HAVE = r"(?:(?:have|has|had|also|further|lately|recently|sharply|slightly|already|continue[sd]?\sto)\s){0,2}"
_MARKET = {
    "up": re.compile(
        rf"{_NOT_FROM}\b(?:{_PERIOD}\s(?:highs?|peaks?)|highest\s(?:since|in|level)|prices?\s{_HAVE}(?:increas\w+|advanc\w*|gain\w*|ris\w+|rose|jump\w*|soar\w*|surg\w*|"
        rf"climb\w*|rall\w+|doubl\w+|spik\w*|firm\w*|strengthen\w*|rebound\w*|recover\w*)|rall(?:y|ies)\b|(?:lift|boost|buoy|push\w*\sup|driv\w*\sup|fuel|inflat){_DRIVES})"
    ),
    "down": re.compile(
        rf"{_NOT_FROM}\b(?:{_PERIOD}\s(?:lows?|troughs?)|lowest\s(?:since|in|level)|prices?\s{_HAVE}(?:f[ae]ll\w*|drop\w*|slump\w*|plung\w*|"
        rf"tumbl\w*|slid\w*|sink\w*|sank|crash\w*|collaps\w*|slip\w*|dip(?:s|ped)?\b|weaken\w*|soften\w*|eas\w+|declin\w+|decreas\w+|retreat\w*)|(?:weigh|drag|depress|knock|sink|batter){_DRIVES})"
    ),
}


_WORK = r"(?:operations?|production|mining|work|output|smelting|refining|mines?|plants?|smelters?|activities)"
_RESTART = re.compile(
    rf"(?<!not\s)\b(?:resum\w+\s(?:[\w'-]+\s){{0,4}}?{_WORK}|restart\w*|reopen\w*|re-open\w*|br(?:ings?|ought)\sback)\b"
)
_UP, _DOWN = KINDS.index(Kind("supply_project", "up")), KINDS.index(Kind("supply_disruption", "down"))
RESTARTED = 3.5  # log-odds that a restart moves from a stop to a start


_MARKET_UP, _MARKET_DOWN = KINDS.index(Kind("demand_shift", "up")), KINDS.index(Kind("demand_shift", "down"))
THRIFTY = 4.0  # log-odds that words of thrift move from more to less use of a mineral
_USER = re.compile(
    r"\b(?:motors?|magnets?|batter(?:y|ies)|cells?|chips?|cars?|vehicles?|evs?|\w*makers?|phones?|turbines?|panels?|catalysts?|"
    r"converters?|recipes?|designs?|technolog\w+|chemistr(?:y|ies)|products?|manufacturers?|suppliers)\b"
)
_THRIFT = re.compile(
    r"\b(?:(?:replac|substitut|eliminat|halv|reduc|cut|slash|remov|purg|ditch|avoid|shun|drop)\w*|without|free\sof|"
    r"(?:phas|design)\w*\sout|(?:do(?:es)?\snot|do(?:es)?n['’]t)\s(?:rely\son|contain|use|need)|less|fewer|instead\sof|"
    r"alternatives?\sto|(?:no\slonger|stop\w*)\sus\w+|switch\w*\s(?:away\s)?from)\b(?:\s[\w'’-]+){0,6}?\s$"
)
_TRADED = re.compile(
    r"[\w\s'’-]{0,24}?\b(?:exports?|imports?|output|production|mining|mines?|quotas?|prices?|suppl\w+|shipments?|tariffs?|"
    r"dut(?:y|ies)|rates?|deposits?|projects?|inventor\w+|stocks?|dependen\w+|reliance|bans?)\b"
)


def thrift(odds: Floats, low: str, minerals: Iterable[tuple[int, int]]) -> Floats:
    """The log-odds of the kinds where users of minerals (their spans in `low`) do with less of them or without."""
    if not _USER.search(low) or not any(
        _THRIFT.search(low, max(0, start - 70), start) and not _TRADED.match(low, end) for start, end in minerals
    ):
        return odds
    out = odds.copy()
    out[_MARKET_DOWN] = max(out[_MARKET_DOWN] + THRIFTY, out[_MARKET_UP] + 1)
    out[_MARKET_UP] -= THRIFTY
    return np.asarray(out, np.float32)


_POLICY = KINDS.index(Kind("domestic_policy", None))
_REVOKED = re.compile(
    r"\b(?:revo[ck]|withdr|cancel|strip|terminat|annul)\w*\s(?:[\w'’-]+\s){0,7}?(?:licen[cs]es?|permits?|concessions?|"
    r"mining\srights?)\b"
)


def revoked(odds: Floats, low: str) -> Floats:
    """The log-odds of the kinds of a text (lower case) in which a state takes a mine's licence: a stop, no rule."""
    if not _REVOKED.search(low):
        return odds
    out = odds.copy()
    out[_DOWN] = max(out[_DOWN], out[_POLICY] + 0.5)
    return np.asarray(out, np.float32)


def restarted(odds: Floats, low: str) -> Floats:
    """The log-odds of the kinds of a text (lower case) in which work starts again, however it stopped."""
    if not _RESTART.search(low):
        return odds
    out = odds.copy()
    out[_UP] += RESTARTED
    out[_DOWN] -= RESTARTED
    return np.asarray(out, np.float32)


_INVESTS = re.compile(
    r"\b(?:invest|inject|spend|approv)\w*\b[^.;]{0,90}?\b(?:expand|doubl|build|ramp|increas|rais|boost|construct|set\w*\sup|add)\w*\s"
    r"(?:[\w'’-]+\s){0,6}?(?:capacity|production|output|smelters?|plants?|mines?|refiner(?:y|ies)|facility)\b"
)
_FUNDED = re.compile(
    r"\b(?:loan|lend|grant|award|stake|fund\w*|government|ministry|department|bank|equity|acqui\w+|agree\w*|partner\w*|venture|"
    r"subsid\w+|pentagon|into\s(?!ramp|expand|build|doubl))\b"
)
_PAID = [KINDS.index(Kind("investment", None)), KINDS.index(Kind("corporate", None))]
_EXPECTED = r"(?:production|output|sales)\s(?:guidance|targets?|forecasts?|outlook|plans?)\b"
_GUIDED = {
    _DOWN: re.compile(
        rf"\b(?:lower|cut|slash|trim|reduc|downgrad|scal\w*\sback)\w*\s(?:[\w'’-]+\s){{0,4}}?{_EXPECTED}"
    ),
    _UP: re.compile(rf"\b(?:rais|lift|hik|boost|increas|upgrad)\w*\s(?:[\w'’-]+\s){{0,4}}?{_EXPECTED}"),
}
_TRADE = re.compile(
    r"\b(?:exports?|imports?|shipments)\b[^.;]{0,60}?\b(?:f[ae]ll|fell|drop\w*|ris\w*|rose|jump\w*|surg\w*|slump\w*|plung\w*|climb\w*|"
    r"tumbl\w*|declin\w*|rebound\w*|hit|reach\w*|slid|down|up|increas\w*|decreas\w*|highest|lowest)\b"
)
_MEASURES = list(EASED + TIGHTENED)


def worked(odds: Floats, low: str) -> Floats:
    """The log-odds of the kinds of a text (lower case) in which a firm pays for its own works or moves its guidance, or
    in which trade moved by itself.
    """
    out = odds.copy()
    if _INVESTS.search(low) and not _FUNDED.search(low):
        out[_UP] = max(out[_UP], out[_PAID].max() + 0.5)
        out[_PAID] -= RESTARTED
    for kind, words in _GUIDED.items():
        if words.search(low):
            out[kind], other = max(out[kind] + RESTARTED, 1.0), _UP + _DOWN - kind
            out[other] -= RESTARTED
    if _TRADE.search(low) and not _MEASURE.search(low):
        out[_MEASURES] -= RESTARTED
    return np.asarray(out, np.float32)


def turned(odds: Floats, low: str, minerals: Iterable[tuple[int, int]], *, headline: bool) -> Floats:
    """The log-odds of the kinds in a text (lower case) with what its words of easing, restart and thrift add.

    minerals: their spans. In a headline words of prices add too, elsewhere they tell up from down.
    """
    out, eased = thrift(worked(revoked(restarted(odds, low), low), low), low, minerals).copy(), easing(low)
    out[list(EASED)] += eased
    out[list(TIGHTENED)] -= eased
    said = [KINDS.index(Kind("price_move", d)) for d, words in _MARKET.items() if words.search(low)]
    if headline:
        out[said] += PRICED
    elif len(said) == 1:
        other = KINDS.index(Kind("price_move", "down" if KINDS[said[0]].direction == "up" else "up"))
        out[[said[0], other]] = max(out[said[0]], out[other]), min(out[said[0]], out[other])
    return np.asarray(out, np.float32)


def easing(low: str) -> float:
    """How much the words of a sentence (in lower case) speak of a measure that is eased: the strongest of them.

    Of most a measure must stand behind ("suspended its ban", not "suspended exports"); none count where one speaks
    against it ("extended the suspension of exports").
    """
    stems, rows = _easing()
    found = [
        rows[stem][0]
        for stem, places in stems.places(low).items()
        if not rows[stem][1] or any(_MEASURE.search(low, at, at + 70) for at in places)
    ]
    return 0.0 if min(found, default=0.0) < 0 else max(found, default=0.0)


@lru_cache(maxsize=1)
def _easing() -> tuple[Cues[str], dict[str, tuple[float, bool]]]:
    """The stems of data/lexicon/easing.csv with what each weighs and whether a measure must stand behind it."""
    with (labels.DATA / "lexicon" / "easing.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["stem"]: (float(row["weight"]), bool(row["measure"])) for row in csv.DictReader(lines)}
    return Cues({stem: (stem,) for stem in rows}), rows
