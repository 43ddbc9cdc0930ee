"""Points for minerals of which little is known by country: exporters, output, the Union's assessment, reliance."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from didymium import labels
from didymium.brief import known, phrase
from didymium.brief.counts import query
from didymium.brief.desk import Desk
from didymium.brief.ledger import say
from didymium.brief.sides import own_code
from didymium.records import Figure, Point, Sentence
from didymium.world.load import World

RISK, IMPORTANCE = 1.0, 2.8  # of the Union's method of 2017: critical from both
LEAST, YEARS = 1e6, 5  # USD of trade from which it is told; years between two prices at the border
SPAN = 3  # least years between two outputs that are told together
IMPORTERS = ("USA", "EUU")  # of which net imports are on record


def exporters(desk: Desk) -> Point | None:
    """Who sold most of the mineral across borders in the latest known year, by value; the Union's members singly."""
    return _sides(desk, "exporter", "Exporters", "from")


def buyers(desk: Desk) -> Point | None:
    """Who bought most of it across borders in the latest known year, by value."""
    return _sides(desk, "importer", "Buyers", "to")


def _sides(desk: Desk, side: str, label: str, of: str) -> Point | None:
    traded, what = _traded(desk)
    last = traded.filter(pl.col("year") == pl.col("year").max())
    total = float(last["value_usd"].sum()) if last.height else 0.0
    if total < LEAST:
        return None
    sums = last.group_by(side).agg(pl.col("value_usd").sum()).sort("value_usd", side, descending=[True, False])
    told = [(phrase.country(c), v / total) for c, v in sums.head(3).iter_rows() if v >= 0.03 * total]
    year = int(last["year"].to_list()[0])
    parts = phrase.shared(told, "came from" if of == "from" else "went to")
    text = f"Of the {phrase.money(total)} of {what} traded across borders in {year}, {phrase.listed(parts)}"
    figure = Figure(
        metric="exports_usd", value=total, unit="USD", mineral=desk.topic.focus, period=str(year)
    )  # fmt: skip
    args = {"table": "trade", "mineral": desk.topic.focus, "year": year, "by": side}
    return Point(label=label, sentences=(say(f"{text}.", query(desk, "trade", args, figure, text)),))


def traded(desk: Desk) -> Sentence | None:
    """What the trade across borders in the mineral was worth in the newest known year, and five years before."""
    rows, what = _traded(desk)
    sums = dict(rows.group_by("year").agg(pl.col("value_usd").sum()).iter_rows())
    last = max(sums, default=0)
    now, before = sums.get(last, 0.0), sums.get(last - YEARS)
    if now < LEAST or before is None:
        return None
    text = (
        f"Trade across borders in {what} was worth {phrase.money(now)} in {last}, after {phrase.money(before)} in "
        f"{last - YEARS}"
    )
    figure = Figure(metric="exports_usd", value=now, unit="USD", mineral=desk.topic.focus, period=str(last))
    args = {"table": "trade", "mineral": desk.topic.focus, "years": [last - YEARS, last]}
    return say(f"{text}.", query(desk, "trade", args, figure, text))


def border_price(desk: Desk) -> Point | None:
    """What a tonne cost on average at the border, five years before the newest known year and in it."""
    traded, what = _traded(desk)
    paid = traded.filter((pl.col("quantity_t") > 0) & pl.col("flag").is_null())
    sums = paid.group_by("year").agg(pl.col("value_usd").sum(), pl.col("quantity_t").sum()).sort("year")
    if sums.height < YEARS + 1 or float(sums["value_usd"].to_list()[-1]) < LEAST:
        return None
    (first, *before), (last, *now) = (sums.row(k) for k in (-1 - YEARS, -1))
    old, new = before[0] / before[1], now[0] / now[1]
    moved = "rose" if new > 1.03 * old else "fell" if new < 0.97 * old else "moved little,"
    text = (
        f"The average price of {what} in trade across borders {moved} from {phrase.quantity(old, 'USD/t')} in {first} "
        f"to {phrase.quantity(new, 'USD/t')} in {last}"
    )
    figure = Figure(metric="unit_value", value=new, unit="USD/t", mineral=desk.topic.focus, period=str(last))
    args = {"table": "trade", "mineral": desk.topic.focus, "years": [first, last], "what": "value by tonne"}
    return Point(label="Border price", sentences=(say(f"{text}.", query(desk, "trade", args, figure, text)),))


def _traded(desk: Desk) -> tuple[pl.DataFrame, str]:
    """Rows of trade in the focus, and what it is called: the ore where all of it left a mine."""
    rows, focus = _rows(desk.world, str(desk.topic.focus)), str(desk.topic.focus)
    mined = rows.filter(pl.col("year") == pl.col("year").max())["stage"].unique().to_list() == ["mine"]
    return rows, phrase.dug(focus) if mined else focus


@lru_cache(maxsize=256)
def _rows(world: World, mineral: str) -> pl.DataFrame:
    return world.table("trade").filter(
        (pl.col("mineral") == mineral) & pl.col("value_usd").is_not_null() & own_code(mineral)
    )


def output(desk: Desk) -> Point | None:
    """The world's output some years ago and in the newest year of one series."""
    focus = str(desk.topic.focus)
    if labels.is_group(focus):
        return None  # sums of a group mix ores, oxides and metals
    for stage in dict.fromkeys((desk.topic.stage, *labels.STAGES)):
        rows = desk.world.table("facts").filter(
            (pl.col("metric") == "production") & (pl.col("mineral") == focus) & (pl.col("stage") == stage)
            & (pl.col("country") == "WLD") & (pl.col("unit") == "t") & pl.col("value").is_not_null()
        )  # fmt: skip
        for _key, series in rows.sort("year").group_by("source_id", "form", maintain_order=True):
            last = series.row(-1, named=True)
            before = series.filter(pl.col("year") <= last["year"] - SPAN).tail(2)
            if before.height:
                return _growth(desk, stage, before.row(0, named=True), last)
    return None


