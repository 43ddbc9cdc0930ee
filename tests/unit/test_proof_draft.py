"""A draft by any writer: sentences are matched with the article and the world, or held against what they cite."""

from __future__ import annotations

import pytest

from didymium import labels, proof
from didymium.proof.draft import prove_draft
from didymium.records import Article, Form, Quantity, Sentence
from didymium.serve.verbs import ProveArgs, run
from didymium.world.load import load_world

TEXT = "Congo set a cobalt quota of 96,600 tonnes for 2026. Traders said that prices may rise."
ARTICLE = Article(title="Congo sets a quota", published="2025-11-10", text=TEXT)


def test_a_plain_sentence_is_matched_with_the_article() -> None:
    (true, proven), (_, forged) = prove_draft(
        ["Congo set a cobalt quota of 96,600 tonnes for 2026.", "Congo set a cobalt quota of 99,600 tonnes for 2026."],
        load_world(), ARTICLE, day="2025-11-10",
    )  # fmt: skip
    assert proven.proven
    assert true.evidence == ("e1",)
    assert forged.verdict == "refuted"


def test_a_plain_sentence_is_matched_with_the_world() -> None:
    world = load_world()
    share = world.as_of("2025-11-10").shares("rare earths", "mine").row(0, named=True)
    said = f"China mined {100 * share['share']:.0f}% of the world's rare earths in {share['year']}."
    (_, true), (_, false) = prove_draft([said, said.replace("China", "Chile")], world, day="2025-11-10")
    assert true.proven, true.reasons
    assert not false.proven


def test_a_sentence_that_names_nobody_is_of_no_row() -> None:
    told = ["The output quota for 2024 was announced on 6 February 2024.",
            "China announced its output quota on rare earths for 2024 on 6 February 2024."]  # fmt: skip
    (_, any_row), (_, own_row) = prove_draft(told, load_world(), day="2025-11-10")
    assert not any_row.proven
    assert own_row.proven, own_row.reasons


def test_a_sentence_with_evidence_is_held_against_it() -> None:
    book = proof.Ledger(load_world(), TEXT)
    key = book.span(0, 51)
    said = Sentence(text="Congo set a cobalt quota of 96,600 tonnes for 2026.", evidence=(key,))
    ((_, true),) = prove_draft([said], load_world(), ARTICLE, book.evidence, "2025-11-10")
    assert true.proven
    forged = {key: book.evidence[key].model_copy(update={"start": 3})}
    ((_, false),) = prove_draft([said], load_world(), ARTICLE, forged, "2025-11-10")
    assert not false.proven


def test_a_form_that_says_another_thing_than_its_sentence_fails() -> None:
    book = proof.Ledger(load_world(), TEXT)
    key = book.span(0, 51)
    context = proof.Context(load_world(), TEXT, "", "2025-11-10")
    size = Quantity(value=96_600.0, unit="t", kind="mass", role="quota")
    good = Form(subject="COD", predicate="restricts", mineral="cobalt", quantities=(size,), time="2026")
    text = "Congo set a cobalt quota of 96,600 tonnes for 2026."

    def verdict(**changed: object) -> bool:
        form = good.model_copy(update=changed)
        return proof.prove(Sentence(text=text, evidence=(key,), form=(form,)), book.evidence, context).proven

    assert verdict()
    for changed in (
        {"subject": "ZMB"}, {"mineral": "copper"}, {"time": "2029"}, {"polarity": "negative"}, {"modality": "possible"},
        {"attribution": "traders"}, {"cause": "the war"}, {"condition": "if prices fall"},
        {"quantities": (size.model_copy(update={"value": 66_900.0}),)},
        {"quantities": (size.model_copy(update={"unit": "USD"}),)},
    ):  # fmt: skip
        assert not verdict(**changed), changed


def test_the_network_proves_drafts() -> None:
    args = ProveArgs(text=TEXT, published="2025-11-10", sentences=[
        "Congo set a cobalt quota of 96,600 tonnes for 2026.", "Prices will rise."])  # fmt: skip
    found = run("prove", args, load_world())["result"]
    assert not found["ok"]
    assert [row["verdict"] for row in found["sentences"]] == ["proven", "not proven"] or (
        found["sentences"][1]["verdict"] == "refuted")  # fmt: skip
    assert found["sentences"][1]["reasons"]


def test_a_draft_sees_the_world_of_its_day() -> None:
    world = load_world()
    share = world.as_of("2025-11-10").shares("rare earths", "mine").row(0, named=True)
    said = f"China mined {100 * share['share']:.0f}% of the world's rare earths in {share['year']}."
    for day, proven in (("2025-11-10", True), (f"{share['year']}-01-01", False)):
        ((_, made),) = prove_draft([said], world, day=day)
        assert made.proven is proven, day


