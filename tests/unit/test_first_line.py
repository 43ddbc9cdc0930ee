"""The first line of a brief: who did what, how much, on what terms, in a sentence that stands alone."""

from __future__ import annotations

import re

import pytest

from didymium.brief.anaphora import on_the_metal
from didymium.brief.clauses import shortened
from didymium.brief.compose import compose
from didymium.brief.headline import halves, headline, truecased
from didymium.news import read_article
from didymium.records import NO_DAY, Article, Brief
from didymium.world.load import load_world


def first(title: str, text: str, day: str = "2025-06-11") -> str:
    """The first sentence of the brief of an article (11 June 2025 is a Wednesday)."""
    reading = read_article(Article(title=title, text=text, published=day))
    made = compose(reading, load_world(), draws=100)
    return made.bottom_line[0].text if made.bottom_line else ""


@pytest.mark.parametrize(
    ("title", "text", "says"),
    [
        (  # not the share, which moved for it
            "Ivanhoe withdraws copper guidance",
            "Shares of Ivanhoe Mines fell 16% in Toronto on Monday. Ivanhoe Mines has withdrawn its copper guidance of "
            "520,000 tonnes for 2025 after an earthquake at Kakula.",
            "Ivanhoe Mines has withdrawn its copper guidance of 520,000 tonnes for 2025 after an earthquake at Kakula.",
        ),
        (  # not the old quota, which ends
            "Chile approves new lithium quota for SQM",
            "SQM's current lithium quota expires at the end of 2030. Chile's nuclear regulator has approved a new "
            "lithium quota of 2.5 million tonnes for SQM from 2031 to 2060.",
            "Chile's nuclear regulator has approved a new lithium quota of 2.5 million tonnes for SQM from 2031 to "
            "2060.",
        ),
        (  # the first half of a headline is its news
            "China: gallium exports resume in May, germanium stays low",
            "Germanium exports stayed at a low level of 96 kg in May. China resumed gallium exports of 4,260 kg in May "
            "after a stop of a month.",
            "China resumed gallium exports of 4,260 kg in May after a stop of a month.",
        ),
        (  # an item of a list has no subject
            "BHP suspends nickel mining in Western Australia",
            "Suspend mining and processing at Nickel West.\nOffer its nickel workers another role.\nBHP will suspend "
            "nickel mining in Western Australia from October as prices are low.",
            "BHP will suspend nickel mining in Western Australia from October as prices are low.",
        ),
        (  # a price of now, not of before
            "Magnesium prices in China fall back",
            "On September 17, the price of magnesium in China was 45,000 yuan a tonne. On June 10, the price of "
            "magnesium in China fell to 43,000 yuan a tonne.",
            "On June 10, the price of magnesium in China fell to 43,000 yuan a tonne.",
        ),
    ],
)  # fmt: skip
def test_the_first_line_tells_the_headline(title: str, text: str, says: str) -> None:
    assert first(title, text) == says


def test_the_company_is_told_by_its_name() -> None:
    will = "The company will halt output at its Cobre Panama copper mine."
    named = f"First Quantum met its lenders in Toronto. {will}"
    assert first("First Quantum to halt copper mine", named) == will.replace("The company", "First Quantum")
    assert first("First Quantum to halt copper mine", f"{will} Its lenders met.") == will


def test_an_article_without_a_settled_lead_has_a_first_line() -> None:
    text = (
        "LONDON, June 10 (Reuters) - The platinum deficit will narrow to 240,000 ounces in 2026 from 1.1 million "
        "ounces in 2025, the World Platinum Investment Council said on Tuesday. Demand is falling."
    )
    told = first("Platinum deficit to narrow to 240,000 ounces in 2026", text)
    assert told.startswith("The platinum deficit will narrow to 240,000 ounces in 2026 from 1.1 million ounces in 2025")
    assert told.endswith("said on 10 June 2025.")


def test_who_says_so_and_the_condition_stay() -> None:
    text = (
        "Congo, which supplies most of the world's cobalt and has banned its export since February to lift the price, "
        "approved a cargo of Glencore pending payment of a royalty of 10%, signalling a return of exports after a stop "
        "of months that hit makers of batteries, two sources said."
    )
    told = first("Congo approves Glencore's cobalt cargo", text)
    assert "pending payment of a royalty of 10%" in told
    assert told.endswith(", two sources said.")


