"""Sentences that keep the order of the article's: what is cut, put in, exchanged or turned round is found."""

from __future__ import annotations

import itertools
import random

import pytest

from didymium import proof
from didymium.proof import follow
from didymium.proof.reading import Item, read
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
        ("owned", "is owned", "was owned"),
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
        ("halt", "Zambia halted", "Zambia has halted"),
    ],
)
def test_what_a_comma_sets_apart_may_be_cut(name: str, old: str, new: str) -> None:
    made = proven(name, old, new)
    assert made.proven, made.reasons


# article, what follows from it, what does not
LINKED = (
    ("The ban applies from May 2026 to the end of 2027 in all ports outside Zambia.",
     (), ("The ban applies until May 2026.", "The ban applies from May 2026 in all ports in Zambia.",
          "The ban applies from May 2026 in some ports outside Zambia.")),
    ("Acme Metals sold 200 tonnes of cobalt before the strike and 300 tonnes after it.",
     ("Acme Metals sold 200 tonnes of cobalt before the strike.",),
     ("Acme Metals sold 200 tonnes of cobalt after the strike.",
      "Acme Metals sold 300 tonnes of cobalt before the strike.",
      "Acme Metals bought 200 tonnes of cobalt before the strike.")),
    ("Zambia is the largest producer of copper outside Chile and Peru.",
     ("Zambia is the largest producer of copper outside Chile and Peru.",),
     ("Zambia is the largest producer of copper.", "Zambia is the largest producer of copper outside Chile.",
      "Outside Zambia, Chile is the largest producer of copper.",
       "Zambia is the largest consumer of copper outside Chile.")),
    ("Acme Metals and Umicore will build a smelter for 300 million euros near Kokkola.",
     ("Acme Metals and Umicore will build a smelter for 300 million euros near Kokkola.",),
     ("Acme Metals or Umicore will build a smelter for 300 million euros near Kokkola.",
      "Acme Metals will build a smelter for 300 million euros near Kokkola.",
      "Acme Metals and Umicore built a smelter for 300 million euros near Kokkola.",
      "Acme Metals and Umicore will build a smelter for 300 million dollars near Kokkola.",
      "Acme Metals and Umicore will build a mine for 300 million euros near Kokkola.",
      "Acme Metals and Umicore will build a smelter for 300 million euros in Kokkola.")),
    ("Japan's share of the output rose to 40% over ten years, and that of Korea fell to 12%.",
     (), ("Japan's share of the output rose to 12% over ten years.",
      "Korea's share of the output rose to 40% over ten years.",
          "Japan's share of the output fell to 40% over ten years.",
           "Japan's share of the output rose from 40% over ten years.",
          "Japan's share of the output rose to 40% under ten years.")),
    ("The mine employs 1,200 people, 300 of them in its smelter, and closed for three weeks in May.",
     ("The mine employs 1,200 people.",),
     ("The mine employs 300 people.", "The smelter closed for three weeks.",
      "The mine closed for three months.", "The mine closed in three weeks.")),
    ("Neither Chile nor Peru has joined the pact, which Zambia signed in June.",
     ("Neither Chile nor Peru has joined the pact.",),
     ("Chile and Peru have joined the pact.", "Chile has joined the pact.", "Chile signed the pact in June.",
      "Neither Chile nor Zambia has joined the pact.", "Zambia has not signed the pact.")),
    ("Prices rose to $900 a tonne in May, then fell to $700 a tonne in June.",
     ("Prices rose to $900 a tonne in May.",),
     ("Prices rose to $700 a tonne in June.", "Prices fell to $900 a tonne in May.",
      "Prices rose to $900 a tonne in June.",
      "Prices rose by $900 a tonne in May.")),
    ("The fund bought a 19% stake in Acme Metals for $80 million, with an option on another 5%.",
     (), ("The fund bought a 19% stake in Acme Metals for $80 million.",
      "The fund bought a 5% stake in Acme Metals for $80 million.",
      "The fund bought a 24% stake in Acme Metals.",
      "The fund sold a 19% stake in Acme Metals for $80 million.",
       "Acme Metals bought a 19% stake in the fund for $80 million.",
      "The fund bought a 19% stake in Acme Metals with $80 billion.")),
    ("Officials fear that the dam, built in 1974, might fail within two years.",
     ("Officials fear that the dam might fail within two years.",),
     ("The dam might fail within two years.", "Officials fear that the dam will fail within two years.",
      "Officials fear that the dam might fail after two years.",
      "Officials fear that the dam, built in 1947, might fail.",
      "Officials expect that the dam might fail within two years.")),
)  # fmt: skip


