"""True and false sentences in pairs about rows of the world: dates, roles, moods, measures, bounds."""

from __future__ import annotations

from functools import cache

import pytest

from didymium import proof
from didymium.proof.evidence import faults
from didymium.records import Evidence, Figure, RunEvidence, Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
RUNS = {"simulate-1": {"verb": "simulate", "as_of": DAY, "args": {"scenario": {"restrictions": [
    {"exporter": "COD", "minerals": ["cobalt"], "allowed": 0.44, "from": "2026-01", "to": "2026-12"}]}}}}  # fmt: skip
BAN, LICENCE = "cn-us-ban-2024", "cn-gage-2023"
ROWS = {
    "ban": ("measures", BAN, "title"),
    "banned": ("measure_states", f"{BAN}.entered.2024-12-03.2024-12-03", "date"),
    "suspended": ("measure_states", f"{BAN}.suspended.2025-11-09.2025-11-09", "until"),
    "licence": ("measures", LICENCE, "title"),
    "licensed": ("measure_states", f"{LICENCE}.entered.2023-07-03.2023-08-01", "from"),
    "world": ("facts", "production.gallium.refine.WLD.2024.usgs-mcs-2025-production.t.usgs-mcs-2025", "value"),
    "need": ("facts", "net-import-reliance.gallium.USA.2024..usgs-mcs-2026", "value"),
    "demand": ("facts", "demand.nickel.WLD.2030.total.STEPS.t.iea-cmd-2025", "value"),
    "deal": ("deals", "D006", "amount_usd"),
    "refinery": ("projects", "wagerup-gallium", "capacity"),
    "anodes": ("projects", "graphite-one", "start_year"),
    "month": ("prices", "tin.Tin.world-market.2025-02.USD-kg.worldbank-pinksheet", "value"),
    "stop": ("measures", "id-nickel-temp-halt-2019", "title"),
    "wa": ("measures", "mm-wa-tin-2023", "title"),
    "electrodes": ("measures", "us-graphite-electrodes-2009", "title"),
    "ore": ("measures", "id-nickel-ban-2020", "title"),
    "half": ("measures", "cn-ree-quota-2011h1", "title"),
}


@cache
def book() -> dict[str, Evidence]:
    world = load_world().as_of(DAY)
    found: dict[str, Evidence] = {}
    for name, (table, row, column) in ROWS.items():
        found[name] = proof.row_evidence(world, table, row, column)
    for name, country in (("china", "CHN"), ("russia", "RUS"), ("japan", "JPN")):
        found[name] = proof.row_evidence(world, *proof.share_row(world, "gallium", "refine", country), "value",
                                         "world_share")  # fmt: skip
    figure = Figure(metric="price_ratio", value=1.5, low=1.2, high=2.0, unit="1", mineral="cobalt", country="CHN",
                    period="2026-01/2026-12")  # fmt: skip
    found["run"] = RunEvidence(run="simulate-1", metric="price_ratio", index=0, statement="", figure=figure)
    found["lead"] = proof.derived("china - russia", found, "share_gap", mineral="gallium")
    found["others"] = proof.derived("japan", found, "others_hold", mineral="gallium", country="CHN")
    found["ladder"] = proof.derived("count(licensed, banned)", found, "ladder", country="CHN")
    return found


def verdict(text: str, cites: str) -> str:
    context = proof.Context(load_world().as_of(DAY), "", "", DAY, RUNS)
    text = text.replace("ban on gallium", "ban on gallium, germanium, antimony and superhard materials")  # told whole
    return proof.prove(Sentence(text=text, evidence=tuple(cites.split())), book(), context).verdict


