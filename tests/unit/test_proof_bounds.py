"""Each thing that a number, date, verb or name may be wrong by: true and false sentences side by side."""

from __future__ import annotations

import pytest

from didymium import proof
from didymium.brief.ledger import Ledger
from didymium.proof.entail import dated
from didymium.proof.known import Known
from didymium.proof.phrases import phrased
from didymium.proof.reading import read
from didymium.records import (
    DerivedEvidence,
    Evidence,
    Figure,
    Form,
    Quantity,
    RunEvidence,
    Sentence,
    SpanEvidence,
)
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)


def held(article: str, text: str, form: tuple[Form, ...] = ()) -> str:
    """The verdict on a sentence about an article that it cites whole."""
    evidence: dict[str, Evidence] = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    context = proof.Context(WORLD, article, "", DAY, {})
    return proof.prove(Sentence(text=text, evidence=("e1",), form=form), evidence, context).verdict


def figured(text: str, *figures: Figure, **args: object) -> str:
    """The verdict on a sentence about figures of one run."""
    runs = {"simulate-1": {"verb": "simulate", "as_of": DAY, "args": {"scenario": args}}}
    evidence: dict[str, Evidence] = {
        f"e{k}": RunEvidence(run="simulate-1", metric=f.metric, index=k, statement="", figure=f)
        for k, f in enumerate(figures)
    }
    context = proof.Context(WORLD, "", "", DAY, runs)
    return proof.prove(Sentence(text=text, evidence=tuple(evidence)), evidence, context).verdict


def loss(value: float, **more: object) -> Figure:
    return Figure(metric="value_added_at_risk_usd", value=value, unit="USD", country="JPN").model_copy(update=more)


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("$864 million", True), ("about $860 million", True), ("about $900 million", True),
        ("about $864 million", True), ("about $700 million", False), ("about $800 million", False),
        ("about $1,000 million", False),
        ("more than $860 million", False), ("more than $864.3 million", False),
        ("nearly $864.3 million", False),
        ("less than $864.3 million", False), ("at least $860 million", False),
        ("up to $864 million", False), ("$860 million", True), ("$8.6 billion", False), ("864 million yen", False),
    ],
)  # fmt: skip
def test_how_a_figure_may_be_rounded_and_bounded(said: str, true: bool) -> None:
    verdict = figured(f"Japan would have {said} of value added at risk.", loss(8.6428e8))
    assert (verdict == "proven") is true


def test_what_is_exact_is_not_about() -> None:
    assert figured("Japan would have about $864 million of value added at risk.", loss(8.64e8)) != "proven"
    assert figured("Japan would have $864 million of value added at risk.", loss(8.64e8)) == "proven"


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("$860 million ($230 million to $4.1 billion)", True), ("$860 million", False),
        ("$860 million ($290 million to $4.1 billion)", False), ("$860 million ($230 million to $5.1 billion)", False),
        ("between $230 million and $4.1 billion", True), ("between $230 million and $2.1 billion", False),
        ("between $130 million and $4.1 billion", False),
    ],
)  # fmt: skip
def test_both_ends_of_a_range_are_its_own(said: str, true: bool) -> None:
    verdict = figured(f"Japan would have {said} of value added at risk.", loss(8.6e8, low=2.3e8, high=4.1e9))
    assert (verdict == "proven") is true


def test_a_range_is_not_made_up() -> None:
    for said in ("$864 million ($230 million to $4.1 billion)", "between $230 million and $4.1 billion",
                 "$864 million ($864 million to $864 million)"):  # fmt: skip
        assert figured(f"Japan would have {said} of value added at risk.", loss(8.64e8)) != "proven", said


def test_each_figure_with_a_range_is_said_with_it() -> None:
    two = (loss(8.6e8, low=2.3e8, high=4.1e9), loss(5.2e8, low=1.1e8, high=2.7e9, country="DEU"))
    japan, germany = "Japan would have $860 million ($230 million to $4.1 billion)", "Germany $520 million"
    assert figured(f"{japan} and {germany} of value added at risk.", *two) != "proven"
    assert figured(f"{japan} and {germany} ($110 million to $2.7 billion) of value added at risk.", *two) == "proven"


CUT = {"exporter": "CHN", "importer": "JPN", "minerals": ["gallium"], "allowed": 0.26, "from": "2025-12",
       "to": "2026-11"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("A twelve-month cut of 74%", True), ("A twelve-month cut of 26%", False),
        ("An eleven-month cut of 74%", False),
        ("A thirteen-month cut of 74%", False), ("A two-year cut of 74%", False),
    ],
)  # fmt: skip
def test_a_scenario_is_told_as_it_was_run(said: str, true: bool) -> None:
    text = f"{said} in China's exports of gallium would put $864 million of value added in Japan at risk."
    assert (figured(text, loss(8.64e8), restrictions=[CUT]) == "proven") is true


