"""The evidence of a brief as numbered notes that a person reads: one for each place, row, run or computation."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from didymium.brief import phrase
from didymium.brief.supply import STAGE_NOUN
from didymium.proof.rows import of
from didymium.records import (
    DerivedEvidence,
    Evidence,
    FactEvidence,
    Figure,
    RowEvidence,
    RunEvidence,
    SpanEvidence,
)
from didymium.world import schema
from didymium.world.load import load_world

MOST_OPERANDS = 6  # a computation over more of them names the first and the last only
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
_Key = tuple[str, ...]

SUBJECTS = ("name", "site", "project", "title", "list", "process", "application", "parties")
WHO, WHERE = ("operator", "actor", "company"), ("country", "host", "economy")
CELLS = {  # column -> words before its value
    "output_latest": "output", "capex_usd": "cost", "start_year": "first output", "known_from": "on record since",
    "capacity_t": "makes", "amount_usd": "amount", "lead_time_months_new": "from decision to output", "from": "from",
    "until": "until", "date": "dated", "value": "", "title": "", "summary": "", "note": "", "site": "", "parties": "",
    "kind": "",
}  # fmt: skip
BESIDE = (  # columns of a row that tell what its cell is, in the order in which they are told
    "kind", "announced", "signed", "act", "state", "from", "until", "cause", "output_year", "year", "period", "told",
    "status", "binding", "instrument", "targets", "practice", "scenario", "summary", "note",
)  # fmt: skip
FORMS = {"announced": "announced {}", "signed": "signed {}", "told": "as told in {}", "state": "{}", "act": "{}",
         "cause": "{}", "until": "until {}", "from": "from {}", "output_year": "of {}", "year": "of {}",
         "period": "of {}", "binding": "binding: {}", "targets": "on {}", "scenario": "{}", "status": "{}",
         "instrument": "{}", "summary": "{}", "note": "{}", "kind": "{}", "practice": "{}"}  # fmt: skip
FACTS = {"share": "share of world", "production": "", "reserves": "reserves"}


@dataclass(frozen=True)
class Note:
    """One piece of evidence as a note: its number, id, kind, body and where it comes from."""

    number: int
    id: str
    kind: str  # article, fact, row, run, derived, accepted or given
    body: str
    detail: str = ""
    url: str | None = None


Numbered = tuple[dict[str, tuple[Note, ...]], tuple[Note, ...]]


def notes_of(used: Iterable[str], evidence: Mapping[str, Evidence]) -> Numbered:
    """The notes of each piece of evidence that is used, and all of them, numbered by first use.

    Cells of one row share a note, as do figures of one run. What only passes a cell on, or counts rows, is told by
    the notes of these; a computation by one of its own, behind which those of its rows stand.
    """
    used = [e for e in dict.fromkeys(used) if e in evidence]
    keys = {e: tuple(_keys(e, evidence)) for e in used}
    members: dict[_Key, list[str]] = {}
    for e in used:
        for key, member in keys[e]:
            members.setdefault(key, []).append(member)
    for key in [k for k in members if k[0] == "derived"]:
        for operand in _operands(evidence[key[1]]):
            for below, member in _keys(operand, evidence):
                if below[0] != "span":
                    members.setdefault(below, []).append(member)
    numbers = {key: n for n, key in enumerate(members, 1)}
    made = {k: _note(numbers[k], list(dict.fromkeys(m)), evidence, numbers) for k, m in members.items()}
    return {e: tuple(dict.fromkeys(made[key] for key, _ in keys[e])) for e in used}, tuple(made.values())


def _operands(item: Evidence) -> tuple[str, ...]:
    return item.operands if isinstance(item, DerivedEvidence) and len(item.operands) <= MOST_OPERANDS else ()


def _keys(name: str, evidence: Mapping[str, Evidence]) -> Iterator[tuple[_Key, str]]:
    """(what the note is of, the evidence that it tells) of a piece of evidence."""
    item = evidence.get(name)
    if isinstance(item, DerivedEvidence) and _passes_on(item):
        for operand in item.operands:
            yield from _keys(operand, evidence)
    elif isinstance(item, RowEvidence):
        yield _row_key(item), name
    elif isinstance(item, RunEvidence):
        yield ("run", item.run), name
    elif isinstance(item, SpanEvidence):
        yield ("span", str(item.start), str(item.end)), name
    elif item is not None:
        yield (item.kind, name), name


def _row_key(item: RowEvidence) -> _Key:
    """A row, or the series in which it stands: shares of a stage in a year, prices of a good, of one source."""
    f = item.figure
    if item.table == "facts" and f is not None and f.metric in FACTS:
        return "series", item.table, item.source_id, str(f.metric), str(f.mineral), str(f.stage), str(f.period)
    if item.table == "prices" and f is not None:
        return "series", item.table, item.source_id, str(f.mineral), cells(item).get("form", ""), f.unit
    return "row", item.table, item.id


def _passes_on(item: DerivedEvidence) -> bool:
    """Whether a formula is a cell itself, or the number of a few rows."""
    alone = len(item.operands) == 1 and item.formula == item.operands[0]
    return alone or (item.formula.startswith("count(") and len(item.operands) <= MOST_OPERANDS)


def _note(number: int, members: list[str], evidence: Mapping[str, Evidence], numbers: Mapping[_Key, int]) -> Note:
    items = [evidence[m] for m in members]
    first, kind = items[0], items[0].kind
    if isinstance(first, SpanEvidence):
        return Note(number, members[0], "article", f"“{first.quote}”")
    if isinstance(first, RowEvidence):
        body = row_words([i for i in items if isinstance(i, RowEvidence)], evidence)
        return Note(number, members[0], "row", body, _where(first), web(first.url))
    if isinstance(first, FactEvidence):
        return Note(number, members[0], kind, first.statement, _where(first), web(first.url))
    if isinstance(first, RunEvidence):
        told = dict.fromkeys(_run_words(i) for i in items if isinstance(i, RunEvidence))
        return Note(number, members[0], "run", f"{'; '.join(told)}.", f"Run {first.run}.")
    if isinstance(first, DerivedEvidence):
        return Note(number, members[0], "derived", _computed(first, evidence, numbers))
    return Note(number, members[0], kind, first.statement)


def _where(item: RowEvidence | FactEvidence) -> str:
    """Source of a row, since when it is known, and how sure it is where that is not sure."""
    edition = item.source.rsplit(", ", 1)[-1]
    later = _DAY.fullmatch(edition) is not None and edition > item.known_from[: len(edition)]
    copy = f"; known from {phrase.day(item.known_from)}, our copy is the later edition" if later else ""
    sure = f"; confidence {item.confidence}" if item.confidence and item.confidence != "high" else ""
    return f"{item.source}{copy}{sure}."


def web(url: str | None) -> str | None:
    """The address if it is a web page, else None: no other scheme may become a link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def amount(value: float, unit: str, digits: int = 3) -> str:
    """A value with its unit as a reader writes it, to so many significant digits."""
    if unit in {"1", "share", "fraction"}:
        return f"{phrase.plain(100 * value, digits)}%" if abs(value) <= 3 else f"{phrase.plain(value, digits)} times"
    if unit in {"t", "t/yr"} and 0 < abs(value) < 0.5:
        return f"{phrase.plain(1000 * value, digits)} kg{unit[1:].replace('/yr', ' a year')}"
    if unit == "date":
        return phrase.day(dt.date.fromordinal(int(value)).isoformat())
    return phrase.plain(value, digits) if unit in {"count", "rank"} else phrase.quantity(value, unit, digits)


