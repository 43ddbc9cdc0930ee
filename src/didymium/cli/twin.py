"""`didymium simulate` and `didymium backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from didymium.cli.options import Draws, Flag, Json, Seed
from didymium.cli.terminal import money, print_json, progress
from didymium.errors import BadInput
from didymium.standalone import RECORD

if TYPE_CHECKING:
    from didymium.twin.backtest import Backtest
    from didymium.twin.result import Result
    from didymium.twin.run import Why

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
        Write monthly quantiles to this .parquet, .csv or .json file.
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
    if out and out.suffix not in (".parquet", ".csv", ".json"):
        raise BadInput(f"{out.name}: end the name in .parquet, .csv or .json")
    from didymium.twin.run import simulate as run

    result = run(plan, draws=draws, seed=seed, progress=progress("draws"))
    reasons: tuple[Why, ...] = ()
    if why:
        from didymium.twin.run import why as influences

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
            print(summary(found) + "\n" + table(lines) + aims(found, more), end="")
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
    "price_ratio": "price in the month of most effect, multiple of the baseline, with the market's ordinary moves",
    "shortage_share": "part of the usual use that does not come, mean of all months",
    "value_added_at_risk_usd": "value added at risk over all months (the European Union holds its members)",
    "sender_income_change_usd": "change of export income over all months",
    "months_to_recovery": "months until supply and price are back to normal",
    "months_to_shortage": "months until use falls short by a twentieth, for want of it or for its price",
}
MOST, GLUT = 9, 0.2  # rows of a table; of a seller's loss, below which no buyer's leads
SURE, SHORT, DEARER = 0.02, 0.05, 1.05  # of an effect on a price; of a shortage that counts; of a price that rises
UNDECIDED = (
    "where the ends lie more than ten times apart, or on both sides of nothing, the order of size is not decided: of a "
    "price the least is told, of a loss the most"
)
LEAST = 1e7  # USD, up to which nothing is told of a loss (its median) or of an income (its ends)
VAGUE = 30.0  # times apart, from which the ends of a price leave no median
BLIND = 100.0  # times apart, from which the ends of a loss leave no median


def _show(result: Result) -> None:
    from rich.console import Console

    console = Console()
    plan, seen = result.scenario, result.manifest["as_of"] or "today"
    console.print(
        f"[bold]{plan.title or plan.name}[/bold]  {result.months[0]} to {result.months[-1]}, as known on {seen}, "
        f"{result.manifest['draws']:,} draws"
    )
    told = {metric: _chosen(result, metric) for metric in WORDS}
    if not any(told.values()):
        console.print("nothing that is simulated moves by as much as is told here")
    for sentence in _headline(result, told):
        console.print(sentence)
    for metric, found in told.items():
        if found:
            console.print(_rows(result, metric, found))
    if any(_open(f) for found in told.values() for f in found):
        console.print(f"[dim]{UNDECIDED}[/dim]")
    for note in _gaps(result):
        console.print(f"[dim]not computed: {note}[/dim]")
    console.print(f"[dim]{RECORD}[/dim]")


def _chosen(result: Result, metric: str) -> list[Any]:
    """The figures of a metric that are told, in order: who is short soonest; of prices and of what does not come what
    most money is spent on; else the largest; last what is not decided, but for those whom a measure names."""
    from didymium.twin.chart import in_product

    found = [f for f in result.figures if f.metric == metric and f.sector is None and _told(f, result)]
    found = [f for f in found if not in_product(f.mineral, f.stage, result)]
    quoted = _quoted(found) if metric == "price_ratio" else {}
    found = [f for f in found if _stirs(f, result) or quoted.get(f.mineral or "") is f]
    rest = float(metric == "price_ratio")

    def size(f: Any) -> tuple[float, float]:
        if metric == "months_to_shortage":
            return float(f.value), 0.0
        away = -round(abs(f.value - rest), 1 if rest else 3)  # who reads alike stands behind all buyers together
        spent = result.worth.get((f.mineral, f.stage, f.country), 0.0)
        weighs = metric in ("price_ratio", "shortage_share")
        return (float(away * (spent if spent == spent else 0.0)) if weighs else 0.0), float(away)

    found.sort(key=lambda f: (rest and f.country not in ("OUT", "WLD"), *size(f), f.country not in ("OUT", "WLD")))
    hit = _hit(result)  # whom it is about comes first
    return sorted(_apart(found, metric), key=lambda f: _open(f) and f.country not in hit)


def _quoted(prices: list[Any]) -> dict[str, Any]:
    """The price by which each mineral is known, of all buyers together: that of its exchange, else of its last stage
    before parts. It is told even where it hardly moves, for a reader asks for it first."""
    from didymium.twin.traits import on_exchange

    whole = [f for f in prices if f.country in ("OUT", "WLD")]
    last = {f.mineral: f for f in whole if f.stage != "component"}
    return {f.mineral: f for f in whole} | last | {f.mineral: f for f in whole if on_exchange(f.mineral, f.stage)}


SIZED = (
    "price_ratio", "value_added_at_risk_usd", "sender_income_change_usd", "sender_income_meanwhile_usd",
    "shortage_share",
)  # fmt: skip


def _open(f: Any) -> bool:
    """Whether the order of size of a price, loss, income or shortage is not decided."""
    from didymium.twin.result import decided

    return f.metric in SIZED and not decided(f.low or 0.0, f.high or 0.0)


def _ends(f: Any, result: Result) -> list[str]:
    """Median, p05 and p95 in words; of what is not decided the end that binds: the most of a loss (with its median,
    while the most is not a hundred times the least), the least of a price that rises by nobody knows how much (beyond
    thirty times apart), both of an income without a sign."""
    ends = [
        ("> " if end in result.beyond(f) else "") + _value(f.metric, getattr(f, end) or 0.0)
        for end in ("value", "low", "high")
    ]
    if not _open(f):
        return ends
    low, high = f.low or 0.0, f.high or 0.0
    if f.metric == "price_ratio":
        if high < VAGUE * low:
            return ends
        return ["not decided", ends[1], ""] if low > DEARER else ["not decided", "", ends[2]]
    if f.metric == "sender_income_change_usd":
        return ["not decided", *ends[1:]]
    return [ends[0] if high < BLIND * low else "not decided", "", ends[2]]


def _headline(result: Result, told: dict[str, list[Any]]) -> list[str]:
    """Who is short first, of what, and whom it costs most, in words."""
    from didymium.twin.chart import good, who

    said = []
    if soon := told["months_to_shortage"]:
        f = soon[0]
        where = "" if f.country in ("OUT", "WLD") else f" in {who(f.country)}"
        months = f"{f.value:.0f} month{'s' * (round(f.value) != 1)}"
        said.append(f"Use falls short first of {good(f.mineral, f.stage)}{where}, after {months}.")
    lost = [f for f in told["value_added_at_risk_usd"] if f.value > 0]
    for f in filter(_open, told["sender_income_change_usd"]):
        if (stopped := _meanwhile(f, result)) is not None:
            gone = f"{who(f.country)} loses {money(-stopped.value)} of its exports"
            said.append(f"While it lasts {gone}; whether its price earns that back is not decided.")
    earned = [f for f in told["sender_income_change_usd"] if f.value < 0 and not _open(f)]
    if earned and (not lost or max(f.value for f in lost) < GLUT * -earned[0].value):
        return [*said, f"Loses most: {who(earned[0].country)}, {money(-earned[0].value)} of its exports."]
    hit = [f for f in lost if f.country in _hit(result)]
    if lost:
        most = max(hit or lost, key=lambda x: x.value)
        said.append(f"Costs most{' of those it is aimed at' if hit else ''}: {who(most.country)}{_size(most, result)}.")
        others = [f for f in lost if hit and f.country not in _hit(result) and f.value > most.value]
        if others:
            f = max(others, key=lambda x: x.value)
            said.append(f"Who is free to buy pays dearer too: {who(f.country)}{_size(f, result)}.")
    return said


def _meanwhile(f: Any, result: Result) -> Any:
    """What a state whose income is not decided loses while the measure or outage lasts, where that is decided."""
    found = result.figure("sender_income_meanwhile_usd", f.country)
    return found if found is not None and (found.high or 0.0) < -LEAST and not _open(found) else None


def _hit(result: Result) -> set[str]:
    """Whom the measures name."""
    return {code for measure in result.scenario.restrictions for code in measure.importers}


def _size(f: Any, result: Result) -> str:
    """How much an economy loses and by which ways; of what is not decided the most."""
    if _open(f):
        return f", at most {money(f.high or 0.0)}; how much is not decided"
    ways = result.loss_parts(f.country)
    size = {k: ways[k][1] for k in WAYS if k in ways}
    parts = [f"{money(x)} {WAYS[k]}" for k, x in size.items() if x > PART * f.value]
    return f" {money(f.value)}" + (f", of it {', '.join(parts)}" if len(parts) > 1 else "")


PART = 0.01  # of a loss, from which a way of it is told
WAYS = {
    "direct": "by makers that lack it or pay it dearer", "network": "by those who buy from and sell to them at home",
    "embedded": "by what comes in imports",
}  # fmt: skip


def _rows(result: Result, metric: str, found: list[Any]) -> Any:
    from rich.table import Table

    from didymium.twin.book import NEARLY
    from didymium.twin.chart import good, who

    columns = ("", "median", "p05", "p95", "at height", "month by month")
    own = len(columns) - 2 * metric.startswith("months_to")  # whose rows have no month of their own
    table = Table(*columns[:own], title=WORDS[metric], title_justify="left", box=None, pad_edge=False)
    for f in found:
        name = ", ".join(part for part in (good(f.mineral, f.stage), who(f.country or "")) if part)
        ends = _ends(f, result)
        if (
            stopped := _meanwhile(f, result) if f.metric == "sender_income_change_usd" and _open(f) else None
        ) is not None:
            table.add_row(f"{name}, while it lasts", *_ends(stopped, result))
        series, at = result.series(metric, f.country or "", f.mineral, f.stage), result.height(f)
        if series is None:
            table.add_row(name, *ends)
        else:
            if at is None and series[1].any():
                at = int((abs(series[1]) >= NEARLY * abs(series[1]).max()).argmax())
            table.add_row(name, *ends, "" if at is None else result.months[at], spark(series[1]))
    return table


def _told(f: Any, result: Result) -> bool:
    """Whether a figure is of an economy that the terminal tells: the world's prices and shortages only where no state
    restricts, for else those outside it stand for it."""
    inside = any(x.country == "OUT" for x in result.figures)
    return f.country != "WLD" or (f.metric in ("price_ratio", "shortage_share") and not inside)


def _apart(found: list[Any], metric: str) -> list[Any]:
    """The first rows that read differently: one a good and buyer, of a good each triple of numbers once, none more than
    three times before the others have had their turn; of prices one a mineral before any has a second."""
    from didymium.twin.chart import good

    chosen: list[Any] = []
    seen: set[tuple[Any, ...]] = set()
    turn: dict[str, int] = {}
    for f in found:
        what = good(f.mineral, f.stage) if f.stage else ""
        name = what, f.country
        key = (what, f.country if not f.stage else "", *(_value(metric, x or 0.0) for x in (f.value, f.low, f.high)))
        if not {name, key} & seen:
            seen |= {name, key}
            whose = f.mineral if metric == "price_ratio" else what
            chosen.append((turn.get(whose, 0) // (1 if metric == "price_ratio" else 3) if what else 0, len(chosen), f))
            turn[whose] = turn.get(whose, 0) + 1
    return [f for _, _, f in sorted(chosen, key=lambda x: x[:2])[:MOST]]


def _stirs(f: Any, result: Result) -> bool:
    """Whether a row says anything at the digits that are printed (its median, or for money an end) and surely moves:
    the effect on a price has one sign, a shortage that may be none is large, a recovery that may be none has an end."""
    rest = 1.0 if f.metric == "price_ratio" else 0.0
    least = {"price_ratio": 0.05, "shortage_share": 0.005, "months_to_recovery": 1e-3, "months_to_shortage": 1e-3}
    told = (f.value, f.low, f.high) if f.metric == "sender_income_change_usd" else (f.value,)
    if all(abs(x - rest) <= least.get(f.metric, LEAST) for x in told):
        return False
    if f.metric == "price_ratio":
        effect = result.series("price_effect", f.country or "", f.mineral, f.stage)
        if effect is None:
            return True
        low, _, high = effect[:, int(abs(effect[1] - 1).argmax())]
        return bool(low > 1 + SURE or high < 1 - SURE)
    if f.metric == "shortage_share":
        return not _open(f) or f.value > SHORT
    return f.metric != "months_to_recovery" or bool(f.low) or "high" not in result.beyond(f)


def _gaps(result: Result) -> tuple[str, ...]:
    gaps = result.missing
    return gaps if len(gaps) <= 4 else (*gaps[:3], f"and {len(gaps) - 3} more (see --json)")


def _tell(reason: Why) -> None:
    from didymium.twin.chart import good, who

    what = ", ".join(p for p in (good(reason.mineral, reason.stage), who(reason.economy)) if p)
    print(f"\nWhat the {WORDS[reason.metric].split(',')[0]} ({what}) hangs on most, {reason.runs:,} runs:")
    for i in reason.influences[:3]:
        sense = {1: "more raises it", -1: "more lowers it", 0: "which way is not decided"}[i.direction]
        print(
            f"  {i.basis.split(';')[0]}: alone {max(i.first, 0):.0%} of its spread, with others {i.total:.0%}; "
            f"{sense} ({i.status})"
        )


def _score(b: Backtest) -> None:
    from rich.console import Console
    from rich.table import Table

    inside, n = b.hits
    console = Console()
    verdict = f"{inside} of {n} inside the band"
    if b.episode.kind == "control":
        verdict = "control, left unexplained" if b.still else "control, but the model explains it"
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
