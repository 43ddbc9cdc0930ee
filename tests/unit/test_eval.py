"""The scorer: hand-made cases and the corpus as a floor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from didymium.errors import BadInput
from didymium.news.evaluate import evaluate, found_row, read_rows, score
from didymium.news.families import FAMILIES
from didymium.news.heads import KINDS, METRICS

CORPUS = Path(__file__).parents[1] / "corpus"
TEXT = {"a": "China banned exports of gallium. It makes 98% of the world's gallium. The ban bars gallium exports."}
EVENT = {"type": "export_restriction", "family": "export_control", "direction": "tighten", "status": "fact",
         "attributed": False, "actors": ["CHN"], "targets": ["WLD"], "parties": [], "place": None,
         "minerals": ["gallium"], "amounts": [{"value": 98, "unit": "%"}], "lead": True,
         "also": ["The ban bars gallium exports"], "quote": "China banned exports of gallium"}  # fmt: skip
CLAIM = {"metric": "production_share", "subject": "CHN", "mineral": "gallium", "value": 98, "unit": "%",
         "quote": "It makes 98% of the world's gallium"}  # fmt: skip
GOLD = {"a": {"events": [EVENT], "claims": [CLAIM], "tags": ["Export Controls"]}}


def scores(**found: object) -> dict[str, Any]:
    return score(TEXT, GOLD, {"a": {**GOLD["a"], **found}}).scores


def test_the_same_scores_one() -> None:
    found = scores()
    for name in ("events", "events_type", "claims", "claims_full", "tags"):
        assert found[name]["f1"] == 1.0
    assert set(found["lead"].values()) == {1.0}
    assert found["slots"]["actors"] == found["slots"]["status"] == 1.0


@pytest.mark.parametrize(
    ("change", "events", "wrong"),
    [
        ({"direction": "ease"}, 0.0, {"direction"}),
        ({"family": "import_measure"}, 0.0, {"family"}),
        ({"actors": ["USA"]}, 1.0, {"who"}),
        ({"minerals": ["tin"]}, 1.0, {"minerals"}),
        ({"amounts": []}, 1.0, {"amounts"}),
        ({"quote": "It makes 98% of the world's gallium"}, 0.0, set()),
        ({"quote": "The ban bars gallium exports"}, 1.0, set()),
        ({"status": "in_force"}, 1.0, set()),
    ],
)
def test_events_and_parts_of_the_lead(change: dict[str, Any], events: float, wrong: set[str]) -> None:
    found = scores(events=[EVENT | change])
    assert found["events"]["f1"] == events
    assert {k for k, v in found["lead"].items() if v == 0.0} - {"accuracy"} == wrong
    assert found["lead"]["accuracy"] == (0.0 if wrong - {"amounts"} else 1.0)


def test_an_event_told_twice_is_a_duplicate_neither_right_nor_wrong() -> None:
    again = EVENT | {"quote": "The ban bars gallium exports", "lead": False}
    found = scores(events=[EVENT, again])["events"]
    assert (found["f1"], found["duplicates"]) == (1.0, 1)


def test_either_of_two_right_answers_is_right() -> None:
    gold = {"a": {"events": [EVENT | {"actors": ["CHN|Ministry of Commerce"]}], "claims": [], "tags": []}}
    found = {"a": {"events": [EVENT | {"actors": ["Ministry of Commerce"]}]}}
    assert score(TEXT, gold, found).scores["slots"]["actors"] == 1.0


@pytest.mark.parametrize(
    ("change", "claims", "full"),
    [
        ({"value": 98.5}, 1.0, 1.0),
        ({"value": 90}, 0.0, 0.0),
        ({"unit": "t"}, 0.0, 0.0),
        ({"metric": "processing_share"}, 1.0, 0.0),
        ({"subject": "WLD"}, 1.0, 0.0),
        ({"mineral": "tin"}, 1.0, 0.0),
    ],
)
def test_claims_need_value_and_unit_and_full_ones_all_else(change: dict[str, Any], claims: float, full: float) -> None:
    found = scores(claims=[CLAIM | change])
    assert (found["claims"]["f1"], found["claims_full"]["f1"]) == (claims, full)


def test_kilograms_and_tonnes_are_one_unit() -> None:
    gold = {"a": {"events": [], "claims": [CLAIM | {"value": 2, "unit": "t"}], "tags": []}}
    found = {"a": {"claims": [CLAIM | {"value": 2000, "unit": "kg"}]}}
    assert score(TEXT, gold, found).scores["claims"]["f1"] == 1.0


def test_misses_say_what_and_why() -> None:
    found = {"a": {"events": [EVENT | {"direction": "ease"}], "claims": [CLAIM | {"subject": "USA"}], "tags": []}}
    misses = score(TEXT, GOLD, found).misses
    assert [m[0] for m in misses] == ["lead", "missed event", "extra event", "claim slots"]
    assert misses[0][3] == "wrong: direction"
    assert "subject CHN, found USA" in misses[-1][3]


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


@pytest.mark.parametrize(
    "part", ["", "second_", "third_", "fourth_", "fifth_", "sixth_", "seventh_", "eighth_", "ninth_", "tenth_"]
)
def test_corpus_labels_are_verbatim_and_of_the_schema(part: str) -> None:
    docs, gold = read_rows(CORPUS / f"{part}docs.jsonl"), read_rows(CORPUS / f"{part}gold.jsonl")
    assert set(docs) == set(gold)
    kinds = {(k.type, k.direction) for k in KINDS}
    for key, row in gold.items():
        for item in [*row["events"], *row["claims"]]:
            assert item["quote"] in docs[key]["text"]
            assert len(item["quote"]) <= 300
        for event in row["events"]:
            assert (event["type"], event["direction"]) in kinds
            assert event["family"] == FAMILIES[event["type"]]
            assert event["status"] in {"fact", "proposed", "over", "denied"}
        assert sum(e["lead"] for e in row["events"]) == bool(row["events"])
        assert all(c["metric"] in METRICS for c in row["claims"])


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
