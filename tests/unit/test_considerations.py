"""Rows for a kind of story: which articles ask for them, and that they are proven word for word alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from didymium.brief.compose import brief, compose
from didymium.brief.considerations import (  # how well a row fits is told nowhere else
    NEAR,
    SHARED,
    Considered,
    _fit,
    _for_story,
    _is_own,
    _loosely,
    _retells,
    _shared,
    _Story,
    _words,
    considered,
    insights_of,
    nearest,
    turning_of,
    watched_of,
)
from didymium.brief.day import not_long_after, told_day
from didymium.brief.lead import lead_of
from didymium.brief.ledger import Ledger
from didymium.news import read_article
from didymium.proof import Context, prove, row_evidence, verify
from didymium.proof import places as proof_places
from didymium.proof.headings import insight_faults
from didymium.records import NO_DAY, Article, Brief, Insight, Point, Reading, Sentence, SpanEvidence
from didymium.world.check import considerations
from didymium.world.considerations import QUESTIONS, is_near, is_proper, places, tells_of_name
from didymium.world.load import World, load_world

ROW = "us-list-not-credit"
TEXT = (
    "WASHINGTON - The United States Geological Survey added copper and silver to the United States' list of critical "
    "minerals on Thursday, among ten additions.\n\nThe list, which now counts 60 minerals, guides federal money and "
    "permits. Copper users in Ohio welcomed it. The survey looked at what a stop of supply would cost 402 industries."
)


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


@pytest.fixture(scope="module")
def row(world: World) -> dict[str, Any]:
    return world.table("considerations").row(by_predicate=pl.col("id") == ROW, named=True)


def article(tmp_path: Any, day: str) -> str:
    page = tmp_path / "list.html"
    page.write_text(
        "<html><head><title>US adds copper to its critical minerals list</title>"
        f'<meta property="article:published_time" content="{day}"></head>'
        "<body><article><h1>US adds copper to its critical minerals list</h1>"
        + "".join(f"<p>{p}</p>" for p in TEXT.split("\n\n"))
        + "</article></body></html>",
        encoding="utf-8",
    )
    return str(page)


def said(made: Brief) -> set[str]:
    return {s.text for _, s in proof_places(made)}


def test_a_story_prints_the_row_that_is_for_it_and_verifies(tmp_path: Any, row: dict[str, Any]) -> None:
    made = brief(article(tmp_path, "2025-11-07"), draws=20)
    assert row["text"] in said(made)
    assert verify(made).ok


def test_no_story_prints_what_was_not_yet_public(tmp_path: Any, row: dict[str, Any]) -> None:
    before = row["known_from"] - dt.timedelta(days=1)
    assert row["text"] not in said(brief(article(tmp_path, before.isoformat()), draws=20))


def test_words_that_a_row_asks_for_and_words_that_bar_it() -> None:
    asks = {"named": "list of critical|critical list", "words": "copper", "bars": "tariff"}
    assert places(asks, "", "A list of critical minerals names copper.") == ((2, 18), (34, 40))
    assert places(asks, "The critical list", "Copper is on it.") == ((0, 6),)  # what the title has has no place
    assert places(asks, "", "A list of critical minerals names silver.") is None
    assert places(asks, "A tariff", "A list of critical minerals names copper.") is None
    assert places(asks, "", "A shortlist of critical minerals names copper.") is None  # no word starts there
    trail = {"named": "Trail|Red Dog|mine", "words": None, "bars": None}
    assert places(trail, "", "Exports trail behind.") is None  # a name is no common word
    assert places(trail, "", "Exports trail those of Red Dog.") == ((23, 30),)
    assert places(trail, "", "The Mine is shut.") == ((4, 8),)


@pytest.mark.parametrize(
    ("text", "proper"),
    [
        ("Prices of ore from Greenbushes fell.", True),
        ("The price of spodumene fell.", False),
        ("Prices fell. Spodumene lost most.", False),  # with which a sentence begins
        ("It was “Greenbushes” that cut.", True),
    ],
)
def test_a_name_is_told_from_a_word_of_the_trade(text: str, proper: bool) -> None:
    assert is_proper({"named": "Greenbushes|spodumene"}, text) is proper


@pytest.mark.parametrize(
    ("text", "told", "tells"),
    [
        ("Prices of ore from Greenbushes fell.", "Greenbushes makes the cheapest ore.", True),
        ("Prices of ore from Greenbushes fell.", "Ore from Australia is paid in arrears.", False),
        ("Spodumene lost most, and Greenbushes said nothing.", "Greenbushes makes the cheapest ore.", True),
        ("The price of spodumene fell.", "A tonne of spodumene is an eighth of a tonne of carbonate.", False),
    ],
)
def test_a_row_tells_of_the_name_by_which_it_is_asked_for(text: str, told: str, tells: bool) -> None:
    assert tells_of_name({"named": "Greenbushes|spodumene", "text": told}, text) is tells


AHEAD_OF_IT = "Gabon will ban exports of manganese ore from 2029, its cabinet said. " * 5
ASIDE = f"{AHEAD_OF_IT}Zimbabwe stopped exports of lithium ore in the same way."


@pytest.mark.parametrize(
    ("asked", "question", "loosely"),
    [
        ({"named": "Gabon", "when": "export_control"}, "aim", False),
        ({"named": "Zimbabwe", "actors": "GAB"}, "aim", True),  # what an aside asks for
        ({"named": "Zimbabwe", "actors": "GAB"}, "watch", None),  # which is of the news alone
        ({"named": "ban", "when": "export_control"}, "aim", True),  # what holds for all bans
        ({"named": "ban", "minerals": "manganese"}, "aim", False),
        ({"named": "ban", "when": "dispute"}, "aim", None),  # and for what stands beside the news
        ({"named": "Gabon", "minerals": "manganese", "when": "dispute"}, "aim", False),
        ({"named": "ban", "minerals": "manganese", "words": "lithium"}, "aim", False),
    ],
)
def test_what_an_aside_asks_for_or_holds_for_all_stories_is_loose(
    asked: dict[str, str], question: str, loosely: bool | None
) -> None:
    title = "Gabon bans exports of manganese ore"
    story = _Story(title, "news", "export_control", frozenset({"export_control", "kind=news"}), frozenset({"dispute"}),
                   ("manganese",), frozenset({"GAB"}), frozenset({"GAB"}), None)  # fmt: skip
    row = dict.fromkeys(("named", "words", "when", "minerals", "actors", "standing")) | asked
    row |= {"question": question, "text": "Gabon exports most of its ore.", "known_from": dt.date(2025, 5, 1)}
    named = is_near(row, title, ASIDE) and row["named"] == "Gabon"
    assert _loosely(row, story, ASIDE, named) is loosely
    own = named and not story.is_beside(row)
    assert _is_own(row, story, ASIDE, dt.date(2025, 6, 1)) is own
    assert not _is_own(row, story, ASIDE, dt.date(2028, 6, 1))  # as it stood long ago


def cited(world: World) -> tuple[dict[str, Any], Context]:
    """The row's text and every place of the article that it asks for, e1 first."""
    found = places(world.table("considerations").row(by_predicate=pl.col("id") == ROW, named=True), "", TEXT)
    spans = [SpanEvidence(start=start, end=end, quote=TEXT[start:end]) for start, end in found or ()]
    evidence = {"e1": row_evidence(world, "considerations", ROW, "text")}
    evidence |= {f"e{k}": span for k, span in enumerate(spans, 2)}
    return evidence, Context(world.as_of("2025-11-07"), TEXT, "", "2025-11-07")


