"""From shortage and price to value added lost: makers directly, then who buys from them and who sells to them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from didymium.files import csv_rows
from didymium.twin import measure as m_
from didymium.twin.layout import LANES
from didymium.twin.network import tonnes
from didymium.twin.parameters import priors
from didymium.twin.production import spread
from didymium.twin.schedule import Shock
from didymium.twin.traits import Sector
from didymium.world.load import World

F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
EXPOSED = Path(__file__).parent / "tables" / "exposed.csv"
EXCHANGE = (
    2  # how a good is sold on (`layout.Plan.resale`) where anybody may buy: who earns most by the tonne is served
)
PRIORITY = 0.25  # how strongly shortage falls on sectors that earn little per tonne, the middle of its prior
UNEVEN = 4.0  # steepness of line stops: in 2025 1 % of car lines stood when 0.9 months of magnets had been missed, and
# makers told of stops everywhere for when it would have been 2 to 2.5 (Ford, Suzuki, CLEPA, customers of Magnosphere)
SLOW = dict.fromkeys(("aerospace", "defence"), 8.0)  # times as long as others' lines run on: coaters of engines paused
# when 8 months of yttrium had been missed (Reuters, 26 February 2026), car makers at 0.9
UNHURT = 1e-4  # of use: below it nobody stops a line
EASED = 18.0  # months in which those downstream find other inputs for half of what they lack (judgement)
PARTS = ("direct", "network", "embedded")
FAMILIES = {
    **dict.fromkeys(("neodymium", "praseodymium", "dysprosium", "terbium", "didymium", "NdFeB magnets"), "magnets"),
    **dict.fromkeys(("samarium", "SmCo magnets"), "SmCo magnets"),
    **dict.fromkeys(("graphite", "synthetic graphite", "lithium", "cobalt", "nickel", "manganese"), "cells"),
}
SERVE_ALIKE = {  # minerals that do each other's work in a magnet, with the part of it that each does (judgement from
    "neodymium": ("light", 0.77), "praseodymium": ("light", 0.23),  # world tonnes; terbium works about twice as well)
    "dysprosium": ("heavy", 0.7), "terbium": ("heavy", 0.3),
}  # fmt: skip


def lost(
    short: F32, paid: F32, cost: F32, exposed: F32, v: dict[str, Floats], weight: float | Floats, start: int,
    saved: tuple[float, float] = (0.0, 0.0),
) -> F32:  # fmt: skip
    """Part of a sector's value added that is lost, and of it what is output not made, dims (2, month, draw), 0..1.

    e (1 - [b q^((s-1)/s) + 1 - b]^(s/(s-1))) + a q (p - 1), with e the part of the sector that hangs on the mineral, b
    how critical the mineral is in that part (less with time, as goods are made anew), s the elasticity of substitution
    (near zero at first, so that what is missing stops its part; rising with time), q = (1 - short)^w the part of what
    is wanted that is at hand (sectors that earn more per tonne go short later; a part of what is missing is `saved` by
    substitutes, as a share after one and after five years), a the cost share of what is imported, p the price paid over
    the baseline. Both together at most e: who would pay more than hangs on the mineral does without.
    short, paid: dims (month, draw). cost, exposed: dims (draw,).
    Source: CES in the form of the gas-embargo studies (Bachmann et al. 2022), in the part that needs the mineral.
    """
    from didymium.twin.engine import fractions  # numba is loaded with the first run

    months, draws = short.shape
    out = np.zeros((2, months, draws), np.float32)

    def rows(x: NDArray[np.float32] | Floats) -> F32:
        return np.ascontiguousarray(x, dtype=np.float32).reshape(-1, LANES)

    long, speed = np.minimum(v["ces_long"], 0.95), 1 / (12 * v["ces_years"] * np.log(2))
    given = (short, paid, v["critical"], cost, exposed, v["ces_short"], long, speed, np.broadcast_to(weight, draws))
    whole, still = (part.reshape(-1, LANES) for part in out)
    fractions(*map(rows, given), _savings(months, start, saved), start, whole, still)
    return out


def _savings(months: int, start: int, saved: tuple[float, float]) -> F32:
    """Part of the missing mineral that substitutes replace, by month: none at first, then the stated shares."""
    age = np.maximum(np.arange(months) - start, 0)
    return np.interp(age, (0, 12, 60), (0.0, *saved)).astype(np.float32)


def unserved(cell: F32, v: dict[str, Floats], resold: bool = True) -> F32:
    """Part of what an economy's users ask for at the price that binds them that they do not get, 0..1, dims (month,
    draw).

    A good that is sold on (`resold`) goes to who pays, whatever an old contract says: who leaves at the quoted price
    gives up less than that price and stops no line. cell: dims (metric,
    month, draw); v: the market's settled parameters.
    """
    price = _quoted(cell) if resold else np.maximum(cell[m_.BILLED], 1.0)
    asked = cell[m_.WANTED] * _staying(price, v)
    return np.asarray(np.clip(1 - cell[m_.GOT] / np.maximum(asked, 1e-12), 0, 1), dtype=np.float32)


def _quoted(cell: F32) -> F32:
    return np.asarray(np.maximum(np.maximum(cell[m_.PRICE], cell[m_.BILLED]), 1.0), dtype=np.float32)


def _staying(price: F32, v: dict[str, Floats]) -> Floats:
    """Part of the use that stays at a price, on the ladder of uses and by the elasticity of use."""
    steep = 1.702 / v["ladder_spread"]
    rung = v["ladder"] ** -steep
    return np.asarray((1 + rung) / (1 + rung * price**steep) * price ** -v["use_elasticity"])


def stopped(cell: F32, denied: F32, line: F32 | float) -> F32:
    """Part of what an economy's makers want that they lack, 0..1, dims (month, draw), by line stops.

    Firms hold different stocks: of the gap g between what is wanted and what arrives, as far as it is `denied` and not
    left for its price, the part D^n / (D^n + S^n) is felt, D months of use missed and not yet caught up, S the stock of
    the middle firm, in months, `line`, dims (draw,), n = 4. cell: dims (metric, month, draw); denied: part of its usual
    supply that the economy loses, dims (month,).
    """
    gap = 1 - cell[m_.ARRIVALS] / np.maximum(cell[m_.WANTED], 1e-12)
    missed = np.empty_like(gap)
    owed: Floats | float = 0.0
    for t, more in enumerate(gap):
        missed[t] = owed = np.maximum(owed + more, 0)
    felt = missed**UNEVEN / (missed**UNEVEN + line**UNEVEN)
    return np.asarray(np.clip(gap, 0, denied[:, None]) * felt, dtype=np.float32)


def hits(shock: Shock, out: F32, m: int, v: dict[str, Floats]) -> dict[tuple[str, str], F32]:
    """Lost part of value added by (unit, sector) from the final market `m`, and that of it which is output not made,
    dims (2, month, draw); v: its settled parameters."""
    x = shock.markets[m]
    found: dict[tuple[str, str], F32] = {}
    wide = {k: m_.padded(p).astype(np.float64) for k, p in v.items()}
    unknown = m_.padded(v["cost_share"])
    told = sectors_of(shock, m)
    exposed = m_.padded(v["exposed"])
    held = {name: exposed_part(x.mineral, name, exposed) for name in {s.sector for s in told}}
    for e, unit in enumerate(shock.economies):
        mine = [s for s in told if s.economy == unit]
        cell = out[e, m]
        if not mine or not np.isfinite(cell[m_.PRICE, -1, 0]):
            continue
        blind, resold = rationed_blindly(shock, m), bool(shock.arrays.resale[m])
        short, paid = unserved(cell, wide, resold), cell[m_.BILLED]
        if float(short.max()) < UNHURT and float(paid.max()) < 1 + UNHURT:
            continue
        order = priorities(mine, wide["priority"] if blind else 0.0)
        ration = np.maximum(m_.padded(v["ration"]), float(shock.arrays.resale[m] == EXCHANGE))
        if blind:
            denied, line = np.clip(m_.lost_share(shock, e, m), 0, 1), m_.padded(v["line_stock"])
            stops = {k: stopped(cell, denied, line * np.float32(k)) for k in {SLOW.get(s.sector, 1.0) for s in mine}}
            lacks = {s: stops[SLOW[s.sector]] if s.sector in SLOW else np.maximum(short, stops[1.0]) for s in mine}
        else:
            lacks = _lacks(x.mineral, mine, short, ration)
        use_t = tonnes(x.chain, x.stage) * m_.base_use(shock, e, m)
        bought = imported(shock, e, m)
        for s in mine:
            cost = cost_share(s, use_t, x.traits.price, m_.padded(v["price_level"]), unknown) * np.float32(bought)
            found[unit, s.sector] = lost(
                lacks[s], paid, cost, held[s.sector], wide, order[s.sector], shock.start, s.saved
            )
    return found


def other_uses(shock: Shock, out: F32, m: int, v: dict[str, Floats]) -> dict[str, F32]:
    """What the uses of the final market `m` without a sector of their own pay dearer, USD a month by unit, dims (month,
    draw): value of what they import at the baseline x (p - 1) x (1 + q) / 2, q the part of their use that is left: the
    surplus that buyers lose between two points of their demand. p is the price paid, at most the middle of the ladder,
    where half have left, and what the known sectors could pay. What a lack stops beyond that is not known.
    """
    x, found, told = shock.markets[m], {}, sectors_of(shock, m)
    hangs, spent, _ = _known_sectors(shock, m)
    most = np.minimum(m_.padded(v["ladder"]), 1 + hangs / spent if spent > 0 else np.inf)
    for e, unit in enumerate(shock.economies):
        rest = 1 - sum(s.share for s in told if s.economy == unit)
        usual = rest * tonnes(x.chain, x.stage) * m_.base_use(shock, e, m) * x.traits.price * imported(shock, e, m)
        if UNHURT < rest < 1 and usual > 0:
            cell = out[e, m]
            left = np.minimum(cell[m_.GOT] / np.maximum(cell[m_.WANTED], 1e-12), 1)
            dearer = np.maximum(np.minimum(cell[m_.BILLED], most) - 1, 0) * (1 + left) / 2
            found[unit] = np.asarray(dearer * m_.padded(v["price_level"]) * (usual / 12), np.float32)
    return found


def rationed_blindly(shock: Shock, m: int) -> bool:
    """Whether an office and not a market decides who goes short: goods made to order that are stopped at the border."""
    a = shock.arrays
    return not a.resale[m] and bool(a.limited[:, m].any())


def _lacks(mineral: str, mine: list[Sector], short: F32, part: F32) -> dict[Sector, F32]:
    worth = [s.value_added * middle_part(mineral, s.sector) / s.share for s in mine]
    rows = by_value(np.array([s.share for s in mine]), np.array(worth), short, part)
    return dict(zip(mine, rows, strict=True))


@lru_cache(maxsize=1024)
def middle_part(mineral: str, sector: str) -> float:
    """The part of a sector's value added that hangs on the mineral at the middle of its prior."""
    general = np.array([next(p for p in priors() if p.parameter == "exposed").mid], dtype=np.float32)
    return float(exposed_part(mineral, sector, general)[0])


