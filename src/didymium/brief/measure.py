"""The measure of the world of which the news tells an act."""

from __future__ import annotations

import csv
import re
from functools import cache

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import expand, stems
from didymium.brief.record import EXPORT, IMPORT, Known, known
from didymium.brief.setting import Row, Setting
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.states import Act

NEWS = 14  # days before the article within which an act that it does not date is its news
FRESH = 35  # days before the article within which an act is its news
AFTER = 3  # days by which a row may be dated after an article on it
FIRST = 300  # characters of an article that hold its first sentences
LEAST_ALIKE = 0.5  # part of the words of a measure's title that news of it has
WHOLE = 0.75  # the same of a plan or list at home, whose titles are made of common words
KINDS = {  # of measures that news of a family may be about
    "export_control": EXPORT | {"lifting", "domestic_processing_requirement"},
    "import_measure": IMPORT | {"general_tariff", "lifting"},
    "dispute": frozenset({"ruling", "dispute"}),
    "project": frozenset({"nationalisation", "de_facto_halt"}),
    "policy": frozenset({"stockpile", "price_floor", "nationalisation", "list_change", "domestic_policy"}),
    "market": EXPORT | {"lifting", "domestic_policy", "nationalisation"},
}
LOOSENS = frozenset({"suspended", "ended", "amended"})  # acts by which a step is eased


def the_measure(setting: Setting) -> tuple[Known, Act] | None:
    """The one measure of which the news tells an act, with the act; None where none or two fit best."""
    lead = setting.lead
    kinds = KINDS.get(lead.family)
    market = lead.family == "market"
    if kinds is None or (lead.actor is None and lead.family not in {"dispute", "market"}):
        return None
    text = f"{lead.title}. {setting.reading.article.text}".lower()
    words, head = _stems(text), _stems(f"{lead.title} {lead.event.quote}")
    sides = {*lead.sides, *setting.named}
    ranked, wanted = [], {k for m in lead.minerals for k in expand(m)}
    for one in _known(setting, None if market or lead.family == "dispute" else lead.actor, kinds):
        if market and one.row["actor"] not in sides:
            continue
        targets = {t for t in str(one.row["targets"] or "").split(";") if t and t != "WLD"}
        firms = [f for f in str(one.row["firms"] or "").split(";") if f]
        if (targets and not targets & sides and not _names_in(str(one.row["title"]), setting)) or (
            firms and not any(f in setting.opening for f in firms)
        ):
            continue
        if lead.family == "dispute" and not {one.row["actor"], *targets} & {*lead.sides}:
            continue
        title = _stems(str(one.row["title"]))
        own = len(expand(str(one.row["minerals"])) & wanted)
        alike = len(title & words) / max(1, len(title))
        acts = [a for a in one.acts if len(str(a.date)) == len("2025-01-01") and _fits(setting, a)]
        acts = [a for a in acts if _is_fresh(setting, a.date, FRESH if _tells_day(a.date, text) else NEWS)]
        whole = len(title & head) >= WHOLE * len(title)
        aimed = bool(targets) and targets <= {*lead.targets} and bool(own) and _of_kind(setting, one.row)
        standing = one.state.state in {"in_force", "suspended"}
        if not acts and standing and lead.minerals and (whole or aimed):  # news under a measure that stands
            acts = [a for a in one.acts if a.id == one.state.last.id and len(str(a.date)) == len("2025-01-01")]
        if acts and (alike >= LEAST_ALIKE or aimed) and (whole or lead.family != "policy"):
            new = _is_fresh(setting, str(acts[-1].date))
            goods = expand(str(one.row["minerals"]))
            shared = round(own / max(1, len(goods | wanted)), 1)
            late = -(abs((setting.today - parse_date(acts[-1].date)).days) // 3) if new else 0
            ranked.append(((new, late, shared, round(len(title & head) / len(title), 2), alike), one, acts[-1]))
    ranked.sort(key=lambda r: r[0], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1], ranked[0][2]


def _known(setting: Setting, actor: str | None, kinds: frozenset[str], any_good: bool = False) -> list[Known]:
    """The measures of a state, or of all, that cover a mineral of the news or a whole list of goods; or any good."""
    rows = setting.world.table("measures").filter(pl.col("kind").is_in(sorted(kinds)))
    rows = rows if actor is None else rows.filter(pl.col("actor") == actor)
    wanted = {k for m in setting.lead.minerals for k in expand(m)}
    able = (
        r for r in rows.to_dicts() if any_good or "all (" in str(r["minerals"]) or expand(str(r["minerals"])) & wanted
    )
    return [k for r in able if (k := known(setting, r)) is not None]


def _stems(text: str) -> frozenset[str]:
    """The stems of a text, in one spelling."""
    return stems(re.sub(r"(?i)licence", "license", text))


def _names_in(title: str, setting: Setting) -> bool:
    """Whether the news names a firm that the title of a measure names."""
    text = setting.reading.article.text
    return any(n.kind == "company" and n.surface in text for n in find_names(title))


def _fits(setting: Setting, act: Act) -> bool:
    """Whether an act goes the way of the news."""
    way = setting.lead.direction
    return way not in {"ease", "tighten"} or (act.act in LOOSENS) == (way == "ease") or act.act == "amended"


def _tells_day(day: str, text: str) -> bool:
    """Whether the article names a day, by its number and month or by its month and year, and of no other year."""
    number, month, year = phrase.day(day).split()
    start = f"{month[:3].lower()}[a-z]*\\.?"
    named = re.finditer(rf"\b(?:{number} {start}|{start} {number})(?:,? (\d{{4}}))?\b|\b{start} ({year})\b", text)
    return any((m[1] or m[2] or year) == year for m in named)


def _is_fresh(setting: Setting, day: str, longest: int = FRESH) -> bool:
    return len(day) >= len("2025-01") and -AFTER <= (setting.today - parse_date(day)).days <= longest


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    """The words that news of a kind of measures has."""
    with (labels.DATA / "lexicon" / "row_kinds.csv").open(encoding="utf-8", newline="") as lines:
        return {r["kind"]: re.compile(rf"(?i)\b(?:{r['words']})") for r in csv.DictReader(lines)}


def _of_kind(setting: Setting, row: Row) -> bool:
    """Whether the news has a word of the kind of a measure."""
    lead, known_kind = setting.lead, _kinds().get(str(row["kind"]))
    told = f"{lead.title} {lead.event.quote} {setting.reading.article.text[:FIRST]}"
    return known_kind is None or known_kind.search(told) is not None
