"""How a text is read for proof: numbers with units, ranges and bounds; dates; roles; marks; words, opposites."""

from __future__ import annotations

import re

import pytest

from didymium.proof import lexicon
from didymium.proof.known import slots_of, whole_sentences
from didymium.proof.reading import HIDDEN, Number, name_words, read, verbal

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
        ("Peru sold tin against Chile.", {"Peru": "A", "Chile": "T"}),
        ("Duties on tin from Peru rose.", {"Peru": "T"}), ("Tin from Peru was sold.", {"Peru": "A"}),
        ("Peru's miners sold tin.", {"Peru": "N of firms"}), ("Peru's ban on tin ended.", {"Peru": "A"}),
        ("Firms in Peru sold tin.", {"Peru": "N of firms"}), ("Peru firms met.", {"Peru": "A of firms"}),
        ("The mine in China's export quota closed.", {"China": "A"}), ("Buyers across Japan met.", {"Japan": "N"}),
        ("Peru's import ban hit Chile.", {"Peru": "A", "Chile": "T"}), ("Tin was sold into Peru.", {"Peru": "T"}),
        ("A licence that Peru gave Chile ended.", {"Peru": "A", "Chile": "T"}),
        ("Peru, Chile and Japan sold tin.", {"Peru": "A", "Chile": "A", "Japan": "A"}),
        ("It met with Peru and Chile.", {"Peru": "N", "Chile": "N"}), ("Tin got sold by Peru.", {"Peru": "A"}),
        ("The loan for Peru from Japan fell.", {"Peru": "T", "Japan": "A"}), ("Peru has been cut off.", {"Peru": "T"}),
        ("Peru, which Chile taxed, sold tin.", {"Peru": "A", "Chile": "A"}),
        ("Exports of Peru's companies rose.", {"Peru": "N of firms"}),
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


