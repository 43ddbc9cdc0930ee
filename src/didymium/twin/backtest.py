"""The twin against history: each episode runs with the world masked at its start and is scored as it falls.

An observed ratio is over a day in the past, so the forecast of it is the modelled effect of the measure times what the
market does by itself (`noise`); it is scored beside the forecast that the measure does nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError, field_validator, model_validator

from didymium import labels
from didymium.errors import BadScenario, DidymiumError
from didymium.files import is_there
from didymium.plain import explain, parse_yaml
from didymium.records import Record
from didymium.records.base import in_short
from didymium.twin import measure as m_
from didymium.twin.hierarchy import Covariates, without
from didymium.twin.measure import covariates, lost_share, priced_by
from didymium.twin.noise import NEAR, OWN, crps, moving, near, quoted, volatility, volume_volatility, walk
from didymium.twin.parameters import DIMENSIONS, check_draws, mineral_priors, sobol, values
from didymium.twin.result import Result
from didymium.twin.run import about, known_world, prepare, simulate
from didymium.twin.scenario import Scenario, read_text
from didymium.twin.schedule import Shock
from didymium.world.load import World, load_world

CHUNK = 1024
Floats = NDArray[np.floating[Any]]


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
    names, size = tuple(wanted), DIMENSIONS
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


EPISODES = Path(__file__).parent / "episodes"
FACTOR = 3.0  # an order of magnitude is right within this factor
STILL = 0.05  # a control's median may move by this much
GONE = 1e-3  # a part of the supply lost that is no loss any more
MOST_DRAWS = 16_384
PRICES = ("price_ratio", "paid_ratio")
QUOTED = (*PRICES, "split_ratio")
Metric = Literal[
    "price_ratio", "split_ratio", "paid_ratio", "supply_ratio", "arrivals_ratio", "exports_ratio", "share_ratio"
]  # fmt: skip
_WHEN = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]))?(-\d{2})?$")


class Observed(Record):
    """A series of history: value by year (mean of its months) or month, over `baseline`, the value at `since`.

    metric: one of `paths.METRICS`. minerals: their geometric mean is taken. economy: a country, EUU, WLD or OUT
    (buyers outside the restricting states). since: month of the baseline (default: the month before the scenario).
    """

    name: str = Field(min_length=1, max_length=120)
    metric: Metric = "price_ratio"
    minerals: tuple[str, ...] = Field(min_length=1)
    stage: str
    economy: str
    baseline: float = Field(gt=0)
    since: str | None = None
    unit: str = ""
    values: dict[str, float] = Field(min_length=1)
    source: str = Field(min_length=3)

    @field_validator("minerals", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        return tuple(_label("mineral", v) for v in (value if isinstance(value, (list, tuple)) else [value]))

    @field_validator("stage", mode="before")
    @classmethod
    def _stage(cls, value: Any) -> Any:
        return _label("stage", value)

    @field_validator("economy", mode="before")
    @classmethod
    def _economy(cls, value: Any) -> Any:
        return value if value == "OUT" else _label("country", value)

    @field_validator("values", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return {str(k): v for k, v in value.items()} if isinstance(value, dict) else value

    @field_validator("since", mode="before")
    @classmethod
    def _since(cls, value: Any) -> Any:
        return None if value is None else str(value)

    @model_validator(mode="after")
    def _dated(self) -> Observed:
        for when in (*self.values, *((self.since,) if self.since else ())):
            if not _WHEN.match(when):
                raise ValueError(f"{when[:20]!r} is neither a year (YYYY) nor a month (YYYY-MM)")
        if min(self.values.values()) <= 0:
            raise ValueError("observed values must be above zero")
        return self


def _label(kind: str, value: Any) -> Any:
    try:
        return getattr(labels, kind)(str(value))
    except DidymiumError as error:
        raise ValueError(str(error)) from None


class Episode(Record):
    """A crisis of the past: its scenario, the date behind which the world is masked, and what was observed.

    kind `control`: nothing physical happened (a financial squeeze), so the model must not explain what was observed;
    it is kept out of the counts.
    """

    name: str = Field(min_length=1, max_length=120)
    title: str = ""
    kind: Literal["physical", "control"] = "physical"
    masked: str
    scenario: Scenario
    inputs: str = ""
    observed: tuple[Observed, ...] = Field(min_length=1)

    def plan(self) -> Scenario:
        """The scenario with the world masked and the economies of its observations told."""
        extra = tuple(o.economy for o in self.observed if o.economy not in ("OUT", "WLD"))
        told = {**self.scenario.model_dump(by_alias=True), "as_of": self.masked}
        return Scenario.model_validate({**told, "report": (*self.scenario.report, *extra)})

    def ended(self) -> dt.date:
        """The day after its last observation: from then on it may teach."""
        last = max(when if len(when) > 4 else f"{when}-12" for o in self.observed for when in o.values)
        year, month = int(last[:4]), int(last[5:7])
        return dt.date(year + month // 12, month % 12 + 1, 1)

    @field_validator("masked", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:
        if not re.match(r"^\d{4}-\d{2}-\d{2}$", str(value)):
            raise ValueError(f"{str(value)[:20]!r} is not a day (YYYY-MM-DD)")
        return str(value)


@dataclass(frozen=True)
class Score:
    """One observation against the forecast: inside p05-p95, direction, within a factor of three of the median.

    crps, naive: ranked probability score of the logarithm, of the forecast and of one in which the measure does
    nothing; less is better. rank: part of the draws below the observation.
    """

    episode: str
    name: str
    metric: str
    period: str
    observed: float
    low: float
    mid: float
    high: float
    inside: bool
    direction: bool
    magnitude: bool
    crps: float
    naive: float
    rank: float
    source: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Known:
    """What was known of an observed price beforehand: the part of the buyers' usual supply that is lost, 0..1, months
    since the shock began, what the market is like, and the log of its price over the usual one."""

    lost: float
    month: float
    x: Covariates
    premium: float = 0.0


@dataclass(frozen=True, eq=False)
class Point:
    """One observed price: what was known of it beforehand, the log ratio seen, and draws of log ratios, dims (draw,).

    state: control, outage or easing, whichever it was at that time. market: the market's own movement; forecast: that
    which the product prints.
    """

    episode: str
    name: str
    period: str
    state: str
    known: Known
    seen: float
    market: Floats
    forecast: Floats


@dataclass(frozen=True, eq=False)
class Backtest:
    """A scored episode; notes, manifest: of the run. bands: forecast by month of each series, dims (3, month).
    peaks: observed and predicted (p05, p50, p95) height and month of the peak, and where two months or more were
    observed whether the month is right. unscored: what could not be scored and why. sigma: yearly market movement of
    each series. points: the observed prices with their draws. timed: of each series whose month is asked for, whether
    it is right by all draws, then by each of `parts`. still: of a control, whether its run moves no price."""

    episode: Episode
    notes: tuple[str, ...]
    manifest: dict[str, Any]
    scores: tuple[Score, ...]
    peaks: tuple[dict[str, Any], ...]
    bands: dict[str, Floats]
    sigma: dict[str, tuple[float, str]]
    unscored: tuple[str, ...]
    points: tuple[Point, ...]
    timed: tuple[tuple[bool, ...], ...]
    still: bool

    def __repr__(self) -> str:
        return in_short(self)

    @property
    def hits(self) -> tuple[int, int]:
        """Observations inside the band, and all."""
        return sum(s.inside for s in self.scores), len(self.scores)

    def to_json(self) -> dict[str, Any]:
        """The published dict."""
        inside, n = self.hits
        return {
            "episode": self.episode.name, "title": self.episode.title, "kind": self.episode.kind,
            "masked": self.episode.masked, "inputs": self.episode.inputs,
            "scores": [s.as_dict() for s in self.scores], "peaks": list(self.peaks),
            "inside": inside, "observations": n,
            "direction": sum(s.direction for s in self.scores), "magnitude": sum(s.magnitude for s in self.scores),
            "crps": _mean(s.crps for s in self.scores), "crps_no_effect": _mean(s.naive for s in self.scores),
            "market_movement": {k: {"sigma": v, "basis": b} for k, (v, b) in self.sigma.items()},
            "unscored": list(self.unscored), "notes": list(self.notes), "manifest": self.manifest,
        }  # fmt: skip


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return float(np.mean(found)) if found else None


def load_episode(source: Episode | str | Path) -> Episode:
    """An episode from a value, a YAML file or the name of one that ships; `BadScenario` names file and line."""
    if isinstance(source, Episode):
        return source
    path = Path(source)
    if not is_there(path) and is_there(EPISODES / f"{path.name}.yaml"):
        path = EPISODES / f"{path.name}.yaml"
    if not is_there(path):
        raise BadScenario(f"{str(source)[:200]}: no such file; episodes that ship: {', '.join(episodes())}")
    data, lines = parse_yaml(read_text(path), path.name)
    try:
        return Episode.model_validate(data)
    except ValidationError as error:
        raise BadScenario(explain(error, lines, path.name)) from None


def episodes() -> tuple[str, ...]:
    """Names of the episodes that ship."""
    return tuple(sorted(path.stem for path in EPISODES.glob("*.yaml")))


def backtest(
    episode: Episode | str | Path | None = None, world: World | None = None, draws: int = 1000, seed: int = 0
) -> tuple[Backtest, ...]:
    """Scored episodes (all that ship, or one): the world is masked at the episode's date, parameters are drawn from
    what the other episodes taught (an episode that does not ship is forecast by those that had ended by its date).

    Errors: `BadScenario` (with the line), `BadInput` for too many draws, `MissingData` when the masked world has no
    chain for it.
    """
    check_draws(draws, MOST_DRAWS)
    names = [episode] if episode is not None else list(episodes())
    return tuple(_run(load_episode(name), world or load_world(), draws, seed) for name in names)


def _run(e: Episode, world: World, draws: int, seed: int) -> Backtest:
    plan = e.plan()
    known = known_world(plan, world)
    wanted = {Series(o.metric, m, o.stage, o.economy) for o in e.observed for m in o.minerals}
    found = paths(plan, world, sorted(wanted), draws, seed, e.name if without(e.name) is not None else None)
    shocks = prepare(plan, known)[0]
    points: list[Point] = []
    scores, peaks, bands, sigma, unscored, timed = [], [], {}, {}, [], []
    for o in e.observed:
        own = [found[s] for s in (Series(o.metric, m, o.stage, o.economy) for m in o.minerals) if s in found]
        if not own:
            unscored.append(f"{o.name}: the run has no {METRICS[o.metric]} of this mineral, stage and economy")
            continue
        effect = np.exp(np.mean([np.log(np.maximum(x.effect, 1e-9)) for x in own], axis=0))
        sigma[o.name] = movement(known, o)
        price = o.metric in PRICES
        wide = moving(sigma[o.name][0], own[0].market if price else own[0].market / OWN)
        market = walk(len(effect), age_of(plan, o), draws, wide, seed, stays=not price)
        loose = float(o.metric in QUOTED)
        forecast = quoted(effect, market, loose * own[0].scatter, loose * own[0].surge, seed)
        bands[o.name] = np.quantile(forecast, (0.05, 0.5, 0.95), axis=1)
        for period, value in o.values.items():
            months = [i for i, m in enumerate(plan.calendar()) if m.startswith(period[:7])]
            if not months:
                unscored.append(f"{o.name}, {period}: outside the scenario's months")
                continue
            seen = value / o.baseline
            mean = [x[months].mean(axis=0) for x in (market, forecast)]
            scores.append(_score(e, o, period, seen, mean[1], mean[0]))
            if o.metric in PRICES and e.kind == "physical":
                state, before = known_of(o, months, shocks)
                points.append(Point(e.name, o.name, period, state, before, float(np.log(seen)), *map(np.log, mean)))
        month, right = _peak_month(plan, o, forecast)
        peaks.append(_peak(plan, o, effect, forecast) | month)
        timed += [right] if right and e.kind == "physical" else []
    still = e.kind == "control" and _still(simulate(plan, world, draws, seed))
    return Backtest(
        e, *about(plan, world, draws, seed), tuple(scores), tuple(peaks), bands, sigma, tuple(unscored), tuple(points),
        tuple(timed), still,
    )  # fmt: skip


def _lost(o: Observed, shocks: list[Shock]) -> tuple[Shock, int, NDArray[np.float32]]:
    """(the shock and market of an observed series, the part of supply that its buyers lose by month)."""
    s = Series(o.metric, o.minerals[0], o.stage, o.economy)
    shock = next(k for k in shocks if any((x.mineral, x.name) == (s.mineral, s.stage) for x in k.markets))
    m, who = place(shock, s), s.economy if s.economy in shock.economies else "WLD"
    return shock, m, lost_share(shock, priced_by(shock, shock.economies.index(who), m), m)


def known_of(o: Observed, months: list[int], shocks: list[Shock]) -> tuple[str, Known]:
    """(control, outage or easing; what was known beforehand) of an observed price in some months of a plan."""
    shock, m, by_month = _lost(o, shocks)
    lost = float(by_month[months].mean())
    state = "easing" if lost <= GONE else "outage" if shock.outage else "control"
    since = max(float(np.mean(months)) - shock.start + 1, 0.0)
    return state, Known(lost, since, covariates(shock.markets[m], shock.outage), shock.markets[m].premium)


def movement(known: World, o: Observed) -> tuple[float, str]:
    """Yearly standard deviation of an observed series by itself, and what it rests on."""
    if o.metric in ("share_ratio", "split_ratio"):
        return 0.0, "a ratio within one month: no movement of its own"
    found = [volatility(known, m) if o.metric in PRICES else volume_volatility(known, m, o.economy) for m in o.minerals]
    return float(np.sqrt(np.mean([v**2 for v, _ in found]))), found[0][1]


def age_of(plan: Scenario, o: Observed) -> int:
    """Months from the baseline to the first month of the scenario; a year counts from its middle."""
    if o.since is None:
        return 1
    return max(1, -plan.index(o.since[:7] if len(o.since) > 4 else f"{o.since}-07"))


def _score(e: Episode, o: Observed, period: str, seen: float, forecast: Floats, market: Floats) -> Score:
    low, mid, high = (float(q) for q in np.quantile(forecast, (0.05, 0.5, 0.95)))
    return Score(
        episode=e.name, name=o.name, metric=o.metric, period=period, observed=seen, low=low, mid=mid, high=high,
        inside=low <= seen <= high,
        direction=(seen - 1) * (mid - 1) > 0 or (abs(seen - 1) < 0.1 and abs(mid - 1) < 0.1),
        magnitude=1 / FACTOR <= mid / seen <= FACTOR,
        crps=crps(np.log(forecast), float(np.log(seen))), naive=crps(np.log(market), float(np.log(seen))),
        rank=float(np.mean(forecast < seen)), source=o.source,
    )  # fmt: skip


def _peak(plan: Scenario, o: Observed, effect: Floats, forecast: Floats) -> dict[str, Any]:
    """Height and month of the peak: observed, and of each draw of the forecast; time from the scenario's start."""
    top = max(o.values, key=lambda k: o.values[k])
    low, mid, high = (float(q) for q in np.quantile(forecast.max(axis=0), (0.05, 0.5, 0.95)))
    when = np.quantile(effect.argmax(axis=0), (0.05, 0.5, 0.95))
    first, middle, last = (plan.month(int(q)) for q in when)
    return {
        "name": o.name, "observed": o.values[top] / o.baseline, "observed_at": top, "low": low, "mid": mid,
        "high": high, "predicted_at": middle, "predicted_from": first, "predicted_to": last,
        "time_inside": first[: len(top)] <= top[:7] <= last[: len(top)],
    }  # fmt: skip


