"""Evidence, made and checked: spans, rows, figures of runs, derivations, accepted rows. Nothing is taken on trust."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Protocol

from didymium import labels
from didymium.errors import BadInput, DidymiumError, MissingData
from didymium.proof import formula as language
from didymium.proof import rows
from didymium.proof.operands import mismatched
from didymium.proof.reading import of_no_land, read, weighed
from didymium.proof.shapes import has_shape, in_unit, left_out, of_no_such_part
from didymium.records import (
    AcceptedEvidence,
    DerivedEvidence,
    Evidence,
    FactEvidence,
    Figure,
    Quantity,
    RowEvidence,
    RunEvidence,
    SpanEvidence,
)
from didymium.text import find_dates, find_money, find_quantities
from didymium.world.considerations import TABLE
from didymium.world.load import World, parse_date
from didymium.world.releases import ahead

WEAK = frozenset({"aggregator", "none"})
TOLERANCE = 1e-9  # relative: a value is recomputed bit for bit, save the last digits of a sum


class Result(Protocol):
    """What a run returns: its id, its manifest and its figures."""

    @property
    def run(self) -> str:
        """The id of the run."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What re-creates it."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, in a fixed order."""


@dataclass(frozen=True)
class Context:
    """What a proof may rest on: the world as of the day, the article, the runs of the manifest."""

    world: World
    text: str = ""
    title: str = ""
    day: str | None = None
    runs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    author: str | None = None  # of the article
    alone: bool = False  # whether a sentence may name whom the article's sentence calls "it"
    kept: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)  # of `known`


# making


def read_quantity(quote: str, day: str | None = None) -> Quantity:
    """The one quantity or date that a span states, read by the grammar of `text/`; `BadInput` where it is not one."""
    quantities = find_quantities(quote)
    priced = [(q.start, q.end) for q in quantities if "/" in q.unit]
    sums = [m for m in find_money(quote) if not any(s < m.end and m.start < e for s, e in priced)]
    taken = [(m.start, m.end) for m in sums]
    found = [_from_money(m) for m in sums]
    found += [
        Quantity(value=None if q.high is not None else q.value, low=q.value if q.high is not None else None,
                 high=q.high, unit=q.unit, kind=_kind(q.unit), role=q.of, quantifier=q.qualifier or "exactly")
        for q in quantities if not any(s <= q.start < e for s, e in taken)
    ]  # fmt: skip
    if not found:
        found = [
            Quantity(value=float(parse_date(d.value).toordinal()), unit="date", kind="date", role=d.role)
            for d in find_dates(quote, day)
        ]
    if len(found) != 1:
        raise BadInput(f"{quote[:60]!r} states {len(found)} quantities; give the span of one")
    return found[0]


def read_within(text: str, start: int, end: int, day: str | None = None) -> Quantity:
    """The one quantity or date of a piece of a text, in the unit that what stands around it gives it.

    So "227 million" of "150 million tons, down from 227 million", "$9" of "$8 a tonne, from $9", pounds of uranium.
    """
    try:
        alone = read_quantity(text[start:end], day)
    except BadInput:
        alone = None
    if alone is not None and alone.kind != "money":
        return alone
    begin = max(0, start - _AROUND * 3)
    said = weighed(read(text[begin : end + _AROUND]), text)
    place = [i for i in said.numbers if i.start < end - begin and start - begin < i.end]
    number = place[0].number if len(place) == 1 else None
    if number is None or number.kind or "t" not in dict(number.dims):
        return read_quantity(text[start:end], day)
    ends = (None, None, number.value) if number.high is None or number.low is None else (
        number.low.value, number.high.value, None)  # fmt: skip
    factor = language.unit_of(number.unit)[0]
    low, high, value = (None if v is None else v / factor for v in ends)
    kind = _kind(number.unit)
    return Quantity(value=value, low=low, high=high, unit=number.unit, kind=kind, role="", quantifier=number.qualifier)


def _from_money(money: Any) -> Quantity:
    top = money.high
    return Quantity(value=None if top is not None else money.value, low=money.value if top is not None else None,
                    high=top, unit=money.unit, kind="price" if "/" in money.unit else "money", role="",
                    quantifier=money.qualifier or "exactly")  # fmt: skip


def _kind(unit: str) -> str:
    kinds = {"t": "mass", "kg": "mass", "t/yr": "mass_rate", "%": "share", "x": "ratio", "count": "count"}
    return kinds.get(unit, "duration" if unit in {"days", "weeks", "months", "years"} else "quantity")


def row_evidence(world: World, table: str, row: str, column: str, transform: str = "identity") -> RowEvidence:
    """One cell of one row as evidence: statement, figure, source and days are made from the row."""
    found = rows.find_row(world, table, row)
    source = world.source(str(found["source_id"]))
    cited = _cited(source)
    if table == TABLE:  # whose figures may be of several
        cited = "; ".join((cited, *(_cited(world.source(s)) for s in (found["also"] or "").split(";") if s)))
    if mark := world.accepted(table, row):
        cited = f"{cited}; {mark['words']}"
    return RowEvidence(
        table=table, id=row, column=column, transform=transform, edition=world.edition,
        statement=rows.statement_of(world, table, found, column, transform),
        figure=rows.cell(world, table, found, column, transform), source_id=str(found["source_id"]), source=cited,
        url=source.get("url"), known_from=str(found.get("known_from") or ""), confidence=found.get("confidence"),
        weak=source.get("class") in WEAK,
    )  # fmt: skip


def _cited(source: Mapping[str, Any]) -> str:
    return ", ".join(str(source[k]) for k in ("publisher", "title", "published") if source.get(k) not in (None, ""))


def value_of(item: Evidence) -> language.Value:
    """The quantity of a piece of evidence as an operand; `BadInput` where it has none."""
    if isinstance(item, SpanEvidence):
        if item.reads is None:
            raise BadInput(f"span {item.quote[:40]!r} is no operand: it reads no quantity")
        read = item.reads
        middle = read.value if read.value is not None else ((read.low or 0.0) + (read.high or 0.0)) / 2
        return language.quantity(middle, read.unit, read.low, read.high)
    if item.figure is None:
        raise BadInput(f"{item.statement[:60]!r} is no operand: it has no figure")
    return language.quantity(item.figure.value, item.figure.unit, item.figure.low, item.figure.high)


def derive(formula: str, evidence: Mapping[str, Evidence], metric: str = "derived", **about: str | None) -> Figure:
    """The figure of a formula over evidence (its ids are the names); raises `UnitClash`, `BadInput`.

    about: slots of the figure (mineral, stage, country, ...); shares and percentages both come out in `share`.
    """
    names = language.names_in(formula)
    lost = [n for n in names if n not in evidence]
    if lost:
        raise BadInput(f"formula {formula!r}: no evidence {lost[0]!r}")
    value, low, high, unit = language.said(language.evaluate(formula, {n: value_of(evidence[n]) for n in names}))
    return Figure(metric=metric, value=value, low=low, high=high, unit=unit, **about)


@dataclass
class Ledger:
    """Collects evidence while something is written; the same evidence keeps one id. `runs`: their manifests."""

    world: World
    text: str
    evidence: dict[str, Evidence] = field(default_factory=dict)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    _ids: dict[Evidence, str] = field(default_factory=dict)

    @property
    def day(self) -> str | None:
        """The day from which relative dates count: that of the world's view."""
        return self.world.date.isoformat() if self.world.date else None

    def add(self, item: Evidence) -> str:
        """Id of a piece of evidence."""
        if item not in self._ids:
            self._ids[item] = f"e{len(self._ids) + 1}"
            self.evidence[self._ids[item]] = item
        return self._ids[item]

    def span(self, start: int, end: int, reads: bool = False) -> str:
        """Id of a verbatim piece of the article; reads: with the one quantity that it states, as an operand."""
        told = read_within(self.text, start, end, self.day) if reads else None
        return self.add(SpanEvidence(start=start, end=end, quote=self.text[start:end], reads=told))

    def row(self, table: str, row: str, column: str, transform: str = "identity") -> str:
        """Id of one cell of one row of the world."""
        return self.add(row_evidence(self.world, table, row, column, transform))

    def run_figure(self, result: Result, index: int) -> str:
        """Id of the figure at `index` of a result; its manifest is kept."""
        figure = result.figures[index]
        self.runs[result.run] = result.manifest
        return self.add(
            RunEvidence(run=result.run, metric=figure.metric, index=index, figure=figure, statement=in_words(figure))
        )

    def accepted(self, table: str, row: str, column: str, source: str, accepted_on: str, **span: Any) -> str:
        """Id of one cell of a row that the user accepted on a day, from a source of their own (and its span)."""
        found = rows.find_row(self.world, table, row)
        return self.add(
            AcceptedEvidence(
                table=table, id=row, column=column, statement=rows.statement_of(self.world, table, found, column),
                figure=rows.cell(self.world, table, found, column), accepted_by="you", accepted_on=accepted_on,
                source=source, known_from=str(found.get("known_from") or accepted_on), **span,
            )
        )  # fmt: skip

    def derived(self, formula: str, metric: str = "derived", **about: str | None) -> str:
        """Id of a quantity derived from evidence of this ledger by a formula over its ids."""
        return self.add(derived(formula, self.evidence, metric, **about))


