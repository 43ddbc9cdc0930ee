"""Where the news stands, by the step of its process: one made-up article for each step (`ladders.txt`)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from didymium.brief.compose import compose
from didymium.brief.first_line import News
from didymium.brief.ledger import Ledger, say
from didymium.brief.status import LOSSES, spares, status
from didymium.news import read_article
from didymium.news.sentences import split_sentences
from didymium.proof import Context
from didymium.records import Article, Brief, Reading
from didymium.world.load import load_world

LINES = [
    tuple(part.strip() for part in line.split("|"))
    for line in (Path(__file__).parent / "ladders.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def lead(told: str) -> Any:
    if told == ".":
        return None
    family, direction, kind = (None if w == "." else w for w in told.split())
    event = SimpleNamespace(type=kind, status="in_force")
    return SimpleNamespace(family=family, direction=direction, event=event, title="Metals")


@pytest.mark.parametrize(("of", "text", "says"), LINES, ids=[line[1][:60] for line in LINES])
def test_each_step_is_told_by_its_words(of: str, text: str, says: str) -> None:
    world, day = load_world(), "2025-11-10"
    reading = Reading(article=Article(title="Metals", text=text, published=day))
    ledger, (start, end) = Ledger(world, text), split_sentences(text)[0]
    news = News(say(text[start:end], ledger.span(start, end)), start, end)
    made = status(reading, lead(of), news, (), ledger, Context(world, text, "Metals", day))
    assert [s.text.startswith(says) for s in made] == ([] if says == "-" else [True]), made


def brief(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def test_where_no_output_is_lost_no_loss_is_reckoned() -> None:
    text = (
        "Workers at the Escondida copper mine in Chile stayed at home on Monday after a quake, and its operations "
        "were {} by it, BHP said. The mine made 1.28 million tonnes of copper in 2024."
    )
    told = brief("Escondida copper mine after quake", text.format("unaffected"), "2025-11-10")
    assert "No output is reported lost." in [s.text for s in told.bottom_line]
    assert not {p.label for i in told.insights for p in i.points} & LOSSES


def test_a_day_of_first_output_says_when_it_bites() -> None:
    text = (
        "Kasempa Copper took its final investment decision on its copper mine in Zambia on Monday, which will start {}."
    )
    told = brief("Kasempa Copper decides on mine", text.format("producing in 2030"), "2025-11-10").bottom_line
    assert "So far there is a decision, not a plant: no tonnes before 2030." in [s.text for s in told]
    told = brief("Kasempa Copper decides on mine", text.format("talks with lenders in 2030"), "2025-11-10").bottom_line
    assert "So far there is a decision, not a plant: it brings no tonnes yet." in [s.text for s in told]


def test_a_request_spares_what_a_ban_does_not() -> None:
    request, ban = (say(t, "e1") for t in ("It is a request: nothing is allowed yet.", "Nothing changes before 2027."))
    assert spares((request,))
    assert not spares((ban,))


@pytest.mark.parametrize(
    ("after", "firm"),
    [
        ("A part owner confirmed the size of the cut on Wednesday.", False),
        ("The ministry has not confirmed it.", True),
    ],
)
def test_what_a_party_confirms_is_no_mere_report(after: str, firm: bool) -> None:
    text = (
        "Weda Bay Nickel in Indonesia was told that its ore quota is cut to 12 million tonnes this year. Two people "
        f"familiar with the matter said so. {after}"
    )
    title = "Weda Bay Nickel told to cut output"
    brief = compose(read_article(Article(title=title, text=text, published="2026-02-11")), load_world(), draws=20)
    assert any("not confirmed" in s.text for s in brief.bottom_line) is firm


def test_a_provisional_stop_is_no_preliminary_report() -> None:
    text = (
        "The owners of the Penouta tin mine in Spain, which faced a provisional suspension of its permit in October "
        "2023, have announced a partial reopening of the mine."
    )
    title = "Suspended Penouta tin mine to reopen in part"
    brief = compose(read_article(Article(title=title, text=text, published="2024-05-02")), load_world(), draws=20)
    assert brief.bottom_line
    assert not any("preliminary" in s.text for s in brief.bottom_line)
