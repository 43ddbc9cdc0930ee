"""`brief`: one article in, one proven brief out: lead, sized shock, findings, the best of them in words, proof."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from didymium import __version__
from didymium.brief.background import background
from didymium.brief.checked import contradicted, of_itself
from didymium.brief.considerations import considered, insights_of, nearest, turning_of, watched_of
from didymium.brief.day import latest_day, not_long_after, told_day, view_day
from didymium.brief.first_line import (
    LEAST_OPEN,
    SURELY_OPEN,
    News,
    denial,
    follow,
    has_size,
    hinge,
    is_empty,
    news,
    sizes,
    sizing,
)
from didymium.brief.frames import frame_of, question
from didymium.brief.insights import insights, offered, proven, records, sentence
from didymium.brief.lead import Lead, is_opinion, lead_of
from didymium.brief.ledger import Ledger, say
from didymium.brief.limits import limits
from didymium.brief.operands import operands, sound
from didymium.brief.pictures import pictures
from didymium.brief.profile import Profile, for_you
from didymium.brief.record import measures
from didymium.brief.relations import CATALOGUE, Found, Operand, compute
from didymium.brief.releases import turns
from didymium.brief.setting import Setting
from didymium.brief.shock import run
from didymium.brief.status import LOSSES, spares, status
from didymium.brief.summary import summary
from didymium.brief.views import views
from didymium.brief.watch import to_watch
from didymium.brief.worth import Chosen, choose
from didymium.errors import BadInput
from didymium.news import read
from didymium.news.document import first_pages
from didymium.news.ranks import find_ranks
from didymium.proof import Context, Proof, operands_below, places, unproven, unsound
from didymium.records import (
    NO_DAY,
    Article,
    Brief,
    Chart,
    DerivedEvidence,
    Evidence,
    GivenEvidence,
    Insight,
    Point,
    Reading,
    RowEvidence,
    RunEvidence,
    Sentence,
    SpanEvidence,
    Watch,
)
from didymium.world.load import World, load_world, parse_date

ROUNDING = 0.006  # part by which a number that the article prints may differ from the same one computed
MOST_DRAWS = 1_000_000
MOST_SEED = 2**32 - 1
MOSTLY = 0.6  # part of the words of a sentence that are the article's, from which it is one of the article
NEARLY = 0.6  # part of a sentence that is all of it
LEAST_FIRST = 2  # sentences of a bottom line below which the article's own figures and next day complete it


def brief(
    source: str,
    *,
    as_of: str | dt.date | None = None,
    draws: int = 1000,
    seed: int = 0,
    offline: bool = True,
    world: World | None = None,
    profile: Profile | None = None,
) -> Brief:
    """The brief of one article: a file, a URL, or `-` for standard input.

    as_of: the date at which the world is seen (default: the article's own date, else the world's edition);
    draws: Monte Carlo draws of each run (1 or more; fewer of sixteen rare earths at once); seed: of all runs; profile:
    who asks, for the section For you. The same article, world, as_of, draws and seed give the same brief. Raises
    `BadArticle` for a page without an article, `BadInput` for bad arguments.
    """
    base = world if world is not None else load_world()
    reading = read(source, as_of=str(as_of) if as_of else None, world=base, offline=offline)
    return compose(reading, base, as_of=as_of, draws=draws, seed=seed, source=source, profile=profile)


def compose(
    reading: Reading,
    world: World,
    *,
    as_of: str | dt.date | None = None,
    draws: int = 1000,
    seed: int = 0,
    source: str | None = None,
    profile: Profile | None = None,
) -> Brief:
    """The brief of an article that has been read; sentences that their evidence does not carry are withheld."""
    _bounded(draws, seed)
    today = view_day(reading, world, as_of)
    seen = world.as_of(today)
    whole, reading = reading.article, _of_first_pages(reading)
    reading = reading.model_copy(update={"claims": (*reading.claims, *find_ranks(reading.article, seen))})
    lead, ledger = lead_of(reading, seen), Ledger(seen, whole.text)
    dated = bool(as_of or whole.published)
    undated = not dated and today < latest_day(world)
    settled = dated or told_day(reading.article.text, latest_day(world))[1]
    if not settled:  # a figure of a time that is not known is held against none
        unheld = (c.model_copy(update={"verdict": None, "reference": None}) for c in reading.claims)
        reading = reading.model_copy(update={"claims": tuple(unheld)})
    parts = _parts(reading, seen, ledger, lead, today, draws, seed, undated, settled)
    if profile is not None:
        until = next((parse_date(w.date) for w in parts["watch"] if len(w.date) == 10), None)
        told = for_you(profile, lead, until, today)
        parts["for_you"] = tuple(say(t, ledger.add(GivenEvidence(statement=t))) for t in told)
    manifest = _manifest(whole, seen, lead, source, today, draws, seed, ledger)
    draft = Brief(
        article=whole, tags=reading.tags, claims=reading.claims, events=reading.events,
        evidence=ledger.evidence, manifest=manifest, **parts,
    )  # fmt: skip
    return _proven(draft, seen)


def _of_first_pages(reading: Reading) -> Reading:
    """The reading with as much of the text as is read; what follows would be searched through, and states nothing."""
    text = first_pages(reading.article.text)
    return reading.model_copy(update={"article": reading.article.model_copy(update={"text": text})})


def _bounded(draws: int, seed: int) -> None:
    if not 1 <= draws <= MOST_DRAWS:
        raise BadInput(f"draws is {draws}: give a number from 1 to {MOST_DRAWS:,}")
    if not 0 <= seed <= MOST_SEED:
        raise BadInput(f"seed is {seed}: give a number from 0 to {MOST_SEED:,}")


def _proven(draft: Brief, world: World) -> Brief:
    """The draft without the sentences that fail the proof; the manifest says which were withheld and why."""
    bad = unproven(draft, world)
    final = draft.model_copy(
        update={
            **{
                name: _kept(getattr(draft, name), bad)
                for name in ("bottom_line", "summary", "background", "change", "for_you", "checks", "limits")
            },
            "insights": tuple(i for i in (_kept_insight(i, bad, draft.evidence) for i in draft.insights) if i.points),
            "watch": tuple(w for w in draft.watch if w.sentence not in bad),
            "manifest": draft.manifest
            | {"withheld": {s.text: list(p.reasons) for s, p in sorted(bad.items(), key=lambda b: b[0].text)}},
        }
    )
    issued = cited(final)
    return cited(_without(issued, unsound(issued, world)))


def _without(brief: Brief, faulty: frozenset[str]) -> Brief:
    """The brief without the claims, events, charts and dates (claims[2], watch[0]) in which the proof found a fault."""
    kept = {
        name: tuple(row for k, row in enumerate(getattr(brief, name)) if f"{name}[{k}]" not in faulty)
        for name in ("claims", "events", "charts", "watch")
    }
    return brief.model_copy(update=kept)


def cited(brief: Brief) -> Brief:
    """The brief with the evidence that it cites, and what that is computed from, alone."""
    cited = {e for _, s in places(brief) for e in s.evidence} | {e for c in brief.charts for e in c.evidence}
    cited |= {e for f in brief.findings for e in (*f.operands, *f.evidence)}
    below = operands_below(cited, brief.evidence) if cited else ()
    order = {e: item for e, item in brief.evidence.items() if e in set(below)}
    return brief.model_copy(update={"evidence": order})


def _kept(given: tuple[Sentence, ...], bad: Mapping[Sentence, Proof]) -> tuple[Sentence, ...]:
    return tuple(s for s in given if s not in bad)


def _kept_insight(insight: Insight, bad: Mapping[Sentence, Proof], evidence: Mapping[str, Evidence]) -> Insight:
    """The insight without unproven sentences and without the points that they leave empty; the best point frames it."""
    points = tuple(p for p in insight.points if not any(s in bad for s in p.sentences))
    framing = _kept(insight.framing, bad)
    if insight.framing and not framing and len(points) > 1:
        framing, points = points[0].sentences, points[1:]
    if framing and not points and (label := _label(framing[0], evidence)):
        framing, points = (), (Point(label=label, sentences=framing),)
    first = next((s for s in (*framing, *(s for p in points for s in p.sentences))), None)
    asked = insight.question
    if first and any(s in bad for s in insight.framing) and (label := _label(first, evidence)):
        minerals = (getattr(evidence[k], "figure", None) for k in first.evidence)
        asked = question(label, next((f.mineral for f in minerals if f and f.mineral), ""))
    return insight.model_copy(update={"question": asked, "framing": framing, "points": points})


def _label(told: Sentence, evidence: Mapping[str, Evidence]) -> str:
    """The label of the relation whose figure a sentence tells."""
    labels = {r.name: r.label for r in CATALOGUE}
    metrics = (e.figure.metric for k in told.evidence if isinstance(e := evidence[k], DerivedEvidence | RunEvidence))
    return next((labels[m] for m in metrics if m in labels), "")


def _parts(
    reading: Reading,
    world: World,
    ledger: Ledger,
    lead: Lead | None,
    today: dt.date,
    draws: int,
    seed: int,
    undated: bool = False,
    settled: bool = True,
) -> dict[str, Any]:
    """The sections of a brief; without a lead only what the article says, and that nothing was computed.

    undated: whether the day of the view is taken from those that an article without a date tells; settled: whether it
    is known at all, without which nothing of the world is told, as it may have come after the article.
    """
    context = Context(world, reading.article.text, reading.article.title, today.isoformat(), ledger.runs,
                      reading.article.author)  # fmt: skip
    doubts, told = contradicted(reading, ledger, context), news(reading, lead, ledger, context)
    checks = of_itself(reading, ledger, context)
    public = world if settled else world.as_of(not_long_after(reading.article.text, today))
    known = considered(reading, lead, public, ledger, today, context, settled)
    if lead is None:
        thesis, rest = views(reading, lead, ledger, context) if is_opinion(reading) else ((), ())
        stands = status(reading, None, told, (), ledger, context) if told else ()
        sized = sizing if told is not None and is_empty(reading, told) else follow
        first = (*thesis, *((told.said, *stands, *sized(reading, None, told, ledger, context)) if told else ()))
        named, known = nearest(known) if told is not None and not thesis else ((), known)
        first = (*first, *named)
        watched = to_watch(reading, ledger, today, context)
        return {
            "bottom_line": (*first, *doubts),
            "summary": rest or _summed(reading, None, first, watched, ledger, context),
            "background": (),
            "insights": insights_of(known),
            "change": turning_of(known),
            "watch": _merged(watched, watched_of(known, today)),
            "charts": (),
            "limits": limits(None, ledger, reading, undated),
            "checks": checks,
        }
    setting = Setting(reading, lead, world, ledger, today, draws, seed)
    able, pool, stated = _reasoned(setting, context)
    if not settled:  # what is known of the world may have come after the article
        able = [f for f in able if _is_of_text(f)]
    if lead.kind == "opinion":  # what is known of its parties is no part of its argument
        able = [f for f in able if f.told or f.relation.about == "own"]
    if lead.family == "export_control" and _OF_KNOWLEDGE.search(f"{lead.title} {lead.event.quote}"):
        able = [f for f in able if f.relation.name not in OF_GOODS]
    firm = status(reading, lead, told, pool, ledger, context) if told else ()
    if spares(firm):
        able = [f for f in able if f.relation.label not in LOSSES]
    chosen = choose(able, stated)
    named, others = nearest(known) if told is not None and lead.kind != "opinion" else ((), known)
    thesis, rest = views(reading, lead, ledger, context) if is_opinion(reading) else ((), ())
    first = (*thesis, *_first_lines(setting, told, chosen, firm, context))
    first = first or _summed(reading, lead, (), (), ledger, context)[:1]
    turned = tuple(turns(setting)) if settled else ()
    watched = to_watch(reading, ledger, today, context, setting if settled else None)
    later = {k for w in watched if w.date != NO_DAY for k in w.sentence.evidence}
    first = (*first[:1], *(s for s in first[1:] if s in firm or not ({*s.evidence} <= later)))  # which it tells
    if not chosen.bottom:
        first, known = (*first, *named), others
    tests = turning_of(known)
    doubts += tuple(c for c in checks if told is not None and _stands_in(c, told, ledger))
    said = {*told.said.evidence} if told is not None else set[str]()  # the news itself is no step after it
    above = " ".join(s.text for s in first)  # nor is what the bottom line tells
    watched = tuple(
        w for w in watched
        if w.date != NO_DAY or not ({*w.sentence.evidence} <= said or w.sentence.text.strip("“”.") in above)
    )  # fmt: skip
    printed = _printed(chosen)
    summed = rest or _summed(reading, lead, first, watched, ledger, context)
    again = {k for s in summed for k in s.evidence}
    top = {k for s in first[:1] for k in s.evidence}
    watched = tuple(
        w for w in watched
        if not ({*w.sentence.evidence} <= (again if w.date == NO_DAY else top) and len(w.date) < len("2025-01"))
    )  # fmt: skip
    behind = background(setting, context) if settled else ()
    asked = (*insights(chosen, setting), *insights_of(known))
    told_below = {r for i in asked for s in (*i.framing, *(s for p in i.points for s in p.sentences))
                  for r in _rows(s, ledger)}  # fmt: skip
    behind = tuple(s for s in behind if not (rows := _rows(s, ledger)) or not rows <= told_below)
    spoken = (*first, *behind, *(s for i in asked for s in (*i.framing, *(s for p in i.points for s in p.sentences))))
    return {
        "bottom_line": (*first, *doubts),
        "summary": summed,
        "background": behind,
        "insights": asked,
        "findings": records(chosen, stated),
        "change": (*turned, *tests),
        "watch": _merged(watched, watched_of(known, today)),
        "charts": _spoken_of(pictures(setting, printed), spoken, ledger),
        "limits": limits(setting, ledger, reading, undated),
        "checks": tuple(c for c in checks if c not in doubts),
    }


def _merged(watched: tuple[Watch, ...], more: tuple[Watch, ...]) -> tuple[Watch, ...]:
    """What is to be watched with more of it by the day, what has none at the end."""
    made = [*watched]
    for one in more:
        later = (k for k, o in enumerate(made) if one.date != NO_DAY and (o.date == NO_DAY or o.date > one.date))
        made.insert(next(later, len(made)), one)
    return tuple(made)


def _stands_in(told: Sentence, news: News, ledger: Ledger) -> bool:
    """Whether a sentence cites the one of the news."""
    return any(e.start < news.end and news.start < e.end for e in _cited_words(told, ledger))


def _printed(chosen: Chosen) -> tuple[Found, ...]:
    return (*chosen.bottom, *chosen.why, *chosen.reply, *chosen.long)


_OF_KNOWLEDGE = re.compile(r"(?i)\b(?:technolog(?:y|ies)|know-?how)\b(?! (?:firms?|compan|maker|giant|group|sector))")
# what is said of the good itself, and so of no control on how to make it
OF_GOODS = frozenset({
    "sender_break_even",
})  # fmt: skip


def _summed(
    reading: Reading, lead: Lead | None, first: Sequence[Sentence], watched: Sequence[Watch], ledger: Ledger,
    context: Context,
) -> tuple[Sentence, ...]:  # fmt: skip
    """The summary, without what the bottom line tells, and without what is watched nearly whole and has no size."""
    above = tuple((e.start, e.end) for s in first for e in _cited_words(s, ledger) if _is_told_by(e.quote, s.text))
    beside = tuple(
        (e.start, e.end) for w in watched if w.date != NO_DAY for e in _cited_words(w.sentence, ledger)
        if len(w.sentence.text.split()) >= NEARLY * len(e.quote.split()) and not sizes(reading, e.start, e.end)
    )  # fmt: skip
    return summary(reading, lead, ledger, context, above, beside)


def _is_told_by(quote: str, words: str) -> bool:
    """Whether words are for the most part those of a sentence of the article, as it is or cut."""
    own, whole = words.lower().split(), {*quote.lower().split()}
    return len(own) > 1 and sum(w in whole for w in own) >= MOSTLY * len(own)


def _cited_words(told: Sentence, ledger: Ledger) -> tuple[SpanEvidence, ...]:
    """The places of the article that a sentence cites."""
    return tuple(e for k in told.evidence if isinstance(e := ledger.evidence[k], SpanEvidence))


def _spoken_of(charts: tuple[Chart, ...], told: tuple[Sentence, ...], ledger: Ledger) -> tuple[Chart, ...]:
    """The charts that draw what a sentence tells; a chart that nothing speaks of is none."""
    cited = [e for s in told for e in s.evidence]
    below = set(operands_below(cited, ledger.evidence)) if cited else set()
    return tuple(c for c in charts if below & set(c.evidence))


def _first_lines(
    setting: Setting, told: News | None, chosen: Chosen, firm: tuple[Sentence, ...], context: Context
) -> tuple[Sentence, ...]:
    """The news, how firm it is, the best findings, what is open; the article's own figures where none is told yet."""
    said = (setting.reading, setting.lead, told, setting.ledger, context)
    found = tuple(sentence(f, setting.ledger) for f in chosen.bottom)
    if told is None:
        return (*found, *hinge(*said, LEAST_OPEN))
    firm = denial(setting.reading, told, setting.ledger, context) or firm
    empty = is_empty(setting.reading, told)
    size = () if (found and not empty) or has_size(setting.reading, told) else sizing(*said)
    first = tuple(dict.fromkeys((told.said, *(size if empty else ()), *firm)))
    open_ = hinge(*said, SURELY_OPEN) if len(first) + len(found) <= LEAST_FIRST else ()
    near = () if size or (found and open_) else follow(setting.reading, setting.lead, told, setting.ledger, context)
    first = tuple(dict.fromkeys((*first, *near, *found)))
    beside = open_ if len(first) <= LEAST_FIRST else ()
    if not found:  # one sentence of the article at least: what is open, else what sizes the news
        beside = beside or size or (() if near else hinge(*said, LEAST_OPEN))
    own = (s for s in first if s not in found)
    return tuple(dict.fromkeys((*own, *beside, *found)))  # the numbers are told before they are reckoned with


