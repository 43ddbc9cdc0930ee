"""What a brief watches that has no day: decisions and steps in the article's own whole clauses, no view, no past."""

from __future__ import annotations

import pytest

from didymium.brief.anaphora import leans
from didymium.brief.compose import compose
from didymium.brief.plants import counted_in
from didymium.brief.watch import quoted
from didymium.news import read_article
from didymium.records import NO_DAY, Article
from didymium.text import parts_said
from didymium.world.load import load_world

NEWS = "Brazil's mining agency approved the sale of the Orion copper mine by Vale to Aurum Metals on Monday. "


def watched(more: str) -> list[tuple[str, str]]:
    article = Article(title="Brazil approves sale of Orion copper mine", text=NEWS + more, published="2025-03-05")
    made = compose(read_article(article), load_world(), draws=100)
    return [(w.date, w.sentence.text) for w in made.watch]


def opened(step: str) -> bool:
    """Whether a step that has no day is told, in the bottom line or the summary, and not watched."""
    article = Article(title="Brazil approves sale of Orion copper mine", text=f"{NEWS}{step}.", published="2025-03-05")
    made = compose(read_article(article), load_world(), draws=100)
    own = [w for w in made.watch if w.date == NO_DAY and step in w.sentence.text]
    return f"{step}." in [s.text for s in (*made.bottom_line, *made.summary)] and not own


@pytest.mark.parametrize(
    "step",
    [
        "The copper deal still awaits the approval of the antitrust authority",
        "Vale is also expected to provide funding for the mine within 30 days of the closing of the sale",
        "Vale's shareholders will vote on the sale of the mine once the report is filed",
        "Vale did not say when the mine will be handed over",
        "The copper mine's union is appealing the decision",
        "The agency gave Vale's copper miners until the end of the week to reply to the decision",
    ],
)
def test_a_next_step_without_a_day_is_told_in_the_articles_words(step: str) -> None:
    assert opened(step)


def test_a_step_that_is_dated_already_is_not_told_again_without_its_day() -> None:
    told = watched("The shareholders of Vale will vote on the sale of the mine on 12 June 2025.")
    assert [d for d, _ in told] == ["2025-06-12"]


def test_early_in_a_month_is_ahead_where_the_clause_says_so() -> None:
    told = watched("Vale's shareholders are set to vote on the sale of the mine in early September.")
    assert [d for d, _ in told] == ["2025-09"]


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ("The copper mine will stand still for two months after its licence lapsed on 24 February.", "2025-04"),
        ("Vale said it would take three to five weeks to hand the copper mine over.", "2025-03-24"),
        ("Aurum Metals is confident of selling copper from the mine in the June quarter.", "2025-06"),
        ("The copper contract due in May rose by 2% on the sale of the mine.", ""),
        ("It would take ten years to find another copper mine like Orion.", ""),
    ],
)
def test_what_is_told_from_another_day_is_watched_on_its_own(more: str, day: str) -> None:
    assert [d for d, _ in watched(more) if d != NO_DAY] == [d for d in (day,) if d]


def test_the_company_of_a_day_ahead_is_told_by_its_name() -> None:
    text = (
        "Antofagasta halted its Centinela copper mine in Chile on Monday after a fire. "
        "The company expects to restart the copper mine in October 2025."
    )
    article = Article(title="Antofagasta halts Centinela copper mine", text=text, published="2025-03-05")
    told = [w.sentence.text for w in compose(read_article(article), load_world(), draws=16).watch]
    assert any(t.startswith("Antofagasta expects to restart") for t in told)


def test_a_page_without_a_date_tells_the_days_that_were_to_come() -> None:
    text = NEWS + "The court has until 20 March 2026 to decide on the sale of the copper mine."
    made = compose(read_article(Article(title="Brazil approves sale of Orion copper mine", text=text)), load_world())
    assert [w.date for w in made.watch] == ["2026-03-20"]


def test_what_must_be_done_now_is_a_step() -> None:
    assert opened("Vale and its miners must now enter talks led by the government")


