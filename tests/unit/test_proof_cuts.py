"""Cuts of the article's own sentences that claim more than they: who says so, on what terms, of what kind."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.records import Sentence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
CUTS = (
    ("Zinc exports fell to 5 tonnes, customs data showed on Monday, due to a strike.",
     (), ("Zinc exports fell to 5 tonnes, due to a strike.",)),
    ("The permit of the mine is void, the high court declared on Monday following protests.",
     (), ("The permit of the mine is void following protests.",)),
    ("Analysts found that the mill could double its output.", (), ("The mill could double its output.",)),
    ("Acme has a pre-tax profit of $9 million and a spot price of $7 a pound.",
     ("Acme has a pre-tax profit of $9 million and a spot price of $7 a pound.",),
     ("Acme has a profit of $9 million and a spot price of $7 a pound.",
      "Acme has a pre-tax profit of $9 million and a price of $7 a pound.")),
    ("Peru receives $9 million in annual revenue from a lucrative mine.",
     ("Peru receives $9 million in annual revenue from a mine.",),
     ("Peru receives $9 million in revenue from a lucrative mine.",)),
    ("Under a memorandum of understanding, Acme will supply zinc to Borealis.",
     (), ("Acme will supply zinc to Borealis.",)),
    ("Under a deal of May, Acme supplied zinc to Borealis.", ("Acme supplied zinc to Borealis.",), ()),
    ("Acme will receive 30 percent of the price, capped at $9 million.",
     (), ("Acme will receive 30 percent of the price.",)),
    ("A complete stop of zinc exports cut output by 9%.", (), ("A stop of zinc exports cut output by 9%.",)),
    ("Acme resumed processing the ore.", ("Acme resumed refining the ore.",),
     ("Acme resumed smelting the ore.", "Acme resumed separating the ore.")),
    ("The smelter (new) of Acme sold tin (Sn) output.", ("The smelter of Acme sold tin output.",), ()),
)  # fmt: skip


def told(article: str, text: str, title: str = "") -> proof.Proof:
    evidence = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    return proof.prove(Sentence(text=text, evidence=("e1",)), evidence, proof.Context(WORLD, article, title, DAY, {}))


@pytest.mark.parametrize(("article", "true", "false"), CUTS, ids=[c[0][:30] for c in CUTS])
def test_no_cut_claims_more(article: str, true: tuple[str, ...], false: tuple[str, ...]) -> None:
    assert [(said, made.reasons) for said in true if not (made := told(article, said)).proven] == []
    assert [said for said in false if told(article, said).proven] == []


def test_what_an_opinion_says_is_never_told_bare() -> None:
    view = "Congress must pay for a stock of zinc at once."
    for title, true in (("Opinion: zinc", False), ("Zinc", True)):
        assert told(view, view, title).proven is true
    assert told(view, f"The author argues: “{view}”", "Opinion: zinc").proven
