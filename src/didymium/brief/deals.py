"""Deals in the background: recent ones of the story's own parties on its own mineral, worded by their status."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import polars as pl

from didymium.brief import bearing, known, phrase
from didymium.brief.desk import Desk
from didymium.brief.known import Row
from didymium.brief.ledger import Ledger, say
from didymium.brief.sides import home_of, is_country
from didymium.records import Figure, Sentence
from didymium.world.load import World

RECENT = dt.timedelta(days=150)
DEAL_WORDS = {
    "framework_pledge": "a pledge", "equity": "equity", "loan": "a loan", "grant": "a grant", "offtake": "an offtake",
    "purchase": "purchases", "joint_venture": "a joint venture", "acquisition": "an acquisition",
    "tax_credit": "tax credits", "price_floor": "a price floor",
}  # fmt: skip
GIVEN = {"equity", "loan", "grant", "tax_credit"}  # what a public purse gives to a firm
_OPEN = re.compile(r"(?i)\bletters?\b|non-binding|preliminary|conditional|proposed|planned|\bmay seek\b|\btalks\b")


def deals(desk: Desk) -> Iterator[Sentence]:
    """The two largest recent deals that bear on the story, one by one (rows overlap, so they are never summed)."""
    focus = desk.topic.focus or desk.minerals[0]
    found = [r for r in recent_deals(desk.world, (focus,), desk.today) if bears(desk, r)]
    for row in sorted(found[:2], key=lambda r: r["announced"]):
        yield say(f"{phrase.capital(phrase.on_day(row['announced']))} {_agreed(row)}.", deal_fact(desk.ledger, row))


def bears(desk: Desk, row: Row) -> bool:
    """Whether a party of a deal, its home or the place of its project is a party of the article.

    The economy whose loss is counted is one where the article speaks of it.
    """
    named = [p.strip() for p in row["parties"].split(";")]
    codes = [c for p in named if (c := p if is_country(p) else home_of(p))] + (row["host"] or "").split(";")
    own = {desk.topic.dependent} if bearing.spoken(desk, desk.topic.dependent) else set()
    return bool(bearing.within(codes, bearing.parties(desk, leading=True) | {c for c in own if c}))


def recent_deals(world: World, minerals: tuple[str, ...], today: dt.date) -> list[Row]:
    """Deals mainly on the minerals of the last five months: binding ones first, then by size, one a project."""
    announced = pl.col("announced").cast(pl.String)
    rows = known.rows_about(world, "deals", minerals).filter(
        (announced >= (today - RECENT).isoformat()[:7])
        & (announced < (today - dt.timedelta(days=4)).isoformat())
        & pl.col("amount_usd").is_not_null()
        & ~pl.col("status").is_in(["cancelled", "expired", "reported"])
    )
    told = [r for r in rows.iter_rows(named=True) if bearing.mainly(r["minerals"], minerals)]
    ordered = sorted(told, key=lambda r: (r["kind"] == "framework_pledge", is_open(r), -r["amount_usd"]))
    return list({row["project"] or row["parties"]: row for row in reversed(ordered)}.values())[::-1]


def is_open(row: Row) -> bool:
    """Whether a deal binds nobody yet: a letter of interest, a plan, talks."""
    done = row["status"] in {"completed", "disbursed", "signed"}
    return not done and bool(_OPEN.search(row["summary"] or ""))


def _agreed(row: Row) -> str:
    """'Apple and MP Materials agreed on an offtake of $500 million for ...', 'the US EXIM signalled a loan of ...'."""
    names = known.parties(row)
    kind = DEAL_WORDS.get(row["kind"], row["kind"].replace("_", " "))
    to = ""
    if len(names) > 1 and row["kind"] in GIVEN and (row["status"] == "announced" or is_open(row)):
        names, to = names[:1], f" to {phrase.listed(names[1:], 3)}"
    upto = "up to " if is_open(row) else ""
    size = f"{kind} of {upto}{phrase.money(row['amount_usd'])}{to}{_for(row)}"
    return f"{phrase.listed(names, 4)} {_verb(row, len(names))} {size}"


def _verb(row: Row, sides: int) -> str:
    """What the parties did, by the status of the deal."""
    if is_open(row):
        return "signalled"
    if row["status"] == "announced":
        return "announced"
    return "agreed on" if sides > 1 else "made" if row["kind"] in {"framework_pledge", "purchase"} else "put up"


def _for(row: Row) -> str:
    return f" for {known.project(row)}" if row.get("project") else ""


def deal_words(row: Row) -> str:
    """'MP Materials and the US DoD, equity of $400 million for Mountain Pass / 10X (10 July 2025)'."""
    kind = DEAL_WORDS.get(row["kind"], row["kind"].replace("_", " "))
    upto = "up to " if is_open(row) else ""
    size = f"{kind} of {upto}{phrase.money(row['amount_usd'])}{_for(row)}"
    return f"{phrase.listed(known.parties(row), 4)}, {size} ({phrase.day(row['announced'])})"


def deal_fact(ledger: Ledger, row: Row) -> str:
    """A deal as a fact."""
    figure = Figure(
        metric="deal_amount_usd",
        value=row["amount_usd"],
        unit="USD",
        name=row["project"] or row["parties"],
        period=row["announced"],
    )
    statement = f"{deal_words(row)}; status {row['status']}. {row['summary'] or ''}"
    return ledger.fact(
        "deals", statement.strip(), row["source_id"], row["known_from"], figure, row["confidence"], row["id"]
    )
