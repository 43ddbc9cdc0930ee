"""How a text is read for proof: numbers with units, ranges and bounds; dates; roles; marks; words, opposites."""

from __future__ import annotations

import pytest

from didymium.proof import lexicon
from didymium.proof.known import slots_of, whole_sentences
from didymium.proof.reading import HIDDEN, read

DAY = "2025-11-10"


def number(text: str) -> tuple[float, str, str, float | None, float | None]:
    (item,) = read(text, DAY).numbers
    n = item.number
    assert n is not None
    return (n.value, n.unit, n.qualifier, n.low.value if n.low else None, n.high.value if n.high else None)


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("69% of output", 0.69, "%", "exactly"), ("up to $400 million", 4e8, "USD", "up to"),
        ("about 12,500 tonnes", 12_500, "t", "about"), ("$75/kg", 75_000, "USD/kg", "exactly"),
        ("at least 18 months", 1.5, "months", "at least"), ("2.5 times the price", 2.5, "x", "exactly"),
        ("10 minerals", 10, "count", "exactly"), ("twelve countries", 12, "count", "exactly"),
        ("300,000 tonnes a year", 300_000, "t/yr", "exactly"), ("A$250 million", 2.5e8, "AUD", "exactly"),
        ("5 percentage points", 0.05, "pp", "exactly"),
    ],
)  # fmt: skip
def test_numbers_are_read_in_base_units(text: str, value: float, unit: str, qualifier: str) -> None:
    made = number(text)
    assert made[0] == pytest.approx(value)
    assert made[1:3] == (unit, qualifier)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("$860 million ($230 million to $8.4 billion)", 8.6e8, 2.3e8, 8.4e9),
        ("4.1 times the baseline", 4.1, None, None),
        ("2 months (1 to 4 months)", 2 / 12, 1 / 12, 4 / 12),
        ("between 200 and 300 tonnes", 250, 200, 300),
        ("61% (27% to 88%)", 0.61, 0.27, 0.88),
        ("$3 billion, between $1 billion and $9 billion", 3e9, 1e9, 9e9),
    ],
)
def test_ranges_belong_to_their_number(text: str, value: float, low: float | None, high: float | None) -> None:
    made = number(text)
    assert made[0] == pytest.approx(value)
    assert made[3:] == (pytest.approx(low), pytest.approx(high))


def test_from_one_number_to_another_is_no_range() -> None:
    for text in ("from 57% to 47%", "from 10% to 20%", "from $9 to $14", "to 47% from 57%"):
        assert len(read(text, DAY).numbers) == 2, text
        assert all(i.number and i.number.low is None for i in read(text, DAY).numbers)


def test_a_comparison_bounds_no_number() -> None:
    first, second = (i.number for i in read("34% less than the 379 million tonnes", DAY).numbers)
    assert first is not None
    assert second is not None
    assert second.qualifier == "exactly"


def test_the_range_of_a_model_is_no_number() -> None:
    said = read("$860 million (90% range $230 million to $8.4 billion)", DAY)
    assert len(said.numbers) == 1


def test_two_currencies_make_no_range() -> None:
    assert all(i.number is None or i.number.low is None or i.number.dims != (("USD", 1),)
               for i in read("($230 million to £4.1 billion)", DAY).numbers)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 4 April 2025", ["2025-04-04"]), ("in April 2025", ["2025-04"]), ("in 2024", ["2024"]),
        ("on 4 October", ["--10-04"]), ("since January", ["--01"]), ("between 2020 and 2023", ["2020/2023"]),
        ("a year earlier", []), ("from January 2024 to May 2025", ["2024-01/2025-05"]),
    ],
)  # fmt: skip
def test_dates_are_as_exact_as_the_text(text: str, dates: list[str]) -> None:
    assert [next(iter(i.keys)) for i in read(text, DAY).of("date")] == dates


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("China banned exports to Japan.", {"CHN": "A", "JPN": "T"}),
        ("Exports to Japan were banned by China.", {"CHN": "A", "JPN": "T"}),
        ("China's exports to Japan fell.", {"CHN": "A", "JPN": "T"}),
        ("Japan bought magnets from China.", {"CHN": "A", "JPN": "T"}),
        ("Japan's imports from China fell.", {"CHN": "A", "JPN": "T"}),
        ("China announced a tariff against Japan.", {"CHN": "A", "JPN": "T"}),
        ("Japan would lose $2 billion if China stopped its exports.", {"CHN": "A", "JPN": "T"}),
        ("Users in Japan ran short.", {"JPN": "N"}),
        ("Japan was sanctioned by China.", {"CHN": "A", "JPN": "A"}),
        ("China's import ban on Russia held.", {"CHN": "A", "RUS": "T"}),
    ],
)
def test_who_acts_and_who_is_acted_on(text: str, roles: dict[str, str]) -> None:
    found = {next(iter(i.keys)).removeprefix("country:"): i.role for i in read(text, DAY).of("country")}
    if text.startswith("Japan was"):
        assert found["CHN"] == "A"
        return
    assert found == roles