@pytest.mark.parametrize(
    "clauses",
    [
        "Peru sold tin / , / which fell / .", "Peru sold tin , zinc and lead / .",
        "Peru sold tin / and Chile bought it / .", "Peru sold tin and zinc / .", "Peru said / : tin fell / .",
        "Peru sold tin / , / and Chile bought zinc / .", "Peru sold tin / ; Chile sold lead / .",
        "Peru sold tin / if prices rose / .", "Peru sold tin after a strike / .", "Peru sold tin / , it has none / .",
        "Peru sold tin after a long and costly strike of its miners at the pit / .",
        "Peru sold tin , a metal of the East / .", "Peru sold tin / so it may buy zinc / .",
        "Peru sold tin / while it has none / .", "Peru sold tin / — Chile fell / .",
        "Peru sold the tin / that it mined / .", "Peru sold tin / while it had none / .",
        "Peru sold tin / where they have none / .", "Peru sold tin / which might fall / .",
    ],
)  # fmt: skip
def test_a_clause_begins_at_a_sign_or_joint_with_a_verb_behind_it(clauses: str) -> None:
    text = re.sub(r" ([.,;:])", r"\1", clauses.replace(" / ", " "))
    parts: dict[int, list[str]] = {}
    for item in read(text, DAY).items:
        parts.setdefault(item.clause, []).append(text[item.start : item.end])
    assert " / ".join(map(" ".join, parts.values())) == clauses


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Prices fell. Peru sold tin.", 2), ("Mr. Diaz sold tin.", 1), ("It sold No. 9 ore to Peru.", 1),
        ("It fell! (Peru sold tin.)", 2), ("Peru sold tin. “It fell.”", 2), ("At 9 a.m. tin fell.", 1),
        ("Did it fall? It did.", 2), ("Peru sold tin. 'It fell,' it said.", 2), ('Peru sold tin. "It fell."', 2),
        ("Gov. Diaz met St. John. Tin fell.", 2),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(text: str, sentences: int) -> None:
    assert len({i.sentence for i in read(text, DAY).items if i.kind != "punctuation"}) == sentences


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5 tonnes of cathode a year", ["5 tonnes: 5 t/yr"]), ("5 tonnes to Peru", ["5 tonnes: 5 t"]),
        ("5 kg of tin per month", ["5 kg: 0.06 kg/month"]), ("5 tonnes a year of tin", ["5 tonnes a year: 5 t/yr"]),
        ("5 wmt of ore", ["5 wmt: 5 t wet"]), ("5 dmt of ore", ["5 dmt: 5 t dry"]),
        ("5 wet tonnes", ["5 wet tonnes: 5 t wet"]), ("$3-5 million", ["$3-5 million: 3e+06 to 5e+06 USD"]),
        ("$60 to at least $70", ["$60: 60 USD", "at least $70: at least 70 USD"]),
        ("sales fell from 9 to 5 tonnes", ["9: 9 t", "5 tonnes: 5 t"]),
        ("sales rose from 5 to 9 tonnes", ["5: 5 t", "9 tonnes: 9 t"]),
        ("from 150,000-170,000 tonnes", ["150,000-170,000 tonnes: 150000 to 170000 t"]),
        ("to 3 to 4 tonnes from 2 to 5 tonnes", ["3 to 4 tonnes: 3 to 4 t", "2 to 5 tonnes: 2 to 5 t"]),
        ("34% more than 500 tonnes", ["34%: 0.34 %", "500 tonnes: 500 t"]),
        ("34% more than the 500 tonnes", ["34%: 0.34 %", "500 tonnes: 500 t"]),
        ("rose to more than 500 tonnes", ["more than 500 tonnes: more than 500 t"]),
        ("3 percentage points", ["3 percentage points: 0.03 pp points"]),
        ("12 of 30 mines", ["12: 12 count", "30: 30 count"]), ("3.5 mines", ["3.5: 3.5 count"]),
        ("twenty-one mines", ["twenty-one: 21 count"]), ("about 40 mines", ["about 40: about 40 count"]),
        ("between 3 and 5 mines", ["3 and 5: 3 to 5 count"]),
        ("between 3 mines and 5 tonnes", ["3: 3 count", "5 tonnes: 5 t"]),
        ("range from $3 to $5", ["$3 to $5: 3 to 5 USD"]),
        ("5 tonnes (range 4 to 6 tonnes)", ["5 tonnes (range 4 to 6 tonnes: 5 of 4 to 6 t"]),
        ("5 tonnes (90% range 4 to 6 tonnes)", ["5 tonnes (90% range 4 to 6 tonnes: 5 of 4 to 6 t"]),
        ("5 tonnes, about 4 to 6 tonnes", ["5 tonnes: 5 t", "about 4 to 6 tonnes: about 4 to 6 t"]),
        ("5 tonnes in a range of 4 to 6 tonnes", ["5 tonnes in a range of 4 to 6 tonnes: 5 of 4 to 6 t"]),
        ("5 tonnes (4% to 6%)", ["5 tonnes: 5 t", "4% to 6%: 0.04 to 0.06 %"]),
        ("5 tonnes ($3 to $5)", ["5 tonnes: 5 t", "$3 to $5: 3 to 5 USD"]), ("2.5x", []),
        ("90% interval of 3 to 5 tonnes", ["3 to 5 tonnes: 3 to 5 t"]), ("$0 million", ["$0 million: 0 USD"]),
    ],
)  # fmt: skip
def test_what_a_number_counts_and_where_it_ends(text: str, numbers: list[str]) -> None:
    assert [f"{i.surface}: {size(i.number)}" for i in read(text, DAY).numbers if i.number] == numbers


def size(n: Number) -> str:
    ends = f"{n.low.value:g} to {n.high.value:g}" if n.low and n.high else ""
    bound = "" if n.qualifier == "exactly" else f"{n.qualifier} "
    value = ends if n.whole else f"{n.value:g} of {ends}" if ends else f"{n.value:g}"
    return f"{bound}{value} {n.unit}{f' {n.kind}' if n.kind not in {'', 'count'} else ''}"


