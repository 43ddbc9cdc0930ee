"""Whose a stated number is: a firm or site that stands for itself before it, else whom the heads say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from didymium.labels import places
from didymium.news.document import Document, Sentence
from didymium.news.events import home_of_price
from didymium.news.heads import METRICS
from didymium.news.mentions import Mention
from didymium.news.seen import Seen
from didymium.news.sums import sums_of
from didymium.text.quantities import Quantity

MASSES = frozenset(("t", "kg", "lb", "oz", "g"))
_OPENS = re.compile(r"Its?\b")
_IT, FIRST = re.compile(r"\b(?:[Ii]ts?|[Dd]omestic)\b"), 30  # characters of a sentence in which its subject stands
SITED = 2  # sentences of which the one site is the article's
_OWNED = re.compile(r"(?:'s|\bits|\btheir)\s$")
_TIMES = frozenset(("days", "weeks", "months", "years"))
LEVELS = frozenset(m for m in METRICS if m.endswith("_share")) | {"import_reliance"}
_OWNERS = frozenset(("company", "project", "state", "agency", "body", "other"))
_FIRMS = frozenset(("company", "project", "other"))
_RECEIVED = frozenset(("grant", "loan", "equity", "investment"))
_NOTED = re.compile(
    r"\b(?:said|says?|told|according to|estimates?|estimated|reported|data (?:from|by)|analysts?(?: at)?|head of|"
    r"figures from|researcher|consultanc\w+|brokerage|bank)\b",
    re.I,
)
_SELF = re.compile(r"\b(?:it|its|the company|the miner|the firm|the producer|the group|their)\b", re.I)
_GIVEN_TO = re.compile(r"^[^.;]{0,50}\b(?:to|for|in|into|by)\s(?:[\w'.&-]+\s){0,7}$")
_GETS = re.compile(
    r"\W*(?:\([^)]*\)\W*)?(?:[\w'’]+\s){0,8}?(?:receiv|secur|won|win|gets?\b|got\b|obtain|raise|borrow)\w*", re.I
)
_METRIC_NOUN = re.compile(
    r"(?:'s)?\s(?:(?!global|world)[\w-]+\s){0,3}?(?:production|output|exports?|imports?|demand|consumption|reserves|capacity|"
    r"quotas?|stock\w*|share|supply|supplies|use|shipments|sales|purchases|dut(?:y|ies)|tariffs?)\b"
)
_OF_STATES = frozenset(METRICS) - {"price", "price_change", "none"} | {"stock", "tariff", "royalty"}
_IN_STEP = re.compile(r"\brespectively\b")
_OF_MARKETS = frozenset(("price", "price_change", "premium", "floor"))
_FIRM = re.compile(
    r"\b(?:miners?|compan(?:y|ies)|firms?|producers?|developers?|groups?|explorers?|smelters?|makers?|traders?|giant)\s"
    r"(?P<name>[A-Z][\w'&-]*(?:\s[A-Z][\w'&-]*){0,4})"
)
_SITE = re.compile(
    r"(?P<name>[A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,2})\s(?:(?!(?:from|in|at|of|and|on|the|its|for)\b)[a-z-]+\s)?"
    r"(?:mine|project|plant|smelter|refinery|deposit|operation)\b"
)
_APPOSED = re.compile(
    r"(?P<name>[A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,2})(?:,\s|\sis\s)(?:an?|another|the|its|one\sof)\s[^,.;]{0,60}?"
    r"\b(?:mines?|smelters?|refinery|refineries|plants?|projects?|deposits?)\b"
)
_AT = re.compile(r"\b[Aa]t\s$")
_NO_SITES = frozenset(("World", "Global", "The", "This", "Its", "Total", "Annual", "Each", "Every", "New", "Domestic"))
_VERB = re.compile(
    r",?\s(?:with|will|would|should|has|had|is|was|plans|expects|aims|produce[sd]|mine[sd]|made|makes|holds|held)\b"
)
_CALLED = re.compile(  # "Hsikwangshan, the largest antimony producer in China"
    r"(?P<name>[A-Z][\w'&-]*(?:\s[A-Z][\w'&-]*){0,3}),\s(?:an?|the)\s[^,.;]{0,50}?"
    r"\b(?:miner|producer|smelter|developer|explorer|company|maker|refiner|trader|group|firm)\b"
)
_HELD = re.compile(r"\b(?:stake|interest|holding|shares|equity)\sin\s(?:the\s)?$")
_THE_FIRM = re.compile(r"\b[Tt]he\s(?:[A-Z]\w+\s)?(?:company|firm|miner|producer|group|explorer)\b(?!\s(?:of|in)\b)")
_AT_HOME = re.compile(r"\b[Dd]omestic\b")
_OF_COMPANIES = frozenset(
    ("revenue", "profit", "loss", "cash", "share_price", "market_cap", "spending", "capex", "debt")
)
_JOINED = re.compile(r"(?:,|,?\s(?:and|or))\s(?:the\s)?")  # "from the Philippines and China": neither owns
_ACTS = re.compile(
    r"(?P<name>[A-Z][\w&-]+(?:\s[A-Z][\w&-]+){0,3})\s(?:said|says|announced|has|had|will|expects|plans|received|produced|"
    r"produces|reported|signed|operates|owns|is|was|accounts)\b"
)


def kind_of(quantity: Quantity) -> str:
    """The kind of number: mass, price, money, %, x, count, duration or other."""
    unit = quantity.unit
    if unit.partition("/")[0] in MASSES:
        return "mass"
    if unit[:3].isupper() and "/" in unit:
        return "price"
    if len(unit) == 3 and unit.isupper():
        return "money"
    if unit in ("%", "pp"):
        return "%"
    return "duration" if unit in _TIMES else unit if unit in ("x", "count") else "other"


def owner_of(seen: Seen, sentence: Sentence, q: Quantity, metric: str, told: Callable[[], str]) -> str | None:
    """Whose number it is: of what a claim states whom the heads say (`told`), of a list told in step who stands in its
    place; of all else the firm or site before it, or the one that the article is about.
    """
    if metric in _OF_MARKETS:
        return home_of_price(seen, sentence, q) or "WLD"
    before = [m for m in seen.cast.here(sentence.index) if m.end <= q.start and _stands(seen, sentence, m, q)]
    firms = [m for m in before if m.kind in _FIRMS and not _HELD.search(seen.document.text[: m.start][-24:])]
    if in_step := _in_step(seen.document, sentence, q, firms or _states_before(seen, sentence, q)):
        return in_step
    if metric == "tariff":
        return _imposing(seen, sentence, q) or _unaimed(seen, sentence, told())
    if metric in METRICS:
        return (None if firms else _worded(seen, sentence, q, before)) or told()
    if metric in {"deficit", "surplus"} and kind_of(q) != "money":
        return "WLD"
    if metric in _RECEIVED:
        return _receiver(seen, sentence, q)
    if firms:
        return firms[-1].value
    states = [m.value for m in before if m.kind == "state"]
    own = (states[-1] if states and metric in _OF_STATES else None) or _of_it(seen, sentence, q) or _main(seen)
    return own if own or metric in _OF_COMPANIES else _party(seen, told())


def _worded(seen: Seen, sentence: Sentence, q: Quantity, before: list[Mention]) -> str | None:
    """Whose a claim's number is by words that leave no choice: "US output", "the company", "domestic demand"."""
    text = seen.document.text
    if before and before[-1].kind == "state" and _METRIC_NOUN.match(text, before[-1].end, q.start):
        return before[-1].value
    if _THE_FIRM.search(text, sentence.start, q.start):
        return _main(seen, 1)
    if not before and _AT_HOME.search(text, sentence.start, q.start):
        return seen.document.lead_state
    return None