def _growth(desk: Desk, stage: str, before: known.Row, last: known.Row) -> Point:
    what = phrase.staged(last["mineral"], stage)
    old, new = (phrase.quantity(r["value"], "t") for r in (before, last))
    change = last["value"] / before["value"] - 1
    moved = "rose" if change > 0.01 else "fell" if change < -0.01 else "held"
    text = (
        f"World output of {what} {moved} from {old} in {before['year']} to {new} in {last['year']}"
        if moved != "held"
        else f"World output of {what} was {new} in {last['year']}, about as much as the {old} of {before['year']}"
    )
    ids = [_output_fact(desk, what, r) for r in (before, last)]
    return Point(label="Output", sentences=(say(f"{text}{known.stale(last['year'], desk.today)}.", *ids),))


def _output_fact(desk: Desk, what: str, row: known.Row) -> str:
    figure = Figure(
        metric="production", value=row["value"], unit="t", mineral=row["mineral"], stage=row["stage"],
        period=str(row["year"]),
    )  # fmt: skip
    statement = f"World output of {what} in {row['year']}: {phrase.quantity(row['value'], 't')}"
    return desk.ledger.fact("facts", statement, row["source_id"], row["known_from"], figure, row["confidence"])


def criticality(desk: Desk) -> Point | None:
    """Supply risk and economic importance in the newest assessment of the European Union."""
    found = [_newest(desk, metric, "EUU") for metric in ("supply_risk", "economic_importance")]
    if found[0] is None or found[1] is None:
        return None
    edition = str(found[0]["scenario"] or "").removeprefix("EU ")
    if not edition.isdigit():
        return None
    risk, weight = (float(r["value"]) for r in found if r is not None)
    mineral = found[0]["mineral"]
    sides = [_beside(v, least) for v, least in ((risk, RISK), (weight, IMPORTANCE))]
    text = (
        f"In the assessment of the European Union of {edition} the supply risk of {mineral} was {risk:.1f}, "
        f"{sides[0]} the threshold of {RISK:.1f}, and its economic importance {weight:.1f}, {sides[1]} the threshold "
        f"of {IMPORTANCE:.1f}"
    )
    figure = Figure(
        metric="supply_risk", value=risk, unit="index", mineral=mineral, country="EUU", period=str(edition)
    )  # fmt: skip
    row = found[0]
    evidence = desk.ledger.fact("facts", text, row["source_id"], row["known_from"], figure, row["confidence"])
    return Point(label="Criticality", sentences=(say(f"{text}.", evidence),))


def _beside(value: float, least: float) -> str:
    """'above', 'below' or 'at' a threshold, as one decimal shows it."""
    gap = round(value, 1) - least
    return "above" if gap > 0.01 else "below" if gap < -0.01 else "at"


def replaceable(desk: Desk) -> Point | None:
    """The substitution index of the newest assessment of the European Union."""
    row = _newest(desk, "si_sr", "EUU")
    if row is None:
        return None
    value, year = float(row["value"]), str(row["known_from"])[:4]
    text = (
        f"The European Union's assessment of {year} gives {row['mineral']} a substitution index of {value:.2f}; the "
        "nearer to one, the harder to replace"
    )
    figure = Figure(metric="si_sr", value=value, unit="index", mineral=row["mineral"], country="EUU", period=year)
    evidence = desk.ledger.fact("facts", text, row["source_id"], row["known_from"], figure, row["confidence"])
    return Point(label="Substitution", sentences=(say(f"{text}.", evidence),))


def reliance(desk: Desk) -> Point | None:
    """How far the economies with a record of it live on imports, the dependent one first."""
    said = [s for e in dict.fromkeys((desk.topic.dependent, *IMPORTERS)) if e in IMPORTERS and (s := _relies(desk, e))]
    return Point(label="Import reliance", sentences=tuple(said)) if said else None


def _relies(desk: Desk, economy: str) -> Sentence | None:
    row = _newest(desk, "net_import_reliance" if economy == "USA" else "import_reliance", economy)
    if row is None or "exporter" in (row["note"] or "") or row["unit"] != "%":
        return None
    more = "more than " if row["note"] == "more than" else ""
    size, year = f"{more}{phrase.percent_number(float(row['value']))}%", int(row["year"])
    who = phrase.capital(phrase.possessive(phrase.country(economy)))
    text = f"{who} net imports covered {size} of its use of {row['mineral']} in {year}"
    figure = Figure(
        metric="import_reliance", value=row["value"], unit="%", mineral=row["mineral"], country=economy,
        period=str(year),
    )  # fmt: skip
    evidence = desk.ledger.fact("facts", text, row["source_id"], row["known_from"], figure, row["confidence"])
    return say(f"{text}{known.stale(year, desk.today)}.", evidence)


def _newest(desk: Desk, metric: str, country: str) -> known.Row | None:
    """The newest fact of a metric on the focus in a country, with a value."""
    rows = desk.world.table("facts").filter(
        (pl.col("metric") == metric) & (pl.col("mineral") == desk.topic.focus) & (pl.col("country") == country)
        & pl.col("value").is_not_null()
    )  # fmt: skip
    return rows.sort("year", "known_from").row(-1, named=True) if rows.height else None
