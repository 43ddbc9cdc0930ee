"""From an article to a proven brief: what it holds, what it leaves out, how it is repeated."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from didymium import load_world
from didymium.brief import background, batch, replay
from didymium.brief.compose import _kept_insight, brief, compose
from didymium.brief.frames import frame_of, question
from didymium.brief.lead import Lead, lead_of
from didymium.brief.ledger import Ledger
from didymium.brief.limits import LONG, OF_ITS_TEXT, UNDATED, UNSETTLED
from didymium.brief.operands import operands
from didymium.brief.prices import yearly
from didymium.brief.relations import CATALOGUE
from didymium.brief.render import render, save, to_markdown
from didymium.brief.setting import Setting
from didymium.cli import main
from didymium.errors import BadInput
from didymium.news import read_article
from didymium.news.document import MOST_READ
from didymium.proof import Proof, places, verify
from didymium.records import Article, Brief, DerivedEvidence, Event, Figure, Insight, Point, Sentence

EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWS = 64


@pytest.fixture(scope="module")
def made() -> Brief:
    return brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=DRAWS)


def short(title: str, text: str, date: str = "2025-11-10") -> Brief:
    reading = read_article(Article(title=title, text=text, published=date))
    return compose(reading, load_world(), draws=DRAWS)


def test_brief_is_whole(made: Brief) -> None:
    assert 3 <= len(made.summary) <= 8
    assert made.bottom_line
    assert made.background
    assert made.insights
    assert all(i.question.endswith("?") and i.points for i in made.insights)
    assert made.findings
    assert made.watch
    assert made.claims


def test_every_sentence_is_carried(made: Brief) -> None:
    report = verify(made)
    assert report.ok, report.faults
    assert all(s.evidence and set(s.evidence) <= set(made.evidence) for _, s in places(made))


def test_summary_is_the_article_s_own_words(made: Brief) -> None:
    words = made.article.text.replace("on Monday", "on 10 November 2025").replace("this year's", "the 2025")
    words = words.replace("last week", "in November 2025")
    assert "on 10 November 2025" in made.bottom_line[0].text
    for sentence in made.summary:
        assert sentence.text[1:] in words


def test_nothing_later_than_the_article(made: Brief) -> None:
    rows = [e for e in made.evidence.values() if e.kind == "row"]
    assert rows
    assert max(r.known_from for r in rows) <= made.manifest["as_of"] == "2025-11-10"


def test_model_numbers_carry_ranges_and_runs(made: Brief) -> None:
    runs = [e for e in made.evidence.values() if e.kind == "run"]
    assert {e.run for e in runs} <= set(made.manifest["runs"])
    figures = [e.figure for e in runs]
    assert all(f.low is not None and f.high is not None and f.low <= f.value <= f.high for f in figures)


def test_same_arguments_give_the_same_bytes(made: Brief) -> None:
    again = brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=DRAWS)
    assert render(again, "json") == render(made, "json")


def test_earlier_view_knows_less() -> None:
    early = brief(str(EXAMPLES / "us-rare-earths-drive.html"), as_of="2012-01-31", draws=DRAWS)
    facts = [e for e in early.evidence.values() if e.kind == "row"]
    assert all(f.known_from <= "2012-01-31" for f in facts)


def test_view_before_any_fact_is_an_honest_brief() -> None:
    first = brief(str(EXAMPLES / "us-rare-earths-drive.html"), as_of="1990-01-01", draws=DRAWS)
    assert first.summary
    assert not [e for e in first.evidence.values() if e.kind == "row"]
    assert verify(first).ok


def test_article_about_something_else() -> None:
    other = short(
        "Bakery wins prize", "A bakery in Lyon won the city's bread prize on Monday. Its owner thanked the guests."
    )
    assert other.insights == ()
    assert other.events == ()
    assert verify(other).ok


def test_draws_must_be_positive() -> None:
    with pytest.raises(BadInput, match="draws is 0"):
        brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=0)
    with pytest.raises(BadInput, match="seed is -1"):
        brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=8, seed=-1)


def test_replay_gives_the_same_bytes(made: Brief, tmp_path: Path) -> None:
    path = save(made, tmp_path / "b.json")
    assert render(replay.replay(path), "json") == render(made, "json")


def test_replay_refuses_another_article(made: Brief, tmp_path: Path) -> None:
    path = save(made, tmp_path / "b.json")
    with pytest.raises(BadInput, match="not the article"):
        replay.replay(path, str(EXAMPLES / "congo-cobalt-quotas.html"))


def test_replay_refuses_another_edition(made: Brief, tmp_path: Path) -> None:
    manifest = tmp_path / "m.json"
    manifest.write_text(json.dumps(made.manifest | {"world": "2001.01"}))
    with pytest.raises(BadInput, match=r"made with world 2001\.01"):
        replay.replay(manifest)


def test_batch_goes_on_after_a_failure_and_keeps_what_is_done(tmp_path: Path) -> None:
    pages, out = tmp_path / "pages", tmp_path / "out"
    pages.mkdir()
    shutil.copy(EXAMPLES / "congo-cobalt-quotas.html", pages)
    (pages / "empty.html").write_text("<html><body></body></html>")
    first = batch.to_folder(str(pages), out, "json", as_of=None, draws=DRAWS, seed=0)
    assert (first.made, first.kept, len(first.failed)) == (1, 0, 1)
    second = batch.to_folder(str(pages), out, "json", as_of=None, draws=DRAWS, seed=0)
    assert (second.made, second.kept) == (0, 1)
    assert batch.to_folder(str(pages), out, "json", as_of=None, draws=DRAWS, seed=1).made == 1


def test_lines_keep_their_ids(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    rows = [
        {
            "id": "x1",
            "title": "Quota",
            "date": "2025-10-16",
            "source": "Desk",
            "text": "Congo set an export quota of 96,600 tonnes of cobalt for 2026.",
        }
    ]
    source.write_text("".join(json.dumps(r) + "\n" for r in rows))
    lines = list(batch.to_lines(str(source), as_of=None, draws=DRAWS, seed=0))
    assert [line["id"] for line in lines] == ["x1"]
    assert "summary" in lines[0]


def test_verify_on_the_command_line(made: Brief, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(made, tmp_path / "b.json")
    assert main(["verify", str(path)]) == 0
    body = json.loads(path.read_text())
    body["background"][0]["text"] = "In 2023 " + body["background"][0]["text"].replace("%", "9%")
    path.write_text(json.dumps(body))
    assert main(["verify", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_what_is_proven_but_not_what_the_article_gives_is_found(made: Brief) -> None:
    again = replay.verify(made)
    assert again.ok, again.faults
    assert again.again.startswith("the same")
    fewer = made.model_copy(update={"background": ()})
    assert "background" in {f.where for f in replay.verify(fewer).faults}
    runs = {k: r | {"version": "0.0.1"} for k, r in made.manifest["runs"].items()}
    older = made.model_copy(update={"manifest": made.manifest | {"version": "0.0.1", "runs": runs}})
    assert replay.verify(older).ok
    assert not replay.verify(older).made_again
    assert "made with version 0.0.1" in replay.verify(older).again
    with pytest.raises(BadInput, match="not the article"):
        replay.verify(made, source=str(EXAMPLES / "congo-cobalt-quotas.html"))


def test_unwritable_output_is_one_line(made: Brief) -> None:
    with pytest.raises(BadInput):
        save(made, Path("/proc/b.json"))


def test_date_of_the_view_is_the_article_s(made: Brief) -> None:
    assert dt.date.fromisoformat(made.manifest["as_of"]) == dt.date(2025, 11, 10)


def test_the_ending_of_a_file_names_its_format(made: Brief, tmp_path: Path) -> None:
    assert save(made, tmp_path / "b.html", "json").read_text().lstrip().lower().startswith("<!doctype html")
    assert json.loads(save(made, tmp_path / "brief", "json").read_text())["article"]["title"] == made.article.title


def test_another_language_is_said_to_be_one() -> None:
    text = (
        "La Chine a annoncé mercredi des restrictions sur les exportations de gallium et de germanium. Des licences "
        "seront requises à partir du mois prochain pour tous les exportateurs du pays, a dit le ministère."
    )
    article = Article(title="La Chine restreint le gallium", text=text, published="2025-11-10", language="fr")
    made = compose(read_article(article), load_world(), draws=DRAWS)
    assert not made.insights
    assert verify(made).ok


QUOTA = (
    "The Democratic Republic of Congo will end its ban on cobalt exports on October 16 and set quotas, the regulator "
    "said on Sunday. Miners may export up to 18,125 tonnes of cobalt over the rest of 2025 and 96,600 tonnes a year in "
    "2026 and 2027."
)
LISTED = (
    "China barred exports of dual-use items, rare earths among them, to 20 Japanese entities on Tuesday, the commerce "
    "ministry said. The firms supply the armed forces of Japan, it said."
)


def printed(made: Brief) -> str:
    return " ".join(s.text for _, s in places(made))


def test_a_quota_is_set_against_output_and_the_sender_s_break_even(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("didymium.brief.compose.considered", lambda *_: ())  # no row takes the number first
    made = short("Congo to end cobalt ban, set quotas", QUOTA, "2025-09-22")
    said = printed(made)
    assert "56% below mine output of cobalt in the DR Congo in 2024 (220,000 tonnes)" in said
    assert "only if the price is 2.3 times what it was" in said
    assert {f.relation for f in made.findings} >= {"limit_against_output", "sender_break_even"}


def test_a_by_product_is_not_the_news() -> None:
    made = short(
        "US grants permit to an antimony mine in Idaho",
        "The Forest Service on Monday granted Perpetua Resources a permit for the Stibnite antimony and gold mine in "
        "Idaho. The mine would supply 35% of US antimony needs from 2028 and 450,000 ounces of gold a year.",
        "2025-01-06",
    )
    assert made.bottom_line[0].text.startswith("The Forest Service on 6 January 2025 granted Perpetua Resources")
    known = set(load_world().table("considerations")["text"])
    own = [s.text for s in made.bottom_line[1:] if s.text not in made.article.text and s.text not in known]
    told = " ".join([*own, *(s.text for i in made.insights for s in i.framing if s.text not in known)])
    assert "gold" not in told  # nothing is reckoned of it


@pytest.mark.usefixtures("relations_alone")
def test_what_a_mine_holds_is_told_against_a_year_of_all_mines_without_calling_it_output() -> None:
    made = short(
        "Judge blocks land for an Arizona copper mine",
        "A US judge on Friday blocked the transfer of land for the Resolution copper mine in Arizona. The mine could "
        "yield more than 40 billion pounds of copper.",
        "2025-05-09",
    )
    told = "More than 40 billion pounds of copper (about 18.1 million tonnes) equals about "
    assert any(s.text.startswith(told) for _, s in places(made))


def test_a_story_whose_lead_is_not_settled_says_so() -> None:
    reading = read_article(
        Article(
            title="A week in metals",
            text="China banned exports of gallium to Japan on Tuesday. Chile opened a lithium mine on Wednesday.",
            published="2025-11-10",
        )
    )
    unsettled = reading.model_copy(update={"lead": None, "kind": "news"})
    assert unsettled.events
    made = compose(unsettled, load_world(), draws=DRAWS)
    assert [s.text for s in made.limits] == [UNSETTLED]
    assert verify(made).ok


def test_named_firms_are_not_their_country() -> None:
    made = short("China bars exports to 20 Japanese firms", LISTED, "2026-02-24")
    assert not [e for e in made.evidence.values() if e.kind == "run" and e.run.startswith("simulate")]
    assert any("not sized as a stop" in s.text for s in made.limits)


def test_findings_are_recomputed_from_their_operands(made: Brief) -> None:
    body = json.loads(render(made, "json"))
    body["findings"][0]["value"] *= 1.5
    assert not verify(Brief.model_validate(body)).ok


def test_every_date_ahead_that_the_article_states_is_watched() -> None:
    text = (
        "China suspended its ban on exports of gallium to the United States on Sunday, until November 27, 2026, the "
        "commerce ministry said. A review is due on March 15, 2026, it said."
    )
    made = short("China suspends gallium ban", text, "2025-11-09")
    assert {"2026-11-27", "2026-03-15"} <= {w.date for w in made.watch}


def test_a_date_is_watched_by_its_clause_with_what_it_means() -> None:
    text = (
        "The United States will take a 10% stake in a copper explorer for $35.6 million, the White House said "
        "on Monday. The purchase is contingent on a foreign ownership review by March 31, 2026, it said, while the "
        "explorer, which holds claims in Alaska, keeps its board and its chief executive "
        "and has to raise further money for a road."
    )
    (watched,) = short("US to take stake in Alaskan copper explorer", text, "2025-10-06").watch
    assert watched.date == "2026-03-31"
    assert "Until then the deal is not done" in watched.sentence.text
    assert "contingent" in watched.sentence.text
    assert "chief executive" not in watched.sentence.text


def test_terms_that_run_from_the_news_are_watched_with_their_end() -> None:
    text = (
        "A lithium mine in Jiangxi was halted on Monday after its licence expired, its owner said. "
        "The mine will be shut for at least three months, two people said. The futures contract for "
        "delivery in December rose 8 percent. A smelter has been idle for six months."
    )
    made = short("Lithium mine halted in China", text, "2025-08-11")
    assert [w.date for w in made.watch] == ["2025-11"]
    assert "at least three months" in made.watch[0].sentence.text
    assert verify(made).ok
    wrong = made.model_copy(update={"watch": (made.watch[0].model_copy(update={"date": "2025-12"}),)})
    assert not verify(wrong).ok


def test_months_gone_by_are_not_watched_and_weekdays_are_told_only_of_what_is_done() -> None:
    text = (
        "Prices of germanium have climbed from $1,500/kg at the start of June to $2,580/kg, a dealer "
        "said. The ministry ordered makers to halt germanium shipments in July. Germanium shipments "
        "had jumped between December and April. The makers agreed to talks on Monday. Germanium "
        "output is expected to recover in March. A germanium law is expected this year."
    )
    made = short("Germanium prices climb", text, "2024-09-19")
    assert {w.date for w in made.watch} == {"2024", "2025-03"}
    assert not [s for s in made.summary if "16 September" in s.text]


@pytest.mark.parametrize(
    ("says", "days"),
    [
        ("At the end of the quarter Syrah held $77 million in cash.", set()),
        ("The price of graphite reached $600 a tonne, rising by $30 within a week.", set()),
        ("Syrah first invited bids for its graphite in June for 7,500 tonnes over five years.", set()),
        ("Syrah has cut its graphite target for next year by 17%.", set()),
        ("Graphite rose after Syrah agreed on a zero fee for 2026 graphite concentrate.", set()),
        ("Syrah suspended its graphite mine for three months.", {"2025-09"}),
        ("Syrah extended the stop of its graphite mine until 5 December.", {"2025-12-05"}),
        ("Graphite output of Syrah is targeted for late 2028.", {"2028"}),
        ("Syrah hopes that the coming talks in Maputo on June 18 will open the graphite mine.", {"2025-06-18"}),
        ("Limits on Syrah's graphite, effective from June 20, cover two products.", {"2025-06-20"}),
    ],
)
def test_what_was_is_no_date_to_watch(says: str, days: set[str]) -> None:
    text = f"Syrah Resources made 34,000 tonnes of graphite at Balama in Mozambique, it said on Tuesday. {says}"
    assert {w.date for w in short("Syrah tells of graphite output", text, "2025-06-11").watch} == days


def test_a_shortage_and_a_substitution_are_told_as_what_they_are() -> None:
    text = (
        "Makers of turbine coatings in the United States have run short of yttrium, and two of them "
        "have stopped taking orders, they said on Monday. The price of yttrium has risen to 60 times "
        "what it was a year ago. One has paused production because it has no yttrium left."
    )
    made = short("Yttrium shortage worsens for US coatings makers", text, "2026-02-24")
    assert made.manifest["lead"][0]["frame"] == "shortage"
    swap = (
        "Battery makers in China push cells with sodium to cut their use of lithium and their costs. "
        "A first car with sodium cells comes in mid-2026. Lithium carbonate has risen to 170,000 yuan a tonne."
    )
    made = short("Carmakers turn to sodium-ion instead of lithium", swap, "2026-02-16")
    assert made.manifest["lead"][0]["frame"] == "substitution"
    assert "2026" in {w.date for w in made.watch}  # mid-2026 names no month


def test_minerals_in_passing_are_no_story_and_the_article_is_still_told() -> None:
    text = (
        "General Motors earned $3.4 billion in the last quarter, more than expected. Ford brought in "
        "$2.6 billion. A fire at an aluminium plant hurts a supplier. General Motors will report "
        "again on January 27, 2026. Both firms expect higher sales."
    )
    made = short("Carmakers beat expectations", text, "2025-10-31")
    assert made.manifest["lead"] == []
    assert not made.insights
    assert len((*made.bottom_line, *made.summary)) > 2
    assert [w.date for w in made.watch] == ["2026-01-27"]


def test_a_summary_keeps_the_lead_its_condition_and_whole_sentences() -> None:
    text = (
        "Peru's parliament will hold a hearing on roads. Myanmar will lift its ban on tin mining in Wa State once new "
        "licences are issued, a draft order said on Wednesday. As a result of the ban, Myanmar's tin output fell by "
        "nearly 50% to 21,300 tonnes in 2024. However, the restart is subject to a fee that miners have not yet paid."
    )
    made = short("Myanmar to lift tin mining ban", text, "2025-03-19")
    told = [s.text for s in (*made.bottom_line, *made.summary)]
    assert any(t.startswith("Myanmar will lift its ban") for t in told)
    assert any(t.startswith("As a result of the ban, Myanmar's tin output") for t in told)
    assert any(t.startswith("The restart is subject to a fee") for t in told)


def test_a_pronoun_in_a_summary_follows_the_sentence_with_its_noun() -> None:
    text = (
        "Lynas on Wednesday released its results for the quarter to December 31. The rare earths "
        "producer reported revenue of $136 million, 43 percent more than a year before, though "
        "output fell by 30 percent. Sales of dysprosium helped the firm's revenue. At the same "
        "time, they are subject to export controls in China until 2027. Its shares closed 5 percent "
        "up at $15. This week, they are worth 9 percent more than on January 5. Lynas said demand "
        "is strong in all of its markets. It will start its new plant for samarium in Malaysia in "
        "2026, with a capacity of 200 tonnes a year."
    )
    title = "Lynas to start samarium plant in Malaysia, revenue up despite lower rare earths output"
    made = short(title, text, "2026-01-22")
    told = [s.text for s in (*made.bottom_line, *made.summary)]
    assert any("43 percent" in t and "30 percent" in t for t in told)
    assert told[0] == ("Lynas on 21 January 2026 released its results for the quarter to December 31.")
    before = {"They are subject": "Sales of dys", "This week, they": "Its shares", "It will": "Lynas said"}
    for k, words in enumerate(told):
        for opening, noun in before.items():
            assert not words.startswith(opening) or told[k - 1].startswith(noun)


def test_an_opinion_is_told_as_its_author_s() -> None:
    text = (
        "Washington has handed China the keys to rare earths. China makes 90% of the world's magnets, and the United "
        "States should stop pretending that markets will cure it. The Pentagon must buy a two-year stock of magnets."
    )
    made = short("Opinion | A magnet stock is overdue", text, "2026-02-05")
    told = [made.bottom_line[0].text, *(s.text for s in made.summary)]
    assert told[0].startswith("The author argues: “")
    assert all(t.startswith("“") and t.endswith("”") for t in told[1:])
    assert any("must buy a two-year stock" in t for t in told)
    assert verify(made).ok
    news = text.replace("should stop pretending", "will not pretend").replace("must buy", "will buy")
    plain = short("A magnet stock is overdue", f"{news} It said so on Monday.", "2026-02-05")
    assert not [s for s in (*plain.bottom_line, *plain.summary) if "The author argues" in s.text]


def test_background_says_in_sentences_how_the_measure_and_the_market_stand(made: Brief) -> None:
    told = " ".join(s.text for s in made.background)
    assert "China has suspended its licences" in told
    assert "until 10 November 2026" in told
    assert "390,000 tonnes" not in told  # the article tells shares of it, beside which others would contradict
    assert ": " not in told


def test_background_names_the_good_and_the_month_of_the_price() -> None:
    tin = "Tin rose in London on Wednesday, traders said."
    told = " ".join(s.text for s in short("Tin price rises", tin, "2025-03-19").background)
    assert re.search(r"Tin averaged \$[\d,]+/t in February 2025, \d+% above a year before", told)
    assert "range of ten years" in told
    duty = "The United States put a duty of 25% on imports of tin on Wednesday, the White House said."
    told = " ".join(s.text for s in short("US puts duty on tin", duty, "2025-03-19").background)
    assert "Tin averaged" not in told  # what a metal costs decides nothing of a duty on it


def test_a_figure_that_does_not_hold_is_told_in_the_bottom_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "China will require licences for exports of rare earths to all buyers from December 1, the commerce ministry "
        "said on Friday. China accounted for 85% of global rare earth mining in 2024."
    )
    world = load_world()
    article = Article(title="China tightens rare earth licences", text=text, published="2025-10-10", source="Desk")
    found = read_article(article)
    wrong = [c for c in found.claims if c.value == 85]
    assert wrong
    assert wrong[0].reference is not None
    stated = wrong[0].model_copy(update={"verdict": "contradicted"})
    made = compose(found.model_copy(update={"claims": (stated,)}), world, draws=64)
    assert any("The article gives 85%" in s.text and "69%" in s.text for s in made.bottom_line)


def test_how_firm_the_news_is_stands_in_the_bottom_line() -> None:
    text = (
        "The Export-Import Bank of the United States has sent a non-binding letter of interest for a loan of up to "
        "$400 million for a rare earth magnet plant in Texas, the company said. The plant is to cost $620 million."
    )
    told = [s.text for s in short("EXIM signals interest in magnet plant loan", text, "2026-01-15").bottom_line]
    assert "A letter binds nobody: no money is committed yet." in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A U.S. federal judge has temporarily blocked the government from transferring land to Rio Tinto for its "
         "Resolution copper mine in Arizona, the court said on Monday.",
         "The interim order decides nothing for good."),
        ("Ioneer received a federal permit for its Rhyolite Ridge lithium mine in Nevada on Monday, it said.",
         "So far there is a permit, not a plant: it brings no tonnes yet."),
        ("Indonesia may cut nickel mining quotas next year. The ministry plans a cut by a third, two sources said.",
         "The report rests on unnamed sources and is not confirmed."),
    ],
)  # fmt: skip
def test_the_status_of_the_news_is_told_from_its_own_words(text: str, says: str) -> None:
    assert says in [s.text for s in short("Lithium news", text, "2025-06-10").bottom_line]


SIZED = "Umicore will pay the Congolese treasury a tax of 4% on the cobalt sale."
HANGING = (
    "Zijin Mining signed an agreement on Tuesday to sell 30% of the Nkula cobalt mine in the DR Congo to Umicore. The "
    "sale of the cobalt stake still awaits the approval of the ministry of mines. The mine made 12,000 tonnes of "
    "cobalt in 2024. Guests were served tea."
)


def test_what_is_still_open_stands_in_the_bottom_line_as_the_article_has_it() -> None:
    told = [s.text for s in short("Zijin sells cobalt stake", HANGING, "2025-06-10").bottom_line]
    assert "The sale of the cobalt stake still awaits the approval of the ministry of mines." in told


def test_where_nothing_is_open_the_figures_of_the_news_size_it() -> None:
    closed = HANGING.replace("still awaits", "has").replace("tea", "20 cups of tea")
    closed = closed.replace("sell 30% of", "sell").replace("The mine made 12,000 tonnes of cobalt in 2024.", SIZED)
    told = [s.text for s in short("Zijin sells cobalt stake", closed, "2025-06-10").bottom_line]
    assert SIZED in told
    assert not any("awaits" in t or "tea" in t for t in told)


@pytest.mark.parametrize(
    "says",
    [
        "It still awaits the approval of the ministry of mines.",  # of what?
        "In 2009 the sale of a cobalt mine was subject to approval for three years.",  # long gone
    ],
)
def test_a_sentence_that_leans_or_is_long_gone_tells_of_nothing_open(says: str) -> None:
    other = HANGING.replace("The sale of the cobalt stake still awaits the approval of the ministry of mines.", says)
    told = [s.text for s in short("Zijin sells cobalt stake", other, "2025-06-10").bottom_line]
    assert says not in told


def test_a_lost_appeal_is_no_ruling_that_an_appeal_can_change() -> None:
    text = (
        "China has lost its appeal in a case on its export duties for rare earths, according to a ruling of the WTO "
        "Appellate Body published on Thursday."
    )
    told = [s.text for s in short("China loses appeal on rare earths", text, "2014-08-07").bottom_line]
    assert not any("appeal can still" in t for t in told)


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Zambian copper mine output falls",
         "Output at the Lumwana copper mine in Zambia fell 2% in May to 6,000 tonnes from a year ago, Barrick said.",
         "output"),
        ("Zambian copper mine halted after fire",
         "A fire halted output at the Lumwana copper mine in Zambia on Tuesday. The mine made 120,000 tonnes in 2024.",
         "outage"),
    ],
)  # fmt: skip
def test_output_figures_are_no_outage(title: str, text: str, name: str) -> None:
    lead = lead_of(read_article(Article(title=title, text=text, published="2025-07-10")), load_world())
    assert lead is not None
    assert frame_of(lead).name == name


@pytest.mark.parametrize(
    ("title", "direction"),
    [("Philippines drops ban on nickel ore exports from bill", "ease"),
     ("Philippines passes ban on nickel ore exports", "tighten"),
     ("Philippines ends export ban exemption for nickel ore", "tighten"),
     ("Philippines drops plan to lift nickel ore export ban", "tighten"),
     ("Philippine lawmakers rebuff bid to ease nickel ore export ban", "tighten")],
)  # fmt: skip
def test_a_ban_that_is_dropped_is_an_easing(title: str, direction: str) -> None:
    text = f"{title}, the Senate said on Tuesday. The ban on nickel ore exports was proposed in February."
    lead = lead_of(read_article(Article(title=title, text=text, published="2025-06-10")), load_world())
    assert lead is not None
    assert (lead.family, lead.direction) == ("export_control", direction)


def test_an_article_beyond_what_is_read_says_so_and_tells_its_news() -> None:
    text = "China banned exports of gallium to Japan on Tuesday. " + "The sky over the port was grey that day. " * 2000
    article = Article(title="China bans gallium exports to Japan", text=text, published="2025-11-10")
    made = compose(read_article(article), load_world(), draws=DRAWS)
    assert LONG in [s.text for s in made.limits]
    assert "gallium" in made.bottom_line[0].text
    assert made.article.text == article.text
    assert made.manifest["article"] == article.sha256
    assert verify(made).ok


def test_what_stands_behind_the_part_that_is_read_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr("didymium.brief.compose.summary", lambda r, *_: seen.append(len(r.article.text)) or ())
    text = "China banned exports of gallium to Japan on Tuesday. " + "The sky over the port was grey that day. " * 2000
    made = compose(read_article(Article(title="Sky", text=text)), load_world(), draws=DRAWS)
    assert seen
    assert max(seen) <= MOST_READ < len(made.article.text)


def test_the_basis_on_which_a_firm_counts_is_no_number_of_the_news() -> None:
    text = "Kazatomprom cut its uranium output by 10% (on a 100% basis) on Tuesday."
    reading = read_article(Article(title="Kazatomprom cuts uranium output", text=text, published="2025-11-10"))
    world = load_world().as_of("2025-11-10")
    lead = lead_of(reading, world)
    assert lead is not None
    found = operands(Setting(reading, lead, world, Ledger(world, text), dt.date(2025, 11, 10), 100, 0))
    assert [o.value for o in found if o.origin == "span" and o.kind == "share"] == [0.1]


def test_a_sentence_told_again_gives_its_numbers_once() -> None:
    said = "Indonesia produced 2.2 million tonnes of nickel in 2024. "
    text = f"Indonesia cut its nickel quota by 20% on Tuesday. {said * 4}"
    reading = read_article(Article(title="Indonesia cuts nickel quota", text=text, published="2025-11-10"))
    world = load_world().as_of("2025-11-10")
    lead = lead_of(reading, world)
    assert lead is not None
    found = operands(Setting(reading, lead, world, Ledger(world, text), dt.date(2025, 11, 10), 100, 0))
    assert [(o.value, o.only) for o in found if o.origin == "span" and o.unit == "t"] == [(2.2e6, True)]


def test_an_article_without_a_date_is_not_read_as_of_tomorrow() -> None:
    reading = read_article(Article(title="Umicore signs cobalt offtake", text=HANGING))
    made = compose(reading, load_world(), draws=DRAWS)
    assert made.manifest["as_of"] <= dt.date.today().isoformat()
    assert UNDATED in [s.text for s in made.limits]


def test_what_was_due_is_not_open() -> None:
    says = "The cobalt sale was due to expire on Sunday, the ministry said."
    other = HANGING.replace("The sale of the cobalt stake still awaits the approval of the ministry of mines.", says)
    assert says not in [s.text for s in short("Zijin sells cobalt stake", other, "2025-06-10").bottom_line]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("China will require companies to apply for licences to export tungsten from December 1, the commerce ministry "
         "said on Friday.", "control"),
        ("China added 28 American companies to its export control list on Thursday and banned exports of tungsten to "
         "them, the commerce ministry said.", "listing"),
    ],
)  # fmt: skip
def test_only_a_step_against_firms_is_a_listing(text: str, name: str) -> None:
    lead = lead_of(
        read_article(Article(title="China tightens tungsten", text=text, published="2025-01-03")), load_world()
    )
    assert lead is not None
    assert frame_of(lead).name == name


def test_pounds_of_uranium_oxide_are_set_against_the_uranium_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("didymium.brief.compose.considered", lambda *_: ())  # no row takes the number first
    text = (
        "Sprott Physical Uranium Trust bought 3 million pounds of uranium in May, it said on Monday. It now holds 78.4 "
        "million pounds of uranium."
    )
    told = " ".join(f"{s.text}" for _, s in places(short("Sprott buys uranium", text, "2026-06-02")))
    assert "3 million pounds of uranium (1,150 tonnes of uranium) equals 1.9% of world mine output" in told


def test_a_metal_is_not_priced_as_its_ore() -> None:
    aluminium = yearly(load_world(), "aluminium")
    assert min(float(r["value"]) for r in aluminium) > 1.5  # USD/kg; bauxite costs 0.03


def test_dates_of_another_matter_are_not_watched() -> None:
    text = (
        "Gabon will ban exports of raw manganese ore from January 1, 2029, the government said on Saturday, to make "
        "companies process the metal at home. The cabinet also decided to end imports of frozen chicken from January "
        "1, 2027. A decree on manganese fees is due by the end of the year."
    )
    made = short("Gabon to ban manganese ore exports from 2029", text, "2025-06-02")
    assert [w.date for w in made.watch][:2] == ["2025-12-31", "2029-01-01"]
    assert "2027-01-01" not in {w.date for w in made.watch}


def test_no_two_sentences_of_a_brief_are_the_same(made: Brief) -> None:
    told = [s.text for i in made.insights for s in (*i.framing, *(x for p in i.points for x in p.sentences))]
    assert len(told) == len(set(told))


def test_ranges_of_framing_sentences_decide(made: Brief) -> None:
    wide = [f for f in made.findings if f.low and f.high and f.high > 10 * f.low]
    assert not wide


def test_a_price_that_never_moved_has_no_range(monkeypatch: pytest.MonkeyPatch) -> None:
    real = background.price_series
    monkeypatch.setattr(background, "price_series", lambda world, mineral: real(world, mineral)[-1:] * 24)
    tin = "Tin rose in London on Wednesday, traders said."
    told = [s.text for s in short("Tin price rises", tin, "2025-03-19").background]
    assert any(t.startswith("Tin averaged") and "range" not in t for t in told)


@pytest.mark.parametrize(("many", "told"), [(20, True), (45, False)])
def test_numbers_of_a_crowded_sentence_are_not_set_against_each_other(many: int, told: bool) -> None:
    row = ", ".join(f"{10 + many + k} tonnes at plant {k}" for k in range(many))
    text = f"China banned exports of gallium to the United States on Tuesday. Plants made {row}."
    article = Article(title="China bans gallium exports", text=text, published="2024-12-03")
    reading, world = read_article(article), load_world()
    lead = lead_of(reading, world.as_of("2024-12-03"))
    assert lead is not None
    setting = Setting(reading, lead, world, Ledger(world, text), dt.date(2024, 12, 3), 100, 0)
    assert any(o.kind == "mass" and o.origin == "span" for o in operands(setting)) == told


def background_of(title: str, text: str, day: str) -> str:
    return " ".join(s.text for s in short(title, text, day).background)


def test_background_is_of_the_storys_own_places_measures_and_good() -> None:
    tin = "Alphamin will resume tin mining at Bisie in the Democratic Republic of Congo, the company said on Thursday."
    told = background_of("Alphamin to resume operations at Bisie tin mine in DRC", tin, "2025-04-10")
    assert "averaged" not in told  # a restart of which the text names no price
    loan = (
        "Graphite One won a letter of interest for a loan of $325 million from the Export-Import Bank of the United "
        "States for its anode plant in Ohio, it said on Friday. Prices of graphite have halved."
    )
    told = background_of("Graphite One gets letter of interest for anode plant", loan, "2024-10-25")
    assert "morphous" not in told  # no price of another good
    rally = (
        "Prices of yttrium are 69 times as high as a year ago, traders of rare earths told a newspaper on Thursday. "
        "Suppliers of American makers of jet engines face shortages of yttrium from China."
    )
    told = background_of("Yttrium shortages worsen for US aerospace", rally, "2026-02-26")
    assert "averaged" not in told  # the mean of a year that the price has left
    duty = (
        "The United States will charge a duty of 25% on tungsten products from China from January 1, its trade "
        "representative said on Wednesday."
    )
    told = background_of("US raises tariffs on Chinese tungsten", duty, "2024-12-12")
    assert "quota" not in told  # a limit of output, in news of none


def test_a_sentence_with_several_days_is_watched_once_under_all_of_them() -> None:
    text = (
        "The United States put a duty of 50% on semi-finished copper on July 30. A report on refined copper is due on "
        "June 30, 2026 and could support a duty of 15% on it from January 1, 2027, and of 30% from January 1, 2028."
    )
    made = short("US puts 50% duty on copper", text, "2025-08-04")
    days = [w.date for w in made.watch]
    assert {"2026-06-30", "2027-01-01", "2028-01-01"} <= set(days)
    printed = to_markdown(made)
    assert "1 January 2027; 1 January 2028" in printed
    assert "From then on it applies" not in printed  # it is only what could come


@pytest.mark.parametrize(
    ("family", "direction", "title", "frame"),
    [
        ("dispute", None, "Miner settles court dispute over lithium project", "ruling"),
        ("dispute", None, "Court upholds ban on lithium mine", "ruling"),
        ("deal", None, "Shareholders approve merger of copper miners", "deal"),
        ("deal", None, "Carmaker signs offtake for nickel", "offtake"),
        ("deal", None, "Recycler and miner sign partnership on germanium", "deal"),
        ("deal", None, "Bank lends $300 million for graphite plant", "deal"),
        ("project", "down", "Miner halts lithium project in Serbia", "halted project"),
        ("project", "down", "Fire stops copper mine", "outage"),
        ("import_measure", "tighten", "London Metal Exchange bans new Russian nickel", "exchange rule"),
        ("import_measure", "tighten", "US puts duty on copper", "barrier"),
    ],
)
def test_the_words_of_the_news_choose_its_frame(family: str, direction: str | None, title: str, frame: str) -> None:
    event = Event(type="corporate", status="announced", quote=title, start=0, end=1)
    lead = Lead(
        event=event, kind="news", family=family, direction=direction, actor=None, targets=(), parties=(), place=None,
        firms=(), minerals=("copper",), stage=None, title=title,
    )  # fmt: skip
    assert frame_of(lead).name == frame
    asked = [question(r.label, "copper") for r in CATALOGUE]
    assert all(q.endswith("?") and "{" not in q for q in asked)


def test_half_a_quotation_and_a_name_with_a_year_are_left_out() -> None:
    text = (
        "Lynas will build a rare earths plant in Malaysia by 2027, the company said on Wednesday. An official said: "
        "“We have approved the plant. It will open in time.” The plant is part of the country's Vision 2030 programme."
    )
    made = short("Lynas to build rare earths plant in Malaysia", text, "2025-11-19")
    assert not [s.text for s in made.summary if s.text.count("“") != s.text.count("”")]
    assert "2030" not in {w.date for w in made.watch}


def test_a_month_that_opens_a_sentence_is_told_in_capitals_and_a_firm_s_start_is_no_measure_s() -> None:
    text = (
        "Zimbabwe has banned the export of unprocessed lithium, a government notice said on Tuesday. Last month the "
        "government had closed 14 lithium mines in the south. Premier African Minerals says it will start shipping "
        "spodumene from its lithium mine to China from March 2023."
    )
    made = short("Zimbabwe bans raw lithium exports", text, "2022-12-20")
    assert all(s.text[0].isupper() or s.text[0] in '“"' for s in made.summary)
    assert any(w.date == "2023-03" and "applies" not in w.sentence.text for w in made.watch)


def test_a_headline_on_what_a_firm_made_is_one_of_results_and_no_shipment_names_its_ground() -> None:
    text = (
        "MP Materials reported mixed quarterly results on November 6. The third quarter brought 721 tons of "
        "neodymium-praseodymium oxide, 51% more than a year before. The company also recorded its second-highest "
        "quarterly rare earth production ever at 13,254 tons. The materials segment lost half of its revenue, as the "
        "company halted rare earth concentrate shipments to China in July."
    )
    title = "MP Materials posts record rare earth output as revenue falls on halt to China shipments"
    lead = lead_of(read_article(Article(title=title, text=text, published="2025-11-07")), load_world())
    assert lead is not None
    assert lead.place != "CHN"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("The lithium contract covers 15,000 tonnes a year over ten years.", set()),  # runs from its first delivery
        ("The lithium miner expects a loss for the year ending June 30, 2026.", set()),
        ("The lithium miner expects to make 12,000 tonnes this year.", set()),
        ("Lithium demand will double by 2035, an agency said.", set()),
        ("In May a lithium shortage kept the plant shut for a week.", set()),
        ("A decision on the lithium duty is expected during the March quarter.", {"2026-03"}),
        ("The lithium plant stays closed until mid-December.", {"2025-12"}),
        ("The ministry recommended a duty on lithium starting in 2027.", {"2027"}),
    ],
)
def test_steps_are_watched_and_no_forecasts(line: str, days: set[str]) -> None:
    made = short("Lithium miner tells of its plans", f"A lithium miner told of its plans on Friday. {line}")
    assert {w.date for w in made.watch} == days


def test_no_price_of_the_world_beside_one_of_the_article() -> None:
    text = "Nickel rose{} in London on Friday, traders said."
    bare, priced = (short("Nickel price rises", text.format(p)) for p in ("", " to $15,200 a tonne"))
    assert any("Nickel averaged" in s.text for s in bare.background)
    assert not any("Nickel averaged" in s.text for s in priced.background)


def test_a_look_back_or_a_report_is_no_step() -> None:
    new = "China announced export licences for gallium on Friday, the ministry said."
    old = "China announced export licences for gallium in July 2023. Traders tell how they work."
    told = [" ".join(s.text for s in short("China's gallium licences", t).background) for t in (new, old)]
    assert ["Before this step" in t for t in told] == [True, False]


def test_a_term_of_another_act_is_no_day_to_watch() -> None:
    made = compose(read_article(Article(
        title="Tembo stops drilling at its lithium project in Portugal", published="2025-02-06",
        text="Tembo Lithium stopped drilling at its lithium project in Portugal on Thursday after a court order. It "
        "was granted access to 520 hectares of land for a year.",
    )), load_world(), draws=20)  # fmt: skip
    assert not made.watch


def test_an_insight_keeps_its_frame_where_its_point_is_withheld() -> None:
    figure = Figure(metric="size_of_world", value=0.1, unit="share")
    held = {"e1": DerivedEvidence(formula="a / b", operands=("a", "b"), figure=figure, statement="")}
    frame, point = Sentence(text="A frame.", evidence=("e1",)), Sentence(text="A point.", evidence=())
    insight = Insight(question="How large is it?", framing=(frame,), points=(Point(label="Next", sentences=(point,)),))
    kept = _kept_insight(insight, {point: Proof("not proven")}, held)
    assert [p.sentences for p in kept.points] == [(frame,)]


def test_a_sum_that_the_article_prints_is_not_told_again() -> None:
    made = compose(read_article(Article(
        title="Tembo borrows $700 million for a magnet plant", published="2025-11-03",
        text="Tembo Magnets will get a loan of $620 million from the Pentagon and one of $80 million from the Commerce "
        "Department for its rare earth magnet plant, $700 million in all, it said on Monday.",
    )), load_world(), draws=20)  # fmt: skip
    assert "100%" not in " ".join(s.text for s in made.bottom_line)
    assert "together" not in " ".join(s.text for s in made.bottom_line)


BAN = (
    "China will ban exports of {0} to the United States from next month, its commerce ministry said on Tuesday. "
    "Buyers in the United States fear for supply."
)


def test_a_restart_by_a_day_is_the_end_of_no_term() -> None:
    text = (
        "Century Aluminum said on Friday that repairs will allow the shuttered capacity of its Grundartangi aluminium "
        "smelter in Iceland to be restarted by the end of April 2026, six months earlier than expected."
    )
    watch = short("Century's Iceland aluminium smelter to return early", text, "2026-02-21").watch
    dated = [w.sentence.text for w in watch if w.date.startswith("2026-04")]
    assert dated
    assert "ends then" not in dated[0]


def test_an_article_without_a_date_is_read_as_of_the_latest_that_it_tells() -> None:
    """What came years after the text is no part of its brief; one year alone may be history."""
    text = "Umicore has signed an offtake of cobalt hydroxide with a mine in the DR Congo, it said on Monday."
    said = f"{text} The deal was agreed in March 2019 and is to close in the second half of 2031."
    made = compose(read_article(Article(title="Umicore signs cobalt offtake", text=said)), load_world(), draws=DRAWS)
    assert made.manifest["as_of"] == "2019-03-31"
    assert OF_ITS_TEXT in [s.text for s in made.limits]
    alone = f"{text} The smelter was built in 1996."
    made = compose(read_article(Article(title="Umicore signs cobalt offtake", text=alone)), load_world(), draws=DRAWS)
    assert made.manifest["as_of"] > "2025"


def test_a_page_of_courtesies_is_summed_up_by_how_it_opens() -> None:
    text = (
        "This afternoon the Prime Minister hosted the Prime Minister of Australia in Downing Street. He said it was "
        "good to see him, and that ties were strong. Both leaders agreed to explore further opportunities to harness "
        "Australia's critical mineral reserves. They looked forward to speaking again soon."
    )
    made = short("PM meeting with the Prime Minister of Australia", text, "2025-09-26")
    assert made.summary or made.bottom_line
    assert all(s.text in text for s in made.summary)
