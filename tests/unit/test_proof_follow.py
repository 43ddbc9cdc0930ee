"""Sentences that keep the order of the article's: what is cut, put in, exchanged or turned round is found."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.records import Sentence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-09"
WORLD = load_world().as_of(DAY)
TEXTS = {
    "halt": "Zambia halted a ban on approving exports of copper scrap and nickel ore to Japan, the mines "
    "ministry announced on Tuesday.",
    "until": "Imposed after the March floods, the curbs will remain in force until February 10, 2027, the "
    "ministry added.",
    "both": "The rules cover materials that have both civilian and military use.",
    "mine": "The company said that the Lubambe pit, one of the country's largest copper mines, would not "
    "reopen until the second half of 2026.",
    "hurt": "Rescuers found two miners who had been fatally injured.",
    "third": "Zambia, which is Africa's second-largest producer of copper after the DR Congo, made 800,000 "
    "tonnes in 2024.",
    "order": "It expects sales of copper and gold to be lower by 4% and 6%, respectively, than it forecast.",
    "loan": "The bank will release the initial $40 million of a $200 million loan to Acme Metals.",
    "once": "Once fully licensed, the smelter will treat 90,000 tonnes of concentrate a year.",
    "who": "Acme Metals won a $60 million loan from the Biden administration in October 2024.",
    "owned": "The plant is owned by Acme Metals, Japan's Sumitomo and Umicore.",
    "goal": "Acme Metals signed a pact with Finland to build a refinery for nickel ore in Kokkola.",
    "amid": "The pact comes amid a dispute over tariffs between Zambia and Japan.",
    "aim": "Zambia ordered a stop at two pits, a move designed to lift prices.",
    "hope": "The government plans to lend Acme Metals $30 million if prices of tin fall below $20,000 a tonne.",
}  # fmt: skip


def proven(name: str, old: str = "", new: str = "") -> proof.Proof:
    text = TEXTS[name]
    assert old in text
    evidence = {"e1": SpanEvidence(start=0, end=len(text), quote=text)}
    context = proof.Context(WORLD, text, "", DAY, {})
    return proof.prove(Sentence(text=text.replace(old, new, 1), evidence=("e1",)), evidence, context)


@pytest.mark.parametrize("name", TEXTS)
def test_the_article_itself_is_proven(name: str) -> None:
    assert proven(name).proven


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("halt", "halted a ban on approving", "halted approving"),
        ("halt", ", the mines ministry announced on Tuesday", ""),
        ("halt", "copper scrap", "copper"),
        ("halt", "nickel ore", "nickel"),
        ("halt", "to Japan", "to Korea"),
        ("halt", "Zambia halted", "Zambia abruptly halted"),
        ("halt", "halted a ban", "halted a partial ban"),
        ("halt", "Zambia halted a ban on approving exports", "Japan halted a ban on approving imports"),
        ("until", "until February 10, 2027", "from February 10, 2027"),
        ("until", "until February 10, 2027", "until February 10"),
        ("until", "until February 10, 2027", "until February 2028"),
        ("until", "after the March", "before the March"),
        ("until", ", the ministry added", ""),
        ("both", "both civilian and military", "civilian or military"),
        ("both", "both civilian and military", "military"),
        ("mine", "one of the country's largest copper mines", "the country's largest copper mine"),
        ("mine", "the second half of 2026", "the first half of 2026"),
        ("mine", "The company said that the Lubambe", "The Lubambe"),
        ("mine", "would not reopen until", "would reopen in"),
        ("hurt", "fatally injured", "injured"),
        ("third", "second-largest", "largest"),
        ("third", "after the DR Congo", "before the DR Congo"),
        ("third", "producer of copper", "consumer of copper"),
        ("order", "copper and gold", "gold and copper"),
        ("order", "It expects sales", "Sales"),
        ("loan", "the initial $40 million of a $200 million loan", "a $200 million loan"),
        ("loan", "the initial $40 million", "$40 million"),
        ("once", "Once fully licensed, the smelter", "The smelter"),
        ("once", "will treat", "treats"),
        ("once", "of concentrate", "of cathode"),
        ("who", "Biden administration", "Trump administration"),
        ("who", "won a", "repaid a"),
        ("owned", "Acme Metals, Japan's Sumitomo and Umicore", "Umicore"),
        ("owned", "Acme Metals, Japan's Sumitomo", "Japan's Acme Metals, Sumitomo"),
        ("goal", "to build a refinery", "that built a refinery"),
        ("goal", "nickel ore", "nickel"),
        ("goal", "with Finland", "with Sweden"),
        ("amid", "amid a dispute", "because of a dispute"),
        ("amid", "amid a dispute", "after a dispute"),
        ("aim", "a move designed to lift prices", "a move that lifted prices"),
        ("hope", "plans to lend", "lends"),
        ("hope", " if prices of tin fall below $20,000 a tonne", ""),
        ("hope", "below $20,000", "above $20,000"),
        ("hope", "lend Acme Metals", "borrow from Acme Metals"),
    ],
)
def test_a_change_of_the_articles_sentence_is_found(name: str, old: str, new: str) -> None:
    assert not proven(name, old, new).proven


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mine", ", one of the country's largest copper mines,", ""),
        ("third", ", which is Africa's second-largest producer of copper after the DR Congo,", ""),
        ("owned", "is owned", "was owned"),
        ("halt", "Zambia halted", "Zambia has halted"),
    ],
)
def test_what_a_comma_sets_apart_may_be_cut(name: str, old: str, new: str) -> None:
    made = proven(name, old, new)
    assert made.proven, made.reasons