def by_value(shares: Floats, worth: Floats, short: F32, part: F32) -> F32:
    """What each sector lacks of what it wants, dims (sector, month, draw), 0..1, where a market rations.

    The part `part` of a shortage falls on the uses that earn least by the tonne, one after the other, those without a
    sector of their own first; the rest on all alike. shares: of use, dims (sector,); worth: value added that hangs on
    a unit of use, dims (sector,); short: dims (month, draw); part: dims (draw,).
    """
    order = np.argsort(worth, kind="stable")
    before = np.empty(len(shares))
    before[order] = max(1.0 - shares.sum(), 0.0) + np.cumsum(shares[order]) - shares[order]
    reached = (short[None] - before[:, None, None].astype(np.float32)) / shares[:, None, None].astype(np.float32)
    return np.asarray(part * np.clip(reached, 0, 1) + (1 - part) * short, dtype=np.float32)


def imported(shock: Shock, e: int, m: int) -> float:
    """Part of what an economy uses at market `m` that came over its border at this stage or an earlier one, 0..1: what
    it pays others dearer as a whole (China refines its cobalt, of ore from abroad)."""
    who, x = m_.members(shock, e), shock.markets[m]
    at_home = 1.0
    for flows in x.chain.flows[: x.stage + 1]:
        used = float(flows[:, who].sum())
        at_home *= float(flows[np.ix_(who, who)].sum()) / used if used > 0 else 1.0
    return 1 - at_home


