"""The next publication by which news can be tested, the level at which a control shows that it withholds nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.brief.compose import compose
from didymium.brief.ledger import Ledger, say
from didymium.brief.render import to_markdown
from didymium.news import read_article
from didymium.proof import Context, prove, verify
from didymium.proof.evidence import faults
from didymium.records import NO_DAY, Article, Brief, DerivedEvidence
from didymium.world.load import load_world
from didymium.world.releases import ahead, in_words, is_end

WORLD = load_world(edition_only=True)
TITLE = "China tightens export licences on rare-earth magnets"
TEXT = (
    "China's commerce ministry said on Thursday that exporters of rare-earth magnets must apply for licences under "
    "stricter rules, which take effect on 8 November. Applications for military users will be refused."
)


def made(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), WORLD, draws=20)


def publications(brief: Brief) -> dict[str, str]:
    """What is watched by a rule of publication, by its day."""
    derived = {k for k, e in brief.evidence.items() if isinstance(e, DerivedEvidence)}
    ours = {k for k in derived if brief.evidence[k].figure.metric == "released_on"}
    return {w.date: w.sentence.text for w in brief.watch if ours & {*w.sentence.evidence}}


def test_the_next_customs_figures_are_watched_with_the_last_ones() -> None:
    brief = made(TITLE, TEXT, "2025-10-10")
    said = publications(brief)["2025-10-20"]
    assert said.startswith("China's customs figures by good and country for September 2025 come out about 20 October")
    assert "exports of rare-earth magnets were 6,146 tonnes in August 2025" in said  # September's were not out
    assert verify(brief).ok


def test_the_note_of_a_month_says_of_what_it_is() -> None:
    page = to_markdown(made(TITLE, TEXT, "2025-10-10"))
    assert "China's exports of rare-earth magnets: 6,146 tonnes; of August 2025." in page


def test_a_control_on_another_good_is_not_tested_by_magnets() -> None:
    text = TEXT.replace("rare-earth magnets", "tungsten powder")
    brief = made("China bans exports of tungsten powder to Japan", text, "2025-10-10")
    assert not any("magnets" in said for said in publications(brief).values())


@pytest.mark.parametrize(
    ("told", "true"),
    [
        ("China's customs figures by good and country for September 2025 come out about 20 October 2025.", True),
        ("China's customs figures by good and country for August 2025 come out about 20 October 2025.", False),
        ("China's customs figures by good and country for September 2025 come out about 2 October 2025.", False),
        ("China's list of firms for September 2025 comes out about 20 October 2025.", False),
        ("China's customs figures by good and country for October 2025 come out about 20 October 2025.", False),
        ("China's customs figures by good and country for September 2025 come out by 20 October 2025.", False),
    ],
)
def test_a_publication_is_told_as_its_rule_has_it(told: str, true: bool) -> None:
    world = WORLD.as_of(dt.date(2025, 10, 10))
    ledger = Ledger(world, TEXT)
    row = {r["id"]: r for r in world.table("releases").to_dicts()}["cn-customs-by-good"]
    after = ledger.cell("releases", row, "after")
    key = ledger.derived(f'days_after(day("2025-09-30"), {after})', metric="released_on")
    context = Context(world, TEXT, TITLE, "2025-10-10")
    assert prove(say(told, key), ledger.evidence, context).proven is true


@pytest.mark.parametrize(
    ("day", "stands"), [("2025-09-30", True), ("2025-08-31", False), ("2025-09-29", False), ("2027-09-30", False)]
)
def test_a_formula_may_name_no_period_that_is_out_already_or_none(day: str, stands: bool) -> None:
    world = WORLD.as_of(dt.date(2025, 10, 10))
    ledger = Ledger(world, TEXT)
    row = {r["id"]: r for r in world.table("releases").to_dicts()}["cn-customs-by-good"]
    key = ledger.derived(f'days_after(day("{day}"), {ledger.cell("releases", row, "after")})', metric="released_on")
    assert (not faults(key, ledger.evidence, Context(world, TEXT, TITLE, "2025-10-10"))) is stands


def test_the_periods_ahead() -> None:
    row = {"every": "quarter", "after": 31.0}
    assert next(ahead(row, dt.date(2025, 10, 30))) == (dt.date(2025, 9, 30), dt.date(2025, 10, 31))
    assert next(ahead(row, dt.date(2025, 10, 31))) == (dt.date(2025, 12, 31), dt.date(2026, 1, 31))
    assert next(ahead(row, dt.date(2025, 10, 1), dt.date(2025, 12, 1)))[0] == dt.date(2025, 12, 31)
    assert is_end(dt.date(2024, 2, 29), "month")
    assert not is_end(dt.date(2025, 2, 28), "quarter")
    assert in_words(dt.date(2025, 6, 30), "half") == "the first half of 2025"


def test_exports_above_those_of_before_the_control_are_told_as_such() -> None:
    brief = made(TITLE, TEXT, "2026-01-25")
    seen = WORLD.as_of(dt.date(2026, 1, 25)).table("monthly_trade")
    magnets = seen.filter((seen["mineral"] == "NdFeB magnets") & (seen["partner"] == "WLD"))
    told = dict(magnets.select("period", "value").iter_rows())
    last = told[max(p for p in told if len(p) == len("2025-01"))]
    assert last > told["2024"] / 12  # of the whole year before the control of April 2025
    said = [s.text for s in brief.change]
    opening = "No less leaves than before the control: China's exports of rare-earth magnets were "
    assert any(t.startswith(f"{opening}{last:,.0f} tonnes") and "4,850 tonnes a month left" in t for t in said)
    assert verify(brief).ok


LEVEL = (
    "No less leaves than before the control: China's exports of rare-earth magnets were {} tonnes in October 2025; "
    "before it 4,850 tonnes a month left in 2024."
)


@pytest.mark.parametrize(
    ("partner", "said", "old", "new", "true"),
    [
        ("WLD", "5,473", "", "", True),
        ("WLD", "5,473", "before it", "after it", False),
        ("WLD", "5,473", "No less leaves", "Less leaves", False),
        ("WLD", "5,473", "China's exports", "China's imports", False),
        ("WLD", "5,473", "rare-earth magnets", "magnets", False),
        ("DEU", "1,118", "", "", False),  # which is what one buyer took
        ("DEU", "1,118", "magnets were", "magnets to Germany were", True),
    ],
)
def test_a_month_is_told_with_its_flow_good_and_partner(
    partner: str, said: str, old: str, new: str, true: bool
) -> None:
    world = WORLD.as_of(dt.date(2025, 12, 4))
    ledger, rows = Ledger(world, TEXT), world.table("monthly_trade").to_dicts()
    sold = [r for r in rows if (r["mineral"], r["country"], r["flow"]) == ("NdFeB magnets", "CHN", "export")]
    by = {(r["period"], r["partner"]): r for r in sold}
    cell = ledger.cell("monthly_trade", by["2025-10", partner], "value")
    whole = ledger.cell("monthly_trade", by["2024", "WLD"], "value", "rate")
    before = ledger.derived(f"mean({whole})", metric="before_control", period="2024")
    told = LEVEL.format(said).replace(old, new) if old else LEVEL.format(said)
    made = prove(say(told, cell, before), ledger.evidence, Context(world, TEXT, TITLE, "2025-12-04"))
    assert made.proven is true, made.reasons


def test_a_few_months_are_no_level() -> None:
    text = TEXT.replace("rare-earth magnets", "flake graphite")  # of which one month before its control is told
    brief = made("China tightens export licences on flake graphite", text, "2024-03-25")
    seen = WORLD.as_of(dt.date(2024, 3, 25)).table("monthly_trade")
    assert seen.filter((seen["good"] == "flake graphite") & (seen["period"] < "2023-12")).height
    assert not [s.text for s in (*brief.change, *brief.bottom_line) if "a month" in s.text]


def test_months_that_are_told_as_one_are_a_level() -> None:
    text = TEXT.replace("rare-earth magnets", "gallium")
    brief = made("China tightens export licences on gallium", text, "2025-10-22")
    assert any(
        "3.25 tonnes a month left before the control, in the months to July 2023" in s.text for s in brief.change
    )
    assert verify(brief).ok


@pytest.mark.parametrize(
    ("title", "text", "day", "told"),
    [
        ("Lynas lifts output of rare earths by a third",
         "Lynas Rare Earths made 3,993 tonnes of rare earth oxides in the September quarter at its plant in Malaysia, "
         "32% more than a year before, it said on Thursday.", "2025-10-30",
         ("2026-01-31", "The quarterly activities report of Lynas Rare Earths for the fourth quarter of 2025 is due")),
        ("Albemarle output of lithium rises",
         "Albemarle said on Thursday that its output of lithium rose 10% in the third quarter at its plants in Chile.",
         "2025-11-06",
         ("2026-03-01", "The yearly report (10-K) of Albemarle for 2025 is due by")),  # no 10-Q tells a fourth quarter
        ("Codelco cuts its output of copper after a collapse at El Teniente",
         "Chile's Codelco cut its forecast for output of copper in 2025 on Friday after a collapse at El Teniente.",
         "2025-08-25", ("2025-09-30", "Figures of mining output of Chile for August 2025 come out about")),
        ("Copper prices fall for a fifth session",
         "Copper prices fell for a fifth session on Thursday as stocks in exchange warehouses grew.", "2026-01-22",
         ("2026-03-25", "Figures of supply of and demand for copper for January 2026 come out about")),
    ],
)  # fmt: skip
def test_the_report_or_figures_that_test_the_news_are_watched(
    title: str, text: str, day: str, told: tuple[str, str]
) -> None:
    brief = made(title, text, day)
    assert publications(brief).get(told[0], "").startswith(told[1])
    assert verify(brief).ok


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("US sets tariff quota on refined copper",
         "The United States announced on Monday a tariff quota on imports of refined copper. "
         "Imports above it pay a duty of 15%.", True),
        ("India sets tariff quota on refined copper",
         "India announced on Monday a tariff quota on imports of refined copper. "
         "Imports above it pay a duty of 15%.", False),
    ],
)  # fmt: skip
def test_a_dated_step_of_a_side_of_the_news_is_watched(title: str, text: str, told: bool) -> None:
    brief = made(title, text, "2026-01-14")
    dated = {w.date: w.sentence.text for w in brief.watch}
    assert ("Commerce update on copper markets" in dated.get("2026-06-30", "")) is told
    assert verify(brief).ok


def test_news_on_no_one_mineral_is_tested_by_a_step_on_all() -> None:
    text = "The US administration said on Wednesday that it will not guarantee minimum prices for mineral projects."
    brief = made("US drops plan for floor prices of critical minerals", text, "2026-01-28")
    dated = {w.date: w.sentence.text for w in brief.watch}
    assert "talks on processed critical minerals" in dated.get("2026-07-13", "")


def test_a_start_that_was_put_off_is_watched_no_more() -> None:
    text = (
        "{} and the United States signed an agreement on rare earths on Thursday. China agreed last week to "
        "suspend its licences on rare earths for a year after talks with the United States."
    )
    title = "US and {} sign agreement on rare earths"
    brief = made(title.format("China"), text.format("China"), "2025-11-10")
    assert brief.watch
    other = made(title.format("Kazakhstan"), text.format("Kazakhstan"), "2025-11-10")
    assert not [w for w in other.watch if w.date != NO_DAY]  # what China does is no step of it
    assert not any("1 December 2025" in w.sentence.text for w in brief.watch)


def test_an_article_without_a_day_has_no_publication_ahead() -> None:
    brief = compose(read_article(Article(title=TITLE, text=TEXT)), WORLD, draws=20)
    assert not publications(brief)
    assert not [s for s in brief.change if "a month" in s.text]


@pytest.mark.parametrize(("day", "watched"), [("", False), (" 2027", True)])
def test_a_day_without_a_year_is_none_of_an_article_without_a_day(day: str, watched: bool) -> None:
    text = f"A lithium miner told of its plans. The lithium plant will reopen on 25 February{day}, it said."
    brief = compose(read_article(Article(title="Lithium miner to reopen plant", text=text)), WORLD, draws=20)
    assert any("25 February" in w.sentence.text for w in brief.watch if w.date != NO_DAY) is watched