# rows


@cache
def _labels(table: str) -> tuple[tuple[str, str], ...]:
    """(column, its words) of a table, the longest first."""
    names = {str(c["column"]) for c in schema.columns() if c["table"] in {table, of(table)}}
    return tuple(sorted(((n, n.replace("_", " ")) for n in names), key=lambda n: -len(n[1])))


def cells(item: RowEvidence) -> dict[str, str]:
    """The cells that the statement of a row tells, by column."""
    opened, _, rest = item.statement.partition(": ")
    found, last = {item.column: ""}, item.column
    for k, part in enumerate(f"{opened}: {rest}".split("; ")):
        column, words = (item.column, rest.split("; ")[0]) if k == 0 else _cell(item.table, part)
        last = column or last
        found[last] = words if column else f"{found[last]}; {words}"
    return {c: re.sub(r"(?<=,) {2,}", " ", w).strip() for c, w in found.items()}


OF_VIEWS = (("told", "told"), ("figure", "figure"), ("project", "project"))  # columns of the view of told figures


def _cell(table: str, part: str) -> tuple[str, str]:
    labels = (*_labels(table), *OF_VIEWS)
    return next(((c, part[len(w) + 1 :]) for c, w in labels if part.startswith(f"{w} ")), ("", part))


def row_words(items: list[RowEvidence], evidence: Mapping[str, Evidence]) -> str:
    """A row as a person says it: of whom or what, the cells that are cited, then what else tells them apart."""
    if items[0].table == "facts" and items[0].figure is not None:
        return _facts_words(items)
    if items[0].table == "prices" and items[0].figure is not None:
        return _prices_words(items)
    told = {c: w for item in reversed(items) for c, w in cells(item).items()}
    opening, subject = _subject(items[0], told, evidence)
    cited = {i.column for i in items}
    parts = [_cited(i) for i in items if i.column not in {subject, *BESIDE}]
    beside = [c for c in BESIDE if told.get(c) and c != subject and told[c] != "the world"]
    beside = [c for c in beside if c != "output_year" or "output_latest" in cited]
    if {"from", "until"} <= {*beside}:
        told["from"], beside = f"{told['from']} to {told['until']}", [c for c in beside if c != "until"]
    parts += [FORMS.get(c, "{}").format(_said(told[c])) for c in beside]
    parts = [p for p in dict.fromkeys(" ".join(p.split()).rstrip(".") for p in parts) if p]
    return f"{opening}{': ' if opening and parts else ''}{'; '.join(parts)}."


