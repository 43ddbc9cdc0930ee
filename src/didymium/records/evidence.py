"""What can carry a sentence: a span of the article, a row, a run's figure, a derivation, an accepted row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from didymium.records.base import Figure, Record
from didymium.records.form import Quantity


class SpanEvidence(Record):
    """A verbatim piece of the article: text[start:end] == quote.

    reads: the quantity that the span states, where a derivation uses it as an operand.
    """

    kind: Literal["span"] = "span"
    start: int
    end: int
    quote: str
    reads: Quantity | None = None


class RowEvidence(Record):
    """One cell of one row of the world: `table`, `id`, `column`, in the edition named.

    statement: the row in plain words, made from the row; figure: the cell as a figure.
    transform: how the cell became the figure (`identity`, `percent` of a share, `t` from `kt`, ...).
    weak: the row rests on an aggregator, a mirror, generated prose or nothing; no sentence rests on it alone.
    """

    kind: Literal["row"] = "row"
    table: str
    id: str
    column: str
    transform: str = "identity"
    edition: str | None = None
    statement: str
    figure: Figure | None = None
    source_id: str
    source: str  # publisher, title, edition or date
    url: str | None = None
    known_from: str
    confidence: str | None = None
    weak: bool = False


class FactEvidence(Record):
    """A row of the world as the first edition cited it, without its id; read from old files only."""

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
    """A figure of a reproducible model run; `run` is a key of the manifest's runs.

    metric, index: where the figure stands in the result's `figures` (index among all of them).
    """

    kind: Literal["run"] = "run"
    run: str
    metric: str | None = None
    index: int | None = None
    statement: str
    figure: Figure


class DerivedEvidence(Record):
    """A quantity computed from other evidence: `formula` over ids of evidence, recomputed when verified.

    formula: the closed language of the proof: + - * /, min, max, share, change, convert, count, rank, days, months.
    operands: ids of the evidence in the order in which the formula uses them.
    """

    kind: Literal["derived"] = "derived"
    formula: str
    operands: tuple[str, ...]
    figure: Figure
    statement: str


class AcceptedEvidence(Record):
    """A cell of a row that the user accepted from an article or a file of their own.

    quote, start, end: the span of that article, where the row came from one.
    """

    kind: Literal["accepted"] = "accepted"
    table: str
    id: str
    column: str
    transform: str = "identity"
    statement: str
    figure: Figure | None = None
    accepted_by: str
    accepted_on: str
    source: str
    url: str | None = None
    known_from: str
    article: str | None = None  # sha256 of the article
    start: int | None = None
    end: int | None = None
    quote: str | None = None


class GivenEvidence(Record):
    """What the user says of themselves in a profile: taken as given, about nobody else."""

    kind: Literal["given"] = "given"
    statement: str
    figure: Figure | None = None


Evidence = Annotated[
    SpanEvidence | RowEvidence | FactEvidence | RunEvidence | DerivedEvidence | AcceptedEvidence | GivenEvidence,
    Field(discriminator="kind"),
]
