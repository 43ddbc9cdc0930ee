"""`verify` of a whole brief: every part is held against evidence, and every forged part is found."""

from __future__ import annotations

from typing import Any

import pytest

from didymium import proof
from didymium.brief.charts import sizes
from didymium.errors import Unproven
from didymium.news.verdict import check_claim
from didymium.proof.verify import _claim_faults, _day_is_said
from didymium.records import (
    Article,
    Brief,
    Claim,
    DerivedEvidence,
    Event,
    FactEvidence,
    Figure,
    GivenEvidence,
    Insight,
    Point,
    RowEvidence,
    RunEvidence,
    Sentence,
    SpanEvidence,
    Watch,
)
from didymium.records import Finding as Derived
from didymium.world.load import load_world

DAY = "2025-11-10"
TEXT = "Congo set a cobalt quota of 96,600 tonnes for 2026. Its quota was 220,000 tonnes of cobalt in 2024."
UNSIZED = "What the named firms bought is not public, so the step is not sized as a stop to their whole country."
RUN = {"simulate-1": {"verb": "simulate", "as_of": DAY, "args": {"scenario": {"restrictions": [
    {"exporter": "COD", "minerals": ["cobalt"], "allowed": 0.44, "from": "2026-01", "to": "2026-12"}]}}}}  # fmt: skip


def a_brief() -> Brief:
    book = proof.Ledger(load_world().as_of(DAY), TEXT)
    first = book.span(0, 51)
    told = ("96,600 tonnes", "220,000 tonnes")
    quota, exports = (book.span(TEXT.index(w), TEXT.index(w) + len(w), reads=True) for w in told)
    part = book.derived(f"change({quota}, {exports})", "down_from", mineral="cobalt")
    figure = Figure(metric="price_ratio", value=1.5, low=1.2, high=2.0, unit="1", mineral="cobalt", country="CHN",
                    period="2026-01/2026-12")  # fmt: skip
    run = book.add(RunEvidence(run="simulate-1", metric="price_ratio", index=0, statement="", figure=figure))
    share = book.row(*proof.share_row(book.world, "cobalt", "mine", "COD"), "value", "world_share")
    item = book.evidence[share]
    assert isinstance(item, RowEvidence)
    assert item.figure is not None
    size = f"{100 * item.figure.value:.0f}%"
    year = item.figure.period
    article = Article(title="Congo sets a quota", published=DAY, text=TEXT)
    return Brief(
        article=article, tags=("Battery Metals",), summary=(Sentence(text=TEXT[:51], evidence=(first,)),),
        background=(
            Sentence(text=f"The DR Congo mined {size} of the world's cobalt in {year}.", evidence=(share,)),
        ),
        insights=(
            Insight(
                question="How large is the change?",
                points=(Point(label="By the numbers", sentences=(
                    Sentence(text="The quota of 96,600 tonnes is 56% below the quota of 220,000 tonnes of cobalt "
                             "in 2024.", evidence=(part, quota, exports)),)),
                        Point(label="By the numbers", sentences=(
                    Sentence(text="The price of cobalt in China would peak at 1.5 times the baseline (1.2 to 2 times).",
                             evidence=(run,)),))),
            ),
        ),
        claims=(), events=(), watch=(), limits=(
            Sentence(text=UNSIZED, evidence=(first,)),
        ),
        charts=(
            sizes("cobalt", [("Quota in 2026", 96_600.0), ("Quota in 2024", 220_000.0)]).model_copy(
                update={"evidence": (quota, exports)}),
        ),
        findings=(
            Derived(id="f1", relation="share", formula=f"change({quota}, {exports})", operands=(quota, exports),
                    value=96_600 / 220_000 - 1, unit="share", worth=1.0),
        ),
        evidence=book.evidence,
        manifest={"article": article.sha256, "as_of": DAY, "runs": RUN, "lead": [{"frame": "listing"}]},
    )  # fmt: skip


BRIEF = a_brief()


def changed(**update: Any) -> Brief:
    return BRIEF.model_copy(update=update)


