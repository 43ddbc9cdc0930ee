"""Events of an article: typed, directed statements with sides, place, minerals, amounts and dates, each told once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from didymium import labels
from didymium.news.acts import Act
from didymium.news.deeds import act_of, doers, mood_of, said_before
from didymium.news.document import Document, Sentence, single_minerals
from didymium.news.families import FAMILIES, MEASURES, NEWS, SIDED, SITED, news_of
from didymium.news.heads import KINDS, STAGES, STATUSES, UNITS, Floats, Kind, two_layers, unit_class, weights
from didymium.news.merge import LENGTHS, Statement, merge
from didymium.news.seen import TITLE, Seen
from didymium.news.sums import is_spoil, sums_of
from didymium.news.when import falls, is_background, timed, when
from didymium.records import Amount
from didymium.text.money import to_usd
from didymium.text.quantities import Quantity

MOST = 12
NEAR = 2  # sentences behind a measure in which what names nobody is of it
_NAMED = frozenset(("country", "mineral", "company", "project", "agency"))
SHORTEST = 25
QUOTE = 300
KEENER = (1.2, 0.5)  # log-odds added in the first two sentences, behind them: news is denser in events than the corpus
OPENING = 4  # sentences in which what the headline tells needs less
HEADLINE = 1.5  # log-odds added there at most to the likeliest kind of the headline
LEANING = -1.0  # log-odds from which the headline tells a kind that its grammar says
FAINT = -3.0  # log-odds of sentence or headline under which no opening speaks for a kind
LED = -0.3  # log-chance from which headline and opening together tell news that no sentence does
SURE = 0.0  # log-odds from which both of two kinds that exclude each other are told
LIKELY = 1.5  # log-odds below the cut down to which the likeliest actor is taken where none passes
ACTING = np.array([2.0, -2.0, 0.0], np.float32)  # as actor, target, mineral: of who is the subject of the act
STATE = 1.5  # log-odds that a state has before a firm as the giver of state money where none passes the cut
INDUSTRY = re.compile(  # what mines and smelters are about
    r"\b(?:mine[ds]?|mining|miners?|minerals?|raw\smaterials|metals?|smelt\w*|refiner\w*|ores?|magnets?|deposit|concentrat\w+|"
    r"pit|quarry|tailings|anodes?|cathodes?|\w*alloys?|stockpile\w*|offtake)\b",
    re.I,
)
_CONTROLLED = re.compile(  # export controls are of the story, whatever they cover
    r"\bdual-use\b|\bexport[\s-](?:controls?|blacklist)\b|\b(?:entity|unverified)\slist\b", re.I
)
_WORD = re.compile(r"[a-z]{3,}")
_INSIDE = re.compile(r"\b(?:in|at|near|outside|across)\s(?:the\s)?(?:[\w'-]+\s){0,2}$", re.I)
_FROM = re.compile(r"\b(?:from|of)\s(?:the\s)?$", re.I)
_FIGURES = frozenset(("volume", "balance"))


def told_in(document: Document) -> list[Sentence]:
    """The sentences that can state an event: long enough, and of the mineral story."""
    return [s for s in document.sentences if len(s.text) >= SHORTEST and relevant(document, s)]


def relevant(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence belongs to the mineral story: it, the one before, or the headline names a mineral or site."""
    if document.focused or of_industry(sentence) or _CONTROLLED.search(sentence.text):
        return True
    headline = {n.id for n in document.title_names if n.kind in {"company", "project"}}
    if document.minerals and headline & {n.id for n in sentence.names}:
        return True
    if sentence.index <= 2 and any(s.minerals for s in document.sentences[:6]):
        return True
    before = document.sentences[sentence.index - 1] if sentence.index else None
    return bool(before and before.minerals and document.minerals)


def of_industry(sentence: Sentence) -> bool:
    """Whether a sentence names a mineral, a site, a firm of the trade, or what mines and smelters are about."""
    named = any(n.kind in {"mineral", "project"} or n.ref for n in sentence.names)
    return named or INDUSTRY.search(sentence.text) is not None


