"""Grids of scenarios: a base, axes of values for any of its fields, and each cell made when it is asked for."""

from __future__ import annotations

import copy
import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium.errors import BadScenario
from didymium.plain import parse_yaml
from didymium.twin.scenario import Scenario, load_scenario

OWN = ("draws", "seed")  # axes that are arguments of the run rather than fields of the scenario
KEYS = {"name", "scenario", "draws", "seed", "vary", "keep"}
MAX_CELLS = 10_000_000
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Axis:
    """One thing that varies: a field of the scenario by its path (`restrictions.0.allowed`), `draws` or `seed`."""

    path: str
    values: tuple[Any, ...]

    def shown(self, index: int) -> str:
        """A value as it stands in the results: text as it is, all else as JSON."""
        value = self.values[index]
        return value if isinstance(value, str) else json.dumps(value, default=str)


@dataclass(frozen=True)
class Cell:
    """One scenario of a grid with its draws and seed; `at` is its index on each axis."""

    number: int
    at: tuple[int, ...]
    scenario: dict[str, Any]
    draws: int
    seed: int


@dataclass(frozen=True)
class Grid:
    """A base scenario and its axes. Cells are numbered with the last axis running fastest.

    keep: metrics whose figures are stored; all where it is empty.
    """

    name: str
    base: dict[str, Any]
    axes: tuple[Axis, ...]
    draws: int = 1000
    seed: int = 0
    keep: tuple[str, ...] = ()

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    @property
    def digest(self) -> str:
        """Hash of all that decides the results, so that a folder is never continued with another grid."""
        parts = [self.base, [[a.path, a.values] for a in self.axes], self.draws, self.seed, self.keep]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()

    def at(self, number: int) -> tuple[int, ...]:
        """The index on each axis of a cell."""
        places: list[int] = []
        for axis in reversed(self.axes):
            number, place = divmod(number, len(axis.values))
            places.append(place)
        return tuple(reversed(places))

    def cell(self, number: int) -> Cell:
        """A cell by its number; raises `IndexError` outside 0..len-1."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        at, data = self.at(number), copy.deepcopy(self.base)
        own = {"draws": self.draws, "seed": self.seed}
        for axis, place in zip(self.axes, at, strict=True):
            if axis.path in OWN:
                own[axis.path] = int(axis.values[place])
            else:
                _put(data, axis.path, axis.values[place])
        return Cell(number, at, data, own["draws"], own["seed"])


def load_grid(source: str | Path) -> Grid:
    """The grid of a YAML file; raises `BadScenario` with the line for what does not fit.

    The first cell is read as a scenario, so that a path that leads nowhere is told before anything runs.
    """
    path = Path(source)
    data, lines = parse_yaml(_text(path), path.name)
    if not isinstance(data, dict):
        raise BadScenario(f"{path.name}:1: give a mapping with `scenario` and `vary`")
    for key in data:
        if key not in KEYS:
            raise BadScenario(f"{path.name}:{lines[(key,)]}: unknown key {key!r}; known are {', '.join(sorted(KEYS))}")
    axes = _axes(data.get("vary"), path.name, lines)
    keep = data.get("keep") or []
    if not isinstance(keep, list) or not all(isinstance(k, str) for k in keep):
        raise BadScenario(f"{path.name}:{lines.get(('keep',), 1)}: `keep` is a list of metrics")
    grid = Grid(
        str(data.get("name") or path.stem), _base(data.get("scenario"), path), axes,
        _count(data, "draws", 1000, path, lines), _count(data, "seed", 0, path, lines), tuple(keep),
    )  # fmt: skip
    if len(grid) > MAX_CELLS:
        raise BadScenario(f"{path.name}: {len(grid):,} cells; the most is {MAX_CELLS:,}: take values out of an axis")
    _check_paths(grid, path.name, lines)
    return grid


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadScenario(f"{path}: larger than {MAX_BYTES // 1000} kB; a grid is a short file")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise BadScenario(f"{path}: cannot be read ({str(reason).lower()}); give a grid in YAML") from None


def _base(given: Any, path: Path) -> dict[str, Any]:
    if isinstance(given, str):
        beside = path.parent / given
        scenario = load_scenario(beside if beside.is_file() else given)
        return scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if isinstance(given, dict):
        return given
    raise BadScenario(f"{path.name}:1: `scenario` is missing; give the name of one, a file or its fields")


def _axes(given: Any, place: str, lines: dict[tuple[Any, ...], int]) -> tuple[Axis, ...]:
    if not isinstance(given, dict) or not given:
        raise BadScenario(f"{place}:{lines.get(('vary',), 1)}: `vary` names the fields that vary, each with a list")
    for key, values in given.items():
        line = lines[("vary", key)]
        if not isinstance(values, list) or not values:
            raise BadScenario(f"{place}:{line}: {key}: give a list of values")
        if key in OWN and not all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in values):
            raise BadScenario(f"{place}:{line}: {key}: whole numbers only")
    return tuple(Axis(str(key), tuple(values)) for key, values in given.items())


def _count(data: dict[str, Any], key: str, default: int, path: Path, lines: dict[tuple[Any, ...], int]) -> int:
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadScenario(f"{path.name}:{lines[(key,)]}: {key}: give a whole number")
    return int(value)


def _check_paths(grid: Grid, place: str, lines: dict[tuple[Any, ...], int]) -> None:
    for axis in grid.axes:
        if axis.path in OWN:
            continue
        line = lines[("vary", axis.path)]
        data = copy.deepcopy(grid.base)
        try:
            _put(data, axis.path, axis.values[0])
            Scenario.model_validate(data)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            words = " ".join(str(error).split())[:200]
            raise BadScenario(f"{place}:{line}: {axis.path}: does not fit the scenario ({words})") from None


def _put(data: Any, path: str, value: Any) -> None:
    """Sets the field at a dotted path; lists are entered by index, the last key may be new."""
    *way, last = path.split(".")
    for key in way:
        data = data[int(key)] if isinstance(data, list) else data[key]
    if isinstance(data, list):
        data[int(last)] = value
    else:
        data[last] = value
