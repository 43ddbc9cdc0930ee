"""How long stops like that of the news lasted, as operands; and what kind of step a new control is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import FRESH
from didymium.brief.own import the_measure
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Setting
from didymium.risk.precedents import Precedent, precedents
from didymium.world.days import parse_date

FEW = 5  # cases of the same place or good below which a count says little
NAMED = 3  # cases that are named
OPENS = 1500  # characters of an article that tell its news


@cache
def _words() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(what, kind, words of news of it) of `data/lexicon/precedents.csv`."""
    with (labels.DATA / "lexicon" / "precedents.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((r["of"], r["kind"], re.compile(rf"(?i)\b(?:{r['words']})\b")) for r in csv.DictReader(lines))


def like(setting: Setting) -> list[Operand]:
    """The counts of the like stops; none where the news is of no stop, or its cause is not told."""
    lead = setting.lead
    if lead.family != "project" or lead.status_denied or lead.supposed:
        return []
    kind = new_stop(setting)
    return [*_counts(setting, kind)] if kind else []


def _kinds(of: str, text: str) -> list[str]:
    return [kind for what, kind, words in _words() if what == of and words.search(text)]


def _news(setting: Setting) -> str:
    return f"{setting.lead.title}. {setting.lead.event.quote}"


def _one(kinds: list[str]) -> str | None:
    return kinds[0] if len({*kinds}) == 1 else None


def new_stop(setting: Setting) -> str | None:
    """The cause of a standstill of mines or plants: the one that the news tells, else the opening."""
    news = _news(setting)
    if setting.lead.direction != "down" or not _kinds("standstill", news):
        return None
    if _kinds("runs", setting.reading.article.text):
        return None  # a strike of which the mine takes no notice
    told = _kinds("stops", news) or _kinds("stops", f"{news} {setting.reading.article.text[:OPENS]}")
    return _one(told)


def kind_of_control(setting: Setting) -> str | None:
    """The kind of a step that is new, proposed ones too: by its row in the world, else by the words of the news."""
    own = the_measure(setting)
    if setting.lead.direction != "tighten" or not _is_new(setting):
        return None
    return str(own[0].row["kind"]) if own else _one(_kinds(setting.lead.family, _news(setting)))


def _is_new(setting: Setting) -> bool:
    """Whether the step is of these weeks or to come."""
    day = setting.lead.event.date
    return setting.lead.kind in {"news", "notice"} and (
        day is None or (setting.today - parse_date(day)).days <= (FRESH if len(day) == len("2025-01-01") else 2 * FRESH)
    )


def _counts(setting: Setting, kind: str) -> Iterator[Operand]:
    """The counts of the nearest like stops of which there are enough: of the place and good, else of the good."""
    lead = setting.lead
    for country in dict.fromkeys((lead.place, None)):
        found = precedents("stops", kind, setting.world, country=country, mineral=lead.mineral)
        if len(found.cases) >= FEW and (country or lead.mineral):
            break
    else:
        return
    note, ids = _named(setting, found.cases)
    for index, figure in enumerate(found.figures):
        long = f"{figure.value:.1f} months" if figure.value > 2 else f"{figure.value * 365.25 / 12:.0f} days"
        said = f"{figure.value:.0f}" if figure.unit == "count" else long
        yield Operand(
            setting.ledger.run_figure(found, index), figure.metric, figure.unit, figure.value, figure.unit, said,
            found.noun, "run", near=1.0, place=country, good=lead.mineral or "", note=note,
            extra=ids if figure.metric.endswith("_counted") else (),
        )  # fmt: skip


def _named(setting: Setting, cases: tuple[Precedent, ...]) -> tuple[str, tuple[str, ...]]:
    """The longest of some stops by name, and the ids of their rows."""
    best = {c.id for c in sorted(cases, key=lambda c: c.months or 0)[-NAMED:]}
    rows = [r for r in setting.world.table("stoppages").to_dicts() if r["id"] in best]
    return phrase.listed([str(r["site"]) for r in rows]), tuple(
        setting.ledger.cell("stoppages", r, "site") for r in rows
    )