def find_events(seen: Seen) -> tuple[Statement, ...]:
    """The events that the article states, at most twelve, in the order of the text."""
    document = seen.document
    found: list[Statement] = []
    for sentence in told_in(document):
        if sentence.index in seen.index:
            for kind in _kinds(seen, sentence):
                at = int(seen.places[seen.index[sentence.index], kind])
                act = act_of(seen, sentence.index, kind, at)
                said = mood_of(seen, sentence.index, kind, act, at)
                if said != "none" and not _of_the_one_before(found, sentence, kind):
                    found.append(_statement(seen, sentence, kind, act, said))
    found += _opened(seen, found)
    return tuple(timed(document, s) for s in _sited(seen, _most_material(merge(found))))


def _of_the_one_before(found: Sequence[Statement], sentence: Sentence, kind: int) -> bool:
    """Whether a sentence without a name only says more of a measure just told ("The order holds until May")."""
    bare = FAMILIES[KINDS[kind].type] in MEASURES and not any(n.kind in _NAMED for n in sentence.names)
    near = (s for s in found if 0 < sentence.index - s.sentence <= NEAR)
    return bare and any((s.type, s.direction) == KINDS[kind] for s in near)


def _sited(seen: Seen, told: Sequence[Statement]) -> Iterator[Statement]:
    """Yields the events, works without a place at that of the nearest works of the same firms, else at the one country
    whose sites, or which itself, the article names.
    """
    works = [s for s in told if FAMILIES[s.type] == "project" and s.place]
    named = [m for m in seen.cast.mentions if m.kind == "project" or (m.kind == "place" and m.sentence >= 0)]
    sites = {m.country for m in named if m.country}
    states = {m.value for m in seen.cast.mentions if m.kind == "state" and not m.adjective}
    only = next((next(iter(one)) for one in (sites, states) if len(one) == 1), None)
    for s in told:
        own = [w for w in works if {*w.actors, *w.firms} & {*s.actors, *s.firms}]
        near = min(own, key=lambda w: abs(w.start - s.start)).place if own else only
        yield s if s.place or FAMILIES[s.type] != "project" else s._replace(place=near)


def _opened(seen: Seen, found: list[Statement]) -> Iterator[Statement]:
    """Yields the news that headline and opening tell together, where no sentence of the opening tells it alone: the
    price whose move the headline tells, else the likeliest.
    """
    move = seen.headline
    priced = move is not None and move.of == "price" and move.direction is not None and not move.ahead
    priced = priced and not re.search(r"(?i)\b(?:shares?|stocks?)\b", seen.document.title)
    news = news_of("price_move", move.direction) if priced and move else int(seen.opening.argmax())
    told = {news_of(s.type, s.direction) for s in found if s.sentence < OPENING and not s.background}
    if (seen.opening[news] < LED and not priced) or news in told:
        return
    own = [k for k, kind in enumerate(KINDS) if FAMILIES[kind.type] == NEWS[news][0]]
    if priced and move:
        own = [k for k in own if KINDS[k] == ("price_move", move.direction)]
    opening = [s for s in told_in(seen.document)[:OPENING] if s.index < OPENING and s.index in seen.index]
    for sentence, kind in sorted(((s, k) for s in opening for k in own), key=lambda x: -_speaks(seen, *x)):
        at = int(seen.places[seen.index[sentence.index], kind])
        act = act_of(seen, sentence.index, kind, at)
        said = mood_of(seen, sentence.index, kind, act, at)
        if said != "none" and (priced or _speaks(seen, sentence, kind) > -np.inf):
            yield _statement(seen, sentence, kind, act, said)
            return


def _speaks(seen: Seen, sentence: Sentence, kind: int) -> float:
    """How much a sentence, the headline and (by half) the whole opening speak for a kind."""
    title = seen.title_odds()
    own = float(seen.odds[seen.index[sentence.index], kind])
    named = own if title is None else float(title[kind])
    return own + named + float(seen.opening[news_of(*KINDS[kind])]) / 2 if max(own, named) > FAINT else -np.inf


