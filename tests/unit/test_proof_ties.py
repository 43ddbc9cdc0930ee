"""What ties words together: names that stay whole, what leads to a thing, whose act a row tells, one site at a time."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium import proof
from didymium.proof import evidence as checks
from didymium.proof.entail import numbers
from didymium.proof.known import safe_known
from didymium.proof.prove import Proof
from didymium.proof.reading import read
from didymium.proof.ties import sited
from didymium.records import Evidence, Sentence, SpanEvidence
from didymium.world.load import load_world

DAY = "2025-11-10"
WORLD = load_world().as_of(DAY)


def of_rows(text: str, *cells: tuple[str, str, str, str]) -> Proof:
    book = proof.Ledger(WORLD, "")
    keys = tuple(book.row(*cell) for cell in cells)
    return proof.prove(Sentence(text=text, evidence=keys), book.evidence, proof.Context(WORLD, day=DAY))


def of_article(article: str, text: str) -> Proof:
    evidence: dict[str, Evidence] = {"e1": SpanEvidence(start=0, end=len(article), quote=article)}
    return proof.prove(Sentence(text=text, evidence=("e1",)), evidence, proof.Context(WORLD, article, "", DAY))


SHARE = ("facts", "production.rare-earths.mine.CHN.2024.usgs-mcs-2025-production.t.usgs-mcs-2025", "value",
         "world_share")  # fmt: skip
LICENCES = (("measure_states", "cn-gage-2023.entered.2023-07-03.2023-08-01", "from", "identity"),
            ("measures", "cn-gage-2023", "title", "identity"))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("China held 69% of world mine output of rare earths in 2024.", True),
        ("China's largest producer held 69% of world mine output of rare earths in 2024.", False),
        ("However held 69% of world mine output of rare earths in 2024.", False),
        ("China held 69% of world mine output of rare earths in over 2024.", False),
        ("China held 69% of world mine output of rare earths by 2024.", False),
        ("China held 69% of world mine output of rare earths and scandium in 2024.", False),
    ],
)
def test_a_share_is_of_its_country_alone(text: str, true: bool) -> None:
    assert of_rows(text, SHARE).proven is true


SENTENCE = "China has applied its export licences for gallium and germanium since 1 August 2023."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""), ("China", "Washington"), ("for gallium", "by gallium"), ("since 1", "since nearly 1"),
        ("gallium and germanium", "gallium and critical minerals"), ("since 1", "until 1"), ("since 1", "for 1"),
        ("gallium and germanium", "germanium"),
        ("for gallium", "for primary gallium"),
    ],
)  # fmt: skip
def test_a_measure_is_told_as_its_row_has_it(old: str, new: str) -> None:
    assert of_rows(SENTENCE.replace(old, new) if old else SENTENCE, *LICENCES).proven is not bool(old)


@pytest.mark.parametrize(
    ("old", "new", "true"),
    [("", "", True), ("China's", "by China's", False), ("China's", "This", False), ("China", "The China", False)],
)
def test_an_act_is_done_by_who_does_it_and_no_small_word_is_a_name(old: str, new: str, true: bool) -> None:
    said = "The term of China's export licences for gallium and germanium began on 1 August 2023."
    assert of_rows(said.replace(old, new) if old else said, *LICENCES).proven is true


ARTICLE = (
    "Prices on the Shanghai Futures Exchange fell on 6 May 2025, while the London Metal Exchange traded cargoes at "
    "$60 to $70 a tonne."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""), ("London Metal", "Shanghai Metal"), ("on 6", "on nearly 6"), ("to $70", "to at least $70"),
        ("Shanghai Futures", "London Futures"),
    ],
)  # fmt: skip
def test_a_name_a_day_and_a_range_stay_whole(old: str, new: str) -> None:
    assert of_article(ARTICLE, ARTICLE.replace(old, new) if old else ARTICLE).proven is not bool(old)


def test_points_are_no_percent() -> None:
    told = "India will cut duties on cars from 110% to 10% in May."
    assert of_article(told, told).proven
    assert not of_article(told, told.replace("110%", "110 percentage points")).proven


def test_a_consideration_stands_word_for_word() -> None:
    row = WORLD.table("considerations").row(0, named=True)
    text = str(row["text"])
    changed = of_rows(f"{text[:-1]} today.", ("considerations", str(row["id"]), "text", "identity"))
    assert changed.reasons == ("a row that stands as it is written does so for nothing else",)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("Antimony is refined at Onsan (South Korea, Korea Zinc) and Madero (Mexico, United States Antimony).", True),
        ("Antimony is refined at Onsan (Mexico, Korea Zinc) and Madero (South Korea, United States Antimony).", False),
        ("Antimony is refined at Onsan (South Korea, Korea Zinc) and Madero (Mexico, Korea Zinc).", False),
    ],
)
def test_what_stands_in_brackets_behind_a_site_is_of_its_own_row(text: str, true: bool) -> None:
    sites = {str(r["name"]): str(r["id"]) for r in load_world().table("projects").iter_rows(named=True)}
    rows = (sites["Onsan antimony"], sites["Madero antimony smelter"])
    cells = [("projects", row, column, "identity") for row in rows for column in ("name", "operator", "country")]
    book = proof.Ledger(load_world(), "")
    told = Sentence(text=text, evidence=tuple(book.row(*cell) for cell in cells))
    assert proof.prove(told, book.evidence, proof.Context(load_world(), day="2026-11-28")).proven is true


@pytest.mark.parametrize("one", [True, False])
def test_what_runs_is_of_one_site(one: bool) -> None:
    made = WORLD.table("site_figures").filter(WORLD.table("site_figures")["output_latest"].is_not_null())
    plants = WORLD.table("projects").filter(WORLD.table("projects")["capacity"].is_not_null())
    site = next(r for r in made.to_dicts() if r["project"] in set(plants["id"]))
    other = next(r for r in plants.to_dicts() if (r["id"] == site["project"]) is one)
    book = proof.Ledger(WORLD, "")
    a = book.row("site_figures", str(site["id"]), "output_latest")
    b = book.row("projects", str(other["id"]), "capacity")
    item = checks.derived(f"{a} / {b}", book.evidence, "runs_at")
    found = checks.faults(book.add(item), book.evidence, proof.Context(WORLD, day=DAY))
    assert any("it sets" in why for why in found) is not one


@pytest.mark.parametrize(
    ("told", "old", "new"),
    [
        ("Zambia seized the mine of a subsidiary of Acme Metals in May 2024.", "subsidiary of", "subsidiary by"),
        ("The U.S. president and his counterpart, Xi Jinping, met in May 2024 in Busan.", "Xi Jinping", "China"),
        ("Zeta Metals plans a $390 million (US$260 million) mine in Zambia.", "$390 million (", "US$390 million ("),
        ("Zeta Metals halted its mine in Zambia on Monday.", "its", "Monday's"),
        ("Zeta Metals halted its mine in Zambia on Monday.", "its", "Zambian's"),
        ("China and Japan raised their duties on rare earths in May 2024.", "their", "China's"),
        ("China's president told his counterpart of the duties in May 2024.", "his", "China's"),
        ('Zambia wants "cooperation of the miners" on tin.', "cooperation of", "cooperation"),
        ("China's president told his counterpart of the duties in May 2024.", "China's president", "The's president"),
        ("China's president told his counterpart of the duties in May 2024.", "China's pres", "Chinese's pres"),
        ("The ban on tin ore in Zambia stays until further notice from May.", "until further", "until"),
        ("Zambia wants partners for its critical minerals in May 2024.", "critical", "non-critical"),
        ("Output in Zambia fell by 7.8% in May 2024.", "by 7.8%", "in 7.8%"),
        ("Zambia's mine makes 50 tonnes of gallium per year.", "50 tonnes of", "50 tonnes per quarter of"),
        ('Zeta wants "trust and steady prices" in tin exports.', 'prices" in tin exports', 'prices in tin exports"'),
        ('The mine "wasn\'t economic", Zeta Metals said in May.', "wasn't economic", "economic"),
        ("Zeta Metals plans a $390 million (US$260 million) mine in Zambia.", "$390 million (US$260 million)",
         "$390 million"),
    ],
)  # fmt: skip
def test_an_owner_a_president_and_a_dollar_are_not_exchanged(told: str, old: str, new: str) -> None:
    assert of_article(told, told).proven
    assert not of_article(told, told.replace(old, new)).proven


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""), ("and aims", "since it aims"), ("and aims", "so it aims"), ("quotas of", "quotas by"),
        ("since May 2024", "so May 2024"),
    ],
)  # fmt: skip
def test_a_cause_is_not_put_between_two_things(old: str, new: str) -> None:
    told = "Indonesia has approved quotas of nickel ore since May 2024 and aims to end the review in June."
    assert of_article(told, told.replace(old, new) if old else told).proven is not bool(old)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("{name} in {place} can make {size:,.0f} tonnes a year of copper.", True),
        ("{head} copper mine in {place} can make {size:,.0f} tonnes a year of copper.", False),
        ("{name} in Codelco can make {size:,.0f} tonnes a year of copper.", False),
    ],
)
def test_a_smelter_is_called_no_mine(text: str, true: bool) -> None:
    sites = WORLD.table("projects")
    named = sites["name"].str.ends_with("copper smelter") & sites["capacity"].is_not_null()
    row = sites.filter(named).row(0, named=True)
    place, head = proof.rows.country_words(str(row["country"])), str(row["name"]).removesuffix(" copper smelter")
    said = text.format(name=row["name"], head=head, place=place, size=row["capacity"])
    made = of_rows(said, ("projects", str(row["id"]), "capacity", "identity"))
    assert any("is called" in why or "nothing is in" in why for why in made.reasons) is not true


@pytest.mark.parametrize(("month", "true"), [(1, True), (0, False)])
def test_the_months_of_a_row_end_at_their_last(month: int, true: bool) -> None:
    trade = WORLD.table("monthly_trade")
    row = trade.filter(trade["period"].str.contains("/")).row(0, named=True)
    end = dt.date.fromisoformat(f"{row['period'].split('/')[month]}-01")
    text = f"China's {row['flow']}s of {row['good']} were told for the months to {end:%B %Y}."
    made = of_rows(text, ("monthly_trade", str(row["id"]), "value", "identity"))
    assert any("begins its time" in why for why in made.reasons) is not true


@pytest.mark.parametrize(("whose", "true"), [("Nickel West", True), ("International Nickel Study Group", False)])
def test_a_pace_is_that_of_the_site(whose: str, true: bool) -> None:
    sites = WORLD.table("projects")
    row = sites.filter(sites["name"] == "Nickel West").row(0, named=True)
    book = proof.Ledger(WORLD, "")
    key = book.row("projects", str(row["id"]), "capacity")
    known = safe_known(key, book.evidence, proof.Context(WORLD, day=DAY))
    assert known is not None
    assert (not [*sited(read(f"A month at the pace of {whose}."), [known], book.evidence)]) is true


TWO = (
    "Zeta Metals closed its mine in Zambia in May 2024.",
    "Acme Tin sold 40 tonnes of tin to Japan in June 2024.",
)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("Zeta Metals closed its mine in Zambia in May 2024, and Acme Tin sold 40 tonnes of tin to Japan in June 2024.",
         True),
        ("Zeta Metals closed its mine in Zambia in May 2024, and 40 tonnes of tin to Japan in June 2024.", False),
        ("Zeta Metals closed its mine in Zambia in May 2024 and sold 40 tonnes of tin to Japan in June 2024.", False),
        ("Zeta Metals sold 40 tonnes of tin to Japan in June 2024.", False),
    ],
)  # fmt: skip
def test_no_sentence_is_made_of_two_halves(text: str, true: bool) -> None:
    article = " ".join(TWO)
    book = proof.Ledger(WORLD, article)
    keys = tuple(book.span(article.index(t), article.index(t) + len(t)) for t in TWO)
    made = proof.prove(Sentence(text=text, evidence=keys), book.evidence, proof.Context(WORLD, article, "", DAY))
    assert made.proven is true, made.reasons


@pytest.mark.parametrize(("whose", "true"), [("BHP", True), ("Chile", False)])
def test_a_report_is_that_of_the_firm_cited(whose: str, true: bool) -> None:
    article = "BHP sold copper of Chile in May 2025."
    book = proof.Ledger(WORLD, article)
    rule = book.row("releases", "asx-quarterly", "after")
    key = book.derived(f'days_after(day("2025-12-31"), {rule})', "released_on")
    text = f"The quarterly activities report of {whose} for the fourth quarter of 2025 is due by 31 January 2026."
    said = Sentence(text=text, evidence=(key, book.span(0, 3)))
    made = proof.prove(said, book.evidence, proof.Context(WORLD, article, "", DAY))
    assert any("does not come out" in why for why in made.reasons) is not true, made.reasons


@pytest.mark.parametrize(
    ("told", "twice"), [("50 tons of tin a year", False), ("50 tons per quarter of tin per year", True)]
)
def test_a_rate_is_of_one_time(told: str, twice: bool) -> None:
    assert any("two times" in why for _, why in numbers(read(told), [], [])) is twice


TITLED = "Japan's Prime Minister Sanae Takaichi and Donald Trump signed a pact with the State of Qatar in Tokyo."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Japan's Prime Minister Sanae Takaichi", "Prime Minister Sanae Takaichi's Japan"),
        ("State of Qatar", "Qatar of State"),
    ],
)
def test_what_is_somebodys_is_not_whose_it_is(old: str, new: str) -> None:
    assert of_article(TITLED, TITLED).proven
    assert not of_article(TITLED, TITLED.replace(old, new)).proven


def test_a_person_is_no_country() -> None:
    text = "Sanae Takaichi declared a new age, and the duty falls on all Japanese goods."
    assert of_article(text, text).proven
    turned = "Japanese declared a new age, and the duty falls on all Takaichi goods."
    assert not of_article(text, turned).proven


def test_nothing_is_so_for_the_first_time_that_the_evidence_does_not_call_so() -> None:
    text = "China set its first quota for rare earths in 2024 at 127,000 tons, a miner said."
    book = proof.Ledger(WORLD, text)
    at = text.index("127,000 tons")
    quota = book.span(at, at + len("127,000 tons"), reads=True)
    world = book.row("facts", WORLDS, "value")
    part = book.derived(f"{quota} / {world}", "size_of_world", mineral="rare earths", country="CHN")
    true = "127,000 tons of rare earths equals 36% of world mine output of rare earths in 2023 (350,000 tonnes)"
    for more, holds in ((".", True), (" for the first time.", False)):
        told = Sentence(text=f"{true}{more}", evidence=(part,))
        assert proof.prove(told, book.evidence, proof.Context(WORLD, text, "China", DAY)).proven is holds


WORLDS = "production.rare-earths.mine.WLD.2023.usgs-mcs-2024-rare-earths-production.t.usgs-mcs-2024-rare-earths"
SUSPENDED = ("measures", "cd-cobalt-suspension-2025", "title", "identity")


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("The DR Congo suspended cobalt exports.", True),
        ("Cobalt prices have fallen since the ban in February.", False),  # which is in its summary
        ("The DR Congo's ban on cobalt stocks was announced.", False),
    ],
)
def test_a_row_lends_no_word_of_its_note_to_its_title(text: str, true: bool) -> None:
    assert of_rows(text, SUSPENDED).proven is true


@pytest.mark.parametrize(("title", "true"), [
    ("export licences for lithium batteries and artificial graphite anodes", True),
    ("export licences for graphite", False), ("export licences for lithium", False),
])  # fmt: skip
def test_the_last_of_some_measures_is_not_called_what_another_is(title: str, true: bool) -> None:
    book = proof.Ledger(WORLD, "")
    days = [book.row("measure_states", key, "date") for key in (
        "cn-graphite-2023.entered.2023-10-20.2023-12-01", "cn-oct25-58.entered.2025-10-09.2025-11-08")]  # fmt: skip
    count = book.derived(f"count({', '.join(days)})", "ladder", country="CHN")
    cited = (count, book.row("measures", "cn-oct25-58", "title"), days[1])
    text = "Before this step China had announced two export controls on these minerals since 2023; the last, its {}, "
    said = Sentence(text=text.format(title) + "was announced on 9 October 2025.", evidence=cited)
    assert proof.prove(said, book.evidence, proof.Context(WORLD, day=DAY)).proven is true
