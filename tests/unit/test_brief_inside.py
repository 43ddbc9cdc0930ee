"""The article's own numbers against each other: what pairs, what does not, and what comes out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from didymium.brief.article import MOST_SENTENCES, _topic, by_words, told_sentences
from didymium.brief.lead import Lead
from didymium.brief.ledger import Ledger
from didymium.brief.relations import CATALOGUE, Found, Operand, compute
from didymium.brief.relations.ties import way
from didymium.news.labels import Label
from didymium.news.sentences import split_sentences
from didymium.records import Article, DerivedEvidence, Event, Figure, Reading
from didymium.world.load import load_world

pytestmark = pytest.mark.usefixtures("relations_alone")

LEAD = Lead(
    event=Event(type="investment", status="announced", quote="q", start=0, end=1), kind="news", family="deal",
    direction=None, actor="USA", targets=(), parties=(), place=None, firms=(), minerals=("lithium",), stage=None,
)  # fmt: skip
BOOK = Ledger(load_world(), "")
KINDS = {"t": "mass", "share": "share", "USD": "money", "months": "duration", "USD/t": "price", "EUR": "money",
         "AUD": "money", "date": "date"}  # fmt: skip


def told(role: str, value: float, unit: str, before: str = "", after: str = "", **more: object) -> Operand:
    """A number of the article with the words around it."""
    figure = Figure(metric=role, value=value, unit=unit)
    key = BOOK.add(DerivedEvidence(formula="x", operands=("x",), figure=figure, statement=f"{role} {before}{after}"))
    slots: dict[str, object] = {
        "label": Label(thing=role, sure=True, owner="A", owner_id="A"), "called": f"A's {role}",
        "mineral": "lithium", "near": 1.0, "sentence": (0, 90), "bare": f"{value:g}", "head": before, **more,
    }  # fmt: skip
    return Operand(key, role, KINDS[unit], value, unit, f"{value:g}", role, "span", before=before, after=after, **slots)  # type: ignore[arg-type]


def worked(*pool: Operand, lead: Lead = LEAD) -> dict[str, Found]:
    return {f.relation.name: f for f in compute(CATALOGUE, pool, lead, "2025-10-10", BOOK.evidence)}


def test_the_words_next_to_a_change_say_its_way() -> None:
    assert way(told("rise", 0.1, "share", "", " higher")) == 1
    assert way(told("rise", 0.1, "share", "output fell ", " in may")) == -1
    assert way(told("rise", 0.1, "share", "after prices rose, output fell by ")) == -1
    assert way(told("rise", 0.1, "share", "a share of ", " of it")) == 0


@pytest.mark.parametrize(
    ("before", "after", "state", "role"),
    [
        ("a reduction of about ", " tonnes", "actual", "lost"),
        ("pointing to a gap of ", " tonnes", "actual", "gap"),
        ("failed to produce an estimated ", " of copper", "actual", "lost"),
        ("of the ", " of copper it had targeted", "actual", "target"),
        ("compared with ", " previously", "former", "former"),
        ("could result in ", " of missed shipments", "actual", "lost"),
        ("sits on a deposit of ", " of ore", "actual", "reserves"),
        ("it has mined ", " to date", "actual", "life"),
        ("the regulator will hold back ", " a year", "actual", "reserved"),
        ("it initially planned to produce ", " in 2025", "planned", "former"),
        ("mined ", " last year", "actual", None),
    ],
)
def test_the_words_next_to_a_mass_give_its_role(before: str, after: str, state: str, role: str | None) -> None:
    assert by_words("mass", "output", state, before, after) == role


def test_a_debt_is_no_deal() -> None:
    assert by_words("money", "loan", "actual", "to restructure ", " of debt") == "debt"
    assert by_words("money", "loan", "actual", "a loan of ", " for the plant") is None


@pytest.mark.parametrize(
    "waits", ["when its yearly output is below ", "once the firm's output crosses ", "until it reaches "]
)
def test_what_is_waited_for_is_no_capacity(waits: str) -> None:
    assert by_words("mass", "capacity", "actual", waits, " tonnes a year") == "threshold"
    assert by_words("mass", "capacity", "actual", "when output reached ", " tonnes a year") is None


def test_a_sum_and_a_stake_belong_together_only_side_by_side() -> None:
    stake = told("stake", 0.15, "share", "with a ", " stake, while a 10% stake came for ")
    money = told("equity", 35.6e6, "USD", "plus warrants and ", " tied to another project")
    assert "stake_implies" not in worked(money, stake)
    near, whole = replace(money, before=" stake for "), replace(stake, after=" stake for ")
    assert worked(near, whole)["stake_implies"].value == pytest.approx(35.6e6 / 0.15)
    other = " stake, while a 10% stake came for "
    assert "stake_implies" not in worked(replace(money, before=other), replace(stake, after=other))


LONG = [f"The mine sold {n} tonnes of gallium ore in the year of the rabbit." for n in range(1000, 1900)]


@pytest.mark.parametrize("lead", [0, 700])
def test_a_brief_looks_at_so_many_sentences_and_at_the_lead_s(lead: int) -> None:
    article = Article(title="Gallium", text=" ".join(LONG))
    start = article.text.index(LONG[lead])
    event = LEAD.event.model_copy(update={"start": start, "end": start + len(LONG[lead])})
    places = told_sentences(Reading(article=article), replace(LEAD, event=event))
    assert len(places) <= MOST_SENTENCES + 3
    assert LONG[lead] in [article.text[s:e] for s, e in places]


def test_a_number_is_of_the_mineral_with_which_its_sentence_opens() -> None:
    words = "Nickel fell to $46,600. Lead, used in batteries, fell to $2,300. The metal stood at $2,395. Both fell."
    sentences = split_sentences(words)
    assert [_topic(words, sentences, at) for at in range(4)] == ["nickel", "lead", "lead", None]


def test_a_difference_of_prices_is_no_price() -> None:
    assert by_words("price", "price", "actual", "a cumulative decline of ", " a tonne") == "lost"
    assert by_words("price", "price", "actual", "fell by about ", " a tonne") == "lost"
    assert by_words("price", "price", "actual", "fell to ", " a tonne") is None


def test_a_premium_to_a_price_leaves_it_the_price_before() -> None:
    over = told("premium", 0.9, "share", "the offer is a ", " premium to its last close of ")
    last = told("quote", 3.08, "USD", " premium to its last close of ", "", start=40)
    assert "value_before_premium" not in worked(over, last)


def test_the_name_of_a_case_is_no_end_of_a_sentence() -> None:
    text = "The court struck the duties down in Kessel Inc. v. Trump on Friday. Steel duties stay."
    assert [text[a:b] for a, b in split_sentences(text)] == [text[:67], "Steel duties stay."]
