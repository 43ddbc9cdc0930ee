"""The base of all values that pass between the floors, and the figure that many of them hold."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen value with no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
