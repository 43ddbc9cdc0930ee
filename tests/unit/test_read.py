"""The verbs read and check, in Python and on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.cli import main
from didymium.errors import BadInput
from didymium.news import read, read_article, read_many
from didymium.news.fetch import Raw
from didymium.records import Article, Reading

EXAMPLES = Path(__file__).parents[2] / "examples"
DRIVE = EXAMPLES / "us-rare-earths-drive.html"
TEXT = "China limited exports of gallium on Monday. China accounts for about 70% of global rare earth mining."
FRENCH = (
    "La Chine a limité lundi les exportations de gallium et de germanium, a annoncé le ministère du commerce à Pékin."
)


def claims_of(reading: Reading) -> dict[tuple[str, float], str | None]:
    return {(claim.metric, claim.value): claim.verdict for claim in reading.claims}


def test_example_page_to_a_checked_reading() -> None:
    reading = read(DRIVE)
    text = reading.article.text
    assert all(text[event.start : event.end] == event.quote for event in reading.events)
    assert all(text[claim.start : claim.end] == claim.quote for claim in reading.claims)
    found = claims_of(reading)
    assert found[("production_share", 70.0)] == found[("processing_share", 90.0)] == "supported"
    assert found[("list_count", 60.0)] == "supported"
    assert {"investment", "list_designation", "restriction_eased"} <= {event.type for event in reading.events}


def test_reading_twice_is_identical() -> None:
    assert read(DRIVE) == read(DRIVE)


def test_as_of_hides_what_was_not_known() -> None:
    """In June 2025 the list of November was not out: its 60 minerals cannot be checked."""
    assert claims_of(read(DRIVE, as_of="2025-06-01"))[("list_count", 60.0)] == "uncheckable"


def test_a_foreign_text_is_recognised_and_not_guessed() -> None:
    reading = read_article(Article(title="", text=FRENCH, language="fr"))
    assert (reading.article.language, reading.events, reading.claims, reading.tags) == ("fr", (), (), ())


def test_a_translator_can_be_plugged_in() -> None:
    asked: list[tuple[str, str]] = []

    def translator(text: str, language: str) -> str:
        asked.append((text, language))
        return TEXT

    reading = read_article(Article(title="Titre", text=FRENCH, language="fr"), translator=translator)
    assert sorted(asked) == [(FRENCH, "fr"), ("Titre", "fr")]
    assert reading.article.text == TEXT
    assert reading.article.language == "fr"
    assert claims_of(reading) == {("production_share", 70.0): "supported"}


def test_a_url_with_a_fetcher() -> None:
    page = f"<html><body><article><p>{TEXT}</p></article></body></html>".encode()
    assert (
        read("https://a.example/x", fetcher=lambda url: Raw(page, url, "text/html", url=url)).article.url
        == "https://a.example/x"
    )


def test_many_articles_need_read_many(tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "x", "text": TEXT}))
    with pytest.raises(BadInput, match="holds many articles"):
        read(path)
    assert [(item.id, item.error) for item in read_many(path)] == [("x", None)]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_gives_true_spans(before: str, after: str) -> None:
    reading = read_article(Article(title=after, text=f"{before}\n{TEXT}\n{after}"))
    text = reading.article.text
    for found in (*reading.events, *reading.claims):
        assert text[found.start : found.end] == found.quote


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_read_json_has_the_published_keys(capsys) -> None:
    assert main(["read", str(DRIVE), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["article", "kind", "lead", "also", "tags", "entities", "events", "claims", "steps",
                          "quantities"]  # fmt: skip
    assert data["claims"][0]["reference"].keys() == {"value", "unit", "year", "source_id", "row", "period"}


def test_read_for_people(capsys) -> None:
    assert main(["read", str(DRIVE)]) == 0
    out = capsys.readouterr().out
    assert "Minerals Ledger" in out
    assert "supported" in out


def test_the_language_is_said(tmp_path, capsys) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FRENCH)
    assert main(["read", str(path)]) == 0
    assert "Only English is read" in capsys.readouterr().out


def test_json_lines_in_order_with_errors(tmp_path, capsys) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"id": "b", "text": TEXT}, {"id": "a"}, {"id": "c", "text": FRENCH}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["read", str(path)]) == 0
    captured = capsys.readouterr()
    found = lines(captured.out)
    assert [row["id"] for row in found] == ["b", "a", "c"]
    assert ["error" in row for row in found] == [False, True, False]
    assert captured.err == "didymium: 2 read, 1 failed (lines with `error`)\n"


def test_nothing_readable_exits_with_2(tmp_path, capsys) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n" + bytes(50))
    assert main(["read", str(tmp_path)]) == 2
    assert "binary" in lines(capsys.readouterr().out)[0]["error"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["read", str(empty)]) == 2
    assert "without files" in capsys.readouterr().err


def test_standard_input_is_read_once(monkeypatch, capsys) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["check", "-", "--json", "--as-of", "2025-11-10"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"][0]["verdict"] == "supported"


def test_check_a_sentence(capsys) -> None:
    assert main(["check", TEXT, "--as-of", "2025-11-10"]) == 0
    assert "69.2 %" in capsys.readouterr().out
    assert main(["check", "Nothing is said here at all.", "--as-of", "2025-11-10"]) == 0
    assert "No claim" in capsys.readouterr().out


def test_a_rank_is_a_claim_of_every_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = "Gabon is the world's second-largest producer of manganese."
    assert main(["check", said, "--json", "--as-of", "2026-06-30"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["claims"]
    assert (one["metric"], one["subject"], one["value"], one["verdict"]) == ("production_rank", "GAB", 2.0, "supported")
    (tmp_path / "lines.jsonl").write_text(json.dumps({"id": "a", "title": "", "text": said}) + "\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "lines.jsonl"), "--as-of", "2026-06-30"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"] == [one]


def test_check_json_lines(tmp_path, capsys) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "b", "date": "2025-11-10", "text": TEXT}) + "\n")
    assert main(["check", str(path), "--json"]) == 0
    (row,) = lines(capsys.readouterr().out)
    assert row["id"] == "b"
    assert row["claims"][0]["verdict"] == "supported"


@pytest.mark.parametrize("name", ["out.json", "out.txt"])
def test_out_writes_a_file(tmp_path, capsys, name: str) -> None:
    path = tmp_path / name
    assert main(["read", str(DRIVE), "--out", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_text().startswith("{") == (name == "out.json")


@pytest.mark.parametrize("source", ["/no/such/file.html", "nofile", "https://a.example/x"])
def test_bad_sources_exit_with_2_and_one_line(source: str, capsys) -> None:
    assert main(["read", source, "--offline"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("didymium: ")
    assert captured.err.count("\n") == 1


def test_a_wrong_date_is_said(capsys) -> None:
    assert main(["read", str(DRIVE), "--as-of", "yesterday"]) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


def test_each_share_of_a_list_is_of_the_mineral_behind_it() -> None:
    text = (
        "China limited exports of gallium on Monday. China controls 70% of the world's rare earths, 66% of the world's "
        "lithium and 75% of global cobalt."
    )
    found = read_article(Article(title="", text=text, published="2025-06-07")).claims
    assert {c.value: c.mineral for c in found} == {70.0: "rare earths", 66.0: "lithium", 75.0: "cobalt"}


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "Lithium carbonate now costs 98,000 yuan a tonne.",
            {("price", 98000.0, "CNY/t", "CHN", "lithium")},
        ),
        (
            "Tin lost 1.4% to $31,250 a tonne in London on Friday.",
            {("price_change", -1.4, "%", "WLD", "tin"), ("price", 31250.0, "USD/t", "WLD", "tin")},
        ),
        (
            "Demand for lithium tripled between 2019 and 2023, the agency said.",
            {("demand", 3.0, "x", "WLD", "lithium")},
        ),
        (
            "Nornickel said palladium output was up 2% at 2.7 million ounces and platinum up 4% at 660,000 ounces.",
            {("production", 660000.0, "oz", "Nornickel", "platinum")},
        ),
        (
            "MP Materials produced 1,300 tonnes of NdPr oxide in 2024, the company said.",
            {("production", 1300.0, "t", "MP Materials", "neodymium-praseodymium")},
        ),
    ],
)
def test_claims_of_prices_and_outputs(text: str, claims: set[tuple[str, float, str, str, str]]) -> None:
    reading = read_article(Article(title="", text=text, published="2025-06-02"))
    found = {(c.metric, c.value, c.unit, c.subject, c.mineral) for c in reading.claims}
    assert claims <= found


def test_what_is_in_the_ground_is_no_reserve_in_money() -> None:
    text = "The copper that lies under the desert is worth $1.1 trillion, the ministry estimates."
    assert not read_article(Article(title="Copper riches", text=text)).claims


def test_short_forms_of_things_and_amounts_are_no_names() -> None:
    text = (
        "Ramu made 31,000 tonnes of nickel in mixed hydroxide precipitate (MHP) last year. Cobalt in MHP came to 2,900 "
        "tonnes. The metal was worth P79.8 billion."
    )
    owners = {c.subject for c in read_article(Article(title="Ramu output", text=text)).claims}
    assert owners
    assert not owners & {"MHP", "P79"}
