"""`didymium simulate` and `didymium backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from didymium.cli.options import Draws, Flag, Json, Seed
from didymium.cli.terminal import money, print_json, progress
from didymium.errors import BadInput

if TYPE_CHECKING:
    from didymium.twin.backtest import Backtest
    from didymium.twin.result import Result
    from didymium.twin.sensitivity import Why

BARS = "▁▂▃▄▅▆▇█"


def simulate(
    scenario: str | None = None,
    *,
    draws: Draws = 1000,
    seed: Seed = 0,
    as_of: str | None = None,
    why: Flag = False,
    json: Json = False,
    out: Path | None = None,
    html: Path | None = None,
    list_: Annotated[bool, Parameter(name="--list", negative=())] = False,
) -> int:
    """Simulate a scenario: who runs short of what, when, at what price and at what cost.

    Parameters
    ----------
    scenario
        A YAML file, or the name of a ready scenario (see --list).
    as_of
        See the world as known on this date instead of the scenario's own.
    why
        Name the inputs that the result hangs on most.
    out
        Write monthly quantiles to this .nc, .parquet, .csv or .json file.
    html
        Write fan charts to this page.
    list_
        List the ready scenarios.
    """
    from didymium.twin.scenario import library, load_scenario

    if list_ or scenario is None:
        return _list(library(), json)
    plan = load_scenario(scenario)
    if as_of:
        from didymium.world.load import parse_date

        plan = plan.model_copy(update={"as_of": parse_date(as_of)})
    if out and out.suffix not in (".nc", ".parquet", ".csv", ".json"):
        raise BadInput(f"{out.name}: end the name in .nc, .parquet, .csv or .json")
    from didymium.twin.run import simulate as run

    result = run(plan, draws=draws, seed=seed, progress=progress("draws"))
    reasons: tuple[Why, ...] = ()
    if why:
        from didymium.twin.sensitivity import why as influences

        reasons = influences(plan, seed=seed)
    _write(result, out, html)
    if json:
        extra = {"why": [w.to_json() for w in reasons]} if why else {}
        print_json({**result.to_json(), **extra}, indent=None)
        return 0
    _show(result)
    for reason in reasons:
        _tell(reason)
    return 0


def _write(result: Result, out: Path | None, html: Path | None) -> None:
    if out:
        from didymium.twin.result import save

        save(result, out)
    if html:
        from didymium.twin.chart import page

        page(result, html)


def backtest(
    episode: str | None = None, *, draws: Draws = 1000, seed: Seed = 0, json: Json = False, page: Path | None = None
) -> int:
    """Run the twin against history, the world masked at each episode's start, and score it as it falls.

    Parameters
    ----------
    episode
        A YAML file or the name of an episode that ships (default: all that ship).
    page
        Write the scores with plots as a Markdown page, SVG files beside it.
    """
    from didymium.twin.backtest import backtest as run

    found = run(episode, draws=draws, seed=seed)
    more = []
    if len(found) > 1 and not json:
        from didymium.strategy.premium import rank_goal
        from didymium.world.load import load_world

        more = [rank_goal(load_world())]
    if page:
        from didymium.twin.report import write

        write(found, page, more)
    if json:
        print_json([b.to_json() for b in found], indent=None)
    else:
        for b in found:
            _score(b)
        if len(found) > 1:
            from didymium.twin.report import aims, summary, table
            from didymium.twin.scoreboard import scoreboard

            lines = scoreboard(found, seed)
            print(summary(found) + "\n" + table(lines) + aims(found, lines, more), end="")
    return 0


def _list(names: tuple[str, ...], json: bool) -> int:
    from didymium.twin.scenario import load_scenario

    rows = [{"name": n, "title": load_scenario(n).title, "start": load_scenario(n).start} for n in names]
    if json:
        print_json(rows, indent=None)
    else:
        for row in rows:
            print(f"{row['name']:44} {row['title']}")
    return 0


def spark(values: Any) -> str:
    """A line of bars from the lowest to the highest value; spaces where there is none."""
    numbers = [float(v) for v in values]
    known = [v for v in numbers if v == v]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    span = (high - low) or 1.0
    return "".join(" " if v != v else BARS[round((v - low) / span * (len(BARS) - 1))] for v in numbers)


def _value(metric: str, x: float) -> str:
    if metric.endswith("_usd"):
        return money(x)
    if metric == "shortage_share":
        return f"{x:.0%}"
    return f"{x:.1f}" if metric == "price_ratio" else f"{x:.0f}"


WORDS = {
    "price_ratio": "peak price (in a glut the lowest), x baseline",
    "shortage_share": "use unmet, mean of the horizon",
    "value_added_at_risk_usd": "value added at risk over the whole time, USD (the European Union holds its members)",
    "sender_income_change_usd": "change of the sender's export income over the whole time, USD",
    "months_to_recovery": "months until neither short nor dear",
    "months_to_shortage": "months until a shortage",
}


def _show(result: Result) -> None:
    from rich.console import Console
    from rich.table import Table

    from didymium.twin.chart import who

    console = Console()
    plan = result.scenario
    seen = result.manifest["as_of"] or "today"
    console.print(
        f"[bold]{plan.title or plan.name}[/bold]  {result.months[0]} to {result.months[-1]}, as known on {seen}, "
        f"{result.manifest['draws']:,} draws"
    )
    vague = moved = False
    for metric, words in WORDS.items():
        found = [
            f for f in result.figures if f.metric == metric and f.sector is None and _told(f, result) and _stirs(f)
        ]
        if not found:
            continue
        moved = True
        table = Table(
            "", "median", "p05", "p95", "month by month", title=words, title_justify="left", box=None, pad_edge=False
        )
        digits = 1 if metric == "price_ratio" else 3  # who reads alike stands behind all buyers together
        first = 1 if metric == "months_to_shortage" else -1  # who is short soonest, else the largest
        found.sort(key=lambda f: (first * round(abs(f.value - (digits == 1)), digits), f.country not in ("OUT", "WLD")))
        for f in _apart(found, metric):
            name = ", ".join(part for part in (f.mineral, f.stage, who(f.country or "")) if part)
            series = result.series(metric, f.country or "", f.mineral, f.stage)
            ends = _ends(f, result)
            vague = vague or "" in ends
            table.add_row(name, *ends, spark(series[1]) if series is not None else "")
        console.print(table)
    if not moved:
        console.print("nothing that is simulated moves by as much as is told here")
    if vague:
        console.print("[dim]no end: more than ten times from the other, so that only the other one binds[/dim]")
    for note in _gaps(result):
        console.print(f"[dim]not computed: {note}[/dim]")


def _told(f: Any, result: Result) -> bool:
    """Whether a figure is of an economy that the terminal tells: the world's prices and shortages only where no state
    restricts, for else those outside it stand for it."""
    inside = any(x.country == "OUT" for x in result.figures)
    return f.country != "WLD" or (f.metric in ("price_ratio", "shortage_share") and not inside)


def _ends(f: Any, result: Result) -> list[str]:
    """Median, p05 and p95 in words; where they say no order of magnitude the median and the end that binds, unless one
    end is a loss and one a gain."""
    from didymium.twin.result import decided

    ends = [
        ("> " if end in result.beyond(f) else "") + _value(f.metric, getattr(f, end) or 0.0)
        for end in ("value", "low", "high")
    ]
    if f.metric not in ("price_ratio", "shortage_share") and not f.metric.endswith("_usd"):
        return ends
    if f.metric == "shortage_share" or decided(f.low or 0.0, f.high or 0.0):
        return ends
    if (f.low or 0.0) < 0 < (f.high or 0.0):
        return ends
    return [*ends[:2], ""] if f.metric == "price_ratio" or (f.high or 0.0) < 0 else [ends[0], "", ends[2]]


def _apart(found: list[Any], metric: str, most: int = 9) -> list[Any]:
    """The first rows that read differently: of a mineral's stage each triple of numbers once, and no stage more than
    three times before the others have had their turn."""
    chosen: list[Any] = []
    seen: set[tuple[Any, ...]] = set()
    turn: dict[tuple[Any, Any], int] = {}
    for f in found:
        key = (f.mineral, f.stage, *(_value(metric, x or 0.0) for x in (f.value, f.low, f.high)))
        if f.stage is None or key not in seen:
            seen.add(key)
            chosen.append((turn.get((f.mineral, f.stage), 0) // 3 if f.stage else 0, len(chosen), f))
            turn[f.mineral, f.stage] = turn.get((f.mineral, f.stage), 0) + 1
    return [f for _, _, f in sorted(chosen, key=lambda x: x[:2])[:most]]


def _stirs(f: Any) -> bool:
    """Whether a row says anything at the digits that are printed: its median does, or for money an end."""
    rest = 1.0 if f.metric == "price_ratio" else 0.0
    least = {"price_ratio": 0.05, "shortage_share": 0.005}.get(f.metric, 1e-3)
    told = (f.value, f.low, f.high) if f.metric.endswith("_usd") else (f.value,)
    return any(abs(x - rest) > least for x in told)


def _gaps(result: Result) -> tuple[str, ...]:
    gaps = result.missing
    return gaps if len(gaps) <= 4 else (*gaps[:3], f"and {len(gaps) - 3} more (see --json)")


def _tell(reason: Why) -> None:
    from didymium.twin.chart import who

    what = ", ".join(p for p in (reason.mineral, reason.stage, who(reason.economy)) if p)
    print(f"\nWhat {WORDS[reason.metric]} ({what}) hangs on most, {reason.runs:,} runs:")
    for i in reason.influences[:3]:
        sense = "raises" if i.direction > 0 else "lowers"
        print(
            f"  {i.parameter.replace('_', ' '):24} alone {max(i.first, 0):.0%}, with others {i.total:.0%}; "
            f"more {sense} it  ({i.status})"
        )


def _score(b: Backtest) -> None:
    from rich.console import Console
    from rich.table import Table

    from didymium.twin.backtest import still

    inside, n = b.hits
    console = Console()
    verdict = f"{inside} of {n} inside the band"
    if b.episode.kind == "control":
        verdict = "control, left unexplained" if still(b) else "control, but the model explains it"
    console.print(f"[bold]{b.episode.title or b.episode.name}[/bold]  masked at {b.episode.masked}: {verdict}")
    table = Table(
        "observed series", "when", "observed", "forecast", "inside", "direction", "x3", box=None, pad_edge=False
    )
    for s in b.scores:
        marks = ["yes" if x else "no" for x in (s.inside, s.direction, s.magnitude)]
        table.add_row(s.name, s.period, f"{s.observed:.2f}", f"{s.mid:.2f} ({s.low:.2f}-{s.high:.2f})", *marks)
    console.print(table)
    for p in b.peaks:
        console.print(f"peak of {p['name']}: observed x{p['observed']:.1f} in {p['observed_at']}; forecast "
                      f"x{p['mid']:.1f} ({p['low']:.1f} to {p['high']:.1f}), {p['predicted_at']} "
                      f"({p['predicted_from']} to {p['predicted_to']})")  # fmt: skip
    for why in b.unscored:
        console.print(f"[dim]not scored: {why}[/dim]")
