"""An article made ready for extraction: folded text, names, slots and sentences, each found once."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, Protocol, TypeVar

from didymium import labels
from didymium.news.fold import Folded, fold
from didymium.news.sentences import split_clauses, split_sentences
from didymium.text.cues import lower
from didymium.text.dates import Date, find_dates
from didymium.text.gazetteer import find_names
from didymium.text.money import Money, find_money
from didymium.text.names import Name
from didymium.text.quantities import Quantity, find_quantities

MAGNETS = {"NdFeB magnets", "SmCo magnets", "magnet rare earths", "heavy rare earths", "light rare earths"}
MOST_IN_SENTENCE = 30  # amounts of a kind; more is a row of a table, whose claims no sentence carries
MOST_READ = 40_000  # characters of a text that are read, about sixteen pages; what follows states nothing
_NO_WORD = re.compile(r"(?<!\S)\S{200,}")  # code, rulers, addresses: grammars look back in them without end
MARKED = 12  # characters that a repeated headline may have before it
MOST_AMOUNTS = 300  # of a kind in an article, and one more for each sixty characters
BROAD = {"critical minerals", "battery metals", "semiconductor minerals", "platinum group metals", "rare earths"}
_MIXED = {"didymium": ("neodymium", "praseodymium"), "dysprosium and terbium": ("dysprosium", "terbium")}
_PREPOSITION = re.compile(
    r"(?:\b(?:in|to|from|on|against|with|for|of|than|at|into|near|across|between|over|"
    r"under|via|outside|including|like|as|about|its|toward|towards)\s(?:the\s|its\s|"
    r"a\s|both\s)?|[\"(])$",
    re.I,
)
_PEOPLE = re.compile(
    r"\s(?:[a-z-]+\s){0,2}?(?:firms?|compan(?:y|ies)|buyers?|miners?|producers?|traders?|"
    r"explorers?|juniors?|exporters?|importers?|mills|smelters?|"
    r"makers?|carmakers?|automakers?|manufacturers?|entities|investors?|group|market|"
    r"prices?|supplier|suppliers|rivals?|competitors?|mines?|imports|goods|"
    r"products|metals?|material|materials|steel|graphite|anode|magnets?|ore|consumers?|"
    r"refiners?|refiner|refineries|miner|giant|developer|startup|start-up|battery|"
    r"operation|operations|plant|plants|unit|subsidiary|port|project|state of|peers|"
    r"demand|output|supply|graphite|stocks?|dollars?|shares?|economy|border|users?|military)"
    r"\b"
)


_FORM = re.compile(
    r"(?:(?:Rare|Earths?|Resources?|Metals?|Materials|Industries|Group|Technolog(?:y|ies)|Mines|Minerals?|Mining|"
    r"Magnetics|Elements|Lithium|Energy|Cobalt|Antimony|Holdings?|Copper|Nickel|Tungsten|Uranium|Graphite|Gold|Tin|"
    r"Platinum|Products|International|Corporation|Company|Co|Corp|Inc|Ltd|Limited|PLC|AG|SA|Motors?|Chemicals?|"
    r"Advanced|Platinum|Silicon|Nanotechnologies|Operations|Recycling|Titanium|New)\s){1,3}|"
)
_GENERIC_OFFICE = {
    "US Congress", "Ministry of Commerce", "Department of the Treasury", "Department of Energy",
    "Department of Defense", "Department of the Interior", "Department of Commerce",
    "Ministry of Energy and Mineral Resources",
}  # fmt: skip


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=_Spanned)


class Actor(NamedTuple):
    """A party in a sentence: `value` is ISO3 or a name; `subject` is false right after a preposition."""

    start: int
    end: int
    value: str
    kind: str
    country: str | None
    subject: bool
    adjective: bool


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence with what it holds; all spans count in the folded text; each is equal to itself alone."""

    index: int
    start: int
    end: int
    text: str
    names: tuple[Name, ...]
    minerals: tuple[Name, ...]
    parties: tuple[Actor, ...]
    money: tuple[Money, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]

    def clause(self, at: int) -> tuple[int, int]:
        """The span (in the folded text) of the clause that holds position `at`."""
        for start, end in split_clauses(self.text):
            if start <= at - self.start < end:
                return self.start + start, self.start + end
        return self.start, self.end


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A folded article (`text`) with its sentences, main minerals and leading parties; equal to itself alone."""

    title: str
    text: str
    low: str  # the text in lower case, each character in its place
    low_title: str  # the folded headline likewise
    folded: Folded
    reference: dt.date | None
    names: tuple[Name, ...]
    title_names: tuple[Name, ...]
    sentences: tuple[Sentence, ...]
    minerals: tuple[str, ...]
    lead_state: str | None
    lead_company: str | None
    focused: bool
    aliases: dict[str, str]


def prepare(title: str, text: str, published: str | None) -> Document:
    """The document behind an article (all finders run once over the folded text), or behind its first `MOST_READ`."""
    folded = fold(_opening(text))
    reference = reference_date(published)
    year = reference.year if reference else None
    names = tuple(n for n in find_names(folded.text) if not folded.text.startswith(" dollar", n.end))  # "U.S. dollars"
    headline = fold(title).text
    title_names = find_names(headline)
    money = find_money(folded.text, year)
    quantities = tuple(q for q in find_quantities(folded.text, year, money) if not _of_share(folded.text, q))
    dates = find_dates(folded.text, reference)
    aliases = company_aliases(names + title_names)
    spans = _without_title(folded.text, split_sentences(folded.text), headline)
    money, quantities = (
        _told_amounts(spans, money, len(folded.text)),
        _told_amounts(spans, quantities, len(folded.text)),
    )
    sentences = _sentences(
        folded.text, spans, names, money, quantities, dates, aliases, _lead_state(title_names, names)
    )
    return Document(
        title,
        folded.text,
        lower(folded.text),
        lower(headline),
        folded,
        reference,
        names,
        title_names,
        sentences,
        main_minerals(title_names, names),
        _lead_state(title_names, names),
        _lead_company(title_names, names, aliases),
        _focused(title, title_names, sentences),
        aliases,
    )


_TICKER = re.compile(r"\([^()]{0,30}[A-Z]:\s?[A-Z.]+\s[+-]?$")  # "(OTCPK:FQVLF -1.4%)"


def _of_share(text: str, quantity: Quantity) -> bool:
    """Whether a number stands behind the ticker of a share, whose move of the day it is."""
    return _TICKER.search(text, max(0, quantity.start - 40), quantity.start) is not None


def _without_title(text: str, spans: tuple[tuple[int, int], ...], headline: str) -> tuple[tuple[int, int], ...]:
    """The sentences without a first line that only repeats the headline ("UPDATE 2-...", "# ..."), and the line of
    outlet and day below it.
    """
    first = text[spans[0][0] : spans[0][1]] if len(spans) > 1 and headline else ""
    again = first.endswith(headline) and len(first) < len(headline) + MARKED
    below = first.startswith(headline) and _OUTLET_AND_DAY.fullmatch(first[len(headline) :].strip())
    return spans[1:] if first and (again or below) else spans


_OUTLET_AND_DAY = re.compile(
    r"[\w .,:&|·•'’–—/()-]{0,60}?"
    r"(?:\d{1,2} [A-Z][a-z]{2,8}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)"
)


def _opening(text: str) -> str:
    """What is read of a text, with runs that are no words as blanks."""
    return _NO_WORD.sub(lambda run: " " * len(run.group()), first_pages(text))


def first_pages(text: str) -> str:
    """All of a text, or its beginning up to the last blank before `MOST_READ`."""
    if len(text) <= MOST_READ:
        return text
    cut = max(text.rfind(blank, MOST_READ // 2, MOST_READ) for blank in " \n")
    return text[: cut if cut > 0 else MOST_READ]


def reference_date(published: str | None) -> dt.date | None:
    """The day of an ISO date or date-time, None where there is none."""
    try:
        return dt.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def within(items: tuple[S, ...], starts: list[int], start: int, end: int) -> tuple[S, ...]:
    """The items that lie in [start, end), by their sorted starts."""
    found = items[bisect_left(starts, start) : bisect_left(starts, end)]
    return tuple([i for i in found if i.end <= end]) if found else ()


def _told_amounts(spans: tuple[tuple[int, int], ...], found: tuple[S, ...], length: int) -> tuple[S, ...]:
    """The amounts that prose tells: without those of rows of figures and of more figures than a text can tell."""
    starts = [i.start for i in found]
    rows = [within(found, starts, start, end) for start, end in spans]
    told = [amount for row in rows if len(row) <= MOST_IN_SENTENCE for amount in row]
    return tuple(told[: MOST_AMOUNTS + length // 60])


def _sentences(
    text: str,
    spans: tuple[tuple[int, int], ...],
    names: tuple[Name, ...],
    money: tuple[Money, ...],
    quantities: tuple[Quantity, ...],
    dates: tuple[Date, ...],
    aliases: dict[str, str],
    lead: str | None,
) -> tuple[Sentence, ...]:
    starts = [[i.start for i in items] for items in (names, money, quantities, dates)]
    out: list[Sentence] = []
    for index, (start, end) in enumerate(spans):
        found = within(names, starts[0], start, end)
        parties = tuple(
            _actor(text, start, n, aliases, names, lead)
            for n in found
            if n.kind in {"country", "agency", "body", "company"}
        )
        out.append(
            Sentence(
                index,
                start,
                end,
                text[start:end],
                found,
                tuple(n for n in found if n.kind == "mineral"),
                parties,
                within(money, starts[1], start, end),
                within(quantities, starts[2], start, end),
                within(dates, starts[3], start, end),
            )
        )
    return tuple(out)


def _actor(
    text: str, start: int, name: Name, aliases: dict[str, str], others: tuple[Name, ...], lead: str | None
) -> Actor:
    state = name.country if name.is_state else None
    state = _owner(text, start, name, others, lead) if state and name.id in _GENERIC_OFFICE else state
    value = state or (aliases.get(name.id, name.id) if name.kind == "company" else name.id)
    before = text[max(start, name.start - 12) : name.start]
    adjective = name.kind == "country" and name.surface in adjectives() and _PEOPLE.match(text, name.end) is not None
    return Actor(
        name.start,
        name.end,
        value,
        "state" if state else name.kind,
        name.country,
        not _PREPOSITION.search(before),
        adjective,
    )


def _owner(text: str, start: int, name: Name, others: tuple[Name, ...], lead: str | None) -> str | None:
    """The state of an office that many states have: its possessor ("Mexico's Congress"), else the article's own."""
    before = [
        n
        for n in others
        if n.kind == "country" and 0 < name.start - n.end <= 3 and text[n.end : name.start] in ("'s ", " ")
    ]
    if before:
        return before[-1].country
    named = any(n.country == name.country and n.id not in _GENERIC_OFFICE for n in others)
    return name.country if named or lead is None else lead


