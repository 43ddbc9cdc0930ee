"""A text as the verifier sees it: numbers with units, dates, names with roles, words with polarity, and distances."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from didymium import labels
from didymium.brief.verify import lexicon
from didymium.news.gazetteer import Name, find_names
from didymium.news.slots.base import DIGITS, parse_number, qualifier_before
from didymium.news.slots.dates import find_dates
from didymium.news.slots.money import find_money
from didymium.news.slots.quantities import find_quantities

_TOKEN = re.compile(r"[A-Za-zÀ-ɏ][\w'’.&-]*[\w]|[A-Za-zÀ-ɏ]|\d[\d.,]*|[,;:()—–.!?]")
_BARE = re.compile(rf"(?<![\w.])(?P<a>{DIGITS})(?![\d])", re.A)
_WORD_NUMBER = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)\b", re.I)
_BAND = re.compile(r"(\d+)\s?(?:%|percent|per cent)\s(?:range|interval|band|confidence)", re.I)
_BREAKS = {",": 2.5, ";": 5.0, ":": 2.0, "(": 1.5, ")": 1.5, "—": 4.0, "–": 4.0, ".": 12.0, "!": 12.0, "?": 12.0}
_CONJUNCTIONS = {"and": 3.0, "or": 3.0, "while": 5.0, "whereas": 5.0, "but": 4.0, "although": 4.0, "though": 4.0}
_TURNS = {"to": 2.0, "from": 2.0, "against": 2.0, "after": 2.0, "before": 2.0, "than": 2.0, "versus": 2.0}

_BE = lexicon.words("be")
_IRREGULAR = lexicon.words("irregular")
_AUXILIARY = lexicon.words("auxiliary")
_DETERMINERS = lexicon.words("determiners")
_VERBS = lexicon.words("verbs")
_RELYING = lexicon.words("relying")
_TAKING = lexicon.words("taking")
_BORNE = lexicon.words("borne")
_WARES = lexicon.words("wares")
_ANIMATE = lexicon.words("animate")
_PLAIN = lexicon.words("plain")
_COMMON = lexicon.words("common")


@dataclass(frozen=True, slots=True)
class Number:
    """One number: value in `unit` (None: bare), half of its last written place as `slack`, and its place in the text."""

    value: float
    unit: str | None
    slack: float
    at: float
    qualifier: str | None = None
    end: str | None = None  # low or high end of a range
    surface: str = ""
    of: str = ""
    before: str = ""
    other_unit: str | None = None
    rough: bool = False  # a number of a fact or run, which a sentence may round


@dataclass(frozen=True, slots=True)
class When:
    """One date as exact as the text says it."""

    iso: str
    at: float
    surface: str
    end: str | None = None  # of a period ("between a and b")


@dataclass(frozen=True, slots=True)
class Named:
    """One name: kind (country, mineral, org), canonical id and what it does in its clause (A, T, L, W or blank)."""

    kind: str
    id: str
    at: float
    role: str
    surface: str
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Word:
    """One content word."""

    text: str
    concept: str
    at: float
    negated: bool


@dataclass(frozen=True)
class Parsed:
    """All mentions of a text; `at` counts tokens with gaps at clause and sentence ends."""

    text: str
    numbers: tuple[Number, ...] = ()
    whens: tuple[When, ...] = ()
    names: tuple[Named, ...] = ()
    words: tuple[Word, ...] = ()
    negations: tuple[float, ...] = ()
    band: float | None = None
    tokens: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def parse(text: str, reference: str | None = None) -> Parsed:
    """The mentions of `text`; relative dates are resolved against `reference` (ISO date)."""
    flat = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    tokens = [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(flat)]
    dates = [d for d in find_dates(flat, reference) if d.kind != "span" and not _RATE.fullmatch(d.surface)]
    band = _BAND.search(flat)
    dated = [(d.start, d.end) for d in dates]
    linked = [n for n in names_in(flat) if not _inside(n.start, n.end, dated)]
    taken = dated + [(n.start, n.end) for n in linked] + ([band.span()] if band else [])
    numbers = _numbers(_blank(flat, dated), taken)
    counted = [(s, e) for _, s, e in numbers]
    names = [(_kind(n), n.id, n.start, n.end, True) for n in linked if n.id not in {"WLD", "OTH"}]
    names += _capitals(flat, tokens, taken + counted)
    at = _coordinates(tokens, dated + counted + _lists(names, flat))
    words, negations = _words(flat, tokens, at, dated + counted + [(s, e) for _, _, s, e, _ in names])
    return Parsed(
        text=flat,
        numbers=tuple(replace(n, at=_place(tokens, at, s)) for n, s, _ in numbers),
        whens=_whens([When(d.value, _place(tokens, at, d.start), d.surface.lower()) for d in dates], dated, flat),
        names=_coordinated([_named(*n, flat, tokens, at) for n in sorted(names, key=lambda n: n[2])], flat),
        words=words,
        negations=negations,
        band=float(band.group(1)) if band else None,
        tokens=frozenset(t.text.lower().removesuffix("'s") for t in tokens),
    )


_RATE = re.compile(r"in an? (?:year|month|week|day)", re.I)
_SINCE = re.compile(r"\b(?:(?P<low>since|from|starting|after)|until|till|through|by) (?:the )?(?:end of )?$", re.I)
_PERIOD = re.compile(r"(?:(?P<between>between)|from) (?:the )?$", re.I)


def _whens(whens: list[When], spans: list[tuple[int, int]], text: str) -> tuple[When, ...]:
    """Dates with the two ends of a period ("between a and b", "from a to b") marked."""
    made = list(whens)
    for k in range(len(made) - 1):
        opened = _PERIOD.search(text[max(0, spans[k][0] - 14) : spans[k][0]])
        link = text[spans[k][1] : spans[k + 1][0]].strip().lower()
        if opened and link in ({"and"} if opened.group("between") else {"to", "until", "through"}):
            made[k], made[k + 1] = replace(made[k], end="low"), replace(made[k + 1], end="high")
    for k, (start, _) in enumerate(spans):
        alone = _SINCE.search(text[max(0, start - 20) : start]) if made[k].end is None else None
        if alone:
            made[k] = replace(made[k], end="low" if alone.group("low") else "high")
    return tuple(made)


def names_in(text: str) -> tuple[Name, ...]:
    """All linked names; a country before a company's name ("Estonia's Neo", "Germany and Vulcan") is its own name."""
    found: list[Name] = []
    for name in find_names(text):
        parts = _parted(name) if name.kind in {"company", "project", "agency", "body"} else [name]
        found += [parts[0], name] if len(parts) > 1 and name.kind in {"agency", "body"} else parts
    return tuple(found)


