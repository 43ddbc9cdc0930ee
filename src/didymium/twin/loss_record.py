"""Losses beside the estimates that others publish: whether they lie in the band, and how wide it is."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from didymium.twin.result import Result
from didymium.twin.run import simulate
from didymium.world.load import World

ESTIMATES = Path(__file__).parent / "tables" / "loss_estimates.csv"
WIDEST = 10.0  # p95 over p05: a wider band holds anything
DRAWS = 512
KNOWN = "2025-11-01"


@dataclass(frozen=True)
class Beside:
    """A published loss (USD, a range where one is given) beside ours: p05, p50, p95 and the ways it comes about."""

    name: str
    economy: str
    low: float
    high: float
    source: str
    ours: tuple[float, float, float]
    parts: dict[str, tuple[float, float, float]]

    @property
    def width(self) -> float:
        """p95 over p05."""
        return self.ours[2] / max(self.ours[0], 1.0)

    @property
    def inside(self) -> bool:
        """Whether the published range meets a band of no more than ten times."""
        return self.ours[0] <= self.high and self.low <= self.ours[2] and self.width <= WIDEST


def beside_published(world: World) -> tuple[Beside, ...]:
    """Every published estimate beside the twin's loss for the same cut by China, from January 2026."""
    with ESTIMATES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_beside(row, world) for row in rows)


def _beside(row: dict[str, str], world: World) -> Beside:
    found = _ran(row["minerals"], row["importer"], int(row["months"]), row["last"], float(row["allowed"]), world)
    ours = found.loss(row["economy"])
    assert ours is not None  # each economy of the table is one that the twin tells apart
    return Beside(
        row["name"], row["economy"], float(row["low_usd"]), float(row["high_usd"]), row["source"], ours,
        found.loss_parts(row["economy"]),
    )  # fmt: skip


@lru_cache(maxsize=16)
def _ran(minerals: str, importer: str, months: int, last: str, allowed: float, world: World) -> Result:
    measure = {"exporter": "CHN", "importers": [importer], "minerals": minerals.split(";"), "from": "2026-01",
               "to": last, "allowed": allowed}  # fmt: skip
    plan = {"name": "published", "start": "2026-01", "months": months, "as_of": KNOWN, "restrictions": [measure]}
    return simulate(plan, world, DRAWS, money=True)
