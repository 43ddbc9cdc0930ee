"""`verify`: a whole brief held against its evidence: sentences, tables, charts, headings, manifest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from didymium import __version__
from didymium.errors import DidymiumError, Unproven
from didymium.news import read as read_article
from didymium.news.document import first_pages
from didymium.news.ranks import find_ranks
from didymium.news.tags import REGION_OF, VOCABULARY
from didymium.news.verdict import apart_from_its_source, check_claim
from didymium.proof import evidence as checks
from didymium.proof.charts import chart_faults
from didymium.proof.entail import dated
from didymium.proof.evidence import Context, is_bounded
from didymium.proof.headings import insight_faults, limit_faults, title_faults, yours_faults
from didymium.proof.prove import Proof, issuable, prove
from didymium.proof.reading import read
from didymium.records import (
    NO_DAY,
    Article,
    Brief,
    Claim,
    Evidence,
    Form,
    RunEvidence,
    Sentence,
    SpanEvidence,
)
from didymium.records import Finding as Derived
from didymium.text import find_dates, find_terms
from didymium.text.gazetteer import find_names
from didymium.world.load import World, load_world


@dataclass(frozen=True)
class Finding:
    """One fault of a brief: where it stands, the sentence (or quotation), its kind and why."""

    where: str
    sentence: str
    kind: str
    why: str


@dataclass(frozen=True)
class Report:
    """The result of `verify`: every fault in reading order, and the proof of each sentence by its place."""

    faults: tuple[Finding, ...]
    sentences: int
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    again: str = "not made again"  # whether the brief was made again and compared, and why not
    made_again: bool = False

    @property
    def ok(self) -> bool:
        """Whether the brief may be issued."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """{"ok", "sentences", "made_again", "again", "faults": [{"where", "sentence", "kind", "why"}], "proofs"}."""
        return {
            "ok": self.ok, "sentences": self.sentences, "made_again": self.made_again, "again": self.again,
            "faults": [asdict(f) for f in self.faults],
            "proofs": {where: asdict(p) for where, p in self.proofs.items()},
        }  # fmt: skip


def context_of(brief: Brief, world: World | None = None, article_text: str | None = None) -> Context:
    """What the proof of a brief may rest on: the world as of its day, its article and its runs."""
    day = str(brief.manifest.get("as_of") or "") or None
    base = world if world is not None else load_world()
    seen = base.as_of(day) if day else base
    text = brief.article.text if article_text is None else article_text
    return Context(seen, text, brief.article.title, day, brief.manifest.get("runs", {}), brief.article.author)


def verify(brief: Brief, article_text: str | None = None, world: World | None = None, *, alone: bool = True) -> Report:
    """Every fault of a finished brief, with the proof of each sentence.

    alone: its article is read again, and the runs that it cites are made again, where its version and edition are ours;
    what makes all of the brief again and compares it need not.
    """
    knots = [key for key in brief.evidence if not is_bounded(key, brief.evidence)]
    if knots:  # nothing can be asked of evidence that leads back to itself
        brief = brief.model_copy(update={"evidence": {k: e for k, e in brief.evidence.items() if k not in knots}})
    context = context_of(brief, world, article_text)
    proofs = {where: prove(s, brief.evidence, context) for where, s in places(brief)}
    said = dict(places(brief))
    found = [
        Finding(where, said[where].text, proof.verdict, "; ".join(proof.reasons))
        for where, proof in proofs.items() if not proof.proven
    ]  # fmt: skip
    found += (
        Finding(where, s.text, "given", "what a user says of themselves carries only what is for them")
        for where, s in said.items() if not where.startswith("for_you") and _of_user(s, brief)
    )  # fmt: skip
    found += (Finding(f"evidence.{k}", "", "evidence", "rests on itself, or on very many others") for k in knots)
    found += _misput(brief)
    found += _evidence_findings(brief, context)
    found += _table_findings(brief, context)
    found += _text_findings(brief, context)
    found += (Finding("manifest", "", "manifest", why) for why in _manifest_faults(brief))
    ours = (brief.manifest.get("version"), brief.manifest.get("world")) == (__version__, context.world.name)
    found += (*_read_again(brief, context), *_run_again(brief, context)) if alone and ours else ()
    return Report(tuple(found), len(proofs), proofs)


def _of_user(sentence: Sentence, brief: Brief) -> bool:
    return any(e.kind == "given" for k in sentence.evidence if (e := brief.evidence.get(k)))


def explained(brief: Brief, report: Report) -> Iterator[str]:
    """Lines that tell of each sentence its verdict, its forms, its evidence and how each number came about."""
    for where, sentence in places(brief):
        proof = report.proofs[where]
        yield f"{proof.verdict}: {sentence.text}  [{where}]"
        yield from (f"    form: {_form_words(form)}" for form in sentence.form)
        for key in sentence.evidence:
            item = brief.evidence.get(key)
            said = "missing" if item is None else item.quote if isinstance(item, SpanEvidence) else item.statement
            yield f"    {key} {item.kind if item else ''}: {said}"
        for step in proof.how:
            if "said" in step and "value" in step:
                made = f" = {step['formula']} of {step['operands']}" if "formula" in step else ""
                yield f"    {step['said']}: {step['value']} of {step['evidence']}{made}"
        yield from (f"    why not: {why}" for why in proof.reasons)


def _form_words(form: Form) -> str:
    told = form.model_dump(exclude_defaults=True, exclude={"quantities", "evidence"})
    numbers = "; ".join(f"{q.role or q.kind} {q.value if q.value is not None else (q.low, q.high)} {q.unit}" for q in
                        form.quantities)  # fmt: skip
    return ", ".join(f"{k} {v}" for k, v in told.items()) + (f"; {numbers}" if numbers else "")


def prove_brief(brief: Brief, world: World | None = None) -> Brief:
    """The brief itself if it has no fault; else raises `Unproven` with the first one."""
    report = verify(brief, world=world)
    if not report.ok:
        first = report.faults[0]
        raise Unproven(f"{first.where}: {first.why} ({first.sentence[:120]!r})")
    return brief


def unproven(brief: Brief, world: World | None = None) -> dict[Sentence, Proof]:
    """The sentences of a draft that are not proven, or whose evidence is itself at fault, with the reasons."""
    context = context_of(brief, world)
    out: dict[Sentence, Proof] = {}
    for _, sentence in places(brief):
        proof = issuable(sentence, brief.evidence, context)
        if not proof.proven:
            out[sentence] = proof
    return out


def unsound(brief: Brief, world: World | None = None) -> frozenset[str]:
    """The places of claims, events, questions, labels and charts (claims[2], charts[0]) that have a fault."""
    context = context_of(brief, world)
    return frozenset(f.where for f in (*_table_findings(brief, context), *_text_findings(brief, context)))


def places(brief: Brief) -> Iterator[tuple[str, Sentence]]:
    """Every sentence of a brief with the place where it stands."""
    for name in ("bottom_line", "summary", "background"):
        yield from _numbered(name, getattr(brief, name))
    for k, insight in enumerate(brief.insights):
        yield from _numbered(f"insights[{k}].framing", insight.framing)
        for j, point in enumerate(insight.points):
            yield from _numbered(f"insights[{k}].points[{j}].sentences", point.sentences)
    yield from _numbered("change", brief.change)
    for k, watch in enumerate(brief.watch):
        yield f"watch[{k}].sentence", watch.sentence
    yield from _numbered("for_you", brief.for_you)
    yield from _numbered("checks", brief.checks)
    yield from _numbered("limits", brief.limits)


def _numbered(name: str, sentences: Iterable[Sentence]) -> Iterator[tuple[str, Sentence]]:
    yield from ((f"{name}[{k}]", s) for k, s in enumerate(sentences))


def _misput(brief: Brief) -> Iterator[Finding]:
    """Sentences that stand twice, or in a part that tells of other things.

    The bottom line opens with the article, the summary rests on it alone, the background on no word of it.
    """
    seen: set[str] = set()
    for where, sentence in places(brief):
        kinds = {e.kind for k in sentence.evidence if (e := brief.evidence.get(k))}
        fits = {"bottom_line[0]": "span" in kinds, "summary": kinds == {"span"}, "background": "span" not in kinds}
        if sentence.text in seen:
            yield Finding(where, sentence.text, "part", "it is said twice")
        if kinds and not fits.get(where, fits.get(where.partition("[")[0], True)):
            yield Finding(where, sentence.text, "part", "what it rests on is not what stands there")
        seen.add(sentence.text)


# evidence, tables, manifest


def _evidence_findings(brief: Brief, context: Context) -> Iterator[Finding]:
    cited = {e for _, s in places(brief) for e in s.evidence} | {e for c in brief.charts for e in c.evidence}
    cited |= {e for f in brief.findings for e in (*f.operands, *f.evidence)}
    cited = set(checks.operands(cited, brief.evidence)) if cited & brief.evidence.keys() else cited
    for key, item in brief.evidence.items():
        said = item.quote if isinstance(item, SpanEvidence) else item.statement
        yield from (
            Finding(f"evidence.{key}", said, item.kind, why) for why in checks.faults(key, brief.evidence, context)
        )
        if key not in cited:
            yield Finding(f"evidence.{key}", said, "unused", "no sentence, chart or finding cites it")
    for k, finding in enumerate(brief.findings):
        yield from (
            Finding(f"findings[{k}]", finding.formula, "finding", why) for why in _finding_faults(finding, brief)
        )


def _finding_faults(finding: Derived, brief: Brief) -> Iterator[str]:
    try:
        made = checks.derive(finding.formula, brief.evidence)
    except DidymiumError as error:
        yield str(error)
        return
    if made.unit != finding.unit or not checks.close(made.value, finding.value, 1e-6):
        yield f"its formula gives {made.value:.6g} {made.unit}, not {finding.value} {finding.unit}"


def _table_findings(brief: Brief, context: Context) -> Iterator[Finding]:
    for k, claim in enumerate(brief.claims):
        yield from (
            Finding(f"claims[{k}]", claim.quote, "claim", why) for why in _claim_faults(claim, brief.article, context)
        )
    for k, event in enumerate(brief.events):
        if context.text[event.start : event.end] != event.quote:
            yield Finding(f"events[{k}]", event.quote, "span", "the quotation is not verbatim in the article")


def _claim_faults(claim: Claim, article: Article, context: Context) -> Iterator[str]:
    if context.text[claim.start : claim.end] != claim.quote:
        yield "the quotation is not verbatim in the article"
    values = [abs(v) for i in read(claim.quote, context.day).numbers if (n := i.number)
              for v in (n.value, *(e.value for e in (n.low, n.high) if e))]  # fmt: skip
    scales = (1.0, 100.0, 0.01, 1e3, 1e-3, 1e6, 1e-6)
    if values and not any(checks.close(abs(claim.value) * s, v, 0.006) for v in values for s in scales):
        yield f"{claim.value:g} is not in the quotation"
    if claim.verdict is not None:
        bare = claim.model_copy(update={"verdict": None, "reference": None, "note": ""})
        (again,) = apart_from_its_source((check_claim(bare, context.world),), article, context.world)
        if (again.verdict, again.reference, again.note) != (claim.verdict, claim.reference, claim.note):
            yield "the verdict, its figure or its note is not what the world gives"


def _manifest_faults(brief: Brief) -> Iterator[str]:
    stated = brief.manifest.get("article")
    if isinstance(stated, str) and len(stated) == 64 and stated != brief.article.sha256:
        yield "the article is not the one of the manifest (its hash differs)"
    for key, run in brief.manifest.get("runs", {}).items():
        if not isinstance(run, Mapping) or not str(key).startswith(f"{run.get('verb')}-"):
            yield f"run {key} is not a run of the verb that it names"
        else:
            others = (k for k in ("version", "world", "as_of") if run.get(k) != brief.manifest.get(k, run.get(k)))
            yield from (f"run {key} is of another {k.replace('as_of', 'day')} than the brief" for k in others)


def _read_again(brief: Brief, context: Context) -> Iterator[Finding]:
    """Where tags, events and claims are not what is read in the article."""
    article = brief.article.model_copy(update={"text": context.text})
    again = read_article(article, as_of=context.day, world=context.world)
    opening = article.model_copy(update={"text": first_pages(article.text)})
    claims = (*again.claims, *find_ranks(opening, context.world))
    claims = tuple(c for c in claims if not any(_claim_faults(c, article, context)))
    events = tuple(e for e in again.events if context.text[e.start : e.end] == e.quote)
    made = brief.model_copy(update={"tags": again.tags, "claims": claims, "events": events})
    given, told = (b.model_dump(mode="json", include={"tags", "claims", "events"}) for b in (brief, made))
    for where, one, other in _differences("", given, told, 1e-6):
        yield Finding(where, str(one)[:200], "read again", f"read again it is {str(other)[:200]!r}")


MOST_DRAWS = 1_000_000  # of a run that is made again


def _run_again(brief: Brief, context: Context) -> Iterator[Finding]:
    """The figures of runs that are not at their place in the result, made again from the manifest."""
    for key, run in context.runs.items():
        cited = {k: e for k, e in brief.evidence.items() if isinstance(e, RunEvidence) and e.run == key}
        made = _result(run, context) if cited else None
        if made is None or (made.run, made.manifest) != (key, run):
            if cited:
                yield Finding(f"manifest.runs.{key}", key, "run", "no such run comes out when it is made again")
            continue
        for name, item in cited.items():
            figures = made.figures[item.index : item.index + 1] if item.index is not None else ()
            if not any(checks.same_figure(f, item.figure, 1e-6) for f in figures):
                yield Finding(f"evidence.{name}", item.statement, "run", "made again another figure is at its place")


def _result(run: Mapping[str, Any], context: Context) -> checks.Result | None:
    """What a run gives when it is made again; None for what is no run of the twin."""
    from didymium.twin import simulate  # heavy, and not needed to prove a sentence

    try:
        args, draws, seed = run["args"], int(run["draws"] or 0), int(run["seed"] or 0)
        if run["verb"] == "simulate" and 1 <= draws <= MOST_DRAWS:
            return simulate(args["scenario"], world=context.world, draws=draws, seed=seed, monthly=False)
    except (DidymiumError, LookupError, TypeError, ValueError):
        pass
    return None


# questions, labels, charts, watch


def _text_findings(brief: Brief, context: Context) -> Iterator[Finding]:
    for k, insight in enumerate(brief.insights):
        faulty = insight_faults(insight, brief.evidence, context)
        yield from (Finding(f"insights[{k}].{where}", text, "heading", why) for where, text, why in faulty)
    yield from (Finding(f"limits[{k}]", brief.limits[k].text, "limit", why) for k, why in limit_faults(brief))
    yield from (Finding(f"for_you[{k}]", brief.for_you[k].text, "given", why) for k, why in yours_faults(brief))
    for k, chart in enumerate(brief.charts):
        faults = (*title_faults(chart), *chart_faults(chart, brief.evidence, context))
        yield from (Finding(f"charts[{k}]", chart.title, "chart", why) for why in faults)
    for k, watch in enumerate(brief.watch):
        days = _acts(watch.sentence, brief.evidence, context)
        if watch.date != NO_DAY and not _day_is_said(watch.date, watch.sentence, context, days):
            yield Finding(f"watch[{k}]", watch.sentence.text, "date", f"the sentence does not say {watch.date}")
    if brief.article.region not in {None, "Global", *_regions(brief, context)}:
        yield Finding("article.region", str(brief.article.region), "region", "the article names no place there")
    told = [(e.family, e.direction) for e in brief.events]
    for lead in brief.manifest.get("lead") or () if any(e.lead for e in brief.events) else ():
        if (lead.get("family"), lead.get("direction")) not in told:
            yield Finding("manifest.lead", str(lead.get("family")), "lead", "no event of the article is of that family")
    for tag in brief.tags:
        if tag not in VOCABULARY:
            yield Finding("tags", tag, "tag", "it is none of the tags that an article may have")


def _regions(brief: Brief, context: Context) -> set[str]:
    """The regions that an article names, and those of its places and of what its events name."""
    text = f"{context.title}\n{context.text}"
    lands = {n.id if n.kind == "country" else n.country for n in find_names(text)}
    lands |= {c for e in brief.events for c in (e.place, *e.actors, *e.targets, *e.parties)}
    return {r for c, r in REGION_OF.items() if c in lands or r in text}


def _acts(sentence: Sentence, evidence: Mapping[str, Evidence], context: Context) -> tuple[str, ...]:
    """The days up to the article's own that what a sentence cites of it names: from one of them a term may run."""
    spans = (e for k in sentence.evidence if isinstance(e := evidence.get(k), SpanEvidence))
    told = (d.value for e in spans for d in find_dates(e.quote, context.day))
    return tuple(t for t in told if re.fullmatch(r"\d{4}-\d\d-\d\d", t) and t <= str(context.day))


