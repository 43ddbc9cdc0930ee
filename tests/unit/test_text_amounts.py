"""The grammar of numbers: quantities and money as text writes them, with unit, range, bound and rate."""

from __future__ import annotations

import pytest

from didymium.errors import BadInput
from didymium.text import find_money, find_quantities, to_usd
from didymium.text.base import parse_number, qualifier_after, qualifier_before
from didymium.text.money import parse_usd, rate

Q = tuple[float, str, float | None, str | None, str | None]


def quantity(text: str) -> Q:
    (q,) = find_quantities(text)
    assert text[q.start : q.end] == q.surface
    return (q.value, q.unit, q.high, q.qualifier, q.per)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,200", 1200), ("12 000", 12_000), ("3.5", 3.5), ("seven", 7), ("nineteen", 19),
        ("twenty", 20), ("twenty-five", 25), ("ninety nine", 99), ("a dozen", 12), ("a", 1),
        ("an", 1), ("half a", 0.5), ("two hundred", 200), ("three hundred and fifty", 350),
        ("two thousand and six", 2006), ("four million", 4e6), ("two dozen", 24),
        ("one billion", 1e9), ("two million three hundred thousand", 2.3e6),
    ],
)  # fmt: skip
def test_numbers_in_digits_and_words(words: str, value: float) -> None:
    assert parse_number(words) == value


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("about ", "about"), ("around ", "about"), ("roughly ", "about"), ("some ", "about"),
        ("an estimated ", "about"), ("approximately ", "about"), ("nearly ", "nearly"),
        ("almost ", "nearly"), ("just under ", "nearly"), ("close to ", "nearly"),
        ("more than ", "more than"), ("over ", "more than"), ("just over ", "more than"),
        ("in excess of ", "more than"), ("at least ", "at least"), ("no less than ", "at least"),
        ("a minimum of ", "at least"), ("up to ", "up to"), ("as much as ", "up to"),
        ("as many as ", "up to"), ("no more than ", "up to"), ("at most ", "up to"),
        ("a maximum of ", "up to"), ("less than ", "less than"), ("fewer than ", "less than"),
        ("under ", "less than"), ("below ", "less than"), ("~", "about"), (">", "more than"),
        ("≥", "at least"), ("≤", "up to"), ("<", "less than"), ("up to a ", "up to"),
        ("more than the ", "more than"),
    ],
)  # fmt: skip
def test_what_bounds_a_number_from_the_left(said: str, meant: str) -> None:
    text = f"It made {said}"
    assert qualifier_before(text, len(text)) == (meant, len("It made "))


@pytest.mark.parametrize("said", ["It made ", "They moved ", "sabout ", "a mandate ", "takeover ", ""])
def test_what_bounds_nothing(said: str) -> None:
    assert qualifier_before(said, len(said)) == (None, len(said))


