"""Forged sentences fail and true ones pass: a sample of each class; `benchmarks/forgeries.py` runs 300 and more."""

from __future__ import annotations

import os
from functools import cache

import pytest

from forgeries import forge, pinned
from forgeries.cases import Case, cases

PARTS = 40  # of the pins, so that a fault is soon noticed
COUNT = int(os.environ.get("DIDYMIUM_FORGERIES", "60"))


@cache
def proven() -> tuple[Case, ...]:
    return tuple(c for c in cases() if c.prove().proven)


def test_true_sentences_of_rows_runs_and_derivations_pass() -> None:
    own = [c for c in cases() if not c.context.text]
    assert len(own) > 350
    assert not [c.text for c in own if id(c) not in {id(p) for p in proven()}]


def test_an_articles_own_sentences_pass() -> None:
    own = [c for c in cases() if c.context.text == c.text]
    assert len(own) > 60
    assert not [c.text for c in own if id(c) not in {id(p) for p in proven()}]


@pytest.mark.parametrize("name", forge.CLASSES)
def test_a_forged_sentence_fails(name: str) -> None:
    made = forge.forged(proven(), name, COUNT, seed=2026)
    assert len(made) >= 40 or len(made) == COUNT
    missed = [new[0] for case, new in made if case.prove(*new).proven]
    assert len(missed) <= 0.01 * len(made), missed


@pytest.mark.parametrize("name", pinned.BOOKS)
def test_lies_of_a_model_fail_and_true_sentences_pass(name: str) -> None:
    book = pinned.BOOKS[name]
    assert not [text for text in book.LIES if pinned.proof_of(name, text).proven]
    assert not [(text, p.reasons) for text in book.TRUE if not (p := pinned.proof_of(name, text)).proven]


@pytest.mark.parametrize("part", range(PARTS))
def test_each_pin_holds(part: int) -> None:
    assert [p for p, was in zip(pinned.made(part, PARTS), pinned.pins()[part::PARTS], strict=True) if p != was] == []
