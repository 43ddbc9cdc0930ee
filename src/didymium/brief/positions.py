"""Where the parties of a story stand: what a place holds, money before, controls."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from didymium.brief import phrase
from didymium.brief.background import HOLDS, TRADE_FAMILIES
from didymium.brief.lead import expand, rows_about, seated
from didymium.brief.pacts import SHUTS
from didymium.brief.plants import short
from didymium.brief.record import EXPORT, Known, act_row, dated, known, known_measures
from didymium.brief.relations.base import Operand
from didymium.brief.setting import NEWS_DAYS, Row, Setting
from didymium.brief.supply import named_shares
from didymium.world.days import parse_date
from didymium.world.states import Act

RECENT = 4  # years after which a share tells nobody's position
HELD = 0.03  # share below which a country holds nothing of a mineral
GIVEN = frozenset({"grant", "loan", "equity"})  # kinds of deals that put money into a firm
DUTIES = frozenset({"import_tariff", "import_ban"})
WHOLE_LIST = "all ("  # of the goods of a measure that covers a whole list
SAME_SUM = 0.03  # part by which two sums of one deal may differ
SAME_DAYS = 21  # between the day of the news and the act of the measure that it tells of
MOST_STANDING = 2  # measures that stand beside the news


def positions(setting: Setting) -> list[Operand]:
    """What the world knows of the places, firms and sites of the story beyond the article's own numbers."""
    if not setting.lead.minerals:
        return []
    return [
        *_holds(setting), *_money_before(setting), *_controls(setting), *_standing(setting),
        *_barred(setting), *_itself(setting),
    ]  # fmt: skip


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


# money that a firm or site had before


def _money_before(setting: Setting) -> Iterator[Operand]:
    """What grants, loans and shares brought the firm or site of the news before: all together, and the last."""
    lead = setting.lead
    who = [n for n in (lead.site and short(lead.site), *lead.firms) if n and len(n) > 3]
    rows = setting.world.table("deals").filter(
        pl.col("kind").is_in(sorted(GIVEN)) & pl.col("amount_usd").is_not_null() & (pl.col("amount_usd") > 0)
        & (pl.col("status").is_in(["completed", "disbursed", "signed"])
           | ((pl.col("status") == "committed") & (pl.col("kind") == "grant")))
    )  # fmt: skip
    found = [
        (parse_date(str(r["announced"])), r, name)
        for r in rows.to_dicts()
        for name in who
        if name in str(r["parties"]).split(";")[-1:] or name == r["project"]
    ]
    told = [q.value for q in setting.stated if q.kind == "money"]  # the very deal may stand under another day
    if any(abs(float(r["amount_usd"]) / t - 1) < SAME_SUM for _, r, _ in found for t in told if t):
        return  # the news itself is no money before it
    old = sorted((f for f in found if (setting.today - f[0]).days > NEWS_DAYS), key=lambda f: (f[0], f[1]["id"]))
    old = list({f[1]["id"]: f for f in old}.values())
    if not old:
        return
    ids = [setting.ledger.cell("deals", r, "amount_usd") for _, r, _ in old]
    day, last, name = old[-1]
    same = [(k, float(r["amount_usd"])) for k, (d, r, _) in zip(ids, old, strict=True) if d == day]
    value, key = sum(v for _, v in same), ids[-1]
    if len(same) > 1:
        key = setting.ledger.derived(f"sum({', '.join(k for k, _ in same)})", metric="money_before_also", name=name)
    yield Operand(
        key, "last_money", "money", value, "USD", phrase.money(value, 3), name, "row",
        time=str(last["announced"]), firm=name,
    )  # fmt: skip
    if len(old) > 1:
        total = sum(float(r["amount_usd"]) for _, r, _ in old)
        key = setting.ledger.derived(f"sum({', '.join(ids)})", metric="money_before", name=name)
        yield Operand(key, "money_before", "money", total, "USD", phrase.money(total, 3), name, "row", firm=name,
                      time=str(old[0][1]["announced"]), extra=tuple(ids))  # fmt: skip


