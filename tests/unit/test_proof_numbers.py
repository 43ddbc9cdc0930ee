"""A written number against a stated one, and how a text is cut into numbers, dates, parties and clauses."""

from __future__ import annotations

import pytest

from didymium import labels, proof
from didymium.proof import entail, lexicon
from didymium.proof import known as says
from didymium.proof.reading import Item, read
from didymium.records import Evidence, Figure, RunEvidence, Sentence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)


def is_same(said: str, figure: Figure, note: str | None = None) -> bool:
    """Whether the one number of a text is that of a figure."""
    (item,) = read(said, DAY).numbers
    assert item.number is not None
    return entail.same(item.number, says.figure_number(figure, note))


def share(value: float, metric: str = "share", **ends: float) -> Figure:
    return Figure(metric=metric, value=value, unit="1", **ends)


@pytest.mark.parametrize(
    ("said", "figure", "true"),
    [
        ("23%", share(0.2303), True), ("23.0%", share(0.2303), True), ("24%", share(0.2303), False),
        ("2.3%", share(0.2303), False), ("23 percentage points", share(0.2303), False),
        ("23 percentage points", share(0.23, "share_difference"), True),
        ("23 percentage points", share(0.23, "share_gap"), True),
        ("23%", share(0.23, "share_gap"), False), ("23%", share(-0.23, "price_change"), True),
        ("2.3 times", share(2.3, "price_ratio"), True),
        ("130%", share(2.3, "price_ratio"), True), ("230%", share(2.3, "price_ratio"), False),
        ("2.3%", Figure(metric="m", value=0.023, unit="t"), False),
        ("23 tonnes", Figure(metric="m", value=23.0, unit="t/yr"), False),
        ("23 tonnes", Figure(metric="m", value=23_000.0, unit="kg"), True),
        ("23 pounds", Figure(metric="m", value=23.0, unit="t"), False),
        ("23 euros", Figure(metric="m", value=23.0, unit="USD"), False),
        ("$23/kg", Figure(metric="m", value=23_000.0, unit="USD/t"), True),
        ("$23/t", Figure(metric="m", value=23_000.0, unit="USD/t"), False),
        ("18 months", Figure(metric="m", value=1.5, unit="years"), True),
        ("23 mines", Figure(metric="m", value=23.0, unit="t"), False),
    ],
)  # fmt: skip
def test_a_number_is_one_of_its_own_unit_and_size(said: str, figure: Figure, true: bool) -> None:
    assert is_same(said, figure) is true


@pytest.mark.parametrize(
    ("said", "note", "true"),
    [
        ("up to 400 tonnes", "up to", True), ("400 tonnes", "up to", False), ("at least 400 tonnes", "up to", False),
        ("at least 400 tonnes", "at least", True), ("400 tonnes", "at least", False),
        ("more than 400 tonnes", "more than", True), ("400 tonnes", "more than", False),
        ("more than 400 tonnes", "at least", False), ("less than 400 tonnes", "less than", True),
        ("more than 400 tonnes", "less than", False), ("about 400 tonnes", "about", True),
        ("400 tonnes", "about", False), ("400 tonnes", None, True), ("more than 399 tonnes", None, False),
        ("more than 300 tonnes", None, False), ("more than 401 tonnes", None, False), ("nearly 400 tonnes",
         None, False),
        ("nearly 401 tonnes", None, False), ("less than 401 tonnes", None, False),
        ("at least 390 tonnes", None, False), ("up to 410 tonnes", None, False),
    ],
)  # fmt: skip
def test_a_bound_is_that_of_the_figure(said: str, note: str | None, true: bool) -> None:
    value = 400.0 if note or said == "400 tonnes" else 399.3 if said.startswith("more than 399") else 400.7
    assert is_same(said, Figure(metric="m", value=value, unit="t"), note) is true


