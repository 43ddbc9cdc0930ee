"""`didymium leverage`, `responses`, `premium` and `exposure`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from didymium import labels
from didymium.cli.options import AsOf, Draws, Flag, Json, Seed
from didymium.cli.terminal import money, print_json
from didymium.standalone import RECORD

if TYPE_CHECKING:
    from didymium.strategy.exposure import CompanyExposure, ExposureResult
    from didymium.strategy.leverage import Leverage, LeverageResult
    from didymium.strategy.options import Expiry
    from didymium.strategy.outcome import Span
    from didymium.strategy.premium import Premium, PremiumResult
    from didymium.strategy.responses import ResponsesResult

Picture = Annotated[Path | None, Parameter(help="Write the picture to a .png, .svg, .html or .json file.")]


def leverage(
    sender: str, target: str, *,
    minerals: Annotated[list[str] | None, Parameter(negative=(), consume_multiple=True)] = None,
    as_of: AsOf = None, draws: Draws = 48, seed: Seed = 0, top: int | None = None, every: Flag = False,
    json: Json = False, chart: Picture = None,
) -> int:  # fmt: skip
    """Tell what one state can do to another through its minerals, what that costs both, and when it expires.

    Parameters
    ----------
    sender
        The state that would restrict: a name or ISO code.
    target
        The state (or EUU) that would be hit.
    minerals
        Only these minerals or groups.
    top
        Fast mode: only so many goods, one measure each.
    every
        Show every measure, not the costliest of each good.
    """
    from didymium.strategy.leverage import leverage as weigh

    result = weigh(sender, target, minerals, as_of=as_of, draws=draws, seed=seed, top=top)
    return _show(result, json, chart, lambda: _leverage(result, every))


def responses(
    event: str, *, responder: str | None = None, as_of: AsOf = None, draws: Draws = 48, seed: Seed = 0,
    json: Json = False,
) -> int:  # fmt: skip
    """Rank the next moves of the other side after an event or in a scenario.

    Parameters
    ----------
    event
        The id of a measure or deal of the world, a scenario's name or its YAML file.
    responder
        The other side, where it is not the one that the event implies.
    """
    from didymium.strategy.responses import responses as rank

    result = rank(event, as_of=as_of, draws=draws, seed=seed, responder=responder)
    return _show(result, json, None, lambda: _responses(result))


def premium(
    mineral: str | None = None, *, importer: str = "USA", sector: str | None = None, as_of: AsOf = None,
    draws: Draws | None = None, seed: Seed = 0, json: Json = False, chart: Picture = None,
) -> int:  # fmt: skip
    """Price the risk of export measures: expected annual loss, and what a buyer would pay to be rid of it, by mineral.

    Parameters
    ----------
    mineral
        A mineral or group; all listed minerals by default.
    importer
        The importing state.
    sector
        Only the loss of this sector.
    """
    from didymium.strategy.premium import premium as price

    result = price(mineral, importer, sector, as_of=as_of, draws=draws, seed=seed)
    return _show(result, json, chart, lambda: _premium(result))


def exposure(
    *, company: str | None = None, sector: str | None = None, bom: Path | None = None, scenario: str | None = None,
    importer: str | None = None, as_of: AsOf = None, draws: Draws = 1000, seed: Seed = 0, json: Json = False,
    chart: Picture = None,
) -> int:  # fmt: skip
    """Tell who is exposed to what: companies, sectors, or your own bill of materials.

    Facts and ranges, no investment advice.

    Parameters
    ----------
    company
        One company: name, id or ticker.
    sector
        One sector, such as semiconductors.
    bom
        A CSV bill of materials: part, mineral or HS code or material name, kg/yr, supplier country, value, revenue.
    scenario
        A ready scenario or a YAML file.
    importer
        Whose sectors, or where the plant of the bill stands.
    """
    from didymium.strategy.exposure import exposure as expose

    result = expose(company, sector, bom, scenario, importer, as_of=as_of, draws=draws, seed=seed)
    return _show(result, json, chart, lambda: _exposure(result))


def _show(result: Any, json: bool, chart: Path | None, table: Any) -> int:
    if chart is not None:
        from didymium.strategy.charts import save

        save(result.chart(), chart)
    if json:
        print_json(result.to_json(), indent=None)
    else:
        table()
        for note in result.notes:
            print(note)
        print(f"Run {result.run}: {result.draws} draws, seed {result.seed}, world {result.world}"
              f"{f' as of {result.as_of}' if result.as_of else ''}. Ranges are 5th to 95th percentile.")  # fmt: skip
    return 0


def _range(value: Span | None, show: Any = money) -> str:
    """The value with its range; where the ends say no order of magnitude, the median and the end that binds; of what
    may be a loss or a gain both ends."""
    from didymium.twin.result import decided

    if value is None:
        return "not priced"
    if value.unit.startswith("USD") and not decided(value.low, value.high):
        if value.low < 0:
            return f"not decided, {show(value.low)} to {show(value.high)}"
        return f"{show(value.value)}, up to {show(value.high)}"
    return f"{show(value.value)} ({show(value.low)} to {show(value.high)})"


def _times(value: float) -> str:
    return "100+" if value >= 99.5 else f"{value:.2g}"


def _share(value: float) -> str:
    return f"{value:.0%}"


def _number(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.10g}"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    import sys

    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _leverage(result: LeverageResult, every: bool) -> None:
    sender, target = (labels.country_name(result.args[k], article=True) for k in ("sender", "target"))
    rows = [r for r in (result.rows if every else result.best()) if r.run]
    none = [labels.mineral_name(r.mineral) for r in result.rows if not r.run]
    if result.elsewhere and not (rows and rows[0].verdict in ("real", "expiring")):
        print(f"What others depend on {sender} for lies outside the model: {', '.join(result.elsewhere)}.")
    if rows:
        best = rows[0]
        if best.verdict != "none":
            print(
                f"The strongest lever of {sender} over {target}: {best.good}, "
                f"{money(best.target_cost_year.value)} in the first year ({best.verdict})."
            )
        _measures(f"{sender[:1].upper()}{sender[1:]} over {target}", sender, target, rows)
    longest = sorted(result.rows, key=lambda r: r.months)
    alone = {(r.mineral, r.stage): r for r in longest if "WLD" not in r.importers and r.run}
    aimed = [(r, a) for r in result.best() if "WLD" in r.importers and (a := alone.get((r.mineral, r.stage)))]
    if aimed and not every:
        told = (f"{r.good} {money(a.target_cost_year.value)}" for r, a in aimed)
        print(f"The same stops for {target} alone, which others' goods reach, first year: {', '.join(told)}.")
    for row in result.best()[:5]:
        if row.precedents:
            print(f"{row.good}, precedents: {'; '.join(row.precedents)}")
    if none:
        print(
            f"Not weighed, as the tables show no trade of them from {sender} that {target} hangs on: {', '.join(none)}."
        )
    if result.reverse:
        _measures(f"The reverse: {target} over {sender}", target, sender, result.reverse)
    print(RECORD)


def _measures(title: str, sender: str, target: str, rows: Sequence[Leverage]) -> None:
    bills = (f"cost to {target}, first year", "five years", f"cost to {sender}, five years")
    part = f"of {target}'s use" if target[-1:] != "s" else f"of {target}' use"
    _table(title, ("measure", part, *bills, "ratio", "verdict"), [_measure(r) for r in rows])


def _measure(row: Leverage) -> tuple[str, ...]:
    ends = _replaced(row.expires) if row.expires is not None and row.verdict != "bluff" else ""
    gain = f" (gains in {row.gain_chance:.0%} of draws)" if row.gain_chance and row.gain_chance >= 0.05 else ""
    part = _share(row.target_share) + ", a guess" * row.guess
    return (
        row.label, part, _range(row.target_cost_year), _range(row.target_cost_five_years),
        _range(row.sender_cost_five_years) + gain, _ratio(row), row.verdict + ends,
    )  # fmt: skip


def _ratio(row: Leverage) -> str:
    """The ratio with its range; where that says no order of magnitude, on which side of one most draws lie."""
    from didymium.twin.result import decided

    if row.ratio is None:
        return "-"
    if decided(row.ratio.low, row.ratio.high):
        return _range(row.ratio, _times)
    return {"real": "mostly above 1", "expiring": "mostly above 1", "bluff": "mostly below 1"}.get(
        row.verdict, "not decided"
    )


def _replaced(when: Expiry) -> str:
    """When others replace what the sender sells, in words."""
    if when.early is None and when.projects:
        return f", what is planned elsewhere covers {_share(when.covered)} of it in ten years"
    if when.early is None:
        return ", no project in the tables replaces it in ten years"
    by = " by other sellers" if when.today_t >= when.need_t else ""
    until = f" to {when.late}" if when.late and when.late > when.early else "" if when.late else " at the earliest"
    return f", replaced {when.early}{until}{by}"


def _responses(result: ResponsesResult) -> None:
    who, other = (labels.country_name(c, article=True) for c in (result.responder, result.actor))
    rows = []
    for r in result.rows:
        chance = "no record" if r.frequency is None else _range(r.frequency.probability, _share)
        basis = "" if r.frequency is None else r.frequency.basis
        cells = f"{r.move}: {r.what}", chance, basis, "; ".join(r.tell_tales)
        rows.append((*cells, _range(r.effect) if r.effect else "-", _range(r.cost) if r.cost else "-"))
    columns = ["move", "within a year", "basis", "watch", f"effect on {other}", f"cost to {who}"]
    shown = len(columns) if any(r.priced for r in result.rows) else 4  # two columns of nothing say nothing
    _table(f"What {who} may do next", columns[:shown], [row[:shown] for row in rows])
    why = dict.fromkeys(f"{r.move} ({r.reason})" for r in result.rows if not r.priced)
    print(f"Without a price: {'; '.join(why)}.")


def _premium(result: PremiumResult) -> None:
    rows = []
    for r in result.rows:
        top = r.senders[0]
        who = ", then ".join(f"{labels.country_name(s.sender)} ({_share(s.share)})" for s in r.senders)
        rows.append((
            labels.mineral_name(r.mineral), _chance(r), f"{_range(top.loss)}; cuts {_share(top.cut.value)}",
            _range(top.stop), _range(r.expected_annual_loss), _apart(r.percent_of_price), _apart(r.hedge), who,
        ))  # fmt: skip
    columns = (
        "mineral", "new measure within a year", "loss by one; its middle cut",
        f"by a whole stop for {result.months} months", "expected loss a year", "fair premium, % of price",
        "or stock, %", "whose stop is weighed (part of world supply)",
    )  # fmt: skip
    _table(f"Risk premium, {labels.country_name(result.args['importer'])}", columns, rows)
    ends = {s.sender: s.easing for r in result.rows for s in r.senders[:1] if s.easing is not None}
    for sender, easing in ends.items():
        print(f"That a measure of {labels.country_name(sender, article=True)} in force ends within a year: "
              f"{_range(easing, _share)}.")  # fmt: skip
    if result.unpriced:
        why: dict[str, list[str]] = {}
        for u in result.unpriced:
            why.setdefault(u.reason, []).append(labels.mineral_name(u.mineral))
        for reason, names in why.items():
            print(f"Not priced: {', '.join(names)} ({reason}).")
    print(RECORD)


WHOLE = 100.0  # per cent of the price, beyond which nobody buys cover


def _apart(value: Span) -> str:
    """A percentage with its range; where that spans more than ten times, the most that it may be."""
    from didymium.twin.result import decided

    if value.value > WHOLE:
        return "above 100: no price of an insurance"
    if not decided(value.low, value.high):
        return f"{_number(value.value)}, up to {_number(value.high)}"
    return _range(value, _number)


def _chance(row: Premium) -> str:
    """Chance of a new measure within a year, marked where some stand already, beside which it comes."""
    top = row.senders[0]
    if top.tightening is not None:
        return f"{_range(top.tightening, _share)}, beside what is in force"
    mid, low, high = (-math.expm1(-x) for x in (row.hazard.value, row.hazard.low, row.hazard.high))
    return f"{mid:.0%} ({low:.0%} to {high:.0%})"


def _exposure(result: ExposureResult) -> None:
    if result.bill is not None:
        _bill(result)
        return
    if result.rows:
        priced = [r for r in result.rows if r.change is not None]
        shown = result.rows if len(result.rows) == 1 or not result.args.get("scenario") else priced
        columns = ("company", "role", "tickers", "share exposed", "diversified", "in the scenario")
        _table("Companies", columns, [_company(r) for r in shown])
        if shown is priced:
            _unpriced(result.rows)
    if result.sectors:
        known = [s for s in result.sectors if s.loss or len(result.sectors) == 1 or not result.args.get("scenario")]
        uses = [
            ", ".join(
                f"{m} {share:.0%} of its use ({labels.country_name(c)} {part:.0%})" for m, share, c, part in s.uses[:3]
            )
            for s in known
        ]
        trades = [(labels.sector_name(s.sector), _range(s.loss), u) for s, u in zip(known, uses, strict=True)]
        _table("Sectors", ("sector", "value added at risk", "minerals of which it takes most (main supplier)"), trades)


def _unpriced(rows: Sequence[CompanyExposure]) -> None:
    """Who is touched without a size, one line a direction and role."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        if row.change is None and row.direction != "untouched":
            why = "its purchases" if row.company.role in {"end user", "trader"} else "its output"
            key = f"{row.direction.capitalize()}, size not priced ({why} not in the tables), {row.company.role}s"
            groups.setdefault(key, []).append(row.company.name)
    for key, names in sorted(groups.items()):
        print(f"{key}: {', '.join(names)}.")


