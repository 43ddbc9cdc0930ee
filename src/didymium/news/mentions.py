"""Who and what an article names: states, companies, agencies, sites, minerals and names that no table holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from didymium import labels
from didymium.news.document import Actor, Document, Sentence, mineral_label
from didymium.text.names import Name, company_name, words_of
from didymium.text.syntax import parse, parse_all

_RUN = re.compile(
    r"(?<![\w.'&-])[A-Z][\w'-]*"
    r"(?:(?: & | of the | of | de | del | du | do |[ ])(?:[A-Z][\w'-]*|No\. \d+|\d+(?= [A-Z])))*"
)
MOST_OPENED = 40  # sentences of which the grammar is asked whether the one word that opens them is a name
_OPENING = re.compile(r"[A-Z][\w'-]+(?= [^A-Z])")
_MORE = re.compile(
    r" (?:& [A-Z]\w+(?: [A-Z]\w+)?|Resources|Minerals?|Metals?|Mining|Materials|Rare[ -]Earths?|Lithium|Chrome|"
    r"Industry|Industries|Group|Technologies|Corporation|Company|Energy|Nickel|Graphite|Co|Holdings?)\b"
)
_LED = re.compile(
    r"\b(?:in|to|from|by|against|with|for|of|on|between|into|at|than|after|over|under|near|as)\s(?:the\s|an?\s)?$", re.I
)


_SUFFIX = re.compile(
    r"(?:Inc|Ltd|Limited|Corp|Corporation|Co|Company|LLC|PLC|Plc|AG|SA|NV|Pty|Group|Holdings)(?: Ltd)?"
)
_COMPASS = frozenset(("North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Latin"))
_TICKER = re.compile(r"[A-Z]{1,5}-[A-Z]{1,2}")
_LISTED = re.compile(r"\b[A-Z]{2,}\w*:\s?$")  # "NYSE: ALB"
_AMOUNT = re.compile(r"[A-Z]{1,3}\d+")  # "P79.82 billion"
_OWNER = re.compile(  # between a state and its firm ("Chile's state copper firm Codelco")
    r"['’]s?\s(?:(?:[a-z][\w-]*\s){0,4}"
    r"(?:firm|company|miner|giant|major|producer|group|maker|smelter|refiner|developer|explorer|unit)\s)?"
)
_OPENS = re.compile(r"(?:\s[A-Z][a-z]{1,4}\.?)?\s\(\"?(?:[A-Z]{2,6}:\s?)?")  # before a short form or ticker in brackets
_ORGAN = re.compile(
    r"\b(?:Ministry|Minister|Department|Agency|Commission|Parliament|Congress|Government|Authority|Council|Cabinet|Court|"
    r"Bureau|Office|Treasury|President|Premier|Army|Navy|Senate|Assembly)\b"
)
_ONE_OF = re.compile(r"\ban?\s(?:[a-z-]+\s){0,2}$")  # what a name follows that only says where a thing lies
_MINISTER = re.compile(  # "Environment Minister Hanif Nurofiq", "Court of Appeals of Antofagasta"
    r"^(?:[A-Z][\w-]* ){1,3}(?:Minister|Ministry)\b"
    r"|^(?!International|European)(?:[A-Z][\w-]* ){0,3}(?:Court|Tribunal|Judge)\b"
)
_JOINED = re.compile(r"-(?:based|listed|owned|backed|led|made|mined)$")


class Mention(NamedTuple):
    """A name in the folded text (of the headline where `sentence` is -1): text[start:end].

    value: ISO3 of a state or of the state of a place, a mineral's label, or the name that the article gives first.
    kind: state, company, agency, body, project, place (`country` holds its state), other or mineral.
    """

    start: int
    end: int
    value: str
    kind: str
    sentence: int
    subject: bool  # not right behind a preposition
    adjective: bool
    country: str | None


class Cast(NamedTuple):
    """The mentions of headline (first) and text in order, how often each value is named, those of the headline."""

    mentions: tuple[Mention, ...]
    counts: dict[str, int]
    titled: frozenset[str]
    told: dict[int, list[int]]  # the numbers of the mentions of each sentence

    def near(self, sentence: int, reach: int = 3) -> list[int]:
        """The numbers of the mentions of the headline and of at most `reach` sentences before and behind."""
        around = range(max(0, sentence - reach), sentence + reach + 1)
        return [n for s in (-1, *around) for n in self.told.get(s, ())]

    def here(self, sentence: int) -> list[Mention]:
        """The mentions of a sentence."""
        return [self.mentions[n] for n in self.told.get(sentence, ())]


def cast_of(document: Document, last: int | None = None) -> Cast:
    """All that an article names in its headline and its sentences, those up to number `last` where one is given."""
    low = frozenset(re.findall(r"\b[a-z][\w'-]+", document.text))
    said: dict[str, str] = {}
    read = document.sentences if last is None else document.sentences[: last + 1]
    _parse_openings(read[:MOST_OPENED], low)
    told = [m for s in read for m in _mentions(document, s, low, said)]
    title = [m for n in document.title_names if (m := _titled(document, n, said))]
    mentions = (*title, *_possessed(document.text, _spelt_out(document.text, told)))
    places: dict[int, list[int]] = {}
    for number, mention in enumerate(mentions):
        places.setdefault(mention.sentence, []).append(number)
    return Cast(mentions, Counter(m.value for m in mentions), frozenset(m.value for m in title), places)


def _spelt_out(text: str, told: list[Mention]) -> list[Mention]:
    """The mentions with short forms as the names that they were given for: "Halamahera Persada Lygend (HPAL)"."""
    full: dict[str, Mention] = {}
    for before, m in pairwise(told):
        opened, closed = _OPENS.fullmatch(text, before.end, m.start), text[m.end : m.end + 1] in (")", '"')
        given = opened and closed and before.sentence == m.sentence
        if given and m.kind == "other" and before.kind in {"company", "project", "agency", "body", "state"}:
            full[m.value] = before
    return [
        m._replace(value=full[m.value].value, kind=full[m.value].kind, country=full[m.value].country)
        if m.kind == "other" and m.value in full
        else m
        for m in told
    ]


def _possessed(text: str, told: list[Mention]) -> list[Mention]:
    """The mentions; states that tell whose or where a firm is ("Australia's VHM", "London-listed") are adjectives."""
    owned = {
        m for m, after in pairwise(m for m in told if m.kind != "mineral")
        if m.kind == "state" and after.kind in {"company", "other"} and not _ORGAN.search(after.value)
        and _OWNER.fullmatch(text, m.end, after.start)
    }  # fmt: skip
    owned |= {m for m in told if m.kind == "state" and _SEATED.match(text, m.end)}
    return [m._replace(adjective=True, subject=False) if m in owned else m for m in told]


_SEATED = re.compile(r"-(?:listed|based|headquartered|traded)\b")


def _titled(document: Document, name: Name, said: dict[str, str]) -> Mention | None:
    """A name of the headline, None for a kind that is no party and no mineral."""
    if name.kind == "mineral":
        return Mention(name.start, name.end, mineral_label(name.id), "mineral", -1, True, False, None)
    if name.kind == "project":
        return _site(document.low_title, name, -1)
    state = name.country if name.is_state else None
    if state is None and name.kind not in {"company", "agency", "body"}:
        return None
    identity = document.aliases.get(name.id, name.id)
    kind = "state" if state else name.kind
    return Mention(name.start, name.end, state or said.get(identity, identity), kind, -1, True, False, name.country)


def _mentions(document: Document, sentence: Sentence, low: frozenset[str], said: dict[str, str]) -> list[Mention]:
    text, at = document.text, sentence.index
    found = [_party(text, p, said, at) for p in sentence.parties]
    for name in sentence.names:
        if name.kind == "project":
            found.append(_site(text, name, at))
        elif name.kind == "mineral":
            found.append(Mention(name.start, name.end, mineral_label(name.id), "mineral", at, True, False, None))
    groups = (sentence.names, sentence.dates, sentence.quantities, sentence.money)
    taken = sorted((held.start, held.end) for group in groups for held in group)
    for start, end in _gaps(sentence, taken):
        if text[start:end] != document.low[start:end]:  # has a capital letter
            found += _others(document, sentence, start, end, low)
    return sorted(found)


def _site(text: str, name: Name, sentence: int) -> Mention:
    """A site by its name; one of those of a part of a state ("a Nevada lithium mine") by that state."""
    state = labels.places().get(name.id) if _ONE_OF.search(text[max(0, name.start - 24) : name.start]) else None
    kind, value = ("place", state) if state else ("project", name.id)
    return Mention(name.start, name.end, value, kind, sentence, True, False, state or name.country)


def _gaps(sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = sentence.start
    for start, end in taken:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < sentence.end:
        yield at, sentence.end


def _party(text: str, party: Actor, said: dict[str, str], sentence: int) -> Mention:
    value, end = party.value, party.end
    if party.kind not in {"state", "body"}:
        more = _MORE.match(text, end) if party.kind == "company" else None
        end = more.end() if more else end
        form = company_name(text[party.start : end])
        value = said.setdefault(value, form if len(form) > 1 else value)
    return Mention(party.start, end, value, party.kind, sentence, party.subject, party.adjective, party.country)


def _others(document: Document, sentence: Sentence, start: int, end: int, low: frozenset[str]) -> Iterator[Mention]:
    """Yields the capitalised names that no table holds, the states of places; a minister or court is the state."""
    text, opens = document.text, start == sentence.start
    for match in _RUN.finditer(text, start, end):
        at, words = match.start(), match.group().removesuffix("'s").split(" ")
        first = at == start and opens
        while any(w.endswith("'s") for w in words[:-1]):
            at += len(words.pop(0)) + 1
            first = False
        while words and (words[0].lower() in words_of("plain") or (first and _is_common(words[0].lower(), low))):
            at += len(words.pop(0)) + 1
            first = False
        while words and (words[-1].lower() in words_of("plain") or not words[-1][:1].isupper()) and words[-1] != "No.":
            if words[-1].isdigit():
                break
            words.pop()
        name = " ".join(words)
        if (
            len(name) < 3
            or _JOINED.search(name)
            or _SUFFIX.fullmatch(name)
            or _TICKER.fullmatch(name)
            or (name.isupper() and _LISTED.search(text, max(0, at - 12), at))
            or name in _COMPASS
            or _AMOUNT.fullmatch(name)
            or (name.isupper() and _is_short_for(document, name))
            or (
                at == match.start()
                and first
                and len(words) == 1
                and f"({name})" not in text
                and not _is_name(name, sentence, low)
            )
        ):
            continue
        led = _LED.search(text, max(0, at - 24), at) is not None
        state, kind = labels.places().get(name), "place"
        if _MINISTER.search(name):
            if document.lead_state is None:
                continue
            state, kind = document.lead_state, "state"
        kind = kind if state else "other"
        country = state if kind == "place" else None
        yield Mention(at, at + len(name), state or name, kind, sentence.index, not led, False, country)


def _is_short_for(document: Document, name: str) -> bool:
    """Whether capitals are short for a thing: "mixed hydroxide precipitate (MHP)"."""
    at = document.text.find(f" ({name})")
    return at > 0 and document.text[max(0, document.text.rfind(" ", 0, at) + 1) : at].islower()


def _parse_openings(sentences: Sequence[Sentence], low: frozenset[str]) -> None:
    """Parse at once the sentences of which only the grammar tells whether they begin with a name."""
    unsure = []
    for sentence in sentences:
        first = _OPENING.match(sentence.text)
        word = first[0].lower() if first else ""
        known = word in words_of("plain") or any(n.start == sentence.start for n in sentence.names)
        if word and not known and not _is_common(word, low):
            unsure.append(sentence.text)
    parse_all([(text, ()) for text in unsure])


def _is_name(word: str, sentence: Sentence, low: frozenset[str]) -> bool:
    """Whether the one word that opens a sentence with a capital is a name by its grammar ("Conservationists seek")."""
    late = sentence.index >= MOST_OPENED
    tree = None if late or _is_common(word.lower(), low) else parse(sentence.text)
    return tree is not None and tree.words[0].tag.startswith("NNP")


def _is_common(word: str, low: frozenset[str]) -> bool:
    """Whether a word that opens a sentence is no name: the text also has it small, or it is an adverb."""
    return word in low or word.endswith("ly")
