"""The HTTP API under /api/v1: lists of what is stored and known, the verbs, and runs as jobs."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query as QueryInfo
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from didymium import labels
from didymium.errors import BadInput, MissingData
from didymium.serve import sources as known
from didymium.serve import verbs, views
from didymium.serve.answers import NotFound, address, answer, paged
from didymium.serve.desk import Desk
from didymium.serve.jobs import FINAL, Job, ended, follow
from didymium.serve.pages.shell import At


def _known_only(request: Request) -> None:
    """Raises `BadInput` for a parameter of the address that the route does not have."""
    names = [f.alias for f in get_flat_params(request.scope["route"].dependant) if isinstance(f.field_info, QueryInfo)]
    unknown = next((name for name in request.query_params if name not in names), None)
    if unknown is not None:
        raise BadInput(verbs.nearest(unknown, names) if names else f"unknown argument {unknown[:60]!r}: it takes none")


Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=10**9)]
Word = Annotated[str | None, Query(max_length=120)]
Date = Annotated[str | None, Query(max_length=10, examples=["2025-11"])]
PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"description": "the input cannot be used as it is", **PROBLEM},
    401: {"description": "the token is missing or wrong", **PROBLEM},
    404: {"description": "no such thing", **PROBLEM},
    413: {"description": "too large", **PROBLEM},
    422: {"description": "an argument does not fit", **PROBLEM},
    429: {"description": "too much at a time", **PROBLEM},
    503: {"description": "the database does not answer", **PROBLEM},
}
router = APIRouter(prefix="/api/v1", dependencies=[Depends(_known_only)], responses=ERRORS)


def _filters(mineral: Word = None, country: Word = None, type: Word = None, source: Word = None, since: Date = None,
             until: Date = None, material_usd: Annotated[float | None, Query(ge=0)] = None) -> Any:  # fmt: skip
    from didymium.store import Filters

    given = {"mineral": mineral, "country": country, "type": type, "source": source, "since": since, "until": until}
    return Filters(**{k: v or None for k, v in given.items()}, material_usd=material_usd)


Narrow = Annotated[Any, Depends(_filters)]


@router.get("/minerals", tags=["world"])
def minerals(request: Request, desk: At) -> Response:
    """All minerals with their leaders at mine and refinery."""
    return answer(request, views.minerals(desk.world))


@router.get("/minerals/{name}", tags=["world"])
def mineral(request: Request, name: str, desk: At, as_of: Date = None) -> Response:
    """One mineral as `didymium world show` gives it, with its indicators and uses."""
    world = desk.world.as_of(as_of) if as_of else desk.world
    return answer(request, views.mineral(world, name, world.date or desk.today))


@router.get("/countries/{code}", tags=["world"])
def country(request: Request, code: str, desk: At) -> Response:
    """What one country makes, restricts and plans."""
    return answer(request, views.country(desk.world, code))


@router.get("/calendar", tags=["world"])
def calendar(
    request: Request, desk: At, within: Annotated[int, Query(ge=1, le=36_500)] = 90, mineral: Word = None
) -> Response:
    """What expires, takes effect, is decided or starts within so many days."""
    return answer(request, views.calendar(desk.world, desk.today, within, mineral or None))


@router.get("/rows/{ident:path}", tags=["world"])
def row(request: Request, desk: At, ident: str, table: Word = None, as_of: Date = None) -> Response:
    """One row of the world by its id, with its source, rivals and history."""
    world = desk.world.as_of(as_of) if as_of else desk.world
    return answer(request, world.row(ident, table or None).to_json())


@router.get("/sources", tags=["world"])
def sources(request: Request, desk: At, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Every source of the world's tables: rows, licence, age."""
    return paged(request, known.sources(desk.world, desk.today, limit=limit, offset=offset))


@router.get("/sources/{source_id}", tags=["world"])
def source(request: Request, source_id: str, desk: At) -> Response:
    """One source."""
    return answer(request, desk.world.source(source_id))


@router.get("/labels", tags=["world"])
def names(request: Request) -> Response:
    """The canonical names of minerals, stages, countries and sectors."""
    return answer(request, labels.vocabulary())


@router.get("/scenarios", tags=["twin"])
def scenarios(request: Request) -> Response:
    """The ready scenarios."""
    return answer(request, {"rows": views.scenarios()})


@router.get("/scenarios/{name}", tags=["twin"])
def scenario(request: Request, name: str) -> Response:
    """One ready scenario as JSON, and its YAML."""
    from didymium.twin.scenario import parse_scenario

    text = views.scenario_yaml(name)
    plan = parse_scenario(text, name).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return answer(request, {"scenario": plan, "yaml": text})


@router.get("/briefs", tags=["store"])
def briefs(request: Request, desk: At, filters: Narrow, order: Annotated[str, Query(max_length=20)] = "newest",
           limit: Limit = 20, offset: Offset = 0) -> Response:  # fmt: skip
    """Stored briefs; order newest, made or material."""
    return paged(request, desk.store().briefs(filters, order=order, limit=limit, offset=offset).to_json())


