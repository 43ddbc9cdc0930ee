"""The dashboard: each page is a view as JSON put into a template, or the JSON itself under the same path + `.json`."""

from __future__ import annotations

import datetime as dt
import hmac
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from didymium import labels
from didymium.errors import BadInput, DidymiumError
from didymium.serve import draw, verbs, views, words
from didymium.serve.answers import Forbidden, NotFound, answer
from didymium.serve.desk import Desk
from didymium.serve.jobs import Job
from didymium.serve.security import COOKIE

router = APIRouter(include_in_schema=False)
HTML = "text/html; charset=utf-8"
NAV = (
    ("/", "Today"), ("/read", "Read an article"), ("/minerals", "Minerals"), ("/countries", "Countries"),
    ("/lab", "Scenario lab"), ("/plan", "Planner"), ("/exposure", "Exposure"), ("/calendar", "Calendar"),
    ("/search", "Search"), ("/sources", "Sources"),
)  # fmt: skip


def desk_of(request: Request) -> Desk:
    """The desk of the server that answers."""
    found: Desk = request.app.state.desk
    return found


At = Annotated[Desk, Depends(desk_of)]


@cache
def templates() -> Environment:
    """The templates of the pages, those of the brief beside them."""
    loader = ChoiceLoader([PackageLoader("didymium.serve"), PackageLoader("didymium.brief.render", "templates")])
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env.filters.update(words.FILTERS)
    env.globals.update(nav=NAV, query=words.query, stage_words=views.STAGE_WORDS)
    return env


def show(request: Request, template: str, data: dict[str, Any], status: int = 200, **extra: Any) -> Response:
    """The page, or its `.json` twin when the path ends so."""
    if request.url.path.endswith(".json"):
        return answer(request, data, status=status)
    here = request.url.path
    body = templates().get_template(template).render(v=data, here=here, url=_twin(request), **extra)
    return answer(request, body, kind=HTML, status=status)


def _twin(request: Request) -> str:
    """The address of the JSON twin."""
    path = "/today" if request.url.path == "/" else request.url.path.rstrip("/")
    return f"{path}.json" + (f"?{request.url.query}" if request.url.query else "")


def failed(request: Request, error: DidymiumError, status: int) -> Response:
    """A page that says what is wrong and where to go on."""
    data = {"status": status, "detail": " ".join(str(error).split())}
    return show(request, "error.html.j2", data, status)


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
    day = world.date or desk.today
    data = views.mineral(world, name, day, stage)
    data["flow"] = views.flow(world, name)
    data["news"] = _news(desk, mineral=data["mineral"])
    return show(request, "mineral.html.j2", data, **_mineral_pictures(world, data))


def _news(desk: Desk, **filters: Any) -> list[dict[str, Any]]:
    from didymium.store import Filters

    rows: list[dict[str, Any]] = desk.store().search("", Filters(**filters), limit=8).to_json()["rows"]
    return rows