def test_a_step_is_told_whole_or_not_at_all() -> None:
    told = watched("Aurum takes 2,000 tonnes of copper this year, 3,000 tonnes in 2026 and 5,000 tonnes in 2027.")
    assert told
    assert all("Aurum takes" in text for _, text in told)


def test_a_quotation_is_quoted_once() -> None:
    for own, told in (
        ("“Deliveries are to start in May.”", "“Deliveries are to start in May”"),
        ('The deal is "nearly done".', "“The deal is 'nearly done'”"),
    ):
        assert quoted(own, own) == told


def test_what_is_cut_or_told_otherwise_is_no_quotation() -> None:
    own = "The court, which sits in Lima, will rule on Monday."
    assert quoted("The court will rule on Monday", own) == "The court will rule on Monday"


def test_time_that_has_passed_is_no_day_to_come() -> None:
    assert not [
        d for d, _ in watched("The miners will go to court after six years of opposing the sale.") if d[0] == "2"
    ]
    assert [d for d, _ in watched("Vale will hand over the copper mine after six years.") if d[0] == "2"]


def test_a_sentence_on_a_firm_of_the_opening_is_about_the_story() -> None:
    more = "Boats were sunk nearby. Nobody was hurt. Aurum Metals is due to pay by 30 June 2025."
    assert ("2025-06-30", "“Aurum Metals is due to pay by 30 June 2025”.") in watched(more)


def test_the_day_of_a_halt_is_no_restart() -> None:
    news = "Aurum Metals said on Monday that its Orion copper mine in Brazil will {} from April 1."

    def told(what: str) -> str:
        article = Article(title=f"Aurum to {what} Orion copper mine", text=news.format(what), published="2025-03-05")
        return " ".join(w.sentence.text for w in compose(read_article(article), load_world(), draws=20).watch)

    halted = told("halt output")
    assert "April 1" in halted
    assert "restart" not in halted


def test_a_sites_size_is_counted_in_the_metal_that_its_good_names() -> None:
    assert counted_in("lead refined", "zinc") == "lead"
    assert counted_in("U", "copper") == "uranium"
    assert counted_in("zinc refined", "lead") == "zinc"


def test_a_part_of_a_year_is_printed_as_it_is_said() -> None:
    assert parts_said("It expects output in mid-Q4 2026.", "2026") == ("mid-Q4 2026",)
    assert parts_said("It starts in the first half of 2027 or late in 2027.", "2027") == (
        "first half of 2027", "late in 2027",
    )  # fmt: skip
    assert parts_said("It starts in 2026.", "2026") == ()


@pytest.mark.parametrize("words", [
    "Vale is in talks on the copper mine, a little over a year after earlier talks collapsed.",
    "Vale's copper output is now put at 120,000 tonnes in 2026.",
    "The plan for the copper mine will help Vale to meet its 2027 benchmarks.",
    "Vale intends to sell more copper following a four-month export ban.",
    "Vale said the copper mine would open in October 2025, but that plan was replaced last month.",
])  # fmt: skip
def test_a_term_that_ran_a_forecast_and_a_plan_given_up_are_no_days_ahead(words: str) -> None:
    assert [d for d, _ in watched(words) if d != NO_DAY] == []


def test_a_contract_between_firms_may_end_on_a_day_ahead() -> None:
    assert [d for d, _ in watched("Vale's copper contract is set to expire in October 2026.")] == ["2026-10"]


def test_what_somebody_said_was_expected_is_still_ahead() -> None:
    assert [d for d, _ in watched("Vale said the copper mine was expected to resume work in October 2025.")] == [
        "2025-10"
    ]


def test_unnamed_sources_of_another_report_leave_the_news_confirmed() -> None:
    text = (
        "Congo intends to impose export quotas on cobalt, its prime minister said on Monday. The plan was told to the "
        "cabinet. Sources told Reuters in February that Congo was contemplating quotas on cobalt."
    )
    article = Article(title="Congo plans cobalt export quotas", text=text, published="2025-03-19")
    told = compose(read_article(article), load_world(), draws=100).bottom_line
    assert not any("unnamed sources" in s.text for s in told)


def test_a_point_that_leans_on_another_is_no_companion_of_the_news() -> None:
    assert leans("* He did not say how much copper would be affected.")
