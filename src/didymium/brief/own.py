"""The rows of the world on the very story: its measure, deal or stop, with what came before and beside it.

A row is joined by its names, mineral, sides, kind and day together; where two fit alike none is. Nothing that became
public after the day of the brief is seen, and nothing that the article tells itself is told again.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.lead import expand, is_country, is_mineral, kin, rows_about, stems
from didymium.brief.plants import called, counted_in, placed
from didymium.brief.record import EXPORT, IMPORT, SET_ANEW, Known, act_row, known
from didymium.brief.relations.base import Operand
from didymium.brief.relations.size import STANDSTILL
from didymium.brief.setting import Row, Setting
from didymium.errors import DidymiumError
from didymium.news.sentences import split_sentences
from didymium.text import find_dates
from didymium.text.gazetteer import find_names
from didymium.world.days import parse_date
from didymium.world.states import Act

NEWS = 14  # days before the article within which an act that it does not date is its news
FRESH = 35  # days before the article within which an act or deal is its news
AFTER = 3  # days by which a row may be dated after an article on it
FIRST = 300  # characters of an article that hold its first sentences
LEAST_ALIKE = 0.5  # part of the words of a measure's title that news of it has
WHOLE = 0.75  # the same of a plan or list at home, whose titles are made of common words
RETOLD = 120  # days for which a deal is told again, where the article has its sum
LATELY = 120  # days in which more is told of a stop
IDLE = 3 * 365  # days for which a stop without an end is taken to go on
STALE = 4 * 365  # days after which an old contract may have ended unseen
MANY = 3  # parties of a deal beyond which its text is about several deals
SAME = 1  # days between two acts of one announcement
MOST = 2  # siblings, earlier deals and sites that are told
LEAST_NAME = 4  # letters from which a name is told from words
KINDS = {  # of measures that news of a family may be about
    "export_control": EXPORT | {"lifting", "domestic_processing_requirement"},
    "import_measure": IMPORT | {"general_tariff", "lifting"},
    "dispute": frozenset({"ruling", "dispute"}),
    "project": frozenset({"nationalisation", "de_facto_halt"}),
    "policy": frozenset({"stockpile", "price_floor", "nationalisation", "list_change", "domestic_policy"}),
    "market": EXPORT | {"lifting", "domestic_policy", "nationalisation"},
}
TRADES = frozenset({"export_control", "import_measure"})
LOOSENS = frozenset({"suspended", "ended", "amended"})  # acts by which a step is eased
SUPPLIES = frozenset({"offtake", "purchase", "joint_venture", "price_floor"})
PAID = frozenset({"equity", "loan", "grant"})


def own(setting: Setting) -> list[Operand]:
    """What the world holds on the very story, as operands; the day of each row is the value."""
    if not setting.lead.minerals:
        return [*_measure(setting)]
    return [*_measure(setting), *_deals(setting), *_stops(setting), *_already(setting)]


# what a text adds to the article


@dataclass(frozen=True)
class _Told:
    """What an article tells, for asking what a row adds to it."""

    text: str
    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]


def _stems(text: str) -> frozenset[str]:
    """The stems of a text, in one spelling."""
    return stems(re.sub(r"(?i)licence", "license", text))


def _told(setting: Setting) -> _Told:
    text = f"{setting.lead.title}. {setting.reading.article.text}"
    names = frozenset(n.id for n in find_names(text))
    return _Told(text.lower(), _stems(text), frozenset(_numbers(text)), names)


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CLAUSE = re.compile(r"(?<!\bincl)(?<!\bapprox)(?<!\b[A-Z])\.\s+(?=[A-Z\d])|;\s+")
_UNTOLD = re.compile(  # numbers that need no telling: years, small counts, and days with their month
    r"\b\d+[A-Z]\w*|\b(?:19|20)\d\d\b|\b\d{1,2} (?=[A-Z][a-z]{2})|(?<![\d.,$])\b1?\d\b(?![\d.,]|\s?(?:%|m\b|bn\b))"
)
_MONEY = re.compile(r"\b(USD|EUR|GBP|[AC]\$|EUR )\s?(\d[\d,.]*\d|\d)\s?(bn|m)\b")
_WORDS = {"bn": " billion", "m": " million"}


def _numbers(text: str) -> Iterator[str]:
    """The numbers of a text without signs that writers set at will."""
    yield from (m[0].replace(",", "").rstrip(".") for m in _NUMBER.finditer(text))


def _adds(text: str | None, told: _Told) -> str:
    """The clauses of a row's text that tell what the article does not, those with numbers alone where it has any."""
    whole = (text or "").strip().rstrip(".")
    parts = [(start, _tail(whole[start:end].strip(" .;"), told)) for start, end in _clauses(whole)]
    new = [(start, part) for start, part in parts if part and _new(part, told)]
    sized = [(start, part) for start, part in new if _hard(part) - told.numbers]
    kept = ""
    sure = [(start, part) for start, part in sized or new if not _MOOD.search(part)]
    for start, part in sure:
        joint = "; " if whole[:start].rstrip().endswith(";") else ". "
        kept += f"{joint if kept else ''}{part}"
    return _spelt(kept)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where each clause of a row's text begins and ends."""
    begin = 0
    for m in _CLAUSE.finditer(text):
        yield begin, m.start()
        begin = m.end()
    yield begin, len(text)


