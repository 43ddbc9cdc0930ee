"""The twin beside simple rules on every episode, each forecast by what the other episodes taught.

Forecasts of one observed price ratio, all with the same market noise: the twin, no change, the one-line rule
P = (1 - lost share)^(-1/0.5) capped at 10, and a ridge regression of the log ratio on what is known beforehand. And
losses beside the estimates that others publish: whether they lie in the band, and how wide it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from didymium.files import csv_rows
from didymium.twin.backtest import Backtest, Known, Point, parts
from didymium.twin.noise import crps
from didymium.twin.result import Result
from didymium.twin.run import simulate
from didymium.world.load import World

Floats = NDArray[np.floating[Any]]
RULE_ELASTICITY, RULE_MOST, SCATTER = 0.5, 10.0, 0.35
BIG = 1.5
SIMPLE = ("no change", "rule", "ridge")
FORECASTS = ("twin", *SIMPLE)
PENALTY = 0.3  # of the ridge, in episodes: judgement


def features(k: Known) -> Floats:
    """What the regression uses: the size of the loss, alone and by market and shock, and time."""
    size, late = -np.log(max(1 - k.lost, 0.05)), np.log1p(k.month) / np.log(13)
    value = np.clip(k.x.value / 3, -1, 1)  # from half a dollar to 200 a kilogram: beyond, a loss would lower prices
    return np.array(
        [
            1.0,
            size,
            size * late,
            -size * value,
            size * k.x.exchange,
            size * k.x.outage,
            late * (1 - k.x.exchange),
            min(size, 0.0) * k.premium,
        ]
    )


def ridge(known: Iterable[Known], seen: Floats, episodes: NDArray[Any]) -> Floats:
    """Coefficients of a ridge regression over observations, each episode weighing one; the constant is shrunk as the
    rest, as no shock is no change."""
    weight = np.array([1 / np.sum(episodes == n) for n in episodes])
    rows = np.stack([features(k) for k in known])
    left = (rows * weight[:, None]).T @ rows + PENALTY * np.eye(rows.shape[1])
    return np.linalg.solve(left, (rows * weight[:, None]).T @ seen)


def regressed(all_points: Sequence[Point]) -> list[float]:
    """The ridge's forecast of each log ratio, from the other episodes."""
    seen, names = np.array([p.seen for p in all_points]), np.array([p.episode for p in all_points])
    found = {}
    for name in dict.fromkeys(names):
        others = names != name
        rows = [p.known for p, other in zip(all_points, others, strict=True) if other]
        found[name] = ridge(rows, seen[others], names[others])
    return [float(features(p.known) @ found[p.episode]) for p in all_points]


def rule(lost: float) -> float:
    """Log ratio of the one-line rule."""
    return float(min(np.log(RULE_MOST), -np.log(max(1 - lost, 1e-3)) / RULE_ELASTICITY))


def samples(all_points: Sequence[Point], seed: int) -> list[dict[str, Floats]]:
    """Draws of the log ratio by forecast, for each observation."""
    ridged = regressed(all_points)
    z = np.random.default_rng([seed, 7]).standard_normal(len(all_points[0].market))
    out = []
    for p, r in zip(all_points, ridged, strict=True):
        simple = {"no change": 0.0, "rule": rule(p.known.lost), "ridge": r}
        plain = {k: v + SCATTER * abs(v) * z + p.market for k, v in simple.items()}
        out.append({"twin": p.forecast} | plain)
    return out


def scoreboard(found: Iterable[Backtest], seed: int = 0) -> list[Line]:
    """Scores of every forecast in every class over backtested episodes; [] with fewer than three episodes."""
    rows = [p for b in found for p in b.points]
    if len({p.episode for p in rows}) < 3:
        return []
    return board(rows, samples(rows, seed), FORECASTS)


@dataclass(frozen=True)
class Line:
    """Scores of one forecast in one class: part of the observations inside p05-p95, the same above x1.5, mean |log
    error| of the median, CRPS of the log ratio, rank correlation of the median, median p95 / p05."""

    forecast: str
    group: str
    n: int
    inside: float
    inside_big: float
    error: float
    crps: float
    rank: float
    width: float


