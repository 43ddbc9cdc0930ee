"""What one has to know of a kind of story: proven where it is a row, as its table says, for such an article."""

from __future__ import annotations

from collections.abc import Mapping

from didymium.errors import MissingData
from didymium.proof.evidence import Context
from didymium.proof.rows import Row, find_row
from didymium.records import Evidence, RowEvidence, Sentence, SpanEvidence
from didymium.world.considerations import TABLE, places
from didymium.world.days import parse_date


def row_of(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> Row | None:
    """The row that a sentence is, where it stands on the day; None for every other sentence."""
    cited = [e for k in sentence.evidence if isinstance(e := evidence.get(k), RowEvidence)]
    if len(cited) != 1 or cited[0].table != TABLE or cited[0].column != "text":
        return None
    try:
        row = find_row(context.world, TABLE, cited[0].id)
    except MissingData:
        return None
    if row["until"] is not None and context.day is not None and row["until"] <= parse_date(context.day):
        return None
    return row if sentence.text == row["text"] else None


def is_considered(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether a sentence is such a row, and beside it cites only the words that the row asks for."""
    row = row_of(sentence, evidence, context)
    at = places(row, context.title, context.text) if row is not None else None
    others = [evidence.get(k) for k in sentence.evidence]
    spans = [e for e in others if isinstance(e, SpanEvidence)]
    if row is None or at is None or len(spans) + 1 != len(others):
        return False
    return not at or {(e.start, e.end) for e in spans} == {*at}
