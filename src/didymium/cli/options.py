"""Arguments that many verbs take, with what they may be, and what is said of them."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

Flag = Annotated[bool, Parameter(negative=())]
Many = Annotated[tuple[str, ...], Parameter(negative=())]
Json = Annotated[bool, Parameter(negative=(), help="Print JSON.")]
AsOf = Annotated[str | None, Parameter(help="What was known on this date (YYYY-MM-DD; default: all that is known).")]
Seed = Annotated[int, Parameter(validator=Number(gte=0, lt=2**63), help="Seed of the draws.")]
Draws = Annotated[int, Parameter(validator=Number(gte=1, lte=10**6), help="Monte Carlo draws of each run.")]
Db = Annotated[str | None, Parameter(help="The database: a file or postgresql://... (default: DIDYMIUM_DB).")]
