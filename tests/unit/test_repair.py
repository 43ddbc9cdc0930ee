"""Signs that a machine lost, and dollars of which a page says whose they are."""

from __future__ import annotations

import pytest

from didymium.news.repair import repaired


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("It makes 320,000 ton?per year.", "It makes 320,000 ton per year."),
        ("Why now? tin is short.", "Why now? tin is short."),
        ("See www.alba.com/a?page=2 for more.", "See www.alba.com/a?page=2 for more."),
        ("It pays \\~C$116m.", "It pays about C$116m."),
        ("Alba (ASX: ALB) (OTCQB: ALBF) and Beta BET.AX sell.", "Alba and Beta sell."),
        ('Alba Corp. ("Alba" or the "Company") sells.', "Alba Corp. sells."),
        ('Fund Inc. ("CGF") buys the mine (the "Transaction").', "Fund Inc. (CGF) buys the mine."),
        ("Antimony << ANT-LON > rose.", "Antimony rose."),
        ("''It is closed,'' he said. The miners' ''own'' pit.", "“It is closed,” he said. The miners' “own” pit."),
        ("China sold 190 metric heaps, customizeds data showed.", "China sold 190 metric tons, customs data showed."),
    ],
)
def test_lost_signs_are_put_back(lost: str, told: str) -> None:
    assert repaired(lost, {}) == told


@pytest.mark.parametrize(
    ("text", "source", "url", "told"),
    [
        ("$5m, or US$3m", "The West Australian", None, "A$5m, or US$3m"),
        ("$5m ($US3m)", None, "https://www.alba.com.au/a", "A$5m (US$3m)"),
        ("$5m, or US$3m", "Financial Post", None, "C$5m, or US$3m"),
        ("$5m", "The West Australian", None, "$5m"),
        ("US$2.5m from one and $5m from two.", "The Globe and Mail", None, "US$2.5m from one and $5m from two."),
        ("US$2.5m ($3m). It had $5m.", "The Globe and Mail", None, "US$2.5m (C$3m). It had C$5m."),
        ("$5m, or US$3m", "Reuters", None, "$5m, or US$3m"),
    ],
)
def test_a_bare_dollar_is_the_outlet_s_where_those_of_the_united_states_stand_apart(
    text: str, source: str | None, url: str | None, told: str
) -> None:
    assert repaired(text, {"source": source, "url": url}) == told