def _day_is_said(date: str, sentence: Sentence, context: Context, acts: Sequence[str] = ()) -> bool:
    """Whether a sentence says a day, or a length of time that ends on it; of a year or month its first or last day.

    acts: days from which the term may run, beside the article's own.
    """
    dates = [(next(iter(i.keys)), i.day) for i in read(sentence.text, context.day).of("date")]
    told = [(meant or f"{date[:4]}{t[1:]}") if t.startswith("-") else t for t, meant in dates]
    ends = {t.value for start in (context.day, *acts) for t in find_terms(sentence.text, start)}
    finer = (t for t in told if date.startswith(t) and (len(date) < len("2025-10-09") or _is_edge(date[len(t) :])))
    return (
        date in ends or any(finer) or any(t.startswith(date) or (t[5:6] in {"H", "Q"} and dated(t, date)) for t in told)
    )


def _is_edge(rest: str) -> bool:
    """Whether what a day adds to a year or month is its first or last day."""
    return rest in {"", "-01", "-01-01", "-12-31", "-28", "-29", "-30", "-31"}


PROSE = ("bottom_line", "summary", "background", "insights", "findings")  # of which a model may have changed a part
EDITED = (
    "summary",
    "background",
    "insights",
)  # whose sentences it may say better; it chooses among points, and derives


