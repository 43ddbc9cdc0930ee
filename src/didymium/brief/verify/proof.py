"""Evidence as proof: a span, a fact or a run, read once for every sentence that cites it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from didymium.brief.verify import lexicon
from didymium.brief.verify.evidence import Proof
from didymium.brief.verify.mentions import Number, Parsed
from didymium.brief.verify.parse import names_in, parse
from didymium.records import Article, Evidence, FactEvidence, Figure, RunEvidence, SpanEvidence

_UNITS = {"share": "%", "ratio": "x", "1": "x", "count": None, "index": None, "t/yr": "t", "percent": "%", "rank": None}
_STAGES = {
    "mine": "mine mining mined ore",
    "refine": "refine refining refined processing processed separation",
    "metal": "metal alloy",
    "component": "component magnet magnets",
}


def proof(item: Evidence, article: Article) -> Proof:
    """The evidence as numbers, dates, names and words; relative dates are those of the article."""
    reference = (article.published or "")[:10] or None
    if isinstance(item, SpanEvidence):
        return _span_proof(item, article, reference)
    if not isinstance(item, FactEvidence | RunEvidence):
        raise TypeError(f"evidence of kind {item.kind!r} is not read here")
    return _stated(item, reference)


@lru_cache(maxsize=4096)
def _stated(item: FactEvidence | RunEvidence, reference: str | None) -> Proof:
    """A fact or a run, read; the same one is cited in many sentences and briefs."""
    parsed = parse(item.statement, reference)
    figure = item.figure
    source = "" if isinstance(item, RunEvidence) else item.source
    said = _said(figure) if figure else ""
    return Proof(
        parsed=_ended(parsed, figure),
        numbers=_numbers(figure) if figure else (),
        whens=tuple(figure.period.split("/")) if figure and figure.period else (),
        names=_named(item.statement, figure),
        concepts=frozenset(lexicon.concept(w) for w in said.split()),
        tokens=parsed.tokens | _tokens(f"{source} {said}"),
        ranged=bool(figure and figure.low is not None) or parsed.band is not None,
        mineral=figure.mineral if figure else None,
    )


def _span_proof(item: SpanEvidence, article: Article, reference: str | None) -> Proof:
    """A quotation; what "it" or "they" in it may stand for is the subject of the sentence before."""
    parsed = parse(item.quote, reference)
    beside = " ".join(filter(None, (article.source, article.author)))
    before = article.text[max(0, item.start - 500) : item.start].rstrip()
    last = re.split(r"(?<=[.!?])\s+", before)[-1] if before and _PRONOUN.search(item.quote) else ""
    subjects = [n for n in parse(last, reference).names if n.role == "A"] if last else []
    return Proof(
        parsed,
        today=reference,
        names=(*_linked(parsed.text), *((n.kind, n.id) for n in subjects)),
        tokens=parsed.tokens | _tokens(beside) | frozenset(w for n in subjects for w in n.surface.lower().split()),
    )


_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|them|he|she|the (?:company|country|ministry|government|group|firm|agency))\b", re.I
)


def _tokens(text: str) -> frozenset[str]:
    return frozenset(w.strip(".,;:()'\"").lower() for w in text.split())


def _linked(text: str) -> tuple[tuple[str, str], ...]:
    """Names linked in a text, and the countries whose agencies they are."""
    found: list[tuple[str, str]] = []
    for n in names_in(text.replace("’", "'")):
        found.append((n.kind if n.kind in {"country", "mineral"} else "org", n.id))
        if n.kind in {"agency", "body"} and n.country:
            found.append(("country", n.country))
    return tuple(found)


def _named(statement: str, figure: Figure | None) -> tuple[tuple[str, str], ...]:
    """The names of a statement; those of the figure beside it only for a kind that the statement leaves out."""
    said = _linked(statement)
    kinds = {kind for kind, _ in said}
    return (*said, *((k, i) for k, i in (_codes(figure) if figure else ()) if k not in kinds))


def _codes(figure: Figure) -> list[tuple[str, str]]:
    countries = [c for c in (figure.country, figure.counterpart) if c]
    return [*(("country", c) for c in countries), *([("mineral", figure.mineral)] if figure.mineral else [])]


def _said(figure: Figure) -> str:
    """The words that a figure stands for, though none is written."""
    parts = (figure.metric.replace("_", " "), _STAGES.get(figure.stage or ""), (figure.sector or "").replace("_", " "))
    return " ".join(filter(None, (*parts, figure.name, figure.mineral))).lower()


def _numbers(figure: Figure) -> tuple[Number, ...]:
    part = figure.unit == "share" or (figure.unit == "1" and "share" in figure.metric)
    unit, scale = ("%", 100.0) if part else (_UNITS.get(figure.unit, figure.unit), 1.0)
    of = "ratio" if unit == "x" and "ratio" in figure.metric else "figure"
    values = ((figure.value, None), (figure.low, "low"), (figure.high, "high"))
    return tuple(
        Number(v * scale, unit, 0.0, 0.0, None, end, f"{v:g} {figure.unit}", of, rough=True)
        for v, end in _turned(values)
        if v is not None
    )


def _turned(
    values: tuple[tuple[float | None, str | None], ...],
) -> tuple[tuple[float | None, str | None], ...]:
    """A negative figure is said by its size, so its low end is the larger number."""
    (value, _), (low, _), (high, _) = values
    if value is not None and value < 0 and low is not None and high is not None and high <= 0:
        return (value, None), (high, "low"), (low, "high")
    return values


def _ended(parsed: Parsed, figure: Figure | None) -> Parsed:
    """The statement with its numbers marked as value, low or high end by the figure."""
    rough = tuple(replace(n, rough=True) for n in parsed.numbers)
    if figure is not None and figure.low is not None and figure.high is not None:
        rough = tuple(_mark(n, _numbers(figure)) for n in rough)
    return replace(parsed, numbers=rough)


def _mark(n: Number, figures: tuple[Number, ...]) -> Number:
    near = [f for f in figures if f.unit == n.unit and abs(abs(f.value) - n.value) <= max(n.slack, 0.05 * n.value)]
    if not near or (n.end is None and any(f.end is None for f in near)):
        return n
    best = min(near, key=lambda f: abs(abs(f.value) - n.value))
    end = n.end if n.end in {f.end for f in near} else best.end
    return replace(n, end=end)