_MOOD = re.compile(  # of no row
    r"(?i)\b(?:expect\w*|may(?! (?:\d|still))|might|could|likely|hop(?:es|ed)|should|perhaps)\b"
)


def _hard(clause: str) -> frozenset[str]:
    """The numbers of a clause that tell a size."""
    return frozenset(_numbers(_UNTOLD.sub("", clause)))


def _tail(clause: str, told: _Told) -> str:
    """A clause without what stands before its colon, where that tells nothing new."""
    before, colon, after = clause.partition(": ")
    return after if colon and not _new(before, told) else clause


def _new(clause: str, told: _Told) -> bool:
    words = _stems(clause)
    names = {n.id for n in find_names(clause) if n.kind not in {"mineral", "date"}}
    if numbers := _hard(clause):
        return bool(numbers - told.numbers)
    fresh = len(words - told.words)
    return (bool(names - told.names) and fresh > 0) or (len(words) > 2 and 3 * fresh > 2 * len(words))


def _spelt(text: str) -> str:
    """Money and percentages of a row as a brief writes them; a first letter that begins a sentence in it, small."""
    text = _MONEY.sub(lambda m: f"{'$' if m[1] == 'USD' else m[1] if '$' in m[1] else m[1] + ' '}{m[2]}{_WORDS[m[3]]}",
                      text)  # fmt: skip
    return re.sub(r"(?<=\d) %", "%", text)


def named_by(setting: Setting, name: str, where: str, ids: frozenset[str]) -> bool:
    """Whether a text names a firm, agency or site, by this name or another of its names."""
    name, where = (_plain(t) for t in (re.sub(r"\s*\(.*?\)", "", name).strip(), where))
    if is_country(name):
        return any(n.id == name for n in find_names(where) if n.kind == "country")
    if len(name) < LEAST_NAME and not name.isupper():
        return False
    if re.search(rf"\b{re.escape(name)}\b", where):
        return True
    found = [n for n in find_names(name) if n.kind in {"company", "agency", "body", "project"}]
    return bool(found) and found[-1].id in ids