@pytest.mark.parametrize(
    ("said", "low", "high", "true"),
    [
        ("between 200 and 300 tonnes", 200.0, 300.0, True), ("between 200 and 310 tonnes", 200.0, 300.0, False),
        ("between 190 and 300 tonnes", 200.0, 300.0, False), ("between 200 and 300 tonnes", None, None, False),
        ("250 tonnes (200 to 300 tonnes)", 200.0, 300.0, True), ("250 tonnes (210 to 300 tonnes)", 200.0, 300.0, False),
        ("250 tonnes", 200.0, 300.0, True), ("between 200 and about 300 tonnes", 200.0, 300.0, False),
        ("between 200 and 300 kilograms", 200.0, 300.0, False),
    ],
)  # fmt: skip
def test_a_range_is_that_of_the_figure(said: str, low: float | None, high: float | None, true: bool) -> None:
    assert is_same(said, Figure(metric="m", value=250.0, low=low, high=high, unit="t")) is true


def test_the_range_of_a_loss_is_told_from_the_smaller_end() -> None:
    loss = share(-0.3, "price_change", low=-0.5, high=-0.1)
    assert is_same("30% (10% to 50%)", loss)
    assert not is_same("30% (50% to 90%)", loss)
    assert not is_same("30% (10% to 40%)", loss)


@pytest.mark.parametrize(
    ("said", "article", "true"),
    [
        ("400 tonnes", "400 tonnes", True), ("at least 400 tonnes", "at least 400 tonnes", True),
        ("400 tonnes", "at least 400 tonnes", False), ("about 400 tonnes", "nearly 400 tonnes", True),
        ("about 400 tonnes", "400 tonnes", False), ("401 tonnes", "400 tonnes", False),
        ("0.4 kt", "400 tonnes", True), ("400 tonnes", "between 300 and 500 tonnes", False),
        ("about 12,000 tonnes", "12,345 tonnes", False), ("12,345 tonnes", "12,000 tonnes", False),
    ],
)  # fmt: skip
def test_a_number_of_the_article_is_repeated_as_it_stands(said: str, article: str, true: bool) -> None:
    evidence: dict[str, Evidence] = {"e1": proof.Ledger(WORLD, article).evidence.get("e1") or _span(article)}
    known = says.known("e1", evidence, proof.Context(WORLD, article, "", DAY))
    (item,) = read(said, DAY).numbers
    assert item.number is not None
    assert any(entail.same(item.number, s) for s in known.numbers) is true


def _span(text: str) -> Evidence:
    book = proof.Ledger(WORLD, text)
    return book.evidence[book.span(0, len(text))]


# how a text is read


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Q1 2026", "2026-Q1"), ("2Q 2026", "2026-Q2"), ("the third quarter of 2026", "2026-Q3"),
        ("the fourth quarter of 2026", "2026-Q4"), ("the first quarter of 2026", "2026-Q1"),
        ("the second quarter of 2026", "2026-Q2"), ("the final quarter of 2026", "2026-Q4"),
        ("the last quarter of 2026", "2026-Q4"), ("the first half of 2026", "2026-H1"),
        ("the second half of 2026", "2026-H2"), ("the last half of 2026", "2026-H2"), ("H1 2026", "2026-H1"),
        ("in March", "--03"), ("on March 4", "--03-04"), ("“on 4 March”.", "--03-04"),
        ("“on March 4”", "--03-04"), ("in March 2024", "2024-03"), ("on 4 March 2024",
         "2024-03-04"),
        ("between March 2024 and May 2025", "2024-03/2025-05"),
    ],
)  # fmt: skip
def test_a_part_of_a_year_is_its_own(text: str, date: str) -> None:
    assert [next(iter(i.keys)) for i in read(text, DAY).of("date")] == [date]