def _moving(seen: Seen) -> Sentence:
    """The first sentence of the opening in which a figure moves, else the first of all."""
    read = [s for s in seen.document.sentences[:OPENING] if s.index in seen.index]
    moved = (s for s in read if s.index in seen.acts and any(m.of in _FIGURES for m in seen.moves(s.index)))
    return next(moved, read[0])


def figure_of(seen: Seen) -> Statement | None:
    """News that is a figure of trade, output or stocks and nobody's act, in the words of its first sentence.

    It stands as a market's; its direction is the figure's own, not that of a price: exports that fall leave less.
    """
    if seen.headline is None or seen.headline.of == "price" or 0 not in seen.index:
        return None
    kind = KINDS.index(Kind("demand_shift", "up"))
    told = _statement(seen, _moving(seen), kind, None, "in_force")
    titled = [m.value for m in seen.cast.here(TITLE)]
    minerals = single_minerals(tuple(v for v in titled if v in seen.minerals)) or told.minerals
    whose = next((v for v in titled if is_state(v)), None)
    firms = tuple(m.value for m in seen.cast.here(TITLE) if m.kind == "company")
    told = told._replace(direction=seen.headline.direction, minerals=minerals, actors=firms, background=False)
    return told._replace(place=whose or told.place)


def title_kinds(seen: Seen) -> dict[int, float]:
    """The log-odds of the kinds in the headline, above their cuts."""
    if TITLE not in seen.index:
        return {}
    over = seen.odds[seen.index[TITLE]] - weights()["cut.thresholds"]
    return {k: float(over[k]) for k in range(len(KINDS)) if over[k] > 0}


def _kinds(seen: Seen, sentence: Sentence) -> Iterator[int]:
    """Yields the kinds that a sentence tells: of a family the likeliest, a second only where both are sure.

    Two directions of one family stand in clauses of their own ("suspended its ban" does not ban).
    """
    row = seen.index[sentence.index]
    odds = seen.odds[row]
    over = odds - weights()["cut.thresholds"] + KEENER[sentence.index > 1]
    title = seen.title_odds()
    if title is not None and sentence.index < OPENING:
        titled = int(title.argmax())
        other = [
            k for k, kind in enumerate(KINDS) if FAMILIES[kind.type] == FAMILIES[KINDS[titled].type] and kind.direction
        ]
        against = (
            other
            and odds[other].max() > 0
            and KINDS[other[int(odds[other].argmax())]].direction != KINDS[titled].direction
        )
        over[titled] += 0.0 if against else max(0.0, min(HEADLINE, float(title.max()) + 2.0))
    taken: dict[str, list[int]] = {}
    for kind in np.argsort(-over).tolist():
        if over[kind] <= 0:
            break
        told = taken.setdefault(FAMILIES[KINDS[kind].type], [])
        clauses = {sentence.clause(int(seen.places[row, k])) for k in told}
        if not told or (odds[kind] > SURE and sentence.clause(int(seen.places[row, kind])) not in clauses):
            told.append(kind)
            yield kind


