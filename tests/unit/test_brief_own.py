"""The rows of the world on the very story: joined by name, side, good and day, and told where the article does not."""

from __future__ import annotations

import pytest

from didymium.brief.compose import compose
from didymium.news import read_article
from didymium.records import Article, Brief
from didymium.world.load import load_world


def brief_of(title: str, text: str, date: str) -> Brief:
    """The brief of an article in our own words."""
    return compose(read_article(Article(title=title, text=text, published=date)), load_world(), draws=20)


def told(title: str, text: str, date: str) -> str:
    """All sentences of the bottom line, the background and the insights."""
    made = brief_of(title, text, date)
    inner = (s for i in made.insights for s in (*i.framing, *(s for p in i.points for s in p.sentences)))
    return " ".join(s.text for s in (*made.bottom_line, *made.background, *inner))


LISTED = (
    "China bars exports of dual-use goods to 20 Japanese firms",
    "China put 20 Japanese entities on its export control list on Tuesday, the commerce ministry said, and barred "
    "exports of dual-use goods to them, among them rare earths such as dysprosium, yttrium and samarium.",
)


def test_what_was_announced_beside_the_news_on_its_day() -> None:
    said = told(*LISTED, "2026-02-24")
    assert "single licences" not in said  # of the lists of June, which nobody knew
    assert "99% of world refined output of heavy rare earths" in said
    assert "mine output of rare earths" not in said


def test_nothing_beside_it_where_the_article_tells_it_or_on_another_day() -> None:
    both = f"{LISTED[1]} Another 20 firms, Subaru among them, went on a watch list, with stricter licences."
    assert "announced more" not in told(LISTED[0], both, "2026-02-24")
    assert "announced more" not in told(*LISTED, "2026-02-10")


PLAN = (
    "Kazatomprom lowers its uranium plan for 2026",
    "Kazatomprom, the largest uranium miner of the world, will produce less uranium in 2026 than it had planned, the "
    "company of Kazakhstan said on Friday. Most of the cut falls on the Budenovskoye venture.",
)


def test_a_plan_that_is_lowered_is_no_output_that_falls_away() -> None:
    said = told(*PLAN, "2025-08-22")
    assert "fall away" not in said  # 3,080 tonnes less than a goal, not less than was made


def test_what_a_firm_had_sold_before() -> None:
    said = told(
        "Lithium Americas draws first loan money for Thacker Pass",
        "Lithium Americas agreed with the US Department of Energy on Tuesday on the first draw from a loan for its "
        "Thacker Pass lithium mine in Nevada, the company said.",
        "2025-09-30",
    )
    assert "Lithium Americas already had an offtake with General Motors of 16 October 2024" in said
    assert "38% of phase 2" in said


@pytest.mark.parametrize(("more", "shown"), [("", True), (" The licences are needed from August 1.", False)])
def test_the_day_from_which_it_binds_where_the_article_lacks_it(more: str, shown: bool) -> None:
    said = told(
        "China curbs exports of chipmaking metals",
        "China will restrict exports of gallium and germanium, two metals for chips and optics, the commerce ministry "
        f"said on Monday.{more}",
        "2023-07-04",
    )
    assert ("apply only from 1 August 2023" in said) is shown


def test_a_quota_that_nobody_has_seen_bind_has_cut_no_shipments() -> None:
    said = told(
        "Congo clears first cobalt cargo under its quotas",
        "The Democratic Republic of Congo cleared the first cobalt shipment under its new export quotas this week, a "
        "government official said on Wednesday, easing a halt of exports since February.",
        "2025-12-10",
    )
    assert "at the deepest" not in said
    assert "concentrates of copper" not in said  # a ban on other goods of the state


def test_where_the_row_and_the_article_differ() -> None:
    said = told(
        "Glencore ships first cobalt under Congo's export quotas",
        "The Democratic Republic of Congo cleared a first cobalt shipment of Glencore under its new export quotas this "
        "week, a government official said on Wednesday. CMOC's quota of the fourth quarter is 6,650 tonnes.",
        "2025-12-10",
    )
    assert "The record gives CMOC 6,500 tonnes, the article 6,650 tonnes." in said


def test_what_a_ban_still_lets_in() -> None:
    said = told(
        "EU bans imports of Russian aluminium",
        "The European Union banned imports of primary aluminium from Russia on Monday in its sixteenth package of "
        "sanctions.",
        "2025-02-24",
    )
    assert "On record" in said
    assert "275,000 t may still come in" in said


def test_a_letter_that_is_told_as_a_contract() -> None:
    text = (
        "Critical Metals will supply Ucore with heavy rare earth concentrate from its Tanbreez project in Greenland "
        "for ten years, up to 10,000 tonnes a year, the company said on Tuesday."
    )
    assert "calls this offtake a letter of intent" in told("Critical Metals to supply Ucore", text, "2025-08-26")
    open_ = text.replace("will supply", "signed a letter of intent to supply")
    assert "calls this offtake" not in told("Critical Metals to supply Ucore", open_, "2025-08-26")


def test_the_step_before_and_none_of_another_firm() -> None:
    said = told(
        "Guinea gives bauxite licence of GAC to Nimba Mining",
        "Guinea took the bauxite licence of Guinea Alumina Corporation, a unit of Emirates Global Aluminium, and gave "
        "it to the state firm Nimba Mining on Monday, a decree said, as no refinery had been built.",
        "2025-08-05",
    )
    assert "The step before it came in October 2024: Guinea's halt of bauxite exports of GAC (EGA)" in said