def _plain(text: str) -> str:
    """A text without accents, which papers leave out."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _goods(setting: Setting) -> tuple[str, ...]:
    """The minerals of the news with their kin; of rare earths with what is made of them."""
    found = {k for m in setting.lead.minerals for k in kin(m)}
    return tuple(sorted(found | ({"NdFeB magnets"} if "rare earths" in found else set())))


def named_in(text: str) -> frozenset[str]:
    """The firms, agencies and sites that a text names."""
    return frozenset(n.id for n in find_names(text) if n.kind in {"company", "agency", "body", "project"})


def _seen(setting: Setting, row: Row) -> bool:
    """Whether the source of a row was public on the day of the brief: else what it tells may be of later days."""
    return not setting.world.later(row["source_id"])


def _day(
    setting: Setting, table: str, row: Row, column: str, role: str, *, extra: Iterable[str] = (), **more: Any,
) -> Operand:  # fmt: skip
    """A row by the day of one of its columns."""
    day = str(row[column])
    return Operand(
        setting.ledger.cell(table, row, column), role, "date", float(parse_date(day).toordinal()), "date",
        phrase.day(day), more.pop("name", "") or "", "row", near=1.0, time=day,
        extra=tuple(setting.ledger.cell(table, row, c) for c in extra), **more,
    )  # fmt: skip


# the measure


def _measure(setting: Setting) -> Iterator[Operand]:
    """The measure of the news, what its row adds; others of the same announcement; the step before it."""
    lead, told = setting.lead, _told(setting)
    found = the_measure(setting)
    if found is None:
        return
    one, act = found
    fresh, goods = _is_fresh(setting, act.date, NEWS), {k for m in lead.minerals for k in expand(m)}
    ours = frozenset(k for m in lead.minerals for k in kin(m))
    note = _adds(one.row.get("summary"), told) if _seen(setting, one.row) else ""
    row = act_row(setting, act)
    if _hard(note) and not _hard(note) & told.numbers and not note[0].isdecimal():  # no number that stands there
        yield _of(setting, one, act, "own_measure", note)
    elif _hard(practice := _adds(row.get("practice"), told)):
        yield _of(setting, one, act, "own_measure", practice, noted=("measure_states", row, "practice"))
    start = str(row.get("from") or "")
    if len(start) == len("2025-01-01") and parse_date(start) > setting.today and not _tells_day(start, told):
        yield _of(setting, one, act, "own_start", "", "from")
    beside = [
        (other, a)
        for other in (_known(setting, str(one.row["actor"]), KINDS[lead.family], any_good=True) if fresh else ())
        for a in other.acts
        if other.row["id"] != one.row["id"] and a.act == act.act and _apart(a.date, act.date) <= SAME
        and _aimed_alike(one, other) and _untold(other, one, told, ours)
    ]  # fmt: skip
    beside = [b for b in beside if "all (" in b[0].row["minerals"] or expand(b[0].row["minerals"])]
    beside.sort(key=lambda b: (not expand(b[0].row["minerals"]) & goods, len(_stems(b[0].row["title"]) & told.words)))
    for role, (other, a) in zip(("sibling", "sibling_next"), beside[:MOST], strict=False):
        note = _adds(other.row.get("summary"), told) if _seen(setting, other.row) else ""
        yield _of(setting, other, a, role, _behind(note, str(other.row["title"])))
    yield from _before(setting, one, told) if fresh else ()
    yield from _differs(setting, one, act)


ASKED = {  # kinds of measures by the words that ask for one, or tell of one
    "price_floor": re.compile(
        r"(?i)\b(?:price|import price) (?:floors?|supports?|guarantees?|controls?)|\bfloor prices?|"
        r"\bminimum (?:import )?prices?"
    ),
    "stockpile": re.compile(r"(?i)\bstockpil\w+|\bstrategic reserves?|\bnational reserves?"),
}  # fmt: skip


def _already(setting: Setting) -> Iterator[Operand]:
    """A floor or stockpile that a side of the news has, where an opinion or plan asks for one: what its row adds."""
    lead, told = setting.lead, _told(setting)
    if lead.kind != "opinion" and lead.event.type not in {"price_support", "stockpile", "domestic_policy"}:
        return
    news = f"{lead.title} {lead.event.quote} {setting.reading.article.text[:FIRST]}"
    kinds = frozenset(kind for kind, cue in ASKED.items() if cue.search(news))
    own = the_measure(setting)
    found = [
        (k.announced, k, note)
        for k in (_known(setting, None, kinds) if kinds else ())
        if k.row["actor"] in {*lead.sides, *setting.named} and k.state.state == "in_force" and _seen(setting, k.row)
        and (own is None or own[0].row["id"] != k.row["id"]) and (setting.today - k.announced).days > FRESH
        and _hard(note := _adds(k.row.get("summary"), told))
    ]  # fmt: skip
    if found:
        _, last, note = max(found, key=lambda f: (f[0], f[1].row["id"]))
        yield _of(setting, last, last.opened, "already", note)


_OF_A_FIRM = re.compile(r"\b([A-Z][\w-]+(?: [A-Z][\w-]+)*) (\d[\d,]*) t\b")
CLOSE, SAME_SIZE = 0.15, 0.01  # parts by which two figures of one thing may differ, and from which they do


def _differs(setting: Setting, one: Known, act: Act) -> Iterator[Operand]:
    """A firm's tonnes under the measure where the row and the article give different ones."""
    row = act_row(setting, act)
    for name, number in _OF_A_FIRM.findall(str(row.get("practice") or "")):
        size = float(number.replace(",", ""))
        for q in setting.stated:
            named = name in setting.reading.article.text[q.left : q.right]
            if q.kind == "mass" and q.tonnes and named and SAME_SIZE < abs(size / q.tonnes - 1) < CLOSE:
                yield replace(
                    _of(setting, one, act, "row_differs", number, noted=("measure_states", row, "practice")),
                    firm=name, good=q.surface.strip(), extra=(
                        setting.ledger.cell("measure_states", row, "practice"), setting.ledger.span(q.left, q.right)),
                )  # fmt: skip
                return


