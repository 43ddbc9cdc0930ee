"""Prices after like cases: a sentence is proven where it is, word for word, the clauses of the rows that it counts."""

from __future__ import annotations

from collections.abc import Mapping

from didymium import labels
from didymium.errors import MissingData
from didymium.proof.evidence import Context
from didymium.proof.rows import Row, find_row
from didymium.records import DerivedEvidence, Evidence, RowEvidence, Sentence
from didymium.world.responses import clause

TABLE = "price_responses"


def is_retold(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> bool:
    """Whether a sentence is an opening that fits its rows, and their clauses in the order in which they are counted."""
    counts = [e for k in sentence.evidence if isinstance(e := evidence.get(k), DerivedEvidence)]
    beside = {k for k in sentence.evidence if not isinstance(evidence.get(k), DerivedEvidence)}
    if len(counts) != 1 or not beside <= {*counts[0].operands}:
        return False
    cells = [evidence.get(name) for name in counts[0].operands]
    ids = [e.id for e in cells if isinstance(e, RowEvidence) and (e.table, e.column) == (TABLE, "change")]
    if not ids or len(ids) < len(cells):
        return False
    try:
        told = [find_row(context.world, TABLE, i) for i in ids]
    except MissingData:
        return False
    head, _, tail = sentence.text.partition(": ")
    return tail == f"{'; '.join(clause(r) for r in told)}." and head in _openings(told)


def _openings(told: list[Row]) -> frozenset[str]:
    """The words with which prices after cases of one kind may be told: of one good where it is named."""
    kinds = {str(r["kind"]) for r in told}
    goods = set.intersection(*({str(r["mineral"]), *labels.groups(str(r["mineral"]))} for r in told))
    if kinds == {"control"}:
        return frozenset({"Prices after like steps", *(f"Prices after the control of {g} itself" for g in goods)})
    if kinds == {"stop"}:
        return frozenset(f"Prices of {g} after like stops" for g in goods)
    return frozenset(f"Prices after like easings of {g}" for g in goods) if kinds == {"easing"} else frozenset()