def test_a_giant_has_more_than_two_sites_and_old_contracts() -> None:
    said = told(
        "Ganfeng buys the rest of Mali Lithium",
        "Ganfeng Lithium bought the remaining 40% of Mali Lithium from Leo Lithium for $342.7 million, the Chinese "
        "firm said on Thursday. It controls the Goulamina lithium mine in Mali now.",
        "2025-07-03",
    )
    assert "already had" not in said
    assert "Mariana" not in said


def test_the_stop_of_another_site_of_the_firm_is_none_of_the_news() -> None:
    said = told(
        "Kansanshi copper mine halted after an accident",
        "First Quantum Minerals halted its Kansanshi copper mine in Zambia on Monday after an accident. The firm also "
        "owns Cobre Panama and the Sentinel mine.",
        "2024-02-05",
    )
    assert "350,000" not in said


def test_of_several_measures_the_one_on_the_same_goods_is_the_news() -> None:
    said = told(
        "China adds five rare earths to export controls",
        "China put holmium, erbium, thulium, europium and ytterbium under export control on Thursday, the commerce "
        "ministry said; exporters will need licences.",
        "2025-10-09",
    )
    assert "holmium, erbium, thulium, europium and ytterbium apply only from 8 November 2025" in said
    assert "0.1 % or more of Chinese rare earths" in said


def test_the_last_step_before_is_told_of_several_that_a_measure_follows() -> None:
    said = told(
        "China bans exports of gallium, germanium and antimony to the United States",
        "China banned exports of gallium, germanium and antimony to the United States on Tuesday, its ministry "
        "said, with immediate effect.",
        "2024-12-04",
    )
    assert (
        "The step before it came on 15 August 2024: China's export licences for antimony and superhard materials"
        in said
    )
    assert "3 July 2023" not in said


def test_a_dateline_and_a_firms_home_make_no_agreement_of_states() -> None:
    text = (
        "SEOUL, Nov. 20 - Korea Zinc said on Thursday it would sell 500 tonnes of antimony a year to a buyer in the "
        "United States, in a deal of two years."
    )
    assert "The record of the agreement" not in told("Korea Zinc to sell antimony in U.S.", text, "2025-11-20")


def test_a_plan_in_several_rows_is_told_by_the_one_that_adds_most() -> None:
    said = told(
        "Korea Zinc to build smelter in Tennessee",
        "Korea Zinc said on Monday it would build a smelter of zinc in Clarksville, Tennessee, for $7.4 billion with "
        "the government of the United States.",
        "2025-12-16",
    )
    assert "(about 10%) to Crucible JV, 40% owned by DoW" in said


def test_a_stop_is_sized_by_the_share_that_its_record_gives() -> None:
    said = told(
        "Coltan mine at Rubaya collapses in DR Congo",
        "A landslide closed the Rubaya tantalum mine in the DR Congo on 28 January, and more than 200 people died.",
        "2026-02-12",
    )
    assert "15% of world mine output of tantalum" in said
    assert "fall away at Rubaya" in said


def test_the_measure_of_the_news_is_watched_to_its_end() -> None:
    made = brief_of(
        "Trump orders talks on processed critical minerals under section 232",
        "On January 14, 2026, President Trump signed a proclamation ordering talks on processed critical minerals "
        "instead of duties under section 232. The United States had opened the inquiry in April 2025.",
        "2026-01-15",
    )
    assert "2026-07-13" in {w.date for w in made.watch}


def test_a_firm_is_called_as_its_contracts_call_it() -> None:
    said = told(
        "Arafura Rare Earths gets letter of interest for Nolans",
        "Export Finance Australia gave Arafura Rare Earths a letter of interest of $100 million for its Nolans rare "
        "earths project on Tuesday. The firm wants to raise 60% of the $775 million total equity that it needs.",
        "2025-08-19",
    )
    assert "already had an offtake with Traxys" in said
    assert "held" not in said  # of a letter of interest, who mines what in the world tells nothing
    assert "60% of $775 million is $465 million" in said


def test_a_list_of_all_minerals_follows_no_step_of_another_kind() -> None:
    said = told(
        "US adds ten minerals to its list of critical minerals",
        "The US Geological Survey published its 2025 list of critical minerals on 7 November 2025, which adds ten.",
        "2025-11-08",
    )
    assert "The step before it" not in said


RESTART = (
    "Freeport plans to resume mining at Grasberg by July",
    "Freeport-McMoRan plans to resume production at its Grasberg copper mine in Indonesia by July, the company said on "
    "Tuesday, after the accident that stopped work two months ago.",
)


def test_a_restart_is_told_with_what_the_stop_takes_and_the_last_one() -> None:
    said = told(*RESTART, "2025-11-18")
    # nobody told when the strike of May 2017 ended: the stop before it has both days
    assert "Grasberg stood still before, for 55 days from 15 May 2013 (accident)" in said


CLEARED = (
    "Court clears Thacker Pass lithium mine",
    "A US court on Friday threw out a suit against Lithium Americas' Thacker Pass lithium mine in Nevada, so that it "
    "can be built.",
)


def test_the_money_in_a_site_is_told_in_a_case_about_it() -> None:
    said = told(*CLEARED, "2025-11-09")
    assert "Lithium Americas already had a stake with General Motors (38% of the project for $625 million)" in said
    assert "General Motors" not in told(*CLEARED, "2022-11-09")  # before it was sold
