"""Many articles from one source (folder, JSON lines, feed, web archive), in order, each with its id."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from didymium.errors import BadArticle, BadInput, DidymiumError
from didymium.files import clean
from didymium.news.article import article_of, is_past, parse
from didymium.news.fetch import LIMIT, Fetcher, Raw, fetch, is_url
from didymium.news.formats import decode, sniff, visible
from didymium.news.page import fragment_text, strip_raw
from didymium.news.parsers import FEED, PARSERS
from didymium.news.warc import warc_pages
from didymium.records import Article
from didymium.text.stamps import stamp

MAX_FEED = 8 * 2**20
MOST_PACKED = 200  # bytes that one byte of gzip may unpack to, beyond the first 32 MB: pages reach 30, zeros 1,000


class Item(NamedTuple):
    """One input of a collection: its id, and the article or the error that stands in its place."""

    id: str
    article: Article | None
    error: DidymiumError | None = None


def open_source(
    source: str | Path, *, offline: bool = True, fetcher: Fetcher | None = None
) -> Article | Iterator[Item]:
    """The article in `source`, or an iterator of items when it holds many (folder, JSON lines, feed, archive)."""
    path = Path(source) if not is_url(str(source)) and str(source) != "-" else None
    if path is not None and _is_folder(path):
        return _folder(path)
    if path is not None and (kind := _streamed(path)):
        return _json_lines_file(path) if kind == "jsonl" else _warc_file(path)
    return _open_raw(fetch(source, offline=offline, fetcher=fetcher))


def _open_raw(raw: Raw) -> Article | Iterator[Item]:
    kind = sniff(raw)
    if kind == "feed":
        return iter(feed_items(raw))
    if kind == "jsonl" or (kind == "json" and raw.data.lstrip()[:1] == b"["):
        lines = _array(raw) if kind == "json" else decode(raw.data).split("\n")
        return json_lines(lines, raw.name)
    return parse(raw)


def feed_items(raw: Raw) -> list[Item]:
    """The entries of an RSS or Atom feed: headline and summary as text, time with zone, link, feed title as source."""
    if len(raw.data) > MAX_FEED:
        raise BadArticle(f"{raw.name}: a feed of {len(raw.data) / 2**20:.0f} MB, the limit is {MAX_FEED // 2**20} MB")
    feed = PARSERS.call("didymium.news.parsers:feed", {"name": raw.name}, raw.data, what=raw.name, limits=FEED)
    if not feed["entries"]:
        raise BadArticle(f"{raw.name}: a feed without entries")
    outlet = _words(feed["title"])
    return [_feed_item(entry, outlet, place) for place, entry in enumerate(feed["entries"], 1)]


def _feed_item(entry: dict[str, Any], outlet: str, place: int) -> Item:
    name = entry["id"] or entry["link"] or str(place)
    title = _words(entry["title"])
    body = max((fragment_text(strip_raw(text)[0]) for text in entry["bodies"]), key=len)
    row = {"title": title, "text": f"{title}\n\n{body}".strip(), "url": entry["link"], "date": entry["date"],
           "author": _words(entry["author"]), "source": _words(entry["source"]) or outlet}  # fmt: skip
    return _item(name, row, f"entry {place}")


def _words(html: Any) -> str:
    return " ".join(fragment_text(visible(str(html or ""))).split())


def _item(name: str, row: dict[str, Any], place: str) -> Item:
    try:
        return Item(name, article_of(row, place))
    except DidymiumError as error:
        return Item(name, None, error)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _folder(folder: Path) -> Iterator[Item]:
    """Every file below a folder by name order; ids are paths relative to it. Raises `BadInput` where there is none."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    seen = sorted(name for name in names if not any(part.startswith(".") for part in name.parts))
    if not seen:
        raise BadInput(f"{folder}: a folder without files")
    for name in seen:
        path = folder / name
        try:
            opened = open_source(path)
        except DidymiumError as error:
            yield Item(name.as_posix(), None, error)
            continue
        if isinstance(opened, Article):
            yield Item(name.as_posix(), opened)
        else:
            yield from (item._replace(id=f"{name.as_posix()}#{item.id}") for item in opened)