def with_evidence(key: str, **update: Any) -> Brief:
    return changed(evidence=BRIEF.evidence | {key: BRIEF.evidence[key].model_copy(update=update)})


def test_a_true_brief_is_proven() -> None:
    report = proof.verify(BRIEF)
    assert report.ok, report.faults
    assert report.sentences == 5
    assert proof.prove_brief(BRIEF) is BRIEF
    assert not proof.unproven(BRIEF)


def test_the_proof_tells_how_each_number_came_about() -> None:
    how = proof.verify(BRIEF).to_json()["proofs"]["insights[0].points[0].sentences[0]"]["how"]
    derived = next(h for h in how if h["kind"] == "derived")
    assert derived["said"] == "56%"
    assert derived["formula"].startswith("change(")
    assert set(derived["operands"].values()) == {"96,600 tonnes", "220,000 tonnes"}


def test_the_proof_is_told_in_lines() -> None:
    lines = list(proof.explained(BRIEF, proof.verify(BRIEF)))
    assert sum(line.startswith("proven: ") for line in lines) == 5
    assert any("56%" in line and "change(" in line and "96,600 tonnes" in line for line in lines)
    lie = changed(background=(Sentence(text="The DR Congo mined 1% of it.", evidence=BRIEF.background[0].evidence),))
    told = list(proof.explained(lie, proof.verify(lie)))
    assert any(line.startswith("refuted: ") for line in told)
    assert any("why not: '1%'" in line for line in told)


def forged() -> dict[str, Brief]:
    point, price = BRIEF.insights[0].points
    lie = Sentence(text="The DR Congo mined 12% of the world's cobalt in 2024.", evidence=BRIEF.background[0].evidence)
    chart = BRIEF.charts[0]
    drawn = sizes("cobalt", [("Quota", 69_600.0), ("Quota in 2024", 220_000.0)]).spec
    insight = BRIEF.insights[0]
    key = BRIEF.background[0].evidence[0]
    legacy = FactEvidence(statement="The DR Congo mined 76% of the world's cobalt in 2024.", table="facts",
                          source_id="x", source="x", known_from="2024-01-01")  # fmt: skip
    return {
        "a sentence": changed(background=(lie,)),
        "a bottom line": changed(bottom_line=(lie,)),
        "what would change it": changed(change=(lie,)),
        "for you": changed(for_you=(lie,)),
        "a limit": changed(limits=(lie,)),
        "a date to watch": changed(watch=(Watch(date="2026-12-31", sentence=BRIEF.summary[0]),
                                          Watch(date="2031-01-01", sentence=BRIEF.summary[0]))),
        "a question with a number": changed(insights=(insight.model_copy(update={"question": "Why 56%?"}),)),
        "a question with a name": changed(insights=(insight.model_copy(update={"question": "Why did Chile sell?"}),)),
        "a question that is none": changed(insights=(insight.model_copy(update={"question": "Buy cobalt now."}),)),
        "a label": changed(insights=(insight.model_copy(update={"points": (
            point.model_copy(update={"label": "Glencore"}), price)}),)),
        "markup in a label": changed(insights=(insight.model_copy(update={"points": (
            point.model_copy(update={"label": "<b>Size</b>"}), price)}),)),
        "a drawn number": changed(charts=(chart.model_copy(update={"spec": drawn}),)),
        "a caption": changed(charts=(chart.model_copy(update={"text": "Quota: 69,600 tonnes."}),)),
        "a tag": changed(tags=("<script>",)),
        "a finding": changed(findings=(BRIEF.findings[0].model_copy(update={"value": 0.9}),)),
        "a formula": changed(findings=(BRIEF.findings[0].model_copy(update={"formula": "e2 + e3"}),)),
        "evidence that nothing cites": changed(evidence=BRIEF.evidence | {"e99": BRIEF.evidence["e1"].model_copy(
            update={"start": 1, "quote": TEXT[1:51]})}),
        "the article": changed(article=BRIEF.article.model_copy(update={"text": TEXT + " More."})),
        "the url of a source": with_evidence(key, url="https://example.org"),
        "the statement of a row": with_evidence(key, statement="share: 0.12"),
        "a row as the first edition cited it": changed(evidence=BRIEF.evidence | {key: legacy}),
        "the day": changed(manifest=BRIEF.manifest | {"as_of": "2015-01-01"}),
        "a run of another verb": changed(manifest=BRIEF.manifest | {"runs": {"simulate-1": {"verb": "plan"}}}),
        "a run that sees later": changed(manifest=BRIEF.manifest | {"runs": {"simulate-1": RUN["simulate-1"] | {
            "as_of": "2026-11-01"}}}),
        "no run": changed(manifest=BRIEF.manifest | {"runs": {}}),
    }  # fmt: skip