def sectors_of(shock: Shock, m: int) -> tuple[Sector, ...]:
    """The sectors of each unit that the shock tells apart, blocks as the sum of the economies in them."""
    traits, units = shock.markets[m].traits, shock.units
    pooled: dict[tuple[str, str], Sector] = {}
    for s in traits.sectors:
        unit = shock.unit(s.economy)
        if unit is None:
            continue
        old = pooled.get((unit, s.sector))
        worth = s.value_added + (old.value_added if old else 0.0)
        pooled[unit, s.sector] = Sector(unit, s.sector, s.share, worth, s.source, s.saved)
    return tuple(sorted(pooled.values(), key=lambda s: units.index(s.economy)))


COVERED = 0.5  # of what is spent on a mineral, in sectors that are known, from which they tell what it may cost


def choke(shock: Shock, m: int) -> float:
    """Multiple of the price at which a mineral costs the sectors of a final market as much more as hangs on it: 1 + E /
    S, E the value added that hangs on it, S what is spent on it, both of the world's known sectors, USD a year;
    infinite where those make up less than half of what is spent, or no price is known."""
    x, (hangs, spent, whole) = shock.markets[m], _known_sectors(shock, m)
    return 1 + hangs / spent if x.last and spent > COVERED * whole else float("inf")


def _known_sectors(shock: Shock, m: int) -> tuple[float, float, float]:
    """(value added that hangs on a final market in the world's known sectors, what they spend on it, what all do), USD
    a year."""
    x, hangs, spent = shock.markets[m], 0.0, 0.0
    whole = tonnes(x.chain, x.stage) * x.traits.price
    for s in sectors_of(shock, m):
        hangs += s.value_added * middle_part(x.mineral, s.sector)
        spent += s.share * m_.base_use(shock, shock.economies.index(s.economy), m) * whole
    return hangs, spent, whole


