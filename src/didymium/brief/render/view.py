"""What a reader sees of a brief, in order and with running evidence numbers: the prints differ only in form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from didymium.brief import phrase
from didymium.brief.lead import UMBRELLAS
from didymium.brief.render.notes import Note, amount, notes_of, web
from didymium.errors import MissingData
from didymium.proof import operands_below
from didymium.records import (
    NO_DAY,
    Brief,
    Chart,
    Claim,
    FactEvidence,
    Insight,
    RowEvidence,
    Sentence,
    SpanEvidence,
)
from didymium.text import parts_said
from didymium.text.gazetteer import find_names
from didymium.world.considerations import QUESTIONS
from didymium.world.load import load_world

VERDICTS = {
    "supported": ("✓", "Supported"),
    "contradicted": ("✗", "Contradicted"),
    "outdated": ("↻", "Outdated"),
    "uncheckable": ("–", "Not checkable"),
    None: ("–", "Not checked"),
}


CHECKED = ("contradicted", "outdated", "supported")  # in the order of the table
MOST_NAMED = 4  # minerals at the head of a brief
MOST_SUPPORTED = 3  # rows of claims that hold; the others are counted
ABOUT = {
    "production_share": "share of world output",
    "processing_share": "share of world refining",
    "magnet_share": "share of world magnet making",
    "reserves_share": "share of world reserves",
    "export_share": "share of exports",
    "import_share": "share of imports",
    "import_reliance": "import reliance",
    "demand_share": "share of use",
    "production": "output",
    "price_change": "change of the price",
    "list_count": "number on the list",
    "production_rank": "rank among makers",
    "processing_rank": "rank among refiners",
    "reserves_rank": "rank by reserves",
}


@dataclass(frozen=True)
class Cited:
    """A sentence and its notes."""

    text: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Row:
    """A checked claim as a table row: what it is about, the article's figure, the world's and who publishes it."""

    about: str
    stated: str
    world: str
    source: str
    mark: str
    verdict: str
    quote: str


@dataclass(frozen=True)
class View:
    """The sections of a brief, ready to print."""

    title: str
    language: str
    meta: tuple[tuple[str, str], ...]
    url: str | None
    tags: tuple[str, ...]
    bottom_line: tuple[Cited, ...]
    summary: tuple[Cited, ...]
    background: tuple[Cited, ...]
    insights: tuple[tuple[str, tuple[Cited, ...], tuple[tuple[str, tuple[Cited, ...]], ...]], ...]
    change: tuple[Cited, ...]
    for_you: tuple[Cited, ...]
    claims: tuple[Row, ...]
    claims_folded: str  # how many claims the world could not check
    checks: tuple[Cited, ...]
    watch: tuple[tuple[str, str, Cited], ...]  # iso date, date as said, sentence
    limits: tuple[Cited, ...]
    charts: tuple[Chart, ...]
    chart_notes: tuple[str, ...]  # the numbers of the evidence of each chart: "7–9, 61"
    chart_places: tuple[str, ...]  # the section that speaks of each: bottom, background, insight 0, ..., or ""
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, str | None], ...]
    manifest: tuple[tuple[str, str], ...]


def view(brief: Brief) -> View:
    """The brief in reading order; evidence is numbered by first use."""
    cited = chain((e for s in sentences(brief) for e in s.evidence), (e for c in brief.charts for e in c.evidence))
    notes, numbered = notes_of(cited, brief.evidence)
    article = brief.article

    def cite(sentences: Iterable[Sentence]) -> tuple[Cited, ...]:
        return tuple(Cited(s.text, _marks(s.evidence, notes)) for s in sentences)

    rows = _claims(brief)
    return View(
        title=headline(article.title),
        language=article.language or "en",
        meta=_meta(brief),
        url=web(article.url),
        tags=brief.tags,
        bottom_line=cite(brief.bottom_line),
        summary=cite(brief.summary),
        background=cite(brief.background),
        insights=tuple(_insight(i, cite) for i in brief.insights),
        change=cite(brief.change),
        for_you=cite(brief.for_you),
        claims=tuple(rows),
        claims_folded=_folded(brief.claims, rows),
        checks=cite(brief.checks),
        watch=tuple(
            (days[0], "; ".join(dict.fromkeys(_said_of(d, said.text) for d in days)), cite([said])[0])
            for said, days in _days(brief)
        ),
        limits=tuple(Cited(s.text, ()) for s in brief.limits),  # of what is not said no place tells
        charts=brief.charts,
        chart_notes=tuple(_spans([n.number for n in _marks(c.evidence, notes)]) for c in brief.charts),
        chart_places=tuple(_spoken_of(c, brief) for c in brief.charts),
        notes=numbered,
        sources=_sources(brief),
        manifest=_manifest(brief),
    )


def _marks(cited: Iterable[str], notes: Mapping[str, tuple[Note, ...]]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(n for e in cited for n in notes.get(e, ())))


_Asked = tuple[str, tuple[Cited, ...], tuple[tuple[str, tuple[Cited, ...]], ...]]  # question, framing, points


def _insight(insight: Insight, cite: Callable[[Iterable[Sentence]], tuple[Cited, ...]]) -> _Asked:
    """Question, framing and labelled points; one answer alone needs no label beside a question of its own."""
    framing, points = insight.framing, insight.points
    if not framing and len(points) == 1 and insight.question not in QUESTIONS.values():
        framing, points = points[0].sentences, ()
    return insight.question, cite(framing), tuple((p.label, cite(p.sentences)) for p in points)


def _days(brief: Brief) -> Iterable[tuple[Sentence, list[str]]]:
    """The sentences of what to watch with their days: one that tells several stands once."""
    days: dict[Sentence, list[str]] = {}
    for one in brief.watch:
        days.setdefault(one.sentence, []).append(one.date)
    return days.items()


def _claims(brief: Brief) -> list[Row]:
    """One row a figure: those that do not hold first, then a few of those that do."""
    told = {(c.metric, c.subject, c.mineral, c.value): c for c in reversed(brief.claims) if c.verdict in CHECKED}
    order = sorted(told.values(), key=lambda c: (CHECKED.index(c.verdict or ""), c.start))
    wrong = [c for c in order if c.verdict != "supported"]
    return [_claim(c, brief) for c in (*wrong, *[c for c in order if c.verdict == "supported"][:MOST_SUPPORTED])]


def _folded(claims: tuple[Claim, ...], shown: list[Row]) -> str:
    """'Two more figures hold; three were not checked.'; empty where all are shown, or none was checked."""
    told = {(c.metric, c.subject, c.mineral, c.value): c.verdict for c in reversed(claims)}
    hold = sum(v == "supported" for v in told.values()) - sum(r.verdict == "Supported" for r in shown)
    left = sum(v not in CHECKED for v in told.values())
    parts = [f"{phrase.count(hold)} more {'figures hold' if hold > 1 else 'figure holds'}"] if hold > 0 else []
    if left and (parts or shown):
        was = "were" if left > 1 else "was"
        parts.append(f"{phrase.count(left)} {'' if parts else 'of its figures '}{was} not checked: "
                     "no figure of the same kind and time is on record")  # fmt: skip
    return f"{phrase.capital('; '.join(parts))}." if parts else ""


def _spoken_of(chart: Chart, brief: Brief) -> str:
    """The first section whose sentences rest on what a chart draws; empty where none does."""
    drawn = set(chart.evidence)
    insights = ((f"insight {k}", (*i.framing, *(s for p in i.points for s in p.sentences)))
                for k, i in enumerate(brief.insights))  # fmt: skip
    for place, told in (("bottom", brief.bottom_line), *insights, ("background", brief.background)):
        cited = [e for s in told for e in s.evidence if e in brief.evidence]
        if cited and drawn & set(operands_below(cited, brief.evidence)):
            return place
    return ""


def sentences(brief: Brief) -> Iterable[Sentence]:
    """Every sentence of a brief in reading order."""
    insights = (chain(i.framing, *(p.sentences for p in i.points)) for i in brief.insights)
    watch = (w.sentence for w in brief.watch)
    return chain(
        brief.bottom_line,
        brief.summary,
        brief.background,
        *insights,
        brief.change,
        brief.for_you,
        watch,
        brief.checks,
        brief.limits,
    )


def headline(title: str, most: int = 150) -> str:
    """A title as it is printed: one that is a whole paragraph is cut at a word."""
    return title if len(title) <= most + 20 else f"{title[:most].rsplit(' ', 1)[0].rstrip(' ,.;:')} …"


def _said_of(iso: str, text: str) -> str:
    """A day as it is printed; a year with the part of it that the sentence says: "First half of 2026"."""
    parts = parts_said(text, iso) if len(iso) == len("2026") else ()
    return phrase.capital("; ".join(parts)) if parts else say_date(iso)


def say_date(iso: str) -> str:
    """'10 November 2026', 'November 2026' or '2026'; what is no ISO date passes unchanged."""
    if iso == NO_DAY:
        return "Open"
    try:
        return phrase.day(iso)
    except (ValueError, IndexError):
        return iso


def say_time(iso: str) -> str:
    """'10 Nov 2025, 12:38 UTC-05:00' from an ISO time, or the date alone."""
    try:
        time = dt.datetime.fromisoformat(iso)
    except ValueError:
        return say_date(iso)
    if len(iso) <= 10:
        return say_date(iso)
    zone = (time.tzname() or "").replace("UTC+00:00", "UTC")
    return f"{say_date(iso)}, {time:%H:%M} {zone}".strip()


def _spans(numbers: list[int]) -> str:
    """'7–9, 61' for 7, 8, 9 and 61."""
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _meta(brief: Brief) -> tuple[tuple[str, str], ...]:
    article = brief.article
    pairs = (
        ("Region", article.region if article.region != "Global" else None),  # which says nothing
        ("Minerals", ", ".join(_minerals(brief))),
        ("Source", article.source),
        ("Author", article.author),
        ("Published", say_time(article.published) if article.published else None),
    )
    return tuple((k, v) for k, v in pairs if v)


def _minerals(brief: Brief) -> tuple[str, ...]:
    """The minerals that the title names, else those of the first sentence of bottom line or summary that names any."""
    own = (s for s in brief.bottom_line if all(isinstance(brief.evidence[e], SpanEvidence) for e in s.evidence))
    texts = (brief.article.title, *(s.text for s in (*own, *brief.summary)))
    found = (tuple(dict.fromkeys(n.id for n in find_names(t) if n.kind == "mineral")) for t in texts)
    named = ([m for m in some if m not in UMBRELLAS][:MOST_NAMED] for some in found)
    return tuple(next(filter(None, named), ()))


def _claim(claim: Claim, brief: Brief) -> Row:
    mark, word = VERDICTS[claim.verdict]
    ref = claim.reference
    world = f"{amount(ref.value, ref.unit, 5)}{f' ({ref.year})' if ref.year else ''}" if ref else "no figure"
    what = ABOUT.get(claim.metric, claim.metric.replace("_", " "))
    about = f"{claim.mineral}, {phrase.country(claim.subject, article=False)}: {what}".strip(" ,:")
    stated = f"{claim.qualifier or ('about' if claim.approx else '')} {amount(claim.value, claim.unit, 5)}".strip()
    source = _cited_source(ref.source_id, brief).split(",")[0] if ref else ""
    return Row(phrase.capital(about), stated, world, source, mark, word, claim.quote)


def _cited_source(source_id: str, brief: Brief) -> str:
    facts = (
        e for e in brief.evidence.values() if isinstance(e, FactEvidence | RowEvidence) and e.source_id == source_id
    )
    return next((e.source for e in facts), None) or _world_source(source_id)


def _world_source(source_id: str) -> str:
    """Publisher, title and date of a source of the world; its id where the world has none."""
    try:
        row = load_world().source(source_id)
    except MissingData:
        return source_id
    return ", ".join(str(row[k]) for k in ("publisher", "title", "published") if row.get(k))


def _sources(brief: Brief) -> tuple[tuple[str, str | None], ...]:
    facts = (e for e in brief.evidence.values() if isinstance(e, FactEvidence | RowEvidence))
    return tuple(sorted({e.source_id: (e.source, web(e.url)) for e in facts}.values(), key=lambda s: s[0].lower()))


def _manifest(brief: Brief) -> tuple[tuple[str, str], ...]:
    manifest = brief.manifest
    keys = (
        ("World edition", "world"),
        ("As of", "as_of"),
        ("Seed", "seed"),
        ("Draws a run", "draws"),
        ("Didymium", "version"),
    )
    rows = [(label, str(manifest[key])) for label, key in keys if manifest.get(key) is not None]
    if brief.manifest.get("runs"):
        rows.append(("Runs", ", ".join(sorted(manifest["runs"]))))
    rows.append(("Article", f"sha256 {brief.article.sha256[:16]}"))
    return (*rows, *_model(manifest.get("llm")))


def _model(llm: dict[str, object] | None) -> list[tuple[str, str]]:
    if not llm:
        return []
    return [
        (
            "Wording model",
            f"{llm.get('model')}: {llm.get('accepted', 0)} kept, {llm.get('rejected', 0)} dropped",
        )
    ]
