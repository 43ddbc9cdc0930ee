"""Points that rest on the tables alone: suppliers, price range, demand, recycling, lists, reserves, new supply."""

from __future__ import annotations

from typing import Any

import polars as pl

from didymium import labels
from didymium.brief import known, phrase
from didymium.brief.background import price_fact, price_form, priced
from didymium.brief.counts import query
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.motives import project_fact, project_words
from didymium.brief.sides import PRICED, own_share, purchases, shares
from didymium.records import Figure, Point

YEARS = 6  # years of a price range
LISTS = {"US": "the United States", "EU": "the European Union", "UK": "the United Kingdom", "Canada": "Canada",
         "India": "India", "Australia": "Australia", "Japan": "Japan"}  # fmt: skip


def suppliers(desk: Desk) -> Point | None:
    """From whom the dependent economy buys the mineral, by value."""
    economy, focus = desk.topic.dependent or _buyer(desk), desk.topic.focus
    rows = purchases(desk.world, focus, economy) if economy and focus else pl.DataFrame()
    total = float(rows["value_usd"].sum()) if rows.height else 0.0
    if total < 1e6:
        return None
    told = [r for r in rows.head(3).iter_rows(named=True) if r["value_usd"] >= 0.03 * total]
    year, where = int(told[0]["year"]), phrase.country(str(economy))
    parts = phrase.shared([(phrase.country(r["exporter"]), r["value_usd"] / total) for r in told], "from")
    what = phrase.dug(str(focus)) if set(rows["stage"].to_list()) == {"mine"} else focus
    text = (
        f"{phrase.capital(where)} bought {phrase.money(total)} of {what} abroad in {year}, by value "
        f"{phrase.listed(parts)}"
    )
    figure = Figure(metric="imports_usd", value=total, unit="USD", mineral=focus, country=economy, period=str(year))
    args = {"table": "trade", "mineral": focus, "importer": economy, "year": year}
    return Point(label="Suppliers", sentences=(say(f"{text}.", query(desk, "imports", args, figure, text)),))


def _buyer(desk: Desk) -> str | None:
    """The economy that bought most of the mineral abroad, where the article names none."""
    bought = {e: purchases(desk.world, str(desk.topic.focus), e) for e in PRICED if e != desk.topic.holder}
    sums = {e: float(rows["value_usd"].sum()) for e, rows in bought.items() if rows.height}
    return max(sums, key=lambda e: sums[e], default=None)


def price_range(desk: Desk) -> Point | None:
    """The lowest and the highest price of the last six years, of the series that runs latest."""
    for mineral in priced(str(desk.topic.focus)):
        ends = _extremes(desk, mineral)
        if ends:
            low, high = ends
            ids = [price_fact(desk.ledger, mineral, row) for row in sorted(ends, key=lambda r: r["period"])]
            text = (
                f"Since {min(r['period'] for r in ends)[:4]} the price of {price_form(mineral, low)} has run between "
                f"{phrase.quantity(low['value'], low['unit'])} ({phrase.day(low['period'])}) and "
                f"{phrase.quantity(high['value'], high['unit'])} ({phrase.day(high['period'])})."
            )
            return Point(label="Price so far", sentences=(say(text, *ids),))
    return None


def _extremes(desk: Desk, mineral: str) -> tuple[known.Row, known.Row] | None:
    rows = desk.world.table("prices").filter(
        (pl.col("mineral") == mineral)
        & pl.col("value").is_not_null()
        & (pl.col("value") > 0)
        & pl.col("unit").str.starts_with("USD")
        & (pl.col("period") >= str(desk.today.year - YEARS))
    )
    best: tuple[str, pl.DataFrame] | None = None
    for _key, series in rows.group_by("form", "market", "unit", "source_id", maintain_order=True):
        last = str(series["period"].max())
        if series.height >= 3 and (best is None or last > best[0]):
            best = last, series.sort("value", "period")
    if best is None:
        return None
    low, high = best[1].row(0, named=True), best[1].row(-1, named=True)
    return (low, high) if high["value"] >= 1.2 * low["value"] else None


def outlook(desk: Desk) -> Point | None:
    """How demand grows in the stated-policies case of the IEA."""
    focus = desk.topic.focus
    for mineral in dict.fromkeys(m for m in (focus, desk.topic.run, *known.parents(focus or "")) if m):
        rows = desk.world.table("facts").filter(
            (pl.col("mineral") == mineral) & (pl.col("metric") == "demand") & pl.col("source_id").str.starts_with("iea")
        )
        total = rows.filter(pl.col("form") == "total")
        now = total.filter((pl.col("scenario") == "base") & (pl.col("year") <= desk.today.year)).sort("year")
        later = total.filter((pl.col("scenario") == "STEPS") & (pl.col("year") >= desk.today.year + 5)).sort("year")
        if now.height and later.height:
            return _growth(desk, mineral, now.row(-1, named=True), later.row(0, named=True))
    return None


