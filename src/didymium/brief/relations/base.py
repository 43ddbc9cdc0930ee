"""What a relation is, and the engine that applies all of them to all operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from didymium.brief import phrase
from didymium.brief.lead import Lead
from didymium.brief.substance import Substance
from didymium.errors import BadInput
from didymium.news.labels import NO_LABEL, Label
from didymium.proof import derive
from didymium.records import Evidence

Question = Literal["why", "reply", "long"]
UNITS = {  # units of the proof in which the value of a relation may come out; money in any currency
    "share": r"share",
    "ratio": r"share|months",
    "t": r"t",
    "t/yr": r"t(?:/yr)?",
    "months": r"months",
    "count": r"count",
    "USD": r"USD(?:/t)?",
    "money": r"[A-Z]{3}",
    "price": r"[A-Z]{3}/t",
    "flow": r"(?:t|[A-Z]{3})(?:/yr)?",
    "level": r"[A-Z]{3}(?:/t)?|t",
}
SOLD_RAW = "sold raw"  # note of an output of mines that its country does not refine
FLOWS = frozenset({"output", "exports", "imports", "sales"})  # of which a quarter is no year
TOTALS = frozenset({"world_output", "world_whole", "us_whole", "country_output", "actor_output", "use"})
ROCK = frozenset({"ore", "spodumene", "concentrate"})  # goods sold by the weight of the rock, not of the metal in it
PER_T = {  # tonnes
    "kg": 0.001, "t": 1.0, "lb": 0.00045359237, "oz": 3.11034768e-5, "mtu": 0.01, "dmtu": 0.01
}  # fmt: skip
BODY = 0.3  # nearness from which a number of the text is about the news at all
NEWS = 0.5  # nearness from which a number of last year may be the news
TOLD_FIRST = 0.9  # nearness from which a number stands in what tells the news
APART = 3  # years between a number of the article and a total of the world beyond which neither sizes the other
WIDE = 5.0  # high end over low end beyond which a range decides nothing


@dataclass(frozen=True)
class Operand:
    """A typed quantity about the lead, with the evidence that carries it.

    value, low, high: in the unit of the formulas: tonnes (of a year where it is a rate), fractions of 1, USD, USD/t,
    months, day numbers, counts. said: the number in words; name: what it is, a noun phrase that stands before
    "of" the number or alone. origin: span of the article, row of the world, run of the twin. old, base: the operand
    that it is compared with or a part of; only: whether the text has
    no other number of its thing. near: how near it stands to the lead, 0..1.
    """

    id: str
    role: str
    kind: str
    value: float
    unit: str
    said: str
    name: str
    origin: Literal["span", "row", "run"]
    near: float = 0.5
    low: float | None = None
    high: float | None = None
    mineral: str | None = None
    stage: str | None = None
    place: str | None = None
    firm: str | None = None
    time: str | None = None
    good: str = ""
    note: str = ""  # further words that the wording may use
    old: str | None = None
    base: str | None = None
    only: bool = False
    alone: bool = False  # whether its sentence has no other number of its kind
    sentence: tuple[int, int] | None = None
    extra: tuple[str, ...] = ()  # ids of further evidence that the name rests on
    bare: str = ""  # the number alone, without its year
    hedged: bool = False  # about, nearly, up to ...
    metric: str = ""  # what the reader says that a number of the article measures
    before: str = ""  # words of the sentence from the number before it, in small letters
    after: str = ""  # words of the sentence up to the next number
    per: str = ""  # mass that a price is of where only another sentence says so
    start: int = 0  # place in the text
    head: str = ""  # the whole of the sentence before it, in small letters
    tail: str = ""  # and behind it
    label: Label = NO_LABEL  # what the grammar of its sentence makes of it
    called: str = ""  # what it is and whose, in words: "Tawana's output"; empty where the label is not whole
    of_what: Substance | None = None  # what a mass of the article is of, where the text says it
    full: str = ""  # a mass with what it is of: "246,000 ounces of platinum"


@dataclass(frozen=True)
class Slot:
    """What a place of a relation takes: roles, kinds and origin.

    mineral: whether it must be of the same mineral as the first operand.
    """

    name: str
    roles: frozenset[str]
    origin: str = ""
    kinds: frozenset[str] = frozenset()
    mineral: bool = True


def slot(name: str, roles: str, origin: str = "", kinds: str = "", mineral: bool = True) -> Slot:
    """A slot from words: `slot("new", "quota output", "span", "mass mass_rate")`."""
    return Slot(name, frozenset(roles.split()), origin, frozenset(kinds.split()), mineral)


@dataclass(frozen=True)
class Case:
    """One application of a relation: the operands by slot, the value of the formula and the lead."""

    lead: Lead
    ops: dict[str, Operand]
    value: float
    today: str = ""
    low: float | None = None
    high: float | None = None

    def __getattr__(self, name: str) -> Operand:
        """The operand in a slot."""
        try:
            return self.ops[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def mineral(self) -> str:
        """The mineral that the operands are of."""
        return next((o.mineral for o in self.ops.values() if o.mineral), None) or self.lead.mineral or "the mineral"

    @property
    def about(self) -> str:
        """'about ' where a number of the article that went in is itself hedged."""
        return "about " if any(o.hedged for o in self.ops.values()) else ""

    @property
    def bound(self) -> str:
        """'at least ', 'up to ' or 'about ' where the first number of the article that is hedged says so."""
        hedged = next((o.bare.lower() for o in self.ops.values() if o.hedged), None)
        if hedged is None:
            return ""
        told = next((b for b, cue in _BOUNDS.items() if cue.match(hedged)), "about")
        return f"{told} "

    def percent(self, value: float | None = None) -> str:
        """A fraction as percent with a sensible number of digits, with its range where it has one."""
        ends = "" if value is not None else self.ends()
        return f"{self.about}{percent(self.value if value is None else value)}{ends}"

    @property
    def side(self) -> str:
        """On which side of the other a figure lies whose change, or gap, the value is."""
        return "above" if self.value > 0 else "below"

    def ends(self) -> str:
        """The range of a fraction in brackets; empty where it has none."""
        if self.low is None or self.high is None:
            return ""
        return f" ({percent(self.low)} to {percent(self.high)})"

    def length(self, months: float | None = None) -> str:
        """A length of time: days below two months, years from four on and for two or three whole ones."""
        v = self.value if months is None else months
        if abs(v) < 2:
            return f"{phrase.plain(v * 365.25 / 12, 2)} days"
        whole = abs(v) >= 24 and v % 12 == 0
        digits = 3 if abs(v) >= 120 else 2  # "24.6 years": 25 would be a year too much for who counts whole ones
        return f"{phrase.plain(v / 12, digits)} years" if whole or abs(v) >= 48 else f"{phrase.plain(v, 2)} months"

    def times(self) -> str:
        """A ratio as a multiple, with its range where it has one."""
        ends = (
            "" if self.low is None or self.high is None else f" ({self._plain(self.low)} to {self._plain(self.high)})"
        )
        return f"{self.about}{self._plain(self.value)}{ends} times"

    @staticmethod
    def _plain(value: float) -> str:
        return phrase.plain(value, 2)

    def said(self, unit: str, value: float | None = None, digits: int = 2) -> str:
        """The value in words in a unit."""
        return f"{self.about}{phrase.quantity(self.value if value is None else value, unit, digits)}"


_BOUNDS = {
    "at least": re.compile(r"at least|not less than|no less than|a minimum of|minimum of"),
    "more than": re.compile(r"more than|over|above|exceeding|in excess of"),
    "up to": re.compile(r"up to|as much as|at most|a maximum of|no more than"),
    "less than": re.compile(r"less than|below|under"),
}


def percent(fraction: float) -> str:
    """A fraction as percent, without its sign."""
    v = abs(100 * fraction)
    short = phrase.plain(v, 3 if v >= 100 else 2)
    return f"{phrase.plain(v, 3) if short == '100' and v < 99.95 else short}%"


_YEARLY = re.compile(r"\b(?:annual|yearly|full[- ]year)\b")
_LENGTHS = {"-Q": 3, "-H": 6}  # months of a quarter and a half as periods write them
_OF_YEAR = re.compile(
    r"[a-z\s]{0,20}\b(?:(?:in|for|during)\s(?:the )?(?:(?:full|calendar|fiscal|financial) )?(?:year\s)?(?:19|20)\d\d"
    r"|in the (?:financial )?year to)\b"
)


def months_of(operand: Operand) -> int | None:
    """The months that a flow is of; 0 for a part of a year of untold length, None where the text does not say."""
    time = operand.time or ""
    if _YEARLY.search(operand.called):
        return 12
    if time[4:6] in _LENGTHS:
        return _LENGTHS[time[4:6]]
    if _OF_YEAR.match(operand.after):
        return 12
    if "by the month" in operand.note:
        return 1
    if "by the day" in operand.note:
        return 0
    if "rest of" in operand.note or "batch" in operand.note:
        return None
    if operand.kind == "mass_rate":
        return 12
    partly = "part" in operand.note or "quarter" in operand.note
    if re.fullmatch(r"\d{4}-\d\d", time):  # of a quarter, the month that it ended in
        return 0 if partly else 1
    return 0 if partly else 12 if re.fullmatch(r"\d{4}", time) else None


def annual(operand: Operand) -> bool:
    """Whether a mass is that of a whole year, and not of its rest or of a first batch."""
    if operand.kind == "mass_rate" and "by the" not in operand.note and "rest of" not in operand.note:
        return True  # "96,600 tons a year", whatever else its sentence tells
    return not any(mark in operand.note for mark in ("rest of", "batch", "quarter", "part"))


def of_the_sender(limit: Operand, home: Operand) -> bool:
    """Whether a limit can be set against what its country makes: one of exports, where that is what it sells."""
    exports = "export" in f"{limit.called} {limit.note} {limit.label.thing}"
    return not exports or home.note == SOLD_RAW


def ahead(operand: Operand, today: str) -> bool:
    """Whether a quantity is of this year or a later one, or of none that the text names."""
    return not operand.time or operand.time[:4] >= today[:4]


Words = Callable[[Case], str]
Formula = str | Callable[[Case], str]  # over the names of the slots; a rise and a fall differ in a sign


@dataclass(frozen=True)
class Relation:
    """One relation of the catalogue.

    takes: slots; formula: over the names of the slots; unit: of the value; when: further conditions on a case; holds:
    when the value means something; words: the sentence; questions: which it answers; use: how far it changes what one
    does (0..1); surprise: distance of a value from what a reader would assume (0..1); label: two or three words;
    families: of leads that it is said of, all where empty. about: what it rests on where it has no number of the
    article: the row on the very story (`own`), or a party or site of the lead (`sides`); heads: whether it may be the
    bottom line.
    """

    name: str
    label: str
    takes: tuple[Slot, ...]
    formula: Formula
    unit: str
    words: Words
    questions: tuple[Question, ...]
    when: Callable[[Case], bool] = lambda case: True
    holds: Callable[[float], bool] = lambda value: True
    use: float = 0.5
    surprise: Callable[[float], float] = lambda value: 0.5
    also: tuple[Formula, ...] = ()  # further formulas whose values the words print
    families: frozenset[str] = field(default_factory=frozenset)
    about: Literal["story", "own", "sides"] = "story"
    heads: bool = True
    bare: bool = False  # whether it takes numbers whose labels are not whole: their sum or their words tie them
    any_form: bool = False  # whether it counts the content of a mass itself, and holds for one of any span of time
    weight: Callable[[Case], float] = lambda case: 1.0  # what its finding is worth beside others of the relation
    most: int = 1  # of its findings that a brief prints
    quotes: bool = False  # whether its words hold more of the article's sentences than their numbers
    unless: str = ""  # roles of masses and sums of the article beside which it has nothing to add


@dataclass(frozen=True)
class Found:
    """What a relation gives on a lead: its value and sentence, with the evidence ids of its operands."""

    relation: Relation
    case: Case
    value: float
    low: float | None
    high: float | None
    unit: str
    text: str
    named: bool = False  # whether it also rests on the sentences that first name whose its numbers are

    @property
    def formula(self) -> str:
        """The formula over ids of evidence."""
        return formula_over(self.relation.formula, self.case)

    @property
    def carriers(self) -> tuple[str, ...]:
        """Ids of the rows in whose words the operands are named, beyond those that the formula uses."""
        first = 0 if self.relation.quotes else 1
        held = (
            (o.extra[first:] if self.named else o.extra[first:1]) if o.origin == "span" else o.extra
            for o in self.case.ops.values()
        )
        return tuple(dict.fromkeys(i for extra in held for i in extra))

    @property
    def told(self) -> int:
        """How many operands come from the article."""
        return sum(o.origin == "span" and o.role != "today" for o in self.case.ops.values())

    @property
    def near(self) -> float:
        """How near its nearest operand of the article stands to the lead."""
        return max((o.near for o in self.case.ops.values()), default=0.0)

    @property
    def sharp(self) -> float:
        """1 for a value without range or within x3, 0.5 up to x5, 0 beyond."""
        if self.low is None or self.high is None:
            return 1.0
        ends = sorted((abs(self.low), abs(self.high)))
        ratio = ends[1] / max(ends[0], 1e-12)
        return 1.0 if ratio <= 3 else 0.5 if ratio <= WIDE else 0.0


def formula_over(formula: Formula, case: Case) -> str:
    """A formula with the names of its slots replaced by ids of evidence; rates become the mass of a year."""
    told = formula if isinstance(formula, str) else formula(case)

    def named(match: re.Match[str]) -> str:
        if match[0] == "today":
            return f'day("{case.today}")'
        operand = case.ops.get(match[0])
        if operand is None:
            return match[0]
        if operand.id == "today":
            return f'day("{case.today}")'
        if operand.per:
            return f'({operand.id} / unit(1, "{operand.per}"))'
        return f'({operand.id} * unit(1, "yr"))' if operand.unit == "t/yr" else operand.id

    return re.sub(r"\b[a-z_]+\b", named, told)


def compute(
    relations: Iterable[Relation], pool: Sequence[Operand], lead: Lead, today: str, evidence: Mapping[str, Evidence]
) -> list[Found]:
    """Every relation on every fitting choice of operands; one that does not type-check or mean anything is left out."""
    able = [o for o in pool if _labelled(o)]
    told = {o.role for o in pool if o.origin == "span" and o.kind in {"mass", "mass_rate", "money"} and o.near >= BODY}
    made = [
        found
        for relation in relations
        if (not relation.families or lead.family in relation.families) and not told & {*relation.unless.split()}
        for ops in _choices(relation, pool if relation.bare else able)
        if (found := _apply(relation, Case(lead, ops, 0.0, today), evidence)) is not None
    ]
    of_all = {o.label.owner_id for o in pool if o.role == "share" and "world" in o.note and o.label.owner_id}
    made = [f for f in made if not _sized_by_the_text(f, of_all)]
    return [f for f in made if f.relation.label != CHANGE or _is_news(f.case)]


def _sized_by_the_text(found: Found, of_all: set[str]) -> bool:
    """Whether the article itself says how much of the world a number's owner makes, who makes or can make it."""
    size = found.case.ops.get("size")
    made = size is not None and size.role in {"output", "capacity", "plain"} and size.label.owner_id in of_all
    return made and found.relation.name.startswith("size_of")