@pytest.mark.parametrize(
    ("said", "known", "true"),
    [
        ("2025", "2025-06-30", True), ("2025-06", "2025-06-30", True), ("2025-06-30", "2025-06", False),
        ("2025-06-30", "2025", False), ("2024", "2025-06-30", False), ("--06-30", "2025-06-30", True),
        ("--06", "2025-06-30", True), ("--07", "2025-06-30", False),
        ("--06-30", "2025-06-15", False), ("--06-30", "2025-06", False), ("2025-Q2", "2025-06-30", True),
        ("2025-Q2", "2025-04-01", True), ("2025-Q2", "2025-07-01", False), ("2025-Q2", "2025-03-31", False),
        ("2025-Q4", "2025-12", True), ("2025-H1", "2025-06-30", True), ("2025-H1", "2025-07-01", False),
        ("2025-H2", "2025-07", True), ("2025-H2", "2025-12-31", True), ("2025-H1", "2025", False),
        ("2025-H1", "2024-06-30", False), ("2020/2023", "2020/2023", True), ("2020", "2020/2023", False),
    ],
)  # fmt: skip
def test_a_date_is_a_known_one_or_a_coarser(said: str, known: str, true: bool) -> None:
    assert dated(said, known) is true


# article, true sentences, false sentences
ARTICLES = (
    ("Output of tin was 2,340 tonnes in the second half of 2025, against 2,910 tonnes in the first half of 2025.",
     ("Output of tin was 2,340 tonnes in the second half of 2025.",),
     ("Output of tin was 2,340 tonnes in the first half of 2025.", "Output of tin was 2,910 tonnes in 2025.",
      "Output of tin was 2,340 tonnes in the third quarter of 2025.")),
    ("The firm made at least 400 tonnes of cobalt metal and about 90 tonnes of cobalt scrap.",
     ("The firm made at least 400 tonnes of cobalt metal.",),
     ("The firm made 400 tonnes of cobalt metal.", "The firm made up to 400 tonnes of cobalt metal.",
      "The firm made at least 400 tonnes of cobalt scrap.", "The firm made 90 tonnes of cobalt scrap.",
      "The firm made at least 400 kilograms of cobalt metal.", "The firm made at least 400 tonnes of cobalt oxide.")),
    ("A fee of 5% to 7% is due on nickel matte and one of 3% to 4% on nickel ore.",
     ("A fee of 5% to 7% is due on nickel matte.",),
     ("A fee of 5% to 7% is due on nickel ore.", "A fee of 3% to 4% is due on nickel matte.",
      "A fee of 5% to 9% is due on nickel matte.", "A fee of 4% to 7% is due on nickel matte.",
      "A fee of 5% is due on nickel matte.")),
    ("Traders say that Chile may cut its exports of copper if prices fall.",
     ("Traders say that Chile may cut its exports of copper if prices fall.",),
     ("Chile may cut its exports of copper if prices fall.", "Traders say that Chile may cut its exports of copper.",
      "Traders say that Chile will cut its exports of copper if prices fall.",
      "Traders expect that Chile may cut its exports of copper.",
      "Traders say that Chile may cut its exports of copper when prices fall.",
      "Traders say that Chile may cut its imports of copper if prices fall.")),
    ("Sales of tin were not curbed, and the ministry confirmed that sales of zinc had ended.",
     (), ("The ministry confirmed that sales of zinc had not ended.", "Sales of tin were curbed.",
      "The ministry confirmed that sales of tin had ended.")),
    ("Nickel fell to $15,260 a tonne in December, amid ample supply.",
     ("Nickel fell to $15,260 a tonne in December.", "Nickel dropped to $15,260 a tonne in December."),
     ("Nickel rose to $15,260 a tonne in December.", "Nickel fell to $15,260 a pound in December.",
      "Nickel fell from $15,260 a tonne in December.", "Nickel fell to $12,560 a tonne in December.",
      "Nickel fell to $15,260 a tonne in November.", "Nickel fell to about $15,260 a tonne in December.")),
    ("China exported 18,900 tons of rare earths, up 5.1% on the year.",
     ("China exported 18,900 tons of rare earths, 5.1% more on the year.",),
     ("China exported 18,900 tons of rare earths, 5.1% less on the year.",
      "China exported 18,900 tons of rare earths, up 5.1% on the quarter.",
      "China imported 18,900 tons of rare earths, up 5.1% on the year.")),
    ("Trilogy Metals holds a 50% interest in Ambler Metals.",
     ("Trilogy Metals holds a 50% interest in Ambler Metals.",),
     ("Ambler Metals holds a 50% interest in Trilogy Metals.", "Trilogy Metals sold a 50% interest in Ambler Metals.",
      "Trilogy Metals holds a 15% interest in Ambler Metals.")),
    ("Alcoa will shut its plant in Kwinana. The company expects to spend $600 million over six years.",
     ("Alcoa expects to spend $600 million over six years.",),
     ("Kwinana expects to spend $600 million over six years.", "Glencore expects to spend $600 million over six years.",
      "Alcoa will spend $600 million over six years.", "Alcoa expects to spend $600 million over sixteen years.")),
    ("Alcoa and Glencore met. The company expects to spend $600 million.",
     ("The company expects to spend $600 million.",),
     ("Lynas expects to spend $600 million.", "Alcoa expects to spend $600 million.",
      "Glencore expects to spend $600 million.")),
    ("The ministry is considering lower quotas for tin.",
     ("The ministry is weighing lower quotas for tin.",),
     ("The ministry set lower quotas for tin.", "The ministry will set lower quotas for tin.",
      "The ministry is considering higher quotas for tin.", "The ministry is not considering lower quotas for tin.")),
    ("Only two of the five smelters in Zambia treat cobalt.",
     ("Only two of the five smelters in Zambia treat cobalt.",),
     ("Two of the five smelters in Zambia treat cobalt.", "Only two smelters in Zambia treat copper.",
      "Only five of the two smelters in Zambia treat cobalt.", "Most smelters in Zambia treat cobalt.")),
    ("The reserve holds a year's supply of gallium.",
     ("The reserve holds a year's supply of gallium.",),
     ("The reserve holds a month's supply of gallium.", "The reserve holds a week's supply of gallium.")),
    ("Emirates Global said its exports were suspended by the authorities.",
     ("Emirates Global said its exports were suspended by the authorities.",),
     ("Emirates Global suspended its exports.", "Emirates Global said it suspended exports of the authorities.")),
    ("Zhejiang, Fujian and Hubei had shares of 28%, 21% and 11%, respectively.",
     ("Zhejiang, Fujian and Hubei had shares of 28%, 21% and 11%, respectively.",),
     ("Fujian, Zhejiang and Hubei had shares of 28%, 21% and 11%, respectively.",)),
    ("Toyota aims to sell 5.5 million cars by 2030.",
     ("Toyota aims to sell 5.5 million cars by 2030.", "Toyota plans to sell 5.5 million cars by 2030."),
     ("Toyota will sell 5.5 million cars by 2030.", "Toyota sold 5.5 million cars by 2030.")),
    ("Namibia banned the firm from exporting ore, saying the shipments were irregular.",
     ("Namibia banned the firm from exporting ore.",),
     ("The shipments were irregular.", "Namibia banned the firm from importing ore.")),
    ("China, the world's third-largest producer of lithium, wants the largest mine of Chile.",
     (), ("China is the world's largest producer of lithium.",)),
    ("Germany's Aurubis was fined by the European Commission.",
     ("Germany's Aurubis was fined by the European Commission.",),
     ("The European Commission was fined by Germany's Aurubis.", "Germany was fined by the European Commission.",
      "France's Aurubis was fined by the European Commission.")),
)  # fmt: skip