def test_it_is_proven_word_for_word_and_never_otherwise(world: World, row: dict[str, Any]) -> None:
    evidence, context = cited(world)
    true = Sentence(text=row["text"], evidence=tuple(evidence))
    assert prove(true, evidence, context).proven
    for was, now in (("45X", "45Y"), ("does not open", "opens"), ("2025", "2026"), ("US", "EU")):
        assert was in row["text"]
        assert not prove(true.model_copy(update={"text": row["text"].replace(was, now)}), evidence, context).proven


def test_a_row_for_other_words_or_with_another_place_is_not_proven(world: World, row: dict[str, Any]) -> None:
    evidence, context = cited(world)
    true = Sentence(text=row["text"], evidence=tuple(evidence))
    other = Context(context.world, "Copper rose in London.", "", context.day)
    assert not prove(true, evidence | {"e2": SpanEvidence(start=0, end=6, quote="Copper")}, other).proven
    assert not prove(true, evidence | {"e2": SpanEvidence(start=0, end=10, quote=TEXT[:10])}, context).proven
    swapped = next(r for r in world.table("considerations").to_dicts() if r["id"] != ROW and not r["until"])
    exchanged = evidence | {"e1": row_evidence(world, "considerations", swapped["id"], "text")}
    assert not prove(true, exchanged, context).proven


