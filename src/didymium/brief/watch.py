"""What to watch: every date ahead that the article states, with what it would mean; then the world's dated states."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from didymium.brief import phrase
from didymium.brief.background import standing
from didymium.brief.frames import Frame
from didymium.brief.lead import kin, rows_about
from didymium.brief.ledger import carried, say
from didymium.brief.setting import Setting
from didymium.brief.summary import is_prose
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Sentence, Watch
from didymium.text import find_dates
from didymium.text.dates import Date

MOST, MOST_WORLD = 10, 3
SHORT = 18  # words of a sentence that is quoted whole
LEAST = 6  # words of a clause that stands alone
SOON = dt.timedelta(days=730)  # the horizon of the world's own dates
_BREAK = re.compile(
    r";\s+| [–—-] |,\s+(?=(?:which|who|where|while|but|although|though|after|as|because|with|adding|compared|up from|"
    r"down from|according)\b)|,\s+(?=(?:and|but)\s+(?:the|it|a|its|[A-Z])\b)|\s(?=(?:while|although|whereas)\b)"
)
_LATER = re.compile(
    r"(?i)\b(?:later (?:this|in the) (?:year|month|week)|(?:second|third|fourth|final|last) (?:quarter|half)|"
    r"by (?:the )?(?:end|year[- ]end)|end of|Q[234])\b"
)
_PAST = re.compile(r"(?i)\b(?:19|20)\d\d(?:'s)? (?:level|forecast|estimate|figure|list|edition|budget)\b")
_APART = re.compile(r"(?:Separately|Elsewhere|In other news|In a separate)\b")
_GOODS = re.compile(
    r"\b(?:bans?|dut(?:y|ies)|tariffs?|quotas?|lev(?:y|ies)|licen[cs]es?|imports?|exports?|shipments?)"
    r" (?:on|of|for) (\w+(?: \w+)?)"
)
_NO_GOODS = frozenset({
    "goods", "products", "metals", "metal", "ores", "minerals", "mineral", "materials", "critical", "exports",
    "imports", "these", "those", "such", "their", "chinese", "american", "russian", "foreign", "dual",
    "certain", "some", "more",
})  # fmt: skip
_VAGUE = re.compile(r"(?i)(?:in|for) (?:a|an|one|the) \w+")
MEANINGS = (  # role of the date, words of its clause, what it would mean
    ("until", r"suspen\w+|paus\w+|truce|waiv\w+|reprieve",
     "what is suspended applies again then unless it is extended"),
    ("", r"expir\w*|lapses?|runs? out", "it ends then unless it is extended"),
    ("", r"contingent|subject to|conditional|transaction|closing of", "until then the deal is not done"),
    ("", r"vote|ruling|rule on|decisions?|decide|verdict|hearing|determination|appeal",
     "what is decided then is the test"),
    ("", r"review\w*|revis\w*|amend\w*", "the terms may change then"),
    ("", r"talks|summit|meet\w*|negotiat\w*|visit", "it is the next occasion on which the terms may change"),
    ("", r"restart\w*|resum\w*|normal|recover\w*|repair\w*|reopen\w*", "each month beyond it is more supply lost"),
    ("", r"permits?|approvals?|investment decision|feasibility", "without it the plan does not go ahead"),
    ("", r"(?:first|start\w*|begin\w*|produc\w*|commission\w*|ramp\w*)\b.*\b(?:output|ore|metal|mine|plant|"
     r"refinery|smelter|capacity|production)|commissioning|operational|on ?stream|online",
     "until then it adds no supply"),
    ("", r"results|report|guidance", "it shows whether the plan holds"),
)  # fmt: skip


@dataclass(frozen=True)
class _Ahead:
    """A date ahead with the sentence of the article in which it stands."""

    date: Date
    start: int
    end: int

    @property
    def order(self) -> str:
        """Sorts by time, the vaguer after the sharper."""
        return self.date.value.ljust(10, "~")


def to_watch(setting: Setting, frame: Frame, context: Context) -> tuple[Watch, ...]:
    """Every date ahead that the article states, soonest first, then up to three of the world's on the same minerals."""
    told: list[Watch] = []
    for one in _few(list(_ahead(setting))):
        sentence = carried(_worded(setting, frame, one), setting.ledger, context)
        if sentence is not None and sentence.text not in {w.sentence.text for w in told}:
            told.append(Watch(date=one.date.value, sentence=sentence))
    days = {w.date: w for w in reversed((*told, *_world(setting, context)))}
    more = [w for w in days.values() if w not in told]
    return (*told, *sorted(more, key=lambda w: w.date)[: max(0, min(MOST_WORLD, MOST - len(told)))])


