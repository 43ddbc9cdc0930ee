"""What the command line prints: no sequence or mark from a text of others reaches the terminal as an order."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

# Control characters but tab and line end, escapes but colours, C1, marks that turn the direction of writing.
_ORDERS = re.compile(
    "[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[[0-9;]{0,20}m)"
)


def printable(text: str) -> str:
    """`text` without what a terminal would obey or turn around; colours and line ends stay."""
    return _ORDERS.sub("", text)


class _Clean:
    """A stream that passes printable text on; everything else about it is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(printable(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def cleaned_output() -> Iterator[None]:
    """Standard output and error that are safe to look at, and that take any character whatever their encoding."""
    before = sys.stdout, sys.stderr
    for stream in before:
        if hasattr(stream, "reconfigure"):  # UTF-8 too: a file's name may hold half a surrogate
            stream.reconfigure(errors="replace")
    sys.stdout, sys.stderr = _Clean(before[0]), _Clean(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def print_json(value: Any, indent: int | None = 2) -> None:
    """Prints a value as JSON, on lines of its own or (indent None) on one line."""
    print(json.dumps(value, ensure_ascii=False, indent=indent, default=str), flush=True)


def progress(what: str) -> Callable[..., None] | None:
    """What shows on a terminal how many of `what` are done: called with done, total, more words; None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int, more: str = "") -> None:
        end = "\n" if done >= total else ""
        print(f"\r{what} {done:,} of {total:,}{more}", end=end, file=sys.stderr, flush=True)

    return show


def usd(value: float) -> str:
    """An amount of dollars to two figures that a reader can take in: `$1.4bn`."""
    for size, name in ((1e12, "trn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"${value / size:.3g}{name}" if abs(value) < 100 * size else f"${value / size:.0f}{name}"
    return f"${value:.0f}"


def money(value: float) -> str:
    """A sum of dollars, negative ones too, to two significant figures."""
    size = usd(float(f"{abs(value):.2g}"))
    return f"-{size}" if value < 0 else size