def _statement(seen: Seen, sentence: Sentence, kind: int, act: Act | None, said: str) -> Statement:
    """A kind of event told in a sentence, with all its slots."""
    document, row, held = seen.document, seen.index[sentence.index], weights()
    at = int(seen.places[row, kind])
    event = [seen.looks[row, kind], held["kind"][kind]]
    (type_, direction), clause = KINDS[kind], sentence.clause(at)
    named = seen.weigh("roles", event, sentence.index, at, reach=3)
    acting = doers(seen, sentence.index, act, at)
    for value in acting:
        if value in named:
            named[value] = named[value] + ACTING
    actors, targets, sure_actor = sides(seen, named, type_)
    place = _place(seen, sentence, at, actors + targets)
    if FAMILIES[type_] not in SIDED:
        actors = tuple(a for a in actors if a in acting) or actors
    if not actors and type_ != "price_move" and sentence.index < OPENING:
        titled = act_of(seen, TITLE, kind, 0)
        actors = doers(seen, TITLE, titled, 0) if titled is not None else ()
    minerals, sure_mineral = _minerals(seen, sentence, named)
    firms = _firms(seen, sentence, actors + targets)
    minerals = minerals or _called(firms)
    date, expires = when(document, sentence, clause, at)
    state = two_layers("status", event)
    start, end = _quote(sentence, clause, at)
    stage = STAGES[int(two_layers("stage", event).argmax())]
    status = said or STATUSES[int(state[:-1].argmax())]
    if act is not None and "begin" in act.senses and not act.mood and status in {"ended", "suspended"}:
        status = "in_force"
    struck = status == "ended" and type_ == "supply_disruption" and _STRUCK.search(sentence.text)  # the talks failed
    stop = status in {"ended", "suspended"} and direction == "tighten" and FAMILIES[type_] == "export_control"
    stands = stop and not _LIFTED.search(sentence.text)  # "halted exports" is no end of a control
    if (
        struck or stands or (status == "suspended" and direction == "ease")
    ):  # an easing holds where a measure is suspended
        status = "in_force"
    return Statement(
        type_,
        direction,
        status,
        bool(state[-1] > 0),
        actors,
        targets,
        minerals,
        stage,
        _amounts(seen, sentence, event, direction if type_ in {"price_move", "demand_shift"} else None),
        date,
        expires if type_ not in {"price_move", "corporate"} else None,
        start,
        end,
        at,
        sentence.index,
        is_background(document, date) or said_before(seen, sentence.index, act, at),
        float(1 / (1 + np.exp(-seen.odds[row, kind]))),
        (home_of_price(seen, sentence) if type_ == "price_move" else place) if FAMILIES[type_] in SITED else None,
        firms,
        frozenset(w[:6] for w in _WORD.findall(document.low[start:end])),
        (("actors", sure_actor), ("minerals", sure_mineral)),
    )


_LIFTED = re.compile(
    r"(?i)\b(?:end|expir|lift|revok|scrap|cancel|withdr|abandon|reject|rescind|repeal|remov|dropp?|void|overturn|struck|"
    r"quash|annul|terminat|eas|relax|resum|reopen|allow|exempt|replac|was to|had |until|no longer|over\b)\w*"
)
_STRUCK = re.compile(
    r"\b(?:on\s(?:an?\s)?(?:[\w-]+\s)?strike|walk\w*\s(?:out|off)|(?:strike|walkout|stoppage)\s(?:continu|beg[iau]n|start)\w*|"
    r"(?:continu|extend|prolong)\w*\s(?:\w+\s){0,2}(?:strike|walkout|stoppage))\b",
    re.I,
)


def sides(seen: Seen, named: dict[str, Floats], kind: str) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """(actors, targets, log-odds above the cut of the likeliest actor); a price move has none."""
    if kind == "price_move":
        return (), (), 0.0
    cut = weights()["cut.roles"]
    over = {v: (float(z[0] - cut[0]), float(z[1] - cut[1])) for v, z in named.items() if v not in seen.minerals}
    actors = tuple(v for v, (a, t) in over.items() if a > 0 and a >= t)
    targets = tuple(v for v, (_, t) in over.items() if t > 0 and v not in actors)
    paid = kind == "investment"  # by states more often than by firms
    scores = {v: a + STATE * (paid and is_state(v)) for v, (a, _) in over.items()}
    best = max(scores, key=lambda v: scores[v], default=None)
    if not actors and best is not None and scores[best] > -LIKELY and best not in targets:
        actors = (best,)
    if FAMILIES[kind] in MEASURES:
        targets = targets or ("WLD",)
    if FAMILIES[kind] in SIDED and not targets:
        rest = {v: t for v, (_, t) in over.items() if v not in actors}
        aimed = max(rest, key=lambda v: rest[v], default=None)
        targets = (aimed,) if aimed is not None and rest[aimed] > -LIKELY else ()
    return actors, targets, max((over[a][0] for a in actors), default=-9.0)


_AT_LARGE = re.compile(  # "Minerals" alone is of a firm's name
    r"\b(?:[Rr]aw\s[Mm]aterials|minerals|(?:Critical|Strategic)\sMinerals)\b"
)


