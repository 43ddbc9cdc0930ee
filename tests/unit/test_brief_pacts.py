"""What sides signed before, whether such agreements bind, and who holds the stage beyond the news."""

from __future__ import annotations

from functools import cache

import pytest

from didymium.brief.compose import compose, findings
from didymium.news import read_article
from didymium.proof import Context, prove
from didymium.records import Article
from didymium.world.load import load_world

MEMO = "Uzbekistan and the United States signed a memorandum on rare earths on Thursday, the foreign ministry said."
TITLE = "Uzbekistan and US sign memorandum on rare earths"


@cache
def told(text: str = MEMO, day: str = "2026-02-06", title: str = TITLE) -> dict[str, str]:
    """The worthiest that is found of each relation, by its name."""
    reading = read_article(Article(title=title, text=text, published=day))
    rows = findings(reading, load_world(), draws=20)["findings"]
    return {f["relation"]: f["text"] for f in reversed(rows)}


def test_the_agreement_before_is_one_of_the_same_two() -> None:
    seen = told()["signed_before"]
    assert seen == "The United States and Uzbekistan had one before: a memorandum of 16 September 2024, not binding."


def test_an_agreement_that_is_the_news_is_none_before_it() -> None:
    assert "signed_before" not in told(day="2024-09-18")


def test_a_truce_is_no_such_agreement() -> None:
    text = "China and the United States signed a trade truce on rare earths on Thursday, the ministry said."
    seen = told(text, title="US and China sign truce on rare earths")
    assert "signed_before" not in seen


def test_who_is_at_war_signs_nothing() -> None:
    text = (
        "The United States and Ukraine signed an agreement on critical minerals on Wednesday. Officials of Ukraine and "
        "the United States signed it after months of talks about the war of Russia."
    )
    seen = told(text, "2025-05-01", "US and Ukraine sign minerals agreement")
    assert not any("Russia" in s for s in seen.values())


def test_where_the_partner_sells_what_it_makes_most_of() -> None:
    text = "The United States and Guinea signed an agreement on critical minerals on Monday, the State Department said."
    seen = told(text, "2025-12-08", "US and Guinea sign agreement on minerals")
    assert seen["buyers_one"].startswith("Guinea's exports of bauxite went in 2023 above all to China (84%)")
    assert "dependent_buyers_one" not in seen


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("16 September 2024", "17 September 2024"),
        ("memorandum", "treaty"),
    ],
)
def test_the_proof_refuses_what_the_rows_do_not_say(true: str, false: str) -> None:
    world = load_world()
    reading = read_article(Article(title=TITLE, text=MEMO, published="2026-02-06"))
    brief = compose(reading, world, draws=20)
    context = Context(world.as_of("2026-02-06"), MEMO, TITLE, "2026-02-06", brief.manifest["runs"])
    said = [s for i in brief.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences))]
    right = [s for s in said if true in s.text]
    assert right
    assert all(prove(s, brief.evidence, context).proven for s in right)
    wrong = [s.model_copy(update={"text": s.text.replace(true, false)}) for s in right]
    assert not any(prove(s, brief.evidence, context).proven for s in wrong)