def _subject(item: RowEvidence, told: Mapping[str, str], evidence: Mapping[str, Evidence]) -> tuple[str, str]:
    """What a row is of, with who runs it and where, and the column that names it."""
    if item.table == "measure_states":
        rows = (e for e in evidence.values() if isinstance(e, RowEvidence) and e.table == "measures")
        title = next((cells(e).get("title", "") for e in rows if e.id == told.get("measure")), "")
        return phrase.capital(title or _title(told.get("measure", "")) or "state of a measure"), ""
    if item.table == "monthly_trade":
        return f"{phrase.possessive(phrase.capital(told['country']))} {told['flow']}s of {told['good']}", "good"
    subject = next((c for c in SUBJECTS if c in told), "")
    who = [w for w in (next((told[c] for c in cs if c in told), "") for cs in (WHO, WHERE)) if w]
    name = phrase.capital(_said(told.get(subject, "")))
    by = f" ({', '.join(who)})" if who and not any(w in name for w in who) else ""
    return f"{'Stop at ' if item.table == 'stoppages' else ''}{name}{by}", subject


def _title(measure: str) -> str:
    """The title of a measure of the world as it stands; empty where it has none of this id."""
    rows = load_world().table("measures").filter(pl.col("id") == measure)
    return str(rows["title"][0]) if rows.height else ""


def _cited(item: RowEvidence) -> str:
    words = CELLS.get(item.column, item.column.replace("_", " "))
    figure = item.figure
    if figure is None or figure.unit == "date":
        return f"{words} {_said(cells(item)[item.column])}"
    return f"{words} {_with_range(figure)}"


def _with_range(figure: Figure) -> str:
    """A value as its row has it, with its range."""
    value = amount(figure.value, figure.unit, 4)
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return value
    return f"{value} ({amount(figure.low, figure.unit)} to {amount(figure.high, figure.unit)})"


