"""Ranks that an article gives a country ("the world's second-largest producer of bauxite"), against the tables.

They are claims of their own metrics (`production_rank`, `processing_rank`, `reserves_rank`; unit `rank`) and stand
beside those that the reader finds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from didymium import labels
from didymium.errors import MissingData, UnknownLabel
from didymium.news.sentences import split_sentences
from didymium.records import Article, Claim, Reference, Verdict
from didymium.text.gazetteer import find_names
from didymium.text.names import Name

if TYPE_CHECKING:
    from didymium.world.load import World

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
STALE = 4  # years after which a table ranks nobody now
EARLIER = 5  # years back in which a rank that held once is looked for
CLEAR = 0.15  # share of the smaller figure by which two countries must differ before a rank is contradicted
GAP = 45  # characters between a country and its rank
_ORDINAL = rf"(?:(?P<ord>{'|'.join(ORDINALS[1:])}|[2-9](?:nd|rd|th)|No\.? ?[2-9])[\s-]+)?"
_BEST = r"(?:largest|biggest|leading|top|main|No\.? ?1|number[- ]one)"
_ROLE = (
    r"(?P<mid>(?:[\w-]+\s){0,3}?)(?P<role>producer|miner|refiner|processor|smelter|reserves?|deposits?|resources?)s?\b"
    r"(?P<tail>(?:\s+after\s+[A-Z]\w+(?:\s+[A-Z]\w+)?)?\s+of\s+(?:the\s+)?(?P<of>(?:[\w-]+\s?){1,4}))?"
)
_RANKS = (
    re.compile(rf"\b(?:world|globe)(?:['’]s)?\s+{_ORDINAL}{_BEST}\s+{_ROLE}", re.I),
    re.compile(rf"\bthe\s+{_ORDINAL}{_BEST}\s+{_ROLE}(?=[^.;]{{0,25}}\b(?:in the world|worldwide|globally)\b)", re.I),
)
_ONE_OF = re.compile(r"(?i)\b(?:one of|among|some of|not|outside|after china)\b[^.;,]{0,20}$|\boutside\b")
_LINK = re.compile(
    r"(?:['’]s|,|\s|\(|–|—|-|\b(?:is|was|are|remains?|became|as|has|have|holds?|hold|by far|the|already|currently|also|"
    r"which|that|and|still|now|considered|ranked|itself|with|home|to|a)\b)*", re.I,
)  # fmt: skip
_KINDS = {"refiner": "processing_rank", "processor": "processing_rank", "smelter": "processing_rank"}


def find_ranks(article: Article, world: World, as_of: dt.date | str | None = None) -> tuple[Claim, ...]:
    """The ranks of countries that the article states, each checked against what was public on `as_of`."""
    view = world.as_of(as_of) if as_of is not None else world
    found: dict[tuple[str, str, str], Claim] = {}
    for start, end in split_sentences(article.text):
        for claim in _ranks(article.text, start, end):
            found.setdefault((claim.metric, claim.subject, claim.mineral), check_rank(claim, view))
    return tuple(found.values())


def _ranks(text: str, start: int, end: int) -> Iterator[Claim]:
    words = text[start:end]
    named: tuple[Name, ...] | None = None
    for form in _RANKS:
        for match in form.finditer(words):
            if _ONE_OF.search(words[: match.start()][-40:]) or _ONE_OF.match(words[match.end() :].lstrip()):
                continue
            named = named or find_names(words)
            who, what = _country(words, match, named), _mineral(words, match, named)
            if who is not None and what is not None:
                role = match["role"].lower()
                stock = role[:7] in {"reserve", "deposit", "resourc"}
                refined = "refined" in match["mid"].lower() or "refined" in (match["of"] or "").lower()
                metric = (
                    "reserves_rank" if stock else "processing_rank" if refined else _KINDS.get(role, "production_rank")
                )
                left = min(who.start, match.start())
                right = max(who.end, match.end(), what.end)
                quote = words[left:right].rstrip()
                yield Claim(metric=metric, subject=str(who.id), mineral=what.id, value=float(_rank(match["ord"])),
                            unit="rank", quote=quote, start=start + left, end=start + left + len(quote))  # fmt: skip


def _rank(word: str | None) -> int:
    if word is None:
        return 1
    digit = re.search(r"\d", word)
    return int(digit[0]) if digit else ORDINALS.index(word.lower()) + 1


def _country(words: str, match: re.Match[str], named: tuple[Name, ...]) -> Name | None:
    """The country that the rank is said of: the one right before it, else the one in apposition behind it."""
    codes = labels.countries()
    states = [n for n in named if n.kind == "country" and n.id in codes]
    before = [n for n in states if n.end <= match.start()]
    if before and _LINK.fullmatch(words[before[-1].end : match.start()][-GAP:]):
        return before[-1]
    after = [n for n in states if n.start >= match.end()]
    return after[0] if after and re.fullmatch(r",\s", words[match.end() : after[0].start]) else None


def _mineral(words: str, match: re.Match[str], named: tuple[Name, ...]) -> Name | None:
    """The mineral in the words of the rank."""
    inside = [n for n in named if n.kind == "mineral" and match.start() <= n.start < match.end()]
    return inside[0] if inside else None


def check_rank(claim: Claim, world: World) -> Claim:
    """The claim with its verdict: each stage that its words allow is ranked, and all must speak against it."""
    stages = {"reserves_rank": ("",), "processing_rank": ("refine",)}.get(claim.metric, ("mine", "refine"))
    told = [v for stage in stages if (v := _at_stage(claim, world, stage)) is not None]
    best = next((v for v in told if v[0] == "supported"), None)
    if best is None and told and all(v[0] == told[0][0] for v in told):
        best = told[0]
    if best is None:
        note = "its stages rank it differently" if told else "the world has no table of who makes it"
        return claim.model_copy(update={"verdict": "uncheckable", "reference": None, "note": note})
    verdict, reference, note = best
    return claim.model_copy(update={"verdict": verdict, "reference": reference, "note": note})


def _at_stage(claim: Claim, world: World, stage: str) -> tuple[Verdict, Reference, str] | None:
    """Verdict, figure and words of one stage; None where the world does not rank the country there."""
    today = world.date or dt.date.today()
    rows = _table(claim, world, stage)
    order = [r[0] for r in rows]
    if claim.subject not in order or rows[0][2] < today.year - STALE:
        return None
    place = order.index(claim.subject)
    _, value, year, source, row = rows[place]
    wanted = int(claim.value)
    rival = rows[wanted - 1] if wanted <= len(rows) else rows[-1]
    reference = Reference(value=float(place + 1), unit="rank", year=year, source_id=source, row=row)
    note = f"{_named(claim.subject)} {_said(claim, stage, value)}, rank {place + 1} in {year}"
    close = abs(value - rival[1]) < CLEAR * min(value, rival[1])
    if place + 1 == wanted:
        return "supported", reference, note
    note += f"; rank {wanted}: {_named(rival[0])} {_said(claim, stage, rival[1])}"
    if close:
        return "uncheckable", reference, f"too near to say: {note}"
    then = _held(claim, world, stage, today)
    return ("outdated", reference, f"true of {then}; {note}") if then else ("contradicted", reference, note)


def _held(claim: Claim, world: World, stage: str, today: dt.date) -> int | None:
    """A recent year in whose table the rank held."""
    for back in range(1, EARLIER + 1):
        rows = _table(claim, world.as_of(today - dt.timedelta(days=365 * back)), stage)
        order = [r[0] for r in rows]
        if claim.subject in order and order.index(claim.subject) + 1 == int(claim.value):
            return rows[0][2]
    return None


_Ranked = tuple[str, float, int, str, str | None]  # country, share or reserves, year, source, row


def _table(claim: Claim, world: World, stage: str) -> list[_Ranked]:
    """The countries of one table, the largest first; empty where the world has none."""
    return _reserves(claim, world) if not stage else _shares(claim, world, stage)


def _shares(claim: Claim, world: World, stage: str) -> list[_Ranked]:
    try:
        rows = world.shares(claim.mineral, stage).sort("share", descending=True).to_dicts()
    except (MissingData, UnknownLabel):
        return []
    own = labels.mineral(claim.mineral)
    named = [r for r in rows if r["country"] not in labels.AGGREGATES]
    kept = [r for r in named if own in {r["mineral"], r["form"]}]
    return [
        (r["country"], float(r["share"]), int(r["year"]), r["source_id"],
         _row(world, r, stage) if r["country"] == claim.subject else None) for r in kept
    ]  # fmt: skip


def _row(world: World, share: dict[str, Any], stage: str) -> str | None:
    """Id of the row of facts from which a share comes."""
    for metric in ("production", "share"):
        rows = world.facts(metric, share["mineral"], share["country"], stage, share["year"]).to_dicts()
        same = (share["source_id"], share["form"])
        found = next((r for r in rows if (r["source_id"], r["form"]) == same), None)
        if found is not None:
            return str(found["id"])
    return None


def _reserves(claim: Claim, world: World) -> list[_Ranked]:
    rows = world.facts("reserves", mineral=claim.mineral).to_dicts()
    if not rows:  # an ore of another name is a form in the table of its metal
        rows = [r for r in world.facts("reserves").to_dicts() if r["form"] == claim.mineral]
    if not rows:
        return []
    newest = [r for r in rows if (r["year"], r["source_id"]) == (rows[0]["year"], rows[0]["source_id"])]
    kept = {r["country"]: r for r in newest if r["country"] not in labels.AGGREGATES and r["unit"] == "t"}
    ranked = sorted(kept.values(), key=lambda r: -float(r["value"]))
    return [(r["country"], float(r["value"]), int(r["year"]), r["source_id"], str(r["id"])) for r in ranked]


def _named(country: str) -> str:
    return labels.country_name(country, article=True)


def _said(claim: Claim, stage: str, value: float) -> str:
    if not stage:
        return f"{value:,.0f} t of reserves"
    return f"{100 * value:.3g} % of world {'mining' if stage == 'mine' else 'refining'} of {claim.mineral}"
