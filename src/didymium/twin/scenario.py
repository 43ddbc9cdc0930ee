"""Scenarios: what is done to the world, in which months; as Python values or as YAML checked line by line."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, field_validator, model_validator

from didymium import labels
from didymium.errors import BadScenario, DidymiumError
from didymium.files import is_there
from didymium.plain import explain, parse_yaml
from didymium.records import Record
from didymium.world.states import State, state_of

if TYPE_CHECKING:
    from didymium.world.load import World

MAX_MONTHS, MAX_BYTES = 240, 200_000
LICENCE_MONTHS = 60  # a licence that has run this long passes what it passes then
LIBRARY = Path(__file__).parent / "scenarios"
WHOLE = {"bauxite": ("aluminium", "mine"), "alumina": ("aluminium", "refine")}  # goods that are a stage of a chain
_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?")


def _month(value: object) -> str:
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if not _MONTH.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a month (YYYY-MM) or a day (YYYY-MM-DD) of the years 1900 to 2199")
    return text


def _from_label(name: str, value: object) -> Any:
    try:
        return getattr(labels, name)(str(value))
    except DidymiumError as error:
        raise ValueError(str(error)) from None


_ONE = {"exporter": "country", "country": "country", "economy": "country", "mineral": "mineral", "stage": "stage",
        "sector": "sector"}  # fmt: skip
_MANY = {"importers": "country", "report": "country", "minerals": "mineral", "stages": "stage"}


class _Part(Record):
    """A frozen part of a scenario: names become canonical, months are checked."""

    @field_validator("from_", "to", "announced", "start", mode="before", check_fields=False)
    @classmethod
    def _is_month(cls, value: object) -> object:
        return value if value is None else _month(value)

    @field_validator(*_ONE, mode="before", check_fields=False)
    @classmethod
    def _is_label(cls, value: object, info: ValidationInfo) -> object:
        return value if value is None else _from_label(_ONE[str(info.field_name)], value)

    @field_validator(*_MANY, mode="before", check_fields=False)
    @classmethod
    def _are_labels(cls, value: object, info: ValidationInfo) -> object:
        return tuple(_from_label(_MANY[str(info.field_name)], v) for v in _listed(value))

    @model_validator(mode="after")
    def _in_order(self) -> _Part:
        begin, end = getattr(self, "from_", None), getattr(self, "to", None)
        if begin and end and end[:7] < begin[:7]:
            raise ValueError(f"ends ({end}) before it starts ({begin})")
        return self


def _later(month: str, more: int) -> str:
    count = 12 * int(month[:4]) + int(month[5:7]) - 1 + more
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


class Step(_Part):
    """From this month the arc may carry this share of its baseline flow."""

    from_: str = Field(alias="from")
    allowed: float = Field(ge=0, le=1)


class Granted(_Part):
    """From this month this share of the applications decided is granted."""

    from_: str = Field(alias="from")
    share: float = Field(ge=0, le=1)


class Licence(_Part):
    """Export by licence. granted: share of applications granted (or steps, by the month of the decision). delay: months
    from application to decision; nothing passes before the first decisions. general: share of trade under general
    licences, which passes at once (civil users named by the sender). backlog: months over which what waited is decided
    beside what comes in; 0 = it lapses."""

    granted: float | tuple[Granted, ...]
    delay: float = Field(default=2.1, ge=0, le=24)  # 45 working days
    general: float = Field(default=0.0, ge=0, le=1)
    backlog: float = Field(default=3.0, ge=0, le=36)

    @model_validator(mode="after")
    def _a_share(self) -> Licence:
        if isinstance(self.granted, float) and not 0 <= self.granted <= 1:
            raise ValueError(f"granted must lie in 0..1, not {self.granted:g}")
        return self

    def share(self, month: str) -> float:
        """Share granted of what is decided in a month (YYYY-MM)."""
        if isinstance(self.granted, float):
            return self.granted
        known = [g.share for g in sorted(self.granted, key=lambda g: g.from_) if g.from_[:7] <= month]
        return known[-1] if known else 0.0

    def passes(self, month: str, age: float) -> float:
        """Share of usual trade that passes in a month that ends `age` months after the licence began: what is decided
        in it, with its part of what had waited, and general licences; at most 1."""
        decided = min(max(age - self.delay, 0.0), 1.0)
        catching_up = self.backlog > 0 and 0 < age - self.delay <= self.backlog
        more = self.delay / self.backlog if catching_up else 0.0
        return min(1.0, self.general + (1 - self.general) * self.share(month) * decided * (1 + more))


class Restriction(_Part):
    """A measure of one exporter: `allowed` is the share of each arc's baseline flow that still passes (or `severity`,
    the share cut); a list of steps gives it over time, a `licence` computes it. `share_of_use`: the part of the
    importers' use that the measure is about, where it hits named firms only. `to` is the last month in force; null =
    open end."""

    exporter: str
    importers: tuple[str, ...] = ("WLD",)
    minerals: tuple[str, ...]
    stages: tuple[str, ...] = ()
    allowed: float | tuple[Step, ...] | None = None
    severity: float | None = Field(default=None, ge=0, le=1)
    licence: Licence | None = None
    share_of_use: float = Field(default=1.0, gt=0, le=1)
    announced: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None

    @model_validator(mode="after")
    def _has_strength(self) -> Restriction:
        if sum(x is not None for x in (self.allowed, self.severity, self.licence)) != 1:
            raise ValueError(
                "needs one of `allowed` (share that passes, 0..1), `severity` (share cut, 0..1) and `licence`"
            )
        if isinstance(self.allowed, float) and not 0 <= self.allowed <= 1:
            raise ValueError(f"allowed must lie in 0..1, not {self.allowed:g}")
        if self.from_ is None and not isinstance(self.allowed, tuple):
            raise ValueError("needs `from`, the first month in force")
        return self

    def steps(self) -> tuple[tuple[str, float], ...]:
        """(month, allowed share) pairs in order, of all that the importers use."""
        return tuple((month, 1 - self.share_of_use * (1 - share)) for month, share in self._of_those_hit())

    def _of_those_hit(self) -> tuple[tuple[str, float], ...]:
        if isinstance(self.allowed, tuple):
            return tuple(sorted((s.from_[:7], s.allowed) for s in self.allowed))
        if self.licence is not None:
            months = [_later(str(self.from_)[:7], n) for n in range(LICENCE_MONTHS)]
            return tuple((month, self.licence.passes(month, n + 1.0)) for n, month in enumerate(months))
        share = self.allowed if self.allowed is not None else 1.0 - float(self.severity or 0.0)
        return ((str(self.from_)[:7], share),)


class Easing(_Part):
    """A measure that the world lives with today is suspended, lifted or struck down: of the usual flow `before` passed;
    from `from` on all passes, until `to`, when a suspension ends (null = for good). Prices are over those of today."""

    exporter: str
    importers: tuple[str, ...] = ("WLD",)
    minerals: tuple[str, ...]
    stages: tuple[str, ...] = ()
    before: float = Field(ge=0, lt=1)
    announced: str | None = None
    from_: str = Field(alias="from")
    to: str | None = None


class Outage(_Part):
    """A country loses a share of its capacity at one stage; `announced`: when buyers learnt of it, if earlier."""

    country: str
    minerals: tuple[str, ...]
    stage: str
    lost: float = Field(ge=0, le=1)
    announced: str | None = None
    from_: str = Field(alias="from")
    to: str | None = None


class Demand(_Part):
    """An economy's use (of one sector, of one mineral) changes by a share; -0.2 = a fifth less."""

    economy: str = "WLD"
    sector: str | None = None
    mineral: str | None = None
    change: float = Field(ge=-1, le=10)
    from_: str = Field(alias="from")
    to: str | None = None