@pytest.mark.parametrize(
    ("text", "slack", "digits"),
    [("12,340 tonnes", 0.5, 4), ("12,000 tonnes", 0.5, 2), ("1.25 tonnes", 0.005, 3), ("2 kt", 500.0, 1),
     ("0.5 tonnes", 0.05, 1), ("$1.2 billion", 5e7, 2), ("45%", 0.005, 2), ("4.5%", 0.0005, 2)],
)  # fmt: skip
def test_a_number_is_as_exact_as_it_is_written(text: str, slack: float, digits: int) -> None:
    (item,) = read(text, DAY).numbers
    assert item.number is not None
    assert (item.number.slack, item.number.digits) == (pytest.approx(slack), digits)


@pytest.mark.parametrize("text", ["between 200 and 300 tonnes", "250 tonnes (200 to 300 tonnes)", "(200 to 300 tonnes)",
                                  "in a range from 200 to 300 tonnes"])  # fmt: skip
def test_the_lower_end_comes_first(text: str) -> None:
    number = next(i.number for i in read(text, DAY).numbers if i.number and i.number.low)
    assert number.low is not None
    assert number.high is not None
    assert (number.low.value, number.value, number.high.value) == (200.0, 250.0, 300.0)


@pytest.mark.parametrize("text", ["between 200 tonnes and $300", "between 20% and 30 tonnes", "between 2 and 3",
                                  "between 200 tonnes and 300 tonnes a year"])  # fmt: skip
def test_two_units_make_no_range(text: str) -> None:
    ranged = [i for i in read(text, DAY).numbers if i.number and i.number.low]
    assert not [i for i in ranged if i.number and i.number.kind != "count"]


def parties(text: str) -> dict[str, str]:
    return {next(iter(sorted(i.keys))).partition(":")[2]: i.role for i in read(text, DAY).of("country")}


@pytest.mark.parametrize(
    ("text", "acts", "suffers"),
    [
        ("China sold cobalt to Japan.", "CHN", "JPN"), ("Japan bought cobalt from China.", "CHN", "JPN"),
        ("Cobalt was sold to Japan by China.", "CHN", "JPN"), ("China imposed a ban on Japan.", "CHN", "JPN"),
        ("A tariff was imposed by Chile on Peru.", "CHL", "PER"), ("Chile borrowed from China.", "CHN", "CHL"),
        ("Chile received ore from Peru.", "PER", "CHL"), ("Peru lent Chile $5 million.", "PER", "CHL"),
        ("Imports of Japan from Chile fell.", "CHL", "JPN"), ("Chile exports lithium to Japan.", "CHL", "JPN"),
    ],
)  # fmt: skip
def test_the_seller_acts_and_the_buyer_receives(text: str, acts: str, suffers: str) -> None:
    found = parties(text)
    assert found[acts] == "A"
    assert found[suffers] in {"T", "N"}


def test_every_adjective_of_a_country_is_one() -> None:
    for code in ("CHN", "JPN", "CHL", "COD", "ZMB", "RUS", "FRA", "DEU"):
        adjective = labels.adjective(code)
        (item,) = read(f"{adjective} exporters halted sales.", DAY).of("country")
        assert item.of_firm, adjective
        assert next(iter(item.keys)) == f"country:{code}"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Chile cut output, and Peru raised prices.", 2), ("Chile cut output while Peru raised prices.", 2),
        ("Chile cut output because Peru raised prices.", 2), ("Chile cut output in Peru.", 1),
        ("Chile cut output. Peru raised prices.", 2), ("Chile cut output; Peru raised prices.", 2),
        ("Chile cut copper, tin and zinc output.", 1), ("Chile, which cut output, raised prices.", 3),
    ],
)  # fmt: skip
def test_a_clause_has_a_verb_of_its_own(text: str, clauses: int) -> None:
    assert len({i.clause for i in read(text, DAY).items if i.kind != "punctuation"}) == clauses


