"""Who buys what a country sells, who sells what it buys, and what a brief says of it."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from didymium.brief.compose import compose, findings
from didymium.errors import BadInput, MissingData
from didymium.news import read_article
from didymium.proof import verify
from didymium.records import Article
from didymium.risk.partners import good_of, goods, partners
from didymium.world.load import load_world

WORLD = load_world(dt.date(2026, 6, 1))


def shares(**sides: str) -> dict[str, tuple[float, float]]:
    return {p.country: (p.export_share, p.import_share) for p in partners("graphite", WORLD, **sides).partners}


def test_shares_are_parts_of_the_whole_trade_of_each_side() -> None:
    flows = WORLD.table("trade").filter((pl.col("mineral") == "graphite") & (pl.col("year") == 2024))
    sold = flows.filter(pl.col("exporter") == "CHN")
    to_japan = sold.filter(pl.col("importer") == "JPN")["value_usd"].sum()
    bought = flows.filter(pl.col("importer") == "JPN")["value_usd"].sum()
    told = shares(exporter="CHN")["JPN"]
    assert told == pytest.approx((to_japan / sold["value_usd"].sum(), to_japan / bought))


def test_a_pair_is_told_alike_from_both_sides() -> None:
    assert shares(exporter="CHN")["JPN"] == pytest.approx(shares(importer="JPN")["CHN"])


def test_the_union_is_one_and_trade_within_it_is_none() -> None:
    found = partners("graphite", WORLD, importer="EUU")
    assert not {"DEU", "NLD", "POL"} & {p.country for p in found.partners}
    assert "CHN" in {p.country for p in found.partners}


def test_a_view_knows_no_later_year() -> None:
    assert partners("graphite", load_world(dt.date(2023, 10, 20)), exporter="CHN").year == 2021


def test_a_view_before_all_trade_has_none_and_what_is_known_to_lack_is_told() -> None:
    with pytest.raises(MissingData, match="next to no imports"):
        partners("graphite", load_world(dt.date(1999, 1, 1)), importer="EUU")
    told = [*partners("tin", WORLD, importer="CHN").told()]
    assert told[-1].startswith("not told by customs trade: Myanmar's")


def test_ports_through_which_goods_pass_are_marked() -> None:
    found = partners("chromium", WORLD, exporter="ZAF")
    assert {p.country for p in found.partners if p.hub} >= {"MOZ"}


@pytest.mark.parametrize(
    ("asked", "error", "why"),
    [
        ({"mineral": "graphite"}, BadInput, "either"),
        ({"mineral": "graphite", "exporter": "CHN", "importer": "JPN"}, BadInput, "either"),
        ({"mineral": "gallium", "exporter": "CHN"}, MissingData, "no customs code"),
        ({"mineral": "rare earths", "exporter": "CHN"}, MissingData, "metal, refine"),
        ({"mineral": "graphite", "exporter": "ISL"}, MissingData, "next to no exports"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_reason(
    asked: dict[str, str], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        partners(asked.pop("mineral"), WORLD, **asked)


def test_each_good_is_of_a_code_of_the_tables_and_a_stage_alone_may_settle_it() -> None:
    held = set(WORLD.table("trade").select("mineral", "stage").unique().iter_rows())
    assert {(g.mineral, g.stage) for g in goods()} <= held
    assert good_of("rare earths", None) is None
    assert good_of("rare earths", "metal") == next(g for g in goods() if g.name == "rare-earth metals")


# what a brief says

NEWS = (
    "China will require export permits for natural graphite from 1 December, its commerce ministry said on Friday. "
    "Exporters of flake graphite must apply for them."
)


def told(text: str, title: str) -> list[str]:
    article = Article(title=title, text=text, published="2023-10-20")
    made = compose(read_article(article), load_world(), draws=100)
    asked = (s for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))
    return [s.text for s in (*made.bottom_line, *asked)]


def found(text: str, title: str) -> list[str]:
    reading = read_article(Article(title=title, text=text, published="2023-10-20"))
    return [str(f["text"]) for f in findings(reading, load_world(), draws=20)["findings"]]


def test_a_control_on_all_buyers_names_those_who_depend_on_it() -> None:
    said = told(NEWS, "China to require permits for exports of graphite")
    assert any(s.startswith("Japan bought 92% of its imports of natural graphite from China in 2021") for s in said)
    assert any("went in 2021 above all to Japan (32%)" in s for s in said)


def test_a_control_on_one_buyer_tells_of_that_buyer_alone() -> None:
    text = "China banned exports of natural graphite to Japan from 1 December, its commerce ministry said on Friday."
    said = told(text, "China bans exports of graphite to Japan")
    assert any(
        s.startswith("Japan took 32% of China's exports of natural graphite in 2021; 92% of its own") for s in said
    )
    assert not [s for s in said if "South Korea" in s]


def test_an_anode_is_no_natural_graphite() -> None:
    text = "China banned exports of graphite anode material to Japan from 1 December, its ministry said on Friday."
    assert not [s for s in told(text, "China bans exports of graphite anodes to Japan") if "natural graphite" in s]


def test_concentrate_is_no_compound_and_a_duty_on_one_seller_is_of_no_other() -> None:
    text = (
        "China's 25% tariff on imports hits the rare earths of Kestrel Mining, its only maker in the United States. "
        "Kestrel exports 3,000 tons of concentrate a month to China."
    )
    assert not [s for s in told(text, "China sets tariff on rare earths") if "compounds" in s]


def test_a_site_that_makes_what_its_country_does_sells_to_the_same_buyers() -> None:
    text = "The Grasberg copper mine in Indonesia was shut by a strike on Friday, its operator Freeport Indonesia said."
    said = found(text, "Strike shuts Grasberg copper mine in Indonesia")
    assert any(s.startswith("Indonesia's exports of copper ores and concentrates went in 2021") for s in said)
    text = "The Escondida copper mine in Chile was shut by a strike on Friday, its operator BHP said."
    assert not [s for s in found(text, "Strike shuts Escondida copper mine in Chile") if "exports of copper" in s]


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("Japan bought 92%", "South Korea bought 92%"),
        ("South Korea 86%", "South Korea 68%"),
        ("from China", "from Brazil"),
        ("in 2021", "in 2022"),
        ("of its imports", "of its exports"),
        ("natural graphite", "synthetic graphite"),
        ("bought", "sold"),
    ],
)
def test_a_forged_share_is_refused(said: str, forged: str) -> None:
    article = Article(title="China to require permits for exports of graphite", text=NEWS, published="2023-10-20")
    made = compose(read_article(article), load_world(), draws=100)
    told = made.model_dump(mode="json")
    asked = (s for i in told["insights"] for s in (*i["framing"], *(s for p in i["points"] for s in p["sentences"])))
    one = next(s for s in (*told["bottom_line"], *asked) if s["text"].startswith("Japan bought"))
    assert verify(made, NEWS, load_world()).ok
    one["text"] = one["text"].replace(said, forged)
    assert not verify(type(made).model_validate(told), NEWS, load_world()).ok