def _reasoned(setting: Setting, context: Context) -> tuple[list[Found], list[Operand], frozenset[float]]:
    """All findings that are proven, the worthiest first; the operands; the fractions that the article prints."""
    ledger, lead, day = setting.ledger, setting.lead, setting.today.isoformat()
    pool = sound(setting, [*operands(setting), *measures(setting)])
    pool += run(setting, frame_of(lead), pool)
    stated = frozenset(round(o.value, 4) for o in pool if o.origin == "span" and o.kind == "share")
    found = [f for f in compute(CATALOGUE, pool, lead, day, ledger.evidence) if not _is_printed(f, pool)]
    able, setting.withheld = proven(found, ledger, context, stated)
    return able, pool, stated


def _rows(told: Sentence, ledger: Ledger) -> frozenset[tuple[str, str]]:
    """The rows of the world on which a sentence rests."""
    below = (ledger.evidence[k] for k in operands_below(told.evidence, ledger.evidence))
    return frozenset((e.table, e.id) for e in below if isinstance(e, RowEvidence))


def _is_of_text(found: Found) -> bool:
    """Whether a finding is reckoned from numbers of the article alone."""
    return all(o.origin == "span" for o in found.case.ops.values())


def _is_printed(found: Found, pool: Sequence[Operand]) -> bool:
    """Whether what is computed, a mass or sum, stands in the article as a number of its own."""
    own = {o.id for o in found.case.ops.values()}
    sums = (o for o in pool if o.kind in {"mass", "mass_rate", "money", "price"} and o.value)
    others = (o for o in sums if o.origin == "span" and o.id not in own)
    sized = found.relation.unit in {"t", "t/yr", "money", "USD", "level", "price"} and found.value != 0
    return sized and found.told > 1 and any(abs(o.value / found.value - 1) < ROUNDING for o in others)


