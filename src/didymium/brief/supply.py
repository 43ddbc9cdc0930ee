"""Rows of the world on supply and use as operands: who makes it, then and now, who buys it, what is in stock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import polars as pl

from didymium.brief import phrase
from didymium.brief.relations.base import SOLD_RAW, Operand
from didymium.brief.setting import Row, Setting, cell
from didymium.errors import MissingData, UnknownLabel
from didymium.world.load import World

STAGE_NOUN = {"mine": "mine output", "refine": "refined output", "metal": "metal output", "component": "output"}
COUNTED = {"alumina": ("aluminium", "refine"), "bauxite": ("aluminium", "mine")}  # under which the world counts a good
MOST_ROWS = 8  # of the newest years of a series
LEAST_REFINED = 0.05  # part of the world's refined output from which a country uses at home what it mines
BOUNDS = frozenset({"more than", "less than", "about", "at least", "up to"})  # notes that make a figure a bound


def fact(setting: Setting, row: Row, role: str, name: str, **more: Any) -> Operand:
    """The figure of a row of facts; shares printed in percent become fractions."""
    unit = {"%": "share", "1": "share"}.get(row["unit"], "t")
    value = float(row["value"]) * (0.01 if row["unit"] == "%" else 1.0)
    return cell(setting, "facts", row, "value", role, value, unit, name, stage=row["stage"], place=row["country"],
                time=str(row["year"]), hedged=row.get("note") in BOUNDS, **more)  # fmt: skip


@lru_cache(maxsize=1024)
def shares_at(world: World, mineral: str, stage: str) -> tuple[Row, ...]:
    """The closed shares of a mineral at a stage, the largest first; empty where the world has none."""
    try:
        return tuple(world.shares(mineral, stage).sort("share", descending=True).to_dicts())
    except (MissingData, UnknownLabel):
        return ()


def named_shares(world: World, mineral: str, stage: str) -> list[Row]:
    """The shares of named countries."""
    return [r for r in shares_at(world, mineral, stage) if r["country"] not in {"OTH", "WLD"}]


def holder_of(setting: Setting) -> str | None:
    """The state that holds the supply that the story is about.

    Of a control, a limit or an outage the place or who acts; else the side of the story with the largest share of
    a stage. Nobody whom the story does not name.
    """
    lead = setting.lead
    down = lead.family == "project" and lead.direction == "down"
    own = lead.family == "export_control" or lead.limited or down
    if own and (lead.place or lead.actor):
        return lead.place or lead.actor
    held = [
        (float(r["share"]), str(r["country"]))
        for m in setting.minerals[:1]
        for s in ("refine", "mine", "metal", "component")
        for r in named_shares(setting.world, m, s)
    ]
    best = max((h for h in held if h[1] in lead.sides and h[0] >= 0.1), default=None)
    return best[1] if best else lead.place or lead.actor


def stages(setting: Setting) -> tuple[str, ...]:
    """The stage of the news; where the text names none, the one at which the holder of the supply has most."""
    lead = setting.lead
    if lead.minerals[:1] == ("aluminium",) and lead.stage in {"metal", "refine", None}:
        return ("metal",)  # of alumina the news names another mineral
    if lead.stage in {"mine", "refine"} and _made(setting, str(lead.stage)):
        return (lead.stage,)
    if lead.stage == "metal" and _made(setting, "refine"):
        return ("refine",)  # what smelters make is counted with what refineries do
    if lead.family == "project" and _made(setting, "mine"):
        return ("mine",)
    held = {
        s: sum(r["share"] for r in shares_at(setting.world, m, s) if r["country"] == setting.holder)
        for m in setting.minerals[:1]
        for s in ("mine", "refine")
    }
    return ("mine", "refine") if not any(held.values()) else (max(held, key=lambda s: held[s]),)


def _made(setting: Setting, stage: str) -> bool:
    """Whether the world counts what the first mineral's producers make at a stage."""
    return bool(setting.minerals) and latest(setting, "production", setting.minerals[0], "WLD", stage) is not None