@pytest.mark.parametrize(
    ("after", "meant"),
    [("+", "more than"), ("-plus", "more than"), (" or more", "more than"), (" or so", "about"),
     (" or less", "up to"), (" or others", None), ("", None), (" plus tax", None)],
)  # fmt: skip
def test_what_bounds_a_number_from_the_right(after: str, meant: str | None) -> None:
    assert qualifier_after(f"5%{after}", 2) == meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # shares
        ("It holds 69% of it.", (69, "%", None, None, None)),
        ("It holds 69 percent of it.", (69, "%", None, None, None)),
        ("It holds 69 per cent of it.", (69, "%", None, None, None)),
        ("It holds 7.5 pct of it.", (7.5, "%", None, None, None)),
        ("It holds twenty-five percent of it.", (25, "%", None, None, None)),
        ("It holds nearly 70% of it.", (70, "%", None, "nearly", None)),
        ("It holds 70%-plus of it.", (70, "%", None, "more than", None)),
        ("It holds 60-70% of it.", (60, "%", 70, None, None)),
        ("It holds 60% to 70% of it.", (60, "%", 70, None, None)),
        ("It holds between 60 and 70 percent.", (60, "%", 70, None, None)),
        ("It lost 3 percentage points.", (3, "pp", None, None, None)),
        ("It lost 25 basis points.", (25, "bp", None, None, None)),
        ("It is two thirds of demand.", (66.7, "%", None, None, None)),
        ("It is a quarter of demand.", (25, "%", None, None, None)),
        ("It is three-quarters of demand.", (75, "%", None, None, None)),
        ("It is nine in ten of them.", (90, "%", None, None, None)),
        ("It is one of every five of them.", (20, "%", None, None, None)),
        ("It is half of demand.", (50, "%", None, None, None)),
        ("It is more than half of demand.", (50, "%", None, "more than", None)),
        ("Output doubled.", (100, "%", None, None, None)),
        ("Output tripled.", (200, "%", None, None, None)),
        ("Output halved.", (-50, "%", None, None, None)),
        # masses
        ("It made 900 tonnes.", (900, "t", None, None, None)),
        ("It made 900 tons.", (900, "t", None, None, None)),
        ("It made 900 metric tons.", (900, "t", None, None, None)),
        ("It made 1,200 t.", (1200, "t", None, None, None)),
        ("It made 100 short tons.", (90.718474, "t", None, None, None)),
        ("It made 30 kt.", (30_000, "t", None, None, None)),
        ("It made 30kt.", (30_000, "t", None, None, None)),
        ("It made 2 Mt.", (2e6, "t", None, None, None)),
        ("It made 200 mt.", (200, "t", None, None, None)),
        ("It made 1.2 million tonnes.", (1.2e6, "t", None, None, None)),
        ("It made 1.2m tonnes.", (1.2e6, "t", None, None, None)),
        ("It made 3 million pounds of it.", (3e6, "lb", None, None, None)),
        ("It made 40 kg.", (40, "kg", None, None, None)),
        ("It made 40 kilograms.", (40, "kg", None, None, None)),
        ("It made 5 grams.", (5, "g", None, None, None)),
        ("It made 300 koz.", (300_000, "oz", None, None, None)),
        ("It made 2 Moz.", (2e6, "oz", None, None, None)),
        ("It made 250,000 ounces.", (250_000, "oz", None, None, None)),
        ("It made between 200 and 300 tonnes.", (200, "t", 300, None, None)),
        ("It made 1m to 1.2m tonnes.", (1e6, "t", 1.2e6, None, None)),
        ("It made 3-5 million tonnes.", (3e6, "t", 5e6, None, None)),
        ("It made up to 500 tonnes.", (500, "t", None, "up to", None)),
        ("It made at least 500 tonnes.", (500, "t", None, "at least", None)),
        ("It made a thousand tonnes.", (1000, "t", None, None, None)),
        ("It made half a million tonnes.", (5e5, "t", None, None, None)),
        # rates
        ("It makes 40 ktpa.", (40_000, "t/yr", None, None, "yr")),
        ("It makes 2 Mtpa.", (2e6, "t/yr", None, None, "yr")),
        ("It makes 40,000 tpa.", (40_000, "t/yr", None, None, "yr")),
        ("It makes 500 tonnes a year.", (500, "t/yr", None, None, "yr")),
        ("It makes 500 tonnes of oxide per year.", (500, "t/yr", None, None, "yr")),
        ("It makes 500 tonnes annually.", (500, "t/yr", None, None, "yr")),
        ("Its annual output is 500 tonnes.", (500, "t/yr", None, None, "yr")),
        ("It makes 500 tonnes a month.", (500, "t", None, None, "month")),
        ("It makes 500 tonnes per day.", (500, "t", None, None, "day")),
        ("It makes 500 tonnes weekly.", (500, "t", None, None, "week")),
        ("It made 500 tonnes a year ago.", (500, "t", None, None, None)),
        ("It made 500 tonnes a year earlier.", (500, "t", None, None, None)),
        # others
        ("It waits 45 days.", (45, "days", None, None, None)),
        ("It waits twelve weeks.", (12, "weeks", None, None, None)),
        ("It waits 18 to 24 months.", (18, "months", 24, None, None)),
        ("It lasts 10 years.", (10, "years", None, None, None)),
        ("It is three times the price.", (3, "x", None, None, None)),
        ("It is a tenfold rise.", (10, "x", None, None, None)),
        ("It needs 30 MW.", (30, "MW", None, None, None)),
        ("It needs 30 gigawatt-hours.", (30, "GWh", None, None, None)),
        ("It has 450 ppm.", (450, "ppm", None, None, None)),
        ("It has 2.1 g/t.", (2.1, "g/t", None, None, None)),
        ("It is 3 km long.", (3, "km", None, None, None)),
        ("It listed 54 minerals.", (54, "count", None, None, None)),
        ("It listed more than 50 countries.", (50, "count", None, "more than", None)),
        # prices
        ("It cost $75/kg.", (75, "USD/kg", None, None, None)),
        ("It cost $75 a kilogram.", (75, "USD/kg", None, None, None)),
        ("It cost $75 per pound.", (75, "USD/lb", None, None, None)),
        ("It cost $13,500 a tonne.", (13_500, "USD/t", None, None, None)),
        ("It cost €9,000 per tonne.", (9000, "EUR/t", None, None, None)),
        ("It cost 450 yuan per kg.", (450, "CNY/kg", None, None, None)),
        ("It cost 75 cents a pound.", (0.75, "USD/lb", None, None, None)),
        ("It cost $320 per mtu.", (320, "USD/mtu", None, None, None)),
        ("It cost $30-35/kg.", (30, "USD/kg", 35, None, None)),
    ],
)  # fmt: skip
def test_quantities(text: str, expected: Q) -> None:
    value, *rest = quantity(text)
    assert value == pytest.approx(expected[0])
    assert rest == list(expected[1:])


