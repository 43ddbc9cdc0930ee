"""Every error that a user can cause, in one tree; each message says what, where and how to fix it.

DidymiumError              base: the command line prints it as one line and exits with 2
├── UnknownLabel           a mineral, country, stage, sector or method that is not known (names the nearest)
├── BadInput               a file, page, scenario or table that cannot be used as it is
│   ├── BadArticle         no readable article in the source
│   ├── BadScenario        a scenario file that does not fit the schema
│   └── BadTable           a publisher's or user's table with a fault (file, row, remedy)
├── MissingData            the world has no figure for what was asked
├── Infeasible             a plan whose constraints contradict each other (names them)
├── Unproven               a brief with a sentence that its evidence does not carry
└── Unavailable            a network, database or model that did not answer
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self


class DidymiumError(Exception):
    """Base of all errors that a user can cause and mend."""


class UnknownLabel(DidymiumError):
    """A name that no table knows; the message lists the nearest known names (found when it is asked for)."""

    def __init__(self, kind: str, name: object, known: Iterable[str] = ()) -> None:
        super().__init__(kind, name)
        self.kind, self.name, self.known = kind, name, tuple(known)
        self.said: str | None = None

    @classmethod
    def told(cls, said: str) -> Self:
        """The error as another process told of it."""
        error = cls("name", said)
        error.said = said
        return error

    @property
    def nearest(self) -> list[str]:
        """Up to three known names that look alike."""
        return difflib.get_close_matches(str(self.name)[:80].lower(), self.known, n=3, cutoff=0.6)

    def __str__(self) -> str:
        if self.said is not None:
            return self.said
        near = self.nearest
        lists = "world review --all" if self.kind == "proposal" else "world labels"
        hint = f"did you mean {', '.join(near)}?" if near else f"see `didymium {lists}`"
        return f"unknown {self.kind} {str(self.name)[:80]!r}: {hint}"


class BadInput(DidymiumError):
    """A file, page, scenario or table that cannot be used as it is."""


class BadArticle(BadInput):
    """No readable article in the source."""


class BadScenario(BadInput):
    """A scenario that does not fit the schema."""


class BadTable(BadInput):
    """A table with a fault: the message names file, row and remedy."""


class MissingData(DidymiumError):
    """The world has no figure for what was asked."""


class Infeasible(DidymiumError):
    """A plan whose constraints contradict each other: the message names them."""


class Unproven(DidymiumError):
    """A brief with a sentence that its evidence does not carry."""


class Unavailable(DidymiumError):
    """A network, database or model that did not answer."""
