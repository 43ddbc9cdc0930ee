"""Forgeries of true sentences, by class: each says something that its evidence does not.

Works on the text alone, with patterns and lists of its own; nothing of the verifier is used.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from didymium import labels
from didymium.records import RowEvidence, RunEvidence, SpanEvidence
from forgeries.cases import Case

Forged = tuple[str, tuple[str, ...]]
Forger = Callable[[Case, Sequence[Case], random.Random], Forged | None]
NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FIXED = re.compile(
    r"(?:Section|Announcement|Article|No\.|month) \d+|\d+% range|"
    r"\d\d? (?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
UNITS = (
    (" million", " billion"), (" billion", " million"), (" billion", " trillion"),
)  # fmt: skip
KINDS = (
    *(("%", new) for new in (" tonnes", " percentage points less")),
    *((" tonnes", new) for new in (" kilograms", "%", " tonnes a day")),
    *(("/kg", new) for new in ("/t", "/lb")),
    ("/t", "/kg"),
    (" a kilogram", " a tonne"),
    (" a tonne", " a kilogram"),
    (" per kilogram", " per tonne"),
    *(("$", new) for new in ("€", "£")),
    ("A$", "C$"),
    (" euros", " yen"),
    (" yen", " euros"),
    *((" months", new) for new in (" years", " weeks")),
    (" weeks", " months"),
    (" years", " months"),
    (" times", "%"),
)


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of words: old > new; old > new."""
    return tuple((a.strip(), b.strip()) for a, b in (p.split(">") for p in text.split(";")))


TURNS = pairs(
    "rose > fell; fell > rose; climbed > dropped; dropped > climbed; lowered > raised; cut > "
    "raised; raised > lowered; up > down; increase > decrease; doubled > halved; more > less; "
    "less > more; higher > lower; lower > higher; suspended > reinstated; banned > allowed; ban > "
    "permission; tightened > eased; halted > resumed; stopped > resumed; opened > closed; surplus "
    "> deficit; deficit > surplus; before > long after; at risk > at a profit; lose > gain; lost "
    "> won; rejected > approved; refused > granted; granted > refused; end > start; start > end; "
    "shortage > glut; rising > falling "
)
STAGES = pairs(
    "mined > refined; refined > mined; mining > refining; refining > mining; refinery > mine; "
    "processed > mined; process > mine; refine > mine; mine > refinery; smelter > mine; ore > "
    "metal; concentrate > metal; oxides > magnets; separation > mining "
)
TRADE = pairs(
    "exports > imports; imports > exports; export > import; import > export; sold > bought; "
    "bought > sold; exported > imported; imported > exported; buyers > sellers; buyer > seller; "
    "lend > borrow; gave > received; receive > give; to > from; from > to "
)
BOUNDS = (
    "up to",
    "at least",
    "more than",
    "less than",
    "nearly",
    "over",
    "as much as",
    "no more than",
    "at most",
    "almost",
)
SAYS = re.compile(
    r",? (?:the [\w ]+ |analysts |it |[A-Z]\w+ )?(?:said|says|warned|reported)(?: on \w+| in \w+ \d{4})?(?=\.$)|"
    r"^[\w' ]{3,40}? (?:said|warned|says)(?: in \w+ \d{4})? that "
)
FIRMS = (
    "Acme Metals",
    "Northfield Resources",
    "Glencore",
    "Albemarle",
    "Lynas",
    "Rio Tinto",
    "MP Materials",
    "Umicore",
)
CAUSES = (
    " because of a strike",
    " because of American sanctions",
    ", which led to a shortage",
    " as a result of the war in Ukraine",
    ", driven by demand for electric cars",
    " owing to a flood",
    ", which caused prices to double",
    " thanks to subsidies",
    " in retaliation for tariffs",
    ", prompting a wave of stockpiling",
)
ADVICE = (
    " and is a strong buy",
    ", so investors should buy",
    ", which makes the shares a bargain",
    " and should be sold",
    ", a clear signal to go long",
    " and deserves a place in every portfolio",
    ", so buyers should hedge now",
)
SOURCES = (
    "According to analysts, ",
    "Officials said that ",
    "As the ministry admitted, ",
    "Reuters reported that ",
    "The company claims that ",
    "Experts warn that ",
    "As the article states, ",
    "According to people familiar with the matter, ",
)
HIDDEN = (
    "<script>alert(1)</script>", "<b>sell</b>", "\u200bsell", " [more](https://example.org)", "<!-- x -->",
    "\u202eabc", " https://example.org/x", "&#x3c;img&#x3e;", "<img src=x onerror=alert(1)>", "\u00adfake",
    " www.example.org",
)  # fmt: skip
AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could|does|did)\b")