class Capacity(_Part):
    """New capacity: t/yr of output, or share of the world's output of the stage, ramping up in `ramp_months`."""

    country: str
    mineral: str
    stage: str
    tonnes_per_year: float | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=10)
    announced: str | None = None
    from_: str = Field(alias="from")
    ramp_months: int = Field(default=12, ge=1, le=120)

    @model_validator(mode="after")
    def _sized(self) -> Capacity:
        if (self.tonnes_per_year is None) == (self.share is None):
            raise ValueError("needs either `tonnes_per_year` or `share` of world output")
        return self


class Stockpile(_Part):
    """A public stock, in months of the economy's use, released when arrivals fall short."""

    economy: str
    mineral: str
    months: float = Field(ge=0, le=120)


class Programme(_Part):
    """A programme that saves (substitution) or brings back (recycling) a share of the economy's use."""

    economy: str
    mineral: str
    share: float = Field(ge=0, le=1)
    from_: str = Field(alias="from")
    ramp_months: int = Field(default=12, ge=1, le=120)


class Project(_Part):
    """A project of the world's table by `name`, or a free one: country, mineral, stage and size; `from` is the first
    month of output (default for a named one: its stated start and what is left of its lead time)."""

    name: str | None = Field(default=None, max_length=120)
    country: str | None = None
    mineral: str | None = None
    stage: str | None = None
    tonnes_per_year: float | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=10)
    from_: str | None = Field(default=None, alias="from")
    ramp_months: int | None = Field(default=None, ge=1, le=120)

    @property
    def named(self) -> bool:
        """True where the size comes from the world's table."""
        return self.country is None and self.mineral is None and self.stage is None

    @model_validator(mode="after")
    def _whole(self) -> Project:
        free = (self.country, self.mineral, self.stage, self.from_)
        sized = (self.tonnes_per_year is None) != (self.share is None)
        if self.named and not self.name:
            raise ValueError("needs the `name` of a project, or country, mineral, stage, size and `from` of a free one")
        if self.named and (self.tonnes_per_year is not None or self.share is not None):
            raise ValueError("a named project has its size from the table; a free one also needs country and mineral")
        if not self.named and not (all(free) and sized):
            raise ValueError("a free project needs country, mineral, stage, from, and tonnes_per_year or share")
        return self

    def capacity(self) -> Capacity:
        """A free project as new capacity."""
        given = self.model_dump(by_alias=True, exclude={"name"}, exclude_none=True)
        return Capacity.model_validate(given)


