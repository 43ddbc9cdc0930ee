"""Who buys a good, by name: the firms that pay or run short where it is dear or barred, and gain where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import expand, kin
from didymium.brief.prices import weak_sources
from didymium.brief.setting import Row, Setting
from didymium.world.days import parse_date

TABLE = "market_firms"
MADE = frozenset({"refine", "metal"})  # stages of one market: what is refined is sold as metal or as its compound
TOLD_GOODS = frozenset({"market", "import_measure"})  # news in which a buyer is hit only where the text names his good
OF_ONE_LAND = 2  # buyers of a country where several countries are meant


@dataclass(frozen=True)
class Buyer:
    """A firm that buys a good, with the row that tells it and what it makes of the good."""

    name: str
    country: str
    use: str
    form: str  # the good that it buys, where that is not the mineral itself
    row: Row
    table: str = TABLE
    column: str = "known_from"


def listed(some: Sequence[Buyer], land: bool) -> str:
    """'Kennametal of the United States and Sandvik of Sweden (carbide tools); ...': by what they make of it.

    land: whether each stands with its country.
    """
    uses = dict.fromkeys(b.use for b in some)
    names = {u: [f"{b.name} of {phrase.country(b.country)}" if land else b.name for b in some if b.use == u]
             for u in uses}  # fmt: skip
    return "; ".join(f"{phrase.listed(names[u])} ({u})" for u in uses)


def market_rows(setting: Setting, side: str, minerals: Iterable[str], at: frozenset[str]) -> list[Row]:
    """The rows of firms on one side of the market in some minerals at some stages, as known on the day of the brief.

    side: buys, sells, or keeps, of a plant that sells nothing of what it makes.
    """
    wanted, weak = frozenset(minerals), weak_sources(setting.world)
    rows = setting.world.table(TABLE).filter((pl.col("side") == side) & pl.col("stage").is_in(sorted(at)))
    return [
        r
        for r in rows.iter_rows(named=True)
        if expand(str(r["minerals"])) & wanted
        and r["source_id"] not in weak
        and (r["until"] is None or parse_date(str(r["until"])) >= setting.today)
    ]


def buyers(
    setting: Setting, mineral: str, at: frozenset[str], *, out: Iterable[str] = (), only: Iterable[str] = (), most: int
) -> list[Buyer]:  # fmt: skip
    """The first buyers of a mineral by the order of the table, which has the largest first; those not yet named first.

    out: countries whose firms are left out; only: countries whose firms alone are meant.
    """
    text, barred, lands = setting.reading.article.text, frozenset(out), frozenset(only)
    found = [
        Buyer(str(r["name"]), str(r["country"]), str(r["use"]), str(r["form"] or ""), r)
        for r in market_rows(setting, "buys", {mineral, *kin(mineral)}, at)
        if r["country"] not in barred and (not lands or r["country"] in lands)
    ]
    if setting.lead.family in TOLD_GOODS:  # of a mine that stops the good that it sells is known unsaid
        found = [b for b in found if not b.form or b.form.split()[-1].rstrip("s") in text.lower()]
    found.sort(key=lambda b: b.name.split()[0] in text)
    seen = Counter[str]()
    chosen = list[Buyer]()
    for one in found:
        if one.name in {b.name for b in chosen} or (len(lands) != 1 and seen[one.country] >= OF_ONE_LAND):
            continue
        seen[one.country] += 1
        chosen.append(one)
    return chosen[:most]
