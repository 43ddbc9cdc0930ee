"""What a scenario costs a bill of materials, line by line, and which lines to fix first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from didymium import labels
from didymium.strategy.bom import BadLine, Line
from didymium.strategy.market import Market, Terms, Triple, price_per_kg
from didymium.strategy.outcome import Span

FIX = 3


@dataclass(frozen=True, slots=True)
class LineLoss:
    """One line's loss over the scenario, USD (5th percentile, median, 95th); None with the reason where unpriced.

    short: share of the purchase that does not come; dearer: price ratio less one of what comes; both are means.
    """

    line: int
    part: str
    minerals: tuple[str, ...]
    stage: str
    supplier: str | None
    short: Triple | None
    dearer: Triple | None
    revenue_loss: Triple | None
    cost_rise: Triple | None
    loss: Triple | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """The line with stable keys."""
        return {
            "line": self.line, "part": self.part, "minerals": list(self.minerals), "stage": self.stage,
            "supplier": self.supplier, "unit": "USD", "reason": self.reason,
            **{k: _named(getattr(self, k)) for k in ("short", "dearer", "revenue_loss", "cost_rise", "loss")},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """A line to fix first: its part of the whole loss (medians) and the largest seller that is not restricted."""

    line: int
    part: str
    loss: Triple
    share: float
    supplier: str | None
    alternative: str | None


@dataclass(frozen=True)
class Bill:
    """A bill of materials in a scenario: every line, the lines that could not be read, and the sum of the lines."""

    lines: tuple[LineLoss, ...]
    bad_lines: tuple[BadLine, ...]
    total: Span
    unpriced: int
    fix_first: tuple[Fix, ...]


def _named(value: Triple | None) -> dict[str, float] | None:
    return None if value is None else dict(zip(("low", "value", "high"), value, strict=True))


def bill(rows: Iterable[Line | BadLine], market: Market) -> Bill:
    """The loss of each line and their sum: quantiles add, since all lines meet the same scenario at once."""
    bad: list[BadLine] = []
    lines = tuple(_losses(rows, market, bad))
    known = [r.loss for r in lines if r.loss is not None]
    low, mid, high = (sum(each) for each in zip(*known, strict=True)) if known else (0.0, 0.0, 0.0)
    total = Span(value=mid, low=low, high=high, unit="USD")
    return Bill(lines, tuple(bad), total, len(lines) - len(known), _fix(lines, market, mid))


def _losses(rows: Iterable[Line | BadLine], market: Market, bad: list[BadLine]) -> Iterator[LineLoss]:
    terms: dict[tuple[tuple[str, ...], str | None, str | None], Terms] = {}
    for row in rows:
        if isinstance(row, BadLine):
            bad.append(row)
            continue
        key = (row.minerals, row.stage, row.supplier)
        if key not in terms:
            terms[key] = market.terms(*key)
        yield line_loss(row, terms[key], market)


def line_loss(row: Line, terms: Terms, market: Market) -> LineLoss:
    """Loss = years x (revenue x short + value x (1 - short) x dearer), USD over the horizon.

    The value is that of the line, else mass x world price; a line without either, or without revenue, has that part
    None (missing, not zero); a line with neither part is unpriced.
    """
    revenue = cost = None
    value = row.value_usd if row.value_usd is not None else _value(row, market)
    if terms.short is not None and terms.dearer is not None:
        if row.revenue_usd is not None:
            revenue = _triple(market.years * row.revenue_usd * s for s in terms.short)
        if value is not None:
            each = zip(terms.short, terms.dearer, strict=True)
            cost = _triple(market.years * value * (1 - s) * d for s, d in each)
    parts = [p for p in (revenue, cost) if p is not None]
    return LineLoss(
        row.number, row.part, row.minerals, terms.stage, row.supplier, terms.short, terms.dearer, revenue, cost,
        _triple(sum(each) for each in zip(*parts, strict=True)) if parts else None,
        terms.reason if terms.short is None or not any(terms.short) else "" if parts else "no value, price or revenue",
    )  # fmt: skip


def _triple(values: Iterable[float]) -> Triple:
    low, mid, high = sorted(values)
    return low, mid, high


def _value(row: Line, market: Market) -> float | None:
    if row.kg is None or len(row.minerals) != 1:
        return None
    usd = price_per_kg(market.result_world, row.minerals[0])
    return None if usd is None else row.kg * usd


def _fix(lines: tuple[LineLoss, ...], market: Market, total: float) -> tuple[Fix, ...]:
    priced = [r for r in lines if r.loss is not None and r.loss[1] > 0]
    worst = nlargest(FIX, priced, key=lambda r: (r.loss or (0, 0, 0))[1])
    found = []
    for row in worst:
        terms = market.terms(row.minerals, row.stage or None, row.supplier)
        loss = row.loss or (0.0, 0.0, 0.0)
        found.append(
            Fix(row.line, row.part, loss, loss[1] / total, row.supplier, market.best_other(terms, row.supplier))
        )
    return tuple(found)


def advice_free(fix: Fix) -> str:
    """The fact behind a line to fix first, in words: its part of the loss and who else sells."""
    other = "no unrestricted seller is known" if fix.alternative is None else (
        f"the largest unrestricted seller is {labels.country_name(fix.alternative, article=True)}"
    )  # fmt: skip
    part = f"{fix.share:.0%}" if fix.share >= 0.01 else "less than 1%"
    return f"line {fix.line} ({fix.part or 'no part name'}): {part} of the loss; {other}"