@router.get("/briefs/{ident}", tags=["store"])
def brief(request: Request, ident: str, desk: At) -> Response:
    """One stored brief, as `didymium brief --json` gives it."""
    return answer(request, desk.brief(ident).model_dump(mode="json"))


@router.get("/events", tags=["store"])
def events(request: Request, desk: At, filters: Narrow, limit: Limit = 20, offset: Offset = 0) -> Response:
    """Events over all their outlets, newest first."""
    return paged(request, desk.store().events(filters, limit=limit, offset=offset).to_json())


@router.get("/search", tags=["store"])
def search(request: Request, desk: At, filters: Narrow, q: Annotated[str, Query(max_length=2000)] = "",
           limit: Limit = 20, offset: Offset = 0) -> Response:  # fmt: skip
    """Stored articles by words; "a phrase" in quotes, a minus before what must not occur."""
    return paged(request, desk.store().search(q, filters, limit=limit, offset=offset).to_json())


@router.get("/alerts", tags=["store"])
def alerts(request: Request, desk: At, limit: Limit = 50, offset: Offset = 0) -> Response:
    """Alerts, newest first."""
    return answer(request, {"rows": [a.to_json() for a in desk.store().alerts(limit=limit, offset=offset)]})


@router.get("/watches", tags=["store"])
def watches(request: Request, desk: At) -> Response:
    """The watched feeds and their health."""
    rows = [{k: v for k, v in w.to_json().items() if k != "options"} for w in desk.store().watches()]
    return answer(request, {"rows": rows})


@router.get("/jobs", tags=["jobs"])
def jobs(request: Request, desk: At) -> Response:
    """The newest runs of this server."""
    return answer(request, {"rows": [j.to_json() for j in desk.jobs.recent(50)]})


@router.get("/jobs/{ident}", tags=["jobs"])
def job(request: Request, ident: str, desk: At) -> Response:
    """One run: how far it is, and its result when it is done."""
    found = _job(desk, ident)
    result = found.result["result"] if found.result else None
    return answer(request, found.to_json() | {"args": found.asked(), "result": result})


@router.get("/jobs/{ident}/events", tags=["jobs"])
async def job_events(ident: str, desk: At) -> Response:
    """How a run goes on, as server-sent events, until it ends."""
    found = await run_in_threadpool(_job, desk, ident)

    async def stream() -> AsyncIterator[str]:
        async for each in follow(found):
            yield ": alive\n\n" if each is None else f"data: {json.dumps(each)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@router.delete("/jobs/{ident}", tags=["jobs"])
def cancel(request: Request, ident: str, desk: At) -> Response:
    """Cancels a run."""
    desk.jobs.cancel(_job(desk, ident).id)
    return answer(request, _job(desk, ident).to_json())


def _job(desk: Desk, ident: str) -> Job:
    found = desk.jobs.get(ident)
    if found is None:
        raise NotFound(f"no run {ident[:60]!r} is known")
    return found


Wait = Annotated[float, Query(ge=0, le=60, description="Seconds to wait for the result before a 202 with a job")]
Keep = Annotated[bool, Query(description="Keep the run (of `brief`: the brief) in the store")]


def _endpoint(verb: verbs.Verb) -> Callable[..., Awaitable[Response]]:
    """The endpoint of one verb: its result, or 202 and the job when it takes longer than `wait`."""

    async def call(request: Request, desk: At, args: Any, wait: Wait = 20, keep: Keep = False) -> Response:
        kept = keep and verb.name != "brief"
        started = await run_in_threadpool(desk.jobs.submit, verb.name, args, kept, address(request))
        if not await ended(started, wait):
            where = f"/api/v1/jobs/{started.id}"
            return answer(request, started.to_json(), status=202, headers={"Location": where})
        body = _result(started)
        if keep and verb.name == "brief":
            body = body | {"id": await run_in_threadpool(_keep, desk, body)}
        return answer(request, body)

    call.__annotations__["args"] = verb.args
    call.__doc__ = verb.says
    call.__name__ = verb.name
    return call


def _result(job: Job) -> dict[str, Any]:
    if job.state == "done" and job.result is not None:
        found: dict[str, Any] = job.result["result"]
        return found
    if job.fault is not None:
        raise job.fault
    if job.state == "cancelled":
        raise MissingData("the run was cancelled")
    assert job.state in FINAL
    raise RuntimeError(job.error)


def _keep(desk: Desk, body: dict[str, Any]) -> str:
    from didymium.records import Brief

    return desk.store().put_brief(Brief.model_validate(body))


for _verb in verbs.VERBS.values():
    router.add_api_route(
        f"/{_verb.name}", _endpoint(_verb), methods=["POST"], tags=["verbs"], summary=_verb.says,
        operation_id=_verb.name, responses={202: {"description": "a job that goes on"}},
    )  # fmt: skip
