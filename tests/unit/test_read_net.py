"""The net that reads sentences by the meaning of their words."""

from __future__ import annotations

import numpy as np

from didymium.news.document import prepare
from didymium.news.model import MASKS_AS_SIGNS, TYPES, by_meaning, rows_of, tokens_of
from didymium.news.net import GAP, UNKNOWN, Net, event_net, word_table

TEXT = "China banned exports of gallium to Japan. Lithium prices fell 4% to $9,000 a tonne. Traders shrugged."


def odds(text: str) -> np.ndarray:
    return by_meaning(tokens_of(prepare("", text, "2025-11-03")), event_net())


def test_a_sentence_is_read_alone() -> None:
    whole = odds(TEXT)
    assert whole.shape == (3, len(TYPES))
    for i, sentence in enumerate(TEXT.replace(". ", ".|").split("|")):
        assert np.allclose(odds(sentence)[0], whole[i], atol=1e-4)


def test_the_answers_are_those_of_filters_slid_over_the_words() -> None:
    random = np.random.default_rng(0)
    table = random.normal(size=(9, 5)).astype(np.float32)
    table[:2] = 0
    kernels = tuple(random.normal(size=(w, 5, 3)).astype(np.float32) for w in (1, 2, 3, 4))
    net = Net(kernels, (np.zeros(3, np.float32),) * 4, random.normal(size=(12, 2)).astype(np.float32), np.zeros(2))
    rows = np.array([4, 5, 6, 7, GAP, 8, 2, GAP])

    def slid(words: list[int]) -> np.ndarray:
        best = []
        for kernel in kernels:
            width, padded = len(kernel), np.zeros((len(words) + len(kernel) - 1, 5))
            padded[width // 2 : width // 2 + len(words)] = table[words]
            answers = [sum(padded[i + j] @ kernel[j] for j in range(width)) for i in range(len(words))]
            best.append(np.maximum(0, np.max(answers, axis=0)))
        return np.concatenate(best) @ net.weights

    assert np.allclose(net.logits(rows, table), [slid([4, 5, 6, 7]), slid([8, 2])], atol=1e-4)


def test_unknown_words_weigh_nothing_and_endings_are_tried() -> None:
    vocabulary, table = word_table(MASKS_AS_SIGNS, "")
    assert vocabulary["qqzzxxk"] == UNKNOWN
    assert not table[UNKNOWN].any()
    assert vocabulary["restriction"] > UNKNOWN
    assert (rows_of(tokens_of(prepare("", TEXT, None))) == GAP).sum() == 3


def test_like_words_are_read_alike() -> None:
    kind = TYPES.index("price_move")
    fell, slumped = (odds(f"Lithium prices {verb} 4% to $9,000 a tonne.")[0, kind] for verb in ("fell", "slumped"))
    assert fell > 0
    assert slumped > 0
