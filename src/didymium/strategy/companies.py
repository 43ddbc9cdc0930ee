"""Companies and their assets: where they mine, refine and make, how spread out that is, and under which ticker."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any, Literal

from didymium.errors import UnknownLabel
from didymium.records import Record
from didymium.twin.projects import known
from didymium.world.load import World

ROLES = ("miner", "processor", "magnet maker", "recycler", "technology", "trader", "end user")
RUNNING = frozenset({"operating", "ramping"})
SPREAD = 2 / 3  # a company is diversified when no country holds more of its running assets than this
_TICKER = re.compile(r"[A-Z]{2,6}:[A-Z0-9]{1,6}(?:[.-][A-Z]{1,3})?")


class Asset(Record):
    """One project of a company as the project table has it; capacity and output in `unit`."""

    id: str
    name: str
    country: str
    stage: str
    minerals: tuple[str, ...]
    status: str
    start_year: int | None
    capacity: float | None
    unit: str | None
    output: float | None
    output_year: int | None
    chinese_control: str | None  # not known where only a project's earlier state was public
    source_id: str
    confidence: str | None


class Ticker(Record):
    """A listing: `format` says whether it looks like EXCHANGE:SYMBOL, `verified` whether the table marks it checked."""

    symbol: str
    format: Literal["plausible", "odd"]
    verified: bool


class Company(Record):
    """A company with its assets; `asset_ids` without a row in the project table are in `unknown_assets`."""

    id: str
    name: str
    country: str
    role: str
    minerals: tuple[str, ...]
    tickers: tuple[Ticker, ...]
    assets: tuple[Asset, ...]
    unknown_assets: tuple[str, ...]
    china_exposure: str | None
    source_id: str
    confidence: str

    @property
    def running(self) -> tuple[Asset, ...]:
        """Assets that produce today."""
        return tuple(a for a in self.assets if a.status in RUNNING)

    def share_in(self, countries: frozenset[str]) -> tuple[float, str] | None:
        """(share 0..1 of the running capacity that lies in these countries, basis); None without a running asset.

        Counted by capacity when every running asset states it in one unit, else by number of assets.
        """
        assets = self.running
        if not assets:
            return None
        units = {a.unit for a in assets}
        if len(units) == 1 and None not in units and all(a.capacity for a in assets):
            weights, basis = [float(a.capacity or 0.0) for a in assets], f"capacity, {assets[0].unit}"
        else:
            weights, basis = [1.0] * len(assets), "number of running assets"
        inside = sum(w for w, a in zip(weights, assets, strict=True) if a.country in countries)
        return inside / sum(weights), basis

    @property
    def diversified(self) -> bool | None:
        """Whether running assets lie in two countries or more with none above two thirds; None without any."""
        if not self.running:
            return None
        count = Counter(a.country for a in self.running)
        return len(count) > 1 and max(count.values()) / len(self.running) <= SPREAD


@lru_cache(maxsize=8)
def companies(world: World) -> tuple[Company, ...]:
    """All companies known on the world's date, with the assets that were known by then."""
    assets = {row["id"]: _asset(row) for row in world.table("projects").iter_rows(named=True)}
    return tuple(_company(row, assets) for row in world.table("companies").iter_rows(named=True))


def _asset(row: dict[str, Any]) -> Asset:
    return Asset(
        id=row["id"], name=row["name"], country=row["country"], stage=row["stage"],
        minerals=tuple(known(row["minerals"])), status=row["status"] or "not known", start_year=row["start_year"],
        capacity=_number(row["capacity"]), unit=row["capacity_unit"],
        output=_number(row["output_latest"]), output_year=row["output_year"],
        chinese_control=row["chinese_control"], source_id=row["source_id"], confidence=row["confidence"],
    )  # fmt: skip


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _company(row: dict[str, Any], assets: dict[str, Asset]) -> Company:
    ids = [i for i in (row["asset_ids"] or "").split(";") if i]
    symbols = [t for t in (row["ticker"] or "").split(";") if t]
    return Company(
        id=row["id"], name=row["name"], country=row["country"], role=row["role"],
        minerals=tuple(known(row["minerals"])),
        tickers=tuple(_ticker(t, row.get("ticker_checked")) for t in symbols),
        assets=tuple(assets[i] for i in ids if i in assets), unknown_assets=tuple(i for i in ids if i not in assets),
        china_exposure=row["china_exposure"], source_id=row["source_id"], confidence=row["confidence"],
    )  # fmt: skip


def _ticker(symbol: str, checked: object) -> Ticker:
    seen = str(checked).strip().lower() in {"yes", "true", "1", "verified"}
    return Ticker(symbol=symbol, format="plausible" if _TICKER.fullmatch(symbol) else "odd", verified=seen)


def find_company(name: str, world: World) -> Company:
    """The company with this id, name, first words of its name or ticker; `UnknownLabel` with the nearest names."""
    wanted = name.casefold().strip()
    rows = companies(world)
    for match in (_exactly, _partly):
        found = [c for c in rows if match(c, wanted)]
        if len(found) == 1 or (found and match is _exactly):
            return found[0]
    raise UnknownLabel("company", name, [c.name.casefold() for c in rows] + [c.id for c in rows])


def _exactly(company: Company, wanted: str) -> bool:
    symbols = {t.symbol.casefold() for t in company.tickers}
    return wanted in {company.id, company.name.casefold()} | symbols | {s.split(":")[-1] for s in symbols}


def _partly(company: Company, wanted: str) -> bool:
    return len(wanted) > 2 and company.name.casefold().startswith(wanted)
