"""A made-up web for tests: pages by address, and a visitor of it that waits for nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from didymium.news.fetch import http_getter
from didymium.watch.polite import Polite

Page = Callable[[httpx.Request], httpx.Response]


def reply(body: str | bytes, **headers: str) -> httpx.Response:
    """A page as it comes over the wire."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, stream=httpx.ByteStream(data), headers=named)


@dataclass
class Web:
    """Pages by address; `asked` are the requests in order, `now` the clock that sleeping moves on."""

    pages: dict[str, Page | str | bytes | int] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    now: float = 0.0
    at: list[tuple[str, float]] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The page at the address that the request names, 404 for others."""
        address = f"https://{request.headers['host']}{request.url.raw_path.decode()}"
        self.asked.append(request)
        self.at.append((address, self.now))
        page = self.pages.get(address, 404)
        if isinstance(page, int):
            return httpx.Response(page)
        return reply(page) if isinstance(page, (str, bytes)) else page(request)

    def sleep(self, seconds: float) -> None:
        """Moves the clock on."""
        self.now += seconds

    def new_visitor(self) -> Callable[[bool], Polite]:
        """Gives one polite visitor of this web whenever it is asked for one."""
        getter = http_getter(transport=httpx.MockTransport(self.answer), resolver=lambda *_: ["93.184.216.34"])
        made = Polite(getter, clock=lambda: self.now, sleep=self.sleep)
        return lambda _local: made

    def visited(self) -> list[str]:
        """The addresses that were asked for but robots.txt."""
        return [address for address, _ in self.at if not address.endswith("/robots.txt")]


def rss(*items: tuple[str, str, str], title: str = "Ore Wire") -> str:
    """A feed of (link, headline, text), newest first, a day apart."""
    entries = "".join(
        f"<item><guid>{link}</guid><link>{link}</link><title>{headline}</title><description>{text}</description>"
        f"<pubDate>{28 - number:02d} May 2025 10:00:00 GMT</pubDate></item>"
        for number, (link, headline, text) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def page(headline: str, text: str, date: str = "2025-05-20") -> str:
    """An article's page."""
    return (
        f'<html lang="en"><head><title>{headline}</title><meta property="article:published_time" content="{date}">'
        f"</head><body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
    )
