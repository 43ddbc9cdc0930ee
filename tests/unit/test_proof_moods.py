"""Moods by clause: what is planned, forecast or caused is told so, and only of what the evidence has it of."""

from __future__ import annotations

from typing import Any

import pytest

from didymium import proof
from didymium.proof import entail, moods
from didymium.proof import known as says
from didymium.proof.reading import read
from didymium.records import DerivedEvidence, Figure, Sentence
from didymium.world.load import load_world

ARTICLE = (
    "Analysts at Canaccord cut their oxide production forecast to 1.8 kt from 2.7 kt previously expected. "
    "Lynas made 2.0 kt of oxide and expects sales of 2.2 kt. Lynas will add 1.2 kt of capacity. "
    "The pit has sold 3.1 kt of ore since at least 2021 because the smelter shut. "
    "Exports of 40 kt were down 7.5% from the same period last year, and output fell owing to a flood."
)
DAY = "2025-11-10"


def of_article(text: str, formula: str = "", *quotes: str) -> proof.Proof:
    """The proof of a sentence about the article, or about a figure made of its quotations e1, e2, ..."""
    ledger = proof.Ledger(load_world().as_of(DAY), ARTICLE)
    for quote in quotes or (ARTICLE,):
        start = ARTICLE.index(quote)
        ledger.span(start, start + len(quote), reads=bool(quotes))
    key = ledger.derived(formula, "then_and_now" if "change" in formula else "derived") if formula else "e1"
    context = proof.Context(ledger.world, ARTICLE, "", DAY, {})
    return proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, context)


def of_row(table: str, row: str, column: str, text: str, day: str) -> proof.Proof:
    """The proof of a sentence that cites one cell."""
    world = load_world().as_of(day)
    evidence = {"e": proof.row_evidence(world, table, row, column)}
    return proof.prove(Sentence(text=text, evidence=("e",)), evidence, proof.Context(world, "", "", day))


@pytest.mark.parametrize(
    ("formula", "quotes", "true", "lie"),
    [
        ("change(e1, e2)", ("1.8 kt", "2.7 kt"),
         "The production forecast of 1.8 kt is 33% below the earlier one (2.7 kt).",
         "The production of 1.8 kt is 33% below the earlier one (2.7 kt)."),
        ("change(e1, e2)", ("2.2 kt", "2.0 kt"),
         "The expected sales of 2.2 kt are 10% above 2.0 kt.", "Sales of 2.2 kt are 10% above 2.0 kt."),
        ("e1 / e2", ("1.2 kt", "2.0 kt"),
         "The planned capacity of 1.2 kt is 60% of output of 2.0 kt.",
         "The capacity of 1.2 kt is 60% of output of 2.0 kt."),
        ("e1 / e2", ("1.2 kt", "2.0 kt"),
         "The planned capacity of 1.2 kt is 60% of output of 2.0 kt.",
         "The planned monthly capacity of 1.2 kt is 60% of output of 2.0 kt."),
        ("e1 / e2", ("2.0 kt", "3.1 kt"), "Output of 2.0 kt is 65% of sales of 3.1 kt.",
         "Output of 2.0 kt will be 65% of sales of 3.1 kt."),
        ("change(e1, e2)", ("1.8 kt", "2.7 kt"), "1.8 kt is 33% below 2.7 kt.", "1.8 kt is 33% of 2.7 kt."),
    ],
)  # fmt: skip
def test_what_the_article_forecasts_is_not_told_as_fact(
    formula: str, quotes: tuple[str, ...], true: str, lie: str
) -> None:
    assert of_article(true, formula, *quotes).proven
    assert not of_article(lie, formula, *quotes).proven


@pytest.mark.parametrize(
    ("true", "lie"),
    [
        ("The pit has sold 3.1 kt of ore since at least 2021.", "The pit has sold 3.1 kt of ore since 2021."),
        ("The pit has sold 3.1 kt of ore since at least 2021 because the smelter shut.",
         "The pit has sold 3.1 kt of ore since at least 2021 because of a flood."),
        ("Output fell owing to a flood.", "Exports of 40 kt were down owing to a flood."),
    ],
)  # fmt: skip
def test_a_date_keeps_its_bound_and_an_effect_its_own_cause(true: str, lie: str) -> None:
    assert of_article(true).proven
    assert not of_article(lie).proven