@pytest.mark.parametrize(("name", "brief"), forged().items())
def test_a_forged_part_is_found(name: str, brief: Brief) -> None:
    assert not proof.verify(brief).ok, name
    with pytest.raises(Unproven):
        proof.prove_brief(brief)


def test_what_a_user_says_carries_only_what_is_for_them() -> None:
    mine, theirs = (
        f"By your profile 50% of {whose} cobalt comes from the DR Congo: that part is exposed to the step."
        for whose in ("your", "all")
    )
    for text, place, proven in ((mine, "for_you", True), (theirs, "for_you", False), (mine, "bottom_line", False)):
        told = (Sentence(text=text, evidence=("u1",)),)
        made = changed(evidence=BRIEF.evidence | {"u1": GivenEvidence(statement=text)}, **{place: told})
        assert proof.verify(made).ok is proven, text


def test_a_draft_loses_what_is_not_proven() -> None:
    lie = Sentence(text="The DR Congo mined 12% of the world's cobalt in 2024.", evidence=BRIEF.background[0].evidence)
    lost = proof.unproven(changed(background=(*BRIEF.background, lie)))
    assert list(lost) == [lie]
    assert lost[lie].verdict == "refuted"
    bad = with_evidence(BRIEF.background[0].evidence[0], statement="another")
    assert list(proof.unproven(bad)) == list(BRIEF.background)
    chart = BRIEF.charts[0].model_copy(update={"text": "Quota: 1 tonne."})
    assert proof.unsound(changed(charts=(chart,))) == {"charts[0]"}


def test_a_brief_made_again_must_be_the_same() -> None:
    assert not proof.compared(BRIEF, BRIEF)
    other = (Sentence(text=BRIEF.summary[0].text, evidence=("e2",)),)
    assert [f.where for f in proof.compared(changed(summary=other), BRIEF)] == ["summary[0].evidence[0]"]
    assert [f.where for f in proof.compared(changed(summary=()), BRIEF)] == ["summary"]
    key = next(k for k, e in BRIEF.evidence.items() if e.kind == "run")
    item = BRIEF.evidence[key]
    assert isinstance(item, RunEvidence)
    for change in ({"value": 1.501}, {"low": 1.1}, {"country": "JPN"}):
        again = with_evidence(key, figure=item.figure.model_copy(update=change))
        assert [f.where.split(".figure")[0] for f in proof.compared(BRIEF, again)] == [f"evidence.{key}"]
    assert [f.kind for f in proof.compared(BRIEF, with_evidence(key, index=1))] == ["made again"]
    drawn = changed(
        charts=(BRIEF.charts[0].model_copy(update={"spec": BRIEF.charts[0].spec | {"data": {"values": []}}}),)
    )
    assert [f.where for f in proof.compared(BRIEF, drawn)] == ["charts[0].spec.data.values"]


def of_a_model(note: Any, **update: Any) -> set[str]:
    worded = changed(manifest=BRIEF.manifest | {"llm": note}, **update)
    return {f.where for f in proof.compared(worded, BRIEF)}


