"""Rows of the world on supply and use as operands: who makes it, then and now, who buys it, what is in stock."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import polars as pl

from didymium import labels
from didymium.brief import phrase
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Row, Setting, cell
from didymium.errors import MissingData, UnknownLabel
from didymium.proof.rows import row_id
from didymium.world.load import World

STAGE_NOUN = {"mine": "mine output", "refine": "refined output", "metal": "metal output", "component": "output"}
MADE = ("mine", "refine", "metal", "component")
OLD_YEARS = 5  # years after which a figure on who buys from whom is history
OLD_SHARE = 6  # years after which a share of output is history
THEN = 10  # years back to which a hold is compared
AHEAD = 2030  # year of the published outlook that is compared with now
MOSTLY = 0.85  # part of a buyer's purchases from which one trade code stands for them
LEAST_TRADE = 1e6  # USD a year below which a buyer is none
COUNTED_WITH = {  # groups whose outlook is published of a narrower or a later good
    "rare earths": "magnet rare earths", "heavy rare earths": "magnet rare earths", "didymium": "magnet rare earths",
    "NdFeB magnets": "magnet rare earths", "neodymium": "magnet rare earths", "dysprosium": "magnet rare earths",
}  # fmt: skip
CHAINED = {"rare earths": ("NdFeB magnets", "component")}  # the good into which a group goes, with the stage
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
    if lead.stage in {"mine", "refine"} and _made(setting, str(lead.stage)):
        return (lead.stage,)
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
    """The newest figure of the past years, without scenarios, in the preferred form."""
    rows = setting.world.facts(metric, mineral=mineral, country=country, stage=stage).filter(
        pl.col("scenario").is_null()
        & (pl.col("year") < setting.today.year)
        & (pl.col("value") > 0)
        & pl.col("unit").is_in(["t", "%", "1"])
    )
    return rows.row(0, named=True) if rows.height else None


def outputs(setting: Setting, mineral: str) -> Iterator[Operand]:
    """World output and that of the holder and the place of the news, by stage; of mines where no other is counted."""
    counted = [s for s in stages(setting) if latest(setting, "production", mineral, "WLD", s)]
    for stage in counted or ["mine"]:
        world = latest(setting, "production", mineral, "WLD", stage)
        if world is None:
            continue
        noun = f"{STAGE_NOUN[stage]} of {mineral}"
        yield fact(setting, world, "world_output", f"world {noun} in {world['year']}")
        for place in dict.fromkeys(p for p in (setting.holder, setting.lead.place or setting.lead.actor) if p):
            row = latest(setting, "production", mineral, place, stage)
            if row is not None and row["year"] >= world["year"] - 2:
                mine = f"{noun} in {phrase.country(place)} in {row['year']}"
                yield fact(setting, row, "country_output" if place == setting.holder else "actor_output", mine)


def shares(setting: Setting, mineral: str) -> Iterator[Operand]:
    """Shares of world output of the sides of the news, and of the two that come next to the holder."""
    places = {p for p in (setting.holder, *setting.lead.sides, setting.lead.place) if p}
    for stage in MADE:
        held = [r for r in named_shares(setting.world, mineral, stage) if r["year"] >= setting.today.year - OLD_SHARE]
        wanted = [(r, "stage_share") for r in held if r["country"] in places]
        if stage in stages(setting):
            wanted += [(r, "next_share") for r in held if r["country"] != setting.holder and r["share"] >= 0.02][:2]
        yield from (o for row, role in wanted if (o := _share(setting, row, mineral, stage, role)) is not None)
    if mineral in CHAINED and setting.holder:
        good, stage = CHAINED[mineral]
        made = [r for r in named_shares(setting.world, good, stage) if r["country"] == setting.holder]
        yield from (o for r in made if (o := _share(setting, r, good, stage, "chained_share")) is not None)


def _share(setting: Setting, row: Row, mineral: str, stage: str, role: str) -> Operand | None:
    key = setting.ledger.share(mineral, stage, str(row["country"]))
    if key is None:
        return None
    of = f"world {STAGE_NOUN[stage]} of {row['mineral']}"
    name = f"{phrase.possessive(phrase.country(str(row['country'])))} share of {of}"
    value = float(row["share"])
    return Operand(key, role, "share", value, "share", phrase.quantity(value, "share"), name, "row", mineral=mineral,
                   stage=stage, place=str(row["country"]), time=str(row["year"]), note=of)  # fmt: skip


def use(setting: Setting, mineral: str) -> Iterator[Operand]:
    """Yearly use of the United States where they are a side or a control hits all buyers; stocks; reliance."""
    lead = setting.lead
    sides = {*lead.sides} | ({"USA"} if not lead.targets and lead.family == "export_control" else set())
    if "USA" in sides:
        yield from _united_states(setting, mineral)
    for economy, metric in (("USA", "net_import_reliance"), ("EUU", "import_reliance")):
        row = latest(setting, metric, mineral, economy) if economy in sides else None
        if row is not None and row["year"] >= setting.today.year - OLD_YEARS:
            yield fact(setting, row, "reliance", f"the net import reliance of {phrase.country(economy)} on {mineral}")


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


def outlook(setting: Setting, mineral: str) -> Iterator[Operand]:
    """World demand now and in 2030 with stated policies; world and the holder's output of the published base case."""
    good = COUNTED_WITH.get(mineral, mineral)
    facts = setting.world.table("facts").filter(
        (pl.col("mineral") == good) & pl.col("scenario").is_not_null() & (pl.col("value") > 0)
    )
    total = facts.filter((pl.col("metric") == "demand") & (pl.col("form") == "total"))
    for year, case, role in ((AHEAD - 6, "base", "demand_now"), (AHEAD, "STEPS", "demand_ahead")):
        rows = total.filter((pl.col("year") == year) & (pl.col("scenario") == case))
        if rows.height:
            yield fact(setting, rows.row(-1, named=True), role, f"world demand for {good} in {year}")
    made = facts.filter((pl.col("metric") == "production") & (pl.col("scenario") == "base case"))
    for place, role in (("WLD", "world"), (setting.holder or "", "holder")):
        for year, when in ((AHEAD - 6, "now"), (AHEAD, "ahead")):
            for stage in ("refine", "mine"):
                rows = made.filter((pl.col("country") == place) & (pl.col("year") == year) & (pl.col("stage") == stage))
                if rows.height:
                    who = "world" if place == "WLD" else phrase.possessive(phrase.country(str(place)))
                    name = f"{who} {STAGE_NOUN[stage]} of {good} in {year}"
                    yield fact(setting, rows.row(-1, named=True), f"{role}_{when}", name)


