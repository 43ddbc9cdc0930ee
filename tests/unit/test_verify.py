from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefs import TEXT, evidence, proven_brief
from didymium.brief.verify import check, compared, prove, unproven, verify
from didymium.errors import Unproven
from didymium.records import Article, Brief, Evidence, FactEvidence, Figure, RunEvidence, Sentence, SpanEvidence

EXAMPLES = Path(__file__).parents[2] / "examples"


def quote(text: str) -> dict[str, Evidence]:
    return {"e": SpanEvidence(start=0, end=len(text), quote=text)}


def kinds(said: str, known: str | dict[str, Evidence], published: str = "2025-11-10") -> set[str]:
    proofs = quote(known) if isinstance(known, str) else known
    text = known if isinstance(known, str) else ""
    article = Article(title="", published=published, text=text)
    return {f.kind for f in check(Sentence(text=said, evidence=tuple(proofs)), proofs, article)}


def run(statement: str, value: float, low: float, high: float, unit: str = "USD", **more: Any) -> dict[str, Evidence]:
    figure = Figure(metric="value_added_at_risk_usd", value=value, low=low, high=high, unit=unit, **more)
    return {"r": RunEvidence(run="simulate-1", statement=statement, figure=figure)}


LOSS = run(
    "A cut of 74% in China's exports of dysprosium: value added at risk in Germany: $1.23 billion "
    "($0.61 billion to $2.94 billion)",
    1.234e9, 0.612e9, 2.94e9, mineral="dysprosium", country="DEU", counterpart="CHN",
)  # fmt: skip


def test_a_true_brief_has_no_fault() -> None:
    report = verify(proven_brief())
    assert report.faults == ()
    assert report.sentences == 13
    assert report.to_json() == {"ok": True, "sentences": 13, "faults": []}
    assert prove(proven_brief()) == proven_brief()


@pytest.mark.parametrize(
    "said",
    [
        "Germany would lose $1.2 billion of value added.",
        "About $1.2 billion of German value added is at risk (90% range $0.6 billion to $2.9 billion).",
        "German value added at risk lies between $610 million and $2.9 billion.",
        "At the upper end $2.9 billion of value added is at risk in Germany.",
        "A cut of 74% by China puts up to $2.9 billion of value added in Germany at risk.",
    ],
)
def test_rounding_and_ranges_that_hold(said: str) -> None:
    assert kinds(said, LOSS) == set()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Germany would lose $1.3 billion of value added.", "number"),
        ("Germany would lose $1.2 million of value added.", "number"),
        ("Germany would lose 1.2 billion tonnes of value added.", "number"),
        ("Germany would lose $1.2345 billion of value added.", "number"),
        ("Germany would lose $2.9 billion of value added.", "role"),
        ("Germany would lose between $1.2 billion and $2.9 billion of value added.", "role"),
        ("Germany would lose $1.2 billion (80% range $0.6 billion to $2.9 billion).", "number"),
        ("France would lose $1.2 billion of value added.", "name"),
        ("Germany would lose $1.2 billion of value added to a cut in terbium.", "name"),
        ("Germany would not lose $1.2 billion of value added.", "polarity"),
    ],
)
def test_numbers_names_and_negations_that_do_not_hold(said: str, kind: str) -> None:
    assert kind in kinds(said, LOSS)


