"""A new source to watch: its kind, its name, what is wanted of it."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from didymium import labels
from didymium.errors import BadInput
from didymium.news.fetch import is_url
from didymium.store import Store
from didymium.watch.sources import KINDS

LONGEST = 2_000  # characters of an address


def add(
    store: Store,
    target: str,
    *,
    name: str | None = None,
    kind: str = "auto",
    languages: Iterable[str] = ("en",),
    minerals: Iterable[str] = (),
    allow_local: bool = False,
) -> str:
    """Adds a URL or a folder to what is watched; returns its name.

    kind: feed, sitemap, page, folder; auto tells by what the server answers. languages: ISO 639-1 codes, none is any.
    minerals: only articles that name one of these (or a member of a group), none is all. allow_local: the address may
    be private. Raises `BadInput`, `UnknownLabel`.
    """
    if kind not in KINDS:
        raise BadInput(f"kind {kind!r}: give {', '.join(KINDS)}")
    if is_url(target):
        if kind == "folder" or not _host(target):
            raise BadInput(f"{target[:120]}: not the address of a {kind if kind != 'auto' else 'page or feed'}")
        if not allow_local and _is_local(_host(target)):
            raise BadInput(f"{target[:120]}: an address of this machine or network; add --allow-local to watch it")
    else:
        folder = Path(target).expanduser()
        if kind not in ("auto", "folder") or not folder.is_dir():
            raise BadInput(f"{target[:120]}: give a http(s) address, or a folder that exists")
        kind, target = "folder", str(folder.resolve())
    given = name or _name(target)
    options = {
        "languages": [_language(code) for code in languages],
        "minerals": [labels.mineral(mineral) for mineral in minerals],
        "allow_local": allow_local,
    }
    store.add_watch(given, kind, target, options)
    return given


def _host(url: str) -> str:
    """The host of an address in its plain characters; empty for what is no address, or holds a password."""
    try:
        parts = urlsplit(url)
        host = unicodedata.normalize("NFKC", parts.hostname or "")
        able = parts.port != 0 and not parts.username and not parts.password and len(url) <= LONGEST
    except ValueError:
        return ""
    return host if able and re.fullmatch(r"[\w.:%-]+", host) else ""


def _is_local(host: str) -> bool:
    """Whether a host can be seen to be inside without asking for its address; all others are checked at each visit."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:  # "2130706433" and "0177.0.0.1" are addresses, too
        return not ipaddress.IPv4Address(socket.inet_aton(host)).is_global
    except OSError:
        return False


def _name(target: str) -> str:
    """A short name: host and last part of the path, or the folder's name."""
    parts = urlsplit(target)
    if not parts.hostname:
        return Path(target).name or "folder"
    host = parts.hostname.removeprefix("www.")
    words = [w for w in re.split(r"[^\w-]+", parts.path) if w not in ("", "rss", "xml", "feed", "index", "html")]
    return "-".join([host, *words[-2:]])[:80]


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-zA-Z]{2}", code):
        raise BadInput(f"language {code[:20]!r}: give a code of two letters, like en or zh")
    return code.lower()