def derived(
    formula: str, evidence: Mapping[str, Evidence], metric: str = "derived", **about: str | None
) -> DerivedEvidence:
    """A formula over ids of evidence as a piece of evidence; `BadInput` where it does not compute."""
    figure = derive(formula, evidence, metric, **about)
    return DerivedEvidence(
        formula=formula, operands=language.names_in(formula), figure=figure, statement=in_words(figure)
    )


def in_words(figure: Figure) -> str:
    """A figure in plain words, from its slots alone."""
    about = [
        rows.country_words(str(value)) if key in {"country", "counterpart"} else str(value).replace("_", " ")
        for key, value in figure.model_dump(exclude={"metric", "value", "low", "high", "unit"}).items()
        if value is not None
    ]
    spread = f" ({figure.low:.4g} to {figure.high:.4g})" if figure.low is not None and figure.high is not None else ""
    return f"{figure.metric.replace('_', ' ')}: {figure.value:.4g}{spread} {figure.unit}; {', '.join(about)}"


# checking


def faults(key: str, evidence: Mapping[str, Evidence], context: Context) -> tuple[str, ...]:
    """What is wrong with one piece of evidence or one below it; empty where each is what it says it is."""
    if not is_bounded(key, evidence):
        return ("rests on itself, or on very many others",)
    below = operands((key,), evidence)
    asked = ("faults", *((name, evidence[name]) for name in below))  # of every sentence that cites it
    if asked not in context.kept:
        context.kept[asked] = tuple(
            why if name == key else f"its operand {name}: {why}"
            for name in below
            for why in _own_faults(evidence[name], evidence, context)
        )
    found: tuple[str, ...] = context.kept[asked]
    return found


