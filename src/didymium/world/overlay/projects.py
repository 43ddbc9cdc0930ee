"""What news of a mine or plant would change: a stop, a permit, money, building, a start; the site that it is about."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from didymium import labels
from didymium.records import Event
from didymium.text.gazetteer import find_names
from didymium.world.days import first_day
from didymium.world.overlay.accepted import Cells
from didymium.world.overlay.measures import Found, expanded
from didymium.world.overlay.proposal import Draft, slug
from didymium.world.overlay.words import acts, amount, meaning, word
from didymium.world.rows import of_many_sites

if TYPE_CHECKING:
    from didymium.world.load import World

ORDER = ("planned", "financed", "construction", "ramping", "operating")
ROUTE = re.compile(  # a way of the goods that is shut: "the Kambaiti crossing", "the Lobito railway"
    r"\b([A-Z][\w-]+(?!['’])(?:[ –](?:d[aeo]s? |del )?[A-Z][\w-]+){0,2} (?:border )?"
    r"(?:crossing|gate|border|checkpoint|railway|port|bridge|corridor))\b"
)
SITE = re.compile(
    r"\b((?:[A-Z][\w-]+ ){1,3}?)(?:(?!(?:and|at|in|of)\b)[a-z-]+ ){0,2}?"
    r"(mine|pit|smelter|refinery|plant|works|complex|quarry|concentrator)\b"
)
OPENS = re.compile(r"(?:The|Its?|An?|This|That|All|Some|Two|Three|Several|Each|Every|In|At|On|No) ")
NEAR = 60  # days within which two tellings of a stop are taken for one


def site_of(world: World, event: Event) -> Cells:
    """The project that the quote names, by its name or its owner and a word of the name; empty where none is clear."""
    sites = (row for row in world.table("projects").iter_rows(named=True) if not of_many_sites(row))
    ranked = [(_named(row, event), row) for row in sites]
    top = max((score for score, _ in ranked), default=0.0)
    best = [row for score, row in ranked if score == top]
    return best[0] if top >= 2 and len(best) == 1 else {}


def _named(row: Cells, event: Event) -> float:
    """How surely a project is the one of a text: words of its name, its firm, its minerals, its stage."""
    text, makes = event.quote.lower(), expanded(row["minerals"].split(";"))
    plain = set(meaning("common")) | _words(row["minerals"]) | _words(" ".join(event.firms))
    told = len((_words(row["name"]) - plain) & _words(text))
    owner = f"{row['operator'] or ''} {row['owners'] or ''}".lower()
    firm = any(len(f) > 3 and f.lower() in owner for f in event.firms)
    same = bool(expanded(event.minerals) & makes)
    head = re.split(r"\s*[(,]", str(row["name"]))[0].lower()
    whole = 2 if len(head) > 4 and head in text else 0
    if not (told or whole) or not (firm or same or (whole and not event.minerals)):
        return 0.0
    own = _words(head) - plain
    home = bool(own) and own <= _words(text) and row["country"] == event.place
    return told + whole + firm + 0.5 * same + 0.5 * home + 0.25 * bool(row["stage"] == event.stage)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.lower()))


def progress(world: World, event: Event, day: dt.date, source_id: str) -> Found | None:
    """A step of a project that was told as done: its status, else its permit; None where neither site nor step is."""
    site, step = site_of(world, event), word("step", event.quote)
    permit = acts("permit", event.quote)
    if event.status != "in_force" or not (step or permit):
        return None
    if not site:
        return _fresh(event, step or "planned", day, source_id)
    known, title = str(site["status"]), f"{site['name']}: {step or 'permit'}"
    about = ("projects", str(site["id"]))
    if step and (step == known or (step in ORDER and known in ORDER and ORDER.index(step) < ORDER.index(known))):
        return "known", about, title, f"the world has it as {known}", []
    cells = {"id": site["id"], "status_known_from": day.isoformat(), "note": event.quote, "source_id": source_id}
    told = cells | ({"status": step} if step else {})
    return "changes", about, title, f"{known} -> {step or f'{known}, with a permit'}", [Draft("projects", told)]


def _fresh(event: Event, step: str, day: dt.date, source_id: str) -> Found | None:
    """A project that the world lacks, where the text names its owner, its country and what it makes."""
    if not (event.firms and event.minerals and event.place and event.stage):
        return None
    name = f"{event.firms[0]} {event.minerals[0]} {event.stage}, {labels.country_name(event.place)}"
    rate = amount(event, "t/yr")
    ident = slug(name)
    cells = {
        "id": ident, "name": name, "operator": event.firms[0], "country": event.place,
        "minerals": ";".join(event.minerals), "stage": event.stage, "capacity": rate,
        "capacity_unit": rate and "t/yr", "status": step, "note": event.quote, "confidence": "medium",
        "source_id": source_id, "known_from": day.isoformat(), "status_known_from": day.isoformat(),
    }  # fmt: skip
    why = f"no project of {event.firms[0]} that the text names is in the world"
    return "new", ("projects", ident), f"{name}: {step}", why, [Draft("projects", cells)]


def stoppage(world: World, event: Event, day: dt.date, source_id: str) -> Found | None:
    """A mine or plant that stopped; None where the quote tells no stop or names neither site, firm nor country."""
    if not acts("stopped", event.quote):
        return None
    site = site_of(world, event) or _stopped_before(world, event)
    firm = event.firms[0] if event.firms else None
    begins, why = event.date or day.isoformat(), word("cause", event.quote)
    route = None if site else ROUTE.search(event.quote)
    cells: Cells = {
        "site": site.get("name") or _site_named(event) or (route and route[1]) or firm, "project_id": site.get("id"),
        "operator": firm or site.get("operator"),
        "country": (route and _first_state(event.quote)) or event.place or site.get("country"),
        "minerals": ";".join(event.minerals) or site.get("minerals"),
        "stage": site.get("stage") or _stage(world, event) or event.stage,
        "capacity_t": amount(event, "t/yr"), "from": begins, "until": event.expires, "cause": why,
        "note": event.quote, "confidence": "medium", "source_id": source_id, "known_from": day.isoformat(),
    }  # fmt: skip
    name = str(cells["site"] or cells["country"] or "stop")
    cells["id"] = slug(name, begins)
    if cells["site"] is None and all(n.kind not in ("country", "project") for n in find_names(event.quote)):
        return None
    near = world.table("stoppages").filter(pl.col("country") == (cells["country"] or ""))
    same = next((str(r["id"]) for r in near.iter_rows(named=True) if _same_stop(r, cells)), None)
    title = f"stop of {cells['site'] or 'a site that is not named'} ({why or 'cause not told'})"
    if same:
        return "known", ("stoppages", same), title, f"stoppage {same} is this one", []
    return "new", ("stoppages", cells["id"]), title, "no stop of this site is in the world", [Draft("stoppages", cells)]


def _site_named(event: Event) -> str | None:
    """The site that the quote names, one that no table holds by what it is called ("its Nadezhda smelter")."""
    known = next((n.id for n in find_names(event.quote) if n.kind == "project"), None)
    called = (f"{m[1]}{m[2]}" for m in SITE.finditer(event.quote) if not find_names(m[1]) and not OPENS.match(m[1]))
    return known or next(called, None)


def _stage(world: World, event: Event) -> str | None:
    """The stage of the works that the quote names, by those of its kind and goods in the world: a mine, a smelter."""
    works, goods = SITE.search(event.quote), expanded(event.minerals)
    rows = (*world.table("projects").iter_rows(named=True), *world.table("stoppages").iter_rows(named=True))
    called = ((str(r.get("name") or r.get("site")).lower(), r) for r in rows)
    like = [
        r["stage"] for name, r in called if works and works[2] in name and expanded(r["minerals"].split(";")) & goods
    ]
    return Counter(like).most_common(1)[0][0] if like else None


def _first_state(quote: str) -> str | None:
    """The state named first: one that shuts a way is named before where the goods were to go."""
    return next((n.id for n in find_names(quote) if n.kind == "country" and n.id in labels.countries()), None)


def _stopped_before(world: World, event: Event) -> Cells:
    """What an earlier stop of the site that the quote names says of it; empty where none does."""
    name = (_site_named(event) or "").lower()
    stops = world.table("stoppages").iter_rows(named=True) if name else ()
    told = ("country", "operator", "minerals", "stage")
    return next(({k: r[k] for k in told} for r in stops if re.match(rf"{re.escape(name)}\b", r["site"].lower())), {})


def _same_stop(row: Cells, cells: Cells) -> bool:
    near = abs((first_day(row["from"]) - first_day(str(cells["from"]))).days) <= NEAR
    site, ours = str(row["site"]).lower(), str(cells["site"] or "").lower()
    firm = str(cells["operator"] or "").lower()
    return (
        near
        and bool(ours)
        and (ours in site or site in ours or (ours == firm and row["operator"] == cells["operator"]))
    )
