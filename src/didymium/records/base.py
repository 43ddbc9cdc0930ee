"""The base of all values that pass between the floors, and the figure that many of them hold."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pydantic import BaseModel, ConfigDict

LONG = 60  # characters beyond which a value is cut or counted where an object is shown


class Shown(str):
    """Words that stand for a value, shown without quotes."""

    def __repr__(self) -> str:
        return str(self)


def shown(value: Any) -> Any:
    """A value as an interactive session shows it within another one: long texts cut, many items counted."""
    if isinstance(value, str):
        return value if len(value) <= LONG else value[:LONG] + "…"
    said = repr(value)
    if len(said) <= LONG:
        return value
    if isinstance(value, (tuple, list, frozenset)):
        return Shown(f"<{len(value)} {type(next(iter(value))).__name__}>")
    if isinstance(value, dict):
        return Shown(f"<{len(value)} keys>")
    return Shown(f"<{type(value).__name__}>")


def in_short(value: Any) -> str:
    """The name of a dataclass and its fields, each in short, those that are empty left out."""
    pairs = ((f.name, getattr(value, f.name)) for f in fields(value) if f.repr)
    told = (f"{name}={shown(each)!r}" for name, each in pairs if _says_something(each))
    return f"{type(value).__name__}({', '.join(told)})"


def _says_something(value: Any) -> bool:
    return value is not None and not (isinstance(value, (str, tuple, list, dict)) and not value)


class Record(BaseModel):
    """A frozen value with no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        """One short line: the fields that say something, long ones cut or counted; `str` has all of them."""
        pairs = ((name, getattr(self, name)) for name in type(self).model_fields)
        told = (f"{name}={shown(each)!r}" for name, each in pairs if _says_something(each))
        return f"{type(self).__name__}({', '.join(told)})"

    def __str__(self) -> str:
        return str(self.model_dump())


class Figure(Record):
    """One number of a model run or of the world, with its range, unit and what it is a number of.

    `metric` is a plain snake_case word (price_ratio, value_added_at_risk_usd, leverage_ratio, ...).
    """

    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str
    mineral: str | None = None
    stage: str | None = None
    country: str | None = None  # the country (economy, sender) that the figure is about
    counterpart: str | None = None  # the other side, where there is one
    sector: str | None = None
    name: str | None = None  # a project, company, deal or measure
    period: str | None = None  # YYYY, YYYY-MM or YYYY-MM/YYYY-MM