def _own_faults(item: Evidence, evidence: Mapping[str, Evidence], context: Context) -> tuple[str, ...]:
    try:
        return tuple(_faults(item, evidence, context))
    except DidymiumError as error:
        return (str(error),)


def _faults(item: Evidence, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    if isinstance(item, SpanEvidence):
        yield from _span_faults(item, context)
    elif isinstance(item, RowEvidence):
        yield from _row_faults(item, context)
    elif isinstance(item, RunEvidence):
        yield from _run_faults(item, context)
    elif isinstance(item, DerivedEvidence):
        yield from _derived_faults(item, evidence, context)
    elif isinstance(item, AcceptedEvidence):
        yield from _accepted_faults(item, context)


def _span_faults(item: SpanEvidence, context: Context) -> Iterator[str]:
    if not 0 <= item.start < item.end <= len(context.text) or context.text[item.start : item.end] != item.quote:
        yield "the quotation is not verbatim in the article"
    elif item.reads is not None and not _alike(
        item.reads, read_within(context.text, item.start, item.end, context.day)
    ):
        yield "the quantity is not the one that the quotation states"
    elif item.reads is not None and item.quote.startswith("$") and of_no_land(context.text, item.end):
        yield "its dollars are none of the United States"
    elif item.reads is not None and item.reads.high is None and _is_an_end(item, context.text):
        yield "the quantity is one end of a range"


def _is_an_end(item: SpanEvidence, text: str) -> bool:
    """Whether the article has a quotation as an end of a range: "25,000 tons" of "25,000 tons to 26,500 tons"."""
    begin = max(0, item.start - _AROUND)
    around = text[begin : item.end + _AROUND]
    quantities, sums = find_quantities(around), find_money(around)
    ranges = [*(q for q in quantities if q.high is not None), *(m for m in sums if m.high is not None)]
    return any(begin + r.start <= item.start and item.end <= begin + r.end for r in ranges)


_AROUND = 60  # characters on each side of a number within which a range that it ends is written


def _alike(a: Quantity, b: Quantity) -> bool:
    return (a.value, a.low, a.high, a.unit, a.quantifier) == (b.value, b.low, b.high, b.unit, b.quantifier)


def _late(known_from: str, context: Context) -> bool:
    return bool(context.day and known_from and parse_date(known_from) > parse_date(context.day))


def _row_faults(item: RowEvidence, context: Context) -> Iterator[str]:
    if _late(item.known_from, context):
        yield f"it was not public by {context.day}"
        return
    made = row_evidence(context.world, item.table, item.id, item.column, item.transform)
    for name in ("statement", "source_id", "source", "url", "known_from", "confidence", "weak", "edition"):
        if getattr(made, name) != getattr(item, name):
            yield f"its {name.replace('_', ' ')} is not what row {item.id} of {item.table} gives"
    if not same_figure(made.figure, item.figure):
        yield f"its figure is not the cell {item.column} of row {item.id} of {item.table}"


def same_figure(made: Figure | None, given: Figure | None, tolerance: float = TOLERANCE) -> bool:
    """Whether two figures are the same, save the last digits of their numbers."""
    if made is None or given is None:
        return made is given
    numbers = ("value", "low", "high")
    same = made.model_dump(exclude=set(numbers)) == given.model_dump(exclude=set(numbers))
    return same and all(close(getattr(made, n), getattr(given, n), tolerance) for n in numbers)


def close(a: float | None, b: float | None, tolerance: float = TOLERANCE) -> bool:
    """Whether two numbers are equal within a relative tolerance; missing is equal to missing alone."""
    return a is b if a is None or b is None else abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)


