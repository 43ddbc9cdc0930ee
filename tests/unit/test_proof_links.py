"""Small words that turn a meaning are the evidence's: until and from, its and the world's, if and unless, or."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.proof import links
from didymium.proof.reading import read
from didymium.records import Sentence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)

# article, what follows from it, what does not
TOLD = (
    ("The panel asks whether the rules of Indonesia stop the export of ore from Indonesia by the consent of Peru.", (),
     ("The panel asks whether the rules of Indonesia stop the export of ore to Indonesia by the consent of Peru.",)),
    ("The sale had the consent from both firms.", (), ("The sale had the consent to both firms.",)),
    ("Zambia sold tin to Japan until 3 May 2026.", ("Until 3 May 2026 Zambia sold tin to Japan.",),
     ("Zambia sold tin to Japan from 3 May 2026.", "Zambia sold tin to Japan on 3 May 2026.",
      "Zambia sold tin from Japan until 3 May 2026.")),
    ("Zambia will pay the miners by 3 May 2026.", (), ("Zambia will pay the miners in May 2026.",)),
    ("The smelter is owned by the state and has sold lead to Peru.",
     ("The smelter is owned by the state.", "The state owns the smelter."),
     ("The smelter was owned by the state.", "The smelter had sold lead to Peru.",
      "The smelter is owned by the state or has sold lead to Peru.")),
    ("Tin (Sn) output at the smelter fell 12% from the year before.",
     ("Tin output at the smelter fell 12% from the year before.",),
     ("Tin output at the smelter fell 12% from the year after.", "Tin output at the smelter fell to 12%.")),
    ("Chile issues a permit to sell copper while its smelter is repaired.", (),
     ("Chile issues a permit to sell copper until its smelter is repaired.",)),
    ("Chile will issue a permit to sell copper while its smelter is repaired.", (),
     ("Chile will issue a permit to sell copper.",)),
    ("Codelco will sell lead if prices rise.", ("If prices rise, Codelco will sell lead.",),
     ("Codelco will sell lead unless prices rise.", "Codelco will sell lead.")),
    ("Peru is a zinc producer and mines 11% of its output in the north.", (),
     ("Peru is a zinc producer and mines 11% of world output in the north.",)),
    ("Japan buys $5 million of lead each month.", (),
     ("Japan buys $5 million of lead each year.", "Japan buys $5 million of lead.")),
    ("The deputy minister visited other mines last week.", (),
     ("The minister visited other mines last week.", "The deputy minister visited mines last week.",
      "The deputy minister visited other mines this week.")),
    ("The sale, valued at an estimated US$340M, includes Codelco's tin plants.", (),
     ("The sale, valued at US$340M, includes Codelco's tin plants.",)),
    ("Codelco signed a non-binding Memorandum of Understanding with Peru.", (),
     ("Codelco signed a Memorandum of Understanding with Peru.",)),
    ("The union wants new talks, while the company called its offer final.", ("The union wants new talks.",),
     ("The company wants new talks.",)),
    ("Workers at El Teniente accepted a deal.", (), ("Workers at Escondida accepted a deal.",)),
    ("Workers at El Teniente accepted a deal and workers at Escondida refused one.", (),
     ("Workers at Escondida accepted a deal.",)),
    ("Codelco signed an indicative pact with Peru.", (), ("Codelco signed a pact with Peru.",)),
    ("Codelco has $5 million in loan authority.", (), ("Codelco has lent $5 million.", "Codelco lent $5 million.")),
    ("Japan has a purchase option for 30% of the mine in Peru.", (), ("Japan purchased 30% of the mine in Peru.",)),
    ("Workers of Codelco rejected the plan in May.", ("Codelco workers rejected the plan in May.",),
     ("Codelco rejected the plan in May.", "The plan was rejected by Codelco in May.")),
    ("Shareholders in Teck approved the sale in May.", ("The sale was approved by shareholders in Teck in May.",),
     ("Teck approved the sale in May.",)),
    ("A unit of Glencore sold lead to Peru.", (), ("Glencore sold lead to Peru.",)),
    ("The mine, seized by the army in May, halted sales of lead in Peru.",
     ("The army seized the mine in May.",), ("The mine seized the army in May.", "The army halted sales of lead.")),
    ("A restart is expected to take four weeks when prices recover, said Codelco.", (),
     ("A restart is expected to take four weeks, said Codelco.",)),
    ("Tin prices could rise 26% in the case of a ban, but output would fall.", (),
     ("Tin prices could rise 26%, but output would fall.",)),
    ("Codelco announced that rains had reached its smelter in Peru.",
     ("Codelco said that rains had reached its smelter in Peru.",), ("Rains had reached its smelter in Peru.",)),
    ("Codelco said that rains had reached its smelter in Peru.", (),
     ("Codelco announced that rains had reached its smelter in Peru.",)),
    ("Customs data show that 107 tons of lead left China in June.", (), ("107 tons of lead left China in June.",)),
    ("All mines in Chile sold lead to Peru.", (), ("Mines in Chile sold lead to Peru.",)),
)  # fmt: skip


def told(article: str, text: str) -> proof.Proof:
    evidence = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    return proof.prove(Sentence(text=text, evidence=("e1",)), evidence, proof.Context(WORLD, article, "", DAY))


@pytest.mark.parametrize(("article", "text"), [(a, t) for a, true, _ in TOLD for t in true])
def test_what_keeps_the_small_words_follows(article: str, text: str) -> None:
    made = told(article, text)
    assert made.proven, made.reasons


@pytest.mark.parametrize(("article", "text"), [(a, t) for a, _, false in TOLD for t in false])
def test_what_turns_a_small_word_does_not(article: str, text: str) -> None:
    assert not told(article, text).proven


def share(text: str) -> proof.Proof:
    ledger = proof.Ledger(WORLD, "")
    key = ledger.row(*proof.share_row(WORLD, "rare earths", "mine", "CHN"), "value", "world_share")
    return proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, proof.Context(WORLD, "", "", DAY))


def test_a_share_of_the_world_is_no_share_of_its_own() -> None:
    assert share("China held 69% of world mine output of rare earths in 2024.").proven
    for other in ("its mine output of rare earths in 2024", "world mine output of rare earths outside 2024"):
        assert not share(f"China held 69% of {other}.").proven


def test_what_a_measure_is_laid_on_and_where_it_points() -> None:
    ledger = proof.Ledger(WORLD, "")
    key = ledger.row("measures", "cn-graphite-2023", "title")
    context = proof.Context(WORLD, "", "", DAY)
    for text, holds in (
        ("China has applied its export licences for graphite since 1 December 2023.", True),
        ("China had applied its export licences for graphite since 1 December 2023.", False),
        ("China has applied its export licences off graphite since 1 December 2023.", False),
    ):
        assert proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, context).proven is holds


def of_site(text: str) -> proof.Proof:
    """A sentence on the month of a mine whose output is a row of the world."""
    ledger = proof.Ledger(WORLD, "")
    row = ledger.row("projects", "mt-marion", "capacity")
    made = ledger.derived(f'({row} * unit(1, "yr")) / 12', "month_of_the_site", mineral="lithium")
    return proof.prove(Sentence(text=text, evidence=(made,)), ledger.evidence, proof.Context(WORLD, "", "", DAY))


MONTH = "Each month of standstill costs 1,400 tonnes at the pace of {} (16,800 tonnes a year{}){}."


@pytest.mark.parametrize(
    ("site", "good", "condition", "holds"),
    [
        ("Mt Marion", " of lithium contained", ", if all stands still", True),
        ("Australia", " of lithium contained", ", if all stands still", False),
        ("Mt Marion", " of lithium concentrate", ", if all stands still", False),
        ("Mt Marion", " of lithium contained", "", False),
    ],
)
def test_a_month_of_a_site_names_it_its_good_and_its_condition(
    site: str, good: str, condition: str, holds: bool
) -> None:
    made = of_site(MONTH.format(site, good, condition))
    assert made.proven is holds, made.reasons


def test_a_share_of_one_whole_is_not_laid_on_another() -> None:
    for whole, holds in (("United States use", True), ("global demand", False)):
        article = f"Congo supplied 70% of {whole} of cobalt in 2024."
        ledger = proof.Ledger(WORLD, article)
        start = article.index("70%")
        share = ledger.span(start, start + 3, reads=True)
        found = WORLD.table("facts").filter(metric="us_consumption", mineral="cobalt", year=2024)
        use = ledger.row("facts", proof.row_id(WORLD, "facts", found.row(0, named=True)), "value")
        size = ledger.evidence[use].figure.value  # type: ignore[union-attr]
        made = ledger.derived(f"{share} * {use}", "need_in_tonnes", mineral="cobalt")
        told = f"{round(0.7 * size, -1):,.0f} tonnes (United States use of cobalt in 2024)"
        text = f"70% of the need in 2024 is about {told}."
        held = proof.prove(
            Sentence(text=text, evidence=(made,)), ledger.evidence, proof.Context(WORLD, article, "", DAY)
        )
        assert any("lays a share" in why for why in held.reasons) is not holds


@pytest.mark.parametrize(
    ("text", "led"),
    [
        ("until May 2026", {"May 2026": {"until"}}), ("from the mine in Peru", {"mine": {"from"}, "Peru": {"in"}}),
        ("other mines", {"mines": {"other"}}), ("two tonnes or tin", {"two tonnes": set(), "tin": {"or"}}),
        ("from 2029 Gabon", {"2029": {"from"}, "Gabon": set()}), ("off Peru", {"Peru": {"off"}}),
        ("outside (as told) Chile", {"told": set(), "Chile": {"outside"}}), ("for Peru, Chile", {"Chile": set()}),
        ("in the world's mines", {"mines": {"a", "in"}}), ("the year before", {"year": {"before it"}}),
        ("a year later.", {"year": {"a", "after it"}}), ("the year before last", {"year": set()}),
        ("to sell tin", {"sell": {"aim"}, "tin": {"aim"}}), ("this year", {"year": {"this"}}),
        ("this smelter", {"smelter": set()}), ("its own mine", {"mine": {"its"}}),
        ("to exporters", {"exporters": {"to"}}),
    ],
)  # fmt: skip
def test_what_leads_to_a_thing(text: str, led: dict[str, set[str]]) -> None:
    found = {i.surface: set(lead) for i, lead in links._leads(read(text))}
    assert {word: found[word] for word in led} == led
