"""News Summary: the sentences of the article that carry its news and figures, shortened, and nothing else."""

from __future__ import annotations

import csv
import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, takewhile

from didymium import labels
from didymium.brief import phrase
from didymium.brief.anaphora import MARKUP, METAL, OPENING, definite, leans, on_the_metal, surnames
from didymium.brief.article import told_sentences
from didymium.brief.clauses import is_whole, shortened
from didymium.brief.lead import Lead, expand, kin, stems
from didymium.brief.ledger import Ledger, carried, say
from didymium.proof import Context
from didymium.records import Reading, Sentence
from didymium.text import find_dates
from didymium.text.dateline import find_dateline
from didymium.text.dates import Date
from didymium.text.gazetteer import find_names
from didymium.text.syntax import SIGNS, parse
from didymium.world.days import parse_date

MOST, FEWEST, MOST_WORDS = 8, 3, 190
DECIDING, MORE_WORDS = 0.5, 40  # worth from which a sentence may go beyond the words of a summary, and by how many
LEAST_TOLD = -0.9  # worth of a sentence from which it comes in beside the first few
LEAST_SHORT, FEW_WORDS = -1.2, 150  # the same for a summary that has fewer words yet
LEAST_STARVED, STARVED = -1.6, 110  # and for one that has hardly any
LEAST_EVER = -2.5  # worth of a sentence below which it never comes in
MOST_SHORT, SHORT_WORDS = 8, 150  # sentences where they are short, and the words up to which they are
BROUGHT = 0.2  # cost of each sentence that another needs before it
FEWEST_WORDS, NO_END = 12, 1_000  # words of a sentence that is not cut further; no length at which all may go
PLAIN = 2  # sentences of a page of which nothing is worth more than another
LEANS = 2  # sentences that one may bring along
LONGEST = 90  # words of a sentence; longer ones are lists
SAME = 0.6  # share of the shorter sentence's words and figures from which two tell the same
SAME_SIZED = 0.45  # the same where all its figures, two or more, are those of the other
NEW_FIGURE, NEW_NAME = 0.5, 0.12  # worth of a figure or date, and of a name, that no chosen sentence has told
MOST_WEIGHED = 60  # sentences of a long article that are weighed against each other, the best by themselves
TITLED = 0.8  # worth of a word of the headline that none has told
WORD, SHORTLY = 0.03, 25  # cost of a word beyond so many, for which others have less room
BARELY = 2.0  # weight of what is open up to which it is no other news
FRESH = 2  # figures that another sentence does not have, from which one is not told again by it
MOST_NEW = 4  # figures of one sentence that count
_ASIDE = re.compile(  # tickers, references and asides in brackets
    r"\s\((?:PDF|opens in a new tab|we reported|"
    r"(?:[A-Z]{2,8}(?: ?[-–] ?[A-Z]+| American)?|Nasdaq|OTC\w*): ?[A-Z\d][\w.]{0,8}(?:[;,] ?[^()]{2,40})?|"
    r"see [^)]*|pictured[^)]*|[A-Z]{1,5}-[A-Z]{1,2}|[A-Z]{1,5} [+-][\d.]+%\s?)\)|"
    r"\s?\\?\[(?:[A-Z]{2,8}: ?[A-Z\d][\w.]{0,8}|[A-Z\d]{2,6}\.[A-Z]{1,2})\\?\]|"
    r"\s?\((?:\d{6}\.[A-Z]{2}|[A-Z]{2,6}\.[A-Z]{1,2})\)|\s\[[A-Z]+-[A-Z]{2,5}(?:, [A-Z]+-[A-Z]{2,5})*\]|"
    r"\s[A-Z]{3,6}3(?=[\s,.;])|\s\( [A-Z.]{1,6} \)|"
    r",? (?:joined|accompanied|flanked) by [^.;:]{10,300}?,(?= (?:[a-z]+ed|met|said|told)\b)|"  # a roll-call
    r", including (?:[^,.;]+, ){4,}and (?:many )?others,|"
    r"\s\([A-Z\d]{1,6}(?:_?p?[a-z])?\.[A-Z]{1,2}(?<!U\.S)(?:, [A-Z\d]{1,6}\.[A-Z]{1,2})*\)"
)


def without_tickers(words: str) -> str:
    """A sentence without tickers, references and asides in brackets."""
    return _ASIDE.sub("", words)


_FURNITURE = re.compile(
    r"(?i)(sign up|subscribe|click here|read more|cookie|all rights reserved|photo:|stock photo|advertisement|"
    r"reporting by|editing by|©|(?:declined|refused) to comment|did not (?:immediately )?(?:respond|reply)|"
    r"(?:not|n[o’']t) (?:immediately )?(?:answered|return|available for comment)|"
    r"(?:has|have) yet to (?:comment|respond)|was not answered|not be (?:immediately )?reached|"
    r"didn[’']t (?:immediately )?(?:respond|reply)|unless otherwise (?:stated|noted|indicated)|"
    r"\b(?:all|dollar) (?:dollar )?(?:amounts?|figures?)\b[^.]{0,40}\b(?:expressed|stated|reported|in)\b|"
    r"available here\b|be the first to comment|copyright (?:\(c\)|\d{4})|^[^“\"]*\byour?\b(?![^“\"]*[”\"])|"
    r"forward-looking|non-(?:GAAP|IFRS)|conference call|webcast|"
    r"this (?:press|news|earnings) release|this document contains|read in conjunction|"
    r"authori[sz]ed for release|NI 43-101)"
)
_HISTORY = re.compile(r"(?i)\b(?:(?:18|19)\d0s|\d\dth century|decades?(?!-)|founded in|was formed in|history)\b")
SIZES = frozenset({"t", "t/yr", "%", "kg", "lb", "oz", "USD"})  # units in which news has a size
MOST_OPEN = 4.0  # weight of what tells that something is open that counts
MOST_SIZES = 3  # sizes of the lead's own mineral or firm that count
SHORT = 8  # words of a sentence that is short
MOST_FIGURES = 6  # of a sentence that speak for it
_FIGURE = re.compile(
    r"[$€£¥]?\d[\d,.]*(?:\s?(?:%|percent|per cent|million|billion|trillion|m|bn|tonnes?|tons?|t)\b)?|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|half|twice|double)\b"
    r"(?=[ -](?:days?|weeks?|months?|years?|thirds?|quarters?|times|the|of)\b)"
)


