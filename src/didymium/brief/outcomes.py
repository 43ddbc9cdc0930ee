"""What the news comes to by its own words, for families without a number: what a ruling turns on, what is missing.

`data/lexicon/outcomes.csv` says it by the words of one sentence of the article, `missing.csv` by those of several.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from didymium import labels
from didymium.brief import phrase
from didymium.brief.article import told_sentences
from didymium.brief.frames import question
from didymium.brief.ledger import carried, say
from didymium.brief.setting import Setting
from didymium.proof import Context
from didymium.records import Insight, Point, Sentence

LOOKED = 2500  # characters of an article in which its outcome is told
MOST = 2  # outcomes that are told
_SPARED = ("No duties follow", "Importers and users are spared")  # then who asked for it asked in vain
MISSING, ASKER = "What is still to come", "Who asked for it"


@dataclass(frozen=True)
class _Outcome:
    """One row of a table: for which news, by which words of a sentence, beside which others, what is said."""

    when: frozenset[str]
    label: str
    needs: re.Pattern[str]
    words: re.Pattern[str]
    bars: re.Pattern[str] | None
    says: str

    def tells(self, told: str) -> bool:
        """Whether a sentence has the words, and none that bar it."""
        return self._has(told) and not (self.bars and self.bars.search(told))

    def denied(self, told: str) -> bool:
        """Whether a sentence has the words beside those that bar it."""
        return self._has(told) and bool(self.bars and self.bars.search(told))

    def pending(self, told: str) -> bool:
        """Whether it is the words themselves that are told to be open: "approvals remain pending"."""
        return any(_OPEN.match(told, m.end() + 1) for m in self.words.finditer(told))

    def _has(self, told: str) -> bool:
        return bool(self.words.search(told) and self.needs.search(told))


@cache
def _table(name: str) -> tuple[_Outcome, ...]:
    with (labels.DATA / "lexicon" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            _Outcome(
                frozenset(r["when"].split(";")), r.get("label") or MISSING, _words(r.get("needs", "")),
                _words(r["words"]), _words(r["bars"]) if r["bars"] else None, r["says"],
            )
            for r in csv.DictReader(lines)
        )  # fmt: skip


def _words(told: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{told})")


def outcomes(setting: Setting, context: Context) -> tuple[Insight, ...]:
    """What the news comes to, and what it still needs, each under its question."""
    lead = setting.lead
    if lead.kind not in {"news", "notice", "release"} or lead.supposed:
        return ()
    points: dict[str, list[Sentence]] = {}
    for one, told in _told(setting):
        if sum(map(len, points.values())) < MOST and carried((told,), setting.ledger, context) is not None:
            points.setdefault(one.label, []).append(told)
    refused = any(s.text.startswith(_SPARED) for told in points.values() for s in told)
    if refused and (asker := carried(_asker(setting), setting.ledger, context)) is not None:
        points[ASKER] = [asker]
    over = lead.event.status in {"ended", "denied"}
    if not over and (still := carried(_missing(setting), setting.ledger, context)) is not None:
        points[MISSING] = [still]
    made = {label: tuple(Point(label=label, sentences=(s,)) for s in told) for label, told in points.items()}
    return tuple(Insight(question=question(k, lead.mineral or ""), framing=(), points=p) for k, p in made.items())


def foremost(told: tuple[Insight, ...]) -> tuple[tuple[Sentence, ...], tuple[Insight, ...]]:
    """The first of what the news comes to, which may stand right behind it, and the others, with what is missing."""
    if not told or told[0].points[0].label == MISSING:
        return (), told
    first, *rest = told[0].points
    kept = (told[0].model_copy(update={"points": tuple(rest)}),) if rest else ()
    return first.sentences, (*kept, *told[1:])


def _sentences(setting: Setting) -> list[tuple[int, int, str]]:
    text = setting.reading.article.text
    return [(s, e, text[s:e]) for s, e in told_sentences(setting.reading, setting.lead) if s < LOOKED]


def _for(setting: Setting, name: str) -> list[_Outcome]:
    lead = setting.lead
    return [o for o in _table(name) if o.when & {lead.family, f"{lead.family}/{lead.direction}"}]


def _told(setting: Setting) -> Iterator[tuple[_Outcome, Sentence]]:
    """Each outcome that a sentence of the article tells, by the first that does."""
    sentences = _sentences(setting)
    for one in _for(setting, "outcomes"):
        at = next(((s, e) for s, e, words in sentences if one.tells(words)), None)
        if at is not None:
            yield one, say(one.says, setting.ledger.span(*at))


_NAMES = r"(?P<who>(?:[A-Z][\w&.'’-]*(?:,? (?:and|&|of|the) |,? ))*[A-Z][\w&.'’-]*)"
_ASKED = re.compile(
    rf"{_NAMES}(?: \([^)]*\))?,?(?: which| who)? (?:jointly )?(?:petitioned|filed (?:[\w-]+ ){{0,4}}?petitions?|"
    rf"had (?:petitioned|asked|applied) for)|"
    rf"(?:petitions? (?:\w+ ){{0,4}}?by|petitioners?) {_NAMES.replace('who', 'whom')}"
)


def _asker(setting: Setting) -> Iterator[Sentence]:
    """Who asked in vain for a duty or limit, by name."""
    for start, end, words in _sentences(setting):
        if told := _ASKED.search(words):
            who = (told["who"] or told["whom"]).strip(" ,")
            yield say(f"The petition of {who} comes to nothing.", setting.ledger.span(start, end))


_OPEN = re.compile(r"(?i)\b(?:remain\w*|pending|outstanding|still|subject to|await\w*)\b")


def _missing(setting: Setting) -> Iterator[Sentence]:
    """What the article says the matter still needs: "Still missing: further permits and the finance."."""
    sentences, found = _sentences(setting), dict[str, str]()
    for one in _for(setting, "missing"):
        had = any(one.denied(words) for _, _, words in sentences)  # one of several may be had, and others be open
        open_ = (w for w in sentences if one.pending(w[2]) or (one.tells(w[2]) and (not had or _OPEN.search(w[2]))))
        if (at := next(((s, e) for s, e, _ in open_), None)) is not None:
            found[one.says] = setting.ledger.span(*at)
    if found:
        yield say(f"Still missing: {phrase.listed(list(found))}.", *found.values())