PAIRS = (
    ("ban banned", "China announced its export ban on gallium to the United States on 3 December 2024.",
     ("China suspended its export ban on gallium to the United States on 3 December 2024.",
      "China announced its export ban on gallium to the United States on 9 November 2025.",
      "The United States announced its export ban on gallium to China on 3 December 2024.",
      "China announced its import ban on gallium from the United States on 3 December 2024.",
      "China announced its export ban on gallium to Japan on 3 December 2024.",
      "China announced its export ban on gallium to American companies on 3 December 2024.",
      "China announced its export ban on lithium to the United States on 3 December 2024.",
      "China will announce its export ban on gallium to the United States on 3 December 2024.")),
    ("suspended ban", "The suspension of China's export ban on gallium to the United States ends on 27 November 2026.",
     ("China's export ban on gallium to the United States ends on 27 November 2026.",
      "The suspension of China's export ban on gallium to the United States begins on 27 November 2026.",
      "The suspension of China's export ban on gallium to the United States ends on 27 November 2025.",
      "The suspension of China's export ban on gallium to the United States ends in 2027.")),
    ("suspended ban", "China has suspended its export ban on gallium to the United States until 27 November 2026.",
     ("China has suspended its export ban on gallium to the United States since 27 November 2026.",
      "China has extended its export ban on gallium to the United States until 27 November 2026.",
      "China may suspend its export ban on gallium to the United States until 27 November 2026.")),
    ("licensed licence", "China has applied its export licences for gallium and germanium since 1 August 2023.",
     ("China has applied its export licences for gallium and germanium until 1 August 2023.",
      "China has applied its export licences for gallium and germanium through 1 August 2023.",
      "China has applied its export licences for gallium and germanium since 3 July 2023.",
      "China has applied its export licences for gallium and tin since 1 August 2023.",
      "China has lifted its export licences for gallium and germanium since 1 August 2023.")),
    ("china", "China held about 98% of world refined output of gallium in 2024.",
     ("China held about 97% of world refined output of gallium in 2024.",
      "China held at least 98% of world refined output of gallium in 2024.",
      "China held about 98 percentage points of world refined output of gallium in 2024.",
      "China held 98.43% of world mine output of gallium in 2024.",
      "China held nearly 98% of world refined output of gallium in 2024.",
      "China held about 98% of world refined output of gallium in 2023.",
      "China used about 98% of world refined output of gallium in 2024.",
      "China's largest rival held about 98% of world refined output of gallium in 2024.")),
    ("china", "China was the largest producer of refined gallium in 2024, with 98% of the world's.",
     ("China was the smallest producer of refined gallium in 2024, with 98% of the world's.",
      "China was the second largest buyer of refined gallium in 2024, with 98% of the world's.")),
    ("russia", "Russia held 0.8% of world refined output of gallium in 2024.",
     ("Russia was the largest producer of refined gallium in 2024, with 0.8% of the world's.",
      "Russia held 8% of world refined output of gallium in 2024.",
      "Russia held 0.4% of world refined output of gallium in 2024.",
      "Japan held 0.8% of world refined output of gallium in 2024.")),
    ("russia japan", "Russia held 0.8% and Japan 0.4% of world refined output of gallium in 2024.",
     ("Russia held 0.4% and Japan 0.8% of world refined output of gallium in 2024.",
      "Russia held 0.8% and Japan 0.4% each of world refined output of gallium in 2024.")),
    ("others", "Besides China, Japan held 0.4% of world refined output of gallium in 2024.",
     ("Besides Japan, China held 0.4% of world refined output of gallium in 2024.",
      "Besides Russia, China held 0.4% of world refined output of gallium in 2024.",
      "China held 0.4% of world refined output of gallium in 2024.")),
    ("world", "World refined output of gallium was 760 tonnes in 2024.",
     ("World refined output of gallium was 760 kilograms in 2024.",
      "World exports of gallium were 760 tonnes in 2024.",
      "World reserves of gallium were 760 tonnes in 2024.",
      "Chinese refined output of gallium was 760 tonnes in 2024.",
      "World refined output of gallium was up to 760 tonnes in 2024.",
      "World refined output of gallium was more than 770 tonnes in 2024.")),
    ("need", "The net import reliance of the United States on gallium was 100% of use in 2024.",
     ("The net import reliance of the United States on gallium was 100% of output in 2024.",
      "The net import reliance of the United States on gallium was 100% of imports in 2024.",
      "The net import reliance of China on gallium was 100% of use in 2024.",
      "The net import reliance of the United States on gallium fell to 100% of use in 2024.",
      "The net import reliance of the United States on gallium was 100% of use because of China in 2024.")),
    ("run", "The price of cobalt in China would peak at 1.5 times the baseline (1.2 to 2 times).",
     ("The price of cobalt in China would peak at 1.5 times the baseline.",
      "The price of cobalt in China peaked at 1.5 times the baseline (1.2 to 2 times).",
      "The price of cobalt in Japan would peak at 1.5 times the baseline (1.2 to 2 times).",
      "The price of cobalt in China would fall to 1.5 times the baseline (1.2 to 2 times).",
      "The price of cobalt in China would peak at 1.5 times the baseline (1 to 2 times).",
      "The price of cobalt in China would peak at 1.5 times the baseline (1.2 to 3 times).",
      "The price of cobalt in China would peak at 50% of the baseline (1.2 to 2 times).",
      "The price of nickel in China would peak at 1.5 times the baseline (1.2 to 2 times).")),
    ("ladder ban banned",
     "Before this step China had announced two export controls on these minerals since 2023; the last, its export ban "
     "on gallium to the United States, was announced on 3 December 2024.",
     ("Since this step China had announced two export controls on these minerals since 2023; the last, its export ban "
      "on gallium to the United States, was announced on 3 December 2024.",
      "Before this step China had introduced two export controls on these minerals since 2023; the last, its export "
      "ban on gallium to the United States, was announced on 3 December 2024.",
      "Before this step China had announced two export controls on these minerals since 2023; the first, its export "
      "ban on gallium to the United States, was announced on 3 December 2024.")),
    ("refinery", "Wagerup gallium plant is planned; its planned capacity is 100 tonnes a year of gallium from 2026.",
     ("Wagerup gallium plant is planned; its planned capacity is 100 tonnes a year of germanium from 2026.",
      "Wagerup gallium plant is operating; its planned capacity is 100 tonnes a year of gallium from 2026.")),
    ("anodes", "Graphite One anode plant is planned; its start is planned for 2028.",
     ("Graphite One anode plant is under construction; its start is planned for 2028.",)),
    ("stop", "Indonesia announced its temporary halt of nickel ore exports on 28 October 2019.",
     ("Indonesia announced its halt of nickel ore exports on 28 October 2019.",)),
    ("wa", "Myanmar has applied its stop of tin mining in Wa State.", ("Myanmar has applied its stop of tin mining.",)),
    ("electrodes", "The US anti-dumping duty on small graphite electrodes from China is of the United States.",
     ("The US anti-dumping duty on graphite electrodes from China is of the United States.",)),
    ("month", "Tin averaged $31,800/t in February 2025.",
     ("Tin averaged $31,800/t in 2025.", "Tin averaged $31,800/t in January 2025.")),
    ("ore", "Indonesia has an export ban on nickel ore.", ("Indonesia has an export ban on nickel.",)),
    ("ban banned", "China has applied its export ban on gallium to the United States since 3 December 2024.",
     ("China has applied its export ban on gallium since 3 December 2024.",
      "China has lifted its export ban on gallium to the United States since 3 December 2024.")),
    ("half", "China had an export quota on rare earths for the first half of 2011.",
     ("China had an export quota on rare earths for the second half of 2011.",)),
    ("lead", "China's share of world refined output of gallium was 98 percentage points above Russia's in 2024.",
     ("China's share of world refined output of gallium was 98% above Russia's in 2024.",
      "China's share of world refined output of gallium was 89 percentage points above Russia's in 2024.")),
)  # fmt: skip


