"""The encoder: how a text is cut for it, what its states are read off, and that its odds count."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from didymium.cli import main
from didymium.news import encoder
from didymium.news.claim_model import METRICS
from didymium.news.claims import find_claims
from didymium.news.document import Document, prepare
from didymium.news.encoder import MOST, WINDOW, Encoded, Pieces, Place, encode
from didymium.news.events import find_events
from didymium.news.extract import encoded, extract
from didymium.news.model import TYPES
from didymium.records import Article

TEXT = (
    "China put gallium under an export licence on Tuesday. Prices in Rotterdam rose by a fifth within the week. "
    "Germany's chip makers hold stocks for about six months, traders said."
)


@pytest.fixture(scope="module")
def document() -> Document:
    return prepare("Beijing limits gallium", TEXT, "2023-07-04")


@pytest.fixture(scope="module")
def reading(document: Document) -> Encoded:
    found = encoded(document)
    assert found is not None
    return found


def test_words_are_cut_into_the_longest_known_pieces() -> None:
    known = Pieces(["[PAD]", "export", "##ing", "##s", "ex", "##port"])
    assert known["exports"] == (1, 3)
    assert known["exporting"] == (1, 2)
    assert known["import"] == (encoder._UNKNOWN,)


def test_accents_fall_and_signs_stand_alone() -> None:
    known = encoder._heads()[1]
    plain, starts = encoder._pieces(known, 10, "peru's cafe, 5%")
    assert encoder._pieces(known, 10, "perú's café, 5%") == (plain, starts)
    assert starts == sorted(starts)
    assert starts[0] == 10
    assert len(plain) == 7  # peru, the sign, s, cafe, the comma, 5, the per cent


def test_each_sentence_is_read_once_in_windows_of_limited_length() -> None:
    sentences = [[7] * (5 + i % 90) for i in range(80)]
    windows = list(encoder._windows([1] * 12, sentences))
    assert [i for w in windows for i in w.rows] == list(range(80))
    assert max(len(w.pieces) for w in windows) <= WINDOW
    for window in windows:
        for index, rows in window.rows.items():
            assert window.pieces[rows] == sentences[index]


def test_a_very_long_text_is_read_up_to_a_limit() -> None:
    windows = list(encoder._windows([], [[7] * 100] * 5000))
    assert sum(len(w.pieces) for w in windows) < MOST + WINDOW


def test_a_text_always_gives_the_same(document: Document, reading: Encoded) -> None:
    again = encoded(document)
    assert again is not None
    for index, read in reading.told.items():
        assert np.array_equal(read.states, again.told[index].states)
    assert np.array_equal(reading.tags(), again.tags())


def test_a_name_is_read_off_all_its_pieces(document: Document, reading: Encoded) -> None:
    start = document.text.index("Rotterdam")
    state = reading._mean(Place(1, start, start + len("Rotterdam")))
    read = reading.told[1]
    rows = np.flatnonzero(read.starts == start)
    assert state is not None
    assert np.allclose(state, read.states[rows].mean(axis=0), atol=1e-6)


def test_what_was_not_read_has_no_odds(reading: Encoded) -> None:
    assert reading.events(99) is None
    assert reading.status(99, 0) is None
    assert reading.metric(Place(99, 0, 4)) is None
    assert reading.party(0, 0, []) is None


def test_a_text_without_minerals_is_not_read() -> None:
    assert encoded(prepare("Cup final", "The home side won the cup final by two goals on Sunday.", None)) is None
    assert encode("", [], {0}) is None


def test_a_lone_sentence_is_no_running_text() -> None:
    assert encoded(prepare("", "China put gallium under an export licence on Tuesday.", None)) is None


def test_its_odds_count_for_events(document: Document, reading: Encoded) -> None:
    def types(push: float) -> set[str]:
        bias = reading.heads["types_bias"].copy()
        bias[TYPES.index("stockpile")] += push
        seen = replace(reading, heads={**reading.heads, "types_bias": bias})
        return {s.type for s in find_events(replace(document, encoded=seen))}

    assert "stockpile" in types(60.0)
    assert "stockpile" not in types(-60.0)


def test_its_odds_count_for_parties_status_and_metrics(document: Document, reading: Encoded) -> None:
    def pushed(name: str, at: int, push: float) -> Document:
        bias = reading.heads[name].copy()
        bias[at] += push
        return replace(document, encoded=replace(reading, heads={**reading.heads, name: bias}))

    def first(seen: Document) -> tuple[str, tuple[str, ...]]:
        event = next(s for s in find_events(seen) if s.type == "export_restriction")
        return event.status, event.targets

    def metrics(seen: Document) -> set[str]:
        return {c.metric for c in find_claims(seen)}

    assert metrics(pushed("metrics_bias", METRICS.index("quota"), 90.0)) == {"quota"}
    assert not metrics(pushed("metrics_bias", 0, 90.0))
    assert first(pushed("status_out_bias", 1, 60.0))[0] == "announced"
    assert first(pushed("status_out_bias", 0, 60.0))[0] == "in_force"
    assert first(pushed("roles_out_bias", 1, 60.0))[1]
    assert not first(pushed("roles_out_bias", 1, -60.0))[1]


def test_reading_mixes_it_in(document: Document, reading: Encoded, monkeypatch: pytest.MonkeyPatch) -> None:
    bias = reading.heads["types_bias"].copy()
    bias[TYPES.index("stockpile")] += 60
    seen = replace(reading, heads={**reading.heads, "types_bias": bias})
    monkeypatch.setattr("didymium.news.extract.encode", lambda *_: seen)
    article = Article(title=document.title, text=TEXT, published="2023-07-04")
    assert "stockpile" in {e.type for e in extract(article).events}
    assert "stockpile" not in {e.type for e in extract(article, fast=True).events}


def test_fast_reading_does_without_it() -> None:
    article = Article(title="Beijing limits gallium", text=TEXT, published="2023-07-04")
    assert any(e.type == "export_restriction" for e in extract(article, fast=True).events)
    code = (
        "import sys; from didymium.news.extract import extract; from didymium.records import Article; "
        f"extract(Article(title='', text={TEXT!r}), fast=True); print('onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_verb_reads_fast_on_demand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.txt"
    page.write_text(f"Beijing limits gallium\n\n{TEXT}\n", encoding="utf-8")
    monkeypatch.setattr("didymium.news.extract.encode", None)
    assert main(["read", str(page), "--json", "--fast"]) == 0
    assert "export_restriction" in capsys.readouterr().out


def test_what_lies_behind_its_reach_is_told_by_the_other_models_as_when_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "MOST", 60)
    filler = "Chile's lithium producers signed no deals in the spring, a trader in Santiago said by telephone."
    text = "\n\n".join([TEXT, *[filler] * 30, "Congo capped cobalt exports."])
    article = Article(title="Minerals", text=text, published="2023-07-04")
    late = text.index("Congo")

    def behind(fast: bool) -> list[tuple[str, str]]:
        return [(e.type, e.quote) for e in extract(article, fast=fast).events if e.start >= late]

    assert behind(fast=False) == behind(fast=True) == [("export_restriction", "Congo capped cobalt exports.")]
