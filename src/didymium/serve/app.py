"""The server: `create_app` puts the API, the pages and their guard together."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from didymium import __version__
from didymium.errors import BadInput, DidymiumError, Unavailable
from didymium.serve import ahead, api, pages, verbs
from didymium.serve.answers import NotFound, answer, error_name, problem, status_of
from didymium.serve.desk import Desk
from didymium.serve.jobs import WORKERS
from didymium.serve.security import HEADERS, Guard, Limits, Meter

SAYS = """The same verbs and JSON as the command line. A verb that takes longer than `wait` seconds answers 202 with a
job to follow. Errors are RFC 9457 problems. Every model number has a range, every fact a source_id."""


PING_SECONDS = 5.0


def create_app(
    store_url: str | Path | None = None, token: str | None = None, *, hosts: tuple[str, ...] | None = None,
    limits: Limits | None = None, first: Path | None = None, prepares: bool = False,
) -> FastAPI:  # fmt: skip
    """The application. store_url: as for `Store.open`; token: what a write must show (None: writes are free, for a
    server on a loopback address); hosts: the names under which it answers (None: any); limits: of a request;
    prepares: make pages and runs ahead; first: with that, a file or folder of articles for an empty store."""
    desk, meter = Desk(store_url), Meter()
    app = FastAPI(title="Didymium", version=__version__, description=SAYS, lifespan=_lifespan, docs_url=None,
                  redoc_url=None, openapi_url="/api/v1/openapi.json", redirect_slashes=False)  # fmt: skip
    app.state.desk, app.state.token, app.state.meter = desk, token, meter
    app.state.prepares, app.state.first = prepares, first
    app.include_router(api.router)
    app.include_router(pages.router)
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)
    app.add_api_route("/static/brief.css", _brief_css, include_in_schema=False)
    app.mount("/static", StaticFiles(packages=[("didymium.serve", "static")]))
    app.add_exception_handler(DidymiumError, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(Exception, _ours)
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=4)
    app.add_middleware(Guard, meter=meter, token=token, hosts=hosts, limits=limits or Limits())
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    rest = None
    threading.Thread(target=WORKERS.start, daemon=True).start()
    if app.state.prepares:
        await run_in_threadpool(ahead.overviews, desk)
        gc.collect()
        gc.freeze()  # what is loaded stays: later collections need not walk through it
        rest = ahead.Ahead(desk, app.state.meter, app.state.first)
        rest.start()
    yield
    if rest is not None:
        rest.stop.set()
    desk.close()


_PINGS = ThreadPoolExecutor(1, thread_name_prefix="didymium-ping")  # of its own: a busy server still says that it lives


async def _health(request: Request) -> Response:
    """200 when the database answers, 503 when it does not or takes too long; waits for no other request."""
    desk: Desk = request.app.state.desk

    ping = asyncio.get_running_loop().run_in_executor(_PINGS, lambda: desk.store().ping())
    try:
        await asyncio.wait_for(ping, PING_SECONDS)
    except TimeoutError:
        raise Unavailable("the database does not answer") from None
    return answer(request, {"status": "ok", "version": __version__, "world": desk.world.edition})


def _metrics(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    gauges: dict[str, float] = {f"jobs_{k}": v for k, v in desk.jobs.counts().items()}
    gauges |= {f"stored_{k}": v for k, v in desk.store().counts().items()}
    text = request.app.state.meter.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _brief_css(request: Request) -> Response:
    css = files("didymium.brief.render").joinpath("templates/brief.css").read_text("utf-8")
    return answer(request, css, kind="text/css; charset=utf-8", headers={"Cache-Control": "max-age=300"})


def _is_api(request: Request) -> bool:
    path = request.url.path
    return path.startswith(("/api/", "/healthz", "/metrics")) or path.endswith(".json")


def _ident(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DidymiumError)
    status = status_of(error, request.method)
    said = " ".join(str(error).split())
    if _is_api(request):
        return problem(status, said, _ident(request), error_name(error))
    return pages.failed(request, error, status)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = "nothing is at this address" if error.status_code == 404 else str(error.detail)
    if _is_api(request):
        reply = problem(error.status_code, said, _ident(request))
        reply.headers.update(error.headers or {})
        return reply
    return pages.failed(request, NotFound(said), error.status_code)


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [_fault(request, e) for e in error.errors()]
    said = "; ".join(f"{f['where']}: {f['why']}" for f in faults[:3])[:600]
    if _is_api(request):
        return problem(422, said, _ident(request), "urn:didymium:error:BadInput", errors=faults[:20])
    return pages.failed(request, BadInput(said), 422)


def _fault(request: Request, error: dict[str, Any]) -> dict[str, str]:
    """Where an argument does not fit and why; an unknown one with the nearest that there is."""
    verb = verbs.VERBS.get(request.url.path.rsplit("/", 1)[-1])
    said = error["msg"]
    if error["type"] == "extra_forbidden" and verb is not None and len(error["loc"]) == 2:
        said = verbs.nearest(str(error["loc"][-1]), verb.args.model_fields)
    return {"where": ".".join(str(p) for p in error["loc"]), "why": said}


def _ours(request: Request, error: Exception) -> Response:
    said = f"our fault; the log has it under request {_ident(request)}"
    reply = problem(500, said, _ident(request)) if _is_api(request) else pages.failed(request, DidymiumError(said), 500)
    reply.headers.update(HEADERS)  # it is sent from outside the guard, which sets them for all other replies
    return reply