def spots(text: str) -> list[re.Match[str]]:
    """Numbers that state something: no year, day, section or number of a notice."""
    shut = [m.span() for m in FIXED.finditer(text)] + [m.span() for m in YEAR.finditer(text)]
    return [m for m in NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in shut)]


def swap(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def word(text: str, old: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text)


def pick(options: Sequence[tuple[str, str]], case: Case, rng: random.Random) -> Forged | None:
    able = [(m, new) for old, new in options if (m := word(case.text, old))]
    if not able:
        return None
    match, new = rng.choice(able)
    return swap(case.text, match, new), case.cites


def value(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = spots(case.text)
    if not found:
        return None
    match = rng.choice(found)
    old = float(match.group().replace(",", ""))
    new = old * rng.choice([0.4, 0.6, 0.75, 0.85, 1.15, 1.25, 1.5, 2.0, 3.0])
    places = len(match.group().partition(".")[2])
    said = f"{new:,.{places}f}" if "," in match.group() or new >= 10_000 else f"{new:.{places}f}"
    if abs(float(said.replace(",", "")) - old) < 0.09 * old:
        return None
    return swap(case.text, match, said), case.cites


def scale(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    able = [(m.start(), old, new) for old, new in UNITS for m in re.finditer(re.escape(old), case.text)]
    tens = spots(case.text)
    if able and rng.random() < 0.6:
        start, old, new = rng.choice(able)
        return case.text[:start] + new + case.text[start + len(old) :], case.cites
    if not tens:
        return None
    match = rng.choice(tens)
    number = float(match.group().replace(",", "")) * rng.choice([10, 100, 1000, 0.1])
    return swap(case.text, match, f"{number:,.12g}"), case.cites


def unit(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    words = {" months", " weeks", " years", " times"}
    able = [
        (m.start(), old, new)
        for old, new in KINDS
        for m in re.finditer(re.escape(old) + r"(?!\w)" * (old[-1] != "$"), case.text)
        if old not in words or re.search(r"\d$|[a-z]$", case.text[: m.start()])
    ]
    able = [a for a in able if a[1] != "$" or (a[0] == 0 or not case.text[a[0] - 1].isalpha())]
    if not able:
        return None
    start, old, new = rng.choice(able)
    return case.text[:start] + new + case.text[start + len(old) :], case.cites


def year(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = list(YEAR.finditer(case.text))
    months = [m for name in MONTHS if (m := word(case.text, name))]
    if months and rng.random() < 0.3:
        match = rng.choice(months)
        return swap(case.text, match, rng.choice([m for m in MONTHS if m != match.group()])), case.cites
    if not found:
        return None
    match = rng.choice(found)
    return swap(case.text, match, str(int(match.group()) + rng.choice([-7, -3, -2, -1, 1, 2, 3, 7]))), case.cites


RANGE = re.compile(r"\((\$?[\d.,]+(?: \w+)?) to (\$?[\d.,]+(?: \w+)?)\)")


def range_ends(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    match = RANGE.search(case.text)
    if match is None:
        return None
    low, high = match.groups()
    way = rng.randrange(4)
    if way == 0:
        return swap(case.text, match, f"({high} to {low})"), case.cites
    if way == 1:
        return case.text[: match.start()].rstrip() + case.text[match.end() :], case.cites
    end = rng.choice([low, high])
    number = re.search(r"[\d.,]*\d", end)
    assert number is not None
    new = swap(end, number, f"{float(number.group().replace(',', '')) * rng.choice([0.5, 0.7, 1.4, 2]):.3g}")
    return case.text.replace(end, new, 1) if way == 2 else case.text.replace(
        f"({low} to {high})", f"({low} to {new})"
    ), case.cites


NAMED = {labels.country_name(c): c for c in labels.countries() if len(labels.country_name(c)) > 3}
COUNTRY = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, NAMED), key=len, reverse=True)) + r")(?![\w-])")


def countries_in(text: str) -> list[tuple[str, str]]:
    return [(NAMED[name], name) for name in dict.fromkeys(COUNTRY.findall(text))]


def country(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = countries_in(case.text)
    if not found:
        return None
    _, old = rng.choice(found)
    codes = "CHN USA JPN IDN CHL RUS AUS KAZ BRA IND ZAF CAN MYS VNM PER".split()  # noqa: SIM905
    others = [n for c in codes if not word(case.text, n := labels.country_name(c))]
    new = rng.choice(others)
    match = word(case.text, old)
    assert match is not None
    return swap(case.text, match, new), case.cites


def minerals_in(text: str) -> list[str]:
    return [
        m for m in labels.minerals() if len(m) > 2 and word(text, m) and m not in {"critical minerals", "lead", "salt"}
    ]


def mineral(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = minerals_in(case.text)
    found = [m for m in found if not any(m != o and m in o for o in found)]
    if not found:
        return None
    match = word(case.text, rng.choice(found))
    assert match is not None
    names = "gallium lithium cobalt tungsten graphite nickel dysprosium copper tin antimony scandium tellurium"
    new = rng.choice([m for m in names.split() if m not in case.text])
    return swap(case.text, match, new), case.cites


def stage(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    return pick(STAGES, case, rng)


def firm_country(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = countries_in(case.text)
    if found and rng.random() < 0.6:
        code, old = rng.choice(found)
        match = re.search(rf"(?:\bthe )?{re.escape(old)}(?!\w)", case.text, re.I)
        assert match is not None
        new = rng.choice([*FIRMS, f"a firm in {old}", f"{labels.adjective(code)} companies"])
        return (None if new in case.text else swap(case.text, match, new), case.cites) if new not in case.text else None
    firms = [f for f in FIRMS if word(case.text, f)]
    if not firms:
        return None
    match = word(case.text, rng.choice(firms))
    assert match is not None
    others = [n for c in ("CHN", "JPN", "AUS", "CAN", "CHL") if not word(case.text, n := labels.country_name(c))]
    return swap(case.text, match, rng.choice(others)), case.cites


def trade(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    """Exporter and importer exchanged: the word of trade turned round, or the two names exchanged."""
    found = sorted((m.start(), n) for _, n in countries_in(case.text) if (m := word(case.text, n)))
    if len(found) == 2 and rng.random() < 0.7:
        (i, a), (j, b) = found
        linked = case.text[i + len(a) : j]
        if re.fullmatch(r",? (?:and|or)(?: the)? ", linked):
            return None
        changed = case.text[:i] + b + linked + a + case.text[j + len(b) :]
        return changed, case.cites
    return pick(TRADE[:-2], case, rng)


def direction(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    return pick(TURNS, case, rng)


def negation(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    gone = re.search(r"\b(?:not|never|no|without|neither) ", case.text)
    if gone and rng.random() < 0.7:
        return swap(case.text, gone, ""), case.cites
    able = list(AUXILIARY.finditer(case.text))
    if able:
        match = rng.choice(able)
        return swap(case.text, match, f"{match.group()} {rng.choice(['not', 'never', 'no longer'])}"), case.cites
    known = "mined refined accounted covered cost announced agreed takes rose fell climbed dropped equals"
    verbs = [m for v in known.split() if (m := word(case.text, v))]
    if not verbs:
        return None
    match = rng.choice(verbs)
    return swap(case.text, match, f"never {match.group()}"), case.cites


def bound(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    old = [
        m
        for b in (*BOUNDS, "about", "around")
        if (m := word(case.text, b)) and re.match(r" [\d$€A£]", case.text[m.end() :])
    ]
    if old:
        match = rng.choice(old)
        if rng.random() < 0.5 and match.group() not in {"about", "around"}:
            return swap(case.text, match, "").replace("  ", " "), case.cites
        lower = match.group() in {"at least", "more than", "over"}
        return swap(case.text, match, "up to" if lower else "at least"), case.cites
    found = [m for m in spots(case.text) if m.group() != "100"]
    if not found:
        return None
    match = rng.choice(found)
    start = (
        match.start() - 1 if case.text[match.start() - 1 : match.start()] in "$€£" and match.start() else match.start()
    )
    return case.text[:start] + f"{rng.choice(['up to', 'at least', 'at most', 'no more than'])} " + case.text[
        start:
    ], case.cites


MOODS = pairs(
    "may > will; could > will; would > will; will > may; would > might; plans to > did; could > "
    "did; will > might; wants > got; expects > knows; should > will; is to > may; aims to > did; "
    "must > may; has > may have; is > may be; was > could be; were > might be; cost > may cost; "
    "mined > will mine; refined > may refine; accounted > could account; covered > might cover; "
    "rose > may rise; fell > could fall; announced > will announce; agreed > may agree; takes > "
    "may take "
)


def modality(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    return pick(MOODS, case, rng)


def attribution(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    said = SAYS.search(case.text)
    if said and rng.random() < 0.7:
        cut = swap(case.text, said, "")
        return cut[:1].upper() + cut[1:], case.cites
    if said or re.search(r"\b(?:said|warned|according|analysts|says)\b", case.text):
        return None
    source = rng.choice(SOURCES)
    if any(isinstance(case.evidence[k], SpanEvidence) for k in case.cites) and "article" in source:
        return None
    head = (
        case.text[:1].lower()
        if re.match(r"(?:The|A|In|On|After|Net|An|It|Of|From|Since|For) ", case.text)
        else case.text[:1]
    )
    return source + head + case.text[1:], case.cites


def ended(case: Case, tail: str) -> Forged:
    return case.text.rstrip(".") + tail + ".", case.cites


def cause(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    return ended(case, rng.choice(CAUSES))


def entity(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    new = rng.choice([*FIRMS, "Mongolia", "Bolivia", "the Pentagon", "the World Bank", "Elon Musk", "Poland"])
    if new in case.text or any(new.removeprefix("the ") in c for c in (case.context.text,)):
        return None
    return ended(
        case,
        rng.choice(
            [f", like {new}", f", together with {new}", f", according to {new}", f" and in {new}", f", with {new}"]
        ),
    )


def advice(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    return ended(case, rng.choice(ADVICE))


def hidden(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    place = rng.choice([m.end() for m in re.finditer(r" ", case.text)] or [0])
    return case.text[:place] + rng.choice(HIDDEN) + case.text[place:], case.cites


def another_row(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    """One row exchanged for another real row of its table."""
    mine = [k for k in case.cites if isinstance(case.evidence[k], RowEvidence)]
    if not mine:
        return None
    old = rng.choice(mine)
    item = case.evidence[old]
    assert isinstance(item, RowEvidence)
    others = [
        k for k, e in case.evidence.items() if isinstance(e, RowEvidence) and e.table == item.table and e.id != item.id
    ]
    if not others:
        return None
    new = rng.choice(others)
    theirs = case.evidence[new]
    if new in case.cites or (item.figure and theirs.figure and item.figure.model_dump() == theirs.figure.model_dump()):  # type: ignore[union-attr]
        return None
    return case.text, tuple(new if k == old else k for k in case.cites)


def another_figure(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    """A figure of a run exchanged for another one of the same run."""
    mine = [k for k in case.cites if isinstance(case.evidence[k], RunEvidence)]
    if not mine:
        return None
    old = mine[0]
    item = case.evidence[old]
    assert isinstance(item, RunEvidence)
    others = [
        k
        for k, e in case.evidence.items()
        if isinstance(e, RunEvidence) and e.run == item.run and e.figure != item.figure
    ]
    return (case.text, tuple(rng.choice(others) if k == old else k for k in case.cites)) if others else None


def another_number(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    """A random figure under a real citation."""
    found = spots(case.text)
    if not found:
        return None
    match = rng.choice(found)
    old = float(match.group().replace(",", ""))
    new = rng.choice([rng.uniform(0, 100), 10 ** rng.uniform(0, 4), float(rng.randrange(1, 1000))])
    if abs(new - old) < 0.1 * max(old, 1):
        return None
    return swap(case.text, match, f"{new:.{len(match.group().partition('.')[2])}f}"), case.cites


def numbers_exchanged(case: Case, pool: Sequence[Case], rng: random.Random) -> Forged | None:
    found = [m for m in spots(case.text) if m.start()]
    if len(found) < 2:
        return None
    a, b = sorted(rng.sample(found, 2), key=lambda m: m.start())
    x, y = (float(m.group().replace(",", "")) for m in (a, b))
    if abs(x - y) < 0.03 * max(x, y):
        return None
    text = case.text[: a.start()] + b.group() + case.text[a.end() : b.start()] + a.group() + case.text[b.end() :]
    return text, case.cites


CLASSES: dict[str, Forger] = {
    "value": value,
    "scale": scale,
    "unit": unit,
    "year": year,
    "range ends": range_ends,
    "country": country,
    "mineral": mineral,
    "stage": stage,
    "firm for country": firm_country,
    "exporter and importer": trade,
    "direction": direction,
    "negation": negation,
    "up to, at least, about": bound,
    "may and will": modality,
    "attribution": attribution,
    "cause added": cause,
    "entity added": entity,
    "advice added": advice,
    "hidden text": hidden,
    "another row of the table": another_row,
    "another figure of the run": another_figure,
    "random figure": another_number,
    "numbers exchanged": numbers_exchanged,
}


def forged(cases: Sequence[Case], name: str, count: int, seed: int) -> list[tuple[Case, Forged]]:
    """So many different forgeries of a class, fewer where the cases give no more; the same for a seed."""
    rng, made, seen, tries = random.Random(seed), list[tuple[Case, Forged]](), set[tuple[str, tuple[str, ...]]](), 0
    while len(made) < count and tries < 60 * count:
        tries += 1
        case = rng.choice(cases)
        new = CLASSES[name](case, cases, rng)
        if new is not None and new[0] is not None and new != (case.text, case.cites) and new not in seen:
            seen.add(new)
            made.append((case, new))
    return made
