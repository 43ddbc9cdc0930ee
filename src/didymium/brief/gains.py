"""Whose the site of the news is, and what its signers make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import kin
from didymium.brief.pacts import BUYERS, TRUCE, signers
from didymium.brief.plants import called, sited
from didymium.brief.relations.base import Operand
from didymium.brief.setting import Row, Setting
from didymium.brief.supply import named_shares
from didymium.world.shares import closed

SIGNERS = ("signer", "signer_next")
HELD, LITTLE = 0.05, 0.01  # shares of the world's output from which a signer brings something; of what is signed for
GOODS = frozenset(
    {"aluminium", "antimony", "chromium", "cobalt", "copper", "fluorspar", "gallium", "germanium", "graphite",
     "lithium", "magnesium", "manganese", "nickel", "niobium", "palladium", "phosphate", "platinum",
     "potash", "rare earths", "silicon", "tantalum", "tin", "titanium", "tungsten", "uranium", "vanadium",
     "zinc"}
)  # fmt: skip
RECENT = 4  # years after which a share tells nothing of now


MOST_OWNERS = 4
_SHARE = re.compile(r"\s*(?P<who>[A-Z][^;,%~(]*?[^;,%~(\s])(?:\s+(?P<part>\d+(?:\.\d+)?)\s?%)?\s*$")
_CHANGES_HANDS = re.compile(  # then the owners of before are not those of the news
    r"(?i)\b(?:stakes?|shareholders?|acqui\w+|takeovers?|buy(?:s|ing|out)?|bought|sells?|sold|sale|merg\w+|equity|"
    r"nationali[sz]\w+|joint venture)\b"
)


def gains(setting: Setting) -> list[Operand]:
    """Whose the site of the news is, as operands; none where the world names nobody beyond the article."""
    return [*_owners(setting)] if setting.lead.minerals else []


# whose the site is


def _owners(setting: Setting) -> Iterator[Operand]:
    """Who owns the one site of the news in which parts, where the article does not name all of them."""
    lead, text = setting.lead, setting.reading.article.text
    if lead.family not in {"project", "dispute"} or _CHANGES_HANDS.search(f"{lead.title} {lead.event.quote}"):
        return
    told = {o: (t, r, s) for s in sited(setting) if (found := _owned(setting, s)) for t, r, o in [found]}
    told = {o: row for o, row in told.items() if "%" in o} or told  # of mine and plant the one that tells the parts
    if len(told) != 1:
        return
    owners, (table, row, site) = next(iter(told.items()))
    parts = [(m["who"], m["part"]) for part in owners.split(";") if (m := _SHARE.match(part))]
    if not 1 < len(parts) <= MOST_OWNERS or len(parts) < len(owners.split(";")):
        return
    if all(who.split()[0] in text for who, _ in parts):
        return
    note = phrase.listed([f"{who} ({part}%)" if part else who for who, part in parts])
    day = "known_from" if table == "projects" else "date"
    yield Operand(
        setting.ledger.cell(table, row, day), "owners", "date", 1.0, "date", "", called(site["name"]), "row", near=1.0,
        note=note, place=site["country"], extra=(setting.ledger.cell(table, row, "owners"),),
    )  # fmt: skip


def _owned(setting: Setting, site: Row) -> tuple[str, Row, str] | None:
    """(table, row, owners) that last told whose a site is; None where none did by the day of the brief."""
    log = setting.world.table("project_states").filter(
        (pl.col("project") == site["id"]) & pl.col("owners").is_not_null()
    ).sort("known_from", "date")  # fmt: skip
    ones = [("project_states", r) for r in log.tail(1).to_dicts()]
    ones += [("projects", site)] if site["owners"] and not setting.world.later(site["source_id"]) else []
    last = max(ones, key=lambda o: str(o[1]["known_from"]), default=None)
    return (*last, str(last[1]["owners"])) if last else None


# what signers make


def signers_make(setting: Setting) -> Iterator[Operand]:
    """Of what the partners of who acts make most, of the minerals of the news where they make one of them."""
    lead = setting.lead
    if lead.family != "agreement" or lead.supposed or TRUCE.search(f"{lead.title}. {lead.event.quote}"):
        return
    partners = [c for c in signers(setting) if c not in BUYERS]
    wanted = frozenset(k for m in lead.minerals for k in kin(m))
    best = [b for c in partners if (b := _most(setting, c, wanted) or _most(setting, c, frozenset())) is not None]
    best.sort(key=lambda o: -o.value)
    yield from (replace(o, role=role) for role, o in zip(SIGNERS, best, strict=False))


def _most(setting: Setting, country: str, goods: frozenset[str]) -> Operand | None:
    """The largest share of a country in a stage of one of some minerals, else of any that many buy."""
    least, wanted = (LITTLE, goods) if goods else (HELD, GOODS)
    rows = closed(setting.world).filter(
        (pl.col("country") == country) & (pl.col("year") >= setting.today.year - RECENT) & (pl.col("share") >= least)
        & pl.col("stage").is_in(["mine", "refine"]) & pl.col("mineral").is_in(sorted(wanted))
    )  # fmt: skip
    for found, at in rows.sort("share", "mineral", descending=True).select("mineral", "stage").iter_rows():
        mineral = "bauxite" if (found, at) == ("aluminium", "mine") else found
        now = next((r for r in named_shares(setting.world, mineral, at) if r["country"] == country), None)
        key = setting.ledger.share(mineral, at, country) if now and now["share"] >= least else None
        if key is not None and now is not None:
            part = float(now["share"])
            return Operand(
                key, "signer", "share", part, "share", phrase.quantity(part, "share"), phrase.output(mineral, at),
                "row", mineral=mineral, stage=at, place=country, time=str(now["year"]),
            )  # fmt: skip
    return None
