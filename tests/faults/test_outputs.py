"""What reaches a page, a terminal, a spreadsheet or a PDF: names and texts of others are words, never orders."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from briefs import sample_brief
from didymium.brief.render.html import to_html
from didymium.brief.render.markdown import to_markdown
from didymium.brief.render.pdf import to_pdf
from didymium.cli import main
from didymium.cli.risk import _csv
from didymium.cli.terminal import cleaned_output, printable
from didymium.files import inert
from didymium.records import Brief, Chart
from didymium.risk import risk
from didymium.standalone import chart_page
from didymium.strategy.charts import save
from didymium.twin.chart import page
from didymium.twin.run import simulate
from didymium.twin.scenario import parse_scenario

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
ORDERS = "\x1b]0;title\x07\x1b[2Jred\x9b31m\u202eevil\u2066\u200b\x85\x1b[1mbold"
SPEC = {"data": {"values": [{"a": SCRIPT}]}, "mark": "text", "encoding": {"text": {"field": "a"}}, "title": SCRIPT}


def is_inert(html: str) -> bool:
    straight = not set(html) & set("\x1b\x9b\u202e\u2066")
    return straight and "<script" not in html and "<img" not in html and "default-src 'none'" in html


def test_a_page_of_charts_runs_nothing(tmp_path: Path) -> None:
    chart = Chart(id="x", title=SCRIPT, spec=SPEC, text=SCRIPT + ORDERS)
    assert is_inert(chart_page(SCRIPT + ORDERS, [chart]))
    assert is_inert(save(chart, tmp_path / "x.html").read_text())
    assert "<script" not in save(chart, tmp_path / "x.svg").read_text()


@pytest.mark.parametrize("field", ["name", "title"])
def test_a_scenario_of_somebody_else_runs_nothing(tmp_path: Path, field: str) -> None:
    given: dict[str, object] = {"name": "x", "start": "2026-01", "months": 3} | {field: SCRIPT}
    given["restrictions"] = [{"exporter": "CHN", "minerals": ["gallium"], "severity": 0.5, "from": "2026-01"}]
    result = simulate(parse_scenario(json.dumps(given)), draws=8)
    html = page(result, tmp_path / "run.html").read_text()
    assert is_inert(html)
    assert "&lt;script&gt;" in html


def titled(title: str) -> Brief:
    brief = sample_brief()
    return brief.model_copy(update={"article": brief.article.model_copy(update={"title": title, "source": title})})


@pytest.mark.parametrize(
    "title", ["中国禁止出口", "a 😀 b", "x\x01\x85\u202e\ufffe", "สวัสดี", "مرحبا", "\U0001f468\u200d\U0001f469", ORDERS]
)
def test_a_pdf_takes_any_character(title: str) -> None:
    assert to_pdf(titled(title)).startswith(b"%PDF")


def test_markdown_pages_and_terminal_hold_no_orders() -> None:
    told = to_markdown(titled(ORDERS))
    assert not set(told) & set("\x1b\x07\x9b\x85\u202e\u2066\u200b")
    assert "evil" in told
    assert not set(to_html(titled(ORDERS))) & set("\x1b\x07\x9b\x85\u202e\u2066")
    seen = printable(ORDERS)
    assert not set(seen) & set("\x07\x9b\x85\u202e\u2066")
    assert seen.count("\x1b") == 1  # of the colour


def test_an_error_that_repeats_a_name_is_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", f"{ORDERS}.html"]) == 2
    assert not set(capsys.readouterr().err) & set("\x07\x9b\u202e\u2066")


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "-1+cmd|' /C calc'!A0"])
def test_a_cell_is_no_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("a;=1+1", "a;'=1+1"), ("a\t=1", "a\t'=1"), ("a\n@SUM(A1)", "a\n'@SUM(A1)"), ("a; -A1", "a; '-A1"),
     ("\uff1d1+1", "'\uff1d1+1"), ("\r=1", "'\r'=1"), ("a\r\n=1", "a\r'\n'=1")],
)  # fmt: skip
def test_nor_is_what_becomes_a_cell_where_others_part_cells(cell: str, said: str) -> None:
    assert inert(cell) == said


@pytest.mark.parametrize("cell", ["-1", "+2.5", "-1e9", "China", "", "a=b"])
def test_numbers_and_words_stay(cell: str) -> None:
    assert inert(cell) == cell


def test_a_table_of_risk_holds_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    found = risk(["gallium"], method=["hhi"])
    rows = tuple(dataclasses.replace(row, sources=("=HYPERLINK(1)",)) for row in found.rows)
    _csv(dataclasses.replace(found, rows=rows))
    told = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["sources"] for row in told} == {"'=HYPERLINK(1)"}
    assert [row["value"] for row in told] == [str(row.value) for row in found.rows]


def test_ascii_output_takes_any_text(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Ganfeng – “lithium” 中国\n\nChina’s Ganfeng raised €5 million for a lithium plant in Mali.")
    done = subprocess.run(
        [sys.executable, "-m", "didymium", "read", str(article), "--fast", "--json"], capture_output=True,
        env={"PATH": "/usr/bin", "PYTHONIOENCODING": "ascii", "HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


def test_a_full_disk_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["world", "labels"]) == 2
    assert capsys.readouterr().err == "didymium: no space left on device: free some room and try again\n"


def test_a_name_that_is_no_text_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
    with cleaned_output():
        print("a\udcff.txt")
    assert out.getvalue() == b"a?.txt\n"
