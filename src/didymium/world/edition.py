"""Editions of the world as one file: packed with checksums, installed whole or not at all, the old ones kept."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from didymium.errors import BadInput, BadTable
from didymium.files import data_folder, write_atomic
from didymium.world import schema
from didymium.world.check import columns
from didymium.world.load import EDITION_FILE, TABLES, World, edition_of, forget, installed

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, NotImplementedError,
            RuntimeError)  # fmt: skip
MOST_BYTES, MOST_FILES = 400_000_000, 500  # of a packed edition, unpacked
_FILE = re.compile(r"[a-z_]+\.(?:csv|parquet)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")


@dataclass(frozen=True)
class Edition:
    """One edition at hand: its name, folder and whether verbs read it."""

    name: str
    folder: Path
    current: bool


def pack(folder: Path, out: Path, name: str, day: str) -> Path:
    """Writes the tables of a folder as one file, with their checksums; the same tables give the same bytes.

    name: of the edition (2026.12); day: on which its tables were closed (ISO date).
    """
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if _FILE.fullmatch(p.name)}
    if "facts.parquet" not in files and "facts.csv" not in files:
        raise BadInput(f"{folder} holds no world (no table facts)")
    _named(name)
    head = {"edition": name, "day": day, "sha256": {n: hashlib.sha256(d).hexdigest() for n, d in files.items()}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in {EDITION_FILE: json.dumps(head, indent=1).encode(), **files}.items():
            info = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return write_atomic(out, buffer.getvalue())


def install(data: bytes, said: str) -> Edition:
    """Installs a packed edition in the user's data folder and makes it the one that verbs read.

    said: where it is from, for messages. Its folder appears whole, the pointer to it is changed last, older editions
    stay. Raises `BadTable` where a checksum or a table does not fit: then nothing changes.
    """
    root = data_folder() / "world"
    root.mkdir(parents=True, exist_ok=True)
    files, name = _unpacked(data, said)
    target = root / name
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=root) as room:
            made = Path(room) / name
            made.mkdir()
            for member, content in files.items():
                (made / member).write_bytes(content)
            _readable(made, said)
            shutil.move(made, target)
    elif any((target / n).read_bytes() != c for n, c in files.items()):
        raise BadInput(f"{said}: another edition {name} is installed; it needs a name of its own")
    write_atomic(root / "current", name)
    forget()
    return Edition(name, target, current=True)


def use(name: str) -> Edition:
    """Makes an installed edition (or `package`, the one that ships) the one that verbs read."""
    root = data_folder() / "world"
    known = {e.name: e for e in editions()}
    if name not in known:
        raise BadInput(f"no edition {name!r} is at hand; there are {', '.join(known)}")
    write_atomic(root / "current", "" if known[name].folder == TABLES else name)
    forget()
    return Edition(name, known[name].folder, current=True)


def editions() -> tuple[Edition, ...]:
    """The edition that ships (`package`) and those installed, by name."""
    root, now = data_folder() / "world", installed()
    folders = sorted(p for p in root.iterdir() if (p / EDITION_FILE).is_file()) if root.is_dir() else []
    return (Edition("package", TABLES, now is None), *(Edition(p.name, p, p == now) for p in folders))


def _unpacked(data: bytes, said: str) -> tuple[dict[str, bytes], str]:
    """The files of a packed edition, each held against its checksum, and the edition's name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_FILES or sum(i.file_size for i in archive.infolist()) > MOST_BYTES:
                raise BadTable(f"{said}: more than {MOST_BYTES // 10**6} MB or {MOST_FILES} files; this is no edition")
            files = {i.filename: archive.read(i) for i in archive.infolist()}
        head = json.loads(files[EDITION_FILE])
        sums, name = dict(head["sha256"]), _named(str(head["edition"]))
    except _DAMAGED:
        raise BadTable(f"{said}: no packed edition; give the file of `didymium world pack`") from None
    for each in (*files, *sums):
        content = files.get(each)
        fault = (
            "is missing" if content is None else None if each == EDITION_FILE else
            "is no table" if not _FILE.fullmatch(each) else
            "does not fit its checksum" if sums.get(each) != hashlib.sha256(content).hexdigest() else None
        )  # fmt: skip
        if fault:
            raise BadTable(f"{said}: {each} {fault}; fetch the edition again")
    return files, name


def _named(name: str) -> str:
    if not _NAME.fullmatch(name) or name in ("package", "current"):
        raise BadInput(f"edition name {name[:40]!r}: give letters, digits, dots and dashes, as 2026.12")
    return name


def _readable(folder: Path, said: str) -> None:
    """Refuses an edition of which a table cannot be read or lacks a column."""
    world = World(folder=folder, edition=edition_of(folder))
    try:
        faults = list(columns(world))
    finally:
        forget()  # the folder moves to its place
    if faults:
        raise BadTable(f"{said}: {faults[0][1]}: {faults[0][3]}; {len(schema.tables())} tables are needed")
