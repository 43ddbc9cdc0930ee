"""What stands before every request: limits, the token, headers, request ids, counters. One plain ASGI layer."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import logging
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from didymium.serve.answers import problem

log = logging.getLogger("didymium.serve")
COOKIE = "didymium"
NEEDS_TOKEN = "this needs the token: send `Authorization: Bearer TOKEN`, or enter it at /token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT = 10 * 2**20  # bytes of one request
SECONDS = 90.0  # of one request, streams apart
CONCURRENT = 64  # requests at a time
EACH = 24  # of them from one address
STREAMS = 6  # event streams from one address
BODY_SECONDS = 20.0  # for a request's body to come
BUCKETS = (0.005, 0.025, 0.1, 0.25, 1.0, 5.0, 20.0)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STREAM = re.compile(r"/jobs/[^/]+/events$|^/mcp")
_PUBLIC = re.compile(  # what a guarded server shows without the token: nothing of its users, whose rows the world has
    r"/(?:healthz|token|static/.*|api/v1/(?:openapi\.json|labels|scenarios(?:/.*)?))"
)


@dataclass
class Meter:
    """Counts of requests by method, route and status, and how long they took."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    seconds: float = 0.0
    buckets: Counter[float] = field(default_factory=Counter)
    count: int = 0
    open: int = 0
    last: float = field(default_factory=time.monotonic)  # when the last request ended

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self.requests[method, route, status] += 1
        self.last = time.monotonic()
        self.seconds += seconds
        self.count += 1
        self.buckets.update(b for b in BUCKETS if seconds <= b)

    def is_quiet(self, seconds: float) -> bool:
        """True when nothing is asked and nothing was within so many seconds."""
        return self.open == 0 and time.monotonic() - self.last > seconds

    def text(self, gauges: dict[str, float]) -> str:
        """All counters in the Prometheus text format."""
        lines = ["# TYPE didymium_requests_total counter"]
        for (method, route, status), n in sorted(self.requests.items()):
            lines.append(f'didymium_requests_total{{method="{method}",route="{_quoted(route)}",status="{status}"}} {n}')
        lines.append("# TYPE didymium_request_seconds histogram")
        lines += [f'didymium_request_seconds_bucket{{le="{b}"}} {self.buckets[b]}' for b in BUCKETS]
        lines.append(f'didymium_request_seconds_bucket{{le="+Inf"}} {self.count}')
        lines += [f"didymium_request_seconds_sum {self.seconds:.6f}", f"didymium_request_seconds_count {self.count}"]
        for name, value in {"requests_open": self.open, **gauges}.items():
            lines += [f"# TYPE didymium_{name} gauge", f"didymium_{name} {value:g}"]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Limits:
    """What one server takes."""

    body: int = BODY_LIMIT
    seconds: float = SECONDS
    concurrent: int = CONCURRENT
    each: int = EACH
    streams: int = STREAMS
    body_seconds: float = BODY_SECONDS


