"""Sentences, titles and terms of a finished brief that are changed by a word: each is refused, and as made it holds."""

from __future__ import annotations

import json
from functools import cache

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.proof import Context, Ledger, prove, verify
from didymium.records import Article, Brief, Sentence
from didymium.world.load import load_world


@cache
def made(text: str, title: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def altered(brief: Brief, old: str, new: str) -> Brief:
    """The brief with some words changed wherever a sentence or title has them."""
    told = {"bottom_line", "summary", "background", "insights", "watch", "change", "charts"}
    text = brief.model_dump_json(include=told)
    assert old in text
    return Brief.model_validate({**brief.model_dump(mode="json"), **json.loads(text.replace(old, new))})


BAN = (
    "The Democratic Republic of Congo's regulator said on Sunday that it will lift its ban on cobalt exports on 16 "
    "October and replace it with annual quotas.",
    "Congo to replace cobalt export ban with quotas", "2025-09-22",
)  # fmt: skip


@pytest.mark.parametrize(
    ("article", "old", "new"),
    [
        (
            BAN,
            "The DR Congo has applied its ban on cobalt exports",
            "The ban on cobalt exports to the DR Congo has applied",
        ),
    ],
)
def test_what_a_row_or_step_is_told_of_stays(article: tuple[str, str, str], old: str, new: str) -> None:
    brief = made(*article)
    assert verify(brief, alone=False).ok
    assert not verify(altered(brief, old, new), alone=False).ok


def test_who_a_report_rests_on_is_not_cut() -> None:
    text = (
        "Guinea has begun to revoke the licence of Borealis Aluminium, reported Reuters, citing two people familiar "
        "with the matter."
    )
    book = Ledger(load_world(), text)
    key = book.span(0, len(text))
    context = Context(load_world(), text, "", "2025-05-08", {})

    def holds(said: str) -> bool:
        return prove(Sentence(text=said, evidence=(key,)), book.evidence, context).proven

    assert holds(text)
    assert not holds("Guinea has begun to revoke the licence of Borealis Aluminium.")
    assert not holds("Guinea has begun to revoke the licence of Borealis Aluminium, reported Reuters.")


@pytest.mark.parametrize(
    ("text", "said", "true"),
    [
        ("The bank will provide a $2 billion loan to Borealis.",
         "The bank will provide a $2 billion grant to Borealis.", False),
        ("Firms in Chile made 42% less than in 2021 and hold barely a quarter of the market.",
         "Firms in Chile hold 42% less than in 2021 and made barely a quarter of the market.", False),
        ("Borealis, the only other producer of tin outside China, made 800 tonnes in 2024.",
         "Borealis, the only producer of tin outside China, made 800 tonnes in 2024.", False),
        ("The plant is to start in 2027, a year later than first planned, and would make up to 900 tonnes a year, "
         "300 tonnes of it tin.",
         "The plant is to start in 2027, a year later than first planned 300 tonnes of it tin.", False),
        ("The plant is to start in 2027, a year later than first planned, and would make up to 900 tonnes a year.",
         "The plant is to start in 2027, a year later than first planned.", True),
    ],
)  # fmt: skip
def test_what_an_article_says_is_neither_turned_nor_widened(text: str, said: str, true: bool) -> None:
    book = Ledger(load_world(), text)
    key = book.span(0, len(text))
    context = Context(load_world(), text, "", "2025-05-08", {})
    made = prove(Sentence(text=said, evidence=(key,)), book.evidence, context)
    assert made.proven is true, made.reasons


PAIR = (
    "Anglo American agreed on Monday to sell its nickel mines in Brazil. The Altamira and Codemin mines produced "
    "39,400 tonnes of nickel last year, 1% less than in 2023.",
    "Anglo American sells nickel mines", "2025-02-18",
)  # fmt: skip


def test_what_two_sites_made_is_not_told_of_one() -> None:
    brief = made(*PAIR)
    told = " ".join(s.text for s in (*brief.bottom_line, *(s for i in brief.insights for s in i.framing)))
    assert not any(f"{one}'s" in told for one in ("Altamira", "Codemin")) or "Altamira and Codemin" in told