@pytest.mark.parametrize(
    ("text", "cause", "effect"),
    [
        ("The flood caused a stop.", "flood", "halt"),
        ("A stop followed because the flood rose.", "flood", "halt"),
        ("The stop was due to the flood.", "flood", "halt"),
        ("Prices rose owing to the ban.", "ban", "rise"),
        ("The ban led to a shortage.", "ban", "shortage"),
        ("Prices rose, prompted by the ban.", "ban", "rise"),
        ("Losses resulted in closures.", "loss", "close"),
        ("The delays deferred sales and therefore hurt profit.", "sell", "gain"),
        ("A flood hit the mine, leading to a deficit.", "flood", "shortage"),
        ("Because prices rose, sales fell.", "rise", "fall"),
        ("The losses forced the mine to close.", "loss", "close"),
    ],
)
def test_a_cause_and_its_effect_keep_their_sides(text: str, cause: str, effect: str) -> None:
    said = read(text)
    first, second = moods.causes(said, next(m for m in said.of("mark") if "cause" in m.keys))
    assert cause in first - second
    assert effect in second - first


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Output fell because of a flood.", True), ("Output fell because of the exports.", False),
        ("Exports fell because of a flood.", False), ("Output and prices fell because of a strike.", False),
    ],
)  # fmt: skip
def test_both_sides_of_a_cause_are_the_articles(text: str, known: bool) -> None:
    world = load_world().as_of(DAY)
    ledger = proof.Ledger(world, ARTICLE)
    key = ledger.span(0, len(ARTICLE))
    told = says.known(key, ledger.evidence, proof.Context(world, ARTICLE, "", DAY))
    faults = [why for _, why in entail.marks(read(text), [told], ()) if "(cause)" in why]
    assert (faults == []) is known


def test_a_guess_at_a_date_may_be_told_in_another_word() -> None:
    article = "The pit has sold ore since around 2021."
    ledger = proof.Ledger(load_world().as_of(DAY), article)
    cites = (ledger.span(0, len(article)),)
    context = proof.Context(ledger.world, article, "", DAY)
    told = {t: proof.prove(Sentence(text=f"The pit has sold ore since {t}.", evidence=cites), ledger.evidence, context)
            for t in ("about 2021", "2021", "at least 2021")}  # fmt: skip
    assert {t: p.proven for t, p in told.items()} == {"about 2021": True, "2021": False, "at least 2021": False}


COPPER, SCRAP = ("measures", "us-232-copper-2025", "summary"), ("measures", "eu-resourceeu-2025", "summary")
STOP = "cd-cobalt-suspension-2025"
FIRST = ("measure_states", f"{STOP}.entered.2025-02-22.2025-02-22", "until")
NEXT = ("measure_states", f"{STOP}.extended.2025-06-21.2025-06-21", "until")


@pytest.mark.parametrize(
    ("row", "true", "lie"),
    [
        (COPPER, "25% of input copper will be sold at home from 2027.",
         "The United States will impose an import tariff of 50% on semi-finished copper."),
        (SCRAP, "The EU plans to limit magnet and aluminium scrap exports.",
         "The EU will buy magnet and aluminium scrap."),
        (("measures", "cn-7ree-2025", "severity"), "The licences cut shipments by 74% at the deepest.",
         "The licences cut shipments to 74%."),
        (("measures", "cn-7ree-2025", "severity"), "The licences cut shipments by 74% at the deepest.",
         "The licences cut shipments in 74% at the deepest."),
        (NEXT, "The DR Congo extended its ban on cobalt exports until 21 September 2025.",
         "The DR Congo extended its ban on cobalt exports until 21 June 2025."),
    ],
)  # fmt: skip
def test_a_row_lends_its_plan_its_cut_and_its_term_to_nothing_else(
    row: tuple[str, str, str], true: str, lie: str
) -> None:
    day = "2025-09-01" if row is NEXT else "2026-09-01"
    assert of_row(*row, true, day).proven
    assert not of_row(*row, lie, day).proven


def test_a_first_term_holds_until_it_is_extended() -> None:
    text = "The DR Congo has applied its ban on cobalt exports until 21 June 2025."
    assert of_row(*FIRST, text, "2025-03-01").proven
    assert not of_row(*FIRST, text, "2025-09-01").proven