@cache
def adjectives() -> frozenset[str]:
    """Adjectives of countries as written in text ("Chinese")."""
    names = {labels.country_name(c) for c in labels.countries()}
    return frozenset({labels.adjective(c) for c in labels.countries()} - names | {"US", "U.S.", "EU", "UK"})


def mineral_label(name: str) -> str:
    """The mineral as events name it: magnets and rare-earth sub-groups are rare earths."""
    return "rare earths" if name in MAGNETS else name


def minerals_in(names: Iterable[Name]) -> tuple[str, ...]:
    """Minerals of the names in order, broad groups dropped where single minerals stand beside them."""
    return single_minerals(tuple(n.id for n in names if n.kind == "mineral"))


@lru_cache(maxsize=4096)
def single_minerals(names: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of minerals in order, broad groups dropped where single minerals stand beside them."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_MIXED.get(name) or (mineral_label(name),)))
    single = [m for m in found if m not in BROAD]
    drop = set(BROAD - {"rare earths"}) if single else set()
    if any(m in labels.members("rare earths") for m in single):
        drop.add("rare earths")
    return tuple(m for m in found if m not in drop)


def main_minerals(title_names: tuple[Name, ...], names: tuple[Name, ...]) -> tuple[str, ...]:
    """The minerals that an article is about: the title's, else the most named."""
    if title := minerals_in(title_names):
        return title
    counts = Counter(mineral_label(n.id) for n in names if n.kind == "mineral")
    if not counts:
        return ()
    top = counts.most_common(1)[0][1]
    return tuple(m for m, n in counts.most_common(4) if n >= max(1, top * 0.6))


_TRADE = re.compile(
    r"\b(?:miners?|mine[ds]?|mining|minerals?|metals?|ore|smelt\w*|refin\w+|batter(?:y|"
    r"ies)|magnets?|anodes?|cathodes?|raw materials?)\b",
    re.I,
)


def _focused(title: str, title_names: tuple[Name, ...], sentences: tuple[Sentence, ...]) -> bool:
    """Whether minerals are the story: in the headline, in the lead, or in a third of the sentences."""
    if any(n.kind in {"mineral", "project"} for n in title_names) or _TRADE.search(title):
        return any(s.minerals for s in sentences) or bool(minerals_in(title_names))
    named = [any(n.kind in {"mineral", "project"} for n in s.names) or bool(_TRADE.search(s.text)) for s in sentences]
    return bool(named) and (sum(named) >= 0.4 * len(named) or (any(named[:2]) and sum(named) >= 0.25 * len(named)))


def _lead_state(title_names: tuple[Name, ...], names: tuple[Name, ...]) -> str | None:
    for name in title_names + names:
        if name.country and name.is_state:
            return name.country
    return None


def _lead_company(title_names: tuple[Name, ...], names: tuple[Name, ...], aliases: dict[str, str]) -> str | None:
    """The company of the headline, else the one that is named most and more than once."""
    for name in title_names:
        if name.kind == "company":
            return aliases.get(name.id, name.id)
    counts = Counter(aliases.get(n.id, n.id) for n in names if n.kind == "company")
    top = counts.most_common(1)
    return top[0][0] if top and top[0][1] > 1 else None


def _is_longer(full: str, name: str) -> bool:
    """Whether `full` is `name` with words of form or trade behind it, and at most a place before it."""
    before, found, after = f" {full} ".partition(f" {name} ")
    return bool(found) and before.count(" ") <= 1 and (not after or _FORM.fullmatch(after.strip() + " ") is not None)


def company_aliases(names: tuple[Name, ...]) -> dict[str, str]:
    """Short company names to the longest form that the article uses ("Lynas" to "Lynas Rare Earths")."""
    full = sorted({n.id for n in names if n.kind == "company"}, key=len, reverse=True)
    out: dict[str, str] = {}
    for name in full:
        longest = next((f for f in full if f != name and _is_longer(f, name)), None)
        if longest:
            out[name] = longest
    return out
