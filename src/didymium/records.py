"""The values that pass between the floors: articles, events, claims, figures, evidence, sentences, briefs.

All are frozen pydantic models; `model_dump(mode="json")` gives the published JSON.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EventType = Literal[
    "export_restriction", "restriction_eased", "import_measure", "investment", "agreement", "list_designation",
    "price_support", "stockpile", "supply_project", "supply_disruption", "legal_dispute", "domestic_policy",
    "corporate", "demand_shift", "price_move",
]  # fmt: skip
Status = Literal["announced", "in_force", "proposed", "suspended", "ended", "reported", "denied"]
Metric = Literal[
    "production_share", "processing_share", "magnet_share", "reserves_share", "export_share", "import_share",
    "import_reliance", "demand_share", "production", "exports", "imports", "demand", "price", "price_change",
    "quota", "list_count", "reserves", "capacity", "other",
]  # fmt: skip
Verdict = Literal["supported", "contradicted", "outdated", "uncheckable"]
Stage = Literal["mine", "refine", "metal", "component"]


class Record(BaseModel):
    """A frozen value with no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class Reference(Record):
    """The world's figure against which a claim was checked."""

    value: float
    unit: str
    year: int | None = None
    source_id: str


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


class Entity(Record):
    """A name in the text, linked to the world."""

    kind: Literal["country", "company", "mineral", "agency", "project", "agreement", "person", "body"]
    id: str
    name: str
    ticker: str | None = None
    start: int
    end: int


class Reading(Record):
    """What `read` returns."""

    article: Article
    tags: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()


class Figure(Record):
    """One number of a model run or of the world, with its range, unit and what it is a number of.

    `metric` is a plain snake_case word (price_ratio, value_added_at_risk_usd, leverage_ratio, ...).
    """

    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str
    mineral: str | None = None
    stage: str | None = None
    country: str | None = None  # the country (economy, sender) that the figure is about
    counterpart: str | None = None  # the other side, where there is one
    sector: str | None = None
    name: str | None = None  # a project, company, deal or measure
    period: str | None = None  # YYYY, YYYY-MM or YYYY-MM/YYYY-MM


class SpanEvidence(Record):
    """A verbatim piece of the article: text[start:end] == quote."""

    kind: Literal["span"] = "span"
    start: int
    end: int
    quote: str


class FactEvidence(Record):
    """A row of the world, said in words and as a figure, with its source."""

    kind: Literal["fact"] = "fact"
    statement: str  # the row in plain words, with names and dates as people say them
    figure: Figure | None = None
    table: str
    row: str | None = None  # the row's id where its table has ids
    source_id: str
    source: str  # publisher, title, edition or date
    url: str | None = None
    known_from: str
    confidence: str | None = None


class RunEvidence(Record):
    """A figure of a reproducible model run; `run` is a key of the manifest's runs."""

    kind: Literal["run"] = "run"
    run: str
    statement: str
    figure: Figure


Evidence = Annotated[SpanEvidence | FactEvidence | RunEvidence, Field(discriminator="kind")]


class Sentence(Record):
    """One sentence and the ids of the evidence that carries it."""

    text: str
    evidence: tuple[str, ...]


class Point(Record):
    """A labelled point of an insight."""

    label: str
    sentences: tuple[Sentence, ...]


class Insight(Record):
    """One question, a framing sentence and its points."""

    question: str
    framing: tuple[Sentence, ...] = ()
    points: tuple[Point, ...]


class Watch(Record):
    """A dated thing to watch."""

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


def run_id(verb: str, args: dict[str, Any]) -> str:
    """Short stable id of a run: the same verb and arguments give the same id."""
    text = json.dumps([verb, args], sort_keys=True, default=str)
    return f"{verb}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