def test_a_sentence_that_joins_two_of_the_article_rests_on_both() -> None:
    ((told, made),) = prove_draft(
        ["Congo set a cobalt quota of 96,600 tonnes for 2026, and traders said that prices may rise."],
        load_world(), ARTICLE, day="2025-11-10",
    )  # fmt: skip
    assert made.proven, made.reasons
    assert told.evidence


def test_only_what_is_proven_is_given_with_its_evidence() -> None:
    world = load_world()
    seen = world.as_of("2025-11-10").shares("gallium", "refine")
    for share in seen.iter_rows(named=True):
        if share["country"] in {"OTH", "WLD"}:
            continue
        size = f"{100 * share['share']:.1f}%"
        for stage, true in (("refined", True), ("mine", False)):
            who = labels.country_name(share["country"], article=True)
            said = f"{who} held {size} of world {stage} output of gallium in 2024."
            ((told, made),) = prove_draft([said[0].upper() + said[1:]], world, day="2025-11-10")
            assert made.proven is true, (said, made.reasons)
            assert (made.verdict == "proven") is (not made.reasons)
            assert not true or len(told.evidence) == 1


def test_two_rows_prove_what_one_does_not() -> None:
    world = load_world()
    shares = dict(world.as_of("2025-11-10").shares("gallium", "refine").select("country", "share").iter_rows())
    russia, japan = (f"{100 * shares[c]:.1f}%" for c in ("RUS", "JPN"))
    said = f"Russia held {russia} and Japan {japan} of world refined output of gallium in 2024."
    turned = f"Russia held {japan} and Japan {russia} of world refined output of gallium in 2024."
    (told, made), (_, lie) = prove_draft([said, turned], world, day="2025-11-10")
    assert made.proven, made.reasons
    assert len(told.evidence) == 2
    assert not lie.proven


def test_each_sentence_of_a_draft_is_proven_alone() -> None:
    said = ["Traders said that prices may rise.", "Traders said that prices will rise.", "Prices may rise."]
    verdicts = [p.proven for _, p in prove_draft(said, load_world(), ARTICLE, day="2025-11-10")]
    assert verdicts == [True, False, False]
    assert prove_draft([], load_world(), ARTICLE) == ()


@pytest.mark.parametrize(("when", "true"), [(" in 2024", True), ("", False)])
def test_a_figure_of_a_row_is_told_with_its_year(when: str, true: bool) -> None:
    text = f"Net imports covered 100% of the gallium that the United States consumed{when}."
    ((told, found),) = proof.prove_draft([text], load_world(), day="2025-11-10")
    assert (found.proven, len(told.evidence)) == (true, int(true))


STARTED = (
    "PERTH, Nov 7 - Iluka said on Friday that its Eneabba refinery runs. Lynas opened a kiln in Kalgoorlie. It aims to "
    "start terbium output in June. Ivanhoe cut its copper outlook for 2026. Zijin bought gold from Barrick, which Vale "
    "had sold. It withdrew its outlook for 2027."
)


@pytest.mark.parametrize(
    "text",
    ["Lynas aims to start terbium output in June.", "Lynas plans to start terbium output in June.",
     "Ivanhoe cut its 2026 copper outlook."],
)  # fmt: skip
def test_a_sentence_that_stands_alone_may_name_who_it_is(text: str) -> None:
    ((_, told),) = prove_draft([text], load_world(), Article(title="Kilns", published="2025-11-10", text=STARTED))
    assert told.proven, told.reasons


@pytest.mark.parametrize(
    "text",
    ["Iluka aims to start terbium output in June.", "Lynas aims to start dysprosium output in June.",
     "Lynas started terbium output in June.", "Ivanhoe cut its copper outlook for 2027.",
     "Barrick withdrew its outlook for 2027.", "Vale withdrew its outlook for 2027.",
     "Ivanhoe cut its copper output for 2026."],
)  # fmt: skip
def test_it_is_nobody_else(text: str) -> None:
    ((_, told),) = prove_draft([text], load_world(), Article(title="Kilns", published="2025-11-10", text=STARTED))
    assert not told.proven


