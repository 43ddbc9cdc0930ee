"""`prove_draft`: the sentences of any writer held against an article and the world, with or without evidence ids."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.errors import BadInput, DidymiumError
from didymium.proof.entail import NAMES, same
from didymium.proof.evidence import Context, Ledger, derive
from didymium.proof.known import figure_number, keys_said, sentence_spans
from didymium.proof.prove import Proof, issuable, prove, tells_little
from didymium.proof.reading import Said, read
from didymium.proof.rows import row_id, share_row
from didymium.records import Article, Evidence, Sentence
from didymium.text.dateline import find_dateline
from didymium.world.load import World

MOST = 80  # rows that are tried for one sentence
NEAREST = 4  # sentences of the article that are tried for one sentence
MOST_READ = 8  # numbers of them that are reckoned with
TOGETHER = 3  # rows that are tried together
Span = tuple[int, int]


def prove_draft(
    sentences: Sequence[str | Sentence],
    world: World,
    article: Article | None = None,
    evidence: Mapping[str, Evidence] | None = None,
    day: str | None = None,
    runs: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[tuple[Sentence, Proof], ...]:
    """Each sentence, with the evidence that proves it, and its proof.

    A sentence with evidence ids is held against that evidence; a plain one against the article, then against rows of
    the world about what it names, as known on `day` (default: the article's own, else the world's).
    """
    day = day or (article.published if article else None)
    text = article.text if article else ""
    seen = world.as_of(day) if day else world
    context = Context(
        seen, text, article.title if article else "", day, runs or {}, article.author if article else None
    )
    given = dict(evidence or {})
    out = []
    for sentence in sentences:
        if isinstance(sentence, Sentence) and sentence.evidence:
            out.append((sentence, issuable(sentence, given, context)))
        else:
            out.append(_matched(sentence if isinstance(sentence, str) else sentence.text, context))
    return tuple(out)


def _matched(text: str, context: Context) -> tuple[Sentence, Proof]:
    """A plain sentence with the evidence that proves it; else with the article's reasons against it."""
    ledger = Ledger(context.world, context.text)
    said = read(text, context.day)
    named = any(i.kind in NAMES for i in said.items)  # else it may be of any row
    standing = replace(context, alone=True)
    first: tuple[Sentence, Proof] | None = None
    for spans in _passages(text, context) if context.text else ():
        told = Sentence(text=text, evidence=tuple(ledger.span(*span) for span in spans))
        proof = prove(told, ledger.evidence, context)
        if proof.proven or (named and (again := prove(told, ledger.evidence, standing)).proven and (proof := again)):
            return told, proof
        first = first or (told, proof)  # the reasons of the sentence that is nearest
    for key in _reckoned(said, ledger, context):
        told = Sentence(text=text, evidence=(key,))
        if (proof := issuable(told, ledger.evidence, context)).proven:
            return told, proof
    tried = () if tells_little(said) or not named else itertools.islice(_rows(said, ledger), MOST)
    keys = [key for key in tried if key]
    near = []
    for key in keys:
        alone = Sentence(text=text, evidence=(key,))
        proof = prove(alone, ledger.evidence, context)
        if proof.proven:
            return alone, proof
        near += [key] if proof.how else []
    for size in range(2, TOGETHER + 1):
        for together in itertools.combinations(near[:8], size):
            joint = Sentence(text=text, evidence=together)
            proof = prove(joint, ledger.evidence, context)
            if proof.proven:
                return joint, proof
    return first or (Sentence(text=text, evidence=()), Proof("not proven", ("no row of the world says so",)))


def _reckoned(said: Said, ledger: Ledger, context: Context) -> Iterator[str]:
    """Figures made of two numbers of the nearest sentences of the article that are a number of a sentence."""
    wanted = [n for i in said.numbers if (n := i.number) and n.kind != "count"]
    spans = _near(said, context, 1) if wanted and context.text else []
    read_there = ((a, i) for a, b in spans for i in read(context.text[a:b], context.day).numbers)
    keys = [key for a, i in read_there if (key := _operand(ledger, a + i.start, a + i.end))]
    for one, other in itertools.permutations(keys[:MOST_READ], 2):
        for made, metric in _WAYS:
            with suppress(BadInput):
                figure = derive(made.format(one, other), ledger.evidence, metric)
                if any(same(n, figure_number(figure)) for n in wanted):
                    yield ledger.derived(made.format(one, other), metric)