def findings(
    reading: Reading, world: World, *, as_of: str | dt.date | None = None, draws: int = 1000, seed: int = 0
) -> dict[str, Any]:
    """What a writer may choose from: the lead, every proven finding with its words, and the evidence by id.

    {lead: {title, family, direction, actor, targets, minerals, quote}, findings: [{id, relation, label, text, value,
    low, high, unit, formula, evidence, questions, worth}], considerations: [{id, question, label, text, evidence}],
    evidence: {id: ...}, runs, as_of}. `lead` is None and the lists are empty where the article tells no news about
    minerals. Raises `BadInput` for bad draws or seed.
    """
    _bounded(draws, seed)
    today = view_day(reading, world, as_of)
    seen, reading = world.as_of(today), _of_first_pages(reading)
    lead, ledger = lead_of(reading, seen), Ledger(seen, reading.article.text)
    told: dict[str, Any] = {"as_of": today.isoformat(), "lead": None, "evidence": {}, "runs": {}}
    told |= {"findings": [], "considerations": []}
    if lead is None:
        return told
    context = Context(seen, reading.article.text, reading.article.title, today.isoformat(), ledger.runs,
                      reading.article.author)  # fmt: skip
    able, _, stated = _reasoned(Setting(reading, lead, seen, ledger, today, draws, seed), context)
    rows = [offered(f, k, stated, ledger) for k, f in enumerate(able, 1)]
    known = considered(reading, lead, seen, ledger, today, context)
    added = [
        {"id": f"c{k}", "question": c.row["question"], "label": c.row["label"], "text": c.said.text,
         "evidence": list(c.said.evidence)}
        for k, c in enumerate(known, 1)
    ]  # fmt: skip
    told_by = [e for r in (*rows, *added) for e in r["evidence"]]
    below = operands_below(told_by, ledger.evidence) if told_by else ()
    return told | {
        "lead": {
            "title": reading.article.title, "family": lead.family, "direction": lead.direction, "actor": lead.actor,
            "targets": list(lead.targets), "minerals": list(lead.minerals), "quote": lead.event.quote,
        },
        "findings": rows,
        "considerations": added,
        "evidence": {k: v.model_dump(mode="json") for k, v in ledger.evidence.items() if k in set(below)},
        "runs": ledger.runs,
    }  # fmt: skip


def _manifest(
    article: Article,
    world: World,
    lead: Lead | None,
    source: str | None,
    today: dt.date,
    draws: int,
    seed: int,
    ledger: Ledger,
) -> dict[str, Any]:
    """What re-creates the brief byte for byte."""
    return {
        "version": __version__,
        "world": world.name,
        "article": article.sha256,
        "source": source,
        "as_of": today.isoformat(),
        "draws": draws,
        "seed": seed,
        "lead": [{"family": lead.family, "direction": lead.direction, "frame": frame_of(lead).name}] if lead else [],
        "runs": {key: ledger.runs[key] for key in sorted(ledger.runs)},
    }
