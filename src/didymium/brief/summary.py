"""News Summary: the sentences of the article that carry its news and figures, shortened, and nothing else."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass

from didymium.brief import phrase
from didymium.brief.anaphora import OPENING, definite, leans
from didymium.brief.article import told_sentences
from didymium.brief.lead import Lead, expand, is_opinion, kin, stems
from didymium.brief.ledger import Ledger, carried, say
from didymium.proof import Context
from didymium.records import Reading, Sentence
from didymium.text import find_dates
from didymium.text.dateline import find_dateline
from didymium.text.dates import Date
from didymium.text.gazetteer import find_names
from didymium.text.syntax import SIGNS, parse

MOST, FEWEST, MOST_WORDS = 6, 3, 190
LEAST_TOLD = 0.75  # worth of a sentence from which it comes in beside the first few
MOST_SHORT, SHORT_WORDS = 8, 130  # sentences where they are short, and the words up to which they are
BROUGHT = 0.8  # cost of each sentence that another needs before it
LEANS = 2  # sentences that one may bring along
LONGEST = 80  # words of a sentence; longer ones are lists
SAME = 0.5  # share of the shorter sentence's words from which two tell the same
FIRST, SECOND = 10.0, 4.0  # what the sentence of the news, and the reader's event, are worth beyond all others
OLD = 0.5  # weight of an event that the article recalls
NEW_FIGURE, NEW_NAME = 0.35, 0.12  # worth of a figure or date, and of a name, that no chosen sentence has told
MOST_WEIGHED = 60  # sentences of a long article that are weighed against each other, the best by themselves
RESTS, TITLED = 1.2, 0.4  # worth of a number that a finding rests on, of a word of the headline that none has told
FRESH = 2  # figures that another sentence does not have, from which one is not told again by it
MOST_NEW = 4  # figures of one sentence that count
_DATELINE = re.compile(
    r"^(?:[A-Z][a-z]+ \d{1,2}, \d{4}\s?[|·]\s?[A-Z][\w .,]{2,40}?\s[-–—]+\s|[-–—]+\s+|"
    r"[A-Z][A-Z.'’ /-]{2,40}(?:, [A-Z][a-z]+\.? ?[A-Za-z]*)?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: \([^)]{2,40}\))?\s*(?:-|–|—|--|:)+\s+|[A-Z][a-z]{2,}(?: [A-Z][a-z]+)? (?:-|–|—|--) (?=[A-Z])|"
    r"\[[A-Z][^\]]{2,50}\]\s+|[A-Z][a-z]+(?: [A-Z][a-z]+)?:\s(?=(?:The|A|An|In)\b)|"
    r"(?:[A-Z]{3,}[A-Z ]*,? )?\([A-Z][\w /,.-]{2,70}\)\s(?=[A-Z])|[A-Z][\w.]{2,30}\.(?:com|net|org) (?:-|–|—|--)\s|"
    r"[A-Z][\w ]{2,30} \([^)]{5,60}\)\s*(?:-|–|—|--)+\s+|\([A-Z][A-Za-z ]{2,30}\)\s*[-–—]\s*)"
)
_MARKUP = re.compile(r"^(?:\(?\d{1,2}[.)]\s|\*\*[^*]{1,60}\*\*|[•·▪#>*–-]+)\s*")
_ASIDE = re.compile(  # tickers, references and asides in brackets
    r"\s\((?:PDF|(?:NYSE|NASDAQ|TSX|ASX|LSE|TSXV|OTC\w*)[^)]*|see [^)]*|pictured[^)]*)\)|"
    r"\s(?<=[a-z] )[A-Z]{2,6}\d?\.[A-Z]{1,2}(?=[\s,.;])|\s[A-Z]{3,6}3(?=[\s,.;])"
)
_FURNITURE = re.compile(
    r"(?i)(sign up|subscribe|click here|read more|cookie|all rights reserved|photo:|stock photo|advertisement|"
    r"reporting by|editing by|©|(?:declined|refused) to comment|did not (?:immediately )?(?:respond|reply)|"
    r"(?:not|n[o’']t) (?:immediately )?(?:answered|return|available for comment)|was not answered|"
    r"didn[’']t (?:immediately )?(?:respond|reply))"
)
_GENERAL = re.compile(  # what the good or firm is, not what happened to it
    r"(?i)^[^,.]{3,60} is an? (?:[a-z][\w-]+[ -])?(?:[a-z-]+ ){0,3}(?:company|miner|producer|developer|explorer|"
    r"supplier) (?:speciali[sz]|engaged|focus|based|listed|that|which|with)|"
    r"\b(?:(?:is|are) (?:used|crucial|essential|vital|critical|key|needed)\b|used (?:in|to|for)\b|"
    r"(?:is|are) (?:a|an) (?:\w+ ){0,3}(?:metal|mineral|element|component|ingredient|material|group|term)|"
    r"despite (?:the|its|their) name)"
)
_HISTORY = re.compile(r"(?i)\b(?:(?:18|19)\d0s|\d\dth century|decades?|founded in|was formed in|history)\b")
_SPOKEN_TO = re.compile(r"(?i)^(?:you|imagine|picture|we|let[’']s|i)\b|\b(?:you|you've|your|let's)\b")
_CONDITION = re.compile(
    r"(?i)\b(?:subject to|contingent|conditional|pending|unless|until|provided that|if approved|expires?|"
    r"t(?:ook|akes?|aking) effect|effective|not yet|has yet to|denied|draft|proposed|preliminary)\b"
)
_APART = re.compile(  # what is left out, or stays as it was
    r"(?i)\b(?:except\w*|exempt\w*|exclud\w+|(?:do|does|did|will|would) not (?:apply|cover|address|affect|include)|"
    r"remains? (?:in (?:force|place|effect)|subject|banned|prohibited)|still (?:need|needs|require\w*|applies)|"
    r"only (?:applies|covers|affects)|no longer|(?:no|little|limited) (?:immediate |direct )?(?:impact|effect)|"
    r"unaffected)\b"
)
SIZES = frozenset({"t", "t/yr", "%", "kg", "lb", "oz", "USD"})  # units in which news has a size
SIZED, MOST_SIZES = 0.5, 3  # worth of a size of the lead's own mineral or firm, and how many count
_FIGURE = re.compile(r"[$€£¥]?\d[\d,.]*(?:\s?(?:%|percent|per cent|million|billion|trillion|m|bn|tonnes?|tons?|t)\b)?")


@dataclass(frozen=True)
class _Told:
    """A sentence of the article: its place, its words, whether it is prose and leans on what stands before it."""

    start: int
    end: int
    words: str
    prose: bool
    leans: bool
    noun: str | None  # of an opening such as "The plan ..."


def summary(
    reading: Reading,
    lead: Lead | None,
    at: int | None,
    ledger: Ledger,
    context: Context,
    used: frozenset[int] = frozenset(),
) -> tuple[Sentence, ...]:
    """Four to six sentences of the article (fewer where it has fewer), the news first, then as the text has them.

    at: where the sentence that tells the news begins; used: where the numbers stand that the findings rest on. The
    news comes in first, and the reader's event; then, one by one, the sentence that adds most: what the findings rest
    on, words of the headline that none has told, events and claims, figures of the lead's own minerals and firms,
    conditions and days. One that leans on others ("That decision ...", "... he said") comes in only together with
    them. Openings such as "However," are cut, weekdays and months told as days, and what an opinion says is told as
    its author's.
    """
    text = reading.article.text
    places = told_sentences(reading, lead)
    view = is_opinion(reading)
    told = [
        _Told(s, e, w := text[s:e], is_prose(w) and (view or not _in_own_voice(w)), leans(w), definite(w))
        for s, e in places
    ]
    if not any(t.prose for t in told):
        return ()
    events = [] if lead is None else [lead.event.start]
    first = list(dict.fromkeys(_place(told, p) for p in ([] if at is None else [at]) + events))
    first = [k for k in first if told[k].prose] or [next(k for k, t in enumerate(told) if t.prose)]
    scores = [_score(reading, lead, t, k) + _rests(used, t) for k, t in enumerate(told)]
    for k, worth in zip(first, (FIRST, SECOND), strict=False):
        scores[k] += worth
    if is_opinion(reading):
        scores = [s + URGED * _urges(t.words, reading.article.title) for s, t in zip(scores, told, strict=True)]
    chosen = _choose(told, scores, _headline(reading))
    lead_first = _chain(told, first[0], set())
    if re.match("The [a-z]", told[first[0]].words):  # of whom, the sentence before it may tell
        lead_first.append(first[0] - 1)
    ordered = sorted(chosen, key=lambda k: (k not in lead_first, k))
    if is_opinion(reading):
        return tuple(_views(told, chosen, reading.article.title, ledger, context))
    said = (worded(told[k].start, told[k].end, reading, ledger, context) for k in ordered)
    return tuple(s for s in said if s is not None)


def _rests(used: frozenset[int], told: _Told) -> float:
    """What a sentence is worth for the numbers in it that the findings rest on."""
    return RESTS * min(2, sum(told.start <= at < told.end for at in used))


def _headline(reading: Reading) -> frozenset[str]:
    """The words of the headline, as stems."""
    return stems(reading.article.title)


def _place(told: list[_Told], at: int) -> int:
    """The sentence in which a place of the text lies."""
    return max((k for k, t in enumerate(told) if t.start <= at), default=0)


def is_prose(text: str) -> bool:
    """Whether a piece of the text is a sentence, and no heading, caption or appeal to subscribe."""
    words = text.split()
    ends = text.rstrip()[-1:] in ".!?”\"’'" or _is_point(text)
    whole = text.count("“") == text.count("”") and text.count('"') % 2 == 0  # no half of a quotation
    short = 5 <= len(words) <= LONGEST and len(SIGNS.findall(text)) <= 3 * LONGEST
    return short and ends and whole and not _FURNITURE.search(text)


def _is_point(text: str) -> bool:
    """Whether a line without a full stop tells something: a point of a release, with a verb and a number."""
    told = text.rstrip()
    if not (len(told.split()) >= LEAST_POINT and told[:1].isupper() and told[-1:].isalnum() and _FIGURE.search(told)):
        return False
    tree = parse(told)
    return tree is not None and any(w.is_verb for w in tree.words)


LEAST_POINT = 9  # words


def _in_own_voice(text: str) -> bool:
    """Whether a sentence speaks as "we" outside quotation marks: whoever spoke last, whom no mark shows."""
    return _OWN_VOICE.search(_QUOTED.sub("", text)) is not None


def _score(reading: Reading, lead: Lead | None, told: _Told, index: int) -> float:
    """Salience of one sentence: what it states, where it stands, how well it fits the headline."""
    words, text = told.words, told.words.lower()
    score = 1.2 / (1 + 0.35 * index)
    for event in reading.events:
        if event.start < told.end and event.end > told.start:
            again = lead is not None and event.type == lead.event.type
            score += (1.8 if again else 1.0) * (OLD if event.background else 1.0)
    score += 0.5 * min(2, sum(c.start < told.end and c.end > told.start for c in reading.claims))
    score += len(stems(words) & _headline(reading)) / max(1, len(_headline(reading)))
    score += 1.0 * (_CONDITION.search(words) is not None) + 1.2 * (_APART.search(words) is not None)
    score += SIZED * min(_sizes(reading, lead, told), MOST_SIZES)
    score -= 1.0 * (_GENERAL.search(words) is not None and not _FIGURE.search(words))
    score -= 1.0 * (words.lstrip()[:1] in "\"“'‘" or _quoted(words)) + 0.8 * (_PRAISE.search(words) is not None)
    score -= 1.0 * (_SHARES.search(words) is not None and (lead is None or lead.family != "market"))
    score -= 1.5 * (_SPOKEN_TO.search(words) is not None)
    score -= 1.4 * tells_of_the_past(reading, words) + 0.4 * (not 8 <= len(words.split()) <= 45)
    score -= 1.5 * (lead is not None and _of_other_firms(lead, words))
    return score + (0.0 if lead is None or is_of(lead, text) or _sizes(reading, lead, told) else -0.8)


_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_OWN_VOICE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
_PRAISE = re.compile(  # what is said at every signing
    r"(?i)\b(?:emphasi[sz]\w+ (?:the )?importance|good relations|next level|delighted|proud|thrilled|pleased|excited|"
    r"milestone|world-class|game[- ]chang\w+|commit(?:ted|ment) to (?:working|support\w*|safe\w*)|stakeholders|"
    r"difficult (?:for|time)|look(?:s|ing)? forward|met with|took part in|attended|took place|hosted)\b"
)


_SHARES = re.compile(
    r"(?i)\bshares? (?:price )?(?:is|are|was|were|rose|fell|gained|jumped|slid|dropped|closed|traded)\b"
)


def _of_other_firms(lead: Lead, words: str) -> bool:
    """Whether a sentence names firms, and none that the news is about."""
    firms = {n.id for n in find_names(words) if n.kind in {"company", "project"}}
    own = {*lead.firms, *lead.sides, lead.site}
    return bool(firms and own - {None}) and not firms & own and not any(f in words for f in lead.firms)


def _quoted(words: str) -> bool:
    """Whether more than half of a sentence stands in quotation marks."""
    return 2 * sum(len(m[0]) for m in _QUOTED.finditer(words)) > len(words)


def _sizes(reading: Reading, lead: Lead | None, told: _Told) -> int:
    """How many figures of a sentence size what the lead's own minerals, firms or countries make, ship or pay."""
    if lead is None:
        return 0
    own, who = {k for m in lead.minerals for k in expand(m)}, {*lead.firms, *lead.sides}
    here = (q for q in reading.quantities if told.start <= q.start < told.end)
    return sum((q.unit in SIZES or "/" in q.unit) and (q.mineral in own or q.owner in who) for q in here)


