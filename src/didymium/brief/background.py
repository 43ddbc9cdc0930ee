"""Background: what the world knew on the article's date about the minerals, the measures and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from didymium import labels
from didymium.brief import known, phrase
from didymium.brief.desk import Desk
from didymium.brief.known import Row
from didymium.brief.ledger import Ledger, say
from didymium.records import Figure, Sentence
from didymium.world.load import World, parse_date

MOST = 9
RECENT = dt.timedelta(days=150)
VERBS = {"mine": "mined", "refine": "refined", "metal": "made", "component": "made"}
DEAL_WORDS = {
    "framework_pledge": "a pledge", "equity": "equity", "loan": "a loan", "grant": "a grant", "offtake": "offtake",
    "purchase": "a purchase", "joint_venture": "a joint venture", "acquisition": "an acquisition",
    "tax_credit": "tax credits", "price_floor": "a price floor",
}  # fmt: skip


def background(desk: Desk) -> tuple[Sentence, ...]:
    """Up to nine sentences: shares by stage, dependence, earlier measures, the clock, deals, prices."""
    if not desk.minerals:
        return ()
    parts = (_stages, _reliance, _measures, _deals, _prices)
    return tuple([s for part in parts for s in part(desk)][:MOST])


def _stages(desk: Desk) -> Iterator[Sentence]:
    """Who mines, refines and makes: a sentence a stage for the focus, the bottleneck of up to two more minerals."""
    first, *others = [m for m in desk.minerals if not set(labels.groups(m)) & set(desk.minerals)][:3] or [
        desk.minerals[0]
    ]
    last = None
    for stage in labels.STAGES:
        for top in known.shares(desk.world, desk.ledger, first, stage, 1):
            yield say(_share_sentence(top, last), top.evidence)
            last = top.country
    for mineral in others:
        tops = [s for stage in labels.STAGES for s in known.shares(desk.world, desk.ledger, mineral, stage, 1)]
        if tops:
            top = max(tops, key=lambda s: s.share)
            yield say(_share_sentence(top, None), top.evidence)


def _share_sentence(top: known.Share, last: str | None) -> str:
    who = phrase.capital(phrase.country(top.country))
    size = phrase.quantity(top.share, "share")
    what = f"{top.mineral} metal" if top.stage == "metal" else top.mineral
    if top.country == last:
        return f"It also {VERBS[top.stage]} {size} of the world's {what} in {top.year}."
    if top.share < 0.5:
        noun = {"mine": "miner", "refine": "refiner", "metal": "maker", "component": "maker"}[top.stage]
        return (
            f"The largest {noun} of {what} was {phrase.country(top.country)}, with {size} of the "
            f"world's output in {top.year}."
        )
    return f"{who} {VERBS[top.stage]} {size} of the world's {what} in {top.year}."


def _reliance(desk: Desk) -> Iterator[Sentence]:
    """How far the dependent economy lives on imports."""
    economy = desk.topic.dependent
    if not economy:
        return
    names = dict.fromkeys(
        m for mineral in desk.minerals for m in (mineral, *labels.members(mineral), *known.parents(mineral))
    )
    names = dict.fromkeys([*names, *(["heavy rare earths"] if "rare earths" in names else [])])
    found = [(m, *hit) for m in names if (hit := known.reliance(desk.world, desk.ledger, m, economy))][:2]
    who = phrase.capital(phrase.possessive(phrase.country(economy)))
    for mineral, words, year, evidence in found:
        if words == "100%":
            yield say(f"{who} net imports covered all of its use of {mineral} in {year} (100%).", evidence)
        else:
            yield say(f"{who} net imports covered {words} of its use of {mineral} in {year}.", evidence)


def _measures(desk: Desk) -> Iterator[Sentence]:
    """The holder's latest control on these minerals."""
    if not desk.topic.holder:
        return
    rows = known.measures(desk.world, desk.minerals, desk.topic.holder, desk.today)
    if rows.is_empty():
        return
    last = rows.row(-1, named=True)
    name = known.measure_name(last)
    whose = phrase.capital(phrase.possessive(phrase.country(desk.topic.holder)))
    yield say(
        f"{whose} latest control in the record is {_article(name)}, announced {phrase.on_day(last['announced'])}.",
        known.measure_fact(desk.ledger, last),
    )


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def expiring(desk: Desk) -> list[Row]:
    """Provisions on the minerals that run out after today: those that suspend or bind the "
    "holder first, then soonest."""
    rows = known.rows_about(desk.world, "provisions", desk.minerals)
    today = desk.today.isoformat()
    dated = [
        r for r in rows.iter_rows(named=True) if r["expires"] and str(r["expires"]) > today[: len(str(r["expires"]))]
    ]

    def order(row: Row) -> tuple[bool, bool, str]:
        exact = bool(known.expand(row["minerals"]) & known.family(desk.minerals[:2]))
        return (
            "suspend" not in row["provision"].lower() or desk.topic.holder not in row["obliges"],
            not exact,
            row["expires"],
        )

    return sorted(dated, key=order)


def provision_fact(ledger: Ledger, row: Row, today: dt.date) -> str:
    """A provision as a fact, with the months that are left on `today`."""
    bound = phrase.listed([phrase.country(c) for c in (row.get("obliges") or "the parties").split(";")])
    left = phrase.months_between(today, parse_date(row["expires"]))
    statement = (
        f"{row['provision'].rstrip('.')}. It binds {bound} and runs out {phrase.on_day(row['expires'])}, "
        f"{left} months after {phrase.day(today.isoformat())}"
    )
    return ledger.fact("provisions", statement, row["source_id"], row["known_from"], row=row.get("agreement_id"))


