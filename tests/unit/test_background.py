"""Background: the measure in force that matters most, what it did, and what is suspended until when."""

from __future__ import annotations

import datetime as dt

from didymium import load_world
from didymium.brief import known
from didymium.brief.background import background
from didymium.brief.compose import compose
from didymium.brief.desk import Desk
from didymium.brief.ledger import Ledger
from didymium.brief.shock import with_dependent
from didymium.brief.topic import topic_of
from didymium.news import read_article
from didymium.records import Article

TEXT = (
    "The United States looks for rare earths outside China. Washington pledged $400 million to Uzbekistan for "
    "rare earths."
)


def told(day: str, text: str = TEXT) -> str:
    world = load_world(day)
    reading = read_article(Article(title="United States hunts for rare earths", text=text, published=day), world=world)
    desk = Desk(reading, topic_of(reading, world), world, Ledger(world, text), dt.date.fromisoformat(day), 16, 0)
    return " ".join(s.text for s in background(with_dependent(desk)))


def test_the_measure_in_force_comes_with_what_it_did_and_what_is_suspended() -> None:
    said = told("2025-11-10")
    assert "announced on 4 April 2025, is in force; it cut shipments by 74% at its deepest." in said
    assert "announced on 9 October 2025, is suspended until 10 November 2026." in said
    assert "latest control on record" not in said


def test_before_the_suspension_nothing_is_suspended() -> None:
    assert "suspended" not in told("2025-10-20")


def test_an_ended_measure_is_said_to_have_ended() -> None:
    assert "which ended on 31 December 2014." in told("2019-06-03")


def test_no_cut_is_measured_before_a_measure_has_run_for_weeks() -> None:
    for day, wanted in (("2025-04-10", None), ("2025-07-01", 0.74)):
        world = load_world(day)
        rows = known.measures(world, ("dysprosium",), "CHN", dt.date.fromisoformat(day))
        last = next(r for r in rows.iter_rows(named=True) if r["id"] == "cn-7ree-2025")
        assert known.depth(last, world) == wanted


def test_a_licence_of_the_day_runs_at_an_older_cut() -> None:
    text = "China put seven rare earths under export licences on Friday. The United States buys most of its own there."
    world = load_world()
    reading = read_article(Article(title="China licenses rare earths", text=text, published="2025-04-04"), world=world)
    made = compose(reading, world, draws=16)
    assert "74%" not in made.insights[0].framing[0].text
