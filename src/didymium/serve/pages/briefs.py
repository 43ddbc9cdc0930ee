"""Pages of articles and briefs: read one, a stored brief, search; and the token that a guarded server asks for."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from didymium.errors import BadInput, DidymiumError
from didymium.serve import verbs
from didymium.serve.answers import Forbidden, NotFound, answer
from didymium.serve.desk import Desk
from didymium.serve.pages.shell import HTML, At, show, templates
from didymium.serve.security import COOKIE

router = APIRouter(include_in_schema=False)


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
        charts = [(c, to_page_svg(c), n) for c, n in zip(page.charts, page.chart_notes, strict=True)]
        body = templates().get_template("brief_page.html.j2").render(
            page=page, charts=charts, here=request.url.path, url=f"/brief/{ident}.json", ident=ident
        )  # fmt: skip
        return answer(request, body, kind=HTML)
    kinds = {"json": "application/json", "md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}
    if form not in kinds:
        raise NotFound(f"a brief has .json, .md and .pdf, no .{form[:20]}")
    return answer(request, render(made, form), kind=kinds[form])


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
