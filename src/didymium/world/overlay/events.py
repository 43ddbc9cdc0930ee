"""What the events of a reading would add to the world or change in it: the map from event to row, and the match.

An event that tells a measure is held against the measures of the same actor: it may be known already, change the state
of one (suspended, extended, ended, resumed), or be new. Deals, agreements and stoppages are rows of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from didymium import labels
from didymium.records import Event, Reading
from didymium.text.date_values import month_end
from didymium.text.dates import find_dates
from didymium.text.gazetteer import find_names
from didymium.text.terms import months_of
from didymium.world import spellings
from didymium.world.days import first_day, parse_date
from didymium.world.overlay.accepted import Cells
from didymium.world.overlay.doubts import begun, doubts_of, ended_on
from didymium.world.overlay.measures import Found, Told, joined, measure_rows
from didymium.world.overlay.projects import ROUTE, progress, stoppage
from didymium.world.overlay.proposal import Draft, Proposal, proposal, slug
from didymium.world.overlay.words import acts, done_on, main_clause, meaning, prose, stage_told, word

if TYPE_CHECKING:
    from didymium.world.load import World

SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*[.!?]?")
YEARS = 3 * 365  # within which a deal of the same sum between the same sides is the one that moves on
QUOTED = frozenset({"summary", "severity_basis", "practice", "note"})
NEAR = 60  # days within which two tellings of a deal or agreement are taken for one
OF_FIRM = r"\b(?:to|against|on|from|by|of) (?:the )?"  # before whom a measure is aimed at, and not one named beside it
WHOLE = 1, 12  # first and last month of a year
BEHIND = 4  # sentences in which a stop's end is told
LASTS = re.compile(
    r"\b(?:tak|last|need|requir|be (?:down|out|shut|closed)|within|in)(?:es?|s|ing)? (?:for )?"
    r"(?:about |around |some |at least |up to |the next )?((?:\w+|\w+ to \w+) (?:days?|weeks?|months?))\b"
)
CHARGED = re.compile(
    r"\b(?:(?:sur)?tax|dut(?:y|ies)|tariffs?|lev(?:y|ies))\b(?:(?!\bexport)[^.;]){0,80}? from (?:the )?$", re.I
)
DUE = re.compile(
    r"\b(?:in|by|before|from|on) (?:early |late |mid-|the (?:start|middle|end) of )?"
    r"(?=(?:\d\d? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
SHARES = {"half": 50, "third": 100 / 3, "quarter": 25, "fifth": 20, "tenth": 10}
PART = re.compile(r"\bhal(?=v(?:es?|ed|ing)\b)|\b(?:by|in|down) (?:a )?(half|third|quarter|fifth|tenth)\b", re.I)
SOLD = re.compile(r"\b(?:exports?|sales|shipments)\b[^,.;:]{0,60}\bto (?:the )?$", re.I)
LISTED = tuple(
    re.compile(form)
    for form in (
        r"\b(?:including|among them|namely|such as) ([^.;]+?)"
        r"(?:,? (?:to|on|in|from) (?:its|the|an?)\b|, [a-z]+ing\b|[.;]|$)",
        r"^(?:.* [-–—] )?([A-Z][^.;]*?),? (?:was|were|has been|have been|is|are) (?:add|plac|put|list|blacklist)\w*",
        r"\b(?:add|plac|put|list|blacklist)\w* ([^.;]+?),? (?:(?:to|on|in) (?:its|the|an?)|under sanctions)\b",
        r"\bsanctioned ([^.;]+?)(?= (?:for|over|on|after)\b|, [a-z]+ing\b|[.;]|$)",
    )
)
FIRM = re.compile(r"[A-Z][\w&.'-]*(?: [A-Z&][\w&.'-]*)*$")
JOINED = re.compile(r"(?:,|,? and|,? or) (?:the )?")
STATES = frozenset({"usa", "chn", "euu", "jpn", "aus", "can", "gbr"})  # a party alone makes no deal the same


def proposals(world: World, reading: Reading) -> tuple[Proposal, ...]:
    """What the article would add to the world or change in it, one proposal a measure, deal or site of its news.

    Several tellings of one measure make one. Background events, denials and markets give none. Each proposal carries
    the article's day as `known_from`.
    """
    article, news = _article(reading), tuple(_news(reading))
    source, day = _source(article), _day(article)
    makers = {"deal": _deal, "agreement": _agreement, "project": _project}  # of rows of an event that is no measure
    told = ((e, _told(e, reading, day)) for e in news if _family(e) not in (None, *makers))
    ident = str(source.cells["source_id"])
    found = [(e, measure_rows(world, t, ident)) for e, t in joined([(e, t) for e, t in told if t is not None])]
    sited = (
        (e, f, _ending(_spoken(e, news), reading.article.text, day)) for e in news if (f := _family(e) or "") in makers
    )
    found += [(e, makers[f](world, spoken, day, ident)) for e, f, spoken in sited]
    told_stops = [(e, d.cells) for e, rows in found if rows for d in rows[4] if d.table == "stoppages"]
    placed = any(cells["project_id"] for _, cells in told_stops)
    again = [e for e, cells in told_stops if placed and not cells["project_id"] and _of_the_one_before(e)]
    made = (
        proposal(
            world, [source, *map(_worded, drafts)] if drafts else [], match=match, about=about, title=title, why=why,
            known_from=article["published"], doubts=doubts_of(drafts, e, reading, day), article=article,
            quote=e.quote, start=e.start, end=e.end,
        )
        for e, (match, about, title, why, drafts) in ((e, r) for e, r in found if r is not None and e not in again)
    )  # fmt: skip
    return tuple({p.id: p for p in made}.values())


def _worded(draft: Draft) -> Draft:
    """The row with what it quotes as prose, without the headline and dateline that stand before it."""
    told = {c: prose(v) if c in QUOTED and isinstance(v, str) else v for c, v in draft.cells.items()}
    return Draft(draft.table, told)


def _family(event: Event) -> str | None:
    family = event.family or meaning("family").get(event.type)
    return None if family == "market" else family


def _spoken(event: Event, news: tuple[Event, ...]) -> Event:
    """The event with the firm that its "the company" or "it" stands for: the last one named before."""
    if event.firms or not _of_the_one_before(event):
        return event
    before = [e for e in news if e.firms and e.start < event.start]
    return event.model_copy(update={"firms": max(before, key=lambda e: e.start).firms[:1]}) if before else event


def _ending(event: Event, text: str, day: dt.date) -> Event:
    """The stop with the end that the sentences behind it expect: "repairs will take six weeks", "back by March"."""
    if event.expires or not _stops(event):
        return event
    for told in (m.group() for m in list(SENTENCE.finditer(text, event.end))[:BEHIND]):
        if acts("back", told):
            words = DUE.sub("until ", LASTS.sub(r"for \1", told))
            ends = (d.value for d in find_dates(words, day) if first_day(d.value) > day)
            return event.model_copy(update={"expires": next(ends, None)})
    return event


def _stops(event: Event) -> bool:
    return _family(event) == "project" and (event.type == "supply_disruption" or event.direction == "down")


def _of_the_one_before(event: Event) -> bool:
    """Whether a sentence begins with who or what was named before it: "the company", "the mine", "it"."""
    return re.match(meaning("act")["speaker"], event.quote, re.I) is not None


def _news(reading: Reading) -> Iterator[Event]:
    lead = [reading.lead] if reading.lead else []
    told = [*lead, *reading.also, *(e for e in reading.events if not e.background)]
    told = [_ruled(_let_out(e)) for e in told]
    trade = {(e.start, e.end) for e in told if _family(e) in ("export_control", "import_measure")}
    seen: set[tuple[int, int, str]] = set()
    for event in told:
        key = (event.start, event.end, event.type)
        of_control = key[:2] in trade or (bool(trade) and acts("runs", event.quote))  # "the ban would hold until"
        sited = any(n.kind in ("project", "company") for n in find_names(event.quote)) and not ROUTE.search(event.quote)
        again = (_family(event) == "policy" and of_control) or (
            event.type == "supply_disruption" and key[:2] in trade and not sited
        )
        if key not in seen and event.status != "denied" and not again:
            seen.add(key)
            yield event


def _ruled(event: Event) -> Event:
    """What a court does to a control as an easing of it: stayed is suspended, struck down is ended."""
    trade = re.search(r"\b(?:export|import|shipment)", event.quote, re.I)
    status = "suspended" if acts("stayed", event.quote) else "ended" if acts("voided", event.quote) else None
    if not (trade and status) or _family(event) not in ("dispute", "export_control", "import_measure"):
        return event
    made = ("import_measure",) * 2 if trade[0].lower() == "import" else ("restriction_eased", "export_control")
    ruled = {"type": made[0], "family": made[1], "direction": "ease", "status": status, "background": False}
    return event.model_copy(update=ruled | {"date": None})  # done now, whenever the measure was


def _let_out(event: Event) -> Event:
    """What a state bars, lets out at most or taxes at the border, read as less supply or a policy, as a control."""
    if event.type == "domestic_policy" and acts("taxed", event.quote):
        return event.model_copy(update={"type": "export_restriction", "family": "export_control"})
    sized = any(a.unit in ("t", "t/yr") for a in event.amounts) and acts("capped", event.quote)
    states = tuple(a for a in (*event.actors, event.place or "") if _state(a))
    if _family(event) != "project" or not states or not (sized or acts("barred", event.quote)):
        return event
    told = {"type": "export_restriction", "family": "export_control", "direction": "tighten", "actors": states[:1]}
    return event.model_copy(update=told)


def _article(reading: Reading) -> Cells:
    article = reading.article
    published = (article.published or "")[:10] or None
    return {"sha256": article.sha256, "title": article.title, "url": article.url, "published": published,
            "publisher": article.source or (urlsplit(article.url).hostname if article.url else None)}  # fmt: skip


def _told(event: Event, reading: Reading, day: dt.date) -> Told | None:
    event = _at_border(event)
    actor = _maker(event)
    if actor is None:
        return None
    starts = _start(event, day)
    starts = starts if starts and first_day(starts) > day else begun(event, reading) or starts
    sizes = [a for a in event.amounts if a.unit in ("t", "t/yr")]
    capped = bool(sizes) and acts("capped", event.quote)
    if capped:  # "may ship no more than 12,000 tonnes" allows nothing that was barred
        status = "announced" if event.status == "proposed" else event.status
        event = event.model_copy(update={"type": "export_restriction", "direction": "tighten", "status": status})
    of_quota = sizes if capped or word("measure", event.quote) == "export_quota" else ()
    quota = next((a.value for a in (*(a for a in sizes if (a.what or "").startswith("quota")), *of_quota)), None)
    if not capped and event.status == "announced" and _planned(event, reading.article.text):
        event = event.model_copy(update={"status": "proposed"})
    aimed = _sold_to(event.quote, actor)
    rests = acts("suspended", event.quote) or acts("stayed", event.quote)
    if event.status == "suspended" and not rests:  # the word stands elsewhere
        event = event.model_copy(update={"status": "in_force"})
    if acts("shuts", event.quote):  # a state that suspends exports bars them
        event = event.model_copy(update={"type": "export_restriction", "direction": "tighten", "status": "in_force"})
    targets, minerals = tuple(t for t in event.targets if _aimed(t, actor)) or ("WLD",), _goods(event)
    targets = aimed if targets == ("WLD",) or set(targets) < set(aimed) else targets
    targets = targets or ("WLD",)
    of_list = word("measure", event.quote) == "entity_listing"
    firms = (_listed(event.quote) if of_list else ()) or event.firms
    if listed := firms and of_list:  # of firms: what their names say
        bare = find_names(reduce(lambda text, firm: text.replace(firm, ""), firms, event.quote))
        minerals = tuple(m for m in minerals if m in {n.id for n in bare if n.kind == "mineral"})
        told = (re.split(r" (?:for|over) ", main_clause(event.quote))[0], reading.article.title)
        homes = (tuple(dict.fromkeys(s for s in _states(words) if s != actor)) for words in told)
        targets = next(filter(None, homes), ("WLD",))
    aimed_at = listed or any(re.search(rf"{OF_FIRM}{re.escape(f)}", event.quote) for f in firms)
    firms = firms if aimed_at and not acts("instances", event.quote) else ()
    until = _counted(event, starts) or ended_on(event, reading)
    until = until or (_year_of_quota(event, day) if quota and not acts("yearly", event.quote) else None)
    return Told(
        actor=actor, targets=targets, firms=firms, minerals=minerals,
        stage="all" if listed else stage_told(event.quote) or event.stage,
        type=event.type, status=event.status,
        ease=_eases(event) and not (quota and not acts("widened", event.quote)),  # a quota that is set bars
        gta="Export quota" if quota and event.family != "import_measure" else event.gta_type, date=starts,
        until=until,
        quote=event.quote, day=day,
        cut=_below_exports(actor, event, quota, reading) if quota else _cut(event),
        attributed=event.attributed, tonnes=quota,
    )  # fmt: skip


def _listed(quote: str) -> tuple[str, ...]:
    """The firms that a listing names: those behind "including", else those that are put on the list."""
    found = next((m[1] for form in LISTED if (m := form.search(" ".join(quote.split())))), "")
    named = (m[0] for part in re.split(r",\s(?:and\s)?|\sand\s", found) if (m := FIRM.search(part)))
    return tuple(f for f in named if all(n.kind != "country" or n.surface != f for n in find_names(f)))


def _maker(event: Event) -> str | None:
    """The state that acts: never one that the quote names as the buyer ("exports to India, Malaysia and Thailand")."""
    states = [a for a in event.actors if _state(a)]
    buyers = _sold_to(event.quote, "")
    named = (n.id if n.kind == "country" else n.country for n in find_names(event.quote))
    others = [a for a in (*states, *named) if a and _state(a) and a not in buyers]
    return next(iter(others or states), None) if states else None


def _at_border(event: Event) -> Event:
    """What is charged on goods "from" a state, read as a control of exports, as the import duty that it is."""
    sellers = (n for n in find_names(event.quote) if n.kind == "country" and n.id in event.targets)
    charged = any(CHARGED.search(event.quote[: n.start]) for n in sellers)
    if event.type != "export_restriction" or not charged:
        return event
    return event.model_copy(update={"type": "import_measure", "family": "import_measure"})


def _start(event: Event, day: dt.date) -> str | None:
    """The day on which what is told begins: one to come where the words give it and the reader took another."""
    told = parse_date(event.date) if event.date else day
    of_quota = word("measure", event.quote) == "export_quota" or acts("capped", event.quote)
    of_year = _year_of_quota(event, day) if of_quota else None
    loose = of_year is not None and (told.year < int(of_year[:4]) or event.date == of_year[:4])
    if event.status in ("suspended", "ended") or (told > day and not loose):
        return event.date
    first = (
        f"{of_year[:4]}-{(months_of(event.quote) or (1, 12))[0]:02d}-01"
        if of_year and of_year[:4] > str(day.year)
        else None
    )
    return first or event.date


def _counted(event: Event, starts: str | None) -> str | None:
    """The end of an event, of a length of time from the day on which it begins and not from that of the news."""
    until, first = event.expires, event.date
    if not (until and first and starts and len(until) == len(first) == len(starts) == 10 and until[8:] == first[8:]):
        return until
    return (parse_date(until) + (parse_date(starts) - parse_date(first))).isoformat()


def _planned(event: Event, text: str) -> bool:
    """Whether a measure is meant and not decided: "plans to", or that it must be approved still."""
    behind = next((m.group() for m in SENTENCE.finditer(text, event.end) if m.group().strip(" .")), "")
    return acts("planned", event.quote) or acts("pending", f"{event.quote} {behind}")


def _eases(event: Event) -> bool:
    """Whether less is barred than before; who must obtain a licence is bound, however the licence is given."""
    if acts("unbound", event.quote):
        return True
    told = event.direction == "ease" or event.type == "restriction_eased"
    return (told and not acts("required", event.quote)) or acts("waived", event.quote)


def _goods(event: Event) -> tuple[str, ...]:
    """The minerals of a measure without those that only name a works ("a plan for an alumina refinery")."""
    named = [n for n in find_names(event.quote) if n.kind == "mineral"]
    works = {n.id for n in named if acts("works", event.quote[n.end :])}
    traded = {n.id for n in named if not acts("works", event.quote[n.end :])}
    minerals = _minerals(event)
    return tuple(m for m in minerals if m not in works - traded) or minerals


def _deal(world: World, event: Event, day: dt.date, source_id: str) -> Found | None:
    parties = tuple(dict.fromkeys((*event.parties, *event.firms, *event.actors)))
    money = next((a for a in event.amounts if len(a.unit) == 3 and a.unit.isupper()), None)
    if len(parties) < 2 and money is None:
        return None
    status = word("status", event.quote) if event.status == "in_force" else None
    cells = {
        "announced": done_on(event, day),
        "parties": ";".join(parties), "host": event.place, "minerals": ";".join(_minerals(event)) or None,
        "stage": event.stage, "kind": word("deal", event.quote), "amount": money and money.value,
        "currency": money and money.unit, "amount_usd": money and money.usd,
        "status": status or ("reported" if event.status == "proposed" else "announced"), "summary": event.quote,
        "confidence": "medium", "source_id": source_id, "known_from": day.isoformat(),
    }  # fmt: skip
    cells["id"] = slug("deal", *parties[:2], cells["announced"], money and f"{money.value:.0f}")
    title = f"{cells['kind'] or 'deal'} of {', '.join(parties[:4])}"
    for row in _same_deals(world, cells, day):
        about = ("deals", str(row["id"]))
        if status and status != row["status"] and row["status"] not in ("completed", "cancelled"):
            moved = {"id": row["id"], "status": status, "status_known_from": day.isoformat()}
            return "changes", about, title, f"{row['status']} -> {status}", [Draft("deals", moved)]
        if _apart(row["announced"], day) <= NEAR or status == row["status"]:
            return "known", about, title, f"deal {row['id']} has the same sum and a party in common", []
    return "new", ("deals", str(cells["id"])), title, "no deal like it is in the world", [Draft("deals", cells)]


def _same_deals(world: World, cells: Cells, day: dt.date) -> Iterator[Cells]:
    """The deals with a party in common: of these years with a like sum, then of these weeks where one tells none."""
    mine = cells["amount_usd"] or cells["amount"]
    unsized = list[Cells]()
    for row in world.table("deals").sort("announced", descending=True).iter_rows(named=True):
        theirs = row["amount_usd"] or row["amount"]
        apart = _apart(row["announced"], day)
        alike = mine and theirs and abs(mine / theirs - 1) <= 0.05
        ours = bool(_names(row["parties"]) & _names(cells["parties"]) - STATES)
        if ours and alike and apart <= max(NEAR, YEARS):
            yield row
        elif ours and apart <= NEAR and not (mine and theirs):
            unsized.append(row)
    yield from unsized


def _agreement(world: World, event: Event, day: dt.date, source_id: str) -> Found | None:
    parties = tuple(dict.fromkeys(event.parties or event.actors))
    if len(parties) < 2:
        return None
    signed = done_on(event, day)
    cells = {
        "signed": signed, "parties": ";".join(sorted(parties)), "kind": word("pact", event.quote),
        "minerals": ";".join(_minerals(event)) or None, "expires": event.expires,
        "status": "signed" if event.status == "in_force" else "announced", "summary": event.quote,
        "confidence": "medium", "source_id": source_id, "known_from": day.isoformat(),
    }  # fmt: skip
    cells["id"] = slug("pact", *sorted(parties)[:3], signed)
    near = (r for r in world.table("agreements").iter_rows(named=True) if _apart(r["signed"], day) <= NEAR)
    same = next((str(r["id"]) for r in near if _names(r["parties"]) == _names(cells["parties"])), None)
    names = ", ".join(labels.country_name(p) if _state(p) else p for p in sorted(parties))
    title = f"{(cells['kind'] or 'agreement').replace('_', ' ')} of {names}"
    if same:
        return "known", ("agreements", same), title, f"agreement {same} of the same parties is of these weeks", []
    why = "no agreement of these parties is near"
    return "new", ("agreements", str(cells["id"])), title, why, [Draft("agreements", cells)]


def _project(world: World, event: Event, day: dt.date, source_id: str) -> Found | None:
    """A mine or plant that stopped or took a step; plans change no row."""
    told = event.model_copy(update={"minerals": _minerals(event)})
    return (stoppage if _stops(event) else progress)(world, told, day, source_id)


def _source(article: Cells) -> Draft:
    """The article as a row of sources."""
    return Draft("sources", {
        "source_id": f"article-{article['sha256'][:10]}", "publisher": article["publisher"] or "not named",
        "title": article["title"], "published": article["published"], "url": article["url"], "licence": "facts",
    })  # fmt: skip


def _day(article: Cells) -> dt.date:
    return parse_date(article["published"]) if article["published"] else dt.datetime.now(dt.UTC).date()


def _minerals(event: Event) -> tuple[str, ...]:
    return tuple(m for m in event.minerals if m in labels.minerals())


def _sold_to(quote: str, actor: str) -> tuple[str, ...]:
    """The states to which the sales are that a measure bars: "exports of rare earths to China and Japan"."""
    states = [n for n in find_names(quote) if n.kind == "country" and _state(n.id)]
    sold, last = [], -1
    for n in states:
        if SOLD.search(quote[: n.start]) or (last >= 0 and JOINED.fullmatch(quote[last : n.start])):
            sold.append(n.id)
            last = n.end
    return tuple(dict.fromkeys(s for s in sold if s != actor))


def _states(words: str) -> list[str]:
    return [n.id for n in find_names(words) if n.kind == "country" and _state(n.id)]


def _aimed(name: str, actor: str) -> bool:
    return (_state(name) and name != actor) or name == "WLD"


def _state(name: str) -> bool:
    return name in labels.countries() or name == "EUU"


def _cut(event: Event) -> float | None:
    """The share by which the quote says that a quota or shipments fall, 0..1."""
    percent = next((a.value for a in event.amounts if a.unit == "%" and 0 < a.value <= 100), None)
    part = PART.search(event.quote)
    percent = percent or (SHARES[(part[1] or "half").lower()] if part else None)
    falls = re.search(r"\b(?:cut|reduc|lower|slash|trim|less|fewer|below|halv|down)\w*\b", event.quote, re.I)
    return round(percent / 100, 3) if percent and falls else None


def _year_of_quota(event: Event, day: dt.date) -> str | None:
    """The end of the year for which a quota is set: "3 million tonnes in 2027"."""
    years = [int(y) for y in re.findall(r"\b(?:in|for|its|the|of) (20\d\d)\b", event.quote)]
    years += [day.year + 1] if re.search(r"\bnext year\b", event.quote) else []
    closes = (months_of(event.quote) or WHOLE)[1]
    ends = (month_end(f"{year}-{closes:02d}") for year in years if year >= day.year)
    return next(ends, None)


def _below_exports(actor: str, event: Event, quota: float, reading: Reading) -> float | None:
    """The share by which a quota lies below a year's exports that the text gives, else as the quote says."""
    told = (c for c in reading.claims if (c.metric, c.subject, c.unit) == ("exports", actor, "t"))
    done = (c for c in told if len(c.year or "") == 4 and c.value != quota)  # the quota itself may read as exports
    sold = next((c.value for c in done if c.mineral in event.minerals), None)
    return max(0.0, round(1 - quota / sold, 3)) if sold else _cut(event)


def _apart(cell: str, day: dt.date) -> int:
    return abs((first_day(cell) - day).days)


def _names(cell: str | None) -> frozenset[str]:
    return frozenset(spellings.key(p) for p in (cell or "").split(";") if p.strip())
