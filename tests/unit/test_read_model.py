"""The trained parts of the reader: events, actors and targets, and the words that open status patterns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from didymium.news import status
from didymium.news.claims import find_claims
from didymium.news.document import prepare
from didymium.news.evaluate import read_rows
from didymium.news.events import find_events
from didymium.news.merge import Statement
from didymium.news.model import (
    ALONE,
    BEFORE,
    BIAS,
    PLACE,
    SUBJECT,
    TITLE,
    TYPES,
    event_model,
    features_of,
    key,
    tokens_of,
)
from didymium.news.subject import subject_of
from didymium.text.gazetteer import find_names

CORPUS = Path(__file__).parents[1] / "corpus"
DAY = "2025-11-03"


def told(text: str, kind: str) -> list[Statement]:
    return [s for s in find_events(prepare("", text, DAY)) if s.type == kind]


def test_the_model_has_weights_and_a_threshold_for_each_type() -> None:
    model = event_model()
    assert model.weights.shape == (len(model.keys), len(TYPES))
    assert model.thresholds.shape == (len(TYPES),)
    assert np.all(np.diff(model.keys) > 0)
    assert model.weight(BIAS) is not None


def test_only_features_of_the_story_depend_on_the_neighbours_of_a_sentence() -> None:
    first, second = "China banned exports of gallium to Japan.", "Lithium prices fell 4% to $9,000 a tonne."
    model = event_model()
    pair, single = prepare("", f"{first} {second}", DAY), prepare("", second, DAY)
    both, _ = features_of(pair, model, tokens_of(pair))
    alone, _ = features_of(single, model, tokens_of(single))
    second_of_both = both.keys[both.rows == 1]
    assert alone.keys[alone.keys >> 40 < PLACE].tolist() == second_of_both[second_of_both >> 40 < PLACE].tolist()
    before = second_of_both[second_of_both >> 40 == BEFORE] & ((1 << 40) - 1)
    own = both.keys[(both.rows == 0) & (both.keys >> 40 == ALONE)]
    assert before.tolist() == own.tolist()
    assert not (both.keys >> 40 == TITLE).any()


def test_each_sentence_has_the_words_of_the_headline() -> None:
    text = "China banned exports of gallium to Japan. Lithium prices fell 4% to $9,000 a tonne."
    model, told = event_model(), prepare("Beijing bans gallium exports", text, DAY)
    found, _ = features_of(told, model, tokens_of(told))
    words = [found.keys[(found.rows == row) & (found.keys >> 40 == TITLE)] for row in (0, 1)]
    assert len(words[0]) >= 3
    assert words[0].tolist() == words[1].tolist()


def test_a_name_does_not_run_over_the_end_of_a_sentence() -> None:
    found = find_names("It ships to Japan. Lithium prices fell. So did those of St. George Mining.")
    assert [n.id for n in found] == ["JPN", "lithium", "St. George Mining"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Beijing has told foreign buyers that no dysprosium leaves the country without a licence.",
            "export_restriction",
        ),
        ("The Pentagon poured $50 million into a magnet plant in Texas.", "investment"),
        ("Carmakers are swapping palladium for platinum in their converters.", "demand_shift"),
        ("Rebels overran the tin mine at Bisie and workers fled.", "supply_disruption"),
    ],
)
def test_wording_beyond_the_rules(text: str, kind: str) -> None:
    assert told(text, kind)


def test_parties_that_act_together_stay_together() -> None:
    (event,) = told("In 2011 Sojitz and JOGMEC extended $250 million in loans to Lynas.", "investment")
    assert set(event.actors) == {"Sojitz", "JOGMEC"}
    assert event.targets == ("Lynas",)


def test_price_moves_have_no_parties() -> None:
    (event,) = told("Copper in China rose 3% to $10,000 a tonne.", "price_move")
    assert event.actors == event.targets == ()


def test_more_companies_are_known_by_name() -> None:
    found = {
        n.id for n in find_names("First Quantum, Urenco and Amman Mineral met Ganfeng Lithium.") if n.kind == "company"
    }
    assert {"First Quantum", "Urenco", "Amman Mineral", "Ganfeng Lithium"} <= found


def test_status_patterns_are_tried_wherever_they_match() -> None:
    texts = [str(row["text"]) for part in ("", "second_") for row in read_rows(CORPUS / f"{part}docs.jsonl").values()]
    lines = (CORPUS / "statements.jsonl").read_text("utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    sentences = [s.text for text in texts for s in prepare("", text, None).sentences]
    for sentence in sentences:
        can = status.open_patterns(sentence)
        missed = [p.pattern for p in status._CUES if p.search(sentence) and p.pattern not in can]
        assert missed == [], sentence


def metrics(text: str) -> list[tuple[str, float, str]]:
    return [(c.metric, c.value, c.unit) for c in find_claims(prepare("", text, DAY))]


def test_claims_are_named_by_the_model_and_deal_money_and_tariffs_are_none() -> None:
    assert metrics("Chile holds about 31% of the world's lithium reserves.") == [("reserves_share", 31.0, "%")]
    assert metrics("Lynas raised A$750 million from investors in August.") == []
    assert metrics("Washington put a 25% tariff on natural graphite.") == []


def test_a_number_without_a_unit_takes_it_from_the_sentence() -> None:
    found = metrics("Copper rose to $9,640 a tonne from $9,100.")
    assert ("price", 9640.0, "USD/t") in found
    assert ("price", 9100.0, "USD/t") in found


def test_the_stage_beside_a_share_decides_between_mining_and_processing() -> None:
    found = metrics("China accounts for about 70% of global rare earth mining and roughly 90% of processing output.")
    assert found == [("production_share", 70.0, "%"), ("processing_share", 90.0, "%")]


def test_each_article_of_the_corpus_has_an_id_of_its_own() -> None:
    lines = [line for part in CORPUS.glob("*docs.jsonl") for line in part.read_text(encoding="utf-8").splitlines()]
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids)) > 4000


SUMMIT = (
    "The leaders agreed to buy 80 aircraft. The airline will take them from 2027. Farmers may sell more beef and rice. "
    "Visas for students become easier. The two also signed a memorandum on critical minerals. "
    "A port will be deepened at a cost of $900 million. Drones are to be built together."
)


def test_how_far_minerals_are_spoken_of() -> None:
    about = subject_of(prepare("Summit ends", SUMMIT, DAY))
    assert about.named.tolist() == [4, 4, 4, 2, 0, 1, 2]
    assert about.share == 0
    assert subject_of(prepare("", "A mine reopened. It makes lithium.", DAY)).share == 3
    assert not len(subject_of(prepare("", "", DAY)).named)


def test_what_is_far_from_minerals_counts_for_less() -> None:
    model, document = event_model(), prepare("Summit ends", SUMMIT, DAY)
    features, _ = features_of(document, model, tokens_of(document))
    far = {int(r) for r, k in zip(features.rows, features.keys, strict=True) if k == key(SUBJECT, 4)}
    assert far == {0, 1, 2}
    weigh = [np.mean(model.weight(key(SUBJECT, spoken)) + model.weight(key(SUBJECT, 16 + spoken))) for spoken in (0, 4)]
    assert weigh[1] < weigh[0]
    assert not [s for s in find_events(document) if "aircraft" in document.text[s.start : s.end]]


def test_a_sum_told_again_is_one_investment() -> None:
    text = (
        "The Department of Energy is awarding $2.8 billion for battery minerals. The plants are in twelve states. "
        "The Department of Energy said the $2.8 billion in grants would go to makers of lithium and graphite."
    )
    assert len([s for s in told(text, "investment") if any(a.usd == 2.8e9 for a in s.amounts)]) == 1


def test_the_headline_said_again_is_marked() -> None:
    document = prepare(
        "China bans gallium exports", "China bans gallium exports to America. Prices rose by a third.", DAY
    )
    features, _ = features_of(document, event_model(), tokens_of(document))
    assert {int(r) for r, k in zip(features.rows, features.keys, strict=True) if k == key(SUBJECT, 49)} == {0}
