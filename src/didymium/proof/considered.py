"""What one has to know of a kind of story: proven where it is a row, as its table says, for such an article.

A consideration is its row word for word; a yardstick is its row filled with the numbers of the article that it takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from didymium.errors import MissingData
from didymium.proof.evidence import Context
from didymium.proof.rows import Row, find_row
from didymium.proof.yardsticks import filled
from didymium.records import Evidence, RowEvidence, Sentence, SpanEvidence
from didymium.world.considerations import DOSSIERS, places
from didymium.world.days import parse_date
from didymium.world.yardsticks import slots


def row_of(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> Row | None:
    """The row that a sentence is, where it stands on the day; None for every other sentence."""
    cited = [e for k in sentence.evidence if isinstance(e := evidence.get(k), RowEvidence)]
    if len(cited) != 1 or cited[0].table not in DOSSIERS or cited[0].column != "text":
        return None
    try:
        row = find_row(context.world, cited[0].table, cited[0].id)
    except MissingData:
        return None
    if row["until"] is not None and context.day is not None and row["until"] <= parse_date(context.day):
        return None
    says = row["text"] if cited[0].table == "considerations" else _filled(row, sentence, evidence, context)
    return row if sentence.text == says else None


def _filled(row: Row, sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> str | None:
    """What a yardstick says of the numbers that a sentence cites, in the order of its slots."""
    numbers, names = _numbers(sentence, evidence), tuple(slots(row))
    if len(numbers) != len(names):
        return None
    return filled(row, dict(zip(names, numbers, strict=True)), context.text)


def _numbers(sentence: Sentence, evidence: Mapping[str, Evidence]) -> list[SpanEvidence]:
    items = (evidence.get(k) for k in sentence.evidence)
    return [e for e in items if isinstance(e, SpanEvidence) and e.reads is not None]


def is_considered(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether a sentence is such a row, and beside it cites only its numbers and the words that the row asks for."""
    row = row_of(sentence, evidence, context)
    at = places(row, context.title, context.text) if row is not None else None
    others = [evidence.get(k) for k in sentence.evidence]
    spans = [e for e in others if isinstance(e, SpanEvidence)]
    if row is None or at is None or len(spans) + 1 != len(others):
        return False
    if "sums" in row:
        return {(e.start, e.end) for e in spans if e.reads is None} == {*at}
    return not at or {(e.start, e.end) for e in spans} == {*at}
