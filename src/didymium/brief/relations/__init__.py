"""The catalogue of relations: what can be computed from the numbers of an article and the rows of the world.

Each relation is one declaration: what it takes, its formula, when it means something, how it is said, which questions
it answers and what would make it false. `compute` applies all of them to all operands about the lead; what type-checks
is computed. A new relation is added in one place, with its wording and a test.
"""

from __future__ import annotations

from didymium.brief.relations import (
    contracts,
    measures,
    money,
    pairs,
    price,
    results,
    site,
    size,
    worked,
    worths,
)
from didymium.brief.relations.base import Case, Found, Operand, Relation, Slot, compute, formula_over

CATALOGUE: tuple[Relation, ...] = (
    *pairs.RELATIONS,
    *size.RELATIONS,
    *money.RELATIONS,
    *price.RELATIONS,
    *measures.RELATIONS,
    *site.RELATIONS,
    *worths.RELATIONS,
    *worked.RELATIONS,
    *results.RELATIONS,
    *contracts.RELATIONS,
)

__all__ = ["CATALOGUE", "Case", "Found", "Operand", "Relation", "Slot", "compute", "formula_over"]