def _ahead(setting: Setting) -> Iterator[_Ahead]:
    """The dates of the article that lie after the day of the view."""
    text, day = setting.reading.article.text, setting.reading.article.published or setting.today.isoformat()
    for start, end in split_sentences(text):
        words = text[start:end]
        if is_prose(words) and _about(setting, words):
            for date in find_dates(words, day):
                if _comes(date, words, setting.today):
                    yield _Ahead(date, start, end)


def _about(setting: Setting, sentence: str) -> bool:
    """Whether a sentence may be about the story: not one on the trade in another good, or on something else apart."""
    lead, article = setting.lead, setting.reading.article
    low = sentence.lower()
    own = {w[:5] for m in lead.minerals for k in kin(m) for w in re.findall(r"[a-z]{3,}", k.lower())}
    own |= {w[:5] for name in (*lead.firms, lead.site or "") for w in re.findall(r"[a-z]{4,}", name.lower())}
    if any(w[:5] in own for w in re.findall(r"[a-z]{3,}", low)):
        return True
    if _APART.match(sentence):
        return False
    told = own | {w[:5] for w in re.findall(r"[a-z]{4,}", f"{article.title} {lead.event.quote}".lower())}
    goods = [w[:5] for m in _GOODS.finditer(low) for w in re.findall(r"[a-z]{4,}", m[1]) if w not in _NO_GOODS]
    return not goods or any(g in told for g in goods)


def _comes(date: Date, words: str, today: dt.date) -> bool:
    """Whether a date lies ahead: after today, or in what is left of the month or year that it names."""
    now, value = today.isoformat(), date.value
    if _PAST.match(words[date.start :]) or _VAGUE.fullmatch(date.surface):
        return False
    if now.startswith(value) and len(value) < 10:
        near = words[max(0, date.start - 25) : date.end + 10]
        return date.role == "until" or _LATER.search(near) is not None
    return value > now[: len(value)]


def _few(found: list[_Ahead]) -> list[_Ahead]:
    """One telling of each date, the first; bare years only where no sharper date stands in the sentence."""
    sharp = {(a.start, a.end) for a in found if len(a.date.value) > 4}
    own = [a for a in found if len(a.date.value) > 4 or (a.start, a.end) not in sharp]
    first: dict[str, _Ahead] = {}
    for one in own:
        first.setdefault(one.date.value, one)
    ranked = sorted(first.values(), key=lambda a: (len(a.date.value) == 4, a.start))[:MOST]
    return sorted(ranked, key=lambda a: a.order)


def _worded(setting: Setting, frame: Frame, one: _Ahead) -> Iterator[Sentence]:
    """The clause of the date and what it would mean, then the whole sentence, then each alone."""
    text, key = setting.reading.article.text, setting.ledger.span(one.start, one.end)
    whole = " ".join(text[one.start : one.end].split()).rstrip(".")
    clause = " ".join(_clause(text[one.start : one.end], one.date).split()).rstrip(" .,;")
    meaning = _meaning(setting, frame, one, clause)
    tail = f" {phrase.capital(meaning)}." if meaning else ""
    for quote in dict.fromkeys((clause, whole)):
        for end in dict.fromkeys((tail, "")):
            words = re.sub(r"[\"“”]", "'", phrase.capital(quote))
            yield say(f"“{words}”.{end}", key)
            yield say(f"From the article: “{words}”.{end}", key)


