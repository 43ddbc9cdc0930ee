"""Cues and openings: what is found from the words that open it is what a search of the whole text finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.extract import extract
from didymium.news.firing import ALL_RULES
from didymium.news.openings import openings
from didymium.records import Article
from didymium.text.cues import Cues, lower, matches

CORPUS = Path(__file__).parents[1] / "corpus"


def test_a_cue_opens_a_word_and_keeps_its_place_beside_letters_that_grow() -> None:
    cues = Cues({"stop": ("ban", "halt"), "sum": ("$",)})
    assert cues.places(lower("İzmir bans urban bands for A$5; halted")) == {"stop": [6, 17, 32], "sum": [28]}
    assert cues.counts("ban, ban and halt") == {"stop": 3}


def test_a_match_is_found_from_the_word_behind_its_opening() -> None:
    whole, before = re.compile(r"\bin\s+\d+\s+years?\b"), re.compile(r"\bin\s+\d+\s+$")
    text = "in 5 years, begin 7 years, in 12 years"
    assert [m.group() for m in matches(text, [5, 20, 33], whole, before)] == ["in 5 years", "in 12 years"]


def test_a_pattern_without_opening_words_is_refused() -> None:
    assert openings(r"\b(?:licen[cs]e|ban(?:s|ned)?)\b") == ("ban", "licenc", "licens")
    with pytest.raises(ValueError, match="no opening words"):
        openings(r"\w+ bans")


def test_every_rule_fires_from_its_opening_words() -> None:
    texts = [str(row["text"]) for row in list(read_rows(CORPUS / "second_docs.jsonl").values())[:40]]
    sentences = [s.text for text in texts for s in prepare("", text, None).sentences]
    cues = Cues({i: openings(rule.pattern) for i, rule in enumerate(ALL_RULES)})
    for sentence in sentences:
        places = cues.places(lower(sentence))
        for i, rule in enumerate(ALL_RULES):
            pattern = re.compile(rule.pattern, re.I)
            found = [m.span() for m in matches(sentence, places.get(i, ()), pattern)]
            assert found == [m.span() for m in pattern.finditer(sentence)], (rule.pattern, sentence)


def test_signs_of_private_use_in_a_text_are_letters_like_others() -> None:
    text = "China banned\ue0ff exports\ue000 of 300\ue001 tonnes of gallium.\ue0ff\ue0ff"
    reading = extract(Article(title="", text=text, published="2025-11-01"))
    assert all(text[e.start : e.end] == e.quote for e in reading.events)
