"""Archives cut into chunks that any worker can read by itself: byte ranges at the borders of records.

A record belongs to the chunk in which it starts. A WARC whose records are gzip members of their own is cut at those
members, an uncompressed one by the lengths in its headers, JSON lines at line ends, a folder by its files. One gzip
stream over a whole file cannot be entered in the middle and is one chunk.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from didymium.errors import BadInput, DidymiumError
from didymium.files import below
from didymium.news.formats import decode
from didymium.news.items import Item, json_lines, open_source, warc_items
from didymium.news.warc import next_head

SIZE = 4 << 20  # bytes of an archive a chunk
FILES = 200  # files of a folder a chunk
MEMBER = b"\x1f\x8b\x08"
_WINDOW = 1 << 20
_HEAD = b"WARC/"


@dataclass(frozen=True)
class Chunk:
    """A piece of an archive: bytes `start` to `end` of a file, or the files of a folder in that order of numbers.

    archive: hash of name, size and first bytes, so that a file that was changed is another archive.
    """

    archive: str
    path: str
    kind: str  # warc-members, warc, jsonl, folder, whole
    start: int
    end: int

    @property
    def key(self) -> str:
        """What names the chunk in the store."""
        return f"{self.archive}:{self.start}-{self.end}"


def chunks(sources: Iterable[str | Path], size: int = SIZE) -> Iterator[Chunk]:
    """The chunks of archives (WARC, JSON lines, plain or gzip) and folders, in order, made as they are asked for.

    Raises `BadInput` for a source that is missing or of another kind.
    """
    for source in sources:
        path = Path(source).absolute()
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file():
            yield from _file(path, size)
        else:
            raise BadInput(f"{source}: no such file or folder")


def items(chunk: Chunk, wanted: Callable[[str], bool] | None = None) -> Iterator[Item]:
    """The articles of a chunk, or the error in the place of one; raises `BadInput` where the file is not as it was.

    wanted: told the raw page of a WARC record before it is parsed; one that is not wanted comes without an article.
    """
    path = Path(chunk.path)
    if chunk.kind == "folder":
        yield from _files(path, chunk)
        return
    if _fingerprint(path) != chunk.archive:
        raise BadInput(f"{path}: is not the file that was cut here; all workers must see the same archives")
    if chunk.kind == "whole":
        opened = open_source(path)
        yield from ([Item(path.name, opened)] if not isinstance(opened, Iterator) else opened)
    elif chunk.kind == "jsonl":
        with path.open("rb") as stream:
            yield from json_lines(_lines(stream, chunk), f"{path.name} at {chunk.start}")
    else:
        yield from _warc(path, chunk, wanted)


def _file(path: Path, size: int) -> Iterator[Chunk]:
    name, archive, length = path.name.lower(), _fingerprint(path), path.stat().st_size
    packed = _starts(path).startswith(MEMBER[:2])
    if name.removesuffix(".gz").endswith(".warc"):
        kind = ("warc-members" if _in_members(path) else "whole") if packed else "warc"
    elif name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        kind = "whole" if packed else "jsonl"
    else:
        raise BadInput(f"{path}: not an archive; give .warc, .warc.gz, .jsonl, .ndjson (also .gz) or a folder")
    if kind == "whole":
        yield Chunk(archive, str(path), kind, 0, length)
        return
    if kind == "warc":
        yield from _by_length(path, archive, size, length)
        return
    for start in range(0, length, size):
        yield Chunk(archive, str(path), kind, start, min(start + size, length))


def _by_length(path: Path, archive: str, size: int, length: int) -> Iterator[Chunk]:
    """Chunks of an uncompressed WARC: its headers say where each record ends, so its content is never searched."""
    start = 0
    with path.open("rb") as stream:
        while head := next_head(stream):
            try:
                stream.seek(max(0, int(head.fields.get("content-length", "-1"))), io.SEEK_CUR)
            except (ValueError, OverflowError):
                break
            if stream.tell() - start >= size:
                yield Chunk(archive, str(path), "warc", start, min(stream.tell(), length))
                start = stream.tell()
    if start < length:
        yield Chunk(archive, str(path), "warc", start, length)


def _folder(path: Path) -> Iterator[Chunk]:
    names = _names(path)
    for start in range(0, len(names), FILES):
        part = names[start : start + FILES]
        digest = hashlib.sha256("\n".join([str(path), *part]).encode(errors="replace"))
        for name in part:
            digest.update(str((path / name).stat().st_size).encode())
        yield Chunk(digest.hexdigest()[:24], str(path), "folder", start, start + len(part))


def _names(path: Path) -> list[str]:
    return [name.as_posix() for name in below(path)]


def _files(path: Path, chunk: Chunk) -> Iterator[Item]:
    for name in _names(path)[chunk.start : chunk.end]:
        try:
            opened = open_source(path / name)
        except DidymiumError as error:
            yield Item(name, None, error)
            continue
        if isinstance(opened, Iterator):
            yield from (item._replace(id=f"{name}#{item.id}") for item in opened)
        else:
            yield Item(name, opened)


def _starts(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(64)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({(error.strerror or '').lower()})") from None


def _fingerprint(path: Path) -> str:
    try:
        length = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(65536)
            file.seek(max(0, length - 65536))
            last = file.read(65536)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({(error.strerror or '').lower()}); all workers must see it") from None
    return hashlib.sha256(
        b"\n".join([path.name.encode(errors="replace"), str(length).encode(), first, last])
    ).hexdigest()[:24]


def _lines(stream: BinaryIO, chunk: Chunk) -> Iterator[str]:
    """The lines that start within the chunk."""
    at = chunk.start
    if at:
        stream.seek(at - 1)
        at += len(stream.readline()) - 1
    while at < chunk.end and (line := stream.readline()):
        at += len(line)
        yield decode(line)


def _in_members(path: Path) -> bool:
    """Whether each record is a gzip member of its own: the first member ends before the file does."""
    inflate, read = zlib.decompressobj(31), 0
    with path.open("rb") as file:
        while (data := file.read(_WINDOW)) and not inflate.eof:
            try:
                inflate.decompress(data)
            except zlib.error:
                return False
            read += len(data)
            if read > 64 * _WINDOW:
                return False
    return inflate.eof and read - len(inflate.unused_data) < path.stat().st_size


def _warc(path: Path, chunk: Chunk, wanted: Callable[[str], bool] | None) -> Iterator[Item]:
    with path.open("rb") as stream:
        if chunk.kind == "warc":
            stream.seek(chunk.start)
            yield from warc_items(stream, path.name, until=chunk.end, wanted=wanted)
            return
        start = _next_member(stream, chunk.start, chunk.end)
        while start is not None and start < chunk.end:
            member = Member(stream, start)
            yield from warc_items(cast(BinaryIO, io.BufferedReader(member)), f"{path.name} at {start}", wanted=wanted)
            # a damaged member is passed over: the next that opens a record goes on
            start = member.end if member.end is not None else _next_member(stream, start + 1, chunk.end)


def _next_member(stream: BinaryIO, at: int, end: int) -> int | None:
    """Where the first record from `at` on begins; None where none begins before `end`."""
    while at < end:
        stream.seek(at)
        data = stream.read(_WINDOW)
        place = data.find(MEMBER)
        while place >= 0 and at + place < end:
            if _opens_record(stream, at + place):
                return at + place
            place = data.find(MEMBER, place + 1)
        if len(data) < len(MEMBER):
            return None
        at += max(1, len(data) - len(MEMBER) + 1)
    return None


def _opens_record(stream: BinaryIO, at: int) -> bool:
    """Whether a gzip member starts here whose content starts as a record does (three bytes alone may be chance)."""
    stream.seek(at)
    try:
        return zlib.decompressobj(31).decompress(stream.read(512), 64).startswith(_HEAD)
    except zlib.error:
        return False


class Member(io.RawIOBase):
    """One gzip member as a stream; `end` is where it ends in the file, once it was read to its end."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._stream, self._at = stream, start
        self._inflate = zlib.decompressobj(31)
        self.end: int | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer with the member's content; 0 at its end. Raises `EOFError` where it is cut."""
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._next()
            if not data:
                raise EOFError("cut in the middle of a record")
            out = self._inflate.decompress(data, len(buffer))
            if self._inflate.eof:
                self.end = self._at - len(self._inflate.unused_data)
            if out:
                buffer[: len(out)] = out
                return len(out)
        return 0

    def _next(self) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(65536)
        self._at += len(data)
        return data
