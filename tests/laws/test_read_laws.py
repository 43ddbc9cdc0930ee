"""Laws of reading: spans are verbatim, reading is repeatable, layout does not matter, hostile text is bounded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attacks import attacks, growth
from didymium.news import article, dedupe, encoder, formats, header, items, page, sentences
from didymium.news.document import MOST_READ, prepare
from didymium.news.extract import extract
from didymium.news.fold import fold
from didymium.records import Article, Reading
from didymium.text import base, money, quantities
from didymium.watch import sitemap

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


def test_what_is_read_of_a_text_is_bounded() -> None:
    first = "China banned exports of gallium to the United States on December 3, 2024."
    last = "Indonesia banned exports of nickel ore to Japan on January 1, 2020."
    text = f"{first} {'The weather was fine. ' * 40_000} {last}"
    reading = read(text)
    assert [e.quote for e in reading.events] == [first]
    assert reading.article.text == text
    for filler in ("x", "1 ", "US$1bn "):
        assert len(prepare("", filler * 500_000, None).text) <= MOST_READ


def test_a_run_without_a_blank_is_no_word() -> None:
    event = "China banned exports of gallium to the United States on December 3, 2024."
    text = f"Notes. {'A' * 20_000} {event}"
    assert "AA" not in prepare("", text, None).text
    assert [e.quote for e in read(text).events] == [event]
    assert f"A{'a' * 150}" in prepare("", f"{event} A{'a' * 150}", None).text


def test_of_a_long_text_the_opening_is_encoded_and_where_the_figures_are() -> None:
    plain = "the committee met again in the old town hall and heard what people had to say of the mine."
    lines = [(100 * n, plain) for n in range(400)]
    figured = {390}
    read = encoder.encode("", lines, range(400), figured)
    assert read is not None
    assert {0, 1, 2, 390} <= read.told.keys()
    assert sum(len(r.starts) for r in read.told.values()) <= encoder.MOST + encoder.WINDOW
    short = encoder.encode("", lines[:40], range(40), figured)
    assert short is not None
    assert sorted(short.told) == list(range(40))


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


UNITS = (
    "a", "China banned ", "exports of ", "$1 ", "1,", "1,000 ", "(", "said ", "the mine, ", "A. ", "Acme ", "A ",
    "U.S. ", "rose 1% ", "in 2025 ", "\n", "-", "’", "two thousand ", "first day of ", "to $1 a kg from ", "Acme & ",
    "quota of the ", "mine and plant and ", "11 111", " 111", ",111", "?", "...", "Aa de la ", "1 tonnes of ",
    "China 5%. ", "from 1 to 2 to 3 ",
)  # fmt: skip
SIZE = 10_000  # characters; growth is what is measured, so a busy machine changes nothing
LINEAR = 8.0  # of the time for 4n over that for n: 4 is linear, 16 quadratic
FROM = 1.2  # seconds of processor time for 4n above which its growth is asked for


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def work(size: int) -> None:
        read("China banned exports of gallium. " + unit * (size // len(unit)))

    assert growth(work, SIZE, FROM) < LINEAR


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The patterns over whole texts: those of the modules that take pages and texts apart."""
    rooms = (article, dedupe, formats, header, items, page, sentences, sitemap, base, money, quantities)
    found = [(f"{m.__name__}.{name}", value) for m in rooms for name, value in vars(m).items()]
    return [(name, value) for name, value in found if isinstance(value, re.Pattern) and isinstance(value.pattern, str)]


@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=[name for name, _ in patterns()])
def test_patterns_are_linear(name: str, pattern: re.Pattern[str]) -> None:
    """Each pattern against strings made from its own repeats; white space comes single to all but the first readers."""
    for before, pump in attacks(pattern.pattern, pattern.flags):
        if not pump.strip():
            continue

        def work(size: int, before: str = before, pump: str = pump) -> None:
            text = before + pump * (size // len(pump)) + "\x00"
            for _ in pattern.finditer(text):
                pass

        assert growth(work, 8000, 0.1) < LINEAR, (name, before, pump)