def _main(seen: Seen, least: int = 2) -> str | None:
    """The firm or site that the article is about: the headline's, else the one that it names most, `least` times."""
    if seen.document.lead_company:
        return seen.document.lead_company
    named = (m for m in seen.cast.mentions if m.kind in _FIRMS)
    counts = Counter(m.value for m in named if m.kind != "other" or _is_firm(seen, m.value))
    best, often = next(iter(counts.most_common(1)), ("", 0))
    return best if often >= least else None


def main_site(seen: Seen) -> str | None:
    """The one site that the headline names, else the one of the first two sentences."""
    document, sites = seen.document, _sites(seen.document)
    named = [
        m for m in seen.cast.mentions
        if m.value not in places() and (m.kind == "project" or (m.kind == "other" and _is_called(sites, m.value)))
    ]  # fmt: skip
    titled = {m.value for m in named if m.sentence < 0 or m.value in document.title}
    found = titled or {m.value for m in named if m.sentence < SITED}
    whole = [one for one in found if not any(one != other and one in other for other in found)]
    return whole[0] if len(whole) == 1 else None


def as_site(seen: Seen, m: Mention) -> Mention:
    """A place that the article calls a mine or plant ("the Auby plant") as that site; any other name as it is."""
    name = seen.document.text[m.start : m.end]
    if m.kind != "place" or m.sentence < 0 or not _is_called(_sites(seen.document), name):
        return m
    return m._replace(kind="project", value=name)


