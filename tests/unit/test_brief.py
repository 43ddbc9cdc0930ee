"""From an article to a proven brief: what it holds, what it leaves out, how it is repeated."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from didymium import load_world
from didymium.brief import batch, replay
from didymium.brief import verify as verify_module
from didymium.brief.compose import brief, compose
from didymium.brief.render import render, save
from didymium.brief.verify import places, verify
from didymium.cli import main
from didymium.errors import BadInput
from didymium.news import read_article
from didymium.records import Article, Brief, Sentence

EXAMPLES = Path(__file__).parents[2] / "examples"
DRAWS = 64


@pytest.fixture(scope="module")
def made() -> Brief:
    return brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=DRAWS)


def short(title: str, text: str, date: str = "2025-11-10") -> Brief:
    reading = read_article(Article(title=title, text=text, published=date))
    return compose(reading, load_world(), draws=DRAWS)


def test_brief_is_whole(made: Brief) -> None:
    assert 3 <= len(made.summary) <= 6
    assert len(made.background) >= 4
    assert len(made.insights) == 3
    assert all(i.question.endswith("?") and len(i.points) >= 2 for i in made.insights)
    assert made.watch
    assert made.charts
    assert made.claims


def test_every_sentence_is_carried(made: Brief) -> None:
    report = verify(made)
    assert report.ok, report.faults
    assert all(s.evidence and set(s.evidence) <= set(made.evidence) for _, s in places(made))


def test_summary_is_the_article_s_own_words(made: Brief) -> None:
    for sentence in made.summary:
        assert sentence.text[1:] in made.article.text


def test_nothing_later_than_the_article(made: Brief) -> None:
    facts = [e for e in made.evidence.values() if e.kind == "fact"]
    assert facts
    assert max(f.known_from for f in facts) <= made.manifest["as_of"] == "2025-11-10"


def test_model_numbers_carry_ranges_and_runs(made: Brief) -> None:
    runs = [e for e in made.evidence.values() if e.kind == "run"]
    assert {e.run for e in runs} <= set(made.manifest["runs"])
    simulated = [e.figure for e in runs if e.run.startswith("simulate")]
    assert simulated
    assert all(f.low is not None and f.high is not None and f.low <= f.value <= f.high for f in simulated)


def test_same_arguments_give_the_same_bytes(made: Brief) -> None:
    again = brief(str(EXAMPLES / "us-rare-earths-drive.html"), draws=DRAWS)
    assert render(again, "json") == render(made, "json")


def test_earlier_view_knows_less() -> None:
    early = brief(str(EXAMPLES / "us-rare-earths-drive.html"), as_of="2012-01-31", draws=DRAWS)
    facts = [e for e in early.evidence.values() if e.kind == "fact"]
    assert all(f.known_from <= "2012-01-31" for f in facts)


def test_view_before_any_fact_is_an_honest_brief() -> None:
    first = brief(str(EXAMPLES / "us-rare-earths-drive.html"), as_of="1990-01-01", draws=DRAWS)
    assert first.summary
    assert not [e for e in first.evidence.values() if e.kind == "fact"]
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
    body["background"][0]["text"] = body["background"][0]["text"].replace("69%", "96%")
    path.write_text(json.dumps(body))
    assert main(["verify", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


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
    assert any("French" in s.text for s in made.limits)
    assert verify(made).ok


FLOOD = (
    "A mudslide stopped the Kamoa copper mine in the Democratic Republic of Congo on Sunday, and its owner declared "
    "force majeure. The mine will stay shut for at least three months, officials in Kinshasa said. Congo is the "
    "world's second largest producer of copper."
)
TARIFF = (
    "The United States on Monday put anti-dumping duties of 130% on palladium from Russia. The Commerce Department "
    "said that Russian palladium is sold below cost. Russia mines about 40% of the world's palladium."
)
SLIDE = (
    "The price of lithium carbonate slid 6% this week to a three-year low as stocks grew and demand from battery "
    "makers in China stayed weak. Producers in Australia said that they may cut output."
)


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Mudslide shuts Kamoa copper mine in Congo", FLOOD, "loss of 20% of the DR Congo's copper mining"),
        ("US hits Russian palladium with duties", TARIFF, "cut of 50% in Russia's exports of palladium"),
        ("Lithium price slides to three-year low", SLIDE, "fall of 10% in world demand for lithium"),
    ],
)
def test_the_stress_fits_the_event(title: str, text: str, words: str) -> None:
    made = short(title, text)
    framing = " ".join(s.text for i in made.insights for s in i.framing)
    assert words in framing
    assert "China's exports" not in framing


def test_the_event_that_moves_most_leads() -> None:
    made = short(
        "Two restrictions in one week",
        "China banned exports of gallium to all countries on Monday with immediate effect. On Tuesday the "
        "Democratic Republic of Congo banned exports of cobalt to all countries with immediate effect.",
    )
    weighed = made.manifest["lead"]
    assert all(row["by"] == "simulated loss" and row["loss_usd"] >= 0 for row in weighed)
    most = max(weighed, key=lambda row: row["loss_usd"])
    assert most["mineral"] in made.insights[0].question


def test_no_two_points_of_a_brief_bear_one_label(made: Brief) -> None:
    labels = [p.label for i in made.insights for p in i.points]
    assert len(labels) == len(set(labels)) >= 12


def test_critical_minerals_in_general_have_a_stand_in() -> None:
    made = short(
        "Washington launches critical minerals reserve",
        "The United States launched a $12 billion stockpile of critical minerals on Monday. The reserve will protect "
        "manufacturers against supply shocks from China, officials said.",
    )
    assert len(made.insights) == 3
    assert any("names no single mineral" in s.text for s in made.limits)


def test_the_peak_of_a_price_is_told_as_its_chart_shows_it(made: Brief) -> None:
    (point,) = (p for i in made.insights for p in i.points if p.label == "Prices")
    (chart,) = (c for c in made.charts if c.title.startswith("Price of"))
    told = re.search(r"cost ([\d.]+) times .* in (\w+ \d{4}), the dearest month", point.sentences[0].text)
    shown = re.search(r"peaks at ([\d.]+) times the baseline in (\w+ \d{4})", chart.text)
    assert told is not None
    assert shown is not None
    assert float(told[1]) == float(shown[1])
    assert told[2] == shown[2]


def test_each_sentence_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = verify_module.check

    def counted(sentence: Sentence, *rest: Any) -> Any:
        seen.append(sentence.text)
        return real(sentence, *rest)

    monkeypatch.setattr(verify_module, "check", counted)
    found = short("China bans gallium exports", "China banned exports of gallium to the United States on Monday.")
    assert len(seen) == len(list(places(found))) + len(found.manifest["withheld"])
