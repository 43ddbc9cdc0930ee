"""PDFs and feeds, taken apart by libraries whose time is not told by the size of what they get: in worker processes."""

from __future__ import annotations

import io
import logging
import re
from importlib import import_module
from typing import Any

from didymium.bounded import Limits, Pool, Progress
from didymium.errors import BadArticle

PARSERS = Pool(1)
MOST_ENTRIES = 1000  # of a feed; what follows is not read
_ENTRY_END = re.compile(rb"</(?:\w{1,40}:)?(?:item|entry)\s{0,40}>", re.I)
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError, NotImplementedError,
            AssertionError, ArithmeticError)  # fmt: skip
"""What the libraries raise over bytes that are not what they seem."""
_ENTITY = re.compile(rb"<!ENTITY\b[^>]*+>", re.I)
_NO_CHARACTER = re.compile(  # references to half a surrogate, and beyond the last character
    rb"&#(?:x0*+(?:d[89a-f][0-9a-f]{2}|1[1-9a-f][0-9a-f]{4}|[2-9a-f][0-9a-f]{5}|[0-9a-f]{7,})"
    rb"|0*+(?:55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])"
    rb"|111(?:411[2-9]|41[2-9]\d|4[2-9]\d\d|[5-9]\d{3})|11[2-9]\d{4}|1[2-9]\d{5}|[2-9]\d{6}|\d{8,}));",
    re.I,
)


FEED = Limits(cpu=1.5, wall=20.0, memory=2**30)


def prepare(name: str) -> None:
    """Loads the library of `pdf` or `feed`."""
    import_module({"pdf": "pypdf", "feed": "feedparser"}[name])


def pdf_limits(size: int) -> Limits:
    """Of a PDF of `size` bytes: in proportion to them, so that a small bomb is soon given up."""
    cpu = min(1.5 + 6.0 * size / 2**20, 20.0)
    return Limits(cpu=cpu, wall=6 * cpu, memory=2**30)


def feed(args: dict[str, Any], data: bytes, progress: Progress) -> dict[str, Any]:
    """{"title", "entries": [{"id", "link", "title", "bodies", "date", "author", "source"}]} of an RSS or Atom feed."""
    import feedparser

    ends = _ENTRY_END.finditer(data)
    last = next((end.end() for n, end in enumerate(ends, 1) if n == MOST_ENTRIES), len(data))
    try:
        plain = _NO_CHARACTER.sub(b"&#xFFFD;", _ENTITY.sub(b"", data[:last]))
        found = feedparser.parse(plain, sanitize_html=False, resolve_relative_uris=False)
    except _DAMAGED as error:
        raise BadArticle(f"{args['name']}: a damaged feed ({type(error).__name__})") from None
    return {"title": str(found.feed.get("title") or ""), "entries": [_entry(each) for each in found.entries]}


def _entry(entry: Any) -> dict[str, Any]:
    bodies = [str(part.get("value") or "") for part in entry.get("content", [])] + [str(entry.get("summary") or "")]
    told = {key: str(entry.get(key) or "") for key in ("id", "link", "title", "author")}
    date = str(entry.get("published") or entry.get("updated") or "")
    return told | {"bodies": bodies, "date": date, "source": str((entry.get("source") or {}).get("title") or "")}


def pdf(args: dict[str, Any], data: bytes, progress: Progress) -> dict[str, str]:
    """{"text", "title", "author", "made"} of the PDF in `data`, at most about args["most"] characters of text.

    args["name"] is how errors call it. Raises `BadArticle` for an encrypted or a damaged one.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    name = args["name"]
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on damage are said by our own errors
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadArticle(f"{name}: an encrypted PDF; save it without a password")
        text = "\n\n".join(_pages(reader, args["most"]))
        told: dict[str, Any] = dict(reader.metadata or {})
    except BadArticle:
        raise
    except (PyPdfError, *_DAMAGED) as error:
        raise BadArticle(f"{name}: a damaged PDF ({type(error).__name__}); save it anew or give its text") from None
    except ImportError:
        raise BadArticle(f"{name}: an encrypted PDF of a kind that is not read; save it without a password") from None
    title, author, made = (str(told.get(key) or "").strip() for key in ("/Title", "/Author", "/CreationDate"))
    return {"text": text, "title": title, "author": author, "made": made}


def _pages(reader: Any, most: int) -> list[str]:
    """The text of the pages, lines joined to paragraphs, until there is more of it than is read."""
    pages, size = [], 0
    for page in reader.pages:
        text = _rejoin(page.extract_text() or "")
        pages.append(text)
        size += len(text)
        if size > most:
            break
    return pages


def _rejoin(text: str) -> str:
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    return re.sub(r"(?<=[^\s.:!?])[ \t]*\n(?=[a-z(\d])", " ", text)
