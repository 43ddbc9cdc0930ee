"""The dated step of a side of the news that the world knows of: a measure that starts or ends, a term that runs out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import is_country, rows_about
from didymium.brief.ledger import say
from didymium.brief.record import TRADE, Known, known
from didymium.brief.setting import NEWS_DAYS, Row, Setting
from didymium.records import Watch
from didymium.text import find_dates
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date

SOON = dt.timedelta(days=730)  # the horizon of a measure that the story is about
YEAR = dt.timedelta(days=365)  # and of others
DAY = len("2026-01-01")
FEW = 4  # minerals up to which a step is about each of them
FAR = 9  # distance of a step that is none of the news
KINDS = frozenset({*TRADE, "import_tariff", "import_investigation", "import_ban", "price_floor"}) - {"export_quota"}
TRADE_LIKE = frozenset({"policy", "agreement", "import_measure", "export_control", "deal"})
_HEAD = re.compile(r" (?:for|on|to|of|from|in)\b")  # what follows the noun of a title
_DUE = re.compile(
    r"(?i)\b(?:report\w*|updates?|decisions?|review\w*|consultations?|talks|to (?:be|provide|decide)|within)\b"
)


def ending(setting: Setting, one: Known) -> Watch | None:
    """The day on which a measure or its suspension ends, where it lies in the years ahead."""
    day = one.state.last.until_text or ""
    what = {"suspended": "suspension", "in_force": "term"}.get(one.state.state)
    if what is None or len(day) != DAY or one.state.until is None:
        return None
    next_day = str(parse_date(day) + dt.timedelta(days=1))
    told = find_dates(setting.reading.article.text, str(setting.today))
    if any(len(d.value) > len("2025") and next_day.startswith(d.value) for d in told):
        return None  # what follows it on the next day is what the article tells
    if not setting.today < one.state.until <= setting.today + SOON:
        return None
    keys = (one.cell(setting, one.state.last, "until"), setting.ledger.cell("measures", one.row, "title"))
    return Watch(date=day, sentence=say(f"The {what} of {one.title} ends on {phrase.day(day)}.", *keys))


def coming(setting: Setting) -> Iterator[Watch]:
    """The step of a side of the news on its mineral within a year: the nearest to it, then the first."""
    lead = setting.lead
    if not setting.reading.article.published:  # as of which day it would come is not known
        return
    if lead.family == "dispute" or (lead.family, lead.direction) == ("project", "down"):
        return
    if lead.kind == "results" or (lead.family == "deal" and not lead.builds):  # of a firm, or between firms
        return
    ahead = [s for s in _steps(setting) if setting.today < parse_date(s[1].date) <= setting.today + YEAR]
    yield from (watch for _, watch in sorted(ahead, key=lambda s: (s[0], s[1].date, s[1].sentence.text))[:1])


def _steps(setting: Setting) -> Iterator[tuple[int, Watch]]:
    """(how far from the news, step) of the measures and provisions; what just begins or ends is the news itself."""
    for row in _about(setting, "measures"):
        far, one = _far(setting, str(row["actor"]), str(row["minerals"])), known(setting, row)
        if far == FAR or one is None or row["firms"] or row["kind"] not in KINDS:
            continue
        if (setting.today - one.announced).days <= NEWS_DAYS or _of_other_goods(setting, row):
            continue
        if (end := ending(setting, one)) is not None:
            yield far + (one.state.state == "in_force"), end
        act = max(one.acts, key=lambda a: (a.date, a.known_from))  # what a later act has put off does not come
        if act.start > setting.today and len(act.begins) == DAY:
            verb = "take effect" if _HEAD.split(one.title)[0].endswith("s") else "takes effect"
            words = f"{phrase.capital(one.title)} {verb} on {phrase.day(act.begins)}."
            keys = (one.cell(setting, act, "from"), setting.ledger.cell("measures", row, "title"))
            yield far, Watch(date=act.begins, sentence=say(words, *keys))
    for row in _about(setting, "provisions"):
        far = _far(setting, str(row["obliges"] or ""), str(row["minerals"] or ""))
        text = " ".join(str(row["provision"]).split()).rstrip(".")
        who = phrase.listed([phrase.country(c) for c in str(row["obliges"]).split(";") if is_country(c)])
        for column in ("expires", "effective") if far < FAR else ():
            if len(day := str(row[column] or "")) == DAY:
                last = ("by" if _DUE.search(text) else "until") if column == "expires" else "from"
                words = f"{phrase.capital(who)}: {text}, {last} {phrase.day(day)}."
                yield far, Watch(date=day, sentence=say(words, setting.ledger.cell("provisions", row, column)))


def _of_other_goods(setting: Setting, row: Row) -> bool:
    """Whether a measure is on goods of another stage than a mine or plant of the news: batteries beside a mine."""
    stages, own = {*str(row["stage"] or "all").split(";")}, setting.lead.stage
    return setting.lead.family == "project" and own is not None and not stages & {own, "all"}


def _about(setting: Setting, table: str) -> list[Row]:
    """The rows on the first mineral of the news; of news on no one of them those on all."""
    if setting.lead.minerals:
        return rows_about(setting.world, table, setting.lead.minerals[:1]).to_dicts()
    if setting.lead.family not in {"policy", "import_measure", "deal"}:
        return []
    rows = setting.world.table(table).filter(pl.col("minerals").str.starts_with("all")).to_dicts()
    return [r for r in rows if str(r.get("kind") or "import").startswith(("import", "price"))]


def _far(setting: Setting, who: str, minerals: str) -> int:
    """How far a step is from the news, 0 the nearest; `FAR`: of none of its sides, or of too many minerals."""
    lead, doers, told = setting.lead, {*filter(None, who.split(";"))}, [*filter(None, minerals.split(";"))]
    said = {n.id for n in find_names(f"{lead.title}. {lead.event.quote}") if n.kind == "country"}
    sides = {lead.actor, lead.place, *lead.targets, *lead.parties, *said} - {None}
    wide = not lead.minerals or len(told) > FEW or any(m.startswith("all") for m in told)
    if not doers or not doers <= sides or (wide and lead.family not in TRADE_LIKE):
        return FAR
    return int(wide)
