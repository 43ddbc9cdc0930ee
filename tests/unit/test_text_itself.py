"""What a text's own lists, days, shares and conversions do not bear out, and what they do."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.brief.render.markdown import to_markdown
from didymium.news import read_article
from didymium.proof import unproven
from didymium.records import Article, SpanEvidence
from didymium.text.itself import faults
from didymium.world.load import load_world

DAY = "2026-01-09"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "All five countries - China, India, Japan and Turkey - were named.",
            "The article counts five countries and names 4.",
        ),
        (
            "It covers 4 metals: tungsten, antimony, gallium, indium and bismuth.",
            "The article counts 4 metals and names 5.",
        ),
        (
            "The ban was announced on Tuesday, January 7, in Beijing.",
            "The article's “Tuesday, January 7” cannot be: that day was a Wednesday.",
        ),
        (
            "The vote was on Monday 3 June 2025.",
            "The article's “Monday 3 June 2025” cannot be: that day was a Tuesday.",
        ),
        (
            "The mine is owned by Rio Tinto (55%) and BHP (50%).",
            "The shares of “Rio Tinto (55%) and BHP (50%)” add up to 105%, more than the whole.",
        ),
        (
            "It made 40 million pounds (180,000 tonnes) of it.",
            "The two measures of “40 million pounds (180,000 tonnes)” are not the same.",
        ),
        (
            "It will raise A$40 million ($26.04 billion) from banks.",
            "The two sums of “A$40 million ($26.04 billion)” are apart by more than any rate of exchange.",
        ),
        (
            "It has got a $59.6 million (A$92.58) loan.",
            "The two sums of “$59.6 million (A$92.58)” are apart by more than any rate of exchange.",
        ),
    ],
)
def test_a_fault_is_told(text: str, says: str) -> None:
    assert [f.says for f in faults(text, DAY)] == [says]


@pytest.mark.parametrize(
    "text",
    [
        "All four countries - China, India, Japan and Turkey - were named.",
        "All 14 countries - China, India, Japan and Turkey among them - were named.",
        "All five countries, China, India, Japan and Turkey, were named.",  # may go on
        "It covers nine metals: tungsten, antimony, rare earths from Asia and others.",
        "The ban was announced on Wednesday, January 7, in Beijing.",
        "It was founded on Tuesday, January 7, long ago.",  # without a day of the article (below)
        "The mine is owned by Rio Tinto (55%) and BHP (45%).",
        "Rio Tinto (up 55%) and BHP (50%) rose.",
        "It made 40 million pounds (18,000 tonnes) of it, 120 kilometres (75 miles) away.",
        "It will raise A$40 million ($26.04 million) and 5.4 billion rand ($520 million).",
    ],
)
def test_what_holds_or_may_hold_is_no_fault(text: str) -> None:
    assert not faults(text, None if "founded" in text else DAY)


# a currency; dollars for one that no rate of any year is below, and above
RATES = """
A$ 0.45 1.25; AU$ 0.45 1.25; AUD 0.45 1.25; C$ 0.55 1.2; CA$ 0.55 1.2; CAD 0.55 1.2; € 0.85 1.75; EUR 0.85 1.75
£ 0.95 2.2; GBP 0.95 2.2; ¥ 0.005 0.19; CNY 0.11 0.19; RMB 0.11 0.19; ZAR 0.04 0.18
"""


@pytest.mark.parametrize("row", RATES.replace("\n", ";").strip(";").split(";"))
def test_two_sums_are_apart_by_more_than_any_rate(row: str) -> None:
    sign, least, most = row.split()
    for rate, apart in ((0.8 * float(least), True), (1.2 * float(least), False), (0.8 * float(most), False),
                        (1.3 * float(most), True)):  # fmt: skip
        told = f"It paid {sign}1,000 million (${1000 * rate:,.0f} million)."
        assert bool(faults(told, DAY)) is apart, told


@pytest.mark.parametrize(("tonnes", "true"), [("20,900", False), ("18,900", True), ("16,900", True), ("15,500", False)])
def test_a_conversion_may_be_rounded(tonnes: str, true: bool) -> None:
    assert (not faults(f"It made 40 million pounds ({tonnes} tonnes) of it.", DAY)) is true  # of 18,144


LIST = (
    "The United States ended duties on aluminium extrusions from Asia and Europe. All six countries - China, India, "
    "Italy, Malaysia and Mexico - had been named by the Department of Commerce."
)


def test_a_brief_tells_the_fault_once_among_the_claims_checked_and_proves_it_by_its_sentence() -> None:
    article = Article(title="US ends duties on aluminium extrusions", text=LIST, published="2024-10-31")
    brief = compose(read_article(article), load_world(), draws=100)
    assert [c.text for c in brief.checks] == ["The article counts six countries and names 5."]
    assert to_markdown(brief).count("The article counts six countries and names 5.") == 1
    first = next(k for k, e in brief.evidence.items() if isinstance(e, SpanEvidence) and e.start == 0)
    for forged in (
        {"text": "The article counts six countries and names 4."},
        {"evidence": (first,)},
    ):
        lied = brief.model_copy(update={"checks": (brief.checks[0].model_copy(update=forged),)})
        assert unproven(lied, load_world())


@pytest.mark.parametrize(("said", "day", "true"), [
    ("Tuesday, December 30", "2026-01-05", True), ("Wednesday, December 30", "2026-01-05", False),
    ("Monday, January 5", "2025-12-28", True), ("Sunday, January 5", "2025-12-28", False),
    ("Tuesday, February 30", "2026-01-05", True), ("Friday, June 5", "2026-01-05", True),
])  # fmt: skip
def test_a_day_of_the_week_is_held_against_the_year_in_which_the_text_stands(said: str, day: str, true: bool) -> None:
    assert (not faults(f"It was announced on {said}, in Beijing.", day)) is true


@pytest.mark.parametrize(("unit", "into", "size"), [
    ("miles", "kilometres", 1.609), ("miles", "kilometers", 1.609), ("miles", "km", 1.609), ("feet", "metres", 0.3048),
    ("feet", "meters", 0.3048), ("pounds", "kilograms", 0.4536), ("lb", "kg", 0.4536), ("lbs", "kg", 0.4536),
    ("kilograms", "pounds", 2.2046), ("tonnes", "kg", 1000), ("metric tons", "kg", 1000), ("metric tonnes", "kg", 1000),
    ("troy ounces", "kg", 0.0311), ("kilometres", "metres", 1000), ("km", "meters", 1000), ("kg", "lbs", 2.2046),
])  # fmt: skip
def test_what_is_measured_twice_is_the_same(unit: str, into: str, size: float) -> None:
    for times, true in ((1, True), (1.5, False), (0.6, False)):
        text = f"It is 8,000 {unit} ({8000 * size * times:,.0f} {into}) in all."
        assert (not faults(text, DAY)) is true, text
