"""A text as the verifier sees it: its mentions, and distances that clauses and sentences widen."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from didymium import labels
from didymium.brief.verify import lexicon
from didymium.brief.verify.mentions import Named, Parsed, Token, When, Word, inside
from didymium.brief.verify.numbers import read_numbers
from didymium.brief.verify.roles import AUXILIARY, BE, BREAKS, CONJUNCTIONS, role_of, verbal
from didymium.text.dates import find_dates
from didymium.text.gazetteer import find_names
from didymium.text.names import Name

_TOKEN = re.compile(r"[A-Za-zÀ-ɏ][\w'’.&-]*[\w]|[A-Za-zÀ-ɏ]|\d[\d.,]*|[,;:()—–.!?]")


_BAND = re.compile(r"(\d+)\s?(?:%|percent|per cent)\s(?:range|interval|band|confidence)", re.I)


_TURNS = {"to": 2.0, "from": 2.0, "against": 2.0, "after": 2.0, "before": 2.0, "than": 2.0, "versus": 2.0}


_COMMON = lexicon.words("common")


@lru_cache(maxsize=4096)
def parse(text: str, reference: str | None = None) -> Parsed:
    """The mentions of `text`; relative dates are resolved against `reference` (ISO date)."""
    flat = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    tokens = [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(flat)]
    dates = [d for d in find_dates(flat, reference) if d.kind != "span" and not _RATE.fullmatch(d.surface)]
    band = _BAND.search(flat)
    dated = [(d.start, d.end) for d in dates]
    linked = [n for n in names_in(flat) if not inside(n.start, n.end, dated)]
    taken = dated + [(n.start, n.end) for n in linked] + ([band.span()] if band else [])
    numbers = read_numbers(_blank(flat, dated), taken)
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
    first = name._replace(start=a, end=name.start + match.end("country"), surface=match.group("country"))
    return [
        first._replace(kind="country", id=code, country=code)
        if code
        else first._replace(kind="company", id=first.surface),
        name._replace(start=b, surface=rest, id=name.id.removeprefix(match.group()[: match.start("rest")]) or rest),
    ]


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spans blanked out, of the same length."""
    for start, end in spans:
        text = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    return text


def _kind(name: Name) -> str:
    return {"country": "country", "mineral": "mineral", "project": "site"}.get(name.kind, "org")


def _coordinates(tokens: list[Token], spans: list[tuple[int, int]]) -> list[float]:
    """Where each token stands: a mention counts as one token, clauses and sentences stand apart."""
    found, at = [], 0.0
    for k, token in enumerate(tokens):
        within = any(s < token.start < e for s, e in spans)
        found.append(at := at + (0.0 if within else _step(tokens, k)))
    return found


def _step(tokens: list[Token], k: int) -> float:
    word = tokens[k].text.lower()
    if word in {".", "!", "?"}:
        follows = tokens[k + 1].text if k + 1 < len(tokens) else "A"
        return BREAKS[word] if follows[:1].isupper() or not follows[:1].isalpha() else 0.5
    if word in BREAKS:
        return BREAKS[word]
    return 1.0 + CONJUNCTIONS.get(word, 0.0) + _TURNS.get(word, 0.0)


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


def _place(tokens: list[Token], at: list[float], start: int) -> float:
    return next((x for t, x in zip(tokens, at, strict=True) if t.end > start), at[-1] if at else 0.0)


def _named(
    kind: str, key: str, start: int, end: int, linked: bool, text: str, tokens: list[Token], at: list[float]
) -> Named:
    first = next((k for k, t in enumerate(tokens) if t.end > start), 0)
    last = max((k for k, t in enumerate(tokens) if t.start < end), default=first)
    where = at[last] if at else 0.0
    return Named(kind, key, where, role_of(tokens, first, last, text), text[start:end], linked)


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


def _capitals(text: str, tokens: list[Token], taken: list[tuple[int, int]]) -> list[_NameSpan]:
    """Capitalised words that no table links; runs of them are one name."""
    found: list[_NameSpan] = []
    run: list[Token] = []
    for k, token in enumerate([*tokens, Token(".", len(text), len(text))]):
        opening = k == 0 or tokens[k - 1].text in ".!?:"
        capital = token.text[:1].isupper() and not inside(token.start, token.end, taken)
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


def _opens_name(tokens: list[Token], k: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a capital at the start of a sentence is a name: another capital follows, or a verb after a rare word."""
    word = tokens[k].text.lower()
    if word in lexicon.STOP or word in _COMMON or k + 1 >= len(tokens):
        return False
    after = tokens[k + 1]
    if after.text[:1].isupper() and not inside(after.start, after.end, taken) and after.start - tokens[k].end == 1:
        return True
    if word.endswith("'s"):
        return not lexicon.known(word.removesuffix("'s"))
    verb = after.text.lower()
    acts = (
        verb in BE
        or verb in AUXILIARY
        or verb in {"of", "and", "never", "also", ",", "said", "says"}
        or after.text[0].isupper()
        or verbal(verb)
        or _third_person(verb)
        or bool(lexicon.sides(verb))
    )
    return acts and not lexicon.known(word) and not word.endswith(_COMMON_END)


def _words(
    text: str, tokens: list[Token], at: list[float], taken: list[tuple[int, int]]
) -> tuple[tuple[Word, ...], tuple[float, ...]]:
    skip = [m.span() for m in lexicon.FALSE_NEGATION.finditer(text)]
    found: list[Word] = []
    negations: list[float] = []
    open_negation = False
    for token, where in zip(tokens, at, strict=True):
        low = token.text.lower()
        if low in BREAKS:
            open_negation = open_negation and low == ","
            continue
        literal = token.text == "None" and found  # an empty field of a table, not a word
        if (
            not literal
            and (low in lexicon.NEGATORS or low.endswith("n't"))
            and not inside(token.start, token.end, skip)
        ):
            if low != "nor" or not negations:
                negations.append(where)
            open_negation = True
            continue
        if inside(token.start, token.end, taken) or low in lexicon.STOP or token.text[0].isdigit() or len(low) < 2:
            continue
        found.append(Word(low, lexicon.concept(low), where, open_negation))
        open_negation = False
    return tuple(found), tuple(negations)