def test_a_row_that_no_longer_holds_is_not_proven(world: World) -> None:
    past = next(r for r in world.table("considerations").to_dicts() if r["until"] and not r["named"] and not r["words"])
    evidence = {"e1": row_evidence(world, "considerations", past["id"], "text")}
    told = Sentence(text=past["text"], evidence=("e1",))
    for day, holds in ((past["until"] - dt.timedelta(days=1), True), (past["until"], False)):
        context = Context(world.as_of(day), "Any text.", "", day.isoformat())
        assert prove(told, evidence, context).proven is holds


def test_question_and_label_are_those_of_the_row(world: World, row: dict[str, Any]) -> None:
    evidence, context = cited(world)
    told = (Sentence(text=row["text"], evidence=tuple(evidence)),)

    def faults(question: str, label: str) -> list[str]:
        made = Insight(question=question, framing=(), points=(Point(label=label, sentences=told),))
        return [where for where, _, _ in insight_faults(made, evidence, context)]

    assert faults(QUESTIONS["aim"], row["label"]) == []
    assert faults(QUESTIONS["long"], row["label"]) == ["question"]
    assert faults(QUESTIONS["aim"], "A list is money") == ["points[0].label"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"named": None, "words": None, "actors": None}, "fewer than two conditions"),
        ({"named": "a(b"}, "named:"),
        ({"when": "weather"}, "no such kind of story: weather"),
        ({"minerals": "unobtainium"}, "no such mineral"),
        ({"actors": "XXX"}, "no such country"),
        ({"until": dt.date(2010, 1, 1)}, "it ends before it is known"),
        ({"source_id": "edge-2019-my-bauxite", "known_from": dt.date(2019, 1, 1)}, "it is known before its source"),
    ],
)
def test_the_check_finds_a_row_that_fits_too_many_or_none(
    world: World, row: dict[str, Any], changed: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, bad = world.table("considerations"), row | {"when": "policy", "minerals": None} | changed
    one = pl.DataFrame([bad], schema=table.schema)
    tables = {"considerations": one, "sources": world.table("sources")}
    monkeypatch.setattr(World, "table", lambda _, name: tables[name])
    assert any(why in told[3] for told in considerations(world))


def test_what_is_most_about_a_story_stands_in_a_bottom_line_that_reckons_nothing(world: World) -> None:
    rows = {r["question"]: r for r in world.table("considerations").to_dicts()}
    near, far, clock = (
        Considered(rows[q], fit, Sentence(text=rows[q]["text"], evidence=("e1",)), own=True)
        for q, fit in (("aim", NEAR), ("aim", NEAR - 0.5), ("watch", 9.0))
    )
    assert nearest((near, clock)) == ((near.said,), (clock,))
    assert nearest((far, clock)) == ((), (far, clock))
    of_all = replace(near, own=False)  # which tells of nothing that the news names
    assert nearest((of_all, clock)) == ((), (of_all, clock))


def test_who_decides_is_watched_and_a_test_would_change_the_view(world: World) -> None:
    rows = {r["question"]: r for r in world.table("considerations").to_dicts()}
    found = tuple(
        Considered(rows[q], 5.0, Sentence(text=rows[q]["text"], evidence=("e1",))) for q in ("test", "watch", "record")
    )
    assert [s.text for s in turning_of(found)] == [rows["test"]["text"]]
    later = dt.date(2040, 1, 1)
    assert [(w.date, w.sentence.text) for w in watched_of(found, later)] == [(NO_DAY, rows["watch"]["text"])]
    assert [i.question for i in insights_of(found)] == [QUESTIONS["record"]]


PANIC = (
    "Carmakers have been desperate to find other sources of rare-earths magnets, which are in short supply due to "
    "Chinese export curbs.\n\nSome plants could be idled by July, said a magnet maker in Bavaria, who has been "
    "fielding calls for weeks. China's export controls on rare earths could cripple car making, executives said."
)


def test_a_text_without_a_lead_is_held_against_its_events_and_the_good_of_its_title(world: World) -> None:
    article = Article(title="Carmakers fret over rare-earths bottleneck", text=PANIC, published="2025-06-09")
    reading, seen = read_article(article), world.as_of("2025-06-09")
    context = Context(seen, PANIC, article.title, "2025-06-09")

    def kept(reading: Reading) -> list[dict[str, Any]]:
        found = considered(reading, None, seen, Ledger(seen, PANIC), dt.date(2025, 6, 9), context)
        return [c.row for c in found]

    rows = kept(reading)
    assert rows
    assert all("rare earths" in (r["minerals"] or "rare earths") for r in rows)
    untitled = article.model_copy(update={"title": "Carmakers fret over a bottleneck"})
    assert not [r for r in kept(reading.model_copy(update={"article": untitled})) if r["minerals"]]
    french = article.model_copy(update={"language": "fr"})
    assert not kept(reading.model_copy(update={"article": french}))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The court of 3 May 2025 hears the suit again on 12 March 2026.", "2026-03-12"),
        ("The pact of May 2025 ends in April 2026.", "2026-04"),
        ("The vote is on 12 March 2026, the closing on 30 June 2026.", NO_DAY),  # which of the two it is watched for
        ("The vote was on 3 May 2025.", NO_DAY),
        ("The plan is to be told in 2026.", NO_DAY),
    ],
)
def test_who_decides_stands_under_the_one_day_ahead_that_it_tells(text: str, date: str) -> None:
    one = Considered({"question": "watch"}, 5.0, Sentence(text=text, evidence=("e1",)))
    assert [w.date for w in watched_of((one,), dt.date(2026, 1, 5))] == [date]


