"""Whether the words beside the sentences hold: questions, labels of points, charts with their data and captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from didymium import labels
from didymium.brief import charts, phrase
from didymium.brief.questions import filled
from didymium.brief.verify.evidence import Fault
from didymium.brief.verify.parse import names_in, parse
from didymium.brief.verify.proof import proof
from didymium.errors import UnknownLabel
from didymium.records import Brief, Chart, Evidence, FactEvidence, Figure, Insight, Point, RunEvidence, SpanEvidence

MOVES = {
    "restrict more": "Further controls",
    "ease": "Easing",
    "subsidise down the chain": "Moving down the chain",
    "capture third-country supply": "Buying up third-country supply",
    "retaliate elsewhere": "Retaliation elsewhere",
    "dump the price": "A price war",
}
# What a point under a label is about: metrics of its figures or tables of its facts.
LABELS: dict[str, frozenset[str]] = {
    "Leverage": frozenset({"leverage_target_cost_usd", "leverage_ratio"}),
    "Precedent": frozenset({"count", "restrictions"}),
    "Exporters": frozenset({"exports_usd"}),
    "Buyers": frozenset({"exports_usd"}),
    "Border price": frozenset({"unit_value"}),
    "Output": frozenset({"production"}),
    "Criticality": frozenset({"supply_risk"}),
    "Import reliance": frozenset({"import_reliance"}),
    "Already felt": frozenset({"span"}),
    "Price to the sender": frozenset({"sender_income_change_usd"}),
    "The clock": frozenset({"provisions"}),
    "Industry at home": frozenset({"projects"}),
    "New supply": frozenset({"projects"}),
    "Allies": frozenset({"agreements"}),
    "Concentration": frozenset({"share"}),
    "Who else supplies": frozenset({"share"}),
    "Suppliers": frozenset({"imports_usd"}),
    "Reserves": frozenset({"reserves"}),
    "Price so far": frozenset({"price"}),
    "Demand": frozenset({"demand"}),
    "Recycling": frozenset({"recycling_input_rate"}),
    "Lists": frozenset({"lists"}),
    "Users": frozenset({"use_share"}),
    "Substitution": frozenset({"substitution", "si_sr"}),
    "Pipeline": frozenset({"production"}),
    "What the money buys": frozenset({"loss_avoided_usd"}),
    "Risk premium": frozenset({"years_between_measures", "premium_percent_of_price"}),
    "Prices": frozenset({"price_ratio"}),
    "Sectors": frozenset({"value_added_at_risk_usd"}),
    "Companies": frozenset({"sales_change_usd"}),
    "Tell-tales": frozenset({"move_cases"}),
    **{label: frozenset({"move_probability", "move_effect_usd"}) for label in MOVES.values()},
}  # fmt: skip
NEAR = 0.002  # relative gap that the rounding of a drawn number may leave


def insight_faults(brief: Brief, insight: Insight) -> Iterator[tuple[str, str, Fault]]:
    """(place below the insight, text, fault) of its question and of the labels of its points."""
    for fault in _question(brief, insight):
        yield "question", insight.question, fault
    for k, point in enumerate(insight.points):
        for fault in _label(brief, point):
            yield f"points[{k}].label", point.label, fault


def _question(brief: Brief, insight: Insight) -> Iterator[Fault]:
    """The question is one of its family's, made again from the names of the manifest, and those names are known."""
    asked = brief.manifest.get("questions")
    if isinstance(asked, dict):
        try:
            made = filled(str(asked["variant"]), dict(asked["sides"]))
        except (KeyError, TypeError, ValueError):
            made = ("", "", "")
        if insight.question not in made:
            yield Fault("question", "it is not a question of the manifest's family and sides")
    known = _names(brief, [e for p in insight.points for s in p.sentences for e in s.evidence])
    known |= {(n.kind, n.id) for n in names_in(f"{brief.article.title}. {brief.article.text}")}
    known |= {("country", str(n.country)) for n in names_in(brief.article.text) if n.country}
    yield from _unknown(insight.question, known | _all_names(brief))
    if parse(insight.question, None).numbers:
        yield Fault("number", "a question bears no number")


def _label(brief: Brief, point: Point) -> Iterator[Fault]:
    """The label is a known one, and the point's evidence is of its kind."""
    marks = LABELS.get(point.label)
    if marks is None:
        yield Fault("label", f"{point.label!r} is no label of a point")
        return
    items = [brief.evidence[e] for s in point.sentences for e in s.evidence if e in brief.evidence]
    if not any(_marks(i) & marks for i in items):
        yield Fault("label", f"no evidence of the point is about {point.label.lower()}")
    moves = {i.figure.name for i in items if isinstance(i, RunEvidence) and i.figure.metric == "move_probability"}
    if moves and point.label not in {MOVES.get(str(m)) for m in moves}:
        yield Fault("label", f"the point is about another move than {point.label.lower()}")