def is_site(seen: Seen, m: Mention) -> bool:
    """Whether a name is of a mine or plant: a table holds it, the text calls it so, or it stands behind "at"."""
    if m.kind == "other":
        at = _AT.search(seen.document.text, max(0, m.start - 6), m.start)
        return at is not None or _is_called(_sites(seen.document), m.value)
    return m.kind == "project" and m.value not in places()


def is_firm(seen: Seen, m: Mention) -> bool:
    """Whether a name is of a firm: a table holds it, or the text or headline tells of it as one."""
    return m.kind == "company" or (m.kind == "other" and _is_firm(seen, m.value))


def _party(seen: Seen, name: str) -> str | None:
    """A name that can own a number: a state, firm, site or office, or what the text calls a firm; None for others."""
    kinds = {m.kind for m in seen.cast.mentions if m.value == name}
    return name if kinds - {"other", "mineral"} or _is_firm(seen, name) else None


def _acts(seen: Seen, sentence: Sentence, m: Mention) -> bool:
    """Whether a name that no table holds is a firm or site: called so, or told twice and opening a sentence."""
    opens = m.start == sentence.start and seen.cast.counts[m.value] > 1
    return _is_firm(seen, m.value) or (opens and _VERB.match(seen.document.text, m.end) is not None)


def _is_firm(seen: Seen, name: str) -> bool:
    """Whether a name that no table holds is a firm: the text calls it so, or the headline names it and it acts."""
    document = seen.document
    titled = name in document.title and name in _acting(document)
    return titled or _is_called(_called(document) | _sites(document), name)


@lru_cache(maxsize=8)
def _acting(document: Document) -> frozenset[str]:
    """The names of the text before a verb of what firms do."""
    return frozenset(m.group("name") for m in _ACTS.finditer(document.text))


@lru_cache(maxsize=8)
def _called(document: Document) -> frozenset[str]:
    """The names that the text calls a miner, producer, company and the like."""
    return frozenset(m.group("name") for form in (_FIRM, _CALLED) for m in form.finditer(document.text))


@lru_cache(maxsize=8)
def _sites(document: Document) -> frozenset[str]:
    """The names that the text calls a mine, plant or project."""
    told = f"{document.title}\n{document.text}"
    found = (m.group("name") for form in (_SITE, _APPOSED) for m in form.finditer(told))
    return frozenset(name for name in found if name not in _NO_SITES)


def _is_called(called: frozenset[str], name: str) -> bool:
    """Whether a name, or a longer one that holds it, is among those called so."""
    return any(f" {name} " in f" {one} " for one in called)


def _receiver(seen: Seen, sentence: Sentence, q: Quantity) -> str | None:
    """Who gets a sum: the firm or site nearest behind it, else in its sentence, else that of the article."""
    text = seen.document.text
    here = [
        m for m in seen.cast.here(sentence.index)
        if m.value not in places()
        and (m.kind in {"company", "project"} or (m.kind == "other" and _is_firm(seen, m.value)))
    ]  # fmt: skip
    got = [m.value for m in here if m.end <= q.start and _GETS.match(text, m.end, q.start)]
    if got:
        return got[-1]
    behind = [m.value for m in here if m.start >= q.end and _GIVEN_TO.search(text[q.end : m.start])]
    return next(iter([*behind, *(m.value for m in here if m.end <= q.start)]), None) or _main(seen)