_JOINED = re.compile(r"(?:The |the )?(?P<country>[A-Z][\w. -]*?)(?P<by>'s | and )(?P<rest>.+)", re.S)


def _parted(name: Name) -> list[Name]:
    match = _JOINED.fullmatch(name.surface)
    code = labels.country_aliases().get(match.group("country")) if match else None
    if match is None or (code is None and match.group("by") == " and "):
        return [name]
    a, b = name.start + match.start("country"), name.start + match.start("rest")
    rest = match.group("rest")
    first = replace(name, start=a, end=name.start + match.end("country"), surface=match.group("country"))
    return [
        replace(first, kind="country", id=code, country=code)
        if code
        else replace(first, kind="company", id=first.surface),
        replace(name, start=b, surface=rest, id=name.id.removeprefix(match.group()[: match.start("rest")]) or rest),
    ]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spans blanked out, of the same length."""
    for start, end in spans:
        text = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    return text


def _kind(name: Name) -> str:
    return {"country": "country", "mineral": "mineral", "project": "site"}.get(name.kind, "org")


def _coordinates(tokens: list[_Token], spans: list[tuple[int, int]]) -> list[float]:
    """Where each token stands: a mention counts as one token, clauses and sentences stand apart."""
    found, at = [], 0.0
    for k, token in enumerate(tokens):
        within = any(s < token.start < e for s, e in spans)
        found.append(at := at + (0.0 if within else _step(tokens, k)))
    return found


def _step(tokens: list[_Token], k: int) -> float:
    word = tokens[k].text.lower()
    if word in {".", "!", "?"}:
        follows = tokens[k + 1].text if k + 1 < len(tokens) else "A"
        return _BREAKS[word] if follows[:1].isupper() or not follows[:1].isalpha() else 0.5
    if word in _BREAKS:
        return _BREAKS[word]
    return 1.0 + _CONJUNCTIONS.get(word, 0.0) + _TURNS.get(word, 0.0)


_NameSpan = tuple[str, str, int, int, bool]
_COMMA = re.compile(r"(?:,? (?:and|or) |, )(?:the )?")


def _lists(names: list[_NameSpan], text: str) -> list[tuple[int, int]]:
    """Names and lists of names of one kind ("A, B and C"), each one place."""
    spans: list[tuple[int, int]] = []
    kind = ""
    for name in sorted(names, key=lambda n: n[2]):
        joined = spans and name[0] == kind and _COMMA.fullmatch(text[spans[-1][1] : name[2]])
        spans = [*spans[:-1], (spans[-1][0], name[3])] if joined else [*spans, (name[2], name[3])]
        kind = name[0]
    return spans


def _place(tokens: list[_Token], at: list[float], start: int) -> float:
    return next((x for t, x in zip(tokens, at, strict=True) if t.end > start), at[-1] if at else 0.0)


def _inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(s < end and start < e for s, e in spans)


# numbers


_Found = tuple[Number, int, int]
_YEARLY = frozenset({"yr", "year", "annum", "a"})
_TIME_UNITS = frozenset({"days", "weeks", "months", "years"})


def _numbers(text: str, taken: list[tuple[int, int]]) -> list[_Found]:
    found: list[_Found] = []
    money = find_money(text)
    for m in money:
        yearly = m.per in _YEARLY
        if (m.per is None or yearly) and not _inside(m.start, m.end, taken):
            unit = f"{m.unit.partition('/')[0]}/yr" if yearly else m.unit
            found += _ends(m.value, m.high, unit, m.qualifier, m.start, m.end, text)
    spans = taken + [(s, e) for _, s, e in found]
    for q in find_quantities(text, money=money):
        if not _inside(q.start, q.end, spans):
            found += _ends(q.value, q.high, q.unit, q.qualifier, q.start, q.end, text, q.of)
    found += _bare(text, taken + [(s, e) for _, s, e in found])
    return _priced(_paired(sorted(found, key=lambda item: item[1:]), text), text)


def _ends(
    value: float, high: float | None, unit: str, qualifier: str | None, start: int, end: int, text: str, of: str = ""
) -> list[_Found]:
    surface = text[start:end]
    digits = re.findall(DIGITS, surface, re.A)
    unit = "t" if unit == "t/yr" else unit
    before = text[max(0, start - 28) : start].lower()
    if unit in _TIME_UNITS and surface.lower().startswith("over "):
        qualifier = None
    low = Number(
        value, unit, _slack(value, digits[:1]), 0.0, qualifier, None if high is None else "low", surface, of, before
    )
    if high is None:
        return [(low, start, end)]
    mixed = len(set(re.findall(r"A\$|C\$|US\$|[$€£¥]", surface))) > 1
    top = replace(low, unit="mixed" if mixed else unit, value=high, slack=_slack(high, digits[1:2]), end="high")
    return [(low, start, end), (top, start + 1, end)]


def _slack(value: float, digits: list[str]) -> float:
    """Half of the last written place, in the units of `value`."""
    if not digits or not value:
        return 0.0
    written = digits[0].replace(",", "")
    number = float(written)
    places = len(written.partition(".")[2])
    return 0.5 * 10.0**-places * abs(value / number) if number else 0.0


def _bare(text: str, taken: list[tuple[int, int]]) -> list[_Found]:
    found = []
    for match in _BARE.finditer(text):
        if not _inside(match.start(), match.end(), taken):
            value = float(match.group("a").replace(",", ""))
            qualifier, _ = qualifier_before(text, match.start())
            before = text[max(0, match.start() - 28) : match.start()].lower()
            slack = _slack(value, [match.group("a")])
            number = Number(value, None, slack, 0.0, qualifier, surface=match.group(), before=before)
            found.append((number, match.start(), match.end()))
    for match in _WORD_NUMBER.finditer(text):
        if not _inside(match.start(), match.end(), taken):
            word = match.group().lower()
            value = {"once": 1.0, "twice": 2.0}.get(word) or parse_number(word)
            unit = "x" if word in {"once", "twice"} else None
            found.append((Number(value, unit, 0.0, 0.0, surface=word), match.start(), match.end()))
    return found


_PER = re.compile(r"(?:/|\b(?:a|per)\s)(kg|kilograms?|kilos?|tonnes?|tons?|t|pounds?|lb)\b", re.I)
_PER_UNIT = {"k": "USD/kg", "t": "USD/t", "p": "USD/lb", "l": "USD/lb"}


def _priced(found: list[_Found], text: str) -> list[_Found]:
    """Plain dollars beside "a tonne" elsewhere in the sentence may be a price per tonne."""
    per = _PER.search(text)
    if not per:
        return found
    other = _PER_UNIT[per.group(1)[0].lower()]
    return [(replace(n, other_unit=other) if n.unit == "USD" else n, s, e) for n, s, e in found]


_LINK = re.compile(r"^(?:\s?(?:,|and|to|or|–|-|against|,? and)\s?(?:between|from|about|roughly)?\s?)$", re.I)
_RANGE_OPEN = re.compile(r"(?:between|from|range(?: of| from)?|ranges from)\s?[$€£A-Z]{0,3}\s?$", re.I)


def _paired(found: list[_Found], text: str) -> list[_Found]:
    """Bare numbers take the unit of the number they are joined to; "between a and b" and "a to b" become range ends."""
    made = list(found)
    for k in range(len(made) - 1):
        (a, a0, a1), (b, b0, b1) = made[k], made[k + 1]
        link = text[a1:b0]
        if b0 < a1 or not _LINK.match(link):
            continue
        if a.unit is None and b.unit not in {None, "count"}:
            scale = _scale_of(b, text[b0:b1]) if a.value < abs(b.value) / 1e2 else 1.0
            a = replace(a, unit=b.unit, value=a.value * scale, slack=a.slack * scale)
        opened = _RANGE_OPEN.search(text[max(0, a0 - 16) : a0])
        joined = link.strip().lower()
        if a.unit == b.unit and a.end is None and ((opened and joined == "and") or joined in {"to", "–", "-"}):
            moved = _MOVED.search(text[max(0, a0 - 40) : a0])
            if not moved:
                a, b = replace(a, end="low"), replace(b, end="high")
        made[k], made[k + 1] = (a, a0, a1), (b, b0, b1)
    return made


_MOVED = re.compile(
    r"\b(?:r[io]se|risen|fell|fallen|grew|cut|went|moved|dropped|climbed|jumped|up|down|raised|lowered|raising|"
    r"\w+ed)\b[^.;,]{0,25}\bfrom\s?[$€£]?\s?$",
    re.I,
)


def _scale_of(number: Number, surface: str) -> float:
    digits = re.findall(DIGITS, surface, re.A)
    return number.value / float(digits[-1].replace(",", "")) if digits and float(digits[-1].replace(",", "")) else 1.0


# names


def _named(
    kind: str, key: str, start: int, end: int, linked: bool, text: str, tokens: list[_Token], at: list[float]
) -> Named:
    first = next((k for k, t in enumerate(tokens) if t.end > start), 0)
    last = max((k for k, t in enumerate(tokens) if t.start < end), default=first)
    where = at[last] if at else 0.0
    return Named(kind, key, where, _role(tokens, first, last, text), text[start:end], linked)


_NO_VERB = re.compile(r"\s*(?:[$€£]?\d|,|\.|$|by \d)")
_GAPPED = re.compile(r"\b(?:and|or) (?:the )?$")


def _coordinated(names: list[Named], text: str) -> tuple[Named, ...]:
    """A name after "and" with no verb of its own does what the last name of its kind does ("cost A $1, and B $2")."""
    made: list[Named] = []
    end = 0
    for name in names:
        start = text.find(name.surface, end)
        joined = bool(made) and made[-1].kind == name.kind and _COMMA.fullmatch(text[end:start])
        end = start + len(name.surface)
        last = next((m for m in reversed(made) if m.kind == name.kind), None)
        gapped = _GAPPED.search(text[:start]) and _NO_VERB.match(text, end)
        made.append(replace(name, role=last.role) if last and (joined or gapped) else name)
    return tuple(made)


def _capitals(text: str, tokens: list[_Token], taken: list[tuple[int, int]]) -> list[_NameSpan]:
    """Capitalised words that no table links; runs of them are one name."""
    found: list[_NameSpan] = []
    run: list[_Token] = []
    for k, token in enumerate([*tokens, _Token(".", len(text), len(text))]):
        opening = k == 0 or tokens[k - 1].text in ".!?:"
        capital = token.text[:1].isupper() and not _inside(token.start, token.end, taken)
        if capital and (not opening or (token.text.isupper() and len(token.text) > 1) or _opens_name(tokens, k, taken)):
            run.append(token)
        elif run:
            key = text[run[0].start : run[-1].end].removesuffix("'s")
            found.append(("org", key, run[0].start, run[-1].end, False))
            run = []
    return found


def _third_person(verb: str) -> bool:
    return verb.endswith("s") and lexicon.known(verb)


_COMMON_END = ("s", "ing", "ed", "ly", "ion", "ment", "ity", "ance", "ence", "ness", "ship")


def _opens_name(tokens: list[_Token], k: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a capital at the start of a sentence is a name: another capital follows, or a verb after a rare word."""
    word = tokens[k].text.lower()
    if word in lexicon.STOP or word in _COMMON or k + 1 >= len(tokens):
        return False
    after = tokens[k + 1]
    if after.text[:1].isupper() and not _inside(after.start, after.end, taken) and after.start - tokens[k].end == 1:
        return True
    if word.endswith("'s"):
        return not lexicon.known(word.removesuffix("'s"))
    verb = after.text.lower()
    acts = (
        verb in _BE
        or verb in _AUXILIARY
        or verb in {"of", "and", "never", "also", ",", "said", "says"}
        or after.text[0].isupper()
        or _verbal(verb)
        or _third_person(verb)
    )
    return acts and not lexicon.known(word) and not word.endswith(_COMMON_END)


