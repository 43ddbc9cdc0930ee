"""Pages that start runs and show them: the scenario lab, the planner, exposure, leverage between two countries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from didymium import __version__, labels
from didymium.errors import DidymiumError
from didymium.records import run_id
from didymium.serve import draw, verbs, views, words
from didymium.serve.answers import NotFound, address, answer
from didymium.serve.desk import Desk
from didymium.serve.jobs import Job
from didymium.serve.pages.shell import At, checked, show
from didymium.text.money import parse_usd

router = APIRouter(include_in_schema=False)


@router.get("/lab")
@router.get("/lab.json")
def lab(
    request: Request, desk: At, scenario: str | None = None, run: str | None = None, beside: str | None = None
) -> Response:
    """The scenario lab: ready scenarios, the YAML, runs, two runs side by side."""
    job, other = (_asked(desk, i, "simulate") for i in (run, beside))
    ready = views.scenarios()
    text = _yaml_of(job) if job else views.scenario_yaml(scenario or ready[0]["name"])
    chosen = scenario or (None if job else ready[0]["name"])
    ran, two = _ran(job), _ran(other)
    data = {
        "scenarios": ready, "chosen": chosen, "yaml": text, "run": ran, "beside": two, "kept": _kept(desk),
        "compared": views.compared(ran, two),
    }  # fmt: skip
    return show(request, "lab.html.j2", data, charts=_charts(job), charts_beside=_charts(other), error=None)


@router.get("/lab/scenario.yaml")
def lab_yaml(request: Request, desk: At, run: str) -> Response:
    """The scenario of a run as a file for `didymium simulate`."""
    job = _asked(desk, run, "simulate")
    if job is None:
        raise NotFound(f"no run {run[:60]!r} is known")
    named = {"Content-Disposition": f'attachment; filename="{job.id}.yaml"'}
    return answer(request, _yaml_of(job), kind="application/yaml; charset=utf-8", headers=named)


def _asked(desk: Desk, run: str | None, verb: str) -> Job | None:
    """The run of this verb that an address names, if there is one."""
    found = desk.jobs.get(run) if run else None
    return found if found and found.verb == verb else None


def _kept(desk: Desk, most: int = 20) -> list[dict[str, Any]]:
    """The newest scenarios that ran to their end, of this server and of the store: id, title, when."""
    found = {j.id: (views.title_of(j.args), j.created) for j in desk.jobs.recent(50) if _is_done(j.verb, j.state)}
    for row in desk.store().runs("simulate", limit=most, results=False):
        if _is_done(row.verb, row.state):
            found.setdefault(row.id, (views.title_of(row.args), dt.datetime.fromisoformat(row.started_at).timestamp()))
    newest = sorted(found.items(), key=lambda item: -item[1][1])[:most]
    return [{"id": i, "title": title, "at": at} for i, (title, at) in newest]


def _is_done(verb: str, state: str) -> bool:
    return verb == "simulate" and state == "done"


def _ran(job: Job | None) -> dict[str, Any] | None:
    """A run for a page: how it stands, and its result (of a simulation without the monthly rows, which are drawn)."""
    if job is None:
        return None
    result = (job.result or {}).get("result")
    simulated = job.verb == "simulate"
    shown = result and {k: v for k, v in result.items() if not (simulated and k == "rows")}
    return job.to_json() | {"result": shown} | ({"title": views.title_of(job.args)} if simulated else {})


def _charts(job: Job | None) -> list[dict[str, Any]]:
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
        args = checked(verbs.SimulateArgs, {"yaml": yaml.replace("\r\n", "\n"), "draws": draws})
        verbs.scenario_of(args)
        job = desk.jobs.submit("simulate", args, owner=address(request))
    except DidymiumError as error:
        data = {"scenarios": views.scenarios(), "chosen": None, "yaml": yaml, "run": None, "beside": None,
                "kept": _kept(desk), "compared": []}  # fmt: skip
        said = " ".join(str(error).split())
        return show(request, "lab.html.j2", data, 422, charts=[], charts_beside=[], error=said)
    other = beside if beside != job.id else None
    return RedirectResponse(f"/lab?{words.query({'run': job.id, 'beside': other})}#result", 303)


@router.get("/pair/{a}/{b}")
@router.get("/pair/{a}/{b}.json")
def pair(request: Request, desk: At, a: str, b: str) -> Response:
    """Two countries: trade both ways, and the leverage of each over the other where it was or is being weighed."""
    data = views.pair(desk.world, a, b)
    both = [_weighed(desk, *way) for way in ((a, b), (b, a))]
    runs = {"run": _ran(both[0]), "back": _ran(both[1])}
    return show(request, "pair.html.j2", data | runs, charts=[_charts(job) for job in both])


def _weighed(desk: Desk, sender: str, target: str) -> Job | None:
    """The run of this pair, unless it is kept from another edition of the world or of the program."""
    args = _weighing(sender, target).model_dump(mode="json", exclude_none=True)
    job = desk.jobs.get(run_id("leverage", args))
    made = job.result["result"]["manifest"] if job and job.result else None
    old = made is not None and (made["world"], made["version"]) != (desk.world.name, __version__)
    return None if old else job


@router.get("/pair")
def pair_of(a: str = "CHN", b: str = "USA") -> Response:
    """The pair that a form asked for."""
    return RedirectResponse(f"/pair/{labels.country(a)}/{labels.country(b)}", 303)


@router.post("/pair/{a}/{b}")
def pair_run(request: Request, desk: At, a: str, b: str) -> Response:
    """Weighs the leverage of each over the other."""
    there, back = _weighing(a, b), _weighing(b, a)
    for args in (there, back):
        desk.jobs.submit("leverage", args, owner=address(request))
    return RedirectResponse(f"/pair/{there.sender}/{there.target}", 303)


def _weighing(a: str, b: str) -> verbs.LeverageArgs:
    return verbs.LeverageArgs(sender=labels.country(a), target=labels.country(b), draws=24, top=5)


@router.get("/plan")
@router.get("/plan.json")
def plan(
    request: Request,
    desk: At,
    importer: str = "USA",
    budget: str = "400e6",
    horizon: str = "2035",
    minerals: str = "rare earths",
    deal: str = "",
    run: str | None = None,
) -> Response:
    """The planner: budget, portfolio, frontier, what a deal is worth."""
    job = _asked(desk, run, "plan")
    usd = parse_usd(budget)
    form = {"importer": importer, "budget": usd, "horizon": horizon, "minerals": minerals, "deal": deal}
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
        job = desk.jobs.submit(
            "plan", checked(verbs.PlanArgs, form | {"minerals": names, "draws": 32}), owner=address(request)
        )
    except DidymiumError as error:
        return show(request, "plan.html.j2", {"form": form, "run": None}, 422, charts=[], error=str(error))
    return RedirectResponse(f"/plan?{words.query(form, run=job.id)}", 303)


@router.get("/exposure")
@router.get("/exposure.json")
def exposure(request: Request, desk: At, scenario: str = "", importer: str = "USA", run: str | None = None) -> Response:
    """Who is exposed: companies and sectors in a scenario, or a bill of materials."""
    job = _asked(desk, run, "exposure")
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
        job = desk.jobs.submit(
            "exposure", checked(verbs.ExposureArgs, form), keep=bool(keep) or not text, owner=address(request)
        )
    except (DidymiumError, UnicodeDecodeError) as error:
        said = "the file is not UTF-8 text: save it as CSV (UTF-8)" if isinstance(error, ValueError) else str(error)
        data = {"scenarios": views.scenarios(), "scenario": scenario, "importer": importer, "run": None, "bom": bom}
        return show(request, "exposure.html.j2", data, 422, charts=[], error=said)
    return RedirectResponse(
        f"/exposure?{words.query({'scenario': scenario, 'importer': importer, 'run': job.id})}", 303
    )
