"""`verify`: a finished brief re-read, sentence by sentence, against the evidence that it cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from didymium.brief.verify.align import faults
from didymium.brief.verify.evidence import Fault, Proof
from didymium.brief.verify.parse import parse
from didymium.brief.verify.proof import proof
from didymium.brief.verify.sources import claim_faults, event_faults, evidence_faults, manifest_faults, unused
from didymium.brief.verify.texts import chart_faults, insight_faults
from didymium.errors import Unproven
from didymium.records import Article, Brief, Evidence, RunEvidence, Sentence, SpanEvidence
from didymium.world.load import World, load_world

__all__ = ["Fault", "Finding", "Report", "check", "compared", "prove", "unproven", "unsound", "verify"]


@dataclass(frozen=True)
class Finding:
    """One fault of a brief: where it stands, the sentence (or quotation), its kind and why."""

    where: str
    sentence: str
    kind: str
    why: str


@dataclass(frozen=True)
class Report:
    """The result of `verify`: every fault, in reading order."""

    faults: tuple[Finding, ...]
    sentences: int

    @property
    def ok(self) -> bool:
        """Whether the brief may be issued."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """{"ok", "sentences", "faults": [{"where", "sentence", "kind", "why"}]}."""
        return {"ok": self.ok, "sentences": self.sentences, "faults": [asdict(f) for f in self.faults]}


def verify(brief: Brief, article_text: str | None = None, world: World | None = None) -> Report:
    """Every fault of a finished brief.

    Each sentence must cite evidence that exists, and its numbers (value, unit, place), dates, names, roles and
    negations must be those of that evidence. Spans must be verbatim in the article (`article_text`, default the one
    in the brief), facts must be rows that the world shows on the brief's date, runs must be in the manifest.
    """
    text = brief.article.text if article_text is None else article_text
    seen = _seen(brief, world)
    found = [*_sentence_findings(brief), *_evidence_findings(brief, text, seen), *_table_findings(brief, text, seen)]
    found += [*_text_findings(brief), *(Finding("manifest", "", f.kind, f.why) for f in manifest_faults(brief))]
    return Report(tuple(found), sum(1 for _ in places(brief)))


def compared(brief: Brief, again: Brief) -> tuple[Finding, ...]:
    """The run figures and charts of a brief that the same runs, made again, do not give."""
    made = {e.model_dump_json() for e in again.evidence.values() if isinstance(e, RunEvidence)}
    figures = (
        Finding(f"evidence.{key}", e.statement, "run", f"run {e.run}, made again, does not give this figure")
        for key, e in brief.evidence.items()
        if isinstance(e, RunEvidence) and e.model_dump_json() not in made
    )
    drawn = {c.id: c.spec for c in again.charts}
    charts = (
        Finding(f"charts[{k}]", c.title, "chart", "the runs, made again, are not drawn like this")
        for k, c in enumerate(brief.charts)
        if drawn.get(c.id) != c.spec
    )
    return (*figures, *charts)


def prove(brief: Brief, world: World | None = None) -> Brief:
    """The brief itself if it has no fault; else raises `Unproven` with the first one."""
    report = verify(brief, world=world)
    if not report.ok:
        first = report.faults[0]
        raise Unproven(f"{first.where}: {first.why} ({first.sentence[:120]!r})")
    return brief


def unproven(brief: Brief, world: World | None = None) -> frozenset[Sentence]:
    """The sentences of a draft that their evidence does not carry, or whose evidence is itself at fault."""
    seen = _seen(brief, world)
    read: dict[str, Proof] = {}
    bad = {k for k in brief.evidence if evidence_faults(brief, k, brief.article.text, seen)}
    return frozenset(
        s for _, s in places(brief) if bad & set(s.evidence) or check(s, brief.evidence, brief.article, read)
    )


def unsound(brief: Brief, world: World | None = None) -> frozenset[str]:
    """The places of the claims and events (claims[2], events[0]) that have a fault."""
    return frozenset(f.where for f in _table_findings(brief, brief.article.text, _seen(brief, world)))


def check(
    sentence: Sentence, evidence: dict[str, Evidence], article: Article, read: dict[str, Proof] | None = None
) -> tuple[Fault, ...]:
    """The faults of one sentence against the evidence that it cites; `read` keeps evidence that is read already."""
    if not sentence.evidence:
        return (Fault("evidence", "the sentence cites no evidence"),)
    lost = [e for e in sentence.evidence if e not in evidence]
    if lost:
        return (Fault("evidence", f"the cited evidence {lost[0]!r} does not exist"),)
    if _verbatim(sentence, evidence):
        return ()
    known = {} if read is None else read
    for key in sentence.evidence:
        if key not in known:
            known[key] = proof(evidence[key], article)
    said = parse(sentence.text, (article.published or "")[:10] or None)
    return faults(said, tuple(known[e] for e in sentence.evidence))


def _verbatim(sentence: Sentence, evidence: dict[str, Evidence]) -> bool:
    """Whether a sentence is, word for word, a piece of the one span that it cites (save its first letter's case)."""
    item = evidence[sentence.evidence[0]]
    if len(sentence.evidence) != 1 or not isinstance(item, SpanEvidence):
        return False
    quote, text = " ".join(item.quote.split()), sentence.text
    return len(text.split()) >= 5 and (text in quote or quote.endswith(text[0].lower() + text[1:]))


def places(brief: Brief) -> Iterator[tuple[str, Sentence]]:
    """Every sentence of a brief with the place where it stands."""
    yield from _numbered("summary", brief.summary)
    yield from _numbered("background", brief.background)
    for k, insight in enumerate(brief.insights):
        yield from _numbered(f"insights[{k}].framing", insight.framing)
        for j, point in enumerate(insight.points):
            yield from _numbered(f"insights[{k}].points[{j}].sentences", point.sentences)
    for k, watch in enumerate(brief.watch):
        yield f"watch[{k}].sentence", watch.sentence
    yield from _numbered("limits", brief.limits)


def _numbered(name: str, given: Iterable[Sentence]) -> Iterator[tuple[str, Sentence]]:
    return ((f"{name}[{k}]", s) for k, s in enumerate(given))


def _seen(brief: Brief, world: World | None) -> World:
    """The world as the brief may know it."""
    base = world if world is not None else load_world()
    day = brief.manifest.get("as_of")
    return base.as_of(str(day)) if day else base


def _sentence_findings(brief: Brief) -> Iterator[Finding]:
    read: dict[str, Proof] = {}
    for where, sentence in places(brief):
        for fault in check(sentence, brief.evidence, brief.article, read):
            yield Finding(where, sentence.text, fault.kind, fault.why)


def _evidence_findings(brief: Brief, text: str, world: World) -> Iterator[Finding]:
    cited = {e for _, s in places(brief) for e in s.evidence} | {e for c in brief.charts for e in c.evidence}
    for key in brief.evidence:
        for fault in evidence_faults(brief, key, text, world):
            yield Finding(f"evidence.{key}", "", fault.kind, fault.why)
    for key in unused(brief.evidence, cited):
        yield Finding(f"evidence.{key}", "", "evidence", "no sentence cites it")


def _text_findings(brief: Brief) -> Iterator[Finding]:
    """Faults of what stands beside the sentences: questions, labels, charts."""
    for k, insight in enumerate(brief.insights):
        for where, text, fault in insight_faults(brief, insight):
            yield Finding(f"insights[{k}].{where}", text, fault.kind, fault.why)
    for k, chart in enumerate(brief.charts):
        for fault in chart_faults(brief, chart):
            yield Finding(f"charts[{k}]", chart.title, fault.kind, fault.why)


def _table_findings(brief: Brief, text: str, world: World) -> Iterator[Finding]:
    for k, claim in enumerate(brief.claims):
        for fault in claim_faults(claim, text, world):
            yield Finding(f"claims[{k}]", claim.quote, fault.kind, fault.why)
    for k, event in enumerate(brief.events):
        for fault in event_faults(event, text):
            yield Finding(f"events[{k}]", event.quote, fault.kind, fault.why)