def tells_of_the_past(reading: Reading, words: str) -> bool:
    """Whether a sentence tells of years long gone."""
    years = re.findall(r"\b(?:19|20)\d\d\b", words)
    published = reading.article.published
    old = bool(years and published) and max(years) < str(int(str(published)[:4]) - 1)
    return old or _HISTORY.search(words) is not None


def is_of(lead: Lead, text: str) -> bool:
    """Whether a sentence names a mineral, firm, site or country of the news."""
    names = (*lead.firms, lead.site or "", *(k for m in lead.minerals for k in kin(m)))
    short = any(len(f) < len("four") and re.search(rf"\b{re.escape(f)}\b", text, re.I) for f in lead.firms)  # "MMG"
    return (
        short
        or not stems(text).isdisjoint(stems(" ".join(names)))
        or any(n.id in lead.sides for n in find_names(text) if n.kind == "country")
    )


def _choose(told: list[_Told], scores: list[float], title: frozenset[str]) -> list[int]:
    """Indices of the sentences that together tell most within the word budget, in order of the text."""
    prose = [k for k, t in enumerate(told) if t.prose]
    open_ = set(heapq.nlargest(MOST_WEIGHED, prose, key=scores.__getitem__))
    facts = {k: _facts(told[k].words) for k in open_}
    chosen, words = set[int](), 0
    while open_ and (len(chosen) < MOST or (words < SHORT_WORDS and len(chosen) < MOST_SHORT)):
        known = frozenset[str]().union(*(_facts(told[k].words) for k in chosen))
        left = title.difference(*(stems(told[k].words) for k in chosen)) if chosen else frozenset[str]()
        needs = {k: [n for n in _chain(told, k, chosen) if n not in chosen] for k in open_}
        worth = {
            k: scores[k] + _news(facts[k] - known) + TITLED * len(left & stems(told[k].words))
            - BROUGHT * (len(needs[k]) - 1)
            for k in open_
        }  # fmt: skip
        for best in sorted(open_, key=lambda k: (-worth[k], k)):
            open_.discard(best)
            if len(chosen) >= FEWEST and worth[best] < LEAST_TOLD:
                return sorted(chosen)
            if _fits(told, needs[best], chosen, words):
                chosen.update(needs[best])
                words += _words(told, needs[best])
                break
    return sorted(chosen) or [next(k for k, t in enumerate(told) if t.prose)]


