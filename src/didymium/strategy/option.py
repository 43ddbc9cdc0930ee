"""One thing that money can buy, and what is on the menu."""

from __future__ import annotations

from typing import Literal

from didymium.records import Record

Kind = Literal["project", "offtake", "stockpile", "recycling", "substitution"]
MAGNET_ELEMENTS = ("neodymium", "praseodymium", "dysprosium", "terbium")


class Output(Record):
    """What an option adds of one mineral at one stage, t/yr of content when complete."""

    mineral: str
    stage: str
    tonnes: float


class Option(Record):
    """One thing that money can buy; `cost_usd` is for the whole of it (for a stockpile: for one month of use)."""

    id: str
    name: str
    kind: Kind
    country: str
    stage: str
    mineral: str
    outputs: tuple[Output, ...]
    cost_usd: float
    cost_low: float
    cost_high: float
    cost_basis: str  # sourced, or how the class was made
    limit: float = 1.0
    unit: str = "project"
    lead_months: float
    ramp_months: float = 0.0
    lead_basis: str = "typical"
    needs_feed: bool = False
    status: str = ""
    source_id: str
    note: str = ""


class Menu(Record):
    """The options, what is coming without them, and what could not be priced and why."""

    options: tuple[Option, ...]
    coming: tuple[Option, ...]
    unpriced: tuple[tuple[str, str], ...]
