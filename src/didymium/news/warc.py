"""Web archives: the pages of a WARC file, one at a time, bounded, without a library."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from didymium.errors import BadInput
from didymium.news.fetch import LIMIT, Raw, gunzip

_LINE = 16_384
_HEADERS = 200


@dataclass(frozen=True)
class WarcPage:
    """The address, the time of capture and the payload of one archived page."""

    url: str
    captured: str | None
    raw: Raw


def warc_pages(
    stream: BinaryIO, name: str, limit: int = LIMIT, until: int | None = None
) -> Iterator[WarcPage | BadInput]:
    """The archived pages (successful HTTP responses and resources) of an uncompressed WARC stream, in order.

    until: the place in the stream at or after which no further record is begun.
    A record that is too large or damaged comes as `BadInput` and the rest goes on; a stream that is cut short ends
    with one.
    """
    while (until is None or stream.tell() < until) and (found := next_head(stream)):
        head = found.fields
        if found.damaged and head:
            yield BadInput(f"{name}: damaged bytes before a record are passed over")
        try:
            size = int(head.get("content-length", "-1"))
        except ValueError:
            size = -1
        if size < 0:
            yield BadInput(f"{name}: a record without a length; the archive is damaged from here on")
            return
        url, kind = head.get("warc-target-uri", "").strip("<>"), head.get("warc-type", "")
        if size > limit or kind not in ("response", "resource"):
            whole = _skip(stream, size)
            if size > limit and kind in ("response", "resource"):
                yield BadInput(f"{url or name}: a record of {size / 2**20:.0f} MB is passed over")
        else:
            data = stream.read(size)
            whole = len(data) == size
            if whole and (page := _page(head, url, data, limit)):
                yield page
        if not whole:
            yield BadInput(f"{name}: the archive ends in the middle of a record")
            return


class Head(NamedTuple):
    """The headers of a record, names in small letters; damaged: whether bytes of no record stand before it."""

    fields: dict[str, str]
    damaged: bool = False


def next_head(stream: BinaryIO) -> Head | None:
    """The head of the next record; one without fields for damaged bytes up to the end, None at a whole end."""
    damaged = False
    while (line := stream.readline(_LINE)) and not line.startswith(b"WARC/"):
        damaged |= bool(line.strip())
        if line.endswith((b"WARC/1.0\r\n", b"WARC/1.1\r\n")):
            break
    return Head(_headers(stream), damaged) if line else Head({}, True) if damaged else None


def _headers(stream: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(_HEADERS):
        line = stream.readline(_LINE)
        if not line.strip():
            break
        key, _, value = line.decode("utf-8", errors="replace").partition(":")
        found.setdefault(key.strip().lower(), value.strip())
    return found


def _skip(stream: BinaryIO, size: int) -> bool:
    while size > 0:
        piece = stream.read(min(size, 2**20))
        if not piece:
            return False
        size -= len(piece)
    return True


def _page(head: dict[str, str], url: str, data: bytes, limit: int) -> WarcPage | BadInput | None:
    if head.get("warc-type") == "resource":
        return WarcPage(url, head.get("warc-date"), Raw(data, url, head.get("content-type", "").split(";")[0], url=url))
    top, _, body = data.partition(b"\r\n\r\n")
    status, *lines = top.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[:_HEADERS])
    headers = {key.strip().lower(): value.strip() for key, _, value in pairs}
    kind, _, rest = headers.get("content-type", "").lower().partition(";")
    if " 200" not in status[:16] or not _readable(kind):
        return None
    try:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = _dechunk(body)
        if headers.get("content-encoding", "").lower() in ("gzip", "x-gzip", "deflate") and body[:1] in (
            b"\x1f",
            b"\x78",
        ):
            body = gunzip([body], url, limit)
    except (BadInput, ValueError, zlib.error) as error:
        return BadInput(f"{url}: {error}")
    charset = rest.partition("charset=")[2].split(";")[0].strip("\"' ") or None
    return WarcPage(url, head.get("warc-date"), Raw(body, url, kind.strip(), charset, url))


def _readable(kind: str) -> bool:
    return kind.strip() in ("", "text/html", "application/xhtml+xml", "text/plain", "application/pdf", "text/markdown")


def _dechunk(body: bytes) -> bytes:
    """The body of a chunked response; one that is not chunked after all is returned as it is."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 32)
        try:
            size = int(body[at:end].split(b";")[0], 16) if end > 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return body if not parts else b"".join(parts)
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