def _role(tokens: list[_Token], first: int, last: int, text: str) -> str:
    """A who does it, T whom it is done to, L where, W with whom; blank where the words do not tell."""
    k = first - 1
    while k >= 0 and (tokens[k].text.lower() in _DETERMINERS or _plain_adjective(tokens[k].text)):
        k -= 1
    before = tokens[k].text.lower() if k >= 0 else "."
    if before in lexicon.PEER_PREPOSITIONS:
        return "W"
    head = _animate(tokens, last) if _modifies(tokens, last, text) else last
    if head is None:
        return _possessed(tokens, last, before)
    last = head
    if before in lexicon.PLACE_PREPOSITIONS:
        return "L"
    if last + 1 < len(tokens) and tokens[last + 1].text.lower() in _BORNE:
        return "T"
    if before == "of" and k > 0 and tokens[k - 1].text.lower() in _BORNE:
        return "T"
    if before in {"on", "upon"} and any(lexicon.stem(t.text) in _RELYING for t in tokens[max(0, k - 4) : k]):
        return "A"
    if before == "from" and any(t.text.lower() in _TAKING for t in tokens[max(0, k - 6) : k]):
        return "T"
    if before in lexicon.AGENT_PREPOSITIONS:
        return "A"
    if before in lexicon.TARGET_PREPOSITIONS:
        return "T"
    if (
        before[0].isdigit()
        or before in _BREAKS
        or before in _CONJUNCTIONS
        or before in {"that", "which", "when", "if", "because", "as", "after", "what"}
    ):
        return _subject(tokens, last)
    return "T" if _verbal(before) else ""