def test_a_thesis_heads_an_opinion_and_is_told_once() -> None:
    text = (
        "Opinion: Congress should let markets find rare earths. The state has bought shares of MP Materials. Price "
        "floors must go, for they cost the buyers of magnets $110 a kilogram."
    )
    reading = read_article(Article(title="Let markets find rare earths", text=text, published="2025-06-11"))
    made = compose(reading, load_world(), draws=100)
    assert made.bottom_line[0].text.startswith("The author argues: “")
    assert made.bottom_line[0] not in made.summary


def test_what_leans_on_a_time_told_before_heads_nothing() -> None:
    text = (
        "A Bolivian court has suspended two lithium contracts, it said on Tuesday. Two months later the firm signed a "
        "lithium contract for 25,000 tonnes a year."
    )
    reading = read_article(Article(title="Court suspends lithium contracts", text=text, published="2025-06-11"))
    told = compose(reading, load_world(), draws=100).bottom_line
    assert told[0].text.startswith("A Bolivian court has suspended two lithium contracts")
    assert not any("Two months later" in s.text for s in told)


def test_money_is_promised_only_where_money_is_told() -> None:
    text = "Vale is seeking a nickel ore quota to meet its commitments to partners in Indonesia, it said on Tuesday."
    reading = read_article(Article(title="Vale seeks nickel quota", text=text, published="2025-06-11"))
    assert not any("money" in s.text for s in compose(reading, load_world(), draws=100).bottom_line)


@pytest.mark.parametrize(
    ("title", "text", "region"),
    [
        ("House approves mining bill", "The bill would speed copper mines, President Donald Trump said. “China holds "
         "the minerals, and China wins,” said an opponent of the bill in Congress.", "North America"),
        ("Ivanhoe withdraws copper guidance", "Ivanhoe Mines fell 16% in Toronto. It mines copper in the DR Congo.",
         "Africa"),
        ("BHP suspends nickel mining", "BHP will suspend nickel mining at Nickel West in Western Australia as supply "
         "from Indonesia grows, BHP said in Australia.", "Oceania"),
    ],
)  # fmt: skip
def test_the_region_is_where_it_happens(title: str, text: str, region: str) -> None:
    assert read_article(Article(title=title, text=text, published="2025-06-11")).article.region == region


def test_a_cut_leaves_whole_clauses() -> None:
    sentence = (
        "Lynas, which runs a plant in Malaysia, said its output fell by a third, and it named no day for the repair."
    )
    cuts = list(shortened(sentence, 8, lambda part: float("third" in part), 1.0, 30))
    assert cuts[0] == "Lynas said its output fell by a third."
    assert cuts[-1] == sentence


def test_a_restriction_is_no_aside() -> None:
    sentence = "Commerce will tax graphite that is sold in the United States below its cost."
    assert list(shortened(sentence, 5, lambda _: 0.0, 1.0, 5)) == [sentence]


def test_a_headline_in_capitals_is_read_as_a_sentence() -> None:
    text = "The mine of Syrah Resources in Balama lifts output. Graphite prices rise."
    assert truecased("Syrah Resources Lifts Output in Balama", text) == "Syrah Resources lifts output in Balama"


@pytest.mark.parametrize(
    ("title", "first_half"),
    [("Ivanhoe withdraws guidance; shares dive", "Ivanhoe withdraws guidance"),
     ("China: gallium exports resume, germanium remains low", "gallium exports resume"),
     ("US, EU and Japan sign a pact on minerals", "US, EU and Japan sign a pact on minerals")],
)  # fmt: skip
def test_the_first_clause_of_a_headline_is_its_news(title: str, first_half: str) -> None:
    assert halves(title)[0] == first_half


def test_another_that_does_the_same_is_not_told() -> None:
    title = headline("Magnesium prices fall", "", ())
    assert title.told("The price of magnesium fell.") > title.told("The output of magnesium fell.")


@pytest.mark.parametrize(
    ("title", "where", "region"),
    [
        ("Lynas's profit falls", "Mt Weld in Western Australia", "Oceania"),
        ("Glencore's profit falls", "Peru", "Europe"),
    ],
)
def test_results_lie_where_the_firm_is_at_home(title: str, where: str, region: str) -> None:
    text = (
        f"{title.split(chr(39))[0]} made a net profit of $80 million on revenue of $413 million in the half-year to "
        "December, as prices of neodymium rose. Buyers in Japan, the United States and China took all that it made. "
        f"It digs the ore at {where}. In Washington a floor under the price of US magnet metals is a help to the "
        "United States and to American buyers of rare earths."
    )
    reading = read_article(Article(title=title, text=text, published="2026-02-26"))
    assert (reading.kind, reading.article.region) == ("results", region)


def test_to_whom_something_went_is_no_region_of_the_news() -> None:
    text = (
        "MP Materials reported mixed quarterly results on November 6. The third quarter brought 721 tons of oxide, 51% "
        "more than a year before, after the company halted shipments of rare earth concentrate to China in July."
    )
    title = "MP Materials posts record rare earth output as revenue falls on halt to China shipments"
    reading = read_article(Article(title=title, text=text, published="2025-11-07"))
    assert reading.article.region == "North America"


@pytest.mark.parametrize(("title", "text", "region"), [
    ("Lithium miner's shares sink on a tough quarter",
     "The miner sold its spodumene at US$740 a tonne, US$8 below the cost of its mine in Western Australia.",
     "Oceania"),
    ("Study makes the project a large producer",
     "The deposit in the Northwest Territories would be one of the largest mines of rare earths outside China.",
     "North America"),
    ("US sets preliminary duties on silicon metal from Australia, Brazil and Norway",
     "The US Department of Commerce set preliminary antidumping duties on silicon metal from Australia, Brazil and "
     "Norway on Thursday.", "North America"),
])  # fmt: skip
def test_the_region_is_where_the_news_is(title: str, text: str, region: str) -> None:
    assert read_article(Article(title=title, text=text, published="2025-07-29")).article.region == region


def test_the_summary_tells_what_the_headline_and_the_findings_rest_on() -> None:
    text = (
        "Copper output at the Tembo mine in Zambia is expected to decline in 2025. Kestrel Copper, the operator, "
        "cut its forecast to 420,000 tonnes. The revision, announced on Monday, follows a seismic event that struck "
        "the mine in May. Work was suspended after the incident, forcing the company to give up its target of "
        "520,000 tonnes. Its shares were little changed. Work at the east wing is expected to begin soon, the "
        "company said. The final decision on the shaft is still pending. The company met with officials in Lusaka "
        "last week. The mine opened in 1998 and is the country's oldest."
    )
    title = "Tembo copper output to drop after seismic event"
    made = compose(read_article(Article(title=title, text=text, published="2025-06-12")), load_world(), draws=20)
    said = " ".join(s.text for s in made.summary)
    assert "seismic event" in said
    assert said.index("seismic event") < said.index("after the incident")
    assert "met with officials" not in said


def test_a_list_whose_noun_comes_last_is_not_cut() -> None:
    sentence = (
        "On Tuesday, metals producer Nyrstar said it has obtained A$135 million of funding from the Australian "
        "federal, South Australian, and Tasmanian governments to run its smelters, and to rebuild its critical "
        "metals plants."
    )
    assert list(shortened(sentence, 12, lambda _: 0.0, 1.0, 12)) == [sentence]


def told(title: str, text: str, day: str) -> Brief:
    return compose(read_article(Article(title=title, text=text, published=day)), load_world(), draws=20)


def test_a_holiday_is_nothing_to_watch() -> None:
    text = (
        "China set its first rare earths mining quota for 2024 at 135,000 tonnes on Tuesday. The quota came early, in "
        "the week before the Chinese New Year holiday, starting from Feb. 10."
    )
    made = told("China sets rare earths quota", text, "2024-02-06")
    assert "2024-02-10" not in {w.date for w in made.watch}


def test_a_noun_that_says_of_what_it_is_opens_a_brief() -> None:
    text = (
        "The approval rate for rare earth export licences from China has climbed from 25% to 60%, the group CLEPA "
        "said. China introduced tighter export controls in April 2025, requiring licences for seven rare earths."
    )
    made = told("China's rare earth restrictions ease", text, "2025-06-30")
    assert made.bottom_line[0].text.startswith("The approval rate for rare earth export licences")


def test_what_recalls_does_not_lead_where_a_new_act_is_told() -> None:
    text = (
        "The United States previously opened an inquiry into imports of processed critical minerals under section 232. "
        "On January 14, 2026, President Trump signed a proclamation on talks about critical mineral imports."
    )
    assert first("Trump orders talks on critical mineral imports", text, "2026-01-15").startswith("On January 14, 2026")


def test_what_a_but_limits_is_not_cut() -> None:
    sentence = (
        "Judge Jane Doe ruled on Monday that the Bureau of Land Management did not make a mistake in approving the "
        "permit for the large lithium mine, but the agency was asked to look again at one part of the analysis."
    )
    cuts = list(shortened(sentence, 20, lambda part: 0.0, 2.0, 45))
    assert not [c for c in cuts if "mistake" in c and "but" not in c]


