"""What is to come and has no day: the article's own words on the next decision, step, or what it could not say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache

from didymium import labels
from didymium.brief import phrase
from didymium.brief.anaphora import leans, unintroduced
from didymium.brief.clauses import shortened
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger, carried, say
from didymium.brief.summary import again, is_prose, leaves_open, tells_of_the_past, wordings
from didymium.proof import Context
from didymium.records import NO_DAY, Reading, Sentence, SpanEvidence, Watch
from didymium.text.syntax import SUBJECTS, Tree, parse

MOST = 3  # steps without a day that are told
DECIDED, TAKEN, TIMED, PLANNED, HINGE = 2.0, 1.6, 1.5, 0.2, 0.5  # worth of a step by its verb, of a hinge by weight
LEAST, FAR = 1.0, 0.02  # worth that a step must have; what each sentence further down costs
SURE = 3  # weight of what is open, from which the news itself is, and a "may" beside a "not" is no view
SHORT, LONGEST = 24, 36  # words of a step as told; of one that cannot be cut so far
_WISH = re.compile(  # views and wishes
    r"(?i)\b(?:hop(?:es?|ed)|hopefully|believes?|urge[sd]?|should|ought|"
    r"must(?! (?:now|first|still|also))|call(?:s|ed)? (?:on|for)|could|might|may|"
    r"analysts?|traders?|likely|forecasts?|if all goes|in the long(?:er)? (?:run|term)|over time|one day|"
    r"committed to (?:working|support\w*|deepening))\b"
)
_STALE = re.compile(  # what was to come once, and what every report says
    r"(?i)\b(?:(?:was|were|had been) (?:\w+ )?(?:due|set|scheduled|supposed) to|originally|initially|would have|"
    r"had (?:been|planned|expected|hoped|aimed)|immediately comment|additional details?|"
    r"(?:has|have) been (?:concluded|completed|closed|settled|dismissed)|died|killed)\b"
)


@cache
def _lemmas(kind: str) -> frozenset[str]:
    """The dictionary forms of a kind of verbs, or of subjects that take no step."""
    with (labels.DATA / "lexicon" / "ahead.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(w for r in csv.DictReader(lines) if r["kind"] == kind for w in r["words"].split(","))


def to_come(
    reading: Reading, lead: Lead, about: Iterable[tuple[int, int]], told: Iterable[Watch], ledger: Ledger,
    context: Context,
) -> Iterator[Watch]:  # fmt: skip
    """The steps without a day, the weightiest first, in the order of the text.

    about: the sentences that are about the story; told: what is watched already, whose sentences are not told again.
    """
    text, cited = reading.article.text, {k for w in told for k in w.sentence.evidence}
    known = [(e.start, e.end) for k in cited if isinstance(e := ledger.evidence[k], SpanEvidence)]
    found = list[tuple[float, int, int]]()
    for place, (start, end) in enumerate(about):
        words = text[start:end]
        news = start < lead.event.end and lead.event.start < end and _open(words) < SURE
        if news or any(s < end and start < e for s, e in known) or not _is_able(reading, lead, words):
            continue
        if (worth := _worth(words) - FAR * place) >= LEAST:
            found.append((worth, start, end))
    made = list[tuple[int, int, Sentence]]()
    for _, start, end in sorted(found, key=lambda f: (-f[0], f[1])):
        if any(again(text[start:end], text[s:e]) for s, e in (*known, *((s, e) for s, e, _ in made))):
            continue
        if len(made) < MOST and (one := carried(_worded(reading, start, end, lead, ledger), ledger, context)):
            made.append((start, end, one))
    yield from (Watch(date=NO_DAY, sentence=s) for *_, s in sorted(made, key=lambda m: m[0]))


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


def _is_able(reading: Reading, lead: Lead, words: str) -> bool:
    """Whether a sentence stands for itself and tells no quotation, past or wish."""
    unsaid = _open(words) >= SURE and bool(_NOT.search(words)) and not re.search(r"\b(?:should|ought)\b", words)
    opinion = _STALE.search(words) or (_WISH.search(words) and not unsaid)
    apart = bool(opinion) or (words[:1] in '"“‘' and not unsaid) or words.rstrip('”"’').endswith("?")
    apart = apart or tells_of_the_past(reading, words) or unintroduced(words, reading.article.text)
    return is_prose(words) and not apart and (not leans(_BOTH.sub("The", words)) or _named(words, lead) is not None)


_NOT = re.compile(r"\b(?:not|without|no)\b|n[’']t\b")
_BOTH = re.compile(r"\b[Bb]oth(?= [a-z]+s\b)")
_OPENS = re.compile(r"(?:The (?:company|firm|group|miner|producer)|It)\b(?![’'])")


def _named(words: str, lead: Lead) -> str | None:
    """A sentence on "The company" or "It" with the one firm of the news for it."""
    opened = _OPENS.match(words)
    return f"{lead.firms[0]}{words[opened.end() :]}" if opened and len(lead.firms) == 1 else None


def _worth(words: str) -> float:
    """What a sentence tells of the next step: decisions before deeds, more where the news hangs on it."""
    tree = parse(words)
    if tree is None or any(tree.words[k].lemma in _lemmas("nobody") for k in _of_root(tree)):
        return 0.0
    if any(w.dep in SUBJECTS and w.lemma in {"price", "demand", "consumption"} for w in tree.words):
        return 0.0
    steps = max((_step(tree, k) for k, w in enumerate(tree.words) if w.is_verb), default=0.0)
    return steps + HINGE * _open(words)


def _of_root(tree: Tree) -> tuple[int, ...]:
    """The subject of the main verb, where there is one."""
    return tree.children(next(k for k, w in enumerate(tree.words) if w.head == k), *SUBJECTS)


def _open(words: str) -> float:
    """The weight of what tells that something is open."""
    return min(6.0, leaves_open(words))


def _step(tree: Tree, at: int) -> float:
    """What a verb is worth as a step to come; 0 where it is none, or was, or nobody who acts does it."""
    word = tree.words[at]
    if {word.dep, *(tree.words[k].dep for k in tree.up(at))} & {"relcl", "acl", "pcomp"}:
        return 0.0  # of a noun, and no step of whom the sentence tells
    if word.lemma == "meet" and tree.children(at, "dobj"):  # a target, a demand
        return 0.0
    helpers = {tree.words[k].lemma for k in tree.children(at, "aux", "auxpass")}
    head = tree.words[word.head]
    who = next((k for k in (tree.subject(at), tree.subject(word.head)) if k is not None), None)
    if who is None or tree.words[who].lemma in _lemmas("nobody") or "have" in helpers & {"have"}:
        return 0.0
    going = word.tag == "VBG" and any(tree.words[k].tag in {"VBZ", "VBP"} for k in tree.children(at, "aux"))
    own = who is not None and tree.words[who].tag.startswith("PRP")
    reported = word.tag == "VBG" and word.dep == "ccomp" and "be" in helpers and own
    if (going or reported) and word.lemma in _lemmas("open"):
        return DECIDED - PLANNED
    done = head.tag in {"VBD", "VBG"} and not tree.children(word.head, "aux", "auxpass")
    once = head.dep != "ccomp" and any(
        tree.words[k].text in {"was", "were"} for k in tree.children(word.head, "auxpass")
    )
    planned = "to" in helpers and head.lemma in _lemmas("plans") and not (done or once)
    told = "would" in helpers and word.dep == "ccomp" and head.tag == "VBD"  # "said that it would"
    if not (helpers & {"will", "shall", "must"} or planned or told):
        return 0.0
    least = PLANNED * (planned or told)
    passive = word.lemma == "consider" and tree.children(at, "auxpass")
    timed = TIMED * bool(_WHEN.search(tree.text) and word.lemma in _lemmas("timed"))
    return (
        DECIDED if passive or word.lemma in _lemmas("decided") else TAKEN if word.lemma in _lemmas("taken") else timed
    ) - least


_WHEN = re.compile(
    r"(?i)\b(?:within|once|upon|until|unless|soon|shortly|later|next|coming|subject to|pending|"
    r"(?:after|following|before|when|if) (?:the|it|its|they|all|a|an|receiv\w+|complet\w+|approv\w+|clos\w+|that)\b)"
)


def _worded(reading: Reading, start: int, end: int, lead: Lead, ledger: Ledger) -> Iterator[Sentence]:
    """The sentence in quotation marks, without the asides that tell nothing of the step."""
    for whole in wordings(start, end, reading, ledger):
        for told in dict.fromkeys((_named(whole.text, lead) or whole.text, whole.text)):
            for words in shortened(told, SHORT, _worth, LEAST, SHORT):
                if len(words.split()) <= LONGEST and _worth(words) >= LEAST:
                    yield say(f"{quoted(words, reading.article.text[start:end])}.", *whole.evidence)
