"""The article's own sentences for the bottom line: who did what, on what it still hangs, which figures size it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from didymium import labels
from didymium.brief.anaphora import OPENING, definite, leans, on_the_metal, unintroduced
from didymium.brief.article import told_sentences
from didymium.brief.clauses import has_subject, is_whole, shortened
from didymium.brief.headline import Headline, halves, headline, stems
from didymium.brief.lead import Lead, is_opinion, kin
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.summary import (
    DEALS,
    FEWEST_WORDS,
    NO_END,
    SIZES,
    dated,
    in_own_voice,
    is_idle,
    is_of,
    is_prose,
    keeps,
    leaves_open,
    of_shares,
    salience,
    tells_of_the_past,
    told_of,
    was_done,
    wordings,
)
from didymium.proof import Context
from didymium.records import Reading, Sentence
from didymium.text import find_dates
from didymium.text.gazetteer import find_names
from didymium.text.syntax import parse
from didymium.world.days import parse_date

LEAST = 2.0  # weight of its words from which a sentence tells what is open
LEAST_OPEN, SURELY_OPEN = 1.0, 3.0  # worth from which that is told; before what sizes the news
OWN, FAR = 1.0, 0.05  # it names the news; stands a sentence further down
MOST_PARSED = 30  # of the worthiest sentences are looked at until one stands for itself
MOST_CUT, MOST_WHOLE = 55, 90  # words of a first line that cannot be cut further; of one where all else fails
LONGEST = 45  # words; a longer sentence tells too much else
LEAST_SIZED = 0.4  # worth of its figures from which a sentence sizes the news
FIGURE, ITS_OWN, MOST_FIGURES = 0.5, 0.7, 3  # worth of a figure, more where it is of the news; as many count
SOME = 10  # things up to which their number sizes no news: "two concessions"
PRICED = 2.0  # worth of a price in news of a market
NO_SIZE = frozenset(
    {"amount", "grade", "recovery", "progress", "share_price", "market_cap"}
)  # metrics that size nothing
_WHO = frozenset({"company", "firm", "group", "pair", "two", "latter", "former", "same", "other", "figure", "sum"})
MOST_WORDS = 26  # of who did what; more where it cannot be cut
ENOUGH = 0.5  # part of the best sentence's worth that another needs, where the proof does not carry that one
NEARLY_BEST = 0.75  # part of what the best sentence tells, from which one of the opening comes before it
FAR_BEST = 1.5  # times the worth of the next sentence, from which none but the best tells the news
LEAST_TOLD, TRIED = 0.5, 4  # worth from which a sentence tells the news; sentences that are tried
LATER, SIZE, ASIDE = 0.15, 0.6, 2.0  # worth of a place, a size; of what is no news
SALIENT = 0.6  # worth of the log-odds that a summary must have it
OPENS, LED = (2.0, 0.6), 1.0  # worth of the first and second sentence; more of a first one that tells the headline
TELLS = 0.2  # part of the headline's worth from which it does
UNTOLD = 4.0  # cost of "the group" of which the sentence before tells
NOW_DAYS = 10  # days before the article in which something is new
LOOKED = 40  # sentences of a text among which its news is looked for
OPENING_LINES = 4  # sentences of which one that tells a new act leaves out those that recall
OLD_DAYS = 30  # before the article; what is dated there is what was before the news
SAME = 0.7  # part of the words of a sentence that one has which tells it again
READABLE = 36  # words of a sentence that needs no cut
KEPT, IDLE = 2.0, 1.0  # worth from which a part of a long sentence stays, and one of any sentence
LESS = 0.8  # cost of naming none of its goods
PAIR, RESULT = 1.5, 2.0  # worth of what it is and was before, more of sales or a profit in results
_OWN_FIRM = re.compile(r"(?:In an? [\w ]{3,40}, )?(?:[Tt]he (?:company|firm|group|miner|producer)|[Ii]t)\b(?![’'])")
_UNNAMED = re.compile(r"The (?!government|ministry|cabinet|company|firm|group|miner|producer|(?:\w+ ){0,2}price)[a-z]")
_SOME_GROUP = re.compile(r"The [A-Z][\w-]+ (?:company|firm|group|miner|producer|giant|maker)\b")  # "The French group"
_SPECIFIED = re.compile(r"The (?:[a-z][\w-]* ){1,3}(?:for|of|from|between) \w")  # "The approval rate for licences"
_RECALLS = re.compile(  # what was before the news
    r"(?i)^earlier\b|\b(?:was in (?:force|effect) until|had (?:been )?\w+ed|last year|"
    r"(?:earlier|late|early) (?:this|last) (?:year|month)|previously|years? ago|over the weekend|"
    r"(?:has|have) been (?!trading\b)\w+ing|(?:was|were) (?!trading\b)\w+ing)\b"
)
_SIZE = re.compile(  # a number, a day or a condition
    r"(?i)\d|\b(?:yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day|one(?! of)|two|three|four|five|six|seven|"
    r"eight|nine|ten|half|third|quarter|twice|double|if|unless|until|subject to|conditional|pending|citing|alleging)\b"
)
_STALE = re.compile(  # what was to come and came otherwise
    r"(?i)\b(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|expected|supposed) to\b"
)
_ELSEWHERE = re.compile(  # an opening that hangs on what another sentence tells, or tells of another time
    r"(?:Likewise|Similarly|Also|Meanwhile|Moreover|Furthermore|In addition|Additionally|However|But|And|"
    r"Over the weekend|[A-Z]\w+ (?:days|weeks|months|years) (?:later|earlier|ago|before)|"
    r"In (?:[A-Z][a-z]+ )?(?:19|20)\d\d)\b"
)
_ARGUING = frozenset({"opinion", "research"})  # kinds in which such words are the author's argument


class News(NamedTuple):
    """The sentence that tells the news: as it is printed, and its place in the text."""

    said: Sentence
    start: int
    end: int


def news(reading: Reading, lead: Lead | None, ledger: Ledger, context: Context) -> News | None:
    """Who did what, how much and on what terms: the sentence that tells the headline, cut at whole clauses.

    Where the headline tells no act that the text tells, the sentence of the reader's event. None where no sentence of
    today tells enough of either and stands for itself, and for an opinion, which has no news.
    """
    if is_opinion(reading):
        return None
    text = reading.article.text
    places = [(s, e) for s, e in told_sentences(reading, lead) if is_prose(text[s:e])][:LOOKED]
    title = headline(reading.article.title, text, tuple(text[s:e] for s, e in places))
    own = any(THIS_NOTICE.match(text[s:e]) for s, e in places)  # of an official text, which recalls others
    if own or any(_is_new(reading, text[s:e]) for s, e in places[:OPENING_LINES]):
        places = [(s, e) for s, e in places if not _recalls(reading, text[s:e])]
    found = ((_tells(reading, lead, title, k, span), -k, span) for k, span in enumerate(places))
    best = sorted(found, reverse=True)[:TRIED]
    ahead = [b for b in best if b[1] > -OPENING_LINES and b[0] >= NEARLY_BEST * best[0][0]]
    if ahead and best[0][1] <= -OPENING_LINES:  # further down a text tells its headline by the way
        best = [ahead[0], *(b for b in best if b is not ahead[0])]
    fuller = None
    if best:
        fuller = _told_fuller(title, text, best[0][2], places) or _by_number(reading, title, best[0][2], places)
        fuller = fuller or _announced(reading, best[0][2], places)
    if fuller is not None:
        best.insert(0, (best[0][0], 0, fuller))
    top = max((worth for worth, _, _ in best), default=0.0)
    unnamed: News | None = None  # what "The company" did, where no sentence tells more by name
    for worth, _, span in best:
        if worth < max(LEAST_TOLD, ENOUGH * top):
            break
        made = carried(_pieces(span, reading, lead, title, ledger), ledger, context)
        if made is None and len(best) > 1 and worth >= FAR_BEST * best[1][0]:  # long, and no other tells the news
            made = carried(_whole(span, reading, ledger), ledger, context)
        told = None if made is None else News(made, *span)
        if told is not None and not _OWN_FIRM.match(told.said.text):
            return told
        unnamed = unnamed or told
    made = (
        carried(_whole(best[0][2], reading, ledger), ledger, context)
        if best and unnamed is None and best[0][0] >= LEAST_TOLD
        else None
    )
    return unnamed if made is None else News(made, *best[0][2])


def _told_fuller(
    title: Headline, text: str, first: tuple[int, int], places: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The next sentence of the opening that tells all that one tells and more, as the line below a headline is told."""
    own = stems(text[slice(*first)])
    for span in (p for p in places[:OPENING_LINES] if p[0] > first[0]):
        words = text[slice(*span)]
        same = len(own & stems(words)) >= SAME * len(own) and len(words) > len(text[slice(*first)])
        if same and title.told(words) >= title.told(text[slice(*first)]) and not leans(words):
            return span
    return None