def compared(brief: Brief, again: Brief, tolerance: float = 1e-6) -> tuple[Finding, ...]:
    """Where a brief is not what its article, world and manifest give when it is made again; numbers within a tolerance.

    Where its manifest tells of a language model, as many sentences as were accepted of it may be in other words, and
    points may stand elsewhere or be left out. `for_you` comes of a profile, which is not kept.
    """
    model = "llm" in brief.manifest
    given, made = (b.model_dump(mode="json", exclude={"for_you", "evidence", *(PROSE if model else ())})
                   for b in (brief, again))  # fmt: skip
    for part in (given, made):
        for name in ("llm", *(("withheld",) if brief.for_you else ())):
            part["manifest"].pop(name, None)
    own = {k: e.model_dump(mode="json") for k, e in brief.evidence.items() if not _unmade(k, e, model)}
    given["evidence"] = own
    made["evidence"] = {k: e.model_dump(mode="json") for k, e in again.evidence.items() if k in own or not model}
    differing = [
        Finding(where, str(one)[:200], "made again", f"made again it is {str(other)[:200]!r}")
        for where, one, other in _differences("", given, made, tolerance)
    ]
    return (*differing, *(_model_faults(brief, again) if model else ()))


def reworded(brief: Brief, again: Brief) -> dict[str, Sentence]:
    """The sentences, by their places, that the brief made again does not have anywhere."""
    known = {(s.text, s.evidence) for _, s in places(again)}
    told = ((w, s) for w, s in places(brief) if not w.startswith("for_you"))
    return {w: s for w, s in told if (s.text, s.evidence) not in known}