PARTS = 8


def parts(draws: int) -> tuple[slice, ...]:
    """Eight runs of draws, by what each of which says alone the error of what all say is told; none where one would
    have fewer than two. Points of a Sobol sequence that follow each other fill their space; every eighth of them lie in
    one corner of it."""
    ends = [k * draws // PARTS for k in range(PARTS + 1)]
    return tuple(map(slice, ends[:-1], ends[1:])) if draws >= 2 * PARTS else ()


def _peak_month(plan: Scenario, o: Observed, forecast: Floats) -> tuple[dict[str, Any], tuple[bool, ...]]:
    """Whether the observed month around which the most draws of the forecast have their highest lies within two months
    of the one with the highest observation, and that part of the draws: the best that a sure forecast could expect;
    then whether it does by all draws and by each of `parts`.

    Empty where fewer than two months were observed, or the series is no price.
    """
    at = {k: m for k in o.values if len(k) > 4 and 0 <= (m := plan.index(k[:7])) < plan.months}
    if o.metric not in PRICES or len(at) < 2:
        return {}, ()
    months, seen = np.array(list(at.values())), at[max(at, key=lambda k: o.values[k])]
    tops = months[forecast[months].argmax(axis=0)]
    around = [near(np.bincount(tops[k], minlength=plan.months))[months] for k in (slice(None), *parts(len(tops)))]
    right = tuple(bool(abs(months[part.argmax()] - seen) <= NEAR) for part in around)
    return {"month_right": right[0], "month_could": float(around[0].max())}, right


def _still(result: Result) -> bool:
    """True where the run of a control moves no price by itself."""
    run = [r for r in result.rows if r.metric == "price_ratio"]
    return all(r.effect is not None and float(np.abs(r.effect[1] - 1).max()) <= STILL for r in run)
