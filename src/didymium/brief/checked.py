"""Claims that the world contradicts, as sentences: a reader must see them before anything rests on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from didymium import labels
from didymium.brief import phrase
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.supply import shares_at
from didymium.errors import DidymiumError
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Claim, Reading, Reference, Sentence
from didymium.text.itself import Fault, faults

MOST = 1  # in the bottom line; the table of claims has them all
SHARES = frozenset({"production_share", "processing_share", "magnet_share"})
STAGES = {"production_share": "mining", "processing_share": "refining", "magnet_share": "magnet making"}


def contradicted(reading: Reading, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """What the article gives and what is published instead, for the first figure that does not hold."""
    wrong = [c for c in reading.claims if c.verdict == "contradicted" and c.reference is not None]
    told = (
        carried(_ranked(c, ledger, context) if c.unit == "rank" else _worded(c, c.reference, ledger), ledger, context)
        for c in wrong if c.reference
    )  # fmt: skip
    return tuple(islice((s for s in told if s is not None), MOST))


def of_itself(reading: Reading, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """What the article's own lists, days, shares and conversions do not bear out, each cited with its sentence."""
    if (reading.article.published or "")[:10] not in {"", context.day}:
        return ()  # days without a year are of the article's time
    sentences = split_sentences(reading.article.text)

    def told(fault: Fault) -> Sentence:
        near = [s for s in sentences if s[0] < fault.end and fault.start < s[1]] or [(fault.start, fault.end)]
        return say(fault.says, ledger.span(min(near[0][0], fault.start), max(near[-1][1], fault.end)))

    return tuple(told(f) for f in faults(context.text, context.day))


def _worded(claim: Claim, known: Reference, ledger: Ledger) -> Iterator[Sentence]:
    start = ledger.text.find(claim.quote, claim.start - 5 if claim.start > 5 else 0)
    span = ledger.span(claim.start, claim.end) if start < 0 else ledger.span(start, start + len(claim.quote))
    stated = phrase.quantity(claim.value, claim.unit, 3)
    published = phrase.quantity(known.value, known.unit, 3)
    when = known.period or (str(known.year) if known.year else "")
    tail = f" ({phrase.day(when)})" if when else ""
    for row in _rows(claim, known, ledger):
        for about in (_about(claim), f"{claim.mineral}"):
            yield say(f"The article gives {stated} for {about}; the published figure is {published}{tail}.", span, row)


def _ranked(claim: Claim, ledger: Ledger, context: Context) -> Iterator[Sentence]:
    """The shares of the country and of the one whose rank the article gives it."""
    for stage in ("refine",) if claim.metric == "processing_rank" else ("mine", "refine"):
        held = [r for r in shares_at(context.world, claim.mineral, stage) if r["country"] not in labels.AGGREGATES]
        place = next((k for k, r in enumerate(held) if r["country"] == claim.subject), None)
        if place is None or int(claim.value) > len(held):
            continue
        rival = held[int(claim.value) - 1]
        keys = [ledger.share(claim.mineral, stage, str(r["country"])) for r in (held[place], rival)]
        parts = [phrase.quantity(r["share"], "share") for r in (held[place], rival)]
        who, other = (phrase.country(str(r["country"])) for r in (held[place], rival))
        good, year = phrase.output(claim.mineral, stage), held[place]["year"]
        if None not in keys:
            side = "above" if held[place]["share"] > rival["share"] else "below"
            told = f"{phrase.capital(phrase.possessive(who))} share of world {good} was {parts[0]} in {year}"
            yield say(f"{told}, {side} the {parts[1]} of {other}.", *(k for k in keys if k))


def _rows(claim: Claim, known: Reference, ledger: Ledger) -> Iterator[str]:
    """Ids of the cell with which the claim was compared, as it is and as a share of the world's output."""
    for table in ("facts", "prices", "lists"):
        for transform in ("world_share", "identity") if claim.metric in SHARES else ("identity",):
            try:
                yield ledger.row(table, known.row or "", "value", transform)
            except DidymiumError:
                continue


def _about(claim: Claim) -> str:
    """ "China's share of world mining of rare earths": what a claim is about, as a noun."""
    who = phrase.possessive(phrase.country(claim.subject)) if claim.subject != "WLD" else "the world's"
    if claim.metric in SHARES:
        return f"{who} share of world {STAGES[claim.metric]} of {claim.mineral}"
    return f"{who} {claim.metric.replace('_', ' ')} of {claim.mineral}"
