from __future__ import annotations

import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
from pypdf import PdfReader

from briefs import sample_brief
from didymium.brief import charts
from didymium.brief.render import FORMATS, render, save, schema, to_html, to_json, to_markdown, to_pdf
from didymium.brief.render.notes import notes_of, web
from didymium.brief.render.view import say_date, say_time, view
from didymium.errors import BadInput
from didymium.records import Brief, DerivedEvidence, FactEvidence, Figure, RowEvidence, Sentence, SpanEvidence

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script> & *bold* [x](javascript:1) #set text(red) $x$ \\ `c`"


def hostile() -> Brief:
    brief = sample_brief()
    article = brief.article.model_copy(update={"title": HOSTILE, "source": HOSTILE, "url": "javascript:alert(1)"})
    return brief.model_copy(
        update={"article": article, "summary": (Sentence(text=HOSTILE, evidence=("e1",)),), "tags": (HOSTILE,)}
    )


def test_every_print_says_every_sentence() -> None:
    brief = sample_brief()
    said = [s.text for s in (*brief.summary, *brief.background, *brief.limits)]
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", to_html(brief)))
    text = to_markdown(brief)
    pdf = re.sub(r"\s+", " ", " ".join(p.extract_text() for p in PdfReader(io.BytesIO(to_pdf(brief))).pages))
    for sentence in said:
        assert sentence.replace("'", "&#39;") in html
        assert sentence in text
        assert sentence[:60] in pdf


def test_prints_are_reproducible() -> None:
    for form in FORMATS:
        assert render(sample_brief(), form) == render(sample_brief(), form)


def test_evidence_is_numbered_by_first_use() -> None:
    page = view(sample_brief())
    assert [n.number for n in page.notes] == list(range(1, len(page.notes) + 1))
    assert [n.id for n in page.summary[0].notes] == ["e1"]
    assert {n.kind for n in page.notes} == {"article", "fact", "run"}


def test_json_round_trip_and_schema() -> None:
    brief = sample_brief()
    body = json.loads(to_json(brief))
    assert Brief.model_validate(body) == brief
    jsonschema.Draft202012Validator(schema()).validate(body)


def test_the_published_schema_does_not_drift() -> None:
    assert json.loads((ROOT / "docs" / "brief.schema.json").read_text("utf-8")) == schema()


def test_the_page_is_self_contained_and_needs_no_script() -> None:
    html = to_html(sample_brief())
    assert "<script" not in html
    assert not re.search(r"(?:src|href)=\"(?!#|https?://)", html)
    assert not re.search(r"<(?:link|img|iframe)[ >]", html)
    assert html.count("<figure") == html.count('class="said"') == 2
    assert "default-src 'none'" in html


def test_nothing_of_an_article_becomes_markup() -> None:
    html = to_html(hostile())
    assert "<script>" not in html
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)
    text = to_markdown(hostile())
    assert "\\<script\\>" in text
    assert "\\[x\\](javascript" in text
    pdf = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(to_pdf(hostile()))).pages)
    assert "#set text(red)" in pdf


def test_the_pdf_is_tagged_and_has_a_title() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(sample_brief())))
    assert reader.metadata is not None
    assert reader.metadata.title == sample_brief().article.title
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert len(reader.pages) >= 2


def test_a_short_brief_prints() -> None:
    empty = sample_brief().model_copy(
        update=dict.fromkeys(("tags", "background", "insights", "claims", "events", "watch", "charts"), ())
    )
    for form in FORMATS:
        assert render(empty, form)
    assert "In-Depth" not in to_html(empty)


def test_save_picks_the_format_by_the_name(tmp_path: Path) -> None:
    assert save(sample_brief(), tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert save(sample_brief(), tmp_path / "b.html").read_text("utf-8").lstrip().startswith("<!doctype html>")
    assert save(sample_brief(), tmp_path / "b", "json").read_text("utf-8").startswith("{")
    with pytest.raises(BadInput, match="format 'docx'"):
        save(sample_brief(), tmp_path / "b.docx")
    assert not (tmp_path / "b.docx").exists()


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2026-11-10", "10 November 2026"),
        ("2026-11", "November 2026"),
        ("2026", "2026"),
        ("soon", "soon"),
        ("2026-99", "2026-99"),
    ],
)
def test_dates(iso: str, said: str) -> None:
    assert say_date(iso) == said


def test_times_keep_their_zone() -> None:
    assert say_time("2025-11-10T12:38:00-05:00") == "10 November 2025, 12:38 UTC-05:00"
    assert say_time("2025-11-10") == "10 November 2025"


def test_only_web_addresses_become_links() -> None:
    assert web("https://a.example/x") == "https://a.example/x"
    assert web("javascript:alert(1)") is None
    assert web("file:///etc/passwd") is None
    assert web(None) is None


def test_charts_say_in_words_what_they_draw() -> None:
    line = charts.price_history("gallium", ["2022", "2023", "2024"], [420.0, 450.0, 520.0])
    assert line.text == "From $420/kg in 2022 to $520/kg in 2024; highest $520/kg (2024), lowest $420/kg (2022)."


def test_claims_are_one_row_a_figure_with_those_that_fail_first() -> None:
    brief = sample_brief()
    claim = brief.claims[0].model_copy(update={"verdict": "supported"})
    wrong = claim.model_copy(update={"verdict": "contradicted", "value": claim.value + 15})
    others = [claim.model_copy(update={"value": claim.value + k}) for k in (1, 2, 3, 4)]
    open_ = claim.model_copy(update={"verdict": "uncheckable", "value": 7.0})
    page = view(brief.model_copy(update={"claims": (claim, claim, *others, wrong, open_)}))
    assert [r.verdict for r in page.claims] == ["Contradicted", "Supported", "Supported", "Supported"]
    why = "no figure of the same kind and time is on record"
    assert page.claims_folded == f"Two more figures hold; one was not checked: {why}."
    table = [line for line in to_markdown(brief, long=False).splitlines() if line.startswith("| ")]
    assert all(len(line) < 200 for line in table)


