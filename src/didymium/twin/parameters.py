"""Priors of the twin's parameters, and Sobol draws from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.errors import BadInput
from didymium.files import csv_rows
from didymium.twin.layout import LANES, NPAR, PARAMETERS
from didymium.world.load import World

TABLE = Path(__file__).parent / "tables" / "priors.csv"
NUMBERS = ("low", "mid", "high", "dimension")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """One uncertain parameter: distribution, range, unit, where it comes from, how far that carries, and its place in a
    Sobol point, its own for good: a parameter that goes moves no other's draws."""

    parameter: str
    distribution: str
    low: float
    mid: float
    high: float
    unit: str
    equation: str
    basis: str
    source: str
    status: str
    dimension: int

    def at(self, u: Floats) -> Floats:
        """The value at cumulative probability `u` (0..1)."""
        if self.distribution == "joint":  # the hierarchy turns it into a value, market by market
            return np.asarray(u, dtype=float)
        if self.high <= self.low:
            return np.full_like(u, self.mid)
        if self.distribution == "loguniform":
            return np.asarray(self.low * (self.high / self.low) ** u)
        if self.distribution == "logtriangular":
            low, mid, high = (float(np.log(x)) for x in (self.low, self.mid, self.high))
            return np.exp(replace(self, distribution="triangular", low=low, mid=mid, high=high).at(u))
        peak = (self.mid - self.low) / (self.high - self.low)
        span = self.high - self.low
        left = self.low + span * np.sqrt(np.maximum(u * peak, 0))
        right = self.high - span * np.sqrt(np.maximum((1 - u) * (1 - peak), 0))
        return np.asarray(np.where(u < peak, left, right))


@lru_cache(maxsize=1)
def priors() -> tuple[Prior, ...]:
    """The priors shared by every chain and every episode, in the order of their Sobol dimensions."""
    return tuple(
        Prior(**row | {k: (int if k == "dimension" else float)(row[k]) for k in NUMBERS})  # type: ignore[arg-type]
        for row in csv_rows(TABLE)
    )


def mineral_priors(world: World, mineral: str) -> tuple[Prior, ...]:
    """The shared priors, moved by the mineral's own rows of the world's parameter tables."""
    return _moved(world.settled("elasticities"), mineral)


@lru_cache(maxsize=512)
def _moved(world: World, mineral: str) -> tuple[Prior, ...]:
    found = {p.parameter: p for p in priors()}
    for parameter, kind in (("use_elasticity", "demand"), ("supply_elasticity", "supply")):
        own = _elasticity(world, mineral, kind)
        if own:
            found[parameter] = _blend(found[parameter], *own)
    return tuple(found[p.parameter] for p in priors())


SUBJECT = {  # what a row of a parameter table is about
    "stocks": ("mineral", "economy"), "uses": ("mineral", "economy"), "sectors": ("economy", "sector"),
    "substitution": ("mineral", "sector"), "chains": ("mineral", "stage"), "elasticities": ("mineral", "kind"),
}  # fmt: skip


SPEAKS = {  # which rows of a table the twin reads at all
    "stocks": (pl.col("scope_kind") == "economy") & pl.col("sector").is_null(), "uses": pl.col("preferred") == 1,
    "sectors": pl.col("value_added_usd").is_not_null(),
    "substitution": pl.col("max_share_substitutable_1y").is_not_null(), "chains": pl.col("default") == 1,
    "elasticities": pl.col("horizon").is_in(["1y", "months"]),
}  # fmt: skip


def structural(world: World, table: str) -> pl.DataFrame:
    """The rows of a parameter table that may speak, as of the world's date; of a subject of which none was known by
    then the later ones, which are a prior of the structure and no news (`late` names them)."""
    return _settled(world.settled(table) if table in SUBJECT else world.undated(), table)


