"""What things cost, as operands: costs of the firms and sites of the news, and forecast balances of the market."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import kin
from didymium.brief.prices import PRICED_MEMBER
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import PER_T, Operand
from didymium.brief.setting import Row, Setting

RUNNING = frozenset({"cash cost", "unit cost", "all-in cost", "break-even price"})
OLD = 3  # years after which a cost is none of now
_EACH = {"lb": "a pound", "oz": "an ounce", "kg": "a kilogram", "t": "a tonne", "mtu": "an mtu", "dmtu": "an mtu"}


def costs(setting: Setting) -> list[Operand]:
    """Forecast balances of the lead's goods."""
    return list(_balances(setting)) if setting.lead.minerals else []


def _goods(setting: Setting) -> list[str]:
    own = {k for m in setting.lead.minerals for k in kin(m)}
    return sorted(own | {PRICED_MEMBER[m] for m in own if m in PRICED_MEMBER})


def _year(period: str) -> int:
    return int(period.split("/")[-1][:4])


def _of(setting: Setting, row: Row, role: str) -> Operand:
    """A row of `costs` as a price of one tonne in its currency."""
    currency, _, per = str(row["unit"]).partition("/")
    size = PER_T[per]
    value = float(row["value"])
    return Operand(
        setting.ledger.cell("costs", row, "value"), role, "price", value / size,
        f"{currency}/{'mtu' if per.endswith('mtu') else 't'}", f"{money(value, currency, 4)} {_EACH[per]}",
        str(row["name"]), "row", near=1.0, mineral=row["mineral"], place=row["country"],
        time=str(row["period"]), good=str(row["form"]), note=str(row["kind"]), firm=row["firm"],
        after=str(row["note"] or ""),
        extra=(setting.ledger.cell("costs", row, "kind"),),
    )  # fmt: skip


def _rows(setting: Setting, kinds: frozenset[str]) -> list[Row]:
    rows = setting.world.table("costs").filter(
        pl.col("mineral").is_in(_goods(setting)) & pl.col("kind").is_in(sorted(kinds))
    )
    return [r for r in rows.to_dicts() if not setting.world.later(r["source_id"])]


def _balances(setting: Setting) -> Iterator[Operand]:
    """What each forecaster last told of the balance of this year and the next, before the news."""
    today = setting.today
    rows = (
        setting.world.table("balances").filter(pl.col("mineral").is_in(_goods(setting))).sort("known_from").to_dicts()
    )
    last = {
        (r["name"], r["form"], r["period"]): r
        for r in rows
        if r["known_from"] < today and not setting.world.later(r["source_id"])
        and today - r["known_from"] < dt.timedelta(days=400) and str(r["period"]) >= str(today.year)
    }  # fmt: skip
    for row in sorted(last.values(), key=lambda r: r["known_from"], reverse=True):
        tonnes = float(row["value"]) * PER_T[str(row["unit"])]
        said = f"{phrase.plain(float(row['value']), 4)} {_MASSES[row['unit']]}"
        yield Operand(
            setting.ledger.cell("balances", row, "value"), "balance", "mass", tonnes, "t", said, str(row["name"]),
            "row", near=1.0, mineral=row["mineral"], time=str(row["period"]), good=str(row["form"]),
            note=str(row["state"]), extra=(setting.ledger.cell("balances", row, "state"),),
        )  # fmt: skip


_MASSES = {"t": "tonnes", "kg": "kilograms", "oz": "ounces"}
