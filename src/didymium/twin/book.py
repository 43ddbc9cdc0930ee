"""Collects quantiles and totals while chunks of draws pass by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from didymium.records import Figure
from didymium.twin import loss as losses
from didymium.twin import measure as m_
from didymium.twin.network import tonnes
from didymium.twin.noise import near, own_moves, quoted
from didymium.twin.parameters import mineral_priors, values
from didymium.twin.production import MEMBERS, REST, REST_EU
from didymium.twin.result import Row
from didymium.twin.schedule import Shock
from didymium.twin.traits import on_exchange
from didymium.world.load import World
from didymium.world.reconcile import MAGNET_ELEMENTS

PROBABILITIES = (0.05, 0.5, 0.95)
EXACT, BINS = 16_384, 2_048
OTHER = "other"  # uses without a sector of their own
F32 = NDArray[np.float32]


class Collector:
    """p05, p50, p95 of each of `rows` rows. Up to 16,384 draws they are exact (linear interpolation); beyond, counts in
    2,048 bins between the extremes of the first chunk (widened by half) give them within one bin: 0.1 % of
    that range."""

    def __init__(self, rows: int, draws: int) -> None:
        self.exact = draws <= EXACT
        self.parts: list[F32] = []
        self.low = self.step = np.zeros(rows, np.float32)
        self.counts = np.zeros((0, 0), np.int64)

    def add(self, values: F32) -> None:
        """Take values, dims (row, draw)."""
        if self.exact:
            self.parts.append(np.array(values))
            return
        if not self.counts.size:
            self._open(values)
        place = np.clip((values - self.low[:, None]) / self.step[:, None], 0, BINS - 1).astype(np.int32)
        for row, where in enumerate(place):
            self.counts[row] += np.bincount(where, minlength=BINS)

    def _open(self, values: F32) -> None:
        low, high = values.min(axis=1), values.max(axis=1)
        width = np.maximum(high - low, 1e-6 * np.maximum(np.abs(high), 1e-6))
        self.low = np.where(low >= 0, np.maximum(low - width / 2, 0), low - width / 2)
        self.step = (high + width / 2 - self.low) / BINS
        self.counts = np.zeros((len(values), BINS), np.int64)

    def quantiles(self) -> F32:
        """dims (3, row)."""
        if self.exact:
            return sorted_quantiles(np.concatenate(self.parts, axis=1) if len(self.parts) > 1 else self.parts[0])
        total = self.counts.cumsum(axis=1)
        found = [(total >= p * total[:, -1:]).argmax(axis=1) for p in PROBABILITIES]
        return np.stack([self.low + (at + 0.5) * self.step for at in found]).astype(np.float32)


def sorted_quantiles(values: F32) -> F32:
    """p05, p50, p95 along the last axis by sorting in place, linear interpolation (exact where both sides are equal);
    dims (3, row)."""
    values.sort(axis=-1)
    n = values.shape[-1]
    found = []
    for p in PROBABILITIES:
        at = p * (n - 1)
        below, above = values[..., int(at)], values[..., min(int(at) + 1, n - 1)]
        found.append(below + (above - below) * np.float32(at - int(at)))
    return np.stack(found)


Floats = NDArray[np.float64]
Key = tuple[str, str | None, str | None, str, str | None]  # metric, mineral, stage, economy, sector
EU = (*MEMBERS, REST_EU)
FIRST = {  # money of the first twelve months, a draw
    "value_added_at_risk_usd": "value_added_at_risk_first_year_usd",
    "sender_income_change_usd": "sender_income_first_year_usd",
}
AT_ONCE = 2_000_000  # totals that are sorted together
TOTALS = {
    **{f"value_added_lost_{part}_usd": "USD" for part in losses.PARTS},
    "value_added_at_risk_usd": "USD", "sender_income_change_usd": "USD",
    **dict.fromkeys(FIRST.values(), "USD"), "sender_income_meanwhile_usd": "USD", "price_ratio": "1",
    "shortage_share": "1", "supply_ratio": "1", "extra_cost": "years",
    "months_to_recovery": "months", "months_to_shortage": "months",
}  # fmt: skip


@dataclass
class Book:
    """Monthly quantiles and one total a draw, by key; state of one call of `simulate`.

    money: only losses and incomes are kept; monthly: the quantiles of each month too. effects: highest price of each
    draw, without the market's own movement. done: draws that were taken. tops: the month in which a price is told;
    heights: how many draws have their height in which month.
    """

    draws: int
    money: bool = False
    monthly: bool = True
    collectors: dict[Key, Collector] = field(default_factory=dict)
    samples: dict[Key, list[F32]] = field(default_factory=dict)
    effects: dict[Key, list[F32]] = field(default_factory=dict)
    seed: int = 0
    done: int = 0
    tops: dict[Key, int] = field(default_factory=dict)
    heights: dict[Key, NDArray[np.int64]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    tonnes: dict[Key, float] = field(default_factory=dict)
    worth: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def put(self, key: Key, rows: F32, total: F32, n: int) -> None:
        """Add (month, draw) rows to the quantiles of `key` and one total a draw to its sample."""
        self._quietly(key, rows, n)
        self.sample(key, total, n)
        if key[0] in FIRST and key[4] is None:
            self.sample((FIRST[key[0]], *key[1:]), rows[:12].sum(axis=0), n)

    def sample(self, key: Key, total: F32, n: int) -> None:
        """Add one total a draw."""
        self.samples.setdefault(key, []).append(np.array(total[:n], dtype=np.float32))

    def chunk(self, shocks: list[Shock], points: Floats, world: World) -> None:
        """Run one chunk of draws through every group of chains and take its numbers."""
        n = len(points)
        v = {x.mineral: values(points, mineral_priors(world, x.mineral)) for s in shocks for x in s.markets}
        income: dict[str, F32] = {}
        hit: dict[tuple[str, str], dict[str, F32]] = {}
        dearer: dict[tuple[str, str], F32] = {}
        magnets = any(x.mineral == "NdFeB magnets" for s in shocks for x in s.markets)
        whole = frozenset(MAGNET_ELEMENTS if magnets else ())  # the magnet's price holds theirs
        for shock in shocks:
            each = m_.settled(shock, v.__getitem__)
            out = m_.flows(shock, each)
            if not self.money:
                self._markets(shock, out, each, n)
                self._prices(shock, out, each, n, world)
            self._income(shock, out, {k: m_.padded(x["price_level"]) for k, x in v.items()}, income, whole)
            self._hits(shock, out, each, hit, dearer, n)
        end = max(m_.lasts(shock) for shock in shocks)
        for sender, usd in income.items():
            self.put(("sender_income_change_usd", None, None, sender, None), usd, usd.sum(axis=0), n)
            if end < len(usd):
                self.sample(("sender_income_meanwhile_usd", None, None, sender, None), usd[:end].sum(axis=0), n)
        self._losses(shocks, hit, dearer, next(iter(v.values())), n, world)
        self.done += n

    def _prices(self, shock: Shock, out: F32, each: list[dict[str, Floats]], n: int, world: World) -> None:
        """Forecasts of quotes: the modelled prices, moved as each mineral's market moves by itself."""
        moves: dict[str, F32] = {}
        for m, x in enumerate(shock.markets):
            v = {k: m_.padded(each[m][k]) for k in ("market", "scatter", "surge")}
            if x.mineral not in moves:
                moves[x.mineral] = own_moves(world, x.mineral, out.shape[3:], v["market"], self.seed + self.done)
            for e, economy in enumerate(shock.economies):
                price = None if economy in (REST_EU, REST) else m_.seen_price(shock, out, e, m)
                if price is None:
                    continue
                key: Key = ("price_ratio", x.mineral, x.name, economy, None)
                if key not in self.tops:
                    self.tops[key] = _top(shock, e, m, np.log(np.median(price[:, :n], axis=1)))
                top = self.tops[key]
                told = slice(None) if self.monthly else slice(top, top + 1)  # a quote hangs on its own month alone
                forecast = quoted(price[told], moves[x.mineral][told], v["scatter"], v["surge"], self.seed + self.done)
                if not x.last and on_exchange(x.mineral, shock.markets[m + 1].name):
                    metal = {k: m_.padded(p) for k, p in each[m + 1].items()}
                    paid = m_.seen_price(shock, out, e, m + 1)
                    paid = price if paid is None else paid
                    quote = quoted(
                        paid[told], moves[x.mineral][told], metal["scatter"], metal["surge"], self.seed + self.done
                    )
                    kept = metal["conversion"] * (1 - metal["input_cost"]) * np.minimum(quote, 1)
                    forecast = np.minimum(forecast, np.maximum(quote - kept, 1e-3) / metal["input_cost"])
                if self.monthly:
                    falls = np.median(price[top, :n]) < 1
                    highest = (forecast[:, :n].argmin if falls else forecast[:, :n].argmax)(axis=0)
                    count = np.bincount(highest, minlength=len(forecast))
                    self.heights[key] = self.heights.get(key, np.zeros_like(count)) + count
                self._quietly(("price_effect", *key[1:]), price, n)
                self._quietly(key, forecast, n)
                self.sample(key, forecast[top if self.monthly else 0], n)
                self.effects.setdefault(key, []).append(price.max(axis=0)[:n])

    def _markets(self, shock: Shock, out: F32, each: list[dict[str, Floats]], n: int) -> None:
        wide = [{k: m_.padded(p).astype(np.float64) for k, p in v.items()} if x.last else {}
                for x, v in zip(shock.markets, each, strict=True)]  # fmt: skip
        for e, economy in enumerate(shock.economies):
            if economy in (REST_EU, REST):  # only their losses are told
                continue
            for m, x in enumerate(shock.markets):
                cell, base = out[e, m], m_.base_use(shock, e, m)
                if base <= 0:
                    continue
                where = (x.mineral, x.name, economy)
                price, short = cell[m_.PRICE], m_.shortage(cell)
                month = tonnes(x.chain, x.stage) / 12 * base
                self.tonnes |= {(f"{metric}_ratio", *where, None): month for metric in ("supply", "arrivals")}
                self.worth[where] = 12 * month * x.traits.price * x.traits.stage_value[x.stage]
                self.put(("shortage_share", *where, None), short, short.mean(axis=0), n)
                got = cell[m_.GOT] / np.float32(base)
                self.put(("supply_ratio", *where, None), got, got.mean(axis=0), n)
                self._quietly(("arrivals_ratio", *where, None), cell[m_.ARRIVALS] / np.float32(base), n)
                self._quietly(("stock_months", *where, None), cell[m_.STOCK] / np.float32(base), n)
                if x.last:
                    lacked = losses.unserved(
                        cell, wide[m], bool(shock.arrays.resale[m])
                    )  # who left for its price is not short
                    self.sample(("months_to_recovery", *where, None), m_.recovery(price, lacked, shock.start), n)
                    self.sample(("months_to_shortage", *where, None), m_.months_to(short > m_.SHORT, shock.start), n)
                self._exports(shock, out, e, m, n)

    def _quietly(self, key: Key, rows: F32, n: int) -> None:
        if not self.monthly:
            return
        if key not in self.collectors:
            self.collectors[key] = Collector(rows.shape[0], self.draws)
        self.collectors[key].add(rows[:, :n])

    def _exports(self, shock: Shock, out: F32, e: int, m: int, n: int) -> None:
        sold = m_.base_exports(shock, e, m)
        if sold > 0 and shock.economies[e] in shock.told:
            x = shock.markets[m]
            key: Key = ("exports_ratio", x.mineral, x.name, shock.economies[e], None)
            self._quietly(key, out[e, m, m_.EXPORTS] / np.float32(sold), n)

    def _income(
        self, shock: Shock, out: F32, level: dict[str, F32], income: dict[str, F32], inside: frozenset[str]
    ) -> None:
        for sender in shock.told:
            usd, missing = m_.income(shock, out, shock.economies.index(sender), level, inside)
            self.missing.update(dict.fromkeys(missing))
            if usd is not None:
                income[sender] = income[sender] + usd if sender in income else usd

    def _hits(
        self, shock: Shock, out: F32, each: list[dict[str, Floats]], hit: dict[tuple[str, str], dict[str, F32]],
        dearer: dict[tuple[str, str], F32], n: int,
    ) -> None:  # fmt: skip
        """Parts of sectors lost at each final market, what other uses pay dearer there, and what buyers at quotes pay
        more (`extra_cost`)."""
        for m, x in enumerate(shock.markets):
            if x.last:
                for key, part in losses.hits(shock, out, m, each[m]).items():
                    hit.setdefault(key, {})[x.mineral] = part
                for unit, usd in losses.other_uses(shock, out, m, each[m]).items():
                    dearer[unit, OTHER] = dearer[unit, OTHER] + usd if (unit, OTHER) in dearer else usd
            for e, economy in enumerate(shock.economies):
                if economy not in (REST_EU, REST) and (base := m_.base_use(shock, e, m)) > 0:
                    more = m_.extra_cost(out[e, m], base, shock.start)
                    self.sample(("extra_cost", x.mineral, x.name, economy, None), more, n)

    def _losses(
        self, shocks: list[Shock], hit: dict[tuple[str, str], dict[str, F32]],
        dearer: dict[tuple[str, str], F32], v: dict[str, Floats], n: int, world: World,
    ) -> None:  # fmt: skip
        """What each sector loses to all the minerals that it lacks and other uses pay dearer; then who buys from the
        sectors at home and who sells to them (`network`), and who buys from them abroad (`embedded`)."""
        units, start = shocks[0].units, min(shock.start for shock in shocks)
        told = [s for shock in shocks for m, x in enumerate(shock.markets) if x.last
                for s in losses.sectors_of(shock, m)]  # fmt: skip
        value = {(s.economy, s.sector): s.value_added for s in told}
        if not value:  # no sector of any economy is known to use it: nothing can be said of losses
            return
        width = m_.padded(v["value_added"])
        direct: dict[tuple[str, str], F32] = {}
        still: dict[tuple[str, str], F32] = {}
        for key, parts in hit.items():
            direct[key], still[key] = losses.combined(parts) * (np.float32(value[key] / 12) * width)
        if not direct:
            direct = {key: np.zeros((self._months(shocks), len(width)), np.float32) for key in list(value)[:1]}
        wide = {name: m_.padded(v[name]) for name in ("downstream", "upstream", "buffer")}
        home, abroad = losses.around(world, units, still or direct, value, wide, start)
        own = np.zeros_like(home)
        direct |= dearer
        for (unit, sector), usd in direct.items():
            own[units.index(unit)] += usd
            self.put(("value_added_at_risk_usd", None, None, _told(unit), sector), usd, usd.sum(axis=0), n)
        self._of_the_union(units, direct, n)
        for part, usd in zip(losses.PARTS, (own, home, abroad), strict=True):
            for economy, rows in _by_economy(units, usd):
                self.put((f"value_added_lost_{part}_usd", None, None, economy, None), rows, rows.sum(axis=0), n)
        for economy, rows in _by_economy(units, own + home + abroad):
            self.put(("value_added_at_risk_usd", None, None, economy, None), rows, rows.sum(axis=0), n)

    def _of_the_union(self, units: tuple[str, ...], direct: dict[tuple[str, str], F32], n: int) -> None:
        """Sectors of the European Union: the sum of its members'."""
        members = {u for u in units if u in EU}
        for sector in dict.fromkeys(s for u, s in direct if u in members):
            usd = np.sum([rows for (u, s), rows in direct.items() if u in members and s == sector], axis=0)
            self.put(("value_added_at_risk_usd", None, None, "EUU", sector), usd, usd.sum(axis=0), n)

    def _months(self, shocks: list[Shock]) -> int:
        return len(shocks[0].arrays.capacity)

    def rows(self) -> tuple[Row, ...]:
        """Monthly quantiles; tonnes beside ratios where world tonnes are known."""
        found = []
        for key, collector in self.collectors.items():
            if key[0] == "price_effect":
                continue
            q, effect = collector.quantiles(), self.collectors.get(("price_effect", *key[1:]))
            apart = effect.quantiles() if effect is not None and key[0] == "price_ratio" else None
            height = int(near(self.heights[key]).argmax()) if key in self.heights else None
            found.append(Row(*key, quantiles=q, effect=apart, height=height))
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


NEARLY = 0.9  # of its height, from which a path stands at it: a plateau tells no month, and the market walks on


def _top(shock: Shock, e: int, m: int, middle: F32) -> int:
    """The month in which the effect (log of the median price) of an economy is told: the first near its height, or near
    its depth in a glut and where less use moves it more than anything that is lost."""
    lost = float(m_.lost_share(shock, m_.priced_by(shock, e, m), m).sum())
    falls = lost < 0 or (lost == 0 and -middle.min() > middle.max())
    away = -middle if falls else middle
    return int((away >= NEARLY * away.max()).argmax()) if away.max() > 0 else int(away.argmax())


def _told(unit: str) -> str:
    """The code under which a unit's losses are told: the rest of the world is `OTH`."""
    return "OTH" if unit == REST else unit


def _by_economy(units: tuple[str, ...], usd: F32) -> Iterator[tuple[str, F32]]:
    """(economy, rows) of each unit that is told by name, and of the European Union as the sum of its members."""
    yield from ((_told(unit), rows) for unit, rows in zip(units, usd, strict=True) if unit != REST_EU)
    yield "EUU", usd[[u in EU for u in units]].sum(axis=0)
