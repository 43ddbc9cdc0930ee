"""What a clause tells by its grammar."""

from __future__ import annotations

import pytest

from didymium.news import read
from didymium.news.acts import acts_of, doer, governing, mood
from didymium.news.document import prepare
from didymium.news.seen import as_prose
from didymium.records import Article
from didymium.text.syntax import parse


def said(sentence: str, word: str) -> str:
    tree = parse(sentence)
    assert tree is not None
    k = governing(tree, sentence.index(word))
    assert k is not None
    return mood(tree, k)


@pytest.mark.parametrize(
    ("sentence", "word", "how"),
    [
        ("Jakarta banned exports of nickel ore.", "banned", ""),
        ("Jakarta will not ban exports of nickel ore.", "ban", "denied"),
        ("Jakarta has no plans to ban exports of nickel ore.", "ban", "denied"),
        ("Jakarta has no plans to bring about a policy to ban exports.", "ban", "denied"),
        ("Jakarta may ban exports of nickel ore.", "ban", "proposed"),
        ("Smelters may no longer take in Russian nickel.", "take", ""),
        ("Miners may again export nickel ore.", "export", ""),
        ("Jakarta is considering a plan to ban exports of nickel ore.", "ban", "proposed"),
        ("The ministry rejected calls to ban exports of nickel ore.", "ban", "ended"),
        ("Jakarta scrapped a plan to ban exports of nickel ore.", "ban", "ended"),
        ("The ministry denied reports that it had halted exports.", "halted", "denied"),
        ("Industry groups urged Jakarta to lift the ban.", "lift", "none"),
        ("Prices would rise if Jakarta banned exports.", "banned", "none"),
        ("The miner was asked by the regulator to stop work at its mine.", "stop", ""),
        ("Duties on graphite were not imposed.", "imposed", "ended"),
        ("The commission opted against imposing tariffs on tin.", "imposing", "ended"),
        ("Miners are waiting for approval to resume exports.", "resume", "none"),
        ("Curbs did not have the effect that the ban has been extended for.", "extended", ""),
        ("Jakarta should lift the ban on exports.", "lift", "none"),
        ("The ministry has still to approve exports of tin.", "approve", "none"),
        ("Peru has yet to ban exports of tin.", "ban", "none"),
        ("Peru may curb exports of tin when its ban ends.", "ends", "none"),
        ("Tin rose after Peru lifted its ban.", "lifted", ""),
        ("The miner backed away from a decision to close its shafts.", "close", "ended"),
    ],
)
def test_how_a_clause_is_said(sentence: str, word: str, how: str) -> None:
    assert said(sentence, word) == how


@pytest.mark.parametrize(
    ("sentence", "senses", "objects"),
    [
        ("Jakarta lifted its ban on exports of bauxite.", "end", "measure"),
        ("Brussels dropped some of its duties on silicon.", "end", "measure"),
        ("The removal of the tariff helped buyers.", "end", "measure"),
        ("The panel struck down the duties on ferrosilicon.", "refuse", "measure"),
        ("Conakry revoked the concession of the miner.", "revoke", "permission"),
        ("The takeover offer period has expired.", "end", "bid"),
        ("The producer lowered its production guidance.", "cut", "guidance"),
        ("Jakarta will ban or limit exports of tin.", "begin", "trade"),
        ("Hanoi set aside the export controls on ilmenite.", "end", "measure"),
    ],
)
def test_a_verb_and_what_it_acts_on(sentence: str, senses: str, objects: str) -> None:
    assert any(senses in a.senses and objects in a.objects for a in acts_of(sentence))


def test_guidance_on_costs_is_no_guidance_on_output() -> None:
    assert not any("guidance" in a.objects for a in acts_of("The producer raised its cost guidance."))


@pytest.mark.parametrize(
    ("sentence", "verb", "who"),
    [
        ("The London Metal Exchange said that it will suspend trading.", "suspend", "The London Metal Exchange"),
        ("The licence was revoked by the mines ministry.", "revoked", "the mines ministry"),
        ("The licence was revoked on Monday.", "revoked", None),
        ("LME to suspend deliveries of nickel", "suspend", "LME"),
    ],
)
def test_who_does_it(sentence: str, verb: str, who: str | None) -> None:
    tree = parse(sentence)
    assert tree is not None
    k = governing(tree, sentence.index(verb))
    assert k is not None
    found = doer(tree, k)
    assert (None if found is None else sentence[found[0] : found[1]]) == who


def test_a_headline_keeps_the_capitals_of_its_names() -> None:
    text = "Guinea has revoked the licence of Bauxite Miner Alba, which Norilsk supplied."
    assert as_prose(prepare("Guinea Revokes Licence Of Norilsk Supplier", text, None)) == (
        "Guinea revokes licence of Norilsk supplier"
    )
    assert as_prose(prepare("Guinea revokes licence of Norilsk", text, None)) == "Guinea revokes licence of Norilsk"


def test_duties_that_are_sought_are_proposed() -> None:
    found = read(
        Article(
            title="Petition filed for duties on ferrosilicon",
            text="Two producers seek the imposition of antidumping duties on ferrosilicon from Brazil, they said in a "
            "petition filed with the U.S. Commerce Department on Wednesday.",
            published="2024-03-28",
        )
    ).lead
    assert found is not None
    assert (found.family, found.direction, found.status) == ("import_measure", "tighten", "proposed")
