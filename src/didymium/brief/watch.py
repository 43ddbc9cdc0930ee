"""What to watch: dated provisions, measures that take effect or end, and projects that start."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from didymium import labels
from didymium.brief import bearing, known, phrase
from didymium.brief.background import expiring, provision_fact
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.motives import project_fact
from didymium.records import Event, Sentence, Watch
from didymium.text import find_dates

MOST = 8
DATED = (
    *known.CONTROL_KINDS,
    "import_tariff",
    "import_investigation",
    "domestic_processing_requirement",
    "price_floor",
)
_SPELLED = re.compile(r"\b(?:20\d\d|" + "|".join(m[:3] for m in phrase.MONTHS) + r")")
HORIZON = dt.timedelta(days=3 * 365)


def to_watch(desk: Desk) -> tuple[Watch, ...]:
    """Dated things ahead for the brief's minerals, soonest first, at most eight."""
    if not desk.minerals:
        return ()
    bound = expiring(desk, len(desk.named))[:4]
    items = [*_article(desk), *_provisions(desk, bound), *_measures(desk, bound), *_projects(desk)]
    until = (desk.today + HORIZON).isoformat()
    ahead = {(w.date, w.sentence.text): w for w in items if desk.today.isoformat()[: len(w.date)] <= w.date <= until}
    ordered = sorted(ahead.values(), key=lambda w: w.date.ljust(10, "-"))
    return tuple(_thinned(ordered)[:MOST])


def _thinned(ordered: list[Watch]) -> list[Watch]:
    """At most two things a day: four suspensions that end together are one date to watch."""
    kept: list[Watch] = []
    for item in ordered:
        if len(item.date) < 10 or sum(k.date == item.date for k in kept) < 2:
            kept.append(item)
    return kept


def _article(desk: Desk) -> list[Watch]:
    """Dates of expiry that the article itself spells out."""
    found = []
    for event in desk.topic.events:
        found_dates = find_dates(event.quote, desk.reading.article.published or desk.today)
        spelled = {d.value for d in found_dates if _SPELLED.search(event.quote[d.start : d.end])}
        if event.expires and event.expires in spelled:
            found.append(
                Watch(
                    date=event.expires,
                    sentence=say(
                        f"From the article: “{event.quote.rstrip('.')}”.", desk.ledger.span(event.start, event.end)
                    ),
                )
            )
    return found


def _quoted(desk: Desk, event: Event) -> Sentence:
    return say(f"From the article: “{event.quote.rstrip('.')}”.", desk.ledger.span(event.start, event.end))


def _provisions(desk: Desk, bound: list[known.Row]) -> list[Watch]:
    """Provisions that run out, with what may follow."""
    return [
        Watch(
            date=row["expires"],
            sentence=say(
                f"{known.bound(row)} “{known.provision(row)}” {known.ends(row)} {phrase.on_day(row['expires'])}.",
                provision_fact(desk.ledger, row, desk.today),
            ),
        )
        for row in bound
    ]


def _measures(desk: Desk, bound: list[known.Row]) -> list[Watch]:
    """Measures of the story's sides on the minerals that take effect or end after today, and suspensions that run out.

    A suspension that a provision has told is not told again.
    """
    among = bearing.sides(desk)
    told = {(r["obliges"], r["expires"]) for r in bound if "suspend" in r["provision"].lower()}
    rows = known.rows_about(desk.world, "restrictions", desk.named).filter(pl.col("kind").is_in(DATED))
    found = []
    for row in rows.iter_rows(named=True):
        if not _between(row, among):
            continue
        who = phrase.capital(phrase.possessive(phrase.country(row["actor"])))
        what = f"{who} {known.measure_name(row, desk.topic.focus)}"
        for column, verb in (
            ("effective", "takes effect"), ("ends", "ends or comes up for renewal"), ("suspended_until", ""),
        ):  # fmt: skip
            date = str(row[column] or "")
            if date <= desk.today.isoformat():
                continue
            text = f"{what} {verb} {phrase.on_day(date)}."
            if column == "suspended_until":
                if (row["actor"], date) in told:
                    continue
                text = f"{what} is suspended until {phrase.day(date)}."
            found.append(Watch(date=date, sentence=say(text, known.measure_fact(desk.ledger, row))))
    return found[:4]


def _between(row: known.Row, among: frozenset[str]) -> bool:
    """Whether a measure is by one of the sides, on all buyers or on another of them."""
    targets = [t for t in str(row["targets"] or "WLD").split(";") if t]
    by = bearing.within([str(row["actor"])], among)
    return bool(by) and ("WLD" in targets or bool(bearing.within(targets, among)))


def _projects(desk: Desk) -> list[Watch]:
    """Projects of the story's sides on the minerals, outside Chinese control, that are due to start."""
    among = bearing.sides(desk)
    places = [*among, *(labels.eu_members(desk.today) if "EUU" in among else ())]
    rows = known.rows_about(desk.world, "projects", desk.named[:2]).filter(
        known.START.is_not_null()
        & (desk.today.year < known.START)
        & pl.col("status").is_in(["construction", "financed"])
        & (pl.col("chinese_control") != "yes")
        & pl.col("country").is_in(places)
    )
    return [
        Watch(
            date=str(row["start_year"]),
            sentence=say(
                f"{row['name']} in {phrase.country(row['country'])} is due to start in {row['start_year']}.",
                project_fact(desk, row),
            ),
        )
        for row in rows.sort(known.START).head(3).iter_rows(named=True)
    ]