def _behind(note: str, title: str) -> str:
    """A note without the words with which the title begins too."""
    words, said = note.split(), title.split()
    same = next((k for k, (a, b) in enumerate(zip(words, said, strict=False)) if a != b), 0)
    told = len(_stems(note) & _stems(title)) > len(_stems(note)) / 2
    return "" if told else " ".join(words[same:])


def _of(
    setting: Setting, one: Known, act: Act, role: str, note: str, column: str = "date",
    noted: tuple[str, Row, str] | None = None,
) -> Operand:  # fmt: skip
    """A measure by a day of one of its acts; noted: the cell of the note, where that is not its summary."""
    row, measure = act_row(setting, act), one.row
    cells = [noted or ("measures", measure, "summary")] if note else []
    cells += [("measures", measure, "title")] if not note or role.startswith("sibling") else []
    extra = tuple(setting.ledger.cell(*c) for c in cells)
    day = str(row[column])
    return Operand(
        setting.ledger.cell("measure_states", row, column), role, "date", float(parse_date(day).toordinal()), "date",
        phrase.day(day), one.name, "row", near=1.0, place=str(measure["actor"]), time=day, note=note,
        extra=extra,
    )  # fmt: skip


def _known(setting: Setting, actor: str | None, kinds: frozenset[str], any_good: bool = False) -> list[Known]:
    """The measures of a state, or of all, that cover a mineral of the news or a whole list of goods; or any good."""
    rows = setting.world.table("measures").filter(pl.col("kind").is_in(sorted(kinds)))
    rows = rows if actor is None else rows.filter(pl.col("actor") == actor)
    wanted = {k for m in setting.lead.minerals for k in expand(m)}
    able = (
        r for r in rows.to_dicts() if any_good or "all (" in str(r["minerals"]) or expand(str(r["minerals"])) & wanted
    )
    return [k for r in able if (k := known(setting, r)) is not None]


def the_measure(setting: Setting) -> tuple[Known, Act] | None:
    """The one measure of which the news tells an act, with the act; None where none or two fit best."""
    lead = setting.lead
    kinds = KINDS.get(lead.family)
    market = lead.family == "market"
    if kinds is None or (lead.actor is None and lead.family not in {"dispute", "market"}):
        return None
    told = _told(setting)
    words, head = told.words, _stems(f"{lead.title} {lead.event.quote}")
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
        acts = [a for a in acts if _is_fresh(setting, a.date, FRESH if _tells_day(a.date, told) else NEWS)]
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


def _names_in(title: str, setting: Setting) -> bool:
    """Whether the news names a firm that the title of a measure names."""
    text = setting.reading.article.text
    return any(n.kind == "company" and n.surface in text for n in find_names(title))


