"""Replies with the same habits everywhere: problem+json for errors, entity tags, links to the next page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from didymium.errors import (
    BadArticle,
    BadInput,
    DidymiumError,
    Infeasible,
    MissingData,
    Unavailable,
    UnknownLabel,
    Unproven,
)

PROBLEM = "application/problem+json"
RETRY = "5"  # seconds after which one may ask a busy server again
STATUS: tuple[tuple[type[DidymiumError], int], ...] = (
    (UnknownLabel, 404), (MissingData, 404), (Unavailable, 503), (Infeasible, 422), (Unproven, 422),
    (BadArticle, 422), (BadInput, 400),
)  # fmt: skip


class TooLarge(BadInput):
    """A request that is larger than the server takes."""


class TooMany(DidymiumError):
    """More at a time than the server takes."""


class NotFound(DidymiumError):
    """Nothing at this address."""


class Forbidden(DidymiumError):
    """A write without the token, or from another site."""


def status_of(error: DidymiumError, method: str = "GET") -> int:
    """The HTTP status of an error; an unknown name in a body is 422, in an address 404."""
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, Forbidden):
        return 403
    if isinstance(error, TooMany):
        return 429
    if isinstance(error, UnknownLabel | MissingData) and method != "GET":
        return 422
    return next((code for kind, code in STATUS if isinstance(error, kind)), 404)


def problem(status: int, detail: str, request_id: str = "", kind: str = "about:blank", **more: Any) -> Response:
    """An RFC 9457 reply."""
    body = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    if request_id:
        body["instance"] = f"urn:request:{request_id}"
    headers = {"Retry-After": RETRY} if status in (429, 503) else {}
    return Response(json.dumps(body, ensure_ascii=False), status, headers, PROBLEM)


def fault_of(error: ValidationError) -> str:
    """Where the first fault of some arguments is, and what."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def error_name(error: DidymiumError) -> str:
    """The error's class as a stable word for machines."""
    return f"urn:didymium:error:{type(error).__name__}"


def address(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else ""


def answer(request: Request, data: Any, *, kind: str = "application/json", status: int = 200,
           headers: Mapping[str, str] | None = None) -> Response:  # fmt: skip
    """The reply with an entity tag; 304 without a body when the caller holds it already."""
    body = data if isinstance(data, bytes) else (
        data.encode() if isinstance(data, str) else
        json.dumps(data, ensure_ascii=False, default=str, allow_nan=False).encode()
    )  # fmt: skip
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    said = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    held = [t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and request.method in ("GET", "HEAD") and (tag in held or held == ["*"]):
        return Response(status_code=304, headers=said)
    return Response(body, status, said, kind)


def paged(request: Request, page: Mapping[str, Any]) -> Response:
    """A page of rows {"total", "limit", "offset", "rows"} with `Link` headers to the next and the previous one."""
    limit, offset, total = int(page["limit"]), int(page["offset"]), int(page["total"])
    links = []
    for name, place in (("next", offset + limit), ("prev", max(0, offset - limit))):
        if (name == "next" and place < total) or (name == "prev" and offset > 0):
            query = urlencode({**request.query_params, "limit": limit, "offset": place})
            links.append(f'<{request.url.path}?{query}>; rel="{name}"')
    return answer(request, page, headers={"Link": ", ".join(links)} if links else None)