def _minerals(seen: Seen, sentence: Sentence, named: dict[str, Floats]) -> tuple[tuple[str, ...], float]:
    """The minerals of an event, the broad dropped where single ones stand beside; log-odds above the cut.

    Where none is sure and minerals are spoken of at large, they are critical ones.
    """
    cut = float(weights()["cut.roles"][2])
    over = {v: float(z[2]) - cut for v, z in named.items() if v in seen.minerals}
    sure = [v for v, o in over.items() if o > 0]
    if not sure and any(_AT_LARGE.search(t) for t in (seen.document.title, sentence.text)):
        return ("critical minerals",), 0.0
    chosen = sure or [v for v, o in over.items() if o == max(over.values())][:1]
    return single_minerals(tuple(chosen)), max(over.values(), default=-9.0)


def _amounts(seen: Seen, sentence: Sentence, event: list[Floats], moved: str | None) -> tuple[Amount, ...]:
    """The numbers of the sentence that belong to an event; the percentages of what fell are negative."""
    numbers = [
        (q, state)
        for q in sums_of(seen.document, sentence)
        if q.unit not in LENGTHS
        and not is_spoil(seen.document, q)
        and (state := seen.number(sentence, q.start, q.end)) is not None
    ]
    if not numbers:
        return ()
    units = np.eye(len(UNITS), dtype=np.float32)[[unit_class(q.unit, False) for q, _ in numbers]]
    odds = two_layers("sums", [np.array([state for _, state in numbers], np.float32), *event, units])[:, 0]
    out: dict[tuple[float, str], Amount] = {}
    for (number, _), own in zip(numbers, odds, strict=True):
        if own > weights()["cut.sums"][0]:
            for amount in _amount(seen.document, sentence, number, moved):
                out.setdefault((amount.value, amount.unit), amount)
    return tuple(out.values())


def _amount(document: Document, sentence: Sentence, number: Quantity, moved: str | None) -> Iterator[Amount]:
    """Yields a number as the text says it (two of a range); money with its worth in US dollars."""
    unit = f"{number.unit}/{number.per}" if number.per and "/" not in number.unit else number.unit
    currency = unit.partition("/")[0]
    money = len(currency) == 3 and currency.isupper()
    sign = -1 if moved and unit == "%" and number.value > 0 and falls(document, sentence, number) else 1
    for value in (number.value, number.high):
        if value is not None:
            usd = to_usd(value, currency, document.reference.year if document.reference else None) if money else None
            what = number.of or number.qualifier or ""
            yield Amount(value=round(sign * value, 6), unit=unit, what=what, usd=None if usd is None else round(usd, 4))


def _place(seen: Seen, sentence: Sentence, at: int, chosen: tuple[str, ...]) -> str | None:
    """The country of the site: of a named site or place nearest, else of what stands behind "in", else a side's."""
    text, here = seen.document.text, seen.cast.here(sentence.index)
    near = sorted((m for m in here if not m.adjective), key=lambda m: abs(m.start - at))
    sites = [m.country for m in near if m.country and m.kind in {"project", "place"}]

    def behind(words: re.Pattern[str]) -> list[str]:
        spans = ((m.value, text[max(sentence.start, m.start - 40) : m.start]) for m in near if m.kind == "state")
        return [value for value, before in spans if words.search(before)]

    states = [v for v in chosen if is_state(v) and v != "WLD"]
    found = [*sites, *behind(_INSIDE), *states, *behind(_FROM)]
    titled = {m.value for m in seen.cast.here(TITLE) if m.kind == "state"}
    return next(iter(found), None) or (titled.pop() if len(titled) == 1 and sentence.index < OPENING else None)


_PRICE_OF = re.compile(r"(?:['’]s)?\s(?:[\w-]+\s){0,3}?(?:prices?|premiums?)\b", re.I)
_PRICED_IN = re.compile(r"\b(?:in|inside|fob|cif|delivered\sto|prices?\sthat)\s(?:the\s)?$", re.I)
_SEATS = frozenset(("London", "New York", "Chicago"))  # of exchanges where the world's price is made
_SHANGHAI = re.compile(r"\b(?:Shanghai|SHFE|Guangzhou|Wuxi|Chinese domestic)\b")
_ABROAD = re.compile(r"\b(?:London|LME|Rotterdam|Europe\w*)\b")
_CAUSED = re.compile(
    r"\b(?:as|amid|after|following|because|since|while|despite|on|with|due|by(?!\s(?:\w+\s)?\d))\s", re.I
)
_AMERICAN = re.compile(r"\bMidwest\spremium", re.I)


