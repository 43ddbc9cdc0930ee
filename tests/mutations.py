# ruff: noqa: E501
"""Seeded mutations of a true sentence: each makes it say something that its evidence does not.

They work on the text alone (no parser of the package), so that the verifier is not judged by its own reading.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from didymium import labels
from didymium.records import Brief, Evidence, SpanEvidence

MONTHS = ("January February March April May June July August September October November December").split()  # noqa: SIM905
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\d])")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
IDENTIFIER = re.compile(r"\b(?:Section|Announcement|Article|No\.) \d+|\b90% range")
UNITS = (
    (" million", " billion"), (" billion", " million"), (" billion", " trillion"), ("%", " tonnes"), (" tonnes", " kilograms"),
    (" tonnes", "%"), (" a tonne", " a kilogram"), ("/kg", "/t"), (" per kilogram", " per tonne"), (" a kilogram", " a pound"),
    ("$", "€"), ("A$", "C$"), (" euros", " yen"), (" yen", " euros"), (" months", " years"), (" months", " weeks"),
    (" weeks", " months"), (" years", " months"), (" days", " months"), (" times", "%"), (" dollars", " cents"), ("%", " times"),
)  # fmt: skip
AUXILIARIES = ("is are was were has have had will would can could may must does do did").split()  # noqa: SIM905
VERBS = [
    "accounted",
    "announced",
    "relied",
    "mined",
    "banned",
    "barred",
    "agreed",
    "imposed",
    "suspended",
    "approved",
    "supplied",
    "pledged",
    "bought",
    "sold",
    "cut",
    "fell",
    "rose",
    "produced",
    "made",
    "dropped",
    "signed",
    "ordered",
    "gave",
    "holds",
    "gets",
    "takes",
    "opened",
    "halted",
    "stopped",
    "covers",
    "got",
    "revoked",
    "rejected",
    "denied",
    "raised",
    "lowered",
    "launched",
    "closed",
    "extended",
    "plans",
    "expects",
    "expect",
    "said",
    "warned",
    "named",
    "costs",
    "cost",
    "climbed",
    "doubled",
    "lost",
    "paid",
    "chose",
]
COMPANIES = (
    "MP Materials", "Lynas", "Iluka", "Glencore", "Rio Tinto", "Syrah", "Albemarle", "Umicore", "Nyrstar", "Maaden", "Arafura",
    "USA Rare Earth", "Less Common Metals", "Graphite One", "Codelco", "Toyota", "Shin-Etsu", "Tesla", "Ford", "Solvay", "LKAB",
    "Vulcan Energy", "Vulcan Elements", "Bosch", "Schaeffler", "Noveon", "Eramet", "Nexperia", "Cove Capital", "Northern Minerals",
    "Yuxiao", "Amaroq", "Energy Transition Minerals", "Emirates Global Aluminium", "Carester", "Pensana", "POSCO",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A sentence, the keys of its evidence, and the texts of that evidence."""

    text: str
    evidence: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Pool:
    """What mutations may draw from: other numbers by unit text, other evidence keys."""

    evidence: tuple[str, ...]
    numbers: tuple[str, ...]


Mutant = tuple[str, tuple[str, ...]] | None
Mutation = Callable[[Case, Pool, random.Random], Mutant]


def _numbers(text: str) -> list[re.Match[str]]:
    """Numbers that are quantities: not years, days of a month, or parts of identifiers."""
    barred = [m.span() for m in (*YEAR.finditer(text), *IDENTIFIER.finditer(text), *_days(text))]
    return [m for m in NUMBER.finditer(text) if not any(s < m.end() and m.start() < e for s, e in barred)]