def board(all_points: Sequence[Point], drawn: Sequence[dict[str, Floats]], names: Iterable[str]) -> list[Line]:
    """Scores by class: all, controls, outages, easings, and what rose above x1.5."""
    groups = {
        "all": [True] * len(all_points),
        **{k: [p.state == k for p in all_points] for k in ("control", "outage", "easing")},
        "above x1.5": [p.seen > np.log(BIG) for p in all_points],
    }  # fmt: skip
    return [
        _line(name, group, [(p, d[name]) for p, d, k in zip(all_points, drawn, keep, strict=True) if k])
        for group, keep in groups.items()
        for name in names
        if any(keep)
    ]


def _line(name: str, group: str, rows: list[tuple[Point, Floats]]) -> Line:
    ends = np.array([np.quantile(x, (0.05, 0.5, 0.95)) for _, x in rows])
    seen = np.array([p.seen for p, _ in rows])
    inside = (ends[:, 0] <= seen) & (seen <= ends[:, 2])
    big = seen > np.log(BIG)
    return Line(
        name, group, len(rows), float(inside.mean()), float(inside[big].mean()) if big.any() else float("nan"),
        float(np.abs(ends[:, 1] - seen).mean()), float(np.mean([crps(x, p.seen) for p, x in rows])),
        spearman(ends[:, 1], seen), float(np.exp(np.median(ends[:, 2] - ends[:, 0]))),
    )  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """What was aimed at, what is reached with the error of its draws, whether it is met (None: within that error), and
    why where it is missed."""

    what: str
    aim: str
    reached: str
    met: bool | None
    why: str = ""


PEAK_AIM, LOSSES_AIM = 0.70, 6


def goals(found: Sequence[Backtest], seed: int = 0, published: Callable[[], Sequence[Beside]] = tuple) -> list[Goal]:
    """The aims of the forecasts beside what is reached, losses by the estimates of others; [] without a scoreboard or
    with too few draws to tell their error."""
    rows = [p for b in found for p in b.points]
    if len({p.episode for p in rows}) < 3 or not (split := parts(len(rows[0].market))):
        return []
    drawn = samples(rows, seed)
    each = [_reached(rows, [{k: x[part] for k, x in d.items()} for d in drawn]) for part in (slice(None), *split)]
    told = {name: np.array([r[name] for r in each]) for name in each[0]}
    timed = np.array([t for b in found for t in b.timed])
    could = np.mean([p["month_could"] for b in found for p in b.peaks if "month_could" in p])
    return [
        aimed("observations inside the 90 % band", "85 to 95 %", told["inside"], "{:.1%}", lambda x: 0.85 <= x <= 0.95),
        aimed("of those above x1.5", "80 % or more", told["big"], "{:.1%}", lambda x: x >= 0.8),
        aimed("CRPS over the best simple rule's", "at most 0.85", told["crps"], "{:.2f}", lambda x: x <= 0.85),
        aimed("rank correlation in controls", "0.75 or more", told["rank"], "{:.2f}", lambda x: x >= 0.75),
        aimed("median width of the band in controls", "at most x5", told["width"], "x{:.1f}", lambda x: x <= 5),
        aimed(f"highest observed month foretold within two months ({len(timed)} series)", f"{PEAK_AIM:.0%}",
              timed.mean(axis=0), "{:.1%}", lambda x: x >= PEAK_AIM,
              f"the month around which most draws peak, right in {could:.0%} of its own draws"),
        *_loss_goal(published()),
    ]  # fmt: skip


def _reached(rows: Sequence[Point], drawn: Sequence[dict[str, Floats]]) -> dict[str, float]:
    """What the aims ask for, by some draws."""
    at = {(x.group, x.forecast): x for x in board(rows, drawn, FORECASTS)}
    ours, control = at["all", "twin"], at.get(("control", "twin"))
    return {
        "inside": ours.inside, "big": ours.inside_big, "crps": ours.crps / min(at["all", k].crps for k in SIMPLE),
        "rank": control.rank if control else float("nan"), "width": control.width if control else float("nan"),
    }  # fmt: skip