@pytest.mark.parametrize(
    ("text", "slack", "digits", "zeros"),
    [
        ("1,200 tonnes", 0.5, 2, 100), ("1,250 tonnes", 0.5, 3, 10), ("0.50 tonnes", 0.005, 1, 1),
        ("100 tonnes", 0.5, 1, 100), ("1.20%", 0.00005, 2, 1), ("$1,000 a tonne", 0.5, 1, 1000),
        ("$4 million", 500_000, 1, 1), ("$4.25 million", 5_000, 3, 1), ("12.50 tonnes", 0.005, 3, 1),
        ("twelve mines", 0, 3, 1), ("$0 million", 0.5, 1, 1),
    ],
)  # fmt: skip
def test_how_exactly_a_number_is_written(text: str, slack: float, digits: int, zeros: float) -> None:
    (number,) = (i.number for i in read(text, DAY).numbers)
    assert number is not None
    assert (number.slack, number.digits, number.zeros) == (pytest.approx(slack), digits, zeros)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Q3 2026", "2026-Q3"), ("the third quarter of 2026", "2026-Q3"), ("the second half of 2026", "2026-H2"),
        ("the last quarter of 2026", "2026-Q4"), ("the final half of 2026", "2026-H2"), ("1H 2026", "2026-H1"),
        ("the fourth quarter of 2026", "2026-Q4"), ("the first half of 2026", "2026-H1"), ("in 2026", "2026"),
        ("this quarter", "2025-Q4"), ("2013-2022", "2013 2022"), ("2013-22", "2013 2022"), ("4 October", "--10-04"),
        ("in October", "--10"), ("between May 2024 and June 2025", "2024-05/2025-06"),
        ("from 2020 to 2023", "2020/2023"), ("in 2020 and 2023", "2020 2023"), ("within a year", ""),
    ],
)  # fmt: skip
def test_a_date_is_of_the_part_of_the_year_that_it_names(text: str, found: str) -> None:
    assert " ".join(k for i in read(text, DAY).of("date") for k in i.keys) == found


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Miners sell", True), ("the strike", False), ("its export", False), ("they export", True),
        ("5 exports", False), ("tin exports", False), ("Peru exports", True), ("Peru shipment", False),
        ("Peru exporters", False), ("Peru tin", False), ("no ban", False), ("they ban", True), ("such sales", False),
        ("both bans", False), ("exports", True),
    ],
)  # fmt: skip
def test_a_word_is_a_verb_unless_it_stands_or_ends_as_a_noun(text: str, verb: bool) -> None:
    items = read(text, DAY).items
    assert verbal(items, len(items) - 1) is verb
    assert not verbal(read("Peru", DAY).items, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tin fell, the ministry announced on Sunday.", True), ("The ministry announced a ban on tin.", False),
        ("Tin fell, the ministry announced, due to rain.", True), ("Tin fell, customs data showed.", True),
        ("Tin fell, the ministry has announced.", False), ("Tin fell, which it announced.", False),
        ("Tin fell, the ministry announced to end the ban.", False), ("Tin fell, as Peru announced.", True),
        ("Tin fell, the long and careful study of it showed.", False), ("Tin, it announced, fell.", True),
        ("Tin fell, Peru's ministry added.", True), ("Tin fell, local media reported.", True),
    ],
)  # fmt: skip
def test_who_says_so_at_the_end_of_a_sentence(text: str, said: bool) -> None:
    assert any("attribution" in i.keys for i in read(text, DAY).of("mark")) is said


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("It fell since demand fell.", True), ("It fell since May.", False), ("It fell since last year.", False),
        ("It fell since the strike of 2024 began.", False), ("It fell so buyers left.", True),
        ("It fell so far.", False), ("It fell so much that buyers left.", False), ("It has fallen since.", False),
    ],
)  # fmt: skip
def test_since_and_so_may_tell_a_cause(text: str, cause: bool) -> None:
    assert any("cause" in i.keys for i in read(text, DAY).of("mark")) is cause


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("non-Chinese tin", {"negation"}), ("ex-Soviet tin", {"w:ex"}), ("later-than-expected sales", {"expected"}),
        ("re-opened mines", set()), ("non-critical minerals", {"negation"}),
    ],
)  # fmt: skip
def test_what_a_hyphen_joins(text: str, kinds: set[str]) -> None:
    assert kinds <= {k for i in read(text, DAY).items for k in i.keys}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Acme Metals Corp", "acme"), ("Metals Corp", "metal"), ("Neves-Corvo", "neves-corvo neve corvo"),
        ("Mining Group", "min"), ("the Bank of Peru", "peru"),
    ],
)  # fmt: skip
def test_the_words_by_which_a_name_is_known(text: str, names: str) -> None:
    assert {k.removeprefix("w:") for k in name_words(text)} == {*names.split(" ")}


@pytest.mark.parametrize(
    "text",
    ["Peru is banned.", "Peru are banned.", "Peru was banned.", "Peru were banned.", "Peru is to be banned.",
     "Peru has been banned.", "Peru is being banned.", "Peru got banned.", "Peru gets banned.", "Peru was sold.",
     "Peru was lent tin.", "Peru was cut off.", "Peru was shut."],
)  # fmt: skip
def test_who_has_it_done_is_acted_on(text: str) -> None:
    assert [i.role for i in read(text, DAY).of("country")] == ["T"]
    assert [i.role for i in read("Peru sold it.", DAY).of("country")] == ["A"]