def _possessed(tokens: list[_Token], last: int, before: str) -> str:
    """The role of a country before a thing: "Chinese exports" are its doing, its losses and needs are not."""
    after = {t.text.lower() for t in tokens[last + 1 : last + 4]}
    if after & _BORNE or (before in lexicon.TARGET_PREPOSITIONS and after & _WARES):
        return "T"
    return "A"


def _plain_adjective(word: str) -> bool:
    return word.lower() in _PLAIN


def _animate(tokens: list[_Token], last: int) -> int | None:
    """The index of the acting noun that a country qualifies ("Chinese companies", "Japan's trade ministry")."""
    for k in range(last + 1, min(last + 4, len(tokens))):
        word = tokens[k].text.lower()
        if word in _ANIMATE:
            return k
        if word not in _PLAIN and not word.isalpha():
            return None
    return None


def _modifies(tokens: list[_Token], last: int, text: str) -> bool:
    """Whether the name is a possessive or an adjective before a noun ("China's exports", "Chinese exports")."""
    if tokens[last].text.endswith(("'s", "s'")) or text[tokens[last].end : tokens[last].end + 2] in {"'s", "' "}:
        return True
    after = tokens[last + 1].text if last + 1 < len(tokens) else "."
    return after.islower() and after.isalpha() and _adjectival(tokens[last].text) and after not in lexicon.STOP