def aimed(what: str, aim: str, values: Floats, show: str, holds: Callable[[float], bool], why: str = "") -> Goal:
    """A goal with the error of its draws. values: what all draws say, then what each of equal parts of them says alone,
    whose spread over the root of their number, twice, is the error; holds: whether a value meets the aim."""
    value, error = float(values[0]), 2 * float(np.std(values[1:], ddof=1) / np.sqrt(len(values) - 1))
    ends = [value - error, value + error]
    low, told, high = (show.format(x) for x in (ends[0], value, ends[1]))
    held = {holds(x) for x in (value, *ends)}
    return Goal(what, aim, told if low == high else f"{told} ({low} to {high})", held.pop() if len(held) == 1 else None,
                why)  # fmt: skip


def _loss_goal(published: Sequence[Beside]) -> list[Goal]:
    published = [b for b in published if b.aim]
    if not published:
        return []
    out, n = [b for b in published if not b.inside], len(published)
    why = "; ".join(
        f"{b.name}, {b.economy}: {b.low / 1e9:.3g} billion USD, ours {_two(b.ours[0] / 1e9)} to {_two(b.ours[2] / 1e9)}"
        for b in out
    )
    near = np.array([n - len(out), *np.sum([b.by_part for b in published], axis=0)])
    return [aimed("published losses in bands of at most x10", f"{LOSSES_AIM} of {n}", near, f"{{:.0f}} of {n}",
                  lambda x: x >= LOSSES_AIM, "" if n - len(out) >= LOSSES_AIM else why)]  # fmt: skip


def _two(x: float) -> str:
    """A number to two digits."""
    return f"{float(f'{x:.2g}'):,g}"


def spearman(a: Floats, b: Floats) -> float:
    """Rank correlation, ties as means of their ranks; NaN where one side does not vary or has fewer than three."""
    ranks = [np.array([(np.sum(v < t) + np.sum(v <= t) - 1) / 2 for t in v]) for v in (a, b)]
    if len(a) < 3 or min(np.std(r) for r in ranks) == 0:
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


ESTIMATES = Path(__file__).parent / "tables" / "loss_estimates.csv"
WIDEST = 10.0  # p95 over p05: a wider band holds anything
DRAWS = 8_192  # of a published loss: with 2,048 an eighth of them may call one in that all call out
KNOWN = "2025-11-01"


@dataclass(frozen=True)
class Beside:
    """A published loss (USD, a range where one is given) beside ours: p05, p50, p95; aim: whether the aim was set on
    it, or it was found later."""

    name: str
    economy: str
    low: float
    high: float
    source: str
    ours: tuple[float, float, float]
    draws: Floats  # of ours
    aim: bool = True

    @property
    def width(self) -> float:
        """p95 over p05."""
        return self.ours[2] / max(self.ours[0], 1.0)

    @property
    def inside(self) -> bool:
        """Whether the published range meets a band of no more than ten times."""
        return self._meets(self.ours[0], self.ours[2])

    @property
    def by_part(self) -> list[bool]:
        """The same by each of equal parts of the draws alone."""
        return [self._meets(*np.quantile(self.draws[k], (0.05, 0.95))) for k in parts(len(self.draws))]

    def _meets(self, low: float, high: float) -> bool:
        return bool(low <= self.high and self.low <= high and high <= WIDEST * max(low, 1.0))


def beside_published(world: World) -> tuple[Beside, ...]:
    """Every published estimate beside the twin's loss for the same cut by China, from January 2026."""
    return tuple(_beside(row, world) for row in csv_rows(ESTIMATES))


def _beside(row: dict[str, str], world: World) -> Beside:
    found = _ran(row["minerals"], row["importer"], int(row["months"]), row["last"], float(row["allowed"]), world)
    ours = found.loss(row["economy"])
    assert ours is not None  # each economy of the table is one that the twin tells apart
    return Beside(
        row["name"], row["economy"], float(row["low_usd"]), float(row["high_usd"]), row["source"], ours,
        found.samples["value_added_at_risk_usd", row["economy"]], row["aim"] == "yes",
    )  # fmt: skip


@lru_cache(maxsize=16)
def _ran(minerals: str, importer: str, months: int, last: str, allowed: float, world: World) -> Result:
    measure = {"exporter": "CHN", "importers": [importer], "minerals": minerals.split(";"), "from": "2026-01",
               "to": last, "allowed": allowed}  # fmt: skip
    plan = {
        "name": "published", "start": "2026-01", "months": months, "as_of": KNOWN, "leakage": 0,
        "restrictions": [measure],
    }  # fmt: skip
    return simulate(plan, world, DRAWS, money=True, monthly=False)