def _said(words: str) -> str:
    """Words of a cell: days as people say them, lists with blanks."""
    spaced = re.sub(r";(?=\S)", ", ", words)
    return re.sub(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?\b(?![/\d])", lambda d: phrase.day(d[0]), spaced)


def _facts_words(items: list[RowEvidence]) -> str:
    """Rows of one series: 'World mine output of tin, 2024: 300,000 tonnes', 'Share of ...: China 23%, Peru 10%'."""
    first = items[0].figure
    assert first is not None
    told, places = cells(items[0]), [phrase.country(i.figure.country or "") for i in items if i.figure]
    noun = STAGE_NOUN.get(first.stage or "", first.stage or "") if first.metric in FACTS else ""
    what = FACTS.get(first.metric, first.metric.replace("_", " "))
    good, when = first.mineral and f" of {first.mineral}", first.period and f", {phrase.year(first.period)}"
    sizes = [amount(i.figure.value, i.figure.unit, 3) for i in items if i.figure]
    more = "".join(f" ({told[c]})" for c in ("scenario", "note") if told.get(c))
    whole = {"the world"} == {*places}
    parts = sizes if whole else [f"{p} {n}" for p, n in zip(places, sizes, strict=True)]
    thing = " ".join(w for w in ("world" if whole else "", what, noun) if w)
    return phrase.capital(f"{thing}{good or ''}{when or ''}: {', '.join(dict.fromkeys(parts))}{more}.")


def _prices_words(items: list[RowEvidence]) -> str:
    first = items[0].figure
    assert first is not None
    told, items = cells(items[0]), sorted(items, key=lambda i: i.figure.period or "" if i.figure else "")
    form, market = told.get("form", ""), told.get("market", "world market")
    of_form = f" ({form})" if form and form.lower() not in {str(first.mineral), "aluminum"} else ""
    where = "" if market == "world market" else f", {market}"
    parts = (f"{_period(i.figure.period)} {amount(i.figure.value, i.figure.unit, 4)}" for i in items if i.figure)
    return f"Price of {first.mineral}{of_form}{where}: {', '.join(dict.fromkeys(parts))}."


def _period(period: str | None) -> str:
    """A month as a month, a year or financial year as a year."""
    return "" if period is None else phrase.day(period) if len(period) == len("2024-01") else phrase.year(period)


# runs and computations


def _run_words(item: RunEvidence) -> str:
    figure = item.figure
    ends = "" if figure.low is None or figure.high is None else (
        f", 90% range {amount(figure.low, figure.unit)} to {amount(figure.high, figure.unit)}"
    )  # fmt: skip
    said = f"{amount(figure.value, figure.unit)}{ends}"
    if figure.metric in {"import_share", "export_share"} and figure.country and figure.counterpart:
        who, other = phrase.country(figure.country), phrase.country(figure.counterpart)
        flow, way = ("imports", "from") if figure.metric == "import_share" else ("exports", "to")
        return phrase.capital(
            f"{phrase.possessive(who)} {flow} of {figure.name} by value, {figure.period}: {said} {way} {other}"
        )
    about = (figure.mineral, figure.country and phrase.country(figure.country), figure.counterpart and
             phrase.country(figure.counterpart), figure.sector, figure.name, figure.period)  # fmt: skip
    what = figure.metric.removesuffix("_usd").replace("_", " ")
    return f"{phrase.capital(what)} ({', '.join(a for a in about if a)}): {said}"


def _computed(item: DerivedEvidence, evidence: Mapping[str, Evidence], numbers: Mapping[_Key, int]) -> str:
    """The value with its formula in words, each operand by its number and the note that carries it."""
    value = _figure(item)
    if len(item.operands) > MOST_OPERANDS:
        first, last = (_operand(o, evidence, numbers) for o in (item.operands[0], item.operands[-1]))
        return f"{value} = {item.formula.split('(')[0]} of {len(item.operands)} rows, from {first} to {last}."
    said = {o: _operand(o, evidence, numbers) for o in item.operands}
    try:
        return f"{value} = {_infix(ast.parse(item.formula, mode='eval').body, said)}."
    except SyntaxError:
        return f"{value} = {item.formula}."


def _figure(item: DerivedEvidence) -> str:
    """The value, or its range where one went in; a length of time without its sign."""
    figure = item.figure
    if figure.low is not None and figure.high is not None and figure.low < figure.high:
        return f"{amount(figure.low, figure.unit)} to {amount(figure.high, figure.unit)}"
    length = item.formula.startswith(("months(", "days("))
    return amount(abs(figure.value) if length else figure.value, figure.unit)


def _operand(name: str, evidence: Mapping[str, Evidence], numbers: Mapping[_Key, int]) -> str:
    item = evidence.get(name)
    if isinstance(item, SpanEvidence):
        return f"“{item.quote}”"
    marks = "".join(f" [{numbers[k]}]" for k, _ in _keys(name, evidence) if k in numbers and k != ("derived", name))
    figure = getattr(item, "figure", None)
    return f"{name if figure is None else _with_range(figure)}{marks}"


_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_CALLS = {
    "change": "{0} against {1}",
    "months": "the time from {0} to {1}",
    "days": "the time from {0} to {1}",
    "middle": "the middle of {0}",
    "days_after": "{0} and {1} more",
    "months_after": "{0} and {1} more",
}


def _infix(node: ast.expr, said: Mapping[str, str], inside: bool = False) -> str:
    """A formula as people write it; what only sets a unit is left out."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.right, ast.Call) and _name(node.right) == "unit":
            return _infix(node.left, said, inside)
        text = f"{_infix(node.left, said, True)} {_SIGNS[type(node.op)]} {_infix(node.right, said, True)}"
        return f"({text})" if inside else text
    if isinstance(node, ast.Call):
        parts = [_infix(a, said) for a in node.args]
        if _name(node) == "day" and isinstance(node.args[0], ast.Constant):
            return phrase.day(str(node.args[0].value))
        if _name(node) == "sum":
            return f"({' + '.join(parts)})" if inside else " + ".join(parts)
        shape = _CALLS.get(_name(node))
        if shape is not None and shape.count("{") == len(parts):
            return f"({shape.format(*parts)})" if inside and len(parts) > 1 else shape.format(*parts)
        return f"{_name(node)}({', '.join(parts)})"
    if isinstance(node, ast.Name):
        return said.get(node.id, node.id)
    return ast.unparse(node)


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""
