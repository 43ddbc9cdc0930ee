"""The dateline of a report is read for its day and agency, and is no part of a sentence."""

from __future__ import annotations

import pytest

from didymium.news.document import prepare
from didymium.news.header import read_header
from didymium.news.sentences import split_sentences
from didymium.text.dateline import find_dateline


@pytest.mark.parametrize(
    ("text", "published", "source", "lead"),
    [
        (
            "JAKARTA, Dec 17 (Nusantara Wire) - Indonesia cut its quota.",
            None,
            "Nusantara Wire",
            "Indonesia cut its quota.",
        ),
        ("Seoul, 15 December 2025 — Zinc rose.", "2025-12-15", None, "Zinc rose."),
        ("BRUSSELS, 4 June 2025. Plants closed.", "2025-06-04", None, "Plants closed."),
        ("TORONTO--(BUSINESS WIRE)--Apr. 23, 2025-- It fell.", "2025-04-23", "BUSINESS WIRE", "It fell."),
        ("LAS VEGAS--(BUSINESS WIRE)--The miner said so.", None, "BUSINESS WIRE", "The miner said so."),
        ("TORONTO, Nov. 4, 2025 /PRNewswire/ -- The miner said so.", "2025-11-04", "PRNewswire", "The miner said so."),
        ("WASHINGTON/BEIJING, Nov 10 (Agency) - Talks began.", None, "Agency", "Talks began."),
        ("Paris, (APP - Alba Post / News - 4th Dec, 2024) Alba said so.", "2024-12-04", None, "Alba said so."),
        ("Vancouver, BC--(Newsfile Corp. - May 6, 2025) - Alba said so.", "2025-05-06", None, "Alba said so."),
        ("ANTOFAGASTA, Chile Feb 10 BHP's mine stopped.", None, None, "BHP's mine stopped."),
        ("KINSHASA - Congo stopped exports.", None, None, "Congo stopped exports."),
        ("NEW DELHI/MUMBAI, India (Agency) - Rates rose.", None, "Agency", "Rates rose."),
        ("PERTH (mines.example) - The bid lapsed.", None, "mines.example", "The bid lapsed."),
        ("May 16 Alba Mining said so.", None, None, "Alba Mining said so."),
        ("NEW DELHI Dec 15 India will not ban exports.", None, None, "India will not ban exports."),
        ("[LONDON] The miner said so.", None, None, "The miner said so."),
        ("Dive Brief: The miner said so.", None, None, "The miner said so."),
        ("New Delhi, Aug 29 (Agency) India's pact grew.", None, "Agency", "India's pact grew."),
        ("SEATTLE (Scrap Wire): The miner said so.", None, "Scrap Wire", "The miner said so."),
        ("Mines.com -- The miner said so.", None, "Mines.com", "The miner said so."),
        ("AP - China halted exports.", None, "AP", "China halted exports."),
        ("PERTH/LONDON, March 6 : Nickel makers may cut.", None, None, "Nickel makers may cut."),
        ("(Metals Wire) Oct. 20 -- China acted.", None, "Metals Wire", "China acted."),
        ("(NEWSWIRE- The Lima Times) Chile's miner cut.", None, "NEWSWIRE- The Lima Times", "Chile's miner cut."),
        ("By A. Bell and Jo Vance Jan 28 (Agency) – The plan is off.", None, "Agency", "The plan is off."),
        ("Santiago — Chile's miner shut it.", None, None, "Chile's miner shut it."),
        ("MANILA, Sept 8 A ship sailed.", None, None, "A ship sailed."),
        ("[Tungsten Express] March 13: Prices rose.", None, None, "Prices rose."),
    ],
)
def test_dateline_tells_day_and_agency_and_is_no_sentence(
    text: str, published: str | None, source: str | None, lead: str
) -> None:
    found = find_dateline(text)
    assert found is not None
    assert (found.published, found.source) == (published, source)
    assert [text[a:b] for a, b in split_sentences(text)] == [lead]


@pytest.mark.parametrize(
    "text",
    [
        "China - the largest producer - said on Monday that it would stop.",
        "China on 9 October 2025 - the day of the decree - banned exports.",
        "In London, on 4 June 2025. Nothing more.",
        "As of 4 June 2025 - prices rose.",
        "May 16 was the day of the strike.",
        "SIBANYE-Stillwater said on Monday that its mine in Montana is flooded.",
        "USGS - The list was published.",
        "Alba Metals — Chile's second miner — said so.",
        "China — Its ministry said so.",
        "By June 3 Glencore had shut the mine.",
    ],
)
def test_prose_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_day_of_the_dateline_dates_a_text_under_its_title() -> None:
    assert read_header("Congo halts cobalt\n\nKINSHASA, April 3, 2025 (AFP) - Congo said so.").published == "2025-04-03"


@pytest.mark.parametrize(
    "line", ["Agency · 2025-06-21", "By A. Writer | June 21, 2025", "*21 June 2025*", "**Agency** — 21 June 2025"]
)
def test_the_line_under_a_title_dates_a_text(line: str) -> None:
    found = read_header(f"# UPDATE 2-Congo extends cobalt ban\n\n{line}\n\nCongo extended its ban.\n")
    assert (found.title, found.published) == ("Congo extends cobalt ban", "2025-06-21")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("UPDATE 2-Congo extends ban\n\nCongo did so.", ["Congo did so."]),
        ("Congo extends ban", ["Congo extends ban"]),
        ("Congo ends talks\n\nCongo did so.", ["Congo ends talks", "Congo did so."]),
    ],
)
def test_a_first_line_that_repeats_the_headline_is_no_sentence(text: str, sentences: list[str]) -> None:
    assert [s.text for s in prepare("Congo extends ban", text, None).sentences] == sentences


@pytest.mark.parametrize(("line", "outlet"), [
    ("The Northern Miner, 3 June 2025", "The Northern Miner"), ("Mining.com, 2024-10-18", "Mining.com"),
    ("Reuters · 2025-06-21", "Reuters"), ("MarketWatch | June 21, 2025", "MarketWatch"),
    ("Perth, 12 March 2024", None), ("LONDON, June 21, 2025", None), ("June 21, 2025", None),
    ("By A. Writer | June 21, 2025", None),
])  # fmt: skip
def test_a_line_of_outlet_and_day_names_the_outlet(line: str, outlet: str | None) -> None:
    assert read_header(f"Zinc rises\n{line}\n\nZinc rose on Friday.").source == outlet


def test_a_capital_before_a_dash_is_a_dateline_and_a_country_is_not() -> None:
    assert find_dateline("London – Glencore on Wednesday reported lower output.") is not None
    assert find_dateline("China – The largest producer – said so.") is None
    assert find_dateline("China – The largest producer said so.") is None


def test_a_town_with_its_province_before_a_dash_is_a_dateline() -> None:
    told = "Toronto, Ontario — Glencore said on Friday that it buys the recycler."
    found = find_dateline(told)
    assert found is not None
    assert told[found.end :].startswith("Glencore")


def test_below_the_points_of_a_release_agency_and_day_tell_a_dateline() -> None:
    points = "\n\n".join(f"- Output of mine {k} rose" for k in range(6))
    wire = find_dateline(f"{points}\n\nTORONTO--(BUSINESS WIRE)--Apr. 23, 2025-- Largo said so.")
    assert wire is not None
    assert wire.published == "2025-04-23"
    assert find_dateline(f"{points}\n\nKINSHASA - Congo stopped exports.") is None