class Guard:
    """The layer: refuses what is too large, too slow, too much, from elsewhere or without the token; then passes on."""

    def __init__(
        self, app: ASGIApp, meter: Meter, token: str | None = None, hosts: Iterable[str] | None = None,
        limits: Limits = Limits(),
    ) -> None:  # fmt: skip
        self.app, self.meter, self.token, self.limits = app, meter, token, limits
        self.hosts = frozenset(hosts) if hosts else None
        self.open: Counter[tuple[str, str]] = Counter()  # requests and streams at this moment, by address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        ident = uuid.uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = ident
        sent = _Sent(send, ident)
        begin = time.perf_counter()
        kind = "stream" if _STREAM.search(scope["path"]) else "free" if scope["path"] == "/healthz" else "request"
        held = (kind, (scope.get("client") or ("",))[0])
        self.open[held] += 1
        self.meter.open += kind == "request"
        try:
            refused = self._refusal(scope, headers, held)
            if refused is not None:
                await _reply(scope, *refused, ident)(scope, receive, sent)
            else:
                await self._pass(scope, receive, sent, ident, kind == "stream")
        finally:
            self._let_go(held)
            seconds = time.perf_counter() - begin
            route = getattr(scope.get("route"), "path", None) or "none"
            status = sent.status or 500
            self.meter.add(scope["method"], route, status, seconds)
            _note(ident, scope, status, seconds)

    def _let_go(self, held: tuple[str, str]) -> None:
        self.meter.open -= held[0] == "request"
        self.open[held] -= 1
        if not self.open[held]:
            del self.open[held]

    def _refusal(self, scope: Scope, headers: Headers, held: tuple[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self.hosts is not None and _bare(host) not in self.hosts:
            return 421, "this server answers only on its own address"
        if self._is_full(held):
            return 429, "too many requests at a time: try again"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:18]) > self.limits.body:
            return 413, f"a request may have {self.limits.body:,} bytes"
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            return 400, "an address holds no NUL character"
        if scope["method"] not in SAFE and _from_elsewhere(headers, host):
            return 403, "a form or script of another site may not write here"
        return None if self._is_allowed(scope, headers) else (401, NEEDS_TOKEN)

    def _is_full(self, held: tuple[str, str]) -> bool:
        kind = held[0]
        if kind == "free":
            return False
        most = self.limits.streams if kind == "stream" else self.limits.each
        return self.open[held] > most or self.meter.open > self.limits.concurrent

    def _is_allowed(self, scope: Scope, headers: Headers) -> bool:
        """Whether a request shows the token, or asks for what anybody may see."""
        public = _PUBLIC.fullmatch(scope["path"]) and (scope["method"] in SAFE or scope["path"] == "/token")
        if self.token is None or public:
            return True
        given = headers.get("authorization", "").removeprefix("Bearer ").strip()
        given = given or cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        return hmac.compare_digest(given.encode(), self.token.encode())

    async def _pass(self, scope: Scope, receive: Receive, sent: _Sent, ident: str, streams: bool) -> None:
        bounded = _Bounded(receive, self.limits)
        try:
            async with asyncio.timeout(None if streams else self.limits.seconds):
                await self.app(scope, bounded, sent)
        except _TooMuch:
            if not sent.status:
                await problem(413, f"a request may have {self.limits.body:,} bytes", ident)(scope, receive, sent)
        except _TooSlow:
            if not sent.status:
                await problem(408, "the body of the request did not come", ident)(scope, receive, sent)
        except TimeoutError:
            if not sent.status:
                await problem(503, "took too long: start it as a job", ident)(scope, receive, sent)


def _reply(scope: Scope, status: int, said: str, ident: str) -> Response:
    """A refusal: for a page that needs the token the way to its form, else a problem."""
    path = scope["path"]
    if status == 401 and scope["method"] in SAFE and not path.startswith(("/api/", "/mcp")) and "." not in path:
        return RedirectResponse("/token", 303)
    return problem(status, said, ident)


class _TooSlow(HTTPException):
    """A body that does not come."""

    def __init__(self) -> None:
        super().__init__(408, "the body of the request did not come")


class _TooMuch(HTTPException):
    """A body beyond the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"a request may have {limit:,} bytes")


class _Bounded:
    """`receive` that counts the bytes of the body and the time until it is whole."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self.receive, self.limits, self.left = receive, limits, limits.body
        self.end = time.monotonic() + limits.body_seconds
        self.whole = False

    async def __call__(self) -> Message:
        if self.whole:  # what comes now is the end of the connection
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), max(0.0, self.end - time.monotonic()))
        except TimeoutError:
            raise _TooSlow from None
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise _TooMuch(self.limits.body)
        self.whole = not message.get("more_body", False)
        return message


class _Sent:
    """`send` that adds the headers and remembers the status."""

    def __init__(self, send: Send, ident: str) -> None:
        self.send, self.ident, self.status = send, ident, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, "X-Request-Id": self.ident}.items():
                headers.setdefault(name, value)
        await self.send(message)


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _from_elsewhere(headers: Headers, host: str) -> bool:
    """True when a browser says that another site sent the request; programs send neither header."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != host


def _bare(host: str) -> str:
    """A Host header without its port."""
    return host.rsplit(":", 1)[0] if not host.endswith("]") and ":" in host else host


def _note(ident: str, scope: Scope, status: int, seconds: float) -> None:
    """One log line; no query, no header, no body, so no secret."""
    said = {"request": ident, "method": scope["method"], "path": scope["path"][:200], "status": status,
            "ms": round(seconds * 1000, 1)}  # fmt: skip
    log.info("%s", json.dumps(said))


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
