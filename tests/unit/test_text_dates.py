"""The grammar of dates: absolute, partial and relative, as exact as the text says them."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from didymium.text import find_dates, find_terms, last_month

DAY = "2025-11-10"  # a Monday


def told(text: str, day: str | dt.date | None = DAY) -> list[str]:
    found = find_dates(text, day)
    assert all(text[d.start : d.end] == d.surface for d in found)
    return [d.value for d in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It began on 2025-04-04.", "2025-04-04"), ("It began on April 4, 2025.", "2025-04-04"),
        ("It began on 4 April 2025.", "2025-04-04"), ("It began on 4th of April, 2025.", "2025-04-04"),
        ("It began on Apr. 4, 2025.", "2025-04-04"), ("It began on 04/15/2025.", "2025-04-15"),
        ("It began on the 4th day of April, 2025.", "2025-04-04"), ("It began in April 2025.", "2025-04"),
        ("It began in Sept 2025.", "2025-09"), ("It began in 2024.", "2024"),
        ("It began in the third quarter of 2024.", "2024"), ("It began in Q3 2024.", "2024"),
        ("It began in H1 2024.", "2024"), ("It began in fiscal 2026.", "2026"),
        ("It began in FY26.", "2026"), ("the fourth day of April in the year two thousand and six", "2006-04-04"),
    ],
)  # fmt: skip
def test_dates_with_their_year(text: str, value: str) -> None:
    assert told(text) == [value]
    assert told(text, None) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # without a year: back after a past verb, ahead after will, until, effective
        ("It was announced on October 9.", "2025-10-09"), ("It was announced on December 9.", "2024-12-09"),
        ("It will start on December 1.", "2025-12-01"), ("It will start on February 1.", "2026-02-01"),
        ("It runs until March 1.", "2026-03-01"), ("It was hit in April.", "2025-04"),
        ("It was hit in December.", "2024-12"), ("It will open in May.", "2026-05"),
        ("It will open in December.", "2025-12"), ("It expires by November 10.", "2025-11-10"),
        ("Mines were told to stop from 1 December until it is mended.", "2025-12-01"),
        ("Sales fell from 1 October as mines closed.", "2025-10-01"),
        ("The cap comes into effect on January 1.", "2026-01-01"), ("It came into effect on January 1.", "2025-01-01"),
        # relative
        ("It fell today.", "2025-11-10"), ("It fell yesterday.", "2025-11-09"),
        ("It opens tomorrow.", "2025-11-11"), ("It fell on Monday.", "2025-11-10"),
        ("The halt, called by ministers on Friday, holds.", "2025-11-07"), ("Sign by Friday.", "2025-11-14"),
        ("It fell on Friday.", "2025-11-07"), ("It fell two weeks ago.", "2025-10-27"),
        ("It fell three days ago.", "2025-11-07"), ("It fell last month.", "2025-10"),
        ("It fell last year.", "2024"), ("It opens next year.", "2026"), ("It fell this year.", "2025"),
        ("It fell in the previous year.", "2024"), ("It opens the coming year.", "2026"),
        ("It fell last week.", "2025-11"), ("It fell last Friday.", "2025-11-07"),
        ("It opens next Friday.", "2025-11-14"), ("It fell last November.", "2024-11"),
        ("It fell last October.", "2025-10"), ("It fell last December.", "2024-12"), ("It opens next May.", "2026-05"),
        ("It opens next November.", "2026-11"), ("It opens next December.", "2025-12"),
        ("It fell last Monday.", "2025-11-03"), ("It opens next Monday.", "2025-11-17"),
        ("It fell last Sunday.", "2025-11-09"), ("It opens next Tuesday.", "2025-11-11"),
        ("It fell last quarter.", "2025"), ("It opens next month.", "2025-12"),
        ("It opens next week.", "2025-11"), ("It opens next October.", "2026-10"),
        ("It was shut five years ago.", "2020"),
    ],
)  # fmt: skip
def test_dates_that_count_from_the_day(text: str, value: str) -> None:
    assert told(text) == [value]


def test_a_day_may_be_a_date_or_a_text() -> None:
    assert told("It fell yesterday.", dt.date(2025, 11, 10)) == ["2025-11-09"]
    assert told("It fell yesterday.", "2025-11-10T08:00:00Z") == ["2025-11-09"]
    assert told("It fell yesterday.", "no day") == []
    assert told("It fell yesterday.", None) == []


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("It holds until 4 April 2026.", "until", "2026-04-04"),
        ("It expires on 4 April 2026.", "until", "2026-04-04"),
        ("It holds through April 2026.", "until", "2026-04"),
        ("It holds until the end of April 2026.", "until", "2026-04-30"),
        ("It holds until the end of February 2028.", "until", "2028-02-29"),
        ("It holds until the end of December 2026.", "until", "2026-12-31"),
        ("It holds from 4 April 2026.", "from", "2026-04-04"),
        ("It is effective 4 April 2026.", "from", "2026-04-04"),
        ("It has held since April 2024.", "from", "2024-04"),
        ("It met on 4 April 2026.", "on", "2026-04-04"),
    ],
)  # fmt: skip
def test_the_role_of_a_date(text: str, role: str, value: str) -> None:
    (date,) = find_dates(text, DAY)
    assert (date.role, date.value, date.kind) == (role, value, "date")


@pytest.mark.parametrize(
    ("text", "days"),
    [("It is closed for 180 days.", 180), ("It is closed for two weeks.", 14), ("It is closed for a year.", 365),
     ("It is closed for another three months.", 90), ("It is closed for the next 10 days.", 10)],
)  # fmt: skip
def test_a_length_of_time_ends_on_a_day(text: str, days: int) -> None:
    (span,) = find_dates(text, DAY)
    assert (span.kind, span.role, span.days) == ("span", "until", days)
    if days < 60:
        assert span.value == (dt.date(2025, 11, 10) + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "text",
    ["It may rise.", "They march on.", "2,024 tonnes", "It made 2000 tonnes.", "the 1990s", "2024 MW", "on 31 of 40",
     "$2024", "It fell for several months.", "February 30, 2024 is none"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert [d for d in told(text) if len(d) != 4] == []
    assert "2000" not in told(text)


def test_dates_come_in_order_without_overlaps() -> None:
    text = "From April 4, 2025 to May 2026, and in 2027, after Friday."
    found = find_dates(text, DAY)
    assert [d.value for d in found] == ["2025-04-04", "2026-05", "2027", "2025-11-07"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A final determination is expected by June.", "2026-06"),
        ("It plans to decide on a restart by the end of the year.", "2026-12-31"),
        ("The quota applies until year-end, it said.", "2026-12-31"),
        ("The cut stands until the end of this quarter.", "2026-03-31"),
        ("Duty orders would follow within 45 days.", "2026-04-10"),
        ("Output returned within two weeks of the fire.", None),
        ("Pumping should be over by the end of November, the miner added.", "2026-11-30"),
        ("Pumping had ended by the end of November, the miner added.", "2025-11-30"),
    ],
)
def test_terms_without_a_year_are_counted_from_the_article(text: str, value: str | None) -> None:
    assert [d.value for d in find_dates(text, "2026-02-24")] == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It will be shut for at least three months.", ["2026-02"]),
        ("It directs talks over the next 180 days.", ["2026-05"]),
        ("A loan is expected within 30 days.", ["2025-12-10"]),
        ("Work should start within two years, output within 3-1/2 years.", ["2027-11", "2029-05"]),
        ("The firms plan output in three to five years.", ["2028"]),
        ("It would be suspended for one year.", ["2026-11"]),
        ("It won a six-month export permit.", ["2026-05"]),
        ("It won a year-long permit.", ["2026-11"]),
        ("It gave a 60-day notice.", ["2026-01"]),
        ("The mine has been shut for three months.", []),
        ("It followed an eight-year review.", []),
        ("In 2010 it cut its quota, and prices rose several times over within a year.", []),
        ("Prices will be compared over the past 12 months.", []),
        ("The contract will run for 40 years.", []),
    ],
)
def test_a_length_of_time_ahead_has_an_end(text: str, ends: list[str]) -> None:
    found = find_terms(text, DAY)
    assert [d.value for d in found] == ends
    assert all(text[d.start : d.end] == d.surface for d in found)
    assert find_terms(text, None) == ()


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("It starts in mid-2026.", "2026-06"), ("It is due by the end of Q1 2026.", "2026-03"),
        ("It is due in the second half of 2027.", "2027-12"), ("It is due at the end of 2026.", "2026-12"),
        ("It is due in 2026.", "2026"), ("It is due on 3 March 2026.", "2026-03-03"),
    ],
)  # fmt: skip
def test_a_part_of_a_year_has_a_last_month(text: str, month: str) -> None:
    (date,) = find_dates(text, DAY)
    assert last_month(text, date) == month


@pytest.mark.parametrize(
    ("text", "day", "values"),
    [
        ("From January to July, total imports reached 32,054 tons.", "2024-08-25", ["2024-01", "2024-07"]),
        ("It cut its forecast from the 2.3% that it expected in April.", "2025-10-08", ["2025-04"]),
        ("Exports dropped from nearly 6,000 tons in December.", "2024-02-05", ["2023-12"]),
        ("By March prices had doubled.", "2025-11-05", ["2025-03"]),
        ("From December 1, exporters need licences.", "2025-11-05", ["2025-12-01"]),
        ("The ban will run from April.", "2025-11-05", ["2026-04"]),
        ("A ruling is expected in April.", "2025-10-08", ["2026-04"]),
        ("Kilns could stand still by mid-March, as Peru has cut supply.", "2025-11-05", ["2026-03"]),
        ("They may have shipped it in March.", "2025-11-05", ["2025-03"]),
    ],
)
def test_what_is_told_as_done_has_no_month_ahead(text: str, day: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(text, day)] == values


@pytest.mark.parametrize(("name", "day"), [
    ("Monday", "2025-11-10"), ("Tuesday", "2025-11-11"), ("Wednesday", "2025-11-12"), ("Thursday", "2025-11-06"),
    ("Friday", "2025-11-07"), ("Saturday", "2025-11-08"), ("Sunday", "2025-11-09"),
])  # fmt: skip
def test_a_day_of_the_week_is_the_last_one_before_the_day_of_the_text(name: str, day: str) -> None:
    assert told(f"It fell on {name}.", "2025-11-12") == [day]  # a Wednesday


@pytest.mark.parametrize(("text", "day", "values"), [
    ("It ends by the end of the quarter.", "2025-05-20", "2025-06-30"),
    ("It ends by the end of the quarter.", "2025-06-20", "2025-06-30"),
    ("It ends by the end of the quarter.", "2025-10-01", "2025-12-31"),
    ("It ends by the end of the half.", "2025-06-30", "2025-06-30"),
    ("It ends by the end of the half.", "2025-07-01", "2025-12-31"),
    ("It ends by the end of the month.", "2024-02-03", "2024-02-29"), ("It ends at year-end.", DAY, "2025-12-31"),
    ("It opens within two weeks.", DAY, ""), ("It will open within two weeks.", DAY, "2025-11-24"),
    ("It shut two decades ago.", DAY, "2005"), ("It shut five years ago.", DAY, "2020"),
    ("It closed for 18 months.", DAY, "2027-05-10"), ("It closed for two years.", DAY, "2027-11-10"),
    ("It closed for ten days.", DAY, "2025-11-20"), ("It shut three months ago.", DAY, "2025-08"),
])  # fmt: skip
def test_days_that_are_counted_from_the_text(text: str, day: str, values: str) -> None:
    assert told(text, day) == ([values] if values else [])
    assert not told(text, None)


@pytest.mark.parametrize(("text", "day", "value"), [
    ("It opens next quarter.", "2026-10-01", "2027"), ("It opens next quarter.", "2026-12-31", "2027"),
    ("It opens next quarter.", "2026-09-30", "2026"), ("It shut last quarter.", "2026-03-31", "2025"),
    ("It shut last quarter.", "2026-04-01", "2026"), ("It shut last quarter.", "2026-01-01", "2025"),
])  # fmt: skip
def test_a_quarter_is_of_the_year_in_which_it_lies(text: str, day: str, value: str) -> None:
    assert told(text, day) == [value]


@pytest.mark.parametrize(("month", "value"), [
    ("January", "2026-01"), ("May", "2026-05"), ("June", "2026-06"), ("July", "2026-07"), ("August", "2025-08"),
    ("December", "2025-12"),
])  # fmt: skip
def test_a_bare_month_is_at_most_two_ahead(month: str, value: str) -> None:
    assert told(f"The data for {month} are out", "2026-05-10") == [value]


@pytest.mark.parametrize(("text", "values"), [
    ("The rule holds from 1 May 2027 for two years.", ["2027-05-01", "2029-05-01"]),
    ("The permit runs for two years from 1 May 2027.", ["2029-05-01", "2027-05-01"]),
    ("It was agreed on 1 May 2027, for two years.", ["2027-05-01", "2028-05-10"]),  # from no day that it names
    ("From 1 November to 31 January 2028 it holds.", ["2027-11-01", "2028-01-31"]),
    ("From 1 May to 30 June 2027 it holds.", ["2027-05-01", "2027-06-30"]),
    ("From 1 May 2026 to 30 June 2027 it holds.", ["2026-05-01", "2027-06-30"]),
])  # fmt: skip
def test_a_length_of_time_runs_from_the_start_beside_it(text: str, values: list[str]) -> None:
    assert told(text, "2026-05-10") == values


@pytest.mark.parametrize(("text", "role"), [
    ("From 1 May 2027 to 30 June 2027 it holds.", "until"), ("Between 1 May 2027 and 30 June 2027 it holds.", "until"),
    ("From 1 May 2027 it holds, and 30 June 2027 is a holiday.", "on"),
    ("From 1 May 2027 and 30 June 2027 it holds.", "on"), ("Between 1 May 2027 to 30 June 2027 it holds.", "on"),
])  # fmt: skip
def test_what_a_start_runs_to_is_its_end(text: str, role: str) -> None:
    assert [d.role for d in find_dates(text, "2026-05-10") if d.value == "2027-06-30"] == [role]
