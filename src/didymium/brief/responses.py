"""What the price did after the like steps and stops that the world holds: of the same good, else of the same state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from didymium.brief.lead import kin
from didymium.brief.like import kind_of_control, new_stop
from didymium.brief.prices import weak_sources
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Row, Setting
from didymium.world.responses import clause

TABLE = "price_responses"
MOST, LEAST_STOPS = 3, 2  # cases of a sentence
KINDS = frozenset({"news", "notice", "release"})


def responses(setting: Setting) -> Iterator[Operand]:
    """The prices after like cases, most of them first: of several choices the longest that is proven is told."""
    lead = setting.lead
    if lead.kind not in KINDS or lead.shaped or lead.supposed or lead.on_firms or not lead.minerals:
        return
    for opens, rows in _like(setting):
        chosen = _one_a_step(rows)[:MOST]
        if "stops" in opens and len(chosen) < LEAST_STOPS:  # one says nothing of others
            continue
        for many in range(len(chosen), 0, -1):
            ids = tuple(setting.ledger.cell(TABLE, r, "change") for r in chosen[:many])
            yield Operand(
                ids[0], "price_responses", "count", float(many), "count", opens, lead.minerals[0], "row", near=1.0,
                note="; ".join(clause(r) for r in chosen[:many]), extra=ids,
            )  # fmt: skip
        if chosen:
            return


_ACTS = {"export_licence": re.compile(r"licences"), "export_ban": re.compile(r"\b(?:ban|stop|without)\b")}


def _like(setting: Setting) -> Iterator[tuple[str, list[Row]]]:
    """(opening words, cases) for a new control, what came of one that is eased, or a standstill.

    Controls are like those of the same state by the same kind of act; stops those of the same metal.
    """
    lead, table = setting.lead, setting.world.table(TABLE)
    table = table.filter(~pl.col("source_id").is_in(sorted(weak_sources(setting.world))))
    own = {k for m in lead.minerals for k in kin(m)}
    same, by_actor = pl.col("mineral").is_in(sorted(own)), pl.col("actor") == (lead.actor or "")
    if lead.family == "export_control" and lead.direction == "tighten":
        act = _ACTS.get(kind_of_control(setting) or "")
        steps = _ranked(table.filter((pl.col("kind") == "control") & by_actor), own) if act else []
        yield "Prices after like steps", [r for r in steps if act and act.search(str(r["step"]))]
    elif lead.family == "export_control" and lead.direction == "ease":
        good, some = lead.minerals[0], table.filter(same & by_actor)
        yield f"Prices after the control of {good} itself", _ranked(some.filter(pl.col("kind") == "control"), own)
        yield f"Prices after like easings of {good}", _ranked(some.filter(pl.col("kind") == "easing"), own)
    elif lead.family == "project" and new_stop(setting) is not None:
        stops = table.filter(same & (pl.col("kind") == "stop"))
        yield f"Prices of {lead.minerals[0]} after like stops", _ranked(stops, own)


def _ranked(some: pl.DataFrame, own: set[str]) -> list[Row]:
    """Those of the good of the news first, then the latest; of one step the first price that was told, as of late."""
    rows = some.sort("known_from", "id").to_dicts()
    return sorted(rows, key=lambda r: (r["mineral"] not in own, -int(r["announced"].replace("-", ""))))


def _one_a_step(rows: list[Row]) -> list[Row]:
    """One price of each step: of the good that is first, the value that was told last."""
    once: dict[tuple[str, str], Row] = {}
    for row in rows:
        first = once.setdefault((row["actor"], row["announced"]), row)
        if first["good"] == row["good"]:
            once[row["actor"], row["announced"]] = row
    return list(once.values())
