"""Questions, labels, titles of charts and limits: a closed list (`lexicon/headings.csv`), with what each stands over.

A question or label stands over a figure of the metrics that its row names, and names the mineral of that figure; a
title over a chart of that kind; what a brief says of its limits holds of the brief.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from didymium.news.document import MOST_READ
from didymium.proof import lexicon
from didymium.proof.considered import row_of
from didymium.proof.entail import direction, groups_of
from didymium.proof.evidence import Context
from didymium.proof.known import figure_slots
from didymium.proof.reading import read
from didymium.records import Brief, Chart, DerivedEvidence, Evidence, Insight, RunEvidence, Sentence, SpanEvidence
from didymium.world.considerations import QUESTIONS

ANY, SPANS = frozenset({"*"}), frozenset({"spans"})  # over anything; over what a sentence of the article tells


def _frames(brief: Brief) -> frozenset[str]:
    """The frames of its leads, as the manifest has them."""
    return frozenset(str(lead.get("frame")) for lead in brief.manifest.get("lead") or ())


def _computes(brief: Brief) -> bool:
    """Whether anything that answers a question is a figure that was made."""
    told = (s for i in brief.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))
    return any(isinstance(brief.evidence.get(k), DerivedEvidence | RunEvidence) for s in told for k in s.evidence)


_HOLDS: dict[str, Callable[[Brief], bool]] = {
    "uncomputed": lambda brief: not _computes(brief) and "view" not in _frames(brief),
    "unsettled": lambda brief: not _frames(brief),
    "listing": lambda brief: "listing" in _frames(brief),
    "long": lambda brief: len(brief.article.text) > MOST_READ,
    "undated": lambda brief: not brief.article.published,
    "": lambda _: True,
}


@cache
def _listed(place: str) -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """The texts of a place (question, label, chart, limit) as patterns, with what each stands over."""
    found: dict[str, frozenset[str]] = {}
    for row in lexicon.headings():
        text = row["question"] if place == "question" else row["text"]
        if text and row["place"] == ("label" if place == "question" else place):
            found[text] = found.get(text, frozenset()) | frozenset(row["holds"].split(";"))
    return {t: (re.compile(_filled(t)), holds) for t, holds in found.items()}


def _filled(text: str) -> str:
    """A heading as a pattern, with what may stand in each of its slots."""
    return re.sub(r"\\{(\w+)\\}", lambda m: f"(?P<{m[1]}>{_SLOTS[m[1]]})", re.escape(text))


_SLOTS = {
    **dict.fromkeys(("mineral", "country", "names", "minerals"), ".+"),
    **dict.fromkeys(("day", "first"), r"\d{1,2} [A-Z][a-z]+ \d{4}"),
    "share": r"\d+(?:\.\d+)?%", "weeks": r"\d+(?:\.\d+)?", "gap": r"\d+",
}  # fmt: skip


def limits() -> frozenset[str]:
    """What a brief may say of its limits."""
    return frozenset(_listed("limit"))


def insight_faults(
    insight: Insight, evidence: Mapping[str, Evidence], context: Context
) -> Iterator[tuple[str, str, str]]:
    """(place in the insight, heading, fault) of its question and labels; a consideration's are its row's."""
    every = (*insight.framing, *(s for p in insight.points for s in p.sentences))
    rows = [row_of(s, evidence, context) for s in every]
    if insight.question in QUESTIONS.values():
        asked = {QUESTIONS.get(str(row["question"])) if row else None for row in rows}
        if asked != {insight.question}:
            yield "question", insight.question, "what stands below it answers another question"
        for k, point in enumerate(insight.points):
            own = {row["label"] for s in point.sentences if (row := row_of(s, evidence, context))}
            if own != {point.label}:
                yield f"points[{k}].label", point.label, "it is not the label of its row"
        return
    yield from (("question", insight.question, why) for why in _faults("question", insight.question, every, evidence))
    for k, point in enumerate(insight.points):
        faults = _faults("label", point.label, point.sentences, evidence)
        yield from ((f"points[{k}].label", point.label, why) for why in faults)


def _faults(place: str, text: str, below: Sequence[Sentence], evidence: Mapping[str, Evidence]) -> Iterator[str]:
    told = next(((m, holds) for p, holds in _listed(place).values() if (m := p.fullmatch(text))), None)
    if told is None:
        yield f"it is none of the {place}s that a brief may have"
        return
    match, holds = told
    cited = [e for s in below for k in s.evidence if isinstance(e := evidence.get(k), DerivedEvidence | RunEvidence)]
    answers = [e for e in cited if e.figure.metric.removesuffix("_also") in holds or holds == ANY]
    spans = any(isinstance(evidence.get(k), SpanEvidence) for s in below for k in s.evidence)
    if not answers and holds != ANY and not (spans and holds == SPANS):
        yield f"nothing below it is what the {place} is for"
    named = match.groupdict().get("mineral")
    own = frozenset(k for e in answers for k in figure_slots(e.figure, listed=True).get("mineral", ()))
    own = own or frozenset(k for s in below for i in read(s.text).of("mineral") for k in i.keys)
    if named and not _is_mineral(named, own):
        yield f"{named!r} is not the mineral of what stands below"


def _is_mineral(name: str, own: frozenset[str]) -> bool:
    """Whether a text is the name of one of some minerals, or of a group of one, and nothing more."""
    return bool(_named(name) & (own | groups_of(own)))


def _named(name: str) -> frozenset[str]:
    """The mineral that a text names and nothing more; empty where it says anything else."""
    items = read(name).items
    whole = len(items) == 1 and items[0].kind == "mineral" and items[0].surface == name
    bare = frozenset({"mineral:lead"}) if name == "lead" else frozenset[str]()  # a verb where it stands alone
    return items[0].keys if whole else bare


def title_faults(chart: Chart) -> Iterator[str]:
    """Why a chart's title is not that of its kind; its names are held against its evidence elsewhere."""
    told = ((m["mineral"], holds) for p, holds in _listed("chart").values() if (m := p.fullmatch(chart.title)))
    mineral, holds = next(told, ("", frozenset[str]()))
    if chart.id not in holds or not _named(mineral):
        yield "the title is none that a chart of its kind may have"


