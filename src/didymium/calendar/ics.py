"""The calendar as iCalendar text (RFC 5545): all-day events, CRLF, lines folded at 75 octets."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator

from didymium import __version__
from didymium.calendar.entries import Entry

LEADS = {
    ("loss", False): "If it lapses, the controls come back:",
    ("loss", True): "Once it bites:",
    ("relief", False): "What ends with it:",
    ("relief", True): "What it keeps off:",
}  # by side, and whether the entry takes effect
HEAD = re.compile(r" (?:for|of|on|to|from|in) ")  # what comes before it says whether a title is plural
PLURAL = {"ends": "end", "takes effect": "take effect", "is due": "are due", "starts": "start"}
ALARM_DAYS = 7
LIMIT = 75  # octets of a line
ORDERS = ("Cc", "Cf", "Cs", "Zl", "Zp")  # controls, marks that turn the direction of writing, ends of lines


def to_ics(found: Iterable[Entry], *, stamp: dt.datetime) -> str:
    """The entries as one VCALENDAR, a reminder before each date that is to be warned of. stamp: when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//didymium//didymium {__version__}//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", "X-WR-CALNAME:Critical minerals: what expires and starts"]  # fmt: skip
    made = stamp.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for entry in found:
        lines += _event(entry, made)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _fold(line))


def _event(entry: Entry, made: str) -> Iterator[str]:
    summary = summary_of(entry)
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}@didymium"
    yield f"DTSTAMP:{made}"
    yield f"DTSTART;VALUE=DATE:{entry.date:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.date + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(summary)}"
    yield f"DESCRIPTION:{_text(description_of(entry))}"
    yield f"CATEGORIES:{','.join(_text(c) for c in (entry.kind, *entry.minerals))}"
    if entry.url and entry.url.isascii() and entry.url.isprintable() and " " not in entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    if entry.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(summary)}", f"TRIGGER:-P{ALARM_DAYS}D",
                    "END:VALARM")  # fmt: skip
    yield "END:VEVENT"


def summary_of(entry: Entry) -> str:
    """The entry in one line: who, what, which."""
    about = f" ({entry.when()}, day not stated)" if entry.precision != "day" else ""
    title = entry.title.rstrip(".")
    who = "" if title.startswith(entry.names) else f"{entry.names}: "
    head = HEAD.split(title)[0]
    plural = head.endswith("s") and not head.endswith(("ss", "us"))
    what = PLURAL.get(entry.what, entry.what) if plural else entry.what
    return f"{who}{title} {what}{about}"


def description_of(entry: Entry) -> str:
    """What follows, what it means in the twin, and the source, a line each."""
    lines = [f"Minerals: {', '.join(entry.minerals)}"] if entry.minerals else []
    if entry.extended_to:
        lines.append(f"Reported to be extended to {entry.extended_to}.")
    if entry.next:
        lines.append(entry.next)
    if entry.meaning:
        lines.append(meaning_of(entry))
    return "\n".join([*lines, f"Source: {entry.source}"])


def meaning_of(entry: Entry) -> str:
    """The entry's run in one sentence; "" where it has none."""
    from didymium.brief import phrase

    if entry.meaning is None:
        return ""
    figure = entry.meaning.figure
    lead = LEADS[entry.meaning.side, entry.what == "takes effect"]
    where = phrase.country(str(figure.country))
    return f"{lead} {entry.meaning.words} puts {phrase.with_range(figure)} of value added at risk in {where}."


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        value = value.replace(plain, escaped)
    return "".join(c for c in value if c == "\t" or unicodedata.category(c) not in ORDERS)


def _fold(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never within a character; all but the first begin with a space."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LIMIT:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece
