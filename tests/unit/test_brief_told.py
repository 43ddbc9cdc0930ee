"""What a brief keeps of its article: hinge and other side, an opinion's thesis, terms counted from their act."""

from __future__ import annotations

import pytest

from didymium.brief.anaphora import unintroduced
from didymium.brief.clauses import shortened
from didymium.brief.compose import compose, findings
from didymium.brief.lead import lead_of, stems
from didymium.brief.summary import _chain, dated, leaves_open, of_shares, tight, told_of
from didymium.news import read_article
from didymium.news.opinions import argues, by_whom
from didymium.proof import Context, prove
from didymium.records import Article, Brief, Sentence, SpanEvidence
from didymium.text import find_dates, find_terms
from didymium.world.load import load_world


def made(title: str, text: str, day: str, author: str | None = None) -> Brief:
    article = Article(title=title, text=text, published=day, author=author)
    return compose(read_article(article), load_world(), draws=100)


@pytest.mark.parametrize(
    ("words", "told"),
    [  # told on a Tuesday
        ("It was announced on Tuesday June 10.", "It was announced on June 10."),
        ("The court ruled late Monday on the mine.", "The court ruled late on 9 June 2025 on the mine."),
        ("The sale was scheduled for Monday.", "The sale was scheduled for 9 June 2025."),
        ("The ban was set to expire on Wednesday.", "The ban was set to expire on 11 June 2025."),
        ("The ban was set to expire on Friday.", "The ban was set to expire on Friday."),
        ("Tin rose, climbing 3% today.", "Tin rose, climbing 3% on 10 June 2025."),
        ("The EU plans a meeting Thursday on copper.", "The EU plans a meeting on 12 June 2025 on copper."),
        ("Tin was up 1% from Friday.", "Tin was up 1% from 6 June 2025."),
        ("It said so in Monday's note.", "It said so in the 9 June 2025 note."),
        ("Tin fell on Monday night.", "Tin fell on the night of 9 June 2025."),
        ("The tax starts Friday.", "The tax starts on 13 June 2025."),
        ("It beats the cells used today.", "It beats the cells used today."),
        ("Friday may be the day.", "Friday may be the day."),
        ("Alba put $5 million Monday in a mine.", "Alba put $5 million on 9 June 2025 in a mine."),
        ("It is shut following an outage on Friday.", "It is shut following an outage on 6 June 2025."),
        ("It will rule after a hearing on Friday.", "It will rule after a hearing on 13 June 2025."),
        ("It was lost in July last year.", "It was lost in July 2024."),
        ("Output fell last year to 90 tonnes.", "Output fell in 2024 to 90 tonnes."),
        ("Output was above last year's 90 tonnes.", "Output was above 2024's 90 tonnes."),
        ("It rests on this year's quota.", "It rests on the 2025 quota."),
        ("It signed a deal earlier this month.", "It signed a deal earlier in June 2025."),
        ("Sales rise this year and next.", "Sales rise this year and next."),
        (
            '"There were no talks last year or on Monday," he said.',
            '"There were no talks last year or on Monday," he said.',
        ),
    ],
)
def test_weekdays_are_told_as_days_where_it_is_sure_which(words: str, told: str) -> None:
    reading = read_article(Article(title="Tin", text=words, published="2025-06-10"))
    assert dated(words, reading) == told


def test_a_surname_leans_on_the_name_before_it() -> None:
    told = "Costs are low, Xu noted."
    assert unintroduced(told, "Xu Wei of Alba Metals spoke.")
    assert not unintroduced(told, "")
    assert not unintroduced("Costs are low, Xu Wei noted.", "Xu Wei of Alba Metals spoke.")


def test_the_permit_is_none_of_many_permits() -> None:
    text = (
        "Chile will cancel 27 lithium mining permits, the bureau said. One permit for lithium was held by Alba Metals, "
        "which objects. The permit expired in 2024, the bureau said. Lithium prices rose 7%."
    )
    told = summary_of("Chile to cancel lithium permits", text, "2025-06-10")
    assert "The permit expired" not in told or "One permit" in told


def summary_of(title: str, text: str, day: str) -> str:
    brief = made(title, text, day)
    return " ".join(s.text for s in (*brief.bottom_line, *brief.summary, *(w.sentence for w in brief.watch)))


JADAR = (
    "Serbia's government restored the permit for the Jadar lithium mine on Tuesday, two years after it was revoked. "
    "The mine could produce 58,000 tonnes of lithium carbonate a year. "
    "The decision hinges on an environmental study that Rio Tinto must file within the next two years. "
    "Rio Tinto called the fee for it unlawful and will appeal. "
    "A march is planned in Belgrade at 6 p.m. on Friday. Rio Tinto shares rose 1.2 percent in London."
)


def test_a_summary_keeps_the_hinge_and_the_other_side_and_no_hour_or_share() -> None:
    told = summary_of("Serbia lithium mine gets new permit", JADAR, "2024-07-17")
    assert "The decision hinges on an environmental study" in told
    assert "will appeal" in told
    assert "6 p.m." not in told
    assert "shares" not in told


def test_what_is_planned_for_a_weekday_is_no_day_gone_by() -> None:
    text = "Chile's tin miners reached a deal on Monday. A march of tin miners is planned in Arica on Friday."
    told = summary_of("Chile's tin miners reach a deal", text, "2024-07-17")
    assert "on 15 July 2024" in told
    assert "12 July" not in told


def test_a_noun_that_nothing_introduced_stays_out() -> None:
    text = (
        "The United States and Japan signed an agreement on critical minerals on Monday. "
        "Prior to the directive, the president in October signed frameworks on critical minerals with Australia. "
        "The agreement covers magnets and gallium and runs until 2030."
    )
    told = summary_of("US and Japan sign critical minerals agreement", text, "2026-02-04")
    assert "directive" not in told
    assert "The agreement covers magnets" in told


OPINION = (
    "America makes no antimony of its own, and that should trouble every taxpayer. "
    "These efforts to rebuild supply will fail without a stockpile. "
    "The Strategic Metals Act, which the House passed in February, would set aside $500 million. "
    "The Senate should pass it before the summer recess. "
    "Anna Reed is vice president of Idaho Antimony, which is building a mine at Yellow Pine."
)


def test_an_opinion_tells_its_demand_with_what_it_is_about_and_whose_view_it_is() -> None:
    brief = made("A stockpile for antimony", OPINION, "2025-03-03", "Anna Reed")
    assert brief.bottom_line[0].text == (
        "The author argues: “The Strategic Metals Act, which the House passed in February, would set aside $500 "
        "million. The Senate should pass it before the summer recess.”"
    )
    assert brief.summary[-1].text.startswith("Anna Reed is vice president of Idaho Antimony")
    assert not brief.background
    assert not brief.charts


URGED = (
    "For years, our leaders warned that America depends on China for the minerals of its defense, and for years they "
    "did nothing. That folly cannot go on. A floor price rewards the weakest mine and sends the bill to our children. "
    "What should Washington do instead? It must grant permits in two years, not ten. Our firms can compete if we let "
    "them, and nothing less will break the grip of Beijing on the supply chains that we all live by."
)
REPORTED = (
    "The cabinet on Tuesday discussed a floor for antimony, two officials said. The mining ministry proposed $30,000 a "
    "tonne, while the treasury asked for a lower one, according to a draft. Alba Minerals, which runs the only mine, "
    "said that it welcomed the plan. A decision is expected in June, a spokesman told reporters after the meeting."
)


@pytest.mark.parametrize(
    ("title", "end", "author", "is_one"),
    [
        ("Why price floors are a mistake", URGED, None, True),
        ("Cabinet weighs price floors", REPORTED, None, False),
        ("A floor for antimony", "Congress should act. Tom Hale teaches economics in Reno.", "Tom Hale", True),
        ("A floor for antimony", "Congress should act, he said. Tom Hale is a reporter in Reno.", "Tom Hale", False),
        ("Miners ask for a floor", "The group said a floor would help, a spokesman said.", None, False),
    ],
)
def test_who_argues_is_told_from_who_reports(title: str, end: str, author: str | None, is_one: bool) -> None:
    article = Article(title=title, text=f"Antimony costs $50,000 a tonne. {end}", author=author)
    assert argues(article) is is_one
    assert (by_whom(article) is not None) is ("teaches" in end)


@pytest.mark.parametrize(
    ("text", "day", "end"),
    [
        ("The ministry let Beta use the port in December for a year, but dockers struck on Monday.", "2025-02-10",
         "2025-12"),
        ("The states signed a pact on 4 February, agreeing to name projects within 30 days.", "2026-02-09",
         "2026-03-06"),
        ("Gabon suspended the rise for six months from 1 April, it said.", "2025-03-05", "2025-10"),
        ("It named 14 exporters for the two years 2026-2027, which it will review.", "2026-01-03", "2027"),
        ("The pact, signed on 30 October, will hold for one year from 10 November.", "2025-11-14", "2026-11"),
    ],
)  # fmt: skip
def test_a_term_is_counted_from_the_act_that_its_sentence_dates(text: str, day: str, end: str) -> None:
    assert [t.value for t in find_terms(text, day)] == [end]


def test_a_term_whose_start_is_another_act_s_is_left_out() -> None:
    text = "The minister said on Monday that the plant would close for six months once stocks run out."
    assert find_terms(text, "2025-03-05", dated=True) == ()


def test_a_term_of_the_news_runs_from_the_day_that_a_sentence_beside_it_tells() -> None:
    text = (
        "Zambia and Japan agreed to look for copper together. The ministries signed the copper pact on Feb. 4. "
        "Under the copper pact Zambia and Japan will name projects within 30 days."
    )
    brief = made("Zambia and Japan agree on copper", text, "2026-02-06")
    assert [w.date for w in brief.watch] == ["2026-03-06"]


def test_a_long_sentence_is_watched_by_its_part_with_the_day() -> None:
    text = (
        "Indonesia's government, faced with a current account deficit at a near-record high, has been trying to ease "
        "rules on mining that were passed more than a year ago, including the ban on nickel ore exports from 12 "
        "January 2014."
    )
    [watched] = made("Indonesia tries to ease nickel ore ban", text, "2013-12-05").watch
    assert "deficit" not in watched.sentence.text
    assert "ban on nickel ore exports from 12 January 2014" in watched.sentence.text


def test_the_sentence_behind_a_dateline_is_carried_word_for_word() -> None:
    text = "WASHINGTON Aug 26 Exports of ferrosilicon from Norway do not harm U.S. producers, a panel said on Tuesday."
    start = text.index("Exports")
    span = SpanEvidence(start=start, end=len(text), quote=text[start:])
    told = Sentence(text=text[start:], evidence=("e1",))
    assert prove(told, {"e1": span}, Context(load_world(), text, "", "2014-08-26")).proven


def test_a_month_of_last_or_next_year_is_of_that_year() -> None:
    found = find_dates("It was closed in August last year and is due to open in May next year.", "2023-04-28")
    assert [d.value for d in found] == ["2022-08", "2024-05"]


def test_a_ban_that_starts_is_not_the_start_of_its_easing() -> None:
    text = (
        "Indonesia will let Freeport Indonesia export copper concentrate until May 2024, despite a ban starting this "
        "June, the mining minister said on Friday."
    )
    brief = made("Indonesia to let Freeport ship copper concentrate despite ban", text, "2023-04-28")
    assert not any("easing starts" in w.sentence.text for w in brief.watch)


def test_a_loan_is_told_where_its_mine_is() -> None:
    text = (
        "The Export-Import Bank of the United States sent a letter of interest for a loan of $95 million to Tungsten "
        "West for its Hemerdon tungsten mine in Devon. The letter is not binding."
    )
    brief = made("US bank weighs loan for Hemerdon tungsten mine in Devon", text, "2025-08-27")
    assert brief.article.region == "Europe"
    assert [s.text for s in brief.bottom_line].count("A letter binds nobody: no money is committed yet.") == 1


def test_market_news_is_sized_by_its_price_and_a_stop_by_none() -> None:
    text = (
        "The price of tungsten in Europe rose to its highest level in a decade on Monday. "
        "China's mining quota of tungsten ore was set at 58,000 tonnes, a decrease of 6.5% on the year. "
        "Tungsten prices reached $400 per metric tonne unit, the highest since late 2013."
    )
    told = [s.text for s in made("Tungsten hits highest since 2013", text, "2025-05-15").bottom_line]
    assert any("$400" in t for t in told)
    stop = (
        "Norilsk Nickel will halt its Cawse nickel operation in Western Australia, it said on Friday. "
        "Nickel has slumped almost 80 percent since a record of $51,800 a tonne. "
    )
    told = [s.text for s in made("Norilsk halts Cawse nickel operation", stop, "2008-10-17").bottom_line]
    assert not any("$51,800" in t for t in told)


def test_a_cut_keeps_brackets_whole_and_the_name_of_who_is_meant() -> None:
    said = (
        "Japan's prime minister, Sanae Takaichi, and the miners (Nikkei, APN) backed a copper deal, a first, on Friday."
    )
    for cut in shortened(said, 5, lambda _: 0.0, 2.0, 45):
        assert cut.count("(") == cut.count(")")
        assert "Takaichi" in cut


def test_the_next_test_stands_in_what_to_watch_alone() -> None:
    text = (
        "Indonesia will raise royalties on nickel ore to 14 percent from 10 percent, a regulation shows. "
        "Miners asked for a delay. The new nickel rates take effect on 26 April."
    )
    brief = made("Indonesia raises royalties on nickel", text, "2025-04-14")
    assert [w.date for w in brief.watch] == ["2025-04-26"]
    assert not [s for s in (*brief.bottom_line, *brief.summary) if s.text.startswith("The new nickel rates")]


def test_what_a_case_is_about_is_told_and_a_day_gone_by_is_not_watched() -> None:
    text = (
        "GoviEx Uranium is starting arbitration against Niger. "
        "In July, Niger revoked GoviEx Uranium's licence to develop the Madaouela uranium mine. "
        "GoviEx Uranium had been concerned that its licence might be revoked if mining could not start by 3 July. "
        "WORKERS in Niger hope that the uranium mine opens. Workers met on Friday."
    )
    brief = made("GoviEx Uranium starts arbitration against Niger", text, "2024-12-12")
    told = " ".join(s.text for s in brief.summary)
    assert "Niger revoked GoviEx Uranium's licence" in told
    assert "WORKERS" not in told
    assert not brief.watch


def test_a_window_that_closes_in_a_month_closes_in_the_next_one() -> None:
    text = (
        "Congo has extended its ban on cobalt exports by three months, a regulator said on Saturday. "
        "The regulator expects to extend or end the cobalt ban before the window closes in September."
    )
    brief = made("Congo extends cobalt export ban", text, "2025-06-22")
    assert "2025-09" in [w.date for w in brief.watch]


@pytest.mark.parametrize(
    ("title", "direction"),
    [
        ("Piedmont halts lithium mine expansion in Tennessee", "down"),
        ("Liontown considers delaying lithium mine", "down"),
        ("NUM ends strike at Northam platinum mine", "up"),
        ("Northam opens platinum mine", "up"),
    ],
)
def test_a_headline_tells_which_way_a_project_goes(title: str, direction: str) -> None:
    firm = title.split()[0]
    text = f"{title}, {firm} said on Monday. The {firm} lithium and platinum mine project cost $400 million."
    world = load_world()
    lead = lead_of(read_article(Article(title=title, text=text, published="2024-09-05")), world)
    assert lead is not None
    assert lead.direction == direction


QUOTAS = (
    "China has quietly issued its first rare earth quotas for 2025, two people with knowledge of it said. "
    "The quotas are a barometer for the supply of rare earths, a group of 17 elements used in motors and missiles. "
    "The people did not give the quota volumes. "
    "China retains the ability to grant waivers from the quotas to state-owned companies. "
    "Rare earths are used in magnets, lasers and glass."
)


def test_a_brief_tells_what_is_withheld_and_waived_and_no_definition() -> None:
    brief = made("China quietly issues 2025 rare earth quotas, sources say", QUOTAS, "2025-07-18")
    told = " ".join(s.text for s in (*brief.bottom_line, *brief.summary, *(w.sentence for w in brief.watch)))
    assert "did not give the quota volumes" in told
    assert "waivers" in told
    assert "barometer" not in " ".join(s.text for s in brief.bottom_line)


def test_the_summary_does_not_tell_the_bottom_line_again() -> None:
    brief = made("China quietly issues 2025 rare earth quotas, sources say", QUOTAS, "2025-07-18")
    told = {k for s in brief.bottom_line[:1] for k in s.evidence}
    assert brief.summary
    assert not [s for s in brief.summary if told & {*s.evidence}]


def test_an_aside_that_tells_nothing_of_the_news_goes_and_a_figure_a_name_and_a_quotation_stay() -> None:
    title = stems("Alcoa recovers gallium")
    idle = "The deal will fund a new circuit at the refinery to recover gallium, a metal used in chips and radar."
    assert next(tight(idle, title)).endswith("to recover gallium.")
    for kept in (
        "The deal will fund a new circuit at the refinery to recover gallium, of which 50 tonnes a year are planned.",
        "The deal will fund a new circuit at the refinery to recover scandium, a metal that Rio Tinto makes in Canada.",
        "“The deal will fund a new circuit at the refinery to recover scandium, a metal used in chips,” he said.",
    ):
        assert next(tight(kept, title)) == kept


def test_a_first_line_that_says_who_the_author_is_tells_an_opinion() -> None:
    text = (
        "Ms. Adler, a Democrat, is governor of Nevada.\n\nChina has made no secret of its aims in critical minerals. "
        "The U.S. needs to mine its own. It has slept long enough."
    )
    assert by_whom(Article(title="A Mineral Plan for America", text=text)) == 0
    news = text.replace("Ms. Adler, a Democrat, is", "Ms. Adler is").replace("It has", "Adler said it has")
    assert by_whom(Article(title="A Mineral Plan for America", text=news)) is None


def test_a_denial_and_an_expert_who_sees_no_effect_are_kept() -> None:
    text = (
        "China plans to cut its quota for rare earths by 30% next year, two sources said on Tuesday. They go into "
        "magnets for cars, turbines and missiles. The quota of rare earths was 270,000 tonnes in 2024, and prices of "
        "rare earths rose by 5% on the news. Japan buys 60% of its rare earths from China, and makers of magnets there "
        "keep stocks for three months. The ministry called the report “false” and said that nothing had been decided. "
        "Shares of rare earths firms gained 8% in Shanghai, 6% in Sydney and 4% in New York. “It is highly unlikely "
        "that a cut would have any impact on deliveries before 2026,” said analyst Jo Vance of Alba Metals."
    )
    told = summary_of("China to cut rare earth quota", text, "2025-06-10")
    assert "“false”" in told
    assert "highly unlikely" in told


def test_a_denial_stands_right_behind_the_news() -> None:
    text = (
        "China plans to cut its quota for rare earths by 30% next year, two sources said on Tuesday. "
        "Rare earths rose by 5%. The ministry said the report was “false” and that nothing had been decided."
    )
    said = [s.text for s in made("China to cut rare earth quota", text, "2025-06-10").bottom_line]
    assert "“false”" in said[1]


def test_appeals_to_the_reader_and_tickers_are_not_told() -> None:
    text = (
        "Alba Metals (AA-N) has shut its copper mine in Chile, it said on Monday. If your job depends on copper, read "
        "our daily news. A miner of Alba could not be reached. The copper mine made 90,000 tonnes a year. "
        "Copyright (c) 2025 Alba Wire, Inc. Be the first to comment on the copper mine of Alba Metals in Chile."
    )
    brief = made("Alba Metals shuts copper mine in Chile", text, "2025-06-10")
    told = " ".join(s.text for s in (*brief.bottom_line, *brief.summary))
    assert "90,000" in told
    assert not [w for w in ("(AA-N)", "be reached", "your job", "Copyright", "Be the first") if w in told]


def test_a_premise_is_written_and_a_claim_argued() -> None:
    text = "Magnets for jets are made of rare earths. China has shown the danger in which we stand. The jets fly."
    said = made("Opinion: treat rare earths as power", text, "2025-06-10").bottom_line[0].text
    assert said.startswith("The author writes: “")


def test_a_sentence_that_the_page_cuts_off_is_not_told() -> None:
    text = (
        "Chile's Codelco halted its El Teniente copper mine on Monday after a collapse. "
        "The copper mine made 356,000 tonnes of copper in 2024, the company said. "
        "Codelco had expected the copper output of the mine to rise this year by some 5,000 tonnes, but that was "
        "before the accident and the company could not say when"
    )
    assert "could not say" not in summary_of("Codelco halts El Teniente copper mine", text, "2025-08-05")


def test_the_news_tells_by_name_and_number_what_the_opening_tells_of_a_nameless_one() -> None:
    text = (
        "The world's biggest nickel mine has been told to slash output, as officials try to raise prices. "
        "PT Weda Bay Nickel will receive an ore quota of 12 million tons, down from 42 million tons in 2025, it said. "
        "The mine is in North Maluku."
    )
    brief = made("World's biggest nickel mine told to cut output", text, "2026-02-11")
    assert brief.bottom_line[0].text.startswith("PT Weda Bay Nickel will receive")


def test_a_price_is_not_the_news_of_a_stop() -> None:
    text = (
        "ANTOFAGASTA, Chile Feb 10 BHP's Escondida copper mine in Chile cannot meet its contracts after a strike "
        "brought production to a standstill, a spokesman said on Friday. "
        "Copper prices in London rose 4.5 percent to $6,083 a tonne on talk that force majeure would be declared."
    )
    brief = made("Force majeure declared at strike-hit Escondida copper mine in Chile", text, "2017-02-10")
    assert brief.bottom_line[0].text.startswith("BHP's Escondida copper mine in Chile cannot meet its contracts")


def test_praise_and_a_judgement_are_not_told_without_whose_they_are() -> None:
    text = (
        "The United States and Guinea signed a memorandum on bauxite on Monday. "
        "The United States took a decisive step to reshape the market for bauxite. "
        "These agreements build on 10 frameworks signed in five months, demonstrating unprecedented leadership. "
        "Guinea sold 146 million tonnes of bauxite in 2024. "
        'Guinea\'s minister said the memorandum is "a historic step" for bauxite.'
    )
    told = summary_of("US and Guinea sign memorandum on bauxite", text, "2026-02-05")
    assert "10 frameworks" in told
    assert "decisive step" not in told
    assert "unprecedented" not in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "In a strategic move aimed at self-sufficiency, the government is considering a ban on exports of four "
            "metals — lithium (Li), beryllium (Be), niobium (Nb), and tantalum (Ta).",
            "tantalum",  # of a list
        ),
        (
            "Once completed, LCM will supply metal and strip cast alloy to USAR's Stillwater, Oklahoma magnet "
            "facility, supporting both home production and global distribution.",
            "magnet facility",  # behind a town with its state
        ),
        (
            "It was only since the flood, which nobody could have foreseen in 2006 and which had little to do with the "
            "mine, that the firm had become a target for activists.",
            "target for activists",  # what follows "that"
        ),
    ],
)
def test_no_sentence_is_cut_within_what_belongs_together(said: str, kept: str) -> None:
    assert all(kept in cut for cut in shortened(said, 5, lambda _: 0.0, 2.0, 10))


def test_a_page_of_courtesies_has_a_summary_and_no_label_of_a_deed() -> None:
    text = (
        "The Prime Minister hosted the Prime Minister of Canada in London this afternoon. He said it was good to see "
        "him again and that the partnership on trade was strong. Both leaders agreed to take it into the future by "
        "exploring how to use Canada's critical minerals in defence, which would deliver investments and jobs."
    )
    brief = made("PM meeting with Prime Minister of Canada", text, "2025-09-26")
    assert brief.summary
    assert not {"Trade Agreement", "Investment"} & {*brief.tags}


def test_a_column_in_the_first_person_is_an_opinion() -> None:
    news = "China restricts exports of tungsten. The word may be losing its meaning, as {} colleague has argued."
    for whose, is_one in (("my", True), ("a", False)):
        assert argues(Article(title="A tungsten-tipped answer", text=news.format(whose))) is is_one


@pytest.mark.parametrize(("source", "is_one"), [("Deep Ores (Substack)", True), ("Reuters", False)])
def test_a_page_of_one_s_own_that_judges_is_an_opinion_and_is_told_as_its_author_s(source: str, is_one: bool) -> None:
    text = (
        "For thirty years the West has bought its magnets as if they grew on trees. That comfort ended when ministers "
        "announced a store of rare earths worth $2 billion. The store is a confession, not a cure. It buys months. "
        "But no country can keep in a shed what it never learnt to make. This is the part that nobody likes to hear."
    )
    article = Article(title="A shed is no smelter", text=text, published="2025-06-10", source=source)
    assert argues(article) is is_one
    told = compose(read_article(article), load_world(), draws=16).bottom_line[0].text
    assert told.startswith("The author writes: “") is is_one


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        ("The Alba Minerals Ltd share price is pushing higher on Tuesday after an offtake deal.", True),
        ("At the time of writing, the lithium explorer's shares are up 5% to 22 cents.", True),
        ("Shares in Alba Lithium PLC rose 9% overnight as investors backed a takeover.", True),
        ("Zinc stocks rose to 5,000 tonnes.", False),
        ("China's share of output rose to 5%.", False),
        ("Alba will buy all Beta shares that it does not own.", False),
    ],
)
def test_a_move_of_shares_is_told_nowhere(words: str, moved: bool) -> None:
    assert (of_shares(words) is not None) is moved


