"""Counts and sums of rows as evidence: the query is a run that anyone can repeat."""

from __future__ import annotations

from typing import Any

import polars as pl

from didymium import __version__
from didymium.brief import phrase
from didymium.brief.desk import Desk
from didymium.records import Figure, run_id


def query(desk: Desk, verb: str, args: dict[str, Any], figure: Figure, statement: str) -> str:
    """Evidence id of a figure that a query of the world gives; its manifest is kept with the brief."""
    as_of = desk.today.isoformat()
    run = run_id(verb, args | {"as_of": as_of})
    desk.runs[run] = {
        "verb": verb, "args": args, "world": desk.world.name, "as_of": as_of, "seed": None, "draws": None,
        "version": __version__,
    }  # fmt: skip
    return desk.ledger.run(run, statement, figure)


def counted(desk: Desk, rows: pl.DataFrame) -> str:
    """Evidence of how many controls the holder has announced on the brief's minerals up to its date."""
    holder, first = str(desk.topic.holder), str(rows.row(0, named=True)["announced"])[:4]
    focus = str(desk.topic.focus)
    args = {"table": "restrictions", "actor": holder, "minerals": [focus], "kinds": "controls"}
    figure = Figure(
        metric="count", value=len(rows), unit="count", mineral=focus, country=holder,
        period=f"{first}/{desk.today.year}",
    )  # fmt: skip
    statement = (
        f"{phrase.capital(phrase.country(holder))} announced {len(rows)} controls that touch "
        f"{focus} from {first} to {phrase.day(desk.today.isoformat())}: "
        f"{phrase.listed(rows['id'].to_list()[::-1], 5)}"
    )
    return query(desk, "count", args, figure, statement)