def _adjectival(word: str) -> bool:
    return word.lower().endswith(("ese", "ish", "an", "ian", "ch", "ean", "i")) and word.lower() not in {
        "japan",
        "iran",
        "sudan",
        "bhutan",
        "pakistan",
        "kazakhstan",
        "uzbekistan",
        "taiwan",
        "vatican",
        "oman",
        "malawi",
    }


def _verbal(word: str) -> bool:
    return word.endswith(("ed", "ing")) or word in lexicon.RECEIVERS or word in _VERBS or word in _IRREGULAR


def _subject(tokens: list[_Token], last: int) -> str:
    """A for the subject of an active verb, T for a passive one or for a verb of receiving."""
    ahead = [t.text.lower() for t in tokens[last + 1 : last + 7]]
    if "its" in ahead and any(lexicon.stem(w) in _RELYING for w in ahead):
        return "T"
    for k in range(last + 1, min(last + 9, len(tokens))):
        word = tokens[k].text.lower()
        if word in _BREAKS and word != ",":
            break
        if word in _BE:
            after = [t.text.lower() for t in tokens[k + 1 : k + 4]]
            if any((w.endswith(("ed", "en")) or w in _IRREGULAR) and w not in {"been", "when", "then"} for w in after):
                return "T"
            return "A"
        if lexicon.stem(word) in lexicon.RECEIVERS or word in lexicon.RECEIVERS:
            return "T"
        if word.endswith("ed") or word in {"has", "have", "had", "will", "would", "can", "could", "may", "might"}:
            after = [t.text.lower() for t in tokens[k + 1 : k + 3]]
            if any(w in lexicon.RECEIVERS or lexicon.stem(w) in lexicon.RECEIVERS for w in after):
                return "T"
            if any(w in {"be", "been"} for w in after):
                continue
            return "A"
    return "A"


# words


def _words(
    text: str, tokens: list[_Token], at: list[float], taken: list[tuple[int, int]]
) -> tuple[tuple[Word, ...], tuple[float, ...]]:
    skip = [m.span() for m in lexicon.FALSE_NEGATION.finditer(text)]
    found: list[Word] = []
    negations: list[float] = []
    open_negation = False
    for token, where in zip(tokens, at, strict=True):
        low = token.text.lower()
        if low in _BREAKS:
            open_negation = open_negation and low == ","
            continue
        literal = token.text == "None" and found  # an empty field of a table, not a word
        if (
            not literal
            and (low in lexicon.NEGATORS or low.endswith("n't"))
            and not _inside(token.start, token.end, skip)
        ):
            if low != "nor" or not negations:
                negations.append(where)
            open_negation = True
            continue
        if _inside(token.start, token.end, taken) or low in lexicon.STOP or token.text[0].isdigit() or len(low) < 2:
            continue
        found.append(Word(low, lexicon.concept(low), where, open_negation))
        open_negation = False
    return tuple(found), tuple(negations)
