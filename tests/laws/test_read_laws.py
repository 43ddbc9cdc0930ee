"""Laws of reading: spans are verbatim, reading is repeatable, layout does not matter, hostile text is bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.news.extract import extract
from didymium.news.fold import fold
from didymium.records import Article, Reading

PIECES = st.sampled_from(
    [
        "China",
        "banned exports of gallium",
        " to the US ",
        "A$1.2 billion",
        "70%",
        " of global output ",
        "\n\n",
        "\t",
        "  ",
        "from December 1",
        "U.S.",
        ". ",
        "“quoted”",
        "’s",
        "\u00a0",
        "lithium",
        "MoU",
        "signed a",
        "10,000 tonnes a year",
        "- ",
        "İ",
        "ß",
        "😀",
        "\x00",
        "Lynas Rare Earths Ltd",
        "(",
        "2025",
        "half",
        "of the",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
)


def read(text: str, title: str = "", date: str | None = "2025-10-09") -> Reading:
    return extract(Article(title=title, text=text, published=date))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.text(max_size=40))
def test_every_span_is_verbatim(text: str, title: str) -> None:
    reading = read(text, title)
    for item in (*reading.events, *reading.claims):
        assert text[item.start : item.end] == item.quote
        assert 0 < len(item.quote) <= 320
    for entity in reading.entities:
        assert text[entity.start : entity.end] == entity.name


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_reading_twice_is_identical(text: str) -> None:
    assert read(text) == read(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \n\t\u00a0.-"), max_size=60))
def test_folding_maps_back(text: str) -> None:
    folded = fold(text)
    for i, letter in enumerate(folded.text):
        start, end = folded.original(i, i + 1)
        assert text[start:end].translate({10: 32, 9: 32, 160: 32})[:1] in (letter, " ")


LEAD = "China banned exports of gallium to the United States on Tuesday, the commerce ministry said."


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0"]), min_size=14, max_size=14))
def test_white_space_does_not_lose_an_event(spaces: list[str]) -> None:
    words = LEAD.split(" ")
    text = words[0] + "".join(space + word for space, word in zip(spaces * 2, words[1:], strict=False))
    assert [(e.type, e.actors, e.targets) for e in read(text).events] == [("export_restriction", ("CHN",), ("USA",))]


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
def test_case_does_not_lose_an_event(change: object) -> None:
    text = change(LEAD)  # type: ignore[operator]
    assert "export_restriction" in [e.type for e in read(text).events]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "China banned ",
        "exports of ",
        "$1 ",
        "1,",
        "1,000 ",
        "(",
        "said ",
        "the mine, ",
        "A. ",
        "Acme ",
        "A ",
        "U.S. ",
        "rose 1% ",
        "in 2025 ",
        "\n",
        "-",
        "’",
        "two thousand ",
        "first day of ",
        "to $1 a kg from ",
        "Acme & ",
        "quota of the ",
        "mine and plant and ",
    ],
)
def test_hostile_repetition_takes_bounded_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    start = time.process_time()
    read("China banned exports of gallium. " + text)
    assert time.process_time() - start < 5  # a hang, not a speed, is what this catches