def _model_faults(brief: Brief, again: Brief) -> Iterator[Finding]:
    """What differs in the prose of a brief beyond what its manifest says that a model changed."""
    note, new = brief.manifest["llm"], reworded(brief, again)
    accepted = note.get("accepted") if isinstance(note, Mapping) else None
    many = not isinstance(accepted, int) or len(new) > accepted
    for where, sentence in new.items():
        if many or not where.startswith(EDITED):
            yield Finding(where, sentence.text, "made again", f"made again it is not there, nor {accepted} of a model")
    lost = [s for s in again.bottom_line if s not in brief.bottom_line]
    for name in ("summary", "background"):
        carried = {e for w, s in new.items() if w.startswith(name) for e in s.evidence}
        lost += [s for s in getattr(again, name) if s not in getattr(brief, name) and not carried >= {*s.evidence}]
    yield from (Finding("manifest.llm", s.text, "made again", "made again it is there") for s in lost)
    headings = [(i.question, *(p.label for p in i.points)) for b in (brief, again) for i in b.insights]
    known = {DERIVED_LABEL, *(h for told in headings[len(brief.insights) :] for h in told)}
    yield from (Finding("insights", h, "made again", "made again there is no such question or label")
                for told in headings[: len(brief.insights)] for h in told if h not in known)  # fmt: skip
    strange = ((k, f) for k, f in enumerate(brief.findings) if f.relation != "proposed" and f not in again.findings)
    yield from (Finding(f"findings[{k}]", f.formula, "made again", "made again it is not there") for k, f in strange)


DERIVED_LABEL = "By the numbers"  # of a point that a model derived, or that stood alone under its question


def _unmade(key: str, item: Evidence, edited: bool) -> bool:
    """Whether a piece of evidence comes of a profile or was derived by a model."""
    return item.kind == "given" or (edited and key.startswith("m") and item.kind == "derived")


def _differences(where: str, one: object, other: object, tolerance: float) -> Iterator[tuple[str, object, object]]:
    """(place, what stands there, what is made) wherever two parts of a brief differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            place = f"{where}.{key}".lstrip(".")
            yield from _differences(place, one.get(key), other.get(key), tolerance)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for k, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from _differences(f"{where}[{k}]", a, b, tolerance)
    elif isinstance(one, float) and isinstance(other, float):
        if not checks.close(one, other, tolerance):
            yield where, one, other
    elif one != other:
        yield where, one, other
