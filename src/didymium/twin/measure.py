"""From the kernel's flows to what people ask about: shortage, cover, recovery, income, losses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from didymium import labels
from didymium.files import csv_rows
from didymium.twin.hierarchy import Covariates, joint, settle
from didymium.twin.layout import LANES, METRICS, NPAR
from didymium.twin.network import tonnes
from didymium.twin.parameters import lanes, priors
from didymium.twin.schedule import Market, Shock
from didymium.twin.traits import on_exchange
from didymium.world.reconcile import MAGNET_ELEMENTS

F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
PRICE, PAID, BILLED, ARRIVALS, GOT, WANTED, STOCK, EXPORTS, REVENUE = range(len(METRICS))
SHORT, DEAR = 0.05, 1.2  # a month is short above, and dear above, these


def flows(shock: Shock, each: list[dict[str, Floats]]) -> F32:
    """The kernel's metrics of every draw, dims (economy, market, metric, month, draw padded to whole blocks).

    each: the settled parameter values of each market, of one length.
    """
    from didymium.twin.engine import run  # numba is loaded with the first run

    rows = np.stack([lanes(v) for v in each], axis=1)
    par = np.ascontiguousarray(rows.reshape(len(rows), len(shock.markets) * NPAR, LANES))
    out = run(shock.arrays, par, shock.start)
    for m, v in enumerate(each):
        _baseline(shock, m, out, padded(v["stock"]))
    return out


def settled(
    shock: Shock, values: Callable[[str], dict[str, Floats]], draws: Floats | None = None
) -> list[dict[str, Floats]]:
    """Parameter values of each market, those of the hierarchy drawn for it and for this kind of shock; the ladder's
    middle is no higher than what hangs on the mineral lets its users pay (`loss.choke`).

    draws: joint draws of the hierarchy (default: what the shock's date may know).
    """
    from didymium.twin.loss import choke  # which reads this module

    draws = joint(shock.date) if draws is None else draws
    found = [settle(bought(values(x.mineral), x), covariates(x, shock.outage), draws, x.name) for x in shock.markets]
    return [
        v | {"ladder": np.minimum(v["ladder"], choke(shock, m)), "premium": np.full_like(v["ladder"], x.premium)}
        for m, (x, v) in enumerate(zip(shock.markets, found, strict=True))
    ]


def bought(v: dict[str, Floats], x: Market) -> dict[str, Floats]:
    """Parameter values with the cost share of a market's input as trade tells it, within a tenth, where it does."""
    told = x.traits.input_cost[x.stage] if x.traits.input_cost else float("nan")
    if not np.isfinite(told):
        return v
    general = next(p for p in priors() if p.parameter == "input_cost")
    place = (v["input_cost"] - general.low) / (general.high - general.low)
    return v | {"input_cost": np.minimum(told * (0.9 + 0.2 * place), 0.97)}


def covariates(x: Market, outage: bool) -> Covariates:
    """What the hierarchy knows of a market: value a kilogram of the mineral, in parts that of the part (the mean where
    unknown), exchange."""
    usd = x.traits.worth * (x.traits.stage_value[x.stage] if x.name == "component" and x.traits.stage_value else 1.0)
    value = float(np.clip(np.log(usd / 10), -4, 8)) if np.isfinite(usd) else 0.0
    return Covariates(value, float(on_exchange(x.mineral, x.name)), float(outage))


def padded(v: Floats) -> F32:
    """One value a draw, repeated at the end to whole blocks."""
    return np.concatenate([v, np.repeat(v[-1:], -len(v) % LANES)]).astype(np.float32)


def seen_by(shock: Shock, e: int, m: int) -> int:
    """The economy whose price an economy sees at a market: its own, or that of buyers outside the senders where it buys
    nothing there."""
    if base_use(shock, e, m) > 0:
        return e
    return shock.economies.index("OUT" if "OUT" in shock.economies else "WLD")


def priced_by(shock: Shock, e: int, m: int) -> int:
    """The economy whose loss of supply sets the price that an economy sees: all buyers outside the senders where the
    good is sold on, else the one that sees it."""
    if not shock.arrays.resale[m] or shock.economies[e] in shock.senders:
        return seen_by(shock, e, m)
    return shock.economies.index("OUT" if "OUT" in shock.economies else "WLD")


def seen_price(shock: Shock, out: F32, e: int, m: int) -> F32 | None:
    """The price ratio that an economy sees at a market, dims (month, draw); None for a sender that buys nothing."""
    seen = seen_by(shock, e, m)
    if base_use(shock, seen, m) <= 0 or (seen != e and shock.economies[e] in shock.senders):
        return None
    return np.asarray(out[seen, m, PRICE])


def lost_share(shock: Shock, e: int, m: int) -> F32:
    """Part of its usual supply that an economy loses at a market before anybody answers, by month; negative where new
    supply comes."""
    use, nodes = shock.arrays.use, m * len(shock.countries) + members(shock, e)
    return np.asarray(shock.lack[:, nodes] @ use[nodes] / max(float(use[nodes].sum()), 1e-12))


def members(shock: Shock, e: int) -> NDArray[np.int32]:
    """Countries of economy `e`."""
    a = shock.arrays
    return np.asarray(a.member[a.member_ptr[e] : a.member_ptr[e + 1]])


def base_use(shock: Shock, e: int, m: int) -> float:
    """Baseline use of an economy at market `m`, share of the world's flow."""
    return float(shock.arrays.use[m * len(shock.countries) + members(shock, e)].sum())


def base_exports(shock: Shock, e: int, m: int) -> float:
    """Baseline flow of a state that is told to buyers outside it, share of the world's flow."""
    told, market = shock.arrays.told, shock.markets[m]
    mine = [int(i) for i in members(shock, e) if told[i] > 0]
    return float(sum(market.chain.flows[market.stage][i, told != told[i]].sum() for i in mine))


def _baseline(shock: Shock, m: int, out: F32, stock: F32) -> None:
    """Months before the first change are the baseline, exactly."""
    before, a, C = slice(0, shock.start), shock.arrays, len(shock.countries)
    for e in range(out.shape[0]):
        nodes = m * C + members(shock, e)
        use = a.use[nodes].sum()
        cell = out[e, m]
        cell[: BILLED + 1, before] = 1.0 if use > 0 else np.nan
        cell[ARRIVALS, before] = cell[GOT, before] = cell[WANTED, before] = use
        cell[STOCK, before] = (a.use[nodes] * a.months[nodes]).sum() * stock
        cell[EXPORTS, before] = cell[REVENUE, before] = base_exports(shock, e, m)


def shortage(cell: F32) -> F32:
    """Unmet share of what was wanted at baseline prices, 0..1; exactly 0 at the baseline. dims (month, draw)."""
    return np.asarray(np.clip(1 - cell[GOT] / np.maximum(cell[WANTED], 1e-12), 0, 1))


def extra_cost(cell: F32, base: float, start: int) -> F32:
    """What buyers at quotes pay more in the first year of a shock, in years of what they paid before; dims (draw,)."""
    year = slice(start, start + 12)
    return np.asarray((np.maximum(cell[PRICE, year] - 1, 0) * cell[GOT, year]).sum(axis=0) / np.float32(12 * base))


def months_to(hit: NDArray[np.bool_], start: int) -> F32:
    """Months from the start of the shock to the first hit, NaN where it never comes; dims (draw,)."""
    when = np.argmax(hit, axis=0).astype(np.float32) - start
    return np.where(hit.any(axis=0), when, np.float32(np.nan))


def recovery(price: F32, short: F32, start: int) -> F32:
    """Months from the start of the shock until no month is short (> 5 % of what is asked for at the price paid) or dear
    (> 1.2 x); the rest of the horizon where that is not reached; 0 where none ever is. dims (draw,)."""
    bad = (short > SHORT) | (price > DEAR)
    last = bad.shape[0] - np.argmax(bad[::-1], axis=0)
    return np.where(bad.any(axis=0), last - start, 0).astype(np.float32)


def income(
    shock: Shock, out: F32, e: int, level: dict[str, F32], inside: frozenset[str] = frozenset()
) -> tuple[F32 | None, tuple[str, ...]]:
    """Change of a sender's export revenue, USD a month, dims (month, draw), over every market whose tonnes and
    price are known; the minerals left out are named. inside: minerals whose components another chain counts whole.

    Where real sales abroad are stated (`sales`) what is modelled counts in proportion to those.
    """
    missing, whole = [], dict.fromkeys((x.mineral for x in shock.markets), 0.0)
    changes: list[tuple[str, F32]] = []
    for m, x in enumerate(shock.markets):
        if x.name == "component" and x.mineral in inside:
            continue
        sold = base_exports(shock, e, m)
        worth = tonnes(x.chain, x.stage) / 12 * x.traits.price * x.traits.stage_value[x.stage]
        if sold == 0:
            continue
        if not np.isfinite(worth):
            missing.append(f"export income from {x.mineral} ({x.name}): no tonnes or price")
            continue
        whole[x.mineral] += 12 * sold * worth
        change = earned(shock, out[e, m]) - np.float32(sold)
        changes.append((x.mineral, change * (np.float32(worth) * level[x.mineral])))
    prices = {x.mineral: x.traits.price for x in shock.markets}
    part = {k: _of_sales(shock.economies[e], k, usd, prices[k]) for k, usd in whole.items()}
    basket = tuple(k for k in whole if BASKET in labels.groups(k))
    if set(MAGNET_ELEMENTS) <= set(basket):  # customs tell of the basket; of some elements alone they tell nothing
        part |= dict.fromkeys(basket, _of_sales(shock.economies[e], BASKET, sum(whole[k] for k in basket), np.nan))
    total = sum((change * np.float32(part[mineral]) for mineral, change in changes), start=np.float32(0))
    return (np.asarray(total, dtype=np.float32) if changes else None), tuple(missing)


def lasts(shock: Shock) -> int:
    """Months until the last measure or outage has ended; all of them where none is in force."""
    a = shock.arrays
    active = np.flatnonzero(a.limited.any(axis=1) | (a.capacity < 1).any(axis=1))
    return int(active[-1]) + 1 if len(active) else len(a.capacity)


def earned(shock: Shock, cell: F32) -> F32:
    """Export revenue, dims (month, draw); once a measure or an outage has ended sales count at the old price at least,
    for how deep a glut a stop leaves behind is on no record."""
    after = np.arange(cell.shape[1])[:, None] >= lasts(shock)
    return np.asarray(np.where(after, np.maximum(cell[REVENUE], cell[EXPORTS]), cell[REVENUE]))


BASKET = "rare earths"


def _of_sales(exporter: str, name: str, modelled: float, price: float) -> float:
    """Real sales over modelled ones; one where no row states them."""
    stated = sales(exporter, name, price)
    return stated / modelled if np.isfinite(stated) and modelled > 0 else 1.0


SALES = Path(__file__).parent / "tables" / "sales.csv"


@lru_cache(maxsize=1)
def _sales() -> dict[tuple[str, str], tuple[float, float | None]]:
    return {
        (r["exporter"], r["mineral"]): (float(r["tonnes"]), float(r["usd_per_t"]) if r["usd_per_t"] else None)
        for r in csv_rows(SALES)
    }


def sales(exporter: str, mineral: str, price: float) -> float:
    """What a state sells abroad of a mineral, USD a year, where customs tell and the chain has no trade code of the
    metal, so that what is sold is guessed from who uses it; infinite where no row says. price: USD/t, for rows without
    their own."""
    tonnes_sold, usd = _sales().get((exporter, mineral), (np.inf, None))
    return float(tonnes_sold * (price if usd is None else usd))
