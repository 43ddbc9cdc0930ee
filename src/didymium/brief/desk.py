"""The desk at which one brief is composed: the world of that day, the topic, the ledger, and runs made once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from didymium.brief.ledger import Ledger
from didymium.brief.topic import GENERIC, Topic, late_of
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
    unpriced: str | None = None  # an economy of the article whose losses the twin cannot price
    thin: bool = False  # whether a question has fewer points than it should
    _done: dict[str, Any] = field(default_factory=dict)

    @property
    def minerals(self) -> tuple[str, ...]:
        """The specific minerals of the topic (no umbrella words), most material first."""
        return tuple(m for m in self.topic.minerals if m not in GENERIC)

    @property
    def named(self) -> tuple[str, ...]:
        """Of these minerals the focus, those of the lead event and those that the text names three times or more.

        One of the lead event that the text only touches on late is none of them.
        """
        own = set(self.topic.lead.minerals) - late_of(self.reading) if self.topic.lead else set()
        counts = Counter(e.id for e in self.reading.entities if e.kind == "mineral")
        return tuple(m for m in self.minerals if m == self.topic.focus or m in own or counts[m] >= 3)

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