def swaps(setting: Setting, mineral: str) -> Iterator[Operand]:
    """What share of all uses of the mineral could be replaced in a year."""
    rows = setting.world.table("substitution").filter(
        (pl.col("mineral") == mineral)
        & (pl.col("use") == "all uses, EU mix")
        & (pl.col("numbers_sourced") == "yes")
        & pl.col("max_share_substitutable_1y").is_not_null()
    )
    for row in rows.head(1).iter_rows(named=True):
        yield cell(setting, "substitution", row, "max_share_substitutable_1y", "replaceable",
                   float(row["max_share_substitutable_1y"]), "share", f"all uses of {mineral}")  # fmt: skip


def by_products(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The share of supply that comes as a by-product of another metal."""
    rows = setting.world.table("chains").filter(
        (pl.col("mineral") == mineral)
        & pl.col("by_product_share").is_not_null()
        & pl.col("by_product_of").is_in(sorted(_metals()))
    )
    for row in rows.sort("by_product_share").tail(1).iter_rows(named=True):
        yield cell(setting, "chains", row, "by_product_share", "by_product", float(row["by_product_share"]), "share",
                   str(row["by_product_of"]), stage=row["stage"])  # fmt: skip


@lru_cache(maxsize=1)
def _metals() -> frozenset[str]:
    return frozenset(labels.minerals())


def trade(setting: Setting, mineral: str) -> Iterator[Operand]:
    """What the sender sold to the target; the two largest buyers of what the holder ships; the seller's share."""
    yield from _import_shares(setting, mineral)
    if setting.holder is None or not setting.lead.hits_buyers:
        return
    bought = _sales(setting, mineral, setting.holder)
    for buyer, (stage, row) in bought.items():
        key = setting.ledger.row("trade", row_id(setting.world, "trade", row), "value_usd")
        value, year, good = float(row["value_usd"]), str(row["year"]), phrase.staged(mineral, stage)
        yield Operand(key, "sale", "money", value, "USD", phrase.money(value), phrase.country(buyer), "row",
                      mineral=mineral, stage=stage, place=setting.holder, time=year, note=good)  # fmt: skip


def _sales(setting: Setting, mineral: str, seller: str) -> dict[str, tuple[str, Row]]:
    """The row of the seller's last year of exports by buyer, at its largest stage: the two largest and the target."""
    rows = setting.world.table("trade").filter(
        (pl.col("exporter") == seller) & (pl.col("mineral") == mineral) & (pl.col("value_usd") > 0)
    )
    if not labels.is_group(mineral):
        rows = rows.filter(pl.col("flag").is_null() | (pl.col("flag") != "group_code"))
    if rows.is_empty():
        return {}
    rows = rows.filter(pl.col("year") == rows["year"].max())
    totals = rows.group_by("stage").agg(pl.col("value_usd").sum()).sort("value_usd", "stage", descending=True)
    stage = str(totals["stage"][0])
    rows = rows.filter(pl.col("stage") == stage)
    ranked = rows.group_by("importer").agg(pl.col("value_usd").sum()).sort("value_usd", "importer", descending=True)
    ranked = ranked.filter(pl.col("value_usd") >= LEAST_TRADE)
    chosen = dict.fromkeys([*ranked["importer"].to_list()[:2], *setting.lead.targets])
    made = {b: rows.filter(pl.col("importer") == b).sort("value_usd").tail(1).to_dicts() for b in chosen}
    whole = {b: float(rows.filter(pl.col("importer") == b)["value_usd"].sum()) for b in chosen}
    return {b: (stage, r[0]) for b, r in made.items() if r and float(r[0]["value_usd"]) >= MOSTLY * whole[b]}


def _import_shares(setting: Setting, mineral: str) -> Iterator[Operand]:
    """The share of the seller of the story in what the buyer of the story buys abroad."""
    for buyer, seller in _pairs(setting):
        metric = {"USA": "import_source_share", "EUU": "sourcing_share"}.get(buyer)
        if metric is None:
            continue
        rows = setting.world.facts(metric, mineral=mineral, country=buyer).filter(
            (pl.col("partner") == seller)
            & pl.col("year").is_between(setting.today.year - OLD_YEARS, setting.today.year - 1)
            & (pl.col("value") > 0)
        )
        if rows.is_empty():
            continue
        row = rows.row(0, named=True)
        form = str(row["form"] or "").lower().replace("(all)", "").strip()
        form = f" ({form})" if form and form != mineral else ""
        who = phrase.possessive(phrase.country(seller))
        yield fact(setting, row, "import_share", f"{who} share of {mineral}{form} imports of {phrase.country(buyer)}")


def _pairs(setting: Setting) -> Iterator[tuple[str, str]]:
    """(buyer, seller) of the story."""
    lead, holder = setting.lead, setting.holder
    if lead.actor and lead.family == "import_measure":
        yield from ((lead.actor, t) for t in lead.targets)
    elif holder and lead.family != "market":
        buyers = [s for s in lead.sides if s != holder] or [b for b in ("USA", "EUU") if b != holder]
        yield from ((b, holder) for b in buyers)
