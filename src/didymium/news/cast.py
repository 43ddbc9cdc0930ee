"""The parties of an article by sentence: states, companies, agencies, sites and names that no table holds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from didymium import labels
from didymium.news.document import Actor, Document, Sentence
from didymium.text.names import company_name

PLACES = Path(labels.__file__).parent / "data" / "places.csv"
_RUN = re.compile(
    r"(?<![\w.'&-])[A-Z][\w'-]*"
    r"(?:(?: & | of the | of | de | del | du | do |[ ])(?:[A-Z][\w'-]*|No\. \d+|\d+(?= [A-Z])))*"
)
_MORE = re.compile(
    r" (?:& [A-Z]\w+(?: [A-Z]\w+)?|Resources|Minerals?|Metals?|Mining|Materials|Rare[ -]Earths?|Lithium|Chrome|"
    r"Industry|Industries|Group|Technologies|Corporation|Company|Energy|Nickel|Graphite|Co|Holdings?)\b"
)
_WORDS = re.compile(r"[a-z]+|[,;:.()\"-]")
_AFTER = re.compile(r"'s|\s?[,;:.()-]|\s*[A-Za-z]+")
_ARTICLES = frozenset(("the", "a", "an"))
_LEADS = "in to from by against with for of on between and into at than after over under near as"
_PREPOSITIONS = frozenset(_LEADS.split())
_COMMON = (
    "the a an its it in on at of for to by as and but or if when while after before since under with from that "
    "this these those he she they we i you his her their our my one two three four five six seven eight nine "
    "ten no not so some most many each all both another other last next early late nearly about over more less "
    "there here what who which how why monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sept sep oct nov dec president minister prime secretary chief executive mr ms mrs dr sir lord general act "
    "law section order article annex notice announcement decree regulation phase stage table figure note page "
    "summary background dates agency action supplementary information mou q1 q2 q3 q4 h1 h2 ceo cfo us u.s treo "
    "ndpr hs ree rees ev evs gw lme ban new first second according despite although though because during "
    "between among until once then now today yesterday nobody everybody everyone someone anyone nothing none"
)
_PLAIN = frozenset(_COMMON.split())


class Mention(NamedTuple):
    """A party in the folded text: text[start:end]; `value` is ISO3 or the name that the article gives first."""

    start: int
    end: int
    value: str
    kind: str
    subject: bool
    adjective: bool
    country: str | None
    last: str  # the word or sign before it, articles aside
    lead: str  # the preposition near before it, "-" where none stands
    after: str  # the word or sign behind it


class Cast(NamedTuple):
    """The parties of each sentence, how often each is named, those of the title and the two leading ones."""

    told: tuple[tuple[Mention, ...], ...]
    counts: dict[str, int]
    titled: tuple[str, ...]
    leads: tuple[str, ...]
    kinds: dict[str, str]


def cast_of(document: Document) -> Cast:
    """The parties of an article."""
    low = frozenset(re.findall(r"\b[a-z][\w'-]+", document.text))
    said: dict[str, str] = {}
    told = tuple(tuple(_mentions(document, s, low, said)) for s in document.sentences)
    counts = Counter(m.value for ms in told for m in ms)
    kinds: dict[str, str] = {}
    for ms in told:
        for m in ms:
            kinds.setdefault(m.value, m.kind)
    titled = {n.country or said.get(document.aliases.get(n.id, n.id), n.id) for n in document.title_names}
    return Cast(told, counts, tuple(sorted(titled & counts.keys())), _leads(counts, kinds), kinds)


def _leads(counts: Counter[str], kinds: dict[str, str]) -> tuple[str, ...]:
    """The two states and the two others that are named most."""
    ranked = [v for v, _ in counts.most_common()]
    states = [v for v in ranked if kinds[v] in _STATES][:2]
    return (*states, *[v for v in ranked if kinds[v] == "company"][:2])


_STATES = {"state"}


def _mentions(document: Document, sentence: Sentence, low: frozenset[str], said: dict[str, str]) -> list[Mention]:
    text, found = document.text, [_party(document.text, p, said) for p in sentence.parties]
    for name in sentence.names:
        if name.kind == "project":
            near = _near(text, name.start, name.end)
            found.append(Mention(name.start, name.end, name.id, "project", True, False, name.country, *near))
    taken = sorted([(n.start, n.end) for n in sentence.names] + [(d.start, d.end) for d in sentence.dates])
    for start, end in _gaps(sentence, taken):
        if text[start:end] != document.low[start:end]:  # has a capital letter
            found += _others(text, start, end, start == sentence.start, low)
    return sorted(found)


def _gaps(sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = sentence.start
    for start, end in taken:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < sentence.end:
        yield at, sentence.end


def _party(text: str, party: Actor, said: dict[str, str]) -> Mention:
    value, end = party.value, party.end
    if party.kind != "state":
        more = _MORE.match(text, end) if party.kind == "company" else None
        end = more.end() if more else end
        form = company_name(text[party.start : end])
        value = said.setdefault(value, form if len(form) > 1 else value)
    near = _near(text, party.start, end)
    return Mention(party.start, end, value, party.kind, party.subject, party.adjective, party.country, *near)


def _near(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The word before a name, the preposition near before it and the word behind it."""
    words = [w for w in _WORDS.findall(text[max(0, start - 24) : start].lower()) if w not in _ARTICLES]
    lead = next((w for w in reversed(words[-3:]) if w in _PREPOSITIONS), "-")
    after = _AFTER.match(text, end)
    return words[-1] if words else "^", lead, after.group().strip().lower() if after else "$"


def _others(text: str, start: int, end: int, opens: bool, low: frozenset[str]) -> Iterator[Mention]:
    """Yields the capitalised names that no table holds, and the states of places."""
    for match in _RUN.finditer(text, start, end):
        at, words = match.start(), match.group().removesuffix("'s").split(" ")
        first = at == start and opens
        while any(w.endswith("'s") for w in words[:-1]):
            at += len(words.pop(0)) + 1
            first = False
        while words and (words[0].lower() in _PLAIN or (first and words[0].lower() in low)):
            at += len(words.pop(0)) + 1
            first = False
        while words and (words[-1].lower() in _PLAIN or not words[-1][:1].isupper()) and words[-1] != "No.":
            if words[-1].isdigit():
                break
            words.pop()
        name = " ".join(words)
        if len(name) < 3 or (at == match.start() and first and len(words) == 1 and name.lower() in low):
            continue
        state = places().get(name)
        near = _near(text, at, at + len(name))
        yield Mention(at, at + len(name), name, "place" if state else "other", near[1] == "-", False, state, *near)


@cache
def places() -> dict[str, str]:
    """The state (ISO3) that a province or town lies in."""
    with PLACES.open(encoding="utf-8", newline="") as lines:
        return {row["place"]: row["country"] for row in csv.DictReader(lines)}
