"""The ledger of a brief: every sentence is written with the evidence that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from didymium.errors import BadInput, MissingData
from didymium.proof import Context, issuable, read_within, share_row
from didymium.proof import Ledger as Evidences
from didymium.records import Form, Sentence

Row = dict[str, Any]
_BETWEEN = re.compile(  # without it "70,000 and 75,000 tonnes" are two numbers
    r"(?:between|from|range of|guidance of|forecast of)\s$", re.I
)
_TO = re.compile(r"(?:\b(?:of|at|be|is|was|to)|down from)\s$")  # and "70 tonnes to 75 tonnes" without this


class Ledger(Evidences):
    """The proof's ledger with the cells that a brief asks for; the same evidence keeps one id."""

    def number(self, start: int, end: int, unit: str) -> str | None:
        """Id of the piece of the article that is one number or date; None where the grammar does not read it alone.

        Some numbers are read right only with the word after them ("1.7 billion pounds of" is no money), so that the
        piece is the shortest whose unit is the one that the whole sentence gave.
        """
        after = self.text[end : end + 200].split(" ", 3)
        joint = _BETWEEN if " and " in (told := self.text[start:end]) else _TO if " to " in told else None
        led = joint.search(self.text, max(0, start - 20), start) if joint else None
        begin = led.start() if led else start
        for more in range(1 if unit == "date" else 3):
            stop = end + len(" ".join(after[: more + 1])) if more else end
            try:
                read = read_within(self.text, begin, stop, self.day)
            except BadInput:
                continue
            if read.unit.split("/")[0] == unit.split("/")[0]:
                return self.span(begin, stop, reads=True)
        return None

    def cell(self, table: str, row: Row, column: str, transform: str = "identity") -> str:
        """Id of a cell of a row at hand."""
        return self.row(table, str(row["id"]), column, transform)

    def share(self, mineral: str, stage: str, country: str) -> str | None:
        """Id of a country's share of the world's output; None where no row of facts stands behind it."""
        try:
            table, row = share_row(self.world, mineral, stage, country)
            return self.row(table, row, "value", "world_share")
        except (MissingData, BadInput):
            return None


def say(text: str, *evidence: str, form: tuple[Form, ...] = ()) -> Sentence:
    """A sentence with its evidence ids (at least one)."""
    if not evidence:
        raise ValueError(f"a sentence without evidence: {text!r}")
    return Sentence(text=" ".join(text.split()), evidence=tuple(dict.fromkeys(evidence)), form=form)


def carried(options: Iterable[Sentence], ledger: Ledger, context: Context) -> Sentence | None:
    """The first of several wordings that its evidence carries; None where it carries none."""
    return next((s for s in options if issuable(s, ledger.evidence, context).proven), None)
