"""Counts of rows as evidence: the query is a run that anyone can repeat."""

from __future__ import annotations

import polars as pl

from didymium import __version__
from didymium.brief import phrase
from didymium.brief.desk import Desk
from didymium.records import Figure, run_id


def counted(desk: Desk, rows: pl.DataFrame) -> str:
    """Evidence of how many controls the holder has announced on the brief's minerals up to its date."""
    args = {"table": "restrictions", "actor": desk.topic.holder, "minerals": list(desk.minerals), "kinds": "controls"}
    first = str(rows.row(0, named=True)["announced"])[:4]
    until = desk.today.isoformat()
    figure = Figure(
        metric="count",
        value=len(rows),
        unit="count",
        mineral=desk.minerals[0],
        country=desk.topic.holder,
        period=f"{first}/{desk.today.year}",
    )
    statement = (
        f"{phrase.capital(phrase.country(str(desk.topic.holder)))} announced {len(rows)} controls that touch "
        f"{phrase.listed(list(desk.minerals), 9)} from {first} to {phrase.day(until)}: {phrase.listed(rows['id'].to_list(), 40)}"
    )
    run = run_id("count", args | {"as_of": until})
    desk.runs[run] = {
        "verb": "count",
        "args": args,
        "world": desk.world.edition,
        "as_of": until,
        "seed": None,
        "draws": None,
        "version": __version__,
    }
    return desk.ledger.run(run, statement, figure)
