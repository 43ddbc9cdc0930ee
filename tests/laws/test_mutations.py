"""The verifier catches what is changed and lets through what is true: >= 99 % of each class, <= 1 % false alarms.

`benchmarks/mutations.py` runs 2,000 mutations a class over these sentences and whole briefs.
"""

from __future__ import annotations

from functools import cache

import pytest

import mutations
from briefs import sample_brief
from didymium.brief.verify import check
from didymium.brief.verify.evidence import Proof
from didymium.records import Article, Evidence, Sentence

COUNT = 500
ARTICLE = Article(title="", published="2025-11-10", text="")


@cache
def known() -> tuple[list[mutations.Case], dict[str, Evidence]]:
    return mutations.corpus_cases()


@cache
def read() -> dict[str, Proof]:
    return {}


def passes(text: str, keys: tuple[str, ...]) -> bool:
    return not check(Sentence(text=text, evidence=keys), known()[1], ARTICLE, read())


def test_the_sentences_are_varied() -> None:
    cases, evidence = known()
    assert len({c.evidence for c in cases}) >= 150
    assert {e.kind for e in evidence.values()} == {"span", "fact", "run"}


def test_true_and_paraphrased_sentences_pass() -> None:
    cases, _ = known()
    false = [c.text for c in cases if not passes(c.text, c.evidence)]
    assert len(false) <= 0.01 * len(cases), false


@pytest.mark.parametrize("name", mutations.CLASSES)
def test_a_changed_sentence_is_caught(name: str) -> None:
    cases, evidence = known()
    pool = mutations.pool_of(cases, evidence)
    made = mutations.mutants(cases, pool, mutations.CLASSES[name], COUNT, seed=2026)
    assert len(made) == COUNT
    missed = [text for _, text, keys in made if passes(text, keys)]
    assert len(missed) <= 0.01 * COUNT, sorted(set(missed))[:5]


@pytest.mark.parametrize("name", mutations.CLASSES)
def test_a_changed_sentence_of_a_brief_is_caught(name: str) -> None:
    brief = sample_brief()
    cases = mutations.brief_cases(brief)
    pool = mutations.pool_of(cases, brief.evidence)
    made = mutations.mutants(cases, pool, mutations.CLASSES[name], 60, seed=7)
    missed = [
        text for _, text, keys in made if not check(Sentence(text=text, evidence=keys), brief.evidence, brief.article)
    ]
    assert not missed
