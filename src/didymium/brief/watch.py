"""What to watch: every date ahead that the article states, with what it would mean; then the measures' own dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.brief import phrase
from didymium.brief.anaphora import leans
from didymium.brief.article import told_sentences
from didymium.brief.background import TRADE_FAMILIES, covers, standing
from didymium.brief.clauses import is_whole, shortened
from didymium.brief.coming import coming, ending
from didymium.brief.first_line import THIS_NOTICE, with_name
from didymium.brief.frames import frame_of
from didymium.brief.lead import Lead, kin
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.measure import the_measure
from didymium.brief.releases import published
from didymium.brief.setting import Setting
from didymium.brief.summary import dated, had_been, is_of_others, is_prose, unopened, was_done, without_tickers
from didymium.proof import Context
from didymium.records import NO_DAY, Reading, Sentence, Watch
from didymium.text import Date, find_dates, find_terms, last_month
from didymium.text.gazetteer import find_names
from didymium.text.syntax import parse
from didymium.world.days import parse_date

MOST, MOST_WORLD = 10, 2
SHORT = 18  # words of a sentence that is quoted whole
FOR_GOOD, MOST_CUT = 9.0, 200  # worth of a part that holds the date; words from which even such a part goes
MOST_WHOLE = 45  # words of an entry
MOST_QUOTED = 24  # words of what is left of a longer one
LEAST = 5  # words of a clause that stands alone
OPENING = 3  # sentences whose firms and sites are those of the story
NEAR = 60  # characters around a date in which its meaning is told
CARRIES = 2  # sentences that go on with a story without a word of it
FURTHEST = 12  # years beyond which a date is a target or the end of a contract
FURTHEST_TERM = 6  # the same of the end of a term that is counted, which tests nothing soon
MOST_NOUN = 9  # words of a noun that stands alone with a year: "a final decision in 2026"
_BREAK = re.compile(
    r";\s+| [–—-] |,\s+(?=(?:which|who|where|while|but|although|though|after|as|because|with|adding|compared|up from|"
    r"down from|according|including)\b)|,\s+(?=(?:and|but)\s+(?:the|it|a|its|[A-Z]|\w+ (?:should|will|would|could))\b)|"
    r"\s(?=(?:while|although|whereas)\b)|\sand (?=\w+ (?:commencing|starting|beginning)\b)"
)
_HANGS = re.compile(r"(?i)(?:of|from|to|by|in|on|for|until|after|before|at)\b")  # says nothing by itself
_LED = re.compile(r"^(?:[\s,;:–—(-]|\b(?:and|but|then|note|with|followed by|rising to)\b)+")
_SAYS = re.compile(r",\s(?P<who>(?:[A-Z]|the )[\w.'’ ]{2,40} (?:said|says|told (?:[A-Z]\w+ ?)+))\.?$")
_LATER = re.compile(
    r"(?i)\b(?:later (?:this|in the) (?:year|month|week)|(?:second|third|fourth|final) (?:quarter|half)|"
    r"last (?:quarter|half) of|by (?:the )?(?:end|year[- ]end)|end of|Q[234]|H2|next|coming|mid)\b"
)
_FORECAST = re.compile(  # of a market, which is no step
    r"(?i)\b(?:demand|consumption|use|market|needs?|world must|total exports|double|triple|quadruple)\b"
)
_BEYOND = re.compile(
    r"(?i)\b(?:beyond|after|past|since|into|20\d\d (?:to|through|and))\s$"
)  # which bounds, and is no day
_YEAR = re.compile(r"(?:19|20)\d\d")
_PAST = re.compile(r"(?i)\b(?:19|20)\d\d(?:'s)? (?:level|forecast|estimate|figure|list|edition|budget|"
                   r"benchmarks?|targets?|goals?|guidance|outlook|strategy|agenda)\b")  # fmt: skip
_TO_COME = re.compile(
    r"(?i)\b(?:will|should|would take|"
    r"due(?! to (?:an?|the|its|\w+ (?:shortage|demand|supply))\b)|(?:plans?|aims?|hopes?|expect\w*|set|scheduled|"
    r"slated|projected|anticipated|intends?|wants?|likely) to)\b"
)
_BARE = re.compile(  # what says of a day or month without a year that it is still to come: anywhere before it
    r"(?i)\b(?:will|would|should|shall|may|could|expect\w*|scheduled|"
    r"due(?! to (?:an?|the|its|\w+ (?:shortage|demand|supply))\b)|slated|set (?:to|for)|plans?|"
    r"planned|aims?|deadline|ha(?:s|ve) until|confident of|on track|tak(?:es?|ing) effect|starting|beginning|if|when|"
    r"ahead of|expires?|agreed to|hop(?:es?|ing)|coming|upcoming|forthcoming)\b|"
    r"\b(?:until|till|by|next|set|effective|extended (?:it |them )?to)"
    r"\s+(?:(?:from|on|as of)\s+)?(?:the\s+)?"  # right before it
    r"(?:\w+\s+of\s+)?(?:(?:mid|early|late)[\s-])?$"
)
_RANGE = re.compile(r"\s(?:to|through|-|–)\s(?:[A-Z]|20\d\d\b)|\s?[-–]\s?(?:20)?\d\d\b")
_AMOUNT_OF = re.compile(  # a figure of the year, and no step in it
    r"(?i)\b(?!(?:19|20)\d\d\b)\d[\d.,–-]*\s?"
    r"(?:[kM]?t|tonnes?|tons?|lb|pounds?|ounces?|oz|[GM]Wh?|mn|bn|million|billion|%|per ?cent|"
    r"pc)?\b(?: [a-z-]+){0,3}(?: \([^)]*\))? (?:in|for|during) $"
)
_GUIDED = re.compile(
    r"(?i)\b(?:output|production|guidance|forecasts?|costs?|spending|capex|revenues?|profits?|prices?|volumes|demand)\b"
)
_SUPERSEDED = re.compile(
    r"(?i)\b(?:(?:previous|prior|earlier|former|original)(?:ly)? (?:\w+ ){0,2}(?:guidance|forecasts?|targets?|schedule|"
    r"estimates?|timelines?|deadlines?)|(?:was|were|has been|have been) (?:\w+ )?"
    r"(?:replaced|superseded|rescinded|scrapped))\b"
)
_GOODS = re.compile(
    r"\b(?:bans?|dut(?:y|ies)|tariffs?|quotas?|lev(?:y|ies)|licen[cs]es?|imports?|exports?|shipments?)"
    r" (?:on|of|for) (\w+(?: \w+)?)"
)
_NO_GOODS = frozenset({
    "goods", "products", "product", "items", "material",
    "metals", "metal", "ores", "minerals", "mineral", "materials", "critical", "exports",
    "imports", "these", "those", "such", "their", "chinese", "american", "russian", "foreign", "dual",
    "certain", "some", "more",
})  # fmt: skip
_MOVED_TO = re.compile(
    r"(?i)\b(?:pushed|extended|postponed|delayed|moved|deferred|rescheduled) (?:back )?(?:to|until) $"
)
_DENIED = re.compile(  # what does not come
    r"(?i)\b(?:den(?:y|ies|ied)\b(?! (?:a|the) (?:request|motion|appeal|bid))|fake|rumou?rs?\b|unfounded|untrue|"
    r"false\b|groundless)"
)
_YEAR_TO = re.compile(r"(?i)\byears? (?:end(?:s|ing|ed)?(?: on)?|to) $")  # names a year and no step
_ANCHORED = re.compile(  # a term from a day that the text does not give
    r"(?i)\b(?:with)?in (?:\w+|\d+)[ -](?:days?|weeks?|months?) (?:of|after|from|following) (?:the |its |their )?"
    r"(?:\w+[’']s )?(?:\w+ )?(?:clos|complet|approv|sign|receipt|effective|deliver)"
)
NOT_DONE = "until then the deal is not done"
MEANINGS = (  # role of the date, words near it, what it would mean
    ("until", r"suspen\w+|paus\w+|truce|waiv\w+|reprieve",
     "what is suspended applies again then unless it is extended"),
    ("", r"expir\w*|lapses?|runs? out(?! of)", "it ends then unless it is extended"),
    ("", r"contingent|subject to|conditional|transaction|closing of|(?:expected|due) to (?:close|complete)",
     NOT_DONE),
    ("", r"vote|ruling|rule on|final decisions?|decides?|decisions? (?:is |are )?(?:due|expected (?:by|on|in))|verdict|"
     r"hearing|determination|appeal",
     "what is decided then is the test"),
    ("", r"comments?\b.{0,40}\b(?:close|due|until|by|through|deadline|submitted)|comment period|consultation",
     "until then it can still be changed"),
    ("", r"(?:deliver|submit|present|publish|issue|report)\w* .{0,40}\b(?:update|report|review|findings)|"
     r"review of|(?:update|report|review) (?:is )?(?:due|expected)",
     "what is reported then is the test"),
    ("", r"(?:investment|construction) decision|feasibility study|financial close", "until then nothing is built"),
    ("", r"summit|(?:will|to|due to|when .{0,40}) meet\b|talks (?:are|is|will|due|resume)",
     "what is agreed then is the test"),
    ("from", r"care and maintenance|mothball\w*|clos\w+|shut\w*|wind\w* down", "from then on its output is lost"),
    ("", r"restart\w*|resum\w*", "each month beyond it is more supply lost"),
    ("", r"(?:first|starts?|begins?|commence) (?:of )?(?:commercial |full )?(?:production|output|operations)|"
     r"commission(?:ed|ing)|come on(?:line| stream)",
     "until then it adds no supply"),
)  # fmt: skip


@dataclass(frozen=True)
class _Ahead:
    """A date ahead with the sentence of the article in which it stands; value: as sharp as the text makes it.

    after: the end of the date before it in the sentence, 0 for none; more: whether another one follows.
    """

    date: Date
    start: int
    end: int
    value: str
    after: int = 0
    more: bool = False

    @property
    def order(self) -> str:
        """Sorts by time, the vaguer after the sharper."""
        return self.value.ljust(10, "~")


def to_watch(
    reading: Reading, ledger: Ledger, today: dt.date, context: Context, setting: Setting | None = None
) -> tuple[Watch, ...]:
    """Every date ahead that the article states and the ends of the measures that it is about, soonest first.

    setting: of the news; None where none could be settled, so that all dates are told and no measures.
    """
    told: list[tuple[str, Watch]] = []  # with what sorts it: "mid-2026" by the end of June
    lead = setting.lead if setting else None
    _, act = _act_day(reading, lead)
    known = setting is not None or reading.article.published is not None  # the day of which it is read
    for one in _few(list(_ahead(reading, lead, today, known))):
        sentence = carried(_worded(reading, lead, ledger, one), ledger, context)
        counted = one.date.kind == "span" and one.value not in _ends_from(sentence, reading.article.published)
        if sentence is not None and counted and act is not None:  # from whose day it is counted
            key = ledger.span(*act)
            sentence = sentence.model_copy(update={"evidence": tuple(dict.fromkeys((*sentence.evidence, key)))})
        if sentence is None:
            continue
        same = next((w.sentence for _, w in told if _holds(w.sentence, sentence)), sentence)
        if len(one.value) == len("2025") and same in [w.sentence for _, w in told]:
            continue
        bare = one.date.role == "until" and _WEEKDAY.fullmatch(one.date.surface)  # the words say no day
        part = len(one.value) > len(one.date.value)  # "late 2026" names no month
        date = NO_DAY if bare else one.date.value if part else one.value
        if not same.text.removesuffix(".").endswith(_MEANT):  # what the later day means is not said of the earlier
            told = [(k, w.model_copy(update={"sentence": same}) if _holds(same, w.sentence) else w) for k, w in told]
        told.append((one.order, Watch(date=date, sentence=same)))
    days = {w.date for _, w in told}
    more = [w for w in (_from_the_world(setting, days) if setting else ()) if w.date not in days]
    more = [w for w in more if carried([w.sentence], ledger, context) is not None]
    by_day = {w.date: w for w in reversed(more)}
    ends = sorted(by_day.values(), key=lambda w: w.date)[:MOST_WORLD]
    return tuple(w for _, w in sorted((*told, *((w.date, w) for w in ends)), key=lambda t: t[0]))


def quoted(words: str, source: str) -> str:
    """Words of the article in quotation marks, those within them as single ones; without marks where a part is cut out
    or a day is told for a weekday.
    """
    flat, own = (" ".join(w.split()).rstrip(". ") for w in (source, words))
    if own.lower() not in flat.lower():
        return phrase.capital(words.strip().rstrip(". "))
    inner = re.sub(r"[\"“”]", "'", words.strip().rstrip(". "))
    if inner[:1] == "'" and (inner.count("'") % 2 or inner[-1:] == "'"):  # a quotation as a whole, or a part of one
        inner = inner.strip("'. ")
    return f"“{phrase.capital(inner)}”"


def _holds(sentence: Sentence, other: Sentence) -> bool:
    """Whether a sentence holds the words of another from the same place, so that it tells both days."""
    inner = other.text.strip("“”. ").lower()
    return sentence.evidence[0] == other.evidence[0] and inner in sentence.text.lower()


_WEEKDAY = re.compile("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")


def _ends_from(sentence: Sentence | None, day: str | None) -> frozenset[str]:
    """When the terms that a sentence tells end, counted from a day."""
    return frozenset(t.value for t in find_terms(sentence.text if sentence else "", day))


def _ahead(reading: Reading, lead: Lead | None, today: dt.date, known: bool = True) -> Iterator[_Ahead]:
    """The dates of the article that lie after the day of the view, and the ends of terms that run from it.

    known: whether that day is sure; else those that the article itself tells as dates to come.
    """
    text, day = reading.article.text, reading.article.published or today.isoformat()
    acted, _ = _act_day(reading, lead)
    for start, end in _of_the_story(reading, lead):
        words = text[start:end]
        dates = [d for d in find_dates(words, day) if d.kind != "span" and not _LENGTH.match(d.surface)]
        if not reading.article.published:  # a day without a year is of no known one
            dates = [d for d in dates if _YEAR.search(d.surface)]
        news = lead is not None and lead.event.start < end and lead.event.end > start
        act = (
            acted if reading.article.published and (news or _TO_COME.search(words)) else ""
        )  # else the term is of another act
        on_a_day = any(len(d.value) == len(day) for d in dates) and reading.article.published
        dated = find_terms(words, day, dated=True) if on_a_day else ()  # from a month or no day no end is sure
        sure = [*dated, *(find_terms(words, act) if act else ())]
        sure = [t for t in sure if not (_SPENT.match(words[t.start :]) or _AFTER.search(words[: t.start]))]
        sure = [t for t in sure if int(t.value[:4]) <= today.year + FURTHEST_TERM]
        found = [(d, last_month(words, d)) for d in (*dates, *sure)]
        coming = ((d, v) for d, v in found if _comes(d, v, words, today, known) and not _is_over(d, v, words, today))
        ahead = sorted(coming, key=lambda f: f[0].start)
        ends = [0, *(d.end for d, _ in ahead)]
        for k, (date, value) in enumerate(ahead):
            yield _Ahead(date, start, end, value, ends[k], k + 1 < len(ahead))


def _of_the_story(reading: Reading, lead: Lead | None) -> Iterator[tuple[int, int]]:
    """The sentences about the story, and the few that go on with it without a word of it."""
    before = 0  # sentences more that the last one about the story itself may tell
    told = told_sentences(reading, lead)
    opening = " ".join(reading.article.text[start:end] for start, end in told[:OPENING])
    named = {n.id for n in find_names(opening) if n.kind in {"company", "project"}}
    for start, end in told:
        words = reading.article.text[start:end]
        about = _about(reading.article.title, lead, words) if lead else True
        if about is None and any(n.id in named for n in find_names(words)):
            about = True
        before = CARRIES if about else before - 1 if about is None else 0
        if (is_prose(words) or is_prose(words.strip('“”"'))) and (
            about or (about is None and before >= 0)
        ):  # part of a long quotation
            yield start, end


_LENGTH = re.compile(r"(?i)(?:within|in|over|for|after)\b.*\b(?:day|week|month|year)s?$")  # runs from an act
_SPENT = re.compile(  # a length of time that has passed
    r"(?i)(?:(?:over|more than|less than|nearly|about|just) )?(?:an?|\w+) (?:day|week|month|year)s? "
    r"(?:after|since)\b|after (?:[\w-]+ ){1,3}?(?:day|week|month|year)s? of "
    r"(?:\w+ing|talks?|work|delays?|study|debate|protests?)\b"
)
_AFTER = re.compile(  # "following a four-month ban", "despite a two-week delay"
    r"(?i)\b(?:following|after|despite|amid|replac\w+|end(?:s|ed|ing)|lift(?:s|ed|ing)) (?:the |its |an? )?$"
)


def _act_day(reading: Reading, lead: Lead | None) -> tuple[str, tuple[int, int] | None]:
    """The day from which the terms of a step run, with the sentence that tells it; empty where the text tells none.

    That of the news, else the one day right before the article on which its opening tells that something was done.
    """
    told = str(lead.event.date or "") if lead else ""
    day = (reading.article.published or "")[:10]
    if lead and len(told) == len("2025-01-01") and told != day:
        return told, (lead.event.start, lead.event.end)
    found: dict[str, tuple[int, int]] = {}
    for start, end in told_sentences(reading, lead)[:OPENS] if day else ():
        words = reading.article.text[start:end]
        for d in find_dates(words, day):
            near = len(d.value) == len(day) and str(parse_date(day) - dt.timedelta(days=RIGHT_BEFORE)) <= d.value <= day
            if near and was_done(words, d):
                found.setdefault(d.value, (start, end))
    if len(found) == 1 or not lead or told != day:
        return next(iter(found.items())) if len(found) == 1 else ("", None)
    return told, (lead.event.start, lead.event.end)


DAYS = 365  # of a year
OPENS, RIGHT_BEFORE = 5, 14  # sentences of an opening; days before the article on which its news was done


def _is_over(date: Date, value: str, words: str, today: dt.date) -> bool:
    """Whether the clause of a date tells what was ("held", "reached within a week", "invited bids over five years").

    A step that was taken may run until a day or for a time; a year with its number may lie ahead of what was done, but
    not one that only names a good ("2026 copper concentrate"). Of a day without a year from which something was done
    the nearer one is meant: "suspended exports starting 22 February", told in June.
    """
    tree = parse(words)
    at = None if tree is None else tree.top(date.start, date.end)
    if tree is None or at is None:
        return False
    word = tree.words[at]
    if _YEAR.fullmatch(date.surface) and word.dep in _OF_NOUN and tree.words[word.head].is_noun:
        return _PART_OF_YEAR.fullmatch(tree.words[word.head].text) is None
    above = (k for k in (at, *tree.up(at)) if tree.words[k].is_verb)  # a term with its verb: "take six weeks"
    verb = next((k for k in above if tree.words[k].tag != "VBG" or tree.children(k, "aux")), None)  # not "rising"
    bare, dated = _YEAR.fullmatch(date.surface), _YEAR.search(date.surface)
    if _STARTS.search(words[: date.start]):
        far = len(value) == len("2025-01-01") and (dt.date.fromisoformat(value) - today).days > DAYS / 2
        return far and not dated and verb is not None and tree.words[verb].tag == "VBD"
    led = re.search(_LED_BY, words[: date.start].lower())
    leads = (led[1] if led else "", date.surface.split()[0].lower())
    runs = _RUNS & {*leads} and not (
        len(value) == len("2025") and date.kind == "date" and "for" in leads
    )  # "slashed its target for 2025"
    if (
        verb is None
        or runs
        or tree.words[verb].lemma in _MOVES
        or (dated and not bare and tree.words[verb].lemma not in _WAS)
    ):
        return False
    helpers = {tree.words[c].text.lower() for c in tree.children(verb, "aux", "auxpass")}
    if helpers & _MODALS or tree.words[verb].lemma in _PLANS:
        return False
    word = tree.words[verb]
    return word.tag == "VBD" or (word.tag == "VBN" and (bool(helpers & _DID) or word.dep == "acl"))


_STARTS = re.compile(
    r"(?i)\b(?:starting|beginning|commencing|due) (?:in|on|from|by)? ?$|\b(?:confident of|on track (?:to|for)) [^.;,]*$"
)
_DID = frozenset({"was", "were", "has", "have", "had"})
_MOVES = frozenset({"extend", "push", "postpone", "delay", "defer", "move", "reschedule"})  # a day to another
_PLANS = frozenset(
    {
        "target",
        "plan",
        "expect",
        "schedule",
        "set",
        "slate",
        "aim",
        "intend",
        "project",
        "forecast",
        "agree",
        "commit",
        "pledge",
        "promise",
        "vow",
    }
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PART_OF_YEAR = re.compile(
    r"(?i)spring|summer|autumn|fall|winter|quarter|half|end|start|beginning|middle|mid|[QH][1-4]"
)
_OF_NOUN = frozenset({"nummod", "compound", "nmod", "amod"})
_RUNS = frozenset({"for", "until", "till", "through", "from"})  # what was done may run on so
_LED_BY = r"(\w+)\s+(?:(?:a|an|the|about|at least|up to)\s+)*$"
_MODALS = frozenset({"will", "would", "shall", "should", "may", "might", "could", "can", "to"})
_WAS = frozenset(
    {"hold", "reach", "see", "rise", "fall", "stand", "total", "report", "record"}
)  # verbs of states that were


def _about(title: str, lead: Lead, sentence: str) -> bool | None:
    """Whether a sentence is about the story; None where only the one before it can tell.

    It is not where it is about the trade in another good, or about something else apart.
    """
    low = sentence.lower()
    own = {w[:5] for m in lead.minerals for k in kin(m) for w in re.findall(r"[a-z]{3,}", k.lower())}
    if lead.firms and is_of_others(lead, sentence):
        return False
    own |= {w[:5] for name in (*lead.firms, lead.site or "") for w in re.findall(r"[a-z]{4,}", name.lower())}
    if THIS_NOTICE.match(sentence):
        return True
    if any(w[:5] in own for w in re.findall(r"[a-z]{3,}", low)):
        return True
    news = {w[:5] for w in re.findall(r"[a-z]{4,}", f"{title} {lead.event.quote}".lower())}
    goods = [w[:5] for m in _GOODS.finditer(low) for w in re.findall(r"[a-z]{4,}", m[1]) if w not in _NO_GOODS]
    if goods and not any(g in news for g in goods):
        return False
    shared = news & {w[:5] for w in re.findall(r"[a-z]{4,}", low)}
    sides = {n.id for n in find_names(sentence) if n.kind == "country"} & set(lead.sides)
    return True if len(shared) > 1 or sides else None


_HOLIDAY = re.compile(  # a day of the calendar and of no step; what has come earlier; what somebody thinks
    r"(?i)\b(?:I|we) (?:think|believe|expect)\b|"
    r"\b(?:futures\b[^.;]{0,30}|contracts? )(?:due|expiring|for delivery) (?:in )?$|"
    r"\bholidays?\b|\bNew Year\b|\bRamadan\b|\bthan expected\b|"
    r"\b(?:doubled|tripled|rose|fell|up|down|more|less|higher|lower|compared (?:with|to)|than in|"
    r"from that in) (?:from |in )?$"
)
_ONCE = re.compile(  # what was once to be: no date ahead
    r"(?i)\b(?:originally|initially|previously|aimed|(?:down|up) from|"
    r"(?:earlier|previous|prior|initial|original) (?:target|goal|plan|forecast|guidance|deadline|schedule)|"
    r"(?:had|were|was) (?:been )?(?:to|set|due|planned|scheduled|expected))\b[^.;]*$"
)


_REPORTED_PLAN = re.compile(  # "said that it was expected in May", as it is told of what is expected
    r"\b(?:said|told \w+)\b[^.;]{0,60}\b(?:was|were) (?:\w+ )?(?:expected|due|set|scheduled|planned)\b"
)


def _comes(date: Date, value: str, words: str, today: dt.date, known: bool = True) -> bool:
    """Whether a date lies ahead: after today, or in what is left of the month or year that it names.

    known: whether the text was written by today; else its own words tell what was to come.
    """
    now, near = today.isoformat(), words[max(0, date.start - 25) : date.end + 10]
    if (
        _ANCHORED.search(words) is not None
        or _DENIED.search(words) is not None
        or _YEAR_TO.search(words[: date.start]) is not None
        or _PAST.match(words[date.start :])
        or re.match(r"[’']s\b", words[date.end :])
        or (
            _ONCE.search(words[max(0, date.start - NEAR) : date.start])
            and not _REPORTED_PLAN.search(words[: date.start])
        )
        or (_SUPERSEDED.search(words) and not _MOVED_TO.search(words[: date.start]))
        or (len(value) == len("2025") and _AMOUNT_OF.search(words[: date.start]) and _GUIDED.search(words))
        or (len(value) == len("2025") and _BEYOND.search(words[: date.start]))
        or date.surface.lower().startswith("at ")
        or (date.surface.startswith("FY") and not _TO_COME.search(words[max(0, date.start - NEAR) : date.start]))
        or (not re.search(r"\d{4}", date.surface) and had_been(words))
        or _HOLIDAY.search(words[max(0, date.start - 2 * NEAR) : date.start])
    ):
        return False
    if len(value) == len("2025") and int(value) > today.year + 1 and _FORECAST.search(words[: date.end]):
        return False
    if int(value[:4]) > today.year + FURTHEST or _RANGE.match(words[date.end :]):
        return False
    if not re.search(r"\d{4}|(?i:week|month|quarter|year)", date.surface) and not _still(date, words):
        return False
    if not known:
        return len(value) > len("2025") and _still(date, words)
    if now.startswith(value) and len(value) < 10:
        if date.surface.lower() == "this year":  # of which figures are forecast, and steps expected
            if words[: date.start].strip() in {"Starting", "Beginning", "Since", "From"}:
                return False  # what then happened
            bare = re.search(r"\d", words) is None and _BARE.search(words[max(0, date.start - 60) : date.start])
            return bool(bare) or _LATER.search(near) is not None
        if date.surface.lower().startswith("this "):
            return _TO_COME.search(words[max(0, date.start - 60) : date.start]) is not None
        return date.role == "until" or _LATER.search(near) is not None
    return value > now[: len(value)]


def _still(date: Date, words: str) -> bool:
    """Whether a date without a year, or a length of time, is one to come by the words of its clause."""
    before = re.split(r"[.;]\s", words[: date.start])[-1][-160:]
    if date.kind == "span" or date.role == "until":
        return True
    told = _BARE.search(before) or re.search(r"(?i)\b(?:deadline|effective)\b", words[date.end : date.end + 25])
    return told is not None


def _few(found: list[_Ahead]) -> list[_Ahead]:
    """One telling of each date, the first; vague ones only where no sharper date of them tells the same or as much."""
    sharp = {a.value[:n]: a for a in found for n in (4, 7) if len(a.value) > n}
    own = [
        a for a in found
        if (other := sharp.get(a.value)) is None
        or (other.start != a.start and _apart(a, other))
    ]  # fmt: skip
    first: dict[str, _Ahead] = {}
    for one in sorted(own, key=lambda a: a.date.kind == "span"):  # a day that is told before one that is counted
        first.setdefault(one.value, one)
    ranked = sorted(first.values(), key=lambda a: (len(a.value) == 4, a.start))[:MOST]
    return sorted(ranked, key=lambda a: a.order)


def _apart(one: _Ahead, other: _Ahead) -> bool:
    """Whether a year tells another day than one in it: a start or end in the year."""
    return len(one.value) == len("2025") and one.date.role not in {"on", other.date.role}


def _worded(reading: Reading, lead: Lead | None, ledger: Ledger, one: _Ahead) -> Iterator[Sentence]:
    """The clause of the date and what it would mean, then the whole sentence, then each alone.

    Weekdays are told as days; what leans on another sentence and what is longer than a reader of a list takes in is
    left out.
    """
    key, text = ledger.span(one.start, one.end), reading.article.text
    whole = unopened(" ".join(text[one.start : one.end].split())).rstrip(".")
    clauses = [" ".join(c.split()).rstrip(" .,;") for c in _clauses(text[one.start : one.end], one)]
    clause = clauses[-1]
    ends = one.date.end if one.more else one.date.end + NEAR  # behind another date's words begin
    near = text[one.start + max(one.after, one.date.start - NEAR) : one.start + ends]
    fixed = lead is not None and not _PERHAPS.search(whole)
    meaning = _meaning(lead, one, near if len(near) < len(clause) else clause, whole) if lead and fixed else ""
    tail = f" {phrase.capital(meaning)}." if meaning else ""
    who = _SAYS.search(whole)
    said = f", {who['who']}" if who and clause != whole else ""
    bare = dict.fromkeys((*_short(whole, one.date), *map(unopened, clauses), whole))
    quotes = [n for q in bare for n in (*with_name(q, reading.article.title, lead), q)]  # "the company" by its name
    for end in dict.fromkeys((tail, "")):
        for quote in dict.fromkeys(quotes):
            if leans(quote) or len(quote.split()) > MOST_WHOLE or (quote != whole and _LISTING.search(quote)):
                continue
            for words in dict.fromkeys((dated(without_tickers(quote), reading), without_tickers(quote), quote)):
                if (
                    quote not in bare or quote == whole or _NOUN.match(quote) or is_whole(quote)
                ):  # the noun that has the date
                    yield say(f"{quoted(words, whole)}.{end}", key)
                if said and quote == clause:
                    yield say(f"{quoted(words, whole)}{said}.{end}", key)


_NOUN = re.compile(r"(?i)(?:the|an?) ")
_LISTING = re.compile(r"\bto \w+, \w+$")  # a list that was cut: "to manufacture, ship"


def _short(sentence: str, date: Date) -> tuple[str, ...]:
    """A long sentence without the asides and clauses that do not hold the date; else the noun of which the date is."""

    def worth(part: str) -> float:
        return FOR_GOOD * (date.surface in part)

    if len(sentence.split()) <= SHORT:
        return ()
    cut = next(shortened(sentence, SHORT, worth, FOR_GOOD, MOST_CUT), sentence).rstrip(".")
    tree = parse(sentence)
    at = sentence.find(date.surface)
    top = None if tree is None else tree.top(at, at + len(date.surface))
    nouns = [k for k in tree.up(top) if tree.words[k].is_noun] if tree and top is not None else []
    of = [sentence[slice(*tree.phrase(k))].rstrip(",") for k in nouns] if tree else []
    of = [q for q in of if len(q.split()) <= MOST_NOUN or not _YEAR.fullmatch(date.surface)]
    return tuple(q for q in (cut, *of) if LEAST <= len(q.split()) <= MOST_QUOTED and date.surface in q)


def _clauses(sentence: str, one: _Ahead) -> Iterator[str]:
    """The parts of a long sentence that hold the date: of several dates the words up to each, then the clause."""
    date = one.date
    own = _LED.sub("", sentence[one.after : date.end])
    if len(sentence.split()) > SHORT and one.after and len(own.split()) >= LEAST - 1 and not _HANGS.match(own):
        yield own
    if len(sentence.split()) > SHORT and one.more and re.match(r"\s(?:and|but)\s", sentence[date.end :]):
        yield sentence[: date.end]
    yield _clause(sentence, date)


def _clause(sentence: str, date: Date) -> str:
    """The part of a long sentence that holds the date and can stand alone."""
    if len(sentence.split()) <= SHORT:
        return sentence
    ends = [0, *(m.end() for m in _BREAK.finditer(sentence)), len(sentence)]
    left = max(e for e in ends if e <= date.start)
    right = min(e for e in ends if e >= date.end)
    part = re.sub(r"^(?:and|but)\s+", "", sentence[left:right])
    alone = (
        re.match(r"(?:The|the|A|a|An|Its|its|It|it|[A-Z]|\w+ (?:should|will|would|could))\b|[A-Z]", part) is not None
    )
    if len(part.split()) < LEAST or not (alone or left == 0):
        part = sentence[:right]
    return re.sub(r"(?:[\s,;–—-]|\band\b)+$", "", part)


def _meaning(lead: Lead, one: _Ahead, clause: str, whole: str) -> str:
    """What a date would mean: the end or start of what the story is about, else by the words of its clause."""
    frame = frame_of(lead)
    near = lead.event.start < one.end and lead.event.end > one.start
    if len(one.value) > 4 and (near or (frame.shock == "cut" and re.search(_OF_MEASURES, clause))):
        allows = lead.family != "project" and _ALLOWS.search(whole)  # "repairs will allow a restart" allows nobody
        own = {"until": ALLOWED if allows else frame.until, "from": frame.entry}.get(one.date.role, "")
        if lead.family == "project" and re.search(_RUNS_AGAIN, clause):
            own = ""  # a start is the end of no term
        of_ban = lead.direction == "ease" and re.search(_BAN_FROM, clause)  # whose start is not that of its easing
        if lead.direction == "ease" and re.search(_BAN_ENDS, clause):
            return "it ends then unless it is extended"
        of_stop = frame.shock == "outage" and one.date.role == "from" and not re.search(_RUNS_AGAIN, clause)
        if own and not (of_ban or of_stop) and (one.date.role == "from" or re.search(_ENDS, clause)):
            return own
    of_measure = near or re.search(_OF_MEASURES, clause)
    if lead.family in TRADE_FAMILIES | {"policy"} and one.date.role == "from" and of_measure:
        return "from then on it applies"
    fits = (s for role, cue, s in MEANINGS if role in {"", one.date.role} and re.search(rf"(?i)\b(?:{cue})\b", clause))
    meant = next(fits, "")
    if meant == MEANINGS[0][2] and (
        lead.direction != "ease" or lead.family not in TRADE_FAMILIES | {"agreement", "policy", "dispute"}
    ):
        return ""  # a plant that stands still is no rule; and where exports are suspended, they are what may go again
    if meant == NOT_DONE and len(one.value) < len("2025-01-01"):
        return ""  # "mid-2025" is when it is expected, and it may close sooner
    return meant if OF_FAMILY.get(meant, lead.family) == lead.family else ""


_MEANT = tuple(phrase.capital(meaning) for _, _, meaning in MEANINGS)
ALLOWED = "what is allowed ends then unless it is extended"
_ALLOWS = re.compile(
    r"(?i)\b(?:allow\w*|permit(?:s|ted|ting)?|authori[sz]\w*|exempt\w*|waiv\w*|recommend\w*|executable|grace|"
    r"licen[cs]e (?:is |was )?valid)\b"
)
OF_FAMILY = {  # what a date can mean in news of one family alone
    "each month beyond it is more supply lost": "project", "until then it adds no supply": "project",
}  # fmt: skip
_PERHAPS = re.compile(r"(?i)\b(?:could|would|may|might|if|considers?|considering|propos\w+)\b")
_BAN_FROM = (
    r"(?i)\b(?:bans?|curbs?|controls?|restrictions?|dut(?:y|ies)|tariffs?)\s"
    r"(?:is |was )?(?:due |set )?(?:to )?(?:start|begin|take|from|in|on)"
)
_BAN_ENDS = (
    r"(?i)\b(?:bans?|curbs?|controls?|restrictions?|dut(?:y|ies)|tariffs?)\b.{0,25}\b(?:expir\w+|ends?|laps\w+)\b"
)
_OF_MEASURES = (
    r"(?i)\b(?:exports?|bans?|quotas?|curbs?|controls?|licen[cs]\w+|tariffs?|dut(?:y|ies)|restrictions?|truce)\b"
)
_RUNS_AGAIN = r"(?i)\b(?:re-?start|resum|re-?open|return|back\b|ramp|normal)"
_ENDS = r"(?i)\b(?:until|till|through|expir|ends?\b(?! of)|runs? out|lapses?|suspend|extend)"


# the world's own dates


def _from_the_world(setting: Setting, told: set[str]) -> Iterator[Watch]:
    """The next publication that tests it, a side's own step, the ends of measures."""
    yield from published(setting)
    yield from coming(setting) if not told else ()
    yield from _terms(setting)


def _terms(setting: Setting) -> Iterator[Watch]:
    """Ends of the measure of the news, and of suspensions and terms of those on the minerals of a story about trade."""
    own = the_measure(setting)
    found = [own[0]] if own is not None else []
    lead = setting.lead
    on_trade = lead.family in {"agreement", "policy"} and re.search(_OF_MEASURES, f"{lead.title}. {lead.event.quote}")
    if lead.minerals and (lead.family == "export_control" or on_trade):
        some = [
            k for k in standing(setting) if covers(setting, k)
        ]  # those behind an import measure bind other products
        found += [k for k in some if lead.limited or k.row["kind"] != "production_quota"]
    yield from (end for one in found if (end := ending(setting, one)) is not None)
