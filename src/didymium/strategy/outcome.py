"""What every strategic verb returns: rows, figures with ranges, and the manifest that repeats the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium import __version__
from didymium.records import Figure, Record, run_id
from didymium.world.load import World, load_world, parse_date

Draws = NDArray[np.float64]
TAILS = (0.05, 0.5, 0.95)


class Span(Record):
    """A model number: median `value` with the 5th and 95th percentile, in `unit`."""

    value: float
    low: float
    high: float
    unit: str

    def __neg__(self) -> Span:
        return Span(value=-self.value, low=-self.high, high=-self.low, unit=self.unit)

    def __str__(self) -> str:
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g}) {self.unit}"


class Outcome(Record):
    """The frame of a result: which verb, with which arguments, on which world; subclasses add `rows`."""

    verb: str
    args: dict[str, Any]
    world: str
    as_of: str | None
    draws: int
    seed: int
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def run(self) -> str:
        """The id of this run: the same verb, arguments, world, date, draws and seed give the same id."""
        return run_id(self.verb, {k: v for k, v in self.manifest.items() if k not in {"verb", "version"}})

    @property
    def manifest(self) -> dict[str, Any]:
        """What re-creates this result."""
        return {
            "verb": self.verb, "args": self.args, "world": self.world, "as_of": self.as_of,
            "seed": self.seed, "draws": self.draws, "version": __version__,
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The published JSON: the rows and figures of the verb, its notes and its manifest."""
        body = self.model_dump(mode="json", exclude={"verb", "args", "world", "as_of", "draws", "seed"})
        return body | {"run": self.run, "manifest": self.manifest}


def frame(verb: str, args: dict[str, Any], world: World, draws: int, seed: int) -> dict[str, Any]:
    """The keyword arguments that every `Outcome` shares."""
    day = world.date.isoformat() if world.date else None
    kept = {k: v for k, v in args.items() if v is not None}
    return {"verb": verb, "args": kept, "world": world.name, "as_of": day, "draws": draws, "seed": seed}


def view(world: World | None, as_of: str | dt.date | None) -> World:
    """The world as asked for: the given one (or the one that ships), as known on `as_of` when a date is given."""
    base = world if world is not None else load_world()
    return base.as_of(as_of) if as_of is not None else base


def today(world: World) -> dt.date:
    """The date from which the future is counted: the world's own date, else the last day of its edition."""
    return world.date or parse_date(world.edition.replace(".", "-"))


def span(draws: Draws | Sequence[float], unit: str) -> Span:
    """Median and 5th to 95th percentile of draws; raises ValueError when there is none."""
    low, mid, high = np.quantile(np.asarray(draws, dtype=float), TAILS)
    return Span(value=float(mid), low=float(low), high=float(high), unit=unit)


def figure(metric: str, value: Span, **labels: str | None) -> Figure:
    """A `Figure` of a span; `labels` are the fields of `Figure` that say what it is a number of."""
    return Figure(metric=metric, value=value.value, low=value.low, high=value.high, unit=value.unit, **labels)
