"""Bytes of a source: a path, a URL, standard input; bounded in size and time, the network a parameter.

A URL is fetched by a `Fetcher`. The one that ships (`http_fetcher`) resolves the host itself, refuses every address
that is not public, connects to the address that it checked, and does so again at each redirect.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from didymium.errors import BadInput, Unavailable

if TYPE_CHECKING:
    import httpx

LIMIT = 32 * 2**20  # bytes of one document, after decompression
SECONDS = 20.0
REDIRECTS = 5
MOST_SAID = 120  # characters of what the library says of a failed answer
AGENT = "didymium (critical-minerals reader)"


@dataclass(frozen=True)
class Raw:
    """Bytes as they came, with what the sender said of them."""

    data: bytes
    name: str
    content_type: str = ""
    charset: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Reply:
    """What a server answered: `raw` is None for 304 (not modified) and for errors (400 and above)."""

    status: int
    headers: Mapping[str, str]
    raw: Raw | None


Fetcher = Callable[[str], Raw]
Getter = Callable[[str, Mapping[str, str]], Reply]
Resolver = Callable[[str, int], Iterable[str]]


def is_url(source: str) -> bool:
    """True for an http or https address."""
    return source[:8].lower().startswith(("http://", "https://"))


def fetch(source: str | Path, *, offline: bool = True, fetcher: Fetcher | None = None, limit: int = LIMIT) -> Raw:
    """The bytes of a path, a URL or `-` (standard input), at most `limit` of them.

    A URL needs `offline=False` or a `fetcher` of the caller. Errors: `BadInput` for a missing, unreadable or
    too large source; `Unavailable` for a network that does not answer.
    """
    text = str(source)
    if text == "-":
        data = sys.stdin.buffer.read(limit + 1)
        _check_size(len(data), "standard input", limit)
        return Raw(data, "-")
    if is_url(text):
        if fetcher is None and offline:
            raise BadInput(f"{text[:120]}: the network is off; allow it (offline=False) or give a saved page")
        return (fetcher or http_fetcher(limit=limit))(text)
    return Raw(read_bytes(Path(text), limit), text)


def read_bytes(path: Path, limit: int = LIMIT) -> bytes:
    """The bytes of a file, gunzipped when it is gzip; a larger one than `limit` raises `BadInput`."""
    try:
        if path.is_file() and path.stat().st_size > limit:
            raise BadInput(f"{path}: {_size(path.stat().st_size)}, the limit is {_size(limit)}: split it")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise BadInput(f"{str(path)[:200]}: no such file") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{str(path)[:200]}: cannot be read ({_reason(error)})") from None
    _check_size(len(data), str(path), limit)
    return gunzip([data], str(path), limit) if data[:2] == b"\x1f\x8b" else data


def gunzip(chunks: Iterable[bytes], name: str, limit: int = LIMIT) -> bytes:
    """The decompressed bytes of gzip or zlib chunks; stops with `BadInput` as soon as they exceed `limit`."""
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    out = bytearray()
    try:
        for chunk in chunks:
            while chunk:
                out += decoder.decompress(chunk, limit + 1 - len(out))
                _check_size(len(out), f"{name} (decompressed)", limit)
                chunk = decoder.unconsumed_tail
    except zlib.error as error:
        raise BadInput(f"{name}: damaged gzip data ({error})") from None
    return bytes(out)


def http_fetcher(
    *,
    transport: httpx.BaseTransport | None = None,
    resolver: Resolver | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
    redirects: int = REDIRECTS,
    allow_private: bool = False,
) -> Fetcher:
    """A fetcher over HTTP: each hop resolved and checked, `seconds` for the whole, `limit` bytes.

    `transport` and `resolver` are for tests and proxies; `allow_private` lifts the address check.
    """
    ask = http_getter(transport=transport, resolver=resolver, limit=limit, seconds=seconds, redirects=redirects,
                      allow_private=allow_private)  # fmt: skip

    def get(url: str) -> Raw:
        reply = ask(url, {})
        if reply.raw is None:
            raise Unavailable(f"{url[:120]}: the server answered {reply.status}; give a saved page")
        return reply.raw

    return get


def http_getter(
    *,
    transport: httpx.BaseTransport | None = None,
    resolver: Resolver | None = None,
    limit: int = LIMIT,
    seconds: float = SECONDS,
    redirects: int = REDIRECTS,
    allow_private: bool = False,
) -> Getter:
    """A getter as `http_fetcher` makes it that takes request headers and gives status and response headers too."""

    def get(url: str, headers: Mapping[str, str]) -> Reply:
        import httpx

        from didymium.deadline import Deadlined

        deadline = time.monotonic() + seconds
        way = transport or Deadlined(deadline)
        with httpx.Client(transport=way, timeout=seconds / 2, trust_env=False) as client:

            def request(at: str) -> httpx.Request:
                return pinned_request(client, "GET", at, resolver or resolve, allow_private, headers=headers)

            try:
                return _follow(client, url, request, redirects, limit, deadline)
            except httpx.HTTPError as error:
                late = time.monotonic() >= deadline
                said = str(error)[:MOST_SAID] or type(error).__name__  # an error of the protocol holds what was sent
                reason = "took too long" if late else said
                raise Unavailable(f"{url[:120]}: no answer ({reason}); try later or give a saved page") from None
            except (httpx.InvalidURL, ValueError):  # ValueError: a host that no name can have, in IDNA too
                raise BadInput(f"{plain(url)}: not a valid address, or a header of it is not text") from None

    return get


def plain(url: str) -> str:
    """An address as messages name it: cut to 120 characters, without what stands before an @."""
    head, at, rest = url.partition("//")
    return f"{head}{at}{rest.rpartition('@')[2] if '@' in rest.split('/', 1)[0] else rest}"[:120]


def join(base: str, link: str) -> str | None:
    """The address that a link leads to from `base`; None for one that cannot be an address."""
    try:
        found = urljoin(base, link)
        urlsplit(found).port  # noqa: B018 raises for a port that is none
    except ValueError:
        return None
    return found


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name, as text."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(f"{host[:120]}: the name does not resolve; check the address") from None
    return [str(row[4][0]) for row in found]


def checked_address(host: str, port: int, resolver: Resolver = resolve, allow_private: bool = False) -> str:
    """An address of a host, if all of its addresses are public; else `BadInput`.

    Private, loopback, link-local, multicast, reserved and carrier-grade ranges are refused, in IPv6 forms of
    IPv4 addresses too. allow_private: link-local ones alone are; who may visit the private network asks no cloud's
    metadata.
    """
    addresses = [host] if _is_ip(host) else list(resolver(host, port))
    for text in addresses:
        address = ipaddress.ip_address(text.split("%")[0])
        inner = _embedded_ipv4(address)
        if address.is_link_local or (inner is not None and inner.is_link_local):
            raise BadInput(f"{host[:120]}: {text} is a link-local, not a public address; it is not fetched")
        public = address.is_global and not address.is_multicast and (inner is None or inner.is_global)
        if not (public or allow_private):
            raise BadInput(f"{host[:120]}: {text} is not a public address; it is not fetched")
    if not addresses:
        raise Unavailable(f"{host[:120]}: the name does not resolve; check the address")
    return min(addresses, key=lambda text: ":" in text) if allow_private else addresses[0]  # localhost: 127.0.0.1


def _embedded_ipv4(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _follow(
    client: httpx.Client, url: str, request: Callable[[str], httpx.Request], redirects: int, limit: int, deadline: float
) -> Reply:
    for _ in range(redirects + 1):
        response = client.send(request(url), stream=True)
        try:
            target = response.headers.get("location")
            if not response.has_redirect_location or not target:
                bare = response.status_code == 304 or response.status_code >= 400
                raw = None if bare else _raw(response, url, limit, deadline)
                return Reply(response.status_code, dict(response.headers), raw)
        finally:
            response.close()
        following = join(url, target)
        if following is None:
            raise BadInput(f"redirect to {target[:80]!r}: not a valid address")
        url = following
        if not is_url(url):
            raise BadInput(f"redirect to {url[:80]!r}: only http and https are followed")
        if time.monotonic() > deadline:
            raise Unavailable(f"{url[:120]}: took too long")
    raise BadInput(f"{url[:120]}: more than {redirects} redirects")


def pinned_request(
    client: httpx.Client,
    method: str,
    url: str,
    resolver: Resolver,
    allow_private: bool,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Request:
    """A request that connects to the very address that was checked, with the host's own name in TLS and header."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError:
        raise BadInput(f"{url[:120]}: not a valid address") from None
    if not host or parts.username or parts.password:
        raise BadInput(f"{plain(url)}: not a plain address (no host, or a user name in it)")
    sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip", **(headers or {}), "Host": parts.netloc}
    address = checked_address(host, port, resolver, allow_private)
    netloc = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    pinned = parts._replace(netloc=netloc, fragment="").geturl()
    return client.build_request(method, pinned, headers=sent, content=content, extensions={"sni_hostname": host})


