"""The desk at which one brief is composed: the world of that day, the topic, the ledger, and runs made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from didymium.brief.ledger import Ledger
from didymium.brief.topic import GENERIC, Topic
from didymium.errors import DidymiumError
from didymium.records import Figure, Reading
from didymium.world.load import World

T = TypeVar("T")


@dataclass
class Desk:
    """State of one composition. `runs` holds the manifest of each run that the brief cites, by its id."""

    reading: Reading
    topic: Topic
    world: World
    ledger: Ledger
    today: dt.date
    draws: int
    seed: int
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    unable: list[str] = field(default_factory=list)
    _done: dict[str, Any] = field(default_factory=dict)

    @property
    def minerals(self) -> tuple[str, ...]:
        """The specific minerals of the topic (no umbrella words), most material first."""
        return tuple(m for m in self.topic.minerals if m not in GENERIC)

    def once(self, key: str, make: Callable[[], T]) -> T | None:
        """The result of `make`, computed once a brief; None where the world or the twin cannot say it (noted)."""
        if key not in self._done:
            try:
                self._done[key] = make()
            except DidymiumError as error:
                self._done[key] = None
                self.unable.append(f"{key}: {error}")
        value: T | None = self._done[key]
        return value

    def cite(self, result: Any, figure: Figure, statement: str) -> str:
        """Evidence id of one figure of a run, whose manifest is kept with the brief."""
        self.runs[result.run] = result.manifest
        return self.ledger.run(result.run, statement, figure)
