"""What a brief is made from, and how a cell of the world becomes an operand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from didymium import labels
from didymium.brief import phrase
from didymium.brief.article import Stated
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger
from didymium.brief.relations.base import Operand
from didymium.records import Reading
from didymium.text.gazetteer import find_names
from didymium.world.load import World

Row = dict[str, Any]
MOST_MINERALS = 3
MOST_RUNS = 1_600  # draws times goods of a run: a brief on sixteen rare earths takes a hundred draws of each
OPENS = 900  # characters of an article that tell its news
NEWS_DAYS = 10  # what the world knows of the last days before the article is its news, not its history
KINDS = {
    "t": "mass", "t/yr": "mass", "share": "share", "USD": "money", "USD/t": "price", "USD/mtu": "price",
    "months": "duration", "count": "count", "date": "date",
}  # fmt: skip


@dataclass
class Setting:
    """What a brief is made from, and the ledger in which its evidence is kept.

    stated: every number of the article; told: further minerals that they are of; holder: the state that holds the
    supply of the story; withheld: findings that the proof did not carry, with its reasons.
    """

    reading: Reading
    lead: Lead
    world: World
    ledger: Ledger
    today: dt.date
    draws: int
    seed: int
    unable: list[str] = field(default_factory=list)
    withheld: dict[str, list[str]] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    told: tuple[str, ...] = ()
    holder: str | None = None

    @cached_property
    def named(self) -> frozenset[str]:
        """The countries that the article names themselves, and not only a firm or good of them."""
        found = (n for n in find_names(self.reading.article.text) if n.kind == "country")
        return frozenset(n.id for n in found if n.surface != labels.adjective(n.id))

    @cached_property
    def opening(self) -> str:
        """Headline, quotation and first paragraphs: where an article says what it is about."""
        return f"{self.lead.title}. {self.lead.event.quote} {self.reading.article.text[:OPENS]}"

    @property
    def minerals(self) -> tuple[str, ...]:
        """The minerals that are looked up: the lead's first, then those that the article's numbers are of."""
        return tuple(dict.fromkeys((*self.lead.minerals[:MOST_MINERALS], *self.told)))[: MOST_MINERALS + 1]

    def draws_of(self, minerals: Iterable[str]) -> int:
        """The draws of a run on minerals: fewer of a group of goods."""
        return max(1, min(self.draws, MOST_RUNS // max(1, sum(len(labels.members(m)) for m in minerals))))


def cell(
    setting: Setting, table: str, row: Row, column: str, role: str, value: float, unit: str, name: str,
    *, said: str = "", **more: Any,
) -> Operand:  # fmt: skip
    """One cell of a row as an operand; value: in `unit` of the formulas; more: further fields of the operand."""
    key = setting.ledger.cell(table, row, column)
    slots = {"mineral": row.get("mineral"), **more}
    return Operand(key, role, KINDS[unit], value, unit, said or phrase.quantity(value, unit), name, "row", **slots)