CHANGE = "Before and now"  # label of what answers how large the change is
STATE = frozenset({"export_control", "import_measure", "agreement", "dispute", "policy"})


def _is_news(case: Case) -> bool:
    """Whether a change is that of the news or of its year: an act of a state is not told by a change of last year."""
    new, this = next(iter(case.ops.values())), int(case.today[:4])
    old = next((o.time[:4] for o in case.ops.values() if o is not new and o.time and o.time[:4].isdigit()), "")
    year = int(new.time[:4]) if new.time and new.time[:4].isdigit() else int(old) + 1 if old else this
    near = case.lead.family not in STATE and new.near >= NEWS
    near = near or (case.lead.family == "import_measure" and new.label.thing == "imports")  # what it is about
    return year >= this or new.near >= TOLD_FIRST or (year == this - 1 and near)


def _choices(relation: Relation, pool: Sequence[Operand]) -> Iterator[dict[str, Operand]]:
    first, *rest = relation.takes
    fitting = [[o for o in pool if _fits(one, o)] for one in rest]
    for head in (o for o in pool if _fits(first, o)):
        held: list[tuple[Operand, ...]] = [(head,)]
        for one, able in zip(rest, fitting, strict=True):
            held = [(*ops, o) for ops in held for o in able if _kindred(one, head, o) and _new(o, ops)]
        yield from ({s.name: o for s, o in zip(relation.takes, ops, strict=True)} for ops in held)