def _fits(told: list[_Told], need: list[int], chosen: set[int], words: int) -> bool:
    """Whether a sentence with what it needs has room beside the chosen ones and does not tell one of them again."""
    over = words + _words(told, need) > MOST_WORDS and len(chosen) >= FEWEST
    if not need or over or len(chosen) + len(need) > MOST_SHORT:
        return False
    return len(need) > 1 or not any(_again(told[need[0]].words, told[k].words) for k in chosen)


def _words(told: list[_Told], indices: list[int]) -> int:
    return sum(len(told[k].words.split()) for k in indices)


def _figures(sentence: str) -> frozenset[str]:
    return frozenset(f.strip() for f in _FIGURE.findall(sentence))


def _facts(sentence: str) -> frozenset[str]:
    """The figures, days and names of a sentence."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][\w-]+", sentence)
    return _figures(sentence) | {*names}


def _news(facts: frozenset[str]) -> float:
    """What figures and names that are not told yet are worth."""
    figures = sum(f[-1].isdigit() or not f[0].isalpha() for f in facts)
    return NEW_FIGURE * min(figures, MOST_NEW) + NEW_NAME * min(len(facts) - figures, MOST_NEW)


def _again(sentence: str, other: str) -> bool:
    """Whether a sentence tells what another tells: most words of the shorter one stand in both."""
    if len(_figures(sentence) - _figures(other)) >= FRESH:
        return False
    first, second = (set(re.findall(r"[a-z]{4,}", words.lower())) for words in (sentence, other))
    return len(first & second) > SAME * min(len(first), len(second))


def _chain(told: list[_Told], last: int, chosen: set[int]) -> list[int]:
    """A sentence with those before it on which it leans, two at most; empty where these do not carry it."""
    if (noun := told[last].noun) is not None:
        return _named_before(told, last, noun, chosen)
    if (first := _introduced(told, last)) is not None and first not in chosen:
        return [first, last]
    for first in range(last, max(last - LEANS, 0) - 1, -1):
        if not told[first].prose or (first < last and told[first].noun):
            return []
        if not told[first].leans:
            return list(range(first, last + 1))
    return []


_SURNAME = re.compile(r"(?<![A-Za-z’'.-] )(?<![.-])\b([A-Z][a-z]{2,})\b(?! [A-Z])")


def _introduced(told: list[_Told], at: int) -> int | None:
    """The sentence that gives the full name of a person whom a sentence opens with by surname; None where none does."""
    opened = " ".join(told[at].words.split()[:SURNAMED])
    for name in _SURNAME.findall(opened):
        full = re.compile(rf"\b[A-Z][a-z]+ (?:[A-Z]\. )?{name}\b")
        if not full.search(told[at].words):
            named = (k for k in range(at) if told[k].prose and f" {name}" in told[k].words)
            before = next((k for k in named if full.search(told[k].words)), None)
            if before is not None:
                return before
    return None


SURNAMED = 5  # words in which a sentence names who acts


def _named_before(told: list[_Told], at: int, noun: str, chosen: set[int]) -> list[int]:
    """A sentence on "the plan" alone where a chosen one tells of a plan, else with the last one that does."""
    if any(noun in told[k].words.lower() for k in chosen if k < at and told[k].prose):
        return [at]
    before = next((k for k in range(at - 1, -1, -1) if told[k].prose and noun in told[k].words.lower()), at - 1)
    able = before >= 0 and told[before].prose and not told[before].leans
    return [before, at] if able and not told[before].noun else []


# words


def _views(told: list[_Told], chosen: list[int], title: str, ledger: Ledger, context: Context) -> Iterator[Sentence]:
    """What an opinion says, each sentence quoted as its author's: what it urges first, then the others it rests on."""
    urged = sorted(chosen, key=lambda k: (-_urges(told[k].words, title), k))[:MOST_VIEWS]
    for place, k in enumerate(urged[:1] + sorted(urged[1:])):
        quoted = f"“{' '.join(told[k].words.split()).translate(_INNER)}”"
        key = ledger.span(told[k].start, told[k].end)
        options = (say(f"The author argues: {quoted}", key),) * (place == 0)
        if (view := carried((*options, say(quoted, key)), ledger, context)) is not None:
            yield view