class PriceNow(_Part):
    """What a price at the start is over its usual one (the median of the five years before); a stage of its own where
    one is named."""

    mineral: str
    stage: str | None = None
    over_usual: float = Field(gt=0, le=1000)


class Policy(_Part):
    """What the importing side does."""

    stockpiles: tuple[Stockpile, ...] = ()
    projects: tuple[Project, ...] = ()
    substitution: tuple[Programme, ...] = ()
    recycling: tuple[Programme, ...] = ()

    @field_validator("projects", mode="before")
    @classmethod
    def _by_name(cls, value: object) -> object:
        return tuple({"name": v} if isinstance(v, str) else v for v in _listed(value)) if value else ()


class Scenario(_Part):
    """A what-if over `months` months from `start`; `as_of` hides what became known later (default: the start).

    report: economies to tell of beside the usual ones and those that a part names. prices: how high they stand at the
    start, where the world's price table does not know it.
    """

    name: str = Field(min_length=1, max_length=120)
    title: str | None = None
    start: str
    months: int = Field(default=24, ge=1, le=MAX_MONTHS)
    as_of: dt.date | Literal["latest"] | None = None
    minerals: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    easings: tuple[Easing, ...] = ()
    outages: tuple[Outage, ...] = ()
    demand: tuple[Demand, ...] = ()
    new_capacity: tuple[Capacity, ...] = ()
    prices: tuple[PriceNow, ...] = ()
    policy: Policy = Policy()
    leakage: float | None = Field(default=None, ge=0, le=1)

    _place: str = PrivateAttr(default="")
    _lines: dict[tuple[Any, ...], int] = PrivateAttr(default_factory=dict)

    def at(self, *path: str | int) -> str:
        """Where a part of the scenario stands: file and line where it came from a file, else its name and path."""
        line = next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), None)
        where = f"{self._place}:{line}" if line else self.name
        return f"{where}: {'.'.join(map(str, path))}"

    @model_validator(mode="after")
    def _within(self) -> Scenario:
        last = self.month(self.months - 1)
        for part in (*self.restrictions, *self.easings, *self.outages, *self.demand):
            begin = getattr(part, "from_", None)
            if begin and begin[:7] > last:
                raise ValueError(f"a measure from {begin} starts after the last month, {last}: lengthen `months`")
        return self

    def month(self, index: int) -> str:
        """The month `index` steps after the start, YYYY-MM."""
        return _later(self.start, index)

    def index(self, month: str) -> int:
        """Steps from the start to `month`; negative before it."""
        return (int(month[:4]) - int(self.start[:4])) * 12 + int(month[5:7]) - int(self.start[5:7])

    def calendar(self) -> tuple[str, ...]:
        """All months, YYYY-MM."""
        return tuple(self.month(i) for i in range(self.months))

    def bound(self) -> tuple[Restriction | Easing, ...]:
        """The measures, laid on or taken off."""
        return (*self.restrictions, *self.easings)

    def economies(self) -> tuple[str, ...]:
        """The economies that the scenario tells apart: targets, users whose demand or policy changes, `report`."""
        p = self.policy
        named = [i for r in self.bound() for i in r.importers] + [d.economy for d in self.demand]
        named += [s.economy for s in p.stockpiles] + [x.economy for x in (*p.substitution, *p.recycling)]
        return tuple(dict.fromkeys(c for c in (*named, *self.report) if c != "WLD"))

    def exporters(self, senders: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The states whose exports are told: those that restrict, those that lose or gain capacity, and `report`."""
        named = [r.exporter for r in self.restrictions] + [o.country for o in self.outages]
        named += [c.country for c in self.new_capacity] + list(self.report)
        return tuple(dict.fromkeys((*senders, *(c for c in named if c not in labels.AGGREGATES))))

    def affected(self) -> tuple[str, ...]:
        """The minerals (or groups) that the scenario names, in order."""
        policy = self.policy
        named = [m for r in self.bound() for m in r.minerals] + [m for o in self.outages for m in o.minerals]
        named += [c.mineral for c in self.new_capacity] + [p.mineral for p in policy.projects if p.mineral]
        named += [p.mineral for p in policy.stockpiles] + [p.mineral for p in (*policy.substitution, *policy.recycling)]
        named += [d.mineral for d in self.demand if d.mineral]
        return tuple(dict.fromkeys((*named, *self.minerals)))


def load_scenario(source: Scenario | dict[str, Any] | str | Path) -> Scenario:
    """A scenario from a value, a dict, a YAML file, the name of a ready one or the id of a measure of the world.

    Errors: `BadScenario` with file, line and remedy; aliases, anchors and tags are refused, nothing is executed.
    """
    if isinstance(source, Scenario):
        return source
    if isinstance(source, dict):
        return _validated(source, {}, "scenario")
    path = Path(source)
    if not is_there(path) and is_there(LIBRARY / f"{path.name}.yaml"):
        path = LIBRARY / f"{path.name}.yaml"
    if not is_there(path) and path.name == str(source) and (measure := of_measure(path.name)):
        return measure
    return parse_scenario(read_text(path), path.name)


def of_measure(ident: str, world: World | None = None) -> Scenario | None:
    """The scenario in which a measure on exports binds (again) for as long as it says, 24 months at most.

    It begins with the month after the world's date, or that in which the measure takes effect or its suspension is
    over. A ban or halt lets nothing pass, another measure as much as its act states; where none does, the middle of
    what its kind stops (`CUTS`), and the title says so. None where the world has no such measure. Raises
    `BadScenario` for one that is none on exports.
    """
    from didymium.world.load import load_world

    seen = world or load_world()
    rows = {r["id"]: r for r in seen.table("measures").iter_rows(named=True)}
    if ident not in rows:
        return None
    row, state = rows[ident], state_of(seen, ident)
    if not row["kind"].startswith("export") and row["kind"] != "de_facto_halt":
        raise BadScenario(
            f"{ident} is no measure on exports ({row['kind']}); write a scenario, see docs/method/twin.md"
        )
    allowed, guess = _allowed(row, state)
    today = seen.date or dt.date.today()
    paused = state.until if state.state == "suspended" else None
    begin = max(state.first.start, *(_next_month(day) for day in (today, paused) if day))
    start = f"{begin:%Y-%m}"
    until = f"{state.until:%Y-%m}" if state.until and state.state != "suspended" else None
    minerals = [m for m in row["minerals"].split(";") if m in labels.minerals()]
    bound = [m for m in minerals if state_of(seen, ident, mineral=m).state not in ("suspended", "ended")]
    minerals = bound if bound and state.state == "in_force" else minerals  # for some of its goods it rests
    stages = [s for s in (row["stage"] or "").split(";") if s in labels.STAGES]
    rule = {
        "exporter": row["actor"], "importers": (row["targets"] or "WLD").split(";"), "allowed": allowed,
        "minerals": minerals, "stages": _told_stages(seen, minerals, stages), "from": start, "to": until,
    }  # fmt: skip
    return _validated(
        {"name": ident, "title": f"{row['title']} ({state.words}{guess})", "start": start, "as_of": "latest",
         "months": 24, "restrictions": [rule]}, {}, ident,
    )  # fmt: skip


def _told_stages(world: World, minerals: list[str], stages: list[str]) -> list[str]:
    """The stages of one mineral that its chain has: a measure on oxide and metal binds where only refining is known.

    One on the metal of a mineral that is refined to metal binds on refining (gallium), one on what is refined on the
    metal where the chain knows that alone.
    """
    from didymium.twin.network import chain

    if len(minerals) != 1 or labels.is_group(minerals[0]):
        return stages
    try:
        has = chain(world, minerals[0]).stages
    except DidymiumError:
        return stages
    same = {"metal": "refine", "refine": "metal"}
    kept = [s for s in stages if s in has] or [same[s] for s in stages if same.get(s) in has]
    return list(dict.fromkeys(kept)) or stages


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


CUTS = {  # part of the flow that a measure stops over its time, where no source states it (prior)
    "export_ban": (0.9, 1.0), "de_facto_halt": (0.8, 1.0), "export_licence": (0.0, 0.8),
    "export_quota": (0.05, 0.4), "export_tax": (0.0, 0.15), "state_trading": (0.0, 0.3),
}  # fmt: skip


def _allowed(row: dict[str, Any], state: State) -> tuple[float, str]:
    """The share of normal trade that a measure lets through, and what to say of it where nobody states it."""
    if state.first.allowed is not None:
        return state.first.allowed, ""
    if row["kind"] in ("export_ban", "de_facto_halt"):
        return 0.0, ""
    if row["severity"] is not None:
        return 1 - float(row["severity"]), ""
    low, high = CUTS.get(row["kind"], CUTS["export_tax"])
    return 1 - (
        low + high
    ) / 2, f"; depth not stated: {(low + high) / 2:.0%} cut, the middle of {low:.0%} to {high:.0%}"


def on_whole_chains(plan: Scenario) -> Scenario:
    """The scenario with goods that are a stage of a longer chain told as that stage: bauxite is aluminium's mine stage,
    so that what its stop does to alumina and metal is seen."""
    if not set(plan.affected()) & set(WHOLE):
        return plan

    def split(part: Any) -> list[Any]:
        own = tuple(m for m in part.minerals if m not in WHOLE)
        kept = [part.model_copy(update={"minerals": own})] if own else []
        return kept + [_as_stage(part, *WHOLE[m]) for m in part.minerals if m in WHOLE]

    lists = {name: tuple(x for part in getattr(plan, name) for x in split(part)) for name in _MEASURES}
    built = tuple(
        c.model_copy(update=dict(zip(("mineral", "stage"), WHOLE.get(c.mineral, (c.mineral, c.stage)), strict=True)))
        for c in plan.new_capacity
    )
    minerals = tuple(dict.fromkeys(WHOLE.get(m, (m,))[0] for m in plan.minerals))
    return plan.model_copy(update={**lists, "new_capacity": built, "minerals": minerals})


_MEASURES = ("restrictions", "easings", "outages")


def _as_stage(part: Any, mineral: str, stage: str) -> Any:
    where = {"stage": stage} if isinstance(part, Outage) else {"stages": (stage,)}
    return part.model_copy(update={"minerals": (mineral,), **where})


def read_text(path: Path) -> str:
    """The text of a small file; `BadScenario` when it is missing, too large or not text."""
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        known = ", ".join(library())
        said = getattr(error, "strerror", None) or error
        raise BadScenario(f"{str(path)[:200]}: {said}; ready scenarios: {known}") from None
    if len(raw) > MAX_BYTES:
        raise BadScenario(f"{path.name}: {len(raw):,} bytes; a scenario has at most {MAX_BYTES:,}")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadScenario(f"{path.name}: not UTF-8 text") from None


def library() -> tuple[str, ...]:
    """Names of the ready scenarios."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def parse_scenario(text: str, place: str = "scenario") -> Scenario:
    """The scenario written in YAML `text`; messages name `place:line`."""
    data, lines = parse_yaml(text, place)
    return _validated(data, lines, place)


def _validated(data: Any, lines: dict[tuple[Any, ...], int], place: str) -> Scenario:
    try:
        plan = Scenario.model_validate(data)
    except ValidationError as error:
        raise BadScenario(explain(error, lines, place)) from None
    plan._place, plan._lines = place, lines
    return plan
