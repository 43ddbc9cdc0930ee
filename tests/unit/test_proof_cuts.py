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
    ("The smelter (NYSE: ACM) of Acme sold tin (Sn) output.", ("The smelter of Acme sold tin output.",), ()),
    ("The smelter of Acme sold 5 tonnes of tin (its own share).", (), ("The smelter of Acme sold 5 tonnes of tin.",)),
    ("Acme will not sell the pit, although talks go on.", (), ("Acme will not sell the pit.",)),
    ("Acme plans a stop of the pit, with a restart expected later.", (), ("Acme plans a stop of the pit.",)),
    ("Zinc output fell 5% in May, as rains hit the pit, the firm said.",
     ("Zinc output fell 5% in May, the firm said.",), ("Zinc output fell, the firm said.",)),
    ("Acme makes zinc for civilian use, helping its buyers.", (), ("Acme makes zinc, helping its buyers.",)),
    ("Acme pays 5 million dollars a year to Peru annually, hiring miners.",
     (), ("Acme pays 5 million dollars a year to Peru, hiring miners.",)),
    ("The ban covers base metals, such as zinc and lead, from Peru.",
     ("The ban covers base metals from Peru.",), ("The ban covers base metals, zinc and lead, from Peru.",)),
    ("Acme will supply many buyers, including Borealis and Zeta.",
     ("Acme will supply many buyers.",), ("Acme will supply many buyers, Borealis and Zeta.",)),
    ("In a letter seen by Reuters, Acme has met the terms of the loan.", (), ("Acme has met the terms of the loan.",)),
    ("The price has two parts: 5 Acme shares, worth $9, and a dividend of $2.",
     (), ("The price has two parts: 5 Acme shares, worth $9.",)),
    ("Acme faced three suits from miners, local farmers, and a trader over its pit.",
     (), ("Acme faced three suits from miners and a trader over its pit.",)),
    ("Zambia signed a pact with Chile, Peru, and Japan.", (), ("Zambia signed a pact with Chile and Japan.",)),
    ("Crushing of ore was stopped while talks with Mali go on, Acme said.",
     (), ("Crushing of ore was stopped, Acme said.",)),
    ("Antimony trioxide prices doubled in May.", (), ("Antimony prices doubled in May.",)),
    ("Acme's Lubambe mine sold 5 tonnes of zinc.", (), ("Acme sold 5 tonnes of zinc.",)),
    ("Zinc sales of Acme were 5 tonnes in the first quarter of 2024.",
     (), ("Zinc sales of Acme were 5 tonnes in 2024.", "Zinc sales of Acme were 5 tonnes.")),
    ("Once the smelter runs and Peru buys the ore, Acme will double its output.",
     ("Once the smelter runs and Peru buys the ore, Acme will double its output.",),
     ("Once the smelter runs, Acme will double its output.", "Acme will double its output.")),
    ("If the port, closed since May, opens and Peru pays, Acme will ship zinc.",
     (),
     ("If the port opens, Acme will ship zinc.", "If Peru pays, Acme will ship zinc.")),
    ("Acme will sell zinc to Japan from May 2026.", (), ("Acme will sell zinc to Japan in May 2026.",)),
    ("Acme ships zinc from Peru except in July, when the port is closed.",
     (), ("Acme ships zinc from Peru.",)),
    ("Acme will buy the copper (Cu) mined at Mt. Rosa, Peru said.", (), ("Acme will buy the copper (Cu), Peru said.",)),
    ("Acme will close the mill on its No. 11 pit and at Mt. Rosa, Peru said.",
     ("Acme will close the mill on its No. 11 pit and at Mt. Rosa, Peru said.",), ()),
    ("Peru bars miners who owe royalties from exports.", (), ("Peru bars miners from exports.",)),
    ("Acme halted the mill in May due to strikes and failing pumps.",
     ("Acme halted the mill in May due to strikes and failing pumps.",),
     ("Acme halted the mill in May due to strikes.", "Acme halted the mill in May due to failing pumps.")),
    ("Acme made 5 tonnes of zinc in May and 9 tonnes of lead.", ("Acme made 5 tonnes of zinc in May.",), ()),
    ("A waiver was given for graphic TiO2, which is used in inks, to help printers in Peru.",
     ("A waiver was given for graphic TiO2, to help printers in Peru.",),
     ("A waiver was given for TiO2, to help printers in Peru.",)),
    ("Peru, upon reaching full output, could overtake Chile in zinc.", (), ("Peru could overtake Chile in zinc.",)),
    ("Zinc rallied at the start of the year, fuelled by a weaker dollar, hopes of tax cuts, and firm demand in Peru.",
     (), ("Zinc rallied at the start of the year, hopes of tax cuts, and firm demand in Peru.",)),
    ("In a bold effort to serve its smelters, Peru bought zinc from Chile.", ("Peru bought zinc from Chile.",), ()),
    ("In a major move, Peru bought zinc from Chile.", ("Peru bought zinc from Chile.",), ()),
    ("In a temporary move, Peru bought zinc from Chile.", (), ("Peru bought zinc from Chile.",)),
    ("In a major effort to help if prices fall, Peru buys zinc in Chile.", (), ("Peru buys zinc in Chile.",)),
    ("In a major move against smugglers, Peru bans zinc.", (), ("Peru bans zinc.",)),
    ("In a key step, under a pact of May, Peru buys zinc from Chile.", (), ("Peru buys zinc from Chile.",)),
    ("Acme cut its zinc output, it said on Sunday morning.", ("Acme cut its zinc output, it said on Sunday.",), ()),
    ("Lode Mining digs zinc in Peru. The company said delays will cut its sales and therefore raise its debt.",
     ("Lode Mining said delays will cut its sales and therefore raise its debt.",),
     ("Lode Mining said debt will cut its sales and therefore raise its delays.",
      "Lode Mining said strikes will therefore raise its debt.",
      "Lode Mining said delays will raise its debt and therefore cut its sales.")),
    ("Zinc enters freely if priced above the floor; if priced below it, a duty applies in Peru.", (),
     ("Zinc enters freely if priced below the floor; if priced above it, a duty applies in Peru.",)),
    ("The plan confirms a limited easing of its curbs but not the broader pact that Peru asked for.", (),
     ("The plan confirms a broader pact but not the limited easing of its curbs that Peru asked for.",)),
    ("Acme will make 18 tonnes of zinc (100% basis; 9 tonnes Zeta Metals' share) in Peru this year.", (),
     ("Acme will make 18 tonnes of zinc (Zeta Metals' share; 9 tonnes 100% basis) in Peru this year.",)),
    ("The estimate at Lubambe rose to 70 million tonnes at 1.2% zinc.",
     ("The estimate at Lubambe rose to 70 million tonnes at 1.2% zinc.",),
     ("The estimate at Lubambe rose to 70 million tonnes of zinc at 1.2%.",)),
    ("Peru holds 20% of zinc resources, Acme says.", ("Peru holds 20% of zinc resources, Acme says.",),
     ("Peru holds 20% of zinc reserves, Acme says.",)),
    ("Acme won $25 million from the Canada Growth Fund for zinc.", (),
     ("Acme won $25 million from Export Development Canada for zinc.",
      "Acme won $25 million from the Canada Infrastructure Bank for zinc.",)),
    ("Acme will buy 40% of Zeta Metals' interest in a zinc pit.", (),
     ("Acme will buy Zeta Metals' 40% interest in a zinc pit.",)),
    ("The nickel mine, owned by Eramet, Tsingshan and Antam, cut output in May.",
     ("Eramet, Tsingshan and Antam own the nickel mine.",),
     ("Eramet owns the nickel mine.", "The nickel mine is owned by Eramet.", "Antam owns the nickel mine.")),
    ("Eramet owns the nickel mine with Tsingshan and Antam.",
     ("Eramet owns the nickel mine with Tsingshan and Antam.",),
     ("The nickel mine is owned by Eramet.", "The nickel mine is owned by Eramet and Tsingshan.")),
    ("Eramet owns the nickel mine with Tsingshan. Eramet owns the smelter in Gabon.",
     ("The smelter in Gabon is owned by Eramet.",), ("The nickel mine is owned by Eramet.",)),
    ("Eramet signed a deal with Tsingshan.", ("A deal was signed by Eramet.",), ()),
    ("Output is to start in May and the loan is subject to a licence of Peru.", (), ("Output is to start in May.",)),
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