def told(article: str, text: str) -> proof.Proof:
    evidence = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    return proof.prove(Sentence(text=text, evidence=("e1",)), evidence, proof.Context(WORLD, article, "", DAY, {}))


@pytest.mark.parametrize(("article", "true", "false"), LINKED, ids=[a[0][:30] for a in LINKED])
def test_small_words_keep_what_they_join(article: str, true: tuple[str, ...], false: tuple[str, ...]) -> None:
    assert told(article, article).proven
    assert [(said, made.reasons) for said in true if not (made := told(article, said)).proven] == []
    assert [said for said in false if told(article, said).proven] == []


def test_a_sentence_behind_a_dateline_is_told_word_for_word() -> None:
    told = (
        "China has suspended a ban on exports of gallium, germanium and antimony to the U.S., its commerce ministry "
        "said on Sunday, although the three metals remain subject to broader export controls requiring shippers to "
        "first get licences from Beijing."
    )
    article = f"By Ann Lee and Tom Hart\nBEIJING (Reuters) -{told}\nThe ban had caused shortages among U.S. users."
    ledger = proof.Ledger(load_world().as_of("2025-11-10"), article)
    start = article.index(told)
    key = ledger.span(start, start + len(told))
    context = proof.Context(world=load_world().as_of("2025-11-10"), text=article, title="", day="2025-11-10")
    assert proof.prove(Sentence(text=told, evidence=(key,)), ledger.evidence, context).proven
    turned = told.replace("China has suspended", "The U.S. has suspended").replace("to the U.S.", "to China")
    assert not proof.prove(Sentence(text=turned, evidence=(key,)), ledger.evidence, context).proven


def test_by_how_much_is_not_by_whom() -> None:
    items = read("Prices sold by Peru fell by 12%.").items
    assert [follow._passive(items, n) for n in (1, 4)] == [True, False]
    items = read("By Peru tin was sold on a day in May by Chile.").items
    assert not follow._passive(items, 4)  # before the verb, or far behind it, "by" tells of something else


@pytest.mark.parametrize(
    ("told", "true"),
    [
        ("Copper use and waste outstrip new tin supply.", True),
        ("New tin supply outstrips copper use and waste.", False),
        ("New tin supply is outstripped by copper use and waste.", True),
        ("Copper use and waste are outstripped by new tin supply.", False),
    ],
)
def test_both_sides_of_a_verb_turn_with_its_voice(told: str, true: bool) -> None:
    there = read("Copper use and waste outstrip new tin supply.").items
    assert (not list(follow._turned(read(told).items, there))) is true


WORDS = ("tin", "zinc", "the", "of", "smelter", "fell", "rose", "and", "Peru", "9 tonnes")


def weight(pairs: list[tuple[int, int]], items: list[Item]) -> int:
    return sum(3 if items[a].kind not in {"function", "punctuation"} else 1 for a, _ in pairs)


def heaviest(ours: list[Item], theirs: list[Item]) -> int:
    """The weight of the heaviest common subsequence, by trying all."""
    if not ours or not theirs:
        return 0
    best = max(heaviest(ours[1:], theirs), heaviest(ours, theirs[1:]))
    if follow.same_thing(ours[0], theirs[0]):
        best = max(best, weight([(0, 0)], ours) + heaviest(ours[1:], theirs[1:]))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_what_two_sentences_share_is_the_most_that_keeps_its_order(seed: int) -> None:
    rng = random.Random(seed)
    texts = [" ".join(rng.choices(WORDS, k=rng.randrange(1, 7))) for _ in range(2)]
    ours, theirs = (list(read(text).items) for text in texts)
    for pairs in (follow._longest(ours, theirs), follow._shared(ours, theirs)):
        assert all(follow.same_thing(ours[a], theirs[b]) for a, b in pairs), texts
        assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(pairs)), texts
    assert weight(follow._longest(ours, theirs), ours) == heaviest(ours, theirs), texts


