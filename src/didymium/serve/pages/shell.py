"""What all pages share: the templates, the navigation, a page or its `.json` twin, and the desk behind a request."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from didymium.brief.render.html import straight
from didymium.errors import BadInput, DidymiumError
from didymium.serve import words
from didymium.serve.answers import RETRY, answer, fault_of
from didymium.serve.desk import Desk

HTML = "text/html; charset=utf-8"
NAV = (
    ("/", "Today"), ("/read", "Read an article"), ("/minerals", "Minerals"), ("/countries", "Countries"),
    ("/lab", "Scenario lab"), ("/plan", "Planner"), ("/exposure", "Exposure"), ("/calendar", "Calendar"),
    ("/search", "Search"), ("/sources", "Sources"), ("/review", "Review"),
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
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                      finalize=straight)  # fmt: skip
    env.filters.update(words.FILTERS)
    env.globals.update(nav=NAV, query=words.query, stage_words=words.STAGES)
    return env


def compiled() -> None:
    """Compiles every template, so that the first visitor of a page does not wait."""
    for name in templates().list_templates(extensions=["j2"]):
        templates().get_template(name)


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
    reply = show(request, "error.html.j2", data, status)
    if status in (429, 503):
        reply.headers["Retry-After"] = RETRY
    return reply


def checked(kind: type[Any], values: dict[str, Any]) -> Any:
    """The arguments of a form; `BadInput` names the first field that does not fit."""
    from pydantic import ValidationError

    try:
        return kind.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as error:
        raise BadInput(fault_of(error)) from None
