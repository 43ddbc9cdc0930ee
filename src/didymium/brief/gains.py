"""Who gains and who loses by name: whose the site of the news is, whom else its giver pays, what its signers make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from didymium.brief import phrase
from didymium.brief.lead import expand, is_country, kin
from didymium.brief.own import named_by, named_in
from didymium.brief.pacts import BUYERS, TRUCE, signers
from didymium.brief.plants import called, sited
from didymium.brief.relations.base import Operand
from didymium.brief.setting import NEWS_DAYS, Row, Setting
from didymium.brief.supply import named_shares
from didymium.world.days import parse_date
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


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OPENED = re.compile(
    r"\b(?:launched|filed|lodged|began|started|brought|opened|initiated)\b[^.;]{0,70}?\b(?:arbitration|lawsuit|suits?|"
    r"case|complaint|claims?|proceedings|petitions?|investigation|challenge)\b[^.;]{0,40}?\bin "
    rf"(?P<day>(?i:{'|'.join(MONTHS)})[a-z]* (?:19|20)\d\d)"
)
LEAST_NAME = 4  # letters of a name by which an owner is told from words
MOST_OWNERS = 4
LATELY = 4 * 365  # days for which what a giver gave before is told
GIVES = frozenset({"loan", "grant", "equity"})
_SHARE = re.compile(r"\s*(?P<who>[A-Z][^;,%~(]*?[^;,%~(\s])(?:\s+(?P<part>\d+(?:\.\d+)?)\s?%)?\s*$")
_LETTER = re.compile(r"(?i)\bletters?\b|\bLOI\b")
_CHANGES_HANDS = re.compile(  # then the owners of before are not those of the news
    r"(?i)\b(?:stakes?|shareholders?|acqui\w+|takeovers?|buy(?:s|ing|out)?|bought|sells?|sold|sale|merg\w+|equity|"
    r"nationali[sz]\w+|joint venture)\b"
)


def gains(setting: Setting) -> list[Operand]:
    """Who stands to gain or lose by the news, as operands; none where the world names nobody beyond the article."""
    if not setting.lead.minerals:
        return [*signers_make(setting), *_given(setting)]
    return [
        *_owners(setting),
        *_given(setting),
        *signers_make(setting),
        *_opened(setting),
    ]


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


# whom else the giver pays


def _given(setting: Setting) -> Iterator[Operand]:
    """The two largest sums that the giver of the news had told of before it: for its mineral, else for any."""
    lead, head = setting.lead, setting.opening
    if not lead.builds or lead.family not in {"deal", "policy", "project"}:
        return
    ids, news = named_in(head), f"{lead.title} {lead.event.quote}"
    rows = [
        r for r in setting.world.table("deals").filter(
            pl.col("kind").is_in(sorted(GIVES)) & (pl.col("amount_usd") > 0) & (pl.col("status") != "cancelled")
        ).to_dicts()
        if len(_parties(r)) == 2 and _parties(r)[1][0].isupper() and len(str(r["announced"])) >= len("2025-01")
        and NEWS_DAYS < (setting.today - parse_date(str(r["announced"]))).days <= LATELY
        and named_by(setting, _parties(r)[0], head, ids) and not setting.world.later(r["source_id"])
    ]  # fmt: skip
    rows = [r for r in rows if is_country(_parties(r)[0]) == (_parties(r)[0] == lead.actor)]
    agencies = [r for r in rows if not is_country(_parties(r)[0])]
    own_words = [r for r in agencies if named_by(setting, _parties(r)[0], news, named_in(news))]
    rows = own_words or agencies or rows
    own = {k for m in lead.minerals for k in kin(m)}
    text = setting.reading.article.text
    rows = [r for r in rows if not _in(text, _parties(r)[-1], str(r["project"] or ""))]
    near = [r for r in rows if expand(str(r["minerals"])) & own]
    if len({named_in(_parties(r)[0]) or _parties(r)[0] for r in rows}) != 1:
        return
    for some, good in ((near, lead.mineral or ""), (rows, "")):
        if len(some) > 1:
            some.sort(key=lambda r: (float(r["amount_usd"]), r["id"]), reverse=True)
            for role, row in zip(("given", "given_next"), some, strict=False):
                yield _gift(setting, row, _parties(some[0])[0], role, good)
            return


def _parties(row: Row) -> list[str]:
    """The parties of a deal: who gives first."""
    return str(row["parties"]).split(";")


def _in(text: str, *names: str) -> bool:
    """Whether a text has one of some names by its first words."""
    firsts = (" ".join(re.split(r"[\s,(]+", n)[:2]) for n in names if n)
    return any(len(f) >= LEAST_NAME and f in text for f in firsts)


def _gift(setting: Setting, row: Row, giver: str, role: str, good: str) -> Operand:
    sum_, firm = float(row["amount_usd"]), _parties(row)[-1]
    letter = row["status"] == "announced" and _LETTER.search(str(row["summary"] or ""))
    state = "a letter" if letter else str(row["status"])
    giver = phrase.country(giver) if is_country(giver) else giver
    said = phrase.money(sum_, 3)
    cell = setting.ledger.cell("deals", row, "amount_usd")
    return Operand(
        cell, role, "money", sum_, "USD", said, giver, "row", near=1.0, firm=firm, time=str(row["announced"]),
        good=good, note=f"{firm} with {said} ({state}, {phrase.day(str(row['announced']))})",
    )  # fmt: skip


# how long a case has run


def _opened(setting: Setting) -> Iterator[Operand]:
    """The month in which the case of the news was brought, where the article tells it."""
    text = setting.reading.article.text
    told = _OPENED.search(text) if setting.lead.family in {"dispute", "import_measure"} else None
    key = setting.ledger.number(*told.span("day"), "date") if told else None
    if told is not None and key is not None:
        day = parse_date(f"{told['day'][-4:]}-{MONTHS.index(told['day'][:3].lower()) + 1:02d}")
        yield Operand(key, "case_since", "date", float(day.toordinal()), "date", told["day"], "", "span", near=0.9,
                      time=day.isoformat()[:7])  # fmt: skip


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
