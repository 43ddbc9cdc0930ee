"""The questions that the checks of a proof ask of a number, a date, a name: each condition decides a case alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from didymium.proof import entail, follow, lexicon, wholes
from didymium.proof import known as says
from didymium.proof.known import Known, Stated
from didymium.proof.reading import Item, Number, Said, read
from didymium.records import DerivedEvidence, Figure, GivenEvidence, RunEvidence, SpanEvidence

DAY = "2025-11-10"


def text(words: str) -> Said:
    return read(words, DAY)


def number(words: str) -> Number:
    found = text(words).numbers[0].number
    assert found is not None
    return found


def stated(value: float, unit: str = "t", metric: str = "m", ends: tuple[float, float] | None = None,
           **more: Any) -> Stated:  # fmt: skip
    low, high = ends or (None, None)
    return replace(says.figure_number(Figure(metric=metric, value=value, unit=unit, low=low, high=high)), **more)


ABOUT = frozenset({"about"})
SPOKEN: dict[str, Any] = {"exact": False}  # a number of the article's words, not of a cell


@pytest.mark.parametrize(
    ("said", "known", "true"),
    [
        # differences of shares are points, changes are percent
        ("5 percentage points", stated(0.05, "1", "share_difference"), True),
        ("5%", stated(0.05, "1", "share_difference"), False), ("5%", stated(0.05, "1", "share_gap"), False),
        ("5%", stated(0.05, "1", "share_points"), False), ("5%", stated(0.05, "1", "share"), True),
        ("5 percentage points", stated(0.05, "1", "share"), False), ("5 percentage points", stated(5, "t",
         "gap"), False),
        # wet and dry tonnes are two units in words, and a computed tonne is neither
        ("5 wet tonnes", stated(5), True), ("5 dry tonnes", stated(5), True), ("5 wet tonnes", stated(5,
         **SPOKEN), False),
        ("5 dry tonnes", stated(5, **SPOKEN), False), ("5 tonnes", stated(5, "kg"), False),
        ("5 tonnes", stated(5000, "kg"), True), ("5 tonnes", stated(5, "USD"), False),
        # ratios
        ("2 times", stated(2, "1", "price_ratio"), True), ("100%", stated(2, "1", "price_ratio"), True),
        ("200%", stated(2, "1", "price_ratio"), False), ("200%", stated(2, "1", "share_ratio"), True),
        ("2 times", stated(2, "1", **SPOKEN), True), ("two mines", stated(2, "1", "price_ratio"), False),
        # ranges
        ("between 4 t and 6 t", stated(5, ends=(4, 6)), True), ("between 4 t and 6 t", stated(5), False),
        ("between 4 t and 7 t", stated(5, ends=(4, 6)), False), ("between 3 t and 6 t", stated(5, ends=(4,
         6)), False),
        ("between 4 t and 6 t", stated(5, ends=(4, 6), **SPOKEN), True),
        ("between 4 t and 6 t", stated(5, ends=(4, 6), qualifiers=ABOUT), True),
        ("between 4 t and 6 t", stated(5, ends=(4, 6), qualifiers=ABOUT, **SPOKEN), False),
        ("between 4 t and 6 t", stated(-5, ends=(-6, -4)), True),
        ("between 4 t and 6 t", stated(5, ends=(4.4, 6)), True), ("between 4 t and 6 t", stated(5, ends=(4,
         6.49)), True),
        ("between 1 t and 6 t", stated(5, ends=(1.3, 6)), False), ("between 4 t and 6 t", stated(5,
         ends=(4, 6.6)), False),
        ("between 0 t and 2 t", stated(1, ends=(0, 2.45)), False),
        ("between 4 t and 6 t", stated(-5, ends=(-6, 4)), False),
        ("5 t", stated(5, ends=(4, 6)), True), ("5 t", stated(5, ends=(4, 6), **SPOKEN), False),
        ("5 t (4 t to 6 t)", stated(5, ends=(4, 6)), True), ("5 t (4 t to 6 t)", stated(5, ends=(4, 7)),
         False),
        ("5 t (4 t to 6 t)", stated(5), False), ("9 t (4 t to 6 t)", stated(5, ends=(4, 6)), False),
        # rounding: to the places that are written, and not too coarsely
        ("5 t", stated(-5), True), ("5 t", stated(5.4), True), ("5 t", stated(5.6), False),
        ("50 t", stated(51), True), ("50 t", stated(52), False), ("about 50 t", stated(52), True),
        ("5.0 t", stated(5.04), True), ("5.0 t", stated(5.1), False), ("500 t", stated(505), True),
        ("500 t", stated(520), False), ("about 500 t", stated(520), True), ("about 500 t", stated(540),
         False),
        ("5 t", stated(5.4, **SPOKEN), False), ("about 5 t", stated(5.4, qualifiers=ABOUT, **SPOKEN), True),
        ("5 t", stated(5.4, qualifiers=ABOUT, **SPOKEN), False),
        # bounds
        ("up to 5 t", stated(5), False), ("up to 5 t", stated(5, qualifiers=frozenset({"up to"})), True),
        ("5 t", stated(5, qualifiers=frozenset({"up to"})), False), ("at least 5 t", stated(5), False),
        ("about 5 t", stated(5), False), ("about 5 t", stated(5, ends=(4, 6)), True),
        ("about 5 t", stated(5, qualifiers=frozenset({"nearly"})), True),
        ("about 5 t", stated(5, qualifiers=frozenset({"up to"})), False),
        ("more than 5 t", stated(5.1), False), ("more than 5 t", stated(5), False), ("more than 5 t",
         stated(6), False),
        ("more than 5.1 t", stated(5.05), False), ("nearly 5.1 t", stated(5.05), False), ("nearly 5 t",
         stated(5.1), False),
        ("less than 5.1 t", stated(5.05), False),
    ],
)  # fmt: skip
def test_what_number_a_written_number_is(said: str, known: Stated, true: bool) -> None:
    assert entail.same(number(said), known) is true


@pytest.mark.parametrize(
    ("said", "known", "true"),
    [
        ("2024", "2024", True), ("2024", "2024-05", True), ("2024-05", "2024", False), ("2024-0",
         "2024-05", False),
        ("--10-04", "2023-10-04", True), ("--10-04", "--10-04", True), ("--10-04", "2023-04-10", False),
        ("--10", "2023-10-04", True), ("--10", "2023-11-10", False), ("--10", "--10", True),
        ("2026-H2", "2026-07", True), ("2026-H2", "2026-06-30", False), ("2026-H1", "2026-06-30", True),
        ("2026-H1", "2025-06", False), ("2026-H1", "2026", False), ("2026-Q3", "2026-09-30", True),
        ("2026-Q3", "2026-10", False), ("2026-Q3", "2026-H2", False), ("2026-Q3", "2026-Q3", True),
        ("2023/2024", "2023", False), ("2023", "2023/2024", False), ("2023/2024", "2023/2024", True),
    ],
)  # fmt: skip
def test_which_date_a_written_date_is(said: str, known: str, true: bool) -> None:
    assert entail.dated(said, known) is true


@pytest.mark.parametrize(
    ("words", "true"),
    [
        ("3% of world output", True), ("3% of global output", True), ("3% of output", False),
        ("world output of 5 t", True), ("China's world output of 5 t", True),
        ("world sales to China of 5 t", False),
        ("5 t of it is made in the world", False),
    ],
)  # fmt: skip
def test_whether_a_number_is_the_worlds(words: str, true: bool) -> None:
    assert entail._of_the_world(text(words), text(words).numbers[0]) is true


@pytest.mark.parametrize(
    ("words", "side"),
    [("from 5 t", "start"), ("against 5 t", "start"), ("to 5 t", "end"), ("at 5 t", "end"), ("of 5 t", ""),
    ("5 t", "")],
)  # fmt: skip
def test_at_which_end_of_a_change_a_number_stands(words: str, side: str) -> None:
    assert entail._side(text(words).items, text(words).numbers[0]) == side


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("made in China", {"country:CHN"}), ("made inside China", {"country:CHN"}), ("made within China",
         {"country:CHN"}),
        ("made in the United States", {"country:USA"}), ("sold to the United States", set()),
        ("sold from China", set()), ("made in China's mines", {"country:CHN"}), ("made in Chinese firms",
         set()),
    ],
)  # fmt: skip
def test_in_which_country_something_is(words: str, inside: set[str]) -> None:
    assert set(entail._inside(text(words).items)) == inside


def test_of_which_country_a_figure_is() -> None:
    figure = Figure(metric="m", value=1, unit="t", country="CHN;JPN")
    run = RunEvidence(run="r", metric="m", index=0, statement="", figure=figure)
    derived = DerivedEvidence(formula="e1", operands=("e1",), figure=figure, statement="")
    both = frozenset({"country:CHN", "country:JPN"})
    assert entail._own_place(Known("e1", run)) == both
    assert entail._own_place(Known("e1", derived, modality="conditional")) == both
    assert entail._own_place(Known("e1", derived)) == frozenset()
    bare = figure.model_copy(update={"country": None})
    assert entail._own_place(Known("e1", run.model_copy(update={"figure": bare}))) == frozenset()


@pytest.mark.parametrize(
    ("said", "known", "true"),
    [("name:almonty", "name:almonty industries", True), ("name:almonty industries", "name:almonty", False),
     ("name:al", "name:almonty industries", False), ("country:c", "country:c x", False)],
)  # fmt: skip
def test_a_name_may_be_shortened(said: str, known: str, true: bool) -> None:
    assert entail._shortened(said, known) is true


@pytest.mark.parametrize(
    ("words", "behind"),
    [("5 t of tin", {"mineral:tin"}), ("5 t a year of tin", {"mineral:tin"}), ("5 t tin", set()),
    ("tin of 5 t", set()),
     ("5 t from tin", set())],
)  # fmt: skip
def test_of_which_mineral_a_number_is(words: str, behind: set[str]) -> None:
    assert set(entail._behind(text(words).stretches[0])) == behind


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("the largest producer", ""), ("the second largest producer", "second"),
        ("one of the largest producers", "one of"),
        ("among the largest producers", "one of"), ("a leading producer", "one of"), ("an oldest producer",
         "one of"),
        ("in a year the largest producer", ""), ("its tenth largest producer", "tenth"),
    ],
)  # fmt: skip
def test_which_rank_a_superlative_has(words: str, rank: str) -> None:
    items = text(words).items
    place = next(n for n, i in enumerate(items) if i.surface in {"largest", "leading", "oldest"})
    assert entail._rank(items, place) == rank


@pytest.mark.parametrize(
    ("words", "true"),
    [("largest", True), ("oldest", True), ("best", True), ("sole", True), ("interest", False), ("latest",
    False),
     ("lowest", True), ("west", False), ("leading", True), ("fastest", True)],
)  # fmt: skip
def test_what_is_a_superlative(words: str, true: bool) -> None:
    assert entail._superlative(text(words).items[0]) is true


def surfaces(items: Sequence[Item]) -> list[str]:
    return [i.surface for i in items]


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("Lynas, which runs a plant, sold tin.", ["which", "runs", "a", "plant"]),
        ("Lynas, which runs a plant.", []), ("Lynas sold tin which, it said, fell.", []),
        ("Lynas, a miner of tin, sold it.", ["a", "miner", "of", "tin"]),
        ("It sold, the miner of tin, lead.", []),
        ("Lynas, the miner, lead and tin.", []), ("Lynas, one of the miners, will sell.", ["one", "of",
         "the", "miners"]),
        ("Lynas, the miner of tin.", []),
    ],
)  # fmt: skip
def test_what_stands_aside_between_commas(words: str, apart: list[str]) -> None:
    items = text(words).items
    assert surfaces([i for n, i in enumerate(items) if n in entail.aside(items)]) == apart


def at(words: str, surface: str) -> tuple[tuple[Item, ...], int]:
    items = text(words).items
    return items, next(n for n, i in enumerate(items) if i.surface == surface)


def test_what_stands_around_a_word_the_nearer_the_heavier() -> None:
    items, sold = at("Chile sold tin to Peru, not lead.", "sold")
    assert entail._around(items, sold - 1, frozenset()) == pytest.approx(
        {"sell": 1.0, "mineral:tin": 0.7, "country:PER": 0.49, "lead_by": 0.343}
    )
    assert entail._around(items, sold + 1, frozenset()) == pytest.approx(
        {"sell": 1.0, "country:CHL": 0.7, "country:PER": 1.0, "lead_by": 0.7}
    )
    two, first = at("Chile sold tin. Japan fell.", "Chile")
    assert set(entail._around(two, first, frozenset())) == {"sell", "mineral:tin"}
    assert set(entail._around(two, first + 4, frozenset())) == {"fall"}
    aside, sold = at("Chile, which runs a mill, sold tin.", "sold")
    apart = entail.aside(aside)
    assert set(entail._around(aside, sold, apart)) == {"country:CHL", "mineral:tin"}
    assert not set(entail._around(aside, sold - 2, apart)) & {"country:CHL", "sell"}
    numbers, five = at("It sold 5 t in May", "5 t")
    assert "5 t" in entail._around(numbers, five - 1, frozenset())


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Chile", "party"), ("Codelco", "party"), ("tin", "mineral"), ("May 2024", "date"), ("5 t",
    "number (('t', 1),) "),
     ("5 mines", "number () count"), ("5%", "number () "), ("sold", "verb"), ("Kokkola", "party"), ("slowly", ""),
     ("the", ""), ("kokkola", "")],
)  # fmt: skip
def test_what_a_thing_may_be_exchanged_with(word: str, kind: str) -> None:
    assert entail._class(text(word).items[0]) == kind


@pytest.mark.parametrize(
    ("a", "b", "true"),
    [("buy", "sell", True), ("sell", "buy", True), ("5 t", "5 t", True), ("5 t", "6 t", False),
    ("Rio Tinto", "Rio", True),
     ("buy", "cut", False), ("5 t", "cut", False), ("Chile", "Peru", False), ("5.0000001 t", "5 t", False)],
)  # fmt: skip
def test_whether_two_things_are_one(a: str, b: str, true: bool) -> None:
    assert entail._is(text(a).items[0], text(b).items[0]) is true


@pytest.mark.parametrize(
    ("words", "verbs"),
    [
        ("It is banned until 1 May 2024", {"ban"}), ("Exports ended, banned until 1 May 2024", {"ban"}),
        ("until 1 May 2024 exports banned", set()), ("It is banned, 1 May 2024", set()),
        ("It sold until 1 May 2024", set()),
        ("It is extended to 1 May 2024", {"extend"}),
    ],
)  # fmt: skip
def test_which_verb_stands_before_until(words: str, verbs: set[str]) -> None:
    items = text(words).items
    place = next(n for n, i in enumerate(items) if i.kind == "date")
    assert set(entail._verb_until(items, place)) == verbs


@pytest.mark.parametrize(
    ("words", "titled", "event"),
    [
        ("It announced and imposed it on 1 May 2024", "", {"impose"}),
        ("On 1 May 2024 it imposed it and lifted it", "", {"impose"}),
        ("It announced it. On 1 May 2024 it sold tin", "", set()), ("The rule ended on 1 May 2024", "",
         {"end", "expire"}),
        ("The extension of 1 May 2024", "extend", set()), ("The extension of 1 May 2024", "", {"extend"}),
        ("It sold tin on 1 May 2024", "", set()), ("It signed it and it agreed on 1 May 2024", "", {"agree"}),
    ],
)  # fmt: skip
def test_which_event_a_date_is_of(words: str, titled: str, event: set[str]) -> None:
    items = text(words).items
    place = next(n for n, i in enumerate(items) if i.kind == "date")
    assert set(entail._event_before(items, place, frozenset({titled}))) == event


@pytest.mark.parametrize(
    ("words", "verbs"),
    [
        ("Chile sold tin", ["sold"]), ("Chile increased output", ["increased"]), ("increased output fell", ["fell"]),
        ("output increased by it", ["increased"]), ("Chile exports tin", []), ("Chile brings 5 t", ["brings"]),
        ("the brings", []), ("It has 5 t", []), ("Chile cuts tin", ["cuts"]), ("the cuts 5 t", []), ("its ended", []),
        ("tin grew", ["grew"]),
    ],
)  # fmt: skip
def test_which_verbs_tell_of_what_is_done(words: str, verbs: list[str]) -> None:
    items = text(words).items
    assert [i.surface for n, i in enumerate(items) if entail.finite(items, n)] == verbs


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("Output of 5 t is planned and set", ["Output", "of", "5 t", "is", "planned", "and"]),
        ("Sales are above output of 5 t in May now", ["output", "of", "5 t", "in", "May", "now"]),
        ("It was so and 5 t than it", ["so", "and", "5 t", "than", "it"]),
        ("It fell. The 5 t were planned. It rose.", [".", "the", "5 t", "were", "planned"]),
    ],
)  # fmt: skip
def test_on_which_side_of_a_comparison_a_number_stands(words: str, side: list[str]) -> None:
    said = text(words)
    number_ = said.numbers[0]
    assert [i.surface for i in entail._side_of(said.items, number_)] == side


@pytest.mark.parametrize(
    ("words", "behind", "beyond"),
    [("20% (10% to 30%) above it", "above", True), ("20% of it", "of", False), ("20%", "", False),
    ("20% more", "more", True),
     ("20% lower than it", "lower", True), ("20% higher", "higher", True), ("20% less", "less", True),
     ("20% below", "below", True)],
)  # fmt: skip
def test_what_stands_behind_a_share(words: str, behind: str, beyond: bool) -> None:
    said = text(words)
    assert entail._behind_it(said, said.numbers[0]) == behind
    assert entail._stands_beyond(said, said.numbers[0]) is beyond


@pytest.mark.parametrize(
    ("words", "true"),
    [("35% of 90 kt", True), ("35% of the 90 kt", True), ("35% of it, 90 kt", False),
    ("35% of the total 90 kt", False)],
)  # fmt: skip
def test_whether_a_share_is_of_a_number(words: str, true: bool) -> None:
    assert entail._of_a_number(text(words), text(words).numbers[0]) is true


@pytest.mark.parametrize(
    ("words", "mark", "reach", "head"),
    [
        ("Chile will not cut copper output in 2026", "not", 3, {"cut", "lower", "mineral:copper", "produce"}),
        ("Chile will cut copper output in 2026", "will", 3, {"cut", "lower", "mineral:copper", "produce"}),
        ("Chile may sell. It bought tin", "may", 3, {"sell"}), ("Chile did not sell while Peru bought",
         "not", 3, {"sell"}),
        ("Chile may sell while Peru bought", "may", 3, {"sell", "country:PER", "buy"}),
        ("Chile may sell 5 t in May 2024", "may", 2, {"sell", "5 t"}), ("Chile may sell tin", "may", 1, {"sell"}),
    ],
)  # fmt: skip
def test_what_a_mark_is_about(words: str, mark: str, reach: int, head: set[str]) -> None:
    items, place = at(words, mark)
    assert set(entail._head(items, place, reach)) == head


@pytest.mark.parametrize(
    ("words", "mark", "governed"),
    [
        ("Chile said tin fell", "said", {"attribution", "country:CHL", "fall", "mineral:tin"}),
        ("Chile sold tin, saying prices fell", "saying", {"fall", "price"}),
        ("Chile sold tin, which traders say fell", "say", {"fall"}),
        ("Chile sold tin and saying it fell", "saying", {"attribution", "country:CHL", "fall",
         "mineral:tin", "sell"}),
    ],
)  # fmt: skip
def test_what_is_told_by_whom(words: str, mark: str, governed: set[str]) -> None:
    _, place = at(words, mark)
    assert {k for k in entail._told_by(text(words), place) if k not in {"and", "it", ","}} == governed


def test_who_is_ranked_and_as_what() -> None:
    items, place = at("Peru, of all, is the largest. It fell", "largest")
    assert entail._who(items, place) == {"country:PER"}
    assert entail._who(items, len(items) - 1) == frozenset()
    items, place = at("the largest copper mine in Peru", "largest")
    assert entail._ranked(items, place) == {"mineral:copper", "mine"}


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("Chile sold 5 t of tin.", {0}), ("Chile and Peru sold tin.", {0, 1}), ("It was 7 t.", {1}),
        ("It was $7.", set()),
        ("It fell.", set()), ("Chile and Peru sold 5 t and 7 t.", {0, 1}), ("Chile will go.", set()),
        ("Chile sold 7 t.", {0, 1}), ("Chile sold tin and 7 t of lead.", {0, 1}), ("Peru sold 7 t in Chile.", {1}),
    ],
)  # fmt: skip
def test_on_which_sentences_of_an_article_one_draws(words: str, sentences: set[int]) -> None:
    told = text("Chile sold 5 t of tin. Peru sold 7 t of lead. It fell.")
    span = SpanEvidence(start=0, end=1, quote="C")
    assert set(entail.drawn_on(text(words), Known("e1", span, texts=(told,)))) == sentences


@pytest.mark.parametrize(
    ("word", "kind", "made"),
    [
        ("output", "noun", "output outputs"), ("trade deal", "noun", "trade_deal trade_deals"), ("tax",
         "noun", "tax taxes"),
        ("tear up", "verb", "tear_up tore_up torn_up tears_up teared_up tearing_up"), ("body", "noun", "body bodies"),
        ("carry", "verb", "carry carries carried carrying"), ("agree", "verb", "agree agrees agreed agreeing"),
        ("cheap", "adjective", "cheap"), ("Far", "fixed", "far"), ("close", "verb", "close closes closed closing"),
        ("buy", "verb", "buy bought buys buyed buying"), ("push", "verb", "push pushes pushed pushing"),
        ("mix", "verb", "mix mixes mixed mixing"), ("reach", "verb", "reach reaches reached reaching"),
        ("play", "verb", "play plays played playing"),
    ],
)  # fmt: skip
def test_which_forms_a_word_has(word: str, kind: str, made: str) -> None:
    assert {f.replace(" ", "_") for f in lexicon.inflected(word, kind)} == set(made.split())


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("mines", "mine"), ("mining", "min"), ("companies", "company"), ("losses", "loss"), ("carried", "carry"),
        ("Chile's", "chil"), ("miners'", "miner"), ("gas", "gas"), ("press", "press"), ("status", "status"),
        ("closed", "clos"), ("close", "clos"), ("ease", "ease"), ("ties", "tie"), ("ring", "ring"),
        ("raising", "rais"),
        ("ores", "ore"), ("use", "use"),
    ],
)  # fmt: skip
def test_what_a_word_is_without_its_ending(word: str, stem: str) -> None:
    assert lexicon.stem(word) == stem


def test_what_stands_for_another_is_refuted_where_it_is_a_name() -> None:
    def verdict(new: str, gone: str) -> str:
        return follow._exchanged(text(new).items, text(gone).items)[0]

    assert verdict("Chile", "Peru") == "refuted"
    assert {verdict("Chile", "sold"), verdict("sold", "Peru"), verdict("sold", "mined")} == {"not proven"}


@pytest.mark.parametrize(
    ("word", "part", "lacks"),
    [
        *((w, {"prime": frozenset()}, True) for w in ("tariffs", "bans", "quotas", "licences", "taxes")),
        ("tariffs", {"prime": frozenset({"tariff"})}, False), ("quotas", {"prime": frozenset({"tariff"})}, True),
        ("measures", {}, False), ("ore", {}, True), ("ore", {"words": frozenset({"w:ore"})}, False),
        ("tin", {"slots": {"mineral": frozenset({"mineral:zinc"})}}, True), ("tin", {}, False),
        ("tin", {"slots": {"mineral": frozenset({"mineral:tin"})}}, False),
        ("critical minerals", {"slots": {"mineral": frozenset({"mineral:tin"})}}, True),
        ("Chile", {}, True), ("Chile", {"roles": {"country:CHL": "T"}}, True),
        ("Chile", {"roles": {"country:CHL": "A"}}, False), ("by Peru", {"roles": {"country:CHL": "A"}}, True),
    ],
)  # fmt: skip
def test_what_is_told_of_a_count_is_so_of_each(word: str, part: dict[str, Any], lacks: bool) -> None:
    given = GivenEvidence(statement="")
    item = next(i for i in text(word).items if i.kind != "function")
    assert wholes._lacks(item, Known("e1", given, **part)) is lacks
