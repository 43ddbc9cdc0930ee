"""The next legal step of a case: told by rule from a day that the article gives, and held to rule and article."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.brief.ledger import Ledger, say
from didymium.news import read_article
from didymium.proof import Context, prove, verify
from didymium.records import Article, Brief
from didymium.world.days import parse_date
from didymium.world.load import load_world
from didymium.world.procedures import due, opened_on, tells_opening

WORLD = load_world(edition_only=True)
TITLE = "US sets preliminary anti-dumping duties on silicon metal from Norway"
TEXT = (
    "The US Department of Commerce preliminarily determined anti-dumping margins of 12% to 48% on silicon metal from "
    "Norway on 2 March 2026. Importers must post cash deposits. A maker in Ohio had asked for the duties."
)


def made(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), WORLD, draws=20)


def steps(brief: Brief) -> dict[str, str]:
    """The steps by their days."""
    cited = brief.evidence
    return {w.date: w.sentence.text for w in brief.watch if cited[w.sentence.evidence[0]].kind == "derived"}


def test_the_step_is_told_with_its_rule() -> None:
    brief = made(TITLE, TEXT, "2026-03-03")
    said = steps(brief)["2026-05-16"]
    assert said.startswith("The final anti-dumping determination of the US Department of Commerce is due by 16 May")
    assert "75 days after its preliminary determination (19 CFR 351.210(b)); 135 days" in said
    assert verify(brief).ok


@pytest.mark.parametrize(
    ("title", "text", "day", "due"),
    [
        ("EU opens anti-dumping probe into ferrosilicon from Malaysia",
         "The European Commission initiated an anti-dumping investigation into ferrosilicon from Malaysia on 5 January "
         "2026. Two smelters in France had complained of its imports.", "2026-01-06", {"2026-08-05"}),
        ("EU opens anti-dumping probe into ferrosilicon from Malaysia",
         "The European Commission initiated an anti-dumping investigation into ferrosilicon from Malaysia on 9 January "
         "2017. Two smelters in France had complained of its imports.", "2017-01-10", {"2017-10-09", "2018-04-09"}),
        ("US starts section 232 investigation into scandium imports",
         "The US Department of Commerce initiated a section 232 investigation into imports of scandium on 9 February "
         "2026, it said on Tuesday. Imports come mostly from China.", "2026-02-10", {"2026-11-06"}),
        ("Makers ask for US duties on magnesium from Israel",
         "Two makers of magnesium filed a petition for anti-dumping duties on magnesium from Israel with the US "
         "Department of Commerce and the International Trade Commission on 4 March 2026.", "2026-03-05",
         {"2026-04-18"}),
        ("Tribunal orders Peru to pay a lithium miner",
         "An ICSID tribunal ordered Peru on 12 May 2025 to pay $120 million to a Canadian lithium miner whose "
         "concession had been cancelled. Peru said that it would study the award.", "2025-05-14", {"2025-09-09"}),
        # what is only to come starts no clock
        ("US to open section 232 investigation into scandium imports",
         "The President ordered the Department of Commerce on 9 February 2026 to initiate a section 232 investigation "
         "into imports of scandium. Imports of scandium come mostly from China.", "2026-02-10", set()),
        # two days: which of them is meant is not sure
        ("US starts section 232 investigation into scandium imports",
         "The US Department of Commerce initiated a section 232 investigation into imports of scandium on 9 February "
         "2026 after a hearing on 2 February 2026. Imports come mostly from China.", "2026-02-10", set()),
        # the day of the petition, of another clause, and a month beside the day
        ("US opens dumping case on magnesium from Israel",
         "The US Department of Commerce has opened an anti-dumping investigation of magnesium from Israel on the "
         "strength of a petition of 4 March 2026. Two makers had asked for it.", "2026-03-26", set()),
        ("US duties on magnesium from Israel and silicon",
         "The US Department of Commerce set preliminary anti-dumping margins for magnesium from Israel, while a rule "
         "on tax credits was passed on 4 March 2026. Two makers of magnesium had asked for the duties.", "2026-03-26",
         set()),
        ("US opens dumping case on magnesium from Israel",
         "A petition for anti-dumping duties on magnesium was filed with the US Department of Commerce in February "
         "2026, and on 4 March 2026 makers of magnesium met in Ohio.", "2026-03-26", set()),
        # no day
        ("US starts section 232 investigation into scandium imports",
         "The US Department of Commerce has initiated a section 232 investigation into imports of scandium, a trade "
         "group said. Imports of scandium come mostly from China.", "2026-02-10", set()),
        # the step lies behind
        ("US duties on silicon metal from Norway are awaited",
         "The US Department of Commerce preliminarily determined anti-dumping margins on silicon metal from Norway on "
         "2 March 2026. Importers of silicon metal have posted cash deposits.", "2026-06-20", set()),
        # the article gives the day itself
        (TITLE, f"{TEXT} The final determination is due on 15 July 2026.", "2026-03-03", set()),
    ],
)  # fmt: skip
def test_a_step_needs_its_event_on_a_day(title: str, text: str, day: str, due: set[str]) -> None:
    brief = made(title, text, day)
    assert set(steps(brief)) == due
    assert verify(brief).ok


def test_a_day_on_which_it_was_said_gives_no_exact_one() -> None:
    said = (
        "The US Department of Commerce said on 2 March 2026 that it had preliminarily determined anti-dumping margins "
        "of 12% to 48% on silicon metal from Norway. Importers must post cash deposits.",
        "On 2 March 2026, the US Department of Commerce (“Commerce”) announced preliminary anti-dumping margins of "
        "12% to 48% on silicon metal from Norway. Importers must post cash deposits.",
    )  # fmt: skip
    for text in said:
        assert "is due around 16 May 2026" in steps(made(TITLE, text, "2026-03-03"))["2026-05-16"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("16 May 2026", "17 May 2026"),
        ("16 May 2026", "2 March 2026"),
        ("75 days", "76 days"),
        ("75 days", "135 days"),
        ("75 days", "75 months"),
        ("351.210", "351.205"),
        ("19 CFR", "29 CFR"),
        ("; 135 days", "; 35 days"),
        ("The final anti-dumping", "The preliminary anti-dumping"),
        ("anti-dumping", "countervailing-duty"),
        ("Department of Commerce", "International Trade Commission"),
        ("Department of Commerce", "Department of Energy"),
        ("is due by", "was made on"),
        ("its preliminary determination", "the petition was filed"),
    ],
)  # fmt: skip
def test_another_step_is_not_proven(old: str, new: str) -> None:
    brief = made(TITLE, TEXT, "2026-03-03")
    watch = next(w for w in brief.watch if w.date == "2026-05-16")
    assert old in watch.sentence.text
    forged = watch.sentence.model_copy(update={"text": watch.sentence.text.replace(old, new)})
    changed = brief.model_copy(update={"watch": (watch.model_copy(update={"sentence": forged}),)})
    assert "watch[0].sentence" in {f.where for f in verify(changed).faults}


@pytest.mark.parametrize(
    ("row", "day"),
    [("us-cvd-final", "2 March 2026"), ("us-232-report", "2 March 2026"), ("us-ad-final", "1 February 2026")],
)
def test_a_rule_that_the_article_does_not_open_gives_no_day(row: str, day: str) -> None:
    """Another provision, or a day of the article on which something else happened."""
    text = f"{TEXT} A hearing was held on 1 February 2026."
    world = WORLD.as_of("2026-03-03")
    ledger = Ledger(world, text)
    rule = {r["id"]: r for r in world.table("procedures").to_dicts()}[row]
    start = ledger.span(text.index(day), text.index(day) + len(day), reads=True)
    key = ledger.derived(f"days_after({start}, {ledger.row('procedures', row, 'term')})", metric="legal_step")
    ends = {k: due(parse_date(k), rule["term"], "days") for k in ("2026-03-02", "2026-02-01")}
    context = Context(world, text, TITLE, "2026-03-03")
    for last in ends.values():
        words = f"{rule['title'].capitalize()} is due by {last.day} {last:%B %Y}, {rule['term']:.0f} days after "
        sentence = say(f"{words}{rule['opening']} ({rule['instrument']}).", key)
        assert not prove(sentence, ledger.evidence, context).proven


def test_terms_of_months_end_on_the_day_of_the_month_or_its_last() -> None:
    assert due(parse_date("2026-01-31"), 1, "months").isoformat() == "2026-02-28"
    assert due(parse_date("2023-12-15"), 12, "months").isoformat() == "2024-12-15"
    assert due(parse_date("2024-02-29"), 5, "years").isoformat() == "2029-02-28"
    assert due(parse_date("2026-03-02"), 75, "days").isoformat() == "2026-05-16"


def test_a_cue_is_met_by_one_word_of_each_part_and_none_of_those_shut_out() -> None:
    rule = {"cue": "commerce + preliminar + dumping/antidump + !usitc", "from": "2020-01-01", "until": None}
    assert tells_opening(rule, "Commerce preliminarily found dumping of tin.")
    assert not tells_opening(rule, "Commerce found dumping of tin.")
    assert not tells_opening(rule, "Commerce and the USITC preliminarily found dumping of tin.")
    assert not tells_opening(rule, "Commerce may preliminarily find the dumping of tin to preliminary.")
    assert opened_on(rule, "Commerce preliminarily found dumping of tin on 3 May 2019.", "2026-01-01") is None
    assert opened_on(rule, "Commerce preliminarily found dumping of tin on 3 May 2027.", "2026-01-01") is None
    assert opened_on({**rule, "cue": None}, "Commerce preliminarily found dumping on 3 May 2025.", "2026-01-01") is None