@pytest.mark.parametrize(
    ("opening", "leads"),
    [
        ("BEIJING, Feb 6 -", True), ("LIMA —", True), ("However,", True), ("As a result, the", True),
        ("In fact, a", True), ("In turn it", False),
        ("Overall the", True), ("And so,", True), ("In all,", False),
        ("For example,", True), ("In turn,", True), ("In addition,", True), ("Separately, the", True),
        ("Under a deal,", True), ("Under a deal that he told,", False), ("In May,", False), ("The miner", False),
        ("In a key step,", True), ("In a key step, it said,", False), ("If prices fall,", False),
        ("LIMA — If it", False),
        ("In a step to sell tin,", True), ("In the step of May,", False), ("In step,", False),
    ],
)  # fmt: skip
def test_how_a_sentence_may_open(opening: str, leads: bool) -> None:
    assert follow._leads_in(read(opening).items) is leads


@pytest.mark.parametrize(
    ("cut", "aside"),
    [
        ("which mines tin", True), ("who owns it", True), ("a miner", True), ("Lynas", True), ("as prices fell", True),
        ("citing costs", True), ("near Lima", True), ("in Peru", True), ("in what it called a sale", True),
        ("in May", False), ("in mines", False), ("despite a ban", False), ("for a year", False), ("using tin", False),
        ("to sell tin", False), ("if prices fall", False), ("9 tonnes", True), ("such as tin", True),
    ],
)  # fmt: skip
def test_what_may_be_left_out_as_an_aside(cut: str, aside: bool) -> None:
    assert follow._sets_aside(list(read(cut).items)) is aside


CUT = (  # what is cut, whether it begins and ends at a sign or clause, by what it would limit the rest
    ("Acme[, a miner,] sold tin.", True, ""), ("Acme sold tin[, citing costs].", True, ""),
    ("Acme sold tin[ and zinc].", False, ""), ("Acme[ and Zeta] sold tin.", False, ""),
    ("Acme sold tin[ in May].", False, "may"), ("Acme sold tin[, despite a ban].", True, "despite"),
    ("Acme sold tin[, as prices fell].", True, ""), ("Acme sold tin[, which it mines].", True, ""),
    ("Acme (NYSE[: ACM)] sold tin.", True, ""), ("Acme sold[ 5 tonnes of] tin.", False, ""),
    ("[However, ]Acme sold tin.", True, ""), ("[In May, ]Acme sold tin.", True, "may"),
    ("[Under a deal, ]Acme sold tin.", True, ""), ("[Zeta fell, and ]Acme sold tin.", True, ""),
    ("[If prices fall, ]Acme sold tin.", True, "if"), ("Acme sold tin[, but not zinc].", True, "but"),
    ("Acme sold tin[, while prices rise].", True, ""), ("Acme sold tin[ while prices rise].", True, "while"),
    ("Acme sold tin[ (100% basis)].", True, "basis"), ("Acme sold tin[ (Sn)].", True, ""),
    ("Acme sold tin[, such as ingots,] to Peru.", True, ""), ("Acme sold tin[, in Peru].", True, ""),
    ("Acme sold tin[, fuelled by a weak dollar,] hopes of cuts, and firm demand.", True, "fuelled"),
    ("Acme sold tin[, on Monday,] to Peru.", True, ""), ("Acme sold tin[, with a licence].", True, "with"),
    ("Acme sold tin[, citing two people].", True, "citing"), ("Acme sold tin[ to Peru].", False, "to"),
    ("Acme sold tin[, to build a mine].", True, "to"), ("Acme sold tin[; Zeta sold zinc].", True, ""),
    ("Acme sold tin[, and Zeta sold zinc].", True, ""), ("Acme[, Peru's miner,] sold tin.", True, ""),
    ("Acme sold tin[, including to Peru].", True, ""),
)  # fmt: skip


