"""How like cases ended before, as operands: of the stop, control, term, takeover, plan or price move of the news."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

from didymium import labels
from didymium.brief.lead import FRESH
from didymium.brief.own import the_measure
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Setting
from didymium.risk.precedents import CONTROLS, MOVE, precedents
from didymium.world.days import parse_date

LEAST, FEW, MANY = 8, 5, 60  # cases below which a count says little; of the same place or good; of all plans
NEAR = 0.6  # nearness to the lead of a printed move of a price
OPENS = 600  # characters of an article that tell its news


@cache
def _words() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(what, kind, words of news of it) of `data/lexicon/precedents.csv`."""
    with (labels.DATA / "lexicon" / "precedents.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((r["of"], r["kind"], re.compile(rf"(?i)\b(?:{r['words']})\b")) for r in csv.DictReader(lines))


def like(setting: Setting) -> list[Operand]:
    """The counts of the like cases of the news; none where its kind is not told, or fits several."""
    lead = setting.lead
    found = {
        "project": _start if lead.builds else _stop, "export_control": _control, "import_measure": _control,
        "deal": _start if lead.builds else _takeover, "market": _move,
    }.get(lead.family)  # fmt: skip
    asked = found(setting) if found and not lead.status_denied and not lead.supposed else None
    return list(_counts(setting, *asked)) if asked else []


def _kinds(of: str, text: str) -> list[str]:
    return [kind for what, kind, words in _words() if what == of and words.search(text)]


def _news(setting: Setting) -> str:
    return f"{setting.lead.title}. {setting.lead.event.quote}"


def _one(kinds: list[str]) -> str | None:
    return kinds[0] if len({*kinds}) == 1 else None


def _stop(setting: Setting) -> tuple[str, str] | None:
    """A standstill of mines or plants by the one cause that the news tells, else the opening."""
    news = _news(setting)
    if setting.lead.direction != "down" or not _kinds("standstill", news):
        return None
    if _kinds("runs", setting.reading.article.text):
        return None  # a strike of which the mine takes no notice
    told = _kinds("stops", news) or _kinds("stops", f"{news} {setting.reading.article.text[:OPENS]}")
    kind = _one(told)
    return ("stops", kind) if kind else None


def _control(setting: Setting) -> tuple[str, str] | None:
    """The kind of a step: by its row in the world, else by the words of the news; of one that runs on, its term."""
    lead, news = setting.lead, _news(setting)
    own = the_measure(setting)
    eased = lead.direction == "ease"
    if _kinds("extended", news) or (own is not None and own[1].act == "extended"):
        return None  # the term of the news has come to its end
    if eased:
        return ("terms", "suspension") if _kinds("suspended", news) and lead.event.expires else None
    kind = str(own[0].row["kind"]) if own else _one(_kinds(lead.family, news))
    if lead.direction != "tighten" or lead.event.status not in {"announced", "in_force"} or not _is_new(setting):
        return None
    return ("controls", kind) if kind in CONTROLS else None


def _is_new(setting: Setting) -> bool:
    """Whether the step is of these weeks or to come."""
    day = setting.lead.event.date
    return setting.lead.kind in {"news", "notice"} and (
        day is None or (setting.today - parse_date(day)).days <= (FRESH if len(day) == len("2025-01-01") else 2 * FRESH)
    )


def _takeover(setting: Setting) -> tuple[str, str] | None:
    """A takeover that is not done yet."""
    news = _news(setting)
    whole = not _kinds("stake", news) and not _kinds("done", news) and "%" not in news
    return ("takeovers", "") if whole and _kinds("takeovers", news) else None


def _start(setting: Setting) -> tuple[str, str] | None:
    """A mine or plant that is still to be built: the day it was to begin, against the day it did."""
    lead = setting.lead
    new = not (lead.figures or lead.limited) and lead.kind in {"news", "release", "notice"}
    return ("starts", "") if new and lead.minerals and not _kinds("begun", _news(setting)) else None


def _move(setting: Setting) -> tuple[str, str] | None:
    """A price that moved by a tenth or more, as the article prints it."""
    lead = setting.lead
    able = {"up": "rises", "down": "falls"}.get(lead.direction or "")
    moves = (q.value * (0.01 if q.unit == "%" else 1) for q in setting.stated
             if q.metric == "price_change" and q.near >= NEAR)  # fmt: skip
    told = any(MOVE <= abs(size) < 1 for size in moves)
    return (able, str(lead.mineral)) if able and lead.mineral and told else None


def _counts(setting: Setting, of: str, kind: str) -> Iterator[Operand]:
    """The counts of the nearest like cases of which there are enough: of the place and good, of one of them, of all."""
    lead = setting.lead
    land = (lead.place if of == "stops" else lead.actor) if of in {"stops", "controls"} else None
    good = lead.mineral if of in {"stops", "controls", "starts"} else None
    narrow = ((land, None),) if of == "controls" else ((None, good),)
    wide = () if of == "controls" else ((None, None),)  # what other states did with other goods tells nothing of it
    for country, mineral in dict.fromkeys(((land, good), *narrow, *wide)):
        found = precedents(of, kind, setting.world, country=country, mineral=mineral)
        all_ = MANY if of == "starts" else LEAST  # what is on record of early years is what was late
        if len(found.cases) >= (all_ if (country, mineral) == (None, None) else FEW):
            break
    else:
        return
    for index, figure in enumerate(found.figures):
        unit = figure.unit
        long = f"{figure.value:.1f} months" if figure.value > 2 else f"{figure.value * 365.25 / 12:.0f} days"
        said = f"{figure.value:.0f}" if unit == "count" else long
        yield Operand(
            setting.ledger.run_figure(found, index), figure.metric, unit, figure.value, unit, said, found.noun, "run",
            near=1.0, place=country, good=mineral or "",
        )  # fmt: skip