def test_a_line_without_a_verb_or_without_what_it_is_of_stands_alone_in_no_summary() -> None:
    text = (
        "Argus assessed cadmium prices in Europe up at $2 a lb on Monday. "
        "Cadmium in demand, bismuth in a slow market. "
        "Bismuth was flat at $6 a lb. Prices declined earlier in the week on weak exports. "
        "Antimony was stable at $38,000 a tonne, and stocks of antimony ran low."
    )
    told = summary_of("Cadmium rises on Indian demand", text, "2024-11-14")
    assert "slow market" not in told
    assert "Prices declined" not in told or "Bismuth was flat" in told


def test_the_decision_is_that_of_the_sentence_before_it_in_its_paragraph() -> None:
    text = (
        "Panama's top court declared the contract of Nordvale for its copper mine void on Tuesday.\n\n"
        "“We have decided unanimously,” the court's president said in Panama City.\n\n"
        "The same court threw out an older contract of 1997. The decision was upheld in 2021, but the government let "
        "the copper miner go on with 12,000 workers."
    )
    told = summary_of("Panama's top court voids Nordvale copper contract", text, "2023-11-28")
    assert "upheld in 2021" not in told or "older contract of 1997" in told
    assert "older contract of 1997. The decision was upheld" in told


KAKULA = """Ivanhoe Mines on Monday gave an update on its Kamoa-Kakula copper complex in the Democratic Republic of \
Congo after a stop of the underground mine first told on May 20, 2025.

It said that the guidance of the complex for 2025 has been withdrawn pending review.

Given the recent tremors, work underground was suspended again on May 25, 2025, with employees brought above ground. \
“The safety of employees is paramount, and no lost time injuries have been reported,” the company said in a release. \
“First signs are that tremors could continue for weeks, which would keep crews out of the mine.”

The complex is a joint venture of Ivanhoe Mines (39.6%) and Zijin Mining (39.6%). It is a flat-lying, stratiform \
deposit, approximately 25 kilometres west of the town of Kolwezi, and about 270 kilometres west of Lubumbashi."""


def test_a_forecast_in_a_quotation_is_told_after_who_speaks_and_how_far_a_town_is_is_not() -> None:
    told = summary_of("Ivanhoe expects tremors to go on at its mine", KAKULA, "2025-05-26")
    assert "withdrawn pending review" in told
    assert told.index("the company said in a release") < told.index("could continue for weeks")
    assert "kilometres" not in told


HAY = """Lithium customers hold twice their normal stock, according to the exporter Galaxy Resources.

Galaxy chief executive Simon Hay said the outlook remained "very soft" as he confirmed a 51 per cent slump in sales.

“Normally two months' supply is what they aim to keep and they are holding approximately four months.

“So I doubt we will see any price recovery until that is worked down, toward the end of 2019 or early 2020.”"""


def test_a_quotation_over_paragraphs_is_closed_and_stands_behind_its_speaker() -> None:
    told = summary_of("Galaxy in the red as the world swims in lithium", HAY, "2019-08-30")
    assert "Simon Hay said" in told
    assert "toward the end of 2019 or early 2020.”" in told
    assert "approximately four months.”" in told


PACT = """The European Union and India have concluded negotiations for a free trade agreement on 27 January 2026, in \
talks that began in 2007. The agreement sets up a trade zone of two billion people. It is expected to enter into force \
in early 2027 following ratification. The pact aims to cut duties on over 90% of EU goods exported to India, with \
annual savings for exporters of up to €4 billion.

India makes no primary magnesium, and its aluminium smelters buy it from China."""


def test_what_the_pact_does_and_when_it_is_in_force_is_told_though_both_lean() -> None:
    told = summary_of("EU and India seal a trade deal on aluminium", PACT, "2026-01-27")
    assert "early 2027" in told
    assert "€4 billion" in told


def test_what_is_due_on_the_weekday_of_the_page_is_due_that_day() -> None:
    text = "A US trade team is scheduled to meet Chinese counterparts for talks on rare earths in London on Monday."
    assert "London on 9 June 2025" in summary_of("US and China to talk about rare earths", text, "2025-06-09")


def test_who_stopped_the_mine_is_told_with_the_stop() -> None:
    text = (
        "A search has been launched for two miners who fell into a hole in the Dugald River zinc mine in Queensland. "
        "The men work for a contractor but the mine is owned by Hong Kong-listed MMG Limited, which suspended work as "
        "the search began for the pair. The crews were using drones to establish the size of the hole. "
        "Newmont Corp said nothing. Newmont has suspended all operations at its own zinc mine, about 420 kilometers "
        "west of the town."
    )
    told = summary_of("Two miners trapped after collapse at Queensland zinc mine", text, "2023-02-15")
    assert "which suspended work" in told
    assert "Newmont has suspended all operations" in told