def _new(operand: Operand, others: Iterable[Operand]) -> bool:
    return all(operand.id != o.id for o in others)


def _fits(one: Slot, operand: Operand) -> bool:
    return (
        operand.role in one.roles
        and (not one.origin or operand.origin == one.origin)
        and (not one.kinds or operand.kind in one.kinds)
    )


def _kindred(one: Slot, head: Operand, other: Operand) -> bool:
    """Whether two operands are of the same mineral, where the slot asks for it and both have one."""
    if not one.mineral or head.mineral is None or other.mineral is None:
        return True
    return head.mineral == other.mineral


def _foreign(case: Case) -> bool:
    """Whether money of the article in a dollar of its own country meets US dollars of a table."""
    ops = case.ops.values()
    return any("local" in o.note for o in ops) and any(o.origin != "span" and "USD" in o.unit for o in ops)


def _unlike(case: Case) -> bool:
    """Whether a number of a part of a country meets others, or concentrate the metal of a table."""
    ops = case.ops.values()
    told = [o for o in ops if o.origin == "span"]
    tables = any(o.origin == "row" and o.kind in {"mass", "mass_rate"} for o in ops)
    masses = [o for o in told if o.kind in {"mass", "mass_rate"}]
    whole = all(o.of_what is not None and o.of_what.content == 1 for o in masses)
    counted = {_COUNTED_AS.search(f"{o.before[-30:]} # {o.after[:60]}") is None for o in masses}
    if len(counted) > 1 and len({o.sentence for o in masses}) > 1:
        return True  # one counts a partner's share, the other may not
    return (len(ops) > 1 and any("region" in o.note for o in told)) or (tables and not whole)