@pytest.mark.parametrize(
    ("said", "known", "kind"),
    [
        ("Prices fell by 12%.", "Prices rose by 12%.", "polarity"),
        ("China imposed the controls.", "China suspended the controls.", "polarity"),
        ("China holds 90% of refining.", "China holds 90% of mining.", "polarity"),
        ("Chile exports 12 tonnes.", "Chile imports 12 tonnes.", "polarity"),
        ("Japan barred exports to China.", "China barred exports to Japan.", "role"),
        ("Exports to China were barred by Japan.", "China barred exports to Japan.", "role"),
        ("China mined 13% and Chile 69%.", "China mined 69% and Chile 13%.", "role"),
        ("Output was 5 t in 2020 and 9 t in 2021.", "Output was 5 t in 2021 and 9 t in 2020.", "role"),
        ("The ban ends on 11 May 2026.", "The ban ends on 10 May 2026.", "date"),
        ("The ban ends on 10 May 2026.", "The ban ends in May 2026.", "date"),
        ("Acme Metals bought the mine.", "Zenith Metals bought the mine.", "name"),
        ("Glencore sold the mine to Vale.", "Vale sold the mine to Glencore.", "role"),
        ("The firm has said what it plans.", "The firm has not said what it plans.", "polarity"),
        ("A floor of $110 per tonne holds.", "A floor of $110 per kilogram holds.", "number"),
        ("At least $400 million is pledged.", "Up to $400 million is pledged.", "number"),
    ],
)  # fmt: skip
def test_what_a_word_search_would_pass(said: str, known: str, kind: str) -> None:
    assert kind in kinds(said, known)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Exports to Japan were barred by China.", "China barred exports to Japan."),
        ("Chinese exports of gallium fell by a tenth in 2024.", "In 2024 China's gallium exports dropped 10%."),
        ("The US relied on China for 72% of its imports.", "72% of United States imports came from China."),
        ("Beijing's curbs end in May 2026.", "China's controls expire on 10 May 2026."),
        ("The list now has 60 minerals.", "Ten were added, raising the list to sixty minerals."),
        ("The ministry spoke on 10 November 2025.", "The ministry spoke on Monday."),
        ("The ban was imposed in April.", "It imposed the ban in April."),
        ("Output is more than 60,000 tonnes.", "Output exceeds 60,000 t."),
    ],
)
def test_paraphrases_pass(said: str, known: str) -> None:
    assert kinds(said, known) == set()


def test_relative_dates_are_those_of_the_article() -> None:
    assert "date" in kinds("The ministry spoke on 9 November 2025.", "The ministry spoke on Monday.")


def test_a_pronoun_takes_the_subject_of_the_sentence_before() -> None:
    text = "China's commerce ministry met traders. It imposed licences in April."
    start = text.index("It")
    proofs: dict[str, Evidence] = {"e": SpanEvidence(start=start, end=len(text), quote=text[start:])}
    article = Article(title="", published="2025-11-10", text=text)

    def faults(said: str) -> int:
        return len(check(Sentence(text=said, evidence=("e",)), proofs, article))

    assert not faults("China imposed licences in April.")
    assert faults("Japan imposed licences in April.")


def test_evidence_must_be_cited_and_exist() -> None:
    article = Article(title="", text="x")
    assert check(Sentence(text="All is well.", evidence=()), {}, article)[0].kind == "evidence"
    assert check(Sentence(text="All is well.", evidence=("e9",)), {}, article)[0].kind == "evidence"


def changed(**update: Any) -> Brief:
    return proven_brief().model_copy(update=update)


def test_the_first_fault_is_raised() -> None:
    brief = changed(summary=(Sentence(text="China holds about 75% of rare earth mining.", evidence=("e2",)),))
    with pytest.raises(Unproven, match=r"summary\[0\].*75%"):
        prove(brief)
    assert {s.text for s in unproven(brief)} == {"China holds about 75% of rare earth mining."}


def with_evidence(key: str, **update: Any) -> Brief:
    known = evidence()
    return changed(evidence=known | {key: known[key].model_copy(update=update)})


@pytest.mark.parametrize(
    ("brief", "kind"),
    [
        (with_evidence("e2", start=5), "span"),
        (with_evidence("e2", quote="China accounts for about 75% of mining."), "span"),
        (with_evidence("e2", end=10**9), "span"),
        (with_evidence("e10", run="simulate-ffffffff"), "run"),
        (with_evidence("e10", figure=evidence()["e10"].figure.model_copy(update={"value": 9e9})), "figure"),  # type: ignore[union-attr]
        (with_evidence("e7", source_id="nobody-2024"), "source"),
        (with_evidence("e7", table="nothing"), "fact"),
        (with_evidence("e7", known_from="2026-01-01"), "look-ahead"),
        (with_evidence("e9", source_id="csis-2025-b740fe"), "fact"),
        (changed(evidence=evidence() | {"e99": evidence()["e1"]}), "evidence"),
        (changed(manifest=proven_brief().manifest | {"article": "0" * 64}), "manifest"),
        (changed(manifest=proven_brief().manifest | {"runs": {}}), "run"),
    ],
)
def test_evidence_that_is_not_what_it_says(brief: Brief, kind: str) -> None:
    assert kind in {f.kind for f in verify(brief).faults}