def _days(text: str) -> list[re.Match[str]]:
    months = "|".join(MONTHS)
    return [*re.finditer(rf"\b\d{{1,2}} (?:{months})\b", text), *re.finditer(rf"\b(?:{months}) \d{{1,2}}\b", text)]


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def digits(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """One digit of one number becomes another."""
    found = _numbers(case.text)
    if not found:
        return None
    match = rng.choice(found)
    place = rng.choice([k for k, c in enumerate(match.group()) if c.isdigit()])
    lowest = "123456789" if place == 0 else "0123456789"
    new = rng.choice([d for d in lowest if d != match.group()[place]])
    return _put(case.text, match, match.group()[:place] + new + match.group()[place + 1 :]), case.evidence


def tenfold(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """One number becomes ten times as large or small."""
    found = _numbers(case.text)
    if not found:
        return None
    match = rng.choice(found)
    value = _value(match.group()) * rng.choice([10.0, 0.1])
    return _put(case.text, match, f"{value:,.10g}"), case.evidence


def units(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """The unit or the scale of one number changes."""
    fitting = [(a, b, m) for a, b in UNITS for m in re.finditer(re.escape(a), case.text) if _at_number(case.text, a, m)]
    if not fitting:
        return None
    _, new, match = rng.choice(fitting)
    return _put(case.text, match, new), case.evidence


def _at_number(text: str, unit: str, match: re.Match[str]) -> bool:
    if unit in {"$", "A$"}:
        return text[match.end() : match.end() + 1].isdigit() and (unit == "A$" or not text[match.start() - 1].isalpha())
    if text[match.end() : match.end() + 6] == " range":
        return False
    inside = text[match.end() : match.end() + 1].isalpha()
    before = text[: match.start()].rstrip().split(" ")[-1]
    words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "million", "billion"]
    return not inside and (before[-1:].isdigit() or before in words)


def other_number(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """Another number of the same evidence, or of other evidence of the same article or run, takes a number's place."""
    found = _numbers(case.text)
    if not found:
        return None
    match = rng.choice(found)
    own = [m.group() for t in case.texts for m in _numbers(t)]
    near = [n for n in own if abs(_value(n) - _value(match.group())) > 0.06 * abs(_value(match.group()))]
    far = [n for n in pool.numbers if abs(_value(n) - _value(match.group())) > 0.06 * abs(_value(match.group()))]
    source = near if near and rng.random() < 0.6 else far
    if not source:
        return None
    return _put(case.text, match, rng.choice(source)), case.evidence


def exchanged_numbers(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """Two numbers of the sentence with the same unit change places."""
    found = _numbers(case.text)
    pairs = [
        (a, b)
        for k, a in enumerate(found)
        for b in found[k + 1 :]
        if a.group() != b.group() and _around(case.text, a) == _around(case.text, b)
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    text = _put(_put(case.text, b, a.group()), a, b.group())
    return text, case.evidence


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    after = re.match(r"%| (?:million|billion)(?: \w+)?| \w+", text[match.end() :])
    return text[max(0, match.start() - 1) : match.start()].strip(), after.group() if after else ""


def _countries(text: str) -> list[tuple[re.Match[str], str, str]]:
    """Countries in a text with their code and form (name or adjective)."""
    forms = {}
    for alias, code in labels.country_aliases().items():
        if code in labels.AGGREGATES[1:] or len(alias) < 4 or not alias[0].isupper():
            continue
        forms[alias] = (code, "adjective" if alias == labels.adjective(code) else "name")
    pattern = re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + r")\b(?! Rare Earth)"
    )
    return [(m, *forms[m.group()]) for m in pattern.finditer(text)]


def countries(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """One country becomes another: any other, or one that the evidence names too."""
    found = _countries(case.text)
    if not found:
        return None
    match, code, form = rng.choice(found)
    here = {c for _, c, _ in found}
    near = sorted({c for t in case.texts for _, c, _ in _countries(t)} - here - {code})
    far = [
        c for c in ("CHN", "USA", "JPN", "AUS", "IND", "FRA", "BRA", "CAN", "CHL", "KOR", "RUS", "ZAF") if c not in here
    ]
    new = rng.choice(near if near and rng.random() < 0.5 else far)
    word = labels.adjective(new) if form == "adjective" else labels.country_name(new)
    return _put(case.text, match, word), case.evidence


def companies(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """One company becomes another, or two change places."""
    pattern = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, COMPANIES), key=len, reverse=True)) + r")\b")
    found = list(pattern.finditer(case.text))
    if not found:
        return None
    pairs = [
        (a, b)
        for k, a in enumerate(found)
        for b in found[k + 1 :]
        if not _joined(case.text, a, b) and a.group() != b.group()
    ]
    if pairs and rng.random() < 0.5:
        a, b = rng.choice(pairs)
        return _put(_put(case.text, b, a.group()), a, b.group()), case.evidence
    match = rng.choice(found)
    near = [m.group() for t in case.texts for m in pattern.finditer(t) if m.group() not in case.text]
    far = [c for c in COMPANIES if c not in case.text and not any(c in t for t in case.texts)]
    return _put(case.text, match, rng.choice(near if near and rng.random() < 0.5 else far)), case.evidence


def _joined(text: str, a: re.Match[str], b: re.Match[str]) -> bool:
    """Whether two names stand side by side ("A and B"), so that their order says nothing."""
    between = text[a.end() : b.start()]
    return bool(re.fullmatch(r"(?:'s)?[, ]*(?:and |or |nor |with )?(?:the )?", between)) or len(between) < 3


def actor_target(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """Two countries, the one that acts and the one that is acted on, change places."""
    found = _countries(case.text)
    pairs = [
        (a, b)
        for k, a in enumerate(found)
        for b in found[k + 1 :]
        if a[1] != b[1] and not _joined(case.text, a[0], b[0]) and not _listed(case.text, a[0], b[0])
        and sum(c == a[1] for _, c, _ in found) == sum(c == b[1] for _, c, _ in found) == 1
    ]  # fmt: skip
    if not pairs:
        return None
    (a, ac, af), (b, bc, bf) = rng.choice(pairs)
    first = labels.adjective(bc) if af == "adjective" else labels.country_name(bc)
    second = labels.adjective(ac) if bf == "adjective" else labels.country_name(ac)
    return _put(_put(case.text, b, second), a, first), case.evidence


def _listed(text: str, a: re.Match[str], b: re.Match[str]) -> bool:
    """Whether the two are members of one list ("Europe, the United States and Japan"), with the same beside them."""
    between = text[a.end() : b.start()]
    beside = r"(?: \(\d{4}\)| with [\d.,]+%)?"
    same = [re.match(beside, text[m.end() :]).group() for m in (a, b)]  # type: ignore[union-attr]
    item = rf"{beside}(?:, | and )(?:the )?(?:[A-Z][\w ]+?)?"
    return (same[0] == same[1] and re.fullmatch(rf"(?:{item})+", between) is not None) or bool(
        re.fullmatch(r"(?:, (?:the )?[A-Z][\w ]+)+,? and (?:the )?|, (?:the )?[A-Z][\w ]+ and (?:the )?", between)
    )


def negation(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """A negation is dropped, or one is added at a verb."""
    drop = list(re.finditer(r"\b(?:not|never) |\bno (?=[a-z])", case.text))
    drop = [m for m in drop if not re.match(r"no (?:more|less|later|fewer)", case.text[m.start() :])]
    options: list[str] = [_put(case.text, m, "") for m in drop]
    for m in re.finditer(rf"\b(?:{'|'.join(AUXILIARIES)})\b(?! (?:not|never|no)\b)", case.text):
        options.append(case.text[: m.end()] + rng.choice([" not", " never"]) + case.text[m.end() :])
    for m in re.finditer(rf"(?<=\s)(?:{'|'.join(VERBS)})\b", case.text):
        if not re.search(
            r"(?:to|been|be|is|are|was|were|not|never|has|have|had|will|would|a|the|of|by) $", case.text[: m.start()]
        ):
            options.append(case.text[: m.start()] + rng.choice(["never ", "did not "]) + case.text[m.start() :])
    return (rng.choice(options), case.evidence) if options else None


def dates(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """A day, month or year moves, or two years change places."""
    options: list[str] = []
    for m in YEAR.finditer(case.text):
        options.append(_put(case.text, m, str(int(m.group()) + rng.choice([-10, -3, -2, -1, 1, 2, 3, 10]))))
    for m in re.finditer(rf"\b(?:{'|'.join(MONTHS)})\b", case.text):
        options.append(_put(case.text, m, rng.choice([x for x in MONTHS if x != m.group()])))
    for m in _days(case.text):
        day = re.search(r"\d+", m.group())
        assert day is not None
        new = rng.choice([d for d in range(1, 29) if d != int(day.group())])
        options.append(_put(case.text, m, m.group().replace(day.group(), str(new))))
    years = list(YEAR.finditer(case.text))
    if len({m.group() for m in years}) == 2 and len(years) == 2 and not _joined(case.text, years[0], years[1]):
        options.append(_put(_put(case.text, years[1], years[0].group()), years[0], years[1].group()))
    return (rng.choice(options), case.evidence) if options else None


def evidence(case: Case, pool: Pool, rng: random.Random) -> Mutant:
    """One cited piece of evidence becomes another one of the brief."""
    others = [e for e in pool.evidence if e not in case.evidence]
    if not others:
        return None
    k = rng.randrange(len(case.evidence))
    return case.text, (*case.evidence[:k], rng.choice(others), *case.evidence[k + 1 :])


CLASSES: dict[str, Mutation] = {
    "digits changed": digits,
    "times ten": tenfold,
    "units changed": units,
    "another number": other_number,
    "numbers exchanged": exchanged_numbers,
    "countries swapped": countries,
    "companies swapped": companies,
    "actor and target exchanged": actor_target,
    "negation dropped or added": negation,
    "dates moved": dates,
    "evidence exchanged": evidence,
}


def mutants(
    cases: Sequence[Case], pool: Pool, mutation: Mutation, count: int, seed: int
) -> list[tuple[Case, str, tuple[str, ...]]]:
    """`count` seeded mutants (fewer where the cases do not allow them) as (case, text, evidence keys)."""
    rng = random.Random(seed)
    able = [c for c in cases if any(mutation(c, pool, random.Random(k)) for k in range(4))]
    made: list[tuple[Case, str, tuple[str, ...]]] = []
    tries = 0
    while able and len(made) < count and tries < 20 * count:
        tries += 1
        case = rng.choice(able)
        new = mutation(case, pool, rng)
        if new is not None and (new[0] != case.text or new[1] != case.evidence):
            made.append((case, *new))
    return made


def corpus_cases() -> tuple[list[Case], dict[str, Evidence]]:
    """Our own sentences and their paraphrases, with the evidence of all of them."""
    read: TypeAdapter[Evidence] = TypeAdapter(Evidence)
    cases: list[Case] = []
    known: dict[str, Evidence] = {}
    for line in (Path(__file__).parent / "corpus" / "sentences.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        keys = tuple(f"{row['id']}.{k}" for k in range(len(row["evidence"])))
        known |= {key: read.validate_python(e) for key, e in zip(keys, row["evidence"], strict=True)}
        cases += [Case(row[f], keys, _texts(known, keys)) for f in ("sentence", "paraphrase")]
    return cases, known


def brief_cases(brief: Brief) -> list[Case]:
    """The sentences of a brief."""
    from didymium.brief.verify import places

    return [Case(s.text, s.evidence, _texts(brief.evidence, s.evidence)) for _, s in places(brief)]


def pool_of(cases: Sequence[Case], known: dict[str, Evidence]) -> Pool:
    """What mutations of these cases may draw from."""
    return Pool(tuple(known), tuple(m.group() for c in cases for t in c.texts for m in _numbers(t)))


def _texts(known: dict[str, Evidence], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(e.quote if isinstance(e := known[k], SpanEvidence) else e.statement for k in keys)