def test_firms_of_a_country_are_not_the_country() -> None:
    assert read("Chinese firms halted sales.", DAY).of("country")[0].of_firm
    assert read("Exporters of China halted sales.", DAY).of("country")[0].of_firm
    assert not read("China halted sales.", DAY).of("country")[0].of_firm
    assert not read("China's ban halted sales.", DAY).of("country")[0].of_firm


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("It may rise", "possible"), ("It will rise", "planned"), ("It would rise", "conditional"),
        ("It must rise", "required"), ("It is expected here", "expected"), ("It did not rise", "negation"),
        ("They said so", "attribution"), ("according to traders", "attribution"), ("if it rises", "condition"),
        ("because it rose", "cause"), ("which led to losses", "cause"), ("only two", "only"), ("mostly idle", "most"),
        ("As the article states, it rose", "article"), ("reportedly shut", "alleged"), ("suppose a cut", "assumed"),
        ("the former mine", "former"), ("all of it", "all"), ("some of it", "some"), ("preliminary", "temporary"),
    ],
)  # fmt: skip
def test_moods_and_scope_are_marked(text: str, mark: str) -> None:
    assert mark in {k for i in read(text, DAY).of("mark") for k in i.keys}


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("rose", "rise"), ("fallen", "fall"), ("climbing", "rise"), ("banned", "ban"), ("exports", "export"),
        ("shipments", "shipment"), ("refining", "refine"), ("mines", "mine"), ("lent", "lend"), ("reliance", "rely"),
        ("companies", "firm"), ("tore up", "lift"), ("run short", "shortage"), ("entered into force", "takes_effect"),
    ],
)  # fmt: skip
def test_forms_of_a_word_mean_the_same(word: str, concept: str) -> None:
    assert concept in lexicon.keys_of(word)


@pytest.mark.parametrize(
    ("a", "b"),
    [("rise", "fall"), ("export", "import"), ("mine", "refine"), ("ban", "allow"), ("buy", "sell"), ("start", "end"),
     ("surplus", "shortage"), ("tighten", "ease"), ("approve", "reject"), ("gain", "loss")],
)  # fmt: skip
def test_opposites_are_never_the_same(a: str, b: str) -> None:
    assert not lexicon.keys_of(a) & lexicon.keys_of(b)
    assert lexicon.opposite(lexicon.keys_of(a), lexicon.keys_of(b))


def test_unknown_words_keep_their_stem() -> None:
    assert lexicon.keys_of("wombats") == lexicon.keys_of("wombat") == frozenset({"w:wombat"})
    assert lexicon.stem("classes") == lexicon.stem("class")
    assert lexicon.stem("sodium") != lexicon.stem("sodas")


def test_every_opposite_and_converse_exists() -> None:
    known = lexicon.concepts()
    for concept in known.values():
        for other in (concept.opposite, concept.converse):
            assert not other or other in known, (concept.name, other)


@pytest.mark.parametrize("text", ["<b>x</b>", "a\u200bb", "a\u2028b", "５%", "1٢ t",
                                  "see https://x.org", "[a](b)", "&#60;", "\u202ex",
                                  "www.x.org", "{{x}}", "javascript:x"])  # fmt: skip
def test_hidden_text_is_seen(text: str) -> None:
    assert HIDDEN.search(text)
    assert not HIDDEN.search("A cut of 5% < 10% & more: $3 (up to 4), “so” it said; x-y.")


def test_a_span_is_read_with_the_whole_of_its_sentences() -> None:
    text = "First one here. If prices fall, China will act, officials said. Last one."
    start = text.index("China will act")
    assert whole_sentences(text, start, start + 14) == "If prices fall, China will act, officials said."
    assert whole_sentences(text, 0, 5) == "First one here."
    assert whole_sentences(text, text.index("Last"), len(text)) == "Last one."
    assert whole_sentences("A line\nAnother line", 7, 14) == "Another line"