@dataclass(frozen=True)
class Told:
    """A sentence of the article: its place, its words, whether it is prose and leans on what stands before it."""

    start: int
    end: int
    words: str
    prose: bool
    leans: bool
    noun: str | None  # of an opening such as "The plan ...", or the metal of one on "the metal"
    quotes: bool = False  # it is a quotation, and who speaks stands before it
    praise: bool = False  # or a small move of shares, which are not told, and on which nothing leans


def told_of(text: str, start: int, end: int) -> Told:
    """The sentence at a place."""
    words = text[start:end]
    if _is_cut_off(text, start, end):
        bare = _WHILE.sub("", words)
        told = told_of(f"{text[:end].rstrip()}.", end - len(bare), end)
        return replace(told, words=bare, prose=_is_line(bare[:1].upper() + bare[1:]))
    words += _closing(text, start, end)
    cuts = tight(words, frozenset()) if in_own_voice(words) else (words,)
    prose = is_prose(words) and not all(in_own_voice(w) for w in cuts)
    praise = _small_move(words) or (is_praise(words) and all(is_praise(w) for w in tight(words, frozenset())))
    hangs = leans(words) or (_OF_WHAT.match(words) is not None and not find_names(words))
    quotes = hangs and _QUOTED.fullmatch(words.strip()) is not None
    metal = hangs and on_the_metal(words) and not leans(METAL.sub("copper", words))
    noun = "metal" if metal else None if on_the_metal(words) else definite(words)
    return Told(start, end, words, prose, hangs and not metal, noun, quotes, praise)


_WHILE = re.compile(r"^(?:While|Although|Though)\s")  # of what the page cut off, the clause that it grants is told


def _is_cut_off(text: str, start: int, end: int) -> bool:
    """Whether a sentence is the last of a page, which cut it off."""
    return not text[end:].strip() and text[start:end].rstrip()[-1:].isalnum()


LARGE = 5  # per cent by which shares must move on the news to be told
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per ?cent)")


def _small_move(words: str) -> bool:
    """Whether a sentence tells how shares moved, and that by little."""
    return of_shares(words) is not None and all(float(p) < LARGE for p in _PER_CENT.findall(words))


_GOES_ON = re.compile(r"\s*\n\s*[“\"]")


def _closing(text: str, start: int, end: int) -> str:
    """The mark that a quotation lacks because the next paragraph goes on with it."""
    words = text[start:end]
    opened = words[:1] in '"“' and _is_open(words) and not _is_open(words[1:])
    return "" if not opened or not _GOES_ON.match(text, end) else '"' if words[0] == '"' else "”"


_OF_WHAT = re.compile(r"(?:Prices|Offers|Demand|Supply|Output|Production|Sales|Exports|Imports|Stocks|Shipments)\b")


def summary(
    reading: Reading,
    lead: Lead | None,
    ledger: Ledger,
    context: Context,
    above: tuple[tuple[int, int], ...] = (),
    beside: tuple[tuple[int, int], ...] = (),
) -> tuple[Sentence, ...]:
    """Three to eight sentences of the article (fewer where it has fewer), as the text has them.

    above: places of the text that the bottom line tells; beside: those that the list of what to watch tells whole:
    neither is told again, and what they tell is known. One by one the sentence comes in that adds most: words of the
    headline that none has told, what the news hinges on, figures. One that leans on others ("That decision ...", "...
    he said") comes in only together with them. Openings such as "However," are cut, and weekdays, months and years
    told as what they are.
    """
    text = reading.article.text
    told = [told_of(text, s, e) for s, e in _whole_quotes(text, told_sentences(reading, lead))]
    given, watched = ({k for k, t in enumerate(told) if _in_any(t, places)} for places in (above, beside))
    if not any(t.prose for k, t in enumerate(told) if k not in given):
        return ()
    scores = [salience(reading, lead, t, k) for k, t in enumerate(told)]
    chosen = _choose(told, scores, _headline(reading), given, watched - given)
    said = (carried(_briefly(told[k], reading, ledger), ledger, context) for k in chosen)
    made = tuple(s for s in said if s is not None)
    if made or above:
        return made
    opening = (carried(_briefly(t, reading, ledger), ledger, context) for t in told if t.prose)
    return tuple(islice((s for s in opening if s is not None), PLAIN))  # a page of which nothing else is told