def _raw(response: httpx.Response, url: str, limit: int, deadline: float) -> Raw:
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > limit:
        raise BadInput(f"{url[:120]}: larger than {_size(limit)}")
    chunks = _timed(response.iter_raw(), url, deadline)
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed in ("gzip", "x-gzip", "deflate"):
        data = gunzip(chunks, url, limit)
    elif packed in ("identity", ""):
        data = _joined(chunks, url, limit)
    else:
        raise BadInput(f"{url[:120]}: encoding {packed[:20]!r} was not asked for")
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")):
        raise BadInput(f"{url[:120]}: {kind}, not an article")
    return Raw(data, url, kind, response.charset_encoding, url)


def _timed(chunks: Iterable[bytes], url: str, deadline: float) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise Unavailable(f"{url[:120]}: took too long")
        yield chunk


def _joined(chunks: Iterable[bytes], name: str, limit: int) -> bytes:
    out = bytearray()
    for chunk in chunks:
        out += chunk
        _check_size(len(out), name, limit)
    return bytes(out)


def _check_size(size: int, name: str, limit: int) -> None:
    if size > limit:
        raise BadInput(f"{name[:200]}: larger than {_size(limit)}: split it or give the article alone")


def _reason(error: OSError | ValueError) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _size(count: int) -> str:
    return f"{count / 2**20:.0f} MB" if count >= 2**20 else f"{count / 2**10:.0f} kB"
