"""What a sentence entails by its grammar: its clauses and asides alone, and nothing out of a condition or a list."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.proof import known as says
from didymium.proof import lexicon, subjects
from didymium.proof.clauses import entailed
from didymium.proof.known import sentence_spans, whole_sentences
from didymium.proof.prove import tells_little
from didymium.proof.reading import read
from didymium.records import Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)

ENTAILED = (
    ("SQM produced 201,000 tonnes of lithium carbonate in 2024 and holds a lease that expires in 2030.",
     ("SQM produced 201,000 tonnes of lithium carbonate in 2024.", "SQM holds a lease that expires in 2030.")),
    ("Eramet said it would ask for a revision and warned that its mine could close by September.",
     ("Eramet said it would ask for a revision.", "Eramet warned that its mine could close by September.")),
    ("The ministry said that it would approve applications and that it had not banned exports.",
     ("The ministry said that it would approve applications.", "The ministry said that it had not banned exports.")),
    ("The department will buy stock and guarantee a price.",
     ("The department will buy stock.", "The department will guarantee a price.")),
    ("Exports fell 74% in May and recovered to 3,188 tonnes in June, customs data show.",
     ("Exports fell 74% in May, customs data show.",
      "Exports recovered to 3,188 tonnes in June, customs data show.")),
    ("Exports fell 74% in May and recovered in June, according to customs data.",
     ("Exports fell 74% in May, according to customs data.",
      "Exports recovered in June, according to customs data.")),
    ("Analysts expect a deficit; they had forecast a surplus.",
     ("Analysts expect a deficit.", "They had forecast a surplus.")),
    ("Tianqi Lithium, which owns 22% of SQM, lost a lawsuit.",
     ("Tianqi Lithium owns 22% of SQM.", "Tianqi Lithium lost a lawsuit.")),
    ("Weda Bay Nickel, a venture of Eramet, was allotted 12 million tonnes.",
     ("Weda Bay Nickel is a venture of Eramet.", "Weda Bay Nickel was allotted 12 million tonnes.")),
    ("South Korea's LS Cable is considering a plant.", ("LS Cable is considering a plant.",)),
    ("Demand will grow by 8%, while supply will shrink by 5%.",
     ("Demand will grow by 8%.", "Supply will shrink by 5%.")),
    ("Young Poong must halt its smelter because it spilled acid.", ("Young Poong must halt its smelter.",)),
    ("Chile raised its royalty, and Peru cut its tax.", ("Chile raised its royalty.", "Peru cut its tax.")),
)  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), ENTAILED, ids=[t[0][:30] for t in ENTAILED])
def test_each_clause_and_aside_is_entailed(text: str, parts: tuple[str, ...]) -> None:
    assert set(parts) <= set(entailed(text, frozenset()))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("If prices fall, Chile will cut output and Peru will sell.", ("will sell.", "Chile will cut output.")),
        ("Chile will cut output and Peru will sell if prices fall.", ("Chile will cut output.", "Peru will sell.")),
        (
            "Chile will cut its output, and Peru will sell its mine if prices fall.",
            ("Chile will cut its output.", "Peru will sell its mine."),
        ),
        ("Chile will sell its mine and cut its output once prices fall.", ("Chile will sell its mine.",)),
        ("Chile may raise its tax or cut its output.", ("Chile may raise its tax.", "Chile may cut its output.")),
        ("Neither Chile nor Peru raised its tax and cut output.", ("Chile",)),
        ("Chile and Peru made 4% and 6% and sold 1% and 2%, respectively.", ("Chile and Peru made 4% and 6%.",)),
        ("Chile did not cut output and raise taxes.", ("Chile raise taxes.", "Chile did raise taxes.")),
        ("Chile would cut output if prices fell.", ("Chile would cut output.", "Prices fell.")),
        ("Chile will sell because prices may fall.", ("Prices may fall.",)),
        ("Prices fell and stocks rose, traders said.", ("Prices fell.", "Stocks rose.")),
        ("Prices fell; stocks rose, traders said.", ("Prices fell.", "Stocks rose.")),
        ("Traders said that Zijin, which owns a mine, will sell.", ("Zijin owns a mine.", "Zijin will sell.")),
        ("The mine that Zijin owns will close.", ("The mine will close.", "Zijin owns.")),
        ("The former director Smith left and the planned mine Kula failed.", ("Director Smith left.",)),
        ("Chile will cut output unless demand, which fell, recovers.", ("Chile will cut output.", "Demand fell.")),
    ],
)
def test_nothing_is_taken_out_of_a_condition_a_choice_or_a_report(text: str, never: tuple[str, ...]) -> None:
    made = entailed(text, frozenset())
    assert not [m for m in made for n in never if m == n or (n == "Chile" and m.startswith("Chile "))]
    assert text not in made


def test_an_aside_that_says_what_is_told_is_kept() -> None:
    text = "Tianqi Lithium, which owns 22% of SQM, lost a lawsuit and sold a mine."
    assert "Tianqi Lithium lost a lawsuit." in entailed(text, frozenset())
    kept = entailed(text, lexicon.keys_of("owns"))
    assert "Tianqi Lithium, which owns 22% of SQM, lost a lawsuit." in kept
    assert "Tianqi Lithium lost a lawsuit." in kept  # it is entailed whatever is told


def verdict(article: str, text: str) -> str:
    book = proof.Ledger(WORLD, article)
    cites = Sentence(text=text, evidence=(book.span(0, len(article)),))
    return proof.prove(cites, book.evidence, proof.Context(WORLD, article, "", DAY)).verdict


@pytest.mark.parametrize("text", [t for t, _ in ENTAILED])
def test_what_is_entailed_is_proven_and_its_forgery_is_not(text: str) -> None:
    for part in dict(ENTAILED)[text]:
        assert verdict(text, part) == "proven", part
        for old, new in (("said", "denied"), ("22%", "25%"), ("will", "may"), ("June", "July"), ("not ", ""),
                         ("SQM", "Albemarle"), ("lost", "won"), ("Chile", "Peru"), ("8%", "5%"), ("5%", "8%"),
                         ("is considering", "will build"), ("12 million", "21 million"), ("expect",
                          "deny")):  # fmt: skip
            if old in part:
                assert verdict(text, part.replace(old, new, 1)) != "proven", (part, old, new)


PAIR = "Rio Tinto and Vale formed a venture; the former holds 45% and the latter 55%."


@pytest.mark.parametrize(
    ("article", "text", "true"),
    [
        (PAIR, "Rio Tinto holds 45% and Vale 55%.", True), (PAIR, "Rio Tinto holds 55% and Vale 45%.", False),
        (PAIR, "Vale holds 45%.", False),
        ("Rio Tinto, Vale and BHP met; the latter holds 55%.", "BHP holds 55%.", False),
        ("Vale met officials; the latter holds 55%.", "Vale holds 55%.", False),
        ("The ministry cut quotas. Banks expect a deficit of 90,000 tonnes.",
         "Banks expect a deficit of 90,000 tonnes.",
         True),
        ("The ministry cut quotas. Banks expect a deficit of 90,000 tonnes.",
         "A deficit of 90,000 tonnes is expected, the ministry said.", False),
        ("The ministry cut quotas. Banks expect a deficit of 90,000 tonnes.",
         "According to the ministry, a deficit of 90,000 tonnes is expected.", False),
    ],
)  # fmt: skip
def test_who_is_meant_and_who_says_so(article: str, text: str, true: bool) -> None:
    assert (verdict(article, text) == "proven") is true


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The U.S. Department sold it. Mr. Smith left.", ["The U.S. Department sold it.", "Mr. Smith left."]),
        ("Output rose. Prices fell.", ["Output rose.", "Prices fell."]),
        ("He sold “all.” Then he left!", ["He sold “all.”", "Then he left!"]),
        ("It cost 3.5 million. Ten left.", ["It cost 3.5 million.", "Ten left."]),
    ],
)  # fmt: skip
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == parts
    for part in parts:
        at = text.index(part)
        assert whole_sentences(text, at + 2, at + 4) == part


@pytest.mark.parametrize(
    ("text", "true"),
    [("They did not name the buyer.", True), ("They named the buyer.", False), ("It is so.", False),
     ("It was bought.", False), ("Officials did not name the buyer.", True),
     ("The officials named the buyer.", False)],
)  # fmt: skip
def test_what_tells_too_little_is_not_proven(text: str, true: bool) -> None:
    article = "Two officials met. Officials did not name the buyer. They did not name the buyer. Iran bought ore."
    assert (verdict(article, text) == "proven") is true


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Lynas sued Glencore.", True),
        ("Glencore was sued by Lynas.", True),
        ("Glencore sued Lynas.", False),
        ("Lynas was sued by Glencore.", False),
    ],
)
def test_who_does_a_thing_is_who_does_it_in_the_passive_too(text: str, good: bool) -> None:
    article = "Lynas sued Glencore."
    book = proof.Ledger(WORLD, article)
    key = book.span(0, len(article))
    told = says.known(key, book.evidence, proof.Context(WORLD, article, "", DAY))
    assert (list(subjects.subjects(read(text), [told])) == []) is good


@pytest.mark.parametrize(
    ("text", "little"),
    [("They named the buyer.", True), ("They said.", True), ("They named no buyer.", False), ("It was $5.", True),
     ("Prices were $5.", False)],
)  # fmt: skip
def test_one_thing_is_too_little_to_be_held_against_an_article(text: str, little: bool) -> None:
    assert tells_little(read(text)) is little


@pytest.mark.parametrize(("a", "b"), [("cut", "raise"), ("restrict", "ease"), ("close", "start"), ("export", "import")])
def test_opposites_are_so_whichever_is_said(a: str, b: str) -> None:
    assert lexicon.opposite(frozenset({a}), frozenset({b}))
    assert lexicon.opposite(frozenset({b}), frozenset({a}))
    assert not lexicon.opposite(frozenset({a}), frozenset({a}))


@pytest.mark.parametrize("sign", ["—", ";", ":"])
def test_a_dash_or_a_colon_opens_a_clause(sign: str) -> None:
    first, last = (i.clause for i in read(f"The mine {sign} the pit.").of("word"))
    assert first < last


# a sentence, what it entails ("|" between)
PARTED = (
    ("Codelco sold tin, while BHP sold zinc.", "Codelco sold tin.|BHP sold zinc."),
    ("Codelco sold tin, whereas BHP sold zinc.", "Codelco sold tin.|BHP sold zinc."),
    ("Although prices fell, Codelco sold tin.", ""),
    ("Though prices fell, Codelco sold tin.", ""),
    ("Codelco sold tin because prices fell.", "Codelco sold tin."), ("Codelco sold tin after prices fell.",
     "Codelco sold tin."),
    ("Codelco sold tin as prices fell.", "Codelco sold tin."), ("Codelco sold tin since prices fell.",
     "Codelco sold tin."),
    ("Codelco sold tin if prices fell.", ""), ("Codelco sold tin unless prices fell.", ""),
    ("Codelco sold tin or bought zinc.", ""), ("Codelco either sold tin or sold zinc.", ""),
    ("Neither Codelco sold tin nor BHP sold zinc.", ""), ("Codelco sold both tin and zinc, and BHP sold lead.", ""),
    ("Codelco sold tin and zinc respectively, and BHP sold lead.", ""),
    ("Codelco sold tin and will buy zinc if prices rise.", ""),
    ("Codelco sold tin and will buy zinc once prices rise.", ""),
    ("Codelco sold tin and will buy zinc when prices rise.", ""),
    ("Codelco sold tin and will buy zinc unless prices rise.", ""),
    ("Codelco sold tin and bought zinc.", "Codelco sold tin.|Codelco bought zinc."),
    ("Codelco sold tin but bought zinc.", ""),
    ("Codelco was fined and was closed.", "Codelco was fined.|Codelco was closed."),
    ("Codelco may have sold tin and bought zinc.", "Codelco may have sold tin.|Codelco may have bought zinc."),
    ("Codelco will sell tin and buy zinc.", "Codelco will sell tin.|Codelco will buy zinc."),
    ("Codelco did not sell tin and buy zinc.", "Codelco did not sell tin.|Codelco did not buy zinc."),
    ("Codelco sold tin; BHP sold zinc.", "Codelco sold tin.|BHP sold zinc."),
    ("Codelco sold tin, BHP sold zinc.", "Codelco sold tin.|BHP sold zinc."),
    ("Codelco, a copper miner, sold tin.", "Codelco sold tin.|Codelco is a copper miner."),
    ("U.S. firm Albemarle sold tin.", "Albemarle sold tin."), ("Lynas of Australia sold tin.", "Lynas sold tin."),
    ("Bank of Japan sold tin.", ""), ("Codelco sold tin, citing costs.", "Codelco sold tin."),
    ("Prices fell, traders said.", ""), ("Of total imports, 40% are from Chile and 20% are from Peru.", ""),
)  # fmt: skip


@pytest.mark.parametrize(("sentence", "parts"), PARTED)
def test_which_shorter_sentences_one_entails(sentence: str, parts: str) -> None:
    assert set(entailed(sentence, frozenset({"sell", "fall", "buy"}))) == set(filter(None, parts.split("|")))


@pytest.mark.parametrize(
    ("sentence", "true", "false"),
    [
        ("Acme may have sold its pit and bought a smelter.", "Acme may have bought a smelter.",
         "Acme bought a smelter."),
        ("Acme must pay a fine and lost its permit in May.", "Acme lost its permit in May.",
         "Acme must lost its permit in May."),
        ("Acme will close its pit and sell its smelter.", "Acme will sell its smelter.", "Acme sell its smelter."),
        ("Acme was fined in May and sued its rival.", "Acme sued its rival.", "Acme was sued its rival."),
    ],
)  # fmt: skip
def test_a_verb_keeps_the_helpers_that_are_its_own(sentence: str, true: str, false: str) -> None:
    made = entailed(sentence, frozenset())
    assert true in made
    assert false not in made


@pytest.mark.parametrize(
    ("article", "text", "good"),
    [
        ("Lynas did not sue Glencore.", "Lynas sued Glencore.", False),
        ("Lynas sued Glencore.", "Lynas did not sue Glencore.", False),
        ("Lynas did not sue Glencore.", "Lynas did not sue Glencore.", True),
    ],
)
def test_what_is_denied_is_denied(article: str, text: str, good: bool) -> None:
    book = proof.Ledger(WORLD, article)
    key = book.span(0, len(article))
    told = says.known(key, book.evidence, proof.Context(WORLD, article, "", DAY))
    found = [why for _, why in subjects.subjects(read(text), [told])]
    assert any("in the article" in why and ("told" in why or "denied" in why) for why in found) is not good