def test_prices_share_their_unit() -> None:
    told = [(q.value, q.unit) for q in find_quantities("It rose from $9.20 to about $14.40 a pound.")]
    assert told == [(9.2, "USD/lb"), (14.4, "USD/lb")]
    told = [(q.value, q.unit) for q in find_quantities("It fell to $60/kg from $75.")]
    assert told == [(60, "USD/kg"), (75, "USD/kg")]
    assert not [q for q in find_quantities("It cost $60/kg. The firm spent $75.") if q.value == 75]


@pytest.mark.parametrize(
    "text",
    ["In 2024 it rose.", "It opened on 4 March.", "Announcement No. 57", "Section 232", "a one-off", "It rose.",
     "the second half", "half past nine", "China and Japan", "$400 million"],
)  # fmt: skip
def test_what_is_no_quantity(text: str) -> None:
    assert not [q for q in find_quantities(text) if q.unit != "count"]


M = tuple[float, str, float | None, str | None, str | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It paid $400 million.", (4e8, "USD", None, None, None)),
        ("It paid US$400m.", (4e8, "USD", None, None, None)),
        ("It paid $1.5bn.", (1.5e9, "USD", None, None, None)),
        ("It paid $2 trillion.", (2e12, "USD", None, None, None)),
        ("It paid $750,000.", (750_000, "USD", None, None, None)),
        ("It paid A$250 million.", (2.5e8, "AUD", None, None, None)),
        ("It paid C$30 million.", (3e7, "CAD", None, None, None)),
        ("It paid €3 billion.", (3e9, "EUR", None, None, None)),
        ("It paid £12m.", (1.2e7, "GBP", None, None, None)),
        ("It paid ¥90 billion.", (9e10, "JPY", None, None, None)),
        ("It paid R$5 billion.", (5e9, "BRL", None, None, None)),
        ("It paid Rs 1,500 crore.", (1.5e10, "INR", None, None, None)),
        ("It paid RMB 3 billion.", (3e9, "CNY", None, None, None)),
        ("It paid EUR 40 million.", (4e7, "EUR", None, None, None)),
        ("It paid 40 million euros.", (4e7, "EUR", None, None, None)),
        ("It paid 300 billion yen.", (3e11, "JPY", None, None, None)),
        ("It paid 300 billion won.", (3e11, "KRW", None, None, None)),
        ("It paid 30 million rand.", (3e7, "ZAR", None, None, None)),
        ("It paid 30 million ringgit.", (3e7, "MYR", None, None, None)),
        ("It paid 30 lakh rupees.", (3e6, "INR", None, None, None)),
        ("It paid $30k.", (30_000, "USD", None, None, None)),
        ("It paid 2 million Australian dollars.", (2e6, "AUD", None, None, None)),
        ("It paid six million dollars.", (6e6, "USD", None, None, None)),
        ("It paid $3-5 billion.", (3e9, "USD", 5e9, None, None)),
        ("It paid $3 billion to $5 billion.", (3e9, "USD", 5e9, None, None)),
        ("It paid up to $400 million.", (4e8, "USD", None, "up to", None)),
        ("It paid about €40 million.", (4e7, "EUR", None, "about", None)),
        ("It paid $5 million or more.", (5e6, "USD", None, "more than", None)),
        ("It pays $5 million a year.", (5e6, "USD", None, None, "yr")),
        ("It pays $70 per kg.", (70, "USD", None, None, "kg")),
        ("It pays $70 a pound.", (70, "USD", None, None, "lb")),
        ("It pays $2,500/oz.", (2500, "USD", None, None, "oz")),
        ("It pays $9,000 per dry metric tonne.", (9000, "USD", None, None, "t")),
        ("It pays $450 per flask.", (450, "USD", None, None, "flask")),
        ("It pays 20 cents per kg.", (0.2, "USD", None, None, "kg")),
    ],
)  # fmt: skip
def test_money(text: str, expected: M) -> None:
    (m,) = find_money(text)
    assert text[m.start : m.end] == m.surface
    assert (m.value, m.currency, m.high, m.qualifier, m.per) == (pytest.approx(expected[0]), *expected[1:])


