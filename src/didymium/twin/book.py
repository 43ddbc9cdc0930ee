"""Collects quantiles and totals while chunks of draws pass by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.records import Figure
from didymium.twin import loss as losses
from didymium.twin import measure as m_
from didymium.twin.group import Shock
from didymium.twin.parameters import mineral_priors, values
from didymium.twin.quantiles import Collector, sorted_quantiles
from didymium.twin.result import Row
from didymium.twin.traits import Sector
from didymium.world.load import World
from didymium.world.reconcile import MAGNET_ELEMENTS

F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
Key = tuple[str, str | None, str | None, str, str | None]  # metric, mineral, stage, economy, sector
AT_ONCE = 2_000_000  # totals that are sorted together
TOTALS = {
    "value_added_at_risk_usd": "USD", "sender_income_change_usd": "USD", "price_ratio": "1", "shortage_share": "1",
    "supply_ratio": "1", "months_to_recovery": "months", "months_to_shortage": "months",
}  # fmt: skip


@dataclass
class Book:
    """Monthly quantiles and one total a draw, by key; state of one call of `simulate`.

    money: only losses and incomes are kept.
    """

    draws: int
    money: bool = False
    collectors: dict[Key, Collector] = field(default_factory=dict)
    samples: dict[Key, list[F32]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    tonnes: dict[Key, float] = field(default_factory=dict)

    def put(self, key: Key, rows: F32, total: F32, n: int) -> None:
        """Add (month, draw) rows to the quantiles of `key` and one total a draw to its sample."""
        if key not in self.collectors:
            self.collectors[key] = Collector(rows.shape[0], self.draws)
        self.collectors[key].add(rows[:, :n])
        self.sample(key, total, n)

    def sample(self, key: Key, total: F32, n: int) -> None:
        """Add one total a draw."""
        self.samples.setdefault(key, []).append(np.array(total[:n], dtype=np.float32))

    def chunk(self, shocks: list[Shock], points: Floats, world: World) -> None:
        """Run one chunk of draws through every group of chains and take its numbers."""
        n = len(points)
        v = {x.mineral: values(points, mineral_priors(world, x.mineral)) for s in shocks for x in s.markets}
        income: dict[str, F32] = {}
        hit: dict[tuple[str, str], dict[str, F32]] = {}
        magnets = any(x.mineral == "NdFeB magnets" for s in shocks for x in s.markets)
        whole = frozenset(MAGNET_ELEMENTS if magnets else ())  # the magnet's price holds theirs
        for shock in shocks:
            out = m_.flows(shock, v.__getitem__)
            if not self.money:
                self._markets(shock, out, n)
            self._income(shock, out, {k: m_.padded(x["price_level"]) for k, x in v.items()}, income, whole)
            self._hits(shock, out, v, hit)
        for sender, usd in income.items():
            self.put(("sender_income_change_usd", None, None, sender, None), usd, usd.sum(axis=0), n)
        sectors = {(s.economy, s.sector): s for shock in shocks for x in shock.markets for s in x.traits.sectors}
        self._losses(sectors, hit, next(iter(v.values())), n)

    def _markets(self, shock: Shock, out: F32, n: int) -> None:
        for e, economy in enumerate(shock.economies):
            for m, x in enumerate(shock.markets):
                cell, base = out[e, m], m_.base_use(shock, e, m)
                if base <= 0:
                    self._quoted(shock, out, e, m, n)
                    continue
                where = (x.mineral, x.name, economy)
                price, short = cell[m_.PRICE], m_.shortage(cell)
                for metric in ("supply", "arrivals"):
                    self.tonnes[f"{metric}_ratio", *where, None] = m_.tonnes(x.chain, x.stage) / 12 * base
                self.put(("price_ratio", *where, None), price, price.max(axis=0), n)
                self.put(("shortage_share", *where, None), short, short.mean(axis=0), n)
                got = cell[m_.GOT] / np.float32(base)
                self.put(("supply_ratio", *where, None), got, got.mean(axis=0), n)
                self._quietly(("arrivals_ratio", *where, None), cell[m_.ARRIVALS] / np.float32(base), n)
                self._quietly(("stock_months", *where, None), cell[m_.STOCK] / np.float32(base), n)
                if x.last:
                    self.sample(("months_to_recovery", *where, None), m_.recovery(price, short, shock.start), n)
                    self.sample(("months_to_shortage", *where, None), m_.months_to(short > m_.SHORT, shock.start), n)
                self._exports(shock, out, e, m, n)

    def _quietly(self, key: Key, rows: F32, n: int) -> None:
        if key not in self.collectors:
            self.collectors[key] = Collector(rows.shape[0], self.draws)
        self.collectors[key].add(rows[:, :n])

    def _quoted(self, shock: Shock, out: F32, e: int, m: int, n: int) -> None:
        """An economy that buys nothing at a stage sees the price that buyers outside the senders pay."""
        outside = shock.economies.index("OUT") if "OUT" in shock.economies else shock.economies.index("WLD")
        x, price = shock.markets[m], out[outside, m, m_.PRICE]
        if m_.base_use(shock, outside, m) > 0 and shock.economies[e] not in shock.senders:
            self.put(("price_ratio", x.mineral, x.name, shock.economies[e], None), price, price.max(axis=0), n)

    def _exports(self, shock: Shock, out: F32, e: int, m: int, n: int) -> None:
        sold = m_.base_exports(shock, e, m)
        if sold > 0 and shock.economies[e] in shock.senders:
            x = shock.markets[m]
            key: Key = ("exports_ratio", x.mineral, x.name, shock.economies[e], None)
            self._quietly(key, out[e, m, m_.EXPORTS] / np.float32(sold), n)

    def _income(
        self, shock: Shock, out: F32, level: dict[str, F32], income: dict[str, F32], inside: frozenset[str]
    ) -> None:
        for sender in shock.senders:
            usd, missing = m_.income(shock, out, shock.economies.index(sender), level, inside)
            self.missing.update(dict.fromkeys(missing))
            if usd is not None:
                income[sender] = income[sender] + usd if sender in income else usd

    def _hits(
        self, shock: Shock, out: F32, v: dict[str, dict[str, Floats]], hit: dict[tuple[str, str], dict[str, F32]]
    ) -> None:
        for m, x in enumerate(shock.markets):
            if not x.last:
                continue
            for key, part in m_.sector_losses(shock, out, m, v[x.mineral]).items():
                group = hit.setdefault(key, {})
                fam = losses.family(x.mineral)
                group[fam] = np.maximum(group[fam], part) if fam in group else part

    def _losses(
        self,
        sectors: dict[tuple[str, str], Sector],
        hit: dict[tuple[str, str], dict[str, F32]],
        v: dict[str, Floats],
        n: int,
    ) -> None:
        """Families of minerals hit a sector one after the other: what is left is the product of what each leaves."""
        width, downstream = m_.padded(v["value_added"]), m_.padded(v["downstream"])
        totals: dict[str, F32] = {}
        for (economy, sector), parts in hit.items():
            s = sectors[economy, sector]
            left = np.prod(np.stack([1 - p for p in parts.values()]), axis=0, dtype=np.float32)
            usd = (1 - left) * (
                np.float32(s.value_added / 12) * width * (1 + downstream * np.float32(s.multiplier - 1))
            )
            totals[economy] = totals[economy] + usd if economy in totals else usd
            self.put(("value_added_at_risk_usd", None, None, economy, sector), usd, usd.sum(axis=0), n)
        for economy, usd in totals.items():
            self.put(("value_added_at_risk_usd", None, None, economy, None), usd, usd.sum(axis=0), n)

    def rows(self) -> tuple[Row, ...]:
        """Monthly quantiles; tonnes beside ratios where world tonnes are known."""
        found = []
        for key, collector in self.collectors.items():
            q = collector.quantiles()
            found.append(Row(*key, quantiles=q))
            scale = self.tonnes.get(key, float("nan"))
            if np.isfinite(scale):
                found.append(Row(key[0].replace("_ratio", "_t"), *key[1:], quantiles=q * np.float32(scale)))
        return tuple(found)

    def figures(self, period: str) -> tuple[Figure, ...]:
        """Totals over the horizon with p05 and p95: peaks of prices, means of shares, sums of money."""
        keys, some = tuple(self.samples), max(1, AT_ONCE // self.draws)
        return tuple(f for n in range(0, len(keys), some) for f in self._figures(keys[n : n + some], period))

    def _figures(self, keys: tuple[Key, ...], period: str) -> Iterator[Figure]:
        """Headline numbers of some keys, sorted together; none where fewer than half of the draws have a value."""
        table = np.stack([np.concatenate(self.samples[key]) for key in keys])
        whole = np.isfinite(table).all(axis=1)
        ends = np.full((3, len(keys)), np.nan)
        for row in np.flatnonzero(~whole):
            finite = table[row][np.isfinite(table[row])]
            if len(finite) >= max(1, table.shape[1] / 2):
                ends[:, row] = sorted_quantiles(finite)
        ends[:, whole] = sorted_quantiles(table if whole.all() else table[whole])
        for key, (low, mid, high) in zip(keys, ends.T.tolist(), strict=True):
            if np.isfinite(mid):
                yield Figure(metric=key[0], value=mid, low=low, high=high, unit=TOTALS[key[0]], mineral=key[1],
                             stage=key[2], country=key[3], sector=key[4], period=period)  # fmt: skip

    def totals(self) -> dict[tuple[str, str], F32]:
        """Sums of money a draw, by (metric, economy)."""
        return {
            (k[0], k[3]): np.concatenate(p) for k, p in self.samples.items() if k[0].endswith("_usd") and k[4] is None
        }