FIGURES = (
    "Acme Metals raised its output of tin to 5,000 tonnes in 2025 from 4,000 tonnes in 2024. Zeta's exports of lithium "
    "carbonate fell to 900 tonnes in May, compared with 1,200 tonnes in April. The price of tin stood at $30,000 a "
    "tonne, against $24,000 a tonne a year ago. Chile plans to cut its output of copper to 4.0 million tonnes in 2027 "
    "from 5.0 million tonnes in 2026. Peru mined 2.5 million tonnes of copper in 2026. PT Omega has been told that its "
    "quota of ore will be 12 million tonnes in 2026, down from 42 million tonnes in 2025."
)
RECKONED = (
    "Acme's tin output rose by 1,000 tonnes.", "Acme's tin output rose by 25%.", "Acme's tin output rose 25% in 2025.",
    "Zeta's lithium carbonate exports fell by 25%.", "Zeta's lithium carbonate exports fell by 300 tonnes in May.",
    "The tin price rose by 25%.", "The price of tin is $6,000 a tonne higher than a year ago.",
    "Chile plans to cut its copper output by 20%.", "Chile plans to cut its copper output by 1 million tonnes.",
    "Omega's ore quota falls by 30 million tonnes.", "Omega's ore quota is 71% lower.",
    "Chile and Peru together mined 7.5 million tonnes of copper in 2026.",
)  # fmt: skip
MISRECKONED = (
    "Acme's tin output fell by 20%.", "Acme's tin output fell by 1,000 tonnes.", "Acme's tin output rose by 26%.",
    "Zeta's tin output rose by 25%.", "Peru's tin output rose by 25%.", "Acme's tin exports rose by 25%.",
    "Acme's tin output will rise by 25%.", "Acme's tin output did not rise by 25%.",
    "Acme's tin output rose by more than 25%.", "Acme's tin output rose by 25% in 2024.",
    "Acme's tin output is 1,000 tonnes.", "Acme's tin output is 25%.",
    "Zeta's lithium carbonate exports rose by 33%.", "Zeta's lithium carbonate output fell by 25%.",
    "Zeta's lithium carbonate exports fell by 300 tonnes in June.", "The tin price fell by 20%.",
    "The lithium price rose by 25%.", "Chile has cut its copper output by 20%.",
    "Chile cut its copper output by 1 million tonnes.", "Peru plans to cut its copper output by 20%.",
    "Omega's ore quota rises by 30 million tonnes.", "Omega's ore quota rises by 250%.",
    "Omega's output of ore falls by 71%.", "Omega's ore quota fell by 71% in 2027.",
)  # fmt: skip


@pytest.mark.parametrize("text", RECKONED)
def test_a_step_or_sum_of_the_articles_numbers_is_reckoned(text: str) -> None:
    article = Article(title="Metals", published="2026-06-10", text=FIGURES)
    ((told, made),) = prove_draft([text], load_world(), article)
    assert made.proven, made.reasons
    assert any("formula" in how for how in made.how), told


@pytest.mark.parametrize("text", MISRECKONED)
def test_no_other_step_is(text: str) -> None:
    article = Article(title="Metals", published="2026-06-10", text=FIGURES)
    assert [made.proven for _, made in prove_draft([text], load_world(), article)] == [False]


JOINED = (
    "Guinea holds more than 40% of global bauxite supply and the government has closed three idle mines. Acme Metals "
    "sold 5,000 tonnes of tin in 2025 and opened a smelter in Peru. Zeta will sell its stake and close the Rona mine. "
    "Traders want alternatives to Guinea's refined alumina. Omega will buy ore and Delta will ship it, the ministry "
    "said. Chile's imports of tin jumped by 5% in 2025. Alpha will pay for the plant if Peru approves it."
)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("Guinea holds more than 40% of the world's bauxite.", True),
        ("The government has closed 40% of the idle mines.", False),
        ("Acme Metals sold 5,000 tonnes of tin in 2025.", True),
        ("Acme Metals opened a smelter in Peru.", True),
        ("Acme Metals opened a smelter in Guinea.", False),
        ("Acme Metals sold a smelter in Peru.", False),
        ("Zeta will sell its stake.", True),
        ("Zeta sold its stake.", False),
        ("Zeta close the Rona mine.", False),
        ("Traders want alternatives to refined alumina from Guinea.", True),
        ("Guinea wants alternatives to refined alumina from traders.", False),
        ("Omega will buy ore.", False),  # the ministry says so
        ("Imports of tin from Chile jumped by 5% in 2025.", False),
        ("Alpha will pay for the plant.", False),  # on a condition
        ("Alpha will fund the plant if Peru approves it.", True),
    ],
)
def test_a_clause_that_and_joins_on_stands_alone(text: str, true: bool) -> None:
    article = Article(title="Metals", published="2026-06-10", text=JOINED)
    ((_, made),) = prove_draft([text], load_world(), article)
    assert made.proven is true, made.reasons


def test_the_reasons_are_those_of_the_nearest_sentence() -> None:
    article = Article(title="Metals", published="2026-06-10", text=JOINED)
    ((_, made),) = prove_draft(["Acme Metals hoarded 5,000 tonnes of tin in 2025."], load_world(), article)
    assert "'hoarded' is in no evidence" in made.reasons
    assert not any("5,000" in why or "Acme" in why for why in made.reasons)
