"""Each check of a sentence by itself: what it finds, and what it lets be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import polars as pl
import pytest

from didymium import proof
from didymium.proof import entail, follow, links, sides, subjects
from didymium.proof import evidence as checks
from didymium.proof import known as says
from didymium.proof.entail import Fault
from didymium.proof.known import Known, Stated
from didymium.proof.reading import Said, read
from didymium.records import DerivedEvidence, Evidence, FactEvidence, Figure, SpanEvidence
from didymium.world.load import World, load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)
Check = Callable[[Said, Sequence[Known]], Iterator[Fault]]


def spoken(article: str) -> Known:
    """What an article says that is cited whole."""
    quoted = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    return says.known("e1", quoted, proof.Context(WORLD, article, "", DAY))


def figured(metric: str = "share", value: float = 0.5, unit: str = "1", formula: str = "e1", **more: Any) -> Known:
    """A derived figure; more: slots of the figure, and fields of what is known."""
    fields = {k: more.pop(k) for k in tuple(more) if k in Known.__dataclass_fields__}
    figure = Figure(metric=metric, value=value, unit=unit, **more)
    item = DerivedEvidence(formula=formula, operands=("e1",), figure=figure, statement="")
    own = {"numbers": (says.figure_number(figure),), "slots": says.figure_slots(figure)}
    return Known("e2", item, **{**own, **fields})


def numbers(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.numbers(said, known, [])


def marks(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.marks(said, known, [(k, entail.drawn_on(said, k)) for k in known if k.spoken])


def roles(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    yield from entail.roles(said, known, [(k, entail.drawn_on(said, k)) for k in known if k.spoken])


def directions(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    uses: list[entail.Use] = []
    list(entail.numbers(said, known, uses))
    yield from entail.directions(said, known, uses)


def numbers_of_parts(said: Said, known: Sequence[Known]) -> Iterator[Fault]:
    uses: list[entail.Use] = []
    list(entail.numbers(said, known, uses))
    yield from sides.called(said, uses, proof.Context(WORLD))


TWO = "Codelco sold 5 tonnes in May. BHP sold 7 tonnes in June."
SAID = "The ministry said exports were 5 tonnes. The bank warned of a deficit."
# check, article, text in which it finds nothing, text in which it finds a fault, words of that fault
FOUND: tuple[tuple[Check, str, str, str, str], ...] = (
    (entail.covered, "Codelco sold copper.", "Codelco sold copper.", "BHP sold copper.", "named by no evidence"),
    (entail.covered, "The Rio pit sold copper.", "The Rio pit sold copper.", "Rio Tinto sold copper.", "named by no"),
    (entail.covered, "Acme sold zinc.", "Acme sold zinc.", "Acme sold refined zinc.", "is of no 'refined zinc'"),
    (entail.covered, "Acme sold graphite.", "Acme sold graphite.", "Acme sold natural graphite.", "is of no 'natural"),
    (entail.covered, "Acme sold copper.", "Acme sold copper!", "Acme sold copper ☢.", "says nothing"),
    (entail.covered, "Acme sold copper.", "Acme sold copper.", "Acme sold copper slowly.", "in no evidence"),
    (entail.covered, "Output rose.", "Output rose.", "Output fell.", "is the opposite"),
    (entail.dates, "It sold tin in May 2025.", "It sold tin in May 2025.", "It sold tin in May 2024.", "no date"),
    (entail.dates, "It sold tin on 3 May 2024.", "It sold tin on 3 May 2024.", "It sold tin on 3 May.", "its year"),
    (entail.dates, "It sold tin in the first half of 2024.", "It sold tin in 2024.",
     "It sold tin in the second half of 2024.", "no date"),
    (entail.ranked, "Peru is the second largest producer.", "Peru is the second largest producer.",
     "Peru is the largest producer.", "rank"),
    (links.linked, "Tin fell 4% to 50 euros Tuesday in Lima.", "On Tuesday in Lima tin fell 4% to 50 euros.",
     "Tin fell 4% from 50 euros Tuesday in Lima.", "leads to"),
    (links.linked, "Output fell by 22% to 5 tonnes.", "Output was 5 tonnes.", "Output was from 5 tonnes.", "leads to"),
    (links.linked, "Peru agreed to cut output to 5 tonnes.", "Peru agreed to cut output to 5 tonnes.",
     "Peru agreed: output was 5 tonnes.", "leads to"),
    (entail.ranked, "Peru was a major producer of tin.", "Peru was a major producer.",
     "Peru was the major producer.", "rank"),
    (entail.ranked, "Peru is a leading producer.", "Peru is one of the leading producers.",
     "Peru is the leading producer.", "rank"),
    (entail.belonging, "Codelco's largest shareholder is Chile.", "Codelco's largest shareholder is Chile.",
     "Chile's largest shareholder is Codelco.", "of another"),
    (links.linked, "Codelco agreed with BHP.", "Codelco agreed with BHP.", "BHP agreed with Codelco.", "leads to"),



    (entail.repeated, "Prices rose to $5/kg.", "Prices rose to $5/kg.", "Prices rose and rose to $5/kg.", "more often"),

    (entail.placed, "Codelco closed a smelter in Chile. Glencore opened a mine in Peru.",
     "Codelco closed a smelter in Chile.", "Glencore closed a smelter in Chile.", "among the words of"),
    (numbers, "It sold up to 400 tonnes.", "It sold up to 400 tonnes.", "It sold 400 tonnes.", "qualified"),
    (numbers, "It sold 400 tonnes.", "It sold 400 tonnes.", "It sold 900 tonnes.", "no number of the evidence"),
    (numbers, "It sold 400 wet tonnes.", "It sold 400 wet tonnes.", "It sold 400 dry tonnes.", "no number"),
    (numbers, "It sold 300-400dmt.", "It sold 300-400dmt.", "It sold 300-400 tonnes.", "no number"),
    (numbers, "Output rose from 5 t to 7 t.", "Output rose from 5 t to 7 t.", "Output rose from 7 t to 5 t.", "start"),
    (numbers, "It has five mines and seven ships.", "It has five mines.", "It has five ships.", "something else"),
    (directions, "Sales were 5 t in 2023 and 7 t in 2024.", "Sales rose from 5 t to 7 t.",
     "Sales rose from 7 t to 5 t.", "the other way"),
    (directions, "Sales rose to 5 t, and prices fell to $3/kg.", "Sales of 5 t were higher.",
     "Sales of 5 t at $3/kg were higher.", "the other way"),
    (directions, "Sales were 5 t.", "Sales were 5 t.", "Sales fell from 5 t to 5 t.", "the other way"),
    (marks, "It may sell tin if prices rise.", "It may sell tin if prices rise.", "It may sell tin.", "a condition"),
    (marks, "It did not sell tin.", "It did not sell tin.", "It sold tin.", "is left out"),
    (marks, "It reportedly sold tin, traders said.", "It sold tin, traders said.", "It sold tin.", "is left out"),
    (marks, "Officials said it might sell tin.", "Officials said it might sell tin.", "Officials said it sold tin.",
     "is left out"),
    (marks, "Analysts told Reuters that Chile says it will sell tin.",
     "Analysts told Reuters that Chile says it will sell tin.", "Analysts told Reuters that it will sell tin.",
     "who says so"),
    (marks, "It makes many of the metals.", "It makes many of the metals.", "It makes the metals.", "many"),
    (marks, "It no longer makes many of the metals.", "It no longer makes many of the metals.",
     "It no longer makes any of the metals.", "(any)"),

    (roles, "Chile banned exports to Peru.", "Chile banned exports to Peru.", "Peru banned exports to Chile.", "acts"),
    (roles, "Chilean miners sold tin to Peru.", "Chilean miners sold tin to Peru.", "Chile sold tin to Peru.", "firms"),
    (roles, "Chile sold tin to Peru.", "Chile sold tin to Peru.", "Chilean miners sold tin to Peru.", "not of firms"),
    (follow.followed, "It sold 5 tonnes of tin ore, lead scrap and zinc dust to plants in Kokkola.",
     "It sold 5 tonnes of tin ore, lead scrap and zinc dust to plants in Kokkola.",
     "It sold 5 tonnes of zinc ore, lead scrap and tin dust to plants in Kokkola.", "places"),
    (follow.followed, "It signed a pact to build a refinery in Kokkola.",
     "It signed a pact to build a refinery in Kokkola.", "It signed a pact and built a refinery in Kokkola.",
     "intended"),
    (follow.followed, "It refused to sell the mine to Peru.", "It refused to sell the mine to Peru.",
     "It sells the mine to Peru.", "left out"),
    (links.linked, "Tin is one of the metals.", "Tin is one of the metals.", "Tin is the metals.", "'one'"),

    (subjects.subjects, "Codelco sold the mine to BHP.", "Codelco sold the mine.", "BHP sold the mine.",
     "who does this"),
    (subjects.subjects, "Codelco was sued by BHP.", "BHP sued Codelco.", "Codelco sued BHP.", "who does this"),
    (subjects.subjects, "Chile has not signed the pact.", "Chile has not signed the pact.", "Chile signed the pact.",
     "denied"),
    (subjects.subjects, "Chile had been expected to sign.", "Chile had been expected to sign.",
     "Chile is expected to sign.", "another time"),
    (numbers_of_parts, "The first batch of the quota is 58 tonnes.", "The first batch of the quota is 58 tonnes.",
     "The quota is 58 tonnes.", "first part"),
    (entail.covered, "It paid ₱5 of tax.", "It paid ₱5 of tax.", "It paid ₦5 of tax.", "says nothing"),

)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "article", "good", "bad", "why"), FOUND, ids=[f"{f[0].__name__} {f[3]}" for f in FOUND]
)
def test_a_check_finds_its_fault_and_no_other(check: Check, article: str, good: str, bad: str, why: str) -> None:
    told = [spoken(article)]
    assert list(check(read(good, DAY), told)) == []
    found = [reason for _, reason in check(read(bad, DAY), told)]
    assert any(why in reason for reason in found), found


MAIN = Stated(0.5, (), "", None, None, "share", True, about={"country": frozenset({"country:CHN"})})
OTHER = Stated(0.5, (), "", None, None, "share", True, about={"country": frozenset({"country:JPN"})})
YEARS = {"slots": {"date": frozenset({"2024", "2023"})}}
# check, what is known, text in which it finds nothing, text in which it finds a fault
OF_FIGURES: tuple[tuple[Check, Known, str, str], ...] = (
    (entail.covered, figured(texts=(read("Sales were halted."),), words=frozenset({"sell", "buy", "halt"})),
     "Sales were halted.", "Purchases were halted."),
    (numbers, figured(numbers=(MAIN, OTHER)), "China held 50%.", "Japan held 50%."),



    (marks, figured(modality="conditional"), "Losses would be 50%.", "Losses were 50%."),
    (marks, figured(modality="planned"), "It is due to start at 50%.", "It starts at 50%."),
    (marks, figured(modality="planned"), "It is being built at 50%.", "It has been built at 50%."),
    (marks, figured(), "It was 50%.", "It was 50%, as the article states."),
    (directions, figured("price_change", -0.5), "Prices fell 50%.", "Prices rose 50%."),
    (directions, figured("price_ratio", 1.5), "Prices rose to 1.5 times.", "Prices fell to 1.5 times."),
    (roles, figured(roles={"country:CHN": "A", "country:USA": "T"}), "China halted sales to the United States.",
     "The United States halted sales to China."),


)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "known", "good", "bad"), OF_FIGURES, ids=[f"{f[0].__name__} {f[3]}" for f in OF_FIGURES]
)
def test_a_check_of_figures_finds_its_fault(check: Check, known: Known, good: str, bad: str) -> None:
    assert list(check(read(good, DAY), [known])) == []
    assert list(check(read(bad, DAY), [known])) != []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("It sold 401 tonnes.", "refuted"), ("It sold 900 tonnes.", "refuted"), ("It paid $400.", "not proven")],
)
def test_a_wrong_number_is_refuted_and_one_of_another_unit_open(text: str, verdict: str) -> None:
    assert {v for v, _ in numbers(read(text, DAY), [spoken("It sold 400 tonnes.")])} == {verdict}


@pytest.mark.parametrize(
    ("dates", "length", "true"),
    [
        ({"2024", "2023"}, "year", True), ({"2024-03", "2023-03"}, "year", True), ({"2024", "2022"}, "year", False),
        ({"2024-03", "2024-02"}, "month", True), ({"2024-03", "2024-02"}, "quarter", False),
        ({"2024-05-01", "2024-02-03"}, "quarter", True), ({"2024"}, "year", False), (set(), "year", False),
    ],
)  # fmt: skip
def test_how_far_dates_are_apart(dates: set[str], length: str, true: bool) -> None:
    assert entail.apart(dates, length) is true
    assert entail.apart(set(), length, unknown=True)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("a drop of 12% from May", "change"), ("fell 12% in May", "change"), ("fell by 12% in May", "change"),
        ("up 12% in May", "change"), ("12% (10% to 14%) above May", "change"), ("12% of output", "part"),
        ("12% (10% to 14%) of output", "part"), ("a stake of 12% in Acme", ""), ("held 12% in May", ""),
    ],
)  # fmt: skip
def test_a_share_is_told_as_a_part_or_a_change(text: str, role: str) -> None:
    said = read(text, DAY)
    assert entail._told_as(said, said.numbers[0]) == role


def test_an_accepted_row_says_in_its_source_who_accepted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    table, row = proof.share_row(WORLD, "gallium", "refine", "CHN")
    plain = proof.row_evidence(WORLD, table, row, "value").source
    monkeypatch.setattr(World, "accepted", lambda *_: {"words": "accepted by you"})
    assert proof.row_evidence(WORLD, table, row, "value").source == f"{plain}; accepted by you"


def test_a_figure_rests_on_no_fact_that_names_no_row() -> None:
    figure = Figure(metric="production", value=5.0, unit="t")
    fact = FactEvidence(table="facts", statement="", figure=figure, source_id="x", source="x", known_from=DAY)
    evidence: dict[str, Evidence] = {"e1": fact}
    evidence["e2"] = proof.derived("e1 * 2", evidence)
    why = checks.faults("e2", evidence, proof.Context(WORLD))
    assert any("names no row" in w for w in why), why


class Log:
    """A world with one table: the acts of one measure."""

    def __init__(self, *acts: tuple[str, str, str | None]) -> None:
        self.acts = pl.DataFrame(
            {"measure": ["m"] * len(acts), "date": [a[0] for a in acts], "act": [a[1] for a in acts],
             "until": [a[2] for a in acts]}, schema_overrides={"until": pl.String},
        )  # fmt: skip

    def table(self, _name: str) -> pl.DataFrame:
        return self.acts


@pytest.mark.parametrize(
    ("later", "outlived"),
    [
        (("2025-05-01", "extended", "2026-12-31"), True), (("2025-05-01", "ended", None), True),
        (("2025-05-01", "amended", None), False), (("2025-01-01", "entered", "2025-12-31"), False),
        (("2024-05-01", "ended", None), False),
    ],
)  # fmt: skip
def test_a_term_is_outlived_where_a_later_act_changes_or_ends_it(
    later: tuple[str, str, str | None], outlived: bool
) -> None:
    row = {"measure": "m", "date": "2025-01-01", "until": "2025-06-30"}
    context = proof.Context(cast("World", Log(("2025-01-01", "entered", "2025-06-30"), later)))
    assert says._outlived(row, "measures", context) is outlived
    assert not says._outlived({**row, "until": None}, "measures", context)
    assert not says._outlived(row, "facts", context)


def test_a_time_turned_round_is_refuted() -> None:
    told = [spoken("Chile halted sales of tin to Peru until May.")]
    turned = links.linked(read("Chile halted sales of tin to Peru from May.", DAY), told)
    assert "refuted" in {verdict for verdict, _ in turned}


def test_a_half_of_a_year_is_no_longer_time() -> None:
    assert entail.dated("2024-H1", "2024-03")
    assert not entail.dated("2024-H1", "2024-01/2024-12")
    assert entail.dated("2024/2025", "2024/2025")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Peru brings 5 t.", ["brings"]), ("Output grew.", ["grew"]), ("Peru increased output.", ["increased"]),
        ("Its refined output fell.", ["fell"]), ("Peru exports tin.", []), ("Peru halts 5 t.", ["halts"]),
        ("5 t of losses", []), ("increased 5 t", []), ("the increased output", []), ("Peru has sold it.", ["sold"]),
    ],
)  # fmt: skip
def test_which_verbs_tell_what_is_done(text: str, found: list[str]) -> None:
    said = read(text, DAY)
    assert [i.surface for k, i in enumerate(said.items) if entail.finite(said.items, k)] == found


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("Gabon, which sells tin, halted it.", "which sells tin"), ("Gabon, which sells tin.", ""),
        ("Gabon, the largest seller of tin, will halt it.", "the largest seller of tin"),
        ("Gabon, a seller of tin, Peru and Chile fell.", ""), ("It met, where tin fell, Gabon.", "where tin fell"),
        ("Gabon, the seller, fell.", "the seller"), ("Gabon, who sells tin; it fell.", ""),
        ("Gabon, one of two, halted it.", "one of two"), ("Sales, the ministry, fell.", ""),
        ("The mine which sells tin, halted it.", ""), ("Gabon; the seller, fell.", ""),
    ],
)  # fmt: skip
def test_what_stands_aside_between_commas(text: str, aside: str) -> None:
    items = read(text, DAY).items
    assert " ".join(items[n].surface for n in sorted(entail.aside(items))) == aside


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("output of 5 t", True), ("5 t of output", False), ("grants of $5 million", True), ("surplus: 5 t", True),
        ("exports in Peru rose to 5 t", False), ("a shortage in 2023 (5 t)", True), ("it rose to 5 t", False),
        ("Exports fell. It was 5 t", False), ("of 5 t", False),
    ],
)  # fmt: skip
def test_a_number_is_the_size_of_what_stands_before_it(text: str, size: bool) -> None:
    said = read(text, DAY)
    known = spoken(text)
    use = entail.Use(said.numbers[0], known, known.numbers[0])
    assert entail.measured(said, use) is size