def limit_faults(brief: Brief) -> Iterator[tuple[int, str]]:
    """(place, fault) of each limit that is not of the list, or does not hold of the brief."""
    for k, sentence in enumerate(brief.limits):
        _, holds = _listed("limit").get(sentence.text, (None, frozenset[str]()))
        if not holds:
            yield k, "it is none of the limits that a brief may name"
        elif not all(_HOLDS[h](brief) for h in holds):
            yield k, "it does not hold of this brief"


def yours_faults(brief: Brief) -> Iterator[tuple[int, str]]:
    """(place, fault) of each sentence for a user that is none of those that a profile's fields make."""
    for k, sentence in enumerate(brief.for_you):
        told = [m for p, _ in _listed("yours").values() if (m := p.fullmatch(sentence.text))]
        if not told or not any(_is_yours(m.groupdict()) for m in told):
            yield k, "it is nothing that a profile can say"
        elif [getattr(brief.evidence.get(e), "statement", "") for e in sentence.evidence] != [sentence.text]:
            yield k, "it is not what its evidence has as given"


def _is_yours(slots: Mapping[str, str]) -> bool:
    """Whether a mineral, a country and the names of parts are such and say nothing more."""
    named = read(slots.get("names", "")).items
    land = [i.kind for i in read(slots.get("country", "")).items if i.kind != "function"]
    goods = [i.kind for i in read(slots.get("minerals", "")).items if i.surface not in {",", "and"}]
    return (
        ("mineral" not in slots or bool(_named(slots["mineral"])))
        and land in ([], ["country"])
        and {*goods} <= {"mineral"}
        and not any(i.kind in {"mark", "number"} or direction(i) or i.surface in {".", ";", ":"} for i in named)
    )
