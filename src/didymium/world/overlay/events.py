"""What the events of a reading would add to the world or change in it: the map from event to row, and the match.

An event that tells a measure is held against the measures of the same actor: it may be known already, change the state
of one (suspended, extended, ended, resumed), or be new. Deals, agreements and stoppages are rows of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import polars as pl

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.records import Event, Reading
from didymium.world.days import first_day, parse_date
from didymium.world.overlay.measures import Told, measure_rows
from didymium.world.overlay.proposal import Cells, Draft, Proposal, proposal

if TYPE_CHECKING:
    from didymium.world.load import World

FAMILY = {
    "export_restriction": "export_control", "restriction_eased": "export_control", "import_measure": "import_measure",
    "agreement": "agreement", "investment": "deal", "corporate": "deal", "supply_project": "project",
    "supply_disruption": "project", "list_designation": "policy", "price_support": "policy", "stockpile": "policy",
    "domestic_policy": "policy", "legal_dispute": "dispute",
}  # where the reader gives no family  # fmt: skip
DEAL_WORDS = (
    ("loan", r"\bloans?\b|\blends?\b|\blent\b|credit"), ("grant", r"\bgrants?\b|award"),
    ("offtake", r"off-?take|suppl"),
    ("acquisition", r"acqui|takes? over|takeover|\bbuys?\b|bought"), ("equity", r"\bstake|equity|shares\b|invest"),
)  # fmt: skip
PACT_WORDS = (
    ("mou", r"memorand|\bmou\b"), ("treaty", r"treaty|trade (?:deal|agreement)|free-trade"),
    ("joint_statement", r"statement|declar"), ("framework", r"framework"), ("partnership", r"partner|pact|agree|deal"),
)  # fmt: skip
CAUSE_WORDS = (
    ("strike", r"\bstrik|walk-?out|labou?r dispute"), ("flood", r"flood|heavy rain|storm|cyclone|mudslide"),
    ("earthquake", r"earthquake|quake|tremor"), ("power", r"power (?:cut|short|outage)|blackout|electricity"),
    ("war", r"\bwar\b|attack|drone|missile|fighting|rebels|blockade"),
    ("order", r"order(?:ed|s)?\b|permit|licen[cs]e|court|govern|ministry|inspection"),
    ("price", r"prices?\b|unprofitable|losses|margins"),
    ("accident", r"accident|fire\b|explosion|blast|collapse|leak|landslide|derail"),
)  # fmt: skip
NEAR = 60  # days within which two tellings of a deal or agreement are taken for one
STATES_AND_BODIES = frozenset({"EUU"})


def proposals(world: World, reading: Reading) -> tuple[Proposal, ...]:
    """What the article would add to the world or change in it, one proposal an event of its news.

    Background events, denials and markets give none. Each proposal carries the article's day as `known_from`.
    """
    article = _article(reading)
    found = {p.id: p for event in _news(reading) for p in _of(world, event, article)}
    return tuple(found.values())


def _news(reading: Reading) -> Iterator[Event]:
    lead = [reading.lead] if reading.lead else []
    told = [*lead, *reading.also, *(e for e in reading.events if not e.background)]
    seen: set[tuple[int, int, str]] = set()
    for event in told:
        key = (event.start, event.end, event.type)
        if key not in seen and event.status != "denied":
            seen.add(key)
            yield event


def _article(reading: Reading) -> Cells:
    article = reading.article
    published = (article.published or "")[:10] or None
    return {"sha256": article.sha256, "title": article.title, "url": article.url, "published": published,
            "publisher": article.source or (urlsplit(article.url).hostname if article.url else None)}  # fmt: skip


def _of(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    family = event.family or FAMILY.get(event.type)
    make = {"deal": _deal, "agreement": _agreement, "project": _stoppage}.get(str(family), _measure)
    if family in (None, "market"):
        return
    yield from make(world, event, article)


def _measure(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    actor = next((a for a in event.actors if _state(a)), None)
    if actor is None:
        return
    told = Told(
        actor=actor, targets=tuple(t for t in event.targets if _state(t) or t == "WLD") or ("WLD",),
        firms=event.firms, minerals=_minerals(event), stage=event.stage, type=event.type, status=event.status,
        ease=event.direction == "ease" or event.type == "restriction_eased", gta=event.gta_type,
        date=event.date, until=event.expires, quote=event.quote, day=_day(article),
        cut=_cut(event), attributed=event.attributed,
    )  # fmt: skip
    source = _source(article)
    found = measure_rows(world, told, source.cells["source_id"])
    if found is not None:
        match, about, title, why, drafts = found
        yield _made(world, [source, *drafts] if drafts else [], event, article, match, about, title, why)


def _deal(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    parties = tuple(dict.fromkeys((*event.parties, *event.firms, *event.actors)))
    money = next((a for a in event.amounts if len(a.unit) == 3 and a.unit.isupper()), None)
    if len(parties) < 2 and money is None:
        return
    day, source = _day(article), _source(article)
    cells = {
        "announced": event.date if event.date and parse_date(event.date) <= day else day.isoformat(),
        "parties": ";".join(parties), "host": event.place, "minerals": ";".join(_minerals(event)) or None,
        "stage": event.stage, "kind": _word(DEAL_WORDS, event.quote), "amount": money and money.value,
        "currency": money and money.unit, "amount_usd": money and money.usd,
        "status": "announced" if event.status != "proposed" else "reported", "summary": event.quote,
        "confidence": "medium", "source_id": source.cells["source_id"], "known_from": day.isoformat(),
    }  # fmt: skip
    cells["id"] = _slug("deal", *parties[:2], cells["announced"], money and f"{money.value:.0f}")
    same = _same_deal(world, cells, day)
    title = f"{cells['kind'] or 'deal'} of {', '.join(parties[:4])}"
    match, about = ("known", same) if same else ("new", cells["id"])
    why = f"deal {same} has the same sum and a party in common" if same else "no deal like it is in the world"
    drafts = [] if same else [source, Draft("deals", cells)]
    yield _made(world, drafts, event, article, match, ("deals", about), title, why)


def _same_deal(world: World, cells: Cells, day: dt.date) -> str | None:
    for row in world.table("deals").iter_rows(named=True):
        near = abs((first_day(row["announced"]) - day).days) <= NEAR
        shared = _names(row["parties"]) & _names(cells["parties"])
        mine, theirs = cells["amount_usd"] or cells["amount"], row["amount_usd"] or row["amount"]
        alike = mine is None or theirs is None or abs(mine / theirs - 1) <= 0.05 if theirs != 0 else False
        if near and shared and alike:
            return str(row["id"])
    return None


def _agreement(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    parties = tuple(dict.fromkeys(event.parties or event.actors))
    if len(parties) < 2:
        return
    day, source = _day(article), _source(article)
    signed = event.date if event.date and parse_date(event.date) <= day else day.isoformat()
    cells = {
        "signed": signed, "parties": ";".join(sorted(parties)), "kind": _word(PACT_WORDS, event.quote),
        "minerals": ";".join(_minerals(event)) or None, "expires": event.expires,
        "status": "signed" if event.status == "in_force" else "announced", "summary": event.quote,
        "confidence": "medium", "source_id": source.cells["source_id"], "known_from": day.isoformat(),
    }  # fmt: skip
    cells["id"] = _slug("pact", *sorted(parties)[:3], signed)
    same = next(
        (
            str(r["id"]) for r in world.table("agreements").iter_rows(named=True)
            if _names(r["parties"]) == _names(cells["parties"]) and abs((first_day(r["signed"]) - day).days) <= NEAR
        ),
        None,
    )  # fmt: skip
    title = f"{(cells['kind'] or 'agreement').replace('_', ' ')} of {', '.join(_country(p) for p in sorted(parties))}"
    match, about = ("known", same) if same else ("new", cells["id"])
    why = f"agreement {same} of the same parties is of these weeks" if same else "no agreement of these parties is near"
    drafts = [] if same else [source, Draft("agreements", cells)]
    yield _made(world, drafts, event, article, match, ("agreements", about), title, why)


def _stoppage(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    """A mine or plant that stopped; what was planned or built changes no row by itself."""
    if event.type != "supply_disruption" and event.direction != "down":
        return
    day, source = _day(article), _source(article)
    site = _site(world, event)
    rate = next((a.value for a in event.amounts if a.unit == "t/yr"), None)
    begins = event.date or day.isoformat()
    cells = {
        "site": site.get("name") or (event.firms[0] if event.firms else None), "project_id": site.get("id"),
        "operator": site.get("operator") or (event.firms[0] if event.firms else None),
        "country": event.place or site.get("country"), "minerals": ";".join(_minerals(event)) or None,
        "stage": event.stage or site.get("stage"), "capacity_t": rate, "from": begins, "until": event.expires,
        "cause": _word(CAUSE_WORDS, event.quote) or "other", "note": event.quote, "confidence": "medium",
        "source_id": source.cells["source_id"], "known_from": day.isoformat(),
    }  # fmt: skip
    cells["id"] = _slug(cells["site"] or cells["country"] or "stop", begins)
    near = world.table("stoppages").filter(pl.col("country") == (cells["country"] or ""))
    same = next((str(r["id"]) for r in near.iter_rows(named=True) if _same_stop(r, cells)), None)
    title = f"stop of {cells['site'] or 'a site that is not named'} ({cells['cause']})"
    match, about = ("known", same) if same else ("new", cells["id"])
    why = f"stoppage {same} is this one" if same else "no stop of this site is in the world"
    drafts = [] if same else [source, Draft("stoppages", cells)]
    yield _made(world, drafts, event, article, match, ("stoppages", about), title, why)


def _same_stop(row: Cells, cells: Cells) -> bool:
    near = abs((first_day(row["from"]) - first_day(cells["from"])).days) <= NEAR
    site, ours = str(row["site"]).lower(), str(cells["site"] or "").lower()
    return near and bool(ours) and (ours in site or site in ours or row["operator"] == cells["operator"])


def _site(world: World, event: Event) -> Cells:
    """The project that the quote or its firms name, empty without one."""
    text = event.quote.lower()
    for row in world.table("projects").iter_rows(named=True):
        name = re.split(r"\s*[(,]", row["name"])[0].lower()
        if len(name) > 4 and name in text:
            return row
    return {}


def _made(
    world: World, drafts: list[Draft], event: Event, article: Cells, match: Any, about: tuple[str, str], title: str,
    why: str,
) -> Proposal:  # fmt: skip
    return proposal(
        world, drafts, match=match, about=about, title=title, why=why, known_from=article["published"],
        quote=event.quote, start=event.start, end=event.end, article=article,
    )  # fmt: skip


def _source(article: Cells) -> Draft:
    """The article as a row of sources."""
    return Draft("sources", {
        "source_id": f"article-{article['sha256'][:10]}", "publisher": article["publisher"] or "not named",
        "title": article["title"], "published": article["published"], "url": article["url"], "licence": "facts",
    })  # fmt: skip


def _day(article: Cells) -> dt.date:
    return parse_date(article["published"]) if article["published"] else dt.datetime.now(dt.UTC).date()


def _minerals(event: Event) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for n in map(_canonical, event.minerals) if n))


def _canonical(name: str) -> str | None:
    try:
        return labels.mineral(name)
    except UnknownLabel:
        return None


def _state(name: str) -> bool:
    return name in labels.countries() or name in STATES_AND_BODIES


def _country(name: str) -> str:
    return labels.country_name(name) if _state(name) else name


def _cut(event: Event) -> float | None:
    """The share by which the quote says that a quota or shipments fall, 0..1."""
    percent = next((a.value for a in event.amounts if a.unit == "%" and 0 < a.value <= 100), None)
    falls = re.search(r"\b(?:cut|reduc|lower|slash|trim)\w*\b", event.quote, re.I)
    return percent / 100 if percent and falls else None


def _names(cell: str | None) -> frozenset[str]:
    return frozenset(p.strip().lower() for p in (cell or "").split(";") if p.strip())


def _word(words: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((word for word, pattern in words if re.search(pattern, text, re.I)), None)


def _slug(*parts: Any) -> str:
    text = "-".join(str(p) for p in parts if p)
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