def test_a_step_and_its_level_are_two_sums() -> None:
    told = [(m.value, m.high) for m in find_money("It rose by $15 to $560.")]
    assert told == [(15, None), (560, None)]


@pytest.mark.parametrize("text", ["It won the case.", "five pounds of ore", "a real gain", "40 tonnes", "no cents"])
def test_what_is_no_money(text: str) -> None:
    assert not find_money(text)


def test_other_currencies_come_in_dollars_of_their_year() -> None:
    assert to_usd(5.0, "USD") == 5.0
    assert to_usd(5.0, "XYZ") is None
    euro, yen = to_usd(1.0, "EUR", 2023), to_usd(1.0, "JPY", 2023)
    assert euro is not None
    assert yen is not None
    assert 1.0 < euro < 1.2
    assert 0.006 < yen < 0.008
    assert to_usd(1.0, "EUR", 1950) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("fell from $5.59 to $4.35 a pound", [(5.59, None, "USD/lb"), (4.35, None, "USD/lb")]),
        ("from $5.59 to $4.35 a pound", [(5.59, None, "USD/lb"), (4.35, None, "USD/lb")]),
        ("rose from $4 to $5 a pound", [(4, None, "USD/lb"), (5, None, "USD/lb")]),
        ("ranged from $4 to $5 a pound", [(4, 5, "USD/lb")]),
        ("RMB94,000~96,000/t", [(94_000, 96_000, "CNY/t")]),
        ("Yuan 75,300/t", [(75_300, None, "CNY/t")]),
        ("R1,500/oz", [(1500, None, "ZAR/oz")]),
        ("was cut from 9 to 7 percent", [(9, None, "%"), (7, None, "%")]),
        ("output rose from 20 to 25 kt", [(20_000, None, "t"), (25_000, None, "t")]),
        ("output of 20 to 25 kt", [(20_000, 25_000, "t")]),
        ("670-710,000 tonnes", [(670_000, 710_000, "t")]),
        ("826 tonnes a year prior", [(826, None, "t")]),
        ("826 tonnes a year", [(826, None, "t/yr")]),
        ("3.49 mnt", [(3.49e6, None, "t")]),
    ],
)
def test_what_moved_is_two_numbers_and_what_spans_is_one(
    text: str, parts: list[tuple[float, float | None, str]]
) -> None:
    assert [(round(q.value, 6), q.high, q.unit) for q in find_quantities(text)] == parts


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [("Rs 1.5 lakh crore", 1.5e12, "INR"), ("R311m", 311e6, "ZAR"), ("R3.2 billion", 3.2e9, "ZAR")],
)
def test_sums_in_rupees_and_rand(text: str, value: float, currency: str) -> None:
    (money,) = find_money(text)
    assert (money.value, money.currency) == (pytest.approx(value), currency)
    assert find_money("Route R61 and R2 are rooms") == ()


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("It expects between 370,000 tons and 420,000 tons.", [(370_000.0, 420_000.0)]),
        ("It cut its plan to 25,000 tons to 26,500 tons.", [(25_000.0, 26_500.0)]),
        ("It makes 20,000 tons to 25,000 tons a year.", [(20_000.0, 25_000.0)]),
        ("Its output rose from 25,000 tons to 26,500 tons.", [(25_000.0, None), (26_500.0, None)]),
        ("It made 370,000 tons and 420,000 tons.", [(370_000.0, None), (420_000.0, None)]),
        ("It expects between 30 percent and 420,000 tons.", [(30.0, None), (420_000.0, None)]),
    ],
)
def test_between_two_quantities_lies_a_range(text: str, ranges: list[tuple[float, float | None]]) -> None:
    assert [(q.value, q.high) for q in find_quantities(text)] == ranges