_WAYS = (("change({}, {})", "change"), ("{} - {}", "changed_by"), ("{} + {}", "sum"), ("{} / {}", "part"))


def _operand(ledger: Ledger, start: int, end: int) -> str | None:
    try:
        return ledger.span(start, end, reads=True)
    except BadInput:
        return None


def _passages(text: str, context: Context) -> Iterator[tuple[Span, ...]]:
    """What of the article a sentence may rest on: the sentences nearest to it, each alone, then two; all if none is."""
    best = _near(read(text, context.day), context)
    yield from ((span,) for span in best)
    yield from itertools.combinations(sorted(best), 2)
    if not best:
        yield ((0, len(context.text)),)


def _near(said: Said, context: Context, least: int = 2) -> list[Span]:
    """The sentences of the article that share the most with a sentence, `least` things or more, the nearest first."""
    lines = ((a, b, find_dateline(context.text[a:b])) for a, b in sentence_spans(context.text))
    spans = [(a + line.end if line and line.start == 0 else a, b) for a, b, line in lines]
    mine = keys_said(said)
    near = [len(mine & keys_said(read(context.text[a:b], context.day))) for a, b in spans]
    return [spans[k] for k in sorted(range(len(spans)), key=lambda k: -near[k])[:NEAREST] if near[k] >= least]


def _rows(said: Said, ledger: Ledger) -> Iterator[str | None]:
    """Rows about what a sentence names: shares, facts, prices, measures, deals and projects."""
    world = ledger.world
    minerals = [k.partition(":")[2] for i in said.of("mineral") for k in i.keys]
    countries = [k.partition(":")[2] for i in said.of("country") for k in i.keys]
    years = [next(iter(i.keys))[:4] for i in said.of("date")]
    for mineral, stage, country in itertools.product(minerals, labels.STAGES, countries):
        yield _share(ledger, mineral, stage, country)
    facts = world.table("facts").filter(pl.col("mineral").is_in(minerals) & pl.col("country").is_in(countries))
    facts = facts.filter(pl.col("year").cast(pl.String).is_in(years)) if years else facts
    for row in facts.sort("known_from", descending=True).head(MOST // 2).iter_rows(named=True):
        yield _cell(ledger, "facts", row, "value")
    prices = world.table("prices").filter(
        pl.col("mineral").is_in(minerals) & pl.col("period").str.slice(0, 4).is_in(years)
    )
    for row in prices.head(MOST // 4).iter_rows(named=True):
        yield _cell(ledger, "prices", row, "value")
    told = keys_said(said)
    for table, column, name in (("measures", "title", "title"), ("projects", "capacity", "name")):
        known = world.table(table).filter(pl.col(column).is_not_null())
        shared = [len(told & _words_of(str(cell))) for cell in known[name].to_list()]
        best = sorted((k for k, n in enumerate(shared) if n), key=lambda k: -shared[k])[: MOST // 8]
        for place in best:
            yield _cell(ledger, table, known.row(place, named=True), column)


@lru_cache(maxsize=8192)
def _words_of(name: str) -> frozenset[str]:
    """The meanings of the words of a row's name or title."""
    return keys_said(read(name, None))


def _share(ledger: Ledger, mineral: str, stage: str, country: str) -> str | None:
    try:
        return ledger.row(*share_row(ledger.world, mineral, stage, country), "value", "world_share")
    except DidymiumError:
        return None


def _cell(ledger: Ledger, table: str, row: Mapping[str, Any], column: str) -> str | None:
    try:
        return ledger.row(table, row_id(ledger.world, table, row), column)
    except DidymiumError:
        return None
