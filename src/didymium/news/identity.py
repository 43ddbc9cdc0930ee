"""Who a page is: hosts, sites, and which outlet names belong to a host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WORD = re.compile(r"[^\W_]+")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "go", "gouv", "net", "ne", "or", "org"})
_NO_NAME = frozenset(
    {"the", "and", "news", "com", "org", "net", "online", "daily", "press", "media", "group", "world", "of"}
)


def host_of(url: str | None) -> str:
    """The host of an address in lower case, without `www.`; "" where there is none."""
    try:
        return (urlsplit(url or "").hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def is_same_site(a: str, b: str) -> bool:
    """Whether two hosts are one or one lies below the other (amp.example.com below example.com)."""
    return bool(a and b) and (a == b or (_is_site(b) and a.endswith(f".{b}")) or (_is_site(a) and b.endswith(f".{a}")))


def _is_site(host: str) -> bool:
    """Whether a host can have pages of its own below it: two labels at least, none of them a country's second level."""
    labels = host.split(".")
    return len(labels) >= 2 and labels[0] not in _SECOND_LEVEL


def is_outlet_of(outlet: str, host: str) -> bool:
    """Whether an outlet's name fits the name of a host's site: words of it run together, or its initials."""
    words = list(_WORD.findall(outlet.lower()))[:12]
    site = _site_name(host)
    runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)} - _NO_NAME
    told = [word for word in words if word not in ("the", "of", "and")]
    initials = {"".join(word[0] for word in told), "".join(word[0] for word in words)}
    return site in runs or (len(site) > 1 and site in initials)


def _site_name(host: str) -> str:
    """The label of a host that is registered: `nikkei` of asia.nikkei.com, `bbc` of bbc.co.uk."""
    labels = host.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        labels = labels[:-1]
    return (labels[-2] if len(labels) > 1 else host).replace("-", "")
