"""robots.txt by RFC 9309: groups by product token, longest rule wins, `*` and `$` in paths; Crawl-delay where given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MOST_BYTES = 512_000
MOST_DELAY = 60.0  # seconds that a Crawl-delay is believed


@dataclass(frozen=True)
class Robots:
    """The rules for one product token: (path pattern, allowed), and the seconds between two requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched: the longest pattern that fits decides, allowing on a tie."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fits = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fits, default=(0, True))[1]


def parse(text: str, token: str) -> Robots:
    """The rules of a robots.txt for `token`: of its own groups, else of the groups for `*`."""
    own, common = _Group(), _Group()
    current: list[_Group] = []
    naming = False
    for field, value in _lines(text[:MOST_BYTES]):
        if field == "user-agent":
            current = current if naming else []
            name = value.lower()
            current += [own] if name == token.lower() else [common] if name == "*" else []
            own.named |= name == token.lower()
            naming = True
            continue
        naming = False
        for group in current:
            group.take(field, value)
    best = own if own.named else common
    return Robots(tuple(best.rules), best.delay)


class _Group:
    def __init__(self) -> None:
        self.rules: list[tuple[str, bool]] = []
        self.delay = 0.0
        self.named = False

    def take(self, field: str, value: str) -> None:
        if field in ("allow", "disallow") and value:
            self.rules.append((unquote(value), field == "allow"))
        elif field == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value):
            self.delay = min(float(value), MOST_DELAY)


def _lines(text: str) -> list[tuple[str, str]]:
    found = (line.split("#", 1)[0].partition(":") for line in text.lstrip("\ufeff").splitlines())
    return [(field.strip().lower(), value.strip()) for field, colon, value in found if colon]


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins with the pattern; `*` is any run of characters, `$` at the end is the end."""
    end = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not end or path == first
    at = len(first)
    for piece in rest[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = rest[-1]
    return path.endswith(last) and len(path) - len(last) >= at if end else path.find(last, at) >= 0
