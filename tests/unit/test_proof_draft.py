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