def _streamed(path: Path) -> str | None:
    """`jsonl` or `warc` for files that are read as a stream, whatever their size."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    return "warc" if name.endswith(".warc") else None


class _Unpacked(io.RawIOBase):
    """The bytes of a gzip file, refused when there are more of them than text or pages can be packed into it."""

    def __init__(self, path: Path) -> None:
        self._file, self._name, self._out = path.open("rb"), str(path)[:200], 0
        self._gzip = gzip.GzipFile(fileobj=self._file)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer`; returns how many bytes it now holds. Raises `BadInput` for a bomb."""
        data = self._gzip.read1(len(buffer))  # not beyond a whole block: what stands before damage is read
        buffer[: len(data)] = data
        self._out += len(data)
        if self._out > LIMIT and self._out > MOST_PACKED * self._file.tell():
            raise BadInput(f"{self._name}: unpacks to more than {MOST_PACKED} times its size; this is no archive")
        return len(data)

    def close(self) -> None:
        """Closes the file."""
        self._gzip.close()
        self._file.close()
        super().close()


def _open(path: Path) -> BinaryIO:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return cast(BinaryIO, io.BufferedReader(_Unpacked(path)) if packed else path.open("rb"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{str(path)[:200]}: cannot be read ({str(reason).lower()})") from None


def _json_lines_file(path: Path) -> Iterator[Item]:
    _open(path).close()  # a missing file is told at once, not at the first item
    return json_lines(_lines(path), str(path))


def _lines(path: Path) -> Iterator[str]:
    with _open(path) as stream:
        try:
            while line := stream.readline(LIMIT):
                yield decode(line)
        except (OSError, EOFError, zlib.error) as error:
            raise BadInput(f"{path}: damaged or cut gzip data ({error})") from None


def _array(raw: Raw) -> list[Any]:
    try:
        rows = json.loads(decode(raw.data), strict=False)
    except (ValueError, RecursionError):
        raise BadArticle(f"{raw.name}: not valid JSON; give an object with title, date, source, text") from None
    return rows if isinstance(rows, list) else [rows]


def json_lines(lines: Any, name: str) -> Iterator[Item]:
    """The articles of lines of JSON (text or parsed), each with its id or its place, or the error in its place."""
    for place, line in enumerate(lines, 1):
        if isinstance(line, str) and not line.strip():
            continue
        where = f"{name} line {place}"
        try:
            row = json.loads(line, strict=False) if isinstance(line, str) else line
        except (ValueError, RecursionError):
            yield Item(str(place), None, BadArticle(f"{where}: not valid JSON"))
            continue
        if not isinstance(row, dict):
            yield Item(str(place), None, BadArticle(f"{where}: not a JSON object"))
            continue
        yield _item(clean(str(row.get("id", place))), row, where)


def _warc_file(path: Path) -> Iterator[Item]:
    _open(path).close()
    return _warc(path, str(path))


def _warc(path: Path, name: str) -> Iterator[Item]:
    with _open(path) as stream:
        yield from warc_items(stream, name)


def warc_items(
    stream: BinaryIO, name: str, until: int | None = None, wanted: Callable[[str], bool] | None = None
) -> Iterator[Item]:
    """The articles of an uncompressed stream of WARC records that begin before `until`, or errors in their places.

    wanted: told the raw text of a page before it is parsed; one that is not wanted comes without article and error.
    """
    try:
        for place, page in enumerate(warc_pages(stream, name, until=until), 1):
            if isinstance(page, BadInput):
                yield Item(f"record {place}", None, page)
                continue
            if wanted and page.raw.content_type != "application/pdf" and not wanted(decode(page.raw.data)):
                yield Item(page.url, None)
                continue
            try:
                yield Item(page.url, _captured(parse(page.raw), page.captured))
            except DidymiumError as error:
                yield Item(page.url, None, error)
    except BadInput as error:
        yield Item(name, None, error)
    except (OSError, EOFError, zlib.error) as error:
        yield Item(name, None, BadInput(f"{name}: damaged or cut gzip data ({error})"))


def _captured(article: Article, captured: str | None) -> Article:
    """A page without a date of its own is dated by its capture."""
    iso = stamp(captured or "")
    return (
        article if article.published or not iso or not is_past(iso) else article.model_copy(update={"published": iso})
    )