@pytest.mark.parametrize(("article", "true", "false"), ARTICLES, ids=[a[0][:30] for a in ARTICLES])
def test_what_an_article_says_and_what_it_does_not(article: str, true: tuple[str, ...], false: tuple[str, ...]) -> None:
    assert [said for said in true if held(article, said) != "proven"] == []
    assert [said for said in false if held(article, said) == "proven"] == []


def test_a_sum_is_not_told_of_one_of_its_countries() -> None:
    book = proof.Ledger(WORLD, "")
    keys = [book.row(*proof.share_row(WORLD, "gallium", "refine", c), "value", "world_share") for c in ("RUS", "JPN")]
    both = book.derived(" + ".join(keys), "share_together", mineral="gallium", country="RUS;JPN")
    item = book.evidence[both]
    assert isinstance(item, DerivedEvidence)
    size = f"{100 * item.figure.value:.1f}%"
    context = proof.Context(WORLD, "", "", DAY, {})

    def verdict(text: str) -> str:
        return proof.prove(Sentence(text=text, evidence=(both,)), book.evidence, context).verdict

    assert verdict(f"Russia and Japan together held {size} of world refined output of gallium in 2024.") == "proven"
    assert verdict(f"Russia held {size} of world refined output of gallium in 2024.") == "refuted"