def _whole_quotes(text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """The places of sentences, those of one quotation as one."""
    rest = list(reversed(spans))
    while rest:
        start, end = rest.pop()
        for more in range(1, min(MOST_QUOTED, len(rest)) + 1):
            last = rest[-more][1]
            if _is_open(text[start:end]) and not _is_open(text[start:last]) and "\n" not in text[start:last]:
                del rest[-more:]
                end = last
                break
        yield start, end


MOST_QUOTED = 2  # sentences that go on with a quotation


def _is_open(words: str) -> bool:
    """Whether a quotation mark has no other."""
    return words.count('"') % 2 == 1 or words.count("“") != words.count("”")


def _in_any(told: Told, places: tuple[tuple[int, int], ...]) -> bool:
    """Whether a sentence stands at one of some places."""
    return any(start < told.end and told.start < end for start, end in places)


def _briefly(told: Told, reading: Reading, ledger: Ledger) -> Iterator[Sentence]:
    """The wordings of a sentence, each without the asides that tell nothing of the news before the whole."""
    for one in wordings(told.start, told.end, reading, ledger):
        for words in tight(one.text, _headline(reading)):
            if in_own_voice(words) or (is_praise(words) and not told.praise):
                continue
            if not on_the_metal(words) or on_the_metal(told.words):  # else the aside that names it is gone
                yield say(words, *one.evidence)


def tight(words: str, title: frozenset[str]) -> Iterator[str]:
    """A sentence without asides that tell no figure, name, act, limit or word of the headline, then with more of them.

    A quotation stays whole.
    """

    def worth(part: str) -> float:
        if is_praise(part) or _WHERE.match(part):
            return 0.0
        return 1.0 if keeps(part) or title & stems(part) or any(cue.search(part) for _, cue in hinges()) else 0.0

    quotes = words if _QUOTED.search(words) else ""
    yield from [quotes] if quotes else shortened(words, FEWEST_WORDS, worth, 1.0, NO_END)


_WHERE = re.compile(r"(?:which (?:is|lies) )?(?:located|situated|lying|about|some) [^,]*\b(?:km|kilomet\w+|miles)\b")


def keeps(part: str) -> bool:
    """Whether an aside tells a figure, a name, an act, a cause or a limit."""
    return _ASIDE_KEPT.search(part) is not None


_ASIDE_KEPT = re.compile(  # a figure, a name, a clause of its own, a limit
    r"\d|\b(?:now|currently|still|only|partial(?:ly)?|yesterday|today|past|last|next|coming|first|half|third|quarter|dozen|twice|double)\b|(?<!^)\b[A-Z]|^\(|^(?:And|But|While|After|Before|If|When|Where|As|Since|Although|Despite|Known|Called|Dubbed)\b|"
    r"(?i:\b(?:ago|earlier|not|no|never|citing|because|due|excluding|including|said|says|suspend\w*|halt\w*|stopp\w*|resum\w*|withdr[ae]w\w*|replac\w+|convert\w+|clos(?:es|ed|ing))\b)"
)


def _headline(reading: Reading) -> frozenset[str]:
    """The words of the headline, as stems, without what it says of shares."""
    return _titled(_SHARES.sub("", reading.article.title))


_SHARES = re.compile(
    r"(?i)(?<=\w)[;,:]? (?:its |and |as )?(?:shares?|stock) (?:price )?(?:\w+ )?"
    r"(?:ris|jump|fall|fell|rose|surg|slid|slump|drop|gain|climb|tumbl|soar|plung)\w*\b.*$"
)


def is_prose(text: str) -> bool:
    """Whether a piece of the text is a sentence, and no heading, caption or appeal to subscribe."""
    words = text.split()
    ends = text.rstrip()[-1:] in ".!?”\"’'" or _is_point(text) or _is_line(text)
    whole = not _is_open(text)  # no half of a quotation
    if _LABELLED.match(text):
        return False
    short = 4 <= len(words) <= LONGEST and len(SIGNS.findall(text)) <= 3 * LONGEST and len(_CODE.findall(text)) <= 2
    return (
        short
        and ends
        and whole
        and not _FURNITURE.search(text)
        and (_FIGURE.search(text) is not None or _has_verb(text))
    )


_LABELLED = re.compile(
    r"(?![^:“\"]*\b(?:said|says|comment(?:ed|s)|told|add(?:ed|s)|state[ds]|wrote|noted|explained)\b[^:“\"]{0,20}: )"
    r"[A-Z][\w ,’'&-]{3,50}: [\"“]"
)  # an item of a list, of whose words the text does not say whose


def _has_verb(text: str) -> bool:
    """Whether a text has a finite verb, or cannot be parsed."""
    tree = parse(text)
    return tree is None or any(w.tag in {"VBD", "VBZ", "VBP", "MD", "VB", "VBN"} for w in tree.words)


_CODE = re.compile(r"\b\d{4}[\d.]{3,}\b(?! (?:t|tonnes|tons)\b)")  # of a tariff, of which a list is no sentence


def _is_point(text: str) -> bool:
    """Whether a line without a full stop tells something: a point of a release, with a verb or what it was before."""
    told = MARKUP.sub("", text.strip())
    if not (
        len(told.split()) >= LEAST_POINT
        and (told[:1].isupper() or told[:1].isdigit())
        and (told[-1:].isalnum() or told[-1:] == ")")
        and (told != text.strip() or len(told.split()) <= MOST_POINT)
        and _FIGURE.search(told)
    ):
        return False
    tree = parse(told)
    if tree is not None and told[-1:].isalnum() and tree.words[-1].tag not in _MAY_END:
        return False
    compared = len(_FIGURE.findall(told)) > 1 and _COMPARED.search(told) is not None
    return compared or (tree is not None and any(w.is_verb for w in tree.words))


def _is_line(text: str) -> bool:
    """Whether a line that lacks its full stop is a sentence all the same, and no heading."""
    told = MARKUP.sub("", text.strip())
    if told != text.strip():  # an item of a list
        told = told[:1].upper() + told[1:].rstrip(",;")
    words = told.split()
    if len(words) < LEAST_LINE or not told[:1].isupper() or not (told[-1:].isalnum() or told[-1:] == ")"):
        return False
    tree = parse(f"{told}.")
    ends = tree is not None and tree.words[-2].tag in _MAY_END
    return ends and sum(w[:1].isupper() for w in words) < len(words) / 2 and is_whole(f"{told}.")


LEAST_LINE = 12  # words; a shorter line with a verb may be a heading
_MAY_END = frozenset({"NN", "NNS", "NNP", "NNPS", "CD", "RB", "VBD", "VBN", "VB", "PRP"})
_COMPARED = re.compile(
    r"(?i)^record\b|\bgrowth to\b|\b(?:vs|versus|compared (?:with|to)|(?:up|down) [\d.]+% (?:to|from)|"
    r"(?:increase|decrease|improvement|decline) (?:over|from))\b"
)


LEAST_POINT, MOST_POINT = 9, 24  # words; a longer line without a bullet is a sentence that was cut off


def in_own_voice(text: str) -> bool:
    """Whether a sentence speaks as "we" outside quotation marks: whoever spoke last, whom no mark shows."""
    return _OWN_VOICE.search(_QUOTED.sub("", text)) is not None


def salience(reading: Reading, lead: Lead | None, told: Told, index: int) -> float:
    """The log-odds that a sentence must be kept, by weights measured on labelled articles; index: its place in them."""
    marks = _weights()
    worth = sum(weight for weight, cue in _cues() if cue.search(told.words))
    return worth + sum(marks[name] * value for name, value in _marks(reading, lead, told, index).items())


def _marks(reading: Reading, lead: Lead | None, told: Told, index: int) -> dict[str, float]:
    """What a sentence is and where it stands, by the names of the table of weights."""
    words, start, end = told.words, told.start, told.end
    here = [e for e in reading.events if e.start < end and start < e.end]
    length = len(words.split())
    return {
        "bias": 1.0,
        "news": lead is not None and lead.event.start < end and start < lead.event.end,
        "event": bool(here),
        "recalled": any(e.background for e in here),
        "place": 1 / (1 + 0.35 * index),
        "first": index == 0,
        "title": len(stems(words) & _headline(reading)) / max(1, len(_headline(reading))),
        "sizes": min(_sizes(reading, lead, told), MOST_SIZES),
        "figures": min(len(_figures(words)), MOST_FIGURES),
        "digits": any(c.isdigit() for c in _NO_FACT.sub("", words)),
        "words": length / 40,
        "short": length < SHORT,
        "past": tells_of_the_past(reading, words),
        "quotation": words.lstrip()[:1] in "\"“'‘" and not _figures(_QUOTED.sub("", words)),
        "open": min(MOST_OPEN, leaves_open(words)),
    }


@cache
def _table() -> tuple[dict[str, str], ...]:
    """The table of salience: the weights of marks and of words."""
    with (labels.DATA / "lexicon" / "told.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _weights() -> dict[str, float]:
    return {r["mark"]: float(r["weight"]) for r in _table() if not r["words"]}


@cache
def _idle() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?i){r['words']}") for r in _table() if r["mark"] == "idle")


def is_idle(words: str) -> bool:
    """Whether a sentence promotes, or says what a good is."""
    return any(cue.search(words) for cue in _idle())


def is_praise(words: str) -> bool:
    """Whether a sentence or clause judges, or praises without a figure, and does not say whose view that is."""
    own = _QUOTED.sub("", words)
    praise = _PRAISE.search(own) is not None and not _figures(words)
    return (praise or _JUDGES.search(own) is not None) and not _BY_WHOM.search(words)


_PRAISE = re.compile(
    r"(?i)\b(?:unprecedented|decisive (?:step|action|move|moment)|historic(?! (?:low|high|average|level))|"
    r"mutual(?:ly)? benefi\w+|common objectives?|shared (?:goals?|values?|vision)|reflects? the quality|"
    r"once[- ]in[- ]a|flagship|cutting[- ]edge|"
    r"world[- ](?:leading|class)|game[- ]chang\w+|proud\w*|exciting|leading expert|cornerstone|visionary|bold|"
    r"transformative|pivotal|landmark|testament|unparalleled|"
    r"(?:major|important|significant|key|crucial|essential) (?:step|milestone)|"
    r"(?:vital|key|crucial|important|central) role|one of the most (?:significant|important))\b"
)
_JUDGES = re.compile(r"(?i)\b(?:real (?:threat|danger|risk|question|problem)|stranglehold|chokehold|wake-up call)\b")


def of_shares(words: str) -> re.Match[str] | None:
    """The opening of a sentence on how shares moved."""
    return _SHARE_MOVE.match(words)


_SHARE_MOVE = re.compile(
    r"(?:[\w.&’',()-]+ ){0,12}?(?i:shares|share price|(?<=[’']s )stock)(?: (?:of|in) (?:[\w.&’'()-]+ ){1,6}| )"
    r"(?:(?:is|are|was|were|has|have|had|also) )?(?:rose|risen|fell|gained|jumped|slid|dropped|closed|traded|surged|"
    r"climbed|added|lost|leapt|up|down|push\w*|jump\w*|ris\w+|fall\w*|trad\w+|soar\w*|slump\w*|tumbl\w*|higher|"
    r"lower)\b"
)
_BY_WHOM = re.compile(r"\b(?:said|says|according|call(?:ed|s)|told|argu\w+|warn\w+|describ\w+|believ\w+|stated)\b")


@cache
def _cues() -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((float(r["weight"]), re.compile(f"(?i){r['words']}")) for r in _table() if r["words"])


def leaves_open(words: str) -> float:
    """The weight of what a sentence tells to be open, beyond a clause with "while" before it, which grants something.

    Weights and words are those of `hinges`.
    """
    told = _GRANTED.sub("", words)
    return sum(weight for weight, cue in hinges() if cue.search(told))


_GRANTED = re.compile(r"^(?:While|Although|Though|Whereas)\b[^,]*, ")


@cache
def hinges() -> tuple[tuple[float, re.Pattern[str]], ...]:
    """(weight, words) of what tells that something is open."""
    with (labels.DATA / "lexicon" / "hinges.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((float(r["weight"]), re.compile(rf"(?i){r['words']}")) for r in csv.DictReader(lines))


_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_OWN_VOICE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b|\b[Mm]y\b|(?<!Phase )\bI(?:[’'](?:m|ve|d|ll))? (?=[a-z])")


def is_of_others(lead: Lead, words: str) -> bool:
    """Whether a sentence names firms, and none that the news, which is about some, is about."""
    names = find_names(words)
    firms = {n.id for n in names if n.kind in {"company", "project"}}
    own = {*lead.firms, *lead.sides, lead.site}
    short = {f.split()[0] for f in lead.firms}  # "Syrah" for Syrah Resources
    named = bool({n.id for n in names} & own) or any(n.id.split()[0] in short for n in names if n.kind == "company")
    named = named or any(f in words for f in lead.firms)
    return bool(firms and own - {None}) and not named


def _sizes(reading: Reading, lead: Lead | None, told: Told) -> int:
    """How many figures of a sentence size what the lead's own minerals, firms or countries make, ship or pay."""
    if lead is None:
        return 0
    own, who = {k for m in lead.minerals for k in expand(m)}, {*lead.firms, *lead.sides}
    here = (q for q in reading.quantities if told.start <= q.start < told.end)
    return sum((q.unit in SIZES or "/" in q.unit) and (q.mineral in own or q.owner in who) for q in here)


_HIGHEST_SINCE = re.compile(r"(?i)\b(?:since|the (?:most|highest|lowest|best|worst) in) (?:\w+ ){0,2}(?:19|20)\d\d\b")


def tells_of_the_past(reading: Reading, words: str) -> bool:
    """Whether a sentence tells of years long gone."""
    years = re.findall(r"\b(?:19|20)\d\d\b", _HIGHEST_SINCE.sub("", words))
    published = reading.article.published
    old = bool(years and published) and max(years) < str(int(str(published)[:4]) - 1)
    return old or _HISTORY.search(words) is not None


def had_been(words: str) -> bool:
    """Whether the main verb of a sentence is in the past perfect: not that of a clause ("than it had asked for")."""
    tree = parse(words)
    root = None if tree is None else next(k for k, w in enumerate(tree.words) if w.head == k)
    return tree is None or any(tree.words[k].text == "had" for k in tree.children(root or 0, "aux"))


def is_of(lead: Lead, text: str) -> bool:
    """Whether a sentence names a mineral, firm, site or country of the news."""
    names = (*lead.firms, lead.site or "", *(k for m in lead.minerals for k in kin(m)))
    short = any(len(f) < len("four") and re.search(rf"\b{re.escape(f)}\b", text, re.I) for f in lead.firms)  # "MMG"
    return (
        short
        or not stems(text).isdisjoint(stems(" ".join(names)))
        or any(n.id in lead.sides for n in find_names(text) if n.kind == "country")
    )


def _choose(
    told: list[Told], scores: list[float], title: frozenset[str], given: set[int], watched: set[int]
) -> list[int]:
    """Indices of the sentences that together tell most within the word budget, in order of the text.

    given, watched: what is told elsewhere, on the first of which a sentence may lean.
    """
    points = _points(told)
    prose = [k for k, t in enumerate(told) if t.prose and not t.praise and k not in given | watched | points]
    open_ = set(heapq.nlargest(MOST_WEIGHED, prose, key=scores.__getitem__))
    open_ -= {k for k in open_ if any(_fuller(told, scores, j, k) for j in open_ - {k})}
    facts = {k: _facts(told[k].words) for k in open_}
    chosen, words = set[int](), 0
    known = frozenset[str]().union(*(_facts(told[k].words) for k in given | watched))
    left = title.difference(*(_titled(told[k].words) for k in given | watched))
    while open_ and (len(chosen) < MOST or (words < SHORT_WORDS and len(chosen) < MOST_SHORT)):
        chains = {k: _chain(told, k, chosen | given, title, given) for k in open_}
        needs = {k: [n for n in chain if n not in chosen | given] for k, chain in chains.items()}
        worth = {
            k: scores[k] - WORD * max(0, len(told[k].words.split()) - SHORTLY) + _news(facts[k] - known, told[k].words)
            + TITLED * len(left & _titled(told[k].words)) - BROUGHT * (len(needs[k]) - 1)
            for k in open_
        }  # fmt: skip
        for best in sorted(open_, key=lambda k: (-worth[k], k)):
            open_.discard(best)
            least = LEAST_TOLD if words >= FEW_WORDS else LEAST_SHORT if words >= STARVED else LEAST_STARVED
            if worth[best] < (least if len(chosen) >= FEWEST else LEAST_EVER):
                return sorted(chosen)
            most = MOST_WORDS if worth[best] < DECIDING else MOST_WORDS + MORE_WORDS
            if _fits(told, needs[best], chosen, given | watched, words, most):
                chosen.update(needs[best])
                led = {n for k in chosen - {best} for n in chains.get(k, ())}
                less = {k for k in chosen - {best} if k not in needs[best] and k not in led and _outdone(told, best, k)}
                chosen -= less
                words += _words(told, needs[best]) - _words(told, [*less])
                known = known.union(*(facts.get(k, frozenset()) for k in needs[best]))
                left = left.difference(*(_titled(told[k].words) for k in needs[best]))
                break
    return sorted(chosen)


def _fuller(told: list[Told], scores: list[float], at: int, other: int) -> bool:
    """Whether a sentence that stands for itself tells all that another tells, and more: the body of a standfirst."""
    one, two = told[at], told[other]
    if one.leans or scores[at] < scores[other] - NEAR or not again(two.words, one.words):
        return False
    return len(one.words) > len(two.words) or not again(one.words, two.words)


def _points(told: list[Told]) -> set[int]:
    """The points above a text that opens anew behind them, where it tells all that they tell."""
    opens = next((k for k in range(2, min(MOST_POINTS, len(told))) if _tells_again(told[k : k + 1], told[0])), 0)
    return {*takewhile(lambda k: _tells_again(told[opens:], told[k]), range(opens))}


def _tells_again(later: list[Told], point: Told) -> bool:
    """Whether a sentence tells most of what one tells, or some do together with all its figures."""
    own, figures = _content(point.words), _figures(point.words)
    shared = [own & _content(t.words) for t in later]
    together = frozenset().union(*shared) if figures else max(shared, key=len)
    return len(together) >= SAME_POINT * len(own) and figures <= frozenset().union(*(_figures(t.words) for t in later))


MOST_POINTS, SAME_POINT = 8, 0.5  # sentences above which a text opens anew; part of the words of one that it tells


def _outdone(told: list[Told], at: int, other: int) -> bool:
    """Whether a sentence tells all that another tells, and more."""
    one, two = told[at].words, told[other].words
    return len(one) > len(two) and again(two, one) and not again(one, two)


NEAR = 0.5  # worth by which a fuller sentence may lie below the other


def _titled(words: str) -> frozenset[str]:
    """The words and numbers of a sentence or headline, as stems."""
    return stems(words) | {n.rstrip(".,") for n in re.findall(r"\d[\d,.]*", words)}


def _fits(told: list[Told], need: list[int], chosen: set[int], elsewhere: set[int], words: int, most: int) -> bool:
    """Whether a sentence with what it needs has room beside the chosen ones and tells nothing of what is told again."""
    over = words + _words(told, need) > most and len(chosen) >= FEWEST
    if not need or over or len(chosen) + len(need) > MOST_SHORT or elsewhere & {*need}:
        return False
    wanted = need[-1:] if len(need) > 1 else need  # what it leans on may have been told
    return not any(again(told[n].words, told[k].words) for n in wanted for k in chosen | elsewhere)


def _words(told: list[Told], indices: list[int]) -> int:
    return sum(len(told[k].words.split()) for k in indices)


def _figures(sentence: str) -> frozenset[str]:
    return frozenset(f.strip() for f in _FIGURE.findall(_NO_FACT.sub("", sentence)))


_NO_FACT = re.compile(  # a figure on which nothing rests: a distance, an age, a career
    r"(?i)\b[\d,.]+[ -](?:km|kilomet\w+|miles?)\b|\b\d\d?-(?:year-old\b|week (?:range|high|low)\b[^.;]*)|"
    r"\b\d+ years(?:[’']| of)? (?:experience|in (?:the |this )?(?:field|industry|business|mining))\b"
)


def _facts(sentence: str) -> frozenset[str]:
    """The figures, days and names of a sentence."""
    names = re.findall(r"(?<=[a-z,] )[A-Z][\w-]+", sentence)
    return _figures(sentence) | {*names}


def _news(facts: frozenset[str], words: str) -> float:
    """What figures and names of a sentence that are not told yet are worth; the names of one that promotes, nothing."""
    figures = sum(f[-1].isdigit() or not f[0].isupper() for f in facts)
    names = 0 if is_idle(words) else len(facts) - figures
    return NEW_FIGURE * min(figures, MOST_NEW) + NEW_NAME * min(names, MOST_NEW)


def again(sentence: str, other: str) -> bool:
    """Whether a sentence tells what another tells: most words of the shorter one stand in both."""
    told, before = _figures(sentence), _figures(other)
    fresh, same = told - before, told & before
    named = {n.id for n in find_names(sentence)} - {n.id for n in find_names(other)}
    if len(fresh) >= max(FRESH, len(same)) or (fresh and (named or not before) and len(fresh) >= len(same)):
        return False
    if leaves_open(sentence) > leaves_open(other) + BARELY:
        return False
    first, second = _content(sentence) | told, _content(other) | before
    return len(first & second) > (SAME_SIZED if len(same) > 1 and not fresh else SAME) * min(len(first), len(second))


def _content(words: str) -> frozenset[str]:
    """The words of a sentence, as stems, but those that any sentence may have."""
    told = stems(words)
    return (told - _DEALS | {"deal"} if told & _DEALS else told) - _ANY


_DEALS = stems("deal agreement accord pact treaty contract")
_ANY = stems("that this with from have been were will would said says which their they than also into over after about "
             "more according million billion")  # fmt: skip


def _chain(told: list[Told], last: int, chosen: set[int], titled: frozenset[str], given: set[int]) -> list[int]:
    """A sentence with those before it on which it leans, two at most; empty where these do not carry it.

    titled: the stems of the headline; given: what is told before the summary.
    """
    if (noun := told[last].noun) is not None:
        return _named_before(told, last, noun, chosen, titled, given)
    if (first := _introduced(told, last)) is not None and first not in chosen:
        return [first, last]
    if (first := _first_named(told, last, chosen | given, titled)) is not None:
        return [first, last]
    before = [k for k in range(last - 1, -1, -1) if not told[k].praise]
    if told[last].quotes:  # who speaks stands before the quotation, and before what else is quoted
        speaks = next((k for k in range(last - 1, -1, -1) if not told[k].quotes), -1)
        if speaks < 0 or told[speaks].praise or not _SPEAKS.search(told[speaks].words):
            return []
        led = [speaks] if speaks in chosen else _chain(told, speaks, chosen, titled, given)
        return [*led, last] if led else []
    for first in (last, *before[:LEANS]):
        if not told[first].prose:
            return []
        if first < last and (noun := told[first].noun) is not None:
            led = _named_before(told, first, noun, chosen, titled, given)
            return [*led, *range(first + 1, last + 1)] if led and led[0] >= last - LEANS else []
        if not told[first].leans:
            return [k for k in range(first, last + 1) if not told[k].praise]
    return []


_SPEAKS = re.compile(r"\b(?:said|says|told|added|adds|confirmed|noted|warned|wrote|called|asked|according to)\b")
_SURNAME = re.compile(r"(?<![A-Za-z’'.-] )(?<![.-])\b([A-Z][a-z]{2,})\b(?! [A-Z])")


def _introduced(told: list[Told], at: int) -> int | None:
    """The sentence that gives the full name of a person whom a sentence opens with by surname; None where none does."""
    opened = " ".join(told[at].words.split()[:SURNAMED])
    named = (n for n in _SURNAME.findall(opened) if not find_names(n))
    for name in dict.fromkeys((*named, *surnames(told[at].words))):
        full = re.compile(rf"\b[A-Z][a-z]+ (?:[A-Z]\. )?{name}\b|\b{name} [A-Z][a-z]+")
        if not full.search(told[at].words):
            before = next((k for k in range(at) if told[k].prose and full.search(told[k].words)), None)
            if before is not None:
                return before
    return None


def _first_named(told: list[Told], at: int, chosen: set[int], titled: frozenset[str]) -> int | None:
    """The sentence right before, or one before that, which alone tells first of what a sentence calls "the studies".

    None where the headline, a chosen sentence or an earlier one tells of it, or where that one leans itself.
    """
    bare = frozenset().union(*(stems(n) for n in _bare(told[at].words))) - titled
    for noun in bare:
        tells = [k for k in range(at) if noun in stems(told[k].words)]
        near = [k for k in tells if k >= at - LEANS and not again(told[k].words, told[at].words)]
        if tells and tells == near and not chosen & {*tells}:
            return next((k for k in near if told[k].prose and not (told[k].leans or told[k].noun)), None)
    return None


@lru_cache(maxsize=4096)
def _bare(words: str) -> tuple[str, ...]:
    """The common nouns that stand with "the" alone, and with nothing after them that says which."""
    if (tree := parse(words)) is None:
        return ()
    return tuple(
        w.text for k, w in enumerate(tree.words)
        if w.tag in {"NN", "NNS"} and len(w.text) >= STEM and w.text.islower()
        and [tree.words[c].text.lower() for c in tree.below[k]] == ["the"]
    )  # fmt: skip


STEM = 5  # letters in which "suspended" and "the suspension" are one
ANY_ACT = frozenset({  # what any news, and who acts in it, may be called
    "decision", "move", "step", "announcement", "measure", "order", "company", "firm", "group", "change",
})  # fmt: skip
FIRMS = frozenset({"company", "firm", "group"})  # whichever the news is of
INSTRUMENTS = frozenset({"directive", "injunction", "memorandum", "bill", "law", "list", "label"})  # named as such
BREAK = 2  # characters between two sentences from which the second opens a paragraph
SURNAMED = 5  # words in which a sentence names who acts


DEALS = frozenset({"deal", "agreement", "accord", "pact", "treaty", "contract"})  # that each stand for the other


def _named_before(
    told: list[Told], at: int, noun: str, chosen: set[int], titled: frozenset[str], given: set[int]
) -> list[int]:
    """A sentence on "the plan" alone where a chosen one tells of a plan, else with the last one that does.

    Within a paragraph "the decision" is that of the sentence right before it, which comes with it.
    "The decision" is that of the news, wherever no other sentence before tells of one, and so is "the pact" where the
    headline tells of a deal. "The metal" is that which the last sentence with a mineral names.
    """
    last = told[at - 1] if at and noun in ANY_ACT and told[at].start - told[at - 1].end < BREAK else None
    if last is not None and last.prose and not last.praise and at - 1 in chosen:
        return [at]
    if last is not None and last.prose and not (last.praise or last.leans or last.noun):
        return [at - 1, at]
    several = f"{noun}s" in told[at].words.lower()
    other = {noun} if several else {f"{noun}s", f"{noun}es"}  # "the permit" is none of "27 permits"
    alike = DEALS if noun in DEALS else {noun}
    tells = re.compile("|".join(rf"\b{n[:STEM]}\w*" for n in sorted(alike)))
    named = [k for k in range(at - 1, -1, -1) if told[k].prose and _tells(told[k].words, noun, tells, other)]
    any_act = noun in FIRMS or (not named and noun in ANY_ACT) or bool(titled & {n[:STEM] for n in alike})
    led = any(_tells(told[k].words, noun, tells, other) for k in given)  # in the bottom line, which stands before
    if led or set(named) & chosen or (any_act and (given or any(k < at for k in chosen))):
        return [at]
    if not named and noun in INSTRUMENTS:
        return []
    before = named[0] if named else at - 1
    able = before >= 0 and told[before].prose and not told[before].leans
    return [before, at] if able and not told[before].noun else []


def _tells(words: str, noun: str, tells: re.Pattern[str], other: set[str]) -> bool:
    """Whether a sentence tells of what "the plan" or "the metal" of a later one may be."""
    if noun == "metal":
        return any(n.kind == "mineral" for n in find_names(words))
    return bool({*tells.findall(words.lower())} - other)


# words


def worded(start: int, end: int, reading: Reading, ledger: Ledger, context: Context) -> Sentence | None:
    """A sentence of the article without its dateline, opening and asides and with its days told, else as it stands."""
    return carried(wordings(start, end, reading, ledger), ledger, context)


def wordings(start: int, end: int, reading: Reading, ledger: Ledger, days: bool = True) -> Iterator[Sentence]:
    """The sentence of the article at a place, the most readable wording first, the verbatim one last.

    days: the first one with its weekdays told as days.
    """
    key, whole = ledger.span(start, end), reading.article.text[start:end].strip()
    opened = find_dateline(whole)
    whole_of = whole[opened.end :] if opened and opened.start == 0 else whole
    bare = unopened(whole_of.strip()).rstrip(",;")
    stop = " …" if _is_cut_off(reading.article.text, start, end) else "."
    bare += stop * bare[-1:].isalnum() + _closing(reading.article.text, start, end)  # a point has no full stop
    short = without_tickers(bare)
    cased = f"{reading.article.title} {reading.article.text}"
    if (loud := _LOUD.match(short)) and (loud[1].capitalize() in cased or of_shares(short)):
        short = loud[0].capitalize() + short[loud.end() :]  # "GLENCORE is to halt", "AUSTRALIA's Lynas"
    told = [dated(words, reading) for words in (short, bare)] if days else [short]
    for words in dict.fromkeys((*(t[:1].upper() + t[1:] for t in told), short, bare, whole)):
        yield say(words, key)


def unopened(words: str) -> str:
    """A sentence without the bullet, number or "However," before it."""
    bare = OPENING.sub("", MARKUP.sub("", _BESIDE.sub("", _AMID.sub(r"\1", words))))
    return bare[:1].upper() + bare[1:]


_AMID = re.compile(  # between a subject and its verb: else its comma closes what stands before
    r"^([^,“\"]+), (?:however|meanwhile|moreover|furthermore|therefore|though),"
    r"(?= (?!(?:the|an?|its?|their|they|this|that|these|those|he|she|who|which|in|on|at|by|for|to|of|[A-Z]\w*)\b)[a-z])"
)
_BESIDE = re.compile(r", (?:however|though|meanwhile)(?=\.$)")


_LOUD = re.compile(r"([A-Z]{4,})(?:['’][Ss])?\b(?= [A-Za-z])")
_WEEKDAY = re.compile(r"(?:last )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_WILL = re.compile(
    r"(?i)(?<!was )(?<!were )\b(?:will|due|scheduled|expected|set|plans?|starts?|begins?|takes effect|"
    r"to (?:meet|hold|vote|decide|discuss|rule))"
    r"(?: (?!not)[^.;]{0,90})? ?$"
)
_TIME_OF = re.compile(r",? (night|morning|afternoon|evening)\b")
_OWN = re.compile(r"[’']s (?=[a-z])")
_NAMED_DAY = re.compile(r",? \(?(?=[A-Z][a-z]+\.? \d|\d+ [A-Z])")  # "Tuesday, November 18"


def dated(words: str, reading: Reading) -> str:
    """The sentence with weekdays told as days, last and next month or year as what they are, where that is sure.

    What stands in quotation marks stays as it is.
    """
    day = (reading.article.published or "")[:10]
    quotes = [m.span() for m in _QUOTED.finditer(words)]
    for date in reversed(find_dates(words, day or None)) if day else ():
        before, after = words[: date.start], words[date.end :]
        if any(start <= date.start < end for start, end in quotes):
            continue
        if reading.kind == "results" and date.surface.lower() == "last year":
            continue  # the same quarter or half a year before
        if _WEEKDAY.fullmatch(date.surface) and (named := _NAMED_DAY.match(after)) and "(" not in named[0]:
            words = f"{before}{after[named.end() :]}"
        elif (told := _told_as(date, words, day)) is not None and not (
            _RANGE.match(after) or re.search(r"day (?:to|and|or) $", before)
        ):
            made = _in_place(before, told, after)
            words = made if words[:1].islower() else made[:1].upper() + made[1:]
    return words


_RANGE = re.compile(
    r",? \((?:[A-Z][a-z]+\.? \d|\d+ [A-Z])|\sto\s(?:[A-Z]|(?:19|20)\d\d\b)|,? (?:and|or|to) (?:next|last)\b"
)


def _in_place(before: str, told: str, after: str) -> str:
    """A day told between what stands before and after a weekday: "late Monday", "Monday's", "on Monday night"."""
    led = re.search(r"(?i)(?:\bon )?(?:\b(?P<part>late|early)\s)?(?:\bon )?$", before)
    on, part = before[: led.start()] if led else before, led["part"] if led else None
    if of := _TIME_OF.match(after):
        return f"{on}on the {of[1]} of {told}{after[of.end() :]}"
    if own := _OWN.match(after):
        return f"{before}the {told} {after[own.end() :]}"
    bound = _BOUND.search(on)
    if re.match(r"[’']s (?=\d)", after) or _EARLIER.match(told):
        return f"{before}{told}{after}"
    if bound and on == before:
        return f"{before.removesuffix('last ')}{told}{after}"
    return f"{on}{f'{part} ' if part else ''}{'on' if len(told.split()) > 2 else 'in'} {told}{after}"


_EARLIER = re.compile("earlier|later|early|late")
_BOUND = re.compile(
    r"(?i)\b(?:of|the|since|until|till|by|than|from|after|before|through|to|for|last|this|in|with|during|over|versus|"
    r"against|throughout|above|below|beyond|and|early|late|mid) $"
)


def _told_as(date: Date, words: str, day: str) -> str | None:
    """A weekday, or a neighbouring month or year, as what it is; None for what is told by itself or is not sure."""
    before, small = words[: date.start], date.surface.lower()
    if _WEEKDAY.fullmatch(date.surface) and len(date.value) == 10:
        gone = date.value <= day and (was_done(words, date) or _SINCE.search(before) is not None)
        gone = gone and _AGREED.search(before) is None
        if date.value <= day and _STARTS.search(before):
            return None  # "effective Wednesday" is the next one
        ahead = date.role != "on" or _WILL.search(before) is not None
        sure = gone or (date.value >= day and ahead)  # what is due on the day of the page is called by that day
        if _WAS_TO.search(before):
            sure = abs((parse_date(date.value) - parse_date(day)).days) <= NEAREST
        return phrase.day(date.value) if sure and before else None
    if (near := _NEIGHBOUR.fullmatch(small)) is not None:
        led = f"{near['part']} in " if near["part"] in {"earlier", "later"} else ""
        told = date.value if near["unit"] == "year" else phrase.day(date.value)
        return f"{led}{told}" if len(date.value) == LENGTH[near["unit"]] and not (led and before[-1:].strip()) else None
    if _OF_A_YEAR.fullmatch(date.surface):
        return phrase.day(date.value)
    starts = small == "today" and _FROM_TODAY.search(before) is not None
    if small == "yesterday" or (small == "today" and (starts or was_done(words, date))):
        return phrase.day(date.value)
    return None


_AGREED = re.compile(r"\b(?:agreed|planned|decided|promised|wanted) (?:to|on) [^.;,]*$")  # "agreed to talks on Monday"
_NEIGHBOUR = re.compile(r"(?:(?P<part>earlier|later|early|late) )?(?:last|this|next) (?P<unit>week|month|year)")
_OF_A_YEAR = re.compile(r"(?:\d{1,2} )?[A-Z][a-z]+\.?(?: \d{1,2})?,? (?:of )?(?:last|this|next) year")
LENGTH = {"week": 7, "month": 7, "year": 4}  # of the date that it is told as: a week by its month


_STARTS = re.compile(r"(?i)\b(?:effective|starting|beginning|as of) (?:on )?$")
NEAREST = 2  # days up to which the day of a week that something was set for is the nearer one for sure
_WAS_TO = re.compile(r"\b(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|expected)\b[^.;,]*$")
_SINCE = re.compile(  # behind which a day has gone by
    r"(?:^|^(?!.*\b(?:will|would|plans?|expect\w*|due|set) ).*\s)(?:[Ff]ollowing|[Aa]fter) [^.,;]{3,60}$|"
    r"\b(?:said|told|announced|reported|confirmed|showed)(?: [A-Z]\w+)? (?:late |early )?(?:on )?$"
)


def was_done(words: str, date: Date) -> bool:
    """Whether a weekday is told of what was done: of anything else it may be the next."""
    tree = parse(words)
    at = None if tree is None else tree.top(date.start, date.end)
    if tree is None or at is None:
        return False
    verb = next((k for k in tree.up(at) if tree.words[k].is_verb), None)
    if verb is not None and date.surface == "today" and tree.words[verb].dep == "advcl":  # "rose, climbing 3% today"
        verb = tree.words[verb].head if tree.words[verb].tag == "VBG" else verb
    helpers = () if verb is None else tree.children(verb, "aux", "auxpass")
    past = any(tree.words[c].tag == "VBD" or tree.words[c].lemma == "have" for c in helpers)  # not "is planned"
    if verb is not None and date.surface == "today" and tree.words[verb].dep in {"acl", "relcl"}:
        return False  # "the cells used today"
    return verb is not None and (
        tree.words[verb].tag == "VBD" or (tree.words[verb].tag == "VBN" and (past or tree.words[verb].dep == "acl"))
    )


_FROM_TODAY = re.compile(r"(?i)\b(?:starting|from|effective|beginning|as of) $")