@lru_cache(maxsize=64)
def _settled(world: World, table: str) -> pl.DataFrame:
    rows = world.undated().table(table).filter(SPEAKS.get(table, pl.lit(True)))
    if world.date is None:
        return rows
    early = pl.col("known_from") <= world.date
    return rows.filter(early | ~early.any().over(SUBJECT[table]))


def late(world: World, mineral: str) -> tuple[str, ...]:
    """The parameter tables in which later rows stand in for the mineral, nothing of theirs being known by the date."""
    if world.date is None:
        return ()
    found = []
    for table in ("stocks", "uses", "substitution", "chains", "elasticities"):
        rows = structural(world, table).filter(pl.col("mineral") == mineral)
        if len(rows) and rows["known_from"].max() > world.date:  # type: ignore[operator]
            found.append(table)
    return tuple(found)


def _elasticity(world: World, mineral: str, kind: str) -> tuple[float, float, float, str] | None:
    names = [mineral] + (["rare-earth compounds"] if kind == "demand" and mineral in _RARE else [])
    rows = structural(world, "elasticities").filter(
        pl.col("mineral").is_in(names) & (pl.col("kind") == kind) & pl.col("horizon").is_in(["1y", "months"])
    )
    if rows.is_empty():
        return None
    value, low, high = (np.abs(rows[c].to_numpy().astype(float)) for c in ("value", "low", "high"))
    ends = np.concatenate([low, high])
    middle = float(np.exp(np.log(np.maximum(value, 1e-3)).mean()))
    return float(np.nanmin(ends)), middle, float(np.nanmax(ends)), str(rows["source_id"][0])


_RARE = {
    "neodymium", "praseodymium", "dysprosium", "terbium", "samarium", "yttrium", "lanthanum", "cerium", "europium",
    "gadolinium",
}  # fmt: skip


def _blend(prior: Prior, low: float, mid: float, high: float, source: str) -> Prior:
    """Prior and own row averaged in logarithms: the rows are arcs and model results, none is worth more than that."""
    own = [np.sqrt(max(a, 1e-3) * max(b, 1e-3)) for a, b in ((low, prior.low), (mid, prior.mid), (high, prior.high))]
    return replace(
        prior, low=float(own[0]), mid=float(np.clip(own[1], own[0], own[2])), high=float(own[2]),
        source=f"{prior.source}; {source}", status="blended",
    )  # fmt: skip


def values(points: Floats, table: tuple[Prior, ...]) -> dict[str, Floats]:
    """Parameter values at Sobol points, each dims (draw,)."""
    return {p.parameter: p.at(points[:, p.dimension]) for p in table}


def lanes(v: dict[str, Floats]) -> NDArray[np.float32]:
    """The kernel's parameter rows of one market, dims (block, parameter, LANES); draws are padded with the last one.

    v: settled values (`hierarchy.settle`). Here they become the kernel's constants: rates a month, logarithms to base
    two, ratios of cover, the ladder of uses as a logistic curve with the spread of a normal one.
    """
    steep = 1.702 / v["ladder_spread"]
    rows = {
        "use_elasticity": v["use_elasticity"], "steepness": steep, "rung_weight": v["ladder"] ** -steep,
        "top": np.log2(v["ladder"]) + 1.28 * v["ladder_spread"] / np.log(2),
        "stock_elasticity_inverse": 1.0 / v["stock_elasticity"],
        "cover_ceiling": v["price_floor"] ** -v["stock_elasticity"], "supply_elasticity": v["supply_elasticity"],
        "shutdown_elasticity": v["shutdown_elasticity"], "plan_speed": v["plan_speed"], "spare": v["spare"],
        "input_cost": v["input_cost"],
        "arbitrage": v["arbitrage"], "stock": v["stock"], "refill": v["refill"], "contract": v["contract"],
        "hoard": v["hoard"], "fear_keep": 0.5 ** (1 / v["fear_half_life"]),
        "substitution": v["substitution"] * np.log(2), "substitution_limit": 1 - v["substitution_limit"],
        "leak_closed": v["leak_closed"], "leak_open": v["leak_open"],
        "price_speed": v["price_speed"], "restock": v["restock"], "conversion": v["conversion"], "follow": v["follow"],
        "glut": v["glut"], "premium": v["premium"] / np.log(2), "relief_inverse": 1 / v["relief"],
    }  # fmt: skip
    matrix = np.stack([rows[name] for name in PARAMETERS])
    draws = matrix.shape[1]
    padded = np.concatenate([matrix, np.repeat(matrix[:, -1:], -draws % LANES, axis=1)], axis=1)
    return np.ascontiguousarray(padded.reshape(NPAR, -1, LANES).transpose(1, 0, 2), dtype=np.float32)