def _fits(setting: Setting, act: Act) -> bool:
    """Whether an act goes the way of the news."""
    way = setting.lead.direction
    return way not in {"ease", "tighten"} or (act.act in LOOSENS) == (way == "ease") or act.act == "amended"


def _apart(one: str, other: str) -> int:
    return abs((parse_date(one) - parse_date(other)).days)


def _aimed_alike(one: Known, other: Known) -> bool:
    return bool({*str(one.row["targets"]).split(";")} & {*str(other.row["targets"]).split(";")})


def _untold(other: Known, own: Known, told: _Told, ours: frozenset[str]) -> bool:
    """Whether the article tells nothing of what sets a measure apart from its own: its goods, a number, its words.

    ours: the minerals of the news with their groups, which set nothing apart.
    """
    titles = str(other.row["title"]), str(own.row["title"])
    goods, of_own = ({n.id for n in find_names(t) if n.kind == "mineral"} for t in titles)
    if others := goods - of_own - ours:
        return not others & told.names
    numbers = {*_numbers(titles[0])} - {*_numbers(titles[1])}
    apart = _stems(titles[0]) - _stems(titles[1])
    return not numbers & told.numbers if numbers else bool(apart) and len(apart & told.words) < len(apart) / 2


def _tells_day(day: str, told: _Told) -> bool:
    """Whether the article names a day, by its number and month or by its month and year, and of no other year."""
    number, month, year = phrase.day(day).split()
    start = f"{month[:3].lower()}[a-z]*\\.?"
    named = re.finditer(rf"\b(?:{number} {start}|{start} {number})(?:,? (\d{{4}}))?\b|\b{start} ({year})\b", told.text)
    return any((m[1] or m[2] or year) == year for m in named)


def _before(setting: Setting, one: Known, told: _Told) -> Iterator[Operand]:
    """The last step before a measure that amends or follows one, where the article does not tell it."""
    opened, amended = _whole(one.opened.date), str(one.row.get("amends") or "").split(";")
    steps = [
        e for e in _known(setting, str(one.row["actor"]), KINDS[setting.lead.family])
        if (e.row["kind"] not in SET_ANEW or e.row["kind"] == one.row["kind"])
        and _whole(e.opened.date) < opened and _apart(e.opened.date, opened) > SAME
        and (e.state.state == "in_force" or e.row["id"] in amended)  # what is suspended is no step on which one follows
        # a step on trade follows the last one; any other, and one on a firm, what it amends
        and (e.row["id"] in amended or (setting.lead.family in TRADES and not _on_a_firm(one)))
        and ("WLD" in str(e.row["targets"]) or _aimed_alike(e, one))
        and ("all (" not in str(e.row["minerals"]) or _at_one_buyer(e, one))
    ]  # fmt: skip
    if not any(amended) or not steps:
        return
    last = max(steps, key=lambda e: _whole(e.opened.date))
    apart = _stems(str(last.row["title"])) - _stems(str(one.row["title"]))
    between = any(
        _whole(last.opened.date) < day < opened and _apart(day, opened) > SAME for day in _steps_told(setting)
    )
    if apart - told.words and not between and not _tells_day(_whole(last.opened.date), told):
        yield _of(setting, last, last.opened, "step_before", "")


_ACTS = re.compile(
    r"(?i)\b(?:suspend\w*|bann?(?:ed|s|ing)?|halt\w*|restrict\w*|impos\w+|curb\w*|quotas?|licen[cs]\w+|tariffs?|dut(?:y|ies)|"
    r"lift\w*|eas(?:ed?|es|ing)|resum\w+|controls?)\b"
)


def _steps_told(setting: Setting) -> list[str]:
    """The days on which the article tells a step."""
    text, day = setting.reading.article.text, setting.today.isoformat()
    told = (text[start:end] for start, end in split_sentences(text))
    return [
        d.value for words in told if _ACTS.search(words) for d in find_dates(words, day) if len(d.value) == len(day)
    ]


