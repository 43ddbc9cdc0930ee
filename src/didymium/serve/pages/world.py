"""Pages of what is known: today, minerals, countries, pairs, the calendar, sources. Each is a view as JSON put into a
template, or the JSON itself under the same path + `.json`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from didymium import labels
from didymium.errors import BadInput
from didymium.serve import draw, views, words
from didymium.serve import sources as found
from didymium.serve.answers import answer
from didymium.serve.chain import flow
from didymium.serve.desk import Desk
from didymium.serve.pages.shell import At, show
from didymium.world.load import World
from didymium.world.rows import Row

FEW = 5  # like cases of the same mineral from which on they are told

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/today.json")
def today(request: Request, desk: At) -> Response:
    """What happened, what it means, what expires next, what moved."""
    data = views.today(desk.world, desk.store(), desk.today)
    return show(request, "today.html.j2", data)


@router.get("/minerals")
@router.get("/minerals.json")
def minerals(request: Request, desk: At) -> Response:
    """All minerals with their leaders."""
    return show(request, "minerals.html.j2", views.minerals(desk.world))


@router.get("/mineral/{name}")
@router.get("/mineral/{name}.json")
def mineral(request: Request, desk: At, name: str, stage: str | None = None, as_of: str | None = None) -> Response:
    """One mineral."""
    world = desk.world.as_of(as_of) if as_of else desk.world
    data, pictures = made(world, labels.mineral(name), world.date or desk.today, stage)
    return show(request, "mineral.html.j2", data | {"news": _news(desk, mineral=data["mineral"])}, **pictures)


@lru_cache(maxsize=512)
def made(world: World, name: str, day: dt.date, stage: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page of a mineral shows of the world, and its pictures: the same all day."""
    data = views.mineral(world, name, day, stage) | {"flow": flow(world, name)}
    return data, _mineral_pictures(world, data)


def prepared(world: World, day: dt.date) -> Iterator[None]:
    """Makes the page of every mineral ahead, one a step."""
    for name in labels.minerals():
        made(world, name, day, None)
        yield


def _news(desk: Desk, **filters: Any) -> list[dict[str, Any]]:
    from didymium.store import Filters

    rows: list[dict[str, Any]] = desk.store().search("", Filters(**filters), limit=8).to_json()["rows"]
    return rows


def _mineral_pictures(world: World, data: dict[str, Any]) -> dict[str, Any]:
    chain, spot = data["flow"], data["map"]
    names = {c: words.country(c) for c in spot["shares"]} if spot else {}
    return {
        "map_svg": draw.world_map(spot["shares"], names) if spot else None,
        "flow_svg": draw.sankey(
            chain["columns"],
            [draw.Node((c, k), _node(k), s) for c, k, s in chain["nodes"]],
            [draw.Link((c, a), (c + 1, b), s) for c, a, b, s in chain["links"]],
        ) if chain else None,
        "trend": draw.trend(data),
        "prices": draw.prices(world, data["mineral"]),
    }  # fmt: skip


def _node(key: str) -> str:
    return labels.sector_name(key) if key in labels.sectors() else words.country(key)


@router.get("/countries")
@router.get("/countries.json")
def countries(request: Request, desk: At) -> Response:
    """Countries by how many stages they lead."""
    return show(request, "countries.html.j2", views.countries(desk.world))


@router.get("/country/{code}")
@router.get("/country/{code}.json")
def country(request: Request, desk: At, code: str) -> Response:
    """One country."""
    data = views.country(desk.world, code)
    data["news"] = _news(desk, country=data["country"])
    return show(request, "country.html.j2", data)


@router.get("/calendar")
@router.get("/calendar.json")
def calendar(
    request: Request, desk: At, within: int = 365, mineral: str | None = None, meaning: str | None = None
) -> Response:
    """What expires, takes effect or is decided, soonest first."""
    if not 1 <= within <= 36_500:
        raise BadInput(f"within {within}: give 1 to 36500 days")
    data = views.calendar(desk.world, desk.today, within, mineral or None)
    said = views.with_meanings if meaning else views.with_kept
    data = said(data, desk.world, desk.today, desk.store())
    return show(request, "calendar.html.j2", data, meaning=bool(meaning))


@router.get("/calendar.ics")
def calendar_ics(desk: At, request: Request, within: int = 365, mineral: str | None = None) -> Response:
    """The calendar for calendar programs."""
    from didymium.calendar import entries, to_ics

    found = entries(desk.world, desk.today, within=within, mineral=mineral or None)
    stamp = dt.datetime.combine(desk.today, dt.time(), dt.UTC)
    return answer(request, to_ics(found, stamp=stamp), kind="text/calendar; charset=utf-8")


@router.get("/sources")
@router.get("/sources.json")
def sources(request: Request, desk: At, q: str = "", state: str | None = None, offset: int = 0) -> Response:
    """The sources, a hundred a page: rows, licence and age."""
    chosen = state or None
    if chosen not in (None, *found.STATES) or not 0 <= offset < 10**9:
        raise BadInput(f"state is one of {', '.join(found.STATES)}; offset is 0 or more")
    page = found.sources(desk.world, desk.today, q[:200], chosen, offset=offset)
    return show(request, "sources.html.j2", {"q": q[:200], "state": chosen, **page})


@router.get("/source/{ident}")
@router.get("/source/{ident}.json")
def source(request: Request, desk: At, ident: str) -> Response:
    """One source, and what the tables take from it."""
    return show(request, "source.html.j2", found.source(desk.world, desk.today, ident))


@router.get("/row/{ident:path}")
def row(request: Request, desk: At, ident: str) -> Response:
    """One row of the world: its cells, its source, what rivals say and its history. `.json` gives it as data."""
    found = desk.world.row(ident.removesuffix(".json"))
    return show(request, "row.html.j2", found.to_json() | {"like": _like(desk.world, found)})


def _like(world: World, row: Row) -> dict[str, Any] | None:
    """How like cases of a stop or control ended: of its mineral where there are enough, else of its kind."""
    from didymium.risk.precedents import CAUSES, CONTROLS, precedents

    of, kind = ("stops", row.values.get("cause")) if row.table == "stoppages" else ("controls", row.values.get("kind"))
    if row.table not in {"stoppages", "measures"} or kind not in (CAUSES if of == "stops" else CONTROLS):
        return None
    good = row.values["minerals"].split(";")[0]
    own = precedents(of, str(kind), world, mineral=good) if good in labels.minerals() else None
    found = own if own and len(own.cases) >= FEW else precedents(of, str(kind), world)
    cases = [{k: v for k, v in c.items() if v is not None} for c in found.to_json()["cases"] if c["id"] != row.id]
    return {"what": found.noun, "mineral": good if found is own else None, "told": list(found.told()), "cases": cases}
