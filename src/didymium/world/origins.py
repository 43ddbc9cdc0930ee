"""What is told of where a bloc's imports come from, in place of trade statistics that a mineral has none of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from didymium import labels
from didymium.files import csv_rows
from didymium.world.balance import Floats
from didymium.world.load import World

FORMS = Path(__file__).parent / "origins.csv"  # the form of the statement that is of a stage
KEPT = 0.01  # of the bloc's imports that stay divided as without the statement, for what it rounds away


def shaped(
    prior: Floats, world: World, mineral: str, stage: str, countries: tuple[str, ...]
) -> tuple[Floats, tuple[str, ...]]:
    """(the prior, with what the United States and the Union's members buy divided as is told; who tells).

    prior: dims (exporter, importer). Whom nobody names sells no more than the least that is named. Of the United
    States' use the part that is imported, net, is told too.
    """
    found, sources, facts = prior.copy(), [], world.settled("facts")
    for bloc, members in (("USA", {"USA"}), ("EUU", set(labels.eu_members()))):
        told, source = _told(facts, mineral, stage, bloc)
        abroad = np.array([c not in members for c in countries])
        named = np.array([*(told.get(c, 0.0) for c in countries[:-1]), 0.0]) * abroad * (prior.sum(axis=1) > 0)
        if named.sum() <= 0:
            continue
        unnamed = max(sum(v for c, v in told.items() if c not in members) - float(named.sum()), 0.0)
        for j in np.flatnonzero(~abroad):
            bought = prior[:, j] * abroad
            rest = np.minimum(bought / (bought.sum() or 1.0), named[named > 0].min()) * (named <= 0)
            share = named + unnamed * rest / (rest.sum() or 1.0)
            found[:, j] += (1 - KEPT) * (bought.sum() * share / share.sum() - bought)
            part, whole = imported(facts, mineral, stage) if bloc == "USA" else None, prior[:, j].sum()
            if part is not None and bought.sum() > 0:
                found[:, j] *= part * whole / bought.sum()
                found[j, j] = (1 - part) * whole
        sources.append(source)
    return found, tuple(sources)


@lru_cache(maxsize=1024)
def _told(facts: World, mineral: str, stage: str, bloc: str) -> tuple[dict[str, float], str]:
    """Shares of a bloc's imports by origin in the newest statement, and its source; {} where there is none. Who is
    named without a share has the rest."""
    rows = facts.table("facts").filter((pl.col("mineral") == mineral) & (pl.col("country") == bloc))
    if bloc == "USA":
        form = _forms().get((mineral, stage), "")
        rows = rows.filter((pl.col("metric") == "import_source_share") & (pl.col("form") == form))
    else:
        rows = rows.filter((pl.col("metric") == "sourcing_share") & (pl.col("stage") == stage))
    if rows.is_empty():
        return {}, ""
    last = rows.sort("year", "known_from").row(-1, named=True)
    rows = rows.filter((pl.col("year") == last["year"]) & (pl.col("source_id") == last["source_id"]))
    told = dict(rows.group_by("partner").agg(pl.col("value").max()).iter_rows())
    bare = [c for c, v in told.items() if v is None and c != "OTH"]
    rest = max(1.0 - sum(v or 0.0 for v in told.values()), 0.0) / max(len(bare), 1)
    return {c: rest if c in bare else v or 0.0 for c, v in told.items()}, str(last["source_id"])


@lru_cache(maxsize=1024)
def imported(facts: World, mineral: str, stage: str) -> float | None:
    """Net imports of the United States over their use in the newest statement, 0..1; None where none is of the stage
    or of all forms."""
    rows = facts.facts("net_import_reliance", mineral=mineral).filter(pl.col("value") > 0)
    own = rows.filter(pl.col("stage") == stage)
    rows = own if len(own) else rows.filter(pl.col("stage").is_null() & pl.col("form").is_null())
    return None if rows.is_empty() else min(float(rows.sort("year", "known_from")["value"][-1]) / 100, 1.0)


@lru_cache(maxsize=1)
def _forms() -> dict[tuple[str, str], str]:
    return {(r["mineral"], r["stage"]): r["form"] for r in csv_rows(FORMS)}