@pytest.mark.parametrize(("marked", "delimited", "limit"), CUT)
def test_where_a_cut_ends_and_what_it_leaves_out(marked: str, delimited: bool, limit: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    items = list(read(marked.replace("[", "").replace("]", ""), DAY).items)
    before = max((n for n, i in enumerate(items) if i.end <= start), default=-1)
    behind = next((n for n, i in enumerate(items) if i.start >= end), len(items))
    found = follow._limiting(items, before, behind, items[before + 1 : behind])
    assert (follow._delimited(items, before, behind), found.surface.lower() if found else "") == (delimited, limit)


CASH = "Acme Metals reports.\n- Ended the year with total cash of $123.0 million and net debt of $29.8 million."
STAND = "Shares of Acme Metals are holding around all-time lows in a standoff over the mine."


@pytest.mark.parametrize(
    ("article", "old", "new"),
    [
        (STAND, "holding around", "holding"),
        (STAND, "standoff over", "standoff"),
        (STAND, "standoff over", "standoff almost"),
        ("The court turned away the appeal of Acme Metals.", "away", "ago"),
        ("He said “prices fell” and “mines shut” in Zambia.", "fell” and", "fell and"),
    ],
)
def test_small_words_limits_and_marks_of_quotation_stay_where_they_are(article: str, old: str, new: str) -> None:
    assert told(article, article).proven
    assert not told(article, article.replace(old, new)).proven


def test_what_limits_one_noun_limits_no_other() -> None:
    at = CASH.index("Ended")
    evidence = {"e1": SpanEvidence(start=at, end=len(CASH), quote=CASH[at:])}
    for cash in ("total cash", "net cash"):
        told = Sentence(text=f"It ended the year with {cash} of $123.0 million.", evidence=("e1",))
        proof_of = proof.prove(told, evidence, proof.Context(WORLD, CASH, "Acme Metals", DAY, {}))
        assert proof_of.proven is (cash == "total cash"), cash


@pytest.mark.parametrize(
    ("article", "cut", "true"),
    [
        ("Officials fear that the dam, built in 1974, might fail.", ", built in 1974,", True),
        ("Tin Bay, director of the mines office, said that prices fell.", ", director of the mines office,", True),
        ("Acme Metals, if licensed by Zambia, sells tin to Japan.", ", if licensed by Zambia,", False),
        ("Acme Metals, but not Zeta, sells tin to Japan.", ", but not Zeta,", False),
        ("Acme Metals made tin, sold by weight, and zinc in Zambia.", ", sold by weight", False),
    ],
)
def test_what_only_tells_more_of_a_thing_may_be_left_out(article: str, cut: str, true: bool) -> None:
    assert told(article, article.replace(cut, "", 1)).proven is true


@pytest.mark.parametrize(
    ("article", "told", "true"),
    [
        ("Acme closed 25 of its mines.", "Acme closed its 25 mines.", False),
        ("Acme closed 25 of its mines.", "Acme closed 25 of its mines.", True),
        ("Acme closed 25 of its mines and 25 plants.", "Acme closed 25 plants.", True),
        ("Acme bought 40% of Zeta Metals' interest.", "Acme bought Zeta Metals' 40% interest.", False),
        ("Acme bought 40% of Glencore's interest.", "Acme bought Glencore's 40% interest.", False),
        ("Acme bought 40% of the interest.", "Acme bought a 40% interest.", False),
        ("Acme bought 40% of tin.", "Acme bought 40% tin.", True), ("Acme closed 25", "Acme closed 25", True),
    ],
)  # fmt: skip
def test_a_part_of_what_is_owned_is_not_all_of_it(article: str, told: str, true: bool) -> None:
    assert (not list(follow._partial(read(told).items, read(article).items))) is true