def _clause(sentence: str, date: Date) -> str:
    """The part of a long sentence that holds the date and can stand alone."""
    if len(sentence.split()) <= SHORT:
        return sentence
    ends = [0, *(m.end() for m in _BREAK.finditer(sentence)), len(sentence)]
    left = max(e for e in ends if e <= date.start)
    right = min(e for e in ends if e >= date.end)
    part = re.sub(r"^(?:and|but)\s+", "", sentence[left:right])
    alone = re.match(r"(?:The|the|A|a|An|Its|its|It|it|[A-Z])\b|[A-Z]", part) is not None
    if len(part.split()) < LEAST or not (alone or left == 0):
        part = sentence[:right]
    return re.sub(r"[\s,;–—-]+$", "", part)


def _meaning(setting: Setting, frame: Frame, one: _Ahead, clause: str) -> str:
    """What a date would mean: the end or start of what the story is about, else by the words of its clause."""
    lead = setting.lead
    near = lead.event.start < one.end and lead.event.end > one.start
    if len(one.date.value) > 4 and (near or frame.shock == "cut"):
        own = {"until": frame.until, "from": frame.entry}.get(one.date.role, "")
        if own and (one.date.role == "from" or re.search(_ENDS, clause)):
            return own
    if lead.family in TRADE and one.date.role == "from":
        return "from then on it applies"
    fits = (s for role, cue, s in MEANINGS if role in {"", one.date.role} and re.search(rf"(?i)\b(?:{cue})\b", clause))
    return next(fits, "")


TRADE = frozenset({"export_control", "import_measure", "policy"})
_ENDS = r"(?i)\b(?:until|till|through|expir|ends?\b|runs? out|lapses?|suspend|extend)"


# the world's own dates


def _world(setting: Setting, context: Context) -> list[Watch]:
    """Terms of measures of the sides that end, then plants that are due to start outside the place of the news."""
    if not setting.minerals:
        return []
    made = [*_terms(setting), *_plants(setting)]
    return [w for w in made if carried([w.sentence], setting.ledger, context) is not None]


def _terms(setting: Setting) -> Iterator[Watch]:
    """Ends of suspensions and of terms of the measures on the minerals of the story."""
    for known in standing(setting):
        state = known.state
        if state.until is None or not setting.today < state.until <= setting.today + SOON:
            continue
        row, act = known.row, state.last
        told = {
            "suspended": f"The suspension of {known.title} ends on {phrase.day(act.until_text or '')}.",
            "in_force": f"The term of {known.title} ends on {phrase.day(act.until_text or '')}.",
        }.get(state.state)
        if told and len(act.until_text or "") == 10:
            keys = (known.cell(setting, act, "until"), setting.ledger.cell("measures", row, "title"))
            yield Watch(date=str(act.until_text), sentence=say(told, *keys))


def _plants(setting: Setting) -> Iterator[Watch]:
    if setting.lead.family == "market":
        return
    year = pl.col("start_year").cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)
    rows = rows_about(setting.world, "projects", setting.minerals[:1]).filter(
        (year > setting.today.year)
        & (year <= setting.today.year + 2)
        & pl.col("status").is_in(["construction", "financed"])
        & pl.col("country").is_in([c for c in setting.lead.sides if c != setting.lead.actor] or ["USA"])
        & pl.col("minerals").str.starts_with(setting.minerals[0])
    )
    for r in rows.sort("start_year", "name").iter_rows(named=True):
        told = f"{r['name']} in {phrase.country(r['country'])} is due to start in {r['start_year']}."
        cell = setting.ledger.cell("projects", r, "start_year")
        yield Watch(date=str(r["start_year"])[:4], sentence=say(told, cell))