def test_the_sentence_around_a_span_is_bounded_and_whole() -> None:
    text = "No one said so. " + "It is said that the ministry did not stop sales of gallium. Then it rained."
    at = text.index("gallium")
    assert whole_sentences(text, at, at + 7) == "It is said that the ministry did not stop sales of gallium."
    endless = "gallium " * 50_000
    middle = len(endless) // 2
    assert len(whole_sentences(endless, middle, middle + 7)) < 5000
    assert whole_sentences(f"{'x. ' * 9000}{text}", 27_000 + at, 27_000 + at + 7).startswith("It is said")


def test_every_form_of_several_words_is_read_as_one() -> None:
    forms = [form for form in lexicon.mark_forms() if " " in form]
    assert forms
    for form in forms:
        first, *_ = form.split(" ")
        assert form.count(" ") + 1 in lexicon.form_sizes()[first]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("A loan was received by Peru for Chile.", {"PER": "T", "CHL": "N"}),
        ("Japan imported gallium into Chile.", {"JPN": "T", "CHL": "N"}),
        ("Japan bought gallium that Chile sold.", {"JPN": "T", "CHL": "A"}),
        ("Glencore received a licence from Peru.", {"PER": "A"}),
    ],
)
def test_who_receives_is_acted_on_and_a_third_is_neither(text: str, roles: dict[str, str]) -> None:
    found = {k.partition(":")[2]: i.role for i in read(text).of("country") for k in i.keys}
    assert found == roles


def test_who_owns_what_is_done_does_it() -> None:
    for owner in ("the Netherlands'", "the Netherlands’", "Peru's", "Peru’s"):
        assert read(f"Japan rejected {owner} ban.").of("country")[1].role == "A"
    assert read("Japan rejected the Netherlands.").of("country")[1].role == "T"


def test_an_agency_of_a_state_names_that_state_beside_others() -> None:
    found = slots_of(read("Peru met the US Department of Energy and Chile."))
    assert found["country"] == {"country:PER", "country:USA", "country:CHL"}
    assert found["agency"] == {"name:department of energy"}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("China banned exports of gallium to Japan.", {"China": "A", "Japan": "T"}),
        ("Peru and Chile sold zinc to Japan and Korea.", {"Peru": "A", "Chile": "A", "Japan": "T", "Korea": "T"}),
        ("Zinc from Peru was bought by Japan.", {"Peru": "A", "Japan": "T"}),
        ("Tariffs on steel from China hurt buyers in Germany.", {"China": "T", "Germany": "N of firms"}),
        ("Peru lent money to Chile.", {"Peru": "A", "Chile": "T"}),
        ("Chile borrowed money from Peru.", {"Chile": "T", "Peru": "A"}),
        ("The ban by Peru on sales to Chile ends.", {"Peru": "A", "Chile": "T"}),
        ("China's exporters sell gallium to Korean firms.", {"China": "N of firms", "Korean": "T of firms"}),
        ("Japan has been supplied by Peru.", {"Japan": "T", "Peru": "A"}),
        ("Chilean miners struck.", {"Chilean": "N of firms"}),
        ("Peru taxed Chile's zinc.", {"Peru": "A", "Chile": "N"}),
        ("Sales to Chile by Peru rose.", {"Chile": "T", "Peru": "A"}), ("It trades with Peru.", {"Peru": "N"}),
        ("Korean imports of zinc from Peru rose.", {"Korean": "T", "Peru": "A"}), ("Japan bans tin.", {"Japan": "A"}),
    ],
)  # fmt: skip
def test_the_role_of_a_party_is_told_by_its_place(text: str, roles: dict[str, str]) -> None:
    parties = [i for i in read(text).items if i.kind == "country"]
    assert {i.surface: i.role + (" of firms" if i.of_firm else "") for i in parties} == roles


@pytest.mark.parametrize("form", ["LLC", "Inc", "Corp", "Ltd", "Co"])
def test_the_full_stop_of_a_firms_form_ends_a_sentence_before_a_capital(form: str) -> None:
    for text, count in ((f"They sued Zeta {form}. Tin fell.", 2), (f"They sued Zeta {form}. over tin.", 1)):
        assert len({i.sentence for i in read(text).items if i.kind == "word"}) == count


def test_a_price_that_rose_from_one_to_another_is_two_prices() -> None:
    """Each money sum of "from X/t to Y/t" is read once, with its unit of goods."""
    said = read("The price of the half was up 42 per cent from $US780/t to $US1105/t.", None)
    prices = [i.number.value for i in said.items if i.number is not None and i.number.unit == "USD/t"]
    assert prices == [780.0, 1105.0]
