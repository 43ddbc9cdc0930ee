"""`didymium plan`: what to buy with a budget, what it saves, and what the next dollar would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from didymium import labels
from didymium.cli.options import AsOf, Draws, Json, Many, Seed
from didymium.cli.terminal import print_json, usd
from didymium.standalone import RECORD

if TYPE_CHECKING:
    from rich.console import Console

    from didymium.strategy.deal import Deal
    from didymium.strategy.plan import Plan, Purchase, Quantiles

WIDTH = 160  # columns where no terminal tells


def plan(
    importer: str,
    *,
    budget: str,
    horizon: str,
    minerals: str = "rare earths",
    risk_aversion: float = 1.0,
    deal: str | None = None,
    require: Many = (),
    as_of: AsOf = None,
    draws: Draws = 64,
    seed: Seed = 0,
    json: Json = False,
    html: Path | None = None,
) -> int:
    """Plan what an importer should buy against export restrictions: projects, offtakes, stocks, recycling, thrift.

    Parameters
    ----------
    importer
        The country that plans, or EU.
    budget
        US dollars: 400e6, 400m, 1.5bn.
    horizon
        The year (or date) up to which losses count.
    minerals
        Names or groups, separated by commas.
    risk_aversion
        Weight of the worst tenth of scenarios beside the mean; 0 is risk-neutral.
    deal
        Price one deal: a project, a row of the deals table (project, party or host), or AMOUNT:COUNTRY:MINERAL[:STAGE].
    require
        Options that must be bought (may be repeated).
    html
        Write the frontier as a chart (.html, .png, .svg or .json).
    """
    from didymium.strategy.plan import plan as verb
    from didymium.text.money import parse_usd

    found: Plan = verb(
        importer,
        parse_usd(budget),
        horizon,
        minerals,
        risk_aversion,
        deal=deal,
        as_of=as_of,
        seed=seed,
        draws=draws,
        require=require,
    )
    if html is not None:
        from didymium.strategy.charts import save

        save(found.charts[0], html)
    if json:
        print_json(found.to_json(), indent=None)
    else:
        _show(found)
    return 0


def tonnes(value: float) -> str:
    """Tonnes to the digits that they bear: `1,270`, `9.6`."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def figures(value: float) -> str:
    """Two figures without an exponent: `0.64`, `11`, `300`."""
    return f"{float(f'{value:.2g}'):,g}" if value >= 0.001 else "0"


def _show(found: Plan) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    out = Console(file=sys.stdout, soft_wrap=True, emoji=False, highlight=False, width=width)
    who = labels.country_name(found.importer, article=True)
    out.print(
        f"[bold]Plan for {who}[/bold]: {usd(found.budget_usd)} to {found.horizon[:4]}, "
        f"{', '.join(labels.mineral_name(m) for m in found.minerals)}"
    )
    _table(out, found)
    out.print(f"Spent {usd(found.spent_usd)} of {usd(found.budget_usd)}. Loss to {found.horizon[:4]}, discounted:")
    _losses(out, "without", found.loss_before, found.cvar_before)
    _losses(out, "with   ", found.loss_after, found.cvar_after)
    if found.unseen:
        out.print(f"Not in these losses: {found.unseen}.")
    next_dollar = found.next_dollar
    mean, tail, price = (figures(next_dollar[k]) for k in ("expected_loss", "cvar", "risk_adjusted"))
    if next_dollar["risk_adjusted"] > 0:
        out.print(
            f"The next dollar saves {mean} in expected loss and {tail} in the worst tenth (its shadow price: {price})."
        )
    else:
        out.print("No further dollar saves a dollar, expected loss and worst tenth together.")
    steps = "  ".join(f"{usd(p['budget'])}: {usd(p['loss'])} / {usd(p['cvar'])}" for p in found.frontier)
    out.print(f"Frontier (budget: expected loss / worst tenth): {steps}")
    short = next((p["budget"] for p in found.frontier if p["next_dollar"] < 1), None)
    if short is not None:
        out.print(f"At {usd(short)} and beyond, the next dollar saves less than a dollar.")
    if next_dollar["risk_adjusted"] < 1 and found.loss_after.mean > 0:
        out.print(f"What is left no money on the menu saves: {'; '.join(_limits(found))}.")
    if found.deal:
        _deal(out, found.deal, found.horizon)
    _adversary(out, found)
    _lists(out, found)
    out.print(f"[dim]{RECORD}[/dim]")


