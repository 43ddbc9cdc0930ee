"""What was told of a site by the day: the view, and what a brief makes of it."""

import re
from types import SimpleNamespace

import pytest

from didymium.brief.compose import brief, compose, findings
from didymium.brief.relations.base import Operand
from didymium.brief.relations.size import runs
from didymium.brief.relations.worths import of_one_good
from didymium.news import read_article
from didymium.records import Article
from didymium.world.check import check
from didymium.world.load import TABLES, forget, load_world

ROWS = """
hemerdon,start,,2023,year,,plan,first half of 2023,extractiveindustries-2022-hemerdon,2022-07-31
hemerdon,capacity,,2900,t/yr,WO3 in concentrate,study,,tungstenwest-rns-2023-01-16,2023-01-16
hemerdon,capex,,31100000,GBP,,study,what was left to spend,tungstenwest-rns-2023-01-16,2023-01-16
hemerdon,capacity,,3320,t/yr,WO3 in concentrate,plan,,tungstenwest-rns-2025-05-30,2025-05-30
hemerdon,capex,,93000000,USD,,plan,all that the restart must raise,tungstenwest-rns-2025-05-30,2025-05-30
hemerdon,start,,2027,year,,plan,,tungstenwest-rns-2025-05-30,2025-05-30
hemerdon,capex,,45000000,USD,,study,,tungstenwest-rns-2023-01-16,2023-01-17
kennecott,output,2093,1056000,t,copper,reported,,tungstenwest-rns-2023-01-16,2024-01-20
"""


@pytest.fixture
def world(tmp_path, request):
    """The package's tables with these rows of one mine in place of its own, and some more."""
    for path in TABLES.iterdir():
        if path.name != "project_figures.csv":
            (tmp_path / path.name).symlink_to(path)
    lines = (TABLES / "project_figures.csv").read_text(encoding="utf-8").splitlines()
    figures = "\n".join(line for line in lines if not line.startswith("hemerdon,"))
    (tmp_path / "project_figures.csv").write_text(figures + getattr(request, "param", ROWS), encoding="utf-8")
    yield load_world(folder=tmp_path, edition_only=True)
    forget()


def _said(text, world, tmp_path) -> str:
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")
    made = brief(tmp_path / "news.txt", world=world)
    points = (s for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))
    return " ".join(s.text for s in (*made.bottom_line, *points))


def test_a_site_stands_in_a_view_with_what_was_told_of_it_by_then(world) -> None:
    early = world.as_of("2023-06-01")
    rows = {(r["figure"], r["capacity"], r["start_year"]) for r in early.table("site_figures").to_dicts()
            if r["project"] == "hemerdon"}  # fmt: skip
    assert ("start", None, "2023") in rows
    assert ("capacity", 2900.0, None) in rows
    assert all(capacity != 3320.0 for _, capacity, _ in rows)
    seen = [r for r in early.table("projects").to_dicts() if r["id"] == "hemerdon"]
    assert [(r["country"], r["operator"], r["capex_usd"]) for r in seen] == [("GBR", None, None)]
    assert "hemerdon" not in world.as_of("2018-01-01").table("projects")["id"].to_list()


PLANS = """
escondida,output,2025,2345678,t,copper in concentrate,guidance,,tungstenwest-rns-2025-05-30,2025-05-30
apex-utah,output,2018,20,t,germanium,guidance,,tungstenwest-rns-2025-05-30,2017-05-30
"""
STRIKE = """Strike halts output at Escondida copper mine

Mining Desk, 3 September 2025

Workers at the Escondida copper mine in Chile walked out on Tuesday and halted output, the union said.
"""


@pytest.mark.parametrize("world", [ROWS + PLANS.lstrip()], indirect=True)
def test_what_was_planned_is_not_told_as_made(world, tmp_path) -> None:
    told = _said(STRIKE, world, tmp_path)
    assert "tonnes" in told
    assert "2,346,000 tonnes" not in told
    early = world.as_of("2018-06-01").table("projects")
    assert early.filter(early["id"] == "apex-utah")["status"].to_list() == [None]


def test_a_figure_told_before_its_time_is_found(world) -> None:
    faults = [f for f in check(world) if f.check == "figures"]
    assert [(f.severity, f.where) for f in faults] == [("error", "kennecott.output.copper.2093.2024-01-20")]


SHUT = """BHP suspends Nickel West operations

Mining Desk, 11 July 2024

BHP will suspend its Nickel West operations in Australia, where it mines and refines nickel, it said on Thursday.
"""


def test_a_site_is_set_beside_the_world_of_its_own_stage(tmp_path) -> None:
    told = _said(SHUT, load_world(edition_only=True), tmp_path)
    assert "at the pace of Nickel West" in told
    assert "of world refined output of nickel" in told
    assert "of world mine output of nickel" not in told


def _made(text, tmp_path):
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")
    return brief(tmp_path / "news.txt", world=load_world(edition_only=True))


def test_what_one_site_makes_is_told_twice_at_most(tmp_path) -> None:
    made = _made(
        "Strike at Chile's Escondida copper mine\n\nMining Desk, 13 August 2026\n\n"
        "Workers at Escondida, the largest copper mine, went on strike on Tuesday, the union said.",
        tmp_path,
    )
    points = [s for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences))]
    told = {s.text for s in (*made.bottom_line, *points) if re.search(r"tonnes of copper in 20\d\d", s.text)}
    assert len(told) == 2


def _texts(text, date) -> str:
    reading = read_article(Article(title=text.split("\n")[0], text=text, published=date))
    return " ".join(f["text"] for f in findings(reading, load_world(), draws=20)["findings"])


TAKEOVER = (
    "Anglo American wins approval to buy Teck\n\n"
    "Canada approved Anglo American's takeover of Teck Resources on Monday. Both firms mine copper."
)


def test_two_firms_that_join_are_sized_together_and_two_that_do_not_are_not() -> None:
    both = "Anglo American (773,000 tonnes) and Teck Resources (446,000 tonnes) together made 1.219 million tonnes"
    assert both in _texts(TAKEOVER, "2025-12-15")
    assert "together made" not in _texts(
        TAKEOVER.replace("takeover of", "loan to").replace("buy", "fund"), "2025-12-15"
    )


def test_a_brief_has_a_bottom_line_where_no_sentence_tells_the_headline_best() -> None:
    text = (
        "The Commission today determined that there is not a reasonable indication that an industry in the United "
        "States is materially injured by reason of imports of titanium sponge from Japan that are allegedly sold at "
        "less than fair value. The report will be available after November 7, 2017."
    )
    article = Article(title="Titanium sponge does not injure U.S. industry, says USITC", text=text,
                      published="2017-10-06")  # fmt: skip
    assert compose(read_article(article), load_world(), draws=16).bottom_line


@pytest.mark.parametrize(
    ("note", "able"),
    [("Grasberg in Indonesia (Freeport)", True), ("West Musgrave in Australia (BHP, paused, due 2025)", False)],
)
def test_a_site_that_does_not_run_loses_nothing_by_a_standstill(note: str, able: bool) -> None:
    assert runs(SimpleNamespace(note=note)) is able


@pytest.mark.parametrize(("mineral", "stands"), [("copper", True), ("potash", False)])
def test_no_price_stands_for_tonnes_that_are_counted_in_an_oxide(mineral: str, stands: bool) -> None:
    made = Operand("a", "firm_capacity", "mass", 5.0, "t", "", "", "row", mineral=mineral)
    price = Operand("b", "price_now", "price", 5.0, "USD/t", "", "", "row", mineral=mineral, time="2025-10")
    assert of_one_good(made, price, "2025-11-10") is stands