@pytest.mark.parametrize(
    ("a", "b"),
    [("market", "marketing"), ("station", "stationery"), ("contract", "contractor"), ("battery", "battalion"),
     ("permit", "permafrost"), ("concession", "concentric"), ("tonnage", "tonic"), ("carbide", "carbine")],
)  # fmt: skip
def test_words_that_begin_alike_are_not_alike(a: str, b: str) -> None:
    if a != "market":
        assert lexicon.stem(a) != lexicon.stem(b)
    assert lexicon.stem(f"{a}s") == lexicon.stem(a) or a.endswith("y")
    assert lexicon.stem(a.title()) == lexicon.stem(a)


# places and movement of figures of runs


def figured(text: str, *figures: Figure) -> str:
    evidence: dict[str, Evidence] = {
        f"e{k}": RunEvidence(run="r", metric=f.metric, index=k, statement="", figure=f) for k, f in enumerate(figures)
    }
    context = proof.Context(WORLD, "", "", DAY, {"r": {"verb": "simulate", "args": {}}})
    return proof.prove(Sentence(text=text, evidence=tuple(evidence)), evidence, context).verdict


def risk(country: str, value: float) -> Figure:
    return Figure(metric="value_added_at_risk_usd", value=value, unit="USD", country=country)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("Japan would lose $864 million of value added and Germany $520 million.", True),
        ("Japan would lose $520 million of value added and Germany $864 million.", False),
        ("Germany would lose $520 million of value added and Japan $864 million.", True),
        ("Japan and Germany would lose $864 million of value added and $520 million.", True),
        ("Japan would lose $864 million of value added and France $520 million.", False),
        ("Japan will lose $864 million of value added and Germany $520 million.", False),
        ("Japan lost $864 million of value added and Germany $520 million.", False),
        ("Japan would not lose $864 million of value added and Germany $520 million.", False),
        ("Japan would gain $864 million of value added and Germany $520 million.", False),
        ("Japan would lose $864 million of exports and Germany $520 million.", False),
        ("Japan would lose $864 million of value added and Germany $520 million because of China.", False),
        ("Japan would lose $864 million of value added and Germany $520 million, traders say.", False),
        ("Japan would lose $864 million of value added and Germany $520 million^.", False),
    ],
)
def test_each_figure_stands_with_its_country(text: str, true: bool) -> None:
    assert (figured(text, risk("JPN", 8.64e8), risk("DEU", 5.2e8)) == "proven") is true


def test_the_sign_of_a_change_is_the_way_it_is_told() -> None:
    for value, up, down in ((0.5, True, False), (-0.5, False, True)):
        change = Figure(metric="price_change", value=value, unit="1", mineral="cobalt", country="CHN")
        for verb, true in (("rise", up), ("fall", down)):
            assert (figured(f"The price of cobalt in China would {verb} by 50%.", change) == "proven") is true


def test_a_known_name_is_its_own_or_made_of_words_of_the_evidence() -> None:
    def item(text: str) -> Item:
        return next(i for i in read(text, DAY).items if i.kind in entail.NAMES)

    assert entail._named(item("Chile"), frozenset(), frozenset({"country:CHL"}))
    assert not entail._named(item("Chile"), frozenset(), frozenset({"country:PER"}))
    assert not entail._named(item("Chile"), frozenset({"w:peru"}), frozenset({"country:PER"}))
    words = [lexicon.keys_of(w) for w in ("MP", "Materials")]
    assert entail._named(item("MP Materials"), words[0] | words[1], frozenset())
    assert not entail._named(item("MP Materials"), words[1], frozenset())


@pytest.mark.parametrize(("later", "true"), [("", False), (" in 2024", True), (" in 2023", False)])
def test_the_year_of_one_number_is_not_that_of_the_next(later: str, true: bool) -> None:
    ledger = proof.Ledger(WORLD, "")
    row = "production.rare-earths.mine.CHN.{}.usgs-mcs-2025-production.t.usgs-mcs-2025"
    new, old = (ledger.row("facts", row.format(year), "value") for year in (2024, 2023))
    key = ledger.derived(f"change({new}, {old})", "production_change", mineral="rare earths", country="CHN")
    text = f"China's mine production of rare earths rose by 6% from 255,000 tonnes in 2023 to 270,000 tonnes{later}."
    context = proof.Context(WORLD, "", "", DAY)
    assert proof.prove(Sentence(text=text, evidence=(key,)), ledger.evidence, context).proven is true