def latest(setting: Setting, metric: str, mineral: str, country: str, stage: str | None = None) -> Row | None:
    """The newest figure of the past years, in the preferred form; of a scenario only the world's in its base year.

    As it was told by then, where a row of the time has it; last year's that only a later edition tells gives way to the
    year before.
    """
    base = (pl.col("year") < pl.col("known_from").dt.year()) & (pl.col("country") == "WLD")
    rows = setting.world.facts(metric, mineral=mineral, country=country, stage=stage).filter(
        (pl.col("scenario").is_null() | base)
        & (pl.col("year") < setting.today.year)
        & (pl.col("value") > 0)
        & pl.col("unit").is_in(["t", "%", "1"])
    )
    able = rows.head(MOST_ROWS).to_dicts()
    young = bool(able) and able[0]["year"] == setting.today.year - 1
    then = (r for r in able if able[0]["year"] - r["year"] <= young and not setting.world.later(r["source_id"]))
    return next(then, next(iter(able), None))


def outputs(setting: Setting, mineral: str) -> Iterator[Operand]:
    """World output and that of the holder of the supply, by stage; of mines where no other is counted."""
    if mineral in COUNTED and (made := latest(setting, "production", COUNTED[mineral][0], "WLD", COUNTED[mineral][1])):
        yield fact(setting, made, "world_output", f"world output of {mineral} in {made['year']}", mineral=mineral)
    counted = [s for s in stages(setting) if latest(setting, "production", mineral, "WLD", s)]
    for stage in counted or ["mine"]:
        world = latest(setting, "production", mineral, "WLD", stage)
        if world is None:
            continue
        if (mineral, stage) == ("aluminium", "mine"):
            continue  # bauxite, whose tonnes are none of the metal's
        noun = f"{STAGE_NOUN[stage]} of {mineral}"
        yield fact(setting, world, "world_output", f"world {noun} in {world['year']}")
        row = latest(setting, "production", mineral, setting.holder, stage) if setting.holder else None
        if row is not None and row["year"] >= world["year"] - 2:
            mine = f"{noun} in {phrase.country(str(setting.holder))} in {row['year']}"
            raw = SOLD_RAW if stage == "mine" and _sells_raw(setting, mineral) else ""
            yield fact(setting, row, "country_output", mine, note=raw)


def _sells_raw(setting: Setting, mineral: str) -> bool:
    """Whether the holder is known to refine next to nothing of what it mines: what it mines is what it sells."""
    made = {str(r["country"]): float(r["share"]) for r in named_shares(setting.world, mineral, "refine")}
    return bool(made) and made.get(str(setting.holder), 0.0) < LEAST_REFINED


def use(setting: Setting, mineral: str) -> Iterator[Operand]:
    """Yearly use and stocks of the United States where they are a side or a control hits all buyers."""
    lead = setting.lead
    if lead.shaped:
        return
    sides = {*lead.sides} | ({"USA"} if not lead.targets and lead.family == "export_control" else set())
    if "USA" in sides:
        yield from _united_states(setting, mineral)


def _united_states(setting: Setting, mineral: str) -> Iterator[Operand]:
    rows = setting.world.facts("us_consumption", mineral=mineral, country="USA").filter(
        (pl.col("year") < setting.today.year) & (pl.col("value") > 0) & (pl.col("unit") == "t")
    )
    apparent = rows.filter(pl.col("form").str.to_lowercase().str.contains("apparent"))
    chosen = apparent if apparent.height else rows
    if chosen.height and chosen["year"][0] >= setting.today.year - 4:
        row = chosen.row(0, named=True)
        yield fact(setting, row, "use", f"United States use of {mineral} in {row['year']}")
    held = setting.world.facts("us_stocks", mineral=mineral, country="USA").filter(
        (pl.col("year") < setting.today.year) & (pl.col("value") > 0)
    )
    if held.height:
        stock = held.sort("year", "value").row(-1, named=True)
        name = f"year-end stocks of {mineral} in the United States in {stock['year']}"
        yield fact(setting, stock, "us_stock", name)


def whole_of(setting: Setting, mineral: str, stage: str) -> Iterator[Operand]:
    """What all make of a substance in a year, at its own stage, and what the United States use where it is a side."""
    good, *counted = COUNTED.get(mineral, (mineral, stage, "mine", "refine", "metal"))
    if mineral == "aluminium" or (mineral, stage) == ("titanium", "metal"):
        counted = ["metal"]  # of mines it is bauxite
    rows = (latest(setting, "production", good, "WLD", s) for s in counted if s)
    if (row := next((r for r in rows if r), None)) is not None:
        noun = "output" if mineral in COUNTED else STAGE_NOUN[row["stage"]]
        yield fact(setting, row, "world_whole", f"world {noun} of {mineral} in {row['year']}", mineral=mineral,
                   note=stage)  # fmt: skip
    if "USA" in setting.lead.sides:
        yield from (replace(o, role="us_whole") for o in _united_states(setting, mineral) if o.role == "use")
