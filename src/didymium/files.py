"""What is written: a file whole or not there, text without orders; one place for every floor."""

from __future__ import annotations

import csv
import errno
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from didymium.errors import BadInput

_NUMBER = re.compile(r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,4})?")
_FORMULA = re.compile(
    r"(^|[;\t\r\n][ \xa0]{0,8})(?=[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20])"
)  # the wide ones in East Asia
_CONTROLS = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " "
) | dict.fromkeys(range(55296, 57344), "�")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # what a full disk or quota says


def inert(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula: what begins like one gets an apostrophe.

    So does what a spreadsheet makes a cell of its own where `;`, a tab or a new line parts cells.
    """
    return cell if _NUMBER.fullmatch(cell) else _FORMULA.sub(r"\1'", cell)


def clean(text: str) -> str:
    """`text` with control characters and turns of direction as spaces and lone surrogates as U+FFFD, one for one."""
    return text.translate(_CONTROLS) if _UNSAFE.search(text) else text


def is_there(path: Path) -> bool:
    """Whether there is a file or folder of this name; False for what can be no name (too long, with a NUL)."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises `BadInput` with one line where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def below(folder: Path) -> list[Path]:
    """The files below a folder but hidden ones, by their paths in it, in order."""
    found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in found if not any(part.startswith(".") for part in path.parts)]


def csv_rows(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of ours, each by the names of its columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def write_atomic(path: str | Path, data: str | bytes) -> Path:
    """Write `data` (text as UTF-8) to `path` and return it; a reader sees the old file or the new one whole.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and take the name in one
    step. Parent folders are made. Raises `BadInput` with one line when the place cannot be written or the disk
    is full; no temporary file stays behind.
    """
    with replacing(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)
    return Path(path)


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write as a stream; it takes the name `path` when the block ends well, as `write_atomic` does it.

    A device, a pipe and what stands for an open file (`/dev/stdout`) are written to and stay what they are; behind a
    link the file that it names is replaced.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(21, "is a folder")
        with target.open("wb") if _is_stream(target) else _replace(Path(os.path.realpath(target))) as file:
            yield file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BadInput(f"cannot write {target}: {reason}; choose another place or free some room") from None


def _is_stream(target: Path) -> bool:
    return str(target.absolute()).startswith(("/dev/", "/proc/")) or (target.exists() and not target.is_file())


@contextmanager
def _replace(target: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def data_folder() -> Path:
    """The user's data folder for Didymium, by the habits of the platform; not made."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "didymium"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "didymium"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "didymium"