def _limits(found: Plan) -> list[str]:
    """What keeps a plan from saving more, in words: full stocks, options bought whole, and what comes too early."""
    from didymium.strategy.options import DRAWN_MONTHS, MOST_MONTHS

    piles = [p for p in found.options if p.kind == "stockpile"]
    most = {p.id: DRAWN_MONTHS if p.id.endswith("-drawn") else MOST_MONTHS for p in piles}
    full = [p.name for p in piles if p.amount >= most[p.id] - 0.05]
    whole = sum(p.kind != "stockpile" and p.amount >= 0.999 for p in found.options)
    said = [f"stocks at the most that is offered ({', '.join(full)})"] if full else []
    said += [f"{whole} other options bought whole"] if whole else []
    large = [p.start for p in found.options if p.spend_usd >= 0.1 * found.spent_usd]
    said += [f"what most of the money buys is there from {min(large)} on, and a stop may come at once"] if large else []
    return said or ["no option on the menu reaches it"]


def _table(out: Console, found: Plan) -> None:
    from rich.table import Table

    if not found.options:
        out.print("Nothing is bought.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("buy", "kind", "where", "from", "spend", "adds, t/yr", "last $ saves, mean + worst tenth", "cost"):
        table.add_column(head, justify="right" if head in {"spend", "last $ saves, mean + worst tenth"} else "left")
    large = [p for p in found.options if p.spend_usd >= 0.005 * found.spent_usd]
    for p in large:
        table.add_row(*_row(p))
    out.print(table)
    if len(large) < len(found.options):
        out.print(f"and {len(found.options) - len(large)} more, each below half a per cent of what is spent (--json)")


def _row(p: Purchase) -> tuple[str, ...]:
    share = f"{p.amount:.1f} months" if p.kind == "stockpile" else f"{p.amount:.0%}"
    top = sorted(p.adds, key=lambda o: -o.tonnes)[:4]
    adds = ", ".join(f"{labels.symbol(o.mineral) or o.mineral} {tonnes(o.tonnes)}" for o in top)
    held = f"holds {adds} t" if p.kind == "stockpile" else adds
    where = labels.country_name(p.country) if p.country else ""
    basis = "sourced" if p.cost_basis == "sourced" else f"class, {usd(p.spend_low)} to {usd(p.spend_high)}"
    return (f"{p.name} ({share})", p.kind, where, p.start, usd(p.spend_usd), held, figures(p.saves_per_usd), basis)


def _losses(out: Console, name: str, loss: Quantiles, cvar: float) -> None:
    out.print(
        f"  {name}: expected {usd(loss.mean)} (5-95 % of sampled histories: {usd(loss.p05)} to {usd(loss.p95)}), "
        f"worst tenth {usd(cvar)}, worst reply {usd(loss.worst)} (at central values of the loss)"
    )


def _deal(out: Console, deal: Deal, horizon: str) -> None:
    if deal.avoids_usd < 1.0:
        worth = f"it avoids no loss up to {horizon[:4]}"
    else:
        worth = f"on top of the plan it is worth {usd(deal.avoids_usd)}, {figures(deal.per_usd)} a dollar"
    out.print(
        f"Deal {deal.name} ({usd(deal.amount_usd)}, {deal.basis}): buys {deal.buys}, first tonnes after "
        f"{deal.lead_months:.0f} months; {worth}."
    )


def _adversary(out: Console, found: Plan) -> None:
    chance = f"{found.strategic_probability:.0%} chance of such a stop"
    out.print(f"Worst reply ({chance}): {found.worst_reply}")
    hurts: list[dict[str, Any]] = list(found.pressure[:4])
    if hurts:
        out.print("Of it, one mineral at one stage alone (they overlap: these do not add up):")
    for row in hurts:
        out.print(
            f"  {labels.mineral_name(row['mineral'])} at {row['stage']}, {labels.country_name(row['country'])}: "
            f"{usd(row['loss_without_plan_usd'])} without, {usd(row['loss_usd'])} with the plan"
        )


def _lists(out: Console, found: Plan) -> None:
    for said in found.would_change:
        out.print(f"Would change it: {said}")
    near = [p for p in found.passed if p.kind in {"project", "offtake", "recycling"}][:6]
    if near:
        out.print(
            "Weighed and left: "
            + "; ".join(f"{p.name} ({usd(p.cost_usd)}, saves {figures(p.saves_per_usd)} a dollar)" for p in near)
        )
    if found.coming:
        out.print("Comes without this money: " + "; ".join(f"{c['name']} {c['start']}" for c in found.coming))
    if found.unpriced:
        named = [f"{name} ({why})" for name, why in found.unpriced if name in labels.minerals()]
        if len(named) < len(found.unpriced):
            named.append(f"{len(found.unpriced) - len(named)} projects (--json says why)")
        out.print(f"Left out: {'; '.join(named)}")
    out.print(f"run {found.run}, world {found.world}, seed {found.seed}, {found.draws} histories")
