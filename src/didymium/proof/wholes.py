"""What is told of a whole: what is counted, its first and its last, a range of years: held against all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from didymium.proof import rows
from didymium.proof.entail import OPEN, REFUTED, Fault, Use, good_of, groups_of
from didymium.proof.evidence import Context, close, operands
from didymium.proof.formula import names_in
from didymium.proof.known import Known, safe_known
from didymium.proof.reading import Item, Said
from didymium.records import DerivedEvidence, Evidence, RowEvidence

KINDS = frozenset({"tariff", "ban", "quota", "licence", "tax"})  # of a measure; "control" and "measure" are any
_EASING = frozenset({"lift", "ease", "suspend", "end", "expire", "resume"})  # of what is counted as announced
_ENDS = {
    "last": re.compile(r"(?i)\bthe (?:last|latest|newest|most recent)\b"),
    "first": re.compile(r"(?i)\bthe (?:first|earliest|oldest)\b"),
}


def counted(
    said: Said, uses: Sequence[Use], known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context
) -> Iterator[Fault]:
    """What is told of some measures that are counted is so of each: whose, on what, against whom, of which kind.

    And what is called the last or the first of them is so by its day, and "since" which year they are counted.
    """
    since = _SINCE.search(said.text)
    for use in uses:
        formula = _made(use.formula, evidence)
        count = formula.startswith("count(")
        below = operands((use.known.key,), evidence) if since and count else ()
        days = [d for n in below if (p := safe_known(n, evidence, context)) for d in _days(p)]
        if since and days and not min(days).startswith(since[1]):
            yield REFUTED, f"the first of them is of {min(days)[:4]}"
        if not count:
            continue
        parts = [p for name in names_in(formula) if (p := safe_known(name, evidence, context))]
        own, others = ({m for p in some if (m := _measure(p))} for some in (known, parts))
        if others and own - others:
            yield REFUTED, f"{min(own - others)} is none of those that are counted"
        for told in (i for i in said.items if i.clause == use.item.clause):
            if any(_lacks(told, p) for p in parts):
                yield REFUTED, f"{told.surface!r} is not said of all that are counted"
        yield from _ends(said, known, parts)


def _made(formula: str, evidence: Mapping[str, Evidence]) -> str:
    """The formula of a figure, of one that is another one its own."""
    while isinstance(below := evidence.get(formula), DerivedEvidence):
        formula = below.formula
    return formula


_SINCE = re.compile(r"(?i)\bsince ((?:19|20)\d\d)\b")


def _lacks(told: Item, part: Known) -> bool:
    """Whether a mineral, country or kind of measure is none of a row's."""
    if told.kind == "mineral":
        own = part.slots.get("mineral", frozenset())
        return bool(own) and not (told.keys | groups_of(told.keys)) & own
    if told.kind == "country":
        roles = {part.roles[k] for k in told.keys if k in part.roles}
        return not roles or told.role not in {"N", "F", *roles}
    kinds = told.keys & (KINDS | _EASING) if told.kind == "word" else frozenset()
    return (bool(kinds) and not kinds & part.prime) or not good_of(told) <= part.words


def _ends(said: Said, known: Sequence[Known], parts: Sequence[Known]) -> Iterator[Fault]:
    """The measure that is called the last of some rows of measures is that of the latest day."""
    days = {m: min(ds) for p in parts if (m := _measure(p)) and (ds := _days(p))}
    own = {m for k in known if (m := _measure(k))}
    ends = {"first": min(days.values(), default=""), "last": max(days.values(), default="")}
    called = [name for name, words in _ENDS.items() if words.search(said.text)]
    if called and own and not all(days.get(m) in {ends[name] for name in called} for m in own):
        yield REFUTED, f"another of those that are counted is the {called[0]}"


def _measure(known: Known) -> str:
    item = known.item
    told = isinstance(item, RowEvidence) and item.table in {"measures", "measure_states"}
    return item.id.partition(".")[0] if told and isinstance(item, RowEvidence) else ""


def _days(part: Known) -> list[str]:
    item = part.item
    return [item.figure.period] if isinstance(item, RowEvidence) and item.figure and item.figure.period else []


def of_one_number(known: Sequence[Known], evidence: Mapping[str, Evidence]) -> Iterator[Fault]:
    """A figure and the one told beside it ("6% of world output and 21% of United States use") share a number."""
    made = [(k.item.figure.metric, k.key) for k in known if isinstance(k.item, DerivedEvidence)]
    below = {key: {*operands((key,), evidence)} - {key} for _, key in made}
    for metric, key in made:
        beside = [other for name, other in made if name == f"{metric}_also"]
        if beside and all(below[key].isdisjoint(below[other]) for other in beside):
            yield REFUTED, f"{key} and {beside[0]} are made of nothing that both have"


def of_one_measure(known: Sequence[Known], evidence: Mapping[str, Evidence]) -> Iterator[Fault]:
    """The days since when and until when a measure applies are of that measure, and not of another one."""
    own = {m for k in known if (m := _measure(k))}
    spans = (
        n for k in known if k.formula.startswith(("months(", "days(", "count(")) for n in operands((k.key,), evidence)
    )
    own |= {e.id.partition(".")[0] for n in spans if isinstance(e := evidence.get(n), RowEvidence) and (
        e.table in {"measures", "measure_states"})}  # fmt: skip
    if len(own) > 1 and not any(k.formula.startswith("count(") and "," in k.formula for k in known):
        yield REFUTED, f"{' and '.join(sorted(own))} are two measures"


YEARS = 10  # of a range of prices
_RANGE = re.compile(r"\((\w+) - (\w+)\) / \((\w+) - \2\)")


def bounded(known: Sequence[Known], evidence: Mapping[str, Evidence], context: Context) -> Iterator[Fault]:
    """The ends of a range of prices are the lowest and the highest of its series in these years."""
    for k in known:
        metric = k.numbers[0].metric if k.formula else ""
        made = _RANGE.fullmatch(k.formula)
        if made and metric.endswith("in_its_range"):
            yield from _end(evidence.get(made[2]), "lowest", evidence.get(made[1]), context)
            yield from _end(evidence.get(made[3]), "highest", evidence.get(made[1]), context)


def _end(end: Evidence | None, most: str, now: Evidence | None, context: Context) -> Iterator[Fault]:
    """Whether a price is the lowest or highest of its series in the years before `now`, else before its last one."""
    if not isinstance(end, RowEvidence) or end.table != "prices":
        return
    own = rows.find_row(context.world, "prices", end.id)
    same = [pl.col(c).eq_missing(own[c]) for c in ("mineral", "form", "market", "unit")]
    series = context.world.table("prices").filter(*same, pl.col("period").str.len_chars() == len(own["period"]))
    last = now.figure.period if isinstance(now, RowEvidence) and now.figure else series["period"].max()
    first = str(int(str(last)[:4]) - YEARS)
    values = series.filter((pl.col("period") >= first) & (pl.col("period") <= str(last)))["value"]
    found = values.min() if most == "lowest" else values.max()
    if isinstance(found, float) and not close(float(own["value"]), found, 1e-6):
        yield OPEN, f"the {most} price of these years is another one"