@pytest.mark.parametrize(("cites", "true", "lies"), PAIRS, ids=[p[1][:40] for p in PAIRS])
def test_a_true_sentence_is_proven_and_its_lies_are_not(cites: str, true: str, lies: tuple[str, ...]) -> None:
    assert verdict(true, cites) == "proven"
    assert [lie for lie in lies if verdict(lie, cites) == "proven"] == []


ARTICLE = (
    "The ministry raised the quota for tungsten to 73,000 tons, up from 65,000 tons. Cobalt costs $56,000 per tonne. "
    "Copper demand remains strong. Banks see $11,000 per tonne. CMOC guides for 117,000 tonnes of cobalt this year. "
    "Lynas will set aside 7,200 tonnes of the 9,600 tonnes for Japan. Acme mined at a cost of $660 per kg. "
    "It sold at a price of $880 per kg. A plant makes 76 tonnes of gallium powder. Bolt's costs are $95 per kg, "
    "and its price is $50 per kg. The stop cut output by 48 tonnes. Duties of 50% hit $300 million of imports."
)


def derived_verdict(
    text: str, formula: str, *quotes: str, metric: str = "then_and_now", article: str = ARTICLE, **about: str
) -> str:
    """The verdict on a sentence about a figure that is made of quotations of the article: e1, e2, ..., and of rows."""
    ledger = proof.Ledger(load_world().as_of(DAY), article)
    for quote in quotes:
        ledger.span(article.index(quote), article.index(quote) + len(quote), reads=True)
    formula = formula.replace("world", ledger.row(*ROWS["world"]) if "world" in formula else "")
    key = ledger.derived(formula, metric, **about)
    context = proof.Context(ledger.world, article, "", DAY, {})
    verdict = proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, context).verdict
    return "not proven" if verdict == "proven" and faults(key, ledger.evidence, context) else verdict


