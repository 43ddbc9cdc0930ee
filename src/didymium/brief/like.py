"""How like cases ended before, as operands: of the stop, control, term, takeover or start of the news."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import cache

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import FRESH
from didymium.brief.own import the_measure
from didymium.brief.pacts import is_news, signing
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Setting
from didymium.risk.precedents import CONTROLS, HIT, TERMS, Precedent, precedents
from didymium.world.days import parse_date

FEW = 5  # cases of the same place or good below which a count says little
LEAST = {"terms": 3, "starts": 15}  # the same of terms of one state, and of starts, of which late ones are told more
NAMED = 3  # cases that are named
OPENS = 1500  # characters of an article that tell its news
SOON = dt.timedelta(days=730)  # a term beyond which nobody asks yet whether it is extended
FAR = 15  # years ahead for which a start may be told
_FIRST = re.compile(  # the year of a first output
    r"(?i)\b(?:start\w*|begin\w*|commence\w*|first|commission\w*|operational|on stream|online|production|output)\b"
    r"[^.;]{0,60}\b(?:in|by|of|from|until|late|early|mid-?)\s?(20\d\d)\b"
)


@cache
def _words() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(what, kind, words of news of it) of `data/lexicon/precedents.csv`."""
    with (labels.DATA / "lexicon" / "precedents.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((r["of"], r["kind"], re.compile(rf"(?i)\b(?:{r['words']})\b")) for r in csv.DictReader(lines))


def like(setting: Setting) -> list[Operand]:
    """The counts of the like cases of the news; none where its kind is not told, or fits several."""
    lead = setting.lead
    if lead.status_denied or lead.supposed:
        return []
    asked = (make(setting) for make in _ASKED.get(lead.family, ()))
    return [o for a in asked if a for o in _counts(setting, *a)]


def _kinds(of: str, text: str) -> list[str]:
    return [kind for what, kind, words in _words() if what == of and words.search(text)]


def _news(setting: Setting) -> str:
    return f"{setting.lead.title}. {setting.lead.event.quote}"


def _one(kinds: list[str]) -> str | None:
    return kinds[0] if len({*kinds}) == 1 else None


def new_stop(setting: Setting) -> tuple[str, str] | None:
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
    """The kind of a new step: by its row in the world, else by the words of the news."""
    lead, news = setting.lead, _news(setting)
    own = the_measure(setting)
    if _kinds("extended", news) or (own is not None and own[1].act == "extended"):
        return None  # a term of it has come to its end
    kind = kind_of_control(setting)
    return ("controls", kind) if kind in CONTROLS and lead.event.status in {"announced", "in_force"} else None


def kind_of_control(setting: Setting) -> str | None:
    """The kind of a step that is new, proposed ones too: by its row in the world, else by the words of the news."""
    own = the_measure(setting)
    if setting.lead.direction != "tighten" or not _is_new(setting):
        return None
    return str(own[0].row["kind"]) if own else _one(_kinds(setting.lead.family, _news(setting)))


def _term(setting: Setting) -> tuple[str, str] | None:
    """The kind of a ban, duty or suspension that runs to a last day or is given a new one."""
    lead, news, own = setting.lead, _news(setting), the_measure(setting)
    until = own[1].until if own is not None else None
    if until is not None and until > setting.today + SOON and not _kinds("extended", news):
        return None
    ends = _kinds("extended", news) or _kinds("ends", news) or until is not None
    if not ends or lead.kind not in {"news", "notice"}:
        return None
    if lead.direction == "ease" or lead.family == "agreement":
        return ("terms", "suspension") if _kinds("suspended", news) else None
    kind = str(own[0].row["kind"]) if own else _one(_kinds(lead.family, news))
    return ("terms", kind) if kind in TERMS else None


def _takeover(setting: Setting) -> tuple[str, str] | None:
    """A takeover that is not done."""
    news = _news(setting)
    open_ = setting.lead.kind in {"news", "notice", "release"} and not _kinds("done", news)
    return ("takeovers", "") if open_ and _kinds("takeovers", news) else None


def _start(setting: Setting) -> tuple[str, str] | None:
    """A mine or plant whose start is told for a year ahead."""
    lead, year = setting.lead, setting.today.year
    told = (m[1] for m in _FIRST.finditer(setting.reading.article.text[:OPENS]))
    ahead = any(year < int(t) <= year + FAR for t in told)
    return ("starts", "") if ahead and lead.builds and lead.kind in {"news", "notice", "release"} else None


def _pact(setting: Setting) -> tuple[str, str] | None:
    """An agreement of states on minerals."""
    return ("pacts", "") if is_news(setting) else None


def _is_new(setting: Setting) -> bool:
    """Whether the step is of these weeks or to come."""
    day = setting.lead.event.date
    return setting.lead.kind in {"news", "notice"} and (
        day is None or (setting.today - parse_date(day)).days <= (FRESH if len(day) == len("2025-01-01") else 2 * FRESH)
    )


_ASKED: dict[str, tuple[Callable[[Setting], tuple[str, str] | None], ...]] = {
    "project": (new_stop, _start), "export_control": (_control, _term), "import_measure": (_control, _term),
    "agreement": (_term, _pact), "deal": (_takeover, _start), "policy": (_start,),
}  # fmt: skip


def _counts(setting: Setting, of: str, kind: str) -> Iterator[Operand]:
    """The counts of the nearest like cases of which there are enough: of the place and good, or of one of them."""
    lead, everywhere = setting.lead, (None, None)
    near: dict[str, tuple[tuple[str | None, str | None], ...]] = {
        "stops": ((lead.place, lead.mineral), (None, lead.mineral)), "controls": ((lead.actor, None),),
        "terms": ((lead.actor, None), everywhere), "starts": ((None, lead.mineral),),
        "takeovers": (everywhere,), "pacts": tuple((c, None) for c in signing(setting)),
    }  # fmt: skip
    wide = of == "takeovers" or (of == "terms" and kind != "export_ban")  # of bans most are on scrap
    for country, mineral in dict.fromkeys(near[of]):
        found = precedents(of, kind, setting.world, country=country, mineral=mineral)
        if len(found.cases) >= LEAST.get(of, FEW) and (country or mineral or wide):
            break
    else:
        return
    note, ids = _named(setting, of, found.cases)
    for index, figure in enumerate(found.figures):
        unit = figure.unit
        long = f"{figure.value:.1f} months" if figure.value > 2 else f"{figure.value * 365.25 / 12:.0f} days"
        said = f"{figure.value:.0f}" if unit == "count" else long
        yield Operand(
            setting.ledger.run_figure(found, index), figure.metric, unit, figure.value, unit, said, found.noun, "run",
            near=1.0, place=country, good=mineral or "", note=note,
            extra=ids if figure.metric.endswith("_counted") else (),
        )  # fmt: skip


def _named(setting: Setting, of: str, cases: tuple[Precedent, ...]) -> tuple[str, tuple[str, ...]]:
    """The longest of some stops, or the last steps that were eased, by name, and the ids of their rows."""
    if of not in {"stops", "controls"}:
        return "", ()
    stops = of == "stops"
    hits = sorted(cases, key=lambda c: c.months or 0) if stops else [c for c in cases if c.outcome == HIT[of]]
    table, column = ("stoppages", "site") if stops else ("measures", "title")
    best = {c.id: c for c in hits[-NAMED:]}
    rows = [r for r in setting.world.table(table).to_dicts() if r["id"] in best]
    return phrase.listed([str(r[column]) for r in rows]), tuple(setting.ledger.cell(table, r, column) for r in rows)
