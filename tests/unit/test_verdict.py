"""Claims against the world as of the article's date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didymium.labels import countries, country_name
from didymium.news import check, is_sentence
from didymium.news.doubts import doubtful
from didymium.news.ranks import find_ranks
from didymium.news.verdict import apart_from_its_source, check_claims, tolerance
from didymium.records import Article, Claim
from didymium.world.load import load_world

DAY = "2025-11-10"
CHINA = "China accounts for approximately {}% of global rare earth mining and {}% of processing output"


def claim(metric: str, subject: str, mineral: str, value: float, unit: str = "%", **more: object) -> Claim:
    name = country_name(subject) if subject in countries() else subject
    quote = f"{name}, {mineral}: mining, processing" + (", reserves" if "reserves" in metric else "")
    fields: dict[str, object] = {"quote": quote, "start": 0, "end": 1} | more
    return Claim(metric=metric, subject=subject, mineral=mineral, value=value, unit=unit, **fields)  # type: ignore[arg-type]


def verdict(one: Claim, day: str = DAY) -> Claim:
    return check_claims([one], load_world(), day)[0]


MEAN = "dysprosium averaged"
SHARE = ("production_share", "CHN", "rare earths")


@pytest.mark.parametrize(
    ("mined", "refined", "expected"),
    [
        (70, 90, ["supported", "supported"]),
        (40, 90, ["contradicted", "supported"]),
        (70, 40, ["supported", "contradicted"]),
        (97, 90, ["outdated", "supported"]),
    ],
)
def test_the_sentence_on_rare_earths(mined: int, refined: int, expected: list[str]) -> None:
    claims = check(CHINA.format(mined, refined), as_of=DAY)
    assert [(c.value, c.verdict) for c in claims] == list(zip((mined, refined), expected, strict=True))
    for one in claims:
        assert one.reference is not None
        assert one.reference.unit == "%"
        assert one.reference.year == 2024
        assert load_world().source(one.reference.source_id)


@pytest.mark.parametrize(
    ("one", "day", "expected"),
    [
        (claim(*SHARE, 70, stage="mine", qualifier="about"), DAY, "supported"),
        (claim(*SHARE, 69, stage="mine"), DAY, "supported"),
        (claim(*SHARE, 40, stage="mine"), DAY, "contradicted"),
        (claim(*SHARE, 97, stage="mine"), DAY, "outdated"),
        (claim(*SHARE, 97, stage="mine"), "2012-06-01", "supported"),
        (claim(*SHARE, 97, stage="mine", year="2010"), DAY, "supported"),
        (claim(*SHARE, 70, stage="mine", year="2010"), DAY, "contradicted"),
        (claim(*SHARE, 97, stage="mine", quote="China once mined 97%"), DAY, "supported"),
        (claim(*SHARE, 60, stage="mine", qualifier="more than"), DAY, "supported"),
        (claim(*SHARE, 90, stage="mine", qualifier="more than"), DAY, "outdated"),
        (claim(*SHARE, 50, stage="mine", qualifier="less than"), DAY, "contradicted"),
        (claim(*SHARE, 75, stage="mine"), DAY, "uncheckable"),
        (claim(*SHARE, 77, stage="mine"), DAY, "outdated"),
        (claim(*SHARE, 90, stage="mine", quote="China produces 90% of rare earths"), DAY, "supported"),
        (claim("processing_share", "CHN", "rare earths", 90, stage="refine"), DAY, "supported"),
        (claim("processing_share", "CHN", "cobalt", 78, qualifier="about"), DAY, "supported"),
        (claim("processing_share", "CHN", "dysprosium", 99, qualifier="nearly"), DAY, "supported"),
        (claim("magnet_share", "CHN", "rare earths", 94, stage="component", year="2024"), DAY, "supported"),
        (claim("magnet_share", "CHN", "rare earths", 60, stage="component"), DAY, "contradicted"),
        (claim("production_share", "COD", "cobalt", 76, stage="mine"), DAY, "supported"),
        (claim("production_share", "AUS", "cobalt", 76, stage="mine"), DAY, "contradicted"),
        (claim("production_share", "Glencore", "cobalt", 20, stage="mine"), DAY, "uncheckable"),
        (claim("reserves_share", "CHN", "rare earths", 49), DAY, "supported"),
        (claim("import_reliance", "USA", "gallium", 100), DAY, "supported"),
        (claim("import_reliance", "USA", "gallium", 20), DAY, "contradicted"),
        (claim("import_reliance", "USA", "rare earths", 80), DAY, "supported"),
        (claim("production", "COD", "cobalt", 220_000, "t", year="2024"), DAY, "supported"),
        (claim("production", "COD", "cobalt", 220, "kt", year="2024"), DAY, "supported"),
        (claim("production", "COD", "cobalt", 220_000_000, "kg", year="2024"), DAY, "supported"),
        (claim("production", "COD", "cobalt", 22_000, "t", year="2024"), DAY, "contradicted"),
        (claim("production", "COD", "cobalt", 220_000, "GWh", year="2024"), DAY, "uncheckable"),
        (claim("production", "COD", "cobalt", 300_000, "t", year="2030"), DAY, "uncheckable"),
        (claim("production", "WLD", "rare earths", 390_000, "t", year="2024", quote="world output"), DAY, "supported"),
        (claim("production", "WLD", "copper", 350_000, "t", year="2024", quote="the mine yielded"), DAY, "uncheckable"),
        (claim("production", "COD", "cobalt", 22_000, "t", year="2024", quote="in the first half"), DAY, "uncheckable"),
        (claim("production", "CHL", "lithium", 305_000, "t", year="2024", quote="carbonate"), DAY, "uncheckable"),
        (claim("reserves", "VNM", "rare earths", 3_500_000, "t"), DAY, "supported"),
        (claim("reserves", "VNM", "rare earths", 22_000_000, "t"), DAY, "contradicted"),
        (claim("reserves", "VNM", "rare earths", 9_000_000, "t"), DAY, "uncheckable"),  # by another definition
        (claim("list_count", "USA", "critical minerals", 60, "count", quote="counts 60"), DAY, "supported"),
        (claim("list_count", "USA", "critical minerals", 50, "count", quote="counts 50"), DAY, "outdated"),
        (claim("list_count", "USA", "critical minerals", 50, "count", quote="counts 50"), "2025-06-01", "supported"),
        (claim("list_count", "USA", "critical minerals", 60, "count", quote="raising it to 60"), "2025-06-01",
         "uncheckable"),
        (claim("list_count", "USA", "critical minerals", 45, "count", quote="counts 45"), DAY, "contradicted"),
        (claim("list_count", "USA", "critical minerals", 12, "count", quote="reliant for 12 critical minerals"),
         DAY, "uncheckable"),
        (claim("list_count", "EUU", "critical minerals", 34, "count", quote="counts 34"), DAY, "supported"),
        (claim("list_count", "CAN", "critical minerals", 34, "count", quote="counts 34"), DAY, "uncheckable"),
        (claim("quota", "COD", "cobalt", 96_600, "t/yr", year="2026"), DAY, "supported"),
        (claim("quota", "COD", "cobalt", 5, "t/yr", year="2026"), DAY, "uncheckable"),
        (claim("price", "WLD", "dysprosium", 250, "USD/kg", quote=MEAN), DAY, "supported"),
        (claim("price", "WLD", "dysprosium", 250_000, "USD/t", quote=MEAN), DAY, "supported"),
        (claim("price", "WLD", "dysprosium", 9, "USD/kg", year="2024", quote=MEAN), DAY, "contradicted"),
        (claim("price", "WLD", "dysprosium", 250, "USD/kg"), DAY, "uncheckable"),  # of a day
        (claim("price", "WLD", "dysprosium", 850, "USD/kg", quote=MEAN), DAY, "uncheckable"),
        (claim("price", "WLD", "dysprosium", 250, "%"), DAY, "uncheckable"),
        (claim("demand", "USA", "cobalt", 8_000, "t"), DAY, "supported"),
        (claim("other", "CHN", "tungsten", 97), DAY, "uncheckable"),
    ],
)  # fmt: skip
def test_verdicts(one: Claim, day: str, expected: str) -> None:
    checked = verdict(one, day)
    assert checked.verdict == expected, checked.note
    assert checked.note
    assert "\n" not in checked.note
    if expected in ("supported", "contradicted", "outdated"):
        assert checked.reference is not None
        assert checked.reference.unit == one.unit


def test_no_look_ahead() -> None:
    """The share of 2025 was published in 2026."""
    assert verdict(claim(*SHARE, 69, stage="mine")).reference.year == 2024
    assert verdict(claim(*SHARE, 69, stage="mine"), "2026-06-01").reference.year == 2025


def test_the_rest_of_the_claim_is_kept() -> None:
    one = claim(*SHARE, 70, stage="mine")
    kept = {"verdict", "reference", "note"}
    assert verdict(one).model_dump(exclude=kept) == one.model_dump(exclude=kept)


@pytest.mark.parametrize(
    ("word", "value", "inside", "outside"),
    [
        (None, 70, [68, 70, 72], [60, 80]),
        ("about", 70, [66, 74], [60, 80]),
        ("about", 97, [95, 99], [92]),
        ("nearly", 70, [65, 70], [60, 75]),
        ("more than", 70, [70, 75, 99], [60]),
        ("at least", 70, [70, 75, 99], [60]),
        ("up to", 70, [60, 70], [50, 80]),
        ("less than", 70, [55, 69], [80]),
    ],
)
def test_tolerances_follow_the_wording(
    word: str | None, value: float, inside: list[float], outside: list[float]
) -> None:
    low, high = tolerance(claim(*SHARE, value, qualifier=word))
    assert all(low <= figure <= high for figure in inside)
    assert not any(low <= figure <= high for figure in outside)


@given(
    st.sampled_from([None, "about", "nearly", "more than", "at least", "up to", "less than"]),
    st.floats(0.1, 100),
    st.sampled_from([("production_share", "%"), ("production", "t"), ("price", "USD/kg"), ("list_count", "count")]),
)
def test_a_claim_tolerates_itself(word: str | None, value: float, kind: tuple[str, str]) -> None:
    one = claim(kind[0], "CHN", "rare earths", value, kind[1], qualifier=word)
    for exact in (False, True):
        low, high = tolerance(one, exact)
        assert low <= value <= high


@pytest.mark.parametrize(
    ("text", "expected"),
    [("China mines 70% of rare earths", True), ("word", False), ("https://a.example/x y", False), ("-", False)],
)
def test_sentences(text: str, expected: bool) -> None:
    assert is_sentence(text) is expected


def test_a_file_with_a_space_in_its_name_is_no_sentence(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a page.txt").write_text("China mines about 70% of the world's rare earths, the agency said.")
    assert not is_sentence("a page.txt")
    assert check("a page.txt", as_of=DAY)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (claim("price", "WLD", "dysprosium", 9, "USD/kg", year="2024", quote="a premium of $9"), "premium"),
        (claim("price", "WLD", "dysprosium", 9, "USD/kg", year="2024", quote="went from $9 to $900 in 2024"), "part"),
        (claim("production_share", "CHN", "rare earths", 20, quote="cut its mining quota by 20%"), "part"),
        (claim("production_share", "USA", "rare earths", 90, quote="which holds 90% of mining"), "part"),
        (claim("production_share", "CHN", "manganese", 95, quote="over 95% of high-purity sulphate"), "part"),
        (claim("list_count", "EUU", "critical minerals", 17, "count", quote="14 of the 17 strategic ones"), "part"),
        (claim("processing_share", "CHN", "rare earths", 40, quote="China mines 40% and refines the rest"), "part"),
        (claim("production_share", "MMR", "tin", 10, quote="Wa State, in Myanmar's east, makes 10% of tin"), "part of"),
        (claim("production", "MMR", "tin", 290_000, "t", quote="Myanmar dug 19% of world tin, totalling 290,000 t"),
         "the total"),
        (claim("quota", "CHN", "rare earths", 254_000, "t", quote="mining and separation quotas rose to 254,000 t"),
         "separation"),
    ],
)  # fmt: skip
def test_what_the_text_leaves_open_is_not_contradicted(one: Claim, told: str) -> None:
    checked = verdict(one)
    assert checked.verdict == "uncheckable"
    assert told in (checked.note or "")


@pytest.mark.parametrize(
    ("metric", "subject", "mineral", "value", "quote"),
    [
        ("production_share", "USA", "cobalt", 70, "The country mines 70% of the world's cobalt"),
        ("production_share", "CHN", "magnesium", 39, "China makes 87% of the world's magnesium and uses 39%"),
        ("production_share", "COD", "cobalt", 15, "15% of Congolese cobalt comes from hand-diggers"),
        ("production_share", "CHN", "indium", 11, "11% of an indium market in which China has 70%"),
        ("production", "AUS", "manganese", 854_000, "Of the total, 854000 tons of manganese were dug in Australia"),
        ("production", "IDN", "nickel", 44_000, "Indonesia, as a by-product of nickel, turned out 44000 tonnes"),
        ("production_share", "KAZ", "uranium", 20, "The Kazakh state company that mines 20% of the world's uranium"),
        ("reserves_share", "ZAF", "chromium", 7, "7% of the chromite lies in South Africa"),
        ("production_share", "TUR", "boron", 75, "75% of the boron in the crust lies in Turkish soil"),
        ("production", "GAB", "manganese", 800_000, "Gabon brings up 800000 tonnes"),
    ],
)
def test_a_claim_that_may_be_misread_is_not_contradicted(
    metric: str, subject: str, mineral: str, value: float, quote: str
) -> None:
    unit = "t" if metric == "production" else "%"
    told = claim(metric, subject, mineral, value, unit, quote=quote, stage="mine")
    assert doubtful(told)
    assert verdict(told).verdict != "contradicted"


def test_a_plain_claim_is_not_doubtful() -> None:
    assert not doubtful(claim(*SHARE, 40, quote="China mines 40% of the world's rare earths"))
    assert not doubtful(claim(*SHARE, 40, quote=""))


def test_one_end_of_a_range_is_not_contradicted() -> None:
    ends = [
        claim("processing_share", "CHN", "rare earths", v, quote="China refines 60% to 90% of all rare earths")
        for v in (60, 90)
    ]
    checked = check_claims(ends, load_world(), DAY)
    assert [c.verdict for c in checked] == ["uncheckable", "supported"]
    assert "range from 60 to 90" in checked[0].note
    alone = check_claims(ends[:1], load_world(), DAY)
    assert alone[0].verdict == "contradicted"


def test_an_old_figure_does_not_contradict_what_is_said_to_be_so_now() -> None:
    one = claim("processing_share", "CHN", "antimony", 80, quote="China refines some 80% of the world's antimony")
    checked = check_claims([one], load_world(), "2024-12-05")[0]
    assert checked.verdict == "uncheckable"
    assert "too old" in checked.note


@pytest.mark.parametrize(
    ("text", "subject", "rank", "expected"),
    [
        ("Gabon is the world's second-largest producer of manganese.", "GAB", 2, "supported"),
        ("Chile, the world's largest copper producer, said so.", "CHL", 1, "supported"),
        ("Guinea is the world's second-largest producer after Australia of bauxite.", "GIN", 2, "contradicted"),
        ("Myanmar is the third largest tin producer in the world.", "MMR", 3, "supported"),
        ("China, the world's top refiner of cobalt, said so.", "CHN", 1, "supported"),
        ("India holds the world's fifth-largest rare earth reserves.", "IND", 5, "contradicted"),
        ("Peru is the world's largest copper producer.", "PER", 1, "contradicted"),
    ],
)
def test_a_rank_is_checked_against_the_table(text: str, subject: str, rank: int, expected: str) -> None:
    (one,) = find_ranks(Article(title="", text=text), load_world(), "2025-08-10")
    assert (one.subject, one.value, one.verdict) == (subject, rank, expected)
    assert text[one.start : one.end] == one.quote
    assert one.reference is not None
    assert one.reference.row
    assert (one.reference.value == rank) == (expected == "supported")


@pytest.mark.parametrize(
    "text",
    [
        "Peru is one of the world's largest copper producers.",
        "It is the world's largest rare earths producer outside China.",
        "CMOC is the world's largest cobalt producer.",
        "China's CMOC and Glencore are the world's largest and second-largest cobalt producers.",
        "Chile said that its mine is the country's largest copper producer.",
    ],
)
def test_what_ranks_no_country_in_the_world_is_no_rank(text: str) -> None:
    assert find_ranks(Article(title="", text=text), load_world(), "2025-08-10") == ()


def test_ranks_too_near_to_tell_or_of_nobody_are_not_judged() -> None:
    near = Article(title="", text="Peru is the world's second-largest copper producer.")
    (one,) = find_ranks(near, load_world(), "2024-06-30")
    assert one.verdict in {"supported", "uncheckable", "outdated"}
    (none,) = find_ranks(
        Article(title="", text="Malta is the world's largest producer of tin."), load_world(), "2025-08-10"
    )
    assert none.verdict == "uncheckable"


@pytest.mark.parametrize(
    ("text", "subject", "mineral", "metric", "value", "verdict"),
    [
        ("South Africa mines nearly three quarters of the world's platinum, and Russia 40% of its palladium.",
         "RUS", "palladium", "production_share", 40, "supported"),
        ("The DR Congo produces about 70% of the world's cobalt, while China refines 60% of the world's lithium.",
         "COD", "cobalt", "production_share", 70, "supported"),
        ("The DR Congo produces about 70% of the world's cobalt, while China refines 60% of the world's lithium.",
         "CHN", "lithium", "processing_share", 60, "uncheckable"),
        ("China mined 69% of the world's rare earths and the United States 12%.",
         "USA", "rare earths", "production_share", 12, "supported"),
        ("The United States imports 100% of its graphite.", "USA", "graphite", "import_reliance", 100, "supported"),
        ("China supplied 70% of US rare earth imports, and Malaysia 13%.",
         "MYS", "rare earths", "import_share", 13, "supported"),
        ("China and Russia together produce 55% of the world's vanadium.",
         "CHN", "vanadium", "production_share", 55, "uncheckable"),
    ],
)  # fmt: skip
def test_each_clause_has_its_own_subject_and_mineral(
    text: str, subject: str, mineral: str, metric: str, value: float, verdict: str
) -> None:
    found = [c for c in check(text) if c.value == value]
    assert [(c.subject, c.mineral, c.metric, c.verdict) for c in found] == [(subject, mineral, metric, verdict)]


def test_a_partners_share_of_imports_contradicts_nothing() -> None:
    told = check("China supplies 5% of United States graphite imports.")
    assert {c.verdict for c in told} <= {"uncheckable", "supported"}


def test_an_ore_is_ranked_in_the_table_of_its_metal() -> None:
    (rank,) = [c for c in check("Guinea has the world's largest bauxite reserves.") if c.unit == "rank"]
    assert rank.verdict == "supported"


def test_a_quota_of_one_year_does_not_support_one_of_another() -> None:
    text = "China set its export quota for rare earths for 2013 at 31,001 tonnes, the ministry said."
    found = [c for c in check(text) if c.metric == "quota"]
    assert found
    assert all(c.reference is None or c.reference.year == 2013 for c in found)
    old = claim("quota", "CHN", "rare earths", 13_390, "t", quote="13,390 tonnes, down from last year's first quota")
    assert check_claims([old], load_world(edition_only=True), "2013-12-25")[0].verdict == "uncheckable"


@pytest.mark.parametrize(
    ("metric", "quote", "note"),
    [
        ("price", "Syrah sold graphite at a weighted average price of $535 a tonne in 2024", "what one seller got"),
        ("price_change", "graphite rose by 9% in the last week of July from the average of June", "another span"),
    ],
)
def test_a_figure_of_one_seller_or_of_another_span_is_not_held_against_the_market(
    metric: str, quote: str, note: str
) -> None:
    unit = "%" if metric == "price_change" else "USD/t"
    made = verdict(claim(metric, "WLD", "graphite", 9 if unit == "%" else 535, unit, quote=quote, year="2024"))
    assert made.verdict == "uncheckable"
    assert note in made.note


@pytest.mark.parametrize(("good", "expected"), [("amorphous graphite", "supported"), ("graphite", "uncheckable")])
def test_a_price_is_supported_by_one_of_its_own_grade_alone(good: str, expected: str) -> None:
    quote = f"{good} averaged $535 a tonne in 2024"
    assert verdict(claim("price", "WLD", "graphite", 535, "USD/t", quote=quote, year="2024")).verdict == expected


@pytest.mark.parametrize(("who", "verdict"), [("El Soldado mine in Chile", "uncheckable"), ("Chile", "contradicted")])
def test_what_one_mine_makes_is_no_figure_of_its_country(who: str, verdict: str) -> None:
    quote = f"Copper production at {who} was 9700 t in 2024"
    one = claim("production", "CHL", "copper", 9_700, "t", year="2024", quote=quote)
    assert check_claims([one], load_world(), "2025-11-10")[0].verdict == verdict


@pytest.mark.parametrize(
    ("outlet", "day", "expected"),
    [
        ("Reuters", "2023-12-15", "uncheckable"),  # the row was entered from this very story
        ("TimesLIVE (Reuters)", "2023-12-15", "uncheckable"),
        ("Reuters", "2024-03-01", "supported"),
        ("Mining Weekly", "2023-12-15", "supported"),
        (None, "2023-12-15", "supported"),
    ],
)
def test_what_the_articles_own_outlet_told_is_no_second_witness(outlet: str | None, day: str, expected: str) -> None:
    world = load_world().as_of(day)
    quota = claim("quota", "CHN", "rare earths", 243_850, "t", year="2023")
    (checked,) = check_claims([quota], world)
    assert checked.verdict == "supported"
    article = Article(title="Quotas", text="Quotas", source=outlet, published=day)
    (apart,) = apart_from_its_source([checked], article, world)
    assert apart.verdict == expected
    assert (apart.reference is None) == (expected == "uncheckable")


def test_tonnes_of_concentrate_do_not_speak_against_those_of_metal() -> None:
    world = load_world(edition_only=True).as_of("2024-09-02")
    told = claim(
        "production", "CHN", "tungsten", 127_300, "t", year="2023", quote="China made 127,300 tons of tungsten"
    )
    checked = check_claims([told], world)
    assert checked[0].verdict == "contradicted"
    text = "China's quota for tungsten concentrate rose. China made 127,300 tons of tungsten in 2023."
    (said,) = apart_from_its_source(checked, Article(title="T", text=text, published="2024-09-02"), world)
    assert said.verdict == "uncheckable"


def test_a_figure_near_one_of_a_later_edition_is_not_held_against_it() -> None:
    """The share that was printed by the day is not at hand: only the edition of the next year, which revised it."""
    near = verdict(claim("production_share", "CHN", "antimony", 48, year="2023"), "2024-08-15")
    assert near.verdict in {"uncheckable", "supported"}
    far = verdict(claim("production_share", "CHN", "antimony", 5, year="2023"), "2024-08-15")
    assert far.verdict == "contradicted"


def test_a_quota_inside_a_range_is_not_its_upper_end() -> None:
    low, high = tolerance(claim("quota", "IDN", "nickel", 270_000_000, "t", qualifier="up to"))
    assert low > 264_000_000
    assert high < 280_000_000


@pytest.mark.parametrize(
    "quote",
    [
        "China has 75% of global nickel and cobalt processing",
        "China controls about 75% of the trade in nickel",
    ],
)
def test_a_share_of_two_minerals_or_of_what_is_controlled_is_left_unchecked(quote: str) -> None:
    assert verdict(claim("processing_share", "CHN", "nickel", 75, quote=quote), "2025-11-10").verdict == "uncheckable"


@pytest.mark.parametrize(
    ("told", "held"), [("a previous estimate of 260 million tonnes", False), ("a quota of 260 million tonnes", True)]
)
def test_a_figure_that_another_has_replaced_is_held_against_none(told: str, held: bool) -> None:
    text = f"Indonesia's nickel ore is put at {told} for 2026."
    start = text.index("260")
    one = claim("production", "IDN", "nickel", 260e6, "t", start=start, end=start + 18, quote="260 million tonnes")
    ruled = one.model_copy(update={"verdict": "supported"})
    made = apart_from_its_source([ruled], Article(title="Nickel", text=text), load_world())[0]
    assert (made.verdict == "supported") is held