_COUNTED_AS = re.compile(r"\bon an?\s*$|\bbasis\b|\battributable\b|\bconsolidated\b")


def _labelled(operand: Operand) -> bool:
    """False for a mass or price of the article that does not say what it is, or whose: nothing is reckoned with it."""
    told = operand.origin == "span" and operand.kind in {"mass", "mass_rate", "price"}
    return not told or bool(operand.called and operand.label.sure)


_THEN = re.compile(r"\sof [^.,;]{0,40}")  # the good right behind a number
_PROCESSED = re.compile(
    r"\b(?:smelting|separation|refining|processing) (?:\w+ )?(?:quota|output|production|capacity)\b"
)
_MONTH = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|same month)\b", re.I
)  # of a month, whatever year the reader gives it
_PERIOD = re.compile(r"\b(?:this|that|the|same) period\b")  # of the part of a year that was told before
_SHORT = re.compile(  # news of a part of a year, of which its flows are where they name no year
    r"(?i)\b(?:in|for|to|last) (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\b|\b(?:quarter(?:ly)?|month(?:ly)?|half[- ]year|q[1-4]|h[12])\b"
)
_OF_MINES = re.compile(r"\b(?:concentrates?|ore|mined?)\b")


def _stale(case: Case) -> bool:
    """Whether a year's total meets a part of a year or another stage."""
    totals = any(o.role in TOTALS for o in case.ops.values())
    spans = [o for o in case.ops.values() if o.origin == "span" and o.kind in {"mass", "mass_rate"}]
    if not totals or not spans:
        return False
    stages = {o.stage for o in case.ops.values() if o.role == "world_output"}
    behind = (m[0] for o in spans if (m := _THEN.match(o.after)) is not None)
    goods = " ".join((*(f"{o.label.good} {o.called} {o.good}" for o in spans), *behind)).lower()
    led = " ".join(o.before[-80:] for o in spans)
    if ("mine" in stages and ("refined" in goods or _PROCESSED.search(led))) or (
        "refine" in stages and _OF_MINES.search(goods)
    ):
        return True  # what refineries make is no part of what mines do
    return any(of_a_part(case, o) for o in spans)