def test_a_model_may_word_only_what_the_manifest_counts() -> None:
    one = {"accepted": 1}
    summary = (BRIEF.summary[0].model_copy(update={"text": "Congo set a quota on cobalt of 96,600 tonnes for 2026."}),)
    background = (BRIEF.background[0].model_copy(update={"text": "It mined most of the world's cobalt."}),)
    assert not of_a_model(one, summary=summary)
    assert set(proof.reworded(changed(summary=summary), BRIEF)) == {"summary[0]"}
    for note in ("x", {}, {"accepted": 0}, {"accepted": "1"}, None):
        assert of_a_model(note, summary=summary) == {"summary[0]"}, note
        assert not of_a_model(note)
    assert of_a_model(one, summary=summary, background=background) == {"summary[0]", "background[0]"}
    assert not of_a_model({"accepted": 2}, summary=summary, background=background)
    assert of_a_model(one, limits=summary) == {"limits[0]", "limits[0].text"}
    assert of_a_model(one, bottom_line=summary) == {"bottom_line[0]"}
    assert of_a_model(one, summary=()) == of_a_model(one, background=()) == {"manifest.llm"}
    assert of_a_model(one, tags=("Prices",)) == {"tags[0]"}


def test_a_model_may_choose_points_and_no_questions_labels_or_findings() -> None:
    first, second = BRIEF.insights[0].points
    told = (first.sentences[0], second.sentences[0])

    def told_as(**update: Any) -> set[str]:
        return of_a_model({"accepted": 0}, insights=(BRIEF.insights[0].model_copy(update=update),))

    assert not told_as(points=(second,))
    assert not told_as(points=(second, first))
    assert not told_as(points=(Point(label="By the numbers", sentences=told),))
    assert not of_a_model({"accepted": 0}, insights=(), bottom_line=told[:1])
    assert told_as(question="Why does it fail?") == {"insights"}
    assert told_as(points=(Point(label="First losses", sentences=told),)) == {"insights"}
    found = BRIEF.findings[0].model_copy(update={"value": 0.5})
    assert of_a_model({"accepted": 0}, findings=(found,)) == {"findings[0]"}
    assert not of_a_model({"accepted": 0}, findings=(found.model_copy(update={"relation": "proposed"}),))
    book = BRIEF.evidence
    made = {"m1": proof.derived(f"{first.sentences[0].evidence[1]} + {first.sentences[0].evidence[2]}", book)}
    assert not of_a_model({"accepted": 0}, evidence=book | made)
    assert of_a_model({"accepted": 0}, evidence=book | {"e9": made["m1"]}) == {"evidence.e9"}
    assert proof.compared(changed(evidence=book | made), BRIEF)


def test_a_manifest_is_that_of_the_brief_made_again() -> None:
    runs = {"simulate-1": RUN["simulate-1"] | {"draws": 5}}
    for other in ({"draws": 100_000}, {"runs": runs}, {"withheld": {"A sentence.": ["why"]}}, {"lead": []}):
        told = changed(manifest=BRIEF.manifest | other)
        assert {f.where.split(".")[0] for f in proof.compared(told, BRIEF)} == {"manifest"}, other


def test_a_fault_is_told_where_it_is() -> None:
    """Each part alone, so that no other fault hides what is not looked at."""
    spare = BRIEF.evidence["e1"].model_copy(update={"end": 45, "quote": TEXT[:45]})
    unused = proof.verify(changed(evidence=BRIEF.evidence | {"e99": spare}))
    assert [(f.where, f.kind) for f in unused.faults] == [("evidence.e99", "unused")]
    for change in ({"unit": "t"}, {"value": BRIEF.findings[0].value * 1.001}):
        told = proof.verify(changed(findings=(BRIEF.findings[0].model_copy(update=change),)))
        assert [f.where for f in told.faults] == ["findings[0]"], change
    hashed = proof.verify(changed(manifest=BRIEF.manifest | {"article": "0" * 64}))
    assert [f.where for f in hashed.faults] == ["manifest"]
    lie = Sentence(text="The quota is 12,000 tonnes in 2026.", evidence=BRIEF.summary[0].evidence)
    watched = proof.verify(changed(watch=(Watch(date="2026", sentence=lie),)))
    assert "watch[0].sentence" in {f.where for f in watched.faults}