@pytest.mark.parametrize(
    ("article", "formula", "quotes", "true", "lies"),
    [
        ("Codelco's nickel ore price rose 40% to $35 per tonne from $25 per tonne.", "change(e1, e2)",
         ("$35 per tonne", "$25 per tonne"), "The nickel ore price of $35 per tonne is 40% above $25 per tonne.",
         ("The nickel price of $35 per tonne is 40% above $25 per tonne.",)),
        ("Codelco's low-grade ore price rose 40% to $35 per tonne from $25 per tonne, its medium-grade one to $45.",
         "change(e1, e2)", ("$35 per tonne", "$25 per tonne"),
         "The low-grade ore price of $35 per tonne is 40% above $25 per tonne.",
         ("The medium-grade ore price of $35 per tonne is 40% above $25 per tonne.",
          "The ore price of $35 per tonne is 40% above $25 per tonne.")),
        ("Codelco made 60,000 tonnes of copper last year. It expects to make 90,000 tonnes of copper this year.",
         "change(e2, e1)", ("60,000 tonnes", "90,000 tonnes"),
         "Codelco's expected output of 90,000 tonnes of copper is 50% above its output of 60,000 tonnes.", ()),
        ("Codelco made 60,000 tonnes of copper last year. It expects to make 90,000 tonnes of copper over five years.",
         "change(e2, e1)", ("60,000 tonnes", "90,000 tonnes"), "",
         ("Codelco's expected output of 90,000 tonnes of copper is 50% above its output of 60,000 tonnes.",)),
        ("Codelco plans output of 90,000 tonnes, after an output of 60,000 tonnes of metal earlier expected for 2020.",
         "change(e1, e2)", ("90,000 tonnes", "60,000 tonnes"),
         "", ("Codelco's planned output of 90,000 tonnes is 50% above the output of 60,000 tonnes.",)),
    ],
)  # fmt: skip
def test_a_computed_sentence_keeps_good_grade_time_and_mood_of_its_numbers(
    article: str, formula: str, quotes: tuple[str, ...], true: str, lies: tuple[str, ...]
) -> None:
    assert not true or derived_verdict(true, formula, *quotes, article=article) == "proven"
    assert [t for t in lies if derived_verdict(t, formula, *quotes, article=article) == "proven"] == []


