"""What the bytes of a source are, and their characters: kind, charset, control characters."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from didymium.errors import BadArticle
from didymium.files import clean
from didymium.news.fetch import Raw

Kind = Literal["html", "text", "markdown", "pdf", "feed", "json", "jsonl", "warc"]
_SUFFIXES: dict[str, Kind] = {
    "html": "html", "htm": "html", "xhtml": "html", "pdf": "pdf", "md": "markdown", "markdown": "markdown",
    "rss": "feed", "atom": "feed", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "warc": "warc", "txt": "text",
}  # fmt: skip
_TYPES: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/markdown": "markdown",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/x-ndjson": "jsonl",
    "application/json": "json", "application/warc": "warc",
}  # fmt: skip
_NOT_PROSE = frozenset({"csv", "tsv", "yaml", "yml", "toml", "parquet", "py", "js", "css", "sql"})
_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0",
    b"ID3", b"OggS", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"SQLite format", b"PAR1",
)  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^<>]{0,100}encoding=[\"']([\w.:-]{2,40})", re.I
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|h1|meta|title|main)\b", re.I)
_HTML_ROOT = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.I)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})
"""Codecs that no page is written in; the first takes time by the square of the length."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def sniff(raw: Raw) -> Kind:
    """The kind of a document from its first bytes, its name and what the sender said; binary raises `BadArticle`."""
    head = raw.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(_BINARY) or _is_binary(raw.data):
        raise BadArticle(
            f"{raw.name[:200]}: a binary file, not an article; give HTML, text, Markdown, PDF, a feed or JSON"
        )
    if _FEED.search(head[:1500]) and not _HTML_ROOT.search(head[:1500]):
        return "feed"
    suffix = raw.name.rsplit("?", 1)[0].removesuffix(".gz").rsplit(".", 1)[-1].lower()
    if suffix in _NOT_PROSE:
        raise BadArticle(f"{raw.name[:200]}: a .{suffix} file, not an article; give HTML, text, PDF, a feed or JSON")
    kind = _SUFFIXES.get(suffix) or _TYPES.get(raw.content_type)
    if kind in ("json", "jsonl") or (kind is None and head.startswith((b'{"', b"[{"))):
        return "jsonl" if kind == "jsonl" or _many_lines(raw.data) else "json"
    if kind in ("markdown", "html"):
        return kind
    return "html" if _looks_html(raw.data) else "text"


def decode(data: bytes, declared: str | None = None) -> str:
    """The characters of `data`: byte-order mark, else valid UTF-8, else the declared charset, else Windows-1252.

    A page that says UTF-8 and is not is read as Windows-1252, unless all but a few of its non-ASCII bytes are UTF-8.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace").lstrip("\ufeff")
    wide = _wide(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared or _declared(data))


def visible(text: str) -> str:
    """`clean` text without soft hyphens, zero-width marks and direction marks."""
    return _INVISIBLE.sub("", clean(text))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte of the beginning is zero."""
    head = data[:2000]
    half = len(head) // 2
    if half < 8:
        return None
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half else None


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096])
    return (found.group(1) or found.group(2)).decode("ascii") if found else None


_HIGH = bytes(range(128, 256))
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SEEN = 2**18  # bytes from the first that is not ASCII on, by which the coding is told


def _legacy(data: bytes, declared: str | None) -> str:
    first = _NOT_ASCII.search(data)
    seen = data[first.start() if first else 0 :][:_SEEN]
    high = len(seen) - len(seen.translate(None, _HIGH))
    if sum(map(len, _MULTIBYTE.findall(seen))) > 0.8 * high:
        return data.decode("utf-8", errors="replace")
    try:
        name = codecs.lookup(declared or "cp1252").name
        foreign = name not in ("utf-8", "ascii", "iso8859-1") and not name.startswith(("utf-16", "utf-32"))
        if foreign and name not in _NO_CHARSETS:
            return data.decode(name, errors="replace")
    except (LookupError, UnicodeError):
        pass
    return data.decode("cp1252", errors="replace")


def _is_binary(data: bytes) -> bool:
    head = data[:8192]
    if not head or head.startswith(tuple(mark for mark, _ in _BOMS)) or _wide(head):
        return False
    odd = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return b"\x00\x00" in head or odd > 0.1 * len(head)


def _looks_html(data: bytes) -> bool:
    head = data[:65536]
    if _wide(head) or head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\xff\xfe")[:1] == b"<" and bool(_HTML.search(head))


def _many_lines(data: bytes) -> bool:
    """JSON lines: the first line is a whole object and another follows."""
    first, _, rest = data[:4_000_000].lstrip().partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