SOBOL = Path(__file__).parent / "tables" / "sobol.csv"
BITS = 32
DIMENSIONS = 47  # of the points of the priors, those of parameters that are gone among them
MAX_DRAWS = 4_000_000
Bits = NDArray[np.uint32]


def sobol(count: int, seed: int, dimensions: int, first: int = 0) -> NDArray[np.float64]:
    """Points `first` to `first + count` of a scrambled Sobol sequence, dims (draw, dimension), within 0..1.

    The same seed gives the same points however they are chunked. Source: direction numbers of Joe and Kuo 2008
    (new-joe-kuo-6); scrambling by a random lower-triangular matrix and shift (Matousek 1998). At most 100 dimensions.
    """
    directions, shift = _scrambled(dimensions, seed)
    index = np.arange(first, first + count, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    points = np.repeat(shift[None], count, axis=0)
    for k in range(int(first + count).bit_length()):
        chosen = (gray >> np.uint32(k)) & np.uint32(1)
        points ^= chosen[:, None] * directions[None, :, k]
    return np.asarray((points + 0.5) / 2.0**BITS)


def check_draws(draws: int, most: int = MAX_DRAWS) -> None:
    """Refuse a number of draws that no machine of the user's would finish."""
    if not 1 <= draws <= most:
        raise BadInput(f"draws must be between 1 and {most:,}, not {draws:,}")


@lru_cache(maxsize=16)
def _scrambled(dimensions: int, seed: int) -> tuple[Bits, Bits]:
    rng = np.random.default_rng(seed)
    plain = _directions()[:dimensions]
    shift = rng.integers(0, 2**BITS, dimensions, dtype=np.uint32)
    place = np.arange(BITS, dtype=np.uint32)  # output bit p, most significant first, mixes the bits above it
    above = ~(np.uint32(0xFFFFFFFF) >> place)
    rows = (rng.integers(0, 2**BITS, (dimensions, BITS), dtype=np.uint32) & above) | (
        np.uint32(1) << (BITS - 1 - place)
    )
    parity = np.bitwise_count(rows[:, :, None] & plain[:, None, :]) & 1
    mixed = (parity.astype(np.uint32) << (BITS - 1 - place)[None, :, None]).sum(axis=1, dtype=np.uint32)
    return mixed, shift


@lru_cache(maxsize=1)
def _directions() -> Bits:
    rows = csv_rows(SOBOL)
    return np.array([_column(int(r["polynomial"]), [int(x) for x in r["initial"].split()]) for r in rows], np.uint32)


def _column(polynomial: int, initial: list[int]) -> list[int]:
    """The 32 direction numbers of one dimension by the recurrence of its primitive polynomial."""
    degree = polynomial.bit_length() - 1
    if degree == 0:
        return [1 << (BITS - 1 - k) for k in range(BITS)]
    m = initial[:degree]
    for k in range(degree, BITS):
        new = m[k - degree] ^ (m[k - degree] << degree)
        for j in range(1, degree):
            if (polynomial >> (degree - j)) & 1:
                new ^= m[k - j] << j
        m.append(new)
    return [x << (BITS - 1 - k) for k, x in enumerate(m)]