def _run_faults(item: RunEvidence, context: Context) -> Iterator[str]:
    manifest = context.runs.get(item.run)
    if manifest is None:
        yield f"run {item.run} is not in the manifest"
        return
    if item.metric is not None and item.metric != item.figure.metric:
        yield f"its figure is of {item.figure.metric}, not of {item.metric}"
    if item.index is not None and item.index < 0:
        yield "its index is negative"
    figure = item.figure
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield "the ends of its range are exchanged"


def _derived_faults(item: DerivedEvidence, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    if item.operands != language.names_in(item.formula):
        yield "its operands are not the names of its formula"
        return
    days = language.days_in(item.formula)
    if context.day and any(day != context.day for day in days) and not _comes_out(item, days, evidence, context):
        yield f"its formula names another day than the brief's, {context.day}"
    for name in item.operands:
        if name not in evidence:
            yield f"its operand {name} does not exist"
            return
        if isinstance(evidence[name], FactEvidence):
            yield f"its operand {name} names no row"
    if item.formula.startswith("change(") and (pair := language.sides_of(item.formula)):
        when = [_period(evidence[name], context) for name in pair]
        if all(when) and when[0] < when[1]:
            yield f"{pair[0]} is before {pair[1]}, from which it counts the change"
    spans = [e for name in item.operands if isinstance(e := evidence[name], SpanEvidence)]
    if any(a.start < b.end and b.start < a.end for a, b in combinations(spans, 2)):
        yield "it sets a number of the article against itself"
    values = {name: value_of(evidence[name]) for name in item.operands}
    if not has_shape(item.figure.metric, item.formula, evidence, values) or not in_unit(item):
        yield f"its formula is none by which {item.figure.metric.replace('_', ' ')} is reckoned"
    yield from _of_other_minerals(item, evidence)
    yield from _of_two_sites(item, evidence, context)
    yield from left_out(item, evidence, context.world)
    yield from of_no_such_part(item, evidence, context.text)
    yield from mismatched(item, evidence, context.text, context.title, context.day)
    slots = item.figure.model_dump(exclude={"metric", "value", "low", "high", "unit"})
    made = derive(item.formula, evidence, item.figure.metric, **slots)
    if not same_figure(made, item.figure):
        yield f"its formula gives {made.value:.6g} {made.unit}, not {item.figure.value:.6g} {item.figure.unit}"
    if item.statement != in_words(made):
        yield "its statement is not what its figure says"


def _of_other_minerals(item: DerivedEvidence, evidence: Mapping[str, Evidence]) -> Iterator[str]:
    """The operands that are of another mineral than a figure is said to be of, by its own slot."""
    own = _minerals(item.figure)
    for name in item.operands if own else ():
        below = evidence[name]
        other = set[str]() if isinstance(below, SpanEvidence) or below.figure is None else _minerals(below.figure)
        if other and not any(labels.alike(a, b) for a in own for b in other):
            yield f"its operand {name} is of {', '.join(sorted(other))}"


def _of_two_sites(item: DerivedEvidence, evidence: Mapping[str, Evidence], context: Context) -> Iterator[str]:
    """Figures of two sites that are set against each other, and not added up."""
    below = [e for n in item.operands if isinstance(e := evidence[n], RowEvidence) and e.table in rows.SITES]
    cells = (rows.find_row(context.world, e.table, e.id) for e in below if "+" not in item.formula)
    sites = {str(cell.get("project") or cell["id"]) for cell in cells}
    if len(sites) > 1:
        yield f"it sets {' against '.join(sorted(sites))}"


def _minerals(figure: Figure) -> set[str]:
    return {m.split("(")[0].strip() for m in (figure.mineral or "").split(";")} - {""}


def _comes_out(item: DerivedEvidence, days: Sequence[str], evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether the days are the end of one period whose figures or report come out after the day of the brief."""
    rule = evidence.get(item.operands[0]) if len(item.operands) == len(days) == 1 else None
    if item.figure.metric != "released_on" or not isinstance(rule, RowEvidence) or rule.table != "releases":
        return False
    row, day = rows.find_row(context.world, rule.table, rule.id), parse_date(days[0])
    return rule.column == "after" and any(end == day for end, _ in ahead(row, parse_date(str(context.day)), day))


def _period(item: Evidence, context: Context) -> str:
    """The period of a row's figure, of a site the day on which it was told; empty for what is no row, or has none."""
    if not isinstance(item, RowEvidence) or item.figure is None:
        return ""
    told = rows.find_row(context.world, item.table, item.id).get("told") if item.table in rows.SITES else None
    return str(told or item.figure.period or "")


def _accepted_faults(item: AcceptedEvidence, context: Context) -> Iterator[str]:
    if _late(item.known_from, context):
        yield f"it was not public by {context.day}"
        return
    found = rows.find_row(context.world, item.table, item.id)
    if not same_figure(rows.cell(context.world, item.table, found, item.column, item.transform), item.figure):
        yield f"its figure is not the cell {item.column} of the accepted row {item.id}"
    if item.statement != rows.statement_of(context.world, item.table, found, item.column, item.transform):
        yield "its statement is not what the accepted row says"


MOST_OPERANDS, MOST_LEVELS = 200, 20  # of what one piece of evidence rests on


def is_bounded(key: str, evidence: Mapping[str, Evidence]) -> bool:
    """Whether the operands of a piece of evidence, theirs and so on come to an end soon, and not back to itself."""
    level, steps = [key], 0
    for _ in range(MOST_LEVELS):
        items = [evidence.get(name) for name in level]
        level = [o for item in items if isinstance(item, DerivedEvidence) for o in item.operands]
        steps += len(level)
        if not level or steps > MOST_OPERANDS:
            break
    return not level


def operands(keys: Iterable[str], evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """The ids given and those of all operands below them, each once."""
    found: dict[str, None] = {}
    queue = list(keys)
    while queue:
        key = queue.pop(0)
        if key not in found and key in evidence:
            found[key] = None
            item = evidence[key]
            queue += item.operands if isinstance(item, DerivedEvidence) else ()
    if not found:
        raise MissingData("the sentence cites no evidence that exists")
    return tuple(found)