# what is written of 5, the unit that is meant, and how much of it
WRITTEN = """
t tonnes tons metric_tons metric_tonnes wet_tonnes dry_tons tpd tpm tU|t|5
tpa tpy|t/yr|5
kt ktpm kilotonnes kilotons|t|5000
ktpa ktpy|t/yr|5000
Mt megatonnes mnt|t|5e6
mtpa|t/yr|5e6
short_tons|t|4.5359237
kg kilos kilograms kilogrammes|kg|5
lb lbs|lb|5
grams|g|5
g/t grams_per_tonne grams_a_tonne grams_per_ton|g/t|5
GWh gigawatt-hours gigawatt_hours|GWh|5
MWh megawatt-hours|MWh|5
GW gigawatts|GW|5
MW megawatts|MW|5
μm µm|μm|5
km kilometres kilometers|km|5
miles|mile|5
hectares|ha|5
bps basis_points|bp|5
ppm|ppm|5
days|days|5
weeks|weeks|5
months|months|5
years|years|5
ounces oz|oz|5
koz|oz|5000
moz|oz|5e6
% percent per_cent pct pc|%|5
percentage_points pp percentage-points|pp|5
"""


@pytest.mark.parametrize("line", WRITTEN.strip().splitlines())
def test_each_way_to_write_a_unit(line: str) -> None:
    ways, unit, value = line.split("|")
    for way in ways.split():
        found = [(q.value, q.unit) for q in find_quantities(f"It is 5 {way.replace('_', ' ')}.")]
        assert found == [(pytest.approx(float(value)), unit)], way


@pytest.mark.parametrize(("word", "change"), [
    ("doubled", 100), ("doubling", 100), ("tripled", 200), ("trebled", 200), ("quadrupled", 300), ("halved", -50),
    ("halving", -50),
])  # fmt: skip
def test_what_a_change_in_a_word_is_in_percent(word: str, change: float) -> None:
    assert [(q.value, q.unit) for q in find_quantities(f"Output {word} in 2024.") if q.unit == "%"] == [(change, "%")]


@pytest.mark.parametrize(("text", "found"), [
    ("It would grow from $1.3 billion to $4.6 billion.", [(1.3e9, 4.6e9, "USD")]),
    ("It would grow from $1.3 billion to €4.6 billion.", [(1.3e9, None, "USD"), (4.6e9, None, "EUR")]),
    ("It lies between A$1.3 billion and $1.6 billion.", [(1.3e9, 1.6e9, "AUD")]),
    ("It lies between $1.3 billion and A$1.6 billion.", [(1.3e9, None, "USD"), (1.6e9, None, "AUD")]),
])  # fmt: skip
def test_a_range_is_of_one_currency(text: str, found: list[tuple[float, float | None, str]]) -> None:
    assert [(m.value, m.high, m.currency) for m in find_money(text)] == found