def _by_number(
    reading: Reading, title: Headline, first: tuple[int, int], places: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The next sentence of the opening that tells by name and by how much what one tells of a nameless one."""
    text = reading.article.text
    if re.search(r"\d", text[slice(*first)]) or _has_firm(text[slice(*first)]):
        return None
    for span in (p for p in places[:OPENING_LINES] if p[0] > first[0]):
        words = text[slice(*span)]
        changes = any(span[0] <= q.start < span[1] and (q.base is not None or q.old is not None)
                      and q.metric not in NO_SIZE for q in reading.quantities)  # fmt: skip
        if changes and _has_firm(words) and title.told(words) > 0 and not leans(words) and definite(words) is None:
            return span
    return None


def _announced(reading: Reading, first: tuple[int, int], places: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The sentence that tells whose results a point without a name is of."""
    if reading.kind != "results" or not reading.article.text[first[0]].isdigit():
        return None
    return next((p for p in places if _EMPTY.search(w := reading.article.text[slice(*p)]) and _has_firm(w)), None)


def _has_firm(words: str) -> bool:
    """Whether a sentence names a firm or a site."""
    return any(n.kind in {"company", "project"} for n in find_names(words))


def _tells(reading: Reading, lead: Lead | None, title: Headline, place: int, span: tuple[int, int]) -> float:
    """How well a sentence tells the news: the headline's words, the reader's event, its size; less what is old."""
    start, end = span
    words = reading.article.text[start:end]
    shares_first = of_shares(words) is not None and place == 0 and _MOVED_BY.search(words) is not None
    if (
        (of_shares(words) and not shares_first)
        or not has_subject(words)
        or _in_main(words, _STALE)
        or words.rstrip('”"’').endswith("?")
    ):
        return 0.0
    told = title.told(next(with_name(words, reading.article.title, lead), words))
    told -= ASIDE * shares_first
    told -= ASIDE * (told <= 0 and lead is not None and not is_of(lead, words.lower()))
    told -= LATER * min(place, 12)
    told += SALIENT * salience(reading, lead, told_of(reading.article.text, start, end), place)
    here = {q.unit for q in reading.quantities if start <= q.start < end and q.metric not in NO_SIZE}
    shares = any(q.metric in NO_SIZE for q in reading.quantities if start <= q.start < end)
    told += SIZE * bool(here & SIZES) - ASIDE * (shares and not here & SIZES)
    told += PAIR * any(q.base is not None or q.old is not None for q in reading.quantities if start <= q.start < end)
    market = lead is not None and lead.family == "market"
    priced_words = _OF_A_PRICE.match(words) is not None
    told -= ASIDE * (priced_words and "price" not in reading.article.title.lower() and not market)
    moves = title.is_of_goods and (market or _MOVES.search(reading.article.title) is not None)
    told += PRICED * (moves and priced_words and of_shares(words) is None)
    told -= LESS * (lead is not None and bool(lead.minerals) and not _names_goods(lead, words))
    told += RESULT * (reading.kind == "results" and _compares_results(reading, start, end))
    told -= UNTOLD * (_EMPTY.search(words) is not None and not here & SIZES)
    told -= UNTOLD / 4 * (place > 0 and OPENING.match(words) is not None)
    told -= ASIDE * (words.startswith("According to") or (place >= OPENING_LINES and bool(_SUPPOSES.search(words))))
    told += OPENS[place] if place < len(OPENS) else 0.0
    told += LED * (place == 0 and _leads(title, reading, words))
    bare = OPENING.sub("", words)
    bare = bare[:1].upper() + bare[1:]
    told -= ASIDE * (_SOME_GROUP.match(bare) is not None)
    told -= UNTOLD * (_UNNAMED.match(bare) is not None and _SPECIFIED.match(bare) is None)
    return told - ASIDE * (_recalls(reading, words) or words[:1] in '"“')


def _names_goods(lead: Lead, words: str) -> bool:
    """Whether a sentence names a mineral of the news, or a good that is made of it."""
    own = {k for m in lead.minerals for k in kin(m)}
    return any(n.kind == "mineral" and n.id in own for n in find_names(words))


_MOVED_BY = re.compile(
    r"\bfollowing\b|\b(?:after|as) (?:[\w.’'&-]+ ){0,8}?(?:said|reporting|posting|\w+[a-z]ed|won|told|cut|fell|rose)\b"
)  # an act


_SUPPOSES = re.compile(r"\bif\b.*\b(?:could|would|may|might)\b")  # a comment further down, and no act


def _compares_results(reading: Reading, start: int, end: int) -> bool:
    """Whether a sentence gives sales or a profit beside those of another time."""
    here = (q for q in reading.quantities if start <= q.start < end and q.metric in {"revenue", "profit", "loss"})
    return any(q.base is not None or q.old is not None for q in here)


_MOVES = re.compile(r"(?i)\b(?:gain|ris|rose|rall|surg|jump|fall|fell|slump|drop|slip|climb|soar|tumbl|slid)[a-z]*\b")
_OF_A_PRICE = re.compile(r"(?i)(?:[A-Z][\w-]* )?(?:[\w-]+ ){0,2}(?:prices?|futures|shares?|stocks?)\b")


def _in_main(words: str, cue: re.Pattern[str]) -> re.Match[str] | None:
    """What a cue finds in the main clause of a sentence; None where it stands in a clause within it."""
    found = cue.search(words)
    return None if found is None or _in_clause(words, found.start(), found.end()) else found


def _in_clause(words: str, start: int, end: int) -> bool:
    """Whether a place of a sentence stands in a clause within it, and not in its main one."""
    tree = parse(words)
    if tree is None or (at := tree.top(start, end)) is None:
        return False
    verb = next((k for k in (at, *tree.up(at)) if tree.words[k].is_verb and tree.words[k].dep not in _HELPERS), at)
    while tree.words[verb].dep == "conj":
        verb = tree.words[verb].head
    return tree.words[verb].head != verb


_HELPERS = frozenset({"aux", "auxpass"})


def _leads(title: Headline, reading: Reading, words: str) -> bool:
    """Whether a first sentence tells something of the headline, and a mineral of its first clause with one."""
    first, rest = halves(reading.article.title)
    goods = {n.id for n in find_names(first) if n.kind == "mineral"} or {
        n.id for n in find_names(rest) if n.kind == "mineral"
    }
    goods = {g for g in goods if not labels.is_group(g)} or goods
    told = {n.id for n in find_names(words) if n.kind == "mineral"}
    return title.told(words) >= TELLS * title.whole and (not goods or bool(goods & told))


def _recalls(reading: Reading, words: str) -> bool:
    """Whether a sentence tells what was before the news."""
    recalled = _in_main(words, _RECALLS) is not None
    return tells_of_the_past(reading, words) or recalled or _is_old(reading, words)


def _is_new(reading: Reading, words: str) -> bool:
    """Whether a sentence tells what was done on a day right before the article that it names."""
    day = (reading.article.published or "")[:10]
    days = [d for d in find_dates(words, day or None) if len(d.value) == len(day)] if day else []
    since = str(parse_date(day) - dt.timedelta(days=NOW_DAYS)) if day else ""
    return not _recalls(reading, words) and any(since <= d.value <= day and was_done(words, d) for d in days)


THIS_NOTICE = re.compile(
    r"(?:This|Today[’']s|The present) (?:notice|(?:\w+ )?(?:final )?rule|[Rr]egulation|[Dd]ecision)\b"
)
_EMPTY = re.compile(  # of shares, that results were given, of a milestone, or that something goes on
    r"(?i)\b(?:is|are) (?:taking place|under ?way|unfolding|emerging)\b|"
    r"^.{0,60}?\b(?:has |have )?(?:report(?:s|ed)|writ(?:es|ten)|published a (?:report|note)) on\b|"
    r"^[^,;]{0,40}\bshares (?:are|were|is|rose|fell|slid|tumbled|jumped)\b|"
    r"\b(?:achieved|reached|passed|hit|marks?|marked|celebrated) (?:an?|the|its) (?:[\w-]+ ){0,3}milestone\b|"
    r"\b(?:announced?|reported?|released?|published)\b(?: \w+){0,3} (?:(?:quarter|year|half|annual|financial)"
    r"(?: \w+){0,3} (?:results|report|update)|update (?:regarding|on))\b"
)


def _is_old(reading: Reading, words: str, least: int = OLD_DAYS) -> bool:
    """Whether the days that a sentence names, or its months where it names none, are all long before the article's."""
    day = (reading.article.published or "")[:10]
    named = [d.value for d in find_dates(words, day or None) if not _in_clause(words, d.start, d.end)] if day else []
    since = str(parse_date(day) - dt.timedelta(days=least)) if day else ""
    days = [d for d in named if len(d) == len(day)] or [d for d in named if len(d) == len("2025-01")]
    return bool(days) and all(d < since[: len(d)] for d in days)


def _pieces(
    span: tuple[int, int], reading: Reading, lead: Lead | None, title: Headline, ledger: Ledger
) -> Iterator[Sentence]:
    """The sentence at a place by its whole clauses, the short ones first, with "the company" named where it is one."""
    for whole in wordings(*span, reading, ledger, days=False):  # which would change what can be cut
        for named in with_name(whole.text, reading.article.title, lead):
            brackets = _BRACKETS.sub("", named) if len(named.split()) > LONGEST else named
            for clause in dict.fromkeys((named, brackets)):
                most = MOST_WORDS if len(clause.split()) > READABLE else READABLE  # of little too long all is told once
                for piece in shortened(clause, most, partial(_part, title), KEPT, LONGEST):
                    for tight in shortened(piece, FEWEST_WORDS, lambda p: _part(title, p) + keeps(p), IDLE, NO_END):
                        lost = on_the_metal(tight) and not on_the_metal(whole.text)
                        lost = lost or title.act in stems(named) - stems(tight)
                        if len(tight.split()) <= MOST_CUT and is_whole(tight) and not lost:
                            yield from (say(w, *whole.evidence) for w in dict.fromkeys((dated(tight, reading), tight)))


def _whole(span: tuple[int, int], reading: Reading, ledger: Ledger) -> Iterator[Sentence]:
    """A sentence as it stands, for one that no cut makes short enough, or that is misread, and none beside it tells."""
    opens = not reading.article.text[: span[0]].strip()  # nothing stands before it that it could lean on
    for whole in wordings(*span, reading, ledger):
        if len(whole.text.split()) <= MOST_WHOLE and (opens or next(with_name(whole.text, "", None), None)):
            yield whole


_BRACKETS = re.compile(r"\s\([^()]*\)")


def _part(title: Headline, part: str) -> float:
    """What a part of a sentence tells of the news: the words of the headline, a size, a condition."""
    return title.told(part) + KEPT * (_SIZE.search(part) is not None)


def with_name(words: str, title: str, lead: Lead | None) -> Iterator[str]:
    """A sentence, with the name of the firm for "The company" or "It" first; none where it leans on what is before."""
    opened = _OWN_FIRM.match(words)
    firms = [n.surface for n in find_names(title) if n.kind == "company"] or list(() if lead is None else lead.firms)
    if opened and len(firms) == 1:  # as the headline names it, and as the text does
        whole = (f for f in (() if lead is None else lead.firms) if f.startswith(firms[0]))
        yield from (f"{name}{words[opened.end() :]}" for name in dict.fromkeys((firms[0], *whole)))
    if (opened and "ompany" in opened[0]) or not (opened or leans(words) or definite(words) in _WHO):
        yield words


def hinge(
    reading: Reading, lead: Lead, told: News | None, ledger: Ledger, context: Context, least: float
) -> tuple[Sentence, ...]:
    """The sentence that says on what the news still hangs, as the article has it; none where no sentence does.

    least: worth that it must have. The sentence that tells the news is left out: the brief begins with it.
    """
    if lead.kind in _ARGUING:
        return ()
    scored = ((_opens(lead, t), t) for t in _told(reading, lead))
    return _best(scored, least, reading, lead, told, ledger, context)


def denial(reading: Reading, told: News | None, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """The first sentence in which what the news tells is called false, where the news itself is no denial."""
    if told is None or DENIES.search(reading.article.text[told.start : told.end]):
        return ()
    able = (t for t in _told(reading, None) if t.start >= told.end and DENIES.search(t.words) and is_prose(t.words))
    able = (t for t in able if not _is_old(reading, t.words, NOW_DAYS))  # what was denied before the news is not it
    first = next((t for t in able if not leans(t.words) and has_subject(t.words)), None)
    if first is None or len(first.words.split()) > LONGEST:
        return ()
    made = carried(wordings(first.start, first.end, reading, ledger), ledger, context)
    return () if made is None else (made,)


DENIES = re.compile(
    r"(?i)\bden(?:y|ies|ied) (?:a|the|these|such|any|media|press) (?:\w+ )?(?:reports?|rumou?rs?)\b|"
    r"\b(?:reports?|article|story|news) (?:that .{3,90} )?(?:is|are|was|were|as) [“\"']?"
    r"(?:false|untrue|unfounded|groundless|baseless|inaccurate|misleading|fake)"
)


def sizing(
    reading: Reading, lead: Lead | None, told: News | None, ledger: Ledger, context: Context
) -> tuple[Sentence, ...]:
    """The sentence whose figures are those of the news, beside the one that tells it; none where none has any."""
    if lead is not None and lead.kind in _ARGUING:
        return ()
    every = tuple(_told(reading, lead))
    sized = _best(((_sizes(reading, lead, t), t) for t in every), LEAST_SIZED, reading, lead, told, ledger, context)
    if sized or reading.kind != "results":
        return sized
    title = headline(reading.article.title, reading.article.text, tuple(t.words for t in every))
    points = ((title.told(t.words), t) for t in every if re.search(r"[$€£%]", t.words))  # which name no firm
    return _best(points, LEAST_SIZED, reading, lead, told, ledger, context)


def is_empty(reading: Reading, told: News) -> bool:
    """Whether the sentence of the news tells no more than that results were given, or that something goes on."""
    return _EMPTY.search(told.said.text) is not None and not has_size(reading, told)


def has_size(reading: Reading, told: News) -> bool:
    """Whether the sentence of the news gives its size."""
    return sizes(reading, told.start, told.end)


def sizes(reading: Reading, start: int, end: int) -> bool:
    """Whether a sentence of the article has a figure that may size its news."""
    here = (q for q in reading.quantities if start <= q.start < end)
    return any(q.unit in SIZES and q.metric not in NO_SIZE for q in here)


def follow(reading: Reading, lead: Lead | None, told: News, ledger: Ledger, context: Context) -> tuple[Sentence, ...]:
    """The sentence right after the news that gives its size, and may lean on it: "This $12 billion stockpile ..."."""
    after = next((t for t in _told(reading, lead) if t.start >= told.end), None)
    if after is None or not is_prose(after.words) or after.words[:1] in '"“' or (lead and lead.kind in _ARGUING):
        return ()
    here = (q for q in reading.quantities if after.start <= q.start < after.end)
    here = (q for q in here if (lead and lead.family == "market") or not q.metric.startswith("price"))
    sized = any(q.unit in SIZES and q.metric not in {*NO_SIZE, "stake"} for q in here) and not has_size(reading, told)
    apart = is_idle(after.words) or _recalls(reading, after.words) or _ELSEWHERE.match(after.words) is not None
    apart = apart or len(after.words.split()) > LONGEST
    made = carried(wordings(after.start, after.end, reading, ledger), ledger, context) if sized and not apart else None
    return () if made is None else (made,)


class _Told(NamedTuple):
    """A sentence by its place in the text and among the sentences."""

    start: int
    end: int
    place: int
    words: str


def _told(reading: Reading, lead: Lead | None) -> Iterator[_Told]:
    """The sentences of the article."""
    for k, (start, end) in enumerate(told_sentences(reading, lead)):
        yield _Told(start, end, k, reading.article.text[start:end])


def _is_able(one: _Told, reading: Reading, lead: Lead | None, told: News | None) -> bool:
    """Whether a sentence is of today, stands for itself, and is not the one that tells the news."""
    words = one.words
    named = next(with_name(words, reading.article.title, lead), None)
    news_at = told[1:] if told is not None else (lead.event.start, lead.event.end) if lead is not None else None
    apart = (one.start, one.end) == news_at
    apart = apart or words[:1] in '"“' or named is None or _unnamed(named, lead) or tells_of_the_past(reading, words)
    apart = (
        apart
        or is_idle(words)
        or in_own_voice(words)
        or _OVER.search(words) is not None
        or _RECALLS.search(words) is not None
        or _is_old(reading, words)
        or (_ELSEWHERE.match(words) is not None and not (_LIMITS.match(words) and one.place < OPENING_LINES))
        or unintroduced(words, reading.article.text[: one.start])
        or _BY_SURNAME.search(words) is not None
    )
    return not apart and is_prose(words) and len(words.split()) <= LONGEST and has_subject(words)


_LIMITS = re.compile(r"(?:However|But)\b")  # an opening that limits the news, where it stands near it
_BY_SURNAME = re.compile(r"\b(?:Mr|Ms|Mrs|Dr)\.? [A-Z][a-z]+ (?![A-Z])")  # whom another sentence names in full
_OVER = re.compile(
    r"(?i)\bhad been\b|\b(?:ha(?:s|ve) been (?:concluded|completed|closed|settled)|died|killed)\b"
)  # what was open once, and what nothing hangs on


_SOME_FIRM = re.compile(r"\bthe (?:company|firm|miner)\b")


def _unnamed(words: str, lead: Lead | None) -> bool:
    """Whether a sentence is about "the pair" of several firms or none, or "the move" that the news does not call so."""
    noun = definite(words)
    told = "" if lead is None else f"{lead.title} {lead.event.quote}".lower()
    firm = _SOME_FIRM.search(words)
    whose = noun in _WHO or (firm is not None and not _has_firm(words[: firm.start()]))
    alike = DEALS if noun in DEALS else {noun}
    return (lead is None or len(lead.firms) != 1) if whose else bool(noun) and not any(str(n) in told for n in alike)


def _best(
    scored: Iterable[tuple[float, _Told]],
    least: float,
    reading: Reading,
    lead: Lead | None,
    news_told: News | None,
    ledger: Ledger,
    context: Context,
) -> tuple[Sentence, ...]:
    """The worthiest sentence as the article has it, the earlier of equals; none where all are below the least."""
    able = sorted((s for s in scored if s[0] >= least), key=lambda s: (-s[0], s[1].place))
    told = next((t for _, t in able[:MOST_PARSED] if _is_able(t, reading, lead, news_told)), None)
    if told is None:
        return ()
    made = carried(_by_name(told, reading, lead, ledger), ledger, context)
    return () if made is None else (made,)


def _by_name(told: _Told, reading: Reading, lead: Lead | None, ledger: Ledger) -> Iterator[Sentence]:
    """The wordings of a sentence, each with the name of "the company" before that without it."""
    for one in wordings(told.start, told.end, reading, ledger):
        for named in with_name(one.text, reading.article.title, lead):
            yield say(named, *one.evidence)


def _opens(lead: Lead, told: _Told) -> float:
    """How much a sentence tells of what is open."""
    cued = leaves_open(told.words)
    if cued < LEAST or _STALE.search(told.words):
        return 0.0
    return cued + OWN * is_of(lead, told.words.lower()) - FAR * told.place


def _sizes(reading: Reading, lead: Lead | None, told: _Told) -> float:
    """What the figures of a sentence on the news are worth; without a lead those of any mineral."""
    if lead is not None and not is_of(lead, told.words.lower()):
        return 0.0
    here = [q for q in reading.quantities if told.start <= q.start < told.end and q.metric not in NO_SIZE]
    priced = lead is not None and lead.family == "market"  # of other news the price of its good is no size
    here = [q for q in here if (priced or not q.metric.startswith("price")) and q.metric != "duration"]
    here = [q for q in here if q.unit != "count" or q.value > SOME]
    if lead is None:
        own = [q for q in here if q.mineral is not None]
    else:
        here = [q for q in here if q.metric != "stake" or lead.family in {"deal", "agreement"}]
        own = [q for q in here if q.mineral in lead.minerals or q.owner in {*lead.firms, *lead.sides}]
    counted = PRICED * any(priced and q.metric.startswith("price") for q in here)
    counted += FIGURE * min(len(here), MOST_FIGURES) + ITS_OWN * min(len(own), MOST_FIGURES)
    return counted - FAR * told.place if here else 0.0
