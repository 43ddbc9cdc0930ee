"""Pages of articles and briefs: read one, a stored brief, search; and the token that a guarded server asks for."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from didymium.errors import DidymiumError
from didymium.serve import verbs
from didymium.serve.answers import Forbidden, NotFound, answer
from didymium.serve.desk import Desk
from didymium.serve.jobs import LIMITS, WORKERS
from didymium.serve.pages.shell import HTML, At, checked, show, templates
from didymium.serve.security import COOKIE

if TYPE_CHECKING:
    from didymium.records import Brief

router = APIRouter(include_in_schema=False)
KINDS = {"json": "application/json", "md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}


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
        await run_in_threadpool(page_of, desk, ident)
    except DidymiumError as error:
        said = {"error": " ".join(str(error).split()), **given}
        return show(request, "read.html.j2", said, 422)
    return RedirectResponse(f"/brief/{ident}", 303)


def _made(desk: Desk, given: dict[str, str], data: bytes, name: str | None) -> str:
    """The id of the brief of a pasted, named or uploaded article."""
    from didymium.records import Brief

    filled = {k: v.strip() for k, v in given.items() if v.strip()}
    args = {"name": name or "upload"} if data else checked(verbs.BriefArgs, filled).model_dump(exclude_none=True)
    call = "didymium.serve.verbs:uploaded" if data else "didymium.serve.verbs:worked"
    made = WORKERS.call(
        call, args if data else {"verb": "brief", "args": args}, data, limits=LIMITS["brief"], what="the article"
    )
    return desk.store().put_brief(Brief.model_validate(made["result"]))


@router.get("/brief/{ident}")
@router.get("/brief/{ident}.{form}")
def brief(request: Request, desk: At, ident: str, form: str = "page") -> Response:
    """A stored brief as a page, or as .json, .md or .pdf."""
    from didymium.brief.render import render

    if form == "page":
        return answer(request, page_of(desk, ident), kind=HTML)
    if form not in KINDS:
        raise NotFound(f"a brief has .json, .md and .pdf, no .{form[:20]}")
    return answer(request, render(desk.brief(ident), form), kind=KINDS[form])


class _Pages:
    """The pages of briefs by id, the last that were asked for; what an id stands for never changes."""

    def __init__(self, most: int) -> None:
        self.most, self.kept, self.lock = most, dict[str, str](), threading.Lock()

    def get(self, ident: str, make: Callable[[], str]) -> str:
        """The kept page, else the one that `make` makes."""
        with self.lock:
            found = self.kept.pop(ident, None)
        found = make() if found is None else found
        with self.lock:
            self.kept[ident] = found
            while len(self.kept) > self.most:
                del self.kept[next(iter(self.kept))]
        return found


_pages = _Pages(400)


def page_of(desk: Desk, ident: str) -> str:
    """The page of a stored brief, its charts drawn. Raises `NotFound`."""
    return _pages.get(ident, lambda: _drawn(desk.brief(ident), ident))


def _drawn(made: Brief, ident: str) -> str:
    from didymium.brief.render.html import drawn
    from didymium.brief.render.view import view

    page, here = view(made), f"/brief/{ident}"
    body = templates().get_template("brief_page.html.j2")
    return body.render(page=page, charts=drawn(page), here=here, url=f"{here}.json", ident=ident)


def prepared(desk: Desk) -> Iterator[None]:
    """Makes the pages of the newest and of the most material briefs ahead, one a step."""
    for order in ("made", "material"):
        for row in desk.store().briefs(order=order, limit=6).rows:
            page_of(desk, row.id)
            yield


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