def around(
    world: World, units: tuple[str, ...], direct: dict[tuple[str, str], F32], value: dict[tuple[str, str], float],
    v: dict[str, F32], start: int,
) -> tuple[F32, F32]:  # fmt: skip
    """Value added lost by buyers and suppliers of those who lose output, USD a month: (at home and for want of orders,
    through imported inputs), dims (unit, month, draw).

    A buyer feels what its suppliers do not make (what they pay dearer is borne once) as its stock of their goods
    goes down: the part c / (c + buffer) of it, c the months of output lost so far (ARIO's inventories, spread over
    firms). Each round passes on `downstream` of its critical weight. Who makes less orders less at once: `upstream`
    of the orders finds no other buyer. Both fade as others are found; two rounds downstream and one upstream count.
    direct: USD a month of output not made by (unit, sector), dims (month, draw); value: value added of each, USD a
    year; v: draws of the three parameters.
    """
    keys = list(direct)
    months, draws = next(iter(direct.values())).shape
    lost_now = np.stack([direct[key].ravel() for key in keys])
    felt = np.empty_like(lost_now)
    for k, key in enumerate(keys):
        gone = np.cumsum(direct[key], axis=0) / np.float32(max(value[key] / 12, 1.0))
        felt[k] = lost_now[k] * (gone / (gone + v["buffer"])).ravel()
    weights = np.stack([spread(world, units, *key) for key in keys], axis=2).astype(np.float32)  # (5, unit, key)
    age = np.maximum(np.arange(months) - start, 0)[:, None]
    fade = np.float32(0.5) ** (age / np.float32(EASED))
    down, up = ((v[name] * fade).astype(np.float32) for name in ("downstream", "upstream"))
    shape = -1, len(units), months, draws
    rounds = (weights[:4].reshape(-1, len(keys)) @ felt).reshape(shape)
    orders = (weights[4] @ lost_now).reshape(shape[1:])
    home = rounds[0] * down + rounds[2] * down**2 + orders * up
    return home, rounds[1] * down + rounds[3] * down**2