def _mineral_pictures(world: Any, data: dict[str, Any]) -> dict[str, Any]:
    flow, spot = data["flow"], data["map"]
    names = {c: words.country(c) for c in spot["shares"]} if spot else {}
    return {
        "map_svg": draw.world_map(spot["shares"], names) if spot else None,
        "flow_svg": draw.sankey(
            flow["columns"],
            [draw.Node((c, k), _node(k), s) for c, k, s in flow["nodes"]],
            [draw.Link((c, a), (c + 1, b), s) for c, a, b, s in flow["links"]],
        ) if flow else None,
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


@router.get("/pair/{a}/{b}")
@router.get("/pair/{a}/{b}.json")
def pair(request: Request, desk: At, a: str, b: str, run: str | None = None) -> Response:
    """Two countries: trade both ways, and leverage when it was weighed."""
    data = views.pair(desk.world, a, b)
    job = desk.jobs.get(run) if run else None
    data["run"] = job.to_json() | {"result": job.result and job.result["result"]} if job else None
    return show(request, "pair.html.j2", data, charts=_charts(job))


@router.get("/pair")
def pair_of(a: str = "CHN", b: str = "USA") -> Response:
    """The pair that a form asked for."""
    return RedirectResponse(f"/pair/{labels.country(a)}/{labels.country(b)}", 303)


@router.get("/calendar")
@router.get("/calendar.json")
def calendar(
    request: Request, desk: At, within: int = 365, mineral: str | None = None, meaning: str | None = None
) -> Response:
    """What expires, takes effect or is decided, soonest first."""
    if not 1 <= within <= 36_500:
        raise BadInput(f"within {within}: give 1 to 36500 days")
    data = views.calendar(desk.world, desk.today, within, mineral or None)
    if meaning:
        data = views.with_meanings(data, desk.world, desk.today, desk.store())
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
def sources(request: Request, desk: At) -> Response:
    """Every source: its rows, licence and age."""
    return show(request, "sources.html.j2", views.sources(desk.world, desk.today))


@router.get("/search")
@router.get("/search.json")
def search(
    request: Request,
    desk: At,
    q: str = "",
    mineral: str | None = None,
    country: str | None = None,
    type: str | None = None,
    since: str | None = None,
    until: str | None = None,
    offset: int = 0,
) -> Response:
    """Stored articles and briefs by words and filters."""
    from didymium.store import Filters

    given = {"mineral": mineral, "country": country, "type": type, "since": since, "until": until}
    filters = Filters(**{k: v or None for k, v in given.items()})  # type: ignore[arg-type]
    found = desk.store().search(q, filters, limit=20, offset=offset).to_json()
    return show(request, "search.html.j2", {"q": q, **given, **found})


@router.get("/read")
def read_form(request: Request) -> Response:
    """The form for an article."""
    return show(request, "read.html.j2", {"error": None, "text": "", "url": "", "title": "", "published": ""})


@router.post("/read")
async def read(
    request: Request,
    desk: At,
    text: str = Form(""),
    url: str = Form(""),
    title: str = Form(""),
    published: str = Form(""),
    file: UploadFile | None = None,
) -> Response:
    """An article becomes a brief, which is kept."""
    data = await file.read() if file is not None and file.filename else b""
    given = {"text": text, "url": url, "title": title, "published": published}
    try:
        ident = await run_in_threadpool(_made, desk, given, data, file.filename if file else "")
    except DidymiumError as error:
        said = {"error": " ".join(str(error).split()), **given}
        return show(request, "read.html.j2", said, 422)
    return RedirectResponse(f"/brief/{ident}", 303)


def _made(desk: Desk, given: dict[str, str], data: bytes, name: str | None) -> str:
    """The id of the brief of a pasted, named or uploaded article."""
    from didymium.brief.compose import compose
    from didymium.news import read_article
    from didymium.news.article import parse
    from didymium.news.fetch import Raw

    if data:
        reading = read_article(parse(Raw(data, name or "upload")), world=desk.world)
        return desk.store().put_brief(compose(reading, desk.world, source=name))
    filled = {k: v.strip() for k, v in given.items() if v.strip()}
    try:
        args = verbs.BriefArgs.model_validate(filled)
    except ValueError:
        raise BadInput("a field is too long: paste one article") from None
    return desk.store().put_brief(verbs.brief_of(args, desk.world))


@router.get("/brief/{ident}")
@router.get("/brief/{ident}.{form}")
def brief(request: Request, desk: At, ident: str, form: str = "page") -> Response:
    """A stored brief as a page, or as .json, .md, .html or .pdf."""
    from didymium.brief.render import render
    from didymium.brief.render.svg import to_page_svg
    from didymium.brief.render.view import view

    made = desk.store().get_brief(ident)
    if made is None:
        raise NotFound(f"no brief {ident[:40]!r} is stored")
    if form == "page":
        page = view(made)
        charts = [(c, to_page_svg(c)) for c in page.charts]
        body = templates().get_template("brief_page.html.j2").render(
            page=page, charts=charts, here=request.url.path, url=f"/brief/{ident}.json", ident=ident
        )  # fmt: skip
        return answer(request, body, kind=HTML)
    kinds = {"json": "application/json", "md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}
    if form not in kinds:
        raise NotFound(f"a brief has .json, .md and .pdf, no .{form[:20]}")
    return answer(request, render(made, form), kind=kinds[form])


@router.get("/lab")
@router.get("/lab.json")
def lab(
    request: Request, desk: At, scenario: str | None = None, run: str | None = None, beside: str | None = None
) -> Response:
    """The scenario lab: ready scenarios, the YAML, runs, two runs side by side."""
    job, other = (desk.jobs.get(i) if i else None for i in (run, beside))
    ready = views.scenarios()
    text = _yaml_of(job) if job else views.scenario_yaml(scenario or ready[0]["name"])
    chosen = scenario or (None if job else ready[0]["name"])
    data = {
        "scenarios": ready, "chosen": chosen, "yaml": text, "run": _ran(job), "beside": _ran(other),
        "recent": [j.to_json() for j in desk.jobs.recent() if j.verb == "simulate" and j.state == "done"],
    }  # fmt: skip
    return show(request, "lab.html.j2", data, charts=_charts(job), charts_beside=_charts(other), error=None)


def _ran(job: Job | None) -> dict[str, Any] | None:
    """A run for a page: how it stands, and its result (of a simulation without the monthly rows, which are drawn)."""
    if job is None:
        return None
    result = (job.result or {}).get("result")
    drawn = ("rows",) if job.verb == "simulate" else ()
    return job.to_json() | {"result": result and {k: v for k, v in result.items() if k not in drawn}}


def _charts(job: Job | None) -> list[dict[str, str]]:
    return draw.pictures(job.result["charts"]) if job and job.result else []


def _yaml_of(job: Job) -> str:
    import yaml

    if "yaml" in job.args:
        return str(job.args["yaml"])
    given = job.args.get("scenario")
    return yaml.safe_dump(given, sort_keys=False) if isinstance(given, dict) else views.scenario_yaml(str(given))


@router.post("/lab")
def lab_run(
    request: Request, desk: At, yaml: str = Form(""), draws: int = Form(300), beside: str = Form("")
) -> Response:
    """Checks the scenario line by line and starts its run."""
    try:
        args = _checked(verbs.SimulateArgs, {"yaml": yaml.replace("\r\n", "\n"), "draws": draws})
        verbs.scenario_of(args)
        job = desk.jobs.submit("simulate", args)
    except DidymiumError as error:
        data = {"scenarios": views.scenarios(), "chosen": None, "yaml": yaml, "run": None, "beside": None, "recent": []}
        said = " ".join(str(error).split())
        return show(request, "lab.html.j2", data, 422, charts=[], charts_beside=[], error=said)
    return RedirectResponse(f"/lab?{words.query({'run': job.id, 'beside': beside})}", 303)


def _checked(kind: type[Any], values: dict[str, Any]) -> Any:
    """The arguments of a form; `BadInput` names the first field that does not fit."""
    from pydantic import ValidationError

    try:
        return kind.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        raise BadInput(f"{where}: {first['msg'].lower()}") from None


@router.post("/pair/{a}/{b}")
def pair_run(desk: At, a: str, b: str) -> Response:
    """Weighs the leverage of one over the other."""
    args = verbs.LeverageArgs(sender=labels.country(a), target=labels.country(b), draws=24, top=5)
    job = desk.jobs.submit("leverage", args)
    return RedirectResponse(f"/pair/{labels.country(a)}/{labels.country(b)}?run={job.id}", 303)


@router.get("/plan")
@router.get("/plan.json")
def plan(
    request: Request,
    desk: At,
    importer: str = "USA",
    budget: float = 400e6,
    horizon: str = "2035",
    minerals: str = "rare earths",
    deal: str = "",
    run: str | None = None,
) -> Response:
    """The planner: budget, portfolio, frontier, what a deal is worth."""
    job = desk.jobs.get(run) if run else None
    form = {"importer": importer, "budget": budget, "horizon": horizon, "minerals": minerals, "deal": deal}
    return show(request, "plan.html.j2", {"form": form, "run": _ran(job)}, charts=_charts(job), error=None)


@router.post("/plan")
def plan_run(
    request: Request,
    desk: At,
    importer: str = Form("USA"),
    budget: str = Form("400e6"),
    horizon: str = Form("2035"),
    minerals: str = Form("rare earths"),
    deal: str = Form(""),
) -> Response:
    """Starts a plan."""
    form = {"importer": importer, "budget": budget, "horizon": horizon, "minerals": minerals, "deal": deal}
    try:
        names = [labels.mineral(m.strip()) for m in minerals.split(",") if m.strip()]
        labels.country(importer)
        job = desk.jobs.submit("plan", _checked(verbs.PlanArgs, form | {"minerals": names, "draws": 32}))
    except DidymiumError as error:
        return show(request, "plan.html.j2", {"form": form, "run": None}, 422, charts=[], error=str(error))
    return RedirectResponse(f"/plan?{words.query(form, run=job.id)}", 303)


@router.get("/exposure")
@router.get("/exposure.json")
def exposure(request: Request, desk: At, scenario: str = "", importer: str = "USA", run: str | None = None) -> Response:
    """Who is exposed: companies and sectors in a scenario, or a bill of materials."""
    job = desk.jobs.get(run) if run else None
    data = {"scenarios": views.scenarios(), "scenario": scenario, "importer": importer, "run": _ran(job), "bom": ""}
    return show(request, "exposure.html.j2", data, charts=_charts(job), error=None)


@router.post("/exposure")
async def exposure_run(
    request: Request,
    desk: At,
    scenario: str = Form(""),
    importer: str = Form("USA"),
    bom: str = Form(""),
    keep: str = Form(""),
    file: UploadFile | None = None,
) -> Response:
    """Starts the run; a bill of materials stays in memory unless the user asks to keep the result."""
    given = await file.read() if file is not None and file.filename else b""
    try:
        text = given.decode("utf-8-sig") if given else bom.strip()
        form = {"scenario": scenario, "importer": importer, "bom": text or None}
        job = desk.jobs.submit("exposure", _checked(verbs.ExposureArgs, form), keep=bool(keep) or not text)
    except (DidymiumError, UnicodeDecodeError) as error:
        said = "the file is not UTF-8 text: save it as CSV (UTF-8)" if isinstance(error, ValueError) else str(error)
        data = {"scenarios": views.scenarios(), "scenario": scenario, "importer": importer, "run": None, "bom": bom}
        return show(request, "exposure.html.j2", data, 422, charts=[], error=said)
    return RedirectResponse(
        f"/exposure?{words.query({'scenario': scenario, 'importer': importer, 'run': job.id})}", 303
    )


@router.get("/token")
def token_form(request: Request) -> Response:
    """The form for the token."""
    return show(request, "token.html.j2", {"wrong": False})


@router.post("/token")
def token(request: Request, token: str = Form("")) -> Response:
    """Keeps the token in a cookie that only this site can send."""
    held: str | None = request.app.state.token
    if held is None:
        return RedirectResponse("/", 303)
    if not hmac.compare_digest(token.encode(), held.encode()):
        raise Forbidden("this is not the token")
    reply = RedirectResponse("/", 303)
    reply.set_cookie(COOKIE, held, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return reply
