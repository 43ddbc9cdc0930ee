"""The twin against history: each episode runs with the world masked at its start and is scored as it falls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, field_validator

from didymium import labels
from didymium.errors import BadScenario
from didymium.records import Record
from didymium.twin.result import Result
from didymium.twin.run import simulate
from didymium.twin.scenario import Scenario, explain, parse_yaml, read_text
from didymium.world.load import World

EPISODES = Path(__file__).parent / "episodes"
FACTOR = 3.0  # an order of magnitude is right within this factor


class Observed(Record):
    """A series of history: value by year (mean of its months) or month, over `baseline`."""

    name: str
    metric: str = "price_ratio"
    minerals: tuple[str, ...]
    stage: str
    economy: str
    baseline: float = Field(gt=0)
    unit: str = ""
    values: dict[str, float]
    source: str

    @field_validator("minerals", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        return tuple(labels.mineral(v) for v in (value if isinstance(value, (list, tuple)) else [value]))

    @field_validator("values", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return {str(k): v for k, v in value.items()} if isinstance(value, dict) else value


class Episode(Record):
    """A crisis of the past: its scenario, the date behind which the world is masked, and what was observed."""

    name: str
    title: str = ""
    masked: str
    scenario: Scenario
    inputs: str = ""
    observed: tuple[Observed, ...]

    @field_validator("masked", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:
        return str(value)


@dataclass(frozen=True)
class Score:
    """One observation against the band: inside it, direction, within a factor of three of the median."""

    episode: str
    name: str
    metric: str
    period: str
    observed: float
    low: float
    mid: float
    high: float
    inside: bool
    direction: bool
    magnitude: bool
    source: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True, eq=False)
class Backtest:
    """A scored episode; `result` is the run behind it. peak: observed and predicted (p05, p50, p95) month of
    the peak."""

    episode: Episode
    result: Result
    scores: tuple[Score, ...]
    peaks: tuple[dict[str, Any], ...]

    @property
    def hits(self) -> tuple[int, int]:
        """Observations inside the band, and all."""
        return sum(s.inside for s in self.scores), len(self.scores)

    def to_json(self) -> dict[str, Any]:
        """The published dict."""
        inside, n = self.hits
        return {
            "episode": self.episode.name,
            "title": self.episode.title,
            "masked": self.episode.masked,
            "inputs": self.episode.inputs,
            "scores": [s.as_dict() for s in self.scores],
            "peaks": list(self.peaks),
            "inside": inside,
            "observations": n,
            "direction": sum(s.direction for s in self.scores),
            "magnitude": sum(s.magnitude for s in self.scores),
            "manifest": self.result.manifest,
        }


def load_episode(source: Episode | str | Path) -> Episode:
    """An episode from a value, a YAML file or the name of one that ships; `BadScenario` names file and line."""
    if isinstance(source, Episode):
        return source
    path = Path(source)
    if not path.exists() and (EPISODES / f"{path.name}.yaml").exists():
        path = EPISODES / f"{path.name}.yaml"
    data, lines = parse_yaml(read_text(path), path.name)
    try:
        return Episode.model_validate(data)
    except ValidationError as error:
        raise BadScenario(explain(error, lines, path.name)) from None


def episodes() -> tuple[str, ...]:
    """Names of the episodes that ship."""
    return tuple(sorted(path.stem for path in EPISODES.glob("*.yaml")))


def backtest(
    episode: Episode | str | Path | None = None, world: World | None = None, draws: int = 1000, seed: int = 0
) -> tuple[Backtest, ...]:
    """Scored episodes (all that ship, or one): the world is masked at the episode's date, parameters are the
    shared ones.

    Errors: `BadScenario` (with the line), `MissingData` when the masked world has no chain for it.
    """
    names = [episode] if episode is not None else list(episodes())
    return tuple(_score(load_episode(name), world, draws, seed) for name in names)


def _score(e: Episode, world: World | None, draws: int, seed: int) -> Backtest:
    masked = Scenario.model_validate({**e.scenario.model_dump(by_alias=True), "as_of": e.masked})
    result = simulate(masked, world, draws, seed)
    scores, peaks = [], []
    for o in e.observed:
        found = band(result, o)
        if found is None:
            continue
        for period, value in o.values.items():
            low, mid, high = _at(found, result.months, period)
            if np.isfinite(mid):
                scores.append(_one(e, o, period, value / o.baseline, low, mid, high))
        peaks.append(_peak(result, o, found))
    return Backtest(e, result, tuple(scores), tuple(peaks))


def band(result: Result, o: Observed) -> NDArray[np.float64] | None:
    """Quantiles by month, the geometric mean over the minerals of the series; dims (3, month)."""
    found = [result.series(o.metric, o.economy, m, o.stage) for m in o.minerals]
    known = [f for f in found if f is not None]
    if not known:
        return None
    return np.asarray(np.exp(np.mean([np.log(np.maximum(f, 1e-9)) for f in known], axis=0)))


def _at(found: NDArray[np.float64], months: tuple[str, ...], period: str) -> tuple[float, float, float]:
    chosen = [i for i, m in enumerate(months) if m.startswith(period)]
    if not chosen:
        return (float("nan"),) * 3
    low, mid, high = found[:, chosen].mean(axis=1)
    return float(low), float(mid), float(high)


def _one(e: Episode, o: Observed, period: str, seen: float, low: float, mid: float, high: float) -> Score:
    return Score(
        episode=e.name,
        name=o.name,
        metric=o.metric,
        period=period,
        observed=seen,
        low=low,
        mid=mid,
        high=high,
        inside=low <= seen <= high,
        direction=(seen - 1) * (mid - 1) > 0 or (abs(seen - 1) < 0.1 and abs(mid - 1) < 0.1),
        magnitude=1 / FACTOR <= mid / seen <= FACTOR,
        source=o.source,
    )


def _peak(result: Result, o: Observed, found: NDArray[np.float64]) -> dict[str, Any]:
    top = max(o.values, key=lambda k: o.values[k])
    return {
        "name": o.name,
        "observed": o.values[top] / o.baseline,
        "observed_at": top,
        "low": float(found[0].max()),
        "mid": float(found[1].max()),
        "high": float(found[2].max()),
        "predicted_at": result.months[int(found[1].argmax())],
    }