@pytest.mark.parametrize(
    ("form", "true"),
    [
        (Form(subject="COD", predicate="restricts", mineral="cobalt",
              quantities=(Quantity(value=96_600.0, unit="t", kind="mass", role="quota"),)), True),
        (Form(subject="COD", predicate="restricts",
              quantities=(Quantity(value=96_600.0, unit="USD", kind="money", role="quota"),)), False),
        (Form(subject="COD", predicate="restricts",
              quantities=(Quantity(value=96.6, unit="t", kind="mass", role="quota"),)), False),
        (Form(subject="COD", predicate="restricts", direction="up"), False),
        (Form(subject="COD", predicate="restricts", direction="down"), True),
        (Form(subject="COD", predicate="restricts", polarity="negative"), False),
        (Form(subject="COD", predicate="restricts", modality="possible"), False),
        (Form(subject="COD", predicate="restricts", time="2027"), False),
    ],
)  # fmt: skip
def test_a_form_is_held_against_evidence_and_words(form: Form, true: bool) -> None:
    text = "Congo cut its cobalt quota to 96,600 tonnes for 2026."
    assert (held(text, text, (form,)) == "proven") is true


def test_a_phrase_of_a_brief_needs_its_word_in_the_evidence() -> None:
    said = "It ends then unless it is extended."
    lasting = "The licence is valid until 1 May 2027. It ends then unless it is extended."
    assert phrased(read(said, None), (Known("e1", SpanEvidence(start=0, end=1, quote="x"), texts=(
        read(lasting[:38], None),)),), {})[1] == []  # fmt: skip
    assert phrased(read(said, None), (Known("e1", SpanEvidence(start=0, end=1, quote="x"), texts=(
        read("The mine opened on 1 May 2027.", None),)),), {})[1]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("rise by 50%", True), ("rise by 150%", False), ("fall by 50%", False), ("reach 1.5 times the baseline", True),
        ("reach 0.5 times the baseline", False),
    ],
)  # fmt: skip
def test_a_ratio_of_prices_is_told_as_its_change(said: str, true: bool) -> None:
    ratio = Figure(metric="price_ratio", value=1.5, unit="1", mineral="cobalt", country="CHN")
    assert (figured(f"The price of cobalt in China would {said}.", ratio) == "proven") is true


QUOTA = "The ministry set the quota for tungsten at 65,000 tons, against 73,000 tons last year."


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("The quota for tungsten is 11% lower.", True), ("The quota for tungsten is 11% higher.", False),
        ("The quota for tungsten fell by 11%.", True), ("The quota for tungsten rose by 11%.", False),
        ("The quota for tungsten fell by 11 percentage points.", False),
        ("The quota for tungsten fell by 1.1%.", False),
        ("The quota for tin fell by 11%.", False), ("The quota for tungsten fell by 11% because of China.", False),
        ("The quota for tungsten fell by about 11%.", True), ("The quota for tungsten fell by up to 11%.", False),
    ],
)  # fmt: skip
def test_a_change_is_told_with_its_sign(said: str, true: bool) -> None:
    book = proof.Ledger(WORLD, QUOTA)
    new, old = (book.span(QUOTA.index(w), QUOTA.index(w) + len(w), reads=True) for w in ("65,000 tons", "73,000 tons"))
    key = book.derived(f"change({new}, {old})", "quota_change", mineral="tungsten")
    context = proof.Context(WORLD, QUOTA, "", DAY, {})
    made = proof.prove(Sentence(text=said, evidence=(key,)), book.evidence, context)
    assert made.proven is true, made.reasons


def test_each_piece_of_evidence_must_exist() -> None:
    text = "Congo cut its cobalt quota to 96,600 tonnes for 2026."
    book = proof.Ledger(WORLD, text)
    span = book.span(0, len(text))
    row = book.row(*proof.share_row(WORLD, "cobalt", "mine", "COD"), "value", "world_share")
    lost = book.evidence | {row: book.evidence[row].model_copy(update={"id": "none"})}
    context = proof.Context(WORLD, text, "", DAY, {})
    assert proof.prove(Sentence(text=text, evidence=(span,)), lost, context).proven
    assert not proof.prove(Sentence(text=text, evidence=(span, row)), lost, context).proven
    assert not proof.prove(Sentence(text=text, evidence=(span, "e99")), lost, context).proven
    assert not proof.prove(Sentence(text=text, evidence=()), lost, context).proven


@pytest.mark.parametrize(("said", "true"), [("more than 50%", True), ("50%", False), ("less than 50%", False)])
def test_what_is_published_as_a_bound_is_said_as_one(said: str, true: bool) -> None:
    world, day = load_world(), "2026-04-10"
    row = world.facts("net_import_reliance", mineral="germanium", country="USA", year=2025).row(0, named=True)
    ledger = Ledger(world, "")
    key = ledger.cell("facts", row, "value")
    text = f"The net import reliance of the United States on germanium was {said} of use in 2025."
    made = proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, proof.Context(world, "", "", day, {}))
    assert (made.verdict == "proven") == true
