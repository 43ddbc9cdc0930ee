"""Arguments that many verbs take, with what they may be."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

Seed = Annotated[int, Parameter(validator=Number(gte=0, lt=2**63))]
Draws = Annotated[int, Parameter(validator=Number(gte=1, lte=10**6))]
