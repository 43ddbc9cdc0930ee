"""Each word of the proof's lists is heard, and its neighbours are not: a list that loses one lets a lie pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from didymium import proof
from didymium.proof import entail, reading
from didymium.proof import known as says
from didymium.proof.entail import Fault
from didymium.proof.follow import followed
from didymium.proof.known import Known
from didymium.proof.links import linked
from didymium.proof.reading import Said, read, verbal
from didymium.records import SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)


def article(words: str) -> Known:
    quoted = {"e1": SpanEvidence(start=0, end=len(words), quote=words)}
    return says.known("e1", quoted, proof.Context(WORLD, words, "", DAY))


ONE = "until till through from since before or over above beyond under by to with against for in at on during"
# check, the article, what is told of it, words with which that is a fault, words with which it is none ("|" between)
HEARD: tuple[tuple[Callable[[Said, Sequence[Known]], Iterator[Fault]], str, str, str, str], ...] = (










    (linked, "Zambia sold tin {} March.", "Zambia sold tin near March.", ONE.replace(" ", "|") + "|outside", "near"),
    (followed, "The {} plant in Kokkola sold tin.", "The plant in Kokkola sold tin.",
     "first|second|third|fourth|fifth|half|quarter|initial|remaining|part|pre-tax|annual|blue",
     "key|major|massive|huge|important|significant|lucrative|ambitious|giant"),
    (followed, "Zambia {} raised output.", "Zambia raised output.", "illegally|temporarily|partly|secretly",
     "officially|sharply|significantly|strongly|steeply|rapidly|quickly|heavily|substantially|considerably|drastically"
     "|dramatically|markedly|formally|publicly|abruptly|suddenly|recently|newly"),
    (followed, "Zambia bought {} plant.", "Zambia bought Peru plant.", "that|a",
     "its|this|these|those|the"),
    (followed, "Zambia sold tin{}raw ore, and lead.", "Zambia sold tin and lead.", " and | beside |; |: | — | – ", ""),
    (followed, "Zambia sold tin {} a strike in Peru.", "Zambia sold tin.", "unless|and|despite",
     "amid|amidst|after|following"),
    (followed, "Zambia sold tin, {} the strike in Peru.", "Zambia sold tin.",
     "with|without|until|till|when|once|before|if|assuming|using|based|barring|at|under|net|less|minus|other|save|not"
     "|through|within|pending|subject|depending|although|though|but|albeit|unless|except|excluding|yet|only"
     "|despite|regardless|for|to|from|particularly|effective",
     "amid|after|as|following|citing|and|a|which is|including|Peru"),
    (followed, "Zambia sold tin, which won a strike in Peru, {} a year.", "Zambia sold tin.", "for|within|until", ""),
    (followed, "Zambia sold tin, which {} won a strike in Peru.", "Zambia sold tin.",
     "though|but|albeit|unless|yet|only|if", "not|never|also"),
    (followed, "In a {} seen by Peru, Zambia sold tin.", "Zambia sold tin.",
     "letter|statement|year|mine", ""),
    (followed, "{} the strike in Peru, Zambia sold tin.", "Zambia sold tin.",
     "until|when|once|before|if|of|unless|excluding", "after|amid|despite"),
    (followed, "Zambia sold base metals, {} tin, to Peru.", "Zambia sold base metals, tin, to Peru.",
     "including|notably|particularly|especially|like", "and"),
    (followed, "Zambia {} on Friday that it sold tin.", "It sold tin.", "said|reported|showed", ""),
    (followed, "Zambia sold tin{} to Peru.", "Zambia sold tin to Peru.", " (its own part)| (all mines)", " (LME: ZSN)"),
    (followed, "Zambia sold tin to build a mill.", "Zambia sold tin and {} a mill.", "built|builds", ""),
    (linked, "Zambia sold {} tin.", "Zambia sold tin.", "one of the|among the", "the"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "there", "told", "faults", "none"), HEARD, ids=[f"{h[0].__name__} {h[1]}" for h in HEARD]
)
def test_each_word_of_a_list_is_heard(check: Any, there: str, told: str, faults: str, none: str) -> None:
    found = {
        word: bool(list(check(read(told.replace("{}", word), DAY), [article(there.replace("{}", word))])))
        for word in (*faults.split("|"), *filter(None, none.split("|")))
    }
    assert [w for w, fault in found.items() if not fault and w in faults.split("|")] == []
    assert [w for w, fault in found.items() if fault and w in none.split("|")] == []


def every(ask: Callable[[str], object], yes: str, no: str) -> None:
    words = {w: bool(ask(w)) for w in (*yes.split("|"), *no.split("|"))}
    assert [w for w, true in words.items() if true is not (w in yes.split("|"))] == []


def test_what_is_a_good() -> None:
    every(lambda w: entail.good_of(read(w).items[0]),
          "ore|concentrate|oxide|carbonate|hydroxide|metal|scrap|alloy|sulphate|sulfate|matte|pig|powder|sponge|cathode"
          "|anode|spodumene|ilmenite|rutile|stibnite|scheelite|wolframite|coltan|tantalite|chromite|cassiterite"
          "|sphalerite|zircon|yellowcake|ferronickel|ferrochrome|ferromanganese|silicomanganese|ferrotungsten"
          "|ferrovanadium|ferroniobium|refined tin|natural graphite",
          "mine|tin|lithium|graphite|refined|price")  # fmt: skip


def test_what_is_measured() -> None:
    every(lambda w: read(w).items[0].keys & entail.MEASURES,
          "output|use|exports|imports|reserves|capacity|stockpile|price|shipments|losses|gains|cost|peak|trough|offtake"
          "|income", "bottom|plan|mine")  # fmt: skip


def test_what_makes_a_verb_a_noun() -> None:
    def is_verb(words: str) -> bool:
        items = read(words).items
        return any(verbal(items, k) for k in range(len(items)))

    every(is_verb, "they ban|will ban|miners ban|ban",
          "the ban|its ban|a ban|an export|of ban|5 ban|tin ban|per ban|every ban|such ban|both ban|this ban|no ban"
          "|any ban|on ban|for ban|each ban|their ban|these ban|those ban|his ban|her ban|in ban|by ban|with ban"
          "|from ban|under ban|at ban|into ban|over ban|they investment|they restriction|they producer|they exporters"
          "|they approval|they ownership")  # fmt: skip
    things = (
        "data lack quota control offtake memorandum metal_making magnet_making nameplate reserve stockpile share price "
        "unit_value production_cost capital_cost risk income value_added premium tariff tax subsidy floor_price "
        "project plant mine_site plan shortfall surplus outage labour_strike accident flood fire precedent likelihood "
        "world firm authorities ministry spokesman industry tonne country month year week day range case measure "
        "clause amount ally adversary trough money chief_executive JV employee talk dispute aim client obstacle "
        "region weapon car aircraft customs feasibility_study volume lawsuit subsidiary credit_line deadline phase "
        "place grade fee vessel more_expensive less_expensive more less valued_at largest smallest first last early "
        "late new old domestic foreign high low heavy light raw idle immediate ordinary key sharp previous fast "
        "stable current sanctions"
    )
    every(is_verb, "they lend|they own|they wait|they seek out|they uphold|they leave",
          "|".join(f"they {w.replace('_', ' ')} it" for w in things.split()))  # fmt: skip


@pytest.mark.parametrize(
    ("words", "part"),
    [("Q3 2026", "-Q3"), ("H2 2026", "-H2"), ("3Q 2026", "-Q3"), ("1H 2026", "-H1"), ("first half", "-H1"),
     ("second half", "-H2"), ("last half", "-H2"), ("final quarter", "-Q4"), ("second quarter", "-Q2"),
     ("third quarter", "-Q3"), ("fourth quarter", "-Q4"), ("first year", "")],
)  # fmt: skip
def test_which_part_of_a_year_is_said(words: str, part: str) -> None:
    assert reading._part_of_year(words) == part


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Acme Corp", "acme"), ("Rio Tinto Group", "rio tinto"), ("Acme Holdings Ltd", "acme"), ("Acme Inc", "acme"),
        ("Acme plc", "acme"), ("Bank of Zambia", "zambia"), ("Metals Bank", "bank metal"), ("MP Materials Inc", "mp"),
        ("Ministry of Mines", "mine ministry"), ("Sigma Lithium Resources", "lithium sigma"), ("Acme Energy", "acme"),
        ("Acme Mining Limited", "acme"), ("Acme Minerals International", "acme"), ("The Company", "company the"),
        ("Acme Industries", "acme"), ("Acme Capital Partners", "acme"), ("Acme Technologies", "acme"),
        ("Department of Zinc", "zinc"),
    ],
)  # fmt: skip
def test_which_words_are_a_name(name: str, words: str) -> None:
    assert {w.removeprefix("w:") for w in reading.name_words(name)} == set(words.split())


def test_where_what_is_of_one_number_ends() -> None:
    joints = "and|or|but|from|than|against|versus|while|whereas|with|for|,|;|.|is|are|was|were|above|below|equals"
    for joint in joints.split("|"):
        first, second = (
            " ".join(i.surface for i in part) for _, part in read(f"tin 5 t scrap {joint} zinc 7 t").stretches
        )
        assert (first, second) == ("tin 5 t scrap", f"{joint} zinc 7 t")
    near = [part for _, part in read("tin 5 t scrap near zinc 7 t").stretches]
    assert [len(part) for part in near] == [5, 1]
    strong = read("tin 5 t and lead; zinc, and iron 7 t").stretches
    assert [i.surface for i in strong[0][1]] == ["tin", "5 t", "and", "lead"]
    dated = read("tin 5 t in May and in June, 2024 7 t").stretches
    assert dated[0][1][-1].kind != "number"


def test_what_a_prefix_turns_is_another_word() -> None:
    every(lambda p: f"{p}-funded" in {i.surface for i in read(f"It {p}-funded it").items},
          "co|non|semi|un|re|pre|anti|quasi|near|over|under", "well|state|long")  # fmt: skip


def test_what_answers_to_a_unit() -> None:
    sizes = {
        "t": (1.0, "t"), "kt": (1e3, "t"), "Mt": (1e6, "t"), "kg": (1e-3, "t"), "g": (1e-6, "t"),
        "lb": (0.000453592, "t"),
        "oz": (3.11034768e-5, "t"), "mtu": (0.01, "t"), "dmtu": (0.01, "t"), "USD": (1.0, "USD"),
        "MUSD": (1e6, "USD"),
        "USD million": (1e6, "USD"), "USD billion": (1e9, "USD"), "USD thousand": (1e3, "USD"), "yr": (1.0, "yr"),
        "year": (1.0, "yr"), "years": (1.0, "yr"), "month": (1 / 12, "yr"), "months": (1 / 12, "yr"),
        "week": (7 / 365.25, "yr"), "weeks": (7 / 365.25, "yr"), "day": (1 / 365.25, "yr"),
        "days": (1 / 365.25, "yr"),
        "": (1.0, ""), "1": (1.0, ""), "share": (1.0, ""), "ratio": (1.0, ""), "x": (1.0, ""), "fraction": (1.0, ""),
        "probability": (1.0, ""), "%": (0.01, ""), "percent": (0.01, ""),
    }  # fmt: skip
    for unit, (size, base) in sizes.items():
        factor, dims, kind = proof.formula.unit_of(unit)
        assert (factor, dims, kind) == (pytest.approx(size, rel=1e-5), ((base, 1),) if base else (), ""), unit
    for unit in ("count", "date", "rank"):
        assert proof.formula.unit_of(unit) == (1.0, (), unit)
    assert proof.formula.unit_of("USD/kg") == (pytest.approx(1000.0), (("USD", 1), ("t", -1)), "")
    assert proof.formula.unit_of("USD million/kt") == (pytest.approx(1000.0), (("USD", 1), ("t", -1)), "")
    assert proof.formula.unit_of("t t/t")[1] == (("t", 1),)


@pytest.mark.parametrize(
    ("words", "value", "slack", "digits", "zeros"),
    [
        ("$5.5bn", 5.5e9, 5e7, 2, 1), ("$5.5 billion", 5.5e9, 5e7, 2, 1), ("5.5kt", 5.5e3, 50, 2, 1),
        ("1.25Mt", 1.25e6, 5e3, 3, 1), ("5.5pc", 0.055, 5e-4, 2, 1), ("500 t", 500, 0.5, 1, 100),
        ("5,000 t", 5000, 0.5, 1, 1000), ("1,050 t", 1050, 0.5, 3, 10), ("0.5 t", 0.5, 0.05, 1, 1),
        ("a quarter", 0.25, 0, 3, 1), ("two mines", 2, 0, 3, 1), ("twenty-one mines", 21, 0, 3, 1), ("20%",
         0.2, 5e-3, 1, 10),
        ("$5/kg", 5000, 500, 1, 1), ("5.50 t", 5.5, 5e-3, 2, 1), ("105 ships", 105, 0.5, 3, 1),
    ],
)  # fmt: skip
def test_how_exactly_a_number_is_written(words: str, value: float, slack: float, digits: int, zeros: float) -> None:
    number = read(words).numbers[0].number
    assert number is not None
    assert (number.value, number.slack) == (pytest.approx(value), pytest.approx(slack))
    assert (number.digits, number.zeros) == (digits, zeros)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("5 to 6 t", [(5.5, 5, 6, True)]), ("of 5 t to 6 t", [(5.5, 5, 6, True)]),
        ("between 5 and 6 t", [(5.5, 5, 6, True)]), ("(5 t to 6 t)",
         [(5.5, 5, 6, True)]),
        ("from 5 t to 6 t", [(5, None, None, False), (6, None, None, False)]),
        ("5 t and 6 t", [(5, None, None, False), (6, None, None, False)]), ("5 t (4 t to 6 t)", [(5, 4, 6, False)]),
        ("5 t (4 to 6 t)", [(5, 4, 6, False)]), ("5 t, with a range of 4 t to 6 t", [(5, 4, 6, False)]),
        ("5 t (4 kg to 6 kg)", [(5, 0.004, 0.006, False)]),
        ("$5 (4 t to 6 t)", [(5, None, None, False), (5, 4, 6, True)]), ("2.5x", []), ("version 3.11.2", []),
        ("from 150-170 t", [(160, 150, 170, True)]), ("from 57% to 47%", [(0.57, None, None, False), (0.47,
         None, None, False)]),
    ],
)  # fmt: skip
def test_which_numbers_are_the_ends_of_a_range(words: str, numbers: list[tuple[Any, ...]]) -> None:
    made = [i.number for i in read(words).numbers if i.number]
    found = [(n.value, n.low and n.low.value, n.high and n.high.value, n.whole) for n in made]
    assert [f[3] for f in found] == [n[3] for n in numbers]
    for mine, true in zip(found, numbers, strict=True):
        assert mine[:3] == pytest.approx(true[:3])


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("between May 2024 and June 2024", {"2024-05/2024-06"}), ("from May 2024 to June 2024", {"2024-05/2024-06"}),
        ("in May 2024 and June 2024", {"2024-05", "2024-06"}), ("May 2024 to June 2024", {"2024-05", "2024-06"}),
        ("from May 2024, in June 2024", {"2024-05", "2024-06"}), ("a year earlier", set()),
    ],
)  # fmt: skip
def test_two_dates_between_which_something_lasted_are_one(words: str, dates: set[str]) -> None:
    assert {k for i in read(words).of("date") for k in i.keys} == dates


ROLES = (
    "Chile:A sold tin to Peru:T", "Tin was sold by Chile:A to Peru:T", "Tin from Chile:A was bought by Peru:T",
    "Duties on tin from Chile:T rose", "Chile:T bought tin from Peru:A", "Peru:T imports tin from Chile:A",
    "Chile:A 's ban on Peru:T", "Chile:Nf 's miners sold tin", "Chilean:Nf exporters sold tin",
    "Chile:A and Peru:A sold tin",
    "Tin was sold to Chile:T and Peru:T", "Chile:T was banned", "Chile:T was banned by Peru:A", "It is in Chile:N",
    "exporters of Chile:Nf sold", "Chilean:N tin", "Japan:T borrowed from Peru:A", "sales against Chile:T",
    "the import ban of Chile:N", "tin of Chile:N", "tin near Chile:N", "tin over Chile:T", "tin with Chile:N",
    "tin for Chile:T", "tin into Chile:T", "tin toward Chile:T", "tin on Chile:T", "tin upon Chile:T",
    "tin at Chile:N",
    "tin within Chile:N", "tin inside Chile:N", "tin among Chile:N", "tin between Chile:N", "tin across Chile:N",
    "tin than Chile:N", "tin as Chile:N", "tin under Chile:N", "tin outside Chile:N", "officials in Chile:Nf",
    "the mine of Chile:N", "Chile:N 's firm", "Chile:T got banned", "Chile:A banned",
)  # fmt: skip


@pytest.mark.parametrize("marked", ROLES)
def test_which_part_a_party_plays(marked: str) -> None:
    words = [w.partition(":") for w in marked.split()]
    text = " ".join(name for name, _, _ in words).replace(" 's", "'s")
    wanted = [(role[:1], role[1:] == "f") for _, colon, role in words if colon]
    if marked == "Chile:N 's firm":
        wanted = [("N", True)]
    assert [(i.role, i.of_firm) for i in read(text).of("country")] == wanted


@pytest.mark.parametrize(
    "words",
    [
        "Chile sold tin | , | and Peru fell", "Tin fell | while Peru rose",
        "Tin, lead and zinc fell",
        "It sold tin | ; Peru fell", "Tin | that fell rose", "Tin if so",
        "It sold tin | and it fell",
        "Tin | when prices fell", "Tin when so", "Tin | which fell",
        "Tin | because prices fell",
        "Tin | — it fell", "Tin | : it fell", "It fell | but Peru rose", "Tin | so fell",
        "Tin | yet fell", "Tin | if prices fell", "Tin | before it fell",
        "Tin | although it fell",
    ],
)  # fmt: skip
def test_where_a_clause_begins(words: str) -> None:
    parts = words.split(" | ")
    said = read(" ".join(parts).replace(" , ", ", ").replace(" ; ", "; ").replace(" : ", ": "))
    begins = [0]
    for part in parts[:-1]:
        begins.append(begins[-1] + len(read(part).items))
    assert [n for n, i in enumerate(said.items) if n == 0 or i.clause != said.items[n - 1].clause] == begins


@pytest.mark.parametrize(
    ("words", "sentences"),
    [("It sold. It fell", 2), ("It sold. it fell", 1), ("It sold! It fell? So", 3), ("It sold. “So”", 2),
    ("It sold.", 2)],
)  # fmt: skip
def test_where_a_sentence_ends(words: str, sentences: int) -> None:
    assert len({i.sentence for i in read(words).items}) == sentences


def test_who_is_named_as_the_source_behind_a_comma() -> None:
    every(lambda end: any(i.keys == {"attribution"} for i in read(f"Tin fell, {end}").of("mark")),
          "the ministry announced on Sunday.|the ministry announced.|Chile confirmed.|it revealed.|the bank expects."
          "|it disclosed.|it noted.|it reported.|it added.",
          "which was announced.|it was reported.|Chile added 5 t.|it is expected.|it has announced.|it had confirmed."
          "|the head of the very large state ministry announced.|it fell.")  # fmt: skip
    assert not [i for i in read("The ministry announced it.").of("mark") if "attribution" in i.keys]


def test_what_fell_to_a_number_did_not_fall_by_it() -> None:
    news = article("Output fell to 5 tonnes in May.")
    for text in ("Output fell to 5 tonnes in May.", "Output was 5 tonnes in May."):
        assert [*linked(read(text), [news])] == []
    assert [*linked(read("Output fell 5 tonnes in May."), [news])] != []


def test_a_refinery_is_told_as_no_smelter() -> None:
    facts = WORLD.table("facts")
    row = facts.filter((facts["stage"] == "refine") & (facts["metric"] == "production")).row(0, named=True)
    book = proof.Ledger(WORLD, "")
    key = book.row("facts", proof.row_id(WORLD, "facts", row), "value")
    known = [says.known(key, book.evidence, proof.Context(WORLD, "", "", DAY))]
    for text, refused in (("A smelter made it.", True), ("A refinery made it.", False)):
        assert any("smelter" in why for _, why in entail.covered(read(text), known)) is refused


def test_which_countries_are_named_by_their_adjective() -> None:
    every(lambda w: reading.is_adjective(read(f"{w} mills sold tin.").items[0]),
          "Chinese|Chilean|American|US|British|UK|European|EU|Japanese",
          "China|Chile|Japan|Peru|Britain")  # fmt: skip