def _at_one_buyer(one: Known, other: Known) -> bool:
    """Whether two measures are aimed at the same single state."""
    targets = {str(one.row["targets"]), str(other.row["targets"])}
    return len(targets) == 1 and is_country(next(iter(targets)))


def _on_a_firm(one: Known) -> bool:
    titled = any(n.kind in {"company", "project"} for n in find_names(str(one.row["title"])))
    return bool(one.row["firms"]) or titled or "nationalisation" in one.row["kind"]


def _whole(day: str) -> str:
    return day if len(day) == len("2025-01-01") else f"{day}-01"[:10]


@cache
def _kinds() -> dict[str, tuple[str, re.Pattern[str]]]:
    """The noun of a kind of rows, and the words that news of it has."""
    with (labels.DATA / "lexicon" / "row_kinds.csv").open(encoding="utf-8", newline="") as lines:
        return {r["kind"]: (r["noun"], re.compile(rf"(?i)\b(?:{r['words']})")) for r in csv.DictReader(lines)}


def _noun(row: Row) -> str:
    return _kinds()[str(row["kind"])][0] if str(row["kind"]) in _kinds() else "deal"


def _of_kind(setting: Setting, row: Row) -> bool:
    """Whether the news has a word of the kind of a deal or measure."""
    lead, known_kind = setting.lead, _kinds().get(str(row["kind"]))
    told = f"{lead.title} {lead.event.quote} {setting.reading.article.text[:FIRST]}"
    return known_kind is None or known_kind[1].search(told) is not None


def _is_fresh(setting: Setting, day: str, longest: int = FRESH) -> bool:
    return len(day) >= len("2025-01") and -AFTER <= (setting.today - parse_date(day)).days <= longest


# the deal, and those before it


def _deals(setting: Setting) -> Iterator[Operand]:
    """What the row of the deal of the news adds, and what else its firm has sold or promised before."""
    told, head = _told(setting), setting.opening
    ids = named_in(head)
    rows = rows_about(setting.world, "deals", _goods(setting)).filter(pl.col("status") != "cancelled").to_dicts()
    named = [(r, [p for p in str(r["parties"]).split(";") if named_by(setting, p, head, ids)]) for r in rows]
    able = [(r, p, bool(p) and _titled(setting, r, head)) for r, p in named if _is_news(setting, r, told)]
    new = [(r, p) for r, p, sited in able if sited or (len(p) > 1 and _of_kind(setting, r))]
    ranked = [((_is_fresh(setting, str(r["announced"])), len(p)), r) for r, p in new]
    most = max((rank for rank, _ in ranked), default=None)
    best = [r for rank, r in ranked if rank == most]
    if len(best) > 1 and len({(r["announced"], r["project"]) for r in best}) == 1:  # one plan in several rows
        best = [max(best, key=lambda r: len(_hard(_adds(r.get("summary"), told)) - told.numbers))]
    if len(best) == 1 and _seen(setting, best[0]) and (loose := _loose(setting, best[0])):
        yield _day(setting, "deals", best[0], "announced", "own_status", extra=("summary", "kind"), note=loose,
                   name=_noun(best[0]))  # fmt: skip
    elif len(best) == 1 and _seen(setting, best[0]) and _hard(note := _adds(best[0].get("summary"), told)):
        yield _day(setting, "deals", best[0], "announced", "own_deal", extra=("summary", "kind"), note=note,
                   name=_noun(best[0]))  # fmt: skip
    site = _of_the_site(setting)
    firm = head if site else _the_firm(setting)
    if firm is None:
        return
    old = [
        (r, note)
        for r in rows
        if _sold_before(setting, r, PAID | SUPPLIES if site and setting.lead.direction != "down" else SUPPLIES)
        and _titled(setting, r, head if site else setting.reading.article.text)
        and any(named_by(setting, p, firm, named_in(firm)) for p in str(r["parties"]).split(";"))
        and _hard(note := _adds(r.get("summary"), told)) and not note.startswith("USD at")
    ]  # fmt: skip
    old.sort(key=lambda f: (float(f[0]["amount_usd"] or 0) if site else 0.0, str(f[0]["announced"])), reverse=True)
    for row, note in old[:1]:
        parties = str(row["parties"]).split(";")
        others = [p for p in parties if not named_by(setting, p, firm, named_in(firm))]
        if not others:
            continue
        ours = next(p for p in parties if p not in others)
        yield _day(setting, "deals", row, "announced", "deal_before", extra=("summary", "kind", "parties"), note=note,
                   firm=ours, name=_noun(row), good=phrase.listed(others))  # fmt: skip


