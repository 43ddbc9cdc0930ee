"""The review page: what articles propose for the world, each beside its span and the row that it would change."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from didymium.errors import BadInput, DidymiumError
from didymium.serve.desk import Desk
from didymium.serve.pages.shell import At, show
from didymium.world.overlay.verbs import accept, reject, review

router = APIRouter()
SHOWN = ("open", "accepted", "rejected", "taken back")
STORY = 240  # characters of the article on either side of the span


@router.get("/review")
@router.get("/review.json")
def waiting(request: Request, desk: At, state: str = "open") -> Response:
    """The proposals of a state, in the order in which they came."""
    if state not in SHOWN:
        raise BadInput(f"state is one of {', '.join(SHOWN)}")
    return _page(request, desk, state)


def _page(request: Request, desk: Desk, state: str, status: int = 200, error: str | None = None) -> Response:
    rows = [row | {"now": _now(desk, row), "around": _around(desk, row)} for row in review(state)]
    data = {"state": state, "states": SHOWN, "rows": rows, "error": error}
    return show(request, "review.html.j2", data, status)


def _now(desk: Desk, row: dict[str, Any]) -> dict[str, Any] | None:
    """The row that a proposal would change, as it stands."""
    if row["match"] != "changes":
        return None
    try:
        return desk.world.row(row["row"], row["table"]).to_json()
    except DidymiumError:
        return None


def _around(desk: Desk, row: dict[str, Any]) -> dict[str, str] | None:
    """The span with the words of its article around it, where the article is stored."""
    if not row["article"] or row["start"] is None:
        return None
    try:
        kept = desk.store().article(row["article"]["sha256"])
    except DidymiumError:
        return None
    if kept is None:
        return None
    text, start, end = kept.article.text, row["start"], row["end"]
    return {"before": text[max(0, start - STORY) : start], "span": text[start:end], "after": text[end : end + STORY]}


@router.post("/review/{ident}")
def decide(request: Request, desk: At, ident: str, does: str = Form(""), edits: str = Form("")) -> Response:
    """Accepts a proposal with edits (`column=value`, one a line), rejects it or takes it back."""
    try:
        if does == "accept":
            lines = [line.strip() for line in edits.splitlines() if line.strip()]
            if wrong := [line for line in lines if "=" not in line]:
                raise BadInput(f"{wrong[0]!r}: give column=value, one a line")
            accept(desk.world, ident, {k.strip(): v.strip() for k, _, v in (line.partition("=") for line in lines)})
        elif does == "reject":
            reject(ident)
        else:
            raise BadInput("accept or reject")
    except BadInput as error:
        return _page(request, desk, "open", 422, " ".join(str(error).split()))
    return RedirectResponse("/review", 303)