def _deals(desk: Desk) -> Iterator[Sentence]:
    """The largest recent deals on these minerals, one by one (rows overlap, so they are never summed)."""
    told = recent_deals(desk.world, desk.minerals, desk.today)[:2]
    for lead, row in zip(("Also in motion", "In the same months"), told, strict=False):
        yield say(f"{lead}: {deal_words(row)}.", deal_fact(desk.ledger, row))


def recent_deals(world: World, minerals: tuple[str, ...], today: dt.date) -> list[Row]:
    """Deals on the minerals announced in the last five months: committed ones first, then by size, one a project."""
    announced = pl.col("announced").cast(pl.String)
    rows = known.rows_about(world, "deals", minerals).filter(
        (announced >= (today - RECENT).isoformat()[:7])
        & (announced < today.isoformat())
        & pl.col("amount_usd").is_not_null()
        & ~pl.col("status").is_in(["cancelled", "expired", "reported"])
    )
    ordered = sorted(rows.iter_rows(named=True), key=lambda r: (r["kind"] == "framework_pledge", -r["amount_usd"]))
    return list({row["project"] or row["parties"]: row for row in reversed(ordered)}.values())[::-1]


def deal_words(row: Row) -> str:
    """'MP Materials and US DoD, $400 million of equity for Mountain Pass / 10X (10 July 2025)'."""
    parties = phrase.listed([phrase.country(p.strip()) for p in row["parties"].split(";")], 4)
    project = f" for {row['project']}" if row.get("project") else ""
    kind = DEAL_WORDS.get(row["kind"], row["kind"].replace("_", " "))
    return f"{parties}, {kind} of {phrase.money(row['amount_usd'])}{project} ({phrase.day(row['announced'])})"


def deal_fact(ledger: Ledger, row: Row) -> str:
    """A deal as a fact."""
    figure = None
    if row.get("amount_usd") is not None:
        figure = Figure(
            metric="deal_amount_usd",
            value=row["amount_usd"],
            unit="USD",
            name=row["project"] or row["parties"],
            period=row["announced"],
        )
        statement = f"{deal_words(row)}; status {row['status']}. {row['summary'] or ''}"
    else:
        statement = (
            f"{row['parties']}: {row['kind']}, {phrase.day(row['announced'])}, status "
            f"{row['status']}. {row['summary'] or ''}"
        )
    return ledger.fact(
        "deals", statement.strip(), row["source_id"], row["known_from"], figure, row["confidence"], row["id"]
    )


def _prices(desk: Desk) -> Iterator[Sentence]:
    """The newest price of the first mineral that has one, against a year before."""
    names = dict.fromkeys(m for mineral in desk.minerals for m in _priced(mineral))
    for mineral in names:
        pair = price_pair(desk.world, mineral)
        if pair:
            yield _price_sentence(mineral, *pair, desk.ledger)
            return


def _priced(mineral: str) -> tuple[str, ...]:
    """What a mineral's price is told by: of the rare earths the magnet ones, of another group its members."""
    run = f"magnet {mineral}" if f"magnet {mineral}" in labels.minerals() else mineral
    return (*(("didymium",) if run != mineral else ()), *labels.members(run), mineral)


def price_pair(world: World, mineral: str) -> tuple[Row, Row] | None:
    """A price a year ago and the newest one (USD), of the series that runs latest; None where there is none."""
    rows = world.table("prices").filter(
        (pl.col("mineral") == mineral) & pl.col("value").is_not_null() & pl.col("unit").str.starts_with("USD")
    )
    best: tuple[Row, Row] | None = None
    for _key, series in rows.group_by("form", "market", "unit", "source_id", maintain_order=True):
        last = series.sort("period").row(-1, named=True)
        before = series.filter(pl.col("period") == f"{int(last['period'][:4]) - 1}{last['period'][4:]}")
        newer = best is None or last["period"].ljust(7, "~") > best[1]["period"].ljust(7, "~")
        if not before.is_empty() and newer:
            best = (before.row(0, named=True), last)
    return best


def _price_sentence(mineral: str, before: Row, last: Row, ledger: Ledger) -> Sentence:
    ids = [_price_fact(ledger, mineral, row) for row in (before, last)]
    old, new = (phrase.quantity(r["value"], r["unit"]) for r in (before, last))
    change = last["value"] / before["value"] - 1
    moved = "rose" if change > 0.005 else "fell" if change < -0.005 else "held"
    when = (phrase.day(before["period"]), phrase.day(last["period"]))
    if moved == "held":
        return say(f"{phrase.capital(_form(mineral, last))} cost {new} in {when[1]}, as it had in {when[0]}.", *ids)
    return say(f"The price of {_form(mineral, last)} {moved} from {old} in {when[0]} to {new} in {when[1]}.", *ids)


def _form(mineral: str, row: Row) -> str:
    """The form that is priced: 'dysprosium oxide'; the bare mineral where the form only repeats a grade."""
    form = (row["form"] or mineral).split(",")[0].split("(")[0].strip().lower()
    return form if mineral.split()[0] in form else mineral


def _price_fact(ledger: Ledger, mineral: str, row: Row) -> str:
    figure = Figure(metric="price", value=row["value"], unit=row["unit"], mineral=mineral, period=row["period"])
    market = f", {row['market']}" if row.get("market") else ""
    statement = (
        f"Price of {_form(mineral, row)} ({row['form'] or mineral}{market}) in {phrase.day(row['period'])}: "
        f"{phrase.quantity(row['value'], row['unit'], 3)}"
    )
    return ledger.fact("prices", statement, row["source_id"], row["known_from"], figure)
