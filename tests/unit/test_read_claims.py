"""What a number claims: patterns of prices and fractions; subject, stage and year of a claim; how many tags."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.news.claim_model import words_of
from didymium.news.claims import Found, find_claims
from didymium.news.document import prepare
from didymium.news.slots.money import find_money
from didymium.news.slots.quantities import find_quantities
from didymium.news.tags import FEWEST, MOST, VOCABULARY, picked


def claims(text: str) -> tuple[Found, ...]:
    return find_claims(prepare("", text, "2025-11-03"))


def test_a_step_and_a_level_are_no_range() -> None:
    assert [m.value for m in find_money("tungsten rose by $15 to $560 per mtu")] == [15, 560]
    assert [(m.value, m.high) for m in find_money("quoted at $550 to $560 per mtu")] == [(550, 560)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("an eighth of the world's tin", 12.5), ("nearly all of its gallium", 100.0), ("seven tenths of it", 70.0)],
)
def test_fractions(text: str, value: float) -> None:
    assert [q.value for q in find_quantities(text, None, ())] == [value]


def test_subject_stage_and_year() -> None:
    mined = claims("China mined 70% of the world's rare earths in 2023.")[0]
    assert (mined.subject, mined.stage, mined.year) == ("CHN", "mine", "2023")
    priced = claims("In Rotterdam antimony trioxide rose to $38,000 a tonne this week.")[0]
    assert (priced.subject, priced.year) == ("EUU", "2025")


def test_a_sentence_without_words_has_none() -> None:
    document = prepare("", "Cobalt is mined. 12", "2025-11-03")
    assert all(isinstance(words_of(document, s, ()).tokens, tuple) for s in document.sentences)


def test_as_many_tags_as_promise_the_highest_f1() -> None:
    chances = np.zeros(len(VOCABULARY))
    chances[:FEWEST] = 0.9
    assert len(picked(chances)) == FEWEST
    chances[:] = 0.9
    assert len(picked(chances)) == MOST