@pytest.mark.parametrize(
    ("title", "text", "first"),
    [
        (  # no milestone, and a name for "The company"
            "Almonty starts ore at Sangdong",
            "Almonty Industries has achieved a pivotal milestone at its premier Sangdong tungsten mine. "
            "The company has deposited its first ore at the Sangdong tungsten mine in South Korea.",
            "Almonty Industries has deposited its first ore at the Sangdong tungsten mine in South Korea.",
        ),
        (  # from and to
            "Cameco cuts uranium forecast for McArthur River mine",
            "Cameco has released an update regarding its plans for 2025. Output of the McArthur River mine is now "
            "forecast at 14 million pounds of uranium in 2025, down from a previous forecast of 18 million pounds.",
            "Output of the McArthur River mine is now forecast at 14 million pounds of uranium in 2025, down from a "
            "previous forecast of 18 million pounds.",
        ),
    ],
)
def test_the_bottom_line_tells_the_act_with_its_number_by_name(title: str, text: str, first: str) -> None:
    article = Article(title=title, text=text, published="2025-05-16")
    told = compose(read_article(article), load_world(), draws=100).bottom_line
    assert told[0].text == first


def test_what_an_aside_begins_to_list_is_not_cut_off_its_beginning() -> None:
    listed = (
        "Zinc and lead climbed to record levels as a broad rally in metals gathered momentum at the end of the week, "
        "fueled by a weaker euro, hopes of interest-rate cuts, and strong buying, particularly from India."
    )
    assert not any(re.search("week,? hopes", cut) for cut in shortened(listed, 5, lambda _: 0.0, 2.0, 45))
    aside = "Tin rose in a rally on Monday, fuelled by a weaker dollar, the exchange said."
    assert any("dollar" not in cut for cut in shortened(aside, 5, lambda _: 0.0, 2.0, 45))


@pytest.mark.parametrize(
    ("title", "text", "says"),
    [
        (  # what somebody said is the news, its echo on a market is not
            "Tin prices jump as Peru's president calls for export cuts",
            "Peru should limit exports of tin in reply to tariffs, said President Rosa Quispe. Citing her remarks on "
            "Wednesday, a newswire said that tin prices and shares of tin miners rose.",
            "Peru should limit exports of tin in reply to tariffs, said President Rosa Quispe.",
        ),
        (  # the headline's US and EU are the United States and the European Union of the text
            "US, EU and Japan sign pacts on critical minerals",
            "The United States reached agreements with the European Union and Japan on critical minerals. The Office "
            "of the U.S. Trade Representative outlined the pacts on February 4 and a pact with Japan.",
            "The United States reached agreements with the European Union and Japan on critical minerals.",
        ),
    ],
)
def test_the_first_sentence_is_the_news_where_it_tells_the_headline(title: str, text: str, says: str) -> None:
    assert first(title, text) == says


@pytest.mark.parametrize(
    ("sentence", "leans_"),
    [
        ("It cut its forecast for the metal to 180,000 tonnes.", True),
        ("The miner cut its forecast for the metal to 180,000 tonnes.", True),
        ("The miner, the largest in nickel, cut its forecast for the metal to 180,000 tonnes.", False),
        ("Vale said that the metal market would stay in balance.", False),
    ],
)
def test_the_metal_is_named_in_the_sentence_or_leans(sentence: str, leans_: bool) -> None:
    assert on_the_metal(sentence) is leans_


def test_who_reports_is_not_the_news_and_the_points_of_a_results_release_are_told() -> None:
    says = first(
        "China announces new tungsten quotas",
        "Karst Research, London, has reported on China's new tungsten mining quotas for the first half of the year. In "
        "March, China's Ministry of Natural Resources set tungsten quotas for the first half at 49,800 tonnes.",
    )
    assert says.startswith("In March, China's Ministry of Natural Resources set tungsten quotas")
    text = (
        'All amounts expressed are in U.S. dollars, denominated by "$".\n\n-- Production of 2,636 tonnes of vanadium '
        "pentoxide in Q3 2025 vs. 3,072 tonnes in Q3 2024\n\n-- Revenues of $33.3 million in Q3 2025 vs. revenues of "
        "$29.9 million in Q3 2024"
    )
    reading = read_article(Article(title="Karst Vanadium reports third quarter 2025 results", text=text,
                                   published="2025-11-13"))  # fmt: skip
    told = " ".join(s.text for s in compose(reading, load_world(), draws=100).summary)
    assert "2,636 tonnes" in told
    assert "All amounts" not in told