def test_every_piece_of_evidence_of_a_sentence_is_looked_at() -> None:
    point = BRIEF.insights[0].points[0].sentences[0]
    assert len(point.evidence) == 3
    for key in point.evidence:
        forged = with_evidence(key, **({"statement": "x"} if key == point.evidence[0] else {"quote": "x"}))
        assert point in proof.unproven(forged), key


def test_a_verdict_on_a_claim_is_given_again() -> None:
    text = "China mined 270,000 tonnes of rare earths in 2024."
    article = Article(title="China mined rare earths", published=DAY, text=text)
    claim = Claim(start=0, end=len(text), quote=text, metric="production", value=270_000.0, unit="t",
                  subject="CHN", mineral="rare earths", stage="mine", year="2024")  # fmt: skip
    given = check_claim(claim, load_world().as_of(DAY))
    told = Sentence(text=text, evidence=("e1",))
    made = BRIEF.model_copy(update={
        "article": article, "claims": (given,), "summary": (told,), "background": (), "insights": (), "charts": (),
        "findings": (), "limits": (), "evidence": {"e1": SpanEvidence(start=0, end=len(text), quote=text)},
        "manifest": {"article": article.sha256, "as_of": DAY, "runs": {}}})  # fmt: skip
    assert proof.verify(made).ok, proof.verify(made).faults
    assert given.reference is not None
    other = given.reference.model_copy(update={"value": 240_000.0})
    for change in ({"verdict": "contradicted"}, {"note": "another"}, {"value": 240_000.0}, {"quote": text[:-1]},
                   {"reference": other}, {"reference": None}):  # fmt: skip
        forged = given.model_copy(update=change)
        assert {f.where for f in proof.verify(made.model_copy(update={"claims": (forged,)})).faults} == {"claims[0]"}


@pytest.mark.parametrize("kind", ["itself", "a long chain", "doubled again and again"])
def test_evidence_that_leads_back_or_on_without_end_is_a_fault(kind: str) -> None:
    brief = a_brief()
    first, item = next((k, e) for k, e in brief.evidence.items() if e.kind != "span")
    derived = DerivedEvidence(formula="a", operands=(first,), figure=item.figure, statement="s")
    links = {
        "itself": {"z0": ("z0",)},
        "a long chain": {f"z{n}": (f"z{n + 1}",) for n in range(3000)} | {"z3000": (first,)},
        "doubled again and again": {f"z{n}": (f"z{n + 1}", f"z{n + 1}") for n in range(40)} | {"z40": (first,)},
    }[kind]
    more = {k: derived.model_copy(update={"operands": o, "formula": o[0]}) for k, o in links.items()}
    report = proof.verify(brief.model_copy(update={"evidence": {**brief.evidence, **more}}))
    assert "rests on itself, or on very many others" in {f.why for f in report.faults}


@pytest.mark.parametrize("pump", ["China, ", "and ", "1 ", "$1 billion "])
def test_a_sentence_without_end_is_not_read(pump: str) -> None:
    brief = a_brief()
    endless = brief.summary[0].model_copy(update={"text": pump * 50_000})
    report = proof.verify(brief.model_copy(update={"summary": (endless, *brief.summary[1:])}))
    assert "it has more than 2,000 characters" in report.faults[0].why


def test_a_sentence_of_very_many_signs_is_not_held_against_the_article() -> None:
    brief = a_brief()
    dotted = brief.summary[0].model_copy(update={"text": "1." * 300})
    report = proof.verify(brief.model_copy(update={"summary": (dotted, *brief.summary[1:])}))
    assert "it has more than 400 words and signs" in report.faults[0].why


def faults_of(**update: Any) -> set[tuple[str, str]]:
    return {(f.where, f.kind) for f in proof.verify(changed(**update)).faults}


@pytest.mark.parametrize(
    ("start", "end", "quote", "true"),
    [(0, 5, "Congo", True), (52, 54, "It", True), (1, 6, "Congo", False), (0, 5, "It", False), (0, 5, "congo", False)],
)  # fmt: skip
def test_an_event_stands_where_it_says(start: int, end: int, quote: str, true: bool) -> None:
    event = Event(type="investment", status="announced", start=start, end=end, quote=quote)
    assert (("events[0]", "span") not in faults_of(events=(event,))) is true