@pytest.mark.parametrize(
    ("before", "brings"),
    [
        ("Kasempa is to carry out engineering studies at two smelters.", True),
        ("Kasempa is to spend $40 million at two smelters.", False),
    ],
)
def test_a_sentence_on_the_studies_brings_the_one_that_first_tells_of_them(before: str, brings: bool) -> None:
    text = f"{before} Through the studies Kasempa hopes to make antimony."
    told = [told_of(text, 0, len(before)), told_of(text, len(before) + 1, len(text))]
    assert (0 in _chain(told, 1, set(), frozenset(), set())) is brings
    assert _chain(told, 1, set(), frozenset({"studie"}), set()) == [1]  # of which the headline tells


@pytest.mark.parametrize(
    ("words", "decides"),
    [
        ("Analysts do not expect the move to have much impact on the market.", True),
        ("The mill was already at full capacity.", True),
        ("The move had a large impact on the market.", False),
    ],
)
def test_how_little_a_step_changes_is_part_of_the_news(words: str, decides: bool) -> None:
    assert (leaves_open(words) > 0) is decides


def test_an_apposition_takes_no_verb_of_its_noun_along() -> None:
    said = (
        "The importance of scandium to the defence and technology sectors has been in the spotlight since China, the "
        "main producer, imposed export controls."
    )
    assert all("since China." not in cut for cut in shortened(said, 5, lambda _: 0.0, 2.0, 10))


def test_an_opinion_is_known_by_its_title_s_author() -> None:
    text = f"{'The launch of the forum in Washington is no accident. South Africa was not invited to it. ' * 6}"
    named = Article(title="ANNA REED | A twist in the race for minerals", text=text, author="Anna Reed")
    assert argues(named)
    assert not argues(named.model_copy(update={"title": "A twist in the race for minerals", "author": None}))


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        ("granted a land use permit", set()),
        ("lifted export controls on lithium", {"2026-11-10"}),
        ("signed a memorandum on research", {"2026-11-10"}),  # and no term of an import duty
    ],
)
def test_other_measures_are_watched_where_they_are_on_the_goods_of_the_news(act: str, ends: set[str]) -> None:
    text = (
        f"The natural resources department of Jiangxi in China {act} for the Jianxiawo lithium mine of CATL on "
        "Wednesday, it said. The lithium mine at Yichun has stood still since August."
    )
    told = {w.date for w in made(f"China {act} for lithium mine", text, "2026-06-22").watch}
    assert told & {"2026-11-10", "2026-12-31"} == ends


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Largo reported its first quarter in Brazil on Tuesday. Ilmenite concentrate production of 6,162 tonnes in "
            "Q1 2025 vs. 9,563 tonnes Q1 2024 with sales totaling 8,647 tonnes.",
            "Largo's ilmenite concentrate production of 6,162 tonnes is 36% below that of Q1 2024 (9,563 tonnes).",
        ),
        (
            "Vietnam restricted exports of rare earths on Tuesday. The US Geological Survey lowered its estimate of "
            "Vietnam's reserves of rare earths to 3.5 million tonnes from 22 million tonnes this year.",
            "US Geological Survey's estimate of 3.5 million tonnes is 84% below the earlier one (22 million tonnes).",
        ),
        (
            "Vietnam restricted exports of rare earths on Tuesday. The agency lowered its estimate of the country's "
            "reserves of rare earths to 3.5 million tonnes from 22 million tonnes this year.",
            "Vietnam's estimated reserves of 3.5 million tonnes are 84% below the earlier one (22 million tonnes).",
        ),
    ],
)
def test_a_change_is_told_of_whose_it_is(text: str, told: str) -> None:
    article = Article(title=text.split(" on Tuesday")[0], text=text, published="2025-12-10")
    assert told in [f["text"] for f in findings(read_article(article), load_world(), draws=20)["findings"]]


def test_a_measure_that_the_news_suspends_is_not_told_as_applied() -> None:
    text = (
        "China will suspend its ban on exports of gallium, germanium and antimony to the United States until November "
        "27 2026, the commerce ministry said on Sunday November 9. The ban was introduced in December 2024."
    )
    article = Article(title="China suspends export ban on gallium, germanium, antimony to US", text=text)
    made = compose(read_article(article), load_world(), draws=20)
    assert not any("has applied its export ban" in s.text for s in made.background)