def test_a_chart_stands_where_its_evidence_is_spoken_of() -> None:
    brief = sample_brief()
    cited = brief.background[0].evidence[0]
    chart = brief.charts[0].model_copy(update={"evidence": (cited,)})
    page = view(brief.model_copy(update={"charts": (chart,), "insights": (), "bottom_line": ()}))
    assert page.chart_places == ("background",)
    html = to_html(brief.model_copy(update={"charts": (chart,), "insights": (), "bottom_line": ()}))
    assert html.index("h-background") < html.index("<figure") < html.index("h-watch")


def test_amounts_are_drawn_as_bars_in_tonnes() -> None:
    chart = charts.sizes("cobalt", [("The quota", 96_600.0), ("Output in 2024", 220_000.0)])
    assert chart.text == "The quota: 96,600 tonnes; Output in 2024: 220,000 tonnes."
    assert chart.spec["encoding"]["x"]["axis"]["title"] == "tonnes a year"


def test_missing_years_are_gaps() -> None:
    chart = charts.concentration("China's share", {"Mining": {2010: 0.97, 2024: 0.69}}, "USGS")
    assert [r["year"] for r in chart.spec["data"]["values"]] == ["2010", "2024"]


@pytest.mark.parametrize(("known", "later"), [("2025-01-31", True), ("2026-02-06", False)])
def test_a_figure_taken_from_a_later_edition_says_so(known: str, later: bool) -> None:
    fact = FactEvidence(
        statement="x", table="facts", source_id="s", source="USGS, Summaries 2026, 2026-02-06", known_from=known
    )
    _, (note,) = notes_of(["e1"], {"e1": fact})
    assert ("later edition" in note.detail) is later


def _row(table: str, column: str, statement: str, row: str = "r", figure: Figure | None = None) -> RowEvidence:
    return RowEvidence(table=table, id=row, column=column, statement=statement, figure=figure, source_id="s",
                       source="Survey, Tables, 2025-01-31", known_from="2025-01-31")  # fmt: skip


def _share(country: str, value: float) -> RowEvidence:
    figure = Figure(metric="share", value=value, unit="1", mineral="bismuth", stage="refine", country=country,
                    period="2024")  # fmt: skip
    return _row("facts", "value", f"share: {value} 1; mineral bismuth; stage refine", f"bismuth.{country}", figure)


def test_shares_of_one_series_and_cells_of_one_row_are_one_note() -> None:
    stop = "site Escondida; operator BHP; country Chile; minerals copper; stage mine"
    evidence = {
        "e1": _share("CHN", 0.8176),
        "e2": _share("LAO", 0.0692),
        "e3": _row("stoppages", "cause", f"cause: strike; {stop}; from 2017-02-09; until 2017-03-24; note 44 days"),
        "e4": _row("stoppages", "site", f"site: Escondida; {stop}; from 2017-02-09; until 2017-03-24; cause strike"),
    }
    by, every = notes_of(evidence, evidence)
    assert [n.body for n in every] == [
        "Share of world refined output of bismuth, 2024: China 81.8%, Laos 6.92%.",
        "Stop at Escondida (BHP, Chile): from 9 February 2017 to 24 March 2017; strike; 44 days.",
    ]
    assert by["e1"] == by["e2"]
    assert by["e3"] == by["e4"]


def test_a_computation_is_told_in_words_with_the_notes_of_its_rows_behind_it() -> None:
    share = Figure(metric="size_of_world", value=0.0442, unit="share")
    whole = Figure(metric="production", value=22.6e6, unit="t", mineral="copper", stage="mine", country="WLD",
                   period="2023")  # fmt: skip
    evidence = {
        "e1": SpanEvidence(start=0, end=9, quote="1 million tonnes a year"),
        "e2": _row("facts", "value", "production: 22600000 t; mineral copper; stage mine; year 2023", "w", whole),
        "e3": DerivedEvidence(formula='(e1 * unit(1, "yr")) / e2', operands=("e1", "e2"), figure=share, statement=""),
        "e4": DerivedEvidence(formula="count(e2)", operands=("e2",), statement="",
                              figure=Figure(metric="rows", value=1, unit="count")),
    }  # fmt: skip
    by, every = notes_of(["e3", "e4"], evidence)
    assert by["e3"][0].body == "4.42% = “1 million tonnes a year” ÷ 22.6 million tonnes [2]."
    assert every[1].body == "World mine output of copper, 2023: 22.6 million tonnes."
    assert by["e4"] == (every[1],)


def test_an_operand_that_has_a_range_is_told_with_it() -> None:
    lead = Figure(metric="lead_time", value=60, low=48, high=90, unit="months")
    part = Figure(metric="window", value=0.2, low=12 / 90, high=0.25, unit="share")
    evidence = {
        "e1": SpanEvidence(start=0, end=9, quote="12 months"),
        "e2": _row("facts", "value", "lead time: 60 months", "w", lead),
        "e3": DerivedEvidence(formula="e1 / e2", operands=("e1", "e2"), figure=part, statement=""),
    }
    by, _ = notes_of(["e3"], evidence)
    assert by["e3"][0].body == "13.3% to 25% = “12 months” ÷ 60 months (48 months to 90 months) [2]."