UNDATED = "A Geneva broker said on Monday that China's suspension of licences for rare earths leaves open who may buy."


def test_a_text_whose_day_is_not_known_prints_nothing_that_its_title_does_not_name() -> None:
    """Nor is a date that a text tells as one ahead the day on which it is read."""
    world = load_world()
    dated = Article(title="China suspends rare earth licences", text=UNDATED, source="Desk", published="2025-11-12")
    assert {*world.table("considerations")["text"]} & said(compose(read_article(dated), world, draws=20))
    made = {}
    ahead = "The ministry is expected to publish its list by June 2026."
    for text in (UNDATED, f"{UNDATED} {ahead}"):
        article = Article(title="China suspends rare earth licences", text=text, source="Desk")
        made[text] = compose(read_article(article), world, draws=20)
    rows = {r["text"]: r for r in world.table("considerations").to_dicts()}
    for one in made.values():
        assert not {*rows} & said(one)
        assert not one.background


@pytest.mark.parametrize(
    ("question", "beside", "opens", "fits"),
    [
        ("reply", {"export_control/tighten"}, {"CHN"}, True),
        ("reply", set(), {"CHN"}, False),  # nothing of the opening is a control
        ("reply", {"export_control/tighten"}, set(), False),  # nor does it name who acts
        ("watch", {"export_control/tighten"}, {"CHN"}, False),  # which is of the news alone
        ("test", {"export_control/tighten"}, {"CHN"}, False),
    ],
)
def test_what_the_opening_tells_beside_the_news_opens_a_row_and_no_test(
    question: str, beside: set[str], opens: set[str], fits: bool
) -> None:
    news = frozenset({"market", "market/up", "kind=news"})
    story = _Story("Carmakers in panic", "news", "market", news, frozenset(beside), ("rare earths",), frozenset(),
                   frozenset(opens), None)  # fmt: skip
    row = {"when": "export_control/tighten", "minerals": "rare earths", "actors": "CHN", "question": question}
    fit = _fit(row, story, frozenset({"rare earths"}))
    own = _Story("China tightens", "news", "export_control", frozenset(beside | {"kind=news"}), frozenset(),
                 ("rare earths",), frozenset(opens), frozenset(opens), None)  # fmt: skip
    assert (fit is not None) is fits
    if fits:
        assert fit is not None
        assert fit < (_fit(row, own, frozenset({"rare earths"})) or 0)  # less than where it is the news


