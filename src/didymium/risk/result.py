"""What `risk` returns: rows, one an indicator of a mineral at a stage, each with range, year, sources or a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from didymium import __version__
from didymium.records import Figure, run_id
from didymium.records.base import in_short
from didymium.world.load import World

UNIT = "1"
METRICS = {
    "share": "production_share", "hhi": "hhi", "top3": "top3_share", "n-1": "n_minus_1_share",
    "nir": "net_import_reliance", "geopolrisk": "geopolrisk", "geopolrisk-cf": "geopolrisk_cf",
    "eu-sr": "eu_supply_risk", "eu-ei": "eu_economic_importance", "restricted": "restricted_share",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One indicator; `value` is None where there is no data, and then `note` says why.

    low, high: the range that the inputs have (rounding, rival sources, what is not known); None where they
    state none. unit: "1" for shares, fractions and scores; "kg Cu-eq/kg" for the characterisation factor.
    """

    mineral: str
    method: str
    stage: str | None = None
    country: str | None = None
    importer: str | None = None
    year: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = UNIT
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class RiskResult:
    """The rows of one call, never fewer than asked for, and what re-creates them."""

    rows: tuple[Row, ...]
    manifest: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return in_short(self)

    @property
    def run(self) -> str:
        """Id of the run: the same arguments and world (edition, accepted rows, day) give the same id."""
        return run_id("risk", {k: v for k, v in self.manifest.items() if k not in {"verb", "version"}})

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The rows that have a value, as figures."""
        return tuple(
            Figure(
                metric=METRICS[r.method], value=r.value, low=r.low, high=r.high, unit=r.unit, mineral=r.mineral,
                stage=r.stage, country=r.importer or r.country,
                counterpart=r.country if r.importer else None, period=str(r.year) if r.year else None,
            )
            for r in self.rows
            if r.value is not None
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """{"rows": [...], "run": id, "manifest": {...}} with the published keys."""
        rows = [{**asdict(r), "sources": list(r.sources)} for r in self.rows]
        return {"rows": rows, "run": self.run, "manifest": self.manifest}


def manifest(verb: str, args: dict[str, Any], world: World) -> dict[str, Any]:
    """What re-creates a table of risk; it draws nothing, so seed and draws are empty."""
    return {
        "verb": verb, "args": args, "world": world.name, "as_of": world.date.isoformat() if world.date else None,
        "seed": None, "draws": None, "version": __version__,
    }  # fmt: skip
