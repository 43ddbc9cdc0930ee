"""The values that pass between the floors: articles, events, claims, figures, evidence, sentences, briefs.

All are frozen pydantic models; `model_dump(mode="json")` gives the published JSON.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import Field

from didymium.records.base import Figure, Record
from didymium.records.evidence import (
    AcceptedEvidence,
    DerivedEvidence,
    Evidence,
    FactEvidence,
    GivenEvidence,
    RowEvidence,
    RunEvidence,
    SpanEvidence,
)
from didymium.records.form import Form, Quantity

__all__ = [
    "NO_DAY", "AcceptedEvidence", "Amount", "Article", "Brief", "Chart", "Claim", "DerivedEvidence", "Entity",
    "Event", "EventType", "Evidence", "FactEvidence", "Figure", "Finding", "Form", "GivenEvidence", "Insight",
    "Metric", "Point", "Quantity", "Reading", "Record", "Reference", "RowEvidence", "RunEvidence", "Sentence",
    "SpanEvidence", "Stage", "StatedQuantity", "Status", "Verdict", "Watch", "run_id",
]  # fmt: skip

EventType = Literal[
    "export_restriction", "restriction_eased", "import_measure", "investment", "agreement", "list_designation",
    "price_support", "stockpile", "supply_project", "supply_disruption", "legal_dispute", "domestic_policy",
    "corporate", "demand_shift", "price_move",
]  # fmt: skip
Status = Literal["announced", "in_force", "proposed", "suspended", "ended", "reported", "denied"]
Family = Literal["export_control", "import_measure", "agreement", "deal", "project", "policy", "dispute", "market"]
Direction = Literal["tighten", "ease", "up", "down"]
ArticleKind = Literal[
    "news",
    "wrap",
    "results",
    "opinion",
    "research",
    "notice",
    "joint_statement",
    "release",
    "market_report",
    "statistics",
    "other",
]
Metric = Literal[
    "production_share", "processing_share", "magnet_share", "reserves_share", "export_share", "import_share",
    "import_reliance", "demand_share", "production", "exports", "imports", "demand", "price", "price_change",
    "quota", "list_count", "reserves", "capacity", "production_rank", "processing_rank", "reserves_rank", "other",
]  # fmt: skip
Verdict = Literal["supported", "contradicted", "outdated", "uncheckable"]
Stage = Literal["mine", "refine", "metal", "component"]


class Article(Record):
    """One article as read: `text` is verbatim, all spans count characters in it."""

    title: str
    source: str | None = None
    author: str | None = None
    published: str | None = None  # ISO 8601, with zone where the page gives one
    language: str = "en"
    region: str | None = None
    url: str | None = None
    text: str

    @property
    def sha256(self) -> str:
        """Hash of title and text, for manifests."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


class Amount(Record):
    """A number of an event in the unit of the text; `usd`: money in US dollars at the article's yearly average rate."""

    value: float
    unit: str
    what: str = ""
    usd: float | None = None


class Event(Record):
    """Something that the text states: typed, dated, with the span that proves it."""

    type: EventType
    status: Status
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    minerals: tuple[str, ...] = ()
    stage: str | None = None
    amounts: tuple[Amount, ...] = ()
    date: str | None = None
    expires: str | None = None
    quote: str
    start: int
    end: int
    gta_type: str | None = None
    background: bool = False
    family: Family | None = None
    direction: Direction | None = None
    lead: bool = False
    attributed: bool = False  # only unnamed sources or another outlet's report carry it
    parties: tuple[str, ...] = ()  # all sides of an agreement, deal or dispute
    place: str | None = None  # ISO3 of the mine, plant, resource or home market
    firms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # further tellings of the same event, verbatim
    next_step: str | None = None  # next dated step that the text states, ISO date
    confidence: dict[str, float] = Field(default_factory=dict)  # calibrated, a slot


class Reference(Record):
    """The world's figure against which a claim was checked."""

    value: float
    unit: str
    year: int | None = None
    period: str | None = None  # of a price: the year, quarter, month or day that it is the average of
    source_id: str
    row: str | None = None  # id of the row; of a figure worked out from two, the id of the subject's own


class Claim(Record):
    """A checkable quantitative statement, with its span and the verdict of the world."""

    metric: Metric
    subject: str
    mineral: str
    stage: str | None = None
    value: float
    unit: str
    year: str | None = None
    approx: bool = False
    quote: str
    start: int
    end: int
    qualifier: str | None = None  # about, nearly, more than, at least, up to ...
    verdict: Verdict | None = None
    reference: Reference | None = None
    note: str = ""