def _growth(desk: Desk, mineral: str, now: known.Row, later: known.Row) -> Point:
    ids = [_demand_fact(desk, mineral, row) for row in (now, later)]
    moves = "grows" if later["value"] > 1.01 * now["value"] else "falls" if later["value"] < 0.99 * now["value"] else ""
    before, after = (phrase.quantity(r["value"], "t") for r in (now, later))
    how = f"{moves} from {before} in {now['year']} to {after} in {later['year']}"
    how = how if moves else f"stays near {before}, its size in {now['year']}, up to {later['year']} ({after})"
    text = f"In the stated-policies case of the International Energy Agency world demand for {mineral} {how}."
    return Point(label="Demand", sentences=(say(text, *ids),))


def _demand_fact(desk: Desk, mineral: str, row: known.Row) -> str:
    figure = Figure(metric="demand", value=row["value"], unit="t", mineral=mineral, period=str(row["year"]))
    case = "" if row["scenario"] == "base" else ", stated-policies case"
    statement = (
        f"World demand for {mineral} in {row['year']} (International Energy Agency{case}): "
        f"{phrase.quantity(row['value'], 't', 3)}"
    )
    return desk.ledger.fact("facts", statement, row["source_id"], row["known_from"], figure, row["confidence"])


def recycling(desk: Desk) -> Point | None:
    """The share of the European Union's use that old scrap covers."""
    magnets = desk.topic.run == "magnet rare earths"
    names = [
        m
        for m in (
            desk.topic.focus,
            "neodymium" if magnets else None,
            *(labels.members(desk.topic.run) if desk.topic.run else ()),
        )
        if m
    ]
    rows = desk.world.table("facts").filter(
        (pl.col("metric") == "recycling_input_rate") & pl.col("mineral").is_in(names) & pl.col("value").is_not_null()
    )
    if rows.is_empty() or not {"EUU", None, *labels.eu_members()} & {desk.topic.dependent}:
        return None  # the rates are those of the European Union
    row = max(rows.iter_rows(named=True), key=lambda r: (r["year"], -names.index(r["mineral"])))
    mineral, size = row["mineral"], phrase.quantity(row["value"], "%")
    figure = Figure(
        metric="recycling_input_rate", value=row["value"], unit="%", mineral=mineral, country="EUU",
        period=str(row["year"]),
    )  # fmt: skip
    text = (
        f"Old scrap covered {size} of the {mineral} that the European Union used in {row['year']}"
        if row["value"] > 0
        else f"Old scrap covered 0% of the {mineral} that the European Union used in {row['year']}"
    )
    evidence = desk.ledger.fact("facts", text, row["source_id"], row["known_from"], figure, row["confidence"])
    newest = known.stale(row["year"], desk.today)
    return Point(label="Recycling", sentences=(say(f"{text}{newest}.", evidence),))


def listed(desk: Desk) -> Point | None:
    """The states on whose latest lists of critical minerals the mineral stands."""
    names = [m for m in (desk.topic.focus, *labels.groups(desk.topic.focus or "")) if m and m not in known.UMBRELLAS]
    for mineral in names:
        rows = desk.world.table("lists").filter(pl.col("mineral") == mineral).sort("known_from")
        latest = {r["list"].rsplit(" ", 1)[0]: r for r in rows.iter_rows(named=True)}
        held = sorted((r for r in latest.values() if r["change"] != "removed"), key=_rank)[:4]
        if held:
            ids = [_list_fact(desk, mineral, r) for r in held]
            parts = [f"{_issuer(r)} ({r['list'].rsplit(' ', 1)[1]})" for r in held]
            text = (
                f"{phrase.capital(mineral)} {phrase.verb(mineral, 'stands', 'stand')} on the critical-minerals lists of"
            )
            text = text if len(parts) > 1 else text.replace("lists of", "list of")
            return Point(label="Lists", sentences=(say(f"{text} {phrase.listed(parts)}.", *ids),))
    return None


def _issuer(row: known.Row) -> str:
    name = str(row["list"]).rsplit(" ", 1)[0]
    return LISTS.get(name, name)


def _rank(row: known.Row) -> tuple[int, str]:
    names = list(LISTS)
    name = str(row["list"]).rsplit(" ", 1)[0]
    return (names.index(name) if name in names else len(names), name)