# the control behind it


def _controls(setting: Setting) -> Iterator[Operand]:
    """What the country with most of the supply has done about its exports, where the news builds supply elsewhere."""
    lead = setting.lead
    if lead.family != "policy" and not lead.builds:
        return
    for stage in ("refine", "mine"):
        rows = named_shares(setting.world, lead.minerals[0], stage)
        top = rows[0] if rows else None
        if top is None or top["share"] < HOLDS or top["year"] < setting.today.year - RECENT:
            continue
        holder = str(top["country"])
        if holder in lead.sides or (lead.family != "policy" and holder not in setting.named):
            return
        bound = [k for k in known_measures(setting, holder, EXPORT) if _older(setting, k) and k.row["kind"] in SHUTS
                 and k.state.state in {"in_force", "suspended"}]  # fmt: skip
        if bound:
            yield _control(setting, max(bound, key=lambda k: _binds(k, lead.minerals[0], lead.sides)))
        return


def _standing(setting: Setting) -> Iterator[Operand]:
    """What else who acts applies to trade in the minerals of the news, whomever it hits; the closest two."""
    lead = setting.lead
    actor = lead.actor or lead.place or next(iter(lead.sides), None)
    if actor is None or lead.family not in {*TRADE_FAMILIES, "dispute"}:
        return
    kinds = DUTIES if lead.family == "import_measure" else SHUTS
    rows = rows_about(setting.world, "measures", lead.minerals).filter(
        (pl.col("actor") == actor) & pl.col("kind").is_in(sorted(kinds))
    )
    found = [
        k for r in rows.to_dicts() if (k := known(setting, r)) and k.state.state == "in_force" and _older(setting, k)
    ]
    named = "|".join(map(re.escape, lead.minerals))
    bare = re.compile(rf"\b(?:{named})(?:$|,| and\b| or\b| from\b| to\b)")  # of the mineral and no single good of it
    found = [k for k in found if bare.search(k.row["title"]) and _mainly(k) & {*lead.minerals}]
    found.sort(key=lambda k: (_first_of(k, lead.minerals), -k.announced.toordinal()))
    yield from (replace(_control(setting, k), role="stays") for k in found[:MOST_STANDING])


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
        yield from (replace(_control(setting, k), role="barred") for k in found[:1])


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


def _mainly(one: Known) -> frozenset[str]:
    """The good for which a measure was made: the first that its row names, with its group's members."""
    return expand(str(one.row["minerals"]).partition(";")[0])


def _first_of(one: Known, minerals: Sequence[str]) -> int:
    """The place of the first of some minerals that a measure covers."""
    covered = expand(str(one.row["minerals"]))
    return next((k for k, m in enumerate(minerals) if m in covered), len(minerals))


def _older(setting: Setting, one: Known) -> bool:
    """Whether a measure is older than the news, and so is the last that happened to it."""
    days = [parse_date(a.date) for a in one.acts] + [one.state.since or one.announced]
    return all((setting.today - day).days > NEWS_DAYS for day in days)


def _binds(one: Known, mineral: str, sides: Sequence[str]) -> tuple[bool, bool, bool, dt.date]:
    """Sorts controls: aimed at a side of the news, in force, on the mineral first, the newest."""
    aimed = bool({*str(one.row["targets"]).split(";")} & {*sides})
    return (
        aimed, one.state.state == "in_force", mineral in expand(str(one.row["minerals"]).split(";")[0]), one.announced,
    )  # fmt: skip


def _control(setting: Setting, one: Known) -> Operand:
    state = one.state
    if state.state == "suspended" and state.until is not None:
        return _titled(setting, one, state.last, "until", "control")
    return _titled(setting, one, state.first, "from", "control")


def _titled(setting: Setting, one: Known, act: Act, column: str, role: str) -> Operand:
    """A measure by a day of one of its acts and by its bare title: who applies it stands before it."""
    until = column == "until" and one.state.state == "suspended"
    note = "suspended" if until else "in force"
    return replace(dated(setting, one, act, column, role), name=one.name, note=note)
