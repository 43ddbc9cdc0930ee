"""What a brief must not take from elsewhere, and what it says of a term that is allowed."""

from __future__ import annotations

from didymium.brief.anaphora import leans
from didymium.brief.clauses import is_whole
from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world


def made(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def bottom(title: str, text: str, day: str = "2025-10-07") -> str:
    return " ".join(s.text for s in made(title, text, day).bottom_line)


def test_a_binding_letter_binds() -> None:
    news = "The Pentagon signed a {}letter of intent on Monday for a $30 million stake in copper miner Cobre Metals."
    title = "Pentagon to take stake in copper miner Cobre Metals"
    assert "A letter binds nobody" in bottom(title, news.format(""))
    assert "A letter binds nobody" in bottom(title, news.format("non-binding "))
    assert "A letter binds nobody" not in bottom(title, news.format("binding "))


def test_the_last_day_of_what_is_allowed_ends_the_allowance_and_not_the_limit() -> None:
    text = (
        "The Democratic Republic of Congo will allow cobalt shipments under its quotas until 31 March 2026, its "
        "regulator said on Monday."
    )
    watch = [w.sentence.text for w in made("Congo allows cobalt quotas until March", text, "2025-12-22").watch]
    assert any("What is allowed ends then unless it is extended" in s for s in watch)
    assert not any("The limit ends" in s for s in watch)


def test_a_sentence_that_closes_on_who_reports_is_whole() -> None:
    assert is_whole("Sweden has dismissed all appeals against the concession for the graphite mine, Kallanish reports.")


def test_a_reason_leans_on_what_it_is_the_reason_of() -> None:
    assert leans("The reason is that restocking by magnet makers has slowed down.")