def test_a_row_that_tells_the_news_again_is_none() -> None:
    news = "The trade commission found that Russian palladium does not injure American industry at a rate of 109%."
    again = "The commission found on 29 May 2026 that Russian palladium does not injure industry (109%)."
    assert _retells(again, news, _words(news))
    assert not _retells(again.replace("109", "85"), news, _words(news))


@pytest.mark.parametrize(
    ("told", "least"), [("Copper users in Ohio", 0.5), ("Magnets of Japanese cars need dysprosium", 0.0)]
)
def test_a_row_of_whose_words_the_article_has_next_to_none_is_of_another_question(told: str, least: float) -> None:
    assert (_shared(told, _words(TEXT)) >= SHARED) is (least >= SHARED)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("The peak of 2022 was passed, and a plan due by 2030 is old.", "2024-02-04"),
        ("It made 382 tonnes in H1 2023 after a fall in 2022.", "2024-08-03"),
        ("It rose in March 2025 after a fall in 2024.", "2026-05-05"),
        ("It rose.", "2026-11-30"),
    ],
)
def test_a_text_without_a_date_was_written_not_long_after_the_latest_time_that_it_tells(text: str, last: str) -> None:
    assert not_long_after(text, dt.date(2026, 11, 30)).isoformat() == last


def test_a_text_without_a_date_prints_what_was_public_soon_after_it_of_what_its_title_names(
    tmp_path: Any, row: dict[str, Any]
) -> None:
    page = Path(article(tmp_path, "2025-11-07"))
    plain = re.sub(r"<meta[^>]*>", "", page.read_text(encoding="utf-8"))
    for year, stands in ((row["known_from"].year + 1, True), (row["known_from"].year - 3, False)):
        page.write_text(plain.replace("on Thursday", f"after a review of {year}"), encoding="utf-8")
        assert (row["text"] in said(brief(str(page), draws=20))) is (stands and row["until"] is None)


def test_a_year_ahead_dates_a_text_that_tells_of_the_year_before() -> None:
    last = dt.date(2026, 11, 30)
    assert told_day("Output fell in 2015. The firm expects 26,000 tonnes in 2016.", last) == (
        dt.date(2016, 1, 1),
        False,
    )
    assert told_day("Output fell in 2015. A plant is due by 2030.", last) == (None, False)


def test_a_figure_of_a_time_that_is_not_known_is_held_against_none() -> None:
    text = "China makes 98% of the gallium of the world, a trader said on Monday. Its exports of gallium fell."
    for published, held in (("2026-03-02", True), (None, False)):
        article = Article(title="China's gallium exports fall", text=text, published=published)
        made = compose(read_article(article), load_world(), draws=20)
        assert any(c.verdict for c in made.claims) is held


def test_what_became_known_with_the_story_is_no_earlier_case_of_it() -> None:
    text = "Sherritt is to stop the Moa nickel mine in Cuba for want of fuel, it said on Tuesday. Nickel is short."
    for day, stands in (("2026-02-20", False), ("2026-05-19", True)):
        article = Article(title="Sherritt to stop Moa nickel mine in Cuba for want of fuel", text=text, published=day)
        reading, world = read_article(article), load_world().as_of(day)
        story = _Story.of(reading, lead_of(reading, world))
        fit = {r["id"] for r, *_ in _for_story(story, text, world, dt.date.fromisoformat(day))}
        assert ("cu-moa-two-months" in fit) is stands


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("China will suspend the ban, it said on Sunday November 9. It was introduced in December 2024.", "2025-11-09"),
        ("China suspends the ban, it said on Sunday, 9 November. It was introduced in December 2024.", "2025-11-09"),
        ("China will suspend the ban, it said on Monday November 9. It was introduced in December 2024.", "2024-12-31"),
        ("China ends the ban by Sunday November 9, it said. It was introduced in December 2024.", "2024-12-31"),
        ("China suspended the ban on Sunday November 9. Its exports fell in 2025 and 2024.", "2025-11-09"),
        ("The ban was introduced on Sunday November 9, 2014 and extended in December 2024.", "2024-12-31"),
    ],
)
def test_a_weekday_tells_the_year_of_its_day(text: str, day: str) -> None:
    assert str(told_day(text, dt.date(2026, 11, 30))[0]) == day