MOST_VIEWS, URGED = 4, 2.0  # sentences of an opinion; worth of one that says what should be or is wrong


def _urges(words: str, title: str) -> int:
    """How far a sentence of an opinion says what its headline does: 2 what should be or is wrong of it, 1 either."""
    own = re.sub(r"[\"“][^\"”]*[\"”]", "", words)  # what others say is no view of the author's
    return (_URGES.search(own) is not None) + bool(stems(title) & stems(own))


_URGES = re.compile(r"\b(?:should|must|needs? to|ought to|can (?:further|now|best)|has to|have to|it is time|let us|"
                    r"threatens?|unfortunately|mistake|wrong(?:ly)?|imperative|the problem is|poor|fail(?:s|ing|ure)?|"
                    r"cannot|won[’']t|the answer is|better to|no excuse)\b", re.I)  # fmt: skip
_INNER = str.maketrans('“”"', "‘’'")


def worded(start: int, end: int, reading: Reading, ledger: Ledger, context: Context) -> Sentence | None:
    """A sentence of the article without its dateline, opening and asides and with its days told, else as it stands."""
    return carried(wordings(start, end, reading, ledger), ledger, context)


def wordings(start: int, end: int, reading: Reading, ledger: Ledger) -> Iterator[Sentence]:
    """The sentence of the article at a place, the most readable wording first, the verbatim one last."""
    key, whole = ledger.span(start, end), reading.article.text[start:end].strip()
    opened = find_dateline(whole)
    whole_of = whole[opened.end :] if opened and opened.start == 0 else whole
    bare = OPENING.sub("", _MARKUP.sub("", _DATELINE.sub("", whole_of.strip())))
    bare = bare[:1].upper() + bare[1:] + "." * bare[-1:].isalnum()  # a point of a release has no full stop
    short = _ASIDE.sub("", bare)
    dated = _dated(short, reading)
    for words in dict.fromkeys((dated[:1].upper() + dated[1:], short, bare, whole)):
        yield say(words, key)