@pytest.mark.parametrize(
    ("text", "world"),
    [
        ("Peru made 3% of the world's tin.", True), ("Peru made 3% of world output.", True),
        ("Peru made 3% of its tin for the world.", False), ("Of world output of tin, 5,000 tonnes, 3% is made.", True),
        ("Of world output, Peru's 5,000 tonnes are 3%.", False),
    ],
)  # fmt: skip
def test_the_words_next_to_a_number_say_that_it_is_the_worlds(text: str, world: bool) -> None:
    said = read(text)
    assert entail._of_the_world(said, said.numbers[0]) is world


@pytest.mark.parametrize(
    ("stage", "text", "true"),
    [
        ("mine", "World mine output of copper fell. Chile held {} of it in {}.", True),
        ("refine", "World mine output of copper fell. Chile held {} of it in {}.", False),
        ("refine", "World refined output of copper fell. Chile held {} of it in {}.", True),
        ("refine", "World mine output of copper fell. Chile refined {} of copper in {}.", True),
        ("mine", "World mine output of zinc fell. Chile held {} of it in {}.", False),
    ],
)  # fmt: skip
def test_a_share_is_of_what_the_sentence_before_is_of(stage: str, text: str, true: bool) -> None:
    world = load_world().as_of("2025-11-10")
    table, row = proof.share_row(world, "copper", stage, "CHL")
    evidence = {"e1": proof.row_evidence(world, table, row, "value", "world_share")}
    figure = evidence["e1"].figure
    assert figure
    said = read(text.format(f"{100 * figure.value:.3g}%", figure.period), None)
    context = proof.Context(world, "", "", "2025-11-10")
    found = list(entail.numbers(said, [says.known("e1", evidence, context)], []))
    assert (found == []) is true, found


SHARES = {
    "copper": ("refine", "CHN", "China held 44% of world refined output of copper in 2024."),
    "rare earths": ("mine", "CHN", "China held 69% of world mine output of rare earths in 2024."),
}


def held(mineral: str, text: str) -> bool:
    stage, country, _ = SHARES[mineral]
    book = proof.Ledger(WORLD, "")
    key = book.row(*proof.share_row(WORLD, mineral, stage, country), "value", "world_share")
    return proof.prove(Sentence(text=text, evidence=(key,)), book.evidence, proof.Context(WORLD, day=DAY)).proven


@pytest.mark.parametrize("mineral", SHARES)
@pytest.mark.parametrize("left_out", [" world", " refined", " mine", " in 2024"])
def test_a_share_is_told_with_its_stage_its_year_and_that_it_is_the_worlds(mineral: str, left_out: str) -> None:
    text = SHARES[mineral][2]
    assert held(mineral, text)
    assert left_out not in text or not held(mineral, text.replace(left_out, ""))


@pytest.mark.parametrize(("first", "second", "true"), [
    ("in 2024", "in 2023", True), ("in 2023", "in 2024", False), ("in 2024", "", False), ("", "in 2023", False),
])  # fmt: skip
def test_each_part_of_a_list_has_its_own_year(first: str, second: str, true: bool) -> None:
    book = proof.Ledger(WORLD, "")
    row = "production.rare-earths.mine.CHN.{}.usgs-mcs-2025-production.t.usgs-mcs-2025"
    keys = tuple(book.row("facts", row.format(year), "value") for year in (2024, 2023))
    text = f"China's mine output of rare earths was 270,000 tonnes {first}; 255,000 tonnes {second}.".replace(" .", ".")
    text = text.replace(" ;", ";")
    found = proof.prove(Sentence(text=text, evidence=keys), book.evidence, proof.Context(WORLD, day=DAY))
    assert found.proven is true, found.reasons