@pytest.mark.parametrize(
    ("value", "quote", "true"),
    [
        (96_600.0, "96,600 tonnes", True), (96.6, "96,600 tonnes", True), (96_600_000.0, "96,600 tonnes", True),
        (9_660.0, "96,600 tonnes", False), (966_000.0, "96,600 tonnes", False), (99_600.0, "96,600 tonnes", False),
        (0.44, "44% of exports", True), (44.0, "44% of exports", True), (4.4, "44% of exports", False),
        (250.0, "between 200 and 300 tonnes", True), (200.0, "between 200 and 300 tonnes", True),
        (300.0, "between 200 and 300 tonnes", True), (280.0, "between 200 and 300 tonnes", False),
    ],
)  # fmt: skip
def test_a_claim_has_the_number_of_its_quotation(value: float, quote: str, true: bool) -> None:
    context = proof.Context(load_world().as_of(DAY), quote, "", DAY)
    claim = Claim(
        start=0, end=len(quote), quote=quote, metric="quota", value=value, unit="t", subject="COD", mineral="cobalt"
    )
    assert (not list(_claim_faults(claim, Article(title="", text=quote), context))) is true


@pytest.mark.parametrize(
    ("date", "text", "true"),
    [
        ("2026-12-31", "The quota ends on 31 December 2026.", True), ("2026-12-31", "The quota ends in 2026.", True),
        ("2026-12", "The quota ends on 31 December 2026.", True), ("2026-12-31",
         "The quota ends in December 2026.", True),
        ("2026-11-30", "The quota ends on 31 December 2026.", False), ("2026-12-31", "The quota ends in 2027.", False),
        ("2026-12-31", "The quota ends on 31 December 2025.", False), ("2026-12-31", "The quota ends soon.", False),
        ("2026-06-30", "The quota ends in the first half of 2026.", True),
        ("2026-07-01", "The quota ends in the first half of 2026.", False),
        ("2026-06-30", "The quota ends in 2026.", False), ("2026-05-14", "The quota ends in May 2026.", False),
        ("2026-05", "The quota ends in May.", True), ("2027-05", "The quota ends in May.", False),
        ("2026-06", "It opens in early 2026.", True),
        ("2026-02", "It is a 90-day pause.", True), ("2026-04", "It is a 90-day pause.", False),
    ],
)  # fmt: skip
def test_a_day_to_watch_is_said(date: str, text: str, true: bool) -> None:
    context = proof.Context(load_world().as_of(DAY), "", "", DAY)
    assert _day_is_said(date, Sentence(text=text, evidence=()), context) is true


def test_every_place_of_a_brief_is_looked_at() -> None:
    lie = Sentence(text="Congo sold 5 tonnes of cobalt to Chile.", evidence=BRIEF.summary[0].evidence)
    insight = BRIEF.insights[0]
    point = insight.points[0]
    names = ("bottom_line", "summary", "background", "change", "limits", "for_you")
    parts: dict[str, Any] = dict.fromkeys(names, (lie,))
    wheres = {"bottom_line[0]", "summary[0]", "background[0]", "change[0]", "limits[0]", "for_you[0]",
              "insights[0].framing[0]", "insights[0].points[0].sentences[0]", "watch[0].sentence"}  # fmt: skip
    lied = insight.model_copy(update={"framing": (lie,), "points": (point.model_copy(update={"sentences": (lie,)}),)})
    made = proof.verify(changed(**parts, insights=(lied,), watch=(Watch(date="2026", sentence=lie),)))
    assert wheres <= {f.where for f in made.faults}
    assert made.sentences == len(wheres)
    assert set(made.proofs) == wheres


def test_a_run_sees_the_day_of_the_brief() -> None:
    for seen, true in (("2025-11-09", False), (DAY, True), ("2025-11-11", False), ("2026-01-01", False)):
        runs = {"simulate-1": RUN["simulate-1"] | {"as_of": seen}}
        assert (("manifest", "manifest") not in faults_of(manifest=BRIEF.manifest | {"runs": runs})) is true, seen