def _list_fact(desk: Desk, mineral: str, row: known.Row) -> str:
    verb = "was added to" if row["change"] in {"added", "first"} else "was kept on"
    statement = (
        f"{phrase.capital(mineral)} {verb} the critical-minerals list of {_issuer(row)} "
        f"({str(row['list']).rsplit(' ', 1)[1]}); it stands on that list"
    )
    return desk.ledger.fact("lists", statement, row["source_id"], row["known_from"])


def reserves(desk: Desk) -> Point | None:
    """Who holds the largest reserves, where the world's total is known."""
    focus = desk.topic.focus
    rows = desk.world.table("facts").filter(
        (pl.col("metric") == "reserves") & (pl.col("mineral") == focus) & pl.col("value").is_not_null()
    )
    rows = rows.filter((pl.col("year") == pl.col("year").max()) & (pl.col("known_from") == pl.col("known_from").max()))
    world = rows.filter(pl.col("country") == "WLD")
    named = rows.filter(~pl.col("country").is_in(["WLD", "OTH"])).sort("value", "country", descending=[True, False])
    if world.height != 1 or named.is_empty() or named["country"].is_duplicated().any():
        return None
    total = float(world["value"].to_list()[0])
    told = [r for r in named.head(2).iter_rows(named=True) if 0.05 * total <= r["value"] <= total]
    if not told:
        return None
    ids = [_reserve_fact(desk, r, total) for r in told]
    year = told[0]["year"]
    parts = [f"{phrase.country(r['country'])} {phrase.quantity(r['value'] / total, 'share')}" for r in told]
    text = (
        f"Of the world's {phrase.compound(str(focus))} reserves {phrase.listed([_holds(p) for p in parts])} in {year}."
    )
    return Point(label="Reserves", sentences=(say(text, *ids),))


def _holds(part: str) -> str:
    who, size = part.rsplit(" ", 1)
    return f"{who} held {size}"


def _reserve_fact(desk: Desk, row: dict[str, Any], total: float) -> str:
    figure = Figure(
        metric="reserves", value=row["value"], unit="t", mineral=row["mineral"], country=row["country"],
        period=str(row["year"]),
    )  # fmt: skip
    statement = (
        f"{phrase.capital(phrase.country(row['country']))} held {phrase.quantity(row['value'] / total, 'share')} of "
        f"the world's {phrase.compound(row['mineral'])} reserves in {row['year']}: {phrase.quantity(row['value'], 't')}"
    )
    return desk.ledger.fact("facts", statement, row["source_id"], row["known_from"], figure, row["confidence"])


def newcomers(desk: Desk) -> Point | None:
    """Projects that are financed or under construction outside the holder's hand and the economy's own land."""
    economy, holder = desk.topic.dependent, desk.topic.holder
    home = labels.eu_members(desk.today) if economy == "EUU" else (economy,)
    rows = known.rows_about(desk.world, "projects", desk.minerals[:1]).filter(
        pl.col("status").is_in(["construction", "financed", "ramping"])
        & (desk.today.year <= known.START)
        & ~pl.col("country").is_in([c for c in (*home, holder) if c])
        & (pl.col("chinese_control") != "yes")
    )
    told = sorted(rows.iter_rows(named=True), key=lambda r: (str(r["start_year"])[:4], r["name"]))[:3]
    if not told:
        return None
    parts = [project_words(r, phrase.country(r["country"], article=False)) for r in told]
    opening = "New supply is on its way elsewhere" if len(told) > 1 else "One new source is on its way elsewhere"
    text = f"{opening}: {'; '.join(parts)}."
    return Point(label="New supply", sentences=(say(text, *(project_fact(desk, r) for r in told)),))


def fillers(desk: Desk) -> Point | None:
    """The other suppliers at the stage that is hit, largest first."""
    topic = desk.topic
    if not topic.focus or not topic.holder or not shares(desk.world, topic.focus, topic.stage):
        return None
    other = "other " if own_share(desk.world, topic.focus, topic.holder) > 0 else ""
    rows = [s for s in known.shares(desk.world, desk.ledger, topic.focus, topic.stage, 5) if s.country != topic.holder]
    told = [s for s in rows if s.share >= 0.01][:3]
    if not told:
        return None
    parts = [f"{phrase.country(s.country)} with {phrase.quantity(s.share, 'share')}" for s in told]
    what, year = phrase.staged(told[0].mineral, topic.stage), told[0].year
    noun, verb = ("sources", "were") if len(told) > 1 else ("source", "was")
    text = f"The largest {other}{noun} of {what} {verb} {phrase.listed(parts)} in {year}."
    return Point(label="Who else supplies", sentences=(say(text, *(s.evidence for s in told)),))