def test_the_line_below_a_headline_gives_way_to_the_sentence_that_tells_it_fully() -> None:
    text = (
        "China suspends its ban on gallium exports to the US until 2026.\n\n"
        "China will suspend its ban on exports of gallium, germanium and antimony to the US until November 27 2026, "
        "the commerce ministry announced on Sunday November 9.\n\nThe ban was introduced in December 2024."
    )
    article = Article(title="China suspends gallium, germanium, antimony ban to US", text=text, published="2025-11-10")
    told = compose(read_article(article), load_world(), draws=100).bottom_line
    assert told[0].text.startswith("China will suspend its ban on exports of gallium, germanium and antimony")


def test_a_headline_of_two_sentences_is_no_sentence_of_the_text() -> None:
    title = "The hottest investment in metals this year is not gold or silver. It's tin"
    text = f"{title}\n\nTin continues to be the unexpected star of metals this year. Tin is up 68% since January."
    told = compose(read_article(Article(title=title, text=text, published="2021-08-20")), load_world(), draws=100)
    assert told.bottom_line[0].text.startswith("Tin continues")


def test_a_size_that_leans_on_the_news_stands_right_behind_it() -> None:
    text = (
        "President Donald Trump introduced Project Vault on Monday. This $12 billion stockpile of critical minerals is "
        "to spare American makers of cars stoppages.\n\nSeveral firms have pledged to take part."
    )
    article = Article(title="Trump starts $12B Project Vault for minerals stockpile", text=text, published="2026-02-02")
    told = compose(read_article(article), load_world(), draws=100).bottom_line
    assert told[1].text.startswith("This $12 billion stockpile")


def test_a_notice_is_told_by_what_it_does_and_not_by_who_issues_it_or_what_it_recalls() -> None:
    text = (
        "AGENCY:\n\nBureau of Industry and Security, U.S. Department of Commerce.\n\n"
        "ACTION:\n\nNotice on a reopened comment period.\n\nSUMMARY:\n\n"
        "On June 3, 2020, the Bureau published a request for comments on the Section 232 investigation of imports of "
        "vanadium. The deadline for comments was July 20, 2020. Today's notice reopens the comment period on imports "
        "of vanadium until October 9, 2020.\n\nADDRESSES:\n\nComments on vanadium must be filed through the portal."
    )
    title = "Reopening of Comment Period for Section 232 Investigation of Imports of Vanadium"
    made = compose(read_article(Article(title=title, text=text, published="2020-09-25")), load_world(), draws=100)
    assert made.bottom_line[0].text.startswith("Today's notice reopens")
    assert not any(w in s.text for s in made.summary for w in ("U.S. Department", "through the portal"))
    assert [w.date for w in made.watch if w.date != NO_DAY] == ["2020-10-09"]


def test_a_regulation_is_told_by_its_articles_and_not_by_its_recitals() -> None:
    text = (
        "THE COMMISSION,\n\nHaving regard to the Treaty,\n\nWhereas:\n\n"
        "(1) Surveillance of imports of aluminium may be introduced where the trend in imports of it threatens "
        "producers.\n\nHAS ADOPTED THIS REGULATION:\n\nArticle 1\n\n"
        "1. The import of aluminium products listed in Annex I shall be subject to prior surveillance.\n\nArticle 2\n\n"
        "This Regulation shall enter into force on 12 May 2018 and shall apply until 15 May 2020."
    )
    title = "Regulation introducing prior surveillance of imports of aluminium products"
    made = compose(read_article(Article(title=title, text=text, published="2018-04-26")), load_world(), draws=100)
    assert made.bottom_line[0].text.startswith("The import of aluminium products")
    assert [w.date for w in made.watch] == ["2018-05-12", "2020-05-15"]


def test_that_something_goes_on_is_no_news_where_an_act_is_told() -> None:
    text = (
        "An unprecedented change of materials is taking place in China's cooling industry. On Monday six makers signed "
        "a pact to put aluminium in the place of copper in their units. Copper is dear."
    )
    article = Article(title="Aluminium for copper is an irreversible trend", text=text, published="2025-12-22")
    assert "signed a pact" in compose(read_article(article), load_world(), draws=16).bottom_line[0].text


def test_a_move_of_shares_heads_no_brief() -> None:
    text = (
        "The Alba Minerals Ltd share price is pushing higher on Tuesday after its second lithium offtake in two days. "
        "Alba Minerals said that it will sell 200,000 tonnes of spodumene a year from its lithium mine to Beta Lithium."
    )
    article = Article(title="Why the Alba Minerals share price is jumping", text=text, published="2021-03-30")
    assert "share price" not in compose(read_article(article), load_world(), draws=16).bottom_line[0].text