@pytest.mark.parametrize(
    ("text", "mark"),
    [("The mine is due to start in May.", "planned"), ("Output fell due to higher costs.", "cause"),
     ("The stop is due to the flood.", "cause"), ("The ban is due to expire on 1 May.", "planned")],
)  # fmt: skip
def test_due_to_is_a_plan_before_a_verb_and_a_cause_before_a_noun(text: str, mark: str) -> None:
    assert {k for i in read(text).of("mark") if i.surface.startswith("due") for k in i.keys} == {mark}


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("It expects output of 5 kt.", 0, {"expected"}),
        ("It sold 5 kt and expects 6 kt.", 0, set()),
        ("It sold 5 kt and expects 6 kt.", 1, {"expected"}),
        ("It expects growth and sold 5 kt.", 0, set()),
        ("It may sell 5 kt and buy 6 kt.", 1, {"possible"}),
        ("Planned output of 5 kt was sold.", 0, {"planned"}),
        ("Fears of a stop pushed tin to $5/kg.", 0, set()),
        ("The guidance was cut to 5 kt.", 0, {"expected"}),
        ("The pact outlines $5 million in potential grants.", 0, {"possible"}),
        ("Output of 5 kt of metal previously expected for 2020 was lost.", 0, {"expected"}),
        ("It cut its forecast to 5 kt.", 0, {"expected"}),
        ("It cut output from 5 kt to 4 kt.", 0, set()),
        ("Output is 5 kt, and guidance is 6 kt.", 0, set()),
        ("Output is 5 kt, and guidance is 6 kt.", 1, {"expected"}),
        ("It said it sold 5 kt and will buy 6 kt.", 0, set()),
        ("It rejected a plan to sell 5 kt.", 0, {"aimed"}),
        ("It said it sold 5 kt and will buy 6 kt.", 1, {"planned"}),
        ("The target of 5 kt was met.", 0, {"aimed"}),
        ("It sold 5 kt of the metal planned for 2026.", 0, {"planned"}),
        ("It would need 5 kt.", 0, {"conditional"}),
        ("It made 5 kt in the plant that may close.", 0, set()),
        ("It is to make 5 kt.", 0, {"planned"}),
        ("Acme sold 5 kt, expecting 6 kt.", 0, set()),
        ("Acme sold 5 kt, expecting 6 kt.", 1, {"expected"}),
    ],
)
def test_the_moods_of_a_number_are_those_of_the_words_above_it(text: str, number: int, told: set[str]) -> None:
    said = read(text)
    assert moods.moods_of(said, said.numbers[number]) == told


def figure_of(**about: Any) -> DerivedEvidence:
    return DerivedEvidence(formula="e1", operands=("e1",), figure=Figure(**about), statement="")


def test_what_is_derived_is_of_no_day_of_the_week() -> None:
    article = "Chile sold 7 tonnes of tin on Monday. Its quota for 4 October 2025 was 14 tonnes."
    ledger = proof.Ledger(load_world().as_of(DAY), article)
    places = [(article.index(n), article.index(n) + len(n)) for n in ("7 tonnes", "14 tonnes")]
    sold, quota = (ledger.span(*place, reads=True) for place in places)
    key = ledger.derived(f"{sold} / {quota}", mineral="tin")
    context = proof.Context(load_world().as_of(DAY), article, "", "2025-11-12")
    assert says.known(sold, ledger.evidence, context).slots["date"] == {"2025-11-10"}
    assert says.known(key, ledger.evidence, context).slots["date"] == {"2025-10-04"}


@pytest.mark.parametrize(
    ("article", "moods"),
    [
        ("Guidance for zinc is between 60 and 70 tonnes.", {"expected"}), ("Its output is 70 tonnes.", set()),
        ("Acme lowered its guidance to 70 tonnes.", {"expected"}), ("Acme has guidance and made 70 tonnes.", set()),
    ],
)  # fmt: skip
def test_what_is_the_forecast_is_forecast(article: str, moods: set[str]) -> None:
    said = read(article, DAY)
    assert set(entail.moods_of(said, said.numbers[0])) == moods


@pytest.mark.parametrize(
    ("text", "ruled", "free"),
    [
        ("It will sell tin and buys lead.", "sell", "buy"), ("It plans to sell tin.", "sell", ""),
        ("It may have sold tin, which fell.", "sell", ""), ("Expected growth in output slowed.", "rise", "slow"),
        ("Output would be 5 kt.", "produce", ""), ("It is expected to sell tin.", "sell", ""),
        ("Tin may be sold by Chile.", "sell", "country:CHL"),
    ],
)  # fmt: skip
def test_a_mark_rules_its_own_verb_or_noun(text: str, ruled: str, free: str) -> None:
    said = read(text)
    head, _ = moods.ruled(said, said.of("mark")[0])
    assert ruled in head
    assert free not in head
