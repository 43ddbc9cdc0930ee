"""What things cost, as operands: costs of the firms and sites of the news, prices at which plants stopped or would come
back, floors, and the balance of the market as forecast before the news."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import kin, rows_about
from didymium.brief.own import named_by, named_in
from didymium.brief.prices import PRICED_MEMBER, price_series
from didymium.brief.relations.amounts import money
from didymium.brief.relations.base import PER_T, Operand
from didymium.brief.setting import Row, Setting
from didymium.errors import DidymiumError
from didymium.world.days import parse_date

RUNNING = frozenset({"cash cost", "unit cost", "all-in cost", "break-even price"})
STUDIED = frozenset({"study cost", "study price"})
FROM_FEED = frozenset({"aluminium", "magnesium", "silicon"})  # made in plants of their own, which stop for the price
AGAIN = frozenset({"restart price", "price at closing"})
NEEDED = frozenset({"needed price", "price of losses"})
ROLES = dict.fromkeys(RUNNING, "own_cost") | dict.fromkeys(STUDIED, "own_study") | {"floor price": "own_floor"}
OLD = 3  # years after which a cost is none of now
BY_OUNCE = frozenset({"gold", "silver", "platinum", "palladium"})
_KEPT = re.compile(r"(?i)\b(?:care|suspended|paused?|mothball\w*|curtail\w*)\b")  # ready to come back
_OVER = re.compile(
    r"(?i)\b(?:for good|permanent\w*|sold|liquidat\w*|bankrupt\w*|receivers?|administrat\w*|never|chapter 11|shaft|"
    r"little ore|until the|meant to)\b"
)
IDLE = 4 * 365  # days after which a plant that stands still is not taken to come back
_EACH = {"lb": "a pound", "oz": "an ounce", "kg": "a kilogram", "t": "a tonne", "mtu": "an mtu", "dmtu": "an mtu"}


def costs(setting: Setting) -> list[Operand]:
    """Own costs first, then what stands idle for the price, then balances."""
    if not setting.lead.minerals:
        return []
    return [*_own(setting), *_idle(setting), *_shut(setting), *_needed(setting), *_balances(setting)]


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


def _own(setting: Setting) -> Iterator[Operand]:
    """The latest costs, study figures and floors of each site or firm that the news names."""
    where = setting.opening
    ids = named_in(where)
    found: dict[tuple[str, str, str], Row] = {}
    for row in sorted(_rows(setting, frozenset(ROLES)), key=lambda r: (_year(str(r["period"])), str(r["period"]))):
        if row["basis"] == "guidance":
            continue  # what a firm means to spend is no cost yet
        if named_by(setting, str(row["name"]), where, ids) and setting.today.year - _year(str(row["period"])) <= OLD:
            found[row["name"], row["kind"], row["form"]] = row
    yield from (_of(setting, row, ROLES[str(row["kind"])]) for row in found.values())


def _over(setting: Setting, day: str) -> bool:
    """Whether a day has come."""
    try:
        return parse_date(day) <= setting.today
    except DidymiumError:
        return True


def _idle(setting: Setting) -> Iterator[Operand]:
    """The prices at which plants that stand still stopped, or would come back."""
    for row in _rows(setting, AGAIN):
        if not row["until"] or not _over(setting, str(row["until"])):
            yield _of(setting, row, "idle")


def _needed(setting: Setting) -> Iterator[Operand]:
    """The last price of each good that those who would build need, and at which a part of the industry loses money."""
    last: dict[tuple[str, str], Row] = {}
    first = setting.lead.minerals[0]
    for row in sorted(_rows(setting, NEEDED), key=lambda r: str(r["known_from"])):
        if row["mineral"] in {first, PRICED_MEMBER.get(first)}:
            last[row["form"], row["kind"]] = row
    yield from (
        _of(setting, row, "needed" if row["kind"] == "needed price" else "losses")
        for row in last.values()
        if setting.today.year - _year(str(row["period"])) < OLD - 1
    )


def _shut(setting: Setting) -> Iterator[Operand]:
    """The average price of the month in which a plant that stands still was stopped for the price."""
    told = {str(o["name"]) for o in _rows(setting, AGAIN)}
    months = {m: {str(r["period"]): r for r in price_series(setting.world, m)} for m in setting.lead.minerals[:1]}
    rows = rows_about(setting.world, "stoppages", setting.lead.minerals[:1]).filter(pl.col("cause") == "price")
    for row in rows.to_dicts():
        site, day = str(row["site"]).split(",")[0].split(" (")[0], min(str(row["from"]), str(row["known_from"]))
        first = str(row["minerals"]).split(";")[0]
        price = months.get(first, {}).get(day[:7])
        note = f"{row['site']} {row['note']}"
        able = row["stage"] == ("metal" if first in FROM_FEED else "mine") and len(day) >= len("2025-01")
        able = able and first not in BY_OUNCE and _KEPT.search(note) is not None and not _OVER.search(note)
        if not able or price is None or site in told or setting.world.later(row["source_id"]):
            continue
        over = row["until"] and _over(setting, str(row["until"]))
        if over or not 0 <= (setting.today - parse_date(day)).days <= IDLE:
            continue
        per = str(price["unit"]).split("/")[1]
        value = float(price["value"]) / PER_T[per]
        yield Operand(
            setting.ledger.cell("prices", price, "value"), "shut", "price", value,
            "USD/t", phrase.quantity(value, "USD/t"), site, "row", near=1.0, mineral=first, place=row["country"],
            time=day[:7], good=first, note="price at closing",
            extra=tuple(setting.ledger.cell("stoppages", row, c) for c in ("from", "site", "cause", "known_from")),
        )  # fmt: skip


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