def _marks(item: Evidence) -> set[str]:
    if isinstance(item, SpanEvidence):
        return {"span"}
    found = {item.figure.metric} if isinstance(item, FactEvidence | RunEvidence) and item.figure else set()
    return found | ({item.table} if isinstance(item, FactEvidence) else set())


def _names(brief: Brief, keys: list[str]) -> set[tuple[str, str]]:
    return {name for k in keys if k in brief.evidence for name in proof(brief.evidence[k], brief.article).names}


def _all_names(brief: Brief) -> set[tuple[str, str]]:
    return _names(brief, list(brief.evidence))


def _unknown(text: str, known: set[tuple[str, str]]) -> Iterator[Fault]:
    ids = {i for _, i in known}
    for n in names_in(text):
        if n.id not in ids:
            yield Fault("name", f"{text[n.start : n.end]!r} is neither in the article nor in the evidence")


def chart_faults(brief: Brief, chart: Chart) -> Iterator[Fault]:
    """A chart draws what its evidence says, its caption says what it draws, its title names what both are about."""
    lost = [e for e in chart.evidence if e not in brief.evidence]
    if lost or not chart.evidence:
        yield Fault("evidence", f"the cited evidence {lost[0]!r} does not exist" if lost else "the chart cites nothing")
        return
    items = [brief.evidence[e] for e in chart.evidence]
    rows = chart.spec.get("data", {}).get("values", [])
    try:
        yield from _drawn(chart.id, rows, [i.figure for i in items if not _is_span(i) and i.figure])  # type: ignore[union-attr]
        words = charts.said(chart.id, rows)
    except (KeyError, TypeError, ValueError):
        yield Fault("chart", "its data are not those of such a chart")
        return
    sources = sorted({i.source for i in items if isinstance(i, FactEvidence)})
    expected = f"{words} Source: {'; '.join(sources)}." if chart.id == "shares" else words
    if chart.text != expected:
        yield Fault("caption", "the caption does not say what the chart draws")
    subject = str((brief.manifest.get("questions") or {}).get("sides", {}).get("mineral", ""))
    kin = {("mineral", m) for m in _kin(subject)}  # shares of a group stand for it
    yield from _unknown(chart.title, _names(brief, list(chart.evidence)) | kin)
    if parse(chart.title, None).numbers:
        yield Fault("number", "a title bears no number")


def _kin(mineral: str) -> tuple[str, ...]:
    try:
        return (mineral, *labels.groups(mineral), *labels.members(mineral))
    except UnknownLabel:
        return ()


def _is_span(item: Evidence) -> bool:
    return item.kind == "span"


def _drawn(kind: str, rows: list[dict[str, Any]], figures: list[Figure]) -> Iterator[Fault]:
    if kind == "shares":
        held = {(_country(f), f.stage): f for f in figures}
        by_name = {(c, _stage_name(f)): f.value for (c, _), f in held.items()}
        for row in (r for r in rows if r["country"] != "Others"):
            value = by_name.get((row["country"], row["stage"]))
            if value is None or not _same(row["share"], value, 6e-5):
                yield Fault("chart", f"{row['country']} at {row['stage']} is not drawn as its evidence says")
    elif kind == "loss":
        known = {phrase.sector(f.sector): f for f in figures}
        for row in rows:
            f = known.get(row["sector"])
            if f is None or not all(_same(row[k] * 1e6, v or 0.0) for k, v in _ends(f)):
                yield Fault("chart", f"{row['sector']} is not drawn as its evidence says")
    elif kind == "price":
        peak, last = max(rows, key=lambda r: r["mid"]), rows[-1]
        months = {f.period: f for f in figures}
        for row in (peak, last):
            f = months.get(row["month"])
            if f is None or not all(_same(row[k], v or 0.0) for k, v in _ends(f)):
                yield Fault("chart", f"{row['month']} is not drawn as its evidence says")
        if any(not r["low"] <= r["mid"] <= r["high"] for r in rows):
            yield Fault("chart", "a median lies outside its range")
    else:
        yield Fault("chart", f"{kind!r} is no chart of a brief")


def _ends(figure: Figure) -> tuple[tuple[str, float | None], ...]:
    return ("low", figure.low), ("mid", figure.value), ("high", figure.high)


def _country(figure: Figure) -> str:
    return phrase.country(str(figure.country), article=False)


def _stage_name(figure: Figure) -> str:
    return f"{phrase.capital(phrase.stage(str(figure.stage), figure.mineral or ''))} ({figure.period})"


def _same(drawn: float, known: float, least: float = 1e-9) -> bool:
    return abs(drawn - known) <= max(NEAR * abs(known), least)
