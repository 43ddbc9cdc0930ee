"""Stories over many outlets: copies and retellings joined, neighbours kept apart."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.news import read_article
from didymium.news.article import article_of
from didymium.news.dedupe import containment, join_stories, near_duplicates, shingles, sketch
from didymium.records import Article, Reading

FIXTURES = Path(__file__).parents[1] / "fixtures"
ROWS = [json.loads(line) for line in (FIXTURES / "stories.jsonl").read_text().splitlines()]


def pair_scores(groups: list[tuple[int, ...]], labels: list[str]) -> tuple[float, float]:
    """Precision and recall over pairs."""
    group_of = {i: n for n, group in enumerate(groups) for i in group}
    pairs = list(itertools.combinations(range(len(labels)), 2))
    same = {(a, b) for a, b in pairs if labels[a] == labels[b]}
    joined = {(a, b) for a, b in pairs if group_of[a] == group_of[b]}
    return len(same & joined) / len(joined), len(same & joined) / len(same)


def copies(text: str, rng: random.Random) -> list[str]:
    """What outlets do to a wire text: add a frame, cut it, change some words, change its look."""
    words = text.split()
    changed = [rng.choice(words) if rng.random() < 0.04 else word for word in words]
    return [
        f"ADVERTISEMENT Read more on our site.\n{text}\nReporting by a wire agency. Licensed content.",
        " ".join(words[: int(len(words) * 0.6)]),
        " ".join(changed),
        text.upper().replace(".", " !"),
    ]


def constructed() -> tuple[list[str], list[str]]:
    rng = random.Random(7)
    bodies = [" ".join(row["text"] for row in ROWS[i : i + 3]) for i in range(0, len(ROWS) - 2, 3)]
    texts = [(str(n), text) for n, body in enumerate(bodies) for text in (body, *copies(body, rng))]
    rng.shuffle(texts)
    return [text for _, text in texts], [label for label, _ in texts]


def test_near_duplicates_on_a_constructed_set() -> None:
    texts, labels = constructed()
    precision, recall = pair_scores(near_duplicates(texts), labels)
    assert precision == 1.0
    assert recall == 1.0


def test_same_events_on_labelled_retellings() -> None:
    readings = [read_article(article_of(row, row["id"])) for row in ROWS]
    groups = [story.members for story in join_stories(readings)]
    precision, recall = pair_scores(groups, [row["story"] for row in ROWS])
    assert precision >= 0.9
    assert recall >= 0.75


def reading(text: str, date: str | None = None, source: str | None = None, title: str = "") -> Reading:
    return Reading(article=Article(title=title, text=text, published=date, source=source))


def test_a_story_names_its_lead_and_its_outlets() -> None:
    text = ROWS[0]["text"]
    late, early, other = reading(text, "2024-12-04", "B"), reading(text, "2024-12-03", "A"), reading(ROWS[-1]["text"])
    first, second = join_stories([late, other, early])
    assert (first.lead, first.members, first.copies, first.sources) == (2, (0, 2), ((0, 2),), ("B", "A"))
    assert second.members == (1,)


def test_the_same_event_a_month_later_is_another_story() -> None:
    a, b = ROWS[0], ROWS[1]
    near = [
        reading(a["text"], "2024-12-03", title=a["title"]),
        reading(a["text"][:150], "2025-01-20", title=b["title"]),
    ]
    assert len(join_stories([near[0], reading(b["text"], "2025-01-20", title=b["title"])])) == 2


def test_short_and_empty_texts() -> None:
    assert near_duplicates(["", "gallium", "Gallium!", "tungsten"]) == [(0,), (1, 2), (3,)]
    assert near_duplicates([]) == []
    assert join_stories([]) == []


@given(st.lists(st.text(max_size=60), max_size=12))
def test_groups_are_a_partition_in_order(texts: list[str]) -> None:
    groups = near_duplicates(texts)
    assert sorted(i for group in groups for i in group) == list(range(len(texts)))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)


@given(st.text(max_size=400))
def test_a_text_contains_itself(text: str) -> None:
    hashes = shingles(text)
    assert containment(hashes, hashes) == (1.0 if hashes else 0.0)
    assert len(sketch(hashes)) == min(64, len(hashes))


@pytest.mark.parametrize("count", [500])
def test_a_common_footer_joins_nothing(count: int) -> None:
    rng = random.Random(3)
    vocabulary = [f"word{i}" for i in range(5000)]
    footer = " The publisher is not responsible for the content of external sites and quotes are delayed."
    texts = [" ".join(rng.choices(vocabulary, k=60)) + footer for _ in range(count)]
    assert len(near_duplicates(texts)) == count
