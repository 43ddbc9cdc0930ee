"""The lead of an article: the one event that is its news; what kind of article it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from didymium import labels
from didymium.news.deeds import act_of, mood_of
from didymium.news.events import INDUSTRY, LEANING, is_state, of_industry, title_kinds
from didymium.news.families import FAMILIES, MEASURES, NEWS, news_of
from didymium.news.heads import KINDS, Floats, Kind, weights
from didymium.news.merge import Statement
from didymium.news.opinions import argues
from didymium.news.results import measures_of
from didymium.news.seen import TITLE, Seen
from didymium.records import Article, ArticleKind
from didymium.text.cues import lower

OPENING = 600  # characters of the text that tell what kind of article it is
ENOUGH = 3  # weight of words from which a kind is taken
ASKS = 3  # weight of a headline that asks, for research
_ASKS = re.compile(r"(?i)(?:^|: )(?:what|why|how|can|will|is|are|do|does|who|could|should)\b[^,;]*\?$")
EQUAL = 0.5  # of the lead's chance: an event of the headline from here on is news of equal weight
_WORD = re.compile(r"[a-z][a-z'-]{2,}|\d[\d.,]*")
_COMMON = (
    "the and for with from over under into that this its his her their will would may says said say new after amid as "
    "has have had was were are been more than out off per cent percent who which about between"
)
_EMPTY = frozenset(_COMMON.split())
STORY = 0.4  # part of the sentences that name a mineral from which an article is about minerals
MANY = 3  # minerals, or sentences with one, from which an article is about them
FIRST = 4  # sentences that tell the news where the headline does not
ABLE = 9.0  # by which what can lead goes before what cannot
TITLED = 6.0  # by which a price that the headline tells leads before all else
AGAINST = 0.2  # part of the chance of the opposite direction, which grammar may have turned
UNLIKELIEST = -9.0  # log-chance that counts
LEAST, LEAST_KIND = 0.6, 0.7  # confidence in all of a lead, in family and direction: below both it is withheld
_COMMENT = frozenset(("opinion", "research"))


def kind_of(article: Article) -> ArticleKind:
    """What kind of article it is: an opinion, or by words (`article_kinds.csv`) of headline, opening, text, address."""
    if argues(article):
        return "opinion"
    opening = lower(article.text[:OPENING])
    places = {
        "title": f" {_plain(lower(article.title))} ",
        "opening": f" {_plain(opening)} ",
        "text": f" {_plain(opening + ' ' + lower(article.text[-OPENING:]))} ",
        "url": f" {_plain(lower(article.url or '').replace('/', ' '))} ",
    }
    weights: Counter[ArticleKind] = Counter()
    weights["research"] += ASKS * (_ASKS.search(article.title) is not None)
    for kind, where, weight, words in _kinds():
        if f" {words}" in places[where]:
            weights[kind] += weight
    told = measures_of(article.title) - {"time"} | measures_of(article.text[:OPENING]) - {"time", "output"}
    if not told and "quarterly" not in opening:
        del weights["results"]  # a quarter alone is a time
    kind, weight = next(iter(weights.most_common(1)), ("news", 0))
    return kind if weight >= ENOUGH else "news"


def of_figures(seen: Seen, statements: Sequence[Statement], kind: ArticleKind) -> bool:
    """Whether the news is a figure that moved, by the headline; a firm's only where no event tells of its supply."""
    move = seen.headline
    if move is None or move.of == "price" or kind in _COMMENT:
        return False
    firm = any(n.kind in {"company", "project"} for n in seen.document.title_names)
    supply = [s for s in statements if FAMILIES[s.type] == "project" and s.direction == move.direction]
    opened = any(s.sentence == 0 and any(not is_state(a) for a in s.actors) for s in supply)
    return move.of == "balance" or not (opened or (firm and supply))


class Pick(NamedTuple):
    """The number of the lead among the statements, and how sure each of its slots is (0..1, calibrated)."""

    number: int
    confidence: dict[str, float]


def pick(seen: Seen, statements: Sequence[Statement], kind: str) -> tuple[Pick | None, tuple[int, ...]]:
    """The lead and the numbers of news of equal weight; none where all is background or the lead is too unsure."""
    fresh = [i for i, s in enumerate(statements) if not s.background]
    if not statements or (kind in _COMMENT and not fresh):
        return None, ()
    features = lead_features(seen, statements)
    scores = features @ weights()["lead"]
    move = seen.headline
    if move is not None and move.of == "price" and not move.ahead:
        scores[[s.type != "price_move" or s.direction != move.direction for s in statements]] -= TITLED
    wished = _wished(seen)  # what stands is its matter; a measure still to come is news
    able = np.array([_can_lead(seen, s, wished) for s in statements])
    if not able.any():
        return None, ()
    scores[~able] -= ABLE
    kinds = np.array([_kind(s) for s in statements])
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    whole = np.array([chances[kinds == k].sum() for k in kinds])  # tellings of one kind speak for each other
    best = int(np.lexsort((chances, whole.round(6)))[-1])
    same = [i for i in fresh if kinds[i] == kinds[best]]
    if statements[best].background or not _names(seen, statements[best]):
        named = [] if statements[best].background else [i for i in same if _names(seen, statements[i])]
        best = max(named or same or [best], key=lambda i: chances[i])
    sure = confidence(statements[best], features[best], float(whole[best]))
    curbed = any(FAMILIES[s.type] == "export_control" and s.minerals and s.sentence < FIRST for s in statements)
    unsure = sure["lead"] < LEAST and sure["family"] < LEAST_KIND
    if unsure or not (curbed or _about_minerals(seen, statements[best])):
        return None, ()
    told = title_kinds(seen)
    near = [
        i
        for i, s in enumerate(statements)
        if i != best and not s.background and chances[i] > EQUAL * chances[best] and _kind(s) in told
    ]
    return Pick(best, sure), tuple(near)


