"""The small nets beside the linear models: pooled words, marks, and the words about a party; what is told again."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.news.cast import cast_of
from didymium.news.choose import candidates
from didymium.news.document import Document, prepare
from didymium.news.events import event_model, find_events, spot_of, views, worded
from didymium.news.merge import Statement, merge
from didymium.news.net import GAP
from didymium.news.party_net import GROUPS, near, party_net, weigh
from didymium.news.pooled import PooledNet, load, pooled, store, vocabulary
from didymium.news.spot import Spot

DAY = "2025-11-03"


def spot(text: str, kind: str) -> tuple[Document, Spot]:
    document = prepare("", text, DAY)
    (view,) = views(document, event_model())
    return document, spot_of(document, worded(document, view, kind, event_model()))


def test_words_are_summed_up_by_group() -> None:
    words = vocabulary()
    rows = np.array([[words["copper"], words["mine"], GAP]])
    one, two = pooled(rows, (1, 2))[0]
    assert one == pytest.approx(pooled(rows[:, :1], (1,))[0, 0])
    assert two == pytest.approx(pooled(rows[:, 1:2], (1,))[0, 0] / np.sqrt(2))
    assert not pooled(np.full((1, 3), GAP), (1, 2)).any()


def test_logits_are_those_of_the_hidden_layer_and_the_marks(tmp_path) -> None:
    random = np.random.default_rng(3)
    shapes = {"words": (6, 4), "marks": (2, 4), "bias": (4,), "answers": (4, 3), "direct": (2, 3), "last": (3,)}
    net = PooledNet(("a", "b"), **{n: random.standard_normal(s).astype(np.float32) for n, s in shapes.items()})
    vectors = random.standard_normal((2, 2, 3)).astype(np.float32)
    found = net.logits(vectors, [[1, 2], []])
    for row, marks in zip((0, 1), ([0, 1], []), strict=True):
        hidden = vectors[row].ravel() @ net.words + net.marks[marks].sum(axis=0) + net.bias
        wanted = np.maximum(hidden, 0) @ net.answers + net.direct[marks].sum(axis=0) + net.last
        assert found[row] == pytest.approx(wanted, abs=1e-5)
    store(net, tmp_path / "net.npz")
    again = load(tmp_path / "net.npz")
    assert again.names == net.names
    assert again.logits(vectors, [[1, 2], []]) == pytest.approx(found, abs=0.02)


def test_the_net_sees_the_words_about_a_party() -> None:
    document, at = spot("Albemarle bought a lithium mine from SQM on Monday.", "corporate")
    rows = dict(
        zip(("Albemarle", "SQM", "Codelco"), near(at, cast_of(document), ("Albemarle", "SQM", "Codelco")), strict=True)
    )
    words, left, right = vocabulary(), slice(0, 6), slice(6, 12)
    assert rows["SQM"][0] == words["from"]
    assert words["bought"] in rows["Albemarle"][right]
    assert not rows["Albemarle"][left].any()
    assert all(len(row) == sum(GROUPS) for row in rows.values())
    assert rows["Codelco"].tolist() == [row if 12 <= i < 18 else GAP for i, row in enumerate(rows["SQM"])]


def test_buyer_and_seller_are_told_apart_by_the_net() -> None:
    document, at = spot("Albemarle bought a lithium mine from SQM on Monday.", "corporate")
    cast = cast_of(document)
    found = candidates(at, cast)
    acts, aimed = np.array(weigh(at, cast, found)).T
    buyer, seller = list(found).index("Albemarle"), list(found).index("SQM")
    assert acts[buyer] > acts[seller]
    assert aimed[seller] > aimed[buyer]
    assert weigh(at, cast, {}) == []
    assert "type corporate" in party_net()[0].numbers


def told(**slots: object) -> Statement:
    empty = {
        "type": "export_restriction", "status": "in_force", "actors": ("CHN",), "targets": (), "minerals": ("gallium",),
        "stage": None, "amounts": (), "date": None, "expires": None, "start": 0, "end": 40, "trigger_start": 6,
        "trigger_end": 12, "rank": 2, "sentence": 0, "gta_type": None, "background": False, "chance": 0.9,
        "stems": frozenset(("china", "ban", "gallium")),
    }  # fmt: skip
    return Statement(**{**empty, **slots})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("later", "events"),
    [
        ({"stems": frozenset(("rul", "licenc", "technolog"))}, 2),
        ({"stems": frozenset(("ban", "gallium", "effect"))}, 1),
        ({"stems": frozenset(("rul", "licenc", "technolog")), "chance": 0.2}, 1),
        ({"stems": frozenset(("rul", "licenc", "technolog")), "chance": 0.2, "status": "announced"}, 2),
        ({"stems": frozenset(("rul", "licenc", "technolog")), "actors": ("IDN",)}, 2),
    ],
)
def test_a_later_sentence_is_joined_only_where_it_tells_the_same(later: dict[str, object], events: int) -> None:
    second = told(sentence=3, start=300, end=340, trigger_start=306, trigger_end=312, **later)
    assert len(merge([told(), second])) == events


def test_a_sure_event_is_told_though_no_rule_places_it() -> None:
    text = "Panoramic Resources put its Savannah nickel mine on care and maintenance in January."
    assert [e.type for e in find_events(prepare("Nickel mines close", text, DAY))] == ["supply_disruption"]
