"""What the news is and is not: the step of its process at which it stands, and what remains to be done.

`data/lexicon/ladders.csv` holds the processes (a bill, a case, a loan, a takeover, a mine), each from its last step to
its first: the first step whose words a sentence of the article has is where the news stands.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from didymium import labels
from didymium.brief.first_line import News
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.relations import Operand
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Reading, Sentence, SpanEvidence

NEAR = 0.5  # nearness from which a first output is that of the plant of the news
HEAD = 900  # characters in which an article says how firm its news is
AT, SOON = 0.9, 45  # nearness of the day from which a measure of the news applies, and days ahead of it that matter
LED = 90  # characters before a day that say what it is the day of
OPENS = 1500  # characters of an article that say which process it is about
LOSSES = frozenset({  # labels of what is reckoned of output or sales that are gone
    "A month of standstill", "At stake", "Price", "Size of the cut", "What a stop costs", "What the stop takes",
    "When it matters",
})  # fmt: skip
PLANNED = (
    r"draft|proposes?|proposed|plans? to|planning to|considers?|considering|weighs?|weighing|mulls?|bill\b|aims? to"
    r"|preparing to"
)
SOURCES = (
    r"sources? (?:said|says?|told|close|with|familiar)|(?:two|three|several|many|trade|industry|market) sources"
    r"|according to sources|people (?:familiar|with knowledge)|person familiar"
)
_OPENLY = re.compile(
    r"(?i)\b(?:confirmed|announced|declared|(?:in|by|to) a (?:statement|filing|notice|decree)|published)\b"
)
_FAILED = re.compile(
    r"(?i)\b(?:fail\w*|reject\w*|voted? (?:down|against)|defeat\w*|scrap\w*|abandon\w*|drop(?:s|ped))\b"
)
_UNDATED = re.compile(
    r"(?i)\bno (?:\w+ )?(?:schedule|date|timeline|timetable)\b|"
    r"\b(?:schedule|date|timeline|timetable) (?:has|have) (?:not|yet to) (?:yet )?be(?:en)? set|"
    r"\bnot (?:yet )?(?:set|given|announced) (?:a|any) (?:date|timeline|timetable)"
)
_OUTPUT = re.compile(  # before the day or year of a first output
    r"(?i)\b(?:production|producing|produce|output|on[- ]?stream|online|operational|operat\w+)\b[^.;]{0,45}$"
)
_DENIED = re.compile(r"(?i)\b(?:not|never|n[’']t|yet to|without|refus\w+ to) (?:yet |even )?$")  # right before a step
_APPLIES = re.compile(  # before the day from which a measure applies
    r"(?i)\b(?:from|starting|beginning|effective|as of|takes? effect|(?:come|go)(?:es)? into (?:force|effect)|"
    r"will (?:start|begin|apply))(?: on| in| from)?\s*$"
)
_LATER = frozenset({"money", "memorandum", "court", "project"})  # processes after which a plant must still be built
NOUNS = {
    "export_restriction": "measure", "restriction_eased": "easing", "import_measure": "duty", "investment": "money",
    "agreement": "agreement", "corporate": "deal", "supply_project": "project", "stockpile": "stockpile",
    "price_support": "support", "list_designation": "list",
}  # fmt: skip


@dataclass(frozen=True)
class _Step:
    """One step of a process: for which news, by which words of one sentence beside which of the opening."""

    process: str
    when: frozenset[str]
    opening: bool
    needs: re.Pattern[str] | None
    words: re.Pattern[str]
    bars: re.Pattern[str] | None
    spares: bool
    says: str

    def fits(self, lead: Lead | None, opening: str) -> bool:
        """Whether it is a step of such news."""
        own = {lead.family, lead.direction, f"{lead.family}/{lead.direction}", lead.event.type} if lead else set()
        return (not self.when or bool(self.when & own)) and (self.needs is None or bool(self.needs.search(opening)))

    def tells(self, words: str) -> bool:
        """Whether a sentence tells it, and nothing that bars it."""
        found = self.words.search(words)
        denied = found is not None and _DENIED.search(words[: found.start()]) is not None
        return found is not None and not denied and not (self.bars and self.bars.search(words))


@cache
def _ladders() -> tuple[_Step, ...]:
    with (labels.DATA / "lexicon" / "ladders.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            _Step(
                r["process"], frozenset(r["when"].split()), r["place"] == "opening",
                _words(r["needs"]), re.compile(rf"(?i)\b(?:{r['words']})"), _words(r["bars"]), bool(r["drops"]),
                r["says"],
            )
            for r in csv.DictReader(lines)
        )  # fmt: skip


def _words(told: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?i)(?:^|\b)(?:{told})") if told else None


def status(
    reading: Reading, lead: Lead | None, told: News, pool: Sequence[Operand], ledger: Ledger, context: Context
) -> tuple[Sentence, ...]:
    """One sentence on where the news stands; none where it is done, or its own sentence says how firm it is."""
    made = carried(_worded(reading, lead, told, pool, ledger), ledger, context)
    return () if made is None else (made,)


def spares(first: Sequence[Sentence]) -> bool:
    """Whether nothing is lost where the news stands, so that no loss and no gap is reckoned (`LOSSES`)."""
    return any(step.spares and s.text.startswith(step.says[:-1]) for s in first for step in _ladders())


def _worded(
    reading: Reading, lead: Lead | None, told: News, pool: Sequence[Operand], ledger: Ledger
) -> Iterator[Sentence]:
    words, key = reading.article.text[told.start : told.end], ledger.span(told.start, told.end)
    if lead is not None and lead.event.status == "denied":
        yield say("The report is denied, not confirmed.", key)
    for step, at in _steps(reading, lead, told):
        yield from _told(step, reading, ledger.span(*at), pool, ledger)
    if lead is not None and lead.direction == "tighten" and (first := _from(reading.article.text, pool, ledger)):
        yield say(f"Nothing changes before {first.said}.", *first.extra)
    if lead is not None and lead.event.status == "proposed":
        planned = re.search(rf"(?i)\b(?:{PLANNED})", told.said.text)
        if not planned and not _FAILED.search(f"{lead.title} {words}"):
            yield say(f"The {NOUNS.get(lead.event.type, 'step')} is planned, not decided.", key)
    if lead is not None and not _OPENLY.search(words) and not _confirmed(reading.article.text[told.end : HEAD]):
        if re.search(rf"(?i)\b(?:{SOURCES})", told.said.text):
            return  # which says it itself
        after = [s for s in split_sentences(reading.article.text) if s[1] > told.start][:2]
        for start, end in after:
            if start < HEAD and re.search(rf"(?i)\b(?:{SOURCES})\b", reading.article.text[start:end]):
                unnamed = "The report rests on unnamed sources and is not confirmed."
                yield say(unnamed, ledger.span(start, end))


def _confirmed(text: str) -> bool:
    """Whether somebody confirms the news in what follows it."""
    return any(not _DENIED.search(text[: found.start()]) for found in _CONFIRMED.finditer(text))


_CONFIRMED = re.compile(r"(?i)\bconfirm(?:s|ed)\b(?! (?:that )?(?:talks|it is in talks))")


def _steps(reading: Reading, lead: Lead | None, told: News) -> Iterator[tuple[_Step, tuple[int, int]]]:
    """The step of each process that the article tells, with the place of the sentence; none after one that is done."""
    text = reading.article.text
    head = f"{reading.article.title}. {text[:OPENS]}"
    near, news = [s for s in split_sentences(text) if s[0] < HEAD], (told.start, told.end)
    found: dict[str, tuple[_Step, tuple[int, int]]] = {}
    for step in _ladders():
        if step.process in found or not step.fits(lead, head):
            continue
        places = [news, *near] if step.opening else [news]
        if at := next(((s, e) for s, e in places if step.tells(text[s:e])), None):
            found[step.process] = step, at
    yield from (one for one in found.values() if one[0].says)


def _told(step: _Step, reading: Reading, key: str, pool: Sequence[Operand], ledger: Ledger) -> Iterator[Sentence]:
    """A step in words; with the first year in which a plant delivers that does not stand, or that no date is set."""
    text, whole = reading.article.text, step.says.endswith(".")
    said, joint = (step.says[:-1], ";") if whole else (step.says, ":")
    first = _first_output(text, pool, ledger) if step.process in _LATER else None
    if first is not None:
        yield say(f"{said}{joint} no tonnes before {first.said}.", key, *first.extra)
    if not whole:
        yield say(f"{said}: it brings no tonnes yet.", key)
        return
    undated = (s for s in split_sentences(text) if s[0] < OPENS and _UNDATED.search(text[s[0] : s[1]]))
    if " remain" in said and (at := next(undated, None)):
        yield say(f"{said}; no date is set.", key, ledger.span(*at))
    yield say(step.says, key)


def _first_output(text: str, pool: Sequence[Operand], ledger: Ledger) -> Operand | None:
    """The first day or year ahead in which the article says that something is made."""
    return _first(_OUTPUT, NEAR, 0, text, pool, ledger)


def _from(text: str, pool: Sequence[Operand], ledger: Ledger) -> Operand | None:
    """The day or month, weeks ahead, from which a measure of the news applies."""
    return _first(_APPLIES, AT, SOON, text, pool, ledger)


def _first(
    led: re.Pattern[str], near: float, later: int, text: str, pool: Sequence[Operand], ledger: Ledger
) -> Operand | None:
    """The first day of the article more than some days ahead before which certain words stand."""
    today = next((o.value for o in pool if o.role == "today"), None)
    days = (
        o for o in pool
        if o.kind == "date" and o.near >= near and o.extra and today is not None and o.value > today + later
        and o.role in {"start", "year_end", "ahead", "entry"}
        and isinstance(e := ledger.evidence.get(o.id), SpanEvidence)
        and led.search(text[max(0, e.start - LED) : e.start])
    )  # fmt: skip
    return min(days, key=lambda o: o.value, default=None)