def _stands(seen: Seen, sentence: Sentence, m: Mention, q: Quantity) -> bool:
    """Whether a name before a number can own it: no source of a report, no place that something lies in."""
    text = seen.document.text
    if m.kind == "state" and _METRIC_NOUN.match(text, m.end, q.start):
        return True
    if m.kind not in _OWNERS or m.kind == "body" or m.adjective or (m.kind == "project" and m.value in places()):
        return False
    if m.kind == "state" and (not m.subject or _OWNED.search(text, max(0, m.start - 8), m.start)):
        return False
    if m.kind == "state" and any(
        n.kind == "state" and not n.subject and _JOINED.fullmatch(text, n.end, m.start)
        for n in seen.cast.here(sentence.index)
    ):
        return False
    if m.kind == "other" and not _acts(seen, sentence, m):
        return False
    source = re.search(
        r"\b(?:according to|by|at|from|told|with)\s(?:the\s)?$", text[max(sentence.start, m.start - 16) : m.start]
    )
    notes = _NOTED.match(text[m.end : m.end + 40].lstrip(" ,")) if m.kind == "company" else None
    source = None if m.kind == "project" or _is_called(_sites(seen.document), m.value) else source
    return not (source or (notes and not _SELF.search(text, m.end, q.start)))


def _imposing(seen: Seen, sentence: Sentence, q: Quantity) -> str | None:
    """The state nearest before a rate of duty that does not stand behind "on", "from" or the like."""
    return next((m.value for m in reversed(_states_before(seen, sentence, q)) if m.subject), None)


def _unaimed(seen: Seen, sentence: Sentence, state: str) -> str | None:
    """A state, unless the sentence names it as the one that is hit, or it is none."""
    hit = {m.value for m in seen.cast.here(sentence.index) if m.kind == "state" and not m.subject}
    return state if len(state) == 3 and state != "WLD" and state not in hit else None


def _of_it(seen: Seen, sentence: Sentence, q: Quantity) -> str | None:
    """Whom "it", "its" or "domestic" before a number means: the first subject of the sentence before, or of the one
    before that where this says "it" too; None without one.
    """
    words, end = sentence, q.start - sentence.start
    while words.index and words.index > sentence.index - 2 and _IT.search(words.text, 0, end):
        words = seen.document.sentences[words.index - 1]
        end = FIRST
        subjects = (m for m in seen.cast.here(words.index) if m.kind in _OWNERS and m.subject and not m.adjective)
        first = next((m for m in subjects if m.start - words.start < FIRST), None)
        if first is not None:
            return _party(seen, first.value)
    return None


def of_it(seen: Seen, sentence: Sentence, q: Quantity) -> str | None:
    """Whom the "it" or "its" that opens a sentence means, where no other party stands before the number."""
    here = (m for m in seen.cast.here(sentence.index) if m.kind in _OWNERS and m.end <= q.start and not m.adjective)
    return _of_it(seen, sentence, q) if _OPENS.match(sentence.text) and not any(here) else None


def _states_before(seen: Seen, sentence: Sentence, q: Quantity) -> list[Mention]:
    return [m for m in seen.cast.here(sentence.index) if m.kind == "state" and m.end <= q.start]


def _in_step(document: Document, sentence: Sentence, q: Quantity, firms: list[Mention]) -> str | None:
    """The owner of a number of a list: "A and B got 6,650 and 3,925 tonnes, respectively"."""
    if not firms or not _IN_STEP.search(document.text, q.start, min(sentence.end, q.end + 60)):
        return None
    numbers = sorted(n.start for n in sums_of(document, sentence) if kind_of(n) == kind_of(q))
    names = list(dict.fromkeys(m.value for m in firms))[-len(numbers) :]
    at = numbers.index(q.start) if q.start in numbers else 0
    return names[at] if at < len(names) else None


_TRADED = re.compile(r"\b(?:from|to)\s(?:the\s)?$")
_TAXED = re.compile(r"^[^\d]*?\b(?:on|for|from|against)\s(?:[a-z-]+\s){0,5}$")
_PARTNERED = dict.fromkeys(
    ("imports", "exports", "import_share", "export_share", "offtake", "trade_value"), _TRADED
) | {"tariff": _TAXED}  # how the partner is led in, by metric


def partner_of(sentence: Sentence, q: Quantity, metric: str, owner: str | None) -> str | None:
    """Whom trade came from or went to: the state named after "from" or "to" behind the number."""
    leads = _PARTNERED.get(metric)
    if leads is None:
        return None
    for party in sentence.parties:
        words = sentence.text[q.end - sentence.start : party.start - sentence.start]
        led = party.start >= q.end and leads.search(words)
        if led and party.kind == "state" and party.value != owner:
            return party.value
    return None