def of_a_part(case: Case, flow: Operand) -> bool:
    """Whether a flow is, or may be, that of a part of a year."""
    short = case.lead.kind == "results" or _SHORT.search(f"{case.lead.title} {case.lead.event.quote}")
    partly = {0, 1, 3, 6} | ({None} if short else set())
    month = _MONTH.search(f"{flow.before[-40:]} {flow.after[:40]}") or _PERIOD.search(f"{flow.before} {flow.after}")
    flows = flow.role in FLOWS or (flow.role == "former" and flow.label.thing in FLOWS)
    unsaid = flow.label.past and months_of(flow) is None  # "469,100 tonnes a year earlier" of what was told before
    return flows and (month is not None or unsaid or months_of(flow) in partly)


def _apart(case: Case) -> bool:
    """Whether a year's total is of years long before the article's number."""
    totals = [int(str(o.time)[:4]) for o in case.ops.values() if o.role in TOTALS and str(o.time)[:4].isdigit()]
    spans = [o for o in case.ops.values() if o.origin == "span" and o.kind in {"mass", "mass_rate"}]
    this = int(case.today[:4] or 0)  # a plan for later years is set against what is made now
    years = [min(int(o.time[:4]), this) if o.time and o.time[:4].isdigit() else this for o in spans]
    return max((abs(y - t) for y in years for t in totals), default=0) > APART