class StatedQuantity(Record):
    """One quantity that the article states: what it measures, of which good, whose, when; text[start:end] is it.

    metric: a `Metric` of claims or one of `data/lexicon/figure_metrics.csv`; `amount` where the text does not say.
    change: the value is a change of the metric (falls negative), not its level. state: `actual`, `planned` (a plan,
    target or guidance), `forecast` (of others), `capacity`, `former` (a value that another replaced) or `conditional`
    (a threshold). owner: ISO3, firm, site or WLD; None where the text names nobody. partner: whom trade came from or
    went to. old, base: place in `Reading.quantities` of the one that this replaces, or is a share of.
    """

    metric: str
    value: float
    high: float | None = None
    unit: str
    mineral: str | None = None
    good: str = ""  # ore, concentrate, carbonate ...: the form in which a mass is counted
    stage: str | None = None
    owner: str | None = None
    partner: str | None = None
    period: str | None = None  # ISO date, YYYY-MM, YYYY, YYYY-Q1, YYYY-H1
    qualifier: str | None = None
    state: Literal["actual", "planned", "forecast", "capacity", "former", "conditional"] = "actual"
    change: bool = False
    of: str = ""  # the counted noun
    usd: float | None = None
    old: int | None = None
    base: int | None = None
    start: int
    end: int


StepKind = Literal["by", "from", "until", "on", "not_before"]


class Step(Record):
    """A dated step ahead that the article states: a deadline, start, end or term; text[start:end] is its date or term.

    first, last: ISO dates of the window ("Q1 2026": 2026-01-01 to 2026-03-31; "within 180 days": the article's day and
    the last of the term). kind: `by` a deadline, `from` a start, `until` an end, `on` the time of what is to happen,
    `not_before` the least of a term ("at least three months": not before `last`). what: the words of its clause.
    event: place in `Reading.events` of the event that it belongs to, None where it stands apart.
    """

    kind: StepKind
    first: str
    last: str
    what: str
    event: int | None = None
    start: int
    end: int


class Entity(Record):
    """A name in the text, linked to the world."""

    kind: Literal["country", "company", "mineral", "agency", "project", "agreement", "person", "body"]
    id: str
    name: str
    ticker: str | None = None
    start: int
    end: int


class Reading(Record):
    """What `read` returns; `lead` is the event that is the news, None where the text tells none about minerals."""

    article: Article
    kind: ArticleKind | None = None
    lead: Event | None = None
    also: tuple[Event, ...] = ()  # news of equal weight (a wrap, a summit)
    tags: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    steps: tuple[Step, ...] = ()  # dated, ahead of the article's day, in the order of the text; not kept in a store
    quantities: tuple[StatedQuantity, ...] = ()  # all that the text states, in its order; not kept in a store


class Sentence(Record):
    """One sentence, the ids of the evidence that carries it, and what it asserts."""

    text: str
    evidence: tuple[str, ...]
    form: tuple[Form, ...] = ()


class Point(Record):
    """A labelled point of an insight."""

    label: str
    sentences: tuple[Sentence, ...]


class Finding(Record):
    """A quantity that a relation of the catalogue computed from operands (ids of evidence), with its worth."""

    id: str
    relation: str
    formula: str
    operands: tuple[str, ...]
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str
    worth: float
    questions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    form: tuple[Form, ...] = ()


class Insight(Record):
    """One question, a framing sentence and its points."""

    question: str
    framing: tuple[Sentence, ...] = ()
    points: tuple[Point, ...]


NO_DAY = "open"


class Watch(Record):
    """A thing to watch: its day, month or year, or `NO_DAY`."""

    date: str
    sentence: Sentence


class Chart(Record):
    """A Vega-Lite chart with a text that says the same."""

    id: str
    title: str
    spec: dict[str, Any]
    text: str
    evidence: tuple[str, ...] = ()  # of every number that is drawn or said, save the inner months of a run


class Brief(Record):
    """What `brief` returns; every sentence is tied to evidence."""

    article: Article
    tags: tuple[str, ...]
    summary: tuple[Sentence, ...]
    background: tuple[Sentence, ...]
    insights: tuple[Insight, ...]
    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    watch: tuple[Watch, ...]
    limits: tuple[Sentence, ...]
    charts: tuple[Chart, ...]
    evidence: dict[str, Evidence]
    manifest: dict[str, Any]
    bottom_line: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()
    change: tuple[Sentence, ...] = ()  # what would change this
    for_you: tuple[Sentence, ...] = ()
    checks: tuple[Sentence, ...] = ()  # what the article's own lists, days and sums do not bear out


def run_id(verb: str, args: dict[str, Any]) -> str:
    """Short stable id of a run: the same verb and arguments give the same id."""
    text = json.dumps([verb, args], sort_keys=True, default=str)
    return f"{verb}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