def priorities(sectors: list[Sector], strength: Floats | float = PRIORITY) -> dict[str, Floats]:
    """The exponent w of each sector of one economy: (share / value added)^strength, scaled so that the mean over
    use is one; dims of `strength` (0: all go equally short)."""
    power = np.asarray(strength, dtype=float)
    raw = {s.sector: (s.share / s.value_added) ** power for s in sectors}
    mean = sum(s.share * raw[s.sector] for s in sectors) / sum(s.share for s in sectors)
    return {name: np.asarray(value / mean) for name, value in raw.items()}


@lru_cache(maxsize=1)
def _exposed() -> dict[tuple[str, str], tuple[float, float, float]]:
    rows = csv_rows(EXPOSED)
    return {(r["mineral"], r["sector"]): (float(r["low"]), float(r["mid"]), float(r["high"])) for r in rows}


def exposed_part(mineral: str, sector: str, general: F32) -> F32:
    """Part of a sector's value added that hangs on the mineral, dims (draw,), 0..1.

    The row of `tables/exposed.csv` where there is one, drawn at the place that the general prior's draw has in its own
    range; else that draw itself.
    """
    base = next(p for p in priors() if p.parameter == "exposed")
    place, middle = np.log(general), np.log(base.mid)
    row = _exposed().get((mineral, sector))
    if row is None:
        return np.asarray(np.exp(place), dtype=np.float32)
    low, mid, high = (np.log(x) for x in row)
    below = (place - middle) / (middle - np.log(base.low)) * (mid - low)
    above = (place - middle) / (np.log(base.high) - middle) * (high - mid)
    return np.asarray(np.exp(mid + np.where(place < middle, below, above)), dtype=np.float32)


def cost_share(sector: Sector, use_t: float, price: float, level: F32, fallback: F32) -> F32:
    """Value of the mineral in a sector over its value added, dims (draw,); `fallback` where tonnes or price
    are unknown."""
    value = sector.share * use_t * price / sector.value_added
    known = np.isfinite(value)
    return np.asarray(np.clip(value * level if known else fallback, 1e-9, 0.5), dtype=np.float32)


def combined(parts: dict[str, F32]) -> F32:
    """Part of a sector that is lost to all the minerals that it lacks, from the part of each, in the same dims.

    Minerals of one family serve one part, so that the scarcest decides; of those that do each other's work
    (`SERVE_ALIKE`) the mean counts, with nothing for the one that is not lacked. Families hit one after the other: what
    is left is the product of what each leaves.
    """
    lost_to: dict[tuple[str, str], F32] = {}
    for mineral, part in parts.items():
        kind, weight = SERVE_ALIKE.get(mineral, (mineral, 1.0))
        key = family(mineral), kind
        lost_to[key] = lost_to.get(key, np.float32(0)) + part * np.float32(weight)
    worst: dict[str, F32] = {}
    for (name, _), part in lost_to.items():
        worst[name] = np.maximum(worst[name], part) if name in worst else part
    return np.asarray(1 - np.prod(np.stack([1 - p for p in worst.values()]), axis=0, dtype=np.float32))


def family(mineral: str) -> str:
    """Minerals that serve the same part (the magnet, the cell): the scarcest decides, their losses do not add."""
    return FAMILIES.get(mineral, mineral)