def _names(seen: Seen, statement: Statement) -> bool:
    """Whether a statement gives a size, or its sentence names who acts or which good it is about: not "the shift"."""
    told = seen.document.sentences[statement.sentence]
    named = (n.kind in {"mineral", "company", "project"} or n.country in statement.actors for n in told.names)
    return bool(statement.amounts) or any(named) or any(a in told.text for a in statement.actors)


def _wished(seen: Seen) -> str | None:
    """The family of measures that the headline only calls for, which nobody has taken."""
    title = seen.title_odds()
    kind = 0 if title is None else int(title.argmax())
    called = any("urge" in a.senses or ("ask" in a.senses and "firm" in a.doers) for a in seen.acts.get(TITLE, ()))
    if title is None or title.max() < LEANING or FAMILIES[KINDS[kind].type] not in MEASURES or not called:
        return None
    return FAMILIES[KINDS[kind].type] if mood_of(seen, TITLE, kind, act_of(seen, TITLE, kind, 0), 0) == "none" else None


def _can_lead(seen: Seen, lead: Statement, wished: str | None) -> bool:
    """Whether a statement is news or the headline's own, and no measure that stands while others are called for."""
    title = seen.title_odds()
    own = FAMILIES[lead.type] == "market" or (title is not None and title[_kind(lead)] >= 0)
    stands = FAMILIES[lead.type] == wished and lead.sentence > 0 and lead.status == "in_force"
    return (own or not lead.background) and not stands


def _about_minerals(seen: Seen, statement: Statement) -> bool:
    """Whether a lead is of the mineral story: export controls always, others where the story or they name a mineral."""
    document = seen.document
    titled, named = bool(seen.cast.titled & seen.minerals), sum(bool(s.minerals) for s in document.sentences)
    many = max(len(seen.minerals), named) >= MANY or named >= STORY * len(document.sentences)
    if titled or (many and statement.minerals) or FAMILIES[statement.type] == "export_control":
        return True
    told = document.sentences[statement.sentence]
    large = bool(seen.minerals) or "raw materials" in document.low_title
    return of_industry(told) or (large and INDUSTRY.search(document.title) is not None)


def confidence(statement: Statement, features: Floats, whole: float) -> dict[str, float]:
    """How sure family with direction, actors and minerals of a lead are, and that all of them are right."""
    odds = confidence_features(statement, features, whole) @ weights()["confidence"]
    names = ("family", "actors", "minerals", "lead")
    return {n: round(float(1 / (1 + np.exp(-o))), 3) for n, o in zip(names, odds, strict=True)}


def confidence_features(statement: Statement, features: Floats, whole: float) -> Floats:
    """What the confidences rest on (9 numbers): chance of its kind, score, odds of headline, slots and opening."""
    slots = dict(statement.odds)
    score, of_whole = features @ weights()["lead"], np.log(max(whole, 1e-4))
    sides = [max(-4, slots["actors"]), max(-4, slots["minerals"])]
    return np.array([1.0, of_whole, score, features[3], *sides, statement.background, *features[16:18]], np.float32)


def lead_features(seen: Seen, statements: Sequence[Statement]) -> Floats:
    """What speaks for each statement as the lead (statements, 18): kind, headline, place, sides, progress, opening."""
    title = seen.title_odds()
    rows = np.zeros((len(statements), 18), np.float32)
    words = _content(seen.document.title)
    for row, s in zip(rows, statements, strict=True):
        kind = _kind(s)
        row[0] = seen.odds[seen.index[s.sentence], kind]
        if title is not None:
            family = [k for k, other in enumerate(KINDS) if FAMILIES[other.type] == FAMILIES[s.type]]
            row[1], row[2] = title[kind], title[family].max()
            row[3] = title[kind] - title.max()
        row[4:7] = s.sentence == 0, s.sentence == 1, min(s.sentence, 10) / 10
        row[7] = len(words & _content(seen.document.text[s.start : s.end])) / max(3, len(words))
        row[8] = bool(set(s.minerals) & seen.cast.titled)
        row[9] = bool(set(s.actors + s.targets) & seen.cast.titled)
        row[10:14] = s.background, s.status == "proposed", s.status == "denied", s.attributed
        row[14:16] = s.type == "price_move", bool(s.actors)
        row[16] = bool(s.minerals) or FAMILIES[s.type] == "export_control"  # these count whatever they cover
        row[17] = max(UNLIKELIEST, _opened(seen, s))
    return rows


def _opened(seen: Seen, statement: Statement) -> float:
    """The log-chance by the opening that a statement's family leads; the other direction counts a fifth."""
    own = news_of(statement.type, statement.direction)
    other = (n for n, (family, _) in enumerate(NEWS) if family == NEWS[own][0] and n != own)
    return float(np.log(np.exp(seen.opening[own]) + AGAINST * sum(np.exp(seen.opening[n]) for n in other)))


def _kind(statement: Statement) -> int:
    return KINDS.index(Kind(statement.type, statement.direction))


def _content(text: str) -> frozenset[str]:
    """The first letters of the words of a text that carry content."""
    return frozenset(w[:6] for w in _WORD.findall(lower(text)) if w not in _EMPTY)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w.:'&-]+", " ", text).split())


@cache
def _kinds() -> tuple[tuple[ArticleKind, str, int, str], ...]:
    rows = labels.lexicon("article_kinds")
    return tuple((r["kind"], r["where"], int(r["weight"]), r["words"]) for r in rows)  # type: ignore[misc]