def test_the_two_sides_of_a_comparison_keep_their_places() -> None:
    made = ("change(e1, e2)", "73,000 tons", "65,000 tons")
    assert derived_verdict("73,000 tons is 12% above what it was before (65,000 tons).", *made) == "proven"
    assert derived_verdict("65,000 tons is 12% above what it was before (73,000 tons).", *made) == "refuted"


@pytest.mark.parametrize(
    ("formula", "metric", "quotes", "true", "lies"),
    [
        ("e1 / world", "size_of_world", ("48 tonnes",),
         "48 tonnes is 6.3% of world refined output of gallium in 2024 (760 tonnes).",
         ("Planned output of 48 tonnes is 6.3% of world refined output of gallium in 2024 (760 tonnes).",
          "Output of 48 tonnes is 6.3% of world refined output of gallium in 2024 (760 tonnes).")),
        ("e1 / world", "size_of_world", ("76 tonnes",),
         "76 tonnes of gallium powder is 10% of world refined output of gallium in 2024 (760 tonnes).",
         ("76 tonnes of gallium powder is 10% of Japan's refined output of gallium in 2024 (760 tonnes).",
          "76 tonnes of gallium powder is 10% above world refined output of gallium in 2024 (760 tonnes).",
          "76 tonnes of seaborne gallium is 10% of world refined output of gallium in 2024 (760 tonnes).")),
    ],
)  # fmt: skip
def test_a_derived_figure_keeps_what_its_numbers_are_and_of_what(
    formula: str, metric: str, quotes: tuple[str, ...], true: str, lies: tuple[str, ...]
) -> None:
    def made(text: str) -> str:
        return derived_verdict(text, formula, *quotes, metric=metric)

    assert made(true) == "proven"
    assert [lie for lie in lies if made(lie) == "proven"] == []


def test_a_figure_of_one_mineral_is_not_made_of_anothers_numbers() -> None:
    said = "$11,000 per tonne is 80% below $56,000 per tonne."
    made = ("change(e1, e2)", "$11,000 per tonne", "$56,000 per tonne")
    assert derived_verdict(said, *made, metric="derived") != "proven"  # of copper and of another good
    assert derived_verdict(said, *made, metric="derived", mineral="cobalt") != "proven"


def test_what_stands_in_no_order_of_time_was_not_before() -> None:
    made = ("change(e1, e2)", "9,600 tonnes", "7,200 tonnes")
    assert derived_verdict("9,600 tonnes is 33% above 7,200 tonnes.", *made, metric="derived") == "proven"
    told = "9,600 tonnes is 33% above what it was before (7,200 tonnes)."
    assert derived_verdict(told, *made, metric="derived") == derived_verdict(told, *made) == "not proven"


def test_a_row_that_nothing_needs_is_not_cited() -> None:
    said = "China held about 98% of world refined output of gallium in 2024."
    assert verdict(said, "china") == "proven"
    for spare in ("russia", "world", "need", "licence", "demand"):
        assert verdict(said, f"china {spare}") != "proven", spare
    both = "Russia held 0.8% and Japan 0.4% of world refined output of gallium in 2024."
    assert verdict(both, "russia japan") == "proven"
    assert verdict(both, "russia japan china") != "proven"


@pytest.mark.parametrize(("mineral", "good"), [("dysprosium", True), ("rare earths", True), ("cobalt", False)])
def test_a_figure_of_one_of_a_group_may_be_made_of_the_groups_numbers(mineral: str, good: bool) -> None:
    article = "Rare earths cost $5 per tonne, up from $4 per tonne."
    ledger = proof.Ledger(load_world().as_of(DAY), article)
    for quote in ("$5 per tonne", "$4 per tonne"):
        ledger.span(article.index(quote), article.index(quote) + len(quote), reads=True)
    context = proof.Context(ledger.world, article, "", DAY, {})
    key = ledger.derived("change(e1, e2)", "then_and_now", mineral=mineral)
    assert (faults(key, ledger.evidence, context) == ()) is good