_WEEKDAY = re.compile(r"(?:last )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_WILL = re.compile(r"(?i)\b(?:will|would|due|scheduled|expected|set|plans?) (?!not)[^.;]{0,90}$")
_TO_COME = re.compile(r"(?i)\b(?:to|due|scheduled|expected|set|planned|will|would|until|next|this)\b\s?(?:\w+\s){0,4}$")


def _dated(words: str, reading: Reading) -> str:
    """The sentence with past weekdays told as days, and last and next month as months."""
    day = (reading.article.published or "")[:10]
    for date in reversed(find_dates(words, day or None)) if day else ():
        before, after = words[: date.start], words[date.end :]
        told = _told_as(date, words, day)
        if told and not _KEPT.match(after):
            words = f"{before}{told}{after}"
    return words


_KEPT = re.compile(r"[’']s?\b|\s(?:night|morning|afternoon|evening)|,? \(?(?:[A-Z][a-z]+\.? \d|\d+ [A-Z])|\sto\b")


def _told_as(date: Date, words: str, day: str) -> str | None:
    """A weekday or neighbouring month as a day or month; None for what is told by itself or lies ahead."""
    before = words[: date.start]
    small, last = date.surface.lower(), re.split(r"[\s,]+", before.lower())[-2:-1]
    if (last and last[0] in _BOUND) or _TO_COME.search(before[-40:]) or _WILL.search(before):
        return None
    on = "" if last == ["on"] else "on "
    if _WEEKDAY.fullmatch(date.surface) and len(date.value) == 10 and date.value <= day and was_done(words, date):
        return f"{on}{phrase.day(date.value)}"
    if small in {"yesterday", "today"} and was_done(words, date):
        return f"on {phrase.day(date.value)}"
    return f"in {phrase.day(date.value)}" if small in {"last month", "next month"} else None


def was_done(words: str, date: Date) -> bool:
    """Whether a weekday is told of what was done: of anything else it may be the next."""
    tree = parse(words)
    at = None if tree is None else tree.top(date.start, date.end)
    if tree is None or at is None:
        return False
    verb = next((k for k in tree.up(at) if tree.words[k].is_verb), None)
    has = verb is not None and any(tree.words[c].lemma in {"have", "be"} for c in tree.children(verb, "aux", "auxpass"))
    return verb is not None and (
        tree.words[verb].tag == "VBD" or (tree.words[verb].tag == "VBN" and (has or tree.words[verb].dep == "acl"))
    )


_BOUND = frozenset({
    "of", "the", "since", "until", "till", "by", "than", "from", "late", "early", "next", "last", "this", "after",
    "before", "through", "to",
})  # fmt: skip
