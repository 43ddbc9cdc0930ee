"""Names in text: minerals, states, offices, firms and sites, by the tables and by their form."""

from __future__ import annotations

import itertools

import pytest

from didymium.text.base import alike, windows
from didymium.text.cues import Cues, lower, matches
from didymium.text.gazetteer import find_names
from didymium.text.names import company_name, headline_case


def names(text: str) -> list[tuple[str, str]]:
    found = find_names(text)
    assert all(text[n.start : n.end] == n.surface for n in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    return [(n.kind, n.id) for n in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China sold gallium.", [("country", "CHN"), ("mineral", "gallium")]),
        ("Beijing sold gallium.", [("country", "CHN"), ("mineral", "gallium")]),
        ("Chinese firms sold it.", [("country", "CHN")]),
        ("The DR Congo sold cobalt.", [("country", "COD"), ("mineral", "cobalt")]),
        ("South Korea sold it to the United States.", [("country", "KOR"), ("country", "USA")]),
        ("the US sold it", [("country", "USA")]),
        ("they told us so", []),
        ("The EU sold it.", [("country", "EUU")]),
        ("Aluminum and aluminium rose.", [("mineral", "aluminium"), ("mineral", "aluminium")]),
        ("Heavy rare earths rose.", [("mineral", "heavy rare earths")]),
        ("NdPr oxide rose.", [("mineral", "didymium")]),
        ("They lead the field.", []),
        ("Lead prices rose.", [("mineral", "lead")]),
        ("Zinc and lead fell.", [("mineral", "zinc"), ("mineral", "lead")]),
        ("Lead slid to a low on Monday.", [("mineral", "lead")]),
        ("They make copper, lead and tin.", [("mineral", "copper"), ("mineral", "lead"), ("mineral", "tin")]),
        ("The works turn out 40,000 tonnes of lead.", [("mineral", "lead")]),
        ("They shipped 900 mt of lead.", [("mineral", "lead")]),
        ("Tin may lead to more, and copper lead times are long.", [("mineral", "tin"), ("mineral", "copper")]),
        ("The turkey was eaten.", []),
        ("Turkey sold boron.", [("country", "TUR"), ("mineral", "boron")]),
        ("Acme Resources Ltd sold it.", [("company", "Acme Resources")]),
        ("Northfield Mining Corp. sold it.", [("company", "Northfield Mining")]),
        ("Acme Quux (ASX: AQX) sold it.", [("company", "Acme Quux")]),
        ("Critical Minerals are sold.", [("mineral", "critical minerals")]),
        ("the Balakhiv project", [("project", "Balakhiv")]),
        ("the Balakhiv mine", [("project", "Balakhiv")]),
        ("the new mine", []),
        ("Lynas sold it.", [("company", "Lynas")]),
    ],
)  # fmt: skip
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


def test_an_office_of_a_government_is_its_state() -> None:
    (office,) = find_names("China's commerce ministry spoke.")[-1:]
    assert (office.is_state, office.country) == (True, "CHN")
    bank = find_names("The Export-Import Bank of the United States lent it.")[0]
    assert (bank.kind, bank.country, bank.agency_kind == "government") == ("agency", "USA", False)
    (firm,) = [n for n in find_names("Acme Resources Ltd sold cobalt.") if n.kind == "company"]
    assert (firm.is_state, firm.id, firm.country) == (False, "Acme Resources", None)


def test_headlines_say_nothing_by_their_capitals() -> None:
    assert headline_case("China Bans All Exports Of Gallium To Japan")
    assert not headline_case("China bans all exports of gallium to Japan")
    assert ("company", "Acme Resources") not in names("ACME RESOURCES SHARES RISE AND FALL")


@pytest.mark.parametrize(
    ("name", "bare"),
    [("First Phosphate Corp", "First Phosphate"), ("Acme Ltd", "Acme Ltd"), ("Rio Tinto plc", "Rio Tinto"),
     ("Acme Mining Co., Ltd", "Acme Mining"), ("Lynas Rare Earths", "Lynas Rare Earths")],
)  # fmt: skip
def test_a_firm_without_its_legal_form(name: str, bare: str) -> None:
    expected = bare if " " in bare else name
    assert company_name(name) in {expected, bare.removesuffix(" Ltd")}


def test_cues_open_words() -> None:
    cues = Cues({"a": ("ban", "$"), "b": ("ban", "tax")})
    assert cues.places("a ban, urban; taxes; US$5") == {"a": [2, 23], "b": [2, 14]}
    assert cues.counts("ban ban tax") == {"a": 2, "b": 3}
    assert lower("İÄß") == "İäß"
    assert len(lower("İ" * 5)) == 5


def test_matches_begin_at_their_places_and_do_not_overlap() -> None:
    import re

    found = list(matches("aaaa aa", [0, 1, 2, 5], re.compile("aa")))
    assert [m.span() for m in found] == [(0, 2), (2, 4), (5, 7)]
    text = "x 12 kg and 7 kg"
    found = list(matches(text, [5, 14], re.compile(r"\d+ kg"), re.compile(r"\d+ $"), 4))
    assert [m.group() for m in found] == ["12 kg", "7 kg"]


def test_windows_hold_whole_words_and_join() -> None:
    text = "alpha beta gamma delta"
    assert windows([7], text, 1, 1) == [(6, 10)]
    assert windows([7, 12], text, 3, 3) == [(0, 16)]
    assert windows([], text, 3, 3) == []


def test_numbers_alike_can_share_a_unit() -> None:
    assert alike(10, 14)
    assert not alike(10, 900)
    assert not alike(900, 10)
    assert alike(10, 490)


@pytest.mark.parametrize(
    ("said", "company"),
    [
        ("US antimony output rose", None),
        ("US Antimony Production Restarts", None),
        ("Australian rare earths miner Lynas", "Lynas"),
        ("United States Antimony Corp rose", "United States Antimony"),
        ("Canada Nickel said it will build", "Canada Nickel"),
    ],
)
def test_a_country_and_a_mineral_are_a_company_only_as_a_name(said: str, company: str | None) -> None:
    assert next((n.id for n in find_names(said) if n.kind == "company"), None) == company


@pytest.mark.parametrize(("text", "found"), [
    ("New Guinea sold tin.", False), ("Guinea sold tin.", True), ("The New Guinea mine sold tin.", False),
])  # fmt: skip
def test_a_place_called_after_a_country_is_another(text: str, found: bool) -> None:
    assert any(n.kind == "country" and n.id == "GIN" for n in find_names(text)) is found


@pytest.mark.parametrize(("text", "named"), [
    ("Critical Metals sold ore.", True), ("Critical metals are scarce.", False), ("critical Metals are scarce.", False),
    ("General Motors sold cars.", True), ("General motors are sold.", False),
])  # fmt: skip
def test_each_word_of_a_name_has_its_capital(text: str, named: bool) -> None:
    assert any(kind == "company" for kind, _ in names(text)) is named


@pytest.mark.parametrize(("text", "country"), [
    ("It paid US$5 a tonne.", None), ("It paid US $5 a tonne.", "USA"), ("It is sold in Chile.", "CHL"),
    ("A Chile-based firm sold it.", "CHL"), ("Chilex sold it.", None), ("NewChile sold it.", None),
    ("It (Chile) sold it.", "CHL"), ("Chile's firms sold it.", "CHL"), ("Chile2 sold it.", None),
])  # fmt: skip
def test_a_country_is_whole_words(text: str, country: str | None) -> None:
    assert next((i for kind, i in names(text) if kind == "country"), None) == country