def _of_another(text: str, case: Case) -> str:
    """A sentence with its mineral before it, where that is not the one of the news and it does not say so."""
    kinds = {"mass", "mass_rate", "price"}  # money is of no good
    of = {o.mineral for o in case.ops.values() if o.origin == "span" and o.mineral and o.kind in kinds}
    other = next(iter(of)) if len(of) == 1 and case.lead.mineral not in of else None
    named = any(o.label.good and o.label.good.lower() in text.lower() for o in case.ops.values())
    return f"{phrase.capital(other)}: {text}" if other and text and not named and other not in text.lower() else text


def _lifted(case: Case) -> bool:
    """Whether a duty is reckoned with that the news takes away: it costs nobody anything."""
    return case.lead.direction == "ease" and any(o.role == "tariff" for o in case.ops.values())


def _apply(relation: Relation, bare: Case, evidence: Mapping[str, Evidence]) -> Found | None:
    if not relation.when(bare) or _lifted(bare) or _foreign(bare) or _apart(bare):
        return None
    if not relation.any_form and (_unlike(bare) or _stale(bare)):
        return None
    try:
        figure = derive(formula_over(relation.formula, bare), evidence)
    except BadInput:
        return None
    case = Case(bare.lead, bare.ops, figure.value, bare.today, figure.low, figure.high)
    if not re.fullmatch(UNITS[relation.unit], figure.unit) or not relation.holds(figure.value):
        return None
    text = _of_another(relation.words(case), case)
    return (
        Found(relation, case, figure.value, figure.low, figure.high, figure.unit, " ".join(text.split()))
        if text
        else None
    )