# a text, then each amount that is read in it: number (to number) unit / time
READ = """
It cost $3-5 billion.: 3e9 to 5e9 USD
It cost $3 million-$5 billion.: 3e6 to 5e9 USD
It cost RMB5 million.: 5e6 CNY
It cost R5 million.: 5e6 ZAR
It cost 5 million RMB.: 5e6 CNY
It cost R$5 million.: 5e6 BRL
It cost RM5 million.: 5e6 MYR
It cost 5 million pounds a year.: 5e6 GBP / yr
Its mine makes 5 million pounds a year.: 5e6 lb / yr
It made 150 million tons, down from 227 million in May.: 150e6 t; 227e6 t
It made 150 million tons, down from 3 in May.: 150e6 t
It made 5,000 tonnes, up from 4,000 to 4,500.: 5000 t; 4000 to 4500 t
It is from 4,000 to 5,000 tonnes.: 4000 to 5000 t
It named 22 out of 30 raw materials.: 22 count; 30 count
It made 5 tpd.: 5 t / day
It made 5 tpm.: 5 t / month
It made 5 ktpm.: 5000 t / month
It made 5 tonnes a week.: 5 t / week
It trebled.: 200 %
"""


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_what_amounts_a_text_has(line: str) -> None:
    text, _, told = line.partition(": ")
    found = [*find_money(text), *find_quantities(text)]
    ends = [f"{q.value:g}" + (f" to {q.high:g}" if q.high else "") for q in found]
    units = [q.unit.partition("/")[0] + (f" / {q.per}" if q.per else "") for q in found]
    wanted = [" ".join(f"{float(w):g}" if w[0].isdigit() else w for w in part.split(" ")) for part in told.split("; ")]
    assert [f"{e} {u}" for e, u in zip(ends, units, strict=True)] == [w for w in wanted if w != "-"], text


def test_a_rate_is_that_of_the_nearest_year_within_three() -> None:
    table = {currency: rate(currency, 2020) for currency in ("AUD", "EUR")}
    assert all(found and found[1] == 2020 for found in table.values())
    last = rate("AUD")
    assert last is not None
    assert rate("AUD", last[1] + 3) == last
    assert (rate("AUD", last[1] + 4), rate("XXX"), rate("AUD", 1900)) == (None, None, None)


@pytest.mark.parametrize(("text", "value"), [
    ("400e6", 4e8), ("400m", 4e8), ("$1.5 billion", 1.5e9), ("1,500 usd", 1500), ("us$5", 5), ("2 bn", 2e9),
    ("5 kg", None), ("five", None), ("", None), ("$", None),
])  # fmt: skip
def test_a_budget_as_people_write_it(text: str, value: float | None) -> None:
    if value is not None:
        assert parse_usd(text) == value
        return
    with pytest.raises(BadInput):
        parse_usd(text)


@pytest.mark.parametrize(("words", "percent"), [
    ("half", 50.0), ("a third", 33.3), ("a quarter", 25.0), ("a fifth", 20.0), ("a sixth", 16.7), ("a seventh", 14.3),
    ("an eighth", 12.5), ("two ninths", 22.2), ("a tenth", 10.0), ("three quarters", 75.0),
])  # fmt: skip
def test_a_part_in_words_is_a_share(words: str, percent: float) -> None:
    assert [(q.value, q.unit) for q in find_quantities(f"It sold {words} of its output.")] == [(percent, "%")]


@pytest.mark.parametrize(("text", "values"), [
    ("It cut its guidance to 665,000 from 695,000 tonnes.", [665_000.0, 695_000.0]),
    ("It cut its guidance to 665,000 from 695,000 ounces.", [665_000.0, 695_000.0]),
    ("It cut its staff to 6,000 from 6,950 people.", [6_950.0]),
    ("It cut its output to 665,000 from 12 tonnes.", [12.0]),  # no such step
])  # fmt: skip
def test_a_bare_number_has_the_mass_behind_it(text: str, values: list[float]) -> None:
    assert [q.value for q in find_quantities(text)] == values
