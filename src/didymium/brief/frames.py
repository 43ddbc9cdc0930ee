"""How a story is told: a table (`data/lexicon/frames.csv`) from family, direction and kind of article.

What is asked follows the answers: each question is the one that its best finding answers (`data/lexicon/asked.csv`). A
frame never forces a stress: `shock` says what may be put to the twin where the text gives it a size, and is empty
for stories that cut or free no supply.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from didymium import labels
from didymium.brief.lead import Lead

Shock = Literal["", "cut", "outage", "barrier", "relief"]


@dataclass(frozen=True)
class Frame:
    """One way to tell a story.

    name: what it is told as; until: what a last day ahead means; entry: what a first day ahead means.
    """

    name: str
    shock: Shock = ""
    until: str = ""
    entry: str = ""


@cache
def _table() -> tuple[tuple[frozenset[str], re.Pattern[str], Frame], ...]:
    """(what it is for, words of headline or news that it asks for, frame), those that ask for words first.

    It is for `kind=results`, `topic=shortage`, `figures`, `type=stockpile`, `firms`, `quota`, or a family with its
    direction (`export_control/ease`) or without one.
    """
    with (labels.DATA / "lexicon" / "frames.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        (
            frozenset(r["when"].split(";")),
            re.compile(rf"(?i)\b(?:{r['words']})\b" if r["words"] else ""),
            Frame(r["name"], cast(Shock, r["shock"]), r["until"], r["entry"]),
        )
        for r in rows
    )


def frame_of(lead: Lead) -> Frame:
    """The frame of a lead: by its kind or topic where that decides, else by type, words, direction."""
    limit = lead.limited and lead.direction in {"tighten", "down"} and lead.actor and not lead.on_firms
    limit = limit and lead.family != "import_measure"
    listed = (lead.family, lead.direction, lead.on_firms) == ("export_control", "tighten", True)
    first = (f"kind={lead.kind}", f"topic={lead.topic}", "figures" * lead.figures, f"type={lead.event.type}",
             "firms" * listed, "quota" * bool(limit))  # fmt: skip
    wanted = (*({w} for w in first if w), {f"{lead.family}/{lead.direction}", lead.family}, {"policy"})
    said = f"{lead.title}. {lead.event.quote}"
    fits = (f for some in wanted for when, words, f in _table() if when & some and words.search(said))
    return next(fits)


@cache
def _asked() -> dict[str, str]:
    """What is asked, by the label of the finding that answers it."""
    with (labels.DATA / "lexicon" / "asked.csv").open(encoding="utf-8", newline="") as lines:
        return {r["label"]: r["question"] for r in csv.DictReader(lines)}


def question(label: str, mineral: str) -> str:
    """The question that the findings of a label on a mineral answer."""
    return _asked()[label].format(mineral=mineral)
