"""Where the parties of a story stand: what a place holds, the term of a measure, who stays barred."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from didymium.brief import phrase
from didymium.brief.background import TRADE_FAMILIES
from didymium.brief.lead import rows_about, seated
from didymium.brief.pacts import SHUTS
from didymium.brief.record import EXPORT, Known, act_row, dated, known, known_measures
from didymium.brief.relations.base import Operand
from didymium.brief.setting import NEWS_DAYS, Row, Setting
from didymium.brief.supply import named_shares
from didymium.world.days import parse_date
from didymium.world.states import Act

RECENT = 4  # years after which a share tells nobody's position
HELD = 0.03  # share below which a country holds nothing of a mineral
DUTIES = frozenset({"import_tariff", "import_ban"})
WHOLE_LIST = "all ("  # of the goods of a measure that covers a whole list
SAME_DAYS = 21  # between the day of the news and the act of the measure that it tells of


def positions(setting: Setting) -> list[Operand]:
    """What the world knows of the places, firms and sites of the story beyond the article's own numbers."""
    if not setting.lead.minerals:
        return []
    return [*_holds(setting), *_barred(setting), *_itself(setting)]


# what a place holds


def _holds(setting: Setting) -> Iterator[Operand]:
    """Of which mineral of the news its place holds most, and the next."""
    place = setting.lead.place or setting.holder
    if place is None or place not in setting.named or seated(place, setting.reading):
        return
    own = [(r, m, s) for m in setting.lead.minerals for s, r in _best_stage(setting, m, place)]
    if len(own) < len(setting.lead.minerals):
        return  # of one that is not known the place may hold more
    own.sort(key=lambda held: -float(held[0]["share"]))
    for role, held in zip(("held_most", "held_next"), own, strict=False):
        yield from _held(setting, *held, role)


def _best_stage(setting: Setting, mineral: str, place: str) -> Iterator[tuple[str, Row]]:
    """The stage of the news, else the one at which the place holds most, with what it holds there."""
    wanted = (setting.lead.stage,) if setting.lead.stage in {"mine", "refine"} else ("mine", "refine")
    found = [
        (s, r)
        for s in wanted
        for r in named_shares(setting.world, mineral, str(s))
        if r["country"] == place and r["share"] >= HELD and r["year"] >= setting.today.year - RECENT
    ]
    yield from ((str(s), r) for s, r in sorted(found, key=lambda f: -f[1]["share"])[:1])


def _held(setting: Setting, row: Row, mineral: str, stage: str, role: str) -> Iterator[Operand]:
    key = setting.ledger.share(mineral, stage, str(row["country"]))
    if key is not None:
        value = float(row["share"])
        yield Operand(
            key, role, "share", value, "share", phrase.quantity(value, "share"), phrase.output(mineral, stage), "row",
            mineral=mineral, stage=stage, place=str(row["country"]), time=str(row["year"]),
        )  # fmt: skip


# the measures


def _barred(setting: Setting) -> Iterator[Operand]:
    """The ban that who acts keeps on some users of a side of the news, whatever the goods on its list of them."""
    lead = setting.lead
    if lead.family != "export_control" or lead.actor is None:
        return
    rows = setting.world.table("measures").filter(
        (pl.col("actor") == lead.actor) & (pl.col("kind") == "export_ban")
        & pl.col("minerals").str.starts_with(WHOLE_LIST)
    )  # fmt: skip
    aimed = [r for r in rows.to_dicts() if {*str(r["targets"]).split(";")} & {*lead.sides} and not r["firms"]]
    found = [k for r in aimed if (k := known(setting, r)) and k.state.state == "in_force" and _older(setting, k)]
    listed = any(
        k.row["kind"] == "export_licence" and k.state.state == "in_force"
        for k in known_measures(setting, lead.actor, EXPORT)
    )  # else its goods may be none of the list's
    if listed:
        yield from (_titled(setting, k, k.state.first, "from", "barred") for k in found[:1])


def _itself(setting: Setting) -> Iterator[Operand]:
    """The measure that the news tells of, where the world has it with its end: of the same days, actor and goods."""
    lead = setting.lead
    if lead.actor is None or lead.family not in TRADE_FAMILIES:
        return
    kinds = {*DUTIES} if lead.family == "import_measure" else {*SHUTS}
    rows = rows_about(setting.world, "measures", lead.minerals).filter(
        (pl.col("actor") == lead.actor) & pl.col("kind").is_in(sorted(kinds))
    )
    state = "suspended" if lead.direction == "ease" else "in_force"
    found = [
        k for r in rows.to_dicts()
        if (k := known(setting, r)) and k.state.state == state and k.state.until is not None
        and abs((setting.today - parse_date(k.state.last.date)).days) <= SAME_DAYS
    ]  # fmt: skip
    if len(found) == 1 and act_row(setting, found[0].state.last).get("until"):
        yield _titled(setting, found[0], found[0].state.last, "until", "own_term")


def _older(setting: Setting, one: Known) -> bool:
    """Whether a measure is older than the news, and so is the last that happened to it."""
    days = [parse_date(a.date) for a in one.acts] + [one.state.since or one.announced]
    return all((setting.today - day).days > NEWS_DAYS for day in days)


def _titled(setting: Setting, one: Known, act: Act, column: str, role: str) -> Operand:
    """A measure by a day of one of its acts and by its bare title: who applies it stands before it."""
    until = column == "until" and one.state.state == "suspended"
    note = "suspended" if until else "in force"
    return replace(dated(setting, one, act, column, role), name=one.name, note=note)
