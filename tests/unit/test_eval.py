"""The scorer: hand-made cases and the corpus as a floor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from didymium.errors import BadInput
from didymium.news.evaluate import evaluate, found_row, read_rows, score

CORPUS = Path(__file__).parents[1] / "corpus"
TEXT = {"a": "China banned exports of gallium. It makes 98% of the world's gallium."}
EVENT = {"type": "export_restriction", "status": "in_force", "actors": ["CHN"], "targets": [], "minerals": ["gallium"],
         "amounts": [], "quote": "China banned exports of gallium"}  # fmt: skip
CLAIM = {"metric": "production_share", "value": 98, "unit": "%", "quote": "It makes 98% of the world's gallium"}


def test_the_same_scores_one() -> None:
    gold = {"a": {"events": [EVENT], "claims": [CLAIM], "tags": ["Export Controls"]}}
    scores = score(TEXT, gold, gold).scores
    assert scores["events"]["f1"] == scores["claims_strict"]["f1"] == scores["tags"]["f1"] == 1.0
    assert scores["slots"]["actors"] == scores["slots"]["status"] == 1.0


def test_party_and_mineral_match_without_a_shared_quote_and_types_must_agree() -> None:
    gold = {"a": {"events": [EVENT], "claims": [], "tags": []}}
    elsewhere = EVENT | {"quote": "98% of the world's gallium"}
    assert score(TEXT, gold, {"a": {"events": [elsewhere]}}).scores["events"]["f1"] == 1.0
    assert score(TEXT, gold, {"a": {"events": [elsewhere | {"minerals": ["tin"]}]}}).scores["events"]["f1"] == 0.0
    assert score(TEXT, gold, {"a": {"events": [EVENT | {"type": "agreement"}]}}).scores["events"]["f1"] == 0.0


def test_claims_need_value_unit_and_place() -> None:
    gold = {"a": {"events": [], "claims": [CLAIM], "tags": []}}
    for change, f1 in (
        ({"value": 98.5}, 1.0),
        ({"value": 90}, 0.0),
        ({"unit": "t"}, 0.0),
        ({"quote": "China banned"}, 0.0),
    ):
        assert score(TEXT, gold, {"a": {"claims": [CLAIM | change]}}).scores["claims"]["f1"] == f1
    other = score(TEXT, gold, {"a": {"claims": [CLAIM | {"metric": "other"}]}})
    assert (other.scores["claims"]["f1"], other.scores["claims_strict"]["f1"]) == (1.0, 0.0)


def test_misses_name_what_is_missing_and_extra() -> None:
    gold = {"a": {"events": [EVENT], "claims": [CLAIM], "tags": []}}
    misses = score(TEXT, gold, {"a": {"events": [EVENT | {"type": "agreement"}], "claims": []}}).misses
    assert [(m[0], m[2]) for m in misses] == [
        ("missed event", "export_restriction"),
        ("extra event", "agreement"),
        ("missed claim", "production_share"),
    ]


def test_bad_files_say_which_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a"}\nnot json\n')
    with pytest.raises(BadInput, match="line 2"):
        read_rows(bad)
    gold, docs = tmp_path / "gold.jsonl", tmp_path / "docs.jsonl"
    gold.write_text('{"id": "z", "events": [], "claims": [], "tags": []}\n')
    docs.write_text('{"id": "a", "text": "x"}\n')
    with pytest.raises(BadInput, match="not in"):
        evaluate(docs, gold)


@pytest.mark.parametrize("part", ["", "second_", "third_"])
def test_corpus_labels_are_verbatim_and_cover_every_type(part: str) -> None:
    docs, gold = read_rows(CORPUS / f"{part}docs.jsonl"), read_rows(CORPUS / f"{part}gold.jsonl")
    assert len(docs) >= 60
    assert set(docs) == set(gold)
    for key, row in gold.items():
        for item in [*row["events"], *row["claims"]]:
            assert item["quote"] in docs[key]["text"]
            assert len(item["quote"]) <= 300
    assert len({e["type"] for row in gold.values() for e in row["events"]}) == 15


def test_corpus_scores_do_not_fall() -> None:
    scores = evaluate(CORPUS / "docs.jsonl", CORPUS / "gold.jsonl").scores
    assert scores["events"]["f1"] >= 0.80
    assert scores["claims"]["f1"] >= 0.85
    assert scores["tags"]["f1"] >= 0.75


@pytest.mark.skipif("DIDYMIUM_SHARED" not in os.environ, reason="DIDYMIUM_SHARED (published scorer) is not set")
def test_equal_to_the_published_scorer(tmp_path: Path) -> None:
    folder = Path(os.environ["DIDYMIUM_SHARED"]) / "eval"
    docs, gold, found = folder / "dev_docs.jsonl", folder / "dev_gold.jsonl", tmp_path / "found.jsonl"
    found.write_text("".join(json.dumps(found_row(k, r)) + "\n" for k, r in read_rows(docs).items()))
    command = [
        sys.executable,
        str(folder / "score.py"),
        "--docs",
        str(docs),
        "--gold",
        str(gold),
        "--found",
        str(found),
        "--json",
    ]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert theirs == evaluate(docs, gold).scores
