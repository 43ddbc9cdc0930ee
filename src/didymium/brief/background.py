"""Background: what the world knew on the article's date about the minerals, the measures and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from didymium import labels
from didymium.brief import known, phrase
from didymium.brief.counts import counted
from didymium.brief.desk import Desk
from didymium.brief.ledger import Ledger, say
from didymium.records import Figure, Sentence
from didymium.world.load import World, parse_date

MOST = 8
RECENT = dt.timedelta(days=150)


def background(desk: Desk) -> tuple[Sentence, ...]:
    """Up to eight sentences: shares by stage, dependence, earlier measures, the clock, deals, prices."""
    if not desk.minerals:
        return ()
    parts = (_stages, _reliance, _measures, _clock, _deals, _prices)
    found = [s for part in parts for s in part(desk)]
    return tuple(found[:MOST])


def _stages(desk: Desk) -> Iterator[Sentence]:
    """Who mines, refines and makes: one sentence for the focus, one for a second mineral where it tells more."""
    for mineral in [m for m in desk.minerals if m not in labels.members(desk.minerals[0])][:2]:
        tops = [s for stage in labels.STAGES for s in known.shares(desk.world, desk.ledger, mineral, stage, 1)]
        if tops:
            yield _stage_sentence(mineral, tops)


def _stage_sentence(mineral: str, tops: list[known.Share]) -> Sentence:
    same = len({s.country for s in tops}) == 1
    parts = [f"{phrase.quantity(s.share, 'share')} of {_output(s.stage)} in {s.year}" for s in tops]
    if same:
        who = phrase.capital(phrase.country(tops[0].country))
        text = f"{who} accounted for {phrase.listed(parts)} of {mineral} worldwide."
        text = f"{who} supplied {phrase.listed(parts)} of the world's {mineral}." if len(tops) == 1 else text
    else:
        each = [f"{phrase.country(s.country)} ({p})" for s, p in zip(tops, parts, strict=True)]
        text = f"The largest suppliers of {mineral}, stage by stage, were {phrase.listed(each)}."
    return say(text, *(s.evidence for s in tops))


def _output(stage: str) -> str:
    return {
        "mine": "mine output",
        "refine": "refined output",
        "metal": "metal output",
        "component": "component output",
    }[stage]


def _reliance(desk: Desk) -> Iterator[Sentence]:
    if not desk.topic.dependent:
        return
    found = [(m, r) for m in desk.minerals if (r := known.reliance(desk.world, desk.ledger, m, desk.topic.dependent))]
    if found:
        parts = [f"{phrase.percent_number(r[0])}% of its {m} in {r[1]}" for m, r in found[:4]]
        who = phrase.capital(phrase.country(desk.topic.dependent))
        yield say(f"{who} relied on net imports for {phrase.listed(parts)}.", *(r[2] for _, r in found[:4]))


def _measures(desk: Desk) -> Iterator[Sentence]:
    """How often the holder has used controls on these minerals, and the latest of them."""
    if not desk.minerals or not desk.topic.holder:
        return
    rows = known.measures(desk.world, desk.minerals, desk.topic.holder, desk.today)
    if rows.is_empty():
        return
    last = rows.row(-1, named=True)
    latest = known.measure_fact(desk.ledger, last)
    who = phrase.capital(phrase.country(desk.topic.holder))
    kind = known.KIND_WORDS[last["kind"]]
    minerals_hit = phrase.listed(known.mineral_names(last["minerals"]), 6)
    if len(rows) > 1:
        first = str(rows.row(0, named=True)["announced"])[:4]
        yield say(
            f"{who} has announced {phrase.count(len(rows))} controls that touch {phrase.listed(list(desk.minerals), 3)} since {first}.",
            counted(desk, rows),
        )
    yield say(
        f"The most recent is {_article(kind)} on {minerals_hit}, announced {phrase.on_day(str(last['announced']))}"
        + (
            f" and due to end or return {phrase.on_day(str(last['ends']))}."
            if last.get("ends") and str(last["ends"]) > desk.today.isoformat()
            else "."
        ),
        latest,
    )


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _clock(desk: Desk) -> Iterator[Sentence]:
    """The next provision on these minerals that runs out."""
    due = expiring(desk.world, desk.minerals, desk.today)
    for row in due[:1]:
        text = (
            f"{phrase.capital(row['provision'].rstrip('.'))}: this provision runs out {phrase.on_day(row['expires'])}."
        )
        yield say(text, provision_fact(desk.ledger, row, desk.today))


def expiring(world: World, minerals: tuple[str, ...], today: dt.date) -> list[dict[str, str]]:
    """Provisions on the minerals that run out after `today`, the soonest first."""
    if not minerals:
        return []
    rows = known.rows_about(world, "provisions", minerals)
    dated = [
        {k: str(v) for k, v in row.items() if v is not None}
        for row in rows.iter_rows(named=True)
        if row["expires"] and str(row["expires"]) > today.isoformat()[: len(str(row["expires"]))]
    ]
    return sorted(dated, key=lambda row: row["expires"])


def provision_fact(ledger: Ledger, row: dict[str, str], today: dt.date) -> str:
    """A provision as a fact, with the months that are left on `today`."""
    bound = phrase.listed([phrase.country(c) for c in row.get("obliges", "the parties").split(";")])
    left = phrase.months_between(today, parse_date(row["expires"]))
    statement = (
        f"{row['provision'].rstrip('.')}. It binds {bound} and runs out {phrase.on_day(row['expires'])}, "
        f"{left} months after {phrase.day(today.isoformat())}"
    )
    return ledger.fact("provisions", statement, row["source_id"], row["known_from"], row=row.get("agreement_id"))


def _deals(desk: Desk) -> Iterator[Sentence]:
    """The largest recent deals on these minerals, told one by one (rows overlap, so they are never summed)."""
    rows = recent_deals(desk.world, desk.minerals, desk.today)
    if not rows:
        return
    told = [_deal_words(row) for row in rows[:3]]
    yield say(f"Also in motion: {phrase.listed(told)}.", *(deal_fact(desk.ledger, row) for row in rows[:3]))


def recent_deals(world: World, minerals: tuple[str, ...], today: dt.date) -> list[dict[str, object]]:
    """Deals on the minerals announced in the last five months, the largest first."""
    if not minerals:
        return []
    rows = known.rows_about(world, "deals", minerals).filter(
        (pl.col("announced").cast(pl.String) >= (today - RECENT).isoformat()[:7])
        & (pl.col("announced").cast(pl.String) <= today.isoformat())
        & pl.col("amount_usd").is_not_null()
        & ~pl.col("status").is_in(["cancelled", "expired"])
    )
    return list(rows.sort("amount_usd", descending=True).iter_rows(named=True))


def _deal_words(row: dict[str, object]) -> str:
    project = f" for {row['project']}" if row.get("project") else ""
    return f"{phrase.money(float(str(row['amount_usd'])))} in {_deal_kind(row)}{project} ({phrase.day(str(row['announced']))})"


def _deal_kind(row: dict[str, object]) -> str:
    word = {
        "framework_pledge": "pledges",
        "equity": "equity",
        "loan": "loans",
        "grant": "grants",
        "offtake": "offtake",
        "purchase": "purchases",
        "joint_venture": "a joint venture",
        "acquisition": "an acquisition",
        "tax_credit": "tax credits",
    }
    return word.get(str(row["kind"]), str(row["kind"]).replace("_", " "))


def deal_fact(ledger: Ledger, row: dict[str, object]) -> str:
    """A deal as a fact."""
    amount = row.get("amount_usd")
    parties = phrase.listed([phrase.country(p.strip()) for p in str(row["parties"]).split(";")], 8)
    figure = (
        Figure(
            metric="deal_amount_usd",
            value=float(str(amount)),
            unit="USD",
            name=str(row["project"] or row["parties"]),
            period=str(row["announced"]),
        )
        if amount is not None
        else None
    )
    sized = f" of {phrase.money(float(str(amount)), 3)}" if amount is not None else ""
    project = f" for {row['project']}" if row.get("project") else ""
    statement = (
        f"{parties}: {_deal_kind(row)}{sized}{project}, announced {phrase.on_day(str(row['announced']))}, "
        f"status {row['status']}. {row['summary'] or ''}"
    ).strip()
    return ledger.fact(
        "deals",
        statement,
        str(row["source_id"]),
        row["known_from"],
        figure,
        str(row["confidence"]),
        str(row["id"]),
    )


def _prices(desk: Desk) -> Iterator[Sentence]:
    """The newest price of the first mineral that has one, against a year before."""
    for mineral in desk.minerals[:3]:
        pair = _price_pair(desk.world, mineral)
        if pair:
            yield _price_sentence(mineral, *pair, desk.ledger)
            return


def _price_pair(world: World, mineral: str) -> tuple[dict[str, object], dict[str, object]] | None:
    rows = world.table("prices").filter((pl.col("mineral") == mineral) & pl.col("value").is_not_null())
    for (_form, _market, _unit), series in rows.group_by("form", "market", "unit", maintain_order=True):
        ordered = series.sort("period")
        last = ordered.row(-1, named=True)
        before = f"{int(str(last['period'])[:4]) - 1}{str(last['period'])[4:]}"
        year_ago = ordered.filter(pl.col("period").cast(pl.String) == before)
        if not year_ago.is_empty():
            return year_ago.row(0, named=True), last
    return None


def _price_sentence(mineral: str, before: dict[str, object], last: dict[str, object], ledger: Ledger) -> Sentence:
    ids = [_price_fact(ledger, mineral, row) for row in (before, last)]
    old, new = (phrase.quantity(float(str(r["value"])), str(r["unit"])) for r in (before, last))
    change = float(str(last["value"])) / float(str(before["value"])) - 1
    moved = "rose" if change > 0.005 else "fell" if change < -0.005 else "was unchanged"
    form = str(last["form"] or mineral)
    form = form if mineral.split()[-1] in form else f"{mineral} ({form})"
    return say(
        f"The price of {form} {moved} from {old} in {phrase.day(str(before['period']))} to {new} in {phrase.day(str(last['period']))}.",
        *ids,
    )


def _price_fact(ledger: Ledger, mineral: str, row: dict[str, object]) -> str:
    figure = Figure(
        metric="price",
        value=float(str(row["value"])),
        unit=str(row["unit"]),
        mineral=mineral,
        period=str(row["period"]),
    )
    market = f" ({row['market']})" if row.get("market") else ""
    statement = f"Price of {row['form'] or mineral}{market} in {phrase.day(str(row['period']))}: {phrase.quantity(figure.value, figure.unit, 3)}"
    return ledger.fact("prices", statement, str(row["source_id"]), row["known_from"], figure)
