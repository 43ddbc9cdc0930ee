"""Proof: evidence that is exact, sentences that are held against it, on a floor that knows nothing of the brief."""

from __future__ import annotations

from didymium.proof.draft import prove_draft
from didymium.proof.evidence import Context, Ledger, derive, derived, faults, read_quantity, read_within, row_evidence
from didymium.proof.evidence import operands as operands_below
from didymium.proof.formula import UnitClash, names_in
from didymium.proof.prove import Proof, issuable, prove
from didymium.proof.rows import row_id, share_row, statement
from didymium.proof.verify import (
    Finding,
    Report,
    compared,
    context_of,
    explained,
    places,
    prove_brief,
    reworded,
    unproven,
    unsound,
    verify,
)

__all__ = [
    "Context", "Finding", "Ledger", "Proof", "Report", "UnitClash", "compared", "context_of", "derive", "derived",
    "explained", "faults", "issuable", "names_in", "operands_below", "places", "prove", "prove_brief",
    "prove_draft", "read_quantity", "read_within", "reworded", "row_evidence", "row_id", "share_row", "statement",
    "unproven", "unsound", "verify",
]  # fmt: skip
