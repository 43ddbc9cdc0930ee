"""Modelled against traded exports: what the reconciled flows say that producers sell abroad, beside the statistics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from didymium.errors import MissingData
from didymium.world.apparent import OTHERS, trade
from didymium.world.load import World
from didymium.world.reconcile import output, reconcile

FACTOR = 1.5  # modelled over traded, either way, that still counts as the same
WANTED = 0.9  # share of the stages that must be within it
SMALL = 0.02  # of world output: a difference below it is none, whatever the ratio


@dataclass(frozen=True)
class Compared:
    """Exports of one stage, t of content a year: of all named producers, and of the largest of them.

    traded: what statistics show, at most each producer's own output (the rest are re-exports). year: of the flows.
    """

    mineral: str
    stage: str
    year: int
    modelled: float
    traded: float
    largest: str
    largest_modelled: float
    largest_traded: float
    output: float

    @property
    def ratio(self) -> float:
        """Modelled over traded exports of all named producers."""
        return self.modelled / self.traded if self.traded > 0 else float("inf")

    @property
    def fits(self) -> bool:
        """Whether the exports of all named producers are within the factor, or differ by next to nothing."""
        return self._close(self.modelled, self.traded)

    @property
    def largest_fits(self) -> bool:
        """Whether those of the largest producer are."""
        return self._close(self.largest_modelled, self.largest_traded)

    def _close(self, modelled: float, traded: float) -> bool:
        if abs(modelled - traded) <= SMALL * self.output:
            return True
        return traded > 0 and 1 / FACTOR <= modelled / traded <= FACTOR


def compared(world: World) -> tuple[Compared, ...]:
    """Every stage whose exports a trade code of its own tells in content, in order of mineral and stage."""
    keys = world.table("trade").select("mineral", "stage").unique().sort("mineral", "stage").rows()
    return tuple(found for mineral, stage in keys if (found := _stage(world, mineral, stage)) is not None)


def _stage(world: World, mineral: str, stage: str) -> Compared | None:
    try:
        flows = reconcile(world, mineral, stage)
    except MissingData:
        return None
    seen = trade(world, mineral, stage, flows.year)
    total = output(world, flows)
    if seen is None or not np.isfinite(total):
        return None
    scale = total / flows.supply.sum()
    made = flows.supply * scale
    abroad = (flows.flows.sum(axis=1) - np.diag(flows.flows)) * scale
    sold = np.minimum([seen.exports(c) for c in flows.countries], made)
    named = np.array([c != OTHERS for c in flows.countries]) & (made > 0)
    top = int(np.argmax(np.where(named, made, 0.0)))
    return Compared(
        mineral, stage, flows.year, float(abroad[named].sum()), float(sold[named].sum()),
        flows.countries[top], float(abroad[top]), float(sold[top]), total,
    )  # fmt: skip