def home_of_price(seen: Seen, sentence: Sentence, q: Quantity | None = None) -> str | None:
    """The state whose home or export price a sentence, or a number of it, tells; None for the world's."""
    text, (first, last) = sentence.text, (0, len(sentence.text))
    if q is not None:
        first, last = (at - sentence.start for at in sentence.clause(q.start))
    if (q.unit if q is not None else "").startswith("CNY/") or _SHANGHAI.search(text, first, last):
        return "CHN"
    if _AMERICAN.search(text):
        return "USA"
    for m in seen.cast.here(sentence.index):
        start, end = m.start - sentence.start, m.end - sentence.start
        seat = text[start:end] in _SEATS
        if m.kind != "state" or seat or not first <= start < last or _CAUSED.search(text, first, start):
            continue
        within = _PRICED_IN.search(text, first, start)
        if within or _PRICE_OF.match(text, end):
            return m.value
    if q is not None and _ABROAD.search(text, first, last):
        return "WLD"
    if q is not None and q.unit.startswith("USD/"):
        return None
    priced = [n.unit for s in seen.document.sentences for n in s.quantities if "/" in n.unit and n.unit[:3].isupper()]
    return "CHN" if 2 * sum(unit.startswith("CNY/") for unit in priced) > len(priced) else None


def _firms(seen: Seen, sentence: Sentence, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The companies that act, are hit, or are named in the sentence."""
    here = [m.value for m in seen.cast.here(sentence.index) if m.kind == "company"]
    return tuple(dict.fromkeys([*(v for v in chosen if v in seen.companies), *here]))


def _called(firms: tuple[str, ...]) -> tuple[str, ...]:
    """The minerals that companies carry in their names ("Arcadium Lithium")."""
    known = {name.lower(): mineral for name, mineral in labels.mineral_aliases().items()}
    words = (" ".join(pair) for firm in firms for pair in _pairs(firm.lower().split()))
    return single_minerals(tuple(dict.fromkeys(known[w] for w in words if w in known)))


def _pairs(words: list[str]) -> list[tuple[str, ...]]:
    return [*pairwise(words), *((w,) for w in words)]


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    return frozenset((*labels.countries(), "EUU", "WLD"))


def is_state(value: str) -> bool:
    """Whether a side is a state (or the European Union, or the world)."""
    return value in _states()


def _quote(sentence: Sentence, clause: tuple[int, int], at: int) -> tuple[int, int]:
    """The sentence, or of a long one its clauses around a place, at most 300 characters."""
    if sentence.end - sentence.start <= QUOTE:
        return sentence.start, sentence.end
    start, end = clause
    if end - sentence.start <= QUOTE:
        start = sentence.start
    if end - start > QUOTE:
        start = max(start, at - QUOTE // 2)
        start += len(re.match(r"\S*\s*", sentence.text[start - sentence.start :]).group()) if start > clause[0] else 0  # type: ignore[union-attr]
        end = min(end, start + QUOTE)
    text = sentence.text
    while end > start and text[end - sentence.start - 1] in " ,;:":
        end -= 1
    while start < end and text[start - sentence.start] in " ,;:-–—":
        start += 1
    return start, end


def _most_material(statements: list[Statement]) -> tuple[Statement, ...]:
    """At most twelve: those likely, with sides, amounts and an early place first; then in the order of the text."""

    def weight(s: Statement) -> float:
        sized = bool(s.actors) * 2 + min(2, len(s.amounts)) + bool(s.minerals)
        return 6 * s.chance + sized - 0.15 * s.sentence - s.background

    best = sorted(statements, key=weight, reverse=True)[:MOST]
    return tuple(sorted(best, key=lambda s: s.start))