def _company(row: CompanyExposure) -> tuple[str, ...]:
    company = row.company
    tickers = ", ".join(t.symbol + ("" if t.verified else " (not verified)") for t in company.tickers) or "-"
    where = ", ".join(labels.country_name(c) for c in row.exposed_to)
    share = (
        row.share_basis if row.exposed_share is None else f"{row.exposed_share:.0%} in {where} (by {row.share_basis})"
    )
    spread = {True: "yes", False: "no", None: "-"}[row.diversified]
    change = "; ".join(x for x in (_range(row.change) if row.change else "", row.reason) if x)
    return (company.name, company.role, tickers, share, spread, f"{row.direction}: {change}")


def _bill(result: ExposureResult, most: int = 25) -> None:
    from didymium.strategy.bom import advice_free
    from didymium.strategy.outcome import Span

    found = result.bill
    if found is None:
        return
    touched = [r for r in found.lines if r.loss is None or r.loss[2] > 0]
    worst = sorted(touched, key=lambda r: -(r.loss or (0.0, 0.0, 0.0))[1])[:most]
    rows = []
    for r in worst:
        loss = None if r.loss is None else Span(low=r.loss[0], value=r.loss[1], high=r.loss[2], unit="USD")
        short = "-" if r.short is None else f"{r.short[1]:.0%} ({r.short[0]:.0%} to {r.short[2]:.0%})"
        price = (
            "-" if r.dearer is None else f"x{1 + r.dearer[1]:.2g} (x{1 + r.dearer[0]:.2g} to x{1 + r.dearer[2]:.2g})"
        )
        who = labels.country_name(r.supplier) if r.supplier else "-"
        rows.append((str(r.line), r.part, ", ".join(r.minerals), who, short, price, _range(loss), r.reason))
    columns = ("line", "part", "material", "supplier", "does not come", "price", "loss", "")
    _table(f"Bill of materials in {result.args['scenario']}", columns, rows)
    calm = len(found.lines) - len(touched)
    print(f"All {len(found.lines):,} lines: {_range(found.total)}. {calm:,} of them lose nothing in this scenario.")
    for fix in found.fix_first:
        print(f"Fix first: {advice_free(fix)}.")
    for bad in found.bad_lines[:20]:
        print(f"Left out, line {bad.line}: {bad.reason}")
    if len(found.bad_lines) > 20:
        print(f"Left out: {len(found.bad_lines) - 20} more lines (all of them with --json).")
