"""What the events of a reading would add to the world or change in it: the map from event to row, and the match.

An event that tells a measure is held against the measures of the same actor: it may be known already, change the state
of one (suspended, extended, ended, resumed), or be new. Deals, agreements and stoppages are rows of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from didymium import labels
from didymium.errors import UnknownLabel
from didymium.records import Event, Reading
from didymium.world import spellings
from didymium.world.days import first_day, parse_date
from didymium.world.overlay.measures import Told, ending, joined, measure_rows
from didymium.world.overlay.projects import progress, stoppage
from didymium.world.overlay.proposal import Cells, Draft, Match, Proposal, proposal, slug

if TYPE_CHECKING:
    from didymium.world.load import World

FAMILY = {
    "export_restriction": "export_control", "restriction_eased": "export_control", "import_measure": "import_measure",
    "agreement": "agreement", "investment": "deal", "corporate": "deal", "supply_project": "project",
    "supply_disruption": "project", "list_designation": "policy", "price_support": "policy", "stockpile": "policy",
    "domestic_policy": "policy", "legal_dispute": "dispute",
}  # where the reader gives no family  # fmt: skip
DEAL_WORDS = (
    ("loan", r"\bloans?\b|\blends?\b|\blent\b|credit|\bdebt\b"), ("grant", r"\bgrants?\b|award"),
    ("offtake", r"off-?take|suppl"),
    ("acquisition", r"acqui|takes? over|takeover|\bbuys?\b|bought"), ("equity", r"\bstake|equity|shares\b|invest"),
)  # fmt: skip
PACT_WORDS = (
    ("mou", r"memorand|\bmou\b"), ("treaty", r"treaty|trade (?:deal|agreement)|free-trade"),
    ("joint_statement", r"statement|declar"), ("framework", r"framework"), ("partnership", r"partner|pact|agree|deal"),
)  # fmt: skip
STATUS_WORDS = (
    ("cancelled", r"cancel|terminat|scrapp|abandon|called off|collaps|fell through"),
    ("disbursed", r"disburs|drew|drawn"),
    ("completed", r"complet|\bclos(?:ed?|es|ing)\b|finali[sz]ed"), ("signed", r"\bsign"),
)  # what may follow the status of a deal that is known  # fmt: skip
SPEAKER = re.compile(r"(?:the (?:company|firm|miner|group|refiner|producer|maker)|it)\b", re.I)
YEARS = 3 * 365  # within which a deal of the same sum between the same sides is the one that moves on
NEAR = 60  # days within which two tellings of a deal or agreement are taken for one
STATES_AND_BODIES = frozenset({"EUU"})
STATES = frozenset({"usa", "chn", "euu", "jpn", "aus", "can", "gbr"})  # a party alone makes no deal the same


def proposals(world: World, reading: Reading) -> tuple[Proposal, ...]:
    """What the article would add to the world or change in it, one proposal a measure, deal or site of its news.

    Several tellings of one measure make one. Background events, denials and markets give none. Each proposal carries
    the article's day as `known_from`.
    """
    article, news = _article(reading), tuple(_news(reading))
    found: list[Proposal] = []
    acts = [(e, _told(e, reading.article.text, article)) for e in news if _maker(e) is None and _family(e) is not None]
    for event, told in joined([(e, t) for e, t in acts if t is not None]):
        found += _measure(world, event, told, article)
    for event in news:
        if (make := _maker(event)) is not None:
            found += make(world, _spoken(event, news), article)
    return tuple({p.id: p for p in found}.values())


def _family(event: Event) -> str | None:
    family = event.family or FAMILY.get(event.type)
    return None if family == "market" else family


def _maker(event: Event) -> Callable[[World, Event, Cells], Iterator[Proposal]] | None:
    """What makes rows of an event that is no measure."""
    return {"deal": _deal, "agreement": _agreement, "project": _project}.get(str(_family(event)))


def _spoken(event: Event, news: tuple[Event, ...]) -> Event:
    """The event with the firm that its "the company" or "it" stands for: the last one named before."""
    if event.firms or not SPEAKER.match(event.quote):
        return event
    before = [e for e in news if e.firms and e.start < event.start]
    return event.model_copy(update={"firms": max(before, key=lambda e: e.start).firms[:1]}) if before else event


def _news(reading: Reading) -> Iterator[Event]:
    lead = [reading.lead] if reading.lead else []
    told = [*lead, *reading.also, *(e for e in reading.events if not e.background)]
    trade = {(e.start, e.end) for e in told if _family(e) in ("export_control", "import_measure")}
    seen: set[tuple[int, int, str]] = set()
    for event in told:
        key = (event.start, event.end, event.type)
        again = _family(event) == "policy" and key[:2] in trade  # the sentence tells of one act, a control
        if key not in seen and event.status != "denied" and not again:
            seen.add(key)
            yield event


def _article(reading: Reading) -> Cells:
    article = reading.article
    published = (article.published or "")[:10] or None
    return {"sha256": article.sha256, "title": article.title, "url": article.url, "published": published,
            "publisher": article.source or (urlsplit(article.url).hostname if article.url else None)}  # fmt: skip


def _told(event: Event, text: str, article: Cells) -> Told | None:
    actor = next((a for a in event.actors if _state(a)), None)
    if actor is None:
        return None
    day = _day(article)
    begins = max(day, parse_date(event.date)) if event.date else day  # from which "for two years" counts
    return Told(
        actor=actor, targets=tuple(t for t in event.targets if _state(t) or t == "WLD") or ("WLD",),
        firms=event.firms, minerals=_minerals(event), stage=event.stage, type=event.type, status=event.status,
        ease=event.direction == "ease" or event.type == "restriction_eased", gta=event.gta_type,
        date=event.date, until=event.expires or ending(text, event.end, begins), quote=event.quote, day=day,
        cut=_cut(event), attributed=event.attributed,
        tonnes=next((a.value for a in event.amounts if a.unit == "t"), None),
    )  # fmt: skip


def _measure(world: World, event: Event, told: Told, article: Cells) -> Iterator[Proposal]:
    source = _source(article)
    found = measure_rows(world, told, source.cells["source_id"])
    if found is not None:
        match, about, title, why, drafts = found
        rows = [source, *drafts] if drafts else []
        yield _made(world, rows, match, about, why, event=event, article=article, title=title)


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
        "status": _word(STATUS_WORDS, event.quote) if event.status == "in_force" else None, "summary": event.quote,
        "confidence": "medium", "source_id": source.cells["source_id"], "known_from": day.isoformat(),
    }  # fmt: skip
    cells["status"] = cells["status"] or ("reported" if event.status == "proposed" else "announced")
    cells["id"] = slug("deal", *parties[:2], cells["announced"], money and f"{money.value:.0f}")
    title = f"{cells['kind'] or 'deal'} of {', '.join(parties[:4])}"
    yield _made(world, *_held(world, cells, day, event, source), event=event, article=article, title=title)


def _held(
    world: World, cells: Cells, day: dt.date, event: Event, source: Draft
) -> tuple[list[Draft], Match, tuple[str, str], str]:
    """The rows, the match, the row it is about and why: a deal that is known, one that moves on, or a new one."""
    status = _word(STATUS_WORDS, event.quote) if event.status == "in_force" else None
    for row in _same_deals(world, cells, day):
        about = ("deals", str(row["id"]))
        if status and status != row["status"] and row["status"] not in ("completed", "cancelled"):
            moved = {"id": row["id"], "status": status, "status_known_from": day.isoformat()}
            return [source, Draft("deals", moved)], "changes", about, f"{row['status']} -> {status}"
        if abs((first_day(row["announced"]) - day).days) <= NEAR or status == row["status"]:
            return [], "known", about, f"deal {row['id']} has the same sum and a party in common"
    return [source, Draft("deals", cells)], "new", ("deals", cells["id"]), "no deal like it is in the world"


def _same_deals(world: World, cells: Cells, day: dt.date) -> Iterator[Cells]:
    """The deals with a party in common: of these weeks with a like sum or none told, of these years with the sum."""
    mine = cells["amount_usd"] or cells["amount"]
    for row in world.table("deals").sort("announced", descending=True).iter_rows(named=True):
        theirs = row["amount_usd"] or row["amount"]
        apart = abs((first_day(row["announced"]) - day).days)
        alike = mine and theirs and abs(mine / theirs - 1) <= 0.05
        near = apart <= NEAR and (alike or not mine or not theirs)
        if _names(row["parties"]) & _names(cells["parties"]) - STATES and (near or (alike and apart <= YEARS)):
            yield row


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
    cells["id"] = slug("pact", *sorted(parties)[:3], signed)
    same = next(
        (
            str(r["id"]) for r in world.table("agreements").iter_rows(named=True)
            if _names(r["parties"]) == _names(cells["parties"]) and abs((first_day(r["signed"]) - day).days) <= NEAR
        ),
        None,
    )  # fmt: skip
    title = f"{(cells['kind'] or 'agreement').replace('_', ' ')} of {', '.join(_country(p) for p in sorted(parties))}"
    match: Match = "known" if same else "new"
    about = same or str(cells["id"])
    why = f"agreement {same} of the same parties is of these weeks" if same else "no agreement of these parties is near"
    drafts = [] if same else [source, Draft("agreements", cells)]
    yield _made(world, drafts, match, ("agreements", about), why, event=event, article=article, title=title)


def _project(world: World, event: Event, article: Cells) -> Iterator[Proposal]:
    """A mine or plant that stopped or took a step; plans change no row."""
    day, source = _day(article), _source(article)
    told = event.model_copy(update={"minerals": _minerals(event)})
    stops = event.type == "supply_disruption" or event.direction == "down"
    found = (stoppage if stops else progress)(world, told, day, str(source.cells["source_id"]))
    if found is not None:
        match, about, title, why, drafts = found
        rows = [source, *drafts] if drafts else []
        yield _made(world, rows, match, about, why, event=event, article=article, title=title)


def _made(
    world: World, drafts: list[Draft], match: Match, about: tuple[str, str], why: str, *, event: Event, article: Cells,
    title: str,
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
    return frozenset(spellings.key(p) for p in (cell or "").split(";") if p.strip())


def _word(words: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((word for word, pattern in words if re.search(pattern, text, re.I)), None)