_LOOSE = re.compile(r"(?i)\b(letter of (?:intent|interest|support)|memorandum|term sheet|heads of agreement)\b")
_SAYS_LOOSE = re.compile(
    r"(?i)\bletters?\b|memorand|\bmous?\b|term sheet|heads of|non-?binding|preliminary|in principle"
)


def _loose(setting: Setting, row: Row) -> str:
    """What a row calls a deal that binds nobody yet, where the news tells it as done."""
    found = _LOOSE.search(str(row.get("summary") or ""))
    told = f"{setting.lead.title} {setting.lead.event.quote}"
    return found[1].lower() if found and not _SAYS_LOOSE.search(told) else ""


def _is_news(setting: Setting, row: Row, told: _Told) -> bool:
    """Whether a deal was told in the weeks before the article; in the months before where it tells the very sum."""
    day, sums = str(row["announced"]), {*_numbers(phrase.money(float(row["amount_usd"] or 0), 4))} - {"0"}
    return _is_fresh(setting, day, RETOLD if sums & told.numbers else FRESH)


def _titled(setting: Setting, row: Row, head: str) -> bool:
    """Whether the project of a deal is named in the news."""
    name = called(str(row["project"] or "")).split(",")[0]
    own = len(name) > LEAST_NAME and not any(name.lower() in p.lower() for p in str(row["parties"]).split(";"))
    return own and re.search(rf"\b{re.escape(name)}\b", head) is not None


def _of_the_site(setting: Setting) -> bool:
    """Whether the news is about a site itself, whose money and sales are then its story: a court case, permit, plan."""
    lead = setting.lead
    return lead.family in {"dispute", "project"}


def _sold_before(setting: Setting, row: Row, kinds: frozenset[str]) -> bool:
    """Whether a row is a deal of such a kind of weeks ago, between few, that the world knew of then."""
    few, day = len(str(row["parties"]).split(";")) <= MANY, str(row["announced"])
    old = len(day) >= len("2025-01") and FRESH < (setting.today - parse_date(day)).days < STALE
    return row["kind"] in kinds and few and old and _seen(setting, row)


_SUBJECTS = frozenset({"deal", "project", "policy"})


def _the_firm(setting: Setting) -> str | None:
    """The one firm of the headline in news of a firm; None where it names none, or several."""
    lead = setting.lead
    if (lead.family not in _SUBJECTS or lead.direction == "down") and lead.kind != "results":
        return None
    named = (n for n in find_names(lead.title) if n.kind == "company")
    titled = {n.id: n.surface for n in named if {n.id, n.surface} & {*lead.firms}}
    return next(iter(titled.values())) if len(titled) == 1 else None


# the stop


