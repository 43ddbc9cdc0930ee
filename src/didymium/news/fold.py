"""Text folded for matching, with the way back: white space runs become one blank, quotes and dashes plain."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "‐": "-", "−": "-", "­": "-"})
_SPACE = re.compile(r"[^\S ]\s*| \s+")  # all runs but a single blank
_BULLET = re.compile(r"(?:[-*•–—·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_OPEN = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|for|and|or|by|with|from|at|as|that|its|is|was|said|will|has|have)) $"
)
_CLOSED = (".", "!", "?", ":", ";", '"', "”", "…", ")")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` has single blanks, and "\\n" only between blocks; `original(start, end)` gives the source's span."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def at(self, index: int) -> int:
        """The position in the source of a position in the folded text."""
        return index + self.shifts[bisect_right(self.starts, index) - 1]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the source of a non-empty span of the folded text."""
        return self.at(start), self.at(end - 1) + 1


def fold(source: str) -> Folded:
    """`source` with each run of white space as one character, so that layout does not change what is found."""
    parts: list[str] = []
    starts, shifts = [0], [0]
    at = out = 0
    for run in _SPACE.finditer(source):
        parts.append(source[at : run.start()])
        out += run.start() - at
        parts.append("\n" if _breaks(source, run) else " ")
        out, at = out + 1, run.end()
        if at - out != shifts[-1]:
            starts.append(out)
            shifts.append(at - out)
    parts.append(source[at:])
    text = "".join(parts)
    return Folded(text if text.isascii() else text.translate(_PLAIN), tuple(starts), tuple(shifts))


def _breaks(source: str, run: re.Match[str]) -> bool:
    """Whether a run of white space ends a block: a blank line, or one line end at a heading or before a bullet."""
    lines = run.group().count("\n")
    if lines != 1:
        return lines > 1
    first = source.rfind("\n", 0, run.start()) + 1
    line = source[max(first, run.start() - 80) : run.start()]
    if line.endswith(_CLOSED) or _BULLET.match(source, run.end()) is not None:
        return True
    goes_on = _OPEN.search(source[max(0, first - 12) : first].rstrip() + " ") if first else None
    return (
        len(line) < 40
        and _starts(line)
        and _starts(source[run.end() : run.end() + 1])
        and not (_OPEN.search(line + " ") or goes_on)
    )


def _starts(text: str) -> bool:
    return bool(text) and (text[0].isupper() or text[0].isdigit())