def test_a_fact_must_be_a_number_of_the_table() -> None:
    fact = evidence()["e7"]
    assert isinstance(fact, FactEvidence)
    assert fact.figure is not None
    false = fact.model_copy(
        update={
            "statement": "China mined 71 % of the world's rare earths in 2024.",
            "figure": fact.figure.model_copy(update={"value": 0.71}),
        }
    )
    brief = changed(
        evidence=evidence() | {"e7": false},
        background=(Sentence(text="China mined 71% of the world's rare earths in 2024.", evidence=("e7",)),),
    )
    assert "fact" in {f.kind for f in verify(brief).faults}


def test_claims_and_events_are_verbatim() -> None:
    claim, event = proven_brief().claims[0], proven_brief().events[0]
    for update in ({"quote": "70 per cent"}, {"value": 75.0}, {"verdict": "contradicted"}, {"note": "65 %"}):
        assert not verify(changed(claims=(claim.model_copy(update=update),))).ok
    assert not verify(changed(events=(event.model_copy(update={"start": 3}),))).ok


def test_another_article_is_not_the_same_evidence() -> None:
    assert verify(proven_brief(), article_text=TEXT).ok
    assert not verify(proven_brief(), article_text=TEXT.replace("70%", "75%")).ok


def test_a_run_made_again_must_give_the_same_figures() -> None:
    assert compared(proven_brief(), proven_brief()) == ()
    figure = evidence()["e10"].figure  # type: ignore[union-attr]
    assert figure is not None
    other = with_evidence("e10", figure=figure.model_copy(update={"value": 1.24e9}))
    assert [f.where for f in compared(proven_brief(), other)] == ["evidence.e10"]


def test_a_month_within_a_price_line_must_come_again(composed: Brief) -> None:
    k = next(k for k, c in enumerate(composed.charts) if c.id == "price")
    rows = [dict(r) for r in composed.charts[k].spec["data"]["values"]]
    rows[1] |= {"low": rows[1]["low"] * 0.9}
    spec = composed.charts[k].spec | {"data": {"values": rows}}
    assert [f.where for f in compared(charted(composed, k, spec=spec), composed)] == [f"charts[{k}]"]


@pytest.fixture(scope="module")
def composed() -> Brief:
    from didymium.brief.compose import brief

    return brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=16)


def asked(brief: Brief, text: str) -> Brief:
    first, *rest = brief.insights
    return brief.model_copy(update={"insights": (first.model_copy(update={"question": text}), *rest)})


def labelled(brief: Brief, label: str) -> Brief:
    first, *rest = brief.insights
    points = (first.points[0].model_copy(update={"label": label}), *first.points[1:])
    return brief.model_copy(update={"insights": (first.model_copy(update={"points": points}), *rest)})


def charted(brief: Brief, place: int = 0, **update: Any) -> Brief:
    charts = list(brief.charts)
    charts[place] = charts[place].model_copy(update=update)
    return brief.model_copy(update={"charts": tuple(charts)})


def faulty(brief: Brief) -> set[str]:
    return {f.where.split(".")[0] for f in verify(brief).faults}


def test_questions_are_those_of_the_family_and_its_sides(composed: Brief) -> None:
    asked_ = [i.question for i in composed.insights]
    said = next(q for q in asked_ if "rare earths" in q and "the United States" in q)
    assert verify(composed).ok
    for text in (said.replace("the United States", "Japan"), said.replace("rare earths", "lithium"), said + " 40%",
                 "Why would China, and not the United States, want rare earths?"):  # fmt: skip
        assert text != said
        assert faulty(asked(composed, text)) == {"insights[0]"}


def test_a_label_names_what_its_point_is_about(composed: Brief) -> None:
    for label in ("Collapse", "Lists", "Precedent: 12 bans"):
        assert faulty(labelled(composed, label)) == {"insights[0]"}


def test_a_chart_draws_and_says_what_its_evidence_says(composed: Brief) -> None:
    for k, chart in enumerate(composed.charts):
        rows = chart.spec["data"]["values"]
        key = "share" if chart.id == "shares" else "mid"
        worst = max(range(len(rows)), key=lambda i: rows[i][key])
        wrong = [{**r, key: r[key] * 0.8} if i == worst else r for i, r in enumerate(rows)]
        spec = chart.spec | {"data": {"values": wrong}}
        for update in ({"text": chart.text.replace("2", "3")}, {"spec": spec}, {"title": "Shares of cobalt"},
                       {"evidence": ()}, {"evidence": ("e999",)}):  # fmt: skip
            assert faulty(charted(composed, k, **update)) >= {f"charts[{k}]"}, (chart.id, update)
