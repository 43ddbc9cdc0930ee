"""What one has to know of a kind of story: proven where it is a row, word for word, for such an article."""

from __future__ import annotations

from collections.abc import Mapping

from didymium.errors import MissingData
from didymium.proof.evidence import Context
from didymium.proof.rows import Row, find_row
from didymium.records import Evidence, RowEvidence, Sentence, SpanEvidence
from didymium.world.considerations import places
from didymium.world.days import parse_date

TABLE = "considerations"


def row_of(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> Row | None:
    """The row that a sentence is, word for word, where it stands on the day; None for every other sentence."""
    cited = [e for k in sentence.evidence if isinstance(e := evidence.get(k), RowEvidence)]
    if len(cited) != 1 or (cited[0].table, cited[0].column) != (TABLE, "text"):
        return None
    try:
        row = find_row(context.world, TABLE, cited[0].id)
    except MissingData:
        return None
    past = row["until"] is not None and context.day is not None and row["until"] <= parse_date(context.day)
    return None if past or sentence.text != row["text"] else row


def is_considered(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether a sentence is a row of `considerations`, and beside it cites only the words that the row asks for."""
    row = row_of(sentence, evidence, context)
    at = places(row, context.title, context.text) if row is not None else None
    others = [evidence.get(k) for k in sentence.evidence]
    spans = [e for e in others if isinstance(e, SpanEvidence)]
    if at is None or len(spans) + 1 != len(others):
        return False
    return not at or {(e.start, e.end) for e in spans} == {*at}
