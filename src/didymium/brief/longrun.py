"""Points on the long term: premium, project pipeline, plan, substitution, sectors, outlook."""

from __future__ import annotations

import polars as pl

from didymium.brief import known, phrase
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.records import Figure, Point, Sentence


def framing(desk: Desk) -> tuple[Sentence, ...]:
    """The question's frame."""
    return ()


def premium(desk: Desk) -> Point | None:
    """What the risk is worth a year."""
    return None


def plan(desk: Desk) -> Point | None:
    """What money for diversification buys."""
    return None


def pipeline(desk: Desk) -> Point | None:
    """How the holder's share is expected to move as projects come."""
    topic = desk.topic
    if topic.focus is None or topic.holder is None:
        return None
    for mineral in (topic.focus, *known.parents(topic.focus)):
        found = _projection(desk, mineral, topic.holder)
        if found:
            return found
    return None


def _projection(desk: Desk, mineral: str, holder: str) -> Point | None:
    rows = desk.world.table("facts").filter(
        (pl.col("mineral") == mineral)
        & (pl.col("country") == holder)
        & (pl.col("metric") == "share")
        & pl.col("source_id").str.starts_with("iea")
        & pl.col("stage").is_in(["refine", "mine"])
    )
    for stage in ("refine", "mine"):
        series = rows.filter(pl.col("stage") == stage).sort("year")
        now, later = (
            series.filter(pl.col("year") <= desk.today.year),
            series.filter(pl.col("year").is_between(2030, 2040)),
        )
        if not now.is_empty() and not later.is_empty():
            return _projection_point(desk, mineral, stage, now.row(-1, named=True), later.row(-1, named=True))
    return None


def _projection_point(desk: Desk, mineral: str, stage: str, now: dict[str, object], later: dict[str, object]) -> Point:
    ids = [known.share_fact(desk.ledger, mineral, stage, row) for row in (now, later)]
    who = phrase.possessive(phrase.country(str(now["country"])))
    first, last = float(str(now["value"])), float(str(later["value"]))
    moves = "falls" if last < first - 0.01 else "rises" if last > first + 0.01 else "stays close"
    text = (
        f"On announced projects {who} share of {mineral} {phrase.stage(stage)} {moves} from "
        f"{phrase.quantity(first, 'share')} in {now['year']} to {phrase.quantity(last, 'share')} in {later['year']}."
    )
    if moves == "stays close":
        text = text.replace(" from ", ": ", 1)
    return Point(label="Pipeline", sentences=(say(text, *ids),))


def substitution(desk: Desk) -> Point | None:
    """How far users can do without, within one and five years."""
    if desk.topic.focus is None:
        return None
    names = [desk.topic.focus, *(m for m in desk.minerals if m != desk.topic.focus)]
    rows = desk.world.table("substitution").filter(
        pl.col("mineral").is_in(names) & pl.col("max_share_5y").is_not_null() & (pl.col("substitute") != "none")
    )
    if rows.is_empty():
        return None
    row = max(
        rows.iter_rows(named=True),
        key=lambda r: (r["numbers_sourced"] == "yes", -names.index(r["mineral"]), r["max_share_5y"]),
    )
    one, five = (float(row[c]) for c in ("max_share_substitutable_1y", "max_share_5y"))
    figure = Figure(
        metric="max_share_substitutable",
        value=100 * five,
        unit="%",
        mineral=row["mineral"],
        name=row["substitute"],
        period="5 years",
    )
    statement = (
        f"{phrase.capital(row['mineral'])}, {row['use']}: {row['substitute']} can replace up to {phrase.quantity(one, 'share')} of use "
        f"within one year and {phrase.quantity(five, 'share')} within five years"
    )
    evidence = desk.ledger.fact(
        "substitution", statement, row["source_id"], row["known_from"], figure, row["confidence"]
    )
    text = (
        f"Users of {row['mineral']} ({row['use']}) can replace at most {phrase.quantity(one, 'share')} within a year and "
        f"{phrase.quantity(five, 'share')} within five through {row['substitute']}."
    )
    return Point(label="Substitution", sentences=(say(text, evidence),))


def sectors(desk: Desk) -> Point | None:
    """Industries by their share of use."""
    economy, focus = desk.topic.dependent, desk.topic.focus
    if focus is None:
        return None
    rows = desk.world.table("uses").filter(
        (pl.col("mineral") == focus) & (pl.col("preferred") == 1) & pl.col("share").is_not_null()
    )
    own = rows.filter(pl.col("economy") == economy)
    rows = (
        own
        if not own.is_empty()
        else rows.filter(pl.col("economy") == rows["economy"].mode().first())
        if not rows.is_empty()
        else rows
    )
    by_sector = (
        rows.filter(pl.col("sector") != "other")
        .group_by("sector")
        .agg(pl.col("share").sum(), pl.first("year", "economy", "source_id", "known_from", "confidence"))
        .sort("share", "sector", descending=[True, False])
        .head(3)
    )
    if by_sector.is_empty():
        return None
    told = list(by_sector.iter_rows(named=True))
    ids = [_use_fact(desk, focus, row) for row in told]
    parts = [f"{phrase.sector(r['sector'])} ({phrase.quantity(float(r['share']), 'share')})" for r in told]
    where = phrase.country(told[0]["economy"])
    return Point(label="Users", sentences=(say(f"In {where} {focus} goes mainly into {phrase.listed(parts)}.", *ids),))


def _use_fact(desk: Desk, mineral: str, row: dict[str, object]) -> str:
    share = 100 * float(str(row["share"]))
    figure = Figure(
        metric="use_share",
        value=share,
        unit="%",
        mineral=mineral,
        country=str(row["economy"]),
        sector=str(row["sector"]),
        period=str(row["year"]),
    )
    statement = f"Share of {mineral} use in {phrase.country(str(row['economy']))} that goes into {phrase.sector(str(row['sector']))} ({row['year']}): {phrase.percent_number(share)}%"
    return desk.ledger.fact("uses", statement, str(row["source_id"]), row["known_from"], figure, str(row["confidence"]))


def outlook(desk: Desk) -> Point | None:
    """How demand is expected to grow."""
    return None
