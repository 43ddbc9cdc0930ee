"""Single series of a scenario, draw by draw: what a score or a plot needs beyond quantiles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from didymium.twin import measure as m_
from didymium.twin.group import Shock
from didymium.twin.hierarchy import without
from didymium.twin.parameters import check_draws, mineral_priors, priors, sobol, values
from didymium.twin.run import known_world, prepare
from didymium.twin.scenario import Scenario
from didymium.world.load import World

CHUNK = 1024
Floats = NDArray[np.float64]


class Drawn(NamedTuple):
    """Draws of one series: effect, dims (month, draw); multiple of the market's volatility, scatter of quotes, and how
    far they run away, dims (draw,)."""

    effect: Floats
    market: Floats
    scatter: Floats
    surge: Floats


class Series(NamedTuple):
    """One series: metric, mineral, stage, economy."""

    metric: str
    mineral: str
    stage: str
    economy: str


METRICS = {
    "price_ratio": "market price over the baseline",
    "split_ratio": "market price over that inside the restricting state",
    "paid_ratio": "price that users pay under contracts, over the baseline",
    "supply_ratio": "what reached users over the baseline", "arrivals_ratio": "what arrived over the baseline",
    "exports_ratio": "a sender's exports over the baseline",
    "share_ratio": "a sender's part of what buyers outside all senders get, over the baseline's part",
}  # fmt: skip


def paths(
    plan: Scenario, world: World, wanted: Iterable[Series], draws: int, seed: int, leave: str | None = None
) -> dict[Series, Drawn]:
    """The draws of each wanted series; series that the run does not have are left out.

    world: not yet masked; the scenario's `as_of` masks it. leave: an episode, to use what all others taught (default:
    what the masked world may know). Errors: as `simulate`.
    """
    check_draws(draws)
    known = known_world(plan, world)
    shocks, _ = prepare(plan, known)
    names, size = tuple(wanted), len(priors())
    joint = without(leave) if leave else None
    parts: dict[Series, list[Drawn]] = {}
    for first in range(0, draws, CHUNK):
        points = sobol(min(CHUNK, draws - first), seed, size, first)
        v = {x.mineral: values(points, mineral_priors(known, x.mineral)) for s in shocks for x in s.markets}
        for shock in shocks:
            each = m_.settled(shock, v.__getitem__, joint)
            out = m_.flows(shock, each)
            for name in names:
                if (found := one(shock, out, name)) is not None:
                    own, effect = each[place(shock, name)], found[:, : len(points)].astype(float)
                    parts.setdefault(name, []).append(Drawn(effect, own["market"], own["scatter"], own["surge"]))
    return {name: Drawn(*(np.concatenate(x, axis=-1) for x in zip(*p, strict=True))) for name, p in parts.items()}


def place(shock: Shock, name: Series) -> int:
    """Which market of the shock a series is about."""
    return next(m for m, x in enumerate(shock.markets) if (x.mineral, x.name) == (name.mineral, name.stage))


def one(shock: Shock, out: NDArray[np.float32], name: Series) -> NDArray[np.float32] | None:
    """The draws of one series, dims (month, draw); None where the run has none."""
    places = [m for m, x in enumerate(shock.markets) if (x.mineral, x.name) == (name.mineral, name.stage)]
    if not places or name.economy not in shock.economies:
        return None
    e, m = shock.economies.index(name.economy), places[0]
    cell, base, sold = out[e, m], m_.base_use(shock, e, m), m_.base_exports(shock, e, m)
    if name.metric in ("exports_ratio", "share_ratio"):
        if sold <= 0 or name.economy not in shock.senders:
            return None
        exports = cell[m_.EXPORTS] / np.float32(sold)
        return np.asarray(exports if name.metric == "exports_ratio" else exports / _abroad(shock, out, m))
    if base <= 0 and name.metric in (
        "price_ratio",
        "paid_ratio",
        "split_ratio",
    ):  # it sees what buyers outside the senders pay
        e = shock.economies.index("OUT" if "OUT" in shock.economies else "WLD")
        cell, base = out[e, m], m_.base_use(shock, e, m)
    if base <= 0:
        return None
    scaled = {"supply_ratio": m_.GOT, "arrivals_ratio": m_.ARRIVALS}
    if name.metric in scaled:
        return np.asarray(cell[scaled[name.metric]] / np.float32(base))
    if name.metric == "split_ratio":
        return _split(shock, out, m, cell[m_.PRICE])
    return np.asarray(cell[m_.PRICE if name.metric == "price_ratio" else m_.PAID])


def _split(shock: Shock, out: NDArray[np.float32], m: int, price: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Price over that inside the sender with the largest use of its own; None where no sender buys at the stage."""
    inside = [(m_.base_use(shock, e, m), e) for e, c in enumerate(shock.economies) if c in shock.senders]
    use, e = max(inside, default=(0.0, 0))
    return np.asarray(price / out[e, m, m_.PRICE]) if use > 0 else None


def _abroad(shock: Shock, out: NDArray[np.float32], m: int) -> NDArray[np.float32]:
    e = shock.economies.index("OUT")
    return np.asarray(np.maximum(out[e, m, m_.ARRIVALS], 1e-9) / np.float32(m_.base_use(shock, e, m)))