def _stops(setting: Setting) -> Iterator[Operand]:
    """The stop of the news by its part of the world's output, where the article has it not; and the stop before."""
    lead = setting.lead
    lost = lead.direction == "down" or lead.family == "market"
    told, head = _told(setting), f"{lead.title} {lead.event.quote}"
    ids = named_in(head)
    known = [r for r in rows_about(setting.world, "stoppages", lead.minerals).to_dicts() if _seen(setting, r)]
    yield from _stops_before(setting, [r for r in known if _is_of_site(setting, r, head, ids)])
    rows = [r for r in known if _runs(setting, r)]
    opened = setting.opening
    sited = [r for r in rows if _is_of_site(setting, r, head, ids)]
    sited = sited or [r for r in rows if _is_of_site(setting, r, opened, named_in(opened))]
    run = [r for r in rows if any(named_by(setting, n, head, ids) for n in str(r["operator"] or "").split(";") if n)]
    unsited = (lead.site or "") in {"", *lead.firms}  # news of a site is of no other one of its firm
    rows = sited or (run if lost and unsited else [])
    rows = rows if lost or _AGAIN.search(opened) or STANDSTILL.search(opened) else []  # an opening is no stop
    rows = [r for r in rows if (setting.today - r["known_from"]).days <= FRESH] or rows  # its news before old ones
    if len(rows) != 1:
        return
    row = rows[0]
    part = row["world_share"]
    if part and not row["capacity_t"] and f"{phrase.plain(100 * float(part), 3)}" not in told.numbers:
        yield Operand(
            setting.ledger.cell("stoppages", row, "world_share"), "own_stop_share", "share", float(part), "share",
            phrase.quantity(float(part), "share"), _site_name(row), "row", near=1.0,
            mineral=counted_in(str(row["form"] or ""), lead.minerals[0]), stage=row["stage"], time=str(row["from"]),
            extra=(setting.ledger.cell("stoppages", row, "site"),),
        )  # fmt: skip


_AGAIN = re.compile(r"(?i)\b(?:restart|re-?open|reviv|mothball|resum)\w*")  # told of one that does


def _stops_before(setting: Setting, rows: list[Row]) -> Iterator[Operand]:
    """The last stop of the site of the news that was over before, by its first and last days."""
    told = _told(setting)
    over = [
        r for r in rows
        if str(r["from"])[:4] not in told.numbers
        and r["until"] and len(str(r["from"])) == len(str(r["until"])) == len("2025-01-01")
        and (setting.today - parse_date(str(r["until"]))).days > LATELY
    ]  # fmt: skip
    news = f"{setting.lead.title} {setting.lead.event.quote}"
    row = max(over, key=lambda r: str(r["from"]), default=None)
    if row is not None and (STANDSTILL.search(news) or _AGAIN.search(news)):
        text = setting.reading.article.text
        name = next((n for n in _site_names(row) if n in text), _site_name(row))
        for column, role in (("from", "stop_before"), ("until", "stop_before_end")):
            yield _day(setting, "stoppages", row, column, role, extra=("cause", "site"), note=str(row["cause"]),
                       name=name)  # fmt: skip


def _is_of_site(setting: Setting, row: Row, head: str, ids: frozenset[str]) -> bool:
    """Whether a stop is at the site of the news: named in it, or a part of the one that it names."""
    core = called(setting.lead.site or "")
    part = len(core) >= LEAST_NAME and str(row["site"]).startswith(f"{core} ")
    named = part or any(named_by(setting, n, head, ids) for n in _site_names(row))
    return named and placed(setting, row)


def _site_names(row: Row) -> list[str]:
    also = re.findall(r"\(([A-Z][\w' -]+)\)", str(row["site"]))  # Drakelands (Hemerdon)
    names = [site for site in (_site_name(row), *also) if len(site) >= LEAST_NAME and not site[0].islower()]
    return [n for n in names if not is_mineral(n)]


def _site_name(row: Row) -> str:
    """The name of a site without what it is, "Grasberg minerals district"; all of several without one name."""
    site = re.split(r"[,(:]", str(row["site"]))[0].strip()
    return site if site[0].islower() else re.split(r"\s(?=[a-z])(?!(?:d[aeo]s?|del|la)\s)", site)[0]


def _runs(setting: Setting, row: Row) -> bool:
    """Whether a stop became known in the weeks before the article, goes on, or ended in the months before it."""
    try:
        start = parse_date(str(row["from"]))
        until = parse_date(str(row["until"])) if row["until"] else None
    except DidymiumError:
        return False
    age = (setting.today - start).days
    public = (setting.today - row["known_from"]).days
    if setting.lead.direction != "down":  # no new stop: one that goes on, or has just ended, stands behind it
        ended = until is not None and setting.lead.family == "project" and (setting.today - until).days <= LATELY
        return (until is None and 0 <= age <= IDLE) or ended
    return 0 <= public <= FRESH or (0 <= age <= LATELY and (until is None or (setting.today - until).days <= LATELY))