def test_the_article_is_the_one_of_the_manifest_to_the_last_digit() -> None:
    own = BRIEF.article.sha256
    other = own[:-1] + ("0" if own[-1] != "0" else "1")
    for stated, true in ((own, True), (other, False), (own[:8], True), (None, True)):
        found = faults_of(manifest=BRIEF.manifest | {"article": stated})
        assert (("manifest", "manifest") not in found) is true, stated


@pytest.mark.parametrize("tag", ["<b>", "https://x.org", "Prices\u200b", "Buy Now", "battery metals", ""])
def test_a_tag_is_one_of_the_list(tag: str) -> None:
    assert faults_of(tags=("Battery Metals", tag)) == {("tags", "tag")}


def test_what_is_lacking_or_added_is_a_difference() -> None:
    brief = changed(change=(BRIEF.summary[0],))
    assert [f.where for f in proof.compared(BRIEF, brief)] == ["change"]
    assert [f.where for f in proof.compared(brief, BRIEF)] == ["change"]
    key = next(k for k, e in BRIEF.evidence.items() if e.kind == "derived")
    item = BRIEF.evidence[key]
    assert isinstance(item, DerivedEvidence)
    for change in ({"low": 0.1, "high": 0.9}, {"mineral": None}, {"value": item.figure.value * (1 + 1e-5)}):
        other = with_evidence(key, figure=item.figure.model_copy(update=change))
        for pair in ((BRIEF, other), (other, BRIEF)):
            assert proof.compared(*pair), change
    near = with_evidence(key, figure=item.figure.model_copy(update={"value": item.figure.value * (1 + 1e-8)}))
    assert not proof.compared(BRIEF, near)
    more = {**BRIEF.evidence, "e77": BRIEF.evidence["e1"]}
    assert proof.compared(changed(evidence=more), BRIEF)
    assert proof.compared(BRIEF, changed(evidence=more))


@pytest.mark.parametrize("part", ["title", "text", "spec"])
def test_a_chart_names_what_its_evidence_is_of(part: str) -> None:
    chart = BRIEF.charts[0]
    lies: dict[str, Any] = {"title": "The quota of Chile", "text": "Quota of Chile: 96,600 tonnes.", "spec": {
        "data": {"values": [{"what": "quota", "country": "Chile", "t": 96_600}]}}}  # fmt: skip
    made = proof.verify(changed(charts=(chart.model_copy(update={part: lies[part]}),)))
    assert {f.where for f in made.faults} == {"charts[0]"}


def test_a_sentence_stands_once_and_in_its_part() -> None:
    made = a_brief()
    (first,), (back, *_) = made.summary, made.background

    def parts(**update: Any) -> set[str]:
        return {f.where for f in proof.verify(made.model_copy(update=update), alone=False).faults if f.kind == "part"}

    assert not parts()
    assert parts(summary=(first, first)) == {"summary[1]"}
    assert "bottom_line[0]" in parts(bottom_line=(back, *made.bottom_line))
    assert "background[0]" in parts(background=(first, *made.background))
    assert "summary[1]" in parts(summary=(first, back))


def test_the_header_tells_a_region_and_a_family_of_the_article() -> None:
    made = a_brief()

    def faults(region: str, family: str) -> set[str]:
        article = made.article.model_copy(update={"region": region})
        manifest = {**made.manifest, "lead": [{"family": family, "direction": None}]}
        event = Event(
            type="agreement", status="announced", family="agreement", start=0, end=51, quote=TEXT[:51], lead=True
        )
        changed = made.model_copy(update={"article": article, "manifest": manifest, "events": (event,)})
        return {f.where for f in proof.verify(changed, alone=False).faults} & {"article.region", "manifest.lead"}

    assert faults("Africa", "agreement") == set()
    assert faults("Oceania", "agreement") == {"article.region"}
    assert faults("Africa", "deal") == {"manifest.lead"}
