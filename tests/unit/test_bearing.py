"""What bears on a story: deals, dates and moves of its own parties on its own mineral, in words that fit."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from didymium import load_world
from didymium.brief import bearing, known
from didymium.brief import summary as summary_module
from didymium.brief.anaphora import leans
from didymium.brief.compose import compose
from didymium.brief.deals import recent_deals
from didymium.brief.verify import verify
from didymium.news import read_article
from didymium.records import Article, Brief

BAN = (
    "Zimbabwe has stopped all exports of lithium concentrates with immediate effect. The mines minister said it was "
    "done in the national interest. Zimbabwe has for years sent much of what it mines to China for refining."
)
VENTURE = (
    "China's regulator has cleared the lithium joint venture of Chile's Codelco and SQM. Approvals by the authorities "
    "of Chile, the European Union and Japan came before. Lithium is refined mostly in China."
)
MAGNETS = (
    "The United States looks for rare earths outside China. Washington pledged $400 million to Uzbekistan for "
    "rare earths."
)


@cache
def made(title: str, text: str, day: str) -> Brief:
    reading = read_article(Article(title=title, text=text, published=day), world=load_world())
    return compose(reading, load_world(), draws=32)


def said(brief: Brief) -> str:
    rows = [*brief.background, *brief.limits, *(w.sentence for w in brief.watch)]
    rows += [s for i in brief.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences))]
    return " ".join(s.text for s in rows)


def test_nothing_of_others_stands_in_a_story() -> None:
    brief = made("Zimbabwe bans lithium exports", BAN, "2026-02-26")
    text = said(brief)
    assert not [w for w in ("Ukraine", "EXIM", "black mass", "Old scrap") if w in text]
    assert "hit back" not in text
    assert verify(brief).ok


def test_a_suspended_control_is_told_once_and_a_test_is_called_a_test() -> None:
    brief = made("Codelco and SQM get Chinese approval for lithium venture", VENTURE, "2025-11-13")
    told = [s.text for s in brief.background if "9 October 2025" in s.text]
    assert len(told) == 1
    assert told[0].endswith("is suspended until 10 November 2026.")
    framed = [s.text for i in brief.insights for s in i.framing if "twelve-month" in s.text]
    assert framed
    assert all(t.startswith("As a test, suppose a twelve-month cut") for t in framed)
    assert any("its length, twelve months, are assumptions." in s.text for s in brief.limits)


def test_a_deal_is_worded_by_its_status() -> None:
    brief = made("United States hunts for rare earths", MAGNETS, "2026-02-25")
    deals = [s.text for s in brief.background if "$" in s.text and " for " in s.text]
    assert deals
    world = load_world("2026-02-25")
    row = next(r for r in world.table("deals").iter_rows(named=True) if "letter: US rare" in (r["project"] or ""))
    assert known.project(row) == "US rare earths"
    found = recent_deals(world, ("rare earths",), dt.date(2026, 2, 25))
    assert all(bearing.mainly(r["minerals"], ("rare earths",)) for r in found)


@pytest.mark.parametrize(
    ("cell", "own"),
    [("lithium", True), ("lithium;boron", True), ("zinc;lead;lithium", False), ("lithium;graphite;titanium", False)],
)
def test_the_mineral_must_be_a_main_one(cell: str, own: bool) -> None:
    assert bearing.mainly(cell, ("lithium",)) is own


@pytest.mark.parametrize(
    "sentence",
    [
        "Though these hurdles are out of the way, the venture stays controversial.",
        "That decision came in May.",
        "It brings forward earlier plans to end exports.",
        "Years of depressed conditions left the group without a choice, he said.",
        "However, this leaves users short.",
        "The licensing regime that it imposed in April on seven rare earths stays in force.",
        "Under a deal reached around that meeting, the United States pledged $400 million to Uzbekistan.",
    ],
)
def test_a_sentence_that_leans_is_seen(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "At their summit in Kananaskis leaders of the G7 adopted a plan.",
        "Prime Minister Narendra Modi said he would go to Japan.",
        "China controls over 90% of processing.",
        "The ministry in Beijing lifted the controls that it announced in October.",
        "Japan and Australia signed an agreement, and under that agreement Lynas ships oxides to Tokyo.",
        '"This hurts us" was how Philip Pascall of First Quantum summed up the news that the mine will close in May.',
        "Zimbabwe, which has the largest reserves in Africa, sells most of what it mines to China.",
    ],
)
def test_a_sentence_that_stands_alone_is_seen(sentence: str) -> None:
    assert not leans(sentence)


def test_what_is_told_twice_stands_once_in_a_summary() -> None:
    lead = "The United States is looking harder for rare earths outside China, analysts say."
    again = "The United States is looking harder for rare earths outside China because of its dependence, analysts say."
    other = "Japan lent Lynas $250 million against rights to its dysprosium and terbium until 2038."
    assert summary_module._again(lead, again)
    assert not summary_module._again(lead, other)
