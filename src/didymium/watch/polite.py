"""A getter with manners: robots.txt asked first, a pause between requests to one host, Retry-After told."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from didymium.errors import BadInput, DidymiumError, Unavailable
from didymium.news.fetch import Getter, Reply, http_getter
from didymium.news.formats import decode
from didymium.watch.robots import Robots, parse

TOKEN = "didymium"
PAUSE = 1.0  # seconds between two requests to one host
ROBOTS_SECONDS = 24 * 3600.0
LONGEST_RETRY = dt.timedelta(days=1)


class Refused(BadInput):
    """A page that the site's robots.txt does not allow."""


class Busy(Unavailable):
    """A server that asks to come back later; `until` is when, None where it does not say."""

    def __init__(self, message: str, until: dt.datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


@dataclass
class Polite:
    """State of one visitor: robots rules, the last request by host, `waited` seconds for all servers together.

    `getter`, `clock` and `sleep` are parameters.
    """

    getter: Getter = field(default_factory=http_getter)
    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    waited: float = 0.0
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to a request that robots.txt allows, after the host's pause.

        Raises `Refused`, `Busy` (429, 503), and what the getter raises; other statuses of 400 and above `Unavailable`.
        """
        rules = self._rules(url)
        if not rules.allows(url):
            raise Refused(f"{url[:120]}: the site's robots.txt does not allow it; remove the watch or ask the site")
        reply = self._ask(url, headers or {}, max(self.pause, rules.delay))
        if reply.status in (429, 503):
            raise Busy(f"{url[:120]}: the server is busy ({reply.status})", _retry(reply.headers))
        if reply.status >= 400:
            gone = "; it is gone: remove the watch" if reply.status == 410 else ""
            raise Unavailable(f"{url[:120]}: the server answered {reply.status}{gone}")
        return reply

    def _ask(self, url: str, headers: Mapping[str, str], pause: float) -> Reply:
        host, begun = _site(url), self.clock()
        wait = self._last.get(host, float("-inf")) + pause - begun
        if wait > 0:
            self.sleep(wait)
        try:
            return self.getter(url, headers)
        finally:
            self._last[host] = self.clock()
            self.waited += self._last[host] - begun

    def _rules(self, url: str) -> Robots:
        site = _site(url)
        kept = self._robots.get(site)
        if kept and self.clock() - kept[0] < ROBOTS_SECONDS:
            return kept[1]
        rules = self._fetched(site)
        self._robots[site] = (self.clock(), rules)
        return rules

    def _fetched(self, site: str) -> Robots:
        """The site's rules; none where it has no robots.txt (4xx), `Unavailable` where it cannot be had (5xx)."""
        try:
            reply = self._ask(f"{site}/robots.txt", {}, self.pause)
        except Unavailable:
            raise
        except DidymiumError as error:  # larger than any robots.txt, redirects for ever: no rules that could be read
            if "not a public address" in str(error) or "not a plain address" in str(error):
                raise
            return Robots()
        if reply.status >= 500 or reply.status == 429:
            raise Busy(f"{site}/robots.txt: the server answered {reply.status}", _retry(reply.headers))
        return parse(decode(reply.raw.data, reply.raw.charset), TOKEN) if reply.raw else Robots()


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadInput(f"{url[:120]}: not a valid address") from None
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def _retry(headers: Mapping[str, str]) -> dt.datetime | None:
    """When a Retry-After header says to come back: seconds or an HTTP date, at most a day ahead."""
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    now = dt.datetime.now(dt.UTC)
    if value.isdecimal():
        return now + min(dt.timedelta(seconds=int(value[:9])), LONGEST_RETRY)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # OverflowError: a time zone of twenty digits
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return min(max(until, now), now + LONGEST_RETRY)
